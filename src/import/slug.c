/* slug.c - a safe id from a name as people write it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "import/slug.h"

#include <stdio.h>
#include <string.h>

#include "base/digest.h"

enum { HASH_DIGITS = 12, PIECE = 12 };

typedef struct {
    char *out;
    size_t length;
    bool is_full, has_gap; /* gap: something that is not kept stands before the next character */
} slug;

static void put(slug *s, const char *piece)
{
    size_t n = strlen(piece), gap = s->has_gap && s->length > 0;

    s->has_gap = false;
    if (s->is_full || s->length + gap + n > HZ_SLUG_MAX) {
        s->is_full = true;
        return;
    }
    if (gap)
        s->out[s->length++] = '-';
    memcpy(s->out + s->length, piece, n);
    s->length += n;
    s->out[s->length] = '\0';
}

/* The character at `p` of well-formed UTF-8, and its length. */
static unsigned long decode(const char *p, size_t *length)
{
    unsigned char first = (unsigned char)*p;
    unsigned long code;

    *length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    code = first & (0xFFU >> (*length + 1));
    for (size_t i = 1; i < *length; i++)
        code = code << 6 | ((unsigned char)p[i] & 0x3FU);
    return code;
}

static void put_code(slug *s, unsigned long code)
{
    char piece[PIECE];

    s->has_gap = true;
    snprintf(piece, sizeof piece, "u%lx", code);
    put(s, piece);
    s->has_gap = true;
}

/* Long names often begin alike: the digest tells them apart. */
static bool shorten(char out[HZ_SLUG_MAX + 1], const char *text)
{
    char hex[HZ_DIGEST_HEX];
    hz_digest *digest = hz_digest_new();
    size_t length = strlen(out);

    if (!digest)
        return false;
    hz_digest_add(digest, text, strlen(text));
    hz_digest_finish(digest, hex);
    if (length > HZ_SLUG_MAX - HASH_DIGITS - 1)
        length = HZ_SLUG_MAX - HASH_DIGITS - 1;
    snprintf(out + length, HASH_DIGITS + 2, "-%.*s", HASH_DIGITS, hex);
    return true;
}

bool hz_slug(char out[HZ_SLUG_MAX + 1], const char *text)
{
    slug s = {.out = out};

    out[0] = '\0';
    for (const char *p = text; *p;) {
        unsigned char c = (unsigned char)*p;
        size_t length = 1;

        if (c >= 0x80)
            put_code(&s, decode(p, &length));
        else if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
            put(&s, (const char[]){(char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c), '\0'});
        else
            s.has_gap = true;
        p += length;
    }
    if (s.length == 0)
        memcpy(out, "x", 2);
    return !s.is_full || shorten(out, text);
}

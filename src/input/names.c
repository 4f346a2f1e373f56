/* names.c - texts to numbers, fast: which id is which index, and which text was kept before
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "input/names.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "input/words.h"

typedef struct hz_names_entry {
    const char *text; /* NULL: free */
    uint32_t length;
    uint32_t index;
} entry;

/* ---- hash: eight bytes at a time, mixed by multiplication; nothing that is written depends on it ---- */

#define MIXER UINT64_C(0x9E3779B97F4A7C15) /* 2^64 / golden ratio, odd */

static uint64_t mix(uint64_t hash, uint64_t bytes)
{
    hash = (hash ^ bytes) * MIXER;
    return hash ^ hash >> 32;
}

static uint64_t load8(const char *at)
{
    uint64_t bytes;

    memcpy(&bytes, at, sizeof bytes);
    return bytes;
}

static uint64_t load4(const char *at)
{
    uint32_t bytes;

    memcpy(&bytes, at, sizeof bytes);
    return bytes;
}

/* The last piece is read so that it overlaps the one before: no loop over single bytes. */
static uint64_t hash_of(const char *text, size_t length)
{
    uint64_t hash = mix(0, length);
    size_t i = 0;

    for (; i + 8 < length; i += 8)
        hash = mix(hash, load8(text + i));
    if (length >= 8)
        return mix(hash, load8(text + length - 8));
    if (length >= 4)
        return mix(hash, load4(text) | load4(text + length - 4) << 32);
    for (; i < length; i++)
        hash = mix(hash, (unsigned char)text[i]);
    return hash;
}

/* ---- ids ---- */

static entry *place_of(const hz_names *names, const char *text, size_t length)
{
    size_t mask = names->n_entries - 1;
    size_t at = (size_t)hash_of(text, length) & mask;

    while (names->entries[at].text &&
           (names->entries[at].length != length || memcmp(names->entries[at].text, text, length) != 0))
        at = (at + 1) & mask;
    return &names->entries[at];
}

uint32_t hz_names_find(const hz_names *names, const char *text, size_t length)
{
    const entry *found = names->n_entries ? place_of(names, text, length) : NULL;

    return found && found->text ? found->index : HZ_NONE;
}

static bool make_room(hz_names *names)
{
    hz_names larger = {.n_entries = names->n_entries ? 2 * names->n_entries : 64, .n_used = names->n_used};

    if (2 * (names->n_used + 1) <= names->n_entries)
        return true;
    larger.entries = hz_calloc(larger.n_entries, sizeof *larger.entries);
    if (!larger.entries)
        return false;
    for (size_t i = 0; i < names->n_entries; i++)
        if (names->entries[i].text)
            *place_of(&larger, names->entries[i].text, names->entries[i].length) = names->entries[i];
    free(names->entries);
    *names = larger;
    return true;
}

bool hz_names_add(hz_names *names, const char *text, size_t length, uint32_t index)
{
    entry *place;

    if (!make_room(names))
        return false;
    place = place_of(names, text, length);
    if (!place->text) {
        *place = (entry){text, (uint32_t)length, index};
        names->n_used++;
    }
    return true;
}

void hz_names_free(hz_names *names)
{
    free(names->entries);
    *names = (hz_names){0};
}

/* ---- texts kept lately ---- */

const char *hz_names_recall(const hz_names_memo *memo, const char *text, size_t length)
{
    uint64_t hash = hash_of(text, length);
    size_t at = hash % HZ_NAMES_MEMO;
    const char *kept = memo->kept[at].text;

    if (!kept || memo->kept[at].hash != hash || memo->kept[at].length != length || memcmp(kept, text, length) != 0)
        return NULL;
    return kept;
}

void hz_names_remember(hz_names_memo *memo, const char *text, size_t length)
{
    uint64_t hash = hash_of(text, length);
    size_t at = hash % HZ_NAMES_MEMO;

    memo->kept[at].text = text;
    memo->kept[at].hash = hash;
    memo->kept[at].length = length;
}

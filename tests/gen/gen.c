/* gen.c - what the generators of scenarios share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "gen.h"

#include <string.h>

/* ---- random numbers ---- */

uint64_t gen_next(gen_rng *rng)
{
    uint64_t z = rng->state += UINT64_C(0x9e3779b97f4a7c15);

    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

/* The upper half of the 128-bit product of a random number and the width: its bias is below width / 2^64. */
int64_t gen_between(gen_rng *rng, int64_t lo, int64_t hi)
{
    uint64_t width = (uint64_t)hi - (uint64_t)lo + 1;

    return lo + (int64_t)(((unsigned __int128)gen_next(rng) * width) >> 64);
}

bool gen_chance(gen_rng *rng, int percent)
{
    return gen_between(rng, 0, 99) < percent;
}

int64_t gen_log_uniform(gen_rng *rng, int64_t lo, int64_t hi)
{
    int octaves = 1;
    int64_t value;

    while (lo << octaves < hi)
        octaves++;
    do {
        int64_t base = lo << gen_between(rng, 0, octaves - 1);

        value = gen_between(rng, base, 2 * base - 1);
    } while (value > hi);
    return value;
}

int64_t gen_heavy_tail(gen_rng *rng, int64_t lo, int octaves)
{
    int k = 0;

    for (uint64_t bits = gen_next(rng); bits & 1 && k < octaves; bits >>= 1)
        k++;
    return gen_between(rng, lo << k, (lo << (k + 1)) - 1);
}

size_t gen_weighted(gen_rng *rng, const int *weights, size_t n)
{
    int64_t sum = 0, at;
    size_t i = 0;

    for (size_t k = 0; k < n; k++)
        sum += weights[k];
    at = gen_between(rng, 0, sum - 1);
    while (at >= weights[i])
        at -= weights[i++];
    return i;
}

/* ---- made-up identities ---- */

/* GB 11714-1997: weights over the eight digits; 11 minus the sum modulo 11, where 10 is written X and 11 is 0. */
static char organisation_check(const char *digits)
{
    static const int weight[8] = {3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;

    for (size_t i = 0; i < 8; i++)
        sum += weight[i] * (digits[i] - '0');
    return "0123456789X0"[11 - sum % 11];
}

/* GB 32100-2015: weights 3^i modulo 31 over the first 17 characters; 31 minus the sum modulo 31, where 31 is 0. */
static char credit_check(const char *code)
{
    static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    long sum = 0, weight = 1;

    for (size_t i = 0; i < 17; i++) {
        sum += weight * (strchr(alphabet, code[i]) - alphabet);
        weight = weight * 3 % 31;
    }
    return alphabet[(31 - sum % 31) % 31];
}

void gen_credit_code(char code[GEN_CREDIT_CODE], unsigned serial)
{
    memcpy(code, "91410800", 8);
    for (size_t i = 16; i-- > 8; serial /= 10)
        code[i] = (char)('0' + serial % 10);
    code[16] = organisation_check(code + 8);
    code[17] = credit_check(code);
    code[18] = '\0';
}

/* ---- XML ---- */

void gen_out_init(gen_out *out, FILE *file)
{
    out->file = file;
    out->n = 0;
    out->depth = 0;
    out->has_failed = false;
}

bool gen_out_flush(gen_out *out)
{
    if (fwrite(out->buffer, 1, out->n, out->file) != out->n || fflush(out->file) != 0)
        out->has_failed = true;
    out->n = 0;
    return !out->has_failed;
}

void gen_put_n(gen_out *out, const char *text, size_t length)
{
    while (length > 0) {
        size_t room = sizeof out->buffer - out->n;
        size_t now = length < room ? length : room;

        memcpy(out->buffer + out->n, text, now);
        out->n += now;
        text += now;
        length -= now;
        if (out->n == sizeof out->buffer)
            gen_out_flush(out);
    }
}

void gen_put(gen_out *out, const char *text)
{
    gen_put_n(out, text, strlen(text));
}

static int64_t power_of_ten(int places)
{
    int64_t power = 1;

    while (places-- > 0)
        power *= 10;
    return power;
}

void gen_put_decimal(gen_out *out, int64_t value, int places)
{
    char text[24];
    size_t at = sizeof text;
    int64_t scale;

    for (; places > 0 && value % 10 == 0; places--)
        value /= 10;
    scale = power_of_ten(places);
    if (places > 0) {
        int64_t fraction = value % scale;

        for (int i = 0; i < places; i++, fraction /= 10)
            text[--at] = (char)('0' + fraction % 10);
        text[--at] = '.';
    }
    value /= scale;
    do
        text[--at] = (char)('0' + value % 10);
    while ((value /= 10) > 0);
    gen_put_n(out, text + at, sizeof text - at);
}

void gen_tag(gen_out *out, const char *name)
{
    static const char blanks[] = "                ";

    gen_put_n(out, blanks, (size_t)out->depth);
    gen_put_n(out, "<", 1);
    gen_put(out, name);
}

void gen_attr(gen_out *out, const char *name, const char *value)
{
    gen_put_n(out, " ", 1);
    gen_put(out, name);
    gen_put_n(out, "=\"", 2);
    for (;;) {
        size_t plain = strcspn(value, "<>&\"");

        gen_put_n(out, value, plain);
        value += plain;
        if (*value == '\0')
            break;
        gen_put(out, *value == '<' ? "&lt;" : *value == '>' ? "&gt;" : *value == '&' ? "&amp;" : "&quot;");
        value++;
    }
    gen_put_n(out, "\"", 1);
}

void gen_attr_decimal(gen_out *out, const char *name, int64_t value, int places)
{
    gen_put_n(out, " ", 1);
    gen_put(out, name);
    gen_put_n(out, "=\"", 2);
    gen_put_decimal(out, value, places);
    gen_put_n(out, "\"", 1);
}

void gen_empty(gen_out *out)
{
    gen_put_n(out, "/>\n", 3);
}

void gen_start(gen_out *out)
{
    gen_put_n(out, ">\n", 2);
    out->depth++;
}

void gen_end(gen_out *out, const char *name)
{
    static const char blanks[] = "                ";

    out->depth--;
    gen_put_n(out, blanks, (size_t)out->depth);
    gen_put_n(out, "</", 2);
    gen_put(out, name);
    gen_put_n(out, ">\n", 2);
}

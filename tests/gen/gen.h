/* gen.h - what the generators of scenarios share: a random sequence, made-up codes, and a writer of XML
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Everything is whole numbers, so that a seed gives the same bytes on every machine. */
#ifndef HZ_TESTS_GEN_H
#define HZ_TESTS_GEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* ---- random numbers: splitmix64 (Steele, Lea, Flood, OOPSLA 2014) ---- */

typedef struct {
    uint64_t state; /* the seed to begin with */
} gen_rng;

uint64_t gen_next(gen_rng *rng);
/* Uniform in lo .. hi, both included; lo <= hi. */
int64_t gen_between(gen_rng *rng, int64_t lo, int64_t hi);
/* True with a chance of `percent` in a hundred. */
bool gen_chance(gen_rng *rng, int percent);
/* Every octave between lo and hi (0 < lo <= hi) is equally likely, uniform inside: log-uniform without logarithms. */
int64_t gen_log_uniform(gen_rng *rng, int64_t lo, int64_t hi);
/* Heavy tail: lo * 2^k with chance 2^-(k+1), k at most `octaves`, uniform inside the octave (Pareto, exponent 1). */
int64_t gen_heavy_tail(gen_rng *rng, int64_t lo, int octaves);
/* Index of one of `n` weights, chosen in proportion to them; their sum is above 0. */
size_t gen_weighted(gen_rng *rng, const int *weights, size_t n);

/* ---- made-up identities, right in form and plain in their falsehood ---- */

enum { GEN_CREDIT_CODE = 18 + 1 };
/* A unified social credit code with the right check character (GB 32100-2015): category "91", division 410800, the
 * serial padded with zeros and its own check character (GB 11714-1997). `serial` below 10^8. */
void gen_credit_code(char code[GEN_CREDIT_CODE], unsigned serial);

/* ---- XML ---- */

typedef struct {
    FILE *file;
    size_t n;
    int depth;
    bool has_failed;
    char buffer[1 << 16];
} gen_out;

void gen_out_init(gen_out *out, FILE *file);
/* Write what is left; false when anything could not be written. */
bool gen_out_flush(gen_out *out);

void gen_put(gen_out *out, const char *text);
void gen_put_n(gen_out *out, const char *text, size_t length);
/* value * 10^-places, trailing zeros dropped: (123450, 3) -> 123.45 */
void gen_put_decimal(gen_out *out, int64_t value, int places);

/* `<name` on a line of its own, one blank of indent per depth; attributes follow, then gen_empty() or gen_start(). */
void gen_tag(gen_out *out, const char *name);
void gen_attr(gen_out *out, const char *name, const char *value); /* escapes the value */
void gen_attr_decimal(gen_out *out, const char *name, int64_t value, int places);
void gen_empty(gen_out *out);                 /* no content: "/>" */
void gen_start(gen_out *out);                 /* content follows: ">" */
void gen_end(gen_out *out, const char *name); /* "</name>" */

#endif

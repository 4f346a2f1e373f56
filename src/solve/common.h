/* common.h - rationals over a common denominator
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_SOLVE_COMMON_H
#define HZ_SOLVE_COMMON_H

#include <gmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Rationals over a common denominator: number k is numerator[k] / denominator. Sums of many of their multiples, of which most are zero,
 * need no divisor then. */
typedef struct {
    mpz_t *numerator; /* [n] */
    mpz_t denominator;
    size_t n;
} hz_common;

/* n zeros. False when out of memory; else freed with hz_common_clear(), which does nothing to a struct of zeros. */
bool hz_common_make(hz_common *out, size_t n);
void hz_common_clear(hz_common *numbers);
/* n other numbers, over the least denominator. */
void hz_common_take(hz_common *out, mpq_t *numbers);
/* out = denominator * (constant - sum_k factors[k] numbers[which[k]]) */
void hz_common_rest(mpz_t out, const hz_common *numbers, int64_t constant, size_t n, const uint32_t *which, const int64_t *factors);

#endif

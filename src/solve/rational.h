/* rational.h - sparse systems of whole numbers, solved in rational arithmetic
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_SOLVE_RATIONAL_H
#define HZ_SOLVE_RATIONAL_H

#include <gmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* One entry of a matrix. */
typedef struct {
    uint32_t row, column;
    int64_t value;
} hz_entry;

/* The triangular factors of a matrix. */
typedef struct hz_rational_factors hz_rational_factors;

/* Factor a matrix of `n_entries` (no place twice) as far as its rank. HZ_ERR_MEMORY, HZ_ERR_LIMIT, HZ_ERR_INTERRUPTED. The
 * caller frees *out with hz_rational_factors_free(). */
hz_status hz_rational_factor(hz_rational_factors **out, size_t n_rows, size_t n_columns, const hz_entry *entries,
                             size_t n_entries, hz_error *err);
void hz_rational_factors_free(hz_rational_factors *factors); /* NULL-safe */

size_t hz_rational_rank(const hz_rational_factors *factors);
/* The k-th pivot, k below the rank: the pivots' rows and columns alone have an inverse. */
void hz_rational_pivot(const hz_rational_factors *factors, size_t k, uint32_t *row, uint32_t *column);

/* A x = b, or A^T x = b, for a square matrix of full rank. `b` is overwritten; `x` has been initialised by the caller. HZ_ERR_LIMIT,
 * HZ_ERR_INTERRUPTED, and then `x` holds nothing of use. */
hz_status hz_rational_solve(mpq_t *x, const hz_rational_factors *factors, mpq_t *b, hz_error *err);
hz_status hz_rational_solve_transposed(mpq_t *x, const hz_rational_factors *factors, mpq_t *b, hz_error *err);

/* hz_cancel_check() at every so many steps, each of which may multiply long numbers. */
hz_status hz_rational_check(size_t step, hz_error *err);

/* n initialised zeros; NULL when out of memory. Freed with hz_rationals_free(). */
mpq_t *hz_rationals_new(size_t n);
void hz_rationals_free(mpq_t *numbers, size_t n); /* NULL-safe */
/* The same of whole numbers. */
mpz_t *hz_integers_new(size_t n);
void hz_integers_free(mpz_t *numbers, size_t n); /* NULL-safe */
/* A 128-bit whole number. */
void hz_rational_set_wide(mpq_t out, __int128 value);
/* The least whole number that is not less; it must have at most 63 bits. */
int64_t hz_rational_ceil(const mpq_t number);

#endif

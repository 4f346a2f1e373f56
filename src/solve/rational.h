/* rational.h - square systems of whole numbers, solved in rational arithmetic
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_SOLVE_RATIONAL_H
#define HZ_SOLVE_RATIONAL_H

#include <gmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* One entry of a square matrix. */
typedef struct {
    uint32_t row, column;
    int64_t value;
} hz_entry;

/* Solve A x = b for an n by n matrix of `n_entries` (no place twice). `b` is overwritten; `x` [n] has been initialised by the
 * caller. *is_singular is true, and x is without meaning, when A has no inverse. */
hz_status hz_rational_solve(mpq_t *x, bool *is_singular, size_t n, const hz_entry *entries, size_t n_entries, mpq_t *b,
                            hz_error *err);

/* n initialised zeros; NULL when out of memory. Freed with hz_rationals_free(). */
mpq_t *hz_rationals_new(size_t n);
void hz_rationals_free(mpq_t *numbers, size_t n); /* NULL-safe */
/* A 128-bit whole number. */
void hz_rational_set_wide(mpq_t out, __int128 value);

#endif

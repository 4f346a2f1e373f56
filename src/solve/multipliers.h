/* multipliers.h - every multiplier of a proof: of rows, of arcs and of bounds, exactly
 *
 *     d[j] = c[j] - sum_i y[i] a[i,j] + sum_(k: j before) m[k] - sum_(k: j after) m[k]
 *
 * (c = 0 where the model has no plan), so that the combination of rows, arcs and bounds
 *
 *     sum_i y[i] row[i] - sum_k m[k] arc[k] + sum_j d[j] bound[j]
 *
 * reads  cost >= the optimum,  or  0 >= something above zero. A bound is `lo` where d is positive, `hi` where it is negative.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_SOLVE_MULTIPLIERS_H
#define HZ_SOLVE_MULTIPLIERS_H

#include "solve/common.h"
#include "solve/proof.h"

typedef struct {
    /* over one denominator, that of `row` */
    hz_common row; /* [n_rows] y: fen per base unit; no plan: of no unit */
    mpz_t *arc;    /* [n_arcs] m >= 0: fen per full cut */
    mpz_t *bound;  /* [n_columns] d: fen per full cut */
    size_t n_arcs, n_columns;
    mpq_t scale;   /* these are the proof's times so much: 1 but where there is no plan, where they are the smallest whole numbers */
} hz_multipliers;

/* Of a proof that stands; `solution` is the one that it is of. HZ_ERR_VERIFY: they do not add up; HZ_ERR_MEMORY, HZ_ERR_INTERRUPTED. The caller frees *out with
 * hz_multipliers_free(). */
hz_status hz_find_multipliers(hz_multipliers **out, const hz_model *model, const hz_solution *solution, const hz_proof *proof,
                              hz_error *err);
void hz_multipliers_free(hz_multipliers *multipliers); /* NULL-safe */

#endif

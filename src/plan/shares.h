/* shares.h - caps on a share of the plan's cost: any number of rows that one sum loosens
 *
 *     d sum_{u in g} c[u] x[u]  <=  n sum_u c[u] x[u]          each group g, equation (7)
 *
 * In the model the sum on the right is a column (hz_is_plan_cost()). Orders add up to a cost of their own, which is put in its
 * place. The rows of a family have n and d in common, so that the largest left-hand side says whether all of them hold: it
 * stands at the top of a tree of maxima.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_PLAN_SHARES_H
#define HZ_PLAN_SHARES_H

#include "model/model.h"

/* Rows first .. first + n_rows - 1 of the model. */
typedef struct {
    uint32_t first, n_rows;
    uint32_t cost_row; /* the HZ_ROW_PLAN_COST of their level */
    int64_t part;      /* n */
    uint32_t n_leaves; /* a power of two, not below n_rows */
    int64_t *most;     /* [2 n_leaves]: node i is the larger of nodes 2i and 2i + 1; row r is node n_leaves + r - first */
} hz_family;

typedef struct {
    hz_family *families;
    size_t n;
    uint32_t *family; /* [n_rows of the model] index of families, or HZ_NONE; NULL when there are none */
    int64_t *nodes;   /* of all trees */
} hz_shares;

/* The families of a model; no left-hand side is known yet. HZ_ERR_MEMORY. To be cleared in any case. */
hz_status hz_shares_make(hz_shares *shares, const hz_model *model, hz_error *err);
void hz_shares_clear(hz_shares *shares);

/* The family of a row, NULL when it is no such cap. */
const hz_family *hz_family_of(const hz_shares *shares, size_t row);
/* The row's left-hand side is now `value`. */
void hz_family_set(const hz_family *family, size_t row, int64_t value);

/* The first row of the family, from `row` of it on, whose left-hand side is above a limit; HZ_NONE: none. */
uint32_t hz_family_above(const hz_family *family, size_t row, int64_t limit);

#endif

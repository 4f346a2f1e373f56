/* solution.h - what the solver says: a basis, from which everything else is computed exactly; never the proof itself
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_SOLVE_SOLUTION_H
#define HZ_SOLVE_SOLUTION_H

#include <gmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/model.h"

typedef enum { HZ_OUTCOME_OPTIMAL, HZ_OUTCOME_INFEASIBLE } hz_outcome;

/* Where a column stands. A column with lo = hi is never basic. */
typedef enum { HZ_AT_LO, HZ_AT_HI, HZ_BASIC } hz_place;

typedef struct {
    hz_outcome outcome;
    uint8_t *place;  /* [n_columns] hz_place */
    uint32_t *basic; /* [n_basic] columns that are basic, ascending */
    uint32_t *tight; /* [n_tight] rows that hold with equality, ascending */
    size_t n_basic;  /* of an optimum both are equal; an infeasible model: where the search ended */
    size_t n_tight;
    uint32_t *tight_arcs; /* [n_tight_arcs] arcs that hold with equality in the basis, ascending: a forest. Each of its trees has at
                              most one column that is not basic; one without any counts as one basic column (contract.h) */
    size_t n_tight_arcs;
    double *price;     /* [n_rows] duals, fen per base unit (>= 0 at-least rows, <= 0 at-most rows); for an infeasible
                            model: the multipliers of a Farkas combination, same signs */
    mpz_t *multiplier; /* [n_multipliers] infeasible: the same multipliers without rounding, to be believed instead */
    size_t n_multipliers; /* n_rows, or 0: there are only the rounded ones */
    double cost_fen_d;    /* objective in floating point, for comparison only */
    /* what it took */
    int n_passes;  /* passes over all columns */
    long n_pivots; /* simplex iterations of the masters, and of the exact finish; */
    long n_exact;  /* of these, those of the exact finish */
    size_t n_core; /* columns that entered a master */
} hz_solution;

void hz_solution_free(hz_solution *solution); /* NULL-safe */

/* How far the right-hand side of a row can be moved, all others as they are, while the basis of the optimum stays one: so far its price
 * holds, and the cost changes by just that. Whole base units, rounded down; INT64_MAX: without end. Where more than one basis is optimal
 * another one may hold further. */
typedef struct {
    int64_t tighter; /* more to be cut, less to be borne */
    int64_t looser;
} hz_range;

/* Has a basis as many basic columns as there are rows and arcs that are tight? Its place, tight rows and tight arcs are looked at. */
bool hz_is_square(const hz_model *model, const hz_solution *basis);

/* Of a basis of the flattened model (model/flatten.h) make the same one of the model itself, whose rows number n_rows: its tight rows
 * behind them become tight arcs. HZ_ERR_MEMORY. */
hz_status hz_solution_unflatten(hz_solution *solution, size_t n_rows, hz_error *err);

#endif

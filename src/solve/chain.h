/* chain.h - the best point of a few columns that must not fall: one unit at several levels
 *
 *     minimise  sum_i d[i] x[i]     lo[i] <= x[i] <= hi[i],   x[0] <= x[1] <= ... <= x[n-1]
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_SOLVE_CHAIN_H
#define HZ_SOLVE_CHAIN_H

#include <stdbool.h>
#include <stddef.h>

#include "solve/solution.h"

enum { HZ_CHAIN_MAX = 16 };

/* Is block b such a chain, each column with an arc without slack to the next? */
bool hz_chain_is(const hz_model *model, size_t block);
/* Is every block one, or a single column? */
bool hz_chains_are_all(const hz_model *model);

/* The best point for reduced costs d[n], n <= HZ_CHAIN_MAX; of several the one with the least values. False when the bounds leave no
 * point. */
bool hz_chain_best(double *x, const double *lo, const double *hi, size_t n, const double *d);

/* The basis of that point: the place of each column, and in is_tight[i] whether the arc from i to i + 1 is tight in it. A column
 * that may not stand at one of its bounds has -INFINITY or INFINITY there. False when x is not optimal for d, or only by rounding. */
bool hz_chain_basis(uint8_t *place, bool *is_tight, const double *lo, const double *hi, size_t n, const double *d, const double *x);

/* The same, with as many tight arcs as can be: where lo or hi are equal, of the bounds only those of the ends of the chain mean anything. */
bool hz_chain_facets(uint8_t *place, bool *is_tight, const double *lo, const double *hi, size_t n, const double *d, const double *x);

#endif

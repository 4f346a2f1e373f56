/* ranging.h - how far each demand can be moved before the prices change
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_SOLVE_RANGING_H
#define HZ_SOLVE_RANGING_H

#include "solve/solution.h"

/* How far the right-hand side of a row can be moved, all others as they are, while the basis of the optimum stays one: so far its price
 * holds, and the cost changes by just that. Whole base units, rounded down; INT64_MAX: without end. Where more than one basis is optimal
 * another one may hold further. */
typedef struct {
    int64_t tighter; /* more to be cut, less to be borne */
    int64_t looser;
} hz_range;

/* Of the solution of a proved optimum. The caller frees *out [model->n_rows] with free(). HZ_ERR_MEMORY, HZ_ERR_LIMIT, HZ_ERR_INTERRUPTED. */
hz_status hz_find_ranges(hz_range **out, const hz_model *model, const hz_solution *solution, hz_error *err);

#endif

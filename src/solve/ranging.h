/* ranging.h - how far each demand can be moved before the prices change
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_SOLVE_RANGING_H
#define HZ_SOLVE_RANGING_H

#include "solve/solution.h"

/* Of the solution of a proved optimum. The caller frees *out [model->n_rows] with free(). HZ_ERR_MEMORY, HZ_ERR_LIMIT, HZ_ERR_INTERRUPTED. */
hz_status hz_find_ranges(hz_range **out, const hz_model *model, const hz_solution *solution, hz_error *err);

#endif

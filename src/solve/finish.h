/* finish.h - from a basis that is nearly right to one that is, in rational arithmetic
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_SOLVE_FINISH_H
#define HZ_SOLVE_FINISH_H

#include "solve/solution.h"

/* Whatever the floating-point search ended with, the truth about the model: an optimal basis, or an infeasible one with
 * multipliers that are not rounded. Of `start` the places of all columns must be there, as many numbers in basic and tight as it
 * says, and where its outcome is infeasible the prices of all rows; what they hold may be anything, and the nearer the basis the
 * fewer the pivots. HZ_ERR_MEMORY, HZ_ERR_LIMIT, HZ_ERR_INTERRUPTED. The caller frees *out with hz_solution_free(). */
hz_status hz_finish(hz_solution **out, const hz_model *model, const hz_solution *start, hz_error *err);

/* The same; and where several prices prove the optimum, those with the least first row, of these the least second row, and so on:
 * what would be saved if a little less were demanded. The columns keep the values of the optimum that is reached first. */
hz_status hz_finish_with_least_prices(hz_solution **out, const hz_model *model, const hz_solution *start, hz_error *err);

#endif

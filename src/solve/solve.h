/* solve.h - the linear program, by block sifting over GLPK masters
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_SOLVE_SOLVE_H
#define HZ_SOLVE_SOLVE_H

#include "solve/solution.h"

typedef struct {
    size_t direct_below; /* models with fewer columns go to one master whole; 0 = the default */
    size_t n_threads;    /* for the passes over all columns; the answer does not depend on it. 0 = one for each processor */
    const double *first_price; /* [n_rows] fen per base unit: prices to begin at, by which it is soon at an end where they are nearly right; NULL:
                                  those of a sample */
    const hz_solution *first_basis; /* of a model with links: a basis to begin at, where one master takes all; NULL: none */
} hz_solve_settings;

/* Solve. HZ_OK with outcome optimal or infeasible, to be verified; where GLPK fails, or cannot tell, with what there is for
 * hz_finish() to begin from. HZ_ERR_MEMORY, HZ_ERR_LIMIT, HZ_ERR_INTERRUPTED else. The caller frees *out with
 * hz_solution_free(). */
hz_status hz_solve(hz_solution **out, const hz_model *model, const hz_solve_settings *settings, hz_error *err);

#endif

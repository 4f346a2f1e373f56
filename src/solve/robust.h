/* robust.h - targets that hold whichever enterprises fail: rows found one after the other
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_SOLVE_ROBUST_H
#define HZ_SOLVE_ROBUST_H

#include "model/guards.h"
#include "solve/proof.h"

/* From a proved optimum of the model to the chosen one (choose.h) of those at which every guard holds, whoever fails: rows are added to
 * the model until none is violated. *solution and *proof are replaced, and proved again after each round; they may end infeasible. *n_rounds: how many
 * times rows were added. HZ_ERR_MEMORY, HZ_ERR_LIMIT, HZ_ERR_INTERRUPTED, HZ_ERR_VERIFY. */
hz_status hz_solve_guarded(hz_model *model, hz_solution **solution, hz_proof **proof, int *n_rounds, hz_error *err);

#endif

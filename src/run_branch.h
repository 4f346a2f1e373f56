/* run_branch.h - cuts in whole steps by branching, where rounding the cheapest cuts finds none
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_RUN_BRANCH_H
#define HZ_RUN_BRANCH_H

#include <stdbool.h>

#include "base/error.h"
#include "scenario/scenario.h"
#include "solve/proof.h"

/* Look for cuts of a proved model in which every unit stands at a multiple of step_bp or at its own least or most, one unit after the other
 * held to one side of the step it stands between. *is_found: *solution and *proof say where they stand, with the prices of `from`; they
 * are to be derived from (plan/derive.h), and prove nothing. False: there are none, or the search came to its end; both are NULL then.
 * The caller frees both. HZ_ERR_MEMORY, HZ_ERR_LIMIT, HZ_ERR_INTERRUPTED, HZ_ERR_VERIFY. */
hz_status hz_run_branch(bool *is_found, hz_solution **solution, hz_proof **proof, const hz_scenario *scenario,
                        const hz_model *model, const hz_proof *from, uint16_t step_bp, hz_error *err);

#endif

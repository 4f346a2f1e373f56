/* run_search.h - cheaper orders of units with modes than rounding finds, and a proof of how much cheaper others could be
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_RUN_SEARCH_H
#define HZ_RUN_SEARCH_H

#include "pipeline.h"

/* Does a model have columns that are whole in orders? Only then there is something to search. */
bool hz_run_has_modes(const hz_model *model);

/* By branch and bound (solve/branch.h), within the gap and the time limit of the settings, from a proved optimum of the linear program. *places
 * ([n_columns], malloc'ed; NULL: none are known) are replaced by cheaper ones that keep to every demand, if there are any; the last search of the run
 * is then in run->search. */
hz_status hz_run_search(hz_run *run, uint16_t **places, const hz_model *model, const hz_solution *solution, const hz_proof *proof,
                        hz_error *err);
/* The last search of the run, if there was one since; bound_exact is then the caller's. */
hz_searched hz_run_take_search(hz_run *run);

#endif

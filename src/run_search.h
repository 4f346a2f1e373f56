/* run_search.h - cheaper orders of units with modes than rounding finds, and a proof of how much cheaper others could be
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_RUN_SEARCH_H
#define HZ_RUN_SEARCH_H

#include "pipeline.h"
#include "solve/branch.h"

/* Does a model have columns that are whole in orders? Only then there is something to search. */
bool hz_run_has_modes(const hz_model *model);

/* By branch and bound (solve/branch.h), within the gap and the time limit of the settings, from a proved optimum of the linear program.
 * *places ([n_columns], malloc'ed; NULL: none are known) are replaced by cheaper ones that keep to every demand, if there are any; the last
 * search of the run is then in run->search. */
hz_status hz_run_search(hz_run *run, uint16_t **places, const hz_model *model, const hz_solution *solution, const hz_proof *proof,
                        hz_error *err);
/* The same, where the caller makes orders of the points (solve/branch.h), and counts them: its settings say how, from which cost on, and
 * how long by the clock; the gap is that of the run, and so is where a replay ends. At most so many linear programs; 0: the usual number.
 */
hz_status hz_run_search_with(hz_run *run, hz_branch_settings *settings, long n_nodes, const hz_model *model, const hz_solution *solution,
                             const hz_proof *proof, hz_error *err);
/* Of a point of the search, where the columns of orders stand that are rounded from it and hold; `is_near`: only near it
 * (hz_derive_near()). NULL: none were found. [n_columns], free(). */
hz_status hz_run_places_at(uint16_t **places, const hz_run *run, const hz_model *model, const hz_proof *proof, const double *exact_bp,
                           bool is_near, hz_error *err);
/* The last search of the run, if there was one since; bound_exact is then the caller's. */
hz_searched hz_run_take_search(hz_run *run);

/* Of the next piece of work that the clock may end: after so many steps it did when the run that is replayed was made; 0: it did not. */
long hz_run_count_of_replay(const hz_run *run);
/* Whether the clock ended it now, and after how many. HZ_ERR_LIMIT: there is no room to keep that for a replay. */
hz_status hz_run_note_count(hz_run *run, bool is_out_of_time, long count, hz_error *err);

#endif

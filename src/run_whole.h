/* run_whole.h - can demands be met where each unit is in one mode?
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_RUN_WHOLE_H
#define HZ_RUN_WHOLE_H

#include "run.h"

/* Of a model with whole columns whose linear program has an optimum, proved by *proof, where no orders were found: out->why is
 * HZ_NO_ORDERS_STEPS where some combination of modes meets the demands, exactly, before anything is rounded to steps; else
 * HZ_NO_ORDERS_MODES, and out->is_proved says whether all combinations are proved not to. Rows for those who may fail count as far as
 * they are in the model: with more of them it is no easier. Takes half of the time that is left. HZ_ERR_MEMORY, HZ_ERR_LIMIT,
 * HZ_ERR_INTERRUPTED, HZ_ERR_VERIFY, HZ_ERR_SOLVER. */
hz_status hz_run_look_whole(hz_no_orders *out, const hz_model *model, const hz_solution *solution, const hz_proof *proof, hz_error *err);
/* HZ_ERR_SOLVER, that this is what was found and not proved, with the name of the level, or of what else was planned. */
hz_status hz_run_say_no_modes(const char *of, long n_nodes, hz_error *err);

#endif

/* pipeline.h - the whole run: from a scenario file to a reckoned plan
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_PIPELINE_H
#define HZ_PIPELINE_H

#include "model/formulate.h"
#include "model/reach.h"
#include "plan/derive.h"
#include "plan/reckon.h"
#include "run.h"
#include "scenario/canonical.h"
#include "scenario/validate.h"
#include "solve/finish.h"
#include "solve/solve.h"
#include "solve/verify.h"

/* Everything, for one level or for all (settings.extent). HZ_OK also when the findings hold errors or no plan is possible: see run->reached and
 * run->proof->outcome. The caller frees what is in *run with hz_run_free(), whatever is returned. */
hz_status hz_run_plan(hz_run *run, const char *path, const hz_request *request, hz_error *err);

/* The pieces of a run that it shares with run_*.c; each of those has more of them. */
/* Solve; a proof that stands, or an error. `settings`: NULL for the usual ones. */
hz_status hz_run_prove(hz_run *run, hz_solution **solution, hz_proof **proof, const hz_model *model, const hz_solve_settings *settings,
                       hz_error *err);
/* From there to the chosen optimum at which nobody who fails matters; of a model without guards, nothing changes. */
hz_status hz_run_guard(hz_run *run, hz_model *model, hz_solution **solution, hz_proof **proof, hz_error *err);

#endif

/* run_no_plan.h - why there is no plan: how far each target could be taken, and which family of demands stands in the way
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_RUN_NO_PLAN_H
#define HZ_RUN_NO_PLAN_H

#include "pipeline.h"

/* For a model that is proved to have no plan, of one level or of several together: run->reaches, run->broken and run->left_out, behind those
 * that are there already. Everything in them is exact: sums, or optima of smaller models that are proved like any other. That there is
 * no plan is proved already: what cannot be found out any more is not known, and no error. Only Ctrl-C is heard, and the want of memory for
 * the list itself. */
hz_status hz_run_explain(hz_run *run, const hz_model *model, hz_error *err);

#endif

/* run_reach.h - where there is no plan: how far each target can be taken, and what the least cuts alone break
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_RUN_REACH_H
#define HZ_RUN_REACH_H

#include "pipeline.h"

/* How far each target of a model can be taken if it is the only one: run->reaches and run->broken, behind those of other models that are there
 * already. Of a model of several levels only what the bounds of the units leave. That there is no plan is proved: what cannot be measured
 * any more is not known, and no error. Only Ctrl-C is heard, and the want of memory for the list itself. */
hz_status hz_run_measure_reaches(hz_run *run, const hz_model *model, hz_error *err);

#endif

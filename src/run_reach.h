/* run_reach.h - where there is no plan: how far each target can be reached
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_RUN_REACH_H
#define HZ_RUN_REACH_H

#include "pipeline.h"

/* How far each target of a model can be reached, behind those of other models that are there already. That there is no plan is proved: what
 * cannot be measured any more is not known, and no error. Only Ctrl-C is heard. */
hz_status hz_run_measure_reaches(hz_run *run, const hz_model *model, hz_error *err);

#endif

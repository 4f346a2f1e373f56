/* run_refusal.h - why there is no plan: which demands contradict one another, how near they can be come to, and what to give up
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_RUN_REFUSAL_H
#define HZ_RUN_REFUSAL_H

#include "run.h"

/* For a model of run->scenario that is proved to have no plan, of one level or of several together: one more of run->refusals. Everything in it is
 * proved like any other answer. What cannot be found out any more is not there, and no error; only Ctrl-C is heard: HZ_ERR_INTERRUPTED. */
hz_status hz_run_explain_refusal(hz_run *run, const hz_model *model, hz_error *err);

#endif

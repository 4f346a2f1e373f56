/* no_plan.h - why there is no plan: how far each target could be met if it were the only one, or that modes are whole
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_CLI_NO_PLAN_H
#define HZ_CLI_NO_PLAN_H

#include "pipeline.h"

/* In the current language, for a run whose model is proved to be infeasible, or to be met only in shares of modes. */
void hz_no_plan_text(hz_sink *sink, const hz_run *run);
/* One JSON object, without a newline behind it. */
void hz_no_plan_json(hz_sink *sink, const hz_run *run);
/* The same where no orders were found, which is no proof that there are none; and what was said of it. */
void hz_no_orders_json(hz_sink *sink, const hz_run *run, const char *message);

#endif

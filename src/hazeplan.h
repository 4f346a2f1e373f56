/* hazeplan.h - the whole job in seven calls
 *
 *     hz_read_scenario      scenario/read.h       a file -> scenario and findings
 *     hz_validate_scenario  scenario/validate.h   scenario -> findings
 *     hz_formulate          model/formulate.h     scenario, level -> model
 *     hz_solve              solve/solve.h         model -> solution
 *     hz_verify             solve/verify.h        model, solution -> proof
 *     hz_derive_orders      plan/derive.h         proof -> orders
 *     hz_reckon             plan/reckon.h         orders -> reckoning
 *
 * Where hz_verify finds a fault, hz_finish (solve/finish.h) makes a solution that has none; of many of the same cost hz_choose
 * (solve/choose.h) makes the one that is published. hz_run (pipeline.h) calls them in
 * this order and owns what they make.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_HAZEPLAN_H
#define HZ_HAZEPLAN_H

#include "pipeline.h"
#include "run_models.h"

#define HZ_FORMAT_VERSION 1 /* of the scenario format */

const char *hz_version(void);

#endif

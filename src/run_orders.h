/* run_orders.h - orders in steps that keep to the demands, whoever fails
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_RUN_ORDERS_H
#define HZ_RUN_ORDERS_H

#include "pipeline.h"

/* Orders for each level of the model, that keep to its guards too: for those whom rounding makes bring most, rows are added, and
 * the proof is made again. Where rounding finds no orders in the steps of the settings, branching looks for them (run_branch.h).
 * orders[k] is the caller's; NULL after an error, and where it is proved that there are none with each unit in one mode, which is an
 * answer: run->no_orders says so then. HZ_ERR_SOLVER: there are none in steps, or none were found; run->no_orders says which, and the
 * message names the finer step that works, if one that divides it does. */
hz_status hz_run_derive(hz_run *run, hz_order **orders, hz_model *model, hz_solution **solution, hz_proof **proof,
                        hz_error *err);

#endif

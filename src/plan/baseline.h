/* baseline.h - other ways to the same targets, reckoned like the plan: what the plan is held against
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_PLAN_BASELINE_H
#define HZ_PLAN_BASELINE_H

#include "model/model.h"
#include "plan/plan.h"
#include "plan/read_plan.h"

/* Fill in plan->baselines and who bears the most: the uniform cut, pro rata of the deepest plan and the cheapest first
 * (docs/MODEL.md), in orders of whole steps, and the orders of plan->earlier if there is one; all within the bounds of the plan.
 * The plan has been reckoned. HZ_ERR_MEMORY, HZ_ERR_INTERRUPTED, HZ_ERR_LIMIT. */
hz_status hz_reckon_baselines(hz_plan *plan, const hz_model *model, hz_error *err);

/* The cuts of one of the first three, cut_bp[n_columns]; *share_bp is 0 for the greedy one. *is_reached: every at-least row holds in
 * whole base units; if not, these are the deepest cuts. */
hz_status hz_make_baseline_cuts(uint16_t *cut_bp, uint16_t *share_bp, bool *is_reached, hz_baseline_kind kind,
                                const hz_model *model, uint16_t step_bp, hz_error *err);

#endif

/* target.h - what orders bring to a whole-society target, exactly, and what is left of it when those fail who cut most
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_PLAN_TARGET_H
#define HZ_PLAN_TARGET_H

#include "plan/plan.h"

/* *reached: of a reduction g/d, of a pool 1/10^12 of the sum of ratios, rounded down; without the `n_failing` enterprises that bring
 * most, which are put into failing[n_failing] (HZ_NONE behind the last that brings anything; of equal ones the first by id).
 * HZ_ERR_MEMORY. */
hz_status hz_reach_target(int64_t *reached, uint32_t *failing, size_t n_failing, const hz_scenario *scenario,
                          const hz_order *orders, const hz_demand *target, hz_error *err);

#endif

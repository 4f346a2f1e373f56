/* weights.h - which levels are planned together, and how much a day of each counts
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_PLAN_WEIGHTS_H
#define HZ_PLAN_WEIGHTS_H

#include "plan/levels.h"

typedef struct {
    hz_level which[HZ_N_LEVELS]; /* [n] ascending: those at which reductions are demanded */
    size_t n;
    int64_t milli_days[HZ_N_LEVELS]; /* of which_k, expected a year: who orders days comes first, then the scenario; nobody knows: a day each */
    hz_days_basis days_by[HZ_N_LEVELS];
    int64_t weights[HZ_N_LEVELS]; /* the smallest whole numbers that stand to each other as the days do */
    int64_t milli_days_of_weight; /* days of a weight of 1 */
} hz_weights;

void hz_weigh_levels(hz_weights *out, const hz_scenario *scenario, const hz_settings *settings);

#endif

/* weights.c - which levels are planned together, and how much a day of each counts
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan/weights.h"

static int64_t common_divisor(int64_t a, int64_t b)
{
    return b == 0 ? a : common_divisor(b, a % b);
}

static void list_levels(hz_weights *out, const hz_scenario *s)
{
    unsigned demanded = 0;

    for (size_t d = 0; d < s->n_demands; d++)
        if (hz_is_target(s->demands[d].kind))
            demanded |= 1U << s->demands[d].level;
    for (int level = 0; level < HZ_N_LEVELS; level++)
        if (demanded >> level & 1)
            out->which[out->n++] = (hz_level)level;
}

void hz_weigh_levels(hz_weights *out, const hz_scenario *scenario, const hz_settings *settings)
{
    *out = (hz_weights){.n = 0};
    list_levels(out, scenario);
    for (size_t k = 0; k < out->n; k++) {
        int64_t ordered = settings->milli_days[out->which[k]], expected = scenario->expected_days[out->which[k]].milli_days;

        out->days_by[k] = ordered ? HZ_DAYS_ORDERED : expected ? HZ_DAYS_SCENARIO : HZ_DAYS_ASSUMED;
        out->milli_days[k] = ordered ? ordered : expected ? expected : 1000;
        out->milli_days_of_weight = common_divisor(out->milli_days[k], out->milli_days_of_weight);
    }
    for (size_t k = 0; k < out->n; k++)
        out->weights[k] = out->milli_days[k] / out->milli_days_of_weight;
}

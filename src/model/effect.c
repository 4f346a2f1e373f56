/* effect.c - what a unit in a state brings to a row
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/effect.h"

#include "scenario/lines.h"

void hz_effects_make(hz_effects *effects, const hz_scenario *scenario)
{
    effects->scenario = scenario;
    for (size_t p = 0; p < scenario->n_pollutants; p++)
        effects->society_g_d[p] = hz_society_g_d(scenario, p);
}

/* (9b): a unit that may not be cut by all of its output brings nothing: else the linear program would take parts of lines that cannot stop
 * for stopped ones. */
static int64_t lines_stopped(const hz_scenario *s, const hz_demand *demand, size_t unit, hz_state state)
{
    return state.cut_bp == HZ_SHARE_ONE && hz_max_cut_bp(s, unit, demand->level) == HZ_SHARE_ONE &&
           hz_is_counted_line(s, unit, demand->level);
}

static int64_t target_effect(const hz_effects *effects, const hz_demand *target, size_t unit, hz_state state, bool is_up)
{
    const hz_scenario *s = effects->scenario;
    int64_t cut_g_d[HZ_MAX_POLLUTANTS];

    if (target->kind == HZ_DEMAND_LINES)
        return lines_stopped(s, target, unit, state);
    if (target->kind == HZ_DEMAND_REDUCTION)
        return hz_state_cut_g_d(s, unit, state, target->pollutant);
    for (size_t p = 0; p < s->n_pollutants; p++)
        cut_g_d[p] = hz_state_cut_g_d(s, unit, state, p);
    return target->kind == HZ_DEMAND_POOL ? hz_pool_share(s, target, cut_g_d, effects->society_g_d, is_up)
                                          : hz_weighted_sum(s, target, cut_g_d);
}

int64_t hz_target_effect(const hz_effects *effects, const hz_demand *target, size_t unit, hz_state state)
{
    return target_effect(effects, target, unit, state, false);
}

/* (6), (7): what it makes less of a product, rounded up. */
static int64_t output_effect(const hz_scenario *s, uint32_t product, size_t unit, hz_state state)
{
    const hz_unit *u = &s->units[unit];

    return u->product == product ? u->output - hz_state_output(s, unit, state) : 0;
}

/* (7): of its own cost or output; or, the share of the plan's cost being n/d, d c. A cost is below HZ_AMOUNT_MAX and d at most
 * HZ_RATIO_ONE. */
static int64_t cap_effect(const hz_scenario *s, const hz_row *row, size_t unit, hz_state state)
{
    const hz_demand *cap = &s->demands[row->demand];
    int64_t cost;

    if (cap->cap_of == HZ_CAP_OUTPUT)
        return output_effect(s, row->product, unit, state);
    cost = hz_state_cost_fen_d(s, unit, state, cap->level);
    return cap->cap_of == HZ_CAP_COST ? cost : cost * hz_cap_fraction(cap).whole;
}

static int64_t row_effect(const hz_effects *effects, const hz_row *row, size_t unit, hz_state state, bool is_up)
{
    const hz_scenario *s = effects->scenario;
    const hz_demand *demand = &s->demands[row->demand];

    if (row->kind == HZ_ROW_PLAN_COST)
        return -hz_state_cost_fen_d(s, unit, state, demand->level);
    switch (demand->kind) {
    case HZ_DEMAND_FLOOR:
        return output_effect(s, demand->product, unit, state);
    case HZ_DEMAND_CAP:
        return cap_effect(s, row, unit, state);
    case HZ_DEMAND_SAFETY:
        return target_effect(effects, &s->demands[row->target], unit, state, is_up);
    default:
        return target_effect(effects, demand, unit, state, is_up);
    }
}

int64_t hz_row_effect(const hz_effects *effects, const hz_row *row, size_t unit, hz_state state)
{
    return row_effect(effects, row, unit, state, false);
}

int64_t hz_row_coefficient(const hz_effects *effects, const hz_row *row, size_t unit, hz_state state)
{
    return row_effect(effects, row, unit, state, true);
}

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

/* ---- for the plan, or against it ---- */

static bool is_limit(const hz_scenario *s, size_t unit, hz_state state)
{
    const hz_mode *mode = hz_mode_of(s, unit, state.mode);

    return mode && mode->kind == HZ_MODE_LIMIT;
}

/* 1 where a share of an amount is not whole and the rounding is to be undone, else 0. */
static int64_t lost(const hz_scenario *s, size_t unit, hz_state state, int64_t amount, bool is_for)
{
    return is_for && is_limit(s, unit, state) && amount * state.cut_bp % HZ_SHARE_ONE != 0;
}

static int64_t cut_effect(const hz_scenario *s, size_t unit, hz_state state, size_t pollutant, bool is_for)
{
    return hz_state_cut_g_d(s, unit, state, pollutant) + lost(s, unit, state, hz_cuttable_g_d(s, unit, pollutant), is_for);
}

static int64_t cost_effect(const hz_scenario *s, size_t unit, hz_state state, hz_level level, bool is_for)
{
    return hz_state_cost_fen_d(s, unit, state, level) - lost(s, unit, state, s->units[unit].cost_fen_d, is_for);
}

/* ---- rows ---- */

static int64_t target_effect(const hz_effects *effects, const hz_demand *target, size_t unit, hz_state state, bool is_for)
{
    const hz_scenario *s = effects->scenario;
    int64_t cut_g_d[HZ_MAX_POLLUTANTS];

    if (target->kind == HZ_DEMAND_LINES)
        return lines_stopped(s, target, unit, state);
    if (target->kind == HZ_DEMAND_REDUCTION)
        return cut_effect(s, unit, state, target->pollutant, is_for);
    for (size_t p = 0; p < s->n_pollutants; p++)
        cut_g_d[p] = cut_effect(s, unit, state, p, is_for);
    if (target->kind == HZ_DEMAND_WEIGHTED)
        return hz_weighted_sum(s, target, cut_g_d);
    return hz_pool_share(s, target, cut_g_d, effects->society_g_d) + /* shares are rounded once more, each */
           (is_for && is_limit(s, unit, state) ? (int64_t)s->n_pollutants : 0);
}

int64_t hz_target_effect(const hz_effects *effects, const hz_demand *target, size_t unit, hz_state state)
{
    return target_effect(effects, target, unit, state, false);
}

/* (6), (7): what it makes less of a product, rounded up. */
static int64_t output_effect(const hz_scenario *s, uint32_t product, size_t unit, hz_state state, bool is_for)
{
    const hz_unit *u = &s->units[unit];

    return u->product == product ? u->output - hz_state_output(s, unit, state) - lost(s, unit, state, u->output, is_for) : 0;
}

/* (7): of its own cost or output; or, the share of the plan's cost being n/d, d c. A cost is below HZ_AMOUNT_MAX and d at most
 * HZ_RATIO_ONE. */
static int64_t cap_effect(const hz_scenario *s, const hz_row *row, size_t unit, hz_state state, bool is_for)
{
    const hz_demand *cap = &s->demands[row->demand];
    int64_t cost;

    if (cap->cap_of == HZ_CAP_OUTPUT)
        return output_effect(s, row->product, unit, state, is_for);
    cost = cost_effect(s, unit, state, cap->level, is_for);
    return cap->cap_of == HZ_CAP_COST ? cost : cost * hz_cap_fraction(cap).whole;
}

/* The more the orders of a plan cost, the more a share of it allows: of its cost the rounding up is for it. */
static int64_t row_effect(const hz_effects *effects, const hz_row *row, size_t unit, hz_state state, bool is_for)
{
    const hz_scenario *s = effects->scenario;
    const hz_demand *demand = &s->demands[row->demand];

    if (row->kind == HZ_ROW_PLAN_COST)
        return -hz_state_cost_fen_d(s, unit, state, demand->level);
    switch (demand->kind) {
    case HZ_DEMAND_FLOOR:
        return output_effect(s, demand->product, unit, state, is_for);
    case HZ_DEMAND_CAP:
        return cap_effect(s, row, unit, state, is_for);
    case HZ_DEMAND_SAFETY:
        return target_effect(effects, &s->demands[row->target], unit, state, is_for);
    default:
        return target_effect(effects, demand, unit, state, is_for);
    }
}

int64_t hz_row_effect(const hz_effects *effects, const hz_row *row, size_t unit, hz_state state)
{
    return row_effect(effects, row, unit, state, false);
}

int64_t hz_row_effect_at_most(const hz_effects *effects, const hz_row *row, size_t unit, hz_state state)
{
    return row_effect(effects, row, unit, state, true);
}

int64_t hz_cost_at_least(const hz_scenario *s, size_t unit, hz_state state, hz_level level)
{
    return cost_effect(s, unit, state, level, true);
}

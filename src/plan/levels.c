/* levels.c - the plans of several levels: who changes from one to the next; and their end
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan/levels.h"

#include <stdio.h>
#include <stdlib.h>

static const struct {
    const char *id, *name;
} bases[] = {
    [HZ_DAYS_ORDERED] = {"order", N_("ordered")},
    [HZ_DAYS_SCENARIO] = {"scenario", N_("scenario")},
    [HZ_DAYS_ASSUMED] = {"assumed", N_("assumed")},
};

const char *hz_days_basis_id(hz_days_basis basis)
{
    return bases[basis].id;
}

const char *hz_days_basis_name(hz_days_basis basis)
{
    return _(bases[basis].name);
}

static void free_prices(hz_level_plan *level)
{
    for (size_t b = 0; level->price_exact && b < level->plan->reckoning->n_balances; b++)
        free(level->price_exact[b]);
    free(level->price_exact);
    free(level->price);
}

void hz_levels_free(hz_levels *levels)
{
    if (!levels)
        return;
    for (size_t k = 0; k < levels->n_levels; k++) {
        free_prices(&levels->levels[k]);
        hz_plan_free(levels->levels[k].plan);
    }
    free(levels->bound_exact);
    free(levels->alone_exact);
    free(levels);
}

int64_t hz_days_cost_fen(int64_t milli_days, int64_t cost_fen_d)
{
    return hz_div_ceil((__int128)milli_days * cost_fen_d, 1000);
}

void hz_sum_levels_costs(hz_levels_costs *out, const hz_levels *levels)
{
    __int128 uniform = 0, family[HZ_N_WITHOUT] = {0};

    *out = (hz_levels_costs){.has_uniform = true};
    for (size_t k = 0; k < levels->n_levels; k++) {
        const hz_plan *plan = levels->levels[k].plan;
        const hz_baseline *cut = hz_plan_uniform(plan);

        out->milli_days += levels->levels[k].milli_days;
        out->has_uniform = out->has_uniform && cut && cut->is_reached;
        uniform += cut ? (__int128)levels->levels[k].milli_days * cut->total.cost_fen_d : 0;
        for (int w = 0; w < HZ_N_WITHOUT; w++) {
            out->has_family[w] |= plan->without[w].is_known;
            family[w] += (__int128)levels->levels[k].milli_days * hz_without_cost_fen_d(plan, (hz_without)w);
        }
    }
    out->uniform_fen = out->has_uniform ? hz_div_ceil(uniform, 1000) : 0;
    for (int w = 0; w < HZ_N_WITHOUT; w++)
        out->family_fen[w] = hz_div_ceil(family[w], 1000);
}

/* ---- steps ---- */

hz_change hz_order_change(const hz_order *before, const hz_order *after)
{
    static const hz_order nothing = {0};
    const hz_order *was = before ? before : &nothing, *is = after ? after : &nothing;
    int deeper = hz_compare_orders(is, was);

    if (deeper == 0)
        return HZ_CHANGE_NONE;
    if (!hz_order_is_asking(was) || !hz_order_is_asking(is))
        return hz_order_is_asking(is) ? HZ_CHANGE_ADDED : HZ_CHANGE_RELEASED;
    return deeper > 0 ? HZ_CHANGE_TIGHTENED : HZ_CHANGE_RELAXED;
}

size_t hz_levels_steps(const hz_levels *levels, hz_step steps[HZ_MAX_STEPS])
{
    int n = (int)levels->n_levels;

    for (int k = 0; k < n; k++) {
        steps[k] = (hz_step){k - 1, k};
        steps[2 * n - 1 - k] = (hz_step){k, k - 1};
    }
    return 2 * levels->n_levels;
}

const hz_order *hz_levels_orders(const hz_levels *levels, int place)
{
    return place == HZ_NO_PLACE ? NULL : levels->levels[place].plan->orders;
}

const char *hz_levels_word(const hz_levels *levels, int place)
{
    return place == HZ_NO_PLACE ? "none" : hz_level_id(levels->levels[place].plan->settings.level);
}

const char *hz_levels_step_name(char buf[HZ_STEP_NAME], const hz_levels *levels, hz_step step)
{
    snprintf(buf, HZ_STEP_NAME, "changes-%s-%s", hz_levels_word(levels, step.from), hz_levels_word(levels, step.to));
    return buf;
}

int64_t hz_levels_cost_fen_d(const hz_levels *levels, int place, size_t unit, const hz_order *order)
{
    return place == HZ_NO_PLACE ? 0 : hz_order_cost_fen_d(levels->scenario, unit, levels->levels[place].plan->settings.level, order);
}

void hz_sum_step(hz_step_sums *out, const hz_levels *levels, hz_step step)
{
    const hz_scenario *s = levels->scenario;
    const hz_order *before = hz_levels_orders(levels, step.from), *after = hz_levels_orders(levels, step.to);
    uint32_t last = HZ_NONE;

    *out = (hz_step_sums){.cost_change_fen_d = 0};
    for (size_t u = 0; u < s->n_units; u++) {
        hz_change change = hz_order_change(before ? &before[u] : NULL, after ? &after[u] : NULL);

        out->n_units[change]++;
        if (change == HZ_CHANGE_NONE)
            continue;
        out->cost_change_fen_d += (after ? hz_levels_cost_fen_d(levels, step.to, u, &after[u]) : 0) -
                                  (before ? hz_levels_cost_fen_d(levels, step.from, u, &before[u]) : 0);
        out->n_enterprises += s->units[u].enterprise != last;
        last = s->units[u].enterprise;
    }
}

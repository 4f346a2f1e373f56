/* plan.c - what one order takes away, costs and leaves to be made; and the end of a plan
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan/plan.h"

#include <stdlib.h>

#include "scenario/modes.h"

static const struct {
    const char *id;
    const char *name;
} actions[HZ_N_ACTIONS] = {
    [HZ_ACTION_NONE] = {"none", N_("as before")},  [HZ_ACTION_LIMIT] = {"limit", N_("limit")},
    [HZ_ACTION_STOP] = {"stop", N_("stop")},       [HZ_ACTION_EXEMPT] = {"exempt", N_("exempt")},
    [HZ_ACTION_DOWN] = {"down", N_("stays shut")},
    [HZ_ACTION_TREATMENT] = {"treatment", N_("tighter treatment")},
    [HZ_ACTION_TRANSPORT] = {"transport", N_("transport ban")},
    [HZ_ACTION_LONGER] = {"longer", N_("longer process time")},
    [HZ_ACTION_CYCLE] = {"cycle", N_("time cycle")},
    [HZ_ACTION_BANKED] = {"banked", N_("furnace banked")},
    [HZ_ACTION_KEPT_HOT] = {"kept-hot", N_("stopped, kept hot")},
};

const char *hz_action_id(hz_action action)
{
    return actions[action].id;
}

const char *hz_action_name(hz_action action)
{
    return _(actions[action].name);
}

static const struct {
    const char *id;
    const char *name;
} baselines[HZ_N_BASELINES] = {
    [HZ_BASELINE_UNIFORM] = {"uniform", N_("uniform cut")},
    [HZ_BASELINE_PRO_RATA] = {"pro-rata", N_("pro rata")},
    [HZ_BASELINE_GREEDY] = {"greedy", N_("cheapest first")},
    [HZ_BASELINE_EARLIER] = {"earlier", N_("earlier plan")},
};

const char *hz_baseline_id(hz_baseline_kind kind)
{
    return baselines[kind].id;
}

const char *hz_baseline_name(hz_baseline_kind kind)
{
    return _(baselines[kind].name);
}

size_t hz_tally_in_modes(const hz_tally *tally)
{
    size_t n = 0;

    for (int action = HZ_ACTION_TREATMENT; action < HZ_N_ACTIONS; action++)
        n += tally->n_actions[action];
    return n;
}

hz_demand hz_balance_demand(const hz_scenario *s, const hz_balance *balance)
{
    hz_demand demand = s->demands[balance->demand];

    demand.is_each = false;
    demand.group = balance->group;
    demand.product = balance->product;
    return demand;
}

int64_t hz_without_cost_fen_d(const hz_plan *plan, hz_without family)
{
    return plan->without[family].is_known ? plan->bound_fen_d - plan->without[family].bound_fen_d : 0;
}

int64_t hz_plan_bound_fen_d(const hz_plan *plan)
{
    return plan->search.end != HZ_SEARCH_NONE ? plan->search.bound_fen_d : plan->bound_fen_d;
}

const char *hz_search_end_id(hz_search_end end)
{
    static const char *const ids[HZ_N_SEARCH_ENDS] = {"none", "exhausted", "gap", "nodes", "time", "listed"};

    return ids[end];
}

const char *hz_why_id(hz_why why)
{
    static const char *const ids[HZ_N_WHYS] = {"worth", "dear", "margin", "beyond", "held-back", "least", "spared", "down", "useless"};

    return ids[why];
}

const char *hz_without_attr(hz_without family)
{
    static const char *const names[HZ_N_WITHOUT] = {[HZ_WITHOUT_SAFETY] = "bound-without-safety",
                                                    [HZ_WITHOUT_FAIRNESS] = "bound-without-fairness"};

    return names[family];
}

const hz_baseline *hz_plan_uniform(const hz_plan *plan)
{
    size_t i = 0;

    while (i < plan->n_baselines && plan->baselines[i].kind != HZ_BASELINE_UNIFORM)
        i++;
    return i < plan->n_baselines ? &plan->baselines[i] : NULL;
}

void hz_reckoning_free(hz_reckoning *reckoning)
{
    if (!reckoning)
        return;
    free(reckoning->balances);
    free(reckoning->districts);
    free(reckoning->sectors);
    free(reckoning->grades);
    free(reckoning->groups);
    free(reckoning->failing);
    free(reckoning);
}

void hz_baselines_free(hz_baseline *list, size_t n)
{
    for (size_t i = 0; list && i < n; i++)
        free(list[i].balances);
    free(list);
}

void hz_plan_free(hz_plan *plan)
{
    if (!plan)
        return;
    hz_baselines_free(plan->baselines, plan->n_baselines);
    free(plan->losses);
    for (size_t i = 0; plan->price_exact && plan->reckoning && i < plan->reckoning->n_balances; i++)
        free(plan->price_exact[i]);
    free(plan->price_exact);
    free(plan->price);
    free(plan->bound_exact);
    free(plan->search.bound_exact);
    free(plan->bindings);
    free(plan->binding_enterprises);
    hz_reckoning_free(plan->reckoning);
    free(plan->orders);
    free(plan->reasons);
    free(plan->ranges);
    free(plan->lax);
    free(plan);
}

hz_order hz_order_make(const hz_scenario *s, size_t unit, hz_level level, uint16_t cut_bp)
{
    const hz_enterprise *e = &s->enterprises[s->units[unit].enterprise];
    hz_action action = cut_bp == HZ_SHARE_ONE          ? HZ_ACTION_STOP
                       : cut_bp > 0                    ? HZ_ACTION_LIMIT
                       : e->operation != HZ_OPERATING  ? HZ_ACTION_DOWN
                       : e->exempt_levels >> level & 1 ? HZ_ACTION_EXEMPT
                                                       : HZ_ACTION_NONE;

    return (hz_order){.cut_bp = cut_bp, .action = (uint8_t)action};
}

static hz_action action_of(const hz_mode *mode, uint16_t cut_bp)
{
    static const hz_action actions_of[HZ_N_MODE_KINDS] = {
        [HZ_MODE_TREATMENT] = HZ_ACTION_TREATMENT, [HZ_MODE_TRANSPORT] = HZ_ACTION_TRANSPORT,
        [HZ_MODE_LIMIT] = HZ_ACTION_LIMIT,         [HZ_MODE_LONGER] = HZ_ACTION_LONGER,
        [HZ_MODE_CYCLE] = HZ_ACTION_CYCLE,         [HZ_MODE_BANKED] = HZ_ACTION_BANKED,
        [HZ_MODE_KEPT_HOT] = HZ_ACTION_KEPT_HOT,   [HZ_MODE_STOP] = HZ_ACTION_STOP,
    };

    return mode->kind == HZ_MODE_LIMIT && cut_bp == HZ_SHARE_ONE ? HZ_ACTION_STOP : actions_of[mode->kind];
}

hz_order hz_order_in_mode(const hz_scenario *s, size_t unit, uint8_t mode, uint16_t cut_bp)
{
    const hz_mode *of = hz_mode_of(s, unit, mode);
    uint16_t own_bp = of->kind == HZ_MODE_LIMIT ? cut_bp : of->cut_bp;

    return (hz_order){.cut_bp = own_bp, .action = (uint8_t)action_of(of, own_bp), .mode = mode};
}

const hz_mode *hz_order_mode(const hz_scenario *s, size_t unit, const hz_order *order)
{
    return hz_mode_of(s, unit, order->mode);
}

int hz_compare_orders(const hz_order *a, const hz_order *b)
{
    return a->mode != b->mode ? (int)a->mode - b->mode : (int)a->cut_bp - b->cut_bp;
}

bool hz_order_is_asking(const hz_order *order)
{
    return order->cut_bp > 0 || order->mode > 0;
}

static hz_state state_of(const hz_order *order)
{
    return (hz_state){order->cut_bp, order->mode};
}

int64_t hz_order_cut_g_d(const hz_scenario *s, size_t unit, size_t pollutant, const hz_order *order)
{
    return hz_state_cut_g_d(s, unit, state_of(order), pollutant);
}

int64_t hz_order_cost_fen_d(const hz_scenario *s, size_t unit, hz_level level, const hz_order *order)
{
    return hz_state_cost_fen_d(s, unit, state_of(order), level);
}

int64_t hz_order_beyond_fen_d(const hz_scenario *s, size_t unit, hz_level level, const hz_order *order)
{
    return hz_state_beyond_fen_d(s, unit, state_of(order), level);
}

int64_t hz_order_output(const hz_scenario *s, size_t unit, const hz_order *order)
{
    return hz_state_output(s, unit, state_of(order));
}

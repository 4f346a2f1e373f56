/* reckon.c - the orders added up in whole grams and fen, from the action list alone
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Nothing of the model or the solver is used: what an auditor does with a calculator. Each unit's cut is rounded down to
 * whole grams and its cost up to whole fen before anything is added. */
#include "plan/reckon.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/cancel.h"
#include "plan/target.h"
#include "scenario/claims.h"
#include "scenario/lines.h"
#include "scenario/peers.h"

/* 10^-12 of a ratio */
#define POOL_ONE INT64_C(1000000000000)

typedef struct {
    const hz_scenario *scenario;
    const hz_order *orders;
    hz_level level;
    hz_reckoning *reckoning;
    hz_fairness fairness;
} reckoner;

/* ---- sums ---- */

static void tally_unit(hz_tally *tally, const reckoner *r, size_t u)
{
    const hz_scenario *s = r->scenario;
    const hz_order *order = &r->orders[u];

    tally->n_units++;
    tally->n_actions[order->action]++;
    tally->cost_fen_d += hz_order_cost_fen_d(s, u, r->level, order);
    if (order->action != HZ_ACTION_DOWN)
        tally->stop_cost_fen_d += s->units[u].cost_fen_d;
    for (size_t p = 0; p < s->n_pollutants; p++) {
        int64_t emission = hz_emission(s, u, p);

        if (emission > 0 && order->action != HZ_ACTION_DOWN)
            tally->emission_g_d[p] += emission;
        tally->cut_g_d[p] += hz_order_cut_g_d(s, u, p, order);
    }
}

static void add_tally(hz_tally *to, const hz_tally *from, size_t n_pollutants)
{
    to->cost_fen_d += from->cost_fen_d;
    to->stop_cost_fen_d += from->stop_cost_fen_d;
    to->n_enterprises += from->n_enterprises;
    to->n_units += from->n_units;
    to->n_touched += from->n_touched;
    for (int a = 0; a < HZ_N_ACTIONS; a++)
        to->n_actions[a] += from->n_actions[a];
    for (size_t p = 0; p < n_pollutants; p++) {
        to->emission_g_d[p] += from->emission_g_d[p];
        to->cut_g_d[p] += from->cut_g_d[p];
    }
}

static void tally_enterprise(hz_tally *own, const reckoner *r, size_t e)
{
    const hz_enterprise *enterprise = &r->scenario->enterprises[e];

    *own = (hz_tally){.n_enterprises = 1};
    for (size_t u = enterprise->first_unit; u < (size_t)enterprise->first_unit + enterprise->n_units; u++)
        tally_unit(own, r, u);
    own->n_touched = own->n_units > own->n_actions[HZ_ACTION_NONE] + own->n_actions[HZ_ACTION_EXEMPT] + own->n_actions[HZ_ACTION_DOWN];
}

static void tally_groups(const reckoner *r, size_t e, const hz_tally *own)
{
    uint32_t one;
    const uint32_t *groups;
    size_t n = hz_groups_of(r->scenario, e, HZ_SCOPE_GROUP, &one, &groups);

    for (size_t i = 0; i < n; i++)
        add_tally(&r->reckoning->groups[groups[i]], own, r->scenario->n_pollutants);
}

static hz_status tally_all(const reckoner *r, hz_error *err)
{
    const hz_scenario *s = r->scenario;

    for (size_t e = 0; e < s->n_enterprises; e++) {
        const hz_enterprise *enterprise = &s->enterprises[e];
        hz_tally own;

        tally_enterprise(&own, r, e);
        add_tally(&r->reckoning->total, &own, s->n_pollutants);
        add_tally(&r->reckoning->districts[enterprise->district], &own, s->n_pollutants);
        add_tally(&r->reckoning->sectors[enterprise->sector], &own, s->n_pollutants);
        add_tally(&r->reckoning->grades[enterprise->grade], &own, s->n_pollutants);
        tally_groups(r, e, &own);
        if (e % 65536 == 0 && hz_cancel_check(err))
            return err ? err->status : HZ_ERR_INTERRUPTED;
    }
    return HZ_OK;
}

/* ---- demands ---- */

/* The sums over the scope of a balance; those of one enterprise are made in `own`. */
static const hz_tally *tally_of(const reckoner *r, const hz_demand *demand, uint32_t group, hz_tally *own)
{
    switch (demand->scope) {
    case HZ_SCOPE_DISTRICT:
        return &r->reckoning->districts[group];
    case HZ_SCOPE_SECTOR:
        return &r->reckoning->sectors[group];
    case HZ_SCOPE_GRADE:
        return &r->reckoning->grades[group];
    case HZ_SCOPE_ENTERPRISE:
        tally_enterprise(own, r, group);
        return own;
    case HZ_SCOPE_GROUP:
        return &r->reckoning->groups[group];
    default:
        return &r->reckoning->total;
    }
}

/* A target: the base is the whole-society emission, stated or listed and unlisted together, or that of the listed sources of the
 * group. */
static void balance_reduction(const reckoner *r, const hz_demand *demand, hz_balance *balance)
{
    const hz_pollutant *pollutant = &r->scenario->pollutants[demand->pollutant];
    hz_tally own;
    const hz_tally *tally = tally_of(r, demand, balance->group, &own);

    balance->base = tally->emission_g_d[demand->pollutant];
    if (demand->scope == HZ_SCOPE_ALL)
        balance->base = pollutant->has_unlisted ? balance->base + pollutant->unlisted_g_d : pollutant->stated_g_d;
    balance->required =
        demand->is_ratio ? hz_div_ceil((__int128)balance->base * demand->ratio_ppm, HZ_RATIO_ONE) : demand->amount;
    balance->reached = tally->cut_g_d[demand->pollutant];
}

/* The units of a scope: all, or those of the one enterprise. */
static void range_of(const hz_scenario *s, const hz_demand *demand, uint32_t group, size_t *first, size_t *end)
{
    const hz_enterprise *e = demand->scope == HZ_SCOPE_ENTERPRISE ? &s->enterprises[group] : NULL;

    *first = e ? e->first_unit : 0;
    *end = e ? (size_t)e->first_unit + e->n_units : s->n_units;
}

/* What is made of a product before, and under the orders. */
static void add_outputs(const reckoner *r, const hz_demand *demand, const hz_balance *balance, uint32_t product,
                        int64_t *before, int64_t *still)
{
    const hz_scenario *s = r->scenario;
    size_t u, end;

    *before = *still = 0;
    for (range_of(s, demand, balance->group, &u, &end); u < end; u++) {
        if (s->units[u].product != product || r->orders[u].action == HZ_ACTION_DOWN ||
            !hz_unit_in_scope(s, u, demand->scope, balance->group))
            continue;
        *before += s->units[u].output;
        *still += hz_order_output(s, u, &r->orders[u]);
    }
}

static void balance_floor(const reckoner *r, const hz_demand *demand, hz_balance *balance)
{
    balance->required = demand->amount;
    add_outputs(r, demand, balance, demand->product, &balance->base, &balance->reached);
}

/* A weighted sum, in whole g/d of what is summed: the base rounded down, the required rounded up, the reached rounded down. */
static void balance_weighted(const reckoner *r, const hz_demand *demand, hz_balance *balance)
{
    const hz_scenario *s = r->scenario;
    const hz_weighting *w = &s->weightings[demand->weighting];
    __int128 base = 0, reached = 0;

    for (size_t k = w->first_weight; k < (size_t)w->first_weight + w->n_weights; k++) {
        base += (__int128)s->weights[k].weight * hz_society_g_d(s, s->weights[k].pollutant);
        reached += (__int128)s->weights[k].weight * r->reckoning->total.cut_g_d[s->weights[k].pollutant];
    }
    balance->base = hz_div_floor(base, HZ_WEIGHT_ONE);
    balance->required = demand->is_ratio ? hz_div_ceil(base * demand->ratio_ppm, (__int128)HZ_RATIO_ONE * HZ_WEIGHT_ONE)
                                         : demand->amount;
    balance->reached = hz_div_floor(reached, HZ_WEIGHT_ONE);
}

/* What a group bears: of its own cost or output, or of the cost of the whole plan. */
static void balance_cap(const reckoner *r, const hz_demand *demand, hz_balance *balance)
{
    hz_tally own;
    int64_t still;

    if (demand->cap_of == HZ_CAP_OUTPUT) {
        add_outputs(r, demand, balance, balance->product, &balance->base, &still);
        balance->reached = balance->base - still;
    } else {
        const hz_tally *tally = tally_of(r, demand, balance->group, &own);

        balance->base = demand->cap_of == HZ_CAP_COST ? tally->stop_cost_fen_d : r->reckoning->total.cost_fen_d;
        balance->reached = tally->cost_fen_d;
    }
    balance->required = hz_div_floor((__int128)balance->base * demand->ratio_ppm, HZ_RATIO_ONE);
}

/* Lines that are ordered to stop altogether, whatever their mode is called. */
static void balance_lines(const reckoner *r, const hz_demand *demand, hz_balance *balance)
{
    const hz_scenario *s = r->scenario;
    size_t u, end;

    for (range_of(s, demand, balance->group, &u, &end); u < end; u++)
        if (hz_is_counted_line(s, u, r->level) && hz_unit_in_scope(s, u, demand->scope, balance->group)) {
            balance->base++;
            balance->reached += r->orders[u].cut_bp == HZ_SHARE_ONE;
        }
    balance->required = hz_lines_demanded(demand, balance->base);
}

/* A target although some fail: those who cut most, or a share of every cut. */
static hz_status balance_safety(const reckoner *r, const hz_demand *demand, hz_balance *balance, hz_error *err)
{
    const hz_demand *target = &r->scenario->demands[balance->target];
    hz_reckoning *all = r->reckoning;
    hz_status status;

    balance->first_failing = all->n_failing;
    balance->n_failing = demand->n_failing;
    if (target->kind == HZ_DEMAND_REDUCTION) {
        balance_reduction(r, target, balance);
    } else {
        balance->base = POOL_ONE;
        balance->required = target->ratio_ppm * (POOL_ONE / HZ_RATIO_ONE);
    }
    status = hz_reach_target(&balance->reached, all->failing + all->n_failing, demand->n_failing, r->scenario,
                             r->orders, target, err);
    all->n_failing += demand->n_failing;
    if (demand->n_failing == 0)
        balance->reached = hz_div_floor((__int128)balance->reached * (HZ_RATIO_ONE - demand->ratio_ppm), HZ_RATIO_ONE);
    return status;
}

static const hz_peers *peers_of(const reckoner *r, uint32_t demand)
{
    size_t i = 0;

    while (r->fairness.of[i].demand != demand)
        i++;
    return &r->fairness.of[i];
}

/* A case that may be the tightest. */
static void look_at(hz_balance *balance, int64_t difference, uint32_t first, uint32_t second)
{
    if (balance->peers.first != HZ_NONE && difference <= balance->reached)
        return;
    balance->reached = difference;
    balance->peers.first = first;
    balance->peers.second = second;
}

/* The deepest or the least cut of peers first .. end - 1; the first of equal ones. */
static uint32_t extreme(const reckoner *r, const hz_peers *p, size_t first, size_t end, bool is_deepest)
{
    uint32_t best = p->peers[first].unit;

    for (size_t i = first + 1; i < end; i++) {
        int difference = r->orders[p->peers[i].unit].cut_bp - r->orders[best].cut_bp;

        if (is_deepest ? difference > 0 : difference < 0)
            best = p->peers[i].unit;
    }
    return best;
}

static void look_at_pair(const reckoner *r, hz_balance *balance, uint32_t first, uint32_t second)
{
    look_at(balance, (int64_t)r->orders[first].cut_bp - r->orders[second].cut_bp, first, second);
}

/* From the worst rank to the best: its deepest cut, against the least of all that are worse. */
static void look_at_order(const reckoner *r, hz_balance *balance, const hz_peers *p, size_t first, size_t end)
{
    uint32_t least = HZ_NONE;

    for (size_t start = end; end > first; end = start) {
        uint32_t own;

        while (start > first && p->peers[start - 1].rank == p->peers[end - 1].rank)
            start--;
        if (least != HZ_NONE)
            look_at_pair(r, balance, extreme(r, p, start, end, true), least);
        own = extreme(r, p, start, end, false);
        if (least == HZ_NONE || r->orders[own].cut_bp <= r->orders[least].cut_bp)
            least = own;
    }
}

/* Where bounds contradict what is asked, units come as near to it as theirs allow: what one is away from there is as much too
 * much. */
static void look_at_held(const reckoner *r, hz_balance *balance, const hz_peers *p)
{
    for (size_t i = 0; i < p->n_held; i++) {
        int64_t beyond = (int64_t)r->orders[p->held[i].unit].cut_bp - p->held[i].at_bp;

        if (beyond > 0)
            look_at(balance, balance->required + beyond, p->held[i].unit, HZ_NONE);
    }
    for (size_t i = 0; i < hz_count_peers(p); i++) {
        int64_t below = (int64_t)p->peers[i].least_bp - r->orders[p->peers[i].unit].cut_bp;

        if (below > 0)
            look_at(balance, balance->required + below, p->peers[i].unit, HZ_NONE);
    }
}

/* Of all pairs the one that differs most in the direction that is asked for. */
static void balance_fairness(const reckoner *r, const hz_demand *demand, hz_balance *balance)
{
    const hz_peers *p = peers_of(r, balance->demand);

    balance->base = HZ_SHARE_ONE;
    balance->required = demand->kind == HZ_DEMAND_ALIKE ? hz_spread_bp(demand) : 0;
    balance->peers =
        (hz_peerage){p->n_groups, hz_count_peers(p), p->n_held, p->n_uncut, p->n_ungraded, p->n_with_modes, HZ_NONE, HZ_NONE};
    for (size_t g = 0; g < p->n_groups; g++)
        if (demand->kind == HZ_DEMAND_ORDER)
            look_at_order(r, balance, p, p->first[g], p->first[g + 1]);
        else
            look_at_pair(r, balance, extreme(r, p, p->first[g], p->first[g + 1], true),
                         extreme(r, p, p->first[g], p->first[g + 1], false));
    look_at_held(r, balance, p);
}

static hz_status balance_demand(const reckoner *r, hz_balance *balance, hz_error *err)
{
    const hz_demand *demand = &r->scenario->demands[balance->demand];
    hz_status status = HZ_OK;

    switch (demand->kind) {
    case HZ_DEMAND_FLOOR:
        balance_floor(r, demand, balance);
        break;
    case HZ_DEMAND_POOL:
        balance->base = POOL_ONE;
        balance->required = demand->ratio_ppm * (POOL_ONE / HZ_RATIO_ONE);
        status = hz_reach_target(&balance->reached, NULL, 0, r->scenario, r->orders, demand, err);
        break;
    case HZ_DEMAND_WEIGHTED:
        balance_weighted(r, demand, balance);
        break;
    case HZ_DEMAND_CAP:
        balance_cap(r, demand, balance);
        break;
    case HZ_DEMAND_LINES:
        balance_lines(r, demand, balance);
        break;
    case HZ_DEMAND_ORDER:
    case HZ_DEMAND_ALIKE:
        balance_fairness(r, demand, balance);
        break;
    case HZ_DEMAND_SAFETY:
        status = balance_safety(r, demand, balance, err);
        break;
    default:
        balance_reduction(r, demand, balance);
    }
    balance->slack = balance->reached - balance->required;
    if (demand->kind == HZ_DEMAND_CAP || hz_is_fairness(demand->kind))
        balance->slack = -balance->slack;
    return status;
}

static hz_status make_balances(const reckoner *r, const hz_claim *claims, size_t n, hz_error *err)
{
    hz_reckoning *reckoning = r->reckoning;
    size_t n_failing = 0;

    for (size_t i = 0; i < n; i++)
        n_failing += r->scenario->demands[claims[i].demand].n_failing;
    reckoning->balances = hz_calloc(n + 1, sizeof *reckoning->balances);
    reckoning->failing = hz_calloc(n_failing + 1, sizeof *reckoning->failing);
    if (!reckoning->balances || !reckoning->failing)
        return hz_error_memory(err);
    for (size_t i = 0; i < n; i++)
        reckoning->balances[i] = (hz_balance){.demand = claims[i].demand,
                                              .group = claims[i].group,
                                              .product = claims[i].product,
                                              .target = claims[i].target};
    return HZ_OK;
}

static hz_status balance_all(const reckoner *r, hz_error *err)
{
    hz_reckoning *reckoning = r->reckoning;
    hz_claim *claims;
    size_t n;
    hz_status status = hz_list_claims(&claims, &n, r->scenario, r->level, err);

    if (!status)
        status = make_balances(r, claims, n, err);
    reckoning->is_met = true;
    for (; reckoning->n_balances < n && !status; reckoning->n_balances++) {
        hz_balance *balance = &reckoning->balances[reckoning->n_balances];

        status = balance_demand(r, balance, err);
        reckoning->is_met = reckoning->is_met && balance->slack >= 0;
    }
    free(claims);
    return status;
}

/* ---- the verb ---- */

static bool allocate(hz_reckoning *reckoning, const hz_scenario *s)
{
    reckoning->districts = hz_calloc(s->n_districts + 1, sizeof *reckoning->districts);
    reckoning->sectors = hz_calloc(s->n_sectors + 1, sizeof *reckoning->sectors);
    reckoning->grades = hz_calloc(HZ_N_GRADES, sizeof *reckoning->grades);
    reckoning->groups = hz_calloc(s->n_groups + 1, sizeof *reckoning->groups);
    return reckoning->districts && reckoning->sectors && reckoning->grades && reckoning->groups;
}

hz_status hz_reckon(hz_reckoning **out, const hz_scenario *scenario, hz_level level, const hz_order *orders,
                    hz_error *err)
{
    hz_reckoning *reckoning = hz_calloc(1, sizeof *reckoning);
    reckoner r = {scenario, orders, level, reckoning, {0}};
    hz_status status;

    *out = NULL;
    if (!reckoning)
        return hz_error_memory(err);
    status = allocate(reckoning, scenario) ? tally_all(&r, err) : hz_error_memory(err);
    if (!status && !(status = hz_find_peers(&r.fairness, scenario, level, err)))
        status = balance_all(&r, err);
    hz_fairness_free(&r.fairness);
    if (status) {
        hz_reckoning_free(reckoning);
        return status;
    }
    *out = reckoning;
    return HZ_OK;
}

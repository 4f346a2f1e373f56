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

typedef struct {
    const hz_scenario *scenario;
    const hz_order *orders;
    hz_level level;
    hz_reckoning *reckoning;
} reckoner;

/* ---- sums ---- */

static void tally_unit(hz_tally *tally, const reckoner *r, size_t u)
{
    const hz_scenario *s = r->scenario;
    const hz_order *order = &r->orders[u];

    tally->n_units++;
    tally->n_actions[order->action]++;
    tally->cost_fen_d += hz_order_cost_fen_d(s, u, order->cut_bp);
    for (size_t p = 0; p < s->n_pollutants; p++) {
        int64_t emission = hz_emission(s, u, p);

        if (emission > 0 && order->action != HZ_ACTION_DOWN)
            tally->emission_g_d[p] += emission;
        tally->cut_g_d[p] += hz_order_cut_g_d(s, u, p, order->cut_bp);
    }
}

static void add_tally(hz_tally *to, const hz_tally *from, size_t n_pollutants)
{
    to->cost_fen_d += from->cost_fen_d;
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

static hz_status tally_all(const reckoner *r, hz_error *err)
{
    const hz_scenario *s = r->scenario;

    for (size_t e = 0; e < s->n_enterprises; e++) {
        const hz_enterprise *enterprise = &s->enterprises[e];
        hz_tally own = {.n_enterprises = 1};

        for (size_t u = enterprise->first_unit; u < enterprise->first_unit + enterprise->n_units; u++)
            tally_unit(&own, r, u);
        own.n_touched = own.n_actions[HZ_ACTION_LIMIT] + own.n_actions[HZ_ACTION_STOP] > 0;
        add_tally(&r->reckoning->total, &own, s->n_pollutants);
        add_tally(&r->reckoning->districts[enterprise->district], &own, s->n_pollutants);
        add_tally(&r->reckoning->sectors[enterprise->sector], &own, s->n_pollutants);
        if (e % 65536 == 0 && hz_cancel_check(err))
            return err ? err->status : HZ_ERR_INTERRUPTED;
    }
    return HZ_OK;
}

/* ---- demands ---- */

static const hz_tally *tally_of(const reckoner *r, const hz_demand *demand)
{
    switch (demand->scope) {
    case HZ_SCOPE_DISTRICT:
        return &r->reckoning->districts[demand->group];
    case HZ_SCOPE_SECTOR:
        return &r->reckoning->sectors[demand->group];
    default:
        return &r->reckoning->total;
    }
}

/* A target: the base is the whole-society emission, stated or listed and unlisted together, or that of the listed sources of the
 * group. */
static void balance_reduction(const reckoner *r, const hz_demand *demand, hz_balance *balance)
{
    const hz_tally *tally = tally_of(r, demand);
    const hz_pollutant *pollutant = &r->scenario->pollutants[demand->pollutant];

    balance->base = tally->emission_g_d[demand->pollutant];
    if (demand->scope == HZ_SCOPE_ALL)
        balance->base = pollutant->has_unlisted ? balance->base + pollutant->unlisted_g_d : pollutant->stated_g_d;
    balance->required = demand->is_ratio ? hz_div_ceil((__int128)balance->base * demand->ratio_ppm, 1000000)
                                         : demand->amount;
    balance->reached = tally->cut_g_d[demand->pollutant];
}

/* A floor: what is made before, and what is still made under the orders. */
static void balance_floor(const reckoner *r, const hz_demand *demand, hz_balance *balance)
{
    const hz_scenario *s = r->scenario;

    balance->required = demand->amount;
    for (size_t u = 0; u < s->n_units; u++) {
        if (s->units[u].product != demand->product || r->orders[u].action == HZ_ACTION_DOWN ||
            !hz_unit_in_scope(s, u, demand->scope, demand->group))
            continue;
        balance->base += s->units[u].output;
        balance->reached += hz_order_output(s, u, r->orders[u].cut_bp);
    }
}

static void balance_demand(const reckoner *r, uint32_t index, hz_balance *balance)
{
    const hz_demand *demand = &r->scenario->demands[index];

    balance->demand = index;
    if (demand->kind == HZ_DEMAND_FLOOR)
        balance_floor(r, demand, balance);
    else
        balance_reduction(r, demand, balance);
    balance->slack = balance->reached - balance->required;
}

static void balance_all(const reckoner *r)
{
    hz_reckoning *reckoning = r->reckoning;

    reckoning->is_met = true;
    for (size_t d = 0; d < r->scenario->n_demands; d++) {
        hz_balance *balance = &reckoning->balances[reckoning->n_balances];

        if (r->scenario->demands[d].level != r->level)
            continue;
        balance_demand(r, (uint32_t)d, balance);
        reckoning->is_met = reckoning->is_met && balance->slack >= 0;
        reckoning->n_balances++;
    }
}

/* ---- the verb ---- */

hz_status hz_reckon(hz_reckoning **out, const hz_scenario *scenario, hz_level level, const hz_order *orders,
                    hz_error *err)
{
    hz_reckoning *reckoning = hz_calloc(1, sizeof *reckoning);
    reckoner r = {scenario, orders, level, reckoning};
    hz_status status;

    *out = NULL;
    if (!reckoning)
        return hz_error_memory(err);
    reckoning->balances = hz_calloc(scenario->n_demands + 1, sizeof *reckoning->balances);
    reckoning->districts = hz_calloc(scenario->n_districts + 1, sizeof *reckoning->districts);
    reckoning->sectors = hz_calloc(scenario->n_sectors + 1, sizeof *reckoning->sectors);
    status = reckoning->balances && reckoning->districts && reckoning->sectors ? tally_all(&r, err)
                                                                               : hz_error_memory(err);
    if (status) {
        hz_reckoning_free(reckoning);
        return status;
    }
    balance_all(&r);
    *out = reckoning;
    return HZ_OK;
}

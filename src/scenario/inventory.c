/* inventory.c - the inventory added up: who is in it, what is emitted where, and the most that could be cut
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One pass over the units fills the sums of the whole, of the districts and of the sectors at once; the demands are then read
 * off these sums. */
#include "scenario/inventory.h"

#include "base/cancel.h"
#include "scenario/lines.h"
#include "scenario/modes.h"
#include "scenario/rungs.h"

/* ---- memory ---- */

static bool make_group(hz_inventory_group *group, const hz_scenario *s, hz_arena *arena)
{
    group->emission_g_d = hz_arena_array(arena, s->n_pollutants, sizeof *group->emission_g_d);
    group->most_g_d = hz_arena_array(arena, HZ_N_LEVELS * s->n_pollutants, sizeof *group->most_g_d);
    return group->emission_g_d && group->most_g_d;
}

static hz_inventory_group *make_groups(size_t n_groups, const hz_scenario *s, hz_arena *arena)
{
    hz_inventory_group *groups = hz_arena_array(arena, n_groups, sizeof *groups);

    for (size_t g = 0; groups && g < n_groups; g++)
        if (!make_group(&groups[g], s, arena))
            return NULL;
    return groups;
}

static hz_inventory *make_inventory(const hz_scenario *s)
{
    hz_arena *arena = hz_arena_new();
    hz_inventory *inv = arena ? hz_arena_alloc(arena, sizeof *inv) : NULL;

    if (!inv)
        goto failed;
    inv->arena = arena;
    inv->n_not_reported = hz_arena_array(arena, s->n_pollutants, sizeof *inv->n_not_reported);
    inv->society_g_d = hz_arena_array(arena, s->n_pollutants, sizeof *inv->society_g_d);
    inv->demands = hz_arena_array(arena, s->n_demands, sizeof *inv->demands);
    inv->districts = make_groups(s->n_districts, s, arena);
    inv->sectors = make_groups(s->n_sectors, s, arena);
    if (inv->n_not_reported && inv->society_g_d && inv->demands && inv->districts && inv->sectors &&
        make_group(&inv->total, s, arena))
        return inv;
failed:
    hz_arena_free(arena);
    return NULL;
}

void hz_inventory_free(hz_inventory *inventory)
{
    if (inventory)
        hz_arena_free(inventory->arena);
}

/* ---- adding up ---- */

/* The most that the modes of a unit take away at a level. */
static int64_t most_in_modes(const hz_scenario *s, size_t unit, size_t pollutant, hz_level level)
{
    hz_rung rungs[HZ_MAX_RUNGS];
    size_t n = hz_list_rungs(rungs, s, unit, &level, 1);
    int64_t most = 0;

    for (size_t i = 0; i < n; i++) {
        int64_t cut = hz_state_cut_g_d(s, unit, (hz_state){rungs[i].to_bp, rungs[i].mode}, pollutant);

        most = cut > most ? cut : most;
    }
    return most;
}

/* What the unit takes away at most at a level: phi b hi, whole grams rounded down, as its order would be counted. */
static int64_t most_of_unit(const hz_scenario *s, size_t unit, size_t pollutant, hz_level level)
{
    return s->units[unit].n_modes > 0 ? most_in_modes(s, unit, pollutant, level)
                                      : hz_cuttable_g_d(s, unit, pollutant) * hz_max_cut_bp(s, unit, level) / HZ_SHARE_ONE;
}

/* The least cut of its output, bp. */
static uint16_t least_of_unit(const hz_scenario *s, size_t unit, hz_level level)
{
    uint16_t least_bp = hz_min_cut_bp(s, unit, level);
    hz_rung rungs[HZ_MAX_RUNGS];

    if (least_bp == 0 || s->units[unit].n_modes == 0)
        return least_bp;
    return hz_list_rungs(rungs, s, unit, &level, 1) > 0 ? rungs[0].to_bp : least_bp;
}

static void add_unit(hz_inventory *inv, hz_inventory_group *const groups[3], const hz_scenario *s, size_t unit)
{
    inv->n_operating_units++;
    for (size_t p = 0; p < s->n_pollutants; p++) {
        int64_t emission = hz_emission(s, unit, p);

        if (emission == HZ_NOT_REPORTED) {
            inv->n_not_reported[p]++;
            continue;
        }
        for (int g = 0; g < 3; g++)
            groups[g]->emission_g_d[p] += emission;
        for (int l = 0; l < HZ_N_LEVELS; l++) {
            int64_t most = most_of_unit(s, unit, p, (hz_level)l);

            for (int g = 0; g < 3; g++)
                groups[g]->most_g_d[(size_t)l * s->n_pollutants + p] += most;
        }
    }
}

static void add_enterprise(hz_inventory *inv, const hz_scenario *s, const hz_enterprise *e)
{
    hz_inventory_group *const groups[3] = {&inv->total, &inv->districts[e->district], &inv->sectors[e->sector]};

    inv->n_by_status[e->operation]++;
    inv->n_by_grade[e->grade]++;
    for (int l = 0; l < HZ_N_LEVELS; l++)
        inv->n_exempt[l] += e->exempt_levels >> l & 1;
    for (int g = 0; g < 3; g++) {
        groups[g]->n_enterprises++;
        groups[g]->n_units += e->n_units;
    }
    for (size_t u = e->first_unit; u < (size_t)e->first_unit + e->n_units; u++) {
        inv->n_by_kind[s->units[u].kind]++;
        inv->n_with_modes += s->units[u].n_modes > 0;
        if (e->operation == HZ_OPERATING)
            add_unit(inv, groups, s, u);
    }
}

/* ---- demands ---- */

/* The sums of a named group. */
static void add_group(const hz_scenario *s, const hz_demand *d, int64_t *emission_g_d, int64_t *most_g_d)
{
    *emission_g_d = *most_g_d = 0;
    for (size_t u = 0; u < s->n_units; u++) {
        int64_t emission = hz_emission(s, u, d->pollutant);

        if (emission == HZ_NOT_REPORTED || s->enterprises[s->units[u].enterprise].operation != HZ_OPERATING ||
            !hz_unit_in_scope(s, u, d->scope, d->group))
            continue;
        *emission_g_d += emission;
        *most_g_d += most_of_unit(s, u, d->pollutant, d->level);
    }
}

static hz_inventory_demand weigh_reduction(const hz_inventory *inv, const hz_scenario *s, const hz_demand *demand)
{
    const hz_inventory_group *group = demand->scope == HZ_SCOPE_DISTRICT ? &inv->districts[demand->group]
                                      : demand->scope == HZ_SCOPE_SECTOR ? &inv->sectors[demand->group]
                                                                         : &inv->total;
    hz_inventory_demand weighed = {.is_weighed = true,
                                   .base = demand->scope == HZ_SCOPE_ALL ? inv->society_g_d[demand->pollutant]
                                                                         : group->emission_g_d[demand->pollutant],
                                   .most =
                                       group->most_g_d[(size_t)demand->level * s->n_pollutants + demand->pollutant]};

    if (demand->scope == HZ_SCOPE_GROUP)
        add_group(s, demand, &weighed.base, &weighed.most);
    weighed.required =
        demand->is_ratio ? hz_div_ceil((__int128)weighed.base * demand->ratio_ppm, HZ_RATIO_ONE) : demand->amount;
    return weighed;
}

static hz_inventory_demand weigh_pool(const hz_inventory *inv, const hz_scenario *s, const hz_demand *demand)
{
    const int64_t one = INT64_C(1000000000000);
    hz_inventory_demand weighed = {
        .is_weighed = true, .base = one, .required = demand->ratio_ppm * (one / HZ_RATIO_ONE)};

    for (size_t p = 0; p < s->n_pollutants; p++)
        if (demand->pollutants >> p & 1 && inv->society_g_d[p] > 0)
            weighed.most += hz_div_floor(
                (__int128)inv->total.most_g_d[(size_t)demand->level * s->n_pollutants + p] * one, inv->society_g_d[p]);
    return weighed;
}

/* In whole g/d of what is summed. */
static hz_inventory_demand weigh_weighted(const hz_inventory *inv, const hz_scenario *s, const hz_demand *demand)
{
    const hz_weighting *w = &s->weightings[demand->weighting];
    __int128 base = 0, most = 0;

    for (size_t k = w->first_weight; k < (size_t)w->first_weight + w->n_weights; k++) {
        size_t p = s->weights[k].pollutant;

        base += (__int128)s->weights[k].weight * inv->society_g_d[p];
        most += (__int128)s->weights[k].weight * inv->total.most_g_d[(size_t)demand->level * s->n_pollutants + p];
    }
    return (hz_inventory_demand){
        .is_weighed = true,
        .base = hz_div_floor(base, HZ_WEIGHT_ONE),
        .required = demand->is_ratio ? hz_div_ceil(base * demand->ratio_ppm, (__int128)HZ_RATIO_ONE * HZ_WEIGHT_ONE)
                                     : demand->amount,
        .most = hz_div_floor(most, HZ_WEIGHT_ONE)};
}

static hz_inventory_demand weigh_floor(const hz_scenario *s, const hz_demand *demand)
{
    hz_inventory_demand weighed = {.is_weighed = true,
                                   .base = hz_baseline_output(s, demand->product, demand->scope, demand->group),
                                   .required = demand->amount};

    for (size_t u = 0; u < s->n_units; u++)
        if (s->units[u].product == demand->product &&
            s->enterprises[s->units[u].enterprise].operation == HZ_OPERATING &&
            hz_unit_in_scope(s, u, demand->scope, demand->group))
            weighed.most += s->units[u].output * (HZ_SHARE_ONE - least_of_unit(s, u, demand->level)) / HZ_SHARE_ONE;
    return weighed;
}

static hz_inventory_demand weigh_lines(const hz_scenario *s, const hz_demand *demand)
{
    hz_inventory_demand weighed = {.is_weighed = true};

    for (size_t u = 0; u < s->n_units; u++)
        if (hz_is_counted_line(s, u, demand->level) && hz_unit_in_scope(s, u, demand->scope, demand->group)) {
            weighed.base++;
            weighed.most += hz_line_can_stop(s, u, demand->level);
        }
    weighed.required = hz_lines_demanded(demand, weighed.base);
    return weighed;
}

static hz_inventory_demand weigh(const hz_inventory *inv, const hz_scenario *s, const hz_demand *demand)
{
    if (demand->is_each)
        return (hz_inventory_demand){0};
    switch (demand->kind) {
    case HZ_DEMAND_REDUCTION:
        return weigh_reduction(inv, s, demand);
    case HZ_DEMAND_FLOOR:
        return weigh_floor(s, demand);
    case HZ_DEMAND_POOL:
        return weigh_pool(inv, s, demand);
    case HZ_DEMAND_WEIGHTED:
        return weigh_weighted(inv, s, demand);
    case HZ_DEMAND_LINES:
        return weigh_lines(s, demand);
    default:
        return (hz_inventory_demand){0};
    }
}

hz_status hz_take_inventory(hz_inventory **out, const hz_scenario *scenario, hz_error *err)
{
    const hz_scenario known = hz_with_responses(scenario), *s = &known;
    hz_inventory *inv = make_inventory(s);
    hz_status status;

    *out = NULL;
    if (!inv)
        return hz_error_memory(err);
    for (size_t e = 0; e < s->n_enterprises; e++) {
        add_enterprise(inv, s, &s->enterprises[e]);
        if (e % 65536 == 0 && (status = hz_cancel_check(err))) {
            hz_inventory_free(inv);
            return status;
        }
    }
    for (size_t p = 0; p < s->n_pollutants; p++)
        inv->society_g_d[p] = hz_society_g_d(s, p);
    for (size_t d = 0; d < s->n_demands; d++)
        inv->demands[d] = weigh(inv, s, &s->demands[d]);
    *out = inv;
    return HZ_OK;
}

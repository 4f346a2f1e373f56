/* most.c - what each target can come to when every unit is cut as deep as its own bounds let it be, whatever else is demanded
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * No demand for a reduction is ever harmed by a deeper cut, so the deepest cuts of all units bring to every target the most that
 * anything can. Only sums are needed, no solver. */
#include "model/most.h"

#include <stdlib.h>

#include "base/cancel.h"
#include "model/effect.h"
#include "model/formulate.h"
#include "model/ladder.h"

typedef struct {
    const hz_scenario *s;
    const hz_level *levels;
    size_t n_levels;
    hz_effects effects;
    __int128 *sums; /* by group, or by enterprise for safety: 1/10000 units of the row */
} adding;

static size_t place_of(const adding *a, hz_level level)
{
    size_t k = 0;

    while (k + 1 < a->n_levels && a->levels[k] != level)
        k++;
    return k;
}

static uint16_t deepest_bp(const adding *a, size_t unit, hz_level level)
{
    hz_bounds bounds[HZ_N_LEVELS];

    hz_fold_bounds(bounds, a->s, unit, a->levels, a->n_levels);
    return bounds[place_of(a, level)].hi_bp;
}

/* Of a unit with modes, that which brings most. */
static int64_t most_of_modes(const adding *a, const hz_demand *target, size_t unit)
{
    hz_ladder ladder;
    size_t k = place_of(a, target->level);
    int64_t most = 0;

    hz_ladder_make(&ladder, a->s, unit, a->levels, a->n_levels);
    for (size_t i = ladder.first[k]; i < ladder.first[k + 1]; i++) {
        int64_t brings = hz_target_effect(&a->effects, target, unit, ladder.ways[i].to);

        most = brings > most ? brings : most;
    }
    return most;
}

/* The most that a unit can bring to a target, 1/10000 units. */
static __int128 most_of(const adding *a, const hz_demand *target, size_t unit)
{
    if (a->s->units[unit].n_modes > 0)
        return (__int128)most_of_modes(a, target, unit) * HZ_SHARE_ONE;
    if (target->kind == HZ_DEMAND_LINES) /* a line stops or does not */
        return (__int128)hz_target_effect(&a->effects, target, unit, (hz_state){.cut_bp = deepest_bp(a, unit, target->level)}) *
               HZ_SHARE_ONE;
    return (__int128)hz_target_effect(&a->effects, target, unit, (hz_state){.cut_bp = HZ_SHARE_ONE}) *
           deepest_bp(a, unit, target->level);
}

static void add_unit(const adding *a, const hz_demand *target, bool by_enterprise, size_t unit)
{
    uint32_t enterprise = a->s->units[unit].enterprise, one;
    const uint32_t *groups;
    __int128 most = most_of(a, target, unit);
    size_t n;

    if (by_enterprise) {
        a->sums[enterprise] += most;
        return;
    }
    n = hz_groups_of(a->s, enterprise, target->scope, &one, &groups);
    for (size_t g = 0; g < n; g++)
        a->sums[groups[g]] += most;
}

static hz_status add_up(adding *a, const hz_demand *target, bool by_enterprise, hz_error *err)
{
    size_t n_sums = by_enterprise ? a->s->n_enterprises : hz_scope_size(a->s, target->scope);

    free(a->sums);
    if (!(a->sums = hz_calloc(n_sums + 1, sizeof *a->sums)))
        return hz_error_memory(err);
    for (size_t u = 0; u < a->s->n_units; u++) {
        add_unit(a, target, by_enterprise, u);
        if (u % 65536 == 0 && hz_cancel_check(err))
            return err ? err->status : HZ_ERR_INTERRUPTED;
    }
    return HZ_OK;
}

static int largest_first(const void *a, const void *b)
{
    const __int128 *x = a, *y = b;

    return (*x < *y) - (*x > *y);
}

/* Without those who bring most: at the deepest cuts of all no other choice leaves less, and no other cuts leave more. */
static __int128 sum_without_largest(const adding *a, uint32_t n_failing)
{
    __int128 sum = 0;

    qsort(a->sums, a->s->n_enterprises, sizeof *a->sums, largest_first);
    for (size_t e = n_failing; e < a->s->n_enterprises; e++)
        sum += a->sums[e];
    return sum;
}

static bool is_same_pass(const hz_claim *claim, const hz_claim *before)
{
    return claim->target == HZ_NONE && claim->demand == before->demand;
}

static hz_status find_most(int64_t *most, adding *a, const hz_claim *claims, size_t n, hz_error *err)
{
    hz_status status = HZ_OK;

    for (size_t i = 0; i < n && !status; i++) {
        const hz_demand *demand = &a->s->demands[claims[i].demand];
        bool is_safety = claims[i].target != HZ_NONE;
        const hz_demand *target = is_safety ? &a->s->demands[claims[i].target] : demand;

        if (i == 0 || !is_same_pass(&claims[i], &claims[i - 1]))
            status = add_up(a, target, is_safety, err);
        if (!status)
            most[i] = (int64_t)((is_safety ? sum_without_largest(a, demand->n_failing)
                                           : a->sums[target->scope == HZ_SCOPE_ALL ? 0 : claims[i].group]) /
                                HZ_SHARE_ONE);
    }
    return status;
}

hz_status hz_find_most(int64_t *most, const hz_claim *claims, size_t n, const hz_scenario *scenario, const hz_level *levels,
                       size_t n_levels, hz_error *err)
{
    adding a = {.s = scenario, .levels = levels, .n_levels = n_levels};
    hz_status status;

    hz_effects_make(&a.effects, scenario);
    status = find_most(most, &a, claims, n, err);
    free(a.sums);
    return status;
}

/* baseline.c - other ways to the same targets, reckoned like the plan: what the plan is held against
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The uniform cut and pro rata of the deepest plan have one number each, the share, and every row grows with it. Orders come in whole
 * steps and every unit's part in whole grams, so the least share is looked for among the steps themselves: no rounding comes after
 * it that could take it below a target again, and that one step less misses one can be checked by hand. */
#include "plan/baseline.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/cancel.h"
#include "plan/greedy.h"
#include "plan/places.h"
#include "scenario/rungs.h"
#include "plan/reckon.h"

/* ---- the order of one unit under a share ---- */

static uint16_t within(const hz_column *column, int64_t cut_bp)
{
    return cut_bp < column->lo_bp ? column->lo_bp : cut_bp > column->hi_bp ? column->hi_bp : (uint16_t)cut_bp;
}

static uint16_t share_of(int64_t n_steps, uint16_t step_bp)
{
    return n_steps * step_bp < HZ_SHARE_ONE ? (uint16_t)(n_steps * step_bp) : HZ_SHARE_ONE;
}

/* What is to be cut of the output at least: the share; or that share of the most that may be cut, rounded up to a step. */
static int64_t asked_bp(hz_baseline_kind kind, uint16_t share_bp, uint16_t most_bp, uint16_t step_bp)
{
    int64_t of_most = (int64_t)share_bp * most_bp, step = (int64_t)step_bp * HZ_SHARE_ONE;

    return kind == HZ_BASELINE_UNIFORM ? share_bp : (of_most + step - 1) / step * step_bp;
}

/* A unit with modes, columns first .. first + n - 1, the deepest first: the lowest state that cuts as much, or the deepest. */
static void climb(uint16_t *cut_bp, const hz_column *columns, size_t n, int64_t least_bp)
{
    int64_t reached_bp = 0;

    for (size_t i = n; i-- > 0;) {
        const hz_column *column = &columns[i];
        int64_t to_bp = least_bp < column->to_bp && !column->is_whole ? hz_place_of_cut(column, least_bp) : HZ_SHARE_ONE;

        cut_bp[i] = within(column, reached_bp < least_bp ? to_bp : 0);
        if (column->to_bp > reached_bp)
            reached_bp = column->to_bp;
    }
}

static uint16_t deepest_bp(const hz_column *columns, size_t n)
{
    uint16_t most_bp = 0;

    for (size_t i = 0; i < n; i++)
        most_bp = columns[i].to_bp > most_bp ? columns[i].to_bp : most_bp;
    return most_bp;
}

/* The cuts of a share, cut_bp[n_columns]. */
static void cut_all(uint16_t *cut_bp, const hz_model *m, hz_baseline_kind kind, uint16_t share_bp, uint16_t step_bp)
{
    for (size_t j = 0, n; j < m->n_columns; j += n) {
        const hz_column *column = &m->columns[j];

        n = hz_columns_of_unit(m, j);
        if (column->mode)
            climb(&cut_bp[j], column, n, asked_bp(kind, share_bp, deepest_bp(column, n), step_bp));
        else
            cut_bp[j] = within(column, asked_bp(kind, share_bp, column->hi_bp, step_bp));
    }
}

/* ---- the least share ---- */

/* How far the targets get with so many steps. */
typedef struct {
    int64_t n_steps;
    int64_t *reached; /* [n_rows] base units, each unit's part rounded down */
} probe;

typedef struct {
    const hz_model *model;
    hz_baseline_kind kind;
    uint16_t step_bp;
    uint16_t *cut_bp;          /* [n_columns] of the last that was measured */
    probe misses, meets, next; /* the least share lies above the first, and is not above the second */
} search;

static hz_status measure(const search *s, probe *p, hz_error *err)
{
    const hz_model *m = s->model;
    uint16_t share_bp = share_of(p->n_steps, s->step_bp);

    memset(p->reached, 0, m->n_rows * sizeof *p->reached);
    cut_all(s->cut_bp, m, s->kind, share_bp, s->step_bp);
    for (size_t j = 0; j < m->n_columns; j++)
        /* amounts are below HZ_AMOUNT_MAX, see modes.c; other rows are added up too, and not looked at */
        for (uint64_t k = m->start[j]; k < m->start[j + 1]; k++)
            p->reached[m->row[k]] += (int64_t)hz_div_floor((__int128)m->value[k] * s->cut_bp[j], HZ_SHARE_ONE);
    return hz_cancel_check(err);
}

static bool meets_targets(const hz_model *m, const int64_t *reached)
{
    for (size_t i = 0; i < m->n_rows; i++)
        if (hz_is_target_row(&m->rows[i]) && reached[i] < m->rows[i].rhs)
            return false;
    return true;
}

/* Where the last row would be met if all were straight between the two probes. */
static int64_t interpolate(const search *s)
{
    const hz_model *m = s->model;
    int64_t between = s->meets.n_steps - s->misses.n_steps, best = 1;

    for (size_t i = 0; i < m->n_rows; i++) {
        int64_t lack = m->rows[i].rhs - s->misses.reached[i], gain = s->meets.reached[i] - s->misses.reached[i];
        int64_t at = hz_is_target_row(&m->rows[i]) && lack > 0 ? hz_div_ceil((__int128)lack * between, gain) : 0;

        best = at > best ? at : best;
    }
    return s->misses.n_steps + (best < between ? best : between - 1);
}

static void keep(search *s, bool is_met)
{
    probe *place = is_met ? &s->meets : &s->misses, old = *place;

    *place = s->next;
    s->next = old;
}

/* Straight lines find it at once where few units are held by bounds of their own; halving in turn makes sure of the end. */
static hz_status narrow(search *s, hz_error *err)
{
    hz_status status = HZ_OK;

    for (bool is_straight = true; s->meets.n_steps - s->misses.n_steps > 1 && !status; is_straight = !is_straight) {
        s->next.n_steps = is_straight ? interpolate(s) : (s->misses.n_steps + s->meets.n_steps) / 2;
        if (!(status = measure(s, &s->next, err)))
            keep(s, meets_targets(s->model, s->next.reached));
    }
    return status;
}

static hz_status find_share(search *s, uint16_t *share_bp, bool *is_reached, hz_error *err)
{
    const hz_model *m = s->model;
    hz_status status;

    s->misses.n_steps = 0;
    s->meets.n_steps = (HZ_SHARE_ONE + s->step_bp - 1) / s->step_bp;
    if ((status = measure(s, &s->misses, err)) || (status = measure(s, &s->meets, err)))
        return status;
    *is_reached = meets_targets(m, s->meets.reached);
    if (meets_targets(m, s->misses.reached))
        s->meets.n_steps = 0;
    else if (*is_reached && (status = narrow(s, err)))
        return status;
    *share_bp = share_of(s->meets.n_steps, s->step_bp);
    return HZ_OK;
}

static hz_status cut_by_share(uint16_t *cut_bp, uint16_t *share_bp, bool *is_reached, hz_baseline_kind kind,
                              const hz_model *m, uint16_t step_bp, hz_error *err)
{
    search s = {.model = m, .kind = kind, .step_bp = step_bp, .cut_bp = cut_bp};
    hz_status status;

    s.misses.reached = hz_calloc(m->n_rows + 1, sizeof *s.misses.reached);
    s.meets.reached = hz_calloc(m->n_rows + 1, sizeof *s.meets.reached);
    s.next.reached = hz_calloc(m->n_rows + 1, sizeof *s.next.reached);
    if (!s.misses.reached || !s.meets.reached || !s.next.reached)
        status = hz_error_memory(err);
    else
        status = find_share(&s, share_bp, is_reached, err);
    if (!status)
        cut_all(cut_bp, m, kind, *share_bp, step_bp);
    free(s.misses.reached);
    free(s.meets.reached);
    free(s.next.reached);
    return status;
}

hz_status hz_make_baseline_cuts(uint16_t *cut_bp, uint16_t *share_bp, bool *is_reached, hz_baseline_kind kind,
                                const hz_model *model, uint16_t step_bp, hz_error *err)
{
    *share_bp = 0;
    if (kind == HZ_BASELINE_GREEDY)
        return hz_cut_cheapest_first(cut_bp, is_reached, model, err);
    return cut_by_share(cut_bp, share_bp, is_reached, kind, model, step_bp, err);
}

/* ---- the earlier plan ---- */

static void name_unit(hz_some_units *units, const char *enterprise, const char *unit)
{
    if (units->n < HZ_N_NAMED) {
        units->first[units->n].enterprise = enterprise;
        units->first[units->n].unit = unit;
    }
    units->n++;
}

static int compare_to_unit(const hz_old_order *order, const char *enterprise, const char *unit)
{
    int is = strcmp(order->enterprise, enterprise);

    return is ? is : strcmp(order->id, unit);
}

/* Of a unit with modes the lowest state that cuts as much, or the deepest. */
static hz_order order_at_least(const hz_scenario *s, size_t unit, hz_level level, uint16_t cut_bp)
{
    hz_rung rungs[HZ_MAX_RUNGS];
    size_t n = hz_list_rungs(rungs, s, unit, &level, 1), i = 0;

    if (s->units[unit].n_modes == 0 || n == 0 || (cut_bp == 0 && hz_may_run_on(s, unit, level)))
        return hz_order_make(s, unit, level, s->units[unit].n_modes == 0 ? cut_bp : 0);
    while (i + 1 < n && rungs[i].to_bp < cut_bp)
        i++;
    return hz_order_in_mode(s, unit, rungs[i].mode, rungs[i].jumps & 1 || cut_bp > rungs[i].to_bp ? rungs[i].to_bp : cut_bp);
}

/* Both stand in the order of enterprise and unit ids: one walk through the two. */
static void take_earlier(hz_order *orders, hz_baseline *b, const hz_scenario *s, hz_level level, const hz_old_plan *old)
{
    size_t i = 0;

    for (size_t u = 0; u < s->n_units; u++) {
        const char *enterprise = s->enterprises[s->units[u].enterprise].id, *unit = s->units[u].id;
        hz_column bounds = {.lo_bp = hz_min_cut_bp(s, u, level), .hi_bp = hz_max_cut_bp(s, u, level)};
        uint16_t cut_bp = bounds.lo_bp;

        for (; i < old->n_orders && compare_to_unit(&old->orders[i], enterprise, unit) < 0; i++)
            name_unit(&b->gone, old->orders[i].enterprise, old->orders[i].id);
        if (i == old->n_orders || compare_to_unit(&old->orders[i], enterprise, unit) != 0)
            name_unit(&b->unknown, enterprise, unit);
        else {
            cut_bp = within(&bounds, old->orders[i].cut_bp);
            if (cut_bp != old->orders[i++].cut_bp)
                name_unit(&b->bounded, enterprise, unit);
        }
        orders[u] = order_at_least(s, u, level, cut_bp);
    }
    for (; i < old->n_orders; i++)
        name_unit(&b->gone, old->orders[i].enterprise, old->orders[i].id);
}

/* ---- who bears the most ---- */

/* Stopping all that operates in each group, fen a day. */
static void add_stops(int64_t *districts, int64_t *sectors, const hz_scenario *s)
{
    for (size_t e = 0; e < s->n_enterprises; e++) {
        const hz_enterprise *enterprise = &s->enterprises[e];

        for (size_t u = 0; enterprise->operation == HZ_OPERATING && u < enterprise->n_units; u++) {
            districts[enterprise->district] += s->units[enterprise->first_unit + u].cost_fen_d;
            sectors[enterprise->sector] += s->units[enterprise->first_unit + u].cost_fen_d;
        }
    }
}

/* Shares are compared as they are, not as they are shown; of equal ones the first in the order of ids is named. */
static hz_worst_hit worst_of(const hz_tally *tallies, const int64_t *stops, size_t n_groups)
{
    hz_worst_hit worst = {.group = HZ_NONE};
    int64_t cost = 0, stop = 1;

    for (size_t g = 0; g < n_groups; g++) {
        if ((__int128)tallies[g].cost_fen_d * stop <= (__int128)cost * stops[g])
            continue;
        worst.group = (uint32_t)g;
        cost = tallies[g].cost_fen_d;
        stop = stops[g];
    }
    /* rounded up to fen unit by unit, a cost can come out above the sum */
    if (worst.group != HZ_NONE)
        worst.share_bp = cost < stop ? (uint16_t)hz_div_floor((__int128)cost * HZ_SHARE_ONE, stop) : HZ_SHARE_ONE;
    return worst;
}

/* ---- all of them ---- */

typedef struct {
    const hz_scenario *scenario;
    const hz_model *model;
    const hz_old_plan *earlier; /* NULL: none */
    uint16_t step_bp;
    uint16_t *cut_bp;                       /* [n_columns] */
    hz_order *orders;                       /* [n_units] */
    int64_t *stop_districts, *stop_sectors; /* fen a day */
} maker;

static hz_status make_orders(const maker *m, hz_baseline *b, hz_error *err)
{
    const hz_model *model = m->model;
    hz_status status;

    if (b->kind == HZ_BASELINE_EARLIER) {
        take_earlier(m->orders, b, m->scenario, model->level, m->earlier);
        return hz_cancel_check(err);
    }
    if ((status = hz_make_baseline_cuts(m->cut_bp, &b->share_bp, &b->is_reached, b->kind, model, m->step_bp, err)))
        return status;
    for (size_t u = 0; u < m->scenario->n_units; u++)
        m->orders[u] = hz_order_make(m->scenario, u, model->level, 0);
    for (size_t j = 0; j < model->n_columns; j++)
        if (model->columns[j].unit != HZ_NONE)
            hz_order_take(&m->orders[model->columns[j].unit], m->scenario, &model->columns[j], m->cut_bp[j]);
    return HZ_OK;
}

/* Is everything cut that is to be cut, if nobody fails? */
static bool has_reductions(const hz_scenario *s, const hz_reckoning *r)
{
    for (size_t i = 0; i < r->n_balances; i++)
        if (hz_is_target(s->demands[r->balances[i].demand].kind) && r->balances[i].slack < 0)
            return false;
    return true;
}

static void find_worst_hit(hz_worst_hit *district, hz_worst_hit *sector, const maker *m, const hz_reckoning *r)
{
    *district = worst_of(r->districts, m->stop_districts, m->scenario->n_districts);
    *sector = worst_of(r->sectors, m->stop_sectors, m->scenario->n_sectors);
}

/* Keep what is shown of a reckoning, and let go of the rest. */
static hz_status make(const maker *m, hz_baseline *b, hz_error *err)
{
    hz_reckoning *r = NULL;
    hz_status status;

    if ((status = make_orders(m, b, err)) || (status = hz_reckon(&r, m->scenario, m->model->level, m->orders, err)))
        return status;
    find_worst_hit(&b->district, &b->sector, m, r);
    b->is_reached = has_reductions(m->scenario, r);
    b->is_met = r->is_met;
    b->total = r->total;
    b->balances = r->balances;
    r->balances = NULL;
    hz_reckoning_free(r);
    return HZ_OK;
}

static hz_status make_all(const maker *m, hz_plan *plan, hz_error *err)
{
    size_t n = m->earlier ? HZ_N_BASELINES : HZ_BASELINE_EARLIER;
    hz_status status = HZ_OK;

    find_worst_hit(&plan->worst_district, &plan->worst_sector, m, plan->reckoning);
    if (!(plan->baselines = hz_calloc(n, sizeof *plan->baselines)))
        return hz_error_memory(err);
    for (size_t i = 0; i < n && !status; i++) {
        plan->baselines[i].kind = (hz_baseline_kind)i;
        plan->n_baselines = i + 1;
        status = make(m, &plan->baselines[i], err);
    }
    return status;
}

/* Those of the scenario: of a model with links they are folded by what units leave each other, which no baseline knows of. */
static hz_column *with_own_bounds(const hz_model *model, const hz_scenario *s)
{
    hz_column *columns = hz_calloc(model->n_columns + 1, sizeof *columns);

    for (size_t j = 0; j < model->n_columns && columns; j++) {
        columns[j] = model->columns[j];
        if (columns[j].unit == HZ_NONE || columns[j].mode)
            continue;
        columns[j].lo_bp = hz_min_cut_bp(s, columns[j].unit, model->level);
        columns[j].hi_bp = hz_max_cut_bp(s, columns[j].unit, model->level);
    }
    return columns;
}

hz_status hz_reckon_baselines(hz_plan *plan, const hz_model *model, hz_error *err)
{
    const hz_scenario *s = plan->scenario;
    hz_model own = *model;
    maker m = {.scenario = s, .model = &own, .earlier = plan->earlier, .step_bp = plan->settings.step_bp};
    hz_status status;

    own.columns = with_own_bounds(model, s);
    m.cut_bp = hz_calloc(model->n_columns + 1, sizeof *m.cut_bp);
    m.orders = hz_calloc(s->n_units + 1, sizeof *m.orders);
    m.stop_districts = hz_calloc(s->n_districts + 1, sizeof *m.stop_districts);
    m.stop_sectors = hz_calloc(s->n_sectors + 1, sizeof *m.stop_sectors);
    if (own.columns && m.cut_bp && m.orders && m.stop_districts && m.stop_sectors) {
        add_stops(m.stop_districts, m.stop_sectors, s);
        status = make_all(&m, plan, err);
    } else
        status = hz_error_memory(err);
    free(own.columns);
    free(m.cut_bp);
    free(m.orders);
    free(m.stop_districts);
    free(m.stop_sectors);
    return status;
}

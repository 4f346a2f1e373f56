/* run_roster.c - the schedules of an episode, made cheaper unit by unit
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "run_roster.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "solve/together.h"

/* Parts of a limit where not all of its steps are tried. */
enum { COARSE = 8 };

/* ---- units without modes ---- */

static void take_column(hz_episode_roster *b, int t, const hz_column *column)
{
    if (column->unit == HZ_NONE || column->mode)
        return;
    b->lo_bp[column->unit][t] = column->lo_bp;
    b->hi_bp[column->unit][t] = column->hi_bp;
}

static void take_link(hz_episode_roster *b, const hz_column *end)
{
    if (end->unit == HZ_NONE || end->mode)
        return;
    b->is_linked[end->unit] = 1;
    b->has_linked = true;
}

static void take_columns(hz_episode_roster *b)
{
    for (int t = 0; t < b->rows->course->n_days; t++) {
        const hz_model *m = hz_episode_model(b->rows, t);

        for (size_t j = 0; m && j < m->n_columns; j++)
            take_column(b, t, &m->columns[j]);
        for (size_t a = 0; m && a < m->n_arcs; a++) {
            take_link(b, &m->columns[m->arcs[a].before]);
            take_link(b, &m->columns[m->arcs[a].after]);
        }
    }
}

/* ---- rows ---- */

static bool is_share(const hz_episode_roster *b, size_t row)
{
    const hz_row *r = &b->rows->rows[row];

    return r->kind == HZ_ROW_CAP && b->rows->scenario->demands[r->demand].cap_of == HZ_CAP_PLAN_COST;
}

/* What a day of a unit brings to a row of the roster. The cost of the plan is no row there, but the sum that it is. */
static int64_t effect_of(const hz_episode_roster *b, size_t row, size_t unit, int t, hz_day what)
{
    const hz_row *r = &b->rows->rows[row];
    int64_t effect;

    if (r->kind == HZ_ROW_PLAN_COST)
        return 0;
    effect = hz_episode_effect(b->rows, row, unit, what);
    if (is_share(b, row))
        for (size_t i = b->rows->first_row[t]; i < b->rows->first_row[t + 1]; i++)
            if (b->rows->rows[i].kind == HZ_ROW_PLAN_COST)
                effect += hz_cap_fraction(&b->rows->scenario->demands[r->demand]).part *
                          hz_episode_effect(b->rows, i, unit, what);
    return r->sense == HZ_AT_LEAST ? effect : -effect;
}

static void take_rows(hz_episode_roster *b)
{
    for (size_t i = 0; i < b->rows->n_rows; i++)
        b->needs[i] = b->rows->rows[i].sense == HZ_AT_LEAST ? b->rows->rows[i].rhs : -b->rows->rows[i].rhs;
    for (int t = 0; t <= b->roster.n_days; t++)
        b->roster.first_row[t] = (uint32_t)b->rows->first_row[t];
}

/* What a row lacks has a price even where the linear program has none, a part of what it costs on average to bring it: else nothing would
 * be done for it. It is low, since prices only rise. */
static void take_prices(hz_episode_roster *b, const hz_proof *proof)
{
    static const double part = 0.1;
    bool is_known = proof && proof->outcome == HZ_OUTCOME_OPTIMAL;

    for (size_t i = 0; i < b->rows->n_rows; i++)
        b->roster.price[i] = fmax(is_known ? fabs(mpq_get_d(proof->price[i])) : 0, part * b->cost / (b->most[i] + 1));
}

/* ---- units ---- */

static hz_status take_effects(hz_episode_roster *b, hz_roster_unit *u, size_t unit, hz_error *err)
{
    const hz_ways *w = &u->ways;
    size_t n = 0;

    for (int t = 0; t < w->n_days; t++) {
        u->start[t] = n;
        n += (w->first_state[t + 1] - w->first_state[t]) * (b->rows->first_row[t + 1] - b->rows->first_row[t]);
    }
    if (!(u->effect = hz_calloc(n + 1, sizeof *u->effect)))
        return hz_error_memory(err);
    n = 0;
    for (int t = 0; t < w->n_days; t++)
        for (uint32_t i = w->first_state[t]; i < w->first_state[t + 1]; i++)
            for (size_t row = b->rows->first_row[t]; row < b->rows->first_row[t + 1]; row++)
                u->effect[n++] = effect_of(b, row, unit, t, w->states[i].what);
    return HZ_OK;
}

static bool has_limit(const hz_episode_roster *b, size_t unit, const hz_schedule *fine)
{
    for (int t = 0; t < b->rows->course->n_days; t++) {
        const hz_mode *mode = hz_mode_of(b->rows->scenario, unit, fine[unit].days[t].mode);

        if (mode && mode->kind == HZ_MODE_LIMIT)
            return true;
    }
    return false;
}

static hz_status add_unit(hz_episode_roster *b, const hz_choice *of, const hz_schedule *fine, hz_error *err)
{
    hz_roster_unit *u = &b->roster.units[b->roster.n_units];
    uint16_t step_bp = b->step_bp;
    bool has_modes = b->rows->scenario->units[of->unit].n_modes > 0;
    hz_status status;

    b->unit[b->roster.n_units++] = of->unit;
    u->of = *of;
    b->cost += (double)b->rows->scenario->units[of->unit].cost_fen_d;
    status = has_modes ? hz_ways_make(&u->ways, of, b->is_fine || (fine && has_limit(b, of->unit, fine)) ? 0 : COARSE, step_bp, err)
                       : hz_ways_of_cuts(&u->ways, of, b->lo_bp[of->unit], b->hi_bp[of->unit], step_bp, err);
    return status ? status : take_effects(b, u, of->unit, err);
}

static void add_most(hz_episode_roster *b, const hz_roster_unit *u)
{
    for (int t = 0; t < u->ways.n_days; t++) {
        size_t n = b->roster.first_row[t + 1] - b->roster.first_row[t];

        for (size_t i = 0; i < n; i++) {
            int64_t most = 0;

            for (uint32_t k = 0; k < u->ways.first_state[t + 1] - u->ways.first_state[t]; k++)
                if (llabs(u->effect[u->start[t] + k * n + i]) > most)
                    most = llabs(u->effect[u->start[t] + k * n + i]);
            b->most[b->roster.first_row[t] + i] += (double)most;
        }
    }
}

static hz_status add_units(hz_episode_roster *b, const hz_schedule *fine, hz_error *err)
{
    const hz_scenario *s = b->rows->scenario;
    hz_status status = HZ_OK;

    for (size_t i = 0; i < b->table->n_units && !status; i++)
        status = add_unit(b, &b->table->units[i].choice, fine, err);
    for (size_t u = 0; u < s->n_units && !status; u++) {
        hz_choice of = {.scenario = s, .course = b->rows->course, .unit = u};

        if (s->units[u].n_modes > 0 || s->enterprises[s->units[u].enterprise].operation != HZ_OPERATING)
            continue;
        if (b->rows->kept)
            of.kept = b->rows->kept[u];
        if (!b->is_linked[u])
            status = add_unit(b, &of, fine, err);
    }
    for (size_t i = 0; i < b->roster.n_units && !status; i++)
        add_most(b, &b->roster.units[i]);
    return status;
}

/* ---- the roster ---- */

static bool allocate(hz_episode_roster *b)
{
    size_t n_units = b->rows->scenario->n_units + 1, n_rows = b->rows->n_rows + 1;

    b->roster.units = hz_calloc(n_units, sizeof *b->roster.units);
    b->needs = hz_calloc(n_rows, sizeof *b->needs);
    b->roster.needs = hz_calloc(n_rows, sizeof *b->roster.needs);
    b->roster.price = hz_calloc(n_rows, sizeof *b->roster.price);
    b->unit = hz_calloc(n_units, sizeof *b->unit);
    b->is_linked = hz_calloc(n_units, sizeof *b->is_linked);
    b->lo_bp = hz_calloc(n_units, sizeof *b->lo_bp);
    b->hi_bp = hz_calloc(n_units, sizeof *b->hi_bp);
    b->most = hz_calloc(n_rows, sizeof *b->most);
    return b->needs && b->roster.units && b->roster.needs && b->roster.price && b->unit && b->is_linked && b->lo_bp &&
           b->hi_bp && b->most;
}

hz_status hz_episode_roster_make(hz_episode_roster *out, uint16_t step_bp, const hz_episode_rows *rows,
                                 const hz_timetable *table, const hz_proof *proof, const hz_schedule *fine,
                                 bool is_fine, hz_error *err)
{
    hz_status status;

    *out = (hz_episode_roster){.step_bp = step_bp, .is_fine = is_fine, .rows = rows, .table = table, .roster.n_days = rows->course->n_days};
    if (!allocate(out))
        return hz_error_memory(err);
    take_rows(out);
    take_columns(out);
    if ((status = add_units(out, fine, err)))
        return status;
    take_prices(out, proof);
    return HZ_OK;
}

void hz_episode_roster_clear(hz_episode_roster *roster)
{
    hz_roster_clear(&roster->roster);
    free(roster->needs);
    free(roster->unit);
    free(roster->is_linked);
    free(roster->lo_bp);
    free(roster->hi_bp);
    free(roster->most);
    *roster = (hz_episode_roster){0};
}

/* ---- better schedules ---- */

static int64_t cost_of(const hz_episode_roster *b, size_t unit, const hz_schedule *schedules)
{
    const hz_choice of = {.scenario = b->rows->scenario, .course = b->rows->course, .unit = unit};

    return hz_schedule_cost_fen(&of, &schedules[unit]);
}

/* Those that stay as they are bring what they bring; returns what they cost. */
static int64_t take_others(hz_episode_roster *b, const hz_schedule *schedules)
{
    int64_t cost = 0;

    memcpy(b->roster.needs, b->needs, b->rows->n_rows * sizeof *b->needs);
    for (size_t u = 0; u < b->rows->scenario->n_units; u++) {
        cost += cost_of(b, u, schedules);
        for (int t = 0; t < b->roster.n_days && b->is_linked[u]; t++)
            for (size_t i = b->rows->first_row[t]; i < b->rows->first_row[t + 1]; i++)
                b->roster.needs[i] -= effect_of(b, i, u, t, schedules[u].days[t]);
    }
    for (size_t i = 0; i < b->roster.n_units; i++)
        cost -= cost_of(b, b->unit[i], schedules);
    return cost;
}

static hz_day least_day(const hz_episode_roster *b, size_t unit, int day)
{
    const hz_kept *kept = b->rows->kept ? &b->rows->kept[unit] : NULL;
    uint16_t cut_bp = b->lo_bp[unit][day];

    if (kept && kept->fixed >> day & 1)
        return kept->given.days[day];
    return (hz_day){cut_bp, 0, cut_bp > 0 ? HZ_DAY_IN_PLACE : HZ_DAY_RUN};
}

void hz_episode_take_least(hz_schedule *schedules, const hz_episode_roster *roster)
{
    for (size_t u = 0; u < roster->rows->scenario->n_units; u++)
        for (int t = 0; t < roster->roster.n_days && roster->is_linked[u]; t++)
            schedules[u].days[t] = least_day(roster, u, t);
}

/* Of `schedules` those of the roster ([roster.n_units], free()); NULL: no memory. */
static hz_schedule *copy_own(const hz_episode_roster *b, const hz_schedule *schedules)
{
    hz_schedule *own = hz_calloc(b->roster.n_units + 1, sizeof *own);

    for (size_t i = 0; own && i < b->roster.n_units; i++)
        own[i] = schedules[b->unit[i]];
    return own;
}

static void give_own(hz_schedule *schedules, const hz_episode_roster *b, const hz_schedule *own)
{
    for (size_t i = 0; i < b->roster.n_units; i++)
        schedules[b->unit[i]] = own[i];
}

hz_status hz_episode_settle(hz_schedule *schedules, int64_t *cost_fen, bool *does_hold, hz_episode_roster *roster,
                            hz_error *err)
{
    hz_schedule *own = copy_own(roster, schedules);
    int64_t others, cost = 0;
    bool is_found = false;
    hz_status status;

    if (!own)
        return hz_error_memory(err);
    others = take_others(roster, schedules);
    if (!(status = hz_settle_roster(own, &cost, &is_found, &roster->roster, err)) && is_found &&
        (!*does_hold || cost + others < *cost_fen)) {
        *does_hold = true;
        *cost_fen = cost + others;
        give_own(schedules, roster, own);
    }
    free(own);
    return status;
}

hz_status hz_episode_settle_together(hz_schedule *schedules, int64_t *cost_fen, bool *does_hold, bool *is_least, hz_episode_roster *roster,
                                     hz_error *err)
{
    hz_schedule *own = copy_own(roster, schedules);
    int64_t others, cost;
    hz_status status;

    if (!own)
        return hz_error_memory(err);
    others = take_others(roster, schedules);
    cost = *cost_fen - others;
    if (!(status = hz_settle_together(own, &cost, does_hold, is_least, &roster->roster, err)) && *does_hold) {
        *cost_fen = cost + others;
        give_own(schedules, roster, own);
    }
    *is_least = *is_least && !roster->has_linked;
    free(own);
    return status;
}

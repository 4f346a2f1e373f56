/* count.c - the cuts of a plan in the making, and every row counted along in whole base units
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan/count.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/cancel.h"
#include "base/text.h"
#include "plan/places.h"

/* ---- what one column brings to one row ---- */

/* A part of a value, rounded down or up. Few products need 128 bits, which take many times as long to divide. */
static int64_t part_of(int64_t value, uint16_t cut_bp, bool is_up)
{
    int64_t product, part, rest;

    if (value > INT64_MAX / HZ_SHARE_ONE || value < -INT64_MAX / HZ_SHARE_ONE)
        return (is_up ? hz_div_ceil : hz_div_floor)((__int128)value * cut_bp, HZ_SHARE_ONE);
    product = value * cut_bp;
    part = product / HZ_SHARE_ONE;
    rest = product % HZ_SHARE_ONE;
    return is_up ? part + (rest > 0) : part - (rest < 0);
}

/* The demand that a row adds up whole grams of several pollutants for: a pool or a weighted sum; else NULL. */
static const hz_demand *mixture_of(const hz_count *c, const hz_row *row)
{
    const hz_demand *demands = c->scenario->demands;

    if (row->kind == HZ_ROW_POOL || row->kind == HZ_ROW_WEIGHTED)
        return &demands[row->demand];
    return row->kind == HZ_ROW_SAFETY && demands[row->target].kind == HZ_DEMAND_POOL ? &demands[row->target] : NULL;
}

/* Of the plan's cost a part is rounded as any other: what caps are a share of is not more than the model thinks. */
static bool is_of_cost(const hz_row *row)
{
    return row->kind == HZ_ROW_CAP && row->product == HZ_NONE;
}

/* Whole fen before they are multiplied. */
static int64_t cost_effect(const hz_count *c, int64_t value, const hz_column *column, uint16_t at_bp)
{
    return value / c->scenario->units[column->unit].cost_fen_d *
           hz_state_cost_fen_d(c->scenario, column->unit, (hz_state){at_bp, 0}, (hz_level)column->level);
}

/* Of a rung only what lies between its ends is counted: at them the model says it, but for mixtures. */
static int64_t rung_effect(const hz_count *c, const hz_row *row, const hz_column *column, int64_t value, uint16_t at_bp)
{
    if (at_bp == 0 || (at_bp == HZ_SHARE_ONE && !mixture_of(c, row)))
        return at_bp == 0 ? 0 : value;
    if (row->kind == HZ_ROW_PLAN_COST)
        return hz_div_ceil((__int128)value * (hz_cut_at(column, at_bp, false) - column->from_bp), column->to_bp - column->from_bp);
    return hz_row_effect(&c->effects, row, column->unit, hz_column_state(column, at_bp)) -
           hz_row_effect(&c->effects, row, column->unit, hz_column_state(column, 0));
}

/* Down where at least something is demanded, up where at most. What is mixed is whole grams of each pollutant before, and what a cap
 * multiplies whole fen. */
static int64_t effect(const hz_count *c, size_t j, uint64_t entry, uint16_t at_bp)
{
    const hz_row *row = &c->model->rows[c->model->row[entry]];
    const hz_column *column = &c->model->columns[j];

    if (column->mode)
        return rung_effect(c, row, column, c->model->value[entry], at_bp);
    if (is_of_cost(row))
        return cost_effect(c, c->model->value[entry], column, at_bp);
    if (mixture_of(c, row))
        return hz_row_effect(&c->effects, row, column->unit, (hz_state){at_bp, 0});
    return part_of(c->model->value[entry], at_bp, row->sense == HZ_AT_MOST);
}

int64_t hz_count_change(const hz_count *count, size_t column, uint64_t entry, uint16_t to_bp)
{
    return effect(count, column, entry, to_bp) - effect(count, column, entry, count->cut_bp[column]);
}

/* The cut at which a part of `value` base units gains one more. */
static int64_t cut_for_one_more(int64_t value, uint16_t cut_bp)
{
    return hz_div_ceil((__int128)(part_of(value, cut_bp, false) + 1) * HZ_SHARE_ONE, value);
}

static bool counts_in(const hz_scenario *s, const hz_demand *mixture, size_t pollutant)
{
    const hz_weighting *w = mixture->kind == HZ_DEMAND_WEIGHTED ? &s->weightings[mixture->weighting] : NULL;

    for (size_t k = 0; w && k < w->n_weights; k++)
        if (s->weights[w->first_weight + k].pollutant == pollutant)
            return s->weights[w->first_weight + k].weight > 0;
    return !w && mixture->pollutants >> pollutant & 1;
}

/* Of a mixture, when a gram of one pollutant is gained. */
static int64_t cut_for_a_gram(const hz_count *c, const hz_demand *mixture, size_t unit, uint16_t cut_bp)
{
    int64_t least = HZ_SHARE_ONE + 1;

    for (size_t p = 0; p < c->scenario->n_pollutants; p++) {
        int64_t value = hz_cuttable_g_d(c->scenario, unit, p), needed;

        if (value == 0 || !counts_in(c->scenario, mixture, p))
            continue;
        needed = cut_for_one_more(value, cut_bp);
        least = needed < least ? needed : least;
    }
    return least;
}

int64_t hz_cut_for_more(const hz_count *count, size_t column, uint64_t entry)
{
    const hz_model *m = count->model;
    const hz_demand *mixture = mixture_of(count, &m->rows[m->row[entry]]);

    if (m->value[entry] < 0 || m->columns[column].mode)
        return count->cut_bp[column] + 1; /* it loosens a cap; or the next step of a mode, which is never small */
    return mixture ? cut_for_a_gram(count, mixture, m->columns[column].unit, count->cut_bp[column])
                   : cut_for_one_more(m->value[entry], count->cut_bp[column]);
}

/* ---- rows ---- */

int64_t hz_plan_cost(const hz_count *count, const hz_family *family)
{
    return -count->reached[family->cost_row];
}

int64_t hz_lack(const hz_count *count, size_t row)
{
    const hz_row *r = &count->model->rows[row];
    const hz_family *family = hz_family_of(&count->shares, row);

    if (family)
        return count->reached[row] - family->part * hz_plan_cost(count, family);
    return r->sense == HZ_AT_LEAST ? r->rhs - count->reached[row] : count->reached[row] - r->rhs;
}

uint32_t hz_share_lacking(const hz_family *family, size_t row, int64_t plan_cost)
{
    return hz_family_above(family, row, family->part * plan_cost);
}

bool hz_all_hold(const hz_count *count)
{
    for (size_t f = 0; f < count->shares.n; f++) {
        const hz_family *family = &count->shares.families[f];

        if (hz_share_lacking(family, family->first, hz_plan_cost(count, family)) != HZ_NONE)
            return false;
    }
    return count->n_lacking == 0;
}

static void list_lacking(hz_count *c, size_t row, bool is_lacking)
{
    uint32_t at = c->lacking_at[row];

    if (is_lacking == (at != HZ_NONE))
        return;
    if (is_lacking) {
        c->lacking_at[row] = (uint32_t)c->n_lacking;
        c->lacking[c->n_lacking++] = (uint32_t)row;
    } else {
        uint32_t last = c->lacking[--c->n_lacking];

        c->lacking[at] = last;
        c->lacking_at[last] = at;
        c->lacking_at[row] = HZ_NONE;
    }
}

void hz_count_set_row(hz_count *count, size_t row, int64_t reached)
{
    const hz_family *family = hz_family_of(&count->shares, row);

    count->reached[row] = reached;
    if (family)
        hz_family_set(family, row, reached);
    else
        list_lacking(count, row, hz_lack(count, row) > 0);
}

static void add_cost(hz_count *c, size_t j, int change_bp)
{
    const hz_column *column = &c->model->columns[j];

    c->cost_of[c->place[column->level]] += (__int128)column->cost_fen_d * change_bp;
}

void hz_count_move(hz_count *count, size_t column, uint16_t to_bp)
{
    const hz_model *m = count->model;

    for (uint64_t k = m->start[column]; k < m->start[column + 1]; k++)
        hz_count_set_row(count, m->row[k], count->reached[m->row[k]] + hz_count_change(count, column, k, to_bp));
    add_cost(count, column, to_bp - count->cut_bp[column]);
    count->cut_bp[column] = to_bp;
}

static void list_rows(hz_count *c)
{
    for (size_t i = 0; i < c->model->n_rows; i++)
        hz_count_set_row(c, i, c->reached[i]);
}

hz_status hz_count_all(hz_count *count, hz_error *err)
{
    const hz_model *m = count->model;
    hz_status status = HZ_OK;

    memset(count->reached, 0, m->n_rows * sizeof *count->reached);
    memset(count->cost_of, 0, sizeof count->cost_of);
    for (size_t j = 0; j < m->n_columns && !status; j++) {
        for (uint64_t k = m->start[j]; count->cut_bp[j] > 0 && k < m->start[j + 1]; k++)
            count->reached[m->row[k]] += effect(count, j, k, count->cut_bp[j]);
        add_cost(count, j, count->cut_bp[j]);
        if (j % 16384 == 0)
            status = hz_cancel_check(err);
    }
    list_rows(count);
    return status;
}

void hz_count_restore(hz_count *count, const uint16_t *cut_bp, const int64_t *reached, const __int128 *cost_of)
{
    memcpy(count->cut_bp, cut_bp, count->model->n_columns * sizeof *cut_bp);
    memcpy(count->reached, reached, count->model->n_rows * sizeof *reached);
    memcpy(count->cost_of, cost_of, sizeof count->cost_of);
    list_rows(count);
}

__int128 hz_count_cost(const hz_count *count)
{
    __int128 sum = 0;

    for (size_t k = 0; k < count->model->n_levels; k++)
        sum += count->cost_of[k];
    return sum;
}

/* ---- the noun ---- */

hz_status hz_count_make(hz_count *count, const hz_scenario *scenario, const hz_model *model, hz_error *err)
{
    *count = (hz_count){.scenario = scenario, .model = model};
    hz_effects_make(&count->effects, scenario);
    for (size_t k = 0; k < model->n_levels; k++)
        count->place[model->levels[k]] = (uint8_t)k;
    count->cut_bp = hz_calloc(model->n_columns + 1, sizeof *count->cut_bp);
    count->reached = hz_calloc(model->n_rows + 1, sizeof *count->reached);
    count->lacking = hz_calloc(model->n_rows + 1, sizeof *count->lacking);
    count->lacking_at = hz_calloc(model->n_rows + 1, sizeof *count->lacking_at);
    if (!count->cut_bp || !count->reached || !count->lacking || !count->lacking_at)
        return hz_error_memory(err);
    for (size_t i = 0; i < model->n_rows; i++)
        count->lacking_at[i] = HZ_NONE;
    return hz_shares_make(&count->shares, model, err);
}

void hz_count_clear(hz_count *count)
{
    free(count->cut_bp);
    free(count->reached);
    free(count->lacking);
    free(count->lacking_at);
    hz_shares_clear(&count->shares);
}

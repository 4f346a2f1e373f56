/* moves.c - cuts that move by steps, and take along what the arcs ask for
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan/moves.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "plan/places.h"

enum { AS_BEFORE, AS_AFTER };

/* ---- steps ---- */

/* A column stands where orders may: at its bounds, at whole steps of output, or, where it is whole, at 0 or 10000. Steps of a gradual
 * rung are steps of what its unit is cut; each has one place (hz_place_of_cut()). */

static uint16_t within_bounds(const hz_column *column, int64_t bp)
{
    if (bp < column->lo_bp)
        return column->lo_bp;
    return bp < column->hi_bp ? (uint16_t)bp : column->hi_bp;
}

int64_t hz_step_of(const hz_moves *moves, size_t column)
{
    return moves->model->columns[column].is_whole ? HZ_SHARE_ONE : moves->step_bp;
}

static uint16_t place_of_step(const hz_column *column, int64_t cut_bp)
{
    return within_bounds(column, hz_place_of_cut(column, cut_bp));
}

uint16_t hz_step_up(const hz_moves *moves, size_t column)
{
    const hz_column *c = &moves->model->columns[column];
    int64_t step = hz_step_of(moves, column), cut = hz_cut_at(c, moves->count.cut_bp[column], false);

    return place_of_step(c, (cut / step + 1) * step);
}

uint16_t hz_step_down(const hz_moves *moves, size_t column)
{
    const hz_column *c = &moves->model->columns[column];
    int64_t step = hz_step_of(moves, column), cut = hz_cut_at(c, moves->count.cut_bp[column], true);

    return place_of_step(c, cut > 0 ? (cut - 1) / step * step : 0);
}

uint16_t hz_step_at_or_above(const hz_moves *moves, size_t column, int64_t bp)
{
    const hz_column *c = &moves->model->columns[column];
    int64_t step = hz_step_of(moves, column);

    return bp <= c->lo_bp ? c->lo_bp : place_of_step(c, (hz_cut_at(c, bp, true) + step - 1) / step * step);
}

uint16_t hz_step_at_or_below(const hz_moves *moves, size_t column, int64_t bp)
{
    const hz_column *c = &moves->model->columns[column];
    int64_t step = hz_step_of(moves, column);

    return bp >= c->hi_bp ? c->hi_bp : place_of_step(c, hz_cut_at(c, bp, false) / step * step);
}

/* ---- the last move ---- */

static void forget_move(hz_moves *s)
{
    while (s->n_touched > 0)
        s->is_touched[s->touched[--s->n_touched]] = false;
    s->n_log = 0;
    memcpy(s->cost_before, s->count.cost_of, sizeof s->cost_before);
}

static void touch(hz_moves *s, uint32_t row)
{
    if (s->is_touched[row])
        return;
    s->is_touched[row] = true;
    s->before[row] = s->count.reached[row];
    s->touched[s->n_touched++] = row;
}

static bool log_move(hz_moves *s, size_t j, uint16_t to_bp)
{
    const hz_model *m = s->model;

    if (!hz_grow((void **)&s->log, &s->log_capacity, s->n_log + 1, sizeof *s->log)) {
        s->is_out_of_memory = true;
        return false;
    }
    s->log[s->n_log++] = (hz_moved){(uint32_t)j, s->count.cut_bp[j]};
    for (uint64_t k = m->start[j]; k < m->start[j + 1]; k++)
        touch(s, m->row[k]);
    hz_count_move(&s->count, j, to_bp);
    return true;
}

void hz_undo(hz_moves *moves)
{
    for (size_t i = moves->n_log; i-- > 0;)
        moves->count.cut_bp[moves->log[i].column] = moves->log[i].from_bp;
    for (size_t i = 0; i < moves->n_touched; i++)
        hz_count_set_row(&moves->count, moves->touched[i], moves->before[moves->touched[i]]);
    memcpy(moves->count.cost_of, moves->cost_before, sizeof moves->cost_before);
    forget_move(moves);
}

__int128 hz_cost_of_move(const hz_moves *moves)
{
    __int128 cost = 0;

    for (size_t k = 0; k < moves->model->n_levels; k++)
        cost += moves->count.cost_of[k] - moves->cost_before[k];
    return cost;
}

/* ---- along arcs ---- */

/* How deep `after` must be cut at least, when `before` stands at `bp`: on the way to a rung all below it have been gone to their end. */
static int least_after(const hz_arc *arc, int bp)
{
    return arc->kind == HZ_ARC_RUNG && bp > 0 ? HZ_SHARE_ONE : bp - arc->slack_bp;
}

/* And `before` at most, when `after` stands there. */
static int most_before(const hz_arc *arc, int bp)
{
    return arc->kind == HZ_ARC_RUNG && bp < HZ_SHARE_ONE ? 0 : bp + arc->slack_bp;
}

/* Column j has been moved up: who must be cut at least as deep? False: somebody cannot. */
static bool push_up(hz_moves *s, size_t j)
{
    for (uint32_t k = s->first_arc[AS_BEFORE][j]; k < s->first_arc[AS_BEFORE][j + 1]; k++) {
        const hz_arc *arc = &s->model->arcs[s->arcs[AS_BEFORE][k]];
        int least = least_after(arc, s->count.cut_bp[j]);
        uint16_t to_bp;

        if (s->count.cut_bp[arc->after] >= least)
            continue;
        to_bp = hz_step_at_or_above(s, arc->after, least);
        if (to_bp < least || !log_move(s, arc->after, to_bp))
            return false;
    }
    return true;
}

/* It has been moved down: who may not be cut deeper? */
static bool push_down(hz_moves *s, size_t j)
{
    for (uint32_t k = s->first_arc[AS_AFTER][j]; k < s->first_arc[AS_AFTER][j + 1]; k++) {
        const hz_arc *arc = &s->model->arcs[s->arcs[AS_AFTER][k]];
        int most = most_before(arc, s->count.cut_bp[j]);
        uint16_t to_bp;

        if (s->count.cut_bp[arc->before] <= most)
            continue;
        to_bp = hz_step_at_or_below(s, arc->before, most);
        if (to_bp > most || !log_move(s, arc->before, to_bp))
            return false;
    }
    return true;
}

bool hz_shift(hz_moves *moves, size_t column, uint16_t to_bp)
{
    bool is_up = to_bp > moves->count.cut_bp[column], can;

    forget_move(moves);
    can = log_move(moves, column, to_bp);
    for (size_t k = 0; moves->model->n_arcs > 0 && k < moves->n_log && can; k++)
        can = (is_up ? push_up : push_down)(moves, moves->log[k].column);
    if (!can)
        hz_undo(moves);
    return can;
}

/* ---- limits in pieces ---- */

/* Do column j and the one behind it, below it, make one limit? */
static bool goes_on(const hz_model *m, size_t j)
{
    const hz_column *above = &m->columns[j], *below = above + 1;

    return above->mode && !above->is_whole && j + 1 < m->n_columns && !below->is_whole && below->unit == above->unit &&
           below->level == above->level && below->mode == above->mode && below->to_bp == above->from_bp;
}

/* Columns first .. last are a limit, the deepest piece first: the same cut, from below. */
static void pour(hz_moves *s, size_t first, size_t last)
{
    int64_t cut_bp = s->model->columns[last].from_bp;

    for (size_t j = first; j <= last; j++)
        cut_bp += hz_cut_at(&s->model->columns[j], s->count.cut_bp[j], false) - s->model->columns[j].from_bp;
    for (size_t j = last + 1; j-- > first;) {
        const hz_column *column = &s->model->columns[j];
        uint16_t to_bp = within_bounds(column, cut_bp >= column->to_bp ? HZ_SHARE_ONE : hz_place_of_cut(column, cut_bp));

        if (to_bp != s->count.cut_bp[j])
            hz_count_move(&s->count, j, to_bp);
    }
}

void hz_pour_limits(hz_moves *moves)
{
    for (size_t j = 0, last; j < moves->model->n_columns; j = last + 1) {
        for (last = j; goes_on(moves->model, last);)
            last++;
        if (last > j)
            pour(moves, j, last);
    }
}

void hz_mend_arcs(hz_moves *moves)
{
    for (size_t k = 0; k < moves->model->n_arcs; k++) {
        const hz_arc *arc = &moves->model->arcs[k];
        const uint16_t *cut_bp = moves->count.cut_bp;
        int least = least_after(arc, cut_bp[arc->before]);
        uint16_t up_bp = hz_step_at_or_above(moves, arc->after, least);

        if (cut_bp[arc->after] >= least || (up_bp >= least && hz_shift(moves, arc->after, up_bp)))
            continue;
        hz_shift(moves, arc->before, hz_step_at_or_below(moves, arc->before, most_before(arc, cut_bp[arc->after])));
    }
}

bool hz_arcs_hold(const hz_moves *moves)
{
    for (size_t k = 0; k < moves->model->n_arcs; k++) {
        const hz_arc *arc = &moves->model->arcs[k];

        if (moves->count.cut_bp[arc->before] > most_before(arc, moves->count.cut_bp[arc->after]))
            return false;
    }
    return true;
}

const uint32_t *hz_arcs_into(const hz_moves *moves, size_t column, uint32_t *n_arcs)
{
    const uint32_t *first = moves->first_arc[AS_AFTER];

    *n_arcs = first ? first[column + 1] - first[column] : 0;
    return first ? moves->arcs[AS_AFTER] + first[column] : NULL;
}

/* ---- what the last move does to the rows ---- */

/* A fall of what the plan costs tightens all shares of it. */
static int64_t rise_of_plan_cost(const hz_moves *s, const hz_family *family)
{
    uint32_t row = family->cost_row;

    return s->is_touched[row] ? s->before[row] - s->count.reached[row] : 0;
}

/* By how much the move makes a row worse. */
static int64_t worse_by(const hz_moves *s, size_t row)
{
    int64_t more = s->count.reached[row] - s->before[row];
    const hz_family *family = hz_family_of(&s->count.shares, row);

    if (family)
        return more - family->part * rise_of_plan_cost(s, family);
    return s->model->rows[row].sense == HZ_AT_LEAST ? -more : more;
}

/* Of a family whose sum has fallen, a row that was not touched and does not hold. */
static uint32_t broken_by_others(const hz_moves *s, const hz_family *family)
{
    int64_t cost = hz_plan_cost(&s->count, family);
    uint32_t row = hz_share_lacking(family, family->first, cost);

    while (row != HZ_NONE && s->is_touched[row])
        row = hz_share_lacking(family, (size_t)row + 1, cost);
    return row;
}

uint32_t hz_broken_row(const hz_moves *moves, unsigned senses)
{
    uint32_t broken = HZ_NONE;

    for (size_t i = 0; i < moves->n_touched; i++) {
        uint32_t row = moves->touched[i];

        if (senses >> moves->model->rows[row].sense & 1 && hz_lack(&moves->count, row) > 0 && worse_by(moves, row) > 0)
            return row;
    }
    for (size_t f = 0; senses >> HZ_AT_MOST & 1 && f < moves->count.shares.n && broken == HZ_NONE; f++) {
        const hz_family *family = &moves->count.shares.families[f];

        if (rise_of_plan_cost(moves, family) < 0)
            broken = broken_by_others(moves, family);
    }
    return broken;
}

bool hz_shift_if_holds(hz_moves *moves, size_t column, uint16_t to_bp, unsigned senses)
{
    if (!hz_shift(moves, column, to_bp))
        return false;
    if (hz_broken_row(moves, senses) == HZ_NONE)
        return true;
    hz_undo(moves);
    return false;
}

/* ---- the noun ---- */

/* A counting sort of the arcs by one of their ends. */
static bool index_arcs(hz_moves *s, int end)
{
    const hz_model *m = s->model;
    uint32_t *first = s->first_arc[end] = hz_calloc(m->n_columns + 2, sizeof *first);
    uint32_t *list = s->arcs[end] = hz_calloc(m->n_arcs, sizeof *list);

    if (!first || !list)
        return false;
    for (size_t k = 0; k < m->n_arcs; k++)
        first[(end == AS_BEFORE ? m->arcs[k].before : m->arcs[k].after) + 2]++;
    for (size_t j = 0; j < m->n_columns; j++)
        first[j + 2] += first[j + 1];
    for (size_t k = 0; k < m->n_arcs; k++)
        list[first[(end == AS_BEFORE ? m->arcs[k].before : m->arcs[k].after) + 1]++] = (uint32_t)k;
    return true;
}

hz_status hz_moves_make(hz_moves *moves, const hz_scenario *scenario, const hz_model *model, uint16_t step_bp,
                        hz_error *err)
{
    hz_status status;

    *moves = (hz_moves){.model = model, .step_bp = step_bp};
    if ((status = hz_count_make(&moves->count, scenario, model, err)))
        return status;
    moves->touched = hz_calloc(model->n_rows + 1, sizeof *moves->touched);
    moves->before = hz_calloc(model->n_rows + 1, sizeof *moves->before);
    moves->is_touched = hz_calloc(model->n_rows + 1, sizeof *moves->is_touched);
    if (!moves->touched || !moves->before || !moves->is_touched ||
        (model->n_arcs > 0 && !(index_arcs(moves, AS_BEFORE) && index_arcs(moves, AS_AFTER))))
        return hz_error_memory(err);
    return HZ_OK;
}

void hz_moves_clear(hz_moves *moves)
{
    hz_count_clear(&moves->count);
    for (int end = AS_BEFORE; end <= AS_AFTER; end++) {
        free(moves->first_arc[end]);
        free(moves->arcs[end]);
    }
    free(moves->log);
    free(moves->touched);
    free(moves->before);
    free(moves->is_touched);
}

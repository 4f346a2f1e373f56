/* reach.c - how far each at-least row can be taken when the others are left out and the at-most rows stay
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/reach.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/cancel.h"

/* What others do loosens a cap on a share of the plan's cost. It is left out, and with it the cost of the plan. */
static bool is_left_out_row(const hz_row *row)
{
    return row->kind == HZ_ROW_PLAN_COST || (row->kind == HZ_ROW_CAP && row->base == 0);
}

static bool is_at_most(const hz_model *m, uint64_t entry)
{
    return m->rows[m->row[entry]].sense == HZ_AT_MOST && !is_left_out_row(&m->rows[m->row[entry]]);
}

static bool is_at_least(const hz_model *m, uint64_t entry)
{
    return m->rows[m->row[entry]].sense == HZ_AT_LEAST;
}

/* ---- blocks: columns that arcs join are shared together, since where one may stand hangs on the others ---- */

static size_t n_blocks(const hz_model *m)
{
    return m->block_column ? m->n_blocks : m->n_columns;
}

static size_t start_of_block(const hz_model *m, size_t b)
{
    return m->block_column ? m->block_column[b] : b;
}

static bool is_shared(const hz_model *m, size_t b)
{
    uint64_t k = m->start[start_of_block(m, b)], end = m->start[start_of_block(m, b + 1)];

    while (k < end && !is_at_most(m, k))
        k++;
    return k < end;
}

/* ---- the most and the least that a block can bring to a row by itself ---- */

/* Rows of a block, each with what its columns so far bring to it, and the largest (at-least) or smallest (at-most) of that. */
typedef struct {
    __int128 *sum, *best; /* [n_rows] */
    bool *is_listed;      /* [n_rows] */
    uint32_t *rows;       /* [n] */
    size_t n;
} extremes;

static bool make_extremes(extremes *x, size_t n_rows)
{
    return (x->sum = hz_calloc(n_rows + 1, sizeof *x->sum)) && (x->best = hz_calloc(n_rows + 1, sizeof *x->best)) &&
           (x->is_listed = hz_calloc(n_rows + 1, sizeof *x->is_listed)) && (x->rows = hz_calloc(n_rows + 1, sizeof *x->rows));
}

static void free_extremes(extremes *x)
{
    free(x->sum);
    free(x->best);
    free(x->is_listed);
    free(x->rows);
}

static void list_row(extremes *x, uint32_t row)
{
    if (x->is_listed[row])
        return;
    x->is_listed[row] = true;
    x->sum[row] = x->best[row] = 0;
    x->rows[x->n++] = row;
}

/* Bounds are folded along the arcs, so that all columns of a block can stand at their upper ones together, or at their lower ones. */
static void add_share(extremes *x, const hz_model *m, size_t j)
{
    for (uint64_t k = m->start[j]; k < m->start[j + 1]; k++) {
        bool is_least = m->rows[m->row[k]].sense == HZ_AT_MOST;

        list_row(x, m->row[k]);
        x->best[m->row[k]] += (__int128)m->value[k] * (is_least ? m->columns[j].lo_bp : m->columns[j].hi_bp);
    }
}

/* The unit may stand where it is now: is that better for a row than where it stood before? */
static void look_at_state(extremes *x, const hz_model *m, bool is_first)
{
    for (size_t i = 0; i < x->n; i++) {
        uint32_t row = x->rows[i];
        bool is_better = m->rows[row].sense == HZ_AT_LEAST ? x->sum[row] > x->best[row] : x->sum[row] < x->best[row];

        if (is_first || is_better)
            x->best[row] = x->sum[row];
    }
}

/* A unit with modes at one level, columns first .. end - 1: from the state that is lowest to the deepest. A deeper one may bring less. */
static void add_rungs(extremes *x, const hz_model *m, size_t first, size_t end)
{
    bool is_first = true;

    for (uint64_t k = m->start[first]; k < m->start[end]; k++)
        list_row(x, m->row[k]);
    for (size_t j = end;; j--) {
        if (j == first || m->columns[j - 1].lo_bp == 0) {
            look_at_state(x, m, is_first);
            is_first = false;
        }
        if (j == first || m->columns[j - 1].hi_bp == 0)
            return;
        for (uint64_t k = m->start[j - 1]; k < m->start[j]; k++)
            x->sum[m->row[k]] += (__int128)m->value[k] * HZ_SHARE_ONE;
    }
}

static void find_extremes(extremes *x, const hz_model *m, size_t b)
{
    size_t end = start_of_block(m, b + 1);

    while (x->n > 0)
        x->is_listed[x->rows[--x->n]] = false;
    for (size_t j = start_of_block(m, b), next; j < end; j = next) {
        next = j + 1;
        if (m->columns[j].mode == 0) {
            add_share(x, m, j);
            continue;
        }
        while (next < end && m->columns[next].level == m->columns[j].level)
            next++;
        add_rungs(x, m, j, next);
    }
}

/* ---- the survey ---- */

typedef struct {
    const hz_model *m;
    extremes extremes;
    hz_reach_survey *survey;
    uint64_t *next; /* [n_rows] place in survey->column; NULL: they are only counted, in start[i + 1] */
    size_t *last;   /* [n_rows] 1 + the last block that was found in the row */
} listing;

/* All columns of block b belong to each at-least row that one of them is in. */
static void list_block(listing *l, size_t b)
{
    const hz_model *m = l->m;
    size_t first = start_of_block(m, b), end = start_of_block(m, b + 1);

    for (uint64_t k = m->start[first]; k < m->start[end]; k++) {
        size_t row = m->row[k];

        if (!is_at_least(m, k) || l->last[row] == b + 1)
            continue;
        l->last[row] = b + 1;
        if (!l->next)
            l->survey->start[row + 1] += end - first;
        for (size_t j = first; l->next && j < end; j++)
            l->survey->column[l->next[row]++] = (uint32_t)j;
    }
}

/* The sums, and in start[i + 1] the number of columns that share. */
static hz_status add_up(listing *l, hz_error *err)
{
    const hz_model *m = l->m;
    __int128 *alone = l->survey->alone;
    hz_status status = HZ_OK;

    for (size_t b = 0; b < n_blocks(m) && !status; b++) {
        bool shares = is_shared(m, b);

        if (shares)
            list_block(l, b);
        find_extremes(&l->extremes, m, b);
        for (size_t i = 0; i < l->extremes.n; i++) {
            uint32_t row = l->extremes.rows[i];

            if (m->rows[row].sense == HZ_AT_LEAST ? !shares : !is_left_out_row(&m->rows[row]))
                alone[row] += l->extremes.best[row];
        }
        if (b % 65536 == 0)
            status = hz_cancel_check(err);
    }
    return status;
}

static void list_columns(listing *l)
{
    const hz_model *m = l->m;

    for (size_t i = 0; i < m->n_rows; i++) {
        l->survey->start[i + 1] += l->survey->start[i];
        l->next[i] = l->survey->start[i];
        l->last[i] = 0;
    }
    for (size_t b = 0; b < n_blocks(m); b++)
        if (is_shared(m, b))
            list_block(l, b);
}

static hz_status survey_rows(hz_reach_survey *survey, const hz_model *m, hz_error *err)
{
    uint64_t *next = hz_calloc(m->n_rows + 1, sizeof *next), n = 0;
    listing l = {.m = m, .survey = survey, .last = hz_calloc(m->n_rows + 1, sizeof *l.last)};
    hz_status status;

    if (!next || !l.last || !make_extremes(&l.extremes, m->n_rows) || !(survey->alone = hz_calloc(m->n_rows + 1, sizeof *survey->alone)) ||
        !(survey->start = hz_calloc(m->n_rows + 2, sizeof *survey->start)))
        status = hz_error_memory(err);
    else if (!(status = add_up(&l, err))) {
        for (size_t i = 0; i < m->n_rows; i++)
            n += survey->start[i + 1];
        l.next = next;
        if ((survey->column = hz_calloc(n + 1, sizeof *survey->column)))
            list_columns(&l);
        else
            status = hz_error_memory(err);
    }
    free(next);
    free(l.last);
    free_extremes(&l.extremes);
    return status;
}

hz_status hz_reach_survey_make(hz_reach_survey **out, const hz_model *model, hz_error *err)
{
    hz_reach_survey *survey = hz_calloc(1, sizeof *survey);
    hz_status status = survey ? survey_rows(survey, model, err) : hz_error_memory(err);

    *out = NULL;
    if (status) {
        hz_reach_survey_free(survey);
        return status;
    }
    survey->is_possible = true;
    for (size_t i = 0; i < model->n_rows; i++)
        if (model->rows[i].sense == HZ_AT_MOST && survey->alone[i] > (__int128)model->rows[i].rhs * HZ_SHARE_ONE)
            survey->is_possible = false;
    *out = survey;
    return HZ_OK;
}

void hz_reach_survey_free(hz_reach_survey *survey)
{
    if (!survey)
        return;
    free(survey->alone);
    free(survey->start);
    free(survey->column);
    free(survey);
}

/* ---- the model of one row ---- */

typedef struct {
    const hz_model *from;
    hz_model *to;
    uint32_t *new_row;  /* [from->n_rows] row of `to`, or HZ_NONE */
    __int128 *standing; /* [from->n_rows] the least that the blocks that are left out bring to an at-most row */
    extremes extremes;
} extraction;

static bool is_block_start(const hz_model *m, size_t j, size_t *block)
{
    size_t low = 0, high = m->n_blocks;

    while (low < high) {
        size_t middle = (low + high) / 2;

        if (m->block_column[middle] < j)
            low = middle + 1;
        else
            high = middle;
    }
    *block = low;
    return low < m->n_blocks && m->block_column[low] == j;
}

/* The at-most rows that the columns are in. */
static void extract_rows(extraction *x, const hz_reach_survey *survey, size_t row)
{
    const hz_model *m = x->from;

    for (size_t i = 0; i < m->n_rows; i++) {
        x->new_row[i] = HZ_NONE;
        x->standing[i] = survey->alone[i];
    }
    for (uint64_t s = survey->start[row]; s < survey->start[row + 1]; s++) {
        size_t block = survey->column[s];

        if (m->block_column && !is_block_start(m, survey->column[s], &block))
            continue;
        find_extremes(&x->extremes, m, block);
        for (size_t i = 0; i < x->extremes.n; i++) {
            uint32_t own = x->extremes.rows[i];

            if (m->rows[own].sense == HZ_AT_LEAST || is_left_out_row(&m->rows[own]))
                continue;
            x->standing[own] -= x->extremes.best[own];
            x->new_row[own] = 0;
        }
    }
    for (size_t i = 0; i < m->n_rows; i++)
        if (x->new_row[i] != HZ_NONE) {
            x->new_row[i] = (uint32_t)x->to->n_rows;
            x->to->rows[x->to->n_rows] = m->rows[i];
            x->to->rows[x->to->n_rows++].rhs -= (int64_t)(x->standing[i] / HZ_SHARE_ONE);
        }
}

static void add_entry(hz_model *to, uint64_t *n, uint32_t row, int64_t value)
{
    to->row[*n] = row;
    to->value[(*n)++] = value;
}

/* Right-hand sides are whole base units: what stands still beyond them is a column that always stands at 1/10000. */
static void extract_columns(extraction *x, const hz_reach_survey *survey, size_t row)
{
    const hz_model *m = x->from;
    hz_model *to = x->to;
    uint64_t n = 0;

    for (uint64_t s = survey->start[row]; s < survey->start[row + 1]; s++) {
        size_t j = survey->column[s];

        to->columns[to->n_columns] = m->columns[j];
        to->columns[to->n_columns].cost_fen_d = 0;
        for (uint64_t k = m->start[j]; k < m->start[j + 1]; k++)
            if (m->row[k] == row)
                to->columns[to->n_columns].cost_fen_d = -m->value[k];
            else if (is_at_most(m, k))
                add_entry(to, &n, x->new_row[m->row[k]], m->value[k]);
        to->start[++to->n_columns] = n;
    }
    to->columns[to->n_columns] = (hz_column){.lo_bp = 1, .hi_bp = 1};
    for (size_t i = 0; i < m->n_rows; i++)
        if (x->new_row[i] != HZ_NONE && x->standing[i] % HZ_SHARE_ONE > 0)
            add_entry(to, &n, x->new_row[i], (int64_t)(x->standing[i] % HZ_SHARE_ONE));
    to->start[++to->n_columns] = n;
}

/* The arcs of the blocks that the columns are. */
static hz_status extract_arcs(extraction *x, const hz_reach_survey *survey, size_t row, hz_error *err)
{
    const hz_model *m = x->from;
    hz_model *to = x->to;
    size_t capacity = 0, block;

    for (uint64_t s = survey->start[row]; m->n_arcs > 0 && s < survey->start[row + 1]; s++) {
        if (!is_block_start(m, survey->column[s], &block))
            continue;
        for (size_t k = m->block_arc[block]; k < m->block_arc[block + 1]; k++) {
            uint32_t back = survey->column[s] - (uint32_t)(s - survey->start[row]);

            if (!hz_grow((void **)&to->arcs, &capacity, to->n_arcs + 1, sizeof *to->arcs))
                return hz_error_memory(err);
            to->arcs[to->n_arcs] = m->arcs[k];
            to->arcs[to->n_arcs].before -= back;
            to->arcs[to->n_arcs++].after -= back;
        }
    }
    return to->n_arcs > 0 ? hz_model_find_blocks(to, err) : HZ_OK;
}

static bool allocate(extraction *x, uint64_t n_columns, uint64_t n_entries)
{
    size_t n_rows = x->from->n_rows + 1;

    return make_extremes(&x->extremes, x->from->n_rows) && (x->to = hz_calloc(1, sizeof *x->to)) && (x->new_row = hz_calloc(n_rows, sizeof *x->new_row)) &&
           (x->standing = hz_calloc(n_rows, sizeof *x->standing)) &&
           (x->to->rows = hz_calloc(n_rows, sizeof *x->to->rows)) &&
           (x->to->columns = hz_calloc(n_columns + 1, sizeof *x->to->columns)) &&
           (x->to->start = hz_calloc(n_columns + 2, sizeof *x->to->start)) &&
           (x->to->row = hz_calloc(n_entries + n_rows, sizeof *x->to->row)) &&
           (x->to->value = hz_calloc(n_entries + n_rows, sizeof *x->to->value));
}

hz_status hz_reach_formulate(hz_model **out, const hz_model *model, const hz_reach_survey *survey, size_t row,
                             hz_error *err)
{
    extraction x = {.from = model};
    uint64_t n_entries = 0;
    hz_status status = HZ_OK;

    for (uint64_t s = survey->start[row]; s < survey->start[row + 1]; s++)
        n_entries += model->start[survey->column[s] + 1] - model->start[survey->column[s]];
    *out = NULL;
    if (!allocate(&x, survey->start[row + 1] - survey->start[row], n_entries)) {
        hz_model_free(x.to);
        status = hz_error_memory(err);
    } else {
        x.to->level = model->level;
        memcpy(x.to->levels, model->levels, sizeof x.to->levels);
        x.to->n_levels = model->n_levels;
        extract_rows(&x, survey, row);
        extract_columns(&x, survey, row);
        if (!(status = extract_arcs(&x, survey, row, err)))
            *out = x.to;
        else
            hz_model_free(x.to);
    }
    free(x.new_row);
    free(x.standing);
    free_extremes(&x.extremes);
    return status;
}

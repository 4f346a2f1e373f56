/* model.c - what can be asked of a model
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/model.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

void hz_model_free(hz_model *model)
{
    if (!model)
        return;
    free(model->rows);
    free(model->columns);
    free(model->start);
    free(model->row);
    free(model->value);
    free(model->guards);
    free(model->owner);
    free(model->failing);
    free(model->arcs);
    free(model->block_column);
    free(model->block_arc);
    free(model->links);
    free(model);
}

/* What is not there stays so. */
static bool copy_array(void **to, const void *from, size_t n, size_t size)
{
    if (!from)
        return true;
    if (!(*to = hz_calloc(n + 1, size)))
        return false;
    memcpy(*to, from, n * size);
    return true;
}

static bool copy_arrays(hz_model *to, const hz_model *m)
{
    size_t n = m->start[m->n_columns];

    return copy_array((void **)&to->rows, m->rows, m->n_rows, sizeof *m->rows) &&
           copy_array((void **)&to->columns, m->columns, m->n_columns, sizeof *m->columns) &&
           copy_array((void **)&to->start, m->start, m->n_columns + 1, sizeof *m->start) &&
           copy_array((void **)&to->row, m->row, n, sizeof *m->row) && copy_array((void **)&to->value, m->value, n, sizeof *m->value) &&
           copy_array((void **)&to->guards, m->guards, m->n_guards, sizeof *m->guards) &&
           copy_array((void **)&to->owner, m->owner, m->n_columns, sizeof *m->owner) &&
           copy_array((void **)&to->failing, m->failing, m->n_failing, sizeof *m->failing) &&
           copy_array((void **)&to->arcs, m->arcs, m->n_arcs, sizeof *m->arcs) &&
           copy_array((void **)&to->block_column, m->block_column, m->n_blocks + 1, sizeof *m->block_column) &&
           copy_array((void **)&to->block_arc, m->block_arc, m->n_blocks + 1, sizeof *m->block_arc) &&
           copy_array((void **)&to->links, m->links, m->n_links, sizeof *m->links);
}

hz_status hz_model_copy(hz_model **out, const hz_model *model, hz_error *err)
{
    hz_model *to = *out = hz_calloc(1, sizeof *to);

    if (!to)
        return hz_error_memory(err);
    *to = *model;
    to->rows = NULL;
    to->columns = NULL;
    to->start = NULL;
    to->row = NULL;
    to->value = NULL;
    to->guards = NULL;
    to->owner = to->failing = NULL;
    to->arcs = NULL;
    to->block_column = to->block_arc = NULL;
    to->links = NULL;
    if (copy_arrays(to, model))
        return HZ_OK;
    hz_model_free(to);
    *out = NULL;
    return hz_error_memory(err);
}

static int by_columns(const void *a, const void *b)
{
    const hz_arc *x = a, *y = b;

    if (x->before != y->before)
        return x->before < y->before ? -1 : 1;
    if (x->after != y->after)
        return x->after < y->after ? -1 : 1;
    return (x->slack_bp > y->slack_bp) - (x->slack_bp < y->slack_bp);
}

static uint32_t first_of(const hz_arc *arc)
{
    return arc->before < arc->after ? arc->before : arc->after;
}

static uint32_t last_of(const hz_arc *arc)
{
    return arc->before < arc->after ? arc->after : arc->before;
}

/* reach[j]: the last column that an arc joins with column j or one before it. Where that is j itself, a block ends. */
static void mark_reach(uint32_t *reach, const hz_model *m)
{
    for (size_t j = 0; j < m->n_columns; j++)
        reach[j] = (uint32_t)j;
    for (size_t k = 0; k < m->n_arcs; k++)
        if (last_of(&m->arcs[k]) > reach[first_of(&m->arcs[k])])
            reach[first_of(&m->arcs[k])] = last_of(&m->arcs[k]);
    for (size_t j = 1; j < m->n_columns; j++)
        if (reach[j - 1] > reach[j])
            reach[j] = reach[j - 1];
}

static int by_first(const void *a, const void *b)
{
    uint32_t x = first_of(a), y = first_of(b);

    return x != y ? (x < y ? -1 : 1) : by_columns(a, b);
}

hz_status hz_model_find_blocks(hz_model *model, hz_error *err)
{
    uint32_t *reach = hz_calloc(model->n_columns + 1, sizeof *reach);
    size_t arc = 0;

    model->n_blocks = 0;
    model->block_column = hz_calloc(model->n_columns + 1, sizeof *model->block_column);
    model->block_arc = hz_calloc(model->n_columns + 1, sizeof *model->block_arc);
    if (!reach || !model->block_column || !model->block_arc) {
        free(reach);
        return hz_error_memory(err);
    }
    if (model->n_arcs > 1)
        qsort(model->arcs, model->n_arcs, sizeof *model->arcs, by_first);
    mark_reach(reach, model);
    for (size_t j = 0; j < model->n_columns; j++) {
        if (reach[j] != j)
            continue;
        while (arc < model->n_arcs && first_of(&model->arcs[arc]) <= j)
            arc++;
        model->block_column[++model->n_blocks] = (uint32_t)j + 1;
        model->block_arc[model->n_blocks] = (uint32_t)arc;
    }
    free(reach);
    return HZ_OK;
}

static int64_t common_divisor(int64_t a, int64_t b)
{
    while (b) {
        int64_t rest = a % b;

        a = b;
        b = rest;
    }
    return a;
}

hz_fraction hz_cap_fraction(const hz_demand *cap)
{
    int64_t divisor = common_divisor(HZ_RATIO_ONE, cap->ratio_ppm);

    return (hz_fraction){cap->ratio_ppm / divisor, HZ_RATIO_ONE / divisor};
}

size_t hz_columns_of_unit(const hz_model *model, size_t column)
{
    const hz_column *first = &model->columns[column];
    size_t n = 1;

    while (first->mode && column + n < model->n_columns && first[n].unit == first->unit && first[n].level == first->level)
        n++;
    return n;
}

bool hz_is_plan_cost(const hz_model *model, size_t column)
{
    uint64_t end = model->start[column + 1];

    return model->columns[column].unit == HZ_NONE && end > model->start[column] &&
           model->rows[model->row[end - 1]].kind == HZ_ROW_PLAN_COST;
}

int64_t hz_pool_share(const hz_scenario *s, const hz_demand *pool, const int64_t *cut_g_d, const int64_t *society_g_d, bool is_up)
{
    int64_t share = 0;

    for (size_t p = 0; p < s->n_pollutants; p++)
        if (pool->pollutants >> p & 1 && society_g_d[p] > 0)
            share += (is_up ? hz_div_ceil : hz_div_floor)((__int128)cut_g_d[p] * HZ_POOL_ONE, society_g_d[p]);
    return share;
}

int64_t hz_weighted_sum(const hz_scenario *s, const hz_demand *weighted, const int64_t *cut_g_d)
{
    const hz_weighting *w = &s->weightings[weighted->weighting];
    __int128 sum = 0;

    for (size_t k = w->first_weight; k < (size_t)w->first_weight + w->n_weights; k++)
        sum += (__int128)s->weights[k].weight * cut_g_d[s->weights[k].pollutant];
    return sum < INT64_MAX ? (int64_t)sum : INT64_MAX;
}

int64_t hz_coefficient(const hz_model *model, size_t j, size_t row)
{
    for (uint64_t k = model->start[j]; k < model->start[j + 1]; k++)
        if (model->row[k] == row)
            return model->value[k];
    return 0;
}

__int128 hz_row_activity(const hz_model *model, size_t row, const uint16_t *cut_bp)
{
    __int128 sum = 0;

    for (size_t j = 0; j < model->n_columns; j++)
        for (uint64_t k = model->start[j]; k < model->start[j + 1]; k++)
            if (model->row[k] == row)
                sum += (__int128)model->value[k] * cut_bp[j];
    return sum;
}

bool hz_fold_arc(hz_model *model, const hz_arc *arc)
{
    hz_column *before = &model->columns[arc->before], *after = &model->columns[arc->after];
    int least = before->lo_bp - arc->slack_bp, most = after->hi_bp + arc->slack_bp;
    bool has_changed = least > after->lo_bp || most < before->hi_bp;

    if (least > after->lo_bp)
        after->lo_bp = (uint16_t)least;
    if (most < before->hi_bp)
        before->hi_bp = (uint16_t)most;
    return has_changed;
}

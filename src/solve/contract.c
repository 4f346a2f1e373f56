/* contract.c - tight arcs make one column of many
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve/contract.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/lang.h"

/* The tight arcs at a column, as a list through an array of two ends for each arc. */
typedef struct {
    const hz_model *model;
    const hz_solution *solution;
    hz_contraction *out;
    uint32_t *end;  /* [n_columns] the last end at the column, HZ_NONE: none */
    uint32_t *next; /* [2 * n_tight_arcs] the end before it at the same column */
    uint32_t *member_of; /* [n_columns] index of members, HZ_NONE: not yet reached, or no member */
} forest;

static uint32_t column_at(const forest *f, uint32_t end)
{
    const hz_arc *arc = &f->model->arcs[f->solution->tight_arcs[end / 2]];

    return end % 2 ? arc->after : arc->before;
}

static void hang_ends(forest *f)
{
    for (size_t j = 0; j < f->model->n_columns; j++)
        f->end[j] = f->member_of[j] = HZ_NONE;
    for (uint32_t e = 0; e < 2 * f->solution->n_tight_arcs; e++) {
        uint32_t column = column_at(f, e);

        f->next[e] = f->end[column];
        f->end[column] = e;
    }
}

static void add_member(forest *f, uint32_t column, uint32_t parent, int32_t offset, bool is_before, uint32_t arc)
{
    f->member_of[column] = (uint32_t)f->out->n_members;
    f->out->members[f->out->n_members++] = (hz_joined){column, parent, offset, is_before, arc};
}

/* All that can be reached from the root by tight arcs; false when some column is reached twice, so that it is no tree. */
static bool grow_tree(forest *f, uint32_t root)
{
    size_t first = f->out->n_members;

    add_member(f, root, HZ_NONE, 0, false, HZ_NONE);
    for (size_t k = first; k < f->out->n_members; k++) {
        hz_joined here = f->out->members[k];
        uint32_t above = here.parent == HZ_NONE ? HZ_NONE : f->out->members[here.parent].column;

        for (uint32_t e = f->end[here.column]; e != HZ_NONE; e = f->next[e]) {
            const hz_arc *arc = &f->model->arcs[f->solution->tight_arcs[e / 2]];
            uint32_t there = column_at(f, e ^ 1);

            if (there == above) {
                above = HZ_NONE; /* once: the arc that led here */
                continue;
            }
            if (f->member_of[there] != HZ_NONE)
                return false;
            /* X[before] = X[after] + slack */
            add_member(f, there, (uint32_t)k, here.offset_bp + (there == arc->before ? arc->slack_bp : -(int32_t)arc->slack_bp),
                       there == arc->before, f->solution->tight_arcs[e / 2]);
        }
    }
    return true;
}

static bool end_tree(forest *f, size_t *n_trees)
{
    f->out->first[++*n_trees] = f->out->n_members;
    return true;
}

/* Roots at a bound first; what is not reached then floats. Two at a bound in one tree are one too many. */
static bool grow_forest(forest *f)
{
    size_t *n = &f->out->n_components;

    for (int round = 0; round < 2; round++)
        for (uint32_t j = 0; j < f->model->n_columns; j++) {
            bool is_held = f->solution->place[j] != HZ_BASIC;

            if (f->end[j] == HZ_NONE || (round == 0) != is_held)
                continue;
            if (f->member_of[j] != HZ_NONE) {
                if (is_held)
                    return false;
                continue;
            }
            if (!grow_tree(f, j))
                return false;
            end_tree(f, n);
        }
    return true;
}

/* ---- offsets: the lowest member is the zero ---- */

static bool set_zero(const forest *f, size_t component)
{
    hz_contraction *c = f->out;
    int32_t lowest = INT32_MAX;
    bool has_offset = false;

    for (size_t k = c->first[component]; k < c->first[component + 1]; k++)
        lowest = c->members[k].offset_bp < lowest ? c->members[k].offset_bp : lowest;
    for (size_t k = c->first[component]; k < c->first[component + 1]; k++) {
        c->members[k].offset_bp -= lowest;
        has_offset |= c->members[k].offset_bp != 0;
    }
    return has_offset;
}

/* ---- the model ---- */

typedef struct {
    hz_model *m;
    __int128 *sum; /* [n_rows] */
    uint32_t *used; /* [n_rows] rows with a sum */
    size_t n_used;
    uint64_t n; /* entries */
} builder;

static void add_to_sums(builder *b, const hz_model *from, uint32_t column, int32_t times)
{
    for (uint64_t k = from->start[column]; k < from->start[column + 1]; k++) {
        if (b->sum[from->row[k]] == 0)
            b->used[b->n_used++] = from->row[k];
        b->sum[from->row[k]] += (__int128)from->value[k] * times;
    }
}

static int by_row(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

    return x < y ? -1 : x > y;
}

/* The sums become the entries of the next column, rows ascending. A row may be in `used` twice when its sum passed zero. */
static void end_column(builder *b, hz_column column)
{
    qsort(b->used, b->n_used, sizeof *b->used, by_row);
    for (size_t k = 0; k < b->n_used; k++) {
        if (b->sum[b->used[k]] == 0)
            continue;
        b->m->row[b->n] = b->used[k];
        b->m->value[b->n++] = (int64_t)b->sum[b->used[k]];
        b->sum[b->used[k]] = 0;
    }
    b->n_used = 0;
    b->m->columns[b->m->n_columns++] = column;
    b->m->start[b->m->n_columns] = b->n;
}

static hz_column component_column(const forest *f, size_t component)
{
    const hz_contraction *c = f->out;
    int32_t lo = 0, hi = HZ_SHARE_ONE;
    int64_t cost = 0;

    for (size_t k = c->first[component]; k < c->first[component + 1]; k++) {
        const hz_column *member = &f->model->columns[c->members[k].column];
        int32_t offset = c->members[k].offset_bp;

        cost += member->cost_fen_d;
        lo = member->lo_bp - offset > lo ? member->lo_bp - offset : lo;
        hi = member->hi_bp - offset < hi ? member->hi_bp - offset : hi;
    }
    /* bounds that cross are found out as a cut outside its bounds */
    return (hz_column){.cost_fen_d = cost, .unit = HZ_NONE, .lo_bp = (uint16_t)lo, .hi_bp = (uint16_t)(hi > 0 ? hi : 0)};
}

static void add_components(builder *b, const forest *f, bool has_offsets)
{
    const hz_contraction *c = f->out;
    int64_t cost = 0;

    for (size_t i = 0; i < c->n_components; i++) {
        for (size_t k = c->first[i]; k < c->first[i + 1]; k++)
            add_to_sums(b, f->model, c->members[k].column, 1);
        end_column(b, component_column(f, i));
    }
    if (!has_offsets)
        return;
    for (size_t k = 0; k < c->n_members; k++) {
        add_to_sums(b, f->model, c->members[k].column, c->members[k].offset_bp);
        cost += f->model->columns[c->members[k].column].cost_fen_d * c->members[k].offset_bp;
    }
    end_column(b, (hz_column){.cost_fen_d = cost, .unit = HZ_NONE, .lo_bp = 1, .hi_bp = 1});
}

static uint64_t count_entries(const forest *f)
{
    uint64_t n = 0;

    for (size_t k = 0; k < f->out->n_members; k++) {
        uint32_t j = f->out->members[k].column;

        n += f->model->start[j + 1] - f->model->start[j];
    }
    return n;
}

static hz_status copy_model(builder *b, const forest *f, hz_error *err)
{
    const hz_model *from = f->model;
    uint64_t n = from->start[from->n_columns], more = 2 * count_entries(f);
    size_t n_columns = from->n_columns + f->out->n_components + 1;
    hz_model *m = b->m = f->out->model = hz_calloc(1, sizeof *m);

    if (!m || !(m->rows = hz_calloc(from->n_rows + 1, sizeof *m->rows)) ||
        !(m->columns = hz_calloc(n_columns, sizeof *m->columns)) || !(m->start = hz_calloc(n_columns + 1, sizeof *m->start)) ||
        !(m->row = hz_calloc(n + more + 1, sizeof *m->row)) || !(m->value = hz_calloc(n + more + 1, sizeof *m->value)) ||
        !(b->sum = hz_calloc(from->n_rows + 1, sizeof *b->sum)) ||
        !(b->used = hz_calloc(from->n_rows + count_entries(f) + 1, sizeof *b->used)))
        return hz_error_memory(err);
    m->level = from->level;
    m->n_rows = from->n_rows;
    m->n_columns = from->n_columns;
    memcpy(m->rows, from->rows, from->n_rows * sizeof *m->rows);
    memcpy(m->columns, from->columns, from->n_columns * sizeof *m->columns);
    memcpy(m->start, from->start, (from->n_columns + 1) * sizeof *m->start);
    memcpy(m->row, from->row, n * sizeof *m->row);
    memcpy(m->value, from->value, n * sizeof *m->value);
    b->n = n;
    for (size_t k = 0; k < f->out->n_members; k++) {
        hz_column *member = &m->columns[f->out->members[k].column];

        member->lo_bp = member->hi_bp = 0;
    }
    return HZ_OK;
}

static hz_status make_model(const forest *f, bool has_offsets, hz_error *err)
{
    builder b = {0};
    hz_status status = copy_model(&b, f, err);

    if (!status)
        add_components(&b, f, has_offsets);
    free(b.sum);
    free(b.used);
    return status;
}

/* ---- the basis ---- */

/* Where a component stands: its root says, but at the bound of the whole. NULL when the root's bound is not that. */
static bool place_component(const forest *f, size_t component, uint8_t *place)
{
    const hz_joined *root = &f->out->members[f->out->first[component]];
    const hz_column *whole = &f->out->model->columns[f->model->n_columns + component];
    const hz_column *column = &f->model->columns[root->column];
    uint8_t at = f->solution->place[root->column];
    int32_t value;

    if (at == HZ_BASIC) {
        *place = HZ_BASIC;
        return true;
    }
    value = (at == HZ_AT_HI ? column->hi_bp : column->lo_bp) - root->offset_bp;
    *place = at;
    return value == (at == HZ_AT_HI ? whole->hi_bp : whole->lo_bp) && whole->lo_bp <= whole->hi_bp;
}

static hz_status make_solution(const forest *f, hz_error *err)
{
    const hz_solution *from = f->solution;
    hz_contraction *c = f->out;
    hz_solution *s = c->solution = hz_calloc(1, sizeof *s);

    if (!s || !(s->place = hz_calloc(c->model->n_columns + 1, 1)) ||
        !(s->basic = hz_calloc(from->n_basic + c->n_components + 1, sizeof *s->basic)) ||
        !(s->tight = hz_calloc(from->n_tight + 1, sizeof *s->tight)) ||
        !(s->price = hz_calloc(c->model->n_rows + 1, sizeof *s->price)))
        return hz_error_memory(err);
    s->outcome = from->outcome;
    s->n_tight = from->n_tight;
    if (from->n_tight > 0)
        memcpy(s->tight, from->tight, from->n_tight * sizeof *s->tight);
    memcpy(s->price, from->price, c->model->n_rows * sizeof *s->price);
    memcpy(s->place, from->place, f->model->n_columns);
    for (size_t k = 0; k < c->n_members; k++)
        s->place[c->members[k].column] = HZ_AT_LO;
    for (size_t i = 0; i < c->n_components && !c->fault; i++)
        if (!place_component(f, i, &s->place[f->model->n_columns + i]))
            c->fault = _("a cut lies outside its bounds");
    for (uint32_t j = 0; j < c->model->n_columns && s->n_basic < from->n_basic + c->n_components; j++)
        if (s->place[j] == HZ_BASIC)
            s->basic[s->n_basic++] = j;
    return HZ_OK;
}

/* ---- the verb ---- */

static hz_status contract(forest *f, hz_error *err)
{
    size_t n = f->model->n_columns, n_ends = 2 * f->solution->n_tight_arcs;
    bool has_offsets = false;
    hz_status status;

    if (!(f->end = hz_calloc(n + 1, sizeof *f->end)) || !(f->next = hz_calloc(n_ends + 1, sizeof *f->next)) ||
        !(f->member_of = hz_calloc(n + 1, sizeof *f->member_of)) ||
        !(f->out->members = hz_calloc(n_ends + 1, sizeof *f->out->members)) ||
        !(f->out->first = hz_calloc(n_ends + 2, sizeof *f->out->first)))
        return hz_error_memory(err);
    hang_ends(f);
    if (!grow_forest(f)) {
        f->out->fault = _("the basis is not well formed");
        return HZ_OK;
    }
    for (size_t i = 0; i < f->out->n_components; i++)
        has_offsets |= set_zero(f, i);
    return (status = make_model(f, has_offsets, err)) ? status : make_solution(f, err);
}

hz_status hz_contract(hz_contraction **out, const hz_model *model, const hz_solution *solution, hz_error *err)
{
    forest f = {.model = model, .solution = solution, .out = hz_calloc(1, sizeof *f.out)};
    hz_status status;

    *out = NULL;
    if (!f.out)
        return hz_error_memory(err);
    f.out->n_columns = model->n_columns;
    status = contract(&f, err);
    free(f.end);
    free(f.next);
    free(f.member_of);
    if (status)
        hz_contraction_free(f.out);
    else
        *out = f.out;
    return status;
}

void hz_contraction_free(hz_contraction *contraction)
{
    if (!contraction)
        return;
    hz_model_free(contraction->model);
    hz_solution_free(contraction->solution);
    free(contraction->members);
    free(contraction->first);
    free(contraction);
}

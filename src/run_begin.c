/* run_begin.c - where the search for all levels together begins: at what each of them came to by itself
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Without the arcs between levels the joint model falls apart into those of the levels. So their optima together are a basis of it that
 * is dual feasible, and what it takes from there is as much as the levels stand in each other's way. */
#include "run_begin.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

typedef struct {
    const hz_model *joint;
    const hz_scenario *scenario;
    const hz_own_answer *own;
    uint32_t *own_row;    /* [joint->n_rows] row of the level by itself, HZ_NONE */
    uint32_t *own_column; /* [joint->n_columns] */
    uint32_t *column[HZ_N_LEVELS]; /* [own->model->n_columns] of the joint model; HZ_NONE: a stricter level, or a milder one, leaves it no room there */
    size_t n_matched;              /* columns */
} matching;

static size_t place_of(const hz_model *joint, hz_level level)
{
    size_t k = 0;

    while (k + 1 < joint->n_levels && joint->levels[k] != level)
        k++;
    return k;
}

static size_t place_of_row(const matching *m, size_t i)
{
    return place_of(m->joint, m->scenario->demands[m->joint->rows[i].demand].level);
}

static void match_rows(matching *m)
{
    size_t next[HZ_N_LEVELS] = {0};

    for (size_t i = 0; i < m->joint->n_rows; i++) {
        size_t k = place_of_row(m, i);
        const hz_model *own = m->own[k].model;

        m->own_row[i] = HZ_NONE;
        if (next[k] < own->n_rows && own->rows[next[k]].kind == m->joint->rows[i].kind && own->rows[next[k]].demand == m->joint->rows[i].demand)
            m->own_row[i] = (uint32_t)next[k]++;
    }
}

static int by_reason(const void *a, const void *b)
{
    const hz_link *x = a, *y = b;
    const uint32_t left[] = {x->demand, x->sector, x->district, x->better, x->worse, x->is_most};
    const uint32_t right[] = {y->demand, y->sector, y->district, y->better, y->worse, y->is_most};

    for (size_t i = 0; i < sizeof left / sizeof *left; i++)
        if (left[i] != right[i])
            return left[i] < right[i] ? -1 : 1;
    return 0;
}

/* Column j of the level by itself stands for column `joint`. */
static void match_column(matching *m, size_t k, uint32_t j, uint32_t joint)
{
    m->column[k][j] = joint;
    m->own_column[joint] = j;
    m->n_matched++;
}

/* Links by what they stand for; `links` is room for those of a level. */
static void match_links(matching *m, size_t k, hz_link *links)
{
    const hz_model *own = m->own[k].model, *joint = m->joint;

    if (own->n_links == 0)
        return;
    memcpy(links, own->links, own->n_links * sizeof *links);
    qsort(links, own->n_links, sizeof *links, by_reason);
    for (size_t i = 0; i < joint->n_links; i++) {
        const hz_link *found = bsearch(&joint->links[i], links, own->n_links, sizeof *links, by_reason);

        if (found && (hz_level)joint->columns[joint->links[i].column].level == joint->levels[k])
            match_column(m, k, found->column, joint->links[i].column);
    }
}

/* Units by their number, and the plan cost of the level; `column_of` is room for all units. */
static void match_units(matching *m, size_t k, uint32_t *column_of)
{
    const hz_model *own = m->own[k].model, *joint = m->joint;

    memset(column_of, 0xff, m->scenario->n_units * sizeof *column_of);
    for (uint32_t j = 0; j < own->n_columns; j++)
        if (own->columns[j].unit != HZ_NONE)
            column_of[own->columns[j].unit] = j;
    for (uint32_t j = 0; j < joint->n_columns; j++) {
        uint32_t unit = joint->columns[j].unit;

        if ((hz_level)joint->columns[j].level != joint->levels[k])
            continue;
        if (unit != HZ_NONE && column_of[unit] != HZ_NONE)
            match_column(m, k, column_of[unit], j);
        else if (unit == HZ_NONE && hz_is_plan_cost(joint, j) && own->n_columns > 0 && hz_is_plan_cost(own, own->n_columns - 1))
            match_column(m, k, (uint32_t)own->n_columns - 1, j);
    }
}

/* *is_whole: each column of the joint model is one of a level. */
static hz_status match_columns(matching *m, bool *is_whole, hz_error *err)
{
    for (size_t k = 0; k < m->joint->n_levels; k++) {
        uint32_t *column_of = hz_calloc(m->scenario->n_units + 1, sizeof *column_of);
        hz_link *links = hz_calloc(m->own[k].model->n_links + 1, sizeof *links);

        memset(m->column[k], 0xff, m->own[k].model->n_columns * sizeof *m->column[k]);
        if (column_of && links) {
            match_units(m, k, column_of);
            match_links(m, k, links);
        }
        free(column_of);
        free(links);
        if (!column_of || !links)
            return hz_error_memory(err);
    }
    *is_whole = m->n_matched == m->joint->n_columns;
    return HZ_OK;
}

static uint32_t first_of(const hz_arc *arc)
{
    return arc->before < arc->after ? arc->before : arc->after;
}

/* The arc of the joint model between two columns; HZ_NONE. */
static uint32_t find_arc(const hz_model *joint, uint32_t before, uint32_t after, uint8_t kind)
{
    uint32_t first = before < after ? before : after;
    size_t low = 0, high = joint->n_arcs;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (first_of(&joint->arcs[middle]) < first)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < joint->n_arcs && first_of(&joint->arcs[low]) == first; low++)
        if (joint->arcs[low].before == before && joint->arcs[low].after == after && joint->arcs[low].kind == kind)
            return (uint32_t)low;
    return HZ_NONE;
}

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

    return x < y ? -1 : x > y;
}

/* An arc to a column that is not there goes with it; what rested on that rests on its own bound instead. */
static void drop_arc(const matching *m, size_t k, const hz_arc *arc, hz_solution *basis)
{
    uint32_t gone = m->column[k][arc->before] == HZ_NONE ? arc->before : arc->after;
    uint32_t left = m->column[k][gone == arc->before ? arc->after : arc->before];

    if (left != HZ_NONE && m->own[k].solution->place[gone] != HZ_BASIC)
        basis->place[left] = HZ_AT_LO;
}

/* False where one of them is no arc of the joint model. */
static bool take_arcs(const matching *m, size_t k, hz_solution *basis)
{
    const hz_solution *own = m->own[k].solution;

    for (size_t i = 0; i < own->n_tight_arcs; i++) {
        const hz_arc *arc = &m->own[k].model->arcs[own->tight_arcs[i]];
        uint32_t before = m->column[k][arc->before], after = m->column[k][arc->after];
        uint32_t found;

        if (before == HZ_NONE || after == HZ_NONE) {
            drop_arc(m, k, arc, basis);
            continue;
        }
        if ((found = find_arc(m->joint, before, after, arc->kind)) == HZ_NONE)
            return false;
        basis->tight_arcs[basis->n_tight_arcs++] = found;
    }
    return true;
}

static bool is_tight(const hz_solution *own, uint32_t row)
{
    return bsearch(&row, own->tight, own->n_tight, sizeof row, by_number) != NULL;
}

/* False where it is no basis of the joint model. */
static bool fill_basis(const matching *m, hz_solution *basis)
{
    size_t n_tight = 0;

    for (size_t j = 0; j < m->joint->n_columns; j++)
        basis->place[j] = m->own[place_of(m->joint, (hz_level)m->joint->columns[j].level)].solution->place[m->own_column[j]];
    for (uint32_t i = 0; i < m->joint->n_rows; i++)
        if (m->own_row[i] != HZ_NONE && is_tight(m->own[place_of_row(m, i)].solution, m->own_row[i]))
            basis->tight[basis->n_tight++] = i;
    for (size_t k = 0; k < m->joint->n_levels; k++) {
        n_tight += m->own[k].solution->n_tight;
        if (!take_arcs(m, k, basis))
            return false;
    }
    if (basis->n_tight_arcs > 1)
        qsort(basis->tight_arcs, basis->n_tight_arcs, sizeof *basis->tight_arcs, by_number);
    return n_tight == basis->n_tight && hz_is_square(m->joint, basis);
}

static hz_status make_basis(hz_beginning *out, const matching *m, hz_error *err)
{
    hz_solution *basis = hz_calloc(1, sizeof *basis);
    size_t n_arcs = 0;

    for (size_t k = 0; k < m->joint->n_levels; k++)
        n_arcs += m->own[k].solution->n_tight_arcs;
    if (!basis || !(basis->place = hz_calloc(m->joint->n_columns + 1, 1)) || !(basis->tight = hz_calloc(m->joint->n_rows + 1, sizeof *basis->tight)) ||
        !(basis->tight_arcs = hz_calloc(n_arcs + 1, sizeof *basis->tight_arcs))) {
        hz_solution_free(basis);
        return hz_error_memory(err);
    }
    if (fill_basis(m, basis))
        out->basis = basis;
    else
        hz_solution_free(basis);
    return HZ_OK;
}

static void take_prices(hz_beginning *out, const matching *m)
{
    for (size_t i = 0; i < m->joint->n_rows; i++) {
        const hz_own_answer *own = &m->own[place_of_row(m, i)];

        if (m->own_row[i] != HZ_NONE)
            out->price[i] = mpq_get_d(own->proof->price[m->own_row[i]]) * (double)own->weight;
    }
}

static hz_status begin(hz_beginning *out, matching *m, hz_error *err)
{
    bool is_whole = false;
    hz_status status;

    for (size_t k = 0; k < m->joint->n_levels; k++)
        if (!(m->column[k] = hz_calloc(m->own[k].model->n_columns + 1, sizeof *m->column[k])))
            return hz_error_memory(err);
    if (!m->own_row || !m->own_column || !out->price)
        return hz_error_memory(err);
    match_rows(m);
    take_prices(out, m);
    if ((status = match_columns(m, &is_whole, err)))
        return status;
    return is_whole && m->joint->n_links > 0 ? make_basis(out, m, err) : HZ_OK; /* the others are sifted */
}

hz_status hz_begin_together(hz_beginning *out, const hz_model *joint, const hz_scenario *scenario, const hz_own_answer *own, hz_error *err)
{
    matching m = {.joint = joint,
                  .scenario = scenario,
                  .own = own,
                  .own_row = hz_calloc(joint->n_rows + 1, sizeof *m.own_row),
                  .own_column = hz_calloc(joint->n_columns + 1, sizeof *m.own_column)};
    hz_status status;

    *out = (hz_beginning){.price = hz_calloc(joint->n_rows + 1, sizeof *out->price)};
    status = begin(out, &m, err);
    for (size_t k = 0; k < HZ_N_LEVELS; k++)
        free(m.column[k]);
    free(m.own_row);
    free(m.own_column);
    if (status)
        hz_beginning_clear(out);
    return status;
}

void hz_beginning_clear(hz_beginning *beginning)
{
    free(beginning->price);
    hz_solution_free(beginning->basis);
    *beginning = (hz_beginning){0};
}

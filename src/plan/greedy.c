/* greedy.c - whole units, the cheapest by average cost first, one target after the other: what least-cost tools do
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The rule of EPA's CoST ("least cost", one target pollutant, whole measures, ascending average cost per ton), for one target after
 * the other in the order of the rows: what an earlier one has cut counts for the later ones. Only which units are taken matters,
 * not in which order: so they are not sorted, but split about a pivot until the last one is found. */
#include "plan/greedy.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/cancel.h"

/* A unit that can still be cut for the present target. The price, cost / value, is rounded: it never puts two the wrong way round, but
 * may not tell them apart. There are as many of these as units, so they are small. */
typedef struct {
    float price;
    uint32_t column; /* the first of its columns */
    int64_t gain;    /* what cutting it whole, or its deepest mode, brings to the row */
} candidate;

typedef struct {
    const hz_model *model;
    uint16_t *cut_bp;
    int64_t *reached; /* [n_rows] base units, each unit's part rounded down */
    size_t row;       /* the present target */
    bool *is_wide;    /* [n_rows] not in `columns` */
    uint64_t *start;  /* [n_rows + 1] the columns of an at-least row: columns[start[i]] .. */
    uint32_t *columns;
    uint32_t *first_of; /* [n_columns] the first column of the unit; NULL: nobody has modes, and it is the column itself */
    candidate *candidates; /* [most columns of a row] */
} greedy;

/* ---- the matrix by row ---- */

/* A row that concerns every eighth unit or more is found by going through all of them: there can only be a few such rows, and an index
 * of them would take more memory than the rest of the work. */
enum { WIDE = 8 };

static bool is_target(const hz_model *m, size_t row)
{
    return hz_is_target_row(&m->rows[row]);
}

/* How many columns the row of each target has, into start[i + 2]; returns the most. */
static uint64_t count_columns(greedy *g)
{
    const hz_model *m = g->model;
    uint64_t n_entries = m->start[m->n_columns], most = 0;

    for (uint64_t k = 0; k < n_entries; k++)
        g->start[m->row[k] + 2] += is_target(m, m->row[k]);
    for (size_t i = 0; i < m->n_rows; i++)
        most = g->start[i + 2] > most ? g->start[i + 2] : most;
    return most;
}

/* start[i + 1] is where row i is filled next, and ends as the start of row i + 1. */
static hz_status index_rows(greedy *g, hz_error *err)
{
    const hz_model *m = g->model;
    uint64_t most;

    g->start = hz_calloc(m->n_rows + 2, sizeof *g->start);
    g->is_wide = hz_calloc(m->n_rows + 1, sizeof *g->is_wide);
    if (!g->start || !g->is_wide)
        return hz_error_memory(err);
    most = count_columns(g);
    for (size_t i = 0; i < m->n_rows; i++) {
        g->is_wide[i] = g->start[i + 2] >= m->n_columns / WIDE;
        g->start[i + 2] = g->start[i + 1] + (g->is_wide[i] ? 0 : g->start[i + 2]);
    }
    g->columns = hz_calloc(g->start[m->n_rows + 1] + 1, sizeof *g->columns);
    g->candidates = hz_calloc(most + 1, sizeof *g->candidates);
    if (!g->columns || !g->candidates)
        return hz_error_memory(err);
    for (size_t j = 0; j < m->n_columns; j++)
        for (uint64_t k = m->start[j]; k < m->start[j + 1]; k++)
            if (is_target(m, m->row[k]) && !g->is_wide[m->row[k]])
                g->columns[g->start[m->row[k] + 1]++] = (uint32_t)j;
    return hz_cancel_check(err);
}

/* ---- cuts ---- */

/* Amounts are below HZ_AMOUNT_MAX: see modes.c. Here every column stands at a bound, and that of a rung is none or all of it. */
static int64_t part(int64_t value, uint16_t cut_bp)
{
    return value * cut_bp / HZ_SHARE_ONE;
}

static void cut(greedy *g, size_t j, uint16_t to_bp)
{
    const hz_model *m = g->model;

    for (uint64_t k = m->start[j]; k < m->start[j + 1]; k++)
        if (is_target(m, m->row[k])) /* others have coefficients that are no amounts */
            g->reached[m->row[k]] += part(m->value[k], to_bp) - part(m->value[k], g->cut_bp[j]);
    g->cut_bp[j] = to_bp;
}

/* ---- one target ---- */

/* In the present row; 0: it is not in it. */
static int64_t value_in_row(const greedy *g, size_t j)
{
    const hz_model *m = g->model;

    for (uint64_t k = m->start[j]; k < m->start[j + 1]; k++)
        if (m->row[k] == g->row)
            return m->value[k];
    return 0;
}

/* Of a unit, by the first of its columns. */
static int64_t value_of(const greedy *g, size_t first)
{
    int64_t value = 0;

    for (size_t i = 0, n = hz_columns_of_unit(g->model, first); i < n; i++)
        value += value_in_row(g, first + i);
    return value;
}

static int64_t cost_of(const greedy *g, size_t first)
{
    int64_t cost = 0;

    for (size_t i = 0, n = hz_columns_of_unit(g->model, first); i < n; i++)
        cost += g->model->columns[first + i].cost_fen_d;
    return cost;
}

static int64_t gain_of(const greedy *g, size_t first)
{
    int64_t gain = 0;

    for (size_t j = first, end = first + hz_columns_of_unit(g->model, first); j < end; j++) {
        int64_t value = value_in_row(g, j);

        gain += part(value, g->model->columns[j].hi_bp) - part(value, g->cut_bp[j]);
    }
    return gain;
}

static void cut_whole(greedy *g, size_t first)
{
    for (size_t j = first, end = first + hz_columns_of_unit(g->model, first); j < end; j++)
        cut(g, j, g->model->columns[j].hi_bp);
}

static bool is_cheaper(const greedy *g, const candidate *a, const candidate *b)
{
    __int128 left, right;

    if (a->price != b->price)
        return a->price < b->price;
    left = (__int128)cost_of(g, a->column) * value_of(g, b->column);
    right = (__int128)cost_of(g, b->column) * value_of(g, a->column);
    return left != right ? left < right : a->column < b->column;
}

static void exchange(candidate *a, candidate *b)
{
    candidate c = *a;

    *a = *b;
    *b = c;
}

/* Put those cheaper than one of them in front of it; its place is returned. The middle of three is taken for it. */
static size_t split(const greedy *g, candidate *list, size_t n)
{
    size_t middle = n / 2, last = n - 1, at = 0;

    if (is_cheaper(g, &list[middle], &list[0]))
        exchange(&list[middle], &list[0]);
    if (is_cheaper(g, &list[last], &list[0]))
        exchange(&list[last], &list[0]);
    if (is_cheaper(g, &list[middle], &list[last]))
        exchange(&list[middle], &list[last]);
    for (size_t i = 0; i < last; i++)
        if (is_cheaper(g, &list[i], &list[last]))
            exchange(&list[i], &list[at++]);
    exchange(&list[at], &list[last]);
    return at;
}

/* Cut the cheapest that together bring `lack`, or all; the last one whole, too. */
static void cut_cheapest(greedy *g, size_t n, int64_t lack)
{
    candidate *list = g->candidates;

    while (n > 0 && lack > 0) {
        size_t pivot = split(g, list, n);
        int64_t in_front = 0;

        for (size_t i = 0; i < pivot && in_front < lack; i++)
            in_front += list[i].gain;
        if (in_front >= lack) {
            n = pivot;
            continue;
        }
        for (size_t i = 0; i <= pivot; i++) {
            lack -= list[i].gain;
            cut_whole(g, list[i].column);
        }
        list += pivot + 1;
        n -= pivot + 1;
    }
}

/* A unit with modes comes once for each of its columns in the row, one after the other. */
static void add_candidate(greedy *g, size_t *n, uint32_t j)
{
    uint32_t first = g->first_of ? g->first_of[j] : j;
    int64_t gain;

    if (*n > 0 && g->candidates[*n - 1].column == first)
        return;
    gain = gain_of(g, first);
    if (gain > 0)
        g->candidates[(*n)++] = (candidate){(float)((double)cost_of(g, first) / (double)value_of(g, first)), first, gain};
}

static void meet_target(greedy *g, size_t row)
{
    const hz_model *m = g->model;
    size_t n = 0;

    g->row = row;
    for (uint32_t j = 0; g->is_wide[row] && j < m->n_columns; j++)
        add_candidate(g, &n, j);
    for (uint64_t k = g->start[row]; k < g->start[row + 1]; k++)
        add_candidate(g, &n, g->columns[k]);
    cut_cheapest(g, n, m->rows[row].rhs - g->reached[row]);
}

/* ---- all ---- */

static hz_status meet_targets(greedy *g, bool *is_reached, hz_error *err)
{
    const hz_model *m = g->model;

    *is_reached = true;
    for (size_t j = 0; j < m->n_columns; j++) {
        g->cut_bp[j] = 0;
        if (m->columns[j].lo_bp > 0)
            cut(g, j, m->columns[j].lo_bp);
    }
    for (size_t i = 0; i < m->n_rows; i++) {
        if (!is_target(m, i) || g->reached[i] >= m->rows[i].rhs)
            continue;
        if (hz_cancel_check(err))
            return err ? err->status : HZ_ERR_INTERRUPTED;
        meet_target(g, i);
        *is_reached = *is_reached && g->reached[i] >= m->rows[i].rhs;
    }
    return HZ_OK;
}

/* Without modes each column is its unit's only one. */
static hz_status find_first_columns(greedy *g, hz_error *err)
{
    const hz_model *m = g->model;
    size_t j = 0;

    while (j < m->n_columns && m->columns[j].mode == 0)
        j++;
    if (j == m->n_columns)
        return HZ_OK;
    if (!(g->first_of = hz_calloc(m->n_columns + 1, sizeof *g->first_of)))
        return hz_error_memory(err);
    for (size_t first = 0, n; first < m->n_columns; first += n) {
        n = hz_columns_of_unit(m, first);
        for (size_t i = 0; i < n; i++)
            g->first_of[first + i] = (uint32_t)first;
    }
    return HZ_OK;
}

hz_status hz_cut_cheapest_first(uint16_t *cut_bp, bool *is_reached, const hz_model *model, hz_error *err)
{
    greedy g = {.model = model, .cut_bp = cut_bp};
    hz_status status;

    if (!(g.reached = hz_calloc(model->n_rows + 1, sizeof *g.reached)))
        status = hz_error_memory(err);
    else if (!(status = find_first_columns(&g, err)) && !(status = index_rows(&g, err)))
        status = meet_targets(&g, is_reached, err);
    free(g.reached);
    free(g.start);
    free(g.is_wide);
    free(g.columns);
    free(g.first_of);
    free(g.candidates);
    return status;
}

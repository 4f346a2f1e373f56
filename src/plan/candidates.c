/* candidates.c - the columns that may be moved: those nearest to the margin, to be found by the rows that they are in
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan/candidates.h"

#include <math.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/cancel.h"

/* ---- how far a column is from the margin ---- */

/* A reduced cost, and the sum of its terms without their signs. */
typedef struct {
    double value, size;
} reduced;

static reduced reduced_cost(const hz_model *m, size_t j, const double *price)
{
    reduced d = {(double)m->columns[j].cost_fen_d, fabs((double)m->columns[j].cost_fen_d)};

    for (uint64_t k = m->start[j]; k < m->start[j + 1]; k++) {
        double term = price[m->row[k]] * (double)m->value[k];

        d.value -= term;
        d.size += fabs(term);
    }
    return d;
}

static double ratio(reduced d)
{
    return d.size > 0 ? fabs(d.value) / d.size : 1;
}

/* The levels of a unit may have to move together, and then it is their sum that is near the margin: the nearest of all runs of
 * columns of the unit that column j is in. `own` are theirs, and j is the at-th of n. */
static double margin_in_unit(const reduced *own, size_t n, size_t at)
{
    double least = ratio(own[at]);

    for (size_t from = 0; from <= at; from++) {
        reduced sum = {0, 0};

        for (size_t to = from; to < n; to++) {
            sum.value += own[to].value;
            sum.size += own[to].size;
            if (to >= at && ratio(sum) < least)
                least = ratio(sum);
        }
    }
    return least;
}

static int by_margin(const void *a, const void *b)
{
    const hz_candidate *x = a, *y = b;

    if (x->margin != y->margin)
        return x->margin < y->margin ? -1 : 1;
    return x->column < y->column ? -1 : x->column > y->column;
}

/* Keep the `most` smallest of a growing heap whose top is the largest. */
static void keep_smallest(hz_candidate *heap, size_t *n, size_t most, hz_candidate new)
{
    size_t at;

    if (*n == most) {
        if (by_margin(&new, &heap[0]) >= 0)
            return;
        for (at = 0; 2 * at + 1 < *n;) {
            size_t child = 2 * at + 1;

            if (child + 1 < *n && by_margin(&heap[child + 1], &heap[child]) > 0)
                child++;
            if (by_margin(&new, &heap[child]) >= 0)
                break;
            heap[at] = heap[child];
            at = child;
        }
    } else {
        for (at = (*n)++; at > 0 && by_margin(&new, &heap[(at - 1) / 2]) > 0; at = (at - 1) / 2)
            heap[at] = heap[(at - 1) / 2];
    }
    heap[at] = new;
}

/* As many are looked at together. */
enum { TOGETHER_MAX = 16 };

/* The columns that may move together with column j, from it on: those of its unit; without arcs each by itself. */
static size_t n_together(const hz_model *m, size_t j)
{
    size_t n = 1;

    while (m->n_arcs > 0 && m->columns[j].unit != HZ_NONE && n < TOGETHER_MAX && j + n < m->n_columns &&
           m->columns[j + n].unit == m->columns[j].unit)
        n++;
    return n;
}

/* The n columns from `first` on, but those that cannot be moved. */
static void offer(hz_candidates *c, size_t most, const hz_model *m, size_t first, size_t n, const double *price)
{
    reduced own[TOGETHER_MAX];

    for (size_t i = 0; i < n; i++)
        own[i] = reduced_cost(m, first + i, price);
    for (size_t i = 0; i < n; i++)
        if (m->columns[first + i].lo_bp < m->columns[first + i].hi_bp && !hz_is_plan_cost(m, first + i))
            keep_smallest(c->list, &c->n, most, (hz_candidate){(uint32_t)(first + i), margin_in_unit(own, n, i)});
}

static hz_status find_nearest(hz_candidates *c, size_t most, const hz_model *m, const double *price, hz_error *err)
{
    size_t since = 0;
    hz_status status = HZ_OK;

    for (size_t j = 0, n; j < m->n_columns && !status; j += n) {
        n = n_together(m, j);
        offer(c, most, m, j, n, price);
        if (j - since > 16384) {
            since = j;
            status = hz_cancel_check(err);
        }
    }
    qsort(c->list, c->n, sizeof *c->list, by_margin);
    return status;
}

/* ---- where to find them ---- */

static int by_cost_down(const void *a, const void *b, void *columns)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    int64_t cx = ((const hz_column *)columns)[x].cost_fen_d, cy = ((const hz_column *)columns)[y].cost_fen_d;

    if (cx != cy)
        return cx > cy ? -1 : 1;
    return x < y ? -1 : x > y;
}

/* start[i + 1] is where row i is filled next, and ends as the start of row i + 1. */
static bool index_rows(hz_candidates *c, const hz_model *m)
{
    if (!(c->start = hz_calloc(m->n_rows + 2, sizeof *c->start)))
        return false;
    for (size_t i = 0; i < c->n; i++)
        for (uint64_t k = m->start[c->list[i].column]; k < m->start[c->list[i].column + 1]; k++)
            c->start[m->row[k] + 2]++;
    for (size_t i = 0; i < m->n_rows; i++)
        c->start[i + 2] += c->start[i + 1];
    if (!(c->in_row = hz_calloc(c->start[m->n_rows + 1] + 1, sizeof *c->in_row)))
        return false;
    for (size_t i = 0; i < c->n; i++)
        for (uint64_t k = m->start[c->list[i].column]; k < m->start[c->list[i].column + 1]; k++)
            c->in_row[c->start[m->row[k] + 1]++] = (uint32_t)i;
    return true;
}

hz_status hz_choose_candidates(hz_candidates *candidates, const hz_model *model, const double *price, size_t most,
                               hz_error *err)
{
    hz_status status;

    *candidates = (hz_candidates){.list = hz_calloc(most + 1, sizeof *candidates->list)};
    if (!candidates->list)
        return hz_error_memory(err);
    if ((status = find_nearest(candidates, most, model, price, err)))
        return status;
    candidates->dearest = hz_calloc(candidates->n + 1, sizeof *candidates->dearest);
    if (!candidates->dearest || !index_rows(candidates, model))
        return hz_error_memory(err);
    for (size_t i = 0; i < candidates->n; i++)
        candidates->dearest[i] = candidates->list[i].column;
    qsort_r(candidates->dearest, candidates->n, sizeof *candidates->dearest, by_cost_down, model->columns);
    return HZ_OK;
}

void hz_candidates_clear(hz_candidates *candidates)
{
    free(candidates->list);
    free(candidates->dearest);
    free(candidates->start);
    free(candidates->in_row);
}

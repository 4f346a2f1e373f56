/* derive.c - from exact fractions to orders that a person can carry out and check
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Only the basic columns are fractions; all others stand at a bound of their own. The fractions are rounded to steps, once
 * all up and once all down, and the cheaper outcome is taken: one step of a very large unit can cost more than many of
 * small ones. Of several levels, each is then rounded the way that came out cheaper for it. Then every row is counted again in
 * whole base units, each unit's part rounded against us, and
 *   1. where a floor no longer holds, units in it are taken back a step, the nearest to the margin first;
 *   2. where a target is short, or a cap that others loosen does not hold, the cheapest step up that breaks no floor is taken, until
 *      none is;
 *   3. steps that no row needs are given back, the dearest first.
 * Where arcs join columns, a column that moves takes along those that would break an arc: upwards what must be cut at least as
 * deep, downwards what may not be cut deeper. So an arc that holds once holds to the end.
 * All of it in whole numbers, and in an order that only the model decides. */
#include "plan/derive.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/cancel.h"
#include "base/lang.h"

enum {
    CANDIDATES_FIRST = 256,
    CANDIDATES_GROWTH = 16,  /* so many times more, while the demands cannot be met with fewer */
    CANDIDATES_OF_LEVELS = 4 /* and from the start where levels hang together: there the nearest are often held by their arcs */
};

/* A column that may be moved by steps. */
typedef struct {
    uint32_t column;
    double margin; /* |reduced cost| beside the sum of its terms: 0 for basic columns */
} candidate;

/* A column that was moved, to be undone. */
typedef struct {
    uint32_t column;
    uint16_t from_bp;
} moved;

typedef struct {
    const hz_scenario *scenario;
    const hz_model *model;
    const hz_proof *proof;
    int64_t society_g_d[HZ_MAX_POLLUTANTS]; /* of pools */
    uint16_t step_bp;
    uint16_t *cut_bp;      /* [n_columns] */
    int64_t *reached;      /* [n_rows] base units, rounded against us */
    candidate *candidates; /* by margin, then column */
    size_t n_candidates;
    /* the arcs of each column, those in which it is `before` and those in which it is `after`; NULL without arcs */
    uint32_t *first_arc[2]; /* [n_columns + 1] */
    uint32_t *arcs[2];      /* [n_arcs] */
    moved *log;             /* the last move and what it took along */
    size_t n_log, log_capacity;
    bool is_out_of_memory;
} settling;

/* Ctrl-C is heard every so many columns. */
static hz_status check_now_and_then(size_t column, hz_error *err)
{
    return column % 16384 == 0 ? hz_cancel_check(err) : HZ_OK;
}

/* ---- counting rows in whole units ---- */

/* What a cut of one column brings to a row, rounded against us: down where at least something is demanded, up where at
 * most. */
static int64_t effect(hz_sense sense, int64_t value, uint16_t cut_bp)
{
    return sense == HZ_AT_LEAST ? hz_div_floor((__int128)value * cut_bp, HZ_SHARE_ONE)
                                : hz_div_ceil((__int128)value * cut_bp, HZ_SHARE_ONE);
}

/* The demand that a row adds up whole grams of several pollutants for: a pool or a weighted sum; else NULL. */
static const hz_demand *mixture_of(const settling *s, const hz_row *row)
{
    const hz_demand *demands = s->scenario->demands;

    if (row->kind == HZ_ROW_POOL || row->kind == HZ_ROW_WEIGHTED)
        return &demands[row->demand];
    return row->kind == HZ_ROW_SAFETY && demands[row->target].kind == HZ_DEMAND_POOL ? &demands[row->target] : NULL;
}

/* A unit's cut is whole grams of each pollutant before they are mixed. */
static int64_t mixed_effect(const settling *s, const hz_demand *mixture, size_t unit, uint16_t cut_bp)
{
    int64_t cut_g_d[HZ_MAX_POLLUTANTS];

    for (size_t p = 0; p < s->scenario->n_pollutants; p++)
        cut_g_d[p] = hz_order_cut_g_d(s->scenario, unit, p, cut_bp);
    return mixture->kind == HZ_DEMAND_POOL ? hz_pool_share(s->scenario, mixture, cut_g_d, s->society_g_d)
                                           : hz_weighted_sum(s->scenario, mixture, cut_g_d);
}

/* And its cost is whole fen before a cap multiplies it. */
static int64_t cost_effect(const settling *s, int64_t value, size_t unit, uint16_t cut_bp)
{
    int64_t cost = s->scenario->units[unit].cost_fen_d;

    return value / cost * hz_order_cost_fen_d(s->scenario, unit, cut_bp);
}

/* What column j at a cut brings to the row of one of its entries. */
static int64_t entry_effect(const settling *s, size_t j, uint64_t entry, uint16_t cut_bp)
{
    const hz_row *row = &s->model->rows[s->model->row[entry]];
    const hz_demand *mixture = mixture_of(s, row);

    if (mixture)
        return mixed_effect(s, mixture, s->model->columns[j].unit, cut_bp);
    if (row->kind == HZ_ROW_CAP && row->product == HZ_NONE)
        return cost_effect(s, s->model->value[entry], s->model->columns[j].unit, cut_bp);
    return effect(row->sense, s->model->value[entry], cut_bp);
}

static int64_t change(const settling *s, size_t j, uint64_t entry, uint16_t from_bp, uint16_t to_bp)
{
    return entry_effect(s, j, entry, to_bp) - entry_effect(s, j, entry, from_bp);
}

static hz_status count_rows(settling *s, hz_error *err)
{
    const hz_model *m = s->model;
    hz_status status = HZ_OK;

    memset(s->reached, 0, m->n_rows * sizeof *s->reached);
    for (size_t j = 0; j < m->n_columns && !(status = check_now_and_then(j, err)); j++)
        for (uint64_t k = m->start[j]; s->cut_bp[j] > 0 && k < m->start[j + 1]; k++)
            s->reached[m->row[k]] += change(s, j, k, 0, s->cut_bp[j]);
    return status;
}

/* By how much a row fails to hold; 0 or less when it holds. */
static int64_t lack(const settling *s, size_t row)
{
    const hz_row *r = &s->model->rows[row];

    return r->sense == HZ_AT_LEAST ? r->rhs - s->reached[row] : s->reached[row] - r->rhs;
}

static void move(settling *s, size_t j, uint16_t to_bp)
{
    const hz_model *m = s->model;

    for (uint64_t k = m->start[j]; k < m->start[j + 1]; k++)
        s->reached[m->row[k]] += change(s, j, k, s->cut_bp[j], to_bp);
    s->cut_bp[j] = to_bp;
}

/* ---- steps ---- */

static uint16_t step_up(const settling *s, size_t j)
{
    unsigned next = (s->cut_bp[j] / s->step_bp + 1u) * s->step_bp;
    uint16_t hi = s->model->columns[j].hi_bp;

    return next < hi ? (uint16_t)next : hi;
}

static uint16_t step_down(const settling *s, size_t j)
{
    unsigned next = s->cut_bp[j] > 0 ? (s->cut_bp[j] - 1u) / s->step_bp * s->step_bp : 0;
    uint16_t lo = s->model->columns[j].lo_bp;

    return next > lo ? (uint16_t)next : lo;
}

/* The step at a cut, or the next one above it; less only where the column may not be cut so deep. */
static uint16_t at_or_above(const settling *s, size_t j, int bp)
{
    const hz_column *column = &s->model->columns[j];
    int step = (bp + s->step_bp - 1) / s->step_bp * s->step_bp;

    if (step < column->lo_bp)
        return column->lo_bp;
    return step < column->hi_bp ? (uint16_t)step : column->hi_bp;
}

static uint16_t at_or_below(const settling *s, size_t j, int bp)
{
    const hz_column *column = &s->model->columns[j];
    int step = bp / s->step_bp * s->step_bp;

    if (step > column->hi_bp)
        return column->hi_bp;
    return step > column->lo_bp ? (uint16_t)step : column->lo_bp;
}

/* ---- moving, with whatever the arcs take along ---- */

enum { AS_BEFORE, AS_AFTER };

static bool log_move(settling *s, size_t j, uint16_t to_bp)
{
    if (!hz_grow((void **)&s->log, &s->log_capacity, s->n_log + 1, sizeof *s->log)) {
        s->is_out_of_memory = true;
        return false;
    }
    s->log[s->n_log++] = (moved){(uint32_t)j, s->cut_bp[j]};
    move(s, j, to_bp);
    return true;
}

static void undo(settling *s)
{
    while (s->n_log > 0) {
        s->n_log--;
        move(s, s->log[s->n_log].column, s->log[s->n_log].from_bp);
    }
}

/* Column j has been moved up: who must be cut at least as deep? False: somebody cannot. */
static bool push_up(settling *s, size_t j)
{
    for (uint32_t k = s->first_arc[AS_BEFORE][j]; k < s->first_arc[AS_BEFORE][j + 1]; k++) {
        const hz_arc *arc = &s->model->arcs[s->arcs[AS_BEFORE][k]];
        int least = s->cut_bp[j] - arc->slack_bp;
        uint16_t to_bp;

        if (s->cut_bp[arc->after] >= least)
            continue;
        to_bp = at_or_above(s, arc->after, least);
        if (to_bp < least || !log_move(s, arc->after, to_bp))
            return false;
    }
    return true;
}

/* It has been moved down: who may not be cut deeper? */
static bool push_down(settling *s, size_t j)
{
    for (uint32_t k = s->first_arc[AS_AFTER][j]; k < s->first_arc[AS_AFTER][j + 1]; k++) {
        const hz_arc *arc = &s->model->arcs[s->arcs[AS_AFTER][k]];
        int most = s->cut_bp[j] + arc->slack_bp;
        uint16_t to_bp;

        if (s->cut_bp[arc->before] <= most)
            continue;
        to_bp = at_or_below(s, arc->before, most);
        if (to_bp > most || !log_move(s, arc->before, to_bp))
            return false;
    }
    return true;
}

/* Move column j and all that the arcs take along. False: they cannot, and nothing is moved. */
static bool shift(settling *s, size_t j, uint16_t to_bp)
{
    bool is_up = to_bp > s->cut_bp[j], can = true;

    s->n_log = 0;
    if (!log_move(s, j, to_bp))
        return false;
    for (size_t k = 0; s->model->n_arcs > 0 && k < s->n_log && can; k++)
        can = (is_up ? push_up : push_down)(s, s->log[k].column);
    if (!can)
        undo(s);
    return can;
}

/* Where the column of an entry of the log stood before the move, if it is its first; else where it stands. */
static uint16_t stood(const settling *s, size_t i)
{
    for (size_t before = 0; before < i; before++)
        if (s->log[before].column == s->log[i].column)
            return s->cut_bp[s->log[i].column];
    return s->log[i].from_bp;
}

/* By how much the last move makes a row worse. */
static int64_t worse_by(const settling *s, size_t row)
{
    const hz_model *m = s->model;
    int64_t sum = 0;

    for (size_t i = 0; i < s->n_log; i++) {
        size_t j = s->log[i].column;

        for (uint64_t k = m->start[j]; k < m->start[j + 1]; k++)
            if (m->row[k] == row)
                sum += change(s, j, k, stood(s, i), s->cut_bp[j]);
    }
    return m->rows[row].sense == HZ_AT_LEAST ? -sum : sum;
}

enum { FLOORS_AND_CAPS = 1 << HZ_AT_MOST, BOTH_SENSES = 1 << HZ_AT_LEAST | 1 << HZ_AT_MOST };

/* Of the rows of those senses (bits) that the last move has touched: do those hold that it makes worse? */
static bool holds(const settling *s, unsigned senses)
{
    const hz_model *m = s->model;

    for (size_t i = 0; i < s->n_log; i++)
        for (uint64_t k = m->start[s->log[i].column]; k < m->start[s->log[i].column + 1]; k++)
            if (senses >> m->rows[m->row[k]].sense & 1 && lack(s, m->row[k]) > 0 && worse_by(s, m->row[k]) > 0)
                return false;
    return true;
}

/* Move, if the rows of those senses then hold. */
static bool shift_if_holds(settling *s, size_t j, uint16_t to_bp, unsigned senses)
{
    if (!shift(s, j, to_bp))
        return false;
    if (holds(s, senses))
        return true;
    undo(s);
    return false;
}

/* What the last move costs. */
static double cost_of_move(const settling *s)
{
    double cost = 0;

    for (size_t i = s->n_log; i-- > 0;) {
        size_t j = s->log[i].column;

        cost += (double)s->model->columns[j].cost_fen_d * (s->cut_bp[j] - s->log[i].from_bp);
    }
    return cost;
}

/* Rounded one by one, columns need no longer lie as their arcs want them: what must be cut at least as deep follows, or, where it
 * cannot, what may not be cut deeper. */
static void mend_arcs(settling *s)
{
    for (size_t k = 0; k < s->model->n_arcs; k++) {
        const hz_arc *arc = &s->model->arcs[k];
        int least = s->cut_bp[arc->before] - arc->slack_bp;
        uint16_t up_bp = at_or_above(s, arc->after, least);

        if (s->cut_bp[arc->after] >= least || (up_bp >= least && shift(s, arc->after, up_bp)))
            continue;
        shift(s, arc->before, at_or_below(s, arc->before, s->cut_bp[arc->after] + arc->slack_bp));
    }
}

static bool arcs_hold(const settling *s)
{
    for (size_t k = 0; k < s->model->n_arcs; k++) {
        const hz_arc *arc = &s->model->arcs[k];

        if (s->cut_bp[arc->before] > s->cut_bp[arc->after] + arc->slack_bp)
            return false;
    }
    return true;
}

/* A counting sort of the arcs by one of their ends. */
static bool index_arcs(settling *s, int end)
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

/* ---- rounding ---- */

typedef enum { ROUND_UP, ROUND_DOWN, N_ROUNDINGS } rounding;

/* The multiple of the step next to an exact X, within the column's own bounds. */
static uint16_t round_to_step(const settling *s, size_t j, const mpq_t exact_bp, rounding way)
{
    const hz_column *column = &s->model->columns[j];
    mpz_t steps, unit;
    unsigned long rounded;

    if (mpq_cmp_ui(exact_bp, column->hi_bp, 1) == 0)
        return column->hi_bp; /* it stands there as if it were not basic */
    mpz_inits(steps, unit, NULL);
    mpz_mul_ui(unit, mpq_denref(exact_bp), s->step_bp);
    if (way == ROUND_UP)
        mpz_cdiv_q(steps, mpq_numref(exact_bp), unit);
    else
        mpz_fdiv_q(steps, mpq_numref(exact_bp), unit);
    rounded = mpz_get_ui(steps) * s->step_bp;
    mpz_clears(steps, unit, NULL);
    if (rounded <= column->lo_bp)
        return column->lo_bp;
    return rounded < column->hi_bp ? (uint16_t)rounded : column->hi_bp;
}

static size_t place_of_level(const hz_model *m, hz_level level)
{
    size_t k = 0;

    while (k + 1 < m->n_levels && m->levels[k] != level)
        k++;
    return k;
}

static size_t level_of(const settling *s, size_t j)
{
    return place_of_level(s->model, (hz_level)s->model->columns[j].level);
}

/* `ways`: how the k-th level is rounded. */
static void place_columns(settling *s, const hz_solution *solution, const rounding *ways)
{
    for (size_t j = 0; j < s->model->n_columns; j++) {
        const hz_column *column = &s->model->columns[j];

        s->cut_bp[j] = solution->place[j] == HZ_AT_HI ? column->hi_bp : column->lo_bp;
    }
    for (size_t b = 0; b < s->proof->n_basic; b++) {
        uint32_t j = s->proof->basic[b];

        s->cut_bp[j] = round_to_step(s, j, s->proof->basic_bp[b], ways[level_of(s, j)]);
    }
}

/* ---- who may be moved ---- */

/* A reduced cost, and the sum of its terms without their signs. */
typedef struct {
    double value, size;
} reduced;

static reduced reduced_cost(const settling *s, size_t j, const double *price)
{
    const hz_model *m = s->model;
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

static double margin_of(const settling *s, size_t j, const double *price)
{
    const hz_model *m = s->model;
    reduced own[HZ_N_LEVELS];
    size_t from = j, n = 0;

    if (m->n_arcs == 0 || m->columns[j].unit == HZ_NONE)
        return ratio(reduced_cost(s, j, price));
    while (from > 0 && m->columns[from - 1].unit == m->columns[j].unit)
        from--;
    while (n < HZ_N_LEVELS && from + n < m->n_columns && m->columns[from + n].unit == m->columns[j].unit) {
        own[n] = reduced_cost(s, from + n, price);
        n++;
    }
    return margin_in_unit(own, n, j - from);
}

static int by_margin(const void *a, const void *b)
{
    const candidate *x = a, *y = b;

    if (x->margin != y->margin)
        return x->margin < y->margin ? -1 : 1;
    return x->column < y->column ? -1 : x->column > y->column;
}

/* Keep the `most` smallest of a growing heap whose top is the largest. */
static void keep_smallest(candidate *heap, size_t *n, size_t most, candidate new)
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

static hz_status choose_candidates(settling *s, size_t most, hz_error *err)
{
    const hz_model *m = s->model;
    double *price = hz_calloc(m->n_rows + 1, sizeof *price);
    candidate *chosen = hz_calloc(most + 1, sizeof *chosen);
    hz_status status = HZ_OK;

    if (!price || !chosen) {
        free(price);
        free(chosen);
        return hz_error_memory(err);
    }
    free(s->candidates);
    s->candidates = chosen;
    s->n_candidates = 0;
    for (size_t i = 0; i < m->n_rows; i++)
        price[i] = mpq_get_d(s->proof->price[i]);
    for (size_t j = 0; j < m->n_columns && !(status = check_now_and_then(j, err)); j++)
        if (m->columns[j].lo_bp < m->columns[j].hi_bp)
            keep_smallest(chosen, &s->n_candidates, most, (candidate){(uint32_t)j, margin_of(s, j, price)});
    free(price);
    qsort(chosen, s->n_candidates, sizeof *chosen, by_margin);
    return status;
}

/* ---- 1: floors ---- */

/* Does a cut of the column count against an at-most row? */
static bool is_in_row(const settling *s, size_t j, size_t row)
{
    for (uint64_t k = s->model->start[j]; k < s->model->start[j + 1]; k++)
        if (s->model->row[k] == row)
            return s->model->value[k] > 0;
    return false;
}

/* Cutting less of what others are measured by can break a cap on them. */
static bool keeps_other_caps(const settling *s, size_t j, uint16_t to_bp, size_t row)
{
    const hz_model *m = s->model;

    for (uint64_t k = m->start[j]; k < m->start[j + 1]; k++) {
        int64_t lacking = lack(s, m->row[k]);

        if (m->row[k] != row && m->value[k] < 0 && m->rows[m->row[k]].sense == HZ_AT_MOST && lacking <= 0 &&
            lacking + change(s, j, k, s->cut_bp[j], to_bp) > 0)
            return false;
    }
    return true;
}

static void take_back(settling *s, size_t row)
{
    for (size_t c = 0; c < s->n_candidates && lack(s, row) > 0; c++) {
        size_t j = s->candidates[c].column;

        if (!is_in_row(s, j, row))
            continue;
        while (lack(s, row) > 0 && s->cut_bp[j] > s->model->columns[j].lo_bp &&
               keeps_other_caps(s, j, step_down(s, j), row) && shift(s, j, step_down(s, j)))
            ;
    }
}

/* ---- 2: targets ---- */

/* Does a deeper cut bring the row of an entry nearer to holding? At-most rows only where what others do loosens a cap. */
static bool serves(const settling *s, uint64_t entry)
{
    return (s->model->rows[s->model->row[entry]].sense == HZ_AT_LEAST) == (s->model->value[entry] > 0);
}

/* How much of all that lacks a step of column j would make up for: the sum over short rows of the share made up. */
static double made_up(const settling *s, size_t j, uint16_t to_bp)
{
    const hz_model *m = s->model;
    double sum = 0;

    for (uint64_t k = m->start[j]; k < m->start[j + 1]; k++) {
        int64_t lacking = lack(s, m->row[k]);

        if (lacking > 0 && serves(s, k))
            sum += fmin(1, fabs((double)change(s, j, k, s->cut_bp[j], to_bp)) / (double)lacking);
    }
    return sum;
}

/* The cut at which a part of `value` base units gains one more. */
static int64_t cut_for_one_more(int64_t value, uint16_t cut_bp)
{
    return hz_div_ceil((__int128)(effect(HZ_AT_LEAST, value, cut_bp) + 1) * HZ_SHARE_ONE, value);
}

static bool counts_in(const hz_scenario *s, const hz_demand *mixture, size_t pollutant)
{
    const hz_weighting *w = mixture->kind == HZ_DEMAND_WEIGHTED ? &s->weightings[mixture->weighting] : NULL;

    for (size_t k = 0; w && k < w->n_weights; k++)
        if (s->weights[w->first_weight + k].pollutant == pollutant)
            return s->weights[w->first_weight + k].weight > 0;
    return !w && mixture->pollutants >> pollutant & 1;
}

/* The cut at which column j brings more to an at-least row: of a mixture, when a gram of one pollutant is gained. */
static int64_t cut_for_more(const settling *s, size_t j, uint64_t entry)
{
    const hz_demand *mixture = mixture_of(s, &s->model->rows[s->model->row[entry]]);
    size_t unit = s->model->columns[j].unit;
    int64_t least = HZ_SHARE_ONE + 1;

    if (!mixture)
        return cut_for_one_more(s->model->value[entry], s->cut_bp[j]);
    for (size_t p = 0; p < s->scenario->n_pollutants; p++) {
        int64_t value = hz_cuttable_g_d(s->scenario, unit, p), needed;

        if (value == 0 || !counts_in(s->scenario, mixture, p))
            continue;
        needed = cut_for_one_more(value, s->cut_bp[j]);
        least = needed < least ? needed : least;
    }
    return least;
}

/* The next step up at which a short row gains a whole unit: a small unit's next step may not be worth one. The present cut
 * when there is none. */
static uint16_t useful_step_up(const settling *s, size_t j)
{
    const hz_model *m = s->model;
    int64_t best = HZ_SHARE_ONE + 1;

    for (uint64_t k = m->start[j]; k < m->start[j + 1]; k++) {
        int64_t needed;

        if (lack(s, m->row[k]) <= 0 || !serves(s, k))
            continue;
        needed = m->value[k] > 0 ? cut_for_more(s, j, k) : s->cut_bp[j] + 1;
        if (needed < best)
            best = needed;
    }
    if (best > m->columns[j].hi_bp)
        return s->cut_bp[j];
    best = (best + s->step_bp - 1) / s->step_bp * s->step_bp;
    if (best < step_up(s, j))
        best = step_up(s, j);
    return best < m->columns[j].hi_bp ? (uint16_t)best : m->columns[j].hi_bp;
}

/* Take the cheapest useful step up. False when there is none. */
static bool step_cheapest(settling *s)
{
    double best = INFINITY;
    size_t best_j = SIZE_MAX;
    uint16_t best_to = 0;

    for (size_t c = 0; c < s->n_candidates; c++) {
        size_t j = s->candidates[c].column;
        uint16_t to = useful_step_up(s, j);
        double gain = to > s->cut_bp[j] ? made_up(s, j, to) : 0, score;

        if (!(gain > 0) || !shift_if_holds(s, j, to, FLOORS_AND_CAPS))
            continue;
        score = cost_of_move(s) / gain;
        undo(s);
        if (score < best) {
            best = score;
            best_j = j;
            best_to = to;
        }
    }
    return best_j != SIZE_MAX && shift(s, best_j, best_to);
}

static bool rows_hold(const settling *s, hz_sense sense)
{
    for (size_t i = 0; i < s->model->n_rows; i++)
        if (s->model->rows[i].sense == sense && lack(s, i) > 0)
            return false;
    return true;
}

/* ---- 3: what no row needs ---- */

static int by_cost_down(const void *a, const void *b, void *columns)
{
    const candidate *x = a, *y = b;
    int64_t cx = ((const hz_column *)columns)[x->column].cost_fen_d;
    int64_t cy = ((const hz_column *)columns)[y->column].cost_fen_d;

    if (cx != cy)
        return cx > cy ? -1 : 1;
    return x->column < y->column ? -1 : x->column > y->column;
}

/* With arcs, what was held by a column that has gone down since may go down in its turn. */
static hz_status give_back(settling *s, hz_error *err)
{
    bool has_moved = true;
    hz_status status = HZ_OK;

    qsort_r(s->candidates, s->n_candidates, sizeof *s->candidates, by_cost_down, s->model->columns);
    while (has_moved && !status) {
        has_moved = false;
        for (size_t c = 0; c < s->n_candidates && !(status = check_now_and_then(c, err)); c++) {
            size_t j = s->candidates[c].column;

            while (s->cut_bp[j] > s->model->columns[j].lo_bp && shift_if_holds(s, j, step_down(s, j), BOTH_SENSES))
                has_moved = s->model->n_arcs > 0;
        }
    }
    return status;
}

/* ---- all three ---- */

/* From one rounding to cuts that hold. */
static hz_status settle(settling *s, const hz_solution *solution, const rounding *ways, bool *does_hold, hz_error *err)
{
    hz_status status;

    place_columns(s, solution, ways);
    if ((status = count_rows(s, err)))
        return status;
    mend_arcs(s);
    qsort(s->candidates, s->n_candidates, sizeof *s->candidates, by_margin);
    for (size_t i = 0; i < s->model->n_rows && !(status = hz_cancel_check(err)); i++)
        if (s->model->rows[i].sense == HZ_AT_MOST && lack(s, i) > 0)
            take_back(s, i);
    while (!status && !(rows_hold(s, HZ_AT_LEAST) && rows_hold(s, HZ_AT_MOST)))
        if ((status = hz_cancel_check(err)) || !step_cheapest(s))
            break;
    *does_hold = rows_hold(s, HZ_AT_LEAST) && rows_hold(s, HZ_AT_MOST) && arcs_hold(s);
    if (!status && *does_hold)
        status = give_back(s, err);
    return !status && s->is_out_of_memory ? hz_error_memory(err) : status;
}

/* What the cuts cost, all and at each level. */
typedef struct {
    bool does_hold;
    __int128 cost, of_level[HZ_N_LEVELS];
} outcome;

static outcome outcome_of(const settling *s, bool does_hold)
{
    outcome o = {.does_hold = does_hold};

    for (size_t j = 0; j < s->model->n_columns; j++) {
        __int128 cost = (__int128)s->model->columns[j].cost_fen_d * s->cut_bp[j];

        o.cost += cost;
        o.of_level[level_of(s, j)] += cost;
    }
    return o;
}

/* Try one rounding; *best and best_bp[n_columns] are what is cheapest so far, earlier ones first. */
static hz_status try_rounding(settling *s, const hz_solution *solution, const rounding *ways, outcome *is,
                              outcome *best, uint16_t *best_bp, hz_error *err)
{
    bool does_hold;
    hz_status status = settle(s, solution, ways, &does_hold, err);

    if (status)
        return status;
    *is = outcome_of(s, does_hold);
    if (does_hold && (!best->does_hold || is->cost < best->cost)) {
        memcpy(best_bp, s->cut_bp, s->model->n_columns * sizeof *best_bp);
        *best = *is;
    }
    return HZ_OK;
}

/* The cheapest of the roundings in s->cut_bp; `best_bp` is scratch of the same shape. */
static hz_status settle_all_ways(settling *s, const hz_solution *solution, uint16_t *best_bp, bool *does_hold,
                                 hz_error *err)
{
    rounding ways[N_ROUNDINGS][HZ_N_LEVELS], mixed[HZ_N_LEVELS];
    outcome is[N_ROUNDINGS], last, best = {.does_hold = false};
    hz_status status;

    for (int way = ROUND_UP; way < N_ROUNDINGS; way++) {
        for (int k = 0; k < HZ_N_LEVELS; k++)
            ways[way][k] = (rounding)way;
        if ((status = try_rounding(s, solution, ways[way], &is[way], &best, best_bp, err)))
            return status;
    }
    for (int k = 0; k < HZ_N_LEVELS; k++)
        mixed[k] = is[ROUND_DOWN].of_level[k] < is[ROUND_UP].of_level[k] ? ROUND_DOWN : ROUND_UP;
    if (s->model->n_levels > 1 && (status = try_rounding(s, solution, mixed, &last, &best, best_bp, err)))
        return status;
    if (best.does_hold)
        memcpy(s->cut_bp, best_bp, s->model->n_columns * sizeof *best_bp);
    *does_hold = best.does_hold;
    return HZ_OK;
}

/* Basic columns that stand between whole basis points: with arcs, most stand at a bound of another one. */
static size_t count_fractions(const hz_proof *proof)
{
    size_t n = 0;

    for (size_t b = 0; b < proof->n_basic; b++)
        n += mpz_cmp_ui(mpq_denref(proof->basic_bp[b]), 1) != 0;
    return n;
}

static hz_status settle_widening(settling *s, const hz_solution *solution, uint16_t *other, hz_error *err)
{
    bool does_hold = false;
    size_t most = (s->model->n_levels > 1 ? CANDIDATES_OF_LEVELS : 1) * (CANDIDATES_FIRST + count_fractions(s->proof));

    for (;; most *= CANDIDATES_GROWTH) {
        size_t n = most < s->model->n_columns ? most : s->model->n_columns;
        hz_status status;

        if ((status = choose_candidates(s, n, err)) ||
            (status = settle_all_ways(s, solution, other, &does_hold, err)) || does_hold)
            return status;
        if (n == s->model->n_columns)
            return hz_error_set(err, HZ_ERR_SOLVER,
                                _("the demands can be met, but not by orders in steps of %1$d.%2$02d %%; "
                                  "give a finer --step"),
                                s->step_bp / 100, s->step_bp % 100);
    }
}

/* ---- orders ---- */

static void write_orders(hz_order **orders, const hz_scenario *scenario, const settling *s)
{
    const hz_model *m = s->model;

    for (size_t k = 0; k < m->n_levels; k++)
        for (size_t u = 0; u < scenario->n_units; u++)
            orders[k][u] = hz_order_make(scenario, u, m->levels[k], 0);
    for (size_t j = 0; j < m->n_columns; j++) {
        const hz_column *column = &m->columns[j];
        hz_level level = (hz_level)column->level;

        if (column->unit != HZ_NONE)
            orders[place_of_level(m, level)][column->unit] = hz_order_make(scenario, column->unit, level, s->cut_bp[j]);
    }
}

static bool make_orders(hz_order **orders, size_t n_levels, size_t n_units)
{
    bool is_made = true;

    for (size_t k = 0; k < n_levels; k++)
        is_made &= (orders[k] = hz_calloc(n_units + 1, sizeof **orders)) != NULL;
    return is_made;
}

static bool make_settling(settling *s)
{
    const hz_model *m = s->model;

    return (s->cut_bp = hz_calloc(m->n_columns + 1, sizeof *s->cut_bp)) &&
           (s->reached = hz_calloc(m->n_rows + 1, sizeof *s->reached)) &&
           (m->n_arcs == 0 || (index_arcs(s, AS_BEFORE) && index_arcs(s, AS_AFTER)));
}

static void free_settling(settling *s)
{
    for (int end = AS_BEFORE; end <= AS_AFTER; end++) {
        free(s->first_arc[end]);
        free(s->arcs[end]);
    }
    free(s->cut_bp);
    free(s->reached);
    free(s->candidates);
    free(s->log);
}

hz_status hz_derive_orders(hz_order **orders, const hz_scenario *scenario, const hz_model *model,
                           const hz_solution *solution, const hz_proof *proof, uint16_t step_bp, hz_error *err)
{
    settling s = {.scenario = scenario, .model = model, .proof = proof, .step_bp = step_bp};
    uint16_t *other = hz_calloc(model->n_columns + 1, sizeof *other);
    bool has_room = make_orders(orders, model->n_levels, scenario->n_units);
    hz_status status;

    for (size_t p = 0; p < scenario->n_pollutants; p++)
        s.society_g_d[p] = hz_society_g_d(scenario, p);
    has_room = has_room && make_settling(&s);
    status = has_room && other ? settle_widening(&s, solution, other, err) : hz_error_memory(err);
    if (!status)
        write_orders(orders, scenario, &s);
    for (size_t k = 0; status && k < model->n_levels; k++) {
        free(orders[k]);
        orders[k] = NULL;
    }
    free_settling(&s);
    free(other);
    return status;
}

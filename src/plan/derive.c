/* derive.c - from exact fractions to orders that a person can carry out and check
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Only the basic columns are fractions; all others stand at a bound of their own. The fractions are rounded to steps, once
 * all up and once all down, and the cheaper outcome is taken: one step of a very large unit can cost more than many of
 * small ones. Then every row is counted again in whole base units, each unit's part rounded against us, and
 *   1. where a floor no longer holds, units in it are taken back a step, the nearest to the margin first;
 *   2. where a target is short, or a cap that others loosen does not hold, the cheapest step up that breaks no floor is taken, until
 *      none is;
 *   3. steps that no row needs are given back, the dearest first.
 * All of it in whole numbers, and in an order that only the model decides. */
#include "plan/derive.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/cancel.h"
#include "base/lang.h"

enum { CANDIDATES_FIRST = 256, CANDIDATES_GROWTH = 16 };

/* A column that may be moved by steps. */
typedef struct {
    uint32_t column;
    double margin; /* |reduced cost| beside the sum of its terms: 0 for basic columns */
} candidate;

typedef struct {
    const hz_scenario *scenario;
    const hz_model *model;
    const hz_proof *proof;
    int64_t society_g_d[HZ_MAX_POLLUTANTS]; /* of pools */
    uint16_t step_bp;
    uint16_t *cut_bp;  /* [n_columns] */
    int64_t *reached;  /* [n_rows] base units, rounded against us */
    candidate *candidates; /* by margin, then column */
    size_t n_candidates;
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

/* Would the rows of one sense that hold now still hold after the move, and those that do not lack no more? */
static bool keeps(const settling *s, size_t j, uint16_t to_bp, hz_sense sense)
{
    const hz_model *m = s->model;

    for (uint64_t k = m->start[j]; k < m->start[j + 1]; k++) {
        int64_t delta = change(s, j, k, s->cut_bp[j], to_bp);

        if (m->rows[m->row[k]].sense != sense)
            continue;
        delta = sense == HZ_AT_LEAST ? -delta : delta;
        if (delta > 0 && lack(s, m->row[k]) + delta > 0)
            return false;
    }
    return true;
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

typedef enum { ROUND_UP, ROUND_DOWN, N_ROUNDINGS } rounding;

/* The multiple of the step next to an exact X, within the column's own bounds. */
static uint16_t round_to_step(const settling *s, size_t j, const mpq_t exact_bp, rounding way)
{
    const hz_column *column = &s->model->columns[j];
    mpz_t steps, unit;
    unsigned long rounded;

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

static void place_columns(settling *s, const hz_solution *solution, rounding way)
{
    for (size_t j = 0; j < s->model->n_columns; j++) {
        const hz_column *column = &s->model->columns[j];

        s->cut_bp[j] = solution->place[j] == HZ_AT_HI ? column->hi_bp : column->lo_bp;
    }
    for (size_t b = 0; b < s->proof->n_basic; b++)
        s->cut_bp[s->proof->basic[b]] = round_to_step(s, s->proof->basic[b], s->proof->basic_bp[b], way);
}

/* ---- who may be moved ---- */

static double margin_of(const settling *s, size_t j, const double *price)
{
    const hz_model *m = s->model;
    double d = (double)m->columns[j].cost_fen_d, size = fabs(d);

    for (uint64_t k = m->start[j]; k < m->start[j + 1]; k++) {
        double term = price[m->row[k]] * (double)m->value[k];

        d -= term;
        size += fabs(term);
    }
    return size > 0 ? fabs(d) / size : 1;
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
               keeps_other_caps(s, j, step_down(s, j), row))
            move(s, j, step_down(s, j));
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

        if (!(gain > 0) || !keeps(s, j, to, HZ_AT_MOST))
            continue;
        score = (double)s->model->columns[j].cost_fen_d * (to - s->cut_bp[j]) / gain;
        if (score < best) {
            best = score;
            best_j = j;
            best_to = to;
        }
    }
    if (best_j == SIZE_MAX)
        return false;
    move(s, best_j, best_to);
    return true;
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

static hz_status give_back(settling *s, hz_error *err)
{
    hz_status status = HZ_OK;

    qsort_r(s->candidates, s->n_candidates, sizeof *s->candidates, by_cost_down, s->model->columns);
    for (size_t c = 0; c < s->n_candidates && !(status = check_now_and_then(c, err)); c++) {
        size_t j = s->candidates[c].column;

        while (s->cut_bp[j] > s->model->columns[j].lo_bp && keeps(s, j, step_down(s, j), HZ_AT_LEAST) &&
               keeps(s, j, step_down(s, j), HZ_AT_MOST))
            move(s, j, step_down(s, j));
    }
    return status;
}

/* ---- all three ---- */

/* From one rounding to cuts that hold. */
static hz_status settle(settling *s, const hz_solution *solution, rounding way, bool *holds, hz_error *err)
{
    hz_status status;

    place_columns(s, solution, way);
    if ((status = count_rows(s, err)))
        return status;
    qsort(s->candidates, s->n_candidates, sizeof *s->candidates, by_margin);
    for (size_t i = 0; i < s->model->n_rows && !(status = hz_cancel_check(err)); i++)
        if (s->model->rows[i].sense == HZ_AT_MOST && lack(s, i) > 0)
            take_back(s, i);
    while (!status && !(rows_hold(s, HZ_AT_LEAST) && rows_hold(s, HZ_AT_MOST)))
        if ((status = hz_cancel_check(err)) || !step_cheapest(s))
            break;
    *holds = rows_hold(s, HZ_AT_LEAST) && rows_hold(s, HZ_AT_MOST);
    return status || !*holds ? status : give_back(s, err);
}

static __int128 cost_of(const settling *s)
{
    __int128 cost = 0;

    for (size_t j = 0; j < s->model->n_columns; j++)
        cost += (__int128)s->model->columns[j].cost_fen_d * s->cut_bp[j];
    return cost;
}

/* The cheaper of the two roundings in s->cut_bp; `other` is scratch of the same shape. */
static hz_status settle_both_ways(settling *s, const hz_solution *solution, uint16_t *other, bool *holds,
                                  hz_error *err)
{
    size_t bytes = s->model->n_columns * sizeof *other;
    bool holds_up;
    __int128 cost_up;
    hz_status status = settle(s, solution, ROUND_UP, &holds_up, err);

    if (status)
        return status;
    memcpy(other, s->cut_bp, bytes);
    cost_up = cost_of(s);
    if ((status = settle(s, solution, ROUND_DOWN, holds, err)))
        return status;
    if (holds_up && (!*holds || cost_up <= cost_of(s)))
        memcpy(s->cut_bp, other, bytes);
    *holds = *holds || holds_up;
    return HZ_OK;
}

static hz_status settle_widening(settling *s, const hz_solution *solution, uint16_t *other, hz_error *err)
{
    bool holds = false;
    size_t most = CANDIDATES_FIRST + s->proof->n_basic;

    for (;; most *= CANDIDATES_GROWTH) {
        size_t n = most < s->model->n_columns ? most : s->model->n_columns;
        hz_status status;

        if ((status = choose_candidates(s, n, err)) || (status = settle_both_ways(s, solution, other, &holds, err)) ||
            holds)
            return status;
        if (n == s->model->n_columns)
            return hz_error_set(err, HZ_ERR_SOLVER,
                                _("the demands can be met, but not by orders in steps of %1$d.%2$02d %%; "
                                  "give a finer --step"),
                                s->step_bp / 100, s->step_bp % 100);
    }
}

/* ---- orders ---- */

static void write_orders(hz_order *orders, const hz_scenario *scenario, const settling *s)
{
    for (size_t u = 0; u < scenario->n_units; u++) {
        const hz_enterprise *e = &scenario->enterprises[scenario->units[u].enterprise];
        bool is_exempt = e->exempt_levels >> s->model->level & 1;

        orders[u].action = e->operation != HZ_OPERATING ? HZ_ACTION_DOWN : is_exempt ? HZ_ACTION_EXEMPT : HZ_ACTION_NONE;
    }
    for (size_t j = 0; j < s->model->n_columns; j++) {
        hz_order *order = &orders[s->model->columns[j].unit];

        order->cut_bp = s->cut_bp[j];
        if (order->cut_bp > 0)
            order->action = order->cut_bp == HZ_SHARE_ONE ? HZ_ACTION_STOP : HZ_ACTION_LIMIT;
    }
}

hz_status hz_derive_orders(hz_order **orders, const hz_scenario *scenario, const hz_model *model,
                           const hz_solution *solution, const hz_proof *proof, uint16_t step_bp, hz_error *err)
{
    settling s = {.scenario = scenario, .model = model, .proof = proof, .step_bp = step_bp};
    uint16_t *other = hz_calloc(model->n_columns + 1, sizeof *other);
    hz_status status;

    for (size_t p = 0; p < scenario->n_pollutants; p++)
        s.society_g_d[p] = hz_society_g_d(scenario, p);
    *orders = hz_calloc(scenario->n_units + 1, sizeof **orders);
    s.cut_bp = hz_calloc(model->n_columns + 1, sizeof *s.cut_bp);
    s.reached = hz_calloc(model->n_rows + 1, sizeof *s.reached);
    status = *orders && s.cut_bp && s.reached && other ? settle_widening(&s, solution, other, err) : hz_error_memory(err);
    if (!status)
        write_orders(*orders, scenario, &s);
    if (status) {
        free(*orders);
        *orders = NULL;
    }
    free(s.cut_bp);
    free(s.reached);
    free(s.candidates);
    free(other);
    return status;
}

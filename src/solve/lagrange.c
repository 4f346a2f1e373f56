/* lagrange.c - what prices prove, in whole numbers
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Prices are taken over a power of two that leaves every sum below 2^120; so the sums are exact, and what is lost by
 * rounding the prices is about 2^-40 of the whole. */
#include "solve/lagrange.h"

#include <math.h>
#include <stdlib.h>

#include "base/arena.h"
#include "solve/closure.h"

/* Sums stay below 2^SUM_BITS, whatever the rounding of their estimate. */
enum { SUM_BITS = 118, MOST_SHIFT = 100, CHAIN_MAX = 64 };

#define NO_POINT (HZ_COST_NONE << 6)

/* ---- shapes ---- */

/* Does the i-th arc of a block join its i-th column with the next, as all the others do? */
static bool is_link_of_chain(const hz_model *m, uint32_t arc, uint32_t column, bool is_rising)
{
    const hz_arc *a = &m->arcs[arc];

    return a->slack_bp == 0 && a->before == column + !is_rising && a->after == column + is_rising;
}

static hz_shape shape_of_others(const hz_model *m, size_t block)
{
    if (m->block_column[block + 1] - m->block_column[block] > HZ_CLOSURE_COLUMNS ||
        m->block_arc[block + 1] - m->block_arc[block] > HZ_CLOSURE_ARCS)
        return HZ_SHAPE_OTHER;
    for (uint32_t k = m->block_arc[block]; k < m->block_arc[block + 1]; k++)
        if (m->arcs[k].slack_bp != 0)
            return HZ_SHAPE_OTHER;
    return HZ_SHAPE_ORDER;
}

static hz_shape shape_of(const hz_model *m, size_t block)
{
    uint32_t first = m->block_column[block], n = m->block_column[block + 1] - first, arc = m->block_arc[block];
    bool is_rising;

    if (n == 1)
        return HZ_SHAPE_RISING;
    if (n > CHAIN_MAX || m->block_arc[block + 1] - arc != n - 1)
        return shape_of_others(m, block);
    is_rising = m->arcs[arc].before == first;
    for (uint32_t i = 0; i + 1 < n; i++)
        if (!is_link_of_chain(m, arc + i, first + i, is_rising))
            return shape_of_others(m, block);
    return is_rising ? HZ_SHAPE_RISING : HZ_SHAPE_FALLING;
}

static void find_shapes(hz_lagrange *l)
{
    const hz_model *m = l->model;

    l->n_blocks = m->n_arcs > 0 ? m->n_blocks : m->n_columns;
    for (size_t b = 0; b < l->n_blocks; b++) {
        l->block[b] = m->n_arcs > 0 ? m->block_column[b] : (uint32_t)b;
        l->shape[b] = (uint8_t)(m->n_arcs > 0 ? shape_of(m, b) : HZ_SHAPE_RISING);
    }
    l->block[l->n_blocks] = (uint32_t)m->n_columns;
    for (size_t b = 0; b < l->n_blocks; b++)
        for (uint32_t j = l->block[b]; j < l->block[b + 1]; j++)
            l->block_of[j] = (uint32_t)b;
}

/* ---- making ---- */

static __int128 common_divisor(__int128 a, __int128 b)
{
    while (b) {
        __int128 rest = a % b;

        a = b;
        b = rest;
    }
    return a < 0 ? -a : a;
}

static void weigh(hz_lagrange *l)
{
    const hz_model *m = l->model;
    bool is_even = true;

    for (size_t i = 0; i < m->n_rows; i++)
        l->weight[i] = fabs((double)m->rows[i].rhs) * HZ_SHARE_ONE;
    for (size_t j = 0; j < m->n_columns; j++) {
        const hz_column *column = &m->columns[j];

        for (uint64_t k = m->start[j]; k < m->start[j + 1]; k++)
            l->weight[m->row[k]] += fabs((double)m->value[k]) * HZ_SHARE_ONE;
        l->cost_weight += fabs((double)column->cost_fen_d) * HZ_SHARE_ONE;
        l->grain = common_divisor(l->grain, (__int128)column->cost_fen_d * HZ_SHARE_ONE);
        is_even &= column->is_whole || column->cost_fen_d == 0;
    }
    if (!is_even)
        l->grain = 0;
}

static void take_bounds(hz_lagrange *l)
{
    for (size_t j = 0; j < l->model->n_columns; j++) {
        const hz_column *column = &l->model->columns[j];

        l->lo[j] = column->is_whole && column->lo_bp > 0 ? HZ_SHARE_ONE : column->lo_bp;
        l->hi[j] = column->is_whole && column->hi_bp < HZ_SHARE_ONE ? 0 : column->hi_bp;
    }
}

hz_status hz_lagrange_make(hz_lagrange *out, const hz_model *model, hz_error *err)
{
    size_t n = model->n_columns + 1;

    *out = (hz_lagrange){.model = model,
                         .lo = hz_calloc(n, sizeof *out->lo),
                         .hi = hz_calloc(n, sizeof *out->hi),
                         .block = hz_calloc(n, sizeof *out->block),
                         .block_of = hz_calloc(n, sizeof *out->block_of),
                         .shape = hz_calloc(n, sizeof *out->shape),
                         .y = hz_calloc(model->n_rows + 1, sizeof *out->y),
                         .d = hz_calloc(n, sizeof *out->d),
                         .weight = hz_calloc(model->n_rows + 1, sizeof *out->weight)};
    if (!out->lo || !out->hi || !out->block || !out->block_of || !out->shape || !out->y || !out->d || !out->weight)
        return hz_error_memory(err);
    find_shapes(out);
    weigh(out);
    take_bounds(out);
    return HZ_OK;
}

void hz_lagrange_clear(hz_lagrange *lagrange)
{
    free(lagrange->lo);
    free(lagrange->hi);
    free(lagrange->block);
    free(lagrange->block_of);
    free(lagrange->shape);
    free(lagrange->y);
    free(lagrange->d);
    free(lagrange->weight);
}

/* ---- bounds and arcs ---- */

static bool fold_arc(hz_lagrange *l, const hz_arc *arc)
{
    int least = l->lo[arc->before] - arc->slack_bp, most = l->hi[arc->after] + arc->slack_bp;
    bool has_changed = false;

    if (least > l->lo[arc->after]) {
        l->lo[arc->after] = l->model->columns[arc->after].is_whole ? HZ_SHARE_ONE : (uint16_t)least;
        has_changed = true;
    }
    if (most < l->hi[arc->before]) {
        l->hi[arc->before] = l->model->columns[arc->before].is_whole ? 0 : (uint16_t)most;
        has_changed = true;
    }
    return has_changed;
}

bool hz_lagrange_fold_block(hz_lagrange *l, size_t block)
{
    const hz_model *m = l->model;
    bool has_room = true;

    for (bool has_changed = m->n_arcs > 0; has_changed && has_room;) {
        has_changed = false;
        for (uint32_t k = m->block_arc[block]; k < m->block_arc[block + 1]; k++)
            has_changed |= fold_arc(l, &m->arcs[k]);
        for (uint32_t j = l->block[block]; j < l->block[block + 1]; j++)
            has_room &= l->lo[j] <= l->hi[j];
    }
    for (uint32_t j = l->block[block]; j < l->block[block + 1]; j++)
        has_room &= l->lo[j] <= l->hi[j];
    return has_room;
}

bool hz_lagrange_fold(hz_lagrange *l)
{
    for (size_t b = 0; b < l->n_blocks; b++)
        if (!hz_lagrange_fold_block(l, b))
            return false;
    return true;
}

/* ---- prices ---- */

/* A row that asks nothing of anybody has no use for one. */
static bool has_use(const hz_lagrange *l, size_t row, double price)
{
    return l->weight[row] > 0 && (l->model->rows[row].sense == HZ_AT_LEAST ? price > 0 : price < 0);
}

/* In magnitude nothing that is added up comes to more, 1/10000 fen. */
static double most_of_sums(const hz_lagrange *l, const double *price, const double *arc_price, bool is_costed)
{
    double most = is_costed ? l->cost_weight : 0;

    for (size_t i = 0; i < l->model->n_rows; i++)
        most += has_use(l, i, price[i]) ? fabs(price[i]) * l->weight[i] : 0;
    for (size_t k = 0; arc_price && k < l->model->n_arcs; k++)
        most += fabs(arc_price[k]) * 3 * HZ_SHARE_ONE;
    return most;
}

bool hz_lagrange_take(hz_lagrange *l, const double *price, const double *arc_price, bool is_costed)
{
    double most = most_of_sums(l, price, arc_price, is_costed);
    int exponent;

    if (!isfinite(most))
        return false;
    frexp(most, &exponent);
    l->shift = SUM_BITS - exponent > MOST_SHIFT ? MOST_SHIFT : SUM_BITS - exponent;
    if (l->shift < 0)
        return false;
    l->is_costed = is_costed;
    l->arc_price = arc_price;
    for (size_t i = 0; i < l->model->n_rows; i++)
        l->y[i] = has_use(l, i, price[i]) ? (__int128)ldexp(price[i], l->shift) : 0;
    return true;
}

static __int128 reduced_cost(const hz_lagrange *l, uint32_t j)
{
    const hz_model *m = l->model;
    __int128 d = l->is_costed ? (__int128)m->columns[j].cost_fen_d * ((__int128)1 << l->shift) : 0;

    for (uint64_t k = m->start[j]; k < m->start[j + 1]; k++)
        d -= l->y[m->row[k]] * m->value[k];
    return d;
}

/* A multiplier over 2^shift. */
static __int128 of_arc(const hz_lagrange *l, uint32_t arc)
{
    return l->arc_price && l->arc_price[arc] > 0 ? (__int128)ldexp(l->arc_price[arc], l->shift) : 0;
}

/* ---- chains ---- */

typedef struct {
    size_t n;
    __int128 d[CHAIN_MAX];
    uint16_t lo[CHAIN_MAX], hi[CHAIN_MAX];
} chain;

static void put_in_order(chain *c, const hz_lagrange *l, size_t block)
{
    uint32_t first = l->block[block];

    c->n = l->block[block + 1] - first;
    for (size_t i = 0; i < c->n; i++) {
        uint32_t j = first + (uint32_t)(l->shape[block] == HZ_SHAPE_RISING ? i : c->n - 1 - i);

        c->d[i] = reduced_cost(l, j);
        c->lo[i] = l->lo[j];
        c->hi[i] = l->hi[j];
    }
}

/* The least has all its columns at bounds of some of them. */
static size_t list_values(uint16_t *values, const chain *c)
{
    size_t n = 0;

    for (size_t i = 0; i < 2 * c->n; i++) {
        uint16_t value = i % 2 ? c->hi[i / 2] : c->lo[i / 2];
        size_t at = n;

        for (; at > 0 && values[at - 1] > value; at--)
            ;
        if (at > 0 && values[at - 1] == value)
            continue;
        for (size_t k = n++; k > at; k--)
            values[k] = values[k - 1];
        values[at] = value;
    }
    return n;
}

/* least[v]: of the columns so far, where the last stands at values[v]. */
static __int128 least_of_chain(const chain *c)
{
    uint16_t values[2 * CHAIN_MAX];
    __int128 least[2 * CHAIN_MAX] = {0}, best = NO_POINT;
    size_t n = list_values(values, c);

    for (size_t i = 0; i < c->n; i++) {
        __int128 below = NO_POINT;

        for (size_t v = 0; v < n; v++) {
            if (least[v] < below)
                below = least[v];
            least[v] = values[v] < c->lo[i] || values[v] > c->hi[i] || below == NO_POINT ? NO_POINT : below + c->d[i] * values[v];
        }
    }
    for (size_t v = 0; v < n; v++)
        if (least[v] < best)
            best = least[v];
    return best;
}

/* ---- blocks ---- */

static __int128 least_of_column(__int128 d, uint16_t lo, uint16_t hi)
{
    return lo > hi ? NO_POINT : d * (d > 0 ? lo : hi);
}

/* Reduced costs of a block with what its arcs add to them, into l->d; returns what the arcs cost. */
static __int128 rate_columns(const hz_lagrange *l, size_t block)
{
    const hz_model *m = l->model;
    __int128 sum = 0;

    for (uint32_t j = l->block[block]; j < l->block[block + 1]; j++)
        l->d[j] = reduced_cost(l, j);
    for (uint32_t k = m->block_arc[block]; k < m->block_arc[block + 1]; k++) {
        __int128 price = of_arc(l, k);

        l->d[m->arcs[k].before] += price;
        l->d[m->arcs[k].after] -= price;
        sum -= price * m->arcs[k].slack_bp;
    }
    return sum;
}

static __int128 least_of_other(const hz_lagrange *l, size_t block)
{
    __int128 sum = rate_columns(l, block);

    for (uint32_t j = l->block[block]; j < l->block[block + 1]; j++) {
        __int128 least = least_of_column(l->d[j], l->lo[j], l->hi[j]);

        if (least == NO_POINT)
            return NO_POINT;
        sum += least;
    }
    return sum;
}

static void put_in_closure(hz_closure *c, const hz_lagrange *l, size_t block)
{
    const hz_model *m = l->model;
    uint32_t first = l->block[block], first_arc = m->block_arc[block];

    c->n = l->block[block + 1] - first;
    c->n_arcs = m->block_arc[block + 1] - first_arc;
    for (uint32_t i = 0; i < c->n; i++) {
        c->d[i] = reduced_cost(l, first + i);
        c->lo[i] = l->lo[first + i];
        c->hi[i] = l->hi[first + i];
    }
    for (uint32_t k = 0; k < c->n_arcs; k++) {
        c->before[k] = (uint8_t)(m->arcs[first_arc + k].before - first);
        c->after[k] = (uint8_t)(m->arcs[first_arc + k].after - first);
        c->multiplier[k] = 0;
    }
}

static __int128 least_of_order(const hz_lagrange *l, size_t block)
{
    hz_closure c;

    put_in_closure(&c, l, block);
    return hz_closure_least(&c);
}

__int128 hz_lagrange_block(const hz_lagrange *l, size_t block)
{
    chain c;

    if (l->shape[block] == HZ_SHAPE_OTHER)
        return least_of_other(l, block);
    if (l->shape[block] == HZ_SHAPE_ORDER)
        return least_of_order(l, block);
    put_in_order(&c, l, block);
    return c.n == 1 ? least_of_column(c.d[0], c.lo[0], c.hi[0]) : least_of_chain(&c);
}

/* ---- what it costs to hold a column ---- */

static void rises_of_other(const hz_lagrange *l, size_t block, __int128 (*rise)[2])
{
    rate_columns(l, block);
    for (uint32_t j = l->block[block], i = 0; j < l->block[block + 1]; j++, i++) {
        __int128 way = l->d[j] * (l->hi[j] - l->lo[j]);

        rise[i][0] = way < 0 ? -way : 0;
        rise[i][1] = way > 0 ? way : 0;
    }
}

static void rises_of_order(const hz_lagrange *l, size_t block, __int128 (*rise)[2])
{
    hz_closure c;
    __int128 least;

    put_in_closure(&c, l, block);
    least = hz_closure_least(&c);
    for (size_t i = 0; i < c.n; i++) {
        rise[i][0] = hz_closure_least_if(&c, i, c.lo[i]) - least;
        rise[i][1] = hz_closure_least_if(&c, i, c.hi[i]) - least;
    }
}

static __int128 least_if_held(chain *c, size_t i, uint16_t at)
{
    uint16_t lo = c->lo[i], hi = c->hi[i];
    __int128 least;

    c->lo[i] = c->hi[i] = at;
    least = least_of_chain(c);
    c->lo[i] = lo;
    c->hi[i] = hi;
    return least;
}

void hz_lagrange_rises(const hz_lagrange *l, size_t block, __int128 (*rise)[2])
{
    __int128 best;
    chain c;

    if (l->shape[block] == HZ_SHAPE_OTHER) {
        rises_of_other(l, block, rise);
        return;
    }
    if (l->shape[block] == HZ_SHAPE_ORDER) {
        rises_of_order(l, block, rise);
        return;
    }
    put_in_order(&c, l, block);
    best = least_of_chain(&c);
    for (size_t i = 0; i < c.n; i++) {
        size_t at = l->shape[block] == HZ_SHAPE_RISING ? i : c.n - 1 - i;

        rise[at][0] = least_if_held(&c, i, c.lo[i]) - best;
        rise[at][1] = least_if_held(&c, i, c.hi[i]) - best;
    }
}

__int128 hz_lagrange_sum(const hz_lagrange *l, const uint32_t *blocks, size_t n, const hz_brought *brought)
{
    __int128 sum = l->is_costed ? brought->cost * ((__int128)1 << l->shift) : 0;

    for (size_t i = 0; i < l->model->n_rows; i++)
        sum += l->y[i] * ((__int128)l->model->rows[i].rhs * HZ_SHARE_ONE - brought->activity[i]);
    for (size_t k = 0; k < n; k++) {
        __int128 least = hz_lagrange_block(l, blocks[k]);

        if (least == NO_POINT)
            return NO_POINT;
        sum += least;
    }
    return sum;
}

__int128 hz_lagrange_lift(const hz_lagrange *l, __int128 bound)
{
    __int128 rest = l->grain ? bound % l->grain : 0;

    if (rest == 0)
        return bound;
    return bound - rest + (rest > 0 ? l->grain : 0);
}

__int128 hz_lagrange_bound(const hz_lagrange *l, __int128 sum)
{
    if (sum == NO_POINT)
        return HZ_COST_NONE;
    if (l->grain == 0 || (sum & (((__int128)1 << l->shift) - 1)) == 0)
        return hz_lagrange_lift(l, sum >> l->shift);
    return hz_lagrange_lift(l, (sum >> l->shift) + 1); /* what is more than a multiple of the grain by a part of 1 is more */
}

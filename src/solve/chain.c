/* chain.c - the best point of a few columns that must not fall
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Mostly each column at its own best does not fall, and that is all. Else the best point has values from among the bounds: the
 * cheapest way to end at each of them is found column by column. */
#include "solve/chain.h"

#include <float.h>
#include <math.h>

enum { N_VALUES = 2 * HZ_CHAIN_MAX };

bool hz_chain_is(const hz_model *model, size_t block)
{
    uint32_t first = model->block_column[block], n = model->block_column[block + 1] - first;
    uint32_t arc = model->block_arc[block];

    if (n > HZ_CHAIN_MAX || model->block_arc[block + 1] - arc != n - 1)
        return false;
    for (uint32_t i = 0; i + 1 < n; i++)
        if (model->arcs[arc + i].before != first + i || model->arcs[arc + i].after != first + i + 1 ||
            model->arcs[arc + i].slack_bp != 0)
            return false;
    return true;
}

bool hz_chains_are_all(const hz_model *model)
{
    size_t b = 0;

    while (b < model->n_blocks && hz_chain_is(model, b))
        b++;
    return b == model->n_blocks;
}

/* ---- the best point ---- */

static size_t list_values(double *values, const double *lo, const double *hi, size_t n)
{
    size_t n_values = 0;

    for (size_t i = 0; i < 2 * n; i++) {
        double value = i % 2 ? hi[i / 2] : lo[i / 2];
        size_t at = n_values;

        for (; at > 0 && values[at - 1] > value; at--)
            ;
        if (at > 0 && values[at - 1] == value)
            continue;
        for (size_t k = n_values++; k > at; k--)
            values[k] = values[k - 1];
        values[at] = value;
    }
    return n_values;
}

/* cost[i][v]: of columns 0 .. i with x[i] = values[v]; came[i][v]: the value that x[i - 1] then has. */
static bool walk(double *x, const double *lo, const double *hi, size_t n, const double *d)
{
    double values[N_VALUES];
    size_t n_values = list_values(values, lo, hi, n), came[HZ_CHAIN_MAX][N_VALUES], best = 0;
    double cost[HZ_CHAIN_MAX][N_VALUES];

    for (size_t i = 0; i < n; i++) {
        double least = i ? INFINITY : 0;
        size_t from = 0;

        for (size_t v = 0; v < n_values; v++) {
            if (i && cost[i - 1][v] < least) {
                least = cost[i - 1][v];
                from = v;
            }
            came[i][v] = from;
            cost[i][v] = values[v] < lo[i] || values[v] > hi[i] ? INFINITY : least + d[i] * values[v];
        }
    }
    for (size_t v = 1; v < n_values; v++)
        if (cost[n - 1][v] < cost[n - 1][best])
            best = v;
    if (!isfinite(cost[n - 1][best]))
        return false;
    for (size_t i = n; i-- > 0; best = came[i][best])
        x[i] = values[best];
    return true;
}

bool hz_chain_best(double *x, const double *lo, const double *hi, size_t n, const double *d)
{
    bool is_chain = true;

    for (size_t i = 0; i < n; i++) {
        x[i] = d[i] < 0 ? hi[i] : lo[i];
        is_chain &= lo[i] <= hi[i] && (i == 0 || x[i - 1] <= x[i]);
    }
    return is_chain || walk(x, lo, hi, n, d);
}

/* ---- its basis ---- */

typedef struct {
    uint8_t *place;
    bool *is_tight;
    const double *lo, *hi, *d, *x;
    bool are_long; /* the pieces: else they are as short as they can be */
} chain;

static bool is_right_root(double lo, double hi, double x, double sum, uint8_t *place)
{
    *place = sum >= 0 && x == lo ? HZ_AT_LO : HZ_AT_HI;
    return *place == HZ_AT_LO || (sum <= 0 && x == hi);
}

/* May columns first .. last, all of one value, hang together with `root` at its bound? The arc from i to i + 1 bears, seen from
 * the root, the sum of d on its far side: not positive where that is the side of i, not negative where it is the other. */
static bool hang(const double *d, size_t first, size_t last, size_t root)
{
    double sum = 0;

    for (size_t i = first; i < root; i++)
        if ((sum += d[i]) > 0)
            return false;
    sum = 0;
    for (size_t i = last; i > root; i--)
        if ((sum += d[i]) < 0)
            return false;
    return true;
}

/* One piece with one root; false when there is none. */
static bool root_piece(const chain *c, size_t first, size_t last)
{
    double sum = 0;
    uint8_t at;

    for (size_t i = first; i <= last; i++)
        sum += c->d[i];
    for (size_t root = first; root <= last; root++) {
        if (!is_right_root(c->lo[root], c->hi[root], c->x[root], sum, &at) || !hang(c->d, first, last, root))
            continue;
        for (size_t i = first; i <= last; i++)
            c->place[i] = HZ_BASIC;
        c->place[root] = at;
        return true;
    }
    return false;
}

/* Columns of one value fall into pieces. */
static bool cut_run(const chain *c, size_t first, size_t last)
{
    for (size_t k = first; k <= last; k++) {
        size_t end = c->are_long ? last - (k - first) : k;

        if (!root_piece(c, first, end))
            continue;
        if (end == last || cut_run(c, end + 1, last)) {
            for (size_t i = first; i < end; i++)
                c->is_tight[i] = true;
            return true;
        }
    }
    return false;
}

static bool cut_runs(const chain *c, size_t n)
{
    for (size_t i = 0; i < n; i++)
        c->is_tight[i] = false;
    for (size_t first = 0, last; first < n; first = last + 1) {
        for (last = first; last + 1 < n && c->x[last + 1] == c->x[first]; last++)
            ;
        if (!cut_run(c, first, last))
            return false;
    }
    return true;
}

bool hz_chain_basis(uint8_t *place, bool *is_tight, const double *lo, const double *hi, size_t n, const double *d, const double *x)
{
    return cut_runs(&(chain){place, is_tight, lo, hi, d, x, false}, n);
}

bool hz_chain_facets(uint8_t *place, bool *is_tight, const double *lo, const double *hi, size_t n, const double *d, const double *x)
{
    return cut_runs(&(chain){place, is_tight, lo, hi, d, x, true}, n);
}

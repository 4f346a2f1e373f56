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

/* ---- the best point ---- */

static size_t list_values(uint16_t *values, const hz_column *columns, size_t n)
{
    size_t n_values = 0;

    for (size_t i = 0; i < 2 * n; i++) {
        uint16_t value = i % 2 ? columns[i / 2].hi_bp : columns[i / 2].lo_bp;
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
static bool walk(uint16_t *x, const hz_column *columns, size_t n, const double *d)
{
    uint16_t values[N_VALUES];
    size_t n_values = list_values(values, columns, n), came[HZ_CHAIN_MAX][N_VALUES], best = 0;
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
            cost[i][v] = values[v] < columns[i].lo_bp || values[v] > columns[i].hi_bp ? INFINITY : least + d[i] * values[v];
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

bool hz_chain_best(uint16_t *x, const hz_column *columns, size_t n, const double *d)
{
    bool is_chain = true;

    for (size_t i = 0; i < n; i++) {
        x[i] = d[i] < 0 ? columns[i].hi_bp : columns[i].lo_bp;
        is_chain &= i == 0 || x[i - 1] <= x[i];
    }
    return is_chain || walk(x, columns, n, d);
}

/* ---- its basis ---- */

static bool is_right_root(const hz_column *column, uint16_t x, double sum, uint8_t *place)
{
    *place = sum >= 0 && x == column->lo_bp ? HZ_AT_LO : HZ_AT_HI;
    return *place == HZ_AT_LO || (sum <= 0 && x == column->hi_bp);
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
static bool root_piece(uint8_t *place, const hz_column *columns, const double *d, const uint16_t *x, size_t first, size_t last)
{
    double sum = 0;
    uint8_t at;

    for (size_t i = first; i <= last; i++)
        sum += d[i];
    for (size_t root = first; root <= last; root++) {
        if (!is_right_root(&columns[root], x[root], sum, &at) || !hang(d, first, last, root))
            continue;
        for (size_t i = first; i <= last; i++)
            place[i] = HZ_BASIC;
        place[root] = at;
        return true;
    }
    return false;
}

/* Columns of one value fall into pieces, each as short as it can be. */
static bool cut_run(uint8_t *place, bool *is_tight, const hz_column *columns, const double *d, const uint16_t *x, size_t first,
                    size_t last)
{
    for (size_t end = first; end <= last; end++) {
        if (!root_piece(place, columns, d, x, first, end))
            continue;
        if (end == last || cut_run(place, is_tight, columns, d, x, end + 1, last)) {
            for (size_t i = first; i < end; i++)
                is_tight[i] = true;
            return true;
        }
    }
    return false;
}

bool hz_chain_basis(uint8_t *place, bool *is_tight, const hz_column *columns, size_t n, const double *d, const uint16_t *x)
{
    for (size_t i = 0; i < n; i++)
        is_tight[i] = false;
    for (size_t first = 0, last; first < n; first = last + 1) {
        for (last = first; last + 1 < n && x[last + 1] == x[first]; last++)
            ;
        if (!cut_run(place, is_tight, columns, d, x, first, last))
            return false;
    }
    return true;
}

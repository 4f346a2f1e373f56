/* shares.c - caps on a share of the plan's cost: any number of rows that one sum loosens
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan/shares.h"

#include <stdlib.h>

#include "base/arena.h"

/* ---- families: neighbours among the rows of one plan-cost column, of one demand ---- */

static bool continues(const hz_shares *s, const hz_model *m, uint64_t entry)
{
    return s->n > 0 && entry > 0 && m->row[entry] == m->row[entry - 1] + 1 && m->value[entry] == m->value[entry - 1] &&
           m->rows[m->row[entry]].demand == m->rows[m->row[entry - 1]].demand;
}

static void add_row(hz_shares *s, uint32_t row, uint32_t cost_row, int64_t part)
{
    s->families[s->n++] = (hz_family){.first = row, .cost_row = cost_row, .part = part};
}

/* Column j is the cost of the plan at a level: -n C in each cap, then C in the row that bounds it. */
static void add_families(hz_shares *s, const hz_model *m, size_t j)
{
    uint64_t last = m->start[j + 1] - 1;

    for (uint64_t k = m->start[j]; k < last; k++) {
        if (k == m->start[j] || !continues(s, m, k))
            add_row(s, m->row[k], m->row[last], -m->value[k] / m->value[last]);
        s->families[s->n - 1].n_rows++;
        s->family[m->row[k]] = (uint32_t)s->n - 1;
    }
}

static bool plant_trees(hz_shares *s)
{
    size_t n_nodes = 0;

    for (size_t f = 0; f < s->n; f++) {
        hz_family *family = &s->families[f];

        for (family->n_leaves = 1; family->n_leaves < family->n_rows;)
            family->n_leaves *= 2;
        n_nodes += 2 * family->n_leaves;
    }
    if (!(s->nodes = hz_calloc(n_nodes, sizeof *s->nodes)))
        return false;
    for (size_t i = n_nodes; i-- > 0;)
        s->nodes[i] = INT64_MIN;
    for (size_t f = 0, first = 0; f < s->n; first += 2 * s->families[f++].n_leaves)
        s->families[f].most = s->nodes + first;
    return true;
}

hz_status hz_shares_make(hz_shares *shares, const hz_model *model, hz_error *err)
{
    size_t n_caps = 0;

    *shares = (hz_shares){.n = 0};
    for (size_t j = 0; j < model->n_columns; j++)
        if (hz_is_plan_cost(model, j))
            n_caps += model->start[j + 1] - model->start[j] - 1;
    if (n_caps == 0)
        return HZ_OK;
    shares->families = hz_calloc(n_caps, sizeof *shares->families);
    shares->family = hz_calloc(model->n_rows, sizeof *shares->family);
    if (!shares->families || !shares->family)
        return hz_error_memory(err);
    for (size_t i = 0; i < model->n_rows; i++)
        shares->family[i] = HZ_NONE;
    for (size_t j = 0; j < model->n_columns; j++)
        if (hz_is_plan_cost(model, j))
            add_families(shares, model, j);
    return plant_trees(shares) ? HZ_OK : hz_error_memory(err);
}

void hz_shares_clear(hz_shares *shares)
{
    free(shares->families);
    free(shares->family);
    free(shares->nodes);
}

/* ---- the trees ---- */

const hz_family *hz_family_of(const hz_shares *shares, size_t row)
{
    return shares->family && shares->family[row] != HZ_NONE ? &shares->families[shares->family[row]] : NULL;
}

void hz_family_set(const hz_family *family, size_t row, int64_t value)
{
    int64_t *most = family->most;
    size_t node = family->n_leaves + row - family->first;

    for (most[node] = value; node > 1; node /= 2) {
        size_t other = node ^ 1;

        most[node / 2] = most[node] > most[other] ? most[node] : most[other];
    }
}

/* Where nothing below a node is above the limit, the next node to the right of all that is below it is looked at. */
uint32_t hz_family_above(const hz_family *family, size_t row, int64_t limit)
{
    const int64_t *most = family->most;
    size_t node = family->n_leaves + row - family->first;

    if (row >= (size_t)family->first + family->n_rows)
        return HZ_NONE;
    while (most[node] <= limit) {
        while (node % 2 == 1)
            node /= 2;
        if (node == 0)
            return HZ_NONE;
        node++;
    }
    while (node < family->n_leaves) {
        node *= 2;
        node += most[node] <= limit;
    }
    return (uint32_t)(node - family->n_leaves) + family->first;
}

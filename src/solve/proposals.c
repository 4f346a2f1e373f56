/* proposals.c - prices of a model with links: from what its blocks propose at other prices
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where thousands of units hang by one link, a sample of them says little. But what a block would do at given prices is known at once.
 * So a master mixes, for each of some parts of the model, what it proposed so far, and answers with new prices, until what they
 * propose is nothing new (Dantzig, Wolfe, Operations Research 8(1), 1960). That gives prices, not a basis: the core does. */
#include "solve/proposals.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/cancel.h"
#include "base/parallel.h"
#include "solve/core.h"
#include "solve/pricing.h"

enum {
    MOST_PARTS = 64, /* of the model, which propose by themselves */
    MOST_ROUNDS = 100
};

/* Prices are good enough when the master costs so much more than is proved, beside the cost. */
#define GAP_OF_GOOD_PRICES 1e-9

typedef struct {
    hz_sifting *s;
    hz_link_work *work;
    hz_master *master;
    size_t n_parts, n_rows;
    double weight;    /* columns of a part, about: its share of a proposal counts so much, so that it is not cheaper to do without */
    double *activity; /* [n_parts * n_rows] of the last proposals, base units */
    double *cost;     /* [n_parts] fen */
    uint32_t *row;    /* [n_rows + 1] scratch */
    double *value;
} mixing;

/* ---- what is proposed ---- */

static size_t first_block(const mixing *m, size_t part)
{
    return m->s->model->n_blocks * part / m->n_parts;
}

static void add_piece(mixing *m, size_t part, size_t piece)
{
    const hz_model *model = m->s->model;
    hz_priced priced;

    hz_price_piece(&priced, m->s, piece);
    for (size_t i = 0; i < priced.n; i++) {
        size_t j = priced.first + i;
        double share = (priced.has_point ? priced.x[i] : priced.lo[i]) / HZ_SHARE_ONE;

        m->cost[part] += (double)model->columns[j].cost_fen_d * share;
        for (uint64_t k = model->start[j]; k < model->start[j + 1]; k++)
            m->activity[part * m->n_rows + model->row[k]] += (double)model->value[k] * share;
    }
}

static void propose(void *context, size_t part)
{
    mixing *m = context;
    const hz_model *model = m->s->model;
    size_t first = first_block(m, part), end = first_block(m, part + 1);

    m->cost[part] = 0;
    memset(m->activity + part * m->n_rows, 0, m->n_rows * sizeof *m->activity);
    for (size_t block = first; block < end; block++)
        hz_settle_links(m->s, m->work, block);
    for (size_t piece = hz_piece_of(&m->s->pieces, model->block_column[first]);
         piece < m->s->pieces.n && m->s->pieces.first[piece] < model->block_column[end]; piece++)
        if (!hz_is_link(&m->s->pieces, m->s->pieces.first[piece]))
            add_piece(m, part, piece);
}

/* ---- the master ---- */

static double scaled(const mixing *m, size_t row, double amount)
{
    return amount / m->s->scale.row[row] / m->s->scale.total;
}

static hz_status make_master(mixing *m, hz_error *err)
{
    size_t n_rows = m->n_rows + m->n_parts;
    hz_sense *senses = hz_calloc(n_rows + 1, sizeof *senses);
    hz_status status = HZ_OK;

    if (!senses)
        return hz_error_memory(err);
    for (size_t i = 0; i < n_rows; i++)
        senses[i] = i < m->n_rows ? m->s->model->rows[i].sense : HZ_AT_LEAST;
    m->master = hz_master_new(n_rows, senses, HZ_ELASTIC, err);
    free(senses);
    if (!m->master)
        return err ? err->status : HZ_ERR_SOLVER;
    hz_master_prefer_primal(m->master);
    for (size_t i = m->n_rows; i < n_rows && !status; i++)
        status = hz_master_make_equal(m->master, i, err);
    for (size_t i = 0; i < n_rows && !status; i++)
        status = hz_master_set_rhs(m->master, i, i < m->n_rows ? scaled(m, i, (double)m->s->model->rows[i].rhs) : m->weight, err);
    return status;
}

/* Of one part: its shares of all proposals are one in all. */
static hz_status put_proposal(mixing *m, size_t part, hz_error *err)
{
    size_t n = 0;

    for (size_t i = 0; i < m->n_rows; i++) {
        double value = m->activity[part * m->n_rows + i];

        if (value == 0)
            continue;
        m->row[n] = (uint32_t)i;
        m->value[n++] = scaled(m, i, value) / m->weight;
    }
    m->row[n] = (uint32_t)(m->n_rows + part);
    m->value[n++] = 1;
    return hz_master_add(m->master, m->cost[part] / m->s->scale.total / m->weight, 0, m->weight, HZ_BASIS_AT_LO, n, m->row, m->value, err);
}

/* What the last proposal of a part would cost at the present prices; its reward in the master. */
static double net_cost(const mixing *m, size_t part)
{
    double cost = m->cost[part];

    for (size_t i = 0; i < m->n_rows; i++)
        cost -= m->s->price[i] * m->activity[part * m->n_rows + i];
    return cost;
}

static double reward(const mixing *m, size_t part)
{
    return hz_master_price(m->master, m->n_rows + part) * m->s->scale.total * m->weight;
}

static hz_status put_proposals(mixing *m, bool is_first, hz_error *err)
{
    hz_status status = HZ_OK;

    for (size_t part = 0; part < m->n_parts && !status; part++)
        if (is_first || net_cost(m, part) < reward(m, part))
            status = put_proposal(m, part, err);
    return status;
}

/* No plan can cost less: the prices' worth of the demands, and what the parts propose at them. */
static double bound(const mixing *m)
{
    double sum = 0;

    for (size_t i = 0; i < m->n_rows; i++)
        sum += m->s->price[i] * (double)m->s->model->rows[i].rhs;
    for (size_t part = 0; part < m->n_parts; part++)
        sum += net_cost(m, part);
    return sum;
}

static void take_prices(mixing *m)
{
    for (size_t i = 0; i < m->n_rows; i++)
        m->s->price[i] = hz_master_price(m->master, i) / m->s->scale.row[i];
}

/* What is proposed at the first prices, and at twice these. */
static hz_status begin(mixing *m, hz_error *err)
{
    hz_status status = make_master(m, err);

    for (int times = 1; times <= 2 && !status; times++) {
        for (size_t i = 0; i < m->n_rows; i++)
            m->s->price[i] *= times;
        hz_parallel_parts(m->n_parts, m->s->n_threads, propose, m);
        status = put_proposals(m, true, err);
    }
    return status;
}

static hz_status mix(mixing *m, hz_error *err)
{
    hz_status status = begin(m, err);
    double best = -INFINITY;
    bool is_feasible;

    for (int round = 0; round < MOST_ROUNDS && !status; round++) {
        double cost;

        if ((status = hz_master_solve(m->master, &is_feasible, err)) || (status = hz_cancel_check(err)))
            break;
        take_prices(m);
        hz_parallel_parts(m->n_parts, m->s->n_threads, propose, m);
        m->s->n_passes++;
        cost = hz_master_objective(m->master) * m->s->scale.total;
        best = fmax(best, bound(m));
        if (cost - best <= GAP_OF_GOOD_PRICES * fabs(cost))
            break;
        status = put_proposals(m, false, err);
    }
    return status;
}

hz_status hz_mix_proposals(hz_sifting *s, hz_link_work *work, hz_error *err)
{
    mixing m = {.s = s, .work = work, .n_rows = s->model->n_rows};
    hz_status status;

    m.n_parts = s->model->n_blocks < MOST_PARTS ? s->model->n_blocks : MOST_PARTS;
    m.weight = (double)s->model->n_columns / (double)m.n_parts;
    m.activity = hz_calloc(m.n_parts * m.n_rows + 1, sizeof *m.activity);
    m.cost = hz_calloc(m.n_parts + 1, sizeof *m.cost);
    m.row = hz_calloc(m.n_rows + 1, sizeof *m.row);
    m.value = hz_calloc(m.n_rows + 1, sizeof *m.value);
    status = m.activity && m.cost && m.row && m.value ? mix(&m, err) : hz_error_memory(err);
    if (m.master)
        s->n_pivots += hz_master_pivots(m.master);
    hz_master_free(m.master);
    free(m.activity);
    free(m.cost);
    free(m.row);
    free(m.value);
    return status;
}

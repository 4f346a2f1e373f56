/* least.c - the least of the prices that prove a point of a model with arcs
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Prices y prove a point if no block can move to where it would be cheaper by d = c - y a. The columns of a chain fall
 * into runs of equal X, which can move only so: the last few of a run up together, the first few down together, all of
 * it either way if it stands between the bounds. So with a column for each such move, and one for each run that stands
 * between whole numbers,
 *
 *     X[run],   0 <= up <= 1,   0 <= down <= 1,   the rest on the right-hand side,
 *
 * there is a model without arcs which exactly the prices prove that prove the point, and the exact finish chooses among
 * them. */
#include "solve/least.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/lang.h"
#include "base/quantity.h"
#include "solve/chain.h"
#include "solve/finish.h"
#include "solve/rational.h"
#include "solve/verify.h"

typedef struct {
    const hz_model *model;
    const hz_solution *solution;
    const hz_proof *proof;
    uint32_t *basic_at; /* [n_columns] index into proof->basic, HZ_NONE: at the bound of its place */
    __int128 *rhs;      /* [n_rows] 1/10000 base units, less what the runs of whole numbers bring */
    __int128 cost;      /* 10000 times what they cost */
    hz_model *moves;
    hz_solution *start;
    uint64_t n; /* entries of moves */
    size_t column_capacity, start_capacity, row_capacity, value_capacity;
    __int128 *sum; /* [n_rows] of the move at hand */
} mover;

/* ---- where the columns stand ---- */

static bool is_whole(const mover *v, size_t j)
{
    uint32_t b = v->basic_at[j];

    return b == HZ_NONE || mpz_cmp_ui(mpq_denref(v->proof->basic_bp[b]), 1) == 0;
}

/* X of a column that stands at a whole number. */
static long whole_bp(const mover *v, size_t j)
{
    const hz_column *column = &v->model->columns[j];

    if (v->basic_at[j] != HZ_NONE)
        return mpz_get_si(mpq_numref(v->proof->basic_bp[v->basic_at[j]]));
    return v->solution->place[j] == HZ_AT_HI ? column->hi_bp : column->lo_bp;
}

static bool stand_alike(const mover *v, size_t j, size_t k)
{
    if (is_whole(v, j) != is_whole(v, k))
        return false;
    return is_whole(v, j) ? whole_bp(v, j) == whole_bp(v, k)
                          : mpq_equal(v->proof->basic_bp[v->basic_at[j]], v->proof->basic_bp[v->basic_at[k]]) != 0;
}

/* ---- moves as columns ---- */

static bool grow(mover *v)
{
    hz_model *m = v->moves;
    size_t n = m->n_columns + 1;

    return hz_grow((void **)&m->columns, &v->column_capacity, n, sizeof *m->columns) &&
           hz_grow((void **)&m->start, &v->start_capacity, n + 1, sizeof *m->start) &&
           hz_grow((void **)&m->row, &v->row_capacity, v->n + v->model->n_rows, sizeof *m->row) &&
           hz_grow((void **)&m->value, &v->value_capacity, v->n + v->model->n_rows, sizeof *m->value);
}

/* The sums become the entries of a column. */
static bool close_column(mover *v, hz_column column)
{
    hz_model *m = v->moves;

    if (!grow(v))
        return false;
    m->start[0] = 0;
    for (uint32_t i = 0; i < v->model->n_rows; i++) {
        if (v->sum[i] == 0)
            continue;
        m->row[v->n] = i;
        m->value[v->n++] = (int64_t)v->sum[i];
        v->sum[i] = 0;
    }
    m->columns[m->n_columns++] = column;
    m->start[m->n_columns] = v->n;
    return true;
}

/* Columns from .. to move together, by +1 or -1. */
static bool add_move(mover *v, size_t from, size_t to, int sign, hz_column column)
{
    const hz_model *m = v->model;

    for (size_t j = from; j <= to; j++) {
        column.cost_fen_d += sign * m->columns[j].cost_fen_d;
        for (uint64_t k = m->start[j]; k < m->start[j + 1]; k++)
            v->sum[m->row[k]] += (__int128)m->value[k] * sign;
    }
    return close_column(v, column);
}

static bool add_whole_run(mover *v, size_t first, size_t last)
{
    static const hz_column unmoved = {.unit = HZ_NONE, .lo_bp = 0, .hi_bp = 1};
    const hz_model *m = v->model;
    long at = whole_bp(v, first);

    for (size_t j = first; j <= last; j++) {
        v->cost += (__int128)m->columns[j].cost_fen_d * at;
        for (uint64_t k = m->start[j]; k < m->start[j + 1]; k++)
            v->rhs[m->row[k]] -= (__int128)m->value[k] * at;
    }
    for (size_t from = last + 1; from-- > first && m->columns[from].hi_bp > at;)
        if (!add_move(v, from, last, 1, unmoved))
            return false;
    for (size_t to = first; to <= last && m->columns[to].lo_bp < at; to++)
        if (!add_move(v, first, to, -1, unmoved))
            return false;
    return true;
}

/* The whole of it is the one column with a unit: its first. */
static bool add_fraction_run(mover *v, size_t first, size_t last)
{
    hz_column whole = {.unit = (uint32_t)first, .lo_bp = 0, .hi_bp = HZ_SHARE_ONE};

    for (size_t from = last; from > first; from--)
        if (!add_move(v, from, last, 1, (hz_column){.unit = HZ_NONE, .lo_bp = 0, .hi_bp = 1}))
            return false;
    for (size_t j = first; j <= last; j++) {
        const hz_column *column = &v->model->columns[j];

        whole.lo_bp = column->lo_bp > whole.lo_bp ? column->lo_bp : whole.lo_bp;
        whole.hi_bp = column->hi_bp < whole.hi_bp ? column->hi_bp : whole.hi_bp;
    }
    return add_move(v, first, last, 1, whole);
}

/* ---- the basis that is there ---- */

/* Columns first .. last hang together by tight arcs. */
static bool floats(const mover *v, size_t first, size_t last)
{
    for (size_t j = first; j <= last; j++)
        if (v->solution->place[j] != HZ_BASIC)
            return false;
    return true;
}

/* What floats in the basis of the proof pins its prices down: to begin with them, it is a basic column here, without
 * room where it is no move by itself. A run between whole numbers has its column already. */
static bool add_pin(mover *v, size_t first, size_t last)
{
    static const hz_column pin = {.unit = HZ_NONE, .lo_bp = 0, .hi_bp = 0};

    return !is_whole(v, first) || !floats(v, first, last) || add_move(v, first, last, 1, pin);
}

static hz_status add_pins(mover *v, hz_error *err)
{
    const hz_model *m = v->model;
    size_t next = 0;

    for (size_t b = 0; b < m->n_blocks; b++)
        for (size_t first = m->block_column[b], last; first < m->block_column[b + 1]; first = last + 1) {
            for (last = first; last + 1 < m->block_column[b + 1]; last++) {
                size_t arc = m->block_arc[b] + (last - m->block_column[b]);

                while (next < v->solution->n_tight_arcs && v->solution->tight_arcs[next] < arc)
                    next++;
                if (next == v->solution->n_tight_arcs || v->solution->tight_arcs[next] != arc)
                    break;
            }
            if (!add_pin(v, first, last))
                return hz_error_memory(err);
        }
    return HZ_OK;
}

static hz_status add_runs(mover *v, hz_error *err)
{
    const hz_model *m = v->model;

    for (size_t b = 0; b < m->n_blocks; b++)
        for (size_t first = m->block_column[b], last; first < m->block_column[b + 1]; first = last + 1) {
            for (last = first; last + 1 < m->block_column[b + 1] && stand_alike(v, first, last + 1);)
                last++;
            if (!(is_whole(v, first) ? add_whole_run : add_fraction_run)(v, first, last))
                return hz_error_memory(err);
        }
    return HZ_OK;
}

/* Right-hand sides are whole base units, and what they leave over is an entry of a column that stands at 1. */
static hz_status add_rows(mover *v, hz_error *err)
{
    const hz_model *m = v->model;

    if (!(v->moves->rows = hz_calloc(m->n_rows + 1, sizeof *v->moves->rows)))
        return hz_error_memory(err);
    v->moves->n_rows = m->n_rows;
    for (size_t i = 0; i < m->n_rows; i++) {
        v->moves->rows[i] = m->rows[i];
        v->moves->rows[i].rhs = hz_div_floor(v->rhs[i], HZ_SHARE_ONE);
        v->sum[i] = (__int128)v->moves->rows[i].rhs * HZ_SHARE_ONE - v->rhs[i];
    }
    return close_column(v, (hz_column){.unit = HZ_NONE, .lo_bp = 1, .hi_bp = 1}) ? HZ_OK : hz_error_memory(err);
}

/* Nothing has moved; runs between whole numbers are basic, and pins; of the rows those that are tight. */
static hz_status make_start(mover *v, hz_error *err)
{
    const hz_model *m = v->moves;
    hz_solution *s = v->start = hz_calloc(1, sizeof *s);

    if (!s || !(s->place = hz_calloc(m->n_columns + 1, 1)) ||
        !(s->basic = hz_calloc(m->n_columns + 1, sizeof *s->basic)) ||
        !(s->tight = hz_calloc(m->n_rows + 1, sizeof *s->tight)))
        return hz_error_memory(err);
    for (uint32_t j = 0; j < m->n_columns; j++)
        if (m->columns[j].unit != HZ_NONE || m->columns[j].hi_bp == 0) {
            s->place[j] = HZ_BASIC;
            s->basic[s->n_basic++] = j;
        }
    for (size_t k = 0; k < v->solution->n_tight; k++)
        s->tight[s->n_tight++] = v->solution->tight[k];
    return HZ_OK;
}

static hz_status make_moves(mover *v, hz_error *err)
{
    const hz_model *m = v->model;
    hz_status status;

    if (!(v->moves = hz_calloc(1, sizeof *v->moves)) ||
        !(v->basic_at = hz_calloc(m->n_columns + 1, sizeof *v->basic_at)) ||
        !(v->rhs = hz_calloc(m->n_rows + 1, sizeof *v->rhs)) || !(v->sum = hz_calloc(m->n_rows + 1, sizeof *v->sum)))
        return hz_error_memory(err);
    for (size_t j = 0; j < m->n_columns; j++)
        v->basic_at[j] = HZ_NONE;
    for (uint32_t b = 0; b < v->proof->n_basic; b++)
        v->basic_at[v->proof->basic[b]] = b;
    for (size_t i = 0; i < m->n_rows; i++)
        v->rhs[i] = (__int128)m->rows[i].rhs * HZ_SHARE_ONE;
    if ((status = add_runs(v, err)) || (status = add_pins(v, err)) || (status = add_rows(v, err)))
        return status;
    return make_start(v, err);
}

/* ---- the prices ---- */

/* Prices prove the point if what they prove of the moves is that none is worth while: then the cost is the same. */
static bool is_same_cost(const mover *v, const hz_proof *of_moves)
{
    mpq_t cost, scale;
    bool is_same;

    mpq_inits(cost, scale, NULL);
    hz_rational_set_wide(cost, v->cost);
    mpq_set_ui(scale, HZ_SHARE_ONE, 1);
    mpq_div(cost, cost, scale);
    mpq_add(cost, cost, of_moves->cost_fen_d);
    is_same = mpq_equal(cost, v->proof->cost_fen_d) != 0;
    mpq_clears(cost, scale, NULL);
    return is_same;
}

static hz_status take_prices(hz_proof *proof, const mover *v, hz_error *err)
{
    hz_solution *least;
    hz_proof *of_moves = NULL;
    hz_status status = hz_finish_with_least_prices(&least, v->moves, v->start, err);

    if (status)
        return status;
    if (!(status = hz_verify(&of_moves, v->moves, least, err))) {
        if (of_moves->fault || of_moves->outcome != HZ_OUTCOME_OPTIMAL || !is_same_cost(v, of_moves))
            status = hz_error_set(err, HZ_ERR_VERIFY,
                                  _("the answer did not stand up to exact verification: %s; no plan is given"),
                                  of_moves->fault ? of_moves->fault : _("the cost and its lower bound differ"));
        for (size_t i = 0; i < proof->n_rows && !status; i++)
            mpq_swap(proof->price[i], of_moves->price[i]);
    }
    hz_solution_free(least);
    hz_proof_free(of_moves);
    return status;
}

hz_status hz_least_prices_of_chains(hz_proof *proof, const hz_model *model, const hz_solution *solution, hz_error *err)
{
    mover v = {.model = model, .solution = solution, .proof = proof};
    hz_status status = HZ_OK;

    if (hz_chains_are_all(model) && !(status = make_moves(&v, err)))
        status = take_prices(proof, &v, err);
    hz_model_free(v.moves);
    hz_solution_free(v.start);
    free(v.basic_at);
    free(v.rhs);
    free(v.sum);
    return status;
}

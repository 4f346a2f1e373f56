/* verify.c - the proof, in rational arithmetic, from the model and a basis
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Optimal: the basis gives exact X for the basic columns (tight rows hold with equality) and exact prices y (basic
 * columns have reduced cost zero). Then, trusting neither the solver nor the elimination,
 *
 *     primal   every row holds and every X lies in its bounds,
 *     dual     y has the sign of its row, and d[j] = c[j] - sum_i y[i] a[i,j] is >= 0 at lo, <= 0 at hi, 0 between,
 *     gap      sum c X = sum_i y[i] 10000 rhs[i] + sum_j d[j] X[j]
 *
 * are checked; by weak duality no X within the bounds is then cheaper.
 * Infeasible: whole multipliers K of the rows, with the signs of prices, and sum_i K[i] (10000 rhs[i] - sum_j a[i,j] X[j]) > 0
 * for the X within the bounds that makes it smallest: no X can satisfy the rows (Farkas). That X stands at hi where
 * sum_i K[i] a[i,j] > 0, at lo elsewhere: where d[j] with prices K and no costs says.
 *
 * Sums over all columns run in 128 bits: sum |a| < 2^62 for each row (model/formulate.c sees to it), X <= 10^4: below 10^23. Signs of d are
 * decided in floating point with an error bound, and rationally where that is in doubt. */
#include "solve/verify.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/cancel.h"
#include "base/lang.h"
#include "solve/basis.h"
#include "solve/contract.h"
#include "solve/common.h"
#include "solve/rational.h"
#include "solve/verify_arcs.h"

typedef struct {
    const hz_model *model;
    const hz_solution *solution;
    hz_proof *proof;
    hz_factored_basis basis;       /* optimal */
    __int128 *fixed;      /* [n_rows] sum a X over columns that are not basic; infeasible: over all */
    double *price;        /* [n_rows] prices, rounded; those of an infeasible model by a power of two smaller */
    hz_common common;     /* prices, exactly, once has_common */
    bool has_common;
    mpz_t rest;           /* scratch */
    mpq_t *excess;        /* [n_rows] scratch: activity less right-hand side, 1/10000 base units */
    size_t idle_capacity;
} checker;

/* Ctrl-C is heard every so many columns. */
static hz_status check_now_and_then(size_t column, hz_error *err)
{
    return column % 4096 == 0 ? hz_cancel_check(err) : HZ_OK;
}

/* ---- the numbers ---- */

static bool is_well_formed(const checker *c)
{
    const hz_solution *s = c->solution;
    size_t n_basic = 0;

    for (size_t j = 0; j < c->model->n_columns; j++) {
        if (s->place[j] > HZ_BASIC)
            return false;
        n_basic += s->place[j] == HZ_BASIC;
    }
    for (size_t k = 0; k < s->n_basic; k++)
        if (s->basic[k] >= c->model->n_columns || s->place[s->basic[k]] != HZ_BASIC ||
            s->tight[k] >= c->model->n_rows || (k > 0 && s->basic[k] <= s->basic[k - 1]) ||
            (k > 0 && s->tight[k] <= s->tight[k - 1]))
            return false;
    return n_basic == s->n_basic && n_basic == s->n_tight;
}

/* Column j at `cut` counts in the sums of its rows. */
static void add_fixed(checker *c, size_t j, uint16_t cut)
{
    const hz_model *m = c->model;

    for (uint64_t k = m->start[j]; cut > 0 && k < m->start[j + 1]; k++)
        c->fixed[m->row[k]] += (__int128)m->value[k] * cut;
}

/* X of the basic columns from the tight rows, y of the tight rows from the basic columns. */
static hz_status solve_basis(checker *c, hz_error *err)
{
    const hz_solution *s = c->solution;
    size_t n = s->n_basic;
    mpq_t *b = hz_rationals_new(n), *y = hz_rationals_new(n);
    hz_status status = b && y ? hz_basis_solve(c->proof->basic_bp, &c->basis, err) : hz_error_memory(err);

    for (size_t k = 0; k < n && !status; k++)
        mpq_set_si(b[k], c->model->columns[s->basic[k]].cost_fen_d, 1);
    if (!status && !(status = hz_rational_solve_transposed(y, c->basis.factors, b, err)))
        for (size_t k = 0; k < n; k++)
            mpq_set(c->proof->price[s->tight[k]], y[k]);
    hz_rationals_free(b, n);
    hz_rationals_free(y, n);
    return status;
}

/* ---- primal ---- */

static const char *check_bounds(const checker *c)
{
    for (size_t b = 0; b < c->proof->n_basic; b++) {
        const hz_column *column = &c->model->columns[c->proof->basic[b]];
        int above_lo = mpq_cmp_ui(c->proof->basic_bp[b], column->lo_bp, 1);
        int above_hi = mpq_cmp_ui(c->proof->basic_bp[b], column->hi_bp, 1);

        if (above_lo < 0 || above_hi > 0)
            return _("a cut lies outside its bounds");
        c->proof->is_degenerate |= above_lo == 0 || above_hi == 0;
    }
    return NULL;
}

static const char *check_rows(const checker *c)
{
    const hz_model *m = c->model;
    const char *fault = NULL;
    mpq_t term;

    mpq_init(term);
    for (size_t i = 0; i < m->n_rows; i++)
        hz_rational_set_wide(c->excess[i], c->fixed[i] - (__int128)m->rows[i].rhs * HZ_SHARE_ONE);
    for (size_t b = 0; b < c->proof->n_basic; b++)
        for (uint64_t k = m->start[c->proof->basic[b]]; k < m->start[c->proof->basic[b] + 1]; k++) {
            mpq_set_si(term, m->value[k], 1);
            mpq_mul(term, term, c->proof->basic_bp[b]);
            mpq_add(c->excess[m->row[k]], c->excess[m->row[k]], term);
        }
    for (size_t i = 0; i < m->n_rows && !fault; i++) {
        if (mpq_sgn(c->excess[i]) * (m->rows[i].sense == HZ_AT_LEAST ? 1 : -1) < 0)
            fault = _("a demand is not met");
        c->proof->is_degenerate |= mpq_sgn(c->excess[i]) == 0 && c->basis.tight_at[i] == HZ_NONE;
    }
    mpq_clear(term);
    return fault;
}

/* ---- dual ---- */

static const char *check_price_signs(const checker *c)
{
    for (size_t i = 0; i < c->model->n_rows; i++)
        if (mpq_sgn(c->proof->price[i]) * (c->model->rows[i].sense == HZ_AT_LEAST ? 1 : -1) < 0)
            return _("a price has the wrong sign");
    return NULL;
}

static int exact_sign(checker *c, size_t j, int64_t cost)
{
    const hz_model *m = c->model;
    uint64_t first = m->start[j];

    if (!c->has_common)
        hz_common_take(&c->common, c->proof->price);
    c->has_common = true;
    hz_common_rest(c->rest, &c->common, cost, m->start[j + 1] - first, m->row + first, m->value + first);
    return mpz_sgn(c->rest);
}

/* Sign of d[j] = cost - sum_i y[i] a[i,j]. mpq_get_d truncates: each price has a relative error below 2^-52, or is too small
 * for a number of full length; each product and sum has one of 2^-53. */
static int reduced_cost_sign(checker *c, size_t j, int64_t cost)
{
    const hz_model *m = c->model;
    double d = (double)cost, size = fabs(d), bound;

    for (uint64_t k = m->start[j]; k < m->start[j + 1]; k++) {
        double term = c->price[m->row[k]] * (double)m->value[k];

        d -= term;
        size += fabs(term);
    }
    bound = size * (double)(m->start[j + 1] - m->start[j] + 4) * DBL_EPSILON + DBL_MIN;
    if (d > bound)
        return 1;
    return d < -bound ? -1 : exact_sign(c, j, cost);
}

/* Column j could stand elsewhere at the same cost. */
static hz_status note_idle(checker *c, size_t j, hz_error *err)
{
    if (!hz_grow((void **)&c->proof->idle, &c->idle_capacity, c->proof->n_idle + 1, sizeof *c->proof->idle))
        return hz_error_memory(err);
    c->proof->idle[c->proof->n_idle++] = (uint32_t)j;
    return HZ_OK;
}

static hz_status check_reduced_cost(checker *c, size_t j, hz_error *err)
{
    const hz_column *column = &c->model->columns[j];
    uint8_t place = c->solution->place[j];
    int sign;

    if (place != HZ_BASIC && column->lo_bp == column->hi_bp)
        return HZ_OK; /* it can stand nowhere else */
    sign = reduced_cost_sign(c, j, column->cost_fen_d);
    if (place == HZ_BASIC ? sign != 0 : place == HZ_AT_LO ? sign < 0 : sign > 0)
        c->proof->fault = _("a unit stands on the wrong side of the price");
    return sign == 0 && place != HZ_BASIC ? note_idle(c, j, err) : HZ_OK;
}

static hz_status check_reduced_costs(checker *c, hz_error *err)
{
    hz_status status = HZ_OK;

    for (size_t j = 0; j < c->model->n_columns && !status && !c->proof->fault; j++)
        if (!(status = check_now_and_then(j, err)))
            status = check_reduced_cost(c, j, err);
    return status;
}

/* ---- gap ---- */

/* Primal objective * 10000 = sum c X. */
static void primal_cost(const checker *c, mpq_t out)
{
    mpq_t term;

    mpq_init(term);
    hz_rational_set_wide(out, c->basis.fixed_cost);
    for (size_t b = 0; b < c->proof->n_basic; b++) {
        mpq_set_si(term, c->model->columns[c->proof->basic[b]].cost_fen_d, 1);
        mpq_mul(term, term, c->proof->basic_bp[b]);
        mpq_add(out, out, term);
    }
    mpq_clear(term);
}

/* Dual objective * 10000 = sum_j c X - sum_i y (sum_j a X - 10000 rhs), both sums over the columns that are not basic. */
static void dual_cost(const checker *c, mpq_t out)
{
    mpq_t term;

    mpq_init(term);
    hz_rational_set_wide(out, c->basis.fixed_cost);
    for (size_t i = 0; i < c->model->n_rows; i++) {
        hz_rational_set_wide(term, c->fixed[i] - (__int128)c->model->rows[i].rhs * HZ_SHARE_ONE);
        mpq_mul(term, term, c->proof->price[i]);
        mpq_sub(out, out, term);
    }
    mpq_clear(term);
}

static const char *check_gap(const checker *c)
{
    const char *fault = NULL;
    mpq_t primal, dual, scale;

    mpq_inits(primal, dual, scale, NULL);
    primal_cost(c, primal);
    dual_cost(c, dual);
    if (!mpq_equal(primal, dual))
        fault = _("the cost and its lower bound differ");
    mpq_set_ui(scale, HZ_SHARE_ONE, 1);
    mpq_div(c->proof->cost_fen_d, primal, scale);
    mpq_clears(primal, dual, scale, NULL);
    return fault;
}

static hz_status prove_optimal(checker *c, hz_error *err)
{
    hz_proof *proof = c->proof;
    hz_status status;

    if (!is_well_formed(c)) {
        proof->fault = _("the basis is not well formed");
        return HZ_OK;
    }
    if ((status = hz_basis_make(&c->basis, c->model, c->solution, err)))
        return status;
    if (!c->basis.factors) {
        proof->fault = _("the basis has no inverse");
        return HZ_OK;
    }
    c->fixed = c->basis.fixed;
    if ((status = solve_basis(c, err)))
        return status;
    for (size_t i = 0; i < c->model->n_rows; i++)
        c->price[i] = mpq_get_d(proof->price[i]);
    if ((proof->fault = check_bounds(c)) || (proof->fault = check_rows(c)) || (proof->fault = check_price_signs(c)))
        return HZ_OK;
    if ((status = check_reduced_costs(c, err)) || proof->fault)
        return status;
    proof->fault = check_gap(c);
    return HZ_OK;
}

/* ---- infeasible ---- */

enum { MULTIPLIER_BITS = 60 };

/* The solver's rounded multipliers as whole numbers, the largest of so many bits; one with the wrong sign is only rounding. Without
 * a number that can be believed all stay zero, which proves nothing. */
static void take_rounded(checker *c)
{
    const hz_solution *s = c->solution;
    double largest = 0;
    int exponent;

    for (size_t i = 0; i < c->model->n_rows; i++) {
        if (!isfinite(s->price[i]))
            return;
        largest = fmax(largest, fabs(s->price[i]));
    }
    frexp(largest, &exponent);
    for (size_t i = 0; i < c->model->n_rows; i++)
        if ((s->price[i] > 0) == (c->model->rows[i].sense == HZ_AT_LEAST))
            mpq_set_si(c->proof->price[i], llrint(ldexp(s->price[i], MULTIPLIER_BITS - exponent)), 1);
}

static void take_multipliers(checker *c)
{
    if (c->solution->n_multipliers != c->model->n_rows)
        take_rounded(c);
    else
        for (size_t i = 0; i < c->model->n_rows; i++)
            mpq_set_z(c->proof->price[i], c->solution->multiplier[i]);
}

/* Whole numbers of any length, divided by the power of two that brings the longest near 1. */
static void round_multipliers(checker *c)
{
    size_t longest = 0;
    mpq_t part;

    mpq_init(part);
    for (size_t i = 0; i < c->model->n_rows; i++)
        if (mpz_sizeinbase(mpq_numref(c->proof->price[i]), 2) > longest)
            longest = mpz_sizeinbase(mpq_numref(c->proof->price[i]), 2);
    for (size_t i = 0; i < c->model->n_rows; i++) {
        mpq_div_2exp(part, c->proof->price[i], longest);
        c->price[i] = mpq_get_d(part);
    }
    mpq_clear(part);
}

/* The sums of the rows for the X that comes nearest to satisfying the combination. */
static hz_status sum_nearest(checker *c, hz_error *err)
{
    hz_status status = HZ_OK;

    for (size_t j = 0; j < c->model->n_columns && !(status = check_now_and_then(j, err)); j++) {
        const hz_column *column = &c->model->columns[j];

        add_fixed(c, j, reduced_cost_sign(c, j, 0) < 0 ? column->hi_bp : column->lo_bp);
    }
    return status;
}

static hz_status prove_infeasible(checker *c, hz_error *err)
{
    const hz_model *m = c->model;
    hz_proof *proof = c->proof;
    hz_status status;
    mpq_t term;

    take_multipliers(c);
    round_multipliers(c);
    if ((status = sum_nearest(c, err)))
        return status;
    mpq_init(term);
    for (size_t i = 0; i < m->n_rows; i++) {
        hz_rational_set_wide(term, (__int128)m->rows[i].rhs * HZ_SHARE_ONE - c->fixed[i]);
        mpq_mul(term, term, proof->price[i]);
        mpq_add(proof->shortfall, proof->shortfall, term);
    }
    mpq_clear(term);
    if (!(proof->fault = check_price_signs(c)) && mpq_sgn(proof->shortfall) <= 0)
        proof->fault = _("the demands are said to be impossible, but the proof of it does not hold");
    return HZ_OK;
}

/* ---- the verb ---- */

static hz_proof *new_proof(const hz_model *model, const hz_solution *solution)
{
    hz_proof *proof = hz_calloc(1, sizeof *proof);

    if (!proof)
        return NULL;
    mpq_inits(proof->cost_fen_d, proof->shortfall, NULL);
    proof->outcome = solution->outcome;
    proof->n_rows = model->n_rows;
    proof->n_basic = solution->outcome == HZ_OUTCOME_OPTIMAL ? solution->n_basic : 0;
    proof->basic = hz_calloc(proof->n_basic + 1, sizeof *proof->basic);
    proof->basic_bp = hz_rationals_new(proof->n_basic);
    proof->price = hz_rationals_new(proof->n_rows);
    if (!proof->basic || !proof->basic_bp || !proof->price) {
        hz_proof_free(proof);
        return NULL;
    }
    for (size_t b = 0; b < proof->n_basic; b++)
        proof->basic[b] = solution->basic[b];
    return proof;
}

static hz_status verify_without_arcs(hz_proof **out, const hz_model *model, const hz_solution *solution, hz_error *err)
{
    checker c = {.model = model, .solution = solution, .proof = new_proof(model, solution)};
    __int128 *sums;
    hz_status status;

    *out = NULL;
    sums = hz_calloc(model->n_rows + 1, sizeof *sums);
    c.fixed = sums;
    c.price = hz_calloc(model->n_rows + 1, sizeof *c.price);
    c.excess = hz_rationals_new(model->n_rows);
    mpz_init(c.rest);
    if (!hz_common_make(&c.common, model->n_rows) || !c.proof || !c.fixed || !c.price || !c.excess)
        status = hz_error_memory(err);
    else
        status = solution->outcome == HZ_OUTCOME_OPTIMAL ? prove_optimal(&c, err) : prove_infeasible(&c, err);
    hz_basis_clear(&c.basis);
    free(sums);
    free(c.price);
    mpz_clear(c.rest);
    hz_common_clear(&c.common);
    hz_rationals_free(c.excess, model->n_rows);
    if (status)
        hz_proof_free(c.proof);
    else
        *out = c.proof;
    return status;
}

/* An infeasible model is proved by its rows alone, if it can be: without the arcs still less can be met. */
static hz_status verify_with_arcs(hz_proof **out, const hz_model *model, const hz_solution *solution, hz_error *err)
{
    hz_contraction *contraction;
    hz_status status = hz_contract(&contraction, model, solution, err);

    if (status)
        return status;
    if (contraction->fault) {
        if (!(*out = new_proof(model, &(hz_solution){.outcome = solution->outcome})))
            status = hz_error_memory(err);
        else
            (*out)->fault = contraction->fault;
    } else if (!(status = verify_without_arcs(out, contraction->model, contraction->solution, err)) && !(*out)->fault &&
               (status = hz_verify_arcs(*out, model, contraction, solution->place, err))) {
        hz_proof_free(*out);
        *out = NULL;
    }
    hz_contraction_free(contraction);
    return status;
}

hz_status hz_verify(hz_proof **out, const hz_model *model, const hz_solution *solution, hz_error *err)
{
    *out = NULL;
    if (model->n_arcs == 0 || solution->outcome == HZ_OUTCOME_INFEASIBLE)
        return verify_without_arcs(out, model, solution, err);
    return verify_with_arcs(out, model, solution, err);
}

/* finish.c - from a basis that is nearly right to one that is, in rational arithmetic
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The dual simplex method for bounded variables. The variables are the columns, and behind them one slack for each row,
 *
 *     sum_j a[i,j] X[j] - sigma[i] s[i] = 10000 rhs[i],   sigma = +1 at least, -1 at most,   0 <= s[i] <= hi[i].
 *
 * hi[i] is what s[i] comes to with all X at their best for it, and 1: a bound that the columns imply, so that it asks for
 * nothing. But with it every variable has two bounds, and any basis becomes dual feasible by moving to its other bound
 * whatever stands on the wrong side of its reduced cost
 *
 *     d[j] = c[j] - sum_i y[i] a[i,j],   of a slack: sigma[i] y[i].
 *
 * So the state is a basis and no more: tight rows (whose slacks stand at a bound) and as many basic columns, the other slacks
 * being basic. One round takes exact prices y from it, moves, takes exact X, and chooses a basic variable outside its
 * bounds. Along its row of the inverse, the ray w, the dual objective
 *
 *     L(y + t w) = sum_i (y + t w)[i] 10000 rhs[i] + sum_j min(d[j] lo[j], d[j] hi[j])
 *
 * rises at first with the slope by which the bound is missed, and bends wherever a d[j] passes zero; the variable at
 * which the slope ends becomes basic in its stead (the long-step rule: Maros, Computational Optimization and Applications
 * 26(2), 2003). Nobody outside: the basis is optimal. The slope never ends: w is a Farkas combination. In it a row may
 * have a multiplier of the wrong sign, where w leans on hi[i]; without that row the combination proves all the more, for hi[i]
 * is more than s[i] can be.
 *
 * Every sign that decides something is exact. The step alone is chosen in floating point: one that is not the best costs a
 * round. When L has not risen for some rounds, the rule is Bland's with an exact ratio test until it has: smallest index
 * out, smallest index in, which visits no basis twice. As L only takes as many values as there are bases, the method ends.
 *
 * Where the optimum is degenerate, several prices prove it. The least are those of demands that ask for a little less: for
 * 10000 rhs[i] - sigma[i] e[i] with e[0] > 0, e[1] > 0 immeasurably smaller, and so on. A basic variable that stands exactly at a
 * bound is then outside it if the first price that its ray changes becomes smaller; so the same rounds go on, by Bland's rule, until
 * there is none. Values do not change: what leaves stands at its bound, and so does what enters. */
#include "solve/finish.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/cancel.h"
#include "solve/breakpoints.h"
#include "solve/common.h"
#include "solve/rational.h"

enum { PATIENCE = 20 }; /* rounds without a rise before Bland's rule */

/* A sum of drops this near to the slope may be either side of it: then all is counted exactly. */
#define NEAR 1e-9

/* A multiplier for each row. */
typedef struct {
    mpq_t *exact;     /* [n_rows] */
    double *rounded;  /* [n_rows] */
    hz_common common; /* the same once more, */
    bool is_common;   /* when it has been asked for */
} row_multipliers;

typedef struct {
    const hz_model *model;
    uint8_t *place;     /* [n_columns + n_rows] hz_place of columns, then of slacks */
    __int128 *slack_hi; /* [n_rows] 1/10000 base units */
    uint32_t *basic;    /* [n_basic] columns */
    uint32_t *tight;    /* [n_basic] rows */
    size_t n_basic;
    uint32_t *tight_at; /* [n_rows] scratch: position of a row among the tight ones, or HZ_NONE */
    __int128 *fixed;    /* [n_rows] sum a X over columns that are not basic */
    __int128 fixed_cost;
    hz_rational_factors *factors; /* of tight rows by basic columns */
    mpq_t *x;                     /* [n_basic of n_rows] X of the basic columns */
    mpq_t *slack;                 /* [n_rows] of the rows that are not tight */
    row_multipliers y, ray;
    mpq_t *right, *left;          /* [n_rows] scratch: a right-hand side and what it is solved to */
    __int128 *sum;                /* [n_rows] scratch */
    mpq_t bound, best_bound;      /* 10000 L of this basis, and the most so far */
    bool has_bound;
    int n_stalls; /* rounds since it rose */
    long n_pivots;
} finisher;

/* A basic variable outside its bounds. */
typedef struct {
    size_t variable;
    size_t position; /* among the basic columns, if it is one */
    bool is_below;
    mpq_t missing; /* by how much, > 0 */
} leaver;

/* ---- small things ---- */

static int sigma(const finisher *f, size_t row)
{
    return f->model->rows[row].sense == HZ_AT_LEAST ? 1 : -1;
}

static bool is_column(const finisher *f, size_t variable)
{
    return variable < f->model->n_columns;
}

static double width(const finisher *f, size_t variable)
{
    const hz_model *m = f->model;

    return is_column(f, variable) ? m->columns[variable].hi_bp - m->columns[variable].lo_bp
                                  : (double)f->slack_hi[variable - m->n_columns];
}

/* Ctrl-C is heard every so many columns. */
static hz_status check_now_and_then(size_t column, hz_error *err)
{
    return column % 4096 == 0 ? hz_cancel_check(err) : HZ_OK;
}

/* sum += a[.,j] cut */
static void add_column(const finisher *f, __int128 *sum, size_t j, int cut)
{
    const hz_model *m = f->model;

    for (uint64_t k = m->start[j]; cut != 0 && k < m->start[j + 1]; k++)
        sum[m->row[k]] += (__int128)m->value[k] * cut;
}

/* Column j comes to stand at the bound of its place (sign +1), or leaves it (-1). */
static void add_fixed(finisher *f, size_t j, int sign)
{
    const hz_column *column = &f->model->columns[j];
    int cut = sign * (f->place[j] == HZ_AT_HI ? column->hi_bp : column->lo_bp);

    add_column(f, f->fixed, j, cut);
    f->fixed_cost += (__int128)column->cost_fen_d * cut;
}

static void put_elsewhere(finisher *f, size_t variable)
{
    if (is_column(f, variable))
        add_fixed(f, variable, -1);
    f->place[variable] = f->place[variable] == HZ_AT_HI ? HZ_AT_LO : HZ_AT_HI;
    if (is_column(f, variable))
        add_fixed(f, variable, 1);
}

/* ---- products of a column with prices or a ray ---- */

typedef struct {
    double value, error;
} estimate;

/* cost - sum_i r[i] a[i,j]. mpq_get_d truncates: each r has a relative error below 2^-52, or is NaN (see round_rows); each product
 * and sum has one of 2^-53. */
static estimate estimate_product(const finisher *f, size_t variable, int64_t cost, const row_multipliers *by)
{
    const double *r = by->rounded;
    const hz_model *m = f->model;
    estimate e = {(double)cost, fabs((double)cost)};

    if (!is_column(f, variable)) {
        size_t i = variable - m->n_columns;

        return (estimate){sigma(f, i) * r[i], fabs(r[i]) * DBL_EPSILON + DBL_MIN};
    }
    for (uint64_t k = m->start[variable]; k < m->start[variable + 1]; k++) {
        double term = r[m->row[k]] * (double)m->value[k];

        e.value -= term;
        e.error += fabs(term);
    }
    if (e.error > 0)
        e.error = e.error * (double)(m->start[variable + 1] - m->start[variable] + 4) * DBL_EPSILON + DBL_MIN;
    return e;
}

/* The same times the common denominator of all r. */
static void exact_product(const finisher *f, mpz_t out, size_t variable, int64_t cost, row_multipliers *r)
{
    const hz_model *m = f->model;
    uint64_t first;

    if (!r->is_common)
        hz_common_take(&r->common, r->exact);
    r->is_common = true;
    if (is_column(f, variable)) {
        first = m->start[variable];
        hz_common_rest(out, &r->common, cost, m->start[variable + 1] - first, m->row + first, m->value + first);
    } else {
        mpz_mul_si(out, r->common.numerator[variable - m->n_columns], sigma(f, variable - m->n_columns));
    }
}

static void exact_quotient(mpq_t out, const mpz_t product, const row_multipliers *r)
{
    mpz_set(mpq_numref(out), product);
    mpz_set(mpq_denref(out), r->common.denominator);
    mpq_canonicalize(out);
}

/* The sign of an estimate, exact; *e is made as good as a double can be where it was in doubt. */
static int sign_of(const finisher *f, estimate *e, size_t variable, int64_t cost, row_multipliers *r)
{
    mpz_t product;
    int sign;

    if (fabs(e->value) > e->error || e->error == 0)
        return (e->value > 0) - (e->value < 0);
    mpz_init(product);
    exact_product(f, product, variable, cost, r);
    *e = (estimate){0, DBL_MIN};
    if ((sign = mpz_sgn(product)) != 0) {
        mpq_t exact;

        mpq_init(exact);
        exact_quotient(exact, product, r);
        e->value = mpq_get_d(exact);
        e->error = fabs(e->value) * DBL_EPSILON + DBL_MIN;
        mpq_clear(exact);
    }
    mpz_clear(product);
    return sign;
}

static int64_t cost_of(const finisher *f, size_t variable)
{
    return is_column(f, variable) ? f->model->columns[variable].cost_fen_d : 0;
}

/* ---- the basis ---- */

/* Entries of some rows (their positions in f->tight_at) by some columns. */
static hz_status gather_entries(const finisher *f, const uint32_t *columns, size_t n_columns, hz_entry **entries,
                                size_t *n, hz_error *err)
{
    const hz_model *m = f->model;
    size_t capacity = 0;

    *entries = NULL;
    *n = 0;
    for (size_t b = 0; b < n_columns; b++)
        for (uint64_t k = m->start[columns[b]]; k < m->start[columns[b] + 1]; k++) {
            if (f->tight_at[m->row[k]] == HZ_NONE)
                continue;
            if (!hz_grow((void **)entries, &capacity, *n + 1, sizeof **entries))
                return hz_error_memory(err);
            (*entries)[(*n)++] = (hz_entry){f->tight_at[m->row[k]], (uint32_t)b, m->value[k]};
        }
    return HZ_OK;
}

static hz_status factor(finisher *f, const uint32_t *rows, size_t n_rows, const uint32_t *columns, size_t n_columns,
                        hz_error *err)
{
    hz_entry *entries = NULL;
    size_t n_entries;
    hz_status status;

    hz_rational_factors_free(f->factors);
    f->factors = NULL;
    for (size_t i = 0; i < f->model->n_rows; i++)
        f->tight_at[i] = HZ_NONE;
    for (size_t k = 0; k < n_rows; k++)
        f->tight_at[rows[k]] = (uint32_t)k;
    if (!(status = gather_entries(f, columns, n_columns, &entries, &n_entries, err)))
        status = hz_rational_factor(&f->factors, n_rows, n_columns, entries, n_entries, err);
    free(entries);
    return status;
}

/* Those of `from` below `limit`, each once, into `to`, at most `most`. */
static size_t take_distinct(uint32_t *to, size_t most, const uint32_t *from, size_t n, size_t limit, uint8_t *seen)
{
    size_t n_taken = 0;

    for (size_t k = 0; k < n && n_taken < most; k++) {
        if (from[k] >= limit || seen[from[k]])
            continue;
        seen[from[k]] = 1;
        to[n_taken++] = from[k];
    }
    for (size_t k = 0; k < n_taken; k++)
        seen[to[k]] = 0;
    return n_taken;
}

/* As many rows and columns of the start as have an inverse; the columns left over go to their lower bounds, the rows left over
 * get basic slacks. */
static hz_status take_start(finisher *f, const hz_solution *start, hz_error *err)
{
    const hz_model *m = f->model;
    size_t n_rows = take_distinct(f->tight, m->n_rows, start->tight, start->n_tight, m->n_rows, f->place);
    size_t n_columns = take_distinct(f->basic, m->n_rows, start->basic, start->n_basic, m->n_columns, f->place);
    uint32_t *rows = hz_calloc(m->n_rows + 1, sizeof *rows), *columns = hz_calloc(m->n_rows + 1, sizeof *columns);
    hz_status status = rows && columns ? factor(f, f->tight, n_rows, f->basic, n_columns, err) : hz_error_memory(err);

    if (!status) {
        memcpy(rows, f->tight, n_rows * sizeof *rows);
        memcpy(columns, f->basic, n_columns * sizeof *columns);
        f->n_basic = hz_rational_rank(f->factors);
        for (size_t k = 0; k < f->n_basic; k++) {
            uint32_t row, column;

            hz_rational_pivot(f->factors, k, &row, &column);
            f->tight[k] = rows[row];
            f->basic[k] = columns[column];
        }
    }
    free(rows);
    free(columns);
    return status;
}

static void take_places(finisher *f, const hz_solution *start)
{
    const hz_model *m = f->model;

    for (size_t j = 0; j < m->n_columns; j++)
        f->place[j] = start->place[j] == HZ_AT_HI ? HZ_AT_HI : HZ_AT_LO;
    for (size_t i = 0; i < m->n_rows; i++)
        f->place[m->n_columns + i] = HZ_BASIC;
    for (size_t k = 0; k < f->n_basic; k++) {
        f->place[f->basic[k]] = HZ_BASIC;
        f->place[m->n_columns + f->tight[k]] = HZ_AT_LO;
    }
    for (size_t j = 0; j < m->n_columns; j++)
        if (f->place[j] != HZ_BASIC)
            add_fixed(f, j, 1);
}

/* hi[i], the most that s[i] can be within the bounds of the columns, and 1; not less than 1, so that there are two bounds. */
static void imply_bounds(finisher *f)
{
    const hz_model *m = f->model;

    for (size_t j = 0; j < m->n_columns; j++)
        for (uint64_t k = m->start[j]; k < m->start[j + 1]; k++) {
            __int128 value = (__int128)sigma(f, m->row[k]) * m->value[k];

            f->slack_hi[m->row[k]] += value * (value > 0 ? m->columns[j].hi_bp : m->columns[j].lo_bp);
        }
    for (size_t i = 0; i < m->n_rows; i++) {
        f->slack_hi[i] -= (__int128)sigma(f, i) * m->rows[i].rhs * HZ_SHARE_ONE;
        f->slack_hi[i] = f->slack_hi[i] > 0 ? f->slack_hi[i] + 1 : 1;
    }
}

/* ---- one round: prices, places, values ---- */

/* f->right, one number for each basic column, to `out` in the tight rows; the other rows keep theirs. */
static hz_status solve_transposed(finisher *f, mpq_t *out, hz_error *err)
{
    hz_status status = hz_rational_solve_transposed(f->left, f->factors, f->right, err);

    for (size_t k = 0; k < f->n_basic && !status; k++)
        mpq_set(out[f->tight[k]], f->left[k]);
    return status;
}

static void clear_rows(const finisher *f, mpq_t *numbers)
{
    for (size_t i = 0; i < f->model->n_rows; i++)
        mpq_set_ui(numbers[i], 0, 1);
}

/* Round what has been made anew. NaN for what a double cannot hold at full length, in itself or in its product with an entry: signs in
 * which it has a part are then found exactly. */
static void round_rows(const finisher *f, row_multipliers *r)
{
    r->is_common = false;
    for (size_t i = 0; i < f->model->n_rows; i++) {
        r->rounded[i] = mpq_get_d(r->exact[i]);
        if (mpq_sgn(r->exact[i]) != 0 &&
            !(fabs(r->rounded[i]) >= DBL_MIN * 0x1p64 && fabs(r->rounded[i]) <= DBL_MAX * 0x1p-128))
            r->rounded[i] = (double)NAN;
    }
}

static hz_status take_prices(finisher *f, hz_error *err)
{
    hz_status status;

    clear_rows(f, f->y.exact);
    for (size_t k = 0; k < f->n_basic; k++)
        mpq_set_si(f->right[k], f->model->columns[f->basic[k]].cost_fen_d, 1);
    if (!(status = solve_transposed(f, f->y.exact, err)))
        round_rows(f, &f->y);
    return status;
}

/* Whoever stands on the wrong side of its reduced cost moves to the other; where that is zero nobody moves, which Bland's
 * rule relies on. */
static hz_status place_all(finisher *f, hz_error *err)
{
    size_t n_variables = f->model->n_columns + f->model->n_rows;

    for (size_t v = 0; v < n_variables; v++) {
        estimate d;
        hz_status status = check_now_and_then(v, err);

        if (status)
            return status;
        if (f->place[v] == HZ_BASIC || width(f, v) == 0)
            continue;
        d = estimate_product(f, v, cost_of(f, v), &f->y);
        if (sign_of(f, &d, v, cost_of(f, v), &f->y) * (f->place[v] == HZ_AT_HI ? 1 : -1) > 0)
            put_elsewhere(f, v);
    }
    return HZ_OK;
}

/* 10000 rhs of a tight row, less what stands at its bounds. */
static void take_right_sides(finisher *f)
{
    const hz_model *m = f->model;

    for (size_t k = 0; k < f->n_basic; k++) {
        size_t i = f->tight[k];
        __int128 slack = f->place[m->n_columns + i] == HZ_AT_HI ? f->slack_hi[i] : 0;

        hz_rational_set_wide(f->right[k], (__int128)m->rows[i].rhs * HZ_SHARE_ONE - f->fixed[i] + sigma(f, i) * slack);
    }
}

/* 10000 L = sum c X over what is not basic + sum_i y[i] (right-hand side of the tight row i). */
static void take_bound(finisher *f)
{
    mpq_t term;

    mpq_init(term);
    hz_rational_set_wide(f->bound, f->fixed_cost);
    for (size_t k = 0; k < f->n_basic; k++) {
        mpq_mul(term, f->right[k], f->y.exact[f->tight[k]]);
        mpq_add(f->bound, f->bound, term);
    }
    mpq_clear(term);
    if (!f->has_bound || mpq_cmp(f->bound, f->best_bound) > 0) {
        mpq_set(f->best_bound, f->bound);
        f->n_stalls = 0;
    } else {
        f->n_stalls++;
    }
    f->has_bound = true;
}

/* s[i] = sigma[i] (sum_j a[i,j] X[j] - 10000 rhs[i]) of the rows that are not tight. */
static hz_status take_slacks(finisher *f, hz_error *err)
{
    const hz_model *m = f->model;
    hz_status status = HZ_OK;
    mpq_t term;

    mpq_init(term);
    for (size_t i = 0; i < m->n_rows; i++)
        hz_rational_set_wide(f->slack[i], f->fixed[i] - (__int128)m->rows[i].rhs * HZ_SHARE_ONE);
    for (size_t b = 0; b < f->n_basic && !(status = hz_rational_check(b, err)); b++)
        for (uint64_t k = m->start[f->basic[b]]; k < m->start[f->basic[b] + 1]; k++) {
            if (f->place[m->n_columns + m->row[k]] != HZ_BASIC)
                continue;
            mpq_set_si(term, m->value[k], 1);
            mpq_mul(term, term, f->x[b]);
            mpq_add(f->slack[m->row[k]], f->slack[m->row[k]], term);
        }
    for (size_t i = 0; i < m->n_rows; i++)
        if (sigma(f, i) < 0)
            mpq_neg(f->slack[i], f->slack[i]);
    mpq_clear(term);
    return status;
}

static hz_status evaluate(finisher *f, hz_error *err)
{
    hz_status status;

    if ((status = factor(f, f->tight, f->n_basic, f->basic, f->n_basic, err)))
        return status;
    if (hz_rational_rank(f->factors) < f->n_basic)
        return hz_error_set(err, HZ_ERR_INTERNAL, "the exact finish has lost its basis");
    if ((status = take_prices(f, err)) || (status = place_all(f, err)))
        return status;
    take_right_sides(f);
    take_bound(f);
    if ((status = hz_rational_solve(f->x, f->factors, f->right, err)))
        return status;
    return take_slacks(f, err);
}

static bool is_bland(const finisher *f)
{
    return f->n_stalls > PATIENCE;
}

/* ---- who leaves the basis ---- */

/* Keep the variable that is `missing` what it is beside its width if it is the worst so far, or the first with Bland. */
static void judge(const finisher *f, leaver *worst, double *worst_share, leaver candidate)
{
    double share = mpq_get_d(candidate.missing) / fmax(1, width(f, candidate.variable));
    bool is_better = is_bland(f) ? candidate.variable < worst->variable : share > *worst_share;

    if (worst->variable != SIZE_MAX && !is_better)
        return;
    mpq_set(worst->missing, candidate.missing);
    worst->variable = candidate.variable;
    worst->position = candidate.position;
    worst->is_below = candidate.is_below;
    *worst_share = share;
}

/* A slack above hi[i] has a column of its row outside its bounds: that one is found instead. */
static bool find_leaver(const finisher *f, leaver *worst)
{
    const hz_model *m = f->model;
    double share = 0;
    leaver one;

    worst->variable = SIZE_MAX;
    mpq_init(one.missing);
    for (size_t k = 0; k < f->n_basic; k++) {
        const hz_column *column = &m->columns[f->basic[k]];

        one.variable = f->basic[k];
        one.position = k;
        one.is_below = mpq_cmp_ui(f->x[k], column->lo_bp, 1) < 0;
        mpq_set_ui(one.missing, one.is_below ? column->lo_bp : column->hi_bp, 1);
        mpq_sub(one.missing, f->x[k], one.missing);
        mpq_abs(one.missing, one.missing);
        if (one.is_below || mpq_cmp_ui(f->x[k], column->hi_bp, 1) > 0)
            judge(f, worst, &share, one);
    }
    one.is_below = true;
    for (size_t i = 0; i < m->n_rows; i++) {
        one.variable = m->n_columns + i;
        mpq_neg(one.missing, f->slack[i]);
        if (f->place[one.variable] == HZ_BASIC && mpq_sgn(one.missing) > 0)
            judge(f, worst, &share, one);
    }
    mpq_clear(one.missing);
    return worst->variable != SIZE_MAX;
}

/* ---- the ray ---- */

/* f->right[b] = - sum_i ray[i] a[i,b] over the rows that are not tight, b basic. */
static hz_status take_against_ray(finisher *f, hz_error *err)
{
    const hz_model *m = f->model;
    hz_status status = HZ_OK;
    mpq_t term;

    mpq_init(term);
    for (size_t b = 0; b < f->n_basic && !(status = hz_rational_check(b, err)); b++) {
        mpq_set_ui(f->right[b], 0, 1);
        for (uint64_t k = m->start[f->basic[b]]; k < m->start[f->basic[b] + 1]; k++) {
            if (f->place[m->n_columns + m->row[k]] != HZ_BASIC)
                continue;
            mpq_set_si(term, m->value[k], 1);
            mpq_mul(term, term, f->ray.exact[m->row[k]]);
            mpq_sub(f->right[b], f->right[b], term);
        }
    }
    mpq_clear(term);
    return status;
}

/* The direction of the prices in which d of the leaver alone, of all basic variables, changes: by +1 where it is below its
 * bound, by -1 where above. */
static hz_status take_ray(finisher *f, const leaver *out, hz_error *err)
{
    hz_status status;

    clear_rows(f, f->ray.exact);
    if (!is_column(f, out->variable)) {
        size_t i = out->variable - f->model->n_columns;

        mpq_set_si(f->ray.exact[i], sigma(f, i), 1);
    }
    if ((status = take_against_ray(f, err)))
        return status;
    if (is_column(f, out->variable))
        mpq_set_si(f->right[out->position], out->is_below ? -1 : 1, 1);
    if (!(status = solve_transposed(f, f->ray.exact, err)))
        round_rows(f, &f->ray);
    return status;
}

/* ---- a combination of rows that nothing can satisfy ---- */

/* Is sum_i ray[i] (10000 rhs[i] - sum_j a[i,j] X[j]) > 0 for all X within the bounds? Multipliers of the wrong sign are taken
 * out first. */
static hz_status test_ray(finisher *f, bool *is_proof, hz_error *err)
{
    const hz_model *m = f->model;
    mpq_t total, term;

    for (size_t i = 0; i < m->n_rows; i++)
        if (mpq_sgn(f->ray.exact[i]) * sigma(f, i) < 0)
            mpq_set_ui(f->ray.exact[i], 0, 1);
    round_rows(f, &f->ray);
    memset(f->sum, 0, m->n_rows * sizeof *f->sum);
    for (size_t j = 0; j < m->n_columns; j++) {
        estimate lean = estimate_product(f, j, 0, &f->ray);
        hz_status status = check_now_and_then(j, err);

        if (status)
            return status;
        add_column(f, f->sum, j, sign_of(f, &lean, j, 0, &f->ray) < 0 ? m->columns[j].hi_bp : m->columns[j].lo_bp);
    }
    mpq_inits(total, term, NULL);
    for (size_t i = 0; i < m->n_rows; i++) {
        hz_rational_set_wide(term, (__int128)m->rows[i].rhs * HZ_SHARE_ONE - f->sum[i]);
        mpq_mul(term, term, f->ray.exact[i]);
        mpq_add(total, total, term);
    }
    *is_proof = mpq_sgn(total) > 0;
    mpq_clears(total, term, NULL);
    return HZ_OK;
}

/* The solver's own combination, where it says that there is one: multipliers of the rows that its basis leaves open as they
 * are, those of the tight rows such that every basic column has none left over. */
static hz_status test_given(finisher *f, const double *multipliers, bool *is_proof, hz_error *err)
{
    const hz_model *m = f->model;
    hz_status status;

    clear_rows(f, f->ray.exact);
    for (size_t i = 0; i < m->n_rows; i++)
        if (f->place[m->n_columns + i] == HZ_BASIC && isfinite(multipliers[i]))
            mpq_set_d(f->ray.exact[i], multipliers[i]);
    if ((status = take_against_ray(f, err)) || (status = solve_transposed(f, f->ray.exact, err)))
        return status;
    return test_ray(f, is_proof, err);
}

/* ---- who enters: the long step ---- */

/* Does moving along the ray take d of this variable towards zero? */
static bool is_approaching(finisher *f, size_t variable, estimate *lean)
{
    if (f->place[variable] == HZ_BASIC || width(f, variable) == 0)
        return false;
    *lean = estimate_product(f, variable, 0, &f->ray);
    return sign_of(f, lean, variable, 0, &f->ray) * (f->place[variable] == HZ_AT_HI ? 1 : -1) > 0;
}

static hz_status find_breakpoints(finisher *f, hz_breakpoints *points, hz_error *err)
{
    size_t n_variables = f->model->n_columns + f->model->n_rows;

    for (size_t v = 0; v < n_variables; v++) {
        estimate lean, d;
        hz_status status = check_now_and_then(v, err);

        if (status)
            return status;
        if (!is_approaching(f, v, &lean))
            continue;
        d = estimate_product(f, v, cost_of(f, v), &f->y);
        if (isnan(d.value))
            sign_of(f, &d, v, cost_of(f, v), &f->y);
        if (!hz_breakpoints_add(points, (hz_breakpoint){fabs(d.value) / fmax(fabs(lean.value), DBL_MIN),
                                                        fabs(lean.value) * width(f, v), (uint32_t)v}))
            return hz_error_memory(err);
    }
    return HZ_OK;
}

/* The variable that enters, or SIZE_MAX: the ray proves that there is none. */
static hz_status enter_by_long_step(finisher *f, const leaver *out, size_t *in, hz_error *err)
{
    hz_breakpoints points = {0};
    double slope = mpq_get_d(out->missing);
    bool is_proof = false;
    hz_status status = find_breakpoints(f, &points, err);

    *in = SIZE_MAX;
    if (!status && !(hz_breakpoints_sum(&points) > slope * (1 + NEAR)))
        status = test_ray(f, &is_proof, err);
    if (!status && !is_proof && points.n > 0)
        *in = hz_breakpoints_top(&points, slope).variable;
    hz_breakpoints_clear(&points);
    return status;
}

/* ---- who enters: Bland's rule ---- */

typedef struct {
    size_t variable;
    double least, most; /* the ratio lies between */
    mpq_t ratio;
    bool is_exact; /* `ratio` has been computed */
} enterer;

static void take_ratio(finisher *f, enterer *e)
{
    mpz_t product;
    mpq_t lean;

    if (e->is_exact)
        return;
    mpz_init(product);
    mpq_init(lean);
    exact_product(f, product, e->variable, 0, &f->ray);
    exact_quotient(lean, product, &f->ray);
    exact_product(f, product, e->variable, cost_of(f, e->variable), &f->y);
    exact_quotient(e->ratio, product, &f->y);
    mpq_div(e->ratio, e->ratio, lean);
    mpq_abs(e->ratio, e->ratio);
    mpz_clear(product);
    mpq_clear(lean);
    e->is_exact = true;
}

static bool is_nearer(finisher *f, enterer *e, enterer *than)
{
    if (than->variable == SIZE_MAX || e->most < than->least)
        return true;
    if (e->least > than->most)
        return false;
    take_ratio(f, e);
    take_ratio(f, than);
    return mpq_cmp(e->ratio, than->ratio) < 0;
}

static void bound_ratio(finisher *f, enterer *e, estimate lean)
{
    estimate d = estimate_product(f, e->variable, cost_of(f, e->variable), &f->y);
    double spread = 1 + 8 * DBL_EPSILON, near = fabs(lean.value) - lean.error;

    e->is_exact = false;
    e->least = fmax(0, fabs(d.value) - d.error) / (fabs(lean.value) + lean.error) / spread;
    e->most = near > 0 ? (fabs(d.value) + d.error) / near * spread : INFINITY;
}

/* The first of those whose d is zero soonest. */
static hz_status enter_first(finisher *f, size_t *in, hz_error *err)
{
    size_t n_variables = f->model->n_columns + f->model->n_rows;
    enterer best = {.variable = SIZE_MAX}, one;
    hz_status status = HZ_OK;

    mpq_inits(best.ratio, one.ratio, NULL);
    for (size_t v = 0; v < n_variables && !(status = check_now_and_then(v, err)); v++) {
        estimate lean;

        if (!is_approaching(f, v, &lean))
            continue;
        one.variable = v;
        bound_ratio(f, &one, lean);
        if (!is_nearer(f, &one, &best))
            continue;
        mpq_swap(best.ratio, one.ratio);
        best.variable = one.variable;
        best.least = one.least;
        best.most = one.most;
        best.is_exact = one.is_exact;
    }
    *in = best.variable;
    mpq_clears(best.ratio, one.ratio, NULL);
    return status;
}

static hz_status enter_by_bland(finisher *f, size_t *in, hz_error *err)
{
    bool is_proof;
    hz_status status = enter_first(f, in, err);

    return status || *in != SIZE_MAX ? status : test_ray(f, &is_proof, err);
}

/* ---- the exchange ---- */

static void remove_number(uint32_t *numbers, size_t n, size_t number)
{
    size_t at = 0;

    while (numbers[at] != number)
        at++;
    numbers[at] = numbers[n - 1];
}

/* A column more or less, and a row more or less: the two keep equal numbers. */
static void exchange(finisher *f, const leaver *out, size_t in)
{
    size_t n_columns = f->model->n_columns, n_tight = f->n_basic;

    if (is_column(f, out->variable)) {
        remove_number(f->basic, f->n_basic--, out->variable);
        f->place[out->variable] = out->is_below ? HZ_AT_LO : HZ_AT_HI;
        add_fixed(f, out->variable, 1);
    } else {
        f->place[out->variable] = HZ_AT_LO;
        f->tight[n_tight++] = (uint32_t)(out->variable - n_columns);
    }
    if (is_column(f, in)) {
        add_fixed(f, in, -1);
        f->basic[f->n_basic++] = (uint32_t)in;
    } else {
        remove_number(f->tight, n_tight--, in - n_columns);
    }
    f->place[in] = HZ_BASIC;
    f->n_pivots++;
}

/* Rounds until nobody is outside its bounds, or a ray proves that somebody must be. */
static hz_status run(finisher *f, hz_outcome *outcome, hz_error *err)
{
    leaver out;
    size_t in = 0;
    hz_status status;

    mpq_init(out.missing);
    *outcome = HZ_OUTCOME_OPTIMAL;
    while (!(status = evaluate(f, err)) && find_leaver(f, &out)) {
        if ((status = take_ray(f, &out, err)) ||
            (status = is_bland(f) ? enter_by_bland(f, &in, err) : enter_by_long_step(f, &out, &in, err)))
            break;
        if (in == SIZE_MAX) {
            *outcome = HZ_OUTCOME_INFEASIBLE;
            break;
        }
        exchange(f, &out, in);
    }
    mpq_clear(out.missing);
    return status;
}

/* ---- the least of the optimal prices ---- */

/* Does the ray lower the first price that it changes? */
static bool is_lowering(const finisher *f)
{
    for (size_t i = 0; i < f->model->n_rows; i++)
        if (mpq_sgn(f->ray.exact[i]) != 0)
            return mpq_sgn(f->ray.exact[i]) * sigma(f, i) < 0;
    return false;
}

/* Does a basic variable stand at its lower bound (is_below), or at its upper one? Both, where the two are one. */
static bool stands_at_bound(const finisher *f, const leaver *one)
{
    const hz_column *column;

    if (!is_column(f, one->variable))
        return one->is_below && mpq_sgn(f->slack[one->variable - f->model->n_columns]) == 0;
    column = &f->model->columns[one->variable];
    return mpq_cmp_ui(f->x[one->position], one->is_below ? column->lo_bp : column->hi_bp, 1) == 0;
}

/* Rows in which a basic column has an entry, into f->tight_at: the ray of the slack of any other raises its own price alone. */
static void mark_met(const finisher *f)
{
    const hz_model *m = f->model;

    for (size_t i = 0; i < m->n_rows; i++)
        f->tight_at[i] = HZ_NONE;
    for (size_t b = 0; b < f->n_basic; b++)
        for (uint64_t k = m->start[f->basic[b]]; k < m->start[f->basic[b] + 1]; k++)
            f->tight_at[m->row[k]] = 0;
}

/* The first whose ray lowers prices, or SIZE_MAX; f->basic is ascending. */
static hz_status find_lowering(finisher *f, leaver *out, hz_error *err)
{
    size_t n_columns = f->model->n_columns, n_rows = f->model->n_rows;
    hz_status status = HZ_OK;

    mark_met(f);
    for (size_t v = 0; v < 2 * (f->n_basic + n_rows) && !status; v++) {
        out->is_below = v % 2 == 0;
        out->position = v / 2;
        out->variable = v / 2 < f->n_basic ? f->basic[v / 2] : n_columns + v / 2 - f->n_basic;
        if (f->place[out->variable] != HZ_BASIC || !stands_at_bound(f, out) ||
            (!is_column(f, out->variable) && f->tight_at[out->variable - n_columns] == HZ_NONE))
            continue;
        if ((status = take_ray(f, out, err)) || is_lowering(f))
            return status;
    }
    out->variable = SIZE_MAX;
    return status;
}

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

    return x < y ? -1 : x > y;
}

static hz_status lower_prices(finisher *f, hz_error *err)
{
    hz_status status = HZ_OK;
    leaver out;
    size_t in;

    mpq_init(out.missing);
    while (!status) {
        qsort(f->basic, f->n_basic, sizeof *f->basic, by_number);
        if ((status = evaluate(f, err)) || (status = find_lowering(f, &out, err)) || out.variable == SIZE_MAX ||
            (status = enter_first(f, &in, err)))
            break;
        if (in == SIZE_MAX)
            status = hz_error_set(err, HZ_ERR_INTERNAL, "the exact finish finds no least prices");
        else
            exchange(f, &out, in);
    }
    mpq_clear(out.missing);
    return status;
}

static hz_status settle(finisher *f, const hz_solution *start, hz_outcome *outcome, hz_error *err)
{
    bool is_proof = false;
    hz_status status = take_start(f, start, err);

    if (status)
        return status;
    take_places(f, start);
    imply_bounds(f);
    if ((status = factor(f, f->tight, f->n_basic, f->basic, f->n_basic, err)))
        return status;
    if (start->outcome == HZ_OUTCOME_INFEASIBLE && (status = test_given(f, start->price, &is_proof, err)))
        return status;
    *outcome = HZ_OUTCOME_INFEASIBLE;
    return is_proof ? HZ_OK : run(f, outcome, err);
}

/* ---- the answer ---- */

/* The ray in whole numbers without a common divisor. */
static bool take_multipliers(finisher *f, hz_solution *solution)
{
    size_t n = f->model->n_rows;
    mpz_t divisor;

    if (!(solution->multiplier = hz_calloc(n + 1, sizeof *solution->multiplier)))
        return false;
    hz_common_take(&f->ray.common, f->ray.exact);
    mpz_init(divisor);
    for (size_t i = 0; i < n; i++) {
        mpz_init_set(solution->multiplier[solution->n_multipliers++], f->ray.common.numerator[i]);
        mpz_gcd(divisor, divisor, f->ray.common.numerator[i]);
    }
    for (size_t i = 0; i < n && mpz_sgn(divisor) > 0; i++)
        mpz_divexact(solution->multiplier[i], solution->multiplier[i], divisor);
    mpz_clear(divisor);
    return true;
}

/* The arrays change hands. */
static void give_away(finisher *f, hz_solution *solution)
{
    qsort(f->basic, f->n_basic, sizeof *f->basic, by_number);
    qsort(f->tight, f->n_basic, sizeof *f->tight, by_number);
    solution->n_basic = solution->n_tight = f->n_basic;
    solution->basic = f->basic;
    solution->tight = f->tight;
    solution->place = f->place;
    solution->price = f->y.rounded;
    for (size_t i = 0; i < f->model->n_rows; i++)
        f->y.rounded[i] = mpq_get_d(solution->outcome == HZ_OUTCOME_INFEASIBLE ? f->ray.exact[i] : f->y.exact[i]);
    f->basic = f->tight = NULL;
    f->place = NULL;
    f->y.rounded = NULL;
}

static hz_status take_answer(hz_solution **out, finisher *f, hz_outcome outcome, const hz_solution *start,
                             hz_error *err)
{
    hz_solution *solution = hz_calloc(1, sizeof *solution);

    if (!solution || (outcome == HZ_OUTCOME_INFEASIBLE && !take_multipliers(f, solution))) {
        hz_solution_free(solution);
        return hz_error_memory(err);
    }
    solution->outcome = outcome;
    solution->cost_fen_d = outcome == HZ_OUTCOME_OPTIMAL ? mpq_get_d(f->bound) / HZ_SHARE_ONE : 0;
    solution->n_passes = start->n_passes;
    solution->n_pivots = start->n_pivots + f->n_pivots;
    solution->n_exact = start->n_exact + f->n_pivots;
    solution->n_core = start->n_core;
    give_away(f, solution);
    *out = solution;
    return HZ_OK;
}

static bool multipliers_make(row_multipliers *r, size_t n)
{
    return (r->exact = hz_rationals_new(n)) && (r->rounded = hz_calloc(n, sizeof *r->rounded)) && hz_common_make(&r->common, n - 1);
}

static void multipliers_clear(row_multipliers *r, size_t n)
{
    hz_rationals_free(r->exact, n);
    free(r->rounded);
    hz_common_clear(&r->common);
}

static bool allocate(finisher *f)
{
    size_t n = f->model->n_rows + 1;

    mpq_inits(f->bound, f->best_bound, NULL);
    return (f->place = hz_calloc(f->model->n_columns + n, 1)) && (f->slack_hi = hz_calloc(n, sizeof *f->slack_hi)) &&
           (f->basic = hz_calloc(n, sizeof *f->basic)) && (f->tight = hz_calloc(n, sizeof *f->tight)) &&
           (f->tight_at = hz_calloc(n, sizeof *f->tight_at)) && (f->fixed = hz_calloc(n, sizeof *f->fixed)) &&
           (f->sum = hz_calloc(n, sizeof *f->sum)) && multipliers_make(&f->y, n) && multipliers_make(&f->ray, n) &&
           (f->x = hz_rationals_new(n)) && (f->slack = hz_rationals_new(n)) && (f->right = hz_rationals_new(n)) && (f->left = hz_rationals_new(n));
}

static void clear(finisher *f)
{
    size_t n = f->model->n_rows + 1;

    hz_rational_factors_free(f->factors);
    free(f->place);
    free(f->slack_hi);
    free(f->basic);
    free(f->tight);
    free(f->tight_at);
    free(f->fixed);
    free(f->sum);
    hz_rationals_free(f->x, n);
    hz_rationals_free(f->slack, n);
    multipliers_clear(&f->y, n);
    multipliers_clear(&f->ray, n);
    hz_rationals_free(f->right, n);
    hz_rationals_free(f->left, n);
    mpq_clears(f->bound, f->best_bound, NULL);
}

static hz_status finish(hz_solution **out, const hz_model *model, const hz_solution *start, bool with_least_prices,
                        hz_error *err)
{
    finisher f = {.model = model};
    hz_outcome outcome = HZ_OUTCOME_OPTIMAL;
    hz_status status;

    *out = NULL;
    status = allocate(&f) ? settle(&f, start, &outcome, err) : hz_error_memory(err);
    if (!status && with_least_prices && outcome == HZ_OUTCOME_OPTIMAL)
        status = lower_prices(&f, err);
    if (!status)
        status = take_answer(out, &f, outcome, start, err);
    clear(&f);
    return status;
}

hz_status hz_finish(hz_solution **out, const hz_model *model, const hz_solution *start, hz_error *err)
{
    return finish(out, model, start, false, err);
}

hz_status hz_finish_with_least_prices(hz_solution **out, const hz_model *model, const hz_solution *start, hz_error *err)
{
    return finish(out, model, start, true, err);
}

/* test_solve.c - the solve room: known optima, sifting against one master, proofs that must fail, and the exact finish
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <check.h>
#include <glpk.h>
#include <math.h>
#include <stdlib.h>

#include "base/cancel.h"
#include "hand_models.h"
#include "model/reach.h"
#include "solve/breakpoints.h"
#include "solve/finish.h"
#include "solve/rational.h"
#include "solve/solve.h"
#include "solve/verify.h"

/* GLPK's simplex, which can be told to fail: this program is linked with --wrap=glp_simplex. */
static enum { GLPK_ANSWERS, GLPK_GIVES_UP, GLPK_ABORTS } glpk_mood;

int __real_glp_simplex(glp_prob *problem, const glp_smcp *control);
int __wrap_glp_simplex(glp_prob *problem, const glp_smcp *control);

int __wrap_glp_simplex(glp_prob *problem, const glp_smcp *control)
{
    glp_assert(glpk_mood != GLPK_ABORTS);
    return glpk_mood == GLPK_GIVES_UP ? GLP_EFAIL : __real_glp_simplex(problem, control);
}

typedef struct {
    hz_model *model;
    hz_solution *solution;
    hz_proof *proof;
} answer;

static answer solve_and_verify(hz_model *model, size_t direct_below)
{
    answer a = {.model = model};
    hz_solve_settings settings = {.direct_below = direct_below};
    hz_error err = HZ_ERROR_NONE;

    ck_assert_msg(hz_solve(&a.solution, model, &settings, &err) == HZ_OK, "%s", err.message);
    ck_assert_msg(hz_verify(&a.proof, model, a.solution, &err) == HZ_OK, "%s", err.message);
    return a;
}

static void free_answer(answer a)
{
    hz_proof_free(a.proof);
    hz_solution_free(a.solution);
    hz_model_free(a.model);
}

static void assert_rational(const mpq_t number, const char *expected)
{
    mpq_t e;

    mpq_init(e);
    mpq_set_str(e, expected, 10);
    mpq_canonicalize(e);
    if (!mpq_equal(number, e)) {
        char *text = mpq_get_str(NULL, 10, number);

        ck_abort_msg("%s is not %s", text, expected);
    }
    mpq_clear(e);
}

/* The exact finish from a.solution, verified; what was there before is freed. */
static void finish_and_verify(answer *a)
{
    hz_solution *finished;
    hz_error err = HZ_ERROR_NONE;

    ck_assert_msg(hz_finish(&finished, a->model, a->solution, &err) == HZ_OK, "%s", err.message);
    hz_solution_free(a->solution);
    hz_proof_free(a->proof);
    a->solution = finished;
    ck_assert_msg(hz_verify(&a->proof, a->model, finished, &err) == HZ_OK, "%s", err.message);
    ck_assert_msg(!a->proof->fault, "%s", a->proof->fault);
}

/* docs/MODEL.md, worked example A. Coefficients and targets are ten times the published ones, prices a tenth. */
START_TEST(nori_leets_has_its_exact_optimum)
{
    answer a = solve_and_verify(nori_leets(10), 0);

    ck_assert_ptr_null(a.proof->fault);
    assert_rational(a.proof->cost_fen_d, "1225413/38110");
    ck_assert_uint_eq(a.proof->n_basic, 3);
    assert_rational(a.proof->basic_bp[0], "237310000/38110");
    assert_rational(a.proof->basic_bp[1], "13090000/3811");
    assert_rational(a.proof->basic_bp[2], "490000/1030");
    assert_rational(a.proof->price[0], "2116/190550");
    assert_rational(a.proof->price[1], "4833/381100");
    assert_rational(a.proof->price[2], "1321/190550");
    free_answer(a);
}
END_TEST

START_TEST(nori_leets_costs_more_for_stricter_targets)
{
    static const double known[] = {35.58974023, 39.02484912, 42.45995802, 45.89818831, 49.70998024};

    for (int tenths = 11; tenths <= 15; tenths++) {
        answer a = solve_and_verify(nori_leets(tenths), 0);

        ck_assert_ptr_null(a.proof->fault);
        ck_assert_double_eq_tol(mpq_get_d(a.proof->cost_fen_d), known[tenths - 11], 5e-9);
        free_answer(a);
    }
}
END_TEST

START_TEST(nori_leets_ends_at_191_125)
{
    hz_model *model = nori_leets(10);
    answer a;

    for (int i = 0; i < 3; i++) { /* in 1/125 so that f = 191/125 is whole */
        for (uint64_t k = 0; k < model->start[6]; k++)
            model->value[k] *= i == 0 ? 125 : 1;
        model->rows[i].rhs *= 191;
    }
    a = solve_and_verify(model, 0);
    ck_assert_int_eq(a.proof->outcome, HZ_OUTCOME_OPTIMAL);
    ck_assert_ptr_null(a.proof->fault);
    assert_rational(a.proof->cost_fen_d, "51");
    free_answer(a);
    a = solve_and_verify(nori_leets(16), 0);
    ck_assert_int_eq(a.proof->outcome, HZ_OUTCOME_INFEASIBLE);
    ck_assert_ptr_null(a.proof->fault);
    ck_assert_int_gt(mpq_sgn(a.proof->shortfall), 0);
    free_answer(a);
}
END_TEST

/* Kohn, example B: two options of 2.5 million barrels each, joined by a floor. Masses in hundredths of a pound. */
START_TEST(kohn_has_its_optimum)
{
    static const int64_t costs[] = {35000000, 45000000};
    static const int64_t a[] = {375000000, 450000000, 2500000, 2500000};
    static const hz_sense senses[] = {HZ_AT_LEAST, HZ_AT_MOST};
    static const int64_t rhs[] = {420000000, 2500000};
    answer b = solve_and_verify(dense_model(2, 2, costs, a, senses, rhs), 0);

    ck_assert_ptr_null(b.proof->fault);
    assert_rational(b.proof->cost_fen_d, "41000000");
    assert_rational(b.proof->basic_bp[0], "4000");
    assert_rational(b.proof->basic_bp[1], "6000");
    assert_rational(b.proof->price[0], "2/15"); /* 0.13333 fen for a hundredth of a pound */
    free_answer(b);
}
END_TEST

START_TEST(ties_have_one_cost)
{
    static const int64_t costs[] = {3, 3, 5}, a[] = {2, 2, 2}, rhs[] = {3};
    static const hz_sense senses[] = {HZ_AT_LEAST};
    answer c = solve_and_verify(dense_model(1, 3, costs, a, senses, rhs), 0);

    ck_assert_ptr_null(c.proof->fault);
    assert_rational(c.proof->cost_fen_d, "9/2");
    free_answer(c);
}
END_TEST

/* The largest amounts that the format takes: sums of rows near 2^63, their multiples beyond 128 bits. */
START_TEST(the_largest_amounts_are_proved)
{
    enum { N = 40000 };
    int64_t *costs = calloc(N, sizeof *costs), *a = calloc(N, sizeof *a);
    static const hz_sense senses[] = {HZ_AT_LEAST};
    int64_t rhs[] = {(int64_t)N * HZ_AMOUNT_MAX + 1};
    answer most;

    for (int j = 0; j < N; j++)
        costs[j] = (a[j] = HZ_AMOUNT_MAX) - j; /* all alike would be one long tie */
    most = solve_and_verify(dense_model(1, N, costs, a, senses, rhs), 0);
    ck_assert_int_eq(most.proof->outcome, HZ_OUTCOME_INFEASIBLE);
    ck_assert_ptr_null(most.proof->fault);
    ck_assert_int_gt(mpq_sgn(most.proof->shortfall), 0);
    free_answer(most);
    rhs[0]--;
    most = solve_and_verify(dense_model(1, N, costs, a, senses, rhs), 0);
    ck_assert_int_eq(most.proof->outcome, HZ_OUTCOME_OPTIMAL);
    ck_assert_ptr_null(most.proof->fault);
    free_answer(most);
    free(costs);
    free(a);
}
END_TEST

START_TEST(nothing_to_choose_from)
{
    static const hz_sense senses[] = {HZ_AT_LEAST};
    static const int64_t rhs[] = {0}, more[] = {1};
    answer a = solve_and_verify(dense_model(1, 0, NULL, NULL, senses, rhs), 0);

    ck_assert_int_eq(a.proof->outcome, HZ_OUTCOME_OPTIMAL);
    ck_assert_ptr_null(a.proof->fault);
    free_answer(a);
    a = solve_and_verify(dense_model(1, 0, NULL, NULL, senses, more), 0);
    ck_assert_int_eq(a.proof->outcome, HZ_OUTCOME_INFEASIBLE);
    ck_assert_ptr_null(a.proof->fault);
    free_answer(a);
}
END_TEST

/* The sifted optimum is exactly that of one master over all columns, feasible or not. */
START_TEST(sifting_agrees_with_one_master)
{
    for (int share = 10; share <= 110; share += 25) {
        answer whole = solve_and_verify(random_model((uint64_t)_i, 30000, share), SIZE_MAX);
        answer sifted = solve_and_verify(random_model((uint64_t)_i, 30000, share), 1);

        ck_assert_int_eq(whole.proof->outcome, sifted.proof->outcome);
        ck_assert_msg(!whole.proof->fault, "one master, seed %d share %d: %s", _i, share, whole.proof->fault);
        ck_assert_msg(!sifted.proof->fault, "sifted, seed %d share %d: %s", _i, share, sifted.proof->fault);
        ck_assert_int_ne(mpq_equal(whole.proof->cost_fen_d, sifted.proof->cost_fen_d), 0);
        free_answer(whole);
        free_answer(sifted);
    }
}
END_TEST

START_TEST(small_models_are_proved)
{
    for (int share = 5; share <= 105; share += 20) {
        answer a = solve_and_verify(random_model((uint64_t)_i * 977, 50 + (size_t)_i * 7, share), 0);

        ck_assert_msg(!a.proof->fault, "seed %d share %d: %s", _i, share, a.proof->fault);
        free_answer(a);
    }
}
END_TEST

/* ---- proofs that must fail ---- */

static void assert_refused(answer a)
{
    hz_proof *proof;
    hz_error err = HZ_ERROR_NONE;

    ck_assert_int_eq(hz_verify(&proof, a.model, a.solution, &err), HZ_OK);
    ck_assert_ptr_nonnull(proof->fault);
    hz_proof_free(proof);
}

START_TEST(a_moved_column_is_refused)
{
    answer a = solve_and_verify(random_model(7, 400, 30), 0);

    for (size_t j = 0; j < a.model->n_columns; j++) {
        const hz_column *column = &a.model->columns[j];
        uint8_t was = a.solution->place[j];

        if (was == HZ_BASIC || column->lo_bp == column->hi_bp || a.model->start[j] == a.model->start[j + 1])
            continue;
        a.solution->place[j] = was == HZ_AT_LO ? HZ_AT_HI : HZ_AT_LO;
        assert_refused(a);
        a.solution->place[j] = was;
    }
    free_answer(a);
}
END_TEST

START_TEST(a_false_basis_is_refused)
{
    answer a = solve_and_verify(nori_leets(10), 0);

    a.solution->basic[0] = 0; /* x1 stands at its bound */
    assert_refused(a);
    a.solution->basic[0] = 1;
    a.solution->place[0] = 9;
    assert_refused(a);
    free_answer(a);
    a = solve_and_verify(nori_leets(10), 0);
    a.model->rows[1].rhs += 1000; /* the basis of another model */
    assert_refused(a);
    free_answer(a);
}
END_TEST

START_TEST(a_false_farkas_ray_is_refused)
{
    answer a = solve_and_verify(nori_leets(16), 0);
    double kept[3];

    for (int i = 0; i < 3; i++) {
        kept[i] = a.solution->price[i];
        a.solution->price[i] = 0;
    }
    assert_refused(a);
    for (int i = 0; i < 3; i++)
        a.solution->price[i] = -1;
    assert_refused(a);
    a.solution->price[0] = NAN;
    assert_refused(a);
    for (int i = 0; i < 3; i++)
        a.solution->price[i] = kept[i];
    for (int i = 0; i < 3; i++)
        a.model->rows[i].rhs = a.model->rows[i].rhs * 15 / 16;
    assert_refused(a); /* with targets times 1.5 there is a plan */
    free_answer(a);
}
END_TEST

/* ---- the exact finish ---- */

/* A corner of a small model: some columns basic and as many rows tight, the other columns at their bounds by the bits of
 * `at_hi`. Keeps the least cost of those that satisfy the rows. */
static void try_corner(const hz_model *m, unsigned basic, unsigned tight, unsigned at_hi, bool *is_possible,
                       mpq_t least)
{
    size_t n = (size_t)__builtin_popcount(basic), n_entries = 0;
    uint32_t row_at[8], column_at[8], k = 0;
    hz_entry entries[64];
    mpq_t *b = hz_rationals_new(8), *x = hz_rationals_new(8), *full = hz_rationals_new(8), term;
    hz_rational_factors *factors;
    hz_error err = HZ_ERROR_NONE;
    bool is_good;

    mpq_init(term);
    for (uint32_t i = 0; i < m->n_rows; i++)
        row_at[i] = tight >> i & 1 ? k++ : HZ_NONE;
    k = 0;
    for (uint32_t j = 0; j < m->n_columns; j++) {
        column_at[j] = basic >> j & 1 ? k++ : HZ_NONE;
        mpq_set_ui(full[j], at_hi >> j & 1 ? m->columns[j].hi_bp : m->columns[j].lo_bp, 1);
    }
    for (size_t i = 0; i < m->n_rows; i++)
        if (row_at[i] != HZ_NONE)
            hz_rational_set_wide(b[row_at[i]], (__int128)m->rows[i].rhs * HZ_SHARE_ONE);
    for (size_t j = 0; j < m->n_columns; j++)
        for (uint64_t e = m->start[j]; e < m->start[j + 1]; e++) {
            if (row_at[m->row[e]] == HZ_NONE)
                continue;
            if (column_at[j] != HZ_NONE) {
                entries[n_entries++] = (hz_entry){row_at[m->row[e]], column_at[j], m->value[e]};
                continue;
            }
            mpq_set_si(term, m->value[e], 1);
            mpq_mul(term, term, full[j]);
            mpq_sub(b[row_at[m->row[e]]], b[row_at[m->row[e]]], term);
        }
    ck_assert_int_eq(hz_rational_factor(&factors, n, n, entries, n_entries, &err), HZ_OK);
    is_good = hz_rational_rank(factors) == n;
    if (is_good)
        ck_assert_int_eq(hz_rational_solve(x, factors, b, &err), HZ_OK);
    hz_rational_factors_free(factors);
    for (size_t j = 0; j < m->n_columns && is_good; j++) {
        if (column_at[j] != HZ_NONE)
            mpq_set(full[j], x[column_at[j]]);
        is_good = mpq_cmp_ui(full[j], m->columns[j].lo_bp, 1) >= 0 && mpq_cmp_ui(full[j], m->columns[j].hi_bp, 1) <= 0;
    }
    for (size_t i = 0; i < m->n_rows; i++)
        hz_rational_set_wide(b[i], -(__int128)m->rows[i].rhs * HZ_SHARE_ONE);
    mpq_set_ui(x[0], 0, 1);
    for (size_t j = 0; j < m->n_columns; j++) {
        mpq_set_si(term, m->columns[j].cost_fen_d, HZ_SHARE_ONE);
        mpq_canonicalize(term);
        mpq_mul(term, term, full[j]);
        mpq_add(x[0], x[0], term);
        for (uint64_t e = m->start[j]; e < m->start[j + 1]; e++) {
            mpq_set_si(term, m->value[e], 1);
            mpq_mul(term, term, full[j]);
            mpq_add(b[m->row[e]], b[m->row[e]], term);
        }
    }
    for (size_t i = 0; i < m->n_rows && is_good; i++)
        is_good = mpq_sgn(b[i]) * (m->rows[i].sense == HZ_AT_LEAST ? 1 : -1) >= 0;
    if (is_good && (!*is_possible || mpq_cmp(x[0], least) < 0))
        mpq_set(least, x[0]);
    *is_possible = *is_possible || is_good;
    mpq_clear(term);
    hz_rationals_free(b, 8);
    hz_rationals_free(x, 8);
    hz_rationals_free(full, 8);
}

/* All corners of a small model: within bounds the optimum is one of them, and where there is none there is no X at all. */
static bool try_all_corners(const hz_model *m, mpq_t least)
{
    bool is_possible = false;

    for (unsigned basic = 0; basic < 1u << m->n_columns; basic++)
        for (unsigned tight = 0; tight < 1u << m->n_rows; tight++) {
            if (__builtin_popcount(basic) != __builtin_popcount(tight))
                continue;
            for (unsigned at_hi = 0; at_hi < 1u << m->n_columns; at_hi++)
                if ((at_hi & basic) == 0)
                    try_corner(m, basic, tight, at_hi, &is_possible, least);
        }
    return is_possible;
}

/* Small numbers, so that ties and degenerate corners are everywhere; costs of both signs, bounds of all kinds. */
static hz_model *tiny_model(uint64_t *seed)
{
    size_t n_rows = next_random(seed) % 4, n_columns = 1 + next_random(seed) % 5;
    int64_t costs[5], a[4 * 5], rhs[4];
    hz_sense senses[4];
    hz_model *m;

    for (size_t j = 0; j < n_columns; j++)
        costs[j] = (int64_t)(next_random(seed) % 6) - 1;
    for (size_t i = 0; i < n_rows; i++) {
        int64_t most = 0;

        for (size_t j = 0; j < n_columns; j++)
            most += a[i * n_columns + j] = (int64_t)(next_random(seed) % 4);
        senses[i] = next_random(seed) % 3 ? HZ_AT_LEAST : HZ_AT_MOST;
        rhs[i] = (int64_t)(next_random(seed) % (uint64_t)(most + 2));
    }
    m = dense_model(n_rows, n_columns, costs, a, senses, rhs);
    for (size_t j = 0; j < n_columns; j++) {
        m->columns[j].lo_bp = (uint16_t)(next_random(seed) % 4 ? 0 : next_random(seed) % 3 * 2500);
        m->columns[j].hi_bp =
            (uint16_t)(next_random(seed) % 3 ? 10000 : m->columns[j].lo_bp + next_random(seed) % 3 * 2500);
    }
    return m;
}

/* A start that nobody would hand over: any places, any numbers of any rows and columns, prices of any sign. */
static hz_solution *wild_start(const hz_model *m, uint64_t *seed)
{
    hz_solution *s = calloc(1, sizeof *s);

    s->outcome = next_random(seed) % 2 ? HZ_OUTCOME_OPTIMAL : HZ_OUTCOME_INFEASIBLE;
    s->place = calloc(m->n_columns + 1, 1);
    s->price = calloc(m->n_rows + 1, sizeof *s->price);
    s->n_basic = next_random(seed) % 6;
    s->n_tight = next_random(seed) % 6;
    s->basic = calloc(6, sizeof *s->basic);
    s->tight = calloc(6, sizeof *s->tight);
    for (size_t j = 0; j < m->n_columns; j++)
        s->place[j] = (uint8_t)(next_random(seed) % 4);
    for (size_t i = 0; i < m->n_rows; i++)
        s->price[i] = next_random(seed) % 9 ? (double)(next_random(seed) % 7) - 3 : NAN;
    for (int k = 0; k < 6; k++) {
        s->basic[k] = (uint32_t)(next_random(seed) % (m->n_columns + 1));
        s->tight[k] = (uint32_t)(next_random(seed) % (m->n_rows + 1));
    }
    return s;
}

START_TEST(tiny_models_are_finished_as_all_their_corners_say)
{
    uint64_t seed = (uint64_t)_i * 1000003 + 1;

    for (int k = 0; k < 60; k++) {
        answer a = {.model = tiny_model(&seed)};
        mpq_t least;
        bool is_possible;

        mpq_init(least);
        is_possible = try_all_corners(a.model, least);
        for (int start = 0; start < 4; start++) {
            a.solution = wild_start(a.model, &seed);
            finish_and_verify(&a);
            ck_assert_int_eq(a.proof->outcome, is_possible ? HZ_OUTCOME_OPTIMAL : HZ_OUTCOME_INFEASIBLE);
            ck_assert(!is_possible || mpq_equal(a.proof->cost_fen_d, least));
            hz_proof_free(a.proof);
            hz_solution_free(a.solution);
            a.proof = NULL;
        }
        mpq_clear(least);
        hz_model_free(a.model);
    }
}
END_TEST

/* Larger ones, from nothing and from a basis with some columns moved, dropped or put in. */
START_TEST(tampered_bases_are_finished)
{
    uint64_t seed = (uint64_t)_i * 31 + 1;

    for (int share = 5; share <= 105; share += 20) {
        answer a = solve_and_verify(random_model((uint64_t)_i * 977, 300 + (size_t)_i * 37, share), 0);
        hz_outcome outcome = a.proof->outcome;
        mpq_t cost;

        mpq_init(cost);
        mpq_set(cost, a.proof->cost_fen_d);
        for (int k = 0; k < 4; k++) {
            a.solution->outcome = HZ_OUTCOME_OPTIMAL;
            for (int moved = 0; moved < 1 << 2 * k; moved++)
                a.solution->place[next_random(&seed) % a.model->n_columns] = (uint8_t)(next_random(&seed) % 2);
            if (a.solution->n_basic > 0 && k % 2)
                a.solution->basic[next_random(&seed) % a.solution->n_basic] =
                    (uint32_t)(next_random(&seed) % a.model->n_columns);
            if (k == 3)
                a.solution->n_basic = a.solution->n_tight = 0;
            finish_and_verify(&a);
            ck_assert_int_eq(a.proof->outcome, outcome);
            ck_assert_int_ne(mpq_equal(a.proof->cost_fen_d, cost), 0);
        }
        mpq_clear(cost);
        free_answer(a);
    }
}
END_TEST

/* A target that two units share; a floor lets the first be cut by a third only. With a unit of `grams` each, what both can
 * cut is grams + grams / 3. */
static answer answer_of_two(int64_t grams, int64_t target)
{
    const int64_t costs[] = {3, 700}, a[] = {grams, grams, 3, 0}, rhs[] = {target, 1};
    static const hz_sense senses[] = {HZ_AT_LEAST, HZ_AT_MOST};
    answer b = solve_and_verify(dense_model(2, 2, costs, a, senses, rhs), 0);

    if (b.proof->fault)
        finish_and_verify(&b);
    return b;
}

/* One gram decides, even where it is the 10^12th part of the target. */
START_TEST(the_border_is_met_to_the_gram)
{
    for (int64_t grams = 300; grams <= INT64_C(300000000000); grams *= 1000)
        for (int64_t rest = 0; rest < 3; rest++) {
            int64_t most = grams + rest + (grams + rest) / 3;
            answer can = answer_of_two(grams + rest, most), cannot = answer_of_two(grams + rest, most + 1);

            ck_assert_int_eq(can.proof->outcome, HZ_OUTCOME_OPTIMAL);
            ck_assert_int_eq(cannot.proof->outcome, HZ_OUTCOME_INFEASIBLE);
            free_answer(can);
            free_answer(cannot);
        }
}
END_TEST

/* Many units under one floor and four targets, each target at what it can reach, or a gram beyond one of them. */
START_TEST(many_units_at_the_border)
{
    enum { N = 400, P = 3 };
    int64_t *costs = calloc(N, sizeof *costs), *a = calloc(N * (P + 1), sizeof *a), rhs[P + 1] = {0};
    hz_sense senses[P + 1] = {HZ_AT_LEAST, HZ_AT_LEAST, HZ_AT_LEAST, HZ_AT_MOST};
    uint64_t seed = (uint64_t)_i + 1;

    for (int j = 0; j < N; j++) {
        costs[j] = (int64_t)(next_random(&seed) % 1000000);
        for (int p = 0; p <= P; p++)
            a[p * N + j] = (int64_t)(next_random(&seed) % 1000000000);
        /* half of the units may be cut wholly; of the others the floor takes exactly as much as they make */
        a[P * N + j] = j % 2 ? a[P * N + j] : 0;
        for (int p = 0; p <= P; p++)
            rhs[p] += a[p * N + j];
    }
    for (int beyond = 0; beyond <= P; beyond++) {
        answer b;

        rhs[beyond] += beyond < P ? 1 : -1;
        b = solve_and_verify(dense_model(P + 1, N, costs, a, senses, rhs), 0);
        finish_and_verify(&b);
        ck_assert_int_eq(b.proof->outcome, HZ_OUTCOME_INFEASIBLE);
        free_answer(b);
        rhs[beyond] -= beyond < P ? 1 : -1;
    }
    {
        answer b = solve_and_verify(dense_model(P + 1, N, costs, a, senses, rhs), 0);

        finish_and_verify(&b);
        ck_assert_int_eq(b.proof->outcome, HZ_OUTCOME_OPTIMAL);
        free_answer(b);
    }
    free(costs);
    free(a);
}
END_TEST

/* What stands up is left as it is, without a pivot. */
START_TEST(a_good_basis_needs_no_pivot)
{
    answer a = solve_and_verify(random_model(3, 2000, 40), 0);
    long n_pivots = a.solution->n_pivots;

    ck_assert_ptr_null(a.proof->fault);
    finish_and_verify(&a);
    ck_assert_int_eq(a.solution->n_pivots, n_pivots);
    free_answer(a);
}
END_TEST

/* Where GLPK fails there is only the exact finish, from nothing. */
START_TEST(a_failing_solver_is_made_up_for)
{
    for (int share = 5; share <= 105; share += 25) {
        answer a = solve_and_verify(random_model(4, 2000, share), (size_t)_i), b;

        glpk_mood = share % 2 ? GLPK_GIVES_UP : GLPK_ABORTS;
        b = solve_and_verify(random_model(4, 2000, share), (size_t)_i);
        glpk_mood = GLPK_ANSWERS;
        finish_and_verify(&b);
        ck_assert_int_eq(b.proof->outcome, a.proof->outcome);
        ck_assert_int_ne(mpq_equal(b.proof->cost_fen_d, a.proof->cost_fen_d), 0);
        free_answer(a);
        free_answer(b);
    }
}
END_TEST

START_TEST(a_cancelled_finish_ends)
{
    answer a = solve_and_verify(random_model(3, 2000, 40), 0);
    hz_solution *finished;
    hz_proof *proof;
    hz_error err = HZ_ERROR_NONE;

    hz_cancel_request();
    ck_assert_int_eq(hz_finish(&finished, a.model, a.solution, &err), HZ_ERR_INTERRUPTED);
    ck_assert_ptr_null(finished);
    ck_assert_int_eq(hz_verify(&proof, a.model, a.solution, &err), HZ_ERR_INTERRUPTED);
    ck_assert_ptr_null(proof);
    hz_cancel_install();
    free_answer(a);
}
END_TEST

/* The first of the points at which their drops reach the slope. */
START_TEST(the_slope_ends_where_it_should)
{
    uint64_t seed = (uint64_t)_i + 1;
    size_t n = 1 + next_random(&seed) % 50;
    hz_breakpoints points = {0};
    double slope, drop[20] = {0}, sum = 0;
    int expected = -1, last = 0;

    for (size_t k = 0; k < n; k++) {
        int at = (int)(next_random(&seed) % 20);
        double d = (double)(1 + next_random(&seed) % 5);

        drop[at] += d;
        last = at > last ? at : last;
        ck_assert(hz_breakpoints_add(&points, (hz_breakpoint){at, d, (uint32_t)k}));
    }
    slope = (double)(1 + next_random(&seed) % (4 * n));
    for (int at = 0; at < 20 && expected < 0; at++)
        if ((sum += drop[at]) >= slope)
            expected = at;
    ck_assert_double_eq(hz_breakpoints_top(&points, slope).at, expected < 0 ? last : expected);
    hz_breakpoints_clear(&points);
}
END_TEST

/* ---- how far a row can be taken ---- */

/* The whole model without the other at-least rows: they are taken as met by anything. */
static void largest_of_row(hz_model *m, size_t row, mpq_t most)
{
    answer a;

    for (size_t i = 0; i < m->n_rows; i++)
        if (m->rows[i].sense == HZ_AT_LEAST)
            m->rows[i].rhs = 0;
    for (size_t j = 0; j < m->n_columns; j++) {
        m->columns[j].cost_fen_d = 0;
        for (uint64_t k = m->start[j]; k < m->start[j + 1]; k++)
            if (m->row[k] == row)
                m->columns[j].cost_fen_d = -m->value[k];
    }
    a = solve_and_verify(m, 0);
    finish_and_verify(&a);
    ck_assert_int_eq(a.proof->outcome, HZ_OUTCOME_OPTIMAL);
    mpq_neg(most, a.proof->cost_fen_d);
    free_answer(a);
}

START_TEST(what_adds_up_and_what_shares_is_the_reach)
{
    hz_model *model = random_model((uint64_t)_i, 200, 30);
    hz_reach_survey *survey;
    mpq_t expected, most;
    size_t n_shared = 0;
    hz_error err = HZ_ERROR_NONE;

    mpq_inits(expected, most, NULL);
    model->rows[model->n_rows - 1].rhs /= 4;
    model->rows[model->n_rows - 2].sense = HZ_AT_MOST; /* two rows, in which many columns are */
    model->rows[model->n_rows - 2].rhs /= 1 + _i % 3;
    ck_assert_int_eq(hz_reach_survey_make(&survey, model, &err), HZ_OK);
    for (size_t i = 0; i < model->n_rows && survey->is_possible; i++) {
        hz_model *whole = random_model((uint64_t)_i, 200, 30);
        answer part = {.model = NULL};

        whole->rows[model->n_rows - 1].rhs /= 4;
        whole->rows[model->n_rows - 2] = model->rows[model->n_rows - 2];
        if (model->rows[i].sense == HZ_AT_MOST) {
            hz_model_free(whole);
            continue;
        }
        largest_of_row(whole, i, expected);
        ck_assert_int_eq(hz_reach_formulate(&part.model, model, survey, i, &err), HZ_OK);
        ck_assert_uint_eq(part.model->n_columns, survey->start[i + 1] - survey->start[i] + 1);
        part = solve_and_verify(part.model, 0);
        finish_and_verify(&part);
        hz_rational_set_wide(most, survey->alone[i]);
        mpz_set_ui(mpq_denref(most), HZ_SHARE_ONE);
        mpq_canonicalize(most);
        mpq_sub(most, most, part.proof->cost_fen_d);
        ck_assert_int_ne(mpq_equal(most, expected), 0);
        n_shared += survey->start[i + 1] > survey->start[i];
        free_answer(part);
    }
    ck_assert(!survey->is_possible || n_shared > 0);
    mpq_clears(expected, most, NULL);
    hz_reach_survey_free(survey);
    hz_model_free(model);
}
END_TEST

/* ---- rational systems ---- */

/* A x, or A^T x. */
static mpq_t *multiply(size_t n, const hz_entry *entries, size_t n_entries, mpq_t *x, bool is_transposed)
{
    mpq_t *b = hz_rationals_new(n), term;

    mpq_init(term);
    for (size_t k = 0; k < n_entries; k++) {
        uint32_t from = is_transposed ? entries[k].row : entries[k].column;
        uint32_t to = is_transposed ? entries[k].column : entries[k].row;

        mpq_set_si(term, entries[k].value, 1);
        mpq_mul(term, term, x[from]);
        mpq_add(b[to], b[to], term);
    }
    mpq_clear(term);
    return b;
}

/* What is solved is what was multiplied: A (known x) = b, and A^T. False when A has no inverse. */
static bool solves_what_was_multiplied(size_t n, const hz_entry *entries, size_t n_entries)
{
    hz_rational_factors *factors;
    mpq_t *known = hz_rationals_new(n), *x = hz_rationals_new(n);
    bool has_inverse;
    hz_error err = HZ_ERROR_NONE;

    ck_assert_int_eq(hz_rational_factor(&factors, n, n, entries, n_entries, &err), HZ_OK);
    has_inverse = hz_rational_rank(factors) == n;
    for (size_t i = 0; i < n; i++) {
        mpq_set_si(known[i], (long)(i * 37 % 101) - 50, i % 7 + 1);
        mpq_canonicalize(known[i]);
    }
    for (int is_transposed = 0; is_transposed < 2 && has_inverse; is_transposed++) {
        mpq_t *b = multiply(n, entries, n_entries, known, is_transposed);

        ck_assert_int_eq((is_transposed ? hz_rational_solve_transposed : hz_rational_solve)(x, factors, b, &err),
                         HZ_OK);
        for (size_t i = 0; i < n; i++)
            ck_assert_int_ne(mpq_equal(x[i], known[i]), 0);
        hz_rationals_free(b, n);
    }
    hz_rational_factors_free(factors);
    hz_rationals_free(known, n);
    hz_rationals_free(x, n);
    return has_inverse;
}

START_TEST(rational_system_is_solved_exactly)
{
    enum { N = 12 };
    hz_entry entries[N * N];
    mpq_t wide;
    size_t n = 0;

    for (uint32_t i = 0; i < N; i++) /* a[i,j] = min(i, j) + 1 */
        for (uint32_t j = 0; j < N; j++)
            entries[n++] = (hz_entry){i, j, (i < j ? i : j) + 1};
    ck_assert(solves_what_was_multiplied(N, entries, n));
    ck_assert(solves_what_was_multiplied(0, NULL, 0));
    mpq_init(wide);
    hz_rational_set_wide(wide, -((__int128)1 << 100));
    assert_rational(wide, "-1267650600228229401496703205376");
    mpq_clear(wide);
}
END_TEST

START_TEST(a_cancelled_system_ends)
{
    const hz_entry entry = {0, 0, 3};
    hz_rational_factors *factors;
    hz_error err = HZ_ERROR_NONE;
    mpq_t *x = hz_rationals_new(1), *b = hz_rationals_new(1);

    ck_assert_int_eq(hz_rational_factor(&factors, 1, 1, &entry, 1, &err), HZ_OK);
    hz_cancel_request();
    ck_assert_int_eq(hz_rational_solve(x, factors, b, &err), HZ_ERR_INTERRUPTED);
    ck_assert_int_eq(hz_rational_solve_transposed(x, factors, b, &err), HZ_ERR_INTERRUPTED);
    hz_cancel_install();
    hz_rational_factors_free(factors);
    hz_rationals_free(x, 1);
    hz_rationals_free(b, 1);
}
END_TEST

/* Few entries in a row, of both signs and very different sizes; with as many again, some places fill in. */
START_TEST(sparse_systems_are_solved_exactly)
{
    uint64_t seed = (uint64_t)_i + 1;
    size_t n = 1 + next_random(&seed) % 60, n_entries = 0, n_solved = 0;
    hz_entry *entries = calloc(n * n, sizeof *entries);

    for (int attempt = 0; attempt < 10; attempt++, n_entries = 0) {
        for (uint32_t i = 0; i < n; i++)
            for (uint32_t j = 0; j < n; j++) {
                int64_t value = (int64_t)(next_random(&seed) % 2000000) - 1000000;

                if (i == j || next_random(&seed) % n < 2)
                    entries[n_entries++] = (hz_entry){i, j, value >> next_random(&seed) % 20};
            }
        n_solved += solves_what_was_multiplied(n, entries, n_entries);
    }
    ck_assert_uint_gt(n_solved, 0);
    free(entries);
}
END_TEST

/* Rows that are sums of others: the pivots name rows and columns that have an inverse, as many as are independent. */
START_TEST(dependent_rows_are_found)
{
    enum { N = 20, INDEPENDENT = 13 };
    uint64_t seed = (uint64_t)_i + 1;
    int64_t a[N][N] = {{0}};
    hz_entry entries[N * N], minor[N * N];
    uint32_t new_row[N], new_column[N];
    hz_rational_factors *factors;
    size_t n_entries = 0, n_minor = 0;
    hz_error err = HZ_ERROR_NONE;

    for (int i = 0; i < N; i++) {
        for (int j = 0; j < N && i < INDEPENDENT; j++)
            a[i][j] = i == j ? 1 : next_random(&seed) % 4 == 0 && j > i ? (int64_t)(next_random(&seed) % 100) : 0;
        for (int j = 0; j < N && i >= INDEPENDENT; j++)
            a[i][j] = 2 * a[i - INDEPENDENT][j] - 3 * a[i - INDEPENDENT + 1][j];
    }
    for (uint32_t i = 0; i < N; i++) {
        new_row[i] = new_column[i] = HZ_NONE;
        for (uint32_t j = 0; j < N; j++)
            if (a[i][j] != 0)
                entries[n_entries++] = (hz_entry){i, j, a[i][j]};
    }
    ck_assert_int_eq(hz_rational_factor(&factors, N, N, entries, n_entries, &err), HZ_OK);
    ck_assert_uint_eq(hz_rational_rank(factors), INDEPENDENT);
    for (uint32_t k = 0; k < INDEPENDENT; k++) {
        uint32_t row, column;

        hz_rational_pivot(factors, k, &row, &column);
        new_row[row] = new_column[column] = k;
    }
    for (size_t k = 0; k < n_entries; k++)
        if (new_row[entries[k].row] != HZ_NONE && new_column[entries[k].column] != HZ_NONE)
            minor[n_minor++] = (hz_entry){new_row[entries[k].row], new_column[entries[k].column], entries[k].value};
    ck_assert(solves_what_was_multiplied(INDEPENDENT, minor, n_minor));
    hz_rational_factors_free(factors);
}
END_TEST

/* As large as 1,000 districts with 4 targets each make it, which meet in 4 targets of the whole and in nothing else: too
 * large for a table of all places. */
START_TEST(four_thousand_rows_are_few)
{
    enum { D = 1000, P = 4, N = D * P + P };
    hz_entry *entries = calloc((size_t)N * 2 * P, sizeof *entries);
    uint64_t seed = 1;
    size_t n = 0;

    for (uint32_t j = 0; j < N; j++)
        for (uint32_t p = 0; p < P; p++) {
            int64_t value = (int64_t)(1 + next_random(&seed) % 1000000);

            if (next_random(&seed) % 3 == 0 && p != j % P)
                continue;
            entries[n++] = (hz_entry){(j < D * P ? j : (j - D * P) * P) / P * P + p, j, value};
            entries[n++] = (hz_entry){D * P + p, j, value + (j >= D * P) * (int64_t)(next_random(&seed) % 1000)};
        }
    ck_assert(solves_what_was_multiplied(N, entries, n));
    free(entries);
}
END_TEST

START_TEST(a_limit_ends_the_solve)
{
    hz_model *model = random_model(1, 60000, 40);
    hz_solution *solution;
    hz_solve_settings settings = {.direct_below = SIZE_MAX};
    hz_error err = HZ_ERROR_NONE;

    hz_cancel_set_limit(1);
    ck_assert_int_eq(hz_solve(&solution, model, &settings, &err), HZ_ERR_LIMIT);
    ck_assert_ptr_null(solution);
    hz_cancel_set_limit(0);
    err = HZ_ERROR_NONE; /* the next solve in the same process works */
    hz_model_free(model);
    free_answer(solve_and_verify(nori_leets(10), 0));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("solve");
    TCase *known = tcase_create("known optima"), *random = tcase_create("random"), *refused = tcase_create("refused");
    TCase *rational = tcase_create("rational"), *finish = tcase_create("finish");
    SRunner *runner;
    int n_failed;

    tcase_add_test(known, nori_leets_has_its_exact_optimum);
    tcase_add_test(known, nori_leets_costs_more_for_stricter_targets);
    tcase_add_test(known, nori_leets_ends_at_191_125);
    tcase_add_test(known, kohn_has_its_optimum);
    tcase_add_test(known, ties_have_one_cost);
    tcase_add_test(known, the_largest_amounts_are_proved);
    tcase_add_test(known, nothing_to_choose_from);
    tcase_add_loop_test(finish, tiny_models_are_finished_as_all_their_corners_say, 0, 20);
    tcase_add_loop_test(finish, tampered_bases_are_finished, 0, 10);
    tcase_add_test(finish, the_border_is_met_to_the_gram);
    tcase_add_loop_test(finish, many_units_at_the_border, 0, 10);
    tcase_add_loop_test(finish, what_adds_up_and_what_shares_is_the_reach, 0, 10);
    tcase_add_test(finish, a_good_basis_needs_no_pivot);
    tcase_add_loop_test(finish, a_failing_solver_is_made_up_for, 0, 2);
    tcase_add_test(finish, a_cancelled_finish_ends);
    tcase_add_loop_test(finish, the_slope_ends_where_it_should, 0, 50);
    tcase_add_test(rational, rational_system_is_solved_exactly);
    tcase_add_test(rational, a_cancelled_system_ends);
    tcase_add_loop_test(rational, sparse_systems_are_solved_exactly, 0, 20);
    tcase_add_loop_test(rational, dependent_rows_are_found, 0, 20);
    tcase_add_test(rational, four_thousand_rows_are_few);
    tcase_add_test(known, a_limit_ends_the_solve);
    tcase_add_loop_test(random, sifting_agrees_with_one_master, 0, 4);
    tcase_add_loop_test(random, small_models_are_proved, 0, 40);
    tcase_set_timeout(random, 120);
    tcase_add_test(refused, a_moved_column_is_refused);
    tcase_add_test(refused, a_false_basis_is_refused);
    tcase_add_test(refused, a_false_farkas_ray_is_refused);
    suite_add_tcase(suite, known);
    suite_add_tcase(suite, random);
    suite_add_tcase(suite, refused);
    suite_add_tcase(suite, rational);
    suite_add_tcase(suite, finish);
    runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    n_failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return n_failed == 0 ? 0 : 1;
}

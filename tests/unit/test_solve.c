/* test_solve.c - the solve room: known optima, sifting against one master, and proofs that must fail
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <check.h>
#include <math.h>
#include <stdlib.h>

#include "base/cancel.h"
#include "hand_models.h"
#include "solve/rational.h"
#include "solve/solve.h"
#include "solve/verify.h"

typedef struct {
    hz_model *model;
    hz_solution *solution;
    hz_proof *proof;
} answer;

static answer solve_and_verify(hz_model *model, size_t direct_below)
{
    answer a = {.model = model};
    hz_solve_settings settings = {direct_below};
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
        costs[j] = a[j] = HZ_AMOUNT_MAX;
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

        if (is_transposed)
            hz_rational_solve_transposed(x, factors, b);
        else
            hz_rational_solve(x, factors, b);
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
    hz_solve_settings settings = {SIZE_MAX};
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
    TCase *rational = tcase_create("rational");
    SRunner *runner;
    int n_failed;

    tcase_add_test(known, nori_leets_has_its_exact_optimum);
    tcase_add_test(known, nori_leets_costs_more_for_stricter_targets);
    tcase_add_test(known, nori_leets_ends_at_191_125);
    tcase_add_test(known, kohn_has_its_optimum);
    tcase_add_test(known, ties_have_one_cost);
    tcase_add_test(known, the_largest_amounts_are_proved);
    tcase_add_test(known, nothing_to_choose_from);
    tcase_add_test(rational, rational_system_is_solved_exactly);
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
    runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    n_failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return n_failed == 0 ? 0 : 1;
}

/* test_reasons.c - why orders are what they are, and how far demands can be moved, against solving again
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <check.h>
#include <stdlib.h>

#include "hand_models.h"
#include "mode_models.h"
#include "solve/prove.h"
#include "solve/ranging.h"
#include "solve/rational.h"
#include "solve/solve.h"

typedef struct {
    hz_solution *solution;
    hz_proof *proof;
} answer;

static answer answer_of(const hz_model *m)
{
    answer a;

    ck_assert_int_eq(hz_solve(&a.solution, m, NULL, NULL), HZ_OK);
    ck_assert_int_eq(hz_prove(&a.proof, &a.solution, m, NULL), HZ_OK);
    return a;
}

static void free_answer(answer a)
{
    hz_solution_free(a.solution);
    hz_proof_free(a.proof);
}

/* Is the optimum, a row moved by `by`, what the price says? And if not, is it above that, or is there none? */
static bool is_on_line(hz_model *m, size_t row, int64_t by, const hz_proof *proof)
{
    answer moved;
    mpq_t line;
    int is;

    m->rows[row].rhs += by;
    moved = answer_of(m);
    m->rows[row].rhs -= by;
    mpq_init(line);
    mpq_set_si(line, by, 1);
    mpq_mul(line, line, proof->price[row]);
    mpq_add(line, line, proof->cost_fen_d);
    is = moved.proof->outcome == HZ_OUTCOME_OPTIMAL ? mpq_cmp(moved.proof->cost_fen_d, line) : 1;
    ck_assert_int_ge(is, 0);
    mpq_clear(line);
    free_answer(moved);
    return is == 0;
}

/* Either way as far as is said, and (mostly: another basis may have the same price) no further. Returns how many ends were strict. */
static size_t assert_range(hz_model *m, size_t row, hz_range range, const hz_proof *proof, size_t *n_ends)
{
    int sign = m->rows[row].sense == HZ_AT_LEAST ? 1 : -1;
    const int64_t ends[] = {range.tighter, range.looser};
    size_t n_strict = 0;

    for (int i = 0; i < 2; i++) {
        int64_t way = i == 0 ? sign : -sign;

        if (ends[i] == INT64_MAX) {
            ck_assert_int_eq(mpq_sgn(proof->price[row]), 0);
            continue;
        }
        ck_assert(is_on_line(m, row, way * ends[i], proof));
        ck_assert(is_on_line(m, row, way * (ends[i] / 2), proof));
        n_strict += !is_on_line(m, row, way * (ends[i] + 1), proof);
        ++*n_ends;
    }
    return n_strict;
}

static void assert_ranges(hz_model *m)
{
    answer a = answer_of(m);
    size_t n_strict = 0, n_ends = 0;
    hz_range *ranges;

    if (a.proof->outcome == HZ_OUTCOME_OPTIMAL) {
        ck_assert_int_eq(hz_find_ranges(&ranges, m, a.solution, NULL), HZ_OK);
        for (size_t i = 0; i < m->n_rows; i++)
            n_strict += assert_range(m, i, ranges[i], a.proof, &n_ends);
        ck_assert_msg(2 * n_strict >= n_ends, "%zu of %zu", n_strict, n_ends);
        free(ranges);
    }
    free_answer(a);
}

START_TEST(prices_hold_as_far_as_is_said)
{
    hz_model *m = random_model((uint64_t)_i, 30 + (size_t)_i % 40, 10 + _i % 60);

    assert_ranges(m);
    hz_model_free(m);
}
END_TEST

START_TEST(prices_hold_beside_arcs)
{
    mode_shape shape = {.n_units = 6 + (size_t)_i % 10, .n_states = 3 + (size_t)_i % 3, .n_rows = 2 + (size_t)_i % 3, .share = 15 + _i % 60};
    hz_model *m = mode_model((uint64_t)_i, shape);

    assert_ranges(m);
    hz_model_free(m);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("reasons");
    TCase *cases = tcase_create("reasons");
    SRunner *runner;
    int n_failed;

    tcase_set_timeout(cases, 120);
    tcase_add_loop_test(cases, prices_hold_as_far_as_is_said, 0, 60);
    tcase_add_loop_test(cases, prices_hold_beside_arcs, 0, 60);
    suite_add_tcase(suite, cases);
    runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    n_failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return n_failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

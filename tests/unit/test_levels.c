/* test_levels.c - levels inside one another: arcs as rows, the joint model, nested orders, change lists
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <check.h>
#include <stdlib.h>

#include "base/arena.h"
#include "hand_models.h"
#include "hazeplan.h"
#include "model/flatten.h"

/* ---- arcs as rows ---- */

/* Two units at two levels: columns 0, 1 are unit 0 lower and higher, 2, 3 unit 1. Row 0 is the lower level, row 1 the higher. */
static hz_model *two_by_two(int64_t lower, int64_t higher)
{
    static const int64_t costs[] = {1, 4, 3, 2};
    static const int64_t a[] = {100, 0, 100, 0, 0, 100, 0, 100};
    static const hz_sense senses[] = {HZ_AT_LEAST, HZ_AT_LEAST};
    const int64_t rhs[] = {lower, higher};
    hz_model *m = dense_model(2, 4, costs, a, senses, rhs);
    hz_error err = HZ_ERROR_NONE;

    m->arcs = calloc(2, sizeof *m->arcs);
    m->n_arcs = 2;
    m->arcs[0] = (hz_arc){.before = 2, .after = 3};
    m->arcs[1] = (hz_arc){.before = 0, .after = 1, .slack_bp = 500};
    ck_assert_int_eq(hz_model_find_blocks(m, &err), HZ_OK);
    return m;
}

START_TEST(arcs_become_rows)
{
    static const uint64_t start[] = {0, 2, 4, 6, 8};
    static const uint32_t row[] = {0, 2, 1, 2, 0, 3, 1, 3};
    static const int64_t value[] = {100, 10000, 100, -10000, 100, 10000, 100, -10000};
    hz_model *m = two_by_two(50, 100), *flat;
    hz_error err = HZ_ERROR_NONE;

    ck_assert_int_eq(hz_model_flatten(&flat, m, &err), HZ_OK);
    ck_assert_uint_eq(flat->n_rows, 4);
    ck_assert_uint_eq(flat->n_columns, 4);
    ck_assert_uint_eq(flat->n_arcs, 0);
    ck_assert_ptr_null(flat->block_column);
    ck_assert_mem_eq(flat->start, start, sizeof start);
    ck_assert_mem_eq(flat->row, row, sizeof row);
    ck_assert_mem_eq(flat->value, value, sizeof value);
    for (size_t i = 0; i < 2; i++)
        ck_assert_int_eq(flat->rows[i].rhs, m->rows[i].rhs);
    ck_assert_int_eq(flat->rows[2].rhs, 500);
    ck_assert_int_eq(flat->rows[3].rhs, 0);
    for (size_t i = 2; i < 4; i++) {
        ck_assert_int_eq(flat->rows[i].kind, HZ_ROW_ARC);
        ck_assert_int_eq(flat->rows[i].sense, HZ_AT_MOST);
        ck_assert_uint_eq(flat->rows[i].demand, HZ_NONE);
    }
    hz_model_free(flat);
    hz_model_free(m);
}
END_TEST

/* The lower level wants unit 0, at 1 against 3; the higher unit 1, at 2 against 4. Cut by the half below and by the whole
 * above, unit 0 may be cut below by 5 % more than above: x0 = y0 + 0.05, x0 + x1 = 0.5, x1 <= y1, y0 + y1 = 1. Each part of
 * x0 instead of x1 saves 2 and asks for as much of y0 instead of y1, which costs 2: a tie; with y0 = 0 it is 0.05 + 1.35 + 2. */
START_TEST(the_flat_model_has_the_same_optimum)
{
    hz_model *m = two_by_two(50, 100), *flat;
    uint8_t place[4] = {0};
    hz_solution start = {.place = place}, *solution;
    hz_proof *proof;
    hz_error err = HZ_ERROR_NONE;
    mpq_t cost;

    mpq_init(cost);
    mpq_set_si(cost, 17, 5);
    ck_assert_int_eq(hz_model_flatten(&flat, m, &err), HZ_OK);
    ck_assert_int_eq(hz_finish(&solution, flat, &start, &err), HZ_OK);
    ck_assert_int_eq(hz_verify(&proof, flat, solution, &err), HZ_OK);
    ck_assert_msg(!proof->fault, "%s", proof->fault);
    ck_assert_int_eq(proof->outcome, HZ_OUTCOME_OPTIMAL);
    ck_assert(mpq_equal(proof->cost_fen_d, cost));
    hz_proof_free(proof);
    hz_solution_free(solution);
    hz_model_free(flat);
    hz_model_free(m);
    mpq_clear(cost);
}
END_TEST

START_TEST(no_memory_to_flatten_is_an_error)
{
    hz_model *m = two_by_two(50, 100), *flat = NULL;
    hz_status status = HZ_ERR_MEMORY;

    for (long nth = 1; status != HZ_OK; nth++) {
        hz_error err = HZ_ERROR_NONE;

        hz_memory_fail_at(nth);
        status = hz_model_flatten(&flat, m, &err);
        hz_memory_fail_at(0);
        ck_assert(status == HZ_OK || (status == HZ_ERR_MEMORY && !flat));
    }
    hz_model_free(flat);
    hz_model_free(m);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("levels");
    TCase *flat = tcase_create("arcs as rows");
    SRunner *runner;
    int n_failed;

    hz_lang_init();
    tcase_add_test(flat, arcs_become_rows);
    tcase_add_test(flat, the_flat_model_has_the_same_optimum);
    tcase_add_test(flat, no_memory_to_flatten_is_an_error);
    suite_add_tcase(suite, flat);
    runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    n_failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return n_failed == 0 ? 0 : 1;
}

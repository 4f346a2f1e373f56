/* test_finish.c - the exact finish from inside: signs of what a double cannot hold
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <check.h>
#include <stdlib.h>

#include "solve/finish.c"

/* The sign of - sum r[i] a[i] for a column with these entries, as the finish finds it, and from the numbers themselves. */
static void assert_sign(int64_t a0, int64_t a1, mpq_t *r)
{
    hz_column column = {0};
    hz_row rows[2] = {0};
    uint64_t start[] = {0, 2};
    uint32_t row[] = {0, 1};
    int64_t value[] = {a0, a1};
    hz_model m = {
        .columns = &column, .n_columns = 1, .rows = rows, .n_rows = 2, .start = start, .row = row, .value = value};
    finisher f = {.model = &m};
    row_multipliers by;
    mpq_t sum, term;
    estimate e;

    ck_assert(multipliers_make(&by, 3));
    mpq_inits(sum, term, NULL);
    for (int i = 0; i < 2; i++) {
        mpq_set(by.exact[i], r[i]);
        mpq_set_si(term, value[i], 1);
        mpq_mul(term, term, r[i]);
        mpq_sub(sum, sum, term);
    }
    round_rows(&f, &by);
    e = estimate_product(&f, 0, 0, &by);
    ck_assert_int_eq(sign_of(&f, &e, 0, 0, &by), mpq_sgn(sum));
    ck_assert(!isnan(e.value));
    exact_product(&f, mpq_numref(term), 0, 0, &by);
    exact_quotient(term, mpq_numref(term), &by);
    ck_assert(mpq_equal(term, sum));
    mpq_clears(sum, term, NULL);
    multipliers_clear(&by, 3);
}

START_TEST(signs_of_the_smallest_are_exact)
{
    mpq_t r[2];

    mpq_inits(r[0], r[1], NULL);
    mpq_set_si(r[0], 19, 10); /* 1.9 2^-1074, which a double cuts to 2^-1074, */
    mpq_div_2exp(r[0], r[0], 1074);
    mpq_set_si(r[1], -3, 2); /* against 1.5 2^-1014 */
    mpq_div_2exp(r[1], r[1], 1014);
    assert_sign(INT64_C(1) << 60, 1, r);
    mpq_set_ui(r[1], 0, 1);
    assert_sign(1, 1, r);
    mpq_div_2exp(r[0], r[0], 1000); /* a double has no such number */
    assert_sign(1, 1, r);
    assert_sign(-1, 1, r);
    mpq_set_ui(r[0], 0, 1);
    assert_sign(1, 1, r);
    mpq_set_ui(r[0], 1, 1);
    mpq_mul_2exp(r[0], r[0], 2000); /* nor one as large as this */
    assert_sign(1, 1, r);
    mpq_clears(r[0], r[1], NULL);
}
END_TEST

/* Terms that take each other away to nothing, or nearly: what rows with the same entries do. */
START_TEST(signs_of_nothing_are_exact)
{
    mpq_t r[2];

    mpq_inits(r[0], r[1], NULL);
    mpq_set_si(r[0], 22, 7);
    mpq_set_si(r[1], -22, 7);
    assert_sign(INT64_MAX, INT64_MAX, r);
    assert_sign(INT64_MIN, INT64_MIN, r);
    assert_sign(INT64_MIN, -INT64_MAX, r);
    mpq_set_si(r[1], 33, 14);
    assert_sign(3, -4, r);
    assert_sign(3, 4, r);
    mpq_clears(r[0], r[1], NULL);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("finish");
    TCase *tcase = tcase_create("signs");

    tcase_add_test(tcase, signs_of_the_smallest_are_exact);
    tcase_add_test(tcase, signs_of_nothing_are_exact);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int n_failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return n_failed > 0;
}

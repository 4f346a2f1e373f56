/* test_conflict.c - demands that contradict one another, and the least that must be given up
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/no_plan.h"
#include "model/formulate.h"
#include "run_proof.h"
#include "small_city.h"
#include "solve/conflict.h"
#include "solve/elastic.h"
#include "solve/prove.h"
#include "solve/rational.h"
#include "solve/solve.h"

/* Every row is an element, and of each column what is below and above. */
static void all_elements(hz_elements *of, const hz_model *m)
{
    *of = (hz_elements){.elements = calloc(m->n_rows + 2 * m->n_columns, sizeof *of->elements),
                        .member = calloc(m->n_rows + 2 * m->n_columns, sizeof *of->member),
                        .open_bp = calloc(m->n_rows + 2 * m->n_columns, sizeof *of->open_bp)};
    for (size_t i = 0; i < m->n_rows + 2 * m->n_columns; i++) {
        size_t j = (i - m->n_rows) / 2;
        hz_element_kind kind = i < m->n_rows ? HZ_ELEMENT_ROWS : (i - m->n_rows) % 2 ? HZ_ELEMENT_UPPER : HZ_ELEMENT_LOWER;

        if ((kind == HZ_ELEMENT_LOWER && m->columns[j].lo_bp == 0) || (kind == HZ_ELEMENT_UPPER && m->columns[j].hi_bp == 10000))
            continue;
        of->member[of->n] = (uint32_t)(kind == HZ_ELEMENT_ROWS ? i : j);
        of->open_bp[of->n] = kind == HZ_ELEMENT_UPPER ? 10000 : 0;
        of->elements[of->n] = (hz_element){kind, (uint32_t)of->n, 1};
        of->n++;
    }
    of->n_members = of->n;
}

static void free_elements(hz_elements *of)
{
    free(of->elements);
    free(of->member);
    free(of->open_bp);
}

static bool has_solution(const hz_model *m)
{
    hz_solution *solution;
    hz_proof *proof = NULL;
    bool is;

    if (m->n_rows == 0)
        return true;
    ck_assert_int_eq(hz_solve(&solution, m, NULL, NULL), HZ_OK);
    ck_assert_int_eq(hz_prove(&proof, &solution, m, NULL), HZ_OK);
    is = proof->outcome == HZ_OUTCOME_OPTIMAL;
    hz_proof_free(proof);
    hz_solution_free(solution);
    return is;
}

static bool can_be_met(const hz_model *m, const hz_elements *of, const bool *is_in)
{
    uint32_t *rows = calloc(m->n_rows + 1, sizeof *rows);
    hz_model *kept;
    bool is;

    ck_assert_int_eq(hz_keep_elements(&kept, m, of, is_in, rows, NULL, NULL), HZ_OK);
    is = has_solution(kept);
    hz_model_free(kept);
    free(rows);
    return is;
}

/* Every proper subset of what was found can be met; all of it cannot. Returns how many there are. */
static size_t assert_irreducible(const hz_model *m, const hz_elements *of, const hz_conflict *c)
{
    size_t which[16], n = 0;
    bool *is_in = calloc(of->n + 1, sizeof *is_in);

    for (size_t e = 0; e < of->n; e++)
        if (c->is_in[e]) {
            ck_assert_uint_lt(n, 16);
            which[n++] = e;
        }
    ck_assert_uint_eq(n, c->n_in);
    for (unsigned subset = 0; subset < 1U << n; subset++) {
        for (size_t k = 0; k < n; k++)
            is_in[which[k]] = subset >> k & 1;
        ck_assert_msg(can_be_met(m, of, is_in) == (subset + 1 < 1U << n), "subset %x of %zu", subset, n);
    }
    free(is_in);
    return n;
}

/* Small models in which rows of both senses and bounds on both sides contradict one another. */
static hz_model *clashing(uint64_t seed)
{
    enum { ROWS = 5, COLUMNS = 7 };
    int64_t costs[COLUMNS] = {0}, a[ROWS * COLUMNS], rhs[ROWS];
    hz_sense senses[ROWS];
    hz_model *m;

    for (size_t i = 0; i < ROWS; i++) {
        int64_t sum = 0;

        for (size_t j = 0; j < COLUMNS; j++) {
            a[i * COLUMNS + j] = next_random(&seed) % 2 ? (int64_t)(next_random(&seed) % 90) + 1 : 0;
            sum += a[i * COLUMNS + j];
        }
        senses[i] = next_random(&seed) % 5 < 3 ? HZ_AT_LEAST : HZ_AT_MOST;
        rhs[i] = sum * (senses[i] == HZ_AT_LEAST ? 30 + (int64_t)(next_random(&seed) % 40) : 20 + (int64_t)(next_random(&seed) % 50)) / 100;
    }
    m = dense_model(ROWS, COLUMNS, costs, a, senses, rhs);
    for (size_t j = 0; j < COLUMNS; j++) {
        m->columns[j].hi_bp = (uint16_t)(next_random(&seed) % 2 ? 10000 : next_random(&seed) % 101 * 100);
        m->columns[j].lo_bp = (uint16_t)(next_random(&seed) % 3 ? 0 : next_random(&seed) % (m->columns[j].hi_bp / 100u + 1) * 100);
    }
    return m;
}

START_TEST(every_part_of_a_conflict_can_be_met)
{
    size_t n_conflicts = 0, n_of_many = 0;

    for (uint64_t seed = 1; seed <= 120; seed++) {
        hz_model *m = clashing(seed);
        hz_conflict *c;
        hz_elements of;

        all_elements(&of, m);
        if (!has_solution(m)) {
            ck_assert_int_eq(hz_find_conflict(&c, m, &of, 1000, NULL), HZ_OK);
            ck_assert(c->is_irreducible);
            n_of_many += assert_irreducible(m, &of, c) > 3;
            n_conflicts++;
            hz_conflict_free(c);
        }
        free_elements(&of);
        hz_model_free(m);
    }
    ck_assert_uint_gt(n_conflicts, 30);
    ck_assert_uint_gt(n_of_many, 10);
}
END_TEST

/* What cannot be finished is said. What is found so far contradicts itself all the same. */
START_TEST(few_solves_leave_a_set_that_may_be_too_large)
{
    for (uint64_t seed = 1; seed <= 40; seed++) {
        hz_model *m = clashing(seed);
        hz_conflict *c;
        hz_elements of;

        all_elements(&of, m);
        if (!has_solution(m)) {
            ck_assert_int_eq(hz_find_conflict(&c, m, &of, 1, NULL), HZ_OK);
            ck_assert_uint_eq(c->n_solves, 1);
            ck_assert(!c->is_irreducible || c->n_in == 0);
            ck_assert(!can_be_met(m, &of, c->is_in));
            hz_conflict_free(c);
        }
        free_elements(&of);
        hz_model_free(m);
    }
}
END_TEST

START_TEST(what_can_be_met_has_no_conflict)
{
    hz_model *m = nori_leets(10);
    hz_error err = HZ_ERROR_NONE;
    hz_conflict *c;
    hz_elements of;

    all_elements(&of, m);
    ck_assert_int_eq(hz_find_conflict(&c, m, &of, 100, &err), HZ_ERR_USAGE);
    ck_assert_ptr_null(c);
    free_elements(&of);
    hz_model_free(m);
}
END_TEST

/* Elements of many members are given up as a whole: two rows in one, all bounds in another. */
START_TEST(an_element_of_many_members_is_one)
{
    static const int64_t costs[] = {0, 0}, a[] = {10, 0, 0, 10, 1, 1};
    static const hz_sense senses[] = {HZ_AT_LEAST, HZ_AT_LEAST, HZ_AT_MOST};
    static const int64_t rhs[] = {8, 8, 1};
    hz_model *m = dense_model(3, 2, costs, a, senses, rhs);
    uint32_t member[] = {0, 1, 0, 1, 2};
    uint16_t open_bp[] = {0, 0, 10000, 10000, 0};
    hz_element elements[] = {{HZ_ELEMENT_ROWS, 4, 1}, {HZ_ELEMENT_UPPER, 2, 2}, {HZ_ELEMENT_ROWS, 0, 2}};
    hz_elements of = {elements, 3, member, open_bp, 5};
    hz_conflict *c;

    m->columns[0].hi_bp = 5000;
    m->columns[1].hi_bp = 6000;
    ck_assert_int_eq(hz_find_conflict(&c, m, &of, 100, NULL), HZ_OK);
    ck_assert(c->is_irreducible && !c->is_in[0] && c->is_in[1] && c->is_in[2]);
    hz_conflict_free(c);
    hz_model_free(m);
}
END_TEST

/* ---- elastic programs ---- */

/* All targets let off by the same share. */
static void one_factor(hz_spares *of, const hz_model *m)
{
    ck_assert(hz_spares_make(of, 1, m->n_rows));
    for (uint32_t i = 0; i < m->n_rows; i++)
        hz_spares_put(of, i, m->rows[i].rhs);
    hz_spares_close(of, 10000, 1);
}

/* Each by its own, at a gram a gram. */
static void own_shortfalls(hz_spares *of, const hz_model *m)
{
    ck_assert(hz_spares_make(of, m->n_rows, m->n_rows));
    for (uint32_t i = 0; i < m->n_rows; i++) {
        hz_spares_put(of, i, m->rows[i].rhs);
        hz_spares_close(of, 10000, m->rows[i].rhs);
    }
}

static void assert_price(const hz_model *m, const hz_spares *spares, long numerator, unsigned long denominator)
{
    hz_given *given;

    ck_assert_int_eq(hz_give_least(&given, m, spares, NULL), HZ_OK);
    ck_assert(given->is_possible);
    ck_assert_int_eq(mpq_cmp_si(given->price, numerator, denominator), 0);
    hz_given_free(given);
}

/* At 1.6 times the targets 191/200 of each can be reached, which is 191/125 of the targets as they are; 18 are missing at the least, of SOx
 * and of HC nine each. Known from the problem as published, and from another solver. */
START_TEST(nori_and_leets_at_16_tenths)
{
    hz_model *m = nori_leets(16);
    hz_given *given;
    hz_spares spares;

    one_factor(&spares, m);
    assert_price(m, &spares, 9, 200);
    hz_spares_clear(&spares);
    own_shortfalls(&spares, m);
    assert_price(m, &spares, 180, 1); /* in tenths */
    ck_assert_int_eq(hz_give_least(&given, m, &spares, NULL), HZ_OK);
    ck_assert_int_eq(mpq_sgn(given->given_bp[0]), 0);
    ck_assert_int_eq(mpq_cmp_si(given->given_bp[1], 10000 * 90L, 2400), 0);
    ck_assert_int_eq(mpq_cmp_si(given->given_bp[2], 10000 * 90L, 2000), 0);
    hz_given_free(given);
    hz_spares_clear(&spares);
    hz_model_free(m);
}
END_TEST

START_TEST(what_can_be_met_is_short_of_nothing)
{
    hz_model *m = nori_leets(10);
    hz_spares spares;

    one_factor(&spares, m);
    assert_price(m, &spares, 0, 1);
    hz_spares_clear(&spares);
    hz_model_free(m);
}
END_TEST

/* Cuts that must be made break a limit: no target that is given up helps. */
START_TEST(what_no_spare_mends_is_not_possible)
{
    static const int64_t costs[] = {0}, a[] = {10, 10}, rhs[] = {8, 4};
    static const hz_sense senses[] = {HZ_AT_LEAST, HZ_AT_MOST};
    hz_model *m = dense_model(2, 1, costs, a, senses, rhs);
    hz_spares spares;
    hz_given *given;

    m->columns[0].lo_bp = 5000;
    ck_assert(hz_spares_make(&spares, 1, 1));
    hz_spares_put(&spares, 0, 8);
    hz_spares_close(&spares, 10000, 1);
    ck_assert_int_eq(hz_give_least(&given, m, &spares, NULL), HZ_OK);
    ck_assert(!given->is_possible);
    hz_given_free(given);
    hz_spares_clear(&spares);
    hz_model_free(m);
}
END_TEST

/* ---- what is said of scenarios ---- */

static city city_without_plan(int seed)
{
    bool is_safe = seed % 3 == 0;

    return (city){.seed = (uint64_t)seed + 40,
                  .n_enterprises = 6 + seed % 9,
                  .percent = (is_safe ? 26 : 40) + seed % 7 * 2,
                  .has_floor = seed % 2,
                  .n_failing = is_safe};
}

/* The cheapest plan of the scenario as it is now, fen/d rounded up; -1: there is none. */
static int64_t cheapest(const hz_scenario *s)
{
    hz_model *m;
    hz_proof *proof = NULL;
    int64_t cost_fen_d = -1;

    ck_assert_int_eq(hz_formulate(&m, s, HZ_ORANGE, NULL), HZ_OK);
    ck_assert_int_eq(hz_run_prove_guarded(&proof, m, NULL), HZ_OK);
    if (proof->outcome == HZ_OUTCOME_OPTIMAL)
        cost_fen_d = hz_rational_ceil(proof->cost_fen_d);
    hz_proof_free(proof);
    hz_model_free(m);
    return cost_fen_d;
}

/* The demand asks for so much instead: there is a plan, at the cost that was said; and of a grain more there is none. */
static void assert_amount(const hz_run *run, const hz_repair *repair)
{
    hz_demand *demand = &run->scenario->demands[repair->what.of.demand], before = *demand;

    demand->is_ratio = false;
    demand->amount = repair->amount;
    ck_assert_int_eq(cheapest(run->scenario), repair->cost_fen_d);
    demand->amount = repair->amount + 1;
    ck_assert_int_eq(cheapest(run->scenario), -1);
    *demand = before;
}

static void assert_lifted(const hz_run *run, const hz_repair *repair)
{
    const hz_scenario *s = run->scenario;
    hz_enterprise *enterprises = calloc(s->n_enterprises, sizeof *enterprises);
    hz_unit *units = calloc(s->n_units, sizeof *units);

    memcpy(enterprises, s->enterprises, s->n_enterprises * sizeof *enterprises);
    memcpy(units, s->units, s->n_units * sizeof *units);
    for (size_t i = 0; i < repair->n_lifted; i++) {
        const hz_clash *c = &repair->lifted[i];

        if (c->kind != HZ_CLASH_EXEMPT) {
            s->units[c->unit].max_cut_bp[HZ_ORANGE] = 10000;
            continue;
        }
        s->enterprises[c->enterprise].exempt_levels = 0; /* no <cut> is given for those */
        for (uint32_t u = 0; u < s->enterprises[c->enterprise].n_units; u++)
            s->units[s->enterprises[c->enterprise].first_unit + u].max_cut_bp[HZ_ORANGE] = 10000;
    }
    ck_assert_int_eq(cheapest(s), repair->cost_fen_d);
    memcpy(s->enterprises, enterprises, s->n_enterprises * sizeof *enterprises);
    memcpy(s->units, units, s->n_units * sizeof *units);
    free(enterprises);
    free(units);
}

/* Each through the scenario: another model than that in which it was found. */
START_TEST(what_is_said_to_be_enough_is)
{
    size_t n_amounts = 0, n_lifted = 0;

    for (int seed = 0; seed < 400; seed++) {
        city c = city_without_plan(seed);
        hz_error err = HZ_ERROR_NONE;
        hz_run run;

        ck_assert_int_eq(plan_city(&run, &c, 100, &err), HZ_OK);
        if (run.n_refusals == 1) {
            const hz_impasse *r = &run.refusals[0];

            ck_assert(r->has_conflict && r->is_irreducible && r->n_clashes > 0 && (r->has_factor || r->is_hard));
            for (size_t i = 0; i < r->n_repairs; i++) {
                const hz_repair *repair = &r->repairs[i];

                if (!repair->is_enough)
                    continue;
                n_amounts += repair->kind == HZ_REPAIR_ONE && repair->has_amount;
                n_lifted += repair->kind == HZ_REPAIR_LIFT;
                if (repair->kind == HZ_REPAIR_ONE && repair->has_amount)
                    assert_amount(&run, repair);
                else if (repair->kind == HZ_REPAIR_LIFT)
                    assert_lifted(&run, repair);
            }
        }
        hz_run_free(&run);
    }
    ck_assert_uint_gt(n_amounts, 10);
    ck_assert_uint_gt(n_lifted, 3);
}
END_TEST

/* Whatever memory is missing for it, what there is is told. */
START_TEST(what_cannot_be_found_out_is_not_there)
{
    city c = {.seed = 5, .n_enterprises = 12, .percent = 90, .has_floor = true};
    size_t n_partial = 0;

    for (long nth = 1, n_clean = 0; n_clean < 1000; nth++) {
        hz_error err = HZ_ERROR_NONE;
        hz_sink *sink = hz_sink_to_memory();
        hz_status status;
        hz_run run;
        bool is_whole;

        hz_memory_fail_at(nth);
        status = plan_city(&run, &c, 100, &err);
        hz_memory_fail_at(0);
        is_whole = run.n_refusals == 1 && run.refusals[0].has_conflict && run.refusals[0].has_factor && run.refusals[0].n_repairs > 0;
        if (!status) {
            hz_no_plan_text(sink, &run);
            hz_no_plan_json(sink, &run);
        }
        n_partial += !status && !is_whole;
        n_clean = is_whole ? n_clean + 1 : 0;
        ck_assert_int_eq(hz_sink_close(sink, "memory", NULL), HZ_OK);
        hz_run_free(&run);
    }
    ck_assert_uint_gt(n_partial, 10);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("conflict");
    TCase *sets = tcase_create("sets"), *elastic = tcase_create("elastic"), *cities = tcase_create("cities");
    SRunner *runner;
    int failed;

    tcase_add_test(sets, every_part_of_a_conflict_can_be_met);
    tcase_add_test(sets, few_solves_leave_a_set_that_may_be_too_large);
    tcase_add_test(sets, what_can_be_met_has_no_conflict);
    tcase_add_test(sets, an_element_of_many_members_is_one);
    tcase_add_test(elastic, nori_and_leets_at_16_tenths);
    tcase_add_test(elastic, what_can_be_met_is_short_of_nothing);
    tcase_add_test(elastic, what_no_spare_mends_is_not_possible);
    suite_add_tcase(suite, sets);
    tcase_set_timeout(cities, 120);
    tcase_add_test(cities, what_is_said_to_be_enough_is);
    tcase_add_test(cities, what_cannot_be_found_out_is_not_there);
    suite_add_tcase(suite, elastic);
    suite_add_tcase(suite, cities);
    runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

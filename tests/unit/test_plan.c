/* test_plan.c - whole runs on small cities made by seed: what must hold for each of them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/no_plan.h"
#include "small_city.h"

enum { SEEDS = 30 };

static city city_of(int seed, int percent)
{
    return (city){.seed = (uint64_t)seed, .n_enterprises = 8 + seed, .percent = percent, .has_floor = seed % 2};
}

static void plan_or_fail(hz_run *run, const city *c)
{
    hz_error err = HZ_ERROR_NONE;

    ck_assert_msg(plan_city(run, c, 100, &err) == HZ_OK, "seed %d: %s", (int)c->seed, err.message);
    ck_assert_msg(hz_findings_count(run->findings, HZ_SEVERITY_ERROR) == 0, "seed %d: the city has errors",
                  (int)c->seed);
}

static bool is_planned(const hz_run *run)
{
    return run->reached == HZ_STAGE_RECKONED;
}

/* ---- no plan ---- */

static void assert_unknown_is_null(const hz_run *run)
{
    hz_sink *sink = hz_sink_to_memory();

    hz_no_plan_json(sink, run);
    ck_assert_ptr_nonnull(strstr(hz_sink_text(sink, NULL), "\"reachable_kg_d\":null"));
    ck_assert_int_eq(hz_sink_close(sink, "memory", NULL), HZ_OK);
}

/* What is proved stays proved: whatever fails behind the proof that there is no plan, it is told, and how far a target can
 * be taken is known or not. */
START_TEST(no_plan_is_told_whatever_fails_behind_its_proof)
{
    city c = {.seed = 5, .n_enterprises = 12, .percent = 90, .has_floor = true};
    size_t n_unknown = 0;

    /* the digest, beside it, asks for memory too, and is not missed: the end is some runs without any failure */
    for (long nth = 1, n_clean = 0; n_clean < 100; nth++) {
        hz_run run;
        hz_error err = HZ_ERROR_NONE;
        hz_status status;
        size_t n_here = 0;

        hz_memory_fail_at(nth);
        status = plan_city(&run, &c, 100, &err);
        hz_memory_fail_at(0);
        ck_assert(status == HZ_OK || !run.reaches);
        for (size_t i = 0; i < run.n_reaches; i++)
            n_here += !run.reaches[i].is_known;
        if (n_here > 0)
            assert_unknown_is_null(&run);
        n_unknown += n_here;
        n_clean = status || n_here > 0 ? 0 : n_clean + 1;
        hz_run_free(&run);
    }
    ck_assert_uint_gt(n_unknown, 0);
}
END_TEST

/* ---- orders ---- */

START_TEST(orders_meet_every_demand_and_cost_no_less_than_the_bound)
{
    for (int percent = 5; percent <= 75; percent += 14) {
        city c = city_of(_i, percent);
        hz_run run;

        plan_or_fail(&run, &c);
        if (is_planned(&run)) {
            const hz_reckoning *r = run.plan->reckoning;

            ck_assert(r->is_met);
            ck_assert_uint_eq(r->n_balances, run.model->n_rows);
            for (size_t b = 0; b < r->n_balances; b++)
                ck_assert_int_ge(r->balances[b].reached, r->balances[b].required);
            ck_assert_int_ge(r->total.cost_fen_d, run.plan->bound_fen_d);
        } else {
            ck_assert_int_eq(run.proof->outcome, HZ_OUTCOME_INFEASIBLE);
            ck_assert_uint_ge(run.n_reaches, 1);
        }
        hz_run_free(&run);
    }
}
END_TEST

START_TEST(orders_stay_in_bounds_and_in_steps)
{
    city c = city_of(_i, 30);
    hz_run run;

    plan_or_fail(&run, &c);
    for (size_t u = 0; is_planned(&run) && u < run.scenario->n_units; u++) {
        const hz_order *order = &run.plan->orders[u];
        uint16_t lo = hz_min_cut_bp(run.scenario, u, HZ_ORANGE), hi = hz_max_cut_bp(run.scenario, u, HZ_ORANGE);

        ck_assert_uint_ge(order->cut_bp, lo);
        ck_assert_uint_le(order->cut_bp, hi);
        ck_assert(order->cut_bp % 100 == 0 || order->cut_bp == lo || order->cut_bp == hi);
        ck_assert_int_eq(order->action == HZ_ACTION_STOP, order->cut_bp == 10000);
    }
    hz_run_free(&run);
}
END_TEST

/* A step of a unit of 30 g/d is not worth a gram; several are. */
START_TEST(small_units_are_taken_by_the_gram)
{
    enum { N = 12 };
    int64_t costs[N], a[N];
    static const int64_t rhs[] = {310};
    static const hz_sense senses[] = {HZ_AT_LEAST};
    hz_enterprise enterprise = {.n_units = N};
    hz_unit units[N] = {{0}};
    hz_scenario scenario = {.n_units = N, .units = units, .n_enterprises = 1, .enterprises = &enterprise};
    hz_error err = HZ_ERROR_NONE;

    for (int j = 0; j < N; j++) {
        costs[j] = 100 + j;
        a[j] = 30;
    }
    for (uint16_t step = 1; step <= 1000; step = (uint16_t)(step * 10)) {
        hz_model *model = dense_model(1, N, costs, a, senses, rhs);
        hz_solution *solution;
        hz_proof *proof;
        hz_order *orders;
        int64_t sum = 0;

        for (int j = 0; j < N - 2; j++)
            model->columns[j].hi_bp = 9500;
        ck_assert_int_eq(hz_solve(&solution, model, NULL, &err), HZ_OK);
        ck_assert_int_eq(hz_verify(&proof, model, solution, &err), HZ_OK);
        ck_assert_msg(hz_derive_orders(&orders, &scenario, model, solution, proof, step, &err) == HZ_OK, "%s",
                      err.message);
        for (int j = 0; j < N; j++)
            sum += 30 * orders[j].cut_bp / 10000;
        ck_assert_int_ge(sum, 310);
        free(orders);
        hz_proof_free(proof);
        hz_solution_free(solution);
        hz_model_free(model);
    }
}
END_TEST

/* ---- the same question, asked otherwise ---- */

static void assert_same_plan(const city *a, const city *b)
{
    hz_run x, y;

    plan_or_fail(&x, a);
    plan_or_fail(&y, b);
    ck_assert_int_eq(x.reached, y.reached);
    if (is_planned(&x)) {
        ck_assert_str_eq(x.plan->scenario_digest, y.plan->scenario_digest);
        ck_assert_str_eq(x.plan->id, y.plan->id);
        ck_assert_str_eq(x.plan->bound_exact, y.plan->bound_exact);
        for (size_t u = 0; u < x.scenario->n_units; u++)
            ck_assert_uint_eq(x.plan->orders[u].cut_bp, y.plan->orders[u].cut_bp);
    }
    hz_run_free(&x);
    hz_run_free(&y);
}

START_TEST(order_of_the_input_changes_nothing)
{
    city a = city_of(_i, 25), b = a;

    b.is_shuffled = true;
    assert_same_plan(&a, &b);
}
END_TEST

START_TEST(tonnes_for_kilograms_change_nothing)
{
    city a = city_of(_i, 25), b = a;

    b.is_in_tonnes = true;
    assert_same_plan(&a, &b);
}
END_TEST

START_TEST(a_stricter_target_is_never_cheaper)
{
    city c = city_of(_i, 0);
    mpq_t last;
    bool was_possible = true;

    mpq_init(last);
    for (c.percent = 5; c.percent <= 80; c.percent += 15) {
        hz_run run;

        plan_or_fail(&run, &c);
        ck_assert(was_possible || run.proof->outcome == HZ_OUTCOME_INFEASIBLE);
        was_possible = run.proof->outcome == HZ_OUTCOME_OPTIMAL;
        if (was_possible) {
            ck_assert_int_ge(mpq_cmp(run.proof->cost_fen_d, last), 0);
            mpq_set(last, run.proof->cost_fen_d);
        }
        hz_run_free(&run);
    }
    mpq_clear(last);
}
END_TEST

START_TEST(a_finer_step_is_nearer_to_the_bound)
{
    city c = city_of(_i, 20);
    hz_run coarse, fine;
    hz_error err = HZ_ERROR_NONE;

    c.has_floor = false;
    ck_assert_int_eq(plan_city(&coarse, &c, 1000, &err), HZ_OK);
    ck_assert_int_eq(plan_city(&fine, &c, 1, &err), HZ_OK);
    if (is_planned(&coarse) && is_planned(&fine)) {
        ck_assert_str_eq(coarse.plan->bound_exact, fine.plan->bound_exact);
        ck_assert_int_ge(fine.plan->reckoning->total.cost_fen_d, fine.plan->bound_fen_d);
        /* one hundredth of a per cent of the dearest unit for each binding row */
        ck_assert_int_le(fine.plan->reckoning->total.cost_fen_d - fine.plan->bound_fen_d,
                         (int64_t)fine.proof->n_basic * (4096 * 401000 / 10000 + 1) + (int64_t)fine.scenario->n_units);
    }
    hz_run_free(&coarse);
    hz_run_free(&fine);
}
END_TEST

/* ---- no plan: the reach is the edge ---- */

START_TEST(the_reach_of_a_target_is_its_edge)
{
    city c = city_of(_i, 95);
    hz_run run;

    c.has_floor = false;
    plan_or_fail(&run, &c);
    for (size_t k = 0; k < run.n_reaches; k++) {
        const hz_demand *demand = &run.scenario->demands[run.reaches[k].of.demand];
        int64_t most = 0;

        for (size_t u = 0; u < run.scenario->n_units; u++)
            if (hz_unit_in_scope(run.scenario, u, demand->scope, demand->group))
                most += hz_cuttable_g_d(run.scenario, u, demand->pollutant) *
                        hz_max_cut_bp(run.scenario, u, HZ_ORANGE) / 100;
        ck_assert_int_eq(run.reaches[k].reachable, most / 100); /* without floors: everything cut as far as it goes */
        ck_assert(run.reaches[k].has_most);
        ck_assert_int_eq(run.reaches[k].most, most / 100);
    }
    hz_run_free(&run);
}
END_TEST

/* ---- the reckoning sees a false plan ---- */

START_TEST(a_false_order_is_seen)
{
    city c = city_of(_i, 30);
    hz_run run;
    hz_reckoning *again;
    hz_error err = HZ_ERROR_NONE;

    plan_or_fail(&run, &c);
    if (is_planned(&run)) {
        for (size_t u = 0; u < run.scenario->n_units; u++)
            run.plan->orders[u] = (hz_order){.cut_bp = 0, .action = HZ_ACTION_NONE};
        ck_assert_int_eq(hz_reckon(&again, run.scenario, HZ_ORANGE, run.plan->orders, &err), HZ_OK);
        ck_assert(!again->is_met);
        ck_assert_int_eq(again->total.cost_fen_d, 0);
        hz_reckoning_free(again);
    }
    hz_run_free(&run);
}
END_TEST

/* ---- memory ---- */

/* Each request for memory fails once: an error, never a crash or a half-made plan. */
START_TEST(no_memory_is_an_error)
{
    city c = city_of(3, 20);
    hz_status status = HZ_ERR_MEMORY;

    for (long nth = 1; status != HZ_OK; nth++) {
        hz_run run;
        hz_error err = HZ_ERROR_NONE;

        ck_assert_int_lt(nth, 5000);
        hz_memory_fail_at(nth);
        status = plan_city(&run, &c, 100, &err);
        hz_memory_fail_at(0);
        ck_assert_msg(status == HZ_OK || status == HZ_ERR_MEMORY, "request %ld: %s", nth, err.message);
        ck_assert(status == HZ_OK || run.reached < HZ_STAGE_RECKONED);
        hz_run_free(&run);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("plan");
    TCase *orders = tcase_create("orders"), *same = tcase_create("same question"), *other = tcase_create("other");
    SRunner *runner;
    int n_failed;

    hz_lang_init();
    tcase_add_loop_test(orders, orders_meet_every_demand_and_cost_no_less_than_the_bound, 0, SEEDS);
    tcase_add_loop_test(orders, orders_stay_in_bounds_and_in_steps, 0, SEEDS);
    tcase_add_test(orders, small_units_are_taken_by_the_gram);
    tcase_add_loop_test(same, order_of_the_input_changes_nothing, 0, SEEDS);
    tcase_add_loop_test(same, tonnes_for_kilograms_change_nothing, 0, SEEDS);
    tcase_add_loop_test(same, a_stricter_target_is_never_cheaper, 0, SEEDS);
    tcase_add_loop_test(same, a_finer_step_is_nearer_to_the_bound, 0, SEEDS);
    tcase_add_loop_test(other, the_reach_of_a_target_is_its_edge, 0, SEEDS);
    tcase_add_loop_test(other, a_false_order_is_seen, 0, 5);
    tcase_add_test(other, no_plan_is_told_whatever_fails_behind_its_proof);
    tcase_add_test(other, no_memory_is_an_error);
    tcase_set_timeout(orders, 60);
    tcase_set_timeout(same, 60);
    tcase_set_timeout(other, 120);
    suite_add_tcase(suite, orders);
    suite_add_tcase(suite, same);
    suite_add_tcase(suite, other);
    runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    n_failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return n_failed == 0 ? 0 : 1;
}

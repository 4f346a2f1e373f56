/* test_levels.c - levels inside one another: arcs as rows, the joint model, nested orders, change lists
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <check.h>
#include <stdlib.h>

#include "base/arena.h"
#include "hand_models.h"
#include "hazeplan.h"
#include "model/flatten.h"
#include "small_city.h"
#include "solve/finish.h"
#include "solve/robust.h"

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

/* ---- whole runs on small cities ---- */

enum { SEEDS = 24 };

static city city_of(int seed, int percent)
{
    return (city){.seed = (uint64_t)seed + 500,
                  .n_enterprises = 6 + seed,
                  .percent = percent,
                  .has_floor = seed % 3 == 0,
                  .has_levels = true};
}

/* False: some level has no plan, or all of them none together, or a unit's bounds cannot lie inside one another. */
static bool plan_all(hz_run *run, const city *c, const int64_t *milli_days)
{
    hz_request request = {.settings = {.extent = HZ_EXTENT_ALL, .step_bp = 100}};
    hz_error err = HZ_ERROR_NONE;
    hz_status status;

    if (milli_days)
        memcpy(request.settings.milli_days, milli_days, sizeof request.settings.milli_days);
    status = plan_city_with(run, c, &request, &err);
    ck_assert_msg(status == HZ_OK || strstr(err.message, "cannot lie inside one another"), "seed %d: %s", (int)c->seed,
                  err.message);
    if (status)
        return false;
    ck_assert_uint_eq(hz_findings_count(run->findings, HZ_SEVERITY_ERROR), 0);
    if (run->reached < HZ_STAGE_RECKONED)
        ck_assert_int_eq(run->proof->outcome, HZ_OUTCOME_INFEASIBLE);
    return run->reached == HZ_STAGE_RECKONED;
}

/* The cities are worth the trouble: most have plans, nesting costs something in many, and bounds are folded in some. */
START_TEST(cities_ask_for_nesting)
{
    int n_planned = 0, n_dearer = 0, n_bounded = 0;

    for (int seed = 0; seed < SEEDS; seed++) {
        city c = city_of(seed, 20);
        hz_run run;

        if (plan_all(&run, &c, NULL)) {
            n_planned++;
            n_dearer += run.levels->nesting_fen > 0;
            n_bounded += run.levels->n_bounded > 0;
        }
        hz_run_free(&run);
    }
    ck_assert_int_ge(n_planned, SEEDS / 2);
    ck_assert_int_ge(n_dearer, SEEDS / 4);
    ck_assert_int_ge(n_bounded, 1);
}
END_TEST

static void assert_orders(const hz_run *run)
{
    const hz_levels *l = run->levels;
    hz_bounds bounds[HZ_N_LEVELS];

    for (size_t u = 0; u < l->scenario->n_units; u++) {
        hz_fold_bounds(bounds, l->scenario, u, run->model->levels, l->n_levels);
        for (size_t k = 0; k < l->n_levels; k++) {
            uint16_t cut_bp = l->levels[k].plan->orders[u].cut_bp;

            ck_assert_uint_ge(cut_bp, bounds[k].lo_bp);
            ck_assert_uint_le(cut_bp, bounds[k].hi_bp);
            ck_assert(k == 0 || cut_bp >= l->levels[k - 1].plan->orders[u].cut_bp);
        }
    }
}

START_TEST(each_level_lies_inside_the_next)
{
    for (int percent = 6; percent <= 54; percent += 12) {
        city c = city_of(_i, percent);
        hz_run run;

        if (plan_all(&run, &c, NULL)) {
            const hz_levels *l = run.levels;

            ck_assert_uint_eq(l->n_levels, 3);
            assert_orders(&run);
            for (size_t k = 0; k < l->n_levels; k++) {
                ck_assert(l->levels[k].plan->reckoning->is_met);
                ck_assert_int_ge(l->levels[k].plan->reckoning->total.cost_fen_d, l->levels[k].plan->bound_fen_d);
                ck_assert_int_ge(l->levels[k].alone_fen_d, l->levels[k].plan->bound_fen_d);
            }
            ck_assert_int_ge(l->nesting_fen, 0);
            ck_assert_int_ge(l->bound_fen, l->alone_bound_fen);
            ck_assert_int_ge(l->cost_fen, l->bound_fen);
        }
        hz_run_free(&run);
    }
}
END_TEST

/* The exact optimum of a model without arcs, from nothing. */
static void optimum(mpq_t cost, const hz_model *model)
{
    uint8_t *place = calloc(model->n_columns + 1, 1);
    hz_solution start = {.place = place}, *solution;
    hz_proof *proof;
    hz_error err = HZ_ERROR_NONE;

    ck_assert_int_eq(hz_finish(&solution, model, &start, &err), HZ_OK);
    ck_assert_int_eq(hz_verify(&proof, model, solution, &err), HZ_OK);
    ck_assert_msg(!proof->fault, "%s", proof->fault);
    ck_assert_int_eq(proof->outcome, HZ_OUTCOME_OPTIMAL);
    mpq_set(cost, proof->cost_fen_d);
    hz_proof_free(proof);
    hz_solution_free(solution);
    free(place);
}

/* A row for each guard and each enterprise, and the arcs as rows: the optimum from nothing. */
static void optimum_of_all_sets(mpq_t cost, const hz_run *run)
{
    hz_model *m, *flat;
    hz_failing_set *sets;
    uint32_t *failing;
    size_t n = 0;

    ck_assert_int_eq(hz_formulate_levels(&m, run->scenario, run->model->levels, run->model->n_levels,
                                         (const int64_t[]){1, 1, 1}, NULL),
                     HZ_OK);
    sets = calloc(m->n_guards * m->n_owners, sizeof *sets);
    failing = calloc(m->n_owners, sizeof *failing);
    for (uint32_t e = 0; e < m->n_owners; e++) {
        failing[e] = e;
        for (uint32_t g = 0; g < m->n_guards; g++)
            sets[n++] = (hz_failing_set){g, &failing[e], 1};
    }
    ck_assert_uint_gt(n, 0);
    ck_assert_int_eq(hz_guard_add_rows(m, sets, n, NULL), HZ_OK);
    ck_assert_int_eq(hz_model_flatten(&flat, m, NULL), HZ_OK);
    optimum(cost, flat);
    hz_model_free(flat);
    hz_model_free(m);
    free(sets);
    free(failing);
}

/* Inside one another, every level holds whoever fails, and no such plans cost less. */
START_TEST(levels_hold_whoever_fails)
{
    city c = city_of(_i % 8, 12);
    hz_run plain, run;
    mpq_t cost;

    c.n_failing = 1;
    mpq_init(cost);
    if (plan_all(&run, &c, NULL)) {
        assert_orders(&run);
        for (size_t k = 0; k < run.levels->n_levels; k++) {
            const hz_plan *plan = run.levels->levels[k].plan;

            ck_assert(plan->reckoning->is_met);
            ck_assert_int_eq(plan->without[HZ_WITHOUT_SAFETY].is_known, k > 0);
            ck_assert_int_le(plan->without[HZ_WITHOUT_SAFETY].bound_fen_d, plan->bound_fen_d);
        }
        optimum_of_all_sets(cost, &run);
        ck_assert(mpq_equal(cost, run.proof->cost_fen_d));
        c.n_failing = 0;
        ck_assert(plan_all(&plain, &c, NULL));
        ck_assert(mpq_cmp(plain.proof->cost_fen_d, run.proof->cost_fen_d) <= 0);
        hz_run_free(&plain);
    }
    mpq_clear(cost);
    hz_run_free(&run);
}
END_TEST

/* What is said of a level by itself is what planning it by itself says. */
START_TEST(a_level_by_itself_is_what_it_was)
{
    city c = city_of(_i, 20);
    hz_run all, one;
    hz_error err = HZ_ERROR_NONE;

    if (plan_all(&all, &c, NULL)) {
        ck_assert_int_eq(plan_city(&one, &c, 100, &err), HZ_OK);
        ck_assert_str_eq(one.plan->bound_exact, all.levels->levels[1].plan->bound_exact);
        ck_assert_int_eq(one.plan->reckoning->total.cost_fen_d, all.levels->levels[1].alone_fen_d);
        ck_assert_uint_eq(one.plan->reckoning->total.n_touched, all.levels->levels[1].n_alone_touched);
        for (size_t b = 0; b < one.plan->n_baselines; b++)
            ck_assert_int_eq(one.plan->baselines[b].total.cost_fen_d,
                             all.levels->levels[1].plan->baselines[b].total.cost_fen_d);
        hz_run_free(&one);
    }
    hz_run_free(&all);
}
END_TEST

/* The proved cost is that of the flattened model; and without its arcs that of the levels each by itself, whose bounds are folded. */
START_TEST(the_arcs_make_the_difference)
{
    static const int64_t milli_days[HZ_N_LEVELS] = {0, 6000, 4000, 1000};
    city c = city_of(_i, 22);
    hz_run run;

    if (plan_all(&run, &c, milli_days)) {
        hz_model *flat, loose = *run.model;
        hz_error err = HZ_ERROR_NONE;
        mpq_t cost, sum;

        mpq_inits(cost, sum, NULL);
        ck_assert_int_eq(hz_model_flatten(&flat, run.model, &err), HZ_OK);
        optimum(cost, flat);
        ck_assert(mpq_equal(cost, run.proof->cost_fen_d));
        loose.n_arcs = loose.n_blocks = 0;
        loose.arcs = NULL;
        loose.block_column = loose.block_arc = NULL;
        optimum(cost, &loose);
        ck_assert_int_le(mpq_cmp(cost, run.proof->cost_fen_d), 0);
        mpq_set_str(sum, run.levels->alone_exact, 10);
        ck_assert_int_ge(mpq_cmp(cost, sum), 0);
        if (run.levels->n_bounded == 0)
            ck_assert(mpq_equal(cost, sum));
        mpq_clears(cost, sum, NULL);
        hz_model_free(flat);
    }
    hz_run_free(&run);
}
END_TEST

START_TEST(only_the_proportion_of_days_counts)
{
    static const int64_t few[HZ_N_LEVELS] = {0, 500, 1500, 250}, many[HZ_N_LEVELS] = {0, 20000, 60000, 10000};
    city c = city_of(_i, 25);
    hz_run x, y;
    bool has_x = plan_all(&x, &c, few), has_y = plan_all(&y, &c, many);

    ck_assert(has_x == has_y);
    if (has_x) {
        mpq_t a, b, times;

        mpq_inits(a, b, times, NULL);
        mpq_set_str(a, x.levels->bound_exact, 10);
        mpq_set_str(b, y.levels->bound_exact, 10);
        mpq_set_si(times, 40, 1);
        mpq_mul(a, a, times);
        ck_assert(mpq_equal(a, b));
        for (size_t k = 0; k < x.levels->n_levels; k++)
            for (size_t u = 0; u < x.scenario->n_units; u++)
                ck_assert_uint_eq(x.levels->levels[k].plan->orders[u].cut_bp,
                                  y.levels->levels[k].plan->orders[u].cut_bp);
        mpq_clears(a, b, times, NULL);
    }
    hz_run_free(&x);
    hz_run_free(&y);
}
END_TEST

/* By the prices of one optimum: what the optimum of the other is at least, for demands alone differ. */
static void assert_supports(const hz_levels *at, const hz_levels *other)
{
    mpq_t least, price, more, optimum;

    mpq_inits(least, price, more, optimum, NULL);
    mpq_set_str(least, at->bound_exact, 10);
    mpq_set_str(optimum, other->bound_exact, 10);
    for (size_t k = 0; k < at->n_levels; k++)
        for (size_t b = 0; b < at->levels[k].plan->reckoning->n_balances; b++) {
            mpq_set_str(price, at->levels[k].price_exact[b], 10);
            ck_assert_double_eq(mpq_get_d(price), at->levels[k].price[b]);
            mpq_set_si(more,
                       other->levels[k].plan->reckoning->balances[b].required -
                           at->levels[k].plan->reckoning->balances[b].required,
                       1);
            mpq_mul(price, price, more);
            mpq_add(least, least, price);
        }
    ck_assert(mpq_cmp(optimum, least) >= 0);
    mpq_clears(least, price, more, optimum, NULL);
}

START_TEST(prices_are_those_of_all_levels_together)
{
    static const int64_t days[HZ_N_LEVELS] = {0, 500, 1500, 250};
    city less = city_of(_i, 20), more = city_of(_i, 23);
    hz_run x, y;
    bool has_x = plan_all(&x, &less, days), has_y = plan_all(&y, &more, days);

    if (has_x && has_y) {
        assert_supports(x.levels, y.levels);
        assert_supports(y.levels, x.levels);
    }
    hz_run_free(&x);
    hz_run_free(&y);
}
END_TEST

START_TEST(order_of_the_input_changes_nothing)
{
    city a = city_of(_i, 25), b = a;
    hz_run x, y;

    b.is_shuffled = true;
    b.is_in_tonnes = true;
    ck_assert(plan_all(&x, &a, NULL) == plan_all(&y, &b, NULL));
    if (x.levels) {
        ck_assert_str_eq(x.levels->id, y.levels->id);
        ck_assert_str_eq(x.levels->bound_exact, y.levels->bound_exact);
        for (size_t k = 0; k < x.levels->n_levels; k++) {
            ck_assert_str_eq(x.levels->levels[k].plan->id, y.levels->levels[k].plan->id);
            for (size_t u = 0; u < x.scenario->n_units; u++)
                ck_assert_uint_eq(x.levels->levels[k].plan->orders[u].cut_bp,
                                  y.levels->levels[k].plan->orders[u].cut_bp);
        }
    }
    hz_run_free(&x);
    hz_run_free(&y);
}
END_TEST

/* One of the levels, as a replay of its folder asks for it, is what it is among all. */
START_TEST(one_within_all_is_the_same)
{
    city c = city_of(_i, 20);
    hz_request request = {.settings = {.level = HZ_RED, .extent = HZ_EXTENT_WITHIN, .step_bp = 100}};
    hz_run all, one;
    hz_error err = HZ_ERROR_NONE;

    if (plan_all(&all, &c, NULL)) {
        ck_assert_int_eq(plan_city_with(&one, &c, &request, &err), HZ_OK);
        ck_assert_str_eq(one.plan->id, all.levels->levels[2].plan->id);
        ck_assert_mem_eq(one.plan->orders, all.levels->levels[2].plan->orders,
                         one.scenario->n_units * sizeof *one.plan->orders);
        hz_run_free(&one);
    }
    hz_run_free(&all);
}
END_TEST

/* ---- steps ---- */

START_TEST(steps_add_up)
{
    city c = city_of(_i, 20);
    hz_run run;

    if (plan_all(&run, &c, NULL)) {
        const hz_levels *l = run.levels;
        hz_step steps[HZ_MAX_STEPS];
        size_t n = hz_levels_steps(l, steps);
        int64_t cost = 0;

        ck_assert_uint_eq(n, 6);
        for (size_t i = 0; i < n; i++) {
            hz_step_sums up, down;

            hz_sum_step(&up, l, steps[i]);
            hz_sum_step(&down, l, steps[n - 1 - i]);
            ck_assert_int_eq(steps[i].from, steps[n - 1 - i].to);
            ck_assert_int_eq(up.cost_change_fen_d, -down.cost_change_fen_d);
            ck_assert_uint_eq(up.n_units[HZ_CHANGE_ADDED], down.n_units[HZ_CHANGE_RELEASED]);
            ck_assert_uint_eq(up.n_units[HZ_CHANGE_TIGHTENED], down.n_units[HZ_CHANGE_RELAXED]);
            ck_assert_uint_eq(up.n_enterprises, down.n_enterprises);
            cost += up.cost_change_fen_d;
            if (i < 3) {
                ck_assert_uint_eq(up.n_units[HZ_CHANGE_RELEASED] + up.n_units[HZ_CHANGE_RELAXED], 0);
                ck_assert_int_eq(cost, l->levels[i].plan->reckoning->total.cost_fen_d);
            }
        }
    }
    hz_run_free(&run);
}
END_TEST

/* ---- bounds ---- */

static hz_scenario one_unit(hz_enterprise *e, hz_unit *u, uint16_t min_yellow, uint16_t max_yellow, uint16_t max_orange,
                            uint16_t max_red)
{
    *e = (hz_enterprise){.id = "E", .n_units = 1};
    *u = (hz_unit){.id = "u"};
    u->min_cut_bp[HZ_YELLOW] = min_yellow;
    u->max_cut_bp[HZ_YELLOW] = max_yellow;
    u->max_cut_bp[HZ_ORANGE] = max_orange;
    u->max_cut_bp[HZ_RED] = max_red;
    return (hz_scenario){.n_units = 1, .units = u, .n_enterprises = 1, .enterprises = e};
}

START_TEST(bounds_are_folded)
{
    static const hz_level levels[] = {HZ_YELLOW, HZ_ORANGE, HZ_RED};
    hz_enterprise e;
    hz_unit u;
    hz_bounds b[HZ_N_LEVELS];
    hz_scenario s = one_unit(&e, &u, 500, 8000, 3000, 10000);

    hz_fold_bounds(b, &s, 0, levels, 3);
    for (int k = 0; k < 3; k++)
        ck_assert_uint_eq(b[k].lo_bp, 500);
    ck_assert_uint_eq(b[0].hi_bp, 3000);
    ck_assert_uint_eq(b[1].hi_bp, 3000);
    ck_assert_uint_eq(b[2].hi_bp, 10000);
    /* exempt at red: then nothing can be cut below it, and what must be cut clashes */
    e.exempt_levels = 1U << HZ_RED;
    hz_fold_bounds(b, &s, 0, levels, 3);
    ck_assert_uint_eq(b[0].hi_bp, 0);
    ck_assert_uint_eq(b[0].lo_bp, 500);
    /* exempt at yellow alone: nothing there, all that the others allow */
    e.exempt_levels = 1U << HZ_YELLOW;
    hz_fold_bounds(b, &s, 0, levels, 3);
    ck_assert_uint_eq(b[0].hi_bp, 0);
    ck_assert_uint_eq(b[0].lo_bp, 0);
    ck_assert_uint_eq(b[1].lo_bp, 0);
    ck_assert_uint_eq(b[2].hi_bp, 10000);
}
END_TEST

START_TEST(days_are_read_strictly)
{
    static const char *const bad[] = {
        "",        "yellow",    "yellow=",   "yellow=0",          "yellow=0.0005",     "yellow=-1", "yellow=367",
        "mauve=1", "yellow=1,", ",yellow=1", "yellow=1,yellow=2", "yellow=1 orange=2", "yellow=1e1"};
    int64_t days[HZ_N_LEVELS] = {7, 7, 7, 7};

    ck_assert(hz_level_days_parse(days, "orange=0.5,yellow=366", strlen("orange=0.5,yellow=366"), ','));
    ck_assert_int_eq(days[HZ_YELLOW], 366000);
    ck_assert_int_eq(days[HZ_ORANGE], 500);
    ck_assert_int_eq(days[HZ_RED], 7);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ck_assert_msg(!hz_level_days_parse(days, bad[i], strlen(bad[i]), ','), "'%s' is taken", bad[i]);
}
END_TEST

/* ---- memory ---- */

START_TEST(no_memory_is_an_error)
{
    city c = city_of(1, 20);
    hz_request request = {.settings = {.extent = HZ_EXTENT_ALL, .step_bp = 100}};
    hz_status status = HZ_ERR_MEMORY;

    for (long nth = 1; status != HZ_OK; nth++) {
        hz_run run;
        hz_error err = HZ_ERROR_NONE;

        ck_assert_int_lt(nth, 20000);
        hz_memory_fail_at(nth);
        status = plan_city_with(&run, &c, &request, &err);
        hz_memory_fail_at(0);
        ck_assert_msg(status == HZ_OK || status == HZ_ERR_MEMORY, "request %ld: %s", nth, err.message);
        ck_assert(status == HZ_OK || run.reached < HZ_STAGE_RECKONED);
        hz_run_free(&run);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("levels");
    TCase *flat = tcase_create("arcs as rows"), *nested = tcase_create("nested"), *other = tcase_create("other");
    SRunner *runner;
    int n_failed;

    hz_lang_init();
    tcase_add_test(flat, arcs_become_rows);
    tcase_add_test(flat, the_flat_model_has_the_same_optimum);
    tcase_add_test(flat, no_memory_to_flatten_is_an_error);
    tcase_add_test(nested, cities_ask_for_nesting);
    tcase_add_loop_test(nested, levels_hold_whoever_fails, 0, 8);
    tcase_add_loop_test(nested, each_level_lies_inside_the_next, 0, SEEDS);
    tcase_add_loop_test(nested, a_level_by_itself_is_what_it_was, 0, SEEDS);
    tcase_add_loop_test(nested, the_arcs_make_the_difference, 0, SEEDS);
    tcase_add_loop_test(nested, only_the_proportion_of_days_counts, 0, SEEDS);
    tcase_add_loop_test(nested, prices_are_those_of_all_levels_together, 0, SEEDS);
    tcase_add_loop_test(nested, order_of_the_input_changes_nothing, 0, SEEDS);
    tcase_add_loop_test(nested, one_within_all_is_the_same, 0, SEEDS);
    tcase_add_loop_test(nested, steps_add_up, 0, SEEDS);
    tcase_add_test(other, bounds_are_folded);
    tcase_add_test(other, days_are_read_strictly);
    tcase_add_test(other, no_memory_is_an_error);
    tcase_set_timeout(nested, 60);
    tcase_set_timeout(other, 120);
    suite_add_tcase(suite, flat);
    suite_add_tcase(suite, nested);
    suite_add_tcase(suite, other);
    runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    n_failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return n_failed == 0 ? 0 : 1;
}

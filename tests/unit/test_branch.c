/* test_branch.c - the integer program against all its points, and what it proves where it does not come to an end
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <check.h>
#include <glpk.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "mode_models.h"
#include "run_whole.h"
#include "solve/branch.h"
#include "solve/prove.h"
#include "solve/rational.h"
#include "solve/solve.h"

/* ---- a solver that fails ---- */

/* How many calls it is still well for; below zero: for good. */
static long n_good_calls = -1;

int __real_glp_simplex(glp_prob *problem, const glp_smcp *control);
int __wrap_glp_simplex(glp_prob *problem, const glp_smcp *control);

int __wrap_glp_simplex(glp_prob *problem, const glp_smcp *control)
{
    if (n_good_calls > 0)
        n_good_calls--;
    return n_good_calls == 0 ? GLP_EFAIL : __real_glp_simplex(problem, control);
}

/* ---- answers ---- */

static hz_branch_result *answer_of(const hz_model *m, const hz_branch_settings *settings)
{
    hz_branch_result *result;
    hz_solution *solution;
    hz_proof *proof;

    ck_assert_int_eq(hz_solve(&solution, m, NULL, NULL), HZ_OK);
    ck_assert_int_eq(hz_prove(&proof, &solution, m, NULL), HZ_OK);
    ck_assert_int_eq(hz_branch(&result, m, solution, proof, settings, NULL), HZ_OK);
    hz_proof_free(proof);
    hz_solution_free(solution);
    return result;
}

/* 1/10000 fen, rounded down. */
static __int128 wide_of(const mpq_t fen)
{
    mpz_t whole;
    __int128 value;

    mpz_init(whole);
    mpz_mul_ui(whole, mpq_numref(fen), 10000);
    mpz_fdiv_q(whole, whole, mpq_denref(fen));
    ck_assert(mpz_fits_slong_p(whole));
    value = mpz_get_si(whole);
    mpz_clear(whole);
    return value;
}

/* ---- all points ---- */

typedef struct {
    const hz_model *m;
    uint16_t *at;
    __int128 least; /* HZ_COST_NONE: there is none */
    hz_status (*cost_of)(void *context, bool *is_accepted, __int128 *cost, const uint16_t *at_bp, const double *exact_bp, hz_error *err);
} all_points;

static bool arcs_hold(const hz_model *m, const uint16_t *at, size_t j)
{
    for (size_t k = 0; k < m->n_arcs; k++)
        if (m->arcs[k].before <= j && m->arcs[k].after <= j && m->columns[m->arcs[k].before].is_whole &&
            m->columns[m->arcs[k].after].is_whole && at[m->arcs[k].before] > at[m->arcs[k].after] + m->arcs[k].slack_bp)
            return false;
    return true;
}

static void try_all(all_points *all, size_t j)
{
    const hz_model *m = all->m;
    bool is_accepted;
    __int128 cost;

    if (j == m->n_columns) {
        ck_assert_int_eq(all->cost_of((void *)(uintptr_t)m, &is_accepted, &cost, all->at, NULL, NULL), HZ_OK);
        if (is_accepted && cost < all->least)
            all->least = cost;
        return;
    }
    for (int turn = 0; turn < (m->columns[j].is_whole ? 2 : 1); turn++) {
        all->at[j] = turn ? 10000 : 0;
        if (m->columns[j].is_whole && (all->at[j] < m->columns[j].lo_bp || all->at[j] > m->columns[j].hi_bp))
            continue;
        if (arcs_hold(m, all->at, j))
            try_all(all, j + 1);
    }
}

static __int128 least_of_all(const hz_model *m, hz_accept_point *cost_of)
{
    all_points all = {.m = m, .at = calloc(m->n_columns + 1, sizeof *all.at), .least = HZ_COST_NONE, .cost_of = cost_of};

    try_all(&all, 0);
    free(all.at);
    return all.least;
}

/* ---- whole columns ---- */

/* The very cheapest; with a gap; with a limit; and with the cost known before. */
static void hold_against_all(const hz_model *m, hz_accept_point *accept, __int128 least)
{
    hz_branch_settings settings = {.accept = accept, .context = (void *)(uintptr_t)m};
    hz_branch_result *r = answer_of(m, &settings);

    ck_assert_int_eq(r->end, HZ_BRANCH_EXHAUSTED);
    ck_assert(r->cost == least && r->has_point == (least != HZ_COST_NONE) && r->is_bounded == r->has_point);
    ck_assert(!r->is_bounded || wide_of(r->bound_fen_d) == least);
    hz_branch_free(r);
    settings.node_limit = 3;
    r = answer_of(m, &settings);
    ck_assert(r->n_nodes <= 3);
    ck_assert(r->cost >= least && (!r->is_bounded ? least == HZ_COST_NONE : wide_of(r->bound_fen_d) <= least));
    hz_branch_free(r);
    if (least == HZ_COST_NONE)
        return;
    settings.node_limit = 0;
    settings.gap_ppm = 20000;
    r = answer_of(m, &settings);
    ck_assert(r->has_point && r->cost >= least && wide_of(r->bound_fen_d) <= least);
    ck_assert((r->cost - wide_of(r->bound_fen_d)) * 50 <= (r->cost < 0 ? -r->cost : r->cost) + 50);
    hz_branch_free(r);
}

static void know_it_before(const hz_model *m, __int128 least)
{
    hz_branch_settings settings = {.accept = accept_whole, .context = (void *)(uintptr_t)m, .has_upper = true, .upper = least};
    hz_branch_result *r = answer_of(m, &settings);

    ck_assert(!r->has_point && r->cost == least && r->is_bounded && wide_of(r->bound_fen_d) == least);
    ck_assert_int_eq(r->end, HZ_BRANCH_EXHAUSTED);
    hz_branch_free(r);
    settings.upper = least + 1;
    r = answer_of(m, &settings);
    ck_assert(r->has_point && r->cost == least);
    hz_branch_free(r);
}

START_TEST(whole_columns_against_all_points)
{
    uint64_t seed = (uint64_t)_i;
    mode_shape shape = {.n_states = 2 + seed % 4, .n_rows = 1 + seed / 4 % 4, .share = (int)(10 + seed * 37 % 80)};
    static const size_t n_units[] = {12, 9, 7, 6};
    hz_model *m;
    __int128 least;

    shape.n_units = n_units[seed % 4];
    shape.against = seed % 3 == 0 ? 25 : 0;
    m = mode_model(seed, shape);
    least = least_of_all(m, accept_whole);
    hold_against_all(m, accept_whole, least);
    if (least != HZ_COST_NONE)
        know_it_before(m, least);
    hz_model_free(m);
}
END_TEST

/* ---- gradual columns between them ---- */

/* context: the model. What the others cost at the least where the whole columns stand there, exactly, and rounded down. */
static hz_status accept_rest(void *context, bool *is_accepted, __int128 *cost, const uint16_t *at_bp, const double *exact_bp, hz_error *err)
{
    const hz_model *m = context;
    hz_model rest = *m;
    hz_solution *solution;
    hz_proof *proof;
    bool has_room = true, has_changed = true;

    (void)exact_bp;
    rest.columns = calloc(m->n_columns + 1, sizeof *rest.columns);
    memcpy(rest.columns, m->columns, m->n_columns * sizeof *rest.columns);
    for (size_t j = 0; j < m->n_columns; j++)
        if (m->columns[j].is_whole)
            rest.columns[j].lo_bp = rest.columns[j].hi_bp = at_bp[j];
    while (has_changed) {
        has_changed = false;
        for (size_t k = 0; k < m->n_arcs; k++)
            has_changed |= hz_fold_arc(&rest, &m->arcs[k]);
        for (size_t j = 0; j < m->n_columns; j++)
            has_room &= rest.columns[j].lo_bp <= rest.columns[j].hi_bp;
        has_changed &= has_room;
    }
    *is_accepted = false;
    if (has_room) {
        ck_assert_int_eq(hz_solve(&solution, &rest, NULL, err), HZ_OK);
        ck_assert_int_eq(hz_prove(&proof, &solution, &rest, err), HZ_OK);
        *is_accepted = proof->outcome == HZ_OUTCOME_OPTIMAL;
        *cost = wide_of(proof->cost_fen_d);
        hz_proof_free(proof);
        hz_solution_free(solution);
    }
    free(rest.columns);
    return HZ_OK;
}

/* Prices in floating point may leave a part in 10^9 of the bound behind. */
START_TEST(gradual_columns_against_all_points)
{
    uint64_t seed = 1000 + (uint64_t)_i;
    mode_shape shape = {.n_units = 4 + seed % 3, .n_states = 3, .n_rows = 1 + seed % 4, .share = (int)(10 + seed * 37 % 80), .gradual = 40};
    hz_model *m = mode_model(seed, shape);
    __int128 least = least_of_all(m, accept_rest), bound;
    hz_branch_settings settings = {.accept = accept_rest, .context = m};
    hz_branch_result *r = answer_of(m, &settings);

    ck_assert(r->cost == least);
    ck_assert(r->is_bounded == (least != HZ_COST_NONE));
    if (r->is_bounded) {
        bound = wide_of(r->bound_fen_d);
        ck_assert(bound <= least && least - bound <= least / 100000000 + 1);
    }
    hz_branch_free(r);
    hz_model_free(m);
}
END_TEST

/* ---- two levels ---- */

START_TEST(two_levels_against_all_points)
{
    uint64_t seed = 2000 + (uint64_t)_i;
    mode_shape shape = {.n_units = 5, .n_states = 3 - seed % 2, .n_rows = 1 + seed % 3, .share = (int)(15 + seed * 29 % 70)};
    hz_model *m = level_model(seed, shape, 2);

    hold_against_all(m, accept_whole, least_of_all(m, accept_whole));
    hz_model_free(m);
}
END_TEST

/* ---- by hand ---- */

static hz_model *all_whole(hz_model *m)
{
    for (size_t j = 0; j < m->n_columns; j++)
        m->columns[j].is_whole = true;
    return m;
}

/* Weights 30 of which some must come to 50 .. 55: half of two may, none of them whole. */
START_TEST(no_whole_point_is_proved)
{
    static const int64_t costs[] = {7, 8, 9, 10, 11}, a[] = {30, 30, 30, 30, 30, 30, 30, 30, 30, 30};
    static const hz_sense senses[] = {HZ_AT_LEAST, HZ_AT_MOST};
    static const int64_t rhs[] = {50, 55};
    hz_model *m = all_whole(dense_model(2, 5, costs, a, senses, rhs));
    hz_branch_settings settings = {.accept = accept_whole, .context = m};
    hz_branch_result *r = answer_of(m, &settings);

    ck_assert_int_eq(r->end, HZ_BRANCH_EXHAUSTED);
    ck_assert(!r->has_point && !r->is_bounded && r->cost == HZ_COST_NONE);
    hz_branch_free(r);
    hz_model_free(m);
}
END_TEST

/* The linear program takes 51/100 of the dear one's price for what the cheap ones lack; a whole one more costs 40 % more. */
START_TEST(a_wide_gap_is_closed)
{
    static const int64_t costs[] = {100, 102, 104, 106, 108, 110}, a[] = {50, 50, 50, 50, 50, 50};
    static const hz_sense senses[] = {HZ_AT_LEAST};
    static const int64_t rhs[] = {101};
    hz_model *m = all_whole(dense_model(1, 6, costs, a, senses, rhs));

    hold_against_all(m, accept_whole, 306 * 10000);
    know_it_before(m, 306 * 10000);
    hz_model_free(m);
}
END_TEST

/* A model that has no point at all has no whole one; one that needs nothing costs nothing. */
START_TEST(the_ends_of_what_may_be_asked)
{
    static const int64_t costs[] = {5, 6}, a[] = {10, 20};
    static const hz_sense senses[] = {HZ_AT_LEAST};
    int64_t rhs[] = {31};
    hz_model *m = all_whole(dense_model(1, 2, costs, a, senses, rhs));

    hold_against_all(m, accept_whole, HZ_COST_NONE);
    m->rows[0].rhs = 0;
    hold_against_all(m, accept_whole, 0);
    m->rows[0].rhs = 30;
    hold_against_all(m, accept_whole, 110000);
    m->columns[1].lo_bp = 1; /* more than nothing is all of it */
    m->rows[0].rhs = 1;
    hold_against_all(m, accept_whole, 60000);
    m->columns[1].hi_bp = 9999; /* and less than all of it nothing: between them nothing is left */
    hold_against_all(m, accept_whole, HZ_COST_NONE);
    hz_model_free(m);
}
END_TEST

/* Whoever is asked says no: the bound stands, and what is left is no proof that there is nothing. */
static hz_status refuse_all(void *context, bool *is_accepted, __int128 *cost, const uint16_t *at_bp, const double *exact_bp, hz_error *err)
{
    (void)context;
    (void)at_bp;
    (void)exact_bp;
    (void)err;
    *is_accepted = false;
    *cost = 0;
    return HZ_OK;
}

START_TEST(what_is_refused_stays_in_the_bound)
{
    mode_shape shape = {.n_units = 4, .n_states = 3, .n_rows = 2, .share = 40};
    hz_model *m = mode_model(7, shape);
    hz_branch_settings settings = {.accept = refuse_all};
    hz_branch_result *r = answer_of(m, &settings);

    ck_assert_int_eq(r->end, HZ_BRANCH_EXHAUSTED);
    ck_assert(!r->has_point && r->is_bounded && wide_of(r->bound_fen_d) == least_of_all(m, accept_whole));
    hz_branch_free(r);
    hz_model_free(m);
}
END_TEST

/* Wherever the solver gives up, the bound is one, and a point is one. */
START_TEST(a_solver_that_fails_proves_nothing_false)
{
    mode_shape shape = {.n_units = 6, .n_states = 4, .n_rows = 3, .share = 45};
    hz_model *m = mode_model(3, shape);
    __int128 least = least_of_all(m, accept_whole);
    hz_branch_settings settings = {.accept = accept_whole, .context = m};
    hz_branch_result *result;
    hz_solution *solution;
    hz_proof *proof;

    ck_assert_int_eq(hz_solve(&solution, m, NULL, NULL), HZ_OK);
    ck_assert_int_eq(hz_prove(&proof, &solution, m, NULL), HZ_OK);
    for (long n = 1; n < 60; n += 3) {
        n_good_calls = n;
        ck_assert_int_eq(hz_branch(&result, m, solution, proof, &settings, NULL), HZ_OK);
        n_good_calls = -1;
        ck_assert(result->cost >= least && result->is_bounded && wide_of(result->bound_fen_d) <= least);
        hz_branch_free(result);
    }
    hz_proof_free(proof);
    hz_solution_free(solution);
    hz_model_free(m);
}
END_TEST

/* Many rows, each over few: nearly every way down ends where there is no point. */
START_TEST(many_rows_have_a_point_soon)
{
    mode_shape shape = {.n_units = 120, .n_states = 4, .n_rows = 4, .n_groups = 8, .share = 30};
    hz_model *m = mode_model(5, shape);
    hz_branch_settings settings = {.accept = accept_whole, .context = m, .gap_ppm = 50000, .node_limit = 1000};
    hz_branch_result *r = answer_of(m, &settings);

    ck_assert(r->has_point && holds_exactly(m, r->at_bp) && exact_cost(m, r->at_bp) == r->cost);
    ck_assert(wide_of(r->bound_fen_d) <= r->cost);
    hz_branch_free(r);
    hz_model_free(m);
}
END_TEST

/* The goal that docs/PERFORMANCE.md speaks of, in nodes, which are the same everywhere; and twice the same answer. */
START_TEST(a_city_of_modes_is_near_enough_soon)
{
    mode_shape shape = {.n_units = 1500, .n_states = 5, .n_rows = 6, .share = 30};
    hz_model *m = mode_model(1, shape);
    hz_branch_settings settings = {.accept = accept_whole, .context = m, .gap_ppm = HZ_BRANCH_GAP_PPM, .node_limit = 4000};
    hz_branch_result *r = answer_of(m, &settings), *again = answer_of(m, &settings);

    ck_assert_int_eq(r->end, HZ_BRANCH_GAP);
    ck_assert(holds_exactly(m, r->at_bp) && exact_cost(m, r->at_bp) == r->cost);
    ck_assert((r->cost - wide_of(r->bound_fen_d)) * 10000 <= r->cost);
    ck_assert(r->cost == again->cost && r->n_nodes == again->n_nodes && mpq_equal(r->bound_fen_d, again->bound_fen_d));
    ck_assert_mem_eq(r->at_bp, again->at_bp, m->n_columns * sizeof *r->at_bp);
    hz_branch_free(again);
    hz_branch_free(r);
    hz_model_free(m);
}
END_TEST

/* ---- steps ---- */

enum { STEP = 2500 };

static bool find_step(void *context, uint16_t *below, uint16_t *above, size_t column, double x_bp)
{
    int step = (int)(x_bp / STEP);

    (void)context;
    (void)column;
    *below = (uint16_t)(step * STEP);
    *above = (uint16_t)(step * STEP < x_bp ? (step + 1) * STEP : step * STEP);
    return true;
}

/* accept_whole where all other columns stand at steps. */
static hz_status accept_steps(void *context, bool *is_accepted, __int128 *cost, const uint16_t *at_bp, const double *exact_bp, hz_error *err)
{
    const hz_model *m = context;
    bool is_at_steps = true;

    for (size_t j = 0; j < m->n_columns; j++)
        is_at_steps &= at_bp[j] % STEP == 0;
    accept_whole(context, is_accepted, cost, at_bp, exact_bp, err);
    *is_accepted &= is_at_steps;
    return HZ_OK;
}

static __int128 least_in_steps(const hz_model *m, uint16_t *at, size_t j)
{
    __int128 least = HZ_COST_NONE;

    if (j == m->n_columns)
        return holds_exactly(m, at) ? exact_cost(m, at) : HZ_COST_NONE;
    for (int place = 0; place <= 10000; place += m->columns[j].is_whole ? 10000 : STEP) {
        __int128 cost;

        at[j] = (uint16_t)place;
        if ((cost = least_in_steps(m, at, j + 1)) < least)
            least = cost;
    }
    return least;
}

/* Gradual columns that may stand at steps alone, one of them of a unit that is far larger than the others. */
START_TEST(steps_against_all_points)
{
    mode_shape shape = {.n_units = 4, .n_states = 3, .n_rows = 2, .share = 45, .gradual = 50, .n_large = 1};
    hz_model *m = mode_model((uint64_t)_i + 900, shape);
    hz_branch_settings settings = {.accept = accept_steps, .step = find_step, .context = m};
    uint16_t at[8] = {0};
    __int128 least = least_in_steps(m, at, 0);
    hz_branch_result *r = answer_of(m, &settings);

    ck_assert_int_eq(r->end, HZ_BRANCH_EXHAUSTED);
    ck_assert(r->cost == least && r->has_point == (least != HZ_COST_NONE));
    ck_assert(!r->is_bounded || wide_of(r->bound_fen_d) == least);
    hz_branch_free(r);
    hz_model_free(m);
}
END_TEST

/* Where a few units are large the linear program of the whole says little, and is far below. */
START_TEST(large_units_decide_first)
{
    mode_shape shape = {.n_units = 1500, .n_states = 5, .n_rows = 6, .share = 30, .n_large = 20};
    hz_model *m = mode_model((uint64_t)_i + 1, shape);
    hz_branch_settings settings = {.accept = accept_whole, .context = m, .gap_ppm = HZ_BRANCH_GAP_PPM, .node_limit = 3000};
    hz_branch_result *r = answer_of(m, &settings);

    ck_assert_int_eq(r->end, HZ_BRANCH_GAP);
    ck_assert(holds_exactly(m, r->at_bp) && exact_cost(m, r->at_bp) == r->cost);
    hz_branch_free(r);
    hz_model_free(m);
}
END_TEST

/* From the least bound up, or deep: no point of the one is below what the other has proved. */
START_TEST(both_ways_prove_what_is_true)
{
    mode_shape shape = {.n_units = 300, .n_states = 4, .n_rows = 8, .share = 30};
    hz_model *m = mode_model((uint64_t)_i + 1, shape);
    hz_branch_settings settings = {.accept = accept_whole, .context = m, .node_limit = 1500};
    hz_branch_result *least = answer_of(m, &settings), *deep;

    settings.goes_deep = true;
    deep = answer_of(m, &settings);
    ck_assert(holds_exactly(m, least->at_bp) && exact_cost(m, least->at_bp) == least->cost);
    ck_assert(holds_exactly(m, deep->at_bp) && exact_cost(m, deep->at_bp) == deep->cost);
    ck_assert(wide_of(deep->bound_fen_d) <= least->cost && wide_of(least->bound_fen_d) <= deep->cost);
    ck_assert(wide_of(deep->bound_fen_d) < wide_of(least->bound_fen_d)); /* which is what the other way is for */
    hz_branch_free(deep);
    hz_branch_free(least);
    hz_model_free(m);
}
END_TEST

/* ---- can it be met at all? ---- */

static hz_no_orders look_at(const hz_model *m)
{
    hz_no_orders answer;
    hz_solution *solution;
    hz_proof *proof;

    ck_assert_int_eq(hz_solve(&solution, m, NULL, NULL), HZ_OK);
    ck_assert_int_eq(hz_prove(&proof, &solution, m, NULL), HZ_OK);
    ck_assert_int_eq(hz_run_look_whole(&answer, m, solution, proof, NULL), HZ_OK);
    hz_proof_free(proof);
    hz_solution_free(solution);
    return answer;
}

START_TEST(what_cannot_be_met_in_modes_is_proved)
{
    mode_shape shape = {.n_units = 4, .n_states = 3, .n_rows = 6, .share = 60 + _i % 30};
    hz_model *m = mode_model((uint64_t)_i + 300, shape);
    bool can_be_met = least_of_all(m, accept_whole) != HZ_COST_NONE;
    hz_no_orders answer = look_at(m);

    ck_assert_int_eq(answer.why, can_be_met ? HZ_NO_ORDERS_STEPS : HZ_NO_ORDERS_MODES);
    ck_assert(answer.is_proved == !can_be_met);
    hz_model_free(m);
}
END_TEST

/* Weights 30 of which some must come to 50 .. 55: none of them whole, but one whole with two thirds of another that may stand anywhere. */
START_TEST(what_may_stand_anywhere_counts_as_it_is)
{
    static const int64_t costs[] = {7, 8, 9, 10, 11}, a[] = {30, 30, 30, 30, 30, 30, 30, 30, 30, 30};
    static const hz_sense senses[] = {HZ_AT_LEAST, HZ_AT_MOST};
    static const int64_t rhs[] = {50, 55};
    hz_model *m = all_whole(dense_model(2, 5, costs, a, senses, rhs));
    hz_no_orders answer = look_at(m);

    ck_assert(answer.why == HZ_NO_ORDERS_MODES && answer.is_proved && answer.n_nodes > 0);
    m->columns[3].is_whole = false;
    answer = look_at(m);
    ck_assert(answer.why == HZ_NO_ORDERS_STEPS && !answer.is_proved);
    hz_model_free(m);
}
END_TEST

START_TEST(no_memory_is_an_error)
{
    mode_shape shape = {.n_units = 8, .n_states = 4, .n_rows = 3, .share = 40};
    hz_model *m = mode_model(11, shape);
    hz_branch_settings settings = {.accept = accept_whole, .context = m};
    hz_branch_result *result;
    hz_solution *solution;
    hz_proof *proof;
    hz_status status = HZ_ERR_MEMORY;

    ck_assert_int_eq(hz_solve(&solution, m, NULL, NULL), HZ_OK);
    ck_assert_int_eq(hz_prove(&proof, &solution, m, NULL), HZ_OK);
    for (long nth = 1; status != HZ_OK; nth++) {
        hz_memory_fail_at(nth);
        status = hz_branch(&result, m, solution, proof, &settings, NULL);
        hz_memory_fail_at(0);
        ck_assert(status == HZ_OK || status == HZ_ERR_MEMORY);
        ck_assert((status == HZ_OK) == (result != NULL));
        hz_branch_free(result);
    }
    hz_proof_free(proof);
    hz_solution_free(solution);
    hz_model_free(m);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("branch");
    TCase *tcase = tcase_create("branch");
    SRunner *runner;
    int n_failed;

    tcase_add_loop_test(tcase, what_cannot_be_met_in_modes_is_proved, 0, 60);
    tcase_add_test(tcase, what_may_stand_anywhere_counts_as_it_is);
    tcase_add_loop_test(tcase, whole_columns_against_all_points, 0, 96);
    tcase_add_loop_test(tcase, gradual_columns_against_all_points, 0, 24);
    tcase_add_loop_test(tcase, two_levels_against_all_points, 0, 24);
    tcase_add_test(tcase, no_whole_point_is_proved);
    tcase_add_test(tcase, a_wide_gap_is_closed);
    tcase_add_test(tcase, the_ends_of_what_may_be_asked);
    tcase_add_test(tcase, what_is_refused_stays_in_the_bound);
    tcase_add_test(tcase, a_solver_that_fails_proves_nothing_false);
    tcase_add_test(tcase, many_rows_have_a_point_soon);
    tcase_add_test(tcase, a_city_of_modes_is_near_enough_soon);
    tcase_add_loop_test(tcase, steps_against_all_points, 0, 24);
    tcase_add_loop_test(tcase, large_units_decide_first, 0, 2);
    tcase_add_loop_test(tcase, both_ways_prove_what_is_true, 0, 3);
    tcase_add_test(tcase, no_memory_is_an_error);
    suite_add_tcase(suite, tcase);
    runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    n_failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return n_failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

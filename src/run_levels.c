/* run_levels.c - all levels in one run, each inside the next
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Each level is first planned by itself: whether it can be is a question of its own, and what it costs is what the nesting is
 * held against. Then all of them are one linear program (docs/MODEL.md, (10)). */
#include "run_levels.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/lang.h"
#include "plan/derive.h"
#include "plan/read_plan.h"
#include "run_alert.h"
#include "run_begin.h"
#include "run_models.h"
#include "run_no_plan.h"
#include "run_orders.h"
#include "plan/weights.h"
#include "run_proof.h"
#include "run_search.h"
#include "solve/master.h"
#include "solve/rational.h"

/* One level by itself. */
typedef struct {
    hz_model *model;
    hz_solution *solution;
    hz_proof *proof;
    hz_order *orders;
    hz_searched search; /* of the level by itself */
} alone;

typedef struct {
    hz_run *run;
    const hz_request *request;
    hz_levels *levels;
    hz_weights by;
    alone alone[HZ_N_LEVELS];
    hz_searched search;           /* of all levels together, in the program's costs */
} nest;

/* ---- which levels, and how often ---- */

static hz_status find_levels(nest *n, hz_error *err)
{
    const hz_settings *set = &n->run->settings;
    hz_levels *l = n->levels;
    bool is_there = false;

    hz_weigh_levels(&n->by, n->run->scenario, set);
    l->n_levels = n->by.n;
    for (size_t k = 0; k < l->n_levels; k++) {
        l->levels[k].days_by = n->by.days_by[k];
        l->levels[k].milli_days = n->by.milli_days[k];
        is_there |= n->by.which[k] == set->level;
    }
    if (l->n_levels < 2)
        return hz_error_set(
            err, HZ_ERR_USAGE, "%s",
            _("the scenario demands reductions at one level only, so there is nothing to lie inside; plan that level"));
    if (set->extent == HZ_EXTENT_WITHIN && !is_there)
        return hz_error_set(err, HZ_ERR_USAGE, _("the scenario demands nothing at level %s; choose another level"),
                            hz_level_name(set->level));
    return HZ_OK;
}

/* Days that are ordered of a level at which nothing is demanded would weigh nothing. */
static hz_status check_days(const nest *n, hz_error *err)
{
    for (int level = 0; level < HZ_N_LEVELS; level++) {
        size_t k = 0;

        while (k < n->levels->n_levels && n->by.which[k] != (hz_level)level)
            k++;
        if (k == n->levels->n_levels && n->run->settings.milli_days[level] > 0)
            return hz_error_set(err, HZ_ERR_USAGE, _("days are given for level %s, at which the scenario demands nothing; leave it out of --days"),
                                hz_level_name((hz_level)level));
    }
    return HZ_OK;
}

static hz_status check_earlier(const nest *n, hz_error *err)
{
    const hz_old_plan *earlier = n->request->earlier;

    for (size_t k = 0; k < n->levels->n_levels && earlier; k++)
        if (n->by.which[k] == earlier->settings.level)
            return HZ_OK;
    if (!earlier)
        return HZ_OK;
    return hz_error_set(err, HZ_ERR_USAGE, _("the earlier plan is for level %s, at which the scenario demands nothing"),
                        hz_level_name(earlier->settings.level));
}

/* ---- each level by itself ---- */

static hz_status prove_alone(nest *n, size_t k, hz_error *err)
{
    alone *a = &n->alone[k];
    hz_status status = hz_formulate(&a->model, n->run->scenario, n->by.which[k], err);

    if (status || (status = hz_run_prove(n->run, &a->solution, &a->proof, a->model, NULL, err)))
        return status;
    return hz_run_guard(n->run, a->model, &a->solution, &a->proof, err);
}

static bool has_no_plan(const nest *n, size_t k)
{
    return n->alone[k].proof->outcome == HZ_OUTCOME_INFEASIBLE;
}

static hz_status plan_alone(nest *n, size_t k, hz_error *err)
{
    alone *a = &n->alone[k];
    hz_status status = hz_run_derive(n->run, &a->orders, a->model, &a->solution, &a->proof, err);

    a->search = hz_run_take_search(n->run);
    return status;
}

/* What was asked of one level takes the place of what was asked of all. */
static void take_place(nest *n, size_t k)
{
    hz_run *run = n->run;
    alone *a = &n->alone[k];

    hz_model_free(run->model);
    run->model = a->model;
    run->solution = a->solution;
    run->proof = a->proof;
    a->model = NULL;
    a->solution = NULL;
    a->proof = NULL;
    run->reached = HZ_STAGE_PROVED;
}

/* No plan at these levels, whatever the others are: how far the targets of each could be reached. The mildest of them takes the place of
 * all. */
static hz_status give_up(nest *n, size_t mildest, hz_error *err)
{
    hz_status status;

    for (size_t k = mildest; k < n->levels->n_levels; k++)
        if (has_no_plan(n, k) && (status = hz_run_explain(n->run, n->alone[k].model, err)))
            return status;
    take_place(n, mildest);
    return HZ_OK;
}

/* The plans refer to what was proved of them. */
static void hand_over(hz_run *run, size_t k, alone *a)
{
    run->alone[k].model = a->model;
    run->alone[k].solution = a->solution;
    run->alone[k].proof = a->proof;
    free(a->orders);
    free(a->search.bound_exact);
}

/* ---- the plans ---- */

static bool is_due(const hz_run *run, hz_level level)
{
    return run->alert && hz_alert_level(run->alert) == (int)level;
}

/* Orders are those of the joint model; bounds, prices and baselines those of the level by itself. */
static hz_status make_plan(nest *n, size_t k, hz_order *orders, hz_error *err)
{
    hz_run *run = n->run;
    hz_plan *plan = n->levels->levels[k].plan = hz_run_new_plan(run, n->request, hz_solver_name());
    hz_status status;

    if (!plan) {
        free(orders);
        return hz_error_memory(err);
    }
    plan->orders = orders;
    plan->settings.level = n->by.which[k];
    plan->settings.extent = HZ_EXTENT_WITHIN;
    plan->within = n->levels;
    plan->place = (int)k;
    plan->search = n->alone[k].search;
    n->alone[k].search = (hz_searched){.end = HZ_SEARCH_NONE};
    if (plan->earlier && plan->earlier->settings.level != n->by.which[k])
        plan->earlier = NULL;
    plan->settings.level_by = is_due(run, n->by.which[k]) ? HZ_LEVEL_FORECAST : HZ_LEVEL_ORDERED;
    if (is_due(run, n->by.which[k]) && run->alert->current >= 0 && (status = hz_run_take_times(run, &plan->settings, err)))
        return status;
    if ((status = hz_run_reckon(run, plan, n->alone[k].model, err)))
        return status;
    return hz_run_keep_proof(run, plan, &(hz_proved){n->alone[k].model, n->alone[k].solution, n->alone[k].proof}, err);
}

/* Would the unit be cut less at a stricter level, if each level were planned by itself? */
static bool is_loose(const nest *n, size_t unit)
{
    for (size_t k = 1; k < n->levels->n_levels; k++)
        if (hz_compare_orders(&n->alone[k].orders[unit], &n->alone[k - 1].orders[unit]) < 0)
            return true;
    return false;
}

/* What the orders of all levels cost over the expected days, in thousandths of a fen. */
static __int128 expected_cost(const nest *n, hz_order *const *orders)
{
    __int128 sum = 0;

    for (size_t k = 0; k < n->levels->n_levels; k++)
        for (size_t u = 0; u < n->run->scenario->n_units; u++)
            sum += (__int128)n->levels->levels[k].milli_days *
                   hz_order_cost_fen_d(n->run->scenario, u, n->by.which[k], &orders[k][u]);
    return sum;
}

/* Where the levels lie inside one another when each is planned by itself, their orders will do, if they are no dearer. */
static void take_alone(nest *n, hz_order **orders)
{
    size_t n_levels = n->levels->n_levels, n_units = n->run->scenario->n_units, u = 0;
    hz_order *by_itself[HZ_N_LEVELS] = {NULL};

    while (u < n_units && !is_loose(n, u))
        u++;
    for (size_t k = 0; k < n_levels; k++)
        by_itself[k] = n->alone[k].orders;
    if (u < n_units || expected_cost(n, by_itself) > expected_cost(n, orders))
        return;
    for (size_t k = 0; k < n_levels; k++)
        memcpy(orders[k], by_itself[k], n_units * sizeof **orders);
}

static hz_status derive_plans(nest *n, hz_error *err)
{
    hz_run *run = n->run;
    hz_order *orders[HZ_N_LEVELS] = {NULL};
    double since = hz_run_clock();
    hz_status status = hz_run_derive(run, orders, run->model, &run->solution, &run->proof, err);

    if (status)
        return status;
    n->search = hz_run_take_search(run);
    if (!orders[0])
        return HZ_OK;
    take_alone(n, orders);
    hz_run_note_time(run, "derive", &since);
    for (size_t k = 0; k < n->levels->n_levels; k++)
        if (status)
            free(orders[k]);
        else
            status = make_plan(n, k, orders[k], err);
    return status;
}

/* An auditor can see it in the lists; so it is seen before they are written. */
static hz_status check_nesting(const nest *n, hz_error *err)
{
    const hz_levels *l = n->levels;

    for (size_t k = 1; k < l->n_levels; k++)
        for (size_t u = 0; u < l->scenario->n_units; u++)
            if (hz_compare_orders(&l->levels[k - 1].plan->orders[u], &l->levels[k].plan->orders[u]) > 0)
                return hz_error_set(err, HZ_ERR_VERIFY, "%s",
                                    _("the levels do not lie inside one another; no plan is given"));
    return HZ_OK;
}

/* ---- what it costs ---- */

/* The two optima over all expected days, in fen. */
static hz_status keep_bounds(nest *n, hz_error *err)
{
    hz_levels *l = n->levels;
    mpq_t joint, sum, term, scale;

    mpq_inits(joint, sum, term, scale, NULL);
    mpq_set_ui(scale, (unsigned long)n->by.milli_days_of_weight, 1000);
    mpq_canonicalize(scale);
    mpq_mul(joint, n->run->proof->cost_fen_d, scale);
    for (size_t k = 0; k < l->n_levels; k++) {
        mpq_set_si(term, n->by.weights[k], 1);
        mpq_mul(term, term, n->alone[k].proof->cost_fen_d);
        mpq_mul(term, term, scale);
        mpq_add(sum, sum, term);
    }
    l->bound_exact = mpq_get_str(NULL, 10, joint);
    l->alone_exact = mpq_get_str(NULL, 10, sum);
    l->bound_fen = hz_rational_ceil(joint);
    l->others = n->run->proof->others;
    l->alone_bound_fen = hz_rational_ceil(sum);
    mpq_sub(joint, joint, sum);
    l->nesting_fen = hz_rational_ceil(joint);
    l->search_end = n->search.end;
    if (n->search.bound_exact && mpq_set_str(term, n->search.bound_exact, 10) == 0) {
        mpq_mul(term, term, scale);
        l->whole_fen = hz_rational_ceil(term);
    }
    mpq_clears(joint, sum, term, scale, NULL);
    return l->bound_exact && l->alone_exact ? HZ_OK : hz_error_memory(err);
}

static hz_status new_prices(hz_level_plan *level, hz_error *err)
{
    size_t n = level->plan->reckoning->n_balances;

    level->price_exact = hz_calloc(n + 1, sizeof *level->price_exact);
    level->price = hz_calloc(n + 1, sizeof *level->price);
    return level->price_exact && level->price ? HZ_OK : hz_error_memory(err);
}

static size_t place_of(const nest *n, hz_level level)
{
    size_t k = 0;

    while (n->by.which[k] != level)
        k++;
    return k;
}

/* The next balance of a level that is a row: grade order and alike treatment are none. */
static size_t next_balance(const nest *n, const hz_reckoning *r, size_t b)
{
    while (b < r->n_balances && hz_is_fairness(n->run->scenario->demands[r->balances[b].demand].kind))
        b++;
    return b;
}

/* The rows of those who may fail come behind all others, and share a balance for each target. */
static size_t balance_of(const nest *n, const hz_reckoning *r, const hz_row *row, size_t *next)
{
    size_t b = 0;

    if (row->n_failing == 0) {
        b = next_balance(n, r, *next);
        *next = b + 1;
        return b;
    }
    while (r->balances[b].demand != row->demand || r->balances[b].target != row->target)
        b++;
    return b;
}

/* The duals of the joint program: its rows are by level the balances in their order; that of a plan's cost demands nothing. */
static void add_joint_prices(const nest *n, mpq_t *const *price)
{
    const hz_model *m = n->run->model;
    size_t next[HZ_N_LEVELS] = {0};

    for (size_t i = 0; i < m->n_rows; i++) {
        size_t k, b;

        if (m->rows[i].kind == HZ_ROW_PLAN_COST)
            continue;
        k = place_of(n, n->run->scenario->demands[m->rows[i].demand].level);
        b = balance_of(n, n->levels->levels[k].plan->reckoning, &m->rows[i], &next[k]);
        mpq_add(price[k][b], price[k][b], n->run->proof->price[i]);
    }
}

/* Those of one level, times the days that a weight of one stands for. */
static hz_status write_prices(hz_level_plan *level, mpq_t *price, const mpq_t scale, hz_error *err)
{
    hz_status status = new_prices(level, err);

    for (size_t b = 0; !status && b < level->plan->reckoning->n_balances; b++) {
        if (hz_is_fairness(level->plan->scenario->demands[level->plan->reckoning->balances[b].demand].kind))
            continue; /* no row */
        mpq_mul(price[b], price[b], scale);
        level->price[b] = mpq_get_d(price[b]);
        if (!(level->price_exact[b] = mpq_get_str(NULL, 10, price[b])))
            status = hz_error_memory(err);
    }
    return status;
}

static hz_status keep_joint_prices(nest *n, hz_error *err)
{
    size_t n_levels = n->levels->n_levels;
    mpq_t *price[HZ_N_LEVELS] = {NULL}, scale;
    bool has_room = true;
    hz_status status = HZ_OK;

    mpq_init(scale);
    mpq_set_ui(scale, (unsigned long)n->by.milli_days_of_weight, 1000);
    mpq_canonicalize(scale);
    for (size_t k = 0; k < n_levels; k++)
        has_room &= (price[k] = hz_rationals_new(n->levels->levels[k].plan->reckoning->n_balances)) != NULL;
    if (has_room)
        add_joint_prices(n, price);
    for (size_t k = 0; k < n_levels && has_room && !status; k++)
        status = write_prices(&n->levels->levels[k], price[k], scale, err);
    for (size_t k = 0; k < n_levels; k++)
        hz_rationals_free(price[k], n->levels->levels[k].plan->reckoning->n_balances);
    mpq_clear(scale);
    return has_room ? status : hz_error_memory(err);
}

static void sum_costs(nest *n)
{
    const hz_scenario *s = n->run->scenario;
    __int128 cost = 0, by_itself = 0;

    for (size_t k = 0; k < n->levels->n_levels; k++) {
        hz_level_plan *l = &n->levels->levels[k];
        uint32_t last = HZ_NONE;

        for (size_t u = 0; u < s->n_units; u++) {
            const hz_order *order = &n->alone[k].orders[u];

            l->alone_fen_d += hz_order_cost_fen_d(s, u, n->by.which[k], order);
            if (hz_order_is_asking(order) && s->units[u].enterprise != last) {
                l->n_alone_touched++;
                last = s->units[u].enterprise;
            }
        }
        cost += (__int128)l->milli_days * l->plan->reckoning->total.cost_fen_d;
        by_itself += (__int128)l->milli_days * l->alone_fen_d;
    }
    n->levels->cost_fen = hz_div_ceil(cost, 1000);
    n->levels->alone_fen = hz_div_ceil(by_itself, 1000);
}

static hz_status check_bounds(const nest *n, hz_error *err)
{
    const hz_levels *l = n->levels;
    hz_status status = hz_run_check_bound(l->cost_fen, l->bound_fen, err);

    return status || l->search_end == HZ_SEARCH_NONE ? status : hz_run_check_bound(l->cost_fen, l->whole_fen, err);
}

static bool is_bounded(const nest *n, size_t unit)
{
    const hz_scenario *s = n->run->scenario;
    hz_bounds bounds[HZ_N_LEVELS];

    hz_fold_bounds(bounds, s, unit, n->by.which, n->levels->n_levels);
    for (size_t k = 0; k < n->levels->n_levels; k++)
        if (bounds[k].lo_bp != hz_min_cut_bp(s, unit, n->by.which[k]) ||
            bounds[k].hi_bp != hz_max_cut_bp(s, unit, n->by.which[k]))
            return true;
    return false;
}

static void count_units(nest *n)
{
    const hz_scenario *s = n->run->scenario;
    uint32_t last = HZ_NONE;

    for (size_t u = 0; u < s->n_units; u++) {
        n->levels->n_bounded += is_bounded(n, u);
        if (!is_loose(n, u))
            continue;
        n->levels->n_loose_units++;
        n->levels->n_loose_enterprises += s->units[u].enterprise != last;
        last = s->units[u].enterprise;
    }
}

/* ---- the whole ---- */

static hz_status start(nest *n, hz_error *err)
{
    hz_run *run = n->run;
    hz_levels *l = n->levels = hz_calloc(1, sizeof *l);
    hz_status status;

    if (!l)
        return hz_error_memory(err);
    l->scenario = run->scenario;
    l->settings = run->settings;
    l->settings.extent = HZ_EXTENT_ALL;
    if (!n->request->has_lang)
        l->settings.lang = run->scenario->lang;
    l->alert = run->alert;
    l->rules = run->rules;
    l->in_force = run->in_force;
    l->index = run->index;
    l->has_own_forecast = run->own_forecast != NULL;
    l->earlier = n->request->earlier;
    snprintf(l->solver, sizeof l->solver, "%s", hz_solver_name());
    if ((status = find_levels(n, err)) || (status = check_days(n, err)) || (status = check_earlier(n, err)))
        return status;
    return HZ_OK;
}

static hz_status formulate(nest *n, hz_error *err)
{
    hz_run *run = n->run;
    double since = hz_run_clock();
    hz_status status = hz_formulate_levels(&run->model, run->scenario, n->by.which, n->levels->n_levels, n->by.weights, err);

    if (status)
        return status;
    hz_run_note_time(run, "formulate", &since);
    run->reached = HZ_STAGE_FORMULATED;
    return hz_run_write_models(run, n->request, err);
}

static hz_status prove_together(nest *n, hz_error *err)
{
    hz_run *run = n->run;
    hz_own_answer own[HZ_N_LEVELS];
    hz_beginning beginning;
    hz_status status;

    for (size_t k = 0; k < n->levels->n_levels; k++)
        own[k] = (hz_own_answer){n->alone[k].model, n->alone[k].solution, n->alone[k].proof, n->by.weights[k]};
    if ((status = hz_begin_together(&beginning, run->model, run->scenario, own, err)))
        return status;
    status = hz_run_prove(run, &run->solution, &run->proof, run->model,
                          &(hz_solve_settings){.first_price = beginning.price, .first_basis = beginning.basis}, err);
    hz_beginning_clear(&beginning);
    return status ? status : hz_run_guard(run, run->model, &run->solution, &run->proof, err);
}

static hz_status plan_together(nest *n, hz_error *err)
{
    hz_run *run = n->run;
    hz_status status = prove_together(n, err);

    if (status)
        return status;
    run->reached = HZ_STAGE_PROVED;
    if (run->proof->outcome == HZ_OUTCOME_INFEASIBLE)
        return hz_run_explain(run, run->model, err);
    if ((status = derive_plans(n, err)) || run->no_orders.is_proved)
        return status;
    if ((status = check_nesting(n, err)) || (status = keep_bounds(n, err)) ||
        (status = keep_joint_prices(n, err)))
        return status;
    sum_costs(n);
    if ((status = check_bounds(n, err)))
        return status;
    count_units(n);
    run->levels = n->levels;
    run->levels->proved = (hz_proved){run->model, run->solution, run->proof};
    n->levels = NULL;
    for (size_t k = 0; k < run->levels->n_levels && run->settings.extent == HZ_EXTENT_WITHIN; k++)
        if (n->by.which[k] == run->settings.level)
            run->plan = run->levels->levels[k].plan;
    return HZ_OK;
}

static hz_status plan_all(nest *n, hz_error *err)
{
    hz_status status;

    if ((status = start(n, err)) || (status = formulate(n, err)))
        return status;
    for (size_t k = 0; k < n->levels->n_levels; k++)
        if ((status = prove_alone(n, k, err)))
            return status;
    for (size_t k = 0; k < n->levels->n_levels; k++)
        if (has_no_plan(n, k))
            return give_up(n, k, err);
    for (size_t k = 0; k < n->levels->n_levels; k++) {
        if ((status = plan_alone(n, k, err)))
            return status;
        if (!n->alone[k].orders) {
            take_place(n, k);
            return HZ_OK;
        }
    }
    return plan_together(n, err);
}

hz_status hz_run_levels(hz_run *run, const hz_request *request, hz_error *err)
{
    nest n = {.run = run, .request = request};
    hz_status status = plan_all(&n, err);

    for (int k = 0; k < HZ_N_LEVELS; k++)
        hand_over(run, (size_t)k, &n.alone[k]);
    free(n.search.bound_exact);
    hz_levels_free(n.levels);
    return status;
}

/* pipeline.c - the whole run: from a scenario file to a reckoned plan
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "pipeline.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/lang.h"
#include "base/outfile.h"
#include "model/flatten.h"
#include "model/write_model.h"
#include "plan/baseline.h"
#include "plan/loss.h"
#include "run_alert.h"
#include "run_levels.h"
#include "scenario/fits_rules.h"
#include "solve/choose.h"
#include "solve/master.h"
#include "solve/prove.h"
#include "solve/rational.h"
#include "solve/robust.h"

/* ---- timing ---- */

double hz_run_clock(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

void hz_run_note_time(hz_run *run, const char *name, double *since)
{
    double end = hz_run_clock(), seconds = end - *since;
    int i = 0;

    while (i < run->n_timings && strcmp(run->timings[i].name, name) != 0)
        i++;
    if (i < run->n_timings)
        run->timings[i].seconds += seconds;
    else if (i < (int)(sizeof run->timings / sizeof run->timings[0]))
        run->timings[run->n_timings++] = (hz_timing){name, seconds};
    *since = end;
}

/* ---- read, validate ---- */

static bool has_errors(const hz_run *run)
{
    return hz_findings_count(run->findings, HZ_SEVERITY_ERROR) > 0;
}

hz_status hz_run_read(hz_run *run, const char *path, uint64_t cap, hz_error *err)
{
    double since = hz_run_clock();
    hz_status status;

    if (!(run->findings = hz_findings_new(path, 0)))
        return hz_error_memory(err);
    status = hz_read_scenario(&run->scenario, run->findings, path, cap ? cap : HZ_SCENARIO_CAP, err);
    hz_run_note_time(run, "read", &since);
    return status;
}

static hz_status validate_input(hz_run *run, hz_error *err)
{
    double since = hz_run_clock();
    hz_status status;

    if ((status = hz_validate_scenario(run->findings, run->scenario, err)) ||
        (status = hz_findings_status(run->findings, err)))
        return status;
    hz_run_note_time(run, "validate", &since);
    run->reached = HZ_STAGE_VALIDATED;
    return HZ_OK;
}

hz_status hz_run_check(hz_run *run, const char *path, uint64_t cap, hz_error *err)
{
    hz_status status = hz_run_read(run, path, cap, err);

    return status ? status : validate_input(run, err);
}

/* ---- the digest, beside the rest ---- */

/* The canonical form of a country takes as long to write and to digest as everything between reading and writing: a second
 * thread does it meanwhile. It only reads the scenario. */
typedef struct {
    const hz_scenario *scenario;
    char hex[HZ_DIGEST_HEX];
    hz_error err;
    pthread_t thread;
    bool is_threaded;
} digest_task;

static void *run_digest(void *argument)
{
    digest_task *task = argument;

    hz_scenario_digest(task->hex, task->scenario, &task->err);
    return NULL;
}

static void start_digest(digest_task *task, const hz_scenario *scenario)
{
    *task = (digest_task){.scenario = scenario, .err = HZ_ERROR_NONE};
    task->is_threaded = pthread_create(&task->thread, NULL, run_digest, task) == 0;
}

/* Wait for it; without a second thread, do it now. */
static void finish_digest(digest_task *task)
{
    if (task->is_threaded)
        pthread_join(task->thread, NULL);
    else
        run_digest(task);
}

/* ---- formulate, solve, verify ---- */

/* `model` is without arcs; the map is of the model itself, with the arcs behind the rows as flattening puts them. */
typedef void model_writer(hz_sink *sink, const hz_model *model, const hz_run *run);

static void write_map(hz_sink *sink, const hz_model *model, const hz_run *run)
{
    (void)model;
    hz_write_model_map(sink, run->model, run->scenario);
}

static void write_mps(hz_sink *sink, const hz_model *model, const hz_run *run)
{
    (void)run;
    hz_write_mps(sink, model);
}

static void write_lp(hz_sink *sink, const hz_model *model, const hz_run *run)
{
    (void)run;
    hz_write_lp(sink, model);
}

static hz_status write_model(hz_run *run, const hz_model *model, int i, model_writer *writer, const char *path,
                             bool may_replace, hz_error *err)
{
    hz_status status;

    if (!path)
        return HZ_OK;
    if ((status = hz_outfile_open(&run->model_files[i], path, may_replace, NULL, err)))
        return status;
    writer(hz_outfile_sink(run->model_files[i]), model, run);
    return hz_outfile_finish(run->model_files[i], err);
}

static hz_status write_all(hz_run *run, const hz_model *model, const hz_request *request, hz_error *err)
{
    bool force = request->may_replace;
    hz_status status;

    if ((status = write_model(run, model, HZ_MODEL_MPS, write_mps, request->write_mps, force, err)) ||
        (status = write_model(run, model, HZ_MODEL_MPS_MAP, write_map, request->write_mps_map, force, err)) ||
        (status = write_model(run, model, HZ_MODEL_LP, write_lp, request->write_lp, force, err)))
        return status;
    return write_model(run, model, HZ_MODEL_LP_MAP, write_map, request->write_lp_map, force, err);
}

hz_status hz_run_write_models(hz_run *run, const hz_request *request, hz_error *err)
{
    hz_model *flat = NULL;
    hz_status status = HZ_OK;

    if (!request->write_mps && !request->write_lp)
        return HZ_OK;
    if (run->model->n_arcs > 0 && (status = hz_model_flatten(&flat, run->model, err)))
        return status;
    status = write_all(run, flat ? flat : run->model, request, err);
    hz_model_free(flat);
    return status;
}

hz_status hz_run_keep_models(hz_run *run, hz_error *err)
{
    hz_status status = HZ_OK;

    for (int i = 0; i < HZ_N_MODEL_FILES && !status; i++) {
        if (run->model_files[i])
            status = hz_outfile_commit(run->model_files[i], err);
        run->model_files[i] = NULL;
    }
    return status;
}

hz_status hz_run_prove(hz_run *run, hz_solution **solution, hz_proof **proof, const hz_model *model,
                       const double *first_price, hz_error *err)
{
    const hz_solve_settings settings = {.first_price = first_price};
    double since = hz_run_clock();
    hz_status status;

    if ((status = hz_solve(solution, model, &settings, err)))
        return status;
    hz_run_note_time(run, "solve", &since);
    status = hz_prove(proof, solution, model, err);
    hz_run_note_time(run, "verify", &since);
    if (status || (*proof)->outcome == HZ_OUTCOME_INFEASIBLE ||
        model->n_guards > 0) /* with guards: see hz_run_guard() */
        return status;
    status = hz_choose(solution, proof, NULL, model, err);
    hz_run_note_time(run, "choose", &since);
    return status;
}

/* Everybody who may fail is guarded against, at the lowest cost. */
static hz_status prove_guarded(hz_model *model, hz_solution **solution, hz_proof **proof, int *n_rounds, hz_error *err)
{
    hz_status status;

    if ((status = hz_solve(solution, model, NULL, err)) || (status = hz_prove(proof, solution, model, err)) ||
        model->n_guards == 0)
        return status;
    return hz_solve_guarded(model, solution, proof, n_rounds, err);
}

/* The lowest cost if demands of these kinds were not made, rounded up. */
static hz_status bound_without(int64_t *bound_fen_d, const hz_plan *plan, unsigned kinds, hz_error *err)
{
    hz_model *model = NULL;
    hz_solution *solution = NULL;
    hz_proof *proof = NULL;
    int n_rounds;
    hz_status status;

    if (!(status = hz_formulate_without(&model, plan->scenario, plan->settings.level, kinds, err)) &&
        !(status = prove_guarded(model, &solution, &proof, &n_rounds, err)))
        *bound_fen_d = hz_rational_ceil(proof->cost_fen_d);
    hz_proof_free(proof);
    hz_solution_free(solution);
    hz_model_free(model);
    return status;
}

static bool is_any_asked(const hz_plan *plan, unsigned kinds)
{
    const hz_scenario *s = plan->scenario;

    for (size_t d = 0; d < s->n_demands; d++)
        if (s->demands[d].level == plan->settings.level && kinds >> s->demands[d].kind & 1)
            return true;
    return false;
}

static hz_status keep_bounds_without(hz_run *run, hz_plan *plan, hz_error *err)
{
    static const unsigned kinds[HZ_N_WITHOUT] = {
        [HZ_WITHOUT_SAFETY] = HZ_KINDS_OF_SAFETY, [HZ_WITHOUT_FAIRNESS] = HZ_KINDS_OF_FAIRNESS};
    double since = hz_run_clock();
    hz_status status = HZ_OK;

    for (int w = 0; w < HZ_N_WITHOUT && !status; w++)
        if ((plan->without[w].is_known = is_any_asked(plan, kinds[w]))) {
            status = bound_without(&plan->without[w].bound_fen_d, plan, kinds[w], err);
            hz_run_note_time(run, "without", &since);
        }
    return status;
}

hz_status hz_run_guard(hz_run *run, hz_model *model, hz_solution **solution, hz_proof **proof, hz_error *err)
{
    double since = hz_run_clock();
    int n_rounds = 0;
    hz_status status;

    if (model->n_guards == 0 || (*proof)->outcome != HZ_OUTCOME_OPTIMAL)
        return HZ_OK;
    status = hz_solve_guarded(model, solution, proof, &n_rounds, err);
    run->n_rounds += n_rounds;
    hz_run_note_time(run, "safety", &since);
    return status;
}

static hz_status formulate_and_prove(hz_run *run, const hz_request *request, hz_error *err)
{
    double since = hz_run_clock();
    hz_status status;

    if ((status = hz_formulate(&run->model, run->scenario, run->settings.level, err)))
        return status;
    hz_run_note_time(run, "formulate", &since);
    run->reached = HZ_STAGE_FORMULATED;
    if ((status = hz_run_write_models(run, request, err)) ||
        (status = hz_run_prove(run, &run->solution, &run->proof, run->model, NULL, err)))
        return status;
    if ((status = hz_run_guard(run, run->model, &run->solution, &run->proof, err)))
        return status;
    run->reached = HZ_STAGE_PROVED;
    return HZ_OK;
}

/* ---- no plan: how far each target can be reached ---- */

/* 10000 times what a row reaches by what adds up, and what the shared columns bring, in whole base units rounded down. */
static int64_t floor_of_sum(__int128 alone, const mpq_t shared)
{
    mpq_t sum;
    mpz_t whole;
    int64_t value;

    mpq_init(sum);
    mpz_init(whole);
    hz_rational_set_wide(sum, alone);
    mpz_mul_ui(mpq_denref(sum), mpq_denref(sum), HZ_SHARE_ONE);
    mpq_canonicalize(sum);
    mpq_add(sum, sum, shared);
    mpz_fdiv_q(whole, mpq_numref(sum), mpq_denref(sum));
    value = mpz_get_si(whole);
    mpz_clear(whole);
    mpq_clear(sum);
    return value;
}

/* What the columns that share at-most rows bring to a row. */
static hz_status measure_shared(mpq_t shared, const hz_model *model, const hz_reach_survey *survey, size_t row,
                                hz_error *err)
{
    hz_model *alone = NULL;
    hz_solution *solution = NULL;
    hz_proof *proof = NULL;
    hz_status status;

    if (!(status = hz_reach_formulate(&alone, model, survey, row, err)) &&
        !(status = hz_solve(&solution, alone, NULL, err)) && !(status = hz_prove(&proof, &solution, alone, err)))
        mpq_neg(shared, proof->cost_fen_d);
    hz_proof_free(proof);
    hz_solution_free(solution);
    hz_model_free(alone);
    return status;
}

/* Of a weighted sum the row counts finer than the balance. */
static int64_t in_balance_units(const hz_scenario *s, const hz_row *row, int64_t amount)
{
    return s->demands[row->demand].kind == HZ_DEMAND_WEIGHTED ? hz_div_floor(amount, HZ_WEIGHT_ONE) : amount;
}

static hz_status measure_reach(hz_reach *reach, const hz_scenario *scenario, const hz_model *model,
                               const hz_reach_survey *survey, size_t row, hz_error *err)
{
    hz_status status = HZ_OK;
    mpq_t shared;

    reach->is_possible = survey->is_possible;
    reach->is_known = !survey->is_possible;
    if (reach->is_known)
        return HZ_OK;
    mpq_init(shared);
    if (survey->start[row] < survey->start[row + 1])
        status = measure_shared(shared, model, survey, row, err);
    if (!status) {
        reach->reachable = in_balance_units(scenario, &model->rows[row], floor_of_sum(survey->alone[row], shared));
        reach->is_known = true;
    }
    mpq_clear(shared);
    return status;
}

/* Of the rows of those who may fail the one that is hardest to reach stands for its target: the last reach goes where the target has
 * one already. */
static void keep_hardest(hz_run *run)
{
    hz_reach *last = &run->reaches[run->n_reaches - 1];

    for (hz_reach *r = run->reaches; r < last && last->of.target != HZ_NONE; r++) {
        if (r->of.demand != last->of.demand || r->of.target != last->of.target)
            continue;
        if (last->is_known && (!r->is_known || last->reachable < r->reachable))
            *r = *last;
        run->n_reaches--;
        return;
    }
}

/* That there is no plan is proved already: what cannot be measured any more is not known, and no error. Only Ctrl-C is
 * heard. */
hz_status hz_run_measure_reaches(hz_run *run, const hz_model *m, hz_error *err)
{
    double since = hz_run_clock();
    size_t room = run->n_reaches;
    hz_reach_survey *survey;
    hz_error failure = HZ_ERROR_NONE;
    hz_status status;

    if (!hz_grow((void **)&run->reaches, &room, run->n_reaches + m->n_rows + 1, sizeof *run->reaches))
        return hz_error_memory(err);
    status = hz_reach_survey_make(&survey, m, &failure);
    for (size_t i = 0; i < m->n_rows; i++) {
        hz_reach *reach = &run->reaches[run->n_reaches];

        if (m->rows[i].sense != HZ_AT_LEAST)
            continue;
        *reach = (hz_reach){.of = {.demand = m->rows[i].demand,
                                   .group = m->rows[i].group,
                                   .product = m->rows[i].product,
                                   .target = m->rows[i].target},
                            .base = m->rows[i].base,
                            .required = in_balance_units(run->scenario, &m->rows[i], m->rows[i].rhs)};
        run->n_reaches++;
        if (!survey)
            continue;
        failure = HZ_ERROR_NONE;
        if ((status = measure_reach(reach, run->scenario, m, survey, i, &failure)) == HZ_ERR_INTERRUPTED)
            break;
        keep_hardest(run);
    }
    hz_reach_survey_free(survey);
    hz_run_note_time(run, "reach", &since);
    return status == HZ_ERR_INTERRUPTED ? hz_error_set(err, status, "%s", failure.message) : HZ_OK;
}

/* ---- the plan ---- */

static hz_status digest_forecast(char hex[HZ_DIGEST_HEX], const hz_forecast *forecast, hz_error *err)
{
    hz_digest *digest = hz_digest_new();
    hz_sink *sink = digest ? hz_sink_to_digest(digest) : NULL;
    hz_status status = HZ_OK;

    if (sink) {
        hz_write_forecast(sink, forecast);
        status = hz_sink_close(sink, "forecast", err);
    }
    hz_digest_finish(digest, hex);
    return sink ? status : hz_error_memory(err);
}

/* What the level rests on, named so that nobody can exchange it. */
static hz_status digest_evidence(hz_plan *plan, hz_error *err)
{
    hz_status status = HZ_OK;

    if (plan->rules)
        status = hz_digest_bytes(plan->rules_digest, plan->rules->bytes, plan->rules->n_bytes, err);
    if (!status && plan->index)
        status = hz_digest_bytes(plan->index_digest, plan->index->bytes, plan->index->n_bytes, err);
    if (!status && plan->alert)
        status = digest_forecast(plan->forecast_digest, plan->alert->forecast, err);
    return status;
}

/* The identity of the question: the same scenario, forecast, rules, index, settings and earlier plan always have the same id, whatever
 * the version. */
static hz_status name_plan(hz_plan *plan, hz_error *err)
{
    char hex[HZ_DIGEST_HEX];
    hz_digest *digest = hz_digest_new();
    hz_sink *sink = digest ? hz_sink_to_digest(digest) : NULL;
    hz_status status;

    if (!sink) {
        hz_digest_finish(digest, hex);
        return hz_error_memory(err);
    }
    hz_puts(sink, plan->scenario_digest);
    hz_write_settings(sink, &plan->settings);
    if (plan->has_own_forecast)
        hz_write_forecast(sink, plan->alert->forecast);
    if (plan->rules)
        hz_put(sink, plan->rules->bytes, plan->rules->n_bytes);
    if (plan->index)
        hz_put(sink, plan->index->bytes, plan->index->n_bytes);
    if (plan->earlier)
        hz_write_old_plan(sink, plan->earlier);
    status = hz_sink_close(sink, "plan id", err);
    hz_digest_finish(digest, hex);
    snprintf(plan->id, sizeof plan->id, "%s-%.12s",
             plan->settings.extent == HZ_EXTENT_ALL ? "all" : hz_level_id(plan->settings.level), hex);
    return status;
}

/* The balance that row i of the model is for: balance i; the rows of those who may fail share one for each target. */
static size_t balance_of(const hz_plan *plan, const hz_model *m, size_t row)
{
    size_t i = row;

    if (m->rows[row].kind == HZ_ROW_SAFETY)
        for (i = 0; plan->reckoning->balances[i].demand != m->rows[row].demand ||
                    plan->reckoning->balances[i].target != m->rows[row].target;)
            i++;
    return i;
}

static hz_status keep_prices(hz_plan *plan, const hz_model *model, const hz_proof *proof, hz_error *err)
{
    size_t n = plan->reckoning->n_balances;
    mpq_t *price = hz_rationals_new(n);
    hz_status status = HZ_OK;

    plan->price_exact = hz_calloc(n + 1, sizeof *plan->price_exact);
    plan->price = hz_calloc(n + 1, sizeof *plan->price);
    if (!price || !plan->price_exact || !plan->price) {
        hz_rationals_free(price, n);
        return hz_error_memory(err);
    }
    for (size_t i = 0; i < model->n_rows; i++) {
        size_t b;

        if (model->rows[i].kind == HZ_ROW_PLAN_COST)
            continue; /* it demands nothing */
        b = balance_of(plan, model, i);
        mpq_add(price[b], price[b], proof->price[i]);
    }
    for (size_t b = 0; b < n && !status; b++) {
        plan->price[b] = mpq_get_d(price[b]);
        if (!(plan->price_exact[b] = mpq_get_str(NULL, 10, price[b])))
            status = hz_error_memory(err);
    }
    hz_rationals_free(price, n);
    return status;
}

static int by_price(const void *a, const void *b)
{
    const hz_binding *x = a, *y = b;

    if (x->price != y->price)
        return x->price > y->price ? -1 : 1;
    return x->first < y->first ? -1 : x->first > y->first;
}

/* The rows of those who may fail that have a price. */
static hz_status keep_bindings(hz_plan *plan, const hz_model *m, const hz_proof *proof, hz_error *err)
{
    plan->bindings = hz_calloc(m->n_rows + 1, sizeof *plan->bindings);
    plan->binding_enterprises = hz_calloc(m->n_failing + 1, sizeof *plan->binding_enterprises);
    if (!plan->bindings || !plan->binding_enterprises)
        return hz_error_memory(err);
    memcpy(plan->binding_enterprises, m->failing ? m->failing : plan->binding_enterprises,
           m->n_failing * sizeof *plan->binding_enterprises);
    for (size_t i = 0; i < m->n_rows; i++)
        if (m->rows[i].n_failing > 0 && mpq_sgn(proof->price[i]) > 0)
            plan->bindings[plan->n_bindings++] = (hz_binding){m->rows[i].target, m->rows[i].first_failing,
                                                              m->rows[i].n_failing, mpq_get_d(proof->price[i])};
    qsort(plan->bindings, plan->n_bindings, sizeof *plan->bindings, by_price);
    return HZ_OK;
}

/* What was proved, in whole fen, as fractions and for reading. */
hz_status hz_run_keep_proof(hz_run *run, hz_plan *plan, const hz_model *model, const hz_proof *proof, hz_error *err)
{
    hz_status status;

    plan->bound_fen_d = hz_rational_ceil(proof->cost_fen_d);
    plan->others = proof->others;
    if (!(plan->bound_exact = mpq_get_str(NULL, 10, proof->cost_fen_d)))
        return hz_error_memory(err);
    if ((status = keep_prices(plan, model, proof, err)) || (status = keep_bindings(plan, model, proof, err)))
        return status;
    return keep_bounds_without(run, plan, err);
}

hz_status hz_run_reckon(hz_run *run, hz_plan *plan, const hz_model *model, hz_error *err)
{
    double since = hz_run_clock();
    hz_status status;

    if (!plan->reckoning &&
        (status = hz_reckon(&plan->reckoning, run->scenario, plan->settings.level, plan->orders, err)))
        return status;
    if (plan->rules && (status = hz_find_lax_demands(&plan->lax, &plan->n_lax, run->scenario, plan->rules,
                                                     plan->settings.rules.with_unconfirmed, plan->settings.level, err)))
        return status;
    hz_run_note_time(run, "reckon", &since);
    if (!plan->reckoning->is_met)
        return hz_error_set(err, HZ_ERR_VERIFY, _("the orders, added up again, miss a demand; no plan is given"));
    if ((status = hz_reckon_baselines(plan, model, err)) ||
        (status =
             hz_find_worst_losses(&plan->losses, &plan->n_losses, run->scenario, plan->orders, plan->reckoning, err)))
        return status;
    hz_run_note_time(run, "baselines", &since);
    return HZ_OK;
}

/* Those who fail at a balance, as a set for the guard of it; n_failing is 0 when the balance holds, or is no such. */
static hz_failing_set set_of(const hz_model *m, const hz_reckoning *r, const hz_balance *b)
{
    hz_failing_set set = {.failing = r->failing + b->first_failing};

    if (b->slack >= 0 || b->n_failing == 0)
        return set;
    for (set.guard = 0;
         m->guards[set.guard].demand != b->demand || m->rows[m->guards[set.guard].row].demand != b->target;)
        set.guard++;
    while (set.n_failing < b->n_failing && set.failing[set.n_failing] != HZ_NONE)
        set.n_failing++;
    return set;
}

/* What orders are derived from, and those in hand with their sums. */
typedef struct {
    hz_run *run;
    hz_model *model;
    hz_solution **solution;
    hz_proof **proof;
    hz_order **orders; /* [n_levels of the model] */
    hz_reckoning *reckonings[HZ_N_LEVELS];
} guarding;

/* Rounded to steps, others may bring most than at the proved optimum: their rows are added. *is_new: there are any. */
static hz_status add_sets(const guarding *g, bool *is_new, hz_error *err)
{
    hz_failing_set *sets = hz_calloc(g->model->n_guards + 1, sizeof *sets);
    size_t n = 0;
    hz_status status;

    if (!sets)
        return hz_error_memory(err);
    for (size_t k = 0; k < g->model->n_levels; k++)
        for (size_t i = 0; i < g->reckonings[k]->n_balances; i++) {
            hz_failing_set set = set_of(g->model, g->reckonings[k], &g->reckonings[k]->balances[i]);

            if (set.n_failing > 0)
                sets[n++] = set;
        }
    *is_new = n > 0;
    status = n ? hz_guard_add_rows(g->model, sets, n, err) : HZ_OK;
    free(sets);
    return status;
}

/* The optimum satisfies the new rows already, so that the same basis proves it. */
static hz_status prove_again(const guarding *g, hz_error *err)
{
    hz_others others = (*g->proof)->others;
    hz_status status;

    hz_proof_free(*g->proof);
    *g->proof = NULL;
    if (!(status = hz_prove(g->proof, g->solution, g->model, err)))
        (*g->proof)->others = others;
    return status;
}

static hz_status reckon_levels(guarding *g, bool *is_met, hz_error *err)
{
    hz_status status = HZ_OK;

    *is_met = true;
    for (size_t k = 0; k < g->model->n_levels && !status; k++) {
        hz_reckoning_free(g->reckonings[k]);
        g->reckonings[k] = NULL;
        status = hz_reckon(&g->reckonings[k], g->run->scenario, g->model->levels[k], g->orders[k], err);
        *is_met = *is_met && !status && g->reckonings[k]->is_met;
    }
    return status;
}

enum { GUARD_ROUNDS = 50 };

/* Until the orders keep to the demands, whoever fails. */
static hz_status guard_orders(guarding *g, hz_error *err)
{
    bool is_met, is_new;
    hz_status status;

    for (int round = 0; round < GUARD_ROUNDS; round++) {
        if ((status = reckon_levels(g, &is_met, err)) || is_met || (status = add_sets(g, &is_new, err)))
            return status;
        if (!is_new)
            break;
        for (size_t k = 0; k < g->model->n_levels; k++)
            free(g->orders[k]);
        memset(g->orders, 0, g->model->n_levels * sizeof *g->orders);
        if ((status = prove_again(g, err)) ||
            (status = hz_derive_orders(g->orders, g->run->scenario, g->model, *g->solution, *g->proof,
                                       g->run->settings.step_bp, err)))
            return status;
    }
    return hz_error_set(err, HZ_ERR_VERIFY, _("the orders, added up again, miss a demand; no plan is given"));
}

hz_status hz_run_derive(hz_run *run, hz_order **orders, hz_model *model, hz_solution **solution, hz_proof **proof,
                        hz_error *err)
{
    guarding g = {.run = run, .model = model, .solution = solution, .proof = proof, .orders = orders};
    hz_status status = hz_derive_orders(orders, run->scenario, model, *solution, *proof, run->settings.step_bp, err);

    if (!status && model->n_guards > 0)
        status = guard_orders(&g, err);
    for (size_t k = 0; k < model->n_levels; k++) {
        hz_reckoning_free(g.reckonings[k]);
        if (status) {
            free(orders[k]);
            orders[k] = NULL;
        }
    }
    return status;
}

hz_plan *hz_run_new_plan(const hz_run *run, const hz_request *request)
{
    hz_plan *plan = hz_calloc(1, sizeof *plan);

    if (!plan)
        return NULL;
    plan->scenario = run->scenario;
    plan->settings = run->settings;
    plan->alert = run->alert;
    plan->rules = run->rules;
    plan->in_force = run->in_force;
    plan->index = run->index;
    plan->has_own_forecast = run->own_forecast != NULL;
    plan->earlier = request->earlier;
    if (!request->has_lang)
        plan->settings.lang = run->scenario->lang;
    snprintf(plan->solver, sizeof plan->solver, "%s", hz_solver_name());
    return plan;
}

static hz_status derive_plan(hz_run *run, const hz_request *request, hz_error *err)
{
    hz_plan *plan = run->plan = hz_run_new_plan(run, request);
    double since = hz_run_clock();
    hz_status status;

    if (!plan)
        return hz_error_memory(err);
    if ((status = hz_run_derive(run, &plan->orders, run->model, &run->solution, &run->proof, err)))
        return status;
    hz_run_note_time(run, "derive", &since);
    if ((status = hz_run_reckon(run, plan, run->model, err)))
        return status;
    return hz_run_keep_proof(run, plan, run->model, run->proof, err);
}

/* ---- its name ---- */

static hz_status sign_plan(hz_plan *plan, const digest_task *task, hz_error *err)
{
    hz_status status = digest_evidence(plan, err);

    memcpy(plan->scenario_digest, task->hex, sizeof task->hex);
    return status ? status : name_plan(plan, err);
}

/* The whole is named like a plan with its settings. */
static hz_status sign_levels(hz_levels *levels, const digest_task *task, hz_error *err)
{
    hz_plan whole = {.settings = levels->settings,
                     .alert = levels->alert,
                     .rules = levels->rules,
                     .index = levels->index,
                     .has_own_forecast = levels->has_own_forecast,
                     .earlier = levels->earlier};
    hz_status status = sign_plan(&whole, task, err);

    memcpy(levels->scenario_digest, whole.scenario_digest, sizeof levels->scenario_digest);
    memcpy(levels->id, whole.id, sizeof levels->id);
    for (size_t k = 0; k < levels->n_levels && !status; k++)
        status = sign_plan(levels->levels[k].plan, task, err);
    return status;
}

static hz_status sign(hz_run *run, const digest_task *task, hz_error *err)
{
    hz_status status;

    if (!run->plan && !run->levels)
        return HZ_OK;
    if (task->err.status)
        return hz_error_set(err, task->err.status, "%s", task->err.message);
    status = run->levels ? sign_levels(run->levels, task, err) : sign_plan(run->plan, task, err);
    if (!status)
        run->reached = HZ_STAGE_RECKONED;
    return status;
}

/* ---- the whole ---- */

static bool has_wrong_forecast(const hz_run *run)
{
    return (run->book && run->book->bad) ||
           (run->forecast_findings && hz_findings_count(run->forecast_findings, HZ_SEVERITY_ERROR) > 0);
}

static hz_status answer(hz_run *run, const hz_request *request, hz_error *err)
{
    hz_status status = validate_input(run, err);

    if (status || has_errors(run) || has_wrong_forecast(run) ||
        (status = hz_run_check_rules(run, &request->alert, err)) || has_errors(run) ||
        (status = hz_run_decide_level(run, request, err)) || run->is_not_due)
        return status;
    if (run->settings.extent != HZ_EXTENT_LEVEL)
        return hz_run_levels(run, request, err);
    if ((status = formulate_and_prove(run, request, err)))
        return status;
    return run->proof->outcome == HZ_OUTCOME_INFEASIBLE ? hz_run_measure_reaches(run, run->model, err)
                                                        : derive_plan(run, request, err);
}

hz_status hz_run_plan(hz_run *run, const char *path, const hz_request *request, hz_error *err)
{
    digest_task digest;
    double since;
    hz_status status = hz_run_read(run, path, request->cap, err);

    if (status)
        return status;
    if (has_errors(run))
        return validate_input(run, err); /* all findings at once; there is nothing to digest */
    if ((status = hz_run_alert(run, &request->alert, err)))
        return status;
    start_digest(&digest, run->scenario);
    status = answer(run, request, err);
    since = hz_run_clock();
    finish_digest(&digest);
    if (!status)
        status = sign(run, &digest, err);
    hz_run_note_time(run, "digest", &since);
    return status;
}

void hz_run_free(hz_run *run)
{
    for (int i = 0; i < HZ_N_MODEL_FILES; i++)
        hz_outfile_abort(run->model_files[i]);
    if (!run->levels) /* else it is one of theirs */
        hz_plan_free(run->plan);
    hz_levels_free(run->levels);
    free(run->reaches);
    hz_proof_free(run->proof);
    hz_solution_free(run->solution);
    hz_model_free(run->model);
    hz_alert_free(run->alert);
    hz_series_free(run->series);
    hz_rulebook_free(run->book);
    hz_forecast_free(run->own_forecast);
    hz_findings_free(run->forecast_findings);
    hz_scenario_free(run->scenario);
    hz_findings_free(run->findings);
    *run = (hz_run){0};
}

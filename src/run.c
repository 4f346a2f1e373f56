/* run.c - what a run has made, and what of it needs no solver
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/lang.h"
#include "plan/baseline.h"
#include "plan/loss.h"
#include "plan/reckon.h"
#include "rules/forecast.h"
#include "scenario/canonical.h"
#include "scenario/fits_rules.h"
#include "scenario/validate.h"

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

bool hz_run_has_errors(const hz_run *run)
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

hz_status hz_run_validate(hz_run *run, hz_error *err)
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

    return status ? status : hz_run_validate(run, err);
}

bool hz_run_has_wrong_forecast(const hz_run *run)
{
    return (run->book && run->book->bad) ||
           (run->forecast_findings && hz_findings_count(run->forecast_findings, HZ_SEVERITY_ERROR) > 0);
}

/* ---- the plan ---- */

hz_plan *hz_run_new_plan(const hz_run *run, const hz_request *request, const char *solver)
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
    snprintf(plan->solver, sizeof plan->solver, "%s", solver);
    return plan;
}

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

static const char *extent_word(const hz_settings *settings)
{
    if (settings->extent == HZ_EXTENT_ALL)
        return "all";
    return settings->extent == HZ_EXTENT_EPISODE ? "episode" : hz_level_id(settings->level);
}

/* The identity of the question: the same scenario, forecast, rules, index, settings and earlier plan always have the same id, whatever
 * the version. */
static hz_status name_plan(hz_plan *plan, hz_error *err)
{
    char hex[HZ_DIGEST_HEX];
    hz_digest *digest = hz_digest_new();
    hz_sink *sink = digest ? hz_sink_to_digest(digest) : NULL;
    hz_settings question = plan->settings;
    hz_status status;

    question.nodes[0] = '\0'; /* what it took to answer it is none of it */
    if (!sink) {
        hz_digest_finish(digest, hex);
        return hz_error_memory(err);
    }
    hz_puts(sink, plan->scenario_digest);
    hz_write_settings(sink, &question);
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
             extent_word(&plan->settings), hex);
    return status;
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

/* ---- its name ---- */

void hz_run_note_searches(const hz_run *run, hz_settings *settings)
{
    snprintf(settings->nodes, sizeof settings->nodes, "%s", run->was_ended ? run->nodes : "");
}

static hz_status sign_plan(hz_plan *plan, const char *digest, hz_error *err)
{
    hz_status status = digest_evidence(plan, err);

    memcpy(plan->scenario_digest, digest, HZ_DIGEST_HEX);
    return status ? status : name_plan(plan, err);
}

/* The whole is named like a plan with its settings. */
static hz_status sign_levels(hz_levels *levels, const char *digest, hz_error *err)
{
    hz_plan whole = {.settings = levels->settings,
                     .alert = levels->alert,
                     .rules = levels->rules,
                     .index = levels->index,
                     .has_own_forecast = levels->has_own_forecast,
                     .earlier = levels->earlier};
    hz_status status = sign_plan(&whole, digest, err);

    memcpy(levels->scenario_digest, whole.scenario_digest, sizeof levels->scenario_digest);
    memcpy(levels->id, whole.id, sizeof levels->id);
    for (size_t k = 0; k < levels->n_levels && !status; k++)
        status = sign_plan(levels->levels[k].plan, digest, err);
    return status;
}

/* The earlier orders are named by their id, which is in the settings. */
static hz_status sign_episode(hz_episode_plan *episode, const char *digest, hz_error *err)
{
    hz_plan whole = {.settings = episode->settings,
                     .alert = episode->alert,
                     .rules = episode->rules,
                     .index = episode->index,
                     .has_own_forecast = episode->has_own_forecast};
    hz_status status = sign_plan(&whole, digest, err);

    memcpy(episode->scenario_digest, whole.scenario_digest, sizeof episode->scenario_digest);
    memcpy(episode->rules_digest, whole.rules_digest, sizeof episode->rules_digest);
    memcpy(episode->index_digest, whole.index_digest, sizeof episode->index_digest);
    memcpy(episode->forecast_digest, whole.forecast_digest, sizeof episode->forecast_digest);
    memcpy(episode->id, whole.id, sizeof episode->id);
    return status;
}

hz_status hz_run_sign(hz_run *run, const char *digest, hz_error *err)
{
    hz_status status;

    if (run->none)
        return sign_plan(run->none, digest, err);
    if (!run->plan && !run->levels && !run->episode)
        return HZ_OK;
    if (run->plan)
        hz_run_note_searches(run, &run->plan->settings);
    for (size_t k = 0; run->levels && k < run->levels->n_levels; k++)
        hz_run_note_searches(run, &run->levels->levels[k].plan->settings);
    if (run->levels)
        hz_run_note_searches(run, &run->levels->settings);
    if (run->episode)
        hz_run_note_searches(run, &run->episode->settings);
    status = run->levels    ? sign_levels(run->levels, digest, err)
             : run->episode ? sign_episode(run->episode, digest, err)
                            : sign_plan(run->plan, digest, err);
    if (!status)
        run->reached = HZ_STAGE_RECKONED;
    return status;
}

/* ---- its end ---- */

void hz_run_free(hz_run *run)
{
    for (int i = 0; i < HZ_N_MODEL_FILES; i++)
        hz_outfile_abort(run->model_files[i]);
    if (!run->levels) /* else it is one of theirs */
        hz_plan_free(run->plan);
    hz_plan_free(run->none);
    hz_levels_free(run->levels);
    hz_episode_plan_free(run->episode);
    free(run->clashes);
    free(run->reaches);
    free(run->broken);
    free(run->left_out);
    for (int k = 0; k < HZ_N_LEVELS; k++) {
        hz_model_free(run->alone[k].model);
        hz_solution_free(run->alone[k].solution);
        hz_proof_free(run->alone[k].proof);
    }
    for (size_t i = 0; i < run->n_refusals; i++)
        hz_refusal_clear(&run->refusals[i]);
    free(run->refusals);
    hz_proof_free(run->proof);
    hz_solution_free(run->solution);
    hz_model_free(run->model);
    hz_alert_free(run->alert);
    hz_series_free(run->series);
    hz_rulebook_free(run->book);
    hz_forecast_free(run->own_forecast);
    hz_findings_free(run->forecast_findings);
    hz_findings_free(run->issued_findings);
    free(run->search.bound_exact);
    hz_scenario_free(run->scenario);
    hz_findings_free(run->findings);
    *run = (hz_run){0};
}

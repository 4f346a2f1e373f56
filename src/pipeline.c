/* pipeline.c - the whole run: from a scenario file to a reckoned plan
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "pipeline.h"

#include <pthread.h>

#include "run_alert.h"
#include "run_episode.h"
#include "run_levels.h"
#include "run_models.h"
#include "run_modes.h"
#include "run_no_plan.h"
#include "run_orders.h"
#include "run_proof.h"
#include "run_search.h"
#include "solve/choose.h"
#include "solve/master.h"
#include "solve/prove.h"
#include "solve/robust.h"

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

hz_status hz_run_prove(hz_run *run, hz_solution **solution, hz_proof **proof, const hz_model *model,
                       const hz_solve_settings *settings, hz_error *err)
{
    double since = hz_run_clock();
    hz_status status;

    if ((status = hz_solve(solution, model, settings, err)))
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

static hz_status derive_plan(hz_run *run, const hz_request *request, hz_error *err)
{
    hz_plan *plan = run->plan = hz_run_new_plan(run, request, hz_solver_name());
    double since = hz_run_clock();
    hz_status status;

    if (!plan)
        return hz_error_memory(err);
    if ((status = hz_run_derive(run, &plan->orders, run->model, &run->solution, &run->proof, err)))
        return status;
    hz_run_note_time(run, "derive", &since);
    plan->search = hz_run_take_search(run);
    if (!plan->orders) {
        hz_plan_free(plan);
        run->plan = NULL;
        return HZ_OK;
    }
    if ((status = hz_run_reckon(run, plan, run->model, err)))
        return status;
    return hz_run_keep_proof(run, plan, &(hz_proved){run->model, run->solution, run->proof}, err);
}

/* ---- no plan ---- */

/* The proof that there is none, which is of the linear program of one level: several of them, and episodes, have none that is checked by itself.
 * Where there is no memory to keep it, that there is no plan is told all the same. */
static void keep_refusal(hz_run *run, const hz_request *request)
{
    if (run->settings.extent != HZ_EXTENT_LEVEL || !run->proof || run->proof->outcome != HZ_OUTCOME_INFEASIBLE ||
        !(run->none = hz_run_new_plan(run, request, hz_solver_name())))
        return;
    run->none->proved = (hz_proved){run->model, run->solution, run->proof};
}

/* ---- its name ---- */

static hz_status sign(hz_run *run, const digest_task *task, hz_error *err)
{
    hz_error own = HZ_ERROR_NONE;

    if (run->none && (task->err.status || hz_run_sign(run, task->hex, &own))) {
        hz_plan_free(run->none);
        run->none = NULL;
    }
    if (run->none || (!run->plan && !run->levels && !run->episode))
        return HZ_OK;
    return task->err.status ? hz_error_set(err, task->err.status, "%s", task->err.message) : hz_run_sign(run, task->hex, err);
}

/* ---- the whole ---- */

static hz_status answer(hz_run *run, const hz_request *request, hz_error *err)
{
    bool is_open;
    hz_status status;

    if (request->settings.extent == HZ_EXTENT_EPISODE)
        hz_run_begin_episode(run->scenario);
    if ((status = hz_run_decide(&is_open, run, request, err)) || !is_open)
        return status;
    if (run->settings.extent == HZ_EXTENT_EPISODE)
        return hz_run_episode(run, request, err);
    hz_run_take_issue(run);
    if ((status = hz_run_prepare_modes(run->scenario, &run->settings, err)))
        return status;
    if (run->settings.extent != HZ_EXTENT_LEVEL)
        return hz_run_levels(run, request, err);
    if ((status = formulate_and_prove(run, request, err)))
        return status;
    return run->proof->outcome == HZ_OUTCOME_INFEASIBLE ? hz_run_explain(run, run->model, err)
                                                        : derive_plan(run, request, err);
}

hz_status hz_run_plan(hz_run *run, const char *path, const hz_request *request, hz_error *err)
{
    digest_task digest;
    double since;
    hz_status status = hz_run_read(run, path, request->cap, err);

    if (status)
        return status;
    if (hz_run_has_errors(run))
        return hz_run_validate(run, err); /* all findings at once; there is nothing to digest */
    if ((status = hz_run_alert(run, &request->alert, err)))
        return status;
    start_digest(&digest, run->scenario);
    if (!(status = answer(run, request, err)))
        keep_refusal(run, request);
    since = hz_run_clock();
    finish_digest(&digest);
    if (!status)
        status = sign(run, &digest, err);
    hz_run_note_time(run, "digest", &since);
    return status;
}


/* run_search.c - cheaper orders of units with modes than rounding finds
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The search sees modes as whole, and limits in whole steps where that matters; each point that it finds is made into orders, which are counted
 * exactly, and only those count. */
#include "run_search.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/cancel.h"
#include "plan/derive.h"
#include "plan/places.h"
#include "solve/branch.h"
#include "solve/rational.h"
#include "solve/stand.h"

/* Repairing a model of more is what takes long. */
enum { MANY_COLUMNS = 1000 };

bool hz_run_has_modes(const hz_model *model)
{
    size_t j = 0;

    while (j < model->n_columns && !model->columns[j].is_whole)
        j++;
    return j < model->n_columns;
}

/* Of a rung, in proportion to what is cut, which its place is only the first to reach. */
static __int128 cost_of_column(const hz_column *column, uint16_t place)
{
    int64_t length = column->to_bp - column->from_bp;

    if (column->mode == 0 || column->is_whole || place == HZ_SHARE_ONE)
        return (__int128)column->cost_fen_d * place;
    return hz_div_floor((__int128)column->cost_fen_d * (hz_cut_at(column, place, false) - column->from_bp) * HZ_SHARE_ONE, length);
}

/* 1/10000 fen/d, before anything is rounded to whole fen. */
static __int128 cost_of(const hz_model *m, const uint16_t *places)
{
    __int128 cost = 0;

    for (size_t j = 0; j < m->n_columns; j++)
        cost += cost_of_column(&m->columns[j], places[j]);
    return cost;
}

/* ---- a point becomes orders ---- */

typedef struct {
    const hz_run *run;
    const hz_model *model;
    const hz_proof *proof;
    bool has_places; /* orders were known before the search */
    uint16_t *best;  /* [n_columns] the cheapest that were accepted, or NULL */
    __int128 cost;
} accepting;

static hz_status stand(hz_solution **at, hz_proof **places, const hz_model *model, const hz_proof *proof, const double *exact_bp,
                       hz_error *err)
{
    mpq_t *exact = hz_rationals_new(model->n_columns);
    hz_status status;

    if (!exact)
        return hz_error_memory(err);
    for (size_t j = 0; j < model->n_columns; j++)
        mpq_set_d(exact[j], exact_bp[j]);
    status = hz_stand(at, places, model, exact, proof, err);
    hz_rationals_free(exact, model->n_columns);
    return status;
}

hz_status hz_run_places_at(uint16_t **places, const hz_run *run, const hz_model *model, const hz_proof *proof, const double *exact_bp,
                           bool is_near, hz_error *err)
{
    hz_status (*derive)(uint16_t **, const hz_scenario *, const hz_model *, const hz_solution *, const hz_proof *, uint16_t, hz_error *) =
        is_near ? hz_derive_near : hz_derive_places;
    hz_solution *at = NULL;
    hz_proof *standing = NULL;
    hz_error failure = HZ_ERROR_NONE;
    hz_status status;

    *places = NULL;
    if (!(status = stand(&at, &standing, model, proof, exact_bp, err)) &&
        (status = derive(places, run->scenario, model, at, standing, run->settings.step_bp, &failure)))
        status = status == HZ_ERR_SOLVER ? HZ_OK : hz_error_set(err, status, "%s", failure.message);
    hz_proof_free(standing);
    hz_solution_free(at);
    return status;
}

/* Once orders are known, those that only repairs far from the point would find are dearer: they take long, and bring nothing. Of a small
 * model they are made soon. */
static bool must_be_near(const accepting *a)
{
    return (a->best || a->has_places) && a->model->n_columns > MANY_COLUMNS;
}

/* solve/branch.h, hz_accept_point: orders that hold are made of it, or it is refused. */
static hz_status accept(void *context, bool *is_accepted, __int128 *cost, const uint16_t *at_bp, const double *exact_bp, hz_error *err)
{
    accepting *a = context;
    uint16_t *found;
    hz_status status = hz_run_places_at(&found, a->run, a->model, a->proof, exact_bp, must_be_near(a), err);

    (void)at_bp;
    *is_accepted = found != NULL;
    if (found)
        *cost = cost_of(a->model, found);
    if (found && (!a->best || *cost < a->cost)) {
        free(a->best);
        a->best = found;
        a->cost = *cost;
        found = NULL;
    }
    free(found);
    return status;
}

/* solve/branch.h, hz_find_step */
static bool find_step(void *context, uint16_t *below, uint16_t *above, size_t column, double x_bp)
{
    const accepting *a = context;

    return hz_steps_around(below, above, a->model, column, a->run->settings.step_bp, x_bp);
}

/* ---- limits ---- */

long hz_run_count_of_replay(const hz_run *run)
{
    const char *text = run->settings.nodes;

    for (int i = 0; i < run->n_searches && *text; i++) {
        text += strcspn(text, ",");
        text += *text == ',';
    }
    return strtol(text, NULL, 10);
}

/* A search that is missing in the list would be replayed without its limit, and so would all behind it. */
hz_status hz_run_note_count(hz_run *run, bool is_out_of_time, long count, hz_error *err)
{
    size_t used = strlen(run->nodes);
    int n = snprintf(run->nodes + used, sizeof run->nodes - used, "%s%ld", run->n_searches > 0 ? "," : "",
                     is_out_of_time ? count : 0);

    run->was_ended |= is_out_of_time;
    run->n_searches++;
    if ((size_t)n >= sizeof run->nodes - used) {
        run->nodes[used] = '\0';
        run->has_lost_nodes = true;
    }
    if (run->has_lost_nodes && run->was_ended)
        return hz_error_set(err, HZ_ERR_LIMIT,
                            _("the time limit ended searches for cheaper orders, and there were too many of them (%d) to keep where, so that a "
                              "replay would end elsewhere; give a longer --time-limit, or a larger --gap"),
                            run->n_searches);
    return HZ_OK;
}

hz_searched hz_run_take_search(hz_run *run)
{
    hz_searched last = run->search;

    run->search = (hz_searched){.end = HZ_SEARCH_NONE};
    return last;
}


/* ---- the verb ---- */

/* The linear program's optimum is a bound, too. */
static hz_status keep_bound(hz_run *run, const hz_branch_result *result, const hz_proof *proof, hz_error *err)
{
    static const hz_search_end ends[] = {[HZ_BRANCH_EXHAUSTED] = HZ_SEARCH_EXHAUSTED,
                                         [HZ_BRANCH_GAP] = HZ_SEARCH_GAP,
                                         [HZ_BRANCH_NODES] = HZ_SEARCH_NODES,
                                         [HZ_BRANCH_TIME] = HZ_SEARCH_TIME};
    bool is_better = result->is_bounded && mpq_cmp(result->bound_fen_d, proof->cost_fen_d) > 0;

    free(run->search.bound_exact);
    run->search = (hz_searched){.end = ends[result->end],
                              .n_nodes = result->n_nodes,
                              .bound_fen_d = hz_rational_ceil(is_better ? result->bound_fen_d : proof->cost_fen_d),
                              .bound_exact = mpq_get_str(NULL, 10, is_better ? result->bound_fen_d : proof->cost_fen_d)};
    return run->search.bound_exact ? HZ_OK : hz_error_memory(err);
}

hz_status hz_run_search_with(hz_run *run, hz_branch_settings *settings, long n_nodes, const hz_model *model, const hz_solution *solution,
                             const hz_proof *proof, hz_error *err)
{
    long stop_at = hz_run_count_of_replay(run);
    hz_branch_result *result = NULL;
    hz_status status;

    settings->gap_ppm = run->settings.gap_ppm;
    settings->node_limit = stop_at > 0 ? stop_at : n_nodes;
    settings->time_limit_s = stop_at > 0 ? 0 : settings->time_limit_s;
    if (!(status = hz_branch(&result, model, solution, proof, settings, err))) {
        if (stop_at > 0 && result->end == HZ_BRANCH_NODES)
            result->end = HZ_BRANCH_TIME; /* as it was when the clock ended it */
        if (!(status = keep_bound(run, result, proof, err)))
            status = hz_run_note_count(run, result->end == HZ_BRANCH_TIME, result->n_nodes, err);
    }
    hz_branch_free(result);
    return status;
}

hz_status hz_run_search(hz_run *run, uint16_t **places, const hz_model *model, const hz_solution *solution, const hz_proof *proof,
                        hz_error *err)
{
    accepting a = {.run = run, .model = model, .proof = proof};
    hz_branch_settings settings = {.accept = accept, .step = find_step, .context = &a, .time_limit_s = hz_cancel_left_s() / 2};
    hz_status status;

    if (!hz_run_has_modes(model))
        return HZ_OK;
    if (*places) {
        a.has_places = true;
        settings.has_upper = true;
        settings.upper = cost_of(model, *places);
    }
    status = hz_run_search_with(run, &settings, 0, model, solution, proof, err);
    if (!status && a.best && (!*places || a.cost < settings.upper)) {
        free(*places);
        *places = a.best;
        a.best = NULL;
    }
    free(a.best);
    return status;
}

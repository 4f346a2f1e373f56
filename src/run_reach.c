/* run_reach.c - where there is no plan: how far each target can be taken, and what the least cuts alone break
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "run_reach.h"

#include <stdlib.h>

#include "base/arena.h"
#include "model/most.h"
#include "model/refused.h"
#include "solve/prove.h"
#include "solve/rational.h"

/* ---- how far each target can be taken if it is the only one ---- */

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
static hz_status measure_shared(mpq_t shared, bool *is_known, const hz_model *model, const hz_reach_survey *survey, size_t row,
                                hz_error *err)
{
    hz_model *alone = NULL;
    hz_solution *solution = NULL;
    hz_proof *proof = NULL;
    hz_status status;

    if (!(status = hz_reach_formulate(&alone, model, survey, row, err)) &&
        !(status = hz_solve(&solution, alone, NULL, err)) && !(status = hz_prove(&proof, &solution, alone, err)) &&
        (*is_known = proof->outcome == HZ_OUTCOME_OPTIMAL))
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
    reach->is_known = true;
    if (survey->start[row] < survey->start[row + 1])
        status = measure_shared(shared, &reach->is_known, model, survey, row, err);
    if (!status && reach->is_known)
        reach->reachable = in_balance_units(scenario, &model->rows[row], floor_of_sum(survey->alone[row], shared));
    reach->is_known &= !status;
    mpq_clear(shared);
    return status;
}

static hz_reach reach_of(const hz_run *run, const hz_model *m, const hz_row *row)
{
    return (hz_reach){.of = {.demand = row->demand, .group = row->group, .product = row->product, .target = row->target},
                      .is_joint = m->n_levels > 1,
                      .base = row->base,
                      .required = in_balance_units(run->scenario, row, row->rhs)};
}

/* The row of those who may fail, before there is any. */
static hz_row guarded_row(const hz_model *m, const hz_guard *guard)
{
    hz_row row = m->rows[guard->row];

    row.target = row.demand;
    row.demand = guard->demand;
    return row;
}

static bool is_listed(const hz_run *run, size_t first, const hz_row *row)
{
    while (first < run->n_reaches &&
           (run->reaches[first].of.demand != row->demand || run->reaches[first].of.target != row->target))
        first++;
    return first < run->n_reaches;
}

/* All targets, and the safety of each: run->reaches has room. */
static void list_reaches(hz_run *run, const hz_model *m)
{
    size_t first = run->n_reaches;

    for (size_t i = 0; i < m->n_rows; i++)
        if (m->rows[i].sense == HZ_AT_LEAST && (m->rows[i].target == HZ_NONE || !is_listed(run, first, &m->rows[i])))
            run->reaches[run->n_reaches++] = reach_of(run, m, &m->rows[i]);
    for (size_t g = 0; g < m->n_guards; g++) {
        hz_row row = guarded_row(m, &m->guards[g]);

        if (!is_listed(run, first, &row))
            run->reaches[run->n_reaches++] = reach_of(run, m, &row);
    }
}

/* What the bounds of the units leave. */
static hz_status measure_most(hz_reach *reaches, size_t n, const hz_scenario *s, const hz_model *m, hz_error *err)
{
    hz_claim *claims = hz_calloc(n + 1, sizeof *claims);
    int64_t *most = hz_calloc(n + 1, sizeof *most);
    hz_status status = claims && most ? HZ_OK : hz_error_memory(err);

    for (size_t i = 0; i < n && !status; i++)
        claims[i] = (hz_claim){reaches[i].of.demand, reaches[i].of.group, reaches[i].of.product, reaches[i].of.target};
    if (!status && !(status = hz_find_most(most, claims, n, s, m->levels, m->n_levels, err)))
        for (size_t i = 0; i < n; i++) {
            hz_row row = {.demand = reaches[i].of.demand};

            reaches[i].most = in_balance_units(s, &row, most[i]);
            reaches[i].has_most = true;
        }
    free(claims);
    free(most);
    return status;
}

/* Of safety what is said of its target holds. */
static void find_refused(hz_reach *reaches, size_t n, const hz_scenario *s)
{
    for (size_t i = 0; i < n; i++) {
        const hz_balance *of = &reaches[i].of;
        hz_row row = {.demand = of->demand};

        if (of->target != HZ_NONE)
            continue;
        hz_find_refused(reaches[i].refused, s, &(hz_claim){of->demand, of->group, of->product, of->target}, NULL);
        for (int why = 0; why < HZ_N_REFUSALS; why++)
            reaches[i].refused[why].could = in_balance_units(s, &row, reaches[i].refused[why].could);
    }
}

static bool has_restrictions(const hz_model *m)
{
    size_t i = 0;

    while (i < m->n_rows && m->rows[i].sense == HZ_AT_LEAST)
        i++;
    return i < m->n_rows || m->n_arcs > 0;
}

/* Of the rows of those who may fail the one that is hardest to reach stands for its target; no plan does better. Who fails is found row by
 * row, so another set may do worse: a limit, unless only the bounds of the units are in the way. */
static void keep_reach(hz_reach *reach, const hz_reach *of_row, const hz_demand *demand, bool is_restricted)
{
    bool is_lower = of_row->is_known && (!reach->is_known || of_row->reachable < reach->reachable);

    if (is_lower) {
        reach->is_known = true;
        reach->is_possible = of_row->is_possible;
        reach->reachable = of_row->reachable;
    }
    if (demand->kind == HZ_DEMAND_LINES)
        reach->is_limit = reach->has_most && reach->reachable < reach->most; /* but for all of them, parts of lines may be in it */
    if (demand->n_failing == 0 || !reach->is_possible || !reach->has_most)
        return;
    if (reach->most < reach->reachable || !is_restricted)
        reach->reachable = reach->most;
    reach->is_limit = is_restricted;
}

static hz_reach *find_reach(hz_reach *reaches, size_t n, const hz_row *row)
{
    for (size_t i = 0; i < n; i++)
        if (reaches[i].of.demand == row->demand && reaches[i].of.group == row->group && reaches[i].of.target == row->target)
            return &reaches[i];
    return NULL;
}

/* Floors and caps kept, each target by itself. */
static hz_status measure_alone(hz_reach *reaches, size_t n, const hz_scenario *s, const hz_model *m,
                               const hz_reach_survey *survey, hz_error *err)
{
    bool is_restricted = has_restrictions(m);
    size_t next = 0;

    for (size_t i = 0; i < m->n_rows; i++) {
        const hz_row *row = &m->rows[i];
        hz_reach one = {0}, *reach;
        hz_error failure = HZ_ERROR_NONE;

        if (row->sense != HZ_AT_LEAST)
            continue;
        /* rows without a target are listed in their order */
        reach = row->n_failing == 0 ? &reaches[next++] : find_reach(reaches, n, row);
        if (measure_reach(&one, s, m, survey, i, &failure) == HZ_ERR_INTERRUPTED)
            return hz_error_set(err, HZ_ERR_INTERRUPTED, "%s", failure.message);
        keep_reach(reach, &one, &s->demands[row->demand], is_restricted);
    }
    return HZ_OK;
}

/* ---- what the least cuts alone break ---- */

static hz_status list_broken(hz_run *run, const hz_model *m, const hz_reach_survey *survey, hz_error *err)
{
    size_t room = run->n_broken;

    for (size_t i = 0; i < m->n_rows; i++) {
        const hz_row *row = &m->rows[i];

        if (row->sense != HZ_AT_MOST || survey->alone[i] <= (__int128)row->rhs * HZ_SHARE_ONE)
            continue;
        if (!hz_grow((void **)&run->broken, &room, run->n_broken + 1, sizeof *run->broken))
            return hz_error_memory(err);
        run->broken[run->n_broken++] =
            (hz_balance){.demand = row->demand, .group = row->group, .product = row->product, .target = row->target};
    }
    return HZ_OK;
}

/* ---- the verb ---- */

hz_status hz_run_measure_reaches(hz_run *run, const hz_model *m, hz_error *err)
{
    size_t room = run->n_reaches, first = run->n_reaches, n;
    hz_reach *reaches;
    hz_error failure = HZ_ERROR_NONE;
    hz_reach_survey *survey = NULL;
    hz_status status;

    if (!hz_grow((void **)&run->reaches, &room, first + m->n_rows + m->n_guards + 1, sizeof *run->reaches))
        return hz_error_memory(err);
    list_reaches(run, m);
    reaches = run->reaches + first;
    n = run->n_reaches - first;
    if (m->n_levels == 1 && run->scenario->n_modes > 0)
        find_refused(reaches, n, run->scenario);
    status = measure_most(reaches, n, run->scenario, m, &failure);
    if (status != HZ_ERR_INTERRUPTED && m->n_levels == 1 && !(status = hz_reach_survey_make(&survey, m, &failure)) &&
        !(status = list_broken(run, m, survey, &failure)))
        status = measure_alone(reaches, n, run->scenario, m, survey, &failure);
    hz_reach_survey_free(survey);
    return status == HZ_ERR_INTERRUPTED ? hz_error_set(err, status, "%s", failure.message) : HZ_OK;
}

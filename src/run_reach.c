/* run_reach.c - where there is no plan: how far each target can be reached
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "run_reach.h"

#include <stdlib.h>

#include "base/arena.h"
#include "solve/prove.h"
#include "solve/rational.h"

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

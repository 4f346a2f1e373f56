/* run_proof.c - what was proved of a level, for its plan; and what its families of demands cost
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "run_proof.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/lang.h"
#include "run_prices.h"
#include "solve/prove.h"
#include "solve/ranging.h"
#include "solve/rational.h"
#include "solve/robust.h"

hz_status hz_run_prove_guarded(hz_proof **proof, hz_model *model, hz_error *err)
{
    hz_solution *solution = NULL;
    int n_rounds = 0;
    hz_status status;

    *proof = NULL;
    if (!(status = hz_solve(&solution, model, NULL, err)) && !(status = hz_prove(proof, &solution, model, err)) &&
        model->n_guards > 0 && (*proof)->outcome == HZ_OUTCOME_OPTIMAL)
        status = hz_solve_guarded(model, &solution, proof, &n_rounds, err);
    hz_solution_free(solution);
    return status;
}

/* The lowest cost if demands of these families were not made, rounded up. */
static hz_status bound_without(int64_t *bound_fen_d, const hz_plan *plan, unsigned families, hz_error *err)
{
    hz_model *model = NULL;
    hz_proof *proof = NULL;
    hz_status status;

    if (!(status = hz_formulate_without(&model, plan->scenario, &plan->settings.level, 1, &(int64_t){1}, families, err)) &&
        !(status = hz_run_prove_guarded(&proof, model, err)))
        *bound_fen_d = hz_rational_ceil(proof->cost_fen_d);
    hz_proof_free(proof);
    hz_model_free(model);
    return status;
}

static bool is_any_asked(const hz_plan *plan, unsigned families)
{
    const hz_scenario *s = plan->scenario;

    for (size_t d = 0; d < s->n_demands; d++)
        if (s->demands[d].level == plan->settings.level && families >> hz_demand_family_of(&s->demands[d]) & 1)
            return true;
    return false;
}

static hz_status keep_bounds_without(hz_run *run, hz_plan *plan, hz_error *err)
{
    static const unsigned families[HZ_N_WITHOUT] = {
        [HZ_WITHOUT_SAFETY] = HZ_FAMILIES_OF_SAFETY, [HZ_WITHOUT_FAIRNESS] = HZ_FAMILIES_OF_FAIRNESS};
    double since = hz_run_clock();
    hz_status status = HZ_OK;

    for (int w = 0; w < HZ_N_WITHOUT && !status; w++)
        if ((plan->without[w].is_known = is_any_asked(plan, families[w]))) {
            status = bound_without(&plan->without[w].bound_fen_d, plan, families[w], err);
            hz_run_note_time(run, "without", &since);
        }
    return status;
}

/* Of what a demand moves: not one row alone where others guard it against failing. */
static bool is_alone(const hz_model *m, size_t row)
{
    for (size_t g = 0; g < m->n_guards; g++)
        if (m->guards[g].row == row)
            return false;
    return m->rows[row].kind != HZ_ROW_SAFETY && m->rows[row].kind != HZ_ROW_PLAN_COST;
}

static hz_status keep_ranges(hz_plan *plan, const hz_proved *proved, hz_error *err)
{
    const hz_model *m = proved->model;
    hz_range *ranges;
    hz_status status = hz_find_ranges(&ranges, m, proved->solution, err);

    if (status)
        return status;
    plan->ranges = hz_calloc(plan->reckoning->n_balances + 1, sizeof *plan->ranges);
    for (size_t b = 0; plan->ranges && b < plan->reckoning->n_balances; b++)
        plan->ranges[b] = b < m->n_rows && is_alone(m, b) ? ranges[b] : (hz_range){-1, -1};
    free(ranges);
    return plan->ranges ? HZ_OK : hz_error_memory(err);
}

hz_status hz_run_check_bound(int64_t cost_fen, int64_t bound_fen, hz_error *err)
{
    if (cost_fen >= bound_fen)
        return HZ_OK;
    return hz_error_set(err, HZ_ERR_VERIFY,
                        _("the orders cost %1$lld fen, and it was proved that none cost less than %2$lld fen: one of the two is wrong; no plan is "
                          "given. This is an error of hazeplan: send the scenario to those who maintain it"),
                        (long long)cost_fen, (long long)bound_fen);
}

hz_status hz_run_keep_proof(hz_run *run, hz_plan *plan, const hz_proved *proved, hz_error *err)
{
    double since = hz_run_clock();
    hz_status status;

    plan->proved = *proved;
    plan->others = proved->proof->others;
    if ((status = hz_run_keep_prices(plan, proved->model, proved->proof->cost_fen_d, proved->proof->price, err)) ||
        (status = hz_run_check_bound(plan->reckoning->total.cost_fen_d, hz_plan_bound_fen_d(plan), err)) ||
        (status = keep_ranges(plan, proved, err)))
        return status;
    hz_run_note_time(run, "explain", &since);
    return keep_bounds_without(run, plan, err);
}

/* run_proof.c - what was proved of a level, for its plan; and what its families of demands cost
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "run_proof.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/lang.h"
#include "solve/prove.h"
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

hz_status hz_run_check_bound(int64_t cost_fen, int64_t bound_fen, hz_error *err)
{
    if (cost_fen >= bound_fen)
        return HZ_OK;
    return hz_error_set(err, HZ_ERR_VERIFY,
                        _("the orders cost %1$lld fen, and it was proved that none cost less than %2$lld fen: one of the two is wrong; no plan is "
                          "given. This is an error of hazeplan: send the scenario to those who maintain it"),
                        (long long)cost_fen, (long long)bound_fen);
}

/* What was proved, in whole fen, as fractions and for reading. */
hz_status hz_run_keep_proof(hz_run *run, hz_plan *plan, const hz_model *model, const hz_proof *proof, hz_error *err)
{
    hz_status status;

    plan->bound_fen_d = hz_rational_ceil(proof->cost_fen_d);
    plan->others = proof->others;
    if (!(plan->bound_exact = mpq_get_str(NULL, 10, proof->cost_fen_d)))
        return hz_error_memory(err);
    if ((status = hz_run_check_bound(plan->reckoning->total.cost_fen_d, hz_plan_bound_fen_d(plan), err)))
        return status;
    if ((status = keep_prices(plan, model, proof, err)) || (status = keep_bindings(plan, model, proof, err)))
        return status;
    return keep_bounds_without(run, plan, err);
}

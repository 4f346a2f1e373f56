/* run_orders.c - orders in steps that keep to the demands, whoever fails
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "run_orders.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/lang.h"
#include "run_branch.h"
#include "run_search.h"
#include "run_whole.h"
#include "solve/prove.h"
#include "solve/robust.h"

/* ---- orders in steps ---- */

/* Where rounding the cheapest cuts finds none, cuts in whole steps are looked for by branching; with modes, hz_run_search() does that. */
static hz_status derive_in_steps(uint16_t **places, const hz_scenario *s, const hz_model *model, const hz_solution *solution,
                                 const hz_proof *proof, uint16_t step_bp, hz_error *err)
{
    hz_error failure = HZ_ERROR_NONE;
    hz_solution *placed = NULL;
    hz_proof *stands = NULL;
    bool is_found = false;
    hz_status status = hz_derive_places(places, s, model, solution, proof, step_bp, &failure);

    if (status == HZ_ERR_SOLVER && !hz_run_has_modes(model)) {
        status = hz_run_branch(&is_found, &placed, &stands, s, model, proof, step_bp, err);
        if (!status)
            status = is_found ? hz_derive_places(places, s, model, placed, stands, step_bp, err)
                              : hz_error_set(err, HZ_ERR_SOLVER, "%s", failure.message);
    } else if (status) {
        hz_error_set(err, status, "%s", failure.message);
    }
    hz_proof_free(stands);
    hz_solution_free(placed);
    return status;
}

static const char *name_levels(const hz_model *model)
{
    return model->n_levels > 1 ? _("all levels together") : hz_level_name(model->level);
}

/* What does help is found out, not guessed: finer steps that divide the one that was asked for. */
static hz_status say_no_steps(const hz_scenario *s, const hz_model *model, const hz_solution *solution, const hz_proof *proof,
                               uint16_t step_bp, const char *said, hz_error *err)
{
    static const uint16_t parts[] = {2, 5, 10, 20, 50, 100};
    const char *level = name_levels(model);
    uint16_t *places = NULL;
    int finest_bp = 0;

    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        uint16_t finer_bp = step_bp / parts[i];
        hz_error failure = HZ_ERROR_NONE;
        hz_status status;

        if (step_bp % parts[i] != 0)
            continue;
        status = derive_in_steps(&places, s, model, solution, proof, finer_bp, &failure);
        free(places);
        if (status == HZ_OK)
            return hz_error_set(err, HZ_ERR_SOLVER, _("%1$s: %2$s; in steps of %3$d.%4$02d %% there are: give --step %3$d.%4$02d%%"), level,
                                said, finer_bp / 100, finer_bp % 100);
        if (status != HZ_ERR_SOLVER)
            return hz_error_set(err, status, "%s", failure.message);
        finest_bp = finer_bp;
    }
    if (finest_bp == 0)
        return hz_error_set(err, HZ_ERR_SOLVER, _("%1$s: %2$s; a demand that is a little less strict leaves more room"), level, said);
    return hz_error_set(err, HZ_ERR_SOLVER,
                        _("%1$s: %2$s; in finer steps, down to %3$d.%4$02d %%, none were found either; a demand that is a little less strict leaves more room"),
                        level, said, finest_bp / 100, finest_bp % 100);
}

/* Whether it is modes or steps that leave nothing. */
static hz_status say_no_orders(hz_run *run, const hz_model *model, const hz_solution *solution, const hz_proof *proof, const char *said,
                               hz_error *err)
{
    hz_status status = HZ_OK;

    run->no_orders = (hz_no_orders){.why = HZ_NO_ORDERS_STEPS};
    if (hz_run_has_modes(model))
        status = hz_run_look_whole(&run->no_orders, model, solution, proof, err);
    if (status || run->no_orders.is_proved)
        return status;
    return run->no_orders.why == HZ_NO_ORDERS_MODES
               ? hz_run_say_no_modes(name_levels(model), run->no_orders.n_nodes, err)
               : say_no_steps(run->scenario, model, solution, proof, run->settings.step_bp, said, err);
}

/* With modes, rounding has nothing to say about what else there is. */
static hz_status derive_orders(hz_order **orders, hz_run *run, const hz_model *model, const hz_solution *solution,
                               const hz_proof *proof, hz_error *err)
{
    uint16_t step_bp = run->settings.step_bp, *places = NULL;
    hz_error failure = HZ_ERROR_NONE;
    hz_status status = derive_in_steps(&places, run->scenario, model, solution, proof, step_bp, &failure);

    if (status && status != HZ_ERR_SOLVER)
        return hz_error_set(err, status, "%s", failure.message);
    status = hz_run_search(run, &places, model, solution, proof, err);
    if (!status)
        status = places ? hz_orders_at(orders, run->scenario, model, places, err)
                        : say_no_orders(run, model, solution, proof, failure.message, err);
    free(places);
    return status;
}

/* ---- whoever fails ---- */

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

/* The optimum satisfies the rows behind the first n_priced already: they cost nothing. */
static hz_status price_new_rows(hz_solution *solution, const hz_model *model, size_t n_priced, hz_error *err)
{
    double *price = hz_calloc(model->n_rows + 1, sizeof *price);

    if (!price)
        return hz_error_memory(err);
    memcpy(price, solution->price, n_priced * sizeof *price);
    free(solution->price);
    solution->price = price;
    return HZ_OK;
}

/* Rounded to steps, others may bring most than at the proved optimum: their rows are added. *is_new: there are any. */
static hz_status add_sets(const guarding *g, bool *is_new, hz_error *err)
{
    hz_failing_set *sets = hz_calloc(g->model->n_guards + 1, sizeof *sets);
    size_t n = 0, n_priced = g->model->n_rows;
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
    return status || !n ? status : price_new_rows(*g->solution, g->model, n_priced, err);
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
            (status = derive_orders(g->orders, g->run, g->model, *g->solution, *g->proof, err)) || !g->orders[0])
            return status;
    }
    return hz_error_set(err, HZ_ERR_VERIFY, _("the orders, added up again, miss a demand; no plan is given"));
}

hz_status hz_run_derive(hz_run *run, hz_order **orders, hz_model *model, hz_solution **solution, hz_proof **proof,
                        hz_error *err)
{
    guarding g = {.run = run, .model = model, .solution = solution, .proof = proof, .orders = orders};
    hz_status status = derive_orders(orders, run, model, *solution, *proof, err);

    if (!status && orders[0] && model->n_guards > 0)
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

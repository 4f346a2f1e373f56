/* run_orders.c - orders that keep to the demands, whoever fails
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "run_orders.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/lang.h"
#include "solve/prove.h"
#include "solve/robust.h"

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

/* run_prices.c - bound and prices of a proof, as a plan states them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "run_prices.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "plan/reasons.h"
#include "solve/rational.h"

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

static hz_status keep_prices(hz_plan *plan, const hz_model *model, mpq_t *of_row, hz_error *err)
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
        mpq_add(price[b], price[b], of_row[i]);
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
static hz_status keep_bindings(hz_plan *plan, const hz_model *m, mpq_t *of_row, hz_error *err)
{
    plan->bindings = hz_calloc(m->n_rows + 1, sizeof *plan->bindings);
    plan->binding_enterprises = hz_calloc(m->n_failing + 1, sizeof *plan->binding_enterprises);
    if (!plan->bindings || !plan->binding_enterprises)
        return hz_error_memory(err);
    memcpy(plan->binding_enterprises, m->failing ? m->failing : plan->binding_enterprises,
           m->n_failing * sizeof *plan->binding_enterprises);
    for (size_t i = 0; i < m->n_rows; i++)
        if (m->rows[i].n_failing > 0 && mpq_sgn(of_row[i]) > 0)
            plan->bindings[plan->n_bindings++] = (hz_binding){m->rows[i].target, m->rows[i].first_failing,
                                                              m->rows[i].n_failing, mpq_get_d(of_row[i])};
    qsort(plan->bindings, plan->n_bindings, sizeof *plan->bindings, by_price);
    return HZ_OK;
}

/* In a plan the demands are its balances. */
static hz_status keep_reasons(hz_plan *plan, const hz_model *model, mpq_t *of_row, hz_error *err)
{
    hz_status status = hz_find_reasons(&plan->reasons, plan->scenario, model, of_row, plan->orders, err);

    for (size_t u = 0; u < plan->scenario->n_units && !status; u++)
        if (plan->reasons[u].row != HZ_NONE)
            plan->reasons[u].row = (uint32_t)balance_of(plan, model, plan->reasons[u].row);
    return status;
}

hz_status hz_run_keep_prices(hz_plan *plan, const hz_model *model, const mpq_t cost_fen_d, mpq_t *of_row, hz_error *err)
{
    hz_status status;

    plan->bound_fen_d = hz_rational_ceil(cost_fen_d);
    if (!(plan->bound_exact = mpq_get_str(NULL, 10, cost_fen_d)))
        return hz_error_memory(err);
    if ((status = keep_prices(plan, model, of_row, err)) || (status = keep_bindings(plan, model, of_row, err)))
        return status;
    return keep_reasons(plan, model, of_row, err);
}

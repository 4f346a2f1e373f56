/* reasons.h - why each unit is ordered what it is: what its cut costs, and what it is worth at the prices of the plan
 *
 * A kilogram that one unit cuts need not be cut by another: at the exact duals y of the linear program a cut of column j is worth
 * sum_i y[i] a[i,j], negative where it takes from a floor or a cap. The cheapest plan cuts what is worth its cost, and nothing that is
 * not; only what joins units (equal treatment), whole modes, and whole steps of orders can part the two.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_PLAN_REASONS_H
#define HZ_PLAN_REASONS_H

#include <gmp.h>

#include "model/model.h"
#include "plan/plan.h"

/* For the orders of a level and its model; price[model->n_rows] in fen per base unit. The caller frees *out [n_units] with free().
 * HZ_ERR_MEMORY, HZ_ERR_INTERRUPTED. */
hz_status hz_find_reasons(hz_reason **out, const hz_scenario *scenario, const hz_model *model, mpq_t *price, const hz_order *orders,
                          hz_error *err);

#endif

/* derive.h - from exact fractions to orders that a person can carry out and check
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_PLAN_DERIVE_H
#define HZ_PLAN_DERIVE_H

#include "model/model.h"
#include "plan/plan.h"
#include "solve/proof.h"

/* Where every column of the model stands (*places: [n_columns], free()) when cuts are rounded to steps of `step_bp` on the safe side, and
 * modes to whole ones, within the unit's own bounds, such that every demand holds again in whole grams, and every arc. NULL and
 * HZ_ERR_SOLVER when none in such steps are found (in a finer step there may be); the error says whether it is proved that there are none. */
hz_status hz_derive_places(uint16_t **places, const hz_scenario *scenario, const hz_model *model, const hz_solution *solution,
                           const hz_proof *proof, uint16_t step_bp, hz_error *err);
/* The same where only what is near is wanted: a few columns may step further, those that do so at the least cost. NULL where that will
 * not do, which is no error. */
hz_status hz_derive_near(uint16_t **places, const hz_scenario *scenario, const hz_model *model, const hz_solution *solution,
                         const hz_proof *proof, uint16_t step_bp, hz_error *err);
/* The steps next to `x_bp` where orders may stand, equal where it is at one: no order at or below the lower one stands above *below, and none at or above the
 * upper one below *above. False: of a column that is no order. */
bool hz_steps_around(uint16_t *below, uint16_t *above, const hz_model *model, size_t column, uint16_t step_bp, double x_bp);
/* The orders for every unit at every level of the model: orders[k] ([n_units], free()) is for the k-th level. HZ_ERR_MEMORY. */
hz_status hz_orders_at(hz_order **orders, const hz_scenario *scenario, const hz_model *model, const uint16_t *places, hz_error *err);
/* Both. */
hz_status hz_derive_orders(hz_order **orders, const hz_scenario *scenario, const hz_model *model,
                           const hz_solution *solution, const hz_proof *proof, uint16_t step_bp, hz_error *err);

#endif

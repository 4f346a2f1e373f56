/* effect.h - what a unit in a state brings to a row: the coefficients of the equations, before anything is divided up
 *
 * In whole base units of the row, rounded against the plan. What the model says, what orders are counted by and what the reckoning finds
 * is the same.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_MODEL_EFFECT_H
#define HZ_MODEL_EFFECT_H

#include "model/model.h"
#include "scenario/modes.h"

typedef struct {
    const hz_scenario *scenario;
    int64_t society_g_d[HZ_MAX_POLLUTANTS]; /* B[p] */
} hz_effects;

void hz_effects_make(hz_effects *effects, const hz_scenario *scenario);

/* (2), (4), (5), (9b), (13): to a target. */
int64_t hz_target_effect(const hz_effects *effects, const hz_demand *target, size_t unit, hz_state state);
/* To any row that a unit can be in. */
int64_t hz_row_effect(const hz_effects *effects, const hz_row *row, size_t unit, hz_state state);
/* What the linear program takes for it: of a limit, whose depths between two states it sees as a straight line, not rounded against the plan but
 * for it, so that no order on the way brings more than the line; of all else the same. So its optimum is a bound of all orders. */
int64_t hz_row_effect_at_most(const hz_effects *effects, const hz_row *row, size_t unit, hz_state state);
/* And what it takes a state to cost at a level, fen/d. */
int64_t hz_cost_at_least(const hz_scenario *s, size_t unit, hz_state state, hz_level level);

#endif

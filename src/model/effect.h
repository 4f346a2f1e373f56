/* effect.h - what a unit in a state brings to a row: the coefficients of the equations, before anything is divided up
 *
 * In whole base units of the row. What orders are counted by is rounded against the plan, and what the reckoning finds is not less. The model says
 * the same, but of shares of a pool, which it has rounded for the plan: so no order brings more than the model thinks.
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
/* The same as the model has it: a part of it is not less than what a part of the state brings. */
int64_t hz_row_coefficient(const hz_effects *effects, const hz_row *row, size_t unit, hz_state state);

#endif

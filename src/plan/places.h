/* places.h - where a column stands, as what its unit is ordered
 *
 * A share of output stands at what is cut. A rung of a unit with modes is a way from one state to another: whole, or gradual within a
 * limit.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_PLAN_PLACES_H
#define HZ_PLAN_PLACES_H

#include "model/model.h"
#include "plan/plan.h"
#include "scenario/modes.h"

/* The state of a unit when a column of it stands there: of a rung, if the columns below it stand at 10000 and those above it at 0. */
hz_state hz_column_state(const hz_column *column, uint16_t at_bp);

/* What an order gains by where a column of its unit stands: of several columns the first that does not stand at 0, the deepest, says it. */
void hz_order_take(hz_order *order, const hz_scenario *scenario, const hz_column *column, uint16_t at_bp);
/* Where a column stands at a cut: of a gradual rung the least place at which the cut has come so far, of any other the cut. */
int64_t hz_place_of_cut(const hz_column *column, int64_t cut_bp);
/* And back: the last cut whose place is not above `bp`; or (is_up) the first whose place is not below it. */
int64_t hz_cut_at(const hz_column *column, int64_t bp, bool is_up);

#endif

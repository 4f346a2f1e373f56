/* as_families.h - pools, weighted sums, caps and safety, as tables of the summary and in JSON
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_EXPORT_AS_FAMILIES_H
#define HZ_EXPORT_AS_FAMILIES_H

#include "base/sink.h"
#include "plan/plan.h"

/* A section for each kind of which there is one; caps of many groups are told by those that bear most beside what they may. */
void hz_text_families(hz_sink *sink, const hz_plan *plan);

/* What a balance is about, of any kind of demand, and its amounts: the first keys of an object, which stays open. `failing`: of the
 * reckoning that the balance is of, or NULL: nothing is said of who fails. */
void hz_json_balance(hz_sink *sink, const hz_scenario *s, const hz_balance *balance, const uint32_t *failing);
/* Its price, 1/100 of the currency for one more of its unit, and the same as a fraction; null of grade order and alike treatment,
 * which have none. */
void hz_json_price(hz_sink *sink, const hz_scenario *s, const hz_balance *balance, int64_t price, const char *exact);
/* The bound without each family of demands that there is. */
void hz_json_bounds_without(hz_sink *sink, const hz_plan *plan);

#endif

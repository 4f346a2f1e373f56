/* as_json.h - plans as JSON, RFC 8259; schema: scenarios/schema/plan.schema.json
 *
 * Amounts are JSON numbers with as many decimals as are exact; fractions of the proof are strings.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_EXPORT_AS_JSON_H
#define HZ_EXPORT_AS_JSON_H

#include "base/sink.h"
#include "plan/plan.h"

/* plan.json: the whole plan. */
void hz_json_plan(hz_sink *sink, const hz_plan *plan);
/* The plan without its enterprises, one object without a newline behind it: for `plan --json`. */
void hz_json_plan_head(hz_sink *sink, const hz_plan *plan);

/* `rules`, `index` and `forecast_digest` of it, as further keys of an object. */
void hz_json_rules(hz_sink *sink, const hz_plan *plan);

#endif

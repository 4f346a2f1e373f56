/* as_reasons.h - why each unit is ordered what it is, as sentences, as a table and as a page
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_EXPORT_AS_REASONS_H
#define HZ_EXPORT_AS_REASONS_H

#include "base/sink.h"
#include "plan/plan.h"

/* All of a plan whose reasons are known; without them nothing is put. In the current language. */

/* One sentence or two of a unit. Returns `buf`. */
const char *hz_show_reason(char *buf, size_t size, const hz_plan *plan, size_t unit);
/* One row for each unit, by enterprise and unit id. */
void hz_csv_reasons(hz_sink *sink, const hz_plan *plan);
/* On the sheet of an enterprise. */
void hz_text_reasons_of(hz_sink *sink, const hz_plan *plan, size_t enterprise);
/* The page of the plan: what the last kilogram costs, how many units stand where for which reason, who is nearest to changing
 * sides, and who saves most. */
void hz_text_reasons(hz_sink *sink, const hz_plan *plan);
/* The reason of a unit as members of a JSON object. */
void hz_json_reason(hz_sink *sink, const hz_plan *plan, size_t unit);

#endif

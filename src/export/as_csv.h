/* as_csv.h - the action list as a table, one row per unit, that spreadsheets open and cannot be hurt by
 *
 * UTF-8 with BOM, CRLF, headings and words in the current language; a cell that is not reported is empty, never 0.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_EXPORT_AS_CSV_H
#define HZ_EXPORT_AS_CSV_H

#include "base/sink.h"
#include "plan/plan.h"

/* actions.csv: every unit. HZ_ERR_MEMORY, HZ_ERR_INTERRUPTED; failures of the sink are told when it is closed. */
hz_status hz_csv_actions(hz_sink *sink, const hz_plan *plan, hz_error *err);
/* The same of several plans of one scenario, one after the other under one heading: the level is a column. */
hz_status hz_csv_plans(hz_sink *sink, const hz_plan *const *plans, size_t n_plans, hz_error *err);
/* districts/<id>.csv: the units of some enterprises, given by index. */
hz_status hz_csv_enterprises(hz_sink *sink, const hz_plan *plan, const uint32_t *enterprises, size_t n_enterprises,
                             hz_error *err);

#endif

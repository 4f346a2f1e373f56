/* as_changes.h - who changes when the level does: a table of units, and a page for each district to call from
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_EXPORT_AS_CHANGES_H
#define HZ_EXPORT_AS_CHANGES_H

#include "base/sink.h"
#include "plan/levels.h"

/* One row for each unit that changes, by enterprise and unit id; in the current language. */
void hz_csv_changes(hz_sink *sink, const hz_levels *levels, hz_step step);
/* The same of the listed enterprises, which are those of the district, for the telephone. */
void hz_text_changes(hz_sink *sink, const hz_levels *levels, hz_step step, size_t district, const uint32_t *enterprises,
                     size_t n_enterprises);
/* On the sheet of an enterprise: what changes for it at the next level up and down. Nothing where the plan is alone. */
void hz_text_neighbours(hz_sink *sink, const hz_plan *plan, size_t enterprise);

#endif

/* as_sheet.h - action lists on paper: one sheet per enterprise, one per district
 *
 * Plain text in the current language (base/lang.h), with blanks for receipt and report.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_EXPORT_AS_SHEET_H
#define HZ_EXPORT_AS_SHEET_H

#include "base/sink.h"
#include "plan/plan.h"

/* enterprises/<id>.txt: what this enterprise must do, by when, and how it is checked. */
void hz_sheet_enterprise(hz_sink *sink, const hz_plan *plan, size_t enterprise);
/* districts/<id>.txt: what an inspector of the district has to see done, and who runs as before. `enterprises`: the
 * indices of those that lie in it. */
void hz_sheet_district(hz_sink *sink, const hz_plan *plan, size_t district, const uint32_t *enterprises,
                       size_t n_enterprises);

#endif

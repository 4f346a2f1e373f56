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

/* Parts of such sheets, for those of an episode. Who the enterprise is, and who answers for it. */
void hz_sheet_who(hz_sink *sink, const hz_scenario *s, const hz_enterprise *enterprise);
/* The body in charge of a group. */
void hz_sheet_body(hz_sink *sink, const hz_group *group);
/* Approved loads of the level of the plan, and what alone those who are exempt or held to a load may do. */
void hz_sheet_grants(hz_sink *sink, const hz_plan *plan, const hz_enterprise *enterprise);
/* What a unit may still make and emit; and what it may make, and by what that is checked. */
void hz_sheet_unit(hz_sink *sink, const hz_plan *plan, size_t unit);
void hz_sheet_seen(hz_sink *sink, const hz_plan *plan, size_t unit);
/* Lines to fill in: received, in place, checked. */
void hz_sheet_blanks(hz_sink *sink);

#endif

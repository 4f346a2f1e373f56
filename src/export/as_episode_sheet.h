/* as_episode_sheet.h - the orders of an episode on paper: one sheet per enterprise, one per district
 *
 * Plain text in the current language, as the sheets of a plan (export/as_sheet.h).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_EXPORT_AS_EPISODE_SHEET_H
#define HZ_EXPORT_AS_EPISODE_SHEET_H

#include "base/sink.h"
#include "plan/episode.h"

/* enterprises/<id>.txt: what this enterprise must do from when to when, by when, how it is checked, and when it runs again. */
void hz_sheet_episode_enterprise(hz_sink *sink, const hz_episode_plan *plan, size_t enterprise);
/* districts/<id>.txt: what an inspector of the district has to see done on which days, and who runs as before. `enterprises`: the
 * indices of those that lie in it. */
void hz_sheet_episode_district(hz_sink *sink, const hz_episode_plan *plan, size_t district, const uint32_t *enterprises,
                               size_t n_enterprises);

#endif

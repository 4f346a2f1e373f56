/* as_episode_json.h - the plan of an episode as JSON
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_EXPORT_AS_EPISODE_JSON_H
#define HZ_EXPORT_AS_EPISODE_JSON_H

#include "base/sink.h"
#include "plan/episode.h"

/* plan.json of its folder, in the current language; schema: scenarios/schema/episode.schema.json. */
void hz_json_episode(hz_sink *sink, const hz_episode_plan *plan);

#endif

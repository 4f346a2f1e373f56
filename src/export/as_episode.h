/* as_episode.h - the plan of an episode: as text, as tables, as JSON; and why there is none
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_EXPORT_AS_EPISODE_H
#define HZ_EXPORT_AS_EPISODE_H

#include "base/sink.h"
#include "plan/episode.h"

/* Days, what is demanded of them, and every order in the order in which they must be issued. */
void hz_text_episode(hz_sink *sink, const hz_episode_plan *plan);
/* A row for each unit, a column for each day. */
void hz_csv_schedule(hz_sink *sink, const hz_episode_plan *plan);
/* A row for each order, with the sentence that goes on the notice. HZ_ERR_MEMORY. */
hz_status hz_csv_orders(hz_sink *sink, const hz_episode_plan *plan, hz_error *err);
void hz_json_episode(hz_sink *sink, const hz_episode_plan *plan);

/* The demands of days that stand in each other's way. */
typedef struct {
    const hz_scenario *scenario;
    const hz_course *course;
    const hz_day_clash *clashes;
    size_t n;
} hz_clashes;

void hz_text_no_episode(hz_sink *sink, const hz_clashes *of);
/* An object. */
void hz_json_no_episode(hz_sink *sink, const hz_clashes *of);

#endif

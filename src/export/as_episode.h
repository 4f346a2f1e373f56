/* as_episode.h - the plan of an episode as a page for people; and why there is none
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_EXPORT_AS_EPISODE_H
#define HZ_EXPORT_AS_EPISODE_H

#include "base/sink.h"
#include "plan/episode.h"

/* summary.txt: what it costs and what is proved, days, what is demanded of them, every order in the order in which they must be issued,
 * restarts, what it rests on. */
void hz_text_episode(hz_sink *sink, const hz_episode_plan *plan);
/* Facts that stand on top of every list of an episode: plan, levels, times, failures of the enterprises that it is for ([n]; NULL: all),
 * rules. */
void hz_text_episode_head(hz_sink *sink, const hz_episode_plan *plan, const uint32_t *enterprises, size_t n_enterprises);

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

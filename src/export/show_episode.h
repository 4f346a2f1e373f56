/* show_episode.h - words for the days and orders of an episode, the same in text, tables and sheets
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_EXPORT_SHOW_EPISODE_H
#define HZ_EXPORT_SHOW_EPISODE_H

#include "plan/episode.h"

/* "2026-01-03 00:00". Returns `buf`. */
const char *hz_show_instant(char buf[HZ_INSTANT_TEXT], int64_t instant);
const char *hz_show_day_level(int level); /* in the current language; also of HZ_NO_DAY_LEVEL */
/* What a unit is told on a day, in a few words. Returns `buf`. */
const char *hz_show_day_order(char *buf, size_t size, const hz_episode_plan *plan, size_t unit, int day);
/* "haul from 2026-01-04 10:00 on; steel from ... until ...": of the enterprises ([n]; NULL: of all) those that bring nothing between two
 * instants, or for a part of the time. Empty: none. */
const char *hz_show_failures(char *buf, size_t size, const hz_episode_plan *plan, const uint32_t *enterprises, size_t n_enterprises,
                             int64_t from, int64_t until);
/* Was it ordered before this plan? */
bool hz_show_is_kept(const hz_episode_plan *plan, const hz_episode_order *order);
/* And until another time? Then that, so that a new notice is due; else HZ_INSTANT_NONE. */
int64_t hz_show_was_until(const hz_episode_plan *plan, const hz_episode_order *order);
enum { HZ_NOTE_TEXT = 512 };
/* Both in words. `buf`, or a word; NULL: it is a new one. */
const char *hz_show_kept(char buf[HZ_NOTE_TEXT], const hz_episode_plan *plan, const hz_episode_order *order);
/* The same with failures of its enterprise, and with what must go on behind the last day. `buf`; NULL: there is nothing to say. */
const char *hz_show_note(char buf[HZ_NOTE_TEXT], const hz_episode_plan *plan, const hz_episode_order *order);
/* When a unit runs again, as the plan counts it, in whole days: the end of its restart, also behind the episode; or of the order
 * where there is none. */
int64_t hz_show_runs_again(const hz_episode_plan *plan, const hz_episode_order *order);

/* The episode as a plan that borrows all it has: scenario, settings, sources and names, and the orders of the day. Its level is that of
 * the day, and it starts where the episode does. */
hz_plan hz_episode_as_plan(const hz_episode_plan *plan, int day);
/* The sentence of the notice, at its own times, into `sink`. HZ_ERR_MEMORY. */
hz_status hz_put_notice(hz_sink *sink, const hz_episode_plan *plan, const hz_episode_order *order, hz_error *err,
                        void (*put)(hz_sink *sink, const char *sentence));

#endif

/* timetable.h - of each unit with modes, the schedules that the program of an episode chooses from
 *
 * There are far too many to list all: the list grows by those that the prices of the rows ask for (run_episode.h).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_MODEL_TIMETABLE_H
#define HZ_MODEL_TIMETABLE_H

#include "scenario/schedule.h"

typedef struct {
    hz_choice choice;
    hz_schedule *list; /* [n] by cost, then as bytes; each once */
    size_t n, capacity;
} hz_timetable_unit;

typedef struct {
    hz_timetable_unit *units; /* [n_units] those with modes whose enterprise operates, in the order of the scenario */
    size_t n_units;
} hz_timetable;

/* Empty lists. `kept`: [n_units of the scenario] what is settled, NULL: nothing but that units run as before on days that have begun. All
 * but `kept` must outlive it. HZ_ERR_MEMORY. To be cleared in any case. */
hz_status hz_timetable_make(hz_timetable *table, const hz_scenario *scenario, const hz_course *course, const hz_kept *kept, hz_error *err);
void hz_timetable_clear(hz_timetable *table);

bool hz_timetable_has(const hz_timetable_unit *unit, const hz_schedule *schedule);
/* One that it does not have yet. HZ_ERR_MEMORY. */
hz_status hz_timetable_add(hz_timetable_unit *unit, const hz_schedule *schedule, hz_error *err);

#endif

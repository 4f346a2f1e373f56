/* schedule.h - what a unit does on each day of an episode (equation 11)
 *
 * A unit runs as before, or it is in a mode for some days on end; then it restarts, and runs again. What holds:
 * - A mode is not in place before `now` + its lead time. The day on which it is not in place from 00:00 on costs as much and brings
 *   nothing.
 * - It is entered on a day whose level allows it, and goes on through days that allow it or have no level; through others only until its
 *   minimum duration is over. That is counted in whole days.
 * - It is not left, nor does another one begin, before it has been in place for a day.
 * - Then, for as many days as its restart takes, the unit makes nothing, brings nothing, and costs what the mode costs with all output
 *   cut.
 * - What is paid once is paid for each time that a mode is entered.
 * - Where the last day comes before its minimum duration is over, or before it has been in place, the mode goes on behind it as on that
 *   day, which is paid for, too.
 * - Nothing is planned for days that have begun.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_SCENARIO_SCHEDULE_H
#define HZ_SCENARIO_SCHEDULE_H

#include "scenario/course.h"
#include "scenario/modes.h"

typedef enum {
    HZ_DAY_RUN,      /* as before */
    HZ_DAY_NOT_YET,  /* ordered, but not in place from the start of the day on */
    HZ_DAY_IN_PLACE,
    HZ_DAY_RESTART
} hz_day_kind;

/* One day of one unit. Of a unit without modes `mode` is 0, and a cut is in place. */
typedef struct {
    uint16_t cut_bp; /* of output */
    uint8_t mode;    /* 1 + its number among those of the unit; of a restart the one that it is from; 0: none */
    uint8_t kind;    /* hz_day_kind */
} hz_day;

/* Those behind the last day of the course are zero, so that schedules can be compared as bytes. */
typedef struct {
    hz_day days[HZ_COURSE_DAYS];
} hz_schedule;

/* What is settled already. */
typedef struct {
    uint16_t fixed; /* bits of days on which the unit does what `given` says */
    hz_schedule given;
} hz_kept;

/* What may be chosen from. */
typedef struct {
    const hz_scenario *scenario; /* is_once_apart; response_h: hours of the whole episode */
    const hz_course *course;
    size_t unit;                 /* one with modes */
    hz_kept kept;
} hz_choice;

static inline hz_state hz_day_state(hz_day day)
{
    return (hz_state){day.cut_bp, day.mode};
}

/* Does what is cut on the day count for a target? */
static inline bool hz_day_counts(hz_day day)
{
    return day.kind == HZ_DAY_IN_PLACE;
}

/* May the one day come behind the other (NULL: it is the first)? The rule of orders that are made and of those that are read. */
bool hz_day_follows(const hz_day *before, hz_day day);
/* Is it told to be in a mode, whether that is in place from the start of the day on or not? */
static inline bool hz_is_order(hz_day day)
{
    return day.kind == HZ_DAY_NOT_YET || day.kind == HZ_DAY_IN_PLACE;
}

/* Of a day without a level as of others, since what is paid once is not spread over days: fen. */
int64_t hz_day_cost_fen(const hz_choice *of, hz_day day);
/* Is a mode entered on that day? */
bool hz_is_entered(const hz_schedule *schedule, int day);
/* Days behind the last one on which it must go on as on that one, having been in the mode for so many days on end by then:
 * until the minimum duration is over, and it has been in place for one. */
int hz_days_beyond(const hz_choice *of, hz_day last, int n_days_in);
/* What is paid once, what those days behind the last one cost, and what all days cost with both, fen. A day without a level costs as much
 * as others. */
int64_t hz_schedule_once_fen(const hz_choice *of, const hz_schedule *schedule);
int64_t hz_schedule_beyond_fen(const hz_choice *of, const hz_schedule *schedule);
int64_t hz_schedule_cost_fen(const hz_choice *of, const hz_schedule *schedule);

#endif

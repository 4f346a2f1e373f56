/* course.h - the course of an episode: the level of each day, and when orders for it are issued
 *
 * Days are local, from 00:00 to 24:00 (base/calendar.h).
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_SCENARIO_COURSE_H
#define HZ_SCENARIO_COURSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/calendar.h"
#include "base/sink.h"

enum { HZ_COURSE_DAYS = 15, HZ_NO_DAY_LEVEL = -1 };

typedef struct {
    int32_t first_day;
    int n_days;                   /* 1 .. HZ_COURSE_DAYS */
    int8_t level[HZ_COURSE_DAYS]; /* hz_level; HZ_NO_DAY_LEVEL: none is in force */
    int64_t now;                  /* an instant: no order is issued before it */
} hz_course;

/* What is wrong with one of its days. */
typedef enum {
    HZ_COURSE_RIGHT,
    HZ_COURSE_NO_DAY,    /* no DATE=LEVEL, or there is no such day */
    HZ_COURSE_NO_LEVEL,  /* no such level */
    HZ_COURSE_NOT_LATER, /* not later than the day before it */
    HZ_COURSE_TOO_LONG   /* more than HZ_COURSE_DAYS days from the first */
} hz_course_fault;

/* What to do about it, in the current language. */
const char *hz_course_fault_text(hz_course_fault fault);
/* The first day of a text that hz_course_parse() does not take, as it is written there, and what is wrong with it. */
hz_course_fault hz_course_find_fault(const char **day, size_t *day_length, const char *text, size_t length, char separator);

/* "2026-01-03=orange,2026-01-05=red", with `separator` between days: each day once, ascending; those that are left out between them have no
 * level. False: it is none of that, or spans more than HZ_COURSE_DAYS days. `now` is left alone. */
bool hz_course_parse(hz_course *out, const char *text, size_t length, char separator);
/* The same back, days without a level left out. */
void hz_put_course(hz_sink *sink, const hz_course *course, char separator);

static inline int64_t hz_course_start(const hz_course *course, int day)
{
    return hz_day_instant(course->first_day + day);
}

/* How many days have begun before orders can be issued: what is done on them is done. */
int hz_course_begun(const hz_course *course);

#endif

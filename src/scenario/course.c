/* course.c - the course of an episode: the level of each day, and when orders for it are issued
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "scenario/course.h"

#include <string.h>

#include "base/lang.h"
#include "input/words.h"
#include "rules/level.h"

/* One "DATE=LEVEL". */
static hz_course_fault add_day(hz_course *course, const char *text, size_t length)
{
    const char *sign = memchr(text, '=', length);
    int32_t day;
    int level;

    if (!sign || !hz_date_parse(&day, text, (size_t)(sign - text)))
        return HZ_COURSE_NO_DAY;
    level = hz_word_index(&hz_level_words, sign + 1, length - (size_t)(sign + 1 - text));
    if (course->n_days == 0)
        course->first_day = day;
    if (level < 0)
        return HZ_COURSE_NO_LEVEL;
    if (day < course->first_day + course->n_days)
        return HZ_COURSE_NOT_LATER;
    if (day - course->first_day >= HZ_COURSE_DAYS)
        return HZ_COURSE_TOO_LONG;
    while (course->n_days < day - course->first_day)
        course->level[course->n_days++] = HZ_NO_DAY_LEVEL;
    course->level[course->n_days++] = (int8_t)level;
    return HZ_COURSE_RIGHT;
}

/* Up to the first day that is wrong. */
static hz_course_fault add_days(hz_course *out, const char **day, size_t *day_length, const char *text, size_t length, char separator)
{
    const char *end = text + length;
    hz_course_fault fault;

    out->n_days = 0;
    for (;; text += *day_length + 1) {
        const char *stop = memchr(text, separator, (size_t)(end - text));

        *day = text;
        *day_length = (size_t)((stop ? stop : end) - text);
        if ((fault = add_day(out, text, *day_length)) || !stop)
            return fault;
    }
}

bool hz_course_parse(hz_course *out, const char *text, size_t length, char separator)
{
    const char *day;
    size_t day_length;

    return add_days(out, &day, &day_length, text, length, separator) == HZ_COURSE_RIGHT;
}

hz_course_fault hz_course_find_fault(const char **day, size_t *day_length, const char *text, size_t length, char separator)
{
    hz_course course;

    return add_days(&course, day, day_length, text, length, separator);
}

const char *hz_course_fault_text(hz_course_fault fault)
{
    switch (fault) {
    case HZ_COURSE_NO_DAY:
        return _("is no day with its level; write DATE=LEVEL, such as 2026-01-03=orange, of a day that there is");
    case HZ_COURSE_NO_LEVEL:
        return _("has no warning level; give blue, yellow, orange or red");
    case HZ_COURSE_NOT_LATER:
        return _("is not later than the day before it; give each day once, ascending");
    case HZ_COURSE_TOO_LONG:
        return _("is behind the 15th day from the first; an episode has at most 15 days");
    default:
        return "";
    }
}

void hz_put_course(hz_sink *sink, const hz_course *course, char separator)
{
    char date[HZ_DATE_TEXT];

    for (int t = 0; t < course->n_days; t++) {
        if (course->level[t] == HZ_NO_DAY_LEVEL)
            continue;
        if (t > 0)
            hz_putc(sink, separator);
        hz_puts(sink, hz_date_format(date, course->first_day + t));
        hz_putc(sink, '=');
        hz_puts(sink, hz_level_id((hz_level)course->level[t]));
    }
}

int hz_course_begun(const hz_course *course)
{
    int n = 0;

    while (n < course->n_days && hz_course_start(course, n) < course->now)
        n++;
    return n;
}

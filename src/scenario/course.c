/* course.c - the course of an episode: the level of each day, and when orders for it are issued
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "scenario/course.h"

#include <string.h>

#include "input/words.h"
#include "rules/level.h"

/* One "DATE=LEVEL". */
static bool add_day(hz_course *course, const char *text, size_t length)
{
    const char *sign = memchr(text, '=', length);
    int32_t day;
    int level;

    if (!sign || !hz_date_parse(&day, text, (size_t)(sign - text)))
        return false;
    level = hz_word_index(&hz_level_words, sign + 1, length - (size_t)(sign + 1 - text));
    if (course->n_days == 0)
        course->first_day = day;
    if (level < 0 || day < course->first_day + course->n_days || day - course->first_day >= HZ_COURSE_DAYS)
        return false;
    while (course->n_days < day - course->first_day)
        course->level[course->n_days++] = HZ_NO_DAY_LEVEL;
    course->level[course->n_days++] = (int8_t)level;
    return true;
}

bool hz_course_parse(hz_course *out, const char *text, size_t length, char separator)
{
    const char *end = text + length;

    out->n_days = 0;
    for (;;) {
        const char *stop = memchr(text, separator, (size_t)(end - text));

        if (!add_day(out, text, (size_t)((stop ? stop : end) - text)))
            return false;
        if (!stop)
            return true;
        text = stop + 1;
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

/* calendar.h - civil dates and times, as numbers that can be added
 *
 * One clock for the whole program: the local time of the place that the warning is for, which for China is China Standard Time
 * (UTC+08:00, no daylight saving since 1991). A date is a number of days, an instant a number of minutes, both since
 * 1970-01-01T00:00 of that clock, in the Gregorian calendar. The machine's own time zone is never asked.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_BASE_CALENDAR_H
#define HZ_BASE_CALENDAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    HZ_DAY_MIN = 24 * 60,      /* minutes of a day */
    HZ_DATE_TEXT = 11,         /* "2016-09-24" and a NUL */
    HZ_INSTANT_TEXT = 17       /* "2016-09-24T00:00" and a NUL */
};

/* Before and behind every date that can be written. */
#define HZ_DAY_NEVER INT32_MIN
#define HZ_DAY_FOREVER INT32_MAX
#define HZ_INSTANT_NONE INT64_MIN

/* "YYYY-MM-DD", and no byte more, of a day that exists. */
bool hz_date_parse(int32_t *day, const char *text, size_t length);
/* "YYYY-MM-DDThh:mm", and no byte more, of a minute that exists (00:00 to 23:59). */
bool hz_instant_parse(int64_t *instant, const char *text, size_t length);

/* Both return `buf`. The year must lie between 0000 and 9999. */
const char *hz_date_format(char buf[HZ_DATE_TEXT], int32_t day);
const char *hz_instant_format(char buf[HZ_INSTANT_TEXT], int64_t instant);

/* The day of an instant, also before 1970. */
int32_t hz_instant_day(int64_t instant);
static inline int64_t hz_day_instant(int32_t day)
{
    return (int64_t)day * HZ_DAY_MIN;
}

/* 1 January of the year of a day, and of the year after it. */
int32_t hz_year_start(int32_t day);
int32_t hz_year_end(int32_t day);
/* The number of that year. */
int hz_year_of(int32_t day);

#endif

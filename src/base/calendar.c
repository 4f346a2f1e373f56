/* calendar.c - civil dates and times, as numbers that can be added
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A year is counted from 1 March, so that the day that comes and goes stands at its end: the days before month m (March = 0)
 * are (153 m + 2) / 5, and 400 years have 146,097 days. */
#include "base/calendar.h"

#include <stdio.h>

#include "base/text.h"

enum {
    DAYS_OF_400_YEARS = 146097,
    EPOCH = 719468 /* days from 0000-03-01 to 1970-01-01 */
};

static int32_t day_of(int year, int month, int date)
{
    int y = month <= 2 ? year - 1 : year;
    int era = (y >= 0 ? y : y - 399) / 400;
    int of_era = y - era * 400;
    int of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + date - 1;

    return era * DAYS_OF_400_YEARS + of_era * 365 + of_era / 4 - of_era / 100 + of_year - EPOCH;
}

static void civil_of(int32_t day, int *year, int *month, int *date)
{
    int z = day + EPOCH;
    int era = (z >= 0 ? z : z - DAYS_OF_400_YEARS + 1) / DAYS_OF_400_YEARS;
    int of_era = z - era * DAYS_OF_400_YEARS;
    int y = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int of_year = of_era - (365 * y + y / 4 - y / 100);
    int m = (5 * of_year + 2) / 153;

    *date = of_year - (153 * m + 2) / 5 + 1;
    *month = m < 10 ? m + 3 : m - 9;
    *year = y + era * 400 + (*month <= 2);
}

bool hz_date_parse(int32_t *day, const char *text, size_t length)
{
    uint64_t year, month, date;
    int y, m, d;

    if (length != HZ_DATE_TEXT - 1 || text[4] != '-' || text[7] != '-' || !hz_parse_uint(&year, text, 4, 9999) ||
        !hz_parse_uint(&month, text + 5, 2, 12) || !hz_parse_uint(&date, text + 8, 2, 31) || month == 0)
        return false;
    *day = day_of((int)year, (int)month, (int)date);
    civil_of(*day, &y, &m, &d);
    return m == (int)month && d == (int)date; /* else the month has no such day */
}

bool hz_instant_parse(int64_t *instant, const char *text, size_t length)
{
    uint64_t hour, minute;
    int32_t day;

    if (length != HZ_INSTANT_TEXT - 1 || text[10] != 'T' || text[13] != ':' || !hz_date_parse(&day, text, 10) ||
        !hz_parse_uint(&hour, text + 11, 2, 23) || !hz_parse_uint(&minute, text + 14, 2, 59))
        return false;
    *instant = hz_day_instant(day) + (int64_t)(hour * 60 + minute);
    return true;
}

const char *hz_date_format(char buf[HZ_DATE_TEXT], int32_t day)
{
    int year, month, date;

    civil_of(day, &year, &month, &date);
    snprintf(buf, HZ_DATE_TEXT, "%04u-%02u-%02u", (unsigned)year % 10000, (unsigned)month % 100, (unsigned)date % 100);
    return buf;
}

int32_t hz_instant_day(int64_t instant)
{
    return (int32_t)((instant >= 0 ? instant : instant - HZ_DAY_MIN + 1) / HZ_DAY_MIN);
}

const char *hz_instant_format(char buf[HZ_INSTANT_TEXT], int64_t instant)
{
    int32_t day = hz_instant_day(instant);
    unsigned minute = (unsigned)(instant - hz_day_instant(day));

    hz_date_format(buf, day);
    snprintf(buf + HZ_DATE_TEXT - 1, HZ_INSTANT_TEXT - HZ_DATE_TEXT + 1, "T%02u:%02u", minute / 60 % 24, minute % 60);
    return buf;
}

int hz_year_of(int32_t day)
{
    int year, month, date;

    civil_of(day, &year, &month, &date);
    return year;
}

int32_t hz_year_start(int32_t day)
{
    return day_of(hz_year_of(day), 1, 1);
}

int32_t hz_year_end(int32_t day)
{
    return day_of(hz_year_of(day) + 1, 1, 1);
}

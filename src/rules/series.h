/* series.h - a forecast on a grid: the daily value of any 24 hours on end
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_RULES_SERIES_H
#define HZ_RULES_SERIES_H

#include "base/error.h"
#include "rules/forecast.h"
#include "rules/rulebook.h"

enum { HZ_MAX_SERIES_DAYS = 1100 }; /* three years: a forecast never is that long, a record of the past may be */

#define HZ_NO_BOUND INT64_MAX

/* A daily value, of 24 hours from some hour on. Of hours that are not given some are known to lie between nothing and the
 * worst that an index tells apart: then the value is not known, but it lies between bounds. */
typedef struct {
    bool is_known;
    bool is_partial;     /* not known, but part of it is given: least and most say something */
    bool is_observed;    /* all of it; only when known */
    int64_t low, high;   /* AQI or ng/m3, when known; `high` decides the level */
    int64_t least, most; /* `high` lies between them: it itself when known, 0 and HZ_NO_BOUND when nothing is given */
    uint16_t primary;    /* AQI, when known: bits of hz_air; 0 when none is known */
} hz_block;

typedef struct hz_series hz_series;

/* The indices of `book` turn concentrations into the index, each day by `chosen`, else (NULL) by the one that the forecast names,
 * else by the one in force on that day; without a table for it, only stated index values count. The forecast and the book must outlive the series.
 * HZ_ERR_INPUT when the forecast spans more than HZ_MAX_SERIES_DAYS. Freed with hz_series_free(). */
hz_status hz_series_make(hz_series **out, const hz_forecast *forecast, const hz_rulebook *book, const hz_index *chosen,
                         hz_error *err);
void hz_series_free(hz_series *series); /* NULL-safe */

int32_t hz_series_first_day(const hz_series *series);
int hz_series_n_days(const hz_series *series);
bool hz_series_has_hours(const hz_series *series);
int hz_series_end(const hz_series *series); /* the hour at which what is given ends */
/* The index standard of a day; NULL when none is known. Its table may not be known all the same. */
const hz_index *hz_series_index(const hz_series *series, int day);
/* Does the forecast give it anywhere, by itself or (AQI) by concentrations? */
bool hz_series_gives(const hz_series *series, hz_air metric);

/* The daily value of `metric` (AQI, PM2.5, O3-8h ...) over 24 hours from `hour` hours after the beginning of the first day. A
 * whole calendar day takes what was stated for it and what its hours give, and the higher of the two. Other hours that are not
 * given are as the days that they lie in, where these are known; the better one of the two, so that they never make a run longer
 * than its days do. An index of concentrations is known when every pollutant is that the forecast gives anywhere, or, of a day, when it names
 * the primary pollutant and gives that. */
hz_block hz_series_block(const hz_series *series, hz_air metric, int hour);

/* The hours of a day that are left out of `metric` while others of it are given, one bit each; 0 where the day is left out as a
 * whole, or not at all. */
uint32_t hz_series_missing_hours(const hz_series *series, hz_air metric, int day);

/* Do the 24 hours from `hour` on lie between the first and the last value that is given? What lies outside is no gap. */
bool hz_series_covers(const hz_series *series, int hour);

/* The pollutants, bits of hz_air, that the forecast gives elsewhere, but not on a day of which it gives others, so that its index is not
 * known; else 0. */
uint16_t hz_series_missing_pollutants(const hz_series *series, int day);

/* The index of a day as stated, and as its concentrations give it, each -1 when there is none: for the check that a forecast does
 * not contradict itself. */
void hz_series_both(const hz_series *series, int day, int64_t *stated_high, int64_t *reckoned_high);
/* The same of the index as stated for the day, and as the mean of its 24 hours, where all are given. */
void hz_series_both_indices(const hz_series *series, int day, int64_t *stated_high, int64_t *mean_high);

#endif

/* series.h - a forecast on a grid: the daily value of any 24 hours on end
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_RULES_SERIES_H
#define HZ_RULES_SERIES_H

#include "base/error.h"
#include "rules/forecast.h"
#include "rules/index.h"

enum { HZ_MAX_SERIES_DAYS = 1100 }; /* three years: a forecast never is that long, a record of the past may be */

/* A daily value, of 24 hours from some hour on. */
typedef struct {
    bool is_known;
    bool is_observed;  /* all of it */
    int64_t low, high; /* AQI or ng/m3; `high` decides the level */
    uint16_t primary;  /* AQI: bits of hz_air; 0 when none is known */
} hz_block;

typedef struct hz_series hz_series;

/* `index` turns concentrations into the index; NULL: only stated index values count. The forecast and the index must outlive
 * the series. HZ_ERR_INPUT when the forecast spans more than HZ_MAX_SERIES_DAYS. Freed with hz_series_free(). */
hz_status hz_series_make(hz_series **out, const hz_forecast *forecast, const hz_index *index, hz_error *err);
void hz_series_free(hz_series *series); /* NULL-safe */

int32_t hz_series_first_day(const hz_series *series);
int hz_series_n_days(const hz_series *series);
bool hz_series_has_hours(const hz_series *series);

/* The daily value of `metric` (AQI, PM2.5, O3-8h ...) over 24 hours from `hour` hours after the beginning of the first day. A
 * whole calendar day takes what was stated for it and what its hours give, and the higher of the two; other 24 hours need
 * all their hours. */
hz_block hz_series_block(const hz_series *series, hz_air metric, int hour);

/* Do the 24 hours from `hour` on lie between the first and the last value that is given? What lies outside is no gap. */
bool hz_series_covers(const hz_series *series, int hour);

/* The index of a day as stated, and as its concentrations give it, each -1 when there is none: for the check that a forecast does
 * not contradict itself. */
void hz_series_both(const hz_series *series, int day, int64_t *stated_high, int64_t *reckoned_high);

#endif

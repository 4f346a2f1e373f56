/* forecast.h - a forecast of the air, as it was given: what, when, from and to
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_RULES_FORECAST_H
#define HZ_RULES_FORECAST_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/calendar.h"
#include "input/findings.h"
#include "rules/air.h"

enum { HZ_MAX_VALUES = 200000 }; /* of one forecast */
enum { HZ_FIRST_FORECAST_YEAR = 1900, HZ_LAST_FORECAST_YEAR = 2999 }; /* so that what lies around it has a date too */

typedef struct {
    hz_air of;
    bool is_hour;      /* else of a calendar day */
    bool is_observed;  /* measured, not forecast */
    int64_t begin;     /* instant at which the day or hour begins */
    int64_t low, high; /* AQI, or ng/m3; equal when one value was given */
    uint16_t primary;  /* bits of hz_air that the forecast names as primary pollutant; 0: none named */
    int line;
} hz_air_value;

/* What a forecast itself need not say, and may be supplied beside it. */
typedef enum { HZ_SUPPLIED_PLACE, HZ_SUPPLIED_ISSUED, HZ_SUPPLIED_CAUSE, HZ_N_SUPPLIED } hz_supplied;
extern const struct hz_word_list hz_supplied_words; /* "place", "issued", "cause" */

typedef struct {
    int64_t issued;     /* instant; HZ_INSTANT_NONE when not given */
    const char *by;     /* who consulted; NULL when not given */
    const char *place;  /* division code, GB/T 2260; NULL when not given */
    const char *index;  /* id of the index standard of its AQI values; NULL when not given */
    int cause;          /* hz_cause, -1 when not given */
    const char *note;   /* NULL when not given */
    uint8_t supplied;   /* bits of hz_supplied: not the forecast's own word, but given beside it */
    hz_air_value *values; /* by begin, hours before days, quantity */
    size_t n_values;
    int line;
    hz_arena *arena; /* of a forecast of its own; NULL inside a scenario, which then owns it */
} hz_forecast;

/* An empty forecast, in an arena of its own; NULL when out of memory. */
hz_forecast *hz_forecast_new(void);
void hz_forecast_free(hz_forecast *forecast); /* NULL-safe; for one of its own */

/* Put the values into their order; those that are there twice, of a year beyond reason, and a forecast without any, become findings
 * 302, 210 and 617. */
void hz_forecast_finish(hz_forecast *forecast, hz_findings *findings);

#endif

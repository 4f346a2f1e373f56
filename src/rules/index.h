/* index.h - an air-quality index: from concentrations to individual indices and the index of a day
 *
 *     IAQI = ceil((I_hi - I_lo) / (B_hi - B_lo) * (C - B_lo) + I_lo)      B_lo <= C <= B_hi          HJ 633-2012, (1)
 *     AQI  = max IAQI over the pollutants                                                            HJ 633-2012, (2)
 *
 * The table of breakpoints is data (scenarios/rules/hj633-2012.xml), since it changes. Everything is reckoned in whole
 * numbers: nothing but the one rounding up is rounded.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_RULES_INDEX_H
#define HZ_RULES_INDEX_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/calendar.h"
#include "rules/air.h"

enum { HZ_MAX_BREAKPOINTS = 16, HZ_MAX_AVERAGES = 32, HZ_MAX_CLASSES = 12 };

typedef struct {
    int iaqi;
    int64_t ng_m3;
} hz_breakpoint;

/* A row of the table: one pollutant averaged over a number of hours. */
typedef struct {
    hz_air air;
    int hours;      /* over which it is averaged: 24, 8 or 1 */
    bool is_hourly; /* belongs to the hourly report, not to that of a day */
    hz_breakpoint points[HZ_MAX_BREAKPOINTS]; /* ascending in both */
    int n_points;
    uint32_t source; /* index of sources, or HZ_NONE */
    int line;
} hz_average;

typedef struct {
    int up_to; /* the highest index of the class; INT32_MAX for the last */
    const char *id; /* "I" .. "VI" */
    hz_bilingual name;
} hz_index_class;

typedef struct hz_index {
    const char *id; /* "HJ633-2012" */
    hz_bilingual title;
    const char *number; /* of the standard */
    int32_t from_day, to_day; /* in force, both included; HZ_DAY_FOREVER: until further notice */
    int cap;          /* the index never is more than this */
    int primary_above; /* a primary pollutant is named above this index */
    bool is_complete; /* false: the table of breakpoints is not known, only that the standard is there */
    hz_average averages[HZ_MAX_AVERAGES];
    int n_averages;
    hz_index_class classes[HZ_MAX_CLASSES]; /* ascending */
    int n_classes;
    hz_source *sources;
    size_t n_sources;
    const char *path;
    const char *bytes; /* the file as it was read, for the copy in a plan folder */
    size_t n_bytes;
    hz_arena *arena;
} hz_index;

void hz_index_free(hz_index *index); /* NULL-safe */

typedef enum {
    HZ_IAQI_OK,
    HZ_IAQI_NO_AVERAGE, /* the index has no row for it */
    HZ_IAQI_BEYOND      /* above the last breakpoint of a row that ends below the cap: this average has no IAQI there (SO2 and O3
                           of HJ 633-2012: another average of the same pollutant decides) */
} hz_iaqi_status;

/* The individual index of one average. `ng_m3` >= 0. */
hz_iaqi_status hz_iaqi(int *iaqi, const hz_index *index, hz_air air, int hours, bool is_hourly, int64_t ng_m3);

/* The index of a day from its daily values; `ng_m3` [HZ_N_AIR], below 0 where not given (HZ_AIR_AQI and HZ_AIR_O3 are not
 * looked at). Bits of *primary: the pollutants with the highest IAQI, none when the index is not above primary_above.
 * False when no value gives an IAQI, and when a pollutant is beyond the row of its only average (see HZ_IAQI_BEYOND). */
bool hz_index_of_day(int *aqi, uint16_t *primary, const hz_index *index, const int64_t ng_m3[HZ_N_AIR]);

/* The class of an index value. */
const hz_index_class *hz_index_class_of(const hz_index *index, int aqi);

#endif

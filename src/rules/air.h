/* air.h - what is measured in the air, and what may cause a pollution episode
 *
 * One unit per quantity in the whole program: concentrations in ng/m3 (so that 0.001 ug/m3 is whole), the air-quality index as
 * the whole number that it is.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_RULES_AIR_H
#define HZ_RULES_AIR_H

#include "input/words.h"

/* The first ones are daily values (means of 24 hours unless it says otherwise), HZ_AIR_O3 is hourly alone; all but the two maxima
 * may be given by the hour too. */
typedef enum {
    HZ_AIR_AQI,
    HZ_AIR_PM25,
    HZ_AIR_PM10,
    HZ_AIR_SO2,
    HZ_AIR_NO2,
    HZ_AIR_CO,
    HZ_AIR_O3_8H, /* highest mean of 8 hours of the day */
    HZ_AIR_O3_1H, /* highest hour of the day */
    HZ_AIR_O3,
    HZ_N_AIR
} hz_air;

/* "AQI", "PM2.5", ... "O3-8h", "O3-1h", "O3". */
extern const struct hz_word_list hz_air_words;
const char *hz_air_id(hz_air air);
const char *hz_air_name(hz_air air); /* for people, in the current language */

/* Why the air is bad; some rule sets allow production cuts for some causes only. */
typedef enum {
    HZ_CAUSE_PM25,
    HZ_CAUSE_O3,
    HZ_CAUSE_DUST,     /* dust storm or blowing sand */
    HZ_CAUSE_WILDFIRE,
    HZ_CAUSE_STRAW,    /* burning of straw */
    HZ_CAUSE_FIREWORKS,
    HZ_CAUSE_TRANSPORT, /* carried in from outside the country */
    HZ_CAUSE_OTHER,
    HZ_N_CAUSES
} hz_cause;

extern const struct hz_word_list hz_cause_words;
const char *hz_cause_id(hz_cause cause);
const char *hz_cause_name(hz_cause cause);

#endif

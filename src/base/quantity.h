/* quantity.h - grams, fen and basis points: the closed unit table and the one conversion, done on reading
 *
 * One unit per quantity in the whole program: pollutant mass and mass output in g/d, money in fen/d, sums of it in fen, times in h,
 * shares in bp (hundredths of a per cent), energy in kJ/d, volume in L/d, area in 1/1000 m2, counts in 1/1000;
 * concentrations in the air in ng/m3.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_BASE_QUANTITY_H
#define HZ_BASE_QUANTITY_H

#include "base/text.h"

typedef enum {
    HZ_DIM_MASS,
    HZ_DIM_MONEY, /* fen, whatever the currency */
    HZ_DIM_MONEY_CNY,
    HZ_DIM_MONEY_USD,
    HZ_DIM_SUM, /* of money, once: fen, whatever the currency */
    HZ_DIM_SUM_CNY,
    HZ_DIM_SUM_USD,
    HZ_DIM_TIME,
    HZ_DIM_SHARE,
    HZ_DIM_ENERGY,
    HZ_DIM_VOLUME,
    HZ_DIM_AREA,
    HZ_DIM_COUNT,
    HZ_DIM_CONCENTRATION,
    HZ_N_DIMS
} hz_dimension;

typedef struct {
    const char *symbol; /* as written in the input, e.g. "kg/d" */
    hz_dimension dimension;
    int64_t numerator;
    int64_t denominator;
    bool needs_days; /* a yearly unit: operating days per year must be given */
} hz_unit_def;

/* Every amount of one thing is below this in base units (10^12: a million tonnes a day, ten thousand million yuan a
 * day), so that sums over HZ_MAX_UNITS units stay inside 63 bits. */
#define HZ_AMOUNT_MAX INT64_C(1000000000000)
/* What many make together is at most this: HZ_AMOUNT_MAX for each of HZ_MAX_UNITS, below 2^63. */
#define HZ_SUM_MAX (INT64_C(8000000) * HZ_AMOUNT_MAX)
#define HZ_SHARE_ONE 10000 /* bp */

/* NULL when the unit is not in the table. */
const hz_unit_def *hz_unit_find(const char *symbol, size_t length);
/* The i-th unit of the table, NULL behind the last: for documentation and tests. */
const hz_unit_def *hz_unit_at(size_t index);
/* The unit that canonical output uses for a dimension, e.g. kg/d for mass, and how many base units it has. */
const hz_unit_def *hz_unit_canonical(hz_dimension dimension);

typedef enum { HZ_CONVERT_OK, HZ_CONVERT_ABSURD, HZ_CONVERT_INEXACT } hz_convert_status;

/* value * unit -> base units, rounded half to even. `operating_days` (1..366) is used by yearly units only.
 * HZ_CONVERT_ABSURD: the magnitude is above HZ_AMOUNT_MAX, which is then stored. HZ_CONVERT_INEXACT: a share finer
 * than a basis point, a time finer than an hour, or a value other than zero that rounds to zero; the rounded value is stored all the same. The
 * sign is kept. */
hz_convert_status hz_convert(int64_t *out, hz_decimal value, const hz_unit_def *unit, unsigned operating_days);
/* The same with `most` in the place of HZ_AMOUNT_MAX. */
hz_convert_status hz_convert_up_to(int64_t *out, hz_decimal value, const hz_unit_def *unit, unsigned operating_days,
                                   int64_t most);

/* How many days a year something lasts: "12", "0.5" -> thousandths, 1 .. 366000; false when it is anything else, or finer. */
bool hz_days_parse(int64_t *milli_days, const char *text, size_t length);

#endif

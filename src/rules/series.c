/* series.c - a forecast on a grid: the daily value of any 24 hours on end
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Means and maxima of hours are taken with the upper bounds for the upper bound, with the lower bounds for the lower one.
 * A mean is rounded up to a whole ng/m3, which is below what any instrument tells apart. */
#include "rules/series.h"

#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "base/text.h"

enum { DAY_H = 24, OZONE_H = 8 };

typedef struct {
    int64_t low, high; /* below 0: not given */
    bool is_observed;
} cell;

struct hz_series {
    const hz_index *index;
    int32_t first_day;
    int n_days;
    int begin_h, end_h; /* of what is given, hours of the grid */
    bool has_hours;
    cell *days;  /* [n_days * HZ_N_AIR] */
    cell *hours; /* [n_days * 24 * HZ_N_AIR] */
    uint16_t *primary; /* [n_days] as stated for the AQI of the day */
};

/* ---- making ---- */

static hz_status span_days(hz_series *s, const hz_forecast *f, hz_error *err)
{
    int32_t last;

    if (f->n_values == 0)
        return HZ_OK;
    s->first_day = last = hz_instant_day(f->values[0].begin);
    for (size_t i = 0; i < f->n_values; i++) {
        int32_t day = hz_instant_day(f->values[i].begin);

        s->first_day = day < s->first_day ? day : s->first_day;
        last = day > last ? day : last;
        s->has_hours |= f->values[i].is_hour;
    }
    if ((int64_t)last - s->first_day >= HZ_MAX_SERIES_DAYS)
        return hz_error_set(err, HZ_ERR_INPUT, _("the forecast spans %1$lld days, more than %2$d; correct its dates"),
                            (long long)last - s->first_day + 1, HZ_MAX_SERIES_DAYS);
    s->n_days = last - s->first_day + 1;
    return HZ_OK;
}

static cell *new_cells(size_t n)
{
    cell *cells = hz_calloc(n * HZ_N_AIR + 1, sizeof *cells);

    for (size_t i = 0; cells && i < n * HZ_N_AIR; i++)
        cells[i].low = cells[i].high = -1;
    return cells;
}

static void put_value(hz_series *s, const hz_air_value *v)
{
    int day = hz_instant_day(v->begin) - s->first_day;
    int hour = (int)((v->begin - hz_day_instant(s->first_day)) / 60);
    cell *at = v->is_hour ? &s->hours[(size_t)hour * HZ_N_AIR + v->of] : &s->days[(size_t)day * HZ_N_AIR + v->of];

    *at = (cell){v->low, v->high, v->is_observed};
    s->begin_h = hour < s->begin_h ? hour : s->begin_h;
    hour += v->is_hour ? 1 : DAY_H;
    s->end_h = hour > s->end_h ? hour : s->end_h;
    if (!v->is_hour && v->of == HZ_AIR_AQI)
        s->primary[day] = v->primary;
}

hz_status hz_series_make(hz_series **out, const hz_forecast *forecast, const hz_index *index, hz_error *err)
{
    hz_series *s = hz_calloc(1, sizeof *s);
    hz_status status;

    *out = NULL;
    if (!s)
        return hz_error_memory(err);
    s->index = index && index->is_complete ? index : NULL;
    if (!(status = span_days(s, forecast, err)) &&
        (!(s->days = new_cells((size_t)s->n_days)) || !(s->hours = new_cells((size_t)s->n_days * DAY_H)) ||
         !(s->primary = hz_calloc((size_t)s->n_days + 1, sizeof *s->primary))))
        status = hz_error_memory(err);
    if (status) {
        hz_series_free(s);
        return status;
    }
    s->begin_h = s->n_days * DAY_H;
    for (size_t i = 0; i < forecast->n_values; i++)
        put_value(s, &forecast->values[i]);
    *out = s;
    return HZ_OK;
}

void hz_series_free(hz_series *series)
{
    if (!series)
        return;
    free(series->days);
    free(series->hours);
    free(series->primary);
    free(series);
}

int32_t hz_series_first_day(const hz_series *series)
{
    return series->first_day;
}

int hz_series_n_days(const hz_series *series)
{
    return series->n_days;
}

bool hz_series_has_hours(const hz_series *series)
{
    return series->has_hours;
}

bool hz_series_covers(const hz_series *series, int hour)
{
    return hour >= series->begin_h && hour + DAY_H <= series->end_h;
}

/* ---- hours ---- */

static const cell *hour_at(const hz_series *s, hz_air air, int hour)
{
    return &s->hours[(size_t)hour * HZ_N_AIR + air];
}

/* The mean of `n` hours; false when one of them is not given. */
static bool mean_of(cell *out, const hz_series *s, hz_air air, int hour, int n)
{
    int64_t low = 0, high = 0;
    bool is_observed = true;

    for (int h = hour; h < hour + n; h++) {
        const cell *c = hour_at(s, air, h);

        if (c->high < 0)
            return false;
        low += c->low;
        high += c->high;
        is_observed &= c->is_observed;
    }
    *out = (cell){hz_div_ceil(low, n), hz_div_ceil(high, n), is_observed};
    return true;
}

/* The highest mean of `n` hours on end inside 24 hours; false when one of them is not given. */
static bool highest_mean(cell *out, const hz_series *s, hz_air air, int hour, int n)
{
    cell best = {-1, -1, true}, mean;

    for (int h = hour; h + n <= hour + DAY_H; h++) {
        if (!mean_of(&mean, s, air, h, n))
            return false;
        best.low = mean.low > best.low ? mean.low : best.low;
        best.high = mean.high > best.high ? mean.high : best.high;
        best.is_observed &= mean.is_observed;
    }
    *out = best;
    return true;
}

/* A daily value from the hours alone. */
static bool from_hours(cell *out, const hz_series *s, hz_air air, int hour)
{
    if (!s->has_hours || hour + DAY_H > s->n_days * DAY_H)
        return false;
    if (air == HZ_AIR_O3_8H)
        return highest_mean(out, s, HZ_AIR_O3, hour, OZONE_H);
    if (air == HZ_AIR_O3_1H)
        return highest_mean(out, s, HZ_AIR_O3, hour, 1);
    return mean_of(out, s, air, hour, DAY_H);
}

/* ---- blocks ---- */

static const cell *stated(const hz_series *s, hz_air air, int hour)
{
    return hour % DAY_H == 0 && hour / DAY_H < s->n_days ? &s->days[(size_t)(hour / DAY_H) * HZ_N_AIR + air] : NULL;
}

/* The value of one quantity: stated for the day, or from its hours, the wider of both. */
static bool value_of(cell *out, const hz_series *s, hz_air air, int hour)
{
    const cell *given = stated(s, air, hour);
    cell reckoned;
    bool has_given = given && given->high >= 0, has_reckoned = from_hours(&reckoned, s, air, hour);

    if (has_given)
        *out = *given;
    else if (has_reckoned)
        *out = reckoned;
    if (has_given && has_reckoned) {
        out->low = reckoned.low < out->low ? reckoned.low : out->low;
        out->high = reckoned.high > out->high ? reckoned.high : out->high;
        out->is_observed &= reckoned.is_observed;
    }
    return has_given || has_reckoned;
}

/* The index of the concentrations of 24 hours; false when none is known. */
static bool index_of(cell *out, uint16_t *primary, const hz_series *s, int hour)
{
    int64_t low[HZ_N_AIR], high[HZ_N_AIR];
    uint16_t ignored;
    int aqi_low, aqi_high;

    out->is_observed = true;
    for (int air = 0; air < HZ_N_AIR; air++) {
        cell c = {-1, -1, true};

        if (air != HZ_AIR_AQI && air != HZ_AIR_O3 && value_of(&c, s, (hz_air)air, hour))
            out->is_observed &= c.is_observed;
        low[air] = c.low;
        high[air] = c.high;
    }
    if (!s->index || !hz_index_of_day(&aqi_high, primary, s->index, high) ||
        !hz_index_of_day(&aqi_low, &ignored, s->index, low))
        return false;
    out->low = aqi_low;
    out->high = aqi_high;
    return true;
}

static hz_block index_block(const hz_series *s, int hour)
{
    cell given = {0}, reckoned = {0};
    uint16_t primary = 0;
    bool has_given = value_of(&given, s, HZ_AIR_AQI, hour), has_reckoned = index_of(&reckoned, &primary, s, hour);
    hz_block block = {has_given || has_reckoned, true, 0, 0, primary};

    if (!block.is_known)
        return block;
    block.low = !has_reckoned || (has_given && given.low < reckoned.low) ? given.low : reckoned.low;
    block.high = !has_reckoned || (has_given && given.high > reckoned.high) ? given.high : reckoned.high;
    block.is_observed = (!has_given || given.is_observed) && (!has_reckoned || reckoned.is_observed);
    if (hour % DAY_H == 0 && s->primary[hour / DAY_H])
        block.primary = s->primary[hour / DAY_H];
    return block;
}

hz_block hz_series_block(const hz_series *series, hz_air metric, int hour)
{
    cell c;

    if (hour < 0 || hour + DAY_H > series->n_days * DAY_H)
        return (hz_block){0};
    if (metric == HZ_AIR_AQI)
        return index_block(series, hour);
    if (!value_of(&c, series, metric, hour))
        return (hz_block){0};
    return (hz_block){true, c.is_observed, c.low, c.high, 0};
}

void hz_series_both(const hz_series *series, int day, int64_t *stated_high, int64_t *reckoned_high)
{
    cell given = {-1, -1, false}, reckoned = {-1, -1, false};
    uint16_t primary;

    if (!value_of(&given, series, HZ_AIR_AQI, day * DAY_H))
        given.high = -1;
    if (!index_of(&reckoned, &primary, series, day * DAY_H))
        reckoned.high = -1;
    *stated_high = given.high;
    *reckoned_high = reckoned.high;
}

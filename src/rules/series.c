/* series.c - a forecast on a grid: the daily value of any 24 hours on end
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Means and maxima of hours are taken with the upper bounds for the upper bound, with the lower bounds for the lower one.
 * A mean of concentrations is rounded up to a whole ng/m3, which is below what any instrument tells apart, a mean of indices up to
 * a whole number, as HJ 633-2012 does with every index. For a threshold that is a whole number, "above" asks the same of the mean
 * and of the mean rounded up.
 *
 * Every rule set, condition and phase asks for the same daily values: they are worked out once, from running sums. */
#include "rules/series.h"

#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "base/text.h"

enum { DAY_H = 24, OZONE_H = 8, INDEX_CAP = 500 }; /* the cap holds where the standard's own is not known */

typedef struct {
    int64_t low, high; /* below 0: not given */
    bool is_observed;
} cell;

/* Of all hours before this one. */
typedef struct {
    int64_t low, high;
    int n_given, n_observed;
} sum;

struct hz_series {
    const hz_index **index; /* [n_days] of each day, or NULL */
    int32_t first_day;
    int n_days;
    int begin_h, end_h; /* of what is given, hours of the grid */
    int step_h;         /* between the blocks that are kept: 1, or 24 where nothing is given by the hour */
    bool has_hours;
    unsigned given;             /* bits of hz_air: it is given somewhere; of ozone by the hour, also its daily values */
    int64_t worst[HZ_N_AIR];    /* what an hour that is not given may be at most, or HZ_NO_BOUND */
    cell *days;                 /* [n_days * HZ_N_AIR] */
    cell *hours;                /* [n_days * 24 * HZ_N_AIR], NULL without hours */
    sum *sums[HZ_N_AIR];        /* [n_days * 24 + 1] of what is given by the hour, else NULL */
    uint16_t *primary;          /* [n_days] as stated for the day */
    hz_block *blocks[HZ_N_AIR]; /* [n_days * 24 / step_h], NULL for what is not given */
};

static int n_hours(const hz_series *s)
{
    return s->n_days * DAY_H;
}

/* ---- hours ---- */

static const cell *hour_at(const hz_series *s, hz_air air, int hour)
{
    return &s->hours[(size_t)hour * HZ_N_AIR + air];
}

static const hz_block nothing = {.most = HZ_NO_BOUND};

/* The mean of `n` hours. */
static hz_block mean_of(const hz_series *s, hz_air air, int hour, int n)
{
    const sum *from = &s->sums[air][hour], *to = &s->sums[air][hour + n];
    int missing = n - (to->n_given - from->n_given);
    hz_block b = {.is_known = missing == 0, .is_partial = missing > 0 && missing < n};

    if (missing == n)
        return nothing;
    b.is_observed = to->n_observed - from->n_observed == n;
    b.low = hz_div_ceil(to->low - from->low, n);
    b.high = b.least = b.most = hz_div_ceil(to->high - from->high, n);
    if (missing > 0 && s->worst[air] == HZ_NO_BOUND)
        b.most = HZ_NO_BOUND;
    else if (missing > 0)
        b.most = hz_div_ceil(to->high - from->high + (__int128)missing * s->worst[air], n);
    return b;
}

static int64_t higher(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static int64_t lower(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* The highest mean of `n` hours on end inside 24 hours. */
static hz_block highest_mean(const hz_series *s, hz_air air, int hour, int n)
{
    hz_block best = mean_of(s, air, hour, DAY_H);

    if (!best.is_known && !best.is_partial)
        return best;
    best.low = best.high = best.least = best.most = 0;
    for (int h = hour; h + n <= hour + DAY_H; h++) {
        hz_block mean = mean_of(s, air, h, n);

        best.low = higher(best.low, mean.low);
        best.high = higher(best.high, mean.high);
        best.least = higher(best.least, mean.least);
        /* hours of which none is given are as bad as the worst one */
        best.most = higher(best.most, mean.is_known || mean.is_partial ? mean.most : s->worst[air]);
    }
    return best;
}

/* A daily value from the hours alone. */
static hz_block from_hours(const hz_series *s, hz_air air, int hour)
{
    bool is_ozone = air == HZ_AIR_O3_8H || air == HZ_AIR_O3_1H;

    if (!s->sums[is_ozone ? HZ_AIR_O3 : air] || hour + DAY_H > n_hours(s))
        return nothing;
    return is_ozone ? highest_mean(s, HZ_AIR_O3, hour, air == HZ_AIR_O3_8H ? OZONE_H : 1)
                    : mean_of(s, air, hour, DAY_H);
}

/* ---- blocks ---- */

/* Both of the same 24 hours: the wider range of two that are known; of one that is known and one that is not, the known one, but
 * never less than the other is for sure. */
static hz_block wider(hz_block a, hz_block b)
{
    hz_block both;

    if (!a.is_known && (b.is_known || !a.is_partial))
        return b.is_known || b.is_partial ? wider(b, a) : a;
    both = a;
    if (a.is_known && b.is_known) {
        both.low = lower(a.low, b.low);
        both.is_observed = a.is_observed && b.is_observed;
    }
    both.high = both.least = higher(a.least, b.least);
    both.most = a.is_known ? both.high : b.is_partial ? higher(a.most, b.most) : a.most;
    return both;
}

static hz_block stated(const hz_series *s, hz_air air, int hour)
{
    const cell *c = &s->days[(size_t)(hour / DAY_H) * HZ_N_AIR + air];

    if (hour % DAY_H != 0 || c->high < 0)
        return nothing;
    return (hz_block){.is_known = true,
                      .is_observed = c->is_observed,
                      .low = c->low,
                      .high = c->high,
                      .least = c->high,
                      .most = c->high};
}

/* The value of one quantity: stated for the day, or from its hours. */
static hz_block value_of(const hz_series *s, hz_air air, int hour)
{
    return wider(stated(s, air, hour), from_hours(s, air, hour));
}

typedef struct {
    int64_t low[HZ_N_AIR], high[HZ_N_AIR], least[HZ_N_AIR], most[HZ_N_AIR]; /* below 0: nothing is given */
    bool is_any, is_all, is_bounded, is_observed;
} concentrations;

/* Ozone over 8 hours and over 1 hour are one pollutant: one of them is enough. */
static bool is_other_ozone_known(const hz_series *s, hz_air air, int hour)
{
    return (air == HZ_AIR_O3_8H && value_of(s, HZ_AIR_O3_1H, hour).is_known) ||
           (air == HZ_AIR_O3_1H && value_of(s, HZ_AIR_O3_8H, hour).is_known);
}

static void take_concentrations(concentrations *c, const hz_series *s, int hour)
{
    *c = (concentrations){.is_all = true, .is_bounded = true, .is_observed = true};
    for (int air = 0; air < HZ_N_AIR; air++) {
        bool is_wanted = air != HZ_AIR_AQI && air != HZ_AIR_O3 && s->given >> air & 1;
        hz_block b = is_wanted ? value_of(s, (hz_air)air, hour) : nothing;
        bool has_any = b.is_known || b.is_partial;

        c->low[air] = b.is_known ? b.low : -1;
        c->high[air] = b.is_known ? b.high : -1;
        c->least[air] = has_any ? b.least : -1;
        c->most[air] = has_any ? b.most : -1;
        c->is_any |= has_any;
        c->is_observed &= !b.is_known || b.is_observed;
        if (is_wanted && !b.is_known && !is_other_ozone_known(s, (hz_air)air, hour)) {
            c->is_all = false;
            c->is_bounded &= b.most != HZ_NO_BOUND;
        }
    }
}

/* The forecast says of which pollutant the index of the day is, and gives it. */
static bool is_primary_known(const hz_series *s, const concentrations *c, int hour)
{
    uint16_t primary = hour % DAY_H == 0 ? s->primary[hour / DAY_H] : 0;

    for (int air = 0; air < HZ_N_AIR; air++)
        if (primary >> air & 1 && c->high[air] < 0)
            return false;
    return primary != 0;
}

/* The index of the concentrations of 24 hours. */
static hz_block index_of(const hz_series *s, int hour)
{
    const hz_index *index = s->index[hour / DAY_H];
    concentrations c;
    hz_block b = nothing;
    uint16_t primary, ignored;
    int low, high, least, most;

    if (!(s->given & ~(1U << HZ_AIR_AQI)) || !index || !index->is_complete)
        return nothing;
    take_concentrations(&c, s, hour);
    if (!c.is_any)
        return nothing;
    b.is_known = (c.is_all || is_primary_known(s, &c, hour)) && hz_index_of_day(&high, &primary, index, c.high) &&
                 hz_index_of_day(&low, &ignored, index, c.low);
    if (b.is_known)
        return (hz_block){true, false, c.is_observed, low, high, high, high, primary};
    b.is_partial = true;
    hz_index_of_day(&least, &ignored, index, c.least); /* what has no index here can only make it higher */
    b.least = b.high = least;
    b.most = c.is_bounded && hz_index_of_day(&most, &ignored, index, c.most) ? most : index->cap;
    return b;
}

static hz_block index_block(const hz_series *s, int hour)
{
    hz_block reckoned = index_of(s, hour), b = wider(value_of(s, HZ_AIR_AQI, hour), reckoned);

    b.primary = b.is_known && reckoned.is_known ? reckoned.primary : 0;
    if (b.is_known && hour % DAY_H == 0 && s->primary[hour / DAY_H])
        b.primary = s->primary[hour / DAY_H];
    return b;
}

static hz_block block_of(const hz_series *s, hz_air metric, int hour)
{
    return metric == HZ_AIR_AQI ? index_block(s, hour) : value_of(s, metric, hour);
}

/* As the days that they lie in, see hz_series_block(). */
static hz_block as_the_days(const hz_block *first, const hz_block *second, hz_block hours)
{
    hz_block b = first->high <= second->high ? *first : *second;

    b.low = lower(first->low, second->low);
    b.is_observed = first->is_observed && second->is_observed;
    b.primary = 0;
    return wider(b, hours);
}

static hz_status fill_blocks(hz_series *s, hz_air metric, hz_error *err)
{
    hz_block *blocks = s->blocks[metric] = hz_calloc((size_t)(n_hours(s) / s->step_h) + 1, sizeof *blocks);

    if (!blocks)
        return hz_error_memory(err);
    for (int hour = 0; hour + DAY_H <= n_hours(s); hour += s->step_h)
        blocks[hour / s->step_h] = block_of(s, metric, hour);
    for (int hour = 1; s->step_h == 1 && hour + DAY_H <= n_hours(s); hour++) {
        const hz_block *day = &blocks[hour - hour % DAY_H];

        if (hour % DAY_H != 0 && !blocks[hour].is_known && day[0].is_known && day[DAY_H].is_known)
            blocks[hour] = as_the_days(&day[0], &day[DAY_H], blocks[hour]);
    }
    return HZ_OK;
}

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

static hz_status make_room(hz_series *s, hz_error *err)
{
    s->step_h = s->has_hours ? 1 : DAY_H;
    s->begin_h = n_hours(s);
    if (!(s->days = new_cells((size_t)s->n_days)) || (s->has_hours && !(s->hours = new_cells((size_t)n_hours(s)))) ||
        !(s->primary = hz_calloc((size_t)s->n_days + 1, sizeof *s->primary)) ||
        !(s->index = hz_calloc((size_t)s->n_days + 1, sizeof *s->index)))
        return hz_error_memory(err);
    return HZ_OK;
}

static void put_value(hz_series *s, const hz_air_value *v)
{
    int day = hz_instant_day(v->begin) - s->first_day;
    int hour = (int)((v->begin - hz_day_instant(s->first_day)) / 60);
    cell *at = v->is_hour ? &s->hours[(size_t)hour * HZ_N_AIR + v->of] : &s->days[(size_t)day * HZ_N_AIR + v->of];

    *at = (cell){v->low, v->high, v->is_observed};
    s->given |= 1U << v->of | (v->of == HZ_AIR_O3 ? 1U << HZ_AIR_O3_8H | 1U << HZ_AIR_O3_1H : 0);
    s->worst[v->of] = higher(s->worst[v->of], v->high);
    s->begin_h = hour < s->begin_h ? hour : s->begin_h;
    hour += v->is_hour ? 1 : DAY_H;
    s->end_h = hour > s->end_h ? hour : s->end_h;
    if (!v->is_hour)
        s->primary[day] |= v->primary;
}

/* The highest breakpoint of a pollutant, whatever it is averaged over; HZ_NO_BOUND without a table. */
static int64_t highest_point(const hz_index *index, hz_air air)
{
    int64_t highest = -1;

    for (int i = 0; i < index->n_averages; i++)
        if (index->averages[i].air == air)
            highest = higher(highest, index->averages[i].points[index->averages[i].n_points - 1].ng_m3);
    return highest < 0 ? HZ_NO_BOUND : highest;
}

/* An hour that is not given may be as bad as the index can tell, or as the worst one that is given. */
static void bound_hours(hz_series *s)
{
    const hz_index *last = NULL;

    s->worst[HZ_AIR_AQI] = higher(s->worst[HZ_AIR_AQI], INDEX_CAP);
    for (int day = 0; day < s->n_days; day++) {
        const hz_index *index = s->index[day];

        for (int air = 0; air < HZ_N_AIR && (day == 0 || index != last); air++) {
            bool has_table = index && index->is_complete;
            int64_t bound = air != HZ_AIR_AQI ? (has_table ? highest_point(index, (hz_air)air) : HZ_NO_BOUND)
                            : has_table       ? index->cap
                                              : INDEX_CAP;

            s->worst[air] = higher(s->worst[air], bound);
        }
        last = index;
    }
}

static hz_status add_up(hz_series *s, hz_air air, hz_error *err)
{
    bool is_any = false;
    sum *sums;

    for (int hour = 0; s->has_hours && hour < n_hours(s) && !is_any; hour++)
        is_any = hour_at(s, air, hour)->high >= 0;
    if (!is_any)
        return HZ_OK;
    if (!(sums = s->sums[air] = hz_calloc((size_t)n_hours(s) + 1, sizeof *sums)))
        return hz_error_memory(err);
    for (int hour = 0; hour < n_hours(s); hour++) {
        const cell *c = hour_at(s, air, hour);

        sums[hour + 1] = sums[hour];
        if (c->high < 0)
            continue;
        sums[hour + 1].low += c->low;
        sums[hour + 1].high += c->high;
        sums[hour + 1].n_given++;
        sums[hour + 1].n_observed += c->is_observed;
    }
    return HZ_OK;
}

static hz_status fill(hz_series *s, const hz_forecast *f, const hz_rulebook *book, const hz_index *chosen, hz_error *err)
{
    hz_status status = HZ_OK;

    for (size_t i = 0; i < f->n_values; i++)
        put_value(s, &f->values[i]);
    for (int day = 0; day < s->n_days; day++)
        s->index[day] = chosen ? chosen : hz_rulebook_index(book, f->index, s->first_day + day);
    bound_hours(s);
    for (int air = 0; air < HZ_N_AIR && !status; air++)
        status = add_up(s, (hz_air)air, err);
    for (int air = 0; air < HZ_N_AIR && !status; air++)
        if (hz_series_gives(s, (hz_air)air))
            status = fill_blocks(s, (hz_air)air, err);
    return status;
}

hz_status hz_series_make(hz_series **out, const hz_forecast *forecast, const hz_rulebook *book,
                         const hz_index *chosen, hz_error *err)
{
    hz_series *s = hz_calloc(1, sizeof *s);
    hz_status status;

    *out = NULL;
    if (!s)
        return hz_error_memory(err);
    if ((status = span_days(s, forecast, err)) || (status = make_room(s, err)) ||
        (status = fill(s, forecast, book, chosen, err)))
        hz_series_free(s);
    else
        *out = s;
    return status;
}

void hz_series_free(hz_series *series)
{
    if (!series)
        return;
    for (int air = 0; air < HZ_N_AIR; air++) {
        free(series->sums[air]);
        free(series->blocks[air]);
    }
    free(series->days);
    free(series->hours);
    free(series->primary);
    free(series->index);
    free(series);
}

/* ---- asking ---- */

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

int hz_series_end(const hz_series *series)
{
    return series->end_h;
}

const hz_index *hz_series_index(const hz_series *series, int day)
{
    return series->index[day];
}

bool hz_series_covers(const hz_series *series, int hour)
{
    return hour >= series->begin_h && hour + DAY_H <= series->end_h;
}

bool hz_series_gives(const hz_series *series, hz_air metric)
{
    bool has_table = false;

    if (metric != HZ_AIR_AQI || series->given >> HZ_AIR_AQI & 1)
        return series->given >> metric & 1;
    for (int day = 0; day < series->n_days; day++)
        has_table |= series->index[day] && series->index[day]->is_complete;
    return has_table && series->given;
}

hz_block hz_series_block(const hz_series *series, hz_air metric, int hour)
{
    if (hour < 0 || hour + DAY_H > n_hours(series) || !series->blocks[metric] || hour % series->step_h != 0)
        return nothing;
    return series->blocks[metric][hour / series->step_h];
}

void hz_series_both(const hz_series *series, int day, int64_t *stated_high, int64_t *reckoned_high)
{
    hz_block given = value_of(series, HZ_AIR_AQI, day * DAY_H), reckoned = index_of(series, day * DAY_H);

    *stated_high = given.is_known ? given.high : -1;
    *reckoned_high = reckoned.is_known ? reckoned.high : -1;
}

void hz_series_both_indices(const hz_series *series, int day, int64_t *stated_high, int64_t *mean_high)
{
    hz_block given = stated(series, HZ_AIR_AQI, day * DAY_H), mean = from_hours(series, HZ_AIR_AQI, day * DAY_H);

    *stated_high = given.is_known ? given.high : -1;
    *mean_high = mean.is_known ? mean.high : -1;
}

/* ---- what is left out ---- */

/* The hours of the day at which `air` is not given, between the first and the last value; 0 when it is not given at all. */
static uint32_t missing_of(const hz_series *s, hz_air air, int day)
{
    uint32_t missing = 0;
    int n = 0;

    for (int hour = day * DAY_H; s->sums[air] && hour < (day + 1) * DAY_H; hour++) {
        bool is_given = hour_at(s, air, hour)->high >= 0;

        n += is_given;
        if (!is_given && hour >= s->begin_h && hour < s->end_h)
            missing |= 1U << (hour - day * DAY_H);
    }
    return n > 0 ? missing : 0;
}

uint32_t hz_series_missing_hours(const hz_series *series, hz_air metric, int day)
{
    uint32_t all = 0, missing = missing_of(series, metric == HZ_AIR_O3_8H ? HZ_AIR_O3 : metric, day);

    if (hz_series_block(series, metric, day * DAY_H).is_known)
        return 0;
    for (int air = HZ_AIR_PM25; metric == HZ_AIR_AQI && !missing && air < HZ_N_AIR; air++) {
        uint32_t of = missing_of(series, (hz_air)air, day);
        bool is_daily = air == HZ_AIR_O3_8H || air == HZ_AIR_O3_1H;

        if (!is_daily && !of && series->given >> air & 1 && !value_of(series, (hz_air)air, day * DAY_H).is_known)
            return 0; /* all of this pollutant */
        all |= of;
    }
    return missing ? missing : all;
}

uint16_t hz_series_missing_pollutants(const hz_series *series, int day)
{
    uint16_t missing = 0;

    if (!hz_series_block(series, HZ_AIR_AQI, day * DAY_H).is_partial)
        return 0;
    for (int air = HZ_AIR_PM25; air < HZ_AIR_O3; air++)
        if (series->given >> air & 1 && !value_of(series, (hz_air)air, day * DAY_H).is_known &&
            !is_other_ozone_known(series, (hz_air)air, day * DAY_H))
            missing |= (uint16_t)(1U << air);
    return missing;
}

/* forecast.c - a forecast of the air, as it was given: its order
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "rules/forecast.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/lang.h"

static const hz_word SUPPLIED[] = {
    [HZ_SUPPLIED_PLACE] = HZ_WORD("place", N_("place")),
    [HZ_SUPPLIED_ISSUED] = HZ_WORD("issued", N_("time of issue")),
    [HZ_SUPPLIED_CAUSE] = HZ_WORD("cause", N_("cause of the pollution")),
};
const struct hz_word_list hz_supplied_words = HZ_WORD_LIST(SUPPLIED);

hz_forecast *hz_forecast_new(void)
{
    hz_forecast *forecast = hz_calloc(1, sizeof *forecast);

    if (!forecast || !(forecast->arena = hz_arena_new())) {
        free(forecast);
        return NULL;
    }
    forecast->issued = HZ_INSTANT_NONE;
    forecast->cause = -1;
    return forecast;
}

void hz_forecast_free(hz_forecast *forecast)
{
    if (!forecast)
        return;
    hz_arena_free(forecast->arena);
    free(forecast);
}

static int by_time(const void *a, const void *b)
{
    const hz_air_value *x = a, *y = b;

    if (x->begin != y->begin)
        return x->begin < y->begin ? -1 : 1;
    if (x->is_hour != y->is_hour)
        return x->is_hour ? -1 : 1;
    if (x->of != y->of)
        return x->of < y->of ? -1 : 1;
    return (x->line > y->line) - (x->line < y->line);
}

static bool is_same(const hz_air_value *a, const hz_air_value *b)
{
    return a->begin == b->begin && a->is_hour == b->is_hour && a->of == b->of;
}

static void twice(const hz_air_value *first, const hz_air_value *second, hz_findings *findings)
{
    char time[HZ_INSTANT_TEXT], name[64], line[16];

    hz_instant_format(time, second->begin);
    snprintf(name, sizeof name, "%s %.*s", hz_air_id(second->of), second->is_hour ? HZ_INSTANT_TEXT : HZ_DATE_TEXT - 1, time);
    snprintf(line, sizeof line, "%d", first->line);
    hz_findings_add(findings, HZ_302, second->line, _("value"), name, line, NULL);
}

static void check_year(const hz_air_value *v, hz_findings *findings)
{
    /* an hour that has ended by its end: before the year 0000 there is nothing that could be written */
    int32_t day = hz_instant_day(v->begin + (v->is_hour ? 60 : 0));
    int year = hz_year_of(hz_instant_day(v->begin));
    char line[64], years[64], date[HZ_DATE_TEXT];

    if (year >= HZ_FIRST_FORECAST_YEAR && year <= HZ_LAST_FORECAST_YEAR)
        return;
    snprintf(line, sizeof line, _("line %d"), v->line);
    snprintf(years, sizeof years, _("the years %1$d to %2$d"), HZ_FIRST_FORECAST_YEAR, HZ_LAST_FORECAST_YEAR);
    hz_findings_add(findings, HZ_210, v->line, _("time"), line, years, hz_date_format(date, day),
                    NULL);
}

void hz_forecast_finish(hz_forecast *forecast, hz_findings *findings)
{
    if (forecast->n_values == 0)
        hz_findings_add(findings, HZ_617, forecast->line, NULL);
    if (forecast->n_values > 1)
        qsort(forecast->values, forecast->n_values, sizeof *forecast->values, by_time);
    for (size_t i = 0; i < forecast->n_values; i++)
        check_year(&forecast->values[i], findings);
    for (size_t i = 1; i < forecast->n_values; i++)
        if (is_same(&forecast->values[i - 1], &forecast->values[i]))
            twice(&forecast->values[i - 1], &forecast->values[i], findings);
}

/* check_alert.c - may an alert be relied on: does its forecast contradict itself, is it complete, is the cause known?
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "rules/check_alert.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/lang.h"

/* The line that states the AQI of a day, else the first of that day, else that of the forecast. */
static int line_of(const hz_forecast *f, int32_t day)
{
    int line = f->line;

    for (size_t i = f->n_values; i-- > 0;)
        if (hz_instant_day(f->values[i].begin) == day) {
            line = f->values[i].line;
            if (f->values[i].of == HZ_AIR_AQI && !f->values[i].is_hour)
                break;
        }
    return line;
}

/* Classes of the index lie side by side as its values do; a number for each. */
static int class_number(const hz_index *index, int64_t aqi)
{
    return (int)(hz_index_class_of(index, (int)aqi) - index->classes);
}

/* Is there a value of every pollutant that the index of a day looks at (of ozone, that over 8 hours is enough)? If not, the others
 * may be the higher ones. */
static bool has_all(const hz_series *series, const hz_index *index, int day)
{
    for (int i = 0; i < index->n_averages; i++)
        if (!index->averages[i].is_hourly && index->averages[i].air != HZ_AIR_O3_1H &&
            !hz_series_block(series, index->averages[i].air, day * 24).is_known)
            return false;
    return true;
}

/* Two classes apart is a contradiction; one class apart may be rounding, or the mean of indices for the index of means. */
static void compare_both(hz_findings *findings, const hz_forecast *f, const hz_index *index, int32_t day, int64_t stated,
                         int64_t reckoned, const char *by)
{
    int distance = abs(class_number(index, stated) - class_number(index, reckoned));
    char date[HZ_DATE_TEXT], a[24], b[24];

    if (distance == 0)
        return;
    snprintf(a, sizeof a, "%lld", (long long)stated);
    snprintf(b, sizeof b, "%lld", (long long)reckoned);
    hz_findings_add(findings, distance > 1 ? HZ_607 : HZ_616, line_of(f, day), hz_date_format(date, day), a, b, by,
                    NULL);
}

/* The first value that needs a table which is not known; one is enough. */
static void check_tables(hz_findings *findings, const hz_forecast *forecast, const hz_series *series)
{
    for (size_t i = 0; i < forecast->n_values; i++) {
        const hz_air_value *v = &forecast->values[i];
        const hz_index *index = hz_series_index(series, hz_instant_day(v->begin) - hz_series_first_day(series));
        char date[HZ_DATE_TEXT];

        if (v->of == HZ_AIR_AQI || (index && index->is_complete))
            continue;
        hz_findings_add(findings, HZ_608, v->line, hz_date_format(date, hz_instant_day(v->begin)),
                        index ? index->number : _("no standard"), NULL);
        return;
    }
}

/* The first value that is said to be measured although it lies behind the issue: an hour that was not over, a day that had not begun. One
 * is enough. */
static void check_observed(hz_findings *findings, const hz_forecast *forecast)
{
    char issued[HZ_INSTANT_TEXT], begin[HZ_INSTANT_TEXT];

    for (size_t i = 0; i < forecast->n_values && forecast->issued != HZ_INSTANT_NONE; i++) {
        const hz_air_value *v = &forecast->values[i];

        if (!v->is_observed || (v->is_hour ? v->begin + 60 <= forecast->issued : v->begin < forecast->issued))
            continue;
        hz_instant_format(begin, v->begin);
        if (!v->is_hour)
            hz_date_format(begin, hz_instant_day(v->begin));
        hz_findings_add(findings, HZ_642, v->line, hz_air_id(v->of), begin, hz_instant_format(issued, forecast->issued),
                        NULL);
        return;
    }
}

void hz_check_forecast(hz_findings *findings, const hz_forecast *forecast, const hz_series *series)
{
    check_observed(findings, forecast);
    check_tables(findings, forecast, series);
    for (int day = 0; day < hz_series_n_days(series); day++) {
        const hz_index *index = hz_series_index(series, day);
        int32_t date = hz_series_first_day(series) + day;
        int64_t stated, reckoned;

        if (!index || index->n_classes == 0)
            continue;
        hz_series_both(series, day, &stated, &reckoned);
        if (stated >= 0 && reckoned >= 0 && (reckoned > stated || has_all(series, index, day)))
            compare_both(findings, forecast, index, date, stated, reckoned, _("its concentrations"));
        hz_series_both_indices(series, day, &stated, &reckoned);
        if (stated >= 0 && reckoned >= 0)
            compare_both(findings, forecast, index, date, stated, reckoned, _("its 24 hourly values"));
    }
}

/* ---- what is left out ---- */

enum { LIST_ROOM = 360 };

typedef struct {
    char text[LIST_ROOM];
    size_t used;
} list;

static void put_item(list *l, const char *item)
{
    size_t room = sizeof l->text - l->used;

    if (l->used > 0 && room > strlen(item) + 8)
        l->used += (size_t)snprintf(l->text + l->used, room, "%s%s", _(", "), item);
    else if (l->used == 0)
        l->used = (size_t)snprintf(l->text, room, "%s", item);
    else if (strcmp(l->text + l->used - 3, "...") != 0)
        l->used += (size_t)snprintf(l->text + l->used, room, " ...");
}

static void put_days(list *l, int32_t first, int32_t last)
{
    char from[HZ_DATE_TEXT], to[HZ_DATE_TEXT], days[64];

    snprintf(days, sizeof days, first == last ? "%s" : _("%1$s to %2$s"), hz_date_format(from, first),
             hz_date_format(to, last));
    put_item(l, days);
}

/* "2018-12-02 17:00-18:00", for each row of hours on end. */
static void put_hours(list *l, int32_t day, uint32_t hours)
{
    char date[HZ_DATE_TEXT], item[64];

    hz_date_format(date, day);
    for (int from = 0, to; from < 24; from = to + 1) {
        for (to = from; to < 24 && hours >> to & 1; to++)
            ;
        if (to == from)
            continue;
        snprintf(item, sizeof item, "%s %02d:00-%02d:00", date, from, to);
        put_item(l, item);
    }
}

/* "2018-12-02 (PM10 CO)" */
static void put_pollutants(list *l, int32_t day, uint16_t pollutants)
{
    char date[HZ_DATE_TEXT], item[96];
    size_t used = (size_t)snprintf(item, sizeof item, "%s (", hz_date_format(date, day));

    for (int air = 0; air < HZ_N_AIR && used + 16 < sizeof item; air++)
        if (pollutants >> air & 1)
            used += (size_t)snprintf(item + used, sizeof item - used, "%s%s", item[used - 1] == '(' ? "" : " ",
                                     hz_air_id((hz_air)air));
    snprintf(item + used, sizeof item - used, ")");
    put_item(l, item);
}

/* Is the day left out as a whole? */
static bool is_whole(const hz_alert *alert, const hz_series *series, hz_air air, int day)
{
    return alert->days[day].missing >> air & 1 && !hz_series_missing_hours(series, air, day) &&
           (air != HZ_AIR_AQI || !hz_series_missing_pollutants(series, day));
}

/* What is left out of one quantity: whole days, and of days of which something is given the hours, or of the index the pollutants. */
static void list_missing(list *l, const hz_alert *alert, const hz_series *series, const hz_alert_gap *gap, hz_air air)
{
    for (int day = gap->from, last; day < gap->to; day = last + 1) {
        uint32_t hours = hz_series_missing_hours(series, air, day);

        last = day;
        if (!(alert->days[day].missing >> air & 1))
            continue;
        while (is_whole(alert, series, air, day) && last + 1 < gap->to && is_whole(alert, series, air, last + 1))
            last++;
        if (is_whole(alert, series, air, day))
            put_days(l, alert->first_day + day, alert->first_day + last);
        else if (hours)
            put_hours(l, alert->first_day + day, hours);
        else
            put_pollutants(l, alert->first_day + day, hz_series_missing_pollutants(series, day));
    }
}

/* "yellow without it" */
static const char *without(char buf[64], int level)
{
    if (level == HZ_NO_LEVEL)
        return _("no warning without it");
    snprintf(buf, 64, _("%s without it"), hz_level_name((hz_level)level));
    return buf;
}

static void report_gap(hz_findings *findings, const hz_alert *alert, const hz_series *series, const hz_alert_gap *gap)
{
    for (int air = 0; air < HZ_N_AIR; air++) {
        list l = {"", 0};
        char what[LIST_ROOM + 32], sure[64];

        if (!((alert->metrics & ~alert->absent) >> air & 1))
            continue;
        list_missing(&l, alert, series, gap, (hz_air)air);
        if (l.used == 0)
            continue;
        /* the index needs no name: it is what rules look at */
        snprintf(what, sizeof what, "%s%s%s", air == HZ_AIR_AQI ? "" : hz_air_id((hz_air)air),
                 air == HZ_AIR_AQI ? "" : " ", l.text);
        hz_findings_add(findings, HZ_609, alert->forecast->line, what, without(sure, gap->sure),
                        hz_level_name((hz_level)gap->possible), NULL);
    }
}

static void report_absent(hz_findings *findings, const hz_alert *alert, int level, int possible)
{
    char sure[64];

    for (int air = 0; air < HZ_N_AIR && possible > level; air++)
        if (alert->absent >> air & 1)
            hz_findings_add(findings, HZ_622, alert->forecast->line, hz_air_id((hz_air)air), without(sure, level),
                            hz_level_name((hz_level)possible), NULL);
}

static void check_cause(hz_findings *findings, const hz_alert *alert)
{
    list l = {"", 0};

    if (!hz_alert_contradicts_cause(alert))
        return;
    for (int air = 0; air < HZ_N_AIR; air++)
        if (alert->primary >> air & 1)
            put_item(&l, hz_air_id((hz_air)air));
    hz_findings_add(findings, HZ_640, alert->forecast->line, hz_cause_id((hz_cause)alert->cause), l.text, NULL);
}

void hz_check_alert(hz_findings *findings, const hz_alert *alert, const hz_series *series, bool is_ordered)
{
    int level = HZ_NO_LEVEL, possible = HZ_NO_LEVEL;

    for (hz_alert_gap gap = {0}; !is_ordered && hz_alert_next_gap(alert, &gap);) {
        report_gap(findings, alert, series, &gap);
        level = gap.sure > level ? gap.sure : level;
        possible = gap.possible > possible ? gap.possible : possible;
    }
    if (!is_ordered)
        report_absent(findings, alert, level, possible);
    if (alert->cuts == HZ_CUTS_UNKNOWN && alert->current >= 0)
        hz_findings_add(findings, HZ_610, alert->forecast->line, NULL);
    check_cause(findings, alert);
}

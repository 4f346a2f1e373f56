/* check_alert.c - may an alert be relied on: does its forecast contradict itself, is it complete, is the cause known?
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "rules/check_alert.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/lang.h"

/* The line that states the AQI of a day, else the first of that day, else that of the forecast. */
static int line_of(const hz_forecast *f, int32_t day)
{
    int line = f->line;

    for (size_t i = f->n_values; i-- > 0;)
        if (hz_instant_day(f->values[i].begin) == day) {
            line = f->values[i].line;
            if (f->values[i].of == HZ_AIR_AQI)
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
                         int64_t reckoned)
{
    int distance = abs(class_number(index, stated) - class_number(index, reckoned));
    char date[HZ_DATE_TEXT], a[24], b[24];

    if (distance == 0)
        return;
    snprintf(a, sizeof a, "%lld", (long long)stated);
    snprintf(b, sizeof b, "%lld", (long long)reckoned);
    hz_findings_add(findings, distance > 1 ? HZ_607 : HZ_616, line_of(f, day), hz_date_format(date, day), a, b, NULL);
}

void hz_check_forecast(hz_findings *findings, const hz_forecast *forecast, const hz_series *series, const hz_index *index)
{
    int32_t first = hz_series_first_day(series);

    for (size_t i = 0; i < forecast->n_values && (!index || !index->is_complete); i++) {
        const hz_air_value *v = &forecast->values[i];
        char date[HZ_DATE_TEXT];

        if (v->of == HZ_AIR_AQI)
            continue;
        hz_findings_add(findings, HZ_608, v->line, hz_date_format(date, hz_instant_day(v->begin)),
                        index ? index->number : _("no standard"), NULL);
        return;
    }
    for (int day = 0; index && index->n_classes > 0 && day < hz_series_n_days(series); day++) {
        int64_t stated, reckoned;

        hz_series_both(series, day, &stated, &reckoned);
        if (stated >= 0 && reckoned >= 0 && (reckoned > stated || has_all(series, index, day)))
            compare_both(findings, forecast, index, first + day, stated, reckoned);
    }
}

static const char *level_word(int level)
{
    return level == HZ_NO_LEVEL ? _("no warning") : hz_level_name((hz_level)level);
}

void hz_check_alert(hz_findings *findings, const hz_alert *alert)
{
    for (hz_alert_gap gap = {0}; hz_alert_next_gap(alert, &gap);) {
        char first[HZ_DATE_TEXT], last[HZ_DATE_TEXT], days[64];

        hz_date_format(first, alert->first_day + gap.from);
        hz_date_format(last, alert->first_day + gap.to - 1);
        snprintf(days, sizeof days, gap.to == gap.from + 1 ? "%s" : _("%1$s to %2$s"), first, last);
        hz_findings_add(findings, HZ_609, alert->forecast->line, days, level_word(gap.sure), level_word(gap.possible), NULL);
    }
    if (alert->cuts == HZ_CUTS_UNKNOWN && alert->current >= 0)
        hz_findings_add(findings, HZ_610, alert->forecast->line, NULL);
}

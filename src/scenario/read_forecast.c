/* read_forecast.c - a forecast, inside a scenario or in a file of its own
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "scenario/read_forecast.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/lang.h"

enum { CAP = 64 * 1024 * 1024, HIGHEST_AQI = 1000 };

const char *hz_read_place(hz_document *d)
{
    const char *place = hz_tag_text(&d->tag, HZ_AT_PLACE);

    if (place && (strlen(place) != 6 || strspn(place, "0123456789") != 6))
        hz_tag_outside(&d->tag, HZ_AT_PLACE, _("division codes of 6 digits (GB/T 2260)"));
    return place;
}

static const hz_word HOURS[] = {HZ_WORD("ended", NULL), HZ_WORD("begun", NULL)};
static const struct hz_word_list hours_words = HZ_WORD_LIST(HOURS);
static const hz_word YES_OR_NO[] = {HZ_WORD("no", NULL), HZ_WORD("yes", NULL)};
static const struct hz_word_list yes_words = HZ_WORD_LIST(YES_OR_NO);

/* Only what is there can have been supplied. */
static void take_supplied(hz_tag *tag, hz_forecast *f)
{
    static const hz_attribute named[] = {
        [HZ_SUPPLIED_PLACE] = HZ_AT_PLACE, [HZ_SUPPLIED_ISSUED] = HZ_AT_ISSUED, [HZ_SUPPLIED_CAUSE] = HZ_AT_CAUSE};

    f->supplied = (uint8_t)hz_tag_word_set(tag, HZ_AT_SUPPLIED, &hz_supplied_words, HZ_211);
    for (int i = 0; i < HZ_N_SUPPLIED; i++)
        if (f->supplied >> i & 1 && !hz_tag_has(tag, named[i]))
            hz_tag_missing(tag, named[i]);
}

void hz_open_forecast(void *reader)
{
    hz_reader *r = reader;
    hz_tag *tag = &r->doc.tag;
    hz_forecast *f = r->forecast;

    if (!f) { /* that of a scenario */
        if (!(f = r->forecast = r->scenario->forecast = hz_arena_alloc(tag->arena, sizeof *f))) {
            tag->is_out_of_memory = true;
            return;
        }
        f->issued = HZ_INSTANT_NONE;
    }
    if (r->scenario && hz_tag_has(tag, HZ_AT_VERSION)) /* that of a file of its own */
        hz_findings_add(r->doc.findings, HZ_108, tag->line, "version", "forecast", NULL);
    f->line = tag->line;
    hz_tag_instant(tag, HZ_AT_ISSUED, &f->issued);
    f->by = hz_tag_text(tag, HZ_AT_BY);
    f->place = hz_read_place(&r->doc);
    f->index = hz_tag_text(tag, HZ_AT_INDEX);
    f->note = hz_tag_text(tag, HZ_AT_NOTE);
    f->cause = hz_tag_word(tag, HZ_AT_CAUSE, &hz_cause_words, HZ_211, -1);
    take_supplied(tag, f);
    r->hours_are = hz_tag_word(tag, HZ_AT_HOURS, &hours_words, HZ_211, -1);
}

void hz_close_forecast(void *reader)
{
    hz_reader *r = reader;
    hz_forecast *f = r->forecast;
    bool has_hours = false;

    if (!f || !(f->values = hz_document_settle(&r->doc, f->values, f->n_values, sizeof *f->values)))
        return;
    for (size_t i = 0; i < f->n_values; i++)
        has_hours |= f->values[i].is_hour;
    if (has_hours && r->hours_are < 0 && hz_document_may_go_on(&r->doc))
        hz_findings_add(r->doc.findings, HZ_606, f->line, NULL);
    if (hz_document_may_go_on(&r->doc))
        hz_forecast_finish(f, r->doc.findings);
}

/* A day, or a whole hour. False after a finding. */
static bool take_time(hz_reader *r, hz_air_value *v)
{
    hz_tag *tag = &r->doc.tag;
    const hz_xml_attr *attr = hz_tag_value(tag, HZ_AT_TIME);
    int32_t day;

    if (!attr)
        return false;
    if (hz_date_parse(&day, attr->value, attr->length)) {
        v->begin = hz_day_instant(day);
        return true;
    }
    if (!hz_instant_parse(&v->begin, attr->value, attr->length) || v->begin % 60 != 0) {
        hz_tag_outside(tag, HZ_AT_TIME, _("the days (YYYY-MM-DD) and whole hours (YYYY-MM-DDThh:00)"));
        return false;
    }
    v->is_hour = true;
    if (r->hours_are == 0)
        v->begin -= 60;
    return true;
}

static int64_t take_amount(hz_reader *r, hz_attribute at, const hz_air_value *v, const hz_unit_def *unit)
{
    return v->of == HZ_AIR_AQI ? hz_tag_whole(&r->doc.tag, at, 0, HIGHEST_AQI, -1) : hz_tag_measure(&r->doc.tag, at, unit);
}

/* Either a value or a range. False when something is not given or after a finding. */
static bool take_range(hz_reader *r, hz_air_value *v)
{
    hz_tag *tag = &r->doc.tag;
    bool is_range = hz_tag_has(tag, HZ_AT_LOW) || hz_tag_has(tag, HZ_AT_HIGH);
    const hz_unit_def *unit = NULL;

    if (v->of == HZ_AIR_AQI && hz_tag_has(tag, HZ_AT_UNIT))
        hz_findings_add(r->doc.findings, HZ_108, tag->line, "unit", "value of=\"AQI\"", NULL);
    else if (v->of != HZ_AIR_AQI && !hz_tag_has(tag, HZ_AT_UNIT))
        hz_tag_missing(tag, HZ_AT_UNIT);
    else if (v->of != HZ_AIR_AQI)
        unit = hz_tag_unit(tag, 1U << HZ_DIM_CONCENTRATION);
    if (is_range && hz_tag_has(tag, HZ_AT_VALUE))
        hz_document_exclusive(&r->doc, HZ_AT_VALUE, hz_tag_has(tag, HZ_AT_LOW) ? HZ_AT_LOW : HZ_AT_HIGH);
    if (!is_range && !hz_tag_has(tag, HZ_AT_VALUE))
        hz_tag_missing(tag, HZ_AT_VALUE);
    for (int k = 0; is_range && k < 2; k++)
        if (!hz_tag_has(tag, k ? HZ_AT_HIGH : HZ_AT_LOW))
            hz_tag_missing(tag, k ? HZ_AT_HIGH : HZ_AT_LOW);
    v->low = take_amount(r, is_range ? HZ_AT_LOW : HZ_AT_VALUE, v, unit);
    v->high = is_range ? take_amount(r, HZ_AT_HIGH, v, unit) : v->low;
    return v->low >= 0 && v->high >= 0;
}

static void check_range(hz_reader *r, const hz_air_value *v)
{
    const hz_tag *tag = &r->doc.tag;
    char low[32], high[32];

    if (v->low <= v->high)
        return;
    snprintf(low, sizeof low, "%.*s", (int)tag->attrs[HZ_AT_LOW]->length, tag->attrs[HZ_AT_LOW]->value);
    snprintf(high, sizeof high, "%.*s", (int)tag->attrs[HZ_AT_HIGH]->length, tag->attrs[HZ_AT_HIGH]->value);
    hz_findings_add(r->doc.findings, HZ_605, tag->line, hz_air_id(v->of), low, high, NULL);
}

void hz_open_value(void *reader)
{
    hz_reader *r = reader;
    hz_tag *tag = &r->doc.tag;
    hz_air_value v = {.line = tag->line}, *kept;
    int of = hz_tag_word(tag, HZ_AT_OF, &hz_air_words, HZ_211, -1);

    if (!r->forecast)
        return;
    v.of = of < 0 ? HZ_AIR_AQI : (hz_air)of;
    v.primary = (uint16_t)hz_tag_word_set(tag, HZ_AT_PRIMARY, &hz_air_words, HZ_211);
    if (v.primary & 1U << HZ_AIR_AQI)
        hz_tag_outside(tag, HZ_AT_PRIMARY, _("the pollutants"));
    v.is_observed = hz_tag_word(tag, HZ_AT_OBSERVED, &yes_words, HZ_211, 0) == 1;
    if (!take_time(r, &v) || of < 0 || !take_range(r, &v))
        return;
    check_range(r, &v);
    if (v.is_hour ? of == HZ_AIR_O3_8H || of == HZ_AIR_O3_1H : of == HZ_AIR_O3)
        hz_tag_outside(tag, HZ_AT_OF, _("what is measured then: O3 by the hour, O3-8h and O3-1h by the day"));
    if (!hz_document_is_full(&r->doc, r->forecast->n_values, HZ_MAX_VALUES, N_("values of a forecast")) &&
        (kept = hz_document_append(&r->doc, &r->forecast->values, &r->forecast->n_values, &r->c_values, sizeof v)))
        *kept = v;
}

hz_status hz_read_forecast(hz_forecast **out, hz_findings *findings, const char *path, hz_error *err)
{
    hz_reader *r = hz_calloc(1, sizeof *r);
    hz_status status;

    *out = NULL;
    if (!r || !(r->forecast = hz_forecast_new())) {
        free(r);
        return hz_error_memory(err);
    }
    hz_document_init(&r->doc, &hz_scenario_grammar, HZ_EL_FORECAST, findings, r->forecast->arena, CAP);
    r->doc.actions[HZ_EL_FORECAST] = (hz_document_action){hz_open_forecast, hz_close_forecast};
    r->doc.actions[HZ_EL_VALUE] = (hz_document_action){hz_open_value, NULL};
    status = hz_document_read(&r->doc, path, false, err);
    hz_document_free(&r->doc);
    if (status)
        hz_forecast_free(r->forecast);
    else
        *out = r->forecast;
    free(r);
    return status;
}

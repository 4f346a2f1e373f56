/* issued.c - the orders of an episode as a file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan/issued.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/lang.h"
#include "base/xml.h"
#include "input/words.h"
#include "plan/attrs.h"

#define NAMESPACE "urn:hazeplan:episode"

enum { CAP = 1024 * 1024 * 1024 };

static const hz_word KINDS[] = {
    [HZ_DAY_RUN] = HZ_WORD("run", NULL),
    [HZ_DAY_NOT_YET] = HZ_WORD("not-yet", NULL),
    [HZ_DAY_IN_PLACE] = HZ_WORD("in-place", NULL),
    [HZ_DAY_RESTART] = HZ_WORD("restart", NULL),
};
static const struct hz_word_list kind_words = HZ_WORD_LIST(KINDS);

/* ---- writing ---- */

static void put_day(hz_sink *sink, const hz_issued *issued, const hz_scenario *s, size_t unit, int day)
{
    const hz_day *d = &issued->schedules[unit].days[day];
    const hz_mode *mode = hz_mode_of(s, unit, d->mode);
    char date[HZ_DATE_TEXT];

    hz_puts(sink, "  <day");
    hz_put_attr(sink, "enterprise", s->enterprises[s->units[unit].enterprise].id);
    hz_put_attr(sink, "unit", s->units[unit].id);
    hz_put_attr(sink, "date", hz_date_format(date, issued->course.first_day + day));
    hz_put_attr(sink, "kind", KINDS[d->kind].id);
    hz_put_attr(sink, "mode", mode ? mode->id : NULL);
    hz_puts(sink, " cut-percent=\"");
    hz_put_fixed(sink, d->cut_bp, 2, -1);
    hz_puts(sink, "\"/>\n");
}

void hz_write_issued(hz_sink *sink, const hz_issued *issued, const hz_scenario *scenario)
{
    hz_puts(sink, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<orders");
    hz_put_attr(sink, "xmlns", NAMESPACE);
    hz_put_attr(sink, "version", "1");
    hz_put_attr(sink, "plan", issued->id);
    hz_puts(sink, " episode=\"");
    hz_put_course(sink, &issued->course, ' ');
    hz_puts(sink, "\">\n");
    for (size_t u = 0; u < scenario->n_units; u++)
        for (int t = 0; t < issued->course.n_days; t++)
            if (issued->schedules[u].days[t].kind != HZ_DAY_RUN)
                put_day(sink, issued, scenario, u, t);
    hz_puts(sink, "</orders>\n");
}

/* ---- reading ---- */

typedef struct {
    hz_issued *out;
    const hz_scenario *s;
    const char *path;
    hz_error *err;
    bool has_head;
    size_t unit; /* of the last day: they stand in the order of the scenario */
} reader;

static void take_head(reader *r, const hz_attrs *attrs)
{
    const hz_xml_attr *plan = hz_attrs_need(attrs, "plan"), *episode = hz_attrs_need(attrs, "episode");
    const hz_xml_attr *version = hz_attrs_need(attrs, "version");

    r->has_head = true;
    if (version && !hz_attr_is(version, "1"))
        hz_attrs_fault(attrs, "version");
    if (plan && plan->length >= sizeof r->out->id)
        hz_attrs_fault(attrs, "plan");
    else if (plan)
        memcpy(r->out->id, plan->value, plan->length);
    if (episode && !hz_course_parse(&r->out->course, episode->value, episode->length, ' '))
        hz_attrs_fault(attrs, "episode");
}

static bool is_unit(const hz_scenario *s, size_t unit, const hz_xml_attr *enterprise, const hz_xml_attr *id)
{
    return hz_attr_is(id, s->units[unit].id) && hz_attr_is(enterprise, s->enterprises[s->units[unit].enterprise].id);
}

/* From the last one on. */
static bool find_unit(reader *r, const hz_attrs *attrs)
{
    const hz_xml_attr *enterprise = hz_attrs_need(attrs, "enterprise"), *unit = hz_attrs_need(attrs, "unit");

    while (enterprise && unit && r->unit < r->s->n_units && !is_unit(r->s, r->unit, enterprise, unit))
        r->unit++;
    if (enterprise && unit && r->unit == r->s->n_units)
        hz_error_set(r->err, HZ_ERR_INPUT,
                     _("%1$s:%2$d: unit '%3$.*4$s' of '%5$.*6$s' was ordered something, and the scenario does not have it, or in another "
                       "order; keep it in the scenario"),
                     r->path, attrs->line, unit->value, (int)unit->length, enterprise->value, (int)enterprise->length);
    return r->err->status == HZ_OK;
}

/* 1 + its number; 0: none is named. */
static uint8_t take_mode(const reader *r, const hz_attrs *attrs)
{
    const hz_xml_attr *mode = hz_attrs_find(attrs, "mode");

    for (uint8_t m = 1; mode && m <= r->s->units[r->unit].n_modes; m++)
        if (hz_attr_is(mode, hz_mode_of(r->s, r->unit, m)->id))
            return m;
    if (mode)
        hz_attrs_fault(attrs, "mode");
    return 0;
}

static void take_day(reader *r, const hz_attrs *attrs)
{
    const hz_xml_attr *date = hz_attrs_need(attrs, "date");
    int64_t cut = 0;
    int32_t day = 0;
    int kind = 0;

    if (!date || !find_unit(r, attrs) || !hz_attrs_word(attrs, "kind", &kind_words, &kind) ||
        !hz_attrs_fixed(attrs, "cut-percent", 2, &cut))
        return;
    if (!hz_date_parse(&day, date->value, date->length) || day < r->out->course.first_day ||
        day >= r->out->course.first_day + r->out->course.n_days)
        hz_attrs_fault(attrs, "date");
    else if (cut < 0 || cut > HZ_SHARE_ONE)
        hz_attrs_fault(attrs, "cut-percent");
    else
        r->out->schedules[r->unit].days[day - r->out->course.first_day] = (hz_day){(uint16_t)cut, take_mode(r, attrs), (uint8_t)kind};
}

static bool start_element(void *self, const char *name, const char *uri, const hz_xml_attr *items, int n_items, int line)
{
    reader *r = self;
    hz_attrs attrs = {r->path, name, line, items, n_items, r->err};
    bool is_ours = uri && strcmp(uri, NAMESPACE) == 0;

    if (is_ours && !r->has_head && strcmp(name, "orders") == 0)
        take_head(r, &attrs);
    else if (is_ours && r->has_head && strcmp(name, "day") == 0)
        take_day(r, &attrs);
    else
        hz_error_set(r->err, HZ_ERR_INPUT, _("%1$s:%2$d: element '%3$s' does not belong here; these are not the orders of an episode"),
                     r->path, line, name);
    return r->err->status == HZ_OK;
}

static void form_problem(void *self, hz_xml_problem kind, const char *message, int line)
{
    reader *r = self;

    (void)kind; /* the message says it */
    hz_error_set(r->err, HZ_ERR_INPUT, _("%1$s:%2$d: not well-formed XML: %3$s"), r->path, line, message);
}

hz_status hz_read_issued(hz_issued *out, const char *path, const hz_scenario *scenario, hz_error *err)
{
    static const hz_xml_handler handler = {start_element, NULL, NULL, form_problem};
    hz_error own = HZ_ERROR_NONE;
    reader r = {.out = out, .s = scenario, .path = path, .err = &own};
    hz_status status;

    *out = (hz_issued){.schedules = hz_calloc(scenario->n_units + 1, sizeof *out->schedules)};
    if (!out->schedules)
        return hz_error_memory(err);
    status = hz_xml_parse(path, CAP, &handler, &r, &own);
    if (own.status == HZ_OK && !status)
        return HZ_OK;
    free(out->schedules);
    out->schedules = NULL;
    return hz_error_set(err, own.status ? own.status : status, "%s", own.message);
}

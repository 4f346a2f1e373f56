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

void hz_issued_clear(hz_issued *issued)
{
    free(issued->schedules);
    hz_failures_clear(&issued->failures);
    *issued = (hz_issued){0};
}

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

static void put_failure(hz_sink *sink, const hz_failure *failure, const hz_scenario *s)
{
    char time[HZ_INSTANT_TEXT];

    hz_puts(sink, "  <failure");
    hz_put_attr(sink, "enterprise", s->enterprises[failure->enterprise].id);
    hz_put_attr(sink, "from", hz_instant_format(time, failure->from));
    hz_put_attr(sink, "until", failure->until == HZ_INSTANT_NONE ? NULL : hz_instant_format(time, failure->until));
    hz_puts(sink, "/>\n");
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
    for (size_t i = 0; i < issued->failures.n; i++)
        put_failure(sink, &issued->failures.list[i], scenario);
    for (size_t u = 0; u < scenario->n_units; u++)
        for (int t = 0; t < issued->course.n_days; t++)
            if (issued->schedules[u].days[t].kind != HZ_DAY_RUN)
                put_day(sink, issued, scenario, u, t);
    hz_puts(sink, "</orders>\n");
}

/* ---- reading ---- */

/* A day as it stands in the file. Texts end with a NUL, for what is said of them. */
typedef struct {
    char enterprise[HZ_MAX_ID + 1], unit[HZ_MAX_ID + 1], date[HZ_DATE_TEXT];
    const char *kind;
    int line;
    size_t index; /* of the unit */
    int day;
    hz_day what;
} told_day;

typedef struct {
    hz_issued *out;
    hz_findings *findings;
    const hz_scenario *s;
    const char *path;
    hz_error *err;
    bool has_head;
    told_day last; /* that stood where it must; its index n_units: there was none */
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

static void take_text(char *out, size_t size, const hz_xml_attr *attr)
{
    size_t n = attr && attr->length < size ? attr->length : 0;

    if (attr)
        memcpy(out, attr->value, n);
    out[n] = '\0';
}

/* Enterprises, and units in each, stand in the order of their ids. */
static bool find_unit(size_t *out, const hz_scenario *s, const char *enterprise, const char *unit)
{
    size_t low = 0, high = s->n_units;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int is = strcmp(s->enterprises[s->units[middle].enterprise].id, enterprise);

        if (is == 0)
            is = strcmp(s->units[middle].id, unit);
        if (is == 0) {
            *out = middle;
            return true;
        }
        if (is < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

static void add(reader *r, hz_finding_code code, const told_day *d, const char *word)
{
    hz_findings_add(r->findings, code, d->line, d->enterprise, d->unit, d->date, word, NULL);
}

static bool can_cut(const hz_mode *mode, const hz_day *day)
{
    if (day->kind == HZ_DAY_RESTART)
        return day->cut_bp == HZ_SHARE_ONE;
    return mode->kind == HZ_MODE_LIMIT ? day->cut_bp <= mode->cut_bp : day->cut_bp == mode->cut_bp;
}

/* Does the day stand where it must? One that does not is held against no other. */
static bool check_place(reader *r, const told_day *d)
{
    const told_day *last = &r->last;

    if (r->out->schedules[d->index].days[d->day].kind != HZ_DAY_RUN)
        add(r, HZ_704, d, NULL);
    else if (last->index < r->s->n_units && (d->index < last->index || (d->index == last->index && d->day < last->day)))
        add(r, HZ_705, d, NULL);
    else
        return true;
    return false;
}

static void check_sense(reader *r, const told_day *d)
{
    const hz_day *days = r->out->schedules[d->index].days;
    char cut[HZ_FIXED_MAX];

    hz_format_fixed(cut, d->what.cut_bp, 2, -1);
    if (d->what.mode == 0 && r->s->units[d->index].n_modes > 0)
        add(r, HZ_706, d, NULL);
    else if (!hz_day_follows(d->day > 0 ? &days[d->day - 1] : NULL, d->what))
        add(r, HZ_707, d, d->kind);
    else if (d->what.mode && !can_cut(hz_mode_of(r->s, d->index, d->what.mode), &d->what))
        add(r, HZ_708, d, cut);
}

/* Days on which a unit runs are left out. Does it run on the one behind the last that was told? NULL: no more are. */
static void check_left(reader *r, const told_day *next)
{
    const told_day *last = &r->last;
    bool goes_on = next && next->index == last->index && next->day == last->day + 1;

    if (last->index < r->s->n_units && !goes_on && last->day + 1 < r->out->course.n_days &&
        !hz_day_follows(&last->what, (hz_day){0}))
        add(r, HZ_709, last, NULL);
}

/* 1 + its number; 0: none is named, or none of the unit, which is said. */
static bool take_mode(reader *r, const hz_attrs *attrs, told_day *d)
{
    const hz_xml_attr *mode = hz_attrs_find(attrs, "mode");
    char id[HZ_MAX_ID + 1];

    for (uint8_t m = 1; mode && m <= r->s->units[d->index].n_modes; m++)
        if (hz_attr_is(mode, hz_mode_of(r->s, d->index, m)->id)) {
            d->what.mode = m;
            return true;
        }
    take_text(id, sizeof id, mode);
    if (mode)
        hz_findings_add(r->findings, HZ_702, d->line, d->enterprise, d->unit, id, NULL);
    return !mode;
}

/* The form of a day; false: it is not what hazeplan writes. */
static bool read_day(told_day *d, const hz_attrs *attrs)
{
    const hz_xml_attr *enterprise = hz_attrs_need(attrs, "enterprise"), *unit = hz_attrs_need(attrs, "unit");
    const hz_xml_attr *date = hz_attrs_need(attrs, "date");
    int64_t cut = 0;
    int kind = 0;

    if (!enterprise || !unit || !date || !hz_attrs_word(attrs, "kind", &kind_words, &kind) ||
        !hz_attrs_fixed(attrs, "cut-percent", 2, &cut))
        return false;
    if (cut < 0 || cut > HZ_SHARE_ONE)
        hz_attrs_fault(attrs, "cut-percent");
    if (kind == HZ_DAY_RUN)
        hz_attrs_fault(attrs, "kind");
    *d = (told_day){.line = attrs->line, .kind = KINDS[kind].id, .what = {(uint16_t)cut, 0, (uint8_t)kind}};
    take_text(d->enterprise, sizeof d->enterprise, enterprise);
    take_text(d->unit, sizeof d->unit, unit);
    take_text(d->date, sizeof d->date, date);
    return attrs->err->status == HZ_OK;
}

static bool find_day(reader *r, told_day *d)
{
    const hz_course *course = &r->out->course;
    int32_t day = 0;

    if (hz_date_parse(&day, d->date, strlen(d->date)) && day >= course->first_day && day < course->first_day + course->n_days) {
        d->day = day - course->first_day;
        return true;
    }
    hz_findings_add(r->findings, HZ_703, d->line, d->date, NULL);
    return false;
}

static void take_day(reader *r, const hz_attrs *attrs)
{
    told_day d;
    bool has_day, has_unit;

    if (!read_day(&d, attrs))
        return;
    has_day = find_day(r, &d);
    if (!(has_unit = find_unit(&d.index, r->s, d.enterprise, d.unit)))
        add(r, HZ_701, &d, NULL);
    if (!has_day || !has_unit || !take_mode(r, attrs, &d) || !check_place(r, &d))
        return;
    check_left(r, &d);
    check_sense(r, &d);
    r->out->schedules[d.index].days[d.day] = d.what;
    r->last = d;
}

/* 1 + its index; 0: there is none. */
static size_t find_enterprise(const hz_scenario *s, const char *id)
{
    size_t e = s->n_enterprises;

    while (e > 0 && strcmp(s->enterprises[e - 1].id, id) != 0)
        e--;
    return e;
}

static void take_failure(reader *r, const hz_attrs *attrs)
{
    const hz_xml_attr *enterprise = hz_attrs_need(attrs, "enterprise"), *from = hz_attrs_need(attrs, "from");
    const hz_xml_attr *until = hz_attrs_find(attrs, "until");
    hz_failure failure = {.until = HZ_INSTANT_NONE};
    char id[HZ_MAX_ID + 1];
    size_t found;

    take_text(id, sizeof id, enterprise);
    if (!enterprise || !from)
        return;
    if (!hz_instant_parse(&failure.from, from->value, from->length))
        hz_attrs_fault(attrs, "from");
    if (until && (!hz_instant_parse(&failure.until, until->value, until->length) || failure.until <= failure.from))
        hz_attrs_fault(attrs, "until");
    if (!(found = find_enterprise(r->s, id)))
        hz_findings_add(r->findings, HZ_710, attrs->line, id, NULL);
    failure.enterprise = found - 1;
    if (found && r->err->status == HZ_OK)
        hz_failures_add(&r->out->failures, failure, r->err);
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
    else if (is_ours && r->has_head && r->last.index == r->s->n_units && strcmp(name, "failure") == 0)
        take_failure(r, &attrs);
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

hz_status hz_read_issued(hz_issued *out, hz_findings *findings, const char *path, const hz_scenario *scenario, hz_error *err)
{
    static const hz_xml_handler handler = {start_element, NULL, NULL, form_problem};
    hz_error own = HZ_ERROR_NONE;
    reader r = {.out = out, .findings = findings, .s = scenario, .path = path, .err = &own, .last.index = scenario->n_units};
    hz_status status;

    *out = (hz_issued){.schedules = hz_calloc(scenario->n_units + 1, sizeof *out->schedules)};
    if (!out->schedules)
        return hz_error_memory(err);
    status = hz_xml_parse(path, CAP, &handler, &r, &own);
    if (own.status == HZ_OK && !status) {
        check_left(&r, NULL);
        status = hz_findings_status(findings, &own);
    }
    if (own.status == HZ_OK && !status)
        return HZ_OK;
    hz_issued_clear(out);
    return hz_error_set(err, own.status ? own.status : status, "%s", own.message);
}

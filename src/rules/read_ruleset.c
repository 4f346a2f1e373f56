/* read_ruleset.c - a rule set from its file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "rules/read_ruleset.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "input/document.h"

enum {
    DAY_H = 24,
    MAX_RUN_DAYS = 60,
    MAX_CONDITIONS = 400, /* each is judged at every hour of a forecast */
    MAX_NESTED_RUNS = 3   /* inside one that may begin at any hour the next one may do so, too */
};

/* ---- the grammar ---- */

#define HZ_GRAMMAR "rules/ruleset.def"
#include "input/grammar.def"

static const hz_grammar grammar = {
    .uri = "urn:hazeplan:rules",
    .elements = ELEMENTS,
    .n_elements = EL_N,
    .attributes = ATTRIBUTES,
    .n_attributes = AT_N,
    .is_ordered = true,
    .definitions = P(SOURCES),
    .users = P(IN_FORCE) | P(DAY) | P(LIFT) | P(BRIDGE) | P(NO_CUTS) | P(LEVEL),
    .sources = EL_SOURCES,
    .version = AT_VERSION,
    .id = AT_ID,
    .zh = AT_ZH,
    .en = AT_EN,
    .value = AT_VALUE,
    .unit = AT_UNIT,
    .days = AT_DAYS,
    .source = AT_SOURCE,
    .text = AT_TEXT,
    .confidence = AT_CONFIDENCE,
};

typedef struct {
    hz_document doc; /* first: see hz_document_action */
    hz_ruleset *rules;
    int level;                        /* the one that is being read, -1: none that is known */
    hz_rule_level unknown;            /* what is read of it then */
    hz_when *open[HZ_DOCUMENT_DEPTH]; /* nodes of the condition, the outermost first */
    hz_when *last[HZ_DOCUMENT_DEPTH]; /* the last part of each */
    int n_open;
    size_t n_conditions;
    size_t c_in_force, c_ratios;
} reader;

/* ---- sections ---- */

static void open_rules(void *self)
{
    reader *r = self;

    r->rules->id = hz_tag_id(&r->doc.tag, false);
    r->rules->number = hz_tag_text(&r->doc.tag, AT_NUMBER);
    r->rules->issuer = hz_tag_text(&r->doc.tag, AT_ISSUER);
}

static void open_title(void *self)
{
    reader *r = self;

    r->rules->title = hz_tag_bilingual(&r->doc.tag);
}

static void close_sources(void *self)
{
    reader *r = self;

    hz_document_keep_sources(&r->doc, &r->rules->sources, &r->rules->n_sources);
}

/* The digits with which a division code begins. */
static const char *take_place(reader *r)
{
    const char *place = hz_tag_text(&r->doc.tag, AT_PLACE);

    if (place && (strspn(place, "0123456789") != strlen(place) || strlen(place) > 6))
        hz_tag_outside(&r->doc.tag, AT_PLACE, _("division codes of up to 6 digits (GB/T 2260)"));
    return place ? place : "";
}

static void open_in_force(void *self)
{
    reader *r = self;
    hz_tag *tag = &r->doc.tag;
    hz_in_force *f = hz_document_append(&r->doc, &r->rules->in_force, &r->rules->n_in_force, &r->c_in_force, sizeof *f);

    if (!f)
        return;
    *f = (hz_in_force){.place = take_place(r), .to_day = HZ_DAY_FOREVER, .line = tag->line};
    hz_tag_date(tag, AT_FROM, &f->from_day);
    if (hz_tag_date(tag, AT_TO, &f->to_day) && f->to_day < f->from_day)
        hz_tag_outside(tag, AT_TO, _("the days from 'from' on"));
    f->source = hz_document_source(&r->doc);
}

static const hz_word DAYS[] = {HZ_WORD("calendar", NULL), HZ_WORD("any-24h", NULL)};
static const struct hz_word_list day_words = HZ_WORD_LIST(DAYS);

static void open_day(void *self)
{
    reader *r = self;

    r->rules->is_any_24h = hz_tag_word(&r->doc.tag, AT_IS, &day_words, HZ_211, 0) == 1;
    r->rules->day_source = hz_document_source(&r->doc);
}

static hz_rule_hours take_hours(reader *r)
{
    return (hz_rule_hours){(int)hz_tag_whole(&r->doc.tag, AT_HOURS, 1, MAX_RUN_DAYS * DAY_H, 0), hz_document_source(&r->doc)};
}

static void open_lift(void *self)
{
    reader *r = self;

    r->rules->lift = take_hours(r);
}

static void open_bridge(void *self)
{
    reader *r = self;

    r->rules->bridge = take_hours(r);
}

static void open_no_cuts(void *self)
{
    reader *r = self;
    int cause = hz_tag_word(&r->doc.tag, AT_CAUSE, &hz_cause_words, HZ_211, -1);

    if (cause < 0)
        return;
    r->rules->no_cuts |= (uint16_t)(1U << cause);
    r->rules->no_cuts_source[cause] = hz_document_source(&r->doc);
}

/* ---- levels ---- */

static hz_rule_level *level_of(reader *r)
{
    return r->level < 0 ? &r->unknown : &r->rules->levels[r->level];
}

static const char *level_name(const reader *r)
{
    return r->level < 0 ? "?" : hz_level_id((hz_level)r->level);
}

static void open_level(void *self)
{
    reader *r = self;
    hz_tag *tag = &r->doc.tag;
    hz_rule_level *rule;

    r->level = hz_tag_word(tag, AT_ID, &hz_level_words, HZ_308, -1);
    rule = level_of(r);
    if (rule->is_defined && r->level >= 0)
        hz_document_twice(&r->doc, _("level"), level_name(r), rule->line);
    *rule = (hz_rule_level){.is_defined = true,
                            .article = hz_tag_text(tag, AT_ARTICLE),
                            .lead_h = -1,
                            .lead_source = HZ_NONE,
                            .source = hz_document_source(&r->doc),
                            .line = tag->line};
    r->c_ratios = 0;
}

static void close_level(void *self)
{
    reader *r = self;
    hz_rule_level *rule = level_of(r);

    rule->ratios = hz_document_settle(&r->doc, rule->ratios, rule->n_ratios, sizeof *rule->ratios);
    if (!rule->when && hz_document_may_go_on(&r->doc))
        hz_findings_add(r->doc.findings, HZ_601, rule->line, level_name(r), NULL);
}

static void open_clause(void *self)
{
    reader *r = self;

    level_of(r)->clause = hz_tag_bilingual(&r->doc.tag);
}

static void open_lead(void *self)
{
    reader *r = self;
    hz_rule_hours lead = take_hours(r);

    level_of(r)->lead_h = lead.hours ? lead.hours : -1;
    level_of(r)->lead_source = lead.source;
}

static void add_ratio(reader *r, hz_attribute pollutants, bool is_pooled)
{
    hz_tag *tag = &r->doc.tag;
    hz_rule_level *rule = level_of(r);
    hz_rule_ratio *ratio =
        hz_document_append(&r->doc, &rule->ratios, &rule->n_ratios, &r->c_ratios, sizeof *ratio);
    const hz_unit_def *unit = hz_tag_unit(tag, 1U << HZ_DIM_SHARE);

    if (ratio)
        *ratio = (hz_rule_ratio){.pollutants = hz_tag_text(tag, pollutants),
                                 .is_pooled = is_pooled,
                                 .ratio_ppm = hz_tag_share(tag, AT_VALUE, unit, 100),
                                 .source = hz_document_source(&r->doc),
                                 .line = tag->line};
}

static void open_ratio(void *self)
{
    add_ratio(self, AT_POLLUTANT, false);
}

static void open_pool(void *self)
{
    add_ratio(self, AT_POLLUTANTS, true);
}

/* ---- conditions ---- */

static int n_open_runs(const reader *r)
{
    int n = 0;

    for (int i = 0; i < r->n_open; i++)
        n += r->open[i]->kind == HZ_WHEN_RUN;
    return n;
}

/* A node hangs behind the last part of the innermost open one, or is the condition of the level. */
static void put_in_place(reader *r, hz_when *when)
{
    hz_rule_level *rule = level_of(r);
    hz_when *parent = r->n_open > 0 ? r->open[r->n_open - 1] : NULL;

    if (!parent && rule->when)
        hz_findings_add(r->doc.findings, HZ_602, r->doc.tag.line, level_name(r), NULL);
    if (!parent)
        rule->when = when;
    else if (parent->parts)
        r->last[r->n_open - 1]->next = when;
    else
        parent->parts = when;
    if (parent)
        r->last[r->n_open - 1] = when;
    r->open[r->n_open++] = when;
}

static hz_when *hang(reader *r, hz_when_kind kind)
{
    hz_when *when;

    if (hz_document_is_full(&r->doc, r->n_conditions++, MAX_CONDITIONS, N_("conditions")) ||
        (kind == HZ_WHEN_RUN &&
         hz_document_is_full(&r->doc, (size_t)n_open_runs(r), MAX_NESTED_RUNS, N_("runs inside one another"))))
        return NULL;
    if (!(when = hz_arena_alloc(r->rules->arena, sizeof *when))) {
        r->doc.tag.is_out_of_memory = true;
        return NULL;
    }
    *when = (hz_when){.kind = kind, .source = hz_document_source(&r->doc), .line = r->doc.tag.line};
    put_in_place(r, when);
    return when;
}

static void close_when(void *self)
{
    reader *r = self;
    const hz_when *when = r->n_open > 0 ? r->open[--r->n_open] : NULL;

    if (when && !when->parts && (when->kind == HZ_WHEN_ANY || when->kind == HZ_WHEN_ALL) && hz_document_may_go_on(&r->doc))
        hz_findings_add(r->doc.findings, HZ_603, when->line, when->kind == HZ_WHEN_ANY ? "any" : "all", NULL);
}

static void open_any(void *self)
{
    hang(self, HZ_WHEN_ANY);
}

static void open_all(void *self)
{
    hang(self, HZ_WHEN_ALL);
}

/* Exactly one of two attributes: that one. */
static hz_attribute one_of(reader *r, hz_attribute first, hz_attribute second)
{
    if (hz_tag_has(&r->doc.tag, first) && hz_tag_has(&r->doc.tag, second))
        hz_document_exclusive(&r->doc, first, second);
    else if (!hz_tag_has(&r->doc.tag, first) && !hz_tag_has(&r->doc.tag, second))
        hz_tag_missing(&r->doc.tag, first);
    return hz_tag_has(&r->doc.tag, first) ? first : second;
}

static void take_threshold(reader *r, hz_when *when)
{
    hz_tag *tag = &r->doc.tag;
    hz_attribute at = one_of(r, AT_ABOVE, AT_AT_LEAST);

    when->is_at_least = at == AT_AT_LEAST;
    if (when->metric == HZ_AIR_AQI) {
        when->threshold = hz_tag_whole(tag, at, 0, 500, 0);
        if (hz_tag_has(tag, AT_UNIT))
            hz_findings_add(r->doc.findings, HZ_108, tag->line, "unit", "metric=\"AQI\"", NULL);
    } else {
        if (!hz_tag_has(tag, AT_UNIT))
            hz_tag_missing(tag, AT_UNIT);
        when->threshold = hz_tag_measure(tag, at, hz_tag_unit(tag, 1U << HZ_DIM_CONCENTRATION));
    }
}

static void take_length(reader *r, hz_when *when)
{
    hz_tag *tag = &r->doc.tag;

    if (one_of(r, AT_HOURS, AT_DAYS) == AT_DAYS) {
        when->hours = DAY_H * (int)hz_tag_whole(tag, AT_DAYS, 1, MAX_RUN_DAYS, 1);
        return;
    }
    when->hours = (int)hz_tag_whole(tag, AT_HOURS, DAY_H, MAX_RUN_DAYS * DAY_H, DAY_H);
    if (when->hours % DAY_H != 0)
        hz_tag_outside(tag, AT_HOURS, _("whole days of 24 hours: the values are those of a day"));
}

static void open_run_or_days(reader *r, hz_when_kind kind)
{
    static const hz_air daily[] = {HZ_AIR_AQI, HZ_AIR_PM25, HZ_AIR_PM10, HZ_AIR_O3_8H};
    hz_when *when = hang(r, kind);
    int metric = hz_tag_word(&r->doc.tag, AT_METRIC, &hz_air_words, HZ_211, HZ_AIR_AQI);
    bool is_daily = false;

    if (!when)
        return;
    for (size_t i = 0; i < sizeof daily / sizeof *daily; i++)
        is_daily |= daily[i] == (hz_air)metric;
    if (!is_daily)
        hz_tag_outside(&r->doc.tag, AT_METRIC, _("AQI, PM2.5, PM10 and O3-8h, which have daily values that rules ask for"));
    when->metric = (hz_air)metric;
    take_threshold(r, when);
    take_length(r, when);
}

static void open_run(void *self)
{
    open_run_or_days(self, HZ_WHEN_RUN);
}

static void open_some_days(void *self)
{
    reader *r = self;

    if (n_open_runs(r) == 0)
        hz_findings_add(r->doc.findings, HZ_630, r->doc.tag.line, NULL);
    open_run_or_days(r, HZ_WHEN_DAYS);
}

/* ---- the verb ---- */

static const hz_document_action actions[EL_N] = {
    [EL_RULES] = {open_rules, NULL},       [EL_TITLE] = {open_title, NULL},
    [EL_SOURCES] = {NULL, close_sources},  [EL_SOURCE] = {hz_document_open_source, NULL},
    [EL_IN_FORCE] = {open_in_force, NULL}, [EL_DAY] = {open_day, NULL},
    [EL_LIFT] = {open_lift, NULL},         [EL_BRIDGE] = {open_bridge, NULL},
    [EL_NO_CUTS] = {open_no_cuts, NULL},   [EL_LEVEL] = {open_level, close_level},
    [EL_CLAUSE] = {open_clause, NULL},     [EL_LEAD] = {open_lead, NULL},
    [EL_RATIO] = {open_ratio, NULL},       [EL_POOL] = {open_pool, NULL},
    [EL_ANY] = {open_any, close_when},     [EL_ALL] = {open_all, close_when},
    [EL_RUN] = {open_run, close_when},     [EL_SOME_DAYS] = {open_some_days, close_when},
};

static hz_ruleset *new_ruleset(const char *path, const char *bytes, size_t n_bytes)
{
    hz_ruleset *rules = hz_calloc(1, sizeof *rules);

    if (!rules || !(rules->arena = hz_arena_new()) ||
        !(rules->path = hz_arena_copy(rules->arena, path, strlen(path))) ||
        !(rules->bytes = hz_arena_copy(rules->arena, bytes ? bytes : "", n_bytes))) {
        hz_ruleset_free(rules);
        return NULL;
    }
    rules->n_bytes = n_bytes;
    rules->id = "";
    rules->day_source = rules->lift.source = rules->bridge.source = HZ_NONE;
    return rules;
}

hz_status hz_parse_ruleset(hz_ruleset **out, hz_findings *findings, const char *path, const char *bytes, size_t n_bytes,
                           hz_error *err)
{
    reader r = {.rules = new_ruleset(path, bytes, n_bytes)};
    hz_status status;

    *out = NULL;
    if (!r.rules)
        return hz_error_memory(err);
    hz_document_init(&r.doc, &grammar, EL_RULES, findings, r.rules->arena, HZ_DOCUMENT_SMALL);
    memcpy(r.doc.actions, actions, sizeof actions);
    status = hz_document_read_bytes(&r.doc, bytes, n_bytes, err);
    r.rules->in_force = hz_document_settle(&r.doc, r.rules->in_force, r.rules->n_in_force, sizeof *r.rules->in_force);
    if (!status && hz_document_may_go_on(&r.doc) && r.rules->n_in_force == 0)
        hz_findings_add(findings, HZ_110, 1, "in-force", "rules", NULL);
    if (!status && r.doc.tag.is_out_of_memory)
        status = hz_error_memory(err);
    hz_document_free(&r.doc);
    if (status)
        hz_ruleset_free(r.rules);
    else
        *out = r.rules;
    return status;
}

hz_status hz_read_ruleset(hz_ruleset **out, hz_findings *findings, const char *path, hz_error *err)
{
    char *bytes;
    size_t n_bytes;
    hz_status status = hz_document_load(&bytes, &n_bytes, findings, path, err);

    *out = NULL;
    if (!status)
        status = hz_parse_ruleset(out, findings, path, bytes, n_bytes, err);
    free(bytes);
    return status;
}

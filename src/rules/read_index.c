/* read_index.c - an air-quality index from its file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "rules/read_index.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "input/document.h"

enum { MAX_INDEX = 1000 };

/* ---- the grammar ---- */

#define HZ_GRAMMAR "rules/index.def"
#include "input/grammar.def"

static const hz_grammar grammar = {
    .uri = "urn:hazeplan:index",
    .elements = ELEMENTS,
    .n_elements = EL_N,
    .attributes = ATTRIBUTES,
    .n_attributes = AT_N,
    .is_ordered = true,
    .definitions = P(SOURCES),
    .users = P(SCALE) | P(AVERAGE),
    .sources = EL_SOURCES,
    .version = AT_VERSION,
    .id = AT_ID,
    .zh = AT_ZH,
    .en = AT_EN,
    .value = AT_VALUE,
    .unit = AT_UNIT,
    .days = AT_HOURS, /* not used: nothing here is per year */
    .source = AT_SOURCE,
    .text = AT_TEXT,
    .confidence = AT_CONFIDENCE,
};

typedef struct {
    hz_document doc; /* first: see hz_document_action */
    hz_index *index;
    hz_average *average;     /* the one that is being read, or NULL */
    const hz_unit_def *unit; /* of its breakpoints */
} reader;

/* ---- sections ---- */

static void open_index(void *self)
{
    reader *r = self;
    hz_tag *tag = &r->doc.tag;
    hz_index *index = r->index;

    index->id = hz_tag_id(tag, false);
    index->number = hz_tag_text(tag, AT_NUMBER);
    hz_tag_date(tag, AT_FROM, &index->from_day);
    if (hz_tag_date(tag, AT_TO, &index->to_day) && index->to_day < index->from_day)
        hz_tag_outside(tag, AT_TO, _("the days from 'from' on"));
}

static void open_title(void *self)
{
    reader *r = self;

    r->index->title = hz_tag_bilingual(&r->doc.tag);
}

static void close_sources(void *self)
{
    reader *r = self;

    hz_document_keep_sources(&r->doc, &r->index->sources, &r->index->n_sources);
}

static void open_scale(void *self)
{
    reader *r = self;

    r->index->cap = (int)hz_tag_whole(&r->doc.tag, AT_CAP, 1, MAX_INDEX, MAX_INDEX);
    r->index->primary_above = (int)hz_tag_whole(&r->doc.tag, AT_PRIMARY, 0, MAX_INDEX, 0);
    hz_document_source(&r->doc);
}

/* The last class has no end. */
static void open_class(void *self)
{
    reader *r = self;
    hz_tag *tag = &r->doc.tag;
    hz_index *index = r->index;
    int before = index->n_classes > 0 ? index->classes[index->n_classes - 1].up_to : -1;
    hz_index_class *class;

    if (hz_document_is_full(&r->doc, (size_t)index->n_classes, HZ_MAX_CLASSES, N_("classes")))
        return;
    class = &index->classes[index->n_classes++];
    class->id = hz_tag_id(tag, false);
    class->name = hz_tag_bilingual(tag);
    class->up_to = (int)hz_tag_whole(tag, AT_UP_TO, 0, MAX_INDEX, INT32_MAX);
    if (class->up_to <= before)
        hz_findings_add(r->doc.findings, HZ_604, tag->line, "up-to", NULL);
}

/* ---- averages ---- */

static const hz_word REPORTS[] = {HZ_WORD("day", NULL), HZ_WORD("hour", NULL)};
static const struct hz_word_list report_words = HZ_WORD_LIST(REPORTS);

static void open_average(void *self)
{
    reader *r = self;
    hz_tag *tag = &r->doc.tag;
    hz_index *index = r->index;
    hz_average *a;

    r->average = NULL;
    if (hz_document_is_full(&r->doc, (size_t)index->n_averages, HZ_MAX_AVERAGES, N_("averages")))
        return;
    a = r->average = &index->averages[index->n_averages++];
    a->air = (hz_air)hz_tag_word(tag, AT_OF, &hz_air_words, HZ_211, HZ_AIR_PM25);
    if (a->air == HZ_AIR_AQI)
        hz_tag_outside(tag, AT_OF, _("the pollutants: an index has no index of itself"));
    a->hours = (int)hz_tag_whole(tag, AT_HOURS, 1, 24, 24);
    a->is_hourly = hz_tag_word(tag, AT_REPORT, &report_words, HZ_211, 0) == 1;
    a->source = hz_document_source(&r->doc);
    a->line = tag->line;
    r->unit = hz_tag_unit(tag, 1U << HZ_DIM_CONCENTRATION);
}

static void above_the_cap(reader *r)
{
    char range[64];

    snprintf(range, sizeof range, _("the whole numbers %1$lld to %2$lld"), 0LL, (long long)r->index->cap);
    hz_tag_outside(&r->doc.tag, AT_IAQI, range);
}

static void open_point(void *self)
{
    reader *r = self;
    hz_tag *tag = &r->doc.tag;
    hz_average *a = r->average;
    hz_breakpoint point = {(int)hz_tag_whole(tag, AT_IAQI, 0, MAX_INDEX, 0), hz_tag_measure(tag, AT_VALUE, r->unit)};

    if (r->index->cap > 0 && point.iaqi > r->index->cap)
        above_the_cap(r);
    if (!a || hz_document_is_full(&r->doc, (size_t)a->n_points, HZ_MAX_BREAKPOINTS, N_("breakpoints")))
        return;
    if (a->n_points == 0 ? point.iaqi != 0 || point.ng_m3 != 0
                         : point.iaqi <= a->points[a->n_points - 1].iaqi || point.ng_m3 <= a->points[a->n_points - 1].ng_m3)
        hz_findings_add(r->doc.findings, HZ_604, tag->line, "iaqi, value", NULL);
    a->points[a->n_points++] = point;
}

static void close_average(void *self)
{
    reader *r = self;

    if (r->average && r->average->n_points < 2 && hz_document_may_go_on(&r->doc))
        hz_findings_add(r->doc.findings, HZ_110, r->average->line, "point", "average", NULL);
    r->average = NULL;
}

/* ---- the verb ---- */

static const hz_document_action actions[EL_N] = {
    [EL_INDEX] = {open_index, NULL},      [EL_TITLE] = {open_title, NULL},
    [EL_SOURCES] = {NULL, close_sources}, [EL_SOURCE] = {hz_document_open_source, NULL},
    [EL_SCALE] = {open_scale, NULL},      [EL_CLASS] = {open_class, NULL},
    [EL_AVERAGE] = {open_average, close_average}, [EL_POINT] = {open_point, NULL},
};

static hz_index *new_index(const char *path, const char *bytes, size_t n_bytes)
{
    hz_index *index = hz_calloc(1, sizeof *index);

    if (!index || !(index->arena = hz_arena_new()) ||
        !(index->path = hz_arena_copy(index->arena, path, strlen(path))) ||
        !(index->bytes = hz_arena_copy(index->arena, bytes ? bytes : "", n_bytes))) {
        hz_index_free(index);
        return NULL;
    }
    index->n_bytes = n_bytes;
    index->id = index->number = "";
    index->to_day = HZ_DAY_FOREVER;
    return index;
}

hz_status hz_parse_index(hz_index **out, hz_findings *findings, const char *path, const char *bytes, size_t n_bytes,
                         hz_error *err)
{
    reader r = {.index = new_index(path, bytes, n_bytes)};
    hz_status status;

    *out = NULL;
    if (!r.index)
        return hz_error_memory(err);
    hz_document_init(&r.doc, &grammar, EL_INDEX, findings, r.index->arena, HZ_DOCUMENT_SMALL);
    memcpy(r.doc.actions, actions, sizeof actions);
    status = hz_document_read_bytes(&r.doc, bytes, n_bytes, err);
    r.index->is_complete = r.index->n_averages > 0 && r.index->cap > 0;
    hz_document_free(&r.doc);
    if (status)
        hz_index_free(r.index);
    else
        *out = r.index;
    return status;
}

hz_status hz_read_index(hz_index **out, hz_findings *findings, const char *path, hz_error *err)
{
    char *bytes;
    size_t n_bytes;
    hz_status status = hz_document_load(&bytes, &n_bytes, findings, path, err);

    *out = NULL;
    if (!status)
        status = hz_parse_index(out, findings, path, bytes, n_bytes, err);
    free(bytes);
    return status;
}

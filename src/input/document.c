/* document.c - a file of ours is read by its grammar: what stands where is checked here, once for all formats
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "input/document.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/lang.h"
#include "base/relay.h"

static bool is_bit(uint64_t bits, hz_element element)
{
    return bits >> element & 1;
}

/* ---- growing ---- */

void *hz_document_append(hz_document *d, void *array, size_t *n, size_t *capacity, size_t size)
{
    char *items;

    if (!hz_grow(array, capacity, *n + 1, size)) {
        d->tag.is_out_of_memory = true;
        return NULL;
    }
    memcpy(&items, array, sizeof items);
    return memset(items + (*n)++ * size, 0, size);
}

bool hz_document_is_full(hz_document *d, size_t n, size_t cap, const char *what)
{
    char text[24];

    if (n < cap)
        return false;
    snprintf(text, sizeof text, "%zu", cap);
    hz_findings_add(d->findings, HZ_113, d->tag.line, text, _(what), NULL);
    d->is_cut_short = true;
    return true;
}

void *hz_document_settle(hz_document *d, void *array, size_t n, size_t size)
{
    void *settled = hz_arena_array(d->tag.arena, n, size);

    if (!settled)
        d->tag.is_out_of_memory = true;
    else if (n > 0)
        memcpy(settled, array, n * size);
    free(array);
    return settled;
}

void hz_document_index(hz_document *d, hz_names *names, const char *id, size_t index)
{
    if (id[0] && !hz_names_add(names, id, strlen(id), (uint32_t)index))
        d->tag.is_out_of_memory = true;
}

/* ---- references ---- */

uint32_t hz_document_refer(hz_document *d, hz_attribute at, const hz_names *names, hz_element section,
                           hz_finding_code code)
{
    const hz_xml_attr *attr = hz_tag_value(&d->tag, at);
    uint32_t index = attr ? hz_names_find(names, attr->value, attr->length) : HZ_NONE;
    /* no such section is a finding of its own, unless it may be left out */
    bool is_complete = !is_bit(d->doubtful, section) && (is_bit(d->children[0], section) ||
                                                         hz_tag_def(&d->tag, section)->times != HZ_TIMES_ONE);

    if (attr && index == HZ_NONE && is_complete)
        hz_tag_unknown(&d->tag, code, at);
    return index;
}

/* ---- sources ---- */

enum { MAX_SOURCES = 8000000 };

void hz_document_open_source(void *document)
{
    hz_document *d = document;
    hz_tag *tag = &d->tag;
    hz_source *source;

    if (hz_document_is_full(d, d->n_sources, MAX_SOURCES, N_("sources")) ||
        !(source = hz_document_append(d, &d->sources, &d->n_sources, &d->source_capacity, sizeof *source)))
        return;
    *source = (hz_source){
        .id = hz_tag_id(tag, false),
        .text = hz_tag_text(tag, d->grammar->text),
        .confidence = (hz_confidence)hz_tag_word(tag, d->grammar->confidence, &hz_confidence_words, HZ_211, 0),
        .line = tag->line,
    };
}

static int by_id(const void *a, const void *b)
{
    const hz_source *left = a, *right = b;
    int order = strcmp(left->id, right->id);

    return order ? order : (left->line > right->line) - (left->line < right->line);
}

void hz_document_close_sources(void *document)
{
    hz_document *d = document;

    d->sources = hz_document_settle(d, d->sources, d->n_sources, sizeof *d->sources);
    if (!d->sources)
        return;
    if (d->n_sources > 1)
        qsort(d->sources, d->n_sources, sizeof *d->sources, by_id);
    for (size_t i = 0; i < d->n_sources; i++)
        hz_document_index(d, &d->source_names, d->sources[i].id, i);
}

void hz_document_keep_sources(hz_document *d, hz_source **sources, size_t *n_sources)
{
    hz_document_close_sources(d);
    *sources = d->sources;
    *n_sources = d->sources ? d->n_sources : 0;
    for (size_t i = 1; i < *n_sources; i++)
        if ((*sources)[i].id[0] && strcmp((*sources)[i - 1].id, (*sources)[i].id) == 0) {
            d->tag.line = (*sources)[i].line;
            hz_document_twice(d, _("source"), (*sources)[i].id, (*sources)[i - 1].line);
        }
}

uint32_t hz_document_source(hz_document *d)
{
    return hz_document_refer(d, d->grammar->source, &d->source_names, d->grammar->sources, HZ_310);
}

/* ---- findings ---- */

void hz_document_twice(hz_document *d, const char *kind, const char *name, int first_line)
{
    char line[16];

    snprintf(line, sizeof line, "%d", first_line);
    hz_findings_add(d->findings, HZ_302, d->tag.line, kind, name, line, NULL);
}

void hz_document_exclusive(hz_document *d, hz_attribute first, hz_attribute second)
{
    hz_findings_add(d->findings, HZ_114, d->tag.line, hz_tag_attribute_name(&d->tag, first),
                    hz_tag_attribute_name(&d->tag, second),
                    hz_tag_def(&d->tag, d->tag.element)->name, NULL);
}
/* ---- elements ---- */

static void out_of_order(hz_document *d, hz_element section, int line)
{
    char order[256] = "";
    size_t used = 0;

    for (hz_element e = 1; e < d->grammar->n_elements && used < sizeof order; e++)
        if (is_bit(hz_tag_def(&d->tag, e)->parents, d->root))
            used += (size_t)snprintf(order + used, sizeof order - used, "%s%s", used ? ", " : "",
                                     hz_tag_def(&d->tag, e)->name);
    hz_findings_add(d->findings, HZ_106, line, hz_tag_def(&d->tag, section)->name, order, NULL);
}

/* Is the element where and as often as it may be, so that it can be read? */
static bool is_in_place(hz_document *d, hz_element element, int line)
{
    uint64_t *siblings = &d->children[d->depth - 1];
    bool is_repeated = is_bit(*siblings, element) && hz_tag_def(&d->tag, element)->times != HZ_TIMES_MANY;
    bool is_section = d->depth == 1, is_late = is_section && d->grammar->is_ordered && element < d->last_section;
    /* references may have been made already */
    bool is_lost = is_bit(d->grammar->definitions, element) &&
                   (is_repeated || (is_late && d->children[0] & d->grammar->users));

    if (is_repeated)
        hz_findings_add(d->findings, HZ_107, line, hz_tag_def(&d->tag, element)->name, NULL);
    else if (is_late)
        out_of_order(d, element, line);
    else if (is_section)
        d->last_section = element;
    *siblings |= UINT64_C(1) << element;
    if (is_lost)
        d->doubtful |= UINT64_C(1) << element;
    /* of two that say one thing each the first one holds; a second list is read on, for the findings in it */
    return !is_lost && !(is_repeated && d->actions[element].open);
}

static bool open_root(hz_document *d, hz_element element, const char *name, const char *uri, int line)
{
    if (element == d->root && uri && strcmp(uri, d->grammar->uri) == 0) {
        d->uri = uri;
        return true;
    }
    hz_findings_add(d->findings, HZ_103, line, name, uri ? uri : "", hz_tag_def(&d->tag, d->root)->name,
                    d->grammar->uri, NULL);
    d->is_cut_short = true;
    return false;
}

static bool is_ours(const hz_document *d, const char *uri)
{
    return uri == d->uri || (uri && strcmp(uri, d->uri) == 0);
}

/* The element, if it may be read here; else 0, and its finding is made. */
static hz_element admit(hz_document *d, const char *name, const char *uri, int line)
{
    hz_element element = hz_tag_element(&d->tag, name);

    if (d->depth == 0)
        return open_root(d, element, name, uri, line) ? element : 0;
    if (!is_ours(d, uri) || !element || d->depth == HZ_DOCUMENT_DEPTH || !is_bit(hz_tag_def(&d->tag, element)->parents, d->open[d->depth - 1])) {
        hz_findings_add(d->findings, HZ_105, line, name, hz_tag_def(&d->tag, d->open[d->depth - 1])->name, NULL);
        return 0;
    }
    return is_in_place(d, element, line) ? element : 0;
}

/* Another version is another format: its words may mean something else. */
static void check_version(hz_document *d)
{
    const hz_xml_attr *version = hz_tag_value(&d->tag, d->grammar->version);

    if (!hz_tag_has(&d->tag, d->grammar->version) && !(hz_tag_def(&d->tag, d->root)->required >> d->grammar->version & 1))
        hz_tag_missing(&d->tag, d->grammar->version); /* elsewhere than at the root this element needs none */
    if (!version || (version->length == 1 && version->value[0] == '1'))
        return;
    hz_tag_unknown(&d->tag, HZ_104, d->grammar->version);
    d->is_cut_short = true;
}

static bool on_start(void *self, const char *name, const char *uri, const hz_xml_attr *attrs, int n_attrs, int line)
{
    hz_document *d = self;
    hz_element element;

    d->has_text = false;
    if (d->skipped) {
        d->skipped++;
        return true;
    }
    element = admit(d, name, uri, line);
    if (!element) {
        d->skipped = 1;
        return hz_document_may_go_on(d);
    }
    d->open[d->depth] = element;
    d->line[d->depth] = line;
    d->children[d->depth++] = 0;
    hz_tag_take(&d->tag, element, attrs, n_attrs, line);
    if (element == d->root)
        check_version(d);
    if (d->actions[element].open)
        d->actions[element].open(d);
    if (!hz_document_may_go_on(d))
        d->depth--; /* not kept, so there is nothing to close */
    return hz_document_may_go_on(d);
}

/* Finding 110: children that must be there. */
static void ask_for_children(hz_document *d, uint64_t missing)
{
    for (hz_element child = 1; child < d->grammar->n_elements; child++)
        if (is_bit(missing, child))
            hz_findings_add(d->findings, HZ_110, d->line[d->depth], hz_tag_def(&d->tag, child)->name,
                            hz_tag_def(&d->tag, d->open[d->depth])->name, NULL);
}

static void close_element(hz_document *d)
{
    hz_element element = d->open[--d->depth];

    if (hz_document_may_go_on(d) && d->needed[element] & ~d->children[d->depth])
        ask_for_children(d, d->needed[element] & ~d->children[d->depth]);
    if (d->actions[element].close)
        d->actions[element].close(d);
}

static bool on_end(void *self, const char *name, int line)
{
    hz_document *d = self;

    (void)name, (void)line;
    d->has_text = false;
    if (d->skipped)
        d->skipped--;
    else
        close_element(d);
    return hz_document_may_go_on(d);
}

static bool on_text(void *self, const char *bytes, size_t length, int line)
{
    hz_document *d = self;
    size_t i = 0, n = 0;
    char shown[64];

    while (i < length && (bytes[i] == ' ' || bytes[i] == '\n' || bytes[i] == '\t' || bytes[i] == '\r'))
        i++;
    if (i == length || d->skipped || d->has_text || d->depth == 0)
        return true;
    d->has_text = true;
    while (n < sizeof shown - 1 && i + n < length && bytes[i + n] != '\n')
        n++;
    while (n > 0 && i + n < length && ((unsigned char)bytes[i + n] & 0xC0) == 0x80)
        n--;
    memcpy(shown, bytes + i, n);
    shown[n] = '\0';
    hz_findings_add(d->findings, HZ_111, line, shown, hz_tag_def(&d->tag, d->open[d->depth - 1])->name, NULL);
    return true;
}

static void on_problem(void *self, hz_xml_problem kind, const char *message, int line)
{
    hz_document *d = self;
    char cap[24];

    d->is_cut_short = true;
    snprintf(cap, sizeof cap, "%llu", (unsigned long long)d->cap);
    if (kind == HZ_XML_DOCTYPE)
        hz_findings_add(d->findings, HZ_102, line, NULL);
    else if (kind == HZ_XML_TOO_LARGE)
        hz_findings_add(d->findings, HZ_112, line, cap, NULL);
    else
        hz_findings_add(d->findings, HZ_101, line, message, NULL);
}

/* ---- the verbs ---- */

void hz_document_init(hz_document *d, const hz_grammar *grammar, hz_element root, hz_findings *findings, hz_arena *arena,
                      uint64_t cap)
{
    d->root = root;
    d->grammar = d->tag.grammar = grammar;
    d->findings = d->tag.findings = findings;
    d->tag.arena = arena;
    d->cap = cap;
    for (hz_element e = 1; e < grammar->n_elements; e++)
        for (hz_element parent = 0; parent < grammar->n_elements; parent++)
            if (grammar->elements[e].times == HZ_TIMES_ONE && is_bit(grammar->elements[e].parents, parent))
                d->needed[parent] |= UINT64_C(1) << e;
}

void hz_document_free(hz_document *d)
{
    hz_names_free(&d->source_names);
}

static const hz_xml_handler handler = {on_start, on_text, on_end, on_problem};

/* Whatever a broken file left open is closed. */
static hz_status end(hz_document *d, hz_status status, hz_error *err)
{
    while (d->depth > 0)
        close_element(d);
    return d->tag.is_out_of_memory ? hz_error_memory(err) : status ? status : hz_findings_status(d->findings, err);
}

hz_status hz_document_read(hz_document *d, const char *path, bool is_large, hz_error *err)
{
    return end(d, (is_large ? hz_relay_parse : hz_xml_parse)(path, d->cap, &handler, d, err), err);
}

hz_status hz_document_read_bytes(hz_document *d, const char *bytes, size_t n_bytes, hz_error *err)
{
    if (!bytes)
        d->is_cut_short = true;
    return end(d, bytes ? hz_xml_parse_bytes(bytes, n_bytes, &handler, d, err) : HZ_OK, err);
}

hz_status hz_document_load(char **bytes, size_t *n_bytes, hz_findings *findings, const char *path, hz_error *err)
{
    hz_error own = HZ_ERROR_NONE;
    hz_status status = hz_file_read(bytes, n_bytes, path, HZ_DOCUMENT_SMALL, &own);
    char text[24];

    if (status != HZ_ERR_INPUT)
        return status ? hz_error_set(err, status, "%s", own.message) : HZ_OK;
    snprintf(text, sizeof text, "%d", HZ_DOCUMENT_SMALL);
    hz_findings_add(findings, HZ_112, 1, text, NULL);
    return HZ_OK;
}

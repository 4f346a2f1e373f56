/* read.c - a scenario file into a scenario: streaming, and the only place where units are converted
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The table elements.def says what may stand where; tag.c checks the attributes; read_sections.c and read_units.c have
 * one small function for each element that holds data. Here is the order of elements, and the whole. A second section of
 * ids, or one behind the first reference to them, is a finding and is passed over; unknown ids of that kind are then not
 * reported, since the one finding explains them all. */
#include "scenario/read.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "base/relay.h"
#include "scenario/read_sections.h"
#include "scenario/read_units.h"
#include "scenario/sort.h"

#define NAMESPACE "urn:hazeplan:scenario"

/* ---- elements ---- */

static bool is_bit(uint64_t bits, hz_element element)
{
    return bits >> element & 1;
}

/* Does anything outside refer to its members? */
static bool is_definition(hz_element element)
{
    return element >= HZ_EL_SOURCES && element <= HZ_EL_SECTORS;
}

/* May references have been made already? */
static bool has_references(const hz_reader *r)
{
    return is_bit(r->children[0], HZ_EL_SOCIETY) || is_bit(r->children[0], HZ_EL_DEMANDS) ||
           is_bit(r->children[0], HZ_EL_ENTERPRISES);
}

static void out_of_order(hz_reader *r, hz_element section, int line)
{
    char order[256] = "";
    size_t used = 0;

    for (hz_element e = HZ_EL_TITLE; hz_tag_def(e)->parent == HZ_EL_SCENARIO && used < sizeof order; e++)
        used += (size_t)snprintf(order + used, sizeof order - used, "%s%s", used ? ", " : "", hz_tag_def(e)->name);
    hz_findings_add(r->findings, HZ_106, line, hz_tag_def(section)->name, order, NULL);
}

/* Is the element where and as often as it may be, so that it can be read? */
static bool is_in_place(hz_reader *r, hz_element element, int line)
{
    uint64_t *siblings = &r->children[r->depth - 1];
    bool is_repeated = is_bit(*siblings, element) && hz_tag_def(element)->times != HZ_TIMES_MANY;
    bool is_section = r->depth == 1, is_late = is_section && element < r->last_section;
    bool is_lost = is_definition(element) && (is_repeated || (is_late && has_references(r)));

    if (is_repeated)
        hz_findings_add(r->findings, HZ_107, line, hz_tag_def(element)->name, NULL);
    else if (is_late)
        out_of_order(r, element, line);
    else if (is_section)
        r->last_section = element;
    *siblings |= UINT64_C(1) << element;
    if (is_lost)
        r->doubtful |= UINT64_C(1) << element;
    /* of two that say one thing each the first one holds; a second list is read on, for the findings in it */
    return !is_lost && !(is_repeated && r->actions[element].open);
}

static bool open_root(hz_reader *r, hz_element element, const char *name, const char *uri, int line)
{
    if (element == HZ_EL_SCENARIO && uri && strcmp(uri, NAMESPACE) == 0) {
        r->uri = uri;
        return true;
    }
    hz_findings_add(r->findings, HZ_103, line, name, uri ? uri : "", NULL);
    r->is_cut_short = true;
    return false;
}

static bool is_ours(const hz_reader *r, const char *uri)
{
    return uri == r->uri || (uri && strcmp(uri, r->uri) == 0);
}

/* The element, if it may be read here; else HZ_EL_NONE, and its finding is made. */
static hz_element admit(hz_reader *r, const char *name, const char *uri, int line)
{
    hz_element element = hz_tag_element(&r->tag, name);

    if (r->depth == 0)
        return open_root(r, element, name, uri, line) ? element : HZ_EL_NONE;
    if (!is_ours(r, uri) || element == HZ_EL_NONE || hz_tag_def(element)->parent != r->open[r->depth - 1]) {
        hz_findings_add(r->findings, HZ_105, line, name, hz_tag_def(r->open[r->depth - 1])->name, NULL);
        return HZ_EL_NONE;
    }
    return is_in_place(r, element, line) ? element : HZ_EL_NONE;
}

static bool on_start(void *self, const char *name, const char *uri, const hz_xml_attr *attrs, int n_attrs, int line)
{
    hz_reader *r = self;
    hz_element element;

    r->has_text = false;
    if (r->skipped) {
        r->skipped++;
        return true;
    }
    element = admit(r, name, uri, line);
    if (element == HZ_EL_NONE) {
        r->skipped = 1;
        return hz_reader_may_go_on(r);
    }
    r->open[r->depth] = element;
    r->line[r->depth] = line;
    r->children[r->depth++] = 0;
    hz_tag_take(&r->tag, element, attrs, n_attrs, line);
    if (r->actions[element].open)
        r->actions[element].open(r);
    if (!hz_reader_may_go_on(r))
        r->depth--; /* not kept, so there is nothing to close */
    return hz_reader_may_go_on(r);
}

/* Finding 110: children that must be there. */
static void ask_for_children(hz_reader *r, uint64_t missing)
{
    for (hz_element child = HZ_EL_SCENARIO + 1; child < HZ_EL_N; child++)
        if (is_bit(missing, child))
            hz_findings_add(r->findings, HZ_110, r->line[r->depth], hz_tag_def(child)->name,
                            hz_tag_def(hz_tag_def(child)->parent)->name, NULL);
}

static void close_element(hz_reader *r)
{
    hz_element element = r->open[--r->depth];

    if (hz_reader_may_go_on(r) && r->needed[element] & ~r->children[r->depth])
        ask_for_children(r, r->needed[element] & ~r->children[r->depth]);
    if (r->actions[element].close)
        r->actions[element].close(r);
}

static bool on_end(void *self, const char *name, int line)
{
    hz_reader *r = self;

    (void)name, (void)line;
    r->has_text = false;
    if (r->skipped)
        r->skipped--;
    else
        close_element(r);
    return hz_reader_may_go_on(r);
}

static bool on_text(void *self, const char *bytes, size_t length, int line)
{
    hz_reader *r = self;
    size_t i = 0, n = 0;
    char shown[64];

    while (i < length && (bytes[i] == ' ' || bytes[i] == '\n' || bytes[i] == '\t' || bytes[i] == '\r'))
        i++;
    if (i == length || r->skipped || r->has_text || r->depth == 0)
        return true;
    r->has_text = true;
    while (n < sizeof shown - 1 && i + n < length && bytes[i + n] != '\n')
        n++;
    while (n > 0 && i + n < length && ((unsigned char)bytes[i + n] & 0xC0) == 0x80)
        n--;
    memcpy(shown, bytes + i, n);
    shown[n] = '\0';
    hz_findings_add(r->findings, HZ_111, line, shown, hz_tag_def(r->open[r->depth - 1])->name, NULL);
    return true;
}

static void on_problem(void *self, hz_xml_problem kind, const char *message, int line)
{
    hz_reader *r = self;
    char cap[24];

    r->is_cut_short = true;
    snprintf(cap, sizeof cap, "%llu", (unsigned long long)r->cap);
    if (kind == HZ_XML_DOCTYPE)
        hz_findings_add(r->findings, HZ_102, line, NULL);
    else if (kind == HZ_XML_TOO_LARGE)
        hz_findings_add(r->findings, HZ_112, line, cap, NULL);
    else
        hz_findings_add(r->findings, HZ_101, line, message, NULL);
}
/* ---- the verb ---- */

/* Give back what doubling took too much. When the smaller piece cannot be had, the larger one does as well. */
static void shrink(void *array, size_t n, size_t size)
{
    void *items, *smaller;

    memcpy(&items, array, sizeof items);
    if (!items || n == 0)
        return;
    smaller = realloc(items, n * size);
    if (smaller)
        memcpy(array, &smaller, sizeof smaller);
}

static void shrink_all(hz_scenario *s)
{
    size_t n_emissions = s->n_units * s->n_pollutants;

    shrink(&s->enterprises, s->n_enterprises, sizeof *s->enterprises);
    shrink(&s->units, s->n_units, sizeof *s->units);
    shrink(&s->emission_g_d, n_emissions, sizeof *s->emission_g_d);
    shrink(&s->cuttable_bp, n_emissions, sizeof *s->cuttable_bp);
    shrink(&s->emission_basis, n_emissions, sizeof *s->emission_basis);
    shrink(&s->checks, s->n_checks, sizeof *s->checks);
    shrink(&s->contacts, s->n_contacts, sizeof *s->contacts);
    shrink(&s->exemptions, s->n_exemptions, sizeof *s->exemptions);
}

/* What a file that broke off left open is closed, so that the scenario is whole in itself. */
static void finish(hz_reader *r)
{
    hz_scenario *s = r->scenario;

    while (r->depth > 0)
        close_element(r);
    s->products = hz_reader_settle(r, s->products, s->n_products, sizeof *s->products);
    s->demands = hz_reader_settle(r, s->demands, s->n_demands, sizeof *s->demands);
    if (!r->tag.is_out_of_memory)
        shrink_all(s);
}

static hz_scenario *new_scenario(const char *path)
{
    hz_scenario *s = hz_calloc(1, sizeof *s);

    if (!s || !(s->arena = hz_arena_new()) || !(s->path = hz_arena_copy(s->arena, path, strlen(path)))) {
        hz_scenario_free(s);
        return NULL;
    }
    s->id = "";
    s->currency = "CNY";
    s->country = "";
    s->title.zh = "";
    return s;
}

static hz_reader *new_reader(hz_findings *findings, const char *path, uint64_t cap)
{
    hz_reader *r = hz_calloc(1, sizeof *r);

    if (!r || !(r->scenario = new_scenario(path))) {
        free(r);
        return NULL;
    }
    r->findings = r->tag.findings = findings;
    r->tag.arena = r->scenario->arena;
    r->cap = cap;
    for (hz_element e = HZ_EL_SCENARIO; e < HZ_EL_N; e++)
        if (hz_tag_def(e)->times == HZ_TIMES_ONE)
            r->needed[hz_tag_def(e)->parent] |= UINT64_C(1) << e;
    for (hz_element e = HZ_EL_SCENARIO; e < HZ_EL_N; e++)
        r->actions[e] = hz_read_units[e].open ? hz_read_units[e] : hz_read_sections[e];
    return r;
}

static void free_reader(hz_reader *r)
{
    hz_names_free(&r->sources);
    hz_names_free(&r->pollutants);
    hz_names_free(&r->districts);
    hz_names_free(&r->sectors);
    hz_names_free(&r->products);
    free(r->uses);
    hz_scenario_free(r->scenario);
    free(r);
}

hz_status hz_read_scenario(hz_scenario **out, hz_findings *findings, const char *path, uint64_t cap, hz_error *err)
{
    static const hz_xml_handler handler = {on_start, on_text, on_end, on_problem};
    hz_reader *r = new_reader(findings, path, cap);
    hz_status status;

    *out = NULL;
    if (!r)
        return hz_error_memory(err);
    status = hz_relay_parse(path, cap, &handler, r, err);
    finish(r);
    if (r->tag.is_out_of_memory)
        status = hz_error_memory(err);
    if (status || (status = hz_findings_status(findings, err)) || (status = hz_sort_scenario(r->scenario, err)))
        goto done;
    *out = r->scenario;
    r->scenario = NULL;
done:
    free_reader(r);
    return status;
}

/* read.c - a scenario file into a scenario: streaming, and the only place where units are converted
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The table elements.def says what may stand where and input/document.c holds the file to it; input/tag.c checks the
 * attributes; read_sections.c, read_demands.c, read_units.c and read_modes.c have one small function for each element that holds data.
 * Here is the whole. */
#include "scenario/read.h"

#include <stdlib.h>
#include <string.h>

#include "scenario/members.h"
#include "scenario/read_demands.h"
#include "scenario/read_modes.h"
#include "scenario/read_sections.h"
#include "scenario/read_units.h"
#include "scenario/sort.h"

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
    shrink(&s->modes, s->n_modes, sizeof *s->modes);
    shrink(&s->mode_leaves_bp, s->n_modes * s->n_pollutants, sizeof *s->mode_leaves_bp);
    shrink(&s->checks, s->n_checks, sizeof *s->checks);
    shrink(&s->contacts, s->n_contacts, sizeof *s->contacts);
    shrink(&s->loads, s->n_loads, sizeof *s->loads);
    shrink(&s->exemptions, s->n_exemptions, sizeof *s->exemptions);
}

/* A title that nobody uses is a slip in a word; where there are errors, whoever uses it may not have been read. */
static void find_unused_titles(hz_reader *r)
{
    if (hz_findings_count(r->doc.findings, HZ_SEVERITY_ERROR) > 0)
        return;
    for (size_t i = 0; i < r->n_titles; i++)
        if (!r->titles[i].is_used)
            hz_findings_add(r->doc.findings, HZ_511, r->titles[i].line, r->titles[i].name, NULL);
}

static void finish(hz_reader *r)
{
    hz_scenario *s = r->scenario;

    find_unused_titles(r);
    s->products = hz_document_settle(&r->doc, s->products, s->n_products, sizeof *s->products);
    s->demands = hz_document_settle(&r->doc, s->demands, s->n_demands, sizeof *s->demands);
    s->weightings = hz_document_settle(&r->doc, s->weightings, s->n_weightings, sizeof *s->weightings);
    s->weights = hz_document_settle(&r->doc, s->weights, s->n_weights, sizeof *s->weights);
    if (!r->doc.tag.is_out_of_memory)
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
    hz_document_init(&r->doc, &hz_scenario_grammar, HZ_EL_SCENARIO, findings, r->scenario->arena, cap);
    for (hz_element e = HZ_EL_SCENARIO; e < HZ_EL_N; e++)
        r->doc.actions[e] = hz_read_units[e].open     ? hz_read_units[e]
                            : hz_read_modes[e].open   ? hz_read_modes[e]
                            : hz_read_demands[e].open ? hz_read_demands[e]
                                                      : hz_read_sections[e];
    return r;
}

static void free_reader(hz_reader *r)
{
    hz_document_free(&r->doc);
    hz_names_free(&r->pollutants);
    hz_names_free(&r->districts);
    hz_names_free(&r->sectors);
    hz_names_free(&r->groups);
    hz_names_free(&r->products);
    hz_names_free(&r->titled);
    free(r->titles);
    free(r->uses);
    free(r->mode_checks);
    hz_scenario_free(r->scenario);
    free(r);
}

hz_status hz_read_scenario(hz_scenario **out, hz_findings *findings, const char *path, uint64_t cap, hz_error *err)
{
    hz_reader *r = new_reader(findings, path, cap);
    hz_status status;

    *out = NULL;
    if (!r)
        return hz_error_memory(err);
    status = hz_document_read(&r->doc, path, true, err);
    finish(r);
    if (r->doc.tag.is_out_of_memory)
        status = hz_error_memory(err);
    if (status || (status = hz_sort_scenario(r->scenario, err)) ||
        (status = hz_gather_groups(r->scenario, findings, err)))
        goto done;
    *out = r->scenario;
    r->scenario = NULL;
done:
    free_reader(r);
    return status;
}

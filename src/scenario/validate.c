/* validate.c - does the scenario fit together, and is it likely?
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What was misread must not be reported as missing as well. So a file that was not read to its end is not judged; an
 * enterprise in whose lines the reader found an error is judged only by its identity; and sums are held against each
 * other only when there was no error at all. */
#include "scenario/validate.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/cancel.h"
#include "scenario/credit_code.h"
#include "scenario/fits_demands.h"
#include "scenario/fits_modes.h"
#include "scenario/fits_units.h"
#include "scenario/likely.h"
#include "scenario/twins.h"

enum { NUMBER_TEXT = 24, CANCEL_EVERY = 16384 };

typedef struct {
    hz_findings *findings;
    const hz_scenario *s;
    hz_error *err;
    bool is_whole;    /* the reader found no error */
    int *error_lines; /* [n_error_lines] of the reader's errors, ascending */
    size_t n_error_lines;
    int *starts;       /* [n_enterprises] their lines, ascending; NULL when is_whole */
    unsigned demanded; /* bits of the levels at which a reduction is demanded */
    hz_unit_sums sums;
} validation;

/* ---- what was misread ---- */

/* Nothing behind such an error was read, or nothing at all, or more was found than is listed. */
static bool is_cut_short(const hz_findings *findings, size_t n_listed)
{
    static const hz_finding_code ENDS[] = {HZ_101, HZ_102, HZ_103, HZ_104, HZ_112, HZ_113};

    for (size_t i = 0; i < sizeof ENDS / sizeof ENDS[0]; i++)
        if (hz_findings_has(findings, ENDS[i]))
            return true;
    return hz_findings_count(findings, HZ_SEVERITY_ERROR) > n_listed;
}

static int compare_ints(const void *a, const void *b)
{
    int left = *(const int *)a, right = *(const int *)b;

    return (left > right) - (left < right);
}

/* First of n ascending numbers that is >= value; n when none is. */
static size_t first_from(const int *numbers, size_t n, int value)
{
    size_t low = 0;

    while (low < n) {
        size_t middle = (low + n) / 2;

        if (numbers[middle] < value)
            low = middle + 1;
        else
            n = middle;
    }
    return low;
}

static hz_status list_starts(validation *v)
{
    if (v->is_whole)
        return HZ_OK;
    v->starts = hz_calloc(v->s->n_enterprises + 1, sizeof *v->starts);
    if (!v->starts)
        return hz_error_memory(v->err);
    for (size_t e = 0; e < v->s->n_enterprises; e++)
        v->starts[e] = v->s->enterprises[e].line;
    qsort(v->starts, v->s->n_enterprises, sizeof *v->starts, compare_ints);
    return HZ_OK;
}

/* Did the reader find an error between the enterprise's line and the next one's? */
static bool is_misread(const validation *v, const hz_enterprise *e)
{
    if (v->is_whole)
        return false;
    size_t next = first_from(v->starts, v->s->n_enterprises, e->line + 1);
    size_t error = first_from(v->error_lines, v->n_error_lines, e->line);

    return error < v->n_error_lines && (next == v->s->n_enterprises || v->error_lines[error] < v->starts[next]);
}

/* ---- identity: 302, 303, 304 ---- */

/* An array of things whose first member is their id. */
typedef struct {
    const char *element; /* as the file calls them */
    const char *owner;   /* id of the enterprise of units; else NULL */
    const char *items;
    size_t n, size, line_offset;
} table;

#define TABLE(element, owner, type, items, n)                                                                          \
    (table){element, owner, (const char *)(items), n, sizeof(type), offsetof(type, line)}

static const char *id_at(const table *t, size_t i)
{
    return *(const char *const *)(const void *)(t->items + i * t->size);
}

static int line_at(const table *t, size_t i)
{
    return *(const int *)(const void *)(t->items + i * t->size + t->line_offset);
}

/* The usual case: ids in order of bytes are in order without regard to case too, and no two are the same. */
static bool is_ascending(const table *t)
{
    for (size_t i = 1; i < t->n; i++)
        if (hz_twins_compare(id_at(t, i - 1), id_at(t, i)) >= 0)
            return false;
    return true;
}

typedef struct {
    const validation *v;
    const table *t;
} twin_context;

static void report_same_id(void *self, const hz_twin *first, const hz_twin *again)
{
    const twin_context *context = self;
    char line[NUMBER_TEXT], name[HZ_FITS_UNIT_NAME];

    if (!again->text[0])
        return; /* an id that is missing; the reader said so */
    snprintf(line, sizeof line, "%d", first->line);
    if (context->t->owner)
        snprintf(name, sizeof name, "%.64s/%.64s", context->t->owner, again->text);
    else
        snprintf(name, sizeof name, "%.64s", again->text);
    hz_findings_add(context->v->findings, HZ_302, again->line, context->t->element, name, line, NULL);
}

static hz_status check_ids(const validation *v, table t)
{
    if (is_ascending(&t))
        return HZ_OK;
    hz_twin *entries = hz_calloc(t.n, sizeof *entries);
    if (!entries)
        return hz_error_memory(v->err);
    for (size_t i = 0; i < t.n; i++)
        entries[i] = (hz_twin){id_at(&t, i), line_at(&t, i), i};
    twin_context context = {v, &t};
    hz_status status = hz_twins_find(entries, t.n, report_same_id, &context, v->err);
    free(entries);
    return status;
}

static void report_same_code(void *self, const hz_twin *first, const hz_twin *again)
{
    const validation *v = self;
    char line[NUMBER_TEXT];

    snprintf(line, sizeof line, "%d", first->line);
    hz_findings_add(v->findings, HZ_303, again->line, again->text, v->s->enterprises[again->item].id,
                    v->s->enterprises[first->item].id, line, NULL);
}

static hz_status check_credit_codes(validation *v)
{
    hz_twin *entries = hz_calloc(v->s->n_enterprises + 1, sizeof *entries);
    size_t n = 0;

    if (!entries)
        return hz_error_memory(v->err);
    for (size_t i = 0; i < v->s->n_enterprises; i++) {
        const hz_enterprise *e = &v->s->enterprises[i];

        if (!e->credit_code)
            continue;
        entries[n++] = (hz_twin){e->credit_code, e->line, i};
        const char *fault = hz_credit_code_fault(e->credit_code);
        if (fault)
            hz_findings_add(v->findings, HZ_304, e->line, e->credit_code, e->id, fault, NULL);
    }
    hz_status status = hz_twins_find(entries, n, report_same_code, v, v->err);
    free(entries);
    return status;
}

static hz_status check_identity(validation *v)
{
    const hz_scenario *s = v->s;
    const table tables[] = {
        TABLE("source", NULL, hz_source, s->sources, s->n_sources),
        TABLE("pollutant", NULL, hz_pollutant, s->pollutants, s->n_pollutants),
        TABLE("district", NULL, hz_group, s->districts, s->n_districts),
        TABLE("sector", NULL, hz_group, s->sectors, s->n_sectors),
        TABLE("group", NULL, hz_named_group, s->groups, s->n_groups),
        TABLE("enterprise", NULL, hz_enterprise, s->enterprises, s->n_enterprises),
    };
    hz_status status = HZ_OK;

    for (size_t i = 0; !status && i < sizeof tables / sizeof tables[0]; i++)
        status = check_ids(v, tables[i]);
    for (size_t i = 0; !status && i < s->n_enterprises; i++) {
        const hz_enterprise *e = &s->enterprises[i];

        status = check_ids(v, TABLE("unit", e->id, hz_unit, s->units + e->first_unit, e->n_units));
    }
    return status ? status : check_credit_codes(v);
}

/* ---- one enterprise: 412, 502, 503, 504, and its units ---- */

static bool has_contact(const hz_scenario *s, const hz_enterprise *e, hz_role role)
{
    for (size_t i = e->first_contact; i < (size_t)e->first_contact + e->n_contacts; i++)
        if (s->contacts[i].role == role)
            return true;
    return false;
}

static void check_position(const validation *v, const hz_enterprise *e)
{
    char longitude[HZ_FIXED_MAX], latitude[HZ_FIXED_MAX];

    if (e->longitude_udeg == INT32_MIN || e->latitude_udeg == INT32_MIN ||
        hz_likely_position(v->s->country, e->longitude_udeg, e->latitude_udeg))
        return;
    hz_format_fixed(longitude, e->longitude_udeg, 6, -1);
    hz_format_fixed(latitude, e->latitude_udeg, 6, -1);
    hz_findings_add(v->findings, HZ_502, e->line, e->id, v->s->country, longitude, latitude, NULL);
}

/* Orders go to those who operate; test data give none. Credit codes are Chinese. */
static void check_addressee(const validation *v, const hz_enterprise *e)
{
    const hz_scenario *s = v->s;

    if (e->operation != HZ_OPERATING || s->standing == HZ_STANDING_TEST)
        return;
    if (!e->credit_code && s->country[0] == 'C' && s->country[1] == 'N')
        hz_findings_add(v->findings, HZ_503, e->line, e->id, NULL);
    if (!has_contact(s, e, HZ_ROLE_RESPONSIBLE))
        hz_findings_add(v->findings, HZ_504, e->line, e->id, hz_role_id(HZ_ROLE_RESPONSIBLE), NULL);
}

static hz_status check_enterprises(validation *v)
{
    for (size_t i = 0; i < v->s->n_enterprises; i++) {
        const hz_enterprise *e = &v->s->enterprises[i];
        hz_status status;

        if (i % CANCEL_EVERY == 0 && (status = hz_cancel_check(v->err)))
            return status;
        if (is_misread(v, e))
            continue;
        if (e->n_units == 0)
            hz_findings_add(v->findings, HZ_412, e->line, e->id, NULL);
        check_position(v, e);
        check_addressee(v, e);
        hz_fits_units(v->findings, v->s, e, v->demanded);
        hz_fits_modes(v->findings, v->s, e, v->demanded);
        if (v->is_whole)
            hz_fits_add_units(&v->sums, v->s, e);
    }
    return HZ_OK;
}

/* ---- sums: 311, 402, 403, 409, 413, 415 to 418, 501, 505, 507 to 510, 512, 516 ---- */

static void check_pollutant(const validation *v, size_t p)
{
    const hz_pollutant *pollutant = &v->s->pollutants[p];
    const hz_unit_sums *sums = &v->sums;
    char stated[HZ_FIXED_MAX], listed[HZ_FIXED_MAX];

    if (pollutant->society_line == 0) {
        hz_findings_add(v->findings, HZ_409, pollutant->line, pollutant->id, NULL);
    } else if (!pollutant->has_unlisted && pollutant->stated_g_d < sums->listed_g_d[p]) {
        hz_format_fixed(stated, pollutant->stated_g_d, 3, -1);
        hz_format_fixed(listed, sums->listed_g_d[p], 3, -1);
        hz_findings_add(v->findings, HZ_403, pollutant->society_line, pollutant->id, stated, listed, NULL);
    }
    if (sums->n_silent[p] > 0) {
        char silent[NUMBER_TEXT], all[NUMBER_TEXT];

        snprintf(silent, sizeof silent, "%zu", sums->n_silent[p]);
        snprintf(all, sizeof all, "%zu", sums->n_units);
        hz_findings_add(v->findings, HZ_505, pollutant->line, silent, all, pollutant->id, NULL);
    }
}

static hz_status check_sums(const validation *v)
{
    if (!v->is_whole)
        return HZ_OK;
    if (!v->demanded)
        hz_findings_add(v->findings, HZ_413, 1, NULL);
    for (size_t p = 0; p < v->s->n_pollutants; p++)
        check_pollutant(v, p);
    hz_fits_reductions(v->findings, v->s, &v->sums);
    hz_fits_groups(v->findings, v->s);
    hz_fits_sums(v->findings, v->s);
    hz_fits_safety(v->findings, v->s);
    hz_fits_durations(v->findings, v->s, v->demanded);
    hz_status status = hz_fits_floors(v->findings, v->s, v->err);
    if (!status)
        status = hz_fits_fairness(v->findings, v->s, v->err);
    if (!status)
        status = hz_fits_lines(v->findings, v->s, v->err);
    return status ? status : hz_likely_costs(v->findings, v->s, v->err);
}

/* ---- all of it ---- */

static hz_status prepare(validation *v)
{
    const hz_scenario *s = v->s;

    for (size_t i = 0; i < s->n_demands; i++)
        if (hz_is_target(s->demands[i].kind))
            v->demanded |= 1U << s->demands[i].level;
    v->sums.district_emits = hz_calloc(s->n_districts + 1, sizeof *v->sums.district_emits);
    v->sums.sector_emits = hz_calloc(s->n_sectors + 1, sizeof *v->sums.sector_emits);
    v->sums.group_emits = hz_calloc(s->n_groups + 1, sizeof *v->sums.group_emits);
    if (!v->sums.district_emits || !v->sums.sector_emits || !v->sums.group_emits)
        return hz_error_memory(v->err);
    return list_starts(v);
}

hz_status hz_validate_scenario(hz_findings *findings, const hz_scenario *scenario, hz_error *err)
{
    validation v = {.findings = findings, .s = scenario, .err = err};
    hz_status status = hz_findings_status(findings, err);

    if (!status)
        status = hz_findings_error_lines(findings, &v.error_lines, &v.n_error_lines, err);
    if (status || is_cut_short(findings, v.n_error_lines))
        goto done;
    v.is_whole = hz_findings_count(findings, HZ_SEVERITY_ERROR) == 0;
    if ((status = prepare(&v)) || (status = check_identity(&v)))
        goto done;
    hz_fits_unique_demands(findings, scenario);
    if ((status = check_enterprises(&v)) || (status = check_sums(&v)))
        goto done;
    status = hz_findings_status(findings, err);
done:
    free(v.error_lines);
    free(v.starts);
    free(v.sums.district_emits);
    free(v.sums.sector_emits);
    free(v.sums.group_emits);
    return status;
}

/* fits_demands.c - do the demands fit each other, and what is there?
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "scenario/fits_demands.h"

#include <stdio.h>
#include <string.h>
#include <stdlib.h>

#include "scenario/fits_units.h"
#include "scenario/lines.h"
#include "scenario/modes.h"
#include "scenario/peers.h"
#include "scenario/sort.h"

/* ---- demands given twice ---- */

static const char *text_or_none(const char *text)
{
    return text ? text : "";
}

/* Weighted sums of one name are the same sum, and stand together. */
static bool is_same_sum(const hz_scenario *s, const hz_demand *a, const hz_demand *b)
{
    const hz_bilingual *x = &s->weightings[a->weighting].name, *y = &s->weightings[b->weighting].name;

    return a->scope == b->scope && a->is_each == b->is_each && a->group == b->group && strcmp(text_or_none(x->zh), text_or_none(y->zh)) == 0 &&
           strcmp(text_or_none(x->en), text_or_none(y->en)) == 0;
}

static bool is_same_demand(const hz_scenario *s, const hz_demand *a, const hz_demand *b)
{
    if (a->level != b->level || a->kind != b->kind)
        return false;
    if (a->kind == HZ_DEMAND_WEIGHTED && a->weighting != HZ_NONE && b->weighting != HZ_NONE)
        return is_same_sum(s, a, b);
    return hz_compare_demands(a, b) == 0;
}

/* The pollutant or product that a demand is about, or what it is called. */
static const char *subject(const hz_scenario *s, const hz_demand *d)
{
    switch (d->kind) {
    case HZ_DEMAND_REDUCTION:
        return s->pollutants[d->pollutant].id;
    case HZ_DEMAND_FLOOR:
        return s->products[d->product].name;
    case HZ_DEMAND_WEIGHTED:
        return hz_bilingual_text(s->weightings[d->weighting].name);
    case HZ_DEMAND_CAP:
        return hz_word_at(&hz_cap_words, (int)d->cap_of);
    default:
        return hz_demand_word(d->kind);
    }
}

/* False after an error of the reader: what the demand is about or upon is not known. */
static bool is_resolved(const hz_scenario *s, const hz_demand *d)
{
    if (d->scope != HZ_SCOPE_ALL && !d->is_each && d->group == HZ_NONE)
        return false;
    if (d->kind == HZ_DEMAND_REDUCTION)
        return d->pollutant < s->n_pollutants;
    return d->kind != HZ_DEMAND_FLOOR || d->product < s->n_products;
}

/* The demands are sorted by all that makes them the same, so those that are stand together. */
void hz_fits_unique_demands(hz_findings *findings, const hz_scenario *s)
{
    for (size_t start = 0, end; start < s->n_demands; start = end) {
        const hz_demand *first = &s->demands[start];

        for (end = start + 1; end < s->n_demands && is_same_demand(s, first, &s->demands[end]); end++)
            if (s->demands[end].line < first->line)
                first = &s->demands[end];
        for (size_t i = start; i < end; i++) {
            const hz_demand *d = &s->demands[i];
            char line[HZ_FIXED_MAX];

            if (d == first || !is_resolved(s, d))
                continue;
            snprintf(line, sizeof line, "%d", first->line);
            hz_findings_add(findings, HZ_410, d->line, hz_demand_word(d->kind), subject(s, d), hz_level_name(d->level),
                            line, NULL);
        }
    }
}

/* ---- reductions ---- */

/* The id of what a demand is laid upon. */
static const char *scope_id(const hz_scenario *s, const hz_demand *d)
{
    return d->scope == HZ_SCOPE_ALL ? s->id : hz_group_id(s, d->scope, d->group);
}

static uint32_t emits_in_scope(const hz_unit_sums *sums, const hz_demand *d)
{
    if (d->is_each)
        return sums->emits;
    switch (d->scope) {
    case HZ_SCOPE_DISTRICT:
        return sums->district_emits[d->group];
    case HZ_SCOPE_SECTOR:
        return sums->sector_emits[d->group];
    case HZ_SCOPE_GROUP:
        return sums->group_emits[d->group];
    default:
        return sums->emits;
    }
}

void hz_fits_reductions(hz_findings *findings, const hz_scenario *s, const hz_unit_sums *sums)
{
    for (size_t i = 0; i < s->n_demands; i++) {
        const hz_demand *d = &s->demands[i];

        if (d->kind == HZ_DEMAND_REDUCTION && !(emits_in_scope(sums, d) >> d->pollutant & 1))
            hz_findings_add(findings, HZ_507, d->line, subject(s, d), hz_level_name(d->level),
                            d->is_each ? s->id : scope_id(s, d), NULL);
    }
}

/* ---- groups, sums, safety ---- */

static size_t count_operating(const hz_scenario *s, hz_scope scope, uint32_t group)
{
    size_t n = 0;

    for (size_t e = 0; e < s->n_enterprises; e++)
        n += s->enterprises[e].operation == HZ_OPERATING && hz_enterprise_in_scope(s, &s->enterprises[e], scope, group);
    return n;
}

void hz_fits_groups(hz_findings *findings, const hz_scenario *s)
{
    for (size_t g = 0; g < s->n_groups; g++)
        if (count_operating(s, HZ_SCOPE_GROUP, (uint32_t)g) == 0)
            hz_findings_add(findings, HZ_415, s->groups[g].line, s->groups[g].id, NULL);
}

static void check_base(hz_findings *findings, const hz_scenario *s, const hz_demand *d, size_t pollutant)
{
    if (hz_society_g_d(s, pollutant) == 0)
        hz_findings_add(findings, HZ_417, d->line, s->pollutants[pollutant].id, hz_level_name(d->level), NULL);
}

static bool weighs_nothing(const hz_scenario *s, const hz_weighting *w)
{
    for (size_t k = 0; k < w->n_weights; k++)
        if (s->weights[w->first_weight + k].weight > 0)
            return false;
    return w->n_weights > 0;
}

void hz_fits_sums(hz_findings *findings, const hz_scenario *s)
{
    for (size_t i = 0; i < s->n_demands; i++) {
        const hz_demand *d = &s->demands[i];
        const hz_weighting *w = d->kind == HZ_DEMAND_WEIGHTED ? &s->weightings[d->weighting] : NULL;

        for (size_t p = 0; p < s->n_pollutants; p++)
            if (d->kind == HZ_DEMAND_POOL && d->pollutants >> p & 1)
                check_base(findings, s, d, p);
        for (size_t k = 0; w && k < w->n_weights; k++)
            check_base(findings, s, d, s->weights[w->first_weight + k].pollutant);
        if (w && w->n_weights == 0)
            hz_findings_add(findings, HZ_416, d->line, subject(s, d), NULL);
        if (w && weighs_nothing(s, w))
            hz_findings_add(findings, HZ_421, d->line, subject(s, d), NULL);
    }
}

static bool makes_anything_safe(const hz_scenario *s, const hz_demand *safety)
{
    for (size_t i = 0; i < s->n_demands; i++)
        if (hz_is_made_safe(&s->demands[i], safety))
            return true;
    return false;
}

void hz_fits_safety(hz_findings *findings, const hz_scenario *s)
{
    size_t n = count_operating(s, HZ_SCOPE_ALL, HZ_NONE);

    for (size_t i = 0; i < s->n_demands; i++) {
        const hz_demand *d = &s->demands[i];
        char failing[HZ_FIXED_MAX], all[HZ_FIXED_MAX];

        if (d->kind == HZ_DEMAND_SAFETY && !makes_anything_safe(s, d))
            hz_findings_add(findings, HZ_512, d->line, hz_level_name(d->level), NULL);
        if (d->kind != HZ_DEMAND_SAFETY || d->n_failing < n || d->n_failing == 0)
            continue;
        snprintf(failing, sizeof failing, "%u", d->n_failing);
        snprintf(all, sizeof all, "%zu", n);
        hz_findings_add(findings, HZ_418, d->line, hz_level_name(d->level), failing, all, NULL);
    }
}

/* ---- grade order, alike treatment ---- */

enum { HELD_NAMED = 5 };

static void report_held(hz_findings *findings, const hz_scenario *s, const hz_peers *p)
{
    const hz_demand *d = &s->demands[p->demand];
    char number[HZ_FIXED_MAX], names[(HELD_NAMED + 1) * (HZ_FITS_UNIT_NAME + 4)];
    size_t length = 0, n_named = p->n_held < HELD_NAMED ? p->n_held : HELD_NAMED;

    for (size_t i = 0; i < n_named; i++) {
        char name[HZ_FITS_UNIT_NAME];

        hz_fits_unit_name(name, s, p->held[i].unit);
        length += (size_t)snprintf(names + length, sizeof names - length, "%s%s", i ? _(", ") : "", name);
    }
    if (n_named < p->n_held)
        snprintf(names + length, sizeof names - length, "%s…", _(", "));
    snprintf(number, sizeof number, "%zu", p->n_held);
    hz_findings_add(findings, HZ_509, d->line, hz_demand_word(d->kind), hz_level_name(d->level), number, names, NULL);
}

static void report_lowered(hz_findings *findings, const hz_scenario *s, const hz_peers *p)
{
    const hz_demand *d = &s->demands[p->demand];
    char number[HZ_FIXED_MAX], name[HZ_FITS_UNIT_NAME], most[HZ_FIXED_MAX + 2];
    size_t length = hz_format_fixed(most, hz_max_cut_bp(s, p->lowered_by, d->level), 2, -1);

    snprintf(most + length, sizeof most - length, " %%");
    snprintf(number, sizeof number, "%zu", p->n_lowered);
    hz_fits_unit_name(name, s, p->lowered_by);
    hz_findings_add(findings, HZ_510, d->line, hz_demand_word(d->kind), hz_level_name(d->level), number, name, most,
                    NULL);
}

hz_status hz_fits_fairness(hz_findings *findings, const hz_scenario *s, hz_error *err)
{
    hz_status status = HZ_OK;

    for (int level = 0; level < HZ_N_LEVELS && !status; level++) {
        hz_fairness fairness;

        status = hz_find_peers(&fairness, s, (hz_level)level, err);
        for (size_t i = 0; i < fairness.n && !status; i++) {
            const hz_demand *d = &s->demands[fairness.of[i].demand];

            if (fairness.of[i].n_groups == 0)
                hz_findings_add(findings, HZ_508, d->line, hz_demand_word(d->kind), hz_level_name(d->level), NULL);
            if (fairness.of[i].n_held > 0)
                report_held(findings, s, &fairness.of[i]);
            if (fairness.of[i].n_lowered > 0)
                report_lowered(findings, s, &fairness.of[i]);
        }
        hz_fairness_free(&fairness);
    }
    return status;
}

/* ---- lines that stop ---- */

/* The lines of every group of a scope at a level; once for all demands that stand together. */
typedef struct {
    const hz_scenario *s;
    hz_scope scope;
    hz_level level;
    uint32_t *counted, *can_stop; /* by group */
} line_counts;

static bool count_for(line_counts *c, const hz_demand *d)
{
    size_t n = hz_scope_size(c->s, d->scope) + 1;

    if (c->counted && c->scope == d->scope && c->level == d->level)
        return true;
    free(c->counted);
    free(c->can_stop);
    c->scope = d->scope;
    c->level = d->level;
    c->counted = hz_calloc(n, sizeof *c->counted);
    c->can_stop = hz_calloc(n, sizeof *c->can_stop);
    if (!c->counted || !c->can_stop)
        return false;
    hz_count_lines(c->counted, c->can_stop, c->s, d->scope, d->level);
    return true;
}

static void report_too_many(hz_findings *findings, const line_counts *c, const hz_demand *d, uint32_t group)
{
    int64_t demanded = hz_lines_demanded(d, c->counted[group]);
    char asked[HZ_FIXED_MAX], all[HZ_FIXED_MAX], most[HZ_FIXED_MAX];

    if (demanded <= c->can_stop[group])
        return;
    hz_format_fixed(asked, demanded, 0, -1);
    hz_format_fixed(all, c->counted[group], 0, -1);
    hz_format_fixed(most, c->can_stop[group], 0, -1);
    hz_findings_add(findings, HZ_426, d->line, hz_level_name(d->level), asked, all,
                    d->scope == HZ_SCOPE_ALL ? c->s->id : hz_group_id(c->s, d->scope, group), most, NULL);
}

/* Each group that has lines by itself, or the one that the demand is laid upon. */
static void check_lines(hz_findings *findings, const line_counts *c, const hz_demand *d)
{
    uint32_t first = d->is_each || d->scope == HZ_SCOPE_ALL ? 0 : d->group;
    uint32_t end = d->is_each ? (uint32_t)hz_scope_size(c->s, d->scope) : first + 1;
    bool has_lines = false;

    for (uint32_t g = first; g < end; g++) {
        has_lines |= c->counted[g] > 0;
        if (c->counted[g] > 0 || !d->is_each)
            report_too_many(findings, c, d, g);
    }
    if (!has_lines && (d->is_each || d->is_ratio))
        hz_findings_add(findings, HZ_517, d->line, hz_level_name(d->level), d->is_each ? c->s->id : scope_id(c->s, d), NULL);
}

hz_status hz_fits_lines(hz_findings *findings, const hz_scenario *s, hz_error *err)
{
    const hz_scenario known = hz_with_responses(s);
    line_counts counts = {.s = &known};
    hz_status status = HZ_OK;

    for (size_t i = 0; i < s->n_demands && !status; i++) {
        const hz_demand *d = &s->demands[i];

        if (d->kind != HZ_DEMAND_LINES || !is_resolved(s, d))
            continue;
        if (count_for(&counts, d))
            check_lines(findings, &counts, d);
        else
            status = hz_error_memory(err);
    }
    free(counts.counted);
    free(counts.can_stop);
    return status;
}

/* ---- floors ---- */

/* What is made of a product in a scope. */
typedef struct {
    uint32_t product, group;
    uint32_t scope;  /* hz_scope */
    size_t n_makers; /* operating units */
    int64_t made;    /* base units a day */
} supply;

static int compare_supplies(const void *a, const void *b)
{
    const supply *left = a, *right = b;

    if (left->product != right->product)
        return left->product < right->product ? -1 : 1;
    if (left->scope != right->scope)
        return left->scope < right->scope ? -1 : 1;
    return (left->group > right->group) - (left->group < right->group);
}

static supply *find_supply(supply *supplies, size_t n, uint32_t product, hz_scope scope, uint32_t group)
{
    supply key = {.product = product, .scope = (uint32_t)scope, .group = group};

    return bsearch(&key, supplies, n, sizeof *supplies, compare_supplies);
}

/* One entry for each product and scope that a floor is laid upon, sorted. Returns how many. */
static size_t list_supplies(supply *supplies, bool *has_floor, const hz_scenario *s)
{
    size_t n = 0, n_kept = 0;

    for (size_t i = 0; i < s->n_demands; i++) {
        const hz_demand *d = &s->demands[i];

        if (d->kind == HZ_DEMAND_FLOOR && is_resolved(s, d)) {
            supplies[n++] = (supply){.product = d->product, .scope = (uint32_t)d->scope, .group = d->group};
            has_floor[d->product] = true;
        }
    }
    qsort(supplies, n, sizeof *supplies, compare_supplies);
    for (size_t i = 0; i < n; i++)
        if (i == 0 || compare_supplies(&supplies[i - 1], &supplies[i]) != 0)
            supplies[n_kept++] = supplies[i];
    return n_kept;
}

static void add_output(supply *entry, int64_t output)
{
    if (entry) {
        entry->n_makers++;
        entry->made += output;
    }
}

static void add_supplies(supply *supplies, size_t n, const bool *has_floor, const hz_scenario *s)
{
    for (size_t u = 0; n > 0 && u < s->n_units; u++) {
        const hz_unit *unit = &s->units[u];
        const hz_enterprise *e = &s->enterprises[unit->enterprise];

        if (unit->product == HZ_NONE16 || !has_floor[unit->product] || e->operation != HZ_OPERATING)
            continue;
        add_output(find_supply(supplies, n, unit->product, HZ_SCOPE_ALL, HZ_NONE), unit->output);
        for (hz_scope scope = HZ_SCOPE_DISTRICT; scope <= HZ_SCOPE_GROUP; scope++) {
            uint32_t one;
            const uint32_t *groups;
            size_t n_groups = hz_groups_of(s, unit->enterprise, scope, &one, &groups);

            for (size_t g = 0; g < n_groups; g++)
                add_output(find_supply(supplies, n, unit->product, scope, groups[g]), unit->output);
        }
    }
}

/* An amount in the unit that canonical output uses, "5000 GJ/d". All of those are powers of ten of their base unit. */
static void put_amount(char buf[2 * HZ_FIXED_MAX], int64_t amount, hz_dimension dimension)
{
    const hz_unit_def *unit = hz_unit_canonical(dimension);
    int scale = 0;

    for (int64_t power = unit->numerator; power >= 10; power /= 10)
        scale++;
    size_t length = hz_format_fixed(buf, amount, scale, -1);
    snprintf(buf + length, 2 * HZ_FIXED_MAX - length, " %s", unit->symbol);
}

static void check_floor(hz_findings *findings, const hz_scenario *s, const hz_demand *d, const supply *found)
{
    char floor[2 * HZ_FIXED_MAX], made[2 * HZ_FIXED_MAX];

    if (found->n_makers == 0) {
        hz_findings_add(findings, HZ_311, d->line, subject(s, d), hz_level_name(d->level), scope_id(s, d), NULL);
        return;
    }
    if (found->made >= d->amount)
        return;
    put_amount(floor, d->amount, s->products[d->product].dimension);
    put_amount(made, found->made, s->products[d->product].dimension);
    hz_findings_add(findings, HZ_402, d->line, subject(s, d), hz_level_name(d->level), floor, made, NULL);
}

hz_status hz_fits_floors(hz_findings *findings, const hz_scenario *s, hz_error *err)
{
    supply *supplies = hz_calloc(s->n_demands + 1, sizeof *supplies);
    bool *has_floor = hz_calloc(s->n_products + 1, sizeof *has_floor);
    hz_status status = HZ_OK;

    if (!supplies || !has_floor) {
        status = hz_error_memory(err);
        goto done;
    }
    size_t n = list_supplies(supplies, has_floor, s);
    add_supplies(supplies, n, has_floor, s);
    for (size_t i = 0; i < s->n_demands; i++) {
        const hz_demand *d = &s->demands[i];

        if (d->kind == HZ_DEMAND_FLOOR && is_resolved(s, d))
            check_floor(findings, s, d, find_supply(supplies, n, d->product, d->scope, d->group));
    }
done:
    free(supplies);
    free(has_floor);
    return status;
}

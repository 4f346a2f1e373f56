/* fits_demands.c - do the demands fit each other, and what is there?
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "scenario/fits_demands.h"

#include <stdio.h>
#include <stdlib.h>

/* ---- demands given twice ---- */

static bool is_same_demand(const hz_demand *a, const hz_demand *b)
{
    return a->level == b->level && a->kind == b->kind && a->scope == b->scope && a->group == b->group &&
           a->pollutant == b->pollutant && a->product == b->product;
}

/* The pollutant or product that a demand is about. */
static const char *subject(const hz_scenario *s, const hz_demand *d)
{
    return d->kind == HZ_DEMAND_REDUCTION ? s->pollutants[d->pollutant].id : s->products[d->product].name;
}

/* False after an error of the reader: what the demand is about or upon is not known. */
static bool is_resolved(const hz_scenario *s, const hz_demand *d)
{
    if (d->scope != HZ_SCOPE_ALL && d->group == HZ_NONE)
        return false;
    return d->kind == HZ_DEMAND_REDUCTION ? d->pollutant < s->n_pollutants : d->product < s->n_products;
}

/* The demands are sorted by all that makes them the same, so those that are stand together. */
void hz_fits_unique_demands(hz_findings *findings, const hz_scenario *s)
{
    for (size_t start = 0, end; start < s->n_demands; start = end) {
        const hz_demand *first = &s->demands[start];

        for (end = start + 1; end < s->n_demands && is_same_demand(first, &s->demands[end]); end++)
            if (s->demands[end].line < first->line)
                first = &s->demands[end];
        for (size_t i = start; i < end; i++) {
            const hz_demand *d = &s->demands[i];
            char line[HZ_FIXED_MAX];

            if (d == first || !is_resolved(s, d))
                continue;
            snprintf(line, sizeof line, "%d", first->line);
            hz_findings_add(findings, HZ_410, d->line, d->kind == HZ_DEMAND_REDUCTION ? "reduction" : "floor",
                            subject(s, d), hz_level_id(d->level), line, NULL);
        }
    }
}

/* ---- reductions ---- */

/* The id of what a demand is laid upon. */
static const char *scope_id(const hz_scenario *s, const hz_demand *d)
{
    if (d->scope == HZ_SCOPE_DISTRICT)
        return s->districts[d->group].id;
    return d->scope == HZ_SCOPE_SECTOR ? s->sectors[d->group].id : s->id;
}

static uint32_t emits_in_scope(const hz_unit_sums *sums, const hz_demand *d)
{
    if (d->scope == HZ_SCOPE_DISTRICT)
        return sums->district_emits[d->group];
    return d->scope == HZ_SCOPE_SECTOR ? sums->sector_emits[d->group] : sums->emits;
}

void hz_fits_reductions(hz_findings *findings, const hz_scenario *s, const hz_unit_sums *sums)
{
    for (size_t i = 0; i < s->n_demands; i++) {
        const hz_demand *d = &s->demands[i];

        if (d->kind == HZ_DEMAND_REDUCTION && !(emits_in_scope(sums, d) >> d->pollutant & 1))
            hz_findings_add(findings, HZ_507, d->line, subject(s, d), hz_level_id(d->level), scope_id(s, d), NULL);
    }
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
        add_output(find_supply(supplies, n, unit->product, HZ_SCOPE_DISTRICT, e->district), unit->output);
        add_output(find_supply(supplies, n, unit->product, HZ_SCOPE_SECTOR, e->sector), unit->output);
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
        hz_findings_add(findings, HZ_311, d->line, subject(s, d), hz_level_id(d->level), scope_id(s, d), NULL);
        return;
    }
    if (found->made >= d->amount)
        return;
    put_amount(floor, d->amount, s->products[d->product].dimension);
    put_amount(made, found->made, s->products[d->product].dimension);
    hz_findings_add(findings, HZ_402, d->line, subject(s, d), hz_level_id(d->level), floor, made, NULL);
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

/* sort.c - the canonical order of a scenario: nothing in it shall depend on the order of the file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Large arrays are not sorted in place: an order of indices is, and each array is then gathered along it, one after the
 * other, so that at most one of them exists twice. */
#include "scenario/sort.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "scenario/modes.h"

/* ---- comparisons ---- */

static int compare_numbers(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int compare_pollutants(const void *a, const void *b)
{
    const hz_pollutant *left = a, *right = b;
    int order = strcmp(left->id, right->id);

    return order ? order : compare_numbers(left->line, right->line);
}

static int compare_groups(const void *a, const void *b)
{
    const hz_group *left = a, *right = b;
    int order = strcmp(left->id, right->id);

    return order ? order : compare_numbers(left->line, right->line);
}

static int compare_checks(const void *a, const void *b)
{
    const hz_check *left = a, *right = b;
    int order = compare_numbers(left->by, right->by);

    if (!order)
        order = compare_numbers(left->dimension, right->dimension);
    return order ? order : compare_numbers(left->value, right->value);
}

static int compare_contacts(const void *a, const void *b)
{
    const hz_contact *left = a, *right = b;
    int order = compare_numbers(left->role, right->role);

    if (!order)
        order = strcmp(left->name, right->name);
    return order ? order : strcmp(left->phone, right->phone);
}

static int compare_texts(const char *a, const char *b)
{
    return strcmp(a ? a : "", b ? b : "");
}

static int compare_loads(const void *a, const void *b)
{
    const hz_max_load *left = a, *right = b;
    int order = compare_numbers(left->levels, right->levels);

    if (!order)
        order = compare_numbers(left->load_bp, right->load_bp);
    if (!order)
        order = strcmp(left->reason, right->reason);
    if (!order)
        order = strcmp(left->document, right->document);
    return order ? order : compare_texts(left->note, right->note);
}

static int compare_exemptions(const void *a, const void *b)
{
    const hz_exemption *left = a, *right = b;
    int order = compare_numbers(left->levels, right->levels);

    if (!order)
        order = strcmp(left->reason, right->reason);
    if (!order)
        order = strcmp(left->document, right->document);
    return order ? order : compare_texts(left->note, right->note);
}

int hz_compare_demands(const hz_demand *a, const hz_demand *b)
{
    const int orders[] = {
        compare_numbers(a->kind, b->kind),
        compare_numbers(a->scope, b->scope),
        compare_numbers(a->is_each, b->is_each),
        compare_numbers(a->group, b->group),
        compare_numbers(a->pollutant, b->pollutant),
        compare_numbers(a->product, b->product),
        compare_numbers(a->pollutants, b->pollutants),
        compare_numbers(a->weighting, b->weighting),
        compare_numbers(a->cap_of, b->cap_of),
        compare_numbers(a->n_failing, b->n_failing),
    };

    for (size_t i = 0; i < sizeof orders / sizeof orders[0]; i++)
        if (orders[i])
            return orders[i];
    return 0;
}

static int compare_demands(const void *a, const void *b)
{
    const hz_demand *left = a, *right = b;
    int order = compare_numbers(left->level, right->level);

    if (!order)
        order = hz_compare_demands(left, right);
    return order ? order : compare_numbers(left->line, right->line);
}

static int compare_named_groups(const void *a, const void *b)
{
    const hz_named_group *left = a, *right = b;
    int order = strcmp(left->id, right->id);

    return order ? order : compare_numbers(left->line, right->line);
}

static int compare_members(const void *a, const void *b)
{
    const hz_member *left = a, *right = b;
    int order = compare_numbers(left->district, right->district);

    if (!order)
        order = compare_numbers(left->sector, right->sector);
    if (!order)
        order = compare_numbers(left->grade, right->grade);
    if (!order)
        order =
            strcmp(left->enterprise_id ? left->enterprise_id : "", right->enterprise_id ? right->enterprise_id : "");
    return order ? order : compare_numbers(left->line, right->line);
}

static int compare_weights(const void *a, const void *b)
{
    const hz_weight *left = a, *right = b;

    return compare_numbers(left->pollutant, right->pollutant);
}

/* ---- small tables ---- */

void hz_sort_pollutants(hz_pollutant *pollutants, size_t n)
{
    if (n > 1)
        qsort(pollutants, n, sizeof *pollutants, compare_pollutants);
}

void hz_sort_groups(hz_group *groups, size_t n)
{
    if (n > 1)
        qsort(groups, n, sizeof *groups, compare_groups);
}

void hz_sort_checks(hz_check *checks, size_t n)
{
    if (n > 1)
        qsort(checks, n, sizeof *checks, compare_checks);
}

void hz_sort_contacts(hz_contact *contacts, size_t n)
{
    if (n > 1)
        qsort(contacts, n, sizeof *contacts, compare_contacts);
}

void hz_sort_named_groups(hz_named_group *groups, size_t n)
{
    if (n > 1)
        qsort(groups, n, sizeof *groups, compare_named_groups);
}

void hz_sort_loads(hz_max_load *loads, size_t n)
{
    if (n > 1)
        qsort(loads, n, sizeof *loads, compare_loads);
}

/* The one among the first n that says the same. */
static hz_exemption *same_exemption(hz_exemption *exemptions, size_t n, const hz_exemption *wanted)
{
    for (size_t i = 0; i < n; i++)
        if (!strcmp(exemptions[i].reason, wanted->reason) && !strcmp(exemptions[i].document, wanted->document) &&
            compare_texts(exemptions[i].note, wanted->note) == 0)
            return &exemptions[i];
    return NULL;
}

size_t hz_sort_exemptions(hz_exemption *exemptions, size_t n)
{
    size_t n_left = 0;

    for (size_t i = 0; i < n; i++) {
        hz_exemption *same = same_exemption(exemptions, n_left, &exemptions[i]);

        if (same)
            same->levels |= exemptions[i].levels;
        else
            exemptions[n_left++] = exemptions[i];
    }
    if (n_left > 1)
        qsort(exemptions, n_left, sizeof *exemptions, compare_exemptions);
    return n_left;
}

/* ---- orders of indices ---- */

static bool is_identity(const uint32_t *order, size_t n)
{
    size_t i = 0;

    while (i < n && order[i] == i)
        i++;
    return i == n;
}

static int compare_products(const void *a, const void *b, void *scenario)
{
    const hz_product *products = ((const hz_scenario *)scenario)->products;

    return strcmp(products[*(const uint32_t *)a].name, products[*(const uint32_t *)b].name);
}

static int compare_enterprises(const void *a, const void *b, void *scenario)
{
    const hz_enterprise *enterprises = ((const hz_scenario *)scenario)->enterprises;
    const hz_enterprise *left = &enterprises[*(const uint32_t *)a], *right = &enterprises[*(const uint32_t *)b];
    int order = strcmp(left->id, right->id);

    return order ? order : compare_numbers(left->line, right->line);
}

static int compare_units(const void *a, const void *b, void *scenario)
{
    const hz_unit *units = ((const hz_scenario *)scenario)->units;
    const hz_unit *left = &units[*(const uint32_t *)a], *right = &units[*(const uint32_t *)b];
    int order = strcmp(left->id, right->id);

    return order ? order : compare_numbers(left->line, right->line);
}

static int compare_modes(const void *a, const void *b, void *scenario)
{
    const hz_mode *modes = ((const hz_scenario *)scenario)->modes;
    const hz_mode *left = &modes[*(const uint32_t *)a], *right = &modes[*(const uint32_t *)b];
    int order = compare_numbers(hz_mode_from_bp(left), hz_mode_from_bp(right));

    if (!order)
        order = compare_numbers(left->kind, right->kind);
    if (!order)
        order = strcmp(left->id, right->id);
    return order ? order : compare_numbers(left->line, right->line);
}

/* Sort `order` unless it is sorted: files that a program wrote mostly are, and then one pass is all. */
static void sort_order(uint32_t *order, size_t n, int (*compare)(const void *, const void *, void *), void *s)
{
    for (size_t i = 1; i < n; i++)
        if (compare(&order[i - 1], &order[i], s) > 0) {
            qsort_r(order, n, sizeof *order, compare, s);
            return;
        }
}

static uint32_t *new_order(size_t n)
{
    uint32_t *order = hz_calloc(n, sizeof *order);

    for (size_t i = 0; order && i < n; i++)
        order[i] = (uint32_t)i;
    return order;
}

/* Replace a malloc'ed array by its elements in the given order. */
static bool gather(void *array, const uint32_t *order, size_t n, size_t size)
{
    char *from, *to = hz_calloc(n, size);

    if (!to)
        return false;
    memcpy(&from, array, sizeof from);
    for (size_t i = 0; i < n; i++)
        memcpy(to + i * size, from + order[i] * size, size);
    memcpy(array, &to, sizeof to);
    free(from);
    return true;
}

/* ---- products ---- */

static void renumber_products(hz_scenario *s, const uint32_t *new_index)
{
    for (size_t u = 0; u < s->n_units; u++)
        if (s->units[u].product != HZ_NONE16)
            s->units[u].product = (uint16_t)new_index[s->units[u].product];
    for (size_t d = 0; d < s->n_demands; d++)
        if (s->demands[d].product != HZ_NONE)
            s->demands[d].product = new_index[s->demands[d].product];
}

static bool sort_products(hz_scenario *s)
{
    uint32_t *order = new_order(s->n_products), *new_index = new_order(s->n_products);
    hz_product *sorted = hz_arena_array(s->arena, s->n_products, sizeof *sorted);
    bool is_done = order && new_index && sorted;

    if (is_done) {
        sort_order(order, s->n_products, compare_products, s);
        for (size_t i = 0; i < s->n_products; i++) {
            sorted[i] = s->products[order[i]];
            new_index[order[i]] = (uint32_t)i;
        }
        s->products = sorted;
        if (!is_identity(order, s->n_products))
            renumber_products(s, new_index);
    }
    free(order);
    free(new_index);
    return is_done;
}

/* ---- weighted sums: by name, then by what is demanded of them; the line of the file decides nothing ---- */

typedef struct {
    const hz_scenario *scenario;
    const hz_demand **mildest; /* [n_weightings] of the demands for it */
} weighting_order;

static void find_mildest(weighting_order *o)
{
    for (size_t d = 0; d < o->scenario->n_demands; d++) {
        const hz_demand *demand = &o->scenario->demands[d];
        const hz_demand **mildest = demand->weighting == HZ_NONE ? NULL : &o->mildest[demand->weighting];

        if (mildest && (!*mildest || demand->level < (*mildest)->level))
            *mildest = demand;
    }
}

static int compare_asked(const hz_demand *left, const hz_demand *right)
{
    int order;

    if (!left || !right)
        return (left != NULL) - (right != NULL);
    if ((order = compare_numbers(left->level, right->level)) || (order = compare_numbers(left->scope, right->scope)) ||
        (order = compare_numbers(left->group, right->group)) || (order = compare_numbers(left->is_each, right->is_each)) ||
        (order = compare_numbers(left->is_ratio, right->is_ratio)) || (order = compare_numbers(left->ratio_ppm, right->ratio_ppm)) ||
        (order = compare_numbers(left->amount, right->amount)) || (order = compare_numbers(left->source, right->source)))
        return order;
    return compare_texts(left->reason, right->reason);
}

static int compare_weight_lists(const hz_scenario *s, const hz_weighting *left, const hz_weighting *right)
{
    int order = compare_numbers(left->n_weights, right->n_weights);

    for (size_t k = 0; k < left->n_weights && !order; k++) {
        const hz_weight *a = &s->weights[left->first_weight + k], *b = &s->weights[right->first_weight + k];

        if (!(order = compare_numbers(a->pollutant, b->pollutant)) && !(order = compare_numbers(a->weight, b->weight)))
            order = compare_numbers(a->source, b->source);
    }
    return order;
}

static int compare_weightings(const void *a, const void *b, void *context)
{
    const weighting_order *o = context;
    uint32_t first = *(const uint32_t *)a, second = *(const uint32_t *)b;
    const hz_weighting *left = &o->scenario->weightings[first], *right = &o->scenario->weightings[second];
    int order = compare_texts(left->name.zh, right->name.zh);

    if (!order)
        order = compare_texts(left->name.en, right->name.en);
    if (!order)
        order = compare_asked(o->mildest[first], o->mildest[second]);
    if (!order)
        order = compare_weight_lists(o->scenario, left, right);
    return order ? order : compare_numbers(left->line, right->line);
}

static bool sort_weightings(hz_scenario *s)
{
    uint32_t *order = new_order(s->n_weightings), *new_index = new_order(s->n_weightings);
    hz_weighting *sorted = hz_arena_array(s->arena, s->n_weightings, sizeof *sorted);
    weighting_order by = {s, hz_calloc(s->n_weightings + 1, sizeof *by.mildest)};
    bool is_done = order && new_index && sorted && by.mildest;

    if (is_done) {
        for (size_t i = 0; i < s->n_weightings; i++)
            if (s->weightings[i].n_weights > 1)
                qsort(s->weights + s->weightings[i].first_weight, s->weightings[i].n_weights, sizeof *s->weights, compare_weights);
        find_mildest(&by);
        sort_order(order, s->n_weightings, compare_weightings, &by);
        for (size_t i = 0; i < s->n_weightings; i++) {
            sorted[i] = s->weightings[order[i]];
            new_index[order[i]] = (uint32_t)i;
        }
        s->weightings = sorted;
        for (size_t d = 0; d < s->n_demands; d++)
            if (s->demands[d].weighting != HZ_NONE)
                s->demands[d].weighting = new_index[s->demands[d].weighting];
    }
    free(by.mildest);
    free(order);
    free(new_index);
    return is_done;
}

/* ---- units: those of an enterprise follow each other already ---- */

static bool gather_units(hz_scenario *s, const uint32_t *order)
{
    if (!gather(&s->units, order, s->n_units, sizeof *s->units))
        return false;
    if (s->n_pollutants == 0)
        return true;
    return gather(&s->emission_g_d, order, s->n_units, s->n_pollutants * sizeof *s->emission_g_d) &&
           (!s->cuttable_bp || gather(&s->cuttable_bp, order, s->n_units, s->n_pollutants * sizeof *s->cuttable_bp)) &&
           gather(&s->emission_basis, order, s->n_units, s->n_pollutants * sizeof *s->emission_basis);
}

/* Where the units go: enterprise by enterprise, and by id within each. */
static void order_units(hz_scenario *s, uint32_t *order)
{
    uint32_t n = 0;

    for (size_t e = 0; e < s->n_enterprises; e++) {
        hz_enterprise *enterprise = &s->enterprises[e];
        uint32_t *first = order + n;

        for (uint32_t i = 0; i < enterprise->n_units; i++)
            order[n++] = enterprise->first_unit + i;
        sort_order(first, enterprise->n_units, compare_units, s);
    }
}

static void renumber_units(hz_scenario *s)
{
    uint32_t n = 0;

    for (size_t e = 0; e < s->n_enterprises; e++) {
        s->enterprises[e].first_unit = n;
        for (uint32_t i = 0; i < s->enterprises[e].n_units; i++)
            s->units[n++].enterprise = (uint32_t)e;
    }
}

static bool sort_units(hz_scenario *s)
{
    uint32_t *order = new_order(s->n_units);
    bool is_done = order != NULL;

    if (is_done) {
        order_units(s, order);
        if (!is_identity(order, s->n_units))
            is_done = gather_units(s, order);
        if (is_done)
            renumber_units(s);
    }
    free(order);
    return is_done;
}

/* ---- enterprises ---- */

static bool sort_enterprises(hz_scenario *s)
{
    uint32_t *order = new_order(s->n_enterprises);
    bool is_done = order != NULL;

    if (is_done) {
        sort_order(order, s->n_enterprises, compare_enterprises, s);
        if (!is_identity(order, s->n_enterprises))
            is_done = gather(&s->enterprises, order, s->n_enterprises, sizeof *s->enterprises);
    }
    free(order);
    return is_done;
}

/* ---- parts follow their owners ---- */

static bool regroup_contacts(hz_scenario *s, uint32_t *order)
{
    uint32_t n = 0;

    for (size_t e = 0; e < s->n_enterprises; e++) {
        uint32_t first = n;

        for (uint32_t i = 0; i < s->enterprises[e].n_contacts; i++)
            order[n++] = s->enterprises[e].first_contact + i;
        s->enterprises[e].first_contact = first;
    }
    return is_identity(order, s->n_contacts) || gather(&s->contacts, order, s->n_contacts, sizeof *s->contacts);
}

static bool regroup_exemptions(hz_scenario *s, uint32_t *order)
{
    uint32_t n = 0;

    for (size_t e = 0; e < s->n_enterprises; e++) {
        uint32_t first = n;

        for (uint32_t i = 0; i < s->enterprises[e].n_exemptions; i++)
            order[n++] = s->enterprises[e].first_exemption + i;
        s->enterprises[e].first_exemption = first;
    }
    return is_identity(order, s->n_exemptions) || gather(&s->exemptions, order, s->n_exemptions, sizeof *s->exemptions);
}

static bool regroup_loads(hz_scenario *s, uint32_t *order)
{
    uint32_t n = 0;

    for (size_t e = 0; e < s->n_enterprises; e++) {
        uint32_t first = n;

        for (uint32_t i = 0; i < s->enterprises[e].n_loads; i++)
            order[n++] = s->enterprises[e].first_load + i;
        s->enterprises[e].first_load = first;
    }
    return is_identity(order, s->n_loads) || gather(&s->loads, order, s->n_loads, sizeof *s->loads);
}

static bool regroup_modes(hz_scenario *s, uint32_t *order)
{
    uint32_t n = 0;

    for (size_t u = 0; u < s->n_units; u++) {
        uint32_t first = n;

        for (uint32_t i = 0; i < s->units[u].n_modes; i++)
            order[n++] = s->units[u].first_mode + i;
        sort_order(order + first, s->units[u].n_modes, compare_modes, s);
        s->units[u].first_mode = first;
    }
    if (is_identity(order, s->n_modes))
        return true;
    return gather(&s->modes, order, s->n_modes, sizeof *s->modes) &&
           (s->n_pollutants == 0 || gather(&s->mode_leaves_bp, order, s->n_modes, s->n_pollutants * sizeof *s->mode_leaves_bp));
}

static uint32_t list_checks(uint32_t *order, uint32_t n, uint32_t *first_check, size_t n_checks)
{
    uint32_t first = n;

    for (uint32_t i = 0; i < n_checks; i++)
        order[n++] = *first_check + i;
    *first_check = first;
    return n;
}

/* Those of a unit, then those of its modes. */
static bool regroup_checks(hz_scenario *s, uint32_t *order)
{
    uint32_t n = 0;

    for (size_t u = 0; u < s->n_units; u++) {
        const hz_unit *unit = &s->units[u];

        n = list_checks(order, n, &s->units[u].first_check, unit->n_checks);
        for (size_t m = unit->first_mode; m < (size_t)unit->first_mode + unit->n_modes; m++)
            n = list_checks(order, n, &s->modes[m].first_check, s->modes[m].n_checks);
    }
    return is_identity(order, s->n_checks) || gather(&s->checks, order, s->n_checks, sizeof *s->checks);
}

static bool regroup(hz_scenario *s, size_t n, bool (*parts)(hz_scenario *, uint32_t *))
{
    uint32_t *order = new_order(n);
    bool is_done = order && parts(s, order);

    free(order);
    return is_done;
}

hz_status hz_sort_scenario(hz_scenario *scenario, hz_error *err)
{
    bool is_done = sort_products(scenario) && sort_weightings(scenario);

    if (is_done && scenario->n_demands > 1)
        qsort(scenario->demands, scenario->n_demands, sizeof *scenario->demands, compare_demands);
    for (size_t g = 0; g < scenario->n_groups; g++)
        if (scenario->groups[g].n_members > 1)
            qsort(scenario->members + scenario->groups[g].first_member, scenario->groups[g].n_members,
                  sizeof *scenario->members, compare_members);
    if (is_done && sort_enterprises(scenario) && sort_units(scenario) &&
        regroup(scenario, scenario->n_contacts, regroup_contacts) &&
        regroup(scenario, scenario->n_exemptions, regroup_exemptions) &&
        regroup(scenario, scenario->n_loads, regroup_loads) && regroup(scenario, scenario->n_modes, regroup_modes) &&
        regroup(scenario, scenario->n_checks, regroup_checks))
        return HZ_OK;
    return hz_error_memory(err);
}

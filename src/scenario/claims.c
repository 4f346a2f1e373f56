/* claims.c - what the demands of a level come to, one by one
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "scenario/claims.h"

#include <stdlib.h>

#include "base/arena.h"
#include "scenario/lines.h"

typedef struct {
    const hz_scenario *s;
    hz_claim *claims;
    size_t n, capacity;
} claim_list;

static bool add(claim_list *list, hz_claim claim)
{
    if (!hz_grow((void **)&list->claims, &list->capacity, list->n + 1, sizeof *list->claims))
        return false;
    list->claims[list->n++] = claim;
    return true;
}

/* ---- each group of a scope ---- */

/* has[g] > 0: group g of the scope has an enterprise in operation; of stopped lines, a line that counts. */
static uint32_t *groups_in_use(const hz_scenario *s, const hz_demand *d)
{
    hz_scope scope = d->scope;
    uint32_t *has = hz_calloc(hz_scope_size(s, scope) + 1, sizeof *has);

    if (has && d->kind == HZ_DEMAND_LINES) {
        hz_count_lines(has, NULL, s, scope, d->level);
        return has;
    }
    for (size_t e = 0; has && e < s->n_enterprises; e++) {
        uint32_t one;
        const uint32_t *groups;
        size_t n = hz_groups_of(s, e, scope, &one, &groups);

        for (size_t i = 0; s->enterprises[e].operation == HZ_OPERATING && i < n; i++)
            has[groups[i]] = 1;
    }
    return has;
}

static bool add_each(claim_list *list, hz_claim claim, const hz_demand *d)
{
    uint32_t *has = groups_in_use(list->s, d);
    bool is_done = has != NULL;

    for (size_t g = 0; g < hz_scope_size(list->s, d->scope) && is_done; g++) {
        claim.group = (uint32_t)g;
        is_done = !has[g] || add(list, claim);
    }
    free(has);
    return is_done;
}

/* ---- the products of a group, or of each ---- */

typedef struct {
    uint32_t group, product;
} making;

static int compare_makings(const void *a, const void *b)
{
    const making *x = a, *y = b;

    if (x->group != y->group)
        return x->group < y->group ? -1 : 1;
    return (x->product > y->product) - (x->product < y->product);
}

/* Does a cap of the demand's scope concern what is made in a group? */
static bool is_asked(const hz_demand *d, uint32_t group)
{
    return d->is_each || d->group == group;
}

static making *list_makings(size_t *n, const hz_scenario *s, const hz_demand *d)
{
    making *list = NULL;
    size_t capacity = 0;

    *n = 0;
    for (size_t u = 0; u < s->n_units; u++) {
        uint32_t one;
        const uint32_t *groups;
        size_t n_groups = hz_groups_of(s, s->units[u].enterprise, d->scope, &one, &groups);

        if (s->units[u].product == HZ_NONE16 || s->enterprises[s->units[u].enterprise].operation != HZ_OPERATING)
            continue;
        for (size_t g = 0; g < n_groups; g++) {
            if (!is_asked(d, groups[g]))
                continue;
            if (!hz_grow((void **)&list, &capacity, *n + 1, sizeof *list)) {
                free(list);
                return NULL;
            }
            list[(*n)++] = (making){groups[g], s->units[u].product};
        }
    }
    return list ? list : hz_calloc(1, sizeof *list);
}

static bool add_products(claim_list *list, hz_claim claim, const hz_demand *d)
{
    size_t n;
    making *makings = list_makings(&n, list->s, d);
    bool is_done = makings != NULL;

    if (n > 1 && is_done)
        qsort(makings, n, sizeof *makings, compare_makings);
    for (size_t i = 0; i < n && is_done; i++) {
        claim.group = makings[i].group;
        claim.product = makings[i].product;
        is_done = (i > 0 && compare_makings(&makings[i - 1], &makings[i]) == 0) || add(list, claim);
    }
    free(makings);
    return is_done;
}

/* ---- safety: each target of the whole society ---- */

static bool add_targets(claim_list *list, hz_claim claim, const hz_demand *d)
{
    for (size_t t = 0; t < list->s->n_demands; t++) {
        const hz_demand *target = &list->s->demands[t];

        claim.target = (uint32_t)t;
        if (hz_is_made_safe(target, d) && !add(list, claim))
            return false;
    }
    return true;
}

static bool add_demand(claim_list *list, size_t index)
{
    const hz_demand *d = &list->s->demands[index];
    hz_claim claim = {.demand = (uint32_t)index, .group = d->group, .product = d->product, .target = HZ_NONE};

    if (d->kind == HZ_DEMAND_SAFETY)
        return add_targets(list, claim, d);
    if (d->kind == HZ_DEMAND_CAP && d->cap_of == HZ_CAP_OUTPUT)
        return add_products(list, claim, d);
    return d->is_each ? add_each(list, claim, d) : add(list, claim);
}

hz_status hz_list_claims(hz_claim **claims, size_t *n_claims, const hz_scenario *scenario, hz_level level,
                         hz_error *err)
{
    claim_list list = {.s = scenario};
    bool is_done = true;

    for (size_t d = 0; d < scenario->n_demands && is_done; d++)
        if (scenario->demands[d].level == level)
            is_done = add_demand(&list, d);
    *claims = list.claims;
    *n_claims = list.n;
    if (is_done)
        return HZ_OK;
    free(list.claims);
    *claims = NULL;
    *n_claims = 0;
    return hz_error_memory(err);
}

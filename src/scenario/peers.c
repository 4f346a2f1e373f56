/* peers.c - who is held against whom: by the order of the grades, and by alike treatment
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * All of it follows from the inventory and the demands alone, so that the model and the reckoning mean the same units. */
#include "scenario/peers.h"

#include <stdlib.h>

#include "base/arena.h"

/* A unit that may take part, with what it is sorted by. */
typedef struct {
    uint64_t place; /* trade and district; of alike treatment the grade, too */
    hz_peer peer;
} candidate;

typedef struct {
    const hz_scenario *s;
    const hz_demand *demand;
    hz_peers *out;
    bool *is_held; /* [n_units] by this demand, or one before it */
    candidate *all; /* [n] */
    size_t n;
} search;

static uint64_t place_of(const search *f, const hz_enterprise *e)
{
    uint64_t place = (uint64_t)e->sector * HZ_MAX_GROUPS + e->district;

    return f->demand->kind == HZ_DEMAND_ORDER ? place : place * HZ_N_GRADES + e->grade;
}

static void add_unit(search *f, size_t u)
{
    const hz_enterprise *e = &f->s->enterprises[f->s->units[u].enterprise];
    bool may_be_cut = hz_max_cut_bp(f->s, u, f->demand->level) > 0;

    if (e->operation != HZ_OPERATING || !hz_unit_in_scope(f->s, u, f->demand->scope, f->demand->group))
        return;
    if (e->grade == HZ_GRADE_NONE)
        f->out->n_ungraded += may_be_cut;
    else if (!may_be_cut)
        f->out->n_uncut++;
    else
        f->all[f->n++] = (candidate){place_of(f, e), {(uint32_t)u, f->demand->kind == HZ_DEMAND_ORDER
                                                                       ? (uint8_t)hz_grade_rank((hz_grade)e->grade)
                                                                       : 0}};
}

static int compare(const void *a, const void *b)
{
    const candidate *x = a, *y = b;

    if (x->place != y->place)
        return x->place < y->place ? -1 : 1;
    if (x->peer.rank != y->peer.rank)
        return x->peer.rank < y->peer.rank ? -1 : 1;
    return x->peer.unit < y->peer.unit ? -1 : x->peer.unit > y->peer.unit;
}

/* ---- who is held at its least cut ---- */

static int least_of(const search *f, const candidate *c)
{
    return hz_min_cut_bp(f->s, c->peer.unit, f->demand->level);
}

static int most_of(const search *f, const candidate *c)
{
    return hz_max_cut_bp(f->s, c->peer.unit, f->demand->level);
}

/* Hold those of all[first] .. all[end - 1] that must be cut by more than `limit_bp`; the least `most` of the others, or limit_bp if
 * that is less. */
static int hold_above(search *f, size_t first, size_t end, int limit_bp)
{
    int most = limit_bp;

    for (size_t i = first; i < end; i++) {
        bool *is_held = &f->is_held[f->all[i].peer.unit];

        *is_held = *is_held || least_of(f, &f->all[i]) > limit_bp;
        if (!*is_held && most_of(f, &f->all[i]) < most)
            most = most_of(f, &f->all[i]);
    }
    return most;
}

/* From the worst rank to the best: none is cut deeper than any worse one may be. */
static void hold_order(search *f, size_t first, size_t end)
{
    int limit = HZ_SHARE_ONE;

    for (size_t start = end; end > first; end = start) {
        while (start > first && f->all[start - 1].peer.rank == f->all[end - 1].peer.rank)
            start--;
        limit = hold_above(f, start, end, limit);
    }
}

static void hold_alike(search *f, size_t first, size_t end)
{
    int most = HZ_SHARE_ONE;

    for (size_t i = first; i < end; i++)
        if (!f->is_held[f->all[i].peer.unit] && most_of(f, &f->all[i]) < most)
            most = most_of(f, &f->all[i]);
    hold_above(f, first, end, most + hz_spread_bp(f->demand));
}

/* ---- the groups ---- */

/* The end of the place that begins at `first`. */
static size_t end_of(const search *f, size_t first)
{
    size_t end = first + 1;

    while (end < f->n && f->all[end].place == f->all[first].place)
        end++;
    return end;
}

/* Whoever is left of a place is a group, if there is anything to hold. */
static void keep_group(search *f, size_t first, size_t end)
{
    hz_peers *out = f->out;
    size_t start = hz_count_peers(out), n = start;

    for (size_t i = first; i < end; i++)
        if (f->is_held[f->all[i].peer.unit])
            out->held[out->n_held++] = f->all[i].peer.unit;
        else
            out->peers[n++] = f->all[i].peer;
    if (n - start < 2 || (f->demand->kind == HZ_DEMAND_ORDER && out->peers[start].rank == out->peers[n - 1].rank))
        return;
    out->first[++out->n_groups] = (uint32_t)n;
}

static int by_unit(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

    return x < y ? -1 : x > y;
}

static hz_status find(search *f, hz_error *err)
{
    f->out->peers = hz_calloc(f->n + 1, sizeof *f->out->peers);
    f->out->first = hz_calloc(f->n + 1, sizeof *f->out->first);
    f->out->held = hz_calloc(f->n + 1, sizeof *f->out->held);
    if (!f->out->peers || !f->out->first || !f->out->held)
        return hz_error_memory(err);
    if (f->n > 1)
        qsort(f->all, f->n, sizeof *f->all, compare);
    for (size_t first = 0, end; first < f->n; first = end) {
        end = end_of(f, first);
        (f->demand->kind == HZ_DEMAND_ORDER ? hold_order : hold_alike)(f, first, end);
        keep_group(f, first, end);
    }
    if (f->out->n_held > 1)
        qsort(f->out->held, f->out->n_held, sizeof *f->out->held, by_unit);
    return HZ_OK;
}

/* ---- the verb ---- */

static bool is_asked(const hz_demand *d, hz_level level)
{
    return d->level == level && hz_is_fairness(d->kind);
}

static hz_status find_all(hz_fairness *out, search *f, hz_level level, hz_error *err)
{
    hz_status status = HZ_OK;

    for (size_t d = 0; d < f->s->n_demands && !status; d++) {
        if (!is_asked(&f->s->demands[d], level))
            continue;
        f->demand = &f->s->demands[d];
        f->out = &out->of[out->n++];
        f->out->demand = (uint32_t)d;
        f->n = 0;
        for (size_t u = 0; u < f->s->n_units; u++)
            add_unit(f, u);
        status = find(f, err);
    }
    return status;
}

hz_status hz_find_peers(hz_fairness *out, const hz_scenario *scenario, hz_level level, hz_error *err)
{
    search f = {.s = scenario};
    size_t n = 0;
    hz_status status;

    *out = (hz_fairness){0};
    for (size_t d = 0; d < scenario->n_demands; d++)
        n += is_asked(&scenario->demands[d], level);
    if (n == 0)
        return HZ_OK;
    out->of = hz_calloc(n, sizeof *out->of);
    f.is_held = hz_calloc(scenario->n_units + 1, sizeof *f.is_held);
    f.all = hz_calloc(scenario->n_units + 1, sizeof *f.all);
    status = out->of && f.is_held && f.all ? find_all(out, &f, level, err) : hz_error_memory(err);
    free(f.is_held);
    free(f.all);
    return status;
}

void hz_fairness_free(hz_fairness *fairness)
{
    for (size_t i = 0; i < fairness->n; i++) {
        free(fairness->of[i].peers);
        free(fairness->of[i].first);
        free(fairness->of[i].held);
    }
    free(fairness->of);
    *fairness = (hz_fairness){0};
}

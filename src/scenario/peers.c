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

/* The most that others may be cut, because of a unit that may not be cut deeper. */
typedef struct {
    uint16_t bp;
    uint32_t by; /* HZ_NONE: it is no limit */
} limit;

typedef struct {
    const hz_scenario *s;
    const hz_demand *demand;
    hz_peers *out;
    hz_room *room;  /* [n_units] what the demands so far leave */
    bool *is_held;  /* [n_units] by this demand, or one before it */
    candidate *all; /* [n] */
    size_t n;
    uint16_t drop_bp; /* by how much the demand lowers the most of a unit, at the most */
} search;

static uint64_t place_of(const search *f, const hz_enterprise *e)
{
    uint64_t place = (uint64_t)e->sector * HZ_MAX_GROUPS + e->district;

    return f->demand->kind == HZ_DEMAND_ORDER ? place : place * HZ_N_GRADES + e->grade;
}

static uint8_t rank_of(const search *f, const hz_enterprise *e)
{
    return f->demand->kind == HZ_DEMAND_ORDER ? (uint8_t)hz_grade_rank((hz_grade)e->grade) : 0;
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
    else if (f->s->units[u].n_modes > 0)
        f->out->n_with_modes++;
    else
        f->all[f->n++] = (candidate){place_of(f, e), {.unit = (uint32_t)u, .rank = rank_of(f, e)}};
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

/* ---- who is held at its least cut, and who has to follow ---- */

static hz_room *room_of(const search *f, size_t i)
{
    return &f->room[f->all[i].peer.unit];
}

static bool is_held(const search *f, size_t i)
{
    return f->is_held[f->all[i].peer.unit];
}

static uint16_t lesser(uint16_t a, uint16_t b)
{
    return a < b ? a : b;
}

static uint16_t greater(uint16_t a, uint16_t b)
{
    return a > b ? a : b;
}

/* Hold those of all[first] .. all[end - 1] that must be cut by more than limit_bp; the most that one of them must be, or 0. */
static uint16_t hold_above(search *f, size_t first, size_t end, int limit_bp)
{
    uint16_t pulled_bp = 0;

    for (size_t i = first; i < end; i++)
        if (!is_held(f, i) && room_of(f, i)->lo_bp > limit_bp) {
            f->is_held[f->all[i].peer.unit] = true;
            room_of(f, i)->hi_bp = room_of(f, i)->lo_bp;
            pulled_bp = greater(pulled_bp, room_of(f, i)->lo_bp);
        }
    return pulled_bp;
}

/* The most that all of them may be cut that are not held, or what it is so far if that is less. */
static limit most_of_all(const search *f, size_t first, size_t end, limit so_far)
{
    for (size_t i = first; i < end; i++)
        if (!is_held(f, i) && room_of(f, i)->hi_bp < so_far.bp)
            so_far = (limit){room_of(f, i)->hi_bp, f->all[i].peer.unit};
    return so_far;
}

/* The most that one of them must be cut that is not held, or so_far_bp if that is more. */
static uint16_t least_of_all(const search *f, size_t first, size_t end, uint16_t so_far_bp)
{
    for (size_t i = first; i < end; i++)
        if (!is_held(f, i))
            so_far_bp = greater(so_far_bp, room_of(f, i)->lo_bp);
    return so_far_bp;
}

/* Whoever is not held is cut by pull_bp at least, as far as that is within its room. */
static void pull(search *f, size_t first, size_t end, uint16_t pull_bp)
{
    for (size_t i = first; i < end; i++)
        if (!is_held(f, i)) {
            f->all[i].peer.least_bp = lesser(pull_bp, room_of(f, i)->hi_bp);
            room_of(f, i)->lo_bp = greater(room_of(f, i)->lo_bp, f->all[i].peer.least_bp);
        }
}

static void lower(search *f, size_t i, limit most)
{
    hz_room *room = room_of(f, i);

    if (room->hi_bp <= most.bp)
        return;
    f->out->n_lowered++;
    if (room->hi_bp - most.bp > f->drop_bp) {
        f->drop_bp = (uint16_t)(room->hi_bp - most.bp);
        f->out->lowered_by = most.by;
    }
    room->hi_bp = most.bp;
}

/* Nobody who is not held is cut by less than least_bp, or more than most, which are within reach of all. */
static void narrow(search *f, size_t first, size_t end, uint16_t least_bp, limit most)
{
    for (size_t i = first; i < end; i++)
        if (!is_held(f, i)) {
            room_of(f, i)->lo_bp = greater(room_of(f, i)->lo_bp, least_bp);
            lower(f, i, most);
        }
}

static const limit no_limit = {HZ_SHARE_ONE, HZ_NONE};

/* From the worst rank to the best: none is cut deeper than any worse one may be; and back: those that are cut deeper all the same
 * take the worse ones along. */
static void hold_order(search *f, size_t first, size_t end)
{
    size_t starts[HZ_N_GRADES + 1] = {end};
    uint16_t pulls[HZ_N_GRADES], pulled = 0, least = 0;
    limit most = no_limit;
    int n = 0;

    for (size_t start = end; start > first; n++) {
        while (start > first && f->all[start - 1].peer.rank == f->all[starts[n] - 1].peer.rank)
            start--;
        pulls[n] = hold_above(f, start, starts[n], most.bp);
        narrow(f, start, starts[n], 0, most);
        most = most_of_all(f, start, starts[n], most);
        starts[n + 1] = start;
    }
    while (n-- > 0) {
        pull(f, starts[n + 1], starts[n], pulled);
        narrow(f, starts[n + 1], starts[n], least, no_limit);
        pulled = greater(pulled, pulls[n]);
        least = least_of_all(f, starts[n + 1], starts[n], least);
    }
}

static void hold_alike(search *f, size_t first, size_t end)
{
    uint16_t spread = hz_spread_bp(f->demand), least;
    limit most = most_of_all(f, first, end, no_limit);

    pull(f, first, end, lesser(hold_above(f, first, end, most.bp + spread), most.bp));
    least = least_of_all(f, first, end, 0);
    most.bp = (uint16_t)(most.bp + spread);
    narrow(f, first, end, least > spread ? (uint16_t)(least - spread) : 0, most);
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

/* Is anything asked of peers first .. end - 1? */
static bool is_asked_of(const search *f, size_t first, size_t end)
{
    const hz_peer *peers = f->out->peers;

    for (size_t i = first; i < end; i++)
        if (peers[i].least_bp > 0)
            return true;
    return end - first > 1 && (f->demand->kind == HZ_DEMAND_ALIKE || peers[first].rank < peers[end - 1].rank);
}

/* Whoever is left of a place is a group. */
static void keep_group(search *f, size_t first, size_t end)
{
    hz_peers *out = f->out;
    size_t start = hz_count_peers(out), n = start;

    for (size_t i = first; i < end; i++)
        if (is_held(f, i))
            out->held[out->n_held++] = (hz_held){f->all[i].peer.unit, room_of(f, i)->lo_bp};
        else
            out->peers[n++] = f->all[i].peer;
    if (is_asked_of(f, start, n))
        out->first[++out->n_groups] = (uint32_t)n;
}

static int by_unit(const void *a, const void *b)
{
    uint32_t x = ((const hz_held *)a)->unit, y = ((const hz_held *)b)->unit;

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
        f->out->lowered_by = HZ_NONE;
        f->n = f->drop_bp = 0;
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
    out->room = f.room = hz_calloc(scenario->n_units + 1, sizeof *out->room);
    for (size_t u = 0; u < scenario->n_units && out->room; u++)
        out->room[u] = (hz_room){hz_min_cut_bp(scenario, u, level), hz_max_cut_bp(scenario, u, level)};
    f.is_held = hz_calloc(scenario->n_units + 1, sizeof *f.is_held);
    f.all = hz_calloc(scenario->n_units + 1, sizeof *f.all);
    status = out->of && out->room && f.is_held && f.all ? find_all(out, &f, level, err) : hz_error_memory(err);
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
    free(fairness->room);
    *fairness = (hz_fairness){0};
}

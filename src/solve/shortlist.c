/* shortlist.c - the schedules of one unit of a roster that no other one of it is as good as
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Day by day: what two beginnings can go on with is the same where they end at the same place, so that one that is no better there is
 * dropped with all that would come of it. Behind the last day no place matters any more. */
#include "solve/shortlist.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

typedef struct {
    hz_listed *list; /* [most] */
    int64_t *room;   /* [most][n_rows] of their effects */
    size_t n;
} beginnings;

typedef struct {
    const hz_roster *roster;
    const hz_roster_unit *unit;
    size_t which, n_rows, most;
    beginnings from, to;
    hz_listed next;
    bool is_full;
} listing;

/* ---- better ones ---- */

static bool is_as_good(const hz_listed *a, const hz_listed *b, size_t n_rows)
{
    if (a->place != b->place || a->cost_fen > b->cost_fen)
        return false;
    for (size_t i = 0; i < n_rows; i++)
        if (a->effect[i] < b->effect[i])
            return false;
    return true;
}

static void copy(hz_listed *to, const hz_listed *from, size_t n_rows)
{
    int64_t *effect = to->effect;

    *to = *from;
    to->effect = effect;
    memcpy(effect, from->effect, n_rows * sizeof *effect);
}

/* `next` joins those of the day, unless one is as good; those that it is as good as leave. */
static void take_next(listing *l, size_t n_rows)
{
    beginnings *to = &l->to;
    size_t kept = 0;

    for (size_t i = 0; i < to->n; i++)
        if (is_as_good(&to->list[i], &l->next, n_rows))
            return;
    for (size_t i = 0; i < to->n; i++) {
        if (is_as_good(&l->next, &to->list[i], n_rows))
            continue;
        if (kept < i)
            copy(&to->list[kept], &to->list[i], n_rows);
        kept++;
    }
    to->n = kept;
    if (to->n == l->most)
        l->is_full = true;
    else
        copy(&to->list[to->n++], &l->next, n_rows);
}

/* ---- a day more ---- */

static void go_on_in(listing *l, const hz_listed *from, int t, const hz_way *way, uint32_t state)
{
    const hz_ways *ways = &l->unit->ways;
    size_t first = l->roster->first_row[t], n = l->roster->first_row[t + 1] - first;

    copy(&l->next, from, first);
    l->next.cost_fen += way->once_fen + hz_way_cost_fen(&ways->choices[way->choice], &ways->states[state]);
    l->next.state[t] = state;
    l->next.place = t + 1 < ways->n_days ? way->to : 0;
    for (size_t i = 0; i < n; i++)
        l->next.effect[first + i] = l->unit->effect[l->unit->start[t] + (state - ways->first_state[t]) * n + i];
    take_next(l, first + n);
}

static void go_along(listing *l, int t, const hz_way *way)
{
    const hz_way_choice *choice = &l->unit->ways.choices[way->choice];

    for (size_t k = 0; k < l->from.n; k++)
        for (uint32_t i = choice->first; i < choice->first + choice->n && !l->is_full; i++)
            if (way->from == l->from.list[k].place)
                go_on_in(l, &l->from.list[k], t, way, i);
}

static void go_on(listing *l)
{
    const hz_ways *ways = &l->unit->ways;

    l->from.n = 1;
    l->from.list[0].place = HZ_FROM_NOWHERE;
    for (int t = 0; t < ways->n_days; t++) {
        beginnings other = l->from;

        l->to.n = 0;
        for (uint32_t k = ways->start[t]; k < ways->start[t + 1] && !l->is_full; k++)
            go_along(l, t, &ways->ways[k]);
        l->from = l->to;
        l->to = other;
    }
}

/* ---- the list ---- */

static int by_cost(const void *a, const void *b)
{
    const hz_listed *x = a, *y = b;
    int order = (x->cost_fen > y->cost_fen) - (x->cost_fen < y->cost_fen);

    return order ? order : memcmp(x->state, y->state, sizeof x->state);
}

/* What a state of its day brings at most. */
static void find_most(int64_t *most, const hz_roster *roster, size_t unit)
{
    const hz_ways *ways = &roster->units[unit].ways;

    for (int t = 0; t < ways->n_days; t++)
        for (uint32_t row = roster->first_row[t]; row < roster->first_row[t + 1]; row++) {
            most[row] = INT64_MIN;
            for (uint32_t i = ways->first_state[t]; i < ways->first_state[t + 1]; i++) {
                int64_t effect = hz_roster_effect(roster, unit, t, i)[row - roster->first_row[t]];

                most[row] = effect > most[row] ? effect : most[row];
            }
        }
}

static hz_status give(hz_shortlist *out, const listing *l, hz_error *err)
{
    size_t n = l->is_full ? 0 : l->from.n;
    int64_t *room;

    out->is_all = !l->is_full;
    out->list = hz_calloc(n + 1, sizeof *out->list);
    out->most = room = hz_calloc((n + 1) * l->n_rows + 1, sizeof *room);
    if (!out->list || !room)
        return hz_error_memory(err);
    for (; out->n < n; out->n++) {
        hz_listed *listed = &out->list[out->n];

        listed->effect = room += l->n_rows;
        copy(listed, &l->from.list[out->n], l->n_rows);
    }
    find_most(out->most, l->roster, l->which);
    if (n > 1)
        qsort(out->list, n, sizeof *out->list, by_cost);
    return HZ_OK;
}

static bool make_room(beginnings *b, size_t most, size_t n_rows)
{
    b->list = hz_calloc(most, sizeof *b->list);
    b->room = hz_calloc(most * n_rows + 1, sizeof *b->room);
    for (size_t i = 0; i < most && b->list && b->room; i++)
        b->list[i].effect = b->room + i * n_rows;
    return b->list && b->room;
}

hz_status hz_shortlist_make(hz_shortlist *out, const hz_roster *roster, size_t unit, size_t most, hz_error *err)
{
    listing l = {.roster = roster, .unit = &roster->units[unit], .which = unit, .n_rows = roster->first_row[roster->n_days], .most = most};
    hz_status status;

    *out = (hz_shortlist){0};
    l.next.effect = hz_calloc(l.n_rows + 1, sizeof *l.next.effect);
    if (make_room(&l.from, l.most, l.n_rows) && make_room(&l.to, l.most, l.n_rows) && l.next.effect) {
        go_on(&l);
        status = give(out, &l, err);
    } else {
        status = hz_error_memory(err);
    }
    free(l.next.effect);
    free(l.from.list);
    free(l.from.room);
    free(l.to.list);
    free(l.to.room);
    return status;
}

void hz_shortlist_clear(hz_shortlist *shortlist)
{
    free(shortlist->list);
    free(shortlist->most);
    *shortlist = (hz_shortlist){0};
}

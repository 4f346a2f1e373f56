/* together.c - cheaper schedules for several units of a roster at once
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * With prices y >= 0 of the rows, schedules that bring all that is needed cost at least
 *
 *     sum_rows y needs + sum_units least (cost - y brings)                                                                    (Lagrange)
 *
 * whatever y is. So each schedule has a cost that is reduced by what it brings, those of the units that have been chosen are added to the
 * least of those that have not, and a branch ends where that is no less than what is known. The prices are whole multiples of a small part
 * of a fen, so that the sums are exact. */
#include "solve/together.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/cancel.h"
#include "solve/shortlist.h"

/* Schedules of a unit that are listed at most, and numbers that all lists hold; schedules that are tried when all units are chosen at once,
 * and when a few are; how few; steps in which prices are found, and parts of a fen that they are in, 2^-PRICE_BITS. */
enum {
    MOST_LISTED = 1000,
    LIST_NUMBERS = 4000000,
    MOST_TRIED = 30000000,
    FEW_TRIED = 10000000,
    MOST_AT_ONCE = 3,
    PRICE_STEPS = 300,
    PRICE_BITS = 20
};

/* A schedule of a list by its reduced cost. */
typedef struct {
    __int128 reduced;
    uint32_t which;
} ranked;

typedef struct {
    const hz_roster *roster;
    hz_shortlist *lists; /* [n_units] */
    ranked **ranks;      /* [n_units][n of the list] least reduced cost first */
    size_t n_rows;
    int64_t *price;  /* [n_rows] in 2^-PRICE_BITS fen per base unit */
    int64_t *brings; /* [n_units][n_rows] of the schedules that there are, */
    int64_t *cost;   /* [n_units] what they cost, */
    int64_t *lacks;  /* [n_rows] and what then lacks of all that is needed; 0 or below: the row holds */
    bool does_hold;
    int64_t cost_fen;
    hz_schedule *schedules; /* the caller's */
    /* the units that are chosen now */
    size_t n, *unit;   /* [n_units] */
    int64_t *needs;    /* [n_units + 1][n_rows] of those that are left, and */
    int64_t *most;     /* [n_units + 1][n_rows] the most that they bring; */
    int64_t *least;    /* [n_units + 1] what they cost at least, */
    __int128 *reduced; /* [n_units + 1] and reduced */
    uint32_t *at, *best; /* [n_units] of the lists */
    int64_t below;     /* only what costs less is looked for; the best that was found */
    bool is_found;
    long n_left; /* schedules that may still be tried */
} settling;

/* ---- branch and bound ---- */

static void keep_best(settling *s, int64_t cost)
{
    s->below = cost;
    s->is_found = true;
    memcpy(s->best, s->at, s->n * sizeof *s->best);
}

/* What is then still needed, if those that are left can bring it. */
static bool leave_needs(settling *s, size_t depth, const hz_listed *listed)
{
    const int64_t *needs = s->needs + depth * s->n_rows, *most = s->most + (depth + 1) * s->n_rows;
    int64_t *left = s->needs + (depth + 1) * s->n_rows;

    for (size_t i = 0; i < s->n_rows; i++)
        if ((left[i] = needs[i] - listed->effect[i]) > most[i])
            return false;
    return true;
}

/* Is there nothing below what is known where the chosen ones cost that much, and that much reduced? */
static bool is_too_dear(const settling *s, size_t depth, int64_t cost, __int128 reduced)
{
    return s->below != INT64_MAX && (cost + s->least[depth] >= s->below ||
                                     reduced + s->reduced[depth] > (__int128)(s->below - 1) * ((int64_t)1 << PRICE_BITS));
}

static void choose(settling *s, size_t depth, int64_t cost, __int128 reduced)
{
    const hz_shortlist *list;
    const ranked *ranks;

    if (depth == s->n) {
        keep_best(s, cost);
        return;
    }
    list = &s->lists[s->unit[depth]];
    ranks = s->ranks[s->unit[depth]];
    for (size_t k = 0; k < list->n && s->n_left > 0; k++) {
        const hz_listed *listed = &list->list[ranks[k].which];

        s->n_left--;
        if (is_too_dear(s, depth + 1, cost, reduced + ranks[k].reduced))
            return; /* those behind are no cheaper, reduced */
        if (is_too_dear(s, depth + 1, cost + listed->cost_fen, reduced + ranks[k].reduced) || !leave_needs(s, depth, listed))
            continue;
        s->at[depth] = ranks[k].which;
        choose(s, depth + 1, cost + listed->cost_fen, reduced + ranks[k].reduced);
    }
}

/* What the units cost at least and bring at most from each depth on. */
static void sum_up(settling *s)
{
    memset(s->most + s->n * s->n_rows, 0, s->n_rows * sizeof *s->most);
    s->least[s->n] = 0;
    s->reduced[s->n] = 0;
    for (size_t d = s->n; d-- > 0;) {
        const hz_shortlist *list = &s->lists[s->unit[d]];

        s->least[d] = s->least[d + 1] + list->list[0].cost_fen;
        s->reduced[d] = s->reduced[d + 1] + s->ranks[s->unit[d]][0].reduced;
        for (size_t i = 0; i < s->n_rows; i++)
            s->most[d * s->n_rows + i] = s->most[(d + 1) * s->n_rows + i] + list->most[i];
    }
}

/* Of s->unit, which need s->needs, the cheapest below s->below. False: it has not been looked at all. */
static bool choose_best(settling *s)
{
    __int128 reduced = 0;

    s->is_found = false;
    sum_up(s);
    for (size_t i = 0; i < s->n_rows; i++)
        reduced += (__int128)s->price[i] * s->needs[i];
    choose(s, 0, 0, reduced);
    return s->n_left > 0;
}

/* ---- prices ---- */

static int by_reduced(const void *a, const void *b)
{
    const ranked *x = a, *y = b;

    if (x->reduced != y->reduced)
        return x->reduced < y->reduced ? -1 : 1;
    return (x->which > y->which) - (x->which < y->which);
}

static void rank(settling *s)
{
    for (size_t u = 0; u < s->roster->n_units; u++) {
        const hz_shortlist *list = &s->lists[u];

        for (uint32_t k = 0; k < list->n; k++) {
            ranked *r = &s->ranks[u][k];

            *r = (ranked){(__int128)list->list[k].cost_fen * ((int64_t)1 << PRICE_BITS), k};
            for (size_t i = 0; i < s->n_rows; i++)
                r->reduced -= (__int128)s->price[i] * list->list[k].effect[i];
        }
        if (list->n > 1)
            qsort(s->ranks[u], list->n, sizeof **s->ranks, by_reduced);
    }
}

typedef struct {
    double *at, *best;  /* [n_rows] fen per base unit */
    double *lacks;      /* [n_rows] what the cheapest schedules at these prices leave, */
    double *size;       /* [n_rows] of what all could bring */
    double bound, most; /* the best so far */
} ascent;

/* The bound at these prices, and what its schedules leave. */
static double bound_at(ascent *a, const settling *s)
{
    double bound = 0;

    for (size_t i = 0; i < s->n_rows; i++) {
        a->lacks[i] = (double)s->roster->needs[i];
        bound += a->at[i] * a->lacks[i];
    }
    for (size_t u = 0; u < s->roster->n_units; u++) {
        const hz_shortlist *list = &s->lists[u];
        size_t which = 0;
        double least = INFINITY;

        for (size_t k = 0; k < list->n; k++) {
            double reduced = (double)list->list[k].cost_fen;

            for (size_t i = 0; i < s->n_rows; i++)
                reduced -= a->at[i] * (double)list->list[k].effect[i];
            which = reduced < least ? k : which;
            least = fmin(reduced, least);
        }
        bound += least;
        for (size_t i = 0; i < s->n_rows; i++)
            a->lacks[i] -= (double)list->list[which].effect[i];
    }
    return bound;
}

/* Towards what lacks, rows measured by what can be brought to them; by how much the bound is below what is known says how far (Polyak, USSR
 * Computational Mathematics and Mathematical Physics 9(3), 1969). */
static void step(ascent *a, const settling *s, double bound, double part)
{
    double square = 0, length;

    for (size_t i = 0; i < s->n_rows; i++)
        if (a->lacks[i] > 0 || a->at[i] > 0)
            square += a->lacks[i] / a->size[i] * (a->lacks[i] / a->size[i]);
    length = square > 0 ? part * (a->most - bound) / square : 0;
    for (size_t i = 0; i < s->n_rows; i++)
        a->at[i] = fmax(0, a->at[i] + length * a->lacks[i] / (a->size[i] * a->size[i]));
}

static void ascend(ascent *a, settling *s)
{
    double part = 1;

    for (int k = 0; k < PRICE_STEPS; k++) {
        double bound = bound_at(a, s);

        if (bound > a->bound) {
            a->bound = bound;
            memcpy(a->best, a->at, s->n_rows * sizeof *a->best);
        } else {
            part *= 0.97;
        }
        step(a, s, bound, part);
    }
    for (size_t i = 0; i < s->n_rows; i++)
        s->price[i] = a->best[i] < 1e9 ? (int64_t)ldexp(a->best[i], PRICE_BITS) : 0;
}

static hz_status find_prices(settling *s, hz_error *err)
{
    double *room = hz_calloc(4 * s->n_rows + 1, sizeof *room);
    ascent a = {.at = room, .best = room + s->n_rows, .lacks = room + 2 * s->n_rows, .size = room + 3 * s->n_rows, .bound = -INFINITY};

    if (!room)
        return hz_error_memory(err);
    for (size_t u = 0; u < s->roster->n_units; u++) {
        a.most += (double)s->lists[u].list[s->lists[u].n - 1].cost_fen;
        for (size_t i = 0; i < s->n_rows; i++)
            a.size[i] += fabs((double)s->lists[u].most[i]);
    }
    if (s->does_hold)
        a.most = (double)s->cost_fen;
    for (size_t i = 0; i < s->n_rows; i++)
        a.size[i] += 1;
    ascend(&a, s);
    free(room);
    return HZ_OK;
}

/* ---- what there is ---- */

static void take_listed(settling *s, size_t unit, const hz_listed *listed)
{
    const hz_ways *ways = &s->roster->units[unit].ways;
    int64_t *brings = s->brings + unit * s->n_rows;

    for (size_t i = 0; i < s->n_rows; i++) {
        s->lacks[i] += brings[i] - listed->effect[i];
        brings[i] = listed->effect[i];
    }
    s->cost[unit] = listed->cost_fen;
    for (int t = 0; t < ways->n_days; t++)
        s->schedules[unit].days[t] = ways->states[listed->state[t]].what;
}

static void take_best(settling *s)
{
    s->cost_fen = 0;
    for (size_t d = 0; d < s->n; d++)
        take_listed(s, s->unit[d], &s->lists[s->unit[d]].list[s->best[d]]);
    for (size_t u = 0; u < s->roster->n_units; u++)
        s->cost_fen += s->cost[u];
    s->does_hold = true;
}

/* What the schedules of the caller bring. False: one of them is none of the roster's. */
static bool take_given(settling *s)
{
    const hz_roster *r = s->roster;

    for (size_t u = 0; u < r->n_units; u++) {
        s->cost[u] = hz_schedule_cost_fen(&r->units[u].of, &s->schedules[u]);
        for (int t = 0; t < r->n_days; t++) {
            uint32_t state = hz_roster_state(r, u, t, s->schedules[u].days[t]), n = r->first_row[t + 1] - r->first_row[t];

            if (state == HZ_NONE || r->units[u].ways.states[state].what.cut_bp != s->schedules[u].days[t].cut_bp)
                return false;
            memcpy(s->brings + u * s->n_rows + r->first_row[t], hz_roster_effect(r, u, t, state), n * sizeof *s->brings);
        }
        for (size_t i = 0; i < s->n_rows; i++)
            s->lacks[i] -= s->brings[u * s->n_rows + i];
    }
    return true;
}

/* ---- all units ---- */

static hz_status settle_all(settling *s, bool *is_least, hz_error *err)
{
    hz_status status = find_prices(s, err);

    if (status)
        return status;
    rank(s);
    for (s->n = 0; s->n < s->roster->n_units; s->n++)
        s->unit[s->n] = s->n;
    for (size_t d = 1; d < s->n; d++) /* long lists last: what few schedules there are decide first */
        for (size_t e = d; e > 0 && s->lists[s->unit[e]].n < s->lists[s->unit[e - 1]].n; e--) {
            size_t other = s->unit[e];

            s->unit[e] = s->unit[e - 1];
            s->unit[e - 1] = other;
        }
    memcpy(s->needs, s->roster->needs, s->n_rows * sizeof *s->needs);
    s->below = s->does_hold ? s->cost_fen : INT64_MAX;
    s->n_left = MOST_TRIED;
    *is_least = choose_best(s);
    if (s->is_found)
        take_best(s);
    return hz_cancel_check(err);
}

/* ---- a few of them ---- */

/* Of the units pick[0 .. n-1]. */
static void settle_few(settling *s, const size_t *pick, size_t n)
{
    s->n = n;
    s->below = 0;
    memcpy(s->needs, s->lacks, s->n_rows * sizeof *s->needs);
    for (size_t d = 0; d < n; d++) {
        s->unit[d] = pick[d];
        s->below += s->cost[pick[d]];
        for (size_t i = 0; i < s->n_rows; i++)
            s->needs[i] += s->brings[pick[d] * s->n_rows + i];
    }
    s->n_left -= (long)n;
    choose_best(s);
    if (s->is_found)
        take_best(s);
}

static bool are_listed(const settling *s, const size_t *pick, size_t n)
{
    for (size_t d = 0; d < n; d++)
        if (!s->lists[pick[d]].is_all)
            return false;
    return true;
}

/* The next n of n_units in ascending order. */
static bool pick_next(size_t *pick, size_t n, size_t n_units)
{
    size_t d = n;

    while (d > 0 && pick[d - 1] == n_units - n + d - 1)
        d--;
    if (d == 0)
        return false;
    for (pick[d - 1]++; d < n; d++)
        pick[d] = pick[d - 1] + 1;
    return true;
}

/* Every n of the units, again until none of them could be cheaper. */
static hz_status settle_each(settling *s, size_t n, hz_error *err)
{
    int64_t before = INT64_MAX;
    hz_status status = HZ_OK;

    while (s->cost_fen < before && s->n_left > 0 && !status) {
        size_t pick[MOST_AT_ONCE];

        before = s->cost_fen;
        for (size_t d = 0; d < n; d++)
            pick[d] = d;
        do {
            if (are_listed(s, pick, n))
                settle_few(s, pick, n);
        } while (s->n_left > 0 && pick_next(pick, n, s->roster->n_units));
        status = hz_cancel_check(err);
    }
    return status;
}

static hz_status settle_a_few(settling *s, hz_error *err)
{
    hz_status status = HZ_OK;

    memset(s->price, 0, s->n_rows * sizeof *s->price);
    rank(s);
    s->n_left = FEW_TRIED;
    for (size_t n = 2; n <= MOST_AT_ONCE && n <= s->roster->n_units && !status; n++)
        status = settle_each(s, n, err);
    return status;
}

/* ---- the verb ---- */

static hz_status make_lists(settling *s, bool *are_all, hz_error *err)
{
    size_t n_units = s->roster->n_units, most = LIST_NUMBERS / ((n_units + 1) * (s->n_rows + 1)) + 1;
    hz_status status = HZ_OK;

    *are_all = n_units <= HZ_MOST_TOGETHER;
    for (size_t u = 0; u < n_units && !status; u++) {
        if ((status = hz_shortlist_make(&s->lists[u], s->roster, u, most < MOST_LISTED ? most : MOST_LISTED, err)))
            break;
        *are_all = *are_all && s->lists[u].is_all;
        if (!(s->ranks[u] = hz_calloc(s->lists[u].n + 1, sizeof **s->ranks)))
            status = hz_error_memory(err);
        else
            status = hz_cancel_check(err);
    }
    return status;
}

static bool has_units_without(const settling *s)
{
    for (size_t u = 0; u < s->roster->n_units; u++)
        if (s->lists[u].is_all && s->lists[u].n == 0)
            return true;
    return false;
}

static hz_status settle(settling *s, bool *is_least, hz_error *err)
{
    bool are_all;
    hz_status status = make_lists(s, &are_all, err);

    if (status || has_units_without(s))
        return status;
    memcpy(s->lacks, s->roster->needs, s->n_rows * sizeof *s->lacks);
    if (s->does_hold && !take_given(s))
        return HZ_OK;
    if (are_all && ((status = settle_all(s, is_least, err)) || *is_least))
        return status;
    return s->does_hold ? settle_a_few(s, err) : HZ_OK;
}

static bool allocate(settling *s)
{
    size_t n_units = s->roster->n_units, n = (n_units + 1) * s->n_rows + 1;

    s->lists = hz_calloc(n_units + 1, sizeof *s->lists);
    s->ranks = hz_calloc(n_units + 1, sizeof *s->ranks);
    s->price = hz_calloc(s->n_rows + 1, sizeof *s->price);
    s->brings = hz_calloc(n, sizeof *s->brings);
    s->cost = hz_calloc(n_units + 1, sizeof *s->cost);
    s->lacks = hz_calloc(s->n_rows + 1, sizeof *s->lacks);
    s->unit = hz_calloc(n_units + 1, sizeof *s->unit);
    s->needs = hz_calloc(n, sizeof *s->needs);
    s->most = hz_calloc(n, sizeof *s->most);
    s->least = hz_calloc(n_units + 1, sizeof *s->least);
    s->reduced = hz_calloc(n_units + 1, sizeof *s->reduced);
    s->at = hz_calloc(n_units + 1, sizeof *s->at);
    s->best = hz_calloc(n_units + 1, sizeof *s->best);
    return s->lists && s->ranks && s->price && s->brings && s->cost && s->lacks && s->unit && s->needs && s->most && s->least &&
           s->reduced && s->at && s->best;
}

static void release(settling *s)
{
    for (size_t u = 0; u < s->roster->n_units; u++) {
        if (s->lists)
            hz_shortlist_clear(&s->lists[u]);
        if (s->ranks)
            free(s->ranks[u]);
    }
    free(s->lists);
    free(s->ranks);
    free(s->price);
    free(s->brings);
    free(s->cost);
    free(s->lacks);
    free(s->unit);
    free(s->needs);
    free(s->most);
    free(s->least);
    free(s->reduced);
    free(s->at);
    free(s->best);
}

hz_status hz_settle_together(hz_schedule *schedules, int64_t *cost_fen, bool *does_hold, bool *is_least, const hz_roster *roster,
                             hz_error *err)
{
    settling s = {.roster = roster, .n_rows = roster->first_row[roster->n_days], .schedules = schedules, .does_hold = *does_hold, .cost_fen = *cost_fen};
    hz_status status;

    *is_least = false;
    if (roster->n_units == 0)
        return HZ_OK;
    status = allocate(&s) ? settle(&s, is_least, err) : hz_error_memory(err);
    *does_hold = s.does_hold;
    *cost_fen = s.cost_fen;
    release(&s);
    return status;
}

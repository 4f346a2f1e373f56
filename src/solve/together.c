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
 * and when a few are; how few; states of a unit
 * along whose ways it is gone that count as one of them; steps in which prices are found, and parts of a fen that they are in,
 * 2^-PRICE_BITS. */
enum {
    MOST_LISTED = 1000,
    LIST_NUMBERS = 4000000,
    MOST_TRIED = 30000000,
    FEW_TRIED = 10000000,
    MOST_AT_ONCE = 3,
    STATES_TRIED = 4,
    PRICE_STEPS = 300,
    PRICE_BITS = 20,
    PRICE_ONE = 1 << PRICE_BITS
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
    __int128 *least_ways; /* [n_units] what each costs at least, without prices */
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
    size_t last;         /* and behind them, or HZ_NONE, one whose schedules are not listed, along its ways: */
    uint32_t last_at[HZ_COURSE_DAYS], last_best[HZ_COURSE_DAYS]; /* states */
    __int128 last_reduced; /* what it costs at least, reduced, */
    int64_t last_least;    /* and not */
    int64_t below;     /* only what costs less is looked for; the best that was found */
    bool is_found;
    long n_left; /* schedules that may still be tried */
    /* scratch of one unit */
    __int128 *of_choice; /* [most choices of a unit] */
    uint32_t *state_of;  /* the same */
    __int128 *reach[2];  /* [most places] */
    uint32_t *back;      /* [n_days][most places] */
    size_t most_places, most_choices;
} settling;

/* Above what anything costs; and above what prices need to be, fen per base unit. */
static const __int128 too_dear = (__int128)1 << 120;
static const double most_price = 1e9;

/* ---- along the ways of a unit ---- */

/* What it costs, reduced; with `needs` instead, whether it brings them. */
static __int128 rate_state(const settling *s, size_t unit, int t, const hz_way_choice *choice, uint32_t state, const int64_t *needs)
{
    const hz_roster *r = s->roster;
    const int64_t *effect = hz_roster_effect(r, unit, t, state);
    __int128 sum = (__int128)hz_way_cost_fen(choice, &r->units[unit].ways.states[state]) * PRICE_ONE;

    for (uint32_t i = r->first_row[t]; i < r->first_row[t + 1]; i++, effect++)
        if (!needs)
            sum -= (__int128)s->price[i] * *effect;
        else if (*effect < needs[i])
            return too_dear;
    return sum;
}

static void rate_choices(settling *s, size_t unit, int t, const int64_t *needs)
{
    const hz_ways *ways = &s->roster->units[unit].ways;

    for (uint32_t c = ways->first_choice[t]; c < ways->first_choice[t + 1]; c++) {
        const hz_way_choice *choice = &ways->choices[c];

        s->of_choice[c] = too_dear;
        s->state_of[c] = choice->first;
        for (uint32_t i = choice->first; i < choice->first + choice->n; i++) {
            __int128 sum = rate_state(s, unit, t, choice, i, needs);

            if (sum >= s->of_choice[c])
                continue;
            s->of_choice[c] = sum;
            s->state_of[c] = i;
        }
    }
}

static void go(settling *s, const hz_ways *ways, int t)
{
    __int128 *from = s->reach[(t + 1) % 2], *to = s->reach[t % 2];

    for (int i = 0; i < ways->n_places; i++)
        to[i] = too_dear;
    for (uint32_t k = ways->start[t]; k < ways->start[t + 1]; k++) {
        const hz_way *w = &ways->ways[k];
        __int128 before = w->from == HZ_FROM_NOWHERE ? 0 : from[w->from];
        __int128 sum = before + s->of_choice[w->choice] + (__int128)w->once_fen * PRICE_ONE;

        if (before == too_dear || s->of_choice[w->choice] == too_dear || sum >= to[w->to])
            continue;
        to[w->to] = sum;
        s->back[(size_t)t * s->most_places + (size_t)w->to] = k;
    }
}

/* The least cost of the unit, reduced by the prices or, with `needs`, of what brings them; s->last_at is how. `too_dear`: there is none. */
static __int128 find_way(settling *s, size_t unit, const int64_t *needs)
{
    const hz_ways *ways = &s->roster->units[unit].ways;
    int last = ways->n_days - 1, place = 0;
    __int128 least;

    for (int t = 0; t <= last; t++) {
        rate_choices(s, unit, t, needs);
        go(s, ways, t);
    }
    for (int i = 1; i < ways->n_places; i++)
        if (s->reach[last % 2][i] < s->reach[last % 2][place])
            place = i;
    least = s->reach[last % 2][place];
    for (int t = last; t >= 0 && least < too_dear; t--) {
        const hz_way *w = &ways->ways[s->back[(size_t)t * s->most_places + (size_t)place]];

        s->last_at[t] = s->state_of[w->choice];
        place = w->from;
    }
    return least;
}

/* ---- branch and bound ---- */

static void keep_best(settling *s, int64_t cost)
{
    s->below = cost;
    s->is_found = true;
    memcpy(s->best, s->at, s->n * sizeof *s->best);
    memcpy(s->last_best, s->last_at, sizeof s->last_best);
}

/* The last one brings what the others leave. */
static void choose_last(settling *s, int64_t cost)
{
    const hz_ways *ways = &s->roster->units[s->last].ways;
    __int128 own = find_way(s, s->last, s->needs + s->n * s->n_rows);

    s->n_left -= ways->first_state[ways->n_days] / STATES_TRIED;
    if (own < too_dear && cost + (int64_t)(own / PRICE_ONE) < s->below)
        keep_best(s, cost + (int64_t)(own / PRICE_ONE));
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
                                     reduced + s->reduced[depth] > (__int128)(s->below - 1) * PRICE_ONE);
}

static void choose(settling *s, size_t depth, int64_t cost, __int128 reduced)
{
    const hz_shortlist *list;
    const ranked *ranks;

    if (depth == s->n && s->last != HZ_NONE)
        choose_last(s, cost);
    else if (depth == s->n)
        keep_best(s, cost);
    if (depth == s->n)
        return;
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
    if (s->last != HZ_NONE)
        memcpy(s->most + s->n * s->n_rows, s->lists[s->last].most, s->n_rows * sizeof *s->most);
    s->least[s->n] = s->last_least;
    s->reduced[s->n] = s->last_reduced;
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

static __int128 reduce(const settling *s, const hz_listed *listed)
{
    __int128 sum = (__int128)listed->cost_fen * PRICE_ONE;

    for (size_t i = 0; i < s->n_rows; i++)
        sum -= (__int128)s->price[i] * listed->effect[i];
    return sum;
}

static void rank(settling *s)
{
    for (size_t u = 0; u < s->roster->n_units; u++) {
        const hz_shortlist *list = &s->lists[u];

        for (uint32_t k = 0; k < list->n; k++)
            s->ranks[u][k] = (ranked){reduce(s, &list->list[k]), k};
        if (list->n > 1)
            qsort(s->ranks[u], list->n, sizeof **s->ranks, by_reduced);
    }
}

typedef struct {
    double *at;         /* [n_rows] fen per base unit */
    double *lacks;      /* [n_rows] what the cheapest schedules at these prices leave, */
    double *size;       /* [n_rows] of what all could bring */
    int64_t *best;      /* [n_rows] s->price of the best bound so far, */
    __int128 bound;     /* which that is */
    double known;       /* a cost that is no lower */
} ascent;

/* The cheapest of a unit at these prices; `lacks` is without what it brings. */
static __int128 reduce_unit(ascent *a, settling *s, size_t unit)
{
    const hz_roster *r = s->roster;
    const hz_shortlist *list = &s->lists[unit];
    __int128 least = list->is_all ? too_dear : find_way(s, unit, NULL);
    size_t which = 0;

    for (size_t k = 0; k < list->n; k++) {
        __int128 reduced = reduce(s, &list->list[k]);

        which = reduced < least ? k : which;
        least = reduced < least ? reduced : least;
    }
    for (size_t i = 0; i < s->n_rows && list->is_all; i++)
        a->lacks[i] -= (double)list->list[which].effect[i];
    for (int t = 0; t < r->n_days && !list->is_all; t++)
        for (uint32_t i = r->first_row[t]; i < r->first_row[t + 1]; i++)
            a->lacks[i] -= (double)hz_roster_effect(r, unit, t, s->last_at[t])[i - r->first_row[t]];
    return least;
}

/* The bound at these prices, and what its schedules leave. */
static __int128 bound_at(ascent *a, settling *s)
{
    __int128 bound = 0;

    for (size_t i = 0; i < s->n_rows; i++) {
        s->price[i] = (int64_t)ldexp(fmin(a->at[i], most_price), PRICE_BITS);
        a->lacks[i] = (double)s->roster->needs[i];
        bound += (__int128)s->price[i] * s->roster->needs[i];
    }
    for (size_t u = 0; u < s->roster->n_units; u++)
        bound += reduce_unit(a, s, u);
    return bound;
}

/* Towards what lacks, rows measured by what can be brought to them; by how much the bound is below what is known says how far (Polyak, USSR
 * Computational Mathematics and Mathematical Physics 9(3), 1969). */
static void step(ascent *a, const settling *s, __int128 bound, double part)
{
    double square = 0, length;

    for (size_t i = 0; i < s->n_rows; i++)
        if (a->lacks[i] > 0 || a->at[i] > 0)
            square += a->lacks[i] / a->size[i] * (a->lacks[i] / a->size[i]);
    length = square > 0 ? part * fmax(a->known - ldexp((double)bound, -PRICE_BITS), 0) / square : 0;
    for (size_t i = 0; i < s->n_rows; i++)
        a->at[i] = fmax(0, a->at[i] + length * a->lacks[i] / (a->size[i] * a->size[i]));
}

static void ascend(ascent *a, settling *s)
{
    double part = 1;

    for (int k = 0; k < PRICE_STEPS; k++) {
        __int128 bound = bound_at(a, s);

        if (k == 0 || bound > a->bound) {
            a->bound = bound;
            memcpy(a->best, s->price, s->n_rows * sizeof *a->best);
        } else {
            part *= 0.97;
        }
        step(a, s, bound, part);
    }
    memcpy(s->price, a->best, s->n_rows * sizeof *s->price);
}

/* No schedules cost more than all units at their dearest state on every day. */
static double most_of(const settling *s)
{
    double sum = 1;

    for (size_t u = 0; u < s->roster->n_units; u++) {
        const hz_ways *w = &s->roster->units[u].ways;

        for (uint32_t k = 0; k < w->start[w->n_days]; k++)
            for (uint32_t i = w->choices[w->ways[k].choice].first, n = w->choices[w->ways[k].choice].n; n > 0; i++, n--)
                sum = fmax(sum, (double)(w->ways[k].once_fen + hz_way_cost_fen(&w->choices[w->ways[k].choice], &w->states[i])));
    }
    return sum * (double)s->roster->n_units * s->roster->n_days;
}

static hz_status find_prices(settling *s, hz_error *err)
{
    double *room = hz_calloc(3 * s->n_rows + 1, sizeof *room);
    ascent a = {.at = room, .best = hz_calloc(s->n_rows + 1, sizeof *a.best), .known = s->does_hold ? (double)s->cost_fen : most_of(s)};

    if (!room || !a.best) {
        free(room);
        free(a.best);
        return hz_error_memory(err);
    }
    a.lacks = room + s->n_rows;
    a.size = room + 2 * s->n_rows;
    for (size_t i = 0; i < s->n_rows; i++) {
        a.size[i] = 1;
        for (size_t u = 0; u < s->roster->n_units; u++)
            a.size[i] += fabs((double)s->lists[u].most[i]);
    }
    ascend(&a, s);
    free(room);
    free(a.best);
    return HZ_OK;
}

/* ---- what there is ---- */

static void take_states(settling *s, size_t unit, const uint32_t *state)
{
    const hz_roster *r = s->roster;

    for (int t = 0; t < r->n_days; t++) {
        const int64_t *effect = hz_roster_effect(r, unit, t, state[t]);

        for (uint32_t i = r->first_row[t]; i < r->first_row[t + 1]; i++, effect++) {
            s->lacks[i] += s->brings[unit * s->n_rows + i] - *effect;
            s->brings[unit * s->n_rows + i] = *effect;
        }
        s->schedules[unit].days[t] = r->units[unit].ways.states[state[t]].what;
    }
    s->cost[unit] = hz_schedule_cost_fen(&r->units[unit].of, &s->schedules[unit]);
}

static void take_best(settling *s)
{
    s->cost_fen = 0;
    for (size_t d = 0; d < s->n; d++)
        take_states(s, s->unit[d], s->lists[s->unit[d]].list[s->best[d]].state);
    if (s->last != HZ_NONE)
        take_states(s, s->last, s->last_best);
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

/* Listed units into s->unit, and the one that is not, if there is one; `pick` NULL: the first n. False: several are not. */
static bool take_units(settling *s, const size_t *pick, size_t n)
{
    s->n = 0;
    s->last = HZ_NONE;
    for (size_t d = 0; d < n; d++) {
        size_t u = pick ? pick[d] : d;

        if (!s->lists[u].is_all && s->last != HZ_NONE)
            return false;
        if (s->lists[u].is_all)
            s->unit[s->n++] = u;
        else
            s->last = u;
    }
    s->last_reduced = s->last == HZ_NONE ? 0 : s->least_ways[s->last];
    s->last_least = (int64_t)(s->last_reduced / PRICE_ONE);
    return true;
}

/* Long lists last: where there are few schedules they decide first. */
static void sort_units(settling *s)
{
    for (size_t d = 1; d < s->n; d++)
        for (size_t e = d; e > 0 && s->lists[s->unit[e]].n < s->lists[s->unit[e - 1]].n; e--) {
            size_t other = s->unit[e];

            s->unit[e] = s->unit[e - 1];
            s->unit[e - 1] = other;
        }
}

static hz_status settle_all(settling *s, bool *is_least, hz_error *err)
{
    hz_status status = HZ_OK;

    if (s->roster->n_units > HZ_MOST_TOGETHER || !take_units(s, NULL, s->roster->n_units) || (status = find_prices(s, err)))
        return status;
    rank(s);
    sort_units(s);
    if (s->last != HZ_NONE)
        s->last_reduced = find_way(s, s->last, NULL);
    memcpy(s->needs, s->roster->needs, s->n_rows * sizeof *s->needs);
    s->below = s->does_hold ? s->cost_fen : INT64_MAX;
    s->n_left = MOST_TRIED;
    *is_least = choose_best(s);
    if (s->is_found)
        take_best(s);
    return hz_cancel_check(err);
}

/* ---- a few of them ---- */

/* Of the units pick[0 .. n-1], of which no more than one is not listed. */
static void settle_few(settling *s, const size_t *pick, size_t n)
{
    if (!take_units(s, pick, n))
        return;
    s->below = 0;
    memcpy(s->needs, s->lacks, s->n_rows * sizeof *s->needs);
    for (size_t d = 0; d < n; d++) {
        s->below += s->cost[pick[d]];
        for (size_t i = 0; i < s->n_rows; i++)
            s->needs[i] += s->brings[pick[d] * s->n_rows + i];
    }
    choose_best(s);
    if (s->is_found)
        take_best(s);
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
            s->n_left -= (long)n;
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

static hz_status make_lists(settling *s, hz_error *err)
{
    size_t n_units = s->roster->n_units, most = LIST_NUMBERS / ((n_units + 1) * (s->n_rows + 1)) + 1;
    hz_status status = HZ_OK;

    for (size_t u = 0; u < n_units && !status; u++) {
        if ((status = hz_shortlist_make(&s->lists[u], s->roster, u, most < MOST_LISTED ? most : MOST_LISTED, err)))
            break;
        s->least_ways[u] = find_way(s, u, NULL);
        if (!(s->ranks[u] = hz_calloc(s->lists[u].n + 1, sizeof **s->ranks)))
            status = hz_error_memory(err);
        else
            status = hz_cancel_check(err);
    }
    return status;
}

static bool has_unit_without(const settling *s)
{
    size_t u = 0;

    while (u < s->roster->n_units && s->least_ways[u] < too_dear)
        u++;
    return u < s->roster->n_units;
}

static hz_status settle(settling *s, bool *is_least, hz_error *err)
{
    hz_status status = make_lists(s, err);

    if (status || has_unit_without(s))
        return status;
    memcpy(s->lacks, s->roster->needs, s->n_rows * sizeof *s->lacks);
    if ((s->does_hold && !take_given(s)) || (status = settle_all(s, is_least, err)) || *is_least)
        return status;
    return s->does_hold ? settle_a_few(s, err) : HZ_OK;
}

static void measure(settling *s)
{
    for (size_t u = 0; u < s->roster->n_units; u++) {
        const hz_ways *w = &s->roster->units[u].ways;
        size_t n_choices = w->first_choice[w->n_days], n_places = (size_t)w->n_places;

        s->most_places = n_places > s->most_places ? n_places : s->most_places;
        s->most_choices = n_choices > s->most_choices ? n_choices : s->most_choices;
    }
}

static bool allocate_scratch(settling *s)
{
    measure(s);
    s->of_choice = hz_calloc(s->most_choices + 1, sizeof *s->of_choice);
    s->state_of = hz_calloc(s->most_choices + 1, sizeof *s->state_of);
    s->reach[0] = hz_calloc(s->most_places + 1, sizeof *s->reach[0]);
    s->reach[1] = hz_calloc(s->most_places + 1, sizeof *s->reach[1]);
    s->back = hz_calloc((size_t)s->roster->n_days * s->most_places + 1, sizeof *s->back);
    return s->of_choice && s->state_of && s->reach[0] && s->reach[1] && s->back;
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
    s->least_ways = hz_calloc(n_units + 1, sizeof *s->least_ways);
    return s->lists && s->ranks && s->price && s->brings && s->cost && s->lacks && s->unit && s->needs && s->most && s->least &&
           s->reduced && s->at && s->best && s->least_ways && allocate_scratch(s);
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
    free(s->least_ways);
    free(s->of_choice);
    free(s->state_of);
    free(s->reach[0]);
    free(s->reach[1]);
    free(s->back);
}

hz_status hz_settle_together(hz_schedule *schedules, int64_t *cost_fen, bool *does_hold, bool *is_least, const hz_roster *roster,
                             hz_error *err)
{
    settling s = {.roster = roster,
                  .n_rows = roster->first_row[roster->n_days],
                  .schedules = schedules,
                  .does_hold = *does_hold,
                  .cost_fen = *cost_fen};
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

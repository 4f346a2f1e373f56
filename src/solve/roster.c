/* roster.c - a schedule for every unit of an episode, made cheaper unit by unit
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve/roster.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/cancel.h"

/* Sweeps over all units until all rows hold, each at so much higher prices of those that do not. */
enum { SWEEPS = 100 };
static const double dearer = 1.25;

typedef struct {
    const hz_roster *roster;
    uint32_t *at;   /* [n_units][n_days] states */
    int64_t *lacks; /* [n_rows] above 0: a row does not hold */
    int64_t *cost;  /* [n_units] */
    int64_t cost_fen;
    /* scratch of one unit */
    double *price;      /* [n_rows] */
    double *of_choice;  /* [most choices of a unit] */
    uint32_t *state_of; /* the same */
    double *reach[2];   /* [most places] */
    uint32_t *back;     /* [n_days][most places] */
    size_t most_places, most_choices;
} rostering;

/* ---- a unit where it stands ---- */

static void bring(rostering *r, size_t unit, int sign)
{
    const hz_roster *roster = r->roster;

    for (int t = 0; t < roster->n_days; t++) {
        uint32_t first = roster->first_row[t], n = roster->first_row[t + 1] - first;
        const int64_t *effect = hz_roster_effect(roster, unit, t, r->at[unit * (size_t)roster->n_days + (size_t)t]);

        for (uint32_t i = 0; i < n; i++)
            r->lacks[first + i] -= sign * effect[i];
    }
    r->cost_fen += sign * r->cost[unit];
}

static bool do_all_hold(const rostering *r)
{
    uint32_t n = r->roster->first_row[r->roster->n_days], i = 0;

    while (i < n && r->lacks[i] <= 0)
        i++;
    return i == n;
}

/* ---- the cheapest way of one unit ---- */

/* What the state costs, and what is then still lacking, at its price; without prices what is lacking is out of the question. */
static double rate_state(const rostering *r, size_t unit, int t, const hz_way_choice *choice, uint32_t state, const double *price)
{
    const hz_roster *roster = r->roster;
    uint32_t first = roster->first_row[t], n = roster->first_row[t + 1] - first;
    const int64_t *effect = hz_roster_effect(roster, unit, t, state);
    double sum = (double)hz_way_cost_fen(choice, &roster->units[unit].ways.states[state]);

    for (uint32_t i = 0; i < n; i++) {
        int64_t lacks = r->lacks[first + i] - effect[i];

        if (lacks > 0 && !price)
            return INFINITY;
        if (lacks > 0)
            sum += price[first + i] * (double)lacks;
    }
    return sum;
}

static void rate_choices(rostering *r, size_t unit, int t, const double *price)
{
    const hz_ways *ways = &r->roster->units[unit].ways;

    for (uint32_t c = ways->first_choice[t]; c < ways->first_choice[t + 1]; c++) {
        const hz_way_choice *choice = &ways->choices[c];

        r->of_choice[c] = INFINITY;
        r->state_of[c] = choice->first;
        for (uint32_t i = choice->first; i < choice->first + choice->n; i++) {
            double sum = rate_state(r, unit, t, choice, i, price);

            if (sum >= r->of_choice[c])
                continue;
            r->of_choice[c] = sum;
            r->state_of[c] = i;
        }
    }
}

static void go(rostering *r, const hz_ways *ways, int t)
{
    double *from = r->reach[(t + 1) % 2], *to = r->reach[t % 2];

    for (int i = 0; i < ways->n_places; i++)
        to[i] = INFINITY;
    for (uint32_t k = ways->start[t]; k < ways->start[t + 1]; k++) {
        const hz_way *w = &ways->ways[k];
        double sum = (w->from == HZ_FROM_NOWHERE ? 0 : from[w->from]) + r->of_choice[w->choice] + (double)w->once_fen;

        if (sum >= to[w->to])
            continue;
        to[w->to] = sum;
        r->back[(size_t)t * r->most_places + (size_t)w->to] = k;
    }
}

/* Its states into `at`; false: there is none that holds. The unit has been taken out. */
static bool find_cheapest(rostering *r, size_t unit, const double *price)
{
    const hz_ways *ways = &r->roster->units[unit].ways;
    int last = ways->n_days - 1, place = 0;
    uint32_t *at = r->at + unit * (size_t)ways->n_days;

    for (int t = 0; t <= last; t++) {
        rate_choices(r, unit, t, price);
        go(r, ways, t);
    }
    for (int i = 1; i < ways->n_places; i++)
        if (r->reach[last % 2][i] < r->reach[last % 2][place])
            place = i;
    if (!(r->reach[last % 2][place] < INFINITY))
        return false;
    r->cost[unit] = 0;
    for (int t = last; t >= 0; t--) {
        const hz_way *w = &ways->ways[r->back[(size_t)t * r->most_places + (size_t)place]];

        at[t] = r->state_of[w->choice];
        r->cost[unit] += w->once_fen + hz_way_cost_fen(&ways->choices[w->choice], &ways->states[at[t]]);
        place = w->from;
    }
    return true;
}

/* ---- points ---- */

/* Every unit again, with a fine for what is lacking, or, without prices, so that rows that hold stay so. True when it has changed anything.
 * */
static bool sweep(rostering *r, const double *price)
{
    int64_t before = r->cost_fen;

    for (size_t u = 0; u < r->roster->n_units; u++) {
        bring(r, u, -1);
        find_cheapest(r, u, price);
        bring(r, u, 1);
    }
    return r->cost_fen != before;
}

static void raise_prices(rostering *r)
{
    for (uint32_t i = 0; i < r->roster->first_row[r->roster->n_days]; i++)
        if (r->lacks[i] > 0)
            r->price[i] *= dearer;
}

/* Until rows hold, those that do not at ever higher prices; then what is cheaper one at a time. */
static hz_status settle(rostering *r, bool *does_hold, hz_error *err)
{
    hz_status status = HZ_OK;

    memcpy(r->price, r->roster->price, r->roster->first_row[r->roster->n_days] * sizeof *r->price);
    for (int i = 0; i < SWEEPS && !do_all_hold(r) && !(status = hz_cancel_check(err)); i++) {
        sweep(r, r->price);
        raise_prices(r);
    }
    *does_hold = do_all_hold(r);
    while (*does_hold && !status && sweep(r, NULL))
        status = hz_cancel_check(err);
    return status;
}

/* ---- the verb ---- */

static bool take_schedule(rostering *r, size_t unit, const hz_schedule *schedule)
{
    const hz_roster_unit *u = &r->roster->units[unit];
    uint32_t *at = r->at + unit * (size_t)r->roster->n_days;
    hz_schedule found = {0};

    for (int t = 0; t < r->roster->n_days; t++) {
        if ((at[t] = hz_roster_state(r->roster, unit, t, schedule->days[t])) == HZ_NONE)
            return false;
        found.days[t] = u->ways.states[at[t]].what;
    }
    r->cost[unit] = hz_schedule_cost_fen(&u->of, &found);
    return true;
}

/* Where it is no way at all, what the prices say. */
static void take_schedules(rostering *r, const hz_schedule *schedules)
{
    uint32_t n = r->roster->first_row[r->roster->n_days];

    memcpy(r->lacks, r->roster->needs, n * sizeof *r->lacks);
    for (size_t u = 0; u < r->roster->n_units; u++) {
        if (!take_schedule(r, u, &schedules[u]))
            find_cheapest(r, u, r->roster->price);
        bring(r, u, 1);
    }
}

static void give_schedules(hz_schedule *schedules, const rostering *r)
{
    size_t n_days = (size_t)r->roster->n_days;

    for (size_t u = 0; u < r->roster->n_units; u++)
        for (size_t t = 0; t < n_days; t++)
            schedules[u].days[t] = r->roster->units[u].ways.states[r->at[u * n_days + t]].what;
}

static void measure(rostering *r)
{
    for (size_t u = 0; u < r->roster->n_units; u++) {
        const hz_ways *w = &r->roster->units[u].ways;
        size_t n_choices = w->first_choice[w->n_days];

        r->most_places = (size_t)w->n_places > r->most_places ? (size_t)w->n_places : r->most_places;
        r->most_choices = n_choices > r->most_choices ? n_choices : r->most_choices;
    }
}

static bool allocate(rostering *r)
{
    size_t n_days = (size_t)r->roster->n_days, n_units = r->roster->n_units, n_rows = r->roster->first_row[n_days];

    r->at = hz_calloc(n_units * n_days + 1, sizeof *r->at);
    r->lacks = hz_calloc(n_rows + 1, sizeof *r->lacks);
    r->cost = hz_calloc(n_units + 1, sizeof *r->cost);
    r->price = hz_calloc(n_rows + 1, sizeof *r->price);
    r->of_choice = hz_calloc(r->most_choices + 1, sizeof *r->of_choice);
    r->state_of = hz_calloc(r->most_choices + 1, sizeof *r->state_of);
    r->reach[0] = hz_calloc(r->most_places + 1, sizeof *r->reach[0]);
    r->reach[1] = hz_calloc(r->most_places + 1, sizeof *r->reach[1]);
    r->back = hz_calloc(n_days * r->most_places + 1, sizeof *r->back);
    return r->at && r->lacks && r->cost && r->price && r->of_choice && r->state_of && r->reach[0] && r->reach[1] &&
           r->back;
}

static void release(rostering *r)
{
    free(r->at);
    free(r->lacks);
    free(r->cost);
    free(r->price);
    free(r->of_choice);
    free(r->state_of);
    free(r->reach[0]);
    free(r->reach[1]);
    free(r->back);
}

hz_status hz_settle_roster(hz_schedule *schedules, int64_t *cost_fen, bool *does_hold, const hz_roster *roster,
                           hz_error *err)
{
    rostering r = {.roster = roster};
    hz_status status;

    *does_hold = false;
    measure(&r);
    if (allocate(&r)) {
        take_schedules(&r, schedules);
        status = settle(&r, does_hold, err);
    } else {
        status = hz_error_memory(err);
    }
    if (!status && *does_hold) {
        give_schedules(schedules, &r);
        *cost_fen = r.cost_fen;
    }
    release(&r);
    return status;
}

uint32_t hz_roster_state(const hz_roster *roster, size_t unit, int day, hz_day what)
{
    const hz_ways *ways = &roster->units[unit].ways;
    uint32_t found = HZ_NONE;

    for (uint32_t i = ways->first_state[day]; i < ways->first_state[day + 1]; i++) {
        hz_day other = ways->states[i].what;

        if (other.mode == what.mode && other.kind == what.kind && other.cut_bp >= what.cut_bp &&
            (found == HZ_NONE || other.cut_bp < ways->states[found].what.cut_bp))
            found = i;
    }
    return found;
}

void hz_roster_clear(hz_roster *roster)
{
    for (size_t u = 0; u < roster->n_units; u++) {
        hz_ways_clear(&roster->units[u].ways);
        free(roster->units[u].effect);
    }
    free(roster->units);
    free(roster->needs);
    free(roster->price);
    *roster = (hz_roster){0};
}

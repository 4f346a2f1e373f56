/* cheapest_schedule.c - the cheapest of all that a unit with modes can do in an episode
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Dynamic programming over the days, along the ways of the unit. */
#include "solve/cheapest_schedule.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "solve/rational.h"

typedef struct {
    const hz_ways *ways;
    const mpz_t *per_fen;
    mpz_t *of_choice;   /* [choices of a day at most] the least weight of its states */
    uint32_t *state_of; /* [choices] and which state it is of */
    mpz_t *best[2];     /* [n_places] of the day before, and of the day */
    uint32_t *back;     /* [n_days][n_places] the way there, or HZ_NONE */
    mpz_t weight;
} program;

/* ---- one day ---- */

static void rate_state(program *p, size_t unit, int t, const hz_way_choice *choice, uint32_t state, hz_weigh_day *weigh, void *context)
{
    mpz_set_si(p->weight, hz_way_cost_fen(choice, &p->ways->states[state]));
    mpz_mul(p->weight, p->weight, *p->per_fen);
    if (weigh)
        weigh(context, p->weight, unit, t, p->ways->states[state].what);
}

static void rate_choices(program *p, size_t unit, int t, hz_weigh_day *weigh, void *context)
{
    for (uint32_t c = p->ways->first_choice[t]; c < p->ways->first_choice[t + 1]; c++) {
        const hz_way_choice *choice = &p->ways->choices[c];
        mpz_t *least = &p->of_choice[c - p->ways->first_choice[t]];

        for (uint32_t i = choice->first; i < choice->first + choice->n; i++) {
            rate_state(p, unit, t, choice, i, weigh, context);
            if (i > choice->first && mpz_cmp(p->weight, *least) >= 0)
                continue;
            mpz_set(*least, p->weight);
            p->state_of[c] = i;
        }
    }
}

static void go(program *p, int t, uint32_t way)
{
    const hz_way *w = &p->ways->ways[way];
    uint32_t *back = &p->back[t * p->ways->n_places + w->to];

    mpz_set_si(p->weight, w->once_fen);
    mpz_mul(p->weight, p->weight, *p->per_fen);
    mpz_add(p->weight, p->weight, p->of_choice[w->choice - p->ways->first_choice[t]]);
    if (w->from != HZ_FROM_NOWHERE)
        mpz_add(p->weight, p->weight, p->best[(t + 1) % 2][w->from]);
    if (*back != HZ_NONE && mpz_cmp(p->weight, p->best[t % 2][w->to]) >= 0)
        return;
    mpz_set(p->best[t % 2][w->to], p->weight);
    *back = way;
}

/* ---- the verb ---- */

static int find_least(const program *p, int last)
{
    int least = HZ_FROM_NOWHERE;

    for (int i = 0; i < p->ways->n_places; i++)
        if (p->back[last * p->ways->n_places + i] != HZ_NONE &&
            (least == HZ_FROM_NOWHERE || mpz_cmp(p->best[last % 2][i], p->best[last % 2][least]) < 0))
            least = i;
    return least;
}

static void trace_back(hz_schedule *out, const program *p, int at)
{
    for (int t = p->ways->n_days - 1; t >= 0; t--) {
        const hz_way *w = &p->ways->ways[p->back[t * p->ways->n_places + at]];

        out->days[t] = p->ways->states[p->state_of[w->choice]].what;
        at = w->from;
    }
}

static size_t most_choices(const hz_ways *ways)
{
    size_t most = 0;

    for (int t = 0; t < ways->n_days; t++)
        if (ways->first_choice[t + 1] - ways->first_choice[t] > most)
            most = ways->first_choice[t + 1] - ways->first_choice[t];
    return most;
}

static bool allocate(program *p)
{
    size_t n = (size_t)p->ways->n_places, n_days = (size_t)p->ways->n_days;

    p->of_choice = hz_integers_new(most_choices(p->ways));
    p->best[0] = hz_integers_new(n);
    p->best[1] = hz_integers_new(n);
    p->state_of = hz_calloc(p->ways->first_choice[n_days] + 1, sizeof *p->state_of);
    p->back = hz_calloc(n * n_days, sizeof *p->back);
    for (size_t i = 0; p->back && i < n * n_days; i++)
        p->back[i] = HZ_NONE;
    return p->of_choice && p->best[0] && p->best[1] && p->state_of && p->back;
}

static void release(program *p)
{
    hz_integers_free(p->of_choice, most_choices(p->ways));
    hz_integers_free(p->best[0], (size_t)p->ways->n_places);
    hz_integers_free(p->best[1], (size_t)p->ways->n_places);
    free(p->state_of);
    free(p->back);
    mpz_clear(p->weight);
}

hz_status hz_cheapest_way(hz_schedule *out, mpz_t sum, bool *is_any, const hz_ways *ways, size_t unit,
                          const mpz_t per_fen, hz_weigh_day *weigh, void *context, hz_error *err)
{
    program p = {.ways = ways, .per_fen = (const mpz_t *)per_fen};
    int last = ways->n_days - 1, at;
    bool is_made;

    mpz_init(p.weight);
    if ((is_made = allocate(&p))) {
        for (int t = 0; t <= last; t++) {
            rate_choices(&p, unit, t, weigh, context);
            for (uint32_t w = ways->start[t]; w < ways->start[t + 1]; w++)
                go(&p, t, w);
        }
        at = find_least(&p, last);
        *is_any = at != HZ_FROM_NOWHERE;
        memset(out, 0, sizeof *out);
        if (*is_any) {
            mpz_set(sum, p.best[last % 2][at]);
            trace_back(out, &p, at);
        }
    }
    release(&p);
    return is_made ? HZ_OK : hz_error_memory(err);
}

hz_status hz_cheapest_schedule(hz_schedule *out, mpz_t sum, bool *is_any, const hz_choice *from, const mpz_t per_fen,
                               hz_weigh_day *weigh, void *context, hz_error *err)
{
    hz_ways ways;
    hz_status status = hz_ways_make(&ways, from, HZ_PARTS_OF_PROGRAM, 0, err);

    if (!status)
        status = hz_cheapest_way(out, sum, is_any, &ways, from->unit, per_fen, weigh, context, err);
    hz_ways_clear(&ways);
    return status;
}

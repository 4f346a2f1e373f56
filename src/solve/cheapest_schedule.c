/* cheapest_schedule.c - the cheapest of all that a unit with modes can do in an episode
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Dynamic programming over the days. At the end of a day the unit stands at a place: it runs; or it is in a mode, for so many days, of
 * which those behind the minimum are not told apart; or so many days of its restart are left. A place is reached from a few others. */
#include "solve/cheapest_schedule.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

/* A limit is offered at its deepest, at its least, and half way between. */
enum { DEPTHS = 3, NONE = -1 };

/* ---- places ---- */

typedef struct {
    uint8_t mode;     /* 0: runs */
    bool is_restart;
    uint8_t k;        /* in a mode: days so far, at most `least`; restart: days that are left */
} place;

typedef struct {
    int least, restart; /* days, not above the length of the course: no more of them are told apart */
    int first, first_restart; /* indices of its places */
} mode_days;

typedef struct {
    const hz_choice *from;
    mode_days modes[HZ_MAX_MODES + 1]; /* [1 ..] */
    int n_places;
    place *places;
    mpz_t *best[2];      /* [n_places] of the day before, and of the day */
    bool *is_reached[2];
    int16_t *back;       /* [n_days][n_places] */
    hz_day *what;        /* the same */
    const mpz_t *per_fen;
    hz_weigh_day *weigh;
    void *context;
    mpz_t weight, least;
} program;

static int days_of(int hours, int least, int most)
{
    int days = (hours + 23) / 24;

    return days < least ? least : days > most ? most : days;
}

static void number_places(program *p)
{
    const hz_unit *u = &p->from->scenario->units[p->from->unit];
    int n_days = p->from->course->n_days;

    p->n_places = 1;
    for (uint8_t m = 1; m <= u->n_modes; m++) {
        const hz_mode *mode = hz_mode_of(p->from->scenario, p->from->unit, m);
        mode_days *d = &p->modes[m];

        *d = (mode_days){.least = days_of(mode->least_h, 1, n_days), .restart = days_of(mode->restart_h, 0, n_days)};
        d->first = p->n_places;
        d->first_restart = d->first + d->least;
        p->n_places = d->first_restart + d->restart;
    }
}

static void name_places(program *p)
{
    for (uint8_t m = 1; m <= p->from->scenario->units[p->from->unit].n_modes; m++) {
        const mode_days *d = &p->modes[m];

        for (int k = 0; k < d->least; k++)
            p->places[d->first + k] = (place){.mode = m, .k = (uint8_t)(k + 1)};
        for (int k = 0; k < d->restart; k++)
            p->places[d->first_restart + k] = (place){.mode = m, .is_restart = true, .k = (uint8_t)k};
    }
}

/* ---- what is allowed ---- */

static const hz_day *given_on(const program *p, int t)
{
    return p->from->kept.fixed >> t & 1 ? &p->from->kept.given.days[t] : NULL;
}

/* Bounds of the day; without a level, or of one that has begun, any. */
static void bounds_on(const program *p, int t, uint16_t *lo, uint16_t *hi)
{
    int level = p->from->course->level[t];
    bool is_bound = level != HZ_NO_DAY_LEVEL && t >= hz_course_begun(p->from->course);

    *lo = is_bound ? hz_min_cut_bp(p->from->scenario, p->from->unit, (hz_level)level) : 0;
    *hi = is_bound ? hz_max_cut_bp(p->from->scenario, p->from->unit, (hz_level)level) : HZ_SHARE_ONE;
}

/* Is there a cut of the mode within the bounds of the day, at a level that allows it? */
static bool is_allowed(const program *p, const hz_mode *mode, int t)
{
    int level = p->from->course->level[t];
    uint16_t lo, hi;

    bounds_on(p, t, &lo, &hi);
    return level != HZ_NO_DAY_LEVEL && hz_mode_is_usable(p->from->scenario, p->from->unit, mode, (hz_level)level) && mode->cut_bp >= lo &&
           hz_mode_from_bp(mode) <= hi;
}

/* Minutes at which a mode that is ordered now is in place. */
static int64_t earliest(const program *p, const hz_mode *mode)
{
    return p->from->course->now + mode->lead_h * INT64_C(60);
}

static bool may_enter(const program *p, const hz_mode *mode, int t)
{
    return t >= hz_course_begun(p->from->course) && is_allowed(p, mode, t) &&
           earliest(p, mode) < hz_course_start(p->from->course, t) + HZ_DAY_MIN;
}

static bool may_run(const program *p, int t)
{
    uint16_t lo, hi;

    bounds_on(p, t, &lo, &hi);
    return lo == 0;
}

/* ---- one step ---- */

static void offer(program *p, int t, int to, int from, hz_day what)
{
    const hz_day *given = given_on(p, t);
    mpz_t *best = &p->best[t % 2][to];

    if (given && memcmp(given, &what, sizeof what) != 0)
        return;
    mpz_set_si(p->weight, 0);
    if (p->weigh)
        p->weigh(p->context, p->weight, p->from->unit, t, what);
    mpz_set_si(p->least, hz_day_cost_fen(p->from, what));
    if (what.mode && what.kind != HZ_DAY_RESTART && p->places[to].k == 1 &&
        (from == NONE || p->places[from].mode != what.mode || p->places[from].is_restart))
        mpz_add_ui(p->least, p->least, (unsigned long)hz_mode_of(p->from->scenario, p->from->unit, what.mode)->once_fen);
    if (t == p->from->course->n_days - 1)
        mpz_add_ui(p->least, p->least,
                   (unsigned long)(hz_days_beyond(p->from, what, p->places[to].k) * hz_day_cost_fen(p->from, what)));
    mpz_addmul(p->weight, p->least, *p->per_fen);
    if (from != NONE)
        mpz_add(p->weight, p->weight, p->best[(t + 1) % 2][from]);
    if (p->is_reached[t % 2][to] && mpz_cmp(p->weight, *best) >= 0)
        return;
    p->is_reached[t % 2][to] = true;
    mpz_set(*best, p->weight);
    p->back[t * p->n_places + to] = (int16_t)from;
    p->what[t * p->n_places + to] = what;
}

/* At each depth that the day allows; where a mode only lasts, at the one that is nearest to what it allows. */
static void offer_mode(program *p, int t, int to, int from, hz_day_kind kind)
{
    uint8_t m = p->places[to].mode;
    const hz_mode *mode = hz_mode_of(p->from->scenario, p->from->unit, m);
    uint16_t lo, hi, least = hz_mode_from_bp(mode), most = mode->cut_bp;
    uint16_t depths[DEPTHS];

    bounds_on(p, t, &lo, &hi);
    least = lo > least ? (lo < most ? lo : most) : least;
    most = hi < most ? (hi > least ? hi : least) : most;
    depths[0] = most;
    depths[1] = (uint16_t)((least + most) / 2);
    depths[2] = least;
    for (int i = 0; i < DEPTHS; i++)
        if (i == 0 || depths[i] != depths[i - 1])
            offer(p, t, to, from, (hz_day){depths[i], m, (uint8_t)kind});
    if (given_on(p, t) && given_on(p, t)->mode == m)
        offer(p, t, to, from,
              (hz_day){given_on(p, t)->cut_bp, m, given_on(p, t)->kind == HZ_DAY_RESTART ? (uint8_t)kind : given_on(p, t)->kind});
}

/* A mode is entered from where the unit runs or could. */
static void enter_modes(program *p, int t, int from)
{
    for (uint8_t m = 1; m <= p->from->scenario->units[p->from->unit].n_modes; m++) {
        const hz_mode *mode = hz_mode_of(p->from->scenario, p->from->unit, m);
        bool is_late = earliest(p, mode) > hz_course_start(p->from->course, t);

        if (from != NONE && !p->places[from].is_restart && p->places[from].mode == m)
            continue; /* it goes on */
        if (given_on(p, t) || may_enter(p, mode, t))
            offer_mode(p, t, p->modes[m].first, from, is_late ? HZ_DAY_NOT_YET : HZ_DAY_IN_PLACE);
    }
}

/* As if it ran: run on, or enter a mode. */
static void step_freely(program *p, int t, int from)
{
    if (given_on(p, t) || may_run(p, t))
        offer(p, t, 0, from, (hz_day){0, 0, HZ_DAY_RUN});
    enter_modes(p, t, from);
}

static void restart(program *p, int t, int from, int left)
{
    uint8_t m = p->places[from].mode;

    offer(p, t, p->modes[m].first_restart + left, from, (hz_day){HZ_SHARE_ONE, m, HZ_DAY_RESTART});
}

static void step_in_mode(program *p, int t, int from)
{
    uint8_t m = p->places[from].mode;
    const mode_days *d = &p->modes[m];
    int k = p->places[from].k;
    const hz_mode *mode = hz_mode_of(p->from->scenario, p->from->unit, m);

    if (given_on(p, t) || k < d->least || p->from->course->level[t] == HZ_NO_DAY_LEVEL || is_allowed(p, mode, t))
        offer_mode(p, t, d->first + (k < d->least ? k : d->least - 1), from, HZ_DAY_IN_PLACE);
    if (k < d->least)
        return;
    if (d->restart > 0)
        restart(p, t, from, d->restart - 1);
    else
        step_freely(p, t, from);
}

static void step_from(program *p, int t, int from)
{
    const place *at = from == NONE ? NULL : &p->places[from];

    if (!at || at->mode == 0)
        step_freely(p, t, from);
    else if (!at->is_restart)
        step_in_mode(p, t, from);
    else if (at->k > 0)
        restart(p, t, from, at->k - 1);
    else
        step_freely(p, t, from);
}

static void step(program *p, int t)
{
    memset(p->is_reached[t % 2], 0, (size_t)p->n_places * sizeof *p->is_reached[0]);
    if (t == 0)
        step_from(p, t, NONE);
    for (int from = 0; t > 0 && from < p->n_places; from++)
        if (p->is_reached[(t + 1) % 2][from])
            step_from(p, t, from);
}

/* ---- the verb ---- */

static int find_least(const program *p, int last)
{
    int least = NONE;

    for (int i = 0; i < p->n_places; i++)
        if (p->is_reached[last % 2][i] && (least == NONE || mpz_cmp(p->best[last % 2][i], p->best[last % 2][least]) < 0))
            least = i;
    return least;
}

static void trace_back(hz_schedule *out, const program *p, int at)
{
    for (int t = p->from->course->n_days - 1; t >= 0; t--) {
        out->days[t] = p->what[t * p->n_places + at];
        at = p->back[t * p->n_places + at];
    }
}

static bool allocate(program *p)
{
    size_t n = (size_t)p->n_places, n_days = (size_t)p->from->course->n_days;

    p->places = hz_calloc(n, sizeof *p->places);
    p->back = hz_calloc(n * n_days, sizeof *p->back);
    p->what = hz_calloc(n * n_days, sizeof *p->what);
    for (int i = 0; i < 2; i++) {
        p->best[i] = hz_calloc(n, sizeof *p->best[i]);
        p->is_reached[i] = hz_calloc(n, sizeof *p->is_reached[i]);
        for (size_t k = 0; p->best[i] && k < n; k++)
            mpz_init(p->best[i][k]);
    }
    return p->places && p->back && p->what && p->best[0] && p->best[1] && p->is_reached[0] && p->is_reached[1];
}

static void release(program *p)
{
    for (int i = 0; i < 2; i++) {
        for (int k = 0; p->best[i] && k < p->n_places; k++)
            mpz_clear(p->best[i][k]);
        free(p->best[i]);
        free(p->is_reached[i]);
    }
    free(p->places);
    free(p->back);
    free(p->what);
    mpz_clears(p->weight, p->least, NULL);
}

hz_status hz_cheapest_schedule(hz_schedule *out, mpz_t sum, bool *is_any, const hz_choice *from, const mpz_t per_fen, hz_weigh_day *weigh,
                               void *context, hz_error *err)
{
    program p = {.from = from, .per_fen = (const mpz_t *)per_fen, .weigh = weigh, .context = context};
    int last = from->course->n_days - 1, at;
    bool is_made;

    mpz_inits(p.weight, p.least, NULL);
    number_places(&p);
    if ((is_made = allocate(&p))) {
        name_places(&p);
        for (int t = 0; t <= last; t++)
            step(&p, t);
        at = find_least(&p, last);
        *is_any = at != NONE;
        memset(out, 0, sizeof *out);
        if (*is_any) {
            mpz_set(sum, p.best[last % 2][at]);
            trace_back(out, &p, at);
        }
    }
    release(&p);
    return is_made ? HZ_OK : hz_error_memory(err);
}

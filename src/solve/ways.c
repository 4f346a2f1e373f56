/* ways.c - all that a unit can do in an episode, as ways from day to day
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve/ways.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

/* ---- places ---- */

typedef struct {
    uint8_t mode; /* 0: runs */
    bool is_restart, is_waiting; /* waiting: it is not in place yet */
    uint8_t k; /* in a mode: days so far, at most `least`; restart: days that are left */
} place;

typedef struct {
    int least, restart;       /* days, not above the length of the course: no more of them are told apart */
    int waiting, first, first_restart; /* indices of its places */
} mode_days;

enum { N_KINDS = HZ_DAY_RESTART + 1 };

typedef struct {
    const hz_choice *from;
    hz_ways *out;
    int n_parts;
    uint16_t step_bp;
    mode_days modes[HZ_MAX_MODES + 1];             /* [1 ..] */
    place *places;                                 /* [n_places] */
    bool *is_reached[2];                           /* [n_places] at the end of the day before, and of the day */
    uint32_t choice_of[HZ_MAX_MODES + 1][N_KINDS]; /* of the day, HZ_NONE: there is nothing to choose from */
    uint32_t n_ways, n_choices, n_states;
    bool is_out_of_memory;
} laying;

static int days_of(int hours, int least, int most)
{
    int days = (hours + 23) / 24;

    return days < least ? least : days > most ? most : days;
}

static void number_places(laying *p)
{
    const hz_unit *u = &p->from->scenario->units[p->from->unit];
    int n_days = p->from->course->n_days;

    p->out->n_places = 1;
    for (uint8_t m = 1; m <= u->n_modes; m++) {
        const hz_mode *mode = hz_mode_of(p->from->scenario, p->from->unit, m);
        mode_days *d = &p->modes[m];

        *d = (mode_days){.least = days_of(mode->least_h, 1, n_days), .restart = days_of(mode->restart_h, 0, n_days)};
        d->waiting = p->out->n_places;
        d->first = d->waiting + 1;
        d->first_restart = d->first + d->least;
        p->out->n_places = d->first_restart + d->restart;
    }
}

static void name_places(laying *p)
{
    for (uint8_t m = 1; m <= p->from->scenario->units[p->from->unit].n_modes; m++) {
        const mode_days *d = &p->modes[m];

        p->places[d->waiting] = (place){.mode = m, .is_waiting = true, .k = 1};
        for (int k = 0; k < d->least; k++)
            p->places[d->first + k] = (place){.mode = m, .k = (uint8_t)(k + 1)};
        for (int k = 0; k < d->restart; k++)
            p->places[d->first_restart + k] = (place){.mode = m, .is_restart = true, .k = (uint8_t)k};
    }
}

/* ---- what is allowed ---- */

static const hz_day *given_on(const laying *p, int t)
{
    return p->from->kept.fixed >> t & 1 ? &p->from->kept.given.days[t] : NULL;
}

/* Bounds of the day; without a level, or of one that has begun, any. */
static void bounds_on(const laying *p, int t, uint16_t *lo, uint16_t *hi)
{
    int level = p->from->course->level[t];
    bool is_bound = level != HZ_NO_DAY_LEVEL && t >= hz_course_begun(p->from->course);

    *lo = is_bound ? hz_min_cut_bp(p->from->scenario, p->from->unit, (hz_level)level) : 0;
    *hi = is_bound ? hz_max_cut_bp(p->from->scenario, p->from->unit, (hz_level)level) : HZ_SHARE_ONE;
}

/* Is there a cut of the mode within the bounds of the day, at a level that allows it? */
static bool is_allowed(const laying *p, const hz_mode *mode, int t)
{
    int level = p->from->course->level[t];
    uint16_t lo, hi;

    bounds_on(p, t, &lo, &hi);
    return level != HZ_NO_DAY_LEVEL && hz_mode_is_usable(p->from->scenario, p->from->unit, mode, (hz_level)level) &&
           mode->cut_bp >= lo && hz_mode_from_bp(mode) <= hi;
}

/* Minutes at which a mode that is ordered now is in place. */
static int64_t earliest(const laying *p, const hz_mode *mode)
{
    return p->from->course->now + mode->lead_h * INT64_C(60);
}

static bool may_enter(const laying *p, const hz_mode *mode, int t)
{
    return t >= hz_course_begun(p->from->course) && is_allowed(p, mode, t) &&
           earliest(p, mode) < hz_course_start(p->from->course, t) + HZ_DAY_MIN;
}

static bool may_run(const laying *p, int t)
{
    uint16_t lo, hi;

    bounds_on(p, t, &lo, &hi);
    return lo == 0;
}

/* ---- states and choices of a day ---- */

static hz_way_choice *open_choice(laying *p)
{
    hz_ways *w = p->out;

    if (!hz_grow((void **)&w->choices, &w->choice_capacity, p->n_choices + 1, sizeof *w->choices)) {
        p->is_out_of_memory = true;
        return NULL;
    }
    w->choices[p->n_choices] = (hz_way_choice){.first = p->n_states, .n_paid = 1};
    return &w->choices[p->n_choices];
}

static void add_state(laying *p, hz_way_choice *choice, hz_day what)
{
    hz_ways *w = p->out;

    if (choice->n > 0 && memcmp(&w->states[p->n_states - 1].what, &what, sizeof what) == 0)
        return;
    if (!hz_grow((void **)&w->states, &w->state_capacity, p->n_states + 1, sizeof *w->states)) {
        p->is_out_of_memory = true;
        return;
    }
    w->states[p->n_states++] = (hz_way_state){what, hz_day_cost_fen(p->from, what)};
    choice->n++;
}

/* What is settled is the only one that is left, where it is among them. */
static void close_choice(laying *p, hz_way_choice *choice, int t, hz_day of)
{
    const hz_day *given = given_on(p, t);

    if (given && !p->is_out_of_memory) {
        p->n_states = choice->first;
        choice->n = 0;
        if (given->mode == of.mode && (given->kind == of.kind || (hz_is_order(*given) && hz_is_order(of))))
            add_state(p, choice, *given);
    }
    p->choice_of[of.mode][of.kind] = choice->n > 0 ? p->n_choices++ : HZ_NONE;
}

static void add_single(laying *p, int t, hz_day what)
{
    hz_way_choice *choice = open_choice(p);

    if (!choice)
        return;
    add_state(p, choice, what);
    close_choice(p, choice, t, what);
}

static uint16_t depth_at(const laying *p, uint16_t least, int cut_bp)
{
    int rounded = p->step_bp > 0 ? cut_bp - cut_bp % p->step_bp : cut_bp;

    return rounded < least ? least : (uint16_t)rounded;
}

/* At each depth that the day allows; where a mode only lasts, at the one that is nearest to what it allows. */
static void add_depths(laying *p, int t, uint8_t m, uint8_t kind)
{
    const hz_mode *mode = hz_mode_of(p->from->scenario, p->from->unit, m);
    uint16_t lo, hi, least = hz_mode_from_bp(mode), most = mode->cut_bp;
    int n;
    hz_way_choice *choice = open_choice(p);

    if (!choice)
        return;
    bounds_on(p, t, &lo, &hi);
    least = lo > least ? (lo < most ? lo : most) : least;
    most = hi < most ? (hi > least ? hi : least) : most;
    add_state(p, choice, (hz_day){most, m, kind});
    n = p->n_parts > 0 ? p->n_parts : (most - least + p->step_bp - 1) / p->step_bp;
    for (int i = n - 1; i > 0; i--)
        add_state(p, choice, (hz_day){depth_at(p, least, least + (most - least) * i / n), m, kind});
    for (uint16_t cut = most; cut > least; cut = hz_limit_piece_at(p->from->scenario, p->from->unit, mode, cut).from_bp)
        add_state(p, choice, (hz_day){cut, m, kind});
    add_state(p, choice, (hz_day){least, m, kind});
    close_choice(p, choice, t, (hz_day){0, m, kind});
}

static void add_choices(laying *p, int t)
{
    add_single(p, t, (hz_day){0, 0, HZ_DAY_RUN});
    for (uint8_t m = 1; m <= p->from->scenario->units[p->from->unit].n_modes; m++) {
        add_depths(p, t, m, HZ_DAY_NOT_YET);
        add_depths(p, t, m, HZ_DAY_IN_PLACE);
        add_single(p, t, (hz_day){HZ_SHARE_ONE, m, HZ_DAY_RESTART});
    }
}

/* ---- ways of a day ---- */

/* The choice on the last day, where it must be paid for so many days. */
static uint32_t choice_paid(laying *p, uint32_t choice, uint32_t n_paid)
{
    hz_ways *w = p->out;
    hz_way_choice longer = w->choices[choice];

    longer.n_paid = n_paid;
    for (; choice < p->n_choices; choice++)
        if (w->choices[choice].first == longer.first && w->choices[choice].n_paid == n_paid)
            return choice;
    if (!open_choice(p))
        return choice;
    w->choices[p->n_choices++] = longer;
    return choice;
}

static void add_way(laying *p, int t, int to, int from, hz_day what)
{
    hz_ways *w = p->out;
    hz_way way = {.from = (int16_t)from, .to = (int16_t)to, .choice = p->choice_of[what.mode][what.kind]};

    if (way.choice == HZ_NONE)
        return;
    if (t == w->n_days - 1)
        way.choice = choice_paid(p, way.choice, 1 + (uint32_t)hz_days_beyond(p->from, what, p->places[to].k));
    if (what.mode && what.kind != HZ_DAY_RESTART && p->places[to].k == 1 &&
        (from == HZ_FROM_NOWHERE || p->places[from].mode != what.mode || p->places[from].is_restart))
        way.once_fen = hz_mode_of(p->from->scenario, p->from->unit, what.mode)->once_fen;
    if (!hz_grow((void **)&w->ways, &w->way_capacity, p->n_ways + 1, sizeof *w->ways)) {
        p->is_out_of_memory = true;
        return;
    }
    w->ways[p->n_ways++] = way;
    p->is_reached[t % 2][to] = true;
}

/* What was settled may be in place although it would not be by now. */
static hz_day_kind kind_entered(const laying *p, const hz_mode *mode, int t)
{
    const hz_day *given = given_on(p, t);

    if (given && hz_is_order(*given))
        return given->kind;
    return earliest(p, mode) > hz_course_start(p->from->course, t) ? HZ_DAY_NOT_YET : HZ_DAY_IN_PLACE;
}

/* A mode is entered from where the unit runs or could. */
static void enter_modes(laying *p, int t, int from)
{
    for (uint8_t m = 1; m <= p->from->scenario->units[p->from->unit].n_modes; m++) {
        const hz_mode *mode = hz_mode_of(p->from->scenario, p->from->unit, m);
        hz_day_kind kind = kind_entered(p, mode, t);

        if (from != HZ_FROM_NOWHERE && !p->places[from].is_restart && p->places[from].mode == m)
            continue; /* it goes on */
        if (given_on(p, t) || may_enter(p, mode, t))
            add_way(p, t, kind == HZ_DAY_NOT_YET ? p->modes[m].waiting : p->modes[m].first, from, (hz_day){0, m, (uint8_t)kind});
    }
}

/* As if it ran: run on, or enter a mode. */
static void step_freely(laying *p, int t, int from)
{
    if (given_on(p, t) || may_run(p, t))
        add_way(p, t, 0, from, (hz_day){0, 0, HZ_DAY_RUN});
    enter_modes(p, t, from);
}

static void restart(laying *p, int t, int from, int left)
{
    uint8_t m = p->places[from].mode;

    add_way(p, t, p->modes[m].first_restart + left, from, (hz_day){0, m, HZ_DAY_RESTART});
}

static void step_in_mode(laying *p, int t, int from)
{
    uint8_t m = p->places[from].mode;
    const mode_days *d = &p->modes[m];
    int k = p->places[from].k;
    const hz_mode *mode = hz_mode_of(p->from->scenario, p->from->unit, m);
    bool must_last = k < d->least || p->places[from].is_waiting;

    if (given_on(p, t) || must_last || p->from->course->level[t] == HZ_NO_DAY_LEVEL || is_allowed(p, mode, t))
        add_way(p, t, d->first + (k < d->least ? k : d->least - 1), from, (hz_day){0, m, HZ_DAY_IN_PLACE});
    if (must_last)
        return;
    if (d->restart > 0)
        restart(p, t, from, d->restart - 1);
    else
        step_freely(p, t, from);
}

static void step_from(laying *p, int t, int from)
{
    const place *at = from == HZ_FROM_NOWHERE ? NULL : &p->places[from];

    if (!at || at->mode == 0)
        step_freely(p, t, from);
    else if (!at->is_restart)
        step_in_mode(p, t, from);
    else if (at->k > 0)
        restart(p, t, from, at->k - 1);
    else
        step_freely(p, t, from);
}

static void add_ways(laying *p, int t)
{
    memset(p->is_reached[t % 2], 0, (size_t)p->out->n_places * sizeof *p->is_reached[0]);
    if (t == 0)
        step_from(p, t, HZ_FROM_NOWHERE);
    for (int from = 0; t > 0 && from < p->out->n_places; from++)
        if (p->is_reached[(t + 1) % 2][from])
            step_from(p, t, from);
}

/* ---- the verbs ---- */

static void lay(laying *p)
{
    hz_ways *w = p->out;

    name_places(p);
    for (int t = 0; t < w->n_days && !p->is_out_of_memory; t++) {
        add_choices(p, t);
        if (!p->is_out_of_memory)
            add_ways(p, t);
        w->first_state[t + 1] = p->n_states;
        w->first_choice[t + 1] = p->n_choices;
        w->start[t + 1] = p->n_ways;
    }
}

hz_status hz_ways_make(hz_ways *out, const hz_choice *from, int n_parts, uint16_t step_bp, hz_error *err)
{
    laying p = {.from = from, .out = out, .n_parts = n_parts, .step_bp = step_bp};

    *out = (hz_ways){.n_days = from->course->n_days};
    number_places(&p);
    p.places = hz_calloc((size_t)out->n_places, sizeof *p.places);
    for (int i = 0; i < 2; i++)
        p.is_reached[i] = hz_calloc((size_t)out->n_places, sizeof *p.is_reached[i]);
    p.is_out_of_memory = !p.places || !p.is_reached[0] || !p.is_reached[1];
    if (!p.is_out_of_memory)
        lay(&p);
    free(p.places);
    free(p.is_reached[0]);
    free(p.is_reached[1]);
    return p.is_out_of_memory ? hz_error_memory(err) : HZ_OK;
}

/* The bounds, and what lies between them at multiples of the step. */
static void add_cuts(laying *p, int t, uint16_t lo, uint16_t hi)
{
    hz_way_choice *choice = open_choice(p);
    const hz_day *given = given_on(p, t);

    if (!choice)
        return;
    for (int cut = lo; cut < hi && !given; cut += p->step_bp - cut % p->step_bp)
        add_state(p, choice, (hz_day){(uint16_t)cut, 0, cut > 0 ? HZ_DAY_IN_PLACE : HZ_DAY_RUN});
    add_state(p, choice, given ? *given : (hz_day){hi, 0, hi > 0 ? HZ_DAY_IN_PLACE : HZ_DAY_RUN});
    p->choice_of[0][HZ_DAY_RUN] = p->n_choices++;
}

hz_status hz_ways_of_cuts(hz_ways *out, const hz_choice *from, const uint16_t *lo_bp, const uint16_t *hi_bp,
                          uint16_t step_bp, hz_error *err)
{
    place runs = {0};
    bool is_reached[2];
    laying p = {
        .from = from, .out = out, .step_bp = step_bp, .places = &runs, .is_reached = {&is_reached[0], &is_reached[1]}};

    *out = (hz_ways){.n_days = from->course->n_days, .n_places = 1};
    for (int t = 0; t < out->n_days && !p.is_out_of_memory; t++) {
        add_cuts(&p, t, lo_bp[t], hi_bp[t]);
        out->first_choice[t + 1] = p.n_choices;
        out->first_state[t + 1] = p.n_states;
        if (!p.is_out_of_memory)
            add_way(&p, t, 0, t == 0 ? HZ_FROM_NOWHERE : 0, (hz_day){0});
        out->start[t + 1] = p.n_ways;
    }
    return p.is_out_of_memory ? hz_error_memory(err) : HZ_OK;
}

void hz_ways_clear(hz_ways *ways)
{
    free(ways->ways);
    free(ways->choices);
    free(ways->states);
    *ways = (hz_ways){0};
}

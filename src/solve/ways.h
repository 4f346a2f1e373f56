/* ways.h - all that a unit can do in an episode, as ways from day to day (equation 11)
 *
 * At the end of a day the unit stands at a place: it runs; or it waits for a mode to be in place; or it is in a mode, for so many days,
 * of which those behind the minimum are not told apart; or so many days of its restart are left. A way leads from a place to one of the next day. What is done on it is one of a few
 * states that make no difference to what follows: the depths of a limit.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_SOLVE_WAYS_H
#define HZ_SOLVE_WAYS_H

#include "base/error.h"
#include "scenario/schedule.h"

enum { HZ_FROM_NOWHERE = -1 };

typedef struct {
    hz_day what;
    int64_t cost_fen; /* of the day, without what is paid once */
} hz_way_state;

/* States of one day that lead to the same places. Choices that differ only in what is behind the last day have the same states. */
typedef struct {
    uint32_t first, n; /* n > 0 */
    uint32_t n_paid;   /* days that each of them is paid for: one, and on the last day those behind it (hz_days_beyond()) */
} hz_way_choice;

typedef struct {
    int16_t from, to; /* places; from HZ_FROM_NOWHERE on the first day */
    uint32_t choice;
    int64_t once_fen;
} hz_way;

/* What a state costs in a choice, fen. */
static inline int64_t hz_way_cost_fen(const hz_way_choice *choice, const hz_way_state *state)
{
    return choice->n_paid * state->cost_fen;
}

/* Day by day: ways start[t] .. start[t+1]-1, choices first_choice[t] .. first_choice[t+1]-1, states first_state[t] .. first_state[t+1]-1.
 * Every way begins where another one ends. */
typedef struct {
    int n_days, n_places;
    hz_way *ways;
    hz_way_choice *choices;
    hz_way_state *states;
    uint32_t start[HZ_COURSE_DAYS + 1], first_choice[HZ_COURSE_DAYS + 1], first_state[HZ_COURSE_DAYS + 1];
    size_t way_capacity, choice_capacity, state_capacity;
} hz_ways;

/* So many parts have the linear program its limits in: it needs the ends only, and one half way spares it fractions. */
enum { HZ_PARTS_OF_PROGRAM = 2 };

/* A limit is offered at its least and at its deepest within the bounds of the day, and between them where so many equal parts meet; those
 * are rounded down to multiples of `step_bp`, unless that is 0. `n_parts` 0: at all multiples. Where the bounds of the unit leave it no
 * schedule, no way leads to the last day. HZ_ERR_MEMORY. To be cleared in any case. */
hz_status hz_ways_make(hz_ways *out, const hz_choice *from, int n_parts, uint16_t step_bp, hz_error *err);
/* Of a unit without modes, which may be cut otherwise every day: the bounds of each day ([n_days]), and what lies between them at multiples
 * of the step. */
hz_status hz_ways_of_cuts(hz_ways *out, const hz_choice *from, const uint16_t *lo_bp, const uint16_t *hi_bp,
                          uint16_t step_bp, hz_error *err);
void hz_ways_clear(hz_ways *ways);

#endif

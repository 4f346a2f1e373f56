/* roster.h - a schedule for every unit of an episode, made cheaper unit by unit
 *
 * What a unit does on a day matters to the rows of that day alone. So while all others stay where they are, the rows of each day say which
 * states hold them, and dynamic programming over the ways that are left finds the very cheapest schedule of one unit. Where rows do not
 * hold yet, what is lacking is fined instead, more and more.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_SOLVE_ROSTER_H
#define HZ_SOLVE_ROSTER_H

#include "solve/ways.h"

typedef struct {
    hz_choice of;
    hz_ways ways;
    int64_t *effect;              /* state by state, what it brings to each row of its day; of a row that is at most, with the other sign */
    size_t start[HZ_COURSE_DAYS]; /* of the first state of a day in `effect` */
} hz_roster_unit;

typedef struct {
    hz_roster_unit *units; /* [n_units] each has a schedule */
    size_t n_units;
    int n_days;
    uint32_t first_row[HZ_COURSE_DAYS + 1];
    int64_t *needs; /* [n_rows] what the units must bring; of a row that is at most, with the other sign */
    double *price;  /* [n_rows] fen per base unit, above 0: what is lacking is worth that */
} hz_roster;

/* What a state of a day of a unit brings to the rows of the day. */
static inline const int64_t *hz_roster_effect(const hz_roster *roster, size_t unit, int day, uint32_t state)
{
    const hz_roster_unit *u = &roster->units[unit];

    return u->effect + u->start[day] + (size_t)(state - u->ways.first_state[day]) * (roster->first_row[day + 1] - roster->first_row[day]);
}

/* The state of a unit that is such a day, that deep or, where there is none, the next deeper one; HZ_NONE: there is none at all. */
uint32_t hz_roster_state(const hz_roster *roster, size_t unit, int day, hz_day what);

void hz_roster_clear(hz_roster *roster);

/* From `schedules` ([n_units]), or where one is on no way from what is nearest: they become such that all rows hold and none of them alone
 * could be cheaper, and cost *cost_fen. *does_hold false: that was not to be had; they are as they were. HZ_ERR_MEMORY, HZ_ERR_LIMIT,
 * HZ_ERR_INTERRUPTED. */
hz_status hz_settle_roster(hz_schedule *schedules, int64_t *cost_fen, bool *does_hold, const hz_roster *roster,
                           hz_error *err);

#endif

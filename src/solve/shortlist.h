/* shortlist.h - the schedules of one unit of a roster that no other one of it is as good as
 *
 * Of two schedules one of which costs no more and brings as much to every row the other is never needed: whatever holds with it holds with
 * the one, and costs no more. What is left is often so little that it can be listed, however many schedules there are.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_SOLVE_SHORTLIST_H
#define HZ_SOLVE_SHORTLIST_H

#include "solve/roster.h"

typedef struct {
    int64_t cost_fen;
    int64_t *effect;                /* [n_rows of the roster] what it brings */
    uint32_t state[HZ_COURSE_DAYS]; /* of the ways of the unit */
    int16_t place;                  /* where it stands while it is made; 0 */
} hz_listed;

typedef struct {
    hz_listed *list; /* [n] the cheapest first; none: the unit has no schedule */
    size_t n;
    bool is_all;   /* false: there are more than were asked for, and none is listed */
    int64_t *most; /* [n_rows] none of the schedules of the unit brings more */
} hz_shortlist;

/* All of them, or none where there are more than `most`, above 0, of them, or of their beginnings on a day. HZ_ERR_MEMORY. To be cleared
 * in any case. */
hz_status hz_shortlist_make(hz_shortlist *out, const hz_roster *roster, size_t unit, size_t most, hz_error *err);
void hz_shortlist_clear(hz_shortlist *shortlist);

#endif

/* together.h - cheaper schedules for several units of a roster at once
 *
 * What no unit alone can save, two or three may: one cuts less, another more. Where the schedules of all units but one can be listed
 * (solve/shortlist.h) branch and bound over them ends with the very cheapest; else it goes over two units after another, and three.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_SOLVE_TOGETHER_H
#define HZ_SOLVE_TOGETHER_H

#include "solve/roster.h"

/* Units of which all are chosen at once, at most. */
enum { HZ_MOST_TOGETHER = 24 };

/* *does_hold: do `schedules` ([n_units]) hold all rows, and cost *cost_fen? Then only what is cheaper takes their place. Afterwards, is
 * that so? *is_least: there is nothing cheaper in the ways of the roster; without schedules that hold, none that do. How far it looks is
 * counted, not timed. HZ_ERR_MEMORY, HZ_ERR_LIMIT, HZ_ERR_INTERRUPTED. */
hz_status hz_settle_together(hz_schedule *schedules, int64_t *cost_fen, bool *does_hold, bool *is_least, const hz_roster *roster,
                             hz_error *err);

#endif

/* cheapest.h - the cheapest step up, found again and again until every row holds
 *
 * What a step is worth is how much of all that lacks it makes up for: the sum over the rows that do not hold of the share made up.
 * What it costs beside that is its score. Scores stand at the leaves of a tree of minima, and after a step only those are
 * reckoned anew whose rows it has changed.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_PLAN_CHEAPEST_H
#define HZ_PLAN_CHEAPEST_H

#include "plan/candidates.h"
#include "plan/moves.h"

/* Take the cheapest step up of a candidate that brings a row nearer to holding and breaks no floor and no cap, until all rows
 * hold, or there is none. HZ_ERR_MEMORY, HZ_ERR_INTERRUPTED. */
hz_status hz_step_up_all(hz_moves *moves, const hz_candidates *candidates, hz_error *err);

#endif

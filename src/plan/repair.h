/* repair.h - cuts that break few rows become cuts that break none, where stepping one way alone has ended
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_PLAN_REPAIR_H
#define HZ_PLAN_REPAIR_H

#include "plan/candidates.h"
#include "plan/moves.h"

/* Move candidates up and down, by whatever makes the rows lack less, those that have lacked for long counting more, until
 * all hold or a number of trials has been made that the size of the model decides. HZ_ERR_MEMORY, HZ_ERR_INTERRUPTED. */
hz_status hz_repair(hz_moves *moves, const hz_candidates *candidates, hz_error *err);

#endif

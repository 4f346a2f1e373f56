/* backtrack.h - all whole-step cuts of a few columns, tried until some hold or none is left
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_PLAN_BACKTRACK_H
#define HZ_PLAN_BACKTRACK_H

#include "plan/moves.h"

typedef enum {
    HZ_BACKTRACK_FOUND,
    HZ_BACKTRACK_NONE,    /* all have been tried, or were seen not to hold: there is none */
    HZ_BACKTRACK_GAVE_UP /* too many to try */
} hz_backtrack_answer;

/* Look for whole steps of columns[n], all others where they are, at which `row` holds, and the arcs, and no other row lacks more than it does
 * now; HZ_NONE: at which all rows hold. `work`: how much may be looked at, in entries of the matrix. If there are
 * any, they have been moved there. HZ_ERR_MEMORY, HZ_ERR_INTERRUPTED. */
hz_status hz_backtrack(hz_moves *moves, const uint32_t *columns, size_t n, uint32_t row, uint64_t work,
                       hz_backtrack_answer *answer, hz_error *err);

#endif

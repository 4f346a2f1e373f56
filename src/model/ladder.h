/* ladder.h - the modes of a unit at the levels of a model: which columns they are, and which arcs join them (equation 9)
 *
 * At a level each state above the lowest has one column: how far the unit has gone to it from the state below. It gets there only through
 * that one, so no deeper column may be above a shallower one; and what the columns leave between them is the convex hull of the
 * states. In the model the deepest comes first.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_MODEL_LADDER_H
#define HZ_MODEL_LADDER_H

#include "model/model.h"
#include "scenario/modes.h"
#include "scenario/rungs.h"

/* One column to be. */
typedef struct {
    hz_state from, to;
    uint32_t stricter;    /* index of the way of the next stricter level that it may not be ahead of; HZ_NONE: there is no such level */
    uint8_t place;        /* of its level */
    bool is_whole, must_be; /* at 10000: the unit may not run on as before */
} hz_way;

typedef struct {
    hz_way ways[HZ_MAX_RUNGS * HZ_N_LEVELS]; /* by level, deepest first */
    size_t n;
    size_t first[HZ_N_LEVELS + 1];
    bool has_room; /* false: at some level nothing is left that it may do */
} hz_ladder;

void hz_ladder_make(hz_ladder *ladder, const hz_scenario *s, size_t unit, const hz_level *levels, size_t n_levels);

#endif

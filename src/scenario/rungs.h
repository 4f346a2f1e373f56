/* rungs.h - the modes of a unit as one ladder: ways to run, each deeper than the one below
 *
 * The lowest state of a unit is that it runs as before. Each rung leads on from the state below it to another one: at once, or, within a
 * limit, step by step. They stand in the order of the output that their modes cut where they begin, then of the kinds, then of the
 * ids. A limit is cut into pieces where the bounds of some level end, planned or not; so the ladders of all levels have the same rungs, of which
 * each level may use some, and a unit is nowhere let off by a stricter level if it stands no lower on it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_SCENARIO_RUNGS_H
#define HZ_SCENARIO_RUNGS_H

#include "scenario/scenario.h"

/* A limit is one rung to where it begins and one to where it ends, and one more for each end of a bound inside it. */
enum { HZ_MAX_RUNGS = HZ_MAX_MODES * (2 + 2 * HZ_N_LEVELS) };

typedef struct {
    uint16_t from_bp, to_bp; /* the cut of output at its lower and its upper end; where it is a jump, both are the upper one's */
    uint8_t mode;            /* 1 + the number of its mode among those of the unit */
    uint8_t levels;          /* bits of places of levels: the unit may stand at its upper end there, */
    uint8_t jumps;           /* and: but not on the way to it */
} hz_rung;

/* The ladder of a unit at several levels, from below; returns how many rungs. None for a unit without modes. */
size_t hz_list_rungs(hz_rung rungs[HZ_MAX_RUNGS], const hz_scenario *s, size_t unit, const hz_level *levels, size_t n_levels);
/* May it run as before? */
static inline bool hz_may_run_on(const hz_scenario *s, size_t unit, hz_level level)
{
    return hz_min_cut_bp(s, unit, level) == 0;
}

#endif

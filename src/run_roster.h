/* run_roster.h - the schedules of an episode, made cheaper unit by unit (solve/roster.h)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_RUN_ROSTER_H
#define HZ_RUN_ROSTER_H

#include "model/episode.h"
#include "pipeline.h"
#include "solve/proof.h"
#include "solve/roster.h"

/* The units and rows of an episode as a roster. Units without modes that links hold against others are not in it: they stay as they are. */
typedef struct {
    uint16_t step_bp;
    bool is_fine; /* all limits have all of their steps */
    const hz_episode_rows *rows;
    const hz_timetable *table;
    hz_roster roster;
    size_t *unit;       /* [roster.n_units] of the scenario */
    int64_t *needs;     /* [n_rows] of all units, as roster.needs */
    uint8_t *is_linked; /* [n_units of the scenario] */
    bool has_linked;    /* there is one */
    uint16_t (*lo_bp)[HZ_COURSE_DAYS], (*hi_bp)[HZ_COURSE_DAYS]; /* [n_units of the scenario] of those without modes */
    double *most;       /* [n_rows] what all units of the roster could bring, in magnitude */
    double cost;        /* fen/d, of all of them */
} hz_episode_roster;

/* `proof` gives the prices that are gone by; NULL: some that are not far off. Limits have few depths; units that are in one in `fine`
 * ([n_units of the scenario], or NULL) have all steps of theirs, and where it `is_fine` all units have. Rows and table must outlive it.
 * HZ_ERR_MEMORY. To be cleared in any case. */
hz_status hz_episode_roster_make(hz_episode_roster *out, uint16_t step_bp, const hz_episode_rows *rows,
                                 const hz_timetable *table, const hz_proof *proof, const hz_schedule *fine,
                                 bool is_fine, hz_error *err);
void hz_episode_roster_clear(hz_episode_roster *roster);

/* solve/roster.h, hz_settle_roster(), for `schedules` [n_units of the scenario]. *does_hold: do they hold already, and cost *cost_fen, with
 * all days and units of the episode? Then only what is cheaper takes their place. Afterwards, is that so? HZ_ERR_MEMORY. */
hz_status hz_episode_settle(hz_schedule *schedules, int64_t *cost_fen, bool *does_hold, hz_episode_roster *roster,
                            hz_error *err);

/* solve/together.h, hz_settle_together(), the same way. *is_least: nothing that holds is cheaper in the steps of the roster; or, where
 * nothing holds, nothing does. */
hz_status hz_episode_settle_together(hz_schedule *schedules, int64_t *cost_fen, bool *does_hold, bool *is_least, hz_episode_roster *roster,
                                     hz_error *err);

/* Units that are not in it at the least that they may be cut, on days that are planned: no link asks for more then. */
void hz_episode_take_least(hz_schedule *schedules, const hz_episode_roster *roster);

#endif

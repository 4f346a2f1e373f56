/* episode.h - the linear program of an episode (equation 11): the rows of each day, and schedules to choose from
 *
 * A day has the rows that its level has (model/formulate.h). Units without modes have their column, links and plan costs theirs, on each
 * day; a unit with modes has one chain of columns for all days: they lead from each of its schedules to the next dearer one, so that
 * what they leave is the convex hull of its schedules.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_MODEL_EPISODE_H
#define HZ_MODEL_EPISODE_H

#include "model/effect.h"
#include "model/model.h"
#include "model/timetable.h"

/* What all programs of an episode have in common. */
typedef struct {
    const hz_scenario *scenario;
    const hz_course *course;
    const uint8_t *has_failed;     /* [n_enterprises] what it cuts counts for no target; NULL: nobody has */
    const hz_kept *kept;           /* [n_units] what is settled; NULL: nothing */
    hz_model *levels[HZ_N_LEVELS]; /* of each level that is planned by itself; else NULL */
    hz_effects effects;
    hz_row *rows;                  /* [n_rows] day by day; days that have begun, or have no level, have none */
    size_t n_rows, first_row[HZ_COURSE_DAYS + 1];
} hz_episode_rows;

/* Scenario, course, has_failed and kept must outlive it. HZ_ERR_USAGE: no day is left to be planned, or its level demands nothing;
 * HZ_ERR_INPUT: a demand of a kind that an episode does not know (safety whoever fails); what hz_formulate() returns. To be cleared in
 * any case. */
hz_status hz_episode_rows_make(hz_episode_rows *rows, const hz_scenario *scenario, const hz_course *course, const uint8_t *has_failed,
                               const hz_kept *kept, hz_error *err);
void hz_episode_rows_clear(hz_episode_rows *rows);

/* The program of the level of a day; NULL: nothing is planned on it. */
const hz_model *hz_episode_model(const hz_episode_rows *rows, int day);

/* What a day of a unit brings to a row of that day: nothing to a target when it is not in place, or its enterprise has failed. */
int64_t hz_episode_effect(const hz_episode_rows *rows, size_t row, size_t unit, hz_day what);

typedef struct {
    hz_model *model;
    /* [model->n_columns] which day a column is of, or HZ_COURSE_DAYS: of a schedule, and which of its unit it leads to */
    uint8_t *day;
    uint32_t *schedule;
} hz_episode_program;

/* Every list of the timetable has a schedule. HZ_ERR_LIMIT as of hz_formulate(), HZ_ERR_MEMORY. To be cleared in any case. */
hz_status hz_formulate_episode(hz_episode_program *program, const hz_episode_rows *rows, const hz_timetable *table, hz_error *err);
void hz_episode_program_clear(hz_episode_program *program);

#endif

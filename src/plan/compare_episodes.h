/* compare_episodes.h - two episodes as they were issued, side by side: what each costs, day by day, and which units are told otherwise
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_PLAN_COMPARE_EPISODES_H
#define HZ_PLAN_COMPARE_EPISODES_H

#include "base/error.h"
#include "plan/issued.h"

/* Orders beside the scenario that they were made for. */
typedef struct {
    const char *folder;
    const hz_scenario *scenario; /* is_once_apart, its modes prepared */
    const hz_issued *issued;
} hz_told_episode;

/* A day of either episode. */
typedef struct {
    int32_t date;
    struct {
        bool is_in;       /* it is a day of that episode */
        int level;        /* hz_level or HZ_NO_DAY_LEVEL */
        int64_t cost_fen; /* without what is paid once */
    } of[2];
} hz_compared_day;

/* A unit that is told something else on a day. */
typedef struct {
    size_t unit[2]; /* of each scenario; SIZE_MAX: it is not in that one */
    int32_t date;
    hz_day told[2];
} hz_told_change;

typedef struct {
    hz_told_episode of[2];
    int64_t cost_fen[2], once_fen[2];
    hz_compared_day days[2 * HZ_COURSE_DAYS]; /* [n_days] ascending */
    size_t n_days;
    hz_told_change *changes; /* [n_changes] by enterprise id, unit id, date */
    size_t n_changes, n_units; /* and of how many units */
} hz_episode_comparison;

/* Both are borrowed and must outlive *out. HZ_ERR_USAGE when their currencies differ; HZ_ERR_MEMORY. The caller frees *out. */
hz_status hz_compare_episodes(hz_episode_comparison **out, const hz_told_episode *before, const hz_told_episode *after, hz_error *err);
void hz_episode_comparison_free(hz_episode_comparison *comparison); /* NULL-safe */

#endif

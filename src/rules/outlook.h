/* outlook.h - what the rest of a year must average, so that its targets are met
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 *     rest = (target * D - mean * d) / (D - d)          D days of the year, d of them gone
 *
 * The mean of a year is that of its days, as the targets of 2016 are counted; HJ 663 would take daily means that are valid. */
#ifndef HZ_RULES_OUTLOOK_H
#define HZ_RULES_OUTLOOK_H

#include <stdbool.h>

#include "base/calendar.h"
#include "rules/air.h"

typedef enum {
    HZ_GOAL_OPEN,     /* it can be met: see need */
    HZ_GOAL_MET,      /* it is met whatever comes: good days only */
    HZ_GOAL_LOST      /* it cannot be met any more */
} hz_goal_state;

/* A mean that must not be above its target. */
typedef struct {
    hz_air of;
    int64_t target, mean; /* ng/m3, of the year; of the days that have gone */
    hz_goal_state state;
    int64_t need;         /* the rest may average at most this, ng/m3, rounded down; below 0 when it is lost */
    int64_t excess; /* how far above the target the year ends though the rest be 0, ng/m3, rounded up; 0 unless lost */
} hz_goal_mean;

enum { HZ_MAX_GOALS = 8 };

typedef struct {
    int32_t through;           /* the last day that has gone */
    int n_days, n_gone;        /* of the year */
    bool has_good;
    int good_target, good;     /* days with good air: wanted in the year, had so far */
    hz_goal_state good_state;
    int good_need;             /* of the rest */
    int64_t good_share_bp;     /* that is so much of the rest, bp, rounded up */
    hz_goal_mean means[HZ_MAX_GOALS];
    int n_means;
} hz_outlook;

/* Fill in the states and needs from the rest. */
void hz_outlook_reckon(hz_outlook *outlook);

#endif

/* outlook.c - what the rest of a year must average, so that its targets are met
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "rules/outlook.h"

#include "base/quantity.h"

static void reckon_mean(const hz_outlook *o, hz_goal_mean *m)
{
    __int128 left = (__int128)m->target * o->n_days - (__int128)m->mean * o->n_gone;
    int n_left = o->n_days - o->n_gone;

    m->need = n_left > 0 ? hz_div_floor(left, n_left) : 0;
    m->excess = left < 0 ? hz_div_ceil(-left, o->n_days) : 0;
    m->state = left < 0 ? HZ_GOAL_LOST : n_left == 0 ? HZ_GOAL_MET : HZ_GOAL_OPEN;
}

static void reckon_good(hz_outlook *o)
{
    int n_left = o->n_days - o->n_gone;

    o->good_need = o->good_target > o->good ? o->good_target - o->good : 0;
    o->good_state = o->good_need == 0 ? HZ_GOAL_MET : o->good_need > n_left ? HZ_GOAL_LOST : HZ_GOAL_OPEN;
    o->good_share_bp = n_left > 0 ? hz_div_ceil((__int128)o->good_need * HZ_SHARE_ONE, n_left) : 0;
}

void hz_outlook_reckon(hz_outlook *outlook)
{
    int32_t start = hz_year_start(outlook->through);

    outlook->n_days = hz_year_end(outlook->through) - start;
    outlook->n_gone = outlook->through - start + 1;
    if (outlook->has_good)
        reckon_good(outlook);
    for (int i = 0; i < outlook->n_means; i++)
        reckon_mean(outlook, &outlook->means[i]);
}

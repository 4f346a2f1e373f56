/* schedule.c - what a unit does on each day of an episode
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "scenario/schedule.h"

/* What is not in place yet has just been begun, and goes on; a restart comes behind its mode, or goes on. */
bool hz_day_follows(const hz_day *before, hz_day day)
{
    bool is_same = before && before->kind != HZ_DAY_RUN && before->mode == day.mode;

    if (before && before->kind == HZ_DAY_NOT_YET)
        return is_same && day.kind == HZ_DAY_IN_PLACE;
    if (day.kind == HZ_DAY_RESTART)
        return day.mode != 0 && is_same;
    return day.kind != HZ_DAY_NOT_YET || (day.mode != 0 && !(is_same && hz_is_order(*before)));
}

bool hz_is_entered(const hz_schedule *schedule, int day)
{
    const hz_day *d = schedule->days + day;

    if (d->mode == 0 || d->kind == HZ_DAY_RESTART)
        return false;
    return day == 0 || d[-1].mode != d->mode || d[-1].kind == HZ_DAY_RESTART;
}

int64_t hz_schedule_once_fen(const hz_choice *of, const hz_schedule *schedule)
{
    int64_t sum = 0;

    for (int t = 0; t < of->course->n_days; t++)
        if (hz_is_entered(schedule, t))
            sum += hz_mode_of(of->scenario, of->unit, schedule->days[t].mode)->once_fen;
    return sum;
}

/* Any level will do. */
int64_t hz_day_cost_fen(const hz_choice *of, hz_day day)
{
    return hz_state_cost_fen_d(of->scenario, of->unit, hz_day_state(day), HZ_BLUE);
}

int hz_days_beyond(const hz_choice *of, hz_day last, int n_days_in)
{
    bool is_in = last.mode != 0 && last.kind != HZ_DAY_RESTART;
    int least = is_in ? (hz_mode_of(of->scenario, of->unit, last.mode)->least_h + 23) / 24 : 0;

    if (last.kind == HZ_DAY_NOT_YET && least <= n_days_in)
        least = n_days_in + 1;
    return least > n_days_in ? least - n_days_in : 0;
}

int64_t hz_schedule_beyond_fen(const hz_choice *of, const hz_schedule *schedule)
{
    int last = of->course->n_days - 1, first = last;

    if (schedule->days[last].mode == 0 || schedule->days[last].kind == HZ_DAY_RESTART)
        return 0;
    while (!hz_is_entered(schedule, first))
        first--;
    return hz_days_beyond(of, schedule->days[last], last - first + 1) * hz_day_cost_fen(of, schedule->days[last]);
}

int64_t hz_schedule_cost_fen(const hz_choice *of, const hz_schedule *schedule)
{
    int64_t sum = hz_schedule_once_fen(of, schedule) + hz_schedule_beyond_fen(of, schedule);

    for (int t = 0; t < of->course->n_days; t++)
        sum += hz_day_cost_fen(of, schedule->days[t]);
    return sum;
}

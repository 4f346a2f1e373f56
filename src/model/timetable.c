/* timetable.c - of each unit with modes, the schedules that the program of an episode chooses from
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/timetable.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

/* Does it take part at all? */
static bool has_choice(const hz_scenario *s, size_t unit)
{
    return s->units[unit].n_modes > 0 && s->enterprises[s->units[unit].enterprise].operation == HZ_OPERATING;
}

hz_status hz_timetable_make(hz_timetable *table, const hz_scenario *scenario, const hz_course *course, const hz_kept *kept, hz_error *err)
{
    const hz_kept begun = {.fixed = (uint16_t)((1U << hz_course_begun(course)) - 1)};
    size_t n = 0;

    for (size_t u = 0; u < scenario->n_units; u++)
        n += has_choice(scenario, u);
    *table = (hz_timetable){.units = hz_calloc(n + 1, sizeof *table->units)};
    if (!table->units)
        return hz_error_memory(err);
    for (size_t u = 0; u < scenario->n_units; u++)
        if (has_choice(scenario, u))
            table->units[table->n_units++].choice = (hz_choice){scenario, course, u, kept ? kept[u] : begun};
    return HZ_OK;
}

void hz_timetable_clear(hz_timetable *table)
{
    for (size_t i = 0; i < table->n_units; i++)
        free(table->units[i].list);
    free(table->units);
    *table = (hz_timetable){0};
}

/* The place of a schedule, or where it belongs. */
static size_t find(bool *is_there, const hz_timetable_unit *unit, const hz_schedule *schedule)
{
    int64_t cost = hz_schedule_cost_fen(&unit->choice, schedule);
    size_t at = 0;

    *is_there = false;
    for (; at < unit->n; at++) {
        int64_t other = hz_schedule_cost_fen(&unit->choice, &unit->list[at]);
        int order = memcmp(&unit->list[at], schedule, sizeof *schedule);

        *is_there = order == 0;
        if (order == 0 || other > cost || (other == cost && order > 0))
            break;
    }
    return at;
}

bool hz_timetable_has(const hz_timetable_unit *unit, const hz_schedule *schedule)
{
    bool is_there;

    find(&is_there, unit, schedule);
    return is_there;
}

hz_status hz_timetable_add(hz_timetable_unit *unit, const hz_schedule *schedule, hz_error *err)
{
    bool is_there;
    size_t at = find(&is_there, unit, schedule);

    if (!hz_grow((void **)&unit->list, &unit->capacity, unit->n + 1, sizeof *unit->list))
        return hz_error_memory(err);
    memmove(unit->list + at + 1, unit->list + at, (unit->n - at) * sizeof *unit->list);
    unit->list[at] = *schedule;
    unit->n++;
    return HZ_OK;
}

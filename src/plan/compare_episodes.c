/* compare_episodes.c - two episodes as they were issued, side by side
 *
 * Units of both scenarios stand in the order of enterprise and unit ids, so one walk through the two finds every change.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan/compare_episodes.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/lang.h"

/* ---- what they cost ---- */

static hz_choice choice_of(const hz_told_episode *e, size_t unit)
{
    return (hz_choice){.scenario = e->scenario, .course = &e->issued->course, .unit = unit};
}

static void add_costs(hz_episode_comparison *c, int side)
{
    const hz_told_episode *e = &c->of[side];

    for (size_t u = 0; u < e->scenario->n_units; u++) {
        const hz_choice choice = choice_of(e, u);

        c->cost_fen[side] += hz_schedule_cost_fen(&choice, &e->issued->schedules[u]);
        c->once_fen[side] += hz_schedule_once_fen(&choice, &e->issued->schedules[u]);
    }
}

static int64_t cost_on(const hz_told_episode *e, int day)
{
    int64_t sum = 0;

    for (size_t u = 0; u < e->scenario->n_units; u++) {
        const hz_choice choice = choice_of(e, u);

        sum += hz_day_cost_fen(&choice, e->issued->schedules[u].days[day]);
    }
    return sum;
}

/* ---- days ---- */

/* Which of its days a date is; < 0: none. */
static int day_of(const hz_told_episode *e, int32_t date)
{
    const hz_course *course = &e->issued->course;

    return date >= course->first_day && date < course->first_day + course->n_days ? date - course->first_day : -1;
}

static void add_day(hz_episode_comparison *c, int32_t date)
{
    hz_compared_day *d = &c->days[c->n_days++];

    *d = (hz_compared_day){.date = date};
    for (int side = 0; side < 2; side++) {
        int day = day_of(&c->of[side], date);

        d->of[side].is_in = day >= 0;
        d->of[side].level = day >= 0 ? c->of[side].issued->course.level[day] : HZ_NO_DAY_LEVEL;
        d->of[side].cost_fen = day >= 0 ? cost_on(&c->of[side], day) : 0;
    }
}

static void add_days(hz_episode_comparison *c)
{
    const hz_course *a = &c->of[0].issued->course, *b = &c->of[1].issued->course;
    const hz_course *first = a->first_day <= b->first_day ? a : b, *second = first == a ? b : a;

    for (int t = 0; t < first->n_days; t++)
        add_day(c, first->first_day + t);
    for (int t = 0; t < second->n_days; t++)
        if (second->first_day + t >= first->first_day + first->n_days)
            add_day(c, second->first_day + t);
}

/* ---- units ---- */

static hz_day told_on(const hz_told_episode *e, size_t unit, int32_t date)
{
    int day = day_of(e, date);

    return day < 0 || unit == SIZE_MAX ? (hz_day){0} : e->issued->schedules[unit].days[day];
}

static const char *mode_id(const hz_told_episode *e, size_t unit, hz_day day)
{
    const hz_mode *mode = day.mode ? hz_mode_of(e->scenario, unit, day.mode) : NULL;

    return mode ? mode->id : "";
}

/* The numbers of modes are those of each scenario: their ids are compared. */
static bool is_same(const hz_episode_comparison *c, const hz_told_change *change)
{
    hz_day a = change->told[0], b = change->told[1];

    return a.kind == b.kind && a.cut_bp == b.cut_bp &&
           strcmp(mode_id(&c->of[0], change->unit[0], a), mode_id(&c->of[1], change->unit[1], b)) == 0;
}

static hz_status add_unit(hz_episode_comparison *c, size_t *capacity, size_t before, size_t after, hz_error *err)
{
    size_t n = c->n_changes;

    for (size_t i = 0; i < c->n_days; i++) {
        hz_told_change change = {.unit = {before, after}, .date = c->days[i].date};

        for (int side = 0; side < 2; side++)
            change.told[side] = told_on(&c->of[side], change.unit[side], change.date);
        if (is_same(c, &change))
            continue;
        if (!hz_grow((void **)&c->changes, capacity, c->n_changes + 1, sizeof *c->changes))
            return hz_error_memory(err);
        c->changes[c->n_changes++] = change;
    }
    c->n_units += c->n_changes > n;
    return HZ_OK;
}

static int compare_units(const hz_scenario *a, size_t i, const hz_scenario *b, size_t j)
{
    int order = strcmp(a->enterprises[a->units[i].enterprise].id, b->enterprises[b->units[j].enterprise].id);

    return order ? order : strcmp(a->units[i].id, b->units[j].id);
}

static hz_status add_units(hz_episode_comparison *c, hz_error *err)
{
    const hz_scenario *a = c->of[0].scenario, *b = c->of[1].scenario;
    size_t i = 0, j = 0, capacity = 0;
    hz_status status = HZ_OK;

    while ((i < a->n_units || j < b->n_units) && !status) {
        int order = i == a->n_units ? 1 : j == b->n_units ? -1 : compare_units(a, i, b, j);
        size_t before = order <= 0 ? i++ : SIZE_MAX, after = order >= 0 ? j++ : SIZE_MAX;

        status = add_unit(c, &capacity, before, after, err);
    }
    return status;
}

/* ---- all of it ---- */

hz_status hz_compare_episodes(hz_episode_comparison **out, const hz_told_episode *before, const hz_told_episode *after, hz_error *err)
{
    hz_episode_comparison *c;
    hz_status status;

    *out = NULL;
    if (strcmp(before->scenario->currency, after->scenario->currency) != 0)
        return hz_error_set(err, HZ_ERR_USAGE,
                            _("the plans cannot be compared: costs are in %1$s in '%2$s' and in %3$s in "
                              "'%4$s'; give two plans of one currency"),
                            before->scenario->currency, before->folder, after->scenario->currency, after->folder);
    if (!(c = hz_calloc(1, sizeof *c)))
        return hz_error_memory(err);
    c->of[0] = *before;
    c->of[1] = *after;
    for (int side = 0; side < 2; side++)
        add_costs(c, side);
    add_days(c);
    if ((status = add_units(c, err)))
        hz_episode_comparison_free(c);
    else
        *out = c;
    return status;
}

void hz_episode_comparison_free(hz_episode_comparison *comparison)
{
    if (!comparison)
        return;
    free(comparison->changes);
    free(comparison);
}

/* run_modes.c - what the settings of a run make of the modes of a scenario
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "run_modes.h"

#include <string.h>

#include "base/calendar.h"
#include "base/lang.h"
#include "scenario/modes.h"

/* ---- what was asked for by name ---- */

/* "ENTERPRISE/UNIT/MODE"; NULL: there is no such mode. */
static hz_mode *find_mode(hz_scenario *s, const char *name, size_t length)
{
    for (size_t m = 0, u = 0; m < s->n_modes; m++) {
        const char *parts[3];
        size_t at = 0, i = 0;

        while (m >= (size_t)s->units[u].first_mode + s->units[u].n_modes)
            u++;
        parts[0] = s->enterprises[s->units[u].enterprise].id;
        parts[1] = s->units[u].id;
        parts[2] = s->modes[m].id;
        for (; i < 3; i++) {
            size_t n = strlen(parts[i]);

            if (at + n > length || memcmp(name + at, parts[i], n) != 0 || (i < 2 && (at + n == length || name[at + n] != '/')))
                break;
            at += n + (i < 2);
        }
        if (i == 3 && at == length)
            return &s->modes[m];
    }
    return NULL;
}

static hz_status mark_asked(hz_scenario *s, const char *names, hz_error *err)
{
    for (size_t m = 0; m < s->n_modes; m++)
        s->modes[m].is_asked = false;
    while (*names) {
        size_t length = strcspn(names, ",");
        hz_mode *mode = find_mode(s, names, length);

        if (!mode)
            return hz_error_set(err, HZ_ERR_USAGE,
                                _("'--irreversible' names '%.*s', and no unit has such a mode; give ENTERPRISE/UNIT/MODE as the scenario "
                                  "calls them, with commas between several"),
                                (int)length, names);
        mode->is_asked = true;
        names += length + (names[length] == ',');
    }
    return HZ_OK;
}

/* ---- how long it lasts ---- */

/* Whole hours, rounded up; 0: the settings do not say both ends. */
static uint16_t hours_between(const hz_settings *settings)
{
    int64_t start, until, hours;

    if (!settings->start[0] || !settings->until[0] || !hz_instant_parse(&start, settings->start, strlen(settings->start)) ||
        !hz_instant_parse(&until, settings->until, strlen(settings->until)) || until <= start)
        return 0;
    hours = (until - start + 59) / 60;
    return hours < HZ_MAX_HOURS ? (uint16_t)hours : HZ_MAX_HOURS;
}

static void set_durations(hz_scenario *s, const hz_settings *settings)
{
    uint16_t given = settings->duration_h > 0 ? settings->duration_h : hours_between(settings);

    for (int level = 0; level < HZ_N_LEVELS; level++)
        s->response_h[level] = given > 0 ? given : s->durations[level].hours;
}

static hz_status refuse_unknown_duration(const hz_scenario *s, size_t unit, const hz_mode *mode, hz_level level, hz_error *err)
{
    const hz_unit *u = &s->units[unit];

    return hz_error_set(err, HZ_ERR_INPUT,
                        _("%1$s:%2$d: mode '%3$s' of unit '%4$s' of '%5$s' costs something once, lasts more than a day or takes time to "
                          "undo, and nothing says how long a response at level %6$s lasts; give <duration levels=\"%7$s\" .../> or --duration"),
                        s->path, mode->line, mode->id, u->id, s->enterprises[u->enterprise].id, hz_level_name(level),
                        hz_level_id(level));
}

static bool is_planned(const hz_scenario *s, const hz_settings *settings, hz_level level)
{
    if (settings->extent == HZ_EXTENT_LEVEL)
        return level == settings->level;
    for (size_t d = 0; d < s->n_demands; d++)
        if (s->demands[d].level == level)
            return true;
    return false;
}

static hz_status check_durations(const hz_scenario *s, const hz_settings *settings, hz_error *err)
{
    for (int level = 0; level < HZ_N_LEVELS; level++) {
        if (s->response_h[level] > 0 || !is_planned(s, settings, (hz_level)level))
            continue;
        for (size_t u = 0; u < s->n_units; u++)
            for (size_t i = 0; i < s->units[u].n_modes; i++) {
                const hz_mode *mode = &s->modes[s->units[u].first_mode + i];

                if (mode->levels >> level & 1 && hz_may_be_cut(s, u, (hz_level)level) && hz_mode_asks_for_duration(mode))
                    return refuse_unknown_duration(s, u, mode, (hz_level)level, err);
            }
    }
    return HZ_OK;
}

/* ---- how long there is to get them in place ---- */

static bool is_in_place_at(int64_t *instant, const hz_settings *settings)
{
    const char *time = settings->in_place[0] ? settings->in_place : settings->start;

    return hz_instant_parse(instant, time, strlen(time));
}

/* An episode looks at it day by day. */
static void set_ahead(hz_scenario *s, const hz_settings *settings)
{
    int64_t now, in_place, hours;

    s->has_ahead = settings->extent != HZ_EXTENT_EPISODE && hz_instant_parse(&now, settings->now, strlen(settings->now)) &&
                   is_in_place_at(&in_place, settings);
    if (!s->has_ahead)
        return;
    hours = in_place > now ? (in_place - now) / 60 : 0;
    s->ahead_h = hours < HZ_MAX_HOURS ? (uint16_t)hours : HZ_MAX_HOURS;
}

static bool has_lead(const hz_scenario *s)
{
    size_t m = 0;

    while (m < s->n_modes && s->modes[m].lead_h == 0)
        m++;
    return m < s->n_modes;
}

void hz_run_take_issue(hz_run *run)
{
    int64_t in_place, issued = run->alert ? run->alert->forecast->issued : HZ_INSTANT_NONE;

    if (!run->settings.now[0] && issued != HZ_INSTANT_NONE && has_lead(run->scenario) && is_in_place_at(&in_place, &run->settings))
        hz_instant_format(run->settings.now, issued);
}

hz_status hz_run_prepare_modes(hz_scenario *scenario, const hz_settings *settings, hz_error *err)
{
    hz_status status;

    set_durations(scenario, settings);
    set_ahead(scenario, settings);
    if ((status = mark_asked(scenario, settings->asked, err)))
        return status;
    return check_durations(scenario, settings, err);
}

/* run_alert.c - from a forecast and the rules to the level that is due
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "run_alert.h"

#include <stdio.h>
#include <string.h>

#include "base/lang.h"
#include "rules/check_alert.h"
#include "rules/forecast_csv.h"
#include "scenario/fits_rules.h"
#include "scenario/read_forecast.h"

static bool ends_with(const char *text, const char *end)
{
    size_t length = strlen(text), n = strlen(end);

    return length > n && strcmp(text + length - n, end) == 0;
}

hz_findings *hz_run_forecast_findings(const hz_run *run)
{
    return run->forecast_findings ? run->forecast_findings : run->findings;
}

static bool is_wrong(const hz_run *run)
{
    const hz_findings *findings = hz_run_forecast_findings(run);

    return (findings && hz_findings_count(findings, HZ_SEVERITY_ERROR) > 0) || (run->book && run->book->bad);
}

/* ---- the forecast ---- */

static hz_status read_forecast(hz_run *run, const char *path, hz_error *err)
{
    hz_status status;

    if (!(run->forecast_findings = hz_findings_new(path, 0)))
        return hz_error_memory(err);
    status = (ends_with(path, ".csv") ? hz_read_forecast_csv : hz_read_forecast)(&run->own_forecast,
                                                                                 run->forecast_findings, path, err);
    run->forecast = run->own_forecast;
    return status;
}

static void override(hz_forecast *forecast, const hz_alert_request *request)
{
    if (request->place)
        forecast->place = request->place;
    if (request->issued != HZ_INSTANT_NONE)
        forecast->issued = request->issued;
    if (request->cause >= 0)
        forecast->cause = request->cause;
}

static hz_status take_forecast(hz_run *run, const hz_alert_request *request, hz_error *err)
{
    if (request->forecast) {
        hz_status status = read_forecast(run, request->forecast, err);

        if (status)
            return status;
        override(run->own_forecast, request);
    } else if (run->scenario && run->scenario->forecast) {
        override(run->scenario->forecast, request);
        run->forecast = run->scenario->forecast;
    }
    return HZ_OK;
}

/* ---- the rules ---- */

static bool is_path(const char *rules)
{
    return strchr(rules, '/') || ends_with(rules, ".xml");
}

/* The day whose rules hold: that of the consultation, else the first of the forecast; false when there is neither. */
static bool day_of(const hz_run *run, int32_t *day)
{
    const hz_forecast *f = run->forecast;

    if (!f || (f->issued == HZ_INSTANT_NONE && f->n_values == 0))
        return false;
    *day = hz_instant_day(f->issued != HZ_INSTANT_NONE ? f->issued : f->values[0].begin);
    return true;
}

static const char *place_of(const hz_run *run)
{
    if (run->forecast && run->forecast->place)
        return run->forecast->place;
    return run->scenario ? run->scenario->place : NULL;
}

static void find_named(hz_run *run, const char *id)
{
    char ids[400];

    if ((run->rules = hz_rulebook_find(run->book, id)))
        return;
    hz_rulebook_ids(run->book, ids, sizeof ids);
    hz_findings_add(hz_run_forecast_findings(run), HZ_611, 0, id, ids, NULL);
}

static void find_in_force(hz_run *run)
{
    const char *place = place_of(run);
    char date[HZ_DATE_TEXT];
    int32_t day;

    if (!day_of(run, &day))
        return; /* a place alone chooses nothing: its rules change with the day */
    if (!place) {
        hz_findings_add(hz_run_forecast_findings(run), HZ_618, run->forecast->line, NULL);
        return;
    }
    if (!(run->rules = hz_rulebook_in_force(run->book, place, day)))
        hz_findings_add(hz_run_forecast_findings(run), HZ_612, run->forecast->line, place, hz_date_format(date, day), NULL);
}

static hz_status find_rules(hz_run *run, const hz_alert_request *request, hz_error *err)
{
    const char *path = request->rules && is_path(request->rules) ? request->rules : NULL;
    hz_status status = hz_rulebook_load(&run->book, request->folder, path, request->index, err);

    if (status || run->book->bad)
        return status;
    if (path) {
        for (size_t i = 0; i < run->book->n_sets; i++)
            if (strcmp(run->book->sets[i]->path, path) == 0)
                run->rules = run->book->sets[i];
    } else if (request->rules)
        find_named(run, request->rules);
    else if (run->scenario && run->scenario->rules_set)
        find_named(run, run->scenario->rules_set);
    else
        find_in_force(run);
    return HZ_OK;
}

/* ---- judging ---- */

static void find_index(hz_run *run)
{
    const hz_forecast *f = run->forecast;

    if (f->n_values > 0)
        run->index = hz_rulebook_index(run->book, f->index, hz_instant_day(f->values[0].begin));
}

static hz_status judge(hz_run *run, const hz_alert_request *request, hz_error *err)
{
    hz_findings *findings = hz_run_forecast_findings(run);
    hz_status status;

    find_index(run);
    if ((status = hz_series_make(&run->series, run->forecast, run->index, err)))
        return status;
    hz_check_forecast(findings, run->forecast, run->series, run->index);
    if (is_wrong(run))
        return HZ_OK;
    if ((status = hz_run_other_alert(&run->alert, run, run->rules, request->with_unconfirmed, err)))
        return status;
    hz_check_alert(findings, run->alert);
    return hz_findings_status(findings, err);
}

hz_status hz_run_other_alert(hz_alert **out, const hz_run *run, const hz_ruleset *rules, bool with_unconfirmed,
                             hz_error *err)
{
    const hz_alert_settings settings = {.with_unconfirmed = with_unconfirmed};

    return hz_alert_make(out, rules, run->forecast, run->series, &settings, err);
}

/* Does anything ask for rules at all? */
static bool has_rules(const hz_run *run, const hz_alert_request *request)
{
    return run->forecast || request->rules || (run->scenario && run->scenario->rules_set);
}

hz_status hz_run_alert(hz_run *run, const hz_alert_request *request, hz_error *err)
{
    hz_status status = take_forecast(run, request, err);

    if (status || is_wrong(run) || !has_rules(run, request))
        return status;
    if ((status = find_rules(run, request, err)) || is_wrong(run) || !run->forecast || !run->rules)
        return status;
    return judge(run, request, err);
}

hz_status hz_run_check_rules(hz_run *run, const hz_alert_request *request, hz_error *err)
{
    hz_check_pools(run->findings, run->scenario, run->rules, request->with_unconfirmed);
    if (run->rules)
        hz_check_rules(run->findings, run->scenario, run->rules, request->with_unconfirmed);
    return hz_findings_status(run->findings, err);
}

/* ---- the level ---- */

static const char *due_word(int level)
{
    return level == HZ_NO_LEVEL ? _("no response") : hz_level_name((hz_level)level);
}

/* The times of the episode, where none are ordered and it has not begun. */
static void take_times(hz_run *run)
{
    const hz_alert *a = run->alert;
    const hz_episode *e = &a->episodes[a->current];
    hz_settings *set = &run->settings;
    bool has_begun = a->forecast->issued != HZ_INSTANT_NONE && hz_alert_instant(a, e->from_h) < a->forecast->issued;

    if (!set->start[0] && !has_begun)
        hz_instant_format(set->start, hz_alert_instant(a, e->from_h));
    if (!set->in_place[0] && !has_begun)
        memcpy(set->in_place, set->start, sizeof set->in_place);
    if (!set->until[0] && e->lift[0].kind == HZ_LIFT_KNOWN)
        hz_instant_format(set->until, hz_alert_instant(a, e->lift[0].at_h));
}

static hz_status refuse_level(const hz_run *run, int due, hz_error *err)
{
    return hz_error_set(err, HZ_ERR_USAGE,
                        _("the level ordered is %1$s, but under %2$s the forecast calls for %3$s; plan with --level auto, or give "
                          "--override-level with --reason and --by"),
                        hz_level_name(run->settings.level), run->rules->id, due_word(due));
}

static hz_status decide_without(hz_run *run, const hz_request *request, hz_error *err)
{
    if (request->is_auto || request->settings.level_by == HZ_LEVEL_FORECAST)
        return hz_error_set(err, HZ_ERR_USAGE, "%s",
                            _("there is no forecast to take the level from; give one with --forecast, or order a level"));
    if (request->is_override)
        return hz_error_set(err, HZ_ERR_USAGE, "%s",
                            _("there is no forecast, so nothing is overridden; leave --override-level out, or give the forecast"));
    run->settings.level_by = HZ_LEVEL_ORDERED;
    return HZ_OK;
}

hz_status hz_run_decide_level(hz_run *run, const hz_request *request, hz_error *err)
{
    int due = run->alert ? hz_alert_level(run->alert) : HZ_NO_LEVEL;

    run->settings = request->settings;
    run->settings.with_unconfirmed = request->alert.with_unconfirmed;
    if (run->rules)
        snprintf(run->settings.rules, sizeof run->settings.rules, "%s", run->rules->id);
    if (!run->alert)
        return decide_without(run, request, err);
    if (request->is_auto && due == HZ_NO_LEVEL) {
        run->is_not_due = true;
        return HZ_OK;
    }
    if (request->is_auto)
        run->settings.level = (hz_level)due;
    if ((int)run->settings.level == due && request->is_override)
        return hz_error_set(err, HZ_ERR_USAGE,
                            _("the forecast calls for %s anyway, so nothing is overridden; leave --override-level out"),
                            due_word(due));
    if ((int)run->settings.level != due && !request->is_override)
        return refuse_level(run, due, err);
    run->settings.level_by = request->is_override ? HZ_LEVEL_OVERRIDDEN : HZ_LEVEL_FORECAST;
    if (run->alert->current >= 0)
        take_times(run);
    return HZ_OK;
}

/* run_alert.c - from a forecast and the rules to the level that is due
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "run_alert.h"

#include <stdio.h>
#include <string.h>

#include "base/lang.h"
#include "base/text.h"
#include "rules/check_alert.h"
#include "rules/forecast_csv.h"
#include "scenario/fits_rules.h"
#include "scenario/read_forecast.h"

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
    status = (hz_text_ends_with(path, ".csv") ? hz_read_forecast_csv : hz_read_forecast)(
        &run->own_forecast, run->forecast_findings, path, err);
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

const char *hz_alert_rules_path(const char *rules)
{
    return rules && (strchr(rules, '/') || hz_text_ends_with(rules, ".xml")) ? rules : NULL;
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
    const char *path = hz_alert_rules_path(request->rules);
    hz_status status = hz_rulebook_load(&run->book, request->folder, path, request->index, err);

    if (status || run->book->bad)
        return status;
    if (path)
        run->rules = run->book->own_set;
    else if (request->rules)
        find_named(run, request->rules);
    else if (run->scenario && run->scenario->rules_set)
        find_named(run, run->scenario->rules_set);
    else
        find_in_force(run);
    return HZ_OK;
}

/* ---- judging ---- */

/* That of the user, else the one that the forecast names, else the one in force. */
static void find_index(hz_run *run)
{
    const hz_forecast *f = run->forecast;
    hz_findings *findings = hz_run_forecast_findings(run);
    const hz_index *own = run->book->own_index;
    char ids[400];

    if (own)
        run->index = own;
    else if (f->index || f->n_values > 0)
        run->index = hz_rulebook_index(run->book, f->index, f->n_values > 0 ? hz_instant_day(f->values[0].begin) : 0);
    if (own && f->index && strcmp(own->id, f->index) != 0)
        hz_findings_add(findings, HZ_631, f->line, f->index, own->id, NULL);
    if (f->index && !run->index) {
        hz_rulebook_index_ids(run->book, ids, sizeof ids);
        hz_findings_add(findings, HZ_632, f->line, f->index, ids, NULL);
    }
}

static hz_status judge(hz_run *run, const hz_alert_request *request, hz_error *err)
{
    hz_findings *findings = hz_run_forecast_findings(run);
    hz_status status;

    find_index(run);
    if (is_wrong(run))
        return HZ_OK;
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
    if ((status = find_rules(run, request, err)) || is_wrong(run) || !run->forecast)
        return status;
    if (!run->rules) /* that none was found is a finding, so this cannot be; but no level must not pass for none due */
        return hz_error_set(err, HZ_ERR_INTERNAL, "the forecast has met no rules");
    return judge(run, request, err);
}

hz_status hz_run_check_rules(hz_run *run, const hz_alert_request *request, hz_error *err)
{
    if (run->rules)
        hz_check_rules(run->findings, run->scenario, run->rules, request->with_unconfirmed);
    return hz_findings_status(run->findings, err);
}

/* ---- the level ---- */

static const char *due_word(int level)
{
    return level == HZ_NO_LEVEL ? _("no response") : hz_level_name((hz_level)level);
}

/* A text of a time; empty: not known. */
typedef struct {
    const char *what, *time;
} named_time;

/* Times that are given and those of the episode may contradict one another. */
static hz_status check_times(const hz_settings *set, hz_error *err)
{
    const named_time times[] = {{_("the begin of the response"), set->start},
                                {_("the time by which the measures are in place"), set->in_place},
                                {_("the end of the response"), set->until}};

    for (int late = 1; late < 3; late++)
        for (int early = 0; early < late; early++)
            if (times[early].time[0] && times[late].time[0] && strcmp(times[late].time, times[early].time) < 0)
                return hz_error_set(err, HZ_ERR_USAGE,
                                    _("%1$s (%2$s) would be before %3$s (%4$s), what is not given being taken from the "
                                      "episode; correct --start, --in-place or --until"),
                                    times[late].what, times[late].time, times[early].what, times[early].time);
    return HZ_OK;
}

/* The times of the episode, where none are ordered and it has not begun. */
static hz_status take_times(hz_run *run, hz_error *err)
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
    return check_times(set, err);
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
    return run->alert->current >= 0 ? take_times(run, err) : HZ_OK;
}

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

static hz_status contradicts(const char *option, const char *given, const char *own, hz_error *err)
{
    return hz_error_set(
        err, HZ_ERR_USAGE,
        _("--%1$s says %2$s, but the forecast itself %3$s; the options only supply what it does not say"), option,
        given, own);
}

static void note_supplied(hz_forecast *forecast, hz_supplied what)
{
    forecast->supplied = (uint8_t)(forecast->supplied | 1U << what);
}

static hz_status supply_place(hz_forecast *forecast, const hz_alert_request *request, hz_error *err)
{
    if (!request->place)
        return HZ_OK;
    if (forecast->place)
        return strcmp(forecast->place, request->place) == 0
                   ? HZ_OK
                   : contradicts("place", request->place, forecast->place, err);
    forecast->place = request->place;
    note_supplied(forecast, HZ_SUPPLIED_PLACE);
    return HZ_OK;
}

static hz_status supply_issued(hz_forecast *forecast, const hz_alert_request *request, hz_error *err)
{
    char given[HZ_INSTANT_TEXT], own[HZ_INSTANT_TEXT];

    if (request->issued == HZ_INSTANT_NONE || forecast->issued == request->issued)
        return HZ_OK;
    if (forecast->issued != HZ_INSTANT_NONE)
        return contradicts("issued", hz_instant_format(given, request->issued),
                           hz_instant_format(own, forecast->issued), err);
    forecast->issued = request->issued;
    note_supplied(forecast, HZ_SUPPLIED_ISSUED);
    return HZ_OK;
}

static hz_status supply_cause(hz_forecast *forecast, const hz_alert_request *request, hz_error *err)
{
    if (request->cause < 0 || forecast->cause == request->cause)
        return HZ_OK;
    if (forecast->cause >= 0)
        return contradicts("cause", hz_cause_id((hz_cause)request->cause), hz_cause_id((hz_cause)forecast->cause), err);
    forecast->cause = request->cause;
    note_supplied(forecast, HZ_SUPPLIED_CAUSE);
    return HZ_OK;
}

/* What the forecast says is said: the options only add. */
static hz_status supply(hz_forecast *forecast, const hz_alert_request *request, hz_error *err)
{
    hz_status status;

    if ((status = supply_place(forecast, request, err)) || (status = supply_issued(forecast, request, err)))
        return status;
    return supply_cause(forecast, request, err);
}

static hz_status take_forecast(hz_run *run, const hz_alert_request *request, hz_error *err)
{
    hz_status status;

    if (request->forecast)
        return (status = read_forecast(run, request->forecast, err)) ? status : supply(run->own_forecast, request, err);
    if (!run->scenario || !run->scenario->forecast)
        return HZ_OK;
    run->forecast = run->scenario->forecast;
    return supply(run->scenario->forecast, request, err);
}

static void check_place(const hz_run *run)
{
    const char *own = run->scenario ? run->scenario->place : NULL,
               *forecast = run->forecast ? run->forecast->place : NULL;

    if (own && forecast && strcmp(own, forecast) != 0)
        hz_findings_add(hz_run_forecast_findings(run), HZ_621, run->forecast->line, own, forecast, NULL);
}

/* ---- the rules ---- */

const char *hz_alert_rules_path(const char *rules)
{
    return rules && (strchr(rules, '/') || hz_text_ends_with(rules, ".xml")) ? rules : NULL;
}

/* The day whose rules hold: that of the consultation, else the first of the forecast; without a forecast that on which the
 * response starts. False when there is none. */
static bool day_of(const hz_run *run, const hz_alert_request *request, int32_t *day)
{
    const hz_forecast *f = run->forecast;
    int64_t instant = !f                             ? request->start
                      : f->issued != HZ_INSTANT_NONE ? f->issued
                      : f->n_values                  ? f->values[0].begin
                                                     : HZ_INSTANT_NONE;

    if (instant == HZ_INSTANT_NONE)
        return false;
    *day = hz_instant_day(instant);
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

static void find_in_force(hz_run *run, const hz_alert_request *request)
{
    const char *place = place_of(run);
    int line = run->forecast ? run->forecast->line : 0;
    char date[HZ_DATE_TEXT];
    int32_t day;

    run->rules = run->in_force;
    if (run->rules || !day_of(run, request, &day))
        return; /* a place alone chooses nothing: its rules change with the day */
    if (!place)
        hz_findings_add(hz_run_forecast_findings(run), HZ_618, line, NULL);
    else
        hz_findings_add(hz_run_forecast_findings(run), HZ_612, line, place, hz_date_format(date, day), NULL);
}

static hz_rules_basis choose(hz_run *run, const hz_alert_request *request, const char *path)
{
    if (path) {
        run->rules = run->book->own_set;
        return run->book->is_own_set_shipped ? HZ_RULES_OPTION : HZ_RULES_FILE;
    }
    if (request->rules) {
        find_named(run, request->rules);
        return HZ_RULES_OPTION;
    }
    if (run->scenario && run->scenario->rules_set) {
        find_named(run, run->scenario->rules_set);
        return HZ_RULES_SCENARIO;
    }
    find_in_force(run, request);
    return HZ_RULES_IN_FORCE;
}

static void note_choice(hz_run *run, hz_rules_basis by)
{
    hz_rules_choice *choice = &run->choice;

    if (!run->rules)
        return;
    choice->by = by;
    snprintf(choice->set, sizeof choice->set, "%s", run->rules->id);
    snprintf(choice->in_force, sizeof choice->in_force, "%s", run->in_force ? run->in_force->id : "");
}

static hz_status find_rules(hz_run *run, const hz_alert_request *request, hz_error *err)
{
    const char *path = hz_alert_rules_path(request->rules), *place = place_of(run);
    hz_status status = hz_rulebook_load(&run->book, request->folder, path, request->index, err);
    hz_rules_basis by;
    int32_t day;

    if (status || run->book->bad)
        return status;
    if (request->rules_by == HZ_RULES_FILE) /* in a plan folder the user's file lies among the others */
        run->book->own_set = hz_rulebook_find(run->book, request->rules);
    if (place && day_of(run, request, &day))
        run->in_force = hz_rulebook_in_force(run->book, place, day);
    by = choose(run, request, path);
    note_choice(run, request->rules_by ? request->rules_by : by);
    return HZ_OK;
}

/* ---- judging ---- */

/* The first day of the forecast on which the index that it names is not in force; one is enough. */
static void check_index(const hz_run *run)
{
    const hz_forecast *f = run->forecast;
    char date[HZ_DATE_TEXT];

    for (size_t i = 0; i < f->n_values; i++) {
        int32_t day = hz_instant_day(f->values[i].begin);
        const hz_index *in_force;

        if (day >= run->index->from_day && day <= run->index->to_day)
            continue;
        in_force = hz_rulebook_index(run->book, NULL, day);
        hz_findings_add(hz_run_forecast_findings(run), HZ_641, f->line, f->index, hz_date_format(date, day),
                        in_force ? in_force->id : _("none that is known"), NULL);
        return;
    }
}

/* That of the user, else the one that the forecast names, else the one in force. */
static void find_index(hz_run *run, const hz_alert_request *request)
{
    const hz_forecast *f = run->forecast;
    hz_findings *findings = hz_run_forecast_findings(run);
    const hz_index *own = run->book->own_index;
    char ids[400];

    if (own)
        run->index = own;
    else if (f->index || f->n_values > 0)
        run->index = hz_rulebook_index(run->book, f->index, f->n_values > 0 ? hz_instant_day(f->values[0].begin) : 0);
    if (own && request->is_index_chosen)
        snprintf(run->choice.index, sizeof run->choice.index, "%s", own->id);
    if (own && f->index && strcmp(own->id, f->index) != 0)
        hz_findings_add(findings, HZ_631, f->line, f->index, own->id, NULL);
    if (f->index && !run->index) {
        hz_rulebook_index_ids(run->book, ids, sizeof ids);
        hz_findings_add(findings, HZ_632, f->line, f->index, ids, NULL);
    }
    if (f->index && run->index && !own)
        check_index(run);
}

/* What the set in force says, where it is another one. Where that hangs on what is not known, nothing is said of it. */
static hz_status judge_in_force(hz_run *run, hz_error *err)
{
    hz_alert *alert;
    hz_status status;

    if (!hz_rules_differ(&run->choice))
        return HZ_OK;
    if ((status = hz_run_other_alert(&alert, run, run->in_force, run->choice.with_unconfirmed, err)))
        return status;
    run->choice.has_in_force_level = !hz_alert_is_open(alert);
    run->choice.in_force_level = hz_alert_level(alert);
    hz_alert_free(alert);
    return HZ_OK;
}

static hz_status judge(hz_run *run, const hz_alert_request *request, hz_error *err)
{
    hz_findings *findings = hz_run_forecast_findings(run);
    hz_status status;

    find_index(run, request);
    if (is_wrong(run))
        return HZ_OK;
    if ((status = hz_series_make(&run->series, run->forecast, run->book, run->book->own_index, err)))
        return status;
    hz_check_forecast(findings, run->forecast, run->series);
    if (is_wrong(run))
        return HZ_OK;
    if ((status = hz_run_other_alert(&run->alert, run, run->rules, request->with_unconfirmed, err)) ||
        (status = judge_in_force(run, err)))
        return status;
    hz_check_alert(findings, run->alert, run->series, request->is_override);
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
    const hz_scenario *s = run->scenario;

    return run->forecast || request->rules || (s && (s->rules_set || (s->place && request->start != HZ_INSTANT_NONE)));
}

hz_status hz_run_alert(hz_run *run, const hz_alert_request *request, hz_error *err)
{
    hz_status status = take_forecast(run, request, err);

    run->choice.with_unconfirmed = request->with_unconfirmed;
    if (status || is_wrong(run) || !has_rules(run, request))
        return status;
    check_place(run);
    if (is_wrong(run))
        return hz_findings_status(hz_run_forecast_findings(run), err);
    if ((status = find_rules(run, request, err)) || is_wrong(run) || !run->forecast)
        return status;
    if (!run->rules) /* that none was found is a finding, so this cannot be; but no level must not pass for none due */
        return hz_error_set(err, HZ_ERR_INTERNAL, "the forecast has met no rules");
    return judge(run, request, err);
}

/* A place whose rules are not looked for, because the day is not known. */
static bool lacks_a_day(const hz_run *run, const hz_alert_request *request)
{
    return run->scenario->place && !run->rules && !run->forecast && !has_rules(run, request);
}

hz_status hz_run_check_rules(hz_run *run, const hz_alert_request *request, hz_error *err)
{
    if (lacks_a_day(run, request))
        hz_findings_add(run->findings, HZ_643, 0, run->scenario->place, NULL);
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

/* What the forecast calls for, it calls for in the time of its episode: a response at another time is an order of its own. Before
 * the episode a response may begin, but not before anything was forecast. */
static hz_status check_in_episode(const hz_run *run, const hz_settings *set, hz_error *err)
{
    const hz_alert *a = run->alert;
    const hz_episode *e = &a->episodes[a->current];
    const char *level = hz_level_name(e->level);
    char end[HZ_INSTANT_TEXT], issued[HZ_INSTANT_TEXT] = "";

    hz_instant_format(end, hz_alert_instant(a, e->to_h));
    if (a->forecast->issued != HZ_INSTANT_NONE)
        hz_instant_format(issued, a->forecast->issued);
    if (set->start[0] && strcmp(set->start, end) > 0)
        return hz_error_set(err, HZ_ERR_USAGE,
                            _("the response would begin at %1$s, but the episode for which the forecast calls for %2$s ends at %3$s; "
                              "correct --start, or order the level with --override-level"),
                            set->start, level, end);
    if (set->start[0] && strcmp(set->start, issued) < 0)
        return hz_error_set(err, HZ_ERR_USAGE,
                            _("the response would begin at %1$s, but the forecast that calls for %2$s was issued at %3$s only; correct "
                              "--start, or order the level with --override-level"),
                            set->start, level, issued);
    if (set->in_place[0] && strcmp(set->in_place, end) > 0)
        return hz_error_set(err, HZ_ERR_USAGE,
                            _("the measures would be in place at %1$s, but the episode for which the forecast calls for %2$s ends at "
                              "%3$s; correct --in-place, or order the level with --override-level"),
                            set->in_place, level, end);
    if (set->until[0] && strcmp(set->until, end) < 0)
        return hz_error_set(err, HZ_ERR_USAGE,
                            _("the response would end at %1$s, but the episode for which the forecast calls for %2$s lasts until %3$s; "
                              "correct --until, or order the level with --override-level"),
                            set->until, level, end);
    return HZ_OK;
}

hz_status hz_run_take_times(const hz_run *run, hz_settings *set, hz_error *err)
{
    const hz_alert *a = run->alert;
    const hz_episode *e = &a->episodes[a->current];
    bool has_begun = a->forecast->issued != HZ_INSTANT_NONE && hz_alert_instant(a, e->from_h) < a->forecast->issued;
    bool is_override = set->level_by == HZ_LEVEL_OVERRIDDEN;
    hz_error elsewhere = {0};
    hz_status status = check_in_episode(run, set, is_override ? &elsewhere : err);

    if (status)
        return is_override ? check_times(set, err) : status; /* at another time nothing is taken from the episode */
    if (!set->start[0] && !has_begun)
        hz_instant_format(set->start, hz_alert_instant(a, e->from_h));
    if (!set->in_place[0] && !has_begun)
        memcpy(set->in_place, set->start, sizeof set->in_place);
    if (!set->until[0] && e->lift[0].kind == HZ_LIFT_KNOWN)
        hz_instant_format(set->until, hz_alert_instant(a, e->lift[0].at_h));
    return check_times(set, err);
}

/* Is the level that is due ordered for another time than that of its episode? */
static bool is_at_another_time(const hz_run *run)
{
    hz_error ignored = {0};

    return run->alert->current >= 0 && check_in_episode(run, &run->settings, &ignored) != HZ_OK;
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
    if (request->alert.is_override)
        return hz_error_set(err, HZ_ERR_USAGE, "%s",
                            _("there is no forecast, so nothing is overridden; leave --override-level out, or give the forecast"));
    run->settings.level_by = HZ_LEVEL_ORDERED;
    return HZ_OK;
}

hz_status hz_run_decide_level(hz_run *run, const hz_request *request, hz_error *err)
{
    int due = run->alert ? hz_alert_level(run->alert) : HZ_NO_LEVEL;

    run->settings = request->settings;
    run->settings.rules = run->choice;
    if (run->settings.extent != HZ_EXTENT_LEVEL)
        return HZ_OK; /* all are planned, whichever is due */
    if (!run->alert)
        return decide_without(run, request, err);
    if (request->is_auto && due == HZ_NO_LEVEL) {
        run->is_not_due = true;
        return HZ_OK;
    }
    if (request->is_auto)
        run->settings.level = (hz_level)due;
    if ((int)run->settings.level == due && request->alert.is_override && !hz_alert_is_open(run->alert) &&
        !is_at_another_time(run))
        return hz_error_set(err, HZ_ERR_USAGE,
                            _("the forecast calls for %s anyway, so nothing is overridden; leave --override-level out"),
                            due_word(due));
    if ((int)run->settings.level != due && !request->alert.is_override)
        return refuse_level(run, due, err);
    run->settings.level_by = request->alert.is_override ? HZ_LEVEL_OVERRIDDEN : HZ_LEVEL_FORECAST;
    return run->alert->current >= 0 ? hz_run_take_times(run, &run->settings, err) : HZ_OK;
}

hz_status hz_run_decide(bool *is_open, hz_run *run, const hz_request *request, hz_error *err)
{
    hz_status status = hz_run_validate(run, err);

    *is_open = false;
    if (status || hz_run_has_errors(run) || hz_run_has_wrong_forecast(run) ||
        (status = hz_run_check_rules(run, &request->alert, err)) || hz_run_has_errors(run) ||
        (status = hz_run_decide_level(run, request, err)))
        return status;
    *is_open = !run->is_not_due;
    return HZ_OK;
}

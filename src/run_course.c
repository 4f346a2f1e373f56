/* run_course.c - which days an episode has, what of it is settled, and who has failed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "run_course.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/lang.h"

/* ---- days ---- */

/* The days of the episode that the forecast is for, from the first with a level on. */
static void take_alert(hz_course *course, const hz_alert *alert)
{
    const hz_episode *e = &alert->episodes[alert->current];
    int first = e->from_h / 24, end = (e->to_h + 23) / 24;

    while (first < end && alert->days[first].level == HZ_NO_LEVEL)
        first++;
    course->first_day = alert->first_day + first;
    for (int d = first; d < end && d < alert->n_days && course->n_days < HZ_COURSE_DAYS; d++)
        course->level[course->n_days++] = (int8_t)alert->days[d].level;
    while (course->n_days > 0 && course->level[course->n_days - 1] == HZ_NO_DAY_LEVEL)
        course->n_days--;
}

static hz_status take_days(hz_course *course, hz_run *run, hz_error *err)
{
    const char *text = run->settings.episode, *day = text;
    size_t length = strlen(text);
    hz_course_fault fault = strcmp(text, "auto") == 0 ? HZ_COURSE_RIGHT : hz_course_find_fault(&day, &length, text, length, ' ');

    if (fault)
        return hz_error_set(err, HZ_ERR_INPUT, _("--episode: '%2$.*1$s' %3$s"), (int)length, day, hz_course_fault_text(fault));
    if (strcmp(text, "auto") != 0 && hz_course_parse(course, text, strlen(text), ' '))
        return HZ_OK;
    if (!run->alert)
        return hz_error_set(err, HZ_ERR_USAGE, "%s",
                            _("there is no forecast to take the episode from; give one with --forecast, or give the level of each day"));
    run->settings.level_by = HZ_LEVEL_FORECAST;
    if (hz_alert_level(run->alert) == HZ_NO_LEVEL)
        run->is_not_due = true;
    else
        take_alert(course, run->alert);
    return HZ_OK;
}

/* A day before it begins, unless somebody says when orders are issued. */
static void take_now(hz_course *course, const hz_run *run, const hz_request *request)
{
    const hz_settings *set = &run->settings;

    course->now = hz_course_start(course, 0) - HZ_DAY_MIN;
    if (set->now[0])
        hz_instant_parse(&course->now, set->now, strlen(set->now));
    else if (request->alert.issued != HZ_INSTANT_NONE)
        course->now = request->alert.issued;
    else if (run->alert && run->alert->forecast->issued != HZ_INSTANT_NONE)
        course->now = run->alert->forecast->issued;
}

/* ---- what was ordered ---- */

/* Days of the earlier plan that are gone come before those that are planned. */
static hz_status join_earlier(hz_course *course, const hz_course *earlier, hz_error *err)
{
    hz_course joined = *earlier;
    int shift = course->first_day - earlier->first_day;

    joined.now = course->now;
    if (shift < 0 || shift > earlier->n_days || shift + course->n_days > HZ_COURSE_DAYS)
        return hz_error_set(err, HZ_ERR_USAGE, "%s",
                            _("the days of --episode do not go on from those of --from-plan: they may not begin before it, nor leave a "
                              "gap, nor end more than 15 "
                              "days after it began"));
    for (int t = 0; t < course->n_days; t++)
        joined.level[shift + t] = course->level[t];
    joined.n_days = shift + course->n_days;
    *course = joined;
    return HZ_OK;
}

static hz_status read_earlier(hz_episode_question *q, hz_run *run, const char *path, hz_error *err)
{
    if (!(run->issued_findings = hz_findings_new(path, 0)))
        return hz_error_memory(err);
    return hz_read_issued(&q->earlier, run->issued_findings, path, run->scenario, err);
}

bool hz_run_has_wrong_orders(const hz_run *run)
{
    return run->issued_findings && hz_findings_count(run->issued_findings, HZ_SEVERITY_ERROR) > 0;
}

static hz_status take_earlier(hz_episode_question *q, hz_run *run, const char *path, hz_error *err)
{
    const hz_scenario *s = run->scenario;
    hz_status status = read_earlier(q, run, path, err);

    if (status || hz_run_has_wrong_orders(run) || (status = join_earlier(&q->course, &q->earlier.course, err)))
        return status;
    if (!(q->kept = hz_calloc(s->n_units + 1, sizeof *q->kept)))
        return hz_error_memory(err);
    for (size_t u = 0; u < s->n_units; u++)
        q->kept[u] = hz_keep_issued(s, &q->course, &q->earlier.course, u, &q->earlier.schedules[u]);
    return HZ_OK;
}

/* ---- who has failed ---- */

/* What is not in place from 00:00 on counts for nothing on that day: neither does what works again. */
static int64_t next_day(int64_t instant)
{
    return hz_day_instant((int32_t)hz_div_floor((__int128)instant + HZ_DAY_MIN - 1, HZ_DAY_MIN));
}

/* Whoever reports it again has failed since the first time. */
static hz_status report(hz_episode_question *q, const hz_scenario *s, size_t enterprise, hz_error *err)
{
    (void)s;
    if (hz_failure_open(&q->failures, enterprise))
        return HZ_OK;
    return hz_failures_add(&q->failures, (hz_failure){enterprise, q->course.now, HZ_INSTANT_NONE}, err);
}

static hz_status recover(hz_episode_question *q, const hz_scenario *s, size_t enterprise, hz_error *err)
{
    hz_failure *failure = hz_failure_open(&q->failures, enterprise);

    if (!failure)
        return hz_error_set(err, HZ_ERR_USAGE,
                            _("'--recovered' names '%s', which has not reported failure in the earlier plan; leave it out, or give the "
                              "latest plan with --from-plan"),
                            s->enterprises[enterprise].id);
    failure->until = next_day(q->course.now);
    if (failure->until <= failure->from)
        failure->until = failure->from + HZ_DAY_MIN;
    return HZ_OK;
}

static hz_status for_each(hz_episode_question *q, const hz_scenario *s, const char *option, const char *text,
                          hz_status (*take)(hz_episode_question *, const hz_scenario *, size_t, hz_error *), hz_error *err)
{
    hz_status status = HZ_OK;

    while (*text && !status) {
        size_t length = strcspn(text, ","), e = 0;

        while (e < s->n_enterprises && (strlen(s->enterprises[e].id) != length || memcmp(s->enterprises[e].id, text, length) != 0))
            e++;
        if (e == s->n_enterprises)
            return hz_error_set(
                err, HZ_ERR_USAGE,
                _("'--%s' names '%.*s', and the scenario has no such enterprise; give ids, with commas between several"), option,
                (int)length, text);
        status = take(q, s, e, err);
        text += length + (text[length] == ',');
    }
    return status;
}

static hz_status take_failures(hz_episode_question *q, const hz_run *run, hz_error *err)
{
    const hz_settings *set = &run->settings;
    hz_status status;

    if ((status = hz_failures_copy(&q->failures, &q->earlier.failures, err)) ||
        (status = for_each(q, run->scenario, "recovered", set->recovered, recover, err)))
        return status;
    return for_each(q, run->scenario, "failed", set->failed, report, err);
}

/* ---- as it holds ---- */

static hz_status keep_settings(hz_settings *set, const hz_episode_question *q, hz_error *err)
{
    hz_sink *memory = hz_sink_to_memory();
    const char *text;

    if (!memory)
        return hz_error_memory(err);
    hz_put_course(memory, &q->course, ' ');
    text = hz_sink_text(memory, NULL);
    snprintf(set->episode, sizeof set->episode, "%s", text ? text : "");
    hz_instant_format(set->now, q->course.now);
    snprintf(set->from, sizeof set->from, "%s", q->earlier.id);
    return hz_sink_close(memory, "memory", err);
}

hz_status hz_run_ask_episode(hz_episode_question *question, hz_run *run, const hz_request *request, hz_error *err)
{
    hz_status status;

    *question = (hz_episode_question){0};
    if ((status = take_days(&question->course, run, err)) || run->is_not_due)
        return status;
    take_now(&question->course, run, request);
    if ((request->issued && (status = take_earlier(question, run, request->issued, err))) || (status = take_failures(question, run, err)))
        return status;
    return keep_settings(&run->settings, question, err);
}

void hz_episode_question_clear(hz_episode_question *question)
{
    hz_issued_clear(&question->earlier);
    free(question->kept);
    hz_failures_clear(&question->failures);
    *question = (hz_episode_question){0};
}

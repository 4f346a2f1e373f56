/* show_episode.c - words for the days and orders of an episode, the same in text, tables and sheets
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/show_episode.h"

#include <stdio.h>
#include <string.h>

#include "base/lang.h"
#include "export/sentence.h"
#include "export/show.h"

const char *hz_show_instant(char buf[HZ_INSTANT_TEXT], int64_t instant)
{
    hz_instant_format(buf, instant);
    buf[10] = ' ';
    return buf;
}

const char *hz_show_day_level(int level)
{
    return level == HZ_NO_DAY_LEVEL ? _("no level") : hz_level_name((hz_level)level);
}

const char *hz_show_day_order(char *buf, size_t size, const hz_episode_plan *plan, size_t unit, int day)
{
    return hz_show_order(buf, size, plan->scenario, unit, &plan->days[day].orders[unit]);
}

static bool is_among(const uint32_t *enterprises, size_t n, size_t enterprise)
{
    for (size_t i = 0; enterprises && i < n; i++)
        if (enterprises[i] == enterprise)
            return true;
    return !enterprises;
}

static size_t put_failure(char *buf, size_t size, const hz_episode_plan *plan, const hz_failure *f)
{
    const char *id = plan->scenario->enterprises[f->enterprise].id;
    char from[HZ_INSTANT_TEXT], until[HZ_INSTANT_TEXT];

    hz_show_instant(from, f->from);
    if (f->until == HZ_INSTANT_NONE)
        return (size_t)snprintf(buf, size, _("%1$s from %2$s on"), id, from);
    return (size_t)snprintf(buf, size, _("%1$s from %2$s until %3$s"), id, from, hz_show_instant(until, f->until));
}

const char *hz_show_failures(char *buf, size_t size, const hz_episode_plan *plan, const uint32_t *enterprises, size_t n_enterprises,
                             int64_t from, int64_t until)
{
    size_t used = 0;

    buf[0] = '\0';
    for (size_t i = 0; i < plan->failures.n && used < size; i++) {
        const hz_failure *f = &plan->failures.list[i];

        if (!is_among(enterprises, n_enterprises, f->enterprise) || f->from >= until || (f->until != HZ_INSTANT_NONE && f->until <= from))
            continue;
        if (used > 0)
            used += (size_t)snprintf(buf + used, size - used, "%s", _("; "));
        if (used < size)
            used += put_failure(buf + used, size - used, plan, f);
    }
    return buf;
}

bool hz_show_is_kept(const hz_episode_plan *plan, const hz_episode_order *order)
{
    return plan->kept && plan->kept[order->unit].fixed >> order->stretch.first & 1;
}

int64_t hz_show_was_until(const hz_episode_plan *plan, const hz_episode_order *order)
{
    hz_stretch earlier;

    if (!hz_find_earlier(&earlier, plan, order) || hz_stretch_end(&earlier) == hz_stretch_end(&order->stretch))
        return HZ_INSTANT_NONE;
    return hz_stretch_end(&earlier);
}

/* An order of before may go on for longer than it was given for, or end sooner. */
const char *hz_show_kept(char buf[HZ_NOTE_TEXT], const hz_episode_plan *plan, const hz_episode_order *order)
{
    int64_t was = hz_show_was_until(plan, order);
    char time[HZ_INSTANT_TEXT];

    if (!hz_show_is_kept(plan, order))
        return NULL;
    if (was == HZ_INSTANT_NONE)
        return _("ordered before");
    snprintf(buf, HZ_NOTE_TEXT,
             was > hz_stretch_end(&order->stretch) ? _("ordered before, now shorter (was until %s): a new notice is due")
                                                   : _("ordered before, now longer (was until %s): a new notice is due"),
             hz_show_instant(time, was));
    return buf;
}

static void add_note(char buf[HZ_NOTE_TEXT], const char *note)
{
    size_t used = strlen(buf);

    snprintf(buf + used, HZ_NOTE_TEXT - used, "%s%s", used > 0 ? _("; ") : "", note);
}

static void note_failures(char buf[HZ_NOTE_TEXT], const hz_episode_plan *plan, const hz_episode_order *order)
{
    for (size_t i = 0; i < plan->failures.n; i++) {
        const hz_failure *f = &plan->failures.list[i];
        bool is_open = f->until == HZ_INSTANT_NONE;
        char note[HZ_NOTE_TEXT], from[HZ_INSTANT_TEXT], until[HZ_INSTANT_TEXT];

        if (f->enterprise != plan->scenario->units[order->unit].enterprise || f->from >= order->stretch.until ||
            (!is_open && f->until <= order->stretch.in_place_by))
            continue;
        hz_show_instant(from, f->from);
        if (is_open)
            snprintf(note, sizeof note, _("reported failure: counts for nothing from %s on"), from);
        else
            snprintf(note, sizeof note, _("reported failure: counted for nothing from %1$s until %2$s"), from,
                     hz_show_instant(until, f->until));
        add_note(buf, note);
    }
}

const char *hz_show_note(char buf[HZ_NOTE_TEXT], const hz_episode_plan *plan, const hz_episode_order *order)
{
    char own[HZ_NOTE_TEXT], time[HZ_INSTANT_TEXT];
    const char *kept = hz_show_kept(own, plan, order);

    buf[0] = '\0';
    if (kept)
        add_note(buf, kept);
    note_failures(buf, plan, order);
    if (order->stretch.n_days_beyond > 0) {
        snprintf(own, sizeof own, _("goes on until %s at least"), hz_show_instant(time, hz_stretch_end(&order->stretch)));
        add_note(buf, own);
    }
    return buf[0] ? buf : NULL;
}

/* The restart goes on behind the last day of the episode, though nothing is counted there. */
int64_t hz_show_runs_again(const hz_episode_plan *plan, const hz_episode_order *order)
{
    const hz_mode *mode = hz_mode_of(plan->scenario, order->unit, order->stretch.what.mode);
    int end = order->stretch.last + 1 + order->stretch.n_days_beyond, n_days = order->stretch.n_restart;

    if (mode && end + n_days >= plan->course.n_days)
        n_days = (mode->restart_h + 23) / 24;
    return hz_course_start(&plan->course, end + n_days);
}

hz_plan hz_episode_as_plan(const hz_episode_plan *plan, int day)
{
    int level = plan->course.level[day];
    hz_plan one = {.scenario = plan->scenario,
                   .settings = plan->settings,
                   .alert = plan->alert,
                   .rules = plan->rules,
                   .in_force = plan->in_force,
                   .index = plan->index,
                   .has_own_forecast = plan->has_own_forecast,
                   .orders = plan->days[day].orders,
                   .reckoning = plan->days[day].reckoning};

    one.settings.level = level == HZ_NO_DAY_LEVEL ? HZ_BLUE : (hz_level)level;
    hz_instant_format(one.settings.start, hz_course_start(&plan->course, 0));
    memcpy(one.scenario_digest, plan->scenario_digest, sizeof one.scenario_digest);
    memcpy(one.rules_digest, plan->rules_digest, sizeof one.rules_digest);
    memcpy(one.index_digest, plan->index_digest, sizeof one.index_digest);
    memcpy(one.forecast_digest, plan->forecast_digest, sizeof one.forecast_digest);
    memcpy(one.id, plan->id, sizeof one.id);
    memcpy(one.solver, plan->solver, sizeof one.solver);
    return one;
}

/* The notice of an order is that of its first day, with its own times. */
hz_status hz_put_notice(hz_sink *sink, const hz_episode_plan *plan, const hz_episode_order *order, hz_error *err,
                        void (*put)(hz_sink *sink, const char *sentence))
{
    hz_plan day = hz_episode_as_plan(plan, order->stretch.told);
    hz_sentences *sentences;

    hz_instant_format(day.settings.start, order->stretch.in_place_by);
    hz_instant_format(day.settings.in_place, order->stretch.in_place_by);
    hz_instant_format(day.settings.until, order->stretch.until);
    sentences = hz_sentences_of_stretch(&day, hz_stretch_end(&order->stretch) - order->stretch.in_place_by);
    put(sink, sentences ? hz_sentence(sentences, order->unit) : "");
    return hz_sentences_free(sentences) ? hz_error_memory(err) : HZ_OK;
}

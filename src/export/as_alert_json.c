/* as_alert_json.c - what the rules say to a forecast, as JSON
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/as_alert_json.h"

#include <string.h>

#include "export/json.h"

static void json_instant(hz_sink *sink, const char *key, int64_t instant)
{
    char text[HZ_INSTANT_TEXT];

    hz_json_text(sink, key, instant == HZ_INSTANT_NONE ? NULL : hz_instant_format(text, instant));
}

static void json_hour(hz_sink *sink, const char *key, const hz_alert *a, int hour)
{
    json_instant(sink, key, hz_alert_instant(a, hour));
}

static void json_level(hz_sink *sink, const char *key, int level)
{
    hz_json_text(sink, key, level == HZ_NO_LEVEL ? NULL : hz_level_id((hz_level)level));
}

static void json_when(hz_sink *sink, const hz_when *when)
{
    static const char *const kinds[] = {"any", "all", "run", "some-days"};
    bool is_index = when->metric == HZ_AIR_AQI;

    hz_json_first_text(sink, "kind", kinds[when->kind]);
    if (when->kind == HZ_WHEN_RUN || when->kind == HZ_WHEN_DAYS) {
        hz_json_text(sink, "metric", hz_air_id(when->metric));
        hz_json_fixed(sink, when->is_at_least ? "at_least" : "above", when->threshold, is_index ? 0 : 3);
        hz_json_text(sink, "unit", is_index ? NULL : "ug/m3");
        hz_json_count(sink, "hours", (size_t)when->hours);
    }
    if (when->parts) {
        hz_json_key(sink, "parts");
        for (const hz_when *part = when->parts; part; part = part->next) {
            hz_putc(sink, part == when->parts ? '[' : ',');
            json_when(sink, part);
        }
        hz_putc(sink, ']');
    }
    hz_putc(sink, '}');
}

static void json_lifts(hz_sink *sink, const hz_alert *a, const hz_episode *e)
{
    static const char *const kinds[] = {"known", "beyond-forecast", "no-rule"};
    bool is_first = true;

    hz_json_key(sink, "lift");
    hz_putc(sink, '[');
    for (int level = (int)e->level; level >= 0; level--) {
        if (!a->rules->levels[level].is_defined)
            continue;
        hz_puts(sink, is_first ? "" : ",");
        is_first = false;
        hz_json_first_text(sink, "below", hz_level_id((hz_level)level));
        hz_json_text(sink, "state", kinds[e->lift[level].kind]);
        json_hour(sink, "from", a, e->lift[level].at_h);
        json_hour(sink, "shown_until", a, e->lift[level].until_h);
        hz_putc(sink, '}');
    }
    hz_putc(sink, ']');
}

static void json_episode(hz_sink *sink, const hz_alert *a, const hz_episode *e)
{
    const hz_span *span = &a->spans[e->decisive];

    hz_json_first_text(sink, "level", hz_level_id(e->level));
    json_level(sink, "possible_level", e->possible);
    json_hour(sink, "from", a, e->from_h);
    json_hour(sink, "to", a, e->to_h);
    hz_json_flag(sink, "may_last_longer", e->is_open);
    if (e->lead_h >= 0)
        json_hour(sink, "issue_by", a, e->from_h - e->lead_h);
    else
        hz_json_text(sink, "issue_by", NULL);
    hz_json_bilingual(sink, "clause", a->rules->levels[e->level].clause);
    hz_json_text(sink, "article", a->rules->levels[e->level].article);
    hz_json_key(sink, "because");
    hz_puts(sink, "{\"condition\":");
    json_when(sink, span->why);
    json_hour(sink, "from", a, span->from_h);
    json_hour(sink, "to", a, span->to_h);
    hz_json_flag(sink, "break_counted_through", span->is_bridged);
    hz_putc(sink, '}');
    json_lifts(sink, a, e);
    hz_putc(sink, '}');
}

static void json_day(hz_sink *sink, const hz_alert *a, int day)
{
    const hz_alert_day *d = &a->days[day];
    char date[HZ_DATE_TEXT];
    bool is_first = true;

    hz_json_first_text(sink, "date", hz_date_format(date, a->first_day + day));
    hz_json_key(sink, "aqi");
    if (d->index.is_known)
        hz_putf(sink, "[%lld,%lld]", (long long)d->index.low, (long long)d->index.high);
    else
        hz_puts(sink, "null");
    hz_json_key(sink, "primary");
    hz_putc(sink, '[');
    for (int air = 0; air < HZ_N_AIR; air++)
        if (d->index.is_known && d->index.primary >> air & 1) {
            hz_puts(sink, is_first ? "" : ",");
            hz_put_json(sink, hz_air_id((hz_air)air));
            is_first = false;
        }
    hz_putc(sink, ']');
    hz_json_flag(sink, "measured", d->index.is_known && d->index.is_observed);
    json_level(sink, "level", d->level);
    json_level(sink, "possible_level", d->possible);
    hz_putc(sink, '}');
}

static void json_rules(hz_sink *sink, const hz_ruleset *rules)
{
    hz_puts(sink, "{\"rules\":");
    hz_json_first_text(sink, "id", rules->id);
    hz_json_bilingual(sink, "title", rules->title);
    hz_json_text(sink, "number", rules->number);
    hz_json_text(sink, "issuer", rules->issuer);
    hz_putc(sink, '}');
}

static void json_supplied(hz_sink *sink, const hz_forecast *f)
{
    bool is_first = true;

    hz_json_key(sink, "supplied");
    hz_putc(sink, '[');
    for (int i = 0; i < HZ_N_SUPPLIED; i++)
        if (f->supplied >> i & 1) {
            hz_puts(sink, is_first ? "" : ",");
            hz_put_json(sink, hz_word_at(&hz_supplied_words, i));
            is_first = false;
        }
    hz_putc(sink, ']');
}

static void json_choice(hz_sink *sink, const hz_index *index, const hz_rules_choice *choice)
{
    hz_json_text(sink, "rules_found_by", hz_rules_basis_id(choice->by));
    hz_json_given(sink, "rules_in_force", choice->in_force);
    hz_json_text(sink, "level_in_force", hz_in_force_level_id(choice));
    hz_json_flag(sink, "unconfirmed_rules", choice->with_unconfirmed);
    hz_json_text(sink, "index", index ? index->id : NULL);
    hz_json_given(sink, "index_by_option", choice->index);
}

static void json_forecast(hz_sink *sink, const hz_alert *a)
{
    static const char *const cuts[] = {"allowed", "not-for-cause", "unknown"};
    const hz_forecast *f = a->forecast;

    hz_json_key(sink, "forecast");
    hz_json_first_text(sink, "by", f->by);
    json_instant(sink, "issued", f->issued);
    hz_json_text(sink, "place", f->place);
    hz_json_text(sink, "index", f->index);
    hz_json_text(sink, "note", f->note);
    json_supplied(sink, f);
    hz_putc(sink, '}');
    hz_json_text(sink, "cause", a->cause < 0 ? NULL : hz_cause_id((hz_cause)a->cause));
    hz_json_text(sink, "production_cuts", cuts[a->cuts]);
}

void hz_json_alert(hz_sink *sink, const hz_alert *alert, const hz_index *index, const hz_rules_choice *choice)
{
    json_rules(sink, alert->rules);
    json_choice(sink, index, choice);
    json_forecast(sink, alert);
    json_level(sink, "level", hz_alert_level(alert));
    json_level(sink, "possible_level", hz_alert_possible(alert));
    hz_json_key(sink, "episode");
    if (alert->current >= 0)
        hz_put_int(sink, alert->current);
    else
        hz_puts(sink, "null");
    hz_json_key(sink, "episodes");
    hz_putc(sink, '[');
    for (size_t i = 0; i < alert->n_episodes; i++) {
        hz_json_next(sink, i);
        json_episode(sink, alert, &alert->episodes[i]);
    }
    hz_putc(sink, ']');
    hz_json_key(sink, "days");
    hz_putc(sink, '[');
    for (int day = 0; day < alert->n_days; day++) {
        hz_json_next(sink, (size_t)day);
        json_day(sink, alert, day);
    }
    hz_puts(sink, "]}");
}

void hz_json_alerts(hz_sink *sink, const hz_alert *const *alerts, size_t n, const hz_rules_choice *choice)
{
    hz_putc(sink, '[');
    for (size_t i = 0; i < n; i++) {
        const hz_alert *a = alerts[i];

        hz_json_next(sink, i);
        json_rules(sink, a->rules);
        hz_json_flag(sink, "in_force", strcmp(a->rules->id, choice->in_force) == 0);
        hz_json_flag(sink, "chosen", strcmp(a->rules->id, choice->set) == 0);
        json_level(sink, "level", hz_alert_level(a));
        json_level(sink, "possible_level", hz_alert_possible(a));
        hz_json_key(sink, "episode");
        if (a->current >= 0)
            json_episode(sink, a, &a->episodes[a->current]);
        else
            hz_puts(sink, "null");
        hz_putc(sink, '}');
    }
    hz_putc(sink, ']');
}

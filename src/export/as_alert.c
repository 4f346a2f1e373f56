/* as_alert.c - what the rules say to a forecast, as a page for people
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/as_alert.h"

#include <stdio.h>
#include <string.h>

#include "base/lang.h"
#include "export/page.h"
#include "export/show.h"

enum { DAY_H = 24, LINE = 1024 };

/* ---- words ---- */

static const char *level_or_none(int level)
{
    return level == HZ_NO_LEVEL ? _("none") : hz_level_name((hz_level)level);
}

/* "2018-01-28 00:00" */
static const char *show_instant(char buf[HZ_INSTANT_TEXT], int64_t instant)
{
    hz_instant_format(buf, instant);
    buf[HZ_DATE_TEXT - 1] = ' ';
    return buf;
}

static const char *show_hour(char buf[HZ_INSTANT_TEXT], const hz_alert *a, int hour)
{
    return show_instant(buf, hz_alert_instant(a, hour));
}

/* "210", "200-260", or that there is none. */
static const char *show_block(char buf[64], const hz_block *block)
{
    if (!block->is_known)
        return block->is_partial ? _("incomplete") : _("no forecast");
    if (block->low == block->high)
        snprintf(buf, 64, "%lld", (long long)block->high);
    else
        snprintf(buf, 64, "%lld-%lld", (long long)block->low, (long long)block->high);
    return buf;
}

/* "AQI > 200", "PM2.5 >= 115 ug/m3" */
static const char *show_threshold(char buf[LINE], const hz_when *when)
{
    char number[HZ_FIXED_MAX];
    bool is_index = when->metric == HZ_AIR_AQI;

    hz_format_fixed(number, when->threshold, is_index ? 0 : 3, -1);
    snprintf(buf, LINE, "%s %s %s%s", hz_air_name(when->metric), when->is_at_least ? "≥" : ">", number,
             is_index ? "" : " μg/m³");
    return buf;
}

/* ---- why ---- */

/* The conditions of a run in words: "AQI > 200 for 72 h, in it: AQI > 300 for 24 h". */
static void put_when(hz_sink *sink, const hz_when *when)
{
    char threshold[LINE];

    if (when->kind == HZ_WHEN_ANY || when->kind == HZ_WHEN_ALL) {
        for (const hz_when *part = when->parts; part; part = part->next) {
            if (part != when->parts)
                hz_puts(sink, when->kind == HZ_WHEN_ANY ? _(" or ") : _(" and "));
            put_when(sink, part);
        }
        return;
    }
    hz_putf(sink, when->kind == HZ_WHEN_DAYS ? _("%1$s on days of %2$d h in all") : _("%1$s for %2$d h"),
            show_threshold(threshold, when), when->hours);
    for (const hz_when *part = when->parts; part; part = part->next) {
        hz_puts(sink, part == when->parts ? _(", in it: ") : _(" and "));
        put_when(sink, part);
    }
}

static void put_reason(hz_sink *sink, const hz_alert *alert, const hz_span *span)
{
    char from[HZ_INSTANT_TEXT], to[HZ_INSTANT_TEXT];

    hz_putf(sink, _("%1$s to %2$s (%3$d h): "), show_hour(from, alert, span->from_h), show_hour(to, alert, span->to_h),
            span->to_h - span->from_h);
    put_when(sink, span->why);
    if (span->is_bridged)
        hz_puts(sink, _("; a short break in it is counted through"));
    hz_putc(sink, '\n');
}

/* ---- an episode ---- */

static void put_clause(hz_sink *sink, const hz_alert *a, hz_level level)
{
    const hz_rule_level *rule = &a->rules->levels[level];

    hz_page_label(sink, _("Clause"));
    if (rule->article)
        hz_putf(sink, _("%s: "), rule->article);
    hz_page_line(sink, hz_bilingual_text(rule->clause));
}

static void put_issue(hz_sink *sink, const hz_alert *a, const hz_episode *e)
{
    const hz_rule_level *rule = &a->rules->levels[e->level];
    char text[HZ_INSTANT_TEXT];

    hz_page_label(sink, _("Issue by"));
    if (e->lead_h < 0 && rule->lead_h >= 0)
        hz_putf(sink,
                _("before it begins; how long before is not known from the sources that were read, %d h are unconfirmed"),
                rule->lead_h);
    else if (e->lead_h < 0)
        hz_puts(sink, _("before it begins; the sources that were read name no lead time"));
    else
        hz_putf(sink, _("%1$s, %2$d h ahead"), show_hour(text, a, e->from_h - e->lead_h), e->lead_h);
    if (a->forecast->issued != HZ_INSTANT_NONE &&
        a->forecast->issued > hz_alert_instant(a, e->from_h - (e->lead_h > 0 ? e->lead_h : 0)))
        hz_puts(sink, _("; that is past: issue at once"));
    hz_putc(sink, '\n');
}

/* How long the air must stay below is no part of the rules, or no part that counts. */
static void put_no_lift_rule(hz_sink *sink, const hz_ruleset *rules)
{
    if (rules->lift.hours > 0)
        hz_putf(sink,
                _("; how long it must stay below is not known from the sources that were read, %d h are unconfirmed"),
                rules->lift.hours);
    else
        hz_puts(sink, _("; the sources that were read do not say how long it must stay below"));
}

static void put_lift(hz_sink *sink, const hz_alert *a, const hz_episode *e, const hz_lift *lift)
{
    char at[HZ_INSTANT_TEXT], until[HZ_INSTANT_TEXT];

    show_hour(at, a, lift->at_h);
    show_hour(until, a, lift->until_h);
    if (lift->kind == HZ_LIFT_KNOWN)
        hz_putf(sink, _("from %1$s on, if announced ahead: it stays below at least until %2$s"), at, until);
    else if (lift->kind == HZ_LIFT_BEYOND)
        hz_putf(sink, _("not before %1$s, and the forecast must first show that it stays below until %2$s"), at, until);
    else if (e->is_open && lift->at_h >= e->to_h)
        hz_putf(sink, _("not before %s, and the forecast does not show the end"), at);
    else
        hz_putf(sink, _("it ends %s"), at);
    if (lift->kind == HZ_LIFT_NO_RULE)
        put_no_lift_rule(sink, a->rules);
    hz_putc(sink, '\n');
}

/* The next lower level that the rules have; HZ_NO_LEVEL when there is none. */
static int level_below(const hz_ruleset *rules, int level)
{
    for (level--; level >= 0 && !rules->levels[level].is_defined; level--)
        ;
    return level;
}

/* Lowering is worth a line where it comes before the lifting. */
static void put_lifts(hz_sink *sink, const hz_alert *a, const hz_episode *e)
{
    const hz_lift *end = &e->lift[0];
    char label[LINE];

    for (int level = (int)e->level, below; (below = level_below(a->rules, level)) != HZ_NO_LEVEL; level = below) {
        if (e->lift[level].at_h >= end->at_h)
            continue;
        snprintf(label, sizeof label, _("Lower to %s"), hz_level_name((hz_level)below));
        hz_page_label(sink, label);
        put_lift(sink, a, e, &e->lift[level]);
    }
    hz_page_label(sink, _("Lift"));
    put_lift(sink, a, e, end);
}

/* Was it over when the forecast was issued? */
static bool is_over(const hz_alert *a, const hz_episode *e)
{
    return a->forecast->issued != HZ_INSTANT_NONE && hz_alert_instant(a, e->to_h) <= a->forecast->issued;
}

static void put_episode(hz_sink *sink, const hz_alert *a, const hz_episode *e)
{
    char from[HZ_INSTANT_TEXT], to[HZ_INSTANT_TEXT];

    hz_page_label(sink, _("Episode"));
    hz_putf(sink, _("%1$s to %2$s"), show_hour(from, a, e->from_h), show_hour(to, a, e->to_h));
    if (e->is_open && e->end_h == e->to_h)
        hz_puts(sink, _("; the forecast ends there, it may last longer"));
    else if (e->is_open)
        hz_putf(sink, _("; the forecast breaks off inside a day, at %s: it may last longer"),
                show_hour(to, a, e->end_h));
    else if (is_over(a, e))
        hz_puts(sink, _("; it is over"));
    hz_putc(sink, '\n');
    put_clause(sink, a, e->level);
    hz_page_label(sink, _("Because"));
    put_reason(sink, a, &a->spans[e->decisive]);
    if (!is_over(a, e))
        put_issue(sink, a, e);
    put_lifts(sink, a, e);
}

/* ---- the page ---- */

static void put_rules(hz_sink *sink, const hz_ruleset *rules, const hz_rules_choice *choice)
{
    char why[HZ_SHOW_WHY];
    const char *parts[] = {rules->number, rules->issuer, rules->id};

    hz_page_label(sink, _("Rules"));
    hz_puts(sink, hz_bilingual_text(rules->title));
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (parts[i]) {
            hz_puts(sink, _(", "));
            hz_puts(sink, parts[i]);
        }
    hz_putc(sink, '\n');
    hz_page_fact(sink, _("Choice of rules"), hz_show_choice(why, choice));
}

static void put_index(hz_sink *sink, const hz_index *index, const hz_rules_choice *choice)
{
    hz_page_label(sink, _("Air-quality index"));
    hz_puts(sink, index ? index->number : _("not given"));
    if (choice->index[0])
        hz_putf(sink, _("; chosen by hand: %s"), choice->index);
    hz_putc(sink, '\n');
}

static void put_supplied(hz_sink *sink, const hz_forecast *f)
{
    bool is_first = true;

    if (!f->supplied)
        return;
    hz_page_label(sink, _("Not of the forecast"));
    hz_puts(sink, _("given on the command line: "));
    for (int i = 0; i < HZ_N_SUPPLIED; i++)
        if (f->supplied >> i & 1) {
            hz_puts(sink, is_first ? "" : _(", "));
            hz_puts(sink, _(hz_supplied_words.words[i].name));
            is_first = false;
        }
    hz_putc(sink, '\n');
}

static void put_forecast(hz_sink *sink, const hz_alert *a)
{
    const hz_forecast *f = a->forecast;
    char issued[HZ_INSTANT_TEXT];

    hz_page_label(sink, _("Forecast"));
    if (f->issued != HZ_INSTANT_NONE)
        hz_putf(sink, _("of %s"), show_instant(issued, f->issued));
    else
        hz_puts(sink, _("time not given"));
    if (f->by) {
        hz_puts(sink, _(", "));
        hz_puts(sink, f->by);
    }
    hz_putc(sink, '\n');
    put_supplied(sink, f);
    if (f->note)
        hz_page_fact(sink, _("Note"), f->note);
}

static void put_cause(hz_sink *sink, const hz_alert *a)
{
    bool is_doubtful = a->cause >= 0 && a->rules->no_cuts >> a->cause & 1; /* named by the rules, if perhaps off */

    hz_page_label(sink, _("Cause"));
    hz_puts(sink, a->cause < 0 ? _("not given") : hz_cause_name((hz_cause)a->cause));
    if (a->cause == HZ_CAUSE_O3 && !a->is_cause_given)
        hz_puts(sink, _(" (so the primary pollutants show)"));
    else if (a->cause >= 0 && !a->is_cause_given)
        hz_puts(sink, _(" (so the primary pollutants show; smoke of straw, fireworks or wildfires would show the same)"));
    if (a->cuts == HZ_CUTS_ALLOWED && is_doubtful)
        hz_puts(sink, _("; production may be cut: that the rules exclude this cause is unconfirmed"));
    else
        hz_puts(sink, a->cuts == HZ_CUTS_ALLOWED           ? _("; production may be cut")
                      : a->cuts == HZ_CUTS_NOT_FOR_CAUSE ? _("; for this cause the rules allow health advice, but no production cuts")
                                                         : _("; whether production may be cut depends on it"));
    hz_putc(sink, '\n');
}

/* No warning is due; but may one be lifted that stands since the last episode, which is over? */
static void show_none_due(char title[LINE], const hz_alert *a)
{
    const hz_episode *e = a->n_episodes > 0 ? &a->episodes[a->n_episodes - 1] : NULL;
    const hz_lift *lift = e && is_over(a, e) ? &e->lift[0] : NULL;
    char time[HZ_INSTANT_TEXT];

    if (lift && lift->kind == HZ_LIFT_BEYOND)
        snprintf(title, LINE, _("No warning is due, but one that stands may only be lifted when it is shown to stay below until %s"),
                 show_hour(time, a, lift->until_h));
    else if (lift && lift->kind == HZ_LIFT_KNOWN && hz_alert_instant(a, lift->at_h) > a->forecast->issued)
        snprintf(title, LINE, _("No warning is due, but one that stands may not be lifted before %s"),
                 show_hour(time, a, lift->at_h));
    else
        snprintf(title, LINE, "%s", _("No warning is due"));
}

static void put_headline(hz_sink *sink, const hz_alert *a)
{
    int level = hz_alert_level(a);
    char title[LINE];

    if (hz_alert_is_open(a) && hz_alert_possible(a) > level && level == HZ_NO_LEVEL)
        snprintf(title, sizeof title, _("NOT DECIDED: perhaps none, perhaps %s"), level_or_none(hz_alert_possible(a)));
    else if (hz_alert_is_open(a) && hz_alert_possible(a) > level)
        snprintf(title, sizeof title, _("NOT DECIDED: %1$s at least, %2$s possible"), level_or_none(level),
                 level_or_none(hz_alert_possible(a)));
    else if (hz_alert_is_open(a))
        snprintf(title, sizeof title, _("NOT DECIDED: %s, if the cause allows it"), level_or_none(level));
    else if (level != HZ_NO_LEVEL)
        snprintf(title, sizeof title, _("Warning level %1$s, %2$s"), hz_level_name((hz_level)level),
                 hz_response_name((hz_level)level));
    else if (a->current >= 0)
        snprintf(title, sizeof title, _("No production cuts: not for this cause"));
    else
        show_none_due(title, a);
    hz_page_title(sink, title);
}

/* The level of a day, and which it may be, when it hangs on something that is left out: of that day, or of another one. */
static const char *show_day_level(char buf[LINE], const hz_alert_day *d)
{
    if (d->possible == d->level)
        return level_or_none(d->level);
    snprintf(buf, LINE,
             !d->missing                                ? _("%1$s, or %2$s: it hangs on what is left out")
             : d->index.is_known || d->index.is_partial ? _("%1$s, or %2$s: not all of it is forecast")
                                                        : _("%1$s, or %2$s: it is not forecast"),
             level_or_none(d->level), level_or_none(d->possible));
    return buf;
}

static void put_day_rows(hz_sink *sink, const hz_alert *a, const hz_index *index, hz_page_column *columns, int n_columns)
{
    for (int day = 0; day < a->n_days; day++) {
        const hz_alert_day *d = &a->days[day];
        char date[HZ_DATE_TEXT], block[64], level[LINE], primary[64] = "";
        const hz_index_class *class = index && d->index.is_known ? hz_index_class_of(index, (int)d->index.high) : NULL;
        size_t used = 0;

        for (int air = 0; air < HZ_N_AIR && used < sizeof primary; air++)
            if (d->index.is_known && d->index.primary >> air & 1)
                used += (size_t)snprintf(primary + used, sizeof primary - used, "%s%s", used ? " " : "",
                                         hz_air_id((hz_air)air));
        hz_page_row(sink, columns, n_columns,
                    (const char *[]){hz_date_format(date, a->first_day + day), show_block(block, &d->index),
                                     class ? hz_bilingual_text(class->name) : "", primary,
                                     d->index.is_known && d->index.is_observed ? _("measured") : "",
                                     show_day_level(level, d)});
    }
}

static void put_days(hz_sink *sink, const hz_alert *a, const hz_index *index)
{
    hz_page_column columns[] = {{10, false}, {9, true}, {10, false}, {8, false}, {8, false}, {0, false}};
    const char *const headings[] = {_("day"), _("AQI"), _("class"), _("primary"), "", _("level")};
    int n = (int)(sizeof columns / sizeof *columns);

    hz_page_section(sink, _("Day by day"));
    put_day_rows(NULL, a, index, columns, n);
    hz_page_headings(sink, columns, n, headings);
    put_day_rows(sink, a, index, columns, n);
}

void hz_text_alert_facts(hz_sink *sink, const hz_alert *alert, const hz_index *index, const hz_rules_choice *choice)
{
    put_rules(sink, alert->rules, choice);
    put_index(sink, index, choice);
    put_forecast(sink, alert);
    if (alert->current >= 0) {
        put_episode(sink, alert, &alert->episodes[alert->current]);
        put_cause(sink, alert);
    }
}

void hz_text_alert(hz_sink *sink, const hz_alert *alert, const hz_index *index, const hz_rules_choice *choice)
{
    put_headline(sink, alert);
    hz_text_alert_facts(sink, alert, index, choice);
    put_days(sink, alert, index);
    for (size_t i = 0; i < alert->n_episodes; i++) {
        char title[LINE];

        if ((int)i == alert->current)
            continue;
        snprintf(title, sizeof title, _("Another episode: %s"), hz_level_name(alert->episodes[i].level));
        hz_page_section(sink, title);
        put_episode(sink, alert, &alert->episodes[i]);
    }
}

/* ---- all rule sets ---- */

static bool is_set(const hz_alert *alert, const char *id)
{
    return strcmp(alert->rules->id, id) == 0;
}

/* What is in force is one thing, what was chosen another. */
static const char *mark(const hz_alert *alert, const hz_rules_choice *choice)
{
    if (is_set(alert, choice->in_force))
        return is_set(alert, choice->set) ? _("in force, chosen") : _("in force");
    return is_set(alert, choice->set) ? _("chosen") : "";
}

/* As the headline says it: the level, or between which levels it is. */
static const char *show_due(char buf[LINE], const hz_alert *a)
{
    int level = hz_alert_level(a), possible = hz_alert_possible(a);

    if (!hz_alert_is_open(a))
        return level_or_none(level);
    if (possible == level)
        snprintf(buf, LINE, _("%s, if the cause allows it"), level_or_none(level));
    else if (level == HZ_NO_LEVEL)
        snprintf(buf, LINE, _("none, %s possible"), level_or_none(possible));
    else
        snprintf(buf, LINE, _("%1$s, %2$s possible"), level_or_none(level), level_or_none(possible));
    return buf;
}

static void put_alert_rows(hz_sink *sink, const hz_alert *const *alerts, size_t n, const hz_rules_choice *choice,
                           hz_page_column *columns, int n_columns)
{
    for (size_t i = 0; i < n; i++) {
        const hz_alert *a = alerts[i];
        const hz_episode *e = a->current >= 0 ? &a->episodes[a->current] : NULL;
        char from[HZ_INSTANT_TEXT] = "", to[HZ_INSTANT_TEXT] = "", due[LINE];

        if (e) {
            show_hour(from, a, e->from_h);
            show_hour(to, a, e->to_h);
        }
        hz_page_row(sink, columns, n_columns,
                    (const char *[]){a->rules->id, show_due(due, a), from, to, mark(a, choice),
                                     hz_bilingual_text(a->rules->title)});
    }
}

void hz_text_alerts(hz_sink *sink, const hz_alert *const *alerts, size_t n, const hz_rules_choice *choice)
{
    hz_page_column columns[] = {{14, false}, {8, false}, {16, false}, {16, false}, {10, false}, {0, false}};
    const char *const headings[] = {_("rule set"), _("level"), _("from"), _("to"), "", _("document")};
    int n_columns = (int)(sizeof columns / sizeof *columns);

    hz_page_section(sink, _("The same forecast under each rule set"));
    put_alert_rows(NULL, alerts, n, choice, columns, n_columns);
    hz_page_headings(sink, columns, n_columns, headings);
    put_alert_rows(sink, alerts, n, choice, columns, n_columns);
}

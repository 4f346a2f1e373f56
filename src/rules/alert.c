/* alert.c - what a rule set says to a forecast: the level of each day, the episodes, and what decides
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A daily value belongs to 24 hours on end, a block. Where the rules count calendar days, blocks begin at midnight; where they
 * take any 24 hours, a run may begin at any hour and its blocks follow one another from there (a phase). A run of n blocks whose
 * values are all above the threshold is what the documents call "above ... for 24 n hours"; with nothing but daily values
 * both readings are the same. The higher bound of a forecast range decides (Henan 2016; Ministry, 4 February 2016).
 *
 * What the forecast leaves out is unknown, neither good nor bad: the conditions are looked at twice, once as if it were good
 * and once as if it were bad, and where the answers differ the level is not decided. That holds for each quantity that the rules
 * look at, and a day of which only hours are left out lies between bounds. What lies before the first value and behind the last
 * is not left out: no forecast is asked for it. */
#include "rules/alert.h"

#include <stdlib.h>
#include <string.h>

#include "base/lang.h"

enum { DAY_H = 24, MAX_SPANS = 20000 /* each is held against each */ };

typedef struct {
    hz_span *items;
    size_t n, capacity;
} span_list;

typedef struct {
    const hz_ruleset *rules;
    const hz_series *series;
    bool with_unconfirmed;
    bool unknown_is_bad;
    int n_hours, n_phases, bridge_h;
    bool is_out_of_memory, has_too_many; /* spans */
} judge;

/* ---- blocks ---- */

typedef enum { BELOW, ABOVE, UNKNOWN } verdict;

static bool exceeds(int64_t value, const hz_when *when)
{
    return value > when->threshold || (when->is_at_least && value == when->threshold);
}

static verdict look_at(const judge *j, const hz_when *when, int hour)
{
    hz_block block = hz_series_block(j->series, when->metric, hour);

    return exceeds(block.least, when) ? ABOVE : exceeds(block.most, when) ? UNKNOWN : BELOW;
}

/* A calendar day at the edge of the forecast may be above for sure although only part of it is given; 24 hours that could begin
 * anywhere are taken from what is given. */
static bool is_above(const judge *j, const hz_when *when, int hour)
{
    verdict v = look_at(j, when, hour);
    bool is_covered = hz_series_covers(j->series, hour);

    return (v == ABOVE && (is_covered || j->n_phases == 1)) || (v == UNKNOWN && j->unknown_is_bad && is_covered);
}

static bool counts(const judge *j, uint32_t source)
{
    return hz_rule_counts(j->rules, source, j->with_unconfirmed);
}

/* ---- inside a run ---- */

static bool parts_hold(const judge *j, const hz_when *run, int from, int to);

/* Does a row of blocks above the threshold of a part, inside the run, last as long as the part asks for, and do its own parts hold
 * inside the row? Where any 24 hours are a day, the row begins at any hour of the run. A longer row holds whatever a shorter one
 * does, so each is looked at when it has ended. */
static bool has_row(const judge *j, const hz_when *part, int from, int to)
{
    for (int phase = 0; phase < j->n_phases; phase++) {
        int hour, begin = from + phase;

        for (hour = begin; hour + DAY_H <= to; hour += DAY_H) {
            if (is_above(j, part, hour))
                continue;
            if (hour - begin >= part->hours && parts_hold(j, part, begin, hour))
                return true;
            begin = hour + DAY_H;
        }
        if (hour - begin >= part->hours && parts_hold(j, part, begin, hour))
            return true;
    }
    return false;
}

/* All the blocks above the threshold that do not overlap, in hours: each is taken as early as can be, so there are no more. */
static int all_above(const judge *j, const hz_when *part, int from, int to)
{
    int all = 0, hour = from;

    while (hour + DAY_H <= to && all < part->hours) {
        bool above = is_above(j, part, hour);

        all += above ? DAY_H : 0;
        hour += above ? DAY_H : DAY_H / j->n_phases;
    }
    return all;
}

/* Do enough blocks of the run from..to stand above the threshold of a part, in a row or (DAYS) anyhow? */
static bool part_holds(const judge *j, const hz_when *part, int from, int to)
{
    if (!counts(j, part->source))
        return false;
    if (part->kind == HZ_WHEN_ANY || part->kind == HZ_WHEN_ALL) {
        for (const hz_when *p = part->parts; p; p = p->next)
            if (part_holds(j, p, from, to) == (part->kind == HZ_WHEN_ANY))
                return part->kind == HZ_WHEN_ANY;
        return part->kind == HZ_WHEN_ALL;
    }
    return part->kind == HZ_WHEN_DAYS ? all_above(j, part, from, to) >= part->hours : has_row(j, part, from, to);
}

static bool parts_hold(const judge *j, const hz_when *run, int from, int to)
{
    for (const hz_when *part = run->parts; part; part = part->next)
        if (!part_holds(j, part, from, to))
            return false;
    return true;
}

/* ---- runs ---- */

static void add_span(judge *j, span_list *list, hz_span span)
{
    if (list->n >= MAX_SPANS)
        j->has_too_many = true;
    else if (!hz_grow((void **)&list->items, &list->capacity, list->n + 1, sizeof *list->items))
        j->is_out_of_memory = true;
    else
        list->items[list->n++] = span;
}

/* Where the run goes on behind a break that is too short to end it; `end` when there is no break, -1 when it ends. A break may be
 * of any hours where any 24 hours are a day, else of whole days. */
static int next_block(const judge *j, const hz_when *run, int end)
{
    int step = DAY_H / j->n_phases;

    for (int hour = end; hour + DAY_H <= j->n_hours && (hour == end || hour - end < j->bridge_h); hour += step)
        if (is_above(j, run, hour))
            return hour;
    return -1;
}

static int end_of_run(const judge *j, const hz_when *run, int from, bool *is_bridged)
{
    int end = from, hour;

    *is_bridged = false;
    while ((hour = next_block(j, run, end)) >= 0) {
        *is_bridged |= hour > end;
        end = hour + DAY_H;
    }
    while (*is_bridged && j->n_phases > 1 && is_above(j, run, end - DAY_H + 1))
        end++; /* the block behind the break was taken as early as can be, and others begin later */
    return end;
}

static void find_runs(judge *j, const hz_when *run, hz_level level, span_list *list)
{
    for (int phase = 0; phase < j->n_phases; phase++)
        for (int hour = phase; hour + DAY_H <= j->n_hours;) {
            bool is_bridged;
            int end;

            if (!is_above(j, run, hour)) {
                hour += DAY_H;
                continue;
            }
            end = end_of_run(j, run, hour, &is_bridged);
            if (end - hour >= run->hours && parts_hold(j, run, hour, end))
                add_span(j, list, (hz_span){level, hour, end, run, is_bridged});
            /* in the same phase, also where a break has shifted the end */
            hour += (end - hour + DAY_H - 1) / DAY_H * DAY_H;
        }
}

/* ---- the tree ---- */

static void find_spans(judge *j, const hz_when *when, hz_level level, span_list *list);

static bool overlaps(const span_list *list, const hz_span *span)
{
    for (size_t i = 0; i < list->n; i++)
        if (list->items[i].from_h < span->to_h && span->from_h < list->items[i].to_h)
            return true;
    return false;
}

static void keep_overlapping(span_list *list, const span_list *others)
{
    size_t n = 0;

    for (size_t i = 0; i < list->n; i++)
        if (overlaps(others, &list->items[i]))
            list->items[n++] = list->items[i];
    list->n = n;
}

static void find_all(judge *j, const hz_when *when, hz_level level, span_list *list)
{
    span_list mine = {0};

    find_spans(j, when->parts, level, &mine);
    for (const hz_when *part = when->parts->next; part; part = part->next) {
        span_list others = {0};

        find_spans(j, part, level, &others);
        keep_overlapping(&mine, &others);
        free(others.items);
    }
    for (size_t i = 0; i < mine.n; i++)
        add_span(j, list, mine.items[i]);
    free(mine.items);
}

static void find_spans(judge *j, const hz_when *when, hz_level level, span_list *list)
{
    if (!counts(j, when->source))
        return;
    switch (when->kind) {
    case HZ_WHEN_ANY:
        for (const hz_when *part = when->parts; part; part = part->next)
            find_spans(j, part, level, list);
        break;
    case HZ_WHEN_ALL:
        if (when->parts)
            find_all(j, when, level, list);
        break;
    case HZ_WHEN_RUN:
        find_runs(j, when, level, list);
        break;
    case HZ_WHEN_DAYS: /* only inside a run */
        break;
    }
}

static int by_begin(const void *a, const void *b)
{
    const hz_span *x = a, *y = b;

    if (x->from_h != y->from_h)
        return x->from_h < y->from_h ? -1 : 1;
    if (x->level != y->level)
        return x->level > y->level ? -1 : 1;
    if (x->to_h != y->to_h)
        return x->to_h > y->to_h ? -1 : 1;
    return x->why->line < y->why->line ? -1 : x->why->line > y->why->line;
}

static void find_levels(judge *j, span_list *list)
{
    for (int level = 0; level < HZ_N_LEVELS; level++) {
        const hz_rule_level *rule = &j->rules->levels[level];

        if (rule->is_defined && rule->when && counts(j, rule->source))
            find_spans(j, rule->when, (hz_level)level, list);
    }
    if (list->n > 1)
        qsort(list->items, list->n, sizeof *list->items, by_begin);
}

/* ---- days and episodes ---- */

static int level_of_day(const span_list *list, int day)
{
    int level = HZ_NO_LEVEL;

    for (size_t i = 0; i < list->n; i++)
        if (list->items[i].from_h < (day + 1) * DAY_H && day * DAY_H < list->items[i].to_h &&
            (int)list->items[i].level > level)
            level = (int)list->items[i].level;
    return level;
}

/* Longer runs decide before shorter ones of the same level, calendar days before other hours. */
static bool is_more_decisive(const hz_span *a, const hz_span *b)
{
    if (a->level != b->level)
        return a->level > b->level;
    if (a->to_h - a->from_h != b->to_h - b->from_h)
        return a->to_h - a->from_h > b->to_h - b->from_h;
    return a->from_h % DAY_H == 0 && b->from_h % DAY_H != 0;
}

/* Two spans belong to one episode when the warning could not be lifted between them. */
static hz_status group_spans(hz_alert *a, int lift_h, hz_error *err)
{
    size_t capacity = 0;

    for (size_t i = 0; i < a->n_spans; i++) {
        const hz_span *span = &a->spans[i];
        hz_episode *e = a->n_episodes > 0 ? &a->episodes[a->n_episodes - 1] : NULL;

        if (!e || span->from_h - e->to_h > (lift_h > 0 ? lift_h - 1 : 0)) {
            if (!hz_grow((void **)&a->episodes, &capacity, a->n_episodes + 1, sizeof *a->episodes))
                return hz_error_memory(err);
            e = &a->episodes[a->n_episodes++];
            *e = (hz_episode){.from_h = span->from_h, .to_h = span->to_h, .level = span->level, .decisive = i};
        }
        e->to_h = span->to_h > e->to_h ? span->to_h : e->to_h;
        if (is_more_decisive(span, &a->spans[e->decisive]))
            e->decisive = i;
        e->level = a->spans[e->decisive].level;
    }
    return HZ_OK;
}

/* ---- lifting ---- */

/* The first hour from `end` on after which the value stays at or below the start standard of `why` for lift_h. Where any 24 hours
 * are a day, it does for all that lie inside; where days are given, for as many of them as it takes to fill lift_h. */
static hz_lift lift_after(judge *j, const hz_when *why, int end)
{
    int lift_h = counts(j, j->rules->lift.source) ? j->rules->lift.hours : 0;
    int step = DAY_H / j->n_phases, last = (lift_h > DAY_H ? lift_h : DAY_H) - DAY_H + step;

    if (lift_h == 0)
        return (hz_lift){HZ_LIFT_NO_RULE, end, end};
    for (int hour = end; hour < end + last; hour += step) {
        verdict v = look_at(j, why, hour);

        if (v == UNKNOWN || (v == BELOW && !hz_series_covers(j->series, hour)))
            return (hz_lift){HZ_LIFT_BEYOND, end, end + lift_h}; /* what is not forecast is not shown */
        if (v == ABOVE) {
            end = hour + DAY_H;
            hour = end - step; /* from there once more */
        }
    }
    return (hz_lift){HZ_LIFT_KNOWN, end, end + lift_h};
}

/* When the warning may be below `level`: behind all its spans of that level and above. */
static hz_lift lift_of(judge *j, const hz_alert *a, const hz_episode *e, hz_level level)
{
    hz_lift latest = {HZ_LIFT_KNOWN, e->from_h, e->from_h};

    for (size_t i = 0; i < a->n_spans; i++) {
        const hz_span *span = &a->spans[i];
        hz_lift lift;

        if (span->level < level || span->from_h < e->from_h || span->to_h > e->to_h)
            continue;
        lift = lift_after(j, span->why, span->to_h);
        if (lift.at_h > latest.at_h || (lift.at_h == latest.at_h && lift.kind != HZ_LIFT_KNOWN))
            latest = lift;
    }
    return latest;
}

/* Is there no whole day behind the episode that shows its end? */
static bool is_open(const judge *j, const hz_alert *a, const hz_episode *e)
{
    if (e->to_h + DAY_H <= hz_series_end(j->series))
        return false;
    for (size_t i = 0; i < a->n_spans; i++)
        if (a->spans[i].to_h == e->to_h && look_at(j, a->spans[i].why, e->to_h) != BELOW)
            return true;
    return false;
}

static void finish_episodes(judge *j, hz_alert *a, const span_list *possible)
{
    for (size_t i = 0; i < a->n_episodes; i++) {
        hz_episode *e = &a->episodes[i];
        const hz_rule_level *rule = &j->rules->levels[e->level];

        e->lead_h = counts(j, rule->lead_source) ? rule->lead_h : -1;
        e->is_open = is_open(j, a, e);
        e->end_h = hz_series_end(j->series);
        for (int level = 0; level <= (int)e->level; level++)
            e->lift[level] = lift_of(j, a, e, (hz_level)level);
        e->possible = HZ_NO_LEVEL;
        for (int day = e->from_h / DAY_H; day * DAY_H < e->to_h; day++) {
            int level = level_of_day(possible, day);

            e->possible = level > e->possible ? level : e->possible;
        }
    }
}

static int current_episode(const hz_alert *a)
{
    for (size_t i = 0; i < a->n_episodes; i++)
        if (a->forecast->issued == HZ_INSTANT_NONE ||
            hz_alert_instant(a, a->episodes[i].to_h) > a->forecast->issued)
            return (int)i;
    return -1;
}

static hz_status fill_days(judge *j, hz_alert *a, const span_list *sure, const span_list *possible, hz_error *err)
{
    if (!(a->days = hz_calloc((size_t)a->n_days + 1, sizeof *a->days)))
        return hz_error_memory(err);
    for (int day = 0; day < a->n_days; day++) {
        hz_alert_day *d = &a->days[day];

        d->index = hz_series_block(j->series, HZ_AIR_AQI, day * DAY_H);
        for (int air = 0; air < HZ_N_AIR; air++)
            if (a->metrics >> air & 1 && !hz_series_block(j->series, (hz_air)air, day * DAY_H).is_known)
                d->missing |= (uint16_t)(1U << air);
        d->level = level_of_day(sure, day);
        d->possible = level_of_day(possible, day);
        d->episode = -1;
        for (size_t i = 0; i < a->n_episodes; i++)
            if (a->episodes[i].from_h < (day + 1) * DAY_H && day * DAY_H < a->episodes[i].to_h)
                d->episode = (int)i;
    }
    return HZ_OK;
}

/* ---- the cause ---- */

/* The primary pollutants of the present episode's days above the start standard, where they are known. */
static uint16_t primary_of(const hz_alert *a)
{
    uint16_t all = 0;

    for (int day = 0; a->current >= 0 && day < a->n_days; day++)
        if (a->days[day].episode == a->current && a->days[day].level != HZ_NO_LEVEL)
            all |= a->days[day].index.primary;
    return all;
}

enum { OZONE = 1U << HZ_AIR_O3_8H | 1U << HZ_AIR_O3_1H | 1U << HZ_AIR_O3 };

/* What they show: PM2.5 or ozone when it is that alone on each of these days. PM10 may be dust or not: it shows nothing. */
static int shown_cause(const hz_alert *a)
{
    if (a->primary == 1U << HZ_AIR_PM25)
        return HZ_CAUSE_PM25;
    return a->primary && !(a->primary & ~OZONE) ? HZ_CAUSE_O3 : -1;
}

bool hz_alert_contradicts_cause(const hz_alert *alert)
{
    static const uint16_t seen_with[HZ_N_CAUSES] = {
        [HZ_CAUSE_PM25] = 1U << HZ_AIR_PM25, [HZ_CAUSE_O3] = OZONE, [HZ_CAUSE_DUST] = 1U << HZ_AIR_PM10};

    return alert->is_cause_given && alert->primary && seen_with[alert->cause] &&
           !(alert->primary & seen_with[alert->cause]);
}

static hz_cuts cuts_of(const judge *j, const hz_alert *a)
{
    bool depends = false;

    for (int cause = 0; cause < HZ_N_CAUSES; cause++) {
        bool is_no = j->rules->no_cuts >> cause & 1 && counts(j, j->rules->no_cuts_source[cause]);

        if (is_no && cause == a->cause)
            return HZ_CUTS_NOT_FOR_CAUSE;
        depends |= is_no;
    }
    return depends && a->cause < 0 ? HZ_CUTS_UNKNOWN : HZ_CUTS_ALLOWED;
}

/* ---- what the rules look at ---- */

static unsigned metrics_of(const judge *j, const hz_when *when)
{
    bool is_value = when->kind == HZ_WHEN_RUN || when->kind == HZ_WHEN_DAYS;
    unsigned metrics = is_value ? 1U << when->metric : 0;

    if (!counts(j, when->source))
        return 0; /* it never holds, nor what is in it */
    for (const hz_when *part = when->parts; part; part = part->next)
        metrics |= metrics_of(j, part);
    return metrics;
}

static void note_metrics(const judge *j, hz_alert *a)
{
    for (int level = 0; level < HZ_N_LEVELS; level++) {
        const hz_rule_level *rule = &j->rules->levels[level];

        if (rule->is_defined && rule->when && counts(j, rule->source))
            a->metrics = (uint16_t)(a->metrics | metrics_of(j, rule->when));
    }
    for (int air = 0; air < HZ_N_AIR; air++)
        if (a->metrics >> air & 1 && !hz_series_gives(j->series, (hz_air)air))
            a->absent |= (uint16_t)(1U << air);
}

/* ---- the verbs ---- */

static hz_status too_many_spans(const hz_ruleset *rules, hz_error *err)
{
    return hz_error_set(
        err, HZ_ERR_INPUT,
        _("the conditions of rule set '%1$s' hold at more than %2$d times in this forecast; give it fewer conditions"),
        rules->id, MAX_SPANS);
}

static hz_status judge_all(hz_alert *a, judge *j, hz_error *err)
{
    span_list sure = {0}, possible = {0};
    hz_status status;

    find_levels(j, &sure);
    j->unknown_is_bad = true;
    find_levels(j, &possible);
    j->unknown_is_bad = false;
    a->spans = sure.items;
    a->n_spans = sure.n;
    status = j->is_out_of_memory ? hz_error_memory(err) : j->has_too_many ? too_many_spans(j->rules, err) : HZ_OK;
    if (!status && !(status = group_spans(a, counts(j, j->rules->lift.source) ? j->rules->lift.hours : 0, err)) &&
        !(status = fill_days(j, a, &sure, &possible, err))) {
        finish_episodes(j, a, &possible);
        a->current = current_episode(a);
        a->primary = primary_of(a);
        a->is_cause_given = a->forecast->cause >= 0;
        a->cause = a->is_cause_given ? a->forecast->cause : shown_cause(a);
        a->cuts = cuts_of(j, a);
    }
    free(possible.items);
    return status;
}

hz_status hz_alert_make(hz_alert **out, const hz_ruleset *rules, const hz_forecast *forecast, const hz_series *series,
                        const hz_alert_settings *settings, hz_error *err)
{
    judge j = {.rules = rules, .series = series, .with_unconfirmed = settings && settings->with_unconfirmed};
    hz_alert *a = hz_calloc(1, sizeof *a);
    hz_status status;

    *out = NULL;
    if (!a)
        return hz_error_memory(err);
    j.n_hours = hz_series_n_days(series) * DAY_H;
    j.n_phases = rules->is_any_24h && counts(&j, rules->day_source) && hz_series_has_hours(series) ? DAY_H : 1;
    j.bridge_h = counts(&j, rules->bridge.source) ? rules->bridge.hours : 0;
    a->rules = rules;
    a->forecast = forecast;
    a->first_day = hz_series_first_day(series);
    a->n_days = hz_series_n_days(series);
    a->index = a->n_days > 0 ? hz_series_index(series, 0) : NULL;
    note_metrics(&j, a);
    if ((status = judge_all(a, &j, err)))
        hz_alert_free(a);
    else
        *out = a;
    return status;
}

void hz_alert_free(hz_alert *alert)
{
    if (!alert)
        return;
    free(alert->days);
    free(alert->spans);
    free(alert->episodes);
    free(alert);
}

int hz_alert_level(const hz_alert *alert)
{
    return alert->current < 0 || alert->cuts == HZ_CUTS_NOT_FOR_CAUSE ? HZ_NO_LEVEL
                                                                      : (int)alert->episodes[alert->current].level;
}

/* ---- what is left out ---- */

static bool hangs_on(const hz_alert *a, int day)
{
    return a->days[day].missing && a->days[day].possible > a->days[day].level;
}

static void weigh_gap(const hz_alert *a, hz_alert_gap *gap)
{
    gap->sure = gap->possible = HZ_NO_LEVEL;
    for (int day = gap->from; day < gap->to; day++)
        gap->possible = a->days[day].possible > gap->possible ? a->days[day].possible : gap->possible;
    for (int day = gap->from - 1; day <= gap->to; day++)
        if (day >= 0 && day < a->n_days && a->days[day].level > gap->sure)
            gap->sure = a->days[day].level;
}

static bool is_past(const hz_alert *a, const hz_alert_gap *gap)
{
    if (a->forecast->issued == HZ_INSTANT_NONE || hz_instant_day(a->forecast->issued) < a->first_day + gap->to)
        return false;
    return a->current < 0 || gap->to * DAY_H < a->episodes[a->current].from_h;
}

bool hz_alert_next_gap(const hz_alert *alert, hz_alert_gap *gap)
{
    while (gap->to < alert->n_days) {
        gap->from = gap->to++;
        if (!hangs_on(alert, gap->from))
            continue;
        while (gap->to < alert->n_days && hangs_on(alert, gap->to))
            gap->to++;
        weigh_gap(alert, gap);
        if (gap->possible > gap->sure && !is_past(alert, gap))
            return true;
    }
    return false;
}

bool hz_alert_is_open(const hz_alert *alert)
{
    hz_alert_gap gap = {0};

    return hz_alert_next_gap(alert, &gap) || (alert->cuts == HZ_CUTS_UNKNOWN && alert->current >= 0);
}

int hz_alert_possible(const hz_alert *alert)
{
    int level = hz_alert_level(alert);

    for (hz_alert_gap gap = {0}; hz_alert_next_gap(alert, &gap);)
        level = gap.possible > level ? gap.possible : level;
    return level;
}

/* as_episode_sheet.c - the orders of an episode on paper: one sheet per enterprise, one per district
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/as_episode_sheet.h"

#include <stdio.h>

#include "base/lang.h"
#include "export/as_episode.h"
#include "export/as_sheet.h"
#include "export/page.h"
#include "export/show.h"
#include "export/show_episode.h"

/* ---- the orders of a unit ---- */

static size_t n_orders_of(const hz_episode_plan *plan, size_t unit)
{
    return plan->first_of_unit[unit + 1] - plan->first_of_unit[unit];
}

static const hz_episode_order *order_of(const hz_episode_plan *plan, size_t unit, size_t k)
{
    return &plan->orders[plan->of_unit[plan->first_of_unit[unit] + k]];
}

static size_t n_orders_between(const hz_episode_plan *plan, const hz_enterprise *e)
{
    return plan->first_of_unit[e->first_unit + e->n_units] - plan->first_of_unit[e->first_unit];
}

static int64_t cost_of(const hz_episode_plan *plan, const hz_enterprise *e)
{
    int64_t sum = 0;

    for (size_t k = plan->first_of_unit[e->first_unit]; k < plan->first_of_unit[e->first_unit + e->n_units]; k++)
        sum += hz_episode_order_fen(&plan->orders[plan->of_unit[k]]);
    return sum;
}

static void put_times(hz_sink *sink, const hz_episode_plan *plan, const hz_episode_order *o)
{
    char line[HZ_PAGE_LINE], issue[HZ_INSTANT_TEXT], place[HZ_INSTANT_TEXT], until[HZ_INSTANT_TEXT], note[HZ_NOTE_TEXT];
    const char *kept = hz_show_note(note, plan, o);

    snprintf(line, sizeof line, _("    to be issued by %1$s, in place by %2$s, until %3$s%4$s%5$s"),
             hz_show_instant(issue, o->stretch.issue_by), hz_show_instant(place, o->stretch.in_place_by),
             hz_show_instant(until, o->stretch.until), kept ? _("; ") : "", kept ? kept : "");
    hz_page_line(sink, line);
}

/* A cycle that does not fit into the order: what each day of it allows. */
static void put_short_cycle(hz_sink *sink, const hz_episode_plan *plan, const hz_episode_order *o)
{
    const hz_mode *mode = hz_mode_of(plan->scenario, o->unit, o->stretch.what.mode);
    char line[HZ_PAGE_LINE];
    int off, on;

    if (!hz_show_short_cycle(&off, &on, mode, hz_stretch_end(&o->stretch) - o->stretch.in_place_by))
        return;
    snprintf(line, sizeof line,
             _("    the order is shorter than a cycle of %1$d h: on each day off from 00:00 for %2$d h %3$d min, then on for %4$d h %5$d min at "
               "most"),
             mode->hours[0] + mode->hours[1], off / 60, off % 60, on / 60, on % 60);
    hz_page_line(sink, line);
}

/* Its hours are those of the mode; days are what the plan counts. */
static void put_restart(hz_sink *sink, const hz_episode_plan *plan, const hz_episode_order *o)
{
    const hz_mode *mode = hz_mode_of(plan->scenario, o->unit, o->stretch.what.mode);
    char line[HZ_PAGE_LINE], time[HZ_INSTANT_TEXT], counted[HZ_INSTANT_TEXT];
    int64_t until;

    if (!mode || hz_show_runs_again(plan, o) == o->stretch.until)
        return;
    until = hz_stretch_end(&o->stretch) + mode->restart_h * INT64_C(60);
    hz_show_instant(counted, hz_show_runs_again(plan, o));
    if (until == hz_show_runs_again(plan, o))
        snprintf(line, sizeof line, _("    then it restarts and makes nothing; it runs again from %s on"), counted);
    else
        snprintf(line, sizeof line,
                 _("    then it restarts and makes nothing, which takes until %1$s; the plan counts whole days, as if it ran "
                   "again from %2$s on"),
                 hz_show_instant(time, until), counted);
    hz_page_line(sink, line);
}

static void put_cost(hz_sink *sink, const hz_episode_plan *plan, const hz_episode_order *o)
{
    char line[HZ_PAGE_LINE], all[HZ_FIXED_MAX], days[HZ_FIXED_MAX], restart[HZ_FIXED_MAX], once[HZ_FIXED_MAX], beyond[HZ_FIXED_MAX];

    snprintf(line, sizeof line, _("    cost counted for it: %1$s %2$s (its days %3$s, restart %4$s, paid once %5$s, behind the last day %6$s)"),
             hz_page_money(all, hz_episode_order_fen(o)), hz_show_money(plan->scenario->currency), hz_page_money(days, o->days_fen),
             hz_page_money(restart, o->restart_fen), hz_page_money(once, o->stretch.once_fen),
             hz_page_money(beyond, o->stretch.beyond_fen));
    hz_page_line(sink, line);
}

static void put_sentence(hz_sink *sink, const char *sentence)
{
    hz_puts(sink, "    ");
    hz_puts(sink, sentence);
    hz_putc(sink, '\n');
}

static void put_order(hz_sink *sink, const hz_episode_plan *plan, const hz_episode_order *o, size_t number)
{
    const hz_plan day = hz_episode_as_plan(plan, o->stretch.told);
    const hz_unit *u = &plan->scenario->units[o->unit];
    char line[HZ_PAGE_LINE], order[HZ_PAGE_LINE];

    snprintf(line, sizeof line, _("%1$u. [%2$s] %3$s (%4$s): %5$s"), (unsigned)number, u->id, u->name,
             hz_unit_kind_name((hz_unit_kind)u->kind), hz_show_day_order(order, sizeof order, plan, o->unit, o->stretch.told));
    hz_putc(sink, '\n');
    hz_page_line(sink, line);
    put_times(sink, plan, o);
    if (hz_put_notice(sink, plan, o, NULL, put_sentence))
        hz_sink_lacks_memory(sink);
    put_short_cycle(sink, plan, o);
    hz_sheet_unit(sink, &day, o->unit);
    put_restart(sink, plan, o);
    put_cost(sink, plan, o);
}

/* ---- an enterprise ---- */

/* Each level of the episode once, by its first day. */
static bool is_first_of_level(const hz_course *course, int day)
{
    for (int t = 0; t < day; t++)
        if (course->level[t] == course->level[day])
            return false;
    return course->level[day] != HZ_NO_DAY_LEVEL;
}

static bool has_grants(const hz_scenario *s, const hz_enterprise *e, hz_level level)
{
    return hz_next_load(s, e, level, NULL) || hz_next_exemption(s, e, level, NULL);
}

/* Of a failure that has no end yet. */
static void put_failed(hz_sink *sink, const hz_episode_plan *plan, size_t enterprise)
{
    const hz_failure *failure = hz_failure_open(&plan->failures, enterprise);
    char line[HZ_PAGE_LINE], time[HZ_INSTANT_TEXT];

    if (!failure)
        return;
    snprintf(line, sizeof line,
             _("The enterprise has reported failure: from %s on nothing that it is ordered counts. Its orders stay; it must carry them "
               "out as soon as it can, and report that, so that they count again."),
             hz_show_instant(time, failure->from));
    hz_page_line(sink, line);
}

/* What was ordered before and is not any more. */
static void put_withdrawn(hz_sink *sink, const hz_episode_plan *plan, const hz_enterprise *e)
{
    hz_stretch was;

    for (uint32_t u = e->first_unit; u < e->first_unit + e->n_units; u++)
        for (int day = 0; hz_next_withdrawn(&was, &day, plan, u);) {
            char line[HZ_PAGE_LINE], from[HZ_INSTANT_TEXT], until[HZ_INSTANT_TEXT];

            snprintf(line, sizeof line, _("Withdrawn: [%1$s] %2$s: what was ordered from %3$s until %4$s; a new notice is due."),
                     plan->scenario->units[u].id, plan->scenario->units[u].name, hz_show_instant(from, was.in_place_by),
                     hz_show_instant(until, hz_stretch_end(&was)));
            hz_page_line(sink, line);
        }
}

static void put_grants(hz_sink *sink, const hz_episode_plan *plan, const hz_enterprise *e)
{
    for (int t = 0; t < plan->course.n_days; t++) {
        const hz_plan day = hz_episode_as_plan(plan, t);
        char line[HZ_PAGE_LINE];

        if (!is_first_of_level(&plan->course, t) || !has_grants(plan->scenario, e, day.settings.level))
            continue;
        snprintf(line, sizeof line,
                 hz_next_exemption(plan->scenario, e, day.settings.level, NULL) ? _("At %s the enterprise, or a part of it, is exempt.")
                                                                                : _("At %s:"),
                 hz_level_name(day.settings.level));
        hz_page_line(sink, line);
        hz_sheet_grants(sink, &day, e);
    }
}

static void put_counts(hz_sink *sink, const hz_episode_plan *plan, const hz_enterprise *e)
{
    char line[HZ_PAGE_LINE], orders[HZ_FIXED_MAX], units[HZ_FIXED_MAX], all[HZ_FIXED_MAX], cost[HZ_FIXED_MAX];
    size_t n = 0;

    for (uint32_t u = e->first_unit; u < e->first_unit + e->n_units; u++)
        n += n_orders_of(plan, u) > 0;
    snprintf(line, sizeof line, _("Orders: %1$s, for %2$s of its %3$s units; together they cost %4$s %5$s. Safety comes first."),
             hz_page_count(orders, n_orders_between(plan, e)), hz_page_count(units, n), hz_page_count(all, e->n_units),
             hz_page_money(cost, cost_of(plan, e)), hz_show_money(plan->scenario->currency));
    hz_page_line(sink, line);
}

static void put_what_to_do(hz_sink *sink, const hz_episode_plan *plan, const hz_enterprise *e)
{
    hz_page_section(sink, _("What to do"));
    if (n_orders_between(plan, e) > 0) {
        put_counts(sink, plan, e);
        hz_page_line(sink, _("Units that are not cut may not emit more than before the warning."));
    } else if (e->operation == HZ_OPERATING) {
        hz_page_line(sink, _("Nothing is cut in this episode."));
        hz_page_line(sink, _("It may not emit more than before the warning."));
    } else
        hz_page_line(sink, _("The enterprise is shut and may not start while the response lasts."));
    put_failed(sink, plan, (size_t)(e - plan->scenario->enterprises));
    put_withdrawn(sink, plan, e);
    put_grants(sink, plan, e);
}

void hz_sheet_episode_enterprise(hz_sink *sink, const hz_episode_plan *plan, size_t enterprise)
{
    const hz_scenario *s = plan->scenario;
    const hz_enterprise *e = &s->enterprises[enterprise];
    const hz_plan whole = hz_episode_as_plan(plan, 0);
    size_t number = 0;

    hz_page_stamp(sink, s->standing);
    hz_page_title(sink, _("Emergency emission reduction: orders of an episode for the enterprise"));
    hz_text_episode_head(sink, plan, &(uint32_t){(uint32_t)enterprise}, 1);
    hz_sheet_who(sink, s, e);
    put_what_to_do(sink, plan, e);
    for (uint32_t u = e->first_unit; u < e->first_unit + e->n_units; u++)
        for (size_t k = 0; k < n_orders_of(plan, u); k++)
            put_order(sink, plan, order_of(plan, u, k), ++number);
    hz_sheet_blanks(sink);
    hz_page_foot(sink, &whole);
}

/* ---- a district ---- */

static void put_seen(hz_sink *sink, const hz_episode_plan *plan, const hz_episode_order *o)
{
    const hz_plan day = hz_episode_as_plan(plan, o->stretch.told);
    const hz_unit *u = &plan->scenario->units[o->unit];
    char line[HZ_PAGE_LINE], order[HZ_PAGE_LINE];

    snprintf(line, sizeof line, "  [%s] %s: %s", u->id, u->name,
             hz_show_day_order(order, sizeof order, plan, o->unit, o->stretch.told));
    hz_page_line(sink, line);
    put_times(sink, plan, o);
    put_short_cycle(sink, plan, o);
    hz_sheet_seen(sink, &day, o->unit);
    put_restart(sink, plan, o);
    hz_page_line(sink, _("    [ ] seen in place at ____-__-__ __:__   by ______________"));
}

static void put_touched(hz_sink *sink, const hz_episode_plan *plan, const hz_enterprise *e)
{
    const hz_scenario *s = plan->scenario;
    char line[HZ_PAGE_LINE];

    hz_putc(sink, '\n');
    snprintf(line, sizeof line, "%s  %s  (%s, %s)  %s %s", e->id, e->name, hz_bilingual_text(s->sectors[e->sector].name),
             hz_grade_name((hz_grade)e->grade), e->town ? e->town : "", e->address ? e->address : "");
    hz_page_line(sink, line);
    hz_page_contacts(sink, s, e);
    for (uint32_t u = e->first_unit; u < e->first_unit + e->n_units; u++)
        for (size_t k = 0; k < n_orders_of(plan, u); k++)
            put_seen(sink, plan, order_of(plan, u, k));
}

static void put_district_sums(hz_sink *sink, const hz_episode_plan *plan, const uint32_t *enterprises, size_t n_enterprises)
{
    char line[HZ_PAGE_LINE], touched[HZ_FIXED_MAX], all[HZ_FIXED_MAX], orders[HZ_FIXED_MAX], cost[HZ_FIXED_MAX];
    size_t n_touched = 0, n = 0;
    int64_t sum = 0;

    for (size_t i = 0; i < n_enterprises; i++) {
        const hz_enterprise *e = &plan->scenario->enterprises[enterprises[i]];

        n_touched += n_orders_between(plan, e) > 0;
        n += n_orders_between(plan, e);
        sum += cost_of(plan, e);
    }
    hz_page_section(sink, _("In short"));
    snprintf(line, sizeof line, _("Enterprises with orders: %1$s of %2$s. Orders: %3$s. Cost of the episode here: %4$s %5$s."),
             hz_page_count(touched, n_touched), hz_page_count(all, n_enterprises), hz_page_count(orders, n), hz_page_money(cost, sum),
             hz_show_money(plan->scenario->currency));
    hz_page_line(sink, line);
}

static void put_untouched_rows(hz_sink *sink, hz_page_column *columns, const hz_episode_plan *plan, const uint32_t *enterprises,
                               size_t n_enterprises)
{
    for (size_t i = 0; i < n_enterprises; i++) {
        const hz_enterprise *e = &plan->scenario->enterprises[enterprises[i]];
        const char *cells[] = {e->id, e->name};

        if (n_orders_between(plan, e) == 0)
            hz_page_row(sink, columns, 2, cells);
    }
}

static void put_untouched(hz_sink *sink, const hz_episode_plan *plan, const uint32_t *enterprises, size_t n_enterprises)
{
    hz_page_column columns[2] = {{16, false}, {40, false}};
    const char *headings[] = {_("enterprise"), _("name")};

    hz_page_section(sink, _("Not cut: these may not emit more than before the warning, nor may those that are not listed"));
    put_untouched_rows(NULL, columns, plan, enterprises, n_enterprises);
    hz_page_headings(sink, columns, 2, headings);
    put_untouched_rows(sink, columns, plan, enterprises, n_enterprises);
}

void hz_sheet_episode_district(hz_sink *sink, const hz_episode_plan *plan, size_t district, const uint32_t *enterprises,
                               size_t n_enterprises)
{
    const hz_scenario *s = plan->scenario;
    const hz_plan whole = hz_episode_as_plan(plan, 0);

    hz_page_stamp(sink, s->standing);
    hz_page_title(sink, _("Emergency emission reduction: orders of an episode in the district"));
    hz_page_fact(sink, _("District"), hz_bilingual_text(s->districts[district].name));
    hz_sheet_body(sink, &s->districts[district]);
    hz_text_episode_head(sink, plan, enterprises, n_enterprises);
    put_district_sums(sink, plan, enterprises, n_enterprises);
    hz_page_section(sink, _("To be seen in place"));
    for (size_t i = 0; i < n_enterprises; i++)
        if (n_orders_between(plan, &s->enterprises[enterprises[i]]) > 0)
            put_touched(sink, plan, &s->enterprises[enterprises[i]]);
    put_untouched(sink, plan, enterprises, n_enterprises);
    hz_page_foot(sink, &whole);
}

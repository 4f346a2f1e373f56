/* as_episode.c - the plan of an episode: as text, as tables, as JSON; and why there is none
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/as_episode.h"

#include <stdio.h>
#include <string.h>

#include "base/csv.h"
#include "base/lang.h"
#include "export/as_families.h"
#include "export/as_refused.h"
#include "export/as_text.h"
#include "export/json.h"
#include "export/page.h"
#include "export/sentence.h"
#include "export/show.h"

enum { NOTE_BYTES = 256 };

/* ---- words ---- */

/* "2026-01-03 00:00" */
static const char *time_text(char buf[HZ_INSTANT_TEXT], int64_t instant)
{
    hz_instant_format(buf, instant);
    buf[10] = ' ';
    return buf;
}

static const char *level_text(int level)
{
    return level == HZ_NO_DAY_LEVEL ? _("no level") : hz_level_name((hz_level)level);
}

static const hz_enterprise *enterprise_of(const hz_scenario *s, size_t unit)
{
    return &s->enterprises[s->units[unit].enterprise];
}

/* What a unit is told, in a few words. */
static const char *order_text(char *buf, size_t size, const hz_episode_plan *plan, size_t unit, int day)
{
    return hz_show_order(buf, size, plan->scenario, unit, &plan->days[day].orders[unit]);
}

static bool is_kept(const hz_episode_plan *plan, const hz_episode_order *o)
{
    return plan->kept && plan->kept[o->unit].fixed >> o->stretch.first & 1;
}

static const char *kept_text(const hz_episode_plan *plan, const hz_episode_order *o)
{
    if (!is_kept(plan, o))
        return NULL;
    return plan->kept[o->unit].fixed >> o->stretch.last & 1 ? _("ordered before") : _("ordered before, now longer");
}

/* An order of before may go on for longer than it was given for, any order behind the last day; NULL: neither. */
static const char *note_text(char buf[NOTE_BYTES], const hz_episode_plan *plan, const hz_episode_order *o)
{
    const char *kept = kept_text(plan, o);
    char time[HZ_INSTANT_TEXT];

    if (o->stretch.n_days_beyond == 0)
        return kept;
    snprintf(buf, NOTE_BYTES, _("%1$s%2$sgoes on until %3$s at least"), kept ? kept : "", kept ? _("; ") : "",
             time_text(time, o->stretch.until + o->stretch.n_days_beyond * (int64_t)HZ_DAY_MIN));
    return buf;
}

static int64_t days_cost(const hz_episode_plan *plan, const hz_episode_order *o)
{
    int64_t cost = 0;

    for (int t = o->stretch.first; t <= o->stretch.last; t++)
        cost += hz_order_cost_fen_d(plan->scenario, o->unit, HZ_BLUE, &plan->days[t].orders[o->unit]);
    return cost;
}

/* ---- text ---- */

/* That other orders may be cheaper, and by how much at most, is never left unsaid. */
static void put_end_of_search(hz_sink *sink, const hz_episode_plan *plan)
{
    char line[HZ_PAGE_LINE], gap[HZ_FIXED_MAX];

    if (plan->cost_fen <= plan->bound_fen) {
        hz_page_line(sink, _("These orders are the cheapest."));
        return;
    }
    hz_text_given_up(sink, plan->search_end, plan->n_nodes);
    hz_text_gap(gap, plan->cost_fen, plan->bound_fen);
    snprintf(line, sizeof line, _("Others could be cheaper by no more than the difference, %s %% of the cost."), gap);
    hz_page_line(sink, line);
}

/* What must go on when the episode has ended. */
static void put_beyond(hz_sink *sink, const hz_episode_plan *plan)
{
    char buf[HZ_FIXED_MAX + 64], amount[HZ_FIXED_MAX];
    size_t n = 0;

    for (size_t i = 0; i < plan->n_orders; i++)
        n += plan->orders[i].stretch.n_days_beyond > 0;
    if (n == 0)
        return;
    snprintf(buf, sizeof buf, "%s %s", hz_page_money(amount, plan->beyond_fen), hz_show_money(plan->scenario->currency));
    hz_page_fact(sink, _("of which behind it"), buf);
    hz_page_fact(sink, _("Orders that go on"), hz_page_count(amount, n));
}

static void put_head(hz_sink *sink, const hz_episode_plan *plan)
{
    char buf[HZ_FIXED_MAX + 64], amount[HZ_FIXED_MAX], time[HZ_INSTANT_TEXT];
    const char *money = hz_show_money(plan->scenario->currency);

    hz_page_stamp(sink, plan->scenario->standing);
    hz_page_title(sink, _("Plan of an episode"));
    hz_page_fact(sink, _("Plan"), plan->id);
    hz_page_fact(sink, _("Orders are issued from"), time_text(time, plan->course.now));
    if (plan->settings.from[0])
        hz_page_fact(sink, _("Orders that stay"), plan->settings.from);
    if (plan->settings.failed[0])
        hz_page_fact(sink, _("Reported failure"), plan->settings.failed);
    snprintf(buf, sizeof buf, "%s %s", hz_page_money(amount, plan->cost_fen), money);
    hz_page_fact(sink, _("Cost of the episode"), buf);
    snprintf(buf, sizeof buf, "%s %s", hz_page_money(amount, plan->once_fen), money);
    hz_page_fact(sink, _("of which paid once"), buf);
    put_beyond(sink, plan);
    snprintf(buf, sizeof buf, "%s %s", hz_page_money(amount, plan->bound_fen), money);
    hz_page_fact(sink, _("Proved: not below"), buf);
    snprintf(buf, sizeof buf, "%s %s", hz_page_money(amount, plan->cost_fen - plan->bound_fen), money);
    hz_page_fact(sink, _("Difference"), buf);
    put_end_of_search(sink, plan);
}

static const char *told_on(char buf[HZ_FIXED_MAX], const hz_episode_plan *plan, int day)
{
    size_t n = 0;

    for (size_t u = 0; u < plan->scenario->n_units; u++)
        n += plan->schedules[u].days[day].kind != HZ_DAY_RUN;
    return hz_page_count(buf, n);
}

static int64_t cost_on(const hz_episode_plan *plan, int day)
{
    int64_t cost = 0;

    for (size_t u = 0; u < plan->scenario->n_units; u++)
        cost += hz_order_cost_fen_d(plan->scenario, u, HZ_BLUE, &plan->days[day].orders[u]);
    return cost;
}

static void put_day(hz_sink *sink, hz_page_column *columns, const hz_episode_plan *plan, int day)
{
    char date[HZ_DATE_TEXT], n[HZ_FIXED_MAX], cost[HZ_FIXED_MAX];
    const char *cells[] = {hz_date_format(date, plan->course.first_day + day), level_text(plan->course.level[day]), told_on(n, plan, day),
                           hz_page_money(cost, cost_on(plan, day)), day < hz_course_begun(&plan->course) ? _("has begun") : NULL};

    hz_page_row(sink, columns, 5, cells);
}

static void put_days(hz_sink *sink, const hz_episode_plan *plan)
{
    hz_page_column columns[5] = {[2] = {.is_right = true}, [3] = {.is_right = true}};
    const char *headings[] = {_("Date"), _("Level"), _("Units with orders"), _("Cost"), ""};

    hz_page_section(sink, _("Day by day"));
    for (int t = 0; t < plan->course.n_days; t++)
        put_day(NULL, columns, plan, t);
    hz_page_headings(sink, columns, 5, headings);
    for (int t = 0; t < plan->course.n_days; t++)
        put_day(sink, columns, plan, t);
}

/* Both passes over the rows of a table: without a sink they only widen it. */
static void put_demands_rows(hz_sink *sink, hz_page_column *columns, const hz_episode_plan *plan)
{
    for (int t = 0; t < plan->course.n_days; t++)
        for (size_t b = 0; plan->days[t].reckoning && b < plan->days[t].reckoning->n_balances; b++) {
            hz_page_claim claim;
            char date[HZ_DATE_TEXT];
            const char *cells[6];

            hz_page_balance(&claim, plan->scenario, &plan->days[t].reckoning->balances[b]);
            cells[0] = hz_date_format(date, plan->course.first_day + t);
            cells[1] = claim.label;
            cells[2] = claim.required;
            cells[3] = claim.reached;
            cells[4] = claim.slack;
            cells[5] = claim.unit;
            hz_page_row(sink, columns, 6, cells);
        }
}

static void put_demands(hz_sink *sink, const hz_episode_plan *plan)
{
    hz_page_column columns[6] = {[2] = {.is_right = true}, [3] = {.is_right = true}, [4] = {.is_right = true}};
    const char *headings[] = {_("Date"), _("Demand"), _("required"), _("reached"), _("slack"), ""};

    hz_page_section(sink, _("Demands"));
    put_demands_rows(NULL, columns, plan);
    hz_page_headings(sink, columns, 6, headings);
    put_demands_rows(sink, columns, plan);
}

static void put_order(hz_sink *sink, hz_page_column *columns, const hz_episode_plan *plan, const hz_episode_order *o)
{
    char issue[HZ_INSTANT_TEXT], place[HZ_INSTANT_TEXT], until[HZ_INSTANT_TEXT], what[HZ_PAGE_LINE], name[HZ_PAGE_LINE];
    char unit[HZ_PAGE_LINE], note[NOTE_BYTES];
    const char *cells[] = {time_text(issue, o->stretch.issue_by),
                           time_text(place, o->stretch.in_place_by),
                           time_text(until, o->stretch.until),
                           hz_show_line(name, sizeof name, enterprise_of(plan->scenario, o->unit)->name),
                           hz_show_line(unit, sizeof unit, plan->scenario->units[o->unit].name),
                           order_text(what, sizeof what, plan, o->unit, o->stretch.first),
                           note_text(note, plan, o)};

    hz_page_row(sink, columns, 7, cells);
}

static void put_orders(hz_sink *sink, const hz_episode_plan *plan)
{
    hz_page_column columns[7] = {0};
    const char *headings[] = {_("Issue by"), _("In place by"), _("Until"), _("Enterprise"), _("Unit"), _("Order"), ""};

    hz_page_section(sink, _("Orders"));
    for (size_t i = 0; i < plan->n_orders; i++)
        put_order(NULL, columns, plan, &plan->orders[i]);
    hz_page_headings(sink, columns, 7, headings);
    for (size_t i = 0; i < plan->n_orders; i++)
        put_order(sink, columns, plan, &plan->orders[i]);
}

void hz_text_episode(hz_sink *sink, const hz_episode_plan *plan)
{
    put_head(sink, plan);
    put_days(sink, plan);
    put_demands(sink, plan);
    put_orders(sink, plan);
}

/* ---- tables ---- */

static void put_names(hz_sink *sink, const hz_scenario *s, size_t unit)
{
    hz_csv_put(sink, enterprise_of(s, unit)->id, true);
    hz_csv_put(sink, enterprise_of(s, unit)->name, false);
    hz_csv_put(sink, s->units[unit].id, false);
    hz_csv_put(sink, s->units[unit].name, false);
}

static void put_name_headings(hz_sink *sink)
{
    hz_puts(sink, "\xEF\xBB\xBF"); /* spreadsheets in China take a file without it for GBK */
    hz_csv_put(sink, _("Enterprise id"), true);
    hz_csv_put(sink, _("Enterprise"), false);
    hz_csv_put(sink, _("Unit id"), false);
    hz_csv_put(sink, _("Unit"), false);
}

static void put_cell(hz_sink *sink, const hz_episode_plan *plan, size_t unit, int day)
{
    hz_day what = plan->schedules[unit].days[day];
    char buf[HZ_PAGE_LINE];

    if (what.kind == HZ_DAY_RUN)
        hz_csv_put(sink, "", false);
    else if (what.kind == HZ_DAY_RESTART)
        hz_csv_put(sink, _("restart"), false);
    else if (what.kind == HZ_DAY_NOT_YET)
        hz_csv_put(sink, _("not in place yet"), false);
    else
        hz_csv_put(sink, order_text(buf, sizeof buf, plan, unit, day), false);
}

void hz_csv_schedule(hz_sink *sink, const hz_episode_plan *plan)
{
    char date[HZ_DATE_TEXT];

    put_name_headings(sink);
    for (int t = 0; t < plan->course.n_days; t++)
        hz_csv_put(sink, hz_date_format(date, plan->course.first_day + t), false);
    hz_csv_put(sink, _("Cost"), false);
    hz_csv_put(sink, _("of which paid once"), false);
    hz_csv_put(sink, _("of which behind the last day"), false);
    hz_csv_end(sink);
    for (size_t u = 0; u < plan->scenario->n_units; u++) {
        const hz_choice choice = {.scenario = plan->scenario, .course = &plan->course, .unit = u};

        put_names(sink, plan->scenario, u);
        for (int t = 0; t < plan->course.n_days; t++)
            put_cell(sink, plan, u, t);
        hz_csv_put_fixed(sink, hz_schedule_cost_fen(&choice, &plan->schedules[u]), 2, 2, false);
        hz_csv_put_fixed(sink, hz_schedule_once_fen(&choice, &plan->schedules[u]), 2, 2, false);
        hz_csv_put_fixed(sink, hz_schedule_beyond_fen(&choice, &plan->schedules[u]), 2, 2, false);
        hz_csv_end(sink);
    }
}

/* The notice of an order is that of its first day, with its own times. */
static hz_status put_sentence(hz_sink *sink, const hz_episode_plan *plan, const hz_episode_order *o, hz_error *err)
{
    hz_plan day = {.scenario = plan->scenario, .settings = plan->settings, .orders = plan->days[o->stretch.first].orders};
    hz_sentences *sentences;

    hz_instant_format(day.settings.start, o->stretch.in_place_by);
    hz_instant_format(day.settings.in_place, o->stretch.in_place_by);
    hz_instant_format(day.settings.until, o->stretch.until);
    sentences = hz_sentences_of_stretch(&day);
    hz_csv_put(sink, sentences ? hz_sentence(sentences, o->unit) : "", false);
    return hz_sentences_free(sentences) ? hz_error_memory(err) : HZ_OK;
}

static hz_status put_order_row(hz_sink *sink, const hz_episode_plan *plan, const hz_episode_order *o, hz_error *err)
{
    const hz_mode *mode = hz_mode_of(plan->scenario, o->unit, o->stretch.what.mode);
    const int64_t times[] = {o->stretch.issue_by, o->stretch.in_place_by, o->stretch.until};
    char buf[HZ_PAGE_LINE];
    const char *note;
    hz_status status;

    put_names(sink, plan->scenario, o->unit);
    hz_csv_put(sink, order_text(buf, sizeof buf, plan, o->unit, o->stretch.first), false);
    hz_csv_put(sink, mode ? mode->id : "", false);
    hz_csv_put_fixed(sink, o->stretch.what.cut_bp, 2, -1, false);
    for (size_t i = 0; i < sizeof times / sizeof *times; i++)
        hz_csv_put(sink, hz_instant_format(buf, times[i]), false);
    hz_csv_put_fixed(sink, days_cost(plan, o), 2, 2, false);
    hz_csv_put_fixed(sink, o->stretch.once_fen, 2, 2, false);
    hz_csv_put_fixed(sink, o->stretch.beyond_fen, 2, 2, false);
    note = note_text(buf, plan, o);
    hz_csv_put(sink, note ? note : "", false);
    status = put_sentence(sink, plan, o, err);
    hz_csv_end(sink);
    return status;
}

hz_status hz_csv_orders(hz_sink *sink, const hz_episode_plan *plan, hz_error *err)
{
    const char *headings[] = {_("Order"),     _("Mode"), _("Cut %"), _("Issue by"), _("In place by"), _("Until"), _("Cost of its days"),
                              _("Paid once"), _("Behind the last day"), _("Note"), _("Notice")};
    hz_status status = HZ_OK;

    put_name_headings(sink);
    for (size_t i = 0; i < sizeof headings / sizeof *headings; i++)
        hz_csv_put(sink, headings[i], false);
    hz_csv_end(sink);
    for (size_t i = 0; i < plan->n_orders && !status; i++)
        status = put_order_row(sink, plan, &plan->orders[i], err);
    return status;
}

/* ---- JSON ---- */

static void json_day(hz_sink *sink, const hz_episode_plan *plan, int day)
{
    const hz_reckoning *r = plan->days[day].reckoning;
    char date[HZ_DATE_TEXT];
    int level = plan->course.level[day];

    hz_json_first_text(sink, "date", hz_date_format(date, plan->course.first_day + day));
    hz_json_text(sink, "level", level == HZ_NO_DAY_LEVEL ? NULL : hz_level_id((hz_level)level));
    hz_json_flag(sink, "has_begun", day < hz_course_begun(&plan->course));
    hz_json_money(sink, "cost", cost_on(plan, day));
    hz_json_key(sink, "demands");
    hz_putc(sink, '[');
    for (size_t b = 0; r && b < r->n_balances; b++) {
        hz_json_next(sink, b);
        hz_json_balance(sink, plan->scenario, &r->balances[b], r->failing);
        hz_putc(sink, '}');
    }
    hz_puts(sink, "]}");
}

static void json_order(hz_sink *sink, const hz_episode_plan *plan, const hz_episode_order *o)
{
    const hz_mode *mode = hz_mode_of(plan->scenario, o->unit, o->stretch.what.mode);
    char time[HZ_INSTANT_TEXT];

    hz_json_first_text(sink, "enterprise", enterprise_of(plan->scenario, o->unit)->id);
    hz_json_text(sink, "unit", plan->scenario->units[o->unit].id);
    hz_json_text(sink, "mode", mode ? mode->id : NULL);
    hz_json_fixed(sink, "cut_percent", o->stretch.what.cut_bp, 2);
    hz_json_text(sink, "issue_by", hz_instant_format(time, o->stretch.issue_by));
    hz_json_text(sink, "in_place_by", hz_instant_format(time, o->stretch.in_place_by));
    hz_json_text(sink, "until", hz_instant_format(time, o->stretch.until));
    hz_json_money(sink, "cost_of_days", days_cost(plan, o));
    hz_json_money(sink, "once", o->stretch.once_fen);
    hz_json_count(sink, "days_beyond", (size_t)o->stretch.n_days_beyond);
    hz_json_money(sink, "beyond", o->stretch.beyond_fen);
    hz_json_flag(sink, "ordered_before", is_kept(plan, o));
    hz_putc(sink, '}');
}

static void json_orders(hz_sink *sink, const hz_episode_plan *plan)
{

    hz_puts(sink, ",\n\"orders\":[");
    for (size_t i = 0; i < plan->n_orders; i++) {
        hz_json_next(sink, i);
        json_order(sink, plan, &plan->orders[i]);
    }
    hz_puts(sink, "]");
}

void hz_json_episode(hz_sink *sink, const hz_episode_plan *plan)
{
    char time[HZ_INSTANT_TEXT];

    hz_puts(sink, "{\"format\":\"hazeplan-episode\",\"version\":1");
    hz_json_head(sink, plan->scenario, plan->settings.lang, plan->id, plan->scenario_digest, plan->solver);
    hz_json_text(sink, "now", hz_instant_format(time, plan->course.now));
    hz_json_given(sink, "from", plan->settings.from);
    hz_json_given(sink, "failed", plan->settings.failed);
    hz_json_money(sink, "cost", plan->cost_fen);
    hz_json_money(sink, "once", plan->once_fen);
    hz_json_money(sink, "beyond", plan->beyond_fen);
    hz_json_money(sink, "bound", plan->bound_fen);
    hz_json_text(sink, "bound_exact_fen", plan->bound_exact);
    hz_json_text(sink, "search_ended", hz_search_end_id(plan->search_end));
    hz_json_count(sink, "linear_programs", (size_t)plan->n_nodes);
    hz_puts(sink, ",\n\"days\":[");
    for (int t = 0; t < plan->course.n_days; t++) {
        hz_json_next(sink, (size_t)t);
        json_day(sink, plan, t);
    }
    hz_puts(sink, "]");
    json_orders(sink, plan);
    hz_puts(sink, "}\n");
}

/* ---- none ---- */

static hz_balance balance_of(const hz_day_clash *clash)
{
    return (hz_balance){.demand = clash->row.demand,
                        .group = clash->row.group,
                        .product = clash->row.product,
                        .target = clash->row.target,
                        .base = clash->row.base,
                        .required = clash->row.rhs,
                        .reached = clash->most,
                        .slack = clash->most - clash->row.rhs};
}

/* Modes that may not be chosen on the day. */
static void put_refused(hz_sink *sink, const hz_clashes *of, const hz_day_clash *clash, const hz_balance *balance)
{
    char target[HZ_PAGE_LINE / 2], date[HZ_DATE_TEXT];
    hz_page_claim claim;

    if (!hz_is_any_refused(clash->refused))
        return;
    hz_page_balance(&claim, of->scenario, balance);
    snprintf(target, sizeof target, _("%1$s, %2$s"), hz_date_format(date, of->course->first_day + clash->day), claim.label);
    hz_text_refused(sink, &(hz_refused_of){of->scenario, target, *balance, true}, clash->refused);
}

static void put_clash(hz_sink *sink, const hz_clashes *of, const hz_day_clash *clash)
{
    hz_balance balance = balance_of(clash);
    hz_page_claim claim;
    char date[HZ_DATE_TEXT], line[HZ_PAGE_LINE];

    hz_page_balance(&claim, of->scenario, &balance);
    hz_date_format(date, of->course->first_day + clash->day);
    if (clash->row.sense == HZ_AT_MOST)
        snprintf(line, sizeof line, _("%1$s, %2$s: %3$s"), date, level_text(of->course->level[clash->day]), claim.label);
    else if (balance.slack < 0)
        snprintf(line, sizeof line, _("%1$s, %2$s: %3$s: %4$s %5$s are demanded, and all units together can bring %6$s on that day"), date,
                 level_text(of->course->level[clash->day]), claim.label, claim.required, claim.unit, claim.reached);
    else
        snprintf(line, sizeof line, _("%1$s, %2$s: %3$s: %4$s %5$s are demanded; %6$s by itself could be reached"), date,
                 level_text(of->course->level[clash->day]), claim.label, claim.required, claim.unit, claim.reached);
    hz_page_line(sink, line);
    put_refused(sink, of, clash, &balance);
}

void hz_text_no_episode(hz_sink *sink, const hz_clashes *of)
{
    hz_page_stamp(sink, of->scenario->standing);
    hz_page_title(sink, _("No plan can meet the demands of the episode"));
    hz_page_line(sink, _("Proved over all schedules of all units. These demands stand in each other's way:"));
    for (size_t i = 0; i < of->n; i++)
        put_clash(sink, of, &of->clashes[i]);
}

void hz_json_no_episode(hz_sink *sink, const hz_clashes *of)
{
    hz_puts(sink, "{\"clashes\":[");
    for (size_t i = 0; i < of->n; i++) {
        hz_balance balance = balance_of(&of->clashes[i]);
        char date[HZ_DATE_TEXT];

        hz_json_next(sink, i);
        hz_json_balance(sink, of->scenario, &balance, NULL);
        hz_json_text(sink, "date", hz_date_format(date, of->course->first_day + of->clashes[i].day));
        hz_json_key(sink, "refused");
        hz_json_refused(sink, &(hz_refused_of){of->scenario, NULL, balance, true}, of->clashes[i].refused);
        hz_putc(sink, '}');
    }
    hz_puts(sink, "]}");
}

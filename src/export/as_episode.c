/* as_episode.c - the plan of an episode as a page for people; and why there is none
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/as_episode.h"

#include <stdio.h>
#include <string.h>

#include "base/lang.h"
#include "export/as_families.h"
#include "export/as_refused.h"
#include "export/as_text.h"
#include "export/json.h"
#include "export/page.h"
#include "export/show.h"
#include "export/show_episode.h"

enum { N_DAY_COLUMNS = 9 };

static const hz_enterprise *enterprise_of(const hz_scenario *s, size_t unit)
{
    return &s->enterprises[s->units[unit].enterprise];
}

/* Why the search for cheaper orders went no further. */
static void put_why_it_ended(hz_sink *sink, const hz_episode_plan *plan)
{
    char line[HZ_PAGE_LINE], gap[HZ_FIXED_MAX];

    hz_format_fixed(gap, plan->settings.gap_ppm, 4, -1);
    snprintf(line, sizeof line, _("The search ended there: less than %s %% is not looked for (--gap)."), gap);
    if (plan->search_end == HZ_SEARCH_GAP)
        hz_page_line(sink, line);
    else if (plan->search_end == HZ_SEARCH_LISTED)
        hz_page_line(sink, _("The search has looked at all combinations of the schedules that it listed, and at no others: cheaper orders "
                             "may exist."));
    else
        hz_text_given_up(sink, plan->search_end, plan->n_nodes);
}

/* That other orders may be cheaper, and by how much at most, is never left unsaid. */
static void put_end_of_search(hz_sink *sink, const hz_episode_plan *plan)
{
    char line[HZ_PAGE_LINE], gap[HZ_FIXED_MAX];

    if (plan->cost_fen <= plan->bound_fen) {
        hz_page_line(sink, _("These orders are the cheapest."));
        return;
    }
    put_why_it_ended(sink, plan);
    hz_text_gap(gap, plan->cost_fen, plan->bound_fen);
    snprintf(line, sizeof line, _("Others could be cheaper by no more than the difference, %s %% of the cost."), gap);
    hz_page_line(sink, line);
}

/* "2026-01-03 orange, 2026-01-04 red" */
static void put_levels(hz_sink *sink, const hz_episode_plan *plan)
{
    char line[HZ_PAGE_LINE], date[HZ_DATE_TEXT];
    size_t used = 0;

    for (int t = 0; t < plan->course.n_days && used < sizeof line; t++)
        used += (size_t)snprintf(line + used, sizeof line - used, "%s%s %s", t ? _(", ") : "",
                                 hz_date_format(date, plan->course.first_day + t), hz_show_day_level(plan->course.level[t]));
    hz_page_fact(sink, _("Warning levels"), line);
    hz_page_fact(sink, _("Choice of levels"),
                 plan->settings.level_by == HZ_LEVEL_FORECAST ? _("the forecast calls for them") : _("ordered day by day"));
}

void hz_text_episode_head(hz_sink *sink, const hz_episode_plan *plan, const uint32_t *enterprises, size_t n_enterprises)
{
    const hz_plan whole = hz_episode_as_plan(plan, 0);
    char time[HZ_INSTANT_TEXT], failures[HZ_PAGE_LINE];

    hz_show_failures(failures, sizeof failures, plan, enterprises, n_enterprises, INT64_MIN, INT64_MAX);
    hz_page_fact(sink, _("Plan"), plan->id);
    put_levels(sink, plan);
    hz_page_fact(sink, _("Orders are issued from"), hz_show_instant(time, plan->course.now));
    if (plan->settings.from[0])
        hz_page_fact(sink, _("Orders that stay"), plan->settings.from);
    if (failures[0])
        hz_page_fact(sink, _("Reported failure"), failures);
    hz_page_rules(sink, &whole);
}

static void put_amount(hz_sink *sink, const hz_episode_plan *plan, const char *label, int64_t fen)
{
    char buf[HZ_FIXED_MAX + 64], amount[HZ_FIXED_MAX];

    snprintf(buf, sizeof buf, "%s %s", hz_page_money(amount, fen), hz_show_money(plan->scenario->currency));
    hz_page_fact(sink, label, buf);
}

/* ---- beside an equal cut ---- */

/* What is compared: days that are still planned and have a level, of both without restarts and what is paid once. */
typedef struct {
    size_t n_days, n_out_of_reach, n_broken;
    int64_t is_fen, uniform_fen;
} beside;

static beside sum_beside(const hz_episode_plan *plan)
{
    beside sum = {0};

    for (int t = 0; t < plan->course.n_days; t++) {
        const hz_uniform_day *u = &plan->days[t].uniform;

        if (!u->is_known)
            continue;
        sum.n_days++;
        sum.n_out_of_reach += !u->is_reached;
        sum.n_broken += u->is_reached && !u->is_met;
        sum.is_fen += plan->days[t].cost_fen - plan->days[t].restart_fen;
        sum.uniform_fen += u->cost_fen;
    }
    return sum;
}

static void put_equal_cut(hz_sink *sink, const hz_episode_plan *plan, const beside *sum)
{
    const char *money = hz_show_money(plan->scenario->currency);
    int64_t saved = sum->uniform_fen - sum->is_fen;
    char line[HZ_PAGE_LINE], before[HZ_FIXED_MAX], less[HZ_FIXED_MAX], part[HZ_FIXED_MAX], is[HZ_FIXED_MAX];

    snprintf(line, sizeof line,
             saved >= 0 ? _("Without restarts and what is paid once, an equal cut of all units on each day would cost %1$s %2$s, and these "
                            "orders cost %3$s %2$s: %4$s %2$s less (%5$s %%).")
                        : _("Without restarts and what is paid once, an equal cut of all units on each day would cost %1$s %2$s, and these "
                            "orders cost %3$s %2$s: %4$s %2$s more (%5$s %%)."),
             hz_page_money(before, sum->uniform_fen), money, hz_page_money(is, sum->is_fen),
             hz_page_money(less, saved < 0 ? -saved : saved),
             hz_page_percent(part, hz_show_share_bp(saved < 0 ? -saved : saved, sum->uniform_fen)));
    hz_page_line(sink, line);
}

/* What can be said honestly: nobody has a schedule for the equal cut, so it is held against the orders day by day. */
static void put_beside(hz_sink *sink, const hz_episode_plan *plan)
{
    beside sum = sum_beside(plan);
    char line[HZ_PAGE_LINE], n[HZ_FIXED_MAX];

    if (sum.n_days == 0)
        return;
    if (sum.n_out_of_reach > 0) {
        snprintf(line, sizeof line, _("Days on which no equal cut of all units meets every reduction, not even the deepest: %s."),
                 hz_page_count(n, sum.n_out_of_reach));
        hz_page_line(sink, line);
    } else
        put_equal_cut(sink, plan, &sum);
    if (sum.n_broken > 0) {
        snprintf(line, sizeof line, _("Days on which the equal cut would also break other demands: %s."), hz_page_count(n, sum.n_broken));
        hz_page_line(sink, line);
    }
    hz_page_line(sink, _("The equal cut is reckoned for each day by itself, as if it could be in place at once; days that have begun, or have "
                         "no level, are left out."));
}

/* ---- the answer ---- */

/* What must go on when the episode has ended. */
static void put_beyond(hz_sink *sink, const hz_episode_plan *plan)
{
    char count[HZ_FIXED_MAX];
    size_t n = 0;

    for (size_t i = 0; i < plan->n_orders; i++)
        n += plan->orders[i].stretch.n_days_beyond > 0;
    if (n == 0)
        return;
    put_amount(sink, plan, _("of which behind it"), plan->beyond_fen);
    hz_page_fact(sink, _("Orders that go on"), hz_page_count(count, n));
}

static void put_answer(hz_sink *sink, const hz_episode_plan *plan)
{
    hz_page_section(sink, _("The answer"));
    put_amount(sink, plan, _("Cost of the episode"), plan->cost_fen);
    put_amount(sink, plan, _("of which restarts"), plan->restart_fen);
    put_amount(sink, plan, _("of which paid once"), plan->once_fen);
    put_beyond(sink, plan);
    put_amount(sink, plan, _("Proved: not below"), plan->bound_fen);
    put_amount(sink, plan, _("Difference"), plan->cost_fen - plan->bound_fen);
    put_end_of_search(sink, plan);
    hz_page_line(sink, _("In orders.csv the column of the cost in all adds up to the cost of the episode."));
    put_beside(sink, plan);
}

/* "12 %", or "none" where not even the deepest meets every reduction; empty where nothing is planned. */
static const char *uniform_share(char buf[HZ_FIXED_MAX], const hz_uniform_day *u)
{
    if (!u->is_known)
        return NULL;
    if (!u->is_reached)
        return _("none");
    hz_format_fixed(buf, u->share_bp, 2, -1);
    return buf;
}

/* NULL: it is planned like any other. */
static const char *day_note(const hz_episode_plan *plan, int day)
{
    if (day >= hz_course_begun(&plan->course))
        return NULL;
    return plan->kept ? _("has begun") : _("has begun; not planned (give what was ordered with --from-plan)");
}

static void put_day(hz_sink *sink, hz_page_column *columns, const hz_episode_plan *plan, int day)
{
    const hz_episode_day *d = &plan->days[day];
    char date[HZ_DATE_TEXT], n[HZ_FIXED_MAX], restarting[HZ_FIXED_MAX], cost[HZ_FIXED_MAX], restart[HZ_FIXED_MAX], share[HZ_FIXED_MAX],
        uniform[HZ_FIXED_MAX];
    const char *cells[] = {hz_date_format(date, plan->course.first_day + day),
                           hz_show_day_level(plan->course.level[day]),
                           hz_page_count(n, d->n_told),
                           hz_page_count(restarting, d->n_restarting),
                           hz_page_money(cost, d->cost_fen),
                           hz_page_money(restart, d->restart_fen),
                           uniform_share(share, &d->uniform),
                           d->uniform.is_known && d->uniform.is_reached ? hz_page_money(uniform, d->uniform.cost_fen) : NULL,
                           day_note(plan, day)};

    hz_page_row(sink, columns, N_DAY_COLUMNS, cells);
}

static void put_days(hz_sink *sink, const hz_episode_plan *plan)
{
    hz_page_column columns[N_DAY_COLUMNS] = {[2] = {.is_right = true}, [3] = {.is_right = true}, [4] = {.is_right = true},
                                             [5] = {.is_right = true}, [6] = {.is_right = true}, [7] = {.is_right = true}};
    const char *headings[] = {_("Date"), _("Level"),          _("Units with orders"), _("Units restarting"),
                              _("Cost"), _("of that restarts"), _("Equal cut, %"),      _("It would cost"), ""};

    hz_page_section(sink, _("Day by day, without what is paid once"));
    for (int t = 0; t < plan->course.n_days; t++)
        put_day(NULL, columns, plan, t);
    hz_page_headings(sink, columns, N_DAY_COLUMNS, headings);
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

/* What failures leave open on days that had begun: nothing that is ordered then is in place from their start on. */
static void put_missing(hz_sink *sink, const hz_episode_plan *plan, int day)
{
    const hz_reckoning *r = plan->days[day].reckoning;
    char line[HZ_PAGE_LINE], date[HZ_DATE_TEXT], failures[HZ_PAGE_LINE / 2];
    int64_t start = hz_course_start(&plan->course, day);

    hz_show_failures(failures, sizeof failures, plan, NULL, 0, start, start + HZ_DAY_MIN);
    for (size_t b = 0; r && b < r->n_balances; b++) {
        hz_balance missing = r->balances[b];
        hz_page_claim claim;

        if (missing.slack >= 0)
            continue;
        missing.slack = -missing.slack;
        hz_page_balance(&claim, plan->scenario, &missing);
        snprintf(line, sizeof line,
                 _("%1$s: %2$s: %3$s %4$s are missing, since those who failed bring nothing: %5$s. What is ordered after a report "
                   "counts from the next day on."),
                 hz_date_format(date, plan->course.first_day + day), claim.label, claim.slack, claim.unit, failures);
        hz_page_line(sink, line);
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
    for (int t = 0; t < plan->course.n_days; t++)
        if (hz_episode_is_short(plan, t))
            put_missing(sink, plan, t);
}

static void put_order(hz_sink *sink, hz_page_column *columns, const hz_episode_plan *plan, const hz_episode_order *o)
{
    char issue[HZ_INSTANT_TEXT], place[HZ_INSTANT_TEXT], until[HZ_INSTANT_TEXT], what[HZ_PAGE_LINE], name[HZ_PAGE_LINE], unit[HZ_PAGE_LINE];
    char note[HZ_NOTE_TEXT];
    const char *cells[] = {hz_show_instant(issue, o->stretch.issue_by),
                           hz_show_instant(place, o->stretch.in_place_by),
                           hz_show_instant(until, o->stretch.until),
                           hz_show_line(name, sizeof name, enterprise_of(plan->scenario, o->unit)->name),
                           hz_show_line(unit, sizeof unit, plan->scenario->units[o->unit].name),
                           hz_show_day_order(what, sizeof what, plan, o->unit, o->stretch.told),
                           hz_show_note(note, plan, o)};

    hz_page_row(sink, columns, 7, cells);
}

/* Orders of before that have another end now, or none at all: who has a notice has a wrong one. */
static void put_changed(hz_sink *sink, const hz_episode_plan *plan)
{
    size_t n_changed = 0, n_withdrawn = 0;
    char line[HZ_PAGE_LINE], changed[HZ_FIXED_MAX], withdrawn[HZ_FIXED_MAX];
    hz_stretch was;

    for (size_t i = 0; i < plan->n_orders; i++)
        n_changed += hz_show_was_until(plan, &plan->orders[i]) != HZ_INSTANT_NONE;
    for (size_t u = 0; u < plan->scenario->n_units; u++)
        for (int day = 0; hz_next_withdrawn(&was, &day, plan, u);)
            n_withdrawn++;
    if (n_changed + n_withdrawn == 0)
        return;
    snprintf(line, sizeof line,
             _("Orders that were issued before and for which a new notice is due: %1$s end at another time, %2$s are withdrawn."),
             hz_page_count(changed, n_changed), hz_page_count(withdrawn, n_withdrawn));
    hz_page_line(sink, line);
}

/* ---- orders that are withdrawn ---- */

static void put_withdrawn_row(hz_sink *sink, hz_page_column *columns, const hz_episode_plan *plan, size_t unit, const hz_stretch *was)
{
    const hz_scenario *s = plan->scenario;
    char from[HZ_INSTANT_TEXT], until[HZ_INSTANT_TEXT], name[HZ_PAGE_LINE], unit_name[HZ_PAGE_LINE];
    const char *cells[] = {hz_show_instant(from, was->in_place_by), hz_show_instant(until, hz_stretch_end(was)),
                           hz_show_line(name, sizeof name, enterprise_of(s, unit)->name),
                           hz_show_line(unit_name, sizeof unit_name, s->units[unit].name)};

    hz_page_row(sink, columns, 4, cells);
}

static size_t put_withdrawn_rows(hz_sink *sink, hz_page_column *columns, const hz_episode_plan *plan)
{
    size_t n = 0;
    hz_stretch was;

    for (size_t u = 0; u < plan->scenario->n_units; u++)
        for (int day = 0; hz_next_withdrawn(&was, &day, plan, u); n++)
            put_withdrawn_row(sink, columns, plan, u, &was);
    return n;
}

static void put_withdrawn(hz_sink *sink, const hz_episode_plan *plan)
{
    hz_page_column columns[4] = {0};
    const char *headings[] = {_("In place by"), _("Until"), _("Enterprise"), _("Unit")};

    if (put_withdrawn_rows(NULL, columns, plan) == 0)
        return;
    hz_page_section(sink, _("Withdrawn: ordered before, for days that the episode does not have any more"));
    hz_page_headings(sink, columns, 4, headings);
    put_withdrawn_rows(sink, columns, plan);
}

static void put_orders(hz_sink *sink, const hz_episode_plan *plan)
{
    hz_page_column columns[7] = {0};
    const char *headings[] = {_("Issue by"), _("In place by"), _("Until"), _("Enterprise"), _("Unit"), _("Order"), ""};

    hz_page_section(sink, _("Orders"));
    put_changed(sink, plan);
    for (size_t i = 0; i < plan->n_orders; i++)
        put_order(NULL, columns, plan, &plan->orders[i]);
    hz_page_headings(sink, columns, 7, headings);
    for (size_t i = 0; i < plan->n_orders; i++)
        put_order(sink, columns, plan, &plan->orders[i]);
}

/* ---- restarts ---- */

static void put_restart(hz_sink *sink, hz_page_column *columns, const hz_episode_plan *plan, const hz_episode_order *o)
{
    char from[HZ_INSTANT_TEXT], until[HZ_INSTANT_TEXT], n[HZ_FIXED_MAX], cost[HZ_FIXED_MAX], name[HZ_PAGE_LINE], unit[HZ_PAGE_LINE];
    const char *cells[] = {hz_show_instant(from, o->stretch.until),
                           hz_show_instant(until, hz_show_runs_again(plan, o)),
                           hz_page_count(n, (size_t)o->stretch.n_restart),
                           hz_page_money(cost, o->restart_fen),
                           hz_show_line(name, sizeof name, enterprise_of(plan->scenario, o->unit)->name),
                           hz_show_line(unit, sizeof unit, plan->scenario->units[o->unit].name)};

    if (o->stretch.n_restart > 0)
        hz_page_row(sink, columns, 6, cells);
}

static void put_restarts(hz_sink *sink, const hz_episode_plan *plan)
{
    hz_page_column columns[6] = {[2] = {.is_right = true}, [3] = {.is_right = true}};
    const char *headings[] = {_("From"), _("Runs again (whole days)"), _("Days"), _("Cost"), _("Enterprise"), _("Unit")};
    size_t n = 0;

    for (size_t i = 0; i < plan->n_orders; i++) {
        put_restart(NULL, columns, plan, &plan->orders[i]);
        n += plan->orders[i].stretch.n_restart > 0;
    }
    if (n == 0)
        return;
    hz_page_section(sink, _("Restarts: nothing is made, and nothing is counted as cut"));
    hz_page_headings(sink, columns, 6, headings);
    for (size_t i = 0; i < plan->n_orders; i++)
        put_restart(sink, columns, plan, &plan->orders[i]);
}

/* ---- what it rests on ---- */

static void put_origin(hz_sink *sink, const hz_episode_plan *plan)
{
    const hz_plan whole = hz_episode_as_plan(plan, 0);

    hz_text_sources(sink, &whole);
    hz_page_label(sink, _("Proved: not below"));
    hz_putf(sink, _("%s fen (exact fraction)"), plan->bound_exact); /* as long as it is */
    hz_putc(sink, '\n');
    hz_text_end(sink, &whole);
}

void hz_text_episode(hz_sink *sink, const hz_episode_plan *plan)
{
    hz_page_stamp(sink, plan->scenario->standing);
    hz_page_title(sink, _("Plan of an episode"));
    hz_page_fact(sink, _("Scenario"), hz_bilingual_text(plan->scenario->title));
    hz_text_episode_head(sink, plan, NULL, 0);
    put_answer(sink, plan);
    put_days(sink, plan);
    put_demands(sink, plan);
    put_orders(sink, plan);
    put_withdrawn(sink, plan);
    put_restarts(sink, plan);
    put_origin(sink, plan);
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
        snprintf(line, sizeof line, _("%1$s, %2$s: %3$s"), date, hz_show_day_level(of->course->level[clash->day]), claim.label);
    else if (balance.slack < 0)
        snprintf(line, sizeof line, _("%1$s, %2$s: %3$s: %4$s %5$s are demanded, and all units together can bring %6$s on that day"), date,
                 hz_show_day_level(of->course->level[clash->day]), claim.label, claim.required, claim.unit, claim.reached);
    else
        snprintf(line, sizeof line, _("%1$s, %2$s: %3$s: %4$s %5$s are demanded; %6$s by itself could be reached"), date,
                 hz_show_day_level(of->course->level[clash->day]), claim.label, claim.required, claim.unit, claim.reached);
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

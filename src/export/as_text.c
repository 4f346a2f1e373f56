/* as_text.c - the summary of a plan, as a page for people
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/as_text.h"

#include <stdio.h>
#include <string.h>

#include "export/as_alert.h"
#include "export/as_baselines.h"
#include "export/as_families.h"
#include "export/as_levels.h"
#include "export/mode_notes.h"
#include "export/page.h"
#include "export/show.h"

enum { TEXT_BYTES = HZ_PAGE_LINE, N_COSTLIEST = 10, N_GROUP_COLUMNS = 8, SHARE_WIDTH = 9 };

#define LENGTH(array) ((int)(sizeof(array) / sizeof *(array)))

/* --- the answer --- */

/* "Units in modes: 3. Of these tighter treatment: 2; ..." of all units whose order is a mode; nothing where there is none. */
static void put_mode_counts(hz_sink *sink, const hz_plan *plan)
{
    size_t n_by_action[HZ_N_ACTIONS] = {0}, n = 0, used;
    char line[TEXT_BYTES], count[HZ_FIXED_MAX];

    for (size_t u = 0; u < plan->scenario->n_units; u++)
        if (plan->orders[u].mode) {
            n_by_action[plan->orders[u].action]++;
            n++;
        }
    if (n == 0)
        return;
    used = (size_t)snprintf(line, sizeof line, _("Units in modes: %s."), hz_page_count(count, n));
    for (int a = 0; a < HZ_N_ACTIONS; a++)
        if (n_by_action[a] > 0)
            used += (size_t)snprintf(line + used, sizeof line - used, _(" %1$s: %2$s."), hz_action_name((hz_action)a),
                                     hz_page_count(count, n_by_action[a]));
    hz_page_line(sink, line);
}

/* And what of their cost is spread over the response. */
static void put_modes(hz_sink *sink, const hz_plan *plan)
{
    hz_shown_once once = hz_show_once(plan);
    const char *currency = plan->scenario->currency;
    char line[TEXT_BYTES], fen[HZ_FIXED_MAX], fen_d[HZ_FIXED_MAX];

    put_mode_counts(sink, plan);
    if (once.fen == 0)
        return;
    snprintf(line, sizeof line, _("What modes cost once: %1$s %2$s, of which spread over the response: %3$s %4$s. The cost contains it."),
             hz_page_money(fen, once.fen), hz_show_money(currency), hz_page_money(fen_d, once.fen_d), hz_show_currency(currency));
    hz_page_line(sink, line);
}

static void put_answer(hz_sink *sink, const hz_plan *plan)
{
    const hz_tally *t = &plan->reckoning->total;
    const char *money = hz_show_currency(plan->scenario->currency);
    size_t n_stop = t->n_actions[HZ_ACTION_STOP], n_limit = t->n_actions[HZ_ACTION_LIMIT], n_other = hz_tally_in_modes(t);
    char line[TEXT_BYTES], cost[HZ_FIXED_MAX], touched[HZ_FIXED_MAX], all[HZ_FIXED_MAX], stop[HZ_FIXED_MAX],
        limit[HZ_FIXED_MAX], other[HZ_FIXED_MAX], rest[HZ_FIXED_MAX];

    hz_page_money(cost, t->cost_fen_d);
    hz_page_count(touched, t->n_touched);
    hz_page_count(all, t->n_enterprises);
    hz_page_count(stop, n_stop);
    hz_page_count(limit, n_limit);
    hz_page_count(rest, t->n_units - n_stop - n_limit - n_other);
    if (n_other == 0)
        snprintf(line, sizeof line,
                 _("Cost %1$s %2$s. Enterprises that must cut: %3$s of %4$s. Units: %5$s stop, %6$s run at limited load, "
                   "%7$s run "
                   "as before or stay shut."),
                 cost, money, touched, all, stop, limit, rest);
    else
        snprintf(line, sizeof line,
                 _("Cost %1$s %2$s. Enterprises that must cut: %3$s of %4$s. Units: %5$s stop, %6$s run at limited load, %7$s run in "
                   "another mode, %8$s run as before or stay shut."),
                 cost, money, touched, all, stop, limit, hz_page_count(other, n_other), rest);
    hz_page_line(sink, line);
    put_modes(sink, plan);
    hz_text_mode_notes(sink, plan);
    hz_page_line(sink, plan->reckoning->is_met
                           ? _("Every demand is met, added up again in whole grams from the orders alone.")
                           : _("NOT every demand is met: see the table. This plan must not be issued."));
    hz_page_line(sink, _("Whoever is not cut, is exempt or is not listed may not emit more than before the warning."));
}

/* A cut may also stand at the unit's own least or most, which need be no whole step. */
static bool has_odd_order(const hz_plan *plan)
{
    for (size_t u = 0; u < plan->scenario->n_units; u++)
        if (plan->orders[u].cut_bp % plan->settings.step_bp != 0)
            return true;
    return false;
}

void hz_text_gap(char text[HZ_FIXED_MAX], int64_t cost, int64_t bound)
{
    int64_t above = cost - bound;

    hz_format_fixed(text, cost > 0 && above > 0 ? hz_div_ceil((__int128)above * HZ_RATIO_ONE, cost) : 0, 4, -1);
}

void hz_text_given_up(hz_sink *sink, hz_search_end end, long n_nodes)
{
    char line[TEXT_BYTES];

    if (end != HZ_SEARCH_NODES && end != HZ_SEARCH_TIME)
        return;
    snprintf(line, sizeof line,
             end == HZ_SEARCH_NODES
                 ? ngettext("The search gave up after %ld linear program: cheaper orders may exist.",
                            "The search gave up after %ld linear programs: cheaper orders may exist.", (unsigned long)n_nodes)
                 : ngettext("The time limit ended the search after %ld linear program: cheaper orders may exist; give it more time (--time-limit).",
                            "The time limit ended the search after %ld linear programs: cheaper orders may exist; give it more time (--time-limit).",
                            (unsigned long)n_nodes),
             n_nodes);
    hz_page_line(sink, line);
}

/* Why the search for cheaper orders went no further. */
static void put_end_of_search(hz_sink *sink, const hz_plan *plan)
{
    char line[TEXT_BYTES], gap[HZ_FIXED_MAX], step[HZ_FIXED_MAX];

    hz_format_fixed(gap, plan->settings.gap_ppm, 4, -1);
    hz_format_fixed(step, plan->settings.step_bp, 2, -1);
    if (plan->search.end == HZ_SEARCH_EXHAUSTED)
        snprintf(line, sizeof line, _("The search is at its end; what others could save comes from steps of %s %%, whole grams and whole fen."), step);
    else if (plan->search.end == HZ_SEARCH_GAP)
        snprintf(line, sizeof line, _("The search ended there: less than %s %% is not looked for (--gap)."), gap);
    else {
        hz_text_given_up(sink, plan->search.end, plan->search.n_nodes);
        return;
    }
    hz_page_line(sink, line);
}

/* Units with modes: the linear program, which may share modes, and what is proved of whole ones. */
static void put_searched(hz_sink *sink, const hz_plan *plan)
{
    int64_t above = plan->reckoning->total.cost_fen_d - hz_plan_bound_fen_d(plan);
    const char *money = hz_show_currency(plan->scenario->currency);
    char line[TEXT_BYTES], shared[HZ_FIXED_MAX], whole[HZ_FIXED_MAX], more[HZ_FIXED_MAX], gap[HZ_FIXED_MAX], step[HZ_FIXED_MAX];

    hz_format_fixed(step, plan->settings.step_bp, 2, -1);
    hz_page_money(shared, plan->bound_fen_d);
    hz_page_money(whole, hz_plan_bound_fen_d(plan));
    hz_page_money(more, above);
    hz_text_gap(gap, plan->reckoning->total.cost_fen_d, hz_plan_bound_fen_d(plan));
    snprintf(line, sizeof line,
             _("If units could be in shares of modes, no plan could cost less than %1$s %2$s; each in one mode and in steps of %4$s %%, none costs less "
               "than %3$s %2$s (both proved)."),
             shared, money, whole, step);
    hz_page_line(sink, line);
    if (above <= 0) {
        hz_page_line(sink, _("These orders are the cheapest in such steps."));
        return;
    }
    snprintf(line, sizeof line, _("These orders cost %1$s %2$s more than that, %3$s %% of their cost: no others in such steps can be cheaper by more."),
             more, money, gap);
    hz_page_line(sink, line);
    put_end_of_search(sink, plan);
}

static void put_bound(hz_sink *sink, const hz_plan *plan)
{
    int64_t above = plan->reckoning->total.cost_fen_d - plan->bound_fen_d;
    const char *money = hz_show_currency(plan->scenario->currency);
    char line[TEXT_BYTES], bound[HZ_FIXED_MAX], more[HZ_FIXED_MAX], step[HZ_FIXED_MAX];

    if (plan->search.end != HZ_SEARCH_NONE) {
        put_searched(sink, plan);
        return;
    }
    hz_format_fixed(step, plan->settings.step_bp, 2, -1);
    hz_page_money(bound, plan->bound_fen_d);
    hz_page_money(more, above);
    if (above <= 0)
        snprintf(line, sizeof line, _("No plan can cost less than %1$s %2$s (proved): these orders are the cheapest."),
                 bound, money);
    else if (has_odd_order(plan))
        snprintf(
            line, sizeof line,
            _("No plan can cost less than %1$s %2$s (proved). These orders cost %3$s %2$s more, because they come in "
              "steps of %4$s %%, or stand at a unit's own least or most cut, so that they can be checked on the spot."),
            bound, money, more, step);
    else
        snprintf(
            line, sizeof line,
            _("No plan can cost less than %1$s %2$s (proved). These orders cost %3$s %2$s more, because they come in "
              "steps of %4$s %% that can be checked on the spot."),
            bound, money, more, step);
    hz_page_line(sink, line);
}

static const char *others_text(hz_others others)
{
    switch (others) {
    case HZ_OTHERS_SOME:
        return _("The lowest cost can be reached in other ways, too (proved, before orders are rounded to "
                 "steps). The orders come from the one that cuts the least output, and then first whoever "
                 "comes first in the order of ids.");
    case HZ_OTHERS_NONE:
        return _("The lowest cost can be reached in no other way (proved, before orders are rounded to "
                 "steps).");
    default:
        return _("Whether the lowest cost can be reached in other ways, too, could not be settled; the orders come from "
                 "the one that was found first.");
    }
}

void hz_text_other_optima(hz_sink *sink, hz_others others, hz_search_end search)
{
    hz_page_line(sink, search == HZ_SEARCH_NONE ? others_text(others)
                                                : _("Whether other orders, each unit in one mode, cost as little is not looked for; the same "
                                                    "input always gives these."));
}

/* A plan replayed for an earlier day must rest on the rules of that day. */
static void put_anachronism(hz_sink *sink, const hz_plan *plan)
{
    hz_shown_rules rules;

    hz_show_rules(&rules, plan);
    if (rules.effective && plan->settings.start[0] && strncmp(plan->settings.start, rules.effective, 10) < 0)
        hz_page_line(sink, _("CHECK THE RULES: the response starts before the rules came into force."));
}

/* --- why this level --- */

static void put_level_reason(hz_sink *sink, const hz_plan *plan)
{
    if (!plan->alert)
        return;
    hz_page_section(sink, _("Why this level"));
    hz_text_alert_facts(sink, plan->alert, plan->index, &plan->settings.rules);
}

/* --- demands --- */

/* The ratio as it was demanded, or what the demanded mass is of the base (rounded up), in 1/10000 of a per cent. */
static const char *required_percent(char *buf, const hz_demand *d, const hz_balance *b)
{
    int64_t ppm = d->is_ratio    ? d->ratio_ppm
                  : b->base == 0 ? 0
                                 : hz_div_ceil((__int128)b->required * HZ_SHARE_ONE, b->base) * 100;

    hz_format_fixed(buf, ppm, 4, ppm % 100 ? -1 : 2);
    return buf;
}

static void put_reduction(hz_sink *sink, const hz_plan *plan, size_t balance, hz_page_column *columns, int n_columns)
{
    const hz_balance *b = &plan->reckoning->balances[balance];
    hz_page_claim c;
    char ratio[HZ_FIXED_MAX], share[HZ_FIXED_MAX], rest[HZ_FIXED_MAX], price[HZ_FIXED_MAX];
    const char *cells[] = {c.label,
                           c.base,
                           c.required,
                           required_percent(ratio, &plan->scenario->demands[b->demand], b),
                           c.reached,
                           hz_page_percent(share, hz_show_share_bp(b->reached, b->base)),
                           c.slack,
                           hz_page_percent(rest, hz_show_share_bp(b->slack, b->base)),
                           hz_page_money(price, hz_show_price(plan, balance))};

    hz_page_balance(&c, plan->scenario, b);
    hz_page_row(sink, columns, n_columns, cells);
}

typedef void balance_writer(hz_sink *sink, const hz_plan *plan, size_t balance, hz_page_column *columns, int n_columns);

/* The demands of one kind; without a sink only the columns are widened. Returns how many there are. */
static int put_balances(hz_sink *sink, const hz_plan *plan, hz_demand_kind kind, balance_writer *put,
                        hz_page_column *columns, int n_columns)
{
    int n = 0;

    for (size_t i = 0; i < plan->reckoning->n_balances; i++)
        if (plan->scenario->demands[plan->reckoning->balances[i].demand].kind == kind) {
            put(sink, plan, i, columns, n_columns);
            n++;
        }
    return n;
}

/* Where less is demanded than the rules ask for, whoever reads the table must see why; and where nobody held the demands against
 * any rules, that nobody did. */
static void put_lax(hz_sink *sink, const hz_plan *plan)
{
    char line[TEXT_BYTES];

    if (!plan->rules)
        hz_page_line(
            sink,
            _("These demands were not held against any rule set: none was named, or its place or day is not known."));
    if (plan->n_lax == 0)
        return;
    hz_page_line(sink, _("LESS THAN THE RULES ASK FOR, for a recorded reason:"));
    for (size_t i = 0; i < plan->n_lax; i++)
        hz_page_line(sink, hz_show_lax(line, sizeof line, plan, &plan->lax[i]));
}

static void put_reductions(hz_sink *sink, const hz_plan *plan)
{
    hz_page_column columns[] = {{36, false}, {15, true}, {15, true}, {8, true}, {15, true},
                                {8, true},   {14, true}, {8, true},  {10, true}};
    const char *headings[] = {
        _("demand"), _("base, kg/d"), _("to cut, kg/d"), "%", _("cut, kg/d"), "%", _("slack, kg/d"),
        "%",         _("price/kg")};

    if (put_balances(NULL, plan, HZ_DEMAND_REDUCTION, put_reduction, columns, LENGTH(columns)) == 0) {
        /* only pools or weighted sums, which have tables of their own */
        if (!plan->rules || plan->n_lax > 0)
            hz_page_section(sink, _("Rules"));
        put_lax(sink, plan);
        return;
    }
    hz_page_section(sink, _("Required reductions"));
    hz_page_headings(sink, columns, LENGTH(columns), headings);
    put_balances(sink, plan, HZ_DEMAND_REDUCTION, put_reduction, columns, LENGTH(columns));
    hz_page_line(sink,
                 _("Percentages are of the base. Price: one more kilogram of this demand would add at least that to the "
                   "lowest cost of a day; 0.00 where the demand holds by itself, or by its safety, which has a price of its own."));
    put_lax(sink, plan);
}

static void put_floor(hz_sink *sink, const hz_plan *plan, size_t balance, hz_page_column *columns, int n_columns)
{
    hz_page_claim c;
    char price[HZ_FIXED_MAX];
    const char *cells[] = {c.label, c.base, c.required, c.reached, c.slack, NULL, price};

    hz_page_balance(&c, plan->scenario, &plan->reckoning->balances[balance]);
    hz_page_money(price, hz_show_price(plan, balance));
    cells[5] = c.unit;
    hz_page_row(sink, columns, n_columns, cells);
}

static void put_floors(hz_sink *sink, const hz_plan *plan)
{
    hz_page_column columns[] = {{36, false}, {15, true},  {15, true}, {15, true},
                                {14, true},  {11, false}, {12, true}};
    const char *headings[] = {_("product"), _("made before"), _("to be made"), _("still made"),
                              _("slack"),   _("measured in"), _("price/unit")};

    if (put_balances(NULL, plan, HZ_DEMAND_FLOOR, put_floor, columns, LENGTH(columns)) == 0)
        return;
    hz_page_section(sink, _("Supply that must go on"));
    hz_page_headings(sink, columns, LENGTH(columns), headings);
    put_balances(sink, plan, HZ_DEMAND_FLOOR, put_floor, columns, LENGTH(columns));
}

/* --- districts and trades --- */

static void put_group(hz_sink *sink, const hz_plan *plan, const hz_group *group, const hz_tally *t,
                      hz_page_column *columns, int n_columns)
{
    const hz_tally *total = &plan->reckoning->total;
    char numbers[N_GROUP_COLUMNS + HZ_MAX_POLLUTANTS][HZ_FIXED_MAX];
    const char *cells[N_GROUP_COLUMNS + HZ_MAX_POLLUTANTS] = {
        hz_bilingual_text(group->name),
        hz_page_count(numbers[1], t->n_enterprises),
        hz_page_count(numbers[2], t->n_touched),
        hz_page_count(numbers[3], t->n_actions[HZ_ACTION_STOP]),
        hz_page_count(numbers[4], t->n_actions[HZ_ACTION_LIMIT]),
    };
    int i = 5;

    if (hz_tally_in_modes(total) > 0) {
        cells[i] = hz_page_count(numbers[i], hz_tally_in_modes(t));
        i++;
    }
    cells[i] = hz_page_money(numbers[i], t->cost_fen_d);
    i++;
    cells[i] = hz_page_percent(numbers[i], hz_show_share_bp(t->cost_fen_d, total->cost_fen_d));
    i++;
    for (size_t p = 0; p < plan->scenario->n_pollutants; p++, i++)
        cells[i] = hz_page_percent(numbers[i], hz_show_share_bp(t->cut_g_d[p], total->cut_g_d[p]));
    hz_page_row(sink, columns, n_columns, cells);
}

static void put_group_rows(hz_sink *sink, const hz_plan *plan, const hz_group *groups, size_t n_groups,
                           const hz_tally *tallies, hz_page_column *columns, int n_columns)
{
    for (size_t i = 0; i < n_groups; i++)
        if (tallies[i].n_enterprises > 0)
            put_group(sink, plan, &groups[i], &tallies[i], columns, n_columns);
}

static void put_heading(hz_page_column *columns, const char **headings, int *n, int width, const char *heading)
{
    columns[*n] = (hz_page_column){width, true};
    headings[(*n)++] = heading;
}

static void put_groups(hz_sink *sink, const hz_plan *plan, const char *title, const hz_group *groups, size_t n_groups,
                       const hz_tally *tallies)
{
    const hz_scenario *s = plan->scenario;
    hz_page_column columns[N_GROUP_COLUMNS + HZ_MAX_POLLUTANTS] = {{24, false}, {11, true}, {9, true}, {7, true}, {7, true}};
    char shares[HZ_MAX_POLLUTANTS][HZ_FIXED_MAX * 2];
    const char *headings[N_GROUP_COLUMNS + HZ_MAX_POLLUTANTS] = {_("name"), _("enterprises"), _("cut back"), _("stop"), _("limit")};
    int n_columns = 5;

    if (hz_tally_in_modes(&plan->reckoning->total) > 0)
        put_heading(columns, headings, &n_columns, 7, _("mode"));
    put_heading(columns, headings, &n_columns, 18, _("cost a day"));
    put_heading(columns, headings, &n_columns, SHARE_WIDTH, _("cost, %"));
    for (size_t p = 0; p < s->n_pollutants; p++) {
        snprintf(shares[p], sizeof shares[p], "%% %.64s", s->pollutants[p].id);
        put_heading(columns, headings, &n_columns, SHARE_WIDTH, shares[p]);
    }
    hz_page_section(sink, title);
    put_group_rows(NULL, plan, groups, n_groups, tallies, columns, n_columns);
    hz_page_headings(sink, columns, n_columns, headings);
    put_group_rows(sink, plan, groups, n_groups, tallies, columns, n_columns);
}

/* --- the costliest orders --- */

/* Indices of the costliest units, dearest first, ties by index; returns how many. */
static int costliest(const hz_plan *plan, uint32_t top[N_COSTLIEST])
{
    int64_t costs[N_COSTLIEST];
    int n = 0;

    for (size_t u = 0; u < plan->scenario->n_units; u++) {
        int64_t cost = hz_order_cost_fen_d(plan->scenario, u, plan->settings.level, &plan->orders[u]);
        int at = n;

        while (at > 0 && costs[at - 1] < cost)
            at--;
        if (cost == 0 || at == N_COSTLIEST)
            continue;
        n += n < N_COSTLIEST;
        for (int i = n - 1; i > at; i--) {
            top[i] = top[i - 1];
            costs[i] = costs[i - 1];
        }
        top[at] = (uint32_t)u;
        costs[at] = cost;
    }
    return n;
}

static void put_costly(hz_sink *sink, const hz_plan *plan, const uint32_t *top, int n, hz_page_column *columns,
                       int n_columns)
{
    const hz_scenario *s = plan->scenario;

    for (int i = 0; i < n; i++) {
        const hz_unit *u = &s->units[top[i]];
        const hz_enterprise *e = &s->enterprises[u->enterprise];
        int64_t cost = hz_order_cost_fen_d(s, top[i], plan->settings.level, &plan->orders[top[i]]);
        char money[HZ_FIXED_MAX], share[HZ_FIXED_MAX], cut[HZ_FIXED_MAX], name[TEXT_BYTES];
        const char *cells[] = {hz_page_money(money, cost),
                               hz_page_percent(share, hz_show_share_bp(cost, plan->reckoning->total.cost_fen_d)),
                               hz_show_action(s, top[i], &plan->orders[top[i]]),
                               hz_page_percent(cut, plan->orders[top[i]].cut_bp),
                               e->id,
                               name};

        snprintf(name, sizeof name, "%s%s%s", e->name, _(", "), u->name);
        hz_page_row(sink, columns, n_columns, cells);
    }
}

static void put_costliest(hz_sink *sink, const hz_plan *plan)
{
    hz_page_column columns[] = {{18, true}, {10, true}, {12, false}, {14, true}, {14, false}, {40, false}};
    const char *headings[] = {_("cost a day"), _("cost, %"),    _("action"),
                              _("cut, %"),     _("enterprise"), _("name, unit")};
    uint32_t top[N_COSTLIEST];
    int n = costliest(plan, top);

    hz_page_section(sink, _("The costliest orders"));
    put_costly(NULL, plan, top, n, columns, LENGTH(columns));
    hz_page_headings(sink, columns, LENGTH(columns), headings);
    put_costly(sink, plan, top, n, columns, LENGTH(columns));
}

/* --- what it rests on --- */

static void put_missing(hz_sink *sink, const hz_scenario *s)
{
    char line[TEXT_BYTES], missing[HZ_FIXED_MAX], units[HZ_FIXED_MAX];

    for (size_t p = 0; p < s->n_pollutants; p++) {
        size_t n = 0;

        for (size_t u = 0; u < s->n_units; u++)
            n += hz_emission(s, u, p) == HZ_NOT_REPORTED;
        if (n == 0)
            continue;
        snprintf(line, sizeof line, _("%1$s: %2$s of %3$s units do not report it; no reduction is counted for them."),
                 hz_bilingual_text(s->pollutants[p].name), hz_page_count(missing, n), hz_page_count(units, s->n_units));
        hz_page_line(sink, line);
    }
}

static void put_file(hz_sink *sink, const char *label, const char *id, const char *digest)
{
    char line[TEXT_BYTES];

    snprintf(line, sizeof line, "%s, SHA-256 %s", id, digest);
    hz_page_fact(sink, label, line);
}

/* The forecast and the files of rules: those in input/, to the byte. */
static void put_evidence(hz_sink *sink, const hz_plan *plan)
{
    if (plan->alert)
        hz_page_fact(sink, _("Forecast, SHA-256"), plan->forecast_digest);
    if (plan->rules)
        put_file(sink, _("Rule set"), plan->rules->id, plan->rules_digest);
    if (plan->index)
        put_file(sink, _("Air-quality index"), plan->index->id, plan->index_digest);
}

void hz_text_sources(hz_sink *sink, const hz_plan *plan)
{
    const hz_scenario *s = plan->scenario;
    char step[HZ_FIXED_MAX];

    hz_page_section(sink, _("What it rests on"));
    hz_page_fact(sink, _("Scenario"), s->id);
    hz_page_fact(sink, _("Its SHA-256"), plan->scenario_digest);
    put_evidence(sink, plan);
    hz_page_fact(sink, _("Standing of the data"), hz_standing_name(s->standing));
    hz_format_fixed(step, plan->settings.step_bp, 2, -1);
    hz_page_fact(sink, _("Steps of orders, %"), step);
    hz_page_fact(sink, _("Program"), "hazeplan " PACKAGE_VERSION);
    hz_page_fact(sink, _("Solver"), plan->solver);
}

void hz_text_end(hz_sink *sink, const hz_plan *plan)
{
    const char *law = hz_show_law(plan->scenario->country, plan->settings.start);

    put_missing(sink, plan->scenario);
    if (law) {
        hz_page_section(sink, _("Why the cheapest plan"));
        hz_page_line(sink, law);
    }
    hz_page_section(sink, _("To check it"));
    hz_page_line(sink, _("sha256sum -c SHA256SUMS   says whether a file of this folder was changed"));
    if (plan->settings.extent == HZ_EXTENT_LEVEL) /* several levels are proved together, and verified by replay */
        hz_page_line(sink, _("hazeplan verify FOLDER    proves it again from certificate.vipr, without a solver"));
    hz_page_line(sink, _("hazeplan replay FOLDER    makes the plan again from input/ and compares every byte"));
}

static void put_origin(hz_sink *sink, const hz_plan *plan)
{
    const hz_scenario *s = plan->scenario;

    hz_text_sources(sink, plan);
    hz_page_label(sink, _("Lowest cost of a day"));
    hz_putf(sink, _("%s fen (exact fraction)"), plan->bound_exact); /* as long as it is */
    hz_putc(sink, '\n');
    if (plan->search.bound_exact) {
        hz_page_label(sink, _("  in modes and steps"));
        hz_putf(sink, _("%s fen (exact fraction)"), plan->search.bound_exact);
        hz_putc(sink, '\n');
    }
    if (s->n_modes > 0 && s->response_h[plan->settings.level] > 0) {
        char hours[HZ_FIXED_MAX];

        hz_format_fixed(hours, s->response_h[plan->settings.level], 0, -1);
        hz_page_fact(sink, _("Response lasts, hours"), hours);
    }
    hz_text_end(sink, plan);
}

void hz_text_summary(hz_sink *sink, const hz_plan *plan)
{
    const hz_scenario *s = plan->scenario;

    hz_page_stamp(sink, s->standing);
    hz_page_title(sink, _("Emission reduction plan for heavy air pollution"));
    hz_page_fact(sink, _("Scenario"), hz_bilingual_text(s->title));
    hz_page_head(sink, plan);
    hz_page_section(sink, _("The answer"));
    put_answer(sink, plan);
    hz_text_saving(sink, plan);
    (plan->within ? hz_text_nested_bound : put_bound)(sink, plan);
    if (!plan->within)
        hz_text_other_optima(sink, plan->others, plan->search.end);
    put_anachronism(sink, plan);
    hz_text_baselines(sink, plan);
    put_level_reason(sink, plan);
    put_reductions(sink, plan);
    put_floors(sink, plan);
    hz_text_families(sink, plan);
    hz_text_losses(sink, plan);
    put_groups(sink, plan, _("By district"), s->districts, s->n_districts, plan->reckoning->districts);
    put_groups(sink, plan, _("By trade"), s->sectors, s->n_sectors, plan->reckoning->sectors);
    put_costliest(sink, plan);
    put_origin(sink, plan);
}

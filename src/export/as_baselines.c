/* as_baselines.c - what a plan is held against, and what it stands on: parts of its summary
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/as_baselines.h"

#include <stdio.h>
#include <string.h>

#include "export/page.h"
#include "export/show.h"
#include "plan/read_plan.h"

enum { TEXT_BYTES = HZ_PAGE_LINE, N_WAYS = HZ_N_BASELINES + 1, CELL_BYTES = HZ_MAX_TEXT + 1, N_BROKEN_SHOWN = 10 };

#define LENGTH(array) ((int)(sizeof(array) / sizeof *(array)))

static const char *show_share(char *buf, int64_t bp)
{
    hz_format_fixed(buf, bp, 2, -1);
    return buf;
}

static size_t count_broken(const hz_plan *plan, const hz_balance *balances)
{
    size_t n = 0;

    for (size_t i = 0; i < plan->reckoning->n_balances; i++)
        n += balances[i].slack < 0;
    return n;
}

static bool breaks_only_floors(const hz_plan *plan, const hz_balance *balances)
{
    for (size_t i = 0; i < plan->reckoning->n_balances; i++)
        if (balances[i].slack < 0 && plan->scenario->demands[balances[i].demand].kind != HZ_DEMAND_FLOOR)
            return false;
    return true;
}

/* --- the saving --- */

static void put_saving(hz_sink *sink, const hz_plan *plan, const hz_baseline *uniform)
{
    const char *money = hz_show_currency(plan->scenario->currency);
    int64_t cost = uniform->total.cost_fen_d, saved = cost - plan->reckoning->total.cost_fen_d;
    char line[TEXT_BYTES], share[HZ_FIXED_MAX], before[HZ_FIXED_MAX], less[HZ_FIXED_MAX], part[HZ_FIXED_MAX];

    show_share(share, uniform->share_bp);
    hz_page_money(before, cost);
    hz_page_money(less, saved < 0 ? -saved : saved);
    hz_page_percent(part, hz_show_share_bp(saved < 0 ? -saved : saved, cost));
    snprintf(line, sizeof line,
             saved >= 0
                 ? _("The uniform cut of %1$s %% would cost %2$s %3$s: this plan costs %4$s %3$s less (%5$s %%).")
                 : _("The uniform cut of %1$s %% would cost %2$s %3$s: this plan costs %4$s %3$s more (%5$s %%)."),
             share, before, money, less, part);
    hz_page_line(sink, line);
}

void hz_text_saving(hz_sink *sink, const hz_plan *plan)
{
    const hz_baseline *uniform = hz_plan_uniform(plan);
    char line[TEXT_BYTES], broken[HZ_FIXED_MAX];

    if (!uniform)
        return;
    if (!uniform->is_reached) {
        hz_page_line(sink, _("No uniform cut meets every reduction, not even the deepest."));
        return;
    }
    put_saving(sink, plan, uniform);
    if (plan->scenario->n_modes > 0)
        hz_page_line(sink, _("In the uniform cut a unit with modes stands in the mildest one that cuts at least that share of its output, which may be a stop."));
    if (uniform->is_met)
        return;
    snprintf(line, sizeof line,
             breaks_only_floors(plan, uniform->balances)
                 ? _("That uniform cut would also break supply floors: %1$s (see below).")
                 : _("That uniform cut would also break other demands: %1$s (see below)."),
             hz_page_count(broken, count_broken(plan, uniform->balances)));
    hz_page_line(sink, line);
}

/* --- side by side --- */

/* One column of the table: the plan itself, or a baseline. */
typedef struct {
    const hz_baseline *baseline; /* NULL: the plan */
    const hz_tally *total;
    const hz_worst_hit *district, *sector;
    size_t n_broken;
} way;

static size_t list_ways(way ways[N_WAYS], const hz_plan *plan)
{
    size_t n = 0;

    ways[n++] = (way){NULL, &plan->reckoning->total, &plan->worst_district, &plan->worst_sector,
                      count_broken(plan, plan->reckoning->balances)};
    for (size_t i = 0; i < plan->n_baselines; i++) {
        const hz_baseline *b = &plan->baselines[i];

        ways[n++] = (way){b, &b->total, &b->district, &b->sector, count_broken(plan, b->balances)};
    }
    return n;
}

/* A cell of a row; it is "-" before, and stays so where there is nothing to say. */
typedef void cell_writer(char cell[CELL_BYTES], const hz_plan *plan, const way *w, size_t pollutant);

static void cell_share(char cell[CELL_BYTES], const hz_plan *plan, const way *w, size_t pollutant)
{
    (void)plan, (void)pollutant;
    if (w->baseline && (w->baseline->kind == HZ_BASELINE_UNIFORM || w->baseline->kind == HZ_BASELINE_PRO_RATA))
        show_share(cell, w->baseline->share_bp);
}

static void cell_cost(char cell[CELL_BYTES], const hz_plan *plan, const way *w, size_t pollutant)
{
    (void)plan, (void)pollutant;
    hz_page_money(cell, w->total->cost_fen_d);
}

static void cell_more(char cell[CELL_BYTES], const hz_plan *plan, const way *w, size_t pollutant)
{
    (void)pollutant;
    if (w->baseline)
        hz_page_money_change(cell, w->total->cost_fen_d - plan->reckoning->total.cost_fen_d);
}

static void cell_cut(char cell[CELL_BYTES], const hz_plan *plan, const way *w, size_t pollutant)
{
    (void)plan;
    hz_page_mass(cell, w->total->cut_g_d[pollutant]);
}

static void cell_touched(char cell[CELL_BYTES], const hz_plan *plan, const way *w, size_t pollutant)
{
    (void)plan, (void)pollutant;
    hz_page_count(cell, w->total->n_touched);
}

static void name_worst(char cell[CELL_BYTES], const hz_group *groups, const hz_worst_hit *worst)
{
    if (worst->group != HZ_NONE)
        snprintf(cell, CELL_BYTES, "%s", hz_bilingual_text(groups[worst->group].name));
}

static void show_worst(char cell[CELL_BYTES], const hz_worst_hit *worst)
{
    if (worst->group != HZ_NONE)
        hz_page_percent(cell, worst->share_bp);
}

static void cell_district(char cell[CELL_BYTES], const hz_plan *plan, const way *w, size_t pollutant)
{
    (void)pollutant;
    name_worst(cell, plan->scenario->districts, w->district);
}

static void cell_district_share(char cell[CELL_BYTES], const hz_plan *plan, const way *w, size_t pollutant)
{
    (void)plan, (void)pollutant;
    show_worst(cell, w->district);
}

static void cell_sector(char cell[CELL_BYTES], const hz_plan *plan, const way *w, size_t pollutant)
{
    (void)pollutant;
    name_worst(cell, plan->scenario->sectors, w->sector);
}

static void cell_sector_share(char cell[CELL_BYTES], const hz_plan *plan, const way *w, size_t pollutant)
{
    (void)plan, (void)pollutant;
    show_worst(cell, w->sector);
}

static void cell_broken(char cell[CELL_BYTES], const hz_plan *plan, const way *w, size_t pollutant)
{
    (void)plan, (void)pollutant;
    hz_page_count(cell, w->n_broken);
}

/* What stands side by side: the plan and its baselines. */
typedef struct {
    const hz_plan *plan;
    way ways[N_WAYS];
    size_t n_ways;
    hz_page_column columns[N_WAYS + 1];
} table;

static void put_ways(hz_sink *sink, table *t, const char *label, cell_writer *write, size_t pollutant)
{
    char cells[N_WAYS][CELL_BYTES];
    const char *row[N_WAYS + 1] = {label};

    for (size_t i = 0; i < t->n_ways; i++) {
        snprintf(cells[i], CELL_BYTES, "-");
        write(cells[i], t->plan, &t->ways[i], pollutant);
        row[i + 1] = cells[i];
    }
    hz_page_row(sink, t->columns, (int)t->n_ways + 1, row);
}

static void put_table_rows(hz_sink *sink, table *t)
{
    const hz_scenario *s = t->plan->scenario;
    char label[TEXT_BYTES];

    put_ways(sink, t, _("everybody cuts, %"), cell_share, 0);
    snprintf(label, sizeof label, _("cost, %s"), hz_show_currency(s->currency));
    put_ways(sink, t, label, cell_cost, 0);
    put_ways(sink, t, _("beside this plan"), cell_more, 0);
    for (size_t p = 0; p < s->n_pollutants; p++) {
        snprintf(label, sizeof label, _("%s cut, kg/d"), s->pollutants[p].id);
        put_ways(sink, t, label, cell_cut, p);
    }
    put_ways(sink, t, _("enterprises cut back"), cell_touched, 0);
    put_ways(sink, t, _("worst-hit district"), cell_district, 0);
    put_ways(sink, t, _("  of a full stop, %"), cell_district_share, 0);
    put_ways(sink, t, _("worst-hit trade"), cell_sector, 0);
    put_ways(sink, t, _("  of a full stop, %"), cell_sector_share, 0);
    put_ways(sink, t, _("demands broken"), cell_broken, 0);
}

static void put_table(hz_sink *sink, const hz_plan *plan)
{
    table t = {.plan = plan, .n_ways = list_ways(t.ways, plan)};
    const char *headings[N_WAYS + 1] = {"", _("this plan")};

    t.columns[0] = (hz_page_column){24, false};
    for (size_t i = 0; i < t.n_ways; i++) {
        t.columns[i + 1] = (hz_page_column){16, true};
        if (i > 0)
            headings[i + 1] = hz_baseline_name(t.ways[i].baseline->kind);
    }
    put_table_rows(NULL, &t);
    hz_page_headings(sink, t.columns, (int)t.n_ways + 1, headings);
    put_table_rows(sink, &t);
}

/* --- what they break --- */

/* Baseline, demand, how much is missing, what is reached, what should be, and the unit. */
static const char *broken_format(hz_demand_kind kind)
{
    switch (kind) {
    case HZ_DEMAND_REDUCTION:
        return _("%1$s: the reduction of %2$s is missed by %3$s %6$s (%4$s cut, %5$s needed).");
    case HZ_DEMAND_FLOOR:
        return _("%1$s: the supply floor of %2$s is broken by %3$s %6$s (%4$s still made, %5$s needed).");
    case HZ_DEMAND_CAP:
        return _("%1$s: the cap on %2$s is exceeded by %3$s %6$s (%4$s borne, %5$s allowed).");
    case HZ_DEMAND_LINES:
        return _("%1$s: %2$s: %3$s %6$s too few (%4$s stop, %5$s needed).");
    case HZ_DEMAND_ORDER:
        return _("%1$s: the %2$s is broken by %3$s %6$s (a better grade is cut by %4$s more than a worse one, %5$s allowed).");
    case HZ_DEMAND_ALIKE:
        return _("%1$s: the %2$s is broken by %3$s %6$s (two units differ by %4$s, %5$s allowed).");
    default:
        return _("%1$s: the demand on %2$s is missed by %3$s %6$s (%4$s reached, %5$s needed).");
    }
}

static void put_broken_demand(hz_sink *sink, const hz_plan *plan, const hz_baseline *b, const hz_balance *balance)
{
    const hz_scenario *s = plan->scenario;
    char line[2 * TEXT_BYTES];
    hz_page_claim c;

    hz_page_balance(&c, s, balance);
    snprintf(line, sizeof line, broken_format(s->demands[balance->demand].kind), hz_baseline_name(b->kind), c.label,
             c.slack + (c.slack[0] == '-'), c.reached, c.required, c.unit);
    hz_page_line(sink, line);
}

static void put_broken(hz_sink *sink, const hz_plan *plan, const hz_baseline *b)
{
    size_t n = count_broken(plan, b->balances), n_shown = 0;
    char line[TEXT_BYTES], rest[HZ_FIXED_MAX];

    for (size_t i = 0; i < plan->reckoning->n_balances && n_shown < N_BROKEN_SHOWN; i++)
        if (b->balances[i].slack < 0) {
            put_broken_demand(sink, plan, b, &b->balances[i]);
            n_shown++;
        }
    if (n == n_shown)
        return;
    snprintf(line, sizeof line, _("%1$s: demands broken beside these: %2$s; plan.json has them all."),
             hz_baseline_name(b->kind), hz_page_count(rest, n - n_shown));
    hz_page_line(sink, line);
}

/* --- the earlier plan --- */

/* Nothing limits the ids in a file that somebody else has written. */
static void put_some_units(hz_sink *sink, const char *format, const hz_some_units *units)
{
    char line[TEXT_BYTES], names[HZ_N_NAMED * (2 * HZ_MAX_ID + 32)], count[HZ_FIXED_MAX];
    size_t used = 0, n_named = units->n < HZ_N_NAMED ? units->n : HZ_N_NAMED;

    if (units->n == 0)
        return;
    for (size_t i = 0; i < n_named; i++)
        used += (size_t)snprintf(names + used, sizeof names - used, "%s%.*s/%.*s", i ? _(", ") : "", HZ_MAX_ID,
                                 units->first[i].enterprise, HZ_MAX_ID, units->first[i].unit);
    if (units->n > n_named)
        snprintf(names + used, sizeof names - used, "%s…", _(", "));
    snprintf(line, sizeof line, format, hz_page_count(count, units->n), names);
    hz_page_line(sink, line);
}

static void put_earlier(hz_sink *sink, const hz_plan *plan, const hz_baseline *b)
{
    const hz_old_plan *old = plan->earlier;
    bool is_same = strcmp(old->scenario_digest, plan->scenario_digest) == 0;
    char line[TEXT_BYTES];

    snprintf(
        line, sizeof line,
        is_same ? _("Earlier plan: %1$.64s (%2$s, start %3$s), made from the same scenario.")
                : _("Earlier plan: %1$.64s (%2$s, start %3$s), made from other data (scenario %4$.64s); its orders are "
                    "reckoned with these."),
        old->id, hz_level_name(old->settings.level), old->settings.start[0] ? old->settings.start : _("not given"),
        old->scenario_id);
    hz_page_line(sink, line);
    put_some_units(sink, _("Its orders for units that this scenario does not have, left out: %1$s (%2$s)."), &b->gone);
    put_some_units(sink, _("Units that it has no order for, cut as little as they may be: %1$s (%2$s)."), &b->unknown);
    put_some_units(sink, _("Its orders outside the bounds that hold now, moved to the nearest: %1$s (%2$s)."),
                   &b->bounded);
}

void hz_text_baselines(hz_sink *sink, const hz_plan *plan)
{
    if (plan->n_baselines == 0)
        return;
    hz_page_section(sink, _("Beside other ways to reach the same targets"));
    put_table(sink, plan);
    hz_page_line(sink,
                 _("Pro rata: each unit the same share of the most that it may be cut. Cheapest first: whole units by "
                   "average cost per kilogram, one target after the other, as least-cost tools choose them."));
    hz_page_line(sink,
                 _("Worst-hit: where the orders cost most beside what it would cost to stop all that operates there."));
    for (size_t i = 0; i < plan->n_baselines; i++) {
        if (plan->baselines[i].kind == HZ_BASELINE_EARLIER)
            put_earlier(sink, plan, &plan->baselines[i]);
        put_broken(sink, plan, &plan->baselines[i]);
    }
}

/* --- if somebody does not carry out the cut --- */

static int64_t sum_of(const hz_worst_loss *loss, size_t most)
{
    int64_t sum = 0;

    for (size_t i = 0; i < loss->n_largest && i < most; i++)
        sum += loss->cut_g_d[i];
    return sum;
}

static void put_loss(hz_sink *sink, const hz_plan *plan, const hz_worst_loss *loss, hz_page_column *columns,
                     int n_columns)
{
    const hz_scenario *s = plan->scenario;
    const hz_balance *b = &plan->reckoning->balances[loss->balance];
    const hz_enterprise *e = loss->n_largest ? &s->enterprises[loss->largest[0]] : NULL;
    int64_t one = sum_of(loss, 1), five = sum_of(loss, HZ_N_LARGEST);
    char label[TEXT_BYTES], slack[HZ_FIXED_MAX], loss_1[HZ_FIXED_MAX], share_1[HZ_FIXED_MAX], loss_5[HZ_FIXED_MAX],
        share_5[HZ_FIXED_MAX];
    const char *cells[] = {hz_show_balance(label, sizeof label, s, b),
                           hz_page_mass(slack, b->slack),
                           hz_page_mass(loss_1, one),
                           hz_page_percent(share_1, hz_show_share_bp(one, b->required)),
                           one <= b->slack ? _("still met") : _("MISSED"),
                           hz_page_mass(loss_5, five),
                           hz_page_percent(share_5, hz_show_share_bp(five, b->required)),
                           five <= b->slack ? _("still met") : _("MISSED"),
                           e ? e->id : NULL,
                           e ? e->name : NULL};

    hz_page_row(sink, columns, n_columns, cells);
}

void hz_text_losses(hz_sink *sink, const hz_plan *plan)
{
    hz_page_column columns[] = {{36, false}, {12, true}, {14, true}, {8, true},   {9, false},
                                {14, true},  {8, true},  {9, false}, {14, false}, {20, false}};
    const char *headings[] = {
        _("demand"), _("slack, kg/d"), _("1 fails, kg/d"), "%",      _("target"), _("5 fail, kg/d"),
        "%",         _("target"),      _("enterprise"),    _("name")};

    if (plan->n_losses == 0)
        return;
    hz_page_section(sink, _("If somebody does not carry out the cut"));
    for (size_t i = 0; i < plan->n_losses; i++)
        put_loss(NULL, plan, &plan->losses[i], columns, LENGTH(columns));
    hz_page_headings(sink, columns, LENGTH(columns), headings);
    for (size_t i = 0; i < plan->n_losses; i++)
        put_loss(sink, plan, &plan->losses[i], columns, LENGTH(columns));
    hz_page_line(sink,
                 _("What each target would lose without the enterprise that cuts most of that pollutant, and without "
                   "the five that cut most. Percentages are of what must be cut."));
}

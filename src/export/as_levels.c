/* as_levels.c - the plans of several levels side by side
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/as_levels.h"

#include <stdio.h>
#include <string.h>

#include "base/lang.h"
#include "export/as_alert.h"
#include "export/as_families.h"
#include "export/as_text.h"
#include "export/json.h"
#include "export/page.h"
#include "export/show.h"

enum { TEXT_BYTES = HZ_PAGE_LINE, N_STEP_COLUMNS = 8, N_MANY = 24 };

#define LENGTH(array) ((int)(sizeof(array) / sizeof *(array)))

static hz_level level_at(const hz_levels *l, size_t k)
{
    return l->levels[k].plan->settings.level;
}

static const hz_tally *tally_at(const hz_levels *l, size_t k)
{
    return &l->levels[k].plan->reckoning->total;
}

/* "yuan", without the day. */
static const char *money_name(const hz_levels *l)
{
    return strcmp(l->scenario->currency, "CNY") == 0 ? _("yuan") : l->scenario->currency;
}

static const char *days_text(char *buf, int64_t milli_days)
{
    hz_format_fixed(buf, milli_days, 3, -1);
    return buf;
}

static int64_t all_days(const hz_levels *l)
{
    int64_t sum = 0;

    for (size_t k = 0; k < l->n_levels; k++)
        sum += l->levels[k].milli_days;
    return sum;
}

/* ---- the head ---- */

/* Is the level one of those that are planned? */
static bool is_planned(const hz_levels *l, int level)
{
    for (size_t k = 0; k < l->n_levels; k++)
        if ((int)level_at(l, k) == level)
            return true;
    return false;
}

static void due_text(char *buf, size_t size, const hz_levels *l)
{
    int due = l->alert ? hz_alert_level(l->alert) : HZ_NO_LEVEL;

    if (!l->alert)
        snprintf(buf, size, "%s", _("no forecast was given"));
    else if (due == HZ_NO_LEVEL)
        snprintf(buf, size, _("none: under %s the forecast calls for no response"), l->rules->id);
    else if (is_planned(l, due))
        snprintf(buf, size, _("%1$s, under %2$s: its lists are in the folder %3$s"), hz_level_name((hz_level)due),
                 l->rules->id, hz_level_id((hz_level)due));
    else
        snprintf(buf, size, _("%1$s, under %2$s; but the scenario demands nothing at that level"),
                 hz_level_name((hz_level)due), l->rules->id);
}

static void levels_text(char *buf, size_t size, const hz_levels *l)
{
    size_t used = 0;

    buf[0] = '\0';
    for (size_t k = 0; k < l->n_levels && used < size; k++)
        used += (size_t)snprintf(buf + used, size - used, "%s%s", k ? _(", ") : "", hz_level_name(level_at(l, k)));
}

static void put_head(hz_sink *sink, const hz_levels *l)
{
    char line[TEXT_BYTES];
    hz_shown_rules rules;

    hz_show_rules(&rules, l->levels[0].plan);
    hz_page_stamp(sink, l->scenario->standing);
    hz_page_title(sink, _("Emission reduction plans for heavy air pollution: all levels, each inside the next"));
    hz_page_fact(sink, _("Scenario"), hz_bilingual_text(l->scenario->title));
    hz_page_fact(sink, _("Plan"), l->id);
    levels_text(line, sizeof line, l);
    hz_page_fact(sink, _("Warning levels"), line);
    due_text(line, sizeof line, l);
    hz_page_fact(sink, _("Level that is due"), line);
    snprintf(line, sizeof line, "%s%s%s", rules.title ? rules.title : "", rules.title && rules.number ? _(", ") : "",
             rules.number ? rules.number : "");
    hz_page_fact(sink, _("Rules"), line);
}

/* ---- the levels side by side ---- */

/* One row of figures: what it says of the k-th level. */
typedef const char *figure(char buf[HZ_FIXED_MAX + 1], const hz_levels *l, size_t k);

static const char *expected(char *buf, const hz_levels *l, size_t k)
{
    return days_text(buf, l->levels[k].milli_days);
}

static const char *expected_by(char *buf, const hz_levels *l, size_t k)
{
    (void)buf;
    return hz_days_basis_name(l->levels[k].days_by);
}

static const char *cost(char *buf, const hz_levels *l, size_t k)
{
    return hz_page_money(buf, tally_at(l, k)->cost_fen_d);
}

static const char *cost_alone(char *buf, const hz_levels *l, size_t k)
{
    return hz_page_money(buf, l->levels[k].alone_fen_d);
}

static const char *cost_of_nesting(char *buf, const hz_levels *l, size_t k)
{
    return hz_page_money_change(buf, tally_at(l, k)->cost_fen_d - l->levels[k].alone_fen_d);
}

static const char *bound(char *buf, const hz_levels *l, size_t k)
{
    return hz_page_money(buf, l->levels[k].plan->bound_fen_d);
}

static const char *touched(char *buf, const hz_levels *l, size_t k)
{
    return hz_page_count(buf, tally_at(l, k)->n_touched);
}

static const char *touched_alone(char *buf, const hz_levels *l, size_t k)
{
    return hz_page_count(buf, l->levels[k].n_alone_touched);
}

static const char *stopped(char *buf, const hz_levels *l, size_t k)
{
    return hz_page_count(buf, tally_at(l, k)->n_actions[HZ_ACTION_STOP]);
}

static const char *limited(char *buf, const hz_levels *l, size_t k)
{
    return hz_page_count(buf, tally_at(l, k)->n_actions[HZ_ACTION_LIMIT]);
}

static void put_figures(hz_sink *sink, const hz_levels *l, hz_page_column *columns)
{
    static const struct {
        const char *label;
        figure *of;
    } rows[] = {{N_("expected days a year"), expected},
                {N_("  said by"), expected_by},
                {N_("cost of a day"), cost},
                {N_("  planned by itself"), cost_alone},
                {N_("  what nesting adds"), cost_of_nesting},
                {N_("  no plan costs less (proved)"), bound},
                {N_("enterprises that must cut"), touched},
                {N_("  planned by itself"), touched_alone},
                {N_("units that stop"), stopped},
                {N_("units at limited load"), limited}};

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char buf[HZ_N_LEVELS][HZ_FIXED_MAX + 1];
        const char *cells[1 + HZ_N_LEVELS] = {_(rows[i].label)};

        for (size_t k = 0; k < l->n_levels; k++)
            cells[1 + k] = rows[i].of(buf[k], l, k);
        hz_page_row(sink, columns, 1 + (int)l->n_levels, cells);
    }
}

static void put_side_by_side(hz_sink *sink, const hz_levels *l)
{
    hz_page_column columns[1 + HZ_N_LEVELS] = {{32, false}};
    const char *headings[1 + HZ_N_LEVELS];
    char first[TEXT_BYTES];

    snprintf(first, sizeof first, _("costs in %s"), hz_show_currency(l->scenario->currency));
    headings[0] = first;
    for (size_t k = 0; k < l->n_levels; k++) {
        headings[1 + k] = hz_level_name(level_at(l, k));
        columns[1 + k] = (hz_page_column){18, true};
    }
    hz_page_section(sink, _("The answer"));
    hz_page_line(
        sink,
        _("Every demand of every level is met, added up again in whole grams from the orders alone; no unit is cut "
          "less at a stricter level."));
    hz_putc(sink, '\n');
    put_figures(NULL, l, columns);
    hz_page_headings(sink, columns, 1 + (int)l->n_levels, headings);
    put_figures(sink, l, columns);
}

/* ---- what nesting costs ---- */

static void put_expected_cost(hz_sink *sink, const hz_levels *l)
{
    char line[TEXT_BYTES], days[HZ_FIXED_MAX], is[HZ_FIXED_MAX], by_itself[HZ_FIXED_MAX], more[HZ_FIXED_MAX + 1];

    snprintf(line, sizeof line,
             _("Over the %1$s days that are expected in a year these plans cost %2$s %5$s; the levels each planned by "
               "itself would "
               "cost %3$s. Nesting: %4$s %5$s."),
             days_text(days, all_days(l)), hz_page_money(is, l->cost_fen), hz_page_money(by_itself, l->alone_fen),
             hz_page_money_change(more, l->cost_fen - l->alone_fen), money_name(l));
    hz_page_line(sink, line);
    snprintf(line, sizeof line,
             _("Proved: no plans that lie inside one another cost less than %1$s; the levels each by itself cannot "
               "cost less than "
               "%2$s. So it is %3$s %4$s that nesting costs, before orders are rounded to steps."),
             hz_page_money(is, l->bound_fen), hz_page_money(by_itself, l->alone_bound_fen),
             hz_page_money(more, l->nesting_fen), money_name(l));
    hz_page_line(sink, line);
    hz_text_other_optima(sink, l->others);
}

static void put_loose(hz_sink *sink, const hz_levels *l)
{
    char line[TEXT_BYTES], units[HZ_FIXED_MAX], enterprises[HZ_FIXED_MAX];

    if (l->n_loose_units == 0)
        snprintf(line, sizeof line, "%s", _("Planned each by itself, the levels would lie inside one another, too."));
    else
        snprintf(
            line, sizeof line,
            _("Planned each by itself, a stricter level would cut some units less, or release them (units: %1$s, in "
              "enterprises: %2$s). Here none."),
            hz_page_count(units, l->n_loose_units), hz_page_count(enterprises, l->n_loose_enterprises));
    hz_page_line(sink, line);
    if (l->n_bounded == 0)
        return;
    snprintf(line, sizeof line,
             _("Units that are held by the bounds of another level: %s. What may not be cut at a stricter level is not "
               "cut at a "
               "milder one; what must be cut at a milder one is cut at the stricter ones."),
             hz_page_count(units, l->n_bounded));
    hz_page_line(sink, line);
}

static void put_nesting(hz_sink *sink, const hz_levels *l)
{
    bool is_assumed = false;

    for (size_t k = 0; k < l->n_levels; k++)
        is_assumed |= l->levels[k].days_by == HZ_DAYS_ASSUMED;
    hz_page_section(sink, _("What nesting costs"));
    put_expected_cost(sink, l);
    put_loose(sink, l);
    if (is_assumed)
        hz_page_line(sink, _("Where nobody said how many days a level is expected, one day is assumed: give --days, or "
                             "<expected-days> in the scenario."));
}

/* ---- demands ---- */

/* A set of kinds of demands. */
#define BIT(kind) (1U << HZ_DEMAND_##kind)

static bool is_same_demand(const hz_demand *a, const hz_demand *b)
{
    return a->kind == b->kind && a->scope == b->scope && a->group == b->group && a->pollutant == b->pollutant &&
           a->pollutants == b->pollutants && a->product == b->product && a->weighting == b->weighting &&
           a->cap_of == b->cap_of && a->n_failing == b->n_failing;
}

/* The same claim, of two levels. */
static bool is_same(const hz_scenario *s, const hz_balance *a, const hz_balance *b)
{
    hz_demand of_a = hz_balance_demand(s, a), of_b = hz_balance_demand(s, b);

    if (!is_same_demand(&of_a, &of_b) || (a->target == HZ_NONE) != (b->target == HZ_NONE))
        return false;
    return a->target == HZ_NONE || is_same_demand(&s->demands[a->target], &s->demands[b->target]);
}

/* The balance of the same claim at the k-th level; NULL: it is not made there. All levels have their claims in one order: it is
 * looked for from the one on that was found last. */
static const hz_balance *find_balance(const hz_levels *l, size_t k, const hz_balance *balance, size_t *last)
{
    const hz_reckoning *r = l->levels[k].plan->reckoning;

    for (size_t i = 0, at = *last; i < r->n_balances; i++, at++) {
        at = at < r->n_balances ? at : 0;
        if (!is_same(l->scenario, &r->balances[at], balance))
            continue;
        *last = at;
        return &r->balances[at];
    }
    return NULL;
}

/* What is said of a balance of the k-th level. */
typedef const char *demand_figure(char buf[HZ_FIXED_MAX], const hz_levels *l, size_t k, const hz_balance *b);

static const char *required(char buf[HZ_FIXED_MAX], const hz_levels *l, size_t k, const hz_balance *b)
{
    (void)k;
    return hz_page_amount(buf, b->required, hz_show_balance_unit(l->scenario, b).scale);
}

static const char *reached(char buf[HZ_FIXED_MAX], const hz_levels *l, size_t k, const hz_balance *b)
{
    (void)k;
    return hz_page_amount(buf, b->reached, hz_show_balance_unit(l->scenario, b).scale);
}

/* Of all levels together, over all expected days, 1/100 of the currency for one shown unit more. */
static int64_t joint_price(const hz_levels *l, size_t k, const hz_balance *b)
{
    return hz_show_price_of(l->scenario, b, l->levels[k].price[b - l->levels[k].plan->reckoning->balances]);
}

static const char *price(char buf[HZ_FIXED_MAX], const hz_levels *l, size_t k, const hz_balance *b)
{
    return hz_page_money(buf, joint_price(l, k, b));
}

/* Of which kinds of demands (bits) a table is, and what it says of each at each level, under which heading ("%s": the level). */
typedef struct {
    unsigned kinds;
    const char *title;
    struct {
        const char *heading;
        demand_figure *of;
    } figures[2];
    size_t n_figures;
} demand_table;

static void put_demand(hz_sink *sink, const hz_levels *l, const demand_table *table, const hz_balance *balance,
                       size_t last[HZ_N_LEVELS], hz_page_column *columns)
{
    char label[TEXT_BYTES], numbers[2 * HZ_N_LEVELS][HZ_FIXED_MAX];
    const char *cells[2 + 2 * HZ_N_LEVELS] = {hz_show_balance(label, sizeof label, l->scenario, balance),
                                              hz_show_unit(hz_show_balance_unit(l->scenario, balance).unit)};
    size_t n = 0;

    for (size_t k = 0; k < l->n_levels; k++) {
        const hz_balance *b = find_balance(l, k, balance, &last[k]);

        for (size_t i = 0; i < table->n_figures; i++, n++)
            cells[2 + n] = b ? table->figures[i].of(numbers[n], l, k, b) : "-";
    }
    hz_page_row(sink, columns, 2 + (int)n, cells);
}

/* Each claim of those kinds in the row of the mildest level that has it; of many the first. Returns how many there are. */
static size_t put_demands(hz_sink *sink, const hz_levels *l, const demand_table *table, hz_page_column *columns)
{
    size_t n = 0, last[HZ_N_LEVELS] = {0};

    for (size_t k = 0; k < l->n_levels; k++) {
        const hz_reckoning *r = l->levels[k].plan->reckoning;

        for (size_t i = 0; i < r->n_balances; i++) {
            const hz_balance *balance = &r->balances[i];
            bool is_first = table->kinds >> l->scenario->demands[balance->demand].kind & 1;

            for (size_t before = 0; before < k && is_first; before++)
                is_first = !find_balance(l, before, balance, &last[before]);
            if (is_first && n++ < N_MANY)
                put_demand(sink, l, table, balance, last, columns);
        }
    }
    return n;
}

static void put_demand_table(hz_sink *sink, const hz_levels *l, const demand_table *table)
{
    hz_page_column columns[2 + 2 * HZ_N_LEVELS] = {{36, false}, {11, false}};
    char names[2 * HZ_N_LEVELS][256], line[TEXT_BYTES], rest[HZ_FIXED_MAX];
    const char *headings[2 + 2 * HZ_N_LEVELS] = {_("demand"), _("measured in")};
    size_t n_figures = 0, n;

    for (size_t k = 0; k < l->n_levels; k++)
        for (size_t i = 0; i < table->n_figures; i++, n_figures++) {
            snprintf(names[n_figures], sizeof names[0], table->figures[i].heading, hz_level_name(level_at(l, k)));
            headings[2 + n_figures] = names[n_figures];
            columns[2 + n_figures] = (hz_page_column){14, true};
        }
    if ((n = put_demands(NULL, l, table, columns)) == 0)
        return;
    hz_page_section(sink, table->title);
    hz_page_headings(sink, columns, 2 + (int)n_figures, headings);
    put_demands(sink, l, table, columns);
    if (n <= N_MANY)
        return;
    snprintf(line, sizeof line, _("And %s others; plan.json has them all."), hz_page_count(rest, n - N_MANY));
    hz_page_line(sink, line);
}

static void put_demand_tables(hz_sink *sink, const hz_levels *l)
{
    const demand_table tables[] = {
        {BIT(REDUCTION) | BIT(POOL) | BIT(SAFETY), _("Required reductions"),
         {{_("%s: to cut"), required}, {_("%s: cut"), reached}}, 2},
        {BIT(WEIGHTED), _("Estimates: weighted sums of reductions"),
         {{_("%s: to cut"), required}, {_("%s: cut"), reached}}, 2},
        {BIT(FLOOR), _("Supply that must go on"), {{_("%s: to be made"), required}, {_("%s: still made"), reached}}, 2},
        {BIT(CAP), _("What is borne at most"), {{_("%s: at most"), required}, {_("%s: borne"), reached}}, 2},
        {BIT(ORDER) | BIT(ALIKE), _("How far cuts may differ: the order of the grades, and alike treatment"),
         {{_("%s: at most"), required}, {_("%s: in orders"), reached}}, 2}};

    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        put_demand_table(sink, l, &tables[i]);
}

/* Of the joint program; those of a level by itself are in its folder. */
static void put_prices(hz_sink *sink, const hz_levels *l)
{
    char title[TEXT_BYTES];
    const demand_table table = {~(BIT(ORDER) | BIT(ALIKE)), title, {{"%s", price}}, 1}; /* those are many arcs and no row */

    snprintf(title, sizeof title, _("What one unit more would cost over all expected days, %s"), money_name(l));
    put_demand_table(sink, l, &table);
    hz_page_line(sink, _("Prices at the margin of all levels together: what one unit more that is demanded of a level, or one less that may be "
                         "borne, adds to the lowest cost over all expected days, with what the other levels must then do. It adds at least "
                         "that, and one less saves at most that. The prices in the folder of a level are those of that level planned by "
                         "itself, for one day."));
}

/* ---- steps ---- */

static const char *place_name(const hz_levels *l, int place)
{
    return place == HZ_NO_PLACE ? _("no warning") : hz_level_name(level_at(l, (size_t)place));
}

static void step_file(char *buf, size_t size, const hz_levels *l, hz_step step)
{
    snprintf(buf, size, "changes-%s-%s.csv", hz_levels_word(l, step.from), hz_levels_word(l, step.to));
}

static void put_step_rows(hz_sink *sink, const hz_levels *l, hz_page_column *columns)
{
    static const hz_change shown[] = {HZ_CHANGE_ADDED, HZ_CHANGE_TIGHTENED, HZ_CHANGE_RELAXED, HZ_CHANGE_RELEASED};
    hz_step steps[HZ_MAX_STEPS];
    size_t n = hz_levels_steps(l, steps);

    for (size_t i = 0; i < n; i++) {
        hz_step_sums sums;
        char label[256], file[64], numbers[N_STEP_COLUMNS][HZ_FIXED_MAX + 1];
        const char *cells[N_STEP_COLUMNS] = {label};

        hz_sum_step(&sums, l, steps[i]);
        snprintf(label, sizeof label, _("%1$s to %2$s"), place_name(l, steps[i].from), place_name(l, steps[i].to));
        for (int c = 0; c < LENGTH(shown); c++)
            cells[1 + c] = hz_page_count(numbers[1 + c], sums.n_units[shown[c]]);
        cells[5] = hz_page_count(numbers[5], sums.n_enterprises);
        cells[6] = hz_page_money_change(numbers[6], sums.cost_change_fen_d);
        step_file(file, sizeof file, l, steps[i]);
        cells[7] = file;
        hz_page_row(sink, columns, N_STEP_COLUMNS, cells);
    }
}

static void put_steps(hz_sink *sink, const hz_levels *l)
{
    hz_page_column columns[N_STEP_COLUMNS] = {{24, false}, {8, true},  {9, true},  {8, true},
                                              {8, true},   {11, true}, {20, true}, {30, false}};
    const char *headings[N_STEP_COLUMNS] = {_("step"),     _("added"),       _("tightened"),      _("relaxed"),
                                            _("released"), _("enterprises"), _("change of cost"), _("list")};

    hz_page_section(sink, _("Who changes when the level does"));
    put_step_rows(NULL, l, columns);
    hz_page_headings(sink, columns, N_STEP_COLUMNS, headings);
    put_step_rows(sink, l, columns);
    hz_page_line(sink, _("Added to released: units. Enterprises: of which a unit changes, and to which somebody must "
                         "talk. Folders of the "
                         "same names hold a page for each district."));
}

/* ---- what it rests on ---- */

static void put_origin(hz_sink *sink, const hz_levels *l)
{
    char step[HZ_FIXED_MAX];

    hz_page_section(sink, _("What it rests on"));
    hz_page_fact(sink, _("Scenario"), l->scenario->id);
    hz_page_fact(sink, _("Its SHA-256"), l->scenario_digest);
    hz_page_fact(sink, _("Standing of the data"), hz_standing_name(l->scenario->standing));
    hz_format_fixed(step, l->settings.step_bp, 2, -1);
    hz_page_fact(sink, _("Steps of orders, %"), step);
    hz_page_fact(sink, _("Program"), "hazeplan " PACKAGE_VERSION);
    hz_page_fact(sink, _("Solver"), l->solver);
    hz_page_label(sink, _("Lowest expected cost"));
    hz_putf(sink, _("%s fen (exact fraction)"), l->bound_exact);
    hz_putc(sink, '\n');
    hz_page_label(sink, _("  each by itself"));
    hz_putf(sink, _("%s fen (exact fraction)"), l->alone_exact);
    hz_putc(sink, '\n');
    if (l->alert) {
        hz_page_section(sink, _("Why this level"));
        hz_text_alert_facts(sink, l->alert, l->index, &l->settings.rules);
    }
    hz_page_section(sink, _("To check it"));
    hz_page_line(sink, _("sha256sum -c SHA256SUMS   says whether a file of this folder was changed"));
    hz_page_line(sink, _("hazeplan replay FOLDER    makes the plan again from input/ and compares every byte"));
    hz_page_line(
        sink,
        _("The folder of each level is a whole plan folder: it can be handed on, checked and replayed by itself."));
}

void hz_text_levels(hz_sink *sink, const hz_levels *l)
{
    put_head(sink, l);
    put_side_by_side(sink, l);
    put_nesting(sink, l);
    put_demand_tables(sink, l);
    put_prices(sink, l);
    put_steps(sink, l);
    put_origin(sink, l);
}

/* ---- in the summary of one level ---- */

void hz_text_nested_bound(hz_sink *sink, const hz_plan *plan)
{
    int64_t above = plan->reckoning->total.cost_fen_d - plan->bound_fen_d;
    const char *money = hz_show_currency(plan->scenario->currency);
    char line[TEXT_BYTES], levels[TEXT_BYTES], least[HZ_FIXED_MAX], more[HZ_FIXED_MAX], step[HZ_FIXED_MAX];

    levels_text(levels, sizeof levels, plan->within);
    snprintf(line, sizeof line,
             _("Planned together with the other levels (%s): every unit is cut at least as deep as at the level below, "
               "and at "
               "most as deep as at the level above."),
             levels);
    hz_page_line(sink, line);
    hz_format_fixed(step, plan->settings.step_bp, 2, -1);
    hz_page_money(least, plan->bound_fen_d);
    if (above <= 0)
        snprintf(line, sizeof line, _("No plan can cost less than %1$s %2$s (proved): these orders are the cheapest."),
                 least, money);
    else
        snprintf(line, sizeof line,
                 _("No plan for this level can cost less than %1$s %2$s (proved). These orders cost %3$s %2$s more, "
                   "because the "
                   "levels lie inside one another, and because orders come in steps of %4$s %%, or stand at a unit's "
                   "own least "
                   "or most cut."),
                 least, money, hz_page_money(more, above), step);
    hz_page_line(sink, line);
}

/* ---- JSON ---- */

static void json_head(hz_sink *sink, const hz_levels *l)
{
    int due = l->alert ? hz_alert_level(l->alert) : HZ_NO_LEVEL;

    hz_puts(sink, "{\"format\":\"hazeplan-levels\",\"version\":1");
    hz_json_text(sink, "plan", l->id);
    hz_json_text(sink, "standing", hz_standing_id(l->scenario->standing));
    hz_json_text(sink, "stamp", hz_standing_name(l->scenario->standing));
    hz_json_text(sink, "lang", hz_lang_tag(l->settings.lang));
    hz_json_text(sink, "currency", l->scenario->currency);
    hz_puts(sink, ",\n\"scenario\":");
    hz_json_first_text(sink, "id", l->scenario->id);
    hz_json_bilingual(sink, "title", l->scenario->title);
    hz_json_text(sink, "digest", l->scenario_digest);
    hz_puts(sink, "},\n\"made_by\":");
    hz_json_first_text(sink, "hazeplan", PACKAGE_VERSION);
    hz_json_text(sink, "solver", l->solver);
    hz_puts(sink, "},\n\"due\":");
    hz_put_json(sink, !l->alert ? NULL : due == HZ_NO_LEVEL ? "none" : hz_level_id((hz_level)due));
    hz_json_fixed(sink, "step_percent", l->settings.step_bp, 2);
}

static void json_demand(hz_sink *sink, const hz_levels *l, size_t k, size_t balance)
{
    const hz_reckoning *r = l->levels[k].plan->reckoning;
    const hz_balance *b = &r->balances[balance];
    hz_shown shown = hz_show_balance_unit(l->scenario, b);

    hz_json_balance(sink, l->scenario, b, r->failing);
    hz_json_fixed(sink, "required", b->required, shown.scale);
    hz_json_fixed(sink, "reached", b->reached, shown.scale);
    hz_json_text(sink, "unit", shown.unit);
    if (hz_is_fairness(l->scenario->demands[b->demand].kind)) { /* many arcs and no row */
        hz_puts(sink, ",\"price\":null,\"price_exact_fen\":null}");
        return;
    }
    hz_json_money(sink, "price", joint_price(l, k, b));
    hz_json_text(sink, "price_exact_fen", l->levels[k].price_exact[balance]);
    hz_putc(sink, '}');
}

static void json_level(hz_sink *sink, const hz_levels *l, size_t k)
{
    const hz_level_plan *level = &l->levels[k];
    const hz_reckoning *r = level->plan->reckoning;

    hz_json_first_text(sink, "level", hz_level_id(level_at(l, k)));
    hz_json_text(sink, "plan", level->plan->id);
    hz_json_text(sink, "folder", hz_level_id(level_at(l, k)));
    hz_json_fixed(sink, "expected_days", level->milli_days, 3);
    hz_json_text(sink, "expected_by", hz_days_basis_id(level->days_by));
    hz_json_money(sink, "cost_d", r->total.cost_fen_d);
    hz_json_money(sink, "alone_d", level->alone_fen_d);
    hz_json_money(sink, "bound_d", level->plan->bound_fen_d);
    hz_json_text(sink, "bound_exact_fen_d", level->plan->bound_exact);
    hz_json_count(sink, "touched", r->total.n_touched);
    hz_json_count(sink, "alone_touched", level->n_alone_touched);
    hz_json_count(sink, "stop", r->total.n_actions[HZ_ACTION_STOP]);
    hz_json_count(sink, "limit", r->total.n_actions[HZ_ACTION_LIMIT]);
    hz_json_key(sink, "demands");
    hz_putc(sink, '[');
    for (size_t i = 0; i < r->n_balances; i++) {
        hz_json_next(sink, i);
        json_demand(sink, l, k, i);
    }
    hz_puts(sink, "]}");
}

static void json_nesting(hz_sink *sink, const hz_levels *l)
{
    hz_puts(sink, ",\n\"nesting\":{\"days\":");
    hz_put_fixed(sink, all_days(l), 3, -1);
    hz_json_money(sink, "cost", l->cost_fen);
    hz_json_money(sink, "alone", l->alone_fen);
    hz_json_money(sink, "bound", l->bound_fen);
    hz_json_money(sink, "alone_bound", l->alone_bound_fen);
    hz_json_money(sink, "least", l->nesting_fen);
    hz_json_text(sink, "bound_exact_fen", l->bound_exact);
    hz_json_text(sink, "alone_exact_fen", l->alone_exact);
    hz_json_others(sink, l->others);
    hz_json_count(sink, "loose_units", l->n_loose_units);
    hz_json_count(sink, "loose_enterprises", l->n_loose_enterprises);
    hz_json_count(sink, "bounded_units", l->n_bounded);
    hz_putc(sink, '}');
}

static void json_step(hz_sink *sink, const hz_levels *l, hz_step step)
{
    hz_step_sums sums;
    char file[64];

    hz_sum_step(&sums, l, step);
    step_file(file, sizeof file, l, step);
    hz_json_first_text(sink, "from", hz_levels_word(l, step.from));
    hz_json_text(sink, "to", hz_levels_word(l, step.to));
    hz_json_text(sink, "file", file);
    hz_json_count(sink, "added", sums.n_units[HZ_CHANGE_ADDED]);
    hz_json_count(sink, "tightened", sums.n_units[HZ_CHANGE_TIGHTENED]);
    hz_json_count(sink, "relaxed", sums.n_units[HZ_CHANGE_RELAXED]);
    hz_json_count(sink, "released", sums.n_units[HZ_CHANGE_RELEASED]);
    hz_json_count(sink, "enterprises", sums.n_enterprises);
    hz_json_money(sink, "cost_change_d", sums.cost_change_fen_d);
    hz_putc(sink, '}');
}

void hz_json_levels(hz_sink *sink, const hz_levels *l)
{
    hz_step steps[HZ_MAX_STEPS];
    size_t n = hz_levels_steps(l, steps);

    json_head(sink, l);
    hz_puts(sink, ",\n\"levels\":[");
    for (size_t k = 0; k < l->n_levels; k++) {
        hz_json_next(sink, k);
        json_level(sink, l, k);
    }
    hz_putc(sink, ']');
    json_nesting(sink, l);
    hz_puts(sink, ",\n\"steps\":[");
    for (size_t i = 0; i < n; i++) {
        hz_json_next(sink, i);
        json_step(sink, l, steps[i]);
    }
    hz_puts(sink, "]}\n");
}

/* as_levels.c - the plans of several levels side by side
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/as_levels.h"

#include <stdio.h>

#include "base/lang.h"
#include "export/as_alert.h"
#include "export/as_levels_demands.h"
#include "export/as_text.h"
#include "export/page.h"
#include "export/show.h"

enum { TEXT_BYTES = HZ_PAGE_LINE, N_STEP_COLUMNS = 8 };

#define LENGTH(array) ((int)(sizeof(array) / sizeof *(array)))

static hz_level level_at(const hz_levels *l, size_t k)
{
    return l->levels[k].plan->settings.level;
}

static const hz_tally *tally_at(const hz_levels *l, size_t k)
{
    return &l->levels[k].plan->reckoning->total;
}

/* The uniform cut that a level is held against; NULL where none meets every reduction. */
static const hz_baseline *uniform_at(const hz_levels *l, size_t k)
{
    const hz_baseline *uniform = hz_plan_uniform(l->levels[k].plan);

    return uniform && uniform->is_reached ? uniform : NULL;
}

static const char *share_text(char *buf, int64_t bp)
{
    hz_format_fixed(buf, bp, 2, -1);
    return buf;
}

static const char *days_text(char *buf, int64_t milli_days)
{
    hz_format_fixed(buf, milli_days, 3, -1);
    return buf;
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

/* ---- what they save ---- */

static void put_saving(hz_sink *sink, const hz_levels *l, const hz_levels_costs *costs)
{
    const char *money = hz_show_money(l->scenario->currency);
    int64_t saved = costs->uniform_fen - l->cost_fen;
    char line[TEXT_BYTES], days[HZ_FIXED_MAX], is[HZ_FIXED_MAX], before[HZ_FIXED_MAX], less[HZ_FIXED_MAX], part[HZ_FIXED_MAX];

    days_text(days, costs->milli_days);
    hz_page_money(is, l->cost_fen);
    hz_page_money(before, costs->uniform_fen);
    hz_page_money(less, saved < 0 ? -saved : saved);
    hz_page_percent(part, hz_show_share_bp(saved < 0 ? -saved : saved, costs->uniform_fen));
    if (costs->has_uniform)
        snprintf(line, sizeof line,
                 saved >= 0 ? _("These plans cost %1$s %2$s (%3$s %%) less than uniform cuts: %4$s %2$s instead of %5$s, over the %6$s days that are "
                                "expected in a year.")
                            : _("These plans cost %1$s %2$s (%3$s %%) more than uniform cuts: %4$s %2$s instead of %5$s, over the %6$s days that are "
                                "expected in a year."),
                 less, money, part, is, before, days);
    else
        snprintf(line, sizeof line,
                 _("Over the %1$s days that are expected in a year these plans cost %2$s %3$s. No uniform cut meets every "
                   "reduction at every level, not even the deepest."),
                 days, is, money);
    hz_page_line(sink, line);
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

static const char *uniform_share(char *buf, const hz_levels *l, size_t k)
{
    const hz_baseline *uniform = uniform_at(l, k);

    return uniform ? share_text(buf, uniform->share_bp) : "-";
}

static const char *uniform_cost(char *buf, const hz_levels *l, size_t k)
{
    const hz_baseline *uniform = uniform_at(l, k);

    return uniform ? hz_page_money(buf, uniform->total.cost_fen_d) : "-";
}

static const char *saving(char *buf, const hz_levels *l, size_t k)
{
    const hz_baseline *uniform = uniform_at(l, k);

    return uniform ? hz_page_money(buf, uniform->total.cost_fen_d - tally_at(l, k)->cost_fen_d) : "-";
}

static const char *uniform_broken(char *buf, const hz_levels *l, size_t k)
{
    const hz_baseline *uniform = uniform_at(l, k);
    size_t n = 0;

    if (!uniform)
        return "-";
    for (size_t i = 0; i < l->levels[k].plan->reckoning->n_balances; i++)
        n += uniform->balances[i].slack < 0;
    return hz_page_count(buf, n);
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

static const char *in_modes(char *buf, const hz_levels *l, size_t k)
{
    return hz_page_count(buf, hz_tally_in_modes(tally_at(l, k)));
}

static bool has_modes(const hz_levels *l)
{
    for (size_t k = 0; k < l->n_levels; k++)
        if (hz_tally_in_modes(tally_at(l, k)) > 0)
            return true;
    return false;
}

static void put_figures(hz_sink *sink, const hz_levels *l, hz_page_column *columns)
{
    static const struct {
        const char *label;
        figure *of;
    } rows[] = {{N_("expected days a year"), expected},
                {N_("  said by"), expected_by},
                {N_("cost of a day"), cost},
                {N_("the uniform cut of all, %"), uniform_share},
                {N_("  it would cost"), uniform_cost},
                {N_("  saved beside it"), saving},
                {N_("  demands that it breaks"), uniform_broken},
                {N_("enterprises that must cut"), touched},
                {N_("  planned by itself"), touched_alone},
                {N_("units that stop"), stopped},
                {N_("units at limited load"), limited},
                {N_("units in another mode"), in_modes}};
    size_t n_rows = sizeof rows / sizeof *rows - !has_modes(l);

    for (size_t i = 0; i < n_rows; i++) {
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
    put_figures(NULL, l, columns);
    hz_page_headings(sink, columns, 1 + (int)l->n_levels, headings);
    put_figures(sink, l, columns);
}

static void put_answer(hz_sink *sink, const hz_levels *l, const hz_levels_costs *costs)
{
    bool is_assumed = false;

    for (size_t k = 0; k < l->n_levels; k++)
        is_assumed |= l->levels[k].days_by == HZ_DAYS_ASSUMED;
    hz_page_section(sink, _("The answer"));
    put_saving(sink, l, costs);
    hz_text_levels_binding(sink, l);
    hz_page_line(
        sink,
        _("Every demand of every level is met, added up again in whole grams from the orders alone; no unit is cut "
          "less at a stricter level."));
    if (is_assumed)
        hz_page_line(sink, _("Where nobody said how many days a level is expected, one day is assumed: give --days, or "
                             "<expected-days> in the scenario."));
    hz_putc(sink, '\n');
    put_side_by_side(sink, l);
}

/* ---- what safety, fairness and nesting cost ---- */

/* A row of costs: of each level a day, and of all over the expected days; without a value there is nothing of the kind. */
typedef struct {
    const char *label;
    bool has_level[HZ_N_LEVELS], has_all, is_change;
    int64_t level_fen_d[HZ_N_LEVELS], all_fen;
} cost_row;

static void put_cost_row(hz_sink *sink, const hz_levels *l, const cost_row *row, hz_page_column *columns)
{
    char numbers[HZ_N_LEVELS + 1][HZ_FIXED_MAX + 1];
    const char *cells[HZ_N_LEVELS + 2] = {row->label};

    for (size_t k = 0; k <= l->n_levels; k++) {
        bool is_all = k == l->n_levels;
        int64_t fen = is_all ? row->all_fen : row->level_fen_d[k];

        if (!(is_all ? row->has_all : row->has_level[k]))
            cells[1 + k] = "-";
        else
            cells[1 + k] = row->is_change ? hz_page_money_change(numbers[k], fen) : hz_page_money(numbers[k], fen);
    }
    hz_page_row(sink, columns, 2 + (int)l->n_levels, cells);
}

static cost_row family_row(const hz_levels *l, const hz_levels_costs *costs, hz_without family, const char *label)
{
    cost_row row = {.label = label, .has_all = true, .all_fen = costs->family_fen[family]};

    for (size_t k = 0; k < l->n_levels; k++) {
        row.has_level[k] = l->levels[k].plan->without[family].is_known;
        row.level_fen_d[k] = hz_without_cost_fen_d(l->levels[k].plan, family);
    }
    return row;
}

static void put_cost_rows(hz_sink *sink, const hz_levels *l, const hz_levels_costs *costs, hz_page_column *columns)
{
    cost_row orders = {.label = _("these orders"), .has_all = true, .all_fen = l->cost_fen};
    cost_row nested = {.label = _("  no nested plans cost less (proved)"), .has_all = true, .all_fen = l->bound_fen};
    cost_row whole = {.label = _("  nor, in whole modes and steps, less than"), .has_all = true, .all_fen = l->whole_fen};
    cost_row alone = {.label = _("each level planned by itself"), .has_all = true, .all_fen = l->alone_fen};
    cost_row bound = {.label = _("  no plan costs less (proved)"), .has_all = true, .all_fen = l->alone_bound_fen};
    cost_row safety = family_row(l, costs, HZ_WITHOUT_SAFETY, _("    of that for safety"));
    cost_row fairness = family_row(l, costs, HZ_WITHOUT_FAIRNESS, _("    of that for fairness"));
    cost_row more = {.label = _("nesting, in these orders"), .has_all = true, .is_change = true, .all_fen = l->cost_fen - l->alone_fen};
    cost_row least = {.label = _("  at least (proved)"), .has_all = true, .is_change = true, .all_fen = l->nesting_fen};

    for (size_t k = 0; k < l->n_levels; k++) {
        orders.has_level[k] = alone.has_level[k] = more.has_level[k] = bound.has_level[k] = true;
        orders.level_fen_d[k] = tally_at(l, k)->cost_fen_d;
        alone.level_fen_d[k] = l->levels[k].alone_fen_d;
        more.level_fen_d[k] = orders.level_fen_d[k] - alone.level_fen_d[k];
        bound.level_fen_d[k] = l->levels[k].plan->bound_fen_d;
    }
    put_cost_row(sink, l, &orders, columns);
    put_cost_row(sink, l, &nested, columns);
    if (l->search_end != HZ_SEARCH_NONE)
        put_cost_row(sink, l, &whole, columns);
    put_cost_row(sink, l, &alone, columns);
    put_cost_row(sink, l, &bound, columns);
    if (costs->has_family[HZ_WITHOUT_SAFETY])
        put_cost_row(sink, l, &safety, columns);
    if (costs->has_family[HZ_WITHOUT_FAIRNESS])
        put_cost_row(sink, l, &fairness, columns);
    put_cost_row(sink, l, &more, columns);
    put_cost_row(sink, l, &least, columns);
}

static void put_cost_table(hz_sink *sink, const hz_levels *l, const hz_levels_costs *costs)
{
    hz_page_column columns[HZ_N_LEVELS + 2] = {{32, false}};
    const char *headings[HZ_N_LEVELS + 2];
    char first[TEXT_BYTES], last[TEXT_BYTES], days[HZ_FIXED_MAX];

    snprintf(first, sizeof first, _("costs in %s"), hz_show_currency(l->scenario->currency));
    snprintf(last, sizeof last, _("%1$s days, %2$s"), days_text(days, costs->milli_days), hz_show_money(l->scenario->currency));
    headings[0] = first;
    headings[1 + l->n_levels] = last;
    for (size_t k = 0; k <= l->n_levels; k++) {
        if (k < l->n_levels)
            headings[1 + k] = hz_level_name(level_at(l, k));
        columns[1 + k] = (hz_page_column){18, true};
    }
    put_cost_rows(NULL, l, costs, columns);
    hz_page_headings(sink, columns, 2 + (int)l->n_levels, headings);
    put_cost_rows(sink, l, costs, columns);
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

static void put_costs(hz_sink *sink, const hz_levels *l, const hz_levels_costs *costs)
{
    bool has_family = costs->has_family[HZ_WITHOUT_SAFETY] || costs->has_family[HZ_WITHOUT_FAIRNESS];

    hz_page_section(sink, has_family ? _("What safety, fairness and nesting cost") : _("What nesting costs"));
    put_cost_table(sink, l, costs);
    hz_page_line(sink, _("What is proved is the lowest cost before orders are rounded to steps."));
    if (has_family)
        hz_page_line(sink, _("Safety: targets although some fail. Fairness: caps, the order of the grades and alike treatment. Each costs "
                             "what the lowest cost of a level by itself would be less without it; the two may ask for the same, and do "
                             "not add up."));
    hz_text_other_optima(sink, l->others, l->search_end);
    put_loose(sink, l);
}

/* ---- steps ---- */

static const char *place_name(const hz_levels *l, int place)
{
    return place == HZ_NO_PLACE ? _("no warning") : hz_level_name(level_at(l, (size_t)place));
}

static void put_step_rows(hz_sink *sink, const hz_levels *l, hz_page_column *columns)
{
    static const hz_change shown[] = {HZ_CHANGE_ADDED, HZ_CHANGE_TIGHTENED, HZ_CHANGE_RELAXED, HZ_CHANGE_RELEASED};
    hz_step steps[HZ_MAX_STEPS];
    size_t n = hz_levels_steps(l, steps);

    for (size_t i = 0; i < n; i++) {
        hz_step_sums sums;
        char label[256], name[HZ_STEP_NAME], file[HZ_STEP_NAME + 4], numbers[N_STEP_COLUMNS][HZ_FIXED_MAX + 1];
        const char *cells[N_STEP_COLUMNS] = {label};

        hz_sum_step(&sums, l, steps[i]);
        snprintf(label, sizeof label, _("%1$s to %2$s"), place_name(l, steps[i].from), place_name(l, steps[i].to));
        for (int c = 0; c < LENGTH(shown); c++)
            cells[1 + c] = hz_page_count(numbers[1 + c], sums.n_units[shown[c]]);
        cells[5] = hz_page_count(numbers[5], sums.n_enterprises);
        cells[6] = hz_page_money_change(numbers[6], sums.cost_change_fen_d);
        snprintf(file, sizeof file, "%s.csv", hz_levels_step_name(name, l, steps[i]));
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
    hz_levels_costs costs;

    hz_sum_levels_costs(&costs, l);
    put_head(sink, l);
    put_answer(sink, l, &costs);
    put_costs(sink, l, &costs);
    hz_text_levels_demands(sink, l);
    put_steps(sink, l);
    put_origin(sink, l);
}

/* ---- in the summary of one level ---- */

/* What is proved of whole modes is of the level by itself; how much of what its orders cost more comes of the other levels. */
static void put_bound_in_modes(hz_sink *sink, const hz_plan *plan, const char *step)
{
    int64_t cost = plan->reckoning->total.cost_fen_d, bound = hz_plan_bound_fen_d(plan);
    const char *money = hz_show_currency(plan->scenario->currency);
    char line[TEXT_BYTES], shared[HZ_FIXED_MAX], whole[HZ_FIXED_MAX], more[HZ_FIXED_MAX], gap[HZ_FIXED_MAX], alone[HZ_FIXED_MAX];

    snprintf(line, sizeof line,
             _("Of this level by itself: if units could be in shares of modes, no plan could cost less than %1$s %2$s; each in one mode and in steps "
               "of %4$s %%, none costs less than %3$s %2$s (both proved)."),
             hz_page_money(shared, plan->bound_fen_d), money, hz_page_money(whole, bound), step);
    hz_page_line(sink, line);
    if (cost <= bound) {
        hz_page_line(sink, _("These orders are the cheapest in such steps."));
        return;
    }
    hz_text_gap(gap, cost, bound);
    snprintf(line, sizeof line,
             _("These orders cost %1$s %2$s more than that, %3$s %% of their cost: because the levels lie inside one another, because the search for "
               "cheaper ones ends somewhere, and because orders come in steps of %4$s %%. Planned by itself the level would be ordered for %5$s %2$s; "
               "what is proved of all levels together stands in their summary."),
             hz_page_money(more, cost - bound), money, gap, step,
             hz_page_money(alone, plan->within->levels[plan->place].alone_fen_d));
    hz_page_line(sink, line);
}

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
    if (plan->search.end != HZ_SEARCH_NONE) {
        put_bound_in_modes(sink, plan, step);
        return;
    }
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

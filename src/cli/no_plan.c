/* no_plan.c - why there is no plan: how far each target could be met if it were the only one
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/no_plan.h"

#include <stdio.h>

#include "base/lang.h"
#include "export/page.h"
#include "export/show.h"

static bool is_in_reach(const hz_reach *reach)
{
    return reach->is_known && reach->is_possible && reach->reachable >= reach->required;
}

/* Of several levels that have no plan each has its own. */
static bool is_of(const hz_run *run, size_t reach, hz_level level)
{
    return run->scenario->demands[run->reaches[reach].of.demand].level == level;
}

static bool has_reaches(const hz_run *run, hz_level level)
{
    size_t i = 0;

    while (i < run->n_reaches && !is_of(run, i, level))
        i++;
    return i < run->n_reaches;
}

static bool is_reduction(const hz_scenario *s, const hz_reach *reach)
{
    return s->demands[reach->of.demand].kind == HZ_DEMAND_REDUCTION;
}

static const char *scope_name(const hz_scenario *s, const hz_reach *reach)
{
    const hz_demand *demand = &s->demands[reach->of.demand];

    return demand->scope == HZ_SCOPE_ALL ? _("whole society") : hz_group_name(s, demand->scope, reach->of.group);
}

/* What is to be cut: a pollutant, or in words. */
static const char *subject(char *buf, size_t size, const hz_scenario *s, const hz_reach *reach)
{
    if (is_reduction(s, reach))
        return s->pollutants[s->demands[reach->of.demand].pollutant].id;
    return hz_show_balance(buf, size, s, &reach->of);
}

/* ---- text ---- */

static const char *verdict(const hz_reach *reach)
{
    if (!reach->is_known)
        return _("not measured");
    return is_in_reach(reach) ? _("within reach") : _("OUT OF REACH");
}

/* The share of the base, rounded down: never more than is true. */
static const char *percent_of(char buf[HZ_FIXED_MAX + 4], int64_t part, int64_t whole)
{
    char number[HZ_FIXED_MAX];

    snprintf(buf, HZ_FIXED_MAX + 4, "%s %%", hz_page_percent(number, hz_show_share_bp(part, whole)));
    return buf;
}

static const char *put_amount(char *buf, int64_t amount, int scale, bool is_mass)
{
    return is_mass ? hz_page_mass(buf, amount) : hz_page_amount(buf, amount, scale);
}

static void put_reach(hz_sink *sink, const hz_scenario *s, const hz_reach *reach, hz_page_column *columns)
{
    bool has_figure = reach->is_known && reach->is_possible, is_mass = is_reduction(s, reach);
    int scale = hz_show_balance_unit(s, &reach->of).scale;
    char buf[4][HZ_FIXED_MAX + 4], name[HZ_PAGE_LINE];

    hz_page_row(sink, columns, 7,
                (const char *[]){subject(name, sizeof name, s, reach), is_mass ? scope_name(s, reach) : "",
                                 put_amount(buf[0], reach->required, scale, is_mass),
                                 percent_of(buf[1], reach->required, reach->base),
                                 has_figure ? put_amount(buf[2], reach->reachable, scale, is_mass) : "-",
                                 has_figure ? percent_of(buf[3], reach->reachable, reach->base) : "-", verdict(reach)});
}

/* One sentence for a target that cannot be met even alone. */
static void put_shortfall(hz_sink *sink, const hz_scenario *s, const hz_reach *reach)
{
    char line[HZ_PAGE_LINE], buf[3][HZ_FIXED_MAX + 4], name[HZ_PAGE_LINE / 2];
    hz_shown shown = hz_show_balance_unit(s, &reach->of);

    if (!is_reduction(s, reach)) {
        snprintf(line, sizeof line, _("%1$s: at most %2$s %4$s can be reached, but %3$s %4$s is demanded."),
                 subject(name, sizeof name, s, reach), hz_page_amount(buf[0], reach->reachable, shown.scale),
                 hz_page_amount(buf[1], reach->required, shown.scale), hz_show_unit(shown.unit));
        hz_page_line(sink, line);
        return;
    }
    snprintf(line, sizeof line,
             _("%1$s (%2$s): %3$s kg/d are missing. At most %4$s can be cut, but %5$s is demanded: lower the demand, "
               "or allow "
               "deeper cuts (max, exemptions)."),
             subject(name, sizeof name, s, reach), scope_name(s, reach),
             hz_page_mass(buf[0], reach->required - reach->reachable),
             percent_of(buf[1], reach->reachable, reach->base), percent_of(buf[2], reach->required, reach->base));
    hz_page_line(sink, line);
}

static void put_conclusion(hz_sink *sink, const hz_run *run, hz_level level)
{
    size_t n_short = 0, n_unknown = 0;

    for (size_t i = 0; i < run->n_reaches; i++) {
        if (!is_of(run, i, level))
            continue;
        if (!run->reaches[i].is_known) {
            n_unknown++;
            continue;
        }
        if (!run->reaches[i].is_possible) {
            hz_page_line(sink, _("The supply floors cannot be kept even if nothing else is demanded: the least cuts (min) take "
                                 "away too much. Lower the floors, or the least cuts."));
            return;
        }
        if (!is_in_reach(&run->reaches[i])) {
            put_shortfall(sink, run->scenario, &run->reaches[i]);
            n_short++;
        }
    }
    if (n_unknown > 0)
        hz_page_line(
            sink, _("How far some targets could be taken was not measured: the time or the memory came to an end. That "
                    "there is no plan is proved all the same."));
    else if (n_short == 0)
        hz_page_line(sink, _("Each target can be met alone, but not all of them together: what is cut for one leaves too little "
                             "room for another, or for a supply floor. Lower one of them, or allow deeper cuts."));
}

static void put_fairness(hz_sink *sink, const hz_run *run)
{
    if (run->model->n_links > 0)
        hz_page_line(sink, _("The order of the grades and alike treatment are kept. Where a unit of a bad grade may hardly be cut, all better "
                             "ones of its trade and district are kept to that: see who is, or lay the demand upon a group."));
}

/* Each level has a plan, and yet there are none that lie inside one another. */
static void put_together(hz_sink *sink, const hz_run *run)
{
    hz_page_title(sink, _("No plans can meet the demands of all levels, each inside the next"));
    hz_page_fact(sink, _("Scenario"), hz_bilingual_text(run->scenario->title));
    hz_putc(sink, '\n');
    hz_page_line(sink, _("Each level by itself has a plan. But where every level cuts at least what the level below it cuts, what a milder "
                         "level must cut is more than a supply floor, or the bounds of the units, leave a stricter one. Plan each level by "
                         "itself, or lower the floors of the stricter levels."));
    put_fairness(sink, run);
    hz_page_line(sink, _("This was proved in exact arithmetic."));
}

static void put_reaches(hz_sink *sink, const hz_run *run, hz_level level, hz_page_column *columns)
{
    for (size_t i = 0; i < run->n_reaches; i++)
        if (is_of(run, i, level))
            put_reach(sink, run->scenario, &run->reaches[i], columns);
}

static void put_level(hz_sink *sink, const hz_run *run, hz_level level)
{
    const char *const headings[] = {_("pollutant"), _("of"), _("demanded"), _("share"), _("at most"), _("share"), _("verdict")};
    hz_page_column columns[] = {{12, false}, {24, false}, {16, true}, {9, true}, {16, true}, {9, true}, {0, false}};
    char title[HZ_PAGE_LINE];

    snprintf(title, sizeof title, _("No plan can meet the demands: %1$s, %2$s"), hz_level_name(level),
             hz_response_name(level));
    hz_page_title(sink, title);
    hz_page_fact(sink, _("Scenario"), hz_bilingual_text(run->scenario->title));
    hz_page_section(sink, _("What each target could reach if it were the only one, kg/d"));
    put_reaches(NULL, run, level, columns);
    hz_page_headings(sink, columns, 7, headings);
    put_reaches(sink, run, level, columns);
    hz_putc(sink, '\n');
    put_conclusion(sink, run, level);
    put_fairness(sink, run);
    hz_page_line(sink, _("Supply floors are kept in these figures. This was proved in exact arithmetic."));
}

void hz_no_plan_text(hz_sink *sink, const hz_run *run)
{
    hz_page_stamp(sink, run->scenario->standing);
    if (run->model->n_levels > 1)
        put_together(sink, run);
    for (int level = 0; level < HZ_N_LEVELS; level++)
        if (has_reaches(run, (hz_level)level)) {
            if ((hz_level)level != run->model->level)
                hz_putc(sink, '\n');
            put_level(sink, run, (hz_level)level);
        }
}

/* ---- JSON ---- */

static void put_json_member(hz_sink *sink, const char *key, const char *text)
{
    if (!text)
        return;
    hz_putf(sink, ",\"%s\":", key);
    hz_put_json(sink, text);
}

/* "base_kg_d", or "base" where the unit stands beside it. */
static void put_json_amount(hz_sink *sink, const char *key, int64_t amount, int scale, bool is_mass)
{
    hz_putf(sink, ",\"%s%s\":", key, is_mass ? "_kg_d" : "");
    hz_put_fixed(sink, amount, scale, -1);
}

static void put_json_reach(hz_sink *sink, const hz_scenario *s, const hz_reach *reach)
{
    const hz_demand *demand = &s->demands[reach->of.demand];
    bool is_mass = is_reduction(s, reach), has_figure = reach->is_known && reach->is_possible;
    hz_shown shown = hz_show_balance_unit(s, &reach->of);
    char name[HZ_PAGE_LINE];

    hz_puts(sink, is_mass ? "{\"pollutant\":" : "{\"target\":");
    hz_put_json(sink, subject(name, sizeof name, s, reach));
    if (demand->scope != HZ_SCOPE_ALL)
        put_json_member(sink, hz_scope_word(demand->scope), hz_group_id(s, demand->scope, reach->of.group));
    if (!is_mass)
        put_json_member(sink, "unit", shown.unit);
    put_json_amount(sink, "base", reach->base, shown.scale, is_mass);
    put_json_amount(sink, "required", reach->required, shown.scale, is_mass);
    if (has_figure)
        put_json_amount(sink, "reachable", reach->reachable, shown.scale, is_mass);
    else
        hz_puts(sink, is_mass ? ",\"reachable_kg_d\":null" : ",\"reachable\":null");
    hz_putf(sink, ",\"is_in_reach\":%s}", !reach->is_known ? "null" : is_in_reach(reach) ? "true" : "false");
}

static void put_json_targets(hz_sink *sink, const hz_run *run, hz_level level)
{
    bool is_first = true;

    hz_puts(sink, ",\"targets\":[");
    for (size_t i = 0; i < run->n_reaches; i++) {
        if (!is_of(run, i, level))
            continue;
        hz_puts(sink, is_first ? "" : ",");
        is_first = false;
        put_json_reach(sink, run->scenario, &run->reaches[i]);
    }
    hz_putc(sink, ']');
}

/* Levels above the first that have no plan either. */
static void put_json_stricter(hz_sink *sink, const hz_run *run)
{
    bool is_first = true;

    hz_puts(sink, ",\"stricter\":[");
    for (int level = (int)run->model->level + 1; level < HZ_N_LEVELS; level++) {
        if (!has_reaches(run, (hz_level)level))
            continue;
        hz_puts(sink, is_first ? "{\"level\":" : ",{\"level\":");
        is_first = false;
        hz_put_json(sink, hz_level_id((hz_level)level));
        put_json_targets(sink, run, (hz_level)level);
        hz_putc(sink, '}');
    }
    hz_putc(sink, ']');
}

void hz_no_plan_json(hz_sink *sink, const hz_run *run)
{
    hz_puts(sink, "{\"scenario\":");
    hz_put_json(sink, run->scenario->id);
    put_json_member(sink, "standing", hz_standing_id(run->scenario->standing));
    put_json_member(sink, "level", run->model->n_levels > 1 ? "all" : hz_level_id(run->model->level));
    put_json_targets(sink, run, run->model->level);
    put_json_stricter(sink, run);
    hz_putc(sink, '}');
}

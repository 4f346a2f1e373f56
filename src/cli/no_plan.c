/* no_plan.c - why there is no plan: which demands contradict one another, how far each target could be taken, what stands in the way
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Only what is proved is said, and only what can help is recommended. */
#include "cli/no_plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/lang.h"
#include "export/as_refusal.h"
#include "export/as_refused.h"
#include "export/page.h"
#include "export/show.h"

enum { N_SENTENCES = 12, N_LINES = 8, NAME_BYTES = HZ_PAGE_LINE / 4 };

static const hz_demand *demand_of(const hz_run *run, const hz_reach *reach)
{
    return &run->scenario->demands[reach->of.demand];
}

/* By the bounds of the units alone, whatever else is demanded. */
static bool is_short_of_most(const hz_reach *reach)
{
    return reach->has_most && reach->most < reach->required;
}

static bool is_out_of_reach(const hz_reach *reach)
{
    return is_short_of_most(reach) || (reach->is_known && (!reach->is_possible || reach->reachable < reach->required));
}

static bool is_decided(const hz_reach *reach)
{
    return is_out_of_reach(reach) || (reach->is_known && !reach->is_limit);
}

/* Of several levels that have no plan each has its own; HZ_ALL_LEVELS: those of all together. */
static bool is_of(const hz_run *run, size_t reach, int level)
{
    return run->reaches[reach].is_joint ? level == HZ_ALL_LEVELS
                                        : (int)demand_of(run, &run->reaches[reach])->level == level;
}

static bool has_reaches(const hz_run *run, int level)
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

/* ---- families ---- */

static const char *family_name(hz_demand_family family)
{
    switch (family) {
    case HZ_FAMILY_TARGETS:
        return _("targets of the whole society");
    case HZ_FAMILY_GROUP_TARGETS:
        return _("targets of districts, trades and groups");
    case HZ_FAMILY_CONTRIBUTIONS:
        return _("least contributions of each");
    case HZ_FAMILY_POOLS:
        return _("pooled reductions");
    case HZ_FAMILY_WEIGHTED:
        return _("weighted sums");
    case HZ_FAMILY_LINES:
        return _("lines that must stop");
    case HZ_FAMILY_SAFETY:
        return _("safety if orders are not carried out");
    case HZ_FAMILY_FLOORS:
        return _("supply floors");
    case HZ_FAMILY_COST_CAPS:
        return _("caps on the cost of a group");
    case HZ_FAMILY_OUTPUT_CAPS:
        return _("caps on lost output");
    case HZ_FAMILY_PLAN_COST_CAPS:
        return _("caps on a share of the plan's cost");
    case HZ_FAMILY_GRADES:
        return _("order of the grades, alike treatment");
    case HZ_FAMILY_LEAST_CUTS:
        return _("least cuts of units (min, approved loads)");
    default:
        return _("most cuts of units (max, exemptions)");
    }
}

/* What only holds cuts back: without all of it every unit may be cut as deep as its bounds let it be. */
static bool is_restriction(hz_demand_family family)
{
    return family >= HZ_FAMILY_FLOORS && family <= HZ_FAMILY_GRADES;
}

static const hz_left_out *left_out(const hz_run *run, int level, hz_demand_family family)
{
    for (size_t i = 0; i < run->n_left_out; i++)
        if (run->left_out[i].level == level && run->left_out[i].family == family)
            return &run->left_out[i];
    return NULL;
}

/* The restrictions that are there, as a list; with_shares: those on a share of the plan's cost too. Returns how many. */
static int list_restrictions(char *buf, size_t size, const hz_run *run, int level, bool with_shares)
{
    size_t length = 0;
    int n = 0;

    buf[0] = '\0';
    for (hz_demand_family f = 0; f < HZ_N_DEMAND_FAMILIES; f++) {
        if (!is_restriction(f) || !left_out(run, level, f) || (f == HZ_FAMILY_PLAN_COST_CAPS && !with_shares))
            continue;
        if (length < size)
            length += (size_t)snprintf(buf + length, size - length, "%s%s", n > 0 ? _("; ") : "", family_name(f));
        n++;
    }
    return n;
}

static bool is_level(const hz_run *run, int level, hz_level of)
{
    if (level != HZ_ALL_LEVELS)
        return (int)of == level;
    for (size_t k = 0; k < run->model->n_levels; k++)
        if (run->model->levels[k] == of)
            return true;
    return false;
}

static int by_line(const void *a, const void *b)
{
    const int *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

/* Where a family is demanded, each line once, ascending; returns how many. The caller frees *lines; NULL: none, or no memory. */
static size_t list_lines(int **lines, const hz_run *run, int level, hz_demand_family family)
{
    const hz_scenario *s = run->scenario;
    size_t n = 0, n_kept = 0;

    *lines = hz_calloc(s->n_demands + 1, sizeof **lines);
    for (size_t d = 0; *lines && d < s->n_demands; d++)
        if (hz_demand_family_of(&s->demands[d]) == family && is_level(run, level, s->demands[d].level))
            (*lines)[n++] = s->demands[d].line;
    if (n > 1)
        qsort(*lines, n, sizeof **lines, by_line);
    for (size_t i = 0; i < n; i++)
        if (i == 0 || (*lines)[i] != (*lines)[n_kept - 1])
            (*lines)[n_kept++] = (*lines)[i];
    return n_kept;
}

/* ---- text: targets ---- */

static const char *verdict(const hz_reach *reach)
{
    if (reach->is_known && !reach->is_possible && !is_short_of_most(reach))
        return _("see below");
    if (!is_decided(reach))
        return _("not measured");
    return is_out_of_reach(reach) ? _("OUT OF REACH") : _("within reach");
}

/* The share of the base, rounded down: never more than is true. */
static const char *percent_of(char buf[HZ_FIXED_MAX + 4], int64_t part, int64_t whole)
{
    char number[HZ_FIXED_MAX];

    snprintf(buf, HZ_FIXED_MAX + 4, "%s %%", hz_page_percent(number, hz_show_share_bp(part, whole)));
    return buf;
}

/* The target as a balance that reaches so much. */
static void show_at(hz_page_claim *out, const hz_scenario *s, const hz_reach *reach, int64_t reached)
{
    hz_balance balance = reach->of;

    balance.base = reach->base;
    balance.required = reach->required;
    balance.reached = reached;
    balance.slack = reached - reach->required;
    hz_page_balance(out, s, &balance);
}

/* An amount in a table in kg/d: of a pool, and of its safety, with its unit. */
static const char *in_table(char *buf, size_t size, const hz_scenario *s, const hz_reach *reach, const char *amount,
                            int64_t value)
{
    const char *unit = hz_show_balance_unit(s, &reach->of).unit;

    if (strcmp(unit, "kg/d") == 0)
        return amount;
    snprintf(buf, size, "%s %s", amount, hz_show_unit_of(unit, value));
    return buf;
}

static void put_reach(hz_sink *sink, const hz_scenario *s, const hz_reach *reach, hz_page_column *columns)
{
    bool has_figure = reach->is_known && reach->is_possible;
    bool has_any = has_figure || (reach->has_most && !reach->is_known);
    int64_t most = has_figure ? reach->reachable : reach->most;
    char buf[4][HZ_FIXED_MAX + 32], name[HZ_PAGE_LINE];
    hz_page_claim c;

    show_at(&c, s, reach, most);
    hz_page_row(sink, columns, 7,
                (const char *[]){subject(name, sizeof name, s, reach), is_reduction(s, reach) ? scope_name(s, reach) : "",
                                 in_table(buf[0], sizeof buf[0], s, reach, c.required, reach->required),
                                 percent_of(buf[1], reach->required, reach->base),
                                 has_any ? in_table(buf[2], sizeof buf[2], s, reach, c.reached, most) : "-",
                                 has_any ? percent_of(buf[3], most, reach->base) : "-", verdict(reach)});
}

/* What is required, what is reached and what is missing to it, with their units: a share of what a group emits in per cent. */
typedef struct {
    char required[HZ_FIXED_MAX + 32], reached[HZ_FIXED_MAX + 32], missing[HZ_FIXED_MAX + 32];
} figures;

static void show_figures(figures *out, const hz_scenario *s, const hz_reach *reach, int64_t reached)
{
    const char *unit = hz_show_balance_unit(s, &reach->of).unit;
    hz_page_claim c;

    show_at(&c, s, reach, reached);
    snprintf(out->required, sizeof out->required, "%s %s", c.required, hz_show_unit_of(unit, reach->required));
    snprintf(out->reached, sizeof out->reached, "%s %s", c.reached, hz_show_unit_of(unit, reached));
    snprintf(out->missing, sizeof out->missing, "%s %s", c.slack + (c.slack[0] == '-'), hz_show_unit_of(unit, reach->required - reached));
    if (is_reduction(s, reach)) {
        percent_of(out->required, reach->required, reach->base);
        percent_of(out->reached, reached, reach->base);
    }
}

static const char *name_target(char *buf, size_t size, const hz_scenario *s, const hz_reach *reach)
{
    char name[NAME_BYTES];
    const hz_demand *demand = &s->demands[reach->of.demand];

    if (is_reduction(s, reach))
        snprintf(buf, size, _("%1$s (%2$s), file line %3$d"), subject(name, sizeof name, s, reach), scope_name(s, reach), demand->line);
    else
        snprintf(buf, size, _("%1$s, file line %2$d"), subject(name, sizeof name, s, reach), demand->line);
    return buf;
}

/* One sentence for a target that cannot be met even alone, and what holds it back. */
static void put_shortfall(hz_sink *sink, const hz_run *run, const hz_reach *reach, int level)
{
    const hz_scenario *s = run->scenario;
    char line[HZ_PAGE_LINE], name[2 * NAME_BYTES], kept[NAME_BYTES];
    figures f, by_bounds;

    name_target(name, sizeof name, s, reach);
    show_figures(&f, s, reach, reach->reachable);
    show_figures(&by_bounds, s, reach, reach->most);
    if (is_short_of_most(reach)) {
        if (reach->is_joint)
            snprintf(line, sizeof line,
                     _("%1$s (%5$s): at most %2$s can be reached, since no unit may be cut deeper than it may be at the stricter "
                       "levels (max, exemptions); %3$s is demanded; missing: %4$s."),
                     name, by_bounds.reached, by_bounds.required, by_bounds.missing, hz_level_name(demand_of(run, reach)->level));
        else
            snprintf(line, sizeof line,
                     _("%1$s: by the bounds of the units (max, exemptions) at most %2$s can be reached, whatever else is "
                       "demanded; %3$s is demanded; missing: %4$s."),
                     name, by_bounds.reached, by_bounds.required, by_bounds.missing);
    } else {
        list_restrictions(kept, sizeof kept, run, level, false);
        if (reach->has_most)
            snprintf(line, sizeof line,
                     _("%1$s: at most %2$s can be reached beside what else is kept (%5$s); %3$s is demanded; missing: %4$s. "
                       "By the bounds of the units alone it could be %6$s."),
                     name, f.reached, f.required, f.missing, kept, by_bounds.reached);
        else
            snprintf(line, sizeof line,
                     _("%1$s: at most %2$s can be reached beside what else is kept (%5$s); %3$s is demanded; missing: %4$s."),
                     name, f.reached, f.required, f.missing, kept);
    }
    hz_page_line(sink, line);
}

static bool is_broken_at(const hz_run *run, size_t i, int level)
{
    return (int)run->scenario->demands[run->broken[i].demand].level == level;
}

/* Floors and caps that are broken before anything is demanded. */
static size_t put_broken(hz_sink *sink, const hz_run *run, int level)
{
    char line[HZ_PAGE_LINE], name[2 * NAME_BYTES];
    size_t n = 0;

    for (size_t i = 0; i < run->n_broken; i++)
        if (is_broken_at(run, i, level) && n++ < N_SENTENCES) {
            snprintf(line, sizeof line,
                     _("%1$s, file line %2$d: the least cuts of the units (min, approved loads) alone break it. There is no plan unless one "
                       "of the two is loosened."),
                     hz_show_balance(name, sizeof name, run->scenario, &run->broken[i]),
                     run->scenario->demands[run->broken[i].demand].line);
            hz_page_line(sink, line);
        }
    return n;
}

static void put_more(hz_sink *sink, size_t n)
{
    char line[HZ_PAGE_LINE];

    if (n <= N_SENTENCES)
        return;
    snprintf(line, sizeof line, _("And so on; %zu more of them."), n - N_SENTENCES);
    hz_page_line(sink, line);
}

static hz_refused_of refused_of(const hz_run *run, const hz_reach *reach, const char *target)
{
    hz_refused_of of = {.scenario = run->scenario, .target = target, .balance = reach->of};

    of.balance.base = reach->base;
    of.balance.required = reach->required;
    return of;
}

static bool is_any_out_of_reach(const hz_run *run, int level)
{
    for (size_t i = 0; i < run->n_reaches; i++)
        if (is_of(run, i, level) && is_out_of_reach(&run->reaches[i]))
            return true;
    return false;
}

/* Modes that could not be chosen: where a target is out of reach, for that; where all are within reach but not together, for each. */
static void put_refused(hz_sink *sink, const hz_run *run, int level)
{
    bool is_any = is_any_out_of_reach(run, level);
    char name[2 * NAME_BYTES];
    size_t n = 0;

    for (size_t i = 0; i < run->n_reaches; i++) {
        const hz_reach *reach = &run->reaches[i];
        hz_refused_of of = refused_of(run, reach, name);

        if (!is_of(run, i, level) || (is_any && !is_out_of_reach(reach)) || !hz_is_any_refused(reach->refused) || n++ >= N_SENTENCES)
            continue;
        name_target(name, sizeof name, run->scenario, reach);
        hz_text_refused(sink, &of, reach->refused);
    }
    put_more(sink, n);
}

static void put_shortfalls(hz_sink *sink, const hz_run *run, int level)
{
    size_t n_short = 0, n_unknown = 0, n_broken = put_broken(sink, run, level);

    put_more(sink, n_broken);
    for (size_t i = 0; i < run->n_reaches; i++) {
        const hz_reach *reach = &run->reaches[i];
        bool has_reason = is_short_of_most(reach) || (is_out_of_reach(reach) && reach->is_possible);

        if (!is_of(run, i, level))
            continue;
        n_unknown += !reach->is_joint && !reach->is_known && !is_out_of_reach(reach);
        if (has_reason && n_short++ < N_SENTENCES)
            put_shortfall(sink, run, reach, level);
    }
    put_more(sink, n_short);
    put_refused(sink, run, level);
    if (n_unknown > 0)
        hz_page_line(
            sink, _("How far some targets could be taken was not measured: the time or the memory came to an end. That "
                    "there is no plan is proved all the same."));
}

/* ---- text: what stands in the way ---- */

static void put_left_out(hz_sink *sink, const hz_run *run, const hz_left_out *l, hz_page_column *columns)
{
    char where[NAME_BYTES];
    size_t length = 0;
    int *lines;
    size_t n = l->family < HZ_N_DEMAND_FAMILIES ? list_lines(&lines, run, l->level, l->family) : 0;

    snprintf(where, sizeof where, "%s", n > 0 ? "" : "-");
    for (size_t i = 0; i < n && i < N_LINES; i++)
        length += (size_t)snprintf(where + length, sizeof where - length, "%s%d", i > 0 ? ", " : "", lines[i]);
    if (n > N_LINES)
        snprintf(where + length, sizeof where - length, ", …");
    if (l->family < HZ_N_DEMAND_FAMILIES)
        free(lines);
    hz_page_row(sink, columns, 3,
                (const char *[]){family_name(l->family), where,
                                 !l->is_known ? _("not found out") : l->has_plan ? _("yes") : _("no")});
}

static void put_rows(hz_sink *sink, const hz_run *run, int level, hz_page_column *columns)
{
    for (size_t i = 0; i < run->n_left_out; i++)
        if (run->left_out[i].level == level)
            put_left_out(sink, run, &run->left_out[i], columns);
}

static bool is_any_short_of_most(const hz_run *run, int level)
{
    for (size_t i = 0; i < run->n_reaches; i++)
        if (is_of(run, i, level) && (!run->reaches[i].has_most || is_short_of_most(&run->reaches[i])))
            return true;
    return false;
}

/* Without all that holds cuts back, the deepest cuts meet every target that the bounds let be met. */
static void put_without_restrictions(hz_sink *sink, const hz_run *run, int level)
{
    char line[HZ_PAGE_LINE], names[HZ_PAGE_LINE / 2];

    if (is_any_short_of_most(run, level) || list_restrictions(names, sizeof names, run, level, true) < 2)
        return;
    snprintf(line, sizeof line, _("Without all of these there is a plan: %s."), names);
    hz_page_line(sink, line);
}

static void put_advice(hz_sink *sink, const hz_run *run, int level)
{
    size_t n = 0, n_yes = 0, n_unknown = 0, n_enough = 0;
    const hz_left_out *grades = left_out(run, level, HZ_FAMILY_GRADES);

    for (size_t i = 0; i < run->n_left_out; i++)
        if (run->left_out[i].level == level) {
            n++;
            n_yes += run->left_out[i].is_known && run->left_out[i].has_plan;
            n_unknown += !run->left_out[i].is_known;
            n_enough += is_restriction(run->left_out[i].family) && run->left_out[i].has_plan;
        }
    if (n == 0)
        return;
    if (n_yes > 0)
        hz_page_line(sink, _("Where it says yes, loosening these alone, far enough, gives a plan (before orders are rounded to steps); "
                             "where it says no, loosening these alone does not help. Both are proved."));
    else if (n_unknown == 0)
        hz_page_line(sink, _("Loosening one of these kinds alone does not help, which is proved: two or more of them stand in the way."));
    if (n_enough == 0)
        put_without_restrictions(sink, run, level);
    if (grades && grades->is_known && grades->has_plan)
        hz_page_line(sink, _("The order of the grades and alike treatment are kept. Where a unit of a bad grade may hardly be cut, all better "
                             "ones of its trade and district are kept to that: see who is, or lay the demand upon a group."));
}

/* Without its folders: no path of the host may stand in a plan folder. */
static const char *name_of(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

static void put_obstacles(hz_sink *sink, const hz_run *run, int level)
{
    char title[HZ_PAGE_LINE];
    const char *const headings[] = {_("left out"), _("lines"), _("a plan then?")};
    hz_page_column columns[] = {{42, false}, {24, false}, {0, false}};

    snprintf(title, sizeof title, _("If one kind of demand is left out and all others are kept (lines of %s)"), name_of(run->scenario->path));
    hz_page_section(sink, title);
    put_rows(NULL, run, level, columns);
    hz_page_headings(sink, columns, 3, headings);
    put_rows(sink, run, level, columns);
    hz_putc(sink, '\n');
    put_advice(sink, run, level);
}

/* ---- what contradicts what ---- */

static const hz_impasse *refusal_of(const hz_run *run, int level)
{
    for (size_t i = 0; i < run->n_refusals; i++)
        if (run->refusals[i].level == level)
            return &run->refusals[i];
    return NULL;
}

static void put_refusal(hz_sink *sink, const hz_run *run, int level)
{
    const hz_impasse *refusal = refusal_of(run, level);

    if (refusal)
        hz_text_refusal(sink, run->scenario, refusal);
}

static void put_json_refusal(hz_sink *sink, const hz_run *run, int level)
{
    const hz_impasse *refusal = refusal_of(run, level);

    hz_puts(sink, ",\"conflict\":");
    if (refusal)
        hz_json_refusal(sink, run->scenario, refusal);
    else
        hz_puts(sink, "null");
}

/* Each level has a plan, and yet there are none that lie inside one another. */
static void put_together(hz_sink *sink, const hz_run *run)
{
    hz_page_title(sink, _("No plans can meet the demands of all levels, each inside the next"));
    hz_page_fact(sink, _("Scenario"), hz_bilingual_text(run->scenario->title));
    hz_putc(sink, '\n');
    hz_page_line(sink, _("Each level by itself has a plan: plan each by itself, and each gets its own. But there are none in which every level "
                         "cuts each unit at least as deep as the level below it does."));
    put_refusal(sink, run, HZ_ALL_LEVELS);
    put_shortfalls(sink, run, HZ_ALL_LEVELS);
    put_obstacles(sink, run, HZ_ALL_LEVELS);
    hz_page_line(sink, _("This was proved in exact arithmetic."));
}

static void put_reaches(hz_sink *sink, const hz_run *run, hz_level level, hz_page_column *columns)
{
    for (size_t i = 0; i < run->n_reaches; i++)
        if (is_of(run, i, (int)level))
            put_reach(sink, run->scenario, &run->reaches[i], columns);
}

/* What the figures of the table keep, and what they do not. */
static void put_kept(hz_sink *sink, const hz_run *run, hz_level level)
{
    char line[HZ_PAGE_LINE], names[HZ_PAGE_LINE / 2];

    if (list_restrictions(names, sizeof names, run, (int)level, false) > 0)
        snprintf(line, sizeof line, _("Kept in these figures: the bounds of the units; %s."), names);
    else
        snprintf(line, sizeof line, "%s", _("Kept in these figures: the bounds of the units."));
    hz_page_line(sink, line);
    if (left_out(run, (int)level, HZ_FAMILY_PLAN_COST_CAPS))
        hz_page_line(sink, _("Not kept in them: caps on a share of the plan's cost."));
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
    put_refusal(sink, run, (int)level);
    hz_page_section(sink, _("What each target could reach if it were the only one, kg/d"));
    put_reaches(NULL, run, level, columns);
    hz_page_headings(sink, columns, 7, headings);
    put_reaches(sink, run, level, columns);
    hz_putc(sink, '\n');
    put_kept(sink, run, level);
    put_shortfalls(sink, run, (int)level);
    put_obstacles(sink, run, (int)level);
    hz_page_line(sink, _("This was proved in exact arithmetic."));
}

/* ---- modes ---- */

/* The linear program has a plan: no demand stands against another, and nothing could be left out. */
static void put_no_modes(hz_sink *sink, const hz_run *run)
{
    char line[HZ_PAGE_LINE];

    if (run->model->n_levels > 1)
        snprintf(line, sizeof line, "%s", _("No plans can meet the demands of all levels, each inside the next"));
    else
        snprintf(line, sizeof line, _("No plan can meet the demands: %1$s, %2$s"), hz_level_name(run->model->level),
                 hz_response_name(run->model->level));
    hz_page_title(sink, line);
    hz_page_fact(sink, _("Scenario"), hz_bilingual_text(run->scenario->title));
    hz_putc(sink, '\n');
    hz_page_line(sink, _("Only if a unit could be in shares of modes could the demands be met. With each unit in one mode they "
                         "cannot."));
    snprintf(line, sizeof line,
             ngettext("Proved over all combinations of modes (%ld linear program), in exact arithmetic, whatever the steps of the orders.",
                      "Proved over all combinations of modes (%ld linear programs), in exact arithmetic, whatever the steps of the orders.",
                      (unsigned long)run->no_orders.n_nodes),
             run->no_orders.n_nodes);
    hz_page_line(sink, line);
    hz_page_line(sink, _("What helps is a demand that is less strict, or a mode that brings more of what is demanded at once."));
}

void hz_no_plan_text(hz_sink *sink, const hz_run *run)
{
    hz_page_stamp(sink, run->scenario->standing);
    if (run->no_orders.is_proved) {
        put_no_modes(sink, run);
        return;
    }
    if (run->model->n_levels > 1)
        put_together(sink, run);
    for (int level = 0; level < HZ_N_LEVELS; level++)
        if (has_reaches(run, level)) {
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

static void put_json_reach(hz_sink *sink, const hz_run *run, const hz_reach *reach)
{
    const hz_scenario *s = run->scenario;
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
    if (reach->has_most)
        put_json_amount(sink, "by_bounds", reach->most, shown.scale, is_mass);
    else
        hz_puts(sink, is_mass ? ",\"by_bounds_kg_d\":null" : ",\"by_bounds\":null");
    if (has_figure)
        put_json_amount(sink, "reachable", reach->reachable, shown.scale, is_mass);
    else
        hz_puts(sink, is_mass ? ",\"reachable_kg_d\":null" : ",\"reachable\":null");
    hz_putf(sink, ",\"is_in_reach\":%s,\"line\":%d", !is_decided(reach) ? "null" : is_out_of_reach(reach) ? "false" : "true",
            demand->line);
    if (reach->is_joint)
        put_json_member(sink, "level", hz_level_id(demand->level));
    if (run->scenario->n_modes > 0) {
        hz_refused_of of = refused_of(run, reach, name);

        hz_puts(sink, ",\"refused\":");
        hz_json_refused(sink, &of, reach->refused);
    }
    hz_putc(sink, '}');
}

static void put_json_left_out(hz_sink *sink, const hz_run *run, const hz_left_out *l)
{
    int *lines;
    size_t n = list_lines(&lines, run, l->level, l->family);

    hz_putf(sink, "{\"family\":\"%s\",\"lines\":[", hz_demand_family_id(l->family));
    for (size_t i = 0; i < n; i++)
        hz_putf(sink, i > 0 ? ",%d" : "%d", lines[i]);
    free(lines);
    hz_putf(sink, "],\"has_plan\":%s}", !l->is_known ? "null" : l->has_plan ? "true" : "false");
}

static void put_json_obstacles(hz_sink *sink, const hz_run *run, int level)
{
    char name[HZ_PAGE_LINE];
    bool is_first = true;

    hz_puts(sink, ",\"broken\":[");
    for (size_t i = 0; i < run->n_broken; i++)
        if (is_broken_at(run, i, level)) {
            hz_puts(sink, is_first ? "{\"demand\":" : ",{\"demand\":");
            is_first = false;
            hz_put_json(sink, hz_show_balance(name, sizeof name, run->scenario, &run->broken[i]));
            hz_putf(sink, ",\"line\":%d}", run->scenario->demands[run->broken[i].demand].line);
        }
    hz_puts(sink, "],\"left_out\":[");
    is_first = true;
    for (size_t i = 0; i < run->n_left_out; i++)
        if (run->left_out[i].level == level) {
            hz_puts(sink, is_first ? "" : ",");
            is_first = false;
            put_json_left_out(sink, run, &run->left_out[i]);
        }
    hz_putc(sink, ']');
}

/* Of all levels together those that the bounds of the stricter levels put out of reach. */
static void put_json_targets(hz_sink *sink, const hz_run *run, int level)
{
    bool is_first = true;

    hz_puts(sink, ",\"targets\":[");
    for (size_t i = 0; i < run->n_reaches; i++) {
        if (!is_of(run, i, level) || (level == HZ_ALL_LEVELS && !is_out_of_reach(&run->reaches[i])))
            continue;
        hz_puts(sink, is_first ? "" : ",");
        is_first = false;
        put_json_reach(sink, run, &run->reaches[i]);
    }
    hz_putc(sink, ']');
    put_json_obstacles(sink, run, level);
    put_json_refusal(sink, run, level);
}

/* Levels above the first that have no plan either. */
static void put_json_stricter(hz_sink *sink, const hz_run *run)
{
    bool is_first = true;

    hz_puts(sink, ",\"stricter\":[");
    for (int level = (int)run->model->level + 1; level < HZ_N_LEVELS; level++) {
        if (!has_reaches(run, level))
            continue;
        hz_puts(sink, is_first ? "{\"level\":" : ",{\"level\":");
        is_first = false;
        hz_put_json(sink, hz_level_id((hz_level)level));
        put_json_targets(sink, run, level);
        hz_putc(sink, '}');
    }
    hz_putc(sink, ']');
}

static void put_json_reason(hz_sink *sink, const hz_no_orders *of)
{
    static const char *const reasons[] = {
        [HZ_NO_ORDERS_NONE] = "demands", [HZ_NO_ORDERS_MODES] = "modes", [HZ_NO_ORDERS_STEPS] = "steps"};

    put_json_member(sink, "reason", reasons[of->why]);
    hz_putf(sink, ",\"is_proved\":%s", of->why == HZ_NO_ORDERS_NONE || of->is_proved ? "true" : "false");
    if (of->why == HZ_NO_ORDERS_MODES)
        hz_putf(sink, ",\"linear_programs\":%ld", of->n_nodes);
}

static void put_json_head(hz_sink *sink, const hz_run *run)
{
    hz_puts(sink, "{\"scenario\":");
    hz_put_json(sink, run->scenario->id);
    put_json_member(sink, "standing", hz_standing_id(run->scenario->standing));
    if (run->settings.extent == HZ_EXTENT_EPISODE)
        put_json_member(sink, "episode", run->settings.episode);
    else
        put_json_member(sink, "level", run->model->n_levels > 1 ? "all" : hz_level_id(run->model->level));
    put_json_reason(sink, &run->no_orders);
}

void hz_no_orders_json(hz_sink *sink, const hz_run *run, const char *message)
{
    put_json_head(sink, run);
    put_json_member(sink, "message", message);
    hz_putc(sink, '}');
}

void hz_no_plan_json(hz_sink *sink, const hz_run *run)
{
    put_json_head(sink, run);
    put_json_targets(sink, run, run->model->n_levels > 1 ? HZ_ALL_LEVELS : (int)run->model->level);
    put_json_stricter(sink, run);
    hz_putc(sink, '}');
}

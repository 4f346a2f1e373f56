/* as_inventory.c - the inventory added up, for people and as JSON
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/as_inventory.h"

#include <stdio.h>

#include "base/lang.h"
#include "export/page.h"
#include "export/show.h"

/* ---- text ---- */

enum { CELL = HZ_PAGE_LINE, BLOCK = 3 /* pollutants side by side */ };

typedef struct {
    hz_sink *sink;
    const hz_scenario *s;
    const hz_inventory *inv;
} writer;

/* "12.34 %", or "-" where there is no whole. */
static const char *percent_of(char buf[HZ_FIXED_MAX + 4], int64_t part, int64_t whole)
{
    char number[HZ_FIXED_MAX];

    if (whole <= 0)
        return "-";
    snprintf(buf, HZ_FIXED_MAX + 4, "%s %%", hz_page_percent(number, hz_show_share_bp(part, whole)));
    return buf;
}

/* ---- who ---- */

/* "by status   operating 10, closed 2"; what is not there is left out. */
static void put_counts(const writer *w, const char *label, const size_t *counts, int n,
                       const char *(*name_of)(int))
{
    char number[HZ_FIXED_MAX];
    bool is_first = true;

    hz_page_label(w->sink, label);
    for (int i = 0; i < n; i++)
        if (counts[i] > 0) {
            hz_puts(w->sink, is_first ? "" : _(", "));
            hz_putf(w->sink, _("%1$s %2$s"), name_of(i), hz_page_count(number, counts[i]));
            is_first = false;
        }
    hz_page_line(w->sink, is_first ? _("none") : NULL);
}

static const char *status_name(int i)
{
    return hz_operation_name((hz_operation)i);
}

static const char *grade_name(int i)
{
    return hz_grade_name((hz_grade)i);
}

static const char *kind_name(int i)
{
    return hz_unit_kind_name((hz_unit_kind)i);
}

static const char *level_name(int i)
{
    return hz_level_name((hz_level)i);
}

static void put_who(const writer *w)
{
    const hz_inventory *inv = w->inv;
    char number[HZ_FIXED_MAX];

    hz_page_fact(w->sink, _("Enterprises"), hz_page_count(number, inv->total.n_enterprises));
    put_counts(w, _("  by status"), inv->n_by_status, HZ_N_STATUSES, status_name);
    put_counts(w, _("  by grade"), inv->n_by_grade, HZ_N_GRADES, grade_name);
    put_counts(w, _("  exempt at level"), inv->n_exempt, HZ_N_LEVELS, level_name);
    hz_page_fact(w->sink, _("Units"), hz_page_count(number, inv->total.n_units));
    put_counts(w, _("  by kind"), inv->n_by_kind, HZ_N_UNIT_KINDS, kind_name);
    if (inv->n_with_modes > 0)
        hz_page_fact(w->sink, _("  that run in modes"), hz_page_count(number, inv->n_with_modes));
}

/* ---- what is emitted ---- */

static void put_society_rows(hz_sink *sink, const writer *w, hz_page_column *columns)
{
    for (size_t p = 0; p < w->s->n_pollutants; p++) {
        int64_t listed = w->inv->total.emission_g_d[p], society = w->inv->society_g_d[p];
        char buf[5][HZ_FIXED_MAX + 4], of[2 * HZ_FIXED_MAX];

        snprintf(of, sizeof of, _("%1$s of %2$s"), hz_page_count(buf[3], w->inv->n_not_reported[p]),
                 hz_page_count(buf[4], w->inv->n_operating_units));
        hz_page_row(sink, columns, 6,
                    (const char *[]){w->s->pollutants[p].id, hz_page_mass(buf[0], listed),
                                     percent_of(buf[1], listed, society), hz_page_mass(buf[2], society - listed),
                                     hz_page_mass(buf[3], society), of});
    }
}

static void put_society(const writer *w)
{
    hz_page_column columns[] = {{12, false}, {16, true}, {9, true}, {16, true}, {16, true}, {20, true}};
    const char *const headings[] = {_("pollutant"),  _("listed"),        _("share"),
                                    _("not listed"), _("whole society"), _("units not reporting")};

    hz_page_section(w->sink, _("Emission of the whole society, kg/d"));
    put_society_rows(NULL, w, columns);
    hz_page_headings(w->sink, columns, 6, headings);
    put_society_rows(w->sink, w, columns);
}

/* One line of a table by trade or district: pollutants first .. behind - 1, each with its share of the whole society. */
static void put_group(hz_sink *sink, const writer *w, const char *name, const hz_inventory_group *group, size_t first,
                      size_t behind, hz_page_column *columns)
{
    const char *cells[2 + 2 * BLOCK];
    char count[HZ_FIXED_MAX], buf[2 * BLOCK][HZ_FIXED_MAX + 4];
    int n = 2;

    cells[0] = name;
    cells[1] = hz_page_count(count, group->n_units);
    for (size_t p = first; p < behind; p++, n += 2) {
        cells[n] = hz_page_mass(buf[n - 2], group->emission_g_d[p]);
        cells[n + 1] = percent_of(buf[n - 1], group->emission_g_d[p], w->inv->society_g_d[p]);
    }
    hz_page_row(sink, columns, n, cells);
}

static void put_group_rows(hz_sink *sink, const writer *w, const hz_group *groups, const hz_inventory_group *sums,
                           size_t n_groups, size_t first, size_t behind, hz_page_column *columns)
{
    for (size_t g = 0; g < n_groups; g++)
        put_group(sink, w, hz_bilingual_text(groups[g].name), &sums[g], first, behind, columns);
    put_group(sink, w, _("all listed"), &w->inv->total, first, behind, columns);
}

static void put_groups(const writer *w, const char *title, const hz_group *groups, const hz_inventory_group *sums,
                       size_t n_groups)
{
    hz_page_section(w->sink, title);
    for (size_t first = 0; first < w->s->n_pollutants; first += BLOCK) {
        size_t behind = first + BLOCK < w->s->n_pollutants ? first + BLOCK : w->s->n_pollutants;
        hz_page_column columns[2 + 2 * BLOCK] = {{30, false}, {8, true}, {14, true}, {9, true},
                                                 {14, true},  {9, true}, {14, true}, {9, true}};
        const char *headings[2 + 2 * BLOCK] = {"", _("units")};
        int n = 2;

        for (size_t p = first; p < behind; p++, n += 2) {
            headings[n] = w->s->pollutants[p].id;
            headings[n + 1] = _("share");
        }
        if (first > 0)
            hz_putc(w->sink, '\n');
        put_group_rows(NULL, w, groups, sums, n_groups, first, behind, columns);
        hz_page_headings(w->sink, columns, n, headings);
        put_group_rows(w->sink, w, groups, sums, n_groups, first, behind, columns);
    }
}

/* ---- what could be cut ---- */

static const char *scope_name(const hz_scenario *s, const hz_demand *demand)
{
    return demand->scope == HZ_SCOPE_ALL ? _("whole society") : hz_group_name(s, demand->scope, demand->group);
}

static void put_reduction(hz_sink *sink, const writer *w, const hz_demand *demand, const hz_inventory_demand *weighed,
                          hz_page_column *columns)
{
    char buf[4][HZ_FIXED_MAX + 4];

    hz_page_row(sink, columns, 7,
                (const char *[]){w->s->pollutants[demand->pollutant].id, scope_name(w->s, demand),
                                 hz_page_mass(buf[0], weighed->required),
                                 percent_of(buf[1], weighed->required, weighed->base), hz_page_mass(buf[2], weighed->most),
                                 percent_of(buf[3], weighed->most, weighed->base),
                                 weighed->most >= weighed->required ? _("within reach") : _("OUT OF REACH")});
}

/* What could be cut of a pollutant for which the level demands nothing of the whole society. */
static void put_undemanded(hz_sink *sink, const writer *w, size_t pollutant, hz_level level, hz_page_column *columns)
{
    int64_t most = w->inv->total.most_g_d[(size_t)level * w->s->n_pollutants + pollutant];
    char buf[2][HZ_FIXED_MAX + 4];

    hz_page_row(sink, columns, 7,
                (const char *[]){w->s->pollutants[pollutant].id, _("whole society"), "-", "-", hz_page_mass(buf[0], most),
                                 percent_of(buf[1], most, w->inv->society_g_d[pollutant]), _("nothing demanded")});
}

static void put_floor(const writer *w, const hz_demand *demand, const hz_inventory_demand *weighed)
{
    const hz_product *product = &w->s->products[demand->product];
    hz_shown unit = hz_show_output(product->dimension, 0);
    char line[CELL], buf[2][HZ_FIXED_MAX];

    snprintf(line, sizeof line, _("still to be made of %1$s (%2$s): %3$s of %4$s %5$s"), hz_product_text(product),
             demand->scope == HZ_SCOPE_ALL ? _("everywhere") : scope_name(w->s, demand),
             hz_page_amount(buf[0], weighed->required, unit.scale), hz_page_amount(buf[1], weighed->base, unit.scale),
             hz_show_unit(unit.unit));
    hz_page_line(w->sink, line);
}

static bool is_sum(const hz_demand *demand)
{
    return demand->kind == HZ_DEMAND_POOL || demand->kind == HZ_DEMAND_WEIGHTED || (demand->kind == HZ_DEMAND_LINES && !demand->is_each);
}

/* A pool, a weighted sum or stopped lines. */
static void put_sum(const writer *w, const hz_demand *demand, const hz_inventory_demand *weighed)
{
    hz_shown unit = hz_show_demand_unit(w->s, demand);
    char line[CELL], label[CELL / 2], buf[2][HZ_FIXED_MAX];

    hz_show_demand(label, sizeof label, w->s, demand);
    snprintf(line, sizeof line, _("%1$s: %2$s of at most %3$s %4$s: %5$s"), label,
             hz_page_amount(buf[0], weighed->required, unit.scale), hz_page_amount(buf[1], weighed->most, unit.scale),
             hz_show_unit_of(unit.unit, weighed->most), weighed->most >= weighed->required ? _("within reach") : _("OUT OF REACH"));
    hz_page_line(w->sink, line);
}

static bool is_demanded(const hz_scenario *s, size_t pollutant, hz_level level)
{
    for (size_t d = 0; d < s->n_demands; d++)
        if (s->demands[d].level == level && s->demands[d].kind == HZ_DEMAND_REDUCTION &&
            s->demands[d].scope == HZ_SCOPE_ALL && s->demands[d].pollutant == pollutant)
            return true;
    return false;
}

/* Does the scenario speak of this level: is anything demanded, or could anything be cut? */
static bool has_level(const writer *w, hz_level level)
{
    for (size_t d = 0; d < w->s->n_demands; d++)
        if (w->s->demands[d].level == level)
            return true;
    for (size_t p = 0; p < w->s->n_pollutants; p++)
        if (w->inv->total.most_g_d[(size_t)level * w->s->n_pollutants + p] > 0)
            return true;
    return false;
}

static void put_level_rows(hz_sink *sink, const writer *w, hz_level level, hz_page_column *columns)
{
    const hz_scenario *s = w->s;

    for (size_t p = 0; p < s->n_pollutants; p++)
        if (!is_demanded(s, p, level))
            put_undemanded(sink, w, p, level, columns);
    for (size_t d = 0; d < s->n_demands; d++)
        if (s->demands[d].level == level && s->demands[d].kind == HZ_DEMAND_REDUCTION && !s->demands[d].is_each)
            put_reduction(sink, w, &s->demands[d], &w->inv->demands[d], columns);
}

static void put_level(const writer *w, hz_level level)
{
    const hz_scenario *s = w->s;
    hz_page_column columns[] = {{12, false}, {24, false}, {16, true}, {9, true}, {16, true}, {9, true}, {0, false}};
    const char *const headings[] = {_("pollutant"), _("of"), _("demanded"), _("share"), _("at most"), _("share"), _("verdict")};
    char title[CELL];

    snprintf(title, sizeof title, _("%1$s, %2$s: to be cut, and the most that could be cut, kg/d"), hz_level_name(level),
             hz_response_name(level));
    hz_page_section(w->sink, title);
    put_level_rows(NULL, w, level, columns);
    hz_page_headings(w->sink, columns, 7, headings);
    put_level_rows(w->sink, w, level, columns);
    for (size_t d = 0; d < s->n_demands; d++)
        if (s->demands[d].level == level && s->demands[d].kind == HZ_DEMAND_FLOOR)
            put_floor(w, &s->demands[d], &w->inv->demands[d]);
        else if (s->demands[d].level == level && is_sum(&s->demands[d]))
            put_sum(w, &s->demands[d], &w->inv->demands[d]);
}

void hz_text_inventory(hz_sink *sink, const hz_scenario *scenario, const hz_inventory *inventory)
{
    const writer w = {sink, scenario, inventory};

    hz_page_stamp(sink, scenario->standing);
    hz_page_title(sink, _("Inventory"));
    hz_page_fact(sink, _("Scenario"), hz_bilingual_text(scenario->title));
    put_who(&w);
    put_society(&w);
    put_groups(&w, _("Emission by trade, kg/d and share of the whole society"), scenario->sectors, inventory->sectors,
               scenario->n_sectors);
    put_groups(&w, _("Emission by district, kg/d and share of the whole society"), scenario->districts,
               inventory->districts, scenario->n_districts);
    for (int l = 0; l < HZ_N_LEVELS; l++)
        if (has_level(&w, (hz_level)l))
            put_level(&w, (hz_level)l);
    hz_putc(sink, '\n');
    hz_page_line(sink, _("\"at most\": if nothing else were demanded; shares are those of what is named under \"of\"."));
    hz_page_line(sink, _("What is not reported, or belongs to a closed or idle enterprise, counts as no reduction."));
}

/* ---- JSON ---- */

static void put_key(hz_sink *sink, const char *key, bool is_first)
{
    hz_puts(sink, is_first ? "" : ",");
    hz_put_json(sink, key);
    hz_putc(sink, ':');
}

static void put_int_member(hz_sink *sink, const char *key, size_t value, bool is_first)
{
    put_key(sink, key, is_first);
    hz_put_int(sink, (int64_t)value);
}

static void put_text_member(hz_sink *sink, const char *key, const char *value, bool is_first)
{
    put_key(sink, key, is_first);
    hz_put_json(sink, value);
}

static void put_fixed_member(hz_sink *sink, const char *key, int64_t value, int scale, bool is_first)
{
    put_key(sink, key, is_first);
    hz_put_fixed(sink, value, scale, -1);
}

/* {"SO2":1.5,…}: one figure per pollutant, in kg/d. */
static void put_by_pollutant(hz_sink *sink, const hz_scenario *s, const int64_t *g_d)
{
    hz_putc(sink, '{');
    for (size_t p = 0; p < s->n_pollutants; p++)
        put_fixed_member(sink, s->pollutants[p].id, g_d[p], 3, p == 0);
    hz_putc(sink, '}');
}

static void put_json_counts(hz_sink *sink, const hz_inventory *inv)
{
    put_int_member(sink, "enterprises", inv->total.n_enterprises, false);
    put_int_member(sink, "units", inv->total.n_units, false);
    put_int_member(sink, "units_with_modes", inv->n_with_modes, false);
    put_int_member(sink, "operating_units", inv->n_operating_units, false);
    put_key(sink, "enterprises_by_status", false);
    for (int i = 0; i < HZ_N_STATUSES; i++) {
        hz_puts(sink, i == 0 ? "{" : "");
        put_int_member(sink, hz_operation_id((hz_operation)i), inv->n_by_status[i], i == 0);
    }
    hz_putc(sink, '}');
    put_key(sink, "enterprises_by_grade", false);
    for (int i = 0; i < HZ_N_GRADES; i++) {
        hz_puts(sink, i == 0 ? "{" : "");
        put_int_member(sink, hz_grade_id((hz_grade)i), inv->n_by_grade[i], i == 0);
    }
    hz_putc(sink, '}');
    put_key(sink, "units_by_kind", false);
    for (int i = 0; i < HZ_N_UNIT_KINDS; i++) {
        hz_puts(sink, i == 0 ? "{" : "");
        put_int_member(sink, hz_unit_kind_id((hz_unit_kind)i), inv->n_by_kind[i], i == 0);
    }
    hz_putc(sink, '}');
}

static void put_json_pollutants(hz_sink *sink, const hz_scenario *s, const hz_inventory *inv)
{
    put_key(sink, "pollutants", false);
    hz_putc(sink, '[');
    for (size_t p = 0; p < s->n_pollutants; p++) {
        int64_t listed = inv->total.emission_g_d[p];

        hz_puts(sink, p == 0 ? "{" : ",{");
        put_text_member(sink, "id", s->pollutants[p].id, true);
        put_fixed_member(sink, "listed_kg_d", listed, 3, false);
        put_fixed_member(sink, "unlisted_kg_d", inv->society_g_d[p] - listed, 3, false);
        put_fixed_member(sink, "society_kg_d", inv->society_g_d[p], 3, false);
        put_int_member(sink, "units_not_reported", inv->n_not_reported[p], false);
        hz_putc(sink, '}');
    }
    hz_putc(sink, ']');
}

static void put_json_groups(hz_sink *sink, const char *key, const hz_scenario *s, const hz_group *groups,
                            const hz_inventory_group *sums, size_t n_groups)
{
    put_key(sink, key, false);
    hz_putc(sink, '[');
    for (size_t g = 0; g < n_groups; g++) {
        hz_puts(sink, g == 0 ? "{" : ",{");
        put_text_member(sink, "id", groups[g].id, true);
        put_int_member(sink, "enterprises", sums[g].n_enterprises, false);
        put_int_member(sink, "units", sums[g].n_units, false);
        put_key(sink, "emission_kg_d", false);
        put_by_pollutant(sink, s, sums[g].emission_g_d);
        hz_putc(sink, '}');
    }
    hz_putc(sink, ']');
}

static void put_json_levels(hz_sink *sink, const hz_scenario *s, const hz_inventory *inv)
{
    put_key(sink, "levels", false);
    hz_putc(sink, '[');
    for (int l = 0; l < HZ_N_LEVELS; l++) {
        hz_puts(sink, l == 0 ? "{" : ",{");
        put_text_member(sink, "level", hz_level_id((hz_level)l), true);
        put_int_member(sink, "exempt_enterprises", inv->n_exempt[l], false);
        put_key(sink, "most_cut_kg_d", false);
        put_by_pollutant(sink, s, inv->total.most_g_d + (size_t)l * s->n_pollutants);
        hz_putc(sink, '}');
    }
    hz_putc(sink, ']');
}

static void put_json_scope(hz_sink *sink, const hz_scenario *s, const hz_demand *demand)
{
    if (demand->is_each)
        put_text_member(sink, "each", hz_scope_word(demand->scope), false);
    else if (demand->scope != HZ_SCOPE_ALL)
        put_text_member(sink, hz_scope_word(demand->scope), hz_group_id(s, demand->scope, demand->group), false);
}

static void put_json_demand(hz_sink *sink, const hz_scenario *s, const hz_demand *demand,
                            const hz_inventory_demand *weighed)
{
    hz_shown unit = hz_show_demand_unit(s, demand);

    put_text_member(sink, "kind", hz_demand_word(demand->kind), true);
    put_text_member(sink, "level", hz_level_id(demand->level), false);
    put_json_scope(sink, s, demand);
    if (demand->product != HZ_NONE)
        put_text_member(sink, "product", s->products[demand->product].name, false);
    if (demand->kind == HZ_DEMAND_REDUCTION)
        put_text_member(sink, "pollutant", s->pollutants[demand->pollutant].id, false);
    if (demand->kind == HZ_DEMAND_WEIGHTED)
        put_text_member(sink, "name", hz_bilingual_text(s->weightings[demand->weighting].name), false);
    if (!weighed->is_weighed)
        return;
    put_text_member(sink, "unit", unit.unit, false);
    put_fixed_member(sink, "base", weighed->base, unit.scale, false);
    put_fixed_member(sink, "required", weighed->required, unit.scale, false);
    put_fixed_member(sink, "most", weighed->most, unit.scale, false);
}

void hz_json_inventory(hz_sink *sink, const hz_scenario *scenario, const hz_inventory *inventory)
{
    hz_putc(sink, '{');
    put_text_member(sink, "scenario", scenario->id, true);
    put_text_member(sink, "standing", hz_standing_id(scenario->standing), false);
    put_json_counts(sink, inventory);
    put_json_pollutants(sink, scenario, inventory);
    put_json_groups(sink, "sectors", scenario, scenario->sectors, inventory->sectors, scenario->n_sectors);
    put_json_groups(sink, "districts", scenario, scenario->districts, inventory->districts, scenario->n_districts);
    put_json_levels(sink, scenario, inventory);
    put_key(sink, "demands", false);
    hz_putc(sink, '[');
    for (size_t d = 0; d < scenario->n_demands; d++) {
        hz_puts(sink, d == 0 ? "{" : ",{");
        put_json_demand(sink, scenario, &scenario->demands[d], &inventory->demands[d]);
        hz_putc(sink, '}');
    }
    hz_puts(sink, "]}");
}

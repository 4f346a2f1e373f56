/* as_episode_comparison.c - two episodes side by side
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/as_episode_comparison.h"

#include <stdio.h>

#include "base/lang.h"
#include "export/json.h"
#include "export/page.h"
#include "export/show.h"
#include "export/show_episode.h"

enum { N_DAY_COLUMNS = 6, N_CHANGE_COLUMNS = 5 };

/* ---- words ---- */

static const hz_scenario *scenario_of(const hz_episode_comparison *c, const hz_told_change *change, size_t *unit)
{
    int side = change->unit[1] == SIZE_MAX ? 0 : 1;

    *unit = change->unit[side];
    return c->of[side].scenario;
}

/* Is anything planned of the unit on that day? */
static bool is_told(const hz_episode_comparison *c, const hz_told_change *change, int side)
{
    const hz_course *course = &c->of[side].issued->course;

    return change->unit[side] != SIZE_MAX && change->date >= course->first_day && change->date < course->first_day + course->n_days;
}

static const char *told_text(char *buf, size_t size, const hz_episode_comparison *c, const hz_told_change *change, int side)
{
    const hz_scenario *s = c->of[side].scenario;
    hz_day day = change->told[side];
    hz_order order;

    if (change->unit[side] == SIZE_MAX)
        return _("not in the inventory");
    if (!is_told(c, change, side))
        return "-";
    if (day.kind == HZ_DAY_RUN)
        return _("as before");
    if (day.kind == HZ_DAY_RESTART)
        return _("restart");
    order = day.mode ? hz_order_in_mode(s, change->unit[side], day.mode, day.cut_bp)
                     : hz_order_make(s, change->unit[side], HZ_BLUE, day.cut_bp);
    return hz_show_order(buf, size, s, change->unit[side], &order);
}

/* ---- text ---- */

static void put_pair(hz_sink *sink, hz_page_column *columns, const char *what, const char *before, const char *after)
{
    const char *cells[] = {what, before, after};

    hz_page_row(sink, columns, 3, cells);
}

static void put_sides(hz_sink *sink, hz_page_column *columns, const hz_episode_comparison *c)
{
    char cost[2][HZ_FIXED_MAX], once[2][HZ_FIXED_MAX];

    put_pair(sink, columns, _("Folder"), c->of[0].folder, c->of[1].folder);
    put_pair(sink, columns, _("Plan"), c->of[0].issued->id, c->of[1].issued->id);
    put_pair(sink, columns, _("Scenario"), c->of[0].scenario->id, c->of[1].scenario->id);
    put_pair(sink, columns, _("Cost of the episode"), hz_page_money(cost[0], c->cost_fen[0]), hz_page_money(cost[1], c->cost_fen[1]));
    put_pair(sink, columns, _("of which paid once"), hz_page_money(once[0], c->once_fen[0]), hz_page_money(once[1], c->once_fen[1]));
}

static void put_head(hz_sink *sink, const hz_episode_comparison *c)
{
    hz_page_column columns[3] = {{24, false}, {24, false}, {24, false}};
    const char *headings[] = {"", _("first plan"), _("second plan")};
    char line[HZ_PAGE_LINE], change[HZ_FIXED_MAX + 1];

    hz_page_money_change(change, c->cost_fen[1] - c->cost_fen[0]);
    snprintf(line, sizeof line, "%s %s", change, hz_show_money(c->of[0].scenario->currency));
    put_sides(NULL, columns, c);
    hz_page_headings(sink, columns, 3, headings);
    put_sides(sink, columns, c);
    hz_page_fact(sink, _("Change of cost"), line);
}

static void put_day(hz_sink *sink, hz_page_column *columns, const hz_compared_day *d)
{
    char date[HZ_DATE_TEXT], cost[2][HZ_FIXED_MAX], change[HZ_FIXED_MAX + 1];
    const char *cells[N_DAY_COLUMNS] = {hz_date_format(date, d->date)};

    for (int side = 0; side < 2; side++) {
        cells[1 + 2 * side] = d->of[side].is_in ? hz_show_day_level(d->of[side].level) : "-";
        cells[2 + 2 * side] = d->of[side].is_in ? hz_page_money(cost[side], d->of[side].cost_fen) : "-";
    }
    cells[5] = hz_page_money_change(change, d->of[1].cost_fen - d->of[0].cost_fen);
    hz_page_row(sink, columns, N_DAY_COLUMNS, cells);
}

static void put_days(hz_sink *sink, const hz_episode_comparison *c)
{
    hz_page_column columns[N_DAY_COLUMNS] = {[2] = {.is_right = true}, [4] = {.is_right = true}, [5] = {.is_right = true}};
    const char *headings[] = {_("Date"), _("first plan"), _("Cost"), _("second plan"), _("Cost"), _("change")};

    hz_page_section(sink, _("Day by day, without what is paid once"));
    for (size_t i = 0; i < c->n_days; i++)
        put_day(NULL, columns, &c->days[i]);
    hz_page_headings(sink, columns, N_DAY_COLUMNS, headings);
    for (size_t i = 0; i < c->n_days; i++)
        put_day(sink, columns, &c->days[i]);
}

static void put_change(hz_sink *sink, hz_page_column *columns, const hz_episode_comparison *c, const hz_told_change *change)
{
    char date[HZ_DATE_TEXT], told[2][HZ_PAGE_LINE];
    size_t unit;
    const hz_scenario *s = scenario_of(c, change, &unit);
    const char *cells[] = {s->enterprises[s->units[unit].enterprise].id, s->units[unit].id, hz_date_format(date, change->date),
                           told_text(told[0], sizeof told[0], c, change, 0), told_text(told[1], sizeof told[1], c, change, 1)};

    hz_page_row(sink, columns, N_CHANGE_COLUMNS, cells);
}

static void put_changes(hz_sink *sink, const hz_episode_comparison *c)
{
    hz_page_column columns[N_CHANGE_COLUMNS] = {{0, false}};
    const char *headings[] = {_("Enterprise id"), _("Unit id"), _("Date"), _("first plan"), _("second plan")};
    char line[HZ_PAGE_LINE], n[HZ_FIXED_MAX];

    hz_page_section(sink, _("Who is told something else"));
    snprintf(line, sizeof line, _("Units: %s."), hz_page_count(n, c->n_units));
    hz_page_line(sink, line);
    if (c->n_changes == 0)
        return;
    for (size_t i = 0; i < c->n_changes; i++)
        put_change(NULL, columns, c, &c->changes[i]);
    hz_page_headings(sink, columns, N_CHANGE_COLUMNS, headings);
    for (size_t i = 0; i < c->n_changes; i++)
        put_change(sink, columns, c, &c->changes[i]);
}

void hz_text_episode_comparison(hz_sink *sink, const hz_episode_comparison *comparison)
{
    hz_page_stamp(sink, comparison->of[0].scenario->standing);
    if (comparison->of[1].scenario->standing != comparison->of[0].scenario->standing)
        hz_page_stamp(sink, comparison->of[1].scenario->standing);
    hz_page_title(sink, _("Two episodes side by side"));
    put_head(sink, comparison);
    put_days(sink, comparison);
    put_changes(sink, comparison);
}

/* ---- JSON ---- */

static void json_side(hz_sink *sink, const char *key, const hz_episode_comparison *c, int side)
{
    hz_json_key(sink, key);
    hz_json_first_text(sink, "plan", c->of[side].issued->id);
    hz_json_text(sink, "standing", hz_standing_id(c->of[side].scenario->standing));
    hz_json_text(sink, "stamp", hz_standing_name(c->of[side].scenario->standing));
    hz_json_text(sink, "scenario", c->of[side].scenario->id);
    hz_json_money(sink, "cost", c->cost_fen[side]);
    hz_json_money(sink, "once", c->once_fen[side]);
    hz_putc(sink, '}');
}

static void json_day(hz_sink *sink, const hz_compared_day *d)
{
    static const char *const keys[] = {"before", "after"};
    char date[HZ_DATE_TEXT];

    hz_json_first_text(sink, "date", hz_date_format(date, d->date));
    for (int side = 0; side < 2; side++) {
        hz_json_key(sink, keys[side]);
        if (d->of[side].is_in) {
            hz_json_first_text(sink, "level", d->of[side].level == HZ_NO_DAY_LEVEL ? NULL : hz_level_id((hz_level)d->of[side].level));
            hz_json_money(sink, "cost", d->of[side].cost_fen);
            hz_putc(sink, '}');
        } else
            hz_puts(sink, "null");
    }
    hz_putc(sink, '}');
}

static const char *told_id(hz_day day)
{
    static const char *const ids[] = {
        [HZ_DAY_RUN] = "run", [HZ_DAY_NOT_YET] = "not-yet", [HZ_DAY_IN_PLACE] = "in-place", [HZ_DAY_RESTART] = "restart"};

    return ids[day.kind];
}

static void json_told(hz_sink *sink, const char *key, const hz_episode_comparison *c, const hz_told_change *change, int side)
{
    hz_day day = change->told[side];

    hz_json_key(sink, key);
    if (!is_told(c, change, side)) {
        hz_puts(sink, "null");
        return;
    }
    hz_json_first_text(sink, "kind", told_id(day));
    hz_json_text(sink, "mode", day.mode ? hz_mode_of(c->of[side].scenario, change->unit[side], day.mode)->id : NULL);
    hz_json_fixed(sink, "cut_percent", day.cut_bp, 2);
    hz_putc(sink, '}');
}

static void json_change(hz_sink *sink, const hz_episode_comparison *c, const hz_told_change *change)
{
    char date[HZ_DATE_TEXT];
    size_t unit;
    const hz_scenario *s = scenario_of(c, change, &unit);

    hz_json_first_text(sink, "enterprise", s->enterprises[s->units[unit].enterprise].id);
    hz_json_text(sink, "unit", s->units[unit].id);
    hz_json_text(sink, "date", hz_date_format(date, change->date));
    json_told(sink, "before", c, change, 0);
    json_told(sink, "after", c, change, 1);
    hz_putc(sink, '}');
}

void hz_json_episode_comparison(hz_sink *sink, const hz_episode_comparison *c)
{
    hz_puts(sink, "{\"format\":\"hazeplan-episode-comparison\",\"version\":1");
    json_side(sink, "before", c, 0);
    json_side(sink, "after", c, 1);
    hz_json_text(sink, "currency", c->of[0].scenario->currency);
    hz_json_money(sink, "cost_change", c->cost_fen[1] - c->cost_fen[0]);
    hz_json_count(sink, "units", c->n_units);
    hz_puts(sink, ",\n\"days\":[");
    for (size_t i = 0; i < c->n_days; i++) {
        hz_json_next(sink, i);
        json_day(sink, &c->days[i]);
    }
    hz_puts(sink, "],\n\"changes\":[");
    for (size_t i = 0; i < c->n_changes; i++) {
        hz_json_next(sink, i);
        json_change(sink, c, &c->changes[i]);
    }
    hz_puts(sink, "]}\n");
}

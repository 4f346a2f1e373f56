/* as_changes.c - who changes when the level does
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/as_changes.h"

#include <stdio.h>

#include "base/csv.h"
#include "base/lang.h"
#include "export/page.h"
#include "export/show.h"

enum { TEXT_BYTES = HZ_PAGE_LINE };

/* ---- the two ends of a step ---- */

typedef struct {
    const hz_levels *levels;
    hz_step step;
    const hz_order *before, *after; /* NULL: no warning */
} change_list;

static change_list list_of(const hz_levels *levels, hz_step step)
{
    return (change_list){levels, step, hz_levels_orders(levels, step.from), hz_levels_orders(levels, step.to)};
}

/* Outside the levels nobody is ordered anything; who is shut stays so. */
static hz_order order_at(const change_list *c, const hz_order *orders, size_t unit)
{
    const hz_scenario *s = c->levels->scenario;

    if (orders)
        return orders[unit];
    return (hz_order){0, s->enterprises[s->units[unit].enterprise].operation == HZ_OPERATING ? HZ_ACTION_NONE
                                                                                             : HZ_ACTION_DOWN, 0};
}

static hz_change change_at(const change_list *c, size_t unit)
{
    return hz_order_change(c->before ? &c->before[unit] : NULL, c->after ? &c->after[unit] : NULL);
}

static const char *place_name(const hz_levels *levels, int place)
{
    return place == HZ_NO_PLACE ? _("no warning") : hz_level_name(levels->levels[place].plan->settings.level);
}

/* ---- the table ---- */

static void put_contact(hz_sink *sink, const hz_scenario *s, const hz_enterprise *e, hz_role role)
{
    const hz_contact *contact = hz_show_contact(s, e, role);

    hz_csv_put(sink, contact ? contact->name : "", false);
    hz_csv_put(sink, contact ? contact->phone : "", false);
}

static void put_optional(hz_sink *sink, const char *text)
{
    hz_csv_put(sink, text ? text : "", false);
}

static void put_order(hz_sink *sink, const change_list *c, size_t unit, int place, const hz_order *order)
{
    hz_csv_put(sink, hz_show_action(c->levels->scenario, unit, order), false);
    hz_csv_put_fixed(sink, order->cut_bp, 2, -1, false);
    hz_csv_put_fixed(sink, hz_show_load_bp(order), 2, -1, false);
    hz_csv_put_fixed(sink, hz_levels_cost_fen_d(c->levels, place, unit, order), 2, 2, false);
}

static void put_row(hz_sink *sink, const change_list *c, size_t unit)
{
    const hz_scenario *s = c->levels->scenario;
    const hz_unit *u = &s->units[unit];
    const hz_enterprise *e = &s->enterprises[u->enterprise];
    const hz_group *district = &s->districts[e->district];
    hz_order before = order_at(c, c->before, unit), after = order_at(c, c->after, unit);

    hz_csv_put(sink, hz_standing_name(s->standing), true);
    hz_csv_put(sink, c->levels->id, false);
    hz_csv_put(sink, place_name(c->levels, c->step.from), false);
    hz_csv_put(sink, place_name(c->levels, c->step.to), false);
    hz_csv_put(sink, e->id, false);
    hz_csv_put(sink, e->name, false);
    hz_csv_put(sink, hz_bilingual_text(district->name), false);
    hz_csv_put(sink, hz_bilingual_text(s->sectors[e->sector].name), false);
    hz_csv_put(sink, hz_grade_name((hz_grade)e->grade), false);
    hz_csv_put(sink, u->id, false);
    hz_csv_put(sink, u->name, false);
    hz_csv_put(sink, hz_change_name(change_at(c, unit)), false);
    put_order(sink, c, unit, c->step.from, &before);
    put_order(sink, c, unit, c->step.to, &after);
    put_contact(sink, s, e, HZ_ROLE_RESPONSIBLE);
    put_contact(sink, s, e, HZ_ROLE_GRID);
    put_optional(sink, district->body);
    put_optional(sink, district->phone);
    hz_csv_end(sink);
}

static void put_headings(hz_sink *sink, const hz_scenario *s)
{
    char before[TEXT_BYTES], after[TEXT_BYTES];
    const char *const headings[] = {_("standing of the data"),
                                    _("plan"),
                                    _("level before"),
                                    _("level after"),
                                    _("enterprise id"),
                                    _("enterprise"),
                                    _("district"),
                                    _("trade"),
                                    _("grade"),
                                    _("unit id"),
                                    _("unit"),
                                    _("change"),
                                    _("order before"),
                                    _("cut before, %"),
                                    _("load before, %"),
                                    before,
                                    _("order after"),
                                    _("cut after, %"),
                                    _("load after, %"),
                                    after,
                                    _("responsible person"),
                                    _("phone of the responsible person"),
                                    _("grid supervisor"),
                                    _("phone of the grid supervisor"),
                                    _("body in charge"),
                                    _("phone of the body")};

    snprintf(before, sizeof before, _("cost before, %s"), hz_show_currency(s->currency));
    snprintf(after, sizeof after, _("cost after, %s"), hz_show_currency(s->currency));
    for (size_t i = 0; i < sizeof headings / sizeof *headings; i++)
        hz_csv_put(sink, headings[i], i == 0);
    hz_csv_end(sink);
}

void hz_csv_changes(hz_sink *sink, const hz_levels *levels, hz_step step)
{
    const change_list c = list_of(levels, step);

    hz_puts(sink, "\xEF\xBB\xBF"); /* as in as_csv.c */
    put_headings(sink, levels->scenario);
    for (size_t u = 0; u < levels->scenario->n_units; u++)
        if (change_at(&c, u) != HZ_CHANGE_NONE)
            put_row(sink, &c, u);
}

/* ---- the page of a district ---- */

static bool does_change(const change_list *c, const hz_enterprise *e)
{
    uint32_t u = e->first_unit;

    while (u < e->first_unit + e->n_units && change_at(c, u) == HZ_CHANGE_NONE)
        u++;
    return u < e->first_unit + e->n_units;
}

/* "  [kiln-1] tightened: limit: run at 60 % at most (cut 40 %); before: as before" */
static void put_unit_line(hz_sink *sink, const change_list *c, size_t unit)
{
    const hz_scenario *s = c->levels->scenario;
    const hz_unit *u = &s->units[unit];
    hz_order before = order_at(c, c->before, unit), after = order_at(c, c->after, unit);
    char line[TEXT_BYTES], is[TEXT_BYTES], was[TEXT_BYTES];

    if (change_at(c, unit) == HZ_CHANGE_NONE)
        return;
    snprintf(line, sizeof line, _("    %1$s: [%2$s] %3$s: %4$s (until now: %5$s)"), hz_change_name(change_at(c, unit)),
             u->id, u->name, hz_show_order(is, sizeof is, s, unit, &after), hz_show_order(was, sizeof was, s, unit, &before));
    hz_page_line(sink, line);
}

static void put_call(hz_sink *sink, const change_list *c, const hz_enterprise *e)
{
    const hz_scenario *s = c->levels->scenario;
    char line[TEXT_BYTES];

    hz_putc(sink, '\n');
    snprintf(line, sizeof line, "%s  %s", e->id, e->name);
    hz_page_line(sink, line);
    hz_page_contacts(sink, s, e);
    for (uint32_t u = e->first_unit; u < e->first_unit + e->n_units; u++)
        put_unit_line(sink, c, u);
    hz_page_line(sink, _("    [ ] told at ____-__-__ __:__   to ______________"));
}

static void put_head(hz_sink *sink, const change_list *c, size_t district)
{
    const hz_levels *l = c->levels;
    const hz_group *group = &l->scenario->districts[district];
    char line[TEXT_BYTES];

    hz_page_stamp(sink, l->scenario->standing);
    snprintf(line, sizeof line, _("Change of the warning level: from %1$s to %2$s"), place_name(l, c->step.from),
             place_name(l, c->step.to));
    hz_page_title(sink, line);
    hz_page_fact(sink, _("Plan"), l->id);
    hz_page_fact(sink, _("District"), hz_bilingual_text(group->name));
    snprintf(line, sizeof line, "%s  %s", group->body ? group->body : "", group->phone ? group->phone : "");
    hz_page_fact(sink, _("Body in charge"), line);
    hz_page_fact(sink, _("From"), _("____-__-__ __:__ (fill in)"));
}

void hz_text_changes(hz_sink *sink, const hz_levels *levels, hz_step step, size_t district, const uint32_t *enterprises,
                     size_t n_enterprises)
{
    const change_list c = list_of(levels, step);
    const hz_scenario *s = levels->scenario;
    char line[TEXT_BYTES];
    size_t n = 0;

    for (size_t i = 0; i < n_enterprises; i++)
        n += does_change(&c, &s->enterprises[enterprises[i]]);
    put_head(sink, &c, district);
    snprintf(line, sizeof line, _("To be told (enterprises: %zu; for all others nothing changes)"), n);
    hz_page_section(sink, line);
    for (size_t i = 0; i < n_enterprises; i++)
        if (does_change(&c, &s->enterprises[enterprises[i]]))
            put_call(sink, &c, &s->enterprises[enterprises[i]]);
}

/* ---- the sheet of an enterprise ---- */

static void put_neighbour(hz_sink *sink, const hz_plan *plan, const hz_enterprise *e, int place)
{
    const change_list c = list_of(plan->within, (hz_step){plan->place, place});
    char line[TEXT_BYTES];

    if (place == HZ_NO_PLACE)
        snprintf(line, sizeof line, "%s",
                 does_change(&c, e) ? _("When the warning is lifted:")
                                    : _("When the warning is lifted: nothing changes."));
    else
        snprintf(line, sizeof line,
                 does_change(&c, e) ? _("If the level becomes %s:") : _("If the level becomes %s: nothing changes."),
                 place_name(plan->within, place));
    hz_page_line(sink, line);
    for (uint32_t u = e->first_unit; u < e->first_unit + e->n_units; u++)
        put_unit_line(sink, &c, u);
}

void hz_text_neighbours(hz_sink *sink, const hz_plan *plan, size_t enterprise)
{
    const hz_enterprise *e = &plan->scenario->enterprises[enterprise];

    if (!plan->within)
        return;
    hz_page_section(sink, _("If the level changes (only on a new order)"));
    if (plan->place + 1 < (int)plan->within->n_levels)
        put_neighbour(sink, plan, e, plan->place + 1);
    put_neighbour(sink, plan, e, plan->place - 1);
}

/* as_episode_csv.c - an episode as tables: what each unit does on each day, and every order
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/as_episode_csv.h"

#include "base/csv.h"
#include "base/lang.h"
#include "export/page.h"
#include "export/show_episode.h"

static const hz_enterprise *enterprise_of(const hz_scenario *s, size_t unit)
{
    return &s->enterprises[s->units[unit].enterprise];
}

static void put_names(hz_sink *sink, const hz_scenario *s, size_t unit)
{
    hz_csv_put(sink, enterprise_of(s, unit)->id, true);
    hz_csv_put(sink, enterprise_of(s, unit)->name, false);
    hz_csv_put(sink, s->units[unit].id, false);
    hz_csv_put(sink, s->units[unit].name, false);
}

static void put_name_headings(hz_sink *sink)
{
    hz_puts(sink, "\xEF\xBB\xBF"); /* spreadsheets in China take a file without it for GBK */
    hz_csv_put(sink, _("Enterprise id"), true);
    hz_csv_put(sink, _("Enterprise"), false);
    hz_csv_put(sink, _("Unit id"), false);
    hz_csv_put(sink, _("Unit"), false);
}

static void put_cell(hz_sink *sink, const hz_episode_plan *plan, size_t unit, int day)
{
    hz_day what = plan->schedules[unit].days[day];
    char buf[HZ_PAGE_LINE];

    if (what.kind == HZ_DAY_RUN)
        hz_csv_put(sink, "", false);
    else if (what.kind == HZ_DAY_RESTART)
        hz_csv_put(sink, _("restart"), false);
    else if (what.kind == HZ_DAY_NOT_YET)
        hz_csv_put(sink, _("not in place yet"), false);
    else
        hz_csv_put(sink, hz_show_day_order(buf, sizeof buf, plan, unit, day), false);
}

void hz_csv_schedule(hz_sink *sink, const hz_episode_plan *plan)
{
    char date[HZ_DATE_TEXT];

    put_name_headings(sink);
    for (int t = 0; t < plan->course.n_days; t++)
        hz_csv_put(sink, hz_date_format(date, plan->course.first_day + t), false);
    hz_csv_put(sink, _("Cost"), false);
    hz_csv_put(sink, _("of which paid once"), false);
    hz_csv_put(sink, _("of which behind the last day"), false);
    hz_csv_end(sink);
    for (size_t u = 0; u < plan->scenario->n_units; u++) {
        const hz_choice choice = {.scenario = plan->scenario, .course = &plan->course, .unit = u};

        put_names(sink, plan->scenario, u);
        for (int t = 0; t < plan->course.n_days; t++)
            put_cell(sink, plan, u, t);
        hz_csv_put_fixed(sink, hz_schedule_cost_fen(&choice, &plan->schedules[u]), 2, 2, false);
        hz_csv_put_fixed(sink, hz_schedule_once_fen(&choice, &plan->schedules[u]), 2, 2, false);
        hz_csv_put_fixed(sink, hz_schedule_beyond_fen(&choice, &plan->schedules[u]), 2, 2, false);
        hz_csv_end(sink);
    }
}

static void put_sentence(hz_sink *sink, const char *sentence)
{
    hz_csv_put(sink, sentence, false);
}

static hz_status put_order_row(hz_sink *sink, const hz_episode_plan *plan, const hz_episode_order *o, hz_error *err)
{
    const hz_mode *mode = hz_mode_of(plan->scenario, o->unit, o->stretch.what.mode);
    const int64_t times[] = {o->stretch.issue_by, o->stretch.in_place_by, o->stretch.until, hz_show_runs_again(plan, o)};
    const int64_t costs[] = {o->days_fen, o->restart_fen, o->stretch.once_fen, o->stretch.beyond_fen, hz_episode_order_fen(o)};
    const char *note;
    char buf[HZ_PAGE_LINE];
    hz_status status;

    put_names(sink, plan->scenario, o->unit);
    hz_csv_put(sink, hz_show_day_order(buf, sizeof buf, plan, o->unit, o->stretch.told), false);
    hz_csv_put(sink, mode ? mode->id : "", false);
    hz_csv_put_fixed(sink, o->stretch.what.cut_bp, 2, -1, false);
    for (size_t i = 0; i < sizeof times / sizeof *times; i++)
        hz_csv_put(sink, hz_instant_format(buf, times[i]), false);
    for (size_t i = 0; i < sizeof costs / sizeof *costs; i++)
        hz_csv_put_fixed(sink, costs[i], 2, 2, false);
    note = hz_show_note(buf, plan, o);
    hz_csv_put(sink, note ? note : "", false);
    status = hz_put_notice(sink, plan, o, err, put_sentence);
    hz_csv_end(sink);
    return status;
}

static void put_order_headings(hz_sink *sink)
{
    const char *headings[] = {_("Order"),      _("Mode"),             _("Cut %"),           _("Issue by"),  _("In place by"), _("Until"),
                              _("Runs again (whole days)"), _("Cost of its days"), _("Cost of restart"), _("Paid once"), _("Behind the last day"),
                              _("Cost in all"), _("Note"), _("Notice")};

    put_name_headings(sink);
    for (size_t i = 0; i < sizeof headings / sizeof *headings; i++)
        hz_csv_put(sink, headings[i], false);
    hz_csv_end(sink);
}

hz_status hz_csv_orders(hz_sink *sink, const hz_episode_plan *plan, hz_error *err)
{
    hz_status status = HZ_OK;

    put_order_headings(sink);
    for (size_t i = 0; i < plan->n_orders && !status; i++)
        status = put_order_row(sink, plan, &plan->orders[i], err);
    return status;
}

hz_status hz_csv_orders_of(hz_sink *sink, const hz_episode_plan *plan, const uint32_t *enterprises, size_t n_enterprises, hz_error *err)
{
    hz_status status = HZ_OK;

    put_order_headings(sink);
    for (size_t i = 0; i < n_enterprises; i++) {
        const hz_enterprise *e = &plan->scenario->enterprises[enterprises[i]];
        size_t first = plan->first_of_unit[e->first_unit], end = plan->first_of_unit[e->first_unit + e->n_units];

        for (size_t k = first; k < end && !status; k++)
            status = put_order_row(sink, plan, &plan->orders[plan->of_unit[k]], err);
    }
    return status;
}

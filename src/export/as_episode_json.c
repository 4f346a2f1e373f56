/* as_episode_json.c - the plan of an episode as JSON
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/as_episode_json.h"

#include "export/as_families.h"
#include "export/as_json.h"
#include "export/json.h"
#include "export/show.h"
#include "export/show_episode.h"

static void json_uniform(hz_sink *sink, const hz_uniform_day *u)
{
    hz_json_key(sink, "uniform");
    if (!u->is_known) {
        hz_puts(sink, "null");
        return;
    }
    hz_putc(sink, '{');
    hz_putf(sink, "\"is_reached\":%s", u->is_reached ? "true" : "false");
    hz_json_flag(sink, "is_met", u->is_met);
    hz_json_fixed(sink, "share_percent", u->share_bp, 2);
    hz_json_money(sink, "cost", u->cost_fen);
    hz_putc(sink, '}');
}

/* What is missing is above 0 only on days that had begun: nothing that is ordered then is in place from their start on. */
static void json_demands(hz_sink *sink, const hz_episode_plan *plan, int day)
{
    const hz_reckoning *r = plan->days[day].reckoning;

    hz_json_key(sink, "demands");
    hz_putc(sink, '[');
    for (size_t b = 0; r && b < r->n_balances; b++) {
        const hz_balance *balance = &r->balances[b];

        hz_json_next(sink, b);
        hz_json_balance(sink, plan->scenario, balance, r->failing);
        hz_json_fixed(sink, "missing", balance->slack < 0 ? -balance->slack : 0, hz_show_balance_unit(plan->scenario, balance).scale);
        hz_putc(sink, '}');
    }
    hz_putc(sink, ']');
}

static void json_failures(hz_sink *sink, const hz_episode_plan *plan)
{
    hz_json_key(sink, "failures");
    hz_putc(sink, '[');
    for (size_t i = 0; i < plan->failures.n; i++) {
        const hz_failure *f = &plan->failures.list[i];
        char time[HZ_INSTANT_TEXT];

        hz_json_next(sink, i);
        hz_json_first_text(sink, "enterprise", plan->scenario->enterprises[f->enterprise].id);
        hz_json_text(sink, "from", hz_instant_format(time, f->from));
        hz_json_text(sink, "until", f->until == HZ_INSTANT_NONE ? NULL : hz_instant_format(time, f->until));
        hz_putc(sink, '}');
    }
    hz_putc(sink, ']');
}

static void json_day(hz_sink *sink, const hz_episode_plan *plan, int day)
{
    int64_t failed_from = hz_episode_failed_from(plan, day);
    char date[HZ_DATE_TEXT], time[HZ_INSTANT_TEXT];
    int level = plan->course.level[day];

    hz_json_first_text(sink, "date", hz_date_format(date, plan->course.first_day + day));
    hz_json_text(sink, "level", level == HZ_NO_DAY_LEVEL ? NULL : hz_level_id((hz_level)level));
    hz_json_flag(sink, "has_begun", day < hz_course_begun(&plan->course));
    hz_json_text(sink, "failed_from", failed_from == HZ_INSTANT_NONE ? NULL : hz_instant_format(time, failed_from));
    hz_json_count(sink, "units_with_orders", plan->days[day].n_told);
    hz_json_count(sink, "units_restarting", plan->days[day].n_restarting);
    hz_json_money(sink, "cost", plan->days[day].cost_fen);
    hz_json_money(sink, "cost_of_restart", plan->days[day].restart_fen);
    json_uniform(sink, &plan->days[day].uniform);
    json_demands(sink, plan, day);
    hz_putc(sink, '}');
}

static void json_order(hz_sink *sink, const hz_episode_plan *plan, const hz_episode_order *o)
{
    const hz_mode *mode = hz_mode_of(plan->scenario, o->unit, o->stretch.what.mode);
    int64_t was = hz_show_was_until(plan, o);
    char time[HZ_INSTANT_TEXT];

    hz_json_first_text(sink, "enterprise", plan->scenario->enterprises[plan->scenario->units[o->unit].enterprise].id);
    hz_json_text(sink, "unit", plan->scenario->units[o->unit].id);
    hz_json_text(sink, "mode", mode ? mode->id : NULL);
    hz_json_fixed(sink, "cut_percent", o->stretch.what.cut_bp, 2);
    hz_json_text(sink, "issue_by", hz_instant_format(time, o->stretch.issue_by));
    hz_json_text(sink, "in_place_by", hz_instant_format(time, o->stretch.in_place_by));
    hz_json_text(sink, "until", hz_instant_format(time, o->stretch.until));
    hz_json_text(sink, "runs_again", hz_instant_format(time, hz_show_runs_again(plan, o)));
    hz_json_money(sink, "cost_of_days", o->days_fen);
    hz_json_money(sink, "cost_of_restart", o->restart_fen);
    hz_json_money(sink, "once", o->stretch.once_fen);
    hz_json_count(sink, "days_beyond", (size_t)o->stretch.n_days_beyond);
    hz_json_money(sink, "beyond", o->stretch.beyond_fen);
    hz_json_money(sink, "cost", hz_episode_order_fen(o));
    hz_json_flag(sink, "ordered_before", hz_show_is_kept(plan, o));
    hz_json_text(sink, "was_until", was == HZ_INSTANT_NONE ? NULL : hz_instant_format(time, was));
    hz_putc(sink, '}');
}

static void json_orders(hz_sink *sink, const hz_episode_plan *plan)
{
    hz_puts(sink, ",\n\"orders\":[");
    for (size_t i = 0; i < plan->n_orders; i++) {
        hz_json_next(sink, i);
        json_order(sink, plan, &plan->orders[i]);
    }
    hz_puts(sink, "]");
}

void hz_json_episode(hz_sink *sink, const hz_episode_plan *plan)
{
    const hz_plan whole = hz_episode_as_plan(plan, 0);
    char time[HZ_INSTANT_TEXT];

    hz_puts(sink, "{\"format\":\"hazeplan-episode\",\"version\":1");
    hz_json_head(sink, plan->scenario, plan->settings.lang, plan->id, plan->scenario_digest, plan->solver);
    hz_json_rules(sink, &whole);
    hz_json_text(sink, "level_by", hz_level_basis_id(plan->settings.level_by));
    hz_json_fixed(sink, "step_percent", plan->settings.step_bp, 2);
    hz_json_text(sink, "now", hz_instant_format(time, plan->course.now));
    hz_json_given(sink, "from", plan->settings.from);
    hz_json_given(sink, "failed", plan->settings.failed);
    hz_json_given(sink, "recovered", plan->settings.recovered);
    json_failures(sink, plan);
    hz_json_money(sink, "cost", plan->cost_fen);
    hz_json_money(sink, "once", plan->once_fen);
    hz_json_money(sink, "beyond", plan->beyond_fen);
    hz_json_money(sink, "cost_of_restart", plan->restart_fen);
    hz_json_money(sink, "bound", plan->bound_fen);
    hz_json_text(sink, "bound_exact_fen", plan->bound_exact);
    hz_json_text(sink, "search_ended", hz_search_end_id(plan->search_end));
    hz_json_count(sink, "linear_programs", (size_t)plan->n_nodes);
    hz_puts(sink, ",\n\"days\":[");
    for (int t = 0; t < plan->course.n_days; t++) {
        hz_json_next(sink, (size_t)t);
        json_day(sink, plan, t);
    }
    hz_puts(sink, "]");
    json_orders(sink, plan);
    hz_puts(sink, "}\n");
}

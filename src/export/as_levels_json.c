/* as_levels_json.c - the plans of several levels side by side as JSON
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/as_levels_json.h"

#include <stdio.h>

#include "base/lang.h"
#include "export/as_families.h"
#include "export/json.h"
#include "export/show.h"

static void json_head(hz_sink *sink, const hz_levels *l)
{
    int due = l->alert ? hz_alert_level(l->alert) : HZ_NO_LEVEL;

    hz_puts(sink, "{\"format\":\"hazeplan-levels\",\"version\":1");
    hz_json_head(sink, l->scenario, l->settings.lang, l->id, l->scenario_digest, l->solver);
    hz_puts(sink, ",\n\"due\":");
    hz_put_json(sink, !l->alert ? NULL : due == HZ_NO_LEVEL ? "none" : hz_level_id((hz_level)due));
    hz_json_fixed(sink, "step_percent", l->settings.step_bp, 2);
}

static void json_demand(hz_sink *sink, const hz_levels *l, size_t k, size_t balance)
{
    const hz_reckoning *r = l->levels[k].plan->reckoning;
    const hz_balance *b = &r->balances[balance];

    hz_json_balance(sink, l->scenario, b, r->failing);
    hz_json_price(sink, l->scenario, b, hz_show_joint_price(l, k, balance), l->levels[k].price_exact[balance]);
    hz_putc(sink, '}');
}

/* null: there is nothing of the kind. */
static void json_cost(hz_sink *sink, const char *key, bool is_known, int64_t fen)
{
    if (is_known)
        hz_json_money(sink, key, fen);
    else
        hz_json_text(sink, key, NULL);
}

/* The uniform cut that a level is held against; null where none meets every reduction. */
static void json_uniform(hz_sink *sink, const hz_plan *plan)
{
    const hz_baseline *uniform = hz_plan_uniform(plan);

    hz_json_key(sink, "uniform");
    if (!uniform || !uniform->is_reached) {
        hz_puts(sink, "null");
        return;
    }
    hz_puts(sink, "{\"share_percent\":");
    hz_put_fixed(sink, uniform->share_bp, 2, -1);
    hz_json_money(sink, "cost_d", uniform->total.cost_fen_d);
    hz_json_flag(sink, "is_met", uniform->is_met);
    hz_putc(sink, '}');
}

static void json_level(hz_sink *sink, const hz_levels *l, size_t k)
{
    const hz_level_plan *level = &l->levels[k];
    const hz_reckoning *r = level->plan->reckoning;

    hz_json_first_text(sink, "level", hz_levels_word(l, (int)k));
    hz_json_text(sink, "plan", level->plan->id);
    hz_json_text(sink, "folder", hz_levels_word(l, (int)k));
    hz_json_fixed(sink, "expected_days", level->milli_days, 3);
    hz_json_text(sink, "expected_by", hz_days_basis_id(level->days_by));
    hz_json_money(sink, "cost_d", r->total.cost_fen_d);
    hz_json_money(sink, "alone_d", level->alone_fen_d);
    hz_json_money(sink, "bound_d", level->plan->bound_fen_d);
    hz_json_text(sink, "bound_exact_fen_d", level->plan->bound_exact);
    hz_json_bounds_without(sink, level->plan);
    json_uniform(sink, level->plan);
    hz_json_count(sink, "touched", r->total.n_touched);
    hz_json_count(sink, "alone_touched", level->n_alone_touched);
    hz_json_count(sink, "stop", r->total.n_actions[HZ_ACTION_STOP]);
    hz_json_count(sink, "limit", r->total.n_actions[HZ_ACTION_LIMIT]);
    hz_json_count(sink, "in_modes", hz_tally_in_modes(&r->total));
    hz_json_key(sink, "demands");
    hz_putc(sink, '[');
    for (size_t i = 0; i < r->n_balances; i++) {
        hz_json_next(sink, i);
        json_demand(sink, l, k, i);
    }
    hz_puts(sink, "]}");
}

/* What the orders cost over all expected days, beside what it would cost otherwise, and what families of demands and nesting cost. */
static void json_costs(hz_sink *sink, const hz_levels *l)
{
    hz_levels_costs costs;

    hz_sum_levels_costs(&costs, l);
    hz_puts(sink, ",\n\"costs\":{\"days\":");
    hz_put_fixed(sink, costs.milli_days, 3, -1);
    hz_json_money(sink, "cost", l->cost_fen);
    json_cost(sink, "uniform", costs.has_uniform, costs.uniform_fen);
    json_cost(sink, "saving", costs.has_uniform, costs.uniform_fen - l->cost_fen);
    json_cost(sink, "safety", costs.has_family[HZ_WITHOUT_SAFETY], costs.family_fen[HZ_WITHOUT_SAFETY]);
    json_cost(sink, "fairness", costs.has_family[HZ_WITHOUT_FAIRNESS], costs.family_fen[HZ_WITHOUT_FAIRNESS]);
    hz_json_money(sink, "nesting", l->nesting_fen);
    hz_putc(sink, '}');
}

static void json_nesting(hz_sink *sink, const hz_levels *l)
{
    hz_levels_costs costs;

    hz_sum_levels_costs(&costs, l);
    hz_puts(sink, ",\n\"nesting\":{\"days\":");
    hz_put_fixed(sink, costs.milli_days, 3, -1);
    hz_json_money(sink, "cost", l->cost_fen);
    hz_json_money(sink, "alone", l->alone_fen);
    hz_json_money(sink, "bound", l->bound_fen);
    if (l->search_end != HZ_SEARCH_NONE) {
        hz_json_money(sink, "search_bound", l->whole_fen);
        hz_json_text(sink, "search_ended", hz_search_end_id(l->search_end));
    }
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
    char name[HZ_STEP_NAME], file[HZ_STEP_NAME + 4];

    hz_sum_step(&sums, l, step);
    snprintf(file, sizeof file, "%s.csv", hz_levels_step_name(name, l, step));
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
    json_costs(sink, l);
    json_nesting(sink, l);
    hz_puts(sink, ",\n\"steps\":[");
    for (size_t i = 0; i < n; i++) {
        hz_json_next(sink, i);
        json_step(sink, l, steps[i]);
    }
    hz_puts(sink, "]}\n");
}

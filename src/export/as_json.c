/* as_json.c - plans as JSON
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/as_json.h"

#include "export/as_alert_json.h"
#include "export/as_families.h"
#include "export/json.h"
#include "export/mode_notes.h"
#include "export/sentence.h"
#include "export/show.h"
#include "plan/read_plan.h"
#include "scenario/modes.h"

static void put_mass(hz_sink *sink, const char *key, int64_t grams)
{
    hz_json_fixed(sink, key, grams, 3);
}

/* --- the head of a plan --- */

void hz_json_rules(hz_sink *sink, const hz_plan *plan)
{
    const hz_rules_choice *choice = &plan->settings.rules;
    hz_shown_rules rules;

    hz_show_rules(&rules, plan);
    hz_json_key(sink, "rules");
    hz_json_first_text(sink, "title", rules.title);
    hz_json_text(sink, "number", rules.number);
    hz_json_text(sink, "issuer", rules.issuer);
    hz_json_text(sink, "effective", rules.effective);
    hz_json_text(sink, "set", rules.set);
    hz_json_given(sink, "digest", plan->rules_digest);
    hz_json_text(sink, "found_by", hz_rules_basis_id(choice->by));
    hz_json_given(sink, "in_force", choice->in_force);
    hz_json_text(sink, "in_force_level", hz_in_force_level_id(choice));
    hz_putc(sink, '}');
    hz_json_key(sink, "index");
    if (plan->index) {
        hz_json_first_text(sink, "id", plan->index->id);
        hz_json_text(sink, "number", plan->index->number);
        hz_json_given(sink, "digest", plan->index_digest);
        hz_putc(sink, '}');
    } else
        hz_puts(sink, "null");
    hz_json_given(sink, "forecast_digest", plan->forecast_digest);
}

static void put_lax(hz_sink *sink, const hz_plan *plan)
{
    hz_puts(sink, ",\n\"laxer_than_rules\":[");
    for (size_t i = 0; i < plan->n_lax; i++) {
        hz_json_next(sink, i);
        hz_json_first_text(sink, "pollutants", plan->lax[i].pollutants);
        hz_json_fixed(sink, "demanded_percent", plan->lax[i].demanded_ppm, 4);
        hz_json_fixed(sink, "asked_percent", plan->lax[i].asked_ppm, 4);
        hz_json_text(sink, "reason", plan->lax[i].reason);
        hz_putc(sink, '}');
    }
    hz_putc(sink, ']');
}

static void put_origin(hz_sink *sink, const hz_plan *plan)
{
    const hz_scenario *s = plan->scenario;

    hz_puts(sink, "{\"format\":\"hazeplan-plan\",\"version\":1");
    hz_json_text(sink, "plan", plan->id);
    hz_json_text(sink, "standing", hz_standing_id(s->standing));
    hz_json_text(sink, "stamp", hz_standing_name(s->standing));
    hz_json_text(sink, "lang", hz_lang_tag(plan->settings.lang));
    hz_json_text(sink, "currency", s->currency);
    hz_puts(sink, ",\n\"scenario\":");
    hz_json_first_text(sink, "id", s->id);
    hz_json_bilingual(sink, "title", s->title);
    hz_json_text(sink, "digest", plan->scenario_digest);
    hz_putc(sink, '}');
    hz_json_rules(sink, plan);
    hz_json_key(sink, "made_by");
    hz_json_first_text(sink, "hazeplan", PACKAGE_VERSION);
    hz_json_text(sink, "solver", plan->solver);
    hz_putc(sink, '}');
}

static void put_response(hz_sink *sink, const hz_plan *plan)
{
    const hz_settings *set = &plan->settings;

    hz_puts(sink, ",\n\"response\":");
    hz_json_first_text(sink, "level", hz_level_id(set->level));
    hz_json_text(sink, "level_by", hz_level_basis_id(set->level_by));
    hz_json_given(sink, "override_reason", set->reason);
    hz_json_given(sink, "override_by", set->by);
    hz_json_flag(sink, "unconfirmed_rules", set->rules.with_unconfirmed);
    if (plan->within)
        hz_json_text(sink, "within", "all");
    hz_json_given(sink, "now", set->now);
    hz_json_given(sink, "start", set->start);
    hz_json_given(sink, "in_place", set->in_place);
    hz_json_given(sink, "until", set->until);
    hz_json_fixed(sink, "step_percent", set->step_bp, 2);
    hz_putc(sink, '}');
    hz_json_text(sink, "legal_reason", hz_show_law(plan->scenario->country, set->start));
    hz_puts(sink, ",\n\"alert\":");
    if (plan->alert)
        hz_json_alert(sink, plan->alert, plan->index, &set->rules);
    else
        hz_puts(sink, "null");
}

static void put_actions(hz_sink *sink, const hz_tally *tally)
{
    hz_json_key(sink, "units");
    for (int a = 0; a < HZ_N_ACTIONS; a++) {
        hz_putc(sink, a ? ',' : '{');
        hz_put_json(sink, hz_action_id((hz_action)a));
        hz_putc(sink, ':');
        hz_put_int(sink, (int64_t)tally->n_actions[a]);
    }
    hz_putc(sink, '}');
}

static void put_emissions(hz_sink *sink, const hz_scenario *s, const hz_tally *tally)
{
    hz_json_key(sink, "emissions");
    hz_putc(sink, '[');
    for (size_t p = 0; p < s->n_pollutants; p++) {
        if (p)
            hz_putc(sink, ',');
        hz_json_first_text(sink, "pollutant", s->pollutants[p].id);
        put_mass(sink, "baseline_kg_d", tally->emission_g_d[p]);
        put_mass(sink, "cut_kg_d", tally->cut_g_d[p]);
        hz_putc(sink, '}');
    }
    hz_putc(sink, ']');
}

static void put_tally(hz_sink *sink, const hz_scenario *s, const hz_tally *tally)
{
    hz_json_money(sink, "cost_d", tally->cost_fen_d);
    hz_json_count(sink, "enterprises", tally->n_enterprises);
    hz_json_count(sink, "touched", tally->n_touched);
    put_actions(sink, tally);
    put_emissions(sink, s, tally);
}

/* Who bears the most; null: nobody bears anything. */
static void put_worst_hit(hz_sink *sink, const hz_group *groups, const char *key, const hz_worst_hit *worst)
{
    hz_json_key(sink, key);
    if (worst->group == HZ_NONE) {
        hz_puts(sink, "null");
        return;
    }
    hz_json_first_text(sink, "id", groups[worst->group].id);
    hz_json_fixed(sink, "share_percent", worst->share_bp, 2);
    hz_putc(sink, '}');
}

/* Units with modes: what is proved of orders that leave each in one. */
static void put_searched(hz_sink *sink, const hz_plan *plan)
{
    if (plan->search.end == HZ_SEARCH_NONE)
        return;
    hz_puts(sink, ",\"search\":{\"ended\":\"");
    hz_puts(sink, hz_search_end_id(plan->search.end));
    hz_puts(sink, "\"");
    hz_json_money(sink, "bound_d", plan->search.bound_fen_d);
    hz_json_money(sink, "above_bound_d", plan->reckoning->total.cost_fen_d - plan->search.bound_fen_d);
    hz_json_text(sink, "bound_exact_fen_d", plan->search.bound_exact);
    hz_json_count(sink, "linear_programs", (size_t)plan->search.n_nodes);
    hz_putc(sink, '}');
}

static void put_result(hz_sink *sink, const hz_plan *plan)
{
    const hz_reckoning *r = plan->reckoning;

    hz_puts(sink, ",\n\"result\":{\"is_met\":");
    hz_puts(sink, r->is_met ? "true" : "false");
    hz_json_money(sink, "bound_d", plan->bound_fen_d);
    hz_json_money(sink, "above_bound_d", r->total.cost_fen_d - plan->bound_fen_d);
    hz_json_text(sink, "bound_exact_fen_d", plan->bound_exact);
    put_searched(sink, plan);
    if (plan->scenario->n_modes > 0)
        hz_json_mode_notes(sink, plan);
    hz_json_others(sink, plan->others);
    hz_json_bounds_without(sink, plan);
    put_tally(sink, plan->scenario, &r->total);
    put_worst_hit(sink, plan->scenario->districts, "worst_district", &plan->worst_district);
    put_worst_hit(sink, plan->scenario->sectors, "worst_sector", &plan->worst_sector);
    hz_putc(sink, '}');
}

static void put_demand(hz_sink *sink, const hz_plan *plan, size_t balance)
{
    const hz_balance *b = &plan->reckoning->balances[balance];

    hz_json_balance(sink, plan->scenario, b, plan->reckoning->failing);
    hz_json_price(sink, plan->scenario, b, hz_show_price(plan, balance), plan->price_exact[balance]);
    hz_putc(sink, '}');
}

static void put_groups(hz_sink *sink, const char *key, const hz_scenario *s, const hz_group *groups, size_t n_groups,
                       const hz_tally *tallies)
{
    hz_puts(sink, ",\n\"");
    hz_puts(sink, key);
    hz_puts(sink, "\":[");
    for (size_t i = 0; i < n_groups; i++) {
        hz_json_next(sink, i);
        hz_json_first_text(sink, "id", groups[i].id);
        hz_json_bilingual(sink, "name", groups[i].name);
        put_tally(sink, s, &tallies[i]);
        hz_putc(sink, '}');
    }
    hz_putc(sink, ']');
}

/* --- what the plan is held against --- */

static void put_broken(hz_sink *sink, const hz_plan *plan, const hz_baseline *b)
{
    bool is_first = true;

    hz_json_key(sink, "broken");
    hz_putc(sink, '[');
    for (size_t i = 0; i < plan->reckoning->n_balances; i++) {
        if (b->balances[i].slack >= 0)
            continue;
        if (!is_first)
            hz_putc(sink, ',');
        is_first = false;
        hz_json_balance(sink, plan->scenario, &b->balances[i], NULL); /* who fails is not kept of a baseline */
        hz_putc(sink, '}');
    }
    hz_putc(sink, ']');
}

static void put_some_units(hz_sink *sink, const char *key, const hz_some_units *units)
{
    hz_json_key(sink, key);
    hz_puts(sink, "{\"count\":");
    hz_put_int(sink, (int64_t)units->n);
    hz_json_key(sink, "first");
    hz_putc(sink, '[');
    for (size_t i = 0; i < units->n && i < HZ_N_NAMED; i++) {
        if (i)
            hz_putc(sink, ',');
        hz_json_first_text(sink, "enterprise", units->first[i].enterprise);
        hz_json_text(sink, "unit", units->first[i].unit);
        hz_putc(sink, '}');
    }
    hz_puts(sink, "]}");
}

/* Where the orders of an earlier plan come from, and what could not be taken over. */
static void put_earlier(hz_sink *sink, const hz_plan *plan, const hz_baseline *b)
{
    const hz_old_plan *old = plan->earlier;

    hz_json_key(sink, "earlier");
    if (b->kind != HZ_BASELINE_EARLIER) {
        hz_puts(sink, "null");
        return;
    }
    hz_json_first_text(sink, "plan", old->id);
    hz_json_text(sink, "scenario", old->scenario_id);
    hz_json_text(sink, "scenario_digest", old->scenario_digest);
    hz_json_text(sink, "level", hz_level_id(old->settings.level));
    hz_json_given(sink, "start", old->settings.start);
    hz_json_money(sink, "cost_then_d", old->cost_fen_d);
    put_some_units(sink, "gone", &b->gone);
    put_some_units(sink, "unknown", &b->unknown);
    put_some_units(sink, "bounded", &b->bounded);
    hz_putc(sink, '}');
}

static void put_baseline(hz_sink *sink, const hz_plan *plan, const hz_baseline *b)
{
    const hz_scenario *s = plan->scenario;

    hz_json_first_text(sink, "kind", hz_baseline_id(b->kind));
    hz_json_key(sink, "share_percent");
    if (b->kind == HZ_BASELINE_UNIFORM || b->kind == HZ_BASELINE_PRO_RATA)
        hz_put_fixed(sink, b->share_bp, 2, -1);
    else
        hz_puts(sink, "null");
    hz_json_flag(sink, "is_reached", b->is_reached);
    hz_json_flag(sink, "is_met", b->is_met);
    hz_json_money(sink, "above_plan_d", b->total.cost_fen_d - plan->reckoning->total.cost_fen_d);
    put_tally(sink, s, &b->total);
    put_worst_hit(sink, s->districts, "worst_district", &b->district);
    put_worst_hit(sink, s->sectors, "worst_sector", &b->sector);
    put_broken(sink, plan, b);
    put_earlier(sink, plan, b);
    hz_putc(sink, '}');
}

/* --- if somebody does not carry out the cut --- */

static void put_loss(hz_sink *sink, const hz_plan *plan, const hz_worst_loss *loss, const char *key, size_t most)
{
    const hz_balance *b = &plan->reckoning->balances[loss->balance];
    int64_t lost_g_d = 0;

    hz_json_key(sink, key);
    hz_puts(sink, "{\"enterprises\":[");
    for (size_t i = 0; i < loss->n_largest && i < most; i++) {
        if (i)
            hz_putc(sink, ',');
        hz_json_first_text(sink, "id", plan->scenario->enterprises[loss->largest[i]].id);
        put_mass(sink, "cut_kg_d", loss->cut_g_d[i]);
        hz_putc(sink, '}');
        lost_g_d += loss->cut_g_d[i];
    }
    hz_putc(sink, ']');
    put_mass(sink, "loss_kg_d", lost_g_d);
    hz_json_fixed(sink, "loss_percent", hz_show_share_bp(lost_g_d, b->required), 2);
    hz_json_flag(sink, "is_met", lost_g_d <= b->slack);
    hz_putc(sink, '}');
}

static void put_worst_loss(hz_sink *sink, const hz_plan *plan, const hz_worst_loss *loss)
{
    const hz_scenario *s = plan->scenario;
    const hz_balance *b = &plan->reckoning->balances[loss->balance];
    hz_demand d = hz_balance_demand(s, b);

    hz_json_first_text(sink, "pollutant", s->pollutants[d.pollutant].id);
    hz_json_text(sink, "district", d.scope == HZ_SCOPE_DISTRICT ? s->districts[d.group].id : NULL);
    hz_json_text(sink, "sector", d.scope == HZ_SCOPE_SECTOR ? s->sectors[d.group].id : NULL);
    if (d.scope > HZ_SCOPE_SECTOR)
        hz_json_text(sink, hz_scope_word(d.scope), hz_group_id(s, d.scope, d.group));
    put_mass(sink, "required_kg_d", b->required);
    put_mass(sink, "slack_kg_d", b->slack);
    put_loss(sink, plan, loss, "largest", 1);
    put_loss(sink, plan, loss, "largest_five", HZ_N_LARGEST);
    hz_putc(sink, '}');
}

static void put_held_against(hz_sink *sink, const hz_plan *plan)
{
    hz_puts(sink, ",\n\"baselines\":[");
    for (size_t i = 0; i < plan->n_baselines; i++) {
        hz_json_next(sink, i);
        put_baseline(sink, plan, &plan->baselines[i]);
    }
    hz_puts(sink, "],\n\"worst_losses\":[");
    for (size_t i = 0; i < plan->n_losses; i++) {
        hz_json_next(sink, i);
        put_worst_loss(sink, plan, &plan->losses[i]);
    }
    hz_putc(sink, ']');
}

static void put_head(hz_sink *sink, const hz_plan *plan)
{
    const hz_scenario *s = plan->scenario;

    put_origin(sink, plan);
    put_response(sink, plan);
    put_result(sink, plan);
    hz_puts(sink, ",\n\"demands\":[");
    for (size_t i = 0; i < plan->reckoning->n_balances; i++) {
        hz_json_next(sink, i);
        put_demand(sink, plan, i);
    }
    hz_putc(sink, ']');
    put_lax(sink, plan);
    put_held_against(sink, plan);
    put_groups(sink, "districts", s, s->districts, s->n_districts, plan->reckoning->districts);
    put_groups(sink, "sectors", s, s->sectors, s->n_sectors, plan->reckoning->sectors);
}

void hz_json_plan_head(hz_sink *sink, const hz_plan *plan)
{
    put_head(sink, plan);
    hz_putc(sink, '}');
}

/* --- enterprises and units --- */

static void put_contacts(hz_sink *sink, const hz_scenario *s, const hz_enterprise *e)
{
    hz_json_key(sink, "contacts");
    hz_putc(sink, '[');
    for (uint32_t k = 0; k < e->n_contacts; k++) {
        const hz_contact *contact = &s->contacts[e->first_contact + k];

        if (k)
            hz_putc(sink, ',');
        hz_json_first_text(sink, "role", hz_role_id(contact->role));
        hz_json_text(sink, "name", contact->name);
        hz_json_text(sink, "phone", contact->phone);
        hz_putc(sink, '}');
    }
    hz_putc(sink, ']');
}

static void put_exemptions(hz_sink *sink, const hz_scenario *s, const hz_enterprise *e, hz_level level)
{
    const char *gap = "";

    hz_json_key(sink, "exemptions");
    hz_putc(sink, '[');
    for (const hz_exemption *x = NULL; (x = hz_next_exemption(s, e, level, x)); gap = ",") {
        hz_puts(sink, gap);
        hz_json_first_text(sink, "reason", x->reason);
        hz_json_text(sink, "document", x->document);
        hz_json_text(sink, "note", x->note);
        hz_putc(sink, '}');
    }
    hz_putc(sink, ']');
}

static void put_max_loads(hz_sink *sink, const hz_scenario *s, const hz_enterprise *e, hz_level level)
{
    const char *gap = "";

    hz_json_key(sink, "max_loads");
    hz_putc(sink, '[');
    for (const hz_max_load *load = NULL; (load = hz_next_load(s, e, level, load)); gap = ",") {
        hz_puts(sink, gap);
        hz_json_first_text(sink, "reason", load->reason);
        hz_json_fixed(sink, "load_percent", load->load_bp, 2);
        hz_json_text(sink, "document", load->document);
        hz_json_text(sink, "note", load->note);
        hz_putc(sink, '}');
    }
    hz_putc(sink, ']');
}

static void put_output(hz_sink *sink, const hz_plan *plan, size_t unit)
{
    const hz_scenario *s = plan->scenario;
    const hz_unit *u = &s->units[unit];
    hz_shown before, allowed;

    hz_json_key(sink, "output");
    if (u->product == HZ_NONE16) {
        hz_puts(sink, "null");
        return;
    }
    before = hz_show_output(s->products[u->product].dimension, hz_show_made(plan, unit));
    allowed = hz_show_output(s->products[u->product].dimension, hz_show_allowed(plan, unit));
    hz_json_first_text(sink, "product", s->products[u->product].name);
    hz_json_fixed(sink, "baseline", before.value, before.scale);
    hz_json_fixed(sink, "allowed", allowed.value, allowed.scale);
    hz_json_text(sink, "unit", before.unit);
    hz_json_text(sink, "basis", hz_basis_id((hz_basis)u->output_basis));
    hz_putc(sink, '}');
}

static void put_unit_emissions(hz_sink *sink, const hz_plan *plan, size_t unit)
{
    const hz_scenario *s = plan->scenario;

    hz_json_key(sink, "emissions");
    hz_putc(sink, '[');
    for (size_t p = 0; p < s->n_pollutants; p++) {
        int64_t baseline = hz_show_emission(plan, unit, p);

        if (p)
            hz_putc(sink, ',');
        hz_json_first_text(sink, "pollutant", s->pollutants[p].id);
        if (baseline == HZ_NOT_REPORTED)
            hz_puts(sink, ",\"baseline_kg_d\":null,\"cut_kg_d\":null}");
        else {
            put_mass(sink, "baseline_kg_d", baseline);
            put_mass(sink, "cut_kg_d", hz_order_cut_g_d(s, unit, p, &plan->orders[unit]));
            hz_putc(sink, '}');
        }
    }
    hz_putc(sink, ']');
}

static void put_reading(hz_sink *sink, const char *key, bool is_given, hz_shown reading)
{
    if (is_given)
        hz_json_fixed(sink, key, reading.value, reading.scale);
    else
        hz_json_text(sink, key, NULL);
}

static void put_checks(hz_sink *sink, const hz_plan *plan, size_t unit)
{
    const hz_scenario *s = plan->scenario;
    size_t n = hz_show_n_checks(s, unit, &plan->orders[unit]);

    hz_json_key(sink, "checks");
    hz_putc(sink, '[');
    for (size_t k = 0; k < n; k++) {
        hz_shown_check check = hz_show_check(s, unit, &plan->orders[unit], k);

        if (k)
            hz_putc(sink, ',');
        hz_json_first_text(sink, "by", hz_check_id(check.by));
        put_reading(sink, "baseline", check.has_before, check.before);
        put_reading(sink, "expected", check.has_expected, check.expected);
        hz_json_text(sink, "unit", check.has_before ? check.before.unit : check.has_expected ? check.expected.unit : NULL);
        hz_putc(sink, '}');
    }
    hz_putc(sink, ']');
}

/* The mode of its order, by when it must be begun, what it costs once, and the order as a sentence. */
static void put_mode(hz_sink *sink, const hz_plan *plan, size_t unit, hz_sentences *sentences)
{
    const hz_mode *mode = hz_order_mode(plan->scenario, unit, &plan->orders[unit]);
    char begin[HZ_TIME_TEXT];

    hz_json_text(sink, "mode", mode ? mode->id : NULL);
    hz_json_text(sink, "mode_name", mode ? hz_mode_text(mode) : NULL);
    hz_json_given(sink, "begin_by", hz_show_begin(begin, plan, unit));
    if (mode)
        hz_json_money(sink, "once", mode->once_fen);
    else
        hz_json_text(sink, "once", NULL);
    hz_json_count(sink, "beyond_h", (size_t)hz_show_beyond_h(plan, unit));
    hz_json_money(sink, "beyond_d", hz_order_beyond_fen_d(plan->scenario, unit, plan->settings.level, &plan->orders[unit]));
    hz_json_text(sink, "sentence", hz_sentence(sentences, unit));
}

static void put_unit(hz_sink *sink, const hz_plan *plan, size_t unit, hz_sentences *sentences)
{
    const hz_unit *u = &plan->scenario->units[unit];
    const hz_order *order = &plan->orders[unit];

    hz_json_first_text(sink, "id", u->id);
    hz_json_text(sink, "name", u->name);
    hz_json_text(sink, "kind", hz_unit_kind_id((hz_unit_kind)u->kind));
    hz_json_text(sink, "action", hz_action_id((hz_action)order->action));
    hz_json_fixed(sink, "cut_percent", order->cut_bp, 2);
    hz_json_fixed(sink, "load_percent", hz_show_load_bp(order), 2);
    hz_json_money(sink, "cost_d", hz_order_cost_fen_d(plan->scenario, unit, plan->settings.level, order));
    put_output(sink, plan, unit);
    put_unit_emissions(sink, plan, unit);
    put_checks(sink, plan, unit);
    put_mode(sink, plan, unit, sentences);
    hz_putc(sink, '}');
}

static void put_enterprise(hz_sink *sink, const hz_plan *plan, const hz_enterprise *e, hz_sentences *sentences)
{
    const hz_scenario *s = plan->scenario;

    hz_json_first_text(sink, "id", e->id);
    hz_json_text(sink, "name", e->name);
    hz_json_text(sink, "credit_code", e->credit_code);
    hz_json_text(sink, "permit", e->permit);
    hz_json_text(sink, "address", e->address);
    hz_json_text(sink, "district", s->districts[e->district].id);
    hz_json_text(sink, "town", e->town);
    hz_json_text(sink, "sector", s->sectors[e->sector].id);
    hz_json_text(sink, "grade", hz_grade_id((hz_grade)e->grade));
    hz_json_text(sink, "status", hz_operation_id((hz_operation)e->operation));
    hz_json_money(sink, "cost_d", hz_show_cost(plan, e));
    put_contacts(sink, s, e);
    put_exemptions(sink, s, e, plan->settings.level);
    put_max_loads(sink, s, e, plan->settings.level);
    hz_puts(sink, ",\"units\":[");
    for (uint32_t k = 0; k < e->n_units; k++) {
        hz_json_next(sink, k);
        put_unit(sink, plan, e->first_unit + k, sentences);
    }
    hz_puts(sink, "]}");
}

void hz_json_plan(hz_sink *sink, const hz_plan *plan)
{
    hz_sentences *sentences = hz_sentences_new(plan);

    put_head(sink, plan);
    hz_puts(sink, ",\n\"enterprises\":[");
    for (size_t e = 0; sentences && e < plan->scenario->n_enterprises; e++) {
        hz_json_next(sink, e);
        put_enterprise(sink, plan, &plan->scenario->enterprises[e], sentences);
    }
    hz_puts(sink, "]}\n");
    if (hz_sentences_free(sentences) != HZ_OK)
        hz_sink_lacks_memory(sink);
}

/* as_xml.c - the action list as XML
 *
 * Amounts are exact decimals with their unit; what is not given has no attribute; nothing in it is translated but the
 * names that people read.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/as_xml.h"

#include "export/sentence.h"
#include "export/show.h"
#include "scenario/modes.h"

static void put_fixed_attr(hz_sink *sink, const char *name, int64_t value, int scale, int places)
{
    hz_putc(sink, ' ');
    hz_puts(sink, name);
    hz_puts(sink, "=\"");
    hz_put_fixed(sink, value, scale, places);
    hz_putc(sink, '"');
}

static void put_mass_attr(hz_sink *sink, const char *name, int64_t grams)
{
    put_fixed_attr(sink, name, grams, 3, -1);
}

static void put_money_attr(hz_sink *sink, const char *name, int64_t fen)
{
    put_fixed_attr(sink, name, fen, 2, 2);
}

static void put_percent_attr(hz_sink *sink, const char *name, int bp)
{
    put_fixed_attr(sink, name, bp, 2, -1);
}

static const char *given(const char *text)
{
    return text[0] ? text : NULL;
}

static void put_rules(hz_sink *sink, const hz_plan *plan)
{
    hz_shown_rules rules;

    hz_show_rules(&rules, plan);
    if (!rules.title && !rules.number && !rules.issuer && !rules.effective && !rules.set)
        return;
    hz_puts(sink, " <rules");
    hz_put_attr(sink, "title", rules.title);
    hz_put_attr(sink, "number", rules.number);
    hz_put_attr(sink, "issuer", rules.issuer);
    hz_put_attr(sink, "effective", rules.effective);
    hz_put_attr(sink, "set", rules.set);
    hz_puts(sink, "/>\n");
}

static void put_head(hz_sink *sink, const hz_plan *plan)
{
    const hz_scenario *s = plan->scenario;

    hz_puts(sink, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<actions xmlns=\"urn:hazeplan:actions\" version=\"1\"");
    hz_put_attr(sink, "plan", plan->id);
    hz_put_attr(sink, "standing", hz_standing_id(s->standing));
    hz_put_attr(sink, "stamp", hz_standing_name(s->standing));
    hz_put_attr(sink, "currency", s->currency);
    hz_puts(sink, ">\n <made");
    hz_put_attr(sink, "scenario", s->id);
    hz_put_attr(sink, "scenario-digest", plan->scenario_digest);
    hz_put_attr(sink, "forecast-digest", given(plan->forecast_digest));
    hz_put_attr(sink, "rules-digest", given(plan->rules_digest));
    hz_put_attr(sink, "index-digest", given(plan->index_digest));
    hz_put_attr(sink, "hazeplan", PACKAGE_VERSION);
    hz_put_attr(sink, "solver", plan->solver);
    hz_puts(sink, "/>\n <title");
    hz_put_attr(sink, "zh", s->title.zh);
    hz_put_attr(sink, "en", s->title.en);
    hz_puts(sink, "/>\n");
    put_rules(sink, plan);
}

static void put_response(hz_sink *sink, const hz_plan *plan)
{
    const hz_settings *set = &plan->settings;

    hz_puts(sink, " <response");
    hz_put_attr(sink, "level", hz_level_id(set->level));
    hz_put_attr(sink, "lang", hz_lang_tag(set->lang));
    hz_put_level_basis(sink, set);
    put_percent_attr(sink, "step-percent", set->step_bp);
    hz_put_attr(sink, "start", given(set->start));
    hz_put_attr(sink, "in-place", given(set->in_place));
    hz_put_attr(sink, "until", given(set->until));
    hz_put_search(sink, set);
    hz_puts(sink, "/>\n <result");
    put_money_attr(sink, "cost", plan->reckoning->total.cost_fen_d);
    put_money_attr(sink, "bound", plan->bound_fen_d);
    hz_put_attr(sink, "bound-exact-fen", plan->bound_exact);
    if (plan->search.end != HZ_SEARCH_NONE) {
        put_money_attr(sink, "search-bound", plan->search.bound_fen_d);
        hz_put_attr(sink, "search-bound-exact-fen", plan->search.bound_exact);
        hz_put_attr(sink, "search-ended", hz_search_end_id(plan->search.end));
        put_fixed_attr(sink, "search-nodes", plan->search.n_nodes, 0, 0);
    }
    for (int w = 0; w < HZ_N_WITHOUT; w++)
        if (plan->without[w].is_known)
            put_money_attr(sink, hz_without_attr((hz_without)w), plan->without[w].bound_fen_d);
    hz_put_attr(sink, "other-optima", plan->others == HZ_OTHERS_UNKNOWN ? "unknown" : plan->others == HZ_OTHERS_SOME ? "yes" : "no");
    hz_puts(sink, "/>\n");
}

/* The pollutants of a pool, with blanks between. */
static void put_pooled(hz_sink *sink, const hz_scenario *s, uint32_t pollutants)
{
    const char *gap = "";

    hz_puts(sink, " pollutants=\"");
    for (size_t p = 0; p < s->n_pollutants; p++)
        if (pollutants >> p & 1) {
            hz_puts(sink, gap);
            hz_puts(sink, s->pollutants[p].id);
            gap = " ";
        }
    hz_putc(sink, '"');
}

static void put_subject(hz_sink *sink, const hz_scenario *s, const hz_demand *d)
{
    if (d->kind == HZ_DEMAND_REDUCTION)
        hz_put_attr(sink, "pollutant", s->pollutants[d->pollutant].id);
    if (d->kind == HZ_DEMAND_POOL)
        put_pooled(sink, s, d->pollutants);
    if (d->kind == HZ_DEMAND_WEIGHTED) {
        hz_put_attr(sink, "zh", s->weightings[d->weighting].name.zh);
        hz_put_attr(sink, "en", s->weightings[d->weighting].name.en);
    }
    if (d->kind == HZ_DEMAND_CAP)
        hz_put_attr(sink, "of", hz_word_at(&hz_cap_words, (int)d->cap_of));
    if (d->product != HZ_NONE)
        hz_put_attr(sink, "product", s->products[d->product].name);
    if (d->scope != HZ_SCOPE_ALL)
        hz_put_attr(sink, hz_scope_word(d->scope), hz_group_id(s, d->scope, d->group));
}

/* Of safety: who fails, or how much, and the target that must hold. */
static void put_failing(hz_sink *sink, const hz_scenario *s, const hz_demand *d, const hz_demand *target)
{
    if (d->n_failing > 0)
        put_fixed_attr(sink, "enterprises", d->n_failing, 0, 0);
    else
        put_fixed_attr(sink, "share-percent", d->ratio_ppm, 4, -1);
    put_subject(sink, s, target);
}

/* Of grade order and alike treatment: how many are held against one another, who is not, and the tightest case. */
static void put_peers(hz_sink *sink, const hz_scenario *s, const hz_peerage *peers)
{
    const uint32_t pair[] = {peers->first, peers->second};
    static const char *const names[][2] = {{"first-enterprise", "first-unit"}, {"second-enterprise", "second-unit"}};

    put_fixed_attr(sink, "groups", (int64_t)peers->n_groups, 0, 0);
    put_fixed_attr(sink, "units", (int64_t)peers->n_units, 0, 0);
    put_fixed_attr(sink, "held", (int64_t)peers->n_held, 0, 0);
    put_fixed_attr(sink, "uncut", (int64_t)peers->n_uncut, 0, 0);
    put_fixed_attr(sink, "ungraded", (int64_t)peers->n_ungraded, 0, 0);
    for (int i = 0; i < 2; i++)
        if (pair[i] != HZ_NONE) {
            hz_put_attr(sink, names[i][0], s->enterprises[s->units[pair[i]].enterprise].id);
            hz_put_attr(sink, names[i][1], s->units[pair[i]].id);
        }
}

static void put_way(hz_sink *sink, const char *name, int64_t units)
{
    if (units < INT64_MAX)
        put_fixed_attr(sink, name, units, 0, 0);
    else
        hz_put_attr(sink, name, "-");
}

/* The exact price, and how far the demand can be moved before it changes, both in base units; "-" where that has no end. */
static void put_price(hz_sink *sink, const hz_plan *plan, size_t balance)
{
    hz_put_attr(sink, "price-exact-fen", plan->price_exact[balance]);
    if (!plan->ranges || plan->ranges[balance].tighter < 0)
        return;
    put_way(sink, "price-holds-tighter", plan->ranges[balance].tighter);
    put_way(sink, "price-holds-looser", plan->ranges[balance].looser);
}

static void put_demand(hz_sink *sink, const hz_plan *plan, size_t balance)
{
    const hz_scenario *s = plan->scenario;
    const hz_balance *b = &plan->reckoning->balances[balance];
    hz_demand d = hz_balance_demand(s, b);
    hz_shown shown = hz_show_balance_unit(s, b);

    hz_puts(sink, "  <");
    hz_puts(sink, hz_demand_word(d.kind));
    if (d.kind == HZ_DEMAND_SAFETY)
        put_failing(sink, s, &d, &s->demands[b->target]);
    else
        put_subject(sink, s, &d);
    put_fixed_attr(sink, "base", b->base, shown.scale, -1);
    put_fixed_attr(sink, "required", b->required, shown.scale, -1);
    put_fixed_attr(sink, "reached", b->reached, shown.scale, -1);
    put_fixed_attr(sink, "slack", b->slack, shown.scale, -1);
    hz_put_attr(sink, "unit", shown.unit);
    if (hz_is_fairness(d.kind))
        put_peers(sink, s, &b->peers);
    else
        put_price(sink, plan, balance);
    hz_puts(sink, "/>\n");
}

static void put_totals(hz_sink *sink, const hz_plan *plan)
{
    const hz_scenario *s = plan->scenario;

    hz_puts(sink, " <demands>\n");
    for (size_t i = 0; i < plan->reckoning->n_balances; i++)
        put_demand(sink, plan, i);
    hz_puts(sink, " </demands>\n <totals>\n");
    for (size_t p = 0; p < s->n_pollutants; p++) {
        hz_puts(sink, "  <emission");
        hz_put_attr(sink, "pollutant", s->pollutants[p].id);
        put_mass_attr(sink, "baseline", plan->reckoning->total.emission_g_d[p]);
        put_mass_attr(sink, "cut", plan->reckoning->total.cut_g_d[p]);
        hz_puts(sink, " unit=\"kg/d\"/>\n");
    }
    hz_puts(sink, " </totals>\n");
}

static void put_contacts(hz_sink *sink, const hz_scenario *s, const hz_enterprise *e)
{
    for (uint32_t k = e->first_contact; k < e->first_contact + e->n_contacts; k++) {
        hz_puts(sink, "   <contact");
        hz_put_attr(sink, "role", hz_role_id(s->contacts[k].role));
        hz_put_attr(sink, "name", s->contacts[k].name);
        hz_put_attr(sink, "phone", s->contacts[k].phone);
        hz_puts(sink, "/>\n");
    }
}

static void put_exemptions(hz_sink *sink, const hz_scenario *s, const hz_enterprise *e, hz_level level)
{
    for (const hz_exemption *x = NULL; (x = hz_next_exemption(s, e, level, x));) {
        hz_puts(sink, "   <exemption");
        hz_put_attr(sink, "reason", x->reason);
        hz_put_attr(sink, "document", x->document);
        hz_put_attr(sink, "note", x->note);
        hz_puts(sink, "/>\n");
    }
}

static void put_max_loads(hz_sink *sink, const hz_scenario *s, const hz_enterprise *e, hz_level level)
{
    for (const hz_max_load *load = NULL; (load = hz_next_load(s, e, level, load));) {
        hz_puts(sink, "   <max-load");
        put_percent_attr(sink, "load-percent", load->load_bp);
        hz_put_attr(sink, "reason", load->reason);
        hz_put_attr(sink, "document", load->document);
        hz_put_attr(sink, "note", load->note);
        hz_puts(sink, "/>\n");
    }
}

static void put_output(hz_sink *sink, const hz_plan *plan, size_t unit)
{
    const hz_scenario *s = plan->scenario;
    const hz_unit *u = &s->units[unit];
    hz_shown before, allowed;

    if (u->product == HZ_NONE16)
        return;
    before = hz_show_output(s->products[u->product].dimension, hz_show_made(plan, unit));
    allowed = hz_show_output(s->products[u->product].dimension, hz_show_allowed(plan, unit));
    hz_puts(sink, "    <output");
    hz_put_attr(sink, "product", s->products[u->product].name);
    put_fixed_attr(sink, "baseline", before.value, before.scale, -1);
    put_fixed_attr(sink, "allowed", allowed.value, allowed.scale, -1);
    hz_put_attr(sink, "unit", before.unit);
    hz_put_attr(sink, "basis", hz_basis_id((hz_basis)u->output_basis));
    hz_puts(sink, "/>\n");
}

static void put_emissions(hz_sink *sink, const hz_plan *plan, size_t unit)
{
    const hz_scenario *s = plan->scenario;

    for (size_t p = 0; p < s->n_pollutants; p++) {
        int64_t baseline = hz_show_emission(plan, unit, p);

        hz_puts(sink, "    <emission");
        hz_put_attr(sink, "pollutant", s->pollutants[p].id);
        if (baseline == HZ_NOT_REPORTED)
            hz_put_attr(sink, "status", "not-reported");
        else {
            put_mass_attr(sink, "baseline", baseline);
            put_mass_attr(sink, "cut", hz_order_cut_g_d(s, unit, p, &plan->orders[unit]));
            hz_puts(sink, " unit=\"kg/d\"");
        }
        hz_puts(sink, "/>\n");
    }
}

static void put_checks(hz_sink *sink, const hz_plan *plan, size_t unit)
{
    const hz_scenario *s = plan->scenario;
    size_t n = hz_show_n_checks(s, unit, &plan->orders[unit]);

    for (size_t k = 0; k < n; k++) {
        hz_shown_check check = hz_show_check(s, unit, &plan->orders[unit], k);

        hz_puts(sink, "    <check");
        hz_put_attr(sink, "by", hz_check_id(check.by));
        if (check.has_before)
            put_fixed_attr(sink, "baseline", check.before.value, check.before.scale, -1);
        if (check.has_expected)
            put_fixed_attr(sink, "expected", check.expected.value, check.expected.scale, -1);
        if (check.has_before || check.has_expected)
            hz_put_attr(sink, "unit", check.has_before ? check.before.unit : check.expected.unit);
        hz_puts(sink, "/>\n");
    }
}

static void put_mode(hz_sink *sink, const hz_plan *plan, size_t unit)
{
    const hz_mode *mode = hz_order_mode(plan->scenario, unit, &plan->orders[unit]);
    char begin[HZ_TIME_TEXT];

    if (!mode)
        return;
    hz_put_attr(sink, "mode", mode->id);
    hz_put_attr(sink, "mode-name", hz_mode_text(mode));
    if (hz_show_begin(begin, plan, unit)[0])
        hz_put_attr(sink, "begin-by", begin);
    put_money_attr(sink, "once", mode->once_fen);
}

static void put_unit(hz_sink *sink, const hz_plan *plan, size_t unit, hz_sentences *sentences)
{
    const hz_unit *u = &plan->scenario->units[unit];
    const hz_order *order = &plan->orders[unit];

    hz_puts(sink, "   <unit");
    hz_put_attr(sink, "id", u->id);
    hz_put_attr(sink, "name", u->name);
    hz_put_attr(sink, "kind", hz_unit_kind_id((hz_unit_kind)u->kind));
    hz_put_attr(sink, "action", hz_action_id((hz_action)order->action));
    put_percent_attr(sink, "cut-percent", order->cut_bp);
    put_percent_attr(sink, "load-percent", hz_show_load_bp(order));
    put_money_attr(sink, "cost", hz_order_cost_fen_d(plan->scenario, unit, plan->settings.level, order));
    put_mode(sink, plan, unit);
    hz_put_attr(sink, "sentence", hz_sentence(sentences, unit));
    hz_puts(sink, ">\n");
    put_output(sink, plan, unit);
    put_emissions(sink, plan, unit);
    put_checks(sink, plan, unit);
    hz_puts(sink, "   </unit>\n");
}

static void put_enterprise(hz_sink *sink, const hz_plan *plan, const hz_enterprise *e, hz_sentences *sentences)
{
    const hz_scenario *s = plan->scenario;

    hz_puts(sink, "  <enterprise");
    hz_put_attr(sink, "id", e->id);
    hz_put_attr(sink, "name", e->name);
    hz_put_attr(sink, "credit-code", e->credit_code);
    hz_put_attr(sink, "permit", e->permit);
    hz_put_attr(sink, "address", e->address);
    hz_put_attr(sink, "district", s->districts[e->district].id);
    hz_put_attr(sink, "district-name", hz_bilingual_text(s->districts[e->district].name));
    hz_put_attr(sink, "town", e->town);
    hz_put_attr(sink, "sector", s->sectors[e->sector].id);
    hz_put_attr(sink, "sector-name", hz_bilingual_text(s->sectors[e->sector].name));
    hz_put_attr(sink, "grade", hz_grade_id((hz_grade)e->grade));
    hz_put_attr(sink, "status", hz_operation_id((hz_operation)e->operation));
    put_money_attr(sink, "cost", hz_show_cost(plan, e));
    hz_puts(sink, ">\n");
    put_contacts(sink, s, e);
    put_exemptions(sink, s, e, plan->settings.level);
    put_max_loads(sink, s, e, plan->settings.level);
    for (uint32_t u = e->first_unit; u < e->first_unit + e->n_units; u++)
        put_unit(sink, plan, u, sentences);
    hz_puts(sink, "  </enterprise>\n");
}

void hz_xml_actions(hz_sink *sink, const hz_plan *plan)
{
    hz_sentences *sentences = hz_sentences_new(plan);

    put_head(sink, plan);
    put_response(sink, plan);
    put_totals(sink, plan);
    hz_puts(sink, " <enterprises>\n");
    for (size_t e = 0; sentences && e < plan->scenario->n_enterprises; e++)
        put_enterprise(sink, plan, &plan->scenario->enterprises[e], sentences);
    hz_puts(sink, " </enterprises>\n</actions>\n");
    if (hz_sentences_free(sentences) != HZ_OK)
        hz_sink_lacks_memory(sink);
}

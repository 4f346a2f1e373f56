/* as_families.c - pools, weighted sums, stopped lines, caps, grade order, alike treatment and safety, as tables of the summary and in JSON
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/as_families.h"

#include <stdio.h>
#include <stdlib.h>

#include "export/json.h"
#include "export/page.h"
#include "export/show.h"

enum { TEXT_BYTES = HZ_PAGE_LINE, N_CAPS = 12, N_LINES = 12, N_FAILING = 5 };

#define LENGTH(array) ((int)(sizeof(array) / sizeof *(array)))

static const hz_demand *demand_of(const hz_plan *plan, size_t balance)
{
    return &plan->scenario->demands[plan->reckoning->balances[balance].demand];
}

static size_t count_kind(const hz_plan *plan, hz_demand_kind kind)
{
    size_t n = 0;

    for (size_t i = 0; i < plan->reckoning->n_balances; i++)
        n += demand_of(plan, i)->kind == kind;
    return n;
}

typedef void row_writer(hz_sink *sink, const hz_plan *plan, size_t balance, hz_page_column *columns);

static void put_rows(hz_sink *sink, const hz_plan *plan, hz_demand_kind kind, row_writer *put, hz_page_column *columns)
{
    for (size_t i = 0; i < plan->reckoning->n_balances; i++)
        if (demand_of(plan, i)->kind == kind)
            put(sink, plan, i, columns);
}

/* ---- pools ---- */

static void put_pool(hz_sink *sink, const hz_plan *plan, size_t balance, hz_page_column *columns)
{
    hz_page_claim c;
    char price[HZ_FIXED_MAX];
    const char *cells[] = {c.label, c.required, c.reached, c.slack, hz_page_money(price, hz_show_price(plan, balance))};

    hz_page_balance(&c, plan->scenario, &plan->reckoning->balances[balance]);
    hz_page_row(sink, columns, LENGTH(cells), cells);
}

static void put_pools(hz_sink *sink, const hz_plan *plan)
{
    hz_page_column columns[] = {{36, false}, {16, true}, {16, true}, {16, true}, {16, true}};
    const char *headings[] = {_("pool"), _("to reach, %"), _("reached, %"), _("slack, %"), _("price/point")};

    if (count_kind(plan, HZ_DEMAND_POOL) == 0)
        return;
    hz_page_section(sink, _("Pooled reductions: the ratios added up"));
    put_rows(NULL, plan, HZ_DEMAND_POOL, put_pool, columns);
    hz_page_headings(sink, columns, LENGTH(columns), headings);
    put_rows(sink, plan, HZ_DEMAND_POOL, put_pool, columns);
}

/* ---- weighted sums ---- */

static void put_weighted(hz_sink *sink, const hz_plan *plan, size_t balance, hz_page_column *columns)
{
    const hz_balance *b = &plan->reckoning->balances[balance];
    hz_page_claim c;
    char share[HZ_FIXED_MAX], price[HZ_FIXED_MAX];
    const char *cells[] = {c.label,
                           c.base,
                           c.required,
                           c.reached,
                           hz_page_percent(share, hz_show_share_bp(b->reached, b->base)),
                           c.slack,
                           hz_page_money(price, hz_show_price(plan, balance))};

    hz_page_balance(&c, plan->scenario, b);
    hz_page_row(sink, columns, LENGTH(cells), cells);
}

static void put_source(hz_sink *sink, const hz_scenario *s, const char *what, uint32_t source)
{
    char line[TEXT_BYTES];

    if (source == HZ_NONE)
        return;
    snprintf(line, sizeof line, "%s: %s (%s)", what, s->sources[source].text,
             hz_word_name(&hz_confidence_words, (int)s->sources[source].confidence));
    hz_page_line(sink, line);
}

static void put_weights(hz_sink *sink, const hz_scenario *s, const hz_demand *d)
{
    const hz_weighting *w = &s->weightings[d->weighting];

    put_source(sink, s, hz_bilingual_text(w->name), d->source);
    for (size_t k = w->first_weight; k < (size_t)w->first_weight + w->n_weights; k++) {
        const hz_weight *weight = &s->weights[k];
        char what[TEXT_BYTES], number[HZ_FIXED_MAX];

        hz_format_fixed(number, weight->weight, 4, -1);
        snprintf(what, sizeof what, "%s %s", number, s->pollutants[weight->pollutant].id);
        if (weight->source == HZ_NONE)
            hz_page_line(sink, what);
        else
            put_source(sink, s, what, weight->source);
    }
}

static void put_estimates(hz_sink *sink, const hz_plan *plan)
{
    hz_page_column columns[] = {{36, false}, {15, true}, {15, true}, {15, true}, {8, true}, {14, true}, {10, true}};
    const char *headings[] = {_("estimate"), _("base, kg/d"),  _("to cut, kg/d"), _("cut, kg/d"),
                              "%",           _("slack, kg/d"), _("price/kg")};

    if (count_kind(plan, HZ_DEMAND_WEIGHTED) == 0)
        return;
    hz_page_section(sink, _("Estimates: weighted sums of reductions"));
    hz_page_line(
        sink,
        _("ESTIMATED, beside the legal targets and never instead of them: what is summed rests on the weights below, "
          "which are no measurement, and no forecast of the air."));
    put_rows(NULL, plan, HZ_DEMAND_WEIGHTED, put_weighted, columns);
    hz_page_headings(sink, columns, LENGTH(columns), headings);
    put_rows(sink, plan, HZ_DEMAND_WEIGHTED, put_weighted, columns);
    for (size_t i = 0; i < plan->reckoning->n_balances; i++)
        if (demand_of(plan, i)->kind == HZ_DEMAND_WEIGHTED)
            put_weights(sink, plan->scenario, demand_of(plan, i));
}

/* ---- lines that stop ---- */

static void put_lines_row(hz_sink *sink, const hz_plan *plan, size_t balance, hz_page_column *columns)
{
    hz_page_claim c;
    char price[HZ_FIXED_MAX];
    const char *cells[] = {c.label, c.base, c.required, c.reached, c.slack, hz_page_money(price, hz_show_price(plan, balance))};

    hz_page_balance(&c, plan->scenario, &plan->reckoning->balances[balance]);
    hz_page_row(sink, columns, LENGTH(cells), cells);
}

/* Of each enterprise there may be thousands: the first. */
static void put_first_lines(hz_sink *sink, const hz_plan *plan, hz_page_column *columns)
{
    size_t n = 0;

    for (size_t i = 0; i < plan->reckoning->n_balances && n < N_LINES; i++)
        if (demand_of(plan, i)->kind == HZ_DEMAND_LINES) {
            put_lines_row(sink, plan, i, columns);
            n++;
        }
}

static void put_lines(hz_sink *sink, const hz_plan *plan)
{
    hz_page_column columns[] = {{36, false}, {16, true}, {14, true}, {12, true}, {12, true}, {14, true}};
    const char *headings[] = {_("whose lines"), _("lines that count"), _("to be stopped"), _("stopped"), _("slack"), _("price/line")};
    size_t n = count_kind(plan, HZ_DEMAND_LINES);
    char line[TEXT_BYTES], more[HZ_FIXED_MAX];

    if (n == 0)
        return;
    hz_page_section(sink, _("Lines that must stop"));
    put_first_lines(NULL, plan, columns);
    hz_page_headings(sink, columns, LENGTH(columns), headings);
    put_first_lines(sink, plan, columns);
    hz_page_line(sink, _("Production lines and process steps that may be cut at this level, and those of them that are ordered to stop "
                         "altogether, whatever their mode is called."));
    if (n <= N_LINES)
        return;
    snprintf(line, sizeof line, _("And %s others; plan.json has them all."), hz_page_count(more, n - N_LINES));
    hz_page_line(sink, line);
}

/* ---- caps ---- */

/* Of required and reached the tightest first: by the share of the allowed that is borne. */
static int by_tightness(const void *a, const void *b, void *plan)
{
    const hz_balance *all = ((const hz_plan *)plan)->reckoning->balances;
    const hz_balance *x = &all[*(const size_t *)a], *y = &all[*(const size_t *)b];
    __int128 left = (__int128)x->reached * y->required, right = (__int128)y->reached * x->required;

    if (left != right)
        return left > right ? -1 : 1;
    return x < y ? -1 : x > y;
}

static void put_cap(hz_sink *sink, const hz_plan *plan, size_t balance, hz_page_column *columns)
{
    const hz_balance *b = &plan->reckoning->balances[balance];
    hz_page_claim c;
    char share[HZ_FIXED_MAX];
    const char *cells[] = {c.label, c.base, c.required, c.reached, share, c.slack, NULL};

    hz_page_balance(&c, plan->scenario, b);
    hz_page_percent(share, hz_show_share_bp(b->reached, b->base));
    cells[6] = c.unit;
    hz_page_row(sink, columns, LENGTH(cells), cells);
}

/* What a family of demands costs. `text`: the bound without it, the money, the difference. */
static void put_cost_of(hz_sink *sink, const hz_plan *plan, hz_without family, const char *text)
{
    const hz_bound_without *without = &plan->without[family];
    char line[TEXT_BYTES], bound[HZ_FIXED_MAX], more[HZ_FIXED_MAX];

    if (!without->is_known)
        return;
    snprintf(line, sizeof line, text, hz_page_money(bound, without->bound_fen_d),
             hz_show_currency(plan->scenario->currency), hz_page_money(more, hz_without_cost_fen_d(plan, family)));
    hz_page_line(sink, line);
}

static void put_caps(hz_sink *sink, const hz_plan *plan)
{
    hz_page_column columns[] = {{36, false}, {16, true}, {16, true}, {16, true}, {8, true}, {16, true}, {8, false}};
    const char *headings[] = {_("cap on"), _("of"), _("borne at most"), _("borne"), "%", _("slack"), _("measured in")};
    size_t n = count_kind(plan, HZ_DEMAND_CAP), at = 0, n_shown = n < N_CAPS ? n : N_CAPS;
    size_t *order = n ? hz_calloc(n, sizeof *order) : NULL;
    char line[TEXT_BYTES], more[HZ_FIXED_MAX];

    if (!order)
        return;
    for (size_t i = 0; i < plan->reckoning->n_balances; i++)
        if (demand_of(plan, i)->kind == HZ_DEMAND_CAP)
            order[at++] = i;
    qsort_r(order, n, sizeof *order, by_tightness, (void *)(uintptr_t)plan);
    hz_page_section(sink, _("Caps: what nobody may bear more of"));
    for (size_t i = 0; i < n_shown; i++)
        put_cap(NULL, plan, order[i], columns);
    hz_page_headings(sink, columns, LENGTH(columns), headings);
    for (size_t i = 0; i < n_shown; i++)
        put_cap(sink, plan, order[i], columns);
    if (n_shown < n) {
        snprintf(line, sizeof line, _("And %s others, that bear less of what they may; plan.json has them all."),
                 hz_page_count(more, n - n_shown));
        hz_page_line(sink, line);
    }
    free(order);
}

/* ---- grade order, alike treatment ---- */

static void put_fairness_row(hz_sink *sink, const hz_plan *plan, size_t balance, hz_page_column *columns)
{
    const hz_balance *b = &plan->reckoning->balances[balance];
    hz_page_claim c;
    char groups[HZ_FIXED_MAX], units[HZ_FIXED_MAX];
    const char *cells[] = {c.label, hz_page_count(groups, b->peers.n_groups), hz_page_count(units, b->peers.n_units), c.required,
                           c.reached, c.slack};

    hz_page_balance(&c, plan->scenario, b);
    hz_page_row(sink, columns, LENGTH(cells), cells);
}

/* "Works One, kiln 2 (grade B-, 35 %)" */
static void show_peer(char *buf, size_t size, const hz_plan *plan, uint32_t unit)
{
    const hz_scenario *s = plan->scenario;
    const hz_enterprise *e = &s->enterprises[s->units[unit].enterprise];
    char percent[HZ_FIXED_MAX];

    snprintf(buf, size, _("%1$.200s, %2$.200s (%3$s, %4$s %%)"), e->name, s->units[unit].name,
             hz_grade_name((hz_grade)e->grade), hz_page_percent(percent, plan->orders[unit].cut_bp));
}

static void put_tightest(hz_sink *sink, const hz_plan *plan, const hz_balance *b)
{
    char line[2 * TEXT_BYTES], label[HZ_MAX_TEXT], first[TEXT_BYTES / 2], second[TEXT_BYTES / 2];

    if (b->peers.second == HZ_NONE)
        return;
    hz_show_balance(label, sizeof label, plan->scenario, b);
    show_peer(first, sizeof first, plan, b->peers.first);
    show_peer(second, sizeof second, plan, b->peers.second);
    snprintf(line, sizeof line, _("%1$.200s, the tightest case: %2$s beside %3$s."), label, first, second);
    hz_page_line(sink, line);
}

static void put_left_out(hz_sink *sink, const hz_plan *plan, const hz_balance *b)
{
    char line[TEXT_BYTES], label[HZ_MAX_TEXT], uncut[HZ_FIXED_MAX], ungraded[HZ_FIXED_MAX], held[HZ_FIXED_MAX];

    if (b->peers.n_uncut + b->peers.n_ungraded + b->peers.n_held == 0)
        return;
    hz_show_balance(label, sizeof label, plan->scenario, b);
    snprintf(line, sizeof line,
             _("%1$.200s, units that are not held against others: not to be cut at this level: %2$s; of enterprises "
               "without a grade: "
               "%3$s; at their least cut, since that is more than the others may be cut: %4$s."),
             label, hz_page_count(uncut, b->peers.n_uncut), hz_page_count(ungraded, b->peers.n_ungraded),
             hz_page_count(held, b->peers.n_held));
    hz_page_line(sink, line);
}

static void put_fairness(hz_sink *sink, const hz_plan *plan)
{
    hz_page_column columns[] = {{36, false}, {9, true}, {9, true}, {12, true}, {12, true}, {9, true}};
    const char *headings[] = {
        _("who is held against whom"), _("groups"), _("units"), _("at most, points"), _("in orders, points"), _("slack")};

    if (count_kind(plan, HZ_DEMAND_ORDER) + count_kind(plan, HZ_DEMAND_ALIKE) == 0)
        return;
    hz_page_section(sink, _("Fairness: the order of the grades, and alike treatment"));
    put_rows(NULL, plan, HZ_DEMAND_ORDER, put_fairness_row, columns);
    put_rows(NULL, plan, HZ_DEMAND_ALIKE, put_fairness_row, columns);
    hz_page_headings(sink, columns, LENGTH(columns), headings);
    put_rows(sink, plan, HZ_DEMAND_ORDER, put_fairness_row, columns);
    put_rows(sink, plan, HZ_DEMAND_ALIKE, put_fairness_row, columns);
    hz_page_line(sink, _("In one trade and district, in percentage points of output. Order: by how much a better grade "
                         "is cut deeper than a "
                         "worse one, at the most. Alike: by how much the cuts of one grade differ."));
    for (size_t i = 0; i < plan->reckoning->n_balances; i++)
        if (hz_is_fairness(demand_of(plan, i)->kind)) {
            put_tightest(sink, plan, &plan->reckoning->balances[i]);
            put_left_out(sink, plan, &plan->reckoning->balances[i]);
        }
}

/* ---- safety ---- */

static void put_safety_row(hz_sink *sink, const hz_plan *plan, size_t balance, hz_page_column *columns)
{
    hz_page_claim c;
    char price[HZ_FIXED_MAX];
    const char *cells[] = {c.label, c.required, c.reached, c.slack, NULL, price};

    hz_page_balance(&c, plan->scenario, &plan->reckoning->balances[balance]);
    hz_page_money(price, hz_show_price(plan, balance));
    cells[4] = c.unit;
    hz_page_row(sink, columns, LENGTH(cells), cells);
}

/* "what: A, B and 3 others" */
static void put_names(hz_sink *sink, const hz_plan *plan, const char *what, const uint32_t *enterprises, size_t n)
{
    char line[TEXT_BYTES];
    size_t n_named = n < N_FAILING ? n : N_FAILING, length = (size_t)snprintf(line, sizeof line, "%s:", what);

    for (size_t i = 0; i < n_named && length < sizeof line; i++)
        if (enterprises[i] != HZ_NONE)
            length += (size_t)snprintf(line + length, sizeof line - length, "%s%.200s", i ? _(", ") : " ",
                                       plan->scenario->enterprises[enterprises[i]].name);
    if (n_named < n && length < sizeof line)
        snprintf(line + length, sizeof line - length, _(" and %zu others"), n - n_named);
    hz_page_line(sink, line);
}

static void put_failing(hz_sink *sink, const hz_plan *plan, const hz_balance *b)
{
    char what[HZ_MAX_TEXT + 64], label[HZ_MAX_TEXT];

    if (b->n_failing == 0)
        return;
    hz_show_demand(label, sizeof label, plan->scenario, &plan->scenario->demands[b->target]);
    snprintf(what, sizeof what, _("%s, the worst case is without"), label);
    put_names(sink, plan, what, plan->reckoning->failing + b->first_failing, b->n_failing);
}

/* The sets that the lowest cost hangs on, the dearest first. */
static void put_bindings(hz_sink *sink, const hz_plan *plan)
{
    size_t n = plan->n_bindings < N_FAILING ? plan->n_bindings : N_FAILING;

    for (size_t i = 0; i < n; i++) {
        const hz_binding *b = &plan->bindings[i];
        char what[HZ_MAX_TEXT + 64], label[HZ_MAX_TEXT];

        hz_show_demand(label, sizeof label, plan->scenario, &plan->scenario->demands[b->target]);
        snprintf(what, sizeof what, _("%s, it is paid for in case of"), label);
        put_names(sink, plan, what, plan->binding_enterprises + b->first, b->n);
    }
    if (plan->n_bindings > n) {
        char line[HZ_MAX_TEXT];

        snprintf(line, sizeof line, _("It is paid for in %zu other such cases, too."), plan->n_bindings - n);
        hz_page_line(sink, line);
    }
}

static void put_safety(hz_sink *sink, const hz_plan *plan)
{
    hz_page_column columns[] = {{48, false}, {16, true}, {16, true}, {16, true}, {8, false}, {12, true}};
    const char *headings[] = {
        _("target, and what fails"), _("to cut"), _("left"), _("slack"), _("measured in"), _("price/unit")};

    if (count_kind(plan, HZ_DEMAND_SAFETY) == 0)
        return;
    hz_page_section(sink, _("Safety: the targets although some fail"));
    put_rows(NULL, plan, HZ_DEMAND_SAFETY, put_safety_row, columns);
    hz_page_headings(sink, columns, LENGTH(columns), headings);
    put_rows(sink, plan, HZ_DEMAND_SAFETY, put_safety_row, columns);
    for (size_t i = 0; i < plan->reckoning->n_balances; i++)
        put_failing(sink, plan, &plan->reckoning->balances[i]);
    put_cost_of(
        sink, plan, HZ_WITHOUT_SAFETY,
        _("If nobody failed, the lowest cost of a day would be %1$s %2$s (proved): this safety costs %3$s %2$s."));
    put_bindings(sink, plan);
}

void hz_text_families(hz_sink *sink, const hz_plan *plan)
{
    put_pools(sink, plan);
    put_estimates(sink, plan);
    put_lines(sink, plan);
    put_caps(sink, plan);
    put_fairness(sink, plan);
    put_cost_of(sink, plan, HZ_WITHOUT_FAIRNESS,
                _("Without caps, the order of the grades and alike treatment the lowest cost of a day would be "
                  "%1$s %2$s (proved): fairness costs %3$s %2$s."));
    put_safety(sink, plan);
}

/* ---- JSON ---- */

static void json_pooled(hz_sink *sink, const hz_scenario *s, uint32_t pollutants)
{
    bool is_first = true;

    hz_json_key(sink, "pollutants");
    for (size_t p = 0; p < s->n_pollutants; p++)
        if (pollutants >> p & 1) {
            hz_putc(sink, is_first ? '[' : ',');
            hz_put_json(sink, s->pollutants[p].id);
            is_first = false;
        }
    hz_putc(sink, ']');
}

static void json_failing(hz_sink *sink, const hz_scenario *s, const uint32_t *enterprises, size_t n)
{
    bool is_first = true;

    hz_json_key(sink, "failing");
    hz_putc(sink, '[');
    for (size_t i = 0; i < n; i++) {
        if (enterprises[i] == HZ_NONE)
            continue;
        hz_puts(sink, is_first ? "" : ",");
        hz_put_json(sink, s->enterprises[enterprises[i]].id);
        is_first = false;
    }
    hz_putc(sink, ']');
}

/* Of a weighted sum, whatever else is said of it. */
static void json_estimate(hz_sink *sink, const hz_scenario *s, const hz_demand *d)
{
    hz_json_bilingual(sink, "name", s->weightings[d->weighting].name);
    hz_json_flag(sink, "is_estimate", true);
    hz_json_text(sink, "source", s->sources[d->source].text);
    hz_json_text(sink, "confidence", hz_word_at(&hz_confidence_words, (int)s->sources[d->source].confidence));
}

static void json_peer(hz_sink *sink, const char *key, const hz_scenario *s, uint32_t unit)
{
    if (unit == HZ_NONE)
        return;
    hz_json_key(sink, key);
    hz_json_first_text(sink, "enterprise", s->enterprises[s->units[unit].enterprise].id);
    hz_json_text(sink, "unit", s->units[unit].id);
    hz_putc(sink, '}');
}

static void json_peers(hz_sink *sink, const hz_scenario *s, const hz_peerage *peers)
{
    hz_json_count(sink, "groups", peers->n_groups);
    hz_json_count(sink, "units", peers->n_units);
    hz_json_count(sink, "held", peers->n_held);
    hz_json_count(sink, "uncut", peers->n_uncut);
    hz_json_count(sink, "ungraded", peers->n_ungraded);
    json_peer(sink, "first", s, peers->first);
    json_peer(sink, "second", s, peers->second);
}

/* What only pools, weighted sums, caps, grade order, alike treatment and safety have to say; `about`: of safety the target that must hold. */
static void json_family(hz_sink *sink, const hz_scenario *s, const hz_balance *b, const hz_demand *about,
                        const uint32_t *failing)
{
    const hz_demand *d = &s->demands[b->demand];

    if (d->kind == HZ_DEMAND_SAFETY && about->kind == HZ_DEMAND_REDUCTION)
        hz_json_text(sink, "of_pollutant", s->pollutants[about->pollutant].id);
    if (about->kind == HZ_DEMAND_POOL)
        json_pooled(sink, s, about->pollutants);
    if (d->kind == HZ_DEMAND_CAP)
        hz_json_text(sink, "of", hz_word_at(&hz_cap_words, (int)d->cap_of));
    if (d->kind == HZ_DEMAND_SAFETY && d->n_failing == 0)
        hz_json_fixed(sink, "failing_percent", d->ratio_ppm, 4);
    else if (d->kind == HZ_DEMAND_SAFETY && failing)
        json_failing(sink, s, failing + b->first_failing, b->n_failing);
    if (d->kind == HZ_DEMAND_WEIGHTED)
        json_estimate(sink, s, d);
    if (hz_is_fairness(d->kind))
        json_peers(sink, s, &b->peers);
}

void hz_json_balance(hz_sink *sink, const hz_scenario *s, const hz_balance *balance, const uint32_t *failing)
{
    hz_demand d = hz_balance_demand(s, balance);
    hz_shown shown = hz_show_balance_unit(s, balance);

    hz_json_first_text(sink, "kind", hz_demand_word(d.kind));
    hz_json_text(sink, "pollutant", d.kind == HZ_DEMAND_REDUCTION ? s->pollutants[d.pollutant].id : NULL);
    hz_json_text(sink, "product", d.product != HZ_NONE ? s->products[d.product].name : NULL);
    hz_json_text(sink, "district", d.scope == HZ_SCOPE_DISTRICT ? s->districts[d.group].id : NULL);
    hz_json_text(sink, "sector", d.scope == HZ_SCOPE_SECTOR ? s->sectors[d.group].id : NULL);
    if (d.scope > HZ_SCOPE_SECTOR)
        hz_json_text(sink, hz_scope_word(d.scope), hz_group_id(s, d.scope, d.group));
    json_family(sink, s, balance, d.kind == HZ_DEMAND_SAFETY ? &s->demands[balance->target] : &d, failing);
    hz_json_fixed(sink, "base", balance->base, shown.scale);
    hz_json_fixed(sink, "required", balance->required, shown.scale);
    hz_json_fixed(sink, "reached", balance->reached, shown.scale);
    hz_json_fixed(sink, "slack", balance->slack, shown.scale);
    hz_json_text(sink, "unit", shown.unit);
}

void hz_json_price(hz_sink *sink, const hz_scenario *s, const hz_balance *balance, int64_t price, const char *exact)
{
    bool has_price = !hz_is_fairness(s->demands[balance->demand].kind); /* that is many arcs and no row */

    if (has_price)
        hz_json_fixed(sink, "price", price, 2);
    else
        hz_json_text(sink, "price", NULL);
    hz_json_text(sink, "price_exact_fen", has_price ? exact : NULL);
}

void hz_json_bounds_without(hz_sink *sink, const hz_plan *plan)
{
    static const char *const keys[HZ_N_WITHOUT] = {
        [HZ_WITHOUT_SAFETY] = "bound_without_safety_d", [HZ_WITHOUT_FAIRNESS] = "bound_without_fairness_d"};

    for (int w = 0; w < HZ_N_WITHOUT; w++)
        if (plan->without[w].is_known)
            hz_json_money(sink, keys[w], plan->without[w].bound_fen_d);
}

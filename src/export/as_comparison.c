/* as_comparison.c - two plans side by side, as a page for people and as JSON
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/as_comparison.h"

#include <stdio.h>
#include <string.h>

#include "export/json.h"
#include "export/page.h"
#include "export/show.h"
#include "plan/read_plan.h"

enum { TEXT_BYTES = HZ_PAGE_LINE };

#define LENGTH(array) ((int)(sizeof(array) / sizeof *(array)))

enum { N_PAIR_COLUMNS = 3 };

static const hz_page_column pair_columns[N_PAIR_COLUMNS] = {{24, false}, {40, false}, {40, false}};

static void put_pair(hz_sink *sink, hz_page_column *columns, const char *label, const char *before, const char *after)
{
    const char *cells[] = {label, before ? before : _("not given"), after ? after : _("not given")};

    hz_page_row(sink, columns, N_PAIR_COLUMNS, cells);
}

/* The words for the ids of hz_difference.what. */
static const char *difference_name(const char *what)
{
    static const struct {
        const char *what, *name;
    } names[] = {
        {"level", N_("warning level")},
        {"within", N_("planned within")},
        {"level-by", N_("choice of level")},
        {"override-reason", N_("reason against the forecast")},
        {"override-by", N_("decided by")},
        {"rule-set", N_("rule set")},
        {"rules-by", N_("choice of rules")},
        {"in-force", N_("rules in force")},
        {"in-force-level", N_("level of the rules in force")},
        {"unconfirmed-rules", N_("unconfirmed rules count")},
        {"forecast-digest", N_("content of the forecast")},
        {"rules-digest", N_("content of the rule set")},
        {"index-digest", N_("content of the index")},
        {"start", N_("start")},
        {"in-place", N_("in place by")},
        {"until", N_("expected end")},
        {"step-percent", N_("steps of orders, %")},
        {"irreversible", N_("modes that may take longer to undo")},
        {"nodes", N_("searches ended by the time limit")},
        {"duration-hours", N_("response lasts, hours")},
        {"gap-percent", N_("gap that is good enough, %")},
        {"lang", N_("language of the lists")},
        {"scenario", N_("scenario")},
        {"scenario-digest", N_("content of the scenario")},
        {"standing", N_("standing of the data")},
        {"title-zh", N_("title (Chinese)")},
        {"title-en", N_("title (English)")},
        {"rules-title", N_("rules")},
        {"rules-number", N_("rules: number")},
        {"rules-issuer", N_("rules: issuer")},
        {"rules-effective", N_("rules: in force from")},
        {"hazeplan", N_("version of hazeplan")},
        {"solver", N_("solver")},
    };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i].what, what) == 0)
            return _(names[i].name);
    return what;
}

static const char *rules_basis_name(hz_rules_basis basis)
{
    return basis == HZ_RULES_IN_FORCE   ? _("in force there on that day")
           : basis == HZ_RULES_SCENARIO ? _("named by the scenario")
           : basis == HZ_RULES_FILE     ? _("chosen by hand, from a file of the user")
                                        : _("chosen by hand");
}

/* The value of a difference as people read it; NULL when it is not given. */
static const char *difference_value(char *buf, size_t size, const char *what, const char *value,
                                    const hz_old_plan *plan)
{
    if (!value)
        return NULL;
    if (strcmp(what, "level") == 0)
        return hz_level_name(plan->settings.level);
    if (strcmp(what, "within") == 0)
        return _("all levels, each inside the next");
    if (strcmp(what, "standing") == 0)
        return hz_standing_name(plan->standing);
    if (strcmp(what, "lang") == 0)
        return plan->settings.lang == HZ_LANG_ZH ? _("Chinese") : _("English");
    if (strcmp(what, "level-by") == 0)
        return strcmp(value, "override") == 0   ? _("against the forecast")
               : strcmp(value, "forecast") == 0 ? _("by the forecast")
                                                : _("by order");
    if (strcmp(what, "rules-by") == 0)
        return rules_basis_name(plan->settings.rules.by);
    if (strcmp(what, "in-force-level") == 0)
        return plan->settings.rules.in_force_level == HZ_NO_LEVEL
                   ? _("no response")
                   : hz_level_name((hz_level)plan->settings.rules.in_force_level);
    if (strcmp(what, "unconfirmed-rules") == 0)
        return strcmp(value, "yes") == 0 ? _("yes") : _("no");
    if (!strstr(what, "-digest"))
        return value;
    /* sixteen digits tell two digests apart; the folders hold them whole */
    snprintf(buf, size, "%.16s...", value);
    return buf;
}

static void put_difference_rows(hz_sink *sink, const hz_comparison *c, hz_page_column *columns)
{
    for (size_t i = 0; i < c->n_differences; i++) {
        const hz_difference *d = &c->differences[i];
        char before[HZ_FIXED_MAX], after[HZ_FIXED_MAX];

        put_pair(sink, columns, difference_name(d->what),
                 difference_value(before, sizeof before, d->what, d->before, c->before),
                 difference_value(after, sizeof after, d->what, d->after, c->after));
    }
}

static void put_differences(hz_sink *sink, const hz_comparison *c)
{
    const char *headings[] = {_("what differs"), _("first plan"), _("second plan")};
    hz_page_column columns[N_PAIR_COLUMNS];

    memcpy(columns, pair_columns, sizeof columns);
    hz_page_section(sink, _("What they were made from"));
    if (c->n_differences == 0) {
        hz_page_line(sink, _("The same input, rules, settings and versions."));
        return;
    }
    put_difference_rows(NULL, c, columns);
    hz_page_headings(sink, columns, LENGTH(columns), headings);
    put_difference_rows(sink, c, columns);
}

static void put_cost_rows(hz_sink *sink, const hz_comparison *c, hz_page_column *columns, int n_columns)
{
    char label[TEXT_BYTES], before[HZ_FIXED_MAX], after[HZ_FIXED_MAX], change[HZ_FIXED_MAX + 1];
    const char *cells[] = {label, before, after, change};

    snprintf(label, sizeof label, _("cost, %s"), hz_show_currency(c->before->currency));
    hz_page_money(before, c->before->cost_fen_d);
    hz_page_money(after, c->after->cost_fen_d);
    hz_page_money_change(change, c->cost_change_fen_d);
    hz_page_row(sink, columns, n_columns, cells);
    for (size_t i = 0; i < c->n_cuts; i++) {
        const hz_cut_change *cut = &c->cuts[i];

        snprintf(label, sizeof label, _("%s cut, kg/d"), cut->pollutant);
        hz_page_mass(before, cut->before_g_d);
        hz_page_mass(after, cut->after_g_d);
        hz_page_mass_change(change, cut->after_g_d - cut->before_g_d);
        cells[1] = cut->has_before ? before : _("not listed");
        cells[2] = cut->has_after ? after : _("not listed");
        cells[3] = cut->has_before && cut->has_after ? change : NULL;
        hz_page_row(sink, columns, n_columns, cells);
    }
}

static void put_costs(hz_sink *sink, const hz_comparison *c)
{
    hz_page_column columns[] = {{28, false}, {20, true}, {20, true}, {20, true}};
    const char *headings[] = {"", _("first plan"), _("second plan"), _("change")};

    hz_page_section(sink, _("What they cost and cut"));
    put_cost_rows(NULL, c, columns, LENGTH(columns));
    hz_page_headings(sink, columns, LENGTH(columns), headings);
    put_cost_rows(sink, c, columns, LENGTH(columns));
}

static const char *order_text(char *buf, size_t size, const hz_old_order *order)
{
    char cut[HZ_FIXED_MAX];
    bool is_part;

    if (!order)
        return _("not listed");
    is_part = order->cut_bp > 0 && order->cut_bp < HZ_SHARE_ONE;
    if (!is_part)
        return order->mode ? order->mode_name : hz_action_name((hz_action)order->action);
    hz_page_percent(cut, order->cut_bp);
    if (order->mode)
        snprintf(buf, size, _("%1$s, cut %2$s %%"), order->mode_name, cut);
    else
        snprintf(buf, size, _("cut %s %%"), cut);
    return buf;
}

/* A line of the enterprise, whose name runs on from the fourth column, and one of each unit that changes. */
static void put_changed_enterprise(hz_sink *sink, const hz_comparison *c, const hz_enterprise_change *e,
                                   hz_page_column *columns, int n_columns)
{
    char money[HZ_FIXED_MAX + 1];
    const char *cells[] = {e->id, hz_change_name(e->change), hz_page_money_change(money, e->after_fen_d - e->before_fen_d),
                           e->name};

    hz_page_row(sink, columns, LENGTH(cells), cells);
    for (size_t k = e->first_unit; k < e->first_unit + e->n_units; k++) {
        const hz_unit_change *u = &c->units[k];
        char before[TEXT_BYTES], after[TEXT_BYTES], unit_money[HZ_FIXED_MAX + 1];
        int64_t change = (u->after ? u->after->cost_fen_d : 0) - (u->before ? u->before->cost_fen_d : 0);
        const char *unit_cells[] = {"",
                                    u->id,
                                    hz_page_money_change(unit_money, change),
                                    order_text(before, sizeof before, u->before),
                                    order_text(after, sizeof after, u->after),
                                    u->name};

        hz_page_row(sink, columns, n_columns, unit_cells);
    }
}

static void put_changes(hz_sink *sink, const hz_comparison *c)
{
    hz_page_column columns[] = {{14, false}, {24, false}, {20, true}, {16, false}, {16, false}, {30, false}};
    const char *headings[] = {_("enterprise"), _("change / unit"), _("change of cost"),
                              _("first plan"), _("second plan"),   _("name")};
    char count[HZ_FIXED_MAX];

    hz_page_section(sink, _("Who changes"));
    if (c->n_enterprises == 0) {
        hz_page_line(sink, _("Nobody: every unit has the same order in both plans."));
        return;
    }
    for (int i = HZ_CHANGE_ADDED; i < HZ_N_CHANGES; i++)
        if (c->n_by_change[i] > 0)
            hz_page_fact(sink, hz_change_name((hz_change)i), hz_page_count(count, c->n_by_change[i]));
    hz_putc(sink, '\n');
    for (size_t i = 0; i < c->n_enterprises; i++)
        put_changed_enterprise(NULL, c, &c->enterprises[i], columns, LENGTH(columns));
    hz_page_headings(sink, columns, LENGTH(columns), headings);
    for (size_t i = 0; i < c->n_enterprises; i++)
        put_changed_enterprise(sink, c, &c->enterprises[i], columns, LENGTH(columns));
}

static void put_pairs(hz_sink *sink, const hz_old_plan *a, const hz_old_plan *b, hz_page_column *columns)
{
    put_pair(sink, columns, "", _("first plan"), _("second plan"));
    put_pair(sink, columns, _("Folder"), a->folder, b->folder);
    put_pair(sink, columns, _("Plan"), a->id, b->id);
    put_pair(sink, columns, _("Warning level"), hz_level_name(a->settings.level), hz_level_name(b->settings.level));
}

void hz_text_comparison(hz_sink *sink, const hz_comparison *c)
{
    const hz_old_plan *a = c->before, *b = c->after;
    hz_page_column columns[N_PAIR_COLUMNS];

    hz_page_stamp(sink, a->standing != HZ_STANDING_OFFICIAL ? a->standing : b->standing);
    hz_page_title(sink, _("Two plans side by side"));
    memcpy(columns, pair_columns, sizeof columns);
    put_pairs(NULL, a, b, columns);
    put_pairs(sink, a, b, columns);
    put_costs(sink, c);
    put_differences(sink, c);
    put_changes(sink, c);
}

/* ---- JSON ---- */

static void json_old_plan(hz_sink *sink, const char *key, const hz_old_plan *plan)
{
    hz_json_key(sink, key);
    hz_json_first_text(sink, "plan", plan->id);
    hz_json_text(sink, "standing", hz_standing_id(plan->standing));
    hz_json_text(sink, "stamp", hz_standing_name(plan->standing));
    hz_json_text(sink, "scenario", plan->scenario_id);
    hz_json_text(sink, "scenario_digest", plan->scenario_digest);
    hz_json_money(sink, "cost_d", plan->cost_fen_d);
    hz_json_money(sink, "bound_d", plan->bound_fen_d);
    hz_putc(sink, '}');
}

static void json_optional_mass(hz_sink *sink, const char *key, bool is_given, int64_t grams)
{
    if (is_given) {
        hz_json_fixed(sink, key, grams, 3);
        return;
    }
    hz_json_key(sink, key);
    hz_puts(sink, "null");
}

static void json_cut_changes(hz_sink *sink, const hz_comparison *c)
{
    hz_puts(sink, ",\n\"cuts\":[");
    for (size_t i = 0; i < c->n_cuts; i++) {
        hz_json_next(sink, i);
        hz_json_first_text(sink, "pollutant", c->cuts[i].pollutant);
        json_optional_mass(sink, "before_kg_d", c->cuts[i].has_before, c->cuts[i].before_g_d);
        json_optional_mass(sink, "after_kg_d", c->cuts[i].has_after, c->cuts[i].after_g_d);
        json_optional_mass(sink, "change_kg_d", c->cuts[i].has_before && c->cuts[i].has_after,
                          c->cuts[i].after_g_d - c->cuts[i].before_g_d);
        hz_putc(sink, '}');
    }
    hz_putc(sink, ']');
}

static void json_differences(hz_sink *sink, const hz_comparison *c)
{
    hz_puts(sink, ",\n\"differences\":[");
    for (size_t i = 0; i < c->n_differences; i++) {
        hz_json_next(sink, i);
        hz_json_first_text(sink, "what", c->differences[i].what);
        hz_json_text(sink, "before", c->differences[i].before);
        hz_json_text(sink, "after", c->differences[i].after);
        hz_putc(sink, '}');
    }
    hz_putc(sink, ']');
}

static void json_old_order(hz_sink *sink, const char *key, const hz_old_order *order)
{
    hz_json_key(sink, key);
    if (!order) {
        hz_puts(sink, "null");
        return;
    }
    hz_json_first_text(sink, "action", hz_action_id((hz_action)order->action));
    hz_json_text(sink, "mode", order->mode);
    hz_json_fixed(sink, "cut_percent", order->cut_bp, 2);
    hz_json_money(sink, "cost_d", order->cost_fen_d);
    hz_putc(sink, '}');
}

static void json_enterprise_change(hz_sink *sink, const hz_comparison *c, const hz_enterprise_change *e)
{
    hz_json_first_text(sink, "id", e->id);
    hz_json_text(sink, "name", e->name);
    hz_json_text(sink, "change", hz_change_id(e->change));
    hz_json_money(sink, "before_d", e->before_fen_d);
    hz_json_money(sink, "after_d", e->after_fen_d);
    hz_puts(sink, ",\"units\":[");
    for (size_t k = e->first_unit; k < e->first_unit + e->n_units; k++) {
        if (k > e->first_unit)
            hz_putc(sink, ',');
        hz_json_first_text(sink, "id", c->units[k].id);
        hz_json_text(sink, "name", c->units[k].name);
        hz_json_text(sink, "change", hz_change_id(c->units[k].change));
        json_old_order(sink, "before", c->units[k].before);
        json_old_order(sink, "after", c->units[k].after);
        hz_putc(sink, '}');
    }
    hz_puts(sink, "]}");
}

void hz_json_comparison(hz_sink *sink, const hz_comparison *c)
{
    hz_puts(sink, "{\"format\":\"hazeplan-comparison\",\"version\":1");
    json_old_plan(sink, "before", c->before);
    json_old_plan(sink, "after", c->after);
    hz_json_text(sink, "currency", c->before->currency);
    hz_json_money(sink, "cost_change_d", c->cost_change_fen_d);
    json_differences(sink, c);
    json_cut_changes(sink, c);
    hz_json_key(sink, "enterprises_by_change");
    for (int i = HZ_CHANGE_ADDED; i < HZ_N_CHANGES; i++) {
        hz_putc(sink, i == HZ_CHANGE_ADDED ? '{' : ',');
        hz_put_json(sink, hz_change_id((hz_change)i));
        hz_putc(sink, ':');
        hz_put_int(sink, (int64_t)c->n_by_change[i]);
    }
    hz_puts(sink, "},\n\"enterprises\":[");
    for (size_t i = 0; i < c->n_enterprises; i++) {
        hz_json_next(sink, i);
        json_enterprise_change(sink, c, &c->enterprises[i]);
    }
    hz_puts(sink, "]}\n");
}

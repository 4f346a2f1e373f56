/* as_refusal.c - why there is no plan: the demands that contradict one another, as text and as JSON
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The page names the first few of each kind; the answer for machines names all. */
#include "export/as_refusal.h"

#include <stdio.h>
#include <stdlib.h>

#include "export/json.h"
#include "export/page.h"
#include "export/show.h"

enum { N_NAMED = 8, N_REPAIRS = 8, NAME_BYTES = HZ_PAGE_LINE / 4 };

/* ---- one demand in words ---- */

static const hz_demand *demand_of(const hz_scenario *s, const hz_clash *c)
{
    return &s->demands[c->of.demand];
}

/* 1/100 of a per cent: of a target rounded down, of a cap up, so that what is said can be asked for. */
static int64_t share_bp(int64_t amount, int64_t base, bool is_up)
{
    return is_up ? hz_div_ceil((__int128)amount * HZ_SHARE_ONE, base) : hz_show_share_bp(amount, base);
}

/* "30.00 % (585.000 kg/d)": of a reduction and a cap the share of its base, too. */
static const char *show_amount(char *buf, size_t size, const hz_scenario *s, const hz_clash *c, int64_t amount)
{
    hz_demand_kind kind = demand_of(s, c)->kind;
    hz_balance balance = c->of;
    char share[HZ_FIXED_MAX];
    hz_page_claim claim;

    balance.reached = amount;
    hz_page_balance(&claim, s, &balance);
    if ((kind == HZ_DEMAND_REDUCTION || kind == HZ_DEMAND_CAP) && balance.base > 0)
        snprintf(buf, size, _("%1$s %% (%2$s %3$s)"), hz_page_percent(share, share_bp(amount, balance.base, kind == HZ_DEMAND_CAP)),
                 claim.reached, claim.unit);
    else
        snprintf(buf, size, "%s %s", claim.reached, claim.unit);
    return buf;
}

static void show_target(char *buf, size_t size, const hz_scenario *s, const hz_clash *c, const char *label, bool is_alone)
{
    char required[NAME_BYTES], within[NAME_BYTES];

    show_amount(required, sizeof required, s, c, c->of.required);
    if (c->has_within && is_alone)
        snprintf(buf, size, _("%1$s, file line %2$d: at least %3$s is demanded; even if all else were given up, at most %4$s can be reached"), label,
                 c->line, required, show_amount(within, sizeof within, s, c, c->within));
    else if (c->has_within)
        snprintf(buf, size, _("%1$s, file line %2$d: at least %3$s is demanded; beside the others of this list at most %4$s can be reached"), label,
                 c->line, required, show_amount(within, sizeof within, s, c, c->within));
    else
        snprintf(buf, size, _("%1$s, file line %2$d: at least %3$s is demanded"), label, c->line, required);
}

static void show_demand(char *buf, size_t size, const hz_scenario *s, const hz_clash *c, bool is_alone)
{
    const hz_demand *demand = demand_of(s, c);
    char label[NAME_BYTES], amount[NAME_BYTES];

    hz_show_balance(label, sizeof label, s, &c->of);
    show_amount(amount, sizeof amount, s, c, c->of.required);
    if (c->is_target)
        show_target(buf, size, s, c, label, is_alone);
    else if (demand->kind == HZ_DEMAND_FLOOR)
        snprintf(buf, size, _("%1$s, file line %2$d: at least %3$s must still be made"), label, c->line, amount);
    else if (c->of.base == 0) {
        hz_format_fixed(amount, demand->ratio_ppm, 4, -1);
        snprintf(buf, size, _("%1$s, file line %2$d: at most %3$s %% of what the plan costs"), label, c->line, amount);
    } else
        snprintf(buf, size, _("%1$s, file line %2$d: at most %3$s"), label, c->line, amount);
}

static void show_grades(char *buf, size_t size, const hz_scenario *s, const hz_clash *c)
{
    bool is_order = c->of.demand != HZ_NONE && demand_of(s, c)->kind == HZ_DEMAND_ORDER;

    snprintf(buf, size, is_order ? _("order of the grades, %1$s, %2$s, file line %3$d") : _("alike treatment, %1$s, %2$s, file line %3$d"),
             hz_bilingual_text(s->sectors[c->sector].name), hz_bilingual_text(s->districts[c->district].name), c->line);
}

static void show_bound(char *buf, size_t size, const hz_scenario *s, const hz_clash *c)
{
    const hz_enterprise *e = &s->enterprises[c->enterprise];
    const char *unit = c->unit == HZ_NONE ? "" : s->units[c->unit].name;
    char share[HZ_FIXED_MAX];

    hz_page_percent(share, c->bp);
    if (c->kind == HZ_CLASH_EXEMPT)
        snprintf(buf, size, _("%1$s (%2$s), file line %3$d: exempt, nothing of it may be cut"), e->name, e->id, c->line);
    else if (c->kind == HZ_CLASH_LOAD)
        snprintf(buf, size, _("%1$s (%2$s), file line %3$d: may run at %4$s %% at most (approved load)"), e->name, e->id, c->line, share);
    else if (c->kind == HZ_CLASH_MOST && c->bp != s->units[c->unit].max_cut_bp[c->level])
        snprintf(buf, size, _("%1$s of %2$s (%3$s), file line %4$d: equal treatment leaves it a cut of %5$s %% at most"), unit, e->name, e->id, c->line,
                 share);
    else if (c->kind == HZ_CLASH_MOST)
        snprintf(buf, size, _("%1$s of %2$s (%3$s), file line %4$d: may be cut by %5$s %% at most"), unit, e->name, e->id, c->line, share);
    else
        snprintf(buf, size, _("%1$s of %2$s (%3$s), file line %4$d: must be cut by %5$s %% at least"), unit, e->name, e->id, c->line, share);
}

/* `is_alone`: nothing else is in its list. */
static const char *show_clash(char *buf, size_t size, const hz_scenario *s, const hz_clash *c, bool is_alone)
{
    if (c->kind == HZ_CLASH_DEMAND)
        show_demand(buf, size, s, c, is_alone);
    else if (c->kind == HZ_CLASH_GRADES)
        show_grades(buf, size, s, c);
    else if (c->kind == HZ_CLASH_NESTED)
        snprintf(buf, size, "%s", _("each level must cut every unit at least as deep as the level below it does"));
    else
        show_bound(buf, size, s, c);
    return buf;
}

/* ---- the page: what contradicts what ---- */

static void put_clash(hz_sink *sink, const hz_scenario *s, const hz_impasse *r, const hz_clash *c, size_t number)
{
    char text[HZ_PAGE_LINE], line[HZ_PAGE_LINE];

    show_clash(text, sizeof text, s, c, r->n_clashes == 1);
    if (r->level == HZ_REFUSED_TOGETHER && c->kind != HZ_CLASH_NESTED)
        snprintf(line, sizeof line, _("%1$zu. %2$s: %3$s."), number, hz_level_name(c->level), text);
    else
        snprintf(line, sizeof line, _("%1$zu. %2$s."), number, text);
    hz_page_line(sink, line);
}

static bool is_bound(const hz_clash *c)
{
    return c->kind >= HZ_CLASH_EXEMPT;
}

/* All demands, which are few or say what to read; of the bounds the first. */
static void put_clashes(hz_sink *sink, const hz_scenario *s, const hz_impasse *r)
{
    char line[HZ_PAGE_LINE];
    size_t n = 0, n_bounds = 0, n_demands = 0;

    for (size_t i = 0; i < r->n_clashes; i++)
        if ((is_bound(&r->clashes[i]) ? n_bounds++ : n_demands++) < N_NAMED)
            put_clash(sink, s, r, &r->clashes[i], ++n);
    if (n < r->n_clashes) {
        snprintf(line, sizeof line, _("And %zu more of them; --json names all."), r->n_clashes - n);
        hz_page_line(sink, line);
    }
}

static void put_conflict(hz_sink *sink, const hz_scenario *s, const hz_impasse *r)
{
    char line[HZ_PAGE_LINE];

    snprintf(line, sizeof line, _("What contradicts what (lines of %s)"), s->path);
    hz_page_section(sink, line);
    put_clashes(sink, s, r);
    if (!r->is_irreducible) {
        snprintf(line, sizeof line,
                 _("These cannot be met together. Whether all of them are needed for that was not found out: the search ended after %zu linear "
                   "programs."),
                 r->n_solves);
        hz_page_line(sink, line);
    } else if (r->n_clashes == 1)
        hz_page_line(sink, _("This cannot be met by itself, even if all that may be shut is shut."));
    else
        hz_page_line(sink, _("These cannot be met together; if any one of them is given up, the others can."));
    if (r->keeps_exemptions)
        hz_page_line(sink, _("Exemptions are kept: who is exempt would take part in equal treatment, and change it."));
    if (r->is_relaxation)
        hz_page_line(sink, _("Said of cuts that may stand between the modes of a unit, and of parts of lines: in whole ones it is no easier, and more may "
                             "have to be given up."));
}

/* ---- how near ---- */

static void put_factor(hz_sink *sink, const hz_impasse *r)
{
    char line[HZ_PAGE_LINE], share[HZ_FIXED_MAX];

    if (r->is_hard) {
        hz_page_line(sink, _("Even without any target there is no plan: limits and least cuts contradict one another."));
        return;
    }
    if (!r->has_factor)
        return;
    snprintf(line, sizeof line, _("If all targets are lowered alike, they can be met at %s %% of what is asked."),
             hz_page_percent(share, r->factor_ppm / (HZ_RATIO_ONE / HZ_SHARE_ONE)));
    hz_page_line(sink, line);
}

/* "sulphur dioxide, whole society 9.000 kg/d; ..." */
static void list_shortfalls(char *buf, size_t size, const hz_scenario *s, const hz_impasse *r)
{
    char name[NAME_BYTES], mass[HZ_FIXED_MAX];
    size_t length = 0;

    buf[0] = '\0';
    for (size_t i = 0; i < r->n_shortfalls && i < N_NAMED && length < size; i++) {
        const hz_shortfall *f = &r->shortfalls[i];

        hz_show_balance(name, sizeof name, s, &f->of);
        hz_page_mass(mass, f->missing_g_d);
        length += (size_t)snprintf(buf + length, size - length, "%s", i > 0 ? _("; ") : "");
        if (length < size && r->level == HZ_REFUSED_TOGETHER)
            length += (size_t)snprintf(buf + length, size - length, _("%1$s: %2$s %3$s %4$s"), hz_level_name(f->level), name, mass,
                                       hz_show_unit("kg/d"));
        else if (length < size)
            length += (size_t)snprintf(buf + length, size - length, "%s %s %s", name, mass, hz_show_unit("kg/d"));
    }
    if (r->n_shortfalls > N_NAMED && length < size)
        snprintf(buf + length, size - length, "; …");
}

static void put_missing(hz_sink *sink, const hz_scenario *s, const hz_impasse *r)
{
    char line[HZ_PAGE_LINE], mass[HZ_FIXED_MAX], each[HZ_PAGE_LINE / 2];

    if (!r->has_shortfalls || r->n_shortfalls == 0)
        return;
    list_shortfalls(each, sizeof each, s, r);
    snprintf(line, sizeof line, _("If each may be lowered by itself, at least %1$s %2$s are missing altogether: %3$s."),
             hz_page_mass(mass, r->missing_g_d), hz_show_unit("kg/d"), each);
    hz_page_line(sink, line);
}

/* ---- what could be given up ---- */

static const char *name_lifted(char *buf, size_t size, const hz_scenario *s, const hz_clash *c)
{
    char label[NAME_BYTES], amount[NAME_BYTES];

    if (c->kind != HZ_CLASH_DEMAND)
        snprintf(buf, size, _("%1$s (file line %2$d)"), s->enterprises[c->enterprise].name, c->line);
    else
        snprintf(buf, size, _("%1$s (file line %2$d): %3$s"), hz_show_balance(label, sizeof label, s, &c->of), c->line,
                 show_amount(amount, sizeof amount, s, c, c->within));
    return buf;
}

static void show_lifted(char *buf, size_t size, const hz_repair *repair)
{
    snprintf(buf, size, repair->kind == HZ_REPAIR_LIFT ? _("exemptions and most cuts: %zu") : _("floors and caps: %zu"), repair->n_lifted);
}

static void show_name(char *buf, size_t size, const hz_scenario *s, const hz_repair *repair)
{
    char label[NAME_BYTES];

    if (repair->lifted)
        show_lifted(buf, size, repair);
    else if (repair->kind != HZ_REPAIR_ONE)
        snprintf(buf, size, "%s", repair->kind == HZ_REPAIR_ALIKE ? _("all targets alike") : _("each target by what is missing"));
    else if (repair->what.kind == HZ_CLASH_DEMAND)
        snprintf(buf, size, _("%1$s, file line %2$d"), hz_show_balance(label, sizeof label, s, &repair->what.of), repair->what.line);
    else
        show_clash(buf, size, s, &repair->what, false);
}

/* Which they are, below the table. */
static void put_lifted(hz_sink *sink, const hz_scenario *s, const hz_repair *repair)
{
    char line[HZ_PAGE_LINE], name[2 * NAME_BYTES];
    size_t length = (size_t)snprintf(line, sizeof line, "%s",
                                     repair->kind == HZ_REPAIR_LIFT ? _("Exemptions and most cuts, lifted together: ")
                                                                    : _("Floors and caps, loosened together: "));

    for (size_t i = 0; i < repair->n_lifted && i < N_NAMED && length < sizeof line; i++)
        length += (size_t)snprintf(line + length, sizeof line - length, "%s%s", i > 0 ? _("; ") : "",
                                   name_lifted(name, sizeof name, s, &repair->lifted[i]));
    if (length < sizeof line && repair->n_lifted > N_NAMED)
        length += (size_t)snprintf(line + length, sizeof line - length, _("; and %zu more"), repair->n_lifted - N_NAMED);
    if (length < sizeof line)
        snprintf(line + length, sizeof line - length, "%s", _("."));
    hz_page_line(sink, line);
}

static const char *show_instead(char *buf, size_t size, const hz_scenario *s, const hz_impasse *r, const hz_repair *repair)
{
    char number[HZ_FIXED_MAX];

    if (!repair->is_enough)
        return _("not enough by itself");
    if (repair->kind == HZ_REPAIR_ALIKE)
        snprintf(buf, size, _("%s %% of each"), hz_page_percent(number, r->factor_ppm / (HZ_RATIO_ONE / HZ_SHARE_ONE)));
    else if (repair->kind == HZ_REPAIR_EACH)
        snprintf(buf, size, _("%1$s %2$s less"), hz_page_mass(number, r->missing_g_d), hz_show_unit("kg/d"));
    if (repair->kind == HZ_REPAIR_LIMITS)
        return _("see below");
    if (repair->kind >= HZ_REPAIR_EACH)
        return buf;
    return repair->has_amount ? show_amount(buf, size, s, &repair->what, repair->amount) : _("given up");
}

static void put_repair(hz_sink *sink, const hz_scenario *s, const hz_impasse *r, const hz_repair *repair, hz_page_column *columns)
{
    char name[HZ_PAGE_LINE], instead[NAME_BYTES], cost[HZ_FIXED_MAX], more[HZ_FIXED_MAX + 1];
    bool has_cost = repair->is_enough && repair->has_cost;

    show_name(name, sizeof name, s, repair);
    hz_page_row(sink, columns, 4,
                (const char *[]){name, show_instead(instead, sizeof instead, s, r, repair),
                                 has_cost ? hz_page_money(cost, repair->cost_fen_d) : "-",
                                 has_cost ? hz_page_money_change(more, repair->cost_fen_d - r->repairs[0].cost_fen_d) : "-"});
}

static void put_rows(hz_sink *sink, const hz_scenario *s, const hz_impasse *r, hz_page_column *columns)
{
    for (size_t i = 0; i < r->n_repairs && i < N_REPAIRS; i++)
        put_repair(sink, s, r, &r->repairs[i], columns);
}

static void put_repairs(hz_sink *sink, const hz_scenario *s, const hz_impasse *r)
{
    char cost[NAME_BYTES];
    const char *const headings[] = {_("give up"), _("what can be asked for instead"), cost, _("above cheapest")};
    hz_page_column columns[] = {{42, false}, {28, false}, {16, true}, {14, true}};

    if (r->n_repairs == 0)
        return;
    snprintf(cost, sizeof cost, _("plan costs, %s"), hz_show_currency(s->currency));
    hz_page_section(sink, _("What could be given up, all else kept"));
    put_rows(NULL, s, r, columns);
    hz_page_headings(sink, columns, 4, headings);
    put_rows(sink, s, r, columns);
    hz_putc(sink, '\n');
    for (size_t i = 0; i < r->n_repairs; i++)
        if (r->repairs[i].lifted && r->repairs[i].is_enough)
            put_lifted(sink, s, &r->repairs[i]);
    hz_page_line(sink, _("Each was tried by itself and proved. The cost is the least that any plan then has, before orders are rounded to steps."));
}

void hz_text_refusal(hz_sink *sink, const hz_scenario *scenario, const hz_impasse *refusal)
{
    if (refusal->has_conflict) {
        put_conflict(sink, scenario, refusal);
    } else {
        hz_putc(sink, '\n');
        hz_page_line(sink, _("Which demands contradict one another was not found out: there are too many of them, or the time or the memory came to "
                             "an end."));
    }
    put_factor(sink, refusal);
    put_missing(sink, scenario, refusal);
    put_repairs(sink, scenario, refusal);
}

/* ---- JSON ---- */

static void put_amount(hz_sink *sink, const hz_scenario *s, const hz_balance *of, const char *key, int64_t amount)
{
    hz_json_fixed(sink, key, amount, hz_show_balance_unit(s, of).scale);
}

static void put_json_demand(hz_sink *sink, const hz_scenario *s, const hz_clash *c)
{
    char name[HZ_PAGE_LINE];

    hz_json_text(sink, "demand", hz_show_balance(name, sizeof name, s, &c->of));
    hz_json_text(sink, "unit", hz_show_balance_unit(s, &c->of).unit);
    put_amount(sink, s, &c->of, "base", c->of.base);
    put_amount(sink, s, &c->of, "required", c->of.required);
    hz_json_flag(sink, "is_target", c->is_target);
    if (c->has_within)
        put_amount(sink, s, &c->of, c->is_target ? "within" : "instead", c->within);
}

static void put_json_bound(hz_sink *sink, const hz_scenario *s, const hz_clash *c)
{
    hz_json_text(sink, "enterprise", s->enterprises[c->enterprise].id);
    if (c->unit != HZ_NONE)
        hz_json_text(sink, "unit", s->units[c->unit].id);
    if (c->kind != HZ_CLASH_EXEMPT)
        hz_json_fixed(sink, "percent", c->bp, 2);
}

/* Behind `{`. */
static void put_json_clash(hz_sink *sink, const hz_scenario *s, const hz_clash *c)
{
    hz_json_first_text(sink, "kind", hz_clash_kind_id(c->kind));
    if (c->kind == HZ_CLASH_DEMAND)
        put_json_demand(sink, s, c);
    else if (c->kind == HZ_CLASH_GRADES) {
        hz_json_text(sink, "sector", s->sectors[c->sector].id);
        hz_json_text(sink, "district", s->districts[c->district].id);
    } else if (is_bound(c))
        put_json_bound(sink, s, c);
    if (c->kind != HZ_CLASH_NESTED) {
        hz_json_text(sink, "level", hz_level_id(c->level));
        hz_json_count(sink, "line", (size_t)c->line);
    }
}

static void put_json_clashes(hz_sink *sink, const hz_scenario *s, const char *key, const hz_clash *clashes, size_t n)
{
    hz_json_key(sink, key);
    hz_putc(sink, '[');
    for (size_t i = 0; i < n; i++) {
        hz_puts(sink, i > 0 ? "," : "");
        put_json_clash(sink, s, &clashes[i]);
        hz_putc(sink, '}');
    }
    hz_putc(sink, ']');
}

static void put_json_near(hz_sink *sink, const hz_scenario *s, const hz_impasse *r)
{
    char name[HZ_PAGE_LINE];

    hz_json_flag(sink, "is_hard", r->is_hard);
    hz_json_text(sink, "share_of_targets", r->has_factor ? r->factor_exact : NULL);
    hz_json_key(sink, "missing_kg_d");
    if (r->has_shortfalls)
        hz_put_fixed(sink, r->missing_g_d, 3, -1);
    else
        hz_puts(sink, "null");
    hz_json_key(sink, "missing");
    hz_putc(sink, '[');
    for (size_t i = 0; i < r->n_shortfalls; i++) {
        hz_puts(sink, i > 0 ? "," : "");
        hz_json_first_text(sink, "demand", hz_show_balance(name, sizeof name, s, &r->shortfalls[i].of));
        hz_json_text(sink, "level", hz_level_id(r->shortfalls[i].level));
        hz_json_count(sink, "line", (size_t)s->demands[r->shortfalls[i].of.demand].line);
        hz_json_fixed(sink, "missing_kg_d", r->shortfalls[i].missing_g_d, 3);
        hz_putc(sink, '}');
    }
    hz_putc(sink, ']');
}

static void put_json_repair(hz_sink *sink, const hz_scenario *s, const hz_repair *repair)
{
    hz_json_first_text(sink, "give_up", hz_repair_kind_id(repair->kind));
    if (repair->kind == HZ_REPAIR_ONE) {
        hz_json_key(sink, "what");
        put_json_clash(sink, s, &repair->what);
        hz_putc(sink, '}');
    }
    hz_json_flag(sink, "is_enough", repair->is_enough);
    if (repair->has_amount)
        put_amount(sink, s, &repair->what.of, "instead", repair->amount);
    if (repair->is_enough && repair->has_cost)
        hz_json_money(sink, "cost_per_day", repair->cost_fen_d);
    if (repair->lifted)
        put_json_clashes(sink, s, "lifted", repair->lifted, repair->n_lifted);
    hz_putc(sink, '}');
}

void hz_json_refusal(hz_sink *sink, const hz_scenario *scenario, const hz_impasse *refusal)
{
    hz_puts(sink, "{\"is_relaxation\":");
    hz_puts(sink, refusal->is_relaxation ? "true" : "false");
    hz_json_flag(sink, "keeps_exemptions", refusal->keeps_exemptions);
    hz_json_key(sink, "is_irreducible");
    hz_puts(sink, !refusal->has_conflict ? "null" : refusal->is_irreducible ? "true" : "false");
    hz_json_count(sink, "n_solves", refusal->n_solves);
    put_json_clashes(sink, scenario, "contradictions", refusal->clashes, refusal->n_clashes);
    put_json_near(sink, scenario, refusal);
    hz_json_key(sink, "repairs");
    hz_putc(sink, '[');
    for (size_t i = 0; i < refusal->n_repairs; i++) {
        hz_puts(sink, i > 0 ? "," : "");
        put_json_repair(sink, scenario, &refusal->repairs[i]);
    }
    hz_puts(sink, "]}");
}

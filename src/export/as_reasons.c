/* as_reasons.c - why each unit is ordered what it is, as sentences, as a table and as a page
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/as_reasons.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/csv.h"
#include "base/lang.h"
#include "export/json.h"
#include "export/page.h"
#include "export/show.h"

enum { LINE_BYTES = HZ_PAGE_LINE, N_SHOWN = 10 };

/* ---- one reason ---- */

static const char *reason_name(hz_why why)
{
    static const char *const names[HZ_N_WHYS] = {
        [HZ_WHY_WORTH] = N_("worth its cost"),
        [HZ_WHY_DEAR] = N_("too dear"),
        [HZ_WHY_MARGIN] = N_("at the margin"),
        [HZ_WHY_BEYOND] = N_("cut beyond its worth"),
        [HZ_WHY_HELD_BACK] = N_("held back"),
        [HZ_WHY_LEAST] = N_("least cut"),
        [HZ_WHY_SPARED] = N_("not to be cut"),
        [HZ_WHY_DOWN] = N_("out of operation"),
        [HZ_WHY_USELESS] = N_("helps nothing that binds"),
    };

    return _(names[why]);
}

/* "PM, Qinyang City": the demand that most of the worth comes from. Its line is not the same in every copy of the scenario. */
static const char *show_demand(char *buf, size_t size, const hz_plan *plan, const hz_reason *reason)
{
    return hz_show_balance(buf, size, plan->scenario, &plan->reckoning->balances[reason->row]);
}

/* What a unit of it costs here, beside what the plan pays for the last one: only of masses, which people compare. */
static void add_rates(char *buf, size_t size, const hz_plan *plan, const hz_reason *reason)
{
    const hz_balance *balance = &plan->reckoning->balances[reason->row];
    char here[HZ_FIXED_MAX], paid[HZ_FIXED_MAX];
    size_t used = strlen(buf);

    if (plan->scenario->demands[balance->demand].kind != HZ_DEMAND_REDUCTION || reason->row_amount <= 0 || used >= size)
        return;
    hz_page_money(here, hz_div_half_even((__int128)reason->cost_fen_d * 1000, reason->row_amount));
    hz_page_money(paid, hz_div_half_even((__int128)reason->row_worth_fen_d * 1000, reason->row_amount));
    snprintf(buf + used, size - used, _(" Counted on that alone, a kilogram costs %1$s %3$s here; the plan pays %2$s for it, and for what else is cut with it."), here, paid,
             hz_show_money(plan->scenario->currency));
}

static void add_demand(char *buf, size_t size, const hz_plan *plan, const hz_reason *reason)
{
    char demand[LINE_BYTES];
    size_t used = strlen(buf);

    if (reason->row == HZ_NONE || used >= size)
        return;
    snprintf(buf + used, size - used, _(" What counts most is %s."), show_demand(demand, sizeof demand, plan, reason));
    add_rates(buf, size, plan, reason);
}

static const char *money_sentence(hz_why why)
{
    switch (why) {
    case HZ_WHY_WORTH:
        return _("Worth its cost: what is cut costs %1$s %3$s, and saves %2$s elsewhere; it would be spared only if it cost more than that.");
    case HZ_WHY_DEAR:
        return _("Too dear: cutting it would cost %1$s %3$s, and save only %2$s elsewhere; it would be called on if it cost less than that.");
    case HZ_WHY_MARGIN:
        return _("At the margin: it costs %1$s %3$s, just what it saves elsewhere; whoever costs more is spared, whoever costs less is cut.");
    case HZ_WHY_BEYOND:
        return _("Cut although it costs %1$s %3$s and saves only %2$s elsewhere: equal treatment, another level, whole steps or whole "
                 "ways of running ask for it.");
    case HZ_WHY_HELD_BACK:
        return _("Not cut deeper, although that would cost %1$s %3$s and save %2$s elsewhere: equal treatment, another level, whole steps "
                 "or whole ways of running stand in the way.");
    case HZ_WHY_USELESS:
        return _("Cutting it would cost %1$s %3$s, and help no demand that is not met anyway.");
    default:
        return NULL;
    }
}

static const char *plain_sentence(hz_why why)
{
    switch (why) {
    case HZ_WHY_LEAST:
        return _("It is cut as little as it may be.");
    case HZ_WHY_DOWN:
        return _("It is out of operation, and stays so.");
    default:
        return _("It may not be cut at this level.");
    }
}

const char *hz_show_reason(char *buf, size_t size, const hz_plan *plan, size_t unit)
{
    const hz_reason *reason = &plan->reasons[unit];
    const char *format = money_sentence((hz_why)reason->why);
    char cost[HZ_FIXED_MAX], worth[HZ_FIXED_MAX];

    if (!format) {
        snprintf(buf, size, "%s", plain_sentence((hz_why)reason->why));
        return buf;
    }
    snprintf(buf, size, format, hz_page_money(cost, reason->cost_fen_d), hz_page_money(worth, reason->worth_fen_d),
             hz_show_currency(plan->scenario->currency));
    if (reason->why != HZ_WHY_USELESS)
        add_demand(buf, size, plan, reason);
    return buf;
}

/* ---- the table ---- */

static void put_headings(hz_sink *sink, const char *currency)
{
    const char *const front[] = {_("standing of the data"), _("plan"), _("enterprise id"), _("enterprise"), _("unit id"),
                                 _("unit"),                 _("cut, %"), _("reason")};
    const char *const money[] = {_("cost, %s"), _("worth, %s")}, *const back[] = {_("demand that counts most"), _("why")};
    char heading[LINE_BYTES];

    for (size_t i = 0; i < sizeof front / sizeof *front; i++)
        hz_csv_put(sink, front[i], i == 0);
    for (size_t i = 0; i < sizeof money / sizeof *money; i++) {
        snprintf(heading, sizeof heading, money[i], hz_show_currency(currency));
        hz_csv_put(sink, heading, false);
    }
    for (size_t i = 0; i < sizeof back / sizeof *back; i++)
        hz_csv_put(sink, back[i], false);
    hz_csv_end(sink);
}

static void put_row(hz_sink *sink, const hz_plan *plan, size_t unit)
{
    const hz_scenario *s = plan->scenario;
    const hz_unit *u = &s->units[unit];
    const hz_reason *reason = &plan->reasons[unit];
    char text[LINE_BYTES];

    hz_csv_put(sink, hz_standing_name(s->standing), true);
    hz_csv_put(sink, plan->id, false);
    hz_csv_put(sink, s->enterprises[u->enterprise].id, false);
    hz_csv_put(sink, s->enterprises[u->enterprise].name, false);
    hz_csv_put(sink, u->id, false);
    hz_csv_put(sink, u->name, false);
    hz_csv_put_fixed(sink, plan->orders[unit].cut_bp, 2, -1, false);
    hz_csv_put(sink, reason_name((hz_why)reason->why), false);
    hz_csv_put_fixed(sink, reason->cost_fen_d, 2, 2, false);
    hz_csv_put_fixed(sink, reason->worth_fen_d, 2, 2, false);
    hz_csv_put(sink, reason->row == HZ_NONE ? "" : show_demand(text, sizeof text, plan, reason), false);
    hz_csv_put(sink, hz_show_reason(text, sizeof text, plan, unit), false);
    hz_csv_end(sink);
}

void hz_csv_reasons(hz_sink *sink, const hz_plan *plan)
{
    hz_puts(sink, "\xEF\xBB\xBF"); /* as in as_csv.c */
    put_headings(sink, plan->scenario->currency);
    for (size_t u = 0; plan->reasons && u < plan->scenario->n_units; u++)
        put_row(sink, plan, u);
}

/* ---- the sheet of an enterprise ---- */

void hz_text_reasons_of(hz_sink *sink, const hz_plan *plan, size_t enterprise)
{
    const hz_enterprise *e = &plan->scenario->enterprises[enterprise];

    if (!plan->reasons)
        return;
    hz_page_section(sink, _("Why"));
    for (uint32_t u = e->first_unit; u < e->first_unit + e->n_units; u++) {
        char line[2 * LINE_BYTES], text[LINE_BYTES];

        snprintf(line, sizeof line, "[%s] %s", plan->scenario->units[u].id, hz_show_reason(text, sizeof text, plan, u));
        hz_page_line(sink, line);
    }
}

/* ---- the page ---- */

static int64_t gain(const hz_reason *reason)
{
    return reason->worth_fen_d - reason->cost_fen_d;
}

/* By how much its cost would have to change, as a share of it, 1/10000. */
static int64_t distance(const hz_reason *reason)
{
    int64_t by = gain(reason) < 0 ? -gain(reason) : gain(reason);

    return reason->cost_fen_d > 0 ? hz_div_half_even((__int128)by * HZ_SHARE_ONE, reason->cost_fen_d) : INT64_MAX;
}

typedef struct {
    int64_t key;
    uint32_t unit;
} ranked;

static int by_key(const void *a, const void *b)
{
    const ranked *x = a, *y = b;

    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return x->unit < y->unit ? -1 : x->unit > y->unit;
}

/* The units of these reasons, the least key first; the caller frees *list. */
static size_t rank(ranked **list, const hz_plan *plan, unsigned whys, int64_t (*key)(const hz_reason *))
{
    size_t n = 0;

    *list = hz_calloc(plan->scenario->n_units + 1, sizeof **list);
    for (uint32_t u = 0; *list && u < plan->scenario->n_units; u++)
        if (whys >> plan->reasons[u].why & 1)
            (*list)[n++] = (ranked){key(&plan->reasons[u]), u};
    if (n > 1)
        qsort(*list, n, sizeof **list, by_key);
    return n;
}

static int64_t least_saved(const hz_reason *reason)
{
    return -gain(reason);
}

static void put_ranked(hz_sink *sink, const hz_plan *plan, const char *title, unsigned whys, int64_t (*key)(const hz_reason *))
{
    const hz_scenario *s = plan->scenario;
    ranked *list;
    size_t n = rank(&list, plan, whys, key);

    if (n > 0)
        hz_page_section(sink, title);
    for (size_t i = 0; i < n && i < N_SHOWN; i++) {
        const hz_unit *u = &s->units[list[i].unit];
        const hz_reason *reason = &plan->reasons[list[i].unit];
        char line[LINE_BYTES], cost[HZ_FIXED_MAX], worth[HZ_FIXED_MAX];

        snprintf(line, sizeof line, _("  %1$s %2$s [%3$s]: costs %4$s, saves %5$s elsewhere"), s->enterprises[u->enterprise].id,
                 s->enterprises[u->enterprise].name, u->id, hz_page_money(cost, reason->cost_fen_d), hz_page_money(worth, reason->worth_fen_d));
        hz_page_line(sink, line);
    }
    free(list);
}

/* ---- what it hangs on ---- */

static int64_t least_worth(const hz_reason *reason)
{
    return -reason->worth_fen_d;
}

/* Were a unit's emissions one per cent lower than reported, others would have to cut what it brings less, at the prices. */
static void put_data(hz_sink *sink, const hz_plan *plan)
{
    const hz_scenario *s = plan->scenario;
    ranked *list;
    size_t n = rank(&list, plan, 1U << HZ_WHY_WORTH | 1U << HZ_WHY_MARGIN | 1U << HZ_WHY_BEYOND, least_worth);

    if (n > 0)
        hz_page_section(sink, _("Data that the cost hangs on most: look at these first"));
    for (size_t i = 0; i < n && i < N_SHOWN; i++) {
        const hz_unit *u = &s->units[list[i].unit];
        const hz_reason *reason = &plan->reasons[list[i].unit];
        char line[LINE_BYTES], cost[HZ_FIXED_MAX], worth[HZ_FIXED_MAX];

        snprintf(line, sizeof line,
                 _("  %1$s %2$s [%3$s]: one per cent less of what it emits makes the plan dearer by about %4$s a day, one per cent more of what its cut costs by %5$s"),
                 s->enterprises[u->enterprise].id, s->enterprises[u->enterprise].name, u->id,
                 hz_page_money(worth, hz_div_half_even(reason->worth_fen_d, 100)), hz_page_money(cost, hz_div_half_even(reason->cost_fen_d, 100)));
        hz_page_line(sink, line);
    }
    free(list);
}

static void put_counts(hz_sink *sink, const hz_plan *plan)
{
    size_t n[HZ_N_WHYS] = {0};

    for (size_t u = 0; u < plan->scenario->n_units; u++)
        n[plan->reasons[u].why]++;
    hz_page_section(sink, _("Units by reason"));
    for (int why = 0; why < HZ_N_WHYS; why++) {
        char count[HZ_FIXED_MAX];

        if (n[why] > 0)
            hz_page_fact(sink, reason_name((hz_why)why), hz_page_count(count, n[why]));
    }
}

/* What is asked for when a demand has been moved so far, in its unit; NULL: it has no end. */
static const char *moved(char *buf, const hz_plan *plan, size_t balance, int64_t way, bool is_tighter)
{
    const hz_balance *b = &plan->reckoning->balances[balance];
    hz_demand_kind kind = plan->scenario->demands[b->demand].kind;
    bool is_most = kind == HZ_DEMAND_CAP;

    if (way == INT64_MAX)
        return NULL;
    return hz_page_amount(buf, b->required + (is_tighter != is_most ? way : -way), hz_show_balance_unit(plan->scenario, b).scale);
}

static void put_range(hz_sink *sink, const hz_plan *plan, size_t balance)
{
    const hz_range *range = &plan->ranges[balance];
    char line[LINE_BYTES], from[HZ_FIXED_MAX], to[HZ_FIXED_MAX];
    const char *looser = moved(from, plan, balance, range->looser, false), *tighter = moved(to, plan, balance, range->tighter, true);

    if (!looser || !tighter)
        return;
    snprintf(line, sizeof line, _("    That price holds while between %1$s and %2$s %3$s are asked for."), looser, tighter,
             hz_show_balance_words(plan->scenario, &plan->reckoning->balances[balance]));
    hz_page_line(sink, line);
}

static void put_binding(hz_sink *sink, const hz_plan *plan, size_t balance)
{
    const hz_balance *b = &plan->reckoning->balances[balance];
    hz_shown unit = hz_show_balance_unit(plan->scenario, b);
    double price = fabs(plan->price[balance]);
    char line[LINE_BYTES], name[LINE_BYTES / 2], money[HZ_FIXED_MAX], percent[HZ_FIXED_MAX];

    hz_show_balance(name, sizeof name, plan->scenario, b);
    snprintf(line, sizeof line, _("  %1$s: the last %2$s costs %3$s %4$s; to ask for one per cent more would cost at least %5$s a day."), name,
             hz_show_unit(unit.unit), hz_page_money(money, hz_show_price(plan, balance)), hz_show_money(plan->scenario->currency),
             hz_page_money(percent, llround(price * (double)b->required / 100)));
    hz_page_line(sink, line);
    if (plan->ranges && plan->ranges[balance].tighter >= 0)
        put_range(sink, plan, balance);
}

static void put_bindings(hz_sink *sink, const hz_plan *plan)
{
    hz_page_section(sink, _("What binds, and what the last of it costs"));
    for (size_t b = 0; b < plan->reckoning->n_balances; b++)
        if (plan->price[b] != 0)
            put_binding(sink, plan, b);
}

void hz_text_reasons(hz_sink *sink, const hz_plan *plan)
{
    if (!plan->reasons)
        return;
    hz_page_stamp(sink, plan->scenario->standing);
    hz_page_title(sink, _("Why these orders"));
    hz_page_head(sink, plan);
    put_bindings(sink, plan);
    put_counts(sink, plan);
    put_ranked(sink, plan, _("Without these the plan would cost most more"), 1U << HZ_WHY_WORTH, least_saved);
    put_ranked(sink, plan, _("Cut, and nearest to being spared"), 1U << HZ_WHY_WORTH | 1U << HZ_WHY_MARGIN, distance);
    put_ranked(sink, plan, _("Spared, and nearest to being cut"), 1U << HZ_WHY_DEAR, distance);
    put_ranked(sink, plan, _("Cut beyond their worth"), 1U << HZ_WHY_BEYOND, gain);
    put_data(sink, plan);
    hz_page_foot(sink, plan);
}

/* ---- JSON ---- */

void hz_json_reason(hz_sink *sink, const hz_plan *plan, size_t unit)
{
    const hz_reason *reason = &plan->reasons[unit];
    char text[LINE_BYTES];

    hz_putf(sink, "\"reason\":\"%s\"", hz_why_id((hz_why)reason->why));
    hz_json_money(sink, "cost_d", reason->cost_fen_d);
    hz_json_money(sink, "worth_d", reason->worth_fen_d);
    hz_puts(sink, ",\"demand_line\":");
    if (reason->row == HZ_NONE)
        hz_puts(sink, "null");
    else
        hz_put_int(sink, plan->scenario->demands[plan->reckoning->balances[reason->row].demand].line);
    hz_json_text(sink, "why", hz_show_reason(text, sizeof text, plan, unit));
}

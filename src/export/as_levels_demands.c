/* as_levels_demands.c - what is demanded of several levels, and what becomes of it: parts of the summary of all levels
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/as_levels_demands.h"

#include <stdio.h>

#include "base/lang.h"
#include "export/page.h"
#include "export/show.h"

enum { TEXT_BYTES = HZ_PAGE_LINE, N_MANY = 24, N_BINDING = 6, N_COLUMNS = 7 };

static const char *level_name(const hz_levels *l, size_t k)
{
    return hz_level_name(l->levels[k].plan->settings.level);
}

/* ---- what binds ---- */

/* A claim of a level that has a price. */
typedef struct {
    size_t level, balance;
    double cost; /* see cost_of() */
} binding;

/* Price times what is required, in 1/100 of the currency. */
static double cost_of(const hz_levels *l, size_t k, size_t balance)
{
    const hz_balance *b = &l->levels[k].plan->reckoning->balances[balance];
    double cost = (double)hz_show_joint_price(l, k, balance) * (double)b->required;

    for (int i = hz_show_balance_unit(l->scenario, b).scale; i > 0; i--)
        cost /= 10;
    return cost;
}

/* Those that cost most, dearest first, ties by level and then in their order; *n_all: how many there are in all. Returns how many are
 * in `top`. */
static size_t find_binding(binding top[N_BINDING], size_t *n_all, const hz_levels *l)
{
    size_t n = 0;

    *n_all = 0;
    for (size_t k = 0; k < l->n_levels; k++)
        for (size_t i = 0; i < l->levels[k].plan->reckoning->n_balances; i++) {
            size_t at = n;
            double cost;

            if (l->levels[k].price[i] == 0)
                continue;
            ++*n_all;
            cost = cost_of(l, k, i);
            while (at > 0 && top[at - 1].cost < cost)
                at--;
            if (at == N_BINDING)
                continue;
            n += n < N_BINDING;
            for (size_t j = n - 1; j > at; j--)
                top[j] = top[j - 1];
            top[at] = (binding){k, i, cost};
        }
    return n;
}

void hz_text_levels_binding(hz_sink *sink, const hz_levels *l)
{
    binding top[N_BINDING];
    size_t n_all, n = find_binding(top, &n_all, l);
    char line[2 * TEXT_BYTES], label[TEXT_BYTES], rest[HZ_FIXED_MAX];

    if (n == 0) {
        hz_page_line(sink, _("No demand with a price binds: one more of each would cost nothing."));
        return;
    }
    hz_page_line(sink, _("What binds, by price times what is required, the largest first:"));
    for (size_t i = 0; i < n; i++) {
        const hz_reckoning *r = l->levels[top[i].level].plan->reckoning;

        snprintf(line, sizeof line, "    %s%s%s", level_name(l, top[i].level), _(", "),
                 hz_show_balance(label, sizeof label, l->scenario, &r->balances[top[i].balance]));
        hz_page_line(sink, line);
    }
    if (n_all == n)
        return;
    snprintf(line, sizeof line, _("    and %s others, see their prices below"), hz_page_count(rest, n_all - n));
    hz_page_line(sink, line);
}

/* ---- the same claim of several levels ---- */

static bool is_same_demand(const hz_demand *a, const hz_demand *b)
{
    return a->kind == b->kind && a->scope == b->scope && a->group == b->group && a->pollutant == b->pollutant &&
           a->pollutants == b->pollutants && a->product == b->product && a->weighting == b->weighting &&
           a->cap_of == b->cap_of && a->n_failing == b->n_failing &&
           (a->kind != HZ_DEMAND_SAFETY || a->ratio_ppm == b->ratio_ppm);
}

/* The same claim, of two levels. */
static bool is_same(const hz_scenario *s, const hz_balance *a, const hz_balance *b)
{
    hz_demand of_a = hz_balance_demand(s, a), of_b = hz_balance_demand(s, b);

    if (!is_same_demand(&of_a, &of_b) || (a->target == HZ_NONE) != (b->target == HZ_NONE))
        return false;
    return a->target == HZ_NONE || is_same_demand(&s->demands[a->target], &s->demands[b->target]);
}

/* The balance of the same claim at the k-th level; NULL: it is not made there. All levels have their claims in one order: it is
 * looked for from the one on that was found last. */
static const hz_balance *find_balance(const hz_levels *l, size_t k, const hz_balance *balance, size_t *last)
{
    const hz_reckoning *r = l->levels[k].plan->reckoning;

    for (size_t i = 0, at = *last; i < r->n_balances; i++, at++) {
        at = at < r->n_balances ? at : 0;
        if (!is_same(l->scenario, &r->balances[at], balance))
            continue;
        *last = at;
        return &r->balances[at];
    }
    return NULL;
}

/* ---- tables ---- */

/* A set of kinds of demands. */
#define BIT(kind) (1U << HZ_DEMAND_##kind)

/* Of which kinds of demands (bits) a table is, and its words for what is required and what is reached. */
typedef struct {
    unsigned kinds;
    const char *title, *required, *reached;
} demand_table;

/* A claim at the k-th level; the name stands in the first row of it. */
static void put_claim(hz_sink *sink, const hz_levels *l, size_t k, const hz_balance *b, bool is_named,
                      hz_page_column *columns)
{
    bool has_price = !hz_is_fairness(l->scenario->demands[b->demand].kind); /* that is many arcs and no row */
    size_t balance = (size_t)(b - l->levels[k].plan->reckoning->balances);
    hz_page_claim c;
    char price[HZ_FIXED_MAX];
    const char *cells[N_COLUMNS] = {is_named ? c.label : "", level_name(l, k), c.required, c.reached, c.slack, NULL,
                                    has_price ? hz_page_money(price, hz_show_joint_price(l, k, balance)) : "-"};

    hz_page_balance(&c, l->scenario, b);
    cells[5] = c.unit;
    hz_page_row(sink, columns, N_COLUMNS, cells);
}

/* Each claim of those kinds where the mildest level has it, with all levels that have it, one below the other; of many the first.
 * Returns how many there are. */
static size_t put_claims(hz_sink *sink, const hz_levels *l, const demand_table *table, hz_page_column *columns)
{
    size_t n = 0, last[HZ_N_LEVELS] = {0};

    for (size_t k = 0; k < l->n_levels; k++) {
        const hz_reckoning *r = l->levels[k].plan->reckoning;

        for (size_t i = 0; i < r->n_balances; i++) {
            const hz_balance *first = &r->balances[i];
            bool is_first = table->kinds >> l->scenario->demands[first->demand].kind & 1;

            for (size_t before = 0; before < k && is_first; before++)
                is_first = !find_balance(l, before, first, &last[before]);
            if (!is_first || n++ >= N_MANY)
                continue;
            put_claim(sink, l, k, first, true, columns);
            for (size_t above = k + 1; above < l->n_levels; above++) {
                const hz_balance *b = find_balance(l, above, first, &last[above]);

                if (b)
                    put_claim(sink, l, above, b, false, columns);
            }
        }
    }
    return n;
}

static void put_table(hz_sink *sink, const hz_levels *l, const demand_table *table)
{
    hz_page_column columns[N_COLUMNS] = {{36, false}, {6, false},  {15, true}, {15, true},
                                         {14, true},  {11, false}, {10, true}};
    const char *headings[N_COLUMNS] = {_("demand"), _("level"),       table->required, table->reached,
                                       _("slack"),  _("measured in"), _("price/unit")};
    char line[TEXT_BYTES], rest[HZ_FIXED_MAX];
    size_t n = put_claims(NULL, l, table, columns);

    if (n == 0)
        return;
    hz_page_section(sink, table->title);
    hz_page_headings(sink, columns, N_COLUMNS, headings);
    put_claims(sink, l, table, columns);
    if (n <= N_MANY)
        return;
    snprintf(line, sizeof line, _("And %s others; plan.json has them all."), hz_page_count(rest, n - N_MANY));
    hz_page_line(sink, line);
}

void hz_text_levels_demands(hz_sink *sink, const hz_levels *l)
{
    const demand_table tables[] = {
        {BIT(REDUCTION) | BIT(POOL) | BIT(SAFETY), _("Required reductions"), _("to cut"), _("cut")},
        {BIT(WEIGHTED), _("Estimates: weighted sums of reductions"), _("to cut"), _("cut")},
        {BIT(LINES), _("Lines that must stop"), _("to be stopped"), _("stopped")},
        {BIT(FLOOR), _("Supply that must go on"), _("to be made"), _("still made")},
        {BIT(CAP), _("What is borne at most"), _("at most"), _("borne")},
        {BIT(ORDER) | BIT(ALIKE), _("How far cuts may differ: the order of the grades, and alike treatment"), _("at most"),
         _("in orders")}};
    char line[TEXT_BYTES];

    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        put_table(sink, l, &tables[i]);
    snprintf(line, sizeof line,
             _("Prices at the margin of all levels together, %s: what one unit more that is demanded of a level, or one less that may be "
               "borne, adds to the lowest cost over all expected days, with what the other levels must then do. It adds at least that, "
               "and one less saves at most that; 0.00 where the demand holds by itself, or by its safety, which has a price of its own. The prices in the folder of a level are those "
               "of that level planned by itself, for one day."),
             hz_show_money(l->scenario->currency));
    hz_page_line(sink, line);
}

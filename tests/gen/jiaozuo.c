/* jiaozuo.c - draws the illustrative inventory of Jiaozuo
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "jiaozuo.h"

#include <assert.h>
#include <string.h>

/* ---- tables ---- */

const jz_district jz_districts[N_DISTRICTS] = {
#define DISTRICT(...) {__VA_ARGS__},
#include "jiaozuo.def"
};

const jz_trade jz_trades[N_TRADES] = {
#define TRADE(name, ...) {__VA_ARGS__},
#include "jiaozuo.def"
};

enum {
#define RULE(name, ...) name,
#include "jiaozuo.def"
};

static const jz_rule rules[] = {
#define RULE(name, n_rows, ...) {n_rows, {__VA_ARGS__}},
#include "jiaozuo.def"
};

static const jz_line lines[N_LINES] = {
#define LINE(...) {__VA_ARGS__},
#include "jiaozuo.def"
};

typedef struct {
    int trade, n, levels;
    const char *reason;
} jz_guarantee;

static const jz_guarantee guarantees[] = {
#define GUARANTEE(...) {__VA_ARGS__},
#include "jiaozuo.def"
};
enum { N_GUARANTEES = sizeof guarantees / sizeof guarantees[0] };

const jz_cut *jz_cuts_of(int rule, int grade)
{
    bool is_first = rules[rule].n_rows == 1 || grade == GRADE_A;

    return rules[rule].rows[is_first ? 0 : grade - 1];
}

/* ---- drawing ---- */

/* Shares of the grades among the graded trades, and among those that only know "leading": invented. */
static int draw_grade(gen_rng *rng, int scheme)
{
    static const int graded[N_GRADES] = {4, 16, 8, 44, 28, 0, 0};
    static const int leading[N_GRADES] = {0, 0, 0, 0, 0, 12, 88};

    if (scheme == UNGRADED)
        return GRADE_NONE;
    return (int)gen_weighted(rng, scheme == GRADED ? graded : leading, N_GRADES);
}

/* Better plants emit less for the same output and earn a little more with it: invented, in per cent of grade C. */
static const int emission_of_grade[N_GRADES] = {40, 60, 70, 100, 140, 45, 100};
static const int value_of_grade[N_GRADES] = {115, 110, 105, 100, 90, 115, 100};

int64_t jz_nice(int64_t value)
{
    int64_t step = 1;

    while (value / step >= 200)
        step *= 10;
    return step > 1 ? (value + step / 4) / (step / 2) * (step / 2) : value;
}

int64_t jz_value_added_permille(const jz_trade *trade)
{
    return trade->output == 0 ? 1000 : (trade->value_added * 1000 + trade->output / 2) / trade->output;
}

static void draw_unit(gen_rng *rng, jz_unit *u, const jz_line *line, int number, int grade)
{
    static const char *const bases[] = {"permit", "permit", "eia", "last-year"};
    int64_t spread;

    u->line = line;
    u->number = number;
    u->output = jz_nice(gen_log_uniform(rng, line->from, line->to));
    u->output_basis = line->days == 0 ? "filing" : bases[gen_between(rng, 0, 3)];
    for (int p = 0; p < N_POLLUTANTS; p++) {
        spread = gen_between(rng, 80, 120);
        u->emission_g_d[p] =
            line->mg[p] < 0 ? -1 : u->output * line->mg[p] / 1000 * emission_of_grade[grade] * spread / 10000;
    }
    spread = gen_between(rng, 70, 140);
    u->cost_yuan_d = u->output * line->value_fen / 100 * jz_value_added_permille(&jz_trades[line->trade]) / 1000 *
                     value_of_grade[grade] * spread / 10000;
}

static void draw_units(gen_rng *rng, jz_inventory *inv, jz_enterprise *e)
{
    e->first_unit = inv->n_units;
    for (size_t k = 0; k < N_LINES; k++) {
        int n;

        if (lines[k].trade != e->trade)
            continue;
        n = (int)gen_between(rng, lines[k].n_from, lines[k].n_to);
        for (int i = 1; i <= n; i++) {
            assert(inv->n_units < MAX_UNITS);
            draw_unit(rng, &inv->units[inv->n_units++], &lines[k], i, e->grade);
        }
    }
    e->n_units = inv->n_units - e->first_unit;
}

/* Guaranteed enterprises, then those that reduce on their own account (s-rule-grades, s-rule-exempt). */
static void exempt(jz_enterprise *e)
{
    for (size_t k = 0; k < N_GUARANTEES; k++)
        if (guarantees[k].trade == e->trade && e->number <= guarantees[k].n) {
            e->exempt_levels = guarantees[k].levels;
            e->reason = guarantees[k].reason;
            return;
        }
    if (e->grade == GRADE_A) {
        e->exempt_levels = YELLOW | ORANGE | RED;
        e->reason = "A级企业,自主采取减排措施";
    } else if (e->grade == GRADE_LEADING) {
        e->exempt_levels = YELLOW | ORANGE;
        e->reason = "绩效引领性企业,自主采取减排措施";
    }
}

static size_t draw_district(gen_rng *rng, int trade, int number)
{
    int weights[N_DISTRICTS];

    if (trade == ROADS) /* one for each */
        return (size_t)(number - 1) % N_DISTRICTS;
    for (size_t d = 0; d < N_DISTRICTS; d++)
        weights[d] = jz_trades[trade].weights[d] - '0';
    return gen_weighted(rng, weights, N_DISTRICTS);
}

static void draw_enterprise(gen_rng *rng, jz_inventory *inv, int trade, int number)
{
    jz_enterprise *e = &inv->enterprises[inv->n_enterprises++];
    const jz_district *d;

    e->trade = trade;
    e->number = number;
    e->district = draw_district(rng, trade, number);
    e->grade = draw_grade(rng, jz_trades[trade].scheme);
    d = &jz_districts[e->district];
    e->longitude = d->longitude + (int)gen_between(rng, -300, 300);
    e->latitude = d->latitude + (int)gen_between(rng, -300, 300);
    e->house = (int)gen_between(rng, 1, 299);
    exempt(e);
    e->status = OPERATING;
    if (jz_trades[trade].n >= 10 && trade != ROADS && e->exempt_levels == 0 && gen_chance(rng, 5))
        e->status = gen_chance(rng, 40) ? CLOSED : IDLE;
    draw_units(rng, inv, e);
}

void jz_draw(jz_inventory *inv)
{
    gen_rng rng = {20160923}; /* the day of the order that the program begins with */

    for (int t = 0; t < N_TRADES; t++)
        for (int i = 1; i <= jz_trades[t].n; i++) {
            assert(inv->n_enterprises < MAX_ENTERPRISES);
            draw_enterprise(&rng, inv, t, i);
        }
}

int64_t jz_product(const jz_inventory *inv, const char *product, size_t district)
{
    int64_t sum = 0;

    for (size_t k = 0; k < inv->n_enterprises; k++) {
        const jz_enterprise *e = &inv->enterprises[k];

        if (e->status != OPERATING || (district < N_DISTRICTS && e->district != district))
            continue;
        for (size_t i = e->first_unit; i < e->first_unit + e->n_units; i++)
            if (inv->units[i].line->product != NULL && strcmp(inv->units[i].line->product, product) == 0)
                sum += inv->units[i].output;
    }
    return sum;
}

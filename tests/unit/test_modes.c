/* test_modes.c - whole runs of units with modes: against all combinations of their states, and what must hold of any
 *
 * What a state takes away and costs is worked out here from docs/MODEL.md, not asked of the program.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <check.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/cancel.h"
#include "hazeplan.h"
#include "run_search.h"
#include "mode_town.h"
#include "plan/moves.h"
#include "plan/places.h"
#include "model/ladder.h"
#include "plan/levels.h"
#include "run_proof.h"
#include "scenario/modes.h"

enum { STEP = 1000, MAX_STATES = 32, MAX_TOWN = 8, NO_COST = -1 };

/* ---- runs ---- */

/* The caller frees the run. */
static hz_status run_town(hz_run *run, const town *t, const hz_settings *settings, hz_error *err)
{
    char path[] = "/tmp/hazeplan-town-XXXXXX";
    FILE *f = fdopen(mkstemp(path), "w");
    hz_request request = {.settings = *settings};
    hz_status status;

    ck_assert_ptr_nonnull(f);
    put_town(f, t);
    ck_assert_int_eq(fclose(f), 0);
    *run = (hz_run){0};
    status = hz_run_plan(run, path, &request, err);
    unlink(path);
    return status;
}

/* A plan, or none: proved, or no orders in such steps. */
static bool is_town_planned(hz_run *run, const town *t, const hz_settings *settings)
{
    hz_error err = HZ_ERROR_NONE;
    hz_status status = run_town(run, t, settings, &err);

    ck_assert_msg(status == HZ_OK || status == HZ_ERR_SOLVER, "seed %d: %s", (int)t->seed, err.message);
    ck_assert_msg(status || hz_findings_count(run->findings, HZ_SEVERITY_ERROR) == 0, "seed %d: the town has errors", (int)t->seed);
    return status == HZ_OK && run->reached == HZ_STAGE_RECKONED;
}

static const hz_settings at_orange = {.level = HZ_ORANGE, .step_bp = STEP};
static const hz_settings at_all = {.extent = HZ_EXTENT_ALL, .step_bp = STEP, .milli_days = {[HZ_ORANGE] = 1000, [HZ_RED] = 1000}};

/* ---- the states of a unit, by docs/MODEL.md ---- */

typedef struct {
    int rank, cut_bp; /* the order of the ladder: 0: as before; else by the cut where the mode begins, and its kind; and how far into it */
    int64_t grams[TOWN_POLLUTANTS], fen, output;
} state;

typedef struct {
    state at[MAX_STATES];
    int n;
} states;

static int64_t share_up(int64_t whole, int64_t bp)
{
    return (whole * bp + 9999) / 10000;
}

/* In proportion to output. */
static state cut_by(const town_unit *u, int rank, int bp)
{
    state s = {.rank = rank, .cut_bp = bp, .fen = share_up(u->cost_fen, bp), .output = u->output * 1000000 * (10000 - bp) / 10000};

    for (int p = 0; p < TOWN_POLLUTANTS; p++)
        s.grams[p] = u->emission_g[p] * bp / 10000;
    return s;
}

static int mode_cut_bp(const town_mode *m)
{
    switch (m->kind) {
    case TREATMENT: return 0;
    case LONGER: return (m->b - m->a) * 10000 / m->b;
    case CYCLE: return m->a * 10000 / (m->a + m->b);
    case LIMIT: return 10000 - m->a * 100;
    default: return m->a > 0 ? m->a * 100 : 10000;
    }
}

/* What a day costs, and the hours behind the response that it must go on for. */
static int64_t lasting(int64_t fen, const town_mode *m)
{
    return m->least_h > TOWN_DURATION_H ? (fen * m->least_h + TOWN_DURATION_H - 1) / TOWN_DURATION_H : fen;
}

static int64_t part_up(int64_t whole, int part, int of)
{
    return (whole * part + of - 1) / of;
}

/* On the line between the ends of a bound on either side, which are shares of its deepest; where the limit begins the line is bent. */
static int64_t lasting_limit(const town_unit *u, const town_mode *m, int bp)
{
    int deepest_bp = mode_cut_bp(m), from_bp = 0, to_bp = deepest_bp, begins_bp = deepest_bp > 100 ? 100 : deepest_bp;
    const int ends[] = {u->lo * 100, u->hi * 100};
    int64_t deepest = lasting(share_up(u->cost_fen, deepest_bp), m), from, to;

    for (int i = 0; i < 2; i++) {
        if (ends[i] < bp && ends[i] > from_bp)
            from_bp = ends[i];
        if (ends[i] >= bp && ends[i] > 0 && ends[i] < to_bp)
            to_bp = ends[i];
    }
    from = part_up(deepest, from_bp, deepest_bp);
    to = part_up(deepest, to_bp, deepest_bp);
    if (begins_bp > from_bp && begins_bp < to_bp && bp > begins_bp) {
        from += part_up(to - from, begins_bp - from_bp, to_bp - from_bp);
        from_bp = begins_bp;
    }
    return from + part_up(to - from, bp - from_bp, to_bp - from_bp);
}

static bool is_back_too_late(const town_mode *m)
{
    int beyond_h = m->least_h > TOWN_DURATION_H ? m->least_h - TOWN_DURATION_H : 0;

    return beyond_h + m->restart_h > TOWN_DURATION_H;
}

static state in_mode(const town_unit *u, const town_mode *m, int bp)
{
    int begins_bp = m->kind == LIMIT ? 100 : mode_cut_bp(m);
    state s = cut_by(u, begins_bp * N_KINDS + (int)m->kind + 1, bp);

    for (int p = 0; p < TOWN_POLLUTANTS && m->has_leaves; p++)
        s.grams[p] = u->emission_g[p] * (10000 - m->leaves_bp[p]) / 10000;
    if (m->cost_fen >= 0)
        s.fen = m->cost_fen;
    if (m->kind == LIMIT && u->n_modes > 0)
        s.fen = lasting_limit(u, m, bp);
    else
        s.fen = lasting(s.fen, m);
    if (m->once_fen > 0)
        s.fen += (m->once_fen * 24 + TOWN_DURATION_H - 1) / TOWN_DURATION_H;
    return s;
}

static void add_state(states *all, const town_unit *u, state s)
{
    if (s.cut_bp >= u->lo * 100 && s.cut_bp <= u->hi * 100)
        all->at[all->n++] = s;
}

/* A limit that does not go on from running as before begins with 1 %. */
static bool begins_apart(const town_unit *u, int levels)
{
    for (int m = 0; m < u->n_modes; m++)
        if (u->modes[m].kind == TREATMENT && u->modes[m].levels & levels && u->lo == 0)
            return true;
    return false;
}

/* At the level of a bit, planned together with `levels`. */
static states states_of(const town_unit *u, int bit, int levels)
{
    states all = {.n = 0};
    const town_mode plain = {.kind = LIMIT, .levels = 3, .cost_fen = -1};
    int n_modes = u->n_modes > 0 ? u->n_modes : 1;

    add_state(&all, u, cut_by(u, 0, 0));
    for (int i = 0; i < n_modes; i++) {
        const town_mode *m = u->n_modes > 0 ? &u->modes[i] : &plain;

        if (!(m->levels & bit) || is_back_too_late(m))
            continue;
        if (m->kind != LIMIT)
            add_state(&all, u, in_mode(u, m, mode_cut_bp(m)));
        else if (begins_apart(u, levels))
            add_state(&all, u, in_mode(u, m, 100));
        for (int bp = STEP; m->kind == LIMIT && bp <= mode_cut_bp(m); bp += STEP)
            add_state(&all, u, in_mode(u, m, bp));
    }
    return all;
}

/* ---- all combinations ---- */

typedef struct trial trial;
struct trial {
    const town *t;
    states of[2][MAX_TOWN];                          /* by level */
    int64_t required[2][TOWN_POLLUTANTS];            /* g/d */
    int64_t most[2][MAX_TOWN + 1][TOWN_POLLUTANTS];  /* all units from this one on together */
    int64_t cut[2][TOWN_POLLUTANTS], fen;            /* of those that are set */
    const state *at[2][MAX_TOWN];
    bool (*is_met)(const trial *all);                /* NULL: what else is demanded */
    int64_t least;                                   /* NO_COST: nothing keeps to the demands */
};

static void require(trial *all, int k)
{
    const town *t = all->t;

    for (int p = 0; p < t->n_pollutants; p++) {
        int64_t base = 0;

        for (int u = 0; u < t->n_units; u++)
            base += t->units[u].emission_g[p];
        all->required[k][p] = (base * t->percent[k][p] + 99) / 100;
        for (int u = t->n_units - 1; u >= 0; u--) {
            int64_t most = 0;

            for (int i = 0; i < all->of[k][u].n; i++)
                most = all->of[k][u].at[i].grams[p] > most ? all->of[k][u].at[i].grams[p] : most;
            all->most[k][u][p] = all->most[k][u + 1][p] + most;
        }
    }
}

static bool can_still(const trial *all, int u)
{
    for (int k = 0; k < all->t->n_levels; k++)
        for (int p = 0; p < all->t->n_pollutants; p++)
            if (all->cut[k][p] + all->most[k][u][p] < all->required[k][p])
                return false;
    return all->least == NO_COST || all->fen < all->least;
}

static void stand(trial *all, int k, int u, const state *s, int sign)
{
    all->at[k][u] = s;
    all->fen += sign * s->fen;
    for (int p = 0; p < all->t->n_pollutants; p++)
        all->cut[k][p] += sign * s->grams[p];
}

static bool is_not_deeper(const state *a, const state *b)
{
    return a->rank != b->rank ? a->rank < b->rank : a->cut_bp <= b->cut_bp;
}

static void try_from(trial *all, int k, int u)
{
    const states *of = &all->of[k][u];

    if (k == 0 && !can_still(all, u))
        return;
    if (u == all->t->n_units) {
        if (!all->is_met || all->is_met(all))
            all->least = all->fen;
        return;
    }
    for (int i = 0; i < of->n; i++)
        if (k == 0 || is_not_deeper(all->at[0][u], &of->at[i])) {
            stand(all, k, u, &of->at[i], 1);
            if (k + 1 < all->t->n_levels)
                try_from(all, k + 1, u);
            else
                try_from(all, 0, u + 1);
            stand(all, k, u, &of->at[i], -1);
        }
}

/* Over a day of each level; NO_COST: nothing keeps to the demands. */
static int64_t least_of_all(const town *t, bool (*is_met)(const trial *all))
{
    trial *all = calloc(1, sizeof *all);
    int64_t least;

    all->t = t;
    all->is_met = is_met;
    all->least = NO_COST;
    for (int k = 0; k < t->n_levels; k++) {
        for (int u = 0; u < t->n_units; u++)
            all->of[k][u] = states_of(&t->units[u], 1 << k, t->n_levels == 1 ? 1 : 3);
        require(all, k);
    }
    try_from(all, 0, 0);
    least = all->least;
    free(all);
    return least;
}

/* ---- against all of them ---- */

/* Where shares of fen are rounded, one for each unit and level. */
static int64_t slack_of(const town *t)
{
    return t->seed % 2 == 0 ? 0 : t->n_units * t->n_levels;
}

/* A step of a limit may lie between two places of its rung, of which there are 10,000. */
static int64_t place_slack_of(const town *t)
{
    int64_t slack = slack_of(t);

    for (int u = 0; u < t->n_units; u++)
        slack += t->n_levels * (t->units[u].cost_fen / 10000 + 1);
    return slack;
}

/* Is it proved that nothing is cheaper? If not, the plan says so itself, by a bound below its cost. */
static bool hold_against(const town *t, int64_t least, int64_t cost, int64_t linear, int64_t bound, hz_search_end end)
{
    int64_t slack = slack_of(t);
    bool is_proved = end == HZ_SEARCH_NONE || (end == HZ_SEARCH_EXHAUSTED && bound + place_slack_of(t) >= cost);

    ck_assert_msg(least <= cost && (cost <= least + slack || !is_proved), "seed %d: cost %lld, of all the least %lld", (int)t->seed,
                  (long long)cost, (long long)least);
    ck_assert_msg(end == HZ_SEARCH_NONE || (linear <= bound && bound <= least + slack), "seed %d: bounds %lld, %lld, of all the least %lld",
                  (int)t->seed, (long long)linear, (long long)bound, (long long)least);
    return is_proved;
}

/* Returns how many plans are not proved to be the cheapest, 0 or 1. */
static int hold_town(const town *t, bool (*is_met)(const trial *all))
{
    bool is_proved = true;
    int64_t least = least_of_all(t, is_met);
    hz_run run;
    bool is_planned = is_town_planned(&run, t, t->n_levels == 1 ? &at_orange : &at_all);

    ck_assert_msg(is_planned == (least != NO_COST), "seed %d: of all the least %lld", (int)t->seed, (long long)least);
    if (is_planned && t->n_levels == 1)
        is_proved = hold_against(t, least, run.plan->reckoning->total.cost_fen_d, run.plan->bound_fen_d, run.plan->search.bound_fen_d,
                                 run.plan->search.end);
    else if (is_planned)
        is_proved = hold_against(t, least, run.levels->cost_fen, run.levels->bound_fen, run.levels->whole_fen, run.levels->search_end);
    hz_run_free(&run);
    return !is_proved;
}

START_TEST(one_level_costs_the_least_of_all_states)
{
    int n_unproved = 0;

    for (int i = 0; i < 12; i++) {
        town t = make_town((uint64_t)(_i * 12 + i), 4 + i % 4, 1);

        n_unproved += hold_town(&t, NULL);
        free(t.units);
    }
    ck_assert_int_le(n_unproved, 1); /* rounding the last grams of a limit can cost more than is seen */
}
END_TEST

START_TEST(two_levels_cost_the_least_of_all_nested_states)
{
    int n_unproved = 0;

    for (int i = 0; i < 6; i++) {
        town t = make_town((uint64_t)(1000 + _i * 6 + i), 3 + i % 2, 2);

        n_unproved += hold_town(&t, NULL);
        free(t.units);
    }
    ck_assert_int_le(n_unproved, 1); /* rounding the last grams of a limit can cost more than is seen */
}
END_TEST

/* ---- what else is demanded ---- */

static bool holds_whoever_fails(const trial *all)
{
    for (int p = 0; p < all->t->n_pollutants; p++)
        for (int e = 0; e < all->t->n_units; e += all->t->per_enterprise) {
            int64_t left = all->cut[0][p];

            for (int u = e; u < e + all->t->per_enterprise && u < all->t->n_units; u++)
                left -= all->at[0][u]->grams[p];
            if (left < all->required[0][p])
                return false;
        }
    return true;
}

START_TEST(whoever_fails)
{
    int n_unproved = 0;

    for (int i = 0; i < 4; i++) {
        town t = make_town((uint64_t)(2000 + _i * 4 + i), 4 + i % 2, 1);

        t.more = "<safety levels=\"orange\" enterprises=\"1\"/>";
        t.per_enterprise = 1 + i / 2;
        for (int p = 0; p < TOWN_POLLUTANTS; p++)
            t.percent[0][p] /= 2;
        n_unproved += hold_town(&t, holds_whoever_fails);
        free(t.units);
    }
    ck_assert_int_le(n_unproved, 1); /* rounding the last grams of a limit can cost more than is seen */
}
END_TEST

static int64_t made_of(const trial *all)
{
    int64_t made = 0;

    for (int u = 0; u < all->t->n_units; u++)
        made += all->at[0][u]->output;
    return made;
}

static bool makes_enough(const trial *all)
{
    return made_of(all) >= INT64_C(150) * 1000000;
}

START_TEST(a_floor)
{
    int n_unproved = 0;

    for (int i = 0; i < 4; i++) {
        town t = make_town((uint64_t)(3000 + _i * 4 + i), 4 + i % 2, 1);

        t.more = "<floor levels=\"orange\" product=\"ware\" value=\"150\" unit=\"t/d\"/>";
        for (int u = 0; u < t.n_units; u++)
            t.units[u].output += 25;
        n_unproved += hold_town(&t, makes_enough);
        free(t.units);
    }
    ck_assert_int_le(n_unproved, 1); /* rounding the last grams of a limit can cost more than is seen */
}
END_TEST

/* 45 % of what it costs to stop all of the district: shares of even costs are whole. */
static bool bears_no_more(const trial *all)
{
    int64_t borne[2] = {0}, whole[2] = {0};

    for (int u = 0; u < all->t->n_units; u++) {
        borne[u % 4 / 2] += all->at[0][u]->fen;
        whole[u % 4 / 2] += all->t->units[u].cost_fen;
    }
    return borne[0] * 100 <= whole[0] * 45 && borne[1] * 100 <= whole[1] * 45;
}

START_TEST(a_cap)
{
    int n_unproved = 0;

    for (int i = 0; i < 4; i++) {
        town t = make_town((uint64_t)(4000 + 2 * (_i * 4 + i)), 4 + i % 2, 1);

        t.more = "<cap levels=\"orange\" of=\"cost\" value=\"45\" unit=\"%\" each=\"district\"/>";
        n_unproved += hold_town(&t, bears_no_more);
        free(t.units);
    }
    ck_assert_int_le(n_unproved, 1); /* rounding the last grams of a limit can cost more than is seen */
}
END_TEST

/* 60 % of the two together. */
static bool adds_up(const trial *all)
{
    __int128 base[2] = {0};

    for (int u = 0; u < all->t->n_units; u++)
        for (int p = 0; p < 2; p++)
            base[p] += all->t->units[u].emission_g[p];
    return (all->cut[0][0] * base[1] + all->cut[0][1] * base[0]) * 100 >= 60 * base[0] * base[1];
}

START_TEST(a_pool)
{
    int n_unproved = 0;

    for (int i = 0; i < 4; i++) {
        town t = make_town((uint64_t)(5000 + _i * 4 + i), 4 + i % 2, 1);

        t.n_pollutants = 2;
        t.percent[0][0] = 10;
        t.percent[0][1] = 0;
        t.more = "<pool levels=\"orange\" pollutants=\"P0 P1\" value=\"60\" unit=\"%\" reason=\"a test\"/>";
        n_unproved += hold_town(&t, adds_up);
        free(t.units);
    }
    ck_assert_int_le(n_unproved, 1); /* rounding the last grams of a limit can cost more than is seen */
}
END_TEST

/* ---- no orders are cheaper than what is proved ---- */

/* Amounts of a few grams and fen, and bounds that end within limits: whatever rounding is worth, a bound that has forgotten it is above the cost. */
static town make_tiny_town(uint64_t number, int n_levels)
{
    town t = make_town(number, 4 + (int)(number % 3), n_levels);
    uint64_t seed = number + 977;
    int even = 1 + pick(&seed, 20);

    if (number / 2 % 2 == 0) {
        t.n_pollutants = 2;
        t.percent[0][0] = t.percent[0][1] = 0;
        t.more = "<pool levels=\"orange\" pollutants=\"P0 P1\" value=\"40\" unit=\"%\" reason=\"a test\"/>";
    }
    for (int u = 0; u < t.n_units; u++) {
        town_unit *unit = &t.units[u];

        unit->cost_fen = 1 + pick(&seed, 60);
        for (int p = 0; p < 2; p++)
            unit->emission_g[p] = happens(&seed, 60) ? even : 1 + pick(&seed, 60);
        unit->hi = unit->n_modes == 0 || (unit->modes[0].kind == LIMIT && happens(&seed, 60)) ? 40 + pick(&seed, 61) : 100;
        for (int m = 0; m < unit->n_modes; m++) {
            unit->modes[m].cost_fen = unit->modes[m].cost_fen >= 0 ? pick(&seed, 60) : -1;
            unit->modes[m].once_fen = unit->modes[m].once_fen >= 0 ? pick(&seed, 60) : -1;
            if (unit->lo > 0)
                unit->modes[m].least_h = 0; /* what must be cut has a mode that may be chosen */
        }
    }
    return t;
}

START_TEST(no_orders_are_cheaper_than_what_is_proved)
{
    int n_plans = 0;

    for (int i = 0; i < 60; i++) {
        town t = make_tiny_town((uint64_t)(7000 + _i * 60 + i), 1 + i % 2);
        hz_run run;

        n_plans += is_town_planned(&run, &t, t.n_levels == 1 ? &at_orange : &at_all); /* else HZ_ERR_VERIFY */
        hz_run_free(&run);
        free(t.units);
    }
    ck_assert_int_gt(n_plans, 20);
}
END_TEST

/* A third of a pool is no whole number of shares: 60 % of one of three equal lines is 20 % of either pollutant all the same. */
START_TEST(shares_of_a_pool_are_not_proved_dearer_than_they_are)
{
    town t = make_town(7000, 3, 1);
    hz_settings settings = at_orange;
    hz_run run;

    t.n_pollutants = 2;
    t.percent[0][0] = t.percent[0][1] = 0;
    t.more = "<pool levels=\"orange\" pollutants=\"P0 P1\" value=\"40\" unit=\"%\" reason=\"a test\"/>";
    for (int u = 0; u < 3; u++)
        t.units[u] = (town_unit){.emission_g = {1000, 1000}, .cost_fen = 100000 * (u + 1), .output = 10, .hi = 100};
    settings.step_bp = 100;
    ck_assert(is_town_planned(&run, &t, &settings));
    ck_assert_int_eq(run.plan->reckoning->total.cost_fen_d, 60000);
    ck_assert_int_eq(run.plan->bound_fen_d, 60000);
    hz_run_free(&run);
    free(t.units);
}
END_TEST

START_TEST(a_cost_below_the_bound_is_an_error)
{
    hz_error err = HZ_ERROR_NONE;

    ck_assert_int_eq(hz_run_check_bound(100, 100, &err), HZ_OK);
    ck_assert_int_eq(hz_run_check_bound(99, 100, &err), HZ_ERR_VERIFY);
    ck_assert_ptr_nonnull(strstr(err.message, "99 fen"));
}
END_TEST

/* ---- the same question, asked otherwise ---- */

static int64_t cost_of_town(const town *t)
{
    hz_run run;
    int64_t cost = is_town_planned(&run, t, &at_orange) ? run.plan->reckoning->total.cost_fen_d : NO_COST;

    hz_run_free(&run);
    return cost;
}

static void assert_same_plan(const town *a, const town *b, const hz_settings *settings)
{
    hz_run x, y;
    bool is_planned = is_town_planned(&x, a, settings);

    ck_assert_int_eq(is_town_planned(&y, b, settings), is_planned);
    for (size_t k = 0; is_planned && k < (settings->extent == HZ_EXTENT_ALL ? x.levels->n_levels : 1); k++) {
        const hz_plan *p = x.plan ? x.plan : x.levels->levels[k].plan, *q = y.plan ? y.plan : y.levels->levels[k].plan;

        ck_assert_str_eq(p->id, q->id);
        ck_assert_str_eq(p->scenario_digest, q->scenario_digest);
        ck_assert_str_eq(p->bound_exact, q->bound_exact);
        ck_assert_int_eq(p->search.bound_fen_d, q->search.bound_fen_d);
        ck_assert_mem_eq(p->orders, q->orders, x.scenario->n_units * sizeof *p->orders);
    }
    hz_run_free(&x);
    hz_run_free(&y);
}

START_TEST(order_of_the_file_changes_nothing)
{
    town a = make_town((uint64_t)(100 + _i), 6, 1 + _i % 2), b = a;

    a.per_enterprise = b.per_enterprise = 2;
    b.is_reversed = true;
    assert_same_plan(&a, &b, a.n_levels == 1 ? &at_orange : &at_all);
    free(a.units);
}
END_TEST

START_TEST(tonnes_and_days_change_nothing)
{
    town a = make_town((uint64_t)(200 + _i), 6, 1 + _i % 2), b = a;

    b.is_in_tonnes = true;
    assert_same_plan(&a, &b, a.n_levels == 1 ? &at_orange : &at_all);
    free(a.units);
}
END_TEST

START_TEST(a_stricter_target_is_never_cheaper)
{
    town t = make_town((uint64_t)(300 + _i), 7, 1);
    int64_t last = 0;

    for (int percent = 10; percent <= 90; percent += 16) {
        int64_t cost;

        for (int p = 0; p < TOWN_POLLUTANTS; p++)
            t.percent[0][p] = percent;
        cost = cost_of_town(&t);
        ck_assert(last != NO_COST || cost == NO_COST);
        ck_assert_msg(cost == NO_COST || cost + slack_of(&t) >= last, "%d %%: %lld, before %lld", percent,
                      (long long)cost, (long long)last);
        last = cost;
    }
    free(t.units);
}
END_TEST

static bool has_mode(const town_unit *u, town_kind kind)
{
    for (int m = 0; m < u->n_modes; m++)
        if (u->modes[m].kind == kind)
            return true;
    return false;
}

START_TEST(one_more_mode_is_never_dearer)
{
    town t = make_town((uint64_t)(400 + _i), 7, 1);
    uint64_t seed = t.seed;
    int64_t last = cost_of_town(&t);

    for (int u = 0; u < t.n_units; u += 2) {
        int64_t cost;

        if (t.units[u].n_modes == 0 || has_mode(&t.units[u], BANKED))
            continue;
        say_leaves(add_mode(&t.units[u], BANKED, 1, 0, 0), &seed, 30, t.units[u].cost_fen * 3 / 10);
        cost = cost_of_town(&t);
        ck_assert_msg(last == NO_COST || (cost != NO_COST && cost <= last + slack_of(&t)), "%lld, before %lld", (long long)cost,
                      (long long)last);
        last = cost;
    }
    free(t.units);
}
END_TEST

/* A family that asks for nothing; modes that take longer to undo than the response lasts; modes of another level. */
START_TEST(what_is_switched_off_changes_nothing)
{
    town t = make_town((uint64_t)(500 + _i), 7, 1);
    int64_t cost = cost_of_town(&t);

    t.more = "<alike levels=\"orange\" value=\"100\" unit=\"%\"/>"
             "<cap levels=\"orange\" of=\"output\" value=\"100\" unit=\"%\" each=\"sector\"/>";
    ck_assert_int_eq(cost_of_town(&t), cost);
    t.more = "";
    for (int u = 0; u < t.n_units; u++)
        if (t.units[u].n_modes > 0 && !has_mode(&t.units[u], BANKED)) {
            town_mode *m = add_mode(&t.units[u], BANKED, u % 2 ? 1 : 2, 0, 0);

            say_leaves(m, &t.seed, 0, 1);
            m->restart_h = u % 2 ? TOWN_DURATION_H + 1 : 0;
        }
    ck_assert_int_eq(cost_of_town(&t), cost);
    free(t.units);
}
END_TEST

/* ---- worked by hand ---- */

static void plan_example(hz_run *run, const hz_settings *settings)
{
    hz_request request = {.settings = *settings};
    const char *source = getenv("srcdir");
    char path[4096];
    hz_error err = HZ_ERROR_NONE;

    snprintf(path, sizeof path, "%s/scenarios/example-modes.xml", source ? source : ".");
    *run = (hz_run){0};
    ck_assert_msg(hz_run_plan(run, path, &request, &err) == HZ_OK, "%s", err.message);
    ck_assert_int_eq(run->reached, HZ_STAGE_RECKONED);
}

START_TEST(the_example)
{
    static const struct {
        hz_level level;
        int64_t linear, cost;
    } known[] = {{HZ_YELLOW, 5200, 5700}, {HZ_ORANGE, 16920, 18200}, {HZ_RED, 26782, 28300}};
    hz_settings settings = {.level = known[_i].level, .step_bp = 100};
    hz_run run;

    plan_example(&run, &settings);
    ck_assert_int_eq(run.plan->bound_fen_d, known[_i].linear);
    ck_assert_int_eq(run.plan->search.bound_fen_d, known[_i].cost);
    ck_assert_int_eq(run.plan->reckoning->total.cost_fen_d, known[_i].cost);
    ck_assert_int_eq(run.plan->search.end, HZ_SEARCH_EXHAUSTED);
    hz_run_free(&run);
}
END_TEST

/* One line of 1000 yuan and 100 kg a day, in the modes given; all of it must be cut to the per cent. */
static town one_line(int percent, town_unit *u)
{
    *u = (town_unit){.emission_g = {100000}, .cost_fen = 100000, .output = 10, .hi = 100};
    return (town){.n_units = 1, .per_enterprise = 1, .n_pollutants = 1, .n_levels = 1, .percent = {{percent}}, .units = u, .more = ""};
}

static int64_t cost_with(const town *t, const hz_settings *settings)
{
    hz_run run;
    int64_t cost = is_town_planned(&run, t, settings) ? run.plan->reckoning->total.cost_fen_d : NO_COST;

    hz_run_free(&run);
    return cost;
}

/* 700 yuan once: of a day 700, of three a third, rounded up; of less than a day no more than all of it. */
START_TEST(what_is_paid_once_is_spread_over_the_response)
{
    static const struct {
        uint16_t hours;
        int64_t fen;
    } known[] = {{0, 123334}, {6, 170000}, {24, 170000}, {36, 146667}, {72, 123334}, {240, 107000}};
    town_unit u;
    town t = one_line(50, &u);

    add_mode(&u, STOP, 1, 0, 0)->once_fen = 70000;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        hz_settings settings = at_orange;

        settings.duration_h = known[i].hours;
        ck_assert_int_eq(cost_with(&t, &settings), known[i].fen);
    }
}
END_TEST

/* A stop that takes 80 h to undo, beside hours off and on at a cost of 900 that bring 90 %. */
START_TEST(what_cannot_be_undone_is_chosen_by_name_only)
{
    town_unit u;
    town t = one_line(95, &u);
    hz_settings settings = at_orange;

    add_mode(&u, CYCLE, 1, 9, 1);
    add_mode(&u, STOP, 1, 0, 0)->restart_h = 80;
    ck_assert_int_eq(cost_with(&t, &settings), NO_COST);
    strcpy(settings.asked, "E000/u000/stop");
    ck_assert_int_eq(cost_with(&t, &settings), 100000);
    settings.asked[0] = '\0';
    settings.duration_h = 80;
    ck_assert_int_eq(cost_with(&t, &settings), 100000);
    settings.duration_h = 79;
    ck_assert_int_eq(cost_with(&t, &settings), NO_COST);
    t.percent[0][0] = 90;
    ck_assert_int_eq(cost_with(&t, &settings), 90000);
}
END_TEST

/* A stop of 1000 yuan a day that lasts 96 h: of 72 h of response 4/3 of it a day, of 48 h twice, of 95 h 96/95, rounded
 * up; of 47 h, 49 h behind which are more than it lasts, it
 * is chosen by name only. What is paid once comes beside it. */
START_TEST(what_lasts_longer_than_the_response_costs_it)
{
    static const struct {
        uint16_t hours;
        int64_t fen;
    } known[] = {{0, 133334}, {96, 100000}, {95, 101053}, {48, 200000}, {47, NO_COST}, {24, NO_COST}};
    town_unit u;
    town t = one_line(50, &u);
    hz_settings settings = at_orange;

    add_mode(&u, STOP, 1, 0, 0)->least_h = 96;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        settings.duration_h = known[i].hours;
        ck_assert_int_eq(cost_with(&t, &settings), known[i].fen);
    }
    strcpy(settings.asked, "E000/u000/stop");
    ck_assert_int_eq(cost_with(&t, &settings), 400000); /* 96 h of 24 h */
    settings.asked[0] = '\0';
    settings.duration_h = 60;
    u.modes[0].restart_h = 24; /* 36 + 24 = 60 */
    u.modes[0].once_fen = 60000;
    ck_assert_int_eq(cost_with(&t, &settings), 160000 + 24000);
    u.modes[0].restart_h = 25;
    ck_assert_int_eq(cost_with(&t, &settings), NO_COST);
}
END_TEST

/* A stop that takes 12 h to be in place, beside hours off and on at a cost of 900 that bring 90 %: what is too late is not used, and
 * where nobody knows when orders are issued, nothing is. */
START_TEST(what_cannot_be_in_place_in_time_is_not_used)
{
    static const struct {
        const char *now, *start, *in_place;
        int64_t fen;
    } known[] = {{"", "", "", 100000},
                 {"", "2016-12-19T00:00", "", 100000},
                 {"2016-12-18T12:00", "2016-12-19T00:00", "", 100000},
                 {"2016-12-18T12:01", "2016-12-19T00:00", "", NO_COST},
                 {"2016-12-18T12:01", "2016-12-19T00:00", "2016-12-19T00:30", 100000},
                 {"2016-12-19T06:00", "2016-12-19T00:00", "", NO_COST}};
    town_unit u;
    town t = one_line(95, &u);

    add_mode(&u, CYCLE, 1, 9, 1);
    add_mode(&u, STOP, 1, 0, 0)->lead_h = 12;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        hz_settings settings = at_orange;

        strcpy(settings.now, known[i].now);
        strcpy(settings.start, known[i].start);
        strcpy(settings.in_place, known[i].in_place);
        ck_assert_int_eq(cost_with(&t, &settings), known[i].fen);
    }
    t.percent[0][0] = 90;
    hz_settings settings = at_orange;
    strcpy(settings.now, "2016-12-19T06:00");
    strcpy(settings.start, "2016-12-19T00:00");
    ck_assert_int_eq(cost_with(&t, &settings), 90000); /* what takes no time always can be */
}
END_TEST

static const hz_reach *first_reach(hz_run *run, const town *t, const hz_settings *settings)
{
    ck_assert(!is_town_planned(run, t, settings));
    ck_assert_uint_eq(run->n_reaches, 1);
    return &run->reaches[0];
}

/* A line of 100 kg; 95 are asked for, hours off and on bring 90. A stop would bring 10 more, and hours off at red only 5 more; one reason
 * keeps the stop away, or two do, or none. */
START_TEST(what_is_refused_and_would_help_is_told)
{
    town_unit u;
    town t = one_line(95, &u);
    hz_settings settings = at_orange;
    const hz_reach *reach;
    hz_run run;

    u.emission_g[0] = 100000;
    add_mode(&u, CYCLE, 1, 9, 1);
    add_mode(&u, LONGER, 2, 1, 20);
    add_mode(&u, STOP, 1, 0, 0)->restart_h = 80;
    reach = first_reach(&run, &t, &settings);
    ck_assert_uint_eq(reach->refused[HZ_REFUSED_IRREVERSIBLE].n_modes, 1);
    ck_assert_int_eq(reach->refused[HZ_REFUSED_IRREVERSIBLE].could, 10000);
    ck_assert_str_eq(run.scenario->modes[reach->refused[HZ_REFUSED_IRREVERSIBLE].modes[0]].id, "stop");
    ck_assert_uint_eq(reach->refused[HZ_REFUSED_LEVEL].n_units, 1);
    ck_assert_int_eq(reach->refused[HZ_REFUSED_LEVEL].could, 5000);
    ck_assert_uint_eq(reach->refused[HZ_REFUSED_LATE].n_modes + reach->refused[HZ_REFUSED_SEVERAL].n_modes, 0);
    hz_run_free(&run);
    u.modes[2].lead_h = 12;
    strcpy(settings.now, "2016-12-18T12:30");
    strcpy(settings.start, "2016-12-19T00:00");
    reach = first_reach(&run, &t, &settings);
    ck_assert_uint_eq(reach->refused[HZ_REFUSED_IRREVERSIBLE].n_modes + reach->refused[HZ_REFUSED_LATE].n_modes, 0);
    ck_assert_int_eq(reach->refused[HZ_REFUSED_SEVERAL].could, 10000);
    hz_run_free(&run);
    u.modes[2].restart_h = 0;
    reach = first_reach(&run, &t, &settings);
    ck_assert_int_eq(reach->refused[HZ_REFUSED_LATE].could, 10000);
    hz_run_free(&run);
    u.hi = 96; /* which no stop is within */
    reach = first_reach(&run, &t, &settings);
    ck_assert_uint_eq(reach->refused[HZ_REFUSED_LATE].n_modes, 0);
    ck_assert_int_eq(reach->refused[HZ_REFUSED_LEVEL].could, 5000);
    hz_run_free(&run);
}
END_TEST

/* Where a bound of another level ends within a limit it is cut in two, which cost alike: a linear program may begin both. Orders do not: the
 * second begins where the first is at its end, for the same cut in all. */
START_TEST(a_limit_in_pieces_is_begun_from_below)
{
    town_unit u;
    town t = one_line(30, &u);
    hz_model *m;
    hz_moves moves;
    hz_run run;

    add_mode(&u, LIMIT, 1, 40, 0);
    ck_assert(is_town_planned(&run, &t, &at_orange));
    run.scenario->units[0].max_cut_bp[HZ_YELLOW] = 3600;
    ck_assert_int_eq(hz_formulate(&m, run.scenario, HZ_ORANGE, NULL), HZ_OK);
    ck_assert_uint_ge(m->n_columns, 2);
    ck_assert_int_eq(m->columns[0].from_bp, 3600);
    ck_assert_int_eq(m->columns[1].to_bp, 3600);
    ck_assert_int_eq(hz_moves_make(&moves, run.scenario, m, 100, NULL), HZ_OK);
    for (size_t j = 0; j < m->n_columns; j++)
        moves.count.cut_bp[j] = HZ_SHARE_ONE;
    moves.count.cut_bp[0] = 2500; /* a quarter of the 24 % above: 6 %; */
    moves.count.cut_bp[1] = (uint16_t)hz_place_of_cut(&m->columns[1], 2000); /* and 20 % below */
    ck_assert_int_eq(hz_count_all(&moves.count, NULL), HZ_OK);
    ck_assert(!hz_arcs_hold(&moves));
    hz_pour_limits(&moves);
    ck_assert(hz_arcs_hold(&moves));
    ck_assert_uint_eq(moves.count.cut_bp[0], 0);
    ck_assert_int_eq(hz_cut_at(&m->columns[1], moves.count.cut_bp[1], false), 2600);
    ck_assert(hz_shift(&moves, 0, hz_step_up(&moves, 0))); /* which takes the other to its end */
    ck_assert_uint_eq(moves.count.cut_bp[1], HZ_SHARE_ONE);
    hz_moves_clear(&moves);
    hz_model_free(m);
    hz_run_free(&run);
}
END_TEST

/* Runs on, or stands in a mode within its bounds: with a least of 10 % it may not run on although nothing is asked of it. */
START_TEST(bounds_hold_for_modes_too)
{
    town_unit u;
    town t = one_line(1, &u);

    say_leaves(add_mode(&u, TREATMENT, 1, 0, 0), &(uint64_t){1}, 0, 1000);
    add_mode(&u, LONGER, 1, 20, 25);
    add_mode(&u, STOP, 1, 0, 0);
    ck_assert_int_eq(cost_of_town(&t), 1000);
    u.lo = 10;
    ck_assert_int_eq(cost_of_town(&t), 20000);
    u.lo = 21;
    ck_assert_int_eq(cost_of_town(&t), 100000);
    u.lo = 0;
    u.hi = 19;
    t.percent[0][0] = 100;
    ck_assert_int_eq(cost_of_town(&t), 1000);
}
END_TEST

/* What the text of a town says instead of `from`; status and message of planning it at orange. */
static hz_status plan_edited(hz_run *run, const town *t, const hz_settings *settings, const char *from, const char *to, hz_error *err)
{
    char path[] = "/tmp/hazeplan-town-XXXXXX", *text = NULL, *at;
    size_t length = 0;
    FILE *f = open_memstream(&text, &length);
    hz_request request = {.settings = *settings};
    hz_status status;

    put_town(f, t);
    ck_assert_int_eq(fclose(f), 0);
    ck_assert_ptr_nonnull(at = strstr(text, from));
    f = fdopen(mkstemp(path), "w");
    fprintf(f, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
    ck_assert_int_eq(fclose(f), 0);
    free(text);
    *run = (hz_run){0};
    status = hz_run_plan(run, path, &request, err);
    unlink(path);
    return status;
}

static const char duration[] = "<duration levels=\"orange red\" value=\"72\" unit=\"h\"/>";

START_TEST(without_a_duration_it_is_asked_for)
{
    town_unit u;
    town t = one_line(50, &u);
    hz_settings settings = at_orange;
    hz_error err = HZ_ERROR_NONE;
    hz_run run;

    add_mode(&u, STOP, 1, 0, 0)->once_fen = 70000;
    ck_assert_int_eq(plan_edited(&run, &t, &settings, duration, "", &err), HZ_ERR_INPUT);
    ck_assert_ptr_nonnull(strstr(err.message, "'stop'"));
    ck_assert_ptr_nonnull(strstr(err.message, "--duration"));
    hz_run_free(&run);
    strcpy(settings.start, "2016-12-19T00:00");
    strcpy(settings.until, "2016-12-20T12:00");
    ck_assert_int_eq(plan_edited(&run, &t, &settings, duration, "", &err), HZ_OK);
    ck_assert_int_eq(run.plan->reckoning->total.cost_fen_d, 146667);
    hz_run_free(&run);
    u.modes[0].once_fen = 0;
    ck_assert_int_eq(plan_edited(&run, &t, &at_orange, duration, "", &err), HZ_OK);
    hz_run_free(&run);
}
END_TEST

START_TEST(a_name_that_is_no_mode_is_told)
{
    static const char *const names[] = {"E000/u000/sto", "E000/u000/stops", "E000/u000", "E001/u000/stop", "E000/u000/stop,x"};
    town_unit u;
    town t = one_line(50, &u);
    hz_settings settings = at_orange;
    hz_error err = HZ_ERROR_NONE;
    hz_run run;

    add_mode(&u, STOP, 1, 0, 0);
    snprintf(settings.asked, sizeof settings.asked, "%s", names[_i]);
    ck_assert_int_eq(run_town(&run, &t, &settings, &err), HZ_ERR_USAGE);
    ck_assert_ptr_nonnull(strstr(err.message, strchr(names[_i], ',') ? "'x'" : names[_i]));
    hz_run_free(&run);
}
END_TEST

/* Two lines; the first costs less, until it is exempt, or its load is approved. */
START_TEST(exempt_lines_run_on_and_approved_loads_hold)
{
    town t = make_town(0, 2, 1);
    hz_error err = HZ_ERROR_NONE;
    hz_run run;

    t.n_pollutants = 1;
    t.percent[0][0] = 50;
    for (int u = 0; u < 2; u++) {
        t.units[u] = (town_unit){.emission_g = {100000}, .cost_fen = 100000 * (u + 1), .output = 10, .hi = 100};
        add_mode(&t.units[u], CYCLE, 1, 8, 2);
        add_mode(&t.units[u], STOP, 1, 0, 0);
    }
    ck_assert_int_eq(cost_of_town(&t), 100000);
    ck_assert_int_eq(plan_edited(&run, &t, &at_orange, "<unit ",
                                 "<exemption levels=\"orange\" reason=\"heating\" document=\"d\"/><unit ", &err), HZ_OK);
    ck_assert_int_eq(run.plan->reckoning->total.cost_fen_d, 200000);
    ck_assert_int_eq(run.plan->orders[0].action, HZ_ACTION_EXEMPT);
    hz_run_free(&run);
    /* at a load of 90 % at most the first may not run on: 80, and 200 for the second; or 100 by itself */
    t.percent[0][0] = 1;
    ck_assert_int_eq(plan_edited(&run, &t, &at_orange, "<unit ",
                                 "<max-load levels=\"orange\" value=\"90\" unit=\"%\" reason=\"output set by heat\" document=\"d\"/><unit ",
                                 &err), HZ_OK);
    ck_assert_int_eq(run.plan->reckoning->total.cost_fen_d, 80000);
    hz_run_free(&run);
    free(t.units);
}
END_TEST

/* A unit with a limit, in amounts of a few grams and fen, so that rounding is all there is; bounds end where they will. */
typedef struct {
    int64_t emission;
    uint16_t leaves;
    hz_enterprise works;
    hz_unit unit;
    hz_mode mode;
    hz_scenario s;
} tiny;

static void make_tiny(tiny *t, uint64_t *seed)
{
    *t = (tiny){.emission = 1 + (int64_t)(next_random(seed) % 50),
                .leaves = HZ_NONE16,
                .works = {.n_units = 1},
                .unit = {.n_modes = 1},
                .mode = {.kind = HZ_MODE_LIMIT, .levels = (1 << HZ_N_LEVELS) - 1, .cost_fen_d = HZ_NOT_REPORTED}};
    t->s = (hz_scenario){.enterprises = &t->works, .units = &t->unit, .n_units = 1, .n_pollutants = 1, .emission_g_d = &t->emission,
                         .modes = &t->mode, .n_modes = 1, .mode_leaves_bp = &t->leaves};
    t->mode.cut_bp = (uint16_t)(200 + next_random(seed) % 9700);
    t->mode.once_fen = happens(seed, 50);
    t->unit.cost_fen_d = 1 + (int64_t)(next_random(seed) % 50);
    t->unit.output = 1 + (int64_t)(next_random(seed) % 50);
    for (int level = 0; level < HZ_N_LEVELS; level++) {
        t->unit.max_cut_bp[level] = (uint16_t)(happens(seed, 50) ? 10000 : 1 + next_random(seed) % 10000);
        t->unit.min_cut_bp[level] = (uint16_t)(happens(seed, 50) ? 0 : next_random(seed) % (uint64_t)(t->unit.max_cut_bp[level] + 1));
    }
}

/* At a cut between two states: no more is taken away, no less paid and no more made than on the straight line between them. */
static void assert_not_better(const hz_scenario *s, hz_state from, hz_state at, hz_state to)
{
    int64_t part = at.cut_bp - from.cut_bp, whole = to.cut_bp - from.cut_bp;
    int64_t a = hz_state_cut_g_d(s, 0, from, 0), c = hz_state_cost_fen_d(s, 0, from, HZ_RED), q = hz_state_output(s, 0, from);

    ck_assert((hz_state_cut_g_d(s, 0, at, 0) - a) * whole <= (hz_state_cut_g_d(s, 0, to, 0) - a) * part);
    ck_assert((hz_state_cost_fen_d(s, 0, at, HZ_RED) - c) * whole >= (hz_state_cost_fen_d(s, 0, to, HZ_RED) - c) * part);
    ck_assert((hz_state_output(s, 0, at) - q) * whole <= (hz_state_output(s, 0, to) - q) * part);
}

START_TEST(no_order_in_a_limit_is_better_than_its_line)
{
    uint64_t seed = 41;

    for (int round = 0; round < 400; round++) {
        hz_state deepest, begins;
        tiny t;

        make_tiny(&t, &seed);
        t.mode.once_fen = 0;
        for (int level = 0; level < HZ_N_LEVELS; level++) {
            t.unit.min_cut_bp[level] = 0;
            t.unit.max_cut_bp[level] = HZ_SHARE_ONE;
        }
        deepest = (hz_state){t.mode.cut_bp, 1};
        begins = (hz_state){hz_mode_from_bp(&t.mode), 1};
        for (uint16_t cut = begins.cut_bp; cut <= t.mode.cut_bp; cut = (uint16_t)(cut + 37)) {
            assert_not_better(&t.s, (hz_state){0}, (hz_state){cut, 1}, deepest);
            assert_not_better(&t.s, begins, (hz_state){cut, 1}, deepest);
        }
    }
}
END_TEST

/* Nor where the bounds of levels cut it in pieces, whichever of them are planned: of the columns of a ladder each is such a line. */
START_TEST(nor_where_bounds_cut_it_in_pieces)
{
    static const hz_level levels[] = {HZ_BLUE, HZ_YELLOW, HZ_ORANGE, HZ_RED};
    uint64_t seed = 43;
    int n_pieces = 0;

    for (int round = 0; round < 1000; round++) {
        size_t first = next_random(&seed) % HZ_N_LEVELS, n_levels = 1 + next_random(&seed) % (HZ_N_LEVELS - first);
        hz_ladder ladder;
        tiny t;

        make_tiny(&t, &seed);
        t.s.response_h[HZ_RED] = 24;
        hz_ladder_make(&ladder, &t.s, 0, levels + first, n_levels);
        for (size_t i = 0; i < ladder.n; i++) {
            const hz_way *way = &ladder.ways[i];

            n_pieces += !way->is_whole;
            for (int cut = way->from.cut_bp < 100 ? 100 : way->from.cut_bp; !way->is_whole && cut <= way->to.cut_bp; cut += 37)
                assert_not_better(&t.s, way->from, (hz_state){(uint16_t)cut, 1}, way->to);
        }
    }
    ck_assert_int_gt(n_pieces, 500);
}
END_TEST

/* ---- how the search ends ---- */

START_TEST(a_wide_gap_ends_at_once)
{
    town t = make_town(2001, 60, 1);
    hz_settings settings = at_orange;
    hz_run run;

    settings.gap_ppm = 1000000;
    ck_assert(is_town_planned(&run, &t, &settings));
    ck_assert_int_eq(run.plan->search.end, HZ_SEARCH_GAP);
    ck_assert_int_le(run.plan->search.n_nodes, 1);
    ck_assert_int_le(run.plan->search.bound_fen_d, run.plan->reckoning->total.cost_fen_d);
    hz_run_free(&run);
    free(t.units);
}
END_TEST

/* How fast the machine is decides how long it takes to the search: the limit is raised until it is reached there. */
static void plan_in_time(hz_run *run, const town *t, const hz_settings *settings)
{
    hz_status status = HZ_ERR_LIMIT;

    for (long limit = 100; status == HZ_ERR_LIMIT && limit < 100000; limit *= 2) {
        hz_error err = HZ_ERROR_NONE;

        hz_cancel_set_limit(limit);
        status = run_town(run, t, settings, &err);
        hz_cancel_set_limit(0);
        ck_assert_msg(status == HZ_OK || status == HZ_ERR_LIMIT, "%s", err.message);
        if (status)
            hz_run_free(run);
    }
    ck_assert_int_eq(status, HZ_OK);
    ck_assert_int_eq(run->reached, HZ_STAGE_RECKONED);
}

START_TEST(a_time_limit_ends_the_search_and_is_replayed)
{
    town t = make_town(2003, 400, 1);
    hz_settings settings = {.level = HZ_ORANGE, .step_bp = 100};
    hz_run run, again;

    plan_in_time(&run, &t, &settings);
    ck_assert_int_eq(run.plan->search.end, HZ_SEARCH_TIME);
    ck_assert(run.plan->reckoning->is_met);
    ck_assert_int_lt(run.plan->search.bound_fen_d, run.plan->reckoning->total.cost_fen_d);
    ck_assert_int_ge(run.plan->search.bound_fen_d, run.plan->bound_fen_d);
    ck_assert_str_ne(run.plan->settings.nodes, "");
    ck_assert(is_town_planned(&again, &t, &run.plan->settings));
    ck_assert_mem_eq(again.plan->orders, run.plan->orders, (size_t)t.n_units * sizeof *run.plan->orders);
    ck_assert_str_eq(again.plan->search.bound_exact, run.plan->search.bound_exact);
    ck_assert_int_eq(again.plan->search.end, HZ_SEARCH_TIME);
    ck_assert_int_eq(again.plan->search.n_nodes, run.plan->search.n_nodes);
    ck_assert_str_eq(again.plan->settings.nodes, run.plan->settings.nodes);
    ck_assert_str_eq(again.plan->id, run.plan->id);
    hz_run_free(&again);
    hz_run_free(&run);
    free(t.units);
}
END_TEST

/* One more search of a run that has had so many, the last of which the replay ends after `n_nodes`. */
static hz_status search_again(hz_run *run, int n_before, const char *n_nodes, hz_error *err)
{
    uint16_t *places = NULL;
    hz_status status;

    run->nodes[0] = '\0';
    for (int i = 0; i < n_before; i++)
        strcat(run->nodes, i ? ",0" : "0");
    ck_assert_int_gt(snprintf(run->settings.nodes, sizeof run->settings.nodes, "%s,%s", run->nodes, n_nodes), 0); /* of 1,000 not all fits */
    run->n_searches = n_before;
    *err = HZ_ERROR_NONE;
    status = hz_run_search(run, &places, run->model, run->solution, run->proof, err);
    free(places);
    return status;
}

START_TEST(no_search_is_missing_in_the_list)
{
    town t = make_town(2003, 200, 1);
    hz_settings settings = at_orange, noted = at_orange;
    hz_run run;
    hz_error err;

    settings.gap_ppm = 0;
    ck_assert(is_town_planned(&run, &t, &settings));
    ck_assert_int_eq(search_again(&run, 300, "5", &err), HZ_OK);
    hz_run_note_searches(&run, &noted);
    ck_assert_uint_eq(strlen(noted.nodes), 599 + 2);
    ck_assert_str_eq(noted.nodes + 599, ",5");
    ck_assert_int_eq(search_again(&run, 1000, "5", &err), HZ_ERR_LIMIT);
    ck_assert_ptr_nonnull(strstr(err.message, "--time-limit"));
    hz_run_free(&run);
    free(t.units);
}
END_TEST

/* ---- memory ---- */

/* Each request for memory fails once: an error, never a crash or a half-made plan. */
static void fail_each(const town *t, const hz_settings *settings)
{
    hz_status status = HZ_ERR_MEMORY;

    for (long nth = 1; status != HZ_OK; nth++) {
        hz_run run;
        hz_error err = HZ_ERROR_NONE;

        hz_memory_fail_at(nth);
        status = run_town(&run, t, settings, &err);
        hz_memory_fail_at(0);
        ck_assert_msg(status == HZ_OK || status == HZ_ERR_MEMORY, "request %ld: %s", nth, err.message);
        ck_assert(status == HZ_OK || run.reached < HZ_STAGE_RECKONED);
        hz_run_free(&run);
    }
}

START_TEST(no_memory_is_an_error)
{
    town t = make_town(13, 5, 1 + _i);

    fail_each(&t, _i == 0 ? &at_orange : &at_all);
    free(t.units);
}
END_TEST

/* ---- all of it ---- */

static void add_case(Suite *suite, TCase *tcase)
{
    tcase_set_timeout(tcase, 120);
    suite_add_tcase(suite, tcase);
}

int main(void)
{
    Suite *suite = suite_create("modes");
    TCase *all = tcase_create("all states"), *same = tcase_create("same question"), *hand = tcase_create("by hand"),
          *end = tcase_create("end");
    SRunner *runner;
    int n_failed;

    hz_lang_init();
    tcase_add_loop_test(all, one_level_costs_the_least_of_all_states, 0, 20);
    tcase_add_loop_test(all, two_levels_cost_the_least_of_all_nested_states, 0, 10);
    tcase_add_loop_test(all, whoever_fails, 0, 8);
    tcase_add_loop_test(all, a_floor, 0, 8);
    tcase_add_loop_test(all, a_cap, 0, 8);
    tcase_add_loop_test(all, a_pool, 0, 8);
    tcase_add_loop_test(all, no_orders_are_cheaper_than_what_is_proved, 0, 6);
    tcase_add_test(all, shares_of_a_pool_are_not_proved_dearer_than_they_are);
    tcase_add_test(all, a_cost_below_the_bound_is_an_error);
    tcase_add_loop_test(same, order_of_the_file_changes_nothing, 0, 16);
    tcase_add_loop_test(same, tonnes_and_days_change_nothing, 0, 16);
    tcase_add_loop_test(same, a_stricter_target_is_never_cheaper, 0, 12);
    tcase_add_loop_test(same, one_more_mode_is_never_dearer, 0, 12);
    tcase_add_loop_test(same, what_is_switched_off_changes_nothing, 0, 12);
    tcase_add_loop_test(hand, the_example, 0, 3);
    tcase_add_test(hand, what_is_paid_once_is_spread_over_the_response);
    tcase_add_test(hand, what_cannot_be_in_place_in_time_is_not_used);
    tcase_add_test(hand, what_is_refused_and_would_help_is_told);
    tcase_add_test(hand, what_lasts_longer_than_the_response_costs_it);
    tcase_add_test(hand, what_cannot_be_undone_is_chosen_by_name_only);
    tcase_add_test(hand, a_limit_in_pieces_is_begun_from_below);
    tcase_add_test(hand, bounds_hold_for_modes_too);
    tcase_add_test(hand, without_a_duration_it_is_asked_for);
    tcase_add_loop_test(hand, a_name_that_is_no_mode_is_told, 0, 5);
    tcase_add_test(hand, exempt_lines_run_on_and_approved_loads_hold);
    tcase_add_test(hand, no_order_in_a_limit_is_better_than_its_line);
    tcase_add_test(hand, nor_where_bounds_cut_it_in_pieces);
    tcase_add_test(end, a_wide_gap_ends_at_once);
    tcase_add_test(end, a_time_limit_ends_the_search_and_is_replayed);
    tcase_add_test(end, no_search_is_missing_in_the_list);
    tcase_add_loop_test(end, no_memory_is_an_error, 0, 2);
    add_case(suite, all);
    add_case(suite, same);
    add_case(suite, hand);
    add_case(suite, end);
    runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    n_failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return n_failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

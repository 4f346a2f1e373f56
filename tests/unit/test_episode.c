/* test_episode.c - schedules over days: the cheapest against all that there are; the program of an episode against all combinations;
 * orders that were issued; enterprises that failed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/cancel.h"
#include "base/lang.h"
#include "hand_models.h"
#include "hazeplan.h"
#include "run_episode.h"
#include "solve/cheapest_schedule.h"
#include "solve/roster.h"
#include "solve/together.h"

enum { SEEDS = 40, MOST_SCHEDULES = 4000 };

/* ---- a unit made by hand ---- */

typedef struct {
    hz_scenario s;
    hz_enterprise enterprise;
    hz_unit unit;
    hz_mode modes[3];
    int64_t emission;
    uint16_t leaves[3];
    hz_course course;
} hand;

static void make_hand(hand *h, int n_days, const char *levels)
{
    static const char letters[] = "byor";

    *h = (hand){.emission = 1000};
    h->enterprise = (hz_enterprise){.id = "e", .operation = HZ_OPERATING, .n_units = 1};
    h->unit = (hz_unit){.id = "u", .cost_fen_d = 1000};
    for (int l = 0; l < HZ_N_LEVELS; l++)
        h->unit.max_cut_bp[l] = HZ_SHARE_ONE;
    for (int m = 0; m < 3; m++)
        h->leaves[m] = HZ_NONE16;
    h->s = (hz_scenario){.path = "x",
                         .enterprises = &h->enterprise,
                         .n_enterprises = 1,
                         .units = &h->unit,
                         .n_units = 1,
                         .emission_g_d = &h->emission,
                         .n_pollutants = 1,
                         .modes = h->modes,
                         .mode_leaves_bp = h->leaves,
                         .is_once_apart = true};
    h->course = (hz_course){.first_day = 20000, .n_days = n_days, .now = hz_day_instant(19999)};
    for (int l = 0; l < HZ_N_LEVELS; l++)
        h->s.response_h[l] = (uint16_t)(24 * n_days);
    for (int t = 0; t < n_days; t++)
        h->course.level[t] = (int8_t)(strchr(letters, levels[t]) ? strchr(letters, levels[t]) - letters : HZ_NO_DAY_LEVEL);
}

static void add_mode(hand *h, hz_mode mode)
{
    h->modes[h->unit.n_modes++] = mode;
    h->s.n_modes = h->unit.n_modes;
}

static hz_choice choice_of(hand *h)
{
    return (hz_choice){.scenario = &h->s, .course = &h->course, .kept.fixed = (uint16_t)((1U << hz_course_begun(&h->course)) - 1)};
}

/* ---- what is worth something ---- */

typedef struct {
    uint64_t seed;
    int asked; /* bits of days on which being in place is worth `worth`; 0: by the seed */
    unsigned long worth;
} wish;

static void weigh(void *context, mpz_t weight, size_t unit, int day, hz_day what)
{
    const wish *w = context;
    uint64_t state = w->seed * 1000003 + (uint64_t)day * 131 + (uint64_t)what.mode * 17 + what.cut_bp + unit;

    if (w->asked == 0 && what.kind != HZ_DAY_RUN && hz_day_counts(what))
        mpz_sub_ui(weight, weight, (unsigned long)(next_random(&state) % 3000));
    if (w->asked >> day & 1 && hz_day_counts(what))
        mpz_sub_ui(weight, weight, w->worth);
}

/* The days as letters: '.' runs, 'n' not yet, 'r' restarts, '1' .. the mode that is in place. */
static const char *spell(char out[HZ_COURSE_DAYS + 1], const hz_schedule *s, int n_days)
{
    for (int t = 0; t < n_days; t++)
        out[t] = s->days[t].kind == HZ_DAY_RUN       ? '.'
                 : s->days[t].kind == HZ_DAY_NOT_YET ? 'n'
                 : s->days[t].kind == HZ_DAY_RESTART ? 'r'
                                                     : (char)('0' + s->days[t].mode);
    out[n_days] = '\0';
    return out;
}

static int64_t cheapest(hz_schedule *out, bool *is_any, const hz_choice *from, wish *w)
{
    hz_error err = HZ_ERROR_NONE;
    mpz_t one, sum;
    int64_t value;

    mpz_init_set_ui(one, 1);
    mpz_init(sum);
    ck_assert_int_eq(hz_cheapest_schedule(out, sum, is_any, from, one, w ? weigh : NULL, w, &err), HZ_OK);
    value = mpz_get_si(sum);
    mpz_clears(one, sum, NULL);
    return value;
}

static void assert_cheapest(hand *h, int asked, const char *days, int64_t cost_fen)
{
    wish w = {.asked = asked, .worth = 1000000};
    hz_choice from = choice_of(h);
    hz_schedule schedule;
    char text[HZ_COURSE_DAYS + 1];
    bool is_any;

    cheapest(&schedule, &is_any, &from, &w);
    ck_assert(is_any);
    ck_assert_str_eq(spell(text, &schedule, h->course.n_days), days);
    ck_assert_int_eq(hz_schedule_cost_fen(&from, &schedule), cost_fen);
}

/* ---- by hand ---- */

static const hz_mode stop = {
    .id = "stop", .kind = HZ_MODE_STOP, .cut_bp = HZ_SHARE_ONE, .cost_fen_d = HZ_NOT_REPORTED, .levels = 15, .is_asked = true};

START_TEST(what_is_paid_once_is_paid_for_each_entry)
{
    hand h;

    make_hand(&h, 5, "ooooo");
    add_mode(&h, stop);
    h.modes[0].once_fen = 1500;
    assert_cheapest(&h, 1 << 1, ".1...", 1000 + 1500);
    assert_cheapest(&h, 1 << 0 | 1 << 2, "111..", 3 * 1000 + 1500);     /* a third day is cheaper than a second entry */
    assert_cheapest(&h, 1 << 0 | 1 << 3, "1..1.", 2 * 1000 + 2 * 1500); /* two more days are not */
}
END_TEST

START_TEST(nothing_is_in_place_before_its_lead_time)
{
    hand h;

    make_hand(&h, 3, "ooo");
    add_mode(&h, stop);
    h.course.now = hz_day_instant(20000) - 12 * 60;
    h.modes[0].lead_h = 12;
    assert_cheapest(&h, 7, "111", 3000);
    h.modes[0].lead_h = 13; /* one hour into the first day, which costs and brings nothing */
    assert_cheapest(&h, 7, ".11", 2000);
    h.unit.min_cut_bp[HZ_ORANGE] = 100; /* but the unit may not run on */
    assert_cheapest(&h, 7, "n11", 3000);
    h.course.now = hz_day_instant(20000) + 6 * 60; /* the first day has begun: nothing of it is planned */
    h.modes[0].lead_h = 18;
    assert_cheapest(&h, 7, ".11", 2000);
}
END_TEST

START_TEST(no_mode_is_left_before_it_was_in_place)
{
    hand h;

    make_hand(&h, 3, "oyy");
    add_mode(&h, stop);
    h.modes[0].levels = 1 << HZ_ORANGE;
    h.course.now = hz_day_instant(20000) - 12 * 60;
    h.modes[0].lead_h = 13;
    h.unit.min_cut_bp[HZ_ORANGE] = 100; /* the unit may not run on the first day, on which nothing can be in place */
    assert_cheapest(&h, 0x100, "n1.", 2000);
    h.modes[0].restart_h = 12;
    assert_cheapest(&h, 0x100, "n1r", 3000);
    h.course.n_days = 1; /* it goes on behind the last day, and that is paid for */
    assert_cheapest(&h, 0x100, "n", 2000);
}
END_TEST

START_TEST(a_mode_lasts_its_least_time)
{
    hand h;

    make_hand(&h, 5, "yoyyy");
    add_mode(&h, stop);
    h.modes[0].levels = 1 << HZ_ORANGE;
    h.modes[0].least_h = 49; /* three days */
    assert_cheapest(&h, 1 << 1, ".111.", 3000);
    h.modes[0].least_h = 24;
    assert_cheapest(&h, 31, ".1...", 1000); /* no longer than it is allowed */
    h.course.level[2] = HZ_NO_DAY_LEVEL;
    assert_cheapest(&h, 31, ".11..", 2000); /* but through days without a level */
}
END_TEST

START_TEST(a_restart_costs_and_brings_nothing)
{
    hand h;

    make_hand(&h, 6, "oooooo");
    add_mode(&h, stop);
    h.modes[0].restart_h = 36; /* two days */
    assert_cheapest(&h, 1 << 0, "1rr...", 3000);
    assert_cheapest(&h, 1 << 0 | 1 << 5, "1rr..1", 4000);
    assert_cheapest(&h, 1 << 5, ".....1", 1000); /* what is behind the episode does not count */
}
END_TEST

/* What is entered late is paid for until its three days are over, at the load of the last day; then it may be cheaper to begin sooner. */
START_TEST(a_mode_goes_on_behind_the_last_day)
{
    hand h;
    hz_choice from;
    hz_schedule schedule = {0};

    make_hand(&h, 4, "oooo");
    add_mode(&h, stop);
    h.modes[0].least_h = 49;
    assert_cheapest(&h, 1 << 3, "...1", 3000);
    assert_cheapest(&h, 3 << 2, "..11", 3000);
    assert_cheapest(&h, 1 << 0, "111.", 3000);
    from = choice_of(&h);
    schedule.days[2] = schedule.days[3] = (hz_day){HZ_SHARE_ONE, 1, HZ_DAY_IN_PLACE};
    ck_assert_int_eq(hz_schedule_beyond_fen(&from, &schedule), 1000);
    schedule.days[2] = (hz_day){0};
    ck_assert_int_eq(hz_schedule_beyond_fen(&from, &schedule), 2000);
    schedule.days[3].kind = HZ_DAY_RESTART;
    ck_assert_int_eq(hz_schedule_beyond_fen(&from, &schedule), 0);
    h.modes[0].is_asked = false; /* of 96 h: 24 behind the episode, and 72 of restart are as long as it is */
    h.modes[0].least_h = 120;
    h.modes[0].restart_h = 72;
    assert_cheapest(&h, 15, "1111", 5000);
    h.modes[0].restart_h = 73;
    assert_cheapest(&h, 15, "....", 0);
}
END_TEST

START_TEST(what_takes_longer_to_undo_is_refused_unless_asked_for)
{
    hand h;

    make_hand(&h, 3, "ooo");
    add_mode(&h, stop);
    h.modes[0].is_asked = false;
    h.modes[0].restart_h = 72;
    assert_cheapest(&h, 7, "111", 3000);
    h.modes[0].restart_h = 73;
    assert_cheapest(&h, 7, "...", 0);
    h.modes[0].is_asked = true;
    assert_cheapest(&h, 7, "111", 3000);
}
END_TEST

START_TEST(a_limit_goes_as_deep_as_it_pays)
{
    hand h;
    hz_schedule schedule;
    wish w = {.asked = 3, .worth = 100000};
    hz_choice from;
    bool is_any;

    make_hand(&h, 2, "or");
    add_mode(&h, (hz_mode){.id = "less", .kind = HZ_MODE_LIMIT, .cut_bp = 4000, .cost_fen_d = HZ_NOT_REPORTED, .levels = 15});
    h.unit.min_cut_bp[HZ_RED] = 1000;
    from = choice_of(&h);
    ck_assert_int_eq(cheapest(&schedule, &is_any, &from, &w), 10 + 100 - 200000);
    ck_assert_int_eq(schedule.days[0].cut_bp, 100);
    ck_assert_int_eq(schedule.days[1].cut_bp, 1000);
}
END_TEST

/* ---- against all that there are ---- */

static uint16_t at_most(uint16_t a, uint16_t b)
{
    return a < b ? a : b;
}

static bool is_depth(const hand *h, int t, const hz_mode *mode, uint16_t cut_bp)
{
    int level = h->course.level[t];
    uint16_t lo = level < 0 ? 0 : h->unit.min_cut_bp[level], hi = level < 0 ? HZ_SHARE_ONE : h->unit.max_cut_bp[level];
    uint16_t least = mode->kind == HZ_MODE_LIMIT ? at_most(mode->cut_bp, 100) : mode->cut_bp, most = mode->cut_bp;

    if (lo > least)
        least = at_most(lo, most);
    if (hi < most)
        most = hi > least ? hi : least;
    for (int l = 0; l < HZ_N_LEVELS; l++) /* where pieces of a limit end */
        if (cut_bp > least && cut_bp < most && (cut_bp == h->unit.min_cut_bp[l] || cut_bp == h->unit.max_cut_bp[l]))
            return true;
    return cut_bp == least || cut_bp == most || cut_bp == (least + most) / 2;
}

/* The rules again, said of whole stretches. `end`: how many days are there so far. */
static bool is_valid(const hand *h, const hz_schedule *s, int end)
{
    const hz_course *c = &h->course;

    for (int t = 0; t < end;) {
        uint8_t m = s->days[t].mode;
        const hz_mode *mode = m ? &h->modes[m - 1] : NULL;
        int64_t earliest = mode ? c->now + mode->lead_h * 60 : 0;
        int least = mode ? (mode->least_h + 23) / 24 : 0, rest = mode ? (mode->restart_h + 23) / 24 : 0, n = 0;

        if (s->days[t].kind == HZ_DAY_RUN) {
            if (c->level[t] >= 0 && h->unit.min_cut_bp[c->level[t]] > 0)
                return false;
            t++;
            continue;
        }
        if (s->days[t].kind == HZ_DAY_RESTART || c->level[t] < 0)
            return false;
        for (; t < end && s->days[t].mode == m && s->days[t].kind != HZ_DAY_RESTART; t++, n++) {
            bool is_in = c->level[t] >= 0 && mode->levels >> c->level[t] & 1 && mode->cut_bp >= h->unit.min_cut_bp[c->level[t]];
            bool is_late = n == 0 && earliest > hz_course_start(c, t);
            bool must_last = n < least || (n > 0 && s->days[t - 1].kind == HZ_DAY_NOT_YET);

            if (n == 0 ? !is_in || earliest >= hz_course_start(c, t + 1) : !must_last && c->level[t] >= 0 && !is_in)
                return false;
            if ((s->days[t].kind == HZ_DAY_NOT_YET) != is_late || !is_depth(h, t, mode, s->days[t].cut_bp))
                return false;
        }
        if (t < end && (n < least || s->days[t - 1].kind == HZ_DAY_NOT_YET))
            return false;
        for (; rest > 0 && t < end; rest--, t++)
            if (s->days[t].kind != HZ_DAY_RESTART || s->days[t].mode != m)
                return false;
    }
    return true;
}

typedef void visitor(void *context, const hz_schedule *schedule);

static void visit_days(const hand *h, hz_schedule *s, int t, visitor *visit, void *context)
{
    static const uint16_t cuts[] = {100, 300, 2050, 2150, 4000, 7000, HZ_SHARE_ONE};

    if (!is_valid(h, s, t))
        return;
    if (t == h->course.n_days) {
        visit(context, s);
        return;
    }
    s->days[t] = (hz_day){0, 0, HZ_DAY_RUN};
    visit_days(h, s, t + 1, visit, context);
    for (uint8_t m = 1; m <= h->unit.n_modes; m++) {
        for (size_t i = 0; i < sizeof cuts / sizeof *cuts; i++)
            for (int kind = HZ_DAY_NOT_YET; kind <= HZ_DAY_IN_PLACE; kind++) {
                s->days[t] = (hz_day){cuts[i], m, (uint8_t)kind};
                if (h->modes[m - 1].kind == HZ_MODE_LIMIT || cuts[i] == h->modes[m - 1].cut_bp)
                    visit_days(h, s, t + 1, visit, context);
            }
        s->days[t] = (hz_day){HZ_SHARE_ONE, m, HZ_DAY_RESTART};
        visit_days(h, s, t + 1, visit, context);
    }
    s->days[t] = (hz_day){0};
}

typedef struct {
    hz_choice from;
    wish w;
    int64_t least;
    long n;
} finding;

static void find_least(void *context, const hz_schedule *schedule)
{
    finding *f = context;
    int64_t sum;
    mpz_t weight;

    mpz_init(weight);
    for (int t = 0; t < f->from.course->n_days; t++) {
        weigh(&f->w, weight, 0, t, schedule->days[t]);
        ck_assert(hz_day_follows(t > 0 ? &schedule->days[t - 1] : NULL, schedule->days[t]));
    }
    sum = hz_schedule_cost_fen(&f->from, schedule) + mpz_get_si(weight);
    mpz_clear(weight);
    if (f->n++ == 0 || sum < f->least)
        f->least = sum;
}

static void make_random(hand *h, uint64_t seed, int n_days)
{
    static const uint16_t hours[] = {0, 0, 20, 24, 30, 48, 60};
    uint64_t state = seed * 7919 + 5;
    char levels[HZ_COURSE_DAYS + 1] = "";

    for (int t = 0; t < n_days; t++)
        levels[t] = "yor-o"[next_random(&state) % 5];
    make_hand(h, n_days, levels);
    h->course.now -= (int64_t)(next_random(&state) % 3) * 600 - 1200;
    for (int m = 0; m < 3; m++) {
        bool is_limit = m == 0 && next_random(&state) % 2;

        add_mode(h, (hz_mode){.id = "m",
                              .kind = (uint8_t)(is_limit ? HZ_MODE_LIMIT : m == 2 ? HZ_MODE_STOP : HZ_MODE_CYCLE),
                              .cut_bp = is_limit || m == 0 ? 4000 : m == 1 ? 7000 : HZ_SHARE_ONE,
                              .cost_fen_d = next_random(&state) % 2 ? HZ_NOT_REPORTED : 500,
                              .once_fen = (int64_t)(next_random(&state) % 3) * 700,
                              .lead_h = hours[next_random(&state) % 7],
                              .least_h = hours[next_random(&state) % 7],
                              .restart_h = hours[next_random(&state) % 7],
                              .levels = (uint8_t)(2 + next_random(&state) % 7 * 2),
                              .is_asked = true});
    }
    if (next_random(&state) % 3 == 0)
        h->unit.min_cut_bp[HZ_RED] = 300;
}

START_TEST(the_cheapest_is_the_cheapest_of_all)
{
    hand h;
    finding f = {.w.seed = (uint64_t)_i};
    hz_schedule schedule = {0}, found;
    bool is_any;

    make_random(&h, (uint64_t)_i, _i % 4 == 0 ? 5 : 4);
    f.from = choice_of(&h);
    f.from.kept.fixed = 0;
    visit_days(&h, &schedule, 0, find_least, &f);
    if (hz_course_begun(&h.course) > 0)
        return;
    if (f.n > 0)
        ck_assert_int_eq(cheapest(&found, &is_any, &f.from, &f.w), f.least);
    else
        cheapest(&found, &is_any, &f.from, &f.w);
    ck_assert_int_eq(is_any, f.n > 0);
    ck_assert(!is_any || is_valid(&h, &found, h.course.n_days));
}
END_TEST

/* ---- a roster of one ---- */

typedef struct {
    finding f;
    int asked; /* bits of days on which so much must be cut */
    int64_t at_least;
} needing;

static void find_least_that_holds(void *context, const hz_schedule *schedule)
{
    needing *n = context;
    int64_t cost = hz_schedule_cost_fen(&n->f.from, schedule);

    for (int t = 0; t < n->f.from.course->n_days; t++)
        if (n->asked >> t & 1 && (!hz_day_counts(schedule->days[t]) || schedule->days[t].cut_bp < n->at_least))
            return;
    if (n->f.n++ == 0 || cost < n->f.least)
        n->f.least = cost;
}

/* One row a day, and what is brought to it is the cut. */
static void make_roster(hz_roster *roster, const hz_choice *of, size_t n_units, int asked, int64_t at_least)
{
    hz_error err = HZ_ERROR_NONE;
    int n_days = of->course->n_days;

    *roster = (hz_roster){.units = hz_calloc(n_units, sizeof *roster->units), .n_units = n_units, .n_days = n_days};
    roster->needs = hz_calloc((size_t)n_days, sizeof *roster->needs);
    roster->price = hz_calloc((size_t)n_days, sizeof *roster->price);
    for (int t = 0; t < n_days; t++) {
        roster->first_row[t + 1] = (uint32_t)t + 1;
        roster->needs[t] = asked >> t & 1 ? at_least : 0;
        roster->price[t] = 0.01;
    }
    for (size_t u = 0; u < n_units; u++) {
        hz_roster_unit *unit = &roster->units[u];

        unit->of = of[u];
        ck_assert(!hz_ways_make(&unit->ways, &unit->of, HZ_PARTS_OF_PROGRAM, 0, &err));
        unit->effect = hz_calloc(unit->ways.first_state[n_days] + 1, sizeof *unit->effect);
        for (int t = 0; t < n_days; t++)
            unit->start[t] = unit->ways.first_state[t];
        for (uint32_t i = 0; i < unit->ways.first_state[n_days]; i++)
            unit->effect[i] = hz_day_counts(unit->ways.states[i].what) ? unit->ways.states[i].what.cut_bp : 0;
    }
}

/* From the schedule that is in place as long and as deep as it can be. */
START_TEST(what_is_settled_is_the_cheapest_that_holds)
{
    needing n = {.asked = 1 + _i % 15, .at_least = 3000};
    wish all = {.asked = 31, .worth = 1000000};
    hand h;
    hz_schedule schedule = {0};
    hz_roster roster;
    hz_error err = HZ_ERROR_NONE;
    int64_t cost;
    bool does_hold;

    make_random(&h, (uint64_t)_i, 4);
    n.f.from = choice_of(&h);
    n.f.from.kept.fixed = 0;
    if (hz_course_begun(&h.course) > 0)
        return;
    visit_days(&h, &schedule, 0, find_least_that_holds, &n);
    cheapest(&schedule, &does_hold, &n.f.from, &all);
    make_roster(&roster, &n.f.from, 1, n.asked, n.at_least);
    ck_assert_int_eq(hz_settle_roster(&schedule, &cost, &does_hold, &roster, &err), HZ_OK);
    ck_assert_int_eq(does_hold, n.f.n > 0);
    ck_assert(!does_hold || cost == n.f.least);
    ck_assert(!does_hold || hz_schedule_cost_fen(&n.f.from, &schedule) == cost);
    hz_roster_clear(&roster);
}
END_TEST

/* ---- a roster of many ---- */

/* More than are solved outright. */
enum { MANY = HZ_MOST_TOGETHER + 2, MANY_DAYS = 3 };

/* All schedules of one unit, as what they cost and cut. */
typedef struct {
    hz_choice of;
    size_t n;
    int64_t cost[MOST_SCHEDULES], cut[MOST_SCHEDULES][MANY_DAYS];
} all_cuts;

static int64_t cut_on(const hz_schedule *schedule, int t)
{
    return hz_day_counts(schedule->days[t]) ? schedule->days[t].cut_bp : 0;
}

static void keep_cuts(void *context, const hz_schedule *schedule)
{
    all_cuts *a = context;

    ck_assert_uint_lt(a->n, MOST_SCHEDULES);
    a->cost[a->n] = hz_schedule_cost_fen(&a->of, schedule);
    for (int t = 0; t < MANY_DAYS; t++)
        a->cut[a->n][t] = cut_on(schedule, t);
    a->n++;
}

/* Nothing that the two can do together brings as much as `needs` for less. */
static void assert_not_cheaper(const all_cuts *a, const all_cuts *b, const int64_t *needs, int64_t cost)
{
    for (size_t i = 0; i < a->n; i++)
        for (size_t k = 0; k < b->n; k++) {
            int t = 0;

            while (t < MANY_DAYS && a->cut[i][t] + b->cut[k][t] >= needs[t])
                t++;
            ck_assert_msg(t < MANY_DAYS || a->cost[i] + b->cost[k] >= cost, "%lld < %lld", (long long)(a->cost[i] + b->cost[k]),
                          (long long)cost);
        }
}

START_TEST(no_two_units_are_cheaper_together)
{
    static hand hands[MANY];
    static all_cuts all[MANY];
    hz_choice of[MANY];
    hz_schedule schedules[MANY] = {0};
    int64_t lacks[MANY_DAYS], cost = 0, cost_of[MANY];
    hz_roster roster;
    hz_error err = HZ_ERROR_NONE;
    bool does_hold, is_least;

    for (size_t u = 0; u < MANY; u++) {
        hz_schedule schedule = {0};

        make_random(&hands[u], (uint64_t)_i * MANY + u, MANY_DAYS);
        hands[u].unit.min_cut_bp[HZ_RED] = 0;
        hands[u].course = hands[0].course;
        hands[u].course.now = hz_course_start(&hands[0].course, 0) - HZ_DAY_MIN;
        of[u] = choice_of(&hands[u]);
        of[u].kept.fixed = 0;
        all[u] = (all_cuts){.of = of[u]};
        visit_days(&hands[u], &schedule, 0, keep_cuts, &all[u]);
    }
    make_roster(&roster, of, MANY, 7, 20000 + _i * 3000);
    ck_assert(!hz_settle_roster(schedules, &cost, &does_hold, &roster, &err));
    if (does_hold) {
        ck_assert(!hz_settle_together(schedules, &cost, &does_hold, &is_least, &roster, &err));
        ck_assert(does_hold && !is_least);
        memcpy(lacks, roster.needs, sizeof lacks);
        for (size_t u = 0; u < MANY; u++) {
            cost -= cost_of[u] = hz_schedule_cost_fen(&of[u], &schedules[u]);
            for (int t = 0; t < MANY_DAYS; t++)
                lacks[t] -= cut_on(&schedules[u], t);
        }
        ck_assert_int_eq(cost, 0);
        for (size_t u = 0; u < MANY; u++)
            for (size_t v = u + 1; v < MANY; v++) {
                int64_t needs[MANY_DAYS];

                for (int t = 0; t < MANY_DAYS; t++)
                    needs[t] = lacks[t] + cut_on(&schedules[u], t) + cut_on(&schedules[v], t);
                assert_not_cheaper(&all[u], &all[v], needs, cost_of[u] + cost_of[v]);
            }
    }
    hz_roster_clear(&roster);
}
END_TEST

/* ---- programs ---- */

static void put_unit(FILE *f, int number, const hand *h, int64_t kg)
{
    fprintf(
        f,
        "<enterprise id=\"e%d\" name=\"e%d\" sector=\"s\" district=\"d\" grade=\"C\" status=\"operating\">"
        "<unit id=\"u\" name=\"u\" kind=\"line\"><output product=\"ware\" value=\"10\" unit=\"t/d\" basis=\"permit\"/>"
        "<emission pollutant=\"PM\" value=\"%lld\" unit=\"kg/d\" basis=\"factor\"/><cost value=\"10\" unit=\"CNY/d\" basis=\"filing\"/>\n",
        number, number, (long long)kg);
    for (int m = 0; h && m < h->unit.n_modes; m++) {
        const hz_mode *mode = &h->modes[m];

        fprintf(f, "<mode id=\"m%d\" kind=\"%s\" levels=\"", m,
                mode->kind == HZ_MODE_LIMIT  ? "limit"
                : mode->kind == HZ_MODE_STOP ? "stop"
                                             : "transport");
        for (int l = HZ_YELLOW; l < HZ_N_LEVELS; l++)
            if (mode->levels >> l & 1)
                fprintf(f, "%s ", hz_level_id((hz_level)l));
        fprintf(f, "\"%s>",
                mode->kind == HZ_MODE_LIMIT  ? " load=\"60\" unit=\"%\""
                : mode->kind == HZ_MODE_STOP ? ""
                : mode->cut_bp == 4000       ? " cut=\"40\" unit=\"%\""
                                             : " cut=\"70\" unit=\"%\"");
        if (mode->cost_fen_d != HZ_NOT_REPORTED && mode->kind != HZ_MODE_LIMIT)
            fputs("<cost value=\"5\" unit=\"CNY/d\" basis=\"estimate\"/>", f);
        if (mode->once_fen > 0)
            fprintf(f, "<once value=\"%lld\" unit=\"CNY\" basis=\"estimate\"/>", (long long)mode->once_fen / 100);
        if (mode->lead_h || mode->least_h || mode->restart_h) {
            fputs("<time", f);
            if (mode->lead_h)
                fprintf(f, " lead=\"%d\"", mode->lead_h);
            if (mode->least_h)
                fprintf(f, " least=\"%d\"", mode->least_h);
            if (mode->restart_h)
                fprintf(f, " restart=\"%d\"", mode->restart_h);
            fputs(" unit=\"h\"/>", f);
        }
        fputs("</mode>\n", f);
    }
    fputs(h ? "</unit></enterprise>\n" : "<cut levels=\"yellow orange red\" min=\"0\" max=\"100\" unit=\"%\"/></unit></enterprise>\n", f);
}

/* More demands, and enterprises behind the others, as they stand in the file. */
static const char *more_demands = "", *more_enterprises = "";

/* Units with modes, and one without behind them, or none; ratios of PM at yellow, orange and red. */
static void read_units(hz_run *run, const hand *hands, int n, const int64_t *kg, int64_t plain_kg, const int *percent)
{
    char path[] = "/tmp/hazeplan-episode-XXXXXX";
    FILE *f = fdopen(mkstemp(path), "w");
    hz_error err = HZ_ERROR_NONE;

    ck_assert_ptr_nonnull(f);
    fputs(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<scenario xmlns=\"urn:hazeplan:scenario\" version=\"1\" id=\"episode\" lang=\"en\" "
        "standing=\"test\" currency=\"CNY\" country=\"CN\"><title en=\"units\"/>\n<pollutants><pollutant id=\"PM\" en=\"PM\"/></pollutants>"
        "<districts><district id=\"d\" en=\"d\" body=\"b\"/></districts><sectors><sector id=\"s\" en=\"s\" body=\"b\"/></sectors>"
        "<society><unlisted pollutant=\"PM\" value=\"10\" unit=\"kg/d\"/></society><demands>",
        f);
    for (int l = 0; l < 3; l++)
        fprintf(f, "<reduction levels=\"%s\" pollutant=\"PM\" value=\"%d\" unit=\"%%\"/>", hz_level_id((hz_level)(HZ_YELLOW + l)),
                percent[l]);
    fprintf(f, "%s</demands><enterprises>\n", more_demands);
    for (int i = 0; i < n; i++)
        put_unit(f, i, &hands[i], kg[i]);
    if (plain_kg > 0)
        put_unit(f, n, NULL, plain_kg);
    fprintf(f, "%s</enterprises></scenario>\n", more_enterprises);
    ck_assert_int_eq(fclose(f), 0);
    *run = (hz_run){.settings = {.step_bp = 100, .gap_ppm = 0}};
    ck_assert_msg(!hz_run_check(run, path, 0, &err), "%s", err.message);
    if (hz_findings_count(run->findings, HZ_SEVERITY_ERROR) > 0) {
        hz_sink *sink = hz_sink_to_fd(1, NULL);

        hz_findings_write(run->findings, sink);
        hz_sink_close(sink, "findings", &err);
        ck_abort();
    }
    unlink(path);
}

/* All schedules of a unit, as what they cost and bring on each day. */
typedef struct {
    hz_choice of;
    size_t n;
    int64_t cost[MOST_SCHEDULES], cut[MOST_SCHEDULES][HZ_COURSE_DAYS];
} all_schedules;

static void keep_schedule(void *context, const hz_schedule *schedule)
{
    all_schedules *a = context;

    ck_assert_uint_lt(a->n, MOST_SCHEDULES);
    a->cost[a->n] = hz_schedule_cost_fen(&a->of, schedule);
    for (int t = 0; t < a->of.course->n_days; t++)
        a->cut[a->n][t] =
            hz_day_counts(schedule->days[t]) ? hz_state_cut_g_d(a->of.scenario, a->of.unit, hz_day_state(schedule->days[t]), 0) : 0;
    a->n++;
}

/* What the unit without modes costs when it cuts so much, by any share or in steps of 1 %. */
static double plain_cost(const hz_scenario *s, int64_t lacking, bool in_steps)
{
    uint16_t cut_bp = 0;

    if (lacking <= 0)
        return 0;
    if (!in_steps)
        return (double)lacking / (double)hz_cuttable_g_d(s, 2, 0) * (double)s->units[2].cost_fen_d;
    while (hz_state_cut_g_d(s, 2, (hz_state){cut_bp, 0}, 0) < lacking)
        cut_bp = (uint16_t)(cut_bp + 100);
    return (double)hz_state_cost_fen_d(s, 2, (hz_state){cut_bp, 0}, HZ_BLUE);
}

/* The least cost of all combinations of two units and one without modes; < 0: none will do. */
static double least_of_all(const hz_scenario *s, const hz_course *c, const all_schedules *a, const all_schedules *b, const int *percent,
                           bool in_steps)
{
    double least = -1;

    for (size_t i = 0; i < a->n; i++)
        for (size_t k = 0; k < b->n; k++) {
            double cost = (double)(a->cost[i] + b->cost[k]);
            bool does_hold = true;

            for (int t = 0; t < c->n_days && does_hold; t++) {
                int64_t required = hz_div_ceil((__int128)hz_society_g_d(s, 0) * percent[c->level[t] - HZ_YELLOW], 100);
                int64_t lacking = required - a->cut[i][t] - b->cut[k][t];

                does_hold = lacking <= hz_cuttable_g_d(s, 2, 0);
                cost += does_hold ? plain_cost(s, lacking, in_steps) : 0;
            }
            if (does_hold && (least < 0 || cost < least))
                least = cost;
        }
    return least;
}

static void make_some(hand *hands, uint64_t n, uint64_t seed, int n_days)
{
    for (uint64_t i = 0; i < n; i++) {
        make_random(&hands[i], seed * 2 + i, n_days);
        hands[i].unit.n_modes = 2;
        hands[i].unit.min_cut_bp[HZ_RED] = 0;
        for (int m = 0; m < 2; m++) {
            if (hands[i].modes[m].kind != HZ_MODE_LIMIT)
                hands[i].modes[m].kind = HZ_MODE_TRANSPORT;
            else
                hands[i].modes[m].cost_fen_d = HZ_NOT_REPORTED;
        }
    }
    for (int t = 0; t < n_days; t++)
        if (hands[0].course.level[t] == HZ_NO_DAY_LEVEL)
            hands[0].course.level[t] = HZ_ORANGE;
    hands[0].course.now = hz_course_start(&hands[0].course, 0) - HZ_DAY_MIN;
    for (uint64_t i = 1; i < n; i++)
        hands[i].course = hands[0].course;
}

/* Whoever adds up the orders, or the days, comes to the cost of the plan; a unit that restarts has no order then. */
static void assert_adds_up(const hz_episode_plan *plan)
{
    int64_t orders = 0, days = plan->once_fen + plan->beyond_fen, restarts = 0;
    size_t n_restarting = 0, n_behind = 0;

    for (size_t i = 0; i < plan->n_orders; i++) {
        orders += hz_episode_order_fen(&plan->orders[i]);
        n_behind += (size_t)plan->orders[i].stretch.n_restart;
    }
    for (int t = 0; t < plan->course.n_days; t++) {
        size_t n_running = 0;

        for (size_t u = 0; u < plan->scenario->n_units; u++)
            n_running += plan->schedules[u].days[t].kind == HZ_DAY_RUN;
        ck_assert_uint_eq(plan->days[t].n_told + plan->days[t].n_restarting + n_running, plan->scenario->n_units);
        days += plan->days[t].cost_fen;
        restarts += plan->days[t].restart_fen;
        n_restarting += plan->days[t].n_restarting;
    }
    ck_assert_int_eq(orders, plan->cost_fen);
    ck_assert_int_eq(days, plan->cost_fen);
    ck_assert_int_eq(restarts, plan->restart_fen);
    ck_assert_uint_eq(n_behind, n_restarting);
}

/* What was written is read back as it was, and makes sense beside the same scenario. */
static void assert_comes_back(const hz_episode_plan *plan)
{
    char path[] = "/tmp/hazeplan-orders-XXXXXX";
    hz_issued issued = {.id = "episode-0", .course = plan->course, .schedules = plan->schedules}, back;
    hz_findings *findings = hz_findings_new("orders", 0);
    hz_error err = HZ_ERROR_NONE;
    hz_sink *sink = hz_sink_to_memory();
    FILE *f = fdopen(mkstemp(path), "w");

    hz_write_issued(sink, &issued, plan->scenario);
    fputs(hz_sink_text(sink, NULL), f);
    fclose(f);
    hz_sink_close(sink, "memory", NULL);
    ck_assert_msg(!hz_read_issued(&back, findings, path, plan->scenario, &err), "%s", err.message);
    ck_assert_uint_eq(hz_findings_count(findings, HZ_SEVERITY_ERROR), 0);
    ck_assert_mem_eq(back.schedules, plan->schedules, plan->scenario->n_units * sizeof *back.schedules);
    hz_issued_clear(&back);
    hz_findings_free(findings);
    unlink(path);
}

START_TEST(no_combination_is_below_the_bound)
{
    static all_schedules all[2];
    const int64_t kg[] = {40 + _i % 7 * 10, 90};
    const int percent[] = {10 + _i % 5, 25 + _i % 4 * 8, 30 + _i % 6 * 6};
    hand hands[2];
    hz_run run;
    hz_episode_plan *plan;
    hz_day_clash *clashes;
    size_t n_clashes;
    hz_error err = HZ_ERROR_NONE;
    hz_episode_task task = {.course = &hands[0].course};
    double least, in_steps;
    hz_status status;

    make_some(hands, 2, (uint64_t)_i + 1, 4);
    read_units(&run, hands, 2, kg, 50, percent);
    ck_assert_msg(!hz_run_prepare_episode(run.scenario, &run.settings, task.course, &err), "%s", err.message);
    for (size_t i = 0; i < 2; i++) {
        hz_schedule schedule = {0};

        for (size_t m = 0; m < run.scenario->n_modes; m++)
            run.scenario->modes[m].is_asked = true;
        all[i] = (all_schedules){.of = {.scenario = run.scenario, .course = task.course, .unit = i}};
        visit_days(&hands[i], &schedule, 0, keep_schedule, &all[i]);
    }
    least = least_of_all(run.scenario, task.course, &all[0], &all[1], percent, false);
    in_steps = least_of_all(run.scenario, task.course, &all[0], &all[1], percent, true);
    status = hz_run_plan_episode(&run, &plan, &clashes, &n_clashes, &task, &err);
    ck_assert_msg(!status || (status == HZ_ERR_SOLVER && least < 0), "%s", err.message);
    ck_assert(plan || least < 0);
    ck_assert(!plan || least >= 0);
    ck_assert(status || plan || n_clashes > 0);
    if (plan) {
        bool is_least = plan->search_end == HZ_SEARCH_EXHAUSTED;

        assert_adds_up(plan);
        assert_comes_back(plan);
        ck_assert_msg((double)plan->bound_fen <= (is_least ? in_steps : least + 1.0), "%lld %f", (long long)plan->bound_fen, least);
        ck_assert(!is_least || plan->cost_fen == plan->bound_fen);
        ck_assert_int_ge(plan->cost_fen, plan->bound_fen); /* there are more depths than those of `least` */
        ck_assert_msg((double)plan->cost_fen <= 1.25 * least + 100, "%lld %f %lld", (long long)plan->cost_fen, least,
                      (long long)plan->bound_fen);
    }
    hz_episode_plan_free(plan);
    free(clashes);
    hz_run_free(&run);
}
END_TEST

static hz_episode_plan *plan_task(hz_run *run, const hz_episode_task *task)
{
    hz_error err = HZ_ERROR_NONE;
    hz_episode_plan *plan;
    hz_day_clash *clashes;
    size_t n;

    ck_assert_msg(!hz_run_prepare_episode(run->scenario, &run->settings, task->course, &err), "%s", err.message);
    ck_assert_msg(!hz_run_plan_episode(run, &plan, &clashes, &n, task, &err), "%s", err.message);
    free(clashes);
    return plan;
}

/* The least cost of all combinations of what three units can do; < 0: none will do. */
static int64_t least_of_three(const int64_t *required, const all_schedules *all)
{
    int64_t least = -1;

    for (size_t i = 0; i < all[0].n; i++)
        for (size_t k = 0; k < all[1].n; k++)
            for (size_t l = 0; l < all[2].n; l++) {
                int64_t cost = all[0].cost[i] + all[1].cost[k] + all[2].cost[l];
                int t = 0;

                if (least >= 0 && cost >= least)
                    continue;
                while (t < all[0].of.course->n_days && all[0].cut[i][t] + all[1].cut[k][t] + all[2].cut[l][t] >= required[t])
                    t++;
                least = t == all[0].of.course->n_days ? cost : least;
            }
    return least;
}

/* All that three units can do, limits at fewer depths than orders can be in. */
static int64_t least_of_town(const hz_scenario *s, const hz_course *c, const hand *hands, const int *percent)
{
    static all_schedules all[3];
    int64_t required[HZ_COURSE_DAYS] = {0};

    for (size_t i = 0; i < 3; i++) {
        hz_schedule schedule = {0};

        all[i] = (all_schedules){.of = {.scenario = s, .course = c, .unit = i}};
        visit_days(&hands[i], &schedule, 0, keep_schedule, &all[i]);
    }
    for (int t = 0; t < c->n_days; t++)
        required[t] = hz_div_ceil((__int128)hz_society_g_d(s, 0) * percent[c->level[t] - HZ_YELLOW], 100);
    return least_of_three(required, all);
}

START_TEST(few_units_cost_the_least_that_they_can)
{
    const int64_t kg[] = {40 + _i % 7 * 10, 90, 60};
    const int percent[] = {6 + _i % 5, 14 + _i % 4 * 4, 20 + _i % 6 * 4};
    bool has_limits = _i % 2;
    hand hands[3];
    hz_run run;
    hz_episode_plan *plan;
    hz_episode_task task = {.course = &hands[0].course};
    hz_day_clash *clashes;
    size_t n_clashes;
    hz_error err = HZ_ERROR_NONE;
    hz_status status;
    int64_t least;

    make_some(hands, 3, (uint64_t)_i + 1, 3);
    for (int i = has_limits; i < 3; i++)
        hands[i].modes[0].kind = HZ_MODE_TRANSPORT;
    read_units(&run, hands, 3, kg, 0, percent);
    ck_assert_msg(!hz_run_prepare_episode(run.scenario, &run.settings, task.course, &err), "%s", err.message);
    status = hz_run_plan_episode(&run, &plan, &clashes, &n_clashes, &task, &err);
    least = least_of_town(run.scenario, task.course, hands, percent);
    ck_assert_msg(!status || (status == HZ_ERR_SOLVER && least < 0), "%s", err.message);
    ck_assert(plan || least < 0);
    ck_assert(!plan || has_limits || least >= 0);
    if (plan) {
        assert_adds_up(plan);
        ck_assert_int_eq(plan->search_end, HZ_SEARCH_EXHAUSTED);
        ck_assert_int_eq(plan->cost_fen, plan->bound_fen);
        ck_assert_msg(least < 0 || plan->cost_fen <= least, "%lld %lld", (long long)plan->cost_fen, (long long)least);
        ck_assert(has_limits || plan->cost_fen == least);
    }
    hz_episode_plan_free(plan);
    free(clashes);
    hz_run_free(&run);
}
END_TEST

/* ---- planning again ---- */

/* e0 can be stopped 24 h after it was told so, 3 days and once 10 CNY; e1 at once, and costs more. */
static void read_two(hz_run *run, hand *hands, int n_days, const char *levels)
{
    static const int percent[] = {10, 40, 80};
    const int64_t kg[] = {50, 50};

    make_hand(&hands[0], n_days, levels);
    add_mode(&hands[0], stop);
    hands[0].modes[0].cost_fen_d = 500;
    hands[0].modes[0].once_fen = 1000;
    hands[0].modes[0].lead_h = 24;
    make_hand(&hands[1], n_days, levels);
    add_mode(&hands[1], stop);
    read_units(run, hands, 2, kg, 10, percent);
}

START_TEST(what_was_ordered_stays_ordered)
{
    hand hands[2];
    hz_run run;
    hz_episode_task task = {.course = &hands[0].course};
    hz_episode_plan *plan, *again;
    hz_kept kept[3];
    hz_stretch order;
    char text[HZ_COURSE_DAYS + 1];
    int day = 0;
    hz_failure failed = {.enterprise = 0, .until = HZ_INSTANT_NONE};
    hz_failures failures = {.list = &failed, .n = 1};

    /* 120 kg a day; orange asks for 48, so one of them is enough: e0, 5 a day and 10 once, is cheaper over 4 days than e1 */
    read_two(&run, hands, 4, "oooo");
    plan = plan_task(&run, &task);
    ck_assert_ptr_nonnull(plan);
    ck_assert_str_eq(spell(text, &plan->schedules[0], 4), "1111");
    ck_assert_str_eq(spell(text, &plan->schedules[1], 4), "....");
    ck_assert_int_eq(plan->cost_fen, 4 * 500 + 1000);
    ck_assert_int_eq(plan->once_fen, 1000);
    ck_assert_int_eq(plan->bound_fen, 4 * 500 + 1000);
    ck_assert(hz_next_stretch(&order, &day, run.scenario, &plan->course, 0, &plan->schedules[0]));
    ck_assert_int_eq(order.in_place_by, hz_course_start(task.course, 0));
    ck_assert_int_eq(order.issue_by, hz_course_start(task.course, 0) - 1440);
    ck_assert_int_eq(order.until, hz_course_start(task.course, 4));
    ck_assert(!hz_next_stretch(&order, &day, run.scenario, &plan->course, 0, &plan->schedules[0]));

    /* on the second day it is going to be yellow: e0 stays stopped, and nobody else is asked for more */
    hands[1].course = hands[0].course;
    hands[1].course.level[2] = hands[1].course.level[3] = HZ_YELLOW;
    hands[1].course.now = hz_course_start(&hands[1].course, 1) + 60;
    for (size_t u = 0; u < 3; u++)
        kept[u] = hz_keep_issued(run.scenario, &hands[1].course, &plan->course, u, &plan->schedules[u]);
    ck_assert_int_eq(kept[0].fixed, 15);
    ck_assert_int_eq(kept[1].fixed, 3);
    task = (hz_episode_task){&hands[1].course, kept, NULL};
    again = plan_task(&run, &task);
    ck_assert_ptr_nonnull(again);
    ck_assert_str_eq(spell(text, &again->schedules[0], 4), "1111");
    ck_assert_int_eq(again->cost_fen, plan->cost_fen);
    hz_episode_plan_free(again);

    /* e0 has failed: it stays ordered, and e1 must do what it does not: 48 of 50 kg on orange days */
    hands[1].course.level[2] = hands[1].course.level[3] = HZ_ORANGE;
    failed.from = hands[1].course.now;
    task.failures = &failures;
    again = plan_task(&run, &task);
    ck_assert_ptr_nonnull(again);
    ck_assert_str_eq(spell(text, &again->schedules[0], 4), "1111");
    ck_assert_str_eq(spell(text, &again->schedules[1], 4), "..11");
    ck_assert_int_eq(again->cost_fen, plan->cost_fen + 2 * 1000);
    ck_assert(hz_episode_failed_from(again, 0) == HZ_INSTANT_NONE);
    ck_assert_int_eq(hz_episode_failed_from(again, 1), hands[1].course.now);
    ck_assert(hz_episode_failed_from(again, 2) == HZ_INSTANT_NONE);
    ck_assert(!hz_episode_is_short(again, 0) && hz_episode_is_short(again, 1) && hz_episode_is_short(again, 2));
    ck_assert_int_eq(again->days[0].reckoning->balances[0].slack, 2000);
    ck_assert_int_eq(again->days[1].reckoning->balances[0].reached, 50000 / 24); /* g: one hour of 50 kg */
    ck_assert_int_eq(again->days[1].reckoning->balances[0].slack, again->days[1].reckoning->balances[0].reached - 48000);
    ck_assert_int_eq(again->days[2].reckoning->balances[0].slack, 2000);
    hz_episode_plan_free(again);

    /* without the orders of before, days that have begun are not planned, and nothing is said of their demands */
    task = (hz_episode_task){&hands[1].course, NULL, NULL};
    again = plan_task(&run, &task);
    ck_assert_ptr_nonnull(again);
    ck_assert_ptr_null(again->days[0].reckoning);
    ck_assert_ptr_null(again->days[1].reckoning);
    ck_assert_ptr_nonnull(again->days[2].reckoning);
    hz_episode_plan_free(again);
    task = (hz_episode_task){&hands[1].course, kept, &failures};

    /* red asks for 96 kg: without e0 that is out of reach */
    hands[1].course.level[3] = HZ_RED;
    again = plan_task(&run, &task);
    ck_assert_ptr_null(again);
    hz_episode_plan_free(plan);
    hz_run_free(&run);
}
END_TEST

/* Two that have to restart on the yellow day, and two that are stopped on it, bear a quarter each: what the day costs is more than all that
 * may be cut on it. */
START_TEST(a_restart_is_part_of_what_the_plan_costs)
{
    static const int percent[] = {47, 50, 94};
    const int64_t kg[] = {50, 50, 50, 50};
    hand hands[4];
    hz_run run;
    hz_episode_task task = {.course = &hands[0].course};
    hz_episode_plan *plan;
    char text[HZ_COURSE_DAYS + 1];

    for (int i = 0; i < 4; i++) {
        make_hand(&hands[i], 2, "ry");
        add_mode(&hands[i], stop);
        hands[i].modes[0].restart_h = 24;
        hands[i].modes[0].levels = i < 2 ? 1 << HZ_RED : 1 << HZ_RED | 1 << HZ_YELLOW;
    }
    more_demands = "<cap levels=\"yellow\" of=\"plan-cost\" value=\"25\" unit=\"%\" each=\"enterprise\"/>";
    read_units(&run, hands, 4, kg, 1, percent);
    more_demands = "";
    plan = plan_task(&run, &task);
    ck_assert_ptr_nonnull(plan);
    ck_assert_str_eq(spell(text, &plan->schedules[0], 2), "1r");
    ck_assert_str_eq(spell(text, &plan->schedules[3], 2), "11");
    ck_assert_int_eq(plan->cost_fen, 8 * 1000);
    hz_episode_plan_free(plan);
    hz_run_free(&run);
}
END_TEST

#define GRADED(id, grade, yuan)                                                                                                     \
    "<enterprise id=\"" id "\" name=\"" id "\" sector=\"s\" district=\"d\" grade=\"" grade                                           \
    "\" status=\"operating\"><unit id=\"u\" name=\"u\" kind=\"line\"><output product=\"ware\" value=\"10\" unit=\"t/d\" "             \
    "basis=\"permit\"/><emission pollutant=\"PM\" value=\"100\" unit=\"kg/d\" basis=\"factor\"/><cost value=\"" yuan                  \
    "\" unit=\"CNY/d\" basis=\"filing\"/><cut levels=\"yellow orange red\" min=\"0\" max=\"100\" unit=\"%\"/></unit></enterprise>\n"

/* At orange the cheap one of grade A may not be cut deeper than those of grades C and D: of the 104.4 kg that are demanded of 261, the stop
 * brings 50, and the least that the three cost is 27, 27 and 28 %. At yellow it is cut alone, for 52.2 kg. */
START_TEST(links_hold_on_the_days_of_their_levels)
{
    static const int percent[] = {20, 40, 80};
    const int64_t kg[] = {50};
    hand h;
    hz_run run;
    hz_episode_task task = {.course = &h.course};
    hz_episode_plan *plan;

    make_hand(&h, 3, "oyo");
    add_mode(&h, stop);
    h.modes[0].cost_fen_d = 500;
    more_demands = "<grade-order levels=\"orange\"/>";
    more_enterprises = GRADED("e2", "A", "1") GRADED("e3", "D", "30");
    read_units(&run, &h, 1, kg, 1, percent);
    more_demands = more_enterprises = "";
    plan = plan_task(&run, &task);
    ck_assert_ptr_nonnull(plan);
    for (int t = 0; t < 3; t += 2) {
        ck_assert_int_eq(plan->schedules[0].days[t].mode, 1);
        ck_assert_int_eq(plan->schedules[1].days[t].cut_bp, 2700);
        ck_assert_int_eq(plan->schedules[2].days[t].cut_bp, 2700);
        ck_assert_int_eq(plan->schedules[3].days[t].cut_bp, 2800);
    }
    ck_assert_int_eq(plan->schedules[2].days[1].cut_bp, 5300);
    ck_assert_int_eq(plan->cost_fen, 2 * (500 + 270 + 27 + 840) + 53);
    ck_assert_int_ge(plan->cost_fen, plan->bound_fen);
    assert_adds_up(plan);
    hz_episode_plan_free(plan);
    hz_run_free(&run);
}
END_TEST

START_TEST(a_limit_is_as_deep_as_it_has_to_be)
{
    static const int percent[] = {5, 10, 13};
    const int64_t kg[] = {100};
    hand h;
    hz_run run;
    hz_episode_task task = {.course = &h.course};
    hz_episode_plan *plan;

    make_hand(&h, 3, "yor");
    add_mode(&h, (hz_mode){.id = "less", .kind = HZ_MODE_LIMIT, .cut_bp = 4000, .cost_fen_d = HZ_NOT_REPORTED, .levels = 15});
    read_units(&run, &h, 1, kg, 1, percent); /* of 111 kg: 5.55, 11.1 and 14.43 */
    plan = plan_task(&run, &task);
    ck_assert_ptr_nonnull(plan);
    ck_assert_int_eq(plan->schedules[0].days[0].cut_bp, 600);
    ck_assert_int_eq(plan->schedules[0].days[1].cut_bp, 1200);
    ck_assert_int_eq(plan->schedules[0].days[2].cut_bp, 1500);
    ck_assert_int_eq(plan->cost_fen, 60 + 120 + 150);
    hz_episode_plan_free(plan);
    hz_run_free(&run);
}
END_TEST

/* As if the clock had ended it in the n-th linear program; false: there were not so many. Few units are solved outright all the same. */
static bool is_ended(hz_run *run, const hz_episode_task *task, int n, const hz_episode_plan *best)
{
    hz_episode_plan *plan;
    bool is_over;

    run->n_searches = 0;
    snprintf(run->settings.nodes, sizeof run->settings.nodes, "%d", n);
    plan = plan_task(run, task);
    ck_assert_ptr_nonnull(plan);
    is_over = plan->n_nodes == n - 1;
    ck_assert(!is_over || plan->search_end == (plan->cost_fen == plan->bound_fen ? HZ_SEARCH_EXHAUSTED : HZ_SEARCH_TIME));
    ck_assert_int_le(plan->bound_fen, best->bound_fen);
    ck_assert_int_ge(plan->cost_fen, best->cost_fen);
    ck_assert(n == 1 || plan->bound_fen > 0);
    hz_episode_plan_free(plan);
    return is_over;
}

START_TEST(there_is_a_plan_when_time_is_up)
{
    static const int percent[] = {4, 10, 18};
    const int64_t kg[] = {60, 90};
    int n_ended = 0;

    for (uint64_t seed = 2; seed < 12; seed++) {
        hand hands[2];
        hz_run run;
        hz_episode_task task = {.course = &hands[0].course};
        hz_episode_plan *best;

        make_some(hands, 2, seed, 4);
        read_units(&run, hands, 2, kg, 50, percent);
        if ((best = plan_task(&run, &task))) {
            ck_assert(is_ended(&run, &task, 1, best));
            n_ended += is_ended(&run, &task, 2, best);
        }
        hz_episode_plan_free(best);
        hz_run_free(&run);
    }
    ck_assert_int_gt(n_ended, 0);
}
END_TEST

/* The clock itself. */
START_TEST(the_time_limit_leaves_a_plan)
{
    static const int percent[] = {4, 10, 18};
    static hand hands[60];
    int64_t kg[60];
    hz_run run;
    hz_episode_task task = {.course = &hands[0].course};
    hz_episode_plan *plan;

    for (uint64_t i = 0; i < 60; i++) {
        make_random(&hands[i], i, 12);
        hands[i].unit.n_modes = 2;
        hands[i].modes[1].kind = HZ_MODE_TRANSPORT;
        if (hands[i].modes[0].kind == HZ_MODE_LIMIT)
            hands[i].modes[0].cost_fen_d = HZ_NOT_REPORTED;
        else
            hands[i].modes[0].kind = HZ_MODE_TRANSPORT;
        kg[i] = 20 + 7 * (int64_t)i;
    }
    for (int t = 0; t < 12; t++)
        hands[0].course.level[t] = HZ_ORANGE;
    hands[0].course.now = hz_course_start(&hands[0].course, 0) - 4 * HZ_DAY_MIN;
    read_units(&run, hands, 60, kg, 5000, percent);
    hz_cancel_set_limit(10);
    plan = plan_task(&run, &task);
    hz_cancel_set_limit(0);
    ck_assert_ptr_nonnull(plan);
    hz_episode_plan_free(plan);
    hz_run_free(&run);
}
END_TEST

/* Behind the linear programs over the lists nothing is broken off, so that a plan that is there stays; of what is left of the time a search
 * may take half. */
START_TEST(the_time_limit_does_not_take_a_plan_away)
{
    hand hands[2];
    hz_run run;
    hz_episode_rows rows = {0};
    hz_timetable table = {0};
    hz_generated from;
    hz_error err = HZ_ERROR_NONE;

    read_two(&run, hands, 3, "oro");
    ck_assert(!hz_run_prepare_episode(run.scenario, &run.settings, &hands[0].course, &err));
    hz_generated_init(&from);
    ck_assert(!hz_episode_rows_make(&rows, run.scenario, &hands[0].course, NULL, NULL, &err));
    ck_assert(!hz_timetable_make(&table, run.scenario, &hands[0].course, NULL, &err));
    hz_cancel_set_limit(100000);
    ck_assert(!hz_run_generate(&run, &from, &rows, &table, &err));
    ck_assert(!from.is_out_of_time && hz_cancel_left_s() == 0);
    ck_assert(from.search_s > 0 && from.search_s <= 50);
    hz_generated_clear(&from);
    hz_timetable_clear(&table);
    hz_generated_init(&from);
    ck_assert(!hz_timetable_make(&table, run.scenario, &hands[0].course, NULL, &err));
    hz_cancel_set_limit(1);
    while (!hz_cancel_pending())
        continue; /* over before it begins */
    ck_assert(!hz_run_generate(&run, &from, &rows, &table, &err));
    ck_assert(from.is_out_of_time && !hz_cancel_pending());
    hz_generated_clear(&from);
    hz_timetable_clear(&table);
    hz_episode_rows_clear(&rows);
    hz_run_free(&run);
}
END_TEST

START_TEST(no_memory_is_an_error)
{
    hand hands[2];
    hz_status status = HZ_ERR_MEMORY;

    for (long nth = 1; status != HZ_OK; nth++) {
        hz_run run;
        hz_error err = HZ_ERROR_NONE;
        hz_episode_task task = {.course = &hands[0].course};
        hz_episode_plan *plan;
        hz_day_clash *clashes;
        size_t n;

        ck_assert_int_lt(nth, 20000);
        read_two(&run, hands, 3, "oro");
        ck_assert_msg(!hz_run_prepare_episode(run.scenario, &run.settings, task.course, &err), "%s", err.message);
        hz_memory_fail_at(nth);
        status = hz_run_plan_episode(&run, &plan, &clashes, &n, &task, &err);
        hz_memory_fail_at(0);
        ck_assert_msg(status == HZ_OK || status == HZ_ERR_MEMORY, "request %ld: %s", nth, err.message);
        ck_assert_int_eq(plan != NULL, status == HZ_OK);
        hz_episode_plan_free(plan);
        free(clashes);
        hz_run_free(&run);
    }
}
END_TEST

/* ---- words ---- */

static void assert_wrong(const char *text, const char *day, hz_course_fault fault)
{
    const char *at;
    size_t length;
    hz_course c = {0};

    ck_assert_msg(!hz_course_parse(&c, text, strlen(text), ','), "%s", text);
    ck_assert_msg(hz_course_find_fault(&at, &length, text, strlen(text), ',') == fault, "%s", text);
    ck_assert_msg(length == strlen(day) && memcmp(at, day, length) == 0, "%s", text);
}

START_TEST(courses_are_read_strictly)
{
    static const struct {
        const char *text, *day;
        hz_course_fault fault;
    } wrong[] = {{"", "", HZ_COURSE_NO_DAY},
                 {"2026-01-03", "2026-01-03", HZ_COURSE_NO_DAY},
                 {"2026-01-03=", "2026-01-03=", HZ_COURSE_NO_LEVEL},
                 {"2026-01-02=red,2026-01-03=green,2026-01-03", "2026-01-03=green", HZ_COURSE_NO_LEVEL},
                 {"2026-02-30=red", "2026-02-30=red", HZ_COURSE_NO_DAY},
                 {"2026-01-03=red,", "", HZ_COURSE_NO_DAY},
                 {"2026-01-03=red,2026-01-03=red", "2026-01-03=red", HZ_COURSE_NOT_LATER},
                 {"2026-01-04=red,2026-01-03=blue", "2026-01-03=blue", HZ_COURSE_NOT_LATER},
                 {"2026-01-03=red,2026-01-18=red", "2026-01-18=red", HZ_COURSE_TOO_LONG}};
    const char *right = "2026-01-03=orange,2026-01-05=red";
    hz_course c = {0};

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_wrong(wrong[i].text, wrong[i].day, wrong[i].fault);
    ck_assert(hz_course_parse(&c, right, strlen(right), ','));
    ck_assert_int_eq(c.n_days, 3);
    ck_assert_int_eq(c.level[0], HZ_ORANGE);
    ck_assert_int_eq(c.level[1], HZ_NO_DAY_LEVEL);
    ck_assert_int_eq(c.level[2], HZ_RED);
    c.now = hz_course_start(&c, 1);
    ck_assert_int_eq(hz_course_begun(&c), 1);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("episode");
    TCase *days = tcase_create("days"), *programs = tcase_create("programs");
    SRunner *runner;
    int n_failed;

    hz_lang_init();
    tcase_add_test(days, courses_are_read_strictly);
    tcase_add_test(days, what_is_paid_once_is_paid_for_each_entry);
    tcase_add_test(days, nothing_is_in_place_before_its_lead_time);
    tcase_add_test(days, no_mode_is_left_before_it_was_in_place);
    tcase_add_test(days, a_mode_lasts_its_least_time);
    tcase_add_test(days, a_restart_costs_and_brings_nothing);
    tcase_add_test(days, a_mode_goes_on_behind_the_last_day);
    tcase_add_test(days, what_takes_longer_to_undo_is_refused_unless_asked_for);
    tcase_add_test(days, a_limit_goes_as_deep_as_it_pays);
    tcase_add_loop_test(days, the_cheapest_is_the_cheapest_of_all, 0, SEEDS);
    tcase_add_loop_test(days, what_is_settled_is_the_cheapest_that_holds, 0, SEEDS);
    tcase_add_loop_test(days, no_two_units_are_cheaper_together, 0, 8);
    tcase_add_loop_test(programs, no_combination_is_below_the_bound, 0, SEEDS);
    tcase_add_loop_test(programs, few_units_cost_the_least_that_they_can, 0, 2 * SEEDS);
    tcase_add_test(programs, what_was_ordered_stays_ordered);
    tcase_add_test(programs, a_restart_is_part_of_what_the_plan_costs);
    tcase_add_test(programs, links_hold_on_the_days_of_their_levels);
    tcase_add_test(programs, a_limit_is_as_deep_as_it_has_to_be);
    tcase_add_test(programs, there_is_a_plan_when_time_is_up);
    tcase_add_test(programs, the_time_limit_leaves_a_plan);
    tcase_add_test(programs, the_time_limit_does_not_take_a_plan_away);
    tcase_add_test(programs, no_memory_is_an_error);
    tcase_set_timeout(days, 60);
    tcase_set_timeout(programs, 60);
    suite_add_tcase(suite, days);
    suite_add_tcase(suite, programs);
    runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    n_failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return n_failed == 0 ? 0 : 1;
}

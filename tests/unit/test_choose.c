/* test_choose.c - one answer: the rule against all corners, the same from wherever the solver ended, and whether there are others
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/cancel.h"
#include "model/flatten.h"
#include "small_city.h"
#include "solve/choose.h"
#include "solve/finish.h"
#include "solve/rational.h"
#include "solve/robust.h"
#include "solve/solve.h"
#include "solve/verify.h"
#include "solve/walk.h"

typedef struct {
    hz_solution *solution;
    hz_proof *proof;
} answer;

static void free_answer(answer a)
{
    hz_proof_free(a.proof);
    hz_solution_free(a.solution);
}

static hz_proof *verify(const hz_model *m, const hz_solution *s)
{
    hz_proof *proof;

    ck_assert_int_eq(hz_verify(&proof, m, s, NULL), HZ_OK);
    return proof;
}

/* Finished exactly from its basis, the arcs as rows. */
static void finish(const hz_model *m, answer *a)
{
    hz_solution begin = *a->solution, *finished;
    hz_model *flat;

    begin.outcome = HZ_OUTCOME_OPTIMAL;
    ck_assert_int_eq(hz_model_flatten(&flat, m, NULL), HZ_OK);
    ck_assert_int_eq(hz_finish(&finished, flat, &begin, NULL), HZ_OK);
    free_answer(*a);
    a->solution = finished;
    if (finished->outcome == HZ_OUTCOME_OPTIMAL) {
        ck_assert_int_eq(hz_solution_unflatten(finished, m->n_rows, NULL), HZ_OK);
        a->proof = verify(m, finished);
    } else {
        a->proof = verify(flat, finished);
    }
    ck_assert_msg(!a->proof->fault, "%s", a->proof->fault);
    hz_model_free(flat);
}

static answer optimum(const hz_model *m, size_t direct_below)
{
    const hz_solve_settings settings = {.direct_below = direct_below};
    answer a;

    ck_assert_int_eq(hz_solve(&a.solution, m, &settings, NULL), HZ_OK);
    a.proof = verify(m, a.solution);
    if (a.proof->fault)
        finish(m, &a);
    return a;
}

static void choose(const hz_model *m, answer *a)
{
    hz_error err = HZ_ERROR_NONE;

    ck_assert_msg(hz_choose(&a->solution, &a->proof, NULL, m, &err) == HZ_OK, "%s", err.message);
    ck_assert_int_ne(a->proof->others, HZ_OTHERS_UNKNOWN);
}

/* X of all columns. */
static mpq_t *point(const hz_model *m, const answer *a)
{
    mpq_t *x = hz_rationals_new(m->n_columns + 1);

    for (size_t j = 0; j < m->n_columns; j++)
        mpq_set_ui(x[j], a->solution->place[j] == HZ_AT_HI ? m->columns[j].hi_bp : m->columns[j].lo_bp, 1);
    for (size_t b = 0; b < a->proof->n_basic; b++)
        mpq_set(x[a->proof->basic[b]], a->proof->basic_bp[b]);
    return x;
}

static bool is_same(const mpq_t *x, const mpq_t *y, size_t n)
{
    for (size_t j = 0; j < n; j++)
        if (!mpq_equal(x[j], y[j]))
            return false;
    return true;
}

/* ---- all corners of a small model ---- */

enum { MOST = 8 };

typedef struct {
    const hz_model *m;
    mpq_t *x, *y; /* of the corner at hand */
    mpq_t cost;
    size_t n_optimal;
    mpq_t *best, *prices; /* the rule's point and prices so far */
    mpq_t least;
    bool has_best, has_prices, has_others; /* a unit stands elsewhere at some other optimal corner */
} corners;

/* The rule, read from the definition: < 0 when x comes before y. */
static int compare(const hz_model *m, const mpq_t *x, const mpq_t *y)
{
    mpq_t difference, term;
    int order;

    mpq_inits(difference, term, NULL);
    for (size_t j = 0; j < m->n_columns; j++)
        if (m->columns[j].unit != HZ_NONE) {
            mpq_add(difference, difference, x[j]);
            mpq_sub(difference, difference, y[j]);
        }
    order = mpq_sgn(difference);
    mpq_set_ui(difference, 0, 1);
    for (size_t j = 0; j < m->n_columns; j++)
        if (m->columns[j].unit != HZ_NONE) {
            mpq_set_ui(term, m->columns[j].unit + 1, 1);
            mpq_mul(term, term, x[j]);
            mpq_add(difference, difference, term);
            mpq_set_ui(term, m->columns[j].unit + 1, 1);
            mpq_mul(term, term, y[j]);
            mpq_sub(difference, difference, term);
        }
    order = order ? order : mpq_sgn(difference);
    for (size_t j = 0; j < m->n_columns && order == 0; j++)
        if (m->columns[j].unit != HZ_NONE)
            order = mpq_cmp(y[j], x[j]);
    for (size_t j = 0; j < m->n_columns && order == 0; j++)
        if (m->columns[j].unit == HZ_NONE)
            order = mpq_cmp(x[j], y[j]);
    mpq_clears(difference, term, NULL);
    return order;
}

static bool are_units_same(const hz_model *m, const mpq_t *x, const mpq_t *y)
{
    for (size_t j = 0; j < m->n_columns; j++)
        if (m->columns[j].unit != HZ_NONE && !mpq_equal(x[j], y[j]))
            return false;
    return true;
}

/* Basis matrix of a corner; false when it has no inverse. */
static hz_rational_factors *factor_corner(const hz_model *m, const uint32_t *row_at, const uint32_t *column_at,
                                          size_t n)
{
    hz_rational_factors *factors;
    hz_entry entries[MOST * MOST];
    size_t n_entries = 0;

    for (size_t j = 0; j < m->n_columns; j++)
        for (uint64_t e = m->start[j]; e < m->start[j + 1]; e++)
            if (column_at[j] != HZ_NONE && row_at[m->row[e]] != HZ_NONE)
                entries[n_entries++] = (hz_entry){row_at[m->row[e]], column_at[j], m->value[e]};
    ck_assert_int_eq(hz_rational_factor(&factors, n, n, entries, n_entries, NULL), HZ_OK);
    if (hz_rational_rank(factors) == n)
        return factors;
    hz_rational_factors_free(factors);
    return NULL;
}

static void row_excess(const hz_model *m, const mpq_t *x, mpq_t *excess)
{
    mpq_t term;

    mpq_init(term);
    for (size_t i = 0; i < m->n_rows; i++)
        hz_rational_set_wide(excess[i], -(__int128)m->rows[i].rhs * HZ_SHARE_ONE);
    for (size_t j = 0; j < m->n_columns; j++)
        for (uint64_t e = m->start[j]; e < m->start[j + 1]; e++) {
            mpq_set_si(term, m->value[e], 1);
            mpq_mul(term, term, x[j]);
            mpq_add(excess[m->row[e]], excess[m->row[e]], term);
        }
    mpq_clear(term);
}

static bool is_feasible(const hz_model *m, const mpq_t *x)
{
    mpq_t *excess = hz_rationals_new(m->n_rows);
    bool is_good = true;

    for (size_t j = 0; j < m->n_columns; j++)
        is_good &= mpq_cmp_ui(x[j], m->columns[j].lo_bp, 1) >= 0 && mpq_cmp_ui(x[j], m->columns[j].hi_bp, 1) <= 0;
    row_excess(m, x, excess);
    for (size_t i = 0; i < m->n_rows; i++)
        is_good &= mpq_sgn(excess[i]) * (m->rows[i].sense == HZ_AT_LEAST ? 1 : -1) >= 0;
    hz_rationals_free(excess, m->n_rows);
    return is_good;
}

static bool are_prices_right(const hz_model *m, const mpq_t *x, const mpq_t *y)
{
    bool is_good = true;
    mpq_t d, term;

    mpq_inits(d, term, NULL);
    for (size_t i = 0; i < m->n_rows; i++)
        is_good &= mpq_sgn(y[i]) * (m->rows[i].sense == HZ_AT_LEAST ? 1 : -1) >= 0;
    for (size_t j = 0; j < m->n_columns; j++) {
        mpq_set_si(d, m->columns[j].cost_fen_d, 1);
        for (uint64_t e = m->start[j]; e < m->start[j + 1]; e++) {
            mpq_set_si(term, m->value[e], 1);
            mpq_mul(term, term, y[m->row[e]]);
            mpq_sub(d, d, term);
        }
        if (mpq_sgn(d) > 0)
            is_good &= mpq_cmp_ui(x[j], m->columns[j].lo_bp, 1) == 0;
        if (mpq_sgn(d) < 0)
            is_good &= mpq_cmp_ui(x[j], m->columns[j].hi_bp, 1) == 0;
    }
    mpq_clears(d, term, NULL);
    return is_good;
}

static bool are_less(const hz_model *m, const mpq_t *y, const mpq_t *than)
{
    for (size_t i = 0; i < m->n_rows; i++) {
        int order = mpq_cmp(y[i], than[i]) * (m->rows[i].sense == HZ_AT_LEAST ? 1 : -1);

        if (order != 0)
            return order < 0;
    }
    return false;
}

static void take_point(corners *c)
{
    mpq_t term;
    int order;

    mpq_init(term);
    mpq_set_ui(c->cost, 0, 1);
    for (size_t j = 0; j < c->m->n_columns; j++) {
        mpq_set_si(term, c->m->columns[j].cost_fen_d, 1);
        mpq_mul(term, term, c->x[j]);
        mpq_add(c->cost, c->cost, term);
    }
    mpq_clear(term);
    order = c->has_best ? mpq_cmp(c->cost, c->least) : -1;
    if (order > 0)
        return;
    if (order == 0 && !are_units_same(c->m, c->x, c->best))
        c->has_others = true;
    if (order < 0)
        c->has_others = c->has_prices = false;
    if (order < 0 || compare(c->m, c->x, c->best) < 0)
        for (size_t j = 0; j < c->m->n_columns; j++)
            mpq_set(c->best[j], c->x[j]);
    mpq_set(c->least, c->cost);
    c->has_best = true;
    if (are_prices_right(c->m, c->x, c->y) && (!c->has_prices || are_less(c->m, c->y, c->prices))) {
        for (size_t i = 0; i < c->m->n_rows; i++)
            mpq_set(c->prices[i], c->y[i]);
        c->has_prices = true;
    }
}

static void try_corner(corners *c, unsigned basic, unsigned tight, unsigned at_hi)
{
    const hz_model *m = c->m;
    size_t n = (size_t)__builtin_popcount(basic);
    uint32_t row_at[MOST], column_at[MOST], k = 0;
    mpq_t *b = hz_rationals_new(MOST), *z = hz_rationals_new(MOST);
    hz_rational_factors *factors;

    for (uint32_t i = 0; i < m->n_rows; i++)
        row_at[i] = tight >> i & 1 ? k++ : HZ_NONE;
    k = 0;
    for (uint32_t j = 0; j < m->n_columns; j++) {
        column_at[j] = basic >> j & 1 ? k++ : HZ_NONE;
        mpq_set_ui(c->x[j],
                   column_at[j] != HZ_NONE ? 0
                   : at_hi >> j & 1        ? m->columns[j].hi_bp
                                           : m->columns[j].lo_bp,
                   1);
    }
    if ((factors = factor_corner(m, row_at, column_at, n))) {
        mpq_t *excess = hz_rationals_new(m->n_rows);

        row_excess(m, c->x, excess);
        for (size_t i = 0; i < m->n_rows; i++)
            if (row_at[i] != HZ_NONE)
                mpq_neg(b[row_at[i]], excess[i]);
        ck_assert_int_eq(hz_rational_solve(z, factors, b, NULL), HZ_OK);
        for (size_t j = 0; j < m->n_columns; j++)
            if (column_at[j] != HZ_NONE) {
                mpq_set(c->x[j], z[column_at[j]]);
                mpq_set_si(b[column_at[j]], m->columns[j].cost_fen_d, 1);
            }
        ck_assert_int_eq(hz_rational_solve_transposed(z, factors, b, NULL), HZ_OK);
        for (size_t i = 0; i < m->n_rows; i++)
            if (row_at[i] != HZ_NONE)
                mpq_set(c->y[i], z[row_at[i]]);
            else
                mpq_set_ui(c->y[i], 0, 1);
        if (is_feasible(m, c->x))
            take_point(c);
        hz_rationals_free(excess, m->n_rows);
    }
    hz_rational_factors_free(factors);
    hz_rationals_free(b, MOST);
    hz_rationals_free(z, MOST);
}

static corners try_all_corners(const hz_model *m)
{
    corners c = {.m = m,
                 .x = hz_rationals_new(MOST),
                 .y = hz_rationals_new(MOST),
                 .best = hz_rationals_new(MOST),
                 .prices = hz_rationals_new(MOST)};

    mpq_inits(c.cost, c.least, NULL);
    for (unsigned basic = 0; basic < 1u << m->n_columns; basic++)
        for (unsigned tight = 0; tight < 1u << m->n_rows; tight++)
            for (unsigned at_hi = 0; at_hi < 1u << m->n_columns; at_hi++)
                if (__builtin_popcount(basic) == __builtin_popcount(tight) && (at_hi & basic) == 0)
                    try_corner(&c, basic, tight, at_hi);
    return c;
}

static void free_corners(corners *c)
{
    hz_rationals_free(c->x, MOST);
    hz_rationals_free(c->y, MOST);
    hz_rationals_free(c->best, MOST);
    hz_rationals_free(c->prices, MOST);
    mpq_clears(c->cost, c->least, NULL);
}

/* Small numbers, so that ties and degenerate corners are everywhere. */
static hz_model *tied_model(uint64_t *seed, size_t most_rows, size_t n_columns)
{
    size_t n_rows = 1 + next_random(seed) % most_rows;
    int64_t *costs = calloc(n_columns, sizeof *costs), *a = calloc(n_rows * n_columns, sizeof *a);
    int64_t rhs[MOST];
    hz_sense senses[MOST];
    uint64_t kinds = 1 + next_random(seed) % 3;
    hz_model *m;

    for (size_t j = 0; j < n_columns; j++)
        costs[j] = (int64_t)(next_random(seed) % (kinds + 1));
    for (size_t i = 0; i < n_rows; i++) {
        int64_t most = 0;

        for (size_t j = 0; j < n_columns; j++)
            most += a[i * n_columns + j] =
                next_random(seed) % 2 ? costs[j] : (int64_t)(next_random(seed) % (kinds + 1));
        senses[i] = next_random(seed) % 4 ? HZ_AT_LEAST : HZ_AT_MOST;
        rhs[i] = (int64_t)(next_random(seed) % (uint64_t)(most + 1));
    }
    m = dense_model(n_rows, n_columns, costs, a, senses, rhs);
    for (size_t j = 0; j < n_columns; j++) {
        m->columns[j].lo_bp = (uint16_t)(next_random(seed) % 4 ? 0 : next_random(seed) % 3 * 2500);
        m->columns[j].hi_bp =
            (uint16_t)(next_random(seed) % 3 ? 10000 : m->columns[j].lo_bp + next_random(seed) % 3 * 2500);
        if (next_random(seed) % 6 == 0)
            m->columns[j].unit = HZ_NONE;
    }
    free(costs);
    free(a);
    return m;
}

START_TEST(the_rule_is_what_all_corners_say)
{
    uint64_t seed = (uint64_t)_i * 7919 + 1;
    int n_tied = 0, n_possible = 0;

    for (int round = 0; round < 60; round++) {
        hz_model *m = tied_model(&seed, 3, 1 + next_random(&seed) % 4);
        corners c = try_all_corners(m);
        answer a = optimum(m, 0);

        ck_assert_int_eq(c.has_best, a.proof->outcome == HZ_OUTCOME_OPTIMAL);
        if (c.has_best) {
            mpq_t *x;

            choose(m, &a);
            x = point(m, &a);
            ck_assert_msg(is_same(x, c.best, m->n_columns), "seed %d, round %d: another point", _i, round);
            ck_assert_msg((a.proof->others == HZ_OTHERS_SOME) == c.has_others, "seed %d, round %d: others", _i, round);
            ck_assert(c.has_prices);
            ck_assert_msg(is_same(a.proof->price, c.prices, m->n_rows), "seed %d, round %d: other prices", _i, round);
            n_tied += c.has_others;
            n_possible++;
            hz_rationals_free(x, m->n_columns + 1);
        }
        free_answer(a);
        free_corners(&c);
        hz_model_free(m);
    }
    ck_assert_int_gt(n_possible, 20);
    ck_assert_int_gt(n_tied, 5);
}
END_TEST

/* docs/MODEL.md, worked example C. */
START_TEST(ties_have_one_answer)
{
    static const int64_t costs[] = {3, 3, 5}, a[] = {2, 2, 2}, rhs[] = {3};
    static const hz_sense senses[] = {HZ_AT_LEAST};
    static const long expected[] = {10000, 5000, 0};
    hz_model *m = dense_model(1, 3, costs, a, senses, rhs);
    answer c = optimum(m, 0);
    mpq_t *x;

    choose(m, &c);
    x = point(m, &c);
    for (int j = 0; j < 3; j++)
        ck_assert_int_eq(mpq_cmp_si(x[j], expected[j], 1), 0);
    ck_assert_int_eq(c.proof->others, HZ_OTHERS_SOME);
    ck_assert_int_eq(mpq_cmp_si(c.proof->cost_fen_d, 9, 2), 0);
    hz_rationals_free(x, 4);
    free_answer(c);
    hz_model_free(m);
}
END_TEST

START_TEST(nori_leets_has_no_other)
{
    hz_model *m = nori_leets(10);
    answer a = optimum(m, 0);

    choose(m, &a);
    ck_assert_int_eq(a.proof->others, HZ_OTHERS_NONE);
    free_answer(a);
    hz_model_free(m);
}
END_TEST

/* ---- the same by every path ---- */

/* Any places, any numbers of any rows and columns. */
static hz_solution *wild_start(const hz_model *m, uint64_t *seed)
{
    hz_solution *s = calloc(1, sizeof *s);
    size_t n = next_random(seed) % (m->n_rows + 1);

    s->outcome = HZ_OUTCOME_OPTIMAL;
    s->place = calloc(m->n_columns + 1, 1);
    s->price = calloc(m->n_rows + 1, sizeof *s->price);
    s->basic = calloc(n + 1, sizeof *s->basic);
    s->tight = calloc(n + 1, sizeof *s->tight);
    for (size_t j = 0; j < m->n_columns; j++)
        s->place[j] = (uint8_t)(next_random(seed) % 2);
    for (; s->n_basic < n; s->n_basic++, s->n_tight++) {
        s->basic[s->n_basic] = (uint32_t)(next_random(seed) % m->n_columns);
        s->tight[s->n_tight] = (uint32_t)(next_random(seed) % m->n_rows);
    }
    return s;
}

/* The paths of a model: GLPK's one master, sifting, and the exact simplex from nothing and from anything. */
static answer by_path(const hz_model *m, int path, uint64_t *seed)
{
    answer a = {NULL, NULL};

    if (path < 2)
        return optimum(m, path ? 1 : SIZE_MAX);
    a.solution = wild_start(m, seed);
    if (path == 2) {
        a.solution->n_basic = a.solution->n_tight = 0;
        memset(a.solution->place, 0, m->n_columns);
    }
    finish(m, &a);
    return a;
}

/* All paths end at one point with one statement and one set of prices (but where links join columns). Returns whether
 * there are others. */
static hz_others hold_paths_together(const hz_model *m, uint64_t seed, const char *what)
{
    answer first = {NULL, NULL};
    mpq_t *x = NULL;
    hz_others others = HZ_OTHERS_UNKNOWN;

    for (int path = 0; path < 6; path++) {
        answer a = by_path(m, path, &seed);
        mpq_t *y;

        if (a.proof->outcome == HZ_OUTCOME_INFEASIBLE) {
            ck_assert(!first.proof);
            free_answer(a);
            continue;
        }
        choose(m, &a);
        y = point(m, &a);
        if (!first.proof) {
            first = a;
            x = y;
            continue;
        }
        ck_assert_msg(is_same(x, y, m->n_columns), "%s, path %d: another point", what, path);
        ck_assert_msg(a.proof->others == first.proof->others, "%s, path %d: others", what, path);
        if (m->n_arcs == 0 || m->arcs[0].kind == HZ_ARC_NESTED)
            ck_assert_msg(is_same(first.proof->price, a.proof->price, m->n_rows), "%s, path %d: other prices", what,
                          path);
        hz_rationals_free(y, m->n_columns + 1);
        free_answer(a);
    }
    if (first.proof) {
        others = first.proof->others;
        hz_rationals_free(x, m->n_columns + 1);
        free_answer(first);
    }
    return others;
}

START_TEST(every_path_ends_at_one_answer)
{
    uint64_t seed = (uint64_t)_i * 104729 + 5;
    int n_some = 0;
    char what[64];

    for (int round = 0; round < 20; round++) {
        hz_model *m = tied_model(&seed, 5, 5 + next_random(&seed) % 60);

        snprintf(what, sizeof what, "seed %d, round %d", _i, round);
        n_some += hold_paths_together(m, seed, what) == HZ_OTHERS_SOME;
        hz_model_free(m);
    }
    ck_assert_int_gt(n_some, 3);
}
END_TEST

/* Heavy-tailed numbers, where ties are rare. */
START_TEST(every_path_ends_at_one_answer_without_ties)
{
    int n_none = 0;
    char what[64];

    for (uint64_t seed = 1; seed <= 10; seed++) {
        hz_model *m = random_model(seed, 300, 40);

        snprintf(what, sizeof what, "random, seed %d", (int)seed);
        n_none += hold_paths_together(m, seed, what) == HZ_OTHERS_NONE;
        hz_model_free(m);
    }
    ck_assert_int_gt(n_none, 2);
}
END_TEST

/* ---- large faces, along which the solver goes ahead ---- */

/* Without it: from vertex to vertex all the way. */
static void choose_on_foot(const hz_model *m, answer *a)
{
    hz_face *face;
    hz_walk *walk;
    hz_solution *chosen;

    ck_assert_int_eq(hz_face_make(&face, m, a->solution, a->proof, NULL), HZ_OK);
    ck_assert_int_eq(hz_walk_begin(&walk, face, NULL), HZ_OK);
    ck_assert_int_eq(hz_walk_to_choice(walk, NULL), HZ_OK);
    ck_assert_int_eq(hz_face_lift(&chosen, face, m, a->solution, NULL), HZ_OK);
    hz_walk_free(walk);
    hz_face_free(face);
    free_answer(*a);
    a->solution = chosen;
    a->proof = verify(m, chosen);
    ck_assert_msg(!a->proof->fault, "%s", a->proof->fault);
}

static void hold_against_walk(const hz_model *m, int round)
{
    answer a = optimum(m, SIZE_MAX), b = optimum(m, SIZE_MAX);

    if (a.proof->outcome == HZ_OUTCOME_OPTIMAL) {
        mpq_t *x, *y;

        choose(m, &a);
        choose_on_foot(m, &b);
        x = point(m, &a);
        y = point(m, &b);
        ck_assert_msg(is_same(x, y, m->n_columns), "round %d: not where the walk ends", round);
        hz_rationals_free(x, m->n_columns + 1);
        hz_rationals_free(y, m->n_columns + 1);
    }
    free_answer(a);
    free_answer(b);
}

START_TEST(going_ahead_ends_where_the_walk_does)
{
    uint64_t seed = (uint64_t)_i * 49979687 + 11;

    for (int round = 0; round < 3; round++) {
        hz_model *m = tied_model(&seed, 6, 700 + next_random(&seed) % 300);

        hold_against_walk(m, round);
        hz_model_free(m);
    }
}
END_TEST

/* Every cost what the rows would pay for it: nothing but ties, of columns that are all different. */
START_TEST(total_ties_end_soon)
{
    enum { N = 20000, ROWS = 6 };
    int64_t *costs = calloc(N, sizeof *costs), *a = calloc(N * ROWS, sizeof *a), rhs[ROWS] = {0};
    hz_sense senses[ROWS] = {HZ_AT_LEAST};
    uint64_t seed = 1;
    hz_model *m;
    answer t;

    for (size_t j = 0; j < N; j++)
        for (size_t i = 0; i < ROWS; i++) {
            a[i * N + j] = (int64_t)(next_random(&seed) % 100000);
            costs[j] += a[i * N + j] * (int64_t)(i + 1);
            rhs[i] += a[i * N + j] / 2;
        }
    m = dense_model(ROWS, N, costs, a, senses, rhs);
    t = optimum(m, 0);
    choose(m, &t);
    ck_assert_int_eq(t.proof->others, HZ_OTHERS_SOME);
    free_answer(t);
    hz_model_free(m);
    free(costs);
    free(a);
}
END_TEST

/* ---- arcs ---- */

/* A tied model three times side by side, nested; or its columns in groups that links hold together. */
static hz_model *nest(const hz_model *one)
{
    enum { L = 3 };
    hz_model *m = calloc(1, sizeof *m);
    uint64_t n = 0;

    m->n_levels = 1;
    m->n_rows = L * one->n_rows;
    m->n_columns = L * one->n_columns;
    m->rows = calloc(m->n_rows + 1, sizeof *m->rows);
    m->columns = calloc(m->n_columns + 1, sizeof *m->columns);
    m->start = calloc(m->n_columns + 1, sizeof *m->start);
    m->row = calloc(L * one->start[one->n_columns] + 1, sizeof *m->row);
    m->value = calloc(L * one->start[one->n_columns] + 1, sizeof *m->value);
    m->arcs = calloc((L - 1) * one->n_columns + 1, sizeof *m->arcs);
    for (size_t i = 0; i < m->n_rows; i++) {
        m->rows[i] = one->rows[i % one->n_rows];
        if (m->rows[i].sense == HZ_AT_LEAST)
            m->rows[i].rhs = m->rows[i].rhs * (int64_t)(i / one->n_rows + 1) / L;
    }
    for (size_t j = 0; j < m->n_columns; j++) {
        m->columns[j] = one->columns[j / L];
        for (uint64_t k = one->start[j / L]; k < one->start[j / L + 1]; k++) {
            m->row[n] = one->row[k] + (uint32_t)(j % L * one->n_rows);
            m->value[n++] = one->value[k];
        }
        m->start[j + 1] = n;
        if (j % L > 0)
            m->arcs[m->n_arcs++] = (hz_arc){(uint32_t)j - 1, (uint32_t)j, 0, HZ_ARC_NESTED};
    }
    ck_assert_int_eq(hz_model_find_blocks(m, NULL), HZ_OK);
    return m;
}

static hz_model *link_up(hz_model *m, uint64_t *seed)
{
    enum { GROUP = 4 };

    m->arcs = calloc(m->n_columns + 1, sizeof *m->arcs);
    for (uint32_t first = 0; first + GROUP <= m->n_columns; first += GROUP) {
        m->columns[first + GROUP - 1] = (hz_column){.unit = HZ_NONE, .lo_bp = 0, .hi_bp = 10000};
        for (uint32_t i = 0; i + 1 < GROUP; i++) {
            uint32_t link = first + GROUP - 1, j = first + i;
            uint16_t slack = (uint16_t)(next_random(seed) % 4 ? 0 : 500);

            m->arcs[m->n_arcs++] =
                next_random(seed) % 2 ? (hz_arc){j, link, slack, HZ_ARC_GRADE} : (hz_arc){link, j, slack, HZ_ARC_GRADE};
        }
    }
    for (uint32_t j = 0; j < m->n_columns; j++) /* a link brings nothing to a row */
        for (uint64_t k = m->start[j]; k < m->start[j + 1]; k++)
            if (m->columns[j].unit == HZ_NONE)
                m->value[k] = 0;
    for (uint32_t j = 0, n = 0; j < m->n_columns; j++) {
        uint64_t first = m->start[j], end = m->start[j + 1];

        m->start[j] = n;
        for (uint64_t k = first; k < end; k++)
            if (m->value[k] != 0) {
                m->row[n] = m->row[k];
                m->value[n++] = m->value[k];
            }
        if (j + 1 == m->n_columns)
            m->start[j + 1] = n;
    }
    ck_assert_int_eq(hz_model_find_blocks(m, NULL), HZ_OK);
    return m;
}

/* With arcs the answer is that of the same model with rows instead, which all corners have judged. */
static hz_others hold_against_rows(const hz_model *m, uint64_t seed, const char *what)
{
    hz_others others = hold_paths_together(m, seed, what);
    hz_model *flat;
    answer a, b;
    mpq_t *x, *y;

    if (others == HZ_OTHERS_UNKNOWN)
        return others;
    ck_assert_int_eq(hz_model_flatten(&flat, m, NULL), HZ_OK);
    a = optimum(m, 0);
    b = optimum(flat, 0);
    choose(m, &a);
    choose(flat, &b);
    x = point(m, &a);
    y = point(flat, &b);
    ck_assert_msg(is_same(x, y, m->n_columns), "%s: not as with rows", what);
    if (m->arcs[0].kind == HZ_ARC_NESTED)
        ck_assert_msg(is_same(a.proof->price, b.proof->price, m->n_rows), "%s: prices not as with rows", what);
    ck_assert_msg(a.proof->others == b.proof->others, "%s: others not as with rows", what);
    hz_rationals_free(x, m->n_columns + 1);
    hz_rationals_free(y, m->n_columns + 1);
    free_answer(a);
    free_answer(b);
    hz_model_free(flat);
    return others;
}

START_TEST(going_ahead_ends_where_the_walk_does_with_levels)
{
    uint64_t seed = (uint64_t)_i * 67867967 + 11;

    for (int round = 0; round < 3; round++) {
        hz_model *one = tied_model(&seed, 3, 150 + next_random(&seed) % 100), *m = nest(one);

        hold_against_walk(m, round);
        hz_model_free(one);
        hz_model_free(m);
    }
}
END_TEST

START_TEST(going_ahead_ends_where_the_walk_does_with_links)
{
    uint64_t seed = (uint64_t)_i * 86028121 + 11;

    for (int round = 0; round < 3; round++) {
        hz_model *m = link_up(tied_model(&seed, 5, 600 + next_random(&seed) % 300), &seed);

        hold_against_walk(m, round);
        hz_model_free(m);
    }
}
END_TEST

/* b + c >= 1 with b <= a: c does it, and b, which a leaves no room, is basic at 0 for the price of the row. */
static hz_model *held_by_one_without_room(answer *a)
{
    static const int64_t costs[] = {5, 2, 1}, entries[] = {0, 1, 1}, rhs[] = {1};
    static const hz_sense senses[] = {HZ_AT_LEAST};
    static const uint8_t places[] = {HZ_AT_LO, HZ_BASIC, HZ_AT_HI};
    hz_model *m = dense_model(1, 3, costs, entries, senses, rhs);
    hz_solution *s = a->solution = calloc(1, sizeof *s);

    m->arcs = calloc(1, sizeof *m->arcs);
    m->arcs[m->n_arcs++] = (hz_arc){1, 0, 0, HZ_ARC_NESTED};
    ck_assert_int_eq(hz_model_find_blocks(m, NULL), HZ_OK);
    s->place = calloc(3, 1);
    memcpy(s->place, places, 3);
    s->basic = calloc(1, sizeof *s->basic);
    s->tight = calloc(1, sizeof *s->tight);
    s->tight_arcs = calloc(1, sizeof *s->tight_arcs);
    s->price = calloc(1, sizeof *s->price);
    s->basic[s->n_basic++] = 1;
    s->tight[s->n_tight++] = 0;
    a->proof = verify(m, s);
    ck_assert_msg(!a->proof->fault, "%s", a->proof->fault);
    return m;
}

/* Going ahead may end at a basis of the face without the row: then that part keeps it there again. */
START_TEST(a_part_without_room_keeps_a_row)
{
    answer a, b;
    hz_model *m = held_by_one_without_room(&a);
    hz_face *face;
    hz_walk *walk;

    ck_assert_int_eq(hz_face_make(&face, m, a.solution, a.proof, NULL), HZ_OK);
    ck_assert_uint_eq(face->n_parts, 1);
    ck_assert_int_eq(face->parts[0].lo_bp, face->parts[0].hi_bp);
    face->parts[0].place = HZ_AT_LO;
    face->n_tight = 0;
    ck_assert_int_eq(hz_walk_begin(&walk, face, NULL), HZ_OK);
    ck_assert_int_eq(hz_walk_to_choice(walk, NULL), HZ_OK);
    ck_assert_int_eq(hz_face_lift(&b.solution, face, m, a.solution, NULL), HZ_OK);
    hz_walk_free(walk);
    hz_face_free(face);
    b.proof = verify(m, b.solution);
    ck_assert_msg(!b.proof->fault, "%s", b.proof->fault);
    free_answer(a);
    free_answer(b);
    hz_model_free(m);
}
END_TEST

/* An idle column that is none: the walk ends where nothing is proved, and what was there is kept, unsettled. */
START_TEST(a_choice_that_comes_to_nothing_keeps_the_plan)
{
    static const int64_t costs[] = {1, 5}, entries[] = {1, 2}, rhs[] = {1};
    static const hz_sense senses[] = {HZ_AT_LEAST};
    hz_model *m = dense_model(1, 2, costs, entries, senses, rhs);
    hz_other_optimum other = {0};
    answer a = optimum(m, 0);
    const hz_solution *before = a.solution;
    const hz_proof *proof = a.proof;

    ck_assert_uint_eq(a.proof->n_idle, 0);
    free(a.proof->idle);
    a.proof->idle = calloc(1, sizeof *a.proof->idle);
    a.proof->idle[a.proof->n_idle++] = 1;
    a.proof->is_degenerate = false;
    ck_assert_int_eq(hz_choose(&a.solution, &a.proof, &other, m, NULL), HZ_OK);
    ck_assert_ptr_eq(a.solution, before);
    ck_assert_ptr_eq(a.proof, proof);
    ck_assert_int_eq(a.proof->others, HZ_OTHERS_UNKNOWN);
    ck_assert_ptr_null(other.solution);
    free_answer(a);
    hz_model_free(m);
}
END_TEST

START_TEST(nested_levels_have_one_answer)
{
    uint64_t seed = (uint64_t)_i * 15485863 + 3;
    int n_some = 0;
    char what[64];

    for (int round = 0; round < 15; round++) {
        hz_model *one = tied_model(&seed, 2, 3 + next_random(&seed) % 12), *m = nest(one);

        snprintf(what, sizeof what, "nested, seed %d, round %d", _i, round);
        n_some += hold_against_rows(m, seed, what) == HZ_OTHERS_SOME;
        hz_model_free(one);
        hz_model_free(m);
    }
    ck_assert_int_gt(n_some, 2);
}
END_TEST

START_TEST(links_have_one_answer)
{
    uint64_t seed = (uint64_t)_i * 32452843 + 3;
    int n_some = 0;
    char what[64];

    for (int round = 0; round < 20; round++) {
        hz_model *m = link_up(tied_model(&seed, 3, 8 + next_random(&seed) % 20), &seed);

        snprintf(what, sizeof what, "links, seed %d, round %d", _i, round);
        n_some += hold_against_rows(m, seed, what) == HZ_OTHERS_SOME;
        hz_model_free(m);
    }
    ck_assert_int_gt(n_some, 2);
}
END_TEST

/* ---- whoever fails ---- */

enum { SHARED = 2 }; /* columns of one enterprise */

/* The first row must hold when any so many enterprises do nothing for it. */
static void guard_first_row(hz_model *m, uint32_t n_failing)
{
    m->rows[0].sense = HZ_AT_LEAST;
    m->n_owners = m->n_columns / SHARED + 1;
    m->owner = calloc(m->n_columns, sizeof *m->owner);
    for (uint32_t j = 0; j < m->n_columns; j++)
        m->owner[j] = j / SHARED;
    m->guards = calloc(1, sizeof *m->guards);
    m->guards[m->n_guards++] = (hz_guard){.row = 0, .demand = 77, .n_failing = n_failing};
}

/* All its rows, for one who fails. */
static void write_all_rows(hz_model *m)
{
    for (uint32_t e = 0; e < m->n_owners; e++) {
        hz_failing_set set = {.guard = 0, .failing = &e, .n_failing = 1};

        ck_assert_int_eq(hz_guard_add_rows(m, &set, 1, NULL), HZ_OK);
    }
    m->n_guards = 0;
}

START_TEST(whoever_fails_there_is_one_answer)
{
    uint64_t seed = (uint64_t)_i * 86028121 + 17;
    int n_some = 0, n_none = 0;

    for (int round = 0; round < 60; round++) {
        uint64_t of_model = next_random(&seed), again = of_model, of_path = seed;
        hz_model *whole = tied_model(&again, 3, 5);
        answer all;
        mpq_t *x;

        guard_first_row(whole, 1);
        write_all_rows(whole);
        all = optimum(whole, 0);
        if (all.proof->outcome == HZ_OUTCOME_OPTIMAL)
            choose(whole, &all);
        x = point(whole, &all);
        for (int path = 0; path < 5; path++) {
            hz_model *m;
            answer a;
            int n_rounds;

            again = of_model;
            m = tied_model(&again, 3, 5);
            guard_first_row(m, 1);
            a = by_path(m, path, &of_path);
            ck_assert_int_eq(hz_solve_guarded(m, &a.solution, &a.proof, &n_rounds, NULL), HZ_OK);
            ck_assert_int_eq(a.proof->outcome, all.proof->outcome);
            if (a.proof->outcome == HZ_OUTCOME_OPTIMAL) {
                mpq_t *y = point(m, &a);

                ck_assert_msg(is_same(x, y, m->n_columns), "round %d, path %d: another point", round, path);
                ck_assert_msg(a.proof->others == all.proof->others, "round %d, path %d: others", round, path);
                hz_rationals_free(y, m->n_columns + 1);
            }
            free_answer(a);
            hz_model_free(m);
        }
        n_some += all.proof->others == HZ_OTHERS_SOME;
        n_none += all.proof->others == HZ_OTHERS_NONE;
        hz_rationals_free(x, whole->n_columns + 1);
        free_answer(all);
        hz_model_free(whole);
    }
    ck_assert_int_gt(n_some, 2);
    ck_assert_int_gt(n_none, 0);
}
END_TEST

/* ---- when the machine fails ---- */

/* Every request for memory fails once, and in between nothing is lost. */
static void fail_all_requests(const hz_model *m)
{
    hz_status status = HZ_ERR_MEMORY;

    for (long nth = 1; status != HZ_OK; nth += 1 + nth / 50) {
        answer a = optimum(m, SIZE_MAX);
        hz_other_optimum other = {0};
        hz_error err = HZ_ERROR_NONE;

        hz_memory_fail_at(nth);
        status = hz_choose(&a.solution, &a.proof, &other, m, &err);
        hz_memory_fail_at(0);
        ck_assert_msg(status == HZ_OK || status == HZ_ERR_MEMORY, "request %ld: %s", nth, err.message);
        hz_other_optimum_clear(&other);
        free_answer(a);
    }
}

START_TEST(no_memory_is_an_error)
{
    uint64_t seed = 4;
    hz_model *small = tied_model(&seed, 3, 8), *large = tied_model(&seed, 3, 400), *nested = nest(small);

    fail_all_requests(small);
    fail_all_requests(large);
    fail_all_requests(nested);
    hz_model_free(small);
    hz_model_free(large);
    hz_model_free(nested);
}
END_TEST

START_TEST(a_cancelled_choice_ends)
{
    static const int64_t costs[] = {3, 3, 5}, entries[] = {2, 2, 2}, rhs[] = {3};
    static const hz_sense senses[] = {HZ_AT_LEAST};
    hz_model *m = dense_model(1, 3, costs, entries, senses, rhs);
    answer a = optimum(m, 0);
    hz_error err = HZ_ERROR_NONE;

    hz_cancel_request();
    ck_assert_int_eq(hz_choose(&a.solution, &a.proof, NULL, m, &err), HZ_ERR_INTERRUPTED);
    hz_cancel_install();
    free_answer(a);
    hz_model_free(m);
}
END_TEST

/* ---- down to the orders ---- */

/* A small city in which every unit costs what it emits: nothing but ties. */
static void read_tied_city(hz_run *run, int seed)
{
    city c = {.seed = (uint64_t)seed + 900,
              .n_enterprises = 10 + seed,
              .percent = 15,
              .has_floor = seed % 2,
              .has_levels = true};
    hz_error err = HZ_ERROR_NONE;
    hz_scenario *s;

    ck_assert_msg(plan_city(run, &c, 100, &err) == HZ_OK, "%s", err.message);
    s = run->scenario;
    for (size_t u = 0; u < s->n_units; u++) {
        s->units[u].cost_fen_d = 1;
        for (size_t p = 0; p < s->n_pollutants; p++)
            s->units[u].cost_fen_d += hz_cuttable_g_d(s, u, p);
    }
}

/* By every path the same orders. Returns whether there were any. */
static bool derive_by_all_paths(const hz_scenario *s, const hz_model *m, uint64_t seed)
{
    hz_order *first[HZ_N_LEVELS] = {NULL};
    bool has_orders = false;

    for (int path = 0; path < 6; path++) {
        hz_order *orders[HZ_N_LEVELS] = {NULL};
        answer a = by_path(m, path, &seed);
        hz_error err = HZ_ERROR_NONE;

        if (a.proof->outcome == HZ_OUTCOME_OPTIMAL) {
            choose(m, &a);
            ck_assert_msg(hz_derive_orders(orders, s, m, a.solution, a.proof, 100, &err) == HZ_OK, "%s", err.message);
        }
        free_answer(a);
        for (size_t k = 0; k < m->n_levels && orders[0]; k++) {
            if (!first[k])
                first[k] = orders[k];
            for (size_t u = 0; u < s->n_units; u++)
                ck_assert_msg(first[k][u].cut_bp == orders[k][u].cut_bp && first[k][u].action == orders[k][u].action,
                              "path %d: another order for unit %zu", path, u);
            if (first[k] != orders[k])
                free(orders[k]);
            has_orders = true;
        }
    }
    for (size_t k = 0; k < HZ_N_LEVELS; k++)
        free(first[k]);
    return has_orders;
}

START_TEST(every_path_ends_at_the_same_orders)
{
    static const hz_level levels[] = {HZ_YELLOW, HZ_ORANGE, HZ_RED};
    static const int64_t weights[] = {3, 2, 1};
    int n_single = 0, n_joint = 0;

    for (int seed = _i; seed < _i + 4; seed++) {
        hz_model *m;
        hz_run run;

        read_tied_city(&run, seed);
        ck_assert_int_eq(hz_formulate(&m, run.scenario, HZ_ORANGE, NULL), HZ_OK);
        n_single += derive_by_all_paths(run.scenario, m, (uint64_t)seed);
        hz_model_free(m);
        if (hz_formulate_levels(&m, run.scenario, levels, 3, weights, NULL) == HZ_OK) { /* else bounds clash */
            n_joint += derive_by_all_paths(run.scenario, m, (uint64_t)seed);
            hz_model_free(m);
        }
        hz_run_free(&run);
    }
    ck_assert_int_gt(n_single, 1);
    ck_assert_int_gt(n_joint, 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("choose");
    TCase *tcase = tcase_create("choose");
    SRunner *runner;
    int n_failed;

    tcase_add_test(tcase, ties_have_one_answer);
    tcase_add_test(tcase, nori_leets_has_no_other);
    tcase_add_loop_test(tcase, the_rule_is_what_all_corners_say, 0, 8);
    tcase_add_loop_test(tcase, every_path_ends_at_one_answer, 0, 8);
    tcase_add_loop_test(tcase, every_path_ends_at_one_answer, 70, 71); /* a column without room is basic */
    tcase_add_test(tcase, every_path_ends_at_one_answer_without_ties);
    tcase_add_loop_test(tcase, going_ahead_ends_where_the_walk_does, 0, 4);
    tcase_add_loop_test(tcase, going_ahead_ends_where_the_walk_does_with_levels, 0, 4);
    tcase_add_loop_test(tcase, going_ahead_ends_where_the_walk_does_with_links, 0, 4);
    tcase_add_test(tcase, a_part_without_room_keeps_a_row);
    tcase_add_test(tcase, a_choice_that_comes_to_nothing_keeps_the_plan);
    tcase_add_test(tcase, total_ties_end_soon);
    tcase_add_loop_test(tcase, nested_levels_have_one_answer, 0, 8);
    tcase_add_loop_test(tcase, links_have_one_answer, 0, 8);
    tcase_add_loop_test(tcase, whoever_fails_there_is_one_answer, 0, 6);
    /* the other plan of that cost breaks a guard that has no row yet */
    tcase_add_loop_test(tcase, whoever_fails_there_is_one_answer, 269, 272);
    tcase_add_test(tcase, no_memory_is_an_error);
    tcase_add_test(tcase, a_cancelled_choice_ends);
    tcase_add_loop_test(tcase, every_path_ends_at_the_same_orders, 0, 6);
    suite_add_tcase(suite, tcase);
    runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    n_failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return n_failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

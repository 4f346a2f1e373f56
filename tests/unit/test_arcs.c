/* test_arcs.c - models with arcs: solved by blocks, proved by components, and held against the same models with rows instead
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hand_models.h"
#include "model/flatten.h"
#include "solve/chain.h"
#include "solve/finish.h"
#include "solve/links.h"
#include "solve/pricing.h"
#include "solve/prove.h"
#include "solve/rest.h"
#include "solve/solve.h"
#include "solve/verify.h"

/* Three levels of a random model: each column three times side by side, each level's rows with its own right-hand sides, nested. */
static hz_model *nested_model(uint64_t seed, size_t n_units, int share)
{
    enum { L = 3 };
    hz_model *one = random_model(seed, n_units, share), *m = calloc(1, sizeof *m);
    uint64_t n = 0;

    m->n_rows = L * one->n_rows;
    m->n_columns = L * n_units;
    m->rows = calloc(m->n_rows, sizeof *m->rows);
    m->columns = calloc(m->n_columns + 1, sizeof *m->columns);
    m->start = calloc(m->n_columns + 1, sizeof *m->start);
    m->row = calloc(L * one->start[n_units] + 1, sizeof *m->row);
    m->value = calloc(L * one->start[n_units] + 1, sizeof *m->value);
    m->arcs = calloc((L - 1) * n_units + 1, sizeof *m->arcs);
    for (size_t i = 0; i < m->n_rows; i++) {
        m->rows[i] = one->rows[i % one->n_rows];
        m->rows[i].rhs = m->rows[i].rhs * (int64_t)(i / one->n_rows + 1) / L;
        if (m->rows[i].sense == HZ_AT_MOST)
            m->rows[i].rhs = one->rows[i % one->n_rows].rhs;
    }
    for (size_t j = 0; j < m->n_columns; j++) {
        const hz_column *column = &one->columns[j / L];

        m->columns[j] = *column;
        m->columns[j].cost_fen_d *= L - (int64_t)(j % L);
        m->columns[j].lo_bp = 0;
        if (next_random(&seed) % 3 == 0)
            m->columns[j].hi_bp = (uint16_t)(next_random(&seed) % 101 * (column->hi_bp / 100u));
        for (uint64_t k = one->start[j / L]; k < one->start[j / L + 1]; k++) {
            m->row[n] = one->row[k] + (uint32_t)(j % L * one->n_rows);
            m->value[n++] = one->value[k];
        }
        m->start[j + 1] = n;
        if (j % L > 0)
            m->arcs[m->n_arcs++] = (hz_arc){(uint32_t)j - 1, (uint32_t)j, 0, HZ_ARC_NESTED};
    }
    hz_model_free(one);
    ck_assert_int_eq(hz_model_find_blocks(m, NULL), HZ_OK);
    return m;
}

typedef struct {
    hz_solution *solution;
    hz_proof *proof;
} answer;

static answer solve_and_verify(const hz_model *m, size_t direct_below)
{
    const hz_solve_settings settings = {.direct_below = direct_below};
    answer a = {NULL, NULL};

    ck_assert_int_eq(hz_solve(&a.solution, m, &settings, NULL), HZ_OK);
    ck_assert_int_eq(hz_verify(&a.proof, m, a.solution, NULL), HZ_OK);
    return a;
}

static void free_answer(answer *a)
{
    hz_proof_free(a->proof);
    hz_solution_free(a->solution);
}

/* The truth, from rows instead of arcs and the exact simplex method. */
static answer finish_flat(const hz_model *flat)
{
    answer a = solve_and_verify(flat, SIZE_MAX);
    hz_solution *finished;

    if (!a.proof->fault)
        return a;
    ck_assert_int_eq(hz_finish(&finished, flat, a.solution, NULL), HZ_OK);
    free_answer(&a);
    a.solution = finished;
    ck_assert_int_eq(hz_verify(&a.proof, flat, finished, NULL), HZ_OK);
    ck_assert_ptr_null(a.proof->fault);
    return a;
}

/* X of all columns as the proof says, in bp; the arcs hold. */
static void check_values(const hz_model *m, const answer *a)
{
    double *x = calloc(m->n_columns + 1, sizeof *x);

    for (size_t j = 0; j < m->n_columns; j++)
        x[j] = a->solution->place[j] == HZ_AT_HI ? m->columns[j].hi_bp : m->columns[j].lo_bp;
    for (size_t b = 0; b < a->proof->n_basic; b++)
        x[a->proof->basic[b]] = mpq_get_d(a->proof->basic_bp[b]);
    for (size_t k = 0; k < m->n_arcs; k++)
        ck_assert_double_le(x[m->arcs[k].before], x[m->arcs[k].after] + m->arcs[k].slack_bp + 1e-6);
    free(x);
}

static void hold_against_rows(hz_model *m, size_t direct_below, const char *what, int *n_proved)
{
    hz_model *flat;
    answer a = solve_and_verify(m, direct_below), b;

    ck_assert_int_eq(hz_model_flatten(&flat, m, NULL), HZ_OK);
    b = finish_flat(flat);
    if (a.proof->outcome == HZ_OUTCOME_OPTIMAL && !a.proof->fault) {
        ck_assert_msg(b.proof->outcome == HZ_OUTCOME_OPTIMAL, "%s: optimal, and yet impossible", what);
        ck_assert_msg(mpq_equal(a.proof->cost_fen_d, b.proof->cost_fen_d), "%s: %.12g instead of %.12g", what,
                      mpq_get_d(a.proof->cost_fen_d), mpq_get_d(b.proof->cost_fen_d));
        check_values(m, &a);
        ++*n_proved;
    } else if (!a.proof->fault) {
        ck_assert_msg(b.proof->outcome == HZ_OUTCOME_INFEASIBLE, "%s: impossible, and yet optimal", what);
        ++*n_proved;
    }
    free_answer(&a);
    free_answer(&b);
    hz_model_free(flat);
    hz_model_free(m);
}

START_TEST(nested_models_direct_and_sifted)
{
    int n_proved = 0, n = 0;
    char what[64];

    for (uint64_t seed = 1; seed <= 30; seed++)
        for (int share = 20; share <= 60; share += 20)
            for (size_t direct = 1; direct <= 100000; direct += 99999, n++) {
                snprintf(what, sizeof what, "seed %d, %d %%, direct below %zu", (int)seed, share, direct);
                hold_against_rows(nested_model(seed, 40 + seed * 5, share), direct, what, &n_proved);
            }
    ck_assert_int_ge(n_proved, n * 9 / 10); /* the others go to the exact finish */
}
END_TEST

START_TEST(large_nested_models_are_sifted)
{
    int n_proved = 0;

    for (uint64_t seed = 1; seed <= 2; seed++)
        hold_against_rows(nested_model(seed, 6000, 50), 1, "large", &n_proved);
    ck_assert_int_eq(n_proved, 2);
}
END_TEST

/* ---- what it takes: nothing but speed hangs on these, and so they are held to numbers of steps ---- */

/* From nothing: 672 pivots; 843 where the columns of a unit that the prices hold together do not hang by one. From the prices of the
 * optimum 40, and as many as from nothing where they are not taken. */
START_TEST(large_nested_models_take_few_pivots)
{
    hz_model *m = nested_model(1, 6000, 50);
    hz_solve_settings settings = {.direct_below = 1};
    answer a = solve_and_verify(m, 1), again = {NULL, NULL};

    ck_assert_int_lt(a.solution->n_pivots, 750);
    settings.first_price = a.solution->price;
    ck_assert_int_eq(hz_solve(&again.solution, m, &settings, NULL), HZ_OK);
    ck_assert_int_lt(again.solution->n_pivots, a.solution->n_pivots / 4);
    free_answer(&again);
    settings = (hz_solve_settings){.first_basis = a.solution}; /* which is for models with links */
    ck_assert_int_eq(hz_solve(&again.solution, m, &settings, NULL), HZ_OK);
    ck_assert_uint_lt(again.solution->n_core, m->n_columns / 2);
    free_answer(&a);
    free_answer(&again);
    hz_model_free(m);
}
END_TEST

/* Arcs that are rows are many, and an answer that is far from right is solved once more in floating point before it is finished
 * exactly: else 65 exact pivots. */
START_TEST(far_answers_are_not_finished_pivot_by_pivot)
{
    hz_model *m = nested_model(3, 60, 40);
    answer a = {calloc(1, sizeof *a.solution), NULL};

    a.solution->place = calloc(m->n_columns, 1);
    a.solution->price = calloc(m->n_rows, sizeof *a.solution->price);
    a.solution->basic = calloc(1, sizeof *a.solution->basic);
    a.solution->tight = calloc(1, sizeof *a.solution->tight);
    ck_assert_int_eq(hz_prove(&a.proof, &a.solution, m, NULL), HZ_OK);
    ck_assert_int_gt(a.solution->n_pivots, 30);
    ck_assert_int_lt(a.solution->n_exact, 10);
    free_answer(&a);
    hz_model_free(m);
}
END_TEST

/* Groups whose links join them: each of six units below or above a link. */
static hz_model *graded_model(uint64_t seed, size_t n_groups, int share)
{
    enum { N = 6 };
    hz_model *one = random_model(seed, n_groups * (N + 1), share);

    one->arcs = calloc(n_groups * N, sizeof *one->arcs);
    for (uint32_t g = 0; g < n_groups; g++) {
        uint32_t link = g * (N + 1) + N;

        one->columns[link] = (hz_column){.unit = HZ_NONE, .lo_bp = 0, .hi_bp = 10000};
        for (uint32_t i = 0; i < N; i++)
            one->arcs[one->n_arcs++] = i < N / 2 ? (hz_arc){link - N + i, link, (uint16_t)(seed % 3 ? 0 : 500), HZ_ARC_GRADE}
                                                 : (hz_arc){link, link - N + i, 0, HZ_ARC_GRADE};
    }
    for (uint32_t j = 0; j < one->n_columns && seed % 4; j++)
        one->columns[j].lo_bp = 0; /* else the arcs alone may leave nothing */
    /* a link brings nothing to a row */
    for (uint32_t j = 0, n = 0; j < one->n_columns; j++) {
        uint64_t first = one->start[j], end = one->start[j + 1];

        one->start[j] = n;
        for (uint64_t k = first; k < end && one->columns[j].unit != HZ_NONE; k++, n++) {
            one->row[n] = one->row[k];
            one->value[n] = one->value[k];
        }
        if (j + 1 == one->n_columns)
            one->start[j + 1] = n;
    }
    ck_assert_int_eq(hz_model_find_blocks(one, NULL), HZ_OK);
    return one;
}

START_TEST(graded_models)
{
    int n_proved = 0, n = 0;
    char what[64];

    for (uint64_t seed = 1; seed <= 40; seed++, n++) {
        snprintf(what, sizeof what, "graded, seed %d", (int)seed);
        hold_against_rows(graded_model(seed, 12, 30), 0, what, &n_proved);
    }
    ck_assert_int_ge(n_proved, n * 8 / 10);
}
END_TEST

/* Groups of units of three grades: the better never deeper than the worse (two links), or each grade within a spread (a link each). */
static hz_model *linked_model(uint64_t seed, size_t n_units, size_t group, int share, int spread)
{
    hz_model *one = random_model(seed, n_units, share), *m = calloc(1, sizeof *m);
    size_t n_links = 3, most = n_units + (n_units / group + 1) * n_links;
    uint64_t n = 0, random = seed * 77 + 5;

    *m = (hz_model){.n_levels = 1, .rows = one->rows, .n_rows = one->n_rows};
    m->columns = calloc(most + 1, sizeof *m->columns);
    m->start = calloc(most + 2, sizeof *m->start);
    m->row = calloc(one->start[n_units] + 1, sizeof *m->row);
    m->value = calloc(one->start[n_units] + 1, sizeof *m->value);
    m->arcs = calloc(2 * n_units + most, sizeof *m->arcs);
    for (size_t first = 0; first < n_units; first += group) {
        size_t end = first + group < n_units ? first + group : n_units;
        uint32_t links = (uint32_t)(m->n_columns + end - first);

        for (size_t u = first; u < end; u++) {
            uint32_t j = (uint32_t)m->n_columns++, grade = (uint32_t)(next_random(&random) % 3);

            m->columns[j] = one->columns[u];
            m->columns[j].lo_bp = 0; /* else the arcs alone may leave nothing */
            for (uint64_t k = one->start[u]; k < one->start[u + 1]; k++, n++) {
                m->row[n] = one->row[k];
                m->value[n] = one->value[k];
            }
            m->start[j + 1] = n;
            if (spread >= 0) {
                m->arcs[m->n_arcs++] = (hz_arc){links + grade, j, 0, HZ_ARC_ALIKE};
                m->arcs[m->n_arcs++] = (hz_arc){j, links + grade, (uint16_t)spread, HZ_ARC_ALIKE};
                continue;
            }
            if (grade > 0)
                m->arcs[m->n_arcs++] = (hz_arc){links + grade - 1, j, 0, HZ_ARC_GRADE};
            if (grade < 2)
                m->arcs[m->n_arcs++] = (hz_arc){j, links + grade, 0, HZ_ARC_GRADE};
        }
        for (size_t k = 0; k < n_links; k++) {
            m->columns[m->n_columns++] = (hz_column){.unit = HZ_NONE, .lo_bp = 0, .hi_bp = 10000};
            m->start[m->n_columns] = n;
        }
        if (spread < 0)
            m->arcs[m->n_arcs++] = (hz_arc){links, links + 1, 0, HZ_ARC_GRADE};
    }
    one->rows = NULL;
    hz_model_free(one);
    ck_assert_int_eq(hz_model_find_blocks(m, NULL), HZ_OK);
    return m;
}

START_TEST(linked_models_are_sifted)
{
    static const size_t groups[] = {3, 11, 40};
    int n_proved = 0, n = 0;
    char what[64];

    for (uint64_t seed = 1; seed <= 9; seed++)
        for (int spread = -1000; spread <= 1000; spread += 1000)
            for (size_t g = 0; g < 3; g++, n++) {
                snprintf(what, sizeof what, "linked, seed %d, groups of %zu, spread %d", (int)seed, groups[g], spread);
                hold_against_rows(linked_model(seed, 20 + seed * 15, groups[g], 30, spread), 1, what, &n_proved);
            }
    ck_assert_int_ge(n_proved, n * 8 / 10); /* that arcs alone make it impossible, the exact finish proves */
}
END_TEST

/* So many columns that a part of the model costs more than what could be bought instead of its proposals. Few blocks may stand elsewhere at no cost; all
 * others rest. Where links rest on less than they could: most of the columns in the core. */
START_TEST(large_linked_models_take_few_columns)
{
    hz_model *m = linked_model(5, 70000, 300, 5, 1000);
    answer a = solve_and_verify(m, 1);

    ck_assert_ptr_null(a.proof->fault);
    ck_assert_uint_lt(a.solution->n_core, 3000);
    free_answer(&a);
    hz_model_free(m);
}
END_TEST

/* One block without rows: three grades of which each is alike within a spread, and the better never deeper than the worse. */
static hz_model *alike_block(uint64_t seed, size_t n_units, uint16_t spread)
{
    enum { GRADES = 3, LINKS = 3 * GRADES - 1 };
    hz_model *m = calloc(1, sizeof *m);
    uint32_t first = (uint32_t)n_units, h = seed % 2; /* L and H of each grade, or H and L, then what is between two */
    uint64_t random = seed * 77 + 5;

    m->n_levels = 1;
    m->rows = calloc(1, sizeof *m->rows);
    m->n_columns = n_units + LINKS;
    m->columns = calloc(m->n_columns, sizeof *m->columns);
    m->start = calloc(m->n_columns + 1, sizeof *m->start);
    m->row = calloc(1, sizeof *m->row);
    m->value = calloc(1, sizeof *m->value);
    m->arcs = calloc(2 * n_units + 4 * GRADES, sizeof *m->arcs);
    for (uint32_t j = 0; j < n_units; j++) {
        uint32_t grade = (uint32_t)(next_random(&random) % GRADES);

        m->columns[j] = (hz_column){.unit = j, .lo_bp = (uint16_t)(next_random(&random) % 3 ? 0 : 100), .hi_bp = (uint16_t)(2000 + next_random(&random) % 8000),
                                    .cost_fen_d = (int64_t)(next_random(&random) % 2001) - 1000};
        m->arcs[m->n_arcs++] = (hz_arc){first + 2 * grade + 1 - h, j, 0, HZ_ARC_ALIKE};
        m->arcs[m->n_arcs++] = (hz_arc){j, first + 2 * grade + h, 0, HZ_ARC_ALIKE};
    }
    for (uint32_t l = 0; l < LINKS; l++)
        m->columns[first + l] = (hz_column){.unit = HZ_NONE, .lo_bp = 0, .hi_bp = 10000};
    for (uint32_t g = 0; g < GRADES; g++) {
        uint32_t low = first + 2 * g + 1 - h, high = first + 2 * g + h, between = first + 2 * GRADES + g;

        m->arcs[m->n_arcs++] = (hz_arc){low, high, 0, HZ_ARC_ALIKE};
        m->arcs[m->n_arcs++] = (hz_arc){high, low, spread, HZ_ARC_ALIKE};
        if (g + 1 == GRADES)
            continue;
        m->arcs[m->n_arcs++] = (hz_arc){high, between, 0, HZ_ARC_GRADE};
        m->arcs[m->n_arcs++] = (hz_arc){between, low + 2, 0, HZ_ARC_GRADE};
    }
    ck_assert_int_eq(hz_model_find_blocks(m, NULL), HZ_OK);
    return m;
}

static void set_up_sifting(hz_sifting *s, const hz_model *m)
{
    *s = (hz_sifting){.model = m, .price = calloc(1, sizeof *s->price)};
    ck_assert_int_eq(hz_pieces_find(&s->pieces, m, NULL), HZ_OK);
    s->link_bp = calloc(s->pieces.n_links, sizeof *s->link_bp);
    s->is_resting = calloc(s->pieces.n_links, 1);
    s->rest = calloc(s->pieces.n_links, sizeof *s->rest);
    s->weight = calloc(s->pieces.n_links, sizeof *s->weight);
    s->score = calloc(s->pieces.n, sizeof *s->score);
    s->at_bp = calloc(m->n_columns, sizeof *s->at_bp);
    s->hung = calloc(m->n_columns, sizeof *s->hung);
    s->bears = calloc(m->n_columns, 1);
    memset(s->hung, 0xff, m->n_columns * sizeof *s->hung);
    memset(s->is_resting, 1, s->pieces.n_links);
}

static void clear_sifting(hz_sifting *s)
{
    hz_pieces_clear(&s->pieces);
    free(s->price);
    free(s->link_bp);
    free(s->is_resting);
    free(s->rest);
    free(s->weight);
    free(s->score);
    free(s->at_bp);
    free(s->hung);
    free(s->bears);
}

/* Where the links are best, all of them rest on something that takes what they put there, and so does every column. */
static void check_rest(hz_sifting *s, hz_link_work *work)
{
    hz_rest_links(s, work);
    hz_weigh_links(s);
    for (size_t piece = 0; piece < s->pieces.n; piece++) {
        uint32_t j = s->pieces.first[piece];
        hz_priced priced;

        if (hz_is_link(&s->pieces, j)) {
            ck_assert_msg(hz_push_on_link(s, j) < 1e-6, "link %u is pushed by %g", j, hz_push_on_link(s, j));
            continue;
        }
        hz_price_piece(&priced, s, piece);
        ck_assert_msg(hz_is_at_rest(s, &priced), "column %u", j);
    }
}

/* What all pieces cost where they are best between the links, fen times 10000. Where those of a grade may not differ at all, a column can hold a link
 * and hang by another at once, which the search does not look for: such blocks are opened. */
static double settled_cost(const hz_model *m, bool all_rest)
{
    hz_sifting s;
    hz_link_work work;
    double cost = 0;

    set_up_sifting(&s, m);
    ck_assert_int_eq(hz_link_work_make(&work, &s, NULL), HZ_OK);
    hz_settle_links(&s, &work, 0);
    if (all_rest)
        check_rest(&s, &work);
    for (size_t piece = 0; piece < s.pieces.n; piece++) {
        hz_priced priced;

        if (hz_is_link(&s.pieces, s.pieces.first[piece]))
            continue;
        hz_price_piece(&priced, &s, piece);
        ck_assert(priced.has_point);
        cost += priced.d[0] * priced.x[0];
    }
    hz_link_work_clear(&work);
    clear_sifting(&s);
    return cost;
}

/* The links of one block against the whole of it as a linear program. */
START_TEST(links_are_at_their_best)
{
    for (uint64_t seed = 1; seed <= 400; seed++) {
        hz_model *m = alike_block(seed, 3 + seed % 40, (uint16_t)(seed % 5 * 700));
        answer a = solve_and_verify(m, SIZE_MAX);

        ck_assert_ptr_null(a.proof->fault);
        ck_assert_double_eq_tol(settled_cost(m, seed % 5 > 0), mpq_get_d(a.proof->cost_fen_d) * HZ_SHARE_ONE, 1e-3);
        free_answer(&a);
        hz_model_free(m);
    }
}
END_TEST

/* One basis, however many threads look for it. */
START_TEST(threads_do_not_matter)
{
    hz_model *models[] = {linked_model(3, 70000, 20, 30, -1), nested_model(3, 30000, 40), random_model(3, 100000, 40)};

    for (size_t k = 0; k < sizeof models / sizeof *models; k++) {
        hz_solution *one, *three;

        ck_assert_int_eq(hz_solve(&one, models[k], &(hz_solve_settings){.n_threads = 1}, NULL), HZ_OK);
        ck_assert_int_eq(hz_solve(&three, models[k], &(hz_solve_settings){.n_threads = 3}, NULL), HZ_OK);
        ck_assert_mem_eq(one->place, three->place, models[k]->n_columns);
        ck_assert_mem_eq(one->price, three->price, models[k]->n_rows * sizeof *one->price);
        ck_assert_uint_eq(one->n_tight_arcs, three->n_tight_arcs);
        hz_solution_free(one);
        hz_solution_free(three);
        hz_model_free(models[k]);
    }
}
END_TEST

/* Every chain of up to four columns against trying all combinations of the bounds. */
enum { MOST_BY_HAND = 4 };

START_TEST(chains_are_at_their_best)
{
    uint64_t seed = 7;
    int n_bases = 0, n_tied = 0;

    for (int round = 0; round < 20000; round++) {
        double lo[HZ_CHAIN_MAX], hi[HZ_CHAIN_MAX], d[HZ_CHAIN_MAX], best = INFINITY, mine = 0;
        size_t n = 1 + next_random(&seed) % MOST_BY_HAND, all = 1;
        double x[HZ_CHAIN_MAX], values[2 * HZ_CHAIN_MAX], try[HZ_CHAIN_MAX];
        uint8_t place[HZ_CHAIN_MAX];
        bool is_tight[HZ_CHAIN_MAX], has_point;

        for (size_t i = 0; i < n; i++) {
            lo[i] = next_random(&seed) % 3 ? 0 : (double)(next_random(&seed) % 5 * 1000);
            hi[i] = lo[i] + (double)(next_random(&seed) % 6 * 1000);
            d[i] = (double)(next_random(&seed) % 21) - 10;
            values[2 * i] = lo[i];
            values[2 * i + 1] = hi[i];
            all *= 2 * n;
        }
        for (size_t k = 0; k < all; k++) {
            double cost = 0;
            bool is_right = true;

            for (size_t i = 0, rest = k; i < n; i++, rest /= 2 * n) {
                try[i] = values[rest % (2 * n)];
                is_right &= try[i] >= lo[i] && try[i] <= hi[i] && (i == 0 || try[i - 1] <= try[i]);
                cost += d[i] * try[i];
            }
            best = is_right && cost < best ? cost : best;
        }
        has_point = hz_chain_best(x, lo, hi, n, d);
        ck_assert_int_eq(has_point, isfinite(best));
        for (size_t i = 0; has_point && i < n; i++)
            mine += d[i] * x[i];
        if (!has_point)
            continue;
        ck_assert_double_eq(mine, best);
        ck_assert(hz_chain_basis(place, is_tight, lo, hi, n, d, x));
        n_bases++;
        for (size_t i = 0; i + 1 < n; i++)
            n_tied += is_tight[i];
    }
    ck_assert_int_gt(n_bases, 10000);
    ck_assert_int_gt(n_tied, 1000);
}
END_TEST

/* What is tampered with is refused. */
START_TEST(wrong_trees_are_refused)
{
    int n_refused = 0;

    for (uint64_t seed = 1; seed <= 10; seed++) {
        hz_model *m = nested_model(seed, 60, 40);
        answer a = solve_and_verify(m, 0);
        hz_proof *proof;

        if (a.proof->outcome == HZ_OUTCOME_OPTIMAL && !a.proof->fault && a.solution->n_tight_arcs > 0) {
            a.solution->n_tight_arcs--; /* a column that was held floats */
            ck_assert_int_eq(hz_verify(&proof, m, a.solution, NULL), HZ_OK);
            ck_assert_ptr_nonnull(proof->fault);
            hz_proof_free(proof);
            a.solution->n_tight_arcs++;
            n_refused++;
        }
        for (size_t j = 0; j < m->n_columns && a.proof->outcome == HZ_OUTCOME_OPTIMAL && !a.proof->fault; j++)
            if (a.solution->place[j] != HZ_BASIC && m->columns[j].lo_bp < m->columns[j].hi_bp) {
                a.solution->place[j] ^= 1; /* the other bound */
                ck_assert_int_eq(hz_verify(&proof, m, a.solution, NULL), HZ_OK);
                n_refused += proof->fault != NULL;
                hz_proof_free(proof);
                a.solution->place[j] ^= 1;
                if (j > 20)
                    break;
            }
        free_answer(&a);
        hz_model_free(m);
    }
    ck_assert_int_gt(n_refused, 50);
}
END_TEST

/* A column that cannot be cut hangs on one that would be cheaper deeper: the two together have no room, but the root has. */
START_TEST(a_root_held_by_others_is_refused)
{
    static const int64_t costs[] = {0, 1, 10}, a[] = {0, 1, 1}, rhs[] = {1};
    static const hz_sense senses[] = {HZ_AT_LEAST};
    hz_model *m = dense_model(1, 3, costs, a, senses, rhs);
    uint8_t place[] = {HZ_BASIC, HZ_AT_LO, HZ_BASIC};
    uint32_t basic[] = {0, 2}, tight[] = {0}, tight_arcs[] = {0};
    double price[] = {10};
    hz_solution s = {.place = place, .basic = basic, .n_basic = 2, .tight = tight, .n_tight = 1, .tight_arcs = tight_arcs,
                     .n_tight_arcs = 1, .price = price};
    hz_proof *proof;
    answer right;

    m->columns[0].hi_bp = 0;
    m->arcs = calloc(1, sizeof *m->arcs);
    m->arcs[m->n_arcs++] = (hz_arc){0, 1, 0, HZ_ARC_NESTED};
    ck_assert_int_eq(hz_model_find_blocks(m, NULL), HZ_OK);
    ck_assert_int_eq(hz_verify(&proof, m, &s, NULL), HZ_OK); /* 10, where 1 will do */
    ck_assert_ptr_nonnull(proof->fault);
    hz_proof_free(proof);
    right = solve_and_verify(m, 0);
    ck_assert_ptr_null(right.proof->fault);
    ck_assert_int_eq(mpq_cmp_si(right.proof->cost_fen_d, 1, 1), 0);
    free_answer(&right);
    hz_model_free(m);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("arcs");
    TCase *tcase = tcase_create("arcs");
    SRunner *runner;
    int n_failed;

    tcase_add_test(tcase, chains_are_at_their_best);
    tcase_add_test(tcase, nested_models_direct_and_sifted);
    tcase_add_test(tcase, large_nested_models_are_sifted);
    tcase_add_test(tcase, large_nested_models_take_few_pivots);
    tcase_add_test(tcase, large_linked_models_take_few_columns);
    tcase_add_test(tcase, far_answers_are_not_finished_pivot_by_pivot);
    tcase_add_test(tcase, graded_models);
    tcase_add_test(tcase, linked_models_are_sifted);
    tcase_add_test(tcase, links_are_at_their_best);
    tcase_add_test(tcase, threads_do_not_matter);
    tcase_add_test(tcase, wrong_trees_are_refused);
    tcase_add_test(tcase, a_root_held_by_others_is_refused);
    suite_add_tcase(suite, tcase);
    runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    n_failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return n_failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

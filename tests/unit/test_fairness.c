/* test_fairness.c - grade order and alike treatment: who is held against whom, links against pairs, orders that keep both
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/arena.h"
#include "model/flatten.h"
#include "run_begin.h"
#include "small_city.h"
#include "solve/finish.h"

enum { SEEDS = 24 };

/* ---- small cities with grades ---- */

static const char *const grade_ids[] = {"A", "B", "B-", "C", "D", "leading", "none"};
/* Instead of max="47": some units can hardly be cut, some by no whole number of steps. */
static const char *const mosts[] = {"47", "3", "47.25", "100"};

/* Copy a city, with grades and bounds of their own wherever it has some. */
static void put_graded(FILE *f, const char *text, uint64_t seed)
{
    for (; *text; text++) {
        if (strncmp(text, "grade=\"C\"", 9) == 0) {
            fprintf(f, "grade=\"%s\"", grade_ids[next_random(&seed) % 7]);
            text += 8;
        } else if (strncmp(text, "min=\"5\"", 7) == 0) {
            fprintf(f, "min=\"%s\"", next_random(&seed) % 2 ? "5" : "30.5");
            text += 6;
        } else if (strncmp(text, "min=\"0\" max=\"47\"", 16) == 0) {
            fprintf(f, "min=\"0\" max=\"%s\"", mosts[next_random(&seed) % 4]);
            text += 15;
        } else if (strncmp(text, "min=\"0\" max=\"31\"", 16) == 0) { /* at red: milder levels are held to it */
            fprintf(f, "min=\"0\" max=\"%s\"", next_random(&seed) % 2 ? "31" : "0");
            text += 15;
        } else
            fputc(*text, f);
    }
}

static void write_city(char *path, const city *c, const char *demands)
{
    char *text = NULL, *end;
    size_t size;
    FILE *memory = open_memstream(&text, &size), *file;

    put_city(memory, c);
    ck_assert_int_eq(fclose(memory), 0);
    end = strstr(text, "</demands>");
    *end = '\0';
    file = fdopen(mkstemp(path), "w");
    put_graded(file, text, c->seed);
    fputs(demands, file);
    *end = '<';
    put_graded(file, end, c->seed);
    ck_assert_int_eq(fclose(file), 0);
    free(text);
}

/* Plan it at orange, or at all levels, with some demands more. */
static hz_status plan_graded(hz_run *run, const city *c, const char *demands, uint16_t step_bp, bool all, hz_error *err)
{
    char path[] = "/tmp/hazeplan-fair-XXXXXX";
    hz_request request = {
        .settings = {.level = HZ_ORANGE, .step_bp = step_bp, .extent = all ? HZ_EXTENT_ALL : HZ_EXTENT_LEVEL},
        .alert = HZ_ALERT_REQUEST_NONE};
    hz_status status;

    write_city(path, c, demands);
    *run = (hz_run){0};
    *err = HZ_ERROR_NONE;
    status = hz_run_plan(run, path, &request, err);
    ck_assert_msg(status || hz_findings_count(run->findings, HZ_SEVERITY_ERROR) == 0, "seed %d, %s: errors",
                  (int)c->seed, demands);
    unlink(path);
    return status;
}

static city city_of(int seed)
{
    return (city){
        .seed = (uint64_t)seed + 100, .n_enterprises = 8 + seed / 2, .percent = 16, .has_floor = seed % 3 == 0};
}

static bool is_possible(const hz_run *run)
{
    return run->proof && run->proof->outcome == HZ_OUTCOME_OPTIMAL;
}

/* ---- by pairs, with nothing shared with scenario/peers.c ---- */

static const hz_enterprise *owner_of(const hz_scenario *s, size_t unit)
{
    return &s->enterprises[s->units[unit].enterprise];
}

static bool takes_part(const hz_scenario *s, size_t unit, hz_level level)
{
    return owner_of(s, unit)->grade != HZ_GRADE_NONE && hz_max_cut_bp(s, unit, level) > 0;
}

static bool is_same_place(const hz_scenario *s, size_t u, size_t v)
{
    return owner_of(s, u)->sector == owner_of(s, v)->sector && owner_of(s, u)->district == owner_of(s, v)->district;
}

static int rank_of(const hz_scenario *s, size_t unit)
{
    static const int ranks[HZ_N_GRADES] = {0, 1, 2, 3, 4, 0, -1};

    return ranks[owner_of(s, unit)->grade];
}

static bool is_better(const hz_scenario *s, size_t u, size_t v)
{
    return rank_of(s, u) < rank_of(s, v);
}

/* Who is held at its least cut, and what is left of everybody's bounds. */
typedef struct {
    const hz_scenario *s;
    hz_level level;
    bool *is_held;
    int *lo, *hi;
} nearness;

static int least(int a, int b)
{
    return a < b ? a : b;
}

static bool is_pair(const hz_scenario *s, size_t u, size_t v, hz_level level, bool is_order)
{
    return u != v && takes_part(s, u, level) && takes_part(s, v, level) && is_same_place(s, u, v) &&
           (is_order ? is_better(s, u, v) : owner_of(s, u)->grade == owner_of(s, v)->grade);
}

static bool holds(const nearness *n, size_t u, size_t v, bool is_order)
{
    return is_pair(n->s, u, v, n->level, is_order) && !n->is_held[u] && !n->is_held[v];
}

/* For each pair of u before v: hi[u] <= hi[v] + slack, lo[v] >= lo[u] - slack. */
static void fold_pairs(nearness *n, bool is_order, int slack)
{
    for (int round = 0; round < 2; round++)
        for (size_t u = 0; u < n->s->n_units; u++)
            for (size_t v = 0; v < n->s->n_units; v++)
                if (holds(n, u, v, is_order)) {
                    n->hi[u] = least(n->hi[u], n->hi[v] + slack);
                    n->lo[v] = -least(-n->lo[v], -(n->lo[u] - slack));
                }
}

/* Hold unit u, and take along those that stand behind it in a pair. */
static void hold(nearness *n, size_t u, bool is_order, int most_of_others)
{
    for (size_t v = 0; v < n->s->n_units; v++) {
        int most = least(most_of_others, n->hi[v]);

        if (!is_pair(n->s, u, v, n->level, is_order) || n->is_held[v])
            continue;
        for (size_t w = 0; w < n->s->n_units && is_order; w++)
            if (is_pair(n->s, v, w, n->level, true) && !n->is_held[w])
                most = least(most, n->hi[w]);
        n->lo[v] = -least(-n->lo[v], -least(n->lo[u], most));
    }
}

/* From the worst grade to the best, who is held; then those that follow. */
static void find_held(nearness *n)
{
    bool *is_new = calloc(n->s->n_units + 1, sizeof *is_new);

    for (int rank = 4; rank >= 0; rank--)
        for (size_t u = 0; u < n->s->n_units; u++)
            for (size_t v = 0; v < n->s->n_units && rank_of(n->s, u) == rank && !is_new[u]; v++)
                is_new[u] = n->is_held[u] = holds(n, u, v, true) && n->lo[u] > n->hi[v];
    for (size_t u = 0; u < n->s->n_units; u++)
        if (is_new[u]) {
            n->hi[u] = n->lo[u];
            hold(n, u, true, HZ_SHARE_ONE);
        }
    fold_pairs(n, true, 0);
    free(is_new);
}

static void find_held_alike(nearness *n, int spread_bp)
{
    bool *is_new = calloc(n->s->n_units + 1, sizeof *is_new);

    for (size_t u = 0; u < n->s->n_units; u++)
        for (size_t v = 0; v < n->s->n_units; v++)
            is_new[u] = is_new[u] || (holds(n, u, v, false) && n->lo[u] > n->hi[v] + spread_bp);
    for (size_t u = 0; u < n->s->n_units; u++)
        n->is_held[u] = n->is_held[u] || is_new[u];
    for (size_t u = 0; u < n->s->n_units; u++) {
        int most = HZ_SHARE_ONE;

        for (size_t v = 0; v < n->s->n_units; v++)
            if (is_pair(n->s, u, v, n->level, false) && !n->is_held[v])
                most = least(most, n->hi[v]);
        if (is_new[u]) {
            n->hi[u] = n->lo[u];
            hold(n, u, false, most);
        }
    }
    fold_pairs(n, false, spread_bp);
    free(is_new);
}

/* spread_bp < 0: no alike treatment. */
static nearness find_near(const hz_scenario *s, hz_level level, bool has_order, int spread_bp)
{
    nearness n = {s, level, calloc(s->n_units + 1, sizeof *n.is_held), calloc(s->n_units + 1, sizeof *n.lo),
                  calloc(s->n_units + 1, sizeof *n.hi)};

    for (size_t u = 0; u < s->n_units; u++) {
        n.lo[u] = hz_min_cut_bp(s, u, level);
        n.hi[u] = hz_max_cut_bp(s, u, level);
    }
    if (has_order)
        find_held(&n);
    if (spread_bp >= 0)
        find_held_alike(&n, spread_bp);
    return n;
}

static void free_near(nearness *n)
{
    free(n->is_held);
    free(n->lo);
    free(n->hi);
}

static void assert_orders_keep(const hz_scenario *s, const hz_order *orders, hz_level level, bool has_order,
                               int spread_bp)
{
    nearness n = find_near(s, level, has_order, spread_bp);

    for (size_t u = 0; u < s->n_units; u++) {
        ck_assert_int_ge(orders[u].cut_bp, n.lo[u]);
        ck_assert_int_le(orders[u].cut_bp, n.hi[u]);
        for (size_t v = 0; v < s->n_units; v++) {
            if (has_order && holds(&n, u, v, true))
                ck_assert_int_le(orders[u].cut_bp, orders[v].cut_bp);
            if (spread_bp >= 0 && holds(&n, u, v, false))
                ck_assert_int_le(orders[u].cut_bp, orders[v].cut_bp + spread_bp);
        }
    }
    free_near(&n);
}

static const struct {
    const char *demands;
    bool has_order;
    int spread_bp;
} asked[] = {
    {"<grade-order levels=\"yellow orange red\"/>", true, -1},
    {"<alike levels=\"yellow orange red\" value=\"0\" unit=\"%\"/>", false, 0},
    {"<alike levels=\"yellow orange red\" value=\"0.37\" unit=\"%\"/>", false, 37},
    {"<alike levels=\"yellow orange red\" value=\"12.5\" unit=\"%\"/>", false, 1250},
    {"<grade-order levels=\"yellow orange red\"/><alike levels=\"yellow orange red\" value=\"1.5\" unit=\"%\"/>", true,
     150},
    {"<grade-order levels=\"yellow orange red\"/><alike levels=\"yellow orange red\" value=\"25\" unit=\"%\"/>", true,
     2500},
};
enum { N_ASKED = sizeof asked / sizeof *asked };

/* ---- links against pairs ---- */

static void add_pair(hz_model *m, size_t *capacity, size_t before, size_t after, int slack_bp)
{
    ck_assert(hz_grow((void **)&m->arcs, capacity, m->n_arcs + 1, sizeof *m->arcs));
    m->arcs[m->n_arcs++] = (hz_arc){(uint32_t)before, (uint32_t)after, (uint16_t)slack_bp, HZ_ARC_GRADE};
}

static void add_pairs(hz_model *m, size_t *capacity, const nearness *n, bool is_order, int slack_bp)
{
    for (size_t i = 0; i < m->n_columns; i++)
        for (size_t j = 0; j < m->n_columns; j++)
            if (holds(n, m->columns[i].unit, m->columns[j].unit, is_order))
                add_pair(m, capacity, i, j, slack_bp);
}

/* The model without either, and a row for each two units that are held against each other. */
static hz_model *pairwise(const hz_scenario *plain, bool has_order, int spread_bp)
{
    hz_error err = HZ_ERROR_NONE;
    nearness n = find_near(plain, HZ_ORANGE, has_order, spread_bp);
    size_t capacity = 0;
    hz_model *m, *flat;

    ck_assert_int_eq(hz_formulate(&m, plain, HZ_ORANGE, &err), HZ_OK);
    for (size_t i = 0; i < m->n_columns; i++) {
        hz_column *c = &m->columns[i];

        c->lo_bp = (uint16_t)n.lo[c->unit];
        c->hi_bp = (uint16_t)n.hi[c->unit];
        ck_assert_int_le(c->lo_bp, c->hi_bp);
    }
    if (has_order)
        add_pairs(m, &capacity, &n, true, 0);
    if (spread_bp >= 0)
        add_pairs(m, &capacity, &n, false, spread_bp);
    ck_assert_int_eq(hz_model_flatten(&flat, m, &err), HZ_OK);
    hz_model_free(m);
    free_near(&n);
    return flat;
}

static void prove(hz_proof **proof, const hz_model *m)
{
    hz_error err = HZ_ERROR_NONE;
    hz_solution *solution, *finished;

    ck_assert_int_eq(hz_solve(&solution, m, NULL, &err), HZ_OK);
    ck_assert_int_eq(hz_finish(&finished, m, solution, &err), HZ_OK);
    ck_assert_int_eq(hz_verify(proof, m, finished, &err), HZ_OK);
    ck_assert_ptr_null((*proof)->fault);
    hz_solution_free(solution);
    hz_solution_free(finished);
}

START_TEST(links_have_the_optimum_of_all_pairs)
{
    city c = city_of(_i);
    hz_run plain, run;
    hz_error err;

    ck_assert_msg(plan_graded(&plain, &c, "", 100, false, &err) == HZ_OK, "%s", err.message);
    for (size_t a = 0; a < N_ASKED; a++) {
        hz_model *m = pairwise(plain.scenario, asked[a].has_order, asked[a].spread_bp);
        hz_proof *proof;

        prove(&proof, m);
        ck_assert_int_eq(plan_graded(&run, &c, asked[a].demands, 1, false, &err), HZ_OK);
        ck_assert_int_eq(run.proof->outcome, proof->outcome);
        ck_assert(mpq_equal(run.proof->cost_fen_d, proof->cost_fen_d));
        hz_proof_free(proof);
        hz_model_free(m);
        hz_run_free(&run);
    }
    hz_run_free(&plain);
}
END_TEST

/* ---- every plan in steps of a quarter ---- */

static bool is_within(const hz_model *m, const nearness *n, const uint16_t *cut_bp, bool has_order, int spread_bp)
{
    for (size_t i = 0; i < m->n_rows; i++) {
        __int128 lacking = (__int128)m->rows[i].rhs * HZ_SHARE_ONE - hz_row_activity(m, i, cut_bp);

        if (m->rows[i].sense == HZ_AT_LEAST ? lacking > 0 : lacking < 0)
            return false;
    }
    for (size_t i = 0; i < m->n_columns; i++)
        for (size_t j = 0; j < m->n_columns; j++) {
            size_t u = m->columns[i].unit, v = m->columns[j].unit;

            if ((has_order && holds(n, u, v, true) && cut_bp[i] > cut_bp[j]) ||
                (spread_bp >= 0 && holds(n, u, v, false) && cut_bp[i] > cut_bp[j] + spread_bp))
                return false;
        }
    return true;
}

/* The next of all plans in quarters; false behind the last. */
static bool next_plan(uint16_t *cut_bp, size_t n)
{
    for (size_t j = 0; j < n; j++) {
        if (cut_bp[j] < HZ_SHARE_ONE) {
            cut_bp[j] = (uint16_t)(cut_bp[j] + HZ_SHARE_ONE / 4);
            return true;
        }
        cut_bp[j] = 0;
    }
    return false;
}

/* None of all the plans in quarters that keep the demands is cheaper than what is proved; returns how many there are. */
static size_t try_all_plans(const hz_run *plain, const hz_run *run, bool has_order, int spread_bp)
{
    nearness n = find_near(plain->scenario, HZ_ORANGE, has_order, spread_bp);
    const hz_model *m = plain->model;
    uint16_t cut_bp[8] = {0};
    size_t n_plans = 0;
    mpq_t cost;

    mpq_init(cost);
    do {
        __int128 sum = 0;
        bool is_in = true;

        for (size_t j = 0; j < m->n_columns; j++) {
            is_in = is_in && cut_bp[j] >= n.lo[m->columns[j].unit] && cut_bp[j] <= n.hi[m->columns[j].unit];
            sum += (__int128)m->columns[j].cost_fen_d * cut_bp[j];
        }
        if (!is_in || !is_within(m, &n, cut_bp, has_order, spread_bp))
            continue;
        n_plans++;
        mpq_set_si(cost, (long)sum, HZ_SHARE_ONE);
        mpq_canonicalize(cost);
        ck_assert(is_possible(run) && mpq_cmp(run->proof->cost_fen_d, cost) <= 0);
    } while (next_plan(cut_bp, m->n_columns));
    mpq_clear(cost);
    free_near(&n);
    return n_plans;
}

START_TEST(no_plan_of_all_is_cheaper)
{
    size_t n_plans = 0;

    for (int k = 0; k < 12; k++) {
        city c = {.seed = (uint64_t)(_i * 12 + k), .n_enterprises = 3, .percent = 20};
        hz_run plain, run;
        hz_error err;

        ck_assert_int_eq(plan_graded(&plain, &c, "", 100, false, &err), HZ_OK);
        for (size_t a = 0; a < N_ASKED && plain.model->n_columns <= 7; a++) {
            ck_assert_int_eq(plan_graded(&run, &c, asked[a].demands, 1, false, &err), HZ_OK);
            n_plans += try_all_plans(&plain, &run, asked[a].has_order, asked[a].spread_bp);
            hz_run_free(&run);
        }
        hz_run_free(&plain);
    }
    ck_assert_uint_gt(n_plans, 0);
}
END_TEST

/* ---- orders ---- */

/* Steps of 1 %, 0.5 % and 4 %, of which neither the bounds nor the spreads need be multiples. */
START_TEST(orders_keep_order_and_spread)
{
    static const uint16_t steps[] = {100, 50, 400};
    city c = city_of(_i);

    for (size_t a = 0; a < N_ASKED; a++)
        for (size_t i = 0; i < 3; i++) {
            hz_run run;
            hz_error err;

            ck_assert_msg(plan_graded(&run, &c, asked[a].demands, steps[i], false, &err) == HZ_OK, "seed %d, %s: %s",
                          _i, asked[a].demands, err.message);
            if (is_possible(&run)) {
                assert_orders_keep(run.scenario, run.plan->orders, HZ_ORANGE, asked[a].has_order, asked[a].spread_bp);
                ck_assert(run.plan->reckoning->is_met);
                ck_assert_int_ge(run.plan->reckoning->total.cost_fen_d, run.plan->bound_fen_d);
            }
            hz_run_free(&run);
        }
}
END_TEST

/* Each level keeps both, and lies inside the next. */
START_TEST(levels_inside_one_another_keep_both)
{
    city c = city_of(_i);
    hz_run run;
    hz_error err;

    c.has_levels = true;
    for (size_t a = 0; a < N_ASKED; a++) {
        hz_status status = plan_graded(&run, &c, asked[a].demands, 100, true, &err);

        ck_assert_msg(status == HZ_OK || status == HZ_ERR_INPUT, "seed %d, %s: %s", _i, asked[a].demands, err.message);
        for (size_t k = 0; run.levels && k < run.levels->n_levels; k++) {
            const hz_plan *plan = run.levels->levels[k].plan;

            assert_orders_keep(run.scenario, plan->orders, plan->settings.level, asked[a].has_order,
                               asked[a].spread_bp);
            for (size_t u = 0; k > 0 && u < run.scenario->n_units; u++)
                ck_assert_int_le(run.levels->levels[k - 1].plan->orders[u].cut_bp, plan->orders[u].cut_bp);
        }
        hz_run_free(&run);
    }
}
END_TEST

/* Pivots of the joint model from nothing, and from the optima of the levels by themselves, which are a basis of it; the optimum is the same. */
static void begin_both_ways(const hz_scenario *scenario, long *from_nothing, long *from_own)
{
    static const hz_level levels[] = {HZ_YELLOW, HZ_ORANGE, HZ_RED};
    static const int64_t weights[] = {3, 2, 1};
    hz_own_answer own[3];
    hz_model *models[3], *joint;
    hz_solution *solutions[3], *plain, *begun;
    hz_proof *proofs[3], *proof;
    hz_beginning beginning;

    for (size_t k = 0; k < 3; k++) {
        ck_assert_int_eq(hz_formulate(&models[k], scenario, levels[k], NULL), HZ_OK);
        ck_assert_int_eq(hz_solve(&solutions[k], models[k], NULL, NULL), HZ_OK);
        ck_assert_int_eq(hz_verify(&proofs[k], models[k], solutions[k], NULL), HZ_OK);
        own[k] = (hz_own_answer){models[k], solutions[k], proofs[k], weights[k]};
    }
    ck_assert_int_eq(hz_formulate_levels(&joint, scenario, levels, 3, weights, NULL), HZ_OK);
    ck_assert_int_eq(hz_begin_together(&beginning, joint, scenario, own, NULL), HZ_OK);
    ck_assert_ptr_nonnull(beginning.basis);
    ck_assert_int_eq(hz_solve(&plain, joint, NULL, NULL), HZ_OK);
    ck_assert_int_eq(hz_solve(&begun, joint, &(hz_solve_settings){.first_price = beginning.price, .first_basis = beginning.basis}, NULL),
                     HZ_OK);
    ck_assert_double_eq_tol(begun->cost_fen_d, plain->cost_fen_d, 1e-7 * fabs(plain->cost_fen_d));
    ck_assert_int_eq(hz_verify(&proof, joint, begun, NULL), HZ_OK);
    ck_assert_ptr_null(proof->fault);
    *from_nothing = plain->n_pivots;
    *from_own = begun->n_pivots;
    hz_proof_free(proof);
    hz_solution_free(plain);
    hz_solution_free(begun);
    hz_beginning_clear(&beginning);
    hz_model_free(joint);
    for (size_t k = 0; k < 3; k++) {
        hz_proof_free(proofs[k]);
        hz_solution_free(solutions[k]);
        hz_model_free(models[k]);
    }
}

/* It takes as many pivots as the levels stand in each other's way. */
START_TEST(together_begins_at_each_by_itself)
{
    long from_nothing = 0, from_own = 0;
    int n = 0;

    for (int seed = 0; seed < SEEDS; seed++) {
        city c = city_of(seed);
        hz_run run;
        hz_error err;

        c.has_levels = true;
        c.n_enterprises = 40;
        if (plan_graded(&run, &c, asked[5].demands, 100, true, &err) == HZ_OK && run.levels && run.levels->levels[0].plan) {
            long a, b;

            begin_both_ways(run.scenario, &a, &b);
            from_nothing += a;
            from_own += b;
            n++;
        }
        hz_run_free(&run);
    }
    ck_assert_int_gt(n, 2);
    ck_assert_msg(from_own < from_nothing * 2 / 3, "%ld pivots of %ld", from_own, from_nothing);
}
END_TEST

/* ---- reckoning ---- */

/* The order, from all pairs, and from those who are held. */
static int64_t worst_order(const nearness *n, const hz_order *orders, bool *is_any)
{
    int64_t worst = 0;

    *is_any = false;
    for (size_t u = 0; u < n->s->n_units; u++) {
        if (n->is_held[u] && orders[u].cut_bp > n->hi[u]) {
            worst = *is_any && worst > orders[u].cut_bp - n->hi[u] ? worst : orders[u].cut_bp - n->hi[u];
            *is_any = true;
        }
        for (size_t v = 0; v < n->s->n_units; v++)
            if (holds(n, u, v, true)) {
                int64_t difference = (int64_t)orders[u].cut_bp - orders[v].cut_bp;

                worst = *is_any && worst > difference ? worst : difference;
                *is_any = true;
            }
    }
    return worst;
}

/* Whatever the orders: of all pairs the worst. */
START_TEST(the_worst_pair_is_reckoned)
{
    city c = city_of(_i);
    uint64_t seed = (uint64_t)_i;
    hz_run run;
    hz_error err;
    nearness n;
    hz_order *orders;

    ck_assert_int_eq(plan_graded(&run, &c, asked[0].demands, 100, false, &err), HZ_OK);
    n = find_near(run.scenario, HZ_ORANGE, true, -1);
    orders = calloc(run.scenario->n_units + 1, sizeof *orders);
    for (int k = 0; k < 20; k++) {
        hz_reckoning *r;
        const hz_balance *b;
        bool is_any, is_pulled = false;
        int64_t worst;

        for (size_t u = 0; u < run.scenario->n_units; u++) {
            int lo = hz_min_cut_bp(run.scenario, u, HZ_ORANGE), hi = hz_max_cut_bp(run.scenario, u, HZ_ORANGE);

            orders[u] = hz_order_make(run.scenario, u, HZ_ORANGE,
                                      (uint16_t)(lo + (int)(next_random(&seed) % (uint64_t)(hi - lo + 1))));
            is_pulled = is_pulled || orders[u].cut_bp < n.lo[u];
        }
        worst = worst_order(&n, orders, &is_any);
        ck_assert_int_eq(hz_reckon(&r, run.scenario, HZ_ORANGE, orders, &err), HZ_OK);
        for (b = r->balances; run.scenario->demands[b->demand].kind != HZ_DEMAND_ORDER;)
            b++;
        ck_assert_int_eq(b->slack, -b->reached);
        if (is_pulled)
            ck_assert_int_ge(b->reached, worst);
        else
            ck_assert_int_eq(b->reached, worst);
        hz_reckoning_free(r);
    }
    free(orders);
    free_near(&n);
    hz_run_free(&run);
}
END_TEST

/* ---- always ---- */

/* Together with enterprises that may fail: never cheaper, and the orders keep all of it. */
START_TEST(any_enterprise_may_fail)
{
    city c = city_of(_i);

    c.percent = 10;
    for (size_t a = 0; a < N_ASKED; a++) {
        char demands[256];
        hz_run run, safe;
        hz_error err;

        snprintf(demands, sizeof demands, "%s<safety levels=\"orange\" enterprises=\"%d\"/>", asked[a].demands,
                 1 + _i % 2);
        ck_assert_int_eq(plan_graded(&run, &c, asked[a].demands, 100, false, &err), HZ_OK);
        ck_assert_msg(plan_graded(&safe, &c, demands, 100, false, &err) == HZ_OK, "seed %d, %s: %s", _i, demands,
                      err.message);
        ck_assert(!is_possible(&safe) ||
                  (is_possible(&run) && mpq_cmp(safe.proof->cost_fen_d, run.proof->cost_fen_d) >= 0));
        if (is_possible(&safe)) {
            ck_assert(safe.plan->reckoning->is_met);
            assert_orders_keep(safe.scenario, safe.plan->orders, HZ_ORANGE, asked[a].has_order, asked[a].spread_bp);
        }
        hz_run_free(&run);
        hz_run_free(&safe);
    }
}
END_TEST

static void plan_spread(hz_run *run, const city *c, int percent)
{
    char demands[128];
    hz_error err;
    hz_status status;

    snprintf(demands, sizeof demands, "<alike levels=\"orange\" value=\"%d\" unit=\"%%\"/>", percent);
    status = plan_graded(run, c, demands, 100, false, &err);
    ck_assert_msg(status == HZ_OK, "seed %d, %d %%: %s", (int)c->seed, percent, err.message);
}

START_TEST(a_smaller_spread_is_never_cheaper_and_the_widest_changes_nothing)
{
    static const int spreads[] = {100, 60, 30, 10, 4, 0};
    city c = city_of(_i);
    hz_run plain, last, next;
    hz_error err;

    ck_assert_int_eq(plan_graded(&plain, &c, "", 100, false, &err), HZ_OK);
    plan_spread(&last, &c, spreads[0]);
    ck_assert_int_eq(is_possible(&plain), is_possible(&last));
    ck_assert(mpq_equal(plain.proof->cost_fen_d, last.proof->cost_fen_d));
    for (size_t i = 1; i < sizeof spreads / sizeof *spreads; i++) {
        plan_spread(&next, &c, spreads[i]);
        ck_assert_msg(!is_possible(&next) ||
                          (is_possible(&last) && mpq_cmp(next.proof->cost_fen_d, last.proof->cost_fen_d) >= 0),
                      "seed %d: %d %% is cheaper than %d %%", _i, spreads[i], spreads[i - 1]);
        hz_run_free(&last);
        last = next;
    }
    hz_run_free(&last);
    hz_run_free(&plain);
}
END_TEST

/* Nothing: at another level, or where there is one trade of one grade. */
START_TEST(the_order_is_never_cheaper_and_elsewhere_changes_nothing)
{
    city c = city_of(_i);
    hz_run plain, elsewhere, run;
    hz_error err;

    ck_assert_int_eq(plan_graded(&plain, &c, "", 100, false, &err), HZ_OK);
    ck_assert_int_eq(plan_graded(&elsewhere, &c, "<grade-order levels=\"red\"/>", 100, false, &err), HZ_OK);
    ck_assert_int_eq(plan_graded(&run, &c, "<grade-order levels=\"orange\" sector=\"s1\"/>", 100, false, &err), HZ_OK);
    ck_assert(mpq_equal(plain.proof->cost_fen_d, elsewhere.proof->cost_fen_d));
    ck_assert(!is_possible(&run) ||
              (is_possible(&plain) && mpq_cmp(run.proof->cost_fen_d, plain.proof->cost_fen_d) >= 0));
    if (is_possible(&plain))
        ck_assert_mem_eq(plain.plan->orders, elsewhere.plan->orders, plain.scenario->n_units * sizeof(hz_order));
    hz_run_free(&plain);
    hz_run_free(&elsewhere);
    hz_run_free(&run);
}
END_TEST

START_TEST(units_of_measurement_do_not_matter)
{
    city c = city_of(_i), other = c;
    hz_run run, same;
    hz_error err;

    other.is_in_tonnes = true;
    ck_assert_int_eq(plan_graded(&run, &c, asked[5].demands, 100, false, &err), HZ_OK);
    ck_assert_int_eq(plan_graded(&same, &other, asked[5].demands, 100, false, &err), HZ_OK);
    ck_assert_int_eq(is_possible(&run), is_possible(&same));
    if (is_possible(&run))
        ck_assert_mem_eq(run.plan->orders, same.plan->orders, run.scenario->n_units * sizeof(hz_order));
    hz_run_free(&run);
    hz_run_free(&same);
}
END_TEST

/* ---- reach ---- */

/* Where there is no plan, each target alone: what the proved optimum of its own could be, arcs kept. Supply floors and caps make
 * columns share a row, and blocks of them a model of their own. */
START_TEST(what_can_be_reached_keeps_both)
{
    static const char cap[] = "<cap levels=\"orange\" of=\"cost\" each=\"district\" value=\"30\" unit=\"%\"/>";
    city c = city_of(_i);
    hz_error err;
    char demands[512];
    hz_run high, at, over;

    c.has_floor = true;
    c.percent = 99;
    snprintf(demands, sizeof demands,
             "%s%s<reduction levels=\"orange\" pollutant=\"NOx\" sector=\"s1\" value=\"100\" unit=\"%%\"/>",
             asked[5].demands, cap);
    ck_assert_msg(plan_graded(&high, &c, demands, 100, false, &err) == HZ_OK, "%s", err.message);
    ck_assert(!is_possible(&high));
    for (size_t i = 0; i < high.n_reaches; i++) {
        const hz_reach *reach = &high.reaches[i];
        const hz_demand *d = &high.scenario->demands[reach->of.demand];

        if (d->kind != HZ_DEMAND_REDUCTION || d->scope != HZ_SCOPE_SECTOR)
            continue;
        ck_assert(reach->is_known && reach->is_possible);
        c.percent = 0; /* the only target, at what it can reach and at a gram more */
        for (int more = 0; more < 2; more++) {
            int64_t grams = reach->reachable + more;

            snprintf(demands, sizeof demands,
                     "%s%s<reduction levels=\"orange\" pollutant=\"NOx\" sector=\"s1\" value=\"%lld.%03lld\" "
                     "unit=\"kg/d\"/>",
                     asked[5].demands, cap, (long long)(grams / 1000), (long long)(grams % 1000));
            plan_graded(more ? &over : &at, &c, demands, 1, false, &err);
        }
        ck_assert(is_possible(&at));
        ck_assert(!is_possible(&over));
        hz_run_free(&at);
        hz_run_free(&over);
    }
    hz_run_free(&high);
}
END_TEST

/* ---- what stands in the way ---- */

static bool has_plan_without(const hz_run *run, hz_demand_family family)
{
    size_t i = 0;

    while (i < run->n_left_out && run->left_out[i].family != family)
        i++;
    ck_assert_uint_lt(i, run->n_left_out);
    ck_assert(run->left_out[i].is_known);
    return run->left_out[i].has_plan;
}

static bool has_plan(const city *c, const char *grades, const char *caps)
{
    char demands[512];
    hz_error err;
    hz_run run;
    bool answer;

    snprintf(demands, sizeof demands, "%s%s", grades, caps);
    plan_graded(&run, c, demands, 1, false, &err);
    ck_assert_msg(run.proof != NULL, "%s", err.message);
    answer = run.proof->outcome == HZ_OUTCOME_OPTIMAL;
    hz_run_free(&run);
    return answer;
}

/* What is said of a scenario without a family is what comes of that scenario, written down without it. */
START_TEST(what_stands_in_the_way_is_what_helps_when_it_is_gone)
{
    int n_yes[3] = {0}, n_no[3] = {0};

    for (int k = 0; k < 40; k++) {
        static const char *const caps[] = {"<cap levels=\"orange\" of=\"cost\" each=\"district\" value=\"30\" unit=\"%\"/>",
                                           "<cap levels=\"orange\" of=\"plan-cost\" each=\"sector\" value=\"45\" unit=\"%\"/>"};
        static const hz_demand_family cap_family[] = {HZ_FAMILY_COST_CAPS, HZ_FAMILY_PLAN_COST_CAPS};
        city c = city_of(k / 4);
        char demands[512];
        hz_error err;
        hz_run run;
        bool said[3];

        c.has_floor = true;
        c.percent = 20 + 20 * (k % 4);
        snprintf(demands, sizeof demands, "%s%s", asked[5].demands, caps[_i]);
        ck_assert_msg(plan_graded(&run, &c, demands, 1, false, &err) == HZ_OK || run.proof, "%s", err.message);
        if (run.proof->outcome == HZ_OUTCOME_INFEASIBLE) {
            said[0] = has_plan_without(&run, HZ_FAMILY_GRADES);
            said[1] = has_plan_without(&run, cap_family[_i]);
            said[2] = has_plan_without(&run, HZ_FAMILY_FLOORS);
            ck_assert_int_eq(said[0], has_plan(&c, "", caps[_i]));
            ck_assert_int_eq(said[1], has_plan(&c, asked[5].demands, ""));
            c.has_floor = false;
            ck_assert_int_eq(said[2], has_plan(&c, asked[5].demands, caps[_i]));
            for (int i = 0; i < 3; i++) {
                n_yes[i] += said[i];
                n_no[i] += !said[i];
            }
        }
        for (size_t r = 0; r < run.n_reaches; r++) {
            ck_assert(run.reaches[r].has_most);
            if (run.reaches[r].is_known && run.reaches[r].is_possible)
                ck_assert_int_ge(run.reaches[r].most, run.reaches[r].reachable);
        }
        hz_run_free(&run);
    }
    ck_assert_int_gt(n_yes[1], 0);
    ck_assert_int_gt(n_no[1], 0);
    ck_assert_int_gt(n_no[0], 0);
    ck_assert_int_gt(n_no[2], 0);
}
END_TEST

/* ---- memory ---- */

START_TEST(every_failing_allocation_is_an_error)
{
    city c = city_of(5);
    hz_status status = HZ_ERR_MEMORY;

    for (long nth = 1; status != HZ_OK; nth++) {
        hz_run run;
        hz_error err;

        ck_assert_int_lt(nth, 8000);
        hz_memory_fail_at(nth);
        status = plan_graded(&run, &c, asked[5].demands, 100, false, &err);
        hz_memory_fail_at(0);
        ck_assert_msg(status == HZ_OK || status == HZ_ERR_MEMORY, "request %ld: %s", nth, err.message);
        hz_run_free(&run);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("fairness");
    TCase *links = tcase_create("links"), *orders = tcase_create("orders"), *always = tcase_create("always");
    SRunner *runner;
    int n_failed;

    tcase_add_loop_test(links, links_have_the_optimum_of_all_pairs, 0, SEEDS);
    tcase_add_loop_test(links, no_plan_of_all_is_cheaper, 0, 4);
    tcase_add_loop_test(orders, orders_keep_order_and_spread, 0, SEEDS);
    tcase_add_loop_test(orders, levels_inside_one_another_keep_both, 0, SEEDS);
    tcase_add_test(orders, together_begins_at_each_by_itself);
    tcase_add_loop_test(always, any_enterprise_may_fail, 0, SEEDS);
    tcase_add_loop_test(always, the_worst_pair_is_reckoned, 0, SEEDS);
    tcase_add_loop_test(always, a_smaller_spread_is_never_cheaper_and_the_widest_changes_nothing, 0, SEEDS);
    tcase_add_loop_test(always, the_order_is_never_cheaper_and_elsewhere_changes_nothing, 0, SEEDS);
    tcase_add_loop_test(always, units_of_measurement_do_not_matter, 0, SEEDS);
    tcase_add_loop_test(always, what_can_be_reached_keeps_both, 0, SEEDS);
    tcase_add_loop_test(always, what_stands_in_the_way_is_what_helps_when_it_is_gone, 0, 2);
    tcase_add_test(always, every_failing_allocation_is_an_error);
    tcase_set_timeout(always, 120);
    suite_add_tcase(suite, links);
    suite_add_tcase(suite, orders);
    suite_add_tcase(suite, always);
    runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    n_failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return n_failed == 0 ? 0 : 1;
}

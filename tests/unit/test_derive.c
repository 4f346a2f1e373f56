/* test_derive.c - orders hold every row and every arc in whole units, where there are thousands of them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "base/text.h"
#include "hand_models.h"
#include "pipeline.h"
#include "plan/backtrack.h"
#include "plan/derive.h"

/* ---- models that can be satisfied, because a plan in whole steps was there first ---- */

enum { UNITS = 4, BLOCKS_OF_DISTRICT = 3, ROWS_OF_DISTRICT = 3 };
enum { SHARE_WHOLE = 100000 };

/* What a model has besides: a link in each block of units, and a cap on what each block bears of the plan's cost. */
typedef struct {
    bool has_links, has_shares;
} extras;

typedef struct {
    uint64_t seed;
    extras has;
    size_t n_districts, n_blocks, first_share; /* the rows of districts come first, then those of shares */
    hz_model *model;
    hz_unit *units; /* [n_blocks * UNITS] */
    uint16_t *plan; /* [n_columns] of the model: the plan that was there first */
    uint64_t n;     /* entries so far */
} maker;

static int64_t draw(maker *m, int64_t from, int64_t to)
{
    return from + (int64_t)(next_random(&m->seed) % (uint64_t)(to - from + 1));
}

static void put_entry(maker *m, size_t row, int64_t value)
{
    m->model->row[m->n] = (uint32_t)row;
    m->model->value[m->n++] = value;
}

static void end_column(maker *m, hz_column column, uint16_t cut_bp)
{
    m->plan[m->model->n_columns] = cut_bp;
    m->model->columns[m->model->n_columns] = column;
    m->model->start[++m->model->n_columns] = m->n;
}

/* The whole's target, and in its district: a target, a floor that half of the units are in, a cap that the last two loosen. */
static void put_unit(maker *m, size_t block, size_t i, uint16_t cut_bp)
{
    size_t district = 1 + ROWS_OF_DISTRICT * (block % m->n_districts), u = block * UNITS + i;
    int64_t size = INT64_C(1) << draw(m, 10, 13);

    m->units[u].cost_fen_d = size * draw(m, 1, 300);
    put_entry(m, 0, size + draw(m, 0, size));
    put_entry(m, district, size + draw(m, 0, size));
    if (i % 2)
        put_entry(m, district + 1, size * draw(m, 1, 9));
    put_entry(m, district + 2, i < 2 ? size * draw(m, 1, 5) : -size * draw(m, 1, 5));
    if (m->has.has_shares) {
        put_entry(m, m->first_share + block, SHARE_WHOLE * m->units[u].cost_fen_d);
        put_entry(m, m->first_share + m->n_blocks, -m->units[u].cost_fen_d);
    }
    end_column(m, (hz_column){.cost_fen_d = m->units[u].cost_fen_d, .unit = (uint32_t)u, .hi_bp = 10000}, cut_bp);
}

/* Two units are not cut deeper than the link, but for a slack; two at least as deep. */
static void put_block(maker *m, size_t block)
{
    uint16_t link_bp = (uint16_t)(100 * draw(m, 20, 80)), slack_bp = (uint16_t)(150 * draw(m, 0, 4));
    uint32_t link = (uint32_t)m->model->n_columns + UNITS;

    for (size_t i = 0; i < UNITS; i++) {
        int64_t percent = i < 2 ? draw(m, 0, link_bp / 100) : draw(m, link_bp / 100, 100);

        if (m->has.has_links)
            m->model->arcs[m->model->n_arcs++] =
                i < 2 ? (hz_arc){(uint32_t)m->model->n_columns, link, slack_bp, HZ_ARC_GRADE}
                      : (hz_arc){link, (uint32_t)m->model->n_columns, 0, HZ_ARC_GRADE};
        put_unit(m, block, i, (uint16_t)(100 * percent));
    }
    if (m->has.has_links)
        end_column(m, (hz_column){.unit = HZ_NONE, .hi_bp = 10000}, link_bp);
}

/* The largest share that a block of the half bears, and a little: what the cap allows. */
static int64_t part_of_half(const maker *m, size_t half, double cost)
{
    double most = 0;

    for (size_t b = half * (m->n_blocks / 2); b < (half + 1) * (m->n_blocks / 2); b++) {
        double own = 0;

        for (size_t j = 0; j < m->model->n_columns; j++)
            if (m->model->columns[j].unit / UNITS == b)
                own += (double)m->model->columns[j].cost_fen_d * m->plan[j];
        most = own > most ? own : most;
    }
    return (int64_t)(most / cost * SHARE_WHOLE * 0.9) + 2;
}

/* The plan cost: two families of shares. */
static void put_plan_cost(maker *m)
{
    hz_model *model = m->model;
    int64_t all = 0, parts[2];
    double cost = 0;

    for (size_t j = 0; j < model->n_columns; j++) {
        all += model->columns[j].cost_fen_d;
        cost += (double)model->columns[j].cost_fen_d * m->plan[j];
    }
    for (size_t half = 0; half < 2; half++)
        parts[half] = part_of_half(m, half, cost);
    for (size_t b = 0; b <= m->n_blocks; b++) {
        bool is_cost = b == m->n_blocks;

        model->rows[m->first_share + b] = (hz_row){.kind = is_cost ? HZ_ROW_PLAN_COST : HZ_ROW_CAP,
                                                   .sense = HZ_AT_MOST,
                                                   .demand = b < m->n_blocks / 2,
                                                   .product = HZ_NONE};
        put_entry(m, m->first_share + b, is_cost ? all : -parts[b >= m->n_blocks / 2] * all);
    }
    end_column(m, (hz_column){.unit = HZ_NONE, .hi_bp = 10000}, 0);
}

/* So many per cent of what the plan does are demanded, or allowed. */
static void put_sides(maker *m)
{
    hz_model *model = m->model;

    for (size_t i = 0; i < m->first_share; i++) {
        bool is_target = i == 0 || (i - 1) % ROWS_OF_DISTRICT == 0;
        __int128 activity = hz_row_activity(model, i, m->plan), size = activity < 0 ? -activity : activity;

        model->rows[i] = (hz_row){.kind = is_target ? HZ_ROW_GROUP_TARGET : HZ_ROW_FLOOR,
                                  .sense = is_target ? HZ_AT_LEAST : HZ_AT_MOST,
                                  .product = HZ_NONE,
                                  .rhs = (int64_t)((activity + (is_target ? -size : size) / 20) / 10000)};
    }
}

static maker make(uint64_t seed, extras has, size_t n_districts)
{
    size_t n_blocks = BLOCKS_OF_DISTRICT * n_districts, n_columns = n_blocks * (UNITS + 1) + 1;
    maker m = {.seed = seed, .has = has, .model = calloc(1, sizeof *m.model), .n_districts = n_districts};

    m.n_blocks = n_blocks;
    m.first_share = 1 + ROWS_OF_DISTRICT * n_districts;
    m.units = calloc(n_blocks * UNITS, sizeof *m.units);
    m.plan = calloc(n_columns, sizeof *m.plan);
    m.model->n_levels = 1;
    m.model->n_rows = m.first_share + (has.has_shares ? n_blocks + 1 : 0);
    m.model->rows = calloc(m.model->n_rows, sizeof *m.model->rows);
    m.model->columns = calloc(n_columns, sizeof *m.model->columns);
    m.model->start = calloc(n_columns + 1, sizeof *m.model->start);
    m.model->row = calloc(n_columns * 6 + n_blocks, sizeof *m.model->row);
    m.model->value = calloc(n_columns * 6 + n_blocks, sizeof *m.model->value);
    m.model->arcs = has.has_links ? calloc(n_blocks * UNITS, sizeof *m.model->arcs) : NULL;
    for (size_t b = 0; b < n_blocks; b++)
        put_block(&m, b);
    put_sides(&m);
    if (has.has_shares)
        put_plan_cost(&m);
    if (has.has_links)
        ck_assert_int_eq(hz_model_find_blocks(m.model, NULL), HZ_OK);
    return m;
}

/* ---- the orders, held against the model by a sum of their own ---- */

static int64_t part(int64_t value, uint16_t cut_bp, bool is_up)
{
    __int128 product = (__int128)value * cut_bp;

    return is_up ? hz_div_ceil(product, 10000) : hz_div_floor(product, 10000);
}

static void check_rows(const maker *m, const hz_order *orders)
{
    const hz_model *model = m->model;
    int64_t *reached = calloc(model->n_rows, sizeof *reached), cost = 0;

    for (size_t j = 0; j < model->n_columns; j++) {
        uint32_t u = model->columns[j].unit;

        for (uint64_t k = model->start[j]; u != HZ_NONE && k < model->start[j + 1]; k++)
            reached[model->row[k]] +=
                model->row[k] >= m->first_share
                    ? part(m->units[u].cost_fen_d, orders[u].cut_bp, true)
                    : part(model->value[k], orders[u].cut_bp, model->rows[model->row[k]].sense == HZ_AT_MOST);
    }
    cost = m->has.has_shares ? reached[m->first_share + m->n_blocks] : 0;
    for (size_t i = 0; i < m->first_share; i++)
        ck_assert(model->rows[i].sense == HZ_AT_LEAST ? reached[i] >= model->rows[i].rhs
                                                      : reached[i] <= model->rows[i].rhs);
    for (uint64_t k = model->start[model->n_columns - 1]; m->has.has_shares && k + 1 < model->start[model->n_columns];
         k++)
        ck_assert((__int128)SHARE_WHOLE * reached[model->row[k]] *
                      m->model->value[model->start[model->n_columns] - 1] <=
                  -(__int128)model->value[k] * cost);
    free(reached);
}

/* A link has no order: somewhere there must be room for it. */
static void check_links(const hz_model *model, const hz_order *orders)
{
    for (size_t k = 0; k + UNITS <= model->n_arcs; k += UNITS) {
        int most = 0, least = 10000;

        for (size_t i = k; i < k + UNITS; i++) {
            const hz_column *before = &model->columns[model->arcs[i].before];
            const hz_column *after = &model->columns[model->arcs[i].after];

            if (before->unit != HZ_NONE && orders[before->unit].cut_bp - model->arcs[i].slack_bp > most)
                most = orders[before->unit].cut_bp - model->arcs[i].slack_bp;
            if (after->unit != HZ_NONE && orders[after->unit].cut_bp < least)
                least = orders[after->unit].cut_bp;
        }
        ck_assert_int_le(most, least);
    }
}

static double cost_of(const maker *m, const hz_order *orders)
{
    double cost = 0;

    for (size_t u = 0; u < m->n_blocks * UNITS; u++)
        cost += (double)m->units[u].cost_fen_d * orders[u].cut_bp / 10000;
    return cost;
}

/* ---- from a model to orders ---- */

typedef struct {
    hz_solution *solution;
    hz_proof *proof;
} optimum;

/* Any optimum will do, and to choose one takes long; the whole way only where the solver's own does not stand. */
static optimum prove(const hz_model *model)
{
    optimum o;
    hz_run run = {0};

    ck_assert_int_eq(hz_solve(&o.solution, model, NULL, NULL), HZ_OK);
    ck_assert_int_eq(hz_verify(&o.proof, model, o.solution, NULL), HZ_OK);
    if (o.proof->fault) {
        hz_proof_free(o.proof);
        hz_solution_free(o.solution);
        ck_assert_int_eq(hz_run_prove(&run, &o.solution, &o.proof, model, NULL, NULL), HZ_OK);
    }
    return o;
}

/* HZ_OK and no orders: there is no plan, in whatever fractions. */
static hz_status derive(hz_order **orders, const hz_model *model, hz_unit *units, size_t n_units, uint16_t step_bp,
                        double *bound_fen_d, hz_error *err)
{
    hz_enterprise enterprise = {.n_units = (uint32_t)n_units};
    hz_scenario scenario = {.n_units = n_units, .units = units, .n_enterprises = 1, .enterprises = &enterprise};
    optimum o = prove(model);
    hz_status status = HZ_OK;

    *orders = NULL;
    if (o.proof->outcome == HZ_OUTCOME_OPTIMAL)
        status = hz_derive_orders(orders, &scenario, model, o.solution, o.proof, step_bp, err);
    *bound_fen_d = mpq_get_d(o.proof->cost_fen_d);
    hz_proof_free(o.proof);
    hz_solution_free(o.solution);
    return status;
}

static void free_maker(maker *m)
{
    hz_model_free(m->model);
    free(m->units);
    free(m->plan);
}

/* Exact proofs of many links take long. */
static const struct {
    extras has;
    size_t n_districts;
} kinds[] = {{{false, false}, 250}, {{true, false}, 25}, {{false, true}, 250}, {{true, true}, 25}};
enum { N_KINDS = sizeof kinds / sizeof *kinds, SEEDS = 3 };

START_TEST(thousands_of_rows_and_arcs_hold)
{
    maker m = make((uint64_t)_i, kinds[_i % N_KINDS].has, kinds[_i % N_KINDS].n_districts);
    hz_error err = HZ_ERROR_NONE;
    hz_order *orders;
    double bound;

    ck_assert_msg(derive(&orders, m.model, m.units, m.n_blocks * UNITS, 100, &bound, &err) == HZ_OK, "%d: %s", _i,
                  err.message);
    check_rows(&m, orders);
    check_links(m.model, orders);
    ck_assert_double_ge(cost_of(&m, orders), bound * (1 - 1e-9));
    ck_assert_double_le(cost_of(&m, orders), bound * 1.1);
    free(orders);
    free_maker(&m);
}
END_TEST

/* ---- no rounding can hold ---- */

/* Between 50 and 55 % of one unit among many: there is a step of 10 % in between, none of 30 %. */
START_TEST(that_no_step_holds_is_found)
{
    enum { N = 2000 };
    static const int64_t costs[N] = {0};
    int64_t *a = calloc(2 * N, sizeof *a);
    const hz_sense senses[] = {HZ_AT_LEAST, HZ_AT_MOST};
    const int64_t rhs[] = {500, 550};
    hz_unit *units = calloc(N, sizeof *units);
    hz_enterprise enterprise = {.n_units = N};
    hz_scenario scenario = {.n_units = N, .units = units, .n_enterprises = 1, .enterprises = &enterprise};
    hz_error err = HZ_ERROR_NONE;
    hz_model *model;
    hz_order *orders;
    uint16_t *places;
    double bound;
    optimum o;

    a[N / 2] = a[N + N / 2] = 1000;
    model = dense_model(2, N, costs, a, senses, rhs);
    ck_assert_int_eq(derive(&orders, model, units, N, 1000, &bound, &err), HZ_OK);
    ck_assert_uint_eq(orders[N / 2].cut_bp, 5000);
    free(orders);
    ck_assert_int_eq(derive(&orders, model, units, N, 3000, &bound, &err), HZ_ERR_SOLVER);
    ck_assert_ptr_null(orders);
    o = prove(model);
    ck_assert_int_eq(hz_derive_near(&places, &scenario, model, o.solution, o.proof, 3000, &err), HZ_OK);
    ck_assert_ptr_null(places);
    hz_proof_free(o.proof);
    hz_solution_free(o.solution);
    hz_model_free(model);
    free(units);
    free(a);
}
END_TEST

/* What is found nearby is what would be found; where steps nearby do not do, nothing is, and that is no error. */
START_TEST(what_is_near_is_found)
{
    static const int64_t costs[] = {1, 1}, a[] = {1000, 1000};
    static const hz_sense senses[] = {HZ_AT_LEAST};
    static const int64_t rhs[] = {950};
    hz_unit units[2] = {{0}};
    hz_enterprise enterprise = {.n_units = 2};
    hz_scenario scenario = {.n_units = 2, .units = units, .n_enterprises = 1, .enterprises = &enterprise};
    hz_model *model = dense_model(1, 2, costs, a, senses, rhs);
    optimum o = prove(model);
    uint16_t *near, *all;

    ck_assert_int_eq(hz_derive_near(&near, &scenario, model, o.solution, o.proof, 1000, NULL), HZ_OK);
    ck_assert_int_eq(hz_derive_places(&all, &scenario, model, o.solution, o.proof, 1000, NULL), HZ_OK);
    ck_assert(near && near[0] + near[1] == 10000);
    ck_assert_mem_eq(near, all, 2 * sizeof *near);
    free(near);
    free(all);
    hz_proof_free(o.proof);
    hz_solution_free(o.solution);
    hz_model_free(model);
}
END_TEST

/* What columns the search may move has nothing to do with what the row asks for: where none of them is in it, it stays as it is. */
START_TEST(a_row_that_nobody_bears_is_asked_for)
{
    static const int64_t costs[] = {1, 1}, a[] = {1000, 0, 0, 1000}, rhs[] = {500, 500};
    static const hz_sense senses[] = {HZ_AT_LEAST, HZ_AT_LEAST};
    static const uint32_t first = 0;
    hz_model *model = dense_model(2, 2, costs, a, senses, rhs);
    hz_unit units[2] = {{0}};
    hz_enterprise enterprise = {.n_units = 2};
    hz_scenario scenario = {.n_units = 2, .units = units, .n_enterprises = 1, .enterprises = &enterprise};
    hz_backtrack_answer answer;
    hz_moves moves;

    ck_assert_int_eq(hz_moves_make(&moves, &scenario, model, 100, NULL), HZ_OK);
    ck_assert_int_eq(hz_count_all(&moves.count, NULL), HZ_OK);
    ck_assert_int_eq(hz_backtrack(&moves, &first, 1, 1, 1000, &answer, NULL), HZ_OK);
    ck_assert_int_eq(answer, HZ_BACKTRACK_NONE);
    ck_assert_int_eq(hz_backtrack(&moves, &first, 1, 0, 1000, &answer, NULL), HZ_OK);
    ck_assert_int_eq(answer, HZ_BACKTRACK_FOUND);
    ck_assert_uint_eq(moves.count.cut_bp[0], 5000);
    hz_moves_clear(&moves);
    hz_model_free(model);
}
END_TEST

/* ---- small models, and all their cuts ---- */

enum {
    SMALL_UNITS = 4,
    SMALL_ROWS = 3,
    CAPS = 2,
    SMALL_COLUMNS = SMALL_UNITS + 2,
    SMALL_ALL_ROWS = SMALL_ROWS + CAPS + 1
};

/* One link, behind the units; the plan's cost, behind the link. */
typedef struct {
    uint64_t seed;
    hz_model *model;
    hz_unit units[SMALL_UNITS];
    int64_t a[SMALL_ALL_ROWS * SMALL_COLUMNS];
    uint16_t step_bp, plan[SMALL_UNITS];
    bool has_links, has_shares;
} small;

static int64_t draw_small(small *m, int64_t from, int64_t to)
{
    return from + (int64_t)(next_random(&m->seed) % (uint64_t)(to - from + 1));
}

static uint16_t next_step(const hz_column *column, uint16_t step_bp, uint16_t cut_bp)
{
    unsigned next = (cut_bp / step_bp + 1u) * step_bp;

    return next < column->hi_bp ? (uint16_t)next : column->hi_bp;
}

/* Units 0 and 1 are not cut deeper than units 2 and 3, but for 3 points. */
static bool links_hold(const small *m, const uint16_t *cut_bp)
{
    uint16_t most = cut_bp[0] > cut_bp[1] ? cut_bp[0] : cut_bp[1],
             least = cut_bp[2] < cut_bp[3] ? cut_bp[2] : cut_bp[3];

    return !m->has_links || most <= least + 300;
}

static int64_t small_sum(const small *m, size_t row, const uint16_t *cut_bp)
{
    int64_t sum = 0;

    for (size_t j = 0; j < SMALL_UNITS; j++)
        sum += part(m->a[row * SMALL_COLUMNS + j], cut_bp[j], m->model->rows[row].sense == HZ_AT_MOST);
    return sum;
}

/* Either half bears at most 55 % of what the plan costs. */
static bool shares_hold(const small *m, const uint16_t *cut_bp)
{
    int64_t halves[CAPS] = {0};

    for (size_t j = 0; j < SMALL_UNITS; j++)
        halves[j / 2] += part(m->units[j].cost_fen_d, cut_bp[j], true);
    return !m->has_shares ||
           (20 * halves[0] <= 11 * (halves[0] + halves[1]) && 20 * halves[1] <= 11 * (halves[0] + halves[1]));
}

static bool small_holds(const small *m, const uint16_t *cut_bp)
{
    bool holds = links_hold(m, cut_bp) && shares_hold(m, cut_bp);

    for (size_t i = 0; i < SMALL_ROWS && holds; i++)
        holds = m->model->rows[i].sense == HZ_AT_LEAST ? small_sum(m, i, cut_bp) >= m->model->rows[i].rhs
                                                       : small_sum(m, i, cut_bp) <= m->model->rows[i].rhs;
    return holds;
}

/* Every combination of steps from unit j on. */
static bool some_hold(const small *m, uint16_t *cut_bp, size_t j)
{
    const hz_column *column = &m->model->columns[j];

    if (j == SMALL_UNITS)
        return small_holds(m, cut_bp);
    for (cut_bp[j] = column->lo_bp;; cut_bp[j] = next_step(column, m->step_bp, cut_bp[j])) {
        if (some_hold(m, cut_bp, j + 1))
            return true;
        if (cut_bp[j] >= column->hi_bp)
            return false;
    }
}

static void set_bounds(small *m, size_t j)
{
    hz_column *column = &m->model->columns[j];

    if (draw_small(m, 0, 2) == 0)
        column->hi_bp = (uint16_t)draw_small(m, 3000, 10000);
    if (draw_small(m, 0, 3) == 0)
        column->lo_bp = (uint16_t)draw_small(m, 0, 2500);
    m->plan[j] = (uint16_t)draw_small(m, column->lo_bp, column->hi_bp);
}

static void set_cells(small *m, int64_t *costs)
{
    int64_t all = 0;

    for (size_t j = 0; j < SMALL_UNITS; j++) {
        m->units[j].cost_fen_d = costs[j] = draw_small(m, 100, 10000);
        all += costs[j];
        for (size_t i = 0; i < SMALL_ROWS; i++)
            m->a[i * SMALL_COLUMNS + j] = draw_small(m, 0, 3) ? draw_small(m, 1, 1000) : 0;
        for (size_t c = 0; m->has_shares && c < CAPS; c++)
            m->a[(SMALL_ROWS + c) * SMALL_COLUMNS + j] = j / 2 == c ? 20 * costs[j] : 0;
        if (m->has_shares)
            m->a[(SMALL_ROWS + CAPS) * SMALL_COLUMNS + j] = -costs[j];
    }
    for (size_t c = 0; m->has_shares && c <= CAPS; c++)
        m->a[(SMALL_ROWS + c) * SMALL_COLUMNS + SMALL_UNITS + 1] = c < CAPS ? -11 * all : all;
}

static void set_links(small *m)
{
    m->model->arcs = calloc(SMALL_UNITS, sizeof *m->model->arcs);
    for (uint32_t j = 0; j < SMALL_UNITS; j++)
        m->model->arcs[m->model->n_arcs++] =
            j < 2 ? (hz_arc){j, SMALL_UNITS, 300, HZ_ARC_GRADE} : (hz_arc){SMALL_UNITS, j, 0, HZ_ARC_GRADE};
    ck_assert_int_eq(hz_model_find_blocks(m->model, NULL), HZ_OK);
}

static small make_small(uint64_t seed)
{
    small m = {.seed = seed, .has_links = seed % 2, .has_shares = seed / 2 % 2};
    hz_sense senses[SMALL_ALL_ROWS];
    int64_t costs[SMALL_COLUMNS] = {0}, rhs[SMALL_ALL_ROWS] = {0};
    size_t n_rows = m.has_shares ? SMALL_ALL_ROWS : SMALL_ROWS;

    m.step_bp = (uint16_t)(500 * draw_small(&m, 1, 4));
    for (size_t i = 0; i < SMALL_ALL_ROWS; i++)
        senses[i] = i >= SMALL_ROWS || draw_small(&m, 0, 2) == 0 ? HZ_AT_MOST : HZ_AT_LEAST;
    set_cells(&m, costs);
    m.model = dense_model(n_rows, SMALL_COLUMNS, costs, m.a, senses, rhs);
    for (size_t j = SMALL_UNITS; j < SMALL_COLUMNS; j++)
        m.model->columns[j].unit = HZ_NONE;
    for (size_t i = SMALL_ROWS; i < n_rows; i++) {
        m.model->rows[i].kind = i == n_rows - 1 ? HZ_ROW_PLAN_COST : HZ_ROW_CAP;
        m.model->rows[i].product = HZ_NONE;
        m.model->rows[i].demand = SMALL_ROWS;
    }
    for (size_t j = 0; j < SMALL_UNITS; j++)
        set_bounds(&m, j);
    for (size_t i = 0; i < SMALL_ROWS; i++)
        m.model->rows[i].rhs = small_sum(&m, i, m.plan) + draw_small(&m, 0, 40) * (senses[i] == HZ_AT_LEAST ? -1 : 1);
    if (m.has_links)
        set_links(&m);
    return m;
}

/* What is answered where there are orders, and where there are none. */
typedef enum { NOT_POSSIBLE, ORDERS, NO_ORDERS, N_ANSWERS } answer;

static answer answer_small(uint64_t seed)
{
    small m = make_small(seed);
    uint16_t cut_bp[SMALL_UNITS];
    hz_error err = HZ_ERROR_NONE;
    hz_order *orders;
    double bound;
    hz_status status = derive(&orders, m.model, m.units, SMALL_UNITS, m.step_bp, &bound, &err);
    bool is_possible = some_hold(&m, cut_bp, 0);

    for (size_t j = 0; orders && j < SMALL_UNITS; j++)
        cut_bp[j] = orders[j].cut_bp;
    ck_assert_msg(!orders || small_holds(&m, cut_bp), "%d: the orders do not hold", (int)seed);
    ck_assert_msg(!is_possible || orders, "%d: there are orders: %s", (int)seed, err.message);
    if (status)
        ck_assert_msg(strstr(err.message, "not by orders in steps") != NULL, "%d: %s", (int)seed, err.message);
    free(orders);
    hz_model_free(m.model);
    return status ? NO_ORDERS : orders ? ORDERS : NOT_POSSIBLE;
}

START_TEST(whatever_small_steps_hold_are_found)
{
    int n[N_ANSWERS] = {0};

    for (uint64_t seed = 0; seed < 800; seed++)
        n[answer_small(seed)]++;
    ck_assert_int_gt(n[ORDERS], 100);
    ck_assert_int_gt(n[NO_ORDERS], 40);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("derive");
    TCase *derive_case = tcase_create("derive");
    SRunner *runner;
    int n_failed;

    hz_lang_init();
    tcase_add_loop_test(derive_case, thousands_of_rows_and_arcs_hold, 0, N_KINDS * SEEDS);
    tcase_add_test(derive_case, that_no_step_holds_is_found);
    tcase_add_test(derive_case, what_is_near_is_found);
    tcase_add_test(derive_case, a_row_that_nobody_bears_is_asked_for);
    tcase_add_test(derive_case, whatever_small_steps_hold_are_found);
    tcase_set_timeout(derive_case, 300);
    suite_add_tcase(suite, derive_case);
    runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    n_failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return n_failed == 0 ? 0 : 1;
}

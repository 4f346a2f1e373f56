/* derive.c - from exact fractions to orders that a person can carry out and check
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Only the basic columns are fractions; all others stand at a bound of their own. The fractions are rounded to steps, once
 * all up and once all down, and the cheaper outcome is taken: one step of a very large unit can cost more than many of
 * small ones. Of several levels, each is then rounded the way that came out cheaper for it. Then every row is counted again in
 * whole base units, each unit's part rounded against us (count.c), and
 *   1. where a floor no longer holds, units in it are taken back a step, the nearest to the margin first;
 *   2. where a target is short, or a cap that others loosen does not hold, the cheapest step up that breaks no floor is taken, until
 *      none is;
 *   3. steps that no row needs are given back, the dearest first.
 * Where that leaves rows that do not hold, steps are taken either way (repair.c); where that does, too, all cuts are tried, as
 * far as they are few (backtrack.c). Where that ends, too, another start may help: run_branch.c.
 * Whoever moves takes along what the arcs ask for (moves.c), and only columns near the margin move (candidates.c). All of it in
 * whole numbers, and in an order that only the model decides. */
#include "plan/derive.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/cancel.h"
#include "base/lang.h"
#include "plan/backtrack.h"
#include "plan/candidates.h"
#include "plan/cheapest.h"
#include "plan/moves.h"
#include "plan/places.h"
#include "plan/repair.h"

/* So many times more, while the demands cannot be met with fewer; and from the start where levels hang together: there the nearest
 * are often held by their arcs. */
enum { CANDIDATES_FIRST = 256, CANDIDATES_GROWTH = 16, CANDIDATES_OF_LEVELS = 4 };
/* How much is looked at where all cuts are tried: entries of the matrix. */
enum { WORK_OF_ALL = 1 << 24 };

typedef enum { ROUND_UP, ROUND_DOWN, N_ROUNDINGS } rounding;

typedef struct {
    const hz_model *model;
    const hz_proof *proof;
    hz_moves moves;
    double *price;                  /* [n_rows] fen per base unit */
    uint16_t *rounded[N_ROUNDINGS]; /* [n_basic] */
    /* all basic columns rounded up, and counted */
    uint16_t *start_bp;     /* [n_columns] */
    int64_t *start_reached; /* [n_rows] */
    __int128 start_cost[HZ_N_LEVELS];
    hz_candidates candidates;
    bool may_repair;   /* stepping one way has not been enough */
    uint16_t *best_bp; /* [n_columns] */
} settling;

static size_t place_of(const settling *s, size_t j)
{
    return s->moves.count.place[s->model->columns[j].level];
}

static bool can_fall(const settling *s, size_t j)
{
    return s->moves.count.cut_bp[j] > s->model->columns[j].lo_bp;
}

/* ---- rounding ---- */

/* The step next to an exact X, within the column's own bounds. */
static uint16_t round_to_step(const settling *s, size_t j, const mpq_t exact_bp, rounding way)
{
    const hz_column *column = &s->model->columns[j];
    mpz_t whole;
    int64_t bp;

    if (mpq_cmp_ui(exact_bp, column->hi_bp, 1) == 0)
        return column->hi_bp; /* it stands there as if it were not basic */
    mpz_init(whole);
    if (way == ROUND_UP)
        mpz_cdiv_q(whole, mpq_numref(exact_bp), mpq_denref(exact_bp));
    else
        mpz_fdiv_q(whole, mpq_numref(exact_bp), mpq_denref(exact_bp));
    bp = (int64_t)mpz_get_ui(whole);
    mpz_clear(whole);
    return way == ROUND_UP ? hz_step_at_or_above(&s->moves, j, bp) : hz_step_at_or_below(&s->moves, j, bp);
}

/* What the plan costs is the sum of its orders, and no order itself. */
static void round_all(settling *s)
{
    for (size_t b = 0; b < s->proof->n_basic; b++)
        for (int way = ROUND_UP; way < N_ROUNDINGS && !hz_is_plan_cost(s->model, s->proof->basic[b]); way++)
            s->rounded[way][b] = round_to_step(s, s->proof->basic[b], s->proof->basic_bp[b], (rounding)way);
}

static hz_status count_start(settling *s, const hz_solution *solution, hz_error *err)
{
    hz_count *count = &s->moves.count;
    hz_status status;

    round_all(s);
    for (size_t j = 0; j < s->model->n_columns; j++) {
        const hz_column *column = &s->model->columns[j];

        if (!hz_is_plan_cost(s->model, j))
            count->cut_bp[j] = solution->place[j] == HZ_AT_HI ? column->hi_bp : column->lo_bp;
    }
    for (size_t b = 0; b < s->proof->n_basic; b++)
        count->cut_bp[s->proof->basic[b]] = s->rounded[ROUND_UP][b];
    if ((status = hz_count_all(count, err)))
        return status;
    memcpy(s->start_bp, count->cut_bp, s->model->n_columns * sizeof *s->start_bp);
    memcpy(s->start_reached, count->reached, s->model->n_rows * sizeof *s->start_reached);
    memcpy(s->start_cost, count->cost_of, sizeof s->start_cost);
    return HZ_OK;
}

/* `ways`: how the k-th level is rounded. */
static void place_columns(settling *s, const rounding *ways)
{
    hz_count_restore(&s->moves.count, s->start_bp, s->start_reached, s->start_cost);
    for (size_t b = 0; b < s->proof->n_basic; b++) {
        uint32_t j = s->proof->basic[b];
        uint16_t to_bp = s->rounded[ways[place_of(s, j)]][b];

        if (to_bp != s->start_bp[j])
            hz_count_move(&s->moves.count, j, to_bp);
    }
}

/* ---- 1: floors ---- */

/* The entry of column j in a row; NULL: it is not in it. */
static const int64_t *value_in(const hz_model *m, size_t j, size_t row)
{
    for (uint64_t k = m->start[j]; k < m->start[j + 1]; k++)
        if (m->row[k] == row)
            return &m->value[k];
    return NULL;
}

/* A plan that costs less by the entry's change breaks the shares of others that have hardly held. */
static bool keeps_shares(const settling *s, size_t j, uint64_t entry, uint16_t to_bp, size_t row)
{
    const hz_count *count = &s->moves.count;

    for (size_t f = 0; f < count->shares.n; f++) {
        const hz_family *family = &count->shares.families[f];
        int64_t cost = hz_plan_cost(count, family) - hz_count_change(count, j, entry, to_bp);
        uint32_t other =
            family->cost_row == s->model->row[entry] ? hz_share_lacking(family, family->first, cost) : HZ_NONE;

        for (; other != HZ_NONE; other = hz_share_lacking(family, (size_t)other + 1, cost))
            if (other != row && hz_lack(count, other) <= 0 && !value_in(s->model, j, other))
                return false;
    }
    return true;
}

/* Cutting less of what others are measured by can break a cap on them. */
static bool keeps_other_caps(const settling *s, size_t j, uint16_t to_bp, size_t row)
{
    const hz_model *m = s->model;

    for (uint64_t k = m->start[j]; k < m->start[j + 1]; k++) {
        int64_t lacking = hz_lack(&s->moves.count, m->row[k]);

        if (m->rows[m->row[k]].kind == HZ_ROW_PLAN_COST) {
            if (!keeps_shares(s, j, k, to_bp, row))
                return false;
        } else if (m->row[k] != row && m->value[k] < 0 && m->rows[m->row[k]].sense == HZ_AT_MOST && lacking <= 0 &&
                   lacking + hz_count_change(&s->moves.count, j, k, to_bp) > 0) {
            return false;
        }
    }
    return true;
}

static void take_back(settling *s, size_t row)
{
    const hz_candidates *c = &s->candidates;

    for (uint64_t i = c->start[row]; i < c->start[row + 1] && hz_lack(&s->moves.count, row) > 0; i++) {
        size_t j = c->list[c->in_row[i]].column;

        if (*value_in(s->model, j, row) < 0)
            continue;
        while (hz_lack(&s->moves.count, row) > 0 && can_fall(s, j) &&
               keeps_other_caps(s, j, hz_step_down(&s->moves, j), row) &&
               hz_shift(&s->moves, j, hz_step_down(&s->moves, j)))
            ;
    }
}

static hz_status take_back_all(settling *s, hz_error *err)
{
    hz_status status = HZ_OK;

    for (size_t i = 0; i < s->model->n_rows && !status; i++)
        if (s->model->rows[i].sense == HZ_AT_MOST && hz_lack(&s->moves.count, i) > 0) {
            take_back(s, i);
            status = hz_cancel_check(err);
        }
    return status;
}

/* ---- 3: what no row needs ---- */

/* A lower rung of a unit with modes may cost more. */
static bool fall_for_less(settling *s, size_t j)
{
    if (!hz_shift_if_holds(&s->moves, j, hz_step_down(&s->moves, j), HZ_BOTH_SENSES))
        return false;
    if (hz_cost_of_move(&s->moves) <= 0)
        return true;
    hz_undo(&s->moves);
    return false;
}

/* With arcs, what was held by a column that has gone down since may go down in its turn. */
static hz_status give_back(settling *s, hz_error *err)
{
    bool has_moved = true;
    hz_status status = HZ_OK;

    while (has_moved && !(status = hz_cancel_check(err))) {
        has_moved = false;
        for (size_t c = 0; c < s->candidates.n; c++) {
            size_t j = s->candidates.dearest[c];

            while (can_fall(s, j) && fall_for_less(s, j))
                has_moved = s->model->n_arcs > 0;
        }
    }
    return status;
}

/* ---- all three ---- */

/* From one rounding to cuts that hold. */
static hz_status settle(settling *s, const rounding *ways, bool *does_hold, hz_error *err)
{
    hz_status status;

    place_columns(s, ways);
    hz_pour_limits(&s->moves);
    hz_mend_arcs(&s->moves);
    if ((status = take_back_all(s, err)) || (status = hz_step_up_all(&s->moves, &s->candidates, err)) ||
        (s->may_repair && (status = hz_repair(&s->moves, &s->candidates, err))))
        return status;
    *does_hold = hz_all_hold(&s->moves.count) && hz_arcs_hold(&s->moves);
    if (*does_hold)
        status = give_back(s, err);
    return !status && s->moves.is_out_of_memory ? hz_error_memory(err) : status;
}

/* What the cuts cost, all and at each level. */
typedef struct {
    bool does_hold;
    __int128 cost, of_level[HZ_N_LEVELS];
} outcome;

/* Try one rounding; *best and s->best_bp are what is cheapest so far, earlier ones first. */
static hz_status try_rounding(settling *s, const rounding *ways, outcome *is, outcome *best, hz_error *err)
{
    hz_status status = settle(s, ways, &is->does_hold, err);

    if (status)
        return status;
    is->cost = hz_count_cost(&s->moves.count);
    memcpy(is->of_level, s->moves.count.cost_of, sizeof is->of_level);
    if (is->does_hold && (!best->does_hold || is->cost < best->cost)) {
        memcpy(s->best_bp, s->moves.count.cut_bp, s->model->n_columns * sizeof *s->best_bp);
        *best = *is;
    }
    return HZ_OK;
}

/* Each level the way that is cheaper for it. False: that is how all have been rounded already. */
static bool mix_ways(rounding *mixed, const settling *s, const outcome *is)
{
    size_t n_down = 0;

    for (size_t k = 0; k < s->model->n_levels; k++) {
        mixed[k] = is[ROUND_DOWN].of_level[k] < is[ROUND_UP].of_level[k] ? ROUND_DOWN : ROUND_UP;
        n_down += mixed[k] == ROUND_DOWN;
    }
    return n_down > 0 && n_down < s->model->n_levels;
}

/* The cheapest of the roundings, in s->best_bp. */
static hz_status settle_all_ways(settling *s, bool *does_hold, hz_error *err)
{
    rounding ways[N_ROUNDINGS][HZ_N_LEVELS], mixed[HZ_N_LEVELS];
    outcome is[N_ROUNDINGS], last, best = {.does_hold = false};
    hz_status status;

    for (int way = ROUND_UP; way < N_ROUNDINGS; way++) {
        for (int k = 0; k < HZ_N_LEVELS; k++)
            ways[way][k] = (rounding)way;
        if ((status = try_rounding(s, ways[way], &is[way], &best, err)))
            return status;
    }
    if (mix_ways(mixed, s, is) && (status = try_rounding(s, mixed, &last, &best, err)))
        return status;
    *does_hold = best.does_hold;
    return HZ_OK;
}

/* ---- with ever more candidates ---- */

/* Basic columns that stand between whole basis points: with arcs, most stand at a bound of another one. */
static size_t count_fractions(const hz_proof *proof)
{
    size_t n = 0;

    for (size_t b = 0; b < proof->n_basic; b++)
        n += mpz_cmp_ui(mpq_denref(proof->basic_bp[b]), 1) != 0;
    return n;
}

static hz_status settle_with(settling *s, size_t n_candidates, bool *does_hold, hz_error *err)
{
    hz_status status = hz_choose_candidates(&s->candidates, s->model, s->price, n_candidates, err);

    if (!status)
        status = settle_all_ways(s, does_hold, err);
    return status;
}

static size_t first_candidates(const settling *s)
{
    return (s->model->n_levels > 1 ? CANDIDATES_OF_LEVELS : 1) * (CANDIDATES_FIRST + count_fractions(s->proof));
}

static hz_status settle_widening(settling *s, bool *does_hold, hz_error *err)
{
    for (size_t most = first_candidates(s);; most *= CANDIDATES_GROWTH) {
        size_t n = most < s->model->n_columns ? most : s->model->n_columns;
        hz_status status;

        hz_candidates_clear(&s->candidates);
        if ((status = settle_with(s, n, does_hold, err)) || *does_hold || n == s->model->n_columns)
            return status;
    }
}

/* ---- where stepping one way is not enough ---- */

/* The cuts of a small model can all be tried. */
static hz_status try_all(settling *s, hz_backtrack_answer *answer, hz_error *err)
{
    const hz_model *m = s->model;
    uint32_t *columns = hz_calloc(m->n_columns + 1, sizeof *columns);
    size_t n = 0;
    hz_status status;

    if (!columns)
        return hz_error_memory(err);
    for (size_t j = 0; j < m->n_columns; j++)
        if (m->columns[j].lo_bp < m->columns[j].hi_bp && !hz_is_plan_cost(m, j))
            columns[n++] = (uint32_t)j;
    status = hz_backtrack(&s->moves, columns, n, HZ_NONE, WORK_OF_ALL, answer, err);
    free(columns);
    if (status || *answer != HZ_BACKTRACK_FOUND || (status = give_back(s, err)))
        return status;
    memcpy(s->best_bp, s->moves.count.cut_bp, m->n_columns * sizeof *s->best_bp);
    return HZ_OK;
}

/* That there is none is said only where all have been tried. */
static hz_status say_none(const settling *s, hz_backtrack_answer answer, hz_error *err)
{
    int whole = s->moves.step_bp / 100, rest = s->moves.step_bp % 100;

    if (answer == HZ_BACKTRACK_NONE)
        return hz_error_set(err, HZ_ERR_SOLVER,
                            _("the demands can be met, but not by orders in steps of %1$d.%2$02d %%"),
                            whole, rest);
    return hz_error_set(err, HZ_ERR_SOLVER,
                        _("the demands can be met, but no orders in steps of %1$d.%2$02d %% that meet them were found, "
                          "which is no proof that there are none"),
                        whole, rest);
}

static hz_status settle_somehow(settling *s, hz_error *err)
{
    hz_backtrack_answer answer;
    bool does_hold = false;
    hz_status status = settle_widening(s, &does_hold, err);

    if (status || does_hold)
        return status;
    s->may_repair = true;
    if ((status = settle_all_ways(s, &does_hold, err)) || does_hold || (status = try_all(s, &answer, err)) ||
        answer == HZ_BACKTRACK_FOUND)
        return status;
    return say_none(s, answer, err);
}

/* ---- the verbs ---- */

static hz_status make_settling(settling *s, const hz_scenario *scenario, uint16_t step_bp, hz_error *err)
{
    const hz_model *m = s->model;
    hz_status status = hz_moves_make(&s->moves, scenario, m, step_bp, err);
    bool has_room;

    if (status)
        return status;
    has_room = (s->price = hz_calloc(m->n_rows + 1, sizeof *s->price)) &&
               (s->start_bp = hz_calloc(m->n_columns + 1, sizeof *s->start_bp)) &&
               (s->start_reached = hz_calloc(m->n_rows + 1, sizeof *s->start_reached)) &&
               (s->best_bp = hz_calloc(m->n_columns + 1, sizeof *s->best_bp));
    for (int way = ROUND_UP; way < N_ROUNDINGS && has_room; way++)
        has_room = (s->rounded[way] = hz_calloc(s->proof->n_basic + 1, sizeof *s->rounded[way])) != NULL;
    for (size_t i = 0; i < m->n_rows && has_room; i++)
        s->price[i] = mpq_get_d(s->proof->price[i]);
    return has_room ? HZ_OK : hz_error_memory(err);
}

static void clear_settling(settling *s)
{
    hz_moves_clear(&s->moves);
    hz_candidates_clear(&s->candidates);
    free(s->price);
    for (int way = ROUND_UP; way < N_ROUNDINGS; way++)
        free(s->rounded[way]);
    free(s->start_bp);
    free(s->start_reached);
    free(s->best_bp);
}

hz_status hz_derive_places(uint16_t **places, const hz_scenario *scenario, const hz_model *model, const hz_solution *solution,
                           const hz_proof *proof, uint16_t step_bp, hz_error *err)
{
    settling s = {.model = model, .proof = proof};
    hz_status status = make_settling(&s, scenario, step_bp, err);

    *places = NULL;
    if (!status && !(status = count_start(&s, solution, err)) && !(status = settle_somehow(&s, err))) {
        *places = s.best_bp;
        s.best_bp = NULL;
    }
    clear_settling(&s);
    return status;
}

hz_status hz_derive_near(uint16_t **places, const hz_scenario *scenario, const hz_model *model, const hz_solution *solution,
                         const hz_proof *proof, uint16_t step_bp, hz_error *err)
{
    settling s = {.model = model, .proof = proof};
    hz_status status = make_settling(&s, scenario, step_bp, err);
    bool does_hold = false;

    *places = NULL;
    if (!status && !(status = count_start(&s, solution, err)))
        status = settle_with(&s, first_candidates(&s), &does_hold, err);
    if (!status && does_hold) {
        *places = s.best_bp;
        s.best_bp = NULL;
    }
    clear_settling(&s);
    return status;
}

/* Of a rung, the last place that is not above the cut that a place is the first to reach. */
static uint16_t place_not_above(const hz_column *column, uint16_t place)
{
    int64_t cut_bp = hz_cut_at(column, place, false), length = column->to_bp - column->from_bp;
    bool is_exact = column->mode == 0 || column->is_whole || (cut_bp - column->from_bp) * HZ_SHARE_ONE % length == 0;

    return is_exact || place == column->lo_bp ? place : (uint16_t)(place - 1);
}

bool hz_steps_around(uint16_t *below, uint16_t *above, const hz_model *model, size_t column, uint16_t step_bp, double x_bp)
{
    hz_moves moves = {.model = model, .step_bp = step_bp};

    if (model->columns[column].unit == HZ_NONE)
        return false;
    *below = *above = hz_step_at_or_below(&moves, column, (int64_t)floor(x_bp) + 1);
    if (*below < x_bp - 1) /* of a rung a step lies between two places, mostly: at either it is there */
        *above = place_not_above(&model->columns[column], hz_step_at_or_above(&moves, column, (int64_t)ceil(x_bp)));
    return true;
}

static void write_orders(hz_order *const *orders, const hz_scenario *scenario, const hz_model *m, const uint16_t *places)
{
    size_t place_of[HZ_N_LEVELS] = {0};

    for (size_t k = 0; k < m->n_levels; k++) {
        place_of[m->levels[k]] = k;
        for (size_t u = 0; u < scenario->n_units; u++)
            orders[k][u] = hz_order_make(scenario, u, m->levels[k], 0);
    }
    for (size_t j = 0; j < m->n_columns; j++)
        if (m->columns[j].unit != HZ_NONE)
            hz_order_take(&orders[place_of[m->columns[j].level]][m->columns[j].unit], scenario, &m->columns[j], places[j]);
}

hz_status hz_orders_at(hz_order **orders, const hz_scenario *scenario, const hz_model *model, const uint16_t *places, hz_error *err)
{
    bool is_made = true;

    for (size_t k = 0; k < model->n_levels; k++)
        is_made &= (orders[k] = hz_calloc(scenario->n_units + 1, sizeof **orders)) != NULL;
    if (is_made) {
        write_orders(orders, scenario, model, places);
        return HZ_OK;
    }
    for (size_t k = 0; k < model->n_levels; k++) {
        free(orders[k]);
        orders[k] = NULL;
    }
    return hz_error_memory(err);
}

hz_status hz_derive_orders(hz_order **orders, const hz_scenario *scenario, const hz_model *model,
                           const hz_solution *solution, const hz_proof *proof, uint16_t step_bp, hz_error *err)
{
    uint16_t *places = NULL;
    hz_status status = hz_derive_places(&places, scenario, model, solution, proof, step_bp, err);

    for (size_t k = 0; k < model->n_levels; k++)
        orders[k] = NULL;
    if (!status)
        status = hz_orders_at(orders, scenario, model, places, err);
    free(places);
    return status;
}

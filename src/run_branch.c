/* run_branch.c - cuts in whole steps by branching, where rounding the cheapest cuts finds none
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Branch and bound, depth first (Land & Doig, Econometrica 28(3), 1960), for the first cuts that will do and not for the cheapest: the
 * cheapest cuts stand at a corner of all that is allowed, and what is near a corner in whole steps may be outside. Each time the unit
 * whose steps weigh most and that stands between two of them is held to the nearer side, then to the other, and the linear program is
 * solved again, exactly. Rows ask for as much more as rounding to whole grams and fen may take from them; and, where that finds nothing, for
 * a part of their largest step more, which keeps away from the corner. Large models have room enough that rounding finds orders; here
 * they are not looked at. */
#include "run_branch.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/cancel.h"
#include "solve/prove.h"
#include "solve/rational.h"
#include "solve/solve.h"
#include "solve/stand.h"

/* Nodes of one search: fewer of a larger model. */
enum { MOST_COLUMNS = 4096, MOST_NODES = 300, WORK = 25000 };
/* What rows ask for beyond what they must, in hundredths of their largest step: one search after the other. */
static const int margins[] = {0, 10};

typedef struct {
    const hz_model *model;
    hz_model node;  /* the same with rows that ask for more, and bounds of its own */
    double *largest; /* [n_rows] the largest coefficient of a unit */
    double *weight;  /* [n_columns] the largest share of a row's largest coefficient that one of the unit is */
    int64_t *loss;   /* [n_rows] base units that each entry may lose by rounding */
    uint16_t step_bp;
    int n_left;
    hz_solution *solution; /* of the node at hand */
    hz_proof *proof;
    bool is_found;
} search;

/* ---- what rounding takes ---- */

/* Base units of a row that each of its entries may lose when its part is rounded to whole grams, fen or amounts. */
static int64_t loss_of_entry(const hz_scenario *s, const hz_row *row)
{
    const hz_demand *demand = &s->demands[row->kind == HZ_ROW_SAFETY ? row->target : row->demand];
    int64_t loss = 1;

    if (row->kind == HZ_ROW_PLAN_COST || row->kind == HZ_ROW_LINES)
        return 0;
    if (demand->kind == HZ_DEMAND_CAP && demand->cap_of == HZ_CAP_PLAN_COST)
        return hz_cap_fraction(demand).whole;
    for (size_t p = 0; demand->kind == HZ_DEMAND_POOL && p < s->n_pollutants; p++)
        if (demand->pollutants >> p & 1 && hz_society_g_d(s, p) > 0)
            loss += HZ_POOL_ONE / hz_society_g_d(s, p) + 3; /* a gram; its share, here rounded down and there up */
    if (demand->kind == HZ_DEMAND_WEIGHTED) {
        const hz_weighting *w = &s->weightings[demand->weighting];

        for (size_t k = w->first_weight; k < (size_t)w->first_weight + w->n_weights; k++)
            loss += s->weights[k].weight;
    }
    return loss;
}

static void ask_more(hz_row *row, int64_t amount)
{
    row->rhs += row->sense == HZ_AT_LEAST ? amount : -amount;
}

static void tighten(search *s, const hz_scenario *scenario, int margin)
{
    hz_model *node = &s->node;

    memcpy(node->rows, s->model->rows, node->n_rows * sizeof *node->rows);
    for (size_t i = 0; i < node->n_rows; i++)
        s->loss[i] = loss_of_entry(scenario, &node->rows[i]);
    for (uint64_t k = 0; k < node->start[node->n_columns]; k++)
        ask_more(&node->rows[node->row[k]], s->loss[node->row[k]]);
    for (size_t i = 0; i < node->n_rows; i++)
        if (node->rows[i].kind != HZ_ROW_PLAN_COST)
            ask_more(&node->rows[i], (int64_t)(s->largest[i] * s->step_bp / HZ_SHARE_ONE * margin / 100));
}

/* ---- bounds ---- */

/* False: nothing is left between the bounds of a column. */
static bool fold_bounds(hz_model *m)
{
    bool has_changed = true, has_room = true;

    while (has_changed) {
        has_changed = false;
        for (size_t k = 0; k < m->n_arcs; k++)
            has_changed |= hz_fold_arc(m, &m->arcs[k]);
        for (size_t j = 0; j < m->n_columns; j++)
            has_room &= m->columns[j].lo_bp <= m->columns[j].hi_bp;
        if (!has_room)
            return false;
    }
    return has_room;
}

/* ---- a node ---- */

static void forget(search *s)
{
    hz_proof_free(s->proof);
    hz_solution_free(s->solution);
    s->proof = NULL;
    s->solution = NULL;
}

static hz_status solve_node(search *s, bool *has_plan, hz_error *err)
{
    hz_status status;

    forget(s);
    *has_plan = false;
    if (!fold_bounds(&s->node))
        return HZ_OK;
    if ((status = hz_solve(&s->solution, &s->node, NULL, err)) || (status = hz_prove(&s->proof, &s->solution, &s->node, err)))
        return status;
    *has_plan = s->proof->outcome == HZ_OUTCOME_OPTIMAL;
    return HZ_OK;
}

static void exact_cut(mpq_t out, const search *s, size_t j, size_t *next_basic)
{
    const hz_column *column = &s->node.columns[j];

    if (*next_basic < s->proof->n_basic && s->proof->basic[*next_basic] == j)
        mpq_set(out, s->proof->basic_bp[(*next_basic)++]);
    else
        mpq_set_ui(out, s->solution->place[j] == HZ_AT_HI ? column->hi_bp : column->lo_bp, 1);
}

static bool is_order(const search *s, size_t j, const mpq_t cut)
{
    const hz_column *own = &s->model->columns[j];

    if (own->unit == HZ_NONE || mpq_cmp_ui(cut, own->lo_bp, 1) == 0 || mpq_cmp_ui(cut, own->hi_bp, 1) == 0)
        return true;
    return mpz_cmp_ui(mpq_denref(cut), 1) == 0 && mpz_divisible_ui_p(mpq_numref(cut), s->step_bp);
}

/* The next place at or below a cut, and the next above it, within the bounds of the unit itself. */
static void sides_of(uint16_t side[2], const search *s, size_t j, double cut_bp)
{
    const hz_column *own = &s->model->columns[j];
    double below = floor(cut_bp / s->step_bp) * s->step_bp, above = below + s->step_bp;

    side[0] = below < own->lo_bp ? own->lo_bp : (uint16_t)below;
    side[1] = above > own->hi_bp ? own->hi_bp : (uint16_t)above;
}

/* The unit to branch on; HZ_NONE: all stand where orders may. *cut_bp: where it stands. */
static uint32_t choose_unit(const search *s, double *cut_bp)
{
    uint32_t best = HZ_NONE;
    size_t next_basic = 0;
    mpq_t cut;

    mpq_init(cut);
    for (size_t j = 0; j < s->model->n_columns; j++) {
        exact_cut(cut, s, j, &next_basic);
        if (is_order(s, j, cut) || (best != HZ_NONE && s->weight[j] <= s->weight[best]))
            continue;
        best = (uint32_t)j;
        *cut_bp = mpq_get_d(cut);
    }
    mpq_clear(cut);
    return best;
}

static hz_status visit(search *s, hz_error *err);

/* One side of the step that a unit stands between: no deeper than `to_bp`, or no less. */
static hz_status visit_side(search *s, uint32_t j, bool is_up, uint16_t to_bp, hz_error *err)
{
    size_t bytes = s->node.n_columns * sizeof *s->node.columns;
    hz_column *kept = hz_calloc(s->node.n_columns + 1, sizeof *kept);
    hz_status status = HZ_OK;

    if (!kept)
        return hz_error_memory(err);
    memcpy(kept, s->node.columns, bytes);
    if (is_up)
        s->node.columns[j].lo_bp = to_bp;
    else
        s->node.columns[j].hi_bp = to_bp;
    if (s->node.columns[j].lo_bp <= s->node.columns[j].hi_bp)
        status = visit(s, err);
    memcpy(s->node.columns, kept, s->is_found ? 0 : bytes);
    free(kept);
    return status;
}

static hz_status visit(search *s, hz_error *err)
{
    uint16_t side[2];
    double cut_bp = 0;
    bool has_plan, is_up;
    uint32_t j;
    hz_status status = HZ_OK;

    if (s->n_left-- <= 0 || (status = hz_cancel_check(err)) || (status = solve_node(s, &has_plan, err)) || !has_plan)
        return status;
    if ((j = choose_unit(s, &cut_bp)) == HZ_NONE) {
        s->is_found = true;
        return HZ_OK;
    }
    sides_of(side, s, j, cut_bp);
    is_up = cut_bp - side[0] > side[1] - cut_bp;
    for (int turn = 0; turn < 2 && !status && !s->is_found; turn++, is_up = !is_up)
        status = visit_side(s, j, is_up, side[is_up], err);
    return status;
}

/* ---- where the units stand, for plan/derive.h ---- */

static hz_status place_units(hz_solution **solution, hz_proof **proof, const search *s, const hz_proof *from, hz_error *err)
{
    const hz_model *m = s->model;
    mpq_t *exact = hz_rationals_new(m->n_columns);
    size_t next_basic = 0;
    hz_status status;

    if (!exact)
        return hz_error_memory(err);
    for (size_t j = 0; j < m->n_columns; j++)
        exact_cut(exact[j], s, j, &next_basic);
    status = hz_stand(solution, proof, m, exact, from, err);
    hz_rationals_free(exact, m->n_columns);
    return status;
}

/* ---- the verb ---- */

static bool allocate(search *s)
{
    const hz_model *m = s->model;

    s->node = *m;
    s->node.guards = NULL;
    s->node.n_guards = 0;
    s->node.columns = hz_calloc(m->n_columns + 1, sizeof *m->columns);
    s->node.rows = hz_calloc(m->n_rows + 1, sizeof *m->rows);
    s->largest = hz_calloc(m->n_rows + 1, sizeof *s->largest);
    s->loss = hz_calloc(m->n_rows + 1, sizeof *s->loss);
    s->weight = hz_calloc(m->n_columns + 1, sizeof *s->weight);
    return s->node.columns && s->node.rows && s->largest && s->loss && s->weight;
}

static void weigh(search *s)
{
    const hz_model *m = s->model;

    for (size_t j = 0; j < m->n_columns; j++)
        for (uint64_t k = m->start[j]; m->columns[j].unit != HZ_NONE && k < m->start[j + 1]; k++)
            s->largest[m->row[k]] = fmax(s->largest[m->row[k]], fabs((double)m->value[k]));
    for (size_t j = 0; j < m->n_columns; j++)
        for (uint64_t k = m->start[j]; m->columns[j].unit != HZ_NONE && k < m->start[j + 1]; k++)
            s->weight[j] = fmax(s->weight[j], fabs((double)m->value[k]) / s->largest[m->row[k]]);
}

static hz_status look(search *s, const hz_scenario *scenario, int margin, hz_error *err)
{
    int most = WORK / (int)(s->model->n_columns + 1);

    memcpy(s->node.columns, s->model->columns, s->model->n_columns * sizeof *s->model->columns);
    tighten(s, scenario, margin);
    s->n_left = most < MOST_NODES ? most : MOST_NODES;
    return visit(s, err);
}

hz_status hz_run_branch(bool *is_found, hz_solution **solution, hz_proof **proof, const hz_scenario *scenario,
                        const hz_model *model, const hz_proof *from, uint16_t step_bp, hz_error *err)
{
    search s = {.model = model, .step_bp = step_bp};
    hz_status status = HZ_OK;

    *is_found = false;
    *solution = NULL;
    *proof = NULL;
    if (model->n_columns > MOST_COLUMNS)
        return HZ_OK;
    if (allocate(&s)) {
        weigh(&s);
        for (size_t i = 0; i < sizeof margins / sizeof *margins && !status && !s.is_found; i++)
            status = look(&s, scenario, margins[i], err);
    } else {
        status = hz_error_memory(err);
    }
    if (!status && s.is_found && !(status = place_units(solution, proof, &s, from, err)))
        *is_found = true;
    forget(&s);
    free(s.node.columns);
    free(s.node.rows);
    free(s.largest);
    free(s.loss);
    free(s.weight);
    return status;
}

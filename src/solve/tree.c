/* tree.c - branch and bound over the columns of some blocks
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Land & Doig, Econometrica 28(3), 1960: from an open node down as far as it goes, then the next. One master, kept warm, answers for all
 * nodes: only bounds of columns change. Arcs are rows of it from when they are first violated. It says where to go, and nothing else is
 * believed: a node is closed only when the bound of its prices in whole numbers says so (lagrange.h). What is missing in a row may be
 * bought, so that every node has prices; where that is dear and still done, the prices prove that there is no point. */
#include "solve/tree.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "solve/master.h"
#include "solve/prove.h"
#include "solve/solve.h"

/* What is missing costs so many times the largest price; if it is still bought, so many times more, up to this. */
#define ELASTIC 100.0
#define ELASTIC_RAISED 100.0
#define ELASTIC_MOST 1e9
/* Less is rounding: bp of an arc or of a whole column, scaled units of what is missing. */
#define NEAR_BP 1e-3
#define NEAR_ROW 1e-7
/* What a branch is thought to bring at least, scaled. */
#define LEAST_GAIN 1e-9
/* As few columns can be searched to the end. */
enum { FEW_COLUMNS = 100 };
/* How much the side of a branch counts that brings more. */
#define OTHER_SIDE (1.0 / 6)

typedef struct {
    uint32_t parent;  /* index of nodes; HZ_NONE: the root */
    uint32_t column;  /* that is held */
    bool is_up;       /* at least at a place, else at most: */
    uint16_t at;      /* of a whole column 10000 or 0, of another a step */
    double weight;    /* what lies between its sides, scaled */
    double distance;  /* how far it was from there, as a share of that, */
    double objective; /* when the solver said this of the parent */
    __int128 bound;
} node;

/* A column of the master: z = X * length. */
typedef struct {
    uint32_t column;
    uint16_t lo, hi;           /* as the master has it */
    uint16_t base_lo, base_hi; /* of the root of the tree */
    double length;
    double x_bp;
    double gain[2]; /* over the branches that were tried, down and up: what the objective rose for each scaled unit of the way */
    int n_tried[2];
} seat;

struct hz_tree {
    hz_search *s;
    hz_lagrange *l;
    const uint32_t *blocks;
    size_t n_blocks;
    hz_master *master;
    double elastic; /* the cost of what is missing */
    seat *seats;
    size_t n_seats;
    uint32_t *seat_of;   /* [n_columns] */
    uint32_t *local;     /* [n_arcs] local row of the master, HZ_NONE: not yet */
    uint32_t *local_arc; /* [n_locals] */
    size_t n_locals;
    double *arc_price; /* [n_arcs] */
    double *price;     /* [n_rows] */
    double *exact_bp;  /* [n_columns] the candidate at hand */
    uint16_t *at_bp;   /* [n_columns] */
    hz_brought brought;
    node *nodes;
    size_t n_nodes, node_capacity;
    uint32_t *heap; /* open nodes, the least bound first */
    size_t n_open, heap_capacity;
    double gain[2]; /* over all seats, beside what columns cost */
    int n_tried[2];
    __int128 closed; /* the least bound of what was closed */
    hz_tree_way way;
    uint32_t next;        /* the node to go on at, HZ_NONE: the first of the open ones */
    uint32_t last;        /* the node that was looked at last, HZ_NONE: it is closed */
    bool is_better;       /* a better point was found */
    bool is_turn_of_last; /* see pop() */
    bool is_stuck;        /* it came to where there is no point */
};

__int128 hz_search_threshold(const hz_search *search)
{
    __int128 cost = search->best->cost;

    return cost == HZ_COST_NONE ? cost : cost - (cost < 0 ? -cost : cost) / 1000000 * search->settings->gap_ppm;
}

__int128 hz_cost_floor(const mpq_t fen)
{
    unsigned __int128 magnitude = 0;
    mpz_t whole;
    bool is_negative;

    mpz_init(whole);
    mpz_mul_ui(whole, mpq_numref(fen), HZ_SHARE_ONE);
    mpz_fdiv_q(whole, whole, mpq_denref(fen));
    is_negative = mpz_sgn(whole) < 0;
    if (mpz_sizeinbase(whole, 2) < 8 * sizeof magnitude)
        mpz_export(&magnitude, NULL, -1, sizeof magnitude, 0, 0, whole);
    mpz_clear(whole);
    return is_negative ? -(__int128)magnitude : (__int128)magnitude;
}

/* ---- open nodes ---- */

/* Of equal bounds the later one, which is deeper. */
static bool comes_first(const hz_tree *t, uint32_t a, uint32_t b)
{
    return t->nodes[a].bound != t->nodes[b].bound ? t->nodes[a].bound < t->nodes[b].bound : a > b;
}

/* Put a node into the heap where the place `at` is free, all above it being before it. */
static void sift_up(hz_tree *t, size_t at, uint32_t which)
{
    for (; at > 0 && comes_first(t, which, t->heap[(at - 1) / 2]); at = (at - 1) / 2)
        t->heap[at] = t->heap[(at - 1) / 2];
    t->heap[at] = which;
}

static hz_status push(hz_tree *t, uint32_t which, hz_error *err)
{
    if (!hz_grow((void **)&t->heap, &t->heap_capacity, t->n_open + 1, sizeof *t->heap))
        return hz_error_memory(err);
    sift_up(t, t->n_open++, which);
    return HZ_OK;
}

static uint32_t take_from(hz_tree *t, size_t at)
{
    uint32_t taken = t->heap[at], last = t->heap[--t->n_open];

    if (at == t->n_open)
        return taken;
    for (size_t next; (next = 2 * at + 1) < t->n_open; at = next) {
        if (next + 1 < t->n_open && comes_first(t, t->heap[next + 1], t->heap[next]))
            next++;
        if (!comes_first(t, t->heap[next], last))
            break;
        t->heap[at] = t->heap[next];
    }
    sift_up(t, at, last);
    return taken;
}

/* By turns the node with the least bound and the one that was left last: the one raises the bound, the other goes on near where it is,
 * where good points are found. As long as nothing is found, always the latter: what is wanted then is any point. */
static uint32_t pop(hz_tree *t)
{
    size_t at = 0;

    t->is_turn_of_last = t->s->best->cost == HZ_COST_NONE || (t->way == HZ_TREE_DEEP && !t->is_turn_of_last);
    for (size_t k = 1; t->is_turn_of_last && k < t->n_open; k++)
        if (t->heap[k] > t->heap[at])
            at = k;
    return take_from(t, at);
}

static hz_status add_node(hz_tree *t, node new_node, uint32_t *which, hz_error *err)
{
    if (!hz_grow((void **)&t->nodes, &t->node_capacity, t->n_nodes + 1, sizeof *t->nodes))
        return hz_error_memory(err);
    *which = (uint32_t)t->n_nodes;
    t->nodes[t->n_nodes++] = new_node;
    return HZ_OK;
}

static void close_at(hz_tree *t, __int128 bound)
{
    if (bound < t->closed)
        t->closed = bound;
}

/* ---- the master ---- */

static void add_seat(hz_tree *t, uint32_t j)
{
    uint16_t lo = t->l->lo[j], hi = t->l->hi[j];

    t->seat_of[j] = (uint32_t)t->n_seats;
    t->seats[t->n_seats++] = (seat){.column = j,
                                    .lo = lo,
                                    .hi = hi,
                                    .base_lo = lo,
                                    .base_hi = hi,
                                    .length = hz_scale_column(&t->s->scale, j) / t->s->scale.total / HZ_SHARE_ONE};
}

static hz_status put_seat(hz_tree *t, const seat *x, double *values, hz_error *err)
{
    const hz_model *m = t->l->model;
    const hz_scale *scale = &t->s->scale;
    double sigma = hz_scale_column(scale, x->column);
    uint64_t first = m->start[x->column], n = m->start[x->column + 1] - first;

    for (uint64_t k = 0; k < n; k++)
        values[k] = (double)m->value[first + k] / (sigma * scale->row[m->row[first + k]]);
    return hz_master_add(t->master, (double)m->columns[x->column].cost_fen_d / sigma, x->lo * x->length, x->hi * x->length,
                         t->s->root_bp[x->column] >= x->hi ? HZ_BASIS_AT_HI : HZ_BASIS_AT_LO, n, m->row + first, values, err);
}

static double first_elastic(const hz_tree *t)
{
    double largest = 1;

    for (size_t i = 0; i < t->l->model->n_rows; i++)
        largest = fmax(largest, fabs(t->s->price[i]) * t->s->scale.row[i]);
    return ELASTIC * largest;
}

static hz_status new_master(hz_tree *t, hz_error *err)
{
    const hz_model *m = t->l->model;
    hz_sense *senses = hz_calloc(m->n_rows + 1, sizeof *senses);
    hz_error own = HZ_ERROR_NONE;

    if (!senses)
        return hz_error_memory(err);
    for (size_t i = 0; i < m->n_rows; i++)
        senses[i] = m->rows[i].sense;
    t->master = hz_master_new(m->n_rows, senses, t->elastic, &own);
    free(senses);
    return t->master ? HZ_OK : hz_error_set(err, own.status, "%s", own.message);
}

static hz_status make_master(hz_tree *t, hz_error *err)
{
    const hz_model *m = t->l->model;
    double *values = hz_calloc(m->n_rows + 1, sizeof *values);
    hz_status status = values ? new_master(t, err) : hz_error_memory(err);

    for (size_t i = 0; i < m->n_rows && !status; i++) {
        double rhs = (double)((__int128)m->rows[i].rhs * HZ_SHARE_ONE - t->brought.activity[i]) / HZ_SHARE_ONE;

        status = hz_master_set_rhs(t->master, i, rhs / (t->s->scale.row[i] * t->s->scale.total), err);
    }
    for (size_t k = 0; k < t->n_seats && !status; k++)
        status = put_seat(t, &t->seats[k], values, err);
    free(values);
    return status;
}

static double arc_length(const hz_tree *t, const hz_arc *arc)
{
    return fmin(t->seats[t->seat_of[arc->before]].length, t->seats[t->seat_of[arc->after]].length);
}

static hz_status add_local(hz_tree *t, uint32_t k, hz_error *err)
{
    const hz_arc *arc = &t->l->model->arcs[k];
    size_t columns[2] = {t->seat_of[arc->before], t->seat_of[arc->after]};
    double length = arc_length(t, arc);
    double values[2] = {length / t->seats[columns[0]].length, -length / t->seats[columns[1]].length};

    t->local[k] = (uint32_t)t->n_locals;
    t->local_arc[t->n_locals++] = k;
    return hz_master_add_local(t->master, 2, columns, values, length * arc->slack_bp, err);
}

static hz_status add_violated_of(hz_tree *t, uint32_t block, bool *has_some, hz_error *err)
{
    const hz_model *m = t->l->model;
    hz_status status = HZ_OK;

    for (uint32_t k = m->block_arc[block]; k < m->block_arc[block + 1] && !status; k++) {
        const hz_arc *arc = &m->arcs[k];

        if (t->local[k] != HZ_NONE ||
            t->seats[t->seat_of[arc->before]].x_bp - t->seats[t->seat_of[arc->after]].x_bp <= arc->slack_bp + NEAR_BP)
            continue;
        *has_some = true;
        status = add_local(t, k, err);
    }
    return status;
}

static void read_master(hz_tree *t)
{
    for (size_t k = 0; k < t->n_seats; k++)
        t->seats[k].x_bp = hz_master_value(t->master, k) / t->seats[k].length;
}

static void read_prices(hz_tree *t)
{
    const hz_model *m = t->l->model;
    const hz_scale *scale = &t->s->scale;

    for (size_t i = 0; i < m->n_rows; i++)
        t->price[i] = hz_master_price(t->master, i) / scale->row[i];
    for (size_t k = 0; k < t->n_locals; k++) {
        uint32_t arc = t->local_arc[k];

        t->arc_price[arc] = -hz_master_local_price(t->master, k) * arc_length(t, &m->arcs[arc]) * scale->total * HZ_SHARE_ONE;
    }
}

/* The linear program at the bounds that the master has, with all arcs that it violates. */
static hz_status solve(hz_tree *t, hz_error *err)
{
    bool has_some = true, is_feasible;
    hz_status status;

    while (has_some) {
        if ((status = hz_master_solve(t->master, &is_feasible, err)))
            return status;
        if (!is_feasible)
            return hz_error_set(err, HZ_ERR_SOLVER, "%s finds no point where all may be bought", hz_solver_name());
        read_master(t);
        has_some = false;
        for (size_t b = 0; b < t->n_blocks && t->l->model->n_arcs > 0; b++)
            if ((status = add_violated_of(t, t->blocks[b], &has_some, err)))
                return status;
    }
    read_prices(t);
    return HZ_OK;
}

/* The solver failed, and its master with it: a new one that knows as much. */
static hz_status renew_master(hz_tree *t, hz_error *err)
{
    memset(t->local, 0xff, t->l->model->n_arcs * sizeof *t->local);
    memset(t->arc_price, 0, t->l->model->n_arcs * sizeof *t->arc_price);
    t->n_locals = 0;
    hz_master_free(t->master);
    t->master = NULL;
    return make_master(t, err);
}

static bool is_short(const hz_tree *t)
{
    for (size_t i = 0; i < t->l->model->n_rows; i++)
        if (hz_master_elastic(t->master, i) > NEAR_ROW)
            return true;
    return false;
}

static hz_status raise_elastic(hz_tree *t, hz_error *err)
{
    hz_status status = HZ_OK;

    t->elastic *= ELASTIC_RAISED;
    for (size_t i = 0; i < t->l->model->n_rows && !status; i++)
        status = hz_master_price_elastic(t->master, i, t->elastic, err);
    return status;
}

/* ---- the bounds of a node ---- */

/* Hold what the node and those above it hold. False: the arcs leave nothing. */
static bool hold(const hz_tree *t, uint32_t which)
{
    bool has_room = true;

    for (size_t k = 0; k < t->n_seats; k++) {
        t->l->lo[t->seats[k].column] = t->seats[k].base_lo;
        t->l->hi[t->seats[k].column] = t->seats[k].base_hi;
    }
    for (; which != HZ_NONE && t->nodes[which].column != HZ_NONE && has_room; which = t->nodes[which].parent) {
        const node *n = &t->nodes[which];

        if (n->is_up && t->l->lo[n->column] < n->at)
            t->l->lo[n->column] = n->at;
        if (!n->is_up && t->l->hi[n->column] > n->at)
            t->l->hi[n->column] = n->at;
        has_room = hz_lagrange_fold_block(t->l, t->l->block_of[n->column]);
    }
    return has_room;
}

static hz_status tell_bounds(hz_tree *t, hz_error *err)
{
    hz_status status = HZ_OK;

    for (size_t k = 0; k < t->n_seats && !status; k++) {
        seat *x = &t->seats[k];
        uint16_t lo = t->l->lo[x->column], hi = t->l->hi[x->column];

        if (lo == x->lo && hi == x->hi)
            continue;
        x->lo = lo;
        x->hi = hi;
        status = hz_master_set_bounds(t->master, k, lo * x->length, hi * x->length, err);
    }
    return status;
}

/* ---- what a node proves ---- */

static __int128 proved_bound(hz_tree *t)
{
    if (!hz_lagrange_take(t->l, t->price, t->arc_price, true))
        return -HZ_COST_NONE;
    return hz_lagrange_bound(t->l, hz_lagrange_sum(t->l, t->blocks, t->n_blocks, &t->brought));
}

/* Costs apart, do the prices say that the rows cannot be met? */
static bool is_proved_empty(hz_tree *t)
{
    return hz_lagrange_take(t->l, t->price, t->arc_price, false) && hz_lagrange_sum(t->l, t->blocks, t->n_blocks, &t->brought) > 0;
}

/* Nothing is left to branch on: what the linear program of the node is, exactly. */
static hz_status prove_leaf(__int128 *bound, const hz_tree *t, hz_error *err)
{
    const hz_model *m = t->l->model;
    hz_model leaf = *m;
    hz_solution *solution = NULL;
    hz_proof *proof = NULL;
    hz_status status;

    leaf.guards = NULL;
    leaf.n_guards = 0;
    if (!(leaf.columns = hz_calloc(m->n_columns + 1, sizeof *leaf.columns)))
        return hz_error_memory(err);
    for (size_t j = 0; j < m->n_columns; j++) {
        leaf.columns[j] = m->columns[j];
        leaf.columns[j].lo_bp = t->l->lo[j];
        leaf.columns[j].hi_bp = t->l->hi[j];
    }
    if (!(status = hz_solve(&solution, &leaf, NULL, err)) && !(status = hz_prove(&proof, &solution, &leaf, err)))
        *bound = proof->outcome == HZ_OUTCOME_OPTIMAL ? hz_cost_floor(proof->cost_fen_d) : HZ_COST_NONE;
    hz_proof_free(proof);
    hz_solution_free(solution);
    free(leaf.columns);
    return status;
}

/* ---- candidates ---- */

static bool is_open(const seat *x, const hz_model *m)
{
    return m->columns[x->column].is_whole && x->lo < x->hi;
}

static bool is_between(const seat *x, const hz_model *m)
{
    return is_open(x, m) && x->x_bp > NEAR_BP && x->x_bp < HZ_SHARE_ONE - NEAR_BP;
}

static void write_candidate(hz_tree *t)
{
    const hz_model *m = t->l->model;

    for (size_t j = 0; j < m->n_columns; j++) {
        double x = t->seat_of[j] == HZ_NONE ? t->l->lo[j] : t->seats[t->seat_of[j]].x_bp;

        x = fmin(fmax(x, t->l->lo[j]), t->l->hi[j]);
        if (m->columns[j].is_whole)
            x = x * 2 < HZ_SHARE_ONE ? 0 : HZ_SHARE_ONE;
        t->exact_bp[j] = x;
        t->at_bp[j] = (uint16_t)lround(x);
    }
}

static hz_status offer(hz_tree *t, bool *is_accepted, hz_error *err)
{
    const hz_branch_settings *settings = t->s->settings;
    hz_branch_result *best = t->s->best;
    size_t n = t->l->model->n_columns;
    __int128 cost = 0;
    hz_status status;

    *is_accepted = false;
    write_candidate(t);
    if ((status = settings->accept(settings->context, is_accepted, &cost, t->at_bp, t->exact_bp, err)) || !*is_accepted ||
        cost >= best->cost)
        return status;
    t->is_better = true;
    best->has_point = true;
    best->cost = cost;
    memcpy(best->at_bp, t->at_bp, n * sizeof *t->at_bp);
    memcpy(best->exact_bp, t->exact_bp, n * sizeof *t->exact_bp);
    return HZ_OK;
}

/* ---- branching ---- */

/* Places next to where a column stands, between which it may not be: of a whole one 0 and 10000, of another the steps around. False: it is at one, or
 * may stand anywhere. */
static bool has_sides(const hz_tree *t, const seat *x, uint16_t *below, uint16_t *above)
{
    const hz_branch_settings *settings = t->s->settings;

    if (t->l->model->columns[x->column].is_whole) {
        *below = 0;
        *above = HZ_SHARE_ONE;
        return is_between(x, t->l->model);
    }
    return settings->step && x->lo < x->hi &&
           settings->step(settings->context, below, above, x->column, fmin(fmax(x->x_bp, x->lo), x->hi)) && x->x_bp > *below + NEAR_BP &&
           x->x_bp < *above - NEAR_BP;
}

/* What going one way is thought to bring: what it brought before, here or elsewhere. */
static double expected_gain(const hz_tree *t, const seat *x, bool is_up, double distance, double weight)
{
    double each = x->n_tried[is_up] ? x->gain[is_up] / x->n_tried[is_up] : t->n_tried[is_up] ? t->gain[is_up] / t->n_tried[is_up] : 1;

    return fmax(each * weight * distance, LEAST_GAIN);
}

/* Linderoth & Savelsbergh, INFORMS Journal on Computing 11(2), 1999: mostly by the side that brings less. */
static double score(const hz_tree *t, const seat *x, uint16_t below, uint16_t above)
{
    double share = (x->x_bp - below) / (above - below), weight = x->length * (above - below),
           down = expected_gain(t, x, false, share, weight), up = expected_gain(t, x, true, 1 - share, weight);

    return (1 - OTHER_SIDE) * fmin(down, up) + OTHER_SIDE * fmax(down, up);
}

/* Where to part a node: a column, and its sides. */
typedef struct {
    uint32_t seat; /* HZ_NONE: nowhere */
    uint16_t below, above;
} parting;

/* Of the columns that stand where they may not, the one that is thought to bring most. The steps of a large unit count as much as the modes
 * of a small one: a bound that does not know them is too low. */
static parting choose(const hz_tree *t)
{
    parting best = {.seat = HZ_NONE};
    double best_score = 0;

    for (size_t k = 0; k < t->n_seats; k++) {
        parting at = {.seat = (uint32_t)k};
        double is;

        if (!has_sides(t, &t->seats[k], &at.below, &at.above))
            continue;
        is = score(t, &t->seats[k], at.below, at.above);
        if (best.seat != HZ_NONE && is <= best_score)
            continue;
        best = at;
        best_score = is;
    }
    return best;
}

/* Where nothing stands between: the first whole column that is open at all. */
static parting choose_open(const hz_tree *t)
{
    size_t k = 0;

    while (k < t->n_seats && !is_open(&t->seats[k], t->l->model))
        k++;
    return (parting){.seat = k < t->n_seats ? (uint32_t)k : HZ_NONE, .above = HZ_SHARE_ONE};
}

static bool has_between(const hz_tree *t)
{
    for (size_t k = 0; k < t->n_seats; k++)
        if (is_between(&t->seats[k], t->l->model))
            return true;
    return false;
}

/* Which way first? To the nearer side. Once that has ended where there is no point, and none is known, the side that costs something:
 * what it is cut for is demanded. */
static bool is_up_first(const hz_tree *t, const seat *x, double share)
{
    if (t->is_stuck && t->s->best->cost == HZ_COST_NONE && t->l->model->columns[x->column].is_whole)
        return t->l->model->columns[x->column].cost_fen_d > 0;
    return share >= 0.5;
}

/* Two nodes: *next is the one to go on at, the other stays open. */
static hz_status branch(hz_tree *t, uint32_t which, parting at, uint32_t *next, hz_error *err)
{
    const seat *x = &t->seats[at.seat];
    double share = fmin(fmax((x->x_bp - at.below) / (at.above - at.below), 0), 1);
    node child = {.parent = which, .column = x->column, .objective = hz_master_objective(t->master), .bound = t->nodes[which].bound};
    uint32_t other;
    hz_status status;

    child.weight = x->length * (at.above - at.below);
    child.is_up = !is_up_first(t, x, share);
    child.at = child.is_up ? at.above : at.below;
    child.distance = child.is_up ? 1 - share : share;
    if ((status = add_node(t, child, &other, err)) || (status = push(t, other, err)))
        return status;
    child.is_up = !child.is_up;
    child.at = child.is_up ? at.above : at.below;
    child.distance = 1 - child.distance;
    return add_node(t, child, next, err);
}

static void learn(hz_tree *t, const node *n)
{
    seat *x;
    double gain;

    if (n->column == HZ_NONE || n->distance < LEAST_GAIN)
        return;
    x = &t->seats[t->seat_of[n->column]];
    gain = fmax(hz_master_objective(t->master) - n->objective, 0) / (n->distance * n->weight);
    x->gain[n->is_up] += gain;
    x->n_tried[n->is_up]++;
    t->gain[n->is_up] += gain;
    t->n_tried[n->is_up]++;
}

/* ---- a node ---- */

/* Where the solver fails, what the node has proved so far must do: it is closed with that. */
static hz_status solve_if_can(hz_tree *t, node *n, bool *is_closed, hz_error *err)
{
    hz_error own = HZ_ERROR_NONE;
    hz_status status = solve(t, &own);

    *is_closed = status == HZ_ERR_SOLVER;
    if (!status)
        return HZ_OK;
    if (status != HZ_ERR_SOLVER)
        return hz_error_set(err, status, "%s", own.message);
    close_at(t, n->bound);
    return renew_master(t, err);
}

/* Is the node closed by what its prices prove? */
static bool is_closed_by_proof(hz_tree *t, node *n)
{
    __int128 bound = proved_bound(t);

    if (bound > n->bound)
        n->bound = bound;
    if (n->bound < hz_search_threshold(t->s)) {
        bool is_empty = is_short(t) && is_proved_empty(t);

        t->is_stuck |= is_empty;
        return is_empty;
    }
    close_at(t, n->bound);
    return true;
}

/* Solve it, with what is missing as dear as it takes. */
static hz_status bound_node(hz_tree *t, uint32_t which, bool *is_closed, hz_error *err)
{
    node *n = &t->nodes[which];
    hz_status status;

    for (;;) {
        if ((status = solve_if_can(t, n, is_closed, err)) || *is_closed)
            return status;
        if ((*is_closed = is_closed_by_proof(t, n)))
            return HZ_OK;
        if (!is_short(t) || t->elastic >= ELASTIC_MOST)
            break;
        if ((status = raise_elastic(t, err)))
            return status;
    }
    learn(t, n);
    return HZ_OK;
}

static hz_status close_leaf(hz_tree *t, uint32_t which, hz_error *err)
{
    __int128 bound = HZ_COST_NONE;
    hz_status status = prove_leaf(&bound, t, err);

    if (!status)
        close_at(t, bound > t->nodes[which].bound ? bound : t->nodes[which].bound);
    return status;
}

/* *next: where to go on from here, HZ_NONE: nowhere. */
static hz_status visit(hz_tree *t, uint32_t which, uint32_t *next, hz_error *err)
{
    bool is_closed, is_point, is_accepted = false;
    hz_status status;
    parting at;

    *next = HZ_NONE;
    if (t->nodes[which].bound >= hz_search_threshold(t->s)) {
        close_at(t, t->nodes[which].bound);
        return HZ_OK;
    }
    if (!hold(t, which))
        return HZ_OK;
    t->s->best->n_nodes++;
    if ((status = tell_bounds(t, err)) || (status = bound_node(t, which, &is_closed, err)) || is_closed)
        return status;
    is_point = !has_between(t) && !is_short(t);
    if (is_point && (status = offer(t, &is_accepted, err)))
        return status;
    if (is_accepted && t->nodes[which].bound >= hz_search_threshold(t->s)) {
        close_at(t, t->nodes[which].bound);
        return HZ_OK;
    }
    if ((at = choose(t)).seat != HZ_NONE)
        return branch(t, which, at, next, err);
    /* Orders may be dearer than the point that they were made of, or there may be none: where there are few columns, the other points of the
     * node are looked at, too. */
    if (is_point && t->n_seats > FEW_COLUMNS && (is_accepted || t->s->best->cost != HZ_COST_NONE)) {
        close_at(t, t->nodes[which].bound);
        return HZ_OK;
    }
    at = choose_open(t);
    return at.seat != HZ_NONE ? branch(t, which, at, next, err) : close_leaf(t, which, err);
}

/* ---- the tree ---- */

double hz_clock_s(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static bool is_out_of_time(const hz_search *s)
{
    return s->stop_at_s > 0 && hz_clock_s() >= s->stop_at_s;
}

static void take_base(hz_tree *t)
{
    for (size_t k = 0; k < t->n_seats; k++) {
        t->seats[k].base_lo = t->l->lo[t->seats[k].column];
        t->seats[k].base_hi = t->l->hi[t->seats[k].column];
    }
}

static void give_base_back(hz_tree *t)
{
    for (size_t k = 0; k < t->n_seats; k++) {
        t->l->lo[t->seats[k].column] = t->seats[k].base_lo;
        t->l->hi[t->seats[k].column] = t->seats[k].base_hi;
    }
}

static __int128 least_bound(const hz_tree *t)
{
    __int128 least = t->closed;

    if (t->next != HZ_NONE && t->nodes[t->next].bound < least)
        least = t->nodes[t->next].bound;
    for (size_t k = 0; k < t->n_open; k++)
        if (t->nodes[t->heap[k]].bound < least)
            least = t->nodes[t->heap[k]].bound;
    return least;
}

/* Look at the next node, and find the one after it. */
static hz_status step_on(hz_tree *t, hz_error *err)
{
    uint32_t at = t->next;
    hz_status status = visit(t, at, &t->next, err);

    t->last = t->next == HZ_NONE ? HZ_NONE : at;
    if (!status && t->next != HZ_NONE && t->way == HZ_TREE_LEAST && t->s->best->cost != HZ_COST_NONE) {
        status = push(t, t->next, err);
        t->next = HZ_NONE;
    }
    if (!status && t->next == HZ_NONE && t->n_open > 0)
        t->next = pop(t);
    return status;
}

hz_status hz_tree_grow(hz_tree_end *end, hz_tree *t, long n_nodes, hz_error *err)
{
    long last = t->s->best->n_nodes + n_nodes;
    hz_status status = HZ_OK;

    *end = (hz_tree_end){.bound = -HZ_COST_NONE};
    take_base(t);
    for (t->is_better = false; t->next != HZ_NONE && !t->is_better && !status;) {
        if (t->s->best->n_nodes >= last || (t->s->best->n_nodes > 0 && (end->is_out_of_time = is_out_of_time(t->s))))
            break;
        status = step_on(t, err);
    }
    give_base_back(t);
    end->is_better = t->is_better;
    end->is_exhausted = t->next == HZ_NONE;
    end->bound = least_bound(t);
    return status;
}

bool hz_tree_stand_at_last(const hz_tree *t, double *price, double *at_bp)
{
    const hz_model *m = t->l->model;

    if (t->last == HZ_NONE || !hold(t, t->last))
        return false;
    memcpy(price, t->price, m->n_rows * sizeof *price);
    for (size_t j = 0; j < m->n_columns; j++) {
        double x = t->seat_of[j] == HZ_NONE ? t->l->lo[j] : t->seats[t->seat_of[j]].x_bp;

        x = fmin(fmax(x, t->l->lo[j]), t->l->hi[j]);
        at_bp[j] = fabs(x - round(x)) < NEAR_BP ? round(x) : x;
    }
    return true;
}

static void add_up_fixed(hz_tree *t)
{
    const hz_model *m = t->l->model;

    for (size_t j = 0; j < m->n_columns; j++) {
        if (t->seat_of[j] != HZ_NONE)
            continue;
        t->brought.cost += (__int128)m->columns[j].cost_fen_d * t->l->lo[j];
        for (uint64_t k = m->start[j]; k < m->start[j + 1]; k++)
            t->brought.activity[m->row[k]] += (__int128)m->value[k] * t->l->lo[j];
    }
}

static size_t count_columns(const hz_tree *t)
{
    size_t n = 0;

    for (size_t b = 0; b < t->n_blocks; b++)
        n += t->l->block[t->blocks[b] + 1] - t->l->block[t->blocks[b]];
    return n;
}

static hz_status add_seats(hz_tree *t, hz_error *err)
{
    if (!(t->seats = hz_calloc(count_columns(t) + 1, sizeof *t->seats)))
        return hz_error_memory(err);
    for (size_t b = 0; b < t->n_blocks; b++)
        for (uint32_t j = t->l->block[t->blocks[b]]; j < t->l->block[t->blocks[b] + 1]; j++)
            add_seat(t, j);
    return HZ_OK;
}

static hz_status prepare(hz_tree *t, hz_error *err)
{
    const hz_model *m = t->l->model;
    hz_status status;

    t->seat_of = hz_calloc(m->n_columns + 1, sizeof *t->seat_of);
    t->local = hz_calloc(m->n_arcs + 1, sizeof *t->local);
    t->local_arc = hz_calloc(m->n_arcs + 1, sizeof *t->local_arc);
    t->arc_price = hz_calloc(m->n_arcs + 1, sizeof *t->arc_price);
    t->price = hz_calloc(m->n_rows + 1, sizeof *t->price);
    t->exact_bp = hz_calloc(m->n_columns + 1, sizeof *t->exact_bp);
    t->at_bp = hz_calloc(m->n_columns + 1, sizeof *t->at_bp);
    t->brought.activity = hz_calloc(m->n_rows + 1, sizeof *t->brought.activity);
    if (!t->seat_of || !t->local || !t->local_arc || !t->arc_price || !t->price || !t->exact_bp || !t->at_bp || !t->brought.activity)
        return hz_error_memory(err);
    memset(t->local, 0xff, m->n_arcs * sizeof *t->local);
    memset(t->seat_of, 0xff, (m->n_columns + 1) * sizeof *t->seat_of);
    if ((status = add_seats(t, err)))
        return status;
    add_up_fixed(t);
    t->elastic = first_elastic(t);
    if ((status = add_node(t, (node){.parent = HZ_NONE, .column = HZ_NONE, .bound = -HZ_COST_NONE}, &t->next, err)))
        return status;
    return make_master(t, err);
}

void hz_tree_free(hz_tree *tree)
{
    if (!tree)
        return;
    hz_master_free(tree->master);
    free(tree->seats);
    free(tree->seat_of);
    free(tree->local);
    free(tree->local_arc);
    free(tree->arc_price);
    free(tree->price);
    free(tree->exact_bp);
    free(tree->at_bp);
    free(tree->brought.activity);
    free(tree->nodes);
    free(tree->heap);
    free(tree);
}

hz_status hz_tree_new(hz_tree **out, hz_search *search, const uint32_t *blocks, size_t n_blocks, hz_tree_way way, hz_error *err)
{
    hz_tree *t = hz_calloc(1, sizeof *t);
    hz_status status;

    *out = NULL;
    if (!t)
        return hz_error_memory(err);
    *t = (hz_tree){.s = search, .l = &search->lagrange, .blocks = blocks, .n_blocks = n_blocks, .way = way, .closed = HZ_COST_NONE};
    t->last = HZ_NONE;
    if ((status = prepare(t, err))) {
        hz_tree_free(t);
        return status;
    }
    *out = t;
    return HZ_OK;
}

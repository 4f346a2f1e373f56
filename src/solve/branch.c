/* branch.c - from the optimum of the linear program to the cheapest points in whole columns
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * At the prices of the linear program most columns would cost much if they were held elsewhere. Whichever would lift the bound above
 * what is looked for is fixed for good; and of the blocks that stay open those that are nearest to another point decide nearly everything:
 * a tree over these alone, the others where the linear program has them, finds good points soon (Balas & Zemel, Operations Research 28(5),
 * 1980, call it the core). Each better point fixes more. Trees grow until one has all that is open: its bound holds for the model. */
#include "solve/branch.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/cancel.h"
#include "solve/rational.h"
#include "solve/tree.h"

/* Blocks of the first core, so many more for each row, and how it grows; how many nodes one may take that does not have everything, and how
 * many there are in all, of which one over many columns counts as several. One in so many open blocks must be fixed for another tree to be
 * worth while. */
enum { FIRST_CORE = 50, CORE_ROW = 4, CORE_GROWTH = 2, CORE_NODES = 500, NODES = 12000, NODE_COLUMNS = 1000, FEWER = 4 };

typedef struct {
    hz_search search;
    hz_lagrange *l;
    const hz_model *model;
    const hz_branch_settings *settings;
    double *price;   /* [n_rows] of the linear program, fen per base unit */
    double *root_bp; /* [n_columns] where it stands */
    uint32_t *order; /* [n_open] blocks that are open, the nearest to another point first */
    size_t n_open;
    double *nearness;    /* [n_blocks] */
    uint32_t *all;       /* [n_blocks] all of them, */
    hz_brought nothing;  /* none fixed */
    __int128 (*rise)[2]; /* [n_columns] scratch */
    uint16_t *lo, *hi;   /* [n_columns] bounds that hold everywhere, while a core holds the rest */
    __int128 root;       /* no point costs less */
    __int128 fixed;      /* nor does one that stands where columns were fixed not to */
    long n_left;         /* nodes that may still be looked at: what is asked for, or by what they count */
} branching;

/* ---- the linear program ---- */

static void take_root(branching *b, const hz_solution *root, const hz_proof *proof)
{
    for (size_t i = 0; i < b->model->n_rows; i++)
        b->price[i] = i < proof->n_rows ? mpq_get_d(proof->price[i]) : 0;
    for (size_t j = 0; j < b->model->n_columns; j++)
        b->root_bp[j] = root->place[j] == HZ_AT_HI ? b->model->columns[j].hi_bp : b->model->columns[j].lo_bp;
    for (size_t k = 0; k < proof->n_basic; k++)
        b->root_bp[proof->basic[k]] = mpq_get_d(proof->basic_bp[k]);
    b->root = hz_lagrange_lift(b->l, hz_cost_floor(proof->cost_fen_d));
}

/* ---- what stays open ---- */

static bool is_block_open(const branching *b, size_t block)
{
    for (uint32_t j = b->l->block[block]; j < b->l->block[block + 1]; j++)
        if (b->l->lo[j] < b->l->hi[j])
            return true;
    return false;
}

/* Does the linear program have the block where it may stand? */
static bool is_settled(const branching *b, size_t block)
{
    if (b->l->shape[block] == HZ_SHAPE_OTHER)
        return false;
    for (uint32_t j = b->l->block[block]; j < b->l->block[block + 1]; j++) {
        double x = b->root_bp[j];

        if (x < b->l->lo[j] || x > b->l->hi[j] || (b->model->columns[j].is_whole ? x != 0 && x != HZ_SHARE_ONE : x != floor(x)))
            return false;
    }
    return true;
}

/* Fix the columns of a block that cannot stand elsewhere; returns how little the block can leave where it is for, beside what it costs. */
static double fix_block(branching *b, size_t block, __int128 sum, __int128 threshold)
{
    hz_lagrange *l = b->l;
    double least = INFINITY, size = 1;

    hz_lagrange_rises(l, block, b->rise);
    for (uint32_t j = l->block[block]; j < l->block[block + 1]; j++) {
        __int128 *rise = b->rise[j - l->block[block]];

        if (l->lo[j] == l->hi[j])
            continue;
        size += fabs((double)b->model->columns[j].cost_fen_d) * HZ_SHARE_ONE;
        least = fmin(least, (double)(rise[0] > rise[1] ? rise[0] : rise[1]));
        for (int side = 0; side < 2 && b->model->columns[j].is_whole; side++) {
            __int128 bound = hz_lagrange_bound(l, sum + rise[side]);

            if (bound < threshold)
                continue;
            b->fixed = bound < b->fixed ? bound : b->fixed;
            *(side ? &l->hi[j] : &l->lo[j]) = side ? 0 : HZ_SHARE_ONE;
            break;
        }
    }
    return ldexp(least, -l->shift) / size;
}

/* Whatever would lift the bound of the prices above what is looked for is fixed. *has_room is false when no point is left. */
static hz_status fix(branching *b, bool *has_room, hz_error *err)
{
    hz_lagrange *l = b->l;
    __int128 threshold = hz_search_threshold(&b->search), sum;

    *has_room = true;
    for (size_t k = 0; k < l->n_blocks; k++)
        b->nearness[k] = 0;
    if (!hz_lagrange_take(l, b->price, NULL, true))
        return HZ_OK;
    sum = hz_lagrange_sum(l, b->all, l->n_blocks, &b->nothing);
    for (size_t k = 0; k < l->n_blocks && *has_room; k++) {
        if (l->shape[k] != HZ_SHAPE_OTHER)
            b->nearness[k] = fix_block(b, k, sum, threshold);
        *has_room = hz_lagrange_fold_block(l, k);
    }
    return hz_cancel_check(err);
}

typedef struct {
    double nearness;
    uint32_t block;
} near;

static int by_nearness(const void *a, const void *b)
{
    const near *x = a, *y = b;

    if (x->nearness != y->nearness)
        return x->nearness < y->nearness ? -1 : 1;
    return (x->block > y->block) - (x->block < y->block);
}

static hz_status sort_open(branching *b, hz_error *err)
{
    near *list = hz_calloc(b->l->n_blocks + 1, sizeof *list);

    if (!list)
        return hz_error_memory(err);
    b->n_open = 0;
    for (size_t k = 0; k < b->l->n_blocks; k++)
        if (is_block_open(b, k))
            list[b->n_open++] = (near){is_settled(b, k) ? b->nearness[k] : -1, (uint32_t)k};
    if (b->n_open > 1)
        qsort(list, b->n_open, sizeof *list, by_nearness);
    for (size_t k = 0; k < b->n_open; k++)
        b->order[k] = list[k].block;
    free(list);
    return HZ_OK;
}

/* ---- trees ---- */

static bool is_within_gap(const branching *b)
{
    return b->root >= hz_search_threshold(&b->search);
}

/* Hold the open blocks behind the first `n_core` where the linear program has them. */
static void hold_rest(branching *b, size_t n_core)
{
    for (size_t k = n_core; k < b->n_open; k++)
        for (uint32_t j = b->l->block[b->order[k]]; j < b->l->block[b->order[k] + 1]; j++)
            b->l->lo[j] = b->l->hi[j] = (uint16_t)b->root_bp[j];
}

/* Blocks that the linear program does not settle come first: all of them are in every core. */
static size_t least_core(const branching *b)
{
    size_t n = 0;

    while (n < b->n_open && !is_settled(b, b->order[n]))
        n++;
    return n;
}

static size_t count_open(const branching *b)
{
    size_t n = 0;

    for (size_t k = 0; k < b->l->n_blocks; k++)
        n += is_block_open(b, k);
    return n;
}

static void keep_bounds(branching *b)
{
    memcpy(b->lo, b->l->lo, b->model->n_columns * sizeof *b->lo);
    memcpy(b->hi, b->l->hi, b->model->n_columns * sizeof *b->hi);
}

static void restore_bounds(branching *b)
{
    memcpy(b->l->lo, b->lo, b->model->n_columns * sizeof *b->lo);
    memcpy(b->l->hi, b->hi, b->model->n_columns * sizeof *b->hi);
}

/* A better point fixes more. *is_worth_going_on is false when that is so much that another tree is worth while, or when nothing is left to
 * look for. */
static hz_status fix_more(branching *b, size_t n_core, bool *is_worth_going_on, hz_error *err)
{
    hz_status status;
    size_t n_left;

    restore_bounds(b);
    if ((status = fix(b, is_worth_going_on, err)) || !*is_worth_going_on)
        return status;
    keep_bounds(b);
    n_left = count_open(b);
    *is_worth_going_on = !is_within_gap(b) && (n_core < b->n_open ? n_core < n_left : FEWER * n_left > (FEWER - 1) * b->n_open);
    if (*is_worth_going_on)
        hold_rest(b, n_core);
    return HZ_OK;
}

/* What a node of the first n_core open blocks counts as; 1 where a number of nodes was asked for. */
static long weight_of_node(const branching *b, size_t n_core)
{
    long n_columns = 0;

    for (size_t k = 0; k < n_core; k++)
        n_columns += b->l->block[b->order[k] + 1] - b->l->block[b->order[k]];
    return b->settings->node_limit > 0 ? 1 : 1 + n_columns / NODE_COLUMNS;
}

/* A tree over the first n_core open blocks; end->is_better: it is worth while to begin another one. */
static hz_status search_core(branching *b, size_t n_core, hz_tree_end *end, hz_error *err)
{
    long first = b->search.best->n_nodes, each = weight_of_node(b, n_core), most = (b->n_left + each - 1) / each;
    bool goes_on = true;
    hz_tree *tree;
    hz_status status;

    if (n_core < b->n_open && most > CORE_NODES)
        most = CORE_NODES;
    keep_bounds(b);
    hold_rest(b, n_core);
    status = hz_tree_new(&tree, &b->search, b->order, n_core, err);
    while (!status && goes_on) {
        status = hz_tree_grow(end, tree, most - (b->search.best->n_nodes - first), err);
        goes_on = end->is_better;
        if (!status && goes_on)
            status = fix_more(b, n_core, &goes_on, err);
    }
    hz_tree_free(tree);
    restore_bounds(b);
    b->n_left -= each * (b->search.best->n_nodes - first);
    return status;
}

/* Cores that grow, until one has everything, or what is found is near enough. */
static hz_status search_cores(branching *b, hz_tree_end *end, hz_error *err)
{
    size_t wanted = FIRST_CORE + CORE_ROW * b->model->n_rows, n_core;
    hz_status status;
    bool has_room;

    for (;;) {
        *end = (hz_tree_end){.bound = HZ_COST_NONE, .is_exhausted = true};
        if ((status = fix(b, &has_room, err)) || !has_room || (status = sort_open(b, err)))
            return status; /* without room nothing is as good as what there is */
        n_core = least_core(b) > wanted ? least_core(b) : wanted;
        if (n_core > b->n_open)
            n_core = b->n_open;
        if ((status = search_core(b, n_core, end, err)))
            return status;
        if (n_core < b->n_open || end->is_better)
            end->bound = -HZ_COST_NONE;
        if (is_within_gap(b) || end->is_out_of_time || b->n_left <= 0 || (n_core == b->n_open && !end->is_better))
            return HZ_OK;
        wanted = end->is_better ? wanted : wanted * CORE_GROWTH;
    }
}

/* ---- the answer ---- */

static void set_cost(mpq_t out, __int128 cost)
{
    mpq_t scale;

    mpq_init(scale);
    mpq_set_ui(scale, HZ_SHARE_ONE, 1);
    hz_rational_set_wide(out, cost);
    mpq_div(out, out, scale);
    mpq_clear(scale);
}

static hz_branch_end why(const branching *b, const hz_tree_end *end, __int128 bound)
{
    if (bound < b->search.best->cost && bound >= hz_search_threshold(&b->search))
        return HZ_BRANCH_GAP;
    if (bound == b->search.best->cost || end->is_exhausted)
        return HZ_BRANCH_EXHAUSTED;
    return end->is_out_of_time ? HZ_BRANCH_TIME : HZ_BRANCH_NODES;
}

static void conclude(branching *b, const hz_tree_end *end, const hz_proof *proof)
{
    hz_branch_result *best = b->search.best;
    __int128 bound = end->bound < b->fixed ? end->bound : b->fixed;

    if (bound < b->root)
        bound = b->root;
    if (bound > best->cost)
        bound = best->cost;
    best->end = why(b, end, bound);
    best->is_bounded = bound < HZ_COST_NONE;
    if (best->is_bounded && bound == hz_cost_floor(proof->cost_fen_d))
        mpq_set(best->bound_fen_d, proof->cost_fen_d);
    else if (best->is_bounded)
        set_cost(best->bound_fen_d, bound);
}

static hz_branch_result *new_result(const hz_model *model, const hz_branch_settings *settings)
{
    hz_branch_result *result = hz_calloc(1, sizeof *result);

    if (!result)
        return NULL;
    mpq_init(result->bound_fen_d);
    result->cost = settings->has_upper ? settings->upper : HZ_COST_NONE;
    result->at_bp = hz_calloc(model->n_columns + 1, sizeof *result->at_bp);
    result->exact_bp = hz_calloc(model->n_columns + 1, sizeof *result->exact_bp);
    if (!result->at_bp || !result->exact_bp) {
        hz_branch_free(result);
        return NULL;
    }
    return result;
}

void hz_branch_free(hz_branch_result *result)
{
    if (!result)
        return;
    free(result->at_bp);
    free(result->exact_bp);
    mpq_clear(result->bound_fen_d);
    free(result);
}

static hz_status prepare(branching *b, hz_error *err)
{
    const hz_model *m = b->model;
    hz_status status;

    b->l = &b->search.lagrange;
    b->n_left = b->settings->node_limit > 0 ? b->settings->node_limit : NODES;
    b->fixed = HZ_COST_NONE;
    b->price = hz_calloc(m->n_rows + 1, sizeof *b->price);
    b->root_bp = hz_calloc(m->n_columns + 1, sizeof *b->root_bp);
    b->order = hz_calloc(m->n_columns + 1, sizeof *b->order);
    b->nearness = hz_calloc(m->n_columns + 1, sizeof *b->nearness);
    b->rise = hz_calloc(m->n_columns + 1, sizeof *b->rise);
    b->lo = hz_calloc(m->n_columns + 1, sizeof *b->lo);
    b->hi = hz_calloc(m->n_columns + 1, sizeof *b->hi);
    b->all = hz_calloc(m->n_columns + 1, sizeof *b->all);
    b->nothing.activity = hz_calloc(m->n_rows + 1, sizeof *b->nothing.activity);
    if (!b->price || !b->root_bp || !b->order || !b->nearness || !b->rise || !b->lo || !b->hi || !b->all || !b->nothing.activity)
        return hz_error_memory(err);
    for (size_t k = 0; k < m->n_columns; k++)
        b->all[k] = (uint32_t)k;
    if ((status = hz_lagrange_make(b->l, m, err)) || (status = hz_scale_make(&b->search.scale, m, err)))
        return status;
    b->search.settings = b->settings;
    b->search.price = b->price;
    b->search.root_bp = b->root_bp;
    b->search.stop_at_s = b->settings->time_limit_s > 0 ? hz_clock_s() + b->settings->time_limit_s : 0;
    return HZ_OK;
}

static void clear(branching *b)
{
    hz_lagrange_clear(b->l);
    hz_scale_clear(&b->search.scale);
    free(b->price);
    free(b->root_bp);
    free(b->order);
    free(b->nearness);
    free(b->rise);
    free(b->all);
    free(b->nothing.activity);
    free(b->lo);
    free(b->hi);
}

static hz_status run(branching *b, const hz_solution *root, const hz_proof *proof, hz_error *err)
{
    hz_tree_end end = {.bound = HZ_COST_NONE, .is_exhausted = true};
    hz_status status = HZ_OK;

    if (proof->outcome == HZ_OUTCOME_OPTIMAL && hz_lagrange_fold(b->l)) {
        take_root(b, root, proof);
        status = search_cores(b, &end, err);
    } else {
        b->root = -HZ_COST_NONE;
    }
    if (!status)
        conclude(b, &end, proof);
    return status;
}

hz_status hz_branch(hz_branch_result **out, const hz_model *model, const hz_solution *root, const hz_proof *proof,
                    const hz_branch_settings *settings, hz_error *err)
{
    branching b = {.model = model, .settings = settings};
    hz_branch_result *result = new_result(model, settings);
    hz_status status;

    *out = NULL;
    if (!result)
        return hz_error_memory(err);
    b.search.best = result;
    if (!(status = prepare(&b, err)))
        status = run(&b, root, proof, err);
    clear(&b);
    if (status) {
        hz_branch_free(result);
        return status;
    }
    *out = result;
    return HZ_OK;
}

/* branch.c - from the optimum of the linear program to the cheapest points in whole columns
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * At the prices of the linear program most columns would cost much if they were held elsewhere. Whichever would lift the bound above
 * what is looked for is fixed for good; and of the blocks that stay open those that are nearest to another point decide nearly everything:
 * a tree over these alone, the others where the linear program has them, finds good points soon (Balas & Zemel, Operations Research 28(5),
 * 1980, call it the core). But where a few units are large, the best point is far from where the linear program of the whole stands: these
 * units decide first. So a tree over all that is open, whose bound holds for the model, goes on from its least bound up, and around each of
 * its nodes, where some large units are held, a core looks for points. The better they are, the fewer nodes there are to look at. */
#include "solve/branch.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/cancel.h"
#include "solve/rational.h"
#include "solve/tree.h"

/* Blocks of a core, and so many more for each row; how many nodes one may take at the root, and at a node of the tree over everything;
 * how many columns of cores each column of a node of that tree gives leave to look at; how many nodes there are in all, of which one over
 * many columns counts as several. One in so many open blocks must be fixed for another tree to be worth while. */
enum {
    FIRST_CORE = 50,
    CORE_ROW = 4,
    CORE_NODES = 500,
    NODE_CORE_NODES = 100,
    WHOLE_COLUMN = 5,
    NODES = 15000,
    NODE_COLUMNS = 1000,
    FEWER = 4
};

/* Blocks that are open, the nearest to another point first. */
typedef struct {
    uint32_t *block; /* [n] */
    size_t n;
} open_blocks;

typedef struct {
    hz_search search;
    hz_lagrange *l;
    const hz_model *model;
    const hz_branch_settings *settings;
    double *price;                /* [n_rows] of the linear program, fen per base unit */
    double *root_bp;              /* [n_columns] where it stands */
    double *node_price, *node_bp; /* the same of a node of the tree over everything */
    open_blocks open, node_open;
    double *nearness;              /* [n_blocks] */
    uint32_t *all;                 /* [n_blocks] all of them, */
    hz_brought nothing;            /* none fixed */
    __int128 (*rise)[2];           /* [n_columns] scratch */
    uint16_t *lo, *hi;             /* [n_columns] bounds of what a core is of, while it holds the rest; */
    uint16_t *whole_lo, *whole_hi; /* and those that hold everywhere, while it is of a node */
    __int128 root;                 /* no point costs less */
    __int128 fixed;                /* nor does one that stands where columns were fixed not to */
    long for_cores;                /* columns times nodes that cores around nodes may still take; below zero: have taken too much */
    long n_left;                   /* nodes that may still be looked at: what is asked for, or by what they count */
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
        double x = b->search.root_bp[j];

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

/* Whatever would lift the bound of the prices at hand above what is looked for is fixed. *has_room is false when no point is left. */
static hz_status fix(branching *b, bool *has_room, hz_error *err)
{
    hz_lagrange *l = b->l;
    __int128 threshold = hz_search_threshold(&b->search), sum;

    *has_room = true;
    for (size_t k = 0; k < l->n_blocks; k++)
        b->nearness[k] = 0;
    if (!hz_lagrange_take(l, b->search.price, NULL, true))
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

static hz_status sort_open(open_blocks *open, const branching *b, hz_error *err)
{
    near *list = hz_calloc(b->l->n_blocks + 1, sizeof *list);

    if (!list)
        return hz_error_memory(err);
    open->n = 0;
    for (size_t k = 0; k < b->l->n_blocks; k++)
        if (is_block_open(b, k))
            list[open->n++] = (near){is_settled(b, k) ? b->nearness[k] : -1, (uint32_t)k};
    if (open->n > 1)
        qsort(list, open->n, sizeof *list, by_nearness);
    for (size_t k = 0; k < open->n; k++)
        open->block[k] = list[k].block;
    free(list);
    return HZ_OK;
}

/* ---- trees ---- */

static bool is_within_gap(const branching *b)
{
    return b->root >= hz_search_threshold(&b->search);
}

/* Hold the open blocks behind the first `n_core` where the linear program has them. */
static void hold_rest(branching *b, const open_blocks *open, size_t n_core)
{
    for (size_t k = n_core; k < open->n; k++)
        for (uint32_t j = b->l->block[open->block[k]]; j < b->l->block[open->block[k] + 1]; j++)
            b->l->lo[j] = b->l->hi[j] = (uint16_t)b->search.root_bp[j];
}

/* How many of the open blocks make a core. Those that the linear program does not settle come first: all of them are in every core. */
static size_t size_of_core(const branching *b, const open_blocks *open)
{
    size_t n = 0, wanted = FIRST_CORE + CORE_ROW * b->model->n_rows;

    while (n < open->n && !is_settled(b, open->block[n]))
        n++;
    n = n > wanted ? n : wanted;
    return n < open->n ? n : open->n;
}

static size_t count_open(const branching *b)
{
    size_t n = 0;

    for (size_t k = 0; k < b->l->n_blocks; k++)
        n += is_block_open(b, k);
    return n;
}

static void copy_bounds(const branching *b, uint16_t *to_lo, uint16_t *to_hi, const uint16_t *lo, const uint16_t *hi)
{
    memcpy(to_lo, lo, b->model->n_columns * sizeof *lo);
    memcpy(to_hi, hi, b->model->n_columns * sizeof *hi);
}

static void keep_bounds(branching *b)
{
    copy_bounds(b, b->lo, b->hi, b->l->lo, b->l->hi);
}

static void restore_bounds(branching *b)
{
    copy_bounds(b, b->l->lo, b->l->hi, b->lo, b->hi);
}

/* A better point fixes more. *is_worth_going_on is false when that is so much that another tree is worth while, or when nothing is left to
 * look for. */
static hz_status fix_more(branching *b, const open_blocks *open, size_t n_core, bool *is_worth_going_on, hz_error *err)
{
    hz_status status;
    size_t n_left;

    restore_bounds(b);
    if ((status = fix(b, is_worth_going_on, err)) || !*is_worth_going_on)
        return status;
    keep_bounds(b);
    n_left = count_open(b);
    *is_worth_going_on = !is_within_gap(b) && (n_core < open->n ? n_core < n_left : FEWER * n_left > (FEWER - 1) * open->n);
    if (*is_worth_going_on)
        hold_rest(b, open, n_core);
    return HZ_OK;
}

/* Of the first n_core open blocks. */
static long count_columns(const branching *b, const open_blocks *open, size_t n_core)
{
    long n = 0;

    for (size_t k = 0; k < n_core; k++)
        n += b->l->block[open->block[k] + 1] - b->l->block[open->block[k]];
    return n;
}

/* What a node of the first n_core open blocks counts as; 1 where a number of nodes was asked for. */
static long weight_of_node(const branching *b, const open_blocks *open, size_t n_core)
{
    return b->settings->node_limit > 0 ? 1 : 1 + count_columns(b, open, n_core) / NODE_COLUMNS;
}

/* A tree over the core, of at most so many nodes; end->is_better: it is worth while to begin another one. */
static hz_status search_core(branching *b, const open_blocks *open, long most, hz_tree_end *end, hz_error *err)
{
    size_t n_core = size_of_core(b, open);
    long first = b->search.best->n_nodes, each = weight_of_node(b, open, n_core), left = (b->n_left + each - 1) / each;
    bool goes_on = true;
    hz_tree *tree;
    hz_status status;

    most = n_core == open->n || most > left ? left : most;
    keep_bounds(b);
    hold_rest(b, open, n_core);
    status = hz_tree_new(&tree, &b->search, open->block, n_core, HZ_TREE_DEEP, err);
    while (!status && goes_on) {
        status = hz_tree_grow(end, tree, most - (b->search.best->n_nodes - first), err);
        goes_on = end->is_better;
        if (!status && goes_on)
            status = fix_more(b, open, n_core, &goes_on, err);
    }
    hz_tree_free(tree);
    restore_bounds(b);
    b->n_left -= each * (b->search.best->n_nodes - first);
    b->for_cores -= count_columns(b, open, n_core) * (b->search.best->n_nodes - first);
    if (n_core < open->n || end->is_better)
        end->bound = -HZ_COST_NONE;
    return status;
}

/* ---- everything ---- */

/* A core around a node of the tree over everything: near where the linear program of the node stands, good points are. What is fixed there
 * is for the node alone. */
static hz_status search_node(branching *b, hz_tree *tree, hz_error *err)
{
    hz_tree_end end;
    __int128 fixed = b->fixed;
    bool has_room = false;
    hz_status status = HZ_OK;

    b->search.price = b->node_price;
    b->search.root_bp = b->node_bp;
    if (hz_tree_stand_at_last(tree, b->node_price, b->node_bp))
        status = fix(b, &has_room, err);
    if (!status && has_room && !(status = sort_open(&b->node_open, b, err)) && b->node_open.n > 0)
        status = search_core(b, &b->node_open, NODE_CORE_NODES, &end, err);
    b->search.price = b->price;
    b->search.root_bp = b->root_bp;
    b->fixed = fixed;
    return status;
}

/* The next node of the tree over everything, and a core around it, where they have not taken more than their share of the work. end->is_better: either has a better point. */
static hz_status grow_whole(branching *b, hz_tree *tree, hz_tree_end *end, hz_error *err)
{
    __int128 cost = b->search.best->cost;
    long first = b->search.best->n_nodes, each = weight_of_node(b, &b->open, b->open.n);
    hz_status status = hz_tree_grow(end, tree, 1, err);

    b->n_left -= each * (b->search.best->n_nodes - first);
    if (status || b->settings->goes_deep || end->is_exhausted || end->is_out_of_time || b->n_left <= 0)
        return status;
    b->for_cores += WHOLE_COLUMN * count_columns(b, &b->open, b->open.n);
    if (b->for_cores < 0)
        return HZ_OK;
    copy_bounds(b, b->whole_lo, b->whole_hi, b->l->lo, b->l->hi);
    status = search_node(b, tree, err);
    copy_bounds(b, b->l->lo, b->l->hi, b->whole_lo, b->whole_hi);
    end->is_better = b->search.best->cost < cost;
    b->for_cores = end->is_better || b->for_cores > 0 ? 0 : b->for_cores;
    return status;
}

/* A tree over everything that is open, from the least bound up, or deep; end->is_better: it is worth while to begin another one. */
static hz_status search_whole(branching *b, hz_tree_end *end, hz_error *err)
{
    bool goes_on = true;
    hz_tree *tree;
    hz_status status =
        hz_tree_new(&tree, &b->search, b->open.block, b->open.n, b->settings->goes_deep ? HZ_TREE_DEEP : HZ_TREE_LEAST, err);

    b->for_cores = 0;
    while (!status && goes_on) {
        if ((status = grow_whole(b, tree, end, err)))
            break;
        goes_on = !end->is_exhausted && !end->is_out_of_time && b->n_left > 0 && end->bound < hz_search_threshold(&b->search);
        if (goes_on && end->is_better) {
            keep_bounds(b);
            status = fix_more(b, &b->open, b->open.n, &goes_on, err);
        } else {
            end->is_better = false;
        }
    }
    hz_tree_free(tree);
    if (end->is_better)
        end->bound = -HZ_COST_NONE;
    return status;
}

/* A core first, which is often enough; then everything. */
static hz_status search_all(branching *b, hz_tree_end *end, hz_error *err)
{
    bool is_whole = false, has_room;
    hz_status status;

    for (;;) {
        *end = (hz_tree_end){.bound = HZ_COST_NONE, .is_exhausted = true};
        if ((status = fix(b, &has_room, err)) || !has_room || (status = sort_open(&b->open, b, err)))
            return status; /* without room nothing is as good as what there is */
        if ((status = is_whole ? search_whole(b, end, err) : search_core(b, &b->open, CORE_NODES, end, err)))
            return status;
        if (is_within_gap(b) || end->is_out_of_time || b->n_left <= 0 || (end->bound > -HZ_COST_NONE && !end->is_better))
            return HZ_OK;
        is_whole |= !end->is_better;
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
    b->node_price = hz_calloc(m->n_rows + 1, sizeof *b->node_price);
    b->node_bp = hz_calloc(m->n_columns + 1, sizeof *b->node_bp);
    b->open.block = hz_calloc(m->n_columns + 1, sizeof *b->open.block);
    b->node_open.block = hz_calloc(m->n_columns + 1, sizeof *b->node_open.block);
    b->whole_lo = hz_calloc(m->n_columns + 1, sizeof *b->whole_lo);
    b->whole_hi = hz_calloc(m->n_columns + 1, sizeof *b->whole_hi);
    b->nearness = hz_calloc(m->n_columns + 1, sizeof *b->nearness);
    b->rise = hz_calloc(m->n_columns + 1, sizeof *b->rise);
    b->lo = hz_calloc(m->n_columns + 1, sizeof *b->lo);
    b->hi = hz_calloc(m->n_columns + 1, sizeof *b->hi);
    b->all = hz_calloc(m->n_columns + 1, sizeof *b->all);
    b->nothing.activity = hz_calloc(m->n_rows + 1, sizeof *b->nothing.activity);
    if (!b->price || !b->root_bp || !b->node_price || !b->node_bp || !b->open.block || !b->node_open.block || !b->nearness || !b->rise ||
        !b->lo || !b->hi || !b->whole_lo || !b->whole_hi || !b->all || !b->nothing.activity)
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
    free(b->node_price);
    free(b->node_bp);
    free(b->open.block);
    free(b->node_open.block);
    free(b->whole_lo);
    free(b->whole_hi);
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
        status = search_all(b, &end, err);
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

/* tree.h - branch and bound over the columns of some blocks, all others fixed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_SOLVE_TREE_H
#define HZ_SOLVE_TREE_H

#include "solve/branch.h"
#include "solve/scale.h"

/* What all trees of a search share. */
typedef struct {
    hz_lagrange lagrange; /* the bounds that hold everywhere; a tree leaves them as it found them */
    hz_scale scale;
    const hz_branch_settings *settings;
    const double *price;    /* [n_rows] of the linear program that a tree begins at, fen per base unit */
    const double *root_bp;  /* [n_columns] where that stands */
    double stop_at_s;       /* by the clock; 0: never */
    hz_branch_result *best; /* so far */
} hz_search;

/* Where a tree stands. */
typedef struct {
    __int128 bound;    /* no point of the tree costs less */
    bool is_exhausted; /* nothing is left open */
    bool is_better;    /* it stopped at a better point: the caller may fix more, and go on */
    bool is_out_of_time;
} hz_tree_end;

typedef struct hz_tree hz_tree;

/* Fen as 1/10000 fen, rounded down. */
__int128 hz_cost_floor(const mpq_t fen);
/* Seconds by the clock. */
double hz_clock_s(void);

/* What a bound must reach for nothing below it to be looked for. */
__int128 hz_search_threshold(const hz_search *search);

/* Where a tree goes on: down from where it is, as far as it goes, which finds points; or, once there is one, at the least bound, which
 * proves with the fewest nodes how good it is. */
typedef enum { HZ_TREE_DEEP, HZ_TREE_LEAST } hz_tree_way;

/* A tree over n blocks; all others must have lo = hi, and stay so. The list must stay, too. */
hz_status hz_tree_new(hz_tree **out, hz_search *search, const uint32_t *blocks, size_t n_blocks, hz_tree_way way, hz_error *err);
void hz_tree_free(hz_tree *tree); /* NULL-safe */

/* Go on until a better point is found, nothing is left, or n_nodes more were looked at. Bounds that the caller has narrowed hold from
 * now on. */
hz_status hz_tree_grow(hz_tree_end *end, hz_tree *tree, long n_nodes, hz_error *err);

/* Of the node that was looked at last: its bounds into the search's lagrange, prices [n_rows] and where its columns stand [n_columns],
 * whole bp where it is nearly that. False: it is closed. */
bool hz_tree_stand_at_last(const hz_tree *tree, double *price, double *at_bp);

#endif

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
    const double *price;    /* [n_rows] of the root, fen per base unit */
    const double *root_bp;  /* [n_columns] where it stands */
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

/* A tree over n blocks; all others must have lo = hi, and stay so. The list must stay, too. */
hz_status hz_tree_new(hz_tree **out, hz_search *search, const uint32_t *blocks, size_t n_blocks, hz_error *err);
void hz_tree_free(hz_tree *tree); /* NULL-safe */

/* Go on until a better point is found, nothing is left, or n_nodes more were looked at. Bounds that the caller has narrowed hold from
 * now on. */
hz_status hz_tree_grow(hz_tree_end *end, hz_tree *tree, long n_nodes, hz_error *err);

#endif

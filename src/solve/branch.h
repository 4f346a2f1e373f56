/* branch.h - the cheapest points of a model whose whole columns stand at 0 or at 10000, with a proved lower bound
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_SOLVE_BRANCH_H
#define HZ_SOLVE_BRANCH_H

#include <gmp.h>
#include <stdbool.h>
#include <stdint.h>

#include "solve/lagrange.h"
#include "solve/proof.h"

/* The usual gap: a hundredth of a per cent. */
enum { HZ_BRANCH_GAP_PPM = 100 };

/* A candidate: its whole columns stand at 0 or 10000, the others where the solver says, [n_columns] bp, nearest whole number and as it is.
 * It is no more than floating point: whoever is asked counts exactly, and says whether the point, or orders made of it, will do, and
 * what they cost (1/10000 fen). A failure ends the search. */
typedef hz_status hz_accept_point(void *context, bool *is_accepted, __int128 *cost, const uint16_t *at_bp, const double *exact_bp,
                                  hz_error *err);

/* Of a column that is not whole: the places where orders may stand next to `x_bp`, not above it and not below it, equal where it is one of them.
 * False: it may stand anywhere. */
typedef bool hz_find_step(void *context, uint16_t *below, uint16_t *above, size_t column, double x_bp);

typedef struct {
    uint32_t gap_ppm;    /* what is within this of the best cost is not looked for; 0: the very cheapest is */
    long node_limit;     /* linear programs at most; 0 = the default, fewer the larger they are */
    double time_limit_s; /* by the clock, looked at between nodes; 0: none, and then the answer is the same every time */
    bool goes_deep;      /* good orders are made far from a point, too: go down to many points rather than raise the bound */
    bool has_upper;      /* a cost is known to be reachable: only what is cheaper is looked for */
    __int128 upper;      /* 1/10000 fen */
    hz_accept_point *accept;
    hz_find_step *step; /* NULL: columns that are not whole may stand anywhere */
    void *context;      /* of both */
} hz_branch_settings;

typedef enum {
    HZ_BRANCH_EXHAUSTED, /* nothing is left to look at: where cost and bound are equal, that is the optimum */
    HZ_BRANCH_GAP,       /* what is left is within the gap */
    HZ_BRANCH_NODES,     /* the limit of nodes */
    HZ_BRANCH_TIME       /* the limit of time */
} hz_branch_end;

typedef struct {
    bool has_point;    /* one was accepted, and cheaper than `upper`; then */
    uint16_t *at_bp;   /* [n_columns] the best that was, as it was given to accept, */
    double *exact_bp;  /* [n_columns] */
    __int128 cost;     /* and its cost, 1/10000 fen. Without a point: `upper`, or HZ_COST_NONE */
    bool is_bounded;   /* false: it is proved that there is no point at all; then no bound */
    mpq_t bound_fen_d; /* no point costs less: proved. Never above cost */
    long n_nodes;
    hz_branch_end end;
} hz_branch_result;

/* Branch and bound from a proved answer of the linear program. Guards of the model are left to accept. HZ_ERR_MEMORY, HZ_ERR_LIMIT,
 * HZ_ERR_INTERRUPTED, HZ_ERR_VERIFY, and what accept returns. The caller frees *out with hz_branch_free(). */
hz_status hz_branch(hz_branch_result **out, const hz_model *model, const hz_solution *root, const hz_proof *proof,
                    const hz_branch_settings *settings, hz_error *err);
void hz_branch_free(hz_branch_result *result); /* NULL-safe */

#endif

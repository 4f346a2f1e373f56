/* lagrange.h - what prices prove: a cost that no point of a model goes below, in whole numbers, wherever the prices come from
 *
 *     L(y, m) = sum_i y[i] R[i] - sum_k m[k] slack[k] + sum over blocks of min d X,
 *     d[j] = c[j] - sum_i y[i] a[i,j] + sum_(k: j before) m[k] - sum_(k: j after) m[k]
 *
 * with y >= 0 for at-least rows, <= 0 for at-most rows, m >= 0 (Geoffrion, Mathematical Programming Study 2, 1974). It is a bound for any
 * such y and m: nothing of it hangs on how well a solver worked. Of a *chain*, columns that must not fall or must not rise, the least is
 * taken over its own points; of a few columns that arcs without slack order (closure.h) m is found here. Of other blocks m is the caller's.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_SOLVE_LAGRANGE_H
#define HZ_SOLVE_LAGRANGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/model.h"

/* Costs and bounds: 1/10000 fen. Above every cost: no point at all. */
#define HZ_COST_NONE ((__int128)1 << 120)

typedef enum {
    HZ_SHAPE_RISING,  /* a chain: no column above the next, */
    HZ_SHAPE_FALLING, /* or below */
    HZ_SHAPE_ORDER,   /* a few columns, arcs without slack: closure.h */
    HZ_SHAPE_OTHER
} hz_shape;

typedef struct {
    const hz_model *model;
    uint16_t *lo, *hi;  /* [n_columns] bp, where columns may stand now; of whole columns 0 or 10000. The caller may change them */
    uint32_t *block;    /* [n_blocks + 1] first column of each block */
    uint32_t *block_of; /* [n_columns] */
    uint8_t *shape;     /* [n_blocks] hz_shape */
    size_t n_blocks;
    __int128 grain; /* where only whole columns cost something, every cost is a multiple of it; else 0 */
    /* of the prices at hand */
    int shift;               /* what follows is over 2^shift */
    bool is_costed;          /* costs count; else they are zero */
    __int128 *y;             /* [n_rows] fen per base unit */
    const double *arc_price; /* [n_arcs] fen per bp and 1/10000; of other blocks alone. NULL: zeros */
    __int128 *d;             /* [n_columns] scratch */
    double *weight;          /* [n_rows] what a row can come to in magnitude, 1/10000 base units; */
    double cost_weight;      /* and the cost */
} hz_lagrange;

/* What columns outside a list of blocks bring where they are fixed (lo = hi). */
typedef struct {
    __int128 cost;      /* 1/10000 fen */
    __int128 *activity; /* [n_rows] 1/10000 base units */
} hz_brought;

/* Bounds of the model, those of whole columns moved inwards to 0 or 10000. HZ_ERR_MEMORY; hz_lagrange_clear() in any case. */
hz_status hz_lagrange_make(hz_lagrange *out, const hz_model *model, hz_error *err);
void hz_lagrange_clear(hz_lagrange *lagrange);

/* What the arcs of a block, or of all, leave between the bounds. False: nothing. */
bool hz_lagrange_fold_block(hz_lagrange *lagrange, size_t block);
bool hz_lagrange_fold(hz_lagrange *lagrange);

/* Take prices (fen per base unit; those of the wrong sign count as zero) and multipliers of arcs, which must stay. False: they are no sane
 * numbers, or larger than what can be added up. */
bool hz_lagrange_take(hz_lagrange *lagrange, const double *price, const double *arc_price, bool is_costed);

/* By what the prices rate a block: the least over its points, over 2^shift; HZ_COST_NONE << 6: it has none. */
__int128 hz_lagrange_block(const hz_lagrange *lagrange, size_t block);
/* What holding one of its columns at lo or at hi adds to that: rise[i] of its i-th column, over 2^shift. The block must have a point. */
void hz_lagrange_rises(const hz_lagrange *lagrange, size_t block, __int128 (*rise)[2]);
/* L over n blocks, all others fixed, over 2^shift. */
__int128 hz_lagrange_sum(const hz_lagrange *lagrange, const uint32_t *blocks, size_t n, const hz_brought *brought);
/* A bound up to the grain. */
__int128 hz_lagrange_lift(const hz_lagrange *lagrange, __int128 bound);
/* A sum over 2^shift as a bound in 1/10000 fen: where there is a grain up to it, else rounded down. */
__int128 hz_lagrange_bound(const hz_lagrange *lagrange, __int128 sum);

#endif

/* closure.h - the least that a few columns cost which arcs without slack order: a unit with modes at several levels
 *
 *     minimise  sum_i d[i] x[i]     lo[i] <= x[i] <= hi[i],   x[before] <= x[after] at each arc
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_SOLVE_CLOSURE_H
#define HZ_SOLVE_CLOSURE_H

#include <stddef.h>
#include <stdint.h>

enum { HZ_CLOSURE_COLUMNS = 48, HZ_CLOSURE_ARCS = 96 };

typedef struct {
    size_t n, n_arcs;
    __int128 d[HZ_CLOSURE_COLUMNS];                          /* below 2^118 together; changed by the multipliers of the arcs */
    uint16_t lo[HZ_CLOSURE_COLUMNS], hi[HZ_CLOSURE_COLUMNS]; /* bp, lo <= hi, and arcs leave both */
    uint8_t before[HZ_CLOSURE_ARCS], after[HZ_CLOSURE_ARCS];
    __int128 multiplier[HZ_CLOSURE_ARCS]; /* of the arcs: zeros to begin with */
} hz_closure;

/* A cost that no point goes below; exact where all bounds are 0 or 10000. */
__int128 hz_closure_least(hz_closure *closure);
/* The same with column i at one of its bounds, from what hz_closure_least() has left. */
__int128 hz_closure_least_if(const hz_closure *closure, size_t i, uint16_t at_bp);

#endif

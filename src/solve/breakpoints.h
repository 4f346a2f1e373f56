/* breakpoints.h - where a line search for the best prices bends, and where it should end
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_SOLVE_BREAKPOINTS_H
#define HZ_SOLVE_BREAKPOINTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A concave function bends down by `drop` at `at`. */
typedef struct {
    double at, drop;
    uint32_t variable; /* the cause */
} hz_breakpoint;

typedef struct {
    hz_breakpoint *items;
    size_t n, capacity;
} hz_breakpoints;

bool hz_breakpoints_add(hz_breakpoints *points, hz_breakpoint point); /* false when out of memory */
void hz_breakpoints_clear(hz_breakpoints *points);                    /* NULL-safe */

double hz_breakpoints_sum(const hz_breakpoints *points); /* of all drops */
/* The point at which a slope that begins at `slope` is no longer positive: the function is largest there. The last point when
 * it stays positive. At least one point; they are reordered. */
hz_breakpoint hz_breakpoints_top(hz_breakpoints *points, double slope);

#endif

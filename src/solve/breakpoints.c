/* breakpoints.c - where a line search for the best prices bends, and where it should end
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve/breakpoints.h"

#include <stdlib.h>

#include "base/arena.h"

bool hz_breakpoints_add(hz_breakpoints *points, hz_breakpoint point)
{
    if (!hz_grow((void **)&points->items, &points->capacity, points->n + 1, sizeof *points->items))
        return false;
    points->items[points->n++] = point;
    return true;
}

void hz_breakpoints_clear(hz_breakpoints *points)
{
    if (!points)
        return;
    free(points->items);
    *points = (hz_breakpoints){0};
}

double hz_breakpoints_sum(const hz_breakpoints *points)
{
    double sum = 0;

    for (size_t k = 0; k < points->n; k++)
        sum += points->items[k].drop;
    return sum;
}

static void swap(hz_breakpoint *a, hz_breakpoint *b)
{
    hz_breakpoint kept = *a;

    *a = *b;
    *b = kept;
}

/* Points from..to in three parts, by their place beside `at`: *less is the end of the first, *equal that of the second. */
static void part(hz_breakpoint *items, size_t from, size_t to, double at, size_t *less, size_t *equal)
{
    *less = *equal = from;
    while (*equal < to)
        if (items[*equal].at < at)
            swap(&items[(*less)++], &items[(*equal)++]);
        else if (items[*equal].at > at)
            swap(&items[*equal], &items[--to]);
        else
            ++*equal;
}

static double sum_of(const hz_breakpoint *items, size_t from, size_t to)
{
    double sum = 0;

    for (size_t k = from; k < to; k++)
        sum += items[k].drop;
    return sum;
}

/* Quickselect by weight: only the part in which the slope ends is looked into. */
hz_breakpoint hz_breakpoints_top(hz_breakpoints *points, double slope)
{
    hz_breakpoint *items = points->items;
    size_t from = 0, to = points->n;

    while (to - from > 1) {
        size_t less, equal;
        double before, at;

        part(items, from, to, items[from + (to - from) / 2].at, &less, &equal);
        before = sum_of(items, from, less);
        at = sum_of(items, less, equal);
        if (before >= slope) {
            to = less;
        } else if (before + at >= slope) {
            from = less;
            to = from + 1;
        } else {
            slope -= before + at;
            from = equal;
        }
    }
    return items[from < points->n ? from : points->n - 1];
}

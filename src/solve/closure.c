/* closure.c - the least that a few columns cost which arcs order
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The dual is a flow (Picard, Management Science 22(11), 1976): a multiplier of an arc takes from the reduced cost of the column that must
 * be above, and gives it to the one that must be below. As long as one that would stand at lo can give, along arcs or back along
 * multipliers, to one that would stand above it at hi, the bound rises. Each step leaves a bound, so that it is one wherever this ends. */
#include "solve/closure.h"

#include <string.h>

enum { NOT_SEEN = UINT8_MAX, IS_SOURCE = UINT8_MAX - 1 };

/* One search: came[i] is the arc by which column i was reached. */
typedef struct {
    uint8_t came[HZ_CLOSURE_COLUMNS], queue[HZ_CLOSURE_COLUMNS];
    size_t n;
} search;

static void reach(search *s, uint8_t column, size_t arc)
{
    if (s->came[column] != NOT_SEEN)
        return;
    s->came[column] = (uint8_t)arc;
    s->queue[s->n++] = column;
}

static void reach_on(search *s, const hz_closure *c, uint8_t from)
{
    for (size_t k = 0; k < c->n_arcs; k++)
        if (c->after[k] == from)
            reach(s, c->before[k], k);
        else if (c->before[k] == from && c->multiplier[k] > 0)
            reach(s, c->after[k], k);
}

/* Whom a column can give to, n where there is nobody. */
static size_t find_taker(search *s, const hz_closure *c, uint8_t source)
{
    memset(s->came, NOT_SEEN, c->n);
    s->n = 0;
    reach(s, source, IS_SOURCE);
    for (size_t at = 0; at < s->n; at++) {
        uint8_t i = s->queue[at];

        if (c->d[i] < 0 && c->hi[i] > c->lo[source])
            return i;
        reach_on(s, c, i);
    }
    return c->n;
}

static uint8_t other_end(const hz_closure *c, uint8_t arc, uint8_t i)
{
    return c->before[arc] == i ? c->after[arc] : c->before[arc];
}

static __int128 most_that_goes(const search *s, const hz_closure *c, uint8_t source, uint8_t taker)
{
    __int128 most = c->d[source] < -c->d[taker] ? c->d[source] : -c->d[taker];

    for (uint8_t i = taker; s->came[i] != IS_SOURCE; i = other_end(c, s->came[i], i))
        if (c->after[s->came[i]] == i && c->multiplier[s->came[i]] < most) /* back along the arc */
            most = c->multiplier[s->came[i]];
    return most;
}

static void give(const search *s, hz_closure *c, uint8_t source, uint8_t taker)
{
    __int128 amount = most_that_goes(s, c, source, taker);

    for (uint8_t i = taker; s->came[i] != IS_SOURCE; i = other_end(c, s->came[i], i))
        c->multiplier[s->came[i]] += c->before[s->came[i]] == i ? amount : -amount;
    c->d[source] -= amount;
    c->d[taker] += amount;
}

__int128 hz_closure_least(hz_closure *c)
{
    __int128 sum = 0;
    search s;

    for (size_t source = 0; source < c->n; source++)
        while (c->d[source] > 0) {
            size_t taker = find_taker(&s, c, (uint8_t)source);

            if (taker == c->n)
                break;
            give(&s, c, (uint8_t)source, (uint8_t)taker);
        }
    for (size_t i = 0; i < c->n; i++)
        sum += c->d[i] * (c->d[i] > 0 ? c->lo[i] : c->hi[i]);
    return sum;
}

/* What holding one column leaves to the others. */
static void fold(hz_closure *c)
{
    for (size_t round = 0; round < c->n; round++)
        for (size_t k = 0; k < c->n_arcs; k++) {
            uint8_t before = c->before[k], after = c->after[k];

            if (c->lo[before] > c->lo[after])
                c->lo[after] = c->lo[before];
            if (c->hi[after] < c->hi[before])
                c->hi[before] = c->hi[after];
        }
}

__int128 hz_closure_least_if(const hz_closure *closure, size_t i, uint16_t at_bp)
{
    hz_closure c = *closure;

    c.lo[i] = c.hi[i] = at_bp;
    fold(&c);
    return hz_closure_least(&c);
}

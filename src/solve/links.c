/* links.c - where the links of a model would stand by themselves
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A column with d < 0 below a link costs d min(hi, L + slack), one with d > 0 above it d max(lo, L - slack): a convex function of L,
 * which bends up at hi - slack and lo + slack. It is least where its slope is no longer negative. */
#include "solve/links.h"

#include <math.h>
#include <stdlib.h>

#include "base/arena.h"
#include "solve/pricing.h"

typedef struct {
    double at, rise;
} bend;

typedef struct {
    bend *item;
    size_t n, capacity;
} bends;

static int by_place(const void *a, const void *b)
{
    const bend *x = a, *y = b;

    return x->at < y->at ? -1 : x->at > y->at;
}

static hz_status add_bend(bends *b, const hz_sifting *s, uint32_t column, const hz_arc *arc, double *slope, hz_error *err)
{
    double size, d = hz_reduced_cost(s, column, &size);
    bool is_below = arc->before == column;

    if (d == 0 || (d < 0) != is_below)
        return HZ_OK;
    if (!hz_grow((void **)&b->item, &b->capacity, b->n + 1, sizeof *b->item))
        return hz_error_memory(err);
    b->item[b->n++] = is_below ? (bend){s->model->columns[column].hi_bp - arc->slack_bp, -d}
                               : (bend){s->model->columns[column].lo_bp + arc->slack_bp, d};
    *slope += is_below ? d : 0;
    return HZ_OK;
}

static double lowest_point(bends *b, const hz_column *link, double slope)
{
    double at = link->lo_bp;

    if (b->n > 1)
        qsort(b->item, b->n, sizeof *b->item, by_place);
    for (size_t k = 0; k < b->n && slope < 0; k++) {
        slope += b->item[k].rise;
        at = b->item[k].at;
    }
    return fmin(fmax(at, link->lo_bp), link->hi_bp);
}

/* Links among themselves: the later ones are raised. */
static void raise(hz_sifting *s)
{
    const hz_pieces *p = &s->pieces;

    for (size_t k = 0; k < s->model->n_arcs; k++) {
        const hz_arc *arc = &s->model->arcs[k];
        double *after;

        if (!hz_is_link(p, arc->before) || !hz_is_link(p, arc->after))
            continue;
        after = &s->link_bp[p->link_of[arc->after]];
        *after = fmax(*after, s->link_bp[p->link_of[arc->before]] - arc->slack_bp);
    }
}

hz_status hz_guess_links(hz_sifting *s, hz_error *err)
{
    const hz_pieces *p = &s->pieces;
    bends b = {NULL, 0, 0};
    hz_status status = HZ_OK;

    for (uint32_t j = 0; j < s->model->n_columns && !status; j++) {
        double slope = 0;

        if (!hz_is_link(p, j))
            continue;
        b.n = 0;
        for (uint32_t e = p->first_arc[j]; e < p->first_arc[j + 1] && !status; e++) {
            const hz_arc *arc = &s->model->arcs[p->arc_at[e]];
            uint32_t other = arc->before == j ? arc->after : arc->before;

            if (!hz_is_link(p, other))
                status = add_bend(&b, s, other, arc, &slope, err);
        }
        s->link_bp[p->link_of[j]] = lowest_point(&b, &s->model->columns[j], slope);
    }
    free(b.item);
    raise(s);
    return status;
}

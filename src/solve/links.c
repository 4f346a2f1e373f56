/* links.c - where the links of a block stand best
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A column with d < 0 below a link costs d min(hi, L + slack), one with d > 0 above it d max(lo, L - slack): a convex function of L,
 * which bends up at hi - slack and lo + slack. Arcs between links make trees of them. From the leaves to the root, what a link and all
 * behind it cost is a convex function f of where it stands: its own, and of each link behind it the least that is left by the arcs between
 * the two,
 *
 *     min f(y)    x - down <= y <= x + up
 *
 * whose slope is the negative part of that of f moved by `up` to the left, and its positive part moved by `down` to the right. Back from the
 * root, a link stands where f is least, or as near to that as the one before it lets it. All bends lie at whole numbers. */
#include "solve/links.h"

#include <math.h>
#include <stdlib.h>

#include "base/arena.h"
#include "solve/pricing.h"

/* Two for each link: where f begins, ends, or is least. */
enum { OWN_BENDS = 2 };

static size_t n_bends(const hz_sifting *s)
{
    return 2 * s->model->n_arcs + OWN_BENDS * s->pieces.n_links + 1;
}

hz_status hz_link_work_make(hz_link_work *work, const hz_sifting *s, hz_error *err)
{
    size_t n_links = s->pieces.n_links + 1;

    *work = (hz_link_work){hz_calloc(n_bends(s), sizeof *work->bend),
                           hz_calloc(n_bends(s), sizeof *work->sorted),
                           hz_calloc(n_links, sizeof *work->of),
                           hz_calloc(n_links, sizeof *work->member)};
    if (work->bend && work->sorted && work->of && work->member)
        return HZ_OK;
    hz_link_work_clear(work);
    return hz_error_memory(err);
}

void hz_link_work_clear(hz_link_work *work)
{
    free(work->bend);
    free(work->sorted);
    free(work->of);
    free(work->member);
}

/* ---- the trees ---- */

static uint32_t other_end(const hz_arc *arc, uint32_t j)
{
    return arc->before == j ? arc->after : arc->before;
}

/* Links behind members[k], to the end of the list. */
static size_t list_behind(const hz_sifting *s, hz_link_work *work, uint32_t *members, size_t k, size_t n)
{
    const hz_pieces *p = &s->pieces;
    uint32_t j = members[k];

    for (uint32_t e = p->first_arc[j]; e < p->first_arc[j + 1]; e++) {
        uint32_t other = other_end(&s->model->arcs[p->arc_at[e]], j);

        if (!hz_is_link(p, other) || work->of[p->link_of[other]].is_listed)
            continue;
        work->of[p->link_of[other]].is_listed = true;
        work->of[p->link_of[other]].parent = j;
        members[n++] = other;
    }
    return n;
}

uint32_t *hz_list_links(const hz_sifting *s, hz_link_work *work, size_t block, size_t *n)
{
    const hz_pieces *p = &s->pieces;
    uint32_t *members = NULL;

    *n = 0;
    for (uint32_t j = s->model->block_column[block]; j < s->model->block_column[block + 1]; j++) {
        if (!hz_is_link(p, j))
            continue;
        if (!members) {
            members = work->member + p->link_of[j];
            for (uint32_t k = j; k < s->model->block_column[block + 1]; k++)
                if (hz_is_link(p, k))
                    work->of[p->link_of[k]].is_listed = false;
        }
        if (work->of[p->link_of[j]].is_listed)
            continue;
        work->of[p->link_of[j]].is_listed = true;
        work->of[p->link_of[j]].parent = HZ_NONE;
        members[(*n)++] = j;
        for (size_t k = *n - 1; k < *n; k++)
            *n = list_behind(s, work, members, k, *n);
    }
    return members;
}

/* ---- f of one link by itself ---- */

static void add_bend(hz_link_work *work, hz_link_place *of, uint32_t bend, double at, double rise)
{
    work->bend[bend] = (hz_bend){at, rise, of->first_bend};
    of->first_bend = bend;
}

static void look_at(const hz_sifting *s, hz_link_work *work, uint32_t j, uint32_t e)
{
    const hz_arc *arc = &s->model->arcs[s->pieces.arc_at[e]];
    uint32_t other = other_end(arc, j);
    hz_link_place *of = &work->of[s->pieces.link_of[j]];
    const hz_column *column = &s->model->columns[other];
    bool is_below = arc->before == other;
    double size, d;

    if (hz_is_link(&s->pieces, other))
        return;
    if (is_below)
        of->lo = fmax(of->lo, column->lo_bp - arc->slack_bp);
    else
        of->hi = fmin(of->hi, column->hi_bp + arc->slack_bp);
    d = hz_reduced_cost(s, other, &size);
    if (d == 0 || (d < 0) != is_below)
        return;
    add_bend(work, of, e, is_below ? column->hi_bp - arc->slack_bp : column->lo_bp + arc->slack_bp, fabs(d));
    of->slope += is_below ? d : 0;
}

static int by_place(const void *a, const void *b)
{
    const hz_bend *x = a, *y = b;

    if (x->at != y->at)
        return x->at < y->at ? -1 : 1;
    return (x->rise > y->rise) - (x->rise < y->rise); /* in one order everywhere: their sum is rounded */
}

/* Its bends in their order: as long as nothing is behind it, they lie where its arcs do. */
static void sort_bends(const hz_sifting *s, hz_link_work *work, uint32_t j)
{
    hz_link_place *of = &work->of[s->pieces.link_of[j]];
    uint32_t first = s->pieces.first_arc[j];
    hz_bend *sorted = work->sorted + first;
    size_t n = 0;

    for (uint32_t k = of->first_bend; k != HZ_NONE; k = work->bend[k].next)
        sorted[n++] = work->bend[k];
    qsort(sorted, n, sizeof *sorted, by_place);
    of->first_bend = n ? first : HZ_NONE;
    for (size_t k = 0; k < n; k++)
        work->bend[first + k] = (hz_bend){sorted[k].at, sorted[k].rise, k + 1 < n ? first + (uint32_t)k + 1 : HZ_NONE};
}

static void begin_link(const hz_sifting *s, hz_link_work *work, uint32_t j)
{
    hz_link_place *of = &work->of[s->pieces.link_of[j]];

    of->slope = 0;
    of->lo = s->model->columns[j].lo_bp;
    of->hi = s->model->columns[j].hi_bp;
    of->first_bend = HZ_NONE;
    for (uint32_t e = s->pieces.first_arc[j]; e < s->pieces.first_arc[j + 1]; e++)
        look_at(s, work, j, e);
    sort_bends(s, work, j);
}

/* ---- from the leaves to the root ---- */

/* How the arcs between a link and the one before it bound it: INFINITY: they do not. */
static void find_window(const hz_sifting *s, hz_link_work *work, uint32_t j)
{
    const hz_pieces *p = &s->pieces;
    hz_link_place *of = &work->of[p->link_of[j]];

    of->up = of->down = INFINITY;
    of->up_arc = of->down_arc = HZ_NONE;
    for (uint32_t e = p->first_arc[j]; e < p->first_arc[j + 1]; e++) {
        const hz_arc *arc = &s->model->arcs[p->arc_at[e]];

        if (other_end(arc, j) != of->parent)
            continue;
        if (arc->before == j && arc->slack_bp < of->up) {
            of->up = arc->slack_bp;
            of->up_arc = p->arc_at[e];
        } else if (arc->after == j && arc->slack_bp < of->down) {
            of->down = arc->slack_bp;
            of->down_arc = p->arc_at[e];
        }
    }
}

/* The slope just above the beginning of the range, where f is least as far as is known by then; *k: the first bend behind it. */
static double skip_to_range(const hz_link_work *work, hz_link_place *of, uint32_t *k)
{
    double sum = of->slope;

    of->best = of->lo;
    for (*k = of->first_bend; *k != HZ_NONE && work->bend[*k].at <= of->lo; *k = work->bend[*k].next)
        sum += work->bend[*k].rise;
    return sum;
}

/* The bends from *k on behind which f goes on falling, as a list; its end is returned. */
static uint32_t *take_falling(hz_link_work *work, const hz_link_place *of, uint32_t *list, uint32_t *k, double *sum)
{
    uint32_t *end = list;

    for (; *sum < 0 && *k != HZ_NONE && work->bend[*k].at < of->hi && *sum + work->bend[*k].rise < 0; *k = work->bend[*k].next) {
        *end = *k;
        end = &work->bend[*k].next;
        *sum += work->bend[*k].rise;
    }
    *end = HZ_NONE;
    return end;
}

/* The least place at which f is least, and the bends of f in two: those below, which end there, and those above, which begin there; outside
 * of its range f is as at its end. *slope: just above the beginning of the range, if it is negative; else 0. */
static void split_at_best(hz_link_work *work, size_t link, size_t own, uint32_t *below, uint32_t *above, double *slope)
{
    hz_link_place *of = &work->of[link];
    uint32_t k, *end;
    double sum = skip_to_range(work, of, &k);

    *slope = fmin(sum, 0);
    end = take_falling(work, of, below, &k, &sum);
    if (sum < 0) {
        bool ends = k == HZ_NONE || work->bend[k].at >= of->hi;

        of->best = ends ? of->hi : work->bend[k].at;
        work->bend[own] = (hz_bend){of->best, -sum, HZ_NONE};
        *end = (uint32_t)own;
        sum += ends ? -sum : work->bend[k].rise;
        k = ends ? HZ_NONE : work->bend[k].next;
    }
    if (sum > 0) {
        work->bend[own + 1] = (hz_bend){of->best, sum, k};
        k = (uint32_t)own + 1;
    }
    *above = k;
}

static void move(hz_link_work *work, uint32_t list, double by)
{
    for (; list != HZ_NONE; list = work->bend[list].next)
        work->bend[list].at += by;
}

static uint32_t merge(hz_link_work *work, uint32_t a, uint32_t b)
{
    uint32_t first, *end = &first;

    while (a != HZ_NONE && b != HZ_NONE) {
        uint32_t *lesser = work->bend[a].at <= work->bend[b].at ? &a : &b;

        *end = *lesser;
        end = &work->bend[*lesser].next;
        *lesser = *end;
    }
    *end = a != HZ_NONE ? a : b;
    return first;
}

/* What a link and all behind it cost becomes part of f of the one before it. */
static void fold(const hz_sifting *s, hz_link_work *work, uint32_t j)
{
    size_t link = s->pieces.link_of[j], own = 2 * s->model->n_arcs + OWN_BENDS * link;
    hz_link_place *of = &work->of[link], *parent;
    uint32_t below, above;
    double slope;

    split_at_best(work, link, own, &below, &above, &slope);
    if (of->parent == HZ_NONE)
        return;
    find_window(s, work, j);
    parent = &work->of[s->pieces.link_of[of->parent]];
    if (of->up_arc != HZ_NONE) {
        move(work, below, -of->up);
        parent->first_bend = merge(work, parent->first_bend, below);
        parent->slope += slope;
        parent->lo = fmax(parent->lo, of->lo - of->up);
    }
    if (of->down_arc != HZ_NONE) {
        move(work, above, of->down);
        parent->first_bend = merge(work, parent->first_bend, above);
        parent->hi = fmin(parent->hi, of->hi + of->down);
    }
}

/* ---- and back ---- */

/* As near to where f is least as the one before it lets it. */
static void place_link(hz_sifting *s, const hz_link_place *of, uint32_t link)
{
    double at;

    s->link_bp[link] = of->best;
    if (of->parent == HZ_NONE)
        return;
    at = s->link_bp[s->pieces.link_of[of->parent]];
    s->link_bp[link] = fmin(fmax(of->best, at - of->down), at + of->up);
}

void hz_settle_links(hz_sifting *s, hz_link_work *work, size_t block)
{
    size_t n;
    uint32_t *members = hz_list_links(s, work, block, &n);

    for (size_t k = 0; k < n; k++)
        begin_link(s, work, members[k]);
    for (size_t k = n; k-- > 0;)
        fold(s, work, members[k]);
    for (size_t k = 0; k < n; k++)
        place_link(s, &work->of[s->pieces.link_of[members[k]]], s->pieces.link_of[members[k]]);
}

/* links.c - where the links of a block stand best
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A column with d < 0 below a link costs d min(hi, L + slack), one with d > 0 above it d max(lo, L - slack): a convex function of L,
 * which bends up at hi - slack and lo + slack. It is least where its slope is no longer negative. Links that would then break an
 * arc between them move as one (pool adjacent violators), and so on, until none is broken. All bends lie at whole numbers. */
#include "solve/links.h"

#include <math.h>
#include <stdlib.h>

#include "base/arena.h"
#include "solve/pricing.h"

hz_status hz_link_work_make(hz_link_work *work, const hz_sifting *s, hz_error *err)
{
    size_t n_ends = 2 * s->model->n_arcs + 1, n_links = s->pieces.n_links + 1;

    *work = (hz_link_work){hz_calloc(n_ends, sizeof *work->rise),    hz_calloc(n_ends, sizeof *work->at),
                           hz_calloc(n_links, sizeof *work->slope),  hz_calloc(n_links, sizeof *work->lo),
                           hz_calloc(n_links, sizeof *work->hi),     hz_calloc(n_links, sizeof *work->leader),
                           hz_calloc(n_links, sizeof *work->offset_bp)};
    if (work->rise && work->at && work->slope && work->lo && work->hi && work->leader && work->offset_bp)
        return HZ_OK;
    hz_link_work_clear(work);
    return hz_error_memory(err);
}

void hz_link_work_clear(hz_link_work *work)
{
    free(work->rise);
    free(work->at);
    free(work->slope);
    free(work->lo);
    free(work->hi);
    free(work->leader);
    free(work->offset_bp);
}

/* ---- one link ---- */

static void bend(const hz_sifting *s, hz_link_work *work, uint32_t j, uint32_t e)
{
    const hz_arc *arc = &s->model->arcs[s->pieces.arc_at[e]];
    uint32_t other = arc->before == j ? arc->after : arc->before, link = s->pieces.link_of[j];
    const hz_column *column = &s->model->columns[other];
    bool is_below = arc->before == other;
    double size, d;

    work->rise[e] = 0;
    if (hz_is_link(&s->pieces, other))
        return;
    if (is_below)
        work->lo[link] = fmax(work->lo[link], column->lo_bp - arc->slack_bp);
    else
        work->hi[link] = fmin(work->hi[link], column->hi_bp + arc->slack_bp);
    d = hz_reduced_cost(s, other, &size);
    if (d == 0 || (d < 0) != is_below)
        return;
    work->rise[e] = fabs(d);
    work->at[e] = is_below ? column->hi_bp - arc->slack_bp : column->lo_bp + arc->slack_bp;
    work->slope[link] += is_below ? d : 0;
}

static void list_bends(const hz_sifting *s, hz_link_work *work, uint32_t j)
{
    uint32_t link = s->pieces.link_of[j];

    work->slope[link] = 0;
    work->lo[link] = s->model->columns[j].lo_bp;
    work->hi[link] = s->model->columns[j].hi_bp;
    work->leader[link] = link;
    work->offset_bp[link] = 0;
    for (uint32_t e = s->pieces.first_arc[j]; e < s->pieces.first_arc[j + 1]; e++)
        bend(s, work, j, e);
}

/* Slope of the cost just above x. */
static double slope_at(const hz_sifting *s, const hz_link_work *work, uint32_t j, double x)
{
    double slope = work->slope[s->pieces.link_of[j]];

    for (uint32_t e = s->pieces.first_arc[j]; e < s->pieces.first_arc[j + 1]; e++)
        slope += work->at[e] <= x ? work->rise[e] : 0;
    return slope;
}

/* ---- links that move as one ---- */

/* Links are the last columns of their block, or at least side by side somewhere in it. */
typedef struct {
    uint32_t first, end; /* columns of the block */
} range;

static void lower(hz_sifting *s, const hz_link_work *work, range block, uint32_t leader)
{
    const hz_pieces *p = &s->pieces;
    double lo = -INFINITY, hi = INFINITY;

    for (uint32_t j = block.first; j < block.end; j++)
        if (hz_is_link(p, j) && work->leader[p->link_of[j]] == leader) {
            lo = fmax(lo, work->lo[p->link_of[j]] - work->offset_bp[p->link_of[j]]);
            hi = fmin(hi, work->hi[p->link_of[j]] - work->offset_bp[p->link_of[j]]);
        }
    while (lo < hi) {
        double middle = floor((lo + hi) / 2), slope = 0;

        for (uint32_t j = block.first; j < block.end; j++)
            if (hz_is_link(p, j) && work->leader[p->link_of[j]] == leader)
                slope += slope_at(s, work, j, middle + work->offset_bp[p->link_of[j]]);
        if (slope < 0)
            lo = middle + 1;
        else
            hi = middle;
    }
    for (uint32_t j = block.first; j < block.end; j++)
        if (hz_is_link(p, j) && work->leader[p->link_of[j]] == leader)
            s->link_bp[p->link_of[j]] = lo + work->offset_bp[p->link_of[j]];
}

/* X[before] = X[after] + slack from now on. */
static void join(const hz_sifting *s, hz_link_work *work, range block, const hz_arc *arc)
{
    const hz_pieces *p = &s->pieces;
    uint32_t before = p->link_of[arc->before], after = p->link_of[arc->after];
    uint32_t leader = work->leader[after], joins = work->leader[before];
    double shift = work->offset_bp[after] + arc->slack_bp - work->offset_bp[before];

    for (uint32_t j = block.first; j < block.end; j++)
        if (hz_is_link(p, j) && work->leader[p->link_of[j]] == joins) {
            work->leader[p->link_of[j]] = leader;
            work->offset_bp[p->link_of[j]] += shift;
        }
}

static bool is_broken(const hz_sifting *s, const hz_link_work *work, const hz_arc *arc)
{
    const hz_pieces *p = &s->pieces;

    return hz_is_link(p, arc->before) && hz_is_link(p, arc->after) &&
           work->leader[p->link_of[arc->before]] != work->leader[p->link_of[arc->after]] &&
           s->link_bp[p->link_of[arc->before]] - s->link_bp[p->link_of[arc->after]] > arc->slack_bp;
}

/* Join the ends of a broken arc; false when there is none. */
static bool join_one(hz_sifting *s, hz_link_work *work, range block)
{
    const hz_pieces *p = &s->pieces;

    for (uint32_t j = block.first; j < block.end; j++) {
        for (uint32_t e = p->first_arc[j]; hz_is_link(p, j) && e < p->first_arc[j + 1]; e++) {
            const hz_arc *arc = &s->model->arcs[p->arc_at[e]];

            if (arc->before != j || !is_broken(s, work, arc))
                continue;
            join(s, work, block, arc);
            lower(s, work, block, work->leader[p->link_of[j]]);
            return true;
        }
    }
    return false;
}

void hz_settle_links(hz_sifting *s, hz_link_work *work, size_t block)
{
    range r = {s->model->block_column[block], s->model->block_column[block + 1]};

    while (r.first < r.end && !hz_is_link(&s->pieces, r.first)) /* the links alone are looked at again and again */
        r.first++;
    while (r.end > r.first && !hz_is_link(&s->pieces, r.end - 1))
        r.end--;
    for (uint32_t j = r.first; j < r.end; j++)
        if (hz_is_link(&s->pieces, j)) {
            list_bends(s, work, j);
            lower(s, work, (range){j, j + 1}, s->pieces.link_of[j]);
        }
    while (join_one(s, work, r))
        ;
}

/* rest.c - what the links of a block rest on while it does not move
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A link puts the sum D of the reduced costs of all that hangs by it on what it rests on: D >= 0 on what holds it from below, D <= 0
 * on what holds it from above. Where it stands because some columns there are at a bound of their own, these are fixed or hang by it,
 * as one likes, and each that changes raises D by |d|: the one at which D is no longer negative is what the link rests on. Links that
 * move as one rest on each other, and the last of them on something else. */
#include "solve/rest.h"

#include <math.h>

#include "base/arena.h"
#include "base/parallel.h"
#include "solve/pricing.h"

/* ---- what hangs by a link ---- */

/* The other end of the e-th arc, where that is no link; HZ_NONE. */
static uint32_t other_end(const hz_sifting *s, uint32_t link_column, uint32_t e)
{
    const hz_arc *arc = &s->model->arcs[s->pieces.arc_at[e]];
    uint32_t other = arc->before == link_column ? arc->after : arc->before;

    return hz_is_link(&s->pieces, other) ? HZ_NONE : other;
}

/* Add up what hangs by the arc: the column at it, and its neighbours that hang by the same. */
static void add_hanging(const hz_sifting *s, uint32_t j, uint32_t arc, double *sum, double *size)
{
    double one;

    for (uint32_t k = j; s->hung[k] == arc; k++) {
        *sum += hz_reduced_cost(s, k, &one);
        *size += one;
        if (k + 1 == s->model->n_columns)
            break;
    }
    for (uint32_t k = j; k > 0 && s->hung[k - 1] == arc; k--) {
        *sum += hz_reduced_cost(s, k - 1, &one);
        *size += one;
    }
}

static double hanging_by(const hz_sifting *s, uint32_t j, double *size)
{
    const hz_pieces *p = &s->pieces;
    double sum = 0;

    *size = 0;
    for (uint32_t e = p->first_arc[j]; e < p->first_arc[j + 1]; e++) {
        uint32_t other = other_end(s, j, e);

        if (other != HZ_NONE && s->hung[other] == p->arc_at[e])
            add_hanging(s, other, p->arc_at[e], &sum, size);
    }
    return sum;
}

/* ---- columns that are at a bound of their own where the link holds them ---- */

typedef enum { FOR_NOTHING, FOR_LOW, FOR_HIGH } turning; /* D is lower while it hangs, or higher */

static turning turns(const hz_sifting *s, uint32_t j, uint32_t e, uint32_t other)
{
    const hz_arc *arc = &s->model->arcs[s->pieces.arc_at[e]];
    double at = s->link_bp[s->pieces.link_of[j]] + hz_hanging_offset(&s->pieces, arc), size;
    double d = hz_reduced_cost(s, other, &size);

    if (arc->before == other)
        return d < 0 && at == s->model->columns[other].hi_bp ? FOR_LOW : FOR_NOTHING;
    return d > 0 && at == s->model->columns[other].lo_bp ? FOR_HIGH : FOR_NOTHING;
}

static bool is_alone(const hz_sifting *s, uint32_t j)
{
    const hz_pieces *p = &s->pieces;

    for (uint32_t e = p->first_arc[j]; e < p->first_arc[j + 1]; e++) {
        const hz_arc *arc = &s->model->arcs[p->arc_at[e]];

        if (!hz_is_link(p, arc->before) && !hz_is_link(p, arc->after))
            return false;
    }
    return true;
}

static void let_hang(hz_sifting *s, uint32_t other, uint32_t arc, bool hangs)
{
    if (hangs)
        s->hung[other] = arc;
    else
        hz_fix(s, other, s->model->arcs[arc].before == other ? s->model->columns[other].hi_bp : s->model->columns[other].lo_bp);
}

/* All of them as low, or as high, as can be; what hangs by the link then. */
static double turn_all(hz_sifting *s, uint32_t j, turning to, double *size)
{
    const hz_pieces *p = &s->pieces;

    for (uint32_t e = p->first_arc[j]; e < p->first_arc[j + 1]; e++) {
        uint32_t other = other_end(s, j, e);
        turning t = other == HZ_NONE || !is_alone(s, other) ? FOR_NOTHING : turns(s, j, e, other);

        if (t != FOR_NOTHING && (s->hung[other] == HZ_NONE || s->hung[other] == p->arc_at[e]))
            let_hang(s, other, p->arc_at[e], t == to);
    }
    return hanging_by(s, j, size);
}

/* Turn one after the other until *sum is no longer negative; the arc of the last one, which the link rests on. HZ_NONE: it is negative
 * even so. *margin: the lesser distance from zero on either side of it. */
static uint32_t turn_until(hz_sifting *s, uint32_t j, double *sum, double *margin)
{
    const hz_pieces *p = &s->pieces;

    for (uint32_t e = p->first_arc[j]; e < p->first_arc[j + 1]; e++) {
        uint32_t other = other_end(s, j, e);
        turning t = other == HZ_NONE || !is_alone(s, other) ? FOR_NOTHING : turns(s, j, e, other);
        double size, d, before = *sum;

        if (t == FOR_NOTHING || s->hung[other] != (t == FOR_LOW ? p->arc_at[e] : HZ_NONE))
            continue;
        d = fabs(hz_reduced_cost(s, other, &size));
        let_hang(s, other, p->arc_at[e], t == FOR_HIGH);
        if ((*sum += d) < 0)
            continue;
        *margin = fmin(-before, *sum);
        if (t == FOR_HIGH) { /* the link rests on it, not it on the link */
            let_hang(s, other, p->arc_at[e], false);
            *sum -= d;
        }
        return p->arc_at[e];
    }
    return HZ_NONE;
}

/* A column that keeps the link from going lower, or higher; HZ_NONE. */
static uint32_t find_stop(const hz_sifting *s, uint32_t j, bool from_below)
{
    const hz_pieces *p = &s->pieces;

    for (uint32_t e = p->first_arc[j]; e < p->first_arc[j + 1]; e++) {
        const hz_arc *arc = &s->model->arcs[p->arc_at[e]];
        uint32_t other = other_end(s, j, e);
        double at = s->link_bp[p->link_of[j]] + hz_hanging_offset(p, arc);

        if (other == HZ_NONE || s->hung[other] != HZ_NONE || !is_alone(s, other) || (arc->before == other) != from_below)
            continue;
        if (at == s->at_bp[other] && at == (from_below ? s->model->columns[other].lo_bp : s->model->columns[other].hi_bp))
            return p->arc_at[e];
    }
    return HZ_NONE;
}

/* ---- one link, and those that move with it ---- */

static void rest_on(hz_sifting *s, uint32_t j, uint32_t arc)
{
    const hz_arc *a;

    s->rest[s->pieces.link_of[j]] = arc;
    if (arc == HZ_NONE)
        return;
    a = &s->model->arcs[arc];
    s->bears[a->before == j ? a->after : a->before] = 1;
}

/* `others`: what the links put on it that move with it. How near it is to moving, beside the sum of the terms; 0 where nothing holds it. */
static double settle_leader(hz_sifting *s, uint32_t j, double others, double others_size)
{
    const hz_column *column = &s->model->columns[j];
    double size, sum, margin = 0, x = s->link_bp[s->pieces.link_of[j]];
    uint32_t arc;

    sum = turn_all(s, j, x == column->lo_bp ? FOR_HIGH : FOR_LOW, &size) + others;
    size += others_size;
    if ((x == column->lo_bp && sum >= 0) || (x == column->hi_bp && sum <= 0)) {
        rest_on(s, j, HZ_NONE);
        return size > 0 ? fabs(sum) / size : 1;
    }
    if (x == column->lo_bp)
        sum = turn_all(s, j, FOR_LOW, &size) + others;
    if (sum >= 0) { /* held from below */
        if ((arc = find_stop(s, j, true)) == HZ_NONE)
            return 0;
        rest_on(s, j, arc);
        return size > 0 ? sum / size : 1;
    }
    if ((arc = turn_until(s, j, &sum, &margin)) != HZ_NONE) {
        rest_on(s, j, arc);
        return margin / size;
    }
    if ((arc = find_stop(s, j, false)) == HZ_NONE)
        return 0;
    rest_on(s, j, arc);
    return -sum / size;
}

/* What hangs by a link that moves with another comes to rest on all that lie on the way to that. */
static void weigh_follower(hz_sifting *s, hz_link_work *work, uint32_t j)
{
    const hz_pieces *p = &s->pieces;
    const hz_link_place *of = &work->of[p->link_of[j]];
    bool is_before = s->model->arcs[of->arc].before == j;
    double size, own = turn_all(s, j, is_before ? FOR_LOW : FOR_HIGH, &size);

    rest_on(s, j, of->arc);
    for (uint32_t k = j; k != HZ_NONE; k = work->of[p->link_of[k]].toward) {
        work->sum[p->link_of[k]] += own;
        work->size[p->link_of[k]] += size;
    }
}

/* Beside the sum of the terms; 0 where it would rather leave. */
static double margin_of_follower(const hz_sifting *s, const hz_link_work *work, uint32_t j)
{
    uint32_t link = s->pieces.link_of[j], arc = work->of[link].arc;
    double sum = work->sum[link], size = work->size[link];

    if (arc == HZ_NONE || (s->model->arcs[arc].before == j ? sum > 0 : sum < 0))
        return 0;
    return size > 0 ? fabs(sum) / size : 1;
}

static bool is_leader(const hz_sifting *s, const hz_link_work *work, uint32_t j)
{
    return work->of[s->pieces.link_of[j]].leader == j;
}

static float *group_score(hz_sifting *s, const hz_link_work *work, uint32_t j)
{
    return &s->score[hz_piece_of(&s->pieces, work->of[s->pieces.link_of[j]].leader)];
}

/* All that move as one have the margin of the least of them. */
static void settle_block(hz_sifting *s, hz_link_work *work, size_t block)
{
    const hz_pieces *p = &s->pieces;
    size_t n;
    uint32_t *members = hz_list_links(s, work, block, &n);

    for (size_t k = 0; k < n; k++)
        work->sum[p->link_of[members[k]]] = work->size[p->link_of[members[k]]] = 0;
    for (size_t k = 0; k < n; k++)
        if (work->of[p->link_of[members[k]]].arc != HZ_NONE)
            weigh_follower(s, work, members[k]);
    for (size_t k = 0; k < n; k++)
        if (is_leader(s, work, members[k]))
            *group_score(s, work, members[k]) =
                (float)settle_leader(s, members[k], work->sum[p->link_of[members[k]]], work->size[p->link_of[members[k]]]);
    for (size_t k = 0; k < n; k++)
        if (!is_leader(s, work, members[k]))
            *group_score(s, work, members[k]) =
                fminf(*group_score(s, work, members[k]), (float)margin_of_follower(s, work, members[k]));
    for (size_t k = 0; k < n; k++)
        s->score[hz_piece_of(p, members[k])] = *group_score(s, work, members[k]);
}

/* ---- all blocks ---- */

typedef struct {
    hz_sifting *s;
    hz_link_work *work;
} resting;

static void place_pieces(void *context, size_t part, size_t first, size_t end)
{
    hz_sifting *s = ((resting *)context)->s;

    (void)part;
    for (size_t piece = first; piece < end; piece++) {
        hz_priced priced;

        if (hz_is_link(&s->pieces, s->pieces.first[piece]))
            continue;
        hz_price_piece(&priced, s, piece);
        hz_place_piece(s, &priced);
        s->score[piece] = priced.margin;
    }
}

static void rest_blocks(void *context, size_t part, size_t first, size_t end)
{
    resting *r = context;
    hz_sifting *s = r->s;

    (void)part;
    for (size_t block = first; block < end; block++)
        settle_block(s, r->work, block);
}

void hz_rest_links(hz_sifting *s, hz_link_work *work)
{
    resting r = {s, work};

    hz_parallel(s->pieces.n, s->n_threads, place_pieces, &r);
    hz_parallel(s->model->n_blocks, s->n_threads, rest_blocks, &r);
    s->n_passes++;
}

/* ---- what a link meets ---- */

/* Where the link is when the column at the e-th arc is at a bound of its own: the one at which it begins or ceases to be moved, or the one
 * at which it stops the link. */
static double meeting_point(const hz_sifting *s, uint32_t j, uint32_t e, bool is_stop)
{
    const hz_arc *arc = &s->model->arcs[s->pieces.arc_at[e]];
    uint32_t other = arc->before == j ? arc->after : arc->before;
    const hz_column *column = &s->model->columns[other];

    return ((arc->before == other) == is_stop ? column->lo_bp : column->hi_bp) - hz_hanging_offset(&s->pieces, arc);
}

static void reach(hz_sifting *s, uint32_t column, double *below, double *above)
{
    const hz_pieces *p = &s->pieces;
    double x = s->link_bp[p->link_of[column]];

    *below = s->model->columns[column].lo_bp;
    *above = s->model->columns[column].hi_bp;
    for (uint32_t e = p->first_arc[column]; e < p->first_arc[column + 1]; e++)
        for (int is_stop = 0; is_stop < 2 && other_end(s, column, e) != HZ_NONE; is_stop++) {
            double at = meeting_point(s, column, e, is_stop);

            if (at < x - HZ_VIOLATED_BP)
                *below = fmax(*below, at);
            else if (at > x + HZ_VIOLATED_BP)
                *above = fmin(*above, at);
        }
}

hz_status hz_meet_pieces(hz_piece_list *met, hz_sifting *s, uint32_t column, hz_error *err)
{
    const hz_pieces *p = &s->pieces;
    const hz_column *link = &s->model->columns[column];
    double below, above, *lo = &s->reach_lo[p->link_of[column]], *hi = &s->reach_hi[p->link_of[column]];

    reach(s, column, &below, &above);
    *lo = fmin(*lo, below);
    *hi = fmax(*hi, above);
    for (uint32_t e = p->first_arc[column]; e < p->first_arc[column + 1]; e++) {
        uint32_t other = other_end(s, column, e);
        bool is_met = false;

        for (int is_stop = 0; is_stop < 2 && other != HZ_NONE; is_stop++) {
            double at = meeting_point(s, column, e, is_stop);

            is_met |= at >= below && at <= above && at > link->lo_bp && at < link->hi_bp;
        }
        if (!is_met || s->is_core[hz_piece_of(&s->pieces, other)])
            continue;
        if (!hz_grow((void **)&met->item, &met->capacity, met->n + 1, sizeof *met->item))
            return hz_error_memory(err);
        met->item[met->n++] = (uint32_t)hz_piece_of(&s->pieces, other);
    }
    return HZ_OK;
}

/* ---- does it still rest? ---- */

/* What a link puts on what it rests on, and that on what it rests on itself. */
static void put_weight(hz_sifting *s, uint32_t j, double weight)
{
    while (hz_is_link(&s->pieces, j)) {
        uint32_t arc = s->rest[s->pieces.link_of[j]];

        s->weight[s->pieces.link_of[j]] += weight;
        if (arc == HZ_NONE)
            return;
        j = s->model->arcs[arc].before == j ? s->model->arcs[arc].after : s->model->arcs[arc].before;
    }
}

static void weigh(void *context, size_t part, size_t first, size_t end)
{
    hz_sifting *s = context;
    const hz_model *m = s->model;

    (void)part;
    for (uint32_t j = m->block_column[first]; j < m->block_column[end]; j++)
        if (hz_is_link(&s->pieces, j))
            s->weight[s->pieces.link_of[j]] = 0;
    for (uint32_t j = m->block_column[first]; j < m->block_column[end]; j++) {
        double size;

        if (hz_is_link(&s->pieces, j) && s->is_resting[s->pieces.link_of[j]])
            put_weight(s, j, hanging_by(s, j, &size));
    }
}

void hz_weigh_links(hz_sifting *s)
{
    hz_parallel(s->model->n_blocks, s->n_threads, weigh, s);
}

double hz_push_on_link(const hz_sifting *s, uint32_t j)
{
    uint32_t link = s->pieces.link_of[j];
    double weight = s->weight[link];

    if (!s->is_resting[link])
        return 0;
    if (s->rest[link] == HZ_NONE) {
        const hz_column *column = &s->model->columns[j];
        bool is_held = (weight >= 0 && s->link_bp[link] == column->lo_bp) || (weight <= 0 && s->link_bp[link] == column->hi_bp);

        return is_held ? 0 : fabs(weight);
    }
    return (s->model->arcs[s->rest[link]].before == j ? weight <= 0 : weight >= 0) ? 0 : fabs(weight);
}

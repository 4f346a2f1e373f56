/* rest.c - what the links of a block rest on while it does not move
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * All that hangs by a link puts the sum of its reduced costs on it: what is positive pushes it down, what is negative up. A link passes on
 * what lies on it: to its own bound, to a column that is at a bound where the link holds it, or to another link along a tight arc;
 * each of them takes only what pushes against it. Columns that are at a bound of their own where the link holds them are fixed or hang by
 * it, as one likes, and each that turns changes the sum by |d|.
 *
 * Where the links stand best there is a way to pass on all of it (that is the dual of the block's linear program), and as the arcs between links
 * make trees it is soon found: from the leaves to the root, the least and the most that each link and all behind it can put on the one
 * before it; and back, who puts how much. A link that need not put all it could on the next one keeps one thing that is not at an end
 * of what it can take: on that it rests, and with it all that rest on it. */
#include "solve/rest.h"

#include <math.h>
#include <string.h>

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

/* Which way the column at the e-th arc may turn: one that links may rest on stays where it is. */
static turning may_turn(const hz_sifting *s, uint32_t j, uint32_t e)
{
    uint32_t other = other_end(s, j, e);

    if (other == HZ_NONE || s->bears[other] || (s->hung[other] != HZ_NONE && s->hung[other] != s->pieces.arc_at[e]) || !is_alone(s, other))
        return FOR_NOTHING;
    return turns(s, j, e, other);
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
        turning t = may_turn(s, j, e);

        if (t != FOR_NOTHING)
            let_hang(s, other_end(s, j, e), p->arc_at[e], t == to);
    }
    return hanging_by(s, j, size);
}

/* The arc to a column at a bound of its own that keeps the link from going lower, or higher; HZ_NONE. */
static uint32_t find_stop(const hz_sifting *s, uint32_t j, bool from_below)
{
    const hz_pieces *p = &s->pieces;

    for (uint32_t e = p->first_arc[j]; e < p->first_arc[j + 1]; e++) {
        const hz_arc *arc = &s->model->arcs[p->arc_at[e]];
        uint32_t other = other_end(s, j, e);
        double at = s->link_bp[p->link_of[j]] + hz_hanging_offset(p, arc);

        if (other == HZ_NONE || !is_alone(s, other) || (arc->before == other) != from_below ||
            at != (from_below ? s->model->columns[other].lo_bp : s->model->columns[other].hi_bp))
            continue;
        if (s->hung[other] == p->arc_at[e] || (s->hung[other] == HZ_NONE && s->at_bp[other] == at))
            return p->arc_at[e];
    }
    return HZ_NONE;
}

/* What stops a link stands by itself from now on. */
static void stop_at(hz_sifting *s, uint32_t arc, bool from_below)
{
    const hz_arc *a = &s->model->arcs[arc];
    uint32_t other = hz_is_link(&s->pieces, a->before) ? a->after : a->before;

    hz_fix(s, other, from_below ? s->model->columns[other].lo_bp : s->model->columns[other].hi_bp);
}

/* ---- from the leaves to the root: what can be put on the next ---- */

static hz_link_place *place_of(const hz_sifting *s, hz_link_work *work, uint32_t j)
{
    return &work->of[s->pieces.link_of[j]];
}

/* At its own bound, or at a column that stops it? *arc: to that, or HZ_NONE. */
static bool is_held(const hz_sifting *s, uint32_t j, bool from_below, uint32_t *arc)
{
    const hz_column *column = &s->model->columns[j];

    *arc = HZ_NONE;
    return s->link_bp[s->pieces.link_of[j]] == (from_below ? column->lo_bp : column->hi_bp) || (*arc = find_stop(s, j, from_below)) != HZ_NONE;
}

/* The column at the e-th arc, where it can turn; else HZ_NONE. *d: by how much that changes the sum. */
static uint32_t turnable(const hz_sifting *s, uint32_t j, uint32_t e, turning *t, double *d)
{
    double size;

    if ((*t = may_turn(s, j, e)) == FOR_NOTHING)
        return HZ_NONE;
    *d = fabs(hz_reduced_cost(s, other_end(s, j, e), &size));
    return other_end(s, j, e);
}

/* What a link can put on the one before it: upwards only along an arc that keeps it from rising, downwards along one that keeps it from
 * falling. */
static void pass_on(const hz_sifting *s, const hz_link_place *of, uint32_t link, double *least, double *most)
{
    double above;

    *least = *most = 0;
    if (of->parent == HZ_NONE)
        return;
    above = s->link_bp[link] - s->link_bp[s->pieces.link_of[of->parent]];
    if (of->up_arc != HZ_NONE && above == of->up)
        *least = of->least;
    if (of->down_arc != HZ_NONE && above == -of->down)
        *most = of->most;
    *most = fmax(fmin(*most, of->most), fmin(*least, 0));
    *least = fmin(fmax(*least, of->least), *most);
}

/* The link by itself, with all its columns turned low; what is behind it has been added. */
static void find_range(hz_sifting *s, hz_link_work *work, uint32_t j)
{
    hz_link_place *of = place_of(s, work, j), *parent;
    double size, d, sum = turn_all(s, j, FOR_LOW, &size), least, most;
    uint32_t arc;
    turning t;

    of->least = is_held(s, j, true, &arc) ? -INFINITY : of->least + sum;
    of->most = is_held(s, j, false, &arc) ? INFINITY : of->most + sum;
    of->size += size;
    of->least_size += size;
    of->most_size += size;
    for (uint32_t e = s->pieces.first_arc[j]; e < s->pieces.first_arc[j + 1]; e++)
        if (turnable(s, j, e, &t, &d) != HZ_NONE) {
            of->most += d;
            of->most_size += t == FOR_HIGH ? d : 0;
        }
    if (of->parent == HZ_NONE)
        return;
    parent = place_of(s, work, of->parent);
    pass_on(s, of, s->pieces.link_of[j], &least, &most);
    parent->least += least;
    parent->most += most;
    parent->size += of->size;
    parent->least_size += least != 0 ? of->least_size : 0;
    parent->most_size += most != 0 ? of->most_size : 0;
}

/* ---- and back: what is put there ---- */

static void rest_on(hz_sifting *s, uint32_t j, uint32_t arc)
{
    const hz_arc *a;

    s->rest[s->pieces.link_of[j]] = arc;
    if (arc == HZ_NONE)
        return;
    a = &s->model->arcs[arc];
    s->bears[a->before == j ? a->after : a->before] = 1;
}

/* The link behind j at the e-th arc, once, though two arcs may lead to it; HZ_NONE. */
static uint32_t link_behind(const hz_sifting *s, hz_link_work *work, uint32_t j, uint32_t e)
{
    uint32_t arc = s->pieces.arc_at[e];
    const hz_arc *a = &s->model->arcs[arc];
    uint32_t other = a->before == j ? a->after : a->before;
    const hz_link_place *of;

    if (!hz_is_link(&s->pieces, other))
        return HZ_NONE;
    of = place_of(s, work, other);
    return of->parent == j && arc == (of->up_arc != HZ_NONE ? of->up_arc : of->down_arc) ? other : HZ_NONE;
}

/* The tight arc along which a link puts `value` on the one before it, or that on the link; HZ_NONE. */
static uint32_t arc_for(const hz_sifting *s, const hz_link_place *of, uint32_t link, double value)
{
    double above = s->link_bp[link] - s->link_bp[s->pieces.link_of[of->parent]];

    if (of->up_arc != HZ_NONE && above == of->up && value <= 0)
        return of->up_arc;
    return of->down_arc != HZ_NONE && above == -of->down && value >= 0 ? of->down_arc : HZ_NONE;
}

/* Sums are nearer to the truth than this share of their terms. */
#define NEAR 1e-12

/* A search for what a link rests on: `sum` lies on it so far, of which it shall pass on `target`. */
typedef struct {
    hz_sifting *s;
    hz_link_work *work;
    uint32_t j;
    double target, sum;
    double near; /* fen: a smaller difference is none */
} settling;

static void take_aim(hz_link_place *of, hz_aim aim, double value)
{
    of->aim = aim;
    of->value = value;
}

/* As little as can be comes from behind at first: nothing, where that can be. */
static void begin_behind(settling *t)
{
    hz_sifting *s = t->s;

    for (uint32_t e = s->pieces.first_arc[t->j]; e < s->pieces.first_arc[t->j + 1]; e++) {
        uint32_t behind = link_behind(s, t->work, t->j, e);
        hz_link_place *of;
        double least, most;

        if (behind == HZ_NONE)
            continue;
        of = place_of(s, t->work, behind);
        pass_on(s, of, s->pieces.link_of[behind], &least, &most);
        take_aim(of, least > 0 ? HZ_AIM_LOW : most < 0 ? HZ_AIM_HIGH : HZ_AIM_VALUE, least > 0 ? least : fmin(most, 0));
        t->sum += of->value;
    }
}

static bool rests_on_hold(settling *t, bool from_below)
{
    uint32_t arc;
    double size;

    if (!is_held(t->s, t->j, from_below, &arc))
        return false;
    if (arc == HZ_NONE && from_below) /* what stands there, too, goes with it if it ever leaves */
        turn_all(t->s, t->j, FOR_HIGH, &size);
    else if (arc != HZ_NONE)
        stop_at(t->s, arc, from_below);
    rest_on(t->s, t->j, arc);
    return true;
}

/* Turn columns high one after the other, until as much lies on it as shall: the last of them takes what is left over. */
static bool rests_on_column(settling *t)
{
    hz_sifting *s = t->s;

    for (uint32_t e = s->pieces.first_arc[t->j]; e < s->pieces.first_arc[t->j + 1]; e++) {
        uint32_t arc = s->pieces.arc_at[e], other;
        double d;
        turning to;

        if ((other = turnable(s, t->j, e, &to, &d)) == HZ_NONE)
            continue;
        let_hang(s, other, arc, to == FOR_HIGH);
        if ((t->sum += d) < t->target - t->near)
            continue;
        let_hang(s, other, arc, false); /* the link rests on it, not it on the link */
        rest_on(s, t->j, arc);
        return true;
    }
    return false;
}

static void rest_on_link(settling *t, hz_link_place *behind, uint32_t column, double value)
{
    behind->is_rested_on = true;
    rest_on(t->s, t->j, arc_for(t->s, behind, t->s->pieces.link_of[column], value));
}

/* More, or less, comes from behind: one link after the other puts all it can there, until it is enough: the last puts what is missing, and is
 * rested on. */
static bool rests_on_link(settling *t, bool is_more)
{
    hz_sifting *s = t->s;

    for (uint32_t e = s->pieces.first_arc[t->j]; e < s->pieces.first_arc[t->j + 1]; e++) {
        uint32_t behind = link_behind(s, t->work, t->j, e);
        hz_link_place *of = behind == HZ_NONE ? NULL : place_of(s, t->work, behind);
        double least, most, end, before = t->sum, value;

        if (!of)
            continue;
        pass_on(s, of, s->pieces.link_of[behind], &least, &most);
        end = is_more ? most : least;
        if (end == of->value)
            continue;
        t->sum += end - of->value;
        value = of->value + t->target - before;
        take_aim(of, end != (is_more ? of->most : of->least) ? HZ_AIM_VALUE : is_more ? HZ_AIM_HIGH : HZ_AIM_LOW, end);
        if (is_more ? t->sum < t->target - t->near : t->sum > t->target + t->near)
            continue;
        take_aim(of, HZ_AIM_VALUE, value);
        rest_on_link(t, of, behind, value);
        return true;
    }
    return false;
}

/* Nothing is put on a column that stands at a bound of its own. */
static bool rests_beside_column(settling *t)
{
    const hz_sifting *s = t->s;

    for (uint32_t e = s->pieces.first_arc[t->j]; e < s->pieces.first_arc[t->j + 1]; e++) {
        uint32_t other = other_end(s, t->j, e);

        if (other == HZ_NONE || s->hung[other] != HZ_NONE || !is_alone(s, other) || turns(s, t->j, e, other) == FOR_NOTHING)
            continue;
        rest_on(t->s, t->j, s->pieces.arc_at[e]);
        return true;
    }
    return false;
}

static bool rests_beside_link(settling *t)
{
    hz_sifting *s = t->s;

    for (uint32_t e = s->pieces.first_arc[t->j]; e < s->pieces.first_arc[t->j + 1]; e++) {
        uint32_t behind = link_behind(s, t->work, t->j, e);
        hz_link_place *of = behind == HZ_NONE ? NULL : place_of(s, t->work, behind);

        if (!of || of->aim != HZ_AIM_VALUE || arc_for(s, of, s->pieces.link_of[behind], 0) == HZ_NONE)
            continue;
        rest_on_link(t, of, behind, 0);
        return true;
    }
    return false;
}

/* Nothing is left to pass on: it rests on what takes nothing. The link before it has its rest; one behind it may find none. */
static bool rests_on_anything(settling *t)
{
    hz_sifting *s = t->s;
    const hz_link_place *own = place_of(s, t->work, t->j);
    uint32_t arc;

    if (rests_on_hold(t, true) || rests_on_hold(t, false))
        return true;
    if (own->parent == HZ_NONE || own->is_rested_on || (arc = arc_for(s, own, s->pieces.link_of[t->j], 0)) == HZ_NONE)
        return rests_beside_column(t) || rests_on_column(t) || rests_beside_link(t);
    rest_on(s, t->j, arc);
    return true;
}

/* All that it and what is behind it can put on the one before it, or as little. */
static void settle_at_end(settling *t, const hz_link_place *of)
{
    bool is_more = of->aim == HZ_AIM_HIGH;

    t->target = is_more ? INFINITY : -INFINITY;
    if (is_more)
        rests_on_column(t);
    rests_on_link(t, is_more);
    rest_on(t->s, t->j, arc_for(t->s, of, t->s->pieces.link_of[t->j], of->value));
}

/* How near what lies on a link is to all, or to as little, as it can pass on: then it moves. Beside the sum of the terms. */
static float margin_of(const hz_link_place *of)
{
    double up = of->most_size > 0 ? fmax(0, of->most - of->value) / of->most_size : 1;
    double down = of->least_size > 0 ? fmax(0, of->value - of->least) / of->least_size : 1;

    if (of->aim != HZ_AIM_VALUE)
        return (float)(fabs(of->value) / of->size);
    return (float)fmin(1, fmin(up, down));
}

/* False where nothing holds it. */
static bool settle(hz_sifting *s, hz_link_work *work, uint32_t j)
{
    const hz_link_place *of = place_of(s, work, j);
    settling t = {s, work, j, of->value, 0, NEAR * of->size};
    double size;

    rest_on(s, j, HZ_NONE);
    t.sum = hanging_by(s, j, &size);
    begin_behind(&t);
    if (of->aim != HZ_AIM_VALUE)
        settle_at_end(&t, of);
    else if (t.sum > t.target + t.near)
        return rests_on_hold(&t, true) || rests_on_link(&t, false);
    else if (t.sum < t.target - t.near)
        return rests_on_hold(&t, false) || rests_on_column(&t) || rests_on_link(&t, true);
    else
        return rests_on_anything(&t);
    return true;
}

/* A column at a bound of its own that stops the link there, and needs nothing else to stand, is to do nothing else. */
static void keep_stops(hz_sifting *s, uint32_t j)
{
    const hz_pieces *p = &s->pieces;

    for (uint32_t e = p->first_arc[j]; e < p->first_arc[j + 1]; e++) {
        const hz_arc *arc = &s->model->arcs[p->arc_at[e]];
        uint32_t other = other_end(s, j, e);
        bool from_below = arc->before == other;
        double at = s->link_bp[p->link_of[j]] + hz_hanging_offset(p, arc), size;

        if (other == HZ_NONE || !is_alone(s, other) || at != (from_below ? s->model->columns[other].lo_bp : s->model->columns[other].hi_bp) ||
            (from_below ? -1 : 1) * hz_reduced_cost(s, other, &size) > 0)
            continue;
        hz_fix(s, other, from_below ? s->model->columns[other].lo_bp : s->model->columns[other].hi_bp);
        s->bears[other] = 1;
    }
}

/* False where one of the links has nothing that holds it. */
static bool settle_links(hz_sifting *s, hz_link_work *work, size_t block, bool stops_first)
{
    const uint32_t *start = s->model->block_column + block;
    size_t n;
    const uint32_t *members = hz_list_links(s, work, block, &n);
    bool are_at_rest = true;

    memset(s->bears + start[0], 0, start[1] - start[0]);
    for (size_t k = 0; k < n && stops_first; k++)
        keep_stops(s, members[k]);
    for (size_t k = 0; k < n; k++) {
        hz_link_place *of = place_of(s, work, members[k]);

        of->least = of->most = of->size = of->least_size = of->most_size = 0;
        of->is_rested_on = false;
        take_aim(of, HZ_AIM_VALUE, 0);
    }
    for (size_t k = n; k-- > 0;)
        find_range(s, work, members[k]);
    for (size_t k = 0; k < n; k++) {
        bool is_at_rest = settle(s, work, members[k]);

        s->score[hz_piece_of(&s->pieces, members[k])] = is_at_rest ? margin_of(place_of(s, work, members[k])) : 0;
        are_at_rest &= is_at_rest;
    }
    return are_at_rest;
}

static void settle_block(hz_sifting *s, hz_link_work *work, size_t block)
{
    if (!settle_links(s, work, block, false) && !settle_links(s, work, block, true))
        settle_links(s, work, block, false);
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
            is_met |= turns(s, column, e, other) != FOR_NOTHING && s->hung[other] == HZ_NONE;
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

/* pricing.c - what every piece would do at the present prices: the passes over all columns
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve/pricing.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/cancel.h"
#include "base/parallel.h"
#include "solve/rest.h"

/* A reduced cost is taken for zero below this share of the sum of its terms: rounding of the terms themselves. */
#define ZERO_SHARE 1e-13

/* ---- one piece ---- */

double hz_reduced_cost(const hz_sifting *s, size_t column, double *size)
{
    const hz_model *m = s->model;
    double cost = s->is_phase1 ? 0 : (double)m->columns[column].cost_fen_d;
    double d = cost;

    *size = fabs(cost);
    for (uint64_t k = m->start[column]; k < m->start[column + 1]; k++) {
        double term = s->price[m->row[k]] * (double)m->value[k];

        d -= term;
        *size += fabs(term);
    }
    return fabs(d) > ZERO_SHARE * *size ? d : 0;
}

bool hz_is_free_piece(const hz_sifting *s, size_t piece)
{
    for (size_t j = hz_piece_first(&s->pieces, piece); j < hz_piece_first(&s->pieces, piece + 1); j++)
        if (hz_is_free(&s->model->columns[j]))
            return true;
    return false;
}

/* X[link] <= X[j] + slack, or X[j] <= X[link] + slack: the tightest of them, where it is as tight as the column's own bounds. */
static void narrow_by_links(hz_priced *out, const hz_sifting *s, size_t i)
{
    const hz_pieces *p = &s->pieces;
    size_t j = out->first + i;

    for (uint32_t e = p->first_arc[j]; e < p->first_arc[j + 1]; e++) {
        const hz_arc *arc = &s->model->arcs[p->arc_at[e]];
        double at;

        if (!hz_is_link(p, arc->before) && !hz_is_link(p, arc->after))
            continue;
        at = s->link_bp[p->link_of[hz_link_end(p, arc)]] + hz_hanging_offset(p, arc);
        if (arc->after == j)
            out->lo[i] = fmax(out->lo[i], at);
        else
            out->hi[i] = fmin(out->hi[i], at);
    }
}

/* Columns first .. last of a chain would move together: how little that would cost beside the terms of its sum; 1: they cannot. */
static double edge(const hz_priced *p, const double *size, size_t first, size_t last)
{
    double sum = 0, terms = 0;

    for (size_t i = first; i <= last; i++) {
        if (p->lo[i] >= p->hi[i])
            return 1;
        sum += p->d[i];
        terms += size[i];
    }
    return terms > 0 ? fabs(sum) / terms : 0;
}

/* The least over all edges that lead away from the best point of a chain: part of what hangs together leaves it, or all of it its bound. */
static double chain_margin(const hz_priced *p, const double *size)
{
    uint8_t place[HZ_CHAIN_MAX];
    bool is_tight[HZ_CHAIN_MAX];
    double margin = 1;

    if (!p->has_point || !hz_chain_facets(place, is_tight, p->lo, p->hi, p->n, p->d, p->x))
        return 0;
    for (size_t first = 0, end, root; first < p->n; first = end) {
        for (end = first + 1; end < p->n && is_tight[end - 1]; end++)
            ;
        for (root = first; root + 1 < end && place[root] == HZ_BASIC; root++)
            margin = fmin(margin, edge(p, size, first, root));
        for (size_t i = end - 1; i > root; i--)
            margin = fmin(margin, edge(p, size, i, end - 1));
        margin = fmin(margin, edge(p, size, first, end - 1));
    }
    return margin;
}

void hz_price_piece(hz_priced *out, const hz_sifting *s, size_t piece)
{
    size_t first = hz_piece_first(&s->pieces, piece), n = hz_piece_first(&s->pieces, piece + 1) - first;
    double size[HZ_CHAIN_MAX];

    out->first = first;
    out->n = n;
    for (size_t i = 0; i < n; i++) {
        const hz_column *column = &s->model->columns[first + i];

        out->d[i] = hz_reduced_cost(s, first + i, &size[i]);
        out->lo[i] = column->lo_bp;
        out->hi[i] = column->hi_bp;
        if (s->pieces.n_links > 0)
            narrow_by_links(out, s, i);
    }
    if (n == 1) {
        out->x[0] = out->d[0] < 0 ? out->hi[0] : out->lo[0];
        out->has_point = out->lo[0] <= out->hi[0];
        out->margin = (float)edge(out, size, 0, 0);
    } else {
        out->has_point = hz_chain_best(out->x, out->lo, out->hi, n, out->d);
        out->margin = (float)chain_margin(out, size);
    }
}

/* ---- where a piece stands ---- */

void hz_fix(hz_sifting *s, size_t column, uint16_t x_bp)
{
    const hz_column *c = &s->model->columns[column];

    if (!s->at_bp) {
        s->place[column] = hz_is_free(c) && x_bp == c->hi_bp ? HZ_AT_HI : HZ_AT_LO;
        return;
    }
    s->at_bp[column] = x_bp;
    if (s->hung)
        s->hung[column] = HZ_NONE;
}

/* The arc by which a link holds the column where it is; HZ_NONE: it stands at its own bound. */
static uint32_t holding_arc(const hz_sifting *s, const hz_priced *priced, size_t i, bool is_at_lo)
{
    const hz_pieces *p = &s->pieces;
    size_t j = priced->first + i;

    for (uint32_t e = p->first_arc[j]; e < p->first_arc[j + 1]; e++) {
        const hz_arc *arc = &s->model->arcs[p->arc_at[e]];

        if ((arc->after == j) == is_at_lo && (hz_is_link(p, arc->before) || hz_is_link(p, arc->after)) &&
            s->link_bp[p->link_of[hz_link_end(p, arc)]] + hz_hanging_offset(p, arc) == (is_at_lo ? priced->lo[i] : priced->hi[i]))
            return p->arc_at[e];
    }
    return HZ_NONE;
}

/* Columns that arcs hold together stand where their root stands, or hang by what it hangs by. False when the best point is one
 * only by rounding. */
static bool hang(hz_sifting *s, const hz_priced *priced)
{
    uint8_t place[HZ_CHAIN_MAX];
    bool is_tight[HZ_CHAIN_MAX];

    if (!priced->has_point ||
        !hz_chain_basis(place, is_tight, priced->lo, priced->hi, priced->n, priced->d, priced->x))
        return false;
    for (size_t i = 0, end; i < priced->n; i = end) {
        uint32_t arc = HZ_NONE;

        for (end = i + 1; end < priced->n && is_tight[end - 1]; end++)
            ;
        for (size_t k = i; k < end; k++)
            if (place[k] != HZ_BASIC)
                arc = holding_arc(s, priced, k, place[k] == HZ_AT_LO);
        for (size_t k = i; k < end; k++) {
            if (arc == HZ_NONE)
                hz_fix(s, priced->first + k, (uint16_t)priced->x[k]);
            else
                s->hung[priced->first + k] = arc;
        }
    }
    return true;
}

void hz_place_piece(hz_sifting *s, hz_priced *priced)
{
    if (s->pieces.n_links == 0) {
        for (size_t i = 0; i < priced->n; i++)
            hz_fix(s, priced->first + i, (uint16_t)priced->x[i]);
    } else if (!hang(s, priced)) {
        for (size_t i = 0; i < priced->n; i++)
            hz_fix(s, priced->first + i, s->model->columns[priced->first + i].lo_bp);
        priced->margin = 0; /* a master shall see to it */
    }
}

/* What it brings without its link, where that is in the core. */
static int own_cut(const hz_sifting *s, size_t j)
{
    uint32_t link = hz_hung_on(s, j);

    if (link != HZ_NONE && !s->is_resting[link])
        return (int)hz_hanging_offset(&s->pieces, &s->model->arcs[s->hung[j]]);
    return (int)hz_value_of(s, j);
}

static void add_cut(const hz_model *m, size_t j, int cut, __int128 *fixed, double *cost)
{
    *cost += (double)m->columns[j].cost_fen_d * cut;
    for (uint64_t k = m->start[j]; cut && k < m->start[j + 1]; k++)
        fixed[m->row[k]] += (__int128)m->value[k] * cut;
}

void hz_add_fixed(hz_sifting *s, size_t column, int sign)
{
    add_cut(s->model, column, sign * own_cut(s, column), s->fixed, &s->fixed_cost);
}

/* ---- closing ---- */

static void place_part(void *context, size_t part, size_t first, size_t end)
{
    hz_sifting *s = context;

    (void)part;
    for (size_t k = first; k < end; k++) {
        hz_priced priced;

        hz_price_piece(&priced, s, s->open.item[k]);
        hz_place_piece(s, &priced);
        s->score[s->open.item[k]] = priced.margin;
    }
}

/* Order-preserving key of a non-negative float: its leading bits. */
static uint32_t margin_key(float margin)
{
    uint32_t bits;

    memcpy(&bits, &margin, sizeof bits);
    return bits >> 16;
}

enum { N_KEYS = 1 << 15 };

static size_t n_columns_of(const hz_sifting *s, size_t piece)
{
    return hz_piece_first(&s->pieces, piece + 1) - hz_piece_first(&s->pieces, piece);
}

/* The largest key such that not many more than `wanted` columns of the open pieces lie at or below it. */
static uint32_t key_limit(const hz_sifting *s, uint32_t *count, size_t wanted)
{
    size_t sum = 0;
    uint32_t key = 0;

    for (size_t k = 0; k < s->open.n; k++)
        count[margin_key(s->score[s->open.item[k]])] += (uint32_t)n_columns_of(s, s->open.item[k]);
    while (key + 1 < N_KEYS && sum + count[key] <= wanted)
        sum += count[key++];
    return key;
}

/* Keep the pieces below the limit at the front of the list; the others move behind them. */
static size_t part_list(hz_sifting *s, uint32_t limit, size_t wanted)
{
    size_t kept = 0, n_columns = 0;

    for (size_t k = 0; k < s->open.n; k++) {
        uint32_t piece = s->open.item[k];

        if (margin_key(s->score[piece]) > limit || n_columns >= 2 * wanted)
            continue;
        n_columns += n_columns_of(s, piece);
        s->open.item[k] = s->open.item[kept];
        s->open.item[kept++] = piece;
    }
    return kept;
}

typedef struct {
    const hz_sifting *s;
    const uint32_t *piece;
    __int128 *fixed; /* [n_parts * n_rows] */
    double *cost;    /* [n_parts] */
} closing;

static void fix_part(void *context, size_t part, size_t first, size_t end)
{
    const closing *c = context;
    const hz_sifting *s = c->s;

    for (size_t k = first; k < end; k++)
        for (size_t j = hz_piece_first(&s->pieces, c->piece[k]); j < hz_piece_first(&s->pieces, c->piece[k] + 1); j++)
            add_cut(s->model, j, own_cut(s, j), c->fixed + part * s->model->n_rows, &c->cost[part]);
}

hz_status hz_add_fixed_pieces(hz_sifting *s, const uint32_t *piece, size_t n, hz_error *err)
{
    size_t n_rows = s->model->n_rows, n_parts = hz_parts(n);
    closing c = {s, piece, hz_calloc(n_parts * n_rows + 1, sizeof *c.fixed), hz_calloc(n_parts, sizeof *c.cost)};
    hz_status status = HZ_OK;

    if (c.fixed && c.cost) {
        hz_parallel(n, s->n_threads, fix_part, &c);
        for (size_t part = 0; part < n_parts; part++) {
            s->fixed_cost += c.cost[part];
            for (size_t i = 0; i < n_rows; i++)
                s->fixed[i] += c.fixed[part * n_rows + i];
        }
    } else {
        status = hz_error_memory(err);
    }
    free(c.fixed);
    free(c.cost);
    return status;
}

static int by_piece(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

    return x < y ? -1 : x > y;
}

hz_status hz_part_open(hz_sifting *s, size_t wanted, hz_error *err)
{
    uint32_t *count = hz_calloc(N_KEYS, sizeof *count);
    size_t kept;

    if (!count)
        return hz_error_memory(err);
    kept = part_list(s, key_limit(s, count, wanted), wanted);
    free(count);
    qsort(s->open.item, kept, sizeof *s->open.item, by_piece); /* they were put before others out of their order */
    s->open.n = kept;
    return HZ_OK;
}

hz_status hz_close_all_but(hz_sifting *s, size_t wanted, hz_error *err)
{
    size_t n = s->open.n;
    hz_status status;

    hz_parallel(n, s->n_threads, place_part, s);
    s->n_passes++;
    if ((status = hz_part_open(s, wanted, err)))
        return status;
    return hz_add_fixed_pieces(s, s->open.item + s->open.n, n - s->open.n, err);
}

/* ---- who would move ---- */

static double gain_of(const hz_sifting *s, const hz_priced *priced)
{
    double gain = 0;

    for (size_t i = 0; priced->has_point && i < priced->n; i++)
        gain += priced->d[i] * (hz_value_of(s, priced->first + i) - priced->x[i]);
    return gain > 0 ? gain : 0;
}

typedef struct {
    const hz_sifting *s;
    const uint32_t *piece;
    double *gain; /* [n_parts] */
} gap;

static void gap_part(void *context, size_t part, size_t first, size_t end)
{
    const gap *g = context;

    for (size_t k = first; k < end; k++) {
        hz_priced priced;

        hz_price_piece(&priced, g->s, g->piece[k]);
        g->gain[part] += gain_of(g->s, &priced);
    }
}

double hz_gap_of_prices(hz_sifting *s, const uint32_t *piece, size_t n)
{
    size_t n_parts = hz_parts(n);
    gap g = {s, piece, hz_calloc(n_parts, sizeof *g.gain)};
    double gain = 0, cost = s->fixed_cost + hz_master_objective(s->master) * s->scale.total * HZ_SHARE_ONE;

    if (!g.gain)
        return 1; /* not known */
    hz_parallel(n, s->n_threads, gap_part, &g);
    s->n_passes++;
    for (size_t part = 0; part < n_parts; part++)
        gain += g.gain[part];
    free(g.gain);
    return gain > 0 ? gain / (fabs(cost) + gain) : 0;
}

/* ---- links: a piece stands right when nothing it rests on would push it off ---- */

/* By how much a bound or step is missed at most. */
static double violation(const hz_sifting *s, const hz_priced *priced)
{
    double most = 0, last = 0;

    for (size_t i = 0; i < priced->n; i++) {
        double x = hz_value_of(s, priced->first + i);

        most = fmax(most, fmax(priced->lo[i] - x, x - priced->hi[i]));
        if (i)
            most = fmax(most, last - x);
        last = x;
    }
    return most > HZ_VIOLATED_BP ? most : 0;
}

/* Where a column may rest: what is fixed, at its own bounds; what hangs, by its arc alone. */
static void rests(const hz_sifting *s, size_t j, double x, double *lo, double *hi)
{
    const hz_column *column = &s->model->columns[j];
    uint32_t hung = s->hung[j];

    *lo = hung == HZ_NONE ? column->lo_bp : s->model->arcs[hung].after == j ? x : -INFINITY;
    *hi = hung == HZ_NONE ? column->hi_bp : s->model->arcs[hung].before == j ? x : INFINITY;
}

/* Columns first .. end-1 of a piece, all fixed or all hanging by one arc. */
static bool is_run_at_rest(const hz_sifting *s, const hz_priced *priced, size_t first, size_t end)
{
    double lo[HZ_CHAIN_MAX], hi[HZ_CHAIN_MAX], x[HZ_CHAIN_MAX];
    uint8_t places[HZ_CHAIN_MAX];
    bool is_tight[HZ_CHAIN_MAX];

    for (size_t i = first; i < end; i++) {
        x[i - first] = hz_value_of(s, priced->first + i);
        rests(s, priced->first + i, x[i - first], &lo[i - first], &hi[i - first]);
    }
    return hz_chain_basis(places, is_tight, lo, hi, end - first, priced->d + first, x);
}

/* What the links that rest on it put on a column. */
static double burden(const hz_sifting *s, size_t j)
{
    const hz_pieces *p = &s->pieces;
    double sum = 0;

    for (uint32_t e = p->first_arc[j]; e < p->first_arc[j + 1]; e++) {
        const hz_arc *arc = &s->model->arcs[p->arc_at[e]];
        uint32_t link = hz_is_link(p, arc->before) || hz_is_link(p, arc->after) ? p->link_of[hz_link_end(p, arc)] : HZ_NONE;

        if (link != HZ_NONE && s->is_resting[link] && s->rest[link] == p->arc_at[e])
            sum += s->weight[link];
    }
    return sum;
}

bool hz_is_at_rest(const hz_sifting *s, const hz_priced *priced)
{
    hz_priced loaded = *priced;

    for (size_t i = 0; i < priced->n; i++)
        if (s->bears[priced->first + i])
            loaded.d[i] += burden(s, priced->first + i);
    for (size_t i = 0, end; i < priced->n; i = end) {
        for (end = i + 1; end < priced->n && s->hung[priced->first + end] == s->hung[priced->first + i]; end++)
            ;
        if (!is_run_at_rest(s, &loaded, i, end))
            return false;
    }
    return true;
}

/* How much it matters that a piece moves: what it would save, or what it stands in the way of. 0: it stands right. */
static double urgency(const hz_sifting *s, size_t piece)
{
    hz_priced priced;
    double gain, missed, size = 0;

    if (hz_is_link(&s->pieces, hz_piece_first(&s->pieces, piece)))
        return hz_push_on_link(s, (uint32_t)hz_piece_first(&s->pieces, piece));
    hz_price_piece(&priced, s, piece);
    gain = gain_of(s, &priced);
    if (s->pieces.n_links == 0)
        return gain;
    missed = violation(s, &priced);
    if (missed == 0 && hz_is_at_rest(s, &priced))
        return 0;
    for (size_t i = 0; i < priced.n; i++)
        size += fabs(priced.d[i]);
    return fmax(gain + missed * size, FLT_MIN);
}

static void mover_part(void *context, size_t part, size_t first, size_t end)
{
    hz_sifting *s = context;

    (void)part;
    for (size_t piece = first; piece < end; piece++) {
        bool may_move = !s->is_core[piece] && (s->pieces.n_links > 0 || hz_is_free_piece(s, piece));
        double matters = may_move ? urgency(s, piece) : 0;

        s->score[piece] = matters > 0 ? fmaxf((float)matters, FLT_MIN) : 0;
    }
}

static int by_gain(const void *a, const void *b)
{
    const hz_mover *x = a, *y = b;

    if (x->gain != y->gain)
        return x->gain < y->gain ? 1 : -1;
    return x->piece < y->piece ? -1 : x->piece > y->piece;
}

hz_status hz_find_movers(hz_sifting *s, hz_mover **movers, size_t *n, hz_error *err)
{
    size_t capacity = 0;

    *movers = NULL;
    *n = 0;
    if (s->pieces.n_links > 0)
        hz_weigh_links(s);
    hz_parallel(s->pieces.n, s->n_threads, mover_part, s);
    s->n_passes++;
    for (size_t piece = 0; piece < s->pieces.n; piece++) {
        if (!(s->score[piece] > 0))
            continue;
        if (!hz_grow((void **)movers, &capacity, *n + 1, sizeof **movers))
            return hz_error_memory(err);
        (*movers)[(*n)++] = (hz_mover){(uint32_t)piece, s->score[piece]};
    }
    if (*n > 1)
        qsort(*movers, *n, sizeof **movers, by_gain);
    return hz_cancel_check(err);
}

/* core.c - the core in its master
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A column that hangs comes into the master as its distance z from what it hangs by, so that nothing else changes when it comes: the
 * link's column goes on standing for it, z = 0 is where it was, and the tight arc is the bound of z. Its own bounds, and the arcs
 * of the core, are local rows that the master is told when it first violates them, which few ever are. */
#include "solve/core.h"

#include <math.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/lang.h"
#include "solve/pricing.h"
#include "solve/rest.h"

/* What is missing in a row costs this multiple of its present price, and this much of a typical price, which is near to it where prices
 * are the best there are; if that is paid, so many times more. */
#define HELD 2.0
#define HELD_LEAST 0.5
#define HELD_NEAR 1.01
#define HELD_NEAR_LEAST 0.01
#define RAISED 4.0

/* Farther than anything can be from what it hangs by. */
enum { FAR_BP = 2 * HZ_SHARE_ONE };

/* ---- where a column hangs ---- */

/* Its neighbour in the piece, or the link; HZ_NONE: by nothing. */
static uint32_t parent_of(const hz_sifting *s, uint32_t j)
{
    const hz_arc *arc;
    uint32_t link;

    if (hz_hung_by(s, j) == HZ_NONE)
        return HZ_NONE;
    arc = &s->model->arcs[s->hung[j]];
    if (s->pieces.n_links == 0)
        return arc->before == j ? arc->after : arc->before;
    link = hz_link_end(&s->pieces, arc);
    if (arc->before == j || arc->after == j)
        return link;
    return (arc->before == link ? arc->after : arc->before) < j ? j - 1 : j + 1; /* towards the column that the arc is at */
}

/* Is z >= 0, that is, does the column stand above what it hangs by? Else z <= 0. */
static bool is_above(const hz_sifting *s, uint32_t j, uint32_t parent)
{
    return hz_is_link(&s->pieces, parent) ? s->model->arcs[s->hung[j]].after == j : parent < j;
}

/* Does the column hang by j, as j itself does? */
static bool hangs_by(const hz_sifting *s, uint32_t column, uint32_t j)
{
    while (column != j && column != HZ_NONE && !hz_is_link(&s->pieces, column))
        column = parent_of(s, column);
    return column == j;
}

/* ---- columns of the master ---- */

static void add_to_sum(hz_sifting *s, size_t j, size_t *n, double *cost)
{
    const hz_model *m = s->model;

    *cost += (double)m->columns[j].cost_fen_d;
    for (uint64_t k = m->start[j]; k < m->start[j + 1]; k++) {
        if (!s->is_summed[m->row[k]])
            s->entry_row[(*n)++] = m->row[k];
        s->is_summed[m->row[k]] = true;
        s->sum[m->row[k]] += (double)m->value[k];
    }
}

/* The sums become a column of the master. */
static hz_status put_sums(hz_sifting *s, hz_seat seat, double weight, double cost, size_t n, double lo_bp, double hi_bp,
                          hz_basis_status at, hz_error *err)
{
    size_t kept = 0;
    double sigma;

    for (size_t k = 0; k < n; k++) {
        double value = s->sum[s->entry_row[k]];

        s->sum[s->entry_row[k]] = 0;
        s->is_summed[s->entry_row[k]] = false;
        if (value == 0)
            continue;
        s->entry_row[kept] = s->entry_row[k];
        s->entry_value[kept++] = value;
    }
    sigma = hz_scale_entries(&s->scale, cost, kept, s->entry_row, s->entry_value);
    seat.length = sigma * weight / s->scale.total / HZ_SHARE_ONE;
    for (size_t k = 0; k < kept; k++)
        s->entry_value[k] /= sigma * s->scale.row[s->entry_row[k]];
    if (!hz_grow((void **)&s->seat, &s->seat_capacity, s->n_seats + 1, sizeof *s->seat))
        return hz_error_memory(err);
    if (s->position)
        s->position[seat.column] = (uint32_t)s->n_seats;
    s->seat[s->n_seats++] = seat;
    return hz_master_add(s->master, s->is_phase1 ? 0 : cost / sigma, lo_bp * seat.length, hi_bp * seat.length, at, kept, s->entry_row,
                         s->entry_value, err);
}

/* A column of a sample. */
static hz_status put_alone(hz_sifting *s, uint32_t j, double weight, hz_error *err)
{
    const hz_column *column = &s->model->columns[j];
    size_t n = 0;
    double cost = 0;

    add_to_sum(s, j, &n, &cost);
    return put_sums(s, (hz_seat){.column = j, .parent = HZ_NONE}, weight, cost, n, column->lo_bp, column->hi_bp, HZ_BASIS_AT_LO, err);
}

/* A column, and with it those of its piece that hang by it. */
static void sum_hanging(hz_sifting *s, uint32_t j, size_t piece, size_t *n, double *cost)
{
    for (size_t i = hz_piece_first(&s->pieces, piece); i < hz_piece_first(&s->pieces, piece + 1); i++)
        if (hangs_by(s, (uint32_t)i, j))
            add_to_sum(s, i, n, cost);
}

/* One that hangs by nothing. */
static hz_status put_root(hz_sifting *s, uint32_t j, size_t piece, hz_basis_status at, hz_error *err)
{
    const hz_column *column = &s->model->columns[j];
    size_t n = 0;
    double cost = 0;

    sum_hanging(s, j, piece, &n, &cost);
    return put_sums(s, (hz_seat){.column = j, .parent = HZ_NONE}, 1, cost, n, column->lo_bp, column->hi_bp, at, err);
}

/* One that hangs itself. `is_pulled`: away from where it hangs. */
static hz_status put_hanging(hz_sifting *s, uint32_t j, size_t piece, bool is_pulled, hz_error *err)
{
    uint32_t parent = parent_of(s, j);
    bool above = is_above(s, j, parent);
    hz_seat seat = {.column = j, .parent = parent};
    size_t n = 0;
    double cost = 0;

    if (hz_is_link(&s->pieces, parent))
        seat.offset_bp = hz_hanging_offset(&s->pieces, &s->model->arcs[s->hung[j]]);
    sum_hanging(s, j, piece, &n, &cost);
    return put_sums(s, seat, 1, cost, n, above ? 0 : -FAR_BP, above ? FAR_BP : 0,
                    above == is_pulled ? HZ_BASIS_AT_HI : HZ_BASIS_AT_LO, err);
}

/* Columns by the link that they hang by. */
typedef struct {
    uint32_t *first;  /* [n_links + 1] */
    uint32_t *column; /* [first[n_links]] */
} hangers;

static hz_status list_hangers(hangers *h, const hz_sifting *s, hz_error *err)
{
    const hz_pieces *p = &s->pieces;
    uint32_t *next;

    h->first = hz_calloc(p->n_links + 2, sizeof *h->first);
    h->column = hz_calloc(s->model->n_columns + 1, sizeof *h->column);
    if (!h->first || !h->column)
        return hz_error_memory(err);
    next = h->first + 1;
    for (size_t j = 0; j < s->model->n_columns; j++)
        if (s->hung[j] != HZ_NONE)
            next[hz_hung_on(s, j) + 1]++;
    for (size_t k = 1; k <= p->n_links; k++)
        next[k] += next[k - 1];
    for (uint32_t j = 0; j < s->model->n_columns; j++)
        if (s->hung[j] != HZ_NONE)
            h->column[next[hz_hung_on(s, j)]++] = j;
    return HZ_OK;
}

static bool is_open_link(const hz_sifting *s, uint32_t j)
{
    return hz_is_link(&s->pieces, j) && !s->is_resting[s->pieces.link_of[j]];
}

/* A link, and the columns that hang by it. */
static hz_status put_link(hz_sifting *s, uint32_t j, const uint32_t *columns, size_t n_columns, hz_error *err)
{
    size_t link = s->pieces.link_of[j], n = 0;
    double cost = 0;

    add_to_sum(s, j, &n, &cost);
    for (size_t k = 0; k < n_columns; k++)
        add_to_sum(s, columns[k], &n, &cost);
    return put_sums(s, (hz_seat){.column = j, .parent = HZ_NONE}, 1, cost, n, s->reach_lo[link], s->reach_hi[link],
                    s->link_bp[link] >= s->reach_hi[link] ? HZ_BASIS_AT_HI : HZ_BASIS_AT_LO, err);
}

static hz_status put_links(hz_sifting *s, hz_error *err)
{
    hangers h = {NULL, NULL};
    hz_status status = list_hangers(&h, s, err);

    for (uint32_t j = 0; j < s->model->n_columns && !status; j++)
        if (is_open_link(s, j))
            status = put_link(s, j, h.column + h.first[s->pieces.link_of[j]],
                              h.first[s->pieces.link_of[j] + 1] - h.first[s->pieces.link_of[j]], err);
    free(h.first);
    free(h.column);
    return status;
}

/* ---- local rows ---- */

static hz_status add_local(hz_sifting *s, int kind, uint32_t which, hz_error *err)
{
    if (!hz_grow((void **)&s->local, &s->local_capacity, s->n_local + 1, sizeof *s->local))
        return hz_error_memory(err);
    s->local[s->n_local++] = (hz_local){.kind = kind, .which = which, .row = HZ_NONE};
    return HZ_OK;
}

static bool is_seated(const hz_sifting *s, uint32_t j)
{
    return s->position[j] != HZ_NONE;
}

static hz_status take_bounds(hz_sifting *s, uint32_t j, hz_error *err)
{
    hz_status status = add_local(s, HZ_LOCAL_LO, j, err);

    return status ? status : add_local(s, HZ_LOCAL_HI, j, err);
}

/* The arcs that a column has to others that came before it. */
static hz_status take_arcs_at(hz_sifting *s, uint32_t j, hz_error *err)
{
    const hz_pieces *p = &s->pieces;
    hz_status status = HZ_OK;

    for (uint32_t e = p->first_arc[j]; e < p->first_arc[j + 1] && !status; e++) {
        const hz_arc *arc = &s->model->arcs[p->arc_at[e]];
        uint32_t other = arc->before == j ? arc->after : arc->before;

        if (is_seated(s, other) && s->position[other] < s->position[j])
            status = add_local(s, HZ_LOCAL_ARC, p->arc_at[e], err);
    }
    return status || hz_hung_by(s, j) == HZ_NONE ? status : take_bounds(s, j, err);
}

/* The arcs within a piece, but those that a column hangs by; samples leave links out. */
static hz_status take_steps(hz_sifting *s, size_t piece, hz_error *err)
{
    size_t end = hz_piece_first(&s->pieces, piece + 1);
    hz_status status = HZ_OK;

    for (size_t j = hz_piece_first(&s->pieces, piece); j < end && !status; j++) {
        uint32_t arc = j + 1 < end ? hz_step_arc(&s->pieces, s->model, piece, j) : HZ_NONE;

        if (arc != HZ_NONE && hz_hung_by(s, j) != arc && hz_hung_by(s, j + 1) != arc)
            status = add_local(s, HZ_LOCAL_ARC, arc, err);
        if (!status && hz_hung_by(s, j) != HZ_NONE)
            status = take_bounds(s, (uint32_t)j, err);
    }
    return status;
}

static hz_status take_local(hz_sifting *s, size_t piece, hz_error *err)
{
    hz_status status = HZ_OK;

    if (!s->position)
        return HZ_OK;
    if (!s->pieces.first_arc)
        return take_steps(s, piece, err);
    for (size_t j = hz_piece_first(&s->pieces, piece); j < hz_piece_first(&s->pieces, piece + 1) && !status; j++)
        status = take_arcs_at(s, (uint32_t)j, err);
    return status;
}

/* X in terms of the master's columns: sign * (z + z of the parent + ... + *offset). */
typedef struct {
    size_t n, column[HZ_LOCAL_MAX]; /* seats */
    double sign[HZ_LOCAL_MAX], offset_bp;
} terms;

static void add_term(terms *t, size_t seat, double sign)
{
    size_t k = 0;

    while (k < t->n && t->column[k] != seat)
        k++;
    if (k == t->n) {
        t->column[t->n] = seat;
        t->sign[t->n++] = sign;
    } else {
        t->sign[k] += sign; /* both ends hang by it: it falls out */
    }
}

static void add_terms(terms *t, const hz_sifting *s, uint32_t j, double sign)
{
    for (; j != HZ_NONE; j = s->seat[s->position[j]].parent) {
        add_term(t, s->position[j], sign);
        t->offset_bp += sign * s->seat[s->position[j]].offset_bp;
    }
}

/* sum of the terms <= the bound that is returned, bp */
static double terms_of(terms *t, const hz_sifting *s, const hz_local *local)
{
    const hz_arc *arc;

    *t = (terms){.n = 0};
    switch (local->kind) {
    case HZ_LOCAL_LO:
        add_terms(t, s, local->which, -1);
        return -(double)s->model->columns[local->which].lo_bp - t->offset_bp;
    case HZ_LOCAL_HI:
        add_terms(t, s, local->which, 1);
        return s->model->columns[local->which].hi_bp - t->offset_bp;
    default:
        arc = &s->model->arcs[local->which];
        add_terms(t, s, arc->before, 1);
        add_terms(t, s, arc->after, -1);
        return arc->slack_bp - t->offset_bp;
    }
}

static double z_bp(const hz_sifting *s, size_t seat)
{
    return hz_master_value(s->master, seat) / s->seat[seat].length;
}

static bool is_violated(const hz_sifting *s, const terms *t, double bound)
{
    double sum = 0;

    for (size_t k = 0; k < t->n; k++)
        if (t->sign[k] != 0)
            sum += t->sign[k] * z_bp(s, t->column[k]);
    return sum > bound + HZ_VIOLATED_BP;
}

static hz_status tell(hz_sifting *s, hz_local *local, const terms *t, double bound, hz_error *err)
{
    size_t columns[HZ_LOCAL_MAX], n = 0;
    double values[HZ_LOCAL_MAX], least = INFINITY;

    for (size_t k = 0; k < t->n; k++)
        if (t->sign[k] != 0)
            least = fmin(least, s->seat[t->column[k]].length);
    for (size_t k = 0; k < t->n; k++) {
        if (t->sign[k] == 0)
            continue;
        columns[n] = t->column[k];
        values[n++] = t->sign[k] * least / s->seat[t->column[k]].length;
    }
    local->row = (uint32_t)s->n_local_rows++;
    return hz_master_add_local(s->master, n, columns, values, bound * least, err);
}

static hz_status tell_violated(hz_sifting *s, size_t *n_told, hz_error *err)
{
    hz_status status = HZ_OK;

    *n_told = 0;
    for (size_t k = 0; k < s->n_local && !status; k++) {
        terms t;
        double bound;

        if (s->local[k].row != HZ_NONE)
            continue;
        bound = terms_of(&t, s, &s->local[k]);
        if (!is_violated(s, &t, bound))
            continue;
        status = tell(s, &s->local[k], &t, bound, err);
        ++*n_told;
    }
    return status;
}

/* ---- making it ---- */

void hz_core_end(hz_sifting *s)
{
    if (s->master)
        s->n_pivots += hz_master_pivots(s->master);
    hz_master_free(s->master);
    s->master = NULL;
}

hz_status hz_core_begin(hz_sifting *s, double elastic_cost, hz_error *err)
{
    hz_sense *senses = hz_calloc(s->model->n_rows + 1, sizeof *senses);

    if (!senses)
        return hz_error_memory(err);
    hz_core_end(s);
    for (size_t k = 0; k < s->n_seats && s->position; k++)
        s->position[s->seat[k].column] = HZ_NONE;
    s->n_seats = s->n_local = s->n_local_rows = 0;
    for (size_t i = 0; i < s->model->n_rows; i++)
        senses[i] = s->model->rows[i].sense;
    s->master = hz_master_new(s->model->n_rows, senses, elastic_cost, err);
    free(senses);
    return s->master ? HZ_OK : err ? err->status : HZ_ERR_SOLVER;
}

hz_status hz_core_put_rhs(hz_sifting *s, hz_error *err)
{
    hz_status status = HZ_OK;

    for (size_t i = 0; i < s->model->n_rows && !status; i++) {
        __int128 rest = (__int128)s->model->rows[i].rhs * HZ_SHARE_ONE - s->fixed[i];

        status = hz_master_set_rhs(s->master, i, (double)rest / HZ_SHARE_ONE / s->scale.row[i] / s->scale.total, err);
    }
    return status;
}

hz_status hz_core_put_sample(hz_sifting *s, size_t piece, double weight, hz_error *err)
{
    hz_status status = HZ_OK;

    for (size_t j = hz_piece_first(&s->pieces, piece); j < hz_piece_first(&s->pieces, piece + 1) && !status; j++)
        status = put_alone(s, (uint32_t)j, weight, err);
    return status || !s->position ? status : take_steps(s, piece, err);
}

/* Where a fixed column stands in the master until it is moved. */
static hz_basis_status standing(const hz_sifting *s, size_t j)
{
    return hz_value_of(s, j) == s->model->columns[j].hi_bp ? HZ_BASIS_AT_HI : HZ_BASIS_AT_LO;
}

static hz_status put_piece(hz_sifting *s, size_t piece, hz_error *err)
{
    hz_status status = HZ_OK;

    for (size_t j = hz_piece_first(&s->pieces, piece); j < hz_piece_first(&s->pieces, piece + 1) && !status; j++)
        status = hz_hung_by(s, j) == HZ_NONE ? put_root(s, (uint32_t)j, piece, standing(s, j), err)
                                             : put_hanging(s, (uint32_t)j, piece, false, err);
    return status ? status : take_local(s, piece, err);
}

/* Columns first .. end-1 that steps hold together hang by the one of them that is at a bound. */
static void hang_run(hz_sifting *s, const uint8_t *place, size_t piece, size_t first, size_t end)
{
    size_t root = first;

    while (root + 1 < end && place[root - first] == HZ_BASIC)
        root++;
    for (size_t j = first; j < end; j++)
        if (j != root)
            s->hung[j] = hz_step_arc(&s->pieces, s->model, piece, j < root ? j : j - 1);
}

/* A unit at all its levels, without links: where the prices hold several of its columns together, they hang by one. */
static void hang_steps(hz_sifting *s, const hz_priced *priced, size_t piece, bool may_hang)
{
    uint8_t place[HZ_CHAIN_MAX];
    bool is_tight[HZ_CHAIN_MAX];

    for (size_t i = 0; i < priced->n; i++)
        s->hung[priced->first + i] = HZ_NONE;
    if (!may_hang || !priced->has_point || !hz_chain_facets(place, is_tight, priced->lo, priced->hi, priced->n, priced->d, priced->x))
        return;
    for (size_t i = 0, end; i < priced->n; i = end) {
        for (end = i + 1; end < priced->n && is_tight[end - 1]; end++)
            ;
        hang_run(s, place + i, piece, priced->first + i, priced->first + end);
    }
}

static bool is_chain(const hz_sifting *s, size_t piece)
{
    return s->hung && !s->pieces.first_arc && hz_piece_first(&s->pieces, piece + 1) - hz_piece_first(&s->pieces, piece) > 1;
}

static bool has_prices(const hz_sifting *s)
{
    for (size_t i = 0; i < s->model->n_rows && !s->is_phase1; i++)
        if (s->price[i] != 0)
            return true;
    return false;
}

/* A piece of the first core. Without prices nothing is known of what will hang. */
static hz_status put_first(hz_sifting *s, size_t piece, bool may_hang, hz_error *err)
{
    hz_priced priced;

    if (!is_chain(s, piece))
        return put_piece(s, piece, err);
    hz_price_piece(&priced, s, piece);
    hang_steps(s, &priced, piece, may_hang);
    return put_piece(s, piece, err);
}

static hz_status put_core(hz_sifting *s, hz_error *err)
{
    bool may_hang = has_prices(s);
    hz_status status = HZ_OK;

    for (size_t piece = 0; piece < s->pieces.n && !status; piece++)
        if (s->is_core[piece] && !hz_is_link(&s->pieces, hz_piece_first(&s->pieces, piece)))
            status = put_first(s, piece, may_hang, err);
    return status;
}

/* Links come first, for others hang by them; their arcs among themselves come with the later one. */
hz_status hz_core_build(hz_sifting *s, double elastic_cost, hz_error *err)
{
    hz_status status = hz_core_begin(s, elastic_cost, err);

    if (status || (status = hz_core_put_rhs(s, err)))
        return status;
    if (s->pieces.n_links > 0) {
        status = put_links(s, err);
        for (uint32_t j = 0; j < s->model->n_columns && !status; j++)
            if (is_open_link(s, j))
                status = take_arcs_at(s, j, err);
    }
    return status ? status : put_core(s, err);
}

/* ---- coming into it ---- */

/* Fixed columns go where they are best, so that the basis stays dual feasible. */
static void move_fixed(hz_sifting *s, const hz_priced *priced, size_t i)
{
    size_t j = priced->first + i;
    const hz_column *column = &s->model->columns[j];

    hz_add_fixed(s, j, -1);
    hz_fix(s, j, s->pieces.n_links == 0 ? (uint16_t)priced->x[i] : priced->d[i] < 0 ? column->hi_bp : column->lo_bp);
}

/* Reduced cost of z: of all that hangs by column i. */
static double pull_at(const hz_sifting *s, const hz_priced *priced, size_t i)
{
    double d = 0;

    for (size_t k = 0; k < priced->n; k++)
        if (hangs_by(s, (uint32_t)(priced->first + k), (uint32_t)(priced->first + i)))
            d += priced->d[k];
    return d;
}

static hz_status admit_piece(hz_sifting *s, size_t piece, hz_error *err)
{
    hz_priced priced;
    hz_status status = HZ_OK;

    hz_price_piece(&priced, s, piece);
    s->is_core[piece] = 1;
    for (size_t i = 0; i < priced.n; i++)
        if (hz_hung_by(s, priced.first + i) == HZ_NONE)
            move_fixed(s, &priced, i);
    if (is_chain(s, piece))
        hang_steps(s, &priced, piece, true);
    for (size_t i = 0; i < priced.n && !status; i++) {
        uint32_t j = (uint32_t)(priced.first + i);
        double d;

        if (hz_hung_by(s, j) == HZ_NONE) {
            status = put_root(s, j, piece, standing(s, j), err);
            continue;
        }
        d = pull_at(s, &priced, i);
        status = put_hanging(s, j, piece, is_above(s, j, parent_of(s, j)) ? d < 0 : d > 0, err);
    }
    return status ? status : take_local(s, piece, err);
}

/* Pieces that links met come into the core, too. */
static hz_status admit_met(hz_sifting *s, const hz_piece_list *met, hz_error *err)
{
    hz_status status = HZ_OK;

    for (size_t k = 0; k < met->n && !status; k++)
        if (!s->is_core[met->item[k]])
            status = admit_piece(s, met->item[k], err);
    return status;
}

static hz_status seat_links(hz_sifting *s, uint32_t first, uint32_t end, hz_piece_list *met, uint32_t *hanging, hz_error *err)
{
    hz_status status = HZ_OK;

    for (uint32_t j = first; j < end && !status; j++) {
        size_t n = 0;

        if (!hz_is_link(&s->pieces, j))
            continue;
        for (uint32_t k = first; k < end; k++)
            if (hz_hung_on(s, k) == s->pieces.link_of[j])
                hanging[n++] = k;
        s->is_core[hz_piece_of(&s->pieces, j)] = 1;
        if (!(status = hz_meet_pieces(met, s, j, err)) && !(status = put_link(s, j, hanging, n, err)))
            status = take_arcs_at(s, j, err);
    }
    return status;
}

/* The links of a block come into the core, and take over what hangs by them. */
static hz_status open_block(hz_sifting *s, size_t block, hz_error *err)
{
    const hz_model *m = s->model;
    uint32_t first = m->block_column[block], end = m->block_column[block + 1], *hanging;
    hz_piece_list met = {NULL, 0, 0};
    hz_status status;

    if (!(hanging = hz_calloc(end - first + 1, sizeof *hanging)))
        return hz_error_memory(err);
    for (uint32_t j = first; j < end; j++)
        if (hz_hung_by(s, j) != HZ_NONE)
            hz_add_fixed(s, j, -1);
    for (uint32_t j = first; j < end; j++)
        if (hz_is_link(&s->pieces, j))
            s->is_resting[s->pieces.link_of[j]] = 0;
    for (uint32_t j = first; j < end; j++)
        if (hz_hung_by(s, j) != HZ_NONE)
            hz_add_fixed(s, j, 1);
    if (!(status = seat_links(s, first, end, &met, hanging, err)))
        status = admit_met(s, &met, err);
    free(met.item);
    free(hanging);
    return status;
}

static hz_status open_links(hz_sifting *s, uint32_t column, hz_error *err)
{
    const hz_model *m = s->model;
    size_t low = 0, high = m->n_blocks - 1;

    if (s->pieces.n_links == 0)
        return HZ_OK;
    while (low < high) {
        size_t middle = (low + high + 1) / 2;

        if (m->block_column[middle] <= column)
            low = middle;
        else
            high = middle - 1;
    }
    for (uint32_t j = m->block_column[low]; j < m->block_column[low + 1]; j++)
        if (hz_is_link(&s->pieces, j))
            return s->is_resting[s->pieces.link_of[j]] ? open_block(s, low, err) : HZ_OK;
    return HZ_OK;
}

hz_status hz_core_admit(hz_sifting *s, size_t piece, hz_error *err)
{
    hz_status status = open_links(s, (uint32_t)hz_piece_first(&s->pieces, piece), err);

    return status || s->is_core[piece] ? status : admit_piece(s, piece, err);
}

/* A link at the end of its reach that could go on. */
static bool wants_on(const hz_sifting *s, size_t seat)
{
    const hz_column *column = &s->model->columns[s->seat[seat].column];
    uint32_t link = s->pieces.link_of[s->seat[seat].column];

    switch (hz_master_column_status(s->master, seat)) {
    case HZ_BASIS_AT_LO:
        return s->reach_lo[link] > column->lo_bp;
    case HZ_BASIS_AT_HI:
        return s->reach_hi[link] < column->hi_bp;
    default:
        return false;
    }
}

hz_status hz_core_widen(hz_sifting *s, size_t *n, hz_error *err)
{
    hz_piece_list met = {NULL, 0, 0};
    hz_status status = HZ_OK;

    *n = 0;
    for (size_t k = 0; k < s->n_seats && s->pieces.n_links > 0 && !status; k++) {
        uint32_t j = s->seat[k].column, link = hz_is_link(&s->pieces, j) ? s->pieces.link_of[j] : HZ_NONE;

        if (link == HZ_NONE || !wants_on(s, k))
            continue;
        ++*n;
        if (!(status = hz_meet_pieces(&met, s, j, err)))
            status = hz_master_set_bounds(s->master, k, s->reach_lo[link] * s->seat[k].length, s->reach_hi[link] * s->seat[k].length, err);
    }
    if (!status)
        status = admit_met(s, &met, err);
    free(met.item);
    return status;
}

/* ---- solving it ---- */

hz_status hz_core_solve(hz_sifting *s, bool *is_feasible, hz_error *err)
{
    size_t n_told = 0;
    hz_status status;

    do {
        if ((status = hz_master_solve(s->master, is_feasible, err)) || !*is_feasible)
            return status;
        status = tell_violated(s, &n_told, err);
    } while (!status && n_told > 0);
    return status;
}

/* Does one of its ends hang by the arc? Then the seat of that says what the arc would. */
static bool is_hung_by(const hz_sifting *s, uint32_t arc)
{
    return s->hung[s->model->arcs[arc].before] == arc || s->hung[s->model->arcs[arc].after] == arc;
}

/* The other arcs that are tight are told at once. */
static hz_status place_arcs(hz_sifting *s, const hz_solution *basis, hz_error *err)
{
    uint8_t *is_tight = hz_calloc(s->model->n_arcs + 1, 1);
    hz_status status = HZ_OK;

    if (!is_tight)
        return hz_error_memory(err);
    for (size_t k = 0; k < basis->n_tight_arcs; k++)
        is_tight[basis->tight_arcs[k]] = !is_hung_by(s, basis->tight_arcs[k]);
    for (size_t k = 0; k < s->n_local && !status; k++) {
        hz_local *local = &s->local[k];
        double bound;
        terms t;

        if (local->kind != HZ_LOCAL_ARC || !is_tight[local->which] || local->row != HZ_NONE)
            continue;
        bound = terms_of(&t, s, local);
        if (!(status = tell(s, local, &t, bound, err)))
            status = hz_master_place_local(s->master, local->row, true, err);
    }
    free(is_tight);
    return status;
}

hz_status hz_core_begin_at(hz_sifting *s, const hz_solution *basis, hz_error *err)
{
    static const hz_basis_status at[] = {[HZ_AT_LO] = HZ_BASIS_AT_LO, [HZ_AT_HI] = HZ_BASIS_AT_HI, [HZ_BASIC] = HZ_BASIS_IN};
    hz_status status = place_arcs(s, basis, err);

    for (size_t k = 0; k < s->n_seats && !status; k++)
        if (s->seat[k].parent == HZ_NONE)
            status = hz_master_place_column(s->master, k, at[basis->place[s->seat[k].column]], err);
    for (size_t k = 0; k < basis->n_tight && !status; k++)
        status = hz_master_place_row(s->master, basis->tight[k], true, err);
    return status;
}

void hz_core_take_prices(hz_sifting *s)
{
    for (size_t i = 0; i < s->model->n_rows; i++)
        s->price[i] = hz_master_price(s->master, i) / s->scale.row[i];
    for (size_t k = 0; k < s->n_seats && s->pieces.n_links > 0; k++)
        if (hz_is_link(&s->pieces, s->seat[k].column))
            s->link_bp[s->pieces.link_of[s->seat[k].column]] = z_bp(s, k);
}

static bool is_short(const hz_sifting *s, size_t i)
{
    double size = fabs((double)s->model->rows[i].rhs) / s->scale.row[i] / s->scale.total;

    return hz_master_elastic(s->master, i) > 1e-9 * (1 + size);
}

bool hz_core_has_shortfall(const hz_sifting *s)
{
    for (size_t i = 0; i < s->model->n_rows; i++)
        if (is_short(s, i))
            return true;
    return false;
}

hz_status hz_core_hold_prices(hz_sifting *s, bool are_best, hz_error *err)
{
    double times = are_best ? HELD_NEAR : HELD, least = are_best ? HELD_NEAR_LEAST : HELD_LEAST;
    hz_status status = HZ_OK;

    for (size_t i = 0; i < s->model->n_rows && !status; i++)
        status = hz_master_price_elastic(s->master, i, times * fabs(s->price[i]) * s->scale.row[i] + least, err);
    return status;
}

hz_status hz_core_raise_prices(hz_sifting *s, bool *has_raised, hz_error *err)
{
    hz_status status = HZ_OK;

    *has_raised = false;
    for (size_t i = 0; i < s->model->n_rows && !status; i++) {
        double cost = RAISED * fabs(hz_master_price(s->master, i));

        if (!hz_master_elastic_is_basic(s->master, i) || cost > HZ_ELASTIC)
            continue;
        status = hz_master_price_elastic(s->master, i, cost, err);
        *has_raised = true;
    }
    return status;
}

size_t hz_core_size(const hz_sifting *s)
{
    return s->n_seats;
}

/* ---- its basis ---- */

/* The arc along which a column hangs by its parent. */
static uint32_t arc_to(const hz_sifting *s, uint32_t j, uint32_t parent)
{
    if (s->pieces.n_links == 0 || hz_is_link(&s->pieces, parent))
        return s->hung[j];
    return hz_step_arc(&s->pieces, s->model, HZ_NONE, parent < j ? parent : j);
}

static void take_seat(hz_sifting *s, size_t k, hz_solution *solution)
{
    const hz_seat *seat = &s->seat[k];
    hz_basis_status at = hz_master_column_status(s->master, k);

    if (at == HZ_BASIS_IN || seat->parent != HZ_NONE)
        s->place[seat->column] = HZ_BASIC;
    else
        s->place[seat->column] = at == HZ_BASIS_AT_HI ? HZ_AT_HI : HZ_AT_LO;
    if (at != HZ_BASIS_IN && seat->parent != HZ_NONE)
        solution->tight_arcs[solution->n_tight_arcs++] = arc_to(s, seat->column, seat->parent);
}

static void take_local_row(hz_sifting *s, const hz_local *local, hz_solution *solution)
{
    if (local->row == HZ_NONE || hz_master_local_status(s->master, local->row) == HZ_BASIS_IN)
        return;
    if (local->kind == HZ_LOCAL_ARC)
        solution->tight_arcs[solution->n_tight_arcs++] = local->which;
    else
        s->place[local->which] = local->kind == HZ_LOCAL_HI ? HZ_AT_HI : HZ_AT_LO;
}

void hz_core_take_basis(hz_sifting *s, hz_solution *solution)
{
    if (!s->master)
        return;
    for (size_t k = 0; k < s->n_seats; k++)
        take_seat(s, k, solution);
    for (size_t k = 0; k < s->n_local; k++)
        take_local_row(s, &s->local[k], solution);
}

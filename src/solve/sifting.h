/* sifting.h - where a search stands: prices, what is fixed, what is still open, and the core that a master decides
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A column outside the core is fixed, or it hangs: X = X[link] + offset, by an arc between a column of its piece and the link.
 * What hangs moves with its link: the link's column in the master stands for all of it. The links of a block are all in the core, or
 * none: then each rests on a bound of its own, on a fixed column or on another link, and the block does not move. */
#ifndef HZ_SOLVE_SIFTING_H
#define HZ_SOLVE_SIFTING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "solve/master.h"
#include "solve/pieces.h"
#include "solve/scale.h"
#include "solve/solution.h"

/* A column in the master: X[column] = z + X[parent] + offset, where what the master decides is z, times `length`. */
typedef struct {
    uint32_t column;
    uint32_t parent;    /* column, HZ_NONE: X = z */
    double offset_bp;
    double length;      /* scaled length of 1 bp */
} hz_seat;

/* What the master must be told when it is first violated: an arc between columns of the core, or a bound of one that hangs. */
typedef struct {
    enum { HZ_LOCAL_ARC, HZ_LOCAL_LO, HZ_LOCAL_HI } kind;
    uint32_t which; /* arc or column */
    uint32_t row;   /* local row of the master, HZ_NONE: not yet violated */
} hz_local;

/* A list of pieces. */
typedef struct {
    uint32_t *item;
    size_t n, capacity;
} hz_piece_list;

typedef struct {
    const hz_model *model;
    hz_pieces pieces;
    hz_scale scale;
    size_t n_threads;     /* 0: one for each processor */
    bool is_phase1;       /* costs count as zero */
    double *price;        /* [n_rows] fen per base unit */
    uint8_t *place;       /* [n_columns] hz_place of columns outside the core */
    uint16_t *at_bp;      /* [n_columns] with arcs: X of fixed columns; NULL without: their place says it */
    uint32_t *hung;       /* [n_columns] with arcs: the arc that a column outside the core hangs by, or did when it came into the core;
                             HZ_NONE: it is fixed */
    double *link_bp;      /* [n_links] X of the links */
    double *reach_lo, *reach_hi; /* [n_links] how far the master may move them: as far as what it knows of them holds */
    uint8_t *is_resting;  /* [n_links] not in the core; then */
    uint32_t *rest;       /* [n_links] the arc along which it rests, HZ_NONE: on its own bound; */
    double *weight;       /* [n_links] and what it puts there: reduced costs of all that hangs by it, fen */
    uint8_t *bears;       /* [n_columns] links may rest on the column */
    hz_piece_list open;   /* pieces that are neither fixed nor hang for good */
    __int128 *fixed;      /* [n_rows] sum a X of the fixed columns, 1/10000 base units */
    double fixed_cost;    /* and sum c X, 1/10000 fen */
    float *score;         /* [n] of pieces: what the last pass found */
    /* the core */
    uint8_t *is_core;     /* [n] of pieces */
    hz_master *master;
    hz_seat *seat;        /* [n_seats] columns of the master, in its order */
    size_t n_seats, seat_capacity;
    uint32_t *position;   /* [n_columns] with arcs: index of seat, HZ_NONE */
    hz_local *local;      /* [n_local] */
    size_t n_local, n_local_rows, local_capacity;
    uint32_t *entry_row;  /* [n_rows] scratch: one column for the master */
    double *entry_value;
    double *sum;          /* [n_rows] scratch, zero between uses */
    bool *is_summed;      /* [n_rows] */
    int n_passes;
    long n_pivots;
} hz_sifting;

static inline bool hz_is_free(const hz_column *column)
{
    return column->lo_bp < column->hi_bp;
}

/* The end of an arc that is a link; of two the first. */
static inline uint32_t hz_link_end(const hz_pieces *pieces, const hz_arc *arc)
{
    return hz_is_link(pieces, arc->before) ? arc->before : arc->after;
}

/* X[link] + this is where a column stands that hangs by the arc. */
static inline double hz_hanging_offset(const hz_pieces *pieces, const hz_arc *arc)
{
    return hz_is_link(pieces, arc->before) ? -(double)arc->slack_bp : (double)arc->slack_bp;
}

static inline uint32_t hz_hung_by(const hz_sifting *s, size_t column)
{
    return s->hung ? s->hung[column] : HZ_NONE;
}

/* The number of the link that a column hangs by, HZ_NONE: by none. */
static inline uint32_t hz_hung_on(const hz_sifting *s, size_t column)
{
    uint32_t arc = hz_hung_by(s, column);

    return arc == HZ_NONE || s->pieces.n_links == 0 ? HZ_NONE : s->pieces.link_of[hz_link_end(&s->pieces, &s->model->arcs[arc])];
}

/* X of a column outside the core. */
static inline double hz_value_of(const hz_sifting *s, size_t column)
{
    const hz_arc *arc;

    if (!s->at_bp)
        return s->place[column] == HZ_AT_HI ? s->model->columns[column].hi_bp : s->model->columns[column].lo_bp;
    if (hz_hung_by(s, column) == HZ_NONE || s->pieces.n_links == 0) /* by a neighbour, which is only in the core */
        return s->at_bp[column];
    arc = &s->model->arcs[s->hung[column]];
    return s->link_bp[s->pieces.link_of[hz_link_end(&s->pieces, arc)]] + hz_hanging_offset(&s->pieces, arc);
}

#endif

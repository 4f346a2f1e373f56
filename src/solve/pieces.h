/* pieces.h - what of a model is decided by itself once the prices and the links are known
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A piece is one unit: one column, or one for each of several levels, which must not fall. Links stand between the pieces: a column
 * of no unit that others are held against (X[j] <= X[link] + slack, or X[link] <= X[j] + slack). */
#ifndef HZ_SOLVE_PIECES_H
#define HZ_SOLVE_PIECES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/model.h"

typedef struct {
    size_t n;              /* pieces, of which each link is one */
    uint32_t *first;       /* [n + 1] columns; NULL: each column is a piece by itself */
    bool are_simple;       /* every arc is between neighbours of one piece and without slack, or at a link; no column ties links with slack, and the arcs between links make trees */
    size_t n_links;
    uint32_t *link_of;     /* [n_columns] number of the link that a column is, HZ_NONE; NULL without links */
    uint32_t *first_arc;   /* [n_columns + 1] into arc_at; both NULL where pieces are simple and there are no links */
    uint32_t *arc_at;      /* [2 * n_arcs] the arcs at each column */
} hz_pieces;

hz_status hz_pieces_find(hz_pieces *pieces, const hz_model *model, hz_error *err);
void hz_pieces_clear(hz_pieces *pieces);

static inline size_t hz_piece_first(const hz_pieces *pieces, size_t piece)
{
    return pieces->first ? pieces->first[piece] : piece;
}

size_t hz_piece_of(const hz_pieces *pieces, uint32_t column);
/* The arc from a column to the next of its piece. */
uint32_t hz_step_arc(const hz_pieces *pieces, const hz_model *model, size_t piece, size_t column);

static inline bool hz_is_link(const hz_pieces *pieces, size_t column)
{
    return pieces->link_of && pieces->link_of[column] != HZ_NONE;
}

#endif

/* moves.h - cuts that move by steps, and take along what the arcs ask for
 *
 * Where arcs join columns, a column that moves takes along those that would break an arc: upwards what must be cut at least as
 * deep, downwards what may not be cut deeper. So an arc that holds once holds to the end. The last move can be undone, whatever
 * it took along, and is held against the rows as a whole.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_PLAN_MOVES_H
#define HZ_PLAN_MOVES_H

#include "plan/count.h"

/* A column that was moved, to be undone. */
typedef struct {
    uint32_t column;
    uint16_t from_bp;
} hz_moved;

typedef struct {
    hz_count count;
    const hz_model *model;
    uint16_t step_bp;
    /* the arcs of each column, those in which it is `before` and those in which it is `after`; NULL without arcs */
    uint32_t *first_arc[2]; /* [n_columns + 1] */
    uint32_t *arcs[2];      /* [n_arcs] */
    /* the last move and what it took along; the rows that they touched, and what those reached before */
    hz_moved *log;
    size_t n_log, log_capacity;
    uint32_t *touched; /* [n_touched] each once */
    size_t n_touched;
    int64_t *before;   /* [n_rows] of touched rows */
    bool *is_touched;  /* [n_rows] */
    __int128 cost_before[HZ_N_LEVELS];
    bool is_out_of_memory; /* a move was not made for want of memory */
} hz_moves;

/* Rows by their sense, as bits. */
enum { HZ_FLOORS_AND_CAPS = 1 << HZ_AT_MOST, HZ_BOTH_SENSES = 1 << HZ_AT_LEAST | 1 << HZ_AT_MOST };

/* HZ_ERR_MEMORY. To be cleared in any case. */
hz_status hz_moves_make(hz_moves *moves, const hz_scenario *scenario, const hz_model *model, uint16_t step_bp,
                        hz_error *err);
void hz_moves_clear(hz_moves *moves);

/* A step of a column: of a share so much of output, of a gradual rung so much of what its unit is cut, of what is whole all of it. */
int64_t hz_step_of(const hz_moves *moves, size_t column);
/* The next step from where a column stands, within its bounds. */
uint16_t hz_step_up(const hz_moves *moves, size_t column);
uint16_t hz_step_down(const hz_moves *moves, size_t column);
/* The step at a place, or the next one above it; less only where the column may not be cut so deep. */
uint16_t hz_step_at_or_above(const hz_moves *moves, size_t column, int64_t bp);
/* Or the next one below it; more only where the column must be cut so deep. */
uint16_t hz_step_at_or_below(const hz_moves *moves, size_t column, int64_t bp);

/* Move a column and all that the arcs take along. False: they cannot, and nothing is moved. */
bool hz_shift(hz_moves *moves, size_t column, uint16_t to_bp);
/* Of the rows of those senses one that the last move makes worse and that does not hold; HZ_NONE: there is none. */
uint32_t hz_broken_row(const hz_moves *moves, unsigned senses);
/* Move, if those rows then hold. */
bool hz_shift_if_holds(hz_moves *moves, size_t column, uint16_t to_bp, unsigned senses);
void hz_undo(hz_moves *moves);
__int128 hz_cost_of_move(const hz_moves *moves); /* 1/10000 fen/d */

/* A linear program may begin the pieces of a limit side by side, where they cost alike: they are begun one after the other, from below,
 * for the same cut in all. */
void hz_pour_limits(hz_moves *moves);
/* Rounded one by one, columns need no longer lie as their arcs want them: what must be cut at least as deep follows, or, where it
 * cannot, what may not be cut deeper. */
void hz_mend_arcs(hz_moves *moves);
bool hz_arcs_hold(const hz_moves *moves);
/* The arcs that a column is `after` in: who stands before it takes it along upwards. */
const uint32_t *hz_arcs_into(const hz_moves *moves, size_t column, uint32_t *n_arcs);

#endif

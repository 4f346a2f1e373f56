/* links.h - where the links of a block stand best
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_SOLVE_LINKS_H
#define HZ_SOLVE_LINKS_H

#include "solve/sifting.h"

/* The slope of a convex function rises there. */
typedef struct {
    double at, rise;
    uint32_t next; /* of the same function, HZ_NONE */
} hz_bend;

/* What of a sum is asked for: its least, its most, or a value between the two. */
typedef enum { HZ_AIM_LOW, HZ_AIM_HIGH, HZ_AIM_VALUE } hz_aim;

/* One link: what it and all behind it cost, where it stands, and what it rests on. */
typedef struct {
    uint32_t parent;      /* column of the link before it, HZ_NONE: it is the root of its tree */
    double lo, hi;        /* range of f: what its own bounds and those of columns and links at it leave */
    double slope;         /* of f below all bends */
    uint32_t first_bend;  /* the others follow, in their order */
    double best;          /* the least place at which f is least */
    double down, up;      /* X[parent] - down <= X <= X[parent] + up */
    uint32_t down_arc, up_arc;
    double least, most;   /* what it and all behind it can put on the one before it, fen; one that is held may take all of it, or add to it
                             without end */
    double least_size, most_size; /* the terms of these sums, where they do not stay behind */
    double size;          /* and of all */
    double value;         /* what it does put there, */
    hz_aim aim;           /* and whether that is the least or the most that it can; */
    bool is_rested_on;    /* the one before it rests on it */
    bool is_listed;
} hz_link_place;

/* Room for the work on all links. */
typedef struct {
    hz_bend *bend, *sorted; /* by place in pieces.arc_at, and two for each link behind them; scratch */
    hz_link_place *of;      /* [n_links] */
    uint32_t *member;       /* [n_links] columns: of each block its links, parents first; a block has room from the number of its first link on */
} hz_link_work;

hz_status hz_link_work_make(hz_link_work *work, const hz_sifting *s, hz_error *err);
void hz_link_work_clear(hz_link_work *work);

/* The *n links of one of the model's blocks, parents before what is behind them; NULL: it has none. */
uint32_t *hz_list_links(const hz_sifting *s, hz_link_work *work, size_t block, size_t *n);

/* Set the links of one of the model's blocks where they are best at the present prices: exactly, as long as every piece has one column and no
 * column has two links on the same side; else nearly. Arcs between links must make trees. It touches nothing outside the block. */
void hz_settle_links(hz_sifting *s, hz_link_work *work, size_t block);

#endif

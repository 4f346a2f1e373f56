/* links.h - where the links of a block stand best
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_SOLVE_LINKS_H
#define HZ_SOLVE_LINKS_H

#include "solve/sifting.h"

/* Room for the work on all links, and which of them move as one. */
typedef struct {
    double *rise, *at;   /* [2 * n_arcs] by place in pieces.arc_at: where the cost of a link bends, and by how much */
    double *slope;       /* [n_links] below all bends */
    double *lo, *hi;     /* [n_links] what its own bounds and those of the columns at it leave */
    uint32_t *leader;    /* [n_links] a link that it moves with, */
    double *offset_bp;   /* [n_links] X = X[leader] + offset */
} hz_link_work;

hz_status hz_link_work_make(hz_link_work *work, const hz_sifting *s, hz_error *err);
void hz_link_work_clear(hz_link_work *work);

/* Set the links of one of the model's blocks where they are best at the present prices: exactly, as long as every piece has one column
 * and the arcs between links are a chain; else nearly. It touches nothing outside the block. */
void hz_settle_links(hz_sifting *s, hz_link_work *work, size_t block);

#endif

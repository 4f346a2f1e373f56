/* walk.h - along the edges of a face, from vertex to vertex, in rational arithmetic
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_SOLVE_WALK_H
#define HZ_SOLVE_WALK_H

#include "solve/face.h"

typedef struct hz_walk hz_walk;

/* Begin where the face's basis is, in which no more than the held rows may be missing. HZ_ERR_MEMORY, HZ_ERR_LIMIT,
 * HZ_ERR_INTERRUPTED, HZ_ERR_INTERNAL. The face must outlive the walk, which changes its basis: the parts' places and
 * the tight rows. The caller frees *out with hz_walk_free(). */
hz_status hz_walk_begin(hz_walk **out, hz_face *face, hz_error *err);
void hz_walk_free(hz_walk *walk); /* NULL-safe */

/* To the vertex of the published plan: the least sum over all units; then the least sum of places times cuts; then the
 * first part as deep as can be, then the second, and so on; parts of links only come last, and are least. */
hz_status hz_walk_to_choice(hz_walk *walk, hz_error *err);
/* Is there a point of the face at which a unit stands elsewhere? If so, the walk ends at such a vertex. */
hz_status hz_walk_to_other(hz_walk *walk, bool *is_there, hz_error *err);

long hz_walk_pivots(const hz_walk *walk);

#endif

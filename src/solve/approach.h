/* approach.h - most of the way along a large face at once
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_SOLVE_APPROACH_H
#define HZ_SOLVE_APPROACH_H

#include "solve/face.h"

/* Bring the basis of a face near to the vertex that walk.h ends at, by linear programs for the solver: one for the sum
 * of cuts, and on what that leaves open one for the places. The basis is one of the face's vertices, in which held rows
 * may be missing. A face of few parts stays as it is. HZ_ERR_MEMORY, HZ_ERR_LIMIT, HZ_ERR_INTERRUPTED. */
hz_status hz_approach(hz_face *face, hz_error *err);

#endif

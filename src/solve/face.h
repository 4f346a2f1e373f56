/* face.h - the face of a model on which all plans of the lowest cost lie
 *
 *     the columns whose reduced cost is zero are open, all others stand where they stand;
 *     rows and arcs with a price hold with equality, all others as the model says
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A point costs as little as the optimum if and only if it lies here: that is what the prices of a proof say
 * (complementary slackness). Columns that priced arcs join move as one: they are one part. What is left of the arcs are
 * rows between parts. */
#ifndef HZ_SOLVE_FACE_H
#define HZ_SOLVE_FACE_H

#include "solve/proof.h"

/* One column of the model, or some that move as one: X[column] = X of the part + offset. */
typedef struct {
    uint32_t first, n; /* of face->members, by column, ascending */
    uint32_t n_units;  /* of them that are no links, */
    int64_t
        sum_of_places; /* and the sum of the places of these units in the order of the scenario, which begins with 1 */
    int32_t lo_bp, hi_bp;
    uint32_t lo_arc,
        hi_arc;    /* the arc to a column that stands still from which the bound comes; HZ_NONE: a member's own */
    uint8_t place; /* hz_place, of the basis that the proof is of */
} hz_part;

typedef struct {
    uint32_t column;
    int32_t offset_bp;
} hz_part_member;

typedef struct {
    hz_part *parts; /* parts with units first, each group by their first unit, or column */
    size_t n_parts;
    size_t n_unit_parts;
    hz_part_member *members;
    size_t n_members;
    /* the matrix by part: entries start[k] .. start[k+1]-1, rows ascending */
    uint64_t *start;
    uint32_t *row;
    int64_t *value;
    /* the rows of the model, then those between parts */
    size_t n_rows, n_model_rows;
    __int128 *rhs;   /* [n_rows] 1/10000 base units, less what stands still; an arc: bp */
    int8_t *sigma;   /* [n_rows] +1 at least, -1 at most */
    bool *is_held;   /* [n_rows] with a price: it holds with equality */
    uint32_t *tight; /* [n_tight] rows of the basis, ascending; room for n_rows */
    size_t n_tight;
    uint32_t *arc; /* [n_rows - n_model_rows] of the model */
} hz_face;

/* The face of a proved optimum. HZ_ERR_MEMORY, HZ_ERR_INTERNAL. The caller frees *out with hz_face_free(). */
hz_status hz_face_make(hz_face **out, const hz_model *model, const hz_solution *solution, const hz_proof *proof,
                       hz_error *err);
void hz_face_free(hz_face *face); /* NULL-safe */

/* The basis of the model that is that of the face (parts' places, tight rows) and otherwise the one it was made from.
 * HZ_ERR_MEMORY. The caller frees *out with hz_solution_free(). */
hz_status hz_face_lift(hz_solution **out, const hz_face *face, const hz_model *model, const hz_solution *solution,
                       hz_error *err);

#endif

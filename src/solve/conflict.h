/* conflict.h - which of many demands contradict one another: a set that cannot be met, of which every part can
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_SOLVE_CONFLICT_H
#define HZ_SOLVE_CONFLICT_H

#include "solve/proof.h"

typedef enum {
    HZ_ELEMENT_ROWS,  /* members are rows: given up, they are left out */
    HZ_ELEMENT_UPPER, /* members are columns: given up, each may go up to its `open_bp`, */
    HZ_ELEMENT_LOWER  /* or down to it */
} hz_element_kind;

/* Something that can be given up, as a whole. */
typedef struct {
    hz_element_kind kind;
    uint32_t first, n; /* of members */
} hz_element;

/* All that can be given up in a model; each row, and each bound of a column, belongs to one element at most. What belongs to none stays. */
typedef struct {
    hz_element *elements; /* [n] in the order in which they are tried: what is tried first is rather left out */
    size_t n;
    uint32_t *member;  /* [n_members] rows or columns */
    uint16_t *open_bp; /* [n_members] of columns */
    size_t n_members;
} hz_elements;

typedef struct {
    bool *is_in;         /* [n] elements of the set */
    size_t n, n_in;
    size_t n_solves;     /* models that were solved for it */
    bool is_irreducible; /* proved: without any one of its elements the others can be met. False: the solves came to an end before */
} hz_conflict;

/* Of a model that has no solution; arcs stay (unless they are rows: model/flatten.h), and what opens must not break what they fold; guards are not looked at. At most `most_solves` of the tries are solved, at
 * least one. HZ_ERR_USAGE: it has one. HZ_ERR_MEMORY, HZ_ERR_LIMIT, HZ_ERR_INTERRUPTED, HZ_ERR_VERIFY. The caller frees *out with
 * hz_conflict_free(). */
hz_status hz_find_conflict(hz_conflict **out, const hz_model *model, const hz_elements *elements, size_t most_solves, hz_error *err);
void hz_conflict_free(hz_conflict *conflict); /* NULL-safe */

/* The model in which only these elements hold, and what belongs to none; what is left is a model of its own. new_row[model->n_rows]: where each
 * row is in it, HZ_NONE: nowhere. Without arcs, columns that no row is left of
 * are left out; old_column[model->n_columns]: which are there; NULL: nobody asks. */
hz_status hz_keep_elements(hz_model **out, const hz_model *model, const hz_elements *elements, const bool *is_in, uint32_t *new_row,
                           uint32_t *old_column, hz_error *err);

#endif

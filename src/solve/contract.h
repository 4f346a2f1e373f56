/* contract.h - tight arcs make one column of many
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Along a tight arc X[before] = X[after] + slack: columns that tight arcs join differ by whole numbers and move as one. So the
 * tight arcs of a basis are a forest; each of its trees is a component, either held by the one column of it that stands at a
 * bound, or floating. With a column for each component in the place of its members, what remains is a model without arcs,
 * and its basis is as small as the number of binding rows. */
#ifndef HZ_SOLVE_CONTRACT_H
#define HZ_SOLVE_CONTRACT_H

#include "solve/solution.h"

/* A member of a component, its parent before it in the list. */
typedef struct {
    uint32_t column;
    uint32_t parent;    /* index of members; HZ_NONE for the first of a component, which is its root */
    int32_t offset_bp;  /* X[column] = X of the component + offset */
    bool is_before;     /* it is `before` in the arc to its parent, else `after` */
    uint32_t arc;       /* that arc, index of model->arcs; HZ_NONE of a root */
} hz_joined;

typedef struct {
    const char *fault;  /* NULL; else why the solution is no basis, in the current language: then nothing below is there */
    hz_model *model;    /* the columns of the original, members fixed at zero; then one for each component; then, where offsets are
                           not zero, one fixed at 1 bp that stands for them. No arcs */
    hz_solution *solution;
    hz_joined *members; /* [n_members] component by component */
    size_t n_members;
    size_t *first;      /* [n_components + 1] of members */
    size_t n_components;
    size_t n_columns;   /* of the original */
} hz_contraction;

/* The root of a component is the member that stands at a bound, where there is one. HZ_ERR_MEMORY. The caller frees *out with
 * hz_contraction_free(). */
hz_status hz_contract(hz_contraction **out, const hz_model *model, const hz_solution *solution, hz_error *err);
void hz_contraction_free(hz_contraction *contraction); /* NULL-safe */

#endif

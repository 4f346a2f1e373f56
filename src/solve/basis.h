/* basis.h - a basis of a model without arcs: what is not basic added up, and the matrix of what is, factored
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_SOLVE_BASIS_H
#define HZ_SOLVE_BASIS_H

#include "solve/rational.h"
#include "solve/solution.h"

typedef struct {
    const hz_model *model;
    const hz_solution *solution;
    __int128 *fixed;     /* [n_rows] sum a X over columns that are not basic */
    __int128 fixed_cost; /* sum c X over them */
    uint32_t *tight_at;  /* [n_rows] position of a row among the tight ones, or HZ_NONE */
    hz_rational_factors *factors; /* of the tight rows by the basic columns; NULL: it has no inverse */
} hz_factored_basis;

/* A well-formed optimum: as many basic columns as tight rows. HZ_ERR_MEMORY, HZ_ERR_LIMIT, HZ_ERR_INTERRUPTED. The caller calls
 * hz_basis_clear() in any case. */
hz_status hz_basis_make(hz_factored_basis *out, const hz_model *model, const hz_solution *solution, hz_error *err);
void hz_basis_clear(hz_factored_basis *basis);

/* Where column j stands that is not basic, bp. */
uint16_t hz_basis_place_bp(const hz_factored_basis *basis, size_t column);
/* X of the basic columns, bp, at which the tight rows hold with equality; x[n_basic] has been initialised. */
hz_status hz_basis_solve(mpq_t *x, const hz_factored_basis *basis, hz_error *err);

#endif

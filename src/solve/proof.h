/* proof.h - the proof: an exact optimum, or an exact reason why there is none
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_SOLVE_PROOF_H
#define HZ_SOLVE_PROOF_H

#include <gmp.h>

#include "solve/solution.h"

typedef struct {
    hz_outcome outcome;
    const char *fault;   /* NULL when proved; else what failed, in the current language */
    size_t n_basic;
    uint32_t *basic;     /* [n_basic] columns */
    mpq_t *basic_bp;     /* [n_basic] their exact X, bp */
    size_t n_rows;
    mpq_t *price;        /* [n_rows] exact duals, fen per base unit; infeasible: Farkas multipliers */
    mpq_t cost_fen_d;    /* exact objective = exact dual bound; infeasible: 0 */
    mpq_t shortfall;     /* infeasible: by how much the Farkas combination fails, > 0 */
} hz_proof;

void hz_proof_free(hz_proof *proof); /* NULL-safe */

#endif

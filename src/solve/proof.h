/* proof.h - the proof: an exact optimum, or an exact reason why there is none
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_SOLVE_PROOF_H
#define HZ_SOLVE_PROOF_H

#include <gmp.h>
#include <stdbool.h>

#include "solve/solution.h"

/* Is there another plan that costs as little? solve/choose.h finds out. */
typedef enum { HZ_OTHERS_UNKNOWN, HZ_OTHERS_NONE, HZ_OTHERS_SOME } hz_others;

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
    hz_others others;    /* optimal */
    /* optimal: what the prices leave open */
    uint32_t *idle;      /* [n_idle] columns that are not basic, could move, and have a reduced cost of zero; ascending. With arcs, of a
                            component only its root, with what the whole of it has */
    size_t n_idle;
    uint32_t *loose;     /* [n_loose] members of components whose arc to their parent is tight with a multiplier of zero */
    size_t n_loose;
    bool is_degenerate;  /* what is basic stands at a bound, or what need not holds with equality: other prices may prove it, too */
} hz_proof;

void hz_proof_free(hz_proof *proof); /* NULL-safe */

/* What was proved, and of what; all borrowed. NULL: it is not at hand. */
typedef struct {
    const hz_model *model;
    const hz_solution *solution;
    const hz_proof *proof;
} hz_proved;

#endif

/* verify.h - the proof, in rational arithmetic, from the model and a basis: the solver is not believed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_SOLVE_VERIFY_H
#define HZ_SOLVE_VERIFY_H

#include "solve/proof.h"

/* Prove the solution: primal feasibility, dual feasibility and zero gap, or a Farkas combination that no cut within
 * the bounds can satisfy. HZ_OK also when the proof fails: see proof->fault. The caller frees *out with hz_proof_free(). */
hz_status hz_verify(hz_proof **out, const hz_model *model, const hz_solution *solution, hz_error *err);

#endif

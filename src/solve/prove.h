/* prove.h - a proof that stands: of the solver's answer as it is, or of what the exact finish makes of it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_SOLVE_PROVE_H
#define HZ_SOLVE_PROVE_H

#include "solve/proof.h"

/* Verify *solution; where it does not stand up, another one that does takes its place. That no plan exists is proved of the model whose arcs are
 * rows (model/flatten.h) where arcs are needed for it. HZ_ERR_VERIFY: neither stands up; HZ_ERR_MEMORY, HZ_ERR_LIMIT, HZ_ERR_INTERRUPTED. The caller
 * frees *proof with hz_proof_free(). */
hz_status hz_prove(hz_proof **proof, hz_solution **solution, const hz_model *model, hz_error *err);

#endif

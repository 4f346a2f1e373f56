/* verify_arcs.h - what arcs add to a proof
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_SOLVE_VERIFY_ARCS_H
#define HZ_SOLVE_VERIFY_ARCS_H

#include "solve/contract.h"
#include "solve/proof.h"

/* `proof` proves the contracted model, optimal and without fault. Make it a proof of the original: every arc holds, and every tight
 * arc has a multiplier of the right sign, so that the reduced cost of a component is borne by its root alone. The basic columns
 * become those that are basic in the original, whose place is `place` [n_columns]. proof->fault says what fails. HZ_ERR_MEMORY,
 * HZ_ERR_INTERRUPTED. */
hz_status hz_verify_arcs(hz_proof *proof, const hz_model *model, const hz_contraction *contraction, const uint8_t *place,
                         hz_error *err);

#endif

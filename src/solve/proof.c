/* proof.c - who frees a proof
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve/proof.h"

#include <stdlib.h>

#include "solve/rational.h"

void hz_proof_free(hz_proof *proof)
{
    if (!proof)
        return;
    free(proof->basic);
    free(proof->idle);
    free(proof->loose);
    hz_rationals_free(proof->basic_bp, proof->n_basic);
    hz_rationals_free(proof->price, proof->n_rows);
    mpq_clears(proof->cost_fen_d, proof->shortfall, NULL);
    free(proof);
}

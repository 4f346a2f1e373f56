/* least.h - the least of the prices that prove a point of a model with arcs
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_SOLVE_LEAST_H
#define HZ_SOLVE_LEAST_H

#include "solve/proof.h"

/* The prices of a proof become the least, row by row, that prove its point as well (finish.h). Only for a model whose
 * blocks are chains (chain.h); others keep theirs. HZ_ERR_MEMORY, HZ_ERR_LIMIT, HZ_ERR_INTERRUPTED, HZ_ERR_VERIFY. */
hz_status hz_least_prices_of_chains(hz_proof *proof, const hz_model *model, const hz_solution *solution, hz_error *err);

#endif

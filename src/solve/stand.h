/* stand.h - a point that no solver ended with, as an answer: where the columns stand, and by which prices
 *
 * It proves nothing; it is what orders are derived from.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_SOLVE_STAND_H
#define HZ_SOLVE_STAND_H

#include "solve/proof.h"

/* exact_bp [n_columns]: the point, within the bounds of the columns, those between them basic; the prices are those of `from`. The caller frees
 * both. HZ_ERR_MEMORY. */
hz_status hz_stand(hz_solution **solution, hz_proof **proof, const hz_model *model, const mpq_t *exact_bp, const hz_proof *from,
                   hz_error *err);

#endif

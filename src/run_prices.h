/* run_prices.h - bound and prices of a proof, as a plan states them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_RUN_PRICES_H
#define HZ_RUN_PRICES_H

#include "run.h"

/* The exact optimum, and of_row[model->n_rows] in fen per base unit, into a plan that has been reckoned: its bound, the prices of its
 * balances, and the sets of enterprises whose failing it is made for. Row i of the model is balance i. HZ_ERR_MEMORY. */
hz_status hz_run_keep_prices(hz_plan *plan, const hz_model *model, const mpq_t cost_fen_d, mpq_t *of_row, hz_error *err);

#endif

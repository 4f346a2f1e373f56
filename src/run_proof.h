/* run_proof.h - what was proved of a level, for its plan; and what its families of demands cost
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_RUN_PROOF_H
#define HZ_RUN_PROOF_H

#include "pipeline.h"

/* What was proved of a level, in whole fen, as fractions and for reading, and what its safety and its fairness cost. Row i of the model is
 * balance i of the reckoning. HZ_ERR_MEMORY; HZ_ERR_VERIFY: the orders are cheaper than the bound; what solving without a family can fail by. */
hz_status hz_run_keep_proof(hz_run *run, hz_plan *plan, const hz_proved *proved, hz_error *err);

/* HZ_ERR_VERIFY: orders cost less than it is proved that any must, both in whole fen. One of the two is wrong, and neither is given. */
hz_status hz_run_check_bound(int64_t cost_fen, int64_t bound_fen, hz_error *err);

/* A proof for a model of its own, everybody who may fail guarded against at the lowest cost; rows are added to the model. The caller frees
 * *proof. HZ_ERR_MEMORY; what solving can fail by. */
hz_status hz_run_prove_guarded(hz_proof **proof, hz_model *model, hz_error *err);

#endif

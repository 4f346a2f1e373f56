/* formulate.h - the equations of docs/MODEL.md: from a scenario and a level to a model
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_MODEL_FORMULATE_H
#define HZ_MODEL_FORMULATE_H

#include "model/model.h"

/* Equations (1) to (8), (12), (13) and (15) for one level. The scenario has been validated without errors. The caller frees
 * *out with hz_model_free(). A level without any demand is HZ_ERR_USAGE. */
hz_status hz_formulate(hz_model **out, const hz_scenario *scenario, hz_level level, hz_error *err);
/* The same for several levels at once, each inside the next: (10). `levels` ascend; a day at level k counts `weights[k]` times.
 * Bounds are folded (hz_fold_bounds()); a unit of which nothing is left between them is HZ_ERR_INPUT. */
hz_status hz_formulate_levels(hz_model **out, const hz_scenario *scenario, const hz_level *levels, size_t n_levels,
                              const int64_t *weights, hz_error *err);

/* The same without some families of demands, bits of hz_demand_family: what these cost, or whether they stand in the way of a plan. Safety
 * goes with the targets that it is for. If nothing else is demanded, there are no rows. */
hz_status hz_formulate_without(hz_model **out, const hz_scenario *scenario, const hz_level *levels, size_t n_levels,
                               const int64_t *weights, unsigned families, hz_error *err);

/* HZ_ERR_LIMIT where the sums of a row need more than 63 bits. */
hz_status hz_check_size(const hz_model *m, hz_error *err);

/* What (3) leaves of a unit's bounds when its cuts may not fall from one level to the next: at least what is asked for at
 * any milder level, at most what is allowed at every stricter one. lo > hi: no nested cuts are possible. */
typedef struct {
    uint16_t lo_bp, hi_bp;
} hz_bounds;
void hz_fold_bounds(hz_bounds out[HZ_N_LEVELS], const hz_scenario *scenario, size_t unit, const hz_level *levels,
                    size_t n_levels);

#endif

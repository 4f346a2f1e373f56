/* most.h - what each target can come to when every unit is cut as deep as its own bounds let it be, whatever else is demanded
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_MODEL_MOST_H
#define HZ_MODEL_MOST_H

#include "base/error.h"
#include "scenario/claims.h"

/* For n claims of reductions, pools, weighted sums, stopped lines or safety, most[n] in the unit of their row (model/model.h), rounded
 * down. Nothing is left out that could bring more: what is above it no plan can reach. Of safety it is what is left of the target when
 * those fail who bring most; a share that fails is in what the row asks for, not in this. Of several levels, `levels` ascending, a
 * unit is held to what every stricter one of them allows it. Claims of one demand side by side cost one pass over the units.
 * HZ_ERR_MEMORY, HZ_ERR_LIMIT, HZ_ERR_INTERRUPTED. */
hz_status hz_find_most(int64_t *most, const hz_claim *claims, size_t n, const hz_scenario *scenario, const hz_level *levels,
                       size_t n_levels, hz_error *err);

#endif

/* claims.h - what the demands of a level come to, one by one: a demand on each district is a claim on every one of them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_SCENARIO_CLAIMS_H
#define HZ_SCENARIO_CLAIMS_H

#include "scenario/scenario.h"

/* One row of the model, and one balance of the reckoning. */
typedef struct {
    uint32_t demand;  /* index of demands */
    uint32_t group;   /* of the demand's scope; HZ_NONE for HZ_SCOPE_ALL */
    uint32_t product; /* floors, and caps of output: index of products; else HZ_NONE */
    uint32_t target;  /* safety: index of the demand that must hold all the same; else HZ_NONE */
} hz_claim;

/* In the order of the demands, groups and products. Groups without an enterprise in operation have none; of stopped lines, those
 * without a line that counts. Those of safety against enterprises that fail come last. *claims is malloc'ed, NULL when there are none.
 * HZ_ERR_MEMORY. */
hz_status hz_list_claims(hz_claim **claims, size_t *n_claims, const hz_scenario *scenario, hz_level level,
                         hz_error *err);

#endif

/* refusal.c - why there is no plan: the words of it, and its memory
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan/refusal.h"

#include <stdlib.h>

const char *hz_clash_kind_id(hz_clash_kind kind)
{
    static const char *const ids[HZ_N_CLASH_KINDS] = {
        [HZ_CLASH_DEMAND] = "demand", [HZ_CLASH_GRADES] = "grades",      [HZ_CLASH_NESTED] = "nested",  [HZ_CLASH_EXEMPT] = "exemption",
        [HZ_CLASH_MOST] = "most-cut", [HZ_CLASH_LOAD] = "approved-load", [HZ_CLASH_LEAST] = "least-cut"};

    return ids[kind];
}

const char *hz_repair_kind_id(hz_repair_kind kind)
{
    static const char *const ids[HZ_N_REPAIR_KINDS] = {
        [HZ_REPAIR_ONE] = "one", [HZ_REPAIR_LIFT] = "lift", [HZ_REPAIR_LIMITS] = "limits", [HZ_REPAIR_EACH] = "each", [HZ_REPAIR_ALIKE] = "alike"};

    return ids[kind];
}

void hz_refusal_clear(hz_impasse *refusal)
{
    for (size_t i = 0; i < refusal->n_repairs; i++)
        free(refusal->repairs[i].lifted);
    free(refusal->repairs);
    free(refusal->shortfalls);
    free(refusal->factor_exact);
    free(refusal->clashes);
    *refusal = (hz_impasse){0};
}

/* refused.h - what modes that a level may not choose could bring to a target
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_MODEL_REFUSED_H
#define HZ_MODEL_REFUSED_H

#include "scenario/claims.h"
#include "scenario/modes.h"

enum { HZ_REFUSED_NAMES = 3 };

/* Of the modes that are refused for one reason those that would bring more than all that their unit may choose. */
typedef struct {
    size_t n_modes, n_units;
    int64_t could;                    /* what they would bring more, the deepest of each unit, in units of the row */
    uint32_t units[HZ_REFUSED_NAMES]; /* the first of them, and */
    uint32_t modes[HZ_REFUSED_NAMES]; /* indices of scenario->modes */
} hz_refused;

/* To a target of a level, by hz_refusal; what the bounds of a unit do not allow is not asked for. */
void hz_find_refused(hz_refused refused[HZ_N_REFUSALS], const hz_scenario *scenario, const hz_claim *claim);

/* Is there any? */
static inline bool hz_is_any_refused(const hz_refused refused[HZ_N_REFUSALS])
{
    for (int why = HZ_REFUSED_NOT + 1; why < HZ_N_REFUSALS; why++)
        if (refused[why].n_modes > 0)
            return true;
    return false;
}

#endif

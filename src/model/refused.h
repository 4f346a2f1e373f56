/* refused.h - what modes that a level may not choose could bring to a target
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_MODEL_REFUSED_H
#define HZ_MODEL_REFUSED_H

#include "scenario/claims.h"
#include "scenario/modes.h"

/* To a target of a level, by hz_refusal; what the bounds of a unit do not allow is not asked for, nor is anything of enterprises that have
 * failed ([n_enterprises]; NULL: nobody has). */
void hz_find_refused(hz_refused refused[HZ_N_REFUSALS], const hz_scenario *scenario, const hz_claim *claim, const uint8_t *has_failed);

#endif

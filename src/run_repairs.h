/* run_repairs.h - where there is no plan: what could be given up so that there is one, and what it would cost
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_RUN_REPAIRS_H
#define HZ_RUN_REPAIRS_H

#include "run_opening.h"

/* Lower the targets of a model that was copied from the opening's: each reduction by what is missing of it in refusal->shortfalls; or all
 * to refusal->factor_exact, in whole units rounded down. */
typedef void hz_lowering(hz_model *model, const hz_opening *opening, const hz_impasse *refusal);
hz_lowering hz_run_lower_each, hz_run_lower_alike;

/* refusal->repairs: each demand of the conflict lowered, raised or given up by itself as far as it takes; its least cuts and loads; and the
 * exemptions and most cuts, of all that there are the fewest that a linear program finds enough. Each is tried and proved, everything else
 * kept. Those that are not found out any more are left out. HZ_ERR_MEMORY, HZ_ERR_INTERRUPTED; what solving can fail by. */
hz_status hz_run_find_repairs(hz_impasse *refusal, const hz_opening *opening, const hz_conflict *conflict, hz_error *err);

#endif

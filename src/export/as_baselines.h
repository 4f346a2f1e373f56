/* as_baselines.h - what a plan is held against, and what it stands on: parts of its summary
 *
 * Each writes nothing where the plan knows nothing of it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_EXPORT_AS_BASELINES_H
#define HZ_EXPORT_AS_BASELINES_H

#include "base/sink.h"
#include "plan/plan.h"

/* What the plan saves against the uniform cut, in a sentence or two. */
void hz_text_saving(hz_sink *sink, const hz_plan *plan);
/* The plan and its baselines side by side, and the demands that these break. */
void hz_text_baselines(hz_sink *sink, const hz_plan *plan);
/* What becomes of each target if the enterprises that cut most do not. */
void hz_text_losses(hz_sink *sink, const hz_plan *plan);

#endif

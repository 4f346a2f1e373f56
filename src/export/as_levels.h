/* as_levels.h - the plans of several levels side by side: what each asks for, what it costs, and what their nesting costs
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_EXPORT_AS_LEVELS_H
#define HZ_EXPORT_AS_LEVELS_H

#include "base/sink.h"
#include "plan/levels.h"

/* summary.txt of a folder of several levels, in the current language. */
void hz_text_levels(hz_sink *sink, const hz_levels *levels);
/* In the summary of one of them: why it costs more than it would by itself. */
void hz_text_nested_bound(hz_sink *sink, const hz_plan *plan);

#endif

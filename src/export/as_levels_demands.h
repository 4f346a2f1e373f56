/* as_levels_demands.h - what is demanded of several levels, and what becomes of it: parts of the summary of all levels
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_EXPORT_AS_LEVELS_DEMANDS_H
#define HZ_EXPORT_AS_LEVELS_DEMANDS_H

#include "base/sink.h"
#include "plan/levels.h"

/* A line each: the demands that the lowest cost of all levels hangs on, those that cost most first. */
void hz_text_levels_binding(hz_sink *sink, const hz_levels *levels);
/* Each claim of each level: what is required, what is reached, how much that is more, and its price in the program of all levels. A
 * section for each kind of demand of which there is one. */
void hz_text_levels_demands(hz_sink *sink, const hz_levels *levels);

#endif

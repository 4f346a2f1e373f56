/* as_families.h - pools, weighted sums, caps and safety, as tables of the summary
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_EXPORT_AS_FAMILIES_H
#define HZ_EXPORT_AS_FAMILIES_H

#include "base/sink.h"
#include "plan/plan.h"

/* A section for each kind of which there is one; caps of many groups are told by those that bear most beside what they may. */
void hz_text_families(hz_sink *sink, const hz_plan *plan);

#endif

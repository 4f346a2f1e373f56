/* as_text.h - the summary of a plan, as a page for people
 *
 * Plain text in the current language (base/lang.h), aligned by display width.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_EXPORT_AS_TEXT_H
#define HZ_EXPORT_AS_TEXT_H

#include "base/sink.h"
#include "plan/plan.h"

/* summary.txt: the answer, every demand with required, reached, slack and price, who bears it, what it was made from.
 */
void hz_text_summary(hz_sink *sink, const hz_plan *plan);
/* A line: can the lowest cost be reached in other ways, and which of them is this? */
void hz_text_other_optima(hz_sink *sink, hz_others others, hz_search_end search);

#endif

/* as_text.h - the summary of a plan, as a page for people
 *
 * Plain text in the current language (base/lang.h), aligned by display width.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_EXPORT_AS_TEXT_H
#define HZ_EXPORT_AS_TEXT_H

#include "base/sink.h"
#include "base/text.h"
#include "plan/plan.h"

/* summary.txt: the answer, every demand with required, reached, slack and price, who bears it, what it was made from.
 */
void hz_text_summary(hz_sink *sink, const hz_plan *plan);
/* What any plan rests on: scenario, forecast and rules with their SHA-256, steps, programs. */
void hz_text_sources(hz_sink *sink, const hz_plan *plan);
/* What stands at the end of any summary: what is not reported, the law, and how to check the folder. */
void hz_text_end(hz_sink *sink, const hz_plan *plan);
/* How much dearer a cost is than what is proved, parts of the cost in %, rounded up, to 0.0001. */
void hz_text_gap(char text[HZ_FIXED_MAX], int64_t cost, int64_t bound);
/* A line that cheaper orders may exist, where the search for them was given up; else none. */
void hz_text_given_up(hz_sink *sink, hz_search_end end, long n_nodes);
/* A line: can the lowest cost be reached in other ways, and which of them is this? */
void hz_text_other_optima(hz_sink *sink, hz_others others, hz_search_end search);

#endif

/* as_refusal.h - why there is no plan: the demands that contradict one another, as text and as JSON
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_EXPORT_AS_REFUSAL_H
#define HZ_EXPORT_AS_REFUSAL_H

#include "base/sink.h"
#include "plan/refusal.h"

/* Sections of a page, in the current language: what contradicts what, how near it can be come to, what could be given up. */
void hz_text_refusal(hz_sink *sink, const hz_scenario *scenario, const hz_impasse *refusal);
/* One JSON object, without a newline behind it. All of it, where the page names the first few. */
void hz_json_refusal(hz_sink *sink, const hz_scenario *scenario, const hz_impasse *refusal);

#endif

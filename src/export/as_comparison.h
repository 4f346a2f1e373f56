/* as_comparison.h - two plans side by side, as a page for people and as JSON
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_EXPORT_AS_COMPARISON_H
#define HZ_EXPORT_AS_COMPARISON_H

#include "base/sink.h"
#include "plan/compare.h"

/* What differs in what they were made from, what they cost and cut, and who changes, in the current language. */
void hz_text_comparison(hz_sink *sink, const hz_comparison *comparison);
/* The same as an object and a newline: docs/FORMATS.md. */
void hz_json_comparison(hz_sink *sink, const hz_comparison *comparison);

#endif

/* as_outlook.h - what the rest of a year must average, for people and as JSON
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_EXPORT_AS_OUTLOOK_H
#define HZ_EXPORT_AS_OUTLOOK_H

#include "base/sink.h"
#include "rules/outlook.h"

/* Each goal: whether it is met, out of reach, or what the days that are left must be; in the current language. */
void hz_text_outlook(hz_sink *sink, const hz_outlook *outlook);
/* The same as an object and a newline; schema: scenarios/schema/outlook.schema.json. */
void hz_json_outlook(hz_sink *sink, const hz_outlook *outlook);

#endif

/* mode_notes.h - what of a plan's modes does not keep to the times of the response
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_EXPORT_MODE_NOTES_H
#define HZ_EXPORT_MODE_NOTES_H

#include "plan/plan.h"

/* Lines of the summary, none where all keep to it, in the current language. */
void hz_text_mode_notes(hz_sink *sink, const hz_plan *plan);
/* A member "modes" with how many they are. */
void hz_json_mode_notes(hz_sink *sink, const hz_plan *plan);

#endif

/* sentence.h - an order as the sentence that goes on the notice
 *
 * "No. 1 kiln: from 00:00 on 3 January 2026, stop and keep hot, holding the temperature only, with no output, until the warning is
 * lifted; to be in place by 08:00 on 3 January, ...": what, from when to when, how it is checked, who answers for it. Built from
 * clauses: what is not given is left out.
 *
 * The order of a mode in its own words (hz_mode.order) takes the place of what is to be done. In it, and in the clauses, the words of
 * hz_placeholder in braces stand for what they name. A clause whose fact the mode's own words name already is left out. Braces in
 * names stay as they are.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_EXPORT_SENTENCE_H
#define HZ_EXPORT_SENTENCE_H

#include "plan/plan.h"

typedef struct hz_sentences hz_sentences;

/* Of the orders of a plan, in the current language. NULL when out of memory. */
hz_sentences *hz_sentences_new(const hz_plan *plan);
/* The same where orders end by themselves, after so many minutes, at the time that the settings give, and not with the warning. */
hz_sentences *hz_sentences_of_stretch(const hz_plan *plan, int64_t minutes);
/* The sentence of a unit, one line; owned by `sentences`, until the next one is made. */
const char *hz_sentence(hz_sentences *sentences, size_t unit);
/* HZ_ERR_MEMORY when `sentences` is NULL, or a sentence was cut off for lack of memory. */
hz_status hz_sentences_free(hz_sentences *sentences);

#endif

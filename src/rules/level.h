/* level.h - the warning levels
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_RULES_LEVEL_H
#define HZ_RULES_LEVEL_H

#include "input/words.h"

/* Warning levels, ordered (blue IV .. red I). */
typedef enum { HZ_BLUE, HZ_YELLOW, HZ_ORANGE, HZ_RED, HZ_N_LEVELS } hz_level;

extern const struct hz_word_list hz_level_words;

const char *hz_level_id(hz_level level); /* "orange" */
/* For people, in the current language: "orange" / "橙色", "Level II response" / "Ⅱ级响应". */
const char *hz_level_name(hz_level level);
const char *hz_response_name(hz_level level);

#endif

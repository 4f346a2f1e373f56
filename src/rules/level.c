/* level.c - the warning levels
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "rules/level.h"

#include "base/lang.h"

static const hz_word LEVELS[] = {
    [HZ_BLUE] = HZ_WORD("blue", N_("blue")),
    [HZ_YELLOW] = HZ_WORD("yellow", N_("yellow")),
    [HZ_ORANGE] = HZ_WORD("orange", N_("orange")),
    [HZ_RED] = HZ_WORD("red", N_("red")),
};
const struct hz_word_list hz_level_words = HZ_WORD_LIST(LEVELS);

const char *hz_level_id(hz_level level)
{
    return LEVELS[level].id;
}

const char *hz_level_name(hz_level level)
{
    return _(LEVELS[level].name);
}

const char *hz_response_name(hz_level level)
{
    static const char *const names[] = {
        [HZ_BLUE] = N_("Level IV response"),
        [HZ_YELLOW] = N_("Level III response"),
        [HZ_ORANGE] = N_("Level II response"),
        [HZ_RED] = N_("Level I response"),
    };

    return _(names[level]);
}

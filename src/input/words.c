/* words.c - closed lists of words, as a format writes them and as people read them; and texts in two languages
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "input/words.h"

#include <string.h>

#include "base/lang.h"

static const hz_word CONFIDENCES[] = {
    [HZ_QUOTED] = HZ_WORD("quoted", N_("quoted")),
    [HZ_LAW] = HZ_WORD("law", N_("law")),
    [HZ_CODE] = HZ_WORD("code", N_("public source code")),
    [HZ_DERIVED] = HZ_WORD("derived", N_("derived")),
    [HZ_UNCONFIRMED] = HZ_WORD("unconfirmed", N_("unconfirmed")),
    [HZ_INVENTED] = HZ_WORD("invented", N_("invented")),
};
const struct hz_word_list hz_confidence_words = HZ_WORD_LIST(CONFIDENCES);

static const hz_word LANGS[] = {[HZ_LANG_EN] = HZ_WORD("en", NULL), [HZ_LANG_ZH] = HZ_WORD("zh-CN", NULL)};
const struct hz_word_list hz_lang_words = HZ_WORD_LIST(LANGS);

const char *hz_word_at(hz_words words, int index)
{
    return index >= 0 && index < words->n ? words->words[index].id : NULL;
}

int hz_word_index(hz_words words, const char *text, size_t length)
{
    if (length == 0)
        return -1;
    for (int i = 0; i < words->n; i++)
        if (words->words[i].length == length && words->words[i].id[0] == text[0] &&
            memcmp(words->words[i].id, text, length) == 0)
            return i;
    return -1;
}

const char *hz_word_name(hz_words words, int index)
{
    return _(words->words[index].name);
}

const char *hz_bilingual_text(hz_bilingual text)
{
    const char *first = hz_lang_now() == HZ_LANG_ZH ? text.zh : text.en;
    const char *second = hz_lang_now() == HZ_LANG_ZH ? text.en : text.zh;

    return first ? first : second;
}

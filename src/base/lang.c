/* lang.c - the language of what a person reads: gettext, chosen per document and not by the locale
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/lang.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>

#define DOMAIN "hazeplan"

/* glibc looks a message up again only when this counter has changed (GNU gettext manual, "gettext grok"). */
extern int _nl_msg_cat_cntr;

/* gettext itself is state of the process; this says what it was told. */
static bool is_ready;
static hz_lang user_lang = HZ_LANG_EN;
static hz_lang lang_now = HZ_LANG_EN;

static const char *const tags[] = {[HZ_LANG_EN] = "en", [HZ_LANG_ZH] = "zh-CN"};
static const char *const catalogues[] = {[HZ_LANG_EN] = "en", [HZ_LANG_ZH] = "zh_CN"};

static hz_lang lang_of_environment(void)
{
    static const char *const names[] = {"LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *value = getenv(names[i]);
        if (value != NULL && *value != '\0')
            return strncmp(value, "zh", 2) == 0 ? HZ_LANG_ZH : HZ_LANG_EN;
    }
    return HZ_LANG_EN;
}

static void tell_gettext(hz_lang lang)
{
    setenv("LANGUAGE", catalogues[lang], 1);
    _nl_msg_cat_cntr++;
    lang_now = lang;
}

/* LANGUAGE is obeyed in any locale but "C" and "POSIX", so one locale serves both languages and the user's own need
 * not be installed. */
void hz_lang_init(void)
{
    if (is_ready)
        return;
    is_ready = true;
    user_lang = lang_of_environment();
    if (setlocale(LC_ALL, "C.UTF-8") == NULL && setlocale(LC_ALL, "en_US.UTF-8") == NULL)
        setlocale(LC_ALL, "");
    setlocale(LC_NUMERIC, "C");
    const char *folder = getenv("HAZEPLAN_LOCALEDIR");
    bindtextdomain(DOMAIN, folder != NULL && *folder != '\0' ? folder : LOCALEDIR);
    bind_textdomain_codeset(DOMAIN, "UTF-8");
    textdomain(DOMAIN);
    tell_gettext(HZ_LANG_EN);
}

hz_lang hz_lang_of_user(void)
{
    return is_ready ? user_lang : lang_of_environment();
}

/* The header of a catalogue is the translation of the empty text. */
static bool is_chinese_there(void)
{
    return strstr((gettext)(""), "Language: zh_CN") != NULL;
}

hz_status hz_lang_use(hz_lang lang, hz_error *err)
{
    hz_lang before = lang_now;
    tell_gettext(lang);
    if (lang != HZ_LANG_ZH || is_chinese_there())
        return HZ_OK;
    tell_gettext(before);
    return hz_error_set(err, HZ_ERR_IO,
                        _("the Chinese texts are missing: no zh_CN/LC_MESSAGES/hazeplan.mo in '%s'; install hazeplan "
                          "again, or name their folder in HAZEPLAN_LOCALEDIR"),
                        bindtextdomain(DOMAIN, NULL));
}

hz_lang hz_lang_now(void)
{
    return lang_now;
}

const char *hz_lang_tag(hz_lang lang)
{
    return tags[lang];
}

bool hz_lang_parse(hz_lang *out, const char *tag)
{
    for (int i = HZ_LANG_EN; i <= HZ_LANG_ZH; i++) {
        if (strcmp(tag, tags[i]) == 0) {
            *out = (hz_lang)i;
            return true;
        }
    }
    return false;
}

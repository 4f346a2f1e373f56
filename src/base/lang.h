/* lang.h - the language of what a person reads: gettext, chosen per document and not by the locale
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_BASE_LANG_H
#define HZ_BASE_LANG_H

#include <libintl.h>
#include <stdbool.h>

#include "base/error.h"

#define _(text) gettext(text)
#define N_(text) text

typedef enum { HZ_LANG_EN, HZ_LANG_ZH } hz_lang;

/* Once, before anything else: numbers stay in the "C" locale, messages and characters in UTF-8. The directory of the
 * catalogues is LOCALEDIR, or the environment's HAZEPLAN_LOCALEDIR. */
void hz_lang_init(void);
/* The language that the user's environment asks for (LANGUAGE, LC_ALL, LC_MESSAGES, LANG): Chinese if it starts with
 * zh. */
hz_lang hz_lang_of_user(void);
/* Switch. HZ_ERR_IO when the Chinese catalogue cannot be found: orders are never quietly written in the wrong
 * language. */
hz_status hz_lang_use(hz_lang lang, hz_error *err);
hz_lang hz_lang_now(void);
/* "en", "zh-CN" and back; false when unknown. */
const char *hz_lang_tag(hz_lang lang);
bool hz_lang_parse(hz_lang *out, const char *tag);

#endif

/* json.c - the pieces of a JSON object
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/json.h"

void hz_json_key(hz_sink *sink, const char *key)
{
    hz_puts(sink, ",\"");
    hz_puts(sink, key);
    hz_puts(sink, "\":");
}

void hz_json_text(hz_sink *sink, const char *key, const char *text)
{
    hz_json_key(sink, key);
    hz_put_json(sink, text);
}

void hz_json_first_text(hz_sink *sink, const char *key, const char *text)
{
    hz_puts(sink, "{\"");
    hz_puts(sink, key);
    hz_puts(sink, "\":");
    hz_put_json(sink, text);
}

void hz_json_given(hz_sink *sink, const char *key, const char *text)
{
    hz_json_text(sink, key, text && text[0] ? text : NULL);
}

void hz_json_fixed(hz_sink *sink, const char *key, int64_t value, int scale)
{
    hz_json_key(sink, key);
    hz_put_fixed(sink, value, scale, -1);
}

void hz_json_money(hz_sink *sink, const char *key, int64_t fen)
{
    hz_json_key(sink, key);
    hz_put_fixed(sink, fen, 2, 2);
}

void hz_json_count(hz_sink *sink, const char *key, size_t count)
{
    hz_json_key(sink, key);
    hz_put_int(sink, (int64_t)count);
}

void hz_json_flag(hz_sink *sink, const char *key, bool flag)
{
    hz_json_key(sink, key);
    hz_puts(sink, flag ? "true" : "false");
}

void hz_json_others(hz_sink *sink, hz_others others)
{
    if (others != HZ_OTHERS_UNKNOWN) {
        hz_json_flag(sink, "has_other_optima", others == HZ_OTHERS_SOME);
        return;
    }
    hz_json_key(sink, "has_other_optima");
    hz_puts(sink, "null");
}

void hz_json_bilingual(hz_sink *sink, const char *key, hz_bilingual text)
{
    hz_json_key(sink, key);
    hz_json_first_text(sink, "zh", text.zh);
    hz_json_text(sink, "en", text.en);
    hz_putc(sink, '}');
}

void hz_json_next(hz_sink *sink, size_t i)
{
    hz_puts(sink, i ? ",\n" : "\n");
}

void hz_json_head(hz_sink *sink, const hz_scenario *scenario, hz_lang lang, const char *id, const char *digest, const char *solver)
{
    hz_json_text(sink, "plan", id);
    hz_json_text(sink, "standing", hz_standing_id(scenario->standing));
    hz_json_text(sink, "stamp", hz_standing_name(scenario->standing));
    hz_json_text(sink, "lang", hz_lang_tag(lang));
    hz_json_text(sink, "currency", scenario->currency);
    hz_puts(sink, ",\n\"scenario\":");
    hz_json_first_text(sink, "id", scenario->id);
    hz_json_bilingual(sink, "title", scenario->title);
    hz_json_text(sink, "digest", digest);
    hz_puts(sink, "},\n\"made_by\":");
    hz_json_first_text(sink, "hazeplan", PACKAGE_VERSION);
    hz_json_text(sink, "solver", solver);
    hz_puts(sink, "}");
}

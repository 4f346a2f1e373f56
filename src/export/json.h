/* json.h - the pieces of a JSON object
 *
 * Each writes `,"key":value`; the first of an object is hz_json_first_text(), or is written by hand.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_EXPORT_JSON_H
#define HZ_EXPORT_JSON_H

#include "base/sink.h"
#include "input/words.h"
#include "scenario/scenario.h"
#include "solve/proof.h"

void hz_json_key(hz_sink *sink, const char *key);
/* null when the text is NULL. */
void hz_json_text(hz_sink *sink, const char *key, const char *text);
/* `{"key":text` */
void hz_json_first_text(hz_sink *sink, const char *key, const char *text);
/* null instead of an empty text. */
void hz_json_given(hz_sink *sink, const char *key, const char *text);
/* value * 10^-scale, as many decimals as are exact. */
void hz_json_fixed(hz_sink *sink, const char *key, int64_t value, int scale);
/* 1/100 of the currency, always with two decimals. */
void hz_json_money(hz_sink *sink, const char *key, int64_t fen);
void hz_json_count(hz_sink *sink, const char *key, size_t count);
void hz_json_flag(hz_sink *sink, const char *key, bool flag);
/* has_other_optima; null: not known. */
void hz_json_others(hz_sink *sink, hz_others others);
void hz_json_bilingual(hz_sink *sink, const char *key, hz_bilingual text);
/* Of what stands for several plans, behind its format: whose it is, in which language, of which scenario, made by what. */
void hz_json_head(hz_sink *sink, const hz_scenario *scenario, hz_lang lang, const char *id, const char *digest, const char *solver);
/* The separator and line of the i-th element of an array. */
void hz_json_next(hz_sink *sink, size_t i);

#endif

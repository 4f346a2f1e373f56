/* tag.h - one start tag of a file of ours: its attributes found, checked and turned into values
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whatever is wrong with an attribute becomes a finding at the tag's line, and the value that is returned is then
 * harmless: HZ_NOT_REPORTED, HZ_NONE, an empty text. So the reader can go on and find the rest. */
#ifndef HZ_INPUT_TAG_H
#define HZ_INPUT_TAG_H

#include "base/arena.h"
#include "base/quantity.h"
#include "base/xml.h"
#include "input/findings.h"
#include "input/grammar.h"
#include "input/names.h"
#include "input/words.h"

/* Names come from the parser as pointers that are equal when the names are: a small table turns them into numbers. */
enum { HZ_TAG_POINTERS = 256 };
typedef struct {
    const char *pointer[HZ_TAG_POINTERS];
    int8_t number[HZ_TAG_POINTERS];
    int n_used;
} hz_tag_pointers;

typedef struct {
    const hz_grammar *grammar;
    hz_findings *findings;
    hz_arena *arena; /* where texts are kept */
    bool is_out_of_memory;
    int line;
    hz_element element;
    hz_attribute_set given;
    const hz_xml_attr *attrs[HZ_GRAMMAR_ATTRIBUTES]; /* where `given` */
    /* to be fast */
    hz_tag_pointers attribute_names, element_names;
    struct {
        const hz_unit_def *unit;
        size_t length;    /* of its symbol */
    } last_unit[HZ_GRAMMAR_MAX]; /* most elements of one kind are in one unit */
    hz_names_memo memo;
} hz_tag;

static inline const hz_element_def *hz_tag_def(const hz_tag *tag, hz_element element)
{
    return &tag->grammar->elements[element];
}
static inline const char *hz_tag_attribute_name(const hz_tag *tag, hz_attribute attribute)
{
    return tag->grammar->attributes[attribute];
}

/* The element of that name; 0 when the format has none. */
hz_element hz_tag_element(hz_tag *tag, const char *name);
/* Take the attributes of a start tag: unknown and missing ones become findings 108 and 109. */
void hz_tag_take(hz_tag *tag, hz_element element, const hz_xml_attr *attrs, int n_attrs, int line);

static inline bool hz_tag_has(const hz_tag *tag, hz_attribute at)
{
    return tag->given >> at & 1;
}

/* May the format keep the text: clean, something to be seen, and nothing that breaks a line or turns its direction? */
bool hz_tag_is_text(const char *text, size_t length);
/* Is it an id: [A-Za-z0-9][A-Za-z0-9._-]*, at most HZ_MAX_ID bytes? */
bool hz_tag_is_id(const char *text, size_t length);

/* The attribute, if it is given and not blank (finding 201); else NULL. */
const hz_xml_attr *hz_tag_unless_blank(hz_tag *tag, hz_attribute at);
static inline const hz_xml_attr *hz_tag_value(hz_tag *tag, hz_attribute at)
{
    unsigned char first;

    if (!hz_tag_has(tag, at))
        return NULL;
    /* nearly all begin with a letter of ASCII or with a Chinese character, U+4000 .. U+9FFF */
    first = tag->attrs[at]->length > 0 ? (unsigned char)tag->attrs[at]->value[0] : 0;
    if ((first > ' ' && first < 0x7F) || (first >= 0xE4 && first <= 0xE9))
        return tag->attrs[at];
    return hz_tag_unless_blank(tag, at);
}

/* Finding 109. */
void hz_tag_missing(hz_tag *tag, hz_attribute at);
/* A finding whose only text is the value: 301, 305 .. 310. */
void hz_tag_unknown(hz_tag *tag, hz_finding_code code, hz_attribute at);
/* Finding 210: the value is outside `range`. */
void hz_tag_outside(hz_tag *tag, hz_attribute at, const char *range);

/* A text, kept in the arena. Not given: "" where the format requires it, else NULL. */
const char *hz_tag_text(hz_tag *tag, hz_attribute at);
/* The same for texts that come again and again: equal ones are kept once, as long as the memo lasts. */
const char *hz_tag_shared(hz_tag *tag, hz_attribute at);
/* Attribute id (finding 301; "" then), kept once for equal ones if `is_shared`. */
const char *hz_tag_id(hz_tag *tag, bool is_shared);
/* Attributes zh and en, of which one is required. */
hz_bilingual hz_tag_bilingual(hz_tag *tag);
/* The number of a word, or `otherwise`. Finding `code`: 211, or one whose only text is the word. */
int hz_tag_word(hz_tag *tag, hz_attribute at, hz_words words, hz_finding_code code, int otherwise);
/* Words with blanks between them, as bits of their numbers; finding `code` with the word for each that is not known. */
uint64_t hz_tag_word_set(hz_tag *tag, hz_attribute at, hz_words words, hz_finding_code code);

/* Attributes value and unit -> base units; HZ_NOT_REPORTED after a finding. `dimensions`: bits of hz_dimension that are
 * right here. `days`: operating days per year, 0 when not known. *unit is the unit, or NULL when it is not usable. */
int64_t hz_tag_amount(hz_tag *tag, unsigned dimensions, unsigned days, const hz_unit_def **unit);
/* The same a day of many together, at most HZ_SUM_MAX. */
int64_t hz_tag_sum(hz_tag *tag, unsigned dimensions, const hz_unit_def **unit);
/* The same for another attribute than value, whose unit is known; NULL as the unit after its finding. */
int64_t hz_tag_measure(hz_tag *tag, hz_attribute at, const hz_unit_def *unit);
/* The unit alone, or NULL. */
const hz_unit_def *hz_tag_unit(hz_tag *tag, unsigned dimensions);
/* A share in `unit` -> 0 .. HZ_SHARE_ONE bp times `fineness` (1 for bp, 100 for ppm); -1 after a finding. */
int64_t hz_tag_share(hz_tag *tag, hz_attribute at, const hz_unit_def *unit, int fineness);
/* A whole number from `least` to `most` (finding 210); `otherwise` when not given or after a finding. */
int64_t hz_tag_whole(hz_tag *tag, hz_attribute at, int64_t least, int64_t most, int64_t otherwise);
/* Whole hours from `least` to `most` in a unit of time (finding 210); -1 when not given, without a unit, or after a finding. */
int64_t hz_tag_hours(hz_tag *tag, hz_attribute at, const hz_unit_def *unit, int64_t least, int64_t most);
/* YYYY-MM-DD and YYYY-MM-DDThh:mm (finding 210), base/calendar.h; false when not given or after a finding. */
bool hz_tag_date(hz_tag *tag, hz_attribute at, int32_t *day);
bool hz_tag_instant(hz_tag *tag, hz_attribute at, int64_t *instant);
/* Attribute days: 1 .. 366; 0 when not given. */
uint16_t hz_tag_days(hz_tag *tag);
/* Degrees -> 10^-6 degree, rounded; INT32_MIN when not given. */
int32_t hz_tag_degrees(hz_tag *tag, hz_attribute at, int limit);

#endif

/* tag.c - one start tag of a file of ours: its attributes found, checked and turned into values
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "input/tag.h"

#include <stdio.h>
#include <string.h>

#include "base/calendar.h"
#include "base/lang.h"

/* ---- names to numbers ---- */

static int attribute_by_name(const hz_grammar *grammar, const char *name)
{
    for (int i = 0; i < grammar->n_attributes; i++)
        if (strcmp(grammar->attributes[i], name) == 0)
            return i;
    return -1;
}

static int element_by_name(const hz_grammar *grammar, const char *name)
{
    for (int i = 1; i < grammar->n_elements; i++)
        if (strcmp(grammar->elements[i].name, name) == 0)
            return i;
    return 0;
}

/* Open addressing by the pointer, not more than half full: a file with more names than that is full of mistakes, and
 * then takes the slow way. */
static inline int number_of(hz_tag_pointers *table, const hz_grammar *grammar, const char *name,
                            int (*by_name)(const hz_grammar *, const char *))
{
    size_t at = (size_t)((uintptr_t)name * UINT64_C(0x9E3779B97F4A7C15) >> 56) % HZ_TAG_POINTERS;
    int number;

    for (; table->pointer[at]; at = (at + 1) % HZ_TAG_POINTERS)
        if (table->pointer[at] == name)
            return table->number[at];
    number = by_name(grammar, name);
    if (2 * table->n_used < HZ_TAG_POINTERS) {
        table->pointer[at] = name;
        table->number[at] = (int8_t)number;
        table->n_used++;
    }
    return number;
}

hz_element hz_tag_element(hz_tag *tag, const char *name)
{
    return number_of(&tag->element_names, tag->grammar, name, element_by_name);
}

/* ---- findings ---- */

/* More than a finding keeps of a text. */
enum { SHOWN = 512 };

static const char *element_name(const hz_tag *tag)
{
    return hz_tag_def(tag, tag->element)->name;
}

/* The value with a NUL behind it. */
static const char *shown(char buf[SHOWN], const hz_xml_attr *attr)
{
    size_t length = attr->length < SHOWN ? attr->length : SHOWN - 1;

    memcpy(buf, attr->value, length);
    buf[length] = '\0';
    hz_text_mend_cut(buf);
    return buf;
}

void hz_tag_missing(hz_tag *tag, hz_attribute at)
{
    hz_findings_add(tag->findings, HZ_109, tag->line, hz_tag_attribute_name(tag, at), element_name(tag), NULL);
}

void hz_tag_unknown(hz_tag *tag, hz_finding_code code, hz_attribute at)
{
    char buf[SHOWN];

    hz_findings_add(tag->findings, code, tag->line, shown(buf, tag->attrs[at]), NULL);
}

void hz_tag_outside(hz_tag *tag, hz_attribute at, const char *range)
{
    char buf[SHOWN];

    hz_findings_add(tag->findings, HZ_210, tag->line, hz_tag_attribute_name(tag, at), element_name(tag), range,
                    shown(buf, tag->attrs[at]), NULL);
}

/* A finding whose texts are attribute, element and value: 202, 203, 204, 209. */
static void bad_number(hz_tag *tag, hz_finding_code code, hz_attribute at)
{
    char buf[SHOWN];

    hz_findings_add(tag->findings, code, tag->line, hz_tag_attribute_name(tag, at), element_name(tag), shown(buf, tag->attrs[at]),
                    NULL);
}

/* ---- taking a tag ---- */

static void unknown_attribute(hz_tag *tag, const hz_xml_attr *attr)
{
    char name[SHOWN];

    snprintf(name, sizeof name, "%s%s%s", attr->prefix ? attr->prefix : "", attr->prefix ? ":" : "", attr->name);
    hz_text_mend_cut(name);
    hz_findings_add(tag->findings, HZ_108, tag->line, name, element_name(tag), NULL);
}

void hz_tag_take(hz_tag *tag, hz_element element, const hz_xml_attr *attrs, int n_attrs, int line)
{
    const hz_element_def *def = hz_tag_def(tag, element);
    hz_attribute_set given = 0, missing;

    tag->element = element;
    tag->line = line;
    for (int i = 0; i < n_attrs; i++) {
        int at = number_of(&tag->attribute_names, tag->grammar, attrs[i].name, attribute_by_name);

        if (at < 0 || attrs[i].prefix || !(def->allowed >> at & 1)) {
            unknown_attribute(tag, &attrs[i]);
            continue;
        }
        tag->attrs[at] = &attrs[i];
        given |= HZ_ATTRIBUTE_BIT(at);
    }
    tag->given = given;
    missing = def->required & ~given;
    for (int at = 0; missing; at++, missing >>= 1)
        if (missing & 1)
            hz_tag_missing(tag, at);
}

const hz_xml_attr *hz_tag_unless_blank(hz_tag *tag, hz_attribute at)
{
    if (hz_text_is_blank(tag->attrs[at]->value, tag->attrs[at]->length)) {
        hz_findings_add(tag->findings, HZ_201, tag->line, hz_tag_attribute_name(tag, at), element_name(tag), NULL);
        return NULL;
    }
    return tag->attrs[at];
}

/* ---- texts ---- */

/* What would break a line of a list or turn its direction: tab and line ends (as character references), U+2028, U+2029,
 * U+202A .. U+202E, U+2066 .. U+2069. */
static bool breaks_lines(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];

        if (c < 0x20)
            return true;
        if (c == 0xE2 && i + 2 < length) {
            unsigned code = (unsigned)(unsigned char)text[i + 1] << 8 | (unsigned char)text[i + 2];

            if ((code >= 0x80A8 && code <= 0x80AE) || (code >= 0x81A6 && code <= 0x81A9))
                return true;
        }
    }
    return false;
}

bool hz_tag_is_text(const char *text, size_t length)
{
    return hz_text_is_clean(text, length) && !breaks_lines(text, length) && !hz_text_is_blank(text, length);
}

/* No byte that could belong to anything refused above: not below 0x20, not DEL, and not one that begins U+0080 .. U+00BF
 * (0xC2) or U+2000 .. U+2FFF (0xE2). The parser has seen to it that the text is well-formed UTF-8, so this settles nearly
 * every name. */
static bool is_harmless(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];

        if (c < 0x20 || c == 0x7F || c == 0xC2 || c == 0xE2)
            return false;
    }
    return true;
}

static bool is_usable(hz_tag *tag, hz_attribute at)
{
    const hz_xml_attr *attr = tag->attrs[at];
    char cap[16];

    if (attr->length > HZ_MAX_TEXT) {
        snprintf(cap, sizeof cap, "%d", HZ_MAX_TEXT);
        hz_findings_add(tag->findings, HZ_213, tag->line, hz_tag_attribute_name(tag, at), element_name(tag), cap, NULL);
        return false;
    }
    if (!is_harmless(attr->value, attr->length) && !hz_tag_is_text(attr->value, attr->length)) {
        hz_findings_add(tag->findings, HZ_212, tag->line, hz_tag_attribute_name(tag, at), element_name(tag), NULL);
        return false;
    }
    return true;
}

static const char *nothing(const hz_tag *tag, hz_attribute at)
{
    return hz_tag_def(tag, tag->element)->required >> at & 1 ? "" : NULL;
}

static const char *keep(hz_tag *tag, const hz_xml_attr *attr)
{
    const char *copy = hz_arena_copy(tag->arena, attr->value, attr->length);

    if (copy)
        return copy;
    tag->is_out_of_memory = true;
    return "";
}

const char *hz_tag_text(hz_tag *tag, hz_attribute at)
{
    const hz_xml_attr *attr = hz_tag_value(tag, at);

    return attr && is_usable(tag, at) ? keep(tag, attr) : nothing(tag, at);
}

/* What is remembered has been found usable before. */
const char *hz_tag_shared(hz_tag *tag, hz_attribute at)
{
    const hz_xml_attr *attr = hz_tag_value(tag, at);
    const char *kept = attr ? hz_names_recall(&tag->memo, attr->value, attr->length) : nothing(tag, at);

    if (kept || !attr)
        return kept;
    kept = hz_tag_text(tag, at);
    if (kept && kept[0])
        hz_names_remember(&tag->memo, kept, attr->length);
    return kept;
}

bool hz_tag_is_id(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        char c = text[i];
        bool is_alnum = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');

        if (!is_alnum && (i == 0 || (c != '.' && c != '_' && c != '-')))
            return false;
    }
    return length >= 1 && length <= HZ_MAX_ID;
}

const char *hz_tag_id(hz_tag *tag, bool is_shared)
{
    const hz_xml_attr *attr = hz_tag_value(tag, tag->grammar->id);

    if (!attr)
        return "";
    if (!hz_tag_is_id(attr->value, attr->length)) {
        hz_tag_unknown(tag, HZ_301, tag->grammar->id);
        return "";
    }
    return is_shared ? hz_tag_shared(tag, tag->grammar->id) : keep(tag, attr);
}

hz_bilingual hz_tag_bilingual(hz_tag *tag)
{
    hz_bilingual text = {hz_tag_text(tag, tag->grammar->zh), hz_tag_text(tag, tag->grammar->en)};

    if (!hz_tag_has(tag, tag->grammar->zh) && !hz_tag_has(tag, tag->grammar->en))
        hz_tag_missing(tag, tag->grammar->zh);
    if (!text.zh && !text.en)
        text.zh = "";
    return text;
}

/* ---- words ---- */

enum { LIST_ROOM = 512 };

/* "a, b, c": append one. */
static void list(char out[LIST_ROOM], const char *item)
{
    size_t used = strlen(out);

    snprintf(out + used, LIST_ROOM - used, "%s%s", used ? ", " : "", item);
}

static void unknown_word(hz_tag *tag, hz_attribute at, const char *word, hz_words words)
{
    char all[LIST_ROOM] = "";
    const char *known;

    for (int i = 0; (known = hz_word_at(words, i)); i++)
        list(all, known);
    hz_findings_add(tag->findings, HZ_211, tag->line, word, hz_tag_attribute_name(tag, at), all, NULL);
}

int hz_tag_word(hz_tag *tag, hz_attribute at, hz_words words, hz_finding_code code, int otherwise)
{
    const hz_xml_attr *attr = hz_tag_value(tag, at);
    int number = attr ? hz_word_index(words, attr->value, attr->length) : otherwise;
    char buf[SHOWN];

    if (!attr || number >= 0)
        return number;
    if (code == HZ_211)
        unknown_word(tag, at, shown(buf, attr), words);
    else
        hz_tag_unknown(tag, code, at);
    return otherwise;
}

uint64_t hz_tag_word_set(hz_tag *tag, hz_attribute at, hz_words words, hz_finding_code code)
{
    const hz_xml_attr *attr = hz_tag_value(tag, at);
    const char *word = attr ? attr->value : NULL, *end = attr ? word + attr->length : NULL;
    uint64_t set = 0;

    while (word < end) {
        const char *blank = memchr(word, ' ', (size_t)(end - word));
        size_t length = (size_t)((blank ? blank : end) - word);
        int number = hz_word_index(words, word, length);
        char buf[SHOWN];

        if (number >= 0)
            set |= UINT64_C(1) << number;
        else if (length > 0 && code == HZ_211)
            unknown_word(tag, at, shown(buf, &(hz_xml_attr){.value = word, .length = length}), words);
        else if (length > 0)
            hz_findings_add(tag->findings, code, tag->line,
                            shown(buf, &(hz_xml_attr){.value = word, .length = length}), NULL);
        word += length + 1;
    }
    return set;
}

/* ---- numbers ---- */

static bool take_decimal(hz_tag *tag, hz_attribute at, bool may_be_negative, hz_decimal *out)
{
    static const hz_finding_code codes[] = {
        [HZ_NUMBER_EMPTY] = HZ_201,
        [HZ_NUMBER_NOT_A_NUMBER] = HZ_202,
        [HZ_NUMBER_NOT_FINITE] = HZ_204,
        [HZ_NUMBER_TOO_LONG] = HZ_209,
    };
    const hz_xml_attr *attr = hz_tag_value(tag, at);
    hz_number_status status;

    if (!attr)
        return false;
    status = hz_decimal_parse(out, attr->value, attr->length, false);
    if (status == HZ_NUMBER_OK && (may_be_negative || !out->is_negative))
        return true;
    bad_number(tag, status == HZ_NUMBER_OK ? HZ_203 : codes[status], at);
    return false;
}

/* ---- units ---- */

/* The units of some dimensions, as a text. */
static void list_units(char out[LIST_ROOM], unsigned dimensions)
{
    const hz_unit_def *unit;

    out[0] = '\0';
    for (size_t i = 0; (unit = hz_unit_at(i)); i++)
        if (dimensions >> unit->dimension & 1)
            list(out, unit->symbol);
}

/* Mostly the unit of the last element of this kind, found without a search. */
static const hz_unit_def *find_unit(hz_tag *tag, const hz_xml_attr *attr)
{
    const hz_unit_def *unit = tag->last_unit[tag->element].unit;

    if (unit && tag->last_unit[tag->element].length == attr->length &&
        memcmp(unit->symbol, attr->value, attr->length) == 0)
        return unit;
    unit = hz_unit_find(attr->value, attr->length);
    if (unit) {
        tag->last_unit[tag->element].unit = unit;
        tag->last_unit[tag->element].length = attr->length;
    }
    return unit;
}

const hz_unit_def *hz_tag_unit(hz_tag *tag, unsigned dimensions)
{
    const hz_xml_attr *attr = hz_tag_value(tag, tag->grammar->unit);
    const hz_unit_def *unit = attr ? find_unit(tag, attr) : NULL;
    char buf[SHOWN], all[LIST_ROOM];

    if (!attr || (unit && dimensions >> unit->dimension & 1))
        return unit;
    list_units(all, dimensions);
    if (unit)
        hz_findings_add(tag->findings, HZ_207, tag->line, unit->symbol, element_name(tag), all, NULL);
    else
        hz_findings_add(tag->findings, HZ_206, tag->line, shown(buf, attr), all, NULL);
    return NULL;
}

static int64_t convert(hz_tag *tag, hz_attribute at, hz_decimal value, const hz_unit_def *unit, unsigned days, int64_t most)
{
    char buf[SHOWN];
    int64_t amount;

    switch (hz_convert_up_to(&amount, value, unit, days, most)) {
    case HZ_CONVERT_OK:
        return amount;
    case HZ_CONVERT_ABSURD:
        hz_findings_add(tag->findings, HZ_205, tag->line, hz_tag_attribute_name(tag, at), element_name(tag),
                        shown(buf, tag->attrs[at]), unit->symbol, NULL);
        return HZ_NOT_REPORTED;
    case HZ_CONVERT_INEXACT:
        break;
    }
    bad_number(tag, HZ_209, at);
    return HZ_NOT_REPORTED;
}

static int64_t take_amount(hz_tag *tag, unsigned dimensions, unsigned days, int64_t most, const hz_unit_def **unit)
{
    hz_decimal value;
    bool is_number = take_decimal(tag, tag->grammar->value, false, &value);

    *unit = hz_tag_unit(tag, dimensions);
    if (*unit && (*unit)->needs_days && days == 0) {
        hz_findings_add(tag->findings, HZ_208, tag->line, (*unit)->symbol, element_name(tag), NULL);
        return HZ_NOT_REPORTED;
    }
    return is_number && *unit ? convert(tag, tag->grammar->value, value, *unit, days, most) : HZ_NOT_REPORTED;
}

int64_t hz_tag_amount(hz_tag *tag, unsigned dimensions, unsigned days, const hz_unit_def **unit)
{
    return take_amount(tag, dimensions, days, HZ_AMOUNT_MAX, unit);
}

int64_t hz_tag_sum(hz_tag *tag, unsigned dimensions, const hz_unit_def **unit)
{
    return take_amount(tag, dimensions, 0, HZ_SUM_MAX, unit);
}

int64_t hz_tag_measure(hz_tag *tag, hz_attribute at, const hz_unit_def *unit)
{
    hz_decimal value;

    return take_decimal(tag, at, false, &value) && unit ? convert(tag, at, value, unit, 0, HZ_AMOUNT_MAX) : HZ_NOT_REPORTED;
}

/* hz_convert() with a finer base unit says by itself what does not come out even. */
int64_t hz_tag_share(hz_tag *tag, hz_attribute at, const hz_unit_def *unit, int fineness)
{
    hz_unit_def fine;
    hz_decimal value;
    int64_t share;
    hz_convert_status status;

    if (!take_decimal(tag, at, false, &value) || !unit)
        return -1;
    fine = *unit;
    fine.numerator *= fineness;
    status = hz_convert(&share, value, &fine, 0);
    if (status == HZ_CONVERT_ABSURD || share > (int64_t)HZ_SHARE_ONE * fineness)
        hz_tag_outside(tag, at, _("0 to 100 %"));
    else if (status == HZ_CONVERT_INEXACT)
        bad_number(tag, HZ_209, at);
    else
        return share;
    return -1;
}

int64_t hz_tag_whole(hz_tag *tag, hz_attribute at, int64_t least, int64_t most, int64_t otherwise)
{
    hz_decimal number;
    char range[64];

    if (!take_decimal(tag, at, least < 0, &number))
        return otherwise;
    if (number.scale == 0 && number.digits <= INT64_MAX) {
        int64_t whole = number.is_negative ? -(int64_t)number.digits : (int64_t)number.digits;

        if (whole >= least && whole <= most)
            return whole;
    }
    snprintf(range, sizeof range, _("the whole numbers %1$lld to %2$lld"), (long long)least, (long long)most);
    hz_tag_outside(tag, at, range);
    return otherwise;
}

int64_t hz_tag_hours(hz_tag *tag, hz_attribute at, const hz_unit_def *unit, int64_t least, int64_t most)
{
    hz_decimal value;
    int64_t hours;
    char range[64];

    if (!take_decimal(tag, at, false, &value) || !unit)
        return -1;
    if (hz_convert_up_to(&hours, value, unit, 0, most) == HZ_CONVERT_OK && hours >= least)
        return hours;
    snprintf(range, sizeof range, _("the whole hours %1$lld to %2$lld"), (long long)least, (long long)most);
    hz_tag_outside(tag, at, range);
    return -1;
}

uint16_t hz_tag_days(hz_tag *tag)
{
    return (uint16_t)hz_tag_whole(tag, tag->grammar->days, 1, 366, 0);
}

bool hz_tag_date(hz_tag *tag, hz_attribute at, int32_t *day)
{
    const hz_xml_attr *attr = hz_tag_value(tag, at);

    if (attr && hz_date_parse(day, attr->value, attr->length))
        return true;
    if (attr)
        hz_tag_outside(tag, at, _("the calendar (YYYY-MM-DD)"));
    return false;
}

bool hz_tag_instant(hz_tag *tag, hz_attribute at, int64_t *instant)
{
    const hz_xml_attr *attr = hz_tag_value(tag, at);

    if (attr && hz_instant_parse(instant, attr->value, attr->length))
        return true;
    if (attr)
        hz_tag_outside(tag, at, _("the calendar and the clock (YYYY-MM-DDThh:mm)"));
    return false;
}

int32_t hz_tag_degrees(hz_tag *tag, hz_attribute at, int limit)
{
    static const hz_unit_def degree = {"°", HZ_DIM_COUNT, 1000000, 1, false};
    hz_decimal value;
    int64_t udeg;
    char range[64];

    if (!take_decimal(tag, at, true, &value))
        return INT32_MIN;
    /* what rounds to zero lies on the meridian or the equator */
    if (hz_convert(&udeg, value, &degree, 0) != HZ_CONVERT_ABSURD && udeg >= -limit * INT64_C(1000000) &&
        udeg <= limit * INT64_C(1000000))
        return (int32_t)udeg;
    snprintf(range, sizeof range, _("-%1$d to %1$d degrees"), limit);
    hz_tag_outside(tag, at, range);
    return INT32_MIN;
}

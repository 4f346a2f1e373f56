/* fill.c - the templates of a mapping, filled in from the row at hand: texts, numbers, amounts
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the scenario's own check would refuse in a value that comes from a cell is refused here, with the line of the
 * table. */
#include "import/fill.h"

#include <string.h>

#include "import/estimate.h"
#include "scenario/credit_code.h"

enum { DEGREES_LON = 180, DEGREES_LAT = 90, DAYS_MAX = 366 };

/* ---- rejecting ---- */

bool hz_fill_no_memory(hz_fill *j)
{
    hz_error_memory(j->err);
    return false;
}

/* False, so that it can be returned. */
bool hz_fill_reject(hz_fill *j, hz_import_reason reason, const char *first, const char *second)
{
    const char *const arguments[3] = {first, second, NULL};

    return hz_import_row_reject(j->row, j->tables->arena, reason, arguments) ? false : hz_fill_no_memory(j);
}

/* ---- cells and templates ---- */

/* Bytes of the blank at `p`: ASCII white space, U+00A0, U+3000; 0 when it is none. */
static size_t blank_length(const char *p)
{
    if (*p == ' ' || (*p >= '\t' && *p <= '\r'))
        return 1;
    return strncmp(p, "\xC2\xA0", 2) == 0 ? 2 : strncmp(p, "\xE3\x80\x80", 3) == 0 ? 3 : 0;
}

static char *put_collapsed(char *to, const char *from)
{
    const char *start = to;

    while (*from) {
        size_t blank = blank_length(from);

        if (blank == 0)
            *to++ = *from++;
        else {
            from += blank;
            if (to > start && to[-1] != ' ')
                *to++ = ' ';
        }
    }
    if (to > start && to[-1] == ' ')
        to--;
    *to = '\0';
    return to;
}

/* One of the words of the mapping that mean "no value"? */
static bool means_nothing(const hz_mapping *map, const char *cell)
{
    size_t length = strlen(cell);

    for (const char *word = map->missing; *word;) {
        size_t n = strcspn(word, " ");

        if (n == length && memcmp(word, cell, n) == 0)
            return true;
        word += n + strspn(word + n, " ");
    }
    return length == 0;
}

const char *hz_fill_cell(const hz_fill_tables *tables, const char *cell)
{
    char *text = hz_arena_copy(tables->arena, cell, strlen(cell));

    if (!text)
        return NULL;
    put_collapsed(text, cell);
    return means_nothing(tables->mapping, text) ? "" : text;
}

static const char *cell_of(const hz_fill *j, uint32_t place)
{
    return j->records[j->map->places[place].table]->cells[j->tables->columns[place]];
}

/* Texts and cells in a row; nothing at all when one of the cells is empty, because half a text is a wrong one. */
hz_fill_outcome hz_fill_text(hz_fill *j, const hz_map_template *pattern, const char **out)
{
    size_t room = 1;
    char *text, *to;

    *out = hz_map_literal(pattern);
    if (*out)
        return (*out)[0] ? HZ_FILL_TEXT : HZ_FILL_NOTHING;
    for (size_t i = 0; i < pattern->n_pieces; i++)
        room += strlen(pattern->pieces[i].text) +
                (pattern->pieces[i].place == HZ_NONE ? 0 : strlen(cell_of(j, pattern->pieces[i].place)));
    to = text = hz_arena_alloc(j->tables->arena, room);
    if (!text) {
        hz_fill_no_memory(j);
        return HZ_FILL_FAILED;
    }
    for (size_t i = 0; i < pattern->n_pieces; i++) {
        const char *start = to = stpcpy(to, pattern->pieces[i].text);

        if (pattern->pieces[i].place == HZ_NONE)
            continue;
        to = put_collapsed(to, cell_of(j, pattern->pieces[i].place));
        if (means_nothing(j->map, start))
            return HZ_FILL_NOTHING;
    }
    *out = text;
    return HZ_FILL_TEXT;
}

/* What a reason calls a value: its column, or its attribute when it stands in the mapping word for word. */
const char *hz_fill_column(const hz_fill *j, const hz_map_template *pattern, const char *otherwise)
{
    return pattern && pattern->pieces[0].place != HZ_NONE ? j->map->places[pattern->pieces[0].place].column : otherwise;
}

const char *hz_fill_column_at(const hz_fill *j, const hz_filled *v, hz_attribute at)
{
    return hz_fill_column(j, hz_map_value(v->node, at), hz_scenario_attribute(at));
}

/* ---- one value ---- */

static bool is_number(hz_attribute at)
{
    switch (at) {
    case HZ_AT_VALUE:
    case HZ_AT_CUTTABLE:
    case HZ_AT_MIN:
    case HZ_AT_MAX:
    case HZ_AT_DAYS:
    case HZ_AT_LON:
    case HZ_AT_LAT:
        return true;
    default:
        return false;
    }
}

bool hz_fill_number(hz_fill *j, const char *column, const char *text, bool may_be_negative, hz_decimal *out)
{
    bool is_shortened;

    if (hz_estimate_number(out, &is_shortened, text) != HZ_NUMBER_OK)
        return hz_fill_reject(j, HZ_REASON_NUMBER, column, text);
    if (out->is_negative && out->digits > 0 && !may_be_negative)
        return hz_fill_reject(j, HZ_REASON_NEGATIVE, column, text);
    j->row->n_shortened += is_shortened;
    return true;
}

/* 10^-6 degree; what rounds to zero lies on the meridian or the equator. */
static bool is_degrees(hz_decimal value, int limit)
{
    static const hz_unit_def degree = {"°", HZ_DIM_COUNT, 1000000, 1, false};
    int64_t udeg;

    return hz_convert(&udeg, value, &degree, 0) != HZ_CONVERT_ABSURD && udeg <= limit * INT64_C(1000000) &&
           udeg >= -limit * INT64_C(1000000);
}

static bool is_possible(hz_attribute at, hz_decimal value)
{
    switch (at) {
    case HZ_AT_LON:
        return is_degrees(value, DEGREES_LON);
    case HZ_AT_LAT:
        return is_degrees(value, DEGREES_LAT);
    case HZ_AT_DAYS:
        return value.scale == 0 && value.digits >= 1 && value.digits <= DAYS_MAX;
    default:
        return true;
    }
}

/* The number in the plain form of the scenario format: without exponent. */
static bool check_number(hz_fill *j, hz_attribute at, const char *column, const char **text)
{
    char plain[HZ_FIXED_MAX];
    hz_decimal value;

    if (!hz_fill_number(j, column, *text, at == HZ_AT_LON || at == HZ_AT_LAT, &value))
        return false;
    if (!is_possible(at, value))
        return hz_fill_reject(j, HZ_REASON_RANGE, column, *text);
    hz_format_fixed(plain, value.is_negative ? -(__int128)value.digits : (__int128)value.digits, value.scale, -1);
    *text = hz_arena_copy(j->tables->arena, plain, strlen(plain));
    return *text || hz_fill_no_memory(j);
}

/* The list that a word must be from; false when any text will do. */
static bool words_of(hz_attribute at, hz_words *out)
{
    static const struct {
        hz_attribute at;
        hz_words words;
    } lists[] = {{HZ_AT_GRADE, &hz_grade_words}, {HZ_AT_STATUS, &hz_operation_words}, {HZ_AT_KIND, &hz_unit_kind_words},
                 {HZ_AT_BASIS, &hz_basis_words}, {HZ_AT_ROLE, &hz_role_words},        {HZ_AT_BY, &hz_check_words}};

    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        if (lists[i].at == at) {
            *out = lists[i].words;
            return true;
        }
    return false;
}

/* "orange red" -> bits; -1 when a word is none of the levels. */
int hz_fill_levels(const char *text)
{
    int levels = 0;

    for (const char *p = text; *p;) {
        size_t n = strcspn(p, " ");
        int level = hz_word_index(&hz_level_words, p, n);

        if (level < 0)
            return -1;
        levels |= 1 << level;
        p += n + strspn(p + n, " ");
    }
    return levels;
}

static bool check_value(hz_fill *j, hz_element element, hz_attribute at, const char *column, const char **text)
{
    bool names_it = at == HZ_AT_ID && (element == HZ_EL_ENTERPRISE || element == HZ_EL_UNIT);
    const char *fault;
    hz_words words;

    if (is_number(at))
        return check_number(j, at, column, text);
    if (names_it && !hz_tag_is_id(*text, strlen(*text)))
        return hz_fill_reject(j, HZ_REASON_ID, *text, NULL);
    if ((words_of(at, &words) && hz_word_index(words, *text, strlen(*text)) < 0) ||
        (at == HZ_AT_LEVELS && hz_fill_levels(*text) < 0))
        return hz_fill_reject(j, HZ_REASON_WORD, column, *text);
    if (at == HZ_AT_CREDIT_CODE && (fault = hz_credit_code_fault(*text)))
        return hz_fill_reject(j, HZ_REASON_CREDIT_CODE, *text, fault);
    if (strlen(*text) > HZ_MAX_TEXT || !hz_tag_is_text(*text, strlen(*text)))
        return hz_fill_reject(j, HZ_REASON_TEXT, column, *text);
    return true;
}

/* ---- one element ---- */

/* False: rejected. That a required value is empty is left to the caller: see values.lacks. */
bool hz_fill_values(hz_fill *j, const hz_map_node *node, hz_filled *out)
{
    *out = (hz_filled){.node = node};
    for (size_t i = 0; i < node->n_attributes; i++) {
        const hz_map_attribute *attribute = &node->attributes[i];
        hz_attribute at = attribute->attribute;
        const char *column = hz_fill_column(j, &attribute->value, hz_scenario_attribute(at));
        const char *text;

        switch (hz_fill_text(j, &attribute->value, &text)) {
        case HZ_FILL_FAILED:
            return false;
        case HZ_FILL_NOTHING:
            if (!out->lacks && hz_scenario_element(node->element)->required >> at & 1) {
                out->lacks = column;
                out->lacking = at;
            }
            break;
        case HZ_FILL_TEXT:
            if (!check_value(j, node->element, at, column, &text))
                return false;
            out->text[at] = text;
        }
    }
    return true;
}

/* The same; a required value must be there. */
bool hz_fill_all(hz_fill *j, const hz_map_node *node, hz_filled *out)
{
    return hz_fill_values(j, node, out) &&
           (!out->lacks || hz_fill_reject(j, HZ_REASON_EMPTY, out->lacks, hz_scenario_attribute(out->lacking)));
}

void hz_fill_put(hz_sink *sink, const hz_filled *v)
{
    for (size_t i = 0; i < v->node->n_attributes; i++) {
        hz_attribute at = v->node->attributes[i].attribute;

        hz_put_attr(sink, hz_scenario_attribute(at), v->text[at]);
    }
}

void hz_fill_put_element(hz_sink *sink, const hz_filled *v, const char *indent)
{
    hz_putf(sink, "%s<%s", indent, hz_scenario_element(v->node->element)->name);
    hz_fill_put(sink, v);
    hz_puts(sink, "/>\n");
}

/* The amount in base units. What is less than half of one is written as zero: the scenario could not keep it. */
bool hz_fill_amount(hz_fill *j, hz_filled *v, unsigned dimensions, int64_t *out)
{
    const char *symbol = v->text[HZ_AT_UNIT], *column = hz_fill_column_at(j, v, HZ_AT_VALUE);
    const hz_unit_def *unit = symbol ? hz_unit_find(symbol, strlen(symbol)) : NULL;
    hz_decimal value;

    if (!unit || !(dimensions >> unit->dimension & 1))
        return hz_fill_reject(j, HZ_REASON_UNIT, column, symbol ? symbol : "");
    if (unit->needs_days && j->days == 0)
        return hz_fill_reject(j, HZ_REASON_DAYS, column, NULL);
    if (hz_decimal_parse(&value, v->text[HZ_AT_VALUE], strlen(v->text[HZ_AT_VALUE]), false) != HZ_NUMBER_OK)
        return hz_fill_reject(j, HZ_REASON_NUMBER, column, v->text[HZ_AT_VALUE]);
    switch (hz_convert(out, value, unit, j->days)) {
    case HZ_CONVERT_ABSURD:
        return hz_fill_reject(j, HZ_REASON_RANGE, column, v->text[HZ_AT_VALUE]);
    case HZ_CONVERT_INEXACT:
        v->text[HZ_AT_VALUE] = "0";
        j->row->n_to_zero++;
        break;
    case HZ_CONVERT_OK:
        break;
    }
    return true;
}

/* A share of at most all, to 0.01 %. */
bool hz_fill_share(hz_fill *j, const hz_filled *v, hz_attribute at, int64_t *out)
{
    const char *symbol = v->text[HZ_AT_UNIT], *text = v->text[at];
    const hz_unit_def *unit = hz_unit_find(symbol, strlen(symbol));
    hz_decimal value;

    if (!unit || unit->dimension != HZ_DIM_SHARE)
        return hz_fill_reject(j, HZ_REASON_UNIT, hz_fill_column_at(j, v, at), symbol);
    if (hz_decimal_parse(&value, text, strlen(text), false) != HZ_NUMBER_OK ||
        hz_convert(out, value, unit, 0) != HZ_CONVERT_OK || *out > HZ_SHARE_ONE)
        return hz_fill_reject(j, HZ_REASON_RANGE, hz_fill_column_at(j, v, at), text);
    return true;
}

/* import_row.c - one row of a table: filled into the mapping, or the reason why not
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The row becomes three texts of XML (attributes and parts of the enterprise, the unit) at once, so that no copy of the
 * scenario's structure is needed and rows can be compared by their texts. What the scenario's own check would refuse in a value
 * that comes from a cell is refused here, with the line of the table. */
#include "scenario/import_row.h"

#include <stdio.h>
#include <string.h>

#include "base/lang.h"
#include "scenario/estimate.h"
#include "scenario/validate.h"

#define DIMENSION(name) (1U << HZ_DIM_##name)
#define MASS DIMENSION(MASS)
#define MONEY (DIMENSION(MONEY) | DIMENSION(MONEY_CNY) | DIMENSION(MONEY_USD))
#define PRODUCED (MASS | DIMENSION(ENERGY) | DIMENSION(VOLUME) | DIMENSION(AREA) | DIMENSION(COUNT))

enum { WHY = 1024, DEGREES_LON = 180, DEGREES_LAT = 90, DAYS_MAX = 366 };

/* The attributes of one element, filled in; NULL: not given, or empty in the table. */
typedef struct {
    const hz_map_node *node;
    const char *text[HZ_AT_N];
    const char *lacks; /* a required one is empty: the column; else NULL */
    hz_attribute lacking;
} values;

typedef struct {
    const hz_import_tables *tables;
    const hz_mapping *map;
    hz_import_row *row;
    hz_error *err;
    const hz_csv_record *records[HZ_MAP_MAX_TABLES]; /* of each table, the one at hand */
    unsigned days;    /* operating days of the unit; 0: not known */
    unsigned exempt;  /* bits: levels */
    bool is_operating;
    int n_reported, n_emitting;
} judge;

/* ---- rejecting ---- */

static const struct {
    const char *id, *message;
} reasons[] = {
#define HZ_REASON(code, word, text) {word, text},
#include "scenario/import.def"
#undef HZ_REASON
};

const char *hz_import_reason_id(hz_import_reason reason)
{
    return reasons[reason].id;
}

bool hz_import_reject(hz_import_row *row, hz_arena *arena, hz_import_reason reason, const char *const arguments[3])
{
    char why[WHY];

    snprintf(why, sizeof why, _(reasons[reason].message), arguments[0], arguments[1], arguments[2]);
    row->reason = reason;
    row->why = hz_arena_copy(arena, why, strlen(why));
    return row->why != NULL;
}

bool hz_import_note(hz_import_row *row, hz_arena *arena, const char *text)
{
    char note[WHY];

    snprintf(note, sizeof note, "%s%s%s", row->note ? row->note : "", row->note ? "; " : "", text);
    row->note = hz_arena_copy(arena, note, strlen(note));
    return row->note != NULL;
}

static bool no_memory(judge *j)
{
    hz_error_memory(j->err);
    return false;
}

/* False, so that it can be returned. */
static bool reject(judge *j, hz_import_reason reason, const char *first, const char *second)
{
    const char *const arguments[3] = {first, second, NULL};

    return hz_import_reject(j->row, j->tables->arena, reason, arguments) ? false : no_memory(j);
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

const char *hz_import_cell(const hz_import_tables *tables, const char *cell)
{
    char *text = hz_arena_copy(tables->arena, cell, strlen(cell));

    if (!text)
        return NULL;
    put_collapsed(text, cell);
    return means_nothing(tables->mapping, text) ? "" : text;
}

typedef enum { FILL_FAILED, FILL_NOTHING, FILL_TEXT } filling;

static const char *cell_of(const judge *j, uint32_t place)
{
    return j->records[j->map->places[place].table]->cells[j->tables->columns[place]];
}

/* Texts and cells in a row; nothing at all when one of the cells is empty, because half a text is a wrong one. */
static filling fill(judge *j, const hz_map_template *pattern, const char **out)
{
    size_t room = 1;
    char *text, *to;

    *out = hz_map_literal(pattern);
    if (*out)
        return (*out)[0] ? FILL_TEXT : FILL_NOTHING;
    for (size_t i = 0; i < pattern->n_pieces; i++)
        room += strlen(pattern->pieces[i].text) +
                (pattern->pieces[i].place == HZ_NONE ? 0 : strlen(cell_of(j, pattern->pieces[i].place)));
    to = text = hz_arena_alloc(j->tables->arena, room);
    if (!text) {
        no_memory(j);
        return FILL_FAILED;
    }
    for (size_t i = 0; i < pattern->n_pieces; i++) {
        const char *start = to = stpcpy(to, pattern->pieces[i].text);

        if (pattern->pieces[i].place == HZ_NONE)
            continue;
        to = put_collapsed(to, cell_of(j, pattern->pieces[i].place));
        if (means_nothing(j->map, start))
            return FILL_NOTHING;
    }
    *out = text;
    return FILL_TEXT;
}

/* What a reason calls a value: its column, or its attribute when it stands in the mapping word for word. */
static const char *column_of(const judge *j, const hz_map_template *pattern, const char *otherwise)
{
    return pattern && pattern->pieces[0].place != HZ_NONE ? j->map->places[pattern->pieces[0].place].column : otherwise;
}

static const char *column_at(const judge *j, const values *v, hz_attribute at)
{
    return column_of(j, hz_map_value(v->node, at), hz_tag_attribute_name(at));
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

static bool take_number(judge *j, const char *column, const char *text, bool may_be_negative, hz_decimal *out)
{
    bool is_shortened;

    if (hz_estimate_number(out, &is_shortened, text) != HZ_NUMBER_OK)
        return reject(j, HZ_REASON_NUMBER, column, text);
    if (out->is_negative && out->digits > 0 && !may_be_negative)
        return reject(j, HZ_REASON_NEGATIVE, column, text);
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
static bool check_number(judge *j, hz_attribute at, const char *column, const char **text)
{
    char plain[HZ_FIXED_MAX];
    hz_decimal value;

    if (!take_number(j, column, *text, at == HZ_AT_LON || at == HZ_AT_LAT, &value))
        return false;
    if (!is_possible(at, value))
        return reject(j, HZ_REASON_RANGE, column, *text);
    hz_format_fixed(plain, value.is_negative ? -(__int128)value.digits : (__int128)value.digits, value.scale, -1);
    *text = hz_arena_copy(j->tables->arena, plain, strlen(plain));
    return *text || no_memory(j);
}

/* The list that a word must be from; false when any text will do. */
static bool words_of(hz_attribute at, hz_words *out)
{
    static const struct {
        hz_attribute at;
        hz_words words;
    } lists[] = {{HZ_AT_GRADE, HZ_WORDS_GRADE}, {HZ_AT_STATUS, HZ_WORDS_OPERATION}, {HZ_AT_KIND, HZ_WORDS_UNIT_KIND},
                 {HZ_AT_BASIS, HZ_WORDS_BASIS}, {HZ_AT_ROLE, HZ_WORDS_ROLE},        {HZ_AT_BY, HZ_WORDS_CHECK}};

    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        if (lists[i].at == at) {
            *out = lists[i].words;
            return true;
        }
    return false;
}

/* "orange red" -> bits; -1 when a word is none of the levels. */
static int levels_of(const char *text)
{
    int levels = 0;

    for (const char *p = text; *p;) {
        size_t n = strcspn(p, " ");
        int level = hz_word_index(HZ_WORDS_LEVEL, p, n);

        if (level < 0)
            return -1;
        levels |= 1 << level;
        p += n + strspn(p + n, " ");
    }
    return levels;
}

static bool check_value(judge *j, hz_element element, hz_attribute at, const char *column, const char **text)
{
    bool names_it = at == HZ_AT_ID && (element == HZ_EL_ENTERPRISE || element == HZ_EL_UNIT);
    const char *fault;
    hz_words words;

    if (is_number(at))
        return check_number(j, at, column, text);
    if (names_it && !hz_tag_is_id(*text, strlen(*text)))
        return reject(j, HZ_REASON_ID, *text, NULL);
    if ((words_of(at, &words) && hz_word_index(words, *text, strlen(*text)) < 0) ||
        (at == HZ_AT_LEVELS && levels_of(*text) < 0))
        return reject(j, HZ_REASON_WORD, column, *text);
    if (at == HZ_AT_CREDIT_CODE && (fault = hz_credit_code_fault(*text)))
        return reject(j, HZ_REASON_CREDIT_CODE, *text, fault);
    if (strlen(*text) > HZ_MAX_TEXT || !hz_tag_is_text(*text, strlen(*text)))
        return reject(j, HZ_REASON_TEXT, column, *text);
    return true;
}

/* ---- one element ---- */

/* False: rejected. That a required value is empty is left to the caller: see values.lacks. */
static bool fill_values(judge *j, const hz_map_node *node, values *out)
{
    *out = (values){.node = node};
    for (size_t i = 0; i < node->n_attributes; i++) {
        const hz_map_attribute *attribute = &node->attributes[i];
        hz_attribute at = attribute->attribute;
        const char *column = column_of(j, &attribute->value, hz_tag_attribute_name(at));
        const char *text;

        switch (fill(j, &attribute->value, &text)) {
        case FILL_FAILED:
            return false;
        case FILL_NOTHING:
            if (!out->lacks && hz_tag_def(node->element)->required >> at & 1) {
                out->lacks = column;
                out->lacking = at;
            }
            break;
        case FILL_TEXT:
            if (!check_value(j, node->element, at, column, &text))
                return false;
            out->text[at] = text;
        }
    }
    return true;
}

/* The same; a required value must be there. */
static bool fill_all(judge *j, const hz_map_node *node, values *out)
{
    return fill_values(j, node, out) &&
           (!out->lacks || reject(j, HZ_REASON_EMPTY, out->lacks, hz_tag_attribute_name(out->lacking)));
}

static void put_values(hz_sink *sink, const values *v)
{
    for (size_t i = 0; i < v->node->n_attributes; i++) {
        hz_attribute at = v->node->attributes[i].attribute;

        hz_put_attr(sink, hz_tag_attribute_name(at), v->text[at]);
    }
}

static void put_element(hz_sink *sink, const values *v, const char *indent)
{
    hz_putf(sink, "%s<%s", indent, hz_tag_def(v->node->element)->name);
    put_values(sink, v);
    hz_puts(sink, "/>\n");
}

/* The amount in base units. What is less than half of one is written as zero: the scenario could not keep it. */
static bool take_amount(judge *j, values *v, unsigned dimensions, int64_t *out)
{
    const char *symbol = v->text[HZ_AT_UNIT], *column = column_at(j, v, HZ_AT_VALUE);
    const hz_unit_def *unit = symbol ? hz_unit_find(symbol, strlen(symbol)) : NULL;
    hz_decimal value;

    if (!unit || !(dimensions >> unit->dimension & 1))
        return reject(j, HZ_REASON_UNIT, column, symbol ? symbol : "");
    if (unit->needs_days && j->days == 0)
        return reject(j, HZ_REASON_DAYS, column, NULL);
    if (hz_decimal_parse(&value, v->text[HZ_AT_VALUE], strlen(v->text[HZ_AT_VALUE]), false) != HZ_NUMBER_OK)
        return reject(j, HZ_REASON_NUMBER, column, v->text[HZ_AT_VALUE]);
    switch (hz_convert(out, value, unit, j->days)) {
    case HZ_CONVERT_ABSURD:
        return reject(j, HZ_REASON_RANGE, column, v->text[HZ_AT_VALUE]);
    case HZ_CONVERT_INEXACT:
        v->text[HZ_AT_VALUE] = "0";
        j->row->n_to_zero++;
        break;
    case HZ_CONVERT_OK:
        break;
    }
    return true;
}

/* ---- parts of a unit ---- */

static bool judge_emission(judge *j, hz_sink *sink, const hz_map_node *node)
{
    values v;
    int64_t amount;

    if (!fill_all(j, node, &v))
        return false;
    if (!v.text[HZ_AT_VALUE]) {
        hz_puts(sink, "        <emission");
        hz_put_attr(sink, "pollutant", v.text[HZ_AT_POLLUTANT]);
        hz_puts(sink, " status=\"not-reported\"/>\n");
        j->row->n_not_reported++;
        return true;
    }
    if (!v.text[HZ_AT_BASIS])
        return reject(j, HZ_REASON_EMPTY, column_at(j, &v, HZ_AT_BASIS), "basis");
    if (!take_amount(j, &v, MASS, &amount))
        return false;
    j->n_reported++;
    j->n_emitting += amount > 0;
    put_element(sink, &v, "        ");
    return true;
}

/* What of an estimate the row does not say is nothing; what it says must be a number. */
static bool take_optional(judge *j, const hz_map_template *pattern, hz_decimal *out, bool *is_given)
{
    const char *text;
    filling filled = fill(j, pattern, &text);

    *is_given = filled == FILL_TEXT;
    return *is_given ? take_number(j, column_of(j, pattern, "by"), text, false, out) : filled == FILL_NOTHING;
}

static bool take_share(judge *j, const hz_map_node *node, hz_decimal *out)
{
    const char *column = column_of(j, &node->share, "share");
    bool is_given;

    return take_optional(j, &node->share, out, &is_given) &&
           (is_given || reject(j, HZ_REASON_EMPTY, column, "share"));
}

/* The pollutant that gives the most: an enterprise that emits little of one may still make much. */
static bool take_estimates(judge *j, const hz_map_node *node)
{
    hz_decimal share, emission, intensity;
    bool has_emission, has_intensity;
    int64_t fen;

    if (!take_share(j, node, &share))
        return false;
    for (size_t i = 0; i < node->n_estimates; i++) {
        const hz_map_estimate *by = &node->estimates[i];

        if (!take_optional(j, &by->emission, &emission, &has_emission) ||
            !take_optional(j, &by->intensity, &intensity, &has_intensity))
            return false;
        if (!has_emission || !has_intensity || intensity.digits == 0)
            continue;
        if (!hz_estimate_value_added(&fen, emission, by->unit, intensity, share))
            return reject(j, HZ_REASON_RANGE, column_of(j, &by->emission, "emission"), _("the cost it gives is absurd"));
        if (fen > j->row->cost_fen) {
            j->row->cost_fen = fen;
            j->row->cost_from = column_of(j, &by->emission, "emission");
        }
    }
    return j->row->cost_fen != HZ_NOT_REPORTED || reject(j, HZ_REASON_NO_COST, NULL, NULL);
}

static bool judge_cost(judge *j, hz_sink *sink, const hz_map_node *node)
{
    char text[HZ_FIXED_MAX];
    const hz_unit_def *unit;
    int64_t amount;
    values v;

    if (!fill_all(j, node, &v))
        return false;
    if (node->n_estimates > 0) {
        unit = hz_unit_find(v.text[HZ_AT_UNIT], strlen(v.text[HZ_AT_UNIT]));
        if (!take_estimates(j, node))
            return false;
        hz_format_fixed(text, j->row->cost_fen, hz_estimate_places(unit), -1);
        v.text[HZ_AT_VALUE] = text;
    }
    if (!take_amount(j, &v, MONEY, &amount))
        return false;
    hz_puts(sink, "        <cost");
    if (node->n_estimates > 0) /* else it is among the attributes of the mapping */
        hz_put_attr(sink, "value", v.text[HZ_AT_VALUE]);
    put_values(sink, &v);
    hz_puts(sink, "/>\n");
    return true;
}

static bool judge_output(judge *j, hz_sink *sink, const hz_map_node *node)
{
    values v;
    int64_t amount;

    if (!fill_all(j, node, &v) || !take_amount(j, &v, PRODUCED, &amount))
        return false;
    if (amount == 0 && j->is_operating)
        return reject(j, HZ_REASON_ZERO, NULL, NULL);
    put_element(sink, &v, "        ");
    return true;
}

/* A share of at most all, to 0.01 %. */
static bool take_share_of(judge *j, const values *v, hz_attribute at, int64_t *out)
{
    const char *symbol = v->text[HZ_AT_UNIT], *text = v->text[at];
    const hz_unit_def *unit = hz_unit_find(symbol, strlen(symbol));
    hz_decimal value;

    if (!unit || unit->dimension != HZ_DIM_SHARE)
        return reject(j, HZ_REASON_UNIT, column_at(j, v, at), symbol);
    if (hz_decimal_parse(&value, text, strlen(text), false) != HZ_NUMBER_OK ||
        hz_convert(out, value, unit, 0) != HZ_CONVERT_OK || *out > HZ_SHARE_ONE)
        return reject(j, HZ_REASON_RANGE, column_at(j, v, at), text);
    return true;
}

/* Bounds for the levels at which the enterprise can be cut at all. */
static bool judge_cut(judge *j, hz_sink *sink, const hz_map_node *node)
{
    char list[64] = "";
    int64_t least, most;
    unsigned levels;
    values v;

    if (!fill_all(j, node, &v) || !take_share_of(j, &v, HZ_AT_MIN, &least) || !take_share_of(j, &v, HZ_AT_MAX, &most))
        return false;
    if (least > most)
        return reject(j, HZ_REASON_RANGE, column_at(j, &v, HZ_AT_MIN), v.text[HZ_AT_MIN]);
    levels = j->is_operating ? (unsigned)levels_of(v.text[HZ_AT_LEVELS]) & ~j->exempt : 0;
    for (int l = 0; l < HZ_N_LEVELS; l++)
        if (levels >> l & 1) {
            size_t used = strlen(list);

            snprintf(list + used, sizeof list - used, "%s%s", used ? " " : "", hz_level_id((hz_level)l));
        }
    v.text[HZ_AT_LEVELS] = list;
    if (levels)
        put_element(sink, &v, "        ");
    return true;
}

/* A means of verification that the row does not have is left out. */
static bool judge_check(judge *j, hz_sink *sink, const hz_map_node *node)
{
    values v;
    int64_t amount;

    if (!fill_values(j, node, &v))
        return false;
    if (v.lacks)
        return true;
    if (!v.text[HZ_AT_VALUE])
        v.text[HZ_AT_UNIT] = NULL;
    else if (!take_amount(j, &v, PRODUCED, &amount))
        return false;
    put_element(sink, &v, "        ");
    return true;
}

static bool judge_unit_parts(judge *j, hz_sink *sink)
{
    for (const hz_map_node *part = j->map->unit->first; part; part = part->next) {
        bool is_right = true;

        switch (part->element) {
        case HZ_EL_OUTPUT:
            is_right = judge_output(j, sink, part);
            break;
        case HZ_EL_EMISSION:
            is_right = judge_emission(j, sink, part);
            break;
        case HZ_EL_COST:
            break; /* last: whether anything is emitted is asked before what it costs to stop */
        case HZ_EL_CUT:
            is_right = judge_cut(j, sink, part);
            break;
        default:
            is_right = judge_check(j, sink, part);
        }
        if (!is_right)
            return false;
    }
    return true;
}

static bool judge_baseline(judge *j)
{
    if (!j->is_operating || j->n_emitting > 0)
        return true;
    return reject(j, j->n_reported > 0 ? HZ_REASON_ZERO : HZ_REASON_NO_EMISSION, NULL, NULL);
}

static const hz_map_node *cost_of(const hz_map_node *unit)
{
    const hz_map_node *part = unit->first;

    while (part->element != HZ_EL_COST)
        part = part->next;
    return part;
}

static bool judge_unit(judge *j, hz_sink *sink)
{
    uint64_t days = 0;
    values v;

    if (!fill_all(j, j->map->unit, &v))
        return false;
    j->row->unit = v.text[HZ_AT_ID];
    if (v.text[HZ_AT_DAYS])
        hz_parse_uint(&days, v.text[HZ_AT_DAYS], strlen(v.text[HZ_AT_DAYS]), DAYS_MAX);
    j->days = (unsigned)days;
    hz_puts(sink, "      <unit");
    put_values(sink, &v);
    hz_puts(sink, ">\n");
    if (!judge_unit_parts(j, sink) || !judge_baseline(j) || !judge_cost(j, sink, cost_of(j->map->unit)))
        return false;
    hz_puts(sink, "      </unit>\n");
    return true;
}

/* ---- the enterprise ---- */

/* Contacts and exemptions; one that the row does not have is left out. */
static bool judge_parts(judge *j, hz_sink *sink)
{
    for (const hz_map_node *part = j->map->enterprise->first; part; part = part->next) {
        values v;

        if (part->element == HZ_EL_UNIT)
            continue;
        if (!fill_values(j, part, &v))
            return false;
        if (v.lacks)
            continue;
        if (part->element == HZ_EL_EXEMPTION)
            j->exempt |= (unsigned)levels_of(v.text[HZ_AT_LEVELS]);
        put_element(sink, &v, "      ");
    }
    return true;
}

static bool judge_enterprise(judge *j, hz_sink *sink)
{
    hz_import_row *row = j->row;
    values v;

    if (!fill_all(j, j->map->enterprise, &v))
        return false;
    row->id = v.text[HZ_AT_ID];
    row->groups[HZ_IMPORT_DISTRICT].refer = v.text[HZ_AT_DISTRICT];
    row->groups[HZ_IMPORT_SECTOR].refer = v.text[HZ_AT_SECTOR];
    j->is_operating = strcmp(v.text[HZ_AT_STATUS], hz_operation_id(HZ_OPERATING)) == 0;
    if (!v.text[HZ_AT_LON] || !v.text[HZ_AT_LAT]) /* half a position is none */
        v.text[HZ_AT_LON] = v.text[HZ_AT_LAT] = NULL;
    v.text[HZ_AT_ID] = v.text[HZ_AT_DISTRICT] = v.text[HZ_AT_SECTOR] = NULL;
    put_values(sink, &v);
    return true;
}

/* ---- districts and sectors ---- */

/* Is the id one of those that the mapping gives word for word? */
static bool is_given(const hz_mapping *map, hz_element element, const char *id)
{
    for (const hz_map_node *section = map->scenario->first; section; section = section->next)
        for (const hz_map_node *group = section->first; group; group = group->next) {
            const hz_map_template *own = hz_map_value(group, HZ_AT_ID);

            if (group->element == element && !group->has_places && strcmp(hz_map_literal(own), id) == 0)
                return true;
        }
    return false;
}

static bool judge_group(judge *j, hz_sink *sink, const hz_map_node *node, hz_import_group_use *use)
{
    values v;

    if (!fill_all(j, node, &v))
        return false;
    if (!v.text[HZ_AT_ZH] && !v.text[HZ_AT_EN])
        return reject(j, HZ_REASON_EMPTY, column_at(j, &v, hz_map_value(node, HZ_AT_EN) ? HZ_AT_EN : HZ_AT_ZH), "name");
    use->key = v.text[HZ_AT_ID];
    v.text[HZ_AT_ID] = NULL;
    put_values(sink, &v);
    return true;
}

/* ---- the row ---- */

/* The text of what a part of the row becomes, in the arena; NULL when the row is rejected. */
static const char *written(judge *j, bool (*write)(judge *j, hz_sink *sink))
{
    hz_sink *sink = hz_sink_to_memory();
    const char *text = NULL;
    size_t length;

    if (!sink)
        no_memory(j);
    else if (write(j, sink)) {
        const char *in_sink = hz_sink_text(sink, &length);

        if (hz_sink_failed(sink) || !(text = hz_arena_copy(j->tables->arena, in_sink, length)))
            no_memory(j);
    }
    hz_sink_close(sink, "", NULL);
    return text;
}

static bool write_district(judge *j, hz_sink *sink)
{
    return judge_group(j, sink, j->map->district, &j->row->groups[HZ_IMPORT_DISTRICT]);
}

static bool write_sector(judge *j, hz_sink *sink)
{
    return judge_group(j, sink, j->map->sector, &j->row->groups[HZ_IMPORT_SECTOR]);
}

static bool judge_groups(judge *j)
{
    static const hz_element elements[] = {HZ_EL_DISTRICT, HZ_EL_SECTOR};
    hz_import_group_use *uses = j->row->groups;

    if ((j->map->district && !(uses[HZ_IMPORT_DISTRICT].rest = written(j, write_district))) ||
        (j->map->sector && !(uses[HZ_IMPORT_SECTOR].rest = written(j, write_sector))))
        return false;
    for (int k = 0; k < HZ_IMPORT_N_GROUPS; k++) {
        bool is_own = uses[k].key && strcmp(uses[k].key, uses[k].refer) == 0;

        if (!is_own && !is_given(j->map, elements[k], uses[k].refer))
            return reject(j, HZ_REASON_GROUP, hz_tag_def(elements[k])->name, uses[k].refer);
    }
    return true;
}

/* The record of a joined table: of the whole key, or of the longest beginning of it that is there. */
static bool find_row(judge *j, int table)
{
    const hz_map_join *join = &j->map->joins[table - 1];
    uint32_t found = HZ_NONE;
    const char *key;
    size_t length;
    char note[256];

    switch (fill(j, &join->key, &key)) {
    case FILL_FAILED:
        return false;
    case FILL_NOTHING:
        return reject(j, HZ_REASON_EMPTY, column_of(j, &join->key, "key"), join->name);
    case FILL_TEXT:
        break;
    }
    for (length = strlen(key); length > 0 && found == HZ_NONE; length--) {
        found = hz_names_find(&j->tables->keys[table], key, length);
        if (found != HZ_NONE || !join->by_prefix)
            break;
    }
    if (found == HZ_NONE)
        return reject(j, HZ_REASON_NO_ROW, key, join->name);
    j->records[table] = &j->tables->tables[table].records[found];
    if (length == strlen(key))
        return true;
    snprintf(note, sizeof note, _("row '%1$.*3$s' of table '%2$s' stands for '%1$s'"), key, join->name, (int)length);
    return hz_import_note(j->row, j->tables->arena, note) || no_memory(j);
}

static bool check_cells(judge *j)
{
    const hz_csv *table = &j->tables->tables[0];
    int n = j->records[0]->n_cells, wanted = table->records[0].n_cells;
    char first[16], second[16];

    if (n == wanted)
        return true;
    snprintf(first, sizeof first, "%d", n);
    snprintf(second, sizeof second, "%d", wanted);
    return reject(j, HZ_REASON_CELLS, first, second);
}

static bool note_changes(judge *j)
{
    char text[256];

    if (j->row->n_shortened > 0) {
        snprintf(text, sizeof text, _("numbers of more than 18 digits, rounded to 18: %d"), j->row->n_shortened);
        if (!hz_import_note(j->row, j->tables->arena, text))
            return no_memory(j);
    }
    if (j->row->n_to_zero > 0) {
        snprintf(text, sizeof text, _("amounts too small to count, taken as zero: %d"), j->row->n_to_zero);
        if (!hz_import_note(j->row, j->tables->arena, text))
            return no_memory(j);
    }
    return true;
}

static bool judge_row(judge *j)
{
    hz_import_row *row = j->row;

    if (!check_cells(j))
        return false;
    for (int t = 1; t <= j->map->n_joins; t++)
        if (!find_row(j, t))
            return false;
    return (row->attributes = written(j, judge_enterprise)) && (row->parts = written(j, judge_parts)) &&
           (row->body = written(j, judge_unit)) && judge_groups(j) && note_changes(j);
}

hz_status hz_import_judge(hz_import_row *row, const hz_import_tables *tables, size_t index, hz_error *err)
{
    hz_error own = HZ_ERROR_NONE;
    judge j = {.tables = tables, .map = tables->mapping, .row = row, .err = &own};

    j.records[0] = &tables->tables[0].records[index];
    *row = (hz_import_row){.line = j.records[0]->line, .cost_fen = HZ_NOT_REPORTED};
    judge_row(&j);
    return own.status == HZ_OK ? HZ_OK : hz_error_set(err, own.status, "%s", own.message);
}

/* forecast_csv.c - a forecast from a table
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "rules/forecast_csv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "base/lang.h"
#include "base/quantity.h"

enum { HIGHEST_AQI = 1000, LIST_ROOM = 380 };

typedef enum {
    COLUMN_UNUSED,
    COLUMN_DATE,
    COLUMN_HOUR_BEGUN,
    COLUMN_HOUR_ENDED,
    COLUMN_VALUE, /* or a range */
    COLUMN_LOW,
    COLUMN_HIGH,
    COLUMN_PRIMARY,
    COLUMN_OBSERVED
} column_kind;

typedef struct {
    column_kind kind;
    hz_air of;
    const hz_unit_def *unit; /* of concentrations */
} column;

typedef struct {
    hz_forecast *forecast;
    hz_findings *findings;
    hz_csv csv;
    column *columns; /* [n_columns] */
    int n_columns;
    size_t capacity;
    int line;
    bool is_out_of_memory;
} reader;

/* ---- the heading ---- */

static bool is_word(const char *text, size_t length, const char *word)
{
    return strlen(word) == length && memcmp(text, word, length) == 0;
}

static column_kind column_by_name(const char *text, size_t length)
{
    static const struct {
        const char *name;
        column_kind kind;
    } names[] = {
        {"date", COLUMN_DATE},         {"日期", COLUMN_DATE},         {"hour begun", COLUMN_HOUR_BEGUN},
        {"hour ended", COLUMN_HOUR_ENDED}, {"primary", COLUMN_PRIMARY}, {"首要污染物", COLUMN_PRIMARY},
        {"observed", COLUMN_OBSERVED},
    };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (is_word(text, length, names[i].name))
            return names[i].kind;
    return COLUMN_UNUSED;
}

static bool ends_with(const char *text, size_t *length, const char *end)
{
    size_t n = strlen(end);

    if (*length < n || memcmp(text + *length - n, end, n) != 0)
        return false;
    *length -= n;
    return true;
}

/* "PM2.5 low (ug/m3)" */
static column take_heading(const char *text)
{
    size_t length = strlen(text);
    const char *open = strrchr(text, '(');
    column c = {COLUMN_VALUE, HZ_AIR_AQI, NULL};
    int of;

    if (open && length > 0 && text[length - 1] == ')') {
        c.unit = hz_unit_find(open + 1, (size_t)(text + length - 1 - (open + 1)));
        length = (size_t)(open - text);
        while (length > 0 && text[length - 1] == ' ')
            length--;
    }
    if (ends_with(text, &length, " low"))
        c.kind = COLUMN_LOW;
    else if (ends_with(text, &length, " high"))
        c.kind = COLUMN_HIGH;
    of = hz_word_index(&hz_air_words, text, length);
    if (of < 0)
        return (column){column_by_name(text, strlen(text)), HZ_AIR_AQI, NULL};
    c.of = (hz_air)of;
    if ((c.of == HZ_AIR_AQI) != (c.unit == NULL) || (c.unit && c.unit->dimension != HZ_DIM_CONCENTRATION))
        c.kind = COLUMN_UNUSED;
    return c;
}

static void name_unused(reader *r)
{
    const hz_csv_record *heading = &r->csv.records[0];
    char list[LIST_ROOM] = "";
    size_t used = 0;

    for (int c = 0; c < r->n_columns && used < sizeof list; c++)
        if (r->columns[c].kind == COLUMN_UNUSED)
            used += (size_t)snprintf(list + used, sizeof list - used, "%s%s", used ? ", " : "", heading->cells[c]);
    hz_text_mend_cut(list);
    if (used > 0)
        hz_findings_add(r->findings, HZ_615, heading->line, list, NULL);
}

static int count(const reader *r, column_kind kind, hz_air of)
{
    int n = 0;

    for (int c = 0; c < r->n_columns; c++)
        n += r->columns[c].kind == kind && r->columns[c].of == of;
    return n;
}

/* Each column once, one that says when, low and high together. */
static void check_heading(reader *r)
{
    int line = r->csv.records[0].line;
    int n_times = count(r, COLUMN_DATE, HZ_AIR_AQI) + count(r, COLUMN_HOUR_BEGUN, HZ_AIR_AQI) +
                  count(r, COLUMN_HOUR_ENDED, HZ_AIR_AQI);

    if (n_times != 1)
        hz_findings_add(r->findings, n_times ? HZ_302 : HZ_110, line, n_times ? _("column") : _("column 'date'"),
                        n_times ? "date" : _("the heading"), "1", NULL);
    for (int of = 0; of < HZ_N_AIR; of++) {
        int n_low = count(r, COLUMN_LOW, (hz_air)of), n_high = count(r, COLUMN_HIGH, (hz_air)of);

        if (count(r, COLUMN_VALUE, (hz_air)of) > 1 || n_low > 1 || n_high > 1 || (n_low > 0 && count(r, COLUMN_VALUE, (hz_air)of)))
            hz_findings_add(r->findings, HZ_302, line, _("column"), hz_air_id((hz_air)of), "1", NULL);
        if (n_low != n_high)
            hz_findings_add(r->findings, HZ_109, line, n_low ? "high" : "low", hz_air_id((hz_air)of), NULL);
    }
}

static bool take_headings(reader *r)
{
    const hz_csv_record *heading = &r->csv.records[0];

    r->n_columns = heading->n_cells;
    if (!(r->columns = hz_arena_array(r->forecast->arena, (size_t)r->n_columns + 1, sizeof *r->columns))) {
        r->is_out_of_memory = true;
        return false;
    }
    for (int c = 0; c < r->n_columns; c++)
        r->columns[c] = take_heading(heading->cells[c]);
    name_unused(r);
    check_heading(r);
    return hz_findings_count(r->findings, HZ_SEVERITY_ERROR) == 0;
}

/* ---- a row ---- */

static const char *name_of(const reader *r, int c)
{
    return r->csv.records[0].cells[c];
}

static void bad_cell(reader *r, int c, const char *text, const char *range)
{
    char row[64];

    snprintf(row, sizeof row, _("line %d"), r->line);
    hz_findings_add(r->findings, HZ_210, r->line, name_of(r, c), row, range, text, NULL);
}

/* "2016-12-17", or "2016-12-17T13:00" with a T or a blank. */
static bool take_time(reader *r, int c, const char *text, hz_air_value *v)
{
    bool is_hour = r->columns[c].kind != COLUMN_DATE;
    char time[HZ_INSTANT_TEXT];
    int32_t day;

    if (!is_hour && hz_date_parse(&day, text, strlen(text))) {
        v->begin = hz_day_instant(day);
        return true;
    }
    snprintf(time, sizeof time, "%s", text);
    if (strlen(text) == 16 && time[10] == ' ')
        time[10] = 'T';
    if (is_hour && strlen(text) == 16 && hz_instant_parse(&v->begin, time, 16) && v->begin % 60 == 0) {
        v->is_hour = true;
        v->begin -= r->columns[c].kind == COLUMN_HOUR_ENDED ? 60 : 0;
        return true;
    }
    bad_cell(r, c, text, is_hour ? _("the whole hours (YYYY-MM-DDThh:00)") : _("the calendar (YYYY-MM-DD)"));
    return false;
}

/* One number; -1 after its finding. */
static int64_t take_number(reader *r, int c, const char *text, size_t length)
{
    static const hz_unit_def one = {"", HZ_DIM_COUNT, 1, 1, false};
    const hz_unit_def *unit = r->columns[c].unit ? r->columns[c].unit : &one;
    hz_decimal number;
    char cell[64];
    int64_t value;

    snprintf(cell, sizeof cell, "%.*s", (int)length, text);
    hz_text_mend_cut(cell);
    if (hz_decimal_parse(&number, text, length, false) != HZ_NUMBER_OK || number.is_negative) {
        hz_findings_add(r->findings, HZ_202, r->line, name_of(r, c), _("the row"), cell, NULL);
        return -1;
    }
    if (hz_convert(&value, number, unit, 0) == HZ_CONVERT_ABSURD ||
        (unit == &one && (number.scale > 0 || value > HIGHEST_AQI))) {
        bad_cell(r, c, cell, unit == &one ? _("the whole numbers 0 to 1000") : _("what can be measured"));
        return -1;
    }
    return value;
}

/* Where the high end of "180-220" or "180~220" begins; NULL: a single number. */
static const char *high_end(const char *text)
{
    static const char *const signs[] = {"-", "~", "～", "—", "–"}; /* the last three begin with the bytes EF and E2 */

    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        const char *at = strstr(text, signs[i]);

        if (at && at != text && text[0] != '-')
            return at + strlen(signs[i]);
    }
    return NULL;
}

static void take_range(reader *r, int c, const char *text, hz_air_value *v)
{
    const char *high = high_end(text), *low_end = high ? text + strcspn(text, "-~\xEF\xE2") : text + strlen(text);

    v->low = take_number(r, c, text, (size_t)(low_end - text));
    v->high = high ? take_number(r, c, high, strlen(high)) : v->low;
}

static void keep(reader *r, const hz_air_value *v)
{
    hz_forecast *f = r->forecast;
    char low[32], high[32];

    if (v->low > v->high) {
        snprintf(low, sizeof low, "%lld", (long long)v->low);
        snprintf(high, sizeof high, "%lld", (long long)v->high);
        hz_findings_add(r->findings, HZ_605, r->line, hz_air_id(v->of), low, high, NULL);
        return;
    }
    if (f->n_values >= HZ_MAX_VALUES || !hz_grow((void **)&f->values, &r->capacity, f->n_values + 1, sizeof *v)) {
        r->is_out_of_memory = true;
        return;
    }
    f->values[f->n_values++] = *v;
}

/* The values of one quantity in a row: a cell, or a low and a high one. */
static void take_quantity(reader *r, const hz_csv_record *row, hz_air of, hz_air_value v)
{
    v.of = of;
    v.low = v.high = -1;
    for (int c = 0; c < r->n_columns; c++) {
        const char *cell = row->cells[c];

        if (r->columns[c].of != of || !cell[0])
            continue;
        if (r->columns[c].kind == COLUMN_VALUE)
            take_range(r, c, cell, &v);
        else if (r->columns[c].kind == COLUMN_LOW)
            v.low = take_number(r, c, cell, strlen(cell));
        else if (r->columns[c].kind == COLUMN_HIGH)
            v.high = take_number(r, c, cell, strlen(cell));
    }
    if (of != HZ_AIR_AQI)
        v.primary = 0;
    if (v.low >= 0 && v.high >= 0)
        keep(r, &v);
    else if (v.low >= 0 || v.high >= 0)
        hz_findings_add(r->findings, HZ_109, r->line, v.low < 0 ? "low" : "high", hz_air_id(of), NULL);
}

static void take_primary(reader *r, int c, const char *cell, hz_air_value *v)
{
    while (*cell) {
        size_t length = strcspn(cell, " ,;");
        int air = hz_word_index(&hz_air_words, cell, length);

        if (air > HZ_AIR_AQI)
            v->primary |= (uint16_t)(1U << air);
        else if (length > 0)
            bad_cell(r, c, cell, _("the pollutants"));
        cell += length + strspn(cell + length, " ,;");
    }
}

static void take_row(reader *r, const hz_csv_record *row)
{
    hz_air_value v = {.line = row->line};
    bool has_time = false;
    char cells[32];

    r->line = row->line;
    if (row->n_cells != r->n_columns) {
        snprintf(cells, sizeof cells, "%d", row->n_cells);
        hz_findings_add(r->findings, HZ_210, row->line, _("the number of cells"), _("the row"), _("that of the heading"), cells,
                        NULL);
        return;
    }
    for (int c = 0; c < r->n_columns; c++) {
        const char *cell = row->cells[c];

        if (r->columns[c].kind >= COLUMN_DATE && r->columns[c].kind <= COLUMN_HOUR_ENDED)
            has_time = take_time(r, c, cell, &v);
        else if (r->columns[c].kind == COLUMN_PRIMARY)
            take_primary(r, c, cell, &v);
        else if (r->columns[c].kind == COLUMN_OBSERVED && cell[0] && strcmp(cell, "yes") != 0 && strcmp(cell, "no") != 0)
            bad_cell(r, c, cell, "yes, no");
        else if (r->columns[c].kind == COLUMN_OBSERVED)
            v.is_observed = strcmp(cell, "yes") == 0;
    }
    for (int of = 0; has_time && of < HZ_N_AIR; of++)
        if (v.is_hour ? of != HZ_AIR_O3_8H && of != HZ_AIR_O3_1H : of != HZ_AIR_O3)
            take_quantity(r, row, (hz_air)of, v);
}

/* ---- the verb ---- */

static hz_status read_table(reader *r, const char *path, hz_error *err)
{
    hz_forecast *f = r->forecast;
    hz_air_value *values;
    hz_status status = hz_csv_read(&r->csv, path, ',', NULL, f->arena, err);

    if (status)
        return status;
    if (r->csv.n_records == 0)
        hz_findings_add(r->findings, HZ_617, 1, NULL);
    else if (take_headings(r))
        for (size_t i = 1; i < r->csv.n_records; i++)
            take_row(r, &r->csv.records[i]);
    values = hz_arena_array(f->arena, f->n_values + 1, sizeof *values);
    if (values && f->n_values > 0)
        memcpy(values, f->values, f->n_values * sizeof *values);
    free(f->values);
    f->values = values;
    if (!values || r->is_out_of_memory)
        return hz_error_memory(err);
    f->line = 1;
    if (hz_findings_count(r->findings, HZ_SEVERITY_ERROR) == 0)
        hz_forecast_finish(f, r->findings);
    return hz_findings_status(r->findings, err);
}

hz_status hz_read_forecast_csv(hz_forecast **out, hz_findings *findings, const char *path, hz_error *err)
{
    reader r = {.forecast = hz_forecast_new(), .findings = findings};
    hz_status status;

    *out = NULL;
    if (!r.forecast)
        return hz_error_memory(err);
    if ((status = read_table(&r, path, err)))
        hz_forecast_free(r.forecast);
    else
        *out = r.forecast;
    return status;
}

/* forecast_csv.c - a forecast from a table
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tables come as offices make them: out of a spreadsheet, with headings and pollutants in Chinese and full-width signs. Every cell is
 * first written with the plain signs, then held against closed lists: what is not in them is refused, never guessed. */
#include "rules/forecast_csv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/csv.h"
#include "base/lang.h"
#include "base/quantity.h"

enum { HIGHEST_AQI = 1000, LIST_ROOM = 380, DAY_H = 24, HOUR_MIN = 60 };

typedef enum {
    COLUMN_UNUSED,
    COLUMN_DATE,
    COLUMN_HOUR_BEGUN,
    COLUMN_HOUR_ENDED,
    COLUMN_TIME,  /* dates; hours would need to say whether they begin or end then */
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
    bool has_index;       /* the row that is being read */
    bool is_full;         /* finding 113: beyond the cap nothing can be kept */
    bool has_vague_hours; /* finding 606 */
    bool is_out_of_memory;
} reader;

typedef struct {
    const char *text;
    int value;
} name;

#define N_NAMES(list) (sizeof(list) / sizeof *(list))

/* ---- plain signs ---- */

enum { CELL_ROOM = 256 };

/* Full-width and typographic signs as the plain ones that they stand for; no text grows. */
static const struct {
    const char *sign, *plain;
} SIGNS[] = {
    {"（", "("},       {"）", ")"}, {"【", "("}, {"】", ")"}, {"／", "/"}, {"：", ":"}, {"　", " "},
    {"\xC2\xA0", " "}, {"³", "3"},  {"₂", "2"},  {"₃", "3"},  {"₅", "5"},  {"₁", "1"},  {"₀", "0"},
    {"₈", "8"},        {"．", "."}, {"、", ","}, {"，", ","}, {"；", ","},
};

/* Without blanks around it; false when it is longer than any cell that is understood. */
static bool make_plain(char plain[CELL_ROOM], const char *text)
{
    size_t n = 0;

    while (*text) {
        size_t i = 0;

        if (n + 4 >= CELL_ROOM)
            return false;
        while (i < N_NAMES(SIGNS) && strncmp(text, SIGNS[i].sign, strlen(SIGNS[i].sign)) != 0)
            i++;
        if (i == N_NAMES(SIGNS) && (n > 0 || *text != ' '))
            plain[n++] = *text;
        else if (i < N_NAMES(SIGNS) && (n > 0 || SIGNS[i].plain[0] != ' '))
            plain[n++] = SIGNS[i].plain[0];
        text += i < N_NAMES(SIGNS) ? strlen(SIGNS[i].sign) : 1;
    }
    while (n > 0 && plain[n - 1] == ' ')
        n--;
    plain[n] = '\0';
    return true;
}

static bool ends_with(const char *text, size_t *length, const char *end)
{
    size_t n = strlen(end);

    if (*length < n || memcmp(text + *length - n, end, n) != 0)
        return false;
    *length -= n;
    return true;
}

/* Latin letters small or capital. -1 when it is none of them. */
static int find_name(const name *names, size_t n, const char *text, size_t length)
{
    for (size_t i = 0; i < n; i++)
        if (strlen(names[i].text) == length && strncasecmp(names[i].text, text, length) == 0)
            return names[i].value;
    return -1;
}

/* ---- the heading ---- */

static const name TIMES[] = {
    {"date", COLUMN_DATE},
    {"日期", COLUMN_DATE},
    {"预报日期", COLUMN_DATE},
    {"hour begun", COLUMN_HOUR_BEGUN},
    {"时段开始", COLUMN_HOUR_BEGUN},
    {"开始时间", COLUMN_HOUR_BEGUN},
    {"hour ended", COLUMN_HOUR_ENDED},
    {"时段结束", COLUMN_HOUR_ENDED},
    {"结束时间", COLUMN_HOUR_ENDED},
    {"time", COLUMN_TIME},
    {"时间", COLUMN_TIME},
    {"预报时间", COLUMN_TIME},
    {"primary", COLUMN_PRIMARY},
    {"首要污染物", COLUMN_PRIMARY},
    {"observed", COLUMN_OBSERVED},
    {"实测", COLUMN_OBSERVED},
    {"是否实测", COLUMN_OBSERVED},
};

static const name AIRS[] = {
    {"AQI", HZ_AIR_AQI},           {"空气质量指数", HZ_AIR_AQI},
    {"PM2.5", HZ_AIR_PM25},        {"PM25", HZ_AIR_PM25},
    {"细颗粒物", HZ_AIR_PM25},     {"PM10", HZ_AIR_PM10},
    {"可吸入颗粒物", HZ_AIR_PM10}, {"SO2", HZ_AIR_SO2},
    {"二氧化硫", HZ_AIR_SO2},      {"NO2", HZ_AIR_NO2},
    {"二氧化氮", HZ_AIR_NO2},      {"CO", HZ_AIR_CO},
    {"一氧化碳", HZ_AIR_CO},       {"O3-8h", HZ_AIR_O3_8H},
    {"O3_8h", HZ_AIR_O3_8H},       {"O38h", HZ_AIR_O3_8H},
    {"臭氧8小时", HZ_AIR_O3_8H},   {"臭氧日最大8小时", HZ_AIR_O3_8H},
    {"O3-1h", HZ_AIR_O3_1H},       {"O3_1h", HZ_AIR_O3_1H},
    {"臭氧1小时", HZ_AIR_O3_1H},   {"O3", HZ_AIR_O3},
    {"臭氧", HZ_AIR_O3},
};

/* What headings put behind the name of a quantity without changing what it is. */
static const char *const FILLERS[] = {"浓度", "均值", "平均", "日均", "预报", "预测", "值", " "};

/* "PM2.5 low", "PM2.5浓度下限": the quantity, and which bound; -1 when it is none. */
static int take_quantity_name(column_kind *kind, const char *text, size_t length)
{
    static const name BOUNDS[] = {
        {" low", COLUMN_LOW}, {"下限", COLUMN_LOW}, {" high", COLUMN_HIGH}, {"上限", COLUMN_HIGH}};
    bool is_shorter = true;
    int of = -1;

    *kind = COLUMN_VALUE;
    for (size_t i = 0; i < N_NAMES(BOUNDS) && *kind == COLUMN_VALUE; i++)
        if (ends_with(text, &length, BOUNDS[i].text))
            *kind = (column_kind)BOUNDS[i].value;
    while (is_shorter && (of = find_name(AIRS, N_NAMES(AIRS), text, length)) < 0) {
        is_shorter = false;
        for (size_t i = 0; i < N_NAMES(FILLERS) && !is_shorter; i++)
            is_shorter = ends_with(text, &length, FILLERS[i]);
    }
    return of;
}

/* "PM2.5 low (ug/m3)", "PM2.5浓度（μg/m³）" */
static column take_heading(const char *heading)
{
    char text[CELL_ROOM];
    const hz_unit_def *unit = NULL;
    const char *open;
    column c = {COLUMN_UNUSED, HZ_AIR_AQI, NULL};
    size_t length;
    int found;

    if (!make_plain(text, heading))
        return c;
    length = strlen(text);
    if ((found = find_name(TIMES, N_NAMES(TIMES), text, length)) >= 0)
        return (column){(column_kind)found, HZ_AIR_AQI, NULL};
    if ((open = strrchr(text, '(')) && text[length - 1] == ')') {
        unit = hz_unit_find(open + 1, (size_t)(text + length - 1 - (open + 1)));
        length = (size_t)(open - text);
        while (length > 0 && text[length - 1] == ' ')
            length--;
        if (!unit)
            return c;
    }
    if ((found = take_quantity_name(&c.kind, text, length)) < 0 || (found == HZ_AIR_AQI) != (unit == NULL) ||
        (unit && unit->dimension != HZ_DIM_CONCENTRATION))
        return (column){COLUMN_UNUSED, HZ_AIR_AQI, NULL};
    return (column){c.kind, (hz_air)found, unit};
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
                  count(r, COLUMN_HOUR_ENDED, HZ_AIR_AQI) + count(r, COLUMN_TIME, HZ_AIR_AQI);

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

/* Ozone is O3 by the hour, and O3-8h or O3-1h by the day: the others are of no use there. */
static void pass_over_other_times(reader *r)
{
    bool has_hours = count(r, COLUMN_HOUR_BEGUN, HZ_AIR_AQI) + count(r, COLUMN_HOUR_ENDED, HZ_AIR_AQI) > 0;

    for (int c = 0; c < r->n_columns; c++) {
        hz_air of = r->columns[c].of;

        if (has_hours ? of == HZ_AIR_O3_8H || of == HZ_AIR_O3_1H : of == HZ_AIR_O3)
            r->columns[c].kind = COLUMN_UNUSED;
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
    pass_over_other_times(r);
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

/* A whole number of at most `digits` digits; -1 when there is none. */
static int take_digits(const char **text, int digits)
{
    int number = 0, n = 0;

    for (; n < digits && **text >= '0' && **text <= '9'; n++)
        number = 10 * number + *(*text)++ - '0';
    return n > 0 ? number : -1;
}

static bool skip(const char **text, const char *sign)
{
    size_t length = strlen(sign);

    if (strncmp(*text, sign, length) != 0)
        return false;
    *text += length;
    return true;
}

/* "2016-12-17", "2016/12/7", "2016年12月7日". */
static bool take_date(int32_t *day, const char **text)
{
    char date[40];
    int year = take_digits(text, 4), month, of_month;
    bool is_chinese = skip(text, "年");
    const char *sign = **text == '/' ? "/" : "-";

    if (!is_chinese && !skip(text, sign))
        return false;
    month = take_digits(text, 2);
    if (!skip(text, is_chinese ? "月" : sign))
        return false;
    of_month = take_digits(text, 2);
    if (is_chinese && !skip(text, "日"))
        return false;
    snprintf(date, sizeof date, "%04d-%02d-%02d", year, month, of_month);
    return hz_date_parse(day, date, strlen(date));
}

/* Behind a date: nothing, or "T13:00", " 13:00", " 13:00:00"; 24:00 is the end of the day. -1: nothing, -2: not understood. */
static int take_hour(const char *text)
{
    int hour;

    if (!*text)
        return -1;
    if (!skip(&text, "T"))
        while (skip(&text, " "))
            ;
    hour = take_digits(&text, 2);
    if (skip(&text, "时"))
        return *text || hour > DAY_H ? -2 : hour;
    if (hour < 0 || hour > DAY_H || !skip(&text, ":00"))
        return -2;
    skip(&text, ":00");
    return *text ? -2 : hour;
}

static void vague_hours(reader *r)
{
    if (!r->has_vague_hours)
        hz_findings_add(r->findings, HZ_606, r->line, NULL);
    r->has_vague_hours = true;
}

static bool take_time(reader *r, int c, const char *cell, hz_air_value *v)
{
    column_kind kind = r->columns[c].kind;
    bool is_hour = kind == COLUMN_HOUR_BEGUN || kind == COLUMN_HOUR_ENDED;
    char plain[CELL_ROOM];
    const char *text = plain;
    int32_t day;
    int hour;

    if (make_plain(plain, cell) && take_date(&day, &text) && (hour = take_hour(text)) > -2) {
        v->begin = hz_day_instant(day) + (is_hour ? hour * HOUR_MIN : 0);
        if (is_hour && hour >= 0) {
            v->is_hour = true;
            v->begin -= kind == COLUMN_HOUR_ENDED ? HOUR_MIN : 0;
            return true;
        }
        if (!is_hour && hour <= 0) /* spreadsheets write a day as its first minute, too */
            return true;
        if (kind == COLUMN_TIME) {
            vague_hours(r);
            return false;
        }
    }
    bad_cell(r, c, cell,
             is_hour ? _("the whole hours (2016-12-17T13:00, 2016-12-17 13:00, 2016/12/17 13:00)")
                     : _("the calendar (2016-12-17, 2016/12/17, 2016年12月17日)"));
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

    while (length > 0 && *text == ' ') {
        text++;
        length--;
    }
    while (length > 0 && text[length - 1] == ' ')
        length--;
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

/* Where the sign of a range stands, as in "180-220", "180~220" or "180至220", and how long it is; NULL: a single number. */
static const char *find_range_sign(const char *text, size_t *length)
{
    static const char *const signs[] = {"-", "~", "～", "——", "—", "–", "至", "到"};

    for (const char *at = text; *at; at++)
        for (size_t i = 0; i < N_NAMES(signs); i++)
            if (strncmp(at, signs[i], *length = strlen(signs[i])) == 0)
                return at != text ? at : NULL; /* a number may have a sign in front, which is refused then */
    return NULL;
}

static void take_range(reader *r, int c, const char *text, hz_air_value *v)
{
    size_t length;
    const char *sign = find_range_sign(text, &length);

    v->low = take_number(r, c, text, sign ? (size_t)(sign - text) : strlen(text));
    v->high = sign ? take_number(r, c, sign + length, strlen(sign + length)) : v->low;
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
    if (f->n_values >= HZ_MAX_VALUES) {
        snprintf(low, sizeof low, "%d", HZ_MAX_VALUES);
        hz_findings_add(r->findings, HZ_113, r->line, low, _("values of a forecast"), NULL);
        r->is_full = true;
        return;
    }
    if (!hz_grow((void **)&f->values, &r->capacity, f->n_values + 1, sizeof *v)) {
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

        if (r->columns[c].of != of || cell[strspn(cell, " ")] == '\0')
            continue;
        if (r->columns[c].kind == COLUMN_VALUE)
            take_range(r, c, cell, &v);
        else if (r->columns[c].kind == COLUMN_LOW)
            v.low = take_number(r, c, cell, strlen(cell));
        else if (r->columns[c].kind == COLUMN_HIGH)
            v.high = take_number(r, c, cell, strlen(cell));
    }
    if (of != HZ_AIR_AQI && r->has_index)
        v.primary = 0; /* it stands with the index, where that is given */
    r->has_index |= of == HZ_AIR_AQI && v.low >= 0;
    if (v.low >= 0 && v.high >= 0)
        keep(r, &v);
    else if (v.low >= 0 || v.high >= 0)
        hz_findings_add(r->findings, HZ_109, r->line, v.low < 0 ? "low" : "high", hz_air_id(of), NULL);
}

/* On days with good air there is none, and tables say so in several ways. */
static bool says_none(const char *text)
{
    static const char *const nones[] = {"", "-", "--", "—", "——", "/", "无"};

    for (size_t i = 0; i < N_NAMES(nones); i++)
        if (strcmp(text, nones[i]) == 0)
            return true;
    return false;
}

static void take_primary(reader *r, int c, const char *cell, hz_air_value *v)
{
    char plain[CELL_ROOM];
    const char *text = plain;

    if (!make_plain(plain, cell))
        text = cell;
    else if (says_none(plain))
        return;
    while (*text) {
        size_t length = strcspn(text, " ,;+/");
        int air = find_name(AIRS, N_NAMES(AIRS), text, length);

        if (air > HZ_AIR_AQI)
            v->primary |= (uint16_t)(1U << air);
        else if (length > 0) {
            bad_cell(r, c, cell,
                     _("the pollutants: PM2.5, PM10, SO2, NO2, CO, O3, O3-8h, O3-1h, or 细颗粒物, 可吸入颗粒物, "
                       "二氧化硫, 二氧化氮, "
                       "一氧化碳, 臭氧, 臭氧8小时, 臭氧1小时"));
            return;
        }
        text += length + strspn(text + length, " ,;+/");
    }
}

static void take_observed(reader *r, int c, const char *cell, hz_air_value *v)
{
    static const name ANSWERS[] = {{"yes", 1}, {"no", 0}, {"是", 1}, {"否", 0}, {"", 0}};
    char plain[CELL_ROOM];
    int answer = make_plain(plain, cell) ? find_name(ANSWERS, N_NAMES(ANSWERS), plain, strlen(plain)) : -1;

    if (answer < 0)
        bad_cell(r, c, cell, "yes, no, 是, 否");
    v->is_observed = answer > 0;
}

static void take_row(reader *r, const hz_csv_record *row)
{
    hz_air_value v = {.line = row->line};
    bool has_time = false;
    char cells[32];

    r->line = row->line;
    r->has_index = false;
    if (row->n_cells != r->n_columns) {
        snprintf(cells, sizeof cells, "%d", row->n_cells);
        hz_findings_add(r->findings, HZ_210, row->line, _("the number of cells"), _("the row"), _("that of the heading"), cells,
                        NULL);
        return;
    }
    for (int c = 0; c < r->n_columns; c++) {
        const char *cell = row->cells[c];

        if (r->columns[c].kind >= COLUMN_DATE && r->columns[c].kind <= COLUMN_TIME)
            has_time = take_time(r, c, cell, &v);
        else if (r->columns[c].kind == COLUMN_PRIMARY)
            take_primary(r, c, cell, &v);
        else if (r->columns[c].kind == COLUMN_OBSERVED)
            take_observed(r, c, cell, &v);
    }
    for (int of = 0; has_time && !r->is_full && of < HZ_N_AIR; of++)
        if (v.is_hour ? of != HZ_AIR_O3_8H && of != HZ_AIR_O3_1H : of != HZ_AIR_O3)
            take_quantity(r, row, (hz_air)of, v);
}

/* ---- the verb ---- */

static hz_status read_table(reader *r, const char *path, hz_error *err)
{
    hz_forecast *f = r->forecast;
    hz_air_value *values;
    hz_status status = hz_csv_read(&r->csv, path, HZ_CSV_SNIFF, NULL, f->arena, err);

    if (status)
        return status;
    if (r->csv.n_records == 0)
        hz_findings_add(r->findings, HZ_617, 1, NULL);
    else if (take_headings(r))
        for (size_t i = 1; i < r->csv.n_records && !r->is_full; i++)
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

/* csv.c - comma-separated values, RFC 4180; Excel-safe when written
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Formula guard: OWASP, "CSV Injection". Spreadsheets of East Asian locales also take the full-width forms of
 * = + - and @. */
#include "base/csv.h"

#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/cancel.h"
#include "base/file.h"
#include "base/lang.h"

#define FILE_CAP ((size_t)512 << 20)
enum { CELLS_MAX = 4096, CANCEL_EVERY = 4096 };

/* ---- encoding ------------------------------------------------------------------------------------------------ */

static bool starts_with(const char *bytes, size_t length, const char *head)
{
    return length >= strlen(head) && !memcmp(bytes, head, strlen(head));
}

/* GB18030 holds all of GBK and GB2312, and text with either label often has characters of the larger set. */
static const char *encoding_for_iconv(const char *encoding)
{
    return !strcasecmp(encoding, "GB2312") || !strcasecmp(encoding, "GBK") ? "GB18030" : encoding;
}

static int line_at(const char *bytes, size_t offset)
{
    const char *p = bytes, *end = bytes + offset;
    int line = 1;

    while ((p = memchr(p, '\n', (size_t)(end - p))) != NULL) {
        line++;
        p++;
    }
    return line;
}

static hz_status wrong_encoding(hz_error *err, const char *path, int line, const char *encoding)
{
    return hz_error_set(err, HZ_ERR_INPUT, _("%1$s:%2$d: not %3$s text; save the table as UTF-8, or name its encoding"),
                        path, line, encoding);
}

/* glibc takes UTF-8 beyond U+10FFFF (F4 8F BF BF); everything else that is ill-formed it refuses. Where it begins, or
 * `length`. */
static size_t beyond_unicode(const char *utf8, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)utf8[i];

        if (c > 0xF4 || (c == 0xF4 && (unsigned char)utf8[i + 1] > 0x8F))
            return i;
    }
    return length;
}

/* All of `bytes` into UTF-8 (malloc). */
static hz_status convert(char **out, size_t *out_length, iconv_t cd, char *bytes, size_t length, const char *path,
                         const char *encoding, hz_error *err)
{
    char *in = bytes, *to = NULL;
    size_t left = length, capacity = 0, used = 0, fault;

    for (;;) {
        char *p;
        size_t room, n;

        if (!hz_grow((void **)&to, &capacity, used + left + left / 2 + 16, 1)) {
            free(to);
            return hz_error_memory(err);
        }
        p = to + used;
        room = capacity - used;
        n = iconv(cd, &in, &left, &p, &room);
        used = capacity - room;
        if (n != (size_t)-1)
            break;
        if (errno != E2BIG) {
            free(to);
            return wrong_encoding(err, path, line_at(bytes, length - left), encoding);
        }
    }
    if ((fault = beyond_unicode(to, used)) < used) {
        hz_status s = wrong_encoding(err, path, line_at(to, fault), encoding);

        free(to);
        return s;
    }
    *out = to;
    *out_length = used;
    return HZ_OK;
}

/* Replace *bytes by their UTF-8; what is said to be UTF-8 is checked on the way. */
static hz_status to_utf8(char **bytes, size_t *length, const char *encoding, const char *path, hz_error *err)
{
    iconv_t cd = iconv_open("UTF-8", encoding_for_iconv(encoding));
    char *converted = NULL;
    hz_status s;

    if (cd == (iconv_t)-1)
        return hz_error_set(err, HZ_ERR_USAGE, _("encoding '%s' is not known; use UTF-8 or GB18030"), encoding);
    s = convert(&converted, length, cd, *bytes, *length, path, encoding, err);
    iconv_close(cd);
    if (s == HZ_OK) {
        free(*bytes);
        *bytes = converted;
    }
    return s;
}

/* BOM, then strict UTF-8, then GB18030. */
static hz_status to_utf8_sniffing(char **bytes, size_t *length, const char **encoding, const char *path, hz_error *err)
{
    hz_status s;

    *encoding = "UTF-16";
    if (starts_with(*bytes, *length, "\xFF\xFE") || starts_with(*bytes, *length, "\xFE\xFF"))
        return to_utf8(bytes, length, *encoding, path, err);
    *encoding = "UTF-8";
    if (starts_with(*bytes, *length, "\xEF\xBB\xBF"))
        return to_utf8(bytes, length, *encoding, path, err);
    s = to_utf8(bytes, length, *encoding, path, NULL);
    if (s == HZ_ERR_MEMORY)
        return hz_error_memory(err);
    if (s == HZ_OK)
        return s;
    *encoding = "GB18030";
    return to_utf8(bytes, length, *encoding, path, err);
}

/* ---- reading ------------------------------------------------------------------------------------------------- */

/* The text is cut into cells where it stands: each separator becomes the NUL of the cell before it. */
typedef struct {
    char *p, *end; /* *end is NUL */
    const char *path;
    char separator;
    int line;
    hz_arena *arena;
    const char **cells; /* of the record at hand */
    size_t n_cells, cells_capacity;
    hz_csv_record *records;
    size_t n_records, records_capacity;
} reader;

/* What stands behind a cell. */
typedef enum { BEHIND_SEPARATOR, BEHIND_END } behind;

/* CR LF, LF, and CR alone end a line. */
static void skip_line_end(reader *r)
{
    if (r->p < r->end) {
        bool is_pair = r->p[0] == '\r' && r->p[1] == '\n';

        r->p += is_pair ? 2 : 1;
        r->line++;
    }
}

static bool is_line_end(const reader *r)
{
    return r->p == r->end || *r->p == '\n' || *r->p == '\r';
}

static hz_status read_quoted(reader *r, hz_error *err)
{
    int line = r->line;
    char *to = ++r->p;

    while (r->p < r->end && (*r->p != '"' || r->p[1] == '"')) {
        if (*r->p == '"')
            r->p++;
        else if (*r->p == '\n' || (*r->p == '\r' && r->p[1] != '\n'))
            r->line++;
        *to++ = *r->p++;
    }
    if (r->p == r->end)
        return hz_error_set(err, HZ_ERR_INPUT,
                            _("%1$s:%2$d: a quoted field begins here and has no end; close it with \""), r->path, line);
    r->p++;
    if (!is_line_end(r) && *r->p != r->separator)
        return hz_error_set(err, HZ_ERR_INPUT,
                            _("%1$s:%2$d: text behind the closing quote of a field; a quote inside is written \"\""),
                            r->path, r->line);
    *to = '\0'; /* at the latest where the closing quote was */
    return HZ_OK;
}

static hz_status read_plain(reader *r, hz_error *err)
{
    while (!is_line_end(r) && *r->p != r->separator && *r->p != '"')
        r->p++;
    if (r->p < r->end && *r->p == '"')
        return hz_error_set(err, HZ_ERR_INPUT,
                            _("%1$s:%2$d: a quote inside a field that has none around it; quote the whole field and "
                              "double the one inside"),
                            r->path, r->line);
    return HZ_OK;
}

/* One cell and what ends it. */
static hz_status read_cell(reader *r, behind *next, hz_error *err)
{
    char *start = r->p;
    bool is_quoted = *start == '"';
    hz_status s = is_quoted ? read_quoted(r, err) : read_plain(r, err);
    char *stop = r->p;

    if (s != HZ_OK)
        return s;
    if (r->n_cells == CELLS_MAX)
        return hz_error_set(err, HZ_ERR_INPUT, _("%1$s:%2$d: more than %3$d columns; is the separator right?"), r->path,
                            r->line, CELLS_MAX);
    if (!hz_grow((void **)&r->cells, &r->cells_capacity, r->n_cells + 1, sizeof *r->cells))
        return hz_error_memory(err);
    r->cells[r->n_cells++] = is_quoted ? start + 1 : start;
    *next = is_line_end(r) ? BEHIND_END : BEHIND_SEPARATOR;
    if (*next == BEHIND_END)
        skip_line_end(r);
    else
        r->p++;
    *stop = '\0';
    return HZ_OK;
}

static hz_status read_record(reader *r, hz_error *err)
{
    behind next = BEHIND_SEPARATOR;
    const char **cells;
    int line = r->line;
    hz_status s;

    r->n_cells = 0;
    while (next == BEHIND_SEPARATOR)
        if ((s = read_cell(r, &next, err)))
            return s;
    if (!hz_grow((void **)&r->records, &r->records_capacity, r->n_records + 1, sizeof *r->records))
        return hz_error_memory(err);
    if (!(cells = hz_arena_array(r->arena, r->n_cells, sizeof *cells)))
        return hz_error_memory(err);
    memcpy(cells, r->cells, r->n_cells * sizeof *cells);
    r->records[r->n_records++] = (hz_csv_record){cells, (int)r->n_cells, line};
    return HZ_OK;
}

static hz_status read_records(reader *r, hz_error *err)
{
    hz_status s;

    while (r->p < r->end) {
        if (is_line_end(r)) { /* an empty line is no record */
            skip_line_end(r);
            continue;
        }
        if ((s = read_record(r, err)))
            return s;
        if (r->n_records % CANCEL_EVERY == 0 && (s = hz_cancel_check(err)))
            return s;
    }
    return HZ_OK;
}

/* Which separator the first line has most of, outside of quotes; a comma where it has none. */
static char sniff_separator(const char *text, const char *end)
{
    static const char separators[] = {',', ';', '\t'};
    size_t n[sizeof separators] = {0}, best = 0;
    bool is_quoted = false;

    while (text < end && (*text == '\n' || *text == '\r'))
        text++; /* empty lines are no records */
    for (; text < end && (is_quoted || (*text != '\n' && *text != '\r')); text++) {
        is_quoted ^= *text == '"';
        for (size_t i = 0; i < sizeof separators && !is_quoted; i++)
            if (*text == separators[i] && ++n[i] > n[best])
                best = i;
    }
    return separators[best];
}

/* Cut clean UTF-8 into records. */
static hz_status read_text(hz_csv *out, const char *text, size_t length, const char *path, char separator,
                           hz_arena *arena, hz_error *err)
{
    reader r = {.path = path, .separator = separator, .line = 1, .arena = arena};
    const char *nul = memchr(text, '\0', length);
    char *copy;
    hz_status s;

    if (nul)
        return hz_error_set(err, HZ_ERR_INPUT, _("%1$s:%2$d: a NUL byte; this is not a table of text"), path,
                            line_at(text, (size_t)(nul - text)));
    if (!(copy = hz_arena_copy(arena, text, length)))
        return hz_error_memory(err);
    r.p = starts_with(copy, length, "\xEF\xBB\xBF") ? copy + 3 : copy;
    r.end = copy + length;
    if (separator == HZ_CSV_SNIFF)
        r.separator = sniff_separator(r.p, r.end);
    s = read_records(&r, err);
    if (s == HZ_OK && r.n_records > 0) {
        if ((out->records = hz_arena_array(arena, r.n_records, sizeof *out->records)) != NULL) {
            memcpy(out->records, r.records, r.n_records * sizeof *out->records);
            out->n_records = r.n_records;
        } else {
            s = hz_error_memory(err);
        }
    }
    free(r.cells);
    free(r.records);
    return s;
}

hz_status hz_csv_read(hz_csv *out, const char *path, char separator, const char *encoding, hz_arena *arena,
                      hz_error *err)
{
    char *bytes;
    size_t length;
    hz_status s = hz_file_read(&bytes, &length, path, FILE_CAP, err);

    *out = (hz_csv){NULL, 0, NULL};
    if (s != HZ_OK)
        return s;
    s = encoding ? to_utf8(&bytes, &length, encoding, path, err)
                 : to_utf8_sniffing(&bytes, &length, &encoding, path, err);
    if (s != HZ_OK || (s = read_text(out, bytes, length, path, separator, arena, err)))
        goto done;
    if (!(out->encoding = hz_arena_copy(arena, encoding, strlen(encoding))))
        s = hz_error_memory(err);
done:
    free(bytes);
    return s;
}

/* ---- writing ------------------------------------------------------------------------------------------------- */

/* [+-]digits[.digits] */
static bool is_plain_number(const char *text)
{
    static const char digits[] = "0123456789";
    size_t n;

    text += *text == '+' || *text == '-';
    if ((n = strspn(text, digits)) == 0)
        return false;
    text += n;
    if (*text == '\0')
        return true;
    return *text == '.' && (n = strspn(text + 1, digits)) > 0 && text[1 + n] == '\0';
}

/* Would a spreadsheet take the text for a formula? */
static bool is_formula(const char *text)
{
    static const char *const heads[] = {"=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"};

    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        if (!strncmp(text, heads[i], strlen(heads[i])))
            return !is_plain_number(text);
    return false;
}

/* Beside what RFC 4180 demands: ';' and tab, at which programs of other locales would cut the field, and blanks at
 * either end, which some readers drop. */
static bool needs_quotes(const char *text)
{
    size_t n = strlen(text);

    return strpbrk(text, ",\"\r\n;\t") || (n > 0 && (text[0] == ' ' || text[n - 1] == ' '));
}

void hz_csv_put(hz_sink *sink, const char *text, bool is_first)
{
    bool is_quoted;

    if (!is_first)
        hz_putc(sink, ',');
    if (!text)
        return;
    is_quoted = needs_quotes(text);
    if (is_quoted)
        hz_putc(sink, '"');
    if (is_formula(text))
        hz_putc(sink, '\'');
    for (const char *quote; (quote = strchr(text, '"')) != NULL; text = quote + 1) {
        hz_put(sink, text, (size_t)(quote + 1 - text));
        hz_putc(sink, '"');
    }
    hz_puts(sink, text);
    if (is_quoted)
        hz_putc(sink, '"');
}

void hz_csv_put_fixed(hz_sink *sink, __int128 value, int scale, int places, bool is_first)
{
    if (!is_first)
        hz_putc(sink, ',');
    hz_put_fixed(sink, value, scale, places);
}

void hz_csv_end(hz_sink *sink)
{
    hz_put(sink, "\r\n", 2);
}

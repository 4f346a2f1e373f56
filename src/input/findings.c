/* findings.c - the list of findings: kept, counted, sorted and put into words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "input/findings.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/lang.h"

enum {
    DEFAULT_CAP = 10000,
    MAX_ARGS = 5,
    MAX_CODE = 999,
    ARG_BYTES = 400,                        /* of an argument, without the mark that it was cut */
    ARG_ROOM = ARG_BYTES + (int)sizeof "…", /* with it and the NUL */
    TEXT_ROOM = 512 + MAX_ARGS * ARG_ROOM   /* a message or an advice with all its arguments */
};

typedef struct {
    int line;
    hz_finding_code code;
    const char *args; /* MAX_ARGS texts one behind the other, each with its NUL; those not given are empty */
    size_t args_size;
} finding;

struct hz_findings {
    char *path;
    hz_arena *arena;
    finding *items;
    size_t n_items, capacity;
    size_t cap;                   /* of each severity, so that a flood of warnings cannot hide an error */
    size_t n_added[2], n_kept[2]; /* by hz_severity */
    bool has_code[MAX_CODE + 1];
    bool is_sorted, is_out_of_memory;
};

typedef struct {
    hz_finding_code code;
    hz_severity severity;
    const char *message, *advice;
} definition;

static const definition DEFINITIONS[] = {
#define HZ_FINDING(number, severity, message, advice) {HZ_##number, HZ_SEVERITY_##severity, message, advice},
#include "input/findings.def"
#undef HZ_FINDING
};

enum { N_DEFINITIONS = (int)(sizeof DEFINITIONS / sizeof DEFINITIONS[0]) };

/* The codes ascend in findings.def (tests/unit/test_validate.c holds it to that). */
static const definition *definition_of(hz_finding_code code)
{
    size_t low = 0, high = N_DEFINITIONS - 1;

    while (low < high) {
        size_t middle = (low + high) / 2;

        if (DEFINITIONS[middle].code < code)
            low = middle + 1;
        else
            high = middle;
    }
    return &DEFINITIONS[low];
}

bool hz_finding_at(size_t index, int *code, hz_severity *severity, const char **message, const char **advice)
{
    if (index >= N_DEFINITIONS)
        return false;
    *code = (int)DEFINITIONS[index].code;
    *severity = DEFINITIONS[index].severity;
    *message = DEFINITIONS[index].message;
    *advice = DEFINITIONS[index].advice;
    return true;
}

hz_findings *hz_findings_new(const char *path, size_t cap)
{
    hz_findings *findings = hz_calloc(1, sizeof *findings);

    if (!findings)
        return NULL;
    findings->cap = cap ? cap : DEFAULT_CAP;
    findings->arena = hz_arena_new();
    if (findings->arena)
        findings->path = hz_arena_copy(findings->arena, path, strlen(path));
    if (!findings->path) {
        hz_findings_free(findings);
        return NULL;
    }
    return findings;
}

void hz_findings_free(hz_findings *findings)
{
    if (!findings)
        return;
    hz_arena_free(findings->arena);
    free(findings->items);
    free(findings);
}

/* Length of a character at `text` that must not reach a terminal or a log line: C0 and C1 controls, DEL, and the
 * characters that end a line or turn the direction of writing (names come from files that strangers fill in). 0: it
 * may. */
static size_t unprintable(const unsigned char *text)
{
    if (text[0] < 0x20 || text[0] == 0x7f)
        return 1;
    if (text[0] == 0xc2 && text[1] >= 0x80 && text[1] <= 0x9f)
        return 2; /* U+0080 .. U+009F */
    if (text[0] == 0xe2 && text[1] == 0x80 && text[2] >= 0xa8 && text[2] <= 0xae)
        return 3; /* U+2028 .. U+202E */
    if (text[0] == 0xe2 && text[1] == 0x81 && text[2] >= 0xa6 && text[2] <= 0xa9)
        return 3; /* U+2066 .. U+2069 */
    return 0;
}

/* Bytes of the character that starts at `text`, by its first byte. */
static size_t character_length(const unsigned char *text)
{
    size_t expected = text[0] < 0xc0 ? 1 : text[0] < 0xe0 ? 2 : text[0] < 0xf0 ? 3 : 4;
    size_t length = 1;

    while (length < expected && (text[length] & 0xc0) == 0x80)
        length++;
    return length;
}

/* Copy an argument, cut at a character border, on one line. Returns its length with the NUL. */
static size_t copy_arg(char *out, const char *arg)
{
    const unsigned char *from = (const unsigned char *)arg;
    size_t length = 0;

    while (*from) {
        size_t skip = unprintable(from), n = skip ? 1 : character_length(from);

        if (length + n > ARG_BYTES) {
            memcpy(out + length, "…", sizeof "…" - 1);
            length += sizeof "…" - 1;
            break;
        }
        if (skip)
            out[length] = '?';
        else
            memcpy(out + length, from, n);
        from += skip ? skip : n;
        length += n;
    }
    out[length] = '\0';
    return length + 1;
}

static bool keep(hz_findings *findings, hz_finding_code code, int line, va_list args)
{
    char buf[MAX_ARGS * ARG_ROOM];
    size_t size = 0;
    bool is_end = false;

    for (int i = 0; i < MAX_ARGS; i++) {
        const char *arg = is_end ? NULL : va_arg(args, const char *);

        is_end = !arg;
        size += copy_arg(buf + size, is_end ? "" : arg);
    }
    if (!hz_grow((void **)&findings->items, &findings->capacity, findings->n_items + 1, sizeof(finding)))
        return false;
    const char *copy = hz_arena_copy(findings->arena, buf, size);
    if (!copy)
        return false;
    findings->items[findings->n_items++] = (finding){line, code, copy, size};
    findings->is_sorted = false;
    return true;
}

void hz_findings_add(hz_findings *findings, hz_finding_code code, int line, ...)
{
    hz_severity severity = definition_of(code)->severity;

    findings->n_added[severity]++;
    findings->has_code[code] = true;
    if (findings->n_kept[severity] >= findings->cap || findings->is_out_of_memory)
        return;
    va_list args;
    va_start(args, line);
    if (keep(findings, code, line, args))
        findings->n_kept[severity]++;
    else
        findings->is_out_of_memory = true;
    va_end(args);
}

hz_status hz_findings_status(const hz_findings *findings, hz_error *err)
{
    return findings->is_out_of_memory ? hz_error_memory(err) : HZ_OK;
}

size_t hz_findings_count(const hz_findings *findings, hz_severity severity)
{
    return findings->n_added[severity];
}

bool hz_findings_has(const hz_findings *findings, hz_finding_code code)
{
    return findings->has_code[code];
}

static int compare_lines(const void *a, const void *b)
{
    int left = *(const int *)a, right = *(const int *)b;

    return (left > right) - (left < right);
}

hz_status hz_findings_error_lines(const hz_findings *findings, int **lines, size_t *n_lines, hz_error *err)
{
    int *found = hz_calloc(findings->n_kept[HZ_SEVERITY_ERROR] + 1, sizeof *found);
    size_t n = 0;

    if (!found)
        return hz_error_memory(err);
    for (size_t i = 0; i < findings->n_items; i++)
        if (definition_of(findings->items[i].code)->severity == HZ_SEVERITY_ERROR)
            found[n++] = findings->items[i].line;
    qsort(found, n, sizeof *found, compare_lines);
    *lines = found;
    *n_lines = n;
    return HZ_OK;
}

/* By line, code, arguments. Two that are equal in all three read the same, so the order is total. */
static int compare_findings(const void *a, const void *b)
{
    const finding *left = a, *right = b;

    if (left->line != right->line)
        return left->line < right->line ? -1 : 1;
    if (left->code != right->code)
        return left->code < right->code ? -1 : 1;
    size_t common = left->args_size < right->args_size ? left->args_size : right->args_size;
    int order = memcmp(left->args, right->args, common);
    if (order)
        return order;
    return (left->args_size > right->args_size) - (left->args_size < right->args_size);
}

static void sort(hz_findings *findings)
{
    if (!findings->is_sorted && findings->n_items > 1)
        qsort(findings->items, findings->n_items, sizeof(finding), compare_findings);
    findings->is_sorted = true;
}

static const char *arg_at(const finding *item, int index)
{
    const char *arg = item->args;

    while (index-- > 0)
        arg += strlen(arg) + 1;
    return arg;
}

/* Append and return the new end; what does not fit is left out. */
static size_t append(char out[TEXT_ROOM], size_t length, const char *bytes, size_t n)
{
    if (n > TEXT_ROOM - 1 - length)
        n = TEXT_ROOM - 1 - length;
    memcpy(out + length, bytes, n);
    return length + n;
}

/* Fill %1$s .. %5$s and %% of a template. Not printf: a template may leave arguments out, which printf does not allow
 * with numbered ones, and a slip in a catalogue can do no harm. */
static void fill(char out[TEXT_ROOM], const char *template, const finding *item)
{
    size_t length = 0;

    for (const char *c = template; *c;) {
        if (c[0] == '%' && c[1] == '%') {
            length = append(out, length, "%", 1);
            c += 2;
        } else if (c[0] == '%' && c[1] >= '1' && c[1] < '1' + MAX_ARGS && c[2] == '$' && c[3] == 's') {
            const char *arg = arg_at(item, c[1] - '1');

            length = append(out, length, arg, strlen(arg));
            c += 4;
        } else {
            length = append(out, length, c++, 1);
        }
    }
    out[length] = '\0';
}

static void write_line(const hz_findings *findings, const finding *item, hz_sink *sink)
{
    const definition *def = definition_of(item->code);
    char text[TEXT_ROOM];

    hz_puts(sink, findings->path);
    hz_putc(sink, ':');
    if (item->line > 0) {
        hz_put_int(sink, item->line);
        hz_putc(sink, ':');
    }
    hz_putc(sink, ' ');
    hz_puts(sink, def->severity == HZ_SEVERITY_ERROR ? _("error") : _("warning"));
    hz_puts(sink, ": HZ");
    hz_put_int(sink, (int64_t)item->code);
    hz_puts(sink, ": ");
    fill(text, gettext(def->message), item);
    hz_puts(sink, text);
    hz_puts(sink, "; ");
    fill(text, gettext(def->advice), item);
    hz_puts(sink, text);
    hz_putc(sink, '\n');
}

static size_t n_unlisted(const hz_findings *findings, hz_severity severity)
{
    return findings->n_added[severity] - findings->n_kept[severity];
}

void hz_findings_write(hz_findings *findings, hz_sink *sink)
{
    size_t errors = n_unlisted(findings, HZ_SEVERITY_ERROR), warnings = n_unlisted(findings, HZ_SEVERITY_WARNING);

    sort(findings);
    for (size_t i = 0; i < findings->n_items; i++)
        write_line(findings, &findings->items[i], sink);
    if (errors + warnings > 0)
        hz_putf(sink,
                _("%1$s: %2$zu more errors and %3$zu more warnings are not listed; mend these first, then check "
                  "again\n"),
                findings->path, errors, warnings);
}

static void write_json(const hz_findings *findings, const finding *item, hz_sink *sink)
{
    const definition *def = definition_of(item->code);
    char text[TEXT_ROOM];

    hz_puts(sink, "{\"file\":");
    hz_put_json(sink, findings->path);
    hz_puts(sink, ",\"line\":");
    hz_put_int(sink, item->line);
    hz_puts(sink, def->severity == HZ_SEVERITY_ERROR ? ",\"severity\":\"error\"" : ",\"severity\":\"warning\"");
    hz_puts(sink, ",\"code\":\"HZ");
    hz_put_int(sink, (int64_t)item->code);
    hz_puts(sink, "\",\"message\":");
    fill(text, gettext(def->message), item);
    hz_put_json(sink, text);
    hz_puts(sink, ",\"advice\":");
    fill(text, gettext(def->advice), item);
    hz_put_json(sink, text);
    hz_putc(sink, '}');
}

void hz_findings_write_json(hz_findings *findings, hz_sink *sink)
{
    sort(findings);
    hz_putc(sink, '[');
    for (size_t i = 0; i < findings->n_items; i++) {
        if (i > 0)
            hz_puts(sink, ",\n");
        write_json(findings, &findings->items[i], sink);
    }
    hz_putc(sink, ']');
}

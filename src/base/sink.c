/* sink.c - where bytes go: a file, memory, a digest; buffered, and the first failure is kept
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/sink.h"

#include <errno.h>
#include <libintl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <uniwidth.h>

#include "base/arena.h"
#include "base/text.h"

enum { BUFFER_SIZE = 1 << 17, MEMORY_FIRST = 1 << 10 };

typedef enum { TO_FD, TO_DIGEST, TO_MEMORY } target;

struct hz_sink {
    char *buffer;
    size_t used;
    size_t capacity; /* a memory sink keeps one byte more for the NUL */
    target target;
    int fd;
    hz_digest *digest;
    uint64_t flushed; /* bytes that have left the buffer, or were dropped after a failure */
    int failure;      /* errno of the first failure, 0 = none */
};

static hz_sink *new_sink(target kind, size_t capacity)
{
    hz_sink *sink = hz_calloc(1, sizeof *sink);
    if (sink == NULL)
        return NULL;
    sink->buffer = hz_calloc(1, capacity + 1);
    if (sink->buffer == NULL) {
        free(sink);
        return NULL;
    }
    sink->capacity = capacity;
    sink->target = kind;
    sink->fd = -1;
    return sink;
}

hz_sink *hz_sink_to_fd(int fd, hz_digest *digest)
{
    hz_sink *sink = new_sink(TO_FD, BUFFER_SIZE);
    if (sink != NULL) {
        sink->fd = fd;
        sink->digest = digest;
    }
    return sink;
}

hz_sink *hz_sink_to_digest(hz_digest *digest)
{
    hz_sink *sink = new_sink(TO_DIGEST, BUFFER_SIZE);
    if (sink != NULL)
        sink->digest = digest;
    return sink;
}

hz_sink *hz_sink_to_memory(void)
{
    return new_sink(TO_MEMORY, MEMORY_FIRST);
}

/* ---- the buffer ---- */

static void write_all(hz_sink *sink, const char *bytes, size_t length)
{
    while (length > 0 && sink->failure == 0) {
        ssize_t written = write(sink->fd, bytes, length);
        if (written > 0) {
            bytes += written;
            length -= (size_t)written;
        } else if (written == 0 || errno != EINTR) {
            sink->failure = written == 0 ? EIO : errno;
        }
    }
}

/* The digest sees the same bytes in the same blocks as the file. */
static void deliver(hz_sink *sink, const char *bytes, size_t length)
{
    sink->flushed += length;
    if (sink->failure != 0)
        return;
    if (sink->digest != NULL)
        hz_digest_add(sink->digest, bytes, length);
    if (sink->target == TO_FD)
        write_all(sink, bytes, length);
}

static void flush(hz_sink *sink)
{
    deliver(sink, sink->buffer, sink->used);
    sink->used = 0;
}

/* A memory sink grows; when it cannot, everything that follows is dropped and counted: the text has no holes. */
static bool grow_memory(hz_sink *sink, size_t length)
{
    if (sink->failure != 0)
        return false;
    size_t capacity = sink->capacity + 1;
    if (length > SIZE_MAX / 2 - sink->used ||
        !hz_grow((void **)&sink->buffer, &capacity, sink->used + length + 1, sizeof(char))) {
        sink->failure = ENOMEM;
        sink->capacity = sink->used;
        return false;
    }
    sink->capacity = capacity - 1;
    return true;
}

/* Room for `length` bytes (at most MEMORY_FIRST) at the returned place, to be followed by advance(); NULL when a
 * memory sink cannot grow, and then the bytes are only counted. */
static inline char *room_for(hz_sink *sink, size_t length)
{
    if (__builtin_expect(sink->capacity - sink->used < length, 0)) {
        if (sink->target != TO_MEMORY)
            flush(sink);
        else if (!grow_memory(sink, length))
            return NULL;
    }
    return sink->buffer + sink->used;
}

/* What does not fit the buffer: fill it up and flush, or hand a large piece on as it is. */
static void put_long(hz_sink *sink, const char *bytes, size_t length)
{
    if (sink->target == TO_MEMORY) {
        if (!grow_memory(sink, length)) {
            sink->flushed += length;
            return;
        }
    } else {
        flush(sink);
        if (length > sink->capacity) {
            deliver(sink, bytes, length);
            return;
        }
    }
    memcpy(sink->buffer + sink->used, bytes, length);
    sink->used += length;
}

static inline void put(hz_sink *sink, const char *bytes, size_t length)
{
    if (__builtin_expect(sink->capacity - sink->used < length, 0)) {
        put_long(sink, bytes, length);
        return;
    }
    memcpy(sink->buffer + sink->used, bytes, length);
    sink->used += length;
}

static inline void put_char(hz_sink *sink, char c)
{
    if (__builtin_expect(sink->used == sink->capacity, 0)) {
        put_long(sink, &c, 1);
        return;
    }
    sink->buffer[sink->used++] = c;
}

void hz_put(hz_sink *sink, const char *bytes, size_t length)
{
    if (length > 0)
        put(sink, bytes, length);
}

void hz_puts(hz_sink *sink, const char *text)
{
    if (text != NULL)
        put(sink, text, strlen(text));
}

void hz_putc(hz_sink *sink, char c)
{
    put_char(sink, c);
}

void hz_putf(hz_sink *sink, const char *format, ...)
{
    char brief[512];
    va_list args;
    va_start(args, format);
    int length = vsnprintf(brief, sizeof brief, format, args);
    va_end(args);
    if (length < 0) {
        if (sink->failure == 0)
            sink->failure = errno != 0 ? errno : EINVAL;
        return;
    }
    if ((size_t)length < sizeof brief) {
        put(sink, brief, (size_t)length);
        return;
    }
    char *text = hz_calloc(1, (size_t)length + 1);
    if (text == NULL) {
        if (sink->failure == 0)
            sink->failure = ENOMEM;
        return;
    }
    va_start(args, format);
    vsnprintf(text, (size_t)length + 1, format, args);
    va_end(args);
    put(sink, text, (size_t)length);
    free(text);
}

/* ---- numbers: formatted where they are to stand ---- */

static void put_number(hz_sink *sink, __int128 value, int scale, int places,
                       size_t (*format)(char *, __int128, int, int))
{
    char *place = room_for(sink, HZ_FIXED_MAX);
    if (place != NULL) {
        sink->used += format(place, value, scale, places);
    } else {
        char dropped[HZ_FIXED_MAX];
        sink->flushed += format(dropped, value, scale, places);
    }
}

void hz_put_int(hz_sink *sink, int64_t value)
{
    put_number(sink, value, 0, 0, hz_format_fixed);
}

void hz_put_fixed(hz_sink *sink, __int128 value, int scale, int places)
{
    put_number(sink, value, scale, places, hz_format_fixed);
}

void hz_put_grouped(hz_sink *sink, __int128 value, int scale, int places)
{
    put_number(sink, value, scale, places, hz_format_grouped);
}

/* ---- escaped text: runs that need nothing are copied whole ---- */

/* Tabs and line ends would become blanks when an attribute is read (XML 1.0, 3.3.3). */
static const char *const xml_escapes[256] = {
    ['&'] = "&amp;",   ['<'] = "&lt;",  ['>'] = "&gt;",   ['"'] = "&quot;",
    ['\''] = "&apos;", ['\t'] = "&#9;", ['\n'] = "&#10;", ['\r'] = "&#13;",
};

static const char *const json_escapes[256] = {
    [0x01] = "\\u0001", [0x02] = "\\u0002", [0x03] = "\\u0003", [0x04] = "\\u0004", [0x05] = "\\u0005",
    [0x06] = "\\u0006", [0x07] = "\\u0007", [0x08] = "\\b",     [0x09] = "\\t",     [0x0A] = "\\n",
    [0x0B] = "\\u000b", [0x0C] = "\\f",     [0x0D] = "\\r",     [0x0E] = "\\u000e", [0x0F] = "\\u000f",
    [0x10] = "\\u0010", [0x11] = "\\u0011", [0x12] = "\\u0012", [0x13] = "\\u0013", [0x14] = "\\u0014",
    [0x15] = "\\u0015", [0x16] = "\\u0016", [0x17] = "\\u0017", [0x18] = "\\u0018", [0x19] = "\\u0019",
    [0x1A] = "\\u001a", [0x1B] = "\\u001b", [0x1C] = "\\u001c", [0x1D] = "\\u001d", [0x1E] = "\\u001e",
    [0x1F] = "\\u001f", ['"'] = "\\\"",     ['\\'] = "\\\\",    ['<'] = "\\u003c",  ['>'] = "\\u003e",
    ['&'] = "\\u0026",
};

static void put_escaped(hz_sink *sink, const char *text, const char *const table[256])
{
    const char *run = text;
    for (const char *p = text;; p++) {
        unsigned char c = (unsigned char)*p;
        if (c != '\0' && table[c] == NULL)
            continue;
        put(sink, run, (size_t)(p - run));
        if (c == '\0')
            return;
        put(sink, table[c], strlen(table[c]));
        run = p + 1;
    }
}

void hz_put_xml(hz_sink *sink, const char *text)
{
    if (text != NULL)
        put_escaped(sink, text, xml_escapes);
}

void hz_put_attr(hz_sink *sink, const char *name, const char *value)
{
    if (value == NULL)
        return;
    put_char(sink, ' ');
    put(sink, name, strlen(name));
    put(sink, "=\"", 2);
    put_escaped(sink, value, xml_escapes);
    put_char(sink, '"');
}

void hz_put_json(hz_sink *sink, const char *text)
{
    if (text == NULL) {
        put(sink, "null", 4);
        return;
    }
    put_char(sink, '"');
    put_escaped(sink, text, json_escapes);
    put_char(sink, '"');
}

/* ---- columns ---- */

/* Ambiguous characters count one, as terminals in UTF-8 draw them. */
static int columns_of(const char *text, size_t length)
{
    size_t n_ascii = 0;
    while (n_ascii < length && text[n_ascii] >= ' ' && text[n_ascii] < 0x7F)
        n_ascii++;
    int rest = 0;
    if (n_ascii < length)
        rest = u8_width((const uint8_t *)text + n_ascii, length - n_ascii, "UTF-8");
    return (int)n_ascii + rest;
}

static void put_blanks(hz_sink *sink, int count)
{
    static const char blanks[] = "                                ";
    const int size = (int)sizeof blanks - 1;
    for (; count > 0; count -= size)
        put(sink, blanks, (size_t)(count < size ? count : size));
}

void hz_put_padded(hz_sink *sink, const char *text, int columns)
{
    size_t length = text != NULL ? strlen(text) : 0;
    hz_put(sink, text, length);
    put_blanks(sink, columns - columns_of(text, length));
}

void hz_put_right(hz_sink *sink, const char *text, int columns)
{
    size_t length = text != NULL ? strlen(text) : 0;
    put_blanks(sink, columns - columns_of(text, length));
    hz_put(sink, text, length);
}

/* ---- the end ---- */

bool hz_sink_failed(const hz_sink *sink)
{
    return sink->failure != 0;
}

uint64_t hz_sink_count(const hz_sink *sink)
{
    return sink->flushed + sink->used;
}

const char *hz_sink_text(hz_sink *sink, size_t *length)
{
    bool is_memory = sink->target == TO_MEMORY;
    if (length != NULL)
        *length = is_memory ? sink->used : 0;
    if (!is_memory)
        return "";
    sink->buffer[sink->used] = '\0';
    return sink->buffer;
}

void hz_sink_clear(hz_sink *sink)
{
    if (sink->target == TO_MEMORY)
        sink->used = 0;
}

void hz_sink_lacks_memory(hz_sink *sink)
{
    if (sink->failure == 0)
        sink->failure = ENOMEM;
}

hz_status hz_sink_close(hz_sink *sink, const char *what, hz_error *err)
{
    if (sink == NULL)
        return HZ_OK;
    if (sink->target != TO_MEMORY)
        flush(sink);
    int failure = sink->failure;
    free(sink->buffer);
    free(sink);
    if (failure == 0)
        return HZ_OK;
    if (failure == ENOMEM)
        return hz_error_memory(err);
    return hz_error_set(err, HZ_ERR_IO,
                        gettext("cannot write %1$s: %2$s; see to the space and the rights there, and run it again"),
                        what, strerror(failure));
}

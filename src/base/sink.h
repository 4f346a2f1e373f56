/* sink.h - where bytes go: a file, memory, a digest; buffered, and the first failure is kept
 *
 * Writers put text into a sink and need not check every call: hz_sink_close() returns the first failure. Numbers are
 * written without consulting the locale.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_BASE_SINK_H
#define HZ_BASE_SINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/digest.h"
#include "base/error.h"

typedef struct hz_sink hz_sink;

/* A sink is NULL when there was no memory for it. */
/* To a file descriptor that the caller keeps open until hz_sink_close(); `digest` may be NULL and is borrowed. */
hz_sink *hz_sink_to_fd(int fd, hz_digest *digest);
/* To a digest alone. */
hz_sink *hz_sink_to_digest(hz_digest *digest);
/* To memory: see hz_sink_text(). */
hz_sink *hz_sink_to_memory(void);

void hz_put(hz_sink *sink, const char *bytes, size_t length);
void hz_puts(hz_sink *sink, const char *text); /* NULL writes nothing */
void hz_putc(hz_sink *sink, char c);
void hz_putf(hz_sink *sink, const char *format, ...) __attribute__((format(printf, 2, 3)));
void hz_put_int(hz_sink *sink, int64_t value);
/* value * 10^-scale; see hz_format_fixed(). */
void hz_put_fixed(hz_sink *sink, __int128 value, int scale, int places);
void hz_put_grouped(hz_sink *sink, __int128 value, int scale, int places);

/* XML: text with & < > " ', tabs and line ends escaped, so that it comes back as it was from an attribute too. The
 * text is known to be clean (hz_text_is_clean). */
void hz_put_xml(hz_sink *sink, const char *text);
/* ` name="escaped"`; nothing when value is NULL. */
void hz_put_attr(hz_sink *sink, const char *name, const char *value);
/* JSON string with quotes, RFC 8259; `null` when text is NULL. < > & are written as \u003c ... so that the text can
 * stand inside HTML. */
void hz_put_json(hz_sink *sink, const char *text);
/* `text` then blanks up to `columns` display columns (East Asian wide characters count two, UAX #11); a wider text is
 * written whole. */
void hz_put_padded(hz_sink *sink, const char *text, int columns);
/* The same, blanks in front. */
void hz_put_right(hz_sink *sink, const char *text, int columns);

bool hz_sink_failed(const hz_sink *sink);
uint64_t hz_sink_count(const hz_sink *sink); /* bytes put so far */
/* The text so far of a memory sink, NUL-terminated, owned by the sink. */
const char *hz_sink_text(hz_sink *sink, size_t *length);
/* Forget the text so far of a memory sink, but not that it failed: room for the next one. */
void hz_sink_clear(hz_sink *sink);
/* What was to be put is not there, for lack of memory: the sink has failed. */
void hz_sink_lacks_memory(hz_sink *sink);
/* Flush and free. NULL-safe. The status of the first failure; `what` names the target in its message. */
hz_status hz_sink_close(hz_sink *sink, const char *what, hz_error *err);

#endif

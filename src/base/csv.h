/* csv.h - comma-separated values, RFC 4180; Excel-safe when written
 *
 * Reading: UTF-8 with or without BOM, or GB18030 (sniffed: BOM, also that of UTF-16, then strict UTF-8, then GB18030);
 * quoted fields may hold line ends. Writing: fields are quoted when needed, and a field that a spreadsheet would take
 * for a formula (= + - @ tab CR at its start, unless it is a plain number) gets an apostrophe in front.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_BASE_CSV_H
#define HZ_BASE_CSV_H

#include "base/arena.h"
#include "base/error.h"
#include "base/sink.h"

enum { HZ_CSV_SNIFF = 0 };

typedef struct {
    const char **cells; /* n_cells texts, UTF-8, never NULL */
    int n_cells;
    int line; /* 1-based line where the record starts */
} hz_csv_record;

typedef struct {
    hz_csv_record *records;
    size_t n_records;
    const char *encoding; /* the one that was used: "UTF-8", "GB18030" or as given */
} hz_csv;

/* Read a whole file. `encoding` NULL sniffs; "GBK" and "GB2312" are read as GB18030; one that is not known is
 * HZ_ERR_USAGE. `separator` ',' ';' or '\t'; HZ_CSV_SNIFF: the one of them of which the first line has most. Empty lines are skipped. Arena-owned. Ill-formed quoting, bytes that the
 * encoding does not have, and NUL bytes are HZ_ERR_INPUT with path and line. */
hz_status hz_csv_read(hz_csv *out, const char *path, char separator, const char *encoding, hz_arena *arena,
                      hz_error *err);

/* One field, with a comma in front unless `is_first`. */
void hz_csv_put(hz_sink *sink, const char *text, bool is_first);
/* A number: never quoted or guarded. */
void hz_csv_put_fixed(hz_sink *sink, __int128 value, int scale, int places, bool is_first);
/* CRLF. */
void hz_csv_end(hz_sink *sink);

#endif

/* findings.h - what is wrong with the input: all of it, with the line and what to do
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A finding's text is made when it is printed, in the current language, from the one list findings.def and its
 * arguments. The library prints nothing itself. */
#ifndef HZ_INPUT_FINDINGS_H
#define HZ_INPUT_FINDINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/sink.h"

typedef enum { HZ_SEVERITY_ERROR, HZ_SEVERITY_WARNING } hz_severity;

typedef enum {
#define HZ_FINDING(number, severity, message, advice) HZ_##number = number,
#include "input/findings.def"
#undef HZ_FINDING
} hz_finding_code;

typedef struct hz_findings hz_findings;

/* `path` is copied and stands in front of every line. `cap`: how many of each severity are kept word for word (the rest
 * are counted, and the count is said); 0 = 10000. NULL when out of memory. */
hz_findings *hz_findings_new(const char *path, size_t cap);
void hz_findings_free(hz_findings *findings); /* NULL-safe */

/* Add one. The arguments are texts (%s) for the message's %1$s .. %5$s, copied, cut to 400 bytes at a character border,
 * control characters replaced; the list ends with NULL. Out of memory is remembered: hz_findings_status(). */
void hz_findings_add(hz_findings *findings, hz_finding_code code, int line, ...) __attribute__((sentinel));
hz_status hz_findings_status(const hz_findings *findings, hz_error *err);

size_t hz_findings_count(const hz_findings *findings, hz_severity severity);
bool hz_findings_has(const hz_findings *findings, hz_finding_code code);
/* The lines of the errors that are kept so far, ascending, with repetitions; the caller frees *lines with free(). */
hz_status hz_findings_error_lines(const hz_findings *findings, int **lines, size_t *n_lines, hz_error *err);

/* All of them, sorted by line, code, text: `path:line: error: HZ204: message; advice`. */
void hz_findings_write(hz_findings *findings, hz_sink *sink);
/* As a JSON array of {"file","line","severity","code","message","advice"}; those over the cap are left out, so say the
 * counts beside it. Line 0: not known. */
void hz_findings_write_json(hz_findings *findings, hz_sink *sink);

/* The list itself, for the documentation: the i-th code, its severity and its English texts; false behind the last. */
bool hz_finding_at(size_t index, int *code, hz_severity *severity, const char **message, const char **advice);

#endif

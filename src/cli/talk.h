/* talk.h - what is said beside the result: messages, progress; and the standard output that the result goes to
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_CLI_TALK_H
#define HZ_CLI_TALK_H

#include "base/sink.h"
#include "pipeline.h"

/* "hazeplan: error: MESSAGE" on standard error; red on a terminal, unless NO_COLOR is set. */
void hz_talk_error(const char *message);
/* "hazeplan: ..." on standard error. The format is already translated. */
void hz_talk_note(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* What is being done now: on a terminal only, and gone with the next word on standard error. NULL: done. */
void hz_talk_progress(const char *text);
/* How long each stage took, and the sum. */
void hz_talk_timings(const hz_timing *timings, int n_timings);

/* Seconds of a clock that only runs forward, for timings. */
double hz_talk_clock(void);

/* Standard output. NULL: err is set. */
hz_sink *hz_talk_open(hz_error *err);
/* Everything out; the status of the first failure. NULL-safe. */
hz_status hz_talk_close(hz_sink *sink, hz_error *err);

#endif

/* talk.c - what is said beside the result: messages, progress; and the standard output that the result goes to
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/talk.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/lang.h"
#include "export/show.h"

enum { LINE_BYTES = 8192 };

static bool is_terminal(void)
{
    const char *term = getenv("TERM");

    return isatty(STDERR_FILENO) && term && strcmp(term, "dumb") != 0;
}

/* https://no-color.org: present and not empty */
static bool may_colour(void)
{
    const char *no_color = getenv("NO_COLOR");

    return is_terminal() && !(no_color && no_color[0]);
}

void hz_talk_progress(const char *text)
{
    if (!is_terminal())
        return;
    fputs("\r\033[K", stderr);
    if (text)
        fprintf(stderr, "%s", text);
    fflush(stderr);
}

/* Messages quote what strangers wrote: nothing of it may steer the terminal or look like a line of ours. */
void hz_talk_error(const char *message)
{
    bool is_coloured = may_colour();
    char line[LINE_BYTES];

    hz_talk_progress(NULL);
    fprintf(stderr, "hazeplan: %s%s%s %s\n", is_coloured ? "\033[1;31m" : "", _("error:"), is_coloured ? "\033[0m" : "",
            hz_show_line(line, sizeof line, message));
}

void hz_talk_note(const char *format, ...)
{
    char text[LINE_BYTES], line[LINE_BYTES];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    hz_talk_progress(NULL);
    fprintf(stderr, "hazeplan: %s\n", hz_show_line(line, sizeof line, text));
}

static void note_seconds(const char *name, double seconds)
{
    char number[HZ_FIXED_MAX];

    hz_format_fixed(number, (__int128)(seconds * 1e6), 6, 3);
    hz_talk_note(_("time: %1$-10s %2$8s s"), name, number);
}

void hz_talk_timings(const hz_timing *timings, int n_timings)
{
    double sum = 0;

    for (int i = 0; i < n_timings; i++) {
        note_seconds(timings[i].name, timings[i].seconds);
        sum += timings[i].seconds;
    }
    note_seconds("all", sum);
}

double hz_talk_clock(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

hz_sink *hz_talk_open(hz_error *err)
{
    hz_sink *sink = hz_sink_to_fd(STDOUT_FILENO, NULL);

    if (!sink)
        hz_error_memory(err);
    return sink;
}

hz_status hz_talk_close(hz_sink *sink, hz_error *err)
{
    return hz_sink_close(sink, _("standard output"), err);
}

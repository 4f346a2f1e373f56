/* help.h - options.def as help, as a manual page and as shell completion
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_CLI_HELP_H
#define HZ_CLI_HELP_H

#include "base/sink.h"
#include "cli/options.h"

/* In the current language, lines of at most 80 columns where words allow. */
void hz_help_overview(hz_sink *sink);
void hz_help_command(hz_sink *sink, hz_command_id command);
/* The manual page, troff source with the man macros, in the current language; docs/hazeplan.1 is the English one. */
void hz_help_man(hz_sink *sink);
/* docs/hazeplan.bash-completion. */
void hz_help_completion(hz_sink *sink);

#endif

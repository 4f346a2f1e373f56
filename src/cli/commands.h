/* commands.h - hz_cmd_NAME for every command of options.def
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_CLI_COMMANDS_H
#define HZ_CLI_COMMANDS_H

#include "cli/options.h"

/* Carry out the command. Returns the exit status; when err is set that of the error holds instead (hz_error_exit_code). */
#define HZ_COMMAND(id, name, operands, least, most, kind, summary, description)                                        \
    int hz_cmd_##name(const hz_options *options, hz_error *err);
#include "cli/options.def"
#undef HZ_COMMAND

#endif

/* cmd_help.c - hazeplan help: the commands, one command, the manual page, the completion
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/lang.h"
#include "cli/commands.h"
#include "cli/help.h"
#include "cli/talk.h"

int hz_cmd_help(const hz_options *options, hz_error *err)
{
    hz_command_id command = HZ_COMMAND_HELP;
    hz_sink *sink;

    if (options->n_operands > 0 && !hz_options_command(&command, options->operands[0], err))
        return 0;
    if (!(sink = hz_talk_open(err)))
        return 0;
    if (options->values[HZ_OPTION_MAN].is_given)
        hz_help_man(sink);
    else if (options->values[HZ_OPTION_COMPLETION].is_given)
        hz_help_completion(sink);
    else if (options->n_operands > 0)
        hz_help_command(sink, command);
    else
        hz_help_overview(sink);
    hz_talk_close(sink, err);
    return 0;
}

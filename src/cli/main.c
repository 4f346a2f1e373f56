/* main.c - hazeplan: the language, the command, the exit status
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/cancel.h"
#include "base/lang.h"
#include "cli/commands.h"
#include "cli/talk.h"
#include "hazeplan.h"
#include "solve/master.h"

typedef int command(const hz_options *options, hz_error *err);

static command *const commands[HZ_N_COMMANDS] = {
#define HZ_COMMAND(id, name, operands, least, most, kind, summary, description) hz_cmd_##name,
#include "cli/options.def"
#undef HZ_COMMAND
};

static int print_version(hz_error *err)
{
    hz_sink *sink = hz_talk_open(err);

    if (!sink)
        return 0;
    hz_putf(sink, "hazeplan %s\n", hz_version());
    hz_putf(sink, _("Scenario format %1$d. Solver: %2$s.\n"), HZ_FORMAT_VERSION, hz_solver_name());
    hz_puts(sink, _("License GPL-3.0-or-later: free software, without warranty.\n"));
    hz_talk_close(sink, err);
    return 0;
}

static int run(int argc, char **argv, hz_error *err)
{
    hz_options options;

    if (hz_options_parse(&options, argc, argv, err))
        return 0;
    return options.wants_version ? print_version(err) : commands[options.command](&options, err);
}

int main(int argc, char **argv)
{
    hz_error err = HZ_ERROR_NONE;
    int status;

    hz_lang_init();
    hz_cancel_install();
    hz_lang_use(hz_lang_of_user(), NULL); /* without the catalogue the talk stays English */
    status = run(argc, argv, &err);
    if (err.status == HZ_OK)
        return status;
    hz_talk_error(err.message);
    return hz_error_exit_code(err.status);
}

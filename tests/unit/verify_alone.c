/* verify_alone.c - hazeplan verify FOLDER, linked without the solver: nothing that leads to a verdict may need it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>

#include "base/cancel.h"
#include "base/lang.h"
#include "cli/commands.h"

int main(int argc, char **argv)
{
    hz_options options = {.command = HZ_COMMAND_VERIFY, .n_operands = 1};
    hz_error err = HZ_ERROR_NONE;
    int status;

    if (argc != 2) {
        fprintf(stderr, "usage: verify_alone FOLDER|FILE.vipr\n");
        return 2;
    }
    options.operands[0] = argv[1];
    hz_lang_init();
    hz_cancel_install();
    status = hz_cmd_verify(&options, &err);
    if (err.status == HZ_OK)
        return status;
    fprintf(stderr, "verify_alone: %s\n", err.message);
    return hz_error_exit_code(err.status);
}

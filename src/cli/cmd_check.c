/* cmd_check.c - hazeplan check: everything that is wrong with a scenario, and its inventory added up
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/lang.h"
#include "cli/commands.h"
#include "cli/talk.h"
#include "export/as_inventory.h"
#include "pipeline.h"

static void put_text(hz_sink *sink, hz_run *run, const hz_inventory *inventory)
{
    size_t n_errors = hz_findings_count(run->findings, HZ_SEVERITY_ERROR);
    size_t n_warnings = hz_findings_count(run->findings, HZ_SEVERITY_WARNING);

    hz_findings_write(run->findings, sink);
    hz_putf(sink, _("Errors: %1$zu. Warnings: %2$zu.\n"), n_errors, n_warnings);
    if (inventory) {
        hz_putc(sink, '\n');
        hz_text_inventory(sink, run->scenario, inventory);
    } else
        hz_puts(sink, _("The inventory is added up when no error is left.\n"));
}

static void put_json(hz_sink *sink, hz_run *run, const hz_inventory *inventory)
{
    hz_puts(sink, "{\"findings\":");
    hz_findings_write_json(run->findings, sink);
    hz_puts(sink, ",\n\"inventory\":");
    if (inventory)
        hz_json_inventory(sink, run->scenario, inventory);
    else
        hz_puts(sink, "null");
    hz_puts(sink, "}\n");
}

/* Findings, and the inventory when it can be trusted. */
static int report(hz_run *run, bool is_json, hz_error *err)
{
    bool is_right = hz_findings_count(run->findings, HZ_SEVERITY_ERROR) == 0;
    hz_inventory *inventory = NULL;
    hz_sink *sink = NULL;

    if (!(is_right && hz_take_inventory(&inventory, run->scenario, err)) && (sink = hz_talk_open(err))) {
        (is_json ? put_json : put_text)(sink, run, inventory);
        hz_talk_close(sink, err);
    }
    hz_inventory_free(inventory);
    return is_right ? 0 : hz_error_exit_code(HZ_ERR_INPUT);
}

int hz_cmd_check(const hz_options *options, hz_error *err)
{
    hz_run run = {0};
    int status = 0;

    hz_talk_progress(_("reading …"));
    if (!hz_run_check(&run, options->operands[0], (uint64_t)options->values[HZ_OPTION_MAX_BYTES].number, err)) {
        hz_talk_progress(NULL);
        status = report(&run, options->values[HZ_OPTION_JSON].is_given, err);
    }
    hz_run_free(&run);
    return status;
}

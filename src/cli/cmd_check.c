/* cmd_check.c - hazeplan check: everything that is wrong with a scenario, and its inventory added up
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/file.h"
#include "base/lang.h"
#include "base/text.h"
#include "base/xml.h"
#include "cli/alert_options.h"
#include "cli/commands.h"
#include "cli/talk.h"
#include "export/as_inventory.h"
#include "rules/forecast_csv.h"
#include "rules/read_index.h"
#include "rules/read_ruleset.h"
#include "rules/rulebook.h"
#include "scenario/read_forecast.h"

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

/* ---- files that are no scenario ---- */

typedef hz_status file_reader(hz_findings *findings, const char *path, hz_error *err);

static hz_status read_rules(hz_findings *findings, const char *path, hz_error *err)
{
    hz_ruleset *rules = NULL;
    hz_status status = hz_read_ruleset(&rules, findings, path, err);

    hz_ruleset_free(rules);
    return status;
}

static hz_status read_index(hz_findings *findings, const char *path, hz_error *err)
{
    hz_index *index = NULL;
    hz_status status = hz_read_index(&index, findings, path, err);

    hz_index_free(index);
    return status;
}

static hz_status read_forecast(hz_findings *findings, const char *path, hz_error *err)
{
    hz_forecast *forecast = NULL;
    hz_status status = hz_read_forecast(&forecast, findings, path, err);

    hz_forecast_free(forecast);
    return status;
}

static hz_status read_table(hz_findings *findings, const char *path, hz_error *err)
{
    hz_forecast *forecast = NULL;
    hz_status status = hz_read_forecast_csv(&forecast, findings, path, err);

    hz_forecast_free(forecast);
    return status;
}

/* By the root element; NULL: a scenario, or what should be one. */
static file_reader *reader_of(const hz_xml_root *root)
{
    if (strcmp(root->uri, "urn:hazeplan:rules") == 0)
        return read_rules;
    if (strcmp(root->uri, "urn:hazeplan:index") == 0)
        return read_index;
    return strcmp(root->name, "forecast") == 0 ? read_forecast : NULL;
}

static int report_file(hz_findings *findings, bool is_json, hz_error *err)
{
    size_t n_errors = hz_findings_count(findings, HZ_SEVERITY_ERROR);
    hz_sink *sink = hz_talk_open(err);

    if (sink && is_json) {
        hz_puts(sink, "{\"findings\":");
        hz_findings_write_json(findings, sink);
        hz_puts(sink, ",\n\"inventory\":null}\n");
    } else if (sink) {
        hz_findings_write(findings, sink);
        hz_putf(sink, _("Errors: %1$zu. Warnings: %2$zu.\n"), n_errors, hz_findings_count(findings, HZ_SEVERITY_WARNING));
    }
    hz_talk_close(sink, err);
    return n_errors ? hz_error_exit_code(HZ_ERR_INPUT) : 0;
}

/* Rules and indices share their ids with the installed ones: one that has an id of theirs must be theirs to the byte. */
static int check_ids(const hz_options *options, bool is_index, hz_findings *findings, hz_error *err)
{
    const char *path = options->operands[0];
    bool is_json = options->values[HZ_OPTION_JSON].is_given;
    hz_alert_request request;
    hz_rulebook *book = NULL;
    char folder[PATH_MAX];
    int status = 0;

    hz_alert_options(&request, folder, options);
    if (!hz_rulebook_load(&book, hz_file_exists(folder) ? folder : NULL, is_index ? NULL : path, is_index ? path : NULL,
                          err))
        status = report_file(book->bad ? book->bad : findings, is_json, err);
    hz_rulebook_free(book);
    return status;
}

static int check_file(file_reader *read, const hz_options *options, hz_error *err)
{
    const char *path = options->operands[0];
    hz_findings *findings = hz_findings_new(path, 0);
    int status = 0;

    if (!findings)
        hz_error_memory(err);
    else if (!read(findings, path, err)) {
        bool has_id = read == read_rules || read == read_index;

        status = has_id && hz_findings_count(findings, HZ_SEVERITY_ERROR) == 0
                     ? check_ids(options, read == read_index, findings, err)
                     : report_file(findings, options->values[HZ_OPTION_JSON].is_given, err);
    }
    hz_findings_free(findings);
    return status;
}

/* ---- a scenario, with the rules and the forecast that it names ---- */

static int check_scenario(const hz_options *options, hz_error *err)
{
    bool is_json = options->values[HZ_OPTION_JSON].is_given;
    hz_run run = {0};
    hz_alert_request request;
    char folder[PATH_MAX];
    int status = 0;

    hz_alert_options(&request, folder, options);
    if (!hz_run_check(&run, options->operands[0], (uint64_t)options->values[HZ_OPTION_MAX_BYTES].number, err) &&
        !hz_run_alert(&run, &request, err) &&
        (hz_findings_count(run.findings, HZ_SEVERITY_ERROR) > 0 || !hz_run_check_rules(&run, &request, err))) {
        hz_talk_progress(NULL);
        if (run.book && run.book->bad)
            hz_alert_refused(&run, is_json, err);
        else
            status = report(&run, is_json, err);
    }
    hz_run_free(&run);
    return status;
}

int hz_cmd_check(const hz_options *options, hz_error *err)
{
    const char *path = options->operands[0];
    hz_xml_root root;
    file_reader *read;

    hz_talk_progress(_("reading …"));
    if (!hz_text_ends_with(path, ".csv") && hz_xml_see_root(&root, path, err))
        return 0;
    read = hz_text_ends_with(path, ".csv") ? read_table : reader_of(&root);
    return read ? check_file(read, options, err) : check_scenario(options, err);
}

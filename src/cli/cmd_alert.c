/* cmd_alert.c - hazeplan alert: the warning level that a forecast calls for under the rules of that day
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/lang.h"
#include "base/text.h"
#include "base/xml.h"
#include "cli/alert_options.h"
#include "cli/commands.h"
#include "cli/talk.h"
#include "export/as_alert.h"
#include "export/as_alert_json.h"
#include "export/json.h"
#include "export/page.h"

/* The operand is a scenario unless it is a table or a forecast. */
static hz_status take_operand(hz_run *run, hz_alert_request *request, const char *path, hz_error *err)
{
    bool is_forecast = hz_text_ends_with(path, ".csv");
    hz_xml_root root = {{0}, {0}};
    hz_status status = is_forecast ? HZ_OK : hz_xml_see_root(&root, path, err);

    if (status)
        return status;
    if (!is_forecast && strcmp(root.name, "forecast") != 0)
        return hz_run_read(run, path, 0, err);
    if (request->forecast)
        return hz_error_set(err, HZ_ERR_USAGE, _("%1$s is a forecast, and --forecast gives another; leave one out"), path);
    request->forecast = path;
    return HZ_OK;
}

/* Could the file not be read as far as where a forecast would stand? Other errors of a scenario stand in the way only where they may
 * have to do with its forecast. */
static bool is_unreadable(const hz_run *run)
{
    static const hz_finding_code codes[] = {HZ_101, HZ_102, HZ_103, HZ_104, HZ_112, HZ_113};

    for (size_t i = 0; run->findings && i < sizeof codes / sizeof *codes; i++)
        if (hz_findings_has(run->findings, codes[i]))
            return true;
    return false;
}

static bool has_no_forecast(hz_run *run, const hz_alert_request *request, bool is_json, hz_error *err)
{
    if (request->forecast || (run->scenario && run->scenario->forecast))
        return false;
    if (is_unreadable(run)) {
        hz_talk_progress(NULL);
        return hz_alert_refused(run, is_json, err);
    }
    hz_error_set(err, HZ_ERR_USAGE, "%s",
                 _("the scenario has no forecast; give one with --forecast FILE, or as <forecast> in the scenario"));
    return true;
}

/* ---- all rule sets ---- */

static hz_status judge_all(hz_alert **alerts, const hz_run *run, bool with_unconfirmed, hz_error *err)
{
    hz_status status = HZ_OK;

    for (size_t i = 0; i < run->book->n_sets && !status; i++)
        status = hz_run_other_alert(&alerts[i], run, run->book->sets[i], with_unconfirmed, err);
    return status;
}

/* A forecast alone has no standing. */
static void put_json_stamp(hz_sink *sink, const hz_scenario *scenario)
{
    hz_json_text(sink, "standing", scenario ? hz_standing_id(scenario->standing) : NULL);
    hz_json_text(sink, "stamp", scenario ? hz_standing_name(scenario->standing) : NULL);
}

static void print(hz_run *run, hz_alert *const *alerts, bool is_json, hz_error *err)
{
    hz_findings *findings = hz_run_forecast_findings(run);
    size_t n = alerts ? run->book->n_sets : 0;
    hz_sink *sink = hz_talk_open(err);

    if (!sink)
        return;
    if (is_json) {
        hz_putf(sink, "{\"outcome\":\"%s\",\n\"findings\":", hz_alert_is_wrong(run, NULL) ? "undecided" : "alert");
        hz_findings_write_json(findings, sink);
        put_json_stamp(sink, run->scenario);
        hz_puts(sink, ",\n\"alert\":");
        hz_json_alert(sink, run->alert, run->index, &run->choice);
        hz_puts(sink, ",\n\"all_rules\":");
        hz_json_alerts(sink, (const hz_alert *const *)alerts, n, &run->choice);
        hz_puts(sink, "}\n");
    } else {
        hz_findings_write(findings, sink);
        if (run->scenario)
            hz_page_stamp(sink, run->scenario->standing);
        hz_text_alert(sink, run->alert, run->index, &run->choice);
        if (alerts)
            hz_text_alerts(sink, (const hz_alert *const *)alerts, n, &run->choice);
    }
    hz_talk_close(sink, err);
}

static void answer(hz_run *run, const hz_options *options, hz_error *err)
{
    const hz_option_value *values = options->values;
    hz_alert **alerts = NULL;
    size_t n = run->book->n_sets;

    if (values[HZ_OPTION_ALL_RULES].is_given && !(alerts = hz_calloc(n + 1, sizeof *alerts))) {
        hz_error_memory(err);
        return;
    }
    if (!alerts || !judge_all(alerts, run, values[HZ_OPTION_UNCONFIRMED].is_given, err))
        print(run, alerts, values[HZ_OPTION_JSON].is_given, err);
    for (size_t i = 0; alerts && i < n; i++)
        hz_alert_free(alerts[i]);
    free(alerts);
}

/* ---- the command ---- */

int hz_cmd_alert(const hz_options *options, hz_error *err)
{
    hz_run run = {0};
    hz_alert_request request;
    char folder[PATH_MAX];

    hz_alert_options(&request, folder, options);
    hz_talk_progress(_("reading …"));
    if (!take_operand(&run, &request, options->operands[0], err) &&
        !has_no_forecast(&run, &request, options->values[HZ_OPTION_JSON].is_given, err) &&
        !hz_run_alert(&run, &request, err)) {
        hz_talk_progress(NULL);
        if (run.alert) {
            answer(&run, options, err);
            hz_alert_is_wrong(&run, err); /* what is sure is shown, but it is no level to go by */
        } else
            hz_alert_refused(&run, options->values[HZ_OPTION_JSON].is_given, err);
    }
    hz_run_free(&run);
    return 0;
}

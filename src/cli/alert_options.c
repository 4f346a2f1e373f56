/* alert_options.c - the options about rules and forecasts, shared by the commands that take them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/alert_options.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/lang.h"
#include "cli/talk.h"

void hz_rules_folder(char folder[PATH_MAX])
{
    const char *data = getenv("HAZEPLAN_DATADIR");

    snprintf(folder, PATH_MAX, "%s/scenarios/rules", data && data[0] ? data : PKGDATADIR);
}

void hz_alert_options(hz_alert_request *request, char folder[PATH_MAX], const hz_options *options)
{
    const hz_option_value *values = options->values;

    hz_rules_folder(folder);
    *request = HZ_ALERT_REQUEST_NONE;
    request->folder = folder;
    request->forecast = values[HZ_OPTION_FORECAST].text;
    request->rules = values[HZ_OPTION_RULES].text;
    request->index = values[HZ_OPTION_INDEX].text;
    request->is_index_chosen = request->index != NULL;
    request->place = values[HZ_OPTION_PLACE].text;
    if (values[HZ_OPTION_ISSUED].is_given)
        request->issued = values[HZ_OPTION_ISSUED].number;
    if (values[HZ_OPTION_CAUSE].is_given)
        request->cause = (int)values[HZ_OPTION_CAUSE].number;
    request->is_override = values[HZ_OPTION_OVERRIDE].is_given;
    request->with_unconfirmed = values[HZ_OPTION_UNCONFIRMED].is_given;
}

static hz_findings *wrong(const hz_run *run)
{
    hz_findings *findings = hz_run_forecast_findings(run);

    if (run->book && run->book->bad)
        return run->book->bad;
    return findings && hz_findings_count(findings, HZ_SEVERITY_ERROR) > 0 ? findings : NULL;
}

bool hz_alert_is_wrong(const hz_run *run, hz_error *err)
{
    const hz_findings *findings = wrong(run);

    if (findings)
        hz_error_set(err, HZ_ERR_INPUT,
                     _("the forecast or its rules have errors: %zu; no level is given before they are mended"),
                     hz_findings_count(findings, HZ_SEVERITY_ERROR));
    return findings != NULL;
}

bool hz_alert_refused(hz_run *run, bool is_json, hz_error *err)
{
    hz_findings *findings = wrong(run);
    hz_sink *sink = findings ? hz_talk_open(err) : NULL;

    if (sink && is_json) {
        hz_puts(sink, "{\"outcome\":\"input-errors\",\n\"findings\":");
        hz_findings_write_json(findings, sink);
        hz_puts(sink, "}\n");
    } else if (sink)
        hz_findings_write(findings, sink);
    if (sink)
        hz_talk_close(sink, err);
    return hz_alert_is_wrong(run, err);
}

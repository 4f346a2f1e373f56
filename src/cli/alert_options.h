/* alert_options.h - the options about rules and forecasts, shared by the commands that take them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_CLI_ALERT_OPTIONS_H
#define HZ_CLI_ALERT_OPTIONS_H

#include <limits.h>

#include "cli/options.h"
#include "run_alert.h"

/* Where the rule sets that are installed lie. */
void hz_rules_folder(char folder[PATH_MAX]);

/* The request; the folder of rule sets is put into `folder`. */
void hz_alert_options(hz_alert_request *request, char folder[PATH_MAX], const hz_options *options);

/* Is anything wrong with the forecast or a rule file? err then says so (HZ_ERR_INPUT). */
bool hz_alert_is_wrong(const hz_run *run, hz_error *err);
/* The same, and the findings are printed, as text or as {"findings":[...]}. */
bool hz_alert_refused(hz_run *run, bool is_json, hz_error *err);

#endif

/* run_alert.h - from a forecast and the rules to the level that is due
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_RUN_ALERT_H
#define HZ_RUN_ALERT_H

#include "pipeline.h"

typedef struct {
    const char *forecast; /* path, XML or CSV; NULL: that of the scenario */
    const char *rules;    /* id or path of a rule set; NULL: the scenario's, else the one in force */
    const char *index;    /* path of an index; NULL: none but those of the folder */
    const char *folder;   /* of rule sets and indices */
    /* what holds instead of what the forecast says */
    const char *place;    /* NULL: not given */
    int64_t issued;       /* HZ_INSTANT_NONE: not given */
    int cause;            /* hz_cause, -1: not given */
    bool with_unconfirmed;
} hz_alert_request;

#define HZ_ALERT_REQUEST_NONE ((hz_alert_request){.issued = HZ_INSTANT_NONE, .cause = -1})

/* Read the forecast, find the rules and the index, judge. run->scenario may be NULL. What is wrong goes to run->forecast_findings,
 * or to run->findings where the forecast is the scenario's; a rule file with errors is run->book->bad. run->alert is there when
 * none of them holds an error and there is a forecast; run->rules alone when there is none but rules are named. */
hz_status hz_run_alert(hz_run *run, const hz_alert_request *request, hz_error *err);

/* The findings that the forecast's are among. */
hz_findings *hz_run_forecast_findings(const hz_run *run);

/* What another rule set says to the same forecast; the caller frees *out with hz_alert_free(). */
hz_status hz_run_other_alert(hz_alert **out, const hz_run *run, const hz_ruleset *rules, bool with_unconfirmed,
                             hz_error *err);

/* Does the scenario demand what run->rules ask for? Findings 613, 614, 619 among run->findings; nothing without rules. The scenario
 * has been validated without errors. */
hz_status hz_run_check_rules(hz_run *run, const hz_alert_request *request, hz_error *err);

#endif

/* run_alert.h - from a forecast and the rules to the level that is due
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_RUN_ALERT_H
#define HZ_RUN_ALERT_H

#include "run.h"

/* What --rules gives, where that is the path of a file; else NULL. */
const char *hz_alert_rules_path(const char *rules);

/* Read the forecast, find the rules and the index, judge. The request's texts must outlive the run, whose forecast keeps its place.
 * run->scenario may be NULL. What is wrong goes to run->forecast_findings,
 * or to run->findings where the forecast is the scenario's; a rule file with errors is run->book->bad. run->alert is there when
 * none of them holds an error and there is a forecast; run->rules alone when there is none but rules are named, or are in
 * force at the scenario's place on the day of the start. HZ_ERR_USAGE when the request contradicts what the forecast says. */
hz_status hz_run_alert(hz_run *run, const hz_alert_request *request, hz_error *err);

/* The findings that the forecast's are among. */
hz_findings *hz_run_forecast_findings(const hz_run *run);

/* What another rule set says to the same forecast; the caller frees *out with hz_alert_free(). */
hz_status hz_run_other_alert(hz_alert **out, const hz_run *run, const hz_ruleset *rules, bool with_unconfirmed,
                             hz_error *err);

/* The level to plan for, into run->settings, with who chose it; times that were not given are those of the episode. run->is_not_due
 * when the forecast calls for none. HZ_ERR_USAGE when the order and the forecast differ without an override, when there is nothing to
 * override, when there is no forecast to go by, or when the times are not in their order or not those of the episode. */
hz_status hz_run_decide_level(hz_run *run, const hz_request *request, hz_error *err);

/* The times of the episode into settings, where none are ordered and it has not begun. There is an episode: run->alert->current >= 0.
 * HZ_ERR_USAGE when they are then not in their order, or when those that are ordered lie outside the episode or before the
 * forecast was issued; with an override (settings->level_by) they may, and nothing is taken from the episode then. */
hz_status hz_run_take_times(const hz_run *run, hz_settings *settings, hz_error *err);

/* Does the scenario demand what run->rules ask for? Findings 613, 614, 619 among run->findings; without rules nothing but 643, where
 * only the day is wanting to find them. The scenario
 * has been validated without errors. */
hz_status hz_run_check_rules(hz_run *run, const hz_alert_request *request, hz_error *err);

/* Validate, check the rules, decide the level: all that comes before planning. *is_open: nothing stands in the way of it. */
hz_status hz_run_decide(bool *is_open, hz_run *run, const hz_request *request, hz_error *err);

#endif

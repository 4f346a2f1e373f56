/* check_alert.h - may an alert be relied on: does its forecast contradict itself, is it complete, is the cause known?
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_RULES_CHECK_ALERT_H
#define HZ_RULES_CHECK_ALERT_H

#include "input/findings.h"
#include "rules/alert.h"

/* Findings 607 and 616 (the AQI that is stated and that of the concentrations), 608 (concentrations on a day without a table). */
void hz_check_forecast(hz_findings *findings, const hz_forecast *forecast, const hz_series *series);

/* Findings 609 (something is left out, and the level hangs on it), 622 (something that the rules look at is not there at all) and 610
 * (the cause decides and is not known). `is_ordered`: the level is ordered with reason and name, whatever is left out: no 609, no 622. */
void hz_check_alert(hz_findings *findings, const hz_alert *alert, const hz_series *series, bool is_ordered);

#endif

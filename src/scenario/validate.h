/* validate.h - does the scenario fit together, and is it likely?
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_SCENARIO_VALIDATE_H
#define HZ_SCENARIO_VALIDATE_H

#include "base/error.h"
#include "input/findings.h"
#include "scenario/scenario.h"

/* Add the findings 3xx (duplicates, credit codes), 4xx and 5xx. Errors only of the machine. */
hz_status hz_validate_scenario(hz_findings *findings, const hz_scenario *scenario, hz_error *err);

#endif

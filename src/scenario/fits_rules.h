/* fits_rules.h - does the scenario demand what its rules ask for?
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_SCENARIO_FITS_RULES_H
#define HZ_SCENARIO_FITS_RULES_H

#include "base/error.h"
#include "input/findings.h"
#include "rules/ruleset.h"
#include "scenario/scenario.h"

/* At each level at which the scenario demands anything: a whole-society reduction that is less than the rules' ratio is finding 613,
 * or 614 when the demand has a recorded reason; a pollutant that the scenario does not have is finding 619. The scenario has been
 * validated without errors. */
void hz_check_rules(hz_findings *findings, const hz_scenario *scenario, const hz_ruleset *rules, bool with_unconfirmed);
/* Findings 623 and 624: pools for which the rules (NULL: none hold) have no pool of the same pollutants. */
void hz_check_pools(hz_findings *findings, const hz_scenario *scenario, const hz_ruleset *rules, bool with_unconfirmed);

/* Those of the demands of one level that are laxer than the rules; [*n], which the caller frees with free(). HZ_ERR_MEMORY. */
hz_status hz_find_lax_demands(hz_lax_demand **out, size_t *n, const hz_scenario *scenario, const hz_ruleset *rules,
                              bool with_unconfirmed, hz_level level, hz_error *err);

#endif

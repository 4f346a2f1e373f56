/* members.h - who belongs to the named groups
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_SCENARIO_MEMBERS_H
#define HZ_SCENARIO_MEMBERS_H

#include "input/findings.h"
#include "scenario/scenario.h"

/* Find the enterprises that the members name (finding 313) and fill in first_group_of and group_of. The scenario has been
 * sorted. HZ_ERR_MEMORY. */
hz_status hz_gather_groups(hz_scenario *scenario, hz_findings *findings, hz_error *err);

#endif

/* likely.h - what is allowed but unlikely: positions outside the country, costs far from those of the sector
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_SCENARIO_LIKELY_H
#define HZ_SCENARIO_LIKELY_H

#include "input/findings.h"
#include "scenario/scenario.h"

/* Is the position inside the country, as far as hazeplan knows it? Of a country that it does not know every one is. */
bool hz_likely_position(const char *country, int32_t longitude_udeg, int32_t latitude_udeg);

/* Finding 501 for units of operating enterprises: cost per kilogram against the median of the sector. Linear time. */
hz_status hz_likely_costs(hz_findings *findings, const hz_scenario *s, hz_error *err);

#endif

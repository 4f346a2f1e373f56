/* fits_modes.h - the checks of the modes of units
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_SCENARIO_FITS_MODES_H
#define HZ_SCENARIO_FITS_MODES_H

#include "input/findings.h"
#include "scenario/scenario.h"

/* Findings 302, 422 to 425, 513 to 515 and 518 of the modes of one enterprise's units. `demanded`: bits of the levels at which a reduction
 * is demanded. */
void hz_fits_modes(hz_findings *findings, const hz_scenario *s, const hz_enterprise *e, unsigned demanded);
/* Finding 516, once for a level; not of an episode, whose days say how long it lasts. */
void hz_fits_durations(hz_findings *findings, const hz_scenario *s, unsigned demanded);

#endif

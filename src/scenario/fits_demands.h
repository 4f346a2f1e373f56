/* fits_demands.h - the checks of the demands against each other and against what is there
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_SCENARIO_FITS_DEMANDS_H
#define HZ_SCENARIO_FITS_DEMANDS_H

#include "input/findings.h"
#include "scenario/fits_units.h"
#include "scenario/scenario.h"

/* Finding 410. */
void hz_fits_unique_demands(hz_findings *findings, const hz_scenario *s);
/* Finding 415. */
void hz_fits_groups(hz_findings *findings, const hz_scenario *s);
/* Findings 416 and 417, of pools and weighted sums. */
void hz_fits_sums(hz_findings *findings, const hz_scenario *s);
/* Finding 418. */
void hz_fits_safety(hz_findings *findings, const hz_scenario *s);
/* Findings 426 and 517: more lines must stop than can, or there are none that count. HZ_ERR_MEMORY. */
hz_status hz_fits_lines(hz_findings *findings, const hz_scenario *s, hz_error *err);
/* Finding 507: nobody in the scope reports what is to be reduced. */
void hz_fits_reductions(hz_findings *findings, const hz_scenario *s, const hz_unit_sums *sums);
/* Findings 311 and 402. One pass over the units, whatever the number of floors. */
hz_status hz_fits_floors(hz_findings *findings, const hz_scenario *s, hz_error *err);

/* 508 to 510: whom grade order and alike treatment cannot hold, or keep from a deeper cut, level by level. HZ_ERR_MEMORY. */
hz_status hz_fits_fairness(hz_findings *findings, const hz_scenario *s, hz_error *err);

#endif

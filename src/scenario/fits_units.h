/* fits_units.h - the checks of each unit by itself, and what the pass adds up for the checks behind it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_SCENARIO_FITS_UNITS_H
#define HZ_SCENARIO_FITS_UNITS_H

#include "input/findings.h"
#include "scenario/scenario.h"

/* Sums over the units of operating enterprises. Bit p of a mask: somebody reports more than zero of pollutant p. */
typedef struct {
    size_t n_units;
    int64_t listed_g_d[HZ_MAX_POLLUTANTS];
    size_t n_silent[HZ_MAX_POLLUTANTS]; /* units that do not report it */
    uint32_t emits;
    uint32_t *district_emits; /* [n_districts] */
    uint32_t *sector_emits;   /* [n_sectors] */
    uint32_t *group_emits;    /* [n_groups] */
} hz_unit_sums;

/* "JZ0001/kiln-1": a unit's id is unique only within its enterprise. */
enum { HZ_FITS_UNIT_NAME = 132 };
void hz_fits_unit_name(char name[HZ_FITS_UNIT_NAME], const hz_scenario *s, size_t unit);

/* The ids of the levels of a mask as the file writes them, mildest first: "yellow orange". */
enum { HZ_FITS_LEVEL_LIST = 32 };
void hz_fits_level_list(char list[HZ_FITS_LEVEL_LIST], unsigned levels);

/* "12.5%" */
enum { HZ_FITS_SHARE = HZ_FIXED_MAX + 2 };
void hz_fits_share(char buf[HZ_FITS_SHARE], uint16_t bp);

/* Findings 401, 404, 405, 406, 408, 419, 420 and 506 of the units of one enterprise. `demanded`: bits of the levels at which a
 * reduction is demanded. */
void hz_fits_units(hz_findings *findings, const hz_scenario *s, const hz_enterprise *e, unsigned demanded);
/* Add the units of one enterprise up. */
void hz_fits_add_units(hz_unit_sums *sums, const hz_scenario *s, const hz_enterprise *e);

#endif

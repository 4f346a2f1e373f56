/* inventory.h - the inventory added up: who is in it, what is emitted where, and the most that could be cut
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_SCENARIO_INVENTORY_H
#define HZ_SCENARIO_INVENTORY_H

#include "scenario/scenario.h"

/* Sums over a district, a sector or everything. */
typedef struct {
    size_t n_enterprises, n_units; /* all, whatever their status */
    int64_t *emission_g_d;         /* [n_pollutants] reported emission of operating enterprises */
    int64_t *most_g_d;             /* [HZ_N_LEVELS * n_pollutants] level-major: what all units cut to their limit take away,
                                      of those with modes in the one that takes away most of the pollutant */
} hz_inventory_group;

/* One demand beside what could be done for it if nothing else were demanded. In the base unit of the demand; of pools 10^-12. */
typedef struct {
    bool is_weighed;  /* false: caps, safety, and what is demanded of each group: nothing is said here */
    int64_t base;     /* emission or output that it refers to; of pools 10^12 */
    int64_t required; /* to cut at least; for a floor: to make at least */
    int64_t most;     /* that can be cut; for a floor: that is made when everybody cuts as little as allowed */
} hz_inventory_demand;

typedef struct {
    size_t n_by_status[HZ_N_STATUSES];   /* enterprises */
    size_t n_by_grade[HZ_N_GRADES];      /* enterprises */
    size_t n_exempt[HZ_N_LEVELS];        /* enterprises exempt at a level */
    size_t n_by_kind[HZ_N_UNIT_KINDS];   /* units */
    size_t n_with_modes;                 /* units that run in modes */
    size_t n_operating_units;            /* units of operating enterprises */
    size_t *n_not_reported;              /* [n_pollutants] of these: that do not report it */
    int64_t *society_g_d;                /* [n_pollutants] whole-society emission */
    hz_inventory_group total;
    hz_inventory_group *districts;       /* [n_districts] */
    hz_inventory_group *sectors;         /* [n_sectors] */
    hz_inventory_demand *demands;        /* [n_demands], as scenario->demands */
    hz_arena *arena;                     /* owns all of it */
} hz_inventory;

/* Add up a scenario that has been validated without errors. The caller frees *out with hz_inventory_free().
 * HZ_ERR_MEMORY, HZ_ERR_INTERRUPTED. */
hz_status hz_take_inventory(hz_inventory **out, const hz_scenario *scenario, hz_error *err);
void hz_inventory_free(hz_inventory *inventory); /* NULL-safe */

#endif

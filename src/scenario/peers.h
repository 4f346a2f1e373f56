/* peers.h - who is held against whom: by the order of the grades, and by alike treatment
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_SCENARIO_PEERS_H
#define HZ_SCENARIO_PEERS_H

#include "scenario/scenario.h"

typedef struct {
    uint32_t unit;
    uint8_t rank; /* hz_grade_rank(); of alike treatment 0 */
} hz_peer;

/* What one demand of either kind comes to at its level. A unit takes part if it is graded and may be cut. One that its own bounds
 * make impossible to hold against the others is held at its least cut instead, and takes no part: under the order, if that is
 * above the most that a worse-graded one may be cut; of those treated alike, if it is above what one of them may be cut by more than
 * the spread. */
typedef struct {
    uint32_t demand;      /* index of demands */
    hz_peer *peers;       /* by group, rank, unit */
    uint32_t *first;      /* [n_groups + 1] group g has peers[first[g]] .. peers[first[g + 1] - 1]: */
    size_t n_groups;      /* units of one trade and district (alike: and grade), of two ranks (alike: two units) at least */
    uint32_t *held;       /* [n_held] units that are held at their least cut, ascending */
    size_t n_held;
    size_t n_uncut;       /* graded units in operation that may not be cut at all: exempt, or at most 0 */
    size_t n_ungraded;    /* units that may be cut, of enterprises without a grade */
} hz_peers;

typedef struct {
    hz_peers *of; /* [n] by demand; a unit that an earlier one holds at its least cut is so for the later ones */
    size_t n;
} hz_fairness;

/* Those of one level. The caller calls hz_fairness_free(), after an error too. HZ_ERR_MEMORY. */
hz_status hz_find_peers(hz_fairness *out, const hz_scenario *scenario, hz_level level, hz_error *err);
void hz_fairness_free(hz_fairness *fairness);

/* How many units a demand holds against one another. */
static inline size_t hz_count_peers(const hz_peers *p)
{
    return p->n_groups ? p->first[p->n_groups] : 0;
}

/* Of alike treatment, bp. */
static inline uint16_t hz_spread_bp(const hz_demand *alike)
{
    return (uint16_t)(alike->ratio_ppm / (HZ_RATIO_ONE / HZ_SHARE_ONE));
}

#endif

/* peers.h - who is held against whom: by the order of the grades, and by alike treatment
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_SCENARIO_PEERS_H
#define HZ_SCENARIO_PEERS_H

#include "scenario/scenario.h"

typedef struct {
    uint32_t unit;
    uint16_t least_bp; /* to be cut at least, because of one that is held; else 0 */
    uint8_t rank;      /* hz_grade_rank(); of alike treatment 0 */
} hz_peer;

/* A unit that is held at its least cut. */
typedef struct {
    uint32_t unit;
    uint16_t at_bp;
} hz_held;

/* What one demand of either kind comes to at its level. A unit takes part if it is graded and may be cut. Where the bounds of two
 * contradict what is asked of them - the better one must be cut by more than the worse one may be; of those treated alike, by
 * more than that and the spread - both come as near to it as their bounds allow: the one that must be cut more is held at its least
 * cut, and the others are cut at least by as much, or as deep as they, and those that are worse, may be. */
typedef struct {
    uint32_t demand; /* index of demands */
    hz_peer *peers;  /* by group, rank, unit */
    uint32_t *first; /* [n_groups + 1] group g has peers[first[g]] .. peers[first[g + 1] - 1]: */
    size_t n_groups; /* units of one trade and district (alike: and grade) of which something is asked */
    hz_held *held;   /* [n_held] by unit */
    size_t n_held;
    size_t
        n_lowered; /* units that may be cut less than their bounds say, because of those that may not be cut deeper: */
    uint32_t lowered_by; /* the one that lowers some unit's most the most; HZ_NONE: none */
    size_t n_uncut;      /* graded units in operation that may not be cut at all: exempt, or at most 0 */
    size_t n_ungraded;   /* units that may be cut, of enterprises without a grade */
    size_t n_with_modes; /* graded units that may be cut, but have modes: what is to be compared of different modes is not known */
} hz_peers;

typedef struct {
    uint16_t lo_bp, hi_bp;
} hz_room;

typedef struct {
    hz_peers *
        of; /* [n] by demand, each within the room that the earlier ones leave: the order comes before alike treatment */
    size_t n;
    hz_room *room; /* [n_units] what all of them together leave of the bounds of a unit; NULL when n is 0 */
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

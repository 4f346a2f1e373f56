/* links.h - the order of the grades and alike treatment as links and arcs
 *
 * (8) For two grades that follow one another in a trade and district there is a link M: nobody of the better grade is cut deeper than
 * M, nobody of the worse less. (15) For a trade, district and grade there are two links L <= H <= L + spread: everybody is cut at least by
 * L, and at most by H. So there are two arcs for a unit, and not one for each two units. Where all that are treated alike are of one
 * rank of (8), their links stand for them there: H <= M, M <= L.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_MODEL_LINKS_H
#define HZ_MODEL_LINKS_H

#include "model/model.h"
#include "scenario/peers.h"

struct hz_link_place;
struct hz_alike_group;

/* What formulating needs of it. All zero: nothing is to be linked. */
typedef struct {
    const hz_scenario *scenario;
    size_t n_levels;
    hz_fairness fairness[HZ_N_LEVELS]; /* of the k-th level of the model */
    uint32_t *sequence;                /* [n_units] the units in the order of their columns */
    uint32_t *column_of;               /* [n_units * n_levels] HZ_NONE: it has none */
    struct hz_link_place *places;      /* [n_places] the groups that are linked, by trade and district */
    size_t n_places, n_links;
    struct hz_alike_group *alike; /* [n_alike] the groups of (15) whose links are made */
    size_t n_alike;
    uint32_t *alike_of;           /* [n_units * n_levels] the group of a unit's column, HZ_NONE */
} hz_linking;

/* Who is linked with whom at the levels of the model. The caller calls hz_linking_free(), after an error too.
 * HZ_ERR_MEMORY. */
hz_status hz_linking_make(hz_linking *l, hz_model *model, const hz_scenario *scenario, const hz_level *levels,
                          size_t n_levels, hz_error *err);
void hz_linking_free(hz_linking *l);

/* The i-th unit to be given its columns. */
static inline size_t hz_linking_unit(const hz_linking *l, size_t i)
{
    return l->sequence ? l->sequence[i] : i;
}
/* What is left of the bounds of a unit at the k-th level. */
static inline hz_room hz_linking_room(const hz_linking *l, size_t unit, size_t k, hz_level level)
{
    if (l->fairness[k].room)
        return l->fairness[k].room[unit];
    return (hz_room){hz_min_cut_bp(l->scenario, unit, level), hz_max_cut_bp(l->scenario, unit, level)};
}
/* Its column at the k-th level is this one. */
static inline void hz_linking_note(hz_linking *l, size_t unit, size_t k, size_t column)
{
    if (l->column_of)
        l->column_of[unit * l->n_levels + k] = (uint32_t)column;
}

/* The links and arcs of a trade and district, once the i-th unit, its last, has its columns. HZ_ERR_MEMORY. */
hz_status hz_linking_add(hz_linking *l, hz_model *model, size_t *arc_capacity, size_t i, hz_error *err);

/* What all arcs together leave of the bounds of each column: then a column can always be moved, within its bounds, to where an arc
 * wants it. Bounds that contradict each other are HZ_ERR_INPUT. */
hz_status hz_linking_fold(const hz_linking *l, hz_model *model, hz_error *err);

#endif

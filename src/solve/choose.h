/* choose.h - of all plans that cost as little, the one that is published
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Lowest cost; then the least output cut, the sum of the shares over all units (and levels); then the least sum of
 * places times shares, by a unit's place in the order of the scenario, so that who comes first is cut first; where even
 * this leaves a choice, the first unit as deep as can be, then the second, and so on. Of the prices that prove it the
 * least, row by row (finish.h). That is one answer, whatever basis the solver ended with. */
#ifndef HZ_SOLVE_CHOOSE_H
#define HZ_SOLVE_CHOOSE_H

#include "solve/proof.h"

/* Another point of the same cost, proved. */
typedef struct {
    hz_solution *solution;
    hz_proof *proof;
} hz_other_optimum;

void hz_other_optimum_clear(hz_other_optimum *other);

/* From any proved optimum, of which *solution is the basis, to the chosen one, proved again; (*proof)->others says
 * whether a unit could stand elsewhere at the same cost. *other, unless it is NULL, is then such a point, to be cleared
 * by the caller. Where arcs make other blocks than chains (chain.h) the prices are those of the basis. HZ_ERR_MEMORY,
 * HZ_ERR_LIMIT, HZ_ERR_INTERRUPTED, HZ_ERR_VERIFY. */
hz_status hz_choose(hz_solution **solution, hz_proof **proof, hz_other_optimum *other, const hz_model *model,
                    hz_error *err);

#endif

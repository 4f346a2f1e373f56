/* run_begin.h - where the search for all levels together begins: at what each of them came to by itself
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_RUN_BEGIN_H
#define HZ_RUN_BEGIN_H

#include "scenario/scenario.h"
#include "solve/proof.h"

/* One level by itself, solved and proved. */
typedef struct {
    const hz_model *model;
    const hz_solution *solution;
    const hz_proof *proof;
    int64_t weight; /* of its costs in the joint model */
} hz_own_answer;

typedef struct {
    double *price;       /* [n_rows] of the joint model, fen per base unit: nearly those of its optimum */
    hz_solution *basis;  /* that of each level by itself: the optimum but for the arcs between levels. NULL where it is not one of the joint
                            model: what fails was looked for at a level by itself alone. Only its place, tight rows and tight arcs are there */
} hz_beginning;

/* own[n_levels] in the order of joint->levels. HZ_ERR_MEMORY. The caller frees it with hz_beginning_clear(). */
hz_status hz_begin_together(hz_beginning *out, const hz_model *joint, const hz_scenario *scenario, const hz_own_answer *own, hz_error *err);
void hz_beginning_clear(hz_beginning *beginning); /* of zeros, and again: nothing */

#endif

/* run_opening.h - a model that has no plan, and all that could be given up in it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_RUN_OPENING_H
#define HZ_RUN_OPENING_H

#include "plan/refusal.h"
#include "run.h"
#include "solve/conflict.h"

/* Units that may not be cut have columns here, at 0, so that an exemption can be lifted. Where arcs can be given up and are not too many, they
 * are rows (model/flatten.h). Rows for those who may fail are there as far as they were needed. */
typedef struct {
    const hz_scenario *scenario;
    hz_model *model;
    hz_elements elements;
    hz_clash *clashes;   /* [elements.n] what each is */
    uint32_t *row;       /* [elements.n] of a demand its row; else HZ_NONE */
    bool is_as_it_was;   /* fairness holds units against each other that may be cut: exemptions are kept */
    bool keeps_arcs;     /* they are too many to be given up one by one: so bounds are not either, which they fold */
    bool is_large;       /* programs with many spares would take too long */
    bool is_relaxation;
    hz_model *formulated; /* the model when it was made, its arcs arcs */
} hz_opening;

/* Of a model of run->scenario that has no plan. *has_plan: the model that was made has one nevertheless, and nothing can be said. HZ_ERR_MEMORY;
 * HZ_ERR_LIMIT: fairness or nesting joins so many units that this would take minutes; what formulating and solving can fail by. Cleared with hz_opening_clear() in any case. */
hz_status hz_opening_make(hz_opening *out, bool *has_plan, const hz_run *run, const hz_model *model, hz_error *err);
/* Once no more rows are added to the model: what could be given up. HZ_ERR_MEMORY. */
hz_status hz_opening_list_elements(hz_opening *opening, hz_error *err);
void hz_opening_clear(hz_opening *opening);

/* Amounts of a row in the unit of its balance: of a weighted sum the row counts finer. */
int64_t hz_opening_unit(const hz_opening *opening, const hz_row *row);

#endif

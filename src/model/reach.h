/* reach.h - how far each at-least row can be taken when the others are left out and the at-most rows stay
 *
 * A column that is in no at-most row is cut as deep as it may be, and that adds up. Only what shares an at-most row is a model
 * of its own, and a small one. Columns that arcs join share together: the arcs are kept.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_MODEL_REACH_H
#define HZ_MODEL_REACH_H

#include <stdbool.h>

#include "model/model.h"

typedef struct {
    bool is_possible; /* the at-most rows hold with every column at lo; else nothing can be reached */
    /* [n_rows] 1/10000 base units; at-least: sum a hi over the columns in no at-most row; at-most: sum a lo */
    __int128 *alone;
    uint64_t *start;  /* [n_rows + 1] */
    uint32_t *column; /* start[i] .. start[i + 1] - 1: the columns of blocks in at-least row i and an at-most row */
} hz_reach_survey;

/* HZ_ERR_MEMORY, HZ_ERR_LIMIT, HZ_ERR_INTERRUPTED. The caller frees *out with hz_reach_survey_free(). */
hz_status hz_reach_survey_make(hz_reach_survey **out, const hz_model *model, hz_error *err);
void hz_reach_survey_free(hz_reach_survey *survey); /* NULL-safe */

/* The model of what the columns of `row` that share at-most rows can bring to it: its cost is the negative of that. The caller
 * frees *out with hz_model_free(). */
hz_status hz_reach_formulate(hz_model **out, const hz_model *model, const hz_reach_survey *survey, size_t row,
                             hz_error *err);

#endif

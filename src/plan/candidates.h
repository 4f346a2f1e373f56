/* candidates.h - the columns that may be moved: those nearest to the margin, to be found by the rows that they are in
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_PLAN_CANDIDATES_H
#define HZ_PLAN_CANDIDATES_H

#include "model/model.h"

typedef struct {
    uint32_t column;
    double margin; /* |reduced cost| beside the sum of its terms: 0 for basic columns */
} hz_candidate;

typedef struct {
    hz_candidate *list; /* [n] by margin, then column */
    uint32_t *dearest;  /* [n] their columns, the dearest first, then by column */
    size_t n;
    uint64_t *start;    /* [n_rows + 1] those in row i: in_row[start[i]] .. in_row[start[i + 1] - 1], */
    uint32_t *in_row;   /* places in `list`, ascending */
} hz_candidates;

/* The `most` columns nearest to the margin at prices price[n_rows]. HZ_ERR_MEMORY, HZ_ERR_INTERRUPTED. To be cleared in any case. */
hz_status hz_choose_candidates(hz_candidates *candidates, const hz_model *model, const double *price, size_t most,
                               hz_error *err);
void hz_candidates_clear(hz_candidates *candidates);

#endif

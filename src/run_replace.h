/* run_replace.h - what a plan would cost without some of its units
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_RUN_REPLACE_H
#define HZ_RUN_REPLACE_H

#include "pipeline.h"

/* Units that are not cut at all, whatever else is demanded of them; all others may be cut as before. */
typedef struct {
    bool is_possible;    /* the demands can be met without them */
    int64_t bound_fen_d; /* then: the exact optimum of the linear program, rounded up to whole fen */
} hz_replacement;

/* Without the `n` units from `first` on, of run->model, which stays as it is. What solving can fail by. */
hz_status hz_run_replace(hz_replacement *out, const hz_run *run, size_t first, size_t n, hz_error *err);

#endif

/* guards.h - rows for those who may fail
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * (12): a guarded target must hold although any so many enterprises do nothing. That is one row for each set of them; which sets matter,
 * solve/robust.h finds out. */
#ifndef HZ_MODEL_GUARDS_H
#define HZ_MODEL_GUARDS_H

#include "model/model.h"

/* Those who fail, for one of model->guards. */
typedef struct {
    uint32_t guard;
    const uint32_t *failing; /* [n_failing] enterprises, each once */
    uint32_t n_failing;
} hz_failing_set;

/* Give the model a row for each set: what all others bring to the guarded target is enough. HZ_ERR_MEMORY. */
hz_status hz_guard_add_rows(hz_model *model, const hz_failing_set *sets, size_t n_sets, hz_error *err);

#endif

/* flatten.h - a model whose arcs have become ordinary rows, for whoever knows no others
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_MODEL_FLATTEN_H
#define HZ_MODEL_FLATTEN_H

#include "model/model.h"

/* The same model without arcs: the same rows and columns, and behind the rows one for each arc, in their order, of kind
 * HZ_ROW_ARC: 10000 X[before] - 10000 X[after] <= 10000 slack, so that its rhs is the slack in bp. These are the only entries
 * that may be negative. The caller frees *out with hz_model_free(); HZ_ERR_MEMORY. */
hz_status hz_model_flatten(hz_model **out, const hz_model *model, hz_error *err);

#endif

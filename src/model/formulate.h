/* formulate.h - the equations of docs/MODEL.md: from a scenario and a level to a model
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_MODEL_FORMULATE_H
#define HZ_MODEL_FORMULATE_H

#include "model/model.h"

/* Equations (1), (2), (3), (5), (6) for one level. The scenario has been validated without errors. The caller frees
 * *out with hz_model_free(). A level without any demand is HZ_ERR_USAGE. */
hz_status hz_formulate(hz_model **out, const hz_scenario *scenario, hz_level level, hz_error *err);

#endif

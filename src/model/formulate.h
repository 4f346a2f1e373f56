/* formulate.h - the equations of docs/MODEL.md: from a scenario and a level to a model
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_MODEL_FORMULATE_H
#define HZ_MODEL_FORMULATE_H

#include "model/model.h"

/* Equations (1) to (7), (12) and (13) for one level. The scenario has been validated without errors. The caller frees
 * *out with hz_model_free(). A level without any demand is HZ_ERR_USAGE. */
hz_status hz_formulate(hz_model **out, const hz_scenario *scenario, hz_level level, hz_error *err);
/* The same without (12): what it costs to do without safety. */
hz_status hz_formulate_without_safety(hz_model **out, const hz_scenario *scenario, hz_level level, hz_error *err);

#endif

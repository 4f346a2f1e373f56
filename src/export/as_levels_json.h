/* as_levels_json.h - the plans of several levels side by side as JSON
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_EXPORT_AS_LEVELS_JSON_H
#define HZ_EXPORT_AS_LEVELS_JSON_H

#include "base/sink.h"
#include "plan/levels.h"

/* plan.json of a folder of several levels, in the current language; schema: scenarios/schema/levels.schema.json. */
void hz_json_levels(hz_sink *sink, const hz_levels *levels);

#endif

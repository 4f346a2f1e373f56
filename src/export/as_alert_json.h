/* as_alert_json.h - what the rules say to a forecast, as JSON
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_EXPORT_AS_ALERT_JSON_H
#define HZ_EXPORT_AS_ALERT_JSON_H

#include "base/sink.h"
#include "plan/settings.h"
#include "rules/alert.h"

/* Level, why, times, days and episodes, as hz_text_alert() says them: an object, without a newline behind it; schema:
 * scenarios/schema/alert.schema.json. `index`: NULL where none is known. `choice`: how the rules were found. */
void hz_json_alert(hz_sink *sink, const hz_alert *alert, const hz_index *index, const hz_rules_choice *choice);
/* What every rule set says to the same forecast: [n] alerts, as a list; the one in force and the one that is gone by are marked. */
void hz_json_alerts(hz_sink *sink, const hz_alert *const *alerts, size_t n, const hz_rules_choice *choice);

#endif

/* as_alert.h - what the rules say to a forecast, for people and as JSON
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_EXPORT_AS_ALERT_H
#define HZ_EXPORT_AS_ALERT_H

#include "base/sink.h"
#include "rules/alert.h"
#include "rules/outlook.h"

/* What an office reads: the level, why, by when it must be issued, when it may be lifted; then each day, then the other
 * episodes. `index` gives the classes their names; NULL: none are named. */
void hz_text_alert(hz_sink *sink, const hz_alert *alert, const hz_index *index);
/* The same as an object, without a newline behind it; schema: scenarios/schema/alert.schema.json. */
void hz_json_alert(hz_sink *sink, const hz_alert *alert);

/* What every rule set says to the same forecast: [n] alerts; `in_force` is the one that holds. */
void hz_text_alerts(hz_sink *sink, const hz_alert *const *alerts, size_t n, const hz_ruleset *in_force);
void hz_json_alerts(hz_sink *sink, const hz_alert *const *alerts, size_t n);

/* Rules, forecast, episode, clause, times and cause, without the days: for the summary of a plan. */
void hz_text_alert_facts(hz_sink *sink, const hz_alert *alert);

void hz_text_outlook(hz_sink *sink, const hz_outlook *outlook);
void hz_json_outlook(hz_sink *sink, const hz_outlook *outlook);

#endif

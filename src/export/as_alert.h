/* as_alert.h - what the rules say to a forecast, as a page for people
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_EXPORT_AS_ALERT_H
#define HZ_EXPORT_AS_ALERT_H

#include "base/sink.h"
#include "plan/settings.h"
#include "rules/alert.h"

/* What an office reads: the level, why, by when it must be issued, when it may be lifted; then each day, then the other
 * episodes. `index` is the standard of the indices, and gives the classes their names; NULL: none is known. `choice`: how the
 * rules were found. */
void hz_text_alert(hz_sink *sink, const hz_alert *alert, const hz_index *index, const hz_rules_choice *choice);

/* What every rule set says to the same forecast: [n] alerts; the one in force and the one that is gone by are marked. */
void hz_text_alerts(hz_sink *sink, const hz_alert *const *alerts, size_t n, const hz_rules_choice *choice);

/* Rules, forecast, episode, clause, times and cause, without the days: for the summary of a plan. */
void hz_text_alert_facts(hz_sink *sink, const hz_alert *alert, const hz_index *index, const hz_rules_choice *choice);

#endif

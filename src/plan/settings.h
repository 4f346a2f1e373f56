/* settings.h - everything that shapes a plan beside the scenario: kept in the plan folder, so that it can be replayed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_PLAN_SETTINGS_H
#define HZ_PLAN_SETTINGS_H

#include "base/sink.h"
#include "plan/attrs.h"
#include "input/findings.h"
#include "scenario/scenario.h"

enum { HZ_TIME_TEXT = 32 };

typedef struct {
    hz_level level;
    hz_lang lang;                /* of the lists; resolved, never "default" */
    uint16_t step_bp;            /* orders are whole multiples of this: 100 = 1 % */
    char start[HZ_TIME_TEXT];    /* response begins, local time "2016-09-24T00:00"; empty: not given */
    char in_place[HZ_TIME_TEXT]; /* in place by; empty: not given */
    char until[HZ_TIME_TEXT];    /* expected end; empty: until further notice */
} hz_settings;

/* input/settings.xml of a plan folder, namespace urn:hazeplan:settings. Reading is strict: HZ_ERR_INPUT with file and line for
 * whatever hazeplan would not have written. */
void hz_write_settings(hz_sink *sink, const hz_settings *settings);
/* From the attributes level, lang, step-percent, start, in-place, until of an element; false when one is at fault (attrs->err). */
bool hz_settings_take(hz_settings *out, const hz_attrs *attrs);
hz_status hz_read_settings(hz_settings *out, const char *path, hz_error *err);

#endif

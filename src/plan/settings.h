/* settings.h - everything that shapes a plan beside the scenario: kept in the plan folder, so that it can be replayed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_PLAN_SETTINGS_H
#define HZ_PLAN_SETTINGS_H

#include "base/sink.h"
#include "input/findings.h"
#include "plan/attrs.h"
#include "rules/alert.h"
#include "scenario/scenario.h"

enum { HZ_TIME_TEXT = 32, HZ_WHY_TEXT = 1001, HZ_WHO_TEXT = 201, HZ_ASKED_TEXT = 2001, HZ_NODES_TEXT = 2001, HZ_EPISODE_TEXT = 401 };

/* By how much orders may be dearer than what is proved, parts in a million of their cost, when nothing else is asked for: 0.01 %. */
enum { HZ_GAP_PPM = 100 };

/* Who chose the level. */
typedef enum {
    HZ_LEVEL_ORDERED,   /* the user, and no forecast was given */
    HZ_LEVEL_FORECAST,  /* the forecast calls for it under the rules */
    HZ_LEVEL_OVERRIDDEN /* the user, against what the forecast calls for: see reason and by */
} hz_level_basis;

const char *hz_level_basis_id(hz_level_basis basis); /* "order", "forecast", "override" */

/* What is planned together. */
typedef enum {
    HZ_EXTENT_LEVEL,  /* one level by itself */
    HZ_EXTENT_WITHIN, /* one level, of all that the scenario has demands at, each inside the next */
    HZ_EXTENT_ALL,    /* all of these */
    HZ_EXTENT_EPISODE /* every day of an episode, each at its level */
} hz_extent;

/* How the rule set was found. */
typedef enum {
    HZ_RULES_NONE,     /* none was asked for */
    HZ_RULES_IN_FORCE, /* it is in force at the place on the day */
    HZ_RULES_SCENARIO, /* the scenario names it */
    HZ_RULES_OPTION,   /* the user names it */
    HZ_RULES_FILE,     /* a file of the user */
    HZ_N_RULES_BASES
} hz_rules_basis;

const char *hz_rules_basis_id(hz_rules_basis basis); /* "in-force", "scenario", "option", "file"; NULL for none */

/* The rule set that is gone by, and the one that is in force: they may differ, and then everybody must see it. */
typedef struct {
    hz_rules_basis by;
    char set[HZ_MAX_ID + 1];      /* id; empty: none */
    bool with_unconfirmed;        /* rules count that are only unconfirmed */
    char in_force[HZ_MAX_ID + 1]; /* id of the one in force at the place on the day; empty: not known */
    bool has_in_force_level;      /* it is another one, and says clearly to the forecast: */
    int in_force_level;           /* hz_level, or HZ_NO_LEVEL */
    char index[HZ_MAX_ID + 1];    /* id of the air-quality index that the user names; empty: that of forecast or day */
} hz_rules_choice;

/* Is another set in force than the one that is gone by? */
bool hz_rules_differ(const hz_rules_choice *choice);
const char *hz_in_force_level_id(const hz_rules_choice *choice); /* "orange", "none"; NULL where it is not known */

typedef struct {
    hz_level level;           /* HZ_EXTENT_ALL, HZ_EXTENT_EPISODE: not looked at */
    hz_extent extent;
    int64_t milli_days[HZ_N_LEVELS]; /* expected days instead of the scenario's, in thousandths; 0: not given */
    hz_level_basis level_by;
    char reason[HZ_WHY_TEXT]; /* why it was overridden; else empty */
    char by[HZ_WHO_TEXT];       /* who did; else empty */
    hz_rules_choice rules;
    hz_lang lang;                /* of the lists; resolved, never "default" */
    uint16_t step_bp;            /* orders are whole multiples of this: 100 = 1 % */
    char start[HZ_TIME_TEXT];    /* response begins, local time "2016-09-24T00:00"; empty: not given */
    char in_place[HZ_TIME_TEXT]; /* in place by; empty: not given */
    char until[HZ_TIME_TEXT];    /* expected end; empty: until further notice */
    uint16_t duration_h;         /* of the response; 0: from start to until, else what the scenario says of the level */
    char asked[HZ_ASKED_TEXT];   /* "ENTERPRISE/UNIT/MODE,...": modes that may be used although they take longer to undo; else empty */
    uint32_t gap_ppm;            /* orders are good enough when no others can be cheaper by more than that */
    /* of an episode; else empty */
    char episode[HZ_EPISODE_TEXT]; /* "2026-01-03=orange 2026-01-04=red" (scenario/course.h); in a request also "auto": as the forecast says */
    char now[HZ_TIME_TEXT];        /* no order is issued before */
    char from[HZ_TIME_TEXT];       /* id of the plan whose orders stay */
    char failed[HZ_ASKED_TEXT];    /* "ID,...": enterprises that have reported failure, */
    char recovered[HZ_ASKED_TEXT]; /* and that work again */
    char nodes[HZ_NODES_TEXT];   /* "812,0,77": where a time limit ended the searches for cheaper orders, by search, 0: not; else empty */
} hz_settings;

/* input/settings.xml of a plan folder, namespace urn:hazeplan:settings. Reading is strict: HZ_ERR_INPUT with file and line for
 * whatever hazeplan would not have written. */
void hz_write_settings(hz_sink *sink, const hz_settings *settings);
/* Its attributes alone, as hz_settings_take() reads them. */
void hz_put_settings(hz_sink *sink, const hz_settings *settings);
/* "yellow=3,orange=0.5": expected days of levels into milli_days, of which those that are not named stay as they are. False when
 * it is anything else, or names a level twice. */
bool hz_level_days_parse(int64_t milli_days[HZ_N_LEVELS], const char *text, size_t length, char separator);
/* The attributes that say within what the level was planned, who chose it and by which rules; none where it was simply ordered. */
void hz_put_level_basis(hz_sink *sink, const hz_settings *settings);
/* Those that only plans with modes have: how long the response lasts, what may be used in it, and how orders are searched for. */
void hz_put_search(hz_sink *sink, const hz_settings *settings);
/* From the attributes level, lang, step-percent, start, in-place, until and those of hz_put_level_basis(); false when one is at fault (attrs->err). */
bool hz_settings_take(hz_settings *out, const hz_attrs *attrs);
hz_status hz_read_settings(hz_settings *out, const char *path, hz_error *err);

#endif

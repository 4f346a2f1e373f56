/* ruleset.h - a rule set: when a warning level is due, and what it then demands, as the text of a document says it
 *
 * Rules are data (scenarios/rules/): they differ by place and by day. A rule whose source is only unconfirmed is off, unless
 * the user asks for such rules.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_RULES_RULESET_H
#define HZ_RULES_RULESET_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/calendar.h"
#include "rules/air.h"
#include "rules/level.h"

/* One node of the tree that says when a level is due. */
typedef enum {
    HZ_WHEN_ANY, /* one of its parts holds */
    HZ_WHEN_ALL, /* its first part holds, and each other one at a time that overlaps it */
    HZ_WHEN_RUN, /* a daily value is above a threshold for `hours` without a break, and each of its parts holds inside the run */
    HZ_WHEN_DAYS /* only inside a run: a daily value is above a threshold on days of it, in a row or not, that make `hours` together */
} hz_when_kind;

typedef struct hz_when {
    hz_when_kind kind;
    hz_air metric;      /* RUN, DAYS: AQI, PM2.5, PM10 or O3-8h */
    bool is_at_least;   /* false: strictly above */
    int64_t threshold;  /* AQI, or ng/m3 */
    int hours;          /* a multiple of 24 */
    struct hz_when *parts; /* the first part, or NULL */
    struct hz_when *next;  /* the next part of the same parent */
    uint32_t source;    /* index of sources, or HZ_NONE: that of the level */
    int line;
} hz_when;

/* A required reduction, of the whole-society emission. */
typedef struct {
    const char *pollutants; /* one id; pooled: several with blanks between them, whose ratios are added up */
    bool is_pooled;
    int64_t ratio_ppm;
    uint32_t source;
    int line;
} hz_rule_ratio;

typedef struct {
    bool is_defined;
    hz_bilingual clause; /* what the document says */
    const char *article; /* where; NULL when not known */
    hz_when *when;
    hz_rule_ratio *ratios;
    size_t n_ratios;
    int lead_h;          /* to be issued so many hours before it begins; -1: the rules do not say */
    uint32_t source, lead_source;
    int line;
} hz_rule_level;

/* Where and when the rules are in force. */
typedef struct {
    const char *place;        /* beginning of a division code of GB/T 2260: "41" Henan; "" the whole country */
    int32_t from_day, to_day; /* both included; HZ_DAY_FOREVER: until further notice */
    uint32_t source;
    int line;
} hz_in_force;

/* A number of hours that the rules may have. */
typedef struct {
    int hours; /* 0: the rules do not say */
    uint32_t source;
} hz_rule_hours;

typedef struct hz_ruleset {
    const char *id;
    hz_bilingual title;
    const char *number, *issuer; /* of the document; NULL when not known */
    bool is_any_24h;  /* a daily value is that of any 24 hours on end; false: of a calendar day */
    uint32_t day_source;
    hz_rule_level levels[HZ_N_LEVELS];
    hz_rule_hours lift;    /* below the start standard for so long: may be lowered or lifted */
    hz_rule_hours bridge;  /* a break shorter than this does not end a run */
    uint16_t no_cuts;      /* bits of hz_cause: for these the rules allow no production cuts */
    uint32_t no_cuts_source[HZ_N_CAUSES];
    hz_in_force *in_force;
    size_t n_in_force;
    hz_source *sources;
    size_t n_sources;
    const char *path;
    const char *bytes; /* the file as it was read, for the copy in a plan folder */
    size_t n_bytes;
    hz_arena *arena;
} hz_ruleset;

void hz_ruleset_free(hz_ruleset *rules); /* NULL-safe */

/* Does what rests on `source` count? What is only unconfirmed counts when the user says so. */
static inline bool hz_rule_counts(const hz_ruleset *rules, uint32_t source, bool with_unconfirmed)
{
    return source == HZ_NONE || with_unconfirmed || rules->sources[source].confidence != HZ_UNCONFIRMED;
}

/* How well a place and a day fit: the length of the place's beginning that the rules name, -1 when they are not in force there
 * and then. */
int hz_ruleset_fits(const hz_ruleset *rules, const char *place, int32_t day);

#endif

/* alert.h - what a rule set says to a forecast: the level of each day, the episodes, and what decides
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Hours count from the beginning of the first day of the forecast; a span of hours includes its begin and excludes its end. */
#ifndef HZ_RULES_ALERT_H
#define HZ_RULES_ALERT_H

#include "base/error.h"
#include "rules/ruleset.h"
#include "rules/series.h"

enum { HZ_NO_LEVEL = -1 };

/* A time during which the condition of a level holds. */
typedef struct {
    hz_level level;
    int from_h, to_h;
    const hz_when *why; /* the run that decides: its threshold is the start standard */
    bool is_bridged;    /* a break inside it was counted through */
} hz_span;

typedef struct {
    hz_block index;   /* its AQI, not known where the forecast has none */
    uint16_t missing; /* bits of hz_air: what the rules look at and the day does not wholly have */
    int level;        /* hz_level, or HZ_NO_LEVEL */
    int possible;     /* the level if what the forecast leaves out were as bad as can be; the same where nothing is left out */
    int episode;      /* index of the episode, -1 outside all */
} hz_alert_day;

/* When a level may be lowered or lifted. */
typedef enum {
    HZ_LIFT_KNOWN,     /* from `at_h` on, if it is announced ahead */
    HZ_LIFT_BEYOND,    /* the forecast must first show that it stays below until `until_h` */
    HZ_LIFT_NO_RULE    /* the rules do not say for how long it must stay below; `at_h` is the end of the span */
} hz_lift_kind;

typedef struct {
    hz_lift_kind kind;
    int at_h, until_h;
} hz_lift;

typedef struct {
    int from_h, to_h;
    hz_level level;     /* the highest of its spans: with it the warning is issued */
    int possible;       /* see hz_alert_day */
    size_t decisive;    /* index of the span that decides the level */
    int lead_h;         /* of the rules for that level; -1: they do not say */
    bool is_open;       /* behind it the forecast has no whole day: it may last longer, and the level may be higher */
    int end_h;          /* of the forecast, where is_open */
    hz_lift lift[HZ_N_LEVELS]; /* [l]: when the warning may be below level l; for levels not above the episode's */
} hz_episode;

/* May production be cut? */
typedef enum {
    HZ_CUTS_ALLOWED,
    HZ_CUTS_NOT_FOR_CAUSE, /* the rules allow none for this cause */
    HZ_CUTS_UNKNOWN        /* it depends on the cause, which the forecast neither names nor shows */
} hz_cuts;

typedef struct {
    const hz_ruleset *rules;
    const hz_forecast *forecast;
    const hz_index *index; /* of its first day; NULL: none is known */
    uint16_t metrics;      /* bits of hz_air: what the rules look at */
    uint16_t absent;       /* those of them that the forecast never gives */
    int32_t first_day;
    hz_alert_day *days; /* [n_days] */
    int n_days;
    hz_span *spans;     /* by begin, then the higher level first */
    size_t n_spans;
    hz_episode *episodes; /* by begin */
    size_t n_episodes;
    int current;        /* the episode that the forecast is for: the first that ends after it was issued; -1: none */
    uint16_t primary;   /* bits of hz_air: primary pollutants of its days above the start standard, as far as they are known */
    int cause;          /* hz_cause, as given or as the primary pollutants show; -1 */
    bool is_cause_given;
    hz_cuts cuts;
} hz_alert;

typedef struct {
    bool with_unconfirmed; /* rules count that are only unconfirmed */
} hz_alert_settings;

/* What `rules` say to the series of `forecast`. All three must outlive the alert, which the caller frees with hz_alert_free().
 * HZ_ERR_INPUT when their conditions hold at more times than can be weighed against one another, HZ_ERR_MEMORY. */
hz_status hz_alert_make(hz_alert **out, const hz_ruleset *rules, const hz_forecast *forecast, const hz_series *series,
                        const hz_alert_settings *settings, hz_error *err);
void hz_alert_free(hz_alert *alert); /* NULL-safe */

/* The instant of an hour of the alert. */
static inline int64_t hz_alert_instant(const hz_alert *alert, int hour)
{
    return hz_day_instant(alert->first_day) + (int64_t)hour * 60;
}

/* A stretch of days of which the forecast leaves something out, and the level hangs on it: without it it is `sure`, were it as bad as
 * can be `possible`. */
typedef struct {
    int from, to; /* days, `to` not included */
    int sure, possible;
} hz_alert_gap;
/* The first one at or behind day gap->to (0 at first); false when there is none. Days that had gone when the forecast was issued
 * count only where the present episode reaches back to them. */
bool hz_alert_next_gap(const hz_alert *alert, hz_alert_gap *gap);

/* Does the level hang on something that is not known: a day that is left out, or the cause? Then the level is only the least. */
bool hz_alert_is_open(const hz_alert *alert);
/* The level if the days that are left out were as bad as can be. */
int hz_alert_possible(const hz_alert *alert);

/* Is the cause that the forecast gives another one than its primary pollutants can show? PM2.5, ozone or dust of which none of the
 * days that count has its pollutant; other causes show in several. */
bool hz_alert_contradicts_cause(const hz_alert *alert);

/* The level that is due for the current episode: HZ_NO_LEVEL when there is none, or when the rules allow no cuts. */
int hz_alert_level(const hz_alert *alert);

#endif

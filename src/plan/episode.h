/* episode.h - the plan of an episode: what each unit does on each day, added up day by day
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_PLAN_EPISODE_H
#define HZ_PLAN_EPISODE_H

#include "model/model.h"
#include "plan/issued.h"
#include "plan/plan.h"
#include "scenario/schedule.h"

/* What an equal share of all units would cost on a day, as of a plan of its level alone: in place at once, and lifted without restart. */
typedef struct {
    bool is_known;      /* the day is planned, and has a level */
    bool is_reached;    /* every reduction is met; else it is the deepest cut */
    bool is_met;        /* every demand is */
    uint16_t share_bp;
    int64_t cost_fen;
} hz_uniform_day;

typedef struct {
    hz_order *orders;        /* [n_units] */
    hz_reckoning *reckoning; /* at the level of the day, without what does not count; NULL: the day has no level, or is not planned */
    size_t n_told, n_restarting; /* units with an order, and units that restart after one */
    int64_t cost_fen;        /* of all units, without what is paid once; */
    int64_t restart_fen;     /* of that while they restart */
    hz_uniform_day uniform;
} hz_episode_day;

/* Days on end on which a unit is told the same: an order. */
typedef struct {
    int first, last;     /* days */
    int told;            /* the first of them on which it is in place; where none is, the first */
    int n_restart;       /* days right behind them on which the unit restarts */
    hz_day what;         /* of that day; not HZ_DAY_RUN, no restart */
    bool is_entered;     /* the mode begins; else only its load changes */
    int64_t issue_by, in_place_by, until; /* instants: the last two are the starts and ends of days */
    int64_t once_fen;
    int n_days_beyond;   /* days behind the last of the episode for which it must go on, and what they cost */
    int64_t beyond_fen;
} hz_stretch;

typedef struct {
    size_t unit;
    hz_stretch stretch;
    int64_t days_fen, restart_fen; /* what its days cost, and those of its restart; what is paid once and behind the last day comes on top */
} hz_episode_order;

/* All that an order costs. Those of all orders add up to the cost of the plan. */
static inline int64_t hz_episode_order_fen(const hz_episode_order *order)
{
    return order->days_fen + order->restart_fen + order->stretch.once_fen + order->stretch.beyond_fen;
}

typedef struct hz_episode_plan {
    const hz_scenario *scenario; /* is_once_apart */
    hz_settings settings;
    hz_course course;
    hz_schedule *schedules; /* [n_units] */
    hz_issued earlier;      /* whose orders stay; its schedules NULL: there is none */
    hz_kept *kept;          /* [n_units] what was settled before; NULL: nothing */
    hz_failures failures;   /* those that the earlier plan knew of, and what is reported now */
    hz_episode_day days[HZ_COURSE_DAYS];
    hz_episode_order *orders; /* [n_orders] in the order in which they must be issued, then by unit */
    size_t n_orders;
    size_t *of_unit;        /* [n_orders] the same by unit: those of u are orders[of_unit[first_of_unit[u]]] and on, in their order */
    size_t *first_of_unit;  /* [n_units + 1] */
    int64_t cost_fen;       /* of all days, with */
    int64_t once_fen;       /* what is paid once, and */
    int64_t restart_fen;    /* what days cost on which units restart, and */
    int64_t beyond_fen;     /* what modes cost that must go on behind the last day */
    int64_t bound_fen;      /* none in the steps of the settings cost less, proved; rounded up */
    char *bound_exact;
    hz_search_end search_end; /* how the search for cheaper orders ended, */
    long n_nodes;             /* after so many linear programs */
    const hz_alert *alert;  /* as of a plan (plan/plan.h) */
    const hz_ruleset *rules, *in_force;
    const hz_index *index;
    bool has_own_forecast;
    char scenario_digest[HZ_DIGEST_HEX];
    char rules_digest[HZ_DIGEST_HEX], index_digest[HZ_DIGEST_HEX], forecast_digest[HZ_DIGEST_HEX]; /* as of a plan */
    char id[24];
    char solver[64];
} hz_episode_plan;

/* A demand of a day of an episode that stands in the way of a plan, as the proof that there is none names it. */
typedef struct {
    int day;
    hz_row row;
    int64_t most; /* of a target: what all units together can bring to it on that day, whatever else is demanded; else 0 */
    hz_refused refused[HZ_N_REFUSALS]; /* modes that may not be chosen on that day and would bring more, in units of the row */
} hz_day_clash;

void hz_episode_plan_free(hz_episode_plan *plan); /* NULL-safe */

/* The next stretch from *day on, which goes behind it; false when there is none. */
bool hz_next_stretch(hz_stretch *out, int *day, const hz_scenario *s, const hz_course *course, size_t unit, const hz_schedule *schedule);

/* What stays of an earlier schedule that begins on the same day: days that have begun at course->now, and orders that had to be issued
 * before it. */
hz_kept hz_keep_issued(const hz_scenario *s, const hz_course *course, const hz_course *earlier, size_t unit, const hz_schedule *schedule);

/* When it ends, with the days that it must go on behind the last one. */
static inline int64_t hz_stretch_end(const hz_stretch *stretch)
{
    return stretch->until + stretch->n_days_beyond * (int64_t)HZ_DAY_MIN;
}
/* The order of the earlier plan that an order goes on from; false: there is none. */
bool hz_find_earlier(hz_stretch *out, const hz_episode_plan *plan, const hz_episode_order *order);
/* The next order of a unit in the earlier plan, from *day on, that had to be issued before now and of which no day is left, since this
 * episode ends before; *day goes behind it. False when there is none. */
bool hz_next_withdrawn(hz_stretch *out, int *day, const hz_episode_plan *plan, size_t unit);

/* A day that has begun before any order could be issued, and of which no earlier orders are known, is not planned: nothing is demanded of
 * it. */
bool hz_episode_is_reckoned(const hz_episode_plan *plan, int day);
/* When the first report of a failure came while the day lasted; HZ_INSTANT_NONE: none did. */
int64_t hz_episode_failed_from(const hz_episode_plan *plan, int day);
/* Does anybody bring nothing on that day, or for a part of it? */
bool hz_episode_is_short(const hz_episode_plan *plan, int day);

/* The orders from the schedules, all and of every day, their sums, and the cost of all. HZ_ERR_VERIFY when a demand of a day that has
 * not begun is missed, or the orders do not cost what the schedules do; HZ_ERR_MEMORY. */
hz_status hz_reckon_episode(hz_episode_plan *plan, hz_error *err);
/* What an equal share would cost on each day whose level has a model. The plan has been reckoned. HZ_ERR_MEMORY, HZ_ERR_INTERRUPTED. */
hz_status hz_reckon_uniform_days(hz_episode_plan *plan, const hz_model *const levels[HZ_N_LEVELS], hz_error *err);

#endif

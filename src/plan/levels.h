/* levels.h - the plans of several levels, each inside the next, beside what each level would be by itself
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_PLAN_LEVELS_H
#define HZ_PLAN_LEVELS_H

#include "plan/compare.h"
#include "plan/plan.h"

/* Who said how many days a level is expected. */
typedef enum {
    HZ_DAYS_ORDERED,  /* the settings */
    HZ_DAYS_SCENARIO, /* the scenario */
    HZ_DAYS_ASSUMED   /* nobody: 1 */
} hz_days_basis;

const char *hz_days_basis_id(hz_days_basis basis);   /* "order", "scenario", "assumed" */
const char *hz_days_basis_name(hz_days_basis basis); /* in the current language */

typedef struct {
    hz_plan *plan;       /* owned; its bound and prices are those of the level by itself */
    int64_t milli_days;  /* expected a year, thousandths */
    hz_days_basis days_by;
    /* the level planned by itself, in the same steps */
    int64_t alone_fen_d; /* what its orders cost */
    size_t n_alone_touched;
    /* [plan->reckoning->n_balances] duals of the program of all levels, over all expected days, fen per base unit */
    char **price_exact; /* as fractions */
    double *price;      /* for reading */
} hz_level_plan;

typedef struct hz_levels {
    const hz_scenario *scenario;
    hz_settings settings; /* HZ_EXTENT_ALL */
    const hz_alert *alert;
    const hz_ruleset *rules, *in_force;
    const hz_index *index;
    bool has_own_forecast;
    const struct hz_old_plan *earlier;
    char scenario_digest[HZ_DIGEST_HEX];
    char id[24]; /* "all-0123456789ab" */
    char solver[64];
    hz_level_plan levels[HZ_N_LEVELS]; /* ascending */
    size_t n_levels;
    /* over all expected days, fen */
    int64_t cost_fen, alone_fen;   /* the orders, and those of the levels each by itself; rounded up */
    int64_t bound_fen, alone_bound_fen; /* proved: no nested plans cost less, no plans at all do; rounded up */
    int64_t nesting_fen;           /* the exact difference of the two, rounded up */
    char *bound_exact, *alone_exact; /* the optima as fractions */
    hz_proved proved;         /* of all of them together, for the certificate */
    hz_search_end search_end; /* units with modes: how the search for cheaper orders of all levels ended, */
    int64_t whole_fen;        /* and what is proved of nested plans in steps that leave each in one mode; rounded up */
    hz_others others;              /* nested plans of the same exact cost over these days */
    /* of the levels each by itself: units, and enterprises with such a unit, that a stricter level would cut less */
    size_t n_loose_units, n_loose_enterprises;
    size_t n_bounded; /* units that a stricter level holds to less, or a milder one to more, than their own bounds at a level */
} hz_levels;

void hz_levels_free(hz_levels *levels); /* NULL-safe; the plans too */

/* Days times a cost of a day: fen, rounded up. */
int64_t hz_days_cost_fen(int64_t milli_days, int64_t cost_fen_d);

/* What families of demands cost over all expected days, beside what the nesting does, and what the uniform cuts would cost. */
typedef struct {
    int64_t milli_days;  /* expected in a year, of all levels, thousandths */
    bool has_uniform;    /* a uniform cut meets every reduction of each level */
    int64_t uniform_fen; /* what they cost over all expected days, rounded up; 0: has_uniform is false */
    bool has_family[HZ_N_WITHOUT];      /* there are such demands at a level */
    int64_t family_fen[HZ_N_WITHOUT];   /* what they cost the levels each by itself, rounded up */
} hz_levels_costs;

void hz_sum_levels_costs(hz_levels_costs *out, const hz_levels *levels);

/* What becomes of a unit when one order takes the place of another; NULL: there is no warning. */
hz_change hz_order_change(const hz_order *before, const hz_order *after);

/* A step from one level to the next, up or down; the level outside is none: its orders are NULL. */
enum { HZ_NO_PLACE = -1 };
typedef struct {
    int from, to; /* places in hz_levels.levels, or HZ_NO_PLACE */
} hz_step;
enum { HZ_MAX_STEPS = 2 * HZ_N_LEVELS };

/* Up from no warning to the strictest level, and down again; returns how many: twice the number of levels. */
size_t hz_levels_steps(const hz_levels *levels, hz_step steps[HZ_MAX_STEPS]);
/* The orders of a place; NULL: HZ_NO_PLACE. */
const hz_order *hz_levels_orders(const hz_levels *levels, int place);
/* What an order of a unit costs a day at a place, fen; 0: HZ_NO_PLACE. */
int64_t hz_levels_cost_fen_d(const hz_levels *levels, int place, size_t unit, const hz_order *order);
/* The level of a place as a word: "orange", "none". */
const char *hz_levels_word(const hz_levels *levels, int place);

/* "changes-yellow-orange": the name of what is said of a step, without an ending. Returns `buf`. */
enum { HZ_STEP_NAME = 32 };
const char *hz_levels_step_name(char buf[HZ_STEP_NAME], const hz_levels *levels, hz_step step);

/* Who changes in a step. */
typedef struct {
    size_t n_units[HZ_N_CHANGES], n_enterprises; /* units by change; enterprises of which a unit changes */
    int64_t cost_change_fen_d;
} hz_step_sums;

void hz_sum_step(hz_step_sums *out, const hz_levels *levels, hz_step step);

#endif

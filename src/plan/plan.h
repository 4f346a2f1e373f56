/* plan.h - the plan: one order per unit, and the reckoning that adds the orders up
 *
 * A plan refers to its scenario, alert and rules, and is valid only as long as they are.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_PLAN_PLAN_H
#define HZ_PLAN_PLAN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/digest.h"
#include "plan/settings.h"
#include "rules/alert.h"
#include "scenario/scenario.h"
#include "solve/proof.h"

typedef enum {
    HZ_ACTION_NONE,   /* runs as before, and may not emit more than before */
    HZ_ACTION_LIMIT,  /* output cut by cut_bp */
    HZ_ACTION_STOP,   /* cut_bp = 10000 */
    HZ_ACTION_EXEMPT, /* exempt at this level: may not emit more than before */
    HZ_ACTION_DOWN,   /* closed or idle: stays so */
    /* modes that are neither limit nor stop: scenario/scenario.h */
    HZ_ACTION_TREATMENT,
    HZ_ACTION_TRANSPORT,
    HZ_ACTION_LONGER,
    HZ_ACTION_CYCLE,
    HZ_ACTION_BANKED,
    HZ_ACTION_KEPT_HOT,
    HZ_N_ACTIONS
} hz_action;

const char *hz_action_id(hz_action action);   /* "limit" */
const char *hz_action_name(hz_action action); /* in the current language */

typedef struct {
    uint16_t cut_bp; /* share of the baseline output that is cut */
    uint8_t action;  /* hz_action */
    uint8_t mode;    /* 1 + the number of its mode among those of the unit; 0: none, or the unit has none */
} hz_order;

/* What grade order or alike treatment holds against one another (scenario/peers.h), and its tightest case. */
typedef struct {
    size_t n_groups, n_units;              /* trades in a district (alike: and grades), and units of them */
    size_t n_held, n_uncut, n_ungraded, n_with_modes; /* units that take no part, and why */
    uint32_t first, second;                /* order: of the better and the worse grade; alike: the deepest and the least cut; a unit
                                            * alone that is not as near as its bounds allow; HZ_NONE: there is none */
} hz_peerage;

/* One claim, held against the orders. All in the base unit of the demand: g/d (of a weighted sum: of what is summed), base units of
 * the product, fen/d, lines; of a pool 10^-12 of the sum of ratios; of grade order and alike treatment bp. */
typedef struct {
    uint32_t demand;                 /* index of scenario->demands, */
    uint32_t group;                  /* of its scope, or HZ_NONE, */
    uint32_t product;                /* caps of output: index of scenario->products, */
    uint32_t target;                 /* safety: the demand that must hold all the same; else HZ_NONE */
    int64_t base;                    /* emission, output or cost that it refers to */
    int64_t required;                /* to cut at least; for a floor: to make at least; for a cap: to bear at most; alike: the spread */
    int64_t reached;                 /* cut; for a floor: still made; for a cap: borne; order: by how much a better grade is cut deeper
                                      * than a worse one at most, mostly less than 0; alike: by how much cuts differ at most */
    int64_t slack;                   /* reached - required, of what is to be at most required - reached; negative: not met */
    size_t first_failing, n_failing; /* safety: of reckoning->failing, those whose failing costs the target most */
    hz_peerage peers;                /* grade order, alike treatment */
} hz_balance;

/* Sums of a set of orders. */
typedef struct {
    int64_t cost_fen_d;
    int64_t stop_cost_fen_d;                       /* of stopping all that operates */
    size_t n_enterprises, n_units;                 /* all in the set */
    size_t n_touched;                              /* enterprises with at least one cut */
    size_t n_actions[HZ_N_ACTIONS];                /* units by action */
    int64_t emission_g_d[HZ_MAX_POLLUTANTS];       /* listed baseline */
    int64_t cut_g_d[HZ_MAX_POLLUTANTS];
} hz_tally;

/* How many of its units are in a mode that is neither limit nor stop. */
size_t hz_tally_in_modes(const hz_tally *tally);

/* How the search for cheaper orders of units with modes ended. */
typedef enum {
    HZ_SEARCH_NONE,      /* no unit has modes: there was none */
    HZ_SEARCH_EXHAUSTED, /* nothing cheaper is left, but for what limits in smaller steps could save */
    HZ_SEARCH_GAP,       /* what is left is within the gap of the settings */
    HZ_SEARCH_NODES,     /* after as many linear programs as it is given */
    HZ_SEARCH_TIME,      /* by the time limit */
    HZ_SEARCH_LISTED,    /* of an episode: as exhausted or gap, but only schedules that were listed were looked at */
    HZ_N_SEARCH_ENDS
} hz_search_end;

const char *hz_search_end_id(hz_search_end end); /* "exhausted" */

typedef struct {
    hz_search_end end;
    int64_t bound_fen_d; /* proved: no orders in whole modes cost less; rounded up. Not below that of the linear program */
    char *bound_exact;   /* the same as a fraction */
    long n_nodes;        /* linear programs that it took */
} hz_searched;

/* The orders added up, from the orders and the inventory alone: no LP, no solver. */
typedef struct {
    hz_balance *balances; /* every claim of the level (scenario/claims.h), in its order */
    size_t n_balances;
    uint32_t *failing; /* enterprises, see hz_balance */
    size_t n_failing;
    bool is_met;          /* no slack is negative */
    hz_tally total;
    hz_tally *districts;  /* [n_districts] */
    hz_tally *sectors;    /* [n_sectors] */
    hz_tally *grades;     /* [HZ_N_GRADES] */
    hz_tally *groups;     /* [n_groups] named groups */
} hz_reckoning;

/* Enterprises whose failing together binds: the proved optimum would be cheaper without their row. */
typedef struct {
    uint32_t target; /* index of scenario->demands */
    size_t first, n; /* of plan->binding_enterprises */
    double price;    /* fen per base unit */
} hz_binding;

/* The district or trade that bears the most: of which the orders cost the largest share of what stopping all that operates there
 * would cost. */
typedef struct {
    uint32_t group;    /* index of districts or sectors; HZ_NONE: nobody bears anything */
    uint16_t share_bp; /* rounded down */
} hz_worst_hit;

/* Another way to the same targets. */
typedef enum {
    HZ_BASELINE_UNIFORM,  /* every unit the same share of its output */
    HZ_BASELINE_PRO_RATA, /* every unit the same share of the most that it may be cut */
    HZ_BASELINE_GREEDY,   /* whole units, the cheapest by average cost first, one target after the other */
    HZ_BASELINE_EARLIER,  /* the orders of an earlier plan */
    HZ_N_BASELINES
} hz_baseline_kind;

const char *hz_baseline_id(hz_baseline_kind kind);   /* "pro-rata" */
const char *hz_baseline_name(hz_baseline_kind kind); /* in the current language */

/* Units that the two inventories of an earlier plan and this one do not share, or whose order cannot be taken over. */
enum { HZ_N_NAMED = 5 };
typedef struct {
    size_t n;
    struct {
        const char *enterprise, *unit; /* ids, of the scenario or the earlier plan */
    } first[HZ_N_NAMED];
} hz_some_units;

/* Its orders, added up as those of the plan are; the orders themselves are not kept. */
typedef struct {
    hz_baseline_kind kind;
    uint16_t share_bp;    /* uniform, pro rata: that share, in steps of the orders */
    bool is_reached;      /* every reduction is met; else these are the deepest cuts, or those of the earlier plan */
    bool is_met;          /* every demand is */
    hz_balance *balances; /* [n_balances] as those of the plan */
    hz_tally total;
    hz_worst_hit district, sector;
    hz_some_units gone;    /* earlier plan: it has orders for them, but the scenario has no such units */
    hz_some_units unknown; /* earlier plan: it has no orders for them: they are cut as little as they may be */
    hz_some_units bounded; /* earlier plan: its order is outside their bounds, and moved to the nearest */
} hz_baseline;

/* What a reduction would lose if the enterprises that cut most of its pollutant did not carry out their cuts. */
enum { HZ_N_LARGEST = 5 };
typedef struct {
    uint32_t balance;               /* index of the reckoning's balances */
    size_t n_largest;               /* how many there are: fewer than five where fewer cut anything */
    uint32_t largest[HZ_N_LARGEST]; /* enterprises, the largest cut first, ties by id */
    int64_t cut_g_d[HZ_N_LARGEST];
} hz_worst_loss;

/* Why a unit is ordered what it is, at the prices of the plan. */
typedef enum {
    HZ_WHY_WORTH,     /* what is cut is worth more than it costs, and going deeper is not */
    HZ_WHY_DEAR,      /* not cut: going deeper costs more than it is worth */
    HZ_WHY_MARGIN,    /* costs just what it is worth: it sets the prices */
    HZ_WHY_BEYOND,    /* cut although it costs more than it is worth: equal treatment, whole steps or whole modes ask for it */
    HZ_WHY_HELD_BACK, /* not cut as deep as would be worth it, for the same reasons */
    HZ_WHY_LEAST,     /* cut as little as it may be, which is something */
    HZ_WHY_SPARED,    /* may not be cut at all */
    HZ_WHY_DOWN,      /* closed or idle */
    HZ_WHY_USELESS,   /* cutting it helps no demand that has a price */
    HZ_N_WHYS
} hz_why;

const char *hz_why_id(hz_why why); /* "worth", "held-back" */

typedef struct {
    hz_why why;
    /* of what is cut beyond the least; where nothing is, or nothing more (DEAR, HELD_BACK), of going on to the best place that is left */
    int64_t cost_fen_d;
    int64_t worth_fen_d; /* what the demands would have to be paid for elsewhere, rounded half to even; may be negative */
    uint32_t row;        /* of the model, in a plan index of the balances: the demand that most of the worth comes from; HZ_NONE: none */
    int64_t row_worth_fen_d;
    int64_t row_amount;  /* what it brings there, base units a day, rounded half to even */
} hz_reason;

struct hz_old_plan; /* plan/read_plan.h */
struct hz_levels;   /* plan/levels.h */

/* What families of demands cost: the bound of the plan, less the bound without them. */
typedef enum { HZ_WITHOUT_SAFETY, HZ_WITHOUT_FAIRNESS, HZ_N_WITHOUT } hz_without;

typedef struct {
    bool is_known;   /* such demands there are, */
    int64_t bound_fen_d; /* and the exact optimum without them, rounded up; not above that of the plan */
} hz_bound_without;
/* As attributes of the action list: "bound-without-safety". */
const char *hz_without_attr(hz_without family);

typedef struct {
    const hz_scenario *scenario;
    hz_settings settings;
    const hz_alert *alert;       /* what the rules say to the forecast; NULL: no forecast was given */
    const hz_ruleset *rules;     /* the rule set that is gone by; NULL: none was named */
    const hz_ruleset *in_force;  /* the one in force at the place on the day; NULL: not known */
    hz_lax_demand *lax;          /* [n_lax] what is demanded less than the rules ask for */
    size_t n_lax;
    const hz_index *index;       /* the air-quality index of the alert, or NULL */
    bool has_own_forecast;       /* the forecast is not that of the scenario */
    const struct hz_old_plan *earlier; /* the plan that this one is held against; NULL: none was given */
    char scenario_digest[HZ_DIGEST_HEX];
    /* of the files that it goes by beside the scenario, of the forecast in canonical form; empty where there is none */
    char rules_digest[HZ_DIGEST_HEX], index_digest[HZ_DIGEST_HEX], forecast_digest[HZ_DIGEST_HEX];
    char id[24];          /* "orange-0123456789ab": level and the first digits of the digest of scenario and settings */
    hz_order *orders;     /* [n_units] */
    hz_reckoning *reckoning;
    /* what was proved about the LP, as text and numbers for the report */
    int64_t bound_fen_d;  /* exact LP optimum, rounded up to whole fen: no plan costs less */
    char *bound_exact;    /* the exact optimum as a fraction, "1225413/38110" (fen/d) */
    hz_proved proved;       /* for the certificate; */
    const char *certificate; /* or the path of one that has been checked, borrowed; NULL: none */
    hz_searched search;     /* units with modes: what is proved of the orders themselves */
    hz_others others; /* other ways of the same exact cost: solve/choose.h says which of them this is */
    char **price_exact;   /* [n_balances] exact dual as a fraction, fen per base unit */
    double *price;        /* [n_balances] the same, fen per base unit, for reading */
    hz_range *ranges;     /* [n_balances] how far each demand can be moved before its price changes; negative: not known */
    hz_bound_without without[HZ_N_WITHOUT];
    /* what safety hangs on; without any: NULL */
    hz_binding *bindings; /* [n_bindings] sets of enterprises whose failing the plan is made for, the dearest first */
    size_t n_bindings;
    uint32_t *binding_enterprises;
    hz_reason *reasons;   /* [n_units]; NULL: not known */
    char solver[64];      /* "GLPK 5.0" */
    /* what it is held against */
    hz_baseline *baselines; /* [n_baselines] by kind; the earlier plan only where there is one */
    size_t n_baselines;
    hz_worst_hit worst_district, worst_sector; /* of the plan itself */
    hz_worst_loss *losses;                     /* [n_losses] one for each reduction, in the order of the balances */
    size_t n_losses;
    /* the plans that it lies among, NULL: it is alone; then it is the one at `place` */
    const struct hz_levels *within;
    int place;
} hz_plan;

/* The demand as it is laid upon the group and the product of the balance. */
hz_demand hz_balance_demand(const hz_scenario *s, const hz_balance *balance);

/* What a family of demands costs a day: the bound of the plan less the bound without it, >= 0; 0 where there are no such demands. */
int64_t hz_without_cost_fen_d(const hz_plan *plan, hz_without family);
/* What the orders are proved to cost at least: by the search, or by the linear program where there was none. */
int64_t hz_plan_bound_fen_d(const hz_plan *plan);
/* The uniform cut that the plan is held against; NULL: it was held against nothing. */
const hz_baseline *hz_plan_uniform(const hz_plan *plan);

void hz_reckoning_free(hz_reckoning *reckoning); /* NULL-safe */
void hz_baselines_free(hz_baseline *baselines, size_t n_baselines); /* NULL-safe */
void hz_plan_free(hz_plan *plan); /* NULL-safe */

/* The order that cuts a unit without modes by `cut_bp`, which its bounds allow at the level; with 0 also of one with modes: it runs as
 * before. */
hz_order hz_order_make(const hz_scenario *s, size_t unit, hz_level level, uint16_t cut_bp);
/* The order of a mode, 1 + its number among those of the unit; `cut_bp` is looked at only of a limit. */
hz_order hz_order_in_mode(const hz_scenario *s, size_t unit, uint8_t mode, uint16_t cut_bp);
/* The mode of an order; NULL: it has none. */
const hz_mode *hz_order_mode(const hz_scenario *s, size_t unit, const hz_order *order);
/* Which of two orders of a unit goes deeper, by the ladder of its modes (scenario/rungs.h): < 0, 0, > 0. */
int hz_compare_orders(const hz_order *a, const hz_order *b);
/* Does it ask for anything? A mode may ask for something and cut no output. */
bool hz_order_is_asking(const hz_order *order);

/* What one order takes away, whole grams rounded down (0 when not reported), and costs, whole fen rounded up. The
 * reckoning, and everybody who prints a figure of an order, uses these. */
int64_t hz_order_cut_g_d(const hz_scenario *s, size_t unit, size_t pollutant, const hz_order *order);
int64_t hz_order_cost_fen_d(const hz_scenario *s, size_t unit, hz_level level, const hz_order *order);
/* What of that is for the time behind the response (scenario/modes.h). */
int64_t hz_order_beyond_fen_d(const hz_scenario *s, size_t unit, hz_level level, const hz_order *order);
/* What may still be made, base units of the product a day, rounded down. */
int64_t hz_order_output(const hz_scenario *s, size_t unit, const hz_order *order);

#endif

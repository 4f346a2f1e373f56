/* run.h - a run, who owns what it makes, and what of it needs no solver
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_RUN_H
#define HZ_RUN_H

#include "base/outfile.h"
#include "model/model.h"
#include "plan/episode.h"
#include "plan/levels.h"
#include "plan/plan.h"
#include "plan/read_plan.h"
#include "plan/refusal.h"
#include "rules/alert.h"
#include "rules/rulebook.h"
#include "scenario/read.h"
#include "solve/proof.h"
#include "solve/solution.h"

/* How far a run got. */
typedef enum {
    HZ_STAGE_NONE,
    HZ_STAGE_VALIDATED,  /* findings are there; if they hold an error, nothing else */
    HZ_STAGE_FORMULATED,
    HZ_STAGE_PROVED,     /* optimal or infeasible, proved */
    HZ_STAGE_RECKONED    /* the plan is there */
} hz_stage;

/* How far a target can be taken, all other targets left out. Of several levels together only what the stricter levels' bounds leave. */
typedef struct {
    hz_balance of;            /* the target: its demand, group and so on; no amounts */
    int64_t base, required;   /* g/d, or the base unit of the balance */
    bool is_joint;            /* of several levels together */
    bool has_most;            /* false: it could not be measured, for want of memory */
    int64_t most;             /* by the bounds of the units alone, whatever else is demanded; rounded down */
    bool is_known;            /* false: it could not be measured, for want of time or memory, or is not for several levels together */
    bool is_limit;            /* what follows is not exceeded, but may be out of reach: safety whoever fails */
    bool is_possible;         /* false: a floor or a cap is broken by the least cuts alone */
    int64_t reachable;        /* with floors, caps (not those on a share of the plan's cost) and grades kept; rounded down */
    hz_refused refused[HZ_N_REFUSALS]; /* modes that may not be chosen and would bring more; none of several levels together, or of safety */
} hz_reach;

/* One family left out by itself, all others kept: is there a plan then? */
typedef struct {
    int level;        /* hz_level; HZ_ALL_LEVELS: of all levels together */
    hz_demand_family family;
    bool is_known;    /* false: for want of time or memory it was not found out */
    bool has_plan;    /* proved, before orders are rounded to steps */
} hz_left_out;
enum { HZ_ALL_LEVELS = -1 };

/* Why there are no orders where there is a plan in shares of modes and parts of steps. */
typedef enum {
    HZ_NO_ORDERS_NONE,  /* there are */
    HZ_NO_ORDERS_MODES, /* each unit in one mode, nothing was found that meets the demands */
    HZ_NO_ORDERS_STEPS  /* nothing was found in the steps of the orders */
} hz_no_orders_why;

typedef struct {
    hz_no_orders_why why;
    bool is_proved; /* over all combinations of modes: that there are none is the answer */
    long n_nodes;   /* linear programs that it took */
} hz_no_orders;

typedef struct {
    const char *name;  /* "read", "validate" ... */
    double seconds;
} hz_timing;

/* The model as a file, and the map of each. */
enum { HZ_MODEL_MPS, HZ_MODEL_MPS_MAP, HZ_MODEL_LP, HZ_MODEL_LP_MAP, HZ_N_MODEL_FILES };

typedef struct {
    hz_stage reached;
    hz_findings *findings;
    hz_scenario *scenario;
    /* what the rules say to the forecast: see run_alert.h */
    hz_findings *forecast_findings; /* of a forecast in a file of its own */
    hz_findings *issued_findings;   /* of the orders that stay, of an episode; NULL: there are none. With an error there is no plan */
    hz_forecast *own_forecast;      /* the same */
    const hz_forecast *forecast;    /* that, or the scenario's; NULL: there is none */
    hz_rulebook *book;
    const hz_ruleset *rules;        /* those that are gone by; NULL: none were asked for */
    const hz_ruleset *in_force;     /* those in force at the place on the day; NULL: not known */
    hz_rules_choice choice;         /* the same in words */
    const hz_index *index;          /* NULL: none is in force */
    hz_series *series;
    hz_alert *alert;
    hz_settings settings;           /* as they hold, once the level is decided */
    bool is_not_due;                /* the forecast calls for no response: there is nothing to plan */
    hz_model *model;
    hz_solution *solution;
    hz_proof *proof;
    hz_searched search;     /* the last one, of units with modes */
    int n_searches;       /* so far; */
    bool has_lost_nodes;  /* there were more than there is room for in */
    char nodes[HZ_NODES_TEXT]; /* and where the time limit ended them: hz_settings.nodes */
    bool was_ended;       /* it ended one */
    int n_rounds;         /* how often rows were added for those who may fail */
    hz_plan *plan;       /* of several levels, the one that was asked for; NULL: all of them */
    struct {
        hz_model *model;
        hz_solution *solution;
        hz_proof *proof;
    } alone[HZ_N_LEVELS]; /* several levels: of each by itself, for its certificate */
    hz_levels *levels;   /* NULL: one level was planned by itself */
    hz_episode_plan *episode; /* NULL: no episode was planned, or there is no plan; then */
    hz_course course;         /* of the episode, and */
    hz_day_clash *clashes;    /* [n_clashes] what stands in the way */
    size_t n_clashes;
    hz_no_orders no_orders;   /* there is a plan before units are in one mode each and before steps, and no orders; see run_whole.h */
    hz_plan *none;            /* it is proved that there is no plan: what it would have been, with the proof and without orders */
    /* infeasible only: see run_no_plan.h; of several levels that have no plan by level */
    hz_reach *reaches;
    size_t n_reaches;
    hz_balance *broken; /* floors and caps that the least cuts alone break: demand, group and product, no amounts */
    size_t n_broken;
    hz_left_out *left_out;
    size_t n_left_out;
    hz_impasse *refusals; /* [n_refusals] which demands contradict one another: see run_refusal.h; by level */
    size_t n_refusals;
    hz_outfile *model_files[HZ_N_MODEL_FILES]; /* written, but not in their places: hz_run_keep_models() */
    hz_timing timings[16]; /* wall clock; for --timings only, never in a plan */
    int n_timings;
} hz_run;

/* The texts must outlive the run: its forecast keeps the place. */
typedef struct {
    const char *forecast; /* path, XML or CSV; NULL: that of the scenario */
    const char *rules;    /* id or path of a rule set; NULL: the scenario's, else the one in force */
    const char *index;    /* path of an index to go by; NULL: that of the forecast, else the one in force */
    bool is_index_chosen; /* the user named it; false: a replay goes by the one that was found then */
    const char *folder;   /* of rule sets and indices; NULL: there is none */
    hz_rules_basis rules_by; /* of a replay: how `rules` were found then; else HZ_RULES_NONE */
    int64_t start; /* of the response: without a forecast, the rules of that day hold; HZ_INSTANT_NONE: not given */
    /* what the forecast does not say */
    const char *place;    /* NULL: not given */
    int64_t issued;       /* HZ_INSTANT_NONE: not given */
    int cause;            /* hz_cause, -1: not given */
    bool with_unconfirmed;
    bool is_override;     /* the level is ordered with settings.reason and by: a forecast that leaves it open is no error */
} hz_alert_request;

#define HZ_ALERT_REQUEST_NONE ((hz_alert_request){.start = HZ_INSTANT_NONE, .issued = HZ_INSTANT_NONE, .cause = -1})

typedef struct {
    hz_settings settings;   /* settings.lang as asked for; see has_lang */
    bool has_lang;          /* false: the scenario's language */
    hz_alert_request alert;
    bool is_auto;           /* the level is the one that the forecast calls for; settings.level is not looked at */
    const hz_old_plan *earlier; /* to hold the plan against; borrowed; NULL: none */
    const char *issued;     /* path of the orders that stay (plan/issued.h), of an episode; NULL: none */
    uint64_t cap;           /* bytes; 0 = HZ_SCENARIO_CAP */
    const char *write_mps, *write_mps_map; /* paths, or NULL: also write the model, and what its names stand for */
    const char *write_lp, *write_lp_map;
    bool may_replace;       /* for these four */
} hz_request;

/* Read only, then validate too. */
hz_status hz_run_read(hz_run *run, const char *path, uint64_t cap, hz_error *err);
hz_status hz_run_validate(hz_run *run, hz_error *err);
hz_status hz_run_check(hz_run *run, const char *path, uint64_t cap, hz_error *err);
/* Does what was found hold an error: in the scenario; in the forecast or the rules? */
bool hz_run_has_errors(const hz_run *run);
bool hz_run_has_wrong_forecast(const hz_run *run);
void hz_run_free(hz_run *run);

double hz_run_clock(void);
/* Add what has passed since *since to a name, and start anew. */
void hz_run_note_time(hz_run *run, const char *name, double *since);

/* A plan without orders, made with that solver; NULL: no memory. */
hz_plan *hz_run_new_plan(const hz_run *run, const hz_request *request, const char *solver);
/* Add up the orders of a plan, and reckon what it is held against; `model` is that of its level. */
hz_status hz_run_reckon(hz_run *run, hz_plan *plan, const hz_model *model, hz_error *err);
/* Where a time limit has ended searches, into the settings, so that a replay ends them there, too. */
void hz_run_note_searches(const hz_run *run, hz_settings *settings);
/* Name what was planned: by the digest of its scenario, its evidence and its settings. */
hz_status hz_run_sign(hz_run *run, const char *digest, hz_error *err);

#endif

/* pipeline.h - the whole run, and who owns what it makes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_PIPELINE_H
#define HZ_PIPELINE_H

#include "model/formulate.h"
#include "model/reach.h"
#include "plan/derive.h"
#include "plan/reckon.h"
#include "scenario/canonical.h"
#include "scenario/read.h"
#include "scenario/validate.h"
#include "solve/finish.h"
#include "solve/solve.h"
#include "solve/verify.h"

/* How far a run got. */
typedef enum {
    HZ_STAGE_NONE,
    HZ_STAGE_VALIDATED,  /* findings are there; if they hold an error, nothing else */
    HZ_STAGE_FORMULATED,
    HZ_STAGE_PROVED,     /* optimal or infeasible, proved */
    HZ_STAGE_RECKONED    /* the plan is there */
} hz_stage;

/* The largest reachable ratio of one pollutant, all other demands for reductions left out, supply floors kept. */
typedef struct {
    uint32_t balance_demand;  /* index of scenario->demands */
    int64_t base, required;   /* g/d */
    bool is_known;            /* false: it could not be measured, for want of time or memory */
    bool is_possible;         /* false: the supply floors alone cannot be held */
    int64_t reachable;        /* g/d, rounded down */
} hz_reach;

typedef struct {
    const char *name;  /* "read", "validate" ... */
    double seconds;
} hz_timing;

typedef struct {
    hz_stage reached;
    hz_findings *findings;
    hz_scenario *scenario;
    hz_model *model;
    hz_solution *solution;
    hz_proof *proof;
    hz_plan *plan;
    hz_reach *reaches;   /* infeasible only */
    size_t n_reaches;
    hz_timing timings[16]; /* wall clock; for --timings only, never in a plan */
    int n_timings;
} hz_run;

typedef struct {
    hz_settings settings;   /* settings.lang as asked for; see has_lang */
    bool has_lang;          /* false: the scenario's language */
    uint64_t cap;           /* bytes; 0 = HZ_SCENARIO_CAP */
    const char *write_mps, *write_lp; /* paths, or NULL: also write the model */
    bool may_replace;       /* for these two */
} hz_request;

/* Everything for one level. HZ_OK also when the findings hold errors or no plan is possible: see run->reached and
 * run->proof->outcome. The caller frees what is in *run with hz_run_free(), whatever is returned. */
hz_status hz_run_plan(hz_run *run, const char *path, const hz_request *request, hz_error *err);
/* Read and validate only. */
hz_status hz_run_check(hz_run *run, const char *path, uint64_t cap, hz_error *err);
void hz_run_free(hz_run *run);

#endif

/* refusal.h - why there is no plan: the demands that contradict one another, how near they can be come to, and what to give up
 *
 * Everything in it is proved, of the linear program: before units are left in whole modes, and before orders are rounded to steps.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_PLAN_REFUSAL_H
#define HZ_PLAN_REFUSAL_H

#include "plan/plan.h"

enum { HZ_REFUSED_TOGETHER = -1 }; /* as a level: of all levels */

typedef enum {
    HZ_CLASH_DEMAND, /* a target, floor, cap ... */
    HZ_CLASH_GRADES, /* the order of the grades, or alike treatment, in one trade and district */
    HZ_CLASH_NESTED, /* that each level lies inside the next */
    HZ_CLASH_EXEMPT, /* an enterprise is exempt */
    HZ_CLASH_MOST,   /* the most that a unit may be cut */
    HZ_CLASH_LOAD,   /* an enterprise's approved load */
    HZ_CLASH_LEAST,  /* the least that a unit must be cut */
    HZ_N_CLASH_KINDS
} hz_clash_kind;

const char *hz_clash_kind_id(hz_clash_kind kind); /* "approved-load" */

/* Something that was asked for, in the words of the input. HZ_NONE: it is not about one. */
typedef struct {
    hz_clash_kind kind;
    hz_level level;        /* of the demand; of a bound, the mildest at which it holds */
    hz_balance of;         /* a demand: which, base and required; reached and slack are 0. Grades: its demand */
    bool is_target;        /* something must be cut at least */
    bool has_within;       /* a target of a set: */
    int64_t within;        /* the most that can be reached beside the others of the set, as `of.required`; rounded down. A limit that is
                              loosened with others: what is enough */
    uint32_t enterprise, unit;
    uint32_t sector, district; /* grades */
    uint16_t bp;           /* a bound: the share of output that may, or must, be cut; a load: what may still run */
    int line;              /* 0: of none */
} hz_clash;

/* How much of a target is missing where the least is missing in total. */
typedef struct {
    hz_balance of;
    hz_level level;
    int64_t missing_g_d; /* rounded up */
} hz_shortfall;

typedef enum {
    HZ_REPAIR_ONE,   /* one demand or least cut by itself */
    HZ_REPAIR_LIFT,  /* exemptions and most cuts, together */
    HZ_REPAIR_LIMITS, /* floors and caps, together: each to its `within` */
    HZ_REPAIR_EACH,  /* each reduction by what is missing of it in `shortfalls` */
    HZ_REPAIR_ALIKE, /* all targets to the same share */
    HZ_N_REPAIR_KINDS
} hz_repair_kind;

const char *hz_repair_kind_id(hz_repair_kind kind); /* "alike" */

/* Something that could be given up, all others kept. */
typedef struct {
    hz_repair_kind kind;
    hz_clash what;        /* not of all targets at once */
    bool is_enough;       /* there is a plan then; false: giving it up by itself does not help */
    bool has_amount;      /* a demand: */
    int64_t amount;       /* what may be asked for instead, as `what.of.required`; else it is given up whole */
    bool has_cost;
    int64_t cost_fen_d;   /* the cheapest plan then costs no less, rounded up; per day */
    hz_clash *lifted;     /* [n_lifted] what is lifted or loosened together, and `what` is the first; NULL: `what` alone */
    size_t n_lifted;
} hz_repair;

/* What is said of one model. */
typedef struct {
    int level;            /* hz_level; HZ_REFUSED_TOGETHER: of all levels, each inside the next */
    bool is_relaxation;   /* units have modes, or lines stop as a whole: what is said holds of a program that lets them stand between */
    bool keeps_exemptions; /* there is fairness: who is exempt would take part in it, so it is not said what lifting exemptions does */
    bool has_conflict;    /* false: it could not be found, for want of time or memory */
    bool is_irreducible;  /* without any one of them the others can be met; false: the set may be larger than need be */
    size_t n_solves;      /* linear programs that it took */
    hz_clash *clashes;    /* [n_clashes] the demands first */
    size_t n_clashes;
    bool has_factor;      /* all targets together can be met at a share of what is asked: */
    int64_t factor_ppm;   /* that share, rounded down, */
    char *factor_exact;   /* and as a fraction */
    bool is_hard;         /* not even without any target is there a plan: the rest contradicts itself */
    bool has_shortfalls;  /* reductions alone are let off: */
    int64_t missing_g_d;  /* the least that is missing of all of them together, rounded up; each target in its own g/d */
    hz_shortfall *shortfalls; /* [n_shortfalls] where something is missing */
    size_t n_shortfalls;
    hz_repair *repairs;   /* [n_repairs] those that help first, the cheapest plan first */
    size_t n_repairs;
} hz_impasse;

void hz_refusal_clear(hz_impasse *refusal);

#endif

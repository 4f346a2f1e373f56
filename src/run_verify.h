/* run_verify.h - a plan made again without a solver: from its orders and its certificate
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What was written is not believed. The linear program is made from the scenario and held against that of the certificate; the certificate
 * is followed step by step; the orders are added up. From these a whole plan is made that must be, byte by byte, the one that was
 * written. What neither orders nor certificate prove is taken as it was stated, and named. Nothing here needs GLPK. */
#ifndef HZ_RUN_VERIFY_H
#define HZ_RUN_VERIFY_H

#include "certificate/check_certificate.h"
#include "run.h"

/* In the order in which they are looked at; what cannot be looked at any more is not. */
typedef enum {
    HZ_CHECK_PROGRAM,  /* the certificate is of the program that the scenario gives */
    HZ_CHECK_OPTIMUM,  /* its point satisfies every demand and costs what is stated */
    HZ_CHECK_BOUND,    /* what is derived follows: no cuts cost less */
    HZ_CHECK_ORDERS,   /* every order is one that its unit may be given */
    HZ_CHECK_DEMANDS,  /* the orders, added up, meet every demand */
    HZ_CHECK_COST,     /* and cost no less than the bound */
    HZ_CHECK_NESTED,   /* of several levels: each lies inside the next */
    HZ_N_VERIFY_CHECKS
} hz_verify_check;

typedef enum { HZ_NOT_LOOKED_AT, HZ_HOLDS, HZ_FAILS } hz_verdict;

typedef struct {
    hz_verdict verdicts[HZ_N_VERIFY_CHECKS];
    hz_fault faults[HZ_N_VERIFY_CHECKS]; /* of those that fail; line of the certificate, 0: of none */
    bool is_refusal;                     /* that there is no plan */
    bool is_joint;                       /* of several levels together: the checks of orders and demands are those of each level */
} hz_verification;

/* Of one level. `list` are the orders, NULL: it is claimed that there is no plan, which the certificate must prove, and only the checks of program and
 * bound are made; `certificate` is a path. run->plan is the plan made again, when nothing fails. HZ_OK also when a check fails. HZ_ERR_IO,
 * HZ_ERR_INPUT where a file is none of the kind; HZ_ERR_MEMORY, HZ_ERR_LIMIT, HZ_ERR_INTERRUPTED. The caller calls hz_run_free(). */
hz_status hz_run_verify(hz_verification *out, hz_run *run, const char *scenario, const hz_request *request, const hz_old_plan *list,
                        const char *certificate, hz_error *err);

/* Of all levels of a scenario together: the certificate is that of their joint program over the expected days, and levels[k] ([n], ascending)
 * are the runs that have verified each of them. The same errors. */
hz_status hz_run_verify_joint(hz_verification *out, hz_run *run, const char *scenario, const hz_request *request, const hz_run *levels,
                              size_t n, const char *certificate, hz_error *err);

/* In the current language. */
const char *hz_verify_check_name(const hz_verification *verification, hz_verify_check check);
/* Is the check one that such a folder is put to? */
bool hz_verify_check_is_due(const hz_verification *verification, hz_verify_check check);

#endif

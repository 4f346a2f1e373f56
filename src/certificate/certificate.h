/* certificate.h - a certificate as it was read: a mixed-integer linear program, what is claimed of it, and how that is derived
 *
 * VIPR 1.0 (Cheung, Gleixner and Steffy, Verifying Integer Programming Results, IPCO 2017), whoever wrote it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_CERTIFICATE_CERTIFICATE_H
#define HZ_CERTIFICATE_CERTIFICATE_H

#include <gmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

/* A fraction in lowest terms: top / bottom, bottom > 0; or, where that needs more than 63 bits, bottom = 0 and
 * certificate->large[top]. */
typedef struct {
    int64_t top, bottom;
} hz_ratio;

/* Index and number: a coefficient of a variable, or a multiplier of a constraint. */
typedef struct {
    uint32_t index;
    hz_ratio value;
} hz_term;

/* Terms first .. first + n - 1 of certificate->terms, ascending, no index twice, no zeros. */
typedef struct {
    size_t first, n;
} hz_terms;

typedef enum { HZ_SENSE_AT_MOST = -1, HZ_SENSE_EQUAL = 0, HZ_SENSE_AT_LEAST = 1 } hz_constraint_sense;

typedef struct {
    const char *name;
    hz_terms terms; /* of variables; */
    hz_ratio rhs;
    int sense;      /* hz_constraint_sense */
    bool is_objective; /* its terms are those of the objective */
    int line;          /* of the file */
} hz_constraint;

typedef enum {
    HZ_RULE_ASSUMED,  /* asm */
    HZ_RULE_COMBINED, /* lin: a combination of constraints */
    HZ_RULE_ROUNDED,  /* rnd: one that is rounded */
    HZ_RULE_UNSPLIT   /* uns: it holds on either side of a split */
} hz_rule;

typedef struct {
    hz_rule rule;
    hz_terms terms;      /* combined, rounded: multipliers of constraints */
    uint32_t side[2];    /* unsplit: constraints that dominate it, */
    uint32_t assumed[2]; /* and under which assumptions they do */
} hz_derivation;

typedef struct {
    const char *name;
    hz_terms terms; /* values of variables; the others are zero */
    int line;
} hz_point;

#define HZ_NO_CONSTRAINT UINT32_MAX

typedef struct {
    char **names; /* [n_variables] */
    bool *is_whole; /* [n_variables] */
    size_t n_variables;
    bool is_minimised;
    hz_terms objective;
    hz_constraint *constraints; /* [n_given + n_derived]: those of the program, then those derived, by index */
    size_t n_given, n_derived;
    hz_derivation *derivations; /* [n_derived] */
    bool is_infeasible;           /* claimed: no point satisfies the program; else: the optimum lies within */
    bool has_lower, has_upper;
    hz_ratio lower, upper;
    hz_point *points; /* [n_points] */
    size_t n_points;
    hz_term *terms; /* [n_terms] */
    size_t n_terms;
    mpq_t *large; /* [n_large] */
    size_t n_large;
    int last_line;
    hz_arena *arena; /* owns the names */
} hz_certificate;

void hz_certificate_free(hz_certificate *certificate); /* NULL-safe */

void hz_ratio_get(mpq_t out, const hz_certificate *certificate, hz_ratio number);
/* Does it claim an optimum of one value, as what combines its constraints once? Then these multipliers are prices. */
bool hz_certificate_has_prices(const hz_certificate *certificate);
bool hz_ratio_is_equal(const hz_certificate *certificate, hz_ratio a, hz_ratio b);

#endif

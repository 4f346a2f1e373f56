/* target.c - what orders bring to a whole-society target, exactly, and what is left of it when those fail who cut most
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An enterprise brings cut[p] grams to a reduction of p, and sum_p cut[p] / B[p] to a pool. Over the common denominator
 * prod_p B[p] that is the whole number sum_p cut[p] prod_{q != p} B[q], so that enterprises can be compared, and added up,
 * without rounding; what comes out is rounded down once. */
#include "plan/target.h"

#include <gmp.h>
#include <stdlib.h>

#include "base/arena.h"

#define POOL_ONE UINT64_C(1000000000000)

typedef struct {
    uint32_t enterprise;
    mpz_t brings;
} part;

typedef struct {
    const hz_scenario *s;
    const hz_order *orders;
    const hz_demand *target;
    mpz_t weight[HZ_MAX_POLLUTANTS]; /* prod_{q != p} B[q]; 0: does not count */
    mpz_t whole;                     /* prod_p B[p] */
    part *parts;                     /* [n_parts] of those who bring anything */
    size_t n_parts;
} sum;

static bool counts(const sum *t, size_t p)
{
    if (t->target->kind == HZ_DEMAND_REDUCTION)
        return t->target->pollutant == p;
    return t->target->pollutants >> p & 1 && hz_society_g_d(t->s, p) > 0;
}

static void take_weights(sum *t)
{
    bool is_pool = t->target->kind == HZ_DEMAND_POOL;

    mpz_init_set_ui(t->whole, 1);
    for (size_t p = 0; p < t->s->n_pollutants; p++) {
        mpz_init(t->weight[p]);
        if (counts(t, p) && is_pool)
            mpz_mul_ui(t->whole, t->whole, (unsigned long)hz_society_g_d(t->s, p));
    }
    for (size_t p = 0; p < t->s->n_pollutants; p++)
        if (counts(t, p) && is_pool)
            mpz_divexact_ui(t->weight[p], t->whole, (unsigned long)hz_society_g_d(t->s, p));
        else if (counts(t, p))
            mpz_set_ui(t->weight[p], 1);
}

static void add_enterprise(sum *t, size_t e)
{
    const hz_enterprise *enterprise = &t->s->enterprises[e];
    part *own = &t->parts[t->n_parts];

    own->enterprise = (uint32_t)e;
    mpz_init(own->brings);
    for (size_t p = 0; p < t->s->n_pollutants; p++) {
        int64_t cut = 0;

        if (mpz_sgn(t->weight[p]) == 0)
            continue;
        for (size_t u = enterprise->first_unit; u < (size_t)enterprise->first_unit + enterprise->n_units; u++)
            cut += hz_order_cut_g_d(t->s, u, p, &t->orders[u]);
        mpz_addmul_ui(own->brings, t->weight[p], (unsigned long)cut);
    }
    if (mpz_sgn(own->brings) > 0)
        t->n_parts++;
    else
        mpz_clear(own->brings);
}

static int by_part(const void *a, const void *b)
{
    const part *x = a, *y = b;
    int order = mpz_cmp(y->brings, x->brings);

    return order ? order : (x->enterprise > y->enterprise) - (x->enterprise < y->enterprise);
}

static int64_t add_up(sum *t, size_t first)
{
    int64_t reached;
    mpz_t total;

    mpz_init(total);
    for (size_t i = first; i < t->n_parts; i++)
        mpz_add(total, total, t->parts[i].brings);
    if (t->target->kind == HZ_DEMAND_POOL)
        mpz_mul_ui(total, total, POOL_ONE);
    mpz_fdiv_q(total, total, t->whole);
    reached = mpz_get_si(total);
    mpz_clear(total);
    return reached;
}

static void clear(sum *t)
{
    for (size_t i = 0; i < t->n_parts; i++)
        mpz_clear(t->parts[i].brings);
    for (size_t p = 0; p < t->s->n_pollutants; p++)
        mpz_clear(t->weight[p]);
    mpz_clear(t->whole);
    free(t->parts);
}

hz_status hz_reach_target(int64_t *reached, uint32_t *failing, size_t n_failing, const hz_scenario *scenario,
                          const hz_order *orders, const hz_demand *target, hz_error *err)
{
    sum t = {.s = scenario, .orders = orders, .target = target};

    if (!(t.parts = hz_calloc(scenario->n_enterprises + 1, sizeof *t.parts)))
        return hz_error_memory(err);
    take_weights(&t);
    for (size_t e = 0; e < scenario->n_enterprises; e++)
        add_enterprise(&t, e);
    if (n_failing > 0 && t.n_parts > 1)
        qsort(t.parts, t.n_parts, sizeof *t.parts, by_part);
    for (size_t i = 0; i < n_failing; i++)
        failing[i] = i < t.n_parts ? t.parts[i].enterprise : HZ_NONE;
    *reached = add_up(&t, n_failing < t.n_parts ? n_failing : t.n_parts);
    clear(&t);
    return HZ_OK;
}

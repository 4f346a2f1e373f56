/* check_certificate.c - a certificate is followed, step by step, in rational arithmetic
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The rules are those of VIPR 1.0. A combination of constraints is added up over one denominator, which all its multipliers and
 * coefficients divide, so that the sums are of whole numbers: of the hundred thousand bounds of a city each costs one multiplication. */
#include "certificate/check_certificate.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cancel.h"
#include "base/lang.h"

/* sum / scale over the variables `used`; sense and right-hand side are those of a constraint. */
typedef struct {
    const hz_certificate *c;
    mpz_t *sum;     /* [n_variables] all zero but for */
    uint32_t *used; /* [n_used] these, each once, */
    bool *is_used;  /* [n_variables] */
    size_t n_used;
    mpz_t scale, rhs;
    int sense;
    mpz_t factor, part; /* scratch */
    mpq_t ratio;        /* scratch */
} tally;

/* Under which assumptions a derived constraint holds: constraints, ascending. */
typedef struct {
    uint32_t *list;
    size_t n;
} assumptions;

typedef struct {
    const hz_certificate *c;
    hz_fault *fault;
    tally sum;
    assumptions *under; /* [n_derived] in the arena */
    hz_arena *arena;
} follower;

__attribute__((format(printf, 3, 4))) static bool blame(hz_fault *fault, int line, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(fault->text, sizeof fault->text, format, arguments);
    va_end(arguments);
    fault->line = line;
    return false;
}

/* ---- sums ---- */

static bool tally_begin(tally *t, const hz_certificate *c)
{
    *t = (tally){.c = c,
                 .sum = hz_calloc(c->n_variables + 1, sizeof *t->sum),
                 .used = hz_calloc(c->n_variables + 1, sizeof *t->used),
                 .is_used = hz_calloc(c->n_variables + 1, sizeof *t->is_used)};
    mpz_inits(t->scale, t->rhs, t->factor, t->part, NULL);
    mpq_init(t->ratio);
    for (size_t j = 0; t->sum && j < c->n_variables; j++)
        mpz_init(t->sum[j]);
    return t->sum && t->used && t->is_used;
}

static void tally_end(tally *t)
{
    for (size_t j = 0; t->sum && j < t->c->n_variables; j++)
        mpz_clear(t->sum[j]);
    mpz_clears(t->scale, t->rhs, t->factor, t->part, NULL);
    mpq_clear(t->ratio);
    free(t->sum);
    free(t->used);
    free(t->is_used);
}

static void tally_clear(tally *t)
{
    for (size_t i = 0; i < t->n_used; i++) {
        mpz_set_ui(t->sum[t->used[i]], 0);
        t->is_used[t->used[i]] = false;
    }
    t->n_used = 0;
    t->sense = HZ_SENSE_EQUAL;
    mpz_set_ui(t->rhs, 0);
    mpz_set_ui(t->scale, 1);
}

/* What `number` is a fraction of must divide the scale. */
static void widen(tally *t, const mpz_t denominator)
{
    if (!mpz_divisible_p(t->scale, denominator))
        mpz_lcm(t->scale, t->scale, denominator);
}

/* The scale takes in `multiplier` times `number`. */
static void widen_by(tally *t, const mpq_t multiplier, hz_ratio number)
{
    if (number.bottom == 1)
        return;
    hz_ratio_get(t->ratio, t->c, number);
    mpz_mul(t->part, mpq_denref(t->ratio), mpq_denref(multiplier));
    widen(t, t->part);
}

static void widen_for(tally *t, const mpq_t multiplier, const hz_constraint *constraint)
{
    const hz_term *terms = t->c->terms + constraint->terms.first;

    widen(t, mpq_denref(multiplier));
    widen_by(t, multiplier, constraint->rhs);
    for (size_t k = 0; k < constraint->terms.n; k++)
        widen_by(t, multiplier, terms[k].value);
}

/* to += factor * number; the factor is one of a multiplier over the scale. */
static void add_product(tally *t, mpz_t to, hz_ratio number)
{
    if (number.bottom == 1) {
        if (number.top < 0)
            mpz_submul_ui(to, t->factor, -(uint64_t)number.top);
        else
            mpz_addmul_ui(to, t->factor, (uint64_t)number.top);
        return;
    }
    hz_ratio_get(t->ratio, t->c, number);
    mpz_mul(t->part, t->factor, mpq_numref(t->ratio));
    mpz_divexact(t->part, t->part, mpq_denref(t->ratio));
    mpz_add(to, to, t->part);
}

/* multiplier times a constraint, for which the scale has been widened. */
static void add_constraint(tally *t, const mpq_t multiplier, const hz_constraint *constraint)
{
    const hz_term *terms = t->c->terms + constraint->terms.first;

    mpz_divexact(t->factor, t->scale, mpq_denref(multiplier));
    mpz_mul(t->factor, t->factor, mpq_numref(multiplier));
    add_product(t, t->rhs, constraint->rhs);
    for (size_t k = 0; k < constraint->terms.n; k++) {
        uint32_t j = terms[k].index;

        if (!t->is_used[j])
            t->used[t->n_used++] = j;
        t->is_used[j] = true;
        add_product(t, t->sum[j], terms[k].value);
    }
}

/* ---- what dominates what ---- */

static bool is_absurd(const tally *t)
{
    for (size_t i = 0; i < t->n_used; i++)
        if (mpz_sgn(t->sum[t->used[i]]) != 0)
            return false;
    if (t->sense == HZ_SENSE_EQUAL)
        return mpz_sgn(t->rhs) != 0;
    return t->sense * mpz_sgn(t->rhs) > 0;
}

/* sum / scale against a number: < 0, 0, > 0. */
static int compare(tally *t, const mpz_t sum, hz_ratio number)
{
    hz_ratio_get(t->ratio, t->c, number);
    mpz_mul(t->part, sum, mpq_denref(t->ratio));
    mpz_mul(mpq_numref(t->ratio), mpq_numref(t->ratio), t->scale);
    return mpz_cmp(t->part, mpq_numref(t->ratio));
}

static bool has_terms(tally *t, const hz_terms *of)
{
    const hz_term *terms = t->c->terms + of->first;
    size_t n = 0;

    for (size_t i = 0; i < t->n_used; i++)
        n += mpz_sgn(t->sum[t->used[i]]) != 0;
    if (n != of->n)
        return false;
    for (size_t k = 0; k < of->n; k++)
        if (compare(t, t->sum[terms[k].index], terms[k].value) != 0)
            return false;
    return true;
}

static bool dominates(tally *t, const hz_terms *terms, int sense, hz_ratio rhs)
{
    int is;

    if (is_absurd(t))
        return true;
    if (!has_terms(t, terms) || (t->sense != sense && t->sense != HZ_SENSE_EQUAL))
        return false;
    is = compare(t, t->rhs, rhs);
    return sense == HZ_SENSE_EQUAL ? is == 0 : is * sense >= 0;
}

/* ---- points ---- */

/* Where a point stands, over the scale of the tally: its sums. */
static void take_point(tally *t, const hz_point *point)
{
    const hz_term *terms = t->c->terms + point->terms.first;

    tally_clear(t);
    for (size_t k = 0; k < point->terms.n; k++) {
        hz_ratio_get(t->ratio, t->c, terms[k].value);
        mpz_set(t->part, mpq_denref(t->ratio));
        widen(t, t->part);
    }
    for (size_t k = 0; k < point->terms.n; k++) {
        hz_ratio_get(t->ratio, t->c, terms[k].value);
        mpz_divexact(t->part, t->scale, mpq_denref(t->ratio));
        mpz_mul(t->sum[terms[k].index], t->part, mpq_numref(t->ratio));
        t->used[t->n_used++] = terms[k].index;
        t->is_used[terms[k].index] = true;
    }
}

/* out = the sum of coefficients times values, over the scale. */
static void weigh(mpq_t out, tally *t, const hz_terms *of)
{
    const hz_term *terms = t->c->terms + of->first;
    mpz_t whole;

    mpz_init(whole);
    mpq_set_ui(out, 0, 1);
    for (size_t k = 0; k < of->n; k++) {
        hz_ratio number = terms[k].value;
        mpz_t *value = &t->sum[terms[k].index];

        if (number.bottom == 1 && number.top >= 0) {
            mpz_addmul_ui(whole, *value, (uint64_t)number.top);
        } else if (number.bottom == 1) {
            mpz_submul_ui(whole, *value, -(uint64_t)number.top);
        } else {
            hz_ratio_get(t->ratio, t->c, number);
            mpz_mul(mpq_numref(t->ratio), mpq_numref(t->ratio), *value);
            mpq_canonicalize(t->ratio);
            mpq_add(out, out, t->ratio);
        }
    }
    mpq_set_z(t->ratio, whole);
    mpq_add(out, out, t->ratio);
    mpz_clear(whole);
}

/* value / scale against a number. */
static int compare_value(mpq_t value, tally *t, hz_ratio number)
{
    hz_ratio_get(t->ratio, t->c, number);
    mpz_mul(mpq_numref(t->ratio), mpq_numref(t->ratio), t->scale);
    mpq_canonicalize(t->ratio);
    return mpq_cmp(value, t->ratio);
}

static bool is_whole_where_asked(const hz_certificate *c, hz_fault *fault, const hz_point *point)
{
    for (size_t k = 0; k < point->terms.n; k++) {
        const hz_term *term = &c->terms[point->terms.first + k];

        if (c->is_whole[term->index] && term->value.bottom != 1 &&
            (term->value.bottom != 0 || mpz_cmp_ui(mpq_denref(c->large[term->value.top]), 1) != 0))
            return blame(fault, point->line, _("in point %1$s variable %2$s is not whole"), point->name, c->names[term->index]);
    }
    return true;
}

static hz_status satisfies_all(hz_fault *fault, tally *t, const hz_point *point, mpq_t value, hz_error *err)
{
    for (size_t i = 0; i < t->c->n_given; i++) {
        const hz_constraint *constraint = &t->c->constraints[i];
        int is;

        if (i % 4096 == 0 && hz_cancel_check(err))
            return err->status;
        weigh(value, t, &constraint->terms);
        is = compare_value(value, t, constraint->rhs);
        if (constraint->sense == HZ_SENSE_EQUAL ? is != 0 : is * constraint->sense < 0) {
            blame(fault, constraint->line, _("point %1$s does not satisfy constraint %2$s"), point->name, constraint->name);
            return HZ_OK;
        }
    }
    return HZ_OK;
}

/* As good as is claimed? */
static bool reaches(tally *t, mpq_t value)
{
    const hz_certificate *c = t->c;

    weigh(value, t, &c->objective);
    return c->is_minimised ? !c->has_upper || compare_value(value, t, c->upper) <= 0
                           : !c->has_lower || compare_value(value, t, c->lower) >= 0;
}

static hz_status check_points(hz_fault *fault, tally *t, mpq_t value, hz_error *err)
{
    const hz_certificate *c = t->c;
    bool is_reached = c->is_infeasible || (c->is_minimised ? !c->has_upper : !c->has_lower);
    hz_status status = HZ_OK;

    if (c->is_infeasible && c->n_points > 0)
        blame(fault, c->points[0].line, "%s", _("that there is no point is claimed, and yet one is given"));
    for (size_t i = 0; i < c->n_points && !status && !fault->text[0]; i++) {
        take_point(t, &c->points[i]);
        if (!is_whole_where_asked(c, fault, &c->points[i]))
            break;
        status = satisfies_all(fault, t, &c->points[i], value, err);
        is_reached = is_reached || reaches(t, value);
    }
    if (!status && !fault->text[0] && !is_reached)
        blame(fault, c->n_points > 0 ? c->points[0].line : c->last_line, "%s", _("no point reaches what is claimed"));
    return status;
}

hz_status hz_check_points(hz_fault *fault, const hz_certificate *certificate, hz_error *err)
{
    tally t;
    mpq_t value;
    hz_status status;

    *fault = (hz_fault){0};
    mpq_init(value);
    status = tally_begin(&t, certificate) ? check_points(fault, &t, value, err) : hz_error_memory(err);
    mpq_clear(value);
    tally_end(&t);
    return status;
}

/* ---- assumptions ---- */

static const assumptions *assumptions_of(const follower *f, uint32_t constraint)
{
    static const assumptions none;

    return constraint < f->c->n_given ? &none : &f->under[constraint - f->c->n_given];
}

/* out = what is in either, but for `without`. */
static bool join(follower *f, assumptions *out, const assumptions *more, uint32_t without)
{
    const assumptions old = *out;
    size_t a = 0, b = 0;

    if (more->n == 0)
        return true;
    *out = (assumptions){hz_arena_array(f->arena, old.n + more->n, sizeof *out->list), 0};
    if (!out->list)
        return false;
    while (a < old.n || b < more->n) {
        uint32_t next = b == more->n || (a < old.n && old.list[a] < more->list[b]) ? old.list[a] : more->list[b];
        bool is_old = a < old.n && old.list[a] == next;

        a += is_old;
        b += b < more->n && more->list[b] == next;
        if (is_old || next != without)
            out->list[out->n++] = next;
    }
    return true;
}

/* ---- derivations ---- */

/* The senses must point the same way; the combination's is theirs. */
static bool agree(follower *f, const hz_constraint *derived, const hz_terms *terms)
{
    for (size_t k = 0; k < terms->n; k++) {
        const hz_term *term = &f->c->terms[terms->first + k];
        const hz_constraint *constraint = &f->c->constraints[term->index];
        int sign = term->value.bottom == 0 ? mpq_sgn(f->c->large[term->value.top]) : term->value.top > 0 ? 1 : -1;
        int sense = constraint->sense * sign;

        if (sense != 0 && f->sum.sense != 0 && sense != f->sum.sense)
            return blame(f->fault, derived->line, _("the multiplier of %1$s has the wrong sign for %2$s"), constraint->name, derived->name);
        if (sense != 0)
            f->sum.sense = sense;
    }
    return true;
}

static hz_status combine(follower *f, const hz_constraint *derived, const hz_terms *terms, assumptions *under, hz_error *err)
{
    const hz_certificate *c = f->c;
    mpq_t multiplier;
    hz_status status = HZ_OK;

    tally_clear(&f->sum);
    if (!agree(f, derived, terms))
        return HZ_OK;
    mpq_init(multiplier);
    for (int pass = 0; pass < 2 && !status; pass++)
        for (size_t k = 0; k < terms->n && !status; k++) {
            const hz_term *term = &c->terms[terms->first + k];

            hz_ratio_get(multiplier, c, term->value);
            if (pass == 0)
                widen_for(&f->sum, multiplier, &c->constraints[term->index]);
            else if (!join(f, under, assumptions_of(f, term->index), HZ_NO_CONSTRAINT))
                status = hz_error_memory(err);
            else
                add_constraint(&f->sum, multiplier, &c->constraints[term->index]);
            if (!status && k % 4096 == 0)
                status = hz_cancel_check(err);
        }
    mpq_clear(multiplier);
    return status;
}

/* Whole coefficients of whole variables; then no point lies between the right-hand side and the next whole number. */
static bool round_up(follower *f, const hz_constraint *derived)
{
    tally *t = &f->sum;

    for (size_t i = 0; i < t->n_used; i++) {
        uint32_t j = t->used[i];

        if (mpz_sgn(t->sum[j]) != 0 && (!f->c->is_whole[j] || !mpz_divisible_p(t->sum[j], t->scale)))
            return blame(f->fault, derived->line, _("%1$s cannot be rounded: the coefficient of %2$s"), derived->name, f->c->names[j]);
    }
    if (t->sense == HZ_SENSE_AT_LEAST)
        mpz_cdiv_q(t->rhs, t->rhs, t->scale);
    else if (t->sense == HZ_SENSE_AT_MOST)
        mpz_fdiv_q(t->rhs, t->rhs, t->scale);
    else
        return true;
    mpz_mul(t->rhs, t->rhs, t->scale);
    return true;
}

/* The constraint alone, as a combination. */
static void load(follower *f, uint32_t constraint)
{
    mpq_t one;

    mpq_init(one);
    mpq_set_ui(one, 1, 1);
    tally_clear(&f->sum);
    f->sum.sense = f->c->constraints[constraint].sense;
    widen_for(&f->sum, one, &f->c->constraints[constraint]);
    add_constraint(&f->sum, one, &f->c->constraints[constraint]);
    mpq_clear(one);
}

/* a x <= b and a x >= b + 1, all whole: every point is on one side. */
static bool is_split(follower *f, const hz_constraint *derived, const uint32_t assumed[2])
{
    const hz_certificate *c = f->c;
    bool is_first_below = c->constraints[assumed[0]].sense == HZ_SENSE_AT_MOST;
    const hz_constraint *below = &c->constraints[assumed[!is_first_below]], *above = &c->constraints[assumed[is_first_below]];
    bool has_next = below->rhs.bottom == 1 && below->rhs.top < INT64_MAX;
    hz_ratio next = {has_next ? below->rhs.top + 1 : 0, 1};

    load(f, assumed[!is_first_below]);
    if (below->sense != HZ_SENSE_AT_MOST || above->sense != HZ_SENSE_AT_LEAST || !has_next ||
        !hz_ratio_is_equal(c, next, above->rhs) || !has_terms(&f->sum, &above->terms))
        return blame(f->fault, derived->line, _("%1$s and %2$s leave points between them"), below->name, above->name);
    for (size_t i = 0; i < f->sum.n_used; i++)
        if (!c->is_whole[f->sum.used[i]] || !mpz_divisible_p(f->sum.sum[f->sum.used[i]], f->sum.scale))
            return blame(f->fault, derived->line, _("%1$s and %2$s do not split whole numbers"), below->name, above->name);
    return true;
}

static hz_status unsplit(follower *f, const hz_constraint *derived, const hz_derivation *d, assumptions *under, hz_error *err)
{
    for (int side = 0; side < 2; side++) {
        load(f, d->side[side]);
        if (!dominates(&f->sum, &derived->terms, derived->sense, derived->rhs)) {
            blame(f->fault, derived->line, _("%1$s does not follow from %2$s"), derived->name, f->c->constraints[d->side[side]].name);
            return HZ_OK;
        }
        if (!join(f, under, assumptions_of(f, d->side[side]), d->assumed[side]))
            return hz_error_memory(err);
    }
    is_split(f, derived, d->assumed);
    return HZ_OK;
}

static hz_status assume(follower *f, uint32_t constraint, assumptions *under, hz_error *err)
{
    *under = (assumptions){hz_arena_array(f->arena, 1, sizeof *under->list), 1};
    if (!under->list)
        return hz_error_memory(err);
    under->list[0] = constraint;
    return HZ_OK;
}

static hz_status follow(follower *f, size_t i, hz_error *err)
{
    const hz_constraint *derived = &f->c->constraints[f->c->n_given + i];
    const hz_derivation *d = &f->c->derivations[i];
    assumptions *under = &f->under[i];
    hz_status status;

    if (d->rule == HZ_RULE_ASSUMED)
        return assume(f, (uint32_t)(f->c->n_given + i), under, err);
    if (d->rule == HZ_RULE_UNSPLIT)
        return unsplit(f, derived, d, under, err);
    if ((status = combine(f, derived, &d->terms, under, err)) || f->fault->text[0] ||
        (d->rule == HZ_RULE_ROUNDED && !round_up(f, derived)))
        return status;
    if (!dominates(&f->sum, &derived->terms, derived->sense, derived->rhs))
        blame(f->fault, derived->line, _("%s does not follow from what it is said to be a combination of"), derived->name);
    return HZ_OK;
}

/* Is the last of them what is claimed? */
static bool concludes(follower *f)
{
    const hz_certificate *c = f->c;
    uint32_t last = (uint32_t)(c->n_given + c->n_derived - 1);

    if (!c->is_infeasible && (c->is_minimised ? !c->has_lower : !c->has_upper))
        return true; /* nothing is claimed that needs it */
    if (c->n_derived == 0)
        return blame(f->fault, c->last_line, "%s", _("nothing is derived"));
    if (assumptions_of(f, last)->n > 0)
        return blame(f->fault, c->constraints[last].line, _("%s holds only under an assumption"), c->constraints[last].name);
    load(f, last);
    if (c->is_infeasible ? is_absurd(&f->sum)
                         : dominates(&f->sum, &c->objective, c->is_minimised ? HZ_SENSE_AT_LEAST : HZ_SENSE_AT_MOST,
                                     c->is_minimised ? c->lower : c->upper))
        return true;
    return blame(f->fault, c->constraints[last].line, _("%s is not what is claimed"), c->constraints[last].name);
}

hz_status hz_check_derivations(hz_fault *fault, const hz_certificate *certificate, hz_error *err)
{
    follower f = {.c = certificate, .fault = fault, .arena = hz_arena_new()};
    bool has_room = tally_begin(&f.sum, certificate);
    hz_status status = HZ_OK;

    *fault = (hz_fault){0};
    f.under = hz_calloc(certificate->n_derived + 1, sizeof *f.under);
    if (!has_room || !f.under || !f.arena)
        status = hz_error_memory(err);
    for (size_t i = 0; i < certificate->n_derived && !status && !fault->text[0]; i++)
        status = follow(&f, i, err);
    if (!status && !fault->text[0])
        concludes(&f);
    tally_end(&f.sum);
    free(f.under);
    hz_arena_free(f.arena);
    return status;
}

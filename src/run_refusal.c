/* run_refusal.c - why there is no plan: which demands contradict one another, how near they can be come to, and what to give up
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "run_refusal.h"

#include <stdlib.h>

#include "base/arena.h"
#include "run_opening.h"
#include "run_proof.h"
#include "run_repairs.h"
#include "solve/elastic.h"
#include "solve/rational.h"

/* ---- numbers ---- */

/* What is left of an amount when a share, in bp, of it is missing; in whole `unit`s, rounded down. */
static int64_t left_of(int64_t amount, const mpq_t missing_bp, int64_t unit)
{
    int64_t whole;
    mpq_t left, times;
    mpz_t floor;

    mpq_init(left);
    mpq_init(times);
    mpz_init(floor);
    mpq_set_si(left, HZ_SHARE_ONE, 1);
    mpq_sub(left, left, missing_bp);
    mpq_set_si(times, 1, 1);
    mpz_set_si(mpq_numref(times), amount);
    mpz_set_si(mpq_denref(times), unit);
    mpz_mul_si(mpq_denref(times), mpq_denref(times), HZ_SHARE_ONE);
    mpq_canonicalize(times);
    mpq_mul(left, left, times);
    mpz_fdiv_q(floor, mpq_numref(left), mpq_denref(left));
    whole = mpz_get_si(floor);
    mpz_clear(floor);
    mpq_clear(times);
    mpq_clear(left);
    return whole;
}

/* ---- all targets together ---- */

static hz_status keep_factor(hz_impasse *r, const hz_given *given, hz_error *err)
{
    mpq_t factor;

    mpq_init(factor);
    mpq_set_si(factor, 1, 1);
    mpq_sub(factor, factor, given->price);
    r->factor_ppm = left_of(HZ_RATIO_ONE, given->given_bp[0], 1);
    r->factor_exact = mpq_get_str(NULL, 10, factor);
    r->has_factor = r->factor_exact != NULL;
    mpq_clear(factor);
    return r->has_factor ? HZ_OK : hz_error_memory(err);
}

static bool is_asked(const hz_row *row)
{
    return row->sense == HZ_AT_LEAST && row->rhs > 0;
}

/* One spare for all targets: the share of them that is missing. */
static hz_status find_factor(hz_impasse *r, const hz_opening *o, hz_error *err)
{
    const hz_model *m = o->model;
    hz_given *given = NULL;
    hz_spares spares;
    hz_status status;

    if (!hz_spares_make(&spares, 1, m->n_rows))
        return hz_error_memory(err);
    for (uint32_t i = 0; i < m->n_rows; i++)
        if (is_asked(&m->rows[i]))
            hz_spares_put(&spares, i, m->rows[i].rhs);
    hz_spares_close(&spares, HZ_SHARE_ONE, 1);
    if (!(status = hz_give_least(&given, m, &spares, err)) && !(r->is_hard = !given->is_possible))
        status = keep_factor(r, given, err);
    hz_given_free(given);
    hz_spares_clear(&spares);
    return status;
}

/* ---- the least that is missing ---- */

static bool is_reduction_row(const hz_row *row)
{
    return (row->kind == HZ_ROW_TARGET || row->kind == HZ_ROW_GROUP_TARGET) && row->rhs > 0;
}

/* Its safety asks for the same although some fail: what is given up of a target is given up of that, too. */
static void put_target(hz_spares *spares, const hz_model *m, uint32_t target)
{
    hz_spares_put(spares, target, m->rows[target].rhs);
    for (uint32_t i = target + 1; m->rows[target].kind == HZ_ROW_TARGET && i < m->n_rows; i++)
        if (m->rows[i].kind == HZ_ROW_SAFETY && m->rows[i].target == m->rows[target].demand)
            hz_spares_put(spares, i, m->rows[i].rhs);
    hz_spares_close(spares, HZ_SHARE_ONE, m->rows[target].rhs);
}

static hz_status keep_shortfalls(hz_impasse *r, const hz_opening *o, const hz_given *given, hz_error *err)
{
    const hz_model *m = o->model;

    if (!(r->shortfalls = hz_calloc(given->n + 1, sizeof *r->shortfalls)))
        return hz_error_memory(err);
    r->has_shortfalls = true;
    r->missing_g_d = hz_rational_ceil(given->price);
    for (size_t i = 0, k = 0; i < m->n_rows; i++) {
        const hz_row *row = &m->rows[i];

        if (!is_reduction_row(row))
            continue;
        k++;
        if (mpq_sgn(given->given_bp[k - 1]) > 0)
            r->shortfalls[r->n_shortfalls++] = (hz_shortfall){
                {.demand = row->demand, .group = row->group, .product = HZ_NONE, .target = HZ_NONE, .base = row->base,
                 .required = row->rhs},
                o->scenario->demands[row->demand].level,
                row->rhs - left_of(row->rhs, given->given_bp[k - 1], 1)};
    }
    return HZ_OK;
}

/* A gram that is missing of any reduction counts the same. */
static hz_status find_shortfalls(hz_impasse *r, const hz_opening *o, hz_error *err)
{
    const hz_model *m = o->model;
    size_t n = 0, n_safety = 0;
    hz_given *given = NULL;
    hz_spares spares;
    hz_status status;

    for (size_t i = 0; i < m->n_rows; i++) {
        n += is_reduction_row(&m->rows[i]);
        n_safety += m->rows[i].kind == HZ_ROW_SAFETY;
    }
    if (!hz_spares_make(&spares, n, n + n_safety))
        return hz_error_memory(err);
    for (uint32_t i = 0; i < m->n_rows; i++)
        if (is_reduction_row(&m->rows[i]))
            put_target(&spares, m, i);
    if (!(status = hz_give_least(&given, m, &spares, err)) && given->is_possible)
        status = keep_shortfalls(r, o, given, err);
    hz_given_free(given);
    hz_spares_clear(&spares);
    return status;
}

/* ---- beside those who may fail ---- */

enum { MOST_ROUNDS = 20 };

/* What was lowered asks for what it did; the rows that were found with it ask for that, too. */
static void restore_targets(hz_model *m, const hz_model *before)
{
    for (size_t i = 0; i < m->n_rows; i++)
        if (i < before->n_rows)
            m->rows[i].rhs = before->rows[i].rhs;
        else
            for (size_t t = 0; t < before->n_rows; t++)
                if (before->rows[t].demand == m->rows[i].target && before->rows[t].kind != HZ_ROW_SAFETY)
                    m->rows[i].rhs = before->rows[t].rhs;
}

/* *holds: with the targets lowered there is a plan whoever fails. Else the opening's model has the rows that say why not. */
static hz_status hold_against_failing(bool *holds, hz_opening *o, const hz_impasse *r, hz_lowering *lower, hz_error *err)
{
    hz_model *m = NULL;
    hz_proof *proof = NULL;
    hz_status status = hz_model_copy(&m, o->model, err);

    if (!status) {
        lower(m, o, r);
        status = hz_run_prove_guarded(&proof, m, err);
    }
    *holds = !status && (proof->outcome == HZ_OUTCOME_OPTIMAL || m->n_rows == o->model->n_rows);
    if (!status && !*holds) {
        hz_model *before = o->model;

        restore_targets(m, before);
        o->model = m;
        m = before;
    }
    hz_proof_free(proof);
    hz_model_free(m);
    return status;
}

typedef hz_status finder(hz_impasse *, const hz_opening *, hz_error *);

static void forget(hz_impasse *r)
{
    free(r->factor_exact);
    free(r->shortfalls);
    r->factor_exact = NULL;
    r->shortfalls = NULL;
    r->n_shortfalls = 0;
    r->has_factor = r->has_shortfalls = false;
}

static void take_over(hz_impasse *r, const hz_impasse *found)
{
    r->is_hard |= found->is_hard;
    if (found->has_factor) {
        r->has_factor = true;
        r->factor_ppm = found->factor_ppm;
        r->factor_exact = found->factor_exact;
    }
    if (found->has_shortfalls) {
        r->has_shortfalls = true;
        r->missing_g_d = found->missing_g_d;
        r->shortfalls = found->shortfalls;
        r->n_shortfalls = found->n_shortfalls;
    }
}

/* Measured again beside the rows that were found, until no more are. */
static hz_status find_safely(hz_impasse *r, finder *find, hz_lowering *lower, hz_opening *o, hz_error *err)
{
    bool holds = false;
    hz_status status = HZ_OK;

    for (int i = 0; i < MOST_ROUNDS && !holds && !status; i++) {
        hz_impasse found = {0};

        if (!(status = find(&found, o, err))) {
            holds = found.is_hard || (!found.has_factor && !found.has_shortfalls) || o->model->n_guards == 0;
            if (!holds)
                status = hold_against_failing(&holds, o, &found, lower, err);
        }
        if (!status && holds) {
            take_over(r, &found);
            found = (hz_impasse){0};
        }
        forget(&found);
    }
    return status;
}

/* ---- which contradict one another ---- */

/* How much solving a set is worth: the same for the same model, on any machine. */
static size_t most_solves(const hz_model *m)
{
    enum { MOST = 400, WORK = 20000000 };
    size_t n = WORK / (m->n_columns + m->n_rows + 1);

    return n < 1 ? 1 : n > MOST ? MOST : n;
}

/* How far a target can be taken beside the others of the set. */
static hz_status measure_within(hz_clash *clash, const hz_opening *o, const hz_model *kept, uint32_t row, hz_error *err)
{
    hz_given *given = NULL;
    hz_spares spares;
    hz_status status;

    if (!hz_spares_make(&spares, 1, 1))
        return hz_error_memory(err);
    hz_spares_put(&spares, row, kept->rows[row].rhs);
    hz_spares_close(&spares, HZ_SHARE_ONE, 1);
    if (!(status = hz_give_least(&given, kept, &spares, err)) && (clash->has_within = given->is_possible))
        clash->within = left_of(kept->rows[row].rhs, given->given_bp[0], hz_opening_unit(o, &kept->rows[row]));
    hz_given_free(given);
    hz_spares_clear(&spares);
    return status;
}

/* Targets first: what is to be reached, then what stands against it. */
static void list_clashes(hz_impasse *r, size_t *element, const hz_opening *o, const hz_conflict *c)
{
    for (int is_target = 1; is_target >= 0; is_target--)
        for (size_t e = 0; e < c->n; e++)
            if (c->is_in[e] && o->clashes[e].is_target == is_target) {
                element[r->n_clashes] = e;
                r->clashes[r->n_clashes++] = o->clashes[e];
            }
}

static hz_status keep_clashes(hz_impasse *r, const hz_opening *o, const hz_conflict *c, const hz_model *kept, const uint32_t *new_row,
                              hz_error *err)
{
    enum { MOST_MEASURED = 12 };
    size_t *element = hz_calloc(c->n_in + 1, sizeof *element);
    hz_status status = element && (r->clashes = hz_calloc(c->n_in + 1, sizeof *r->clashes)) ? HZ_OK : hz_error_memory(err);

    if (!status)
        list_clashes(r, element, o, c);
    for (size_t i = 0; i < r->n_clashes && i < MOST_MEASURED && !status; i++)
        if (r->clashes[i].is_target && r->clashes[i].of.required > 0)
            status = measure_within(&r->clashes[i], o, kept, new_row[o->row[element[i]]], err);
    free(element);
    return status;
}

static hz_status find_clashes(hz_impasse *r, hz_conflict **conflict, const hz_opening *o, hz_error *err)
{
    uint32_t *new_row = hz_calloc(o->model->n_rows + 1, sizeof *new_row);
    hz_model *kept = NULL;
    hz_status status = new_row ? HZ_OK : hz_error_memory(err);

    if (!status && !(status = hz_find_conflict(conflict, o->model, &o->elements, most_solves(o->model), err)) &&
        !(status = hz_keep_elements(&kept, o->model, &o->elements, (*conflict)->is_in, new_row, NULL, err)) &&
        !(status = keep_clashes(r, o, *conflict, kept, new_row, err))) {
        r->has_conflict = true;
        r->is_irreducible = (*conflict)->is_irreducible;
        r->n_solves = (*conflict)->n_solves;
    }
    hz_model_free(kept);
    free(new_row);
    return status;
}

/* ---- the verb ---- */

/* Each part stands by itself: what one cannot find out, another may. */
static hz_status find_all(hz_impasse *r, hz_conflict **conflict, hz_opening *o, hz_error *err)
{
    hz_status status = find_safely(r, find_factor, hz_run_lower_alike, o, err);

    if (status != HZ_ERR_INTERRUPTED && !o->is_large) {
        *err = HZ_ERROR_NONE;
        status = find_safely(r, find_shortfalls, hz_run_lower_each, o, err);
    }
    if (status == HZ_ERR_INTERRUPTED)
        return status;
    *err = HZ_ERROR_NONE;
    if ((status = hz_opening_list_elements(o, err)) || (status = find_clashes(r, conflict, o, err)))
        return status;
    return hz_run_find_repairs(r, o, *conflict, err);
}

static hz_status explain(hz_impasse *r, const hz_run *run, const hz_model *model, hz_error *err)
{
    hz_conflict *conflict = NULL;
    hz_opening opening;
    bool has_plan = false;
    hz_status status = hz_opening_make(&opening, &has_plan, run, model, err);

    r->is_relaxation = opening.is_relaxation;
    r->keeps_exemptions = opening.is_as_it_was;
    if (!status && !has_plan)
        status = find_all(r, &conflict, &opening, err);
    hz_conflict_free(conflict);
    hz_opening_clear(&opening);
    return status;
}

hz_status hz_run_explain_refusal(hz_run *run, const hz_model *model, hz_error *err)
{
    hz_error failure = HZ_ERROR_NONE;
    size_t room = run->n_refusals;
    hz_impasse *r;
    double since = hz_run_clock();

    if (!hz_grow((void **)&run->refusals, &room, run->n_refusals + 1, sizeof *run->refusals))
        return HZ_OK; /* that there is no plan is told all the same */
    r = &run->refusals[run->n_refusals++];
    *r = (hz_impasse){.level = model->n_levels > 1 ? HZ_REFUSED_TOGETHER : (int)model->level};
    if (explain(r, run, model, &failure) == HZ_ERR_INTERRUPTED)
        return hz_error_set(err, HZ_ERR_INTERRUPTED, "%s", failure.message);
    hz_run_note_time(run, "conflict", &since);
    return HZ_OK;
}

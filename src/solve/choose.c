/* choose.c - of all plans that cost as little, the one that is published
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Mostly there is nothing to choose: no column but the basic ones has a reduced cost of zero, and every tight row has a
 * price. Else the points of the lowest cost are a face of the model (face.h), along whose edges a walk leads from where
 * the solver ended to the vertex that the rule asks for (walk.h). All its vertices are optimal by the same prices, so
 * each is a basis of the model, and is proved like one. */
#include "solve/choose.h"

#include "base/lang.h"
#include "solve/approach.h"
#include "solve/face.h"
#include "solve/finish.h"
#include "solve/least.h"
#include "solve/verify.h"
#include "solve/walk.h"

typedef struct {
    const hz_model *model;
    hz_solution *solution;
    hz_proof *proof;
    hz_other_optimum other;
} choice;

void hz_other_optimum_clear(hz_other_optimum *other)
{
    hz_solution_free(other->solution);
    hz_proof_free(other->proof);
    *other = (hz_other_optimum){0};
}

/* Has every tight row a price, and every column that is not basic a reduced cost? */
static bool is_only_one(const hz_solution *s, const hz_proof *proof)
{
    for (size_t k = 0; k < s->n_tight; k++)
        if (mpq_sgn(proof->price[s->tight[k]]) == 0)
            return false;
    return proof->n_idle == 0 && proof->n_loose == 0;
}

static hz_status prove(hz_proof **proof, const hz_model *model, const hz_solution *solution, hz_error *err)
{
    hz_status status = hz_verify(proof, model, solution, err);

    if (!status && (*proof)->fault)
        status =
            hz_error_set(err, HZ_ERR_VERIFY,
                         _("the answer did not stand up to exact verification: %s; no plan is given"), (*proof)->fault);
    return status;
}

/* The vertex where the walk is, proved. */
static hz_status stop(hz_solution **solution, hz_proof **proof, const hz_face *face, const choice *c, hz_error *err)
{
    hz_status status = hz_face_lift(solution, face, c->model, c->solution, err);

    return status ? status : prove(proof, c->model, *solution, err);
}

/* X of a column, exactly. */
static void value_of(mpq_t out, const hz_model *m, const hz_solution *s, const hz_proof *proof, uint32_t column)
{
    size_t from = 0, to = proof->n_basic;

    mpq_set_ui(out, s->place[column] == HZ_AT_HI ? m->columns[column].hi_bp : m->columns[column].lo_bp, 1);
    while (from < to) {
        size_t middle = from + (to - from) / 2;

        if (proof->basic[middle] == column)
            mpq_set(out, proof->basic_bp[middle]);
        if (proof->basic[middle] < column)
            from = middle + 1;
        else
            to = middle;
    }
}

/* Does a unit stand elsewhere than where the solver ended? Only what is open can. */
static bool is_elsewhere(const choice *c, const hz_face *face, const hz_solution *s, const hz_proof *proof)
{
    bool found = false;
    mpq_t here, there;

    mpq_inits(here, there, NULL);
    for (size_t i = 0; i < face->n_members && !found; i++) {
        uint32_t j = face->members[i].column;

        if (c->model->columns[j].unit == HZ_NONE)
            continue;
        value_of(here, c->model, s, proof, j);
        value_of(there, c->model, c->solution, c->proof, j);
        found = !mpq_equal(here, there);
    }
    mpq_clears(here, there, NULL);
    return found;
}

static void take(choice *c, hz_solution *solution, hz_proof *proof, bool is_other)
{
    if (is_other) {
        c->other = (hz_other_optimum){c->solution, c->proof};
    } else {
        hz_solution_free(c->solution);
        hz_proof_free(c->proof);
    }
    c->solution = solution;
    c->proof = proof;
}

/* To the vertex of the rule, and on to another one, if there is one. */
static hz_status walk_along(choice *c, hz_walk *walk, const hz_face *face, hz_error *err)
{
    hz_solution *chosen = NULL;
    hz_proof *proof = NULL;
    bool is_other = false, has_others = false;
    hz_status status;

    if (!(status = hz_walk_to_choice(walk, err)) && !(status = stop(&chosen, &proof, face, c, err))) {
        has_others = is_other = is_elsewhere(c, face, chosen, proof);
        if (!is_other && !(status = hz_walk_to_other(walk, &has_others, err)) && has_others)
            status = stop(&c->other.solution, &c->other.proof, face, c, err);
    }
    if (status) {
        hz_solution_free(chosen);
        hz_proof_free(proof);
        return status;
    }
    chosen->n_pivots += hz_walk_pivots(walk);
    proof->others = has_others ? HZ_OTHERS_SOME : HZ_OTHERS_NONE;
    take(c, chosen, proof, is_other);
    return HZ_OK;
}

static hz_status choose_point(choice *c, hz_error *err)
{
    hz_face *face = NULL;
    hz_walk *walk = NULL;
    hz_status status;

    if (is_only_one(c->solution, c->proof)) {
        c->proof->others = HZ_OTHERS_NONE;
        return HZ_OK;
    }
    if (!(status = hz_face_make(&face, c->model, c->solution, c->proof, err)) && !(status = hz_approach(face, err)) &&
        !(status = hz_walk_begin(&walk, face, err)))
        status = walk_along(c, walk, face, err);
    hz_walk_free(walk);
    hz_face_free(face);
    return status;
}

static hz_status choose_prices(choice *c, hz_error *err)
{
    hz_others others = c->proof->others;
    hz_solution *least;
    hz_proof *proof = NULL;
    hz_status status;

    if (!c->proof->is_degenerate)
        return HZ_OK;
    if (c->model->n_arcs > 0)
        return hz_least_prices_of_chains(c->proof, c->model, c->solution, err);
    if ((status = hz_finish_with_least_prices(&least, c->model, c->solution, err)))
        return status;
    if ((status = prove(&proof, c->model, least, err))) {
        hz_solution_free(least);
        hz_proof_free(proof);
        return status;
    }
    take(c, least, proof, false);
    c->proof->others = others;
    return HZ_OK;
}

typedef hz_status (*choosing)(choice *, hz_error *);

/* What was proved before stays proved: where the choice comes to nothing that could be, a plan is worth more than none. */
static hz_status try_to(choosing choose, choice *c, hz_error *err)
{
    hz_error own = HZ_ERROR_NONE;
    hz_status status = choose(c, &own);

    if (status != HZ_ERR_VERIFY && status != HZ_ERR_INTERNAL)
        return status ? hz_error_set(err, status, "%s", own.message) : HZ_OK;
    hz_other_optimum_clear(&c->other);
    return HZ_OK;
}

hz_status hz_choose(hz_solution **solution, hz_proof **proof, hz_other_optimum *other, const hz_model *model,
                    hz_error *err)
{
    choice c = {.model = model, .solution = *solution, .proof = *proof};
    hz_status status = try_to(choose_point, &c, err);

    if (!status)
        status = try_to(choose_prices, &c, err);
    *solution = c.solution;
    *proof = c.proof;
    if (other)
        *other = c.other;
    else
        hz_other_optimum_clear(&c.other);
    return status;
}

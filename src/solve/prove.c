/* prove.c - a proof that stands: of the solver's answer as it is, or of what the exact finish makes of it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve/prove.h"

#include <stdlib.h>

#include "base/lang.h"
#include "model/flatten.h"
#include "solve/finish.h"
#include "solve/solve.h"
#include "solve/verify.h"

/* The solver's answer where it does not stand up: finished exactly, from where it ended. */
static hz_status finish(hz_solution **solution, const hz_model *model, hz_error *err)
{
    hz_solution *finished;
    hz_status status = hz_finish(&finished, model, *solution, err);

    if (status)
        return status;
    hz_solution_free(*solution);
    *solution = finished;
    return HZ_OK;
}

/* What the exact finish has made of a model whose arcs are rows. */
static hz_status verify_flat(hz_proof **proof, const hz_model *model, const hz_model *flat, hz_solution *finished,
                             hz_error *err)
{
    hz_status status;

    if (finished->outcome == HZ_OUTCOME_INFEASIBLE)
        return hz_verify(proof, flat, finished, err);
    return (status = hz_solution_unflatten(finished, model->n_rows, err)) ? status
                                                                          : hz_verify(proof, model, finished, err);
}

/* Rows up to which a model whose arcs are rows is solved once more whole: in floating point, which is much quicker than the exact finish
 * and mostly all that is needed. */
enum { FLAT_WHOLE = 20000 };

/* *finished: a solution of the model whose arcs are rows that stands up, or that the exact finish has made. It knows no arcs; and of the
 * sifted answer only the basis, which has no multipliers for those rows. */
static hz_status finish_flat(hz_solution **finished, const hz_model *flat, const hz_solution *begin, hz_error *err)
{
    static const hz_solve_settings whole = {.direct_below = SIZE_MAX};
    hz_proof *proof = NULL;
    hz_status status;
    bool stands;

    if (flat->n_rows > FLAT_WHOLE)
        return hz_finish(finished, flat, begin, err);
    if ((status = hz_solve(finished, flat, &whole, err)) || (status = hz_verify(&proof, flat, *finished, err)))
        return status;
    stands = !proof->fault;
    hz_proof_free(proof);
    return stands ? HZ_OK : finish(finished, flat, err);
}

static hz_status prove_flat(hz_proof **proof, const hz_model *model, hz_solution **solution, hz_error *err)
{
    hz_solution begin = **solution, *finished = NULL;
    hz_model *flat;
    hz_status status = hz_model_flatten(&flat, model, err);

    begin.outcome = HZ_OUTCOME_OPTIMAL;
    if (!status && !(status = finish_flat(&finished, flat, &begin, err)))
        status = verify_flat(proof, model, flat, finished, err);
    hz_model_free(flat);
    if (status) {
        hz_solution_free(finished);
        return status;
    }
    hz_solution_free(*solution);
    *solution = finished;
    return HZ_OK;
}

hz_status hz_prove(hz_proof **proof, hz_solution **solution, const hz_model *model, hz_error *err)
{
    hz_status status = hz_verify(proof, model, *solution, err);

    if (status || !(*proof)->fault)
        return status;
    hz_proof_free(*proof);
    *proof = NULL;
    if (model->n_arcs > 0)
        status = prove_flat(proof, model, solution, err);
    else if (!(status = finish(solution, model, err)))
        status = hz_verify(proof, model, *solution, err);
    if (!status && (*proof)->fault)
        return hz_error_set(err, HZ_ERR_VERIFY,
                            _("the answer did not stand up to exact verification: %s; no plan is given"),
                            (*proof)->fault);
    return status;
}

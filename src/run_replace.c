/* run_replace.c - what a plan would cost without some of its units
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The same linear program with their columns held at zero, proved like any other. Rows for those who may fail are looked for anew: with
 * others to lean on, other sets are the worst. */
#include "run_replace.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "run_proof.h"
#include "solve/rational.h"

/* Held at zero: [n_columns] copies. */
static hz_column *without(const hz_model *m, size_t first, size_t n)
{
    hz_column *columns = hz_calloc(m->n_columns + 1, sizeof *columns);

    if (!columns)
        return NULL;
    memcpy(columns, m->columns, m->n_columns * sizeof *columns);
    for (size_t j = 0; j < m->n_columns; j++)
        if (columns[j].unit != HZ_NONE && columns[j].unit >= first && columns[j].unit < first + n)
            columns[j].lo_bp = columns[j].hi_bp = 0;
    return columns;
}

hz_status hz_run_replace(hz_replacement *out, const hz_run *run, size_t first, size_t n, hz_error *err)
{
    static const int64_t weights[HZ_N_LEVELS] = {1, 1, 1, 1};
    hz_model *model = NULL;
    hz_proof *proof = NULL;
    hz_column *columns;
    hz_status status;

    *out = (hz_replacement){0};
    if ((status = hz_formulate_without(&model, run->scenario, run->model->levels, run->model->n_levels, weights, 0, err)))
        return status;
    if (!(columns = without(model, first, n))) {
        hz_model_free(model);
        return hz_error_memory(err);
    }
    free(model->columns);
    model->columns = columns;
    if (!(status = hz_run_prove_guarded(&proof, model, err)) && (out->is_possible = proof->outcome == HZ_OUTCOME_OPTIMAL))
        out->bound_fen_d = hz_rational_ceil(proof->cost_fen_d);
    hz_proof_free(proof);
    hz_model_free(model);
    return status;
}

/* run_whole.c - can demands be met where each unit is in one mode?
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The search for cheaper orders sees limits in steps, and a point counts there only once orders are made of it. What it says of modes is
 * therefore mixed with what it says of steps; here limits may stand anywhere, and a point counts when the linear program with its whole
 * columns held has a plan, which is proved. */
#include "run_whole.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/cancel.h"
#include "base/lang.h"
#include "solve/branch.h"
#include "solve/prove.h"
#include "solve/solve.h"

typedef struct {
    const hz_model *model;
    hz_model held; /* the same with bounds of its own, and no guards */
    bool is_met;
} looking;

static void hold(looking *l, const uint16_t *at_bp)
{
    memcpy(l->held.columns, l->model->columns, l->model->n_columns * sizeof *l->held.columns);
    for (size_t j = 0; j < l->model->n_columns; j++)
        if (l->model->columns[j].is_whole)
            l->held.columns[j].lo_bp = l->held.columns[j].hi_bp = at_bp[j];
}

/* solve/branch.h, hz_accept_point: the first that holds is enough, so it costs nothing, and nothing cheaper is looked for. */
static hz_status accept(void *context, bool *is_accepted, __int128 *cost, const uint16_t *at_bp, const double *exact_bp, hz_error *err)
{
    looking *l = context;
    hz_solution *solution = NULL;
    hz_proof *proof = NULL;
    hz_status status;

    (void)exact_bp;
    hold(l, at_bp);
    if (!(status = hz_solve(&solution, &l->held, NULL, err)) && !(status = hz_prove(&proof, &solution, &l->held, err)))
        l->is_met |= proof->outcome == HZ_OUTCOME_OPTIMAL;
    *is_accepted = l->is_met;
    *cost = 0;
    hz_proof_free(proof);
    hz_solution_free(solution);
    return status;
}

hz_status hz_run_look_whole(hz_no_orders *out, const hz_model *model, const hz_solution *solution, const hz_proof *proof, hz_error *err)
{
    looking l = {.model = model, .held = *model};
    const hz_branch_settings settings = {.accept = accept, .context = &l, .time_limit_s = hz_cancel_left_s() / 2};
    hz_branch_result *result = NULL;
    hz_status status;

    l.held.guards = NULL;
    l.held.n_guards = 0;
    if (!(l.held.columns = hz_calloc(model->n_columns + 1, sizeof *l.held.columns)))
        return hz_error_memory(err);
    if (!(status = hz_branch(&result, model, solution, proof, &settings, err)))
        *out = (hz_no_orders){.why = l.is_met ? HZ_NO_ORDERS_STEPS : HZ_NO_ORDERS_MODES,
                              .is_proved = !l.is_met && !result->is_bounded,
                              .n_nodes = result->n_nodes};
    hz_branch_free(result);
    free(l.held.columns);
    return status;
}

hz_status hz_run_say_no_modes(const char *of, long n_nodes, hz_error *err)
{
    return hz_error_set(err, HZ_ERR_SOLVER,
                        ngettext("%1$s: the demands can be met in shares of modes; with each unit in one mode nothing that meets them was found "
                                 "(%2$ld linear program), and that there is nothing is not proved; give a longer --time-limit, if there is one, "
                                 "or a demand that is a little less strict",
                                 "%1$s: the demands can be met in shares of modes; with each unit in one mode nothing that meets them was found "
                                 "(%2$ld linear programs), and that there is nothing is not proved; give a longer --time-limit, if there is one, "
                                 "or a demand that is a little less strict",
                                 (unsigned long)n_nodes),
                        of, n_nodes);
}

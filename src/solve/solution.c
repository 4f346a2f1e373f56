/* solution.c - who frees a solution, and one form made of another
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve/solution.h"

#include <stdlib.h>

#include "base/arena.h"

void hz_solution_free(hz_solution *solution)
{
    if (!solution)
        return;
    free(solution->place);
    free(solution->basic);
    free(solution->tight);
    free(solution->tight_arcs);
    free(solution->price);
    for (size_t i = 0; i < solution->n_multipliers; i++)
        mpz_clear(solution->multiplier[i]);
    free(solution->multiplier);
    free(solution);
}

hz_status hz_solution_unflatten(hz_solution *solution, size_t n_rows, hz_error *err)
{
    size_t n = solution->n_tight;
    uint32_t *arcs = hz_calloc(n + 1, sizeof *arcs);

    if (!arcs)
        return hz_error_memory(err);
    free(solution->tight_arcs);
    solution->tight_arcs = arcs;
    solution->n_tight = solution->n_tight_arcs = 0;
    for (size_t k = 0; k < n; k++)
        if (solution->tight[k] < n_rows)
            solution->tight[solution->n_tight++] = solution->tight[k];
        else
            solution->tight_arcs[solution->n_tight_arcs++] = (uint32_t)(solution->tight[k] - n_rows);
    return HZ_OK;
}

bool hz_is_square(const hz_model *model, const hz_solution *basis)
{
    size_t n = 0;

    for (size_t j = 0; j < model->n_columns; j++)
        n += basis->place[j] == HZ_BASIC;
    return n == basis->n_tight + basis->n_tight_arcs;
}

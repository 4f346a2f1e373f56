/* solution.c - who frees a solution
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve/solution.h"

#include <stdlib.h>

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

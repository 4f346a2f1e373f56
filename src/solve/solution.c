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
    free(solution->price);
    free(solution);
}

/* ruleset.c - a rule set: where and when it is in force
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "rules/ruleset.h"

#include <stdlib.h>
#include <string.h>

void hz_ruleset_free(hz_ruleset *rules)
{
    if (!rules)
        return;
    hz_arena_free(rules->arena);
    free(rules);
}

int hz_ruleset_fits(const hz_ruleset *rules, const char *place, int32_t day)
{
    int best = -1;

    for (size_t i = 0; i < rules->n_in_force; i++) {
        const hz_in_force *f = &rules->in_force[i];
        size_t length = strlen(f->place);

        if (day >= f->from_day && day <= f->to_day && strncmp(place, f->place, length) == 0 && (int)length > best)
            best = (int)length;
    }
    return best;
}

/* lines.c - lines that are counted: of which at least so many must stop altogether
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "scenario/lines.h"

#include "scenario/rungs.h"

bool hz_is_counted_line(const hz_scenario *s, size_t unit, hz_level level)
{
    const hz_unit *u = &s->units[unit];

    return (u->kind == HZ_UNIT_LINE || u->kind == HZ_UNIT_PROCESS) && hz_max_cut_bp(s, unit, level) > 0;
}

bool hz_line_can_stop(const hz_scenario *s, size_t unit, hz_level level)
{
    hz_rung rungs[HZ_MAX_RUNGS];
    size_t n;

    if (s->units[unit].n_modes == 0)
        return hz_max_cut_bp(s, unit, level) == HZ_SHARE_ONE;
    n = hz_list_rungs(rungs, s, unit, &level, 1);
    for (size_t i = 0; i < n; i++)
        if (rungs[i].to_bp == HZ_SHARE_ONE)
            return true;
    return false;
}

void hz_count_lines(uint32_t *counted, uint32_t *can_stop, const hz_scenario *s, hz_scope scope, hz_level level)
{
    for (size_t u = 0; u < s->n_units; u++) {
        uint32_t one;
        const uint32_t *groups;
        size_t n_groups;
        bool may_stop;

        if (!hz_is_counted_line(s, u, level))
            continue;
        n_groups = hz_groups_of(s, s->units[u].enterprise, scope, &one, &groups);
        may_stop = can_stop && hz_line_can_stop(s, u, level);
        for (size_t g = 0; g < n_groups; g++) {
            counted[groups[g]]++;
            if (may_stop)
                can_stop[groups[g]]++;
        }
    }
}

int64_t hz_lines_demanded(const hz_demand *demand, int64_t n_lines)
{
    return demand->is_ratio ? hz_div_ceil((__int128)n_lines * demand->ratio_ppm, HZ_RATIO_ONE) : demand->amount;
}

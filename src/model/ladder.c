/* ladder.c - the modes of a unit at the levels of a model
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/ladder.h"

/* From the strictest level to the mildest: a rung is of no use at a level when the next stricter one has none that is as high. */
static void keep_what_is_nested(hz_rung *rungs, size_t n, size_t n_levels)
{
    for (size_t k = n_levels - 1; k-- > 0;)
        for (size_t r = n; r-- > 0 && !(rungs[r].levels >> (k + 1) & 1);)
            rungs[r].levels &= (uint8_t)~(1U << k);
}

/* The ways of one level from below; way[r] is the one to rung r. */
static void add_level(hz_ladder *ladder, uint32_t *way, const hz_rung *rungs, size_t n, size_t k, bool may_run_on)
{
    hz_state last = {0};
    size_t n_ways = 0, i = 0;

    for (size_t r = 0; r < n; r++)
        n_ways += rungs[r].levels >> k & 1;
    for (size_t r = 0; r < n; r++) {
        hz_state state = {rungs[r].to_bp, rungs[r].mode};

        way[r] = HZ_NONE;
        if (!(rungs[r].levels >> k & 1))
            continue;
        way[r] = (uint32_t)(ladder->n + n_ways - 1 - i);
        ladder->ways[way[r]] = (hz_way){.from = last,
                                        .to = state,
                                        .stricter = HZ_NONE,
                                        .place = (uint8_t)k,
                                        .is_whole = rungs[r].jumps >> k & 1,
                                        .must_be = i == 0 && !may_run_on};
        last = state;
        i++;
    }
    ladder->n += n_ways;
    ladder->first[k + 1] = ladder->n;
    ladder->has_room &= n_ways > 0 || may_run_on;
}

/* A unit that stands on a rung stands at the next stricter level on that rung or a higher one. */
static void join_levels(hz_ladder *ladder, const uint32_t *milder, const uint32_t *stricter, size_t n)
{
    uint32_t next = HZ_NONE;

    for (size_t r = n; r-- > 0;) {
        if (stricter[r] != HZ_NONE)
            next = stricter[r];
        if (milder[r] != HZ_NONE)
            ladder->ways[milder[r]].stricter = next;
    }
}

void hz_ladder_make(hz_ladder *ladder, const hz_scenario *s, size_t unit, const hz_level *levels, size_t n_levels)
{
    hz_rung rungs[HZ_MAX_RUNGS];
    uint32_t way[HZ_N_LEVELS][HZ_MAX_RUNGS];
    size_t n = hz_list_rungs(rungs, s, unit, levels, n_levels);

    ladder->n = 0;
    ladder->first[0] = 0;
    ladder->has_room = true;
    keep_what_is_nested(rungs, n, n_levels);
    for (size_t k = 0; k < n_levels; k++)
        add_level(ladder, way[k], rungs, n, k, hz_may_run_on(s, unit, levels[k]));
    for (size_t k = 0; k + 1 < n_levels; k++)
        join_levels(ladder, way[k], way[k + 1], n);
}

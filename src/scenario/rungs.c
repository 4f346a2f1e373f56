/* rungs.c - the modes of a unit as one ladder: ways to run, each deeper than the one below
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "scenario/rungs.h"

#include "scenario/modes.h"

typedef struct {
    const hz_scenario *s;
    size_t unit, n_levels;
    const hz_level *levels;
    hz_rung *rungs;
    size_t n;
} ladder;

/* The levels at which the unit may stand in a mode that cuts so much. */
static uint8_t levels_at(const ladder *l, const hz_mode *mode, uint16_t cut_bp)
{
    uint8_t bits = 0;

    for (size_t k = 0; k < l->n_levels; k++)
        if (hz_mode_is_usable(l->s, l->unit, mode, l->levels[k]) && cut_bp >= hz_min_cut_bp(l->s, l->unit, l->levels[k]) &&
            cut_bp <= hz_max_cut_bp(l->s, l->unit, l->levels[k]))
            bits |= (uint8_t)(1U << k);
    return bits;
}

static void add_rung(ladder *l, const hz_mode *mode, uint16_t from_bp, uint16_t to_bp, uint8_t jumps)
{
    uint8_t levels = levels_at(l, mode, to_bp);

    if (levels)
        l->rungs[l->n++] = (hz_rung){.from_bp = from_bp,
                                     .to_bp = to_bp,
                                     .mode = (uint8_t)(1 + (mode - l->s->modes) - l->s->units[l->unit].first_mode),
                                     .levels = levels,
                                     .jumps = jumps};
}

/* Of a limit: a piece is a jump at a level where its lower end is out of bounds. The first one of all goes on from running as before,
 * unless entering it costs something. */
static void add_limit(ladder *l, const hz_mode *mode)
{
    bool is_smooth = l->n == 0 && mode->once_fen == 0;
    uint16_t from_bp = is_smooth ? 0 : hz_mode_from_bp(mode);
    uint8_t at_lower_end = UINT8_MAX;

    if (is_smooth) {
        for (size_t k = 0; k < l->n_levels; k++)
            if (!hz_may_run_on(l->s, l->unit, l->levels[k]))
                at_lower_end &= (uint8_t)~(1U << k);
    } else {
        add_rung(l, mode, from_bp, from_bp, UINT8_MAX);
        at_lower_end = levels_at(l, mode, from_bp);
    }
    while (from_bp < mode->cut_bp) {
        uint16_t to_bp = hz_limit_piece_at(l->s, l->unit, mode, (uint16_t)(from_bp + 1)).to_bp;

        add_rung(l, mode, from_bp, to_bp, (uint8_t)~at_lower_end);
        at_lower_end = levels_at(l, mode, to_bp);
        from_bp = to_bp;
    }
}

size_t hz_list_rungs(hz_rung rungs[HZ_MAX_RUNGS], const hz_scenario *s, size_t unit, const hz_level *levels, size_t n_levels)
{
    ladder l = {.s = s, .unit = unit, .levels = levels, .n_levels = n_levels, .rungs = rungs};
    const hz_unit *u = &s->units[unit];

    for (size_t i = 0; i < u->n_modes; i++) {
        const hz_mode *mode = &s->modes[u->first_mode + i];

        if (mode->kind == HZ_MODE_LIMIT)
            add_limit(&l, mode);
        else
            add_rung(&l, mode, mode->cut_bp, mode->cut_bp, UINT8_MAX);
    }
    return l.n;
}

/* refused.c - what modes that a level may not choose could bring to a target
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/refused.h"

#include <string.h>

#include "model/effect.h"

typedef struct {
    const hz_effects *effects;
    const hz_demand *target;
    size_t unit;
} asking;

/* What a mode brings at its deepest within the bounds; less than nothing: they do not allow it. */
static int64_t brings(const asking *a, const hz_mode *mode)
{
    const hz_scenario *s = a->effects->scenario;
    uint16_t lo = hz_min_cut_bp(s, a->unit, a->target->level), hi = hz_max_cut_bp(s, a->unit, a->target->level);
    hz_state state = {mode->cut_bp < hi ? mode->cut_bp : hi, (uint8_t)(mode - s->modes - s->units[a->unit].first_mode + 1)};

    return mode->cut_bp < lo || hz_mode_from_bp(mode) > hi ? -1 : hz_target_effect(a->effects, a->target, a->unit, state);
}

static int64_t most_allowed(const asking *a)
{
    const hz_scenario *s = a->effects->scenario;
    const hz_mode *first = s->modes + s->units[a->unit].first_mode;
    int64_t most = 0;

    for (const hz_mode *mode = first; mode < first + s->units[a->unit].n_modes; mode++)
        if (hz_mode_refusal(s, mode, a->target->level) == HZ_REFUSED_NOT && brings(a, mode) > most)
            most = brings(a, mode);
    return most;
}

static void add_mode(hz_refused *refused, const asking *a, const hz_mode *mode)
{
    if (refused->n_modes < HZ_REFUSED_NAMES) {
        refused->units[refused->n_modes] = (uint32_t)a->unit;
        refused->modes[refused->n_modes] = (uint32_t)(mode - a->effects->scenario->modes);
    }
    refused->n_modes++;
}

static void add_unit(hz_refused *refused, const asking *a)
{
    const hz_scenario *s = a->effects->scenario;
    const hz_mode *first = s->modes + s->units[a->unit].first_mode;
    int64_t allowed = most_allowed(a), more[HZ_N_REFUSALS] = {0};

    for (const hz_mode *mode = first; mode < first + s->units[a->unit].n_modes; mode++) {
        hz_refusal why = hz_mode_refusal(s, mode, a->target->level);
        int64_t of_mode = why == HZ_REFUSED_NOT ? 0 : brings(a, mode) - allowed;

        if (of_mode <= 0)
            continue;
        add_mode(&refused[why], a, mode);
        more[why] = of_mode > more[why] ? of_mode : more[why];
    }
    for (int why = 0; why < HZ_N_REFUSALS; why++) {
        refused[why].could += more[why];
        refused[why].n_units += more[why] > 0;
    }
}

static bool is_asked(const asking *a, const hz_claim *claim, const uint8_t *has_failed)
{
    const hz_scenario *s = a->effects->scenario;
    const hz_unit *u = &s->units[a->unit];

    return u->n_modes > 0 && hz_may_be_cut(s, a->unit, a->target->level) && hz_unit_in_scope(s, a->unit, a->target->scope, claim->group) &&
           !(has_failed && has_failed[u->enterprise]);
}

void hz_find_refused(hz_refused refused[HZ_N_REFUSALS], const hz_scenario *scenario, const hz_claim *claim, const uint8_t *has_failed)
{
    const hz_demand *target = &scenario->demands[claim->demand];
    hz_effects effects;
    asking a = {.effects = &effects, .target = target};

    memset(refused, 0, HZ_N_REFUSALS * sizeof *refused);
    hz_effects_make(&effects, scenario);
    for (a.unit = 0; a.unit < scenario->n_units; a.unit++)
        if (is_asked(&a, claim, has_failed))
            add_unit(refused, &a);
}

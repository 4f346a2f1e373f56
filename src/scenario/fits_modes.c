/* fits_modes.c - do the modes of a unit fit its baseline, its bounds and the demands?
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "scenario/fits_modes.h"

#include <stdio.h>
#include <string.h>

#include "scenario/fits_units.h"
#include "scenario/modes.h"
#include "scenario/rungs.h"
#include "scenario/twins.h"

/* "JZ0001/kiln-1/hot" */
enum { MODE_NAME = HZ_FITS_UNIT_NAME + 66, NUMBER_TEXT = 24 };

typedef struct {
    hz_findings *findings;
    const hz_scenario *s;
    size_t unit;
    unsigned demanded; /* bits of levels: something is demanded, and the unit may be cut */
} check;

static void name_mode(char name[MODE_NAME], const hz_scenario *s, size_t unit, const hz_mode *mode)
{
    char of[HZ_FITS_UNIT_NAME];

    hz_fits_unit_name(of, s, unit);
    snprintf(name, MODE_NAME, "%s/%.64s", of, mode->id);
}

/* ---- a mode by itself: 302, 422, 423, 425, 513 ---- */

static bool stands_before(const hz_mode *a, const hz_mode *b)
{
    return a->line != b->line ? a->line < b->line : a < b;
}

/* They are few. What differs only in case is the same, as everywhere. */
static void check_id(const check *c, const hz_mode *mode)
{
    const hz_unit *u = &c->s->units[c->unit];
    const hz_mode *first = mode;
    char name[MODE_NAME], line[NUMBER_TEXT];

    for (const hz_mode *other = c->s->modes + u->first_mode; other < c->s->modes + u->first_mode + u->n_modes; other++)
        if (stands_before(other, first) && hz_twins_compare(other->id, mode->id) == 0)
            first = other;
    if (first == mode)
        return;
    name_mode(name, c->s, c->unit, mode);
    snprintf(line, sizeof line, "%d", first->line);
    hz_findings_add(c->findings, HZ_302, mode->line, "mode", name, line, NULL);
}

/* In the others what falls with output falls with it. */
static bool must_say_what_is_left(const hz_mode *mode)
{
    return mode->kind == HZ_MODE_TREATMENT || mode->kind == HZ_MODE_BANKED || mode->kind == HZ_MODE_KEPT_HOT;
}

static void check_leaves(const check *c, const hz_mode *mode)
{
    const hz_scenario *s = c->s;
    const uint16_t *leaves_bp = s->mode_leaves_bp + (size_t)(mode - s->modes) * s->n_pollutants;
    char name[MODE_NAME];

    for (size_t p = 0; p < s->n_pollutants && must_say_what_is_left(mode); p++)
        if (leaves_bp[p] == HZ_NONE16 && hz_emission(s, c->unit, p) > 0) {
            name_mode(name, s, c->unit, mode);
            hz_findings_add(c->findings, HZ_422, mode->line, name, s->pollutants[p].id, NULL);
        }
}

static void check_limit(const check *c, const hz_mode *mode)
{
    char name[MODE_NAME], load[HZ_FITS_SHARE];

    if (mode->kind != HZ_MODE_LIMIT || (mode->cut_bp >= HZ_LEAST_LIMIT_BP && mode->cut_bp < HZ_SHARE_ONE))
        return;
    name_mode(name, c->s, c->unit, mode);
    hz_fits_share(load, (uint16_t)(HZ_SHARE_ONE - mode->cut_bp));
    hz_findings_add(c->findings, HZ_423, mode->line, name, load, NULL);
}

static bool has_place(const hz_mode *mode, hz_placeholder place)
{
    switch (place) {
    case HZ_PLACE_LOAD:
    case HZ_PLACE_CUT:
        return mode->kind != HZ_MODE_TREATMENT;
    case HZ_PLACE_OFF:
    case HZ_PLACE_ON:
        return mode->kind == HZ_MODE_CYCLE;
    case HZ_PLACE_HOURS_FROM:
    case HZ_PLACE_HOURS_TO:
        return mode->kind == HZ_MODE_LONGER;
    default:
        return true;
    }
}

static bool names(const char *order, const char *word)
{
    char place[32];

    snprintf(place, sizeof place, "{%s}", word);
    return order && strstr(order, place);
}

static void check_order(const check *c, const hz_mode *mode)
{
    char name[MODE_NAME];

    for (int place = 0; place < HZ_N_PLACES; place++) {
        const char *word = hz_word_at(&hz_placeholder_words, place);

        if (has_place(mode, (hz_placeholder)place) || (!names(mode->order.zh, word) && !names(mode->order.en, word)))
            continue;
        name_mode(name, c->s, c->unit, mode);
        hz_findings_add(c->findings, HZ_425, mode->line, name, word, hz_mode_kind_id((hz_mode_kind)mode->kind), NULL);
    }
}

static void check_cost(const check *c, const hz_mode *mode)
{
    const hz_unit *u = &c->s->units[c->unit];
    char name[MODE_NAME], cost[HZ_FIXED_MAX], stop[HZ_FIXED_MAX];

    if (mode->cost_fen_d == HZ_NOT_REPORTED || mode->cost_fen_d <= u->cost_fen_d)
        return;
    name_mode(name, c->s, c->unit, mode);
    hz_format_fixed(cost, mode->cost_fen_d, 2, -1);
    hz_format_fixed(stop, u->cost_fen_d, 2, -1);
    hz_findings_add(c->findings, HZ_513, mode->line, name, cost, stop, c->s->currency, NULL);
}

/* ---- where it can be used: 424, 514, 515, 518 ---- */

static bool is_within_bounds(const check *c, const hz_mode *mode, hz_level level)
{
    return mode->cut_bp >= hz_min_cut_bp(c->s, c->unit, level) && hz_mode_from_bp(mode) <= hz_max_cut_bp(c->s, c->unit, level);
}

static void find_hours(const check *c, hz_finding_code code, const hz_mode *mode, int hours, unsigned levels)
{
    char name[MODE_NAME], number[NUMBER_TEXT], list[HZ_FITS_LEVEL_LIST];

    name_mode(name, c->s, c->unit, mode);
    snprintf(number, sizeof number, "%d", hours);
    hz_fits_level_list(list, levels);
    hz_findings_add(c->findings, code, mode->line, name, number, list, NULL);
}

/* The hours are the most of all levels that are named. */
static void check_end(const check *c, const hz_mode *mode, unsigned usable)
{
    unsigned refused = 0, beyond = 0;
    int after_h = 0;

    for (int l = 0; l < HZ_N_LEVELS; l++) {
        if (!(usable >> l & 1) || c->s->response_h[l] == 0)
            continue;
        if (!hz_mode_is_usable(c->s, c->unit, mode, (hz_level)l)) {
            refused |= 1U << l;
            after_h = hz_mode_after_h(c->s, mode, (hz_level)l) > after_h ? hz_mode_after_h(c->s, mode, (hz_level)l) : after_h;
        } else if (hz_mode_beyond_h(c->s, mode, (hz_level)l) > 0)
            beyond |= 1U << l;
    }
    if (refused)
        find_hours(c, HZ_514, mode, after_h, refused);
    if (beyond)
        find_hours(c, HZ_518, mode, mode->least_h, beyond);
}

static void check_use(const check *c, const hz_mode *mode)
{
    char name[MODE_NAME];
    unsigned usable = 0;

    for (int l = 0; l < HZ_N_LEVELS; l++)
        if (c->demanded & mode->levels & 1U << l && is_within_bounds(c, mode, (hz_level)l))
            usable |= 1U << l;
    if (!usable) {
        name_mode(name, c->s, c->unit, mode);
        hz_findings_add(c->findings, HZ_515, mode->line, name, NULL);
    }
    check_end(c, mode, usable);
}

static bool may_stand_somewhere(const hz_scenario *s, size_t unit, hz_level level)
{
    const hz_scenario known = hz_with_responses(s);
    hz_rung rungs[HZ_MAX_RUNGS];

    return hz_may_run_on(s, unit, level) || hz_list_rungs(rungs, &known, unit, &level, 1) > 0;
}

static void check_bounds(const check *c)
{
    for (int l = 0; l < HZ_N_LEVELS; l++) {
        uint16_t least_bp = hz_min_cut_bp(c->s, c->unit, (hz_level)l), most_bp = hz_max_cut_bp(c->s, c->unit, (hz_level)l);
        char name[HZ_FITS_UNIT_NAME], least[HZ_FITS_SHARE], most[HZ_FITS_SHARE];

        if (!(c->demanded >> l & 1) || least_bp > most_bp || may_stand_somewhere(c->s, c->unit, (hz_level)l))
            continue;
        hz_fits_unit_name(name, c->s, c->unit);
        hz_fits_share(least, least_bp);
        hz_fits_share(most, most_bp);
        hz_findings_add(c->findings, HZ_424, c->s->units[c->unit].line, name, hz_level_name((hz_level)l), least, most, NULL);
    }
}

/* ---- the verbs ---- */

static void check_unit(const check *c)
{
    const hz_unit *u = &c->s->units[c->unit];

    for (const hz_mode *mode = c->s->modes + u->first_mode; mode < c->s->modes + u->first_mode + u->n_modes; mode++) {
        check_id(c, mode);
        check_leaves(c, mode);
        check_limit(c, mode);
        check_order(c, mode);
        check_cost(c, mode);
        if (c->demanded)
            check_use(c, mode);
    }
    check_bounds(c);
}

void hz_fits_modes(hz_findings *findings, const hz_scenario *s, const hz_enterprise *e, unsigned demanded)
{
    check c = {.findings = findings, .s = s, .demanded = e->operation == HZ_OPERATING ? demanded & ~(unsigned)e->exempt_levels : 0};

    for (c.unit = e->first_unit; c.unit < (size_t)e->first_unit + e->n_units; c.unit++)
        if (s->units[c.unit].n_modes > 0)
            check_unit(&c);
}

/* Does the mode need to know how long a response at the level lasts? */
static bool asks_for_duration(const hz_scenario *s, size_t unit, const hz_mode *mode, hz_level level)
{
    return hz_mode_asks_for_duration(mode) && mode->levels >> level & 1 && hz_may_be_cut(s, unit, level);
}

static void check_duration(hz_findings *findings, const hz_scenario *s, hz_level level)
{
    const hz_mode *first = NULL;
    char name[MODE_NAME], number[NUMBER_TEXT];
    size_t n = 0;

    for (size_t u = 0; u < s->n_units; u++)
        for (size_t m = s->units[u].first_mode; m < (size_t)s->units[u].first_mode + s->units[u].n_modes; m++)
            if (asks_for_duration(s, u, &s->modes[m], level) && n++ == 0) {
                first = &s->modes[m];
                name_mode(name, s, u, first);
            }
    if (n == 0)
        return;
    snprintf(number, sizeof number, "%zu", n);
    hz_findings_add(findings, HZ_516, first->line, hz_level_name(level), number, name, NULL);
}

void hz_fits_durations(hz_findings *findings, const hz_scenario *s, unsigned demanded)
{
    for (int l = 0; l < HZ_N_LEVELS && s->n_modes > 0 && !s->is_once_apart; l++)
        if (demanded >> l & 1 && s->response_h[l] == 0)
            check_duration(findings, s, (hz_level)l);
}

/* modes.c - what a mode of a unit takes away, costs and leaves to be made
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "scenario/modes.h"

#include "base/lang.h"

uint16_t hz_mode_from_bp(const hz_mode *mode)
{
    return mode->kind == HZ_MODE_LIMIT && mode->cut_bp > HZ_LEAST_LIMIT_BP ? HZ_LEAST_LIMIT_BP : mode->cut_bp;
}

/* What is spread over a response is spread over a day at the least. */
static int64_t counted_h(const hz_scenario *s, hz_level level)
{
    return s->response_h[level] > 24 ? s->response_h[level] : 24;
}

int64_t hz_mode_once_fen_d(const hz_scenario *s, const hz_mode *mode, hz_level level)
{
    int64_t hours = counted_h(s, level);

    return s->is_once_apart ? 0 : (mode->once_fen * 24 + hours - 1) / hours;
}

int hz_mode_beyond_h(const hz_scenario *s, const hz_mode *mode, hz_level level)
{
    int64_t hours = counted_h(s, level);

    return mode->least_h > hours ? (int)(mode->least_h - hours) : 0;
}

/* Every amount is below HZ_AMOUNT_MAX = 10^12, so its product with at most 10^4 bp stays inside 63 bits. */

static int64_t share_down(int64_t amount, int64_t part, int64_t whole)
{
    return amount * part / whole;
}

static int64_t share_up(int64_t amount, int64_t part, int64_t whole)
{
    return (amount * part + whole - 1) / whole;
}

/* The mode when it is a limit, and the state is not its deepest; else NULL. */
static const hz_mode *limit_of(const hz_scenario *s, size_t unit, hz_state state)
{
    const hz_mode *mode = hz_mode_of(s, unit, state.mode);

    return mode && mode->kind == HZ_MODE_LIMIT && state.cut_bp < mode->cut_bp ? mode : NULL;
}

typedef int64_t share_of(int64_t amount, int64_t part, int64_t whole);

hz_limit_piece hz_limit_piece_at(const hz_scenario *s, size_t unit, const hz_mode *limit, uint16_t cut_bp)
{
    hz_limit_piece piece = {0, limit->cut_bp};

    for (int level = 0; level < HZ_N_LEVELS; level++) {
        const uint16_t ends[] = {hz_min_cut_bp(s, unit, (hz_level)level), hz_max_cut_bp(s, unit, (hz_level)level)};

        for (size_t i = 0; i < 2; i++) {
            if (ends[i] < cut_bp && ends[i] > piece.from_bp)
                piece.from_bp = ends[i];
            if (ends[i] >= cut_bp && ends[i] > 0 && ends[i] < piece.to_bp)
                piece.to_bp = ends[i];
        }
    }
    return piece;
}

/* What a piece comes to between its ends, of which each is a share of the deepest; `whole`: what that comes to. The piece that the limit
 * begins in is bent there. */
static int64_t on_the_way(int64_t whole, const hz_mode *limit, hz_limit_piece piece, uint16_t cut_bp, share_of *share)
{
    int64_t from_bp = piece.from_bp, to_bp = piece.to_bp, begins_bp = hz_mode_from_bp(limit);
    int64_t from = share(whole, from_bp, limit->cut_bp), to = share(whole, to_bp, limit->cut_bp);

    if (begins_bp > from_bp && begins_bp < to_bp && cut_bp > begins_bp) {
        from += share(to - from, begins_bp - from_bp, to_bp - from_bp);
        from_bp = begins_bp;
    }
    return from + share(to - from, cut_bp - from_bp, to_bp - from_bp);
}

int64_t hz_state_cut_g_d(const hz_scenario *s, size_t unit, hz_state state, size_t pollutant)
{
    const hz_mode *mode = hz_mode_of(s, unit, state.mode), *limit = limit_of(s, unit, state);
    uint16_t leaves_bp = mode ? s->mode_leaves_bp[(size_t)(mode - s->modes) * s->n_pollutants + pollutant] : HZ_NONE16;
    int64_t emission = hz_emission(s, unit, pollutant), cuttable = hz_cuttable_g_d(s, unit, pollutant);

    if (limit)
        return on_the_way(share_down(cuttable, limit->cut_bp, HZ_SHARE_ONE), limit, hz_limit_piece_at(s, unit, limit, state.cut_bp),
                          state.cut_bp, share_down);
    if (leaves_bp == HZ_NONE16)
        return share_down(cuttable, state.cut_bp, HZ_SHARE_ONE);
    return emission <= 0 ? 0 : share_down(emission, HZ_SHARE_ONE - leaves_bp, HZ_SHARE_ONE);
}

/* A day in a mode, of which the response lasts so many hours and must be paid for so many more. */
static int64_t day_fen(const hz_scenario *s, size_t unit, hz_state state, int64_t hours, int64_t beyond_h)
{
    const hz_mode *mode = hz_mode_of(s, unit, state.mode), *limit = limit_of(s, unit, state);
    int64_t cost = s->units[unit].cost_fen_d;

    if (!limit && mode->cost_fen_d != HZ_NOT_REPORTED)
        cost = mode->cost_fen_d;
    else
        cost = share_up(cost, limit ? limit->cut_bp : state.cut_bp, HZ_SHARE_ONE);
    cost = share_up(cost, hours + beyond_h, hours);
    return limit ? on_the_way(cost, limit, hz_limit_piece_at(s, unit, limit, state.cut_bp), state.cut_bp, share_up) : cost;
}

int64_t hz_state_beyond_fen_d(const hz_scenario *s, size_t unit, hz_state state, hz_level level)
{
    const hz_mode *mode = hz_mode_of(s, unit, state.mode);
    int64_t hours = counted_h(s, level), beyond_h = mode && !s->is_once_apart ? hz_mode_beyond_h(s, mode, level) : 0;

    return beyond_h > 0 ? day_fen(s, unit, state, hours, beyond_h) - day_fen(s, unit, state, hours, 0) : 0;
}

int64_t hz_state_cost_fen_d(const hz_scenario *s, size_t unit, hz_state state, hz_level level)
{
    const hz_mode *mode = hz_mode_of(s, unit, state.mode);

    if (!mode)
        return share_up(s->units[unit].cost_fen_d, state.cut_bp, HZ_SHARE_ONE);
    return day_fen(s, unit, state, counted_h(s, level), 0) + hz_state_beyond_fen_d(s, unit, state, level) +
           hz_mode_once_fen_d(s, mode, level);
}

int64_t hz_state_output(const hz_scenario *s, size_t unit, hz_state state)
{
    const hz_mode *limit = limit_of(s, unit, state);
    int64_t output = s->units[unit].output;

    if (limit)
        return output - on_the_way(share_up(output, limit->cut_bp, HZ_SHARE_ONE), limit,
                                   hz_limit_piece_at(s, unit, limit, state.cut_bp), state.cut_bp, share_up);
    return share_down(output, HZ_SHARE_ONE - state.cut_bp, HZ_SHARE_ONE);
}

int hz_mode_after_h(const hz_scenario *s, const hz_mode *mode, hz_level level)
{
    return hz_mode_beyond_h(s, mode, level) + mode->restart_h;
}

bool hz_mode_is_irreversible(const hz_scenario *s, const hz_mode *mode, hz_level level)
{
    return hz_mode_after_h(s, mode, level) > s->response_h[level];
}

bool hz_mode_asks_for_duration(const hz_mode *mode)
{
    return mode->once_fen > 0 || mode->restart_h > 0 || mode->least_h > 24;
}

hz_refusal hz_mode_refusal(const hz_scenario *s, const hz_mode *mode, hz_level level)
{
    const bool holds[HZ_N_REFUSALS] = {[HZ_REFUSED_LEVEL] = !(mode->levels >> level & 1),
                                       [HZ_REFUSED_IRREVERSIBLE] = !mode->is_asked && hz_mode_is_irreversible(s, mode, level),
                                       [HZ_REFUSED_LATE] = s->has_ahead && mode->lead_h > s->ahead_h};
    hz_refusal why = HZ_REFUSED_NOT;

    for (int i = HZ_REFUSED_NOT + 1; i < HZ_REFUSED_SEVERAL; i++)
        if (holds[i])
            why = why == HZ_REFUSED_NOT ? (hz_refusal)i : HZ_REFUSED_SEVERAL;
    return why;
}

bool hz_mode_is_usable(const hz_scenario *s, size_t unit, const hz_mode *mode, hz_level level)
{
    return hz_may_be_cut(s, unit, level) && hz_mode_refusal(s, mode, level) == HZ_REFUSED_NOT;
}

hz_scenario hz_with_responses(const hz_scenario *s)
{
    hz_scenario known = *s;

    for (int l = 0; l < HZ_N_LEVELS; l++)
        if (known.response_h[l] == 0)
            known.response_h[l] = HZ_MAX_HOURS;
    return known;
}

const char *hz_mode_text(const hz_mode *mode)
{
    return mode->name.zh || mode->name.en ? hz_bilingual_text(mode->name) : hz_mode_kind_name((hz_mode_kind)mode->kind);
}

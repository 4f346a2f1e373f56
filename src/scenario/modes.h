/* modes.h - what a mode of a unit takes away, costs and leaves to be made
 *
 * A unit with modes runs as before or in exactly one of them (equation 9). A limit is any cut of output up to its deepest; all others
 * are as they are.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_SCENARIO_MODES_H
#define HZ_SCENARIO_MODES_H

#include "scenario/scenario.h"

/* How a unit runs: in a mode, or, with none, at what is left of its output. */
typedef struct {
    uint16_t cut_bp; /* of output */
    uint8_t mode;    /* 1 + the number of its mode among those of the unit; 0: none */
} hz_state;

static inline const hz_mode *hz_mode_of(const hz_scenario *s, size_t unit, uint8_t mode)
{
    return mode ? &s->modes[s->units[unit].first_mode + mode - 1] : NULL;
}

/* What it takes away, whole grams a day, rounded down; 0 when not reported. Costs, whole fen a day, rounded up. Leaves to be made, base
 * units of the product a day, rounded down. Everybody who prints or adds up a figure of an order uses these. */
/* Of a limit all three lie, but for rounding against the plan, on the straight lines of its pieces, whose ends are whole units: so no order on the
 * way is better than its line. */
int64_t hz_state_cut_g_d(const hz_scenario *s, size_t unit, hz_state state, size_t pollutant);
int64_t hz_state_cost_fen_d(const hz_scenario *s, size_t unit, hz_state state, hz_level level);
int64_t hz_state_output(const hz_scenario *s, size_t unit, hz_state state);

/* A limit is at least that much. */
enum { HZ_LEAST_LIMIT_BP = 100 };

/* Where it begins, bp of output: of a limit the least, else cut_bp. */
uint16_t hz_mode_from_bp(const hz_mode *mode);

/* A limit from one end of a bound to the next, of its unit at any level: whichever levels are planned, an order is worth the same. */
typedef struct {
    uint16_t from_bp, to_bp; /* the cuts at its ends: running on as before is one, its deepest another */
} hz_limit_piece;

/* The piece that a cut lies in, or ends: from_bp < cut_bp <= to_bp; of 0 the first. */
hz_limit_piece hz_limit_piece_at(const hz_scenario *s, size_t unit, const hz_mode *limit, uint16_t cut_bp);
/* The share of a day in what it costs once, over the days that a response at the level lasts, whole fen rounded up; 0 where it is
 * counted apart. */
int64_t hz_mode_once_fen_d(const hz_scenario *s, const hz_mode *mode, hz_level level);
/* Hours for which its minimum duration keeps a unit in it behind the end of a response at the level, which counts as a day at the least;
 * and after which the unit is back where it was: those, and the restart. */
int hz_mode_beyond_h(const hz_scenario *s, const hz_mode *mode, hz_level level);
int hz_mode_after_h(const hz_scenario *s, const hz_mode *mode, hz_level level);
/* What of the cost of a day is for the hours behind the response, spread over it like what is paid once: whole fen rounded up; 0 where it
 * is counted apart. */
int64_t hz_state_beyond_fen_d(const hz_scenario *s, size_t unit, hz_state state, hz_level level);
/* Is the unit, after the response, longer on its way back than the response lasts? Then the mode is refused unless it was asked for by
 * name. */
bool hz_mode_is_irreversible(const hz_scenario *s, const hz_mode *mode, hz_level level);
/* Does what it costs, or whether it is refused, hang on how long the response lasts? */
bool hz_mode_asks_for_duration(const hz_mode *mode);
/* Why a plan of a level does not choose a mode of a unit that may be cut there. */
typedef enum {
    HZ_REFUSED_NOT,
    HZ_REFUSED_LEVEL,        /* it may not be used at the level */
    HZ_REFUSED_IRREVERSIBLE, /* and was not asked for */
    HZ_REFUSED_LATE,         /* it takes longer until it is in place than there is time */
    HZ_REFUSED_SEVERAL,      /* more than one of these */
    HZ_N_REFUSALS
} hz_refusal;
hz_refusal hz_mode_refusal(const hz_scenario *s, const hz_mode *mode, hz_level level);
enum { HZ_REFUSED_NAMES = 3 };

/* Of the modes that are refused for one reason those that would bring more than all that their unit may choose. */
typedef struct {
    size_t n_modes, n_units;
    int64_t could;                    /* what they would bring more, the deepest of each unit, in units of the row */
    uint32_t units[HZ_REFUSED_NAMES]; /* the first of them, and */
    uint32_t modes[HZ_REFUSED_NAMES]; /* indices of scenario->modes */
} hz_refused;

/* Is there any? */
static inline bool hz_is_any_refused(const hz_refused refused[HZ_N_REFUSALS])
{
    for (int why = HZ_REFUSED_NOT + 1; why < HZ_N_REFUSALS; why++)
        if (refused[why].n_modes > 0)
            return true;
    return false;
}

/* Can a plan of a level choose it? What the bounds of the unit leave of it is another question: scenario/rungs.h. */
bool hz_mode_is_usable(const hz_scenario *s, size_t unit, const hz_mode *mode, hz_level level);

/* The scenario as it is to be looked at before it is known how long a response lasts: then nothing takes too long to come back from. It
 * owns nothing of its own. */
hz_scenario hz_with_responses(const hz_scenario *s);

/* What a person calls it, in the current language: its own name, else that of its kind. */
const char *hz_mode_text(const hz_mode *mode);

#endif

/* modes.h - what a mode of a unit takes away, costs and leaves to be made
 *
 * A unit with modes runs as before or in exactly one of them (equation 9). A limit is any cut of output up to its deepest; all others
 * are as they are.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_SCENARIO_MODES_H
#define HZ_SCENARIO_MODES_H

#include "scenario/scenario.h"

/* A limit is at least that much. */
enum { HZ_LEAST_LIMIT_BP = 100 };

/* Where it begins, bp of output: of a limit the least, else cut_bp. */
uint16_t hz_mode_from_bp(const hz_mode *mode);
/* Whole grams a day that it takes away when output is cut by `cut_bp` (of a limit; else its own), rounded down; less than 0: never. */
int64_t hz_mode_cut_g_d(const hz_scenario *s, size_t unit, const hz_mode *mode, uint16_t cut_bp, size_t pollutant);
/* Whole fen a day, rounded up: of a day in it, and its share of what it costs once, over the days that the response lasts. */
int64_t hz_mode_cost_fen_d(const hz_scenario *s, size_t unit, const hz_mode *mode, uint16_t cut_bp, hz_level level);
/* Only the latter. */
int64_t hz_mode_once_fen_d(const hz_scenario *s, const hz_mode *mode, hz_level level);
/* Does it take longer to undo than the response lasts? Then it is refused unless it was asked for by name. */
bool hz_mode_is_irreversible(const hz_scenario *s, const hz_mode *mode, hz_level level);
/* Can a plan of a level choose it? What the bounds of the unit leave of it is another question: scenario/rungs.h. */
bool hz_mode_is_usable(const hz_scenario *s, size_t unit, const hz_mode *mode, hz_level level);

/* What a person calls it, in the current language: its own name, else that of its kind. */
const char *hz_mode_text(const hz_mode *mode);

#endif

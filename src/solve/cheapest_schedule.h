/* cheapest_schedule.h - the cheapest of all that a unit with modes can do in an episode (equation 11)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_SOLVE_CHEAPEST_SCHEDULE_H
#define HZ_SOLVE_CHEAPEST_SCHEDULE_H

#include <gmp.h>

#include "base/error.h"
#include "solve/ways.h"

/* What a day weighs beside its cost, in units of which `per_fen` are a fen; added to *weight. */
typedef void hz_weigh_day(void *context, mpz_t weight, size_t unit, int day, hz_day what);

/* The schedule whose cost and weights add up to least, and what they add up to; of several one that is always the same. `per_fen` may be
 * zero: then costs do not count. `weigh` may be NULL. *is_any false: the bounds of the unit leave none. HZ_ERR_MEMORY. */
hz_status hz_cheapest_schedule(hz_schedule *out, mpz_t sum, bool *is_any, const hz_choice *from, const mpz_t per_fen,
                               hz_weigh_day *weigh, void *context, hz_error *err);
/* The same along ways that have been laid, of which `weigh` is told the unit. */
hz_status hz_cheapest_way(hz_schedule *out, mpz_t sum, bool *is_any, const hz_ways *ways, size_t unit,
                          const mpz_t per_fen, hz_weigh_day *weigh, void *context, hz_error *err);

#endif

/* estimate.h - numbers as tables hold them, and a cost from an emission: exact, then rounded once
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_IMPORT_ESTIMATE_H
#define HZ_IMPORT_ESTIMATE_H

#include "base/quantity.h"
#include "base/text.h"

/* As hz_decimal_parse() with an exponent, but a number of more than 18 significant digits is rounded to 18, half to
 * even, and *is_shortened says so: programs write 17 digits of what they measured to three. */
hz_number_status hz_estimate_number(hz_decimal *out, bool *is_shortened, const char *text);

/* Value added that goes with an emission, in fen:
 *
 *     emission [unit, as kg] / intensity [kg per unit of money] * share * 100
 *
 * rounded half to even. False when the intensity is zero, or the result above 10^17. */
bool hz_estimate_value_added(int64_t *fen, hz_decimal emission, const hz_unit_def *unit, hz_decimal intensity,
                             hz_decimal share);

/* How many digits behind the point one fen is in a unit of money: 2 for USD/a, 6 for 万元/d. */
int hz_estimate_places(const hz_unit_def *money);

#endif

/* read_units.h - the enterprises and their units, which are nearly the whole of a file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_SCENARIO_READ_UNITS_H
#define HZ_SCENARIO_READ_UNITS_H

#include "scenario/reader.h"

/* By element; the others are zero. */
extern const hz_document_action hz_read_units[HZ_EL_N];

#endif

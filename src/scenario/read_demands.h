/* read_demands.h - what is demanded at each level
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_SCENARIO_READ_DEMANDS_H
#define HZ_SCENARIO_READ_DEMANDS_H

#include "scenario/reader.h"

/* By element; the others are zero. */
extern const hz_document_action hz_read_demands[HZ_EL_N];

#endif

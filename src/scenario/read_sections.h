/* read_sections.h - the elements outside the enterprises: head, definitions, society, demands
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_SCENARIO_READ_SECTIONS_H
#define HZ_SCENARIO_READ_SECTIONS_H

#include "scenario/reader.h"

/* By element; the others are zero. */
extern const hz_document_action hz_read_sections[HZ_EL_N];

#endif

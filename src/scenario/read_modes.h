/* read_modes.h - the modes of a unit
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_SCENARIO_READ_MODES_H
#define HZ_SCENARIO_READ_MODES_H

#include "scenario/reader.h"

extern const hz_document_action hz_read_modes[HZ_EL_N];

/* Is the element that is being opened part of a mode? <cost> and <check> stand in units, too. */
static inline bool hz_read_is_in_mode(const hz_reader *r)
{
    return r->doc.open[r->doc.depth - 2] == HZ_EL_MODE;
}
void hz_read_mode_cost(hz_reader *r);
void hz_read_mode_check(hz_reader *r);
/* The unit has ended: its modes' checks follow its own, and where the file gives no bounds its modes are all there is. */
void hz_read_modes_end(hz_reader *r, hz_unit *unit);

#endif

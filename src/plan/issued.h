/* issued.h - the orders of an episode as a file: orders.xml of its folder, from which a later day is planned again
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_PLAN_ISSUED_H
#define HZ_PLAN_ISSUED_H

#include "base/sink.h"
#include "scenario/schedule.h"

enum { HZ_ISSUED_ID = 24 };

typedef struct {
    char id[HZ_ISSUED_ID];  /* of the plan */
    hz_course course;       /* `now` is not looked at */
    hz_schedule *schedules; /* [n_units of the scenario], free() */
} hz_issued;

/* Namespace urn:hazeplan:episode. Days on which a unit runs as before are left out. */
void hz_write_issued(hz_sink *sink, const hz_issued *issued, const hz_scenario *scenario);
/* Strict: HZ_ERR_INPUT with file and line for what hazeplan would not have written, and for an enterprise, a unit or a mode that the
 * scenario does not have. HZ_ERR_IO, HZ_ERR_MEMORY. */
hz_status hz_read_issued(hz_issued *out, const char *path, const hz_scenario *scenario, hz_error *err);

#endif

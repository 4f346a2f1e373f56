/* issued.h - the orders of an episode as a file: orders.xml of its folder, from which a later day is planned again
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_PLAN_ISSUED_H
#define HZ_PLAN_ISSUED_H

#include "base/sink.h"
#include "input/findings.h"
#include "plan/failures.h"
#include "scenario/schedule.h"

enum { HZ_ISSUED_ID = 24 };

typedef struct {
    char id[HZ_ISSUED_ID];  /* of the plan */
    hz_course course;       /* `now` is not looked at */
    hz_schedule *schedules; /* [n_units of the scenario] */
    hz_failures failures;   /* what was reported until then */
} hz_issued;

void hz_issued_clear(hz_issued *issued); /* may be empty */

/* Namespace urn:hazeplan:episode. Days on which a unit runs as before are left out. */
void hz_write_issued(hz_sink *sink, const hz_issued *issued, const hz_scenario *scenario);
/* Strict: HZ_ERR_INPUT with file and line for what is not of the form that hazeplan writes. What makes no sense beside the scenario goes
 * to `findings` (7xx), all of it, and HZ_OK is returned: look at them before the orders. HZ_ERR_IO, HZ_ERR_MEMORY. */
hz_status hz_read_issued(hz_issued *out, hz_findings *findings, const char *path, const hz_scenario *scenario, hz_error *err);

#endif

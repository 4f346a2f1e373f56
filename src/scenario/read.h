/* read.h - a scenario file into a scenario: streaming, and the only place where units are converted
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_SCENARIO_READ_H
#define HZ_SCENARIO_READ_H

#include "base/error.h"
#include "input/findings.h"
#include "scenario/scenario.h"

/* Default cap on the size of a scenario file: 8 GiB. */
#define HZ_SCENARIO_CAP (UINT64_C(8) << 30)

/* Read and convert. Everything wrong with form, values and names goes to `findings` (which the caller made); the scenario
 * is complete only when they hold no error, but can be given to hz_validate_scenario() in any case, so that all findings come
 * at once. The caller frees *out with hz_scenario_free(). HZ_ERR_IO, HZ_ERR_MEMORY, HZ_ERR_INTERRUPTED. */
hz_status hz_read_scenario(hz_scenario **out, hz_findings *findings, const char *path, uint64_t cap, hz_error *err);

#endif

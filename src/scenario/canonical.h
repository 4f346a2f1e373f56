/* canonical.h - a scenario back into a file: one form for one content
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The same content gives the same bytes, whatever the order, encoding, units, white space or comments of the file it came
 * from; reading the canonical form gives the same scenario. Its SHA-256 is the digest of the input. */
#ifndef HZ_SCENARIO_CANONICAL_H
#define HZ_SCENARIO_CANONICAL_H

#include "base/sink.h"
#include "scenario/scenario.h"

void hz_write_canonical(hz_sink *sink, const hz_scenario *scenario);
/* Its SHA-256. */
hz_status hz_scenario_digest(char hex[HZ_DIGEST_HEX], const hz_scenario *scenario, hz_error *err);

/* A forecast as a file of its own, in its one form: hours are named by their beginning. */
void hz_write_forecast(hz_sink *sink, const hz_forecast *forecast);

#endif

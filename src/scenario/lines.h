/* lines.h - lines that are counted: of which at least so many must stop altogether (equation 9b)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_SCENARIO_LINES_H
#define HZ_SCENARIO_LINES_H

#include "base/error.h"
#include "scenario/scenario.h"

/* Does the unit count as a line at the level: a production line or process step of an enterprise that operates, which may be cut there?
 * Who is exempt, or has a most of 0, does not: nobody is asked for a share of what is spared. */
bool hz_is_counted_line(const hz_scenario *s, size_t unit, hz_level level);
/* May it stop altogether there: is a cut of all of its output within its bounds, and, if it runs in modes, is there one that does that? */
bool hz_line_can_stop(const hz_scenario *s, size_t unit, hz_level level);

/* counted[g]: the lines of group g of a scope that count at the level; can_stop[g]: those of them that may stop, unless it is NULL. Both
 * have hz_scope_size() entries, of HZ_SCOPE_ALL one, and are 0. */
void hz_count_lines(uint32_t *counted, uint32_t *can_stop, const hz_scenario *s, hz_scope scope, hz_level level);
/* Of so many lines, how many does the demand ask to stop? A share is rounded up to whole lines. */
int64_t hz_lines_demanded(const hz_demand *demand, int64_t n_lines);

#endif

/* sort.h - the canonical order of a scenario: nothing in it shall depend on the order of the file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Texts compare byte by byte. Equal ids, which the validation refuses, end up side by side, by line. */
#ifndef HZ_SCENARIO_SORT_H
#define HZ_SCENARIO_SORT_H

#include "base/error.h"
#include "scenario/scenario.h"

/* Tables that others refer to by index: sorted before anything refers to them. */
void hz_sort_pollutants(hz_pollutant *pollutants, size_t n);
void hz_sort_groups(hz_group *groups, size_t n);
void hz_sort_named_groups(hz_named_group *groups, size_t n);

/* Parts of one unit or enterprise: checks by means, dimension, reading; contacts by role, name, phone. */
void hz_sort_checks(hz_check *checks, size_t n);
void hz_sort_contacts(hz_contact *contacts, size_t n);
/* Approved loads by levels, load, reason, document. */
void hz_sort_loads(hz_max_load *loads, size_t n);
/* Those of equal reason, document and note become one; by levels, reason, document. Returns how many are left. */
size_t hz_sort_exemptions(hz_exemption *exemptions, size_t n);

/* Where two demands of one level, or of two, stand to each other: by kind, scope, group and what they are about. 0: the same is
 * demanded, though perhaps not as much. */
int hz_compare_demands(const hz_demand *a, const hz_demand *b);

/* Everything else, in a complete scenario: products, demands, enterprises, units. What is in order is not moved. */
hz_status hz_sort_scenario(hz_scenario *scenario, hz_error *err);

#endif

/* failures.h - which enterprises have reported failure in an episode, from when on, and which work again
 *
 * What is ordered of an enterprise that has failed stays ordered and counts for no target.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_PLAN_FAILURES_H
#define HZ_PLAN_FAILURES_H

#include "base/calendar.h"
#include "base/error.h"

typedef struct {
    size_t enterprise;
    int64_t from, until; /* instants; until HZ_INSTANT_NONE: it has not said that it works again */
} hz_failure;

typedef struct {
    hz_failure *list; /* [n] in the order in which they were reported */
    size_t n, capacity;
} hz_failures;

/* HZ_ERR_MEMORY. */
hz_status hz_failures_add(hz_failures *failures, hz_failure failure, hz_error *err);
hz_status hz_failures_copy(hz_failures *out, const hz_failures *from, hz_error *err);
void hz_failures_clear(hz_failures *failures); /* may be empty */

/* The one of the enterprise that has no end yet, or NULL. */
hz_failure *hz_failure_open(const hz_failures *failures, size_t enterprise);
/* Does the enterprise bring nothing at that instant? */
bool hz_has_failed_at(const hz_failures *failures, size_t enterprise, int64_t instant);
/* Does it bring nothing at that instant, or at a later one? */
bool hz_has_failed_since(const hz_failures *failures, size_t enterprise, int64_t instant);
/* The first change behind the instant, and not behind `end`; `end` where there is none. */
int64_t hz_next_failure_change(const hz_failures *failures, int64_t instant, int64_t end);

#endif

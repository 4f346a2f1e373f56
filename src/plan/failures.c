/* failures.c - which enterprises have reported failure in an episode
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan/failures.h"

#include <stdlib.h>

#include "base/arena.h"

hz_status hz_failures_add(hz_failures *failures, hz_failure failure, hz_error *err)
{
    if (!hz_grow((void **)&failures->list, &failures->capacity, failures->n + 1, sizeof *failures->list))
        return hz_error_memory(err);
    failures->list[failures->n++] = failure;
    return HZ_OK;
}

hz_status hz_failures_copy(hz_failures *out, const hz_failures *from, hz_error *err)
{
    hz_status status = HZ_OK;

    *out = (hz_failures){0};
    for (size_t i = 0; from && i < from->n && !status; i++)
        status = hz_failures_add(out, from->list[i], err);
    return status;
}

void hz_failures_clear(hz_failures *failures)
{
    free(failures->list);
    *failures = (hz_failures){0};
}

hz_failure *hz_failure_open(const hz_failures *failures, size_t enterprise)
{
    for (size_t i = 0; i < failures->n; i++)
        if (failures->list[i].enterprise == enterprise && failures->list[i].until == HZ_INSTANT_NONE)
            return &failures->list[i];
    return NULL;
}

static bool is_over(const hz_failure *failure, int64_t instant)
{
    return failure->until != HZ_INSTANT_NONE && failure->until <= instant;
}

bool hz_has_failed_at(const hz_failures *failures, size_t enterprise, int64_t instant)
{
    for (size_t i = 0; i < failures->n; i++)
        if (failures->list[i].enterprise == enterprise && failures->list[i].from <= instant && !is_over(&failures->list[i], instant))
            return true;
    return false;
}

bool hz_has_failed_since(const hz_failures *failures, size_t enterprise, int64_t instant)
{
    for (size_t i = 0; i < failures->n; i++)
        if (failures->list[i].enterprise == enterprise && !is_over(&failures->list[i], instant))
            return true;
    return false;
}

int64_t hz_next_failure_change(const hz_failures *failures, int64_t instant, int64_t end)
{
    for (size_t i = 0; i < failures->n; i++) {
        const hz_failure *f = &failures->list[i];

        if (f->from > instant && f->from < end)
            end = f->from;
        if (f->until > instant && f->until < end)
            end = f->until;
    }
    return end;
}

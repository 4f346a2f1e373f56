/* twins.h - names that are given more than once, without regard to ASCII case
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_SCENARIO_TWINS_H
#define HZ_SCENARIO_TWINS_H

#include <stddef.h>

#include "base/error.h"

typedef struct {
    const char *text; /* the name; borrowed */
    int line;
    size_t item; /* the caller's */
} hz_twin;

/* Byte order of two texts with A-Z taken for a-z. No locale is consulted. */
int hz_twins_compare(const char *a, const char *b);

/* Call `found` for every entry whose text was given before, with the entry of the same text that stands first in the
 * file (lowest line, then item). At most 2^32 - 1 entries. Expected time linear; never worse than n log n. */
hz_status hz_twins_find(const hz_twin *entries, size_t n,
                        void (*found)(void *self, const hz_twin *first, const hz_twin *again), void *self,
                        hz_error *err);

#endif

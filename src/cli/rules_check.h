/* rules_check.h - the rule sets and indices that a plan folder holds, against those that are installed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_CLI_RULES_CHECK_H
#define HZ_CLI_RULES_CHECK_H

#include "base/arena.h"
#include "base/digest.h"
#include "base/sink.h"
#include "rules/rulebook.h"

/* One of the folder, and what is installed under its id. */
typedef struct {
    const char *id;
    char used[HZ_DIGEST_HEX], installed[HZ_DIGEST_HEX]; /* SHA-256 of the files; installed empty: none has the id */
} hz_checked_rules;

typedef struct {
    hz_checked_rules *items; /* sets, then indices, each by id */
    size_t n_items;
    char fault[1024]; /* why those that are installed cannot be read, and nothing is compared; else empty */
} hz_rules_check;

/* Hold every set and index of `used` (NULL: there are none) against those of `folder`. In the arena. That these cannot be read is part of the
 * answer; HZ_ERR_MEMORY, HZ_ERR_INTERRUPTED. */
hz_status hz_rules_check_make(hz_rules_check *out, const hz_rulebook *used, const char *folder, hz_arena *arena, hz_error *err);

/* A line for each that is not what is installed. */
void hz_rules_check_text(hz_sink *sink, const hz_rules_check *check);
/* A list of all, or null where nothing could be compared. */
void hz_rules_check_json(hz_sink *sink, const hz_rules_check *check);

#endif

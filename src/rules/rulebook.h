/* rulebook.h - all the rule sets and indices that are known, and which of them hold for a place and a day
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_RULES_RULEBOOK_H
#define HZ_RULES_RULEBOOK_H

#include "input/findings.h"
#include "rules/index.h"
#include "rules/ruleset.h"

typedef struct {
    hz_ruleset **sets;   /* [n_sets] by id */
    size_t n_sets, set_capacity;
    hz_index **indices;  /* [n_indices] by id */
    size_t n_indices, index_capacity;
    /* among them: those of the user's own files; NULL: none was given */
    const hz_ruleset *own_set; /* what it says of its place and time puts no other out of force, */
    bool is_own_set_shipped;   /* but if the folder has the same file, to the byte */
    const hz_index *own_index;
    /* a file with errors ends the loading: what is wrong with it; NULL when all are right */
    hz_findings *bad;
} hz_rulebook;

/* Read the files `rules` and `index` (NULL: none) of the user, which must be what they are given for, then every *.xml of a folder
 * (NULL: of none). One of the folder that has the id of a user's file and is not the same to the byte: finding 620 at the user's.
 * The caller frees *out with hz_rulebook_free(), also when book->bad is there. HZ_ERR_INPUT (two files of the folder have one id),
 * HZ_ERR_IO, HZ_ERR_MEMORY, HZ_ERR_INTERRUPTED. */
hz_status hz_rulebook_load(hz_rulebook **out, const char *folder, const char *rules, const char *index, hz_error *err);
void hz_rulebook_free(hz_rulebook *book); /* NULL-safe */

/* By id; NULL when there is none. */
const hz_ruleset *hz_rulebook_find(const hz_rulebook *book, const char *id);
/* In force in a place (division code) on a day: the most local one, of two the later, but never book->own; NULL when there is
 * none. */
const hz_ruleset *hz_rulebook_in_force(const hz_rulebook *book, const char *place, int32_t day);
/* The index of that id, or, with id NULL, the one in force on a day. */
const hz_index *hz_rulebook_index(const hz_rulebook *book, const char *id, int32_t day);
/* The ids of the rule sets, or of the indices, "a, b, c", for messages. */
void hz_rulebook_ids(const hz_rulebook *book, char *out, size_t size);
void hz_rulebook_index_ids(const hz_rulebook *book, char *out, size_t size);

#endif

/* names.h - texts to numbers, fast: which id is which index, and which text was kept before
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The texts themselves belong to an arena; nothing here copies one. */
#ifndef HZ_INPUT_NAMES_H
#define HZ_INPUT_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A table of ids: open addressing, at most half full. Starts as all zeros. */
typedef struct {
    struct hz_names_entry *entries;
    size_t n_entries; /* a power of two, or 0 */
    size_t n_used;
} hz_names;

/* The index that was added for the text; HZ_NONE when there is none. */
uint32_t hz_names_find(const hz_names *names, const char *text, size_t length);
/* Add `text` (which must outlive the table); if it is there already, the first index stays. False: out of memory. */
bool hz_names_add(hz_names *names, const char *text, size_t length, uint32_t index);
void hz_names_free(hz_names *names);

/* The texts that were kept lately, so that "1号窑" is kept once and not a million times. Of a fixed size: texts that
 * all differ push each other out and cost nothing more. Starts as all zeros. */
enum { HZ_NAMES_MEMO = 1024 };

typedef struct {
    struct {
        const char *text;
        uint64_t hash;
        size_t length;
    } kept[HZ_NAMES_MEMO];
} hz_names_memo;

/* The kept text that reads the same, or NULL. */
const char *hz_names_recall(const hz_names_memo *memo, const char *text, size_t length);
void hz_names_remember(hz_names_memo *memo, const char *text, size_t length);

#endif

/* twins.c - names that are given more than once: a counting sort by hash, then each small bucket by text
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "scenario/twins.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/arena.h"

static unsigned char fold(unsigned char c)
{
    return c >= 'A' && c <= 'Z' ? (unsigned char)(c + ('a' - 'A')) : c;
}

int hz_twins_compare(const char *a, const char *b)
{
    const unsigned char *left = (const unsigned char *)a, *right = (const unsigned char *)b;

    while (*left && (*left == *right || fold(*left) == fold(*right))) {
        left++;
        right++;
    }
    return (int)fold(*left) - (int)fold(*right);
}

/* FNV-1a over the folded text (Fowler, Noll, Vo). It need not withstand an adversary: a bucket that was filled on
 * purpose is sorted like any other. */
static uint64_t hash_of(const char *text)
{
    uint64_t hash = UINT64_C(14695981039346656037);

    for (; *text; text++)
        hash = (hash ^ fold((unsigned char)*text)) * UINT64_C(1099511628211);
    return hash ^ hash >> 32;
}

/* The hash stands beside the entry, so that texts are fetched only where hashes agree. */
typedef struct {
    uint64_t hash;
    const hz_twin *entry;
} slot;

static int compare_slots(const void *a, const void *b)
{
    const slot *left_slot = a, *right_slot = b;
    const hz_twin *left = left_slot->entry, *right = right_slot->entry;

    if (left_slot->hash != right_slot->hash)
        return left_slot->hash < right_slot->hash ? -1 : 1;
    int order = hz_twins_compare(left->text, right->text);
    if (order)
        return order;
    if (left->line != right->line)
        return left->line < right->line ? -1 : 1;
    return (left->item > right->item) - (left->item < right->item);
}

static void find_in_bucket(slot *bucket, size_t n, void (*found)(void *, const hz_twin *, const hz_twin *), void *self)
{
    if (n < 2 || (n == 2 && bucket[0].hash != bucket[1].hash))
        return; /* nearly all of them */
    qsort(bucket, n, sizeof *bucket, compare_slots);
    for (size_t i = 1, first = 0; i < n; i++) {
        if (bucket[first].hash == bucket[i].hash &&
            hz_twins_compare(bucket[first].entry->text, bucket[i].entry->text) == 0)
            found(self, bucket[first].entry, bucket[i].entry);
        else
            first = i;
    }
}

hz_status hz_twins_find(const hz_twin *entries, size_t n, void (*found)(void *, const hz_twin *, const hz_twin *),
                        void *self, hz_error *err)
{
    size_t n_buckets = 1;
    while (n_buckets < n)
        n_buckets *= 2;

    /* end[b] counts bucket b, then is where it starts, and after the filling where it ends */
    uint32_t *end = hz_calloc(n_buckets, sizeof *end);
    uint64_t *hash = hz_calloc(n + 1, sizeof *hash);
    slot *slots = hz_calloc(n + 1, sizeof *slots);
    if (!end || !hash || !slots) {
        free(end);
        free(hash);
        free(slots);
        return hz_error_memory(err);
    }
    for (size_t i = 0; i < n; i++) {
        hash[i] = hash_of(entries[i].text);
        end[hash[i] & (n_buckets - 1)]++;
    }
    for (size_t b = 0, start = 0; b < n_buckets; b++) {
        uint32_t count = end[b];

        end[b] = (uint32_t)start;
        start += count;
    }
    for (size_t i = 0; i < n; i++)
        slots[end[hash[i] & (n_buckets - 1)]++] = (slot){hash[i], &entries[i]};
    for (size_t b = 0, start = 0; b < n_buckets; b++) {
        find_in_bucket(slots + start, end[b] - start, found, self);
        start = end[b];
    }
    free(end);
    free(hash);
    free(slots);
    return HZ_OK;
}

/* parallel.h - a loop shared out among the processors, with the same result however many there are
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_BASE_PARALLEL_H
#define HZ_BASE_PARALLEL_H

#include <stddef.h>

/* The loop comes in parts of this many, whatever the number of threads: what is added up for each part and then over the parts in
 * their order is the same to the last bit. */
enum { HZ_PART = 1 << 15 };

/* first .. end-1 of 0 .. n-1, the part-th part. It allocates nothing and writes only what belongs to its part. */
typedef void hz_part_work(void *context, size_t part, size_t first, size_t end);

/* One part of several, which are as large as they are. */
typedef void hz_one_work(void *context, size_t part);

/* Do n_parts parts. */
void hz_parallel_parts(size_t n_parts, size_t n_threads, hz_one_work *work, void *context);

size_t hz_parts(size_t n); /* how many parts there are; at least 1 */
/* Do all parts. n_threads 0: one for each processor. Where no thread can be had, the caller's does everything. */
void hz_parallel(size_t n, size_t n_threads, hz_part_work *work, void *context);

#endif

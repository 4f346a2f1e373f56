/* parallel.c - a loop shared out among the processors
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/parallel.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

enum { MOST_THREADS = 16 };

typedef struct {
    hz_one_work *work;
    void *context;
    size_t n_parts;
    atomic_size_t next;
} queue;

static void *take_parts(void *argument)
{
    queue *q = argument;

    for (size_t part; (part = atomic_fetch_add(&q->next, 1)) < q->n_parts;)
        q->work(q->context, part);
    return NULL;
}

static size_t count_threads(size_t wanted, size_t n_parts)
{
    long n_processors = wanted ? (long)wanted : sysconf(_SC_NPROCESSORS_ONLN);
    size_t n = n_processors < 1 ? 1 : n_processors > MOST_THREADS ? MOST_THREADS : (size_t)n_processors;

    return n < n_parts ? n : n_parts;
}

void hz_parallel_parts(size_t n_parts, size_t n_threads, hz_one_work *work, void *context)
{
    queue q = {.work = work, .context = context, .n_parts = n_parts};
    pthread_t helper[MOST_THREADS];
    size_t n_helpers = 0, n = count_threads(n_threads, n_parts);

    while (n_helpers + 1 < n && pthread_create(&helper[n_helpers], NULL, take_parts, &q) == 0)
        n_helpers++;
    take_parts(&q);
    while (n_helpers > 0)
        pthread_join(helper[--n_helpers], NULL);
}

/* ---- parts of one size ---- */

typedef struct {
    hz_part_work *work;
    void *context;
    size_t n;
} loop;

static void do_part(void *context, size_t part)
{
    const loop *l = context;
    size_t first = part * HZ_PART;

    l->work(l->context, part, first, l->n - first < HZ_PART ? l->n : first + HZ_PART);
}

size_t hz_parts(size_t n)
{
    return n <= HZ_PART ? 1 : (n - 1) / HZ_PART + 1;
}

void hz_parallel(size_t n, size_t n_threads, hz_part_work *work, void *context)
{
    loop l = {work, context, n};

    hz_parallel_parts(hz_parts(n), n_threads, do_part, &l);
}

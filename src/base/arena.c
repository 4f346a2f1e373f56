/* arena.c - memory with one owner: many pieces, one free
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Pieces are cut from blocks. A block is twice as large as the one before, so that a small noun stays small and a
 * large one needs few blocks; from 128 KiB on glibc takes a block straight from the kernel, which hands out zeroed
 * pages only when they are touched. */
enum { BLOCK_FIRST = 4096, BLOCK_LAST = 1 << 20, ALIGNMENT = alignof(max_align_t) };

typedef struct block {
    struct block *next;
    alignas(max_align_t) char bytes[];
} block;

struct hz_arena {
    block *blocks;
    char *free_from; /* the unused part of the newest block, zeroed */
    size_t free_size;
    size_t next_size;
    bool is_debug;
    void **pieces; /* in debug mode: n_pieces separate allocations */
    size_t n_pieces;
    size_t capacity;
};

/* The two switches for tests; see the header. */
static bool debug_is_on;
static atomic_long fail_countdown; /* the digest is made in a second thread */

void hz_arena_set_debug(bool on)
{
    debug_is_on = on;
}

void hz_memory_fail_at(long nth)
{
    fail_countdown = nth;
}

static bool must_fail(void)
{
    return atomic_load_explicit(&fail_countdown, memory_order_relaxed) > 0 && atomic_fetch_sub(&fail_countdown, 1) == 1;
}

void *hz_calloc(size_t count, size_t size)
{
    if (must_fail())
        return NULL;
    return calloc(count > 0 ? count : 1, size > 0 ? size : 1);
}

hz_arena *hz_arena_new(void)
{
    hz_arena *arena = hz_calloc(1, sizeof *arena);
    if (arena == NULL)
        return NULL;
    arena->next_size = BLOCK_FIRST;
    arena->is_debug = debug_is_on;
    return arena;
}

void hz_arena_free(hz_arena *arena)
{
    if (arena == NULL)
        return;
    for (block *b = arena->blocks; b != NULL;) {
        block *next = b->next;
        free(b);
        b = next;
    }
    for (size_t i = 0; i < arena->n_pieces; i++)
        free(arena->pieces[i]);
    free(arena->pieces);
    free(arena);
}

/* Each piece is exactly its own allocation, with no header of ours in front, so that both ends are watched. */
static void *alloc_debug(hz_arena *arena, size_t size)
{
    if (arena->n_pieces == arena->capacity) {
        size_t capacity = arena->capacity > 0 ? 2 * arena->capacity : 64;
        void **pieces = realloc(arena->pieces, capacity * sizeof *pieces);
        if (pieces == NULL)
            return NULL;
        arena->pieces = pieces;
        arena->capacity = capacity;
    }
    void *piece = calloc(1, size);
    if (piece != NULL)
        arena->pieces[arena->n_pieces++] = piece;
    return piece;
}

static block *new_block(hz_arena *arena, size_t size)
{
    if (size > SIZE_MAX - sizeof(block))
        return NULL;
    block *b = calloc(1, sizeof *b + size);
    if (b == NULL)
        return NULL;
    b->next = arena->blocks;
    arena->blocks = b;
    return b;
}

static void *alloc_from_new_block(hz_arena *arena, size_t size)
{
    /* A large piece gets a block of its own, and what is left of the current block stays in use. */
    bool is_large = size > arena->next_size / 4;
    block *b = new_block(arena, is_large ? size : arena->next_size);
    if (b == NULL || is_large)
        return b != NULL ? b->bytes : NULL;
    arena->free_from = b->bytes + size;
    arena->free_size = arena->next_size - size;
    if (arena->next_size < BLOCK_LAST)
        arena->next_size *= 2;
    return b->bytes;
}

static void *alloc_aligned(hz_arena *arena, size_t size, size_t alignment)
{
    if (must_fail())
        return NULL;
    if (size == 0)
        size = 1;
    if (arena->is_debug)
        return alloc_debug(arena, size);
    size_t gap = (size_t)(-(uintptr_t)arena->free_from & (alignment - 1));
    if (arena->free_size < gap || arena->free_size - gap < size)
        return alloc_from_new_block(arena, size);
    char *piece = arena->free_from + gap;
    arena->free_from = piece + size;
    arena->free_size -= gap + size;
    return piece;
}

void *hz_arena_alloc(hz_arena *arena, size_t size)
{
    return alloc_aligned(arena, size, ALIGNMENT);
}

void *hz_arena_array(hz_arena *arena, size_t count, size_t size)
{
    size_t total = 0;
    if (__builtin_mul_overflow(count, size, &total))
        return NULL;
    return hz_arena_alloc(arena, total);
}

char *hz_arena_copy(hz_arena *arena, const char *bytes, size_t length)
{
    if (length == SIZE_MAX)
        return NULL;
    char *copy = alloc_aligned(arena, length + 1, 1);
    if (copy == NULL)
        return NULL;
    if (length > 0)
        memcpy(copy, bytes, length);
    return copy;
}

char *hz_arena_path(hz_arena *arena, const char *folder, const char *name)
{
    size_t size = strlen(folder) + strlen(name) + 2;
    char *path = alloc_aligned(arena, size, 1);

    if (path)
        snprintf(path, size, "%s/%s", folder, name);
    return path;
}

bool hz_grow(void **items, size_t *capacity, size_t need, size_t size)
{
    if (need <= *capacity)
        return true;
    size_t wanted = *capacity > SIZE_MAX / 2 ? need : 2 * *capacity;
    if (wanted < need)
        wanted = need;
    if (wanted < 16)
        wanted = 16;
    size_t total = 0;
    if (__builtin_mul_overflow(wanted, size, &total) || must_fail())
        return false;
    /* The caller's pointer has another type than void *, so it is read and written as bytes. */
    void *old = NULL;
    memcpy(&old, (const void *)items, sizeof old);
    void *grown = realloc(old, total > 0 ? total : 1);
    if (grown == NULL)
        return false;
    memcpy((void *)items, &grown, sizeof grown);
    *capacity = wanted;
    return true;
}

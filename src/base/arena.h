/* arena.h - memory with one owner: many pieces, one free
 *
 * The pieces are zeroed and aligned for any type. Two switches exist for tests: hz_arena_set_debug(true) gives each
 * piece its own malloc, so that valgrind and ASan see every overrun; hz_memory_fail_at(n) makes the n-th request
 * from now (of arenas and of hz_grow) fail once.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_BASE_ARENA_H
#define HZ_BASE_ARENA_H

#include <stdbool.h>
#include <stddef.h>

typedef struct hz_arena hz_arena;

hz_arena *hz_arena_new(void); /* NULL when out of memory */
void hz_arena_free(hz_arena *arena); /* NULL-safe; frees every piece */
void *hz_arena_alloc(hz_arena *arena, size_t size); /* zeroed; NULL when out of memory */
void *hz_arena_array(hz_arena *arena, size_t count, size_t size); /* as above; NULL also when count*size overflows */
char *hz_arena_copy(hz_arena *arena, const char *bytes, size_t length); /* NUL-terminated copy */
char *hz_arena_path(hz_arena *arena, const char *folder, const char *name); /* "folder/name"; NULL when out of memory */

/* A growing array outside the arena: make room for at least `need` elements of `size` bytes, doubling. `*items` is
 * (re)allocated with realloc, new space is NOT zeroed; the owner frees it with free(). False when out of memory, and
 * then `*items` and `*capacity` are unchanged. */
bool hz_grow(void **items, size_t *capacity, size_t need, size_t size);

/* As calloc/malloc, but counted by hz_memory_fail_at. */
void *hz_calloc(size_t count, size_t size);

void hz_arena_set_debug(bool on);
void hz_memory_fail_at(long nth); /* 0 switches it off */

#endif

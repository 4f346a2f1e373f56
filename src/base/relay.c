/* relay.c - an XML file parsed in one thread and handled in another
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The parsing thread writes each event into a batch: a record, then its attributes, then the bytes of their values. Full
 * batches change hands under one lock; the handling thread plays them back and returns them. Names are interned here,
 * because libxml2's own die with its parser, which may end before the last batch is played. */
#include "base/relay.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

enum { N_BATCHES = 4, BATCH = 128 * 1024, N_NAMES = 512 /* a power of two */ };

typedef enum { EVENT_START, EVENT_TEXT, EVENT_END, EVENT_PROBLEM } event;

/* One event. Attributes and bytes follow it in the batch; every record begins aligned. */
typedef struct {
    event kind;
    hz_xml_problem problem;
    int line, n_attrs;
    const char *name, *uri;
    size_t n_bytes;
} record;

typedef struct {
    char *bytes;
    size_t length, capacity;
} batch;

typedef struct {
    const char *path;
    uint64_t cap;
    hz_error err; /* of the parsing thread */
    hz_status status;

    pthread_mutex_t lock;
    pthread_cond_t changed;
    batch batches[N_BATCHES];   /* a ring: from first_full on, n_full are full; the next is being written */
    unsigned first_full, n_full;
    bool is_over;    /* the parser will write no more */
    bool is_stopped; /* the handler wants no more */

    /* the parsing thread's own */
    batch *writing;
    bool is_out_of_memory;
    struct {
        const char *given;
        const char *kept;
    } names[N_NAMES]; /* by address */
    size_t n_names;
    hz_arena *arena;
} relay;

/* ---- the parsing thread ---- */

/* Hand over what is written and wait for a free batch. False when no more is wanted. */
static bool hand_over(relay *r)
{
    bool goes_on;

    pthread_mutex_lock(&r->lock);
    if (r->writing->length > 0 && !r->is_stopped)
        r->n_full++;
    pthread_cond_signal(&r->changed);
    while (r->n_full == N_BATCHES && !r->is_stopped)
        pthread_cond_wait(&r->changed, &r->lock);
    goes_on = !r->is_stopped;
    if (goes_on) {
        r->writing = &r->batches[(r->first_full + r->n_full) % N_BATCHES];
        r->writing->length = 0;
    }
    pthread_mutex_unlock(&r->lock);
    return goes_on;
}

/* Room for `size` bytes in the batch; NULL when no more is wanted or there is no memory. A batch that holds something is not
 * moved any more: its records point into it. */
static char *reserve(relay *r, size_t size)
{
    char *at;

    size = (size + _Alignof(record) - 1) / _Alignof(record) * _Alignof(record);
    if (r->writing->length > 0 && r->writing->length + size > r->writing->capacity && !hand_over(r))
        return NULL;
    if (r->writing->length == 0 &&
        !hz_grow((void **)&r->writing->bytes, &r->writing->capacity, size > BATCH ? size : BATCH, 1)) {
        r->is_out_of_memory = true;
        return NULL;
    }
    at = r->writing->bytes + r->writing->length;
    r->writing->length += size;
    return at;
}

/* A record is whole, unless memory ran out on the way: then it is taken back. */
static bool keep_record(relay *r, const char *at)
{
    if (r->is_out_of_memory)
        r->writing->length = (size_t)(at - r->writing->bytes);
    return !r->is_out_of_memory;
}

static size_t place_of(const char *given)
{
    return (size_t)(((uintptr_t)given >> 3) * UINT64_C(0x9e3779b97f4a7c15) >> 32) & (N_NAMES - 1);
}

/* Our copy of a name. The parser's own stay where they are as long as it lives, so their address is looked up; when the
 * table is full (no format of ours has so many names) a copy is made each time. */
static const char *keep_name(relay *r, const char *given)
{
    size_t i = place_of(given);
    char *kept;

    if (!given)
        return NULL;
    for (; r->names[i].given; i = (i + 1) & (N_NAMES - 1))
        if (r->names[i].given == given)
            return r->names[i].kept;
    if (!(kept = hz_arena_copy(r->arena, given, strlen(given)))) {
        r->is_out_of_memory = true;
        return NULL;
    }
    if (r->n_names < N_NAMES / 2) {
        r->names[i].given = given;
        r->names[i].kept = kept;
        r->n_names++;
    }
    return kept;
}

static bool write_start(void *self, const char *name, const char *uri, const hz_xml_attr *attrs, int n_attrs, int line)
{
    relay *r = self;
    record head = {.kind = EVENT_START, .line = line, .n_attrs = n_attrs};
    hz_xml_attr *kept;
    char *at, *bytes;

    for (int i = 0; i < n_attrs; i++)
        head.n_bytes += attrs[i].length;
    if (!(at = reserve(r, sizeof head + (size_t)n_attrs * sizeof *attrs + head.n_bytes)))
        return false;
    head.name = keep_name(r, name);
    head.uri = keep_name(r, uri);
    memcpy(at, &head, sizeof head);
    kept = (hz_xml_attr *)(void *)(at + sizeof head);
    bytes = (char *)(kept + n_attrs);
    for (int i = 0; i < n_attrs; i++) {
        kept[i] = (hz_xml_attr){keep_name(r, attrs[i].name), keep_name(r, attrs[i].prefix), bytes, attrs[i].length};
        memcpy(bytes, attrs[i].value, attrs[i].length);
        bytes += attrs[i].length;
    }
    return keep_record(r, at);
}

static bool write_bytes(relay *r, record head, const char *bytes)
{
    char *at = reserve(r, sizeof head + head.n_bytes);

    if (!at)
        return false;
    memcpy(at, &head, sizeof head);
    memcpy(at + sizeof head, bytes, head.n_bytes);
    return keep_record(r, at);
}

static bool write_text(void *self, const char *bytes, size_t length, int line)
{
    return write_bytes(self, (record){.kind = EVENT_TEXT, .line = line, .n_bytes = length}, bytes);
}

static bool write_end(void *self, const char *name, int line)
{
    return write_bytes(self, (record){.kind = EVENT_END, .line = line, .name = keep_name(self, name)}, "");
}

static void write_problem(void *self, hz_xml_problem problem, const char *message, int line)
{
    record head = {.kind = EVENT_PROBLEM, .problem = problem, .line = line, .n_bytes = strlen(message) + 1};

    write_bytes(self, head, message);
}

static void *parse(void *argument)
{
    static const hz_xml_handler writer = {write_start, write_text, write_end, write_problem};
    relay *r = argument;

    r->status = hz_xml_parse(r->path, r->cap, &writer, r, &r->err);
    hand_over(r);
    pthread_mutex_lock(&r->lock);
    r->is_over = true;
    pthread_cond_signal(&r->changed);
    pthread_mutex_unlock(&r->lock);
    return NULL;
}

/* ---- the handling thread ---- */

/* One record; false when the handler wants no more. */
static bool play_record(const hz_xml_handler *handler, void *self, const char *at, size_t *size)
{
    const record *head = (const record *)(const void *)at;
    const hz_xml_attr *attrs = (const hz_xml_attr *)(const void *)(at + sizeof *head);
    const char *bytes = (const char *)(attrs + head->n_attrs);

    *size = sizeof *head + (size_t)head->n_attrs * sizeof *attrs + head->n_bytes;
    *size = (*size + _Alignof(record) - 1) / _Alignof(record) * _Alignof(record);
    switch (head->kind) {
    case EVENT_START:
        return !handler->start || handler->start(self, head->name, head->uri, attrs, head->n_attrs, head->line);
    case EVENT_TEXT:
        return !handler->text || handler->text(self, bytes, head->n_bytes, head->line);
    case EVENT_END:
        return !handler->end || handler->end(self, head->name, head->line);
    case EVENT_PROBLEM:
        if (handler->problem)
            handler->problem(self, head->problem, bytes, head->line);
    }
    return true;
}

static bool play_batch(const hz_xml_handler *handler, void *self, const batch *b)
{
    for (size_t at = 0, size = 0; at < b->length; at += size)
        if (!play_record(handler, self, b->bytes + at, &size))
            return false;
    return true;
}

static void play(relay *r, const hz_xml_handler *handler, void *self)
{
    bool goes_on = true;

    while (goes_on) {
        pthread_mutex_lock(&r->lock);
        while (r->n_full == 0 && !r->is_over)
            pthread_cond_wait(&r->changed, &r->lock);
        goes_on = r->n_full > 0;
        pthread_mutex_unlock(&r->lock);
        if (!goes_on)
            break;
        goes_on = play_batch(handler, self, &r->batches[r->first_full]);
        pthread_mutex_lock(&r->lock);
        r->first_full = (r->first_full + 1) % N_BATCHES;
        r->n_full--;
        r->is_stopped = !goes_on;
        pthread_cond_signal(&r->changed);
        pthread_mutex_unlock(&r->lock);
    }
}

/* ---- both ---- */

static void free_relay(relay *r)
{
    for (int i = 0; i < N_BATCHES; i++)
        free(r->batches[i].bytes);
    hz_arena_free(r->arena);
    pthread_cond_destroy(&r->changed);
    pthread_mutex_destroy(&r->lock);
    free(r);
}

hz_status hz_relay_parse(const char *path, uint64_t cap, const hz_xml_handler *handler, void *self, hz_error *err)
{
    relay *r = hz_calloc(1, sizeof *r);
    pthread_t thread;
    hz_status status;

    if (!r)
        return hz_error_memory(err);
    r->path = path;
    r->cap = cap;
    r->writing = &r->batches[0];
    pthread_mutex_init(&r->lock, NULL);
    pthread_cond_init(&r->changed, NULL);
    if (!(r->arena = hz_arena_new())) {
        status = hz_error_memory(err);
    } else if (pthread_create(&thread, NULL, parse, r) != 0) {
        status = hz_xml_parse(path, cap, handler, self, err);
    } else {
        play(r, handler, self);
        pthread_join(thread, NULL);
        status = r->is_out_of_memory ? hz_error_memory(err) : r->status;
        if (status && err && err->status == HZ_OK)
            hz_error_set(err, r->status, "%s", r->err.message);
    }
    free_relay(r);
    return status;
}

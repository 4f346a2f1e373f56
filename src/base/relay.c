/* relay.c - an XML file parsed in one thread and handled in another
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The parsing thread writes each event into a batch: a record, then its attributes, then the bytes of their values. Full
 * batches change hands under one lock; the handling thread plays them back and returns them. The parser is the slower of
 * the two, and what it writes has to come back from the other processor's cache first; so records are small. Names go
 * over once and are numbers from then on: libxml2's own die with its parser, which may end before the last batch is
 * played. */
#include "base/relay.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

/* A thread that waits is woken when half the ring is ready for it: to wake a sleeping processor takes as long as to write
 * some hundred records. */
enum { N_BATCHES = 4, HALF = N_BATCHES / 2, BATCH = 128 * 1024, N_SLOTS_FIRST = 256 /* a power of two */ };

typedef enum { EVENT_NAME, EVENT_START, EVENT_TEXT, EVENT_END, EVENT_PROBLEM } event;

/* One event. Attributes and bytes follow it in the batch; every record begins aligned. Names by number, 0 = NULL. */
typedef struct {
    uint8_t kind, problem; /* event, hz_xml_problem */
    uint16_t n_attrs;
    int line;
    uint32_t name, uri;
    uint32_t n_bytes;
} record;

typedef struct {
    uint32_t name, prefix;
    uint32_t length; /* of its value */
} record_attr;

_Static_assert(HZ_XML_ATTRS <= UINT16_MAX, "a record counts the attributes in 16 bits");

typedef struct {
    char *bytes;
    size_t length, capacity;
} batch;

/* A name of the parser's, by its address: that stays the same as long as the parser lives. */
typedef struct {
    const char *given; /* NULL: free */
    uint32_t number;
} slot;

/* What each thread writes to all the time lies apart, with a large array between: two threads that write to one cache line
 * wait for each other. */
typedef struct {
    /* the parsing thread's own */
    batch *writing;
    size_t n_written; /* its length, until it is handed over */
    slot *slots;      /* open addressing, at most half full */
    size_t n_slots;
    uint32_t n_given;
    bool is_out_of_memory;
    hz_error err;
    hz_status status;
    uint32_t numbers[2 * HZ_XML_ATTRS]; /* of one element's attributes and their prefixes */

    const char *path;
    uint64_t cap;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    batch batches[N_BATCHES];   /* a ring: from first_full on, n_full are full; the next is being written */
    unsigned first_full, n_full;
    bool is_over;    /* the parser will write no more */
    bool is_stopped; /* the handler wants no more */

    /* the handling thread's own */
    hz_xml_attr attrs[HZ_XML_ATTRS];
    const char **names; /* by number */
    size_t n_names, c_names;
    hz_arena *arena;
    bool has_no_memory;
} relay;

/* ---- the parsing thread ---- */

/* Hand over what is written and wait for a free batch. False when no more is wanted. */
static bool hand_over(relay *r)
{
    bool goes_on;

    pthread_mutex_lock(&r->lock);
    r->writing->length = r->n_written;
    if (r->n_written > 0 && !r->is_stopped)
        r->n_full++;
    if (r->n_full == HALF)
        pthread_cond_signal(&r->changed);
    if (r->n_full == N_BATCHES)
        while (r->n_full > HALF && !r->is_stopped)
            pthread_cond_wait(&r->changed, &r->lock);
    goes_on = !r->is_stopped;
    if (goes_on) {
        r->writing = &r->batches[(r->first_full + r->n_full) % N_BATCHES];
        r->n_written = 0;
    }
    pthread_mutex_unlock(&r->lock);
    return goes_on;
}

static size_t aligned(size_t size)
{
    return (size + _Alignof(record) - 1) / _Alignof(record) * _Alignof(record);
}

/* Room for a record of `size` bytes in the batch; NULL when no more is wanted or there is no memory. */
static char *reserve(relay *r, size_t size)
{
    char *at;

    size = aligned(size);
    if (r->n_written > 0 && r->n_written + size > r->writing->capacity && !hand_over(r))
        return NULL;
    if (r->n_written == 0 &&
        !hz_grow((void **)&r->writing->bytes, &r->writing->capacity, size > BATCH ? size : BATCH, 1)) {
        r->is_out_of_memory = true;
        return NULL;
    }
    at = r->writing->bytes + r->n_written;
    r->n_written += size;
    return at;
}

/* A record with `rest` bytes behind it; where those go, or NULL as above. */
static char *write_head(relay *r, const record *head, size_t rest)
{
    char *at = reserve(r, sizeof *head + rest);

    return at ? (char *)memcpy(at, head, sizeof *head) + sizeof *head : NULL;
}

static bool write_bytes(relay *r, record head, const char *bytes)
{
    char *at = write_head(r, &head, head.n_bytes);

    return at && memcpy(at, bytes, head.n_bytes);
}

static slot *slot_of(slot *slots, size_t n_slots, const char *given)
{
    size_t i = (size_t)((uintptr_t)given * UINT64_C(0x9E3779B97F4A7C15) >> 32) & (n_slots - 1);

    while (slots[i].given && slots[i].given != given)
        i = (i + 1) & (n_slots - 1);
    return &slots[i];
}

static bool make_slots(relay *r)
{
    size_t n_slots = r->n_slots ? 2 * r->n_slots : N_SLOTS_FIRST;
    slot *slots = hz_calloc(n_slots, sizeof *slots);

    if (!slots)
        return false;
    for (size_t i = 0; i < r->n_slots; i++)
        if (r->slots[i].given)
            *slot_of(slots, n_slots, r->slots[i].given) = r->slots[i];
    free(r->slots);
    r->slots = slots;
    r->n_slots = n_slots;
    return true;
}

/* Give a name the next number, and send it over. False when no more is wanted. */
static bool send_name(relay *r, const char *given, uint32_t *number)
{
    if (2 * (r->n_given + 1) > r->n_slots && !make_slots(r)) {
        r->is_out_of_memory = true;
        return false;
    }
    *number = ++r->n_given;
    *slot_of(r->slots, r->n_slots, given) = (slot){given, *number};
    return write_bytes(r, (record){.kind = EVENT_NAME, .n_bytes = (uint32_t)strlen(given)}, given);
}

static inline bool number_name(relay *r, const char *given, uint32_t *number)
{
    const slot *s;

    *number = 0;
    if (!given)
        return true;
    s = slot_of(r->slots, r->n_slots, given);
    *number = s->number;
    return s->given || send_name(r, given, number);
}

static bool number_attributes(relay *r, const hz_xml_attr *attrs, int n_attrs)
{
    uint32_t *number = r->numbers;

    for (int i = 0; i < n_attrs; i++, number += 2)
        if (!number_name(r, attrs[i].name, &number[0]) || !number_name(r, attrs[i].prefix, &number[1]))
            return false;
    return true;
}

/* As memcpy(), without a call for what most values are: a few bytes. Two halves that may overlap, and for three bytes,
 * two or one the first, the middle and the last. */
static inline void copy_value(char *to, const char *from, size_t length)
{
    if (length > 16) {
        memcpy(to, from, length);
    } else if (length >= 8) {
        memcpy(to, from, 8);
        memcpy(to + length - 8, from + length - 8, 8);
    } else if (length >= 4) {
        memcpy(to, from, 4);
        memcpy(to + length - 4, from + length - 4, 4);
    } else if (length > 0) {
        to[0] = from[0];
        to[length / 2] = from[length / 2];
        to[length - 1] = from[length - 1];
    }
}

static bool write_start(void *self, const char *name, const char *uri, const hz_xml_attr *attrs, int n_attrs, int line)
{
    relay *r = self;
    record head = {.kind = EVENT_START, .line = line, .n_attrs = (uint16_t)n_attrs};
    record_attr *kept;
    char *at, *bytes;

    for (int i = 0; i < n_attrs; i++)
        head.n_bytes += (uint32_t)attrs[i].length;
    if (!number_name(r, name, &head.name) || !number_name(r, uri, &head.uri) || !number_attributes(r, attrs, n_attrs) ||
        !(at = write_head(r, &head, (size_t)n_attrs * sizeof *kept + head.n_bytes)))
        return false;
    kept = (record_attr *)(void *)at;
    bytes = (char *)(kept + n_attrs);
    for (int i = 0; i < n_attrs; i++) {
        kept[i] = (record_attr){r->numbers[2 * i], r->numbers[2 * i + 1], (uint32_t)attrs[i].length};
        copy_value(bytes, attrs[i].value, attrs[i].length);
        bytes += attrs[i].length;
    }
    return true;
}

static bool write_text(void *self, const char *bytes, size_t length, int line)
{
    return write_bytes(self, (record){.kind = EVENT_TEXT, .line = line, .n_bytes = (uint32_t)length}, bytes);
}

static bool write_end(void *self, const char *name, int line)
{
    record head = {.kind = EVENT_END, .line = line};

    return number_name(self, name, &head.name) && write_head(self, &head, 0);
}

static void write_problem(void *self, hz_xml_problem problem, const char *message, int line)
{
    record head = {
        .kind = EVENT_PROBLEM, .problem = (uint8_t)problem, .line = line, .n_bytes = (uint32_t)strlen(message) + 1};

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

/* Keep a name under the next number. */
static bool keep_name(relay *r, const char *bytes, size_t length)
{
    const char *kept = hz_arena_copy(r->arena, bytes, length);

    if (!kept || !hz_grow((void **)&r->names, &r->c_names, r->n_names + 2, sizeof *r->names)) {
        r->has_no_memory = true;
        return false;
    }
    r->names[0] = NULL;
    r->names[++r->n_names] = kept;
    return true;
}

static bool play_start(relay *r, const hz_xml_handler *handler, void *self, const record *head)
{
    const record_attr *kept = (const record_attr *)(head + 1);
    const char *bytes = (const char *)(kept + head->n_attrs);

    if (!handler->start)
        return true;
    for (int i = 0; i < head->n_attrs; i++) {
        r->attrs[i] = (hz_xml_attr){r->names[kept[i].name], r->names[kept[i].prefix], bytes, kept[i].length};
        bytes += kept[i].length;
    }
    return handler->start(self, r->names[head->name], r->names[head->uri], r->attrs, head->n_attrs, head->line);
}

/* One record; false when the handler wants no more. */
static bool play_record(relay *r, const hz_xml_handler *handler, void *self, const record *head)
{
    const char *bytes = (const char *)(head + 1);

    switch ((event)head->kind) {
    case EVENT_NAME:
        return keep_name(r, bytes, head->n_bytes);
    case EVENT_START:
        return play_start(r, handler, self, head);
    case EVENT_TEXT:
        return !handler->text || handler->text(self, bytes, head->n_bytes, head->line);
    case EVENT_END:
        return !handler->end || handler->end(self, r->names[head->name], head->line);
    case EVENT_PROBLEM:
        if (handler->problem)
            handler->problem(self, (hz_xml_problem)head->problem, bytes, head->line);
    }
    return true;
}

static bool play_batch(relay *r, const hz_xml_handler *handler, void *self, const batch *b)
{
    const record *head;
    size_t length = b->length;

    for (size_t at = 0; at < length;
         at += aligned(sizeof *head + head->n_attrs * sizeof(record_attr) + head->n_bytes)) {
        head = (const record *)(const void *)(b->bytes + at);
        if (!play_record(r, handler, self, head))
            return false;
    }
    return true;
}

static void play(relay *r, const hz_xml_handler *handler, void *self)
{
    bool goes_on = true;

    while (goes_on) {
        pthread_mutex_lock(&r->lock);
        if (r->n_full == 0)
            while (r->n_full < HALF && !r->is_over)
                pthread_cond_wait(&r->changed, &r->lock);
        goes_on = r->n_full > 0;
        pthread_mutex_unlock(&r->lock);
        if (!goes_on)
            break;
        goes_on = play_batch(r, handler, self, &r->batches[r->first_full]);
        pthread_mutex_lock(&r->lock);
        r->first_full = (r->first_full + 1) % N_BATCHES;
        r->n_full--;
        r->is_stopped = !goes_on;
        if (r->n_full == HALF || r->is_stopped)
            pthread_cond_signal(&r->changed);
        pthread_mutex_unlock(&r->lock);
    }
}

/* ---- both ---- */

static void free_relay(relay *r)
{
    for (int i = 0; i < N_BATCHES; i++)
        free(r->batches[i].bytes);
    free(r->slots);
    free(r->names);
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
    if (!(r->arena = hz_arena_new()) || !make_slots(r)) {
        status = hz_error_memory(err);
    } else if (pthread_create(&thread, NULL, parse, r) != 0) {
        status = hz_xml_parse(path, cap, handler, self, err);
    } else {
        play(r, handler, self);
        pthread_join(thread, NULL);
        status = r->is_out_of_memory || r->has_no_memory ? hz_error_memory(err) : r->status;
        if (status && err && err->status == HZ_OK)
            hz_error_set(err, r->status, "%s", r->err.message);
    }
    free_relay(r);
    return status;
}

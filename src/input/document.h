/* document.h - a file of ours is read by its grammar: what stands where is checked here, once for all formats
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A reader embeds an hz_document as its first member and gives a small function for each element that holds data. What is
 * wrong with the form becomes findings 101 to 114, and the reading goes on, so that all findings come at once. A second
 * section of ids, or one behind the first reference to them, is a finding and is passed over; unknown ids of that kind are then
 * not reported, since the one finding explains them all. */
#ifndef HZ_INPUT_DOCUMENT_H
#define HZ_INPUT_DOCUMENT_H

#include "input/tag.h"

/* Root, section, member, unit, part of a unit; conditions nest deeper. */
enum { HZ_DOCUMENT_DEPTH = 16 };

/* What the start and the end of an element do; NULL: nothing. `reader` is the structure that begins with the document. */
typedef struct {
    void (*open)(void *reader);
    void (*close)(void *reader);
} hz_document_action;

typedef struct {
    hz_tag tag; /* of the element that is being opened */
    const hz_grammar *grammar;
    hz_element root;
    hz_findings *findings;
    hz_source *sources;                         /* [n_sources] by id, in the arena once their section is closed */
    size_t n_sources, source_capacity;
    hz_names source_names;
    uint64_t cap;                               /* bytes of the file */
    hz_document_action actions[HZ_GRAMMAR_MAX]; /* by element */
    /* where it is */
    hz_element open[HZ_DOCUMENT_DEPTH];   /* open elements, root first */
    int line[HZ_DOCUMENT_DEPTH];          /* where each was opened */
    uint64_t children[HZ_DOCUMENT_DEPTH]; /* bits: elements seen inside each */
    uint64_t needed[HZ_GRAMMAR_MAX];      /* bits: children that each element must have */
    int depth;
    int skipped; /* depth inside an element that is passed over */
    hz_element last_section;
    uint64_t doubtful; /* bits: sections whose ids are not all known */
    const char *uri;   /* of the namespace, the parser's pointer */
    bool is_cut_short; /* a problem of form, or a cap: what is missing was perhaps not reached */
    bool has_text;     /* stray text was reported since the last tag */
} hz_document;

/* `arena` is where the texts are kept. The document must be zeroed before; the actions are set by the caller afterwards. */
void hz_document_init(hz_document *d, const hz_grammar *grammar, hz_element root, hz_findings *findings, hz_arena *arena,
                      uint64_t cap);
/* Read the file; whatever a broken file left open is closed. `is_large`: parsing and reading overlap in two threads.
 * HZ_ERR_IO, HZ_ERR_MEMORY, HZ_ERR_INTERRUPTED. */
hz_status hz_document_read(hz_document *d, const char *path, bool is_large, hz_error *err);

enum { HZ_DOCUMENT_SMALL = 1024 * 1024 }; /* bytes of a rule set or an index */

/* A small file is read whole and once, so that what is kept of it is what was parsed. `bytes` may be NULL: nothing is there. */
hz_status hz_document_read_bytes(hz_document *d, const char *bytes, size_t n_bytes, hz_error *err);
/* The bytes of such a file, which the caller frees; NULL after finding 112, when it is not small. */
hz_status hz_document_load(char **bytes, size_t *n_bytes, hz_findings *findings, const char *path, hz_error *err);

void hz_document_free(hz_document *d); /* what it holds itself; not the sources */

/* Neither cut short nor out of memory. */
static inline bool hz_document_may_go_on(const hz_document *d)
{
    return !d->is_cut_short && !d->tag.is_out_of_memory;
}

/* Room for one more element behind *n, zeroed, in the growing array whose address is `array`; NULL: out of memory. */
void *hz_document_append(hz_document *d, void *array, size_t *n, size_t *capacity, size_t size);
/* Finding 113 when the cap is reached. It ends the reading: beyond a cap nothing can be kept. `what` is a msgid. */
bool hz_document_is_full(hz_document *d, size_t n, size_t cap, const char *what);
/* Move a finished small array into the arena; NULL when out of memory. */
void *hz_document_settle(hz_document *d, void *array, size_t n, size_t size);
/* Remember the index of an id. */
void hz_document_index(hz_document *d, hz_names *names, const char *id, size_t index);
/* The index of the id that the attribute names, HZ_NONE when it is not given or not known (finding `code`); `section` is
 * where such ids are declared. */
uint32_t hz_document_refer(hz_document *d, hz_attribute at, const hz_names *names, hz_element section,
                           hz_finding_code code);

/* What the start of a source, and the end of the section of sources, do: in every format the same. */
void hz_document_open_source(void *document);
void hz_document_close_sources(void *document);
/* The same, given out; finding 302 for an id that is there twice, which a scenario's validator looks for itself. */
void hz_document_keep_sources(hz_document *d, hz_source **sources, size_t *n_sources);
/* The index of the source that the attribute names (finding 310), HZ_NONE when none is. */
uint32_t hz_document_source(hz_document *d);

/* Finding 302. */
void hz_document_twice(hz_document *d, const char *kind, const char *name, int first_line);
/* Finding 114. */
void hz_document_exclusive(hz_document *d, hz_attribute first, hz_attribute second);

#endif

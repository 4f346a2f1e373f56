/* xml.h - the door to libxml2: a stream of elements from a file, under caps
 *
 * Refused in the door: DOCTYPE (so no entity but the five, no external subset, no billion laughs), files above the size
 * cap, elements nested deeper than HZ_XML_DEPTH or with more than HZ_XML_ATTRS attributes, tags, comments and CDATA
 * sections longer than HZ_XML_MARKUP. Text between elements is passed to `text`. Nothing is fetched, from disk or
 * network, but the one file. Encodings: UTF-8, UTF-16 (with a BOM or declared), GB18030, and GBK and GB2312 read as
 * GB18030. The first problem of form is passed to `problem` with its line, and parsing stops there.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_BASE_XML_H
#define HZ_BASE_XML_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

enum {
    HZ_XML_DEPTH = 64,
    HZ_XML_ATTRS = 256,
    HZ_XML_MARKUP = 256 * 1024 /* bytes of one tag or comment, give or take one piece read */
};

typedef enum {
    HZ_XML_MALFORMED, /* not well-formed, an unknown encoding, or beyond one of the caps above */
    HZ_XML_DOCTYPE,   /* a document type declaration */
    HZ_XML_TOO_LARGE  /* larger than the size cap */
} hz_xml_problem;

typedef struct {
    const char *name;   /* local name, NUL-terminated, interned for the time of the parse */
    const char *prefix; /* NULL for an attribute without a namespace, which is all that our formats use */
    const char *value;  /* `length` bytes, NOT NUL-terminated, entities resolved; valid during the call only */
    size_t length;
} hz_xml_attr;

typedef struct {
    /* Any may be NULL. A false return stops the parse quietly (hz_xml_parse then returns HZ_OK). `line` is where the
     * tag begins, 1-based. */
    bool (*start)(void *self, const char *name, const char *namespace_uri, const hz_xml_attr *attrs, int n_attrs,
                  int line);
    /* May come in pieces, CDATA sections too; pieces that are all blank are left out. `line`: of the first character that
     * is not blank. */
    bool (*text)(void *self, const char *bytes, size_t length, int line);
    bool (*end)(void *self, const char *name, int line);
    /* One line of clean UTF-8; libxml2's own messages are English. At most one call in a parse. */
    void (*problem)(void *self, hz_xml_problem kind, const char *message, int line);
} hz_xml_handler;

/* Parse a file (or pipe) of at most `cap` bytes. HZ_ERR_IO when it cannot be read, HZ_ERR_MEMORY, and what
 * hz_cancel_check() says, which is asked for each 64 KiB; problems of form are not errors of the machine but go to
 * handler->problem. */
hz_status hz_xml_parse(const char *path, uint64_t cap, const hz_xml_handler *handler, void *self, hz_error *err);
/* The same of a file that was read whole. */
hz_status hz_xml_parse_bytes(const char *bytes, size_t n_bytes, const hz_xml_handler *handler, void *self,
                             hz_error *err);

/* The root element of a file; both empty when it is not well-formed up to there. */
typedef struct {
    char name[64], uri[128]; /* cut to fit */
} hz_xml_root;

/* HZ_ERR_IO, HZ_ERR_MEMORY. */
hz_status hz_xml_see_root(hz_xml_root *out, const char *path, hz_error *err);
hz_status hz_xml_see_root_of_bytes(hz_xml_root *out, const char *bytes, size_t n_bytes, hz_error *err);

#endif

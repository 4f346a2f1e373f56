/* mapping.h - how the columns of a table become a scenario: the mapping file as data, and its reader
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A mapping is a scenario with places to fill in: the elements and attributes of the scenario format, where inside
 * <district>, <sector> and <enterprise> a value may hold {Column}. docs/FORMATS.md describes the file. Everything is
 * owned by the mapping. */
#ifndef HZ_IMPORT_MAPPING_H
#define HZ_IMPORT_MAPPING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "input/tag.h"
#include "scenario/elements.h"
#include "scenario/scenario.h"

enum {
    HZ_MAP_MAX_TABLES = 9, /* the one that is imported and those that are joined to it */
    HZ_MAP_MAX_DEPTH = 8   /* of elements, the root counted */
};

/* A column that a template names. */
typedef struct {
    int table;          /* 0: the table that is imported; i: joins[i - 1] */
    const char *column; /* as its heading writes it */
    int line;           /* of the mapping file */
} hz_map_place;

/* Some text, then a place to fill in. */
typedef struct {
    const char *text;
    uint32_t place; /* index of places; HZ_NONE: nothing, the end */
} hz_map_piece;

typedef struct {
    const hz_map_piece *pieces;
    size_t n_pieces; /* 0: not given */
} hz_map_template;

/* One way to estimate a cost: emission / intensity * share. */
typedef struct {
    hz_map_template emission;
    const hz_unit_def *unit;   /* of the emission */
    hz_map_template intensity; /* kg of the emission per unit of money made */
} hz_map_estimate;

typedef struct {
    hz_attribute attribute;
    hz_map_template value;
} hz_map_attribute;

/* An element of the scenario to come. */
typedef struct hz_map_node {
    hz_element element;
    int line;
    hz_map_attribute *attributes; /* in the order of the file */
    size_t n_attributes;
    bool has_places;                         /* in one of its attributes */
    struct hz_map_node *first, *last, *next; /* children; next: sibling */
    /* <cost rule="value-added-by-emission">: the largest of the estimates; 0 of them for all other elements */
    hz_map_template share; /* value added per output */
    hz_map_estimate *estimates;
    size_t n_estimates;
} hz_map_node;

/* A table whose row of the same key stands beside each row of the first. */
typedef struct {
    const char *name;
    hz_map_template key;
    const char *column; /* of the joined table, that holds the key */
    bool by_prefix;     /* else the whole key must be there: the longest beginning of it that is there */
    char separator;
    const char *encoding; /* NULL: found out */
    int line;
} hz_map_join;

typedef struct {
    const char *path;
    char separator;
    const char *encoding; /* NULL: found out */
    const char *missing;  /* cells that mean nothing beside the empty one, separated by blanks; "" */
    hz_map_join *joins;
    int n_joins;
    hz_map_place *places;
    size_t n_places;
    hz_map_node *scenario;
    hz_map_node *enterprise, *unit; /* inside it; exactly one of each */
    hz_map_node *district, *sector; /* the one with places; NULL when all are given word for word */
    hz_arena *arena;
} hz_mapping;

/* Read a mapping file. The first fault is HZ_ERR_INPUT with file and line. The caller frees *out with
 * hz_mapping_free(). */
hz_status hz_read_mapping(hz_mapping **out, const char *path, hz_error *err);
void hz_mapping_free(hz_mapping *mapping); /* NULL-safe */

/* The value of an attribute; NULL when the element does not have it. */
const hz_map_template *hz_map_value(const hz_map_node *node, hz_attribute attribute);
/* What stands in a template without places; NULL when it has some. */
const char *hz_map_literal(const hz_map_template *value);

#endif

/* grammar.h - what a format of ours says: which elements stand where, with which attributes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A grammar is made from one elements.def with the macros below; elements and attributes are numbers, and sets of them are
 * bits. The rest of input/ reads files by it. */
#ifndef HZ_INPUT_GRAMMAR_H
#define HZ_INPUT_GRAMMAR_H

#include <stdbool.h>
#include <stdint.h>

/* Sets are bits: so many of each at most. */
typedef int hz_element;   /* 0: outside the root */
typedef int hz_attribute;
typedef unsigned __int128 hz_attribute_set;
enum { HZ_GRAMMAR_MAX = 64, HZ_GRAMMAR_ATTRIBUTES = 128 };
#define HZ_ATTRIBUTE_BIT(attribute) ((hz_attribute_set)1 << (attribute))

typedef enum { HZ_TIMES_ONE, HZ_TIMES_OPTIONAL, HZ_TIMES_MANY } hz_times;

/* What the format says of an element. */
typedef struct {
    const char *name;
    uint64_t parents;           /* elements inside which it may stand, as bits; bit 0: it may be the root */
    hz_times times;             /* in its parent */
    hz_attribute_set required, allowed;
} hz_element_def;

typedef struct {
    const char *uri; /* the namespace; all formats are version 1 of theirs */
    const hz_element_def *elements; /* [n_elements]; the children of the root in their order in the file */
    int n_elements;
    const char *const *attributes;  /* [n_attributes] names */
    int n_attributes;
    bool is_ordered;      /* sections, the children of the root, must stand in the order of the list */
    uint64_t definitions; /* sections whose members others refer to by id, as bits */
    uint64_t users;       /* sections that refer to them */
    /* what means the same in every format */
    hz_element sources; /* the section of what facts rest on */
    hz_attribute version, id, zh, en, value, unit, days, source, text, confidence;
} hz_grammar;

/* One line of a table of hz_element_def. */
#define HZ_GRAMMAR_ELEMENT(element, name, parents, times_code, required, optional)                                     \
    [element] = {name, parents, HZ_TIMES_##times_code, required, (required) | (optional)},

#endif

/* attrs.h - the attributes of one element of hazeplan's own files, by name, with words for what is wrong
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_PLAN_ATTRS_H
#define HZ_PLAN_ATTRS_H

#include "base/arena.h"
#include "base/xml.h"
#include "scenario/scenario.h"

typedef struct {
    const char *path;
    const char *element;
    int line;
    const hz_xml_attr *items;
    int n_items;
    hz_error *err; /* the first fault is kept here as HZ_ERR_INPUT, with file and line */
} hz_attrs;

/* NULL when it is not there. */
const hz_xml_attr *hz_attrs_find(const hz_attrs *attrs, const char *name);
/* The same, and a fault when it is not there. */
const hz_xml_attr *hz_attrs_need(const hz_attrs *attrs, const char *name);
/* Has exactly this value? */
bool hz_attr_is(const hz_xml_attr *attr, const char *text);
/* A decimal as a whole number of 10^-places; a fault when it is none, or has more decimals. */
bool hz_attrs_fixed(const hz_attrs *attrs, const char *name, int places, int64_t *out);
/* One of a list of words; its index. */
bool hz_attrs_word(const hz_attrs *attrs, const char *name, hz_words words, int *out);
/* Record that the value of `name` cannot be used. */
void hz_attrs_fault(const hz_attrs *attrs, const char *name);

#endif

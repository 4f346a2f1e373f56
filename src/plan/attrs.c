/* attrs.c - the attributes of one element of hazeplan's own files, by name
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan/attrs.h"

#include <string.h>

#include "base/lang.h"
#include "base/text.h"

const hz_xml_attr *hz_attrs_find(const hz_attrs *attrs, const char *name)
{
    for (int i = 0; i < attrs->n_items; i++)
        if (!attrs->items[i].prefix && strcmp(attrs->items[i].name, name) == 0)
            return &attrs->items[i];
    return NULL;
}

const hz_xml_attr *hz_attrs_need(const hz_attrs *attrs, const char *name)
{
    const hz_xml_attr *attr = hz_attrs_find(attrs, name);

    if (!attr)
        hz_error_set(attrs->err, HZ_ERR_INPUT,
                     _("%1$s:%2$d: attribute '%3$s' of '%4$s' is missing; the file is not as "
                       "hazeplan wrote it"),
                     attrs->path, attrs->line, name, attrs->element);
    return attr;
}

bool hz_attr_is(const hz_xml_attr *attr, const char *text)
{
    return attr->length == strlen(text) && memcmp(attr->value, text, attr->length) == 0;
}

void hz_attrs_fault(const hz_attrs *attrs, const char *name)
{
    const hz_xml_attr *attr = hz_attrs_find(attrs, name);
    int shown = attr && attr->length < 80 ? (int)attr->length : 0;

    hz_error_set(attrs->err, HZ_ERR_INPUT, _("%1$s:%2$d: attribute '%3$s' of '%4$s' cannot be used: '%5$.*6$s'; the file is not as hazeplan wrote it"),
                 attrs->path, attrs->line, name, attrs->element, attr ? attr->value : "", shown);
}

bool hz_attrs_fixed(const hz_attrs *attrs, const char *name, int places, int64_t *out)
{
    const hz_xml_attr *attr = hz_attrs_need(attrs, name);
    hz_decimal decimal;
    __int128 value;

    if (!attr)
        return false;
    if (hz_decimal_parse(&decimal, attr->value, attr->length, false) != HZ_NUMBER_OK || decimal.scale > places) {
        hz_attrs_fault(attrs, name);
        return false;
    }
    value = decimal.digits;
    for (int i = decimal.scale; i < places; i++) {
        value *= 10;
        if (value > INT64_MAX) {
            hz_attrs_fault(attrs, name);
            return false;
        }
    }
    *out = (int64_t)(decimal.is_negative ? -value : value);
    return true;
}

bool hz_attrs_word(const hz_attrs *attrs, const char *name, hz_words words, int *out)
{
    const hz_xml_attr *attr = hz_attrs_need(attrs, name);
    int index = attr ? hz_word_index(words, attr->value, attr->length) : -1;

    if (index < 0)
        hz_attrs_fault(attrs, name);
    else
        *out = index;
    return index >= 0;
}

/* reader.c - what the functions of the elements share while a scenario file is read
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "scenario/reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/lang.h"

/* ---- growing ---- */

void *hz_reader_append(hz_reader *r, void *array, size_t *n, size_t *capacity, size_t size)
{
    char *items;

    if (!hz_grow(array, capacity, *n + 1, size)) {
        r->tag.is_out_of_memory = true;
        return NULL;
    }
    memcpy(&items, array, sizeof items);
    return memset(items + (*n)++ * size, 0, size);
}

bool hz_reader_is_full(hz_reader *r, size_t n, size_t cap, const char *what)
{
    char text[24];

    if (n < cap)
        return false;
    snprintf(text, sizeof text, "%zu", cap);
    hz_findings_add(r->findings, HZ_113, r->tag.line, text, _(what), NULL);
    r->is_cut_short = true;
    return true;
}

void *hz_reader_settle(hz_reader *r, void *array, size_t n, size_t size)
{
    void *settled = hz_arena_array(r->scenario->arena, n, size);

    if (!settled)
        r->tag.is_out_of_memory = true;
    else if (n > 0)
        memcpy(settled, array, n * size);
    free(array);
    return settled;
}

void hz_reader_index(hz_reader *r, hz_names *names, const char *id, size_t index)
{
    if (id[0] && !hz_names_add(names, id, strlen(id), (uint32_t)index))
        r->tag.is_out_of_memory = true;
}

/* ---- references ---- */

/* The index of the id that the attribute names; HZ_NONE when it is not given or not known. */
static uint32_t refer(hz_reader *r, hz_attribute at, const hz_names *names, hz_element section, hz_finding_code code)
{
    const hz_xml_attr *attr = hz_tag_value(&r->tag, at);
    uint32_t index = attr ? hz_names_find(names, attr->value, attr->length) : HZ_NONE;
    /* no such section is a finding of its own; but <sources> may be left out */
    bool is_complete = !(r->doubtful >> section & 1) && (r->children[0] >> section & 1 || section == HZ_EL_SOURCES);

    if (attr && index == HZ_NONE && is_complete)
        hz_tag_unknown(&r->tag, code, at);
    return index;
}

uint32_t hz_reader_source(hz_reader *r)
{
    return refer(r, HZ_AT_SOURCE, &r->sources, HZ_EL_SOURCES, HZ_310);
}

uint32_t hz_reader_pollutant(hz_reader *r)
{
    return refer(r, HZ_AT_POLLUTANT, &r->pollutants, HZ_EL_POLLUTANTS, HZ_305);
}

uint32_t hz_reader_district(hz_reader *r)
{
    return refer(r, HZ_AT_DISTRICT, &r->districts, HZ_EL_DISTRICTS, HZ_307);
}

uint32_t hz_reader_sector(hz_reader *r)
{
    return refer(r, HZ_AT_SECTOR, &r->sectors, HZ_EL_SECTORS, HZ_306);
}

/* ---- findings ---- */

void hz_reader_twice(hz_reader *r, const char *kind, const char *name, int first_line)
{
    char line[16];

    snprintf(line, sizeof line, "%d", first_line);
    hz_findings_add(r->findings, HZ_302, r->tag.line, kind, name, line, NULL);
}

void hz_reader_exclusive(hz_reader *r, hz_attribute first, hz_attribute second)
{
    hz_findings_add(r->findings, HZ_114, r->tag.line, hz_tag_attribute_name(first), hz_tag_attribute_name(second),
                    hz_tag_def(r->tag.element)->name, NULL);
}
/* ---- products ---- */

static uint32_t add_product(hz_reader *r, const hz_unit_def *unit)
{
    hz_scenario *s = r->scenario;
    const char *name = hz_tag_text(&r->tag, HZ_AT_PRODUCT);
    size_t n_uses = s->n_products;
    hz_product *product;
    hz_product_use *use;

    if (!name[0] || hz_reader_is_full(r, s->n_products, HZ_MAX_GROUPS, N_("products")) ||
        !(use = hz_reader_append(r, &r->uses, &n_uses, &r->c_uses, sizeof *use)) ||
        !(product = hz_reader_append(r, &s->products, &s->n_products, &r->c_products, sizeof *product)))
        return HZ_NONE;
    *use = (hz_product_use){unit, r->tag.line};
    *product = (hz_product){name, unit->dimension};
    hz_reader_index(r, &r->products, name, s->n_products - 1);
    return (uint32_t)(s->n_products - 1);
}

uint32_t hz_reader_product(hz_reader *r, const hz_unit_def *unit)
{
    const hz_xml_attr *attr = hz_tag_value(&r->tag, HZ_AT_PRODUCT);
    uint32_t index = attr ? hz_names_find(&r->products, attr->value, attr->length) : HZ_NONE;
    char line[16];

    if (!attr || !unit)
        return HZ_NONE;
    if (index == HZ_NONE)
        return add_product(r, unit);
    if (unit->dimension == r->scenario->products[index].dimension)
        return index;
    snprintf(line, sizeof line, "%d", r->uses[index].line);
    hz_findings_add(r->findings, HZ_411, r->tag.line, r->scenario->products[index].name, unit->symbol,
                    r->uses[index].unit->symbol, line, NULL);
    return HZ_NONE;
}

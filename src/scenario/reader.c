/* reader.c - what the functions of the elements share while a scenario file is read
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "scenario/reader.h"

#include <stdio.h>
#include <string.h>

#include "base/lang.h"

/* ---- references ---- */

uint32_t hz_reader_pollutant(hz_reader *r)
{
    return hz_document_refer(&r->doc, HZ_AT_POLLUTANT, &r->pollutants, HZ_EL_POLLUTANTS, HZ_305);
}

uint32_t hz_reader_district(hz_reader *r)
{
    return hz_document_refer(&r->doc, HZ_AT_DISTRICT, &r->districts, HZ_EL_DISTRICTS, HZ_307);
}

uint32_t hz_reader_sector(hz_reader *r)
{
    return hz_document_refer(&r->doc, HZ_AT_SECTOR, &r->sectors, HZ_EL_SECTORS, HZ_306);
}

uint32_t hz_reader_group(hz_reader *r)
{
    return hz_document_refer(&r->doc, HZ_AT_GROUP, &r->groups, HZ_EL_GROUPS, HZ_312);
}

uint32_t hz_reader_pollutants(hz_reader *r)
{
    const hz_xml_attr *attr = hz_tag_value(&r->doc.tag, HZ_AT_POLLUTANTS);
    const char *id = attr ? attr->value : NULL, *end = attr ? id + attr->length : NULL;
    uint32_t set = 0;

    while (id < end) {
        const char *blank = memchr(id, ' ', (size_t)(end - id));
        size_t length = (size_t)((blank ? blank : end) - id);
        uint32_t index = hz_names_find(&r->pollutants, id, length);
        char name[HZ_MAX_ID + 1];

        snprintf(name, sizeof name, "%.*s", (int)(length < HZ_MAX_ID ? length : HZ_MAX_ID), id);
        if (index != HZ_NONE)
            set |= UINT32_C(1) << index;
        else if (length > 0)
            hz_findings_add(r->doc.findings, HZ_305, r->doc.tag.line, name, NULL);
        id += length + 1;
    }
    return set;
}

/* ---- figures ---- */

int64_t hz_reader_money(hz_reader *r, unsigned dimensions, unsigned days)
{
    const unsigned cny = HZ_READER_DIMENSION(MONEY_CNY) | HZ_READER_DIMENSION(SUM_CNY);
    const unsigned usd = HZ_READER_DIMENSION(MONEY_USD) | HZ_READER_DIMENSION(SUM_USD);
    unsigned others = strcmp(r->scenario->currency, "CNY") == 0 ? usd : cny;
    const hz_unit_def *unit;
    int64_t amount = hz_tag_amount(&r->doc.tag, dimensions, days, &unit);

    if (unit && r->has_currency && others >> unit->dimension & 1)
        hz_findings_add(r->doc.findings, HZ_414, r->doc.tag.line, r->scenario->currency, unit->symbol, NULL);
    return amount;
}

uint8_t hz_reader_basis(hz_reader *r)
{
    return (uint8_t)hz_tag_word(&r->doc.tag, HZ_AT_BASIS, &hz_basis_words, HZ_211, HZ_BASIS_ESTIMATE);
}

hz_check hz_reader_check(hz_reader *r, unsigned days)
{
    hz_tag *tag = &r->doc.tag;
    bool has_value = hz_tag_has(tag, HZ_AT_VALUE), has_unit = hz_tag_has(tag, HZ_AT_UNIT);
    const hz_unit_def *measure = NULL;
    hz_check check = {.value = HZ_NOT_REPORTED};

    if (has_value != has_unit)
        hz_tag_missing(tag, has_value ? HZ_AT_UNIT : HZ_AT_VALUE);
    if (has_value && has_unit)
        check.value = hz_tag_amount(tag, HZ_READER_PRODUCED, days, &measure);
    check.by = (uint8_t)hz_tag_word(tag, HZ_AT_BY, &hz_check_words, HZ_211, HZ_CHECK_ON_SITE);
    check.dimension = (uint8_t)(measure ? measure->dimension : HZ_DIM_COUNT);
    return check;
}

/* ---- products ---- */

/* Whoever names it first uses its title. */
static hz_bilingual title_of(hz_reader *r, const char *name)
{
    uint32_t index = hz_names_find(&r->titled, name, strlen(name));

    if (index == HZ_NONE)
        return (hz_bilingual){NULL, NULL};
    r->titles[index].is_used = true;
    return r->titles[index].title;
}

static uint32_t add_product(hz_reader *r, const hz_unit_def *unit)
{
    hz_scenario *s = r->scenario;
    const char *name = hz_tag_text(&r->doc.tag, HZ_AT_PRODUCT);
    size_t n_uses = s->n_products;
    hz_product *product;
    hz_product_use *use;

    if (!name[0] || hz_document_is_full(&r->doc, s->n_products, HZ_MAX_GROUPS, N_("products")) ||
        !(use = hz_document_append(&r->doc, &r->uses, &n_uses, &r->c_uses, sizeof *use)) ||
        !(product = hz_document_append(&r->doc, &s->products, &s->n_products, &r->c_products, sizeof *product)))
        return HZ_NONE;
    *use = (hz_product_use){unit, r->doc.tag.line};
    *product = (hz_product){.name = name, .title = title_of(r, name), .dimension = unit->dimension};
    hz_document_index(&r->doc, &r->products, name, s->n_products - 1);
    return (uint32_t)(s->n_products - 1);
}

uint32_t hz_reader_product(hz_reader *r, const hz_unit_def *unit)
{
    const hz_xml_attr *attr = hz_tag_value(&r->doc.tag, HZ_AT_PRODUCT);
    uint32_t index = attr ? hz_names_find(&r->products, attr->value, attr->length) : HZ_NONE;
    char line[16];

    if (!attr || !unit)
        return HZ_NONE;
    if (index == HZ_NONE)
        return add_product(r, unit);
    if (unit->dimension == r->scenario->products[index].dimension)
        return index;
    snprintf(line, sizeof line, "%d", r->uses[index].line);
    hz_findings_add(r->doc.findings, HZ_411, r->doc.tag.line, r->scenario->products[index].name, unit->symbol,
                    r->uses[index].unit->symbol, line, NULL);
    return HZ_NONE;
}

/* read_sections.c - the elements outside the enterprises: head, definitions, society
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sections that others refer to (sources, pollutants, products, districts, sectors, groups) are sorted and indexed when they end, so that
 * references become indices at once and final. */
#include "scenario/read_sections.h"

#include <string.h>

#include "base/lang.h"
#include "scenario/read_forecast.h"
#include "scenario/sort.h"

/* ---- the head ---- */

static bool is_country(const char *text)
{
    return text[0] >= 'A' && text[0] <= 'Z' && text[1] >= 'A' && text[1] <= 'Z' && text[2] == '\0';
}

static void open_scenario(void *self)
{
    hz_reader *r = self;
    hz_tag *tag = &r->doc.tag;
    hz_scenario *s = r->scenario;
    int currency = hz_tag_word(tag, HZ_AT_CURRENCY, &hz_currency_words, HZ_211, -1);

    s->id = hz_tag_id(tag, false);
    s->lang = (hz_lang)hz_tag_word(tag, HZ_AT_LANG, &hz_lang_words, HZ_211, HZ_LANG_ZH);
    s->standing = (hz_standing)hz_tag_word(tag, HZ_AT_STANDING, &hz_standing_words, HZ_211, HZ_STANDING_TEST);
    r->has_currency = currency >= 0;
    s->currency = hz_word_at(&hz_currency_words, r->has_currency ? currency : 0);
    s->country = hz_tag_text(tag, HZ_AT_COUNTRY);
    if (s->country[0] && !is_country(s->country))
        hz_tag_outside(tag, HZ_AT_COUNTRY, _("two capital letters (ISO 3166-1)"));
}

static void open_title(void *self)
{
    hz_reader *r = self;
    r->scenario->title = hz_tag_bilingual(&r->doc.tag);
}

static void open_rules(void *self)
{
    hz_reader *r = self;
    hz_tag *tag = &r->doc.tag;
    hz_scenario *s = r->scenario;
    int32_t day;

    s->rules_set = hz_tag_text(tag, HZ_AT_SET);
    s->place = hz_read_place(&r->doc);
    s->rules_title = hz_tag_text(tag, HZ_AT_TITLE);
    s->rules_number = hz_tag_text(tag, HZ_AT_NUMBER);
    s->rules_issuer = hz_tag_text(tag, HZ_AT_ISSUER);
    s->rules_effective = hz_tag_text(tag, HZ_AT_EFFECTIVE);
    hz_tag_date(tag, HZ_AT_EFFECTIVE, &day);
    if (!hz_tag_has(tag, HZ_AT_SET) && !hz_tag_has(tag, HZ_AT_PLACE) && !hz_tag_has(tag, HZ_AT_TITLE))
        hz_tag_missing(tag, HZ_AT_TITLE);
}

/* ---- what others refer to ---- */

static void close_sources(void *self)
{
    hz_reader *r = self;

    hz_document_close_sources(&r->doc);
    r->scenario->sources = r->doc.sources;
    r->scenario->n_sources = r->doc.n_sources;
}

static void open_pollutant(void *self)
{
    hz_reader *r = self;
    hz_scenario *s = r->scenario;
    hz_pollutant *pollutant;

    if (hz_document_is_full(&r->doc, s->n_pollutants, HZ_MAX_POLLUTANTS, N_("pollutants")) ||
        !(pollutant = hz_document_append(&r->doc, &s->pollutants, &s->n_pollutants, &r->c_pollutants, sizeof *pollutant)))
        return;
    *pollutant = (hz_pollutant){.id = hz_tag_id(&r->doc.tag, false),
                                .name = hz_tag_bilingual(&r->doc.tag),
                                .unlisted_g_d = HZ_NOT_REPORTED,
                                .stated_g_d = HZ_NOT_REPORTED,
                                .society_source = HZ_NONE,
                                .line = r->doc.tag.line};
}

static void close_pollutants(void *self)
{
    hz_reader *r = self;
    hz_scenario *s = r->scenario;

    s->pollutants = hz_document_settle(&r->doc, s->pollutants, s->n_pollutants, sizeof *s->pollutants);
    if (!s->pollutants)
        return;
    hz_sort_pollutants(s->pollutants, s->n_pollutants);
    for (size_t i = 0; i < s->n_pollutants; i++)
        hz_document_index(&r->doc, &r->pollutants, s->pollutants[i].id, i);
}

static void open_product(void *self)
{
    hz_reader *r = self;
    const char *name = hz_tag_text(&r->doc.tag, HZ_AT_NAME);
    hz_bilingual title = hz_tag_bilingual(&r->doc.tag);
    uint32_t first = hz_names_find(&r->titled, name, strlen(name));
    hz_product_title *product;

    if (first != HZ_NONE) {
        hz_document_twice(&r->doc, hz_tag_def(&r->doc.tag, r->doc.tag.element)->name, name, r->titles[first].line);
        return;
    }
    if (!name[0] || hz_document_is_full(&r->doc, r->n_titles, HZ_MAX_GROUPS, N_("products")) ||
        !(product = hz_document_append(&r->doc, &r->titles, &r->n_titles, &r->c_titles, sizeof *product)))
        return;
    *product = (hz_product_title){.name = name, .title = title, .line = r->doc.tag.line};
    hz_document_index(&r->doc, &r->titled, name, r->n_titles - 1);
}

static void read_group(hz_reader *r, hz_group *group)
{
    *group = (hz_group){.id = hz_tag_id(&r->doc.tag, false),
                        .name = hz_tag_bilingual(&r->doc.tag),
                        .code = hz_tag_text(&r->doc.tag, HZ_AT_CODE),
                        .body = hz_tag_text(&r->doc.tag, HZ_AT_BODY),
                        .phone = hz_tag_text(&r->doc.tag, HZ_AT_PHONE),
                        .line = r->doc.tag.line};
}

static void open_district(void *self)
{
    hz_reader *r = self;
    hz_scenario *s = r->scenario;
    hz_group *district;

    if (!hz_document_is_full(&r->doc, s->n_districts, HZ_MAX_GROUPS, N_("districts")) &&
        (district = hz_document_append(&r->doc, &s->districts, &s->n_districts, &r->c_districts, sizeof *district)))
        read_group(r, district);
}

static void open_sector(void *self)
{
    hz_reader *r = self;
    hz_scenario *s = r->scenario;
    hz_group *sector;

    if (!hz_document_is_full(&r->doc, s->n_sectors, HZ_MAX_GROUPS, N_("sectors")) &&
        (sector = hz_document_append(&r->doc, &s->sectors, &s->n_sectors, &r->c_sectors, sizeof *sector)))
        read_group(r, sector);
}

static hz_group *close_groups(hz_reader *r, hz_group *groups, size_t n, hz_names *names)
{
    groups = hz_document_settle(&r->doc, groups, n, sizeof *groups);
    if (!groups)
        return NULL;
    hz_sort_groups(groups, n);
    for (size_t i = 0; i < n; i++)
        hz_document_index(&r->doc, names, groups[i].id, i);
    return groups;
}

static void close_districts(void *self)
{
    hz_reader *r = self;
    r->scenario->districts = close_groups(r, r->scenario->districts, r->scenario->n_districts, &r->districts);
}

static void close_sectors(void *self)
{
    hz_reader *r = self;
    r->scenario->sectors = close_groups(r, r->scenario->sectors, r->scenario->n_sectors, &r->sectors);
}

/* ---- society ---- */

/* <unlisted> and <total>: exactly one of the two for each pollutant. */
static void read_society(hz_reader *r, bool is_unlisted)
{
    hz_scenario *s = r->scenario;
    uint32_t index = hz_reader_pollutant(r);
    uint32_t source = hz_document_source(&r->doc);
    unsigned days = hz_tag_days(&r->doc.tag);
    const hz_unit_def *unit;
    int64_t amount = hz_tag_amount(&r->doc.tag, HZ_READER_MASS, days, &unit);
    hz_pollutant *pollutant;

    if (index == HZ_NONE)
        return;
    pollutant = &s->pollutants[index];
    if (pollutant->society_line) {
        hz_document_twice(&r->doc, hz_tag_def(&r->doc.tag, r->doc.tag.element)->name, pollutant->id, pollutant->society_line);
        return;
    }
    pollutant->society_line = r->doc.tag.line;
    pollutant->society_source = source;
    pollutant->has_unlisted = is_unlisted;
    *(is_unlisted ? &pollutant->unlisted_g_d : &pollutant->stated_g_d) = amount;
}

static void open_unlisted(void *self)
{
    hz_reader *r = self;
    read_society(r, true);
}

static void open_total(void *self)
{
    hz_reader *r = self;
    read_society(r, false);
}

/* ---- named groups ---- */

static void open_group(void *self)
{
    hz_reader *r = self;
    hz_scenario *s = r->scenario;
    hz_named_group *group;

    if (hz_document_is_full(&r->doc, s->n_groups, HZ_MAX_GROUPS, N_("groups")) ||
        !(group = hz_document_append(&r->doc, &s->groups, &s->n_groups, &r->c_groups, sizeof *group)))
        return;
    *group = (hz_named_group){.id = hz_tag_id(&r->doc.tag, false),
                              .name = hz_tag_bilingual(&r->doc.tag),
                              .first_member = (uint32_t)s->n_members,
                              .line = r->doc.tag.line};
}

static void open_member(void *self)
{
    hz_reader *r = self;
    hz_tag *tag = &r->doc.tag;
    hz_scenario *s = r->scenario;
    hz_member *member;

    if (s->n_groups == 0 || hz_document_is_full(&r->doc, s->n_members, HZ_MAX_UNITS, N_("members of groups")) ||
        !(member = hz_document_append(&r->doc, &s->members, &s->n_members, &r->c_members, sizeof *member)))
        return;
    *member = (hz_member){.district = hz_reader_district(r),
                          .sector = hz_reader_sector(r),
                          .enterprise = HZ_NONE,
                          .grade = HZ_NONE,
                          .enterprise_id = hz_tag_text(tag, HZ_AT_ENTERPRISE),
                          .line = tag->line};
    if (hz_tag_has(tag, HZ_AT_GRADE))
        member->grade = (uint32_t)hz_tag_word(tag, HZ_AT_GRADE, &hz_grade_words, HZ_309, HZ_GRADE_NONE);
    if (!(tag->given & (HZ_ATTRIBUTE_BIT(HZ_AT_DISTRICT) | HZ_ATTRIBUTE_BIT(HZ_AT_SECTOR) | HZ_ATTRIBUTE_BIT(HZ_AT_GRADE) |
                        HZ_ATTRIBUTE_BIT(HZ_AT_ENTERPRISE))))
        hz_tag_missing(tag, HZ_AT_DISTRICT);
    s->groups[s->n_groups - 1].n_members++;
}

static void close_named_groups(void *self)
{
    hz_reader *r = self;
    hz_scenario *s = r->scenario;

    s->members = hz_document_settle(&r->doc, s->members, s->n_members, sizeof *s->members);
    s->groups = hz_document_settle(&r->doc, s->groups, s->n_groups, sizeof *s->groups);
    if (!s->members || !s->groups)
        return;
    hz_sort_named_groups(s->groups, s->n_groups);
    for (size_t i = 0; i < s->n_groups; i++)
        hz_document_index(&r->doc, &r->groups, s->groups[i].id, i);
}

const hz_document_action hz_read_sections[HZ_EL_N] = {
    [HZ_EL_SCENARIO] = {open_scenario, NULL},
    [HZ_EL_TITLE] = {open_title, NULL},
    [HZ_EL_RULES] = {open_rules, NULL},
    [HZ_EL_SOURCES] = {NULL, close_sources},
    [HZ_EL_SOURCE] = {hz_document_open_source, NULL},
    [HZ_EL_POLLUTANTS] = {NULL, close_pollutants},
    [HZ_EL_POLLUTANT] = {open_pollutant, NULL},
    [HZ_EL_NAMED_PRODUCT] = {open_product, NULL},
    [HZ_EL_DISTRICTS] = {NULL, close_districts},
    [HZ_EL_DISTRICT] = {open_district, NULL},
    [HZ_EL_SECTORS] = {NULL, close_sectors},
    [HZ_EL_SECTOR] = {open_sector, NULL},
    [HZ_EL_UNLISTED] = {open_unlisted, NULL},
    [HZ_EL_TOTAL] = {open_total, NULL},
    [HZ_EL_GROUPS] = {NULL, close_named_groups},
    [HZ_EL_GROUP] = {open_group, NULL},
    [HZ_EL_MEMBER] = {open_member, NULL},
    [HZ_EL_FORECAST] = {hz_open_forecast, hz_close_forecast},
    [HZ_EL_VALUE] = {hz_open_value, NULL},
};

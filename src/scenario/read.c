/* read.c - a scenario file into a scenario: streaming, and the only place where units are converted
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The table elements.def says what may stand where; tag.c checks the attributes; here is one small function for each element
 * that holds data. Sections that others refer to (sources, pollutants, districts, sectors) are sorted and indexed when they
 * end, so that references become indices at once and final. A second such section, or one behind the first reference, is a
 * finding and is passed over; unknown ids of that kind are then not reported, since the one finding explains them all. */
#include "scenario/read.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "scenario/sort.h"
#include "scenario/tag.h"

#define NAMESPACE "urn:hazeplan:scenario"

#define DIMENSION(name) (1U << HZ_DIM_##name)
#define MASS DIMENSION(MASS)
#define MONEY (DIMENSION(MONEY) | DIMENSION(MONEY_CNY) | DIMENSION(MONEY_USD))
#define SHARE DIMENSION(SHARE)
#define PRODUCED (MASS | DIMENSION(ENERGY) | DIMENSION(VOLUME) | DIMENSION(AREA) | DIMENSION(COUNT))

/* <scenario>, section, member, unit, part of a unit. */
enum { DEPTH = 6 };

/* Where a product was named first. */
typedef struct {
    const hz_unit_def *unit;
    int line;
} product_use;

/* What the unit that is being read has said so far: lines of its emissions and bounds, 0 = none. */
typedef struct {
    int emission_line[HZ_MAX_POLLUTANTS];
    int cut_line[HZ_N_LEVELS];
} unit_lines;

typedef struct {
    hz_tag tag;
    hz_scenario *scenario;
    hz_findings *findings;
    uint64_t cap;

    hz_element open[DEPTH];    /* open elements, root first */
    int line[DEPTH];           /* where each was opened */
    uint64_t children[DEPTH];  /* bits: hz_element seen inside each */
    int depth;
    int skipped;               /* depth inside an element that is passed over */
    hz_element last_section;
    uint64_t doubtful;         /* bits: sections whose ids are not all known */
    const char *uri;           /* of the namespace, the parser's pointer */
    bool is_cut_short;         /* a problem of form, or a cap: what is missing was perhaps not reached */
    bool has_currency;
    bool has_text;             /* stray text was reported since the last tag */

    hz_names sources, pollutants, districts, sectors, products;
    product_use *uses;         /* by product, in the order of the file */
    unit_lines unit_lines;
    /* room in the growing arrays */
    size_t c_sources, c_pollutants, c_districts, c_sectors, c_products, c_uses, c_demands;
    size_t c_enterprises, c_units, c_emission, c_cuttable, c_basis, c_checks, c_contacts, c_exemptions;
} reader;

static bool may_go_on(const reader *r)
{
    return !r->is_cut_short && !r->tag.is_out_of_memory;
}

/* ---- growing ---- */

/* Room for one more element behind `n`, zeroed; NULL when out of memory. */
static void *append(reader *r, void *array, size_t *n, size_t *capacity, size_t size)
{
    char *items;

    if (!hz_grow(array, capacity, *n + 1, size)) {
        r->tag.is_out_of_memory = true;
        return NULL;
    }
    memcpy(&items, array, sizeof items);
    return memset(items + (*n)++ * size, 0, size);
}

/* Finding 113 ends the reading: beyond a cap nothing can be kept. `what` is a msgid. */
static bool is_full(reader *r, size_t n, size_t cap, const char *what)
{
    char text[24];

    if (n < cap)
        return false;
    snprintf(text, sizeof text, "%zu", cap);
    hz_findings_add(r->findings, HZ_113, r->tag.line, text, _(what), NULL);
    r->is_cut_short = true;
    return true;
}

/* Move a finished small array into the arena. */
static void *settle(reader *r, void *array, size_t n, size_t size)
{
    void *settled = hz_arena_array(r->scenario->arena, n, size);

    if (!settled)
        r->tag.is_out_of_memory = true;
    else if (n > 0)
        memcpy(settled, array, n * size);
    free(array);
    return settled;
}

static void index_id(reader *r, hz_names *names, const char *id, size_t index)
{
    if (id[0] && !hz_names_add(names, id, strlen(id), (uint32_t)index))
        r->tag.is_out_of_memory = true;
}

/* ---- references ---- */

/* The index of the id that the attribute names; HZ_NONE when it is not given or not known. */
static uint32_t refer(reader *r, hz_attribute at, const hz_names *names, hz_element section, hz_finding_code code)
{
    const hz_xml_attr *attr = hz_tag_value(&r->tag, at);
    uint32_t index = attr ? hz_names_find(names, attr->value, attr->length) : HZ_NONE;
    /* no such section is a finding of its own; but <sources> may be left out */
    bool is_complete = !(r->doubtful >> section & 1) && (r->children[0] >> section & 1 || section == HZ_EL_SOURCES);

    if (attr && index == HZ_NONE && is_complete)
        hz_tag_unknown(&r->tag, code, at);
    return index;
}

static uint32_t refer_source(reader *r)
{
    return refer(r, HZ_AT_SOURCE, &r->sources, HZ_EL_SOURCES, HZ_310);
}

static uint32_t refer_pollutant(reader *r)
{
    return refer(r, HZ_AT_POLLUTANT, &r->pollutants, HZ_EL_POLLUTANTS, HZ_305);
}

static uint32_t refer_district(reader *r)
{
    return refer(r, HZ_AT_DISTRICT, &r->districts, HZ_EL_DISTRICTS, HZ_307);
}

static uint32_t refer_sector(reader *r)
{
    return refer(r, HZ_AT_SECTOR, &r->sectors, HZ_EL_SECTORS, HZ_306);
}

/* ---- findings ---- */

static void given_twice(reader *r, const char *kind, const char *name, int first_line)
{
    char line[16];

    snprintf(line, sizeof line, "%d", first_line);
    hz_findings_add(r->findings, HZ_302, r->tag.line, kind, name, line, NULL);
}

static void exclude_each_other(reader *r, hz_attribute first, hz_attribute second)
{
    hz_findings_add(r->findings, HZ_114, r->tag.line, hz_tag_attribute_name(first), hz_tag_attribute_name(second),
                    hz_tag_def(r->tag.element)->name, NULL);
}

/* ---- the head ---- */

static bool is_country(const char *text)
{
    return text[0] >= 'A' && text[0] <= 'Z' && text[1] >= 'A' && text[1] <= 'Z' && text[2] == '\0';
}

static bool is_version(const hz_xml_attr *attr)
{
    return attr->length == 1 && attr->value[0] == '1';
}

static void open_scenario(reader *r)
{
    hz_tag *tag = &r->tag;
    hz_scenario *s = r->scenario;
    const hz_xml_attr *version = hz_tag_value(tag, HZ_AT_VERSION);
    int currency = hz_tag_word(tag, HZ_AT_CURRENCY, HZ_WORDS_CURRENCY, HZ_211, -1);

    if (version && !is_version(version)) {
        hz_tag_unknown(tag, HZ_104, HZ_AT_VERSION);
        r->is_cut_short = true; /* another format: its words may mean something else */
    }
    s->id = hz_tag_id(tag, false);
    s->lang = (hz_lang)hz_tag_word(tag, HZ_AT_LANG, HZ_WORDS_LANG, HZ_211, HZ_LANG_ZH);
    s->standing = (hz_standing)hz_tag_word(tag, HZ_AT_STANDING, HZ_WORDS_STANDING, HZ_211, HZ_STANDING_TEST);
    r->has_currency = currency >= 0;
    s->currency = hz_word_at(HZ_WORDS_CURRENCY, r->has_currency ? currency : 0);
    s->country = hz_tag_text(tag, HZ_AT_COUNTRY);
    if (s->country[0] && !is_country(s->country))
        hz_tag_outside(tag, HZ_AT_COUNTRY, _("two capital letters (ISO 3166-1)"));
}

static void open_title(reader *r)
{
    r->scenario->title = hz_tag_bilingual(&r->tag);
}

/* YYYY-MM-DD of a day that exists. */
static bool is_date(const char *text)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int year, month, day, end = 0;
    bool is_leap;

    if (strspn(text, "0123456789-") != 10 || strlen(text) != 10 ||
        sscanf(text, "%4d-%2d-%2d%n", &year, &month, &day, &end) != 3 || end != 10)
        return false;
    is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month >= 1 && month <= 12 && day >= 1 && day <= days[month - 1] + (month == 2 && is_leap);
}

static void open_rules(reader *r)
{
    hz_scenario *s = r->scenario;

    s->rules_title = hz_tag_text(&r->tag, HZ_AT_TITLE);
    s->rules_number = hz_tag_text(&r->tag, HZ_AT_NUMBER);
    s->rules_issuer = hz_tag_text(&r->tag, HZ_AT_ISSUER);
    s->rules_effective = hz_tag_text(&r->tag, HZ_AT_EFFECTIVE);
    if (s->rules_effective && !is_date(s->rules_effective))
        hz_tag_outside(&r->tag, HZ_AT_EFFECTIVE, _("the calendar (YYYY-MM-DD)"));
}

/* ---- what others refer to ---- */

static void open_source(reader *r)
{
    hz_scenario *s = r->scenario;
    hz_source *source;
    int confidence;

    if (is_full(r, s->n_sources, HZ_MAX_UNITS, N_("sources")) ||
        !(source = append(r, &s->sources, &s->n_sources, &r->c_sources, sizeof *source)))
        return;
    confidence = hz_tag_word(&r->tag, HZ_AT_CONFIDENCE, HZ_WORDS_CONFIDENCE, HZ_211, 0);
    *source = (hz_source){.id = hz_tag_id(&r->tag, false),
                          .text = hz_tag_text(&r->tag, HZ_AT_TEXT),
                          .confidence = hz_word_at(HZ_WORDS_CONFIDENCE, confidence),
                          .line = r->tag.line};
}

static void close_sources(reader *r)
{
    hz_scenario *s = r->scenario;

    s->sources = settle(r, s->sources, s->n_sources, sizeof *s->sources);
    if (!s->sources)
        return;
    hz_sort_sources(s->sources, s->n_sources);
    for (size_t i = 0; i < s->n_sources; i++)
        index_id(r, &r->sources, s->sources[i].id, i);
}

static void open_pollutant(reader *r)
{
    hz_scenario *s = r->scenario;
    hz_pollutant *pollutant;

    if (is_full(r, s->n_pollutants, HZ_MAX_POLLUTANTS, N_("pollutants")) ||
        !(pollutant = append(r, &s->pollutants, &s->n_pollutants, &r->c_pollutants, sizeof *pollutant)))
        return;
    *pollutant = (hz_pollutant){.id = hz_tag_id(&r->tag, false),
                                .name = hz_tag_bilingual(&r->tag),
                                .unlisted_g_d = HZ_NOT_REPORTED,
                                .stated_g_d = HZ_NOT_REPORTED,
                                .society_source = HZ_NONE,
                                .line = r->tag.line};
}

static void close_pollutants(reader *r)
{
    hz_scenario *s = r->scenario;

    s->pollutants = settle(r, s->pollutants, s->n_pollutants, sizeof *s->pollutants);
    if (!s->pollutants)
        return;
    hz_sort_pollutants(s->pollutants, s->n_pollutants);
    for (size_t i = 0; i < s->n_pollutants; i++)
        index_id(r, &r->pollutants, s->pollutants[i].id, i);
}

static void read_group(reader *r, hz_group *group)
{
    *group = (hz_group){.id = hz_tag_id(&r->tag, false),
                        .name = hz_tag_bilingual(&r->tag),
                        .code = hz_tag_text(&r->tag, HZ_AT_CODE),
                        .body = hz_tag_text(&r->tag, HZ_AT_BODY),
                        .phone = hz_tag_text(&r->tag, HZ_AT_PHONE),
                        .line = r->tag.line};
}

static void open_district(reader *r)
{
    hz_scenario *s = r->scenario;
    hz_group *district;

    if (!is_full(r, s->n_districts, HZ_MAX_GROUPS, N_("districts")) &&
        (district = append(r, &s->districts, &s->n_districts, &r->c_districts, sizeof *district)))
        read_group(r, district);
}

static void open_sector(reader *r)
{
    hz_scenario *s = r->scenario;
    hz_group *sector;

    if (!is_full(r, s->n_sectors, HZ_MAX_GROUPS, N_("sectors")) &&
        (sector = append(r, &s->sectors, &s->n_sectors, &r->c_sectors, sizeof *sector)))
        read_group(r, sector);
}

static hz_group *close_groups(reader *r, hz_group *groups, size_t n, hz_names *names)
{
    groups = settle(r, groups, n, sizeof *groups);
    if (!groups)
        return NULL;
    hz_sort_groups(groups, n);
    for (size_t i = 0; i < n; i++)
        index_id(r, names, groups[i].id, i);
    return groups;
}

static void close_districts(reader *r)
{
    r->scenario->districts = close_groups(r, r->scenario->districts, r->scenario->n_districts, &r->districts);
}

static void close_sectors(reader *r)
{
    r->scenario->sectors = close_groups(r, r->scenario->sectors, r->scenario->n_sectors, &r->sectors);
}

/* ---- society ---- */

/* <unlisted> and <total>: exactly one of the two for each pollutant. */
static void read_society(reader *r, bool is_unlisted)
{
    hz_scenario *s = r->scenario;
    uint32_t index = refer_pollutant(r);
    uint32_t source = refer_source(r);
    unsigned days = hz_tag_days(&r->tag);
    const hz_unit_def *unit;
    int64_t amount = hz_tag_amount(&r->tag, MASS, days, &unit);
    hz_pollutant *pollutant;

    if (index == HZ_NONE)
        return;
    pollutant = &s->pollutants[index];
    if (pollutant->society_line) {
        given_twice(r, hz_tag_def(r->tag.element)->name, pollutant->id, pollutant->society_line);
        return;
    }
    pollutant->society_line = r->tag.line;
    pollutant->society_source = source;
    pollutant->has_unlisted = is_unlisted;
    *(is_unlisted ? &pollutant->unlisted_g_d : &pollutant->stated_g_d) = amount;
}

static void open_unlisted(reader *r)
{
    read_society(r, true);
}

static void open_total(reader *r)
{
    read_society(r, false);
}

/* ---- products ---- */

static uint32_t add_product(reader *r, const hz_unit_def *unit)
{
    hz_scenario *s = r->scenario;
    const char *name = hz_tag_text(&r->tag, HZ_AT_PRODUCT);
    size_t n_uses = s->n_products;
    hz_product *product;
    product_use *use;

    if (!name[0] || is_full(r, s->n_products, HZ_MAX_GROUPS, N_("products")) ||
        !(use = append(r, &r->uses, &n_uses, &r->c_uses, sizeof *use)) ||
        !(product = append(r, &s->products, &s->n_products, &r->c_products, sizeof *product)))
        return HZ_NONE;
    *use = (product_use){unit, r->tag.line};
    *product = (hz_product){name, unit->dimension};
    index_id(r, &r->products, name, s->n_products - 1);
    return (uint32_t)(s->n_products - 1);
}

/* The product that the tag names, measured in `unit`. */
static uint32_t refer_product(reader *r, const hz_unit_def *unit)
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

/* ---- demands ---- */

static void take_scope(reader *r, hz_demand *demand)
{
    bool has_district = hz_tag_has(&r->tag, HZ_AT_DISTRICT), has_sector = hz_tag_has(&r->tag, HZ_AT_SECTOR);
    uint32_t district = refer_district(r), sector = refer_sector(r);

    if (has_district && has_sector)
        exclude_each_other(r, HZ_AT_DISTRICT, HZ_AT_SECTOR);
    demand->scope = has_district ? HZ_SCOPE_DISTRICT : has_sector ? HZ_SCOPE_SECTOR : HZ_SCOPE_ALL;
    demand->group = has_district ? district : sector;
}

static bool is_demand_usable(const hz_demand *demand)
{
    bool has_group = demand->scope == HZ_SCOPE_ALL || demand->group != HZ_NONE;
    bool has_thing = demand->kind == HZ_DEMAND_FLOOR ? demand->product != HZ_NONE : demand->pollutant != HZ_NONE;
    bool has_amount = (demand->is_ratio ? demand->ratio_ppm : demand->amount) >= 0;

    return has_group && has_thing && has_amount;
}

/* One demand for each level; one with a finding is not kept, because it would be taken for another. */
static void add_demands(reader *r, const hz_demand *pattern)
{
    hz_scenario *s = r->scenario;
    uint8_t levels = hz_tag_levels(&r->tag);

    for (int level = 0; level < HZ_N_LEVELS && is_demand_usable(pattern); level++) {
        hz_demand *demand;

        if (!(levels >> level & 1))
            continue;
        if (is_full(r, s->n_demands, HZ_MAX_UNITS, N_("demands")) ||
            !(demand = append(r, &s->demands, &s->n_demands, &r->c_demands, sizeof *demand)))
            return;
        *demand = *pattern;
        demand->level = (hz_level)level;
    }
}

static void open_reduction(reader *r)
{
    hz_demand demand = {.kind = HZ_DEMAND_REDUCTION, .product = HZ_NONE, .line = r->tag.line};
    const hz_unit_def *unit = hz_tag_unit(&r->tag, MASS | SHARE);

    demand.pollutant = refer_pollutant(r);
    demand.source = refer_source(r);
    take_scope(r, &demand);
    demand.is_ratio = !unit || unit->dimension == HZ_DIM_SHARE;
    if (demand.is_ratio)
        demand.ratio_ppm = hz_tag_share(&r->tag, HZ_AT_VALUE, unit, 100);
    else
        demand.amount = hz_tag_amount(&r->tag, MASS, 0, &unit);
    add_demands(r, &demand);
}

static void open_floor(reader *r)
{
    hz_demand demand = {.kind = HZ_DEMAND_FLOOR, .pollutant = HZ_NONE, .line = r->tag.line};
    const hz_unit_def *unit;

    demand.amount = hz_tag_amount(&r->tag, PRODUCED, 0, &unit);
    demand.product = refer_product(r, unit);
    demand.source = refer_source(r);
    take_scope(r, &demand);
    add_demands(r, &demand);
}

/* ---- enterprises ---- */

static uint16_t narrow(uint32_t index)
{
    return index == HZ_NONE ? HZ_NONE16 : (uint16_t)index;
}

static void take_position(reader *r, hz_enterprise *e)
{
    e->longitude_udeg = hz_tag_degrees(&r->tag, HZ_AT_LON, 180);
    e->latitude_udeg = hz_tag_degrees(&r->tag, HZ_AT_LAT, 90);
    if (hz_tag_has(&r->tag, HZ_AT_LON) && !hz_tag_has(&r->tag, HZ_AT_LAT))
        hz_tag_missing(&r->tag, HZ_AT_LAT);
    if (hz_tag_has(&r->tag, HZ_AT_LAT) && !hz_tag_has(&r->tag, HZ_AT_LON))
        hz_tag_missing(&r->tag, HZ_AT_LON);
}

static void open_enterprise(reader *r)
{
    hz_tag *tag = &r->tag;
    hz_scenario *s = r->scenario;
    hz_enterprise *e;

    if (is_full(r, s->n_enterprises, HZ_MAX_UNITS, N_("enterprises")) ||
        !(e = append(r, &s->enterprises, &s->n_enterprises, &r->c_enterprises, sizeof *e)))
        return;
    e->line = tag->line;
    e->id = hz_tag_id(tag, false);
    e->name = hz_tag_text(tag, HZ_AT_NAME);
    e->credit_code = hz_tag_text(tag, HZ_AT_CREDIT_CODE);
    e->permit = hz_tag_text(tag, HZ_AT_PERMIT);
    e->town = hz_tag_shared(tag, HZ_AT_TOWN);
    e->address = hz_tag_text(tag, HZ_AT_ADDRESS);
    e->sector = narrow(refer_sector(r));
    e->district = narrow(refer_district(r));
    e->source = refer_source(r);
    e->grade = (uint8_t)hz_tag_word(tag, HZ_AT_GRADE, HZ_WORDS_GRADE, HZ_309, HZ_GRADE_NONE);
    e->operation = (uint8_t)hz_tag_word(tag, HZ_AT_STATUS, HZ_WORDS_OPERATION, HZ_211, HZ_OPERATING);
    take_position(r, e);
    e->first_unit = (uint32_t)s->n_units;
    e->first_contact = (uint32_t)s->n_contacts;
    e->first_exemption = (uint32_t)s->n_exemptions;
}

static hz_enterprise *enterprise_now(const reader *r)
{
    return &r->scenario->enterprises[r->scenario->n_enterprises - 1];
}

static void close_enterprise(reader *r)
{
    hz_scenario *s = r->scenario;
    hz_enterprise *e = enterprise_now(r);

    hz_sort_contacts(s->contacts + e->first_contact, e->n_contacts);
    e->n_exemptions = (uint8_t)hz_sort_exemptions(s->exemptions + e->first_exemption, e->n_exemptions);
    s->n_exemptions = e->first_exemption + e->n_exemptions;
}

static void open_contact(reader *r)
{
    hz_scenario *s = r->scenario;
    hz_enterprise *e = enterprise_now(r);
    hz_contact *contact;
    int role = hz_tag_word(&r->tag, HZ_AT_ROLE, HZ_WORDS_ROLE, HZ_211, HZ_ROLE_RESPONSIBLE);

    if (is_full(r, e->n_contacts, HZ_MAX_PARTS, N_("contacts of one enterprise")) ||
        !(contact = append(r, &s->contacts, &s->n_contacts, &r->c_contacts, sizeof *contact)))
        return;
    *contact = (hz_contact){.role = (hz_role)role,
                            .name = hz_tag_text(&r->tag, HZ_AT_NAME),
                            .phone = hz_tag_text(&r->tag, HZ_AT_PHONE)};
    e->n_contacts++;
}

static void open_exemption(reader *r)
{
    hz_scenario *s = r->scenario;
    hz_enterprise *e = enterprise_now(r);
    uint8_t levels = hz_tag_levels(&r->tag);
    hz_exemption *exemption;

    if (is_full(r, e->n_exemptions, HZ_MAX_PARTS, N_("exemptions of one enterprise")) ||
        !(exemption = append(r, &s->exemptions, &s->n_exemptions, &r->c_exemptions, sizeof *exemption)))
        return;
    *exemption = (hz_exemption){.levels = levels,
                                .reason = hz_tag_shared(&r->tag, HZ_AT_REASON),
                                .document = hz_tag_shared(&r->tag, HZ_AT_DOCUMENT),
                                .line = r->tag.line};
    e->n_exemptions++;
    e->exempt_levels |= levels;
}

/* ---- units ---- */

/* Room for one more unit in the arrays by unit and pollutant. */
static bool append_emissions(reader *r)
{
    hz_scenario *s = r->scenario;
    size_t n_pollutants = s->n_pollutants, first = s->n_units * n_pollutants, need = first + n_pollutants;

    if (!hz_grow((void **)&s->emission_g_d, &r->c_emission, need, sizeof *s->emission_g_d) ||
        !hz_grow((void **)&s->cuttable_bp, &r->c_cuttable, need, sizeof *s->cuttable_bp) ||
        !hz_grow((void **)&s->emission_basis, &r->c_basis, need, sizeof *s->emission_basis)) {
        r->tag.is_out_of_memory = true;
        return false;
    }
    for (size_t k = first; k < need; k++) {
        s->emission_g_d[k] = HZ_NOT_REPORTED;
        s->cuttable_bp[k] = HZ_SHARE_ONE;
        s->emission_basis[k] = HZ_BASIS_ESTIMATE;
    }
    return true;
}

static void open_unit(reader *r)
{
    hz_tag *tag = &r->tag;
    hz_scenario *s = r->scenario;
    hz_unit *unit;

    if (is_full(r, s->n_units, HZ_MAX_UNITS, N_("units")) || !append_emissions(r) ||
        !(unit = append(r, &s->units, &s->n_units, &r->c_units, sizeof *unit)))
        return;
    unit->line = tag->line;
    unit->id = hz_tag_id(tag, true);
    unit->name = hz_tag_shared(tag, HZ_AT_NAME);
    unit->kind = (uint8_t)hz_tag_word(tag, HZ_AT_KIND, HZ_WORDS_UNIT_KIND, HZ_211, HZ_UNIT_DUST);
    unit->operating_days = hz_tag_days(tag);
    unit->product = HZ_NONE16;
    unit->output_basis = HZ_BASIS_ESTIMATE;
    unit->cost_basis = HZ_BASIS_ESTIMATE;
    unit->enterprise = (uint32_t)s->n_enterprises - 1;
    unit->first_check = (uint32_t)s->n_checks;
    enterprise_now(r)->n_units++;
    memset(&r->unit_lines, 0, sizeof r->unit_lines);
}

static hz_unit *unit_now(const reader *r)
{
    return &r->scenario->units[r->scenario->n_units - 1];
}

static void close_unit(reader *r)
{
    hz_scenario *s = r->scenario;
    const hz_unit *unit = unit_now(r);
    bool must_have_output = unit->kind == HZ_UNIT_LINE || unit->kind == HZ_UNIT_PROCESS;

    if (!may_go_on(r))
        return;
    hz_sort_checks(s->checks + unit->first_check, unit->n_checks);
    if (must_have_output && !(r->children[r->depth] >> HZ_EL_OUTPUT & 1))
        hz_findings_add(r->findings, HZ_110, unit->line, "output", "unit", NULL);
    for (size_t p = 0; p < s->n_pollutants; p++)
        if (!r->unit_lines.emission_line[p])
            hz_findings_add(r->findings, HZ_407, unit->line, unit->id, s->pollutants[p].id, NULL);
}

static uint8_t take_basis(reader *r)
{
    return (uint8_t)hz_tag_word(&r->tag, HZ_AT_BASIS, HZ_WORDS_BASIS, HZ_211, HZ_BASIS_ESTIMATE);
}

static void open_output(reader *r)
{
    hz_unit *unit = unit_now(r);
    const hz_unit_def *measure;
    int64_t amount = hz_tag_amount(&r->tag, PRODUCED, unit->operating_days, &measure);
    uint32_t product = refer_product(r, measure);

    unit->output_basis = take_basis(r);
    if (amount == HZ_NOT_REPORTED || product == HZ_NONE)
        return;
    unit->output = amount;
    unit->product = (uint16_t)product;
}

/* Attribute status="not-reported" instead of a figure. */
static bool is_not_reported(reader *r)
{
    static const hz_attribute others[] = {HZ_AT_VALUE, HZ_AT_UNIT, HZ_AT_BASIS, HZ_AT_CUTTABLE};

    if (!hz_tag_has(&r->tag, HZ_AT_STATUS))
        return false;
    hz_tag_word(&r->tag, HZ_AT_STATUS, HZ_WORDS_REPORTING, HZ_211, 0);
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (hz_tag_has(&r->tag, others[i]))
            exclude_each_other(r, HZ_AT_STATUS, others[i]);
    return true;
}

/* Attributes value, unit and basis, which the table cannot require because status stands for all of them. */
static bool has_figure(reader *r)
{
    static const hz_attribute needed[] = {HZ_AT_VALUE, HZ_AT_UNIT, HZ_AT_BASIS};
    bool is_whole = true;

    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++)
        if (!hz_tag_has(&r->tag, needed[i])) {
            hz_tag_missing(&r->tag, needed[i]);
            is_whole = false;
        }
    return is_whole;
}

typedef struct {
    int64_t g_d;
    uint16_t cuttable_bp;
    uint8_t basis;
} emission;

static emission take_emission(reader *r)
{
    static const hz_unit_def percent = {"%", HZ_DIM_SHARE, 100, 1, false};
    emission figure = {HZ_NOT_REPORTED, HZ_SHARE_ONE, HZ_BASIS_ESTIMATE};
    const hz_unit_def *unit;
    int64_t cuttable;

    if (is_not_reported(r) || !has_figure(r))
        return figure;
    figure.g_d = hz_tag_amount(&r->tag, MASS, unit_now(r)->operating_days, &unit);
    figure.basis = take_basis(r);
    cuttable = hz_tag_share(&r->tag, HZ_AT_CUTTABLE, &percent, 1);
    if (cuttable >= 0)
        figure.cuttable_bp = (uint16_t)cuttable;
    return figure;
}

static void open_emission(reader *r)
{
    hz_scenario *s = r->scenario;
    uint32_t pollutant = refer_pollutant(r);
    emission figure = take_emission(r);
    size_t k;

    if (pollutant == HZ_NONE)
        return;
    if (r->unit_lines.emission_line[pollutant]) {
        given_twice(r, "emission", s->pollutants[pollutant].id, r->unit_lines.emission_line[pollutant]);
        return;
    }
    r->unit_lines.emission_line[pollutant] = r->tag.line;
    k = (s->n_units - 1) * s->n_pollutants + pollutant;
    s->emission_g_d[k] = figure.g_d;
    s->cuttable_bp[k] = figure.cuttable_bp;
    s->emission_basis[k] = figure.basis;
}

static void open_cost(reader *r)
{
    hz_unit *unit = unit_now(r);
    bool is_cny = strcmp(r->scenario->currency, "CNY") == 0;
    const hz_unit_def *money;
    int64_t cost = hz_tag_amount(&r->tag, MONEY, unit->operating_days, &money);

    unit->cost_basis = take_basis(r);
    unit->cost_fen_d = cost == HZ_NOT_REPORTED ? 0 : cost;
    if (money && r->has_currency && money->dimension == (is_cny ? HZ_DIM_MONEY_USD : HZ_DIM_MONEY_CNY))
        hz_findings_add(r->findings, HZ_414, r->tag.line, r->scenario->currency, money->symbol, NULL);
}

static void open_cut(reader *r)
{
    hz_unit *unit = unit_now(r);
    uint8_t levels = hz_tag_levels(&r->tag);
    const hz_unit_def *share = hz_tag_unit(&r->tag, SHARE);
    int64_t least = hz_tag_share(&r->tag, HZ_AT_MIN, share, 1), most = hz_tag_share(&r->tag, HZ_AT_MAX, share, 1);
    bool is_usable = least >= 0 && most >= 0;

    for (int level = 0; level < HZ_N_LEVELS; level++) {
        if (!(levels >> level & 1))
            continue;
        if (r->unit_lines.cut_line[level]) {
            given_twice(r, "cut", hz_level_id((hz_level)level), r->unit_lines.cut_line[level]);
            continue;
        }
        r->unit_lines.cut_line[level] = r->tag.line;
        unit->cut_levels |= (uint8_t)(1U << level);
        unit->min_cut_bp[level] = (uint16_t)(is_usable ? least : 0);
        unit->max_cut_bp[level] = (uint16_t)(is_usable ? most : 0);
    }
}

static void open_check(reader *r)
{
    hz_scenario *s = r->scenario;
    hz_unit *unit = unit_now(r);
    bool has_value = hz_tag_has(&r->tag, HZ_AT_VALUE), has_unit = hz_tag_has(&r->tag, HZ_AT_UNIT);
    const hz_unit_def *measure = NULL;
    int64_t reading = HZ_NOT_REPORTED;
    hz_check *check;

    if (has_value != has_unit)
        hz_tag_missing(&r->tag, has_value ? HZ_AT_UNIT : HZ_AT_VALUE);
    if (has_value && has_unit)
        reading = hz_tag_amount(&r->tag, PRODUCED, unit->operating_days, &measure);
    if (is_full(r, unit->n_checks, HZ_MAX_PARTS, N_("checks of one unit")) ||
        !(check = append(r, &s->checks, &s->n_checks, &r->c_checks, sizeof *check)))
        return;
    check->by = (uint8_t)hz_tag_word(&r->tag, HZ_AT_BY, HZ_WORDS_CHECK, HZ_211, HZ_CHECK_ON_SITE);
    check->value = reading;
    check->dimension = (uint8_t)(measure ? measure->dimension : HZ_DIM_COUNT);
    unit->n_checks++;
}

/* ---- elements ---- */

static const struct {
    void (*open)(reader *r);
    void (*close)(reader *r);
} ACTIONS[HZ_EL_N] = {
    [HZ_EL_SCENARIO] = {open_scenario, NULL},
    [HZ_EL_TITLE] = {open_title, NULL},
    [HZ_EL_RULES] = {open_rules, NULL},
    [HZ_EL_SOURCES] = {NULL, close_sources},
    [HZ_EL_SOURCE] = {open_source, NULL},
    [HZ_EL_POLLUTANTS] = {NULL, close_pollutants},
    [HZ_EL_POLLUTANT] = {open_pollutant, NULL},
    [HZ_EL_DISTRICTS] = {NULL, close_districts},
    [HZ_EL_DISTRICT] = {open_district, NULL},
    [HZ_EL_SECTORS] = {NULL, close_sectors},
    [HZ_EL_SECTOR] = {open_sector, NULL},
    [HZ_EL_UNLISTED] = {open_unlisted, NULL},
    [HZ_EL_TOTAL] = {open_total, NULL},
    [HZ_EL_REDUCTION] = {open_reduction, NULL},
    [HZ_EL_FLOOR] = {open_floor, NULL},
    [HZ_EL_ENTERPRISE] = {open_enterprise, close_enterprise},
    [HZ_EL_CONTACT] = {open_contact, NULL},
    [HZ_EL_EXEMPTION] = {open_exemption, NULL},
    [HZ_EL_UNIT] = {open_unit, close_unit},
    [HZ_EL_OUTPUT] = {open_output, NULL},
    [HZ_EL_EMISSION] = {open_emission, NULL},
    [HZ_EL_COST] = {open_cost, NULL},
    [HZ_EL_CUT] = {open_cut, NULL},
    [HZ_EL_CHECK] = {open_check, NULL},
};

static bool is_bit(uint64_t bits, hz_element element)
{
    return bits >> element & 1;
}

/* Does anything outside refer to its members? */
static bool is_definition(hz_element element)
{
    return element >= HZ_EL_SOURCES && element <= HZ_EL_SECTORS;
}

/* May references have been made already? */
static bool has_references(const reader *r)
{
    return is_bit(r->children[0], HZ_EL_SOCIETY) || is_bit(r->children[0], HZ_EL_DEMANDS) ||
           is_bit(r->children[0], HZ_EL_ENTERPRISES);
}

static void out_of_order(reader *r, hz_element section, int line)
{
    char order[256] = "";
    size_t used = 0;

    for (hz_element e = HZ_EL_TITLE; hz_tag_def(e)->parent == HZ_EL_SCENARIO && used < sizeof order; e++)
        used += (size_t)snprintf(order + used, sizeof order - used, "%s%s", used ? ", " : "", hz_tag_def(e)->name);
    hz_findings_add(r->findings, HZ_106, line, hz_tag_def(section)->name, order, NULL);
}

/* Is the element where and as often as it may be, so that it can be read? */
static bool is_in_place(reader *r, hz_element element, int line)
{
    uint64_t *siblings = &r->children[r->depth - 1];
    bool is_repeated = is_bit(*siblings, element) && hz_tag_def(element)->times != HZ_TIMES_MANY;
    bool is_section = r->depth == 1, is_late = is_section && element < r->last_section;
    bool is_lost = is_definition(element) && (is_repeated || (is_late && has_references(r)));

    if (is_repeated)
        hz_findings_add(r->findings, HZ_107, line, hz_tag_def(element)->name, NULL);
    else if (is_late)
        out_of_order(r, element, line);
    else if (is_section)
        r->last_section = element;
    *siblings |= UINT64_C(1) << element;
    if (is_lost)
        r->doubtful |= UINT64_C(1) << element;
    /* of two that say one thing each the first one holds; a second list is read on, for the findings in it */
    return !is_lost && !(is_repeated && ACTIONS[element].open);
}

static bool open_root(reader *r, hz_element element, const char *name, const char *uri, int line)
{
    if (element == HZ_EL_SCENARIO && uri && strcmp(uri, NAMESPACE) == 0) {
        r->uri = uri;
        return true;
    }
    hz_findings_add(r->findings, HZ_103, line, name, uri ? uri : "", NULL);
    r->is_cut_short = true;
    return false;
}

static bool is_ours(const reader *r, const char *uri)
{
    return uri == r->uri || (uri && strcmp(uri, r->uri) == 0);
}

/* The element, if it may be read here; else HZ_EL_NONE, and its finding is made. */
static hz_element admit(reader *r, const char *name, const char *uri, int line)
{
    hz_element element = hz_tag_element(&r->tag, name);

    if (r->depth == 0)
        return open_root(r, element, name, uri, line) ? element : HZ_EL_NONE;
    if (!is_ours(r, uri) || element == HZ_EL_NONE || hz_tag_def(element)->parent != r->open[r->depth - 1]) {
        hz_findings_add(r->findings, HZ_105, line, name, hz_tag_def(r->open[r->depth - 1])->name, NULL);
        return HZ_EL_NONE;
    }
    return is_in_place(r, element, line) ? element : HZ_EL_NONE;
}

static bool on_start(void *self, const char *name, const char *uri, const hz_xml_attr *attrs, int n_attrs, int line)
{
    reader *r = self;
    hz_element element;

    r->has_text = false;
    if (r->skipped) {
        r->skipped++;
        return true;
    }
    element = admit(r, name, uri, line);
    if (element == HZ_EL_NONE) {
        r->skipped = 1;
        return may_go_on(r);
    }
    r->open[r->depth] = element;
    r->line[r->depth] = line;
    r->children[r->depth++] = 0;
    hz_tag_take(&r->tag, element, attrs, n_attrs, line);
    if (ACTIONS[element].open)
        ACTIONS[element].open(r);
    if (!may_go_on(r))
        r->depth--; /* not kept, so there is nothing to close */
    return may_go_on(r);
}

/* Finding 110: children that must be there. */
static void ask_for_children(reader *r, hz_element element)
{
    for (hz_element child = HZ_EL_SCENARIO + 1; child < HZ_EL_N; child++)
        if (hz_tag_def(child)->parent == element && hz_tag_def(child)->times == HZ_TIMES_ONE &&
            !is_bit(r->children[r->depth], child))
            hz_findings_add(r->findings, HZ_110, r->line[r->depth], hz_tag_def(child)->name,
                            hz_tag_def(element)->name, NULL);
}

static void close_element(reader *r)
{
    hz_element element = r->open[--r->depth];

    if (may_go_on(r) && (element == HZ_EL_SCENARIO || element == HZ_EL_UNIT))
        ask_for_children(r, element);
    if (ACTIONS[element].close)
        ACTIONS[element].close(r);
}

static bool on_end(void *self, const char *name, int line)
{
    reader *r = self;

    (void)name, (void)line;
    r->has_text = false;
    if (r->skipped)
        r->skipped--;
    else
        close_element(r);
    return may_go_on(r);
}

static bool on_text(void *self, const char *bytes, size_t length, int line)
{
    reader *r = self;
    size_t i = 0, n = 0;
    char shown[64];

    while (i < length && (bytes[i] == ' ' || bytes[i] == '\n' || bytes[i] == '\t' || bytes[i] == '\r'))
        i++;
    if (i == length || r->skipped || r->has_text || r->depth == 0)
        return true;
    r->has_text = true;
    while (n < sizeof shown - 1 && i + n < length && bytes[i + n] != '\n')
        n++;
    while (n > 0 && i + n < length && ((unsigned char)bytes[i + n] & 0xC0) == 0x80)
        n--;
    memcpy(shown, bytes + i, n);
    shown[n] = '\0';
    hz_findings_add(r->findings, HZ_111, line, shown, hz_tag_def(r->open[r->depth - 1])->name, NULL);
    return true;
}

static void on_problem(void *self, hz_xml_problem kind, const char *message, int line)
{
    reader *r = self;
    char cap[24];

    r->is_cut_short = true;
    snprintf(cap, sizeof cap, "%llu", (unsigned long long)r->cap);
    if (kind == HZ_XML_DOCTYPE)
        hz_findings_add(r->findings, HZ_102, line, NULL);
    else if (kind == HZ_XML_TOO_LARGE)
        hz_findings_add(r->findings, HZ_112, line, cap, NULL);
    else
        hz_findings_add(r->findings, HZ_101, line, message, NULL);
}

/* ---- the verb ---- */

/* Give back what doubling took too much. When the smaller piece cannot be had, the larger one does as well. */
static void shrink(void *array, size_t n, size_t size)
{
    void *items, *smaller;

    memcpy(&items, array, sizeof items);
    if (!items || n == 0)
        return;
    smaller = realloc(items, n * size);
    if (smaller)
        memcpy(array, &smaller, sizeof smaller);
}

static void shrink_all(hz_scenario *s)
{
    size_t n_emissions = s->n_units * s->n_pollutants;

    shrink(&s->enterprises, s->n_enterprises, sizeof *s->enterprises);
    shrink(&s->units, s->n_units, sizeof *s->units);
    shrink(&s->emission_g_d, n_emissions, sizeof *s->emission_g_d);
    shrink(&s->cuttable_bp, n_emissions, sizeof *s->cuttable_bp);
    shrink(&s->emission_basis, n_emissions, sizeof *s->emission_basis);
    shrink(&s->checks, s->n_checks, sizeof *s->checks);
    shrink(&s->contacts, s->n_contacts, sizeof *s->contacts);
    shrink(&s->exemptions, s->n_exemptions, sizeof *s->exemptions);
}

/* What a file that broke off left open is closed, so that the scenario is whole in itself. */
static void finish(reader *r)
{
    hz_scenario *s = r->scenario;

    while (r->depth > 0)
        close_element(r);
    s->products = settle(r, s->products, s->n_products, sizeof *s->products);
    s->demands = settle(r, s->demands, s->n_demands, sizeof *s->demands);
    if (!r->tag.is_out_of_memory)
        shrink_all(s);
}

static hz_scenario *new_scenario(const char *path)
{
    hz_scenario *s = hz_calloc(1, sizeof *s);

    if (!s || !(s->arena = hz_arena_new()) || !(s->path = hz_arena_copy(s->arena, path, strlen(path)))) {
        hz_scenario_free(s);
        return NULL;
    }
    s->id = "";
    s->currency = "CNY";
    s->country = "";
    s->title.zh = "";
    return s;
}

static reader *new_reader(hz_findings *findings, const char *path, uint64_t cap)
{
    reader *r = hz_calloc(1, sizeof *r);

    if (!r || !(r->scenario = new_scenario(path))) {
        free(r);
        return NULL;
    }
    r->findings = r->tag.findings = findings;
    r->tag.arena = r->scenario->arena;
    r->cap = cap;
    return r;
}

static void free_reader(reader *r)
{
    hz_names_free(&r->sources);
    hz_names_free(&r->pollutants);
    hz_names_free(&r->districts);
    hz_names_free(&r->sectors);
    hz_names_free(&r->products);
    free(r->uses);
    hz_scenario_free(r->scenario);
    free(r);
}

hz_status hz_read_scenario(hz_scenario **out, hz_findings *findings, const char *path, uint64_t cap, hz_error *err)
{
    static const hz_xml_handler handler = {on_start, on_text, on_end, on_problem};
    reader *r = new_reader(findings, path, cap);
    hz_status status;

    *out = NULL;
    if (!r)
        return hz_error_memory(err);
    status = hz_xml_parse(path, cap, &handler, r, err);
    finish(r);
    if (r->tag.is_out_of_memory)
        status = hz_error_memory(err);
    if (status || (status = hz_findings_status(findings, err)) || (status = hz_sort_scenario(r->scenario, err)))
        goto done;
    *out = r->scenario;
    r->scenario = NULL;
done:
    free_reader(r);
    return status;
}

/* read_units.c - the enterprises and their units, which are nearly the whole of a file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "scenario/read_units.h"

#include <string.h>

#include "base/lang.h"
#include "scenario/read_modes.h"
#include "scenario/sort.h"

/* ---- enterprises ---- */

static uint16_t narrow(uint32_t index)
{
    return index == HZ_NONE ? HZ_NONE16 : (uint16_t)index;
}

static void take_position(hz_reader *r, hz_enterprise *e)
{
    e->longitude_udeg = hz_tag_degrees(&r->doc.tag, HZ_AT_LON, 180);
    e->latitude_udeg = hz_tag_degrees(&r->doc.tag, HZ_AT_LAT, 90);
    if (hz_tag_has(&r->doc.tag, HZ_AT_LON) && !hz_tag_has(&r->doc.tag, HZ_AT_LAT))
        hz_tag_missing(&r->doc.tag, HZ_AT_LAT);
    if (hz_tag_has(&r->doc.tag, HZ_AT_LAT) && !hz_tag_has(&r->doc.tag, HZ_AT_LON))
        hz_tag_missing(&r->doc.tag, HZ_AT_LON);
}

static void open_enterprise(void *self)
{
    hz_reader *r = self;
    hz_tag *tag = &r->doc.tag;
    hz_scenario *s = r->scenario;
    hz_enterprise *e;

    if (hz_document_is_full(&r->doc, s->n_enterprises, HZ_MAX_UNITS, N_("enterprises")) ||
        !(e = hz_document_append(&r->doc, &s->enterprises, &s->n_enterprises, &r->c_enterprises, sizeof *e)))
        return;
    e->line = tag->line;
    e->id = hz_tag_id(tag, false);
    e->name = hz_tag_text(tag, HZ_AT_NAME);
    e->credit_code = hz_tag_text(tag, HZ_AT_CREDIT_CODE);
    e->permit = hz_tag_text(tag, HZ_AT_PERMIT);
    e->town = hz_tag_shared(tag, HZ_AT_TOWN);
    e->address = hz_tag_text(tag, HZ_AT_ADDRESS);
    e->sector = narrow(hz_reader_sector(r));
    e->district = narrow(hz_reader_district(r));
    e->source = hz_document_source(&r->doc);
    e->grade = (uint8_t)hz_tag_word(tag, HZ_AT_GRADE, &hz_grade_words, HZ_309, HZ_GRADE_NONE);
    e->operation = (uint8_t)hz_tag_word(tag, HZ_AT_STATUS, &hz_operation_words, HZ_211, HZ_OPERATING);
    take_position(r, e);
    e->first_unit = (uint32_t)s->n_units;
    e->first_contact = (uint32_t)s->n_contacts;
    e->first_exemption = (uint32_t)s->n_exemptions;
    e->first_load = (uint32_t)s->n_loads;
}

static hz_enterprise *enterprise_now(const hz_reader *r)
{
    return &r->scenario->enterprises[r->scenario->n_enterprises - 1];
}

static void close_enterprise(void *self)
{
    hz_reader *r = self;
    hz_scenario *s = r->scenario;
    hz_enterprise *e = enterprise_now(r);

    hz_sort_contacts(s->contacts + e->first_contact, e->n_contacts);
    hz_sort_loads(s->loads + e->first_load, e->n_loads);
    e->n_exemptions = (uint8_t)hz_sort_exemptions(s->exemptions + e->first_exemption, e->n_exemptions);
    s->n_exemptions = e->first_exemption + e->n_exemptions;
}

static void open_contact(void *self)
{
    hz_reader *r = self;
    hz_scenario *s = r->scenario;
    hz_enterprise *e = enterprise_now(r);
    hz_contact *contact;
    int role = hz_tag_word(&r->doc.tag, HZ_AT_ROLE, &hz_role_words, HZ_211, HZ_ROLE_RESPONSIBLE);

    if (hz_document_is_full(&r->doc, e->n_contacts, HZ_MAX_PARTS, N_("contacts of one enterprise")) ||
        !(contact = hz_document_append(&r->doc, &s->contacts, &s->n_contacts, &r->c_contacts, sizeof *contact)))
        return;
    /* one person answers for a group of companies, one inspector for all of a street */
    *contact = (hz_contact){.role = (uint8_t)role,
                            .name = hz_tag_shared(&r->doc.tag, HZ_AT_NAME),
                            .phone = hz_tag_shared(&r->doc.tag, HZ_AT_PHONE)};
    e->n_contacts++;
}

static void open_exemption(void *self)
{
    hz_reader *r = self;
    hz_scenario *s = r->scenario;
    hz_enterprise *e = enterprise_now(r);
    uint8_t levels = (uint8_t)hz_tag_word_set(&r->doc.tag, HZ_AT_LEVELS, &hz_level_words, HZ_308);
    hz_exemption *exemption;

    if (hz_document_is_full(&r->doc, e->n_exemptions, HZ_MAX_PARTS, N_("exemptions of one enterprise")) ||
        !(exemption = hz_document_append(&r->doc, &s->exemptions, &s->n_exemptions, &r->c_exemptions, sizeof *exemption)))
        return;
    *exemption = (hz_exemption){.levels = levels,
                                .reason = hz_tag_shared(&r->doc.tag, HZ_AT_REASON),
                                .document = hz_tag_shared(&r->doc.tag, HZ_AT_DOCUMENT),
                                .note = hz_tag_shared(&r->doc.tag, HZ_AT_NOTE),
                                .line = r->doc.tag.line};
    e->n_exemptions++;
    e->exempt_levels |= levels;
}

static void open_max_load(void *self)
{
    hz_reader *r = self;
    hz_scenario *s = r->scenario;
    hz_enterprise *e = enterprise_now(r);
    uint8_t levels = (uint8_t)hz_tag_word_set(&r->doc.tag, HZ_AT_LEVELS, &hz_level_words, HZ_308);
    int64_t share = hz_tag_share(&r->doc.tag, HZ_AT_VALUE, hz_tag_unit(&r->doc.tag, HZ_READER_SHARE), 1);
    hz_max_load *load;

    if (share < 0 || hz_document_is_full(&r->doc, e->n_loads, HZ_MAX_PARTS, N_("approved loads of one enterprise")) ||
        !(load = hz_document_append(&r->doc, &s->loads, &s->n_loads, &r->c_loads, sizeof *load)))
        return;
    *load = (hz_max_load){.levels = levels,
                          .load_bp = (uint16_t)share,
                          .reason = hz_tag_shared(&r->doc.tag, HZ_AT_REASON),
                          .document = hz_tag_shared(&r->doc.tag, HZ_AT_DOCUMENT),
                          .note = hz_tag_shared(&r->doc.tag, HZ_AT_NOTE),
                          .line = r->doc.tag.line};
    e->n_loads++;
}

/* ---- units ---- */

/* Room for one more unit in the arrays by unit and pollutant. */
static bool append_emissions(hz_reader *r)
{
    hz_scenario *s = r->scenario;
    size_t n_pollutants = s->n_pollutants, first = s->n_units * n_pollutants, need = first + n_pollutants;

    if (!hz_grow((void **)&s->emission_g_d, &r->c_emission, need, sizeof *s->emission_g_d) ||
        (s->cuttable_bp && !hz_grow((void **)&s->cuttable_bp, &r->c_cuttable, need, sizeof *s->cuttable_bp)) ||
        !hz_grow((void **)&s->emission_basis, &r->c_basis, need, sizeof *s->emission_basis)) {
        r->doc.tag.is_out_of_memory = true;
        return false;
    }
    for (size_t k = first; k < need; k++) {
        s->emission_g_d[k] = HZ_NOT_REPORTED;
        if (s->cuttable_bp)
            s->cuttable_bp[k] = HZ_SHARE_ONE;
        s->emission_basis[k] = HZ_BASIS_ESTIMATE;
    }
    return true;
}

static void open_unit(void *self)
{
    hz_reader *r = self;
    hz_tag *tag = &r->doc.tag;
    hz_scenario *s = r->scenario;
    hz_unit *unit;

    if (hz_document_is_full(&r->doc, s->n_units, HZ_MAX_UNITS, N_("units")) || !append_emissions(r) ||
        !(unit = hz_document_append(&r->doc, &s->units, &s->n_units, &r->c_units, sizeof *unit)))
        return;
    unit->line = tag->line;
    unit->id = hz_tag_id(tag, true);
    unit->name = hz_tag_shared(tag, HZ_AT_NAME);
    unit->kind = (uint8_t)hz_tag_word(tag, HZ_AT_KIND, &hz_unit_kind_words, HZ_211, HZ_UNIT_DUST);
    unit->operating_days = hz_tag_days(tag);
    unit->product = HZ_NONE16;
    unit->output_basis = HZ_BASIS_ESTIMATE;
    unit->cost_basis = HZ_BASIS_ESTIMATE;
    unit->enterprise = (uint32_t)s->n_enterprises - 1;
    unit->first_check = (uint32_t)s->n_checks;
    unit->first_mode = (uint32_t)s->n_modes;
    enterprise_now(r)->n_units++;
    memset(&r->unit_lines, 0, sizeof r->unit_lines);
}

static hz_unit *unit_now(const hz_reader *r)
{
    return &r->scenario->units[r->scenario->n_units - 1];
}

static void close_unit(void *self)
{
    hz_reader *r = self;
    hz_scenario *s = r->scenario;
    hz_unit *unit = unit_now(r);
    bool must_have_output = unit->kind == HZ_UNIT_LINE || unit->kind == HZ_UNIT_PROCESS;

    hz_read_modes_end(r, unit);
    if (!hz_document_may_go_on(&r->doc))
        return;
    hz_sort_checks(s->checks + unit->first_check, unit->n_checks);
    if (!(r->doc.children[r->doc.depth] >> HZ_EL_COST & 1))
        hz_findings_add(r->doc.findings, HZ_110, unit->line, "cost", "unit", NULL);
    if (must_have_output && !(r->doc.children[r->doc.depth] >> HZ_EL_OUTPUT & 1))
        hz_findings_add(r->doc.findings, HZ_110, unit->line, "output", "unit", NULL);
    for (size_t p = 0; p < s->n_pollutants; p++)
        if (!r->unit_lines.emission_line[p])
            hz_findings_add(r->doc.findings, HZ_407, unit->line, unit->id, s->pollutants[p].id, NULL);
}

static void open_output(void *self)
{
    hz_reader *r = self;
    hz_unit *unit = unit_now(r);
    const hz_unit_def *measure;
    int64_t amount = hz_tag_amount(&r->doc.tag, HZ_READER_PRODUCED, unit->operating_days, &measure);
    uint32_t product = hz_reader_product(r, measure);

    unit->output_basis = hz_reader_basis(r);
    if (amount == HZ_NOT_REPORTED || product == HZ_NONE)
        return;
    unit->output = amount;
    unit->product = (uint16_t)product;
}

/* Attribute status="not-reported" instead of a figure. */
static bool is_not_reported(hz_reader *r)
{
    static const hz_attribute others[] = {HZ_AT_VALUE, HZ_AT_UNIT, HZ_AT_BASIS, HZ_AT_CUTTABLE};

    if (!hz_tag_has(&r->doc.tag, HZ_AT_STATUS))
        return false;
    hz_tag_word(&r->doc.tag, HZ_AT_STATUS, &hz_reporting_words, HZ_211, 0);
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (hz_tag_has(&r->doc.tag, others[i]))
            hz_document_exclusive(&r->doc, HZ_AT_STATUS, others[i]);
    return true;
}

/* Attributes value, unit and basis, which the table cannot require because status stands for all of them. */
static bool has_figure(hz_reader *r)
{
    static const hz_attribute needed[] = {HZ_AT_VALUE, HZ_AT_UNIT, HZ_AT_BASIS};
    bool is_whole = true;

    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++)
        if (!hz_tag_has(&r->doc.tag, needed[i])) {
            hz_tag_missing(&r->doc.tag, needed[i]);
            is_whole = false;
        }
    return is_whole;
}

typedef struct {
    int64_t g_d;
    uint16_t cuttable_bp;
    uint8_t basis;
} emission;

static emission take_emission(hz_reader *r)
{
    static const hz_unit_def percent = {"%", HZ_DIM_SHARE, 100, 1, false};
    emission figure = {HZ_NOT_REPORTED, HZ_SHARE_ONE, HZ_BASIS_ESTIMATE};
    const hz_unit_def *unit;
    int64_t cuttable;

    if (is_not_reported(r) || !has_figure(r))
        return figure;
    figure.g_d = hz_tag_amount(&r->doc.tag, HZ_READER_MASS, unit_now(r)->operating_days, &unit);
    figure.basis = hz_reader_basis(r);
    cuttable = hz_tag_share(&r->doc.tag, HZ_AT_CUTTABLE, &percent, 1);
    if (cuttable >= 0)
        figure.cuttable_bp = (uint16_t)cuttable;
    return figure;
}

/* Few inventories know such a share; the first one that does not say "all" makes the array. */
static void keep_share(hz_reader *r, size_t k, uint16_t share_bp)
{
    hz_scenario *s = r->scenario;
    size_t n = s->n_units * s->n_pollutants;

    if (!s->cuttable_bp) {
        if (share_bp == HZ_SHARE_ONE)
            return;
        if (!hz_grow((void **)&s->cuttable_bp, &r->c_cuttable, n, sizeof *s->cuttable_bp)) {
            r->doc.tag.is_out_of_memory = true;
            return;
        }
        for (size_t i = 0; i < n; i++)
            s->cuttable_bp[i] = HZ_SHARE_ONE;
    }
    s->cuttable_bp[k] = share_bp;
}

static void open_emission(void *self)
{
    hz_reader *r = self;
    hz_scenario *s = r->scenario;
    uint32_t pollutant = hz_reader_pollutant(r);
    emission figure = take_emission(r);
    size_t k;

    if (pollutant == HZ_NONE)
        return;
    if (r->unit_lines.emission_line[pollutant]) {
        hz_document_twice(&r->doc, "emission", s->pollutants[pollutant].id, r->unit_lines.emission_line[pollutant]);
        return;
    }
    r->unit_lines.emission_line[pollutant] = r->doc.tag.line;
    k = (s->n_units - 1) * s->n_pollutants + pollutant;
    s->emission_g_d[k] = figure.g_d;
    keep_share(r, k, figure.cuttable_bp);
    s->emission_basis[k] = figure.basis;
}

static void open_cost(void *self)
{
    hz_reader *r = self;
    hz_unit *unit = unit_now(r);
    int64_t cost;

    if (hz_read_is_in_mode(r)) {
        hz_read_mode_cost(r);
        return;
    }
    cost = hz_reader_money(r, HZ_READER_MONEY, unit->operating_days);
    unit->cost_basis = hz_reader_basis(r);
    unit->cost_fen_d = cost == HZ_NOT_REPORTED ? 0 : cost;
}

static void open_cut(void *self)
{
    hz_reader *r = self;
    hz_unit *unit = unit_now(r);
    uint8_t levels = (uint8_t)hz_tag_word_set(&r->doc.tag, HZ_AT_LEVELS, &hz_level_words, HZ_308);
    const hz_unit_def *share = hz_tag_unit(&r->doc.tag, HZ_READER_SHARE);
    int64_t least = hz_tag_share(&r->doc.tag, HZ_AT_MIN, share, 1), most = hz_tag_share(&r->doc.tag, HZ_AT_MAX, share, 1);
    bool is_usable = least >= 0 && most >= 0;

    for (int level = 0; level < HZ_N_LEVELS; level++) {
        if (!(levels >> level & 1))
            continue;
        if (r->unit_lines.cut_line[level]) {
            hz_document_twice(&r->doc, "cut", hz_level_id((hz_level)level), r->unit_lines.cut_line[level]);
            continue;
        }
        r->unit_lines.cut_line[level] = r->doc.tag.line;
        unit->cut_levels |= (uint8_t)(1U << level);
        unit->min_cut_bp[level] = (uint16_t)(is_usable ? least : 0);
        unit->max_cut_bp[level] = (uint16_t)(is_usable ? most : 0);
    }
}

static void open_check(void *self)
{
    hz_reader *r = self;
    hz_scenario *s = r->scenario;
    hz_unit *unit = unit_now(r);
    hz_check read, *check;

    if (hz_read_is_in_mode(r)) {
        hz_read_mode_check(r);
        return;
    }
    read = hz_reader_check(r, unit->operating_days);
    if (hz_document_is_full(&r->doc, unit->n_checks, HZ_MAX_PARTS, N_("checks of one unit")) ||
        !(check = hz_document_append(&r->doc, &s->checks, &s->n_checks, &r->c_checks, sizeof *check)))
        return;
    *check = read;
    unit->n_checks++;
}

const hz_document_action hz_read_units[HZ_EL_N] = {
    [HZ_EL_ENTERPRISE] = {open_enterprise, close_enterprise},
    [HZ_EL_CONTACT] = {open_contact, NULL},
    [HZ_EL_EXEMPTION] = {open_exemption, NULL},
    [HZ_EL_MAX_LOAD] = {open_max_load, NULL},
    [HZ_EL_UNIT] = {open_unit, close_unit},
    [HZ_EL_OUTPUT] = {open_output, NULL},
    [HZ_EL_EMISSION] = {open_emission, NULL},
    [HZ_EL_COST] = {open_cost, NULL},
    [HZ_EL_CUT] = {open_cut, NULL},
    [HZ_EL_CHECK] = {open_check, NULL},
};

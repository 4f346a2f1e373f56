/* read_demands.c - what is demanded at each level
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An element for several levels becomes one demand for each. What has a finding is not kept: it would be taken for something
 * else. */
#include "scenario/read_demands.h"

#include <string.h>

#include "base/lang.h"

/* ---- what all of them say ---- */

/* Those of the attributes district, sector, group and each that are given: one at most. */
static void take_scope(hz_reader *r, hz_demand *demand)
{
    static const struct {
        hz_attribute at;
        hz_scope scope;
    } scopes[] = {{HZ_AT_DISTRICT, HZ_SCOPE_DISTRICT},
                  {HZ_AT_SECTOR, HZ_SCOPE_SECTOR},
                  {HZ_AT_GROUP, HZ_SCOPE_GROUP},
                  {HZ_AT_EACH, HZ_SCOPE_ALL}};
    const uint32_t groups[] = {hz_reader_district(r), hz_reader_sector(r), hz_reader_group(r), HZ_NONE};
    hz_attribute given = -1;

    demand->group = HZ_NONE;
    for (size_t i = 0; i < sizeof scopes / sizeof *scopes; i++) {
        if (!hz_tag_has(&r->doc.tag, scopes[i].at))
            continue;
        if (given >= 0)
            hz_document_exclusive(&r->doc, given, scopes[i].at);
        given = scopes[i].at;
        demand->scope = scopes[i].scope;
        demand->group = groups[i];
    }
    if (given == HZ_AT_EACH) {
        int each = hz_tag_word(&r->doc.tag, HZ_AT_EACH, &hz_each_words, HZ_211, -1);

        demand->is_each = each >= 0;
        demand->scope = each >= 0 ? (hz_scope)(HZ_SCOPE_DISTRICT + each) : HZ_SCOPE_DISTRICT;
    }
}

static bool has_subject(const hz_demand *demand)
{
    switch (demand->kind) {
    case HZ_DEMAND_REDUCTION:
        return demand->pollutant != HZ_NONE;
    case HZ_DEMAND_FLOOR:
        return demand->product != HZ_NONE;
    case HZ_DEMAND_POOL:
        return demand->pollutants != 0;
    case HZ_DEMAND_WEIGHTED:
        return demand->weighting != HZ_NONE;
    default:
        return true;
    }
}

static bool is_usable(const hz_demand *demand)
{
    bool has_group = demand->scope == HZ_SCOPE_ALL || demand->is_each || demand->group != HZ_NONE;

    return has_group && has_subject(demand) && (demand->is_ratio ? demand->ratio_ppm : demand->amount) >= 0;
}

static uint8_t take_levels(hz_reader *r)
{
    return (uint8_t)hz_tag_word_set(&r->doc.tag, HZ_AT_LEVELS, &hz_level_words, HZ_308);
}

static void add_demands(hz_reader *r, const hz_demand *pattern, uint8_t levels)
{
    hz_scenario *s = r->scenario;

    for (int level = 0; level < HZ_N_LEVELS && is_usable(pattern); level++) {
        hz_demand *demand;

        if (!(levels >> level & 1))
            continue;
        if (hz_document_is_full(&r->doc, s->n_demands, HZ_MAX_UNITS, N_("demands")) ||
            !(demand = hz_document_append(&r->doc, &s->demands, &s->n_demands, &r->c_demands, sizeof *demand)))
            return;
        *demand = *pattern;
        demand->level = (hz_level)level;
    }
}

static hz_demand new_demand(hz_reader *r, hz_demand_kind kind)
{
    return (hz_demand){.kind = kind,
                       .group = HZ_NONE,
                       .pollutant = HZ_NONE,
                       .product = HZ_NONE,
                       .weighting = HZ_NONE,
                       .source = hz_document_source(&r->doc),
                       .reason = hz_tag_text(&r->doc.tag, HZ_AT_REASON),
                       .line = r->doc.tag.line};
}

/* A ratio, or a mass a day. */
static void take_ratio_or_mass(hz_reader *r, hz_demand *demand)
{
    const hz_unit_def *unit = hz_tag_unit(&r->doc.tag, HZ_READER_MASS | HZ_READER_SHARE);

    demand->is_ratio = !unit || unit->dimension == HZ_DIM_SHARE;
    if (demand->is_ratio)
        demand->ratio_ppm = hz_tag_share(&r->doc.tag, HZ_AT_VALUE, unit, 100);
    else
        demand->amount = hz_tag_amount(&r->doc.tag, HZ_READER_MASS, 0, &unit);
}

static void take_ratio(hz_reader *r, hz_demand *demand)
{
    demand->is_ratio = true;
    demand->ratio_ppm = hz_tag_share(&r->doc.tag, HZ_AT_VALUE, hz_tag_unit(&r->doc.tag, HZ_READER_SHARE), 100);
}

/* Either a whole number, in an attribute of its own, or a ratio; *number is 0 where it is none. False after a finding: it is neither. */
static bool take_number_or_ratio(hz_reader *r, hz_demand *demand, hz_attribute at, int64_t *number)
{
    hz_tag *tag = &r->doc.tag;
    bool has_number = hz_tag_has(tag, at), has_share = hz_tag_has(tag, HZ_AT_VALUE);

    if (has_number && has_share)
        hz_document_exclusive(&r->doc, at, HZ_AT_VALUE);
    if (!has_number && !has_share)
        hz_tag_missing(tag, at);
    if (has_share && !hz_tag_has(tag, HZ_AT_UNIT))
        hz_tag_missing(tag, HZ_AT_UNIT);
    *number = hz_tag_whole(tag, at, 1, HZ_MAX_UNITS, 0);
    if (has_share)
        take_ratio(r, demand);
    return has_number != has_share && (has_share || *number > 0);
}

/* ---- one by one ---- */

static void open_reduction(void *self)
{
    hz_reader *r = self;
    hz_demand demand = new_demand(r, HZ_DEMAND_REDUCTION);

    take_ratio_or_mass(r, &demand);
    demand.pollutant = hz_reader_pollutant(r);
    take_scope(r, &demand);
    add_demands(r, &demand, take_levels(r));
}

/* Many make it together: a country makes more than a million tonnes of cement a day. */
_Static_assert(HZ_SUM_MAX / HZ_AMOUNT_MAX == HZ_MAX_UNITS, "a floor may be as large as what all units make");

static void open_floor(void *self)
{
    hz_reader *r = self;
    hz_demand demand = new_demand(r, HZ_DEMAND_FLOOR);
    const hz_unit_def *unit;

    demand.amount = hz_tag_sum(&r->doc.tag, HZ_READER_PRODUCED, &unit);
    demand.product = hz_reader_product(r, unit);
    take_scope(r, &demand);
    add_demands(r, &demand, take_levels(r));
}

static void open_pool(void *self)
{
    hz_reader *r = self;
    hz_demand demand = new_demand(r, HZ_DEMAND_POOL);

    demand.pollutants = hz_reader_pollutants(r);
    take_ratio(r, &demand);
    add_demands(r, &demand, take_levels(r));
}

static void open_cap(void *self)
{
    hz_reader *r = self;
    hz_demand demand = new_demand(r, HZ_DEMAND_CAP);

    demand.cap_of = (hz_cap_of)hz_tag_word(&r->doc.tag, HZ_AT_OF, &hz_cap_words, HZ_211, HZ_CAP_COST);
    take_ratio(r, &demand);
    take_scope(r, &demand);
    if (demand.scope == HZ_SCOPE_ALL)
        hz_tag_missing(&r->doc.tag, HZ_AT_EACH);
    add_demands(r, &demand, demand.scope == HZ_SCOPE_ALL ? 0 : take_levels(r));
}

static void open_grade_order(void *self)
{
    hz_reader *r = self;
    hz_demand demand = new_demand(r, HZ_DEMAND_ORDER);

    take_scope(r, &demand);
    add_demands(r, &demand, take_levels(r));
}

/* The spread is held against cuts, which are whole basis points. */
static void open_alike(void *self)
{
    hz_reader *r = self;
    hz_demand demand = new_demand(r, HZ_DEMAND_ALIKE);
    int64_t spread_bp = hz_tag_share(&r->doc.tag, HZ_AT_VALUE, hz_tag_unit(&r->doc.tag, HZ_READER_SHARE), 1);

    demand.is_ratio = true;
    demand.ratio_ppm = spread_bp < 0 ? spread_bp : spread_bp * (HZ_RATIO_ONE / HZ_SHARE_ONE);
    take_scope(r, &demand);
    add_demands(r, &demand, take_levels(r));
}

static void open_safety(void *self)
{
    hz_reader *r = self;
    hz_tag *tag = &r->doc.tag;
    hz_demand demand = new_demand(r, HZ_DEMAND_SAFETY);
    int64_t number;
    bool is_said = take_number_or_ratio(r, &demand, HZ_AT_ENTERPRISES, &number);

    demand.n_failing = (uint32_t)number;
    if (demand.is_ratio && demand.ratio_ppm == HZ_RATIO_ONE)
        hz_tag_outside(tag, HZ_AT_VALUE, _("0 to less than 100 %"));
    add_demands(r, &demand, is_said ? take_levels(r) : 0);
}

static void open_stopped(void *self)
{
    hz_reader *r = self;
    hz_demand demand = new_demand(r, HZ_DEMAND_LINES);
    bool is_said = take_number_or_ratio(r, &demand, HZ_AT_LINES, &demand.amount);

    take_scope(r, &demand);
    add_demands(r, &demand, is_said ? take_levels(r) : 0);
}

/* False after finding 302: it was said in an earlier line for that level. */
static bool is_new(hz_reader *r, int level, int earlier_line)
{
    if (earlier_line)
        hz_document_twice(&r->doc, hz_scenario_element(r->doc.tag.element)->name, hz_level_id((hz_level)level), earlier_line);
    return !earlier_line;
}

static void open_expected(void *self)
{
    hz_reader *r = self;
    hz_tag *tag = &r->doc.tag;
    uint8_t levels = (uint8_t)hz_tag_word_set(tag, HZ_AT_LEVELS, &hz_level_words, HZ_308);
    const hz_xml_attr *value = hz_tag_value(tag, HZ_AT_VALUE);
    hz_expected_days expected = {.source = hz_document_source(&r->doc), .line = tag->line};

    if (!value)
        return;
    if (!hz_days_parse(&expected.milli_days, value->value, value->length)) {
        hz_tag_outside(tag, HZ_AT_VALUE, _("0.001 to 366 days, to 0.001"));
        return;
    }
    for (int level = 0; level < HZ_N_LEVELS; level++) {
        hz_expected_days *place = &r->scenario->expected_days[level];

        if (levels >> level & 1 && is_new(r, level, place->line))
            *place = expected;
    }
}

static void open_duration(void *self)
{
    hz_reader *r = self;
    hz_tag *tag = &r->doc.tag;
    hz_scenario *s = r->scenario;
    uint8_t levels = take_levels(r);
    int64_t hours = hz_tag_hours(tag, HZ_AT_VALUE, hz_tag_unit(tag, HZ_READER_TIME), 1, HZ_MAX_HOURS);
    uint32_t source = hz_document_source(&r->doc);

    for (int level = 0; level < HZ_N_LEVELS && hours > 0; level++)
        if (levels >> level & 1 && is_new(r, level, s->durations[level].line)) {
            s->durations[level] = (hz_duration){.hours = (uint16_t)hours, .source = source, .line = tag->line};
            s->response_h[level] = (uint16_t)hours;
        }
}

/* ---- weighted sums: their demands are kept at the end, when the weights are known ---- */

static void open_weighted(void *self)
{
    hz_reader *r = self;
    hz_scenario *s = r->scenario;
    hz_weighting *weighting;

    r->weighted = new_demand(r, HZ_DEMAND_WEIGHTED);
    r->weighted_levels = take_levels(r);
    take_ratio_or_mass(r, &r->weighted);
    if (!(weighting =
              hz_document_append(&r->doc, &s->weightings, &s->n_weightings, &r->c_weightings, sizeof *weighting)))
        return;
    *weighting = (hz_weighting){
        .name = hz_tag_bilingual(&r->doc.tag), .first_weight = (uint32_t)s->n_weights, .line = r->doc.tag.line};
    r->weighted.weighting = (uint32_t)s->n_weightings - 1;
}

static void open_weight(void *self)
{
    static const hz_unit_def one = {"1", HZ_DIM_SHARE, HZ_WEIGHT_ONE, 1, false};
    hz_reader *r = self;
    hz_scenario *s = r->scenario;
    uint32_t pollutant = hz_reader_pollutant(r), source = hz_document_source(&r->doc);
    int64_t value = hz_tag_measure(&r->doc.tag, HZ_AT_VALUE, &one);
    hz_weighting *weighting = s->n_weightings ? &s->weightings[s->n_weightings - 1] : NULL;
    hz_weight *weight;

    if (value > (int64_t)HZ_WEIGHT_ONE * HZ_WEIGHT_MAX) {
        hz_tag_outside(&r->doc.tag, HZ_AT_VALUE, _("0 to 100"));
        return;
    }
    if (pollutant == HZ_NONE || value < 0 || !weighting)
        return;
    for (size_t i = weighting->first_weight; i < s->n_weights; i++)
        if (s->weights[i].pollutant == pollutant) {
            hz_document_twice(&r->doc, "weight", s->pollutants[pollutant].id, weighting->line);
            return;
        }
    if (!(weight = hz_document_append(&r->doc, &s->weights, &s->n_weights, &r->c_weights, sizeof *weight)))
        return;
    *weight = (hz_weight){pollutant, value, source};
    weighting->n_weights++;
}

static void close_weighted(void *self)
{
    hz_reader *r = self;

    add_demands(r, &r->weighted, r->weighted_levels);
}

const hz_document_action hz_read_demands[HZ_EL_N] = {
    [HZ_EL_REDUCTION] = {open_reduction, NULL},
    [HZ_EL_FLOOR] = {open_floor, NULL},
    [HZ_EL_POOL] = {open_pool, NULL},
    [HZ_EL_WEIGHTED] = {open_weighted, close_weighted},
    [HZ_EL_WEIGHT] = {open_weight, NULL},
    [HZ_EL_CAP] = {open_cap, NULL},
    [HZ_EL_GRADE_ORDER] = {open_grade_order, NULL},
    [HZ_EL_ALIKE] = {open_alike, NULL},
    [HZ_EL_SAFETY] = {open_safety, NULL},
    [HZ_EL_STOPPED] = {open_stopped, NULL},
    [HZ_EL_EXPECTED] = {open_expected, NULL},
    [HZ_EL_DURATION] = {open_duration, NULL},
};

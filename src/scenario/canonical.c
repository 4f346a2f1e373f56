/* canonical.c - a scenario back into a file: one form for one content
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One element a line; attributes in the order of docs/FORMATS.md; every figure in the canonical unit of its dimension,
 * which is a power of ten of the base unit, so that it is written exactly; levels that say the same stand together. */
#include "scenario/canonical.h"

#include <string.h>

#include "base/lang.h"
#include "scenario/sort.h"

/* A literal, without asking for its length. */
#define PUT(sink, literal) hz_put(sink, literal, sizeof(literal) - 1)

/* The share units: bp as hundredths of a per cent, ppm as ten-thousandths. */
enum { BP_PLACES = 2, PPM_PLACES = 4 };

/* A dimension as the file writes it. */
typedef struct {
    const char *symbol;
    int places; /* one base unit is 10^-places of it */
} measure;

typedef struct {
    hz_sink *sink;
    const hz_scenario *s;
    measure measures[HZ_N_DIMS];
    measure money, sum;
} writer;

static measure canonical_measure(hz_dimension dimension)
{
    const hz_unit_def *unit = hz_unit_canonical(dimension);
    int places = 0;

    for (int64_t n = unit->numerator; n > 1; n /= 10)
        places++;
    return (measure){unit->symbol, places};
}

/* ---- attributes ---- */

/* ` name="text"` for a text that needs no escape: an id or a word of the format. */
static void put_plain(hz_sink *sink, const char *name, const char *text)
{
    hz_putc(sink, ' ');
    hz_puts(sink, name);
    PUT(sink, "=\"");
    hz_puts(sink, text);
    hz_putc(sink, '"');
}

static void put_bilingual(hz_sink *sink, hz_bilingual text)
{
    hz_put_attr(sink, "zh", text.zh);
    hz_put_attr(sink, "en", text.en);
}

static void put_amount(hz_sink *sink, int64_t amount, measure m)
{
    PUT(sink, " value=\"");
    hz_put_fixed(sink, amount, m.places, -1);
    PUT(sink, "\" unit=\"");
    hz_puts(sink, m.symbol);
    hz_putc(sink, '"');
}

static void put_levels(hz_sink *sink, unsigned levels)
{
    const char *gap = "";

    PUT(sink, " levels=\"");
    for (int level = 0; level < HZ_N_LEVELS; level++)
        if (levels >> level & 1) {
            hz_puts(sink, gap);
            hz_puts(sink, hz_level_id((hz_level)level));
            gap = " ";
        }
    hz_putc(sink, '"');
}

static void put_source(writer *w, uint32_t source)
{
    if (source != HZ_NONE)
        put_plain(w->sink, "source", w->s->sources[source].id);
}

/* ---- the head ---- */

static void put_head(writer *w)
{
    const hz_scenario *s = w->s;
    hz_sink *sink = w->sink;

    PUT(sink, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<scenario xmlns=\"urn:hazeplan:scenario\" version=\"1\"");
    put_plain(sink, "id", s->id);
    put_plain(sink, "lang", hz_word_at(&hz_lang_words, (int)s->lang));
    put_plain(sink, "standing", hz_standing_id(s->standing));
    put_plain(sink, "currency", s->currency);
    hz_put_attr(sink, "country", s->country);
    PUT(sink, ">\n <title");
    put_bilingual(sink, s->title);
    PUT(sink, "/>\n");
    if (!s->rules_title && !s->rules_set && !s->place)
        return;
    PUT(sink, " <rules");
    hz_put_attr(sink, "set", s->rules_set);
    hz_put_attr(sink, "place", s->place);
    hz_put_attr(sink, "title", s->rules_title);
    hz_put_attr(sink, "number", s->rules_number);
    hz_put_attr(sink, "issuer", s->rules_issuer);
    hz_put_attr(sink, "effective", s->rules_effective);
    PUT(sink, "/>\n");
}

static void put_sources(writer *w)
{
    hz_sink *sink = w->sink;

    if (w->s->n_sources == 0)
        return;
    PUT(sink, " <sources>\n");
    for (size_t i = 0; i < w->s->n_sources; i++) {
        PUT(sink, "  <source");
        put_plain(sink, "id", w->s->sources[i].id);
        hz_put_attr(sink, "text", w->s->sources[i].text);
        put_plain(sink, "confidence", hz_word_at(&hz_confidence_words, (int)w->s->sources[i].confidence));
        PUT(sink, "/>\n");
    }
    PUT(sink, " </sources>\n");
}

static void put_pollutants(writer *w)
{
    hz_sink *sink = w->sink;

    PUT(sink, " <pollutants>\n");
    for (size_t p = 0; p < w->s->n_pollutants; p++) {
        PUT(sink, "  <pollutant");
        put_plain(sink, "id", w->s->pollutants[p].id);
        put_bilingual(sink, w->s->pollutants[p].name);
        PUT(sink, "/>\n");
    }
    PUT(sink, " </pollutants>\n");
}

/* Those that have a name beside their word. */
static void put_products(writer *w)
{
    hz_sink *sink = w->sink;
    bool is_open = false;

    for (size_t p = 0; p < w->s->n_products; p++) {
        const hz_product *product = &w->s->products[p];

        if (!product->title.zh && !product->title.en)
            continue;
        hz_puts(sink, is_open ? "  <product" : " <products>\n  <product");
        is_open = true;
        hz_put_attr(sink, "name", product->name);
        put_bilingual(sink, product->title);
        PUT(sink, "/>\n");
    }
    if (is_open)
        PUT(sink, " </products>\n");
}

static void put_group(hz_sink *sink, const hz_group *group)
{
    put_plain(sink, "id", group->id);
    put_bilingual(sink, group->name);
    hz_put_attr(sink, "code", group->code);
    hz_put_attr(sink, "body", group->body);
    hz_put_attr(sink, "phone", group->phone);
    PUT(sink, "/>\n");
}

static void put_groups(writer *w)
{
    hz_sink *sink = w->sink;

    PUT(sink, " <districts>\n");
    for (size_t g = 0; g < w->s->n_districts; g++) {
        PUT(sink, "  <district");
        put_group(sink, &w->s->districts[g]);
    }
    PUT(sink, " </districts>\n <sectors>\n");
    for (size_t g = 0; g < w->s->n_sectors; g++) {
        PUT(sink, "  <sector");
        put_group(sink, &w->s->sectors[g]);
    }
    PUT(sink, " </sectors>\n");
}

static void put_member(writer *w, const hz_member *member)
{
    const hz_scenario *s = w->s;

    PUT(w->sink, "   <member");
    if (member->district != HZ_NONE)
        put_plain(w->sink, "district", s->districts[member->district].id);
    if (member->sector != HZ_NONE)
        put_plain(w->sink, "sector", s->sectors[member->sector].id);
    if (member->enterprise_id)
        hz_put_attr(w->sink, "enterprise", member->enterprise_id);
    if (member->grade != HZ_NONE)
        put_plain(w->sink, "grade", hz_grade_id((hz_grade)member->grade));
    PUT(w->sink, "/>\n");
}

static void put_named_groups(writer *w)
{
    const hz_scenario *s = w->s;

    if (s->n_groups == 0)
        return;
    PUT(w->sink, " <groups>\n");
    for (size_t g = 0; g < s->n_groups; g++) {
        const hz_named_group *group = &s->groups[g];

        PUT(w->sink, "  <group");
        put_plain(w->sink, "id", group->id);
        put_bilingual(w->sink, group->name);
        PUT(w->sink, ">\n");
        for (size_t i = group->first_member; i < (size_t)group->first_member + group->n_members; i++)
            put_member(w, &s->members[i]);
        PUT(w->sink, "  </group>\n");
    }
    PUT(w->sink, " </groups>\n");
}

static void put_society(writer *w)
{
    hz_sink *sink = w->sink;

    PUT(sink, " <society>\n");
    for (size_t p = 0; p < w->s->n_pollutants; p++) {
        const hz_pollutant *pollutant = &w->s->pollutants[p];

        if (!pollutant->society_line)
            continue;
        hz_puts(sink, pollutant->has_unlisted ? "  <unlisted" : "  <total");
        put_plain(sink, "pollutant", pollutant->id);
        put_amount(sink, pollutant->has_unlisted ? pollutant->unlisted_g_d : pollutant->stated_g_d,
                   w->measures[HZ_DIM_MASS]);
        put_source(w, pollutant->society_source);
        PUT(sink, "/>\n");
    }
    PUT(sink, " </society>\n");
}

/* ---- demands: stored level by level, each level in the same order, so that four cursors merge them ---- */

static bool is_same_demand(const hz_demand *a, const hz_demand *b)
{
    return hz_compare_demands(a, b) == 0 && a->is_ratio == b->is_ratio && a->ratio_ppm == b->ratio_ppm &&
           a->amount == b->amount && a->source == b->source &&
           strcmp(a->reason ? a->reason : "", b->reason ? b->reason : "") == 0;
}

static void put_pollutant_set(writer *w, uint32_t pollutants)
{
    const char *gap = "";

    PUT(w->sink, " pollutants=\"");
    for (size_t p = 0; p < w->s->n_pollutants; p++)
        if (pollutants >> p & 1) {
            hz_puts(w->sink, gap);
            hz_puts(w->sink, w->s->pollutants[p].id);
            gap = " ";
        }
    hz_putc(w->sink, '"');
}

/* What the demand is about: the attributes that stand before its value. */
static void put_subject(writer *w, const hz_demand *demand)
{
    const hz_scenario *s = w->s;

    if (demand->kind == HZ_DEMAND_REDUCTION)
        put_plain(w->sink, "pollutant", s->pollutants[demand->pollutant].id);
    else if (demand->kind == HZ_DEMAND_FLOOR)
        hz_put_attr(w->sink, "product", s->products[demand->product].name);
    else if (demand->kind == HZ_DEMAND_POOL)
        put_pollutant_set(w, demand->pollutants);
    else if (demand->kind == HZ_DEMAND_WEIGHTED)
        put_bilingual(w->sink, s->weightings[demand->weighting].name);
    else if (demand->kind == HZ_DEMAND_CAP)
        put_plain(w->sink, "of", hz_word_at(&hz_cap_words, (int)demand->cap_of));
}

static void put_count(hz_sink *sink, const char *name, int64_t number)
{
    hz_putc(sink, ' ');
    hz_puts(sink, name);
    PUT(sink, "=\"");
    hz_put_int(sink, number);
    hz_putc(sink, '"');
}

static void put_demanded(writer *w, const hz_demand *demand)
{
    bool is_floor = demand->kind == HZ_DEMAND_FLOOR;

    if (demand->kind == HZ_DEMAND_ORDER)
        return;
    if (demand->n_failing > 0)
        put_count(w->sink, "enterprises", demand->n_failing);
    else if (demand->is_ratio)
        put_amount(w->sink, demand->ratio_ppm, (measure){"%", PPM_PLACES});
    else if (demand->kind == HZ_DEMAND_LINES)
        put_count(w->sink, "lines", demand->amount);
    else
        put_amount(w->sink, demand->amount,
                   w->measures[is_floor ? w->s->products[demand->product].dimension : HZ_DIM_MASS]);
}

static void put_weights(writer *w, const hz_weighting *weighting)
{
    for (size_t i = weighting->first_weight; i < (size_t)weighting->first_weight + weighting->n_weights; i++) {
        const hz_weight *weight = &w->s->weights[i];

        PUT(w->sink, "   <weight");
        put_plain(w->sink, "pollutant", w->s->pollutants[weight->pollutant].id);
        PUT(w->sink, " value=\"");
        hz_put_fixed(w->sink, weight->weight, 4, -1);
        hz_putc(w->sink, '"');
        put_source(w, weight->source);
        PUT(w->sink, "/>\n");
    }
}

static void put_demand(writer *w, const hz_demand *demand, unsigned levels)
{
    hz_sink *sink = w->sink;

    PUT(sink, "  <");
    hz_puts(sink, hz_demand_word(demand->kind));
    put_levels(sink, levels);
    put_subject(w, demand);
    put_demanded(w, demand);
    if (demand->is_each)
        put_plain(sink, "each", hz_scope_word(demand->scope));
    else if (demand->scope != HZ_SCOPE_ALL)
        put_plain(sink, hz_scope_word(demand->scope), hz_group_id(w->s, demand->scope, demand->group));
    put_source(w, demand->source);
    hz_put_attr(sink, "reason", demand->reason);
    if (demand->kind != HZ_DEMAND_WEIGHTED) {
        PUT(sink, "/>\n");
        return;
    }
    PUT(sink, ">\n");
    put_weights(w, &w->s->weightings[demand->weighting]);
    PUT(sink, "  </weighted>\n");
}

/* The first of the cursors' demands: by place, then by level. NULL behind the last. */
static const hz_demand *first_demand(const hz_scenario *s, const size_t next[HZ_N_LEVELS],
                                     const size_t end[HZ_N_LEVELS])
{
    const hz_demand *first = NULL;

    for (int level = 0; level < HZ_N_LEVELS; level++)
        if (next[level] < end[level] && (!first || hz_compare_demands(&s->demands[next[level]], first) < 0))
            first = &s->demands[next[level]];
    return first;
}

static void put_expected_days(writer *w, hz_level level)
{
    const hz_expected_days *expected = &w->s->expected_days[level];

    if (!expected->line)
        return;
    PUT(w->sink, "  <expected-days");
    put_levels(w->sink, 1U << level);
    PUT(w->sink, " value=\"");
    hz_put_fixed(w->sink, expected->milli_days, 3, -1);
    PUT(w->sink, "\"");
    put_source(w, expected->source);
    PUT(w->sink, "/>\n");
}

static void put_duration(writer *w, hz_level level)
{
    const hz_duration *duration = &w->s->durations[level];

    if (!duration->line)
        return;
    PUT(w->sink, "  <duration");
    put_levels(w->sink, 1U << level);
    put_amount(w->sink, duration->hours, w->measures[HZ_DIM_TIME]);
    put_source(w, duration->source);
    PUT(w->sink, "/>\n");
}

static void put_demands(writer *w)
{
    const hz_scenario *s = w->s;
    size_t next[HZ_N_LEVELS], end[HZ_N_LEVELS], at = 0;
    const hz_demand *first;

    for (unsigned level = 0; level < HZ_N_LEVELS; level++) {
        next[level] = at;
        while (at < s->n_demands && s->demands[at].level == (hz_level)level)
            at++;
        end[level] = at;
    }
    PUT(w->sink, " <demands>\n");
    while ((first = first_demand(s, next, end))) {
        unsigned levels = 0;

        for (int level = 0; level < HZ_N_LEVELS; level++)
            if (next[level] < end[level] && is_same_demand(&s->demands[next[level]], first)) {
                levels |= 1U << level;
                next[level]++;
            }
        put_demand(w, first, levels);
    }
    for (int level = 0; level < HZ_N_LEVELS; level++)
        put_expected_days(w, (hz_level)level);
    for (int level = 0; level < HZ_N_LEVELS; level++)
        put_duration(w, (hz_level)level);
    PUT(w->sink, " </demands>\n");
}

/* ---- the forecast ---- */

/* AQI as it is, concentrations in ug/m3. */
static void put_air(hz_sink *sink, const char *name, hz_air of, int64_t value)
{
    hz_putc(sink, ' ');
    hz_puts(sink, name);
    PUT(sink, "=\"");
    hz_put_fixed(sink, value, of == HZ_AIR_AQI ? 0 : 3, -1);
    hz_putc(sink, '"');
}

static void put_value(hz_sink *sink, const hz_air_value *v, const char *indent)
{
    char time[HZ_INSTANT_TEXT];
    bool is_first = true;

    hz_instant_format(time, v->begin);
    if (!v->is_hour)
        time[HZ_DATE_TEXT - 1] = '\0';
    hz_puts(sink, indent);
    PUT(sink, " <value");
    put_plain(sink, "time", time);
    put_plain(sink, "of", hz_air_id(v->of));
    if (v->low == v->high)
        put_air(sink, "value", v->of, v->low);
    else {
        put_air(sink, "low", v->of, v->low);
        put_air(sink, "high", v->of, v->high);
    }
    if (v->of != HZ_AIR_AQI)
        put_plain(sink, "unit", "ug/m3");
    for (int air = 0; air < HZ_N_AIR; air++)
        if (v->primary >> air & 1) {
            hz_puts(sink, is_first ? " primary=\"" : " ");
            hz_puts(sink, hz_air_id((hz_air)air));
            is_first = false;
        }
    hz_puts(sink, is_first ? "" : "\"");
    if (v->is_observed)
        put_plain(sink, "observed", "yes");
    PUT(sink, "/>\n");
}

/* supplied="place cause" */
static void put_supplied(hz_sink *sink, const hz_forecast *f)
{
    bool is_first = true;

    for (int i = 0; i < HZ_N_SUPPLIED; i++)
        if (f->supplied >> i & 1) {
            hz_puts(sink, is_first ? " supplied=\"" : " ");
            hz_puts(sink, hz_word_at(&hz_supplied_words, i));
            is_first = false;
        }
    hz_puts(sink, is_first ? "" : "\"");
}

static void put_forecast(hz_sink *sink, const hz_forecast *f, const char *indent, const char *attributes)
{
    char issued[HZ_INSTANT_TEXT];
    bool has_hours = false;

    for (size_t i = 0; i < f->n_values; i++)
        has_hours |= f->values[i].is_hour;
    hz_puts(sink, indent);
    PUT(sink, "<forecast");
    hz_puts(sink, attributes);
    if (f->issued != HZ_INSTANT_NONE)
        put_plain(sink, "issued", hz_instant_format(issued, f->issued));
    hz_put_attr(sink, "by", f->by);
    hz_put_attr(sink, "place", f->place);
    hz_put_attr(sink, "index", f->index);
    if (f->cause >= 0)
        put_plain(sink, "cause", hz_cause_id((hz_cause)f->cause));
    if (has_hours)
        put_plain(sink, "hours", "begun");
    hz_put_attr(sink, "note", f->note);
    put_supplied(sink, f);
    PUT(sink, ">\n");
    for (size_t i = 0; i < f->n_values; i++)
        put_value(sink, &f->values[i], indent);
    hz_puts(sink, indent);
    PUT(sink, "</forecast>\n");
}

void hz_write_forecast(hz_sink *sink, const hz_forecast *forecast)
{
    PUT(sink, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    put_forecast(sink, forecast, "", " xmlns=\"urn:hazeplan:scenario\" version=\"1\"");
}

/* ---- enterprises ---- */

static void put_degrees(hz_sink *sink, const char *name, int32_t udeg)
{
    if (udeg == INT32_MIN)
        return;
    hz_putc(sink, ' ');
    hz_puts(sink, name);
    PUT(sink, "=\"");
    hz_put_fixed(sink, udeg, 6, -1);
    hz_putc(sink, '"');
}

static void put_enterprise_head(writer *w, const hz_enterprise *e)
{
    hz_sink *sink = w->sink;

    PUT(sink, "  <enterprise");
    put_plain(sink, "id", e->id);
    hz_put_attr(sink, "name", e->name);
    hz_put_attr(sink, "credit-code", e->credit_code);
    hz_put_attr(sink, "permit", e->permit);
    if (e->sector != HZ_NONE16)
        put_plain(sink, "sector", w->s->sectors[e->sector].id);
    if (e->district != HZ_NONE16)
        put_plain(sink, "district", w->s->districts[e->district].id);
    hz_put_attr(sink, "town", e->town);
    hz_put_attr(sink, "address", e->address);
    put_plain(sink, "grade", hz_grade_id(e->grade));
    put_plain(sink, "status", hz_operation_id(e->operation));
    put_degrees(sink, "lon", e->longitude_udeg);
    put_degrees(sink, "lat", e->latitude_udeg);
    put_source(w, e->source);
    PUT(sink, ">\n");
}

static void put_contact(hz_sink *sink, const hz_contact *contact)
{
    PUT(sink, "   <contact role=\"");
    hz_puts(sink, hz_role_id(contact->role));
    hz_putc(sink, '"');
    hz_put_attr(sink, "name", contact->name);
    hz_put_attr(sink, "phone", contact->phone);
    PUT(sink, "/>\n");
}

static void put_exemption(hz_sink *sink, const hz_exemption *exemption)
{
    PUT(sink, "   <exemption");
    put_levels(sink, exemption->levels);
    hz_put_attr(sink, "reason", exemption->reason);
    hz_put_attr(sink, "document", exemption->document);
    hz_put_attr(sink, "note", exemption->note);
    PUT(sink, "/>\n");
}

static void put_load(hz_sink *sink, const hz_max_load *load)
{
    PUT(sink, "   <max-load");
    put_levels(sink, load->levels);
    put_amount(sink, load->load_bp, (measure){"%", BP_PLACES});
    hz_put_attr(sink, "reason", load->reason);
    hz_put_attr(sink, "document", load->document);
    hz_put_attr(sink, "note", load->note);
    PUT(sink, "/>\n");
}

/* ---- units ---- */

static void put_emission(writer *w, size_t unit, size_t pollutant)
{
    const hz_scenario *s = w->s;
    size_t k = unit * s->n_pollutants + pollutant;
    uint16_t share = hz_cuttable_share_bp(s, unit, pollutant);
    hz_sink *sink = w->sink;

    PUT(sink, "    <emission pollutant=\"");
    hz_puts(sink, s->pollutants[pollutant].id);
    if (s->emission_g_d[k] == HZ_NOT_REPORTED) {
        PUT(sink, "\" status=\"not-reported\"/>\n");
        return;
    }
    hz_putc(sink, '"');
    put_amount(sink, s->emission_g_d[k], w->measures[HZ_DIM_MASS]);
    PUT(sink, " basis=\"");
    hz_puts(sink, hz_basis_id(s->emission_basis[k]));
    if (share != HZ_SHARE_ONE) {
        PUT(sink, "\" cuttable-percent=\"");
        hz_put_fixed(sink, share, BP_PLACES, -1);
    }
    PUT(sink, "\"/>\n");
}

static void put_output(writer *w, const hz_unit *unit)
{
    const hz_product *product = &w->s->products[unit->product];

    PUT(w->sink, "    <output");
    hz_put_attr(w->sink, "product", product->name);
    put_amount(w->sink, unit->output, w->measures[product->dimension]);
    PUT(w->sink, " basis=\"");
    hz_puts(w->sink, hz_basis_id(unit->output_basis));
    PUT(w->sink, "\"/>\n");
}

/* <cost> of a unit, <cost> and <once> of a mode. */
static void put_cost(hz_sink *sink, const char *start, int64_t amount, measure money, uint8_t basis)
{
    hz_puts(sink, start);
    put_amount(sink, amount, money);
    PUT(sink, " basis=\"");
    hz_puts(sink, hz_basis_id(basis));
    PUT(sink, "\"/>\n");
}

/* Levels of equal bounds stand together. */
static void put_cuts(hz_sink *sink, const hz_unit *unit)
{
    unsigned left = unit->cut_levels;

    for (int level = 0; left; level++) {
        uint16_t least = unit->min_cut_bp[level], most = unit->max_cut_bp[level];
        unsigned same = 0;

        if (!(left >> level & 1))
            continue;
        for (int l = level; l < HZ_N_LEVELS; l++)
            if (left >> l & 1 && unit->min_cut_bp[l] == least && unit->max_cut_bp[l] == most)
                same |= 1U << l;
        left &= ~same;
        PUT(sink, "    <cut");
        put_levels(sink, same);
        PUT(sink, " min=\"");
        hz_put_fixed(sink, least, BP_PLACES, -1);
        PUT(sink, "\" max=\"");
        hz_put_fixed(sink, most, BP_PLACES, -1);
        PUT(sink, "\" unit=\"%\"/>\n");
    }
}

static void put_checks(writer *w, const char *start, uint32_t first, size_t n)
{
    for (const hz_check *check = w->s->checks + first; n > 0; check++, n--) {
        hz_puts(w->sink, start);
        hz_puts(w->sink, hz_check_id(check->by));
        hz_putc(w->sink, '"');
        if (check->value != HZ_NOT_REPORTED)
            put_amount(w->sink, check->value, w->measures[check->dimension]);
        PUT(w->sink, "/>\n");
    }
}

/* ---- modes ---- */

static void put_number(hz_sink *sink, const char *start, int64_t number, int places)
{
    hz_puts(sink, start);
    hz_put_fixed(sink, number, places, -1);
    hz_putc(sink, '"');
}

/* A cut of all output that may be left out is. */
static void put_figures(hz_sink *sink, const hz_mode *mode)
{
    bool is_time = mode->kind == HZ_MODE_CYCLE || mode->kind == HZ_MODE_LONGER;

    if (mode->kind == HZ_MODE_TREATMENT || (mode->kind >= HZ_MODE_BANKED && mode->cut_bp == HZ_SHARE_ONE))
        return;
    if (is_time) {
        put_number(sink, mode->kind == HZ_MODE_CYCLE ? " off=\"" : " from=\"", mode->hours[0], 0);
        put_number(sink, mode->kind == HZ_MODE_CYCLE ? " on=\"" : " to=\"", mode->hours[1], 0);
    } else if (mode->kind == HZ_MODE_LIMIT)
        put_number(sink, " load=\"", HZ_SHARE_ONE - mode->cut_bp, BP_PLACES);
    else
        put_number(sink, " cut=\"", mode->cut_bp, BP_PLACES);
    hz_puts(sink, is_time ? " unit=\"h\"" : " unit=\"%\"");
}

static void put_times(hz_sink *sink, const hz_mode *mode)
{
    if (!mode->lead_h && !mode->least_h && !mode->restart_h)
        return;
    PUT(sink, "     <time");
    if (mode->lead_h)
        put_number(sink, " lead=\"", mode->lead_h, 0);
    if (mode->least_h)
        put_number(sink, " least=\"", mode->least_h, 0);
    if (mode->restart_h)
        put_number(sink, " restart=\"", mode->restart_h, 0);
    PUT(sink, " unit=\"h\"/>\n");
}

static void put_leaves(writer *w, const hz_mode *mode)
{
    const uint16_t *leaves_bp = w->s->mode_leaves_bp + (size_t)(mode - w->s->modes) * w->s->n_pollutants;

    for (size_t p = 0; p < w->s->n_pollutants; p++)
        if (leaves_bp[p] != HZ_NONE16) {
            PUT(w->sink, "     <leaves");
            put_plain(w->sink, "pollutant", w->s->pollutants[p].id);
            put_amount(w->sink, leaves_bp[p], (measure){"%", BP_PLACES});
            PUT(w->sink, "/>\n");
        }
}

static void put_parts(writer *w, const hz_mode *mode)
{
    put_leaves(w, mode);
    if (mode->cost_fen_d != HZ_NOT_REPORTED)
        put_cost(w->sink, "     <cost", mode->cost_fen_d, w->money, mode->cost_basis);
    if (mode->once_fen > 0)
        put_cost(w->sink, "     <once", mode->once_fen, w->sum, mode->once_basis);
    put_times(w->sink, mode);
    if (mode->order.zh || mode->order.en) {
        PUT(w->sink, "     <order");
        put_bilingual(w->sink, mode->order);
        PUT(w->sink, "/>\n");
    }
    put_checks(w, "     <check by=\"", mode->first_check, mode->n_checks);
}

static void put_mode(writer *w, const hz_mode *mode)
{
    hz_sink *sink = w->sink;

    PUT(sink, "    <mode");
    put_plain(sink, "id", mode->id);
    put_plain(sink, "kind", hz_mode_kind_id((hz_mode_kind)mode->kind));
    put_levels(sink, mode->levels);
    put_bilingual(sink, mode->name);
    put_figures(sink, mode);
    put_source(w, mode->source);
    PUT(sink, ">\n");
    put_parts(w, mode);
    PUT(sink, "    </mode>\n");
}

static void put_unit(writer *w, size_t index)
{
    const hz_unit *unit = &w->s->units[index];
    hz_sink *sink = w->sink;

    PUT(sink, "   <unit");
    put_plain(sink, "id", unit->id);
    hz_put_attr(sink, "name", unit->name);
    put_plain(sink, "kind", hz_unit_kind_id(unit->kind));
    if (unit->operating_days) {
        PUT(sink, " days=\"");
        hz_put_int(sink, unit->operating_days);
        hz_putc(sink, '"');
    }
    PUT(sink, ">\n");
    if (unit->product != HZ_NONE16)
        put_output(w, unit);
    for (size_t p = 0; p < w->s->n_pollutants; p++)
        put_emission(w, index, p);
    put_cost(sink, "    <cost", unit->cost_fen_d, w->money, unit->cost_basis);
    put_cuts(sink, unit);
    put_checks(w, "    <check by=\"", unit->first_check, unit->n_checks);
    for (uint32_t i = 0; i < unit->n_modes; i++)
        put_mode(w, &w->s->modes[unit->first_mode + i]);
    PUT(sink, "   </unit>\n");
}

static void put_enterprise(writer *w, const hz_enterprise *e)
{
    put_enterprise_head(w, e);
    for (uint32_t i = 0; i < e->n_contacts; i++)
        put_contact(w->sink, &w->s->contacts[e->first_contact + i]);
    for (uint32_t i = 0; i < e->n_exemptions; i++)
        put_exemption(w->sink, &w->s->exemptions[e->first_exemption + i]);
    for (uint32_t i = 0; i < e->n_loads; i++)
        put_load(w->sink, &w->s->loads[e->first_load + i]);
    for (uint32_t i = 0; i < e->n_units; i++)
        put_unit(w, e->first_unit + i);
    PUT(w->sink, "  </enterprise>\n");
}

/* ---- the verbs ---- */

void hz_write_canonical(hz_sink *sink, const hz_scenario *scenario)
{
    writer w = {.sink = sink, .s = scenario};
    bool is_cny = strcmp(scenario->currency, "CNY") == 0;

    for (int dimension = 0; dimension < HZ_N_DIMS; dimension++)
        w.measures[dimension] = canonical_measure((hz_dimension)dimension);
    w.money = w.measures[is_cny ? HZ_DIM_MONEY_CNY : HZ_DIM_MONEY_USD];
    w.sum = w.measures[is_cny ? HZ_DIM_SUM_CNY : HZ_DIM_SUM_USD];
    put_head(&w);
    put_sources(&w);
    put_pollutants(&w);
    put_products(&w);
    put_groups(&w);
    put_named_groups(&w);
    put_society(&w);
    put_demands(&w);
    if (scenario->forecast)
        put_forecast(sink, scenario->forecast, " ", "");
    PUT(sink, " <enterprises>\n");
    for (size_t e = 0; e < scenario->n_enterprises; e++)
        put_enterprise(&w, &scenario->enterprises[e]);
    PUT(sink, " </enterprises>\n</scenario>\n");
}

hz_status hz_scenario_digest(char hex[HZ_DIGEST_HEX], const hz_scenario *scenario, hz_error *err)
{
    hz_digest *digest = hz_digest_new();
    hz_sink *sink = digest ? hz_sink_to_digest(digest) : NULL;
    hz_status status;

    hex[0] = '\0';
    if (!sink) {
        hz_digest_finish(digest, hex);
        return hz_error_memory(err);
    }
    hz_write_canonical(sink, scenario);
    status = hz_sink_close(sink, _("the digest of the scenario"), err);
    hz_digest_finish(digest, hex);
    if (!status && !hex[0])
        status = hz_error_set(err, HZ_ERR_INTERNAL, _("SHA-256 is not to be had from libcrypto"));
    return status;
}

/* mapping.c - how the columns of a table become a scenario: reading the mapping file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What may stand where inside <scenario> is what the scenario format says (elements.def); whether the values are
 * right is left to the check of the scenario that comes out. */
#include "import/mapping.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "base/xml.h"

#define NAMESPACE "urn:hazeplan:mapping"
#define RULE "value-added-by-emission"
#define CAP (UINT64_C(16) << 20)
#define BIT(code) HZ_ATTRIBUTE_BIT(HZ_AT_##code)

enum { MAX_PLACES = 1000, MAX_ESTIMATES = 100, SHOWN = 80, FAULT = 640 };

/* The elements that the scenario format does not have. */
typedef enum { OWN_NONE, OWN_MAPPING, OWN_TABLE, OWN_JOIN, OWN_BY } own_element;

typedef struct {
    own_element own;   /* OWN_NONE: */
    hz_map_node *node; /* of the scenario */
} level;

typedef struct {
    hz_mapping *map;
    hz_error *err;
    level open[HZ_MAP_MAX_DEPTH];
    int depth;
    bool has_table;
    size_t c_places;
    /* the tag at hand */
    const char *element;
    const hz_xml_attr *attrs;
    int n_attrs, line;
} reader;

/* ---- faults ---- */

/* path:line: the text, which is already translated. False, so that it can be returned. */
__attribute__((format(printf, 2, 3))) static bool fault(reader *r, const char *format, ...)
{
    char text[FAULT];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    hz_text_mend_cut(text);
    hz_error_set(r->err, HZ_ERR_INPUT, "%s:%d: %s", r->map->path, r->line, text);
    return false;
}

static bool no_memory(reader *r)
{
    hz_error_memory(r->err);
    return false;
}

/* ---- attributes ---- */

static const hz_xml_attr *find(const reader *r, const char *name)
{
    for (int i = 0; i < r->n_attrs; i++)
        if (!r->attrs[i].prefix && strcmp(r->attrs[i].name, name) == 0)
            return &r->attrs[i];
    return NULL;
}

static bool is(const hz_xml_attr *attr, const char *text)
{
    return attr->length == strlen(text) && memcmp(attr->value, text, attr->length) == 0;
}

/* The attribute, which must be given and not be empty. */
static const hz_xml_attr *need(reader *r, const char *name)
{
    const hz_xml_attr *attr = find(r, name);

    if (attr && attr->length > 0)
        return attr;
    fault(r, _("<%1$s> needs the attribute '%2$s'"), r->element, name);
    return NULL;
}

/* Only attributes of the list, which ends with NULL, may stand here. */
static bool only(reader *r, const char *const *names)
{
    for (int i = 0; i < r->n_attrs; i++) {
        int n = 0;

        while (names[n] && strcmp(names[n], r->attrs[i].name) != 0)
            n++;
        if (!names[n] || r->attrs[i].prefix)
            return fault(r, _("<%1$s> has no attribute '%2$s'; remove or rename it"), r->element, r->attrs[i].name);
    }
    return true;
}

static bool bad_value(reader *r, const char *name, const char *wanted)
{
    const hz_xml_attr *attr = find(r, name);
    char value[SHOWN];

    snprintf(value, sizeof value, "%.*s", (int)attr->length, attr->value);
    hz_text_mend_cut(value);
    return fault(r, _("attribute '%1$s' of <%2$s> cannot be '%3$.*4$s'; give %5$s"), name, r->element, value, SHOWN,
                 wanted);
}

static bool keep(reader *r, const hz_xml_attr *attr, const char **out)
{
    *out = hz_arena_copy(r->map->arena, attr->value, attr->length);
    return *out || no_memory(r);
}

static bool take_separator(reader *r, char *out)
{
    const hz_xml_attr *attr = find(r, "separator");

    *out = ',';
    if (!attr || is(attr, "comma"))
        return true;
    *out = is(attr, "semicolon") ? ';' : '\t';
    return *out == ';' || is(attr, "tab") || bad_value(r, "separator", _("comma, semicolon or tab"));
}

static bool take_encoding(reader *r, const char **out)
{
    const hz_xml_attr *attr = find(r, "encoding");

    if (attr && attr->length == 0)
        return bad_value(r, "encoding", _("the name of an encoding, such as GB18030"));
    return !attr || keep(r, attr, out);
}

/* ---- templates ---- */

/* "intensity:share" is the column "share" of the joined table "intensity"; anything else a column of the first
 * table. */
static int table_of(const hz_mapping *map, const char *name, size_t *skip)
{
    const char *colon = strchr(name, ':');

    *skip = 0;
    for (int i = 0; colon && i < map->n_joins; i++)
        if (strlen(map->joins[i].name) == (size_t)(colon - name) &&
            memcmp(map->joins[i].name, name, (size_t)(colon - name)) == 0) {
            *skip = (size_t)(colon - name) + 1;
            return i + 1;
        }
    return 0;
}

static bool add_place(reader *r, const char *name, uint32_t *out)
{
    hz_mapping *map = r->map;
    size_t skip;
    int table = table_of(map, name, &skip);

    name += skip;
    for (size_t i = 0; i < map->n_places; i++)
        if (map->places[i].table == table && strcmp(map->places[i].column, name) == 0) {
            *out = (uint32_t)i;
            return true;
        }
    if (map->n_places == MAX_PLACES)
        return fault(r, _("more than %d columns are named"), MAX_PLACES);
    if (!hz_grow((void **)&map->places, &r->c_places, map->n_places + 1, sizeof *map->places))
        return no_memory(r);
    *out = (uint32_t)map->n_places;
    map->places[map->n_places++] = (hz_map_place){table, name, r->line};
    return true;
}

/* The text before the next place, with {{ and }} as single braces; then the place. `at` moves behind it. */
static bool take_piece(reader *r, const char **at, const char *end, hz_map_piece *out)
{
    char *text = hz_arena_alloc(r->map->arena, (size_t)(end - *at) + 1), *to = text;
    const char *p = *at, *close;

    if (!text)
        return no_memory(r);
    *out = (hz_map_piece){text, HZ_NONE};
    for (; p < end && !(*p == '{' && !(p + 1 < end && p[1] == '{')); p++) {
        if (*p == '}' && !(p + 1 < end && p[1] == '}'))
            return fault(r, "%s", _("'}' without '{' before it; a brace that is meant as text is written twice"));
        p += *p == '{' || *p == '}';
        *to++ = *p;
    }
    *at = p;
    if (p == end)
        return true;
    close = memchr(p, '}', (size_t)(end - p));
    if (!close || close == p + 1)
        return fault(r, "%s",
                     _("'{' without a column and '}' behind it; a brace that is meant as text is written twice"));
    *at = close + 1;
    text = hz_arena_copy(r->map->arena, p + 1, (size_t)(close - p - 1));
    return text ? add_place(r, text, &out->place) : no_memory(r);
}

static bool parse_template(reader *r, const hz_xml_attr *attr, hz_map_template *out)
{
    const char *at = attr->value, *end = at + attr->length;
    size_t most = 1;
    hz_map_piece *pieces;

    for (const char *p = at; p < end; p++)
        most += *p == '{';
    pieces = hz_arena_array(r->map->arena, most, sizeof *pieces);
    if (!pieces)
        return no_memory(r);
    *out = (hz_map_template){pieces, 0};
    do
        if (!take_piece(r, &at, end, &pieces[out->n_pieces++]))
            return false;
    while (at < end);
    return true;
}

/* A text that stands as it is. */
static bool parse_literal(reader *r, const hz_xml_attr *attr, hz_map_template *out)
{
    hz_map_piece *piece = hz_arena_alloc(r->map->arena, sizeof *piece);

    if (!piece || !keep(r, attr, &piece->text))
        return no_memory(r);
    piece->place = HZ_NONE;
    *out = (hz_map_template){piece, 1};
    return true;
}

const hz_map_template *hz_map_value(const hz_map_node *node, hz_attribute attribute)
{
    for (size_t i = 0; i < node->n_attributes; i++)
        if (node->attributes[i].attribute == attribute)
            return &node->attributes[i].value;
    return NULL;
}

const char *hz_map_literal(const hz_map_template *value)
{
    return value->n_pieces == 1 && value->pieces[0].place == HZ_NONE ? value->pieces[0].text : NULL;
}

/* ---- elements of the scenario ---- */

/* Filled in from each row, and all that is inside. */
static bool is_pattern(hz_element element)
{
    for (; element != HZ_EL_NONE; element = hz_scenario_parent(element))
        if (element == HZ_EL_ENTERPRISE || element == HZ_EL_DISTRICT || element == HZ_EL_SECTOR)
            return true;
    return false;
}

static bool take_attribute(reader *r, hz_map_node *node, const hz_xml_attr *attr, hz_attribute_set *given)
{
    hz_attribute_set allowed = hz_scenario_element(node->element)->allowed;
    hz_map_attribute *out = &node->attributes[node->n_attributes];
    int at = 0;

    while (at < HZ_AT_N && strcmp(hz_scenario_attribute((hz_attribute)at), attr->name) != 0)
        at++;
    /* the version of the format and status="not-reported" are ours to write */
    if (at == HZ_AT_N || attr->prefix || !(allowed >> at & 1) || at == HZ_AT_VERSION ||
        (at == HZ_AT_STATUS && node->element == HZ_EL_EMISSION))
        return fault(r, _("<%1$s> has no attribute '%2$s'; remove or rename it"), r->element, attr->name);
    out->attribute = (hz_attribute)at;
    node->n_attributes++;
    *given |= HZ_ATTRIBUTE_BIT(at);
    if (!is_pattern(node->element))
        return parse_literal(r, attr, &out->value);
    if (!parse_template(r, attr, &out->value))
        return false;
    node->has_places |= !hz_map_literal(&out->value);
    return true;
}

static bool is_estimated(const reader *r, hz_element element)
{
    return element == HZ_EL_COST && find(r, "rule");
}

/* rule and share of an estimated cost, which the scenario format does not have. */
static bool take_rule(reader *r, hz_map_node *node)
{
    const hz_xml_attr *rule = find(r, "rule"), *share = need(r, "share");

    if (!share)
        return false;
    if (find(r, "value"))
        return fault(r, "%s", _("<cost> has both a value and a rule; keep one"));
    return is(rule, RULE) ? parse_template(r, share, &node->share) : bad_value(r, "rule", RULE);
}

static bool take_attributes(reader *r, hz_map_node *node)
{
    hz_attribute_set given = 0, needed = hz_scenario_element(node->element)->required & ~BIT(VERSION);
    bool has_rule = is_estimated(r, node->element);

    node->attributes = hz_arena_array(r->map->arena, (size_t)r->n_attrs + 1, sizeof *node->attributes);
    if (!node->attributes)
        return no_memory(r);
    if (has_rule && !take_rule(r, node))
        return false;
    for (int i = 0; i < r->n_attrs; i++) {
        bool is_own = has_rule && (strcmp(r->attrs[i].name, "rule") == 0 || strcmp(r->attrs[i].name, "share") == 0);

        if (!is_own && !take_attribute(r, node, &r->attrs[i], &given))
            return false;
    }
    if (has_rule)
        needed &= ~BIT(VALUE);
    if (node->element == HZ_EL_EMISSION)
        needed |= BIT(VALUE) | BIT(UNIT) | BIT(BASIS);
    for (int at = 0; at < HZ_AT_N; at++)
        if ((needed & ~given) >> at & 1)
            return fault(r, _("<%1$s> needs the attribute '%2$s'"), r->element,
                         hz_scenario_attribute((hz_attribute)at));
    return true;
}

/* Put the only element of its kind into its slot. */
static bool single(reader *r, hz_map_node **slot, hz_map_node *node)
{
    if (*slot)
        return fault(r, _("a second <%1$s> (the first is in line %2$d); keep one: every row of the table fills it in"),
                     r->element, (*slot)->line);
    *slot = node;
    return true;
}

static bool note_node(reader *r, hz_map_node *node)
{
    hz_mapping *map = r->map;

    switch (node->element) {
    case HZ_EL_SCENARIO:
        return single(r, &map->scenario, node);
    case HZ_EL_ENTERPRISE:
        return single(r, &map->enterprise, node);
    case HZ_EL_UNIT:
        return single(r, &map->unit, node);
    case HZ_EL_DISTRICT:
        return !node->has_places || single(r, &map->district, node);
    case HZ_EL_SECTOR:
        return !node->has_places || single(r, &map->sector, node);
    default:
        return true;
    }
}

static bool open_node(reader *r, hz_element element, hz_map_node **out)
{
    hz_map_node *parent = r->open[r->depth - 1].node;
    hz_map_node *node = hz_arena_alloc(r->map->arena, sizeof *node);

    if (!node)
        return no_memory(r);
    node->element = element;
    node->line = r->line;
    *out = node;
    if (parent && parent->last)
        parent->last = parent->last->next = node;
    else if (parent)
        parent->first = parent->last = node;
    return take_attributes(r, node) && note_node(r, node);
}

/* ---- elements of our own ---- */

static bool open_mapping(reader *r)
{
    static const char *const names[] = {"version", NULL};
    const hz_xml_attr *version = need(r, "version");

    if (!version || !only(r, names))
        return false;
    return is(version, "1") || bad_value(r, "version", _("1: this hazeplan reads no other"));
}

static bool open_table(reader *r)
{
    static const char *const names[] = {"separator", "encoding", "missing", NULL};
    const hz_xml_attr *missing = find(r, "missing");

    if (r->has_table || r->map->scenario)
        return fault(r, "%s", _("<table> stands once, in front of <join> and <scenario>"));
    r->has_table = true;
    return only(r, names) && take_separator(r, &r->map->separator) && take_encoding(r, &r->map->encoding) &&
           (!missing || keep(r, missing, &r->map->missing));
}

static bool is_name(const hz_xml_attr *attr)
{
    for (size_t i = 0; i < attr->length; i++) {
        char c = attr->value[i];

        if (!((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '_'))
            return false;
    }
    return true;
}

static bool take_join(reader *r, hz_map_join *join)
{
    const hz_xml_attr *name, *key, *column, *match;

    if (!(name = need(r, "table")) || !(key = need(r, "key")) || !(column = need(r, "column")) ||
        !(match = need(r, "match")))
        return false;
    if (!is_name(name))
        return bad_value(r, "table", _("a word of letters, digits, '-' and '_'"));
    join->by_prefix = is(match, "longest-prefix");
    if (!join->by_prefix && !is(match, "exact"))
        return bad_value(r, "match", _("exact or longest-prefix"));
    join->line = r->line;
    return keep(r, name, &join->name) && keep(r, column, &join->column) && parse_template(r, key, &join->key) &&
           take_separator(r, &join->separator) && take_encoding(r, &join->encoding);
}

static bool open_join(reader *r)
{
    static const char *const names[] = {"table", "key", "column", "match", "separator", "encoding", NULL};
    hz_mapping *map = r->map;
    hz_map_join *join = &map->joins[map->n_joins];

    if (map->scenario)
        return fault(r, "%s", _("<join> stands in front of <scenario>"));
    if (map->n_joins == HZ_MAP_MAX_TABLES - 1)
        return fault(r, _("more than %d tables are joined"), HZ_MAP_MAX_TABLES - 1);
    if (!only(r, names) || !take_join(r, join))
        return false;
    for (int i = 0; i < map->n_joins; i++)
        if (strcmp(map->joins[i].name, join->name) == 0)
            return fault(r, _("table '%s' is joined twice; give one of them another name"), join->name);
    map->n_joins++;
    return true;
}

/* What the emission is measured in; per year or per day as the cost itself. */
static bool take_emission_unit(reader *r, const hz_map_node *cost, const hz_unit_def **out)
{
    const hz_xml_attr *attr = need(r, "unit");
    const char *money = hz_map_literal(hz_map_value(cost, HZ_AT_UNIT));
    const hz_unit_def *of_cost = money ? hz_unit_find(money, strlen(money)) : NULL;

    if (!attr)
        return false;
    *out = hz_unit_find(attr->value, attr->length);
    if (!*out || (*out)->dimension != HZ_DIM_MASS)
        return bad_value(r, "unit", _("a unit of mass, such as kg/a"));
    if (!of_cost || of_cost->needs_days != (*out)->needs_days)
        return fault(r, "%s",
                     _("the emission and the <cost> that is made from it must both be per year, or both per day"));
    return true;
}

/* kg of the emission per unit of money: nothing else is understood, and it must be said. */
static bool take_intensity_unit(reader *r)
{
    const hz_xml_attr *attr = need(r, "intensity-unit");
    const char *currency = hz_map_literal(hz_map_value(r->map->scenario, HZ_AT_CURRENCY));
    char wanted[SHOWN];

    snprintf(wanted, sizeof wanted, "kg/%s", currency);
    return attr && (is(attr, wanted) || bad_value(r, "intensity-unit", wanted));
}

static bool open_by(reader *r, hz_map_node *cost)
{
    static const char *const names[] = {"emission", "unit", "intensity", "intensity-unit", NULL};
    const hz_xml_attr *emission = need(r, "emission"), *intensity = need(r, "intensity");
    hz_map_estimate *estimate;

    if (!cost->estimates)
        cost->estimates = hz_arena_array(r->map->arena, MAX_ESTIMATES, sizeof *cost->estimates);
    if (!cost->estimates)
        return no_memory(r);
    if (cost->n_estimates == MAX_ESTIMATES)
        return fault(r, _("more than %d estimates of one cost"), MAX_ESTIMATES);
    estimate = &cost->estimates[cost->n_estimates++];
    return emission && intensity && only(r, names) && take_emission_unit(r, cost, &estimate->unit) &&
           take_intensity_unit(r) && parse_template(r, emission, &estimate->emission) &&
           parse_template(r, intensity, &estimate->intensity);
}

/* ---- the file ---- */

static bool open_child(reader *r, const char *name, level *next)
{
    const level *parent = &r->open[r->depth - 1];
    hz_element inside = parent->node ? parent->node->element : HZ_EL_NONE;

    if (parent->own == OWN_MAPPING && strcmp(name, "table") == 0) {
        next->own = OWN_TABLE;
        return open_table(r);
    }
    if (parent->own == OWN_MAPPING && strcmp(name, "join") == 0) {
        next->own = OWN_JOIN;
        return open_join(r);
    }
    if (inside == HZ_EL_COST && parent->node->share.n_pieces && strcmp(name, "by") == 0) {
        next->own = OWN_BY;
        return open_by(r, parent->node);
    }
    for (int e = HZ_EL_NONE + 1; e < HZ_EL_N; e++) {
        const hz_element_def *def = hz_scenario_element(e);

        if (strcmp(def->name, name) == 0 && hz_scenario_parent(e) == inside && e != HZ_EL_MODE && (parent->node || parent->own == OWN_MAPPING))
            return open_node(r, e, &next->node);
    }
    return fault(r, _("<%s> does not belong here; docs/FORMATS.md lists what may stand in a mapping"), name);
}

static bool start_element(void *self, const char *name, const char *uri, const hz_xml_attr *attrs, int n_attrs,
                          int line)
{
    reader *r = self;
    level next = {OWN_NONE, NULL};
    bool is_right;

    r->element = name;
    r->attrs = attrs;
    r->n_attrs = n_attrs;
    r->line = line;
    if (!uri || strcmp(uri, NAMESPACE) != 0 || (r->depth == 0 && strcmp(name, "mapping") != 0))
        return fault(r, _("<%1$s> is not of a mapping; begin with <mapping xmlns=\"%2$s\" version=\"1\">"), name,
                     NAMESPACE);
    if (r->depth == HZ_MAP_MAX_DEPTH)
        return fault(r, _("<%s> does not belong here; docs/FORMATS.md lists what may stand in a mapping"), name);
    if (r->depth == 0) {
        next.own = OWN_MAPPING;
        is_right = open_mapping(r);
    } else
        is_right = open_child(r, name, &next);
    r->open[r->depth++] = next;
    return is_right;
}

static bool stray_text(void *self, const char *bytes, size_t length, int line)
{
    reader *r = self;

    r->line = line;
    for (size_t i = 0; i < length; i++)
        if (!strchr(" \t\r\n", bytes[i]))
            return fault(r, "%s", _("text between the elements; remove it, or put it into an attribute"));
    return true;
}

static bool end_element(void *self, const char *name, int line)
{
    reader *r = self;

    (void)name;
    (void)line;
    r->depth--;
    return true;
}

static void form_problem(void *self, hz_xml_problem kind, const char *message, int line)
{
    reader *r = self;

    (void)kind; /* the message says it */
    r->line = line;
    fault(r, _("not well-formed XML: %s"), message);
}

/* What every row must be able to fill in. */
static bool is_whole(reader *r)
{
    const hz_mapping *map = r->map;
    int n_costs = 0, n_emissions = 0;

    if (!map->scenario || !map->enterprise || !map->unit)
        return fault(r, "%s",
                     _("parts are missing: a mapping holds one <scenario> with one <enterprise> with one <unit>"));
    r->line = map->unit->line;
    for (const hz_map_node *part = map->unit->first; part; part = part->next) {
        n_costs += part->element == HZ_EL_COST;
        n_emissions += part->element == HZ_EL_EMISSION;
        if (part->share.n_pieces && !part->n_estimates)
            return fault(r, "%s", _("the rule of <cost> needs at least one <by>"));
    }
    if (n_costs != 1 || n_emissions == 0)
        return fault(r, "%s", _("<unit> needs exactly one <cost> and at least one <emission>"));
    return true;
}

static hz_status read_file(hz_mapping *map, const char *path, hz_error *err)
{
    static const hz_xml_handler handler = {start_element, stray_text, end_element, form_problem};
    hz_error own = HZ_ERROR_NONE;
    reader r = {.map = map, .err = &own, .line = 1};
    hz_status status = hz_xml_parse(path, CAP, &handler, &r, &own);

    if (own.status == HZ_OK && status == HZ_OK)
        is_whole(&r);
    return own.status == HZ_OK ? status : hz_error_set(err, own.status, "%s", own.message);
}

hz_status hz_read_mapping(hz_mapping **out, const char *path, hz_error *err)
{
    hz_mapping *map = hz_calloc(1, sizeof *map);
    hz_status status;

    *out = map;
    if (!map || !(map->arena = hz_arena_new()) || !(map->path = hz_arena_copy(map->arena, path, strlen(path))) ||
        !(map->joins = hz_arena_array(map->arena, HZ_MAP_MAX_TABLES, sizeof *map->joins)))
        status = hz_error_memory(err);
    else {
        map->separator = ',';
        map->missing = "";
        status = read_file(map, path, err);
    }
    if (status != HZ_OK) {
        hz_mapping_free(map);
        *out = NULL;
    }
    return status;
}

void hz_mapping_free(hz_mapping *mapping)
{
    if (!mapping)
        return;
    free(mapping->places);
    hz_arena_free(mapping->arena);
    free(mapping);
}

/* judge.c - one row of a table: into the scenario, or the reason why not
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The row becomes three texts of XML (attributes and parts of the enterprise, the unit) at once, so that no copy of the
 * scenario's structure is needed and rows can be compared by their texts. */
#include "import/judge.h"

#include <stdio.h>
#include <string.h>

#include "base/lang.h"
#include "import/estimate.h"

#define DIMENSION(name) (1U << HZ_DIM_##name)
#define MASS DIMENSION(MASS)
#define MONEY (DIMENSION(MONEY) | DIMENSION(MONEY_CNY) | DIMENSION(MONEY_USD))
#define PRODUCED (MASS | DIMENSION(ENERGY) | DIMENSION(VOLUME) | DIMENSION(AREA) | DIMENSION(COUNT))

/* ---- parts of a unit ---- */

static bool judge_emission(hz_fill *j, hz_sink *sink, const hz_map_node *node)
{
    hz_filled v;
    int64_t amount;

    if (!hz_fill_all(j, node, &v))
        return false;
    if (!v.text[HZ_AT_VALUE]) {
        hz_puts(sink, "        <emission");
        hz_put_attr(sink, "pollutant", v.text[HZ_AT_POLLUTANT]);
        hz_puts(sink, " status=\"not-reported\"/>\n");
        j->row->n_not_reported++;
        return true;
    }
    if (!v.text[HZ_AT_BASIS])
        return hz_fill_reject(j, HZ_REASON_EMPTY, hz_fill_column_at(j, &v, HZ_AT_BASIS), "basis");
    if (!hz_fill_amount(j, &v, MASS, &amount))
        return false;
    j->n_reported++;
    j->n_emitting += amount > 0;
    hz_fill_put_element(sink, &v, "        ");
    return true;
}

/* What of an estimate the row does not say is nothing; what it says must be a number. */
static bool take_optional(hz_fill *j, const hz_map_template *pattern, hz_decimal *out, bool *is_given)
{
    const char *text;
    hz_fill_outcome filled = hz_fill_text(j, pattern, &text);

    *is_given = filled == HZ_FILL_TEXT;
    return *is_given ? hz_fill_number(j, hz_fill_column(j, pattern, "by"), text, false, out)
                     : filled == HZ_FILL_NOTHING;
}

static bool take_share(hz_fill *j, const hz_map_node *node, hz_decimal *out)
{
    const char *column = hz_fill_column(j, &node->share, "share");
    bool is_given;

    return take_optional(j, &node->share, out, &is_given) &&
           (is_given || hz_fill_reject(j, HZ_REASON_EMPTY, column, "share"));
}

/* The pollutant that gives the most: an enterprise that emits little of one may still make much. */
static bool take_estimates(hz_fill *j, const hz_map_node *node)
{
    int n_shortened = j->row->n_shortened; /* what only an estimate uses is rounded anyway */
    hz_decimal share, emission, intensity;
    bool has_emission, has_intensity;
    int64_t fen;

    if (!take_share(j, node, &share))
        return false;
    for (size_t i = 0; i < node->n_estimates; i++) {
        const hz_map_estimate *by = &node->estimates[i];

        if (!take_optional(j, &by->emission, &emission, &has_emission) ||
            !take_optional(j, &by->intensity, &intensity, &has_intensity))
            return false;
        if (!has_emission || !has_intensity || intensity.digits == 0)
            continue;
        if (!hz_estimate_value_added(&fen, emission, by->unit, intensity, share))
            return hz_fill_reject(j, HZ_REASON_RANGE, hz_fill_column(j, &by->emission, "emission"),
                                  _("the cost it gives is absurd"));
        if (fen > j->row->cost_fen) {
            j->row->cost_fen = fen;
            j->row->cost_from = hz_fill_column(j, &by->emission, "emission");
        }
    }
    j->row->n_shortened = n_shortened;
    return j->row->cost_fen != HZ_NOT_REPORTED || hz_fill_reject(j, HZ_REASON_NO_COST, NULL, NULL);
}

static bool judge_cost(hz_fill *j, hz_sink *sink, const hz_map_node *node)
{
    char text[HZ_FIXED_MAX];
    const hz_unit_def *unit;
    int64_t amount;
    hz_filled v;

    if (!hz_fill_all(j, node, &v))
        return false;
    if (node->n_estimates > 0) {
        unit = hz_unit_find(v.text[HZ_AT_UNIT], strlen(v.text[HZ_AT_UNIT]));
        if (!take_estimates(j, node))
            return false;
        hz_format_fixed(text, j->row->cost_fen, hz_estimate_places(unit), -1);
        v.text[HZ_AT_VALUE] = text;
    }
    if (!hz_fill_amount(j, &v, MONEY, &amount))
        return false;
    hz_puts(sink, "        <cost");
    if (node->n_estimates > 0) /* else it is among the attributes of the mapping */
        hz_put_attr(sink, "value", v.text[HZ_AT_VALUE]);
    hz_fill_put(sink, &v);
    hz_puts(sink, "/>\n");
    return true;
}

static bool judge_output(hz_fill *j, hz_sink *sink, const hz_map_node *node)
{
    hz_filled v;
    int64_t amount;

    if (!hz_fill_all(j, node, &v) || !hz_fill_amount(j, &v, PRODUCED, &amount))
        return false;
    if (amount == 0 && j->is_operating)
        return hz_fill_reject(j, HZ_REASON_ZERO, NULL, NULL);
    hz_fill_put_element(sink, &v, "        ");
    return true;
}

/* The element for those of its levels at which the enterprise is not exempt; nothing if there are none. */
static void put_for_levels(const hz_fill *j, hz_sink *sink, hz_filled *v, const char *indent)
{
    unsigned levels = (unsigned)hz_fill_levels(v->text[HZ_AT_LEVELS]) & ~j->exempt;
    char list[64] = "";

    for (int l = 0; l < HZ_N_LEVELS; l++)
        if (levels >> l & 1) {
            size_t used = strlen(list);

            snprintf(list + used, sizeof list - used, "%s%s", used ? " " : "", hz_level_id((hz_level)l));
        }
    v->text[HZ_AT_LEVELS] = list;
    if (levels)
        hz_fill_put_element(sink, v, indent);
    v->text[HZ_AT_LEVELS] = NULL;
}

/* Bounds for the levels at which the enterprise can be cut at all. */
static bool judge_cut(hz_fill *j, hz_sink *sink, const hz_map_node *node)
{
    int64_t least, most;
    hz_filled v;

    if (!hz_fill_all(j, node, &v) || !hz_fill_share(j, &v, HZ_AT_MIN, &least) ||
        !hz_fill_share(j, &v, HZ_AT_MAX, &most))
        return false;
    if (least > most)
        return hz_fill_reject(j, HZ_REASON_RANGE, hz_fill_column_at(j, &v, HZ_AT_MIN), v.text[HZ_AT_MIN]);
    if (j->is_operating)
        put_for_levels(j, sink, &v, "        ");
    return true;
}

/* A means of verification that the row does not have is left out. */
static bool judge_check(hz_fill *j, hz_sink *sink, const hz_map_node *node)
{
    hz_filled v;
    int64_t amount;

    if (!hz_fill_values(j, node, &v))
        return false;
    if (v.lacks)
        return true;
    if (!v.text[HZ_AT_VALUE])
        v.text[HZ_AT_UNIT] = NULL;
    else if (!hz_fill_amount(j, &v, PRODUCED, &amount))
        return false;
    hz_fill_put_element(sink, &v, "        ");
    return true;
}

static bool judge_unit_parts(hz_fill *j, hz_sink *sink)
{
    for (const hz_map_node *part = j->map->unit->first; part; part = part->next) {
        bool is_right = true;

        switch (part->element) {
        case HZ_EL_OUTPUT:
            is_right = judge_output(j, sink, part);
            break;
        case HZ_EL_EMISSION:
            is_right = judge_emission(j, sink, part);
            break;
        case HZ_EL_COST:
            break; /* last: whether anything is emitted is asked before what it costs to stop */
        case HZ_EL_CUT:
            is_right = judge_cut(j, sink, part);
            break;
        default:
            is_right = judge_check(j, sink, part);
        }
        if (!is_right)
            return false;
    }
    return true;
}

static bool judge_baseline(hz_fill *j)
{
    if (!j->is_operating || j->n_emitting > 0)
        return true;
    return hz_fill_reject(j, j->n_reported > 0 ? HZ_REASON_ZERO : HZ_REASON_NO_EMISSION, NULL, NULL);
}

static const hz_map_node *cost_of(const hz_map_node *unit)
{
    const hz_map_node *part = unit->first;

    while (part->element != HZ_EL_COST)
        part = part->next;
    return part;
}

static bool judge_unit(hz_fill *j, hz_sink *sink)
{
    uint64_t days = 0;
    hz_filled v;

    if (!hz_fill_all(j, j->map->unit, &v))
        return false;
    j->row->unit = v.text[HZ_AT_ID];
    if (v.text[HZ_AT_DAYS])
        hz_parse_uint(&days, v.text[HZ_AT_DAYS], strlen(v.text[HZ_AT_DAYS]), 366);
    j->days = (unsigned)days;
    hz_puts(sink, "      <unit");
    hz_fill_put(sink, &v);
    hz_puts(sink, ">\n");
    if (!judge_unit_parts(j, sink) || !judge_baseline(j) || !judge_cost(j, sink, cost_of(j->map->unit)))
        return false;
    hz_puts(sink, "      </unit>\n");
    return true;
}

/* ---- the enterprise ---- */

/* One that the row does not have is left out. */
static bool judge_part(hz_fill *j, hz_sink *sink, const hz_map_node *part)
{
    int64_t load_bp;
    hz_filled v;

    if (!hz_fill_values(j, part, &v))
        return false;
    if (v.lacks)
        return true;
    if (part->element == HZ_EL_MAX_LOAD) {
        if (!hz_fill_share(j, &v, HZ_AT_VALUE, &load_bp))
            return false;
        put_for_levels(j, sink, &v, "      ");
        return true;
    }
    if (part->element == HZ_EL_EXEMPTION)
        j->exempt |= (unsigned)hz_fill_levels(v.text[HZ_AT_LEVELS]);
    hz_fill_put_element(sink, &v, "      ");
    return true;
}

/* Contacts and exemptions; then approved loads, which those who are exempt are not held to. */
static bool judge_parts(hz_fill *j, hz_sink *sink)
{
    for (int is_load = 0; is_load < 2; is_load++)
        for (const hz_map_node *part = j->map->enterprise->first; part; part = part->next)
            if (part->element != HZ_EL_UNIT && (part->element == HZ_EL_MAX_LOAD) == is_load &&
                !judge_part(j, sink, part))
                return false;
    return true;
}

static bool judge_enterprise(hz_fill *j, hz_sink *sink)
{
    hz_import_row *row = j->row;
    hz_filled v;

    if (!hz_fill_all(j, j->map->enterprise, &v))
        return false;
    row->id = v.text[HZ_AT_ID];
    row->groups[HZ_IMPORT_DISTRICT].refer = v.text[HZ_AT_DISTRICT];
    row->groups[HZ_IMPORT_SECTOR].refer = v.text[HZ_AT_SECTOR];
    j->is_operating = strcmp(v.text[HZ_AT_STATUS], hz_operation_id(HZ_OPERATING)) == 0;
    if (!v.text[HZ_AT_LON] || !v.text[HZ_AT_LAT]) /* half a position is none */
        v.text[HZ_AT_LON] = v.text[HZ_AT_LAT] = NULL;
    v.text[HZ_AT_ID] = v.text[HZ_AT_DISTRICT] = v.text[HZ_AT_SECTOR] = NULL;
    hz_fill_put(sink, &v);
    return true;
}

/* ---- districts and sectors ---- */

/* Is the id one of those that the mapping gives word for word? */
static bool is_given(const hz_mapping *map, hz_element element, const char *id)
{
    for (const hz_map_node *section = map->scenario->first; section; section = section->next)
        for (const hz_map_node *group = section->first; group; group = group->next) {
            const hz_map_template *own = hz_map_value(group, HZ_AT_ID);

            if (group->element == element && !group->has_places && strcmp(hz_map_literal(own), id) == 0)
                return true;
        }
    return false;
}

static bool judge_group(hz_fill *j, hz_sink *sink, const hz_map_node *node, hz_import_group_use *use)
{
    hz_filled v;

    if (!hz_fill_all(j, node, &v))
        return false;
    if (!v.text[HZ_AT_ZH] && !v.text[HZ_AT_EN])
        return hz_fill_reject(j, HZ_REASON_EMPTY,
                              hz_fill_column_at(j, &v, hz_map_value(node, HZ_AT_EN) ? HZ_AT_EN : HZ_AT_ZH), "name");
    use->key = v.text[HZ_AT_ID];
    v.text[HZ_AT_ID] = NULL;
    hz_fill_put(sink, &v);
    return true;
}

/* ---- the row ---- */

/* The text of what a part of the row becomes, in the arena; NULL when the row is rejected. */
static const char *written(hz_fill *j, bool (*write)(hz_fill *j, hz_sink *sink))
{
    hz_sink *sink = hz_sink_to_memory();
    const char *text = NULL;
    size_t length;

    if (!sink)
        hz_fill_no_memory(j);
    else if (write(j, sink)) {
        const char *in_sink = hz_sink_text(sink, &length);

        if (hz_sink_failed(sink) || !(text = hz_arena_copy(j->tables->arena, in_sink, length)))
            hz_fill_no_memory(j);
    }
    hz_sink_close(sink, "", NULL);
    return text;
}

static bool write_district(hz_fill *j, hz_sink *sink)
{
    return judge_group(j, sink, j->map->district, &j->row->groups[HZ_IMPORT_DISTRICT]);
}

static bool write_sector(hz_fill *j, hz_sink *sink)
{
    return judge_group(j, sink, j->map->sector, &j->row->groups[HZ_IMPORT_SECTOR]);
}

static bool judge_groups(hz_fill *j)
{
    static const hz_element elements[] = {HZ_EL_DISTRICT, HZ_EL_SECTOR};
    hz_import_group_use *uses = j->row->groups;

    if ((j->map->district && !(uses[HZ_IMPORT_DISTRICT].rest = written(j, write_district))) ||
        (j->map->sector && !(uses[HZ_IMPORT_SECTOR].rest = written(j, write_sector))))
        return false;
    for (int k = 0; k < HZ_IMPORT_N_GROUPS; k++) {
        bool is_own = uses[k].key && strcmp(uses[k].key, uses[k].refer) == 0;

        if (!is_own && !is_given(j->map, elements[k], uses[k].refer))
            return hz_fill_reject(j, HZ_REASON_GROUP, hz_scenario_element(elements[k])->name, uses[k].refer);
    }
    return true;
}

/* The record of a joined table: of the whole key, or of the longest beginning of it that is there. */
static bool find_row(hz_fill *j, int table)
{
    const hz_map_join *join = &j->map->joins[table - 1];
    uint32_t found = HZ_NONE;
    const char *key;
    size_t length;
    char note[256];

    switch (hz_fill_text(j, &join->key, &key)) {
    case HZ_FILL_FAILED:
        return false;
    case HZ_FILL_NOTHING:
        return hz_fill_reject(j, HZ_REASON_EMPTY, hz_fill_column(j, &join->key, "key"), join->name);
    case HZ_FILL_TEXT:
        break;
    }
    if (strlen(key) > HZ_MAX_TEXT) /* each of its beginnings would be looked for */
        return hz_fill_reject(j, HZ_REASON_TEXT, hz_fill_column(j, &join->key, "key"), key);
    for (length = strlen(key); length > 0 && found == HZ_NONE; length--) {
        found = hz_names_find(&j->tables->keys[table], key, length);
        if (found != HZ_NONE || !join->by_prefix)
            break;
    }
    if (found == HZ_NONE)
        return hz_fill_reject(j, HZ_REASON_NO_ROW, key, join->name);
    j->records[table] = &j->tables->tables[table].records[found];
    if (length == strlen(key))
        return true;
    snprintf(note, sizeof note, _("row '%1$.*3$s' of table '%2$s' stands for '%1$s'"), key, join->name, (int)length);
    return hz_import_row_note(j->row, j->tables->arena, note) || hz_fill_no_memory(j);
}

static bool check_cells(hz_fill *j)
{
    const hz_csv *table = &j->tables->tables[0];
    int n = j->records[0]->n_cells, wanted = table->records[0].n_cells;
    char first[16], second[16];

    if (n == wanted)
        return true;
    snprintf(first, sizeof first, "%d", n);
    snprintf(second, sizeof second, "%d", wanted);
    return hz_fill_reject(j, HZ_REASON_CELLS, first, second);
}

static bool note_changes(hz_fill *j)
{
    char text[256];

    if (j->row->n_shortened > 0) {
        snprintf(text, sizeof text, _("numbers of more than 18 digits, rounded to 18: %d"), j->row->n_shortened);
        if (!hz_import_row_note(j->row, j->tables->arena, text))
            return hz_fill_no_memory(j);
    }
    if (j->row->n_to_zero > 0) {
        snprintf(text, sizeof text, _("amounts too small to count, taken as zero: %d"), j->row->n_to_zero);
        if (!hz_import_row_note(j->row, j->tables->arena, text))
            return hz_fill_no_memory(j);
    }
    return true;
}

static bool judge_row(hz_fill *j)
{
    hz_import_row *row = j->row;

    if (!check_cells(j))
        return false;
    for (int t = 1; t <= j->map->n_joins; t++)
        if (!find_row(j, t))
            return false;
    return (row->attributes = written(j, judge_enterprise)) && (row->parts = written(j, judge_parts)) &&
           (row->body = written(j, judge_unit)) && judge_groups(j) && note_changes(j);
}

hz_status hz_judge_row(hz_import_row *row, const hz_fill_tables *tables, size_t index, hz_error *err)
{
    hz_error own = HZ_ERROR_NONE;
    hz_fill j = {.tables = tables, .map = tables->mapping, .row = row, .err = &own};

    j.records[0] = &tables->tables[0].records[index];
    *row = (hz_import_row){.line = j.records[0]->line, .cost_fen = HZ_NOT_REPORTED};
    judge_row(&j);
    return own.status == HZ_OK ? HZ_OK : hz_error_set(err, own.status, "%s", own.message);
}

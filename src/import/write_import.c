/* write_import.c - an imported table as a scenario file, and the report on its rows
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "import/write_import.h"

#include <string.h>

#include "base/csv.h"
#include "import/estimate.h"

/* ---- the scenario ---- */

/* An element of the mapping word for word. */
static void put_literal(hz_sink *sink, const hz_map_node *node, const char *indent)
{
    hz_putf(sink, "%s<%s", indent, hz_scenario_element(node->element)->name);
    for (size_t i = 0; i < node->n_attributes; i++)
        hz_put_attr(sink, hz_scenario_attribute(node->attributes[i].attribute),
                    hz_map_literal(&node->attributes[i].value));
    hz_puts(sink, "/>\n");
}

static void put_groups(hz_sink *sink, const hz_import *import, hz_import_group_kind kind, const char *element)
{
    for (size_t i = 0; i < import->n_groups[kind]; i++)
        hz_putf(sink, "    <%s id=\"%s\"%s/>\n", element, import->groups[kind][i].id, import->groups[kind][i].rest);
}

static void put_enterprises(hz_sink *sink, const hz_import *import)
{
    for (size_t i = 0; i < import->n_kept;) {
        const hz_import_row *row = import->kept[i];

        hz_puts(sink, "    <enterprise");
        hz_put_attr(sink, "id", row->id);
        hz_put_attr(sink, "sector", row->groups[HZ_IMPORT_SECTOR].id);
        hz_put_attr(sink, "district", row->groups[HZ_IMPORT_DISTRICT].id);
        hz_putf(sink, "%s>\n%s", row->attributes, row->parts);
        for (; i < import->n_kept && strcmp(import->kept[i]->id, row->id) == 0; i++)
            hz_puts(sink, import->kept[i]->body);
        hz_puts(sink, "    </enterprise>\n");
    }
}

/* A section: what the mapping says word for word, then what the rows give. */
static void put_section(hz_sink *sink, const hz_map_node *section, const hz_import *import)
{
    const char *name = hz_scenario_element(section->element)->name;

    if (section->n_attributes > 0) { /* title, rules */
        put_literal(sink, section, "  ");
        return;
    }
    hz_putf(sink, "  <%s>\n", name);
    for (const hz_map_node *node = section->first; node; node = node->next)
        if (node->element != HZ_EL_ENTERPRISE && !node->has_places)
            put_literal(sink, node, "    ");
    if (section->element == HZ_EL_DISTRICTS)
        put_groups(sink, import, HZ_IMPORT_DISTRICT, "district");
    else if (section->element == HZ_EL_SECTORS)
        put_groups(sink, import, HZ_IMPORT_SECTOR, "sector");
    else if (section->element == HZ_EL_ENTERPRISES)
        put_enterprises(sink, import);
    hz_putf(sink, "  </%s>\n", name);
}

void hz_write_import(hz_sink *sink, const hz_mapping *mapping, const hz_import *import)
{
    const hz_map_node *scenario = mapping->scenario;

    hz_puts(sink, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    hz_putf(sink,
            "<!-- hazeplan import: %zu of %zu rows of the table; change the table or the mapping, not this file -->\n",
            import->n_kept, import->n_rows);
    hz_puts(sink, "<scenario xmlns=\"urn:hazeplan:scenario\" version=\"1\"");
    for (size_t i = 0; i < scenario->n_attributes; i++)
        hz_put_attr(sink, hz_scenario_attribute(scenario->attributes[i].attribute),
                    hz_map_literal(&scenario->attributes[i].value));
    hz_puts(sink, ">\n");
    for (const hz_map_node *section = scenario->first; section; section = section->next)
        put_section(sink, section, import);
    hz_puts(sink, "</scenario>\n");
}

/* ---- the report ---- */

static const char *money_unit(const hz_mapping *mapping, int *places)
{
    const hz_unit_def *unit = NULL;
    const char *symbol = NULL;

    for (const hz_map_node *part = mapping->unit->first; part; part = part->next)
        if (part->n_estimates > 0) {
            symbol = hz_map_literal(hz_map_value(part, HZ_AT_UNIT));
            unit = hz_unit_find(symbol, strlen(symbol));
        }
    *places = unit ? hz_estimate_places(unit) : 0;
    return symbol;
}

static void put_cost(hz_sink *sink, const hz_import_row *row, const char *unit, int places)
{
    bool has_cost = unit && row->reason == HZ_REASON_KEPT && row->cost_fen != HZ_NOT_REPORTED;

    if (has_cost)
        hz_csv_put_fixed(sink, row->cost_fen, places, -1, false);
    else
        hz_csv_put(sink, "", false);
    hz_csv_put(sink, has_cost ? unit : "", false);
    hz_csv_put(sink, has_cost ? row->cost_from : "", false);
}

void hz_write_import_report(hz_sink *sink, const hz_mapping *mapping, const hz_import *import)
{
    int places;
    const char *unit = money_unit(mapping, &places);

    hz_puts(sink, "\xEF\xBB\xBFline,enterprise,unit,result,reason,why,note,cost,cost_unit,cost_from");
    hz_csv_end(sink);
    for (size_t i = 0; i < import->n_rows; i++) {
        const hz_import_row *row = &import->rows[i];

        hz_csv_put_fixed(sink, row->line, 0, 0, true);
        hz_csv_put(sink, row->id, false);
        hz_csv_put(sink, row->unit, false);
        hz_csv_put(sink, row->reason == HZ_REASON_KEPT ? "kept" : "rejected", false);
        hz_csv_put(sink, hz_import_row_reason(row->reason), false);
        hz_csv_put(sink, row->why, false);
        hz_csv_put(sink, row->note, false);
        put_cost(sink, row, unit, places);
        hz_csv_end(sink);
    }
}

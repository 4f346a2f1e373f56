/* import.c - a table (CSV) becomes a scenario: the tables, the rows among each other, districts and sectors
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The order of the rows must not matter. So of rows that contradict each other none is taken (the first would be
 * another one in another order), and ids are given to districts and sectors in the order of their names. */
#include "import/import.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cancel.h"
#include "base/lang.h"
#include "import/judge.h"
#include "import/slug.h"
#include "scenario/twins.h"

enum { CANCEL_EVERY = 4096, NUMBER_TEXT = 24 };

/* ---- the tables ---- */

/* Index of the column with that heading, of which there must be one. */
static hz_status find_column(int *out, const hz_fill_tables *t, int table, const char *path, const char *column,
                             int line, hz_error *err)
{
    const hz_csv_record *heading = &t->tables[table].records[0];
    int found = -1;

    for (int c = 0; c < heading->n_cells; c++) {
        const char *cell = hz_fill_cell(t, heading->cells[c]);

        if (!cell)
            return hz_error_memory(err);
        if (strcmp(cell, column) != 0)
            continue;
        if (found >= 0)
            return hz_error_set(err, HZ_ERR_INPUT,
                                _("%1$s:%2$d: column '%3$s' is twice in the heading of %4$s; rename one"),
                                t->mapping->path, line, column, path);
        found = c;
    }
    *out = found;
    if (found >= 0)
        return HZ_OK;
    return hz_error_set(err, HZ_ERR_INPUT,
                        _("%1$s:%2$d: the heading of %4$s has no column '%3$s'; correct the mapping, or its separator"),
                        t->mapping->path, line, column, path);
}

/* As the first table but at once: a joined table that is not in order would falsify many rows. */
static hz_status check_lengths(const hz_csv *table, const char *path, hz_error *err)
{
    for (size_t i = 1; i < table->n_records; i++)
        if (table->records[i].n_cells != table->records[0].n_cells)
            return hz_error_set(err, HZ_ERR_INPUT, _("%1$s:%2$d: %3$d cells, but the heading has %4$d"), path,
                                table->records[i].line, table->records[i].n_cells, table->records[0].n_cells);
    return HZ_OK;
}

static hz_status index_keys(hz_fill_tables *t, int table, const char *path, hz_error *err)
{
    const hz_map_join *join = &t->mapping->joins[table - 1];
    const hz_csv *csv = &t->tables[table];
    int column;
    hz_status status = find_column(&column, t, table, path, join->column, join->line, err);

    if (status || (status = check_lengths(csv, path, err)))
        return status;
    for (size_t i = 1; i < csv->n_records; i++) {
        const char *key = hz_fill_cell(t, csv->records[i].cells[column]);
        uint32_t first = key ? hz_names_find(&t->keys[table], key, strlen(key)) : HZ_NONE;

        if (key && first != HZ_NONE)
            return hz_error_set(err, HZ_ERR_INPUT, _("%1$s:%2$d: '%3$s' is in line %4$d already; keep one"), path,
                                csv->records[i].line, key, csv->records[first].line);
        if (!key || (key[0] && !hz_names_add(&t->keys[table], key, strlen(key), (uint32_t)i)))
            return hz_error_memory(err);
    }
    return HZ_OK;
}

static hz_status read_table(hz_csv *out, const char *path, char separator, const char *encoding, hz_arena *arena,
                            hz_error *err)
{
    hz_status status = hz_csv_read(out, path, separator, encoding, arena, err);

    if (!status && out->n_records == 0)
        status = hz_error_set(err, HZ_ERR_INPUT, _("%s: it has no heading; the first line names the columns"), path);
    return status;
}

static const char *path_of(const char *name, const hz_import_source *sources, size_t n_sources)
{
    for (size_t i = 0; i < n_sources; i++)
        if (strcmp(sources[i].name, name) == 0)
            return sources[i].path;
    return NULL;
}

static hz_status check_sources(const hz_mapping *map, const hz_import_source *sources, size_t n_sources, hz_error *err)
{
    for (size_t i = 0; i < n_sources; i++) {
        int k = 0;

        while (k < map->n_joins && strcmp(map->joins[k].name, sources[i].name) != 0)
            k++;
        if (k == map->n_joins || path_of(sources[i].name, sources, i))
            return hz_error_set(err, HZ_ERR_USAGE,
                                _("table '%1$s' is given, but %2$s joins no such table, or it is given twice"),
                                sources[i].name, map->path);
    }
    return HZ_OK;
}

static hz_status read_joined(hz_fill_tables *t, const hz_import_source *sources, size_t n_sources, hz_error *err)
{
    hz_status status = check_sources(t->mapping, sources, n_sources, err);

    for (int i = 0; !status && i < t->mapping->n_joins; i++) {
        const hz_map_join *join = &t->mapping->joins[i];
        const char *path = path_of(join->name, sources, n_sources);

        if (!path)
            return hz_error_set(err, HZ_ERR_USAGE,
                                _("%1$s joins the table '%2$s'; add %2$s=FILE.csv behind the first table"),
                                t->mapping->path, join->name);
        if (!(status = read_table(&t->tables[i + 1], path, join->separator, join->encoding, t->arena, err)))
            status = index_keys(t, i + 1, path, err);
    }
    return status;
}

static hz_status bind_columns(hz_fill_tables *t, const char *path, const hz_import_source *sources, size_t n_sources,
                              hz_error *err)
{
    const hz_mapping *map = t->mapping;
    hz_status status = HZ_OK;

    t->columns = hz_arena_array(t->arena, map->n_places + 1, sizeof *t->columns);
    if (!t->columns)
        return hz_error_memory(err);
    for (size_t i = 0; !status && i < map->n_places; i++) {
        const hz_map_place *place = &map->places[i];
        const char *file = place->table ? path_of(map->joins[place->table - 1].name, sources, n_sources) : path;

        status = find_column(&t->columns[i], t, place->table, file, place->column, place->line, err);
    }
    return status;
}

/* ---- rows among each other ---- */

/* Ids that differ in capital letters only are the same to the scenario. */
static int compare_ids(const hz_import_row *a, const hz_import_row *b)
{
    int order = hz_twins_compare(a->id, b->id);

    return order ? order : hz_twins_compare(a->unit, b->unit);
}

static int compare_rows(const void *left, const void *right)
{
    const hz_import_row *a = *(hz_import_row *const *)left, *b = *(hz_import_row *const *)right;
    int order = compare_ids(a, b);

    return order ? order : a->line < b->line ? -1 : a->line > b->line;
}

static hz_status reject(hz_import *import, hz_import_row *row, hz_import_reason reason, const hz_import_row *other,
                        hz_error *err)
{
    char line[NUMBER_TEXT];
    const char *const repeated[3] = {row->id, row->unit, line}, *const differs[3] = {row->id, line, NULL};

    snprintf(line, sizeof line, "%d", other->line);
    if (!hz_import_row_reject(row, import->arena, reason, reason == HZ_REASON_REPEATED ? repeated : differs))
        return hz_error_memory(err);
    return HZ_OK;
}

/* End of the run of rows from `first` on that agree in what `compare` looks at. */
static size_t end_of_run(const hz_import *import, size_t first,
                         int (*compare)(const hz_import_row *, const hz_import_row *))
{
    size_t end = first + 1;

    while (end < import->n_kept && compare(import->kept[first], import->kept[end]) == 0)
        end++;
    return end;
}

static void drop_rejected(hz_import *import)
{
    size_t n = 0;

    for (size_t i = 0; i < import->n_kept; i++)
        if (import->kept[i]->reason == HZ_REASON_KEPT)
            import->kept[n++] = import->kept[i];
    import->n_kept = n;
}

static hz_status reject_repeated(hz_import *import, hz_error *err)
{
    hz_status status = HZ_OK;

    for (size_t first = 0, end; !status && first < import->n_kept; first = end) {
        end = end_of_run(import, first, compare_ids);
        for (size_t i = first; !status && end - first > 1 && i < end; i++)
            status =
                reject(import, import->kept[i], HZ_REASON_REPEATED, import->kept[i == first ? first + 1 : first], err);
    }
    drop_rejected(import);
    return status;
}

static int compare_enterprises(const hz_import_row *a, const hz_import_row *b)
{
    return hz_twins_compare(a->id, b->id);
}

static bool says_the_same(const hz_import_row *a, const hz_import_row *b)
{
    return strcmp(a->id, b->id) == 0 && strcmp(a->attributes, b->attributes) == 0 && strcmp(a->parts, b->parts) == 0 &&
           strcmp(a->groups[HZ_IMPORT_DISTRICT].refer, b->groups[HZ_IMPORT_DISTRICT].refer) == 0 &&
           strcmp(a->groups[HZ_IMPORT_SECTOR].refer, b->groups[HZ_IMPORT_SECTOR].refer) == 0;
}

/* Rows of one enterprise are its units; what they say of the enterprise itself must be the same. */
static hz_status reject_contradictions(hz_import *import, hz_error *err)
{
    hz_status status = HZ_OK;

    for (size_t first = 0, end; !status && first < import->n_kept; first = end) {
        size_t odd = first + 1;

        end = end_of_run(import, first, compare_enterprises);
        while (odd < end && says_the_same(import->kept[first], import->kept[odd]))
            odd++;
        for (size_t i = first; !status && odd < end && i < end; i++)
            status = reject(import, import->kept[i], HZ_REASON_DIFFERS, import->kept[i == odd ? first : odd], err);
    }
    drop_rejected(import);
    return status;
}

/* ---- districts and sectors ---- */

static int compare_groups(const void *left, const void *right)
{
    const hz_import_group *a = left, *b = right;
    int order = strcmp(a->key, b->key);

    return order ? order : strcmp(a->rest, b->rest);
}

/* Those that kept rows refer to, each once. Where rows describe one differently, the first text in the order of
 * bytes is taken: any rule would do that does not depend on the order of the rows, and the rows say so. */
static hz_status collect_groups(hz_import *import, int kind, hz_error *err)
{
    hz_import_group *all = hz_arena_array(import->arena, import->n_kept + 1, sizeof *all);
    size_t n_all = 0, n = 0;

    if (!all)
        return hz_error_memory(err);
    for (size_t i = 0; i < import->n_kept; i++) {
        const hz_import_group_use *use = &import->kept[i]->groups[kind];

        if (use->key && strcmp(use->key, use->refer) == 0)
            all[n_all++] = (hz_import_group){.key = use->key, .rest = use->rest, .next_number = 2};
    }
    qsort(all, n_all, sizeof *all, compare_groups);
    for (size_t i = 0; i < n_all; i++)
        if (n == 0 || strcmp(all[n - 1].key, all[i].key) != 0)
            all[n++] = all[i];
    import->groups[kind] = all;
    import->n_groups[kind] = n;
    return HZ_OK;
}

static const hz_import_group *find_group(const hz_import *import, int kind, const char *key)
{
    size_t low = 0, high = import->n_groups[kind];

    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = strcmp(import->groups[kind][middle].key, key);

        if (order == 0)
            return &import->groups[kind][middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

static hz_status note_differences(hz_import *import, int kind, hz_error *err)
{
    for (size_t i = 0; i < import->n_kept; i++) {
        hz_import_row *row = import->kept[i];
        const hz_import_group_use *use = &row->groups[kind];
        const hz_import_group *group = use->key ? find_group(import, kind, use->key) : NULL;
        char key[100], note[256];

        if (!group || strcmp(group->key, use->refer) != 0 || strcmp(group->rest, use->rest) == 0)
            continue;
        snprintf(key, sizeof key, "%s", use->key);
        hz_text_mend_cut(key);
        snprintf(note, sizeof note, _("another row describes '%.100s' differently, and that is taken"), key);
        if (!hz_import_row_note(row, import->arena, note))
            return hz_error_memory(err);
    }
    return HZ_OK;
}

/* The ids that the mapping gives word for word are taken already; they may hold capital letters. */
static bool is_taken(const hz_mapping *map, int kind, const hz_names *names, const char *id)
{
    hz_element element = kind == HZ_IMPORT_DISTRICT ? HZ_EL_DISTRICT : HZ_EL_SECTOR;

    for (const hz_map_node *section = map->scenario->first; section; section = section->next)
        for (const hz_map_node *group = section->first; group; group = group->next)
            if (group->element == element && !group->has_places &&
                hz_twins_compare(hz_map_literal(hz_map_value(group, HZ_AT_ID)), id) == 0)
                return true;
    return hz_names_find(names, id, strlen(id)) != HZ_NONE;
}

static hz_status name_groups(hz_import *import, const hz_mapping *map, int kind, hz_error *err)
{
    hz_names names = {0};
    char slug[HZ_SLUG_MAX + 1];
    hz_status status = HZ_OK;

    for (size_t i = 0; !status && i < import->n_groups[kind]; i++) {
        hz_import_group *group = &import->groups[kind][i], *owner = group;
        uint32_t first;

        if (!hz_slug(slug, group->key)) {
            status = hz_error_memory(err);
            break;
        }
        snprintf(group->id, sizeof group->id, "%s", slug);
        first = hz_names_find(&names, slug, strlen(slug));
        if (first != HZ_NONE)
            owner = &import->groups[kind][first];
        for (; is_taken(map, kind, &names, group->id) && owner->next_number < HZ_MAX_UNITS; owner->next_number++)
            snprintf(group->id, sizeof group->id, "%s-%u", slug, owner->next_number);
        if (!hz_names_add(&names, group->id, strlen(group->id), (uint32_t)i))
            status = hz_error_memory(err);
    }
    hz_names_free(&names);
    return status;
}

/* An id that the mapping gives word for word stands for itself. */
static void refer(hz_import *import, int kind)
{
    for (size_t i = 0; i < import->n_kept; i++) {
        hz_import_group_use *use = &import->kept[i]->groups[kind];
        const hz_import_group *group = find_group(import, kind, use->refer);

        use->id = group ? group->id : use->refer;
    }
}

/* ---- all of it ---- */

static hz_status judge_rows(hz_import *import, const hz_fill_tables *t, hz_error *err)
{
    size_t n = t->tables[0].n_records - 1;
    hz_status status = HZ_OK;

    import->rows = hz_arena_array(import->arena, n + 1, sizeof *import->rows);
    import->kept = hz_arena_array(import->arena, n + 1, sizeof *import->kept);
    if (!import->rows || !import->kept)
        return hz_error_memory(err);
    for (; !status && import->n_rows < n; import->n_rows++) {
        hz_import_row *row = &import->rows[import->n_rows];

        status = import->n_rows % CANCEL_EVERY == 0 ? hz_cancel_check(err) : HZ_OK;
        if (!status)
            status = hz_judge_row(row, t, import->n_rows + 1, err);
        if (!status && row->reason == HZ_REASON_KEPT)
            import->kept[import->n_kept++] = row;
    }
    return status;
}

static hz_status settle_groups(hz_import *import, const hz_mapping *map, hz_error *err)
{
    hz_status status = HZ_OK;

    for (int kind = 0; !status && kind < HZ_IMPORT_N_GROUPS; kind++)
        if (!(status = collect_groups(import, kind, err)) && !(status = note_differences(import, kind, err)) &&
            !(status = name_groups(import, map, kind, err)))
            refer(import, kind);
    return status;
}

static void count(hz_import *import)
{
    for (size_t i = 0; i < import->n_rows; i++)
        import->n_by_reason[import->rows[i].reason]++;
    for (size_t i = 0; i < import->n_kept; i = end_of_run(import, i, compare_enterprises))
        import->n_enterprises++;
}

static hz_status import_rows(hz_import *import, hz_fill_tables *t, hz_error *err)
{
    hz_status status = judge_rows(import, t, err);

    if (status)
        return status;
    qsort(import->kept, import->n_kept, sizeof *import->kept, compare_rows);
    if ((status = reject_repeated(import, err)) || (status = reject_contradictions(import, err)) ||
        (status = settle_groups(import, t->mapping, err)))
        return status;
    count(import);
    return HZ_OK;
}

hz_status hz_import_table(hz_import **out, const hz_mapping *mapping, const char *path, const char *encoding,
                          const hz_import_source *sources, size_t n_sources, hz_error *err)
{
    hz_import *import = hz_calloc(1, sizeof *import);
    hz_fill_tables t = {.mapping = mapping};
    hz_status status;

    *out = import;
    if (!import || !(import->arena = t.arena = hz_arena_new()))
        status = hz_error_memory(err);
    else if (!(status = read_table(&t.tables[0], path, mapping->separator, encoding ? encoding : mapping->encoding,
                                   t.arena, err)) &&
             !(status = read_joined(&t, sources, n_sources, err)) &&
             !(status = bind_columns(&t, path, sources, n_sources, err))) {
        import->encoding = t.tables[0].encoding;
        status = import_rows(import, &t, err);
    }
    for (int i = 0; i < HZ_MAP_MAX_TABLES; i++)
        hz_names_free(&t.keys[i]);
    if (status) {
        hz_import_free(import);
        *out = NULL;
    }
    return status;
}

void hz_import_free(hz_import *import)
{
    if (!import)
        return;
    hz_arena_free(import->arena);
    free(import);
}

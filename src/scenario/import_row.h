/* import_row.h - one row of a table: filled into the mapping, or the reason why not
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_SCENARIO_IMPORT_ROW_H
#define HZ_SCENARIO_IMPORT_ROW_H

#include "base/csv.h"
#include "scenario/import.h"
#include "scenario/names.h"

/* The tables, bound to the mapping. */
typedef struct {
    const hz_mapping *mapping;
    hz_csv tables[HZ_MAP_MAX_TABLES];  /* [0]: the one that is imported; records[0] of each is its heading */
    hz_names keys[HZ_MAP_MAX_TABLES];  /* of tables 1 ..: key -> index of its record */
    int *columns;                      /* [n_places]: index of the cell */
    hz_arena *arena;                   /* where the texts of the rows are kept */
} hz_import_tables;

/* A cell without the blanks around it and with single ones in it, "" when it means nothing; in the arena. NULL: no memory. */
const char *hz_import_cell(const hz_import_tables *tables, const char *cell);

/* Judge the record `index` of the first table. */
hz_status hz_import_judge(hz_import_row *row, const hz_import_tables *tables, size_t index, hz_error *err);
/* Reject it; `arguments` are those of the message, NULL behind the last. False when out of memory. */
bool hz_import_reject(hz_import_row *row, hz_arena *arena, hz_import_reason reason, const char *const arguments[3]);
/* Note what was done to it, in words; false when out of memory. */
bool hz_import_note(hz_import_row *row, hz_arena *arena, const char *text);

#endif

/* fill.h - the templates of a mapping, filled in from the row at hand: texts, numbers, amounts
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A function that returns false has rejected the row, with the reason, or has set the error. */
#ifndef HZ_IMPORT_FILL_H
#define HZ_IMPORT_FILL_H

#include "base/csv.h"
#include "base/error.h"
#include "base/sink.h"
#include "import/import_row.h"
#include "import/mapping.h"
#include "input/names.h"

/* The tables, bound to the mapping. */
typedef struct {
    const hz_mapping *mapping;
    hz_csv tables[HZ_MAP_MAX_TABLES]; /* [0]: the one that is imported; records[0] of each is its heading */
    hz_names keys[HZ_MAP_MAX_TABLES]; /* of tables 1 ..: key -> index of its record */
    int *columns;                     /* [n_places]: index of the cell */
    hz_arena *arena;                  /* where the texts of the rows are kept */
} hz_fill_tables;

/* The row that is being judged. */
typedef struct {
    const hz_fill_tables *tables;
    const hz_mapping *map;
    hz_import_row *row;
    hz_error *err;
    const hz_csv_record *records[HZ_MAP_MAX_TABLES]; /* of each table, the one at hand */
    unsigned days;                                   /* operating days of the unit; 0: not known */
    unsigned exempt;                                 /* bits: levels */
    bool is_operating;
    int n_reported, n_emitting; /* pollutants */
} hz_fill;

/* The attributes of one element; NULL: not given, or empty in the table. */
typedef struct {
    const hz_map_node *node;
    const char *text[HZ_AT_N];
    const char *lacks; /* a required one is empty: the column; else NULL */
    hz_attribute lacking;
} hz_filled;

typedef enum { HZ_FILL_FAILED, HZ_FILL_NOTHING, HZ_FILL_TEXT } hz_fill_outcome;

/* A cell without the blanks around it and with single ones in it, "" when it means nothing; in the arena. NULL: no
 * memory. */
const char *hz_fill_cell(const hz_fill_tables *tables, const char *cell);

/* Both false, so that they can be returned. */
bool hz_fill_no_memory(hz_fill *j);
bool hz_fill_reject(hz_fill *j, hz_import_reason reason, const char *first, const char *second);

/* Texts and cells in a row; nothing at all when one of the cells is empty, because half a text is a wrong one. */
hz_fill_outcome hz_fill_text(hz_fill *j, const hz_map_template *pattern, const char **out);
/* What a reason calls a value: its column, or `otherwise` when it stands in the mapping word for word. */
const char *hz_fill_column(const hz_fill *j, const hz_map_template *pattern, const char *otherwise);
const char *hz_fill_column_at(const hz_fill *j, const hz_filled *v, hz_attribute at);
/* The text as a number, of any length. */
bool hz_fill_number(hz_fill *j, const char *column, const char *text, bool may_be_negative, hz_decimal *out);
/* "orange red" -> bits; -1 when a word is none of the levels. */
int hz_fill_levels(const char *text);

/* All attributes of an element, each checked as the scenario format wants it. That a required one is empty is left
 * to the caller: see hz_filled.lacks. */
bool hz_fill_values(hz_fill *j, const hz_map_node *node, hz_filled *out);
/* The same; a required value must be there. */
bool hz_fill_all(hz_fill *j, const hz_map_node *node, hz_filled *out);
/* Attributes value and unit in base units. What is less than half of one becomes zero, in `v` too: the scenario
 * could not keep it. `dimensions`: bits of hz_dimension that are right here. */
bool hz_fill_amount(hz_fill *j, hz_filled *v, unsigned dimensions, int64_t *out);
/* A share of at most all, in bp. */
bool hz_fill_share(hz_fill *j, const hz_filled *v, hz_attribute at, int64_t *out);

/* The attributes as XML; the whole element. */
void hz_fill_put(hz_sink *sink, const hz_filled *v);
void hz_fill_put_element(hz_sink *sink, const hz_filled *v, const char *indent);

#endif

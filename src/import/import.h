/* import.h - a table (CSV) becomes a scenario, by a mapping: what is kept, what is not, and why
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Nothing is guessed. An empty cell stays missing: an emission is then "not-reported"; where the scenario cannot do
 * without the value, the row is rejected and says so. All figures stay exact decimals; what is estimated is rounded
 * to fen, half to even. The result does not depend on the order of the rows. */
#ifndef HZ_IMPORT_IMPORT_H
#define HZ_IMPORT_IMPORT_H

#include "import/import_row.h"
#include "import/mapping.h"

/* A district or a sector that kept rows refer to. */
typedef struct {
    const char *key;        /* its name in the table */
    const char *rest;       /* its attributes but the id, XML */
    char id[HZ_MAX_ID + 1]; /* made from the key: safe and unique */
    unsigned next_number;   /* for the next whose name gives the same id: "id-2" and on */
} hz_import_group;

typedef struct {
    hz_import_row *rows; /* in the order of the table */
    size_t n_rows;
    hz_import_row **kept; /* by enterprise, then unit */
    size_t n_kept, n_enterprises;
    size_t n_by_reason[HZ_N_REASONS];
    hz_import_group *groups[HZ_IMPORT_N_GROUPS]; /* by key */
    size_t n_groups[HZ_IMPORT_N_GROUPS];
    const char *encoding; /* of the table, as it was read */
    hz_arena *arena;      /* owns all of it, and the tables */
} hz_import;

/* A table that the mapping joins. */
typedef struct {
    const char *name, *path;
} hz_import_source;

/* Judge every row of the table. `encoding` overrides the mapping's; NULL does not. HZ_ERR_INPUT: a column or key of
 * the mapping is not there, or is there twice; HZ_ERR_USAGE: a table is missing or too many. HZ_OK also when no row
 * is kept. The caller frees *out with hz_import_free(). */
hz_status hz_import_table(hz_import **out, const hz_mapping *mapping, const char *path, const char *encoding,
                          const hz_import_source *sources, size_t n_sources, hz_error *err);
void hz_import_free(hz_import *import); /* NULL-safe */

#endif

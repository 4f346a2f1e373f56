/* import.h - a table (CSV) becomes a scenario, by a mapping: what is kept, what is not, and why
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Nothing is guessed. An empty cell stays missing: an emission is then "not-reported"; where the scenario cannot do without the
 * value, the row is rejected and says so. All figures stay exact decimals; what is estimated is rounded to fen, half to even.
 * The result does not depend on the order of the rows. */
#ifndef HZ_SCENARIO_IMPORT_H
#define HZ_SCENARIO_IMPORT_H

#include "base/sink.h"
#include "scenario/mapping.h"

typedef enum {
#define HZ_REASON(code, word, message) HZ_REASON_##code,
#include "scenario/import.def"
#undef HZ_REASON
    HZ_N_REASONS
} hz_import_reason;

/* The word of the report ("no-emission"); "" for what is kept. */
const char *hz_import_reason_id(hz_import_reason reason);

/* A district or a sector as a row names it. */
typedef struct {
    const char *key;   /* what the mapping fills into its id, as it stands; NULL: the mapping makes none from rows */
    const char *rest;  /* its other attributes, XML */
    const char *refer; /* what the mapping fills into the enterprise's reference to it */
} hz_import_group_use;

typedef struct {
    const char *key;
    const char *rest;
    char id[HZ_MAX_ID + 1]; /* made from the key: safe and unique */
} hz_import_group;

typedef enum { HZ_IMPORT_DISTRICT, HZ_IMPORT_SECTOR, HZ_IMPORT_N_GROUPS } hz_import_group_kind;

typedef struct {
    int line;               /* of the table */
    hz_import_reason reason;
    const char *why;        /* in words, in the language at that time; NULL when kept */
    const char *note;       /* what was done to it, in words; NULL when nothing */
    const char *id, *unit;  /* enterprise and unit; NULL when the row did not get that far */
    hz_import_group_use groups[HZ_IMPORT_N_GROUPS];
    const char *attributes; /* of the enterprise, without id, sector and district, XML */
    const char *parts;      /* contacts and exemptions, XML */
    const char *body;       /* the unit, XML */
    int64_t cost_fen;       /* estimated, per year or day as the mapping's unit says; HZ_NOT_REPORTED when it is given */
    const char *cost_from;  /* the emission that decides it, as the mapping names it: "{SO2_kg}" */
    int n_shortened;        /* numbers of more than 18 digits, rounded to 18 */
    int n_to_zero;          /* amounts below half of the smallest unit (g, fen) a day, counted as zero */
    int n_not_reported;     /* emissions */
} hz_import_row;

typedef struct {
    hz_import_row *rows;    /* in the order of the table */
    size_t n_rows;
    hz_import_row **kept;   /* by enterprise, then unit */
    size_t n_kept, n_enterprises;
    size_t n_by_reason[HZ_N_REASONS];
    hz_import_group *groups[HZ_IMPORT_N_GROUPS]; /* by key */
    size_t n_groups[HZ_IMPORT_N_GROUPS];
    const char *encoding;   /* of the table, as it was read */
    hz_arena *arena;        /* owns all of it, and the tables */
} hz_import;

/* A table that the mapping joins. */
typedef struct {
    const char *name, *path;
} hz_import_source;

/* Judge every row of the table. `encoding` overrides the mapping's; NULL does not. HZ_ERR_INPUT: a column, a table or a key of the
 * mapping is not there, or is there twice. HZ_OK also when no row is kept. The caller frees *out with hz_import_free(). */
hz_status hz_import_table(hz_import **out, const hz_mapping *mapping, const char *path, const char *encoding,
                          const hz_import_source *sources, size_t n_sources, hz_error *err);
void hz_import_free(hz_import *import); /* NULL-safe */

/* The scenario, with a comment in front that says how many rows it holds. */
void hz_import_write(hz_sink *sink, const hz_mapping *mapping, const hz_import *import);
/* Row for row as CSV: line, id, unit, result, reason, why, note, cost, cost_from. */
void hz_import_write_report(hz_sink *sink, const hz_mapping *mapping, const hz_import *import);

#endif

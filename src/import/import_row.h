/* import_row.h - what became of one row of a table that is imported
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_IMPORT_IMPORT_ROW_H
#define HZ_IMPORT_IMPORT_ROW_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

typedef enum {
#define HZ_REASON(code, word, message) HZ_REASON_##code,
#include "import/import.def"
#undef HZ_REASON
    HZ_N_REASONS
} hz_import_reason;

typedef enum { HZ_IMPORT_DISTRICT, HZ_IMPORT_SECTOR, HZ_IMPORT_N_GROUPS } hz_import_group_kind;

/* A district or a sector as a row names it. */
typedef struct {
    const char *key;   /* what the mapping fills into its id, as it stands; NULL: the mapping makes none from rows */
    const char *rest;  /* its other attributes, XML */
    const char *refer; /* what the mapping fills into the enterprise's reference to it */
    const char *id;    /* the id that the reference means in the end; kept rows only */
} hz_import_group_use;

typedef struct {
    int line; /* of the table */
    hz_import_reason reason;
    const char *why;       /* in words, in the language at that time; NULL when kept */
    const char *note;      /* what was done to it, in words; NULL when nothing */
    const char *id, *unit; /* enterprise and unit; NULL when the row did not get that far */
    hz_import_group_use groups[HZ_IMPORT_N_GROUPS];
    const char *attributes; /* of the enterprise, without id, sector and district, XML */
    const char *parts;      /* contacts, exemptions, approved loads, XML */
    const char *body;       /* the unit, XML */
    int64_t cost_fen;      /* estimated, per year or day as the mapping's unit says; HZ_NOT_REPORTED when it is given */
    const char *cost_from; /* the column of the emission that decides it */
    int n_shortened;       /* numbers of more than 18 digits, rounded to 18 */
    int n_to_zero;         /* amounts below half of the smallest unit (g, fen) a day, taken as zero */
    int n_not_reported;    /* emissions */
} hz_import_row;

/* The word of the report ("no-emission"); "" for what is kept. */
const char *hz_import_row_reason(hz_import_reason reason);
/* Reject it; `arguments` are those of the message. False when out of memory. */
bool hz_import_row_reject(hz_import_row *row, hz_arena *arena, hz_import_reason reason, const char *const arguments[3]);
/* Note what was done to it, in words; false when out of memory. */
bool hz_import_row_note(hz_import_row *row, hz_arena *arena, const char *text);

#endif

/* import_row.c - what became of one row of a table that is imported
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "import/import_row.h"

#include <stdio.h>
#include <string.h>

#include "base/lang.h"
#include "base/text.h"

enum { WHY = 1024 };

static const struct {
    const char *id, *message;
} reasons[] = {
#define HZ_REASON(code, word, text) {word, text},
#include "import/import.def"
#undef HZ_REASON
};

const char *hz_import_row_reason(hz_import_reason reason)
{
    return reasons[reason].id;
}

bool hz_import_row_reject(hz_import_row *row, hz_arena *arena, hz_import_reason reason, const char *const arguments[3])
{
    char why[WHY];

    snprintf(why, sizeof why, _(reasons[reason].message), arguments[0], arguments[1], arguments[2]);
    hz_text_mend_cut(why);
    row->reason = reason;
    row->why = hz_arena_copy(arena, why, strlen(why));
    return row->why != NULL;
}

bool hz_import_row_note(hz_import_row *row, hz_arena *arena, const char *text)
{
    char note[WHY];

    snprintf(note, sizeof note, "%s%s%s", row->note ? row->note : "", row->note ? "; " : "", text);
    hz_text_mend_cut(note);
    row->note = hz_arena_copy(arena, note, strlen(note));
    return row->note != NULL;
}

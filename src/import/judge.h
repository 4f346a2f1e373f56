/* judge.h - one row of a table: into the scenario, or the reason why not
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_IMPORT_JUDGE_H
#define HZ_IMPORT_JUDGE_H

#include "import/fill.h"

/* The record `index` of the first table. What other rows say is not asked here. */
hz_status hz_judge_row(hz_import_row *row, const hz_fill_tables *tables, size_t index, hz_error *err);

#endif

/* write_import.h - an imported table as a scenario file, and the report on its rows
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_IMPORT_WRITE_IMPORT_H
#define HZ_IMPORT_WRITE_IMPORT_H

#include "base/sink.h"
#include "import/import.h"

/* The scenario, with a comment in front that says how many rows it holds. Figures stand in the units of the table. */
void hz_write_import(hz_sink *sink, const hz_mapping *mapping, const hz_import *import);
/* Row for row as CSV: line, enterprise, unit, result, reason, why, note, cost, cost_unit, cost_from. */
void hz_write_import_report(hz_sink *sink, const hz_mapping *mapping, const hz_import *import);

#endif

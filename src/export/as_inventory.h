/* as_inventory.h - the inventory added up, for people and as JSON
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_EXPORT_AS_INVENTORY_H
#define HZ_EXPORT_AS_INVENTORY_H

#include "base/sink.h"
#include "scenario/inventory.h"

/* Who is in it, what is emitted by trade and district, and the most that could be cut beside what is demanded; in the
 * current language. */
void hz_text_inventory(hz_sink *sink, const hz_scenario *scenario, const hz_inventory *inventory);
/* One object without a newline behind it; kg/d and per cent as exact decimals. */
void hz_json_inventory(hz_sink *sink, const hz_scenario *scenario, const hz_inventory *inventory);

#endif

/* greedy.h - whole units, the cheapest by average cost first, one target after the other: what least-cost tools do
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_PLAN_GREEDY_H
#define HZ_PLAN_GREEDY_H

#include "model/model.h"

/* The cuts, cut_bp[n_columns], each `lo` or `hi`; *is_reached: every at-least row holds in whole base units. At-most rows are not looked
 * at. HZ_ERR_MEMORY, HZ_ERR_INTERRUPTED, HZ_ERR_LIMIT. */
hz_status hz_cut_cheapest_first(uint16_t *cut_bp, bool *is_reached, const hz_model *model, hz_error *err);

#endif

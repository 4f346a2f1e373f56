/* reckon.h - the orders added up in whole grams and fen, from the action list alone
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_PLAN_RECKON_H
#define HZ_PLAN_RECKON_H

#include "plan/plan.h"

/* The caller frees *out with hz_reckoning_free(). */
hz_status hz_reckon(hz_reckoning **out, const hz_scenario *scenario, hz_level level, const hz_order *orders,
                    hz_error *err);

#endif

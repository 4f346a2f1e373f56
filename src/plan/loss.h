/* loss.h - what the targets would lose if the enterprises that cut most did not carry out their cuts
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_PLAN_LOSS_H
#define HZ_PLAN_LOSS_H

#include "plan/plan.h"

/* The five enterprises that cut most for each reduction among the balances. The caller frees *out with free(). */
hz_status hz_find_worst_losses(hz_worst_loss **out, size_t *n_out, const hz_scenario *scenario, const hz_order *orders,
                               const hz_reckoning *reckoning, hz_error *err);

#endif

/* proposals.h - prices of a model with links: from what its blocks propose at other prices
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_SOLVE_PROPOSALS_H
#define HZ_SOLVE_PROPOSALS_H

#include "solve/links.h"

/* From prices to begin with to prices that are nearly best; the links stand where they are best at them. */
hz_status hz_mix_proposals(hz_sifting *s, hz_link_work *work, hz_error *err);

#endif

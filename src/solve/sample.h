/* sample.h - the first prices, and what to leave open at them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_SOLVE_SAMPLE_H
#define HZ_SOLVE_SAMPLE_H

#include "solve/sifting.h"

/* From everything open to an open list of about `wanted` columns about the margin of good prices, the rest fixed: a sample of all
 * columns gives prices, samples of ever fewer give better ones. Links are left out. */
hz_status hz_sample_narrow(hz_sifting *s, size_t wanted, hz_error *err);
/* Prices from a sample of what is open. */
hz_status hz_sample_prices(hz_sifting *s, hz_error *err);

#endif

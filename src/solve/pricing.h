/* pricing.h - what every piece would do at the present prices: the passes over all columns
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_SOLVE_PRICING_H
#define HZ_SOLVE_PRICING_H

#include "solve/chain.h"
#include "solve/sifting.h"

/* An arc or bound is violated when it is missed by more than this; less is rounding. */
#define HZ_VIOLATED_BP 1e-6

/* One piece at the present prices, the links where they are. */
typedef struct {
    size_t first, n;         /* columns */
    double d[HZ_CHAIN_MAX];  /* reduced costs; what is only rounding is zero */
    double lo[HZ_CHAIN_MAX], hi[HZ_CHAIN_MAX]; /* bounds, their own or a link's */
    double x[HZ_CHAIN_MAX];  /* the best point */
    bool has_point;          /* false: the links leave none */
    float margin;            /* how near it is to another, beside the terms of the sums */
} hz_priced;

void hz_price_piece(hz_priced *out, const hz_sifting *s, size_t piece);
/* c[j] - sum_i y[i] a[i,j], fen, and in *size the sum of the magnitudes of its terms. */
double hz_reduced_cost(const hz_sifting *s, size_t column, double *size);

/* Fix a piece, or let it hang, where it is best; where that is so only by rounding, its margin becomes 0. */
void hz_place_piece(hz_sifting *s, hz_priced *priced);
/* Does every column stand where nothing pushes it off? What it bears counts with it. */
bool hz_is_at_rest(const hz_sifting *s, const hz_priced *priced);

bool hz_is_free_piece(const hz_sifting *s, size_t piece);
void hz_fix(hz_sifting *s, size_t column, uint16_t x_bp);
/* What a column outside the core brings by itself, without its link, into fixed and fixed_cost, or with sign -1 out of them. */
void hz_add_fixed(hz_sifting *s, size_t column, int sign);

/* Of the open pieces leave about `wanted` columns open, those nearest to changing their place; the others are fixed, or hang, where they
 * are best. They lie behind those that are left, up to the old end of the list. */
hz_status hz_close_all_but(hz_sifting *s, size_t wanted, hz_error *err);

/* The same by the scores that are there already, everything placed; nothing is added to what is fixed. */
hz_status hz_part_open(hz_sifting *s, size_t wanted, hz_error *err);
/* Add what n pieces bring to what is fixed. */
hz_status hz_add_fixed_pieces(hz_sifting *s, const uint32_t *piece, size_t n, hz_error *err);

/* What n pieces outside the core would save by moving, beside the cost of the master's plan. */
double hz_gap_of_prices(hz_sifting *s, const uint32_t *piece, size_t n);
/* A piece that is not where it should be; the pieces outside the core are asked, the worst first. */
typedef struct {
    uint32_t piece;
    float gain;
} hz_mover;

/* The caller frees *movers with free(). */
hz_status hz_find_movers(hz_sifting *s, hz_mover **movers, size_t *n, hz_error *err);

#endif

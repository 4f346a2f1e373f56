/* scale.h - powers of two that bring a model near to 1, for the floating-point masters
 *
 *     z[j] = x[j] * column[j] / total          x in shares 0..1
 *     row i divided by row[i] * total
 *
 * so that scaled costs lie between 1/2 and 2, scaled prices near 1 and typical z near 1. A matter of correctness: in
 * grams GLPK fails or answers wrongly. Powers of two add no rounding.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_SOLVE_SCALE_H
#define HZ_SOLVE_SCALE_H

#include "model/model.h"

typedef struct {
    const hz_model *model;
    double *row;    /* [n_rows] base units per fen, a typical one of the row */
    double total;   /* fen */
} hz_scale;

hz_status hz_scale_make(hz_scale *scale, const hz_model *model, hz_error *err);
void hz_scale_clear(hz_scale *scale); /* NULL-safe */

/* The factor of one column, fen: near its cost, or near what it weighs in its rows when it costs nothing. */
double hz_scale_column(const hz_scale *scale, size_t column);
/* The same for a column that is made of others: its cost in fen, its n entries in base units of their rows. */
double hz_scale_entries(const hz_scale *scale, double cost, size_t n, const uint32_t *rows, const double *values);

#endif

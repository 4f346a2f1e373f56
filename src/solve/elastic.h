/* elastic.h - a model that may be let off a part of what it asks for, at a price: how much must be given up, at the least
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_SOLVE_ELASTIC_H
#define HZ_SOLVE_ELASTIC_H

#include "solve/proof.h"

/* What may be given up: columns behind those of the model, their entries as in a model, rows ascending. A column that brings the whole
 * right-hand side of an at-least row is, as a share, how much of the demand is missing. */
typedef struct {
    hz_column *columns; /* [n] bounds, and the price of a whole one, which is all that is paid for */
    uint64_t *start;    /* [n + 1] */
    uint32_t *row;      /* [start[n]] */
    int64_t *value;     /* [start[n]] */
    size_t n;
} hz_spares;

/* Room for n columns of n_entries altogether, all zeros. False when out of memory; freed with hz_spares_clear(). */
bool hz_spares_make(hz_spares *out, size_t n, size_t n_entries);
void hz_spares_clear(hz_spares *spares);
/* The next column is full when its entries are put: begin with n = 0. */
void hz_spares_put(hz_spares *spares, uint32_t row, int64_t value);
void hz_spares_close(hz_spares *spares, uint16_t hi_bp, int64_t price);

/* The least that must be given up. */
typedef struct {
    bool is_possible;  /* false: not even if all of it is given up */
    mpq_t price;       /* the least total */
    mpq_t *given_bp;   /* [n] X of each spare at one such point, bp */
    size_t n;
} hz_given;

/* Of a model the least price at which its rows and bounds hold; what its own columns cost is left out, and its
 * guards are. Everything is proved. HZ_ERR_MEMORY, HZ_ERR_LIMIT, HZ_ERR_INTERRUPTED, HZ_ERR_VERIFY. The caller frees *out with
 * hz_given_free(). */
hz_status hz_give_least(hz_given **out, const hz_model *model, const hz_spares *spares, hz_error *err);
void hz_given_free(hz_given *given); /* NULL-safe */

#endif

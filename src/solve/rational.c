/* rational.c - square systems of whole numbers, solved in rational arithmetic
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Gaussian elimination over the rationals. The bases of our models are as large as the number of binding demands and mostly
 * zeros, so the pivot is the entry that can fill in least (Markowitz: (r - 1)(c - 1) smallest for r, c entries in its row
 * and column); its size does not matter where nothing is rounded. */
#include "solve/rational.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/cancel.h"

typedef struct {
    size_t n;
    mpq_t *a;             /* [n * n] row-major */
    mpq_t *b;             /* [n] */
    bool *row_is_done, *column_is_done;
    size_t *row_count, *column_count; /* entries that are not zero, in what is not done */
    size_t *pivot_row, *pivot_column; /* [n] in the order of elimination */
} elimination;

mpq_t *hz_rationals_new(size_t n)
{
    mpq_t *numbers = hz_calloc(n + 1, sizeof *numbers);

    for (size_t i = 0; numbers && i < n; i++)
        mpq_init(numbers[i]);
    return numbers;
}

void hz_rationals_free(mpq_t *numbers, size_t n)
{
    for (size_t i = 0; numbers && i < n; i++)
        mpq_clear(numbers[i]);
    free(numbers);
}

void hz_rational_set_wide(mpq_t out, __int128 value)
{
    bool is_negative = value < 0;
    unsigned __int128 magnitude = is_negative ? -(unsigned __int128)value : (unsigned __int128)value;
    uint64_t words[2] = {(uint64_t)magnitude, (uint64_t)(magnitude >> 64)};

    mpz_import(mpq_numref(out), 2, -1, sizeof words[0], 0, 0, words);
    mpz_set_ui(mpq_denref(out), 1);
    if (is_negative)
        mpq_neg(out, out);
}

static bool is_entry(const elimination *e, size_t i, size_t j)
{
    return mpq_sgn(e->a[i * e->n + j]) != 0;
}

static void count_entries(elimination *e)
{
    for (size_t i = 0; i < e->n; i++)
        for (size_t j = 0; j < e->n; j++)
            if (is_entry(e, i, j)) {
                e->row_count[i]++;
                e->column_count[j]++;
            }
}

static bool find_pivot(const elimination *e, size_t *row, size_t *column)
{
    size_t best = SIZE_MAX;

    for (size_t i = 0; i < e->n && best > 0; i++) {
        if (e->row_is_done[i])
            continue;
        for (size_t j = 0; j < e->n && best > 0; j++) {
            size_t fill;

            if (e->column_is_done[j] || !is_entry(e, i, j))
                continue;
            fill = (e->row_count[i] - 1) * (e->column_count[j] - 1);
            if (fill < best) {
                best = fill;
                *row = i;
                *column = j;
            }
        }
    }
    return best != SIZE_MAX;
}

/* row i -= factor * pivot row, keeping the counts. */
static void subtract_row(elimination *e, size_t i, size_t row, size_t column)
{
    mpq_t factor, product;

    mpq_inits(factor, product, NULL);
    mpq_div(factor, e->a[i * e->n + column], e->a[row * e->n + column]);
    for (size_t j = 0; j < e->n; j++) {
        mpq_t *at = &e->a[i * e->n + j];
        bool was_entry = mpq_sgn(*at) != 0;

        if (e->column_is_done[j] || !is_entry(e, row, j))
            continue;
        mpq_mul(product, factor, e->a[row * e->n + j]);
        mpq_sub(*at, *at, product);
        if (was_entry != (mpq_sgn(*at) != 0)) {
            e->row_count[i] += was_entry ? SIZE_MAX : 1;
            e->column_count[j] += was_entry ? SIZE_MAX : 1;
        }
    }
    mpq_mul(product, factor, e->b[row]);
    mpq_sub(e->b[i], e->b[i], product);
    mpq_clears(factor, product, NULL);
}

static hz_status eliminate(elimination *e, bool *is_singular, hz_error *err)
{
    for (size_t step = 0; step < e->n; step++) {
        size_t row = 0, column = 0;

        if (hz_cancel_check(err))
            return err ? err->status : HZ_ERR_INTERRUPTED;
        if (!find_pivot(e, &row, &column)) {
            *is_singular = true;
            return HZ_OK;
        }
        e->pivot_row[step] = row;
        e->pivot_column[step] = column;
        e->row_is_done[row] = true;
        for (size_t i = 0; i < e->n; i++)
            if (!e->row_is_done[i] && is_entry(e, i, column))
                subtract_row(e, i, row, column);
        for (size_t j = 0; j < e->n; j++)
            if (is_entry(e, row, j))
                e->column_count[j]--;
        e->column_is_done[column] = true;
    }
    return HZ_OK;
}

/* The pivot row of a step still holds entries in the columns of later steps. */
static void substitute_back(const elimination *e, mpq_t *x)
{
    mpq_t product;

    mpq_init(product);
    for (size_t step = e->n; step-- > 0;) {
        size_t row = e->pivot_row[step], column = e->pivot_column[step];

        mpq_set(x[column], e->b[row]);
        for (size_t later = step + 1; later < e->n; later++) {
            size_t j = e->pivot_column[later];

            if (!is_entry(e, row, j))
                continue;
            mpq_mul(product, e->a[row * e->n + j], x[j]);
            mpq_sub(x[column], x[column], product);
        }
        mpq_div(x[column], x[column], e->a[row * e->n + column]);
    }
    mpq_clear(product);
}

hz_status hz_rational_solve(mpq_t *x, bool *is_singular, size_t n, const hz_entry *entries, size_t n_entries, mpq_t *b,
                            hz_error *err)
{
    elimination e = {.n = n, .b = b};
    hz_status status = HZ_OK;

    *is_singular = false;
    if (!(e.a = hz_rationals_new(n * n)) || !(e.row_is_done = hz_calloc(n + 1, sizeof *e.row_is_done)) ||
        !(e.column_is_done = hz_calloc(n + 1, sizeof *e.column_is_done)) ||
        !(e.row_count = hz_calloc(4 * n + 1, sizeof *e.row_count))) {
        status = hz_error_memory(err);
        goto done;
    }
    e.column_count = e.row_count + n;
    e.pivot_row = e.column_count + n;
    e.pivot_column = e.pivot_row + n;
    for (size_t k = 0; k < n_entries; k++)
        mpq_set_si(e.a[entries[k].row * n + entries[k].column], entries[k].value, 1);
    count_entries(&e);
    if (!(status = eliminate(&e, is_singular, err)) && !*is_singular)
        substitute_back(&e, x);
done:
    hz_rationals_free(e.a, n * n);
    free(e.row_is_done);
    free(e.column_is_done);
    free(e.row_count);
    return status;
}

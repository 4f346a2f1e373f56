/* rational.c - sparse systems of whole numbers, solved in rational arithmetic
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Gaussian elimination over the rationals,
 *
 *     E A = U,   E = E[rank] ... E[1],   E[k]: row i -= factor[k,i] * pivot row k   for the rows i that are not done.
 *
 * A basis of our models is as large as the number of binding demands, and nearly triangular: a district's target meets the
 * rest only in the rows of the whole city. So columns and rows with a single entry are taken first, which fills in nothing; in
 * what remains the pivot is the entry that can fill in least (Markowitz: (r - 1)(c - 1) smallest for r, c entries in its
 * row and column; only the shortest column and the shortest row are looked into). Its size does not matter where nothing is
 * rounded. */
#include "solve/rational.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/cancel.h"

/* Values by row; in a row that is done they are a row of U. The place of an entry in its row has no meaning. */
typedef struct {
    uint32_t *column;
    mpq_t *value;
    size_t n, column_capacity, value_capacity;
} sparse_row;

/* Where a column has entries, in rows that are not done. */
typedef struct {
    uint32_t *row;
    size_t n, capacity;
} sparse_column;

struct hz_rational_factors {
    size_t n_rows, n_columns, rank;
    sparse_row *rows;                   /* [n_rows] */
    uint32_t *pivot_row, *pivot_column; /* [rank] in the order of elimination */
    /* the factors of step k: lower_start[k] .. lower_start[k + 1] - 1 */
    size_t *lower_start; /* [rank + 1] */
    uint32_t *lower_row;
    mpq_t *lower_factor;
    size_t n_lower, lower_row_capacity, lower_factor_capacity;
};

typedef struct {
    hz_rational_factors *f;
    sparse_column *columns; /* [n_columns] */
    bool *row_is_done, *column_is_done;
    uint32_t *single_rows, *single_columns; /* had one entry when they were noted; each is noted once */
    size_t n_single_rows, n_single_columns;
    bool *row_is_noted, *column_is_noted;
    size_t *place; /* [n_columns] scratch: place in the row at hand, or SIZE_MAX */
} elimination;

/* ---- numbers ---- */

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

int64_t hz_rational_ceil(const mpq_t number)
{
    mpz_t whole;
    int64_t value;

    mpz_init(whole);
    mpz_cdiv_q(whole, mpq_numref(number), mpq_denref(number));
    value = mpz_get_si(whole);
    mpz_clear(whole);
    return value;
}

/* ---- rows and columns ---- */

/* A new entry, initialised to zero. */
static mpq_t *append_value(sparse_row *row, uint32_t column)
{
    if (!hz_grow((void **)&row->column, &row->column_capacity, row->n + 1, sizeof *row->column) ||
        !hz_grow((void **)&row->value, &row->value_capacity, row->n + 1, sizeof *row->value))
        return NULL;
    row->column[row->n] = column;
    mpq_init(row->value[row->n]);
    return &row->value[row->n++];
}

static void drop_value(sparse_row *row, size_t at)
{
    row->n--;
    row->column[at] = row->column[row->n];
    mpq_swap(row->value[at], row->value[row->n]);
    mpq_clear(row->value[row->n]);
}

static size_t find_value(const sparse_row *row, uint32_t column)
{
    size_t at = 0;

    while (row->column[at] != column)
        at++;
    return at;
}

static void note_row(elimination *e, uint32_t row)
{
    if (e->f->rows[row].n == 1 && !e->row_is_noted[row]) {
        e->row_is_noted[row] = true;
        e->single_rows[e->n_single_rows++] = row;
    }
}

static void note_column(elimination *e, uint32_t column)
{
    if (e->columns[column].n == 1 && !e->column_is_noted[column]) {
        e->column_is_noted[column] = true;
        e->single_columns[e->n_single_columns++] = column;
    }
}

static bool append_place(sparse_column *column, uint32_t row)
{
    if (!hz_grow((void **)&column->row, &column->capacity, column->n + 1, sizeof *column->row))
        return false;
    column->row[column->n++] = row;
    return true;
}

static void drop_place(elimination *e, uint32_t column, uint32_t row)
{
    sparse_column *c = &e->columns[column];
    size_t at = 0;

    while (c->row[at] != row)
        at++;
    c->row[at] = c->row[--c->n];
    note_column(e, column);
}

/* ---- the pivot ---- */

static size_t fill_of(const elimination *e, uint32_t row, uint32_t column)
{
    return (e->f->rows[row].n - 1) * (e->columns[column].n - 1);
}

/* A row or column that was noted may have got entries since, or be done: then it is no longer single, and is forgotten until
 * the search finds it. */
static bool take_single(elimination *e, uint32_t *row, uint32_t *column)
{
    while (e->n_single_columns > 0) {
        *column = e->single_columns[--e->n_single_columns];
        e->column_is_noted[*column] = false;
        if (!e->column_is_done[*column] && e->columns[*column].n == 1) {
            *row = e->columns[*column].row[0];
            return true;
        }
    }
    while (e->n_single_rows > 0) {
        *row = e->single_rows[--e->n_single_rows];
        e->row_is_noted[*row] = false;
        if (!e->row_is_done[*row] && e->f->rows[*row].n == 1) {
            *column = e->f->rows[*row].column[0];
            return true;
        }
    }
    return false;
}

static bool shortest_column(const elimination *e, uint32_t *column)
{
    size_t least = SIZE_MAX;

    for (size_t j = 0; j < e->f->n_columns; j++)
        if (!e->column_is_done[j] && e->columns[j].n > 0 && e->columns[j].n < least) {
            least = e->columns[j].n;
            *column = (uint32_t)j;
        }
    return least != SIZE_MAX;
}

static uint32_t shortest_row(const elimination *e)
{
    size_t least = SIZE_MAX;
    uint32_t row = 0;

    for (size_t i = 0; i < e->f->n_rows; i++)
        if (!e->row_is_done[i] && e->f->rows[i].n > 0 && e->f->rows[i].n < least) {
            least = e->f->rows[i].n;
            row = (uint32_t)i;
        }
    return row;
}

static bool find_pivot(elimination *e, uint32_t *row, uint32_t *column)
{
    uint32_t short_column, short_row;
    size_t best = SIZE_MAX;

    if (take_single(e, row, column))
        return true;
    if (!shortest_column(e, &short_column))
        return false;
    short_row = shortest_row(e);
    for (size_t k = 0; k < e->columns[short_column].n; k++)
        if (fill_of(e, e->columns[short_column].row[k], short_column) < best) {
            *row = e->columns[short_column].row[k];
            *column = short_column;
            best = fill_of(e, *row, *column);
        }
    for (size_t k = 0; k < e->f->rows[short_row].n; k++)
        if (fill_of(e, short_row, e->f->rows[short_row].column[k]) < best) {
            *row = short_row;
            *column = e->f->rows[short_row].column[k];
            best = fill_of(e, *row, *column);
        }
    return true;
}

/* ---- elimination ---- */

static bool keep_factor(hz_rational_factors *f, uint32_t row, const mpq_t factor)
{
    if (!hz_grow((void **)&f->lower_row, &f->lower_row_capacity, f->n_lower + 1, sizeof *f->lower_row) ||
        !hz_grow((void **)&f->lower_factor, &f->lower_factor_capacity, f->n_lower + 1, sizeof *f->lower_factor))
        return false;
    f->lower_row[f->n_lower] = row;
    mpq_init(f->lower_factor[f->n_lower]);
    mpq_set(f->lower_factor[f->n_lower++], factor);
    return true;
}

/* Entries of row i that have become zero. */
static void drop_zeros(elimination *e, uint32_t i)
{
    sparse_row *row = &e->f->rows[i];

    for (size_t k = 0; k < row->n;)
        if (mpq_sgn(row->value[k]) == 0) {
            drop_place(e, row->column[k], i);
            drop_value(row, k);
        } else {
            k++;
        }
}

/* row i -= factor * pivot row, where e->place holds the places of row i. */
static bool subtract(elimination *e, uint32_t i, const sparse_row *pivot, uint32_t column, const mpq_t factor)
{
    sparse_row *row = &e->f->rows[i];
    bool is_good = true;
    mpq_t product;

    mpq_init(product);
    for (size_t k = 0; k < pivot->n && is_good; k++) {
        uint32_t j = pivot->column[k];
        mpq_t *at;

        if (j == column)
            continue;
        mpq_mul(product, factor, pivot->value[k]);
        if (e->place[j] != SIZE_MAX) {
            at = &row->value[e->place[j]];
            mpq_sub(*at, *at, product);
        } else if ((at = append_value(row, j)) && append_place(&e->columns[j], i)) {
            mpq_neg(*at, product);
        } else {
            is_good = false;
        }
    }
    mpq_clear(product);
    return is_good;
}

/* Take the entry of row i in the pivot's column away. */
static bool eliminate_row(elimination *e, uint32_t i, const sparse_row *pivot, uint32_t column, const mpq_t pivot_value)
{
    sparse_row *row = &e->f->rows[i];
    size_t at = find_value(row, column), n_before;
    bool is_good;
    mpq_t factor;

    mpq_init(factor);
    mpq_div(factor, row->value[at], pivot_value);
    drop_value(row, at);
    n_before = row->n;
    for (size_t k = 0; k < n_before; k++)
        e->place[row->column[k]] = k;
    is_good = keep_factor(e->f, i, factor) && subtract(e, i, pivot, column, factor);
    for (size_t k = 0; k < n_before; k++)
        e->place[row->column[k]] = SIZE_MAX;
    if (is_good && pivot->n > 1)
        drop_zeros(e, i);
    note_row(e, i);
    mpq_clear(factor);
    return is_good;
}

static hz_status eliminate_column(elimination *e, uint32_t row, uint32_t column, hz_error *err)
{
    const sparse_row *pivot = &e->f->rows[row];
    sparse_column *done = &e->columns[column];
    size_t at = find_value(pivot, column);
    hz_status status;

    for (size_t k = 0; k < done->n; k++) {
        if (done->row[k] == row)
            continue;
        if ((status = hz_cancel_check(err)))
            return status;
        if (!eliminate_row(e, done->row[k], pivot, column, pivot->value[at]))
            return hz_error_memory(err);
    }
    done->n = 0;
    for (size_t k = 0; k < pivot->n; k++)
        if (pivot->column[k] != column)
            drop_place(e, pivot->column[k], row);
    return HZ_OK;
}

static hz_status eliminate(elimination *e, hz_error *err)
{
    hz_rational_factors *f = e->f;
    uint32_t row = 0, column = 0;
    hz_status status = hz_cancel_check(err);

    while (!status && find_pivot(e, &row, &column)) {
        e->row_is_done[row] = e->column_is_done[column] = true;
        f->pivot_row[f->rank] = row;
        f->pivot_column[f->rank] = column;
        status = eliminate_column(e, row, column, err);
        f->lower_start[++f->rank] = f->n_lower;
    }
    return status;
}

/* ---- setting up ---- */

static bool load(elimination *e, const hz_entry *entries, size_t n_entries)
{
    hz_rational_factors *f = e->f;

    for (size_t k = 0; k < n_entries; k++) {
        mpq_t *at;

        if (entries[k].value == 0)
            continue;
        if (!(at = append_value(&f->rows[entries[k].row], entries[k].column)) ||
            !append_place(&e->columns[entries[k].column], entries[k].row))
            return false;
        mpq_set_si(*at, entries[k].value, 1);
    }
    for (size_t i = 0; i < f->n_rows; i++)
        note_row(e, (uint32_t)i);
    for (size_t j = 0; j < f->n_columns; j++) {
        note_column(e, (uint32_t)j);
        e->place[j] = SIZE_MAX;
    }
    return true;
}

static bool allocate(elimination *e, size_t n_rows, size_t n_columns)
{
    size_t most = (n_rows < n_columns ? n_rows : n_columns) + 1;
    hz_rational_factors *f = e->f;

    f->n_rows = n_rows;
    f->n_columns = n_columns;
    return (f->rows = hz_calloc(n_rows + 1, sizeof *f->rows)) &&
           (f->pivot_row = hz_calloc(most, sizeof *f->pivot_row)) &&
           (f->pivot_column = hz_calloc(most, sizeof *f->pivot_column)) &&
           (f->lower_start = hz_calloc(most, sizeof *f->lower_start)) &&
           (e->columns = hz_calloc(n_columns + 1, sizeof *e->columns)) && (e->row_is_done = hz_calloc(n_rows + 1, 1)) &&
           (e->column_is_done = hz_calloc(n_columns + 1, 1)) && (e->row_is_noted = hz_calloc(n_rows + 1, 1)) &&
           (e->column_is_noted = hz_calloc(n_columns + 1, 1)) &&
           (e->single_rows = hz_calloc(n_rows + 1, sizeof *e->single_rows)) &&
           (e->single_columns = hz_calloc(n_columns + 1, sizeof *e->single_columns)) &&
           (e->place = hz_calloc(n_columns + 1, sizeof *e->place));
}

static void clear_elimination(elimination *e, size_t n_columns)
{
    for (size_t j = 0; e->columns && j < n_columns; j++)
        free(e->columns[j].row);
    free(e->columns);
    free(e->row_is_done);
    free(e->column_is_done);
    free(e->row_is_noted);
    free(e->column_is_noted);
    free(e->single_rows);
    free(e->single_columns);
    free(e->place);
}

hz_status hz_rational_factor(hz_rational_factors **out, size_t n_rows, size_t n_columns, const hz_entry *entries,
                             size_t n_entries, hz_error *err)
{
    elimination e = {.f = hz_calloc(1, sizeof *e.f)};
    hz_status status;

    *out = NULL;
    if (!e.f || !allocate(&e, n_rows, n_columns) || !load(&e, entries, n_entries))
        status = hz_error_memory(err);
    else
        status = eliminate(&e, err);
    clear_elimination(&e, n_columns);
    if (status)
        hz_rational_factors_free(e.f);
    else
        *out = e.f;
    return status;
}

void hz_rational_factors_free(hz_rational_factors *factors)
{
    if (!factors)
        return;
    for (size_t i = 0; factors->rows && i < factors->n_rows; i++) {
        hz_rationals_free(factors->rows[i].value, factors->rows[i].n);
        free(factors->rows[i].column);
    }
    free(factors->rows);
    free(factors->pivot_row);
    free(factors->pivot_column);
    free(factors->lower_start);
    free(factors->lower_row);
    hz_rationals_free(factors->lower_factor, factors->n_lower);
    free(factors);
}

size_t hz_rational_rank(const hz_rational_factors *factors)
{
    return factors->rank;
}

void hz_rational_pivot(const hz_rational_factors *factors, size_t k, uint32_t *row, uint32_t *column)
{
    *row = factors->pivot_row[k];
    *column = factors->pivot_column[k];
}

/* ---- solving ---- */

/* a -= b c */
static void subtract_product(mpq_t a, const mpq_t b, const mpq_t c, mpq_t scratch)
{
    if (mpq_sgn(b) == 0 || mpq_sgn(c) == 0)
        return;
    mpq_mul(scratch, b, c);
    mpq_sub(a, a, scratch);
}

enum { STEPS_A_CHECK = 64 };

hz_status hz_rational_check(size_t step, hz_error *err)
{
    return step % STEPS_A_CHECK == 0 ? hz_cancel_check(err) : HZ_OK;
}

/* U x = E b; the row of step k holds entries in the columns of later steps only. */
hz_status hz_rational_solve(mpq_t *x, const hz_rational_factors *f, mpq_t *b, hz_error *err)
{
    hz_status status = HZ_OK;
    mpq_t scratch;

    mpq_init(scratch);
    for (size_t k = 0; k < f->rank && !(status = hz_rational_check(k, err)); k++)
        for (size_t l = f->lower_start[k]; l < f->lower_start[k + 1]; l++)
            subtract_product(b[f->lower_row[l]], f->lower_factor[l], b[f->pivot_row[k]], scratch);
    for (size_t k = f->rank; !status && k-- > 0 && !(status = hz_rational_check(k, err));) {
        const sparse_row *row = &f->rows[f->pivot_row[k]];
        mpq_t *sum = &b[f->pivot_row[k]];
        size_t pivot = 0;

        for (size_t l = 0; l < row->n; l++)
            if (row->column[l] == f->pivot_column[k])
                pivot = l;
            else
                subtract_product(*sum, row->value[l], x[row->column[l]], scratch);
        mpq_div(x[f->pivot_column[k]], *sum, row->value[pivot]);
    }
    mpq_clear(scratch);
    return status;
}

/* A^T = U^T E^-T: U^T z = b, x = E^T z. */
hz_status hz_rational_solve_transposed(mpq_t *x, const hz_rational_factors *f, mpq_t *b, hz_error *err)
{
    hz_status status = HZ_OK;
    mpq_t scratch;

    mpq_init(scratch);
    for (size_t k = 0; k < f->rank && !(status = hz_rational_check(k, err)); k++) {
        const sparse_row *row = &f->rows[f->pivot_row[k]];
        mpq_t *z = &x[f->pivot_row[k]];

        mpq_div(*z, b[f->pivot_column[k]], row->value[find_value(row, f->pivot_column[k])]);
        for (size_t l = 0; l < row->n; l++)
            if (row->column[l] != f->pivot_column[k])
                subtract_product(b[row->column[l]], row->value[l], *z, scratch);
    }
    for (size_t k = f->rank; !status && k-- > 0 && !(status = hz_rational_check(k, err));)
        for (size_t l = f->lower_start[k]; l < f->lower_start[k + 1]; l++)
            subtract_product(x[f->pivot_row[k]], f->lower_factor[l], x[f->lower_row[l]], scratch);
    mpq_clear(scratch);
    return status;
}

mpz_t *hz_integers_new(size_t n)
{
    mpz_t *numbers = hz_calloc(n + 1, sizeof *numbers);

    for (size_t i = 0; numbers && i < n; i++)
        mpz_init(numbers[i]);
    return numbers;
}

void hz_integers_free(mpz_t *numbers, size_t n)
{
    for (size_t i = 0; numbers && i < n; i++)
        mpz_clear(numbers[i]);
    free(numbers);
}

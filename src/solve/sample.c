/* sample.c - the first prices, and what to leave open at them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Each open piece is drawn with a probability by its share of the rows, and weighted by the inverse. What a sample errs by is a
 * share of what it is drawn from: once the pieces far from the margin are fixed, another sample of the same size errs by less. */
#include "solve/sample.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/parallel.h"
#include "solve/core.h"
#include "solve/pricing.h"

enum {
    SAMPLE_PART = 8,     /* one column of so many is drawn, */
    SAMPLE_LEAST = 4000, /* but not fewer than this */
    SAMPLE_MOST = 16000  /* nor more than this, about */
};

/* Prices are good enough to fix columns by when the gap that they leave is below this. */
#define GAP_OF_GOOD_PRICES 1e-3
/* A sample of n columns for each row errs by about 1 / sqrt(n): so many times that stay open about the margin; if that is too
 * narrow, the root of it, until hardly anything would be left out. */
#define ERRORS_OPEN 6.0
#define LEAST_NARROWER 0.9

/* ---- one sample ---- */

/* A fixed hash (splitmix64), so that the sample is the same every time: uniform in [0,1). */
static double hash_share(uint64_t piece)
{
    uint64_t z = (piece + 1) * UINT64_C(0x9e3779b97f4a7c15);

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return (double)((z ^ (z >> 31)) >> 11) * 0x1p-53;
}

typedef struct {
    const hz_sifting *s;
    double *row_sum;   /* [n_parts * n_rows], then the sums over the parts in the first */
    size_t *n_columns; /* [n_parts] */
    double per_share;
    float *chance;     /* [open.n] */
} drawing;

static void sum_part(void *context, size_t part, size_t first, size_t end)
{
    const drawing *d = context;
    const hz_model *m = d->s->model;
    double *sum = d->row_sum + part * m->n_rows;

    for (size_t k = first; k < end; k++) {
        size_t j = hz_piece_first(&d->s->pieces, d->s->open.item[k]);
        size_t last = hz_piece_first(&d->s->pieces, d->s->open.item[k] + 1);

        d->n_columns[part] += last - j;
        for (uint64_t e = m->start[j]; e < m->start[last]; e++)
            sum[m->row[e]] += fabs((double)m->value[e]);
    }
}

static void chance_part(void *context, size_t part, size_t first, size_t end)
{
    const drawing *d = context;
    const hz_model *m = d->s->model;

    (void)part;
    for (size_t k = first; k < end; k++) {
        size_t j = hz_piece_first(&d->s->pieces, d->s->open.item[k]);
        size_t last = hz_piece_first(&d->s->pieces, d->s->open.item[k] + 1);
        double share = 0;

        for (uint64_t e = m->start[j]; e < m->start[last]; e++)
            share += fabs((double)m->value[e]) / d->row_sum[m->row[e]];
        d->chance[k] = (float)fmin(1, d->per_share * share);
    }
}

/* The values of the open pieces in each row, and how many columns they have. */
static size_t sum_rows(drawing *d, size_t n_parts)
{
    size_t n_rows = d->s->model->n_rows, n_columns = 0;

    hz_parallel(d->s->open.n, d->s->n_threads, sum_part, d);
    for (size_t part = 0; part < n_parts; part++) {
        n_columns += d->n_columns[part];
        for (size_t i = 0; i < n_rows && part > 0; i++)
            d->row_sum[i] += d->row_sum[part * n_rows + i];
    }
    return n_columns;
}

static hz_status put_drawn(hz_sifting *s, const float *chance, hz_error *err)
{
    hz_status status = HZ_OK;

    for (size_t k = 0; k < s->open.n && !status; k++)
        if (chance[k] > 0 && hash_share(s->open.item[k]) < chance[k])
            status = hz_core_put_sample(s, s->open.item[k], 1 / (double)chance[k], err);
    return status;
}

static size_t wanted_of(size_t n_columns)
{
    size_t part = n_columns / SAMPLE_PART;

    return part < SAMPLE_LEAST ? SAMPLE_LEAST : part < SAMPLE_MOST ? part : SAMPLE_MOST;
}

static hz_status draw(hz_sifting *s, hz_error *err)
{
    size_t n_parts = hz_parts(s->open.n), n_columns;
    drawing d = {s, hz_calloc(n_parts * s->model->n_rows + 1, sizeof *d.row_sum), hz_calloc(n_parts, sizeof *d.n_columns), 0,
                 hz_calloc(s->open.n + 1, sizeof *d.chance)};
    hz_status status = HZ_OK;

    if (d.row_sum && d.n_columns && d.chance) {
        n_columns = sum_rows(&d, n_parts);
        d.per_share = (double)wanted_of(n_columns) / (double)s->model->n_rows * (double)s->open.n / (double)(n_columns + 1);
        hz_parallel(s->open.n, s->n_threads, chance_part, &d);
        status = put_drawn(s, d.chance, err);
    } else {
        status = hz_error_memory(err);
    }
    free(d.row_sum);
    free(d.n_columns);
    free(d.chance);
    return status;
}

hz_status hz_sample_prices(hz_sifting *s, hz_error *err)
{
    bool is_feasible;
    hz_status status;

    if (!(status = hz_core_begin(s, HZ_ELASTIC, err)) && !(status = hz_core_put_rhs(s, err)) &&
        (s->model->n_rows == 0 || !(status = draw(s, err))) && /* without rows there are no shares of them */
        !(status = hz_core_solve(s, &is_feasible, err)))
        hz_core_take_prices(s);
    return status;
}

/* ---- ever fewer ---- */

/* Where the search stood, to go back to. */
typedef struct {
    hz_piece_list open;
    __int128 *fixed;
    double fixed_cost;
    double *price;
} standing;

static void forget(standing *was)
{
    free(was->open.item);
    free(was->fixed);
    free(was->price);
}

static hz_status remember(standing *was, const hz_sifting *s, hz_error *err)
{
    size_t n_rows = s->model->n_rows;

    *was = (standing){.open = {hz_calloc(s->open.n + 1, sizeof *was->open.item), s->open.n, s->open.n + 1},
                      .fixed = hz_calloc(n_rows + 1, sizeof *was->fixed),
                      .fixed_cost = s->fixed_cost,
                      .price = hz_calloc(n_rows + 1, sizeof *was->price)};
    if (!was->open.item || !was->fixed || !was->price) {
        forget(was);
        return hz_error_memory(err);
    }
    memcpy(was->open.item, s->open.item, s->open.n * sizeof *s->open.item);
    memcpy(was->fixed, s->fixed, n_rows * sizeof *s->fixed);
    memcpy(was->price, s->price, n_rows * sizeof *s->price);
    return HZ_OK;
}

static void go_back(hz_sifting *s, standing *was)
{
    hz_piece_list given = s->open;

    s->open = was->open;
    was->open = given;
    memcpy(s->fixed, was->fixed, s->model->n_rows * sizeof *s->fixed);
    memcpy(s->price, was->price, s->model->n_rows * sizeof *s->price);
    s->fixed_cost = was->fixed_cost;
}

/* A sample of fewer columns about the margin. Where it cannot satisfy the rows, or others would move at its prices, the margin was
 * cut too narrow. */
static hz_status try_narrower(hz_sifting *s, size_t wanted, bool *is_good, hz_error *err)
{
    standing was;
    hz_status status = remember(&was, s, err);

    if (status)
        return status;
    if (!(status = hz_close_all_but(s, wanted, err)) && !(status = hz_sample_prices(s, err)))
        *is_good = !hz_core_has_shortfall(s) && hz_gap_of_prices(s, s->open.item + s->open.n, was.open.n - s->open.n) < GAP_OF_GOOD_PRICES;
    if (!*is_good)
        go_back(s, &was);
    forget(&was);
    return status;
}

hz_status hz_sample_narrow(hz_sifting *s, size_t wanted, hz_error *err)
{
    double part = fmin(0.5, ERRORS_OPEN * sqrt((double)s->model->n_rows / SAMPLE_MOST));
    size_t open = s->model->n_columns;
    hz_status status = hz_sample_prices(s, err);

    while (!status && (double)open * part > (double)wanted && part < LEAST_NARROWER) {
        bool is_good = false;

        status = try_narrower(s, (size_t)((double)open * part), &is_good, err);
        if (is_good)
            open = (size_t)((double)open * part);
        else
            part = sqrt(part);
    }
    return status;
}

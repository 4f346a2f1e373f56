/* hand_models.h - models made by hand and by seed, for the tests of model, solve and plan
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_TESTS_HAND_MODELS_H
#define HZ_TESTS_HAND_MODELS_H

#include <stdlib.h>

#include "model/model.h"

/* A dense table: n_rows rows of n_columns coefficients, zeros left out. */
static inline hz_model *dense_model(size_t n_rows, size_t n_columns, const int64_t *costs, const int64_t *a,
                                    const hz_sense *senses, const int64_t *rhs)
{
    hz_model *m = calloc(1, sizeof *m);
    uint64_t n = 0;

    m->n_levels = 1;
    m->n_rows = n_rows;
    m->n_columns = n_columns;
    m->rows = calloc(n_rows + 1, sizeof *m->rows);
    m->columns = calloc(n_columns + 1, sizeof *m->columns);
    m->start = calloc(n_columns + 1, sizeof *m->start);
    m->row = calloc(n_rows * n_columns + 1, sizeof *m->row);
    m->value = calloc(n_rows * n_columns + 1, sizeof *m->value);
    for (size_t i = 0; i < n_rows; i++)
        m->rows[i] = (hz_row){.kind = HZ_ROW_TARGET, .sense = senses[i], .demand = (uint32_t)i, .rhs = rhs[i]};
    for (size_t j = 0; j < n_columns; j++) {
        m->columns[j] = (hz_column){.cost_fen_d = costs[j], .unit = (uint32_t)j, .lo_bp = 0, .hi_bp = 10000};
        for (size_t i = 0; i < n_rows; i++)
            if (a[i * n_columns + j] != 0) {
                m->row[n] = (uint32_t)i;
                m->value[n++] = a[i * n_columns + j];
            }
        m->start[j + 1] = n;
    }
    return m;
}

/* Nori & Leets (Hillier & Lieberman): targets times `tenths` / 10. In tenths, so that every target is whole. */
static inline hz_model *nori_leets(int tenths)
{
    static const int64_t costs[] = {8, 10, 7, 6, 11, 9};
    static const int64_t a[] = {120, 90,  250, 200, 170, 130, 350, 420, 180,
                                310, 560, 490, 370, 530, 280, 240, 290, 200};
    static const hz_sense senses[] = {HZ_AT_LEAST, HZ_AT_LEAST, HZ_AT_LEAST};
    int64_t rhs[] = {60 * tenths, 150 * tenths, 125 * tenths};

    return dense_model(3, 6, costs, a, senses, rhs);
}

/* splitmix64 */
static inline uint64_t next_random(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

/* Targets for 4 pollutants, of the whole and of 3 districts, and one floor over a tenth of the columns; heavy-tailed
 * emissions, some columns with narrower bounds, some fixed, some free of charge. `share` per cent of what can be cut is demanded. */
static inline hz_model *random_model(uint64_t seed, size_t n_columns, int share)
{
    enum { P = 4, D = 3, ROWS = P * (D + 1) + 1 };
    hz_model *m = calloc(1, sizeof *m);
    int64_t most[ROWS] = {0};
    uint64_t n = 0;

    m->n_levels = 1;
    m->n_rows = ROWS;
    m->n_columns = n_columns;
    m->rows = calloc(ROWS, sizeof *m->rows);
    m->columns = calloc(n_columns + 1, sizeof *m->columns);
    m->start = calloc(n_columns + 1, sizeof *m->start);
    m->row = calloc(n_columns * (2 * P + 1) + 1, sizeof *m->row);
    m->value = calloc(n_columns * (2 * P + 1) + 1, sizeof *m->value);
    for (size_t j = 0; j < n_columns; j++) {
        uint32_t district = (uint32_t)(next_random(&seed) % D);
        int64_t size = INT64_C(1) << (next_random(&seed) % 16);
        uint16_t hi = next_random(&seed) % 4 ? 10000 : (uint16_t)(next_random(&seed) % 101 * 100);
        uint16_t lo = (uint16_t)(next_random(&seed) % 20 ? 0 : next_random(&seed) % (hi / 100u + 1) * 100);

        m->columns[j] = (hz_column){.cost_fen_d = next_random(&seed) % 50
                                                      ? size * (int64_t)(1000 + next_random(&seed) % 100000)
                                                      : 0,
                                    .unit = (uint32_t)j,
                                    .lo_bp = lo,
                                    .hi_bp = hi};
        for (uint32_t i = 0; i < P * 2; i++) {
            uint32_t p = i % P;
            int64_t value = 0;

            if (i < P && next_random(&seed) % 4)
                value = (int64_t)(next_random(&seed) % 1000) * size;
            for (uint64_t k = m->start[j]; i >= P && k < n; k++) /* the district's row takes the same emission */
                if (m->row[k] == p)
                    value = m->value[k];
            if (value == 0)
                continue;
            m->row[n] = i < P ? p : P + district * P + p;
            m->value[n] = value;
            most[m->row[n]] += value * hi / 10000;
            n++;
        }
        if (next_random(&seed) % 10 == 0) {
            m->row[n] = P * (D + 1);
            m->value[n] = size * 10;
            most[P * (D + 1)] += m->value[n] * hi / 10000;
            n++;
        }
        m->start[j + 1] = n;
    }
    for (uint32_t i = 0; i < ROWS; i++) {
        bool is_floor = i == P * (D + 1);
        int part = is_floor ? 60 : i < P ? share : share / 2;

        m->rows[i] = (hz_row){.kind = is_floor ? HZ_ROW_FLOOR : i < P ? HZ_ROW_TARGET : HZ_ROW_GROUP_TARGET,
                              .sense = is_floor ? HZ_AT_MOST : HZ_AT_LEAST,
                              .demand = i,
                              .rhs = most[i] * part / 100};
    }
    return m;
}

#endif

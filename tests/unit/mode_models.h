/* mode_models.h - models of units with modes, by seed, and who counts their points exactly
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_TESTS_MODE_MODELS_H
#define HZ_TESTS_MODE_MODELS_H

#include "hand_models.h"
#include "solve/branch.h"

typedef struct {
    size_t n_units, n_states, n_rows;
    size_t n_groups; /* units by turns; 0: n_rows rows over all, else as many over each group */
    int share;       /* per cent of the most that is demanded; the last of three or more rows is a floor */
    int gradual;     /* per cent of the columns that are not whole */
    int against;     /* per cent of the entries that are negative: a deeper state takes away less */
    size_t n_large;  /* that many units are far larger than all others */
} mode_shape;

typedef struct {
    int64_t size;
    uint64_t trade;
    uint32_t first_row; /* of its group */
} mode_unit;

/* The entries of one column; most[] adds them up. */
static inline uint64_t put_mode_entries(hz_model *m, uint64_t n, int64_t *most, mode_unit unit, mode_shape shape, uint64_t *seed)
{
    for (uint32_t i = 0; i < shape.n_rows; i++) {
        int64_t value = unit.size * (int64_t)(20 + (unit.trade * 37 + i * 53) % 90 + next_random(seed) % 60);

        if ((int)(next_random(seed) % 100) < shape.against)
            value = -value / 2;
        if (next_random(seed) % 12 == 0)
            continue;
        m->row[n] = unit.first_row + i;
        m->value[n++] = value;
        most[unit.first_row + i] += value;
    }
    return n;
}

static inline void put_mode_rows(hz_model *m, const int64_t *most, mode_shape shape)
{
    for (uint32_t i = 0; i < m->n_rows; i++) {
        bool is_floor = shape.n_rows > 2 && i % shape.n_rows + 1 == shape.n_rows;

        m->rows[i] = (hz_row){.kind = is_floor ? HZ_ROW_FLOOR : HZ_ROW_TARGET,
                              .sense = is_floor ? HZ_AT_MOST : HZ_AT_LEAST,
                              .demand = i,
                              .rhs = most[i] / 100 * (is_floor ? (100 + 2 * shape.share) / 3 : shape.share)};
    }
}

/* Each unit a chain of n_states - 1 columns, the deepest first and dearest; sizes have a heavy tail, costs and emissions of a trade are
 * alike. */
static inline hz_model *mode_model(uint64_t seed, mode_shape shape)
{
    size_t n_steps = shape.n_states - 1, n_columns = shape.n_units * n_steps;
    hz_model *m = calloc(1, sizeof *m);
    size_t n_groups = shape.n_groups ? shape.n_groups : 1;
    int64_t *most = calloc(shape.n_rows * n_groups, sizeof *most);
    mode_unit unit = {0};

    m->n_levels = 1;
    m->n_rows = shape.n_rows * n_groups;
    m->n_columns = n_columns;
    m->rows = calloc(m->n_rows, sizeof *m->rows);
    m->columns = calloc(n_columns + 1, sizeof *m->columns);
    m->start = calloc(n_columns + 1, sizeof *m->start);
    m->row = calloc(n_columns * shape.n_rows + 1, sizeof *m->row);
    m->value = calloc(n_columns * shape.n_rows + 1, sizeof *m->value);
    m->arcs = calloc(n_columns + 1, sizeof *m->arcs);
    for (size_t j = 0; j < n_columns; j++) {
        size_t above = j % n_steps;
        int64_t each;

        if (above == 0) { /* one call after the other: a compiler may take those of one expression in any order */
            unit.size = INT64_C(1) << (next_random(&seed) % 10);
            unit.size *= (int64_t)(100 + next_random(&seed) % 100);
            unit.size *= j / n_steps < shape.n_large ? 200 : 1;
            unit.trade = next_random(&seed) % 8;
            unit.first_row = (uint32_t)(j / n_steps % n_groups * shape.n_rows);
        } else
            m->arcs[m->n_arcs++] = (hz_arc){(uint32_t)j - 1, (uint32_t)j, 0, HZ_ARC_RUNG};
        each = unit.size * (int64_t)(300 + unit.trade * 211 % 700 + next_random(&seed) % 500);
        m->columns[j] = (hz_column){.cost_fen_d = each * (int64_t)(n_steps - above + 1),
                                    .unit = (uint32_t)(j / n_steps),
                                    .hi_bp = 10000,
                                    .mode = (uint8_t)(n_steps - above),
                                    .is_whole = (int)(next_random(&seed) % 100) >= shape.gradual};
        m->start[j + 1] = put_mode_entries(m, m->start[j], most, unit, shape, &seed);
    }
    put_mode_rows(m, most, shape);
    free(most);
    hz_model_find_blocks(m, NULL);
    return m;
}

static inline void put_level_column(hz_model *m, size_t j, const hz_model *one, size_t n_steps, size_t n_levels)
{
    size_t level = j / n_steps % n_levels, from = j / (n_levels * n_steps) * n_steps + j % n_steps;
    uint64_t n = m->start[j];

    m->columns[j] = one->columns[from];
    m->columns[j].level = (uint8_t)level;
    m->columns[j].cost_fen_d *= (int64_t)(n_levels - level + 1);
    for (uint64_t k = one->start[from]; k < one->start[from + 1]; k++) {
        m->row[n] = one->row[k] + (uint32_t)(level * one->n_rows);
        m->value[n++] = one->value[k];
    }
    m->start[j + 1] = n;
    if (j % n_steps > 0)
        m->arcs[m->n_arcs++] = (hz_arc){(uint32_t)j - 1, (uint32_t)j, 0, HZ_ARC_RUNG};
    if (level > 0)
        m->arcs[m->n_arcs++] = (hz_arc){(uint32_t)(j - n_steps), (uint32_t)j, 0, HZ_ARC_NESTED};
}

/* Several levels of such a model, the strictest demanding all of it: a unit stands at each level at least where it stands at the one
 * below. */
static inline hz_model *level_model(uint64_t seed, mode_shape shape, size_t n_levels)
{
    hz_model *one = mode_model(seed, shape), *m = calloc(1, sizeof *m);

    m->n_levels = n_levels;
    m->n_rows = n_levels * one->n_rows;
    m->n_columns = n_levels * one->n_columns;
    m->rows = calloc(m->n_rows + 1, sizeof *m->rows);
    m->columns = calloc(m->n_columns + 1, sizeof *m->columns);
    m->start = calloc(m->n_columns + 1, sizeof *m->start);
    m->row = calloc(n_levels * one->start[one->n_columns] + 1, sizeof *m->row);
    m->value = calloc(n_levels * one->start[one->n_columns] + 1, sizeof *m->value);
    m->arcs = calloc(2 * m->n_columns + 1, sizeof *m->arcs);
    for (size_t i = 0; i < m->n_rows; i++) {
        m->rows[i] = one->rows[i % one->n_rows];
        if (m->rows[i].sense == HZ_AT_LEAST)
            m->rows[i].rhs = m->rows[i].rhs * (int64_t)(i / one->n_rows + 1) / (int64_t)n_levels;
    }
    for (size_t j = 0; j < m->n_columns; j++)
        put_level_column(m, j, one, shape.n_states - 1, n_levels);
    hz_model_free(one);
    hz_model_find_blocks(m, NULL);
    return m;
}

static inline bool holds_exactly(const hz_model *m, const uint16_t *at_bp)
{
    for (size_t i = 0; i < m->n_rows; i++) {
        __int128 activity = hz_row_activity(m, i, at_bp), rhs = (__int128)m->rows[i].rhs * 10000;

        if (m->rows[i].sense == HZ_AT_LEAST ? activity < rhs : activity > rhs)
            return false;
    }
    for (size_t k = 0; k < m->n_arcs; k++)
        if (at_bp[m->arcs[k].before] > at_bp[m->arcs[k].after] + m->arcs[k].slack_bp)
            return false;
    return true;
}

static inline __int128 exact_cost(const hz_model *m, const uint16_t *at_bp)
{
    __int128 cost = 0;

    for (size_t j = 0; j < m->n_columns; j++)
        cost += (__int128)m->columns[j].cost_fen_d * at_bp[j];
    return cost;
}

/* context: the model, all of whose columns are whole */
static inline hz_status accept_whole(void *context, bool *is_accepted, __int128 *cost, const uint16_t *at_bp, const double *exact_bp,
                                     hz_error *err)
{
    const hz_model *m = context;

    (void)exact_bp;
    (void)err;
    *is_accepted = holds_exactly(m, at_bp);
    *cost = exact_cost(m, at_bp);
    return HZ_OK;
}

#endif

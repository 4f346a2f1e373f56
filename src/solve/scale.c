/* scale.c - powers of two that bring a model near to 1
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve/scale.h"

#include <math.h>
#include <stdlib.h>

#include "base/arena.h"

/* The power of two at or below a positive number; 1 for zero. */
static double power_of_two(double number)
{
    int exponent;

    if (!(number > 0))
        return 1;
    frexp(number, &exponent);
    return ldexp(1, exponent - 1);
}

/* A plan cost is large beside each of the units that it is the sum of, and would hide them. */
static bool counts_in_rows(const hz_column *column)
{
    return column->unit != HZ_NONE || column->cost_fen_d != 0;
}

/* Per row: what all its columns cut over what they cost; that is the order of magnitude of 1 / price. */
hz_status hz_scale_make(hz_scale *scale, const hz_model *model, hz_error *err)
{
    double *cost = hz_calloc(model->n_rows + 1, sizeof *cost);
    double cost_of_all = 0;

    *scale = (hz_scale){.model = model, .row = hz_calloc(model->n_rows + 1, sizeof *scale->row)};
    if (!cost || !scale->row) {
        free(cost);
        hz_scale_clear(scale);
        return hz_error_memory(err);
    }
    for (size_t j = 0; j < model->n_columns; j++) {
        double c = fabs((double)model->columns[j].cost_fen_d);

        cost_of_all += c;
        for (uint64_t k = model->start[j]; k < model->start[j + 1]; k++) {
            /* arcs hold shares against shares: their scale is 1 */
            if (model->rows[model->row[k]].kind != HZ_ROW_ARC && counts_in_rows(&model->columns[j]))
                scale->row[model->row[k]] += fabs((double)model->value[k]);
            cost[model->row[k]] += c;
        }
    }
    for (size_t i = 0; i < model->n_rows; i++)
        scale->row[i] = power_of_two(scale->row[i] / (cost[i] > 0 ? cost[i] : 1));
    scale->total = power_of_two(cost_of_all / (double)(model->n_columns ? model->n_columns : 1));
    free(cost);
    return HZ_OK;
}

void hz_scale_clear(hz_scale *scale)
{
    if (scale) {
        free(scale->row);
        scale->row = NULL;
    }
}

/* Along an arc a small column is held against a large one: beside a thousandth of the total its tolerance would be coarse. */
enum { LEAST_OF_TOTAL = 1024 };

static double near_weight(const hz_scale *scale, double weight)
{
    if (!(weight > 0))
        return scale->total; /* a link: its z is its share */
    return power_of_two(scale->model->n_arcs > 0 ? fmax(weight, scale->total / LEAST_OF_TOTAL) : weight);
}

double hz_scale_column(const hz_scale *scale, size_t column)
{
    const hz_model *m = scale->model;
    double weight = fabs((double)m->columns[column].cost_fen_d);

    for (uint64_t k = m->start[column]; m->columns[column].cost_fen_d == 0 && k < m->start[column + 1]; k++)
        weight = fmax(weight, fabs((double)m->value[k]) / scale->row[m->row[k]]);
    return near_weight(scale, weight);
}

double hz_scale_entries(const hz_scale *scale, double cost, size_t n, const uint32_t *rows, const double *values)
{
    double weight = fabs(cost);

    for (size_t k = 0; cost == 0 && k < n; k++)
        weight = fmax(weight, fabs(values[k]) / scale->row[rows[k]]);
    return near_weight(scale, weight);
}

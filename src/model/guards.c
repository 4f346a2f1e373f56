/* guards.c - rows for those who may fail
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/guards.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

static bool add_reasons(hz_model *m, const hz_failing_set *sets, size_t n_sets)
{
    hz_row *rows = realloc(m->rows, (m->n_rows + n_sets) * sizeof *rows);
    size_t n_failing = m->n_failing;
    uint32_t *failing;

    if (rows)
        m->rows = rows;
    for (size_t i = 0; i < n_sets; i++)
        n_failing += sets[i].n_failing;
    failing = realloc(m->failing, (n_failing + 1) * sizeof *failing);
    if (failing)
        m->failing = failing;
    if (!rows || !failing)
        return false;
    for (size_t i = 0; i < n_sets; i++) {
        const hz_guard *guard = &m->guards[sets[i].guard];
        hz_row row = m->rows[guard->row];

        row.kind = HZ_ROW_SAFETY;
        row.target = row.demand;
        row.demand = guard->demand;
        row.first_failing = (uint32_t)m->n_failing;
        row.n_failing = sets[i].n_failing;
        memcpy(m->failing + m->n_failing, sets[i].failing, sets[i].n_failing * sizeof *failing);
        m->n_failing += sets[i].n_failing;
        m->rows[m->n_rows + i] = row;
    }
    return true;
}

static bool is_failing(const hz_failing_set *set, uint32_t enterprise)
{
    for (uint32_t i = 0; i < set->n_failing; i++)
        if (set->failing[i] == enterprise)
            return true;
    return false;
}

/* The matrix by column, each with its entries of the new rows behind the others. */
static void append_entries(const hz_model *m, const hz_failing_set *sets, size_t n_sets, uint32_t *rows,
                           int64_t *values, uint64_t *starts)
{
    uint64_t n = 0;

    for (size_t j = 0; j < m->n_columns; j++) {
        size_t n_old = m->start[j + 1] - m->start[j];

        memcpy(rows + n, m->row + m->start[j], n_old * sizeof *rows);
        memcpy(values + n, m->value + m->start[j], n_old * sizeof *values);
        n += n_old;
        for (size_t i = 0; i < n_sets; i++) {
            int64_t value = hz_coefficient(m, j, m->guards[sets[i].guard].row);

            if (value == 0 || is_failing(&sets[i], m->owner[j]))
                continue;
            rows[n] = (uint32_t)(m->n_rows + i);
            values[n++] = value;
        }
        starts[j + 1] = n;
    }
}

hz_status hz_guard_add_rows(hz_model *model, const hz_failing_set *sets, size_t n_sets, hz_error *err)
{
    uint64_t most = model->start[model->n_columns] + n_sets * model->n_columns;
    uint32_t *rows = hz_calloc(most + 1, sizeof *rows);
    int64_t *values = hz_calloc(most + 1, sizeof *values);
    uint64_t *starts = hz_calloc(model->n_columns + 1, sizeof *starts);

    if (!rows || !values || !starts || !add_reasons(model, sets, n_sets)) {
        free(rows);
        free(values);
        free(starts);
        return hz_error_memory(err);
    }
    append_entries(model, sets, n_sets, rows, values, starts);
    free(model->row);
    free(model->value);
    free(model->start);
    model->row = rows;
    model->value = values;
    model->start = starts;
    model->n_rows += n_sets;
    return HZ_OK;
}

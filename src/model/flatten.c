/* flatten.c - a model whose arcs have become ordinary rows
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The rows of the arcs come last, so that each column stays ascending when what it has in them is put behind its entries. */
#include "model/flatten.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

static bool make_room(hz_model *flat, const hz_model *m)
{
    uint64_t n_entries = m->start[m->n_columns] + 2 * m->n_arcs;

    flat->rows = hz_calloc(m->n_rows + m->n_arcs + 1, sizeof *flat->rows);
    flat->columns = hz_calloc(m->n_columns + 1, sizeof *flat->columns);
    flat->start = hz_calloc(m->n_columns + 1, sizeof *flat->start);
    flat->row = hz_calloc(n_entries + 1, sizeof *flat->row);
    flat->value = hz_calloc(n_entries + 1, sizeof *flat->value);
    return flat->rows && flat->columns && flat->start && flat->row && flat->value;
}

static void copy_rows(hz_model *flat, const hz_model *m)
{
    memcpy(flat->rows, m->rows, m->n_rows * sizeof *m->rows);
    for (size_t k = 0; k < m->n_arcs; k++)
        flat->rows[m->n_rows + k] =
            (hz_row){.kind = HZ_ROW_ARC, .sense = HZ_AT_MOST, .demand = HZ_NONE, .rhs = m->arcs[k].slack_bp};
    flat->n_rows = m->n_rows + m->n_arcs;
}

/* Where each column begins when it has an entry more for each of its arcs. */
static void place_columns(hz_model *flat, const hz_model *m)
{
    memcpy(flat->columns, m->columns, m->n_columns * sizeof *m->columns);
    flat->n_columns = m->n_columns;
    for (size_t k = 0; k < m->n_arcs; k++) {
        flat->start[m->arcs[k].before + 1]++;
        flat->start[m->arcs[k].after + 1]++;
    }
    for (size_t j = 0; j < m->n_columns; j++)
        flat->start[j + 1] += flat->start[j] + (m->start[j + 1] - m->start[j]);
}

static void put_entry(hz_model *flat, uint64_t *next, uint32_t column, size_t row, int64_t value)
{
    flat->row[next[column]] = (uint32_t)row;
    flat->value[next[column]++] = value;
}

static void copy_entries(hz_model *flat, const hz_model *m, uint64_t *next)
{
    for (size_t j = 0; j < m->n_columns; j++) {
        next[j] = flat->start[j];
        for (uint64_t k = m->start[j]; k < m->start[j + 1]; k++)
            put_entry(flat, next, (uint32_t)j, m->row[k], m->value[k]);
    }
    for (size_t k = 0; k < m->n_arcs; k++) {
        put_entry(flat, next, m->arcs[k].before, m->n_rows + k, HZ_SHARE_ONE);
        put_entry(flat, next, m->arcs[k].after, m->n_rows + k, -HZ_SHARE_ONE);
    }
}

/* Who may fail, for the model as a file. */
static bool copy_guards(hz_model *flat, const hz_model *m)
{
    if (m->n_guards == 0)
        return true;
    flat->guards = hz_calloc(m->n_guards, sizeof *m->guards);
    flat->owner = hz_calloc(m->n_columns + 1, sizeof *m->owner);
    if (!flat->guards || !flat->owner)
        return false;
    memcpy(flat->guards, m->guards, m->n_guards * sizeof *m->guards);
    memcpy(flat->owner, m->owner, m->n_columns * sizeof *m->owner);
    flat->n_guards = m->n_guards;
    flat->n_owners = m->n_owners;
    return true;
}

hz_status hz_model_flatten(hz_model **out, const hz_model *model, hz_error *err)
{
    hz_model *flat = hz_calloc(1, sizeof *flat);
    uint64_t *next = hz_calloc(model->n_columns + 1, sizeof *next);

    *out = NULL;
    if (!flat || !next || !make_room(flat, model) || !copy_guards(flat, model)) {
        hz_model_free(flat);
        free(next);
        return hz_error_memory(err);
    }
    flat->level = model->level;
    memcpy(flat->levels, model->levels, sizeof flat->levels);
    flat->n_levels = model->n_levels;
    copy_rows(flat, model);
    place_columns(flat, model);
    copy_entries(flat, model, next);
    free(next);
    *out = flat;
    return HZ_OK;
}

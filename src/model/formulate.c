/* formulate.c - the equations of docs/MODEL.md: from a scenario and a level to a model
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Rows come first, one per demand of the level and in the scenario's order; then each unit gets its column, and its entries
 * by walking only the rows that can concern it: those of the whole city, of its district and of its sector. */
#include "model/formulate.h"

#include <stdlib.h>

#include "base/cancel.h"
#include "base/lang.h"

/* The rows that can concern a unit, by scope: all rows of group g are rows[first[g]] .. rows[first[g + 1] - 1]. */
typedef struct {
    uint32_t *first; /* [n_groups + 1] */
    uint32_t *rows;  /* ascending within a group */
} row_index;

typedef struct {
    const hz_scenario *scenario;
    hz_model *model;
    row_index scopes[HZ_SCOPE_SECTOR + 1];
    size_t value_capacity, row_capacity;
} formulation;

/* ---- rows ---- */

/* Right-hand side of (2) and (5): the ratio of the base, rounded up to whole grams, or the mass itself. */
static int64_t reduction_rhs(const hz_demand *demand, int64_t base)
{
    return demand->is_ratio ? hz_div_ceil((__int128)base * demand->ratio_ppm, 1000000) : demand->amount;
}

static hz_row reduction_row(const hz_scenario *s, uint32_t index)
{
    const hz_demand *demand = &s->demands[index];
    bool is_whole = demand->scope == HZ_SCOPE_ALL;
    int64_t base = is_whole ? hz_society_g_d(s, demand->pollutant)
                            : hz_listed_g_d(s, demand->pollutant, demand->scope, demand->group);

    return (hz_row){.kind = is_whole ? HZ_ROW_TARGET : HZ_ROW_GROUP_TARGET,
                    .sense = HZ_AT_LEAST,
                    .demand = index,
                    .base = base,
                    .rhs = reduction_rhs(demand, base)};
}

/* (6): sum q (1 - x) >= D, written as sum q x <= Q - D. */
static hz_row floor_row(const hz_scenario *s, uint32_t index)
{
    const hz_demand *demand = &s->demands[index];
    int64_t made = hz_baseline_output(s, demand->product, demand->scope, demand->group);

    return (hz_row){.kind = HZ_ROW_FLOOR,
                    .sense = HZ_AT_MOST,
                    .demand = index,
                    .base = made,
                    .rhs = made - demand->amount};
}

static hz_status make_rows(formulation *f, hz_level level, hz_error *err)
{
    const hz_scenario *s = f->scenario;
    hz_model *m = f->model;

    for (size_t d = 0; d < s->n_demands; d++)
        m->n_rows += s->demands[d].level == level;
    if (m->n_rows == 0)
        return hz_error_set(err, HZ_ERR_USAGE, _("the scenario demands nothing at level %s; choose another level"),
                            hz_level_name(level));
    if (!(m->rows = hz_calloc(m->n_rows, sizeof *m->rows)))
        return hz_error_memory(err);
    for (size_t d = 0, i = 0; d < s->n_demands; d++)
        if (s->demands[d].level == level)
            m->rows[i++] = s->demands[d].kind == HZ_DEMAND_FLOOR ? floor_row(s, (uint32_t)d)
                                                                 : reduction_row(s, (uint32_t)d);
    return HZ_OK;
}

/* ---- which rows concern which group ---- */

static uint32_t row_group(const formulation *f, size_t row)
{
    const hz_demand *demand = &f->scenario->demands[f->model->rows[row].demand];

    return demand->scope == HZ_SCOPE_ALL ? 0 : demand->group;
}

static hz_status index_scope(formulation *f, hz_scope scope, size_t n_groups, hz_error *err)
{
    row_index *index = &f->scopes[scope];
    const hz_model *m = f->model;

    index->first = hz_calloc(n_groups + 2, sizeof *index->first);
    index->rows = hz_calloc(m->n_rows, sizeof *index->rows);
    if (!index->first || !index->rows)
        return hz_error_memory(err);
    /* counting sort: first[g + 2] counts, then first[g + 1] is the place to fill, and ends as the start of g + 1 */
    for (size_t i = 0; i < m->n_rows; i++)
        if (f->scenario->demands[m->rows[i].demand].scope == scope)
            index->first[row_group(f, i) + 2]++;
    for (size_t g = 0; g < n_groups; g++)
        index->first[g + 2] += index->first[g + 1];
    for (size_t i = 0; i < m->n_rows; i++)
        if (f->scenario->demands[m->rows[i].demand].scope == scope)
            index->rows[index->first[row_group(f, i) + 1]++] = (uint32_t)i;
    return HZ_OK;
}

static hz_status index_rows(formulation *f, hz_error *err)
{
    hz_status status;

    if ((status = index_scope(f, HZ_SCOPE_ALL, 1, err)) ||
        (status = index_scope(f, HZ_SCOPE_DISTRICT, f->scenario->n_districts, err)))
        return status;
    return index_scope(f, HZ_SCOPE_SECTOR, f->scenario->n_sectors, err);
}

/* ---- columns ---- */

/* a[i,j]: grams a day of the row's pollutant, or base units of its product, that a full cut of the unit takes away. */
static int64_t coefficient(const formulation *f, size_t row, size_t unit)
{
    const hz_scenario *s = f->scenario;
    const hz_demand *demand = &s->demands[f->model->rows[row].demand];

    if (demand->kind == HZ_DEMAND_REDUCTION)
        return hz_cuttable_g_d(s, unit, demand->pollutant);
    return s->units[unit].product == demand->product ? s->units[unit].output : 0;
}

static void append_entries(formulation *f, uint64_t *n, hz_scope scope, uint32_t group, size_t unit)
{
    const row_index *index = &f->scopes[scope];
    hz_model *m = f->model;

    for (uint32_t k = index->first[group]; k < index->first[group + 1]; k++) {
        int64_t value = coefficient(f, index->rows[k], unit);
        uint64_t at = *n;

        if (value == 0)
            continue;
        /* the three scopes are each ascending; insertion keeps the column ascending as a whole */
        for (; at > m->start[m->n_columns] && m->row[at - 1] > index->rows[k]; at--) {
            m->row[at] = m->row[at - 1];
            m->value[at] = m->value[at - 1];
        }
        m->row[at] = index->rows[k];
        m->value[at] = value;
        ++*n;
    }
}

static bool reserve_entries(formulation *f, uint64_t n)
{
    hz_model *m = f->model;
    size_t need = n + m->n_rows;

    return hz_grow((void **)&m->row, &f->row_capacity, need, sizeof *m->row) &&
           hz_grow((void **)&m->value, &f->value_capacity, need, sizeof *m->value);
}

static bool add_column(formulation *f, size_t unit, uint64_t *n)
{
    const hz_scenario *s = f->scenario;
    hz_model *m = f->model;
    uint32_t enterprise = s->units[unit].enterprise;

    if (!reserve_entries(f, *n))
        return false;
    m->columns[m->n_columns] = (hz_column){.cost_fen_d = s->units[unit].cost_fen_d,
                                           .unit = (uint32_t)unit,
                                           .lo_bp = hz_min_cut_bp(s, unit, m->level),
                                           .hi_bp = hz_max_cut_bp(s, unit, m->level),
                                           .level = (uint8_t)m->level};
    append_entries(f, n, HZ_SCOPE_ALL, 0, unit);
    append_entries(f, n, HZ_SCOPE_DISTRICT, s->enterprises[enterprise].district, unit);
    append_entries(f, n, HZ_SCOPE_SECTOR, s->enterprises[enterprise].sector, unit);
    m->start[++m->n_columns] = *n;
    return true;
}

static size_t count_columns(const hz_scenario *s, hz_level level)
{
    size_t n = 0;

    for (size_t u = 0; u < s->n_units; u++)
        n += hz_max_cut_bp(s, u, level) > 0;
    return n;
}

static hz_status make_columns(formulation *f, hz_error *err)
{
    const hz_scenario *s = f->scenario;
    hz_model *m = f->model;
    size_t n_columns = count_columns(s, m->level);
    uint64_t n = 0;

    m->columns = hz_calloc(n_columns ? n_columns : 1, sizeof *m->columns);
    m->start = hz_calloc(n_columns + 1, sizeof *m->start);
    if (!m->columns || !m->start)
        return hz_error_memory(err);
    for (size_t u = 0; u < s->n_units; u++) {
        if (hz_max_cut_bp(s, u, m->level) > 0 && !add_column(f, u, &n))
            return hz_error_memory(err);
        if (u % 65536 == 0 && hz_cancel_check(err))
            return err ? err->status : HZ_ERR_INTERRUPTED;
    }
    return HZ_OK;
}

/* ---- the verb ---- */

hz_status hz_formulate(hz_model **out, const hz_scenario *scenario, hz_level level, hz_error *err)
{
    formulation f = {.scenario = scenario, .model = hz_calloc(1, sizeof *f.model)};
    hz_status status;

    *out = NULL;
    if (!f.model)
        return hz_error_memory(err);
    f.model->level = level;
    if ((status = make_rows(&f, level, err)) || (status = index_rows(&f, err)) || (status = make_columns(&f, err)))
        goto done;
    *out = f.model;
    f.model = NULL;
done:
    for (int scope = HZ_SCOPE_ALL; scope <= HZ_SCOPE_SECTOR; scope++) {
        free(f.scopes[scope].first);
        free(f.scopes[scope].rows);
    }
    hz_model_free(f.model);
    return status;
}

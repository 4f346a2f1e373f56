/* formulate.c - the equations of docs/MODEL.md: from a scenario and its levels to a model
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Rows come first, one per demand of the levels and in the scenario's order, which is level by level; then each unit gets its
 * column at each level, and its entries by walking only the rows that can concern it: those of the level for the whole city, for
 * its district and for its sector. */
#include "model/formulate.h"

#include <stdlib.h>
#include <string.h>

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
    const int64_t *weights;                             /* [n_levels] */
    row_index scopes[HZ_N_LEVELS][HZ_SCOPE_SECTOR + 1]; /* of the k-th level of the model */
    size_t value_capacity, row_capacity, arc_capacity;
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

    return (hz_row){
        .kind = HZ_ROW_FLOOR, .sense = HZ_AT_MOST, .demand = index, .base = made, .rhs = made - demand->amount};
}

static bool is_planned(const hz_model *m, hz_level level)
{
    for (size_t k = 0; k < m->n_levels; k++)
        if (m->levels[k] == level)
            return true;
    return false;
}

static hz_status check_demands(const formulation *f, hz_error *err)
{
    const hz_scenario *s = f->scenario;

    for (size_t k = 0; k < f->model->n_levels; k++) {
        size_t d = 0;

        while (d < s->n_demands && s->demands[d].level != f->model->levels[k])
            d++;
        if (d == s->n_demands)
            return hz_error_set(err, HZ_ERR_USAGE, _("the scenario demands nothing at level %s; choose another level"),
                                hz_level_name(f->model->levels[k]));
    }
    return HZ_OK;
}

static hz_status make_rows(formulation *f, hz_error *err)
{
    const hz_scenario *s = f->scenario;
    hz_model *m = f->model;
    hz_status status = check_demands(f, err);

    if (status)
        return status;
    for (size_t d = 0; d < s->n_demands; d++)
        m->n_rows += is_planned(m, s->demands[d].level);
    if (!(m->rows = hz_calloc(m->n_rows, sizeof *m->rows)))
        return hz_error_memory(err);
    for (size_t d = 0, i = 0; d < s->n_demands; d++)
        if (is_planned(m, s->demands[d].level))
            m->rows[i++] =
                s->demands[d].kind == HZ_DEMAND_FLOOR ? floor_row(s, (uint32_t)d) : reduction_row(s, (uint32_t)d);
    return HZ_OK;
}

/* ---- which rows concern which group ---- */

static uint32_t row_group(const formulation *f, size_t row)
{
    const hz_demand *demand = &f->scenario->demands[f->model->rows[row].demand];

    return demand->scope == HZ_SCOPE_ALL ? 0 : demand->group;
}

static bool is_of(const formulation *f, size_t row, hz_level level, hz_scope scope)
{
    const hz_demand *demand = &f->scenario->demands[f->model->rows[row].demand];

    return demand->level == level && demand->scope == scope;
}

static hz_status index_scope(formulation *f, size_t k, hz_scope scope, size_t n_groups, hz_error *err)
{
    row_index *index = &f->scopes[k][scope];
    const hz_model *m = f->model;

    index->first = hz_calloc(n_groups + 2, sizeof *index->first);
    index->rows = hz_calloc(m->n_rows, sizeof *index->rows);
    if (!index->first || !index->rows)
        return hz_error_memory(err);
    /* counting sort: first[g + 2] counts, then first[g + 1] is the place to fill, and ends as the start of g + 1 */
    for (size_t i = 0; i < m->n_rows; i++)
        if (is_of(f, i, m->levels[k], scope))
            index->first[row_group(f, i) + 2]++;
    for (size_t g = 0; g < n_groups; g++)
        index->first[g + 2] += index->first[g + 1];
    for (size_t i = 0; i < m->n_rows; i++)
        if (is_of(f, i, m->levels[k], scope))
            index->rows[index->first[row_group(f, i) + 1]++] = (uint32_t)i;
    return HZ_OK;
}

static hz_status index_rows(formulation *f, hz_error *err)
{
    hz_status status = HZ_OK;

    for (size_t k = 0; k < f->model->n_levels && !status; k++)
        if (!(status = index_scope(f, k, HZ_SCOPE_ALL, 1, err)) &&
            !(status = index_scope(f, k, HZ_SCOPE_DISTRICT, f->scenario->n_districts, err)))
            status = index_scope(f, k, HZ_SCOPE_SECTOR, f->scenario->n_sectors, err);
    return status;
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

static void append_entries(formulation *f, uint64_t *n, size_t k_level, hz_scope scope, uint32_t group, size_t unit)
{
    const row_index *index = &f->scopes[k_level][scope];
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

static bool add_column(formulation *f, size_t unit, size_t k, hz_bounds bounds, uint64_t *n)
{
    const hz_scenario *s = f->scenario;
    hz_model *m = f->model;
    uint32_t enterprise = s->units[unit].enterprise;

    if (!reserve_entries(f, *n))
        return false;
    m->columns[m->n_columns] = (hz_column){.cost_fen_d = s->units[unit].cost_fen_d * f->weights[k],
                                           .unit = (uint32_t)unit,
                                           .lo_bp = bounds.lo_bp,
                                           .hi_bp = bounds.hi_bp,
                                           .level = (uint8_t)m->levels[k]};
    append_entries(f, n, k, HZ_SCOPE_ALL, 0, unit);
    append_entries(f, n, k, HZ_SCOPE_DISTRICT, s->enterprises[enterprise].district, unit);
    append_entries(f, n, k, HZ_SCOPE_SECTOR, s->enterprises[enterprise].sector, unit);
    m->start[++m->n_columns] = *n;
    return true;
}

void hz_fold_bounds(hz_bounds out[HZ_N_LEVELS], const hz_scenario *scenario, size_t unit, const hz_level *levels,
                    size_t n_levels)
{
    for (size_t k = 0; k < n_levels; k++) {
        out[k].lo_bp = hz_min_cut_bp(scenario, unit, levels[k]);
        out[k].hi_bp = hz_max_cut_bp(scenario, unit, levels[k]);
        if (k > 0 && out[k - 1].lo_bp > out[k].lo_bp)
            out[k].lo_bp = out[k - 1].lo_bp;
    }
    for (size_t k = n_levels; k-- > 1;)
        if (out[k].hi_bp < out[k - 1].hi_bp)
            out[k - 1].hi_bp = out[k].hi_bp;
}

/* The least of a milder level is above the most of a stricter one: which two are they? */
static hz_status refuse_bounds(const formulation *f, size_t unit, hz_error *err)
{
    const hz_scenario *s = f->scenario;
    const hz_unit *u = &s->units[unit];
    const hz_level *levels = f->model->levels;
    size_t milder = 0, stricter = 1;

    while (hz_min_cut_bp(s, unit, levels[milder]) <= hz_max_cut_bp(s, unit, levels[stricter]))
        if (++milder == stricter) {
            milder = 0;
            stricter++;
        }
    return hz_error_set(
        err, HZ_ERR_INPUT,
        _("%1$s:%2$d: unit '%3$s' of '%4$s' must be cut at level %5$s by more than it may be cut at level %6$s, "
          "so the levels cannot lie inside one another; correct its <cut> or the exemption, or plan each level "
          "by itself"),
        s->path, u->line, u->id, s->enterprises[u->enterprise].id, hz_level_id(levels[milder]),
        hz_level_id(levels[stricter]));
}

/* (10): the unit's column at a level, and that at the level below. */
static bool add_arc(formulation *f)
{
    hz_model *m = f->model;

    if (!hz_grow((void **)&m->arcs, &f->arc_capacity, m->n_arcs + 1, sizeof *m->arcs))
        return false;
    m->arcs[m->n_arcs++] =
        (hz_arc){.before = (uint32_t)m->n_columns - 2, .after = (uint32_t)m->n_columns - 1, .kind = HZ_ARC_NESTED};
    return true;
}

/* The columns of a unit. Folded bounds rise with the level, so those with hi = 0 come first. */
static hz_status add_unit(formulation *f, size_t unit, uint64_t *n, hz_error *err)
{
    const hz_model *m = f->model;
    hz_bounds bounds[HZ_N_LEVELS];
    bool has_below = false;

    hz_fold_bounds(bounds, f->scenario, unit, m->levels, m->n_levels);
    for (size_t k = 0; k < m->n_levels; k++) {
        if (bounds[k].lo_bp > bounds[k].hi_bp)
            return refuse_bounds(f, unit, err);
        if (bounds[k].hi_bp == 0)
            continue;
        if (!add_column(f, unit, k, bounds[k], n) || (has_below && !add_arc(f)))
            return hz_error_memory(err);
        has_below = true;
    }
    return HZ_OK;
}

static size_t count_columns(const hz_scenario *s, const hz_model *m)
{
    hz_bounds bounds[HZ_N_LEVELS];
    size_t n = 0;

    for (size_t u = 0; u < s->n_units; u++) {
        hz_fold_bounds(bounds, s, u, m->levels, m->n_levels);
        for (size_t k = 0; k < m->n_levels; k++)
            n += bounds[k].hi_bp > 0;
    }
    return n;
}

static hz_status make_columns(formulation *f, hz_error *err)
{
    const hz_scenario *s = f->scenario;
    hz_model *m = f->model;
    size_t n_columns = count_columns(s, m);
    uint64_t n = 0;
    hz_status status = HZ_OK;

    m->columns = hz_calloc(n_columns ? n_columns : 1, sizeof *m->columns);
    m->start = hz_calloc(n_columns + 1, sizeof *m->start);
    if (!m->columns || !m->start)
        return hz_error_memory(err);
    for (size_t u = 0; u < s->n_units && !status; u++) {
        status = add_unit(f, u, &n, err);
        if (!status && u % 65536 == 0 && hz_cancel_check(err))
            return err ? err->status : HZ_ERR_INTERRUPTED;
    }
    return status || m->n_arcs == 0 ? status : hz_model_find_blocks(m, err);
}

/* ---- the verb ---- */

hz_status hz_formulate_levels(hz_model **out, const hz_scenario *scenario, const hz_level *levels, size_t n_levels,
                              const int64_t *weights, hz_error *err)
{
    formulation f = {.scenario = scenario, .weights = weights, .model = hz_calloc(1, sizeof *f.model)};
    hz_status status;

    *out = NULL;
    if (!f.model)
        return hz_error_memory(err);
    f.model->level = levels[0];
    memcpy(f.model->levels, levels, n_levels * sizeof *levels);
    f.model->n_levels = n_levels;
    if ((status = make_rows(&f, err)) || (status = index_rows(&f, err)) || (status = make_columns(&f, err)))
        goto done;
    *out = f.model;
    f.model = NULL;
done:
    for (size_t k = 0; k < n_levels; k++)
        for (int scope = HZ_SCOPE_ALL; scope <= HZ_SCOPE_SECTOR; scope++) {
            free(f.scopes[k][scope].first);
            free(f.scopes[k][scope].rows);
        }
    hz_model_free(f.model);
    return status;
}

hz_status hz_formulate(hz_model **out, const hz_scenario *scenario, hz_level level, hz_error *err)
{
    return hz_formulate_levels(out, scenario, &level, 1, &(int64_t){1}, err);
}

/* formulate.c - the equations of docs/MODEL.md: from a scenario and its levels to a model
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Rows come first, level by level, one per claim of the level (scenario/claims.h) and in its order; then each unit adds to their
 * bases, and gets its column at each level, by walking only the rows that can concern it: those of the level for the whole city and
 * for the groups that it belongs to. */
#include "model/formulate.h"

#include <stdlib.h>
#include <string.h>

#include "base/cancel.h"
#include "base/lang.h"
#include "model/effect.h"
#include "model/ladder.h"
#include "model/links.h"
#include "scenario/claims.h"
#include "scenario/lines.h"

/* The rows that can concern a unit, by scope: all rows of group g are rows[first[g]] .. rows[first[g + 1] - 1]. */
typedef struct {
    uint32_t *first; /* [n_groups + 1] */
    uint32_t *rows;  /* [n_rows] ascending within a group */
    size_t n_rows;
} row_index;

typedef struct {
    const hz_scenario *scenario;
    hz_model *model;
    const int64_t *weights; /* [n_levels] */
    unsigned without;       /* families of demands, as bits, that are left out */
    row_index scopes[HZ_N_LEVELS][HZ_N_SCOPES]; /* of the k-th level of the model */
    hz_effects effects;
    size_t value_capacity, row_capacity, arc_capacity;
    hz_linking linking; /* (8) and (15) */
} formulation;

static const hz_demand *demand_of(const formulation *f, size_t row)
{
    return &f->scenario->demands[f->model->rows[row].demand];
}

/* ---- rows ---- */

static hz_row_kind kind_of(const hz_demand *demand)
{
    static const hz_row_kind kinds[HZ_N_DEMAND_KINDS] = {
        [HZ_DEMAND_FLOOR] = HZ_ROW_FLOOR, [HZ_DEMAND_POOL] = HZ_ROW_POOL,     [HZ_DEMAND_WEIGHTED] = HZ_ROW_WEIGHTED,
        [HZ_DEMAND_CAP] = HZ_ROW_CAP,     [HZ_DEMAND_LINES] = HZ_ROW_LINES,   [HZ_DEMAND_SAFETY] = HZ_ROW_SAFETY,
    };

    if (demand->kind == HZ_DEMAND_REDUCTION)
        return demand->scope == HZ_SCOPE_ALL ? HZ_ROW_TARGET : HZ_ROW_GROUP_TARGET;
    return kinds[demand->kind];
}

/* Does a cap hold a group against what the whole plan costs? */
static bool is_share(const hz_demand *demand)
{
    return demand->kind == HZ_DEMAND_CAP && demand->cap_of == HZ_CAP_PLAN_COST;
}

static bool is_at_most(hz_row_kind kind)
{
    return kind == HZ_ROW_FLOOR || kind == HZ_ROW_CAP;
}

static void make_row(hz_row *row, const hz_scenario *s, const hz_claim *claim)
{
    hz_row_kind kind = kind_of(&s->demands[claim->demand]);

    *row = (hz_row){.kind = kind,
                    .sense = is_at_most(kind) ? HZ_AT_MOST : HZ_AT_LEAST,
                    .demand = claim->demand,
                    .group = claim->group,
                    .product = claim->product,
                    .target = claim->target};
}

static uint32_t row_of(const hz_model *m, uint32_t demand)
{
    uint32_t i = 0;

    while (m->rows[i].demand != demand)
        i++;
    return i;
}

/* What one level claims: the last n_guards are those of enterprises that may fail. */
typedef struct {
    hz_claim *claims;
    size_t n_rows, n_guards;
    uint32_t share; /* the first demand that asks for the cost of the plan, or HZ_NONE */
} level_claims;

static uint32_t first_share(const hz_scenario *s, const level_claims *of)
{
    for (size_t i = 0; i < of->n_rows; i++)
        if (is_share(&s->demands[of->claims[i].demand]))
            return of->claims[i].demand;
    return HZ_NONE;
}

/* Safety is left out with the target that it is for. */
static bool is_left_out(const formulation *f, const hz_claim *claim)
{
    const hz_demand *demands = f->scenario->demands;

    return f->without >> hz_demand_family_of(&demands[claim->demand]) & 1 ||
           (claim->target != HZ_NONE && f->without >> hz_demand_family_of(&demands[claim->target]) & 1);
}

/* The order of the grades and alike treatment are arcs (model/links.h), no rows. Returns how many claims are left. */
static size_t leave_out_claims(hz_claim *claims, size_t n, const formulation *f)
{
    const hz_demand *demands = f->scenario->demands;
    size_t n_kept = 0;

    for (size_t i = 0; i < n; i++)
        if (!hz_is_fairness(demands[claims[i].demand].kind) && !is_left_out(f, &claims[i]))
            claims[n_kept++] = claims[i];
    return n_kept;
}

/* Safety against enterprises that fail has no rows yet: solve/robust.h finds those that matter. */
static hz_status list_level(level_claims *of, const formulation *f, hz_level level, hz_error *err)
{
    const hz_scenario *s = f->scenario;
    size_t n_all;
    hz_status status = hz_list_claims(&of->claims, &n_all, s, level, err);

    if (status)
        return status;
    of->n_rows = n_all = leave_out_claims(of->claims, n_all, f);
    while (of->n_rows > 0 && s->demands[of->claims[of->n_rows - 1].demand].kind == HZ_DEMAND_SAFETY &&
           s->demands[of->claims[of->n_rows - 1].demand].n_failing > 0)
        of->n_rows--;
    of->n_guards = n_all - of->n_rows;
    of->share = first_share(s, of);
    return of->n_rows > 0 || f->without ? HZ_OK
                          : hz_error_set(err, HZ_ERR_USAGE, _("the scenario demands nothing at level %s; choose another level"),
                                         hz_level_name(level));
}

static hz_status make_guards(hz_model *m, const hz_scenario *s, const level_claims *of, hz_error *err)
{
    size_t capacity = m->n_guards;

    if (of->n_guards == 0)
        return HZ_OK;
    m->n_owners = s->n_enterprises;
    if (!hz_grow((void **)&m->guards, &capacity, m->n_guards + of->n_guards, sizeof *m->guards))
        return hz_error_memory(err);
    for (size_t i = 0; i < of->n_guards; i++) {
        const hz_claim *claim = &of->claims[of->n_rows + i];

        m->guards[m->n_guards++] =
            (hz_guard){row_of(m, claim->target), claim->demand, s->demands[claim->demand].n_failing};
    }
    return HZ_OK;
}

static hz_status fill_rows(hz_model *m, const hz_scenario *s, const level_claims *of, hz_error *err)
{
    hz_status status = HZ_OK;

    if (!(m->rows = hz_calloc(m->n_rows + 1, sizeof *m->rows)))
        return hz_error_memory(err);
    m->n_rows = 0;
    for (size_t k = 0; k < m->n_levels; k++)
        for (size_t i = 0; i < of[k].n_rows; i++)
            make_row(&m->rows[m->n_rows++], s, &of[k].claims[i]);
    for (size_t k = 0; k < m->n_levels; k++)
        if (of[k].share != HZ_NONE)
            m->rows[m->n_rows++] = (hz_row){.kind = HZ_ROW_PLAN_COST,
                                            .sense = HZ_AT_MOST,
                                            .demand = of[k].share,
                                            .group = HZ_NONE,
                                            .product = HZ_NONE,
                                            .target = HZ_NONE};
    for (size_t k = 0; k < m->n_levels && !status; k++)
        status = make_guards(m, s, &of[k], err);
    return status;
}

static hz_status make_rows(formulation *f, hz_error *err)
{
    hz_model *m = f->model;
    level_claims of[HZ_N_LEVELS] = {0};
    hz_status status = HZ_OK;

    for (size_t k = 0; k < m->n_levels && !status; k++) {
        status = list_level(&of[k], f, m->levels[k], err);
        m->n_rows += of[k].n_rows + (of[k].share != HZ_NONE);
    }
    if (!status)
        status = fill_rows(m, f->scenario, of, err);
    for (size_t k = 0; k < m->n_levels; k++)
        free(of[k].claims);
    return status;
}

/* ---- which rows concern which group ---- */

/* The whole plan's cost is everybody's. */
static hz_scope row_scope(const formulation *f, size_t row)
{
    return f->model->rows[row].kind == HZ_ROW_PLAN_COST ? HZ_SCOPE_ALL : demand_of(f, row)->scope;
}

static uint32_t row_group(const formulation *f, size_t row)
{
    return row_scope(f, row) == HZ_SCOPE_ALL ? 0 : f->model->rows[row].group;
}

static bool is_of(const formulation *f, size_t row, hz_level level, hz_scope scope)
{
    return demand_of(f, row)->level == level && row_scope(f, row) == scope;
}

static hz_status index_scope(formulation *f, size_t k, hz_scope scope, hz_error *err)
{
    size_t n_groups = hz_scope_size(f->scenario, scope);
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
    index->n_rows = index->first[n_groups];
    return HZ_OK;
}

static hz_status index_rows(formulation *f, hz_error *err)
{
    hz_status status = HZ_OK;

    for (size_t k = 0; k < f->model->n_levels; k++)
        for (hz_scope scope = HZ_SCOPE_ALL; scope < HZ_N_SCOPES && !status; scope++)
            status = index_scope(f, k, scope, err);
    return status;
}

/* What is done with each row that concerns a unit. */
typedef void row_visitor(formulation *f, size_t row, size_t unit, void *context);

/* Those of the k-th level. */
static void visit_rows(formulation *f, size_t k, size_t unit, row_visitor *visit, void *context)
{
    for (hz_scope scope = HZ_SCOPE_ALL; scope < HZ_N_SCOPES; scope++) {
        const row_index *index = &f->scopes[k][scope];
        uint32_t one;
        const uint32_t *groups;
        size_t n;

        if (index->n_rows == 0)
            continue;
        n = hz_groups_of(f->scenario, f->scenario->units[unit].enterprise, scope, &one, &groups);
        for (size_t g = 0; g < n; g++)
            for (uint32_t i = index->first[groups[g]]; i < index->first[groups[g] + 1]; i++)
                visit(f, index->rows[i], unit, context);
    }
}

/* ---- right-hand sides ---- */

/* What the unit adds to the base of a row: the listed emission of a group, the output of a scope, a line, the cost of stopping. */
static void add_to_base(formulation *f, size_t row, size_t unit, void *context)
{
    const hz_scenario *s = f->scenario;
    const hz_demand *demand = demand_of(f, row);
    hz_row *r = &f->model->rows[row];
    const hz_unit *u = &s->units[unit];

    (void)context;
    if (r->kind == HZ_ROW_GROUP_TARGET)
        r->base += hz_emission(s, unit, demand->pollutant) > 0 ? hz_emission(s, unit, demand->pollutant) : 0;
    else if (r->kind == HZ_ROW_FLOOR)
        r->base += u->product == demand->product ? u->output : 0;
    else if (r->kind == HZ_ROW_LINES)
        r->base += hz_is_counted_line(s, unit, demand->level);
    else if (r->kind == HZ_ROW_CAP && demand->cap_of == HZ_CAP_COST)
        r->base += u->cost_fen_d;
    else if (r->kind == HZ_ROW_CAP && demand->cap_of == HZ_CAP_OUTPUT)
        r->base += u->product == r->product ? u->output : 0;
}

/* The ratio of a base, rounded up to whole units, or the mass itself. */
static int64_t reduction_rhs(const hz_demand *demand, int64_t base)
{
    return demand->is_ratio ? hz_div_ceil((__int128)base * demand->ratio_ppm, HZ_RATIO_ONE) : demand->amount;
}

/* The ratio of 1/HZ_WEIGHT_ONE g/d, rounded up to g/d. */
static int64_t whole_grams(int64_t weighted, int64_t ratio_ppm)
{
    return hz_div_ceil((__int128)weighted * ratio_ppm, (__int128)HZ_RATIO_ONE * HZ_WEIGHT_ONE);
}

static void finish_target(const formulation *f, hz_row *row, const hz_demand *target)
{
    if (target->kind == HZ_DEMAND_POOL) {
        row->base = HZ_POOL_ONE;
        row->rhs = target->ratio_ppm * (HZ_POOL_ONE / HZ_RATIO_ONE);
    } else if (target->kind == HZ_DEMAND_WEIGHTED) {
        int64_t whole = hz_weighted_sum(f->scenario, target, f->effects.society_g_d);

        row->base = whole / HZ_WEIGHT_ONE;
        row->rhs = target->amount * HZ_WEIGHT_ONE;
        if (target->is_ratio) /* to whole grams; too much for 63 bits stays too much, for hz_check_size() */
            row->rhs = whole == INT64_MAX ? whole : whole_grams(whole, target->ratio_ppm) * HZ_WEIGHT_ONE;
    } else {
        row->base = target->scope == HZ_SCOPE_ALL ? f->effects.society_g_d[target->pollutant] : row->base;
        row->rhs = reduction_rhs(target, row->base);
    }
}

static void finish_row(const formulation *f, hz_row *row)
{
    const hz_demand *demand = &f->scenario->demands[row->demand];

    switch (row->kind) {
    case HZ_ROW_FLOOR: /* (6): sum q (1 - x) >= D, written as sum q x <= Q - D */
        row->rhs = row->base - demand->amount;
        break;
    case HZ_ROW_CAP: /* (7): of the plan's cost the right-hand side is 0 */
        row->rhs = hz_div_floor((__int128)row->base * demand->ratio_ppm, HZ_RATIO_ONE);
        break;
    case HZ_ROW_LINES: /* (9b) */
        row->rhs = hz_lines_demanded(demand, row->base);
        break;
    case HZ_ROW_PLAN_COST: /* T <= sum c x */
        break;
    case HZ_ROW_SAFETY: /* (12): (1 - s) sum a x >= R */
        finish_target(f, row, &f->scenario->demands[row->target]);
        row->rhs = hz_div_ceil((__int128)row->rhs * HZ_RATIO_ONE, HZ_RATIO_ONE - demand->ratio_ppm);
        break;
    default:
        finish_target(f, row, demand);
    }
}

static hz_status finish_rows(formulation *f, hz_error *err)
{
    const hz_scenario *s = f->scenario;

    for (size_t u = 0; u < s->n_units; u++) {
        for (size_t k = 0; k < f->model->n_levels && s->enterprises[s->units[u].enterprise].operation == HZ_OPERATING; k++)
            visit_rows(f, k, u, add_to_base, NULL);
        if (u % 65536 == 0 && hz_cancel_check(err))
            return err ? err->status : HZ_ERR_INTERRUPTED;
    }
    for (size_t i = 0; i < f->model->n_rows; i++)
        finish_row(f, &f->model->rows[i]);
    return HZ_OK;
}

/* ---- columns ---- */

/* From one state of a unit to another, and where the next entry goes. */
typedef struct {
    hz_state from, to;
    uint64_t n;
} filling;

/* a[i,j]. The scopes are each ascending; insertion keeps the column ascending as a whole. */
static void append_entry(formulation *f, size_t row, size_t unit, void *context)
{
    filling *fill = context;
    uint64_t at = fill->n;
    hz_model *m = f->model;
    int64_t value = hz_row_coefficient(&f->effects, &m->rows[row], unit, fill->to) -
                    hz_row_coefficient(&f->effects, &m->rows[row], unit, fill->from);

    if (value == 0)
        return;
    for (; at > m->start[m->n_columns] && m->row[at - 1] > row; at--) {
        m->row[at] = m->row[at - 1];
        m->value[at] = m->value[at - 1];
    }
    m->row[at] = (uint32_t)row;
    m->value[at] = value;
    fill->n++;
}

static bool reserve_entries(formulation *f, uint64_t n)
{
    hz_model *m = f->model;
    size_t need = n + m->n_rows;

    return hz_grow((void **)&m->row, &f->row_capacity, need, sizeof *m->row) &&
           hz_grow((void **)&m->value, &f->value_capacity, need, sizeof *m->value);
}

/* `column` is what it is but for its cost. */
static bool add_column(formulation *f, size_t k, hz_column column, hz_state from, hz_state to, uint64_t *n)
{
    const hz_scenario *s = f->scenario;
    hz_model *m = f->model;
    hz_level level = m->levels[k];
    filling fill = {from, to, *n};

    if (!reserve_entries(f, *n))
        return false;
    column.level = (uint8_t)level;
    column.cost_fen_d =
        (hz_state_cost_fen_d(s, column.unit, to, level) - hz_state_cost_fen_d(s, column.unit, from, level)) * f->weights[k];
    m->columns[m->n_columns] = column;
    visit_rows(f, k, column.unit, append_entry, &fill);
    if (m->owner)
        m->owner[m->n_columns] = s->units[column.unit].enterprise;
    m->start[++m->n_columns] = *n = fill.n;
    return true;
}

static void fold(hz_bounds out[HZ_N_LEVELS], size_t n_levels)
{
    for (size_t k = 0; k < n_levels; k++) {
        if (k > 0 && out[k - 1].lo_bp > out[k].lo_bp)
            out[k].lo_bp = out[k - 1].lo_bp;
    }
    for (size_t k = n_levels; k-- > 1;)
        if (out[k].hi_bp < out[k - 1].hi_bp)
            out[k - 1].hi_bp = out[k].hi_bp;
}

void hz_fold_bounds(hz_bounds out[HZ_N_LEVELS], const hz_scenario *scenario, size_t unit, const hz_level *levels,
                    size_t n_levels)
{
    for (size_t k = 0; k < n_levels; k++)
        out[k] = (hz_bounds){hz_min_cut_bp(scenario, unit, levels[k]), hz_max_cut_bp(scenario, unit, levels[k])};
    fold(out, n_levels);
}

/* The room of a unit at the k-th level: its bounds, and what (8) and (15) leave of them. */
static hz_bounds bounds_at(const formulation *f, size_t unit, size_t k)
{
    hz_room room = hz_linking_room(&f->linking, unit, k, f->model->levels[k]);

    return (hz_bounds){room.lo_bp, room.hi_bp};
}

static void take_bounds(hz_bounds out[HZ_N_LEVELS], const formulation *f, size_t unit)
{
    for (size_t k = 0; k < f->model->n_levels; k++)
        out[k] = bounds_at(f, unit, k);
    fold(out, f->model->n_levels);
}

/* The least of a milder level is above the most of a stricter one: which two are they? */
static hz_status refuse_bounds(const formulation *f, size_t unit, hz_error *err)
{
    const hz_scenario *s = f->scenario;
    const hz_unit *u = &s->units[unit];
    const hz_level *levels = f->model->levels;
    size_t milder = 0, stricter = 1;

    while (bounds_at(f, unit, milder).lo_bp <= bounds_at(f, unit, stricter).hi_bp)
        if (++milder == stricter) {
            milder = 0;
            stricter++;
        }
    return hz_error_set(
        err, HZ_ERR_INPUT,
        _("%1$s:%2$d: unit '%3$s' of '%4$s' must be cut at level %5$s by more than it may be cut at level %6$s, "
          "so the levels cannot lie inside one another; correct its <cut> or the exemption, or plan each level "
          "by itself"),
        s->path, u->line, u->id, s->enterprises[u->enterprise].id, hz_level_name(levels[milder]),
        hz_level_name(levels[stricter]));
}

static bool add_arc(formulation *f, size_t before, size_t after, hz_arc_kind kind)
{
    hz_model *m = f->model;

    if (!hz_grow((void **)&m->arcs, &f->arc_capacity, m->n_arcs + 1, sizeof *m->arcs))
        return false;
    m->arcs[m->n_arcs++] = (hz_arc){.before = (uint32_t)before, .after = (uint32_t)after, .kind = (uint8_t)kind};
    return true;
}

/* ---- units with modes ---- */

static hz_status refuse_modes(const formulation *f, size_t unit, hz_error *err)
{
    const hz_scenario *s = f->scenario;
    const hz_unit *u = &s->units[unit];

    return hz_error_set(err, HZ_ERR_INPUT,
                        _("%1$s:%2$d: unit '%3$s' of '%4$s' must be cut, but none of its modes may be used within its bounds%5$s; correct its "
                          "<cut>, the approved load or the levels of its modes, or ask for a mode that was refused by name"),
                        s->path, u->line, u->id, s->enterprises[u->enterprise].id,
                        f->model->n_levels > 1 ? _(" at a level, or at a stricter one") : "");
}

/* (9): a deeper column is never above a shallower one; (10): no level is ahead of a stricter one. `first` is the first column of the
 * ladder. */
static bool add_rung_arcs(formulation *f, const hz_ladder *ladder, size_t first)
{
    for (size_t i = 0; i < ladder->n; i++) {
        const hz_way *way = &ladder->ways[i];

        if ((i + 1 < ladder->first[way->place + 1] && !add_arc(f, first + i, first + i + 1, HZ_ARC_RUNG)) ||
            (way->stricter != HZ_NONE && !add_arc(f, first + i, first + way->stricter, HZ_ARC_NESTED)))
            return false;
    }
    return true;
}

/* What must be at one level must be at every stricter one. */
static void fold_arcs(formulation *f, size_t first_arc)
{
    for (bool has_changed = true; has_changed;) {
        has_changed = false;
        for (size_t k = first_arc; k < f->model->n_arcs; k++)
            has_changed |= hz_fold_arc(f->model, &f->model->arcs[k]);
    }
}

static hz_status add_ladder(formulation *f, size_t unit, uint64_t *n, hz_error *err)
{
    hz_model *m = f->model;
    size_t first = m->n_columns, first_arc = m->n_arcs;
    hz_ladder ladder;

    hz_ladder_make(&ladder, f->scenario, unit, m->levels, m->n_levels);
    if (!ladder.has_room)
        return refuse_modes(f, unit, err);
    for (size_t i = 0; i < ladder.n; i++) {
        const hz_way *way = &ladder.ways[i];
        hz_column column = {.unit = (uint32_t)unit,
                            .lo_bp = way->must_be ? HZ_SHARE_ONE : 0,
                            .hi_bp = HZ_SHARE_ONE,
                            .from_bp = way->from.cut_bp,
                            .to_bp = way->to.cut_bp,
                            .from_mode = way->from.mode,
                            .mode = way->to.mode,
                            .is_whole = way->is_whole};

        if (!add_column(f, way->place, column, way->from, way->to, n))
            return hz_error_memory(err);
    }
    if (!add_rung_arcs(f, &ladder, first))
        return hz_error_memory(err);
    fold_arcs(f, first_arc);
    return HZ_OK;
}

/* ---- all units ---- */

/* The columns of a unit. Folded bounds rise with the level, so those with hi = 0 come first. */
static hz_status add_unit(formulation *f, size_t unit, uint64_t *n, hz_error *err)
{
    const hz_model *m = f->model;
    hz_bounds bounds[HZ_N_LEVELS];
    bool has_below = false;

    if (f->scenario->units[unit].n_modes > 0)
        return add_ladder(f, unit, n, err);
    take_bounds(bounds, f, unit);
    for (size_t k = 0; k < m->n_levels; k++) {
        if (bounds[k].lo_bp > bounds[k].hi_bp)
            return refuse_bounds(f, unit, err);
        if (bounds[k].hi_bp == 0)
            continue;
        hz_linking_note(&f->linking, unit, k, m->n_columns);
        if (!add_column(f, k, (hz_column){.unit = (uint32_t)unit, .lo_bp = bounds[k].lo_bp, .hi_bp = bounds[k].hi_bp}, (hz_state){0},
                        (hz_state){.cut_bp = HZ_SHARE_ONE}, n) ||
            (has_below && !add_arc(f, m->n_columns - 2, m->n_columns - 1, HZ_ARC_NESTED)))
            return hz_error_memory(err);
        has_below = true;
    }
    return HZ_OK;
}

/* C: what it costs to stop all that may be cut at a level; that all are stopped is the most that its plan can cost. */
static int64_t most_plan_cost(const formulation *f, hz_level level, int64_t weight)
{
    const hz_model *m = f->model;
    __int128 cost = 0;

    for (size_t j = 0; j < m->n_columns; j++)
        if (m->columns[j].unit != HZ_NONE && m->columns[j].level == level && m->columns[j].cost_fen_d > 0)
            cost += m->columns[j].cost_fen_d / weight;
    return cost < INT64_MAX ? (int64_t)cost : INT64_MAX;
}

/* What the plan cost T = C x brings to a row: -n C to a share n/d of it, C to the row that holds it below the sum. */
static int64_t plan_cost_coefficient(const formulation *f, size_t row, int64_t most)
{
    __int128 share;

    if (f->model->rows[row].kind == HZ_ROW_PLAN_COST)
        return most;
    share = is_share(demand_of(f, row)) ? (__int128)hz_cap_fraction(demand_of(f, row)).part * most : 0;
    return share < INT64_MAX ? -(int64_t)share : -INT64_MAX;
}

/* (7): the plan cost of the k-th level, behind all units. */
static bool add_plan_cost(formulation *f, size_t k, uint64_t *n)
{
    hz_model *m = f->model;
    hz_level level = m->levels[k];
    int64_t most = most_plan_cost(f, level, f->weights[k]);

    if (most == 0)
        return true;
    if (!reserve_entries(f, *n))
        return false;
    for (size_t i = 0; i < m->n_rows; i++) {
        int64_t value = demand_of(f, i)->level == level ? plan_cost_coefficient(f, i, most) : 0;

        if (value != 0) {
            m->row[*n] = (uint32_t)i;
            m->value[(*n)++] = value;
        }
    }
    if (m->owner) /* in no row of a target, it is nobody's */
        m->owner[m->n_columns] = m->owner[m->n_columns - 1];
    m->columns[m->n_columns] = (hz_column){.unit = HZ_NONE, .hi_bp = HZ_SHARE_ONE, .level = (uint8_t)level};
    m->start[++m->n_columns] = *n;
    return true;
}

static hz_status add_plan_costs(formulation *f, uint64_t *n, hz_error *err)
{
    const hz_model *m = f->model;

    for (size_t i = 0; i < m->n_rows; i++)
        for (size_t k = 0; m->rows[i].kind == HZ_ROW_PLAN_COST && k < m->n_levels; k++)
            if (demand_of(f, i)->level == m->levels[k] && !add_plan_cost(f, k, n))
                return hz_error_memory(err);
    return HZ_OK;
}

static size_t count_columns(const formulation *f)
{
    hz_bounds bounds[HZ_N_LEVELS];
    hz_ladder ladder;
    size_t n = f->linking.n_links;

    for (size_t u = 0; u < f->scenario->n_units; u++) {
        if (f->scenario->units[u].n_modes > 0) {
            hz_ladder_make(&ladder, f->scenario, u, f->model->levels, f->model->n_levels);
            n += ladder.n;
            continue;
        }
        take_bounds(bounds, f, u);
        for (size_t k = 0; k < f->model->n_levels; k++)
            n += bounds[k].hi_bp > 0;
    }
    return n;
}

static hz_status make_columns(formulation *f, hz_error *err)
{
    const hz_scenario *s = f->scenario;
    hz_model *m = f->model;
    size_t n_columns = count_columns(f) + m->n_levels; /* and plan costs */
    uint64_t n = 0;
    hz_status status = HZ_OK;

    m->columns = hz_calloc(n_columns ? n_columns : 1, sizeof *m->columns);
    m->owner = m->n_guards > 0 ? hz_calloc(n_columns + 1, sizeof *m->owner) : NULL;
    m->start = hz_calloc(n_columns + 1, sizeof *m->start);
    if (!m->columns || !m->start || (m->n_guards > 0 && !m->owner))
        return hz_error_memory(err);
    for (size_t i = 0; i < s->n_units && !status; i++) {
        if (!(status = add_unit(f, hz_linking_unit(&f->linking, i), &n, err)))
            status = hz_linking_add(&f->linking, m, &f->arc_capacity, i, err);
        if (!status && i % 65536 == 0 && hz_cancel_check(err))
            return err ? err->status : HZ_ERR_INTERRUPTED;
    }
    if (!status)
        status = add_plan_costs(f, &n, err);
    if (!status)
        status = hz_linking_fold(&f->linking, m, err);
    return status || m->n_arcs == 0 ? status : hz_model_find_blocks(m, err);
}

/* Everybody behind here relies on it. */
hz_status hz_check_size(const hz_model *m, hz_error *err)
{
    __int128 *most = hz_calloc(m->n_rows + 1, sizeof *most);
    bool is_small = true;

    if (!most)
        return hz_error_memory(err);
    for (uint64_t k = 0; k < m->start[m->n_columns]; k++)
        most[m->row[k]] += m->value[k] < 0 ? -(__int128)m->value[k] : m->value[k];
    for (size_t i = 0; i < m->n_rows; i++)
        is_small = is_small && most[i] < INT64_MAX / 2 && m->rows[i].rhs < INT64_MAX / 2;
    free(most);
    return is_small ? HZ_OK
                    : hz_error_set(err, HZ_ERR_LIMIT,
                                   _("a demand adds up to more than can be reckoned exactly; give its shares "
                                     "or weights with fewer digits"));
}

/* ---- the verb ---- */

/* (8) and (15), unless one of them is left out. */
static hz_status make_linking(formulation *f, hz_error *err)
{
    const hz_model *m = f->model;

    f->linking = (hz_linking){.scenario = f->scenario, .n_levels = m->n_levels};
    return f->without >> HZ_FAMILY_GRADES & 1
               ? HZ_OK
               : hz_linking_make(&f->linking, f->model, f->scenario, m->levels, m->n_levels, err);
}

/* `f` holds what is to be formulated: scenario, weights, and what is left out. */
static hz_status formulate(hz_model **out, formulation *f, const hz_level *levels, size_t n_levels, hz_error *err)
{
    const hz_scenario *scenario = f->scenario;
    hz_status status;

    *out = NULL;
    if (!(f->model = hz_calloc(1, sizeof *f->model)))
        return hz_error_memory(err);
    f->model->level = levels[0];
    memcpy(f->model->levels, levels, n_levels * sizeof *levels);
    f->model->n_levels = n_levels;
    hz_effects_make(&f->effects, scenario);
    if (!(status = make_rows(f, err)) &&
        !(status = make_linking(f, err)) && !(status = index_rows(f, err)) && !(status = finish_rows(f, err)) &&
        !(status = make_columns(f, err)) && !(status = hz_check_size(f->model, err)))
        *out = f->model;
    else
        hz_model_free(f->model);
    hz_linking_free(&f->linking);
    for (size_t k = 0; k < n_levels; k++)
        for (int scope = HZ_SCOPE_ALL; scope < HZ_N_SCOPES; scope++) {
            free(f->scopes[k][scope].first);
            free(f->scopes[k][scope].rows);
        }
    return status;
}

hz_status hz_formulate_levels(hz_model **out, const hz_scenario *scenario, const hz_level *levels, size_t n_levels,
                              const int64_t *weights, hz_error *err)
{
    return hz_formulate_without(out, scenario, levels, n_levels, weights, 0, err);
}

hz_status hz_formulate(hz_model **out, const hz_scenario *scenario, hz_level level, hz_error *err)
{
    return hz_formulate_levels(out, scenario, &level, 1, &(int64_t){1}, err);
}

hz_status hz_formulate_without(hz_model **out, const hz_scenario *scenario, const hz_level *levels, size_t n_levels,
                               const int64_t *weights, unsigned families, hz_error *err)
{
    formulation f = {.scenario = scenario, .weights = weights, .without = families};

    return formulate(out, &f, levels, n_levels, err);
}

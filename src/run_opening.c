/* run_opening.c - a model that has no plan, and all that could be given up in it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "run_opening.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/lang.h"
#include "model/flatten.h"
#include "model/formulate.h"
#include "run_proof.h"

/* ---- the model ---- */

static bool is_planned(const hz_model *m, hz_level level)
{
    size_t k = 0;

    while (k < m->n_levels && m->levels[k] != level)
        k++;
    return k < m->n_levels;
}

static bool has_fairness(const hz_scenario *s, const hz_model *m)
{
    for (size_t d = 0; d < s->n_demands; d++)
        if (hz_is_fairness(s->demands[d].kind) && is_planned(m, s->demands[d].level))
            return true;
    return false;
}

/* The scenario in which everybody may be cut: its units and enterprises are copies, the caller's to free. No <cut> is given for who is exempt:
 * without the exemption all of it may be cut. */
static hz_status open_scenario(hz_scenario *open, hz_error *err)
{
    const hz_scenario *s = open;
    hz_unit *units = hz_calloc(s->n_units + 1, sizeof *units);
    hz_enterprise *enterprises = hz_calloc(s->n_enterprises + 1, sizeof *enterprises);

    if (!units || !enterprises) {
        free(units);
        free(enterprises);
        return hz_error_memory(err);
    }
    memcpy(units, s->units, s->n_units * sizeof *units);
    memcpy(enterprises, s->enterprises, s->n_enterprises * sizeof *enterprises);
    for (size_t e = 0; e < s->n_enterprises; e++)
        enterprises[e].exempt_levels = 0;
    for (size_t u = 0; u < s->n_units; u++)
        for (int level = 0; level < HZ_N_LEVELS; level++)
            if (units[u].n_modes == 0 && units[u].max_cut_bp[level] == 0)
                units[u].max_cut_bp[level] = HZ_SHARE_ONE;
    open->units = units;
    open->enterprises = enterprises;
    return HZ_OK;
}

static hz_status formulate_open(hz_model **out, const hz_opening *o, const hz_model *m, hz_error *err)
{
    static const int64_t weights[HZ_N_LEVELS] = {1, 1, 1, 1};
    hz_scenario open = *o->scenario;
    hz_status status;

    if (o->is_as_it_was)
        return hz_formulate_levels(out, o->scenario, m->levels, m->n_levels, weights, err);
    if ((status = open_scenario(&open, err)))
        return status;
    status = hz_formulate_levels(out, &open, m->levels, m->n_levels, weights, err);
    free(open.units);
    free(open.enterprises);
    return status;
}

/* What is asked for does not change because somebody could be cut. */
static void keep_rows(hz_model *open, const hz_model *m)
{
    for (size_t i = 0; i < open->n_rows && i < m->n_rows; i++)
        if (open->rows[i].demand == m->rows[i].demand && open->rows[i].group == m->rows[i].group &&
            open->rows[i].kind == m->rows[i].kind) {
            open->rows[i].base = m->rows[i].base;
            open->rows[i].rhs = m->rows[i].rhs;
        }
}

/* Its own bounds, whatever nesting makes of them: that is asked for by itself. */
static void keep_bounds(const hz_opening *o, hz_column *column)
{
    const hz_scenario *s = o->scenario;

    if (column->unit == HZ_NONE || o->keeps_arcs)
        return;
    if (!hz_may_be_cut(s, column->unit, (hz_level)column->level))
        column->lo_bp = column->hi_bp = 0;
    else if (s->units[column->unit].n_modes == 0) {
        column->lo_bp = hz_min_cut_bp(s, column->unit, (hz_level)column->level);
        column->hi_bp = hz_max_cut_bp(s, column->unit, (hz_level)column->level);
    }
}

/* ---- what can be given up ---- */

/* One row or column, and what it belongs to. */
typedef struct {
    hz_clash_kind kind;
    uint32_t of[3]; /* row; or demand, trade, district; or enterprise; or unit */
    uint32_t member;
    uint16_t open_bp, bp;
    uint8_t level;
} part;

typedef struct {
    hz_opening *o;
    const hz_model *arcs; /* the same model while its arcs were arcs */
    const hz_column *open; /* [n_columns] bounds of those who may be cut */
    part *parts;
    size_t n, capacity;
} listing;

static bool add_part(listing *l, part p)
{
    if (!hz_grow((void **)&l->parts, &l->capacity, l->n + 1, sizeof *l->parts))
        return false;
    l->parts[l->n++] = p;
    return true;
}

static const hz_link *link_of(const hz_model *m, uint32_t column)
{
    for (size_t i = 0; i < m->n_links; i++)
        if (m->links[i].column == column)
            return &m->links[i];
    return NULL;
}

static uint32_t fairness_of(const hz_scenario *s, const hz_column *column, hz_demand_kind kind)
{
    for (uint32_t d = 0; d < s->n_demands; d++)
        if (s->demands[d].kind == kind && (int)s->demands[d].level == column->level &&
            (s->demands[d].is_each || hz_unit_in_scope(s, column->unit, s->demands[d].scope, s->demands[d].group)))
            return d;
    return HZ_NONE;
}

/* Which fairness an arc is of: that of its link, or of the units that it joins. */
static part part_of_arc(const listing *l, const hz_arc *arc)
{
    const hz_scenario *s = l->o->scenario;
    const hz_column *before = &l->arcs->columns[arc->before], *after = &l->arcs->columns[arc->after];
    const hz_column *of = before->unit != HZ_NONE ? before : after;
    const hz_link *link = before->unit == HZ_NONE ? link_of(l->arcs, arc->before)
                          : after->unit == HZ_NONE ? link_of(l->arcs, arc->after) : NULL;
    part p = {.kind = HZ_CLASH_GRADES, .level = before->level};

    if (link) {
        memcpy(p.of, (uint32_t[]){link->demand, link->sector, link->district}, sizeof p.of);
        return p;
    }
    p.of[0] = fairness_of(s, of, arc->kind == HZ_ARC_GRADE ? HZ_DEMAND_ORDER : HZ_DEMAND_ALIKE);
    p.of[1] = s->enterprises[s->units[of->unit].enterprise].sector;
    p.of[2] = s->enterprises[s->units[of->unit].enterprise].district;
    return p;
}

/* Of a row: the demand itself; that rungs follow one another, and what a plan costs, is nobody's demand. */
static bool list_rows(listing *l)
{
    const hz_model *m = l->o->model;
    size_t arc = 0;

    for (uint32_t i = 0; i < m->n_rows; i++) { /* rows of arcs are in the order of the arcs */
        part p = {.kind = HZ_CLASH_DEMAND, .of = {i}, .member = i};

        if (m->rows[i].kind == HZ_ROW_ARC) {
            const hz_arc *a = &l->arcs->arcs[arc++];

            if (a->kind == HZ_ARC_RUNG)
                continue;
            p = a->kind == HZ_ARC_NESTED ? (part){.kind = HZ_CLASH_NESTED} : part_of_arc(l, a);
            p.member = i;
        } else if (m->rows[i].kind == HZ_ROW_PLAN_COST) {
            continue;
        }
        if (!add_part(l, p))
            return false;
    }
    return true;
}

static bool list_upper(listing *l, uint32_t j)
{
    const hz_scenario *s = l->o->scenario;
    const hz_column *c = &l->o->model->columns[j];
    part p = {.kind = HZ_CLASH_MOST, .of = {c->unit}, .member = j, .open_bp = HZ_SHARE_ONE, .bp = c->hi_bp, .level = c->level};

    if (c->hi_bp == HZ_SHARE_ONE || (s->units[c->unit].n_modes > 0 && hz_may_be_cut(s, c->unit, (hz_level)c->level)))
        return true;
    if (!hz_may_be_cut(s, c->unit, (hz_level)c->level)) {
        p.kind = HZ_CLASH_EXEMPT;
        p.of[0] = s->units[c->unit].enterprise;
        p.open_bp = l->open[j].hi_bp;
    }
    return add_part(l, p);
}

static bool list_lower(listing *l, uint32_t j)
{
    const hz_scenario *s = l->o->scenario;
    const hz_column *c = &l->o->model->columns[j];
    uint16_t held_bp = hz_held_bp(s, &s->enterprises[s->units[c->unit].enterprise], (hz_level)c->level);
    part p = {.kind = HZ_CLASH_LEAST, .of = {c->unit}, .member = j, .bp = c->lo_bp, .level = c->level};

    if (c->lo_bp == 0)
        return true;
    if (held_bp > s->units[c->unit].min_cut_bp[c->level]) {
        p.kind = HZ_CLASH_LOAD;
        p.of[0] = s->units[c->unit].enterprise;
        p.bp = (uint16_t)(HZ_SHARE_ONE - held_bp);
    }
    return add_part(l, p);
}

static bool list_bounds(listing *l)
{
    const hz_model *m = l->o->model;

    for (uint32_t j = 0; j < m->n_columns; j++)
        if (m->columns[j].unit != HZ_NONE && (!list_upper(l, j) || !list_lower(l, j)))
            return false;
    return true;
}

static int by_owner(const part *x, const part *y)
{
    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    for (int i = 0; i < 3; i++)
        if (x->of[i] != y->of[i])
            return x->of[i] < y->of[i] ? -1 : 1;
    return 0;
}

static int by_part(const void *a, const void *b)
{
    const part *x = a, *y = b;
    int order = by_owner(x, y);

    return order ? order : (x->member > y->member) - (x->member < y->member);
}

/* ---- in the words of the input ---- */

int64_t hz_opening_unit(const hz_opening *opening, const hz_row *row)
{
    uint32_t d = row->kind == HZ_ROW_SAFETY ? row->target : row->demand;

    return opening->scenario->demands[d].kind == HZ_DEMAND_WEIGHTED ? HZ_WEIGHT_ONE : 1;
}

/* A floor is written as what may be cut at most: the demand is what must be made. */
static hz_clash clash_of_row(const hz_opening *o, const hz_row *row)
{
    const hz_demand *demand = &o->scenario->demands[row->demand];
    int64_t rhs = row->kind == HZ_ROW_FLOOR ? row->base - row->rhs : row->rhs;

    return (hz_clash){.kind = HZ_CLASH_DEMAND,
                      .level = demand->level,
                      .of = {.demand = row->demand, .group = row->group, .product = row->product, .target = row->target,
                             .base = row->base, .required = rhs / hz_opening_unit(o, row)},
                      .is_target = row->sense == HZ_AT_LEAST,
                      .enterprise = HZ_NONE,
                      .unit = HZ_NONE,
                      .line = demand->line};
}

static int line_of_exemption(const hz_scenario *s, const hz_enterprise *e, hz_level level)
{
    const hz_exemption *x = hz_next_exemption(s, e, level, NULL);

    return x ? x->line : e->line;
}

/* The lowest load is the one that holds. */
static int line_of_load(const hz_scenario *s, const hz_enterprise *e, hz_level level)
{
    const hz_max_load *lowest = NULL;

    for (const hz_max_load *x = NULL; (x = hz_next_load(s, e, level, x));)
        if (!lowest || x->load_bp < lowest->load_bp)
            lowest = x;
    return lowest ? lowest->line : e->line;
}

static hz_clash clash_of_bound(const hz_scenario *s, const part *p)
{
    bool is_unit = p->kind == HZ_CLASH_MOST || p->kind == HZ_CLASH_LEAST;
    uint32_t enterprise = is_unit ? s->units[p->of[0]].enterprise : p->of[0];
    const hz_enterprise *e = &s->enterprises[enterprise];

    return (hz_clash){.kind = p->kind,
                      .level = (hz_level)p->level,
                      .of = {.demand = HZ_NONE},
                      .enterprise = enterprise,
                      .unit = is_unit ? p->of[0] : HZ_NONE,
                      .bp = p->bp,
                      .line = is_unit                     ? s->units[p->of[0]].line
                              : p->kind == HZ_CLASH_EXEMPT ? line_of_exemption(s, e, (hz_level)p->level)
                                                           : line_of_load(s, e, (hz_level)p->level)};
}

static hz_clash clash_of(const hz_opening *o, const part *p)
{
    const hz_scenario *s = o->scenario;

    switch (p->kind) {
    case HZ_CLASH_DEMAND:
        return clash_of_row(o, &o->model->rows[p->of[0]]);
    case HZ_CLASH_GRADES:
        return (hz_clash){.kind = p->kind,
                          .level = (hz_level)p->level,
                          .of = {.demand = p->of[0]},
                          .enterprise = HZ_NONE,
                          .unit = HZ_NONE,
                          .sector = p->of[1],
                          .district = p->of[2],
                          .line = p->of[0] == HZ_NONE ? 0 : s->demands[p->of[0]].line};
    case HZ_CLASH_NESTED:
        return (hz_clash){.kind = p->kind, .of = {.demand = HZ_NONE}, .enterprise = HZ_NONE, .unit = HZ_NONE};
    default:
        return clash_of_bound(s, p);
    }
}

static void group_parts(hz_opening *o, const part *parts, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const part *p = &parts[i];

        if (i == 0 || by_owner(p, &parts[i - 1]) != 0) {
            hz_element_kind kind = p->kind <= HZ_CLASH_NESTED  ? HZ_ELEMENT_ROWS
                                   : p->kind <= HZ_CLASH_MOST ? HZ_ELEMENT_UPPER
                                                              : HZ_ELEMENT_LOWER;

            o->clashes[o->elements.n] = clash_of(o, p);
            o->row[o->elements.n] = p->kind == HZ_CLASH_DEMAND ? p->of[0] : HZ_NONE;
            o->elements.elements[o->elements.n++] = (hz_element){kind, (uint32_t)i, 0};
        }
        o->elements.elements[o->elements.n - 1].n++;
        o->elements.member[i] = p->member;
        o->elements.open_bp[i] = p->open_bp;
    }
    o->elements.n_members = n;
}

hz_status hz_opening_list_elements(hz_opening *o, hz_error *err)
{
    listing l = {.o = o, .arcs = o->formulated, .open = o->formulated->columns};
    bool is_done = list_rows(&l) && (o->keeps_arcs || list_bounds(&l));

    if (is_done && l.n > 1)
        qsort(l.parts, l.n, sizeof *l.parts, by_part);
    is_done = is_done && (o->clashes = hz_calloc(l.n + 1, sizeof *o->clashes)) && (o->row = hz_calloc(l.n + 1, sizeof *o->row)) &&
              (o->elements.elements = hz_calloc(l.n + 1, sizeof *o->elements.elements)) &&
              (o->elements.member = hz_calloc(l.n + 1, sizeof *o->elements.member)) &&
              (o->elements.open_bp = hz_calloc(l.n + 1, sizeof *o->elements.open_bp));
    if (is_done)
        group_parts(o, l.parts, l.n);
    free(l.parts);
    return is_done ? HZ_OK : hz_error_memory(err);
}

/* ---- the verb ---- */

static bool is_relaxed(const hz_model *m)
{
    for (size_t i = 0; i < m->n_rows; i++)
        if (m->rows[i].kind == HZ_ROW_LINES)
            return true;
    for (size_t j = 0; j < m->n_columns; j++)
        if (m->columns[j].mode > 0)
            return true;
    return false;
}

static hz_status prove_none(const hz_opening *o, bool *has_plan, hz_error *err)
{
    hz_proof *proof = NULL;
    hz_status status = hz_run_prove_guarded(&proof, o->model, err);

    if (!status)
        *has_plan = proof->outcome == HZ_OUTCOME_OPTIMAL;
    hz_proof_free(proof);
    return status;
}

/* Who cannot keep to fairness is held still by it, which no arc says: then its bounds are what it leaves of them. */
static hz_status prove_with_own_bounds(hz_opening *o, bool *has_plan, const hz_model *formulated, hz_error *err)
{
    hz_status status;

    for (size_t j = 0; j < o->model->n_columns; j++)
        keep_bounds(o, &o->model->columns[j]);
    if ((status = prove_none(o, has_plan, err)) || !*has_plan || !o->is_as_it_was)
        return status;
    for (size_t j = 0; j < o->model->n_columns; j++)
        o->model->columns[j] = formulated->columns[j];
    return prove_none(o, has_plan, err);
}

static bool has_own_arcs(const hz_model *m)
{
    for (size_t k = 0; k < m->n_arcs; k++)
        if (m->arcs[k].kind != HZ_ARC_RUNG)
            return true;
    return false;
}

/* Arcs as rows make a program of many rows, which is slow; those of rungs are nobody's demand, and stay what they are. */
static hz_status take_arcs(hz_opening *o, hz_error *err)
{
    enum { MOST_ARCS = 2000, MOST_KEPT = 8000 };
    const hz_model *m = o->formulated;
    bool is_own = has_own_arcs(m);

    if (is_own && m->n_arcs > MOST_KEPT)
        return hz_error_set(err, HZ_ERR_LIMIT, "%s", _("too many units are held against one another to look for what contradicts what"));
    o->keeps_arcs = is_own && m->n_arcs > MOST_ARCS;
    return is_own && !o->keeps_arcs ? hz_model_flatten(&o->model, m, err) : hz_model_copy(&o->model, m, err);
}

hz_status hz_opening_make(hz_opening *out, bool *has_plan, const hz_run *run, const hz_model *model, hz_error *err)
{
    enum { LARGE = 600000 }; /* columns times rows: some seconds */
    hz_status status;

    *out = (hz_opening){.scenario = run->scenario, .is_as_it_was = has_fairness(run->scenario, model)};
    if ((status = formulate_open(&out->formulated, out, model, err)))
        return status;
    keep_rows(out->formulated, model);
    out->is_relaxation = is_relaxed(out->formulated);
    out->is_large = out->formulated->n_columns * out->formulated->n_rows > LARGE;
    if ((status = take_arcs(out, err)))
        return status;
    return prove_with_own_bounds(out, has_plan, out->formulated, err);
}

void hz_opening_clear(hz_opening *opening)
{
    hz_model_free(opening->model);
    hz_model_free(opening->formulated);
    free(opening->elements.elements);
    free(opening->elements.member);
    free(opening->elements.open_bp);
    free(opening->clashes);
    free(opening->row);
    *opening = (hz_opening){0};
}

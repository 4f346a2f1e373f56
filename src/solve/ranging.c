/* ranging.c - how far each demand can be moved before the prices change
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * While the basis stays, a right-hand side that moves by t moves what is basic along one direction, B dx = e t; it may go on until
 * something basic comes to a bound, a row that is not tight becomes tight, or an arc does. A row that is not tight may be moved up to what is reached,
 * and away from there without end. With arcs the contracted model (contract.h) has the basis, and what moves a component moves its
 * members. All of it in rational arithmetic. */
#include "solve/ranging.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/cancel.h"
#include "solve/basis.h"
#include "solve/contract.h"

typedef struct {
    const hz_model *whole;  /* with its arcs; */
    const hz_model *m;      /* without: the same, or contracted */
    const hz_contraction *contraction; /* NULL: there are no arcs */
    hz_factored_basis basis;
    mpq_t *x, *step;        /* [n_basic] bp; and per base unit of the row that moves */
    mpq_t *activity, *slope; /* [n_rows] 1/10000 base units; slope all zero but for */
    uint32_t *used;         /* [n_used] these rows */
    bool *is_used;          /* [n_rows] */
    size_t n_used;
    uint32_t *basic_of;     /* [n_columns of `whole`] position among the basic, HZ_NONE: it stands still */
    mpq_t up, down;         /* how far it can go: either way, < 0: without end */
    mpq_t room, part;       /* scratch */
} ranger;

/* ---- limits ---- */

/* Something that changes by `slope` for each base unit has so much `room` (>= 0) before it ends: upwards where slope > 0 meets it. */
static void limit(ranger *r, const mpq_t room, const mpq_t slope)
{
    mpq_t *way = mpq_sgn(slope) > 0 ? &r->up : &r->down;

    if (mpq_sgn(slope) == 0)
        return;
    mpq_div(r->part, room, slope);
    mpq_abs(r->part, r->part);
    if (mpq_sgn(*way) < 0 || mpq_cmp(r->part, *way) < 0)
        mpq_set(*way, r->part);
}

/* value >= least: it ends where it falls. */
static void limit_below(ranger *r, const mpq_t value, const mpq_t least, const mpq_t slope)
{
    mpq_t falls;

    mpq_init(falls);
    mpq_neg(falls, slope);
    mpq_sub(r->room, value, least);
    limit(r, r->room, falls);
    mpq_clear(falls);
}

static void limit_by_bounds(ranger *r)
{
    mpq_t bound;

    mpq_init(bound);
    for (size_t b = 0; b < r->basis.solution->n_basic; b++) {
        const hz_column *column = &r->m->columns[r->basis.solution->basic[b]];

        mpq_set_ui(bound, column->hi_bp, 1);
        mpq_sub(r->room, bound, r->x[b]);
        limit(r, r->room, r->step[b]);
        mpq_set_ui(bound, column->lo_bp, 1);
        limit_below(r, r->x[b], bound, r->step[b]);
    }
    mpq_clear(bound);
}

/* ---- rows that are not tight ---- */

static void add_slopes(ranger *r)
{
    const hz_solution *s = r->basis.solution;

    for (size_t b = 0; b < s->n_basic; b++) {
        if (mpq_sgn(r->step[b]) == 0)
            continue;
        for (uint64_t k = r->m->start[s->basic[b]]; k < r->m->start[s->basic[b] + 1]; k++) {
            uint32_t i = r->m->row[k];

            if (r->basis.tight_at[i] != HZ_NONE)
                continue;
            if (!r->is_used[i])
                r->used[r->n_used++] = i;
            r->is_used[i] = true;
            mpq_set_si(r->part, r->m->value[k], 1);
            mpq_mul(r->part, r->part, r->step[b]);
            mpq_add(r->slope[i], r->slope[i], r->part);
        }
    }
}

static void limit_by_rows(ranger *r)
{
    mpq_t rhs;

    mpq_init(rhs);
    add_slopes(r);
    for (size_t n = 0; n < r->n_used; n++) {
        uint32_t i = r->used[n];

        hz_rational_set_wide(rhs, (__int128)r->m->rows[i].rhs * HZ_SHARE_ONE);
        if (r->m->rows[i].sense == HZ_AT_LEAST) {
            limit_below(r, r->activity[i], rhs, r->slope[i]);
        } else {
            mpq_sub(r->room, rhs, r->activity[i]);
            limit(r, r->room, r->slope[i]);
        }
        mpq_set_ui(r->slope[i], 0, 1);
        r->is_used[i] = false;
    }
    r->n_used = 0;
    mpq_clear(rhs);
}

/* ---- arcs that are not tight ---- */

/* Where a column of the whole model stands, and how it moves. */
static void take_column(const ranger *r, mpq_t value, mpq_t step, const int32_t *offset, const uint8_t *place, uint32_t j)
{
    uint32_t b = r->basic_of[j];
    const hz_column *column = &r->whole->columns[j];

    if (b != HZ_NONE) {
        mpq_set_si(value, offset[j], 1);
        mpq_add(value, value, r->x[b]);
        mpq_set(step, r->step[b]);
    } else {
        mpq_set_si(value, place[j] == HZ_AT_HI ? column->hi_bp : column->lo_bp, 1);
        mpq_set_ui(step, 0, 1);
    }
}

/* Offsets and places of the columns of the whole model. */
typedef struct {
    int32_t *offset;
    uint8_t *place;
    bool *is_still; /* a member of a component that stands at a bound: its value is `offset` */
} layout;

static void limit_by_arc(ranger *r, const hz_arc *arc, const layout *l)
{
    mpq_t before, after, up, down;

    if (r->basic_of[arc->before] == HZ_NONE && r->basic_of[arc->after] == HZ_NONE)
        return;
    mpq_inits(before, after, up, down, NULL);
    take_column(r, before, up, l->offset, l->place, arc->before);
    take_column(r, after, down, l->offset, l->place, arc->after);
    if (l->is_still[arc->before])
        mpq_set_si(before, l->offset[arc->before], 1);
    if (l->is_still[arc->after])
        mpq_set_si(after, l->offset[arc->after], 1);
    mpq_sub(r->room, after, before);
    mpq_set_ui(r->part, arc->slack_bp, 1);
    mpq_add(r->room, r->room, r->part);
    mpq_sub(up, up, down);
    limit(r, r->room, up);
    mpq_clears(before, after, up, down, NULL);
}

/* ---- one row ---- */

/* Whole base units, rounded down. */
static int64_t whole_of(const mpq_t way)
{
    mpz_t whole;
    int64_t units = INT64_MAX;

    if (mpq_sgn(way) < 0)
        return units;
    mpz_init(whole);
    mpz_fdiv_q(whole, mpq_numref(way), mpq_denref(way));
    if (mpz_fits_slong_p(whole))
        units = mpz_get_si(whole);
    mpz_clear(whole);
    return units;
}

static hz_range range_of(const ranger *r, const hz_row *row)
{
    int64_t up = whole_of(r->up), down = whole_of(r->down);

    return row->sense == HZ_AT_LEAST ? (hz_range){up, down} : (hz_range){down, up};
}

static hz_status move_tight(ranger *r, hz_range *out, size_t row, const layout *l, hz_error *err)
{
    size_t n = r->basis.solution->n_basic;
    mpq_t *b = hz_rationals_new(n);
    hz_status status;

    if (!b)
        return hz_error_memory(err);
    mpq_set_ui(b[r->basis.tight_at[row]], HZ_SHARE_ONE, 1);
    status = hz_rational_solve(r->step, r->basis.factors, b, err);
    hz_rationals_free(b, n);
    if (status)
        return status;
    mpq_set_si(r->up, -1, 1);
    mpq_set_si(r->down, -1, 1);
    limit_by_bounds(r);
    limit_by_rows(r);
    for (size_t k = 0; k < r->whole->n_arcs; k++)
        limit_by_arc(r, &r->whole->arcs[k], l);
    *out = range_of(r, &r->m->rows[row]);
    return HZ_OK;
}

/* One that is not tight: up to what is reached. */
static hz_range range_of_loose(ranger *r, size_t row)
{
    int64_t reach;

    hz_rational_set_wide(r->room, (__int128)r->m->rows[row].rhs * HZ_SHARE_ONE);
    mpq_sub(r->room, r->activity[row], r->room);
    mpq_abs(r->room, r->room);
    mpq_set_ui(r->part, HZ_SHARE_ONE, 1);
    mpq_div(r->room, r->room, r->part);
    reach = whole_of(r->room);
    return (hz_range){reach, INT64_MAX};
}

/* ---- all of them ---- */

static void find_activities(ranger *r)
{
    const hz_solution *s = r->basis.solution;

    for (size_t i = 0; i < r->m->n_rows; i++)
        hz_rational_set_wide(r->activity[i], r->basis.fixed[i]);
    for (size_t b = 0; b < s->n_basic; b++)
        for (uint64_t k = r->m->start[s->basic[b]]; k < r->m->start[s->basic[b] + 1]; k++) {
            mpq_set_si(r->part, r->m->value[k], 1);
            mpq_mul(r->part, r->part, r->x[b]);
            mpq_add(r->activity[r->m->row[k]], r->activity[r->m->row[k]], r->part);
        }
}

static void lay_out(ranger *r, layout *l, const hz_solution *solution)
{
    const hz_solution *s = r->basis.solution;
    const hz_contraction *c = r->contraction;

    for (size_t j = 0; j < r->whole->n_columns; j++) {
        r->basic_of[j] = HZ_NONE;
        l->place[j] = solution->place[j];
    }
    for (uint32_t b = 0; b < s->n_basic; b++)
        if (s->basic[b] < r->whole->n_columns)
            r->basic_of[s->basic[b]] = b;
    for (size_t i = 0; c && i < c->n_components; i++) {
        size_t column = r->whole->n_columns + i;
        uint32_t basic = HZ_NONE;

        for (uint32_t b = 0; b < s->n_basic && s->place[column] == HZ_BASIC; b++)
            if (s->basic[b] == column)
                basic = b;
        for (size_t k = c->first[i]; k < c->first[i + 1]; k++) {
            uint32_t j = c->members[k].column;

            r->basic_of[j] = basic;
            l->offset[j] = c->members[k].offset_bp + (basic == HZ_NONE ? hz_basis_place_bp(&r->basis, column) : 0);
            l->is_still[j] = basic == HZ_NONE;
        }
    }
}

static hz_status find_all(ranger *r, hz_range *out, const layout *l, hz_error *err)
{
    hz_status status = hz_basis_solve(r->x, &r->basis, err);

    if (status)
        return status;
    find_activities(r);
    for (size_t i = 0; i < r->m->n_rows && !status; i++) {
        if ((status = hz_cancel_check(err)))
            break;
        if (r->basis.tight_at[i] == HZ_NONE)
            out[i] = range_of_loose(r, i);
        else
            status = move_tight(r, &out[i], i, l, err);
    }
    return status;
}

static hz_status find_ranges(ranger *r, hz_range *out, const hz_solution *solution, hz_error *err)
{
    size_t n_columns = r->whole->n_columns, n_rows = r->m->n_rows, n_basic = r->basis.solution->n_basic;
    layout l = {hz_calloc(n_columns + 1, sizeof *l.offset), hz_calloc(n_columns + 1, 1), hz_calloc(n_columns + 1, sizeof *l.is_still)};
    hz_status status = HZ_OK;

    r->x = hz_rationals_new(n_basic);
    r->step = hz_rationals_new(n_basic);
    r->activity = hz_rationals_new(n_rows);
    r->slope = hz_rationals_new(n_rows);
    r->used = hz_calloc(n_rows + 1, sizeof *r->used);
    r->is_used = hz_calloc(n_rows + 1, sizeof *r->is_used);
    r->basic_of = hz_calloc(n_columns + 1, sizeof *r->basic_of);
    mpq_inits(r->up, r->down, r->room, r->part, NULL);
    if (!l.offset || !l.place || !l.is_still || !r->x || !r->step || !r->activity || !r->slope || !r->used || !r->is_used || !r->basic_of) {
        status = hz_error_memory(err);
    } else {
        lay_out(r, &l, solution);
        status = find_all(r, out, &l, err);
    }
    mpq_clears(r->up, r->down, r->room, r->part, NULL);
    hz_rationals_free(r->x, n_basic);
    hz_rationals_free(r->step, n_basic);
    hz_rationals_free(r->activity, n_rows);
    hz_rationals_free(r->slope, n_rows);
    free(r->used);
    free(r->is_used);
    free(r->basic_of);
    free(l.offset);
    free(l.place);
    free(l.is_still);
    return status;
}

hz_status hz_find_ranges(hz_range **out, const hz_model *model, const hz_solution *solution, hz_error *err)
{
    ranger r = {.whole = model, .m = model};
    hz_contraction *contraction = NULL;
    hz_status status = HZ_OK;

    *out = hz_calloc(model->n_rows + 1, sizeof **out);
    if (!*out)
        return hz_error_memory(err);
    if (model->n_arcs > 0 && !(status = hz_contract(&contraction, model, solution, err))) {
        r.contraction = contraction;
        r.m = contraction->model;
    }
    if (!status)
        status = hz_basis_make(&r.basis, r.m, contraction ? contraction->solution : solution, err);
    if (!status)
        status = find_ranges(&r, *out, solution, err);
    hz_basis_clear(&r.basis);
    hz_contraction_free(contraction);
    if (status) {
        free(*out);
        *out = NULL;
    }
    return status;
}

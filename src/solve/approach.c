/* approach.c - most of the way along a large face at once
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A walk from vertex to vertex takes a step for nearly every column that must change sides, which is much where 100,000
 * cost the same. The solver does that in one linear program: the parts as columns, held rows as two rows each, and the
 * sum to be least as the cost. Its answer is proved, or finished exactly, so that the prices say again what it leaves
 * open. */
#include "solve/approach.h"

#include <stdlib.h>

#include "base/arena.h"
#include "solve/finish.h"
#include "solve/solve.h"
#include "solve/verify.h"

enum { WALK_BELOW = 300 }; /* parts from which on it pays */

typedef struct {
    hz_face *face;
    bool *is_closed; /* [n_parts] stands where it stands */
    bool *is_held;   /* [n_rows] */
    /* the program of one sum */
    hz_model *model;
    uint32_t *part;  /* [model->n_columns] HZ_NONE: what stands still */
    uint32_t *row;   /* [model->n_rows] of the face */
    uint32_t *first; /* [face->n_rows] the first row of the model for it */
} approach;

/* ---- the program ---- */

static bool make_room(approach *a)
{
    const hz_face *f = a->face;
    size_t n_rows = 2 * f->n_rows, n_columns = f->n_parts + 1;
    hz_model *m = a->model = hz_calloc(1, sizeof *m);

    return m && (m->rows = hz_calloc(n_rows + 1, sizeof *m->rows)) &&
           (m->columns = hz_calloc(n_columns, sizeof *m->columns)) &&
           (m->start = hz_calloc(n_columns + 1, sizeof *m->start)) &&
           (m->row = hz_calloc(2 * f->start[f->n_parts] + n_rows + 1, sizeof *m->row)) &&
           (m->value = hz_calloc(2 * f->start[f->n_parts] + n_rows + 1, sizeof *m->value)) &&
           (a->part = hz_calloc(n_columns, sizeof *a->part)) && (a->row = hz_calloc(n_rows + 1, sizeof *a->row)) &&
           (a->first = hz_calloc(f->n_rows + 1, sizeof *a->first));
}

/* A row of an arc counts in bp, one of the model in 1/10000 base units. */
static int64_t scale_of(const hz_face *f, size_t row)
{
    return row < f->n_model_rows ? 1 : HZ_SHARE_ONE;
}

/* Right-hand sides are whole base units, and what they leave over, of 10000, is an entry of the last column, which
 * stands at 1. */
static void add_row(approach *a, uint32_t row, __int128 rhs, hz_sense sense)
{
    hz_model *m = a->model;
    __int128 whole = rhs / HZ_SHARE_ONE;

    if (rhs % HZ_SHARE_ONE < 0)
        whole--;
    a->row[m->n_rows] = row;
    m->rows[m->n_rows++] = (hz_row){.sense = sense, .demand = HZ_NONE, .rhs = (int64_t)whole};
}

static void add_rows(approach *a, const __int128 *rhs)
{
    const hz_face *f = a->face;

    for (uint32_t i = 0; i < f->n_rows; i++) {
        hz_sense own = f->sigma[i] > 0 ? HZ_AT_LEAST : HZ_AT_MOST;

        a->first[i] = (uint32_t)a->model->n_rows;
        add_row(a, i, rhs[i], own);
        if (a->is_held[i])
            add_row(a, i, rhs[i], own == HZ_AT_LEAST ? HZ_AT_MOST : HZ_AT_LEAST);
    }
}

static void add_entry(hz_model *m, uint64_t *n, uint32_t row, int64_t value)
{
    m->row[*n] = row;
    m->value[(*n)++] = value;
}

static void close_column(approach *a, uint32_t part, hz_column column, uint64_t n)
{
    hz_model *m = a->model;

    a->part[m->n_columns] = part;
    m->columns[m->n_columns++] = column;
    m->start[m->n_columns] = n;
}

static void add_columns(approach *a, const __int128 *rhs, bool by_place)
{
    const hz_face *f = a->face;
    hz_model *m = a->model;
    uint64_t n = 0;

    for (uint32_t p = 0; p < f->n_parts; p++) {
        const hz_part *part = &f->parts[p];

        if (a->is_closed[p])
            continue;
        for (uint64_t e = f->start[p]; e < f->start[p + 1]; e++) {
            uint32_t row = a->first[f->row[e]];
            int64_t value = f->value[e] * scale_of(f, f->row[e]);

            add_entry(m, &n, row, value);
            if (a->is_held[f->row[e]])
                add_entry(m, &n, row + 1, value);
        }
        close_column(a, p,
                     (hz_column){.cost_fen_d = by_place ? part->sum_of_places : part->n_units,
                                 .unit = part->n_units > 0 ? p : HZ_NONE,
                                 .lo_bp = (uint16_t)part->lo_bp,
                                 .hi_bp = (uint16_t)part->hi_bp},
                     n);
    }
    for (uint32_t i = 0; i < m->n_rows; i++) {
        __int128 over = rhs[a->row[i]] - (__int128)m->rows[i].rhs * HZ_SHARE_ONE;

        if (over != 0)
            add_entry(m, &n, i, -(int64_t)over);
    }
    close_column(a, HZ_NONE, (hz_column){.unit = HZ_NONE, .lo_bp = 1, .hi_bp = 1}, n);
}

static hz_status make_model(approach *a, bool by_place, hz_error *err)
{
    const hz_face *f = a->face;
    __int128 *rhs = hz_calloc(f->n_rows + 1, sizeof *rhs);

    if (!rhs || !make_room(a)) {
        free(rhs);
        return hz_error_memory(err);
    }
    for (size_t i = 0; i < f->n_rows; i++)
        rhs[i] = f->rhs[i] * scale_of(f, i);
    for (size_t p = 0; p < f->n_parts; p++)
        for (uint64_t e = f->start[p]; a->is_closed[p] && e < f->start[p + 1]; e++)
            rhs[f->row[e]] -= (__int128)f->value[e] * scale_of(f, f->row[e]) *
                              (f->parts[p].place == HZ_AT_HI ? f->parts[p].hi_bp : f->parts[p].lo_bp);
    add_rows(a, rhs);
    add_columns(a, rhs, by_place);
    free(rhs);
    return HZ_OK;
}

static void clear_model(approach *a)
{
    hz_model_free(a->model);
    free(a->part);
    free(a->row);
    free(a->first);
    a->model = NULL;
    a->part = a->row = a->first = NULL;
}

/* ---- its answer ---- */

/* The basis of the face, as one of the program. */
static hz_status stay(hz_solution **out, const approach *a, hz_error *err)
{
    const hz_model *m = a->model;
    hz_solution *s = *out = hz_calloc(1, sizeof *s);

    if (!s || !(s->place = hz_calloc(m->n_columns + 1, 1)) ||
        !(s->basic = hz_calloc(m->n_columns + 1, sizeof *s->basic)) ||
        !(s->tight = hz_calloc(m->n_rows + 1, sizeof *s->tight)) ||
        !(s->price = hz_calloc(m->n_rows + 1, sizeof *s->price)))
        return hz_error_memory(err);
    for (uint32_t j = 0; j < m->n_columns; j++)
        if (a->part[j] != HZ_NONE && (s->place[j] = a->face->parts[a->part[j]].place) == HZ_BASIC)
            s->basic[s->n_basic++] = j;
    for (size_t k = 0; k < a->face->n_tight; k++)
        s->tight[s->n_tight++] = a->first[a->face->tight[k]];
    return HZ_OK;
}

/* Another answer in the place of this one, verified. */
static hz_status replace(const hz_model *m, hz_solution **solution, hz_proof **proof, hz_solution *by, hz_error *err)
{
    hz_solution_free(*solution);
    hz_proof_free(*proof);
    *solution = by;
    *proof = NULL;
    return hz_verify(proof, m, by, err);
}

/* Proved: by the basis that is there, for the sum may be the same all over the face, and such a tie is what the solver
 * finds hardest; by its own, or by the exact finish from it. */
static hz_status solve(const approach *a, hz_solution **solution, hz_proof **proof, hz_error *err)
{
    hz_solution *better = NULL;
    hz_status status;

    if ((status = stay(solution, a, err)) || (status = hz_verify(proof, a->model, *solution, err)) || !(*proof)->fault)
        return status;
    if ((status = hz_solve(&better, a->model, NULL, err)) ||
        (status = replace(a->model, solution, proof, better, err)) || !(*proof)->fault)
        return status;
    if ((status = hz_finish(&better, a->model, *solution, err)))
        return status;
    return replace(a->model, solution, proof, better, err);
}

static void take_places(approach *a, const hz_solution *s, const hz_proof *proof)
{
    for (size_t j = 0; j < a->model->n_columns; j++) {
        if (a->part[j] == HZ_NONE)
            continue;
        a->face->parts[a->part[j]].place = s->place[j];
        a->is_closed[a->part[j]] = s->place[j] != HZ_BASIC;
    }
    for (size_t k = 0; k < proof->n_idle; k++)
        a->is_closed[a->part[proof->idle[k]]] = false;
}

static void take_tight(approach *a, const hz_solution *s, const hz_proof *proof)
{
    a->face->n_tight = s->n_tight;
    for (size_t k = 0; k < s->n_tight; k++)
        a->face->tight[k] = a->row[s->tight[k]];
    for (size_t i = 0; i < a->model->n_rows; i++)
        a->is_held[a->row[i]] |= mpq_sgn(proof->price[i]) != 0;
}

static hz_status lessen(approach *a, bool by_place, hz_error *err)
{
    hz_solution *solution = NULL;
    hz_proof *proof = NULL;
    hz_status status = make_model(a, by_place, err);

    if (!status && !(status = solve(a, &solution, &proof, err))) {
        if (proof->fault || proof->outcome != HZ_OUTCOME_OPTIMAL) {
            status = hz_error_set(err, HZ_ERR_INTERNAL, "the face has lost its points");
        } else {
            take_places(a, solution, proof);
            take_tight(a, solution, proof);
        }
    }
    hz_solution_free(solution);
    hz_proof_free(proof);
    clear_model(a);
    return status;
}

static size_t count_open(const approach *a)
{
    size_t n = 0;

    for (size_t p = 0; p < a->face->n_parts; p++)
        n += !a->is_closed[p];
    return n;
}

hz_status hz_approach(hz_face *face, hz_error *err)
{
    approach a = {.face = face};
    hz_status status = HZ_OK;

    if (face->n_parts < WALK_BELOW)
        return HZ_OK;
    a.is_closed = hz_calloc(face->n_parts + 1, sizeof *a.is_closed);
    a.is_held = hz_calloc(face->n_rows + 1, sizeof *a.is_held);
    if (!a.is_closed || !a.is_held)
        status = hz_error_memory(err);
    for (size_t i = 0; i < face->n_rows && !status; i++)
        a.is_held[i] = face->is_held[i];
    for (int by_place = 0; by_place <= 1 && !status && count_open(&a) >= WALK_BELOW; by_place++)
        status = lessen(&a, by_place, err);
    free(a.is_closed);
    free(a.is_held);
    return status;
}

/* conflict.c - which of many demands contradict one another
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * That a model has no solution is proved by a combination of rows and bounds (multipliers.h)
 *
 *     V = 10000 sum_i y[i] R[i] + sum_j d[j] bound[j] > 0,     d[j] = -sum_i y[i] a[i,j],
 *
 * and what has no part in it need not hold. A bound that is given up makes V smaller by |d| times the way that it opens: as long as V stays
 * above zero the same combination proves the same without it, and nothing need be solved. Then each element is left out by itself, and the
 * rest solved: where it still has no solution, the combination that says so is the next one; where it has, the element belongs to the set
 * (the deletion filter of Chinneck and Dravnieks, ORSA Journal on Computing 3(2), 1991). */
#include "solve/conflict.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/cancel.h"
#include "base/lang.h"
#include "solve/multipliers.h"
#include "solve/prove.h"
#include "solve/solve.h"

/* ---- what is left of a model ---- */

typedef struct {
    const hz_model *from;
    hz_model *to;
    uint32_t *new_row;    /* [from->n_rows] */
    uint32_t *old_column; /* [to->n_columns]; NULL */
} keeping;

static void keep_rows(keeping *k, const hz_elements *elements, const bool *is_in)
{
    memset(k->new_row, 0, k->from->n_rows * sizeof *k->new_row);
    for (size_t e = 0; e < elements->n; e++)
        for (uint32_t i = 0; elements->elements[e].kind == HZ_ELEMENT_ROWS && !is_in[e] && i < elements->elements[e].n; i++)
            k->new_row[elements->member[elements->elements[e].first + i]] = HZ_NONE;
    for (size_t i = 0; i < k->from->n_rows; i++)
        if (k->new_row[i] != HZ_NONE) {
            k->new_row[i] = (uint32_t)k->to->n_rows;
            k->to->rows[k->to->n_rows++] = k->from->rows[i];
        }
}

static void open_columns(hz_column *columns, const hz_elements *elements, const bool *is_in)
{
    for (size_t e = 0; e < elements->n; e++) {
        const hz_element *element = &elements->elements[e];

        for (uint32_t i = element->first; !is_in[e] && i < element->first + element->n; i++)
            if (element->kind == HZ_ELEMENT_UPPER)
                columns[elements->member[i]].hi_bp = elements->open_bp[i];
            else if (element->kind == HZ_ELEMENT_LOWER)
                columns[elements->member[i]].lo_bp = elements->open_bp[i];
    }
}

static void keep_columns(keeping *k, const hz_column *columns)
{
    const hz_model *m = k->from;
    hz_model *to = k->to;
    uint64_t n = 0;

    for (size_t j = 0; j < m->n_columns; j++) {
        for (uint64_t i = m->start[j]; i < m->start[j + 1]; i++)
            if (k->new_row[m->row[i]] != HZ_NONE) {
                to->row[n] = k->new_row[m->row[i]];
                to->value[n++] = m->value[i];
            }
        if (n == to->start[to->n_columns] && m->n_arcs == 0)
            continue;
        if (k->old_column)
            k->old_column[to->n_columns] = (uint32_t)j;
        to->columns[to->n_columns] = columns[j];
        to->start[++to->n_columns] = n;
    }
}

static bool copy_array(void *array, const void *from, size_t n, size_t size)
{
    void **to = array;

    if (from && !(*to = hz_calloc(n + 1, size)))
        return false;
    if (from)
        memcpy(*to, from, n * size);
    return true;
}

/* Columns keep their places then. */
static bool keep_arcs(hz_model *to, const hz_model *m)
{
    to->n_arcs = m->n_arcs;
    to->n_blocks = m->n_blocks;
    to->n_links = m->n_links;
    return copy_array(&to->arcs, m->arcs, m->n_arcs, sizeof *m->arcs) &&
           copy_array(&to->block_column, m->block_column, m->n_blocks + 1, sizeof *m->block_column) &&
           copy_array(&to->block_arc, m->block_arc, m->n_blocks + 1, sizeof *m->block_arc) &&
           copy_array(&to->links, m->links, m->n_links, sizeof *m->links);
}

static bool make_room(hz_model *to, const hz_model *m)
{
    return (to->rows = hz_calloc(m->n_rows + 1, sizeof *to->rows)) && (to->columns = hz_calloc(m->n_columns + 1, sizeof *to->columns)) &&
           (to->start = hz_calloc(m->n_columns + 1, sizeof *to->start)) &&
           (to->row = hz_calloc(m->start[m->n_columns] + 1, sizeof *to->row)) &&
           (to->value = hz_calloc(m->start[m->n_columns] + 1, sizeof *to->value));
}

hz_status hz_keep_elements(hz_model **out, const hz_model *model, const hz_elements *elements, const bool *is_in, uint32_t *new_row,
                           uint32_t *old_column, hz_error *err)
{
    keeping k = {model, hz_calloc(1, sizeof *k.to), new_row, old_column};
    hz_column *columns = hz_calloc(model->n_columns + 1, sizeof *columns);

    *out = NULL;
    if (!k.to || !columns || !make_room(k.to, model) || (model->n_arcs > 0 && !keep_arcs(k.to, model))) {
        hz_model_free(k.to);
        free(columns);
        return hz_error_memory(err);
    }
    k.to->level = model->level;
    k.to->n_levels = model->n_levels;
    memcpy(k.to->levels, model->levels, sizeof k.to->levels);
    memcpy(columns, model->columns, model->n_columns * sizeof *columns);
    open_columns(columns, elements, is_in);
    keep_rows(&k, elements, is_in);
    keep_columns(&k, columns);
    free(columns);
    *out = k.to;
    return HZ_OK;
}

/* ---- the combination that proves it ---- */

typedef struct {
    const hz_model *m;
    const hz_elements *elements;
    hz_conflict *conflict;
    hz_model *trial;      /* what is left */
    uint32_t *new_row;    /* [m->n_rows] */
    uint32_t *old_column; /* [m->n_columns] */
    uint32_t *new_column; /* [m->n_columns] HZ_NONE: it is in no row that is left */
    mpz_t *loss;          /* [elements->n] what V loses by it */
    size_t *order;        /* [elements->n] elements that can be given up, by what V loses */
    bool *is_needed;      /* [elements->n] the others can be met without it */
} search;

static void add_loss(search *s, size_t e, const mpz_t d, int64_t way)
{
    mpz_t term;

    mpz_init(term);
    mpz_mul_si(term, d, way);
    mpz_abs(term, term);
    mpz_add(s->loss[e], s->loss[e], term);
    mpz_clear(term);
}

/* Has a bound a part in it, and what if it opens? */
static bool weigh_bound(search *s, size_t e, uint32_t member, const hz_multipliers *by)
{
    const hz_element *element = &s->elements->elements[e];
    uint32_t j = s->new_column[s->elements->member[member]];
    int sign;

    if (j == HZ_NONE || !(sign = mpz_sgn(by->bound[j])) || (sign < 0) != (element->kind == HZ_ELEMENT_UPPER))
        return false;
    add_loss(s, e, by->bound[j],
             (int64_t)s->elements->open_bp[member] -
                 (element->kind == HZ_ELEMENT_UPPER ? s->trial->columns[j].hi_bp : s->trial->columns[j].lo_bp));
    return true;
}

static bool weigh_row(search *s, uint32_t member, const hz_multipliers *by)
{
    uint32_t i = s->new_row[s->elements->member[member]];

    return i != HZ_NONE && mpz_sgn(by->row.numerator[i]) != 0;
}

/* What has no part in the combination is left out; of the others, what V loses. */
static void leave_out_idle(search *s, const hz_multipliers *by)
{
    for (size_t e = 0; e < s->elements->n; e++) {
        const hz_element *element = &s->elements->elements[e];
        bool has_part = false;

        mpz_set_ui(s->loss[e], 0);
        for (uint32_t i = element->first; s->conflict->is_in[e] && i < element->first + element->n; i++)
            has_part |= element->kind == HZ_ELEMENT_ROWS ? weigh_row(s, i, by) : weigh_bound(s, e, i, by);
        s->conflict->is_in[e] = has_part;
    }
}

static void find_value(mpz_t value, const search *s, const hz_multipliers *by)
{
    const hz_model *m = s->trial;

    mpz_set_ui(value, 0);
    for (size_t i = 0; i < m->n_rows; i++) {
        mpz_t term;

        mpz_init(term);
        mpz_mul_si(term, by->row.numerator[i], m->rows[i].rhs);
        mpz_mul_si(term, term, HZ_SHARE_ONE);
        mpz_add(value, value, term);
        mpz_clear(term);
    }
    for (size_t j = 0; j < m->n_columns; j++)
        if (mpz_sgn(by->bound[j]) != 0)
            mpz_addmul_ui(value, by->bound[j], mpz_sgn(by->bound[j]) > 0 ? m->columns[j].lo_bp : m->columns[j].hi_bp);
}

/* A heap: there may be as many as units, and the losses are no plain numbers that qsort() could take with their owner. */
static void sift(const search *s, size_t root, size_t n)
{
    for (size_t child; (child = 2 * root + 1) < n; root = child) {
        size_t held = s->order[root];

        if (child + 1 < n && mpz_cmp(s->loss[s->order[child]], s->loss[s->order[child + 1]]) < 0)
            child++;
        if (mpz_cmp(s->loss[held], s->loss[s->order[child]]) >= 0)
            return;
        s->order[root] = s->order[child];
        s->order[child] = held;
    }
}

static size_t order_by_loss(search *s)
{
    size_t n = 0;

    for (size_t e = 0; e < s->elements->n; e++)
        if (s->conflict->is_in[e] && s->elements->elements[e].kind != HZ_ELEMENT_ROWS && !s->is_needed[e])
            s->order[n++] = e;
    for (size_t root = n / 2; root-- > 0;)
        sift(s, root, n);
    for (size_t last = n; last-- > 1;) {
        size_t largest = s->order[0];

        s->order[0] = s->order[last];
        s->order[last] = largest;
        sift(s, 0, last);
    }
    return n;
}

/* The smallest bounds are given up while V stays above zero. */
static void leave_out_small(search *s, const hz_multipliers *by)
{
    size_t n = order_by_loss(s);
    mpz_t value;

    mpz_init(value);
    find_value(value, s, by);
    for (size_t k = 0; k < n && mpz_cmp(s->loss[s->order[k]], value) < 0; k++) {
        mpz_sub(value, value, s->loss[s->order[k]]);
        s->conflict->is_in[s->order[k]] = false;
    }
    mpz_clear(value);
}

static hz_status shrink(search *s, const hz_solution *solution, const hz_proof *proof, hz_error *err)
{
    hz_multipliers *by;
    hz_status status = hz_find_multipliers(&by, s->trial, solution, proof, err);

    if (status)
        return status;
    leave_out_idle(s, by);
    leave_out_small(s, by);
    hz_multipliers_free(by);
    return HZ_OK;
}

/* ---- the filter ---- */

static hz_status keep(search *s, hz_error *err)
{
    hz_status status = hz_keep_elements(&s->trial, s->m, s->elements, s->conflict->is_in, s->new_row, s->old_column, err);

    if (status)
        return status;
    for (size_t j = 0; j < s->m->n_columns; j++)
        s->new_column[j] = HZ_NONE;
    for (size_t j = 0; j < s->trial->n_columns; j++)
        s->new_column[s->old_column[j]] = (uint32_t)j;
    return HZ_OK;
}

/* Where nothing is left but what must hold, all is well if it does: a model without rows has a solution. */
static hz_status solve(hz_solution **solution, hz_proof **proof, const hz_model *m, hz_error *err)
{
    enum { MANY_ROWS = 200 };
    hz_solve_settings settings = {.direct_below = m->n_rows > MANY_ROWS ? SIZE_MAX : 0};
    hz_status status = hz_solve(solution, m, &settings, err);

    return status ? status : hz_prove(proof, solution, m, err);
}

/* Can those that are in be met? Where they cannot, fewer are in than before. */
static hz_status try_now(bool *can_be_met, search *s, hz_error *err)
{
    hz_solution *solution = NULL;
    hz_proof *proof = NULL;
    hz_status status = keep(s, err);

    s->conflict->n_solves++;
    *can_be_met = !status && s->trial->n_rows == 0;
    if (!status && !*can_be_met && !(status = solve(&solution, &proof, s->trial, err)) &&
        !(*can_be_met = proof->outcome == HZ_OUTCOME_OPTIMAL))
        status = shrink(s, solution, proof, err);
    hz_proof_free(proof);
    hz_solution_free(solution);
    hz_model_free(s->trial);
    s->trial = NULL;
    return status ? status : hz_cancel_check(err);
}

static hz_status filter(search *s, size_t most_solves, hz_error *err)
{
    hz_conflict *c = s->conflict;
    bool can_be_met;
    hz_status status = try_now(&can_be_met, s, err);

    if (!status && can_be_met)
        return hz_error_set(err, HZ_ERR_USAGE, "%s", _("all demands can be met together: nothing contradicts anything"));
    c->is_irreducible = true;
    for (size_t e = 0; e < c->n && !status; e++) {
        if (!c->is_in[e])
            continue;
        if (c->n_solves >= most_solves) {
            c->is_irreducible = false;
            break;
        }
        c->is_in[e] = false;
        if (!(status = try_now(&can_be_met, s, err)) && can_be_met)
            c->is_in[e] = s->is_needed[e] = true;
    }
    return status;
}

/* ---- the verb ---- */

static bool make_search(search *s)
{
    size_t n = s->elements->n;

    if (!(s->conflict = hz_calloc(1, sizeof *s->conflict)) || !(s->conflict->is_in = hz_calloc(n + 1, sizeof *s->conflict->is_in)) ||
        !(s->new_row = hz_calloc(s->m->n_rows + 1, sizeof *s->new_row)) ||
        !(s->old_column = hz_calloc(s->m->n_columns + 1, sizeof *s->old_column)) ||
        !(s->new_column = hz_calloc(s->m->n_columns + 1, sizeof *s->new_column)) || !(s->order = hz_calloc(n + 1, sizeof *s->order)) ||
        !(s->is_needed = hz_calloc(n + 1, sizeof *s->is_needed)) || !(s->loss = hz_calloc(n + 1, sizeof *s->loss)))
        return false;
    s->conflict->n = n;
    for (size_t e = 0; e < n; e++) {
        mpz_init(s->loss[e]);
        s->conflict->is_in[e] = true;
    }
    return true;
}

static void free_search(search *s)
{
    for (size_t e = 0; s->loss && e < s->elements->n; e++)
        mpz_clear(s->loss[e]);
    free(s->loss);
    free(s->order);
    free(s->is_needed);
    free(s->new_row);
    free(s->old_column);
    free(s->new_column);
}

void hz_conflict_free(hz_conflict *conflict)
{
    if (!conflict)
        return;
    free(conflict->is_in);
    free(conflict);
}

hz_status hz_find_conflict(hz_conflict **out, const hz_model *model, const hz_elements *elements, size_t most_solves, hz_error *err)
{
    search s = {.m = model, .elements = elements};
    hz_status status = make_search(&s) ? filter(&s, most_solves, err) : hz_error_memory(err);

    for (size_t e = 0; !status && e < elements->n; e++)
        s.conflict->n_in += s.conflict->is_in[e];
    if (status) {
        hz_conflict_free(s.conflict);
        s.conflict = NULL;
    }
    *out = s.conflict;
    free_search(&s);
    return status;
}

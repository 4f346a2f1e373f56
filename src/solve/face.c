/* face.c - the face of a model on which all plans of the lowest cost lie
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve/face.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "solve/contract.h"

/* Where each column belongs while the face is made. */
typedef struct {
    const hz_model *model;
    const hz_solution *solution;
    const hz_proof *proof;
    hz_face *face;
    uint32_t *part;    /* [n_columns] HZ_NONE: it stands still */
    int32_t *value;    /* [n_columns] offset in its part; where it stands still, its X in bp */
    uint8_t *is_idle;  /* [n_columns] */
    uint8_t *is_loose; /* [n_columns] */
    size_t arc_capacity, row_capacity;
} maker;

/* ---- which columns are open, and which move as one ---- */

static bool make_room(maker *k)
{
    size_t n = k->model->n_columns;

    return (k->part = hz_calloc(n + 1, sizeof *k->part)) && (k->value = hz_calloc(n + 1, sizeof *k->value)) &&
           (k->is_idle = hz_calloc(n + 1, 1)) && (k->is_loose = hz_calloc(n + 1, 1));
}

/* Everybody at their place; basic columns that stand still do so between whole numbers of others. */
static void take_values(maker *k)
{
    const hz_model *m = k->model;

    for (size_t j = 0; j < m->n_columns; j++) {
        k->part[j] = HZ_NONE;
        k->value[j] = k->solution->place[j] == HZ_AT_HI ? m->columns[j].hi_bp : m->columns[j].lo_bp;
    }
    for (size_t b = 0; b < k->proof->n_basic; b++)
        k->value[k->proof->basic[b]] = (int32_t)mpz_get_si(mpq_numref(k->proof->basic_bp[b]));
    for (size_t i = 0; i < k->proof->n_idle; i++)
        k->is_idle[k->proof->idle[i]] = 1;
    for (size_t i = 0; i < k->proof->n_loose; i++)
        k->is_loose[k->proof->loose[i]] = 1;
}

static bool may_move(const maker *k, size_t j)
{
    return k->solution->place[j] == HZ_BASIC || k->is_idle[j];
}

static void open_part(maker *k, size_t j)
{
    k->part[j] = (uint32_t)k->face->n_parts++;
    k->value[j] = 0;
}

/* Down the trees: who hangs at a priced arc moves with its parent, or stands still with it. */
static void open_components(maker *k, const hz_contraction *c)
{
    for (size_t i = 0; i < c->n_members; i++) {
        const hz_joined *member = &c->members[i], *parent = &c->members[member->parent == HZ_NONE ? i : member->parent];
        uint32_t j = member->column;

        if (member->parent == HZ_NONE ? may_move(k, j) : k->is_loose[j]) {
            open_part(k, j);
        } else if (member->parent != HZ_NONE && k->part[parent->column] != HZ_NONE) {
            k->part[j] = k->part[parent->column];
            k->value[j] = k->value[parent->column] + member->offset_bp - parent->offset_bp;
        }
    }
}

static hz_status open_parts(maker *k, hz_error *err)
{
    hz_contraction *c = NULL;
    uint8_t *is_member;
    hz_status status;

    if (!(is_member = hz_calloc(k->model->n_columns + 1, 1)))
        return hz_error_memory(err);
    status = k->model->n_arcs > 0 ? hz_contract(&c, k->model, k->solution, err) : HZ_OK;
    if (!status && c) {
        for (size_t i = 0; i < c->n_members; i++)
            is_member[c->members[i].column] = 1;
        open_components(k, c);
    }
    for (size_t j = 0; !status && j < k->model->n_columns; j++)
        if (!is_member[j] && may_move(k, j))
            open_part(k, j);
    hz_contraction_free(c);
    free(is_member);
    return status;
}

/* ---- the parts, in their order ---- */

static int by_part(const void *a, const void *b, void *parts)
{
    const hz_part_member *x = a, *y = b;
    const uint32_t *part = parts;

    if (part[x->column] != part[y->column])
        return part[x->column] < part[y->column] ? -1 : 1;
    return x->column < y->column ? -1 : x->column > y->column;
}

static void list_members(maker *k)
{
    hz_face *f = k->face;

    for (uint32_t j = 0; j < k->model->n_columns; j++)
        if (k->part[j] != HZ_NONE)
            f->members[f->n_members++] = (hz_part_member){j, k->value[j]};
    qsort_r(f->members, f->n_members, sizeof *f->members, by_part, k->part);
    for (uint32_t i = 0; i < f->n_members; i++) {
        hz_part *part = &f->parts[k->part[f->members[i].column]];

        if (part->n++ == 0)
            part->first = i;
        if (k->model->columns[f->members[i].column].unit == HZ_NONE)
            continue;
        part->n_units++;
        part->sum_of_places += k->model->columns[f->members[i].column].unit + INT64_C(1);
    }
}

/* The lowest member is the zero of its part. */
static void set_zeros(maker *k)
{
    hz_face *f = k->face;

    for (size_t p = 0; p < f->n_parts; p++) {
        hz_part_member *members = &f->members[f->parts[p].first];
        int32_t lowest = members[0].offset_bp;

        for (uint32_t i = 1; i < f->parts[p].n; i++)
            lowest = members[i].offset_bp < lowest ? members[i].offset_bp : lowest;
        for (uint32_t i = 0; i < f->parts[p].n; i++)
            members[i].offset_bp -= lowest;
    }
}

/* What a part is put in order by: its first unit, or where it has none, its first column behind all units. */
static uint64_t rank_of(const hz_model *m, const hz_part_member *members, const hz_part *part)
{
    for (uint32_t i = 0; i < part->n; i++)
        if (m->columns[members[part->first + i].column].unit != HZ_NONE)
            return members[part->first + i].column;
    return m->n_columns + members[part->first].column;
}

static int by_rank(const void *a, const void *b, void *maker_of)
{
    const maker *k = maker_of;
    uint64_t x = rank_of(k->model, k->face->members, a), y = rank_of(k->model, k->face->members, b);

    return x < y ? -1 : x > y;
}

/* After this k->part and k->value hold the final numbers. */
static void order_parts(maker *k)
{
    hz_face *f = k->face;

    qsort_r(f->parts, f->n_parts, sizeof *f->parts, by_rank, k);
    for (uint32_t p = 0; p < f->n_parts; p++) {
        f->n_unit_parts += f->parts[p].n_units > 0;
        for (uint32_t i = f->parts[p].first; i < f->parts[p].first + f->parts[p].n; i++) {
            k->part[f->members[i].column] = p;
            k->value[f->members[i].column] = f->members[i].offset_bp;
        }
    }
}

/* ---- bounds and places ---- */

static void bound_by_members(maker *k, hz_part *part)
{
    part->lo_arc = part->hi_arc = HZ_NONE;
    part->lo_bp = 0;
    part->hi_bp = INT32_MAX;
    part->place = HZ_BASIC;
    for (uint32_t i = part->first; i < part->first + part->n; i++) {
        const hz_part_member *member = &k->face->members[i];
        const hz_column *column = &k->model->columns[member->column];
        int32_t lo = column->lo_bp - member->offset_bp, hi = column->hi_bp - member->offset_bp;

        part->lo_bp = lo > part->lo_bp ? lo : part->lo_bp;
        part->hi_bp = hi < part->hi_bp ? hi : part->hi_bp;
        if (k->solution->place[member->column] != HZ_BASIC)
            part->place = k->solution->place[member->column];
    }
}

/* An arc from or to a column that stands still is a bound. */
static void bound_by_arc(maker *k, uint32_t a)
{
    const hz_arc *arc = &k->model->arcs[a];
    uint32_t before = k->part[arc->before], after = k->part[arc->after];
    int32_t most =
        k->value[arc->after] + arc->slack_bp - k->value[arc->before]; /* X before - X after, of whatever is open */

    if (before != HZ_NONE && most < k->face->parts[before].hi_bp) {
        k->face->parts[before].hi_bp = most;
        k->face->parts[before].hi_arc = a;
    } else if (after != HZ_NONE && -most > k->face->parts[after].lo_bp) {
        k->face->parts[after].lo_bp = -most;
        k->face->parts[after].lo_arc = a;
    }
}

/* The root of a part that a loose tight arc ties to what stands still stands at the bound of that arc. */
static void place_by_arc(maker *k, uint32_t a)
{
    const hz_arc *arc = &k->model->arcs[a];
    uint32_t before = k->part[arc->before], after = k->part[arc->after];
    hz_part *part = before != HZ_NONE ? &k->face->parts[before] : after != HZ_NONE ? &k->face->parts[after] : NULL;

    if (part && before == HZ_NONE) {
        part->place = HZ_AT_LO;
        part->lo_arc = a;
    } else if (part && after == HZ_NONE) {
        part->place = HZ_AT_HI;
        part->hi_arc = a;
    }
}

/* ---- rows ---- */

static hz_status add_arc_row(maker *k, uint32_t a, bool is_tight, hz_error *err)
{
    hz_face *f = k->face;
    size_t n = f->n_rows - f->n_model_rows;

    if (!hz_grow((void **)&f->arc, &k->arc_capacity, n + 1, sizeof *f->arc))
        return hz_error_memory(err);
    f->arc[n] = a;
    if (is_tight)
        f->tight[f->n_tight++] = (uint32_t)f->n_rows;
    f->n_rows++;
    return HZ_OK;
}

/* Arcs within a part hold as long as it moves as one; an arc that the bounds imply asks for nothing, unless the basis
 * leans on it. */
static hz_status take_arc(maker *k, uint32_t a, bool is_tight, hz_error *err)
{
    const hz_arc *arc = &k->model->arcs[a];
    uint32_t before = k->part[arc->before], after = k->part[arc->after];

    if (before == after)
        return HZ_OK;
    if (before == HZ_NONE || after == HZ_NONE) {
        if (is_tight)
            place_by_arc(k, a);
        return HZ_OK;
    }
    if (!is_tight && k->face->parts[before].hi_bp + k->value[arc->before] <=
                         k->face->parts[after].lo_bp + k->value[arc->after] + arc->slack_bp)
        return HZ_OK;
    return add_arc_row(k, a, is_tight, err);
}

static hz_status take_arcs(maker *k, hz_error *err)
{
    hz_status status = HZ_OK;
    size_t next = 0;

    for (uint32_t a = 0; a < k->model->n_arcs; a++)
        if ((k->part[k->model->arcs[a].before] == HZ_NONE) != (k->part[k->model->arcs[a].after] == HZ_NONE))
            bound_by_arc(k, a);
    for (uint32_t a = 0; a < k->model->n_arcs && !status; a++) {
        bool is_tight = next < k->solution->n_tight_arcs && k->solution->tight_arcs[next] == a;

        next += is_tight;
        status = take_arc(k, a, is_tight, err);
    }
    return status;
}

static void take_rows(maker *k)
{
    const hz_model *m = k->model;
    hz_face *f = k->face;

    for (size_t i = 0; i < m->n_rows; i++) {
        f->sigma[i] = m->rows[i].sense == HZ_AT_LEAST ? 1 : -1;
        f->rhs[i] = (__int128)m->rows[i].rhs * HZ_SHARE_ONE;
        f->is_held[i] = mpq_sgn(k->proof->price[i]) != 0;
    }
    for (size_t i = m->n_rows; i < f->n_rows; i++) {
        const hz_arc *arc = &m->arcs[f->arc[i - m->n_rows]];

        f->sigma[i] = -1;
        f->rhs[i] = arc->slack_bp + k->value[arc->after] - k->value[arc->before];
    }
    for (size_t j = 0; j < m->n_columns; j++)
        for (uint64_t e = m->start[j]; k->value[j] != 0 && e < m->start[j + 1]; e++)
            f->rhs[m->row[e]] -= (__int128)m->value[e] * k->value[j];
}

/* ---- the matrix ---- */

/* The arcs' rows at each part, as a list through an array of two ends for each row. */
typedef struct {
    uint32_t *end;    /* [n_parts] the last end at the part, HZ_NONE: none */
    uint32_t *next;   /* [2 * arc rows] the one before it */
    int64_t *sum;     /* [n_rows] of the part at hand */
    uint8_t *is_used; /* [n_rows] */
    uint32_t *used;   /* [n_used of n_rows] */
    size_t n_used;
} weaver;

static void add_entry(weaver *w, uint32_t row, int64_t value)
{
    if (!w->is_used[row]) {
        w->is_used[row] = 1;
        w->used[w->n_used++] = row;
    }
    w->sum[row] += value;
}

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

    return x < y ? -1 : x > y;
}

static void sum_part(const maker *k, weaver *w, size_t p)
{
    const hz_model *m = k->model;
    const hz_part *part = &k->face->parts[p];

    w->n_used = 0;
    for (uint32_t i = part->first; i < part->first + part->n; i++) {
        uint32_t j = k->face->members[i].column;

        for (uint64_t e = m->start[j]; e < m->start[j + 1]; e++)
            add_entry(w, m->row[e], m->value[e]);
    }
    for (uint32_t end = w->end[p]; end != HZ_NONE; end = w->next[end])
        add_entry(w, (uint32_t)m->n_rows + end / 2, end % 2 ? -1 : 1);
    qsort(w->used, w->n_used, sizeof *w->used, by_number);
}

static bool close_part(weaver *w, hz_face *f, size_t p, size_t *row_capacity, size_t *value_capacity)
{
    uint64_t n = f->start[p];

    if (!hz_grow((void **)&f->row, row_capacity, n + w->n_used, sizeof *f->row) ||
        !hz_grow((void **)&f->value, value_capacity, n + w->n_used, sizeof *f->value))
        return false;
    for (size_t i = 0; i < w->n_used; i++) {
        uint32_t row = w->used[i];

        if (w->sum[row] != 0) {
            f->row[n] = row;
            f->value[n++] = w->sum[row];
        }
        w->sum[row] = 0;
        w->is_used[row] = 0;
    }
    f->start[p + 1] = n;
    return true;
}

static void hang_ends(const maker *k, weaver *w)
{
    const hz_face *f = k->face;

    for (size_t p = 0; p < f->n_parts; p++)
        w->end[p] = HZ_NONE;
    for (uint32_t end = 0; end < 2 * (f->n_rows - f->n_model_rows); end++) {
        const hz_arc *arc = &k->model->arcs[f->arc[end / 2]];
        uint32_t p = k->part[end % 2 ? arc->after : arc->before];

        w->next[end] = w->end[p];
        w->end[p] = end;
    }
}

static hz_status weave(maker *k, hz_error *err)
{
    hz_face *f = k->face;
    size_t row_capacity = 0, value_capacity = 0;
    weaver w = {.end = hz_calloc(f->n_parts + 1, sizeof *w.end),
                .next = hz_calloc(2 * (f->n_rows - f->n_model_rows) + 1, sizeof *w.next),
                .sum = hz_calloc(f->n_rows + 1, sizeof *w.sum),
                .is_used = hz_calloc(f->n_rows + 1, 1),
                .used = hz_calloc(f->n_rows + 1, sizeof *w.used)};
    bool is_done =
        w.end && w.next && w.sum && w.is_used && w.used && (f->start = hz_calloc(f->n_parts + 1, sizeof *f->start));

    if (is_done)
        hang_ends(k, &w);
    for (size_t p = 0; p < f->n_parts && is_done; p++) {
        sum_part(k, &w, p);
        is_done = close_part(&w, f, p, &row_capacity, &value_capacity);
    }
    free(w.end);
    free(w.next);
    free(w.sum);
    free(w.is_used);
    free(w.used);
    return is_done ? HZ_OK : hz_error_memory(err);
}

/* ---- the whole ---- */

static hz_status make_parts(maker *k, hz_error *err)
{
    hz_face *f = k->face;
    hz_status status = open_parts(k, err);

    if (status)
        return status;
    if (!(f->parts = hz_calloc(f->n_parts + 1, sizeof *f->parts)) ||
        !(f->members = hz_calloc(k->model->n_columns + 1, sizeof *f->members)))
        return hz_error_memory(err);
    list_members(k);
    set_zeros(k);
    order_parts(k);
    for (size_t p = 0; p < f->n_parts; p++)
        bound_by_members(k, &f->parts[p]);
    return HZ_OK;
}

static hz_status make_rows(maker *k, hz_error *err)
{
    hz_face *f = k->face;
    hz_status status;

    f->n_rows = f->n_model_rows = k->model->n_rows;
    if (!(f->tight = hz_calloc(f->n_rows + k->model->n_arcs + 1, sizeof *f->tight)))
        return hz_error_memory(err);
    f->n_tight = k->solution->n_tight;
    for (size_t i = 0; i < f->n_tight; i++)
        f->tight[i] = k->solution->tight[i];
    if ((status = take_arcs(k, err)))
        return status;
    if (!(f->rhs = hz_calloc(f->n_rows + 1, sizeof *f->rhs)) || !(f->sigma = hz_calloc(f->n_rows + 1, 1)) ||
        !(f->is_held = hz_calloc(f->n_rows + 1, sizeof *f->is_held)))
        return hz_error_memory(err);
    take_rows(k);
    return weave(k, err);
}

hz_status hz_face_make(hz_face **out, const hz_model *model, const hz_solution *solution, const hz_proof *proof,
                       hz_error *err)
{
    maker k = {.model = model, .solution = solution, .proof = proof, .face = hz_calloc(1, sizeof *k.face)};
    hz_status status = k.face && make_room(&k) ? HZ_OK : hz_error_memory(err);

    if (!status) {
        take_values(&k);
        if (!(status = make_parts(&k, err)))
            status = make_rows(&k, err);
    }
    free(k.part);
    free(k.value);
    free(k.is_idle);
    free(k.is_loose);
    *out = status ? NULL : k.face;
    if (status)
        hz_face_free(k.face);
    return status;
}

void hz_face_free(hz_face *face)
{
    if (!face)
        return;
    free(face->parts);
    free(face->members);
    free(face->start);
    free(face->row);
    free(face->value);
    free(face->rhs);
    free(face->sigma);
    free(face->is_held);
    free(face->tight);
    free(face->arc);
    free(face);
}

/* ---- back to the model ---- */

static bool copy_basis(hz_solution *s, const hz_face *f, const hz_model *m, const hz_solution *from)
{
    size_t n_arcs = from->n_tight_arcs + f->n_parts + f->n_rows - f->n_model_rows;

    if (!(s->place = hz_calloc(m->n_columns + 1, 1)) || !(s->basic = hz_calloc(m->n_columns + 1, sizeof *s->basic)) ||
        !(s->tight = hz_calloc(f->n_tight + 1, sizeof *s->tight)) ||
        !(s->price = hz_calloc(m->n_rows + 1, sizeof *s->price)) ||
        !(s->tight_arcs = hz_calloc(n_arcs + 1, sizeof *s->tight_arcs)))
        return false;
    memcpy(s->place, from->place, m->n_columns);
    memcpy(s->price, from->price, m->n_rows * sizeof *s->price);
    s->cost_fen_d = from->cost_fen_d;
    s->n_passes = from->n_passes;
    s->n_pivots = from->n_pivots;
    s->n_exact = from->n_exact;
    s->n_core = from->n_core;
    return true;
}

/* The members of a part are basic but, where it stands at a bound of its own, the one that the bound is of. */
static void place_part(hz_solution *s, const hz_face *f, const hz_model *m, const hz_part *part)
{
    uint32_t arc = part->place == HZ_AT_LO ? part->lo_arc : part->hi_arc;
    int32_t at = part->place == HZ_AT_LO ? part->lo_bp : part->hi_bp;
    bool is_placed = part->place == HZ_BASIC || arc != HZ_NONE;

    for (uint32_t i = part->first; i < part->first + part->n; i++) {
        const hz_part_member *member = &f->members[i];
        const hz_column *column = &m->columns[member->column];
        int32_t bound = part->place == HZ_AT_LO ? column->lo_bp : column->hi_bp;

        s->place[member->column] = HZ_BASIC;
        if (is_placed || bound != at + member->offset_bp)
            continue;
        s->place[member->column] = part->place;
        is_placed = true;
    }
    if (part->place != HZ_BASIC && arc != HZ_NONE)
        s->tight_arcs[s->n_tight_arcs++] = arc;
}

/* Tight arcs that the face knows nothing of: within its parts, and between what stands still. */
static void keep_arcs(hz_solution *s, const hz_model *m, const hz_solution *from, const uint32_t *part)
{
    for (size_t k = 0; k < from->n_tight_arcs; k++) {
        const hz_arc *arc = &m->arcs[from->tight_arcs[k]];

        if (part[arc->before] == part[arc->after])
            s->tight_arcs[s->n_tight_arcs++] = from->tight_arcs[k];
    }
}

static void take_tight(hz_solution *s, const hz_face *f)
{
    for (size_t i = 0; i < f->n_tight; i++)
        if (f->tight[i] < f->n_model_rows)
            s->tight[s->n_tight++] = f->tight[i];
        else
            s->tight_arcs[s->n_tight_arcs++] = f->arc[f->tight[i] - f->n_model_rows];
    qsort(s->tight_arcs, s->n_tight_arcs, sizeof *s->tight_arcs, by_number);
}

hz_status hz_face_lift(hz_solution **out, const hz_face *face, const hz_model *model, const hz_solution *solution,
                       hz_error *err)
{
    hz_solution *s = hz_calloc(1, sizeof *s);
    uint32_t *part = hz_calloc(model->n_columns + 1, sizeof *part);

    *out = NULL;
    if (!s || !part || !copy_basis(s, face, model, solution)) {
        hz_solution_free(s);
        free(part);
        return hz_error_memory(err);
    }
    for (size_t p = 0; p < face->n_parts; p++) {
        for (uint32_t i = face->parts[p].first; i < face->parts[p].first + face->parts[p].n; i++)
            part[face->members[i].column] = (uint32_t)p + 1;
        place_part(s, face, model, &face->parts[p]);
    }
    keep_arcs(s, model, solution, part);
    take_tight(s, face);
    for (uint32_t j = 0; j < model->n_columns; j++)
        if (s->place[j] == HZ_BASIC)
            s->basic[s->n_basic++] = j;
    free(part);
    *out = s;
    return HZ_OK;
}

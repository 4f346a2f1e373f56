/* walk.c - along the edges of a face, from vertex to vertex, in rational arithmetic
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The primal simplex method for bounded variables. Every point of the face costs the same, so the variables that may
 * enter are all that are not basic: parts that have room, and slacks of tight rows without a price. What makes one
 * better is one or more objectives of whole numbers g, and behind them, where they are indifferent, the order of the
 * parts:
 *
 *     least    sum_k g[0][k] X[k],
 *     then     sum_k g[1][k] X[k],
 *     then     the first part in which two points differ is deeper (of units), or less deep (of links).
 *
 * If v enters, the basic parts move by D = - B^-1 a[v]. So an objective asks for the sign of g[v] - y a[v] with y =
 * B^-T g, the order for the first basic part before v with a D that is not zero, and thus for single rows of B^-1,
 * which are computed when they are asked for: mostly one is enough. Together they are a strict order of the points, so
 * what it ends with is one point, whatever it began from. Entering variables are looked for in turn. After some steps
 * of no length Bland's rule, smallest index in, smallest index out, is followed until a step has length: it visits no
 * basis twice. Everything is exact. */
#include "solve/walk.h"

#include <stdlib.h>

#include "base/arena.h"
#include "solve/rational.h"

enum {
    PATIENCE = 20, /* steps without length before Bland's rule */
    OBJECTIVES = 2
};

struct hz_walk {
    hz_face *face;
    uint32_t *basic;    /* [n_basic] parts, ascending */
    size_t n_basic;     /* and as many tight rows: face->tight */
    uint32_t *tight_at; /* [n_rows] position of a row among the tight ones, HZ_NONE: not tight */
    uint32_t *basic_at; /* [n_parts] the same of a part */
    hz_rational_factors *factors;
    mpq_t *x;     /* [n_parts] X of the parts */
    mpq_t *slack; /* [n_rows] sigma (a X - rhs); of tight rows 0 */
    /* what is better */
    int64_t *g[OBJECTIVES]; /* [n_parts] */
    size_t n_objectives;
    bool is_ordered;      /* the order counts behind them */
    mpq_t *y[OBJECTIVES]; /* [n_basic of n_rows] */
    mpq_t **inverse;      /* [n_basic of n_rows] rows of B^-1, NULL: not yet asked for */
    /* the step in hand */
    mpq_t *right, *delta; /* [n_rows] scratch; change of the basic parts */
    mpq_t *rate;          /* [n_rows] change of the slacks, of the touched rows */
    uint32_t *touched;    /* [n_touched of n_rows] rows that are not tight */
    uint8_t *is_touched;  /* [n_rows] */
    size_t n_touched;
    int n_stalls;
    long n_pivots;
};

/* Variables are the parts, then the slacks. */
typedef struct {
    size_t variable;
    int direction;   /* +1 from the lower bound, -1 from the upper one */
    bool moves_unit; /* the step makes a unit move, if it has length */
} enterer;

/* What ends a step. */
typedef struct {
    size_t variable; /* that of the enterer: it goes to its other bound */
    uint8_t place;   /* where it then stands */
    mpq_t length;
} limit;

static bool is_part(const hz_walk *w, size_t variable)
{
    return variable < w->face->n_parts;
}

/* ---- the basis ---- */

static void forget_inverse(hz_walk *w)
{
    for (size_t k = 0; k < w->face->n_rows; k++) {
        hz_rationals_free(w->inverse[k], w->n_basic);
        w->inverse[k] = NULL;
    }
}

static hz_status gather(const hz_walk *w, hz_entry **entries, size_t *n, hz_error *err)
{
    const hz_face *f = w->face;
    size_t capacity = 0;

    *entries = NULL;
    *n = 0;
    for (size_t b = 0; b < w->n_basic; b++)
        for (uint64_t e = f->start[w->basic[b]]; e < f->start[w->basic[b] + 1]; e++) {
            if (w->tight_at[f->row[e]] == HZ_NONE)
                continue;
            if (!hz_grow((void **)entries, &capacity, *n + 1, sizeof **entries))
                return hz_error_memory(err);
            (*entries)[(*n)++] = (hz_entry){w->tight_at[f->row[e]], (uint32_t)b, f->value[e]};
        }
    return HZ_OK;
}

static hz_status take_objective_prices(hz_walk *w, hz_error *err)
{
    hz_status status = HZ_OK;

    for (size_t o = 0; o < w->n_objectives && !status; o++) {
        for (size_t b = 0; b < w->n_basic; b++)
            mpq_set_si(w->right[b], w->g[o][w->basic[b]], 1);
        status = hz_rational_solve_transposed(w->y[o], w->factors, w->right, err);
    }
    return status;
}

static hz_status factor(hz_walk *w, hz_error *err)
{
    hz_entry *entries;
    size_t n;
    hz_status status;

    for (size_t i = 0; i < w->face->n_rows; i++)
        w->tight_at[i] = HZ_NONE;
    for (size_t p = 0; p < w->face->n_parts; p++)
        w->basic_at[p] = HZ_NONE;
    for (size_t k = 0; k < w->n_basic; k++) {
        w->tight_at[w->face->tight[k]] = (uint32_t)k;
        w->basic_at[w->basic[k]] = (uint32_t)k;
    }
    hz_rational_factors_free(w->factors);
    w->factors = NULL;
    if (!(status = gather(w, &entries, &n, err)))
        status = hz_rational_factor(&w->factors, w->n_basic, w->n_basic, entries, n, err);
    free(entries);
    if (!status && hz_rational_rank(w->factors) < w->n_basic)
        return hz_error_set(err, HZ_ERR_INTERNAL, "the walk along the face has lost its basis");
    return status ? status : take_objective_prices(w, err);
}

/* ---- where it begins ---- */

static void place_parts(hz_walk *w)
{
    const hz_face *f = w->face;

    for (size_t p = 0; p < f->n_parts; p++)
        mpq_set_si(w->x[p], f->parts[p].place == HZ_AT_HI ? f->parts[p].hi_bp : f->parts[p].lo_bp, 1);
}

/* slack = sum over parts of a X - rhs, without the basic ones. */
static void sum_without_basic(hz_walk *w)
{
    const hz_face *f = w->face;
    mpq_t term;

    mpq_init(term);
    for (size_t i = 0; i < f->n_rows; i++) {
        hz_rational_set_wide(w->slack[i], f->rhs[i]);
        mpq_neg(w->slack[i], w->slack[i]);
    }
    for (size_t p = 0; p < f->n_parts; p++)
        for (uint64_t e = f->start[p]; f->parts[p].place != HZ_BASIC && e < f->start[p + 1]; e++) {
            mpq_set_si(term, f->value[e], 1);
            mpq_mul(term, term, w->x[p]);
            mpq_add(w->slack[f->row[e]], w->slack[f->row[e]], term);
        }
    mpq_clear(term);
}

static void add_basic(hz_walk *w)
{
    const hz_face *f = w->face;
    mpq_t term;

    mpq_init(term);
    for (size_t b = 0; b < w->n_basic; b++)
        for (uint64_t e = f->start[w->basic[b]]; e < f->start[w->basic[b] + 1]; e++) {
            mpq_set_si(term, f->value[e], 1);
            mpq_mul(term, term, w->x[w->basic[b]]);
            mpq_add(w->slack[f->row[e]], w->slack[f->row[e]], term);
        }
    for (size_t i = 0; i < f->n_rows; i++)
        if (f->sigma[i] < 0)
            mpq_neg(w->slack[i], w->slack[i]);
    mpq_clear(term);
}

static hz_status evaluate(hz_walk *w, hz_error *err)
{
    hz_status status;

    place_parts(w);
    sum_without_basic(w);
    for (size_t k = 0; k < w->n_basic; k++)
        mpq_neg(w->right[k], w->slack[w->face->tight[k]]);
    if ((status = hz_rational_solve(w->delta, w->factors, w->right, err)))
        return status;
    for (size_t k = 0; k < w->n_basic; k++)
        mpq_set(w->x[w->basic[k]], w->delta[k]);
    add_basic(w);
    return HZ_OK;
}

/* ---- who enters ---- */

/* out = sum over the tight rows of r a[.,v], for a slack - sigma r: what r says of the column of v. */
static void product(const hz_walk *w, mpq_t out, mpq_t *r, size_t variable)
{
    const hz_face *f = w->face;
    mpq_t term;

    if (!is_part(w, variable)) {
        size_t i = variable - f->n_parts;

        mpq_set(out, r[w->tight_at[i]]);
        if (f->sigma[i] > 0)
            mpq_neg(out, out);
        return;
    }
    mpq_init(term);
    mpq_set_ui(out, 0, 1);
    for (uint64_t e = f->start[variable]; e < f->start[variable + 1]; e++) {
        if (w->tight_at[f->row[e]] == HZ_NONE)
            continue;
        mpq_set_si(term, f->value[e], 1);
        mpq_mul(term, term, r[w->tight_at[f->row[e]]]);
        mpq_add(out, out, term);
    }
    mpq_clear(term);
}

/* Sign of g[v] - y a[v], of the first objective for which it is not zero. */
static int objective_sign(const hz_walk *w, size_t variable)
{
    mpq_t d, cost;
    int sign = 0;

    mpq_inits(d, cost, NULL);
    for (size_t o = 0; o < w->n_objectives && sign == 0; o++) {
        product(w, d, w->y[o], variable);
        if (is_part(w, variable))
            mpq_set_si(cost, w->g[o][variable], 1);
        sign = mpq_cmp(cost, d);
    }
    mpq_clears(d, cost, NULL);
    return sign;
}

/* Row b of B^-1. */
static hz_status inverse_row(hz_walk *w, size_t b, hz_error *err)
{
    if (w->inverse[b])
        return HZ_OK;
    if (!(w->inverse[b] = hz_rationals_new(w->n_basic)))
        return hz_error_memory(err);
    for (size_t k = 0; k < w->n_basic; k++)
        mpq_set_ui(w->right[k], k == b, 1);
    return hz_rational_solve_transposed(w->inverse[b], w->factors, w->right, err);
}

/* Which part is the first to move if v enters upwards, and which way? *part is n_parts when none does. */
static hz_status first_to_move(hz_walk *w, size_t variable, size_t *part, int *sign, hz_error *err)
{
    hz_status status = HZ_OK;
    mpq_t change;

    mpq_init(change);
    *sign = 0;
    for (size_t b = 0; b < w->n_basic && w->basic[b] < variable && *sign == 0; b++) {
        if ((status = inverse_row(w, b, err)))
            break;
        product(w, change, w->inverse[b], variable);
        *sign = -mpq_sgn(change);
        *part = w->basic[b];
    }
    mpq_clear(change);
    if (*sign == 0) {
        *part = is_part(w, variable) ? variable : w->face->n_parts;
        *sign = is_part(w, variable);
    }
    return status;
}

static int direction_of(const hz_walk *w, size_t variable)
{
    const hz_face *f = w->face;

    if (is_part(w, variable)) {
        const hz_part *part = &f->parts[variable];

        return part->place == HZ_BASIC || part->lo_bp == part->hi_bp ? 0 : part->place == HZ_AT_LO ? 1 : -1;
    }
    return w->tight_at[variable - f->n_parts] != HZ_NONE && !f->is_held[variable - f->n_parts];
}

static hz_status is_better(hz_walk *w, enterer *in, bool *better, hz_error *err)
{
    hz_status status;
    size_t part;
    int sign;

    *better = false;
    if ((in->direction = direction_of(w, in->variable)) == 0)
        return HZ_OK;
    sign = objective_sign(w, in->variable) * in->direction;
    in->moves_unit = sign < 0;
    *better = sign < 0;
    if (sign != 0 || !w->is_ordered)
        return HZ_OK;
    if ((status = first_to_move(w, in->variable, &part, &sign, err)))
        return status;
    in->moves_unit = part < w->face->n_unit_parts;
    *better = part < w->face->n_parts && sign * in->direction * (in->moves_unit ? 1 : -1) > 0;
    return HZ_OK;
}

/* The next after *from in turn, from the first one when Bland's rule is followed; SIZE_MAX: there is none. */
static hz_status find_enterer(hz_walk *w, size_t from, enterer *in, hz_error *err)
{
    size_t n = w->face->n_parts + w->face->n_rows, start = w->n_stalls > PATIENCE ? 0 : from;

    for (size_t k = 0; k < n; k++) {
        hz_status status;
        bool better;

        in->variable = (start + k) % n;
        if ((status = hz_rational_check(k, err)) || (status = is_better(w, in, &better, err)) || better)
            return status;
    }
    in->variable = SIZE_MAX;
    return HZ_OK;
}

/* ---- how far ---- */

static void touch(hz_walk *w, uint32_t row, int64_t value, const mpq_t by, mpq_t term)
{
    if (w->tight_at[row] != HZ_NONE)
        return;
    if (!w->is_touched[row]) {
        w->is_touched[row] = 1;
        w->touched[w->n_touched++] = row;
        mpq_set_ui(w->rate[row], 0, 1);
    }
    mpq_set_si(term, value * w->face->sigma[row], 1);
    mpq_mul(term, term, by);
    mpq_add(w->rate[row], w->rate[row], term);
}

/* How the basic parts and the slacks of all rows that are not tight change when v moves by 1 its way. */
static hz_status take_changes(hz_walk *w, const enterer *in, hz_error *err)
{
    const hz_face *f = w->face;
    hz_status status;
    mpq_t term, own;

    for (size_t k = 0; k < w->n_basic; k++)
        mpq_set_ui(w->right[k], 0, 1);
    for (uint64_t e = is_part(w, in->variable) ? f->start[in->variable] : 0;
         is_part(w, in->variable) && e < f->start[in->variable + 1]; e++)
        if (w->tight_at[f->row[e]] != HZ_NONE) {
            mpq_set_si(w->right[w->tight_at[f->row[e]]], f->value[e], 1);
            if (in->direction > 0)
                mpq_neg(w->right[w->tight_at[f->row[e]]], w->right[w->tight_at[f->row[e]]]);
        }
    if (!is_part(w, in->variable))
        mpq_set_si(w->right[w->tight_at[in->variable - f->n_parts]], f->sigma[in->variable - f->n_parts], 1);
    if ((status = hz_rational_solve(w->delta, w->factors, w->right, err)))
        return status;
    mpq_inits(term, own, NULL);
    for (size_t b = 0; b < w->n_basic; b++)
        for (uint64_t e = f->start[w->basic[b]]; mpq_sgn(w->delta[b]) != 0 && e < f->start[w->basic[b] + 1]; e++)
            touch(w, f->row[e], f->value[e], w->delta[b], term);
    mpq_set_si(own, in->direction, 1);
    for (uint64_t e = is_part(w, in->variable) ? f->start[in->variable] : 0;
         is_part(w, in->variable) && e < f->start[in->variable + 1]; e++)
        touch(w, f->row[e], f->value[e], own, term);
    mpq_clears(term, own, NULL);
    return HZ_OK;
}

/* A shorter limit, or one as short of a smaller variable. */
static void shorten(limit *best, size_t variable, uint8_t place, const mpq_t length)
{
    int order = best->variable == SIZE_MAX ? -1 : mpq_cmp(length, best->length);

    if (order > 0 || (order == 0 && variable > best->variable))
        return;
    mpq_set(best->length, length);
    best->variable = variable;
    best->place = place;
}

static void find_limit(const hz_walk *w, const enterer *in, limit *best)
{
    const hz_face *f = w->face;
    mpq_t length;

    mpq_init(length);
    best->variable = SIZE_MAX;
    if (is_part(w, in->variable)) {
        mpq_set_si(length, f->parts[in->variable].hi_bp - f->parts[in->variable].lo_bp, 1);
        shorten(best, in->variable, in->direction > 0 ? HZ_AT_HI : HZ_AT_LO, length);
    }
    for (size_t b = 0; b < w->n_basic; b++) {
        const hz_part *part = &f->parts[w->basic[b]];
        int sign = mpq_sgn(w->delta[b]);

        if (sign == 0)
            continue;
        mpq_set_si(length, sign > 0 ? part->hi_bp : part->lo_bp, 1);
        mpq_sub(length, length, w->x[w->basic[b]]);
        mpq_div(length, length, w->delta[b]);
        shorten(best, w->basic[b], sign > 0 ? HZ_AT_HI : HZ_AT_LO, length);
    }
    for (size_t k = 0; k < w->n_touched; k++) {
        uint32_t i = w->touched[k];

        if (mpq_sgn(w->rate[i]) >= 0)
            continue;
        mpq_div(length, w->slack[i], w->rate[i]);
        mpq_neg(length, length);
        shorten(best, f->n_parts + i, HZ_AT_LO, length);
    }
    mpq_clear(length);
}

/* ---- the step ---- */

static void move(hz_walk *w, const enterer *in, const limit *end)
{
    mpq_t term;

    mpq_init(term);
    for (size_t b = 0; b < w->n_basic; b++) {
        mpq_mul(term, w->delta[b], end->length);
        mpq_add(w->x[w->basic[b]], w->x[w->basic[b]], term);
    }
    for (size_t k = 0; k < w->n_touched; k++) {
        mpq_mul(term, w->rate[w->touched[k]], end->length);
        mpq_add(w->slack[w->touched[k]], w->slack[w->touched[k]], term);
    }
    if (is_part(w, in->variable)) {
        mpq_set(term, end->length);
        if (in->direction < 0)
            mpq_neg(term, term);
        mpq_add(w->x[in->variable], w->x[in->variable], term);
    } else {
        mpq_set(w->slack[in->variable - w->face->n_parts], end->length);
    }
    mpq_clear(term);
}

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

    return x < y ? -1 : x > y;
}

/* A part more or less, and a row more or less: the two keep equal numbers. */
static void exchange(hz_walk *w, size_t in, const limit *out)
{
    hz_face *f = w->face;
    size_t n_tight = w->n_basic;

    forget_inverse(w);
    if (is_part(w, out->variable)) {
        w->basic[w->basic_at[out->variable]] = w->basic[--w->n_basic];
        f->parts[out->variable].place = out->place;
    } else {
        f->tight[n_tight++] = (uint32_t)(out->variable - f->n_parts);
    }
    if (is_part(w, in)) {
        f->parts[in].place = HZ_BASIC;
        w->basic[w->n_basic++] = (uint32_t)in;
    } else {
        f->tight[w->tight_at[in - f->n_parts]] = f->tight[--n_tight];
    }
    f->n_tight = n_tight;
    qsort(w->basic, w->n_basic, sizeof *w->basic, by_number);
    qsort(f->tight, f->n_tight, sizeof *f->tight, by_number);
}

static hz_status step(hz_walk *w, const enterer *in, bool *has_length, hz_error *err)
{
    hz_status status = take_changes(w, in, err);
    limit end;

    if (status)
        return status;
    mpq_init(end.length);
    find_limit(w, in, &end);
    *has_length = mpq_sgn(end.length) > 0;
    if (end.variable == SIZE_MAX) {
        status = hz_error_set(err, HZ_ERR_INTERNAL, "the walk along the face has no end");
    } else {
        move(w, in, &end);
        w->n_stalls = *has_length ? 0 : w->n_stalls + 1;
        w->n_pivots++;
        if (end.variable == in->variable) {
            w->face->parts[in->variable].place = end.place;
        } else {
            exchange(w, in->variable, &end);
            status = factor(w, err);
        }
    }
    for (size_t k = 0; k < w->n_touched; k++)
        w->is_touched[w->touched[k]] = 0;
    w->n_touched = 0;
    mpq_clear(end.length);
    return status;
}

/* To the best vertex, or with is_one to the end of the first step that has length. */
static hz_status walk(hz_walk *w, bool is_one, bool *has_moved, hz_error *err)
{
    enterer in = {.variable = 0};
    hz_status status = take_objective_prices(w, err);

    *has_moved = false;
    w->n_stalls = 0;
    while (!status && !(is_one && *has_moved)) {
        bool has_length;

        if ((status = find_enterer(w, in.variable, &in, err)) || in.variable == SIZE_MAX ||
            (status = step(w, &in, &has_length, err)))
            break;
        *has_moved |= has_length && in.moves_unit;
    }
    return status;
}

/* ---- rows that must be in the basis ---- */

/* May it enter, if only to stand where it stands? Parts without room may, too: they keep a row in the basis as well as
 * any other. */
static bool may_enter(const hz_walk *w, size_t variable)
{
    if (is_part(w, variable))
        return w->face->parts[variable].place != HZ_BASIC;
    return direction_of(w, variable) != 0;
}

/* Any variable whose entering would move the slack of a row that is not tight. */
static hz_status find_mover(hz_walk *w, uint32_t row, size_t *in, hz_error *err)
{
    const hz_face *f = w->face;
    hz_status status;
    mpq_t change, own;

    for (size_t b = 0; b < w->n_basic; b++) {
        mpq_set_ui(w->right[b], 0, 1);
        for (uint64_t e = f->start[w->basic[b]]; e < f->start[w->basic[b] + 1]; e++)
            if (f->row[e] == row)
                mpq_set_si(w->right[b], f->value[e], 1);
    }
    if ((status = hz_rational_solve_transposed(w->delta, w->factors, w->right, err)))
        return status;
    mpq_inits(change, own, NULL);
    for (*in = 0; *in < f->n_parts + f->n_rows; ++*in) {
        if (!may_enter(w, *in))
            continue;
        product(w, change, w->delta, *in);
        mpq_set_ui(own, 0, 1);
        for (uint64_t e = is_part(w, *in) ? f->start[*in] : 0; is_part(w, *in) && e < f->start[*in + 1]; e++)
            if (f->row[e] == row)
                mpq_set_si(own, f->value[e], 1);
        if (!mpq_equal(change, own))
            break;
    }
    mpq_clears(change, own, NULL);
    return HZ_OK;
}

/* A held row that is not tight in the basis, though it holds with equality, could be left by a step, and would have no
 * price. Held rows were all in the basis that the face was made from, so there is always room for them. */
static hz_status hold_rows(hz_walk *w, hz_error *err)
{
    const hz_face *f = w->face;
    hz_status status = HZ_OK;

    for (uint32_t i = 0; i < f->n_rows && !status; i++) {
        limit out = {.variable = f->n_parts + i, .place = HZ_AT_LO};
        size_t in;

        if (!f->is_held[i] || w->tight_at[i] != HZ_NONE || (status = find_mover(w, i, &in, err)))
            continue;
        if (in == f->n_parts + f->n_rows)
            return hz_error_set(err, HZ_ERR_INTERNAL, "a row with a price finds no place in the basis of the face");
        exchange(w, in, &out);
        status = factor(w, err);
    }
    return status;
}

/* ---- the verbs ---- */

static hz_status allocate(hz_walk *w, hz_error *err)
{
    const hz_face *f = w->face;
    size_t n = f->n_rows;

    for (size_t p = 0; p < f->n_parts; p++)
        w->n_basic += f->parts[p].place == HZ_BASIC;
    if (w->n_basic != f->n_tight || w->n_basic > n)
        return hz_error_set(err, HZ_ERR_INTERNAL, "the face has no basis");
    if (!(w->basic = hz_calloc(n + 1, sizeof *w->basic)) || !(w->tight_at = hz_calloc(n + 1, sizeof *w->tight_at)) ||
        !(w->basic_at = hz_calloc(f->n_parts + 1, sizeof *w->basic_at)) || !(w->x = hz_rationals_new(f->n_parts)) ||
        !(w->slack = hz_rationals_new(n)) || !(w->inverse = hz_calloc(n + 1, sizeof *w->inverse)) ||
        !(w->right = hz_rationals_new(n)) || !(w->delta = hz_rationals_new(n)) || !(w->rate = hz_rationals_new(n)) ||
        !(w->touched = hz_calloc(n + 1, sizeof *w->touched)) || !(w->is_touched = hz_calloc(n + 1, 1)))
        return hz_error_memory(err);
    for (size_t o = 0; o < OBJECTIVES; o++)
        if (!(w->g[o] = hz_calloc(f->n_parts + 1, sizeof *w->g[o])) || !(w->y[o] = hz_rationals_new(n)))
            return hz_error_memory(err);
    w->n_basic = 0;
    for (size_t p = 0; p < f->n_parts; p++)
        if (f->parts[p].place == HZ_BASIC)
            w->basic[w->n_basic++] = (uint32_t)p;
    return HZ_OK;
}

hz_status hz_walk_begin(hz_walk **out, hz_face *face, hz_error *err)
{
    hz_walk *w = hz_calloc(1, sizeof *w);
    hz_status status;

    *out = NULL;
    if (!w)
        return hz_error_memory(err);
    w->face = face;
    if ((status = allocate(w, err)) || (status = factor(w, err)) || (status = evaluate(w, err)) ||
        (status = hold_rows(w, err)))
        hz_walk_free(w);
    else
        *out = w;
    return status;
}

void hz_walk_free(hz_walk *w)
{
    size_t n;

    if (!w)
        return;
    n = w->face->n_rows;
    if (w->inverse)
        forget_inverse(w);
    hz_rational_factors_free(w->factors);
    free(w->basic);
    free(w->tight_at);
    free(w->basic_at);
    hz_rationals_free(w->x, w->face->n_parts);
    hz_rationals_free(w->slack, n);
    for (size_t o = 0; o < OBJECTIVES; o++) {
        free(w->g[o]);
        hz_rationals_free(w->y[o], n);
    }
    free(w->inverse);
    hz_rationals_free(w->right, n);
    hz_rationals_free(w->delta, n);
    hz_rationals_free(w->rate, n);
    free(w->touched);
    free(w->is_touched);
    free(w);
}

hz_status hz_walk_to_choice(hz_walk *walk_along, hz_error *err)
{
    hz_walk *w = walk_along;
    bool has_moved;

    for (size_t p = 0; p < w->face->n_parts; p++) {
        w->g[0][p] = w->face->parts[p].n_units;
        w->g[1][p] = w->face->parts[p].sum_of_places;
    }
    w->n_objectives = 2;
    w->is_ordered = true;
    return walk(w, false, &has_moved, err);
}

/* Whole parts of units that stand at a bound, away from it. */
static void aim_away(hz_walk *w)
{
    const hz_face *f = w->face;

    for (size_t p = 0; p < f->n_unit_parts; p++)
        w->g[0][p] =
            mpq_cmp_si(w->x[p], f->parts[p].lo_bp, 1) == 0 ? -1 : mpq_cmp_si(w->x[p], f->parts[p].hi_bp, 1) == 0;
    for (size_t p = f->n_unit_parts; p < f->n_parts; p++)
        w->g[0][p] = 0;
}

static bool is_between(const hz_walk *w, size_t p)
{
    return mpq_cmp_si(w->x[p], w->face->parts[p].lo_bp, 1) > 0 && mpq_cmp_si(w->x[p], w->face->parts[p].hi_bp, 1) < 0;
}

static hz_status aim_one(hz_walk *w, size_t p, bool *is_there, hz_error *err)
{
    hz_status status = HZ_OK;

    for (int way = -1; way <= 1 && !*is_there && !status; way += 2) {
        for (size_t q = 0; q < w->face->n_parts; q++)
            w->g[0][q] = 0;
        w->g[0][p] = way;
        status = walk(w, true, is_there, err);
    }
    return status;
}

/* Every unit that stands at a bound can leave it one way only: one sum asks for all of them. Those between are asked
 * one by one. */
hz_status hz_walk_to_other(hz_walk *walk_along, bool *is_there, hz_error *err)
{
    hz_walk *w = walk_along;
    hz_status status;

    w->n_objectives = 1;
    w->is_ordered = false;
    aim_away(w);
    status = walk(w, true, is_there, err);
    for (size_t p = 0; p < w->face->n_unit_parts && !*is_there && !status; p++)
        if (is_between(w, p))
            status = aim_one(w, p, is_there, err);
    return status;
}

long hz_walk_pivots(const hz_walk *w)
{
    return w->n_pivots;
}

/* verify_arcs.c - what arcs add to a proof
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * With multipliers y of the rows and pi >= 0 of the arcs the reduced cost of column j is
 *
 *     r[j] = c[j] - sum_i y[i] a[i,j] + sum over arcs with before = j of pi - sum over arcs with after = j of pi,
 *
 * and pi is zero unless its arc is tight. In the tree of a component all r[j] but the root's are zero. So, from the leaves up,
 * the multiplier of the arc from a member to its parent is the sum of the d = c - y a of the member and all below it: it must not be
 * positive where the member is `before`, nor negative where it is `after`. What is left at the root is the sum over the
 * component, which the contracted model has been proved by; but where the bounds of its members leave the component no room, that
 * proof asked nothing of the sum, and the root, which may have room by itself, must stand on its right side all the same. */
#include "solve/verify_arcs.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/cancel.h"
#include "base/lang.h"
#include "solve/rational.h"

enum { FRACTION = INT32_MIN };

typedef struct {
    const hz_model *model;
    const hz_contraction *contraction;
    hz_proof *proof;
    double *price;        /* [n_rows] rounded */
    int32_t *whole;       /* [n_columns] X in bp, FRACTION: see fraction */
    uint32_t *fraction;   /* [n_columns + n_components] index into proof->basic_bp */
    double *sum, *size;   /* [n_members] of d over what hangs at a member, and of the magnitudes of its terms */
    uint32_t *n_terms;    /* [n_members] */
    const uint8_t *place; /* [n_columns] of the original */
    size_t idle_capacity, loose_capacity;
} checker;

/* ---- every arc holds ---- */

static void take_values(checker *c)
{
    const hz_solution *s = c->contraction->solution;
    const hz_model *m = c->contraction->model;

    for (size_t b = 0; b < c->proof->n_basic; b++)
        c->fraction[c->proof->basic[b]] = (uint32_t)b;
    for (size_t j = 0; j < c->model->n_columns; j++)
        c->whole[j] = s->place[j] == HZ_BASIC ? FRACTION : s->place[j] == HZ_AT_HI ? m->columns[j].hi_bp : m->columns[j].lo_bp;
    for (size_t i = 0; i < c->contraction->n_components; i++) {
        size_t whole = c->model->n_columns + i;

        for (size_t k = c->contraction->first[i]; k < c->contraction->first[i + 1]; k++) {
            const hz_joined *member = &c->contraction->members[k];
            int32_t base = s->place[whole] == HZ_AT_HI ? m->columns[whole].hi_bp : m->columns[whole].lo_bp;

            c->whole[member->column] = s->place[whole] == HZ_BASIC ? FRACTION : base + member->offset_bp;
            c->fraction[member->column] = c->fraction[whole];
        }
    }
}

/* X of a column as a rational; `offset` [n_columns] of members, 0 for others. */
static void exact_value(const checker *c, const int32_t *offset, uint32_t j, mpq_t out)
{
    mpq_t more;

    if (c->whole[j] != FRACTION) {
        mpq_set_si(out, c->whole[j], 1);
        return;
    }
    mpq_init(more);
    mpq_set_si(more, offset[j], 1);
    mpq_add(out, c->proof->basic_bp[c->fraction[j]], more);
    mpq_clear(more);
}

/* Sign of X[before] - X[after] - slack. */
static int exact_excess(const checker *c, const int32_t *offset, const hz_arc *arc)
{
    mpq_t before, after, slack;
    int sign;

    mpq_inits(before, after, slack, NULL);
    exact_value(c, offset, arc->before, before);
    exact_value(c, offset, arc->after, after);
    mpq_set_ui(slack, arc->slack_bp, 1);
    mpq_add(after, after, slack);
    sign = mpq_cmp(before, after);
    mpq_clears(before, after, slack, NULL);
    return sign;
}

/* What floats leans on an arc that is not in the basis. */
static bool is_chance(const checker *c, const hz_arc *arc, int excess)
{
    return excess == 0 && (c->whole[arc->before] != FRACTION || c->whole[arc->after] != FRACTION ||
                           c->fraction[arc->before] != c->fraction[arc->after]);
}

static hz_status check_arcs(checker *c, const int32_t *offset, hz_error *err)
{
    hz_status status = HZ_OK;

    for (size_t k = 0; k < c->model->n_arcs && !c->proof->fault; k++) {
        const hz_arc *arc = &c->model->arcs[k];
        int32_t before = c->whole[arc->before], after = c->whole[arc->after];

        if (k % 4096 == 0 && (status = hz_cancel_check(err)))
            return status;
        if (before == FRACTION || after == FRACTION) {
            int excess = exact_excess(c, offset, arc);

            if (excess > 0)
                c->proof->fault = _("two cuts stand in the wrong order");
            c->proof->is_degenerate |= is_chance(c, arc, excess);
        } else if (before - after > arc->slack_bp) {
            c->proof->fault = _("two cuts stand in the wrong order");
        }
    }
    return HZ_OK;
}

/* ---- every multiplier has the right sign ---- */

static void start_sum(checker *c, size_t member)
{
    uint32_t j = c->contraction->members[member].column;
    double d = (double)c->model->columns[j].cost_fen_d, size = fabs(d);

    for (uint64_t k = c->model->start[j]; k < c->model->start[j + 1]; k++) {
        double term = c->price[c->model->row[k]] * (double)c->model->value[k];

        d -= term;
        size += fabs(term);
    }
    c->sum[member] += d;
    c->size[member] += size;
    c->n_terms[member] += (uint32_t)(c->model->start[j + 1] - c->model->start[j]) + 2;
}

static void add_exact(const checker *c, uint32_t j, mpq_t sum)
{
    mpq_t term;

    mpq_init(term);
    mpq_set_si(term, c->model->columns[j].cost_fen_d, 1);
    mpq_add(sum, sum, term);
    for (uint64_t k = c->model->start[j]; k < c->model->start[j + 1]; k++) {
        mpq_set_si(term, c->model->value[k], 1);
        mpq_mul(term, term, c->proof->price[c->model->row[k]]);
        mpq_sub(sum, sum, term);
    }
    mpq_clear(term);
}

/* Does member k hang at member `top` or below it? Parents stand before their children. */
static bool hangs_at(const hz_joined *members, size_t k, size_t top)
{
    while (k > top && members[k].parent != HZ_NONE)
        k = members[k].parent;
    return k == top;
}

static int exact_sign(const checker *c, size_t component, size_t top)
{
    const hz_joined *members = c->contraction->members;
    mpq_t sum;
    int sign;

    mpq_init(sum);
    for (size_t k = top; k < c->contraction->first[component + 1]; k++)
        if (hangs_at(members, k, top))
            add_exact(c, members[k].column, sum);
    sign = mpq_sgn(sum);
    mpq_clear(sum);
    return sign;
}

static int sign_of(const checker *c, size_t component, size_t member)
{
    double bound = c->size[member] * (c->n_terms[member] + 4) * DBL_EPSILON + DBL_MIN;

    if (fabs(c->sum[member]) > bound)
        return c->sum[member] > 0 ? 1 : -1;
    return exact_sign(c, component, member);
}

static hz_status note(uint32_t **list, size_t *n, size_t *capacity, uint32_t column, hz_error *err)
{
    if (!hz_grow((void **)list, capacity, *n + 1, sizeof **list))
        return hz_error_memory(err);
    (*list)[(*n)++] = column;
    return HZ_OK;
}

static hz_status check_root(checker *c, uint32_t root, int sign, hz_error *err)
{
    const hz_column *column = &c->model->columns[root];

    if (c->place[root] == HZ_BASIC || column->lo_bp == column->hi_bp)
        return HZ_OK;
    if (sign * (c->place[root] == HZ_AT_HI ? 1 : -1) > 0)
        c->proof->fault = _("a unit stands on the wrong side of the price");
    return sign == 0 ? note(&c->proof->idle, &c->proof->n_idle, &c->idle_capacity, root, err) : HZ_OK;
}

static hz_status check_member(checker *c, size_t k, int sign, hz_error *err)
{
    const hz_joined *member = &c->contraction->members[k];

    if (sign * (member->is_before ? 1 : -1) > 0)
        c->proof->fault = _("two units that are held together would be cheaper apart");
    c->sum[member->parent] += c->sum[k];
    c->size[member->parent] += c->size[k];
    c->n_terms[member->parent] += c->n_terms[k];
    return sign == 0 ? note(&c->proof->loose, &c->proof->n_loose, &c->loose_capacity, member->column, err) : HZ_OK;
}

static hz_status check_component(checker *c, size_t component, hz_error *err)
{
    const hz_joined *members = c->contraction->members;
    hz_status status = HZ_OK;

    for (size_t k = c->contraction->first[component + 1]; k-- > c->contraction->first[component] && !status;) {
        int sign;

        start_sum(c, k);
        sign = sign_of(c, component, k);
        status = members[k].parent == HZ_NONE ? check_root(c, members[k].column, sign, err) : check_member(c, k, sign, err);
    }
    return status;
}

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

    return x < y ? -1 : x > y;
}

/* Of what the contracted model's proof has noted, the columns of its own; components are noted by their roots. */
static void keep_own_idle(checker *c)
{
    hz_proof *proof = c->proof;

    c->idle_capacity = proof->n_idle;
    while (proof->n_idle > 0 && proof->idle[proof->n_idle - 1] >= c->model->n_columns)
        proof->n_idle--;
}

static hz_status check_multipliers(checker *c, hz_error *err)
{
    hz_status status = HZ_OK;

    for (size_t i = 0; i < c->proof->n_rows; i++)
        c->price[i] = mpq_get_d(c->proof->price[i]);
    keep_own_idle(c);
    for (size_t i = 0; i < c->contraction->n_components && !c->proof->fault && !status; i++)
        if (i % 4096 != 0 || !(status = hz_cancel_check(err)))
            status = check_component(c, i, err);
    if (c->proof->n_idle > 1)
        qsort(c->proof->idle, c->proof->n_idle, sizeof *c->proof->idle, by_number);
    return status;
}

/* ---- back to the original ---- */

static hz_status expand(checker *c, const int32_t *offset, const uint8_t *place, hz_error *err)
{
    hz_proof *proof = c->proof;
    uint32_t *basic;
    mpq_t *basic_bp;
    size_t n = 0;

    for (size_t j = 0; j < c->model->n_columns; j++)
        n += place[j] == HZ_BASIC || c->whole[j] == FRACTION;
    basic = hz_calloc(n + 1, sizeof *basic);
    basic_bp = hz_rationals_new(n);
    if (!basic || !basic_bp) {
        free(basic);
        hz_rationals_free(basic_bp, n);
        return hz_error_memory(err);
    }
    n = 0;
    for (uint32_t j = 0; j < c->model->n_columns; j++)
        if (place[j] == HZ_BASIC || c->whole[j] == FRACTION) {
            basic[n] = j;
            exact_value(c, offset, j, basic_bp[n++]);
        }
    hz_rationals_free(proof->basic_bp, proof->n_basic);
    free(proof->basic);
    proof->basic = basic;
    proof->basic_bp = basic_bp;
    proof->n_basic = n;
    return HZ_OK;
}

/* ---- the verb ---- */

static hz_status check_and_expand(checker *c, int32_t *offset, const uint8_t *place, hz_error *err)
{
    hz_status status;

    for (size_t k = 0; k < c->contraction->n_members; k++)
        offset[c->contraction->members[k].column] = c->contraction->members[k].offset_bp;
    take_values(c);
    if ((status = check_arcs(c, offset, err)) || c->proof->fault || (status = check_multipliers(c, err)) || c->proof->fault)
        return status;
    return expand(c, offset, place, err);
}

hz_status hz_verify_arcs(hz_proof *proof, const hz_model *model, const hz_contraction *contraction, const uint8_t *place,
                         hz_error *err)
{
    size_t n_columns = model->n_columns, n_members = contraction->n_members;
    checker c = {.model = model, .contraction = contraction, .proof = proof, .place = place};
    int32_t *offset = hz_calloc(n_columns + 1, sizeof *offset);
    hz_status status;

    c.price = hz_calloc(model->n_rows + 1, sizeof *c.price);
    c.whole = hz_calloc(n_columns + 1, sizeof *c.whole);
    c.fraction = hz_calloc(n_columns + contraction->n_components + 2, sizeof *c.fraction);
    c.sum = hz_calloc(n_members + 1, sizeof *c.sum);
    c.size = hz_calloc(n_members + 1, sizeof *c.size);
    c.n_terms = hz_calloc(n_members + 1, sizeof *c.n_terms);
    status = offset && c.price && c.whole && c.fraction && c.sum && c.size && c.n_terms
                 ? check_and_expand(&c, offset, place, err)
                 : hz_error_memory(err);
    free(offset);
    free(c.price);
    free(c.whole);
    free(c.fraction);
    free(c.sum);
    free(c.size);
    free(c.n_terms);
    return status;
}

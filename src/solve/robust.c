/* robust.c - targets that hold whichever enterprises fail: rows found one after the other
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * (12): sum_u a[u] x[u] less the k largest sums of single enterprises is at least R. That is one row for each set of k enterprises,
 *
 *     sum over the units of all others of a[u] x[u]  >=  R,
 *
 * far too many to write down, but few of them matter. So the model begins without any; at its optimum the k enterprises that bring
 * most are the worst that can happen, and if the others do not bring enough, their row is added and the optimum is found
 * again. When no row is missing, the optimum satisfies all of them, written or not, and no plan that does can be cheaper. The
 * optimum is that of the linear program of Bertsimas and Sim (Operations Research 52(1), 2004), which needs a row for each
 * enterprise instead.
 *
 * An added row leaves the old basis dual feasible with its own slack in the basis: the exact finish goes on from there with a few
 * pivots. Whom a row leaves out is decided on exact numbers. */
#include "solve/robust.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/cancel.h"
#include "base/lang.h"
#include "solve/finish.h"
#include "solve/rational.h"
#include "solve/verify.h"

/* Sums of floating-point numbers that are all positive are nearer to the truth than this. */
#define NEAR 1e-9

/* ---- rows ---- */

/* The coefficient of column j in a row, 0 when it has none. */
static int64_t coefficient(const hz_model *m, size_t j, size_t row)
{
    for (uint64_t k = m->start[j]; k < m->start[j + 1]; k++)
        if (m->row[k] == row)
            return m->value[k];
    return 0;
}

static bool add_reasons(hz_model *m, const hz_failing_set *sets, size_t n_sets)
{
    hz_row *rows = realloc(m->rows, (m->n_rows + n_sets) * sizeof *rows);
    size_t n_failing = m->n_failing;
    uint32_t *failing;

    if (rows)
        m->rows = rows;
    for (size_t i = 0; i < n_sets; i++)
        n_failing += sets[i].n_failing;
    failing = realloc(m->failing, (n_failing + 1) * sizeof *failing);
    if (failing)
        m->failing = failing;
    if (!rows || !failing)
        return false;
    for (size_t i = 0; i < n_sets; i++) {
        const hz_guard *guard = &m->guards[sets[i].guard];
        hz_row row = m->rows[guard->row];

        row.kind = HZ_ROW_SAFETY;
        row.target = row.demand;
        row.demand = guard->demand;
        row.first_failing = (uint32_t)m->n_failing;
        row.n_failing = sets[i].n_failing;
        memcpy(m->failing + m->n_failing, sets[i].failing, sets[i].n_failing * sizeof *failing);
        m->n_failing += sets[i].n_failing;
        m->rows[m->n_rows + i] = row;
    }
    return true;
}

static bool is_failing(const hz_failing_set *set, uint32_t enterprise)
{
    for (uint32_t i = 0; i < set->n_failing; i++)
        if (set->failing[i] == enterprise)
            return true;
    return false;
}

/* The matrix by column, each with its entries of the new rows behind the others. */
static void append_entries(const hz_model *m, const hz_failing_set *sets, size_t n_sets, uint32_t *rows,
                           int64_t *values, uint64_t *starts)
{
    uint64_t n = 0;

    for (size_t j = 0; j < m->n_columns; j++) {
        size_t n_old = m->start[j + 1] - m->start[j];

        memcpy(rows + n, m->row + m->start[j], n_old * sizeof *rows);
        memcpy(values + n, m->value + m->start[j], n_old * sizeof *values);
        n += n_old;
        for (size_t i = 0; i < n_sets; i++) {
            int64_t value = coefficient(m, j, m->guards[sets[i].guard].row);

            if (value == 0 || is_failing(&sets[i], m->owner[j]))
                continue;
            rows[n] = (uint32_t)(m->n_rows + i);
            values[n++] = value;
        }
        starts[j + 1] = n;
    }
}

hz_status hz_guard_add_rows(hz_model *model, const hz_failing_set *sets, size_t n_sets, hz_error *err)
{
    uint64_t most = model->start[model->n_columns] + n_sets * model->n_columns;
    uint32_t *rows = hz_calloc(most + 1, sizeof *rows);
    int64_t *values = hz_calloc(most + 1, sizeof *values);
    uint64_t *starts = hz_calloc(model->n_columns + 1, sizeof *starts);

    if (!rows || !values || !starts || !add_reasons(model, sets, n_sets)) {
        free(rows);
        free(values);
        free(starts);
        return hz_error_memory(err);
    }
    append_entries(model, sets, n_sets, rows, values, starts);
    free(model->row);
    free(model->value);
    free(model->start);
    model->row = rows;
    model->value = values;
    model->start = starts;
    model->n_rows += n_sets;
    return HZ_OK;
}

/* ---- the worst that can happen ---- */

typedef struct {
    const hz_model *m;
    const hz_solution *solution;
    const hz_proof *proof;
    uint32_t *position; /* [n_columns] of the basic columns, among them */
    double *brings;     /* [n_owners] about what each enterprise brings to the target, 1/10000 base units */
} oracle;

/* What an enterprise brings, exactly. */
typedef struct {
    uint32_t enterprise;
    mpq_t brings;
} part;

static uint16_t place_bp(const oracle *o, size_t j)
{
    const hz_column *column = &o->m->columns[j];

    return o->solution->place[j] == HZ_AT_HI ? column->hi_bp : column->lo_bp;
}

/* X of a column, about. */
static double about_bp(const oracle *o, size_t j)
{
    return o->solution->place[j] == HZ_BASIC ? mpq_get_d(o->proof->basic_bp[o->position[j]]) : place_bp(o, j);
}

static void add_exactly(const oracle *o, mpq_t sum, size_t j, int64_t value)
{
    mpq_t term;

    mpq_init(term);
    if (o->solution->place[j] == HZ_BASIC)
        mpq_set(term, o->proof->basic_bp[o->position[j]]);
    else
        mpq_set_ui(term, place_bp(o, j), 1);
    mpz_mul_si(mpq_numref(term), mpq_numref(term), value);
    mpq_canonicalize(term);
    mpq_add(sum, sum, term);
    mpq_clear(term);
}

static void weigh_all(const oracle *o, size_t row)
{
    memset(o->brings, 0, o->m->n_owners * sizeof *o->brings);
    for (size_t j = 0; j < o->m->n_columns; j++) {
        double value = (double)coefficient(o->m, j, row);

        if (value != 0)
            o->brings[o->m->owner[j]] += value * about_bp(o, j);
    }
}

/* The k-th largest number that is not zero, 0 when there are fewer; `largest` is room for k. */
static double kth_largest(const double *numbers, size_t n, double *largest, size_t k)
{
    size_t n_kept = 0;

    for (size_t i = 0; i < n; i++) {
        size_t at;

        if (!(numbers[i] > 0) || (n_kept == k && numbers[i] <= largest[k - 1]))
            continue;
        at = n_kept < k ? n_kept++ : k - 1;
        for (; at > 0 && largest[at - 1] < numbers[i]; at--)
            largest[at] = largest[at - 1];
        largest[at] = numbers[i];
    }
    return n_kept == k ? largest[k - 1] : 0;
}

static int by_part(const void *a, const void *b)
{
    const part *x = a, *y = b;
    int order = mpq_cmp(y->brings, x->brings);

    return order ? order : (x->enterprise > y->enterprise) - (x->enterprise < y->enterprise);
}

static int by_enterprise(const void *a, const void *b)
{
    const part *x = a, *y = b;

    return (x->enterprise > y->enterprise) - (x->enterprise < y->enterprise);
}

/* Those who may be among the k largest, with exact sums; *excess: what all bring less 10000 times the right-hand side. */
static void weigh_exactly(const oracle *o, size_t row, part *parts, size_t n_parts, mpq_t excess)
{
    __int128 whole = -(__int128)o->m->rows[row].rhs * HZ_SHARE_ONE;
    mpq_t rest;

    mpq_init(rest);
    for (size_t j = 0; j < o->m->n_columns; j++) {
        int64_t value = coefficient(o->m, j, row);
        part key = {.enterprise = o->m->owner[j]}, *found;

        if (value == 0)
            continue;
        if (o->solution->place[j] == HZ_BASIC)
            add_exactly(o, rest, j, value);
        else
            whole += (__int128)value * place_bp(o, j);
        if ((found = bsearch(&key, parts, n_parts, sizeof *parts, by_enterprise)))
            add_exactly(o, found->brings, j, value);
    }
    hz_rational_set_wide(excess, whole);
    mpq_add(excess, excess, rest);
    mpq_clear(rest);
}

static size_t count_above(const oracle *o, double least)
{
    size_t n = 0;

    for (size_t e = 0; e < o->m->n_owners; e++)
        n += o->brings[e] > 0 && o->brings[e] >= least;
    return n;
}

static part *list_above(const oracle *o, double least, size_t n_parts)
{
    part *parts = hz_calloc(n_parts + 1, sizeof *parts);
    size_t n = 0;

    for (size_t e = 0; parts && e < o->m->n_owners; e++)
        if (o->brings[e] > 0 && o->brings[e] >= least) {
            parts[n].enterprise = (uint32_t)e;
            mpq_init(parts[n++].brings);
        }
    return parts;
}

/* The k who bring most into failing[k]; *n_failing of them, 0 when the target holds without them. */
static hz_status find_worst(const oracle *o, const hz_guard *guard, double *largest, uint32_t *failing,
                            uint32_t *n_failing, hz_error *err)
{
    double least;
    size_t n_parts;
    part *parts;
    mpq_t excess;

    weigh_all(o, guard->row);
    least = kth_largest(o->brings, o->m->n_owners, largest, guard->n_failing) * (1 - NEAR);
    n_parts = count_above(o, least);
    if (!(parts = list_above(o, least, n_parts)))
        return hz_error_memory(err);
    mpq_init(excess);
    weigh_exactly(o, guard->row, parts, n_parts, excess);
    if (n_parts > 1)
        qsort(parts, n_parts, sizeof *parts, by_part);
    *n_failing = 0;
    for (size_t i = 0; i < n_parts && i < guard->n_failing; i++) {
        mpq_sub(excess, excess, parts[i].brings);
        failing[(*n_failing)++] = parts[i].enterprise;
    }
    if (mpq_sgn(excess) >= 0)
        *n_failing = 0;
    for (size_t i = 0; i < n_parts; i++)
        mpq_clear(parts[i].brings);
    mpq_clear(excess);
    free(parts);
    return HZ_OK;
}

static void find_positions(const oracle *o)
{
    for (size_t b = 0; b < o->proof->n_basic; b++)
        o->position[o->proof->basic[b]] = (uint32_t)b;
}

/* A set for each guard that does not hold; *failing is room for all. */
static hz_status find_violated(const oracle *o, double *largest, uint32_t *failing, hz_failing_set *sets,
                               size_t *n_sets, hz_error *err)
{
    hz_status status = HZ_OK;

    find_positions(o);
    *n_sets = 0;
    for (size_t g = 0; g < o->m->n_guards && !status; g++) {
        uint32_t n = 0;

        if (!(status = find_worst(o, &o->m->guards[g], largest, failing, &n, err)) && n > 0) {
            sets[(*n_sets)++] = (hz_failing_set){(uint32_t)g, failing, n};
            failing += n;
        }
    }
    return status ? status : hz_cancel_check(err);
}

/* ---- the rounds ---- */

static hz_status prove_again(const hz_model *model, hz_solution **solution, hz_proof **proof, hz_error *err)
{
    hz_solution *next;
    hz_status status = hz_finish(&next, model, *solution, err);

    if (status)
        return status;
    hz_solution_free(*solution);
    *solution = next;
    hz_proof_free(*proof);
    *proof = NULL;
    if ((status = hz_verify(proof, model, next, err)))
        return status;
    if ((*proof)->fault)
        return hz_error_set(err, HZ_ERR_VERIFY,
                            _("the answer did not stand up to exact verification: %s; no plan is given"),
                            (*proof)->fault);
    return HZ_OK;
}

hz_status hz_solve_guarded(hz_model *model, hz_solution **solution, hz_proof **proof, int *n_rounds, hz_error *err)
{
    size_t n_failing = 0, most = 0, n_sets;
    oracle o = {.m = model};
    double *largest;
    uint32_t *failing;
    hz_failing_set *sets = hz_calloc(model->n_guards + 1, sizeof *sets);
    hz_status status = HZ_OK;

    for (size_t g = 0; g < model->n_guards; g++) {
        n_failing += model->guards[g].n_failing;
        most = model->guards[g].n_failing > most ? model->guards[g].n_failing : most;
    }
    *n_rounds = 0;
    o.position = hz_calloc(model->n_columns + 1, sizeof *o.position);
    o.brings = hz_calloc(model->n_owners + 1, sizeof *o.brings);
    largest = hz_calloc(most + 1, sizeof *largest);
    failing = hz_calloc(n_failing + 1, sizeof *failing);
    if (!sets || !o.position || !o.brings || !largest || !failing)
        status = hz_error_memory(err);
    while (!status && (*proof)->outcome == HZ_OUTCOME_OPTIMAL) {
        o.solution = *solution;
        o.proof = *proof;
        if ((status = find_violated(&o, largest, failing, sets, &n_sets, err)) || n_sets == 0 ||
            (status = hz_guard_add_rows(model, sets, n_sets, err)))
            break;
        status = prove_again(model, solution, proof, err);
        ++*n_rounds;
    }
    free(sets);
    free(o.position);
    free(o.brings);
    free(largest);
    free(failing);
    return status;
}

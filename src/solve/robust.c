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
 * Whom a row leaves out is decided on exact numbers. In a large model the rows are first looked for where all columns far from the
 * margin stand still, those of each enterprise added up to one, and of all who cannot be among the worst to another: the rows that are
 * tight there are given to the whole model, whoever is on the wrong side of the new prices changes sides, and the next smaller model is
 * made about these. When nobody changes, and no row is missing, the basis is that of the whole model. There the rounds go on with the point that choose.h chooses, so that
 * which rows are found does not depend on where the solver ended either. */
#include "solve/robust.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/cancel.h"
#include "solve/choose.h"
#include "solve/prove.h"
#include "solve/rational.h"
#include "solve/solve.h"
#include "solve/verify.h"

/* Sums of floating-point numbers that are all positive are nearer to the truth than this. */
#define NEAR 1e-9

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
        double value = (double)hz_coefficient(o->m, j, row);

        if (value != 0 && o->m->owner[j] != HZ_NONE)
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
        int64_t value = hz_coefficient(o->m, j, row);
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

/* ---- a smaller model with the same worst cases ---- */

enum {
    CORE = 4000,          /* columns nearest to the margin that stay free */
    REDUCED_ABOVE = 12000 /* columns from which on it pays */
};

typedef struct {
    const hz_model *from;
    const hz_solution *solution;
    hz_model *to;
    uint32_t *column;     /* [to->n_columns] of `from`; HZ_NONE: what stands still */
    uint8_t *is_core;     /* [from->n_columns] */
    uint8_t *is_kept;     /* [from->n_owners] one column or more in the smaller model */
    __int128 *sum;        /* [from->n_rows] of the enterprise in hand: sum a X of its columns that stand still */
    __int128 *rest;       /* [from->n_rows] the same of all enterprises that are not kept */
    uint64_t n, capacity; /* entries of `to` */
    size_t value_capacity;
    bool is_too_large; /* a sum beyond 63 bits */
} reduction;

static double margin_of(const hz_model *m, size_t j, const double *price)
{
    double d = (double)m->columns[j].cost_fen_d, size = fabs(d);

    for (uint64_t k = m->start[j]; k < m->start[j + 1]; k++) {
        double term = price[m->row[k]] * (double)m->value[k];

        d -= term;
        size += fabs(term);
    }
    return size > 0 ? fabs(d) / size : 1;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static bool choose_core(reduction *r, const hz_proof *proof)
{
    const hz_model *m = r->from;
    double *price = hz_calloc(m->n_rows + 1, sizeof *price);
    double *margin = hz_calloc(m->n_columns + 1, sizeof *margin), *sorted = hz_calloc(m->n_columns + 1, sizeof *sorted);
    bool is_done = price && margin && sorted;

    for (size_t i = 0; is_done && i < m->n_rows; i++)
        price[i] = mpq_get_d(proof->price[i]);
    for (size_t j = 0; is_done && j < m->n_columns; j++)
        sorted[j] = margin[j] = r->solution->place[j] == HZ_BASIC           ? 0
                                : m->columns[j].lo_bp < m->columns[j].hi_bp ? margin_of(m, j, price)
                                                                            : 2;
    if (is_done) {
        qsort(sorted, m->n_columns, sizeof *sorted, by_size);
        for (size_t j = 0; j < m->n_columns; j++)
            r->is_core[j] = margin[j] <= fmin(1, sorted[CORE]);
    }
    free(price);
    free(margin);
    free(sorted);
    return is_done;
}

static bool add_entry(reduction *r, size_t row, __int128 value)
{
    size_t row_capacity = r->capacity;

    if (!hz_grow((void **)&r->to->row, &row_capacity, r->n + 1, sizeof *r->to->row) ||
        !hz_grow((void **)&r->to->value, &r->value_capacity, r->n + 1, sizeof *r->to->value))
        return false;
    r->capacity = row_capacity;
    r->is_too_large |= value > INT64_MAX || value < -INT64_MAX;
    r->to->row[r->n] = (uint32_t)row;
    r->to->value[r->n++] = (int64_t)value;
    return true;
}

static bool close_column(reduction *r, hz_column column, uint32_t from, uint32_t owner)
{
    hz_model *to = r->to;

    r->column[to->n_columns] = from;
    to->columns[to->n_columns] = column;
    to->owner[to->n_columns] = owner;
    to->start[++to->n_columns] = r->n;
    return true;
}

/* Column j stays as it is, or is added to what stands still of its enterprise. */
static bool take_column(reduction *r, size_t j)
{
    const hz_model *m = r->from;
    const hz_column *column = &m->columns[j];
    uint16_t cut = r->solution->place[j] == HZ_AT_HI ? column->hi_bp : column->lo_bp;

    for (uint64_t k = m->start[j]; k < m->start[j + 1]; k++)
        if (!r->is_core[j])
            r->sum[m->row[k]] += (__int128)m->value[k] * cut;
        else if (!add_entry(r, m->row[k], m->value[k]))
            return false;
    return !r->is_core[j] || close_column(r, *column, (uint32_t)j, m->owner[j]);
}

/* What stands still is one column that always stands at 1/10000. */
static bool put_sum(reduction *r, __int128 *sum, uint32_t owner)
{
    for (size_t i = 0; i < r->from->n_rows; i++) {
        if (sum[i] != 0 && !add_entry(r, i, sum[i]))
            return false;
        sum[i] = 0;
    }
    return close_column(r, (hz_column){.unit = HZ_NONE, .lo_bp = 1, .hi_bp = 1}, HZ_NONE, owner);
}

/* What stands still of an enterprise: a column for those that are kept, the others together. */
static bool close_owner(reduction *r, uint32_t owner)
{
    if (r->is_kept[owner])
        return put_sum(r, r->sum, owner);
    for (size_t i = 0; i < r->from->n_rows; i++) {
        r->rest[i] += r->sum[i];
        r->sum[i] = 0;
    }
    return true;
}

/* What each enterprise that stands still brings to the target of a guard, about. */
static void weigh_still(const reduction *r, const hz_guard *guard, double *brings)
{
    const hz_model *m = r->from;

    memset(brings, 0, m->n_owners * sizeof *brings);
    for (size_t j = 0; j < m->n_columns; j++) {
        const hz_column *column = &m->columns[j];

        if (!r->is_kept[m->owner[j]])
            brings[m->owner[j]] += (double)hz_coefficient(m, j, guard->row) *
                                   (r->solution->place[j] == HZ_AT_HI ? column->hi_bp : column->lo_bp);
    }
}

/* Kept is who has a column that is free, and of the others those who may be among the k that bring most. */
static bool choose_kept(reduction *r)
{
    const hz_model *m = r->from;
    double *brings = hz_calloc(m->n_owners + 1, sizeof *brings), *largest;
    size_t most = 0;
    bool is_done;

    for (size_t g = 0; g < m->n_guards; g++)
        most = m->guards[g].n_failing > most ? m->guards[g].n_failing : most;
    largest = hz_calloc(most + 1, sizeof *largest);
    is_done = brings && largest;
    for (size_t j = 0; j < m->n_columns; j++)
        r->is_kept[m->owner[j]] |= r->is_core[j];
    for (size_t g = 0; g < m->n_guards && is_done; g++) {
        double least;

        weigh_still(r, &m->guards[g], brings);
        least = kth_largest(brings, m->n_owners, largest, m->guards[g].n_failing) * (1 - NEAR);
        for (size_t e = 0; e < m->n_owners; e++)
            r->is_kept[e] |= brings[e] > 0 && brings[e] >= least;
    }
    free(brings);
    free(largest);
    return is_done;
}

static bool make_reduced(reduction *r, const hz_proof *proof)
{
    const hz_model *m = r->from;
    hz_model *to = r->to;
    size_t most = m->n_columns + m->n_owners + 1;

    if (!(to->rows = hz_calloc(m->n_rows + 1, sizeof *to->rows)) ||
        !(to->columns = hz_calloc(most, sizeof *to->columns)) ||
        !(to->start = hz_calloc(most + 1, sizeof *to->start)) || !(to->owner = hz_calloc(most, sizeof *to->owner)) ||
        !(to->guards = hz_calloc(m->n_guards + 1, sizeof *to->guards)) ||
        !(r->column = hz_calloc(most, sizeof *r->column)) || !choose_core(r, proof) || !choose_kept(r))
        return false;
    to->level = m->level;
    to->n_owners = m->n_owners;
    to->n_rows = m->n_rows;
    to->n_guards = m->n_guards;
    memcpy(to->rows, m->rows, m->n_rows * sizeof *to->rows);
    memcpy(to->guards, m->guards, m->n_guards * sizeof *to->guards);
    for (size_t j = 0; j < m->n_columns; j++)
        if (!take_column(r, j) ||
            ((j + 1 == m->n_columns || m->owner[j + 1] != m->owner[j]) && !close_owner(r, m->owner[j])))
            return false;
    return put_sum(r, r->rest, HZ_NONE);
}

/* All but the columns near the margin stand where they stand. NULL where its sums would be too large. The caller frees both. */
static hz_status reduce(hz_model **out, uint32_t **column, const hz_model *model, const hz_solution *solution,
                        const hz_proof *proof, hz_error *err)
{
    reduction r = {.from = model, .solution = solution, .to = hz_calloc(1, sizeof *r.to)};
    bool is_done;

    r.is_core = hz_calloc(model->n_columns + 1, 1);
    r.is_kept = hz_calloc(model->n_owners + 1, 1);
    r.sum = hz_calloc(model->n_rows + 1, sizeof *r.sum);
    r.rest = hz_calloc(model->n_rows + 1, sizeof *r.rest);
    is_done = r.to && r.is_core && r.is_kept && r.sum && r.rest && make_reduced(&r, proof);
    free(r.is_core);
    free(r.is_kept);
    free(r.sum);
    free(r.rest);
    *out = is_done && !r.is_too_large ? r.to : NULL;
    *column = r.column;
    if (!*out)
        hz_model_free(r.to);
    return is_done ? HZ_OK : hz_error_memory(err);
}

/* ---- the rounds ---- */

static const hz_solve_settings usual = {0}, whole = {.direct_below = SIZE_MAX}; /* whole: where most columns stand still */

static hz_status solve_again(const hz_model *model, const hz_solve_settings *settings, hz_solution **solution,
                             hz_proof **proof, hz_error *err)
{
    hz_status status;

    hz_solution_free(*solution);
    hz_proof_free(*proof);
    *solution = NULL;
    *proof = NULL;
    return (status = hz_solve(solution, model, settings, err)) ? status : hz_prove(proof, solution, model, err);
}

/* The same from the prices of its first n_priced rows; the rows behind them are new, and begin at zero. */
static hz_status solve_on(const hz_model *model, const hz_solve_settings *settings, size_t n_priced, hz_solution **solution,
                          hz_proof **proof, hz_error *err)
{
    hz_solve_settings set = *settings;
    double *price = hz_calloc(model->n_rows + 1, sizeof *price);
    hz_status status;

    if (!price)
        return hz_error_memory(err);
    for (size_t i = 0; i < n_priced; i++)
        price[i] = mpq_get_d((*proof)->price[i]);
    set.first_price = price;
    status = solve_again(model, &set, solution, proof, err);
    free(price);
    return status;
}

/* What a search for violated guards needs. */
typedef struct {
    oracle oracle;
    double *largest;
    uint32_t *failing;
    hz_failing_set *sets;
    size_t n_sets;
} search;

static void search_end(search *s)
{
    free(s->oracle.position);
    free(s->oracle.brings);
    free(s->largest);
    free(s->failing);
    free(s->sets);
}

static hz_status search_begin(search *s, const hz_model *model, hz_error *err)
{
    size_t n_failing = 0, most = 0;

    for (size_t g = 0; g < model->n_guards; g++) {
        n_failing += model->guards[g].n_failing;
        most = model->guards[g].n_failing > most ? model->guards[g].n_failing : most;
    }
    *s = (search){.oracle = {.m = model}};
    s->oracle.position = hz_calloc(model->n_columns + 1, sizeof *s->oracle.position);
    s->oracle.brings = hz_calloc(model->n_owners + 1, sizeof *s->oracle.brings);
    s->largest = hz_calloc(most + 1, sizeof *s->largest);
    s->failing = hz_calloc(n_failing + 1, sizeof *s->failing);
    s->sets = hz_calloc(model->n_guards + 1, sizeof *s->sets);
    if (s->oracle.position && s->oracle.brings && s->largest && s->failing && s->sets)
        return HZ_OK;
    search_end(s);
    return hz_error_memory(err);
}

static hz_status search_again(search *s, const hz_solution *solution, const hz_proof *proof, hz_error *err)
{
    s->oracle.solution = solution;
    s->oracle.proof = proof;
    return find_violated(&s->oracle, s->largest, s->failing, s->sets, &s->n_sets, err);
}

/* Rows for this model until none is missing, or it has become infeasible. */
static hz_status add_all(hz_model *model, const hz_solve_settings *settings, hz_solution **solution, hz_proof **proof,
                         int *n_rounds, hz_error *err)
{
    search s;
    hz_status status = search_begin(&s, model, err);

    if (status)
        return status;
    while (!status && (*proof)->outcome == HZ_OUTCOME_OPTIMAL) {
        size_t n_priced = model->n_rows;

        if ((status = search_again(&s, *solution, *proof, err)) || s.n_sets == 0 ||
            (status = hz_guard_add_rows(model, s.sets, s.n_sets, err)))
            break;
        status = solve_on(model, settings, n_priced, solution, proof, err);
        ++*n_rounds;
    }
    search_end(&s);
    return status;
}

/* Is a guard violated at the chosen point, or else at the other one of the same cost? Then the model has more rows. */
static hz_status choose_and_search(search *s, hz_model *model, hz_solution **solution, hz_proof **proof, hz_error *err)
{
    hz_other_optimum other = {0};
    hz_status status;

    if (!(status = hz_choose(solution, proof, &other, model, err)) &&
        !(status = search_again(s, *solution, *proof, err)) && s->n_sets == 0 && other.proof)
        status = search_again(s, other.solution, other.proof, err);
    if (!status && s->n_sets > 0)
        status = hz_guard_add_rows(model, s->sets, s->n_sets, err);
    hz_other_optimum_clear(&other);
    return status;
}

/* The rule of choose.h is for the plans that keep to every guard: the chosen point must, and so must the other one that is said to cost
 * as little. */
static hz_status choose_guarded(hz_model *model, const hz_solve_settings *settings, hz_solution **solution, hz_proof **proof,
                                int *n_rounds, hz_error *err)
{
    search s;
    hz_status status = search_begin(&s, model, err);

    if (status)
        return status;
    while (!status && (*proof)->outcome == HZ_OUTCOME_OPTIMAL) {
        size_t n_priced = model->n_rows;

        if ((status = choose_and_search(&s, model, solution, proof, err)) || s.n_sets == 0)
            break;
        status = solve_on(model, settings, n_priced, solution, proof, err);
        ++*n_rounds;
    }
    search_end(&s);
    return status;
}

/* The sets of the rows that the smaller model ended with and that are tight, or all where it became infeasible. new_row[i]: the row
 * of `to` that row i becomes. */
static hz_status copy_rows(hz_model *to, const hz_model *reduced, const hz_solution *solution, uint32_t *new_row,
                           hz_error *err)
{
    hz_failing_set *sets = hz_calloc(reduced->n_rows + 1, sizeof *sets);
    size_t n = 0, tight = 0, n_old = to->n_rows;
    hz_status status;

    if (!sets)
        return hz_error_memory(err);
    for (size_t i = 0; i < reduced->n_rows; i++) {
        const hz_row *row = &reduced->rows[i];
        uint32_t guard = 0;

        new_row[i] = (uint32_t)i;
        while (tight < solution->n_tight && solution->tight[tight] < i)
            tight++;
        if (i < n_old ||
            (solution->outcome == HZ_OUTCOME_OPTIMAL && (tight == solution->n_tight || solution->tight[tight] != i)))
            continue;
        while (to->guards[guard].demand != row->demand || to->rows[to->guards[guard].row].demand != row->target)
            guard++;
        new_row[i] = (uint32_t)(n_old + n);
        sets[n++] = (hz_failing_set){guard, reduced->failing + row->first_failing, row->n_failing};
    }
    status = n ? hz_guard_add_rows(to, sets, n, err) : HZ_OK;
    free(sets);
    return status;
}

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

    return x < y ? -1 : x > y;
}

/* The basis of the smaller model in the whole one, into *solution, which says where the others stand. */
static hz_status lift(hz_solution *solution, const hz_model *model, const hz_model *reduced, const hz_solution *from,
                      const uint32_t *column, const uint32_t *new_row, hz_error *err)
{
    uint32_t *basic = hz_calloc(model->n_rows + 1, sizeof *basic), *tight = hz_calloc(model->n_rows + 1, sizeof *tight);
    double *price = hz_calloc(model->n_rows + 1, sizeof *price);

    if (!basic || !tight || !price) {
        free(basic);
        free(tight);
        free(price);
        return hz_error_memory(err);
    }
    for (size_t j = 0; j < reduced->n_columns; j++)
        if (column[j] != HZ_NONE)
            solution->place[column[j]] = from->place[j];
    for (size_t k = 0; k < from->n_basic; k++) {
        basic[k] = column[from->basic[k]];
        tight[k] = new_row[from->tight[k]];
    }
    qsort(basic, from->n_basic, sizeof *basic, by_number);
    qsort(tight, from->n_basic, sizeof *tight, by_number);
    free(solution->basic);
    free(solution->tight);
    free(solution->price);
    solution->basic = basic;
    solution->tight = tight;
    solution->price = price;
    solution->n_basic = solution->n_tight = from->n_basic;
    solution->n_pivots += from->n_pivots;
    solution->cost_fen_d = from->cost_fen_d;
    return HZ_OK;
}

/* Verify the basis; where others stand on the wrong side of its prices they change sides: near the margin, they will be free in
 * the next smaller model. */
static hz_status look_back(const hz_model *m, hz_solution *solution, hz_proof **proof, hz_error *err)
{
    double *price;
    hz_status status;

    hz_proof_free(*proof);
    *proof = NULL;
    if ((status = hz_verify(proof, m, solution, err)) || !(*proof)->fault)
        return status;
    if (!(price = hz_calloc(m->n_rows + 1, sizeof *price)))
        return hz_error_memory(err);
    for (size_t i = 0; i < m->n_rows; i++)
        price[i] = mpq_get_d((*proof)->price[i]);
    for (size_t j = 0; j < m->n_columns; j++) {
        double d = (double)m->columns[j].cost_fen_d;

        for (uint64_t k = m->start[j]; k < m->start[j + 1]; k++)
            d -= price[m->row[k]] * (double)m->value[k];
        if (solution->place[j] != HZ_BASIC && m->columns[j].lo_bp < m->columns[j].hi_bp && d != 0)
            solution->place[j] = d < 0 ? HZ_AT_HI : HZ_AT_LO;
    }
    free(price);
    return HZ_OK;
}

/* What the smaller model ended with, for the whole one: its rows, and its basis, which is nearly right there. */
static hz_status carry_over(hz_model *model, hz_solution **solution, hz_proof **proof, const hz_model *reduced,
                            const hz_solution *from, const uint32_t *column, hz_error *err)
{
    uint32_t *new_row = hz_calloc(reduced->n_rows + 1, sizeof *new_row);
    hz_status status = new_row ? copy_rows(model, reduced, from, new_row, err) : hz_error_memory(err);

    if (!status && from->outcome != HZ_OUTCOME_OPTIMAL)
        status = solve_again(model, NULL, solution, proof, err);
    else if (!status && !(status = lift(*solution, model, reduced, from, column, new_row, err)))
        status = look_back(model, *solution, proof, err);
    free(new_row);
    return status;
}

/* Find in the smaller model the rows that matter, and give them to the model. *is_done: there is none that it had not. */
static hz_status look_ahead(hz_model *model, hz_solution **solution, hz_proof **proof, int *n_rounds, bool *is_done, hz_error *err)
{
    hz_model *reduced;
    uint32_t *column;
    hz_solution *a = NULL;
    hz_proof *p = NULL;
    size_t n_rows = model->n_rows;
    hz_status status = reduce(&reduced, &column, model, *solution, *proof, err);

    if (!status && reduced && !(status = solve_again(reduced, &whole, &a, &p, err)) &&
        !(status = add_all(reduced, &whole, &a, &p, n_rounds, err)))
        status = carry_over(model, solution, proof, reduced, a, column, err);
    *is_done = !status && (!reduced || (a->outcome == HZ_OUTCOME_OPTIMAL && model->n_rows == n_rows && !(*proof)->fault));
    if (!status && model->n_rows == n_rows && (*proof)->fault) /* the smaller model has said what it can */
        status = solve_on(model, &usual, n_rows, solution, proof, err);
    hz_model_free(reduced);
    free(column);
    hz_solution_free(a);
    hz_proof_free(p);
    return status;
}

enum { LOOKS = 30 };

hz_status hz_solve_guarded(hz_model *model, hz_solution **solution, hz_proof **proof, int *n_rounds, hz_error *err)
{
    hz_status status = HZ_OK;
    bool is_done = model->n_columns <= REDUCED_ABOVE || model->n_arcs > 0; /* what hangs together cannot be merged */

    *n_rounds = 0;
    if (model->n_guards == 0)
        return HZ_OK;
    for (int i = 0; i < LOOKS && !is_done && (*proof)->outcome == HZ_OUTCOME_OPTIMAL && !status; i++)
        status = look_ahead(model, solution, proof, n_rounds, &is_done, err);
    if (!status && (*proof)->fault)
        status = solve_again(model, NULL, solution, proof, err);
    return status ? status : choose_guarded(model, &usual, solution, proof, n_rounds, err);
}

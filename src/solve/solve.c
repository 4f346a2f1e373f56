/* solve.c - the linear program, by block sifting over GLPK masters
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * There are few coupling rows and very many columns, each in its own box. For given prices y of the rows the best place of
 * every column is known at once: by the sign of its reduced cost d[j] = c[j] - sum_i y[i] a[i,j]. So
 *
 *   1. prices are taken from a weighted sample of the columns, and from samples of ever fewer about the margin;
 *   2. in one pass every column is fixed at its best place, but the few whose |d| is smallest beside their cost form the core;
 *   3. a master (GLPK) decides the core exactly, the rest stands on the right-hand side; it gives new prices;
 *   4. whoever is no longer at its best place joins the core, worst first, and 3 is repeated. When nobody joins, the
 *      basis of the master is optimal for all columns.
 *
 * A small model is the same loop with everything in the core. If the core cannot satisfy the rows, phase 1 runs the same loop
 * with all costs zero and an elastic column in each row: it ends with a feasible core, or with the multipliers of a Farkas
 * combination.
 *
 * Where arcs join columns to blocks, "the best place of a column" is the best point of its block, and blocks join the core
 * whole; the arcs of the core enter the master when they are first violated, which few ever are. Blocks other than chains
 * (chain.h) are all in the core. (Sifting: Bixby, Gregory, Lustig, Marsten, Shanno, Operations Research 40(5), 1992.) */
#include "solve/solve.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/cancel.h"
#include "base/lang.h"
#include "solve/chain.h"
#include "solve/master.h"
#include "solve/scale.h"

enum {
    DIRECT_BELOW = 12000, /* columns that one master takes whole */
    SAMPLE_PART = 8,      /* one column of so many is drawn for the first prices, */
    SAMPLE_LEAST = 4000,  /* but not fewer than this */
    SAMPLE_MOST = 16000,  /* nor more than this, about, here and later */
    CORE_FIRST = 4000,    /* core after the sample's prices */
    CORE_SECOND = 2000,   /* core after the first master's prices, which are much better */
    JOIN_LEAST = 1000     /* how many may join in one pass, at least */
};

/* A reduced cost is taken for zero below this share of the sum of its terms: rounding of the terms themselves. */
#define ZERO_SHARE 1e-13
/* An arc is violated when it is missed by more than this; less is rounding. */
#define VIOLATED_BP 1e-6
/* Prices are good enough to choose the final core by when the gap that they leave is below this. */
#define GAP_OF_GOOD_PRICES 1e-3
/* A sample of n columns for each row errs by about 1 / sqrt(n): so many times that stay open about the margin; if that is too
 * narrow, the root of it, until hardly anything would be left out. */
#define ERRORS_OPEN 6.0
#define LEAST_NARROWER 0.9
/* In the sample an unmet row is paid for at this multiple of a typical price. */
#define SAMPLE_ELASTIC 1000.0

typedef struct {
    const hz_model *model;
    hz_scale scale;
    bool is_phase1;       /* costs count as zero */
    double *price;        /* [n_rows] fen per base unit */
    uint8_t *place;       /* [n_columns] hz_place of columns outside the core */
    uint8_t *is_core;     /* [n_columns] */
    uint32_t *core;       /* [n_core] columns of the master, in its order */
    size_t n_core, core_capacity;
    __int128 *fixed;      /* [n_rows] sum a X of the columns outside the core, 1/10000 base units */
    hz_master *master;
    /* with arcs; all NULL without */
    uint16_t *at_bp;      /* [n_columns] value of columns outside the core */
    uint32_t *position;   /* [n_columns] index in the master, HZ_NONE */
    double *length;       /* [n_put of length_capacity] scaled length of 1 bp of each column of the master */
    size_t n_put, length_capacity;
    uint32_t *arc;        /* [n_arcs] arcs between columns of the master */
    uint32_t *arc_row;    /* [n_arcs] local row of the master, HZ_NONE: not yet violated */
    size_t n_arcs, n_arc_rows, arc_capacity, arc_row_capacity;
    uint32_t *entry_row;  /* [n_rows] scratch: one scaled column */
    double *entry_value;
    int n_passes;
    long n_pivots;
} sifting;

/* ---- one column ---- */

static bool is_free(const hz_column *column)
{
    return column->lo_bp < column->hi_bp;
}

static uint16_t cut_at(const hz_column *column, hz_place place)
{
    return place == HZ_AT_HI ? column->hi_bp : column->lo_bp;
}

/* X of a column outside the core. */
static uint16_t value_of(const sifting *s, size_t j)
{
    return s->at_bp ? s->at_bp[j] : cut_at(&s->model->columns[j], (hz_place)s->place[j]);
}

/* Where a column stands that comes into a master: at the bound where it stood, or at the lower one. */
static hz_place standing(const sifting *s, size_t j)
{
    if (!s->at_bp)
        return (hz_place)s->place[j];
    return s->at_bp[j] == s->model->columns[j].hi_bp ? HZ_AT_HI : HZ_AT_LO;
}

/* ---- blocks: without arcs each column is one ---- */

static size_t n_blocks(const sifting *s)
{
    return s->at_bp ? s->model->n_blocks : s->model->n_columns;
}

static size_t first_of(const sifting *s, size_t block)
{
    return s->at_bp ? s->model->block_column[block] : block;
}

static bool is_free_block(const sifting *s, size_t block)
{
    for (size_t j = first_of(s, block); j < first_of(s, block + 1); j++)
        if (is_free(&s->model->columns[j]))
            return true;
    return false;
}

/* Reduced cost, and in *size the sum of the magnitudes of its terms. */
static double reduced_cost(const sifting *s, size_t j, double *size)
{
    const hz_model *m = s->model;
    double cost = s->is_phase1 ? 0 : (double)m->columns[j].cost_fen_d;
    double d = cost;

    *size = fabs(cost);
    for (uint64_t k = m->start[j]; k < m->start[j + 1]; k++) {
        double term = s->price[m->row[k]] * (double)m->value[k];

        d -= term;
        *size += fabs(term);
    }
    return d;
}

/* +1, 0, -1, with what is only rounding taken for zero. */
static int sign_of(double d, double size)
{
    return d > ZERO_SHARE * size ? 1 : d < -ZERO_SHARE * size ? -1 : 0;
}

static void add_fixed(sifting *s, size_t j, int sign)
{
    const hz_model *m = s->model;
    int cut = sign * value_of(s, j);

    for (uint64_t k = m->start[j]; cut && k < m->start[j + 1]; k++)
        s->fixed[m->row[k]] += (__int128)m->value[k] * cut;
}

/* ---- the master ---- */

static hz_status put_rhs(sifting *s, hz_master *master, size_t i, hz_error *err)
{
    __int128 rest = (__int128)s->model->rows[i].rhs * HZ_SHARE_ONE - s->fixed[i];

    return hz_master_set_rhs(master, i, (double)rest / HZ_SHARE_ONE / s->scale.row[i] / s->scale.total, err);
}

static hz_status put_all_rhs(sifting *s, hz_error *err)
{
    hz_status status = HZ_OK;

    for (size_t i = 0; i < s->model->n_rows && !status; i++)
        status = put_rhs(s, s->master, i, err);
    return status;
}

/* Column j, standing for `weight` columns like it. */
static hz_status put_column(sifting *s, size_t j, double weight, hz_place at, hz_error *err)
{
    const hz_model *m = s->model;
    const hz_column *column = &m->columns[j];
    double sigma = hz_scale_column(&s->scale, j);
    double length = sigma * weight / s->scale.total / HZ_SHARE_ONE;
    size_t n = 0;

    if (s->position) {
        if (!hz_grow((void **)&s->length, &s->length_capacity, s->n_put + 1, sizeof *s->length))
            return hz_error_memory(err);
        s->position[j] = (uint32_t)s->n_put;
        s->length[s->n_put++] = length;
    }

    for (uint64_t k = m->start[j]; k < m->start[j + 1]; k++, n++) {
        s->entry_row[n] = m->row[k];
        s->entry_value[n] = (double)m->value[k] / sigma / s->scale.row[m->row[k]];
    }
    return hz_master_add(s->master, s->is_phase1 ? 0 : (double)column->cost_fen_d / sigma, column->lo_bp * length,
                         column->hi_bp * length, at == HZ_AT_HI ? HZ_BASIS_AT_HI : HZ_BASIS_AT_LO, n, s->entry_row,
                         s->entry_value, err);
}

static void drop_master(sifting *s)
{
    if (s->master)
        s->n_pivots += hz_master_pivots(s->master);
    hz_master_free(s->master);
    s->master = NULL;
}

static hz_status new_master(sifting *s, double elastic_cost, hz_error *err)
{
    hz_sense *senses = hz_calloc(s->model->n_rows + 1, sizeof *senses);

    if (!senses)
        return hz_error_memory(err);
    drop_master(s);
    s->n_put = s->n_arcs = s->n_arc_rows = 0;
    for (size_t i = 0; i < s->model->n_rows; i++)
        senses[i] = s->model->rows[i].sense;
    s->master = hz_master_new(s->model->n_rows, senses, elastic_cost, err);
    free(senses);
    return s->master ? HZ_OK : err ? err->status : HZ_ERR_SOLVER;
}

/* ---- arcs of the master ---- */

/* The arcs of a block whose columns are all in the master. */
static bool take_arcs(sifting *s, size_t block)
{
    const hz_model *m = s->model;

    for (uint32_t k = s->position ? m->block_arc[block] : 0; s->position && k < m->block_arc[block + 1]; k++) {
        if (!hz_grow((void **)&s->arc, &s->arc_capacity, s->n_arcs + 1, sizeof *s->arc) ||
            !hz_grow((void **)&s->arc_row, &s->arc_row_capacity, s->n_arcs + 1, sizeof *s->arc_row))
            return false;
        s->arc[s->n_arcs] = k;
        s->arc_row[s->n_arcs++] = HZ_NONE;
    }
    return true;
}

static double master_bp(const sifting *s, uint32_t column)
{
    return hz_master_value(s->master, s->position[column]) / s->length[s->position[column]];
}

static hz_status add_arc(sifting *s, size_t k, hz_error *err)
{
    const hz_arc *arc = &s->model->arcs[s->arc[k]];
    uint32_t before = s->position[arc->before], after = s->position[arc->after];
    double least = fmin(s->length[before], s->length[after]);

    s->arc_row[k] = (uint32_t)s->n_arc_rows++;
    return hz_master_add_arc(s->master, before, least / s->length[before], after, least / s->length[after],
                             arc->slack_bp * least, err);
}

/* Arcs enter the master when its answer violates them. */
static hz_status add_violated(sifting *s, size_t *n_added, hz_error *err)
{
    hz_status status = HZ_OK;

    *n_added = 0;
    for (size_t k = 0; k < s->n_arcs && !status; k++) {
        const hz_arc *arc = &s->model->arcs[s->arc[k]];

        if (s->arc_row[k] != HZ_NONE || master_bp(s, arc->before) - master_bp(s, arc->after) <= arc->slack_bp + VIOLATED_BP)
            continue;
        status = add_arc(s, k, err);
        ++*n_added;
    }
    return status;
}

static hz_status solve_master(sifting *s, bool *is_feasible, hz_error *err)
{
    size_t n_added = 0;
    hz_status status;

    do {
        if ((status = hz_master_solve(s->master, is_feasible, err)) || !*is_feasible)
            return status;
        status = add_violated(s, &n_added, err);
    } while (!status && n_added > 0);
    return status;
}

static void take_prices(sifting *s)
{
    for (size_t i = 0; i < s->model->n_rows; i++)
        s->price[i] = hz_master_price(s->master, i) / s->scale.row[i];
}

/* A master of the present core. */
static hz_status master_of_core(sifting *s, hz_error *err)
{
    hz_status status = new_master(s, s->is_phase1 ? 1 : 0, err);

    if (status || (status = put_all_rhs(s, err)))
        return status;
    for (size_t k = 0; k < s->n_core && !status; k++)
        status = put_column(s, s->core[k], 1, standing(s, s->core[k]), err);
    for (size_t b = 0; s->position && b < s->model->n_blocks && !status; b++)
        if (s->is_core[s->model->block_column[b]] && !take_arcs(s, b))
            status = hz_error_memory(err);
    return status;
}

/* ---- step 1: prices from a sample ---- */

/* A fixed hash (splitmix64), so that the sample is the same every time: uniform in [0,1). */
static double hash_share(uint64_t j)
{
    uint64_t z = (j + 1) * UINT64_C(0x9e3779b97f4a7c15);

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return (double)((z ^ (z >> 31)) >> 11) * 0x1p-53;
}

static double share_of_rows(const sifting *s, size_t j, const double *row_sum)
{
    const hz_model *m = s->model;
    double share = 0;

    for (uint64_t k = m->start[j]; k < m->start[j + 1]; k++)
        share += fabs((double)m->value[k]) / row_sum[m->row[k]];
    return share;
}

/* Sum of the values of the open blocks in each row. */
static void sum_rows(const sifting *s, double *row_sum)
{
    const hz_model *m = s->model;

    for (size_t j = 0; j < m->n_columns; j++)
        for (uint64_t k = s->is_core[j] ? m->start[j] : m->start[j + 1]; k < m->start[j + 1]; k++)
            row_sum[m->row[k]] += fabs((double)m->value[k]);
}

static hz_status fill_sample(sifting *s, size_t wanted, const double *row_sum, hz_error *err)
{
    double per_share = (double)wanted / (double)s->model->n_rows * (double)n_blocks(s) / (double)s->model->n_columns;
    hz_status status = HZ_OK;

    for (size_t b = 0; b < n_blocks(s) && !status; b++) {
        double chance = 0;

        if (!s->is_core[first_of(s, b)])
            continue;
        for (size_t j = first_of(s, b); j < first_of(s, b + 1); j++)
            chance += per_share * share_of_rows(s, j, row_sum);
        chance = fmin(1, chance);
        if (!(chance > 0) || hash_share(b) >= chance)
            continue;
        for (size_t j = first_of(s, b); j < first_of(s, b + 1) && !status; j++)
            status = put_column(s, j, 1 / chance, HZ_AT_LO, err);
        if (!status && !take_arcs(s, b))
            status = hz_error_memory(err);
    }
    return status;
}

/* About `wanted` columns of the core, each drawn with a probability by its share of the rows, and weighted by the inverse. */
static hz_status sample_prices(sifting *s, size_t wanted, hz_error *err)
{
    double *row_sum = hz_calloc(s->model->n_rows + 1, sizeof *row_sum);
    bool is_feasible;
    hz_status status;

    if (!row_sum)
        return hz_error_memory(err);
    sum_rows(s, row_sum);
    if (!(status = new_master(s, SAMPLE_ELASTIC, err)) && !(status = put_all_rhs(s, err)) &&
        !(status = fill_sample(s, wanted, row_sum, err)) && !(status = solve_master(s, &is_feasible, err)))
        take_prices(s);
    free(row_sum);
    return status;
}

/* ---- step 2: fix all but the core ---- */

/* Order-preserving key of a non-negative float: its leading bits. */
static uint32_t margin_key(float margin)
{
    uint32_t bits;

    memcpy(&bits, &margin, sizeof bits);
    return bits >> 16;
}

enum { N_KEYS = 1 << 15 };

/* The largest key such that not many more than `wanted` columns lie at or below it. */
static uint32_t key_limit(const uint32_t *count, size_t wanted)
{
    size_t sum = 0;
    uint32_t key = 0;

    while (key + 1 < N_KEYS && sum + count[key] <= wanted)
        sum += count[key++];
    return key;
}

static bool join_core(sifting *s, size_t j)
{
    if (!hz_grow((void **)&s->core, &s->core_capacity, s->n_core + 1, sizeof *s->core))
        return false;
    s->core[s->n_core++] = (uint32_t)j;
    s->is_core[j] = 1;
    return true;
}

/* The best point of a block at the present prices, into x and d; how near it is to another, beside the terms of the sums. */
static bool price_block(const sifting *s, size_t block, uint16_t *x, double *d, float *margin)
{
    const hz_model *m = s->model;
    size_t first = first_of(s, block), n = first_of(s, block + 1) - first;

    *margin = 1;
    for (size_t i = 0; i < n; i++) {
        double size;

        d[i] = reduced_cost(s, first + i, &size);
        if (sign_of(d[i], size) == 0)
            d[i] = 0;
        if (is_free(&m->columns[first + i]) && size > 0)
            *margin = fminf(*margin, (float)(fabs(d[i]) / size));
    }
    if (n > 1)
        return hz_chain_best(x, &m->columns[first], n, d);
    x[0] = d[0] < 0 ? m->columns[first].hi_bp : m->columns[first].lo_bp;
    return true;
}

static void set_value(sifting *s, size_t j, uint16_t x)
{
    if (s->at_bp)
        s->at_bp[j] = x;
    else
        s->place[j] = is_free(&s->model->columns[j]) && x == s->model->columns[j].hi_bp ? HZ_AT_HI : HZ_AT_LO;
}

static void place_all(sifting *s, float *margin, uint32_t *count)
{
    uint16_t x[HZ_CHAIN_MAX];
    double d[HZ_CHAIN_MAX];

    for (size_t b = 0; b < n_blocks(s); b++) {
        size_t first = first_of(s, b);

        price_block(s, b, x, d, &margin[b]);
        for (size_t j = first; j < first_of(s, b + 1); j++)
            set_value(s, j, x[j - first]);
        if (is_free_block(s, b))
            count[margin_key(margin[b])] += (uint32_t)(first_of(s, b + 1) - first);
    }
    s->n_passes++;
}

static bool join_block(sifting *s, size_t block)
{
    for (size_t j = first_of(s, block); j < first_of(s, block + 1); j++)
        if (!join_core(s, j))
            return false;
    return true;
}

static hz_status fix_all_but(sifting *s, size_t wanted, hz_error *err)
{
    const hz_model *m = s->model;
    float *margin = hz_calloc(n_blocks(s) + 1, sizeof *margin);
    uint32_t *count = hz_calloc(N_KEYS, sizeof *count);
    hz_status status = HZ_OK;
    uint32_t limit;

    if (!margin || !count) {
        status = hz_error_memory(err);
        goto done;
    }
    place_all(s, margin, count);
    limit = key_limit(count, wanted);
    s->n_core = 0;
    memset(s->is_core, 0, m->n_columns);
    memset(s->fixed, 0, m->n_rows * sizeof *s->fixed);
    for (size_t b = 0; b < n_blocks(s) && !status; b++) {
        if (is_free_block(s, b) && margin_key(margin[b]) <= limit && s->n_core < 2 * wanted) {
            if (!join_block(s, b))
                status = hz_error_memory(err);
        } else {
            for (size_t j = first_of(s, b); j < first_of(s, b + 1); j++)
                add_fixed(s, j, 1);
        }
    }
done:
    free(margin);
    free(count);
    return status;
}

/* ---- step 4: who is no longer at its best place ---- */

typedef struct {
    uint32_t block;
    float gain; /* what moving it would save at the present prices */
} mover;

static int by_gain(const void *a, const void *b)
{
    const mover *x = a, *y = b;

    if (x->gain != y->gain)
        return x->gain < y->gain ? 1 : -1;
    return x->block < y->block ? -1 : x->block > y->block;
}

/* What a block outside the core would save by moving to its best point; 0 when it stands there. */
static double gain_of(const sifting *s, size_t block, uint16_t *x)
{
    size_t first = first_of(s, block), n = first_of(s, block + 1) - first;
    double d[HZ_CHAIN_MAX], gain = 0;
    float margin;

    if (!price_block(s, block, x, d, &margin))
        return 0;
    for (size_t i = 0; i < n; i++)
        gain += d[i] * ((int)value_of(s, first + i) - (int)x[i]);
    return gain > 0 ? gain : 0;
}

static hz_status find_movers(sifting *s, mover **movers, size_t *n, hz_error *err)
{
    uint16_t x[HZ_CHAIN_MAX];
    size_t capacity = 0;

    *movers = NULL;
    *n = 0;
    s->n_passes++;
    for (size_t b = 0; b < n_blocks(s); b++) {
        double gain;

        if (s->is_core[first_of(s, b)] || !is_free_block(s, b) || !((gain = gain_of(s, b, x)) > 0))
            continue;
        if (!hz_grow((void **)movers, &capacity, *n + 1, sizeof **movers))
            return hz_error_memory(err);
        (*movers)[(*n)++] = (mover){(uint32_t)b, (float)gain};
    }
    return hz_cancel_check(err);
}

/* Into the core and the master, standing where they are best at these prices. */
static hz_status admit_block(sifting *s, size_t block, hz_error *err)
{
    uint16_t x[HZ_CHAIN_MAX];
    size_t first = first_of(s, block);
    hz_status status = HZ_OK;

    gain_of(s, block, x);
    for (size_t j = first; j < first_of(s, block + 1) && !status; j++) {
        add_fixed(s, j, -1);
        set_value(s, j, x[j - first]);
        status = join_core(s, j) ? put_column(s, j, 1, standing(s, j), err) : hz_error_memory(err);
    }
    return status || take_arcs(s, block) ? status : hz_error_memory(err);
}

static hz_status admit(sifting *s, mover *movers, size_t n, hz_error *err)
{
    size_t most = s->n_core / 2 > JOIN_LEAST ? s->n_core / 2 : JOIN_LEAST;
    hz_status status = HZ_OK;

    qsort(movers, n, sizeof *movers, by_gain);
    for (size_t k = 0; k < n && k < most && !status; k++)
        status = admit_block(s, movers[k].block, err);
    return status ? status : put_all_rhs(s, err);
}

/* ---- the loop ---- */

typedef enum { SIFTED_OPTIMAL, SIFTED_CORE_INFEASIBLE } sift_end;

/* Steps 3 and 4 until nobody moves. */
static hz_status sift(sifting *s, sift_end *end, hz_error *err)
{
    for (;;) {
        mover *movers;
        size_t n;
        bool is_feasible;
        hz_status status = solve_master(s, &is_feasible, err);

        if (status)
            return status;
        if (!is_feasible) {
            *end = SIFTED_CORE_INFEASIBLE;
            return HZ_OK;
        }
        take_prices(s);
        if (!(status = find_movers(s, &movers, &n, err)) && n > 0)
            status = admit(s, movers, n, err);
        free(movers);
        if (status || n == 0) {
            *end = SIFTED_OPTIMAL;
            return status;
        }
    }
}

/* What the elastic columns make up for beside the right-hand sides; above the tolerance the rows cannot hold. */
static bool has_shortfall(const sifting *s)
{
    for (size_t i = 0; i < s->model->n_rows; i++) {
        double size = fabs((double)s->model->rows[i].rhs) / s->scale.row[i] / s->scale.total;

        if (hz_master_elastic(s->master, i) > 1e-9 * (1 + size))
            return true;
    }
    return false;
}

/* Find a core that can satisfy the rows, or the multipliers that show that none can. */
static hz_status find_feasible_core(sifting *s, bool *is_possible, hz_error *err)
{
    sift_end end;
    hz_status status;

    s->is_phase1 = true;
    if (!(status = master_of_core(s, err)) && !(status = sift(s, &end, err)))
        *is_possible = end == SIFTED_OPTIMAL && !has_shortfall(s); /* else the arcs alone leave nothing */
    s->is_phase1 = false;
    return status;
}

/* Phase 2 with the present core; phase 1 first where the core is too small. */
static hz_status settle_core(sifting *s, hz_outcome *outcome, hz_error *err)
{
    bool is_possible = true;
    sift_end end;
    hz_status status;

    if ((status = master_of_core(s, err)) || (status = sift(s, &end, err)))
        return status;
    *outcome = HZ_OUTCOME_OPTIMAL;
    if (end == SIFTED_OPTIMAL)
        return HZ_OK;
    if ((status = find_feasible_core(s, &is_possible, err)))
        return status;
    if (!is_possible) {
        *outcome = HZ_OUTCOME_INFEASIBLE;
        return HZ_OK;
    }
    /* where the rows can only just hold, or only just not, the master may still say no: its basis is near enough to finish
     * from exactly */
    return (status = master_of_core(s, err)) ? status : sift(s, &end, err);
}

/* What all columns outside the core would save by moving at the present prices, beside the cost of the master's plan: an
 * upper bound of the gap to the optimum. */
static double gap_of_prices(sifting *s)
{
    const hz_model *m = s->model;
    double gain = 0, cost = 0;
    uint16_t x[HZ_CHAIN_MAX];

    s->n_passes++;
    for (size_t b = 0; b < n_blocks(s); b++) {
        if (s->is_core[first_of(s, b)])
            continue;
        for (size_t j = first_of(s, b); j < first_of(s, b + 1); j++)
            cost += (double)m->columns[j].cost_fen_d * value_of(s, j);
        gain += gain_of(s, b, x);
    }
    cost += hz_master_objective(s->master) * s->scale.total * HZ_SHARE_ONE;
    return gain > 0 ? gain / (fabs(cost) + gain) : 0;
}

static hz_status take_all_as_core(sifting *s, hz_error *err)
{
    for (size_t j = 0; j < s->model->n_columns; j++)
        set_value(s, j, s->model->columns[j].lo_bp);
    for (size_t b = 0; b < n_blocks(s); b++) {
        if (is_free_block(s, b)) {
            if (!join_block(s, b))
                return hz_error_memory(err);
        } else {
            for (size_t j = first_of(s, b); j < first_of(s, b + 1); j++)
                add_fixed(s, j, 1);
        }
    }
    return HZ_OK;
}

/* A copy of the prices, freed with free(). */
static double *keep_prices(const sifting *s, hz_error *err)
{
    double *given = hz_calloc(s->model->n_rows + 1, sizeof *given);

    if (given)
        memcpy(given, s->price, s->model->n_rows * sizeof *given);
    else
        hz_error_memory(err);
    return given;
}

/* A core about the margin of the present prices, decided exactly, gives better ones; it may be too narrow for that: then it
 * cannot satisfy the rows, or drives the prices to its own edge, and the prices stay as they are. */
static hz_status improve_prices(sifting *s, size_t wanted, bool *is_good, hz_error *err)
{
    double *given = keep_prices(s, err);
    hz_status status;

    if (!given)
        return err ? err->status : HZ_ERR_MEMORY;
    if (!(status = fix_all_but(s, wanted, err)) && !(status = master_of_core(s, err)) &&
        !(status = solve_master(s, is_good, err)) && *is_good) {
        take_prices(s);
        *is_good = gap_of_prices(s) < GAP_OF_GOOD_PRICES;
    }
    if (!*is_good)
        memcpy(s->price, given, s->model->n_rows * sizeof *given);
    free(given);
    return status;
}

/* A sample of the columns about the margin. Where it cannot satisfy the rows, or others would move at its prices, they are not
 * taken: the margin was cut too narrow. */
static hz_status try_narrower(sifting *s, size_t open, bool *is_good, hz_error *err)
{
    double *given = keep_prices(s, err);
    hz_status status;

    if (!given)
        return err ? err->status : HZ_ERR_MEMORY;
    if (!(status = fix_all_but(s, open, err)) && !(status = sample_prices(s, SAMPLE_MOST, err)))
        *is_good = !has_shortfall(s) && gap_of_prices(s) < GAP_OF_GOOD_PRICES;
    if (!*is_good)
        memcpy(s->price, given, s->model->n_rows * sizeof *given);
    free(given);
    return status;
}

/* Samples of ever fewer columns about the margin, the others fixed: what a sample errs by is a share of what it is drawn from.
 * *open: how many columns the last good one was drawn from. */
static hz_status narrow(sifting *s, size_t *open, hz_error *err)
{
    double part = fmin(0.5, ERRORS_OPEN * sqrt((double)s->model->n_rows / SAMPLE_MOST));

    *open = s->model->n_columns;
    while (*open > CORE_FIRST && part < LEAST_NARROWER) {
        size_t next = (size_t)((double)*open * part);
        bool is_good = false;
        hz_status status = try_narrower(s, next, &is_good, err);

        if (status)
            return status;
        if (is_good)
            *open = next;
        else
            part = sqrt(part);
    }
    return HZ_OK;
}

/* Prices of a sample of all columns, and where they are too coarse, of narrower ones. The core about the last prices is the one
 * to start from. */
static hz_status choose_core(sifting *s, hz_error *err)
{
    size_t part = s->model->n_columns / SAMPLE_PART, open;
    bool is_good = false;
    hz_status status;

    if ((status = take_all_as_core(s, err)) ||
        (status = sample_prices(s, part < SAMPLE_LEAST ? SAMPLE_LEAST : part < SAMPLE_MOST ? part : SAMPLE_MOST, err)) ||
        (status = improve_prices(s, CORE_FIRST, &is_good, err)))
        return status;
    if (!is_good && ((status = narrow(s, &open, err)) ||
                     (status = improve_prices(s, open > CORE_FIRST ? open : CORE_FIRST, &is_good, err))))
        return status;
    return fix_all_but(s, CORE_SECOND, err);
}

/* ---- the answer ---- */

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

    return x < y ? -1 : x > y;
}

/* A row that an elastic column makes up for does not hold, with equality or at all. */
static bool is_tight(const sifting *s, size_t i)
{
    return hz_master_row_status(s->master, i) != HZ_BASIS_IN && !hz_master_elastic_is_basic(s->master, i);
}

/* Blocks outside the core stand at a corner; what of it is tight, the prices say. */
static void take_corner(sifting *s, hz_solution *solution, size_t block)
{
    const hz_model *m = s->model;
    size_t first = first_of(s, block), n = first_of(s, block + 1) - first;
    bool is_tight[HZ_CHAIN_MAX];
    double d[HZ_CHAIN_MAX];
    uint16_t x[HZ_CHAIN_MAX];
    float margin;

    if (n > HZ_CHAIN_MAX)
        return;
    price_block(s, block, x, d, &margin);
    if (!hz_chain_basis(&s->place[first], is_tight, &m->columns[first], n, d, &s->at_bp[first]))
        return; /* by rounding only: the exact finish sees to it */
    for (size_t i = 0; i + 1 < n; i++)
        if (is_tight[i])
            solution->tight_arcs[solution->n_tight_arcs++] = m->block_arc[block] + (uint32_t)i;
}

static void take_corners(sifting *s, hz_solution *solution)
{
    for (size_t b = 0; b < s->model->n_blocks; b++) {
        size_t first = s->model->block_column[b];

        if (s->is_core[first])
            continue;
        for (size_t j = first; j < s->model->block_column[b + 1]; j++)
            s->place[j] = (uint8_t)standing(s, j);
        if (s->model->block_column[b + 1] - first > 1)
            take_corner(s, solution, b);
    }
}

static hz_status take_arcs_of_basis(sifting *s, hz_solution *solution, hz_error *err)
{
    if (!s->at_bp)
        return HZ_OK;
    if (!(solution->tight_arcs = hz_calloc(s->model->n_arcs + 1, sizeof *solution->tight_arcs)))
        return hz_error_memory(err);
    if (!s->master)
        return HZ_OK;
    for (size_t k = 0; k < s->n_arcs; k++)
        if (s->arc_row[k] != HZ_NONE && hz_master_arc_status(s->master, s->arc_row[k]) != HZ_BASIS_IN)
            solution->tight_arcs[solution->n_tight_arcs++] = s->arc[k];
    take_corners(s, solution);
    qsort(solution->tight_arcs, solution->n_tight_arcs, sizeof *solution->tight_arcs, by_number);
    return HZ_OK;
}

static hz_status take_basic(sifting *s, hz_solution *solution, hz_error *err)
{
    size_t n = 0;

    for (size_t j = 0; j < s->model->n_columns; j++)
        n += s->place[j] == HZ_BASIC;
    if (!(solution->basic = hz_calloc(n + 1, sizeof *solution->basic)))
        return hz_error_memory(err);
    for (size_t j = 0; j < s->model->n_columns; j++)
        if (s->place[j] == HZ_BASIC)
            solution->basic[solution->n_basic++] = (uint32_t)j;
    return HZ_OK;
}

static hz_status take_basis(sifting *s, hz_solution *solution, hz_error *err)
{
    const hz_model *m = s->model;
    hz_status status;

    if (!(solution->tight = hz_calloc(m->n_rows + 1, sizeof *solution->tight)))
        return hz_error_memory(err);
    /* without a master one row was enough to see that there is no plan, or the masters gave up */
    for (size_t i = 0; s->master && i < m->n_rows; i++)
        if (is_tight(s, i))
            solution->tight[solution->n_tight++] = (uint32_t)i;
    for (size_t k = 0; s->master && k < s->n_core; k++) {
        hz_basis_status at = hz_master_column_status(s->master, k);

        s->place[s->core[k]] = at == HZ_BASIS_IN ? HZ_BASIC : at == HZ_BASIS_AT_HI ? HZ_AT_HI : HZ_AT_LO;
    }
    return (status = take_arcs_of_basis(s, solution, err)) ? status : take_basic(s, solution, err);
}

/* The objective, for comparison: the core from the master, the rest from its places. */
static double objective(const sifting *s)
{
    double sum = s->master ? hz_master_objective(s->master) * s->scale.total : 0;

    for (size_t j = 0; j < s->model->n_columns; j++)
        if (!s->is_core[j])
            sum += (double)s->model->columns[j].cost_fen_d * value_of(s, j) / HZ_SHARE_ONE;
    return sum;
}

static hz_status take_answer(hz_solution **out, sifting *s, hz_outcome outcome, hz_error *err)
{
    hz_solution *solution = hz_calloc(1, sizeof *solution);
    hz_status status;

    if (!solution)
        return hz_error_memory(err);
    solution->outcome = outcome;
    if (outcome == HZ_OUTCOME_OPTIMAL)
        solution->cost_fen_d = objective(s);
    if ((status = take_basis(s, solution, err))) {
        hz_solution_free(solution);
        return status;
    }
    solution->n_passes = s->n_passes;
    solution->n_pivots = s->n_pivots + (s->master ? hz_master_pivots(s->master) : 0);
    solution->n_core = s->n_core;
    solution->place = s->place;
    solution->price = s->price;
    s->place = NULL;
    s->price = NULL;
    *out = solution;
    return HZ_OK;
}

static void clear(sifting *s)
{
    hz_scale_clear(&s->scale);
    hz_master_free(s->master);
    free(s->price);
    free(s->place);
    free(s->is_core);
    free(s->core);
    free(s->fixed);
    free(s->at_bp);
    free(s->position);
    free(s->length);
    free(s->arc);
    free(s->arc_row);
    free(s->entry_row);
    free(s->entry_value);
}

static hz_status set_up(sifting *s, hz_error *err)
{
    size_t n_rows = s->model->n_rows + 1, n_columns = s->model->n_columns + 1;

    if (!(s->price = hz_calloc(n_rows, sizeof *s->price)) || !(s->place = hz_calloc(n_columns, 1)) ||
        !(s->is_core = hz_calloc(n_columns, 1)) || !(s->fixed = hz_calloc(n_rows, sizeof *s->fixed)) ||
        !(s->entry_row = hz_calloc(n_rows, sizeof *s->entry_row)) ||
        !(s->entry_value = hz_calloc(n_rows, sizeof *s->entry_value)))
        return hz_error_memory(err);
    if (s->model->n_arcs > 0 && (!(s->at_bp = hz_calloc(n_columns, sizeof *s->at_bp)) ||
                                 !(s->position = hz_calloc(n_columns, sizeof *s->position))))
        return hz_error_memory(err);
    return hz_scale_make(&s->scale, s->model, err);
}

/* ---- one row that cannot hold ---- */

/* Where a column serves a row best. */
static uint16_t best_cut(const hz_model *m, size_t j, uint64_t entry)
{
    bool is_at_least = m->rows[m->row[entry]].sense == HZ_AT_LEAST;

    return is_at_least == (m->value[entry] > 0) ? m->columns[j].hi_bp : m->columns[j].lo_bp;
}

/* The best that each row can reach alone, all columns at their bounds. A row for which that is not enough needs no search:
 * it is a Farkas combination by itself. False when there is none. */
static bool find_impossible_row(sifting *s, size_t *row)
{
    const hz_model *m = s->model;

    for (size_t j = 0; j < m->n_columns; j++)
        for (uint64_t k = m->start[j]; k < m->start[j + 1]; k++)
            s->fixed[m->row[k]] += (__int128)m->value[k] * best_cut(m, j, k);
    for (*row = 0; *row < m->n_rows; ++*row) {
        __int128 lacking = (__int128)m->rows[*row].rhs * HZ_SHARE_ONE - s->fixed[*row];

        if (m->rows[*row].sense == HZ_AT_LEAST ? lacking > 0 : lacking < 0)
            break;
    }
    memset(s->fixed, 0, m->n_rows * sizeof *s->fixed);
    return *row < m->n_rows;
}

static bool has_only_chains(const sifting *s)
{
    for (size_t b = 0; s->at_bp && b < s->model->n_blocks; b++)
        if (!hz_chain_is(s->model, b))
            return false;
    return true;
}

static hz_status settle(sifting *s, size_t direct_below, hz_outcome *outcome, hz_error *err)
{
    bool is_direct = s->model->n_columns < direct_below || !has_only_chains(s);
    hz_status status = is_direct ? take_all_as_core(s, err) : choose_core(s, err);

    return status ? status : settle_core(s, outcome, err);
}

static hz_status search(hz_solution **out, sifting *s, size_t direct_below, hz_error *err)
{
    hz_outcome outcome = HZ_OUTCOME_OPTIMAL;
    hz_error failure = HZ_ERROR_NONE;
    hz_status status;
    size_t row;

    if (find_impossible_row(s, &row)) {
        s->price[row] = s->model->rows[row].sense == HZ_AT_LEAST ? 1 : -1;
        return take_answer(out, s, HZ_OUTCOME_INFEASIBLE, err);
    }
    if ((status = settle(s, direct_below, &outcome, &failure)) == HZ_ERR_SOLVER) {
        hz_master_free(s->master); /* it can be asked nothing any more: the places alone are handed over */
        s->master = NULL;
        outcome = HZ_OUTCOME_OPTIMAL;
    } else if (status) {
        return hz_error_set(err, status, "%s", failure.message);
    }
    return take_answer(out, s, outcome, err);
}

hz_status hz_solve(hz_solution **out, const hz_model *model, const hz_solve_settings *settings, hz_error *err)
{
    sifting s = {.model = model};
    size_t direct_below = settings && settings->direct_below ? settings->direct_below : DIRECT_BELOW;
    hz_status status;

    *out = NULL;
    if (!(status = set_up(&s, err)))
        status = search(out, &s, direct_below, err);
    clear(&s);
    return status;
}

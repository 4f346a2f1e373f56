/* solve.c - the linear program, by block sifting over GLPK masters
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * There are few coupling rows and very many columns, each in its own box. For given prices y of the rows the best place of
 * every column is known at once: by the sign of its reduced cost d[j] = c[j] - sum_i y[i] a[i,j]. So
 *
 *   1. prices are taken from a weighted sample of the columns, and from samples of ever fewer about the margin (sample.c);
 *   2. every column is fixed at its best place, but the few whose |d| is smallest beside their cost are the core (pricing.c);
 *   3. a master (GLPK) decides the core exactly, the rest stands on the right-hand side; it gives new prices (core.c);
 *   4. whoever is no longer at its best place joins the core, worst first, and 3 is repeated. When nobody joins, the
 *      basis of the master is optimal for all columns.
 *
 * A small model is the same loop with everything in the core. If the core cannot satisfy the rows, phase 1 runs the same loop
 * with all costs zero and an elastic column in each row: it ends with a feasible core, or with the multipliers of a Farkas
 * combination. (Sifting: Bixby, Gregory, Lustig, Marsten, Shanno, Operations Research 40(5), 1992.)
 *
 * Where arcs join columns, what is fixed or joins the core is a piece (pieces.h): a unit at all its levels. The links of a block are all
 * in the core, or none; what a link holds hangs by it and moves with it (sifting.h), so that a whole trade is one column. Arcs enter
 * the master when they are first violated, which few ever are. Where arcs join columns in another way, everything is in the core. */
#include "solve/solve.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/cancel.h"
#include "base/lang.h"
#include "solve/core.h"
#include "solve/pricing.h"
#include "solve/proposals.h"
#include "solve/rest.h"
#include "solve/sample.h"

enum {
    DIRECT_BELOW = 12000, /* columns that one master takes whole, */
    LINKED_BELOW = 1000,  /* with links, */
    NESTED_BELOW_A_ROW = 40, /* and where they are at several levels, whose best places are not exact, so many more for each row */
    CORE = 4000,          /* columns about the margin */
    JOIN_LEAST = 1000     /* how many pieces may join in one pass, at least */
};

/* With links, whose prices are the best there are, what is nearer than this to its margin may stand elsewhere at no cost. */
#define TIED 1e-7F

/* ---- the loop ---- */

typedef enum { SIFTED_OPTIMAL, SIFTED_CORE_INFEASIBLE } sift_end;

static hz_status admit(hz_sifting *s, const hz_mover *movers, size_t n, hz_error *err)
{
    size_t most = hz_core_size(s) / 2 > JOIN_LEAST ? hz_core_size(s) / 2 : JOIN_LEAST;
    hz_status status = HZ_OK;

    for (size_t k = 0; k < n && k < most && !status; k++)
        status = hz_core_admit(s, movers[k].piece, err);
    return status ? status : hz_core_put_rhs(s, err);
}

/* Steps 3 and 4 until nobody moves. */
static hz_status sift(hz_sifting *s, sift_end *end, hz_error *err)
{
    for (;;) {
        hz_mover *movers;
        size_t n, n_links = 0;
        bool is_feasible;
        hz_status status = hz_core_solve(s, &is_feasible, err);

        if (status)
            return status;
        if (!is_feasible) {
            *end = SIFTED_CORE_INFEASIBLE;
            return HZ_OK;
        }
        hz_core_take_prices(s);
        if (!(status = hz_find_movers(s, &movers, &n, err)) && !(status = hz_core_widen(s, &n_links, err)) && n + n_links > 0)
            status = admit(s, movers, n, err);
        free(movers);
        if (status || n + n_links == 0) {
            *end = SIFTED_OPTIMAL;
            return status;
        }
    }
}

/* Find a core that can satisfy the rows, or the multipliers that show that none can. They are no prices: where there is such a core,
 * those from before are there again. */
static hz_status find_feasible_core(hz_sifting *s, bool *is_possible, hz_error *err)
{
    size_t n_bytes = s->model->n_rows * sizeof *s->price;
    double *before = hz_calloc(s->model->n_rows + 1, sizeof *before);
    sift_end end;
    hz_status status;

    if (!before)
        return hz_error_memory(err);
    memcpy(before, s->price, n_bytes);
    s->is_phase1 = true;
    if (!(status = hz_core_build(s, 1, err)) && !(status = sift(s, &end, err)))
        *is_possible = end == SIFTED_OPTIMAL && !hz_core_has_shortfall(s); /* else the arcs alone leave nothing */
    s->is_phase1 = false;
    if (!status && *is_possible)
        memcpy(s->price, before, n_bytes);
    free(before);
    return status;
}

/* Phase 2 with the present core, whose master is built; phase 1 first where the core is too small. */
static hz_status settle_core(hz_sifting *s, hz_outcome *outcome, hz_error *err)
{
    bool is_possible = true, has_raised = false;
    sift_end end;
    hz_status status;

    do
        if (!(status = sift(s, &end, err)) && end == SIFTED_OPTIMAL)
            status = hz_core_raise_prices(s, &has_raised, err);
    while (!status && end == SIFTED_OPTIMAL && has_raised);
    *outcome = HZ_OUTCOME_OPTIMAL;
    if (status || (end == SIFTED_OPTIMAL && !hz_core_has_shortfall(s)))
        return status;
    if ((status = find_feasible_core(s, &is_possible, err)))
        return status;
    if (!is_possible) {
        *outcome = HZ_OUTCOME_INFEASIBLE;
        return HZ_OK;
    }
    /* where the rows can only just hold, or only just not, the master may still say no: its basis is near enough to finish
     * from exactly */
    return (status = hz_core_build(s, 0, err)) ? status : sift(s, &end, err);
}

/* ---- the first core ---- */

/* Everything that is free is open, links are in the core, what cannot move is fixed. */
static hz_status open_all(hz_sifting *s, hz_error *err)
{
    s->open.n = 0;
    s->fixed_cost = 0;
    memset(s->fixed, 0, s->model->n_rows * sizeof *s->fixed);
    memset(s->is_core, 0, s->pieces.n);
    for (size_t piece = 0; piece < s->pieces.n; piece++) {
        size_t first = hz_piece_first(&s->pieces, piece), end = hz_piece_first(&s->pieces, piece + 1);

        for (size_t j = first; j < end; j++)
            hz_fix(s, j, s->model->columns[j].lo_bp);
        if (hz_is_link(&s->pieces, first)) {
            s->is_core[piece] = 1;
            s->reach_lo[s->pieces.link_of[first]] = s->model->columns[first].lo_bp;
            s->reach_hi[s->pieces.link_of[first]] = s->model->columns[first].hi_bp;
        } else if (hz_is_free_piece(s, piece)) {
            if (!hz_grow((void **)&s->open.item, &s->open.capacity, s->open.n + 1, sizeof *s->open.item))
                return hz_error_memory(err);
            s->open.item[s->open.n++] = (uint32_t)piece;
        } else {
            for (size_t j = first; j < end; j++)
                hz_add_fixed(s, j, 1);
        }
    }
    return HZ_OK;
}

/* What is open becomes the core. */
static hz_status build_core(hz_sifting *s, double elastic_cost, hz_error *err)
{
    for (size_t k = 0; k < s->open.n; k++)
        s->is_core[s->open.item[k]] = 1;
    return hz_core_build(s, elastic_cost, err);
}

/* Blocks in which something may move: their links come into the core. */
static hz_status open_blocks(hz_sifting *s, hz_error *err)
{
    const hz_model *m = s->model;
    hz_piece_list met = {NULL, 0, 0};
    hz_status status = HZ_OK;
    size_t k = 0;

    for (size_t block = 0; block < m->n_blocks; block++) {
        bool has_open = k < s->open.n && s->pieces.first[s->open.item[k]] < m->block_column[block + 1];

        while (k < s->open.n && s->pieces.first[s->open.item[k]] < m->block_column[block + 1])
            k++;
        for (uint32_t j = m->block_column[block]; j < m->block_column[block + 1]; j++)
            if (hz_is_link(&s->pieces, j))
                s->is_resting[s->pieces.link_of[j]] = !has_open;
    }
    memset(s->is_core, 0, s->pieces.n);
    for (k = 0; k < s->open.n; k++)
        s->is_core[s->open.item[k]] = 1;
    for (size_t piece = 0; piece < s->pieces.n && !status; piece++) {
        uint32_t column = s->pieces.first[piece];

        if (hz_is_link(&s->pieces, column) && (s->is_core[piece] = !s->is_resting[s->pieces.link_of[column]]))
            status = hz_meet_pieces(&met, s, column, err);
    }
    for (k = 0; k < met.n; k++)
        s->is_core[met.item[k]] = 1;
    free(met.item);
    return status;
}

/* All pieces outside the core; into the place of the open ones. */
static hz_status list_others(hz_sifting *s, hz_error *err)
{
    s->open.n = 0;
    if (!hz_grow((void **)&s->open.item, &s->open.capacity, s->pieces.n + 1, sizeof *s->open.item))
        return hz_error_memory(err);
    for (size_t piece = 0; piece < s->pieces.n; piece++)
        if (!s->is_core[piece])
            s->open.item[s->open.n++] = (uint32_t)piece;
    return HZ_OK;
}

/* What hangs in the core stands at its offset from its link, and the master decides how far from there. */
static void add_offsets(hz_sifting *s)
{
    for (size_t piece = 0; piece < s->pieces.n; piece++)
        for (size_t j = s->pieces.first[piece]; s->is_core[piece] && j < s->pieces.first[piece + 1]; j++)
            if (hz_hung_by(s, j) != HZ_NONE)
                hz_add_fixed(s, j, 1);
}

/* How many of the open pieces may stand elsewhere. */
static size_t count_tied(const hz_sifting *s)
{
    size_t n = 0;

    for (size_t k = 0; k < s->open.n; k++)
        n += s->score[s->open.item[k]] < TIED;
    return n;
}

/* With links: prices from proposals, all but what is near its margin hangs, rests or is fixed. */
static hz_status settle_linked(hz_sifting *s, hz_link_work *work, bool has_prices, hz_error *err)
{
    hz_status status;

    if ((!has_prices && (status = hz_sample_prices(s, err))) || (status = hz_mix_proposals(s, work, err)))
        return status;
    memset(s->is_core, 0, s->pieces.n);
    for (size_t link = 0; link < s->pieces.n_links; link++) { /* until they meet something */
        s->reach_lo[link] = s->link_bp[link];
        s->reach_hi[link] = s->link_bp[link];
    }
    if ((status = list_others(s, err)))
        return status;
    hz_rest_links(s, work);
    if ((status = hz_part_open(s, count_tied(s) + 1, err)) || (status = open_blocks(s, err)))
        return status;
    s->fixed_cost = 0;
    memset(s->fixed, 0, s->model->n_rows * sizeof *s->fixed);
    if ((status = list_others(s, err)) || (status = hz_add_fixed_pieces(s, s->open.item, s->open.n, err)))
        return status;
    add_offsets(s);
    s->open.n = 0; /* none is open that is not in the core */
    return HZ_OK;
}

static hz_status close_linked(hz_sifting *s, bool has_prices, hz_error *err)
{
    hz_link_work work;
    hz_status status = hz_link_work_make(&work, s, err);

    if (status)
        return status;
    status = settle_linked(s, &work, has_prices, err);
    hz_link_work_clear(&work);
    return status;
}

static hz_status choose_core(hz_sifting *s, const double *first_price, hz_error *err)
{
    hz_status status = open_all(s, err);

    if (status)
        return status;
    if (first_price)
        memcpy(s->price, first_price, s->model->n_rows * sizeof *s->price);
    if (s->pieces.n_links > 0)
        status = close_linked(s, first_price != NULL, err);
    else if (first_price || !(status = hz_sample_narrow(s, CORE, err)))
        status = hz_close_all_but(s, CORE, err);
    if (!status && !(status = build_core(s, HZ_ELASTIC, err)))
        status = hz_core_hold_prices(s, s->pieces.n_links > 0, err);
    return status;
}

static void forget_fixed(hz_sifting *s)
{
    memset(s->fixed, 0, s->model->n_rows * sizeof *s->fixed);
    s->fixed_cost = 0;
}

/* A basic column that a basis ties to a link, and to nothing else, hangs by that: a column less, and a row. */
static hz_status hang_by_basis(hz_sifting *s, const hz_solution *basis, hz_error *err)
{
    const hz_pieces *p = &s->pieces;
    uint32_t *n_tight = hz_calloc(s->model->n_columns + 1, sizeof *n_tight);

    if (!n_tight)
        return hz_error_memory(err);
    for (size_t k = 0; k < basis->n_tight_arcs; k++) {
        n_tight[s->model->arcs[basis->tight_arcs[k]].before]++;
        n_tight[s->model->arcs[basis->tight_arcs[k]].after]++;
    }
    for (size_t k = 0; k < basis->n_tight_arcs; k++) {
        const hz_arc *arc = &s->model->arcs[basis->tight_arcs[k]];
        uint32_t j = hz_is_link(p, arc->before) ? arc->after : arc->before;

        if (hz_is_link(p, arc->before) != hz_is_link(p, arc->after) && n_tight[j] == 1 && basis->place[j] == HZ_BASIC)
            s->hung[j] = basis->tight_arcs[k];
    }
    free(n_tight);
    return HZ_OK;
}

/* With links even what cannot move is in the core, for its arcs. */
static hz_status take_linked_as_core(hz_sifting *s, const hz_solution *first_basis, hz_error *err)
{
    const hz_solution *basis = first_basis && hz_is_square(s->model, first_basis) ? first_basis : NULL;
    hz_status status = basis ? hang_by_basis(s, basis, err) : HZ_OK;

    memset(s->is_core, 1, s->pieces.n);
    forget_fixed(s);
    add_offsets(s);
    if (status || (status = build_core(s, 0, err)) || !basis)
        return status;
    return hz_core_begin_at(s, basis, err);
}

static hz_status take_all_as_core(hz_sifting *s, const hz_solve_settings *settings, hz_error *err)
{
    hz_status status = open_all(s, err);

    if (status)
        return status;
    if (settings->first_price)
        memcpy(s->price, settings->first_price, s->model->n_rows * sizeof *s->price);
    return s->pieces.n_links > 0 ? take_linked_as_core(s, settings->first_basis, err) : build_core(s, 0, err);
}

/* ---- the answer ---- */

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

    return x < y ? -1 : x > y;
}

/* A row that an elastic column makes up for does not hold, with equality or at all. */
static bool is_tight(const hz_sifting *s, size_t i)
{
    return hz_master_row_status(s->master, i) != HZ_BASIS_IN && !hz_master_elastic_is_basic(s->master, i);
}

/* A link outside the core, where it rests. */
static void take_link(hz_sifting *s, hz_solution *solution, size_t j)
{
    uint32_t link = s->pieces.link_of[j];

    if (s->rest[link] == HZ_NONE) {
        s->place[j] = s->link_bp[link] == s->model->columns[j].hi_bp ? HZ_AT_HI : HZ_AT_LO;
        return;
    }
    s->place[j] = HZ_BASIC;
    solution->tight_arcs[solution->n_tight_arcs++] = s->rest[link];
}

static void take_step(const hz_sifting *s, hz_solution *solution, size_t piece, size_t j)
{
    solution->tight_arcs[solution->n_tight_arcs++] = hz_step_arc(&s->pieces, s->model, piece, j);
}

/* Columns first .. end-1 that hang by one arc. */
static void take_hanging(hz_sifting *s, hz_solution *solution, size_t piece, size_t first, size_t end)
{
    solution->tight_arcs[solution->n_tight_arcs++] = s->hung[first];
    for (size_t j = first; j < end; j++) {
        s->place[j] = HZ_BASIC;
        if (j + 1 < end)
            take_step(s, solution, piece, j);
    }
}

/* Columns first .. end-1 that are fixed; what of their arcs is tight, the prices say. */
static void take_fixed(hz_sifting *s, hz_solution *solution, size_t piece, size_t first, size_t end)
{
    double lo[HZ_CHAIN_MAX], hi[HZ_CHAIN_MAX], x[HZ_CHAIN_MAX], d[HZ_CHAIN_MAX], size;
    bool is_tight_step[HZ_CHAIN_MAX];

    for (size_t j = first; j < end; j++) {
        s->place[j] = s->at_bp[j] == s->model->columns[j].hi_bp ? HZ_AT_HI : HZ_AT_LO;
        if (end - first > HZ_CHAIN_MAX)
            continue;
        lo[j - first] = s->model->columns[j].lo_bp;
        hi[j - first] = s->model->columns[j].hi_bp;
        x[j - first] = s->at_bp[j];
        d[j - first] = hz_reduced_cost(s, j, &size);
    }
    if (end - first < 2 || end - first > HZ_CHAIN_MAX ||
        !hz_chain_basis(s->place + first, is_tight_step, lo, hi, end - first, d, x))
        return; /* by rounding only: the exact finish sees to it */
    for (size_t j = first; j + 1 < end; j++)
        if (is_tight_step[j - first])
            take_step(s, solution, piece, j);
}

/* Pieces outside the core. */
static void take_corners(hz_sifting *s, hz_solution *solution)
{
    for (size_t piece = 0; piece < s->pieces.n; piece++)
        for (size_t first = hz_piece_first(&s->pieces, piece), last = hz_piece_first(&s->pieces, piece + 1), end;
             first < last && !s->is_core[piece]; first = end) {
            for (end = first + 1; end < last && hz_hung_by(s, end) == hz_hung_by(s, first); end++)
                ;
            if (hz_is_link(&s->pieces, first))
                take_link(s, solution, first);
            else if (hz_hung_by(s, first) == HZ_NONE)
                take_fixed(s, solution, piece, first, end);
            else
                take_hanging(s, solution, piece, first, end);
        }
}

static hz_status take_basic(hz_sifting *s, hz_solution *solution, hz_error *err)
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

static hz_status take_basis(hz_sifting *s, hz_solution *solution, hz_error *err)
{
    const hz_model *m = s->model;

    if (!(solution->tight = hz_calloc(m->n_rows + 1, sizeof *solution->tight)) ||
        (s->at_bp && !(solution->tight_arcs = hz_calloc(m->n_arcs + 1, sizeof *solution->tight_arcs))))
        return hz_error_memory(err);
    /* without a master one row was enough to see that there is no plan, or the masters gave up */
    for (size_t i = 0; s->master && i < m->n_rows; i++)
        if (is_tight(s, i))
            solution->tight[solution->n_tight++] = (uint32_t)i;
    hz_core_take_basis(s, solution);
    if (s->at_bp && s->master)
        take_corners(s, solution);
    if (solution->n_tight_arcs > 1)
        qsort(solution->tight_arcs, solution->n_tight_arcs, sizeof *solution->tight_arcs, by_number);
    return take_basic(s, solution, err);
}

static hz_status take_answer(hz_solution **out, hz_sifting *s, hz_outcome outcome, hz_error *err)
{
    hz_solution *solution = hz_calloc(1, sizeof *solution);
    hz_status status;

    if (!solution)
        return hz_error_memory(err);
    solution->outcome = outcome;
    if (outcome == HZ_OUTCOME_OPTIMAL && s->master)
        solution->cost_fen_d = hz_master_objective(s->master) * s->scale.total + s->fixed_cost / HZ_SHARE_ONE;
    if ((status = take_basis(s, solution, err))) {
        hz_solution_free(solution);
        return status;
    }
    solution->n_passes = s->n_passes;
    solution->n_pivots = s->n_pivots + (s->master ? hz_master_pivots(s->master) : 0);
    solution->n_core = hz_core_size(s);
    solution->place = s->place;
    solution->price = s->price;
    s->place = NULL;
    s->price = NULL;
    *out = solution;
    return HZ_OK;
}

static void clear(hz_sifting *s)
{
    hz_pieces_clear(&s->pieces);
    hz_scale_clear(&s->scale);
    hz_master_free(s->master);
    free(s->price);
    free(s->place);
    free(s->at_bp);
    free(s->hung);
    free(s->link_bp);
    free(s->reach_lo);
    free(s->reach_hi);
    free(s->is_resting);
    free(s->rest);
    free(s->weight);
    free(s->bears);
    free(s->open.item);
    free(s->fixed);
    free(s->score);
    free(s->is_core);
    free(s->seat);
    free(s->position);
    free(s->local);
    free(s->entry_row);
    free(s->entry_value);
    free(s->sum);
    free(s->is_summed);
}

static hz_status set_up_links(hz_sifting *s, hz_error *err)
{
    size_t n_links = s->pieces.n_links, n_columns = s->model->n_columns + 1;

    if (n_links == 0)
        return HZ_OK;
    if (!(s->bears = hz_calloc(n_columns, sizeof *s->bears)) ||
        !(s->link_bp = hz_calloc(n_links, sizeof *s->link_bp)) ||
        !(s->reach_lo = hz_calloc(n_links, sizeof *s->reach_lo)) || !(s->reach_hi = hz_calloc(n_links, sizeof *s->reach_hi)) ||
        !(s->is_resting = hz_calloc(n_links, sizeof *s->is_resting)) ||
        !(s->rest = hz_calloc(n_links, sizeof *s->rest)) || !(s->weight = hz_calloc(n_links, sizeof *s->weight)))
        return hz_error_memory(err);
    memset(s->rest, 0xff, n_links * sizeof *s->rest);
    return HZ_OK;
}

static hz_status set_up_arcs(hz_sifting *s, hz_error *err)
{
    size_t n_columns = s->model->n_columns + 1;

    if (s->model->n_arcs == 0)
        return HZ_OK;
    if (!(s->at_bp = hz_calloc(n_columns, sizeof *s->at_bp)) || !(s->hung = hz_calloc(n_columns, sizeof *s->hung)) ||
        !(s->position = hz_calloc(n_columns, sizeof *s->position)))
        return hz_error_memory(err);
    memset(s->hung, 0xff, n_columns * sizeof *s->hung);
    memset(s->position, 0xff, n_columns * sizeof *s->position);
    return set_up_links(s, err);
}

static hz_status set_up(hz_sifting *s, hz_error *err)
{
    size_t n_rows = s->model->n_rows + 1, n_columns = s->model->n_columns + 1;
    hz_status status = hz_pieces_find(&s->pieces, s->model, err);

    if (status)
        return status;
    if (!(s->price = hz_calloc(n_rows, sizeof *s->price)) || !(s->place = hz_calloc(n_columns, 1)) ||
        !(s->is_core = hz_calloc(s->pieces.n + 1, 1)) || !(s->score = hz_calloc(s->pieces.n + 1, sizeof *s->score)) ||
        !(s->fixed = hz_calloc(n_rows, sizeof *s->fixed)) || !(s->entry_row = hz_calloc(n_rows, sizeof *s->entry_row)) ||
        !(s->entry_value = hz_calloc(n_rows, sizeof *s->entry_value)) || !(s->sum = hz_calloc(n_rows, sizeof *s->sum)) ||
        !(s->is_summed = hz_calloc(n_rows, sizeof *s->is_summed)))
        return hz_error_memory(err);
    return (status = set_up_arcs(s, err)) ? status : hz_scale_make(&s->scale, s->model, err);
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
static bool find_impossible_row(hz_sifting *s, size_t *row)
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

static hz_status settle(hz_sifting *s, const hz_solve_settings *settings, hz_outcome *outcome, hz_error *err)
{
    bool is_direct = s->model->n_columns < settings->direct_below || !s->pieces.are_simple;
    hz_status status = is_direct ? take_all_as_core(s, settings, err) : choose_core(s, settings->first_price, err);

    return status ? status : settle_core(s, outcome, err);
}

static hz_status search(hz_solution **out, hz_sifting *s, const hz_solve_settings *settings, hz_error *err)
{
    hz_outcome outcome = HZ_OUTCOME_OPTIMAL;
    hz_error failure = HZ_ERROR_NONE;
    hz_status status;
    size_t row;

    if (find_impossible_row(s, &row)) {
        s->price[row] = s->model->rows[row].sense == HZ_AT_LEAST ? 1 : -1;
        return take_answer(out, s, HZ_OUTCOME_INFEASIBLE, err);
    }
    if ((status = settle(s, settings, &outcome, &failure)) == HZ_ERR_SOLVER) {
        hz_master_free(s->master); /* it can be asked nothing any more: the places alone are handed over */
        s->master = NULL;
        outcome = HZ_OUTCOME_OPTIMAL;
    } else if (status) {
        return hz_error_set(err, status, "%s", failure.message);
    }
    return take_answer(out, s, outcome, err);
}

/* Below so many columns one master takes all. */
static size_t usual_limit(const hz_sifting *s, const hz_solution *first_basis)
{
    if (s->pieces.n_links == 0)
        return DIRECT_BELOW;
    if (first_basis)
        return SIZE_MAX;
    return LINKED_BELOW + (s->model->n_levels > 1 ? NESTED_BELOW_A_ROW * s->model->n_rows : 0);
}

hz_status hz_solve(hz_solution **out, const hz_model *model, const hz_solve_settings *settings, hz_error *err)
{
    hz_solve_settings set = settings ? *settings : (hz_solve_settings){0};
    hz_sifting s = {.model = model, .n_threads = set.n_threads};
    hz_status status;

    *out = NULL;
    if (!(status = set_up(&s, err))) {
        if (set.direct_below == 0)
            set.direct_below = usual_limit(&s, set.first_basis);
        status = search(out, &s, &set, err);
    }
    clear(&s);
    return status;
}

/* repair.c - cuts that break few rows become cuts that break none, where stepping one way alone has ended
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A walk through cuts that break rows. What a row lacks is measured in its largest step and multiplied by its weight; the sum over
 * all rows is the penalty. One row that does not hold after the other is looked at: of the steps that make it lack less, the one with
 * the least penalty is taken, if that is less than before. If none is, its weight grows, until one is: so a walk that
 * has run into a dead end leaves it. (Breakout local search: Morris, AAAI 1993; for integer programs Luteberget & Sartor,
 * Mathematical Programming Computation 15, 2023.) The caps of a family count as one row, that of the one which lacks most.
 *
 * Where that ends with rows that lack, all steps of the nearest candidates of such a row are tried (backtrack.c). */
#include "plan/repair.h"

#include <math.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/cancel.h"
#include "plan/backtrack.h"

/* Trials at most, and for each row; of one row at a time so many candidates: half of them the nearest to the margin, half of them
 * the next in turn. */
enum { TRIALS = 1 << 18, TRIALS_OF_ROW = 1 << 10, AT_A_TIME = 64 };

/* A step that was tried. */
typedef struct {
    uint32_t column;
    uint16_t to_bp;
    double gain; /* of penalty; the more the better */
    __int128 cost;
} trial;

typedef struct {
    hz_moves *moves;
    const hz_count *count;
    const hz_model *model;
    const hz_candidates *candidates;
    double *weight; /* [n_rows] */
    double *size;   /* [n_rows] the largest step of a candidate in it */
    uint64_t *next; /* [n_rows] of its candidates the one whose turn it is */
    double *before; /* [n families] the penalty of each before a trial */
    uint64_t n_left;
    size_t turn;
} walk;

/* ---- the penalty ---- */

static double penalty(const walk *w, size_t row, int64_t lack)
{
    return lack > 0 ? w->weight[row] * (double)lack / w->size[row] : 0;
}

/* What a row lacked before the last move; it is of no family. */
static int64_t lack_before(const walk *w, uint32_t row)
{
    int64_t more = w->count->reached[row] - w->moves->before[row], lack = hz_lack(w->count, row);

    return w->model->rows[row].sense == HZ_AT_LEAST ? lack + more : lack - more;
}

/* The cap of a family that lacks most stands for it, with the weight and the size of the first. */
static double penalty_of_family(const walk *w, size_t f)
{
    const hz_family *family = &w->count->shares.families[f];

    return penalty(w, family->first, family->most[1] - family->part * hz_plan_cost(w->count, family));
}

/* By how much the last move has made the penalty less. */
static double gain_of_move(const walk *w)
{
    double gain = 0;

    for (size_t i = 0; i < w->moves->n_touched; i++) {
        uint32_t row = w->moves->touched[i];

        if (!hz_family_of(&w->count->shares, row) && w->model->rows[row].kind != HZ_ROW_PLAN_COST)
            gain += penalty(w, row, lack_before(w, row)) - penalty(w, row, hz_lack(w->count, row));
    }
    for (size_t f = 0; f < w->count->shares.n; f++)
        gain += w->before[f] - penalty_of_family(w, f);
    return gain;
}

/* ---- trials ---- */

/* Much the same gain for less money is better; then who comes first. What gains nothing is no help, and none at all is as good. */
static bool is_better(const trial *t, const trial *best)
{
    double near = 1e-9 * (fabs(t->gain) + fabs(best->gain));

    if (!(t->gain > 0))
        return false;
    return fabs(t->gain - best->gain) > near ? t->gain > best->gain : t->cost < best->cost;
}

static void try_step(walk *w, uint32_t j, uint16_t to_bp, trial *best)
{
    trial t = {.column = j, .to_bp = to_bp};

    w->n_left -= w->n_left > 0;
    if (to_bp == w->count->cut_bp[j] || !hz_shift(w->moves, j, to_bp))
        return;
    t.gain = gain_of_move(w);
    t.cost = hz_cost_of_move(w->moves);
    hz_undo(w->moves);
    if (is_better(&t, best))
        *best = t;
}

/* As many steps as it takes for the row to hold, if each brings as much as the first. */
static uint16_t all_steps(const walk *w, uint32_t j, uint16_t step_bp, int64_t change, int64_t lack)
{
    double n = ceil((double)lack / fabs((double)change));
    double to = w->count->cut_bp[j] + n * (step_bp - w->count->cut_bp[j]);

    if (to <= 0)
        return w->model->columns[j].lo_bp;
    return hz_step_at_or_above(w->moves, j, to < HZ_SHARE_ONE ? (int64_t)to : HZ_SHARE_ONE);
}

/* A candidate by its entry in a row that lacks: one step, and as many as would do. */
static void try_entry(walk *w, uint32_t j, uint64_t entry, int64_t lack, trial *best)
{
    bool is_up = (w->model->rows[w->model->row[entry]].sense == HZ_AT_LEAST) == (w->model->value[entry] > 0);
    uint16_t step_bp = is_up ? hz_step_up(w->moves, j) : hz_step_down(w->moves, j), far_bp;
    int64_t change = hz_count_change(w->count, j, entry, step_bp);

    if (step_bp == w->count->cut_bp[j])
        return;
    try_step(w, j, step_bp, best);
    if (change != 0 && (far_bp = all_steps(w, j, step_bp, change, lack)) != step_bp)
        try_step(w, j, far_bp, best);
}

static uint64_t entry_in(const hz_model *m, uint32_t j, size_t row)
{
    uint64_t k = m->start[j];

    while (m->row[k] != row)
        k++;
    return k;
}

static void try_candidate(walk *w, size_t row, uint64_t at, int64_t lack, trial *best)
{
    uint32_t j = w->candidates->list[w->candidates->in_row[at]].column;

    try_entry(w, j, entry_in(w->model, j, row), lack, best);
}

static void try_row(walk *w, size_t row, int64_t lack, trial *best)
{
    uint64_t first = w->candidates->start[row], n = w->candidates->start[row + 1] - first;
    uint64_t nearest = n <= AT_A_TIME ? n : AT_A_TIME / 2;

    for (uint64_t i = 0; i < nearest; i++)
        try_candidate(w, row, first + i, lack, best);
    for (uint64_t i = nearest; i < n && i < AT_A_TIME; i++) {
        try_candidate(w, row, first + nearest + w->next[row], lack, best);
        w->next[row] = (w->next[row] + 1) % (n - nearest);
    }
}

/* ---- rows that do not hold ---- */

/* The at-th of the rows that lack, then of the families that do. */
static uint32_t lacking_row(const walk *w, size_t at)
{
    if (at < w->count->n_lacking)
        return w->count->lacking[at];
    at -= w->count->n_lacking;
    for (size_t f = 0; f < w->count->shares.n; f++) {
        const hz_family *family = &w->count->shares.families[f];
        uint32_t row = hz_share_lacking(family, family->first, hz_plan_cost(w->count, family));

        if (row != HZ_NONE && at-- == 0)
            return row;
    }
    return HZ_NONE;
}

static size_t count_lacking(const walk *w)
{
    size_t n = w->count->n_lacking;

    for (size_t f = 0; f < w->count->shares.n; f++)
        n += penalty_of_family(w, f) > 0;
    return n;
}

/* Of a family, the cap that lacks is eased by its own columns, and by whatever makes the plan dearer. */
static void look_at(walk *w, uint32_t row, trial *best)
{
    const hz_family *family = hz_family_of(&w->count->shares, row);
    int64_t lack = hz_lack(w->count, row);

    for (size_t f = 0; f < w->count->shares.n; f++)
        w->before[f] = penalty_of_family(w, f);
    try_row(w, row, lack, best);
    if (family)
        try_row(w, family->cost_row, lack / family->part + 1, best);
}

/* One look at one row. */
static void step(walk *w)
{
    uint32_t row = lacking_row(w, w->turn++ % count_lacking(w));
    const hz_family *family = hz_family_of(&w->count->shares, row);
    trial best = {.column = HZ_NONE};

    look_at(w, row, &best);
    if (best.column != HZ_NONE)
        hz_shift(w->moves, best.column, best.to_bp);
    else
        w->weight[family ? family->first : row] += 1;
    w->n_left -= w->n_left > 0;
}

/* ---- the noun ---- */

static bool allocate(walk *w)
{
    return (w->weight = hz_calloc(w->model->n_rows + 1, sizeof *w->weight)) &&
           (w->size = hz_calloc(w->model->n_rows + 1, sizeof *w->size)) &&
           (w->next = hz_calloc(w->model->n_rows + 1, sizeof *w->next)) &&
           (w->before = hz_calloc(w->count->shares.n + 1, sizeof *w->before));
}

/* Caps of a family are measured alike. */
static void measure(walk *w)
{
    const hz_model *m = w->model;

    for (size_t i = 0; i < m->n_rows; i++)
        w->weight[i] = w->size[i] = 1;
    for (size_t c = 0; c < w->candidates->n; c++) {
        uint32_t j = w->candidates->list[c].column;

        for (uint64_t k = m->start[j]; k < m->start[j + 1]; k++) {
            const hz_family *family = hz_family_of(&w->count->shares, m->row[k]);
            double *size = &w->size[family ? family->first : m->row[k]];

            *size = fmax(*size, fabs((double)m->value[k]) * (double)hz_step_of(w->moves, j) / HZ_SHARE_ONE);
        }
    }
}

static void clear(walk *w)
{
    free(w->weight);
    free(w->size);
    free(w->next);
    free(w->before);
}

/* ---- the nearest of a row, all their steps ---- */

enum { AROUND = 16, WORK_AROUND = 1 << 20 };

typedef struct {
    uint32_t *columns; /* [n] */
    size_t n, capacity;
    bool *has; /* [n_columns] */
} neighbours;

static bool add_neighbour(neighbours *around, uint32_t j)
{
    if (around->has[j])
        return true;
    if (!hz_grow((void **)&around->columns, &around->capacity, around->n + 1, sizeof *around->columns))
        return false;
    around->has[j] = true;
    around->columns[around->n++] = j;
    return true;
}

/* With the links that hold it: they are no orders, and follow. */
static bool add_with_links(neighbours *around, const hz_moves *moves, uint32_t j)
{
    bool is_added = add_neighbour(around, j);

    for (int end = 0; moves->model->n_arcs > 0 && end < 2; end++)
        for (uint32_t k = moves->first_arc[end][j]; is_added && k < moves->first_arc[end][j + 1]; k++) {
            const hz_arc *arc = &moves->model->arcs[moves->arcs[end][k]];
            uint32_t other = arc->before == j ? arc->after : arc->before;

            if (moves->model->columns[other].unit == HZ_NONE)
                is_added = add_neighbour(around, other);
        }
    return is_added;
}

static bool list_around(neighbours *around, const hz_moves *moves, const hz_candidates *c, uint32_t row)
{
    bool is_listed = true;

    while (around->n > 0)
        around->has[around->columns[--around->n]] = false;
    for (uint64_t i = c->start[row]; is_listed && i < c->start[row + 1] && i < c->start[row] + AROUND; i++)
        is_listed = add_with_links(around, moves, c->list[c->in_row[i]].column);
    return is_listed;
}

/* Every row that lacks once; those that are passed over go on lacking. */
static hz_status backtrack_around(walk *w, neighbours *around, hz_error *err)
{
    size_t n_passed = 0;
    hz_status status = HZ_OK;

    while (!status && n_passed < count_lacking(w)) {
        uint32_t row = lacking_row(w, n_passed);
        hz_backtrack_answer answer;

        if (w->candidates->start[row] == w->candidates->start[row + 1]) { /* nobody can do anything for it */
            n_passed++;
            continue;
        }
        if (!list_around(around, w->moves, w->candidates, row))
            return hz_error_memory(err);
        status = hz_backtrack(w->moves, around->columns, around->n, row, WORK_AROUND, &answer, err);
        n_passed += answer != HZ_BACKTRACK_FOUND;
    }
    return status;
}

static hz_status try_around(walk *w, hz_error *err)
{
    neighbours around = {.has = hz_calloc(w->model->n_columns + 1, sizeof *around.has)};
    hz_status status = around.has ? backtrack_around(w, &around, err) : hz_error_memory(err);

    free(around.has);
    free(around.columns);
    return status;
}

/* ---- the verb ---- */

hz_status hz_repair(hz_moves *moves, const hz_candidates *candidates, hz_error *err)
{
    walk w = {.moves = moves, .count = &moves->count, .model = moves->model, .candidates = candidates};
    hz_status status = HZ_OK;

    if (hz_all_hold(w.count))
        return HZ_OK;
    if (allocate(&w)) {
        measure(&w);
        w.n_left = TRIALS + TRIALS_OF_ROW * w.model->n_rows;
        while (w.n_left > 0 && !hz_all_hold(w.count) && !(status = hz_cancel_check(err)))
            step(&w);
        if (!status && !hz_all_hold(w.count))
            status = try_around(&w, err);
    } else {
        status = hz_error_memory(err);
    }
    clear(&w);
    return status;
}

/* cheapest.c - the cheapest step up, found again and again until every row holds
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan/cheapest.h"

#include <math.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/cancel.h"
#include "base/text.h"

/* A row is looked at anew when it lacks so much less than when it was last: in between its candidates are worth what they were. */
enum { LOOK_AGAIN = 32 };

/* What a candidate could do next. */
typedef struct {
    double gain;
    uint16_t to_bp;
    bool is_blocked;   /* a floor, a cap or an arc forbade it; */
    uint32_t cost_row; /* of a share: until the plan of its level costs so much. HZ_NONE: perhaps for ever */
    int64_t free_at_fen_d;
} offer;

typedef struct {
    hz_moves *moves;
    const hz_count *count;
    const hz_model *model;
    const hz_candidates *candidates;
    int64_t *seen;      /* [n_rows] what each row lacked when it was last looked at; 0: it held */
    uint32_t *rows;     /* [n_rows] scratch: those that are looked at anew */
    uint32_t *place;    /* [n_columns] of each column among the candidates, or HZ_NONE */
    offer *offers;      /* [n candidates] */
    uint32_t *asked_at; /* [n candidates] the last turn at which it was asked */
    uint32_t turn;
    size_t n_blocked;
    size_t n_leaves; /* a power of two, not below the number of candidates */
    double *score;   /* [2 n_leaves]: node i is the smaller of nodes 2i and 2i + 1; candidate k is node n_leaves + k */
} search;

/* ---- the tree ---- */

static void set_score(search *s, size_t place, double score)
{
    size_t node = s->n_leaves + place;

    for (s->score[node] = score; node > 1; node /= 2)
        s->score[node / 2] = fmin(s->score[node], s->score[node ^ 1]);
}

/* The first of those with the least score. */
static size_t first_of_best(const search *s)
{
    size_t node = 1;

    while (node < s->n_leaves) {
        node *= 2;
        node += s->score[node + 1] < s->score[node];
    }
    return node - s->n_leaves;
}

/* ---- what a step is worth ---- */

/* By how much more the plan would have to cost for all shares of it to hold, fen/d: the one that lacks most stands for all. */
static int64_t lack_of_shares(const search *s, size_t cost_row)
{
    int64_t most = 0;

    for (size_t f = 0; f < s->count->shares.n; f++) {
        const hz_family *family = &s->count->shares.families[f];
        int64_t least_cost = hz_div_ceil(family->most[1], family->part);

        if (family->cost_row == cost_row && least_cost - hz_plan_cost(s->count, family) > most)
            most = least_cost - hz_plan_cost(s->count, family);
    }
    return most;
}

static int64_t lack_now(const search *s, size_t row)
{
    int64_t lack;

    if (s->model->rows[row].kind == HZ_ROW_PLAN_COST)
        return lack_of_shares(s, row);
    lack = hz_family_of(&s->count->shares, row) ? 0 : hz_lack(s->count, row);
    return lack > 0 ? lack : 0;
}

/* Does a deeper cut bring the row of an entry nearer to holding, which does not hold? At-most rows only where what others do
 * loosens a cap. */
static bool serves(const search *s, uint64_t entry)
{
    uint32_t row = s->model->row[entry];

    return s->seen[row] > 0 && (s->model->rows[row].sense == HZ_AT_LEAST) == (s->model->value[entry] > 0);
}

static double made_up(const search *s, size_t j, uint16_t to_bp)
{
    double sum = 0;

    for (uint64_t k = s->model->start[j]; k < s->model->start[j + 1]; k++)
        if (serves(s, k))
            sum += fmin(1, fabs((double)hz_count_change(s->count, j, k, to_bp)) / (double)s->seen[s->model->row[k]]);
    return sum;
}

/* The next step up at which a short row gains a whole unit: a small unit's next step may not be worth one. The present cut
 * when there is none. */
static uint16_t useful_step_up(const search *s, size_t j)
{
    const hz_model *m = s->model;
    int64_t best = HZ_SHARE_ONE + 1;

    for (uint64_t k = m->start[j]; k < m->start[j + 1]; k++)
        if (serves(s, k)) {
            int64_t needed = hz_cut_for_more(s->count, j, k);

            best = needed < best ? needed : best;
        }
    if (best > m->columns[j].hi_bp)
        return s->count->cut_bp[j];
    return best < hz_step_up(s->moves, j) ? hz_step_up(s->moves, j) : hz_step_at_or_above(s->moves, j, best);
}

/* What the arcs take along only adds to the cost; that is seen when the step is tried. */
static void ask(search *s, size_t place)
{
    size_t j = s->candidates->list[place].column;
    uint16_t to = useful_step_up(s, j), from = s->count->cut_bp[j];
    double gain = to > from ? made_up(s, j, to) : 0;

    s->n_blocked -= s->offers[place].is_blocked;
    s->offers[place] = (offer){.gain = gain, .to_bp = to, .cost_row = HZ_NONE};
    set_score(s, place, gain > 0 ? (double)((__int128)s->model->columns[j].cost_fen_d * (to - from)) / gain : INFINITY);
}

/* ---- who is asked ---- */

static void ask_once(search *s, size_t place)
{
    if (s->asked_at[place] == s->turn)
        return;
    s->asked_at[place] = s->turn;
    ask(s, place);
}

static void ask_column(search *s, size_t j)
{
    if (s->place[j] != HZ_NONE)
        ask_once(s, s->place[j]);
}

/* Those who moved, and those who would take them along. */
static void ask_moved(search *s)
{
    hz_moves *moves = s->moves;

    for (size_t i = 0; i < moves->n_log; i++) {
        uint32_t j = moves->log[i].column, n_arcs;
        const uint32_t *arcs = hz_arcs_into(moves, j, &n_arcs);

        ask_column(s, j);
        for (uint32_t k = 0; k < n_arcs; k++)
            ask_column(s, s->model->arcs[arcs[k]].before);
    }
}

static bool is_to_be_seen(const search *s, size_t row, int64_t lack)
{
    int64_t seen = s->seen[row];

    return lack > seen || (lack == 0 && seen > 0) || lack < seen - seen / LOOK_AGAIN;
}

/* All that are to be seen among n rows are seen before anybody is asked: it may be in several of them. */
static void look_at(search *s, const uint32_t *rows, size_t n)
{
    size_t n_seen = 0;

    for (size_t i = 0; i < n; i++) {
        int64_t lack = lack_now(s, rows[i]);

        if (is_to_be_seen(s, rows[i], lack)) {
            s->seen[rows[i]] = lack;
            s->rows[n_seen++] = rows[i];
        }
    }
    for (size_t i = 0; i < n_seen; i++)
        for (uint64_t k = s->candidates->start[s->rows[i]]; k < s->candidates->start[s->rows[i] + 1]; k++)
            ask_once(s, s->candidates->in_row[k]);
}

static bool is_free(const search *s, const offer *o)
{
    return o->is_blocked && o->cost_row != HZ_NONE && -s->count->reached[o->cost_row] >= o->free_at_fen_d;
}

/* Whom a share blocked that has been loosened enough since. */
static void ask_freed(search *s)
{
    for (size_t place = 0; s->n_blocked > 0 && s->count->shares.n > 0 && place < s->candidates->n; place++)
        if (is_free(s, &s->offers[place]))
            ask(s, place);
}

/* Who was blocked may be free by what others have done since. False: there was nobody, or nobody is. */
static bool ask_blocked(search *s)
{
    for (size_t place = 0; s->n_blocked > 0 && place < s->candidates->n; place++)
        if (s->offers[place].is_blocked)
            ask(s, place);
    return s->score[1] < INFINITY;
}

/* ---- the step ---- */

static void block(search *s, size_t place)
{
    s->n_blocked++;
    s->offers[place].is_blocked = true;
    set_score(s, place, INFINITY);
}

/* The step broke a row and is undone: what would the plan have to cost for a share to let it pass? */
static void undo_broken(search *s, offer *o, uint32_t row)
{
    const hz_family *family = hz_family_of(&s->count->shares, row);
    int64_t lack_fen_d = family ? hz_div_ceil(hz_lack(s->count, row), family->part) : 0;

    hz_undo(s->moves);
    if (family) {
        o->cost_row = family->cost_row;
        o->free_at_fen_d = hz_plan_cost(s->count, family) + lack_fen_d;
    }
}

/* False: the candidate cannot take its step, and is blocked. */
static bool attempt(search *s, size_t place)
{
    offer *o = &s->offers[place];
    uint32_t row;

    if (hz_shift(s->moves, s->candidates->list[place].column, o->to_bp)) {
        if ((row = hz_broken_row(s->moves, HZ_FLOORS_AND_CAPS)) == HZ_NONE)
            return true;
        undo_broken(s, o, row);
    }
    block(s, place);
    return false;
}

/* The step of a candidate that nobody is better than. With what the arcs take along others may be: then it is not taken. */
static bool take(search *s, size_t place)
{
    double score;

    if (!attempt(s, place))
        return false;
    score = (double)hz_cost_of_move(s->moves) / s->offers[place].gain;
    if (score > s->score[s->n_leaves + place]) {
        set_score(s, place, score);
        if (first_of_best(s) != place) {
            hz_undo(s->moves);
            return false;
        }
    }
    return true;
}

static bool step_cheapest(search *s)
{
    bool may_ask_blocked = true, is_taken = false;

    while (!is_taken) {
        if (s->score[1] < INFINITY) {
            is_taken = take(s, first_of_best(s));
        } else {
            if (!may_ask_blocked || !ask_blocked(s))
                return false;
            may_ask_blocked = false;
        }
    }
    s->turn++;
    look_at(s, s->moves->touched, s->moves->n_touched);
    ask_moved(s);
    ask_freed(s);
    return true;
}

/* ---- the verb ---- */

static bool allocate(search *s)
{
    size_t n = s->candidates->n + 1;

    for (s->n_leaves = 1; s->n_leaves < s->candidates->n;)
        s->n_leaves *= 2;
    return (s->seen = hz_calloc(s->model->n_rows + 1, sizeof *s->seen)) &&
           (s->rows = hz_calloc(s->model->n_rows + 1, sizeof *s->rows)) &&
           (s->place = hz_calloc(s->model->n_columns + 1, sizeof *s->place)) &&
           (s->offers = hz_calloc(n, sizeof *s->offers)) && (s->asked_at = hz_calloc(n, sizeof *s->asked_at)) &&
           (s->score = hz_calloc(2 * s->n_leaves, sizeof *s->score));
}

/* Nobody has been asked, no row has been seen: all that do not hold are. */
static void begin(search *s)
{
    const hz_count *count = s->count;

    for (size_t j = 0; j < s->model->n_columns; j++)
        s->place[j] = HZ_NONE;
    for (size_t place = 0; place < s->candidates->n; place++)
        s->place[s->candidates->list[place].column] = (uint32_t)place;
    for (size_t node = 0; node < 2 * s->n_leaves; node++)
        s->score[node] = INFINITY;
    s->turn = 1;
    for (size_t f = 0; f < count->shares.n; f++)
        look_at(s, &count->shares.families[f].cost_row, 1);
    look_at(s, count->lacking, count->n_lacking);
}

static void clear(search *s)
{
    free(s->seen);
    free(s->rows);
    free(s->place);
    free(s->offers);
    free(s->asked_at);
    free(s->score);
}

hz_status hz_step_up_all(hz_moves *moves, const hz_candidates *candidates, hz_error *err)
{
    search s = {.moves = moves, .count = &moves->count, .model = moves->model, .candidates = candidates};
    hz_status status = HZ_OK;

    if (hz_all_hold(s.count))
        return HZ_OK;
    if (allocate(&s)) {
        begin(&s);
        while (!hz_all_hold(s.count) && !(status = hz_cancel_check(err)) && step_cheapest(&s))
            ;
    } else {
        status = hz_error_memory(err);
    }
    clear(&s);
    return status;
}

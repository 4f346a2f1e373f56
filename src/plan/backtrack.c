/* backtrack.c - all whole-step cuts of a few columns, tried until some hold or none is left
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Each column has a first and a last place among its steps that it may still stand at. A row that would not hold even if every
 * column stood at the better of its two ends refutes all that is left; and a column whose worse end asks more of a row than is left moves
 * that end inwards. So do arcs. Where nothing follows any more, the column with the largest steps is put where it stands now,
 * then one step from there, then two ..., each time with all that follows, and taken back where that is refuted. A link is no
 * order and need not stand on a step: it follows the others. */
#include "plan/backtrack.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/cancel.h"
#include "plan/places.h"

enum { FIRST, LAST };
/* More terms than these are more than can be looked at. */
#define MOST_TERMS ((size_t)1 << 20)
/* The search goes as deep as there are columns, and each takes some of the stack. */
#define MOST_COLUMNS ((size_t)1 << 13)
#define NO_ENTRY UINT64_MAX

/* What a column does to a row. A share of the plan's cost is changed by what the column bears of it and by what it adds to the plan. */
typedef struct {
    uint32_t place, row;        /* of the column, of the row among those that are looked at */
    uint64_t entry, cost_entry; /* of the matrix, or NO_ENTRY */
    int64_t part;               /* of the family */
    int better;                 /* the end at which the row lacks less */
    int64_t least;              /* what the column adds there to what the row lacks */
} term;

typedef struct {
    uint32_t column;
    int64_t end[2];  /* FIRST, LAST place */
    int64_t now;     /* the place where it stands */
    double size;     /* of its steps */
    bool is_waiting; /* for its arcs to be looked at */
} variable;

/* sum: what the row lacks with every column at its better end; it may not exceed limit. */
typedef struct {
    int64_t sum, limit;
    bool is_waiting;
} line;

typedef struct {
    int64_t *where, before;
} change;

typedef struct {
    hz_moves *moves;
    const hz_count *count;
    const hz_model *model;
    variable *variables; /* [n] */
    size_t n;
    uint32_t *order;   /* [n] the largest steps first */
    uint32_t *place;   /* [n_columns] among the variables, or HZ_NONE */
    uint32_t *line_of; /* [n_rows], or HZ_NONE */
    uint32_t *rest;    /* [n families] the line of all shares that no column bears, or HZ_NONE */
    line *lines;       /* [n_lines] */
    size_t n_lines;
    term *terms; /* [n_terms] by variable */
    size_t n_terms, term_capacity;
    bool is_too_large;
    uint64_t *first_term; /* [n + 1] */
    uint32_t *of_line;    /* [n_terms] terms by line */
    uint64_t *first_of;   /* [n_lines + 1] */
    uint32_t *waiting[2]; /* variables, lines */
    size_t n_waiting[2];
    change *trail;
    size_t n_trail, trail_capacity;
    uint64_t work;
    hz_status status;
    hz_error *err;
} tree;

/* ---- places of a column ---- */

static int64_t step_of(const tree *t, uint32_t j)
{
    return t->model->columns[j].unit == HZ_NONE ? 1 : hz_step_of(t->moves, j);
}

static const hz_column *column_of(const tree *t, uint32_t j)
{
    return &t->model->columns[j];
}

/* How many steps lie at or below the least that it is cut. */
static int64_t steps_below(const tree *t, uint32_t j)
{
    return hz_cut_at(column_of(t, j), column_of(t, j)->lo_bp, false) / step_of(t, j);
}

static uint16_t cut_at(const tree *t, uint32_t j, int64_t place)
{
    const hz_column *column = column_of(t, j);
    int64_t bp = hz_place_of_cut(column, (steps_below(t, j) + place) * step_of(t, j));

    if (place == 0)
        return column->lo_bp;
    return bp < column->hi_bp ? (uint16_t)bp : column->hi_bp;
}

static int64_t last_place(const tree *t, uint32_t j)
{
    int64_t step = step_of(t, j);

    return (hz_cut_at(column_of(t, j), column_of(t, j)->hi_bp, true) + step - 1) / step - steps_below(t, j);
}

/* The first place that is at least so deep; behind the last: there is none. */
static int64_t place_at_least(const tree *t, uint32_t j, int64_t bp)
{
    int64_t step = step_of(t, j);

    if (bp <= column_of(t, j)->lo_bp)
        return 0;
    if (bp > column_of(t, j)->hi_bp)
        return last_place(t, j) + 1;
    return (hz_cut_at(column_of(t, j), bp, true) + step - 1) / step - steps_below(t, j);
}

/* The last place that is at most so deep; -1: there is none. */
static int64_t place_at_most(const tree *t, uint32_t j, int64_t bp)
{
    if (bp >= column_of(t, j)->hi_bp)
        return last_place(t, j);
    if (bp < column_of(t, j)->lo_bp)
        return -1;
    return hz_cut_at(column_of(t, j), bp, false) / step_of(t, j) - steps_below(t, j);
}

/* ---- what a term comes to ---- */

static int64_t added(const tree *t, const term *of, int64_t place)
{
    uint32_t j = t->variables[of->place].column;
    uint16_t cut_bp = cut_at(t, j, place);
    int64_t sum = 0;

    if (of->entry != NO_ENTRY) {
        sum = hz_count_change(t->count, j, of->entry, cut_bp);
        if (t->model->rows[t->model->row[of->entry]].sense == HZ_AT_LEAST)
            sum = -sum;
    }
    return of->cost_entry == NO_ENTRY ? sum : sum + of->part * hz_count_change(t->count, j, of->cost_entry, cut_bp);
}

/* ---- changes that can be taken back ---- */

static void set(tree *t, int64_t *where, int64_t value)
{
    if (!hz_grow((void **)&t->trail, &t->trail_capacity, t->n_trail + 1, sizeof *t->trail)) {
        t->status = hz_error_memory(t->err);
        return;
    }
    t->trail[t->n_trail++] = (change){where, *where};
    *where = value;
}

static void take_back_to(tree *t, size_t n_trail)
{
    while (t->n_trail > n_trail) {
        change *last = &t->trail[--t->n_trail];

        *last->where = last->before;
    }
}

enum { VARIABLES, LINES };

static void wait(tree *t, int kind, uint32_t which)
{
    bool *is_waiting = kind == VARIABLES ? &t->variables[which].is_waiting : &t->lines[which].is_waiting;

    if (!*is_waiting)
        t->waiting[kind][t->n_waiting[kind]++] = which;
    *is_waiting = true;
}

static void set_least(tree *t, term *of)
{
    line *l = &t->lines[of->row];
    int64_t least = added(t, of, t->variables[of->place].end[of->better]);

    if (least == of->least)
        return;
    set(t, &l->sum, l->sum + least - of->least);
    set(t, &of->least, least);
    wait(t, LINES, of->row);
}

/* False: nothing is left of the column. */
static bool move_end(tree *t, uint32_t v, int end, int64_t place)
{
    variable *x = &t->variables[v];

    if (end == FIRST ? place <= x->end[FIRST] : place >= x->end[LAST])
        return true;
    if (end == FIRST ? place > x->end[LAST] : place < x->end[FIRST])
        return false;
    set(t, &x->end[end], place);
    wait(t, VARIABLES, v);
    for (uint64_t k = t->first_term[v]; k < t->first_term[v + 1]; k++) {
        t->work -= t->work > 0;
        if (t->terms[k].better == end)
            set_least(t, &t->terms[k]);
    }
    return !t->status;
}

/* ---- what follows ---- */

static bool follow_arc(tree *t, const hz_arc *arc)
{
    uint32_t before = t->place[arc->before], after = t->place[arc->after];
    int64_t most = t->count->cut_bp[arc->after], least = t->count->cut_bp[arc->before];

    t->work -= t->work > 0;
    if (after != HZ_NONE)
        most = cut_at(t, arc->after, t->variables[after].end[LAST]);
    if (before != HZ_NONE)
        least = cut_at(t, arc->before, t->variables[before].end[FIRST]);
    if (before != HZ_NONE && !move_end(t, before, LAST, place_at_most(t, arc->before, most + arc->slack_bp)))
        return false;
    return after == HZ_NONE || move_end(t, after, FIRST, place_at_least(t, arc->after, least - arc->slack_bp));
}

static bool follow_arcs(tree *t, uint32_t v)
{
    uint32_t j = t->variables[v].column;

    for (int end = 0; t->model->n_arcs > 0 && end < 2; end++)
        for (uint32_t k = t->moves->first_arc[end][j]; k < t->moves->first_arc[end][j + 1]; k++)
            if (!follow_arc(t, &t->model->arcs[t->moves->arcs[end][k]]))
                return false;
    return true;
}

/* From the better end towards the worse: the last place that the row can bear. */
static int64_t bearable(const tree *t, const term *of, int64_t most)
{
    const variable *x = &t->variables[of->place];
    int64_t good = x->end[of->better], bad = x->end[1 - of->better];

    while (good - bad > 1 || bad - good > 1) {
        int64_t middle = good + (bad - good) / 2;

        if (added(t, of, middle) <= most)
            good = middle;
        else
            bad = middle;
    }
    return good;
}

static bool follow_line(tree *t, uint32_t row)
{
    const line *l = &t->lines[row];

    for (uint64_t k = t->first_of[row]; l->sum <= l->limit && k < t->first_of[row + 1]; k++) {
        const term *of = &t->terms[t->of_line[k]];
        int64_t worse = t->variables[of->place].end[1 - of->better], most = l->limit - l->sum + of->least;

        t->work -= t->work > 0;
        if (worse != t->variables[of->place].end[of->better] && added(t, of, worse) > most &&
            !move_end(t, of->place, 1 - of->better, bearable(t, of, most)))
            return false;
    }
    return l->sum <= l->limit;
}

static uint32_t next_waiting(tree *t, int kind)
{
    uint32_t which = t->waiting[kind][--t->n_waiting[kind]];

    *(kind == VARIABLES ? &t->variables[which].is_waiting : &t->lines[which].is_waiting) = false;
    return which;
}

/* False: refuted, or it cannot go on; then nobody waits any more. */
static bool follow(tree *t, bool holds)
{
    while (t->n_waiting[VARIABLES] + t->n_waiting[LINES] > 0) {
        bool is_variable = t->n_waiting[VARIABLES] > 0;
        uint32_t which = next_waiting(t, is_variable ? VARIABLES : LINES);

        holds = holds && !t->status && t->work > 0 && (is_variable ? follow_arcs(t, which) : follow_line(t, which));
    }
    return holds && !t->status && t->work > 0;
}

/* ---- the tree ---- */

static bool restrict_to(tree *t, uint32_t v, int64_t first, int64_t last)
{
    return follow(t, move_end(t, v, FIRST, first) && move_end(t, v, LAST, last));
}

/* Is something left between two places? What follows is taken back. */
static bool is_left(tree *t, uint32_t v, int64_t first, int64_t last)
{
    size_t n_trail = t->n_trail;
    bool is_possible = first <= last && restrict_to(t, v, first, last);

    take_back_to(t, n_trail);
    return is_possible;
}

static bool descend(tree *t, size_t at);

static bool put(tree *t, size_t at, int64_t place)
{
    size_t n_trail = t->n_trail;

    if (restrict_to(t, t->order[at], place, place) && descend(t, at + 1))
        return true;
    take_back_to(t, n_trail);
    return false;
}

/* One step from the middle to either side, then two ...; now and then it is asked whether anything is left on a side. */
static bool try_places(tree *t, size_t at)
{
    uint32_t v = t->order[at];
    int64_t first = t->variables[v].end[FIRST], last = t->variables[v].end[LAST], now = t->variables[v].now;
    bool may_rise = true, may_fall = true;

    now = now < first ? first : now > last ? last : now;
    if (put(t, at, now))
        return true;
    for (int64_t k = 1; (may_rise || may_fall) && t->work > 0 && !t->status; k++) {
        bool is_asked = (k & (k - 1)) == 0;

        may_rise = may_rise && now + k <= last && (!is_asked || is_left(t, v, now + k, last));
        if (may_rise && put(t, at, now + k))
            return true;
        may_fall = may_fall && now - k >= first && (!is_asked || is_left(t, v, first, now - k));
        if (may_fall && put(t, at, now - k))
            return true;
    }
    return false;
}

/* Columns from order[at] on are still open. */
static bool descend(tree *t, size_t at)
{
    if (!t->status)
        t->status = hz_cancel_check(t->err);
    while (at < t->n) {
        const variable *x = &t->variables[t->order[at]];

        if (x->end[FIRST] < x->end[LAST] && t->model->columns[x->column].unit != HZ_NONE)
            break;
        at++;
    }
    return t->status ? false : at == t->n || try_places(t, at);
}

/* ---- the lines ---- */

/* Does a deeper cut make the row of a term lack less? */
static int better_end(const tree *t, const term *of)
{
    if (of->entry == NO_ENTRY)
        return LAST;
    return (t->model->rows[t->model->row[of->entry]].sense == HZ_AT_LEAST) == (t->model->value[of->entry] > 0) ? LAST
                                                                                                               : FIRST;
}

static bool is_cost_row(const tree *t, size_t row)
{
    return t->model->rows[row].kind == HZ_ROW_PLAN_COST;
}

/* A line for a row; where it is not asked to hold, it must not lack more than now. */
static uint32_t add_line(tree *t, int64_t lack, bool must_hold)
{
    t->lines[t->n_lines] = (line){lack, must_hold || lack < 0 ? 0 : lack, false};
    return (uint32_t)t->n_lines++;
}

/* The rows that the columns are in, and the one that must hold, even if none of them is in it; where all must hold, the
 * others too. */
static void list_rows(tree *t, uint32_t row)
{
    const hz_model *m = t->model;

    for (size_t i = 0; i < m->n_rows; i++)
        t->line_of[i] = row == HZ_NONE && !hz_family_of(&t->count->shares, i) && !is_cost_row(t, i) ? 0 : HZ_NONE;
    if (row != HZ_NONE)
        t->line_of[row] = 0;
    for (size_t v = 0; v < t->n; v++)
        for (uint64_t k = m->start[t->variables[v].column]; k < m->start[t->variables[v].column + 1]; k++)
            if (!is_cost_row(t, m->row[k]))
                t->line_of[m->row[k]] = 0;
    for (size_t i = 0; i < m->n_rows; i++)
        if (t->line_of[i] != HZ_NONE)
            t->line_of[i] = add_line(t, hz_lack(t->count, i), row == HZ_NONE || row == i);
}

/* Of the shares that no column bears, the one that lacks most: only what the plan costs changes it. */
static void list_rests(tree *t, uint32_t row)
{
    for (size_t f = 0; f < t->count->shares.n; f++) {
        const hz_family *family = &t->count->shares.families[f];
        int64_t most = INT64_MIN;

        for (size_t i = family->first; i < (size_t)family->first + family->n_rows; i++)
            if (t->line_of[i] == HZ_NONE && hz_lack(t->count, i) > most)
                most = hz_lack(t->count, i);
        t->rest[f] = most > INT64_MIN ? add_line(t, most, row == HZ_NONE) : HZ_NONE;
    }
}

/* ---- the terms ---- */

static void add_term(tree *t, size_t v, uint32_t row, uint64_t entry, uint64_t cost_entry, int64_t part)
{
    term new = {(uint32_t)v, row, entry, cost_entry, part, FIRST, 0};

    t->is_too_large |= t->n_terms == MOST_TERMS;
    if (t->is_too_large)
        return;
    if (!hz_grow((void **)&t->terms, &t->term_capacity, t->n_terms + 1, sizeof *t->terms)) {
        t->status = hz_error_memory(t->err);
        return;
    }
    new.better = better_end(t, &new);
    t->terms[t->n_terms++] = new;
}

/* By what it adds to the cost of the plan, a column loosens all shares of it. */
static void add_terms_of_cost(tree *t, size_t v, uint64_t cost_entry)
{
    const hz_model *m = t->model;
    uint32_t j = t->variables[v].column;

    for (size_t f = 0; f < t->count->shares.n && !t->status; f++) {
        const hz_family *family = &t->count->shares.families[f];
        uint64_t k = m->start[j];

        if (family->cost_row != m->row[cost_entry])
            continue;
        for (uint32_t i = family->first; i < family->first + family->n_rows; i++) {
            while (k < m->start[j + 1] && m->row[k] < i)
                k++;
            if (t->line_of[i] != HZ_NONE)
                add_term(t, v, t->line_of[i], k < m->start[j + 1] && m->row[k] == i ? k : NO_ENTRY, cost_entry,
                         family->part);
        }
        if (t->rest[f] != HZ_NONE)
            add_term(t, v, t->rest[f], NO_ENTRY, cost_entry, family->part);
    }
}

static void add_terms(tree *t, size_t v)
{
    const hz_model *m = t->model;
    uint32_t j = t->variables[v].column;

    t->first_term[v] = t->n_terms;
    for (uint64_t k = m->start[j]; k < m->start[j + 1] && !t->status; k++)
        if (is_cost_row(t, m->row[k]))
            add_terms_of_cost(t, v, k);
        else if (!hz_family_of(&t->count->shares, m->row[k]))
            add_term(t, v, t->line_of[m->row[k]], k, NO_ENTRY, 0);
    t->first_term[v + 1] = t->n_terms;
}

/* A counting sort of the terms by line. */
static bool index_lines(tree *t)
{
    uint64_t *first = t->first_of = hz_calloc(t->n_lines + 2, sizeof *first);

    t->of_line = hz_calloc(t->n_terms + 1, sizeof *t->of_line);
    if (!first || !t->of_line)
        return false;
    for (uint64_t k = 0; k < t->n_terms; k++)
        first[t->terms[k].row + 2]++;
    for (size_t i = 0; i < t->n_lines; i++)
        first[i + 2] += first[i + 1];
    for (uint64_t k = 0; k < t->n_terms; k++)
        t->of_line[first[t->terms[k].row + 1]++] = (uint32_t)k;
    return true;
}

/* ---- the noun ---- */

static int by_size(const void *a, const void *b, void *variables)
{
    uint32_t v = *(const uint32_t *)a, w = *(const uint32_t *)b;
    double x = ((const variable *)variables)[v].size, y = ((const variable *)variables)[w].size;

    if (x != y)
        return x > y ? -1 : 1;
    return v < w ? -1 : v > w;
}

/* The size of a column's steps: its largest share of a row. */
static void measure(tree *t)
{
    for (size_t i = 0; i < t->n_lines; i++) {
        double all = 0;

        for (int pass = 0; pass < 2; pass++)
            for (uint64_t k = t->first_of[i]; k < t->first_of[i + 1]; k++) {
                const term *of = &t->terms[t->of_line[k]];
                variable *x = &t->variables[of->place];
                double size = of->entry == NO_ENTRY ? 0 : fabs((double)t->model->value[of->entry]);

                if (pass == 0)
                    all = fmax(all, size);
                else if (all > 0)
                    x->size = fmax(x->size, size / all);
            }
    }
    for (size_t v = 0; v < t->n; v++)
        t->order[v] = (uint32_t)v;
    if (t->n > 1)
        qsort_r(t->order, t->n, sizeof *t->order, by_size, t->variables);
}

/* Every column may stand anywhere, and all that follows from it is to be looked at. */
static void begin(tree *t)
{
    for (size_t v = 0; v < t->n; v++) {
        variable *x = &t->variables[v];

        x->end[LAST] = last_place(t, x->column);
        x->now = place_at_least(t, x->column, t->count->cut_bp[x->column]);
        wait(t, VARIABLES, (uint32_t)v);
    }
    for (uint64_t k = 0; k < t->n_terms; k++) {
        term *of = &t->terms[k];

        of->least = added(t, of, t->variables[of->place].end[of->better]);
        t->lines[of->row].sum += of->least;
    }
    for (size_t i = 0; i < t->n_lines; i++)
        wait(t, LINES, (uint32_t)i);
}

static bool allocate(tree *t)
{
    const hz_model *m = t->model;
    size_t n_families = t->count->shares.n;

    return (t->variables = hz_calloc(t->n + 1, sizeof *t->variables)) &&
           (t->order = hz_calloc(t->n + 1, sizeof *t->order)) &&
           (t->place = hz_calloc(m->n_columns + 1, sizeof *t->place)) &&
           (t->line_of = hz_calloc(m->n_rows + 1, sizeof *t->line_of)) &&
           (t->rest = hz_calloc(n_families + 1, sizeof *t->rest)) &&
           (t->lines = hz_calloc(m->n_rows + n_families + 1, sizeof *t->lines)) &&
           (t->first_term = hz_calloc(t->n + 2, sizeof *t->first_term)) &&
           (t->waiting[VARIABLES] = hz_calloc(t->n + 1, sizeof *t->waiting[0])) &&
           (t->waiting[LINES] = hz_calloc(m->n_rows + n_families + 1, sizeof *t->waiting[0]));
}

static hz_status make(tree *t, const uint32_t *columns, uint32_t row)
{
    if (!allocate(t))
        return hz_error_memory(t->err);
    for (size_t j = 0; j < t->model->n_columns; j++)
        t->place[j] = HZ_NONE;
    for (size_t v = 0; v < t->n; v++) {
        t->variables[v].column = columns[v];
        t->place[columns[v]] = (uint32_t)v;
    }
    t->is_too_large |= t->n > MOST_COLUMNS;
    list_rows(t, row);
    list_rests(t, row);
    for (size_t v = 0; v < t->n && !t->is_too_large && !t->status; v++)
        add_terms(t, v);
    if (t->status || t->is_too_large)
        return t->status;
    if (!index_lines(t))
        return hz_error_memory(t->err);
    measure(t);
    begin(t);
    return HZ_OK;
}

static void clear(tree *t)
{
    free(t->variables);
    free(t->order);
    free(t->place);
    free(t->line_of);
    free(t->rest);
    free(t->lines);
    free(t->terms);
    free(t->first_term);
    free(t->of_line);
    free(t->first_of);
    free(t->waiting[VARIABLES]);
    free(t->waiting[LINES]);
    free(t->trail);
}

/* ---- the verb ---- */

static void move_all(tree *t)
{
    for (size_t v = 0; v < t->n; v++) {
        const variable *x = &t->variables[v];
        uint16_t to_bp = cut_at(t, x->column, x->end[FIRST]);

        if (to_bp != t->count->cut_bp[x->column])
            hz_count_move(&t->moves->count, x->column, to_bp);
    }
}

hz_status hz_backtrack(hz_moves *moves, const uint32_t *columns, size_t n, uint32_t row, uint64_t work,
                       hz_backtrack_answer *answer, hz_error *err)
{
    tree t = {.moves = moves, .count = &moves->count, .model = moves->model, .n = n, .work = work, .err = err};
    bool is_found = false;

    if (!(t.status = make(&t, columns, row)) && !t.is_too_large && (is_found = follow(&t, true) && descend(&t, 0)))
        move_all(&t);
    *answer = is_found ? HZ_BACKTRACK_FOUND : t.is_too_large || t.work == 0 ? HZ_BACKTRACK_GAVE_UP : HZ_BACKTRACK_NONE;
    clear(&t);
    return t.status;
}

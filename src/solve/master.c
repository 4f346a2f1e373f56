/* master.c - the door to GLPK
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * GLPK calls abort() on bad arguments and on some of its own assertions, and offers no way to stop a simplex run but
 * its terminal hook. Both end here in a longjmp out of GLPK followed by glp_free_env(), after which the thread has a new, clean
 * environment and every master made in the old one is dead: it knows that by its generation. The jump target and the
 * generation are the one thread-local state of the library. */
#include "solve/master.h"

#include <glpk.h>
#include <math.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/cancel.h"
#include "base/lang.h"

struct hz_master {
    glp_prob *problem;
    size_t n_rows, n_elastic;
    unsigned generation;
    bool is_primal; /* the primal simplex comes first */
    int *index;     /* [n_rows + 1] scratch, 1-based */
    double *value;  /* [n_rows + 1] scratch, 1-based */
};

static _Thread_local struct {
    jmp_buf target;
    bool is_armed;
    unsigned generation;
} escape;

enum { LEFT_BY_ABORT = 1, LEFT_BY_CANCEL = 2 };

/* Magnitudes outside this range cannot come from a sane model, scaled as solve.c scales it. */
#define NUMBER_MAX 1e30
/* How many pivots a method is given, and how many for each row. */
enum { PATIENCE = 2000, PATIENCE_EACH = 20, PATIENCE_AT_LAST = 10 };
/* GLPK's tolerances, on the scaled problem. What they let through is caught by the exact proof. */
#define TOLERANCE 1e-9

static bool is_sane(double number)
{
    return isfinite(number) && fabs(number) < NUMBER_MAX;
}

/* ---- leaving GLPK ---- */

static void on_glpk_abort(void *info)
{
    (void)info;
    if (escape.is_armed)
        longjmp(escape.target, LEFT_BY_ABORT);
}

/* GLPK says something now and then: nothing of it is shown, but it is the moment to look for Ctrl-C. */
static int on_glpk_talk(void *info, const char *text)
{
    (void)info;
    (void)text;
    if (escape.is_armed && hz_cancel_pending())
        longjmp(escape.target, LEFT_BY_CANCEL);
    return 1;
}

/* After a jump out of GLPK nothing of its environment can be used: a new one is made at the next call. */
static void leave_glpk(void)
{
    escape.is_armed = false;
    escape.generation++;
    glp_error_hook(NULL, NULL);
    glp_free_env();
}

/* Run `call` inside GLPK with both ways out open. */
static hz_status inside_glpk(void (*call)(hz_master *, void *), hz_master *master, void *argument, hz_error *err)
{
    if (master->problem && master->generation != escape.generation)
        return hz_error_set(err, HZ_ERR_INTERNAL, "a master was used after its environment ended");
    glp_term_hook(on_glpk_talk, NULL);
    glp_error_hook(on_glpk_abort, NULL);
    switch (setjmp(escape.target)) {
    case 0:
        escape.is_armed = true;
        call(master, argument);
        escape.is_armed = false;
        return HZ_OK;
    case LEFT_BY_CANCEL:
        leave_glpk();
        if (hz_cancel_check(err))
            return err ? err->status : HZ_ERR_INTERRUPTED;
        break;
    default:
        leave_glpk();
    }
    return hz_error_set(err, HZ_ERR_SOLVER, "%s stopped with an internal failure", hz_solver_name());
}

/* ---- building ---- */

typedef struct {
    const hz_sense *senses;
    double elastic_cost;
} new_arguments;

static void add_elastic(hz_master *master, hz_sense sense, size_t row, double cost)
{
    int column = glp_add_cols(master->problem, 1);
    int index[2] = {0, (int)row + 1};
    double value[2] = {0, sense == HZ_AT_LEAST ? 1 : -1};

    glp_set_mat_col(master->problem, column, 1, index, value);
    glp_set_col_bnds(master->problem, column, GLP_LO, 0, 0);
    glp_set_obj_coef(master->problem, column, cost);
}

static void call_new(hz_master *master, void *argument)
{
    const new_arguments *arguments = argument;

    master->problem = glp_create_prob();
    master->generation = escape.generation;
    glp_set_obj_dir(master->problem, GLP_MIN);
    if (master->n_rows > 0)
        glp_add_rows(master->problem, (int)master->n_rows);
    for (size_t i = 0; i < master->n_rows; i++)
        glp_set_row_bnds(master->problem, (int)i + 1, arguments->senses[i] == HZ_AT_LEAST ? GLP_LO : GLP_UP, 0, 0);
    for (size_t i = 0; i < master->n_elastic; i++)
        add_elastic(master, arguments->senses[i], i, arguments->elastic_cost);
    if (master->n_rows == 0) /* the simplex aborts on a problem without rows: a free row asks for nothing */
        glp_set_row_bnds(master->problem, glp_add_rows(master->problem, 1), GLP_FR, 0, 0);
}

hz_master *hz_master_new(size_t n_rows, const hz_sense *senses, double elastic_cost, hz_error *err)
{
    new_arguments arguments = {senses, elastic_cost};
    hz_master *master = hz_calloc(1, sizeof *master);

    if (!master || !(master->index = hz_calloc(n_rows + 1, sizeof *master->index)) ||
        !(master->value = hz_calloc(n_rows + 1, sizeof *master->value))) {
        hz_error_memory(err);
        goto failed;
    }
    master->n_rows = n_rows;
    master->n_elastic = elastic_cost > 0 ? n_rows : 0;
    if (inside_glpk(call_new, master, &arguments, err))
        goto failed;
    return master;
failed:
    hz_master_free(master);
    return NULL;
}

void hz_master_free(hz_master *master)
{
    if (!master)
        return;
    if (master->problem && master->generation == escape.generation)
        glp_delete_prob(master->problem);
    free(master->index);
    free(master->value);
    free(master);
}

typedef struct {
    size_t row;
    double rhs;
} rhs_arguments;

static void call_rhs(hz_master *master, void *argument)
{
    const rhs_arguments *arguments = argument;
    int row = (int)arguments->row + 1;

    glp_set_row_bnds(master->problem, row, glp_get_row_type(master->problem, row), arguments->rhs, arguments->rhs);
}

static void call_equal(hz_master *master, void *argument)
{
    int row = (int)*(const size_t *)argument + 1;

    glp_set_row_bnds(master->problem, row, GLP_FX, 0, 0);
}

hz_status hz_master_make_equal(hz_master *master, size_t row, hz_error *err)
{
    return inside_glpk(call_equal, master, &row, err);
}

hz_status hz_master_set_rhs(hz_master *master, size_t row, double rhs, hz_error *err)
{
    rhs_arguments arguments = {row, rhs};

    if (!is_sane(rhs))
        return hz_error_set(err, HZ_ERR_INTERNAL, "right-hand side %zu of the solver is not a sane number", row);
    return inside_glpk(call_rhs, master, &arguments, err);
}

typedef struct {
    double cost, lo, hi;
    hz_basis_status at;
    int n_entries;
} column_arguments;

static void call_add(hz_master *master, void *argument)
{
    const column_arguments *c = argument;
    int column = glp_add_cols(master->problem, 1);

    glp_set_mat_col(master->problem, column, c->n_entries, master->index, master->value);
    glp_set_col_bnds(master->problem, column, c->lo < c->hi ? GLP_DB : GLP_FX, c->lo, c->hi);
    glp_set_obj_coef(master->problem, column, c->cost);
    glp_set_col_stat(master->problem, column, c->at == HZ_BASIS_AT_HI ? GLP_NU : GLP_NL);
}

hz_status hz_master_add(hz_master *master, double cost, double lo, double hi, hz_basis_status at, size_t n,
                        const uint32_t *rows, const double *values, hz_error *err)
{
    column_arguments arguments = {cost, lo, hi, at, (int)n};
    bool is_good = is_sane(cost) && is_sane(lo) && is_sane(hi) && lo <= hi && n <= master->n_rows;

    for (size_t k = 0; k < n && is_good; k++) {
        is_good = is_sane(values[k]) && rows[k] < master->n_rows;
        master->index[k + 1] = (int)rows[k] + 1;
        master->value[k + 1] = values[k];
    }
    if (!is_good)
        return hz_error_set(err, HZ_ERR_INTERNAL, "a column for the solver has a number that is not sane");
    return inside_glpk(call_add, master, &arguments, err);
}

typedef struct {
    size_t column;
    double lo, hi;
} bound_arguments;

static void call_bounds(hz_master *master, void *argument)
{
    const bound_arguments *b = argument;

    glp_set_col_bnds(master->problem, (int)(master->n_elastic + b->column) + 1, b->lo < b->hi ? GLP_DB : GLP_FX, b->lo, b->hi);
}

hz_status hz_master_set_bounds(hz_master *master, size_t column, double lo, double hi, hz_error *err)
{
    bound_arguments arguments = {column, lo, hi};

    if (!is_sane(lo) || !is_sane(hi) || lo > hi)
        return hz_error_set(err, HZ_ERR_INTERNAL, "a bound for the solver is not a sane number");
    return inside_glpk(call_bounds, master, &arguments, err);
}

typedef struct {
    size_t n;
    const size_t *columns;
    const double *values;
    double rhs;
} local_arguments;

static void call_local(hz_master *master, void *argument)
{
    const local_arguments *l = argument;
    int row = glp_add_rows(master->problem, 1), index[HZ_LOCAL_MAX + 1] = {0};
    double value[HZ_LOCAL_MAX + 1] = {0};

    for (size_t k = 0; k < l->n; k++) {
        index[k + 1] = (int)(master->n_elastic + l->columns[k]) + 1;
        value[k + 1] = l->values[k];
    }
    glp_set_mat_row(master->problem, row, (int)l->n, index, value);
    glp_set_row_bnds(master->problem, row, GLP_UP, l->rhs, l->rhs);
}

hz_status hz_master_add_local(hz_master *master, size_t n, const size_t *columns, const double *values, double rhs, hz_error *err)
{
    local_arguments arguments = {n, columns, values, rhs};
    bool is_good = is_sane(rhs) && n <= HZ_LOCAL_MAX;

    for (size_t k = 0; k < n && is_good; k++)
        is_good = is_sane(values[k]);
    if (!is_good)
        return hz_error_set(err, HZ_ERR_INTERNAL, "a local row for the solver has a number that is not sane");
    return inside_glpk(call_local, master, &arguments, err);
}

/* ---- a basis to begin at ---- */

typedef struct {
    int number; /* GLPK's */
    hz_basis_status at;
} place_arguments;

static void call_place_column(hz_master *master, void *argument)
{
    const place_arguments *a = argument;

    glp_set_col_stat(master->problem, a->number, a->at == HZ_BASIS_IN ? GLP_BS : a->at == HZ_BASIS_AT_HI ? GLP_NU : GLP_NL);
}

static void call_place_row(hz_master *master, void *argument)
{
    const place_arguments *a = argument;

    /* GLPK makes of it the bound that the row has */
    glp_set_row_stat(master->problem, a->number, a->at == HZ_BASIS_IN ? GLP_BS : GLP_NL);
}

hz_status hz_master_place_column(hz_master *master, size_t column, hz_basis_status at, hz_error *err)
{
    place_arguments arguments = {(int)(master->n_elastic + column) + 1, at};

    return inside_glpk(call_place_column, master, &arguments, err);
}

hz_status hz_master_place_row(hz_master *master, size_t row, bool is_tight, hz_error *err)
{
    place_arguments arguments = {(int)row + 1, is_tight ? HZ_BASIS_AT_LO : HZ_BASIS_IN};

    return inside_glpk(call_place_row, master, &arguments, err);
}

hz_status hz_master_place_local(hz_master *master, size_t local, bool is_tight, hz_error *err)
{
    return hz_master_place_row(master, (master->n_rows > 0 ? master->n_rows : 1) + local, is_tight, err);
}

/* ---- solving ---- */

typedef struct {
    bool is_settled, is_feasible;
} solve_result;

/* Pivots after which a method has lost its way: it may go round in circles where very many columns tie. */
static int patience(const hz_master *master)
{
    return PATIENCE + PATIENCE_EACH * glp_get_num_rows(master->problem) + glp_get_num_cols(master->problem);
}

static void try_simplex(hz_master *master, int method, int ratio_test, bool is_last, solve_result *result)
{
    glp_smcp control;
    int status;

    glp_init_smcp(&control);
    control.msg_lev = GLP_MSG_ALL; /* heard by on_glpk_talk alone */
    control.meth = method;
    control.pricing = GLP_PT_PSE;
    control.r_test = ratio_test;
    control.tol_bnd = TOLERANCE;
    control.tol_dj = TOLERANCE;
    control.presolve = GLP_OFF;
    control.out_frq = 20;
    control.it_lim = patience(master) * (is_last ? PATIENCE_AT_LAST : 1); /* the last may go round in circles, too: then the exact finish is left */
    if (glp_simplex(master->problem, &control) != 0)
        return;
    status = glp_get_status(master->problem);
    result->is_feasible = status == GLP_OPT;
    result->is_settled = status == GLP_OPT || status == GLP_NOFEAS;
}

/* The dual simplex with the long step, or what the master prefers; where that loses its footing, slower ways from a fresh basis. */
static void call_solve(hz_master *master, void *argument)
{
    solve_result *result = argument;

    if (master->is_primal)
        try_simplex(master, GLP_PRIMAL, GLP_RT_HAR, false, result);
    if (!result->is_settled)
        try_simplex(master, GLP_DUAL, GLP_RT_FLIP, false, result);
    if (!result->is_settled) {
        glp_std_basis(master->problem);
        try_simplex(master, GLP_DUAL, GLP_RT_HAR, false, result);
    }
    if (!result->is_settled) {
        glp_std_basis(master->problem);
        try_simplex(master, GLP_PRIMAL, GLP_RT_HAR, true, result);
    }
}

void hz_master_prefer_primal(hz_master *master)
{
    master->is_primal = true;
}

hz_status hz_master_solve(hz_master *master, bool *is_feasible, hz_error *err)
{
    solve_result result = {false, false};
    hz_status status;

    if ((status = hz_cancel_check(err)) || (status = inside_glpk(call_solve, master, &result, err)))
        return status;
    if (!result.is_settled)
        return hz_error_set(err, HZ_ERR_SOLVER, "%s gave no answer", hz_solver_name());
    *is_feasible = result.is_feasible;
    return HZ_OK;
}

/* ---- asking ---- */

double hz_master_objective(const hz_master *master)
{
    return glp_get_obj_val(master->problem);
}

double hz_master_price(const hz_master *master, size_t row)
{
    return glp_get_row_dual(master->problem, (int)row + 1);
}

typedef struct {
    size_t row;
    double cost;
} price_arguments;

static void call_price(hz_master *master, void *argument)
{
    const price_arguments *p = argument;

    glp_set_obj_coef(master->problem, (int)p->row + 1, p->cost);
}

hz_status hz_master_price_elastic(hz_master *master, size_t row, double cost, hz_error *err)
{
    price_arguments arguments = {row, cost};

    if (row >= master->n_elastic)
        return hz_error_set(err, HZ_ERR_INTERNAL, "row %zu of the solver has no elastic column", row);
    if (!is_sane(cost)) /* it comes from a price of the solver's own */
        return hz_error_set(err, HZ_ERR_SOLVER, "%s gave a price that is not a sane number", hz_solver_name());
    return inside_glpk(call_price, master, &arguments, err);
}

double hz_master_elastic(const hz_master *master, size_t row)
{
    return master->n_elastic ? glp_get_col_prim(master->problem, (int)row + 1) : 0;
}

bool hz_master_elastic_is_basic(const hz_master *master, size_t row)
{
    return master->n_elastic && glp_get_col_stat(master->problem, (int)row + 1) == GLP_BS;
}

static hz_basis_status from_glpk(int status)
{
    if (status == GLP_BS)
        return HZ_BASIS_IN;
    return status == GLP_NU ? HZ_BASIS_AT_HI : HZ_BASIS_AT_LO;
}

hz_basis_status hz_master_row_status(const hz_master *master, size_t row)
{
    return from_glpk(glp_get_row_stat(master->problem, (int)row + 1));
}

/* A master without coupling rows has one free row in their stead. */
static int local_number(const hz_master *master, size_t local)
{
    return (int)((master->n_rows > 0 ? master->n_rows : 1) + local) + 1;
}

hz_basis_status hz_master_local_status(const hz_master *master, size_t local)
{
    return from_glpk(glp_get_row_stat(master->problem, local_number(master, local)));
}

double hz_master_local_price(const hz_master *master, size_t local)
{
    return glp_get_row_dual(master->problem, local_number(master, local));
}

hz_basis_status hz_master_column_status(const hz_master *master, size_t column)
{
    return from_glpk(glp_get_col_stat(master->problem, (int)(master->n_elastic + column) + 1));
}

double hz_master_value(const hz_master *master, size_t column)
{
    return glp_get_col_prim(master->problem, (int)(master->n_elastic + column) + 1);
}

long hz_master_pivots(const hz_master *master)
{
    return glp_get_it_cnt(master->problem);
}

const char *hz_solver_name(void)
{
    static char name[32]; /* the same text every time */

    snprintf(name, sizeof name, "GLPK %s", glp_version());
    return name;
}

/* master.h - the door to GLPK: a small linear program in floating point, kept warm while columns are added
 *
 *     minimise  cost z   subject to   a z + elastic >= or <= rhs,   lo <= z <= hi
 *
 * The numbers are already scaled (solve.c says how). 0-based; GLPK's 1-based arrays end in master.c. GLPK takes NaN for an
 * answer and aborts on some arguments: every number is checked before it enters, and an abort becomes an error. A master belongs to
 * the thread that made it. After an error the master can only be freed.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_SOLVE_MASTER_H
#define HZ_SOLVE_MASTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "model/model.h"

typedef struct hz_master hz_master;

enum { HZ_LOCAL_MAX = 40 };

/* What a row or column is in the final basis. */
typedef enum { HZ_BASIS_AT_LO, HZ_BASIS_AT_HI, HZ_BASIS_IN } hz_basis_status;

/* With `elastic_cost` > 0 every row gets a column that makes up for what is missing, at that cost for each scaled unit.
 * NULL on failure. */
hz_master *hz_master_new(size_t n_rows, const hz_sense *senses, double elastic_cost, hz_error *err);
void hz_master_free(hz_master *master); /* NULL-safe */

/* A row that holds with equality; what is above it nothing makes up for. */
hz_status hz_master_make_equal(hz_master *master, size_t row, hz_error *err);
hz_status hz_master_set_rhs(hz_master *master, size_t row, double rhs, hz_error *err);
/* Add a column; `at` says where it stands until it is moved. n entries with distinct rows. */
hz_status hz_master_add(hz_master *master, double cost, double lo, double hi, hz_basis_status at, size_t n,
                        const uint32_t *rows, const double *values, hz_error *err);

/* Other bounds for a column. */
hz_status hz_master_set_bounds(hz_master *master, size_t column, double lo, double hi, hz_error *err);

/* Add a local row: sum values z[columns] <= rhs, n <= HZ_LOCAL_MAX distinct columns. Local rows are counted from 0 behind the others. */
hz_status hz_master_add_local(hz_master *master, size_t n, const size_t *columns, const double *values, double rhs, hz_error *err);

/* A basis to begin at: as many columns are IN as rows are not. One that is none is left for a fresh one when the master is solved. */
hz_status hz_master_place_column(hz_master *master, size_t column, hz_basis_status at, hz_error *err);
hz_status hz_master_place_row(hz_master *master, size_t row, bool is_tight, hz_error *err);
hz_status hz_master_place_local(hz_master *master, size_t local, bool is_tight, hz_error *err);

/* For a master whose basis stays primal feasible while columns are added: begin with the primal simplex. */
void hz_master_prefer_primal(hz_master *master);

/* Dual simplex with the long-step ratio test. *is_feasible is false when no z satisfies the rows. HZ_ERR_SOLVER,
 * HZ_ERR_LIMIT, HZ_ERR_INTERRUPTED. */
hz_status hz_master_solve(hz_master *master, bool *is_feasible, hz_error *err);

double hz_master_objective(const hz_master *master);
double hz_master_price(const hz_master *master, size_t row);
double hz_master_local_price(const hz_master *master, size_t local);
/* From now on the elastic column of a row, which must have one, costs this for each scaled unit. HZ_ERR_SOLVER where it is no
 * sane number: it is made from prices of the solver's. */
hz_status hz_master_price_elastic(hz_master *master, size_t row, double cost, hz_error *err);
/* What the elastic column of a row makes up for; 0 without elastic columns. */
double hz_master_elastic(const hz_master *master, size_t row);
bool hz_master_elastic_is_basic(const hz_master *master, size_t row);
hz_basis_status hz_master_row_status(const hz_master *master, size_t row); /* IN: does not bind */
hz_basis_status hz_master_local_status(const hz_master *master, size_t local);
hz_basis_status hz_master_column_status(const hz_master *master, size_t column);
double hz_master_value(const hz_master *master, size_t column);
long hz_master_pivots(const hz_master *master);

/* "GLPK 5.0" */
const char *hz_solver_name(void);

#endif

/* core.h - the core in its master: who sits in it, what hangs by its links, and the local rows that it has been told
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_SOLVE_CORE_H
#define HZ_SOLVE_CORE_H

#include "solve/sifting.h"

/* An unmet row is paid for at this multiple of a typical price, where that is wanted. */
#define HZ_ELASTIC 1000.0

/* An empty master; with elastic_cost > 0 every row has a column that makes up for what is missing. */
hz_status hz_core_begin(hz_sifting *s, double elastic_cost, hz_error *err);
void hz_core_end(hz_sifting *s);
/* A piece into the master, standing for `weight` pieces like it, its links left out: for samples. */
hz_status hz_core_put_sample(hz_sifting *s, size_t piece, double weight, hz_error *err);
/* The right-hand sides, less what is fixed. */
hz_status hz_core_put_rhs(hz_sifting *s, hz_error *err);
/* A master of the core, s->is_core, each column standing where it was. */
hz_status hz_core_build(hz_sifting *s, double elastic_cost, hz_error *err);
/* A piece outside the core comes into it, standing where it is best at these prices. */
hz_status hz_core_admit(hz_sifting *s, size_t piece, hz_error *err);

/* Links at the end of their reach may go on, and what they meet there comes into the core; *n: how many. */
hz_status hz_core_widen(hz_sifting *s, size_t *n, hz_error *err);

/* Until no local row is violated. */
hz_status hz_core_solve(hz_sifting *s, bool *is_feasible, hz_error *err);
/* Begin at a basis that is square; all of the model is in the core, and what hangs there hangs by arcs of the basis. */
hz_status hz_core_begin_at(hz_sifting *s, const hz_solution *basis, hz_error *err);
/* Prices of the rows and places of the links from the master. */
void hz_core_take_prices(hz_sifting *s);
/* Elastic columns cost little more than the present prices say, so that a core that lacks something does not raise them beyond all measure. */
hz_status hz_core_hold_prices(hz_sifting *s, bool are_best, hz_error *err);
/* Where they are basic, they cost more: those that make up for something, and those that stand at zero, which have a place in the
 * basis that is not theirs: what the row asks for would be lost with them. *has_raised is false when none is, or none can cost more. */
hz_status hz_core_raise_prices(hz_sifting *s, bool *has_raised, hz_error *err);
/* Do elastic columns make up for more than rounding? */
bool hz_core_has_shortfall(const hz_sifting *s);
size_t hz_core_size(const hz_sifting *s);

/* What the master's basis says of columns and arcs of the core, into s->place and the solution's tight arcs, which have room for
 * all, in no order. */
void hz_core_take_basis(hz_sifting *s, hz_solution *solution);

#endif

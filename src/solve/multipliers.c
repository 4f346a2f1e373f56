/* multipliers.c - every multiplier of a proof: of rows, of arcs and of bounds, exactly
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The proof keeps the prices of the rows. What they leave of a column's cost is its own multiplier, but in a component of tight arcs
 * (contract.h): there, from the leaves up, the arc from a member to its parent bears all that hangs at the member, and what is left at the
 * root is the root's. A proof that there is no plan may need arcs as well: it is then one of the flattened model (model/flatten.h), which has
 * a row for each, 10000 X[before] - 10000 X[after] <= 10000 slack. */
#include "solve/multipliers.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/cancel.h"
#include "solve/contract.h"

static mpz_t *new_numbers(size_t n)
{
    mpz_t *numbers = hz_calloc(n + 1, sizeof *numbers);

    for (size_t i = 0; numbers && i < n; i++)
        mpz_init(numbers[i]);
    return numbers;
}

static void free_numbers(mpz_t *numbers, size_t n)
{
    for (size_t i = 0; numbers && i < n; i++)
        mpz_clear(numbers[i]);
    free(numbers);
}

void hz_multipliers_free(hz_multipliers *multipliers)
{
    if (!multipliers)
        return;
    mpq_clear(multipliers->scale);
    hz_common_clear(&multipliers->row);
    free_numbers(multipliers->arc, multipliers->n_arcs);
    free_numbers(multipliers->bound, multipliers->n_columns);
    free(multipliers);
}

static hz_multipliers *new_multipliers(const hz_model *m, size_t n_rows)
{
    hz_multipliers *out = hz_calloc(1, sizeof *out);

    if (!out)
        return NULL;
    mpq_init(out->scale);
    mpq_set_ui(out->scale, 1, 1);
    out->arc = new_numbers(m->n_arcs);
    out->n_arcs = out->arc ? m->n_arcs : 0;
    out->bound = new_numbers(m->n_columns);
    out->n_columns = out->bound ? m->n_columns : 0;
    if (!hz_common_make(&out->row, n_rows) || !out->arc || !out->bound) {
        hz_multipliers_free(out);
        return NULL;
    }
    return out;
}

/* What the prices of the rows leave of each column's cost. */
static hz_status price_columns(hz_multipliers *out, const hz_model *m, bool is_costed, hz_error *err)
{
    hz_status status = HZ_OK;

    for (size_t j = 0; j < m->n_columns && !status; j++) {
        uint64_t first = m->start[j];

        hz_common_rest(out->bound[j], &out->row, is_costed ? m->columns[j].cost_fen_d : 0, m->start[j + 1] - first, m->row + first,
                       m->value + first);
        status = j % 4096 == 0 ? hz_cancel_check(err) : HZ_OK;
    }
    return status;
}

/* ---- arcs that are tight ---- */

/* A member gives what hangs at it to its parent, by the arc between them. */
static void hand_on(hz_multipliers *out, const hz_joined *members, size_t k)
{
    const hz_joined *member = &members[k];
    mpz_t *hangs = &out->bound[member->column];

    mpz_add(out->bound[members[member->parent].column], out->bound[members[member->parent].column], *hangs);
    mpz_swap(out->arc[member->arc], *hangs);
    if (member->is_before)
        mpz_neg(out->arc[member->arc], out->arc[member->arc]);
}

static hz_status share_out(hz_multipliers *out, const hz_model *m, const hz_solution *solution, hz_error *err)
{
    hz_contraction *contraction;
    hz_status status = hz_contract(&contraction, m, solution, err);

    if (status)
        return status;
    for (size_t k = contraction->n_members; k-- > 0;)
        if (contraction->members[k].parent != HZ_NONE)
            hand_on(out, contraction->members, k);
    hz_contraction_free(contraction);
    return HZ_OK;
}

/* ---- where there is no plan ---- */

/* Only their ratios count: the smallest whole numbers that have them. */
static void shorten(hz_common *rows, mpq_t scale)
{
    mpz_t divisor;

    mpz_init(divisor);
    for (size_t i = 0; i < rows->n; i++)
        mpz_gcd(divisor, divisor, rows->numerator[i]);
    for (size_t i = 0; i < rows->n && mpz_sgn(divisor) > 0; i++)
        mpz_divexact(rows->numerator[i], rows->numerator[i], divisor);
    mpz_set(mpq_numref(scale), rows->denominator);
    mpz_set(mpq_denref(scale), divisor);
    mpq_canonicalize(scale);
    mpz_set_ui(rows->denominator, 1);
    mpz_clear(divisor);
}

static void take_arc_rows(hz_multipliers *out, const hz_model *m)
{
    for (size_t k = 0; k < m->n_arcs; k++) {
        mpz_t *of = &out->arc[k];

        mpz_mul_si(*of, out->row.numerator[m->n_rows + k], -HZ_SHARE_ONE);
        mpz_add(out->bound[m->arcs[k].before], out->bound[m->arcs[k].before], *of);
        mpz_sub(out->bound[m->arcs[k].after], out->bound[m->arcs[k].after], *of);
    }
}

static void forget_arc_rows(hz_multipliers *out, size_t n_rows)
{
    for (size_t i = n_rows; i < out->row.n; i++)
        mpz_clear(out->row.numerator[i]);
    out->row.n = n_rows;
}

/* ---- the verb ---- */

hz_status hz_find_multipliers(hz_multipliers **out, const hz_model *model, const hz_solution *solution, const hz_proof *proof,
                              hz_error *err)
{
    bool is_optimal = proof->outcome == HZ_OUTCOME_OPTIMAL;
    hz_status status;

    if (!(*out = new_multipliers(model, proof->n_rows)))
        return hz_error_memory(err);
    hz_common_take(&(*out)->row, proof->price);
    if (!is_optimal)
        shorten(&(*out)->row, (*out)->scale);
    status = price_columns(*out, model, is_optimal, err);
    if (!status && is_optimal && model->n_arcs > 0)
        status = share_out(*out, model, solution, err);
    else if (!status && proof->n_rows > model->n_rows)
        take_arc_rows(*out, model);
    forget_arc_rows(*out, model->n_rows);
    if (status) {
        hz_multipliers_free(*out);
        *out = NULL;
    }
    return status;
}

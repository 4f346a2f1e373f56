/* basis.c - a basis of a model without arcs: what is not basic added up, and the matrix of what is, factored
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve/basis.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/cancel.h"

uint16_t hz_basis_place_bp(const hz_factored_basis *basis, size_t column)
{
    const hz_column *c = &basis->model->columns[column];

    return basis->solution->place[column] == HZ_AT_HI ? c->hi_bp : c->lo_bp;
}

static hz_status sum_fixed(hz_factored_basis *b, hz_error *err)
{
    const hz_model *m = b->model;
    hz_status status = HZ_OK;

    for (size_t j = 0; j < m->n_columns && !status; j++) {
        uint16_t cut = hz_basis_place_bp(b, j);

        if (j % 4096 == 0)
            status = hz_cancel_check(err);
        if (b->solution->place[j] == HZ_BASIC || cut == 0)
            continue;
        b->fixed_cost += (__int128)m->columns[j].cost_fen_d * cut;
        for (uint64_t k = m->start[j]; k < m->start[j + 1]; k++)
            b->fixed[m->row[k]] += (__int128)m->value[k] * cut;
    }
    return status;
}

/* The basis matrix: tight rows by basic columns. */
static hz_status list_entries(const hz_factored_basis *b, hz_entry **entries, size_t *n, hz_error *err)
{
    const hz_model *m = b->model;
    const hz_solution *s = b->solution;
    size_t capacity = 0;

    for (size_t c = 0; c < s->n_basic; c++)
        for (uint64_t k = m->start[s->basic[c]]; k < m->start[s->basic[c] + 1]; k++) {
            if (b->tight_at[m->row[k]] == HZ_NONE)
                continue;
            if (!hz_grow((void **)entries, &capacity, *n + 1, sizeof **entries))
                return hz_error_memory(err);
            (*entries)[(*n)++] = (hz_entry){b->tight_at[m->row[k]], (uint32_t)c, m->value[k]};
        }
    return HZ_OK;
}

static hz_status factor(hz_factored_basis *b, hz_error *err)
{
    hz_entry *entries = NULL;
    size_t n_entries = 0, n = b->solution->n_basic;
    hz_status status = list_entries(b, &entries, &n_entries, err);

    if (!status)
        status = hz_rational_factor(&b->factors, n, n, entries, n_entries, err);
    free(entries);
    if (!status && hz_rational_rank(b->factors) < n) {
        hz_rational_factors_free(b->factors);
        b->factors = NULL;
    }
    return status;
}

hz_status hz_basis_make(hz_factored_basis *out, const hz_model *model, const hz_solution *solution, hz_error *err)
{
    hz_status status;

    *out = (hz_factored_basis){.model = model, .solution = solution};
    out->fixed = hz_calloc(model->n_rows + 1, sizeof *out->fixed);
    out->tight_at = hz_calloc(model->n_rows + 1, sizeof *out->tight_at);
    if (!out->fixed || !out->tight_at)
        return hz_error_memory(err);
    for (size_t i = 0; i < model->n_rows; i++)
        out->tight_at[i] = HZ_NONE;
    for (size_t k = 0; k < solution->n_basic; k++)
        out->tight_at[solution->tight[k]] = (uint32_t)k;
    return (status = sum_fixed(out, err)) ? status : factor(out, err);
}

void hz_basis_clear(hz_factored_basis *basis)
{
    hz_rational_factors_free(basis->factors);
    free(basis->fixed);
    free(basis->tight_at);
    *basis = (hz_factored_basis){0};
}

hz_status hz_basis_solve(mpq_t *x, const hz_factored_basis *basis, hz_error *err)
{
    const hz_solution *s = basis->solution;
    mpq_t *b = hz_rationals_new(s->n_basic);
    hz_status status;

    if (!b)
        return hz_error_memory(err);
    for (size_t k = 0; k < s->n_basic; k++)
        hz_rational_set_wide(b[k], (__int128)basis->model->rows[s->tight[k]].rhs * HZ_SHARE_ONE - basis->fixed[s->tight[k]]);
    status = hz_rational_solve(x, basis->factors, b, err);
    hz_rationals_free(b, s->n_basic);
    return status;
}

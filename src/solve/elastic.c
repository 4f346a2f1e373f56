/* elastic.c - a model that may be let off a part of what it asks for, at a price
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 *     minimise  sum_k price[k] S[k] / 10000   subject to   A X + B S >= or <= 10000 R,   lo <= X <= hi,   0 <= S <= hi
 *
 * the elastic program of Chinneck (Feasibility and Infeasibility in Optimization, Springer 2008), of whole numbers like any other, and
 * proved like any other. */
#include "solve/elastic.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "solve/prove.h"
#include "solve/rational.h"
#include "solve/solve.h"

bool hz_spares_make(hz_spares *out, size_t n, size_t n_entries)
{
    *out = (hz_spares){.columns = hz_calloc(n + 1, sizeof *out->columns),
                       .start = hz_calloc(n + 2, sizeof *out->start),
                       .row = hz_calloc(n_entries + 1, sizeof *out->row),
                       .value = hz_calloc(n_entries + 1, sizeof *out->value)};
    if (out->columns && out->start && out->row && out->value)
        return true;
    hz_spares_clear(out);
    return false;
}

void hz_spares_clear(hz_spares *spares)
{
    free(spares->columns);
    free(spares->start);
    free(spares->row);
    free(spares->value);
    *spares = (hz_spares){0};
}

/* start[n + 1] is where the column that is open ends so far. */
void hz_spares_put(hz_spares *spares, uint32_t row, int64_t value)
{
    uint64_t *next = &spares->start[spares->n + 1];

    if (*next < spares->start[spares->n])
        *next = spares->start[spares->n];
    spares->row[*next] = row;
    spares->value[(*next)++] = value;
}

void hz_spares_close(hz_spares *spares, uint16_t hi_bp, int64_t price)
{
    if (spares->start[spares->n + 1] < spares->start[spares->n])
        spares->start[spares->n + 1] = spares->start[spares->n];
    spares->columns[spares->n++] = (hz_column){.cost_fen_d = price, .unit = HZ_NONE, .hi_bp = hi_bp};
}

/* ---- the elastic program ---- */

static bool grow(void *array, size_t n, size_t size)
{
    void **of = array, *grown = *of ? realloc(*of, (n + 1) * size) : NULL;

    if (grown)
        *of = grown;
    return grown != NULL;
}

static bool make_room(hz_model *to, const hz_spares *spares)
{
    uint64_t n = to->start[to->n_columns] + spares->start[spares->n];

    return grow(&to->columns, to->n_columns + spares->n, sizeof *to->columns) &&
           grow(&to->start, to->n_columns + spares->n, sizeof *to->start) && grow(&to->row, n, sizeof *to->row) &&
           grow(&to->value, n, sizeof *to->value) &&
           (!to->block_column || (grow(&to->block_column, to->n_blocks + spares->n, sizeof *to->block_column) &&
                                  grow(&to->block_arc, to->n_blocks + spares->n, sizeof *to->block_arc)));
}

/* No arc joins it with anything. */
static void add_spare(hz_model *to, const hz_spares *spares, size_t k)
{
    uint64_t n = to->start[to->n_columns], n_own = spares->start[k + 1] - spares->start[k];

    memcpy(to->row + n, spares->row + spares->start[k], n_own * sizeof *to->row);
    memcpy(to->value + n, spares->value + spares->start[k], n_own * sizeof *to->value);
    to->columns[to->n_columns] = spares->columns[k];
    to->start[++to->n_columns] = n + n_own;
    if (!to->block_column)
        return;
    to->n_blocks++;
    to->block_column[to->n_blocks] = (uint32_t)to->n_columns;
    to->block_arc[to->n_blocks] = (uint32_t)to->n_arcs;
}

/* A guard would take a spare for an enterprise that may fail: rows that are there stay, and no more are looked for. */
static hz_status make_elastic(hz_model **out, const hz_model *m, const hz_spares *spares, hz_error *err)
{
    hz_status status = hz_model_copy(out, m, err);
    hz_model *to = *out;

    if (status)
        return status;
    to->n_guards = 0;
    if (!make_room(to, spares))
        return hz_error_memory(err);
    for (size_t j = 0; j < to->n_columns; j++)
        to->columns[j].cost_fen_d = 0;
    for (size_t k = 0; k < spares->n; k++)
        add_spare(to, spares, k);
    return HZ_OK;
}

/* ---- what it says ---- */

static hz_given *new_given(size_t n)
{
    hz_given *given = hz_calloc(1, sizeof *given);

    if (!given || !(given->given_bp = hz_rationals_new(n))) {
        free(given);
        return NULL;
    }
    given->n = n;
    mpq_init(given->price);
    return given;
}

void hz_given_free(hz_given *given)
{
    if (!given)
        return;
    hz_rationals_free(given->given_bp, given->n);
    mpq_clear(given->price);
    free(given);
}

static void read_point(hz_given *given, const hz_model *m, const hz_solution *solution, const hz_proof *proof)
{
    size_t first = m->n_columns - given->n;

    mpq_set(given->price, proof->cost_fen_d);
    for (size_t k = 0; k < given->n; k++) {
        const hz_column *column = &m->columns[first + k];

        mpq_set_ui(given->given_bp[k], solution->place[first + k] == HZ_AT_HI ? column->hi_bp : column->lo_bp, 1);
    }
    for (size_t b = 0; b < proof->n_basic; b++)
        if (proof->basic[b] >= first)
            mpq_set(given->given_bp[proof->basic[b] - first], proof->basic_bp[b]);
}

/* Where a row is let off, the price of its spare is its own; a spare that lets off several shares it out. Nearly right is near enough for a
 * beginning. */
static double *first_prices(const hz_model *m, const hz_spares *spares)
{
    double *price = hz_calloc(m->n_rows + 1, sizeof *price);

    for (size_t k = 0; price && k < spares->n; k++)
        for (uint64_t i = spares->start[k]; i < spares->start[k + 1]; i++)
            price[spares->row[i]] += (double)spares->columns[k].cost_fen_d /
                                     ((double)spares->value[i] * (double)(spares->start[k + 1] - spares->start[k]));
    return price;
}

hz_status hz_give_least(hz_given **out, const hz_model *model, const hz_spares *spares, hz_error *err)
{
    hz_model *elastic = NULL;
    hz_solution *solution = NULL;
    hz_proof *proof = NULL;
    double *price = first_prices(model, spares);
    hz_solve_settings settings = {.first_price = price};
    hz_status status = price ? make_elastic(&elastic, model, spares, err) : hz_error_memory(err);

    *out = NULL;
    if (!status && !(status = hz_solve(&solution, elastic, &settings, err)) && !(status = hz_prove(&proof, &solution, elastic, err)) &&
        !(*out = new_given(spares->n)))
        status = hz_error_memory(err);
    if (!status && ((*out)->is_possible = proof->outcome == HZ_OUTCOME_OPTIMAL))
        read_point(*out, elastic, solution, proof);
    hz_proof_free(proof);
    hz_solution_free(solution);
    hz_model_free(elastic);
    free(price);
    return status;
}

/* stand.c - a point that no solver ended with, as an answer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve/stand.h"

#include "base/arena.h"
#include "solve/rational.h"

static uint8_t place_of(const hz_column *column, const mpq_t exact_bp)
{
    if (mpq_cmp_ui(exact_bp, column->lo_bp, 1) <= 0)
        return HZ_AT_LO;
    return mpq_cmp_ui(exact_bp, column->hi_bp, 1) >= 0 ? HZ_AT_HI : HZ_BASIC;
}

static hz_status place_columns(hz_solution *solution, hz_proof *proof, const hz_model *m, const mpq_t *exact_bp, hz_error *err)
{
    if (!(solution->place = hz_calloc(m->n_columns + 1, sizeof *solution->place)))
        return hz_error_memory(err);
    for (size_t j = 0; j < m->n_columns; j++) {
        solution->place[j] = place_of(&m->columns[j], exact_bp[j]);
        proof->n_basic += solution->place[j] == HZ_BASIC;
    }
    if (!(proof->basic = hz_calloc(proof->n_basic + 1, sizeof *proof->basic)) || !(proof->basic_bp = hz_rationals_new(proof->n_basic)))
        return hz_error_memory(err);
    for (size_t j = 0, n = 0; j < m->n_columns; j++)
        if (solution->place[j] == HZ_BASIC) {
            mpq_set(proof->basic_bp[n], exact_bp[j]);
            proof->basic[n++] = (uint32_t)j;
        }
    return HZ_OK;
}

static hz_status take_prices(hz_proof *proof, const hz_model *m, const hz_proof *from, hz_error *err)
{
    if (!(proof->price = hz_rationals_new(m->n_rows)))
        return hz_error_memory(err);
    proof->n_rows = m->n_rows;
    for (size_t i = 0; i < m->n_rows && i < from->n_rows; i++)
        mpq_set(proof->price[i], from->price[i]);
    return HZ_OK;
}

hz_status hz_stand(hz_solution **solution, hz_proof **proof, const hz_model *model, const mpq_t *exact_bp, const hz_proof *from,
                   hz_error *err)
{
    hz_status status;

    *solution = hz_calloc(1, sizeof **solution);
    *proof = hz_calloc(1, sizeof **proof);
    if (*proof)
        mpq_inits((*proof)->cost_fen_d, (*proof)->shortfall, NULL);
    if (!*solution || !*proof)
        status = hz_error_memory(err);
    else if (!(status = place_columns(*solution, *proof, model, exact_bp, err)))
        status = take_prices(*proof, model, from, err);
    if (status) {
        hz_solution_free(*solution);
        hz_proof_free(*proof);
        *solution = NULL;
        *proof = NULL;
    }
    return status;
}

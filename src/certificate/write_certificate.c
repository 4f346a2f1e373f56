/* write_certificate.c - a proof as a file that other programs check: VIPR 1.0
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every fraction is in lowest terms: checkers compare them as they read them. Constraints are numbered as they are written: the two
 * bounds of each column, the rows, the arcs; the derivation comes behind them and is one combination of them all. */
#include "certificate/write_certificate.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/cancel.h"
#include "base/text.h"

typedef struct {
    hz_sink *sink;
    const hz_model *model;
    const hz_solution *solution;
    const hz_proof *proof;
    const hz_multipliers *multipliers;
    mpz_t top, bottom, divisor; /* scratch */
    char *digits;               /* scratch, of n_digits bytes */
    size_t n_digits;
} writer;

/* ---- numbers and names ---- */

static void put_whole(writer *w, const mpz_t number)
{
    size_t need = mpz_sizeinbase(number, 10) + 2;

    if (mpz_fits_slong_p(number))
        hz_put_int(w->sink, mpz_get_si(number));
    else if (hz_grow((void **)&w->digits, &w->n_digits, need, 1))
        hz_puts(w->sink, mpz_get_str(w->digits, 10, number));
    else
        hz_sink_lacks_memory(w->sink);
}

/* top / bottom in lowest terms; bottom > 0. */
static void put_fraction(writer *w, const mpz_t top, const mpz_t bottom)
{
    mpz_gcd(w->divisor, top, bottom);
    mpz_divexact(w->top, top, w->divisor);
    mpz_divexact(w->bottom, bottom, w->divisor);
    put_whole(w, w->top);
    if (mpz_cmp_ui(w->bottom, 1) == 0)
        return;
    hz_putc(w->sink, '/');
    put_whole(w, w->bottom);
}

static void put_rational(writer *w, const mpq_t number)
{
    put_fraction(w, mpq_numref(number), mpq_denref(number));
}

/* So many basis points as a share. */
static void put_share(writer *w, int64_t bp)
{
    int64_t a = bp < 0 ? -bp : bp, b = HZ_SHARE_ONE;

    while (a > 0) {
        int64_t rest = b % a;

        b = a;
        a = rest;
    }
    hz_put_int(w->sink, bp / b);
    if (b == HZ_SHARE_ONE)
        return;
    hz_putc(w->sink, '/');
    hz_put_int(w->sink, HZ_SHARE_ONE / b);
}

static void put_name(writer *w, char kind, size_t index)
{
    hz_putc(w->sink, kind);
    hz_put_int(w->sink, (int64_t)index + 1);
}

static size_t guard_of(const hz_model *m, const hz_row *row)
{
    size_t g = 0;

    while (m->guards[g].demand != row->demand || m->rows[m->guards[g].row].demand != row->target ||
           m->rows[m->guards[g].row].group != row->group)
        g++;
    return g;
}

static void put_row_name(writer *w, size_t i)
{
    const hz_row *row = &w->model->rows[i];

    put_name(w, 'R', i);
    if (row->n_failing == 0)
        return;
    hz_putc(w->sink, ':');
    put_name(w, 'G', guard_of(w->model, row));
    for (uint32_t k = 0; k < row->n_failing; k++) {
        hz_putc(w->sink, k == 0 ? ':' : ',');
        put_name(w, 'E', w->model->failing[row->first_failing + k]);
    }
}

/* ---- the linear program ---- */

static void put_variables(writer *w)
{
    const hz_model *m = w->model;
    size_t n_costs = 0;

    hz_putf(w->sink, "VAR %zu\n", m->n_columns);
    for (size_t j = 0; j < m->n_columns; j++) {
        put_name(w, 'C', j);
        hz_putc(w->sink, '\n');
        n_costs += m->columns[j].cost_fen_d != 0;
    }
    hz_putf(w->sink, "INT 0\nOBJ min\n%zu", n_costs);
    for (size_t j = 0; j < m->n_columns; j++)
        if (m->columns[j].cost_fen_d != 0)
            hz_putf(w->sink, "\n %zu %lld", j, (long long)m->columns[j].cost_fen_d);
    hz_putc(w->sink, '\n');
}

static void put_bounds(writer *w)
{
    for (size_t j = 0; j < w->model->n_columns; j++) {
        const hz_column *column = &w->model->columns[j];

        put_name(w, 'L', j);
        hz_puts(w->sink, " G ");
        put_share(w, column->lo_bp);
        hz_putf(w->sink, " 1 %zu 1\n", j);
        put_name(w, 'U', j);
        hz_puts(w->sink, " L ");
        put_share(w, column->hi_bp);
        hz_putf(w->sink, " 1 %zu 1\n", j);
    }
}

/* The matrix by row. */
typedef struct {
    uint64_t *start; /* [n_rows + 1] */
    uint32_t *column;
    int64_t *value;
} by_row;

static void clear(by_row *rows)
{
    free(rows->start);
    free(rows->column);
    free(rows->value);
}

static bool transpose(by_row *out, const hz_model *m)
{
    uint64_t n = m->start[m->n_columns];

    *out = (by_row){hz_calloc(m->n_rows + 2, sizeof *out->start), hz_calloc(n + 1, sizeof *out->column),
                    hz_calloc(n + 1, sizeof *out->value)};
    if (!out->start || !out->column || !out->value)
        return false;
    for (uint64_t k = 0; k < n; k++)
        out->start[m->row[k] + 2]++;
    for (size_t i = 0; i < m->n_rows; i++)
        out->start[i + 2] += out->start[i + 1];
    for (uint32_t j = 0; j < m->n_columns; j++)
        for (uint64_t k = m->start[j]; k < m->start[j + 1]; k++) {
            uint64_t at = out->start[m->row[k] + 1]++;

            out->column[at] = j;
            out->value[at] = m->value[k];
        }
    return true;
}

static void put_row(writer *w, const by_row *rows, size_t i)
{
    const hz_row *row = &w->model->rows[i];

    put_row_name(w, i);
    hz_putf(w->sink, " %c %lld %llu", row->sense == HZ_AT_LEAST ? 'G' : 'L', (long long)row->rhs,
            (unsigned long long)(rows->start[i + 1] - rows->start[i]));
    for (uint64_t k = rows->start[i]; k < rows->start[i + 1]; k++)
        hz_putf(w->sink, "\n %u %lld", rows->column[k], (long long)rows->value[k]);
    hz_putc(w->sink, '\n');
}

static void put_arc(writer *w, size_t k)
{
    const hz_arc *arc = &w->model->arcs[k];

    put_name(w, 'A', k);
    hz_puts(w->sink, " L ");
    put_share(w, arc->slack_bp);
    hz_putf(w->sink, " 2 %u 1 %u -1\n", arc->before, arc->after);
}

static size_t count_constraints(const hz_model *m)
{
    return 2 * m->n_columns + m->n_rows + m->n_arcs;
}

static hz_status put_constraints(writer *w, hz_error *err)
{
    by_row rows;

    if (!transpose(&rows, w->model)) {
        clear(&rows);
        return hz_error_memory(err);
    }
    hz_putf(w->sink, "CON %zu %zu\n", count_constraints(w->model), 2 * w->model->n_columns);
    put_bounds(w);
    for (size_t i = 0; i < w->model->n_rows; i++)
        put_row(w, &rows, i);
    for (size_t k = 0; k < w->model->n_arcs; k++)
        put_arc(w, k);
    clear(&rows);
    return hz_cancel_check(err);
}

/* ---- what is claimed of it, and the point that reaches it ---- */

static void put_claim(writer *w)
{
    if (w->proof->outcome == HZ_OUTCOME_INFEASIBLE) {
        hz_puts(w->sink, "RTP infeas\n");
        return;
    }
    hz_puts(w->sink, "RTP range ");
    put_rational(w, w->proof->cost_fen_d);
    hz_putc(w->sink, ' ');
    put_rational(w, w->proof->cost_fen_d);
    hz_putc(w->sink, '\n');
}

static int64_t stands_at(const writer *w, size_t j)
{
    const hz_column *column = &w->model->columns[j];

    return w->solution->place[j] == HZ_AT_HI ? column->hi_bp : column->lo_bp;
}

static size_t count_values(const writer *w)
{
    size_t n = w->proof->n_basic;

    for (size_t j = 0; j < w->model->n_columns; j++)
        n += w->solution->place[j] != HZ_BASIC && stands_at(w, j) != 0;
    return n;
}

static void put_point(writer *w)
{
    size_t b = 0;
    mpq_t share;

    mpq_init(share);
    hz_putf(w->sink, "SOL 1\noptimum %zu", count_values(w));
    for (size_t j = 0; j < w->model->n_columns; j++) {
        bool is_basic = b < w->proof->n_basic && w->proof->basic[b] == j;

        if (!is_basic && stands_at(w, j) == 0)
            continue;
        hz_putf(w->sink, "\n %zu ", j);
        if (is_basic) {
            mpq_set_ui(share, 1, HZ_SHARE_ONE);
            mpq_mul(share, share, w->proof->basic_bp[b++]);
            put_rational(w, share);
        } else {
            put_share(w, stands_at(w, j));
        }
    }
    hz_putc(w->sink, '\n');
    mpq_clear(share);
}

/* ---- the derivation ---- */

static size_t count_terms(const writer *w)
{
    const hz_multipliers *of = w->multipliers;
    size_t n = 0;

    for (size_t j = 0; j < of->n_columns; j++)
        n += mpz_sgn(of->bound[j]) != 0;
    for (size_t i = 0; i < of->row.n; i++)
        n += mpz_sgn(of->row.numerator[i]) != 0;
    for (size_t k = 0; k < of->n_arcs; k++)
        n += mpz_sgn(of->arc[k]) != 0;
    return n;
}

static void put_term(writer *w, size_t constraint, const mpz_t multiplier)
{
    if (mpz_sgn(multiplier) == 0)
        return;
    hz_putf(w->sink, "\n %zu ", constraint);
    put_fraction(w, multiplier, w->multipliers->row.denominator);
}

static void put_terms(writer *w)
{
    const hz_multipliers *of = w->multipliers;
    size_t constraint = 2 * of->n_columns;

    for (size_t j = 0; j < of->n_columns; j++)
        put_term(w, 2 * j + (mpz_sgn(of->bound[j]) < 0), of->bound[j]);
    for (size_t i = 0; i < of->row.n; i++)
        put_term(w, constraint++, of->row.numerator[i]);
    for (size_t k = 0; k < of->n_arcs; k++) {
        mpz_neg(w->top, of->arc[k]);
        put_term(w, constraint++, w->top);
    }
}

static void put_derivation(writer *w)
{
    bool is_optimal = w->proof->outcome == HZ_OUTCOME_OPTIMAL;
    mpq_t shortfall;

    hz_puts(w->sink, is_optimal ? "DER 1\nbound G " : "SOL 0\nDER 1\nnone G ");
    if (is_optimal) {
        put_rational(w, w->proof->cost_fen_d);
    } else {
        mpq_init(shortfall);
        mpq_set_ui(shortfall, 1, HZ_SHARE_ONE);
        mpq_mul(shortfall, shortfall, w->proof->shortfall);
        mpq_mul(shortfall, shortfall, w->multipliers->scale);
        put_rational(w, shortfall);
        mpq_clear(shortfall);
    }
    hz_putf(w->sink, " %s { lin %zu", is_optimal ? "OBJ" : "0", count_terms(w));
    put_terms(w);
    hz_puts(w->sink, " } -1\n");
}

/* ---- the verb ---- */

hz_status hz_write_certificate(hz_sink *sink, const hz_model *model, const hz_solution *solution, const hz_proof *proof,
                               const hz_multipliers *multipliers, hz_error *err)
{
    writer w = {.sink = sink, .model = model, .solution = solution, .proof = proof, .multipliers = multipliers};
    hz_status status;

    mpz_inits(w.top, w.bottom, w.divisor, NULL);
    hz_puts(sink, "VER 1.0\n");
    put_variables(&w);
    if (!(status = put_constraints(&w, err))) {
        put_claim(&w);
        if (proof->outcome == HZ_OUTCOME_OPTIMAL)
            put_point(&w);
        put_derivation(&w);
        status = hz_cancel_check(err);
    }
    mpz_clears(w.top, w.bottom, w.divisor, NULL);
    free(w.digits);
    return status;
}

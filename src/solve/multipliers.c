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
#include "base/lang.h"
#include "solve/chain.h"
#include "solve/contract.h"
#include "solve/rational.h"

void hz_multipliers_free(hz_multipliers *multipliers)
{
    if (!multipliers)
        return;
    mpq_clear(multipliers->scale);
    hz_common_clear(&multipliers->row);
    hz_integers_free(multipliers->arc, multipliers->n_arcs);
    hz_integers_free(multipliers->bound, multipliers->n_columns);
    free(multipliers);
}

static hz_multipliers *new_multipliers(const hz_model *m, size_t n_rows)
{
    hz_multipliers *out = hz_calloc(1, sizeof *out);

    if (!out)
        return NULL;
    mpq_init(out->scale);
    mpq_set_ui(out->scale, 1, 1);
    out->arc = hz_integers_new(m->n_arcs);
    out->n_arcs = out->arc ? m->n_arcs : 0;
    out->bound = hz_integers_new(m->n_columns);
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

/* ---- chains ---- */

/* Where all blocks are chains the prices need not be those of the basis (least.h): what bears what is then found from the point alone. Of a
 * chain X[0] <= X[1] <= ... with multipliers m[j] of X[j] <= X[j + 1]
 *
 *     d[j] = r[j] + m[j] - m[j - 1],      m[j] >= 0, and zero where X[j] < X[j + 1],
 *
 * d[j] >= 0 where X[j] is above nothing but lo, <= 0 where it is below nothing but hi, 0 between: from the first column on, each m[j] may lie in an
 * interval; from the last one back, one is taken. */
typedef struct {
    mpz_t least, most;
    bool is_endless; /* there is no most */
} interval;

typedef struct {
    hz_multipliers *out;
    const hz_model *m;
    const hz_solution *solution;
    const hz_proof *proof;
    interval *may; /* [n_columns] */
    mpz_t taken;
} chainer;

/* X of a column that is basic is among those of the proof. */
static void value_of(mpq_t out, const chainer *c, uint32_t column)
{
    const hz_column *of = &c->m->columns[column];
    size_t from = 0, to = c->proof->n_basic;

    if (c->solution->place[column] != HZ_BASIC) {
        mpq_set_ui(out, c->solution->place[column] == HZ_AT_HI ? of->hi_bp : of->lo_bp, 1);
        return;
    }
    while (to - from > 1) {
        size_t middle = (from + to) / 2;

        if (c->proof->basic[middle] <= column)
            from = middle;
        else
            to = middle;
    }
    mpq_set(out, c->proof->basic_bp[from]);
}

typedef struct {
    bool is_at_lo, is_at_hi, is_tied; /* to the next of its chain */
} standing;

static standing standing_of(const chainer *c, uint32_t column, bool is_last)
{
    const hz_column *of = &c->m->columns[column];
    standing s = {false, false, false};
    mpq_t here, there;

    mpq_inits(here, there, NULL);
    value_of(here, c, column);
    s.is_at_lo = mpq_cmp_ui(here, of->lo_bp, 1) == 0;
    s.is_at_hi = mpq_cmp_ui(here, of->hi_bp, 1) == 0;
    if (!is_last) {
        value_of(there, c, column + 1);
        s.is_tied = mpq_equal(here, there);
    }
    mpq_clears(here, there, NULL);
    return s;
}

/* From where m[j - 1] may lie to where m[j] may; false: nowhere. */
static bool step_on(interval *to, const interval *from, const mpz_t rest, standing s)
{
    mpz_sub(to->least, from->least, rest);
    mpz_sub(to->most, from->most, rest);
    to->is_endless = s.is_at_lo || from->is_endless;
    if (s.is_at_hi || mpz_sgn(to->least) < 0)
        mpz_set_ui(to->least, 0);
    if (s.is_tied)
        return to->is_endless || mpz_cmp(to->least, to->most) <= 0;
    if (mpz_sgn(to->least) > 0 || (!to->is_endless && mpz_sgn(to->most) < 0))
        return false;
    to->is_endless = false;
    mpz_set_ui(to->most, 0);
    return true;
}

/* From m[j], taken, back to the least m[j - 1] that leads to it; what is left is d[j]. */
static void step_back(chainer *c, const interval *from, uint32_t column, standing s)
{
    mpz_t *rest = &c->out->bound[column];

    mpz_add(*rest, *rest, c->taken);
    mpz_set(c->taken, s.is_at_lo ? from->least : *rest); /* where it is not at lo, d <= 0 */
    if (mpz_cmp(c->taken, from->least) < 0)
        mpz_set(c->taken, from->least);
    mpz_sub(*rest, *rest, c->taken);
}

static hz_status spread_over_chain(chainer *c, size_t block, hz_error *err)
{
    static const interval none; /* m[-1] = 0 */
    uint32_t first = c->m->block_column[block], last = c->m->block_column[block + 1] - 1;
    interval start = none;

    mpz_inits(start.least, start.most, NULL);
    for (uint32_t j = first; j <= last; j++)
        if (!step_on(&c->may[j], j == first ? &start : &c->may[j - 1], c->out->bound[j], standing_of(c, j, j == last))) {
            mpz_clears(start.least, start.most, NULL);
            return hz_error_set(err, HZ_ERR_INTERNAL, "no multipliers for the arcs of block %zu", block);
        }
    mpz_set_ui(c->taken, 0);
    for (uint32_t j = last + 1; j-- > first;) {
        step_back(c, j == first ? &start : &c->may[j - 1], j, standing_of(c, j, j == last));
        if (j > first)
            mpz_set(c->out->arc[c->m->block_arc[block] + (j - 1 - first)], c->taken);
    }
    mpz_clears(start.least, start.most, NULL);
    return HZ_OK;
}

static hz_status spread_over_chains(chainer *c, hz_error *err)
{
    hz_status status = HZ_OK;

    mpz_init(c->taken);
    for (size_t j = 0; j < c->m->n_columns; j++)
        mpz_inits(c->may[j].least, c->may[j].most, NULL);
    for (size_t b = 0; b < c->m->n_blocks && !status; b++)
        if (c->m->block_column[b + 1] - c->m->block_column[b] > 1 && !(status = b % 4096 == 0 ? hz_cancel_check(err) : HZ_OK))
            status = spread_over_chain(c, b, err);
    for (size_t j = 0; j < c->m->n_columns; j++)
        mpz_clears(c->may[j].least, c->may[j].most, NULL);
    mpz_clear(c->taken);
    return status;
}

static hz_status bear(hz_multipliers *out, const hz_model *m, const hz_solution *solution, const hz_proof *proof, hz_error *err)
{
    chainer c = {.out = out, .m = m, .solution = solution, .proof = proof};
    hz_status status;

    if (!hz_chains_are_all(m))
        return share_out(out, m, solution, err);
    c.may = hz_calloc(m->n_columns + 1, sizeof *c.may);
    status = c.may ? spread_over_chains(&c, err) : hz_error_memory(err);
    free(c.may);
    return status;
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

/* ---- do they add up? ---- */

/* What the combination proves, 1/10000 over the denominator. */
static void sum_up(mpz_t sum, const hz_multipliers *of, const hz_model *m)
{
    mpz_t part;

    mpz_init(part);
    mpz_set_ui(sum, 0);
    for (size_t i = 0; i < m->n_rows; i++) {
        mpz_mul_si(part, of->row.numerator[i], m->rows[i].rhs);
        mpz_addmul_ui(sum, part, HZ_SHARE_ONE);
    }
    for (size_t k = 0; k < m->n_arcs; k++)
        mpz_submul_ui(sum, of->arc[k], m->arcs[k].slack_bp);
    for (size_t j = 0; j < m->n_columns; j++)
        mpz_addmul_ui(sum, of->bound[j], mpz_sgn(of->bound[j]) > 0 ? m->columns[j].lo_bp : m->columns[j].hi_bp);
    mpz_clear(part);
}

/* That is the optimum, or by how much no plan falls short: else some multiplier stands beside a bound or an arc that is not reached. */
static hz_status check_sum(const hz_multipliers *of, const hz_model *m, const hz_proof *proof, hz_error *err)
{
    mpq_t is, ought;
    bool adds_up;

    mpq_inits(is, ought, NULL);
    sum_up(mpq_numref(is), of, m);
    mpz_set(mpq_denref(is), of->row.denominator);
    mpq_canonicalize(is);
    if (proof->outcome == HZ_OUTCOME_OPTIMAL) {
        mpq_set_ui(ought, HZ_SHARE_ONE, 1);
        mpq_mul(ought, ought, proof->cost_fen_d);
    } else {
        mpq_mul(ought, proof->shortfall, of->scale);
    }
    adds_up = mpq_equal(is, ought);
    mpq_clears(is, ought, NULL);
    return adds_up ? HZ_OK : hz_error_set(err, HZ_ERR_VERIFY, "%s", _("the multipliers of the proof do not add up to what it proves; no plan is given"));
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
        status = bear(*out, model, solution, proof, err);
    else if (!status && proof->n_rows > model->n_rows)
        take_arc_rows(*out, model);
    forget_arc_rows(*out, model->n_rows);
    if (!status)
        status = check_sum(*out, model, proof, err);
    if (status) {
        hz_multipliers_free(*out);
        *out = NULL;
    }
    return status;
}

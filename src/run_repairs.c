/* run_repairs.c - where there is no plan: what could be given up so that there is one, and what it would cost
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How much of one demand must be given up is the optimum of an elastic program (solve/elastic.h). It is rounded to whole units on the side that
 * gives up more, and the model with it is solved at its own costs: that is the proof that there is a plan then, and its bound. Rows for those
 * who may fail are found only there; where one of them is broken, the amount is measured again beside it. */
#include "run_repairs.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "run_proof.h"
#include "solve/elastic.h"
#include "solve/rational.h"

enum { MOST_TRIED = 24, MOST_ROUNDS = 20 };

/* ---- a model in which something is given up ---- */

/* The cheapest plan; *has_plan: there is one. Of several levels its cost is of no day. */
static hz_status solve(hz_repair *repair, hz_model *m, hz_error *err)
{
    hz_proof *proof = NULL;
    hz_status status = hz_run_prove_guarded(&proof, m, err);

    if (!status && (repair->is_enough = proof->outcome == HZ_OUTCOME_OPTIMAL)) {
        repair->cost_fen_d = hz_rational_ceil(proof->cost_fen_d);
        repair->has_cost = m->n_levels == 1;
    }
    hz_proof_free(proof);
    return status;
}

/* A row that asks for nothing: what all of it together can be. */
static void void_row(hz_model *m, uint32_t row)
{
    int64_t most = 0, least = 0;

    for (uint64_t k = 0; k < m->start[m->n_columns]; k++)
        if (m->row[k] == row) {
            most += m->value[k] > 0 ? m->value[k] : 0;
            least += m->value[k] < 0 ? m->value[k] : 0;
        }
    m->rows[row].rhs = m->rows[row].sense == HZ_AT_LEAST ? least : most;
}

static void open_element(hz_model *m, const hz_opening *o, size_t e)
{
    const hz_element *element = &o->elements.elements[e];

    for (uint32_t i = element->first; i < element->first + element->n; i++) {
        uint32_t member = o->elements.member[i];

        if (element->kind == HZ_ELEMENT_ROWS)
            void_row(m, member);
        else if (element->kind == HZ_ELEMENT_UPPER)
            m->columns[member].hi_bp = o->elements.open_bp[i];
        else
            m->columns[member].lo_bp = o->elements.open_bp[i];
    }
}

static hz_status give_up(hz_repair *repair, const hz_opening *o, const size_t *elements, size_t n, hz_error *err)
{
    hz_model *m = NULL;
    hz_status status = hz_model_copy(&m, o->model, err);

    for (size_t i = 0; i < n && !status; i++)
        open_element(m, o, elements[i]);
    if (!status)
        status = solve(repair, m, err);
    hz_model_free(m);
    return status;
}

/* ---- a target that is lowered ---- */

static bool is_safety_of(const hz_row *row, const hz_row *target)
{
    return target->kind == HZ_ROW_TARGET || target->kind == HZ_ROW_POOL ? row->kind == HZ_ROW_SAFETY && row->target == target->demand : false;
}

/* What is left of an amount in whole units when a share is missing: `up`, of an amount that is added, rounded up. */
static int64_t share_of(int64_t amount, const mpq_t share_bp, bool is_up)
{
    mpz_t number, divisor;
    int64_t whole;

    mpz_init_set_si(number, amount);
    mpz_mul(number, number, mpq_numref(share_bp));
    mpz_init(divisor);
    mpz_mul_si(divisor, mpq_denref(share_bp), HZ_SHARE_ONE);
    if (is_up)
        mpz_cdiv_q(number, number, divisor);
    else
        mpz_fdiv_q(number, number, divisor);
    whole = mpz_get_si(number);
    mpz_clear(number);
    mpz_clear(divisor);
    return whole;
}

/* A share of every cut that fails asks for more than the target itself. */
static int64_t safe_rhs(const hz_opening *o, const hz_row *safety, int64_t rhs)
{
    const hz_demand *demand = &o->scenario->demands[safety->demand];

    return demand->n_failing > 0 ? rhs : hz_div_ceil((__int128)rhs * HZ_RATIO_ONE, HZ_RATIO_ONE - demand->ratio_ppm);
}

static void ask_for(hz_model *m, const hz_opening *o, uint32_t row, int64_t rhs)
{
    for (size_t i = 0; i < m->n_rows; i++)
        if (i == row)
            m->rows[i].rhs = rhs;
        else if (is_safety_of(&m->rows[i], &m->rows[row]))
            m->rows[i].rhs = safe_rhs(o, &m->rows[i], rhs);
}

static bool put_row_and_safety(hz_spares *spares, const hz_model *m, uint32_t row)
{
    if (!hz_spares_make(spares, 1, m->n_rows))
        return false;
    hz_spares_put(spares, row, m->rows[row].rhs);
    for (uint32_t i = 0; i < m->n_rows; i++) /* they stand behind it */
        if (i > row && is_safety_of(&m->rows[i], &m->rows[row]))
            hz_spares_put(spares, i, m->rows[i].rhs);
    hz_spares_close(spares, HZ_SHARE_ONE, 1);
    return true;
}

/* *lowered: what may be asked for beside all rows that are there, in whole units; false: nothing helps. */
static hz_status measure_target(int64_t *lowered, bool *is_possible, const hz_model *m, uint32_t row, int64_t unit, hz_error *err)
{
    hz_given *given = NULL;
    hz_spares spares;
    hz_status status;

    if (!put_row_and_safety(&spares, m, row))
        return hz_error_memory(err);
    if (!(status = hz_give_least(&given, m, &spares, err)) && (*is_possible = given->is_possible)) {
        int64_t rhs = m->rows[row].rhs - share_of(m->rows[row].rhs, given->given_bp[0], true);

        *lowered = hz_div_floor(rhs, unit) * unit;
    }
    hz_given_free(given);
    hz_spares_clear(&spares);
    return status;
}

static hz_status lower_target(hz_repair *repair, const hz_opening *o, uint32_t row, hz_error *err)
{
    int64_t required = o->model->rows[row].rhs, unit = hz_opening_unit(o, &o->model->rows[row]), lowered = 0;
    bool is_possible = true;
    hz_model *m = NULL;
    hz_status status = hz_model_copy(&m, o->model, err);

    for (int i = 0; i < MOST_ROUNDS && !status && is_possible && !repair->is_enough; i++) {
        ask_for(m, o, row, required);
        if ((status = measure_target(&lowered, &is_possible, m, row, unit, err)) || !is_possible)
            break;
        ask_for(m, o, row, lowered);
        status = solve(repair, m, err);
    }
    repair->has_amount = repair->is_enough;
    repair->amount = lowered / unit;
    hz_model_free(m);
    return status;
}

/* ---- a floor or a cap that is loosened ---- */

/* All that the row can come to above what it allows. */
static int64_t most_above(const hz_model *m, uint32_t row)
{
    __int128 most = -(__int128)m->rows[row].rhs * HZ_SHARE_ONE;

    for (size_t j = 0; j < m->n_columns; j++) {
        int64_t value = hz_coefficient(m, j, row);

        most += (__int128)value * (value > 0 ? m->columns[j].hi_bp : m->columns[j].lo_bp);
    }
    return most > 0 ? hz_div_ceil(most, HZ_SHARE_ONE) : 0;
}

static hz_status measure_limit(int64_t *more, bool *is_possible, const hz_model *m, uint32_t row, hz_error *err)
{
    int64_t most = most_above(m, row);
    hz_given *given = NULL;
    hz_spares spares;
    hz_status status;

    if (!hz_spares_make(&spares, 1, 1))
        return hz_error_memory(err);
    hz_spares_put(&spares, row, -most);
    hz_spares_close(&spares, HZ_SHARE_ONE, 1);
    *is_possible = false;
    if (most > 0 && !(status = hz_give_least(&given, m, &spares, err)) && (*is_possible = given->is_possible))
        *more = share_of(most, given->given_bp[0], true);
    else if (most <= 0)
        status = HZ_OK;
    hz_given_free(given);
    hz_spares_clear(&spares);
    return status;
}

static hz_status loosen_limit(hz_repair *repair, const hz_opening *o, uint32_t row, hz_error *err)
{
    const hz_row *of = &o->model->rows[row];
    bool is_possible = true;
    int64_t more = 0;
    hz_model *m = NULL;
    hz_status status = hz_model_copy(&m, o->model, err);

    for (int i = 0; i < MOST_ROUNDS && !status && is_possible && !repair->is_enough; i++) {
        m->rows[row].rhs = of->rhs;
        if ((status = measure_limit(&more, &is_possible, m, row, err)) || !is_possible)
            break;
        m->rows[row].rhs = of->rhs + more;
        status = solve(repair, m, err);
    }
    repair->has_amount = repair->is_enough;
    repair->amount = of->kind == HZ_ROW_FLOOR ? of->base - of->rhs - more : of->rhs + more;
    hz_model_free(m);
    return status;
}

/* ---- floors and caps, several together ---- */

static bool is_limit(const hz_row *row)
{
    return (row->kind == HZ_ROW_FLOOR || row->kind == HZ_ROW_CAP) && row->base > 0;
}

/* Each can be loosened as far as it takes; that far is one, so that a small demand counts as much as a large one. */
static bool put_limits(hz_spares *spares, const hz_model *m)
{
    size_t n = 0;

    for (size_t i = 0; i < m->n_rows; i++)
        n += is_limit(&m->rows[i]);
    if (!hz_spares_make(spares, n, n))
        return false;
    for (uint32_t i = 0; i < m->n_rows; i++)
        if (is_limit(&m->rows[i])) {
            hz_spares_put(spares, i, -most_above(m, i));
            hz_spares_close(spares, HZ_SHARE_ONE, 1);
        }
    return true;
}

static size_t element_of(const hz_opening *o, uint32_t row)
{
    size_t e = 0;

    while (e < o->elements.n && o->row[e] != row)
        e++;
    return e;
}

/* The model with what is given, and the list of it. */
static hz_status loosen(hz_repair *repair, hz_model *m, const hz_opening *o, const hz_given *given, hz_error *err)
{
    if (!(repair->lifted = hz_calloc(given->n + 1, sizeof *repair->lifted)))
        return hz_error_memory(err);
    for (uint32_t i = 0, k = 0; i < m->n_rows; i++) {
        hz_row *row = &m->rows[i];
        hz_clash *clash = &repair->lifted[repair->n_lifted];

        if (!is_limit(row) || mpq_sgn(given->given_bp[k]) == 0) {
            k += is_limit(row);
            continue;
        }
        row->rhs += share_of(most_above(o->model, i), given->given_bp[k], true);
        k++;
        *clash = o->clashes[element_of(o, i)];
        clash->has_within = true;
        clash->within = row->kind == HZ_ROW_FLOOR ? row->base - row->rhs : row->rhs;
        repair->n_lifted++;
    }
    repair->what = repair->lifted[0];
    return solve(repair, m, err);
}

/* Only where it takes several: one by itself is tried by itself. */
static hz_status loosen_limits(hz_impasse *r, const hz_opening *o, hz_error *err)
{
    hz_repair *repair = &r->repairs[r->n_repairs];
    hz_given *given = NULL;
    hz_model *m = NULL;
    hz_spares spares;
    hz_status status = HZ_OK;

    *repair = (hz_repair){.kind = HZ_REPAIR_LIMITS};
    if (!put_limits(&spares, o->model))
        return hz_error_memory(err);
    if (spares.n > 1 && !o->is_large && !(status = hz_model_copy(&m, o->model, err)) &&
        !(status = hz_give_least(&given, m, &spares, err)) && given->is_possible)
        status = loosen(repair, m, o, given, err);
    if (!status && repair->is_enough && repair->n_lifted > 1)
        r->n_repairs++;
    else {
        free(repair->lifted);
        *repair = (hz_repair){0};
    }
    hz_given_free(given);
    hz_model_free(m);
    hz_spares_clear(&spares);
    return status;
}

/* ---- exemptions and most cuts, several together ---- */

static bool is_upper(const hz_opening *o, size_t e)
{
    return o->elements.elements[e].kind == HZ_ELEMENT_UPPER;
}

/* What a column could bring beyond its bound. */
static void put_column(hz_spares *spares, const hz_model *m, uint32_t j, uint16_t open_bp)
{
    for (uint64_t k = m->start[j]; k < m->start[j + 1]; k++)
        hz_spares_put(spares, m->row[k], m->value[k]);
    hz_spares_close(spares, (uint16_t)(open_bp - m->columns[j].hi_bp), 1);
}

static bool put_uppers(hz_spares *spares, const hz_opening *o)
{
    const hz_model *m = o->model;
    size_t n = 0, n_entries = 0;

    for (size_t e = 0; e < o->elements.n; e++)
        for (uint32_t i = 0; is_upper(o, e) && i < o->elements.elements[e].n; i++, n++) {
            uint32_t j = o->elements.member[o->elements.elements[e].first + i];

            n_entries += m->start[j + 1] - m->start[j];
        }
    if (!hz_spares_make(spares, n, n_entries))
        return false;
    for (size_t e = 0; e < o->elements.n; e++)
        for (uint32_t i = o->elements.elements[e].first; is_upper(o, e) && i < o->elements.elements[e].first + o->elements.elements[e].n; i++)
            put_column(spares, m, o->elements.member[i], o->elements.open_bp[i]);
    return true;
}

/* Those who would be cut beyond their bounds. Returns how many. */
static size_t list_lifted(size_t *lifted, const hz_opening *o, const hz_given *given)
{
    size_t n = 0, k = 0;

    for (size_t e = 0; e < o->elements.n; e++) {
        bool is_lifted = false;

        for (uint32_t i = 0; is_upper(o, e) && i < o->elements.elements[e].n; i++, k++)
            is_lifted |= mpq_sgn(given->given_bp[k]) > 0;
        if (is_lifted)
            lifted[n++] = e;
    }
    return n;
}

static hz_status keep_lifted(hz_repair *repair, const hz_opening *o, const size_t *lifted, size_t n, hz_error *err)
{
    if (!(repair->lifted = hz_calloc(n + 1, sizeof *repair->lifted)))
        return hz_error_memory(err);
    repair->kind = HZ_REPAIR_LIFT;
    for (size_t i = 0; i < n; i++)
        repair->lifted[repair->n_lifted++] = o->clashes[lifted[i]];
    repair->what = repair->lifted[0];
    return give_up(repair, o, lifted, n, err);
}

/* In a model with arcs what opens must open along them: those of the conflict are lifted together. */
static hz_status lift_conflict(hz_repair *repair, bool *is_there, const hz_opening *o, const hz_conflict *c, hz_error *err)
{
    size_t *lifted = hz_calloc(o->elements.n + 1, sizeof *lifted), n = 0;
    hz_status status = lifted ? HZ_OK : hz_error_memory(err);

    for (size_t e = 0; !status && e < c->n; e++)
        if (c->is_in[e] && is_upper(o, e))
            lifted[n++] = e;
    if ((*is_there = n > 0))
        status = keep_lifted(repair, o, lifted, n, err);
    free(lifted);
    return status;
}

/* *is_there: some of them, lifted whole, are worth saying. */
static hz_status lift_fewest(hz_repair *repair, bool *is_there, const hz_opening *o, hz_error *err)
{
    size_t *lifted = hz_calloc(o->elements.n + 1, sizeof *lifted), n;
    hz_given *given = NULL;
    hz_spares spares = {0};
    hz_status status = lifted && put_uppers(&spares, o) ? HZ_OK : hz_error_memory(err);

    *is_there = false;
    if (!status && spares.n > 0 && !(status = hz_give_least(&given, o->model, &spares, err)) && given->is_possible &&
        (n = list_lifted(lifted, o, given)) > 0) {
        *is_there = true;
        status = keep_lifted(repair, o, lifted, n, err);
    }
    hz_given_free(given);
    hz_spares_clear(&spares);
    free(lifted);
    return status;
}

/* ---- all targets at once ---- */

static uint32_t row_of(const hz_model *m, const hz_balance *of)
{
    uint32_t i = 0;

    while (i < m->n_rows && (m->rows[i].demand != of->demand || m->rows[i].group != of->group || m->rows[i].target != of->target))
        i++;
    return i;
}

/* Each by what is missing of it where the least is missing altogether. */
void hz_run_lower_each(hz_model *m, const hz_opening *o, const hz_impasse *r)
{
    for (size_t i = 0; i < r->n_shortfalls; i++) {
        uint32_t row = row_of(m, &r->shortfalls[i].of);

        ask_for(m, o, row, m->rows[row].rhs - r->shortfalls[i].missing_g_d);
    }
}

/* All to the same share of what is asked, in whole units. */
void hz_run_lower_alike(hz_model *m, const hz_opening *o, const hz_impasse *r)
{
    mpq_t share_bp;

    mpq_init(share_bp);
    mpq_set_str(share_bp, r->factor_exact, 10);
    mpz_mul_ui(mpq_numref(share_bp), mpq_numref(share_bp), HZ_SHARE_ONE);
    mpq_canonicalize(share_bp);
    for (size_t i = 0; i < m->n_rows; i++) {
        hz_row *row = &m->rows[i];

        if (row->sense == HZ_AT_LEAST && row->rhs > 0)
            row->rhs = hz_div_floor(share_of(row->rhs, share_bp, false), hz_opening_unit(o, row)) * hz_opening_unit(o, row);
    }
    mpq_clear(share_bp);
}

static hz_status lower_all(hz_impasse *r, hz_repair_kind kind, hz_lowering *lower, const hz_opening *o, hz_error *err)
{
    hz_repair *repair = &r->repairs[r->n_repairs];
    hz_model *m = NULL;
    hz_status status = hz_model_copy(&m, o->model, err);

    *repair = (hz_repair){.kind = kind, .what = {.of = {.demand = HZ_NONE}}};
    if (!status) {
        lower(m, o, r);
        status = solve(repair, m, err);
    }
    r->n_repairs += !status && repair->is_enough;
    hz_model_free(m);
    return status;
}

static hz_status try_all_targets(hz_impasse *r, const hz_opening *o, hz_error *err)
{
    hz_status status = HZ_OK;

    if (r->n_shortfalls > 1)
        status = lower_all(r, HZ_REPAIR_EACH, hz_run_lower_each, o, err);
    if (r->has_factor && status != HZ_ERR_INTERRUPTED)
        status = lower_all(r, HZ_REPAIR_ALIKE, hz_run_lower_alike, o, err);
    return status;
}

/* ---- all of them ---- */

static bool is_plan_cost_cap(const hz_row *row)
{
    return row->kind == HZ_ROW_CAP && row->base == 0;
}

static hz_status try_element(hz_repair *repair, const hz_opening *o, size_t e, hz_error *err)
{
    uint32_t row = o->row[e];

    repair->what = o->clashes[e];
    if (row == HZ_NONE || is_plan_cost_cap(&o->model->rows[row]))
        return give_up(repair, o, &e, 1, err);
    return o->model->rows[row].sense == HZ_AT_LEAST ? lower_target(repair, o, row, err) : loosen_limit(repair, o, row, err);
}

static bool is_safety(const hz_opening *o, size_t e)
{
    return o->row[e] != HZ_NONE && o->model->rows[o->row[e]].kind == HZ_ROW_SAFETY;
}

static bool is_tried(const hz_opening *o, const hz_conflict *c, size_t e)
{
    uint32_t row = o->row[e];

    return c->is_in[e] && !is_upper(o, e) && (row == HZ_NONE || o->model->rows[row].sense == HZ_AT_MOST || o->model->rows[row].rhs > 0);
}

/* Of a safety the rows of all who fail, and that more are looked for. */
static hz_status give_up_safety(hz_repair *repair, const hz_opening *o, size_t e, hz_error *err)
{
    uint32_t demand = o->model->rows[o->row[e]].demand;
    size_t n_guards = 0;
    hz_model *m = NULL;
    hz_status status = hz_model_copy(&m, o->model, err);

    if (status)
        return status;
    repair->what = o->clashes[e];
    for (uint32_t i = 0; i < m->n_rows; i++)
        if (m->rows[i].kind == HZ_ROW_SAFETY && m->rows[i].demand == demand)
            void_row(m, i);
    for (size_t g = 0; g < m->n_guards; g++)
        if (m->guards[g].demand != demand)
            m->guards[n_guards++] = m->guards[g];
    m->n_guards = n_guards;
    status = solve(repair, m, err);
    hz_model_free(m);
    return status;
}

/* The rows of those who fail are one demand. */
static bool is_listed(const hz_impasse *r, const hz_clash *clash)
{
    for (size_t i = 0; i < r->n_repairs; i++)
        if (r->repairs[i].what.kind == clash->kind && r->repairs[i].what.of.demand == clash->of.demand &&
            r->repairs[i].what.of.group == clash->of.group && r->repairs[i].what.of.target == clash->of.target &&
            r->repairs[i].what.of.product == clash->of.product)
            return true;
    return false;
}

/* The target that must be safe, which may be in reach by itself. */
static uint32_t target_of(const hz_opening *o, size_t e)
{
    const hz_model *m = o->model;
    uint32_t i = 0;

    while (m->rows[i].demand != m->rows[o->row[e]].target || m->rows[i].kind == HZ_ROW_SAFETY)
        i++;
    return i;
}

static hz_status try_safety(hz_impasse *r, const hz_opening *o, size_t e, hz_error *err)
{
    size_t target = element_of(o, target_of(o, e));
    hz_status status = HZ_OK;

    if (is_listed(r, &o->clashes[e]))
        return HZ_OK;
    if (!is_listed(r, &o->clashes[target]) && !(status = try_element(&r->repairs[r->n_repairs], o, target, err)))
        r->n_repairs++;
    if (!status && !(status = give_up_safety(&r->repairs[r->n_repairs], o, e, err)))
        r->n_repairs++;
    return status;
}

static hz_status try_elements(hz_impasse *r, const hz_opening *o, const hz_conflict *c, hz_error *err)
{
    hz_status status = HZ_OK;

    for (size_t e = 0; e < c->n && r->n_repairs < MOST_TRIED && !status; e++)
        if (is_tried(o, c, e) && is_safety(o, e))
            status = try_safety(r, o, e, err);
        else if (is_tried(o, c, e) && !(status = try_element(&r->repairs[r->n_repairs], o, e, err)))
            r->n_repairs++;
    return status;
}

static hz_status try_lifting(hz_impasse *r, const hz_opening *o, const hz_conflict *c, hz_error *err)
{
    bool is_there;
    hz_repair *repair = &r->repairs[r->n_repairs];
    hz_status status = o->model->n_arcs > 0 || o->is_large ? lift_conflict(repair, &is_there, o, c, err)
                                                           : lift_fewest(repair, &is_there, o, err);

    if (!status && is_there) {
        r->n_repairs++;
        return HZ_OK;
    }
    free(repair->lifted);
    *repair = (hz_repair){0};
    return status;
}

static int cheapest_first(const void *a, const void *b)
{
    const hz_repair *x = a, *y = b;

    if (x->is_enough != y->is_enough)
        return x->is_enough ? -1 : 1;
    if (x->cost_fen_d != y->cost_fen_d)
        return x->cost_fen_d < y->cost_fen_d ? -1 : 1;
    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    if (x->what.kind != y->what.kind)
        return x->what.kind < y->what.kind ? -1 : 1;
    return (x->what.line > y->what.line) - (x->what.line < y->what.line);
}

hz_status hz_run_find_repairs(hz_impasse *refusal, const hz_opening *opening, const hz_conflict *conflict, hz_error *err)
{
    hz_status status;

    if (!(refusal->repairs = hz_calloc(MOST_TRIED + 6, sizeof *refusal->repairs)))
        return hz_error_memory(err);
    status = try_elements(refusal, opening, conflict, err);
    if (status != HZ_ERR_INTERRUPTED)
        status = try_all_targets(refusal, opening, err);
    if (status != HZ_ERR_INTERRUPTED)
        status = loosen_limits(refusal, opening, err);
    if (status != HZ_ERR_INTERRUPTED)
        status = try_lifting(refusal, opening, conflict, err);
    if (refusal->n_repairs > 1)
        qsort(refusal->repairs, refusal->n_repairs, sizeof *refusal->repairs, cheapest_first);
    return status;
}

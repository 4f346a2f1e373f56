/* reasons.c - why each unit is ordered what it is: what its cut costs, and what it is worth at the prices of the plan
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A unit stands somewhere on a way: the share of its output, or the rungs of its modes from below. From there it can go on to any
 * place further up, or back to any below. What going on is worth less what it costs is its gain; the plan is at rest where neither
 * going on nor going back has one. Gains are kept over the one denominator of the prices, in whole numbers. */
#include "plan/reasons.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/cancel.h"
#include "base/text.h"
#include "plan/places.h"
#include "solve/common.h"

/* Where a unit has come to on its way. */
typedef struct {
    size_t first, n;  /* its columns, the deepest first: the way begins at the last */
    size_t at;        /* the last column on the way that is begun, first + n: none */
    int64_t at_bp;    /* how far that has gone */
} stand;

/* A piece of the way, from where it stands. */
typedef struct {
    size_t from, to;        /* columns from .. to, from below: from >= to */
    int64_t from_bp, to_bp; /* where it begins in the first of them, and ends in the last */
    mpz_t gain;             /* worth less cost, 1/10000 fen over the denominator */
} piece;

typedef struct {
    const hz_scenario *scenario;
    const hz_model *m;
    const hz_order *orders;
    hz_common price;
    mpz_t *gain;      /* [n_columns] of a full column: worth less cost, fen over the denominator */
    mpz_t *part;      /* [n_rows] scratch: what each row contributes */
    uint32_t *used;   /* [n_used] rows with a part */
    bool *is_used;    /* [n_rows] */
    size_t n_used;
    mpz_t sum;        /* scratch */
    piece on, back;
} finder;

/* ---- ways ---- */

/* How far a column of the unit has gone under its order: the deepest that is begun says it. */
static int64_t place_of(const hz_column *column, const hz_order *order)
{
    if (column->mode == 0)
        return order->cut_bp;
    if (column->mode != order->mode)
        return 0;
    return column->is_whole ? HZ_SHARE_ONE : hz_place_of_cut(column, order->cut_bp);
}

static stand stand_of(const finder *f, size_t first, size_t n)
{
    const hz_order *order = &f->orders[f->m->columns[first].unit];
    stand s = {first, n, first + n, 0};

    for (size_t j = first; j < first + n && s.at == first + n; j++) {
        int64_t bp = place_of(&f->m->columns[j], order);

        if (bp > 0) {
            s.at = j;
            s.at_bp = bp;
        }
    }
    return s;
}


/* ---- going on, and back ---- */

/* The best of the places further up; false: there is none. The piece ends there, or where the gain is largest. */
static bool go_on(finder *f, const stand *s)
{
    bool is_begun = s->at < s->first + s->n;
    size_t from = is_begun && s->at_bp < f->m->columns[s->at].hi_bp ? s->at : s->at - (s->at > s->first);
    int64_t from_bp = is_begun && from == s->at ? s->at_bp : f->m->columns[from].lo_bp;
    bool is_any = false;
    mpz_t best, part;

    mpz_inits(best, part, NULL);
    mpz_set_ui(f->sum, 0);
    for (size_t j = from + 1; j-- > s->first && (j != s->at || s->at_bp < f->m->columns[j].hi_bp);) {
        int64_t begin = j == from ? from_bp : f->m->columns[j].lo_bp;

        mpz_mul_si(part, f->gain[j], f->m->columns[j].hi_bp - begin);
        mpz_add(f->sum, f->sum, part);
        if (f->m->columns[j].hi_bp > begin && (!is_any || mpz_cmp(f->sum, best) > 0)) {
            mpz_set(best, f->sum);
            f->on.from = from;
            f->on.from_bp = from_bp;
            f->on.to = j;
            f->on.to_bp = f->m->columns[j].hi_bp;
            is_any = true;
        }
    }
    mpz_set(f->on.gain, best);
    mpz_clears(best, part, NULL);
    return is_any;
}

/* The best of the places below: what has been gone since then has a gain, and the least is what going back would give away. */
static bool go_back(finder *f, const stand *s)
{
    bool is_any = false;
    mpz_t least, part;

    mpz_inits(least, part, NULL);
    mpz_set_ui(f->sum, 0);
    for (size_t j = s->at; j < s->first + s->n; j++) {
        int64_t end = j == s->at ? s->at_bp : f->m->columns[j].hi_bp, begin = f->m->columns[j].lo_bp;

        mpz_mul_si(part, f->gain[j], end - begin);
        mpz_add(f->sum, f->sum, part);
        if (end > begin && (!is_any || mpz_cmp(f->sum, least) < 0)) {
            mpz_set(least, f->sum);
            f->back.from = j;
            f->back.from_bp = begin;
            f->back.to = s->at;
            f->back.to_bp = s->at_bp;
            is_any = true;
        }
        if (begin > 0)
            break; /* further back it may not go */
    }
    mpz_set(f->back.gain, least);
    mpz_clears(least, part, NULL);
    return is_any;
}

/* ---- a piece in money ---- */

static void add_part(finder *f, size_t column, int64_t bp)
{
    for (uint64_t k = f->m->start[column]; k < f->m->start[column + 1]; k++) {
        uint32_t i = f->m->row[k];

        if (mpz_sgn(f->price.numerator[i]) == 0)
            continue;
        if (!f->is_used[i])
            f->used[f->n_used++] = i;
        f->is_used[i] = true;
        mpz_mul_si(f->sum, f->price.numerator[i], bp);
        mpz_mul_si(f->sum, f->sum, f->m->value[k]);
        mpz_add(f->part[i], f->part[i], f->sum);
    }
}

/* 1/10000 over the denominator as whole fen, half to even. */
static int64_t fen_of(finder *f, const mpz_t amount)
{
    mpz_t quotient, rest;
    int64_t fen;
    int half;

    mpz_inits(quotient, rest, NULL);
    mpz_mul_ui(f->sum, f->price.denominator, HZ_SHARE_ONE);
    mpz_fdiv_qr(quotient, rest, amount, f->sum);
    mpz_mul_ui(rest, rest, 2);
    half = mpz_cmp(rest, f->sum);
    if (half > 0 || (half == 0 && mpz_odd_p(quotient)))
        mpz_add_ui(quotient, quotient, 1);
    fen = mpz_fits_slong_p(quotient) ? mpz_get_si(quotient) : mpz_sgn(quotient) > 0 ? INT64_MAX : INT64_MIN;
    mpz_clears(quotient, rest, NULL);
    return fen;
}

/* The rows that contribute, and the largest of them; the first in the order of the demands where several do alike. */
static void weigh_rows(finder *f, hz_reason *out)
{
    size_t best = SIZE_MAX;
    mpz_t worth;

    mpz_init(worth);
    for (size_t k = 0; k < f->n_used; k++) {
        uint32_t i = f->used[k];

        mpz_add(worth, worth, f->part[i]);
        if (mpz_sgn(f->part[i]) > 0 && (best == SIZE_MAX || mpz_cmp(f->part[i], f->part[best]) > 0 ||
                                        (mpz_cmp(f->part[i], f->part[best]) == 0 && i < best)))
            best = i;
    }
    out->worth_fen_d = fen_of(f, worth);
    out->row = best == SIZE_MAX ? HZ_NONE : (uint32_t)best;
    if (best != SIZE_MAX)
        out->row_worth_fen_d = fen_of(f, f->part[best]);
    for (size_t k = 0; k < f->n_used; k++) {
        mpz_set_ui(f->part[f->used[k]], 0);
        f->is_used[f->used[k]] = false;
    }
    f->n_used = 0;
    mpz_clear(worth);
}

/* What the piece brings to a row, 1/10000 base units. */
static __int128 amount_of(const finder *f, const piece *p, size_t row)
{
    __int128 amount = 0;

    for (size_t j = p->from + 1; j-- > p->to;)
        amount += (__int128)hz_coefficient(f->m, j, row) * ((j == p->to ? p->to_bp : f->m->columns[j].hi_bp) -
                                                            (j == p->from ? p->from_bp : f->m->columns[j].lo_bp));
    return amount;
}

static void price(finder *f, hz_reason *out, const piece *p)
{
    __int128 cost = 0;

    for (size_t j = p->from + 1; j-- > p->to;) {
        int64_t begin = j == p->from ? p->from_bp : f->m->columns[j].lo_bp, end = j == p->to ? p->to_bp : f->m->columns[j].hi_bp;

        cost += (__int128)f->m->columns[j].cost_fen_d * (end - begin);
        add_part(f, j, end - begin);
    }
    out->cost_fen_d = hz_div_half_even(cost, HZ_SHARE_ONE);
    weigh_rows(f, out);
    if (out->row != HZ_NONE)
        out->row_amount = hz_div_half_even(amount_of(f, p, out->row), HZ_SHARE_ONE);
}

/* ---- the reason of one unit ---- */

static void judge(finder *f, hz_reason *out, const stand *s)
{
    bool has_back = go_back(f, s), has_on = go_on(f, s);
    int back = has_back ? mpz_sgn(f->back.gain) : 0, on = has_on ? mpz_sgn(f->on.gain) : 0;

    if (!has_back && !has_on) {
        out->why = s->at_bp > 0 ? HZ_WHY_LEAST : HZ_WHY_SPARED;
        return;
    }
    if (has_on && on > 0)
        out->why = HZ_WHY_HELD_BACK;
    else if (has_back && back < 0)
        out->why = HZ_WHY_BEYOND;
    else if ((has_back && back == 0) || (has_on && on == 0))
        out->why = HZ_WHY_MARGIN;
    else if (has_back)
        out->why = HZ_WHY_WORTH;
    else
        out->why = s->at_bp > 0 ? HZ_WHY_LEAST : HZ_WHY_DEAR;
    price(f, out, has_back && out->why != HZ_WHY_HELD_BACK && !(out->why == HZ_WHY_MARGIN && back != 0) ? &f->back : &f->on);
    if (out->why == HZ_WHY_DEAR && out->worth_fen_d <= 0)
        out->why = HZ_WHY_USELESS;
}

static void find_gains(finder *f)
{
    for (size_t j = 0; j < f->m->n_columns; j++) {
        uint64_t first = f->m->start[j];

        hz_common_rest(f->gain[j], &f->price, f->m->columns[j].cost_fen_d, f->m->start[j + 1] - first, f->m->row + first,
                       f->m->value + first);
        mpz_neg(f->gain[j], f->gain[j]);
    }
}

static hz_status find_all(finder *f, hz_reason *reasons, hz_error *err)
{
    for (size_t u = 0; u < f->scenario->n_units; u++)
        reasons[u] = (hz_reason){.why = f->orders[u].action == HZ_ACTION_DOWN ? HZ_WHY_DOWN
                                        : f->orders[u].cut_bp > 0             ? HZ_WHY_LEAST
                                                                              : HZ_WHY_SPARED,
                                 .row = HZ_NONE};
    find_gains(f);
    for (size_t j = 0, n; j < f->m->n_columns; j += n) {
        n = hz_columns_of_unit(f->m, j);
        if (j % 4096 == 0 && hz_cancel_check(err))
            return err->status;
        if (f->m->columns[j].unit != HZ_NONE) {
            stand s = stand_of(f, j, n);

            judge(f, &reasons[f->m->columns[j].unit], &s);
        }
    }
    return HZ_OK;
}

/* ---- the verb ---- */

static bool begin(finder *f, mpq_t *of_row)
{
    const hz_model *m = f->m;

    f->gain = hz_calloc(m->n_columns + 1, sizeof *f->gain);
    f->part = hz_calloc(m->n_rows + 1, sizeof *f->part);
    f->used = hz_calloc(m->n_rows + 1, sizeof *f->used);
    f->is_used = hz_calloc(m->n_rows + 1, sizeof *f->is_used);
    mpz_inits(f->sum, f->on.gain, f->back.gain, NULL);
    for (size_t j = 0; f->gain && j < m->n_columns; j++)
        mpz_init(f->gain[j]);
    for (size_t i = 0; f->part && i < m->n_rows; i++)
        mpz_init(f->part[i]);
    if (!hz_common_make(&f->price, m->n_rows) || !f->gain || !f->part || !f->used || !f->is_used)
        return false;
    hz_common_take(&f->price, of_row);
    return true;
}

static void end(finder *f)
{
    for (size_t j = 0; f->gain && j < f->m->n_columns; j++)
        mpz_clear(f->gain[j]);
    for (size_t i = 0; f->part && i < f->m->n_rows; i++)
        mpz_clear(f->part[i]);
    mpz_clears(f->sum, f->on.gain, f->back.gain, NULL);
    hz_common_clear(&f->price);
    free(f->gain);
    free(f->part);
    free(f->used);
    free(f->is_used);
}

hz_status hz_find_reasons(hz_reason **out, const hz_scenario *scenario, const hz_model *model, mpq_t *of_row, const hz_order *orders,
                          hz_error *err)
{
    finder f = {.scenario = scenario, .m = model, .orders = orders};
    hz_status status;

    *out = hz_calloc(scenario->n_units + 1, sizeof **out);
    status = begin(&f, of_row) && *out ? find_all(&f, *out, err) : hz_error_memory(err);
    end(&f);
    if (status) {
        free(*out);
        *out = NULL;
    }
    return status;
}

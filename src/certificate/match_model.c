/* match_model.c - is the program that a certificate is of the one that a scenario gives?
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A certificate proves something of the program that is written in it. That this is the program of the scenario, and not one with
 * milder demands, is what is found out here: number by number. */
#include "certificate/match_model.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cancel.h"
#include "base/lang.h"
#include "base/text.h"
#include "model/guards.h"

typedef struct {
    const hz_certificate *c;
    hz_model *m;
    hz_fault *fault;
} match;

__attribute__((format(printf, 3, 4))) static bool blame(const match *x, int line, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(x->fault->text, sizeof x->fault->text, format, arguments);
    va_end(arguments);
    x->fault->line = line;
    return false;
}

/* ---- those who may fail ---- */

/* `kind` and a number that counts from one, at *at; moves behind it. */
static bool read_name(const char **at, char kind, size_t *index)
{
    size_t n;
    uint64_t number;

    if (**at != kind)
        return false;
    n = strspn(*at + 1, "0123456789");
    if (!hz_parse_uint(&number, *at + 1, n, UINT32_MAX) || number == 0)
        return false;
    *at += 1 + n;
    *index = (size_t)number - 1;
    return true;
}

static bool is_among(const uint32_t *list, uint32_t n, size_t enterprise)
{
    uint32_t i = 0;

    while (i < n && list[i] != enterprise)
        i++;
    return i < n;
}

/* R9:G1:E3,E17: each enterprise once, and no more than may fail. */
static bool read_set(const match *x, const char *name, hz_failing_set *set, uint32_t *failing)
{
    size_t row, guard, enterprise;

    if (!read_name(&name, 'R', &row) || *name++ != ':' || !read_name(&name, 'G', &guard) || guard >= x->m->n_guards)
        return false;
    *set = (hz_failing_set){(uint32_t)guard, failing, 0};
    while (*name == (set->n_failing == 0 ? ':' : ',')) {
        name++;
        if (!read_name(&name, 'E', &enterprise) || enterprise >= x->m->n_owners || set->n_failing == x->m->guards[guard].n_failing ||
            is_among(failing, set->n_failing, enterprise))
            return false;
        failing[set->n_failing++] = (uint32_t)enterprise;
    }
    return *name == '\0' && set->n_failing > 0;
}

static size_t most_failing(const hz_model *m)
{
    size_t most = 0;

    for (size_t g = 0; g < m->n_guards; g++)
        most = m->guards[g].n_failing > most ? m->guards[g].n_failing : most;
    return most;
}

/* The n rows behind those that every model of the scenario has. */
static hz_status read_sets(const match *x, hz_failing_set *sets, uint32_t *failing, size_t n, hz_error *err)
{
    const hz_constraint *rows = x->c->constraints + 2 * x->m->n_columns + x->m->n_rows;

    for (size_t i = 0; i < n; i++)
        if (!read_set(x, rows[i].name, &sets[i], failing + i * most_failing(x->m))) {
            blame(x, rows[i].line, _("%s is no row that the scenario asks for, nor one for those who may fail"), rows[i].name);
            return HZ_OK;
        }
    return hz_guard_add_rows(x->m, sets, n, err);
}

static hz_status add_rows(const match *x, hz_error *err)
{
    size_t n_usual = 2 * x->m->n_columns + x->m->n_rows + x->m->n_arcs;
    size_t n = x->c->n_given > n_usual ? x->c->n_given - n_usual : 0;
    hz_failing_set *sets = hz_calloc(n + 1, sizeof *sets);
    uint32_t *failing = hz_calloc(n * most_failing(x->m) + 1, sizeof *failing);
    hz_status status = HZ_OK;

    if (!sets || !failing)
        status = hz_error_memory(err);
    else if (n > 0)
        status = read_sets(x, sets, failing, n, err);
    free(sets);
    free(failing);
    return status;
}

/* ---- one constraint ---- */

/* top / bottom in lowest terms. */
static hz_ratio ratio_of(int64_t top, int64_t bottom)
{
    int64_t a = top < 0 ? -top : top, b = bottom;

    while (a != 0) {
        int64_t rest = b % a;

        b = a;
        a = rest;
    }
    return (hz_ratio){top / b, bottom / b};
}

static hz_ratio share_of(int64_t bp)
{
    return ratio_of(bp, HZ_SHARE_ONE);
}

static bool is_number(hz_ratio a, hz_ratio b)
{
    return a.top == b.top && a.bottom == b.bottom;
}

static bool is_term(const match *x, const hz_terms *terms, size_t k, size_t index, int64_t value)
{
    const hz_term *term = k < terms->n ? &x->c->terms[terms->first + k] : NULL;

    return term && term->index == index && is_number(term->value, (hz_ratio){value, 1});
}

static bool is_bound(const match *x, const hz_constraint *constraint, size_t j, int sense, int64_t bp)
{
    if (constraint->sense == sense && constraint->terms.n == 1 && is_term(x, &constraint->terms, 0, j, 1) &&
        is_number(constraint->rhs, share_of(bp)))
        return true;
    return blame(x, constraint->line, _("%1$s is not the bound that the scenario sets for column C%2$zu"), constraint->name, j + 1);
}

static bool match_bounds(const match *x)
{
    for (size_t j = 0; j < x->m->n_columns; j++)
        if (!is_bound(x, &x->c->constraints[2 * j], j, HZ_SENSE_AT_LEAST, x->m->columns[j].lo_bp) ||
            !is_bound(x, &x->c->constraints[2 * j + 1], j, HZ_SENSE_AT_MOST, x->m->columns[j].hi_bp))
            return false;
    return true;
}

/* Row i, whose terms are in the order of the columns: *next is how many of each row have been seen. */
static bool match_matrix(const match *x, size_t *next)
{
    const hz_constraint *rows = x->c->constraints + 2 * x->m->n_columns;

    for (size_t j = 0; j < x->m->n_columns; j++)
        for (uint64_t k = x->m->start[j]; k < x->m->start[j + 1]; k++) {
            const hz_constraint *row = &rows[x->m->row[k]];

            if (!is_term(x, &row->terms, next[x->m->row[k]]++, j, x->m->value[k]))
                return blame(x, row->line, _("in row %1$s column C%2$zu does not count what the scenario says"), row->name, j + 1);
        }
    return true;
}

static bool match_rows(const match *x, const size_t *n_terms)
{
    for (size_t i = 0; i < x->m->n_rows; i++) {
        const hz_constraint *row = &x->c->constraints[2 * x->m->n_columns + i];
        int sense = x->m->rows[i].sense == HZ_AT_LEAST ? HZ_SENSE_AT_LEAST : HZ_SENSE_AT_MOST;

        if (row->terms.n != n_terms[i])
            return blame(x, row->line, _("row %s counts what it does not count in the scenario"), row->name);
        if (row->sense != sense || !is_number(row->rhs, (hz_ratio){x->m->rows[i].rhs, 1}))
            return blame(x, row->line, _("row %1$s does not ask for what the scenario demands, %2$lld"), row->name,
                         (long long)x->m->rows[i].rhs);
    }
    return true;
}

static bool match_arcs(const match *x)
{
    for (size_t k = 0; k < x->m->n_arcs; k++) {
        const hz_constraint *arc = &x->c->constraints[2 * x->m->n_columns + x->m->n_rows + k];
        const hz_arc *of = &x->m->arcs[k];
        bool is_rising = of->before < of->after;

        if (arc->sense != HZ_SENSE_AT_MOST || arc->terms.n != 2 || !is_term(x, &arc->terms, !is_rising, of->before, 1) ||
            !is_term(x, &arc->terms, is_rising, of->after, -1) || !is_number(arc->rhs, share_of(of->slack_bp)))
            return blame(x, arc->line, _("%1$s is not what the scenario holds between columns C%2$u and C%3$u"), arc->name,
                         of->before + 1, of->after + 1);
    }
    return true;
}

static bool match_objective(const match *x)
{
    const hz_terms *objective = &x->c->objective;
    size_t k = 0;

    if (!x->c->is_minimised)
        return blame(x, 1, "%s", _("the certificate is of the highest cost, not of the lowest"));
    for (size_t j = 0; j < x->m->n_columns; j++)
        if (x->m->columns[j].cost_fen_d != 0 && !is_term(x, objective, k++, j, x->m->columns[j].cost_fen_d))
            return blame(x, 1, _("in the objective column C%zu does not cost what the scenario says"), j + 1);
    return k == objective->n ? true : blame(x, 1, "%s", _("the objective counts what costs nothing in the scenario"));
}

static bool match_size(const match *x)
{
    size_t n = 2 * x->m->n_columns + x->m->n_rows + x->m->n_arcs;

    for (size_t j = 0; j < x->c->n_variables; j++)
        if (x->c->is_whole[j])
            return blame(x, 1, _("variable %s is whole in the certificate; the linear program has none"), x->c->names[j]);
    if (x->c->n_variables == x->m->n_columns && x->c->n_given == n)
        return true;
    return blame(x, 1, _("the certificate has %1$zu variables and %2$zu constraints, the scenario %3$zu and %4$zu"), x->c->n_variables,
                 x->c->n_given, x->m->n_columns, n);
}

static hz_status match_all(const match *x, hz_error *err)
{
    size_t *n_terms = hz_calloc(x->m->n_rows + 1, sizeof *n_terms);
    hz_status status = n_terms ? hz_cancel_check(err) : hz_error_memory(err);

    if (!status && match_size(x) && match_objective(x) && match_bounds(x) && match_matrix(x, n_terms) && match_rows(x, n_terms))
        match_arcs(x);
    free(n_terms);
    return status;
}

hz_status hz_match_model(hz_fault *fault, const hz_certificate *certificate, hz_model *model, hz_error *err)
{
    match x = {certificate, model, fault};
    hz_status status;

    *fault = (hz_fault){0};
    if ((status = add_rows(&x, err)) || fault->text[0])
        return status;
    return match_all(&x, err);
}

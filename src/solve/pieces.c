/* pieces.c - what of a model is decided by itself once the prices and the links are known
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "solve/pieces.h"

#include <stdlib.h>

#include "base/arena.h"
#include "solve/chain.h"

static bool is_step(const hz_arc *arc)
{
    return arc->after == arc->before + 1 && arc->slack_bp == 0;
}

/* ---- links ---- */

static bool is_at_link(const hz_pieces *p, const hz_arc *arc)
{
    return hz_is_link(p, arc->before) || hz_is_link(p, arc->after);
}

static hz_status list_arcs(hz_pieces *p, const hz_model *m, hz_error *err)
{
    uint32_t *next;

    p->first_arc = hz_calloc(m->n_columns + 2, sizeof *p->first_arc);
    p->arc_at = hz_calloc(2 * m->n_arcs + 1, sizeof *p->arc_at);
    if (!p->first_arc || !p->arc_at)
        return hz_error_memory(err);
    next = p->first_arc + 1; /* counts, then where the next one goes, then where the list ends */
    for (size_t k = 0; k < m->n_arcs; k++) {
        next[m->arcs[k].before + 1]++;
        next[m->arcs[k].after + 1]++;
    }
    for (size_t j = 1; j <= m->n_columns; j++)
        next[j] += next[j - 1];
    for (uint32_t k = 0; k < m->n_arcs; k++) {
        p->arc_at[next[m->arcs[k].before]++] = k;
        p->arc_at[next[m->arcs[k].after]++] = k;
    }
    return HZ_OK;
}

/* A column of no unit at which there is no arc is the cost of a plan: no link. */
static hz_status find_links(hz_pieces *p, const hz_model *m, hz_error *err)
{
    if (!(p->link_of = hz_calloc(m->n_columns + 1, sizeof *p->link_of)))
        return hz_error_memory(err);
    for (size_t j = 0; j < m->n_columns; j++)
        p->link_of[j] = HZ_NONE;
    for (size_t k = 0; k < m->n_arcs; k++)
        for (int end = 0; end < 2; end++) {
            uint32_t j = end ? m->arcs[k].after : m->arcs[k].before;

            if (m->columns[j].unit == HZ_NONE)
                p->link_of[j] = 0;
        }
    for (size_t j = 0; j < m->n_columns; j++)
        if (p->link_of[j] == 0)
            p->link_of[j] = (uint32_t)p->n_links++;
    if (p->n_links == 0) {
        free(p->link_of);
        p->link_of = NULL;
    }
    return HZ_OK;
}

/* A column between two links, one of which has slack, ties them to each other: what is then best for either of them alone says little. */
static bool ties_links(const hz_pieces *p, const hz_model *m, uint32_t j)
{
    uint32_t one = HZ_NONE;
    bool has_slack = false, has_several = false;

    for (uint32_t e = p->first_arc[j]; e < p->first_arc[j + 1]; e++) {
        const hz_arc *arc = &m->arcs[p->arc_at[e]];
        uint32_t other = arc->before == j ? arc->after : arc->before;

        if (!hz_is_link(p, other))
            continue;
        has_slack |= arc->slack_bp > 0;
        has_several |= one != HZ_NONE && one != other;
        one = other;
    }
    return has_slack && has_several;
}

/* ---- pieces ---- */

/* Columns are of one piece when an arc leads from each to the next. */
static void mark_steps(hz_pieces *p, const hz_model *m, uint8_t *is_joined)
{
    for (size_t k = 0; k < m->n_arcs; k++) {
        const hz_arc *arc = &m->arcs[k];

        if (is_at_link(p, arc))
            continue;
        if (is_step(arc) && !is_joined[arc->after])
            is_joined[arc->after] = 1;
        else
            p->are_simple = false;
    }
}

static void cut(hz_pieces *p, const hz_model *m, const uint8_t *is_joined)
{
    for (size_t j = 0; j < m->n_columns; j++) {
        if (!is_joined[j])
            p->first[p->n++] = (uint32_t)j;
        p->are_simple &= j + 1 - p->first[p->n - 1] <= HZ_CHAIN_MAX;
    }
    p->first[p->n] = (uint32_t)m->n_columns;
}

static hz_status find_pieces(hz_pieces *p, const hz_model *m, hz_error *err)
{
    uint8_t *is_joined = hz_calloc(m->n_columns + 1, 1);

    p->first = hz_calloc(m->n_columns + 1, sizeof *p->first);
    if (!is_joined || !p->first) {
        free(is_joined);
        return hz_error_memory(err);
    }
    mark_steps(p, m, is_joined);
    cut(p, m, is_joined);
    free(is_joined);
    return HZ_OK;
}

size_t hz_piece_of(const hz_pieces *pieces, uint32_t column)
{
    size_t low = 0, high = pieces->n;

    if (!pieces->first)
        return column;
    while (low < high) {
        size_t middle = (low + high) / 2;

        if (pieces->first[middle + 1] <= column)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Without links a block is a piece, and its arcs follow one another. */
uint32_t hz_step_arc(const hz_pieces *pieces, const hz_model *model, size_t piece, size_t column)
{
    uint32_t e;

    if (!pieces->first_arc)
        return model->block_arc[piece] + (uint32_t)(column - pieces->first[piece]);
    for (e = pieces->first_arc[column]; model->arcs[pieces->arc_at[e]].after != column + 1; e++)
        ;
    return pieces->arc_at[e];
}

/* ---- do the arcs between links make trees? ---- */

static uint32_t root_of(uint32_t *up, uint32_t link)
{
    while (up[link] != link)
        link = up[link] = up[up[link]];
    return link;
}

/* Is there an arc between the same two before this one? */
static bool is_known(const hz_pieces *p, const hz_model *m, uint32_t k)
{
    uint32_t j = m->arcs[k].before, to = m->arcs[k].after;

    for (uint32_t e = p->first_arc[j]; e < p->first_arc[j + 1] && p->arc_at[e] < k; e++) {
        const hz_arc *arc = &m->arcs[p->arc_at[e]];

        if ((arc->before == j ? arc->after : arc->before) == to)
            return true;
    }
    return false;
}

static hz_status find_trees(hz_pieces *p, const hz_model *m, hz_error *err)
{
    uint32_t *up = hz_calloc(p->n_links + 1, sizeof *up);

    if (!up)
        return hz_error_memory(err);
    for (uint32_t link = 0; link < p->n_links; link++)
        up[link] = link;
    for (uint32_t k = 0; k < m->n_arcs; k++) {
        uint32_t a, b;

        if (!hz_is_link(p, m->arcs[k].before) || !hz_is_link(p, m->arcs[k].after) || is_known(p, m, k))
            continue;
        a = root_of(up, p->link_of[m->arcs[k].before]);
        b = root_of(up, p->link_of[m->arcs[k].after]);
        p->are_simple &= a != b;
        up[a] = b;
    }
    free(up);
    return HZ_OK;
}

hz_status hz_pieces_find(hz_pieces *pieces, const hz_model *model, hz_error *err)
{
    hz_status status = HZ_OK;

    *pieces = (hz_pieces){.n = model->n_columns, .are_simple = true};
    if (model->n_arcs == 0)
        return HZ_OK;
    pieces->n = 0;
    if (!(status = find_links(pieces, model, err)) && !(status = find_pieces(pieces, model, err)) &&
        (pieces->n_links > 0 || !pieces->are_simple))
        status = list_arcs(pieces, model, err);
    for (uint32_t j = 0; j < model->n_columns && pieces->n_links > 0 && !status; j++)
        pieces->are_simple &= hz_is_link(pieces, j) || !ties_links(pieces, model, j);
    if (pieces->n_links > 0 && !status)
        status = find_trees(pieces, model, err);
    if (status)
        hz_pieces_clear(pieces);
    return status;
}

void hz_pieces_clear(hz_pieces *pieces)
{
    free(pieces->first);
    free(pieces->link_of);
    free(pieces->first_arc);
    free(pieces->arc_at);
    *pieces = (hz_pieces){0};
}

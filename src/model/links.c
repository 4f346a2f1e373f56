/* links.c - the order of the grades and alike treatment as links and arcs
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/links.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/lang.h"

/* One group at one level; those of a trade and district stand together. */
typedef struct hz_link_place {
    uint64_t place; /* of the trade and district */
    uint32_t group; /* of the peers */
    uint16_t peers; /* of the fairness of the level */
    uint8_t k;      /* the level */
} link_place;

/* Those who are treated alike at one level, and their links. */
typedef struct hz_alike_group {
    uint32_t low, high; /* columns */
    uint32_t n, n_met;  /* peers, and how many of them are of the rank that is looked at */
    uint32_t joined;    /* the link of (8) that stands for them last met, HZ_NONE */
} alike_group;

static uint64_t place_of(const hz_linking *l, size_t unit)
{
    const hz_enterprise *e = &l->scenario->enterprises[l->scenario->units[unit].enterprise];

    return (uint64_t)e->sector * HZ_MAX_GROUPS + e->district;
}

static const hz_peers *peers_of(const hz_linking *l, const link_place *p)
{
    return &l->fairness[p->k].of[p->peers];
}

static const hz_demand *demand_of(const hz_linking *l, const link_place *p)
{
    return &l->scenario->demands[peers_of(l, p)->demand];
}

/* ---- which groups ---- */

static int by_place(const void *a, const void *b)
{
    const link_place *x = a, *y = b;

    if (x->place != y->place)
        return x->place < y->place ? -1 : 1;
    if (x->k != y->k)
        return x->k < y->k ? -1 : 1;
    if (x->peers != y->peers)
        return x->peers < y->peers ? -1 : 1;
    return x->group < y->group ? -1 : x->group > y->group;
}

/* The end of the rank that begins at peer `first`. */
static size_t end_of_rank(const hz_peers *p, size_t first, size_t end)
{
    size_t next = first + 1;

    while (next < end && p->peers[next].rank == p->peers[first].rank)
        next++;
    return next;
}

static size_t count_links(const hz_linking *l, const link_place *place)
{
    const hz_peers *p = peers_of(l, place);
    size_t n = 0, end = p->first[place->group + 1];

    for (size_t at = p->first[place->group]; at < end; at = end_of_rank(p, at, end))
        n++;
    return demand_of(l, place)->kind == HZ_DEMAND_ORDER ? n - 1 : 2;
}

static hz_status list_places(hz_linking *l, hz_error *err)
{
    size_t capacity = 0;

    for (size_t k = 0; k < l->n_levels; k++)
        for (size_t i = 0; i < l->fairness[k].n; i++)
            for (size_t g = 0; g < l->fairness[k].of[i].n_groups; g++) {
                const hz_peers *p = &l->fairness[k].of[i];

                if (!hz_grow((void **)&l->places, &capacity, l->n_places + 1, sizeof *l->places))
                    return hz_error_memory(err);
                l->places[l->n_places++] =
                    (link_place){place_of(l, p->peers[p->first[g]].unit), (uint32_t)g, (uint16_t)i, (uint8_t)k};
            }
    if (l->n_places > 1)
        qsort(l->places, l->n_places, sizeof *l->places, by_place);
    for (size_t i = 0; i < l->n_places; i++)
        l->n_links += count_links(l, &l->places[i]);
    return HZ_OK;
}

/* ---- in which order ---- */

/* The first of the groups of a trade and district, or behind the last. */
static size_t first_place(const hz_linking *l, uint64_t place)
{
    size_t low = 0, high = l->n_places;

    while (low < high) {
        size_t middle = (low + high) / 2;

        if (l->places[middle].place < place)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

typedef struct {
    uint32_t first; /* unit of the trade and district, where it is linked; else the unit itself */
    uint32_t unit;
} turn;

static int by_turn(const void *a, const void *b)
{
    const turn *x = a, *y = b;

    if (x->first != y->first)
        return x->first < y->first ? -1 : 1;
    return x->unit < y->unit ? -1 : x->unit > y->unit;
}

/* Units of a trade and district that are linked follow its first unit. first_of: [n_places], of the first group of each. */
static void take_turns(hz_linking *l, turn *turns, uint32_t *first_of)
{
    size_t n = l->scenario->n_units;

    for (size_t i = 0; i < l->n_places; i++)
        first_of[i] = HZ_NONE;
    for (size_t u = 0; u < n; u++) {
        uint64_t place = place_of(l, u);
        size_t i = first_place(l, place);
        bool is_linked = i < l->n_places && l->places[i].place == place;

        if (is_linked && first_of[i] == HZ_NONE)
            first_of[i] = (uint32_t)u;
        turns[u] = (turn){is_linked ? first_of[i] : (uint32_t)u, (uint32_t)u};
    }
    qsort(turns, n, sizeof *turns, by_turn);
    for (size_t i = 0; i < n; i++)
        l->sequence[i] = turns[i].unit;
}

static hz_status order_units(hz_linking *l, hz_error *err)
{
    size_t n = l->scenario->n_units;
    turn *turns = hz_calloc(n + 1, sizeof *turns);
    uint32_t *first_of = hz_calloc(l->n_places + 1, sizeof *first_of);
    bool has_room;

    l->sequence = hz_calloc(n + 1, sizeof *l->sequence);
    l->column_of = hz_calloc(n * l->n_levels + 1, sizeof *l->column_of);
    l->alike_of = hz_calloc(n * l->n_levels + 1, sizeof *l->alike_of);
    l->alike = hz_calloc(l->n_places, sizeof *l->alike);
    has_room = turns && first_of && l->sequence && l->column_of && l->alike_of && l->alike;
    for (size_t i = 0; i < n * l->n_levels && has_room; i++)
        l->column_of[i] = l->alike_of[i] = HZ_NONE;
    if (has_room)
        take_turns(l, turns, first_of);
    free(turns);
    free(first_of);
    return has_room ? HZ_OK : hz_error_memory(err);
}

hz_status hz_linking_make(hz_linking *l, hz_model *model, const hz_scenario *scenario, const hz_level *levels,
                          size_t n_levels, hz_error *err)
{
    hz_status status = HZ_OK;
    size_t n = 0;

    l->scenario = scenario;
    l->n_levels = n_levels;
    for (size_t k = 0; k < n_levels && !status; k++) {
        status = hz_find_peers(&l->fairness[k], scenario, levels[k], err);
        n += l->fairness[k].n;
    }
    if (status || n == 0 || (status = list_places(l, err)) || l->n_places == 0)
        return status;
    if (!(model->links = hz_calloc(l->n_links, sizeof *model->links)))
        return hz_error_memory(err);
    return order_units(l, err);
}

void hz_linking_free(hz_linking *l)
{
    for (size_t k = 0; k < l->n_levels; k++)
        hz_fairness_free(&l->fairness[k]);
    free(l->sequence);
    free(l->column_of);
    free(l->alike_of);
    free(l->alike);
    free(l->places);
}

/* ---- links and arcs ---- */

typedef struct {
    hz_linking *l;
    hz_model *m;
    size_t *arc_capacity;
    const link_place *place;
    const hz_peers *peers;
} builder;

static hz_grade grade_of(const builder *b, size_t peer)
{
    const hz_scenario *s = b->l->scenario;

    return (hz_grade)s->enterprises[s->units[b->peers->peers[peer].unit].enterprise].grade;
}

/* A link between the grades of two peers; its column. */
static uint32_t add_link(builder *b, size_t better, size_t worse, bool is_most)
{
    const hz_scenario *s = b->l->scenario;
    const hz_enterprise *e = &s->enterprises[s->units[b->peers->peers[better].unit].enterprise];
    hz_model *m = b->m;
    uint32_t column = (uint32_t)m->n_columns;

    m->columns[column] = (hz_column){.unit = HZ_NONE, .hi_bp = HZ_SHARE_ONE, .level = (uint8_t)m->levels[b->place->k]};
    m->start[column + 1] = m->start[column];
    if (m->owner) /* of nobody in particular, but those of an enterprise stay together */
        m->owner[column] = m->owner[column - 1];
    m->n_columns++;
    m->links[m->n_links++] = (hz_link){.column = column,
                                       .demand = b->peers->demand,
                                       .sector = e->sector,
                                       .district = e->district,
                                       .better = (uint8_t)grade_of(b, better),
                                       .worse = (uint8_t)grade_of(b, worse),
                                       .is_most = is_most};
    return column;
}

static bool add_arc(builder *b, uint32_t before, uint32_t after, uint16_t slack_bp)
{
    hz_model *m = b->m;
    hz_arc_kind kind = demand_of(b->l, b->place)->kind == HZ_DEMAND_ORDER ? HZ_ARC_GRADE : HZ_ARC_ALIKE;

    if (!hz_grow((void **)&m->arcs, b->arc_capacity, m->n_arcs + 1, sizeof *m->arcs))
        return false;
    m->arcs[m->n_arcs++] = (hz_arc){before, after, slack_bp, (uint8_t)kind};
    return true;
}

static uint32_t column_of(const builder *b, size_t peer)
{
    return b->l->column_of[b->peers->peers[peer].unit * b->l->n_levels + b->place->k];
}

/* A unit that a stricter level keeps from any cut has no column: it stands at 0, and nothing below it can be above. */
static bool at_most_link(builder *b, size_t peer, uint32_t link)
{
    uint32_t column = column_of(b, peer);

    return column == HZ_NONE || add_arc(b, column, link, 0);
}

static bool at_least_link(builder *b, size_t peer, uint32_t link)
{
    uint32_t column = column_of(b, peer);

    if (column == HZ_NONE)
        b->m->columns[link].hi_bp = 0;
    return column == HZ_NONE || add_arc(b, link, column, 0);
}

static alike_group *alike_of(const builder *b, size_t peer)
{
    uint32_t group = b->l->alike_of[b->peers->peers[peer].unit * b->l->n_levels + b->place->k];

    return group == HZ_NONE ? NULL : &b->l->alike[group];
}

/* All of its peers are of the rank, which has been counted. */
static bool stands_for_all(const alike_group *group)
{
    return group && group->n_met == group->n;
}

/* A rank below a link of (8), or above it: each of it, or the links of those who are treated alike. */
static bool join_rank(builder *b, size_t first, size_t end, uint32_t link, bool is_below)
{
    alike_group *group;

    for (size_t i = first; i < end; i++)
        if ((group = alike_of(b, i)))
            group->n_met = 0;
    for (size_t i = first; i < end; i++)
        if ((group = alike_of(b, i)))
            group->n_met++;
    for (size_t i = first; i < end; i++) {
        bool is_done;

        group = alike_of(b, i);
        if (!stands_for_all(group))
            is_done = is_below ? at_most_link(b, i, link) : at_least_link(b, i, link);
        else
            is_done = group->joined == link ||
                      (is_below ? add_arc(b, group->high, link, 0) : add_arc(b, link, group->low, 0));
        if (group)
            group->joined = link;
        if (!is_done)
            return false;
    }
    return true;
}

/* Does a rank that has been joined hold the links below and above it apart by links of its own? */
static bool holds_apart(const builder *b, size_t first, size_t end)
{
    for (size_t i = first; i < end; i++)
        if (stands_for_all(alike_of(b, i)))
            return true;
    return false;
}

/* (8). Two links that follow one another are joined by an arc, which says nothing new: with it, links alone can be looked at. */
static bool link_ranks(builder *b, size_t first, size_t end)
{
    uint32_t last = HZ_NONE;

    for (size_t start = first, next; (next = end_of_rank(b->peers, start, end)) < end; start = next) {
        uint32_t link = add_link(b, start, next, false);

        if (!join_rank(b, start, next, link, true) ||
            (last != HZ_NONE && !holds_apart(b, start, next) && !add_arc(b, last, link, 0)) ||
            !join_rank(b, next, end_of_rank(b->peers, next, end), link, false))
            return false;
        last = link;
    }
    return true;
}

/* (15) */
static bool link_alike(builder *b, size_t first, size_t end)
{
    hz_linking *l = b->l;
    uint32_t low = add_link(b, first, first, false), high = add_link(b, first, first, true);

    for (size_t i = first; i < end; i++) {
        if (!at_least_link(b, i, low) || !at_most_link(b, i, high))
            return false;
        l->alike_of[b->peers->peers[i].unit * l->n_levels + b->place->k] = (uint32_t)l->n_alike;
    }
    l->alike[l->n_alike++] = (alike_group){low, high, (uint32_t)(end - first), 0, HZ_NONE};
    return add_arc(b, low, high, 0) && add_arc(b, high, low, hz_spread_bp(demand_of(l, b->place)));
}

/* The groups of a trade and district, of one kind. */
static bool link_places(builder *b, uint64_t place, hz_demand_kind kind)
{
    hz_linking *l = b->l;

    for (size_t p = first_place(l, place); p < l->n_places && l->places[p].place == place; p++) {
        b->place = &l->places[p];
        b->peers = peers_of(l, b->place);
        if (demand_of(l, b->place)->kind == kind &&
            !(kind == HZ_DEMAND_ORDER ? link_ranks : link_alike)(b, b->peers->first[b->place->group],
                                                                 b->peers->first[b->place->group + 1]))
            return false;
    }
    return true;
}

hz_status hz_linking_add(hz_linking *l, hz_model *model, size_t *arc_capacity, size_t i, hz_error *err)
{
    builder b = {.l = l, .m = model, .arc_capacity = arc_capacity};
    uint64_t place;

    if (!l->sequence)
        return HZ_OK;
    place = place_of(l, l->sequence[i]);
    if (i + 1 < l->scenario->n_units && place_of(l, l->sequence[i + 1]) == place)
        return HZ_OK;
    if (!link_places(&b, place, HZ_DEMAND_ALIKE) || !link_places(&b, place, HZ_DEMAND_ORDER))
        return hz_error_memory(err);
    return HZ_OK;
}

/* ---- bounds ---- */

/* Nothing is left between the two bounds of a column. */
static hz_status refuse(const hz_linking *l, const hz_model *m, size_t column, hz_error *err)
{
    const hz_scenario *s = l->scenario;
    const hz_column *c = &m->columns[column];
    size_t i = 0;

    if (c->unit != HZ_NONE)
        return hz_error_set(
            err, HZ_ERR_INPUT,
            _("%1$s:%2$d: the order of the grades and alike treatment ask unit '%3$s' of '%4$s' for a cut of "
              "%5$d.%6$02d %% "
              "at least and %7$d.%8$02d %% at most, level %9$s; widen the spread, lay them upon fewer, or correct the "
              "bounds of its peers"),
            s->path, s->units[c->unit].line, s->units[c->unit].id, s->enterprises[s->units[c->unit].enterprise].id,
            c->lo_bp / 100, c->lo_bp % 100, c->hi_bp / 100, c->hi_bp % 100, hz_level_name((hz_level)c->level));
    while (m->links[i].column != column)
        i++;
    return hz_error_set(
        err, HZ_ERR_INPUT,
        _("%1$s:%2$d: the bounds of the units of trade '%3$s' in district '%4$s' leave this demand nothing at level "
          "%5$s; widen the spread, lay it upon fewer, or correct their <cut>"),
        s->path, s->demands[m->links[i].demand].line, s->sectors[m->links[i].sector].id,
        s->districts[m->links[i].district].id, hz_level_name((hz_level)c->level));
}

static bool is_empty(const hz_column *column)
{
    return column->lo_bp > column->hi_bp;
}

/* There and back, since bounds from below go with the arcs, and those from above against them. */
hz_status hz_linking_fold(const hz_linking *l, hz_model *model, hz_error *err)
{
    bool has_changed = model->n_links > 0;

    while (has_changed) {
        has_changed = false;
        for (size_t i = 0; i < 2 * model->n_arcs; i++) {
            const hz_arc *arc = &model->arcs[i < model->n_arcs ? i : 2 * model->n_arcs - 1 - i];

            has_changed |= hz_fold_arc(model, arc);
            if (is_empty(&model->columns[arc->before]) || is_empty(&model->columns[arc->after]))
                return refuse(l, model, is_empty(&model->columns[arc->before]) ? arc->before : arc->after, err);
        }
    }
    return HZ_OK;
}

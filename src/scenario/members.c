/* members.c - who belongs to the named groups
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A group is named before the enterprises are known, so that its members are found when all has been read. One that names an
 * enterprise is held against that one alone, the others against all. */
#include "scenario/members.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

/* One enterprise in one group. */
typedef struct {
    uint32_t enterprise, group;
} belonging;

typedef struct {
    belonging *items;
    size_t n, capacity;
} belongings;

/* HZ_NONE when there is none. */
static uint32_t find_enterprise(const hz_scenario *s, const char *id)
{
    size_t low = 0, high = s->n_enterprises;

    while (low < high) {
        size_t middle = (low + high) / 2;

        if (strcmp(s->enterprises[middle].id, id) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < s->n_enterprises && strcmp(s->enterprises[low].id, id) == 0 ? (uint32_t)low : HZ_NONE;
}

static bool fits(const hz_enterprise *e, const hz_member *m)
{
    return (m->district == HZ_NONE || m->district == e->district) && (m->sector == HZ_NONE || m->sector == e->sector) &&
           (m->grade == HZ_NONE || m->grade == e->grade);
}

static bool add(belongings *list, size_t enterprise, size_t group)
{
    if (!hz_grow((void **)&list->items, &list->capacity, list->n + 1, sizeof *list->items))
        return false;
    list->items[list->n++] = (belonging){(uint32_t)enterprise, (uint32_t)group};
    return true;
}

static bool add_member(belongings *list, const hz_scenario *s, const hz_member *m, size_t group)
{
    if (m->enterprise_id)
        return m->enterprise == HZ_NONE || !fits(&s->enterprises[m->enterprise], m) || add(list, m->enterprise, group);
    for (size_t e = 0; e < s->n_enterprises; e++)
        if (fits(&s->enterprises[e], m) && !add(list, e, group))
            return false;
    return true;
}

static int compare(const void *a, const void *b)
{
    const belonging *x = a, *y = b;

    if (x->enterprise != y->enterprise)
        return x->enterprise < y->enterprise ? -1 : 1;
    return (x->group > y->group) - (x->group < y->group);
}

/* Each once, by enterprise. */
static bool keep(hz_scenario *s, belongings *list)
{
    size_t n = 0;

    s->first_group_of = hz_calloc(s->n_enterprises + 1, sizeof *s->first_group_of);
    s->group_of = hz_calloc(list->n + 1, sizeof *s->group_of);
    if (!s->first_group_of || !s->group_of)
        return false;
    if (list->n > 1)
        qsort(list->items, list->n, sizeof *list->items, compare);
    for (size_t i = 0; i < list->n; i++) {
        if (i > 0 && compare(&list->items[i - 1], &list->items[i]) == 0)
            continue;
        s->group_of[n++] = list->items[i].group;
        s->first_group_of[list->items[i].enterprise + 1] = (uint32_t)n;
    }
    for (size_t e = 0; e < s->n_enterprises; e++)
        if (s->first_group_of[e + 1] < s->first_group_of[e])
            s->first_group_of[e + 1] = s->first_group_of[e];
    return true;
}

static void find_enterprises(hz_scenario *s, hz_findings *findings)
{
    for (size_t i = 0; i < s->n_members; i++) {
        hz_member *m = &s->members[i];

        if (!m->enterprise_id || !m->enterprise_id[0])
            continue;
        m->enterprise = find_enterprise(s, m->enterprise_id);
        if (m->enterprise == HZ_NONE)
            hz_findings_add(findings, HZ_313, m->line, m->enterprise_id, NULL);
    }
}

hz_status hz_gather_groups(hz_scenario *scenario, hz_findings *findings, hz_error *err)
{
    belongings list = {0};
    bool is_done = true;

    if (scenario->n_groups == 0)
        return HZ_OK;
    find_enterprises(scenario, findings);
    for (size_t g = 0; g < scenario->n_groups && is_done; g++)
        for (size_t i = 0; i < scenario->groups[g].n_members && is_done; i++)
            is_done = add_member(&list, scenario, &scenario->members[scenario->groups[g].first_member + i], g);
    is_done = is_done && keep(scenario, &list);
    free(list.items);
    return is_done ? HZ_OK : hz_error_memory(err);
}

/* loss.c - what the targets would lose if the enterprises that cut most did not carry out their cuts
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan/loss.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/cancel.h"

/* The reductions of each group as a list: an enterprise goes only through those that concern it. */
typedef struct {
    const hz_scenario *scenario;
    const hz_order *orders;
    hz_worst_loss *losses;
    uint32_t *pollutant;          /* [n_losses] */
    uint32_t *first[HZ_N_SCOPES]; /* [n_groups] index of losses + 1; 0: none */
    uint32_t *next;               /* [n_losses] the same */
} finder;

static hz_status make_lists(finder *f, size_t n_losses, hz_error *err)
{
    const hz_scenario *s = f->scenario;

    for (int scope = HZ_SCOPE_ALL; scope < HZ_N_SCOPES; scope++)
        if (!(f->first[scope] = hz_calloc(hz_scope_size(s, (hz_scope)scope) + 1, sizeof **f->first)))
            return hz_error_memory(err);
    f->losses = hz_calloc(n_losses + 1, sizeof *f->losses);
    f->pollutant = hz_calloc(n_losses + 1, sizeof *f->pollutant);
    f->next = hz_calloc(n_losses + 1, sizeof *f->next);
    if (!f->losses || !f->pollutant || !f->next)
        return hz_error_memory(err);
    return HZ_OK;
}

static size_t list_reductions(finder *f, const hz_reckoning *r)
{
    size_t n = 0;

    for (size_t i = 0; i < r->n_balances; i++) {
        const hz_demand *demand = &f->scenario->demands[r->balances[i].demand];
        uint32_t *first;

        if (demand->kind != HZ_DEMAND_REDUCTION)
            continue;
        first = &f->first[demand->scope][demand->scope == HZ_SCOPE_ALL ? 0 : r->balances[i].group];
        f->losses[n].balance = (uint32_t)i;
        f->pollutant[n] = demand->pollutant;
        f->next[n++] = *first;
        *first = (uint32_t)n;
    }
    return n;
}

/* Enterprises come in the order of their ids: of equal cuts the first stays in front. */
static void enter(hz_worst_loss *loss, uint32_t enterprise, int64_t cut_g_d)
{
    size_t at = loss->n_largest;

    while (at > 0 && loss->cut_g_d[at - 1] < cut_g_d)
        at--;
    if (at == HZ_N_LARGEST)
        return;
    loss->n_largest += loss->n_largest < HZ_N_LARGEST;
    for (size_t i = loss->n_largest - 1; i > at; i--) {
        loss->largest[i] = loss->largest[i - 1];
        loss->cut_g_d[i] = loss->cut_g_d[i - 1];
    }
    loss->largest[at] = enterprise;
    loss->cut_g_d[at] = cut_g_d;
}

/* What an enterprise cuts of each pollutant; false: nothing is cut. */
static bool add_cuts(int64_t cut_g_d[HZ_MAX_POLLUTANTS], const finder *f, const hz_enterprise *e)
{
    const hz_scenario *s = f->scenario;
    bool is_cut = false;

    for (size_t p = 0; p < s->n_pollutants; p++)
        cut_g_d[p] = 0;
    for (size_t u = e->first_unit; u < e->first_unit + e->n_units; u++) {
        if (!hz_order_is_asking(&f->orders[u]))
            continue;
        is_cut = true;
        for (size_t p = 0; p < s->n_pollutants; p++)
            cut_g_d[p] += hz_order_cut_g_d(s, u, p, &f->orders[u]);
    }
    return is_cut;
}

static void enter_list(finder *f, uint32_t first, uint32_t enterprise, const int64_t *cut_g_d)
{
    for (uint32_t i = first; i > 0; i = f->next[i - 1])
        if (cut_g_d[f->pollutant[i - 1]] > 0)
            enter(&f->losses[i - 1], enterprise, cut_g_d[f->pollutant[i - 1]]);
}

static void enter_lists(finder *f, hz_scope scope, uint32_t enterprise, const int64_t *cut_g_d)
{
    uint32_t one;
    const uint32_t *groups;
    size_t n = hz_groups_of(f->scenario, enterprise, scope, &one, &groups);

    for (size_t i = 0; i < n; i++)
        enter_list(f, f->first[scope][groups[i]], enterprise, cut_g_d);
}

static hz_status walk(finder *f, hz_error *err)
{
    const hz_scenario *s = f->scenario;
    int64_t cut_g_d[HZ_MAX_POLLUTANTS];

    for (size_t e = 0; e < s->n_enterprises; e++) {
        const hz_enterprise *enterprise = &s->enterprises[e];

        if (e % 65536 == 0 && hz_cancel_check(err))
            return err ? err->status : HZ_ERR_INTERRUPTED;
        if (!add_cuts(cut_g_d, f, enterprise))
            continue;
        for (hz_scope scope = HZ_SCOPE_ALL; scope < HZ_N_SCOPES; scope++)
            enter_lists(f, scope, (uint32_t)e, cut_g_d);
    }
    return HZ_OK;
}

hz_status hz_find_worst_losses(hz_worst_loss **out, size_t *n_out, const hz_scenario *scenario, const hz_order *orders,
                               const hz_reckoning *reckoning, hz_error *err)
{
    finder f = {.scenario = scenario, .orders = orders};
    hz_status status = make_lists(&f, reckoning->n_balances, err);

    *out = NULL;
    *n_out = 0;
    if (!status) {
        size_t n = list_reductions(&f, reckoning);

        if (!(status = walk(&f, err))) {
            *out = f.losses;
            *n_out = n;
            f.losses = NULL;
        }
    }
    for (int scope = 0; scope < HZ_N_SCOPES; scope++)
        free(f.first[scope]);
    free(f.losses);
    free(f.pollutant);
    free(f.next);
    return status;
}

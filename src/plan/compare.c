/* compare.c - two plans side by side
 *
 * Both lists are sorted by enterprise id and unit id, so one walk through the two finds every change.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan/compare.h"

#include <stdlib.h>
#include <string.h>

static const struct {
    const char *id;
    const char *name;
} changes[HZ_N_CHANGES] = {
    [HZ_CHANGE_NONE] = {"none", N_("unchanged")},
    [HZ_CHANGE_ADDED] = {"added", N_("added")},
    [HZ_CHANGE_TIGHTENED] = {"tightened", N_("tightened")},
    [HZ_CHANGE_RELAXED] = {"relaxed", N_("relaxed")},
    [HZ_CHANGE_RELEASED] = {"released", N_("released")},
    [HZ_CHANGE_SHIFTED] = {"shifted", N_("changed within")},
    [HZ_CHANGE_LISTED] = {"listed", N_("new in the inventory")},
    [HZ_CHANGE_UNLISTED] = {"unlisted", N_("no longer in the inventory")},
};

const char *hz_change_id(hz_change change)
{
    return changes[change].id;
}

const char *hz_change_name(hz_change change)
{
    return _(changes[change].name);
}

/* --- what the plans were made from --- */

static bool differ(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) != 0 : a != b;
}

static void note(hz_comparison *c, const char *what, const char *before, const char *after)
{
    if (differ(before, after))
        c->differences[c->n_differences++] = (hz_difference){what, before, after};
}

static const char *given(const char *text)
{
    return text[0] ? text : NULL;
}

/* value * 10^-places, kept in the arena; NULL: no memory. */
static const char *decimal(hz_arena *arena, int64_t value, int places)
{
    char buf[HZ_FIXED_MAX];

    return hz_arena_copy(arena, buf, hz_format_fixed(buf, value, places, -1));
}

/* Below 0: not given. */
static hz_status note_decimal(hz_comparison *c, const char *what, int64_t before, int64_t after, int places, hz_error *err)
{
    const char *a = decimal(c->arena, before, places), *b = decimal(c->arena, after, places);

    if (!a || !b)
        return hz_error_memory(err);
    note(c, what, before < 0 ? NULL : a, after < 0 ? NULL : b);
    return HZ_OK;
}

/* What shapes the search for orders in modes; the nodes are where a time limit ended it. */
static hz_status note_search(hz_comparison *c, hz_error *err)
{
    const hz_settings *a = &c->before->settings, *b = &c->after->settings;
    hz_status status;

    note(c, "irreversible", given(a->asked), given(b->asked));
    note(c, "nodes", given(a->nodes), given(b->nodes));
    if ((status = note_decimal(c, "duration-hours", a->duration_h > 0 ? a->duration_h : -1, b->duration_h > 0 ? b->duration_h : -1, 0, err)))
        return status;
    return note_decimal(c, "gap-percent", a->gap_ppm, b->gap_ppm, 4, err);
}

/* Who chose the level, against what, by which rules. */
static void note_evidence(hz_comparison *c)
{
    const hz_old_plan *a = c->before, *b = c->after;
    const hz_settings *sa = &a->settings, *sb = &b->settings;

    note(c, "level-by", hz_level_basis_id(sa->level_by), hz_level_basis_id(sb->level_by));
    note(c, "override-reason", given(sa->reason), given(sb->reason));
    note(c, "override-by", given(sa->by), given(sb->by));
    note(c, "rule-set", given(sa->rules.set), given(sb->rules.set));
    note(c, "rules-by", hz_rules_basis_id(sa->rules.by), hz_rules_basis_id(sb->rules.by));
    note(c, "in-force", given(sa->rules.in_force), given(sb->rules.in_force));
    note(c, "in-force-level", hz_in_force_level_id(&sa->rules), hz_in_force_level_id(&sb->rules));
    note(c, "unconfirmed-rules", sa->rules.with_unconfirmed ? "yes" : "no", sb->rules.with_unconfirmed ? "yes" : "no");
    note(c, "forecast-digest", a->forecast_digest, b->forecast_digest);
    note(c, "rules-digest", a->rules_digest, b->rules_digest);
    note(c, "index-digest", a->index_digest, b->index_digest);
}

static hz_status note_differences(hz_comparison *c, hz_error *err)
{
    const hz_old_plan *a = c->before, *b = c->after;
    const hz_settings *sa = &a->settings, *sb = &b->settings;
    hz_status status;

    note(c, "level", hz_level_id(sa->level), hz_level_id(sb->level));
    note(c, "within", sa->extent == HZ_EXTENT_WITHIN ? "all" : NULL, sb->extent == HZ_EXTENT_WITHIN ? "all" : NULL);
    note_evidence(c);
    note(c, "start", given(sa->start), given(sb->start));
    note(c, "in-place", given(sa->in_place), given(sb->in_place));
    note(c, "until", given(sa->until), given(sb->until));
    if ((status = note_decimal(c, "step-percent", sa->step_bp, sb->step_bp, 2, err)) || (status = note_search(c, err)))
        return status;
    note(c, "lang", hz_lang_tag(sa->lang), hz_lang_tag(sb->lang));
    note(c, "scenario", a->scenario_id, b->scenario_id);
    note(c, "scenario-digest", a->scenario_digest, b->scenario_digest);
    note(c, "standing", hz_standing_id(a->standing), hz_standing_id(b->standing));
    note(c, "title-zh", a->title_zh, b->title_zh);
    note(c, "title-en", a->title_en, b->title_en);
    note(c, "rules-title", a->rules_title, b->rules_title);
    note(c, "rules-number", a->rules_number, b->rules_number);
    note(c, "rules-issuer", a->rules_issuer, b->rules_issuer);
    note(c, "rules-effective", a->rules_effective, b->rules_effective);
    note(c, "hazeplan", a->hazeplan, b->hazeplan);
    note(c, "solver", a->solver, b->solver);
    return HZ_OK;
}

/* --- what is cut of each pollutant --- */

static hz_status compare_cuts(hz_comparison *c, hz_error *err)
{
    const hz_old_plan *a = c->before, *b = c->after;
    size_t i = 0, j = 0;

    c->cuts = hz_arena_array(c->arena, a->n_cuts + b->n_cuts + 1, sizeof *c->cuts);
    if (!c->cuts)
        return hz_error_memory(err);
    while (i < a->n_cuts || j < b->n_cuts) {
        int order = i == a->n_cuts ? 1 : j == b->n_cuts ? -1 : strcmp(a->cuts[i].pollutant, b->cuts[j].pollutant);
        hz_cut_change *change = &c->cuts[c->n_cuts++];

        change->has_before = order <= 0;
        change->has_after = order >= 0;
        if (change->has_after) {
            change->pollutant = b->cuts[j].pollutant;
            change->after_g_d = b->cuts[j++].cut_g_d;
        }
        if (change->has_before) {
            change->pollutant = a->cuts[i].pollutant;
            change->before_g_d = a->cuts[i++].cut_g_d;
        }
    }
    return HZ_OK;
}

/* --- who changes --- */

static hz_change change_of(const hz_old_order *before, const hz_old_order *after)
{
    if (!before || !after)
        return before ? HZ_CHANGE_UNLISTED : HZ_CHANGE_LISTED;
    if (before->cut_bp == after->cut_bp && !differ(before->mode, after->mode))
        return HZ_CHANGE_NONE;
    if (!hz_old_order_is_asking(before) || !hz_old_order_is_asking(after))
        return hz_old_order_is_asking(after) ? HZ_CHANGE_ADDED : HZ_CHANGE_RELEASED;
    if (before->cut_bp == after->cut_bp)
        return HZ_CHANGE_SHIFTED;
    return after->cut_bp > before->cut_bp ? HZ_CHANGE_TIGHTENED : HZ_CHANGE_RELAXED;
}

static int compare_ids(const hz_old_order *a, const hz_old_order *b)
{
    int order = strcmp(a->enterprise, b->enterprise);

    return order ? order : strcmp(a->id, b->id);
}

/* Step through both lists at once: the next pair, either half of which may be missing. False at the end. */
static bool next_pair(const hz_comparison *c, size_t *i, size_t *j, const hz_old_order **before,
                      const hz_old_order **after)
{
    const hz_old_plan *a = c->before, *b = c->after;
    int order;

    if (*i == a->n_orders && *j == b->n_orders)
        return false;
    order = *i == a->n_orders ? 1 : *j == b->n_orders ? -1 : compare_ids(&a->orders[*i], &b->orders[*j]);
    *before = order <= 0 ? &a->orders[(*i)++] : NULL;
    *after = order >= 0 ? &b->orders[(*j)++] : NULL;
    return true;
}

/* What is known of one enterprise while its units go by. */
typedef struct {
    hz_enterprise_change made;
    bool was_listed, is_listed, was_cut, is_cut, goes_up, goes_down;
} summary;

static hz_change change_of_enterprise(const summary *e)
{
    if (!e->was_listed || !e->is_listed)
        return e->was_listed ? HZ_CHANGE_UNLISTED : HZ_CHANGE_LISTED;
    if (e->was_cut != e->is_cut)
        return e->is_cut ? HZ_CHANGE_ADDED : HZ_CHANGE_RELEASED;
    if (e->goes_up == e->goes_down)
        return HZ_CHANGE_SHIFTED;
    return e->goes_up ? HZ_CHANGE_TIGHTENED : HZ_CHANGE_RELAXED;
}

static void finish_enterprise(hz_comparison *c, summary *e)
{
    if (e->made.n_units == 0)
        return;
    e->made.change = change_of_enterprise(e);
    c->n_by_change[e->made.change]++;
    c->enterprises[c->n_enterprises++] = e->made;
}

static void add_pair(hz_comparison *c, summary *e, const hz_old_order *before, const hz_old_order *after)
{
    const hz_old_order *one = after ? after : before;
    hz_change change = change_of(before, after);
    uint16_t cut_before = before ? before->cut_bp : 0, cut_after = after ? after->cut_bp : 0;

    e->made.name = one->enterprise_name;
    e->made.before_fen_d += before ? before->cost_fen_d : 0;
    e->made.after_fen_d += after ? after->cost_fen_d : 0;
    e->was_listed |= before != NULL;
    e->is_listed |= after != NULL;
    e->was_cut |= before && hz_old_order_is_asking(before);
    e->is_cut |= after && hz_old_order_is_asking(after);
    e->goes_up |= cut_after > cut_before;
    e->goes_down |= cut_after < cut_before;
    if (change == HZ_CHANGE_NONE)
        return;
    c->units[c->n_units++] =
        (hz_unit_change){one->enterprise, one->enterprise_name, one->id, one->name, before, after, change};
    e->made.n_units++;
}

static void walk(hz_comparison *c)
{
    const hz_old_order *before, *after;
    summary e = {0};
    size_t i = 0, j = 0;

    while (next_pair(c, &i, &j, &before, &after)) {
        const char *id = after ? after->enterprise : before->enterprise;

        if (!e.made.id || strcmp(e.made.id, id) != 0) {
            finish_enterprise(c, &e);
            e = (summary){.made = {.id = id, .first_unit = c->n_units}};
        }
        add_pair(c, &e, before, after);
    }
    finish_enterprise(c, &e);
}

/* Room for exactly the units that change; an enterprise changes only if a unit does. */
static hz_status compare_orders(hz_comparison *c, hz_error *err)
{
    const hz_old_order *before, *after;
    size_t i = 0, j = 0, n_changes = 0;

    while (next_pair(c, &i, &j, &before, &after))
        n_changes += change_of(before, after) != HZ_CHANGE_NONE;
    c->units = hz_arena_array(c->arena, n_changes + 1, sizeof *c->units);
    c->enterprises = hz_arena_array(c->arena, n_changes + 1, sizeof *c->enterprises);
    if (!c->units || !c->enterprises)
        return hz_error_memory(err);
    walk(c);
    return HZ_OK;
}

hz_status hz_compare(hz_comparison **out, const hz_old_plan *before, const hz_old_plan *after, hz_error *err)
{
    hz_comparison *c;
    hz_status status;

    *out = NULL;
    if (strcmp(before->currency, after->currency) != 0)
        return hz_error_set(err, HZ_ERR_USAGE,
                            _("the plans cannot be compared: costs are in %1$s in '%2$s' and in %3$s in "
                              "'%4$s'; give two plans of one currency"),
                            before->currency, before->folder, after->currency, after->folder);
    if (!(c = hz_calloc(1, sizeof *c)) || !(c->arena = hz_arena_new())) {
        free(c);
        return hz_error_memory(err);
    }
    c->before = before;
    c->after = after;
    c->cost_change_fen_d = after->cost_fen_d - before->cost_fen_d;
    if ((status = note_differences(c, err)) || (status = compare_cuts(c, err)) || (status = compare_orders(c, err))) {
        hz_comparison_free(c);
        return status;
    }
    *out = c;
    return HZ_OK;
}

void hz_comparison_free(hz_comparison *comparison)
{
    if (!comparison)
        return;
    hz_arena_free(comparison->arena);
    free(comparison);
}

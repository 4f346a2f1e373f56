/* run_no_plan.c - why there is no plan: how far each target could be taken, and which family of demands stands in the way
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Nothing is guessed: what is said of a target is a sum or the optimum of a model of its own, and what is said of a family is whether the
 * model without it has a plan, proved either way. Which single demands contradict each other is another question. */
#include "run_no_plan.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "run_proof.h"
#include "run_reach.h"
#include "run_refusal.h"

static bool is_level(const hz_model *m, hz_level level)
{
    size_t k = 0;

    while (k < m->n_levels && m->levels[k] != level)
        k++;
    return k < m->n_levels;
}

static bool is_held_by_bounds(const hz_run *run, const hz_model *m, hz_demand_family family)
{
    const hz_scenario *s = run->scenario;

    for (size_t u = 0; u < s->n_units; u++)
        for (size_t k = 0; s->enterprises[s->units[u].enterprise].operation == HZ_OPERATING && k < m->n_levels; k++)
            if (family == HZ_FAMILY_LEAST_CUTS ? hz_min_cut_bp(s, u, m->levels[k]) > 0
                                               : hz_max_cut_bp(s, u, m->levels[k]) < HZ_SHARE_ONE)
                return true;
    return false;
}

static bool is_there(const hz_run *run, const hz_model *m, hz_demand_family family)
{
    const hz_scenario *s = run->scenario;

    if (family >= HZ_N_DEMAND_FAMILIES)
        return is_held_by_bounds(run, m, family);
    for (size_t d = 0; d < s->n_demands; d++)
        if (is_level(m, s->demands[d].level) && hz_demand_family_of(&s->demands[d]) == family)
            return true;
    return false;
}

static bool is_short_of_most(const hz_reach *reach)
{
    return reach->has_most && reach->most < reach->required;
}

/* A target that the bounds of the units put out of reach stays so whatever else is left out. */
static bool is_hopeless(const hz_run *run, size_t first, hz_demand_family family)
{
    const hz_demand *demands = run->scenario->demands;

    for (size_t i = first; i < run->n_reaches; i++) {
        const hz_balance *of = &run->reaches[i].of;

        if (is_short_of_most(&run->reaches[i]) && family != HZ_FAMILY_MOST_CUTS && hz_demand_family_of(&demands[of->demand]) != family &&
            (of->target == HZ_NONE || hz_demand_family_of(&demands[of->target]) != family))
            return true;
    }
    return false;
}

/* The scenario with no least cuts, or with nobody spared: its units and enterprises are copies, the caller's to free. */
static hz_status loosen(hz_scenario *loose, hz_demand_family family, hz_error *err)
{
    const hz_scenario *s = loose;
    hz_unit *units = hz_calloc(s->n_units + 1, sizeof *units);
    hz_enterprise *enterprises = hz_calloc(s->n_enterprises + 1, sizeof *enterprises);

    if (!units || !enterprises) {
        free(units);
        free(enterprises);
        return hz_error_memory(err);
    }
    memcpy(units, s->units, s->n_units * sizeof *units);
    memcpy(enterprises, s->enterprises, s->n_enterprises * sizeof *enterprises);
    for (size_t e = 0; e < s->n_enterprises; e++)
        if (family == HZ_FAMILY_LEAST_CUTS)
            enterprises[e].n_loads = 0;
        else
            enterprises[e].exempt_levels = 0;
    for (size_t u = 0; u < s->n_units; u++)
        for (int level = 0; level < HZ_N_LEVELS; level++)
            if (family == HZ_FAMILY_LEAST_CUTS)
                units[u].min_cut_bp[level] = 0;
            else
                units[u].max_cut_bp[level] = HZ_SHARE_ONE;
    loose->units = units;
    loose->enterprises = enterprises;
    return HZ_OK;
}

/* Is there a plan for the scenario without a family of demands? */
static hz_status try_without(bool *has_plan, const hz_scenario *s, const hz_model *m, unsigned families, hz_error *err)
{
    static const int64_t weights[HZ_N_LEVELS] = {1, 1, 1, 1};
    hz_model *model = NULL;
    hz_proof *proof = NULL;
    hz_status status = hz_formulate_without(&model, s, m->levels, m->n_levels, weights, families, err);

    if (!status && model->n_rows == 0)
        *has_plan = true; /* within bounds that are there, and the arcs that fold them */
    else if (!status && !(status = hz_run_prove_guarded(&proof, model, err)))
        *has_plan = proof->outcome == HZ_OUTCOME_OPTIMAL;
    hz_proof_free(proof);
    hz_model_free(model);
    return status;
}

static hz_status try_loosened(bool *has_plan, const hz_scenario *s, const hz_model *m, hz_demand_family family, hz_error *err)
{
    hz_scenario loose = *s;
    hz_status status = loosen(&loose, family, err);

    if (status)
        return status;
    status = try_without(has_plan, &loose, m, 0, err);
    free(loose.units);
    free(loose.enterprises);
    return status;
}

static hz_status leave_out(hz_left_out *out, const hz_run *run, size_t first, const hz_model *m, hz_error *err)
{
    hz_error failure = HZ_ERROR_NONE;
    hz_status status = HZ_OK;

    if (!is_hopeless(run, first, out->family))
        status = out->family < HZ_N_DEMAND_FAMILIES
                     ? try_without(&out->has_plan, run->scenario, m, 1U << out->family, &failure)
                     : try_loosened(&out->has_plan, run->scenario, m, out->family, &failure);
    out->is_known = status == HZ_OK;
    return status == HZ_ERR_INTERRUPTED ? hz_error_set(err, status, "%s", failure.message) : HZ_OK;
}

static hz_status leave_out_each(hz_run *run, size_t first, const hz_model *m, hz_error *err)
{
    size_t room = run->n_left_out;
    hz_status status = HZ_OK;

    for (hz_demand_family family = 0; family < HZ_N_FAMILIES && !status; family++) {
        if (!is_there(run, m, family))
            continue;
        if (!hz_grow((void **)&run->left_out, &room, run->n_left_out + 1, sizeof *run->left_out))
            return HZ_OK;
        run->left_out[run->n_left_out] = (hz_left_out){.level = m->n_levels > 1 ? HZ_ALL_LEVELS : (int)m->level, .family = family};
        status = leave_out(&run->left_out[run->n_left_out++], run, first, m, err);
    }
    return status;
}

hz_status hz_run_explain(hz_run *run, const hz_model *model, hz_error *err)
{
    double since = hz_run_clock();
    size_t first = run->n_reaches;
    hz_status status = hz_run_measure_reaches(run, model, err);

    if (status)
        return status;
    hz_run_note_time(run, "reach", &since);
    status = leave_out_each(run, first, model, err);
    hz_run_note_time(run, "without", &since);
    return status ? status : hz_run_explain_refusal(run, model, err);
}

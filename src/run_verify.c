/* run_verify.c - a plan made again without a solver: from its orders and its certificate
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "run_verify.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "certificate/match_model.h"
#include "certificate/read_certificate.h"
#include "model/formulate.h"
#include "plan/reckon.h"
#include "plan/weights.h"
#include "run_alert.h"
#include "run_modes.h"
#include "run_prices.h"
#include "scenario/canonical.h"
#include "scenario/rungs.h"
#include "solve/rational.h"

typedef struct {
    hz_verification *out;
    hz_run *run;
    const hz_old_plan *list;
    hz_certificate *certificate;
} verifier;

bool hz_verify_check_is_due(const hz_verification *verification, hz_verify_check check)
{
    if (verification->is_refusal)
        return check == HZ_CHECK_PROGRAM || check == HZ_CHECK_BOUND;
    return verification->is_joint ? check != HZ_CHECK_ORDERS && check != HZ_CHECK_DEMANDS : check != HZ_CHECK_NESTED;
}

const char *hz_verify_check_name(const hz_verification *verification, hz_verify_check check)
{
    static const char *const names[HZ_N_VERIFY_CHECKS] = {
        [HZ_CHECK_PROGRAM] = N_("the certificate is of the linear program that input/scenario.xml gives"),
        [HZ_CHECK_OPTIMUM] = N_("its point satisfies every demand and bound, and costs what is claimed"),
        [HZ_CHECK_BOUND] = N_("its derivation holds: no cuts cost less"),
        [HZ_CHECK_ORDERS] = N_("every order is one that its unit may be given"),
        [HZ_CHECK_DEMANDS] = N_("the orders, added up, meet every demand"),
        [HZ_CHECK_COST] = N_("the orders cost what is stated, and no less than the bound"),
        [HZ_CHECK_NESTED] = N_("each level lies inside the next: nowhere is a unit let off by a stricter one"),
    };

    if (verification->is_refusal && check == HZ_CHECK_BOUND)
        return _("its derivation holds: no cuts can meet every demand");
    if (verification->is_joint && check == HZ_CHECK_COST)
        return _("the orders of all levels cost no less than the bound, over the expected days");
    return _(names[check]);
}

/* ---- verdicts ---- */

static bool settle(verifier *v, hz_verify_check check)
{
    bool holds = v->out->faults[check].text[0] == '\0';

    v->out->verdicts[check] = holds ? HZ_HOLDS : HZ_FAILS;
    return holds;
}

__attribute__((format(printf, 3, 4))) static void blame(verifier *v, hz_verify_check check, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(v->out->faults[check].text, sizeof v->out->faults[check].text, format, arguments);
    va_end(arguments);
}

/* ---- the certificate ---- */

static hz_status check_certificate(verifier *v, bool *holds, hz_error *err)
{
    const hz_certificate *c = v->certificate;
    hz_fault *faults = v->out->faults;
    hz_status status;

    *holds = true;
    if ((status = hz_match_model(&faults[HZ_CHECK_PROGRAM], c, v->run->model, err)))
        return status;
    *holds &= settle(v, HZ_CHECK_PROGRAM);
    if (!v->out->is_refusal) {
        if ((status = hz_check_points(&faults[HZ_CHECK_OPTIMUM], c, err)))
            return status;
        *holds &= settle(v, HZ_CHECK_OPTIMUM);
    }
    if ((status = hz_check_derivations(&faults[HZ_CHECK_BOUND], c, err)))
        return status;
    if (!faults[HZ_CHECK_BOUND].text[0] && v->out->is_refusal && !c->is_infeasible)
        blame(v, HZ_CHECK_BOUND, "%s", _("it does not claim that there is no plan"));
    else if (!faults[HZ_CHECK_BOUND].text[0] && !v->out->is_refusal && !hz_certificate_has_prices(c))
        blame(v, HZ_CHECK_BOUND, "%s", _("it proves no single cost by one combination of the rows"));
    *holds &= settle(v, HZ_CHECK_BOUND);
    return HZ_OK;
}

/* ---- the orders ---- */

/* One order of the list as an order; what is not one is blamed. */
static bool take_order(verifier *v, size_t unit, const hz_old_order *old)
{
    const hz_scenario *s = v->run->scenario;
    const hz_unit *u = &s->units[unit];
    hz_order *order = &v->run->plan->orders[unit];
    uint8_t mode = 0;

    while (old->mode && mode < u->n_modes && strcmp(s->modes[u->first_mode + mode].id, old->mode) != 0)
        mode++;
    if (old->mode && mode == u->n_modes) {
        blame(v, HZ_CHECK_ORDERS, _("unit %1$s of enterprise %2$s has no mode %3$s"), u->id, old->enterprise, old->mode);
        return false;
    }
    *order = old->mode ? hz_order_in_mode(s, unit, (uint8_t)(mode + 1), old->cut_bp)
                       : hz_order_make(s, unit, v->run->settings.level, old->cut_bp);
    if (order->action != old->action || order->cut_bp != old->cut_bp) {
        blame(v, HZ_CHECK_ORDERS, _("unit %1$s of enterprise %2$s: '%3$s' with %4$g %% cut is no order"), u->id, old->enterprise,
              hz_action_id((hz_action)old->action), old->cut_bp / 100.0);
        return false;
    }
    return true;
}

static bool is_in_steps(const verifier *v, uint16_t cut_bp, uint16_t least_bp, uint16_t most_bp)
{
    return cut_bp >= least_bp && cut_bp <= most_bp &&
           (cut_bp % v->run->settings.step_bp == 0 || cut_bp == least_bp || cut_bp == most_bp);
}

/* Does the ladder of the unit lead to its order? */
static bool is_on_ladder(const verifier *v, size_t unit)
{
    const hz_order *order = &v->run->plan->orders[unit];
    hz_rung rungs[HZ_MAX_RUNGS];
    size_t n = hz_list_rungs(rungs, v->run->scenario, unit, &v->run->settings.level, 1);

    if (!order->mode)
        return hz_may_run_on(v->run->scenario, unit, v->run->settings.level);
    for (size_t i = 0; i < n; i++)
        if (rungs[i].mode == order->mode && is_in_steps(v, order->cut_bp, rungs[i].jumps & 1 ? rungs[i].to_bp : rungs[i].from_bp, rungs[i].to_bp))
            return true;
    return false;
}

/* What the bounds of its unit leave, in whole steps or at a bound; of a unit with modes what its ladder leads to. */
static bool may_be_given(verifier *v, size_t unit)
{
    const hz_scenario *s = v->run->scenario;
    const hz_unit *u = &s->units[unit];
    const hz_order *order = &v->run->plan->orders[unit];
    hz_level level = v->run->settings.level;
    bool may = u->n_modes > 0 && order->action != HZ_ACTION_DOWN && order->action != HZ_ACTION_EXEMPT
                   ? is_on_ladder(v, unit)
                   : is_in_steps(v, order->cut_bp, hz_min_cut_bp(s, unit, level), hz_max_cut_bp(s, unit, level));

    if (!may)
        blame(v, HZ_CHECK_ORDERS, _("unit %1$s of enterprise %2$s may not be cut by %3$g %% at this level"), u->id,
              s->enterprises[u->enterprise].id, order->cut_bp / 100.0);
    return may;
}

/* Both stand in the order of enterprise and unit ids. */
static bool take_orders(verifier *v)
{
    const hz_scenario *s = v->run->scenario;

    for (size_t u = 0; u < s->n_units; u++) {
        const hz_old_order *old = u < v->list->n_orders ? &v->list->orders[u] : NULL;

        if (!old || strcmp(old->enterprise, s->enterprises[s->units[u].enterprise].id) != 0 || strcmp(old->id, s->units[u].id) != 0) {
            blame(v, HZ_CHECK_ORDERS, _("there is no order for unit %1$s of enterprise %2$s"), s->units[u].id,
                  s->enterprises[s->units[u].enterprise].id);
            return false;
        }
        if (!take_order(v, u, old) || !may_be_given(v, u))
            return false;
    }
    if (v->list->n_orders == s->n_units)
        return true;
    blame(v, HZ_CHECK_ORDERS, _("unit %1$s of enterprise %2$s is not in the scenario"), v->list->orders[s->n_units].id,
          v->list->orders[s->n_units].enterprise);
    return false;
}

/* The first demand that is missed, in the words of the input. */
static void name_missed(verifier *v, const hz_reckoning *r)
{
    size_t i = 0;

    while (i < r->n_balances && r->balances[i].slack >= 0)
        i++;
    if (i < r->n_balances)
        blame(v, HZ_CHECK_DEMANDS, _("the demand in line %1$d of input/scenario.xml is missed by %2$lld base units a day (g, kJ, L ...)"),
              v->run->scenario->demands[r->balances[i].demand].line, -(long long)r->balances[i].slack);
}

static hz_status check_demands(verifier *v, bool *holds, hz_error *err)
{
    hz_plan *plan = v->run->plan;
    hz_status status = hz_reckon(&plan->reckoning, v->run->scenario, plan->settings.level, plan->orders, err);

    if (status)
        return status;
    if (!plan->reckoning->is_met)
        name_missed(v, plan->reckoning);
    *holds = settle(v, HZ_CHECK_DEMANDS);
    return HZ_OK;
}

static hz_status check_orders(verifier *v, bool *holds, hz_error *err)
{
    *holds = false;
    if (!(v->run->plan->orders = hz_calloc(v->run->scenario->n_units + 1, sizeof *v->run->plan->orders)))
        return hz_error_memory(err);
    take_orders(v);
    return settle(v, HZ_CHECK_ORDERS) ? check_demands(v, holds, err) : HZ_OK;
}

static bool check_cost(verifier *v)
{
    const hz_plan *plan = v->run->plan;
    int64_t cost = plan->reckoning->total.cost_fen_d;

    if (cost != v->list->cost_fen_d)
        blame(v, HZ_CHECK_COST, _("actions.xml states %1$lld.%2$02lld, the orders cost %3$lld.%4$02lld"),
              (long long)v->list->cost_fen_d / 100, (long long)v->list->cost_fen_d % 100, (long long)cost / 100, (long long)cost % 100);
    else if (cost < hz_plan_bound_fen_d(plan))
        blame(v, HZ_CHECK_COST, "%s", _("they cost less than what no orders can; one of the two is false"));
    return settle(v, HZ_CHECK_COST);
}

/* ---- the plan, again ---- */

/* What the last step multiplies each row by. */
static mpq_t *row_prices(const verifier *v)
{
    const hz_certificate *c = v->certificate;
    const hz_terms *terms = &c->derivations[c->n_derived - 1].terms;
    size_t first = 2 * v->run->model->n_columns, n = v->run->model->n_rows;
    mpq_t *prices = hz_rationals_new(n);

    for (size_t k = 0; prices && k < terms->n; k++) {
        const hz_term *term = &c->terms[terms->first + k];

        if (term->index >= first && term->index < first + n)
            hz_ratio_get(prices[term->index - first], c, term->value);
    }
    return prices;
}

static hz_status keep_prices(verifier *v, hz_error *err)
{
    mpq_t *prices = row_prices(v), cost;
    hz_status status;

    if (!prices)
        return hz_error_memory(err);
    mpq_init(cost);
    hz_ratio_get(cost, v->certificate, v->certificate->lower);
    status = hz_run_keep_prices(v->run->plan, v->run->model, cost, prices, err);
    mpq_clear(cost);
    hz_rationals_free(prices, v->run->model->n_rows);
    return status;
}

/* What is taken as it is stated. */
static hz_status keep_stated(hz_plan *plan, const hz_stated *stated, hz_error *err)
{
    plan->others = stated->others;
    memcpy(plan->without, stated->without, sizeof plan->without);
    plan->search = stated->search;
    plan->search.bound_exact = stated->search.bound_exact ? strdup(stated->search.bound_exact) : NULL;
    if (stated->search.bound_exact && !plan->search.bound_exact)
        return hz_error_memory(err);
    if (stated->n_ranges != plan->reckoning->n_balances)
        return HZ_OK;
    if (!(plan->ranges = hz_calloc(stated->n_ranges + 1, sizeof *plan->ranges)))
        return hz_error_memory(err);
    memcpy(plan->ranges, stated->ranges, stated->n_ranges * sizeof *plan->ranges);
    return HZ_OK;
}

/* Its baselines, its worst losses and its name. */
static hz_status complete(verifier *v, hz_error *err)
{
    char digest[HZ_DIGEST_HEX];
    hz_status status;

    if ((status = hz_run_reckon(v->run, v->run->plan, v->run->model, err)) ||
        (status = hz_scenario_digest(digest, v->run->scenario, err)))
        return status;
    return hz_run_sign(v->run, digest, err);
}

static hz_status make_again(verifier *v, const hz_request *request, const char *certificate, hz_error *err)
{
    bool holds;
    hz_status status;

    if (!(v->run->plan = hz_run_new_plan(v->run, request, v->list->solver)))
        return hz_error_memory(err);
    v->run->plan->certificate = certificate;
    if ((status = check_orders(v, &holds, err)) || !holds)
        return status;
    if ((status = keep_stated(v->run->plan, &v->list->stated, err)) || (status = keep_prices(v, err)))
        return status;
    return check_cost(v) ? complete(v, err) : HZ_OK;
}

/* ---- the verb ---- */

static hz_status open(verifier *v, bool *is_open, const char *scenario, const hz_request *request, hz_error *err)
{
    hz_status status;

    *is_open = false;
    if ((status = hz_run_read(v->run, scenario, request->cap, err)))
        return status;
    if (hz_run_has_errors(v->run))
        return hz_run_validate(v->run, err);
    if ((status = hz_run_alert(v->run, &request->alert, err)) || (status = hz_run_decide(is_open, v->run, request, err)) || !*is_open)
        return status;
    hz_run_take_issue(v->run);
    return hz_run_prepare_modes(v->run->scenario, &v->run->settings, err);
}

hz_status hz_run_verify(hz_verification *out, hz_run *run, const char *scenario, const hz_request *request, const hz_old_plan *list,
                        const char *certificate, hz_error *err)
{
    verifier v = {.out = out, .run = run, .list = list};
    bool is_open, holds;
    hz_status status;

    *out = (hz_verification){.is_refusal = list == NULL};
    if ((status = open(&v, &is_open, scenario, request, err)) || !is_open)
        return status;
    if (!(status = hz_read_certificate(&v.certificate, certificate, 0, err)) &&
        !(status = hz_formulate(&run->model, run->scenario, run->settings.level, err)) &&
        !(status = check_certificate(&v, &holds, err)) && holds && list)
        status = make_again(&v, request, certificate, err);
    hz_certificate_free(v.certificate);
    return status;
}

/* ---- several levels ---- */

static void check_nesting(verifier *v, const hz_run *levels, size_t n)
{
    const hz_scenario *s = v->run->scenario;

    for (size_t k = 1; k < n; k++)
        for (size_t u = 0; u < s->n_units; u++)
            if (hz_compare_orders(&levels[k - 1].plan->orders[u], &levels[k].plan->orders[u]) > 0) {
                blame(v, HZ_CHECK_NESTED, _("unit %1$s of enterprise %2$s is let off at level %3$s"), s->units[u].id,
                      s->enterprises[s->units[u].enterprise].id, hz_level_name(levels[k].settings.level));
                return;
            }
}

/* Over the expected days, in days of a weight of 1. */
static void check_joint_cost(verifier *v, const hz_weights *by, const hz_run *levels)
{
    mpq_t cost, part, bound;

    mpq_inits(cost, part, bound, NULL);
    for (size_t k = 0; k < by->n; k++) {
        hz_rational_set_wide(part, (__int128)by->weights[k] * levels[k].plan->reckoning->total.cost_fen_d);
        mpq_add(cost, cost, part);
    }
    hz_ratio_get(bound, v->certificate, v->certificate->lower);
    if (mpq_cmp(cost, bound) < 0)
        blame(v, HZ_CHECK_COST, "%s", _("they cost less than what no orders can; one of the two is false"));
    mpq_clears(cost, part, bound, NULL);
}

static hz_status check_joint(verifier *v, const hz_weights *by, const hz_run *levels, hz_error *err)
{
    bool holds;
    hz_status status = check_certificate(v, &holds, err);

    if (status || !holds)
        return status;
    check_nesting(v, levels, by->n);
    settle(v, HZ_CHECK_NESTED);
    check_joint_cost(v, by, levels);
    settle(v, HZ_CHECK_COST);
    return HZ_OK;
}

/* Is it the plan of that level, of the same scenario in the same steps and modes? */
static hz_status check_part(const hz_run *whole, const char *digest, const hz_run *part, hz_level level, hz_error *err)
{
    const hz_settings *a = &whole->settings, *b = &part->settings;
    char own[HZ_DIGEST_HEX];
    hz_status status;

    if (!part->plan || b->level != level || b->extent != HZ_EXTENT_WITHIN)
        return hz_error_set(err, HZ_ERR_INPUT, _("its folder %s is not the plan of that level within all levels"), hz_level_id(level));
    if ((status = hz_scenario_digest(own, part->scenario, err)))
        return status;
    if (strcmp(own, digest) != 0 || a->step_bp != b->step_bp || a->gap_ppm != b->gap_ppm || strcmp(a->asked, b->asked) != 0)
        return hz_error_set(err, HZ_ERR_INPUT, _("its folder %s is of another scenario or of other settings than input/"), hz_level_id(level));
    return HZ_OK;
}

static hz_status check_parts(const hz_run *whole, const hz_weights *by, const hz_run *levels, size_t n, hz_error *err)
{
    char digest[HZ_DIGEST_HEX];
    hz_status status = hz_scenario_digest(digest, whole->scenario, err);

    if (!status && by->n != n)
        return hz_error_set(err, HZ_ERR_INPUT, "%s", _("its folders are not those of the levels at which the scenario demands reductions"));
    for (size_t k = 0; k < n && !status; k++)
        status = check_part(whole, digest, &levels[k], by->which[k], err);
    return status;
}

hz_status hz_run_verify_joint(hz_verification *out, hz_run *run, const char *scenario, const hz_request *request, const hz_run *levels,
                              size_t n, const char *certificate, hz_error *err)
{
    verifier v = {.out = out, .run = run};
    hz_weights by;
    bool is_open;
    hz_status status;

    *out = (hz_verification){.is_joint = true};
    if ((status = open(&v, &is_open, scenario, request, err)) || !is_open)
        return status;
    hz_weigh_levels(&by, run->scenario, &run->settings);
    if ((status = check_parts(run, &by, levels, n, err)))
        return status;
    if (!(status = hz_read_certificate(&v.certificate, certificate, 0, err)) &&
        !(status = hz_formulate_levels(&run->model, run->scenario, by.which, by.n, by.weights, err)))
        status = check_joint(&v, &by, levels, err);
    hz_certificate_free(v.certificate);
    return status;
}

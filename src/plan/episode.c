/* episode.c - the plan of an episode: what each unit does on each day, added up day by day
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan/episode.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/lang.h"
#include "plan/baseline.h"
#include "plan/reckon.h"

void hz_episode_plan_free(hz_episode_plan *plan)
{
    if (!plan)
        return;
    for (int t = 0; t < HZ_COURSE_DAYS; t++) {
        free(plan->days[t].orders);
        hz_reckoning_free(plan->days[t].reckoning);
    }
    free(plan->orders);
    free(plan->of_unit);
    free(plan->first_of_unit);
    free(plan->schedules);
    free(plan->kept);
    hz_issued_clear(&plan->earlier);
    hz_failures_clear(&plan->failures);
    free(plan->bound_exact);
    free(plan);
}

/* ---- orders over days ---- */

/* What is told is what must be in place: a limit may be at another load on the day on which it cannot be yet. */
static bool is_same_order(const hz_schedule *schedule, int day)
{
    const hz_day *d = schedule->days + day;

    return hz_is_order(*d) && d->mode == d[-1].mode && (d->cut_bp == d[-1].cut_bp || d[-1].kind == HZ_DAY_NOT_YET) &&
           !hz_is_entered(schedule, day);
}

/* Its mode may have been entered in a stretch before, at another load. */
static void add_beyond(hz_stretch *stretch, const hz_choice *of, const hz_schedule *schedule)
{
    int entered = stretch->last;

    while (!hz_is_entered(schedule, entered))
        entered--;
    stretch->n_days_beyond = hz_days_beyond(of, schedule->days[stretch->last], stretch->last - entered + 1);
    stretch->beyond_fen = hz_schedule_beyond_fen(of, schedule);
}

bool hz_next_stretch(hz_stretch *out, int *day, const hz_scenario *s, const hz_course *course, size_t unit, const hz_schedule *schedule)
{
    int t = *day, told, last, n_restart = 0;
    const hz_mode *mode;

    while (t < course->n_days && !hz_is_order(schedule->days[t]))
        t++;
    *day = t;
    if (t == course->n_days)
        return false;
    for (last = t; last + 1 < course->n_days && is_same_order(schedule, last + 1); last++)
        ;
    while (last + n_restart + 1 < course->n_days && schedule->days[last + n_restart + 1].kind == HZ_DAY_RESTART)
        n_restart++;
    told = t < last && schedule->days[t].kind == HZ_DAY_NOT_YET ? t + 1 : t;
    mode = hz_mode_of(s, unit, schedule->days[t].mode);
    *out = (hz_stretch){.first = t,
                        .told = told,
                        .last = last,
                        .n_restart = n_restart,
                        .what = schedule->days[told],
                        .is_entered = hz_is_entered(schedule, t)};
    out->in_place_by = hz_course_start(course, t + (schedule->days[t].kind == HZ_DAY_NOT_YET));
    out->issue_by = out->in_place_by - (out->is_entered ? mode->lead_h * INT64_C(60) : 0);
    out->until = hz_course_start(course, last + 1);
    out->once_fen = out->is_entered ? mode->once_fen : 0;
    if (mode && last + 1 == course->n_days)
        add_beyond(out, &(hz_choice){.scenario = s, .course = course, .unit = unit}, schedule);
    *day = last + 1;
    return true;
}

/* Days of the present course only. */
static void keep_days(hz_kept *kept, const hz_course *course, const hz_schedule *schedule, int first, int end)
{
    for (int t = first; t < end && t < course->n_days; t++) {
        kept->fixed |= (uint16_t)(1U << t);
        kept->given.days[t] = schedule->days[t];
    }
}

hz_kept hz_keep_issued(const hz_scenario *s, const hz_course *course, const hz_course *earlier, size_t unit, const hz_schedule *schedule)
{
    hz_kept kept = {0};
    hz_stretch stretch;
    int day = 0;

    keep_days(&kept, course, schedule, 0, hz_course_begun(course));
    while (hz_next_stretch(&stretch, &day, s, earlier, unit, schedule))
        if (stretch.issue_by < course->now)
            keep_days(&kept, course, schedule, stretch.first, stretch.last + 1);
    return kept;
}

bool hz_find_earlier(hz_stretch *out, const hz_episode_plan *plan, const hz_episode_order *order)
{
    const hz_issued *from = &plan->earlier;
    int day = 0;

    if (!from->schedules || !plan->kept || !(plan->kept[order->unit].fixed >> order->stretch.first & 1))
        return false;
    while (hz_next_stretch(out, &day, plan->scenario, &from->course, order->unit, &from->schedules[order->unit]))
        if (out->first <= order->stretch.first && order->stretch.first <= out->last)
            return true;
    return false;
}

bool hz_next_withdrawn(hz_stretch *out, int *day, const hz_episode_plan *plan, size_t unit)
{
    const hz_issued *from = &plan->earlier;

    while (from->schedules && hz_next_stretch(out, day, plan->scenario, &from->course, unit, &from->schedules[unit]))
        if (out->first >= plan->course.n_days && out->issue_by < plan->course.now)
            return true;
    return false;
}

/* ---- orders of a day ---- */

static hz_level level_of(const hz_episode_plan *plan, int day)
{
    return plan->course.level[day] == HZ_NO_DAY_LEVEL ? HZ_BLUE : (hz_level)plan->course.level[day];
}

/* While it restarts it makes nothing. */
static hz_order order_of(const hz_episode_plan *plan, size_t unit, int day)
{
    hz_day what = plan->schedules[unit].days[day];
    hz_order order;

    if (what.mode == 0)
        return hz_order_make(plan->scenario, unit, level_of(plan, day), what.cut_bp);
    order = hz_order_in_mode(plan->scenario, unit, what.mode, what.cut_bp);
    if (what.kind == HZ_DAY_RESTART)
        order.cut_bp = what.cut_bp;
    return order;
}

/* ---- failures ---- */

static bool has_failed(const hz_episode_plan *plan, size_t unit, int64_t instant)
{
    return hz_has_failed_at(&plan->failures, plan->scenario->units[unit].enterprise, instant);
}

int64_t hz_episode_failed_from(const hz_episode_plan *plan, int day)
{
    int64_t start = hz_course_start(&plan->course, day), first = HZ_INSTANT_NONE;

    for (size_t i = 0; i < plan->failures.n; i++) {
        int64_t from = plan->failures.list[i].from;

        if (from > start && from < start + HZ_DAY_MIN && (first == HZ_INSTANT_NONE || from < first))
            first = from;
    }
    return first;
}

bool hz_episode_is_short(const hz_episode_plan *plan, int day)
{
    int64_t start = hz_course_start(&plan->course, day);

    for (size_t i = 0; i < plan->failures.n; i++) {
        const hz_failure *f = &plan->failures.list[i];

        if (f->from < start + HZ_DAY_MIN && (f->until == HZ_INSTANT_NONE || f->until > start))
            return true;
    }
    return false;
}

/* ---- sums of a day ---- */

/* A day in parts, between which somebody fails or works again. */
typedef struct {
    hz_reckoning **parts; /* [n] of the orders that count in it */
    int64_t *minutes;     /* [n] */
    size_t n;
} day_parts;

static void free_parts(day_parts *of)
{
    for (size_t k = 0; k < of->n; k++)
        hz_reckoning_free(of->parts[k]);
    free(of->parts);
    free(of->minutes);
}

/* Of the orders that are in place, those that count at that instant. */
static hz_status reckon_counted(hz_reckoning **out, const hz_episode_plan *plan, int day, int64_t instant, hz_error *err)
{
    const hz_scenario *s = plan->scenario;
    hz_order *counted = hz_calloc(s->n_units + 1, sizeof *counted);
    hz_status status;

    if (!counted)
        return hz_error_memory(err);
    for (size_t u = 0; u < s->n_units; u++)
        counted[u] = hz_day_counts(plan->schedules[u].days[day]) && !has_failed(plan, u, instant)
                         ? plan->days[day].orders[u]
                         : hz_order_make(s, u, level_of(plan, day), 0);
    status = hz_reckon(out, s, level_of(plan, day), counted, err);
    free(counted);
    return status;
}

static hz_status reckon_parts(day_parts *out, const hz_episode_plan *plan, int day, hz_error *err)
{
    int64_t start = hz_course_start(&plan->course, day), end = start + HZ_DAY_MIN, next;
    size_t most = 2 * plan->failures.n + 1;
    hz_status status = HZ_OK;

    *out = (day_parts){.parts = hz_calloc(most, sizeof *out->parts), .minutes = hz_calloc(most, sizeof *out->minutes)};
    if (!out->parts || !out->minutes)
        return hz_error_memory(err);
    for (; start < end && !status; start = next) {
        next = hz_next_failure_change(&plan->failures, start, end);
        if (!(status = reckon_counted(&out->parts[out->n], plan, day, start, err)))
            out->minutes[out->n++] = next - start;
    }
    return status;
}

/* By minutes of the day, rounded down. */
static int64_t mean_reached(const day_parts *of, size_t balance)
{
    __int128 sum = 0;

    for (size_t k = 0; k < of->n; k++)
        sum += (__int128)of->parts[k]->balances[balance].reached * of->minutes[k];
    return hz_div_floor(sum, HZ_DAY_MIN);
}

enum { N_TALLIES = 5 };

static hz_tally *tallies_of(hz_reckoning *r, int which)
{
    hz_tally *const all[N_TALLIES] = {&r->total, r->districts, r->sectors, r->grades, r->groups};

    return all[which];
}

static void take_cuts(hz_reckoning *all, const day_parts *of, int which, size_t n)
{
    for (size_t i = 0; i < n; i++)
        for (size_t p = 0; p < HZ_MAX_POLLUTANTS; p++) {
            __int128 sum = 0;

            for (size_t k = 0; k < of->n; k++)
                sum += (__int128)tallies_of(of->parts[k], which)[i].cut_g_d[p] * of->minutes[k];
            tallies_of(all, which)[i].cut_g_d[p] = hz_div_floor(sum, HZ_DAY_MIN);
        }
}

/* What is borne is that of all orders; what is cut, of those that count. */
static void take_counted(hz_reckoning *all, const day_parts *of, const hz_scenario *s)
{
    const size_t n[N_TALLIES] = {1, s->n_districts, s->n_sectors, HZ_N_GRADES, s->n_groups};

    all->is_met = true;
    for (size_t b = 0; b < all->n_balances; b++) {
        hz_demand_kind kind = s->demands[all->balances[b].demand].kind;

        if (hz_is_target(kind) || kind == HZ_DEMAND_SAFETY) {
            all->balances[b] = of->parts[0]->balances[b];
            all->balances[b].reached = mean_reached(of, b);
            all->balances[b].slack += all->balances[b].reached - of->parts[0]->balances[b].reached;
        }
        all->is_met = all->is_met && all->balances[b].slack >= 0;
    }
    for (int which = 0; which < N_TALLIES; which++)
        take_cuts(all, of, which, n[which]);
}

static hz_status reckon_day(hz_episode_plan *plan, int day, hz_error *err)
{
    hz_episode_day *d = &plan->days[day];
    day_parts parts = {0};
    hz_status status;

    if (!(status = hz_reckon(&d->reckoning, plan->scenario, level_of(plan, day), d->orders, err)) &&
        !(status = reckon_parts(&parts, plan, day, err)))
        take_counted(d->reckoning, &parts, plan->scenario);
    free_parts(&parts);
    if (!status && !d->reckoning->is_met && day >= hz_course_begun(&plan->course))
        status = hz_error_set(err, HZ_ERR_VERIFY, "%s", _("the orders, added up again, miss a demand; no plan is given"));
    return status;
}

bool hz_episode_is_reckoned(const hz_episode_plan *plan, int day)
{
    return plan->course.level[day] != HZ_NO_DAY_LEVEL && (plan->kept || day >= hz_course_begun(&plan->course));
}

/* ---- all orders ---- */

static int by_issue(const void *a, const void *b)
{
    const hz_episode_order *x = a, *y = b;

    if (x->stretch.issue_by != y->stretch.issue_by)
        return x->stretch.issue_by < y->stretch.issue_by ? -1 : 1;
    if (x->unit != y->unit)
        return x->unit < y->unit ? -1 : 1;
    return x->stretch.first - y->stretch.first;
}

static int64_t days_fen(const hz_episode_plan *plan, size_t unit, int first, int n)
{
    const hz_choice choice = {.scenario = plan->scenario, .course = &plan->course, .unit = unit};
    int64_t sum = 0;

    for (int t = first; t < first + n; t++)
        sum += hz_day_cost_fen(&choice, plan->schedules[unit].days[t]);
    return sum;
}

static hz_status add_order(hz_episode_plan *plan, size_t *capacity, size_t unit, const hz_stretch *stretch, hz_error *err)
{
    int n_days = stretch->last + 1 - stretch->first;

    if (!hz_grow((void **)&plan->orders, capacity, plan->n_orders + 1, sizeof *plan->orders))
        return hz_error_memory(err);
    plan->orders[plan->n_orders++] = (hz_episode_order){.unit = unit,
                                                        .stretch = *stretch,
                                                        .days_fen = days_fen(plan, unit, stretch->first, n_days),
                                                        .restart_fen = days_fen(plan, unit, stretch->last + 1, stretch->n_restart)};
    return HZ_OK;
}

static hz_status sort_by_unit(hz_episode_plan *plan, hz_error *err)
{
    size_t n_units = plan->scenario->n_units, *next = hz_calloc(n_units + 1, sizeof *next);

    plan->of_unit = hz_calloc(plan->n_orders + 1, sizeof *plan->of_unit);
    plan->first_of_unit = hz_calloc(n_units + 1, sizeof *plan->first_of_unit);
    if (!next || !plan->of_unit || !plan->first_of_unit) {
        free(next);
        return hz_error_memory(err);
    }
    for (size_t i = 0; i < plan->n_orders; i++)
        plan->first_of_unit[plan->orders[i].unit + 1]++;
    for (size_t u = 0; u < n_units; u++)
        next[u + 1] = plan->first_of_unit[u + 1] += plan->first_of_unit[u];
    for (size_t i = 0; i < plan->n_orders; i++)
        plan->of_unit[next[plan->orders[i].unit]++] = i;
    free(next);
    return HZ_OK;
}

static hz_status list_orders(hz_episode_plan *plan, hz_error *err)
{
    size_t capacity = 0;
    hz_stretch stretch;

    for (size_t u = 0; u < plan->scenario->n_units; u++)
        for (int day = 0; hz_next_stretch(&stretch, &day, plan->scenario, &plan->course, u, &plan->schedules[u]);)
            if (add_order(plan, &capacity, u, &stretch, err))
                return err->status;
    if (plan->n_orders > 1)
        qsort(plan->orders, plan->n_orders, sizeof *plan->orders, by_issue);
    return sort_by_unit(plan, err);
}

/* Whoever adds up the orders must come to what the plan says that it costs. */
static hz_status check_orders(const hz_episode_plan *plan, hz_error *err)
{
    int64_t sum = 0;

    for (size_t i = 0; i < plan->n_orders; i++)
        sum += hz_episode_order_fen(&plan->orders[i]);
    if (sum == plan->cost_fen)
        return HZ_OK;
    return hz_error_set(err, HZ_ERR_VERIFY, "%s", _("the orders, added up again, do not cost what the plan costs; no plan is given"));
}

static void sum_day(hz_episode_plan *plan, int day)
{
    hz_episode_day *d = &plan->days[day];

    for (size_t u = 0; u < plan->scenario->n_units; u++) {
        hz_day what = plan->schedules[u].days[day];
        int64_t cost = days_fen(plan, u, day, 1);

        d->n_told += hz_is_order(what);
        d->n_restarting += what.kind == HZ_DAY_RESTART;
        d->cost_fen += cost;
        d->restart_fen += what.kind == HZ_DAY_RESTART ? cost : 0;
    }
    plan->restart_fen += d->restart_fen;
}

static void sum_costs(hz_episode_plan *plan)
{
    const hz_scenario *s = plan->scenario;

    plan->cost_fen = plan->once_fen = plan->beyond_fen = 0;
    for (size_t u = 0; u < s->n_units; u++) {
        const hz_choice choice = {.scenario = s, .course = &plan->course, .unit = u};

        plan->once_fen += hz_schedule_once_fen(&choice, &plan->schedules[u]);
        plan->beyond_fen += hz_schedule_beyond_fen(&choice, &plan->schedules[u]);
        plan->cost_fen += hz_schedule_cost_fen(&choice, &plan->schedules[u]);
    }
}

hz_status hz_reckon_episode(hz_episode_plan *plan, hz_error *err)
{
    hz_status status = HZ_OK;

    for (int t = 0; t < plan->course.n_days && !status; t++) {
        if (!(plan->days[t].orders = hz_calloc(plan->scenario->n_units + 1, sizeof *plan->days[t].orders)))
            return hz_error_memory(err);
        for (size_t u = 0; u < plan->scenario->n_units; u++)
            plan->days[t].orders[u] = order_of(plan, u, t);
        if (hz_episode_is_reckoned(plan, t))
            status = reckon_day(plan, t, err);
    }
    for (int t = 0; t < plan->course.n_days; t++)
        sum_day(plan, t);
    sum_costs(plan);
    if (status || (status = list_orders(plan, err)))
        return status;
    return check_orders(plan, err);
}

/* ---- beside them ---- */

/* The same on each day of a level: what came before and comes after is not looked at. */
static hz_status reckon_uniform(hz_uniform_day *out, const hz_episode_plan *plan, const hz_model *model, const hz_episode_day *day,
                                hz_error *err)
{
    hz_plan alone = {
        .scenario = plan->scenario, .settings = plan->settings, .orders = day->orders, .reckoning = day->reckoning};
    hz_status status = hz_reckon_baselines(&alone, model, err);
    const hz_baseline *uniform = status ? NULL : hz_plan_uniform(&alone);

    if (uniform)
        *out = (hz_uniform_day){true, uniform->is_reached, uniform->is_met, uniform->share_bp, uniform->total.cost_fen_d};
    hz_baselines_free(alone.baselines, alone.n_baselines);
    return status;
}

hz_status hz_reckon_uniform_days(hz_episode_plan *plan, const hz_model *const levels[HZ_N_LEVELS], hz_error *err)
{
    hz_uniform_day of_level[HZ_N_LEVELS] = {0};
    hz_status status = HZ_OK;

    for (int t = hz_course_begun(&plan->course); t < plan->course.n_days && !status; t++) {
        int level = plan->course.level[t];

        if (level == HZ_NO_DAY_LEVEL || !levels[level])
            continue;
        if (!of_level[level].is_known)
            status = reckon_uniform(&of_level[level], plan, levels[level], &plan->days[t], err);
        plan->days[t].uniform = of_level[level];
    }
    return status;
}

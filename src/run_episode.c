/* run_episode.c - a whole episode: one schedule for each unit, over up to 15 days
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Column generation. With the exact prices y of the optimum over the schedules so far, and w = cost - y a of a schedule, the optimum
 * over all schedules is at least that optimum + the sum over units of (least w of all - least w so far). So when the cheapest schedule
 * of no unit is below the cheapest of those it has, both optima are equal. Of a program without a solution the same is done with the
 * multipliers of its proof, and costs of nothing. */
#include "run_episode.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/cancel.h"
#include "base/lang.h"
#include "model/refused.h"
#include "run_course.h"
#include "run_modes.h"
#include "run_proof.h"
#include "run_roster.h"
#include "run_search.h"
#include "run_whole.h"
#include "solve/cheapest_schedule.h"
#include "solve/master.h"
#include "solve/prove.h"
#include "solve/common.h"
#include "solve/rational.h"
#include "solve/together.h"

/* Linear programs of the search, of which each takes a time that grows with the square of the rows. Each point that it finds is made
 * cheaper unit by unit, so that few are enough. */
enum { MOST_NODES = 1000, LEAST_NODES = 100, NODES_ROWS = 5000000 };

/* Times the prices of the linear program at which orders are settled from nothing: each leads elsewhere. Many units come near the bound
 * from the first. */
static const double start_prices[] = {1, 0.5, 0.25, 0.125, 2};
enum { MANY_UNITS = 300 };

/* Where no time is left a search ends after its first linear program. */
static const double least_search_s = 1e-3;

/* ---- weights ---- */

/* Prices of the rows, over a common denominator. */
typedef struct {
    const hz_episode_rows *rows;
    const hz_common *price;
} pricing;

static void weigh_by_prices(void *context, mpz_t weight, size_t unit, int day, hz_day what)
{
    const pricing *p = context;

    for (size_t i = p->rows->first_row[day]; i < p->rows->first_row[day + 1]; i++) {
        int64_t effect = mpz_sgn(p->price->numerator[i]) == 0 ? 0 : hz_episode_effect(p->rows, i, unit, what);

        if (effect > 0)
            mpz_submul_ui(weight, p->price->numerator[i], (unsigned long)effect);
        else if (effect < 0)
            mpz_addmul_ui(weight, p->price->numerator[i], (unsigned long)-effect);
    }
}

/* Days in a mode, at that level or a stricter one, before all costs. */
typedef struct {
    const hz_course *course;
    uint8_t mode;
    int level;
} reward;

static void weigh_by_mode(void *context, mpz_t weight, size_t unit, int day, hz_day what)
{
    const reward *r = context;
    bool is_asked = r->course->level[day] >= r->level && r->course->level[day] != HZ_NO_DAY_LEVEL;

    (void)unit;
    if (is_asked && what.mode == r->mode && hz_day_counts(what))
        mpz_sub_ui(weight, weight, 1000000000000000UL + what.cut_bp);
}

/* ---- first schedules ---- */

static hz_status refuse_unit(const hz_choice *of, hz_error *err)
{
    const hz_scenario *s = of->scenario;
    const hz_unit *u = &s->units[of->unit];

    return hz_error_set(err, HZ_ERR_INPUT,
                        _("%1$s:%2$d: unit '%3$s' of '%4$s' must be cut on a day of the episode, but none of its modes "
                          "can be in force there; correct "
                          "its <cut>, the approved load or the levels of its modes"),
                        s->path, u->line, u->id, s->enterprises[u->enterprise].id);
}

static hz_status add_first(hz_timetable_unit *unit, hz_weigh_day *weigh, void *context, hz_error *err)
{
    hz_schedule schedule;
    bool is_any = false;
    mpz_t one, sum;
    hz_status status;

    mpz_init_set_ui(one, 1);
    mpz_init(sum);
    if (!(status = hz_cheapest_schedule(&schedule, sum, &is_any, &unit->choice, one, weigh, context, err)) && !is_any)
        status = refuse_unit(&unit->choice, err);
    if (!status && !hz_timetable_has(unit, &schedule))
        status = hz_timetable_add(unit, &schedule, err);
    mpz_clears(one, sum, NULL);
    return status;
}

/* The cheapest, and as much of each mode as there can be from each level on. */
static hz_status add_first_of(hz_timetable_unit *unit, hz_error *err)
{
    const hz_scenario *s = unit->choice.scenario;
    hz_status status = add_first(unit, NULL, NULL, err);

    for (uint8_t m = 1; m <= s->units[unit->choice.unit].n_modes; m++)
        for (int level = 0; level < HZ_N_LEVELS && !status; level++) {
            reward r = {unit->choice.course, m, level};

            status = add_first(unit, weigh_by_mode, &r, err);
        }
    return status;
}

/* ---- more of them ---- */

static void weigh_schedule(mpz_t out, const hz_timetable_unit *unit, const hz_schedule *schedule, pricing *p,
                           const mpz_t per_fen)
{
    mpz_set_si(out, hz_schedule_cost_fen(&unit->choice, schedule));
    mpz_mul(out, out, per_fen);
    for (int t = 0; t < unit->choice.course->n_days; t++)
        weigh_by_prices(p, out, unit->choice.unit, t, schedule->days[t]);
}

/* The least weight of the schedules that the unit has. */
static void weigh_list(mpz_t out, const hz_timetable_unit *unit, pricing *p, const mpz_t per_fen)
{
    mpz_t other;

    mpz_init(other);
    weigh_schedule(out, unit, &unit->list[0], p, per_fen);
    for (size_t k = 1; k < unit->n; k++) {
        weigh_schedule(other, unit, &unit->list[k], p, per_fen);
        if (mpz_cmp(other, out) < 0)
            mpz_set(out, other);
    }
    mpz_clear(other);
}

/* `below`: by how much the least weight of all schedules is below that of the list is added to it. */
static hz_status add_cheapest(hz_timetable_unit *unit, pricing *p, const mpz_t per_fen, mpz_t below, bool *is_new,
                              hz_error *err)
{
    hz_schedule schedule;
    bool is_any = false;
    mpz_t weight, of_list;
    hz_status status;

    mpz_inits(weight, of_list, NULL);
    weigh_list(of_list, unit, p, per_fen);
    status = hz_cheapest_schedule(&schedule, weight, &is_any, &unit->choice, per_fen, weigh_by_prices, p, err);
    if (!status && is_any && mpz_cmp(weight, of_list) < 0) {
        *is_new = true;
        mpz_sub(of_list, of_list, weight);
        mpz_add(below, below, of_list);
        status = hz_timetable_add(unit, &schedule, err);
    }
    mpz_clears(weight, of_list, NULL);
    return status;
}

/* The bound of all schedules by these prices; of a program without a solution, nothing. */
static void take_bound(hz_generated *out, const hz_proof *proof, const mpz_t below, const mpz_t denominator)
{
    mpq_t bound;

    if (proof->outcome != HZ_OUTCOME_OPTIMAL)
        return;
    mpq_init(bound);
    mpq_set_num(bound, below);
    mpq_set_den(bound, denominator);
    mpq_canonicalize(bound);
    mpq_sub(bound, proof->cost_fen_d, bound);
    if (mpq_cmp(bound, out->bound) > 0)
        mpq_set(out->bound, bound);
    mpq_clear(bound);
}

static hz_status add_by_prices(hz_generated *out, hz_timetable *table, const hz_episode_rows *rows,
                               const hz_proof *proof, bool *is_new, hz_error *err)
{
    hz_common price = {0};
    pricing p = {rows, &price};
    mpz_t per_fen, below;
    hz_status status = HZ_OK;

    *is_new = false;
    if (!hz_common_make(&price, rows->n_rows))
        return hz_error_memory(err);
    hz_common_take(&price, proof->price);
    mpz_inits(per_fen, below, NULL);
    if (proof->outcome == HZ_OUTCOME_OPTIMAL)
        mpz_set(per_fen, price.denominator);
    for (size_t i = 0; i < table->n_units && !status; i++)
        if (!(status = hz_cancel_check(err)))
            status = add_cheapest(&table->units[i], &p, per_fen, below, is_new, err);
    if (!status)
        take_bound(out, proof, below, price.denominator);
    mpz_clears(per_fen, below, NULL);
    hz_common_clear(&price);
    return status;
}

static hz_status solve(hz_run *run, hz_solution **solution, hz_proof **proof, const hz_model *model, hz_error *err)
{
    double since = hz_run_clock();
    hz_status status;

    *solution = NULL;
    *proof = NULL;
    if ((status = hz_solve(solution, model, NULL, err)))
        return status;
    hz_run_note_time(run, "solve", &since);
    status = hz_prove(proof, solution, model, err);
    hz_run_note_time(run, "verify", &since);
    return status;
}

/* One more linear program, and what its prices ask for: all of it or, when time is up, nothing. */
static hz_status go_on(hz_run *run, hz_generated *out, const hz_episode_rows *rows, hz_timetable *table, bool *is_new,
                       hz_error *err)
{
    hz_solution *solution = NULL;
    hz_proof *proof = NULL;
    hz_status status;

    hz_episode_program_clear(&out->program);
    if ((status = hz_formulate_episode(&out->program, rows, table, err)) ||
        (status = solve(run, &solution, &proof, out->program.model, err)) ||
        (status = add_by_prices(out, table, rows, proof, is_new, err))) {
        hz_solution_free(solution);
        hz_proof_free(proof);
        return status;
    }
    hz_solution_free(out->solution);
    hz_proof_free(out->proof);
    out->solution = solution;
    out->proof = proof;
    out->n_rounds++;
    return HZ_OK;
}

/* Units by themselves cost no less than this, and neither do they together. */
static void bound_by_first(hz_generated *out, const hz_timetable *table)
{
    int64_t cost = 0;

    for (size_t i = 0; i < table->n_units; i++)
        cost += hz_schedule_cost_fen(&table->units[i].choice, &table->units[i].list[0]);
    mpq_set_si(out->bound, cost, 1);
}

static hz_status go_on_to_the_end(hz_run *run, hz_generated *out, const hz_episode_rows *rows, hz_timetable *table,
                                  hz_error *err)
{
    bool is_new = true;
    hz_status status = HZ_OK;

    while (is_new && !status && !(out->is_out_of_time = out->stop_at > 0 && out->n_rounds + 1 >= out->stop_at))
        status = go_on(run, out, rows, table, &is_new, err);
    return status;
}

static hz_status generate(hz_run *run, hz_generated *out, const hz_episode_rows *rows, hz_timetable *table,
                          hz_error *err)
{
    hz_status status = HZ_OK;

    for (size_t i = 0; i < table->n_units && !status; i++)
        status = add_first_of(&table->units[i], err);
    if (status)
        return status;
    bound_by_first(out, table);
    return hz_cancel_check(err) ? err->status : go_on_to_the_end(run, out, rows, table, err);
}

/* The clock may take half of the time. Behind that there is no limit any more: the first orders take a known amount of work, and there
 * shall be some; and a limit that struck within a linear program of the search would take those away that there are. The search looks at
 * the clock between its programs. */
hz_status hz_run_generate(hz_run *run, hz_generated *out, const hz_episode_rows *rows, hz_timetable *table,
                          hz_error *err)
{
    hz_error own = HZ_ERROR_NONE;
    double left = hz_cancel_left_s(), since = hz_run_clock();
    bool is_limited = left > 0 || hz_cancel_pending(); /* or over already */
    hz_status status;

    if (left > 0)
        hz_cancel_set_limit(1 + (long)(left * 500));
    out->stop_at = hz_run_count_of_replay(run);
    status = generate(run, out, rows, table, &own);
    if (status == HZ_ERR_LIMIT && hz_cancel_pending()) {
        out->is_out_of_time = true;
        status = HZ_OK;
    }
    if (is_limited) {
        hz_cancel_set_limit(0);
        out->search_s = fmax((left - (hz_run_clock() - since)) / 2, least_search_s);
    }
    return status ? hz_error_set(err, status, "%s", own.message)
                  : hz_run_note_count(run, out->is_out_of_time, out->n_rounds + 1, err);
}

void hz_generated_init(hz_generated *generated)
{
    *generated = (hz_generated){0};
    mpq_init(generated->bound);
}

void hz_generated_clear(hz_generated *generated)
{
    hz_episode_program_clear(&generated->program);
    hz_solution_free(generated->solution);
    hz_proof_free(generated->proof);
    mpq_clear(generated->bound);
}

/* ---- orders ---- */

static const hz_timetable_unit *unit_of(const hz_timetable *table, size_t unit)
{
    size_t i = 0;

    while (table->units[i].choice.unit != unit)
        i++;
    return &table->units[i];
}

/* The dearest schedule that is reached is the one; it comes first. */
static void take_places(hz_schedule *schedules, const hz_episode_program *program, const hz_timetable *table,
                        const uint16_t *places)
{
    uint32_t last = HZ_NONE;

    for (size_t j = 0; j < program->model->n_columns; j++) {
        uint32_t unit = program->model->columns[j].unit;

        if (unit == HZ_NONE || places[j] == 0)
            continue;
        if (program->day[j] < HZ_COURSE_DAYS)
            schedules[unit].days[program->day[j]] = (hz_day){places[j], 0, HZ_DAY_IN_PLACE};
        else if (unit != last) {
            schedules[unit] = unit_of(table, unit)->list[program->schedule[j]];
            last = unit;
        }
    }
}

/* Days of units without modes that have begun. What they cost is in no program. */
static int64_t take_begun(hz_schedule *schedules, const hz_episode_plan *plan)
{
    const hz_kept *kept = plan->kept;
    int64_t cost = 0;

    for (size_t u = 0; kept && u < plan->scenario->n_units; u++)
        for (int t = 0; plan->scenario->units[u].n_modes == 0 && t < hz_course_begun(&plan->course); t++) {
            schedules[u].days[t] = kept[u].given.days[t];
            cost += hz_state_cost_fen_d(plan->scenario, u, hz_day_state(kept[u].given.days[t]), HZ_BLUE);
        }
    return cost;
}

static hz_status copy_task(hz_episode_plan *plan, const hz_episode_task *task, hz_error *err)
{
    const hz_scenario *s = plan->scenario;

    plan->course = *task->course;
    if (!(plan->schedules = hz_calloc(s->n_units + 1, sizeof *plan->schedules)) ||
        (task->kept && !(plan->kept = hz_calloc(s->n_units + 1, sizeof *plan->kept))))
        return hz_error_memory(err);
    if (task->kept)
        memcpy(plan->kept, task->kept, s->n_units * sizeof *plan->kept);
    return hz_failures_copy(&plan->failures, task->failures, err);
}

static hz_status keep_bound(hz_episode_plan *plan, const mpq_t of_program, int64_t begun_fen, hz_error *err)
{
    mpq_t bound;

    mpq_init(bound);
    mpq_set_si(bound, begun_fen, 1);
    mpq_add(bound, bound, of_program);
    plan->bound_fen = hz_rational_ceil(bound);
    plan->bound_exact = mpq_get_str(NULL, 10, bound);
    mpq_clear(bound);
    return plan->bound_exact ? HZ_OK : hz_error_memory(err);
}

/* What has been made of a task so far, and from what. */
typedef struct {
    hz_run *run;
    hz_episode_plan *plan; /* its schedules are the cheapest so far, if any are known */
    const hz_episode_rows *rows;
    const hz_timetable *table;
    const hz_generated *from;
    int64_t begun_fen, cost_fen; /* of days that are in no program; of the schedules of the plan, */
    bool does_hold;              /* which hold all rows */
    bool is_least;               /* nor do others for less */
    hz_episode_roster *roster;
    hz_schedule *trial;   /* [n_units] a candidate, */
    int64_t trial_fen;    /* what it costs, */
    bool does_trial_hold; /* if it holds */
    int64_t settled_fen;  /* the least that a point of the search was settled at */
} planning;

static int64_t cost_of_trial(const planning *p)
{
    int64_t cost = 0;

    for (size_t u = 0; u < p->plan->scenario->n_units; u++) {
        const hz_choice of = {.scenario = p->plan->scenario, .course = &p->plan->course, .unit = u};

        cost += hz_schedule_cost_fen(&of, &p->trial[u]);
    }
    return cost;
}

/* ---- candidates ---- */

/* Nothing is ordered, but for what must be. */
static void begin_trial(planning *p)
{
    memset(p->trial, 0, p->plan->scenario->n_units * sizeof *p->trial);
    hz_episode_take_least(p->trial, p->roster);
    p->begun_fen = take_begun(p->trial, p->plan);
    p->does_trial_hold = false;
}

static void keep_trial(planning *p)
{
    if (!p->does_trial_hold || (p->does_hold && p->trial_fen >= p->cost_fen))
        return;
    memcpy(p->plan->schedules, p->trial, p->plan->scenario->n_units * sizeof *p->trial);
    p->cost_fen = p->trial_fen;
    p->does_hold = true;
}

/* Prices of a few schedules are further off than none. */
static const hz_proof *prices_of(const planning *p)
{
    return p->from->is_out_of_time ? NULL : p->from->proof;
}

static hz_status settle_trial(planning *p, hz_episode_roster *roster, hz_error *err)
{
    return hz_episode_settle(p->trial, &p->trial_fen, &p->does_trial_hold, roster, err);
}

/* What holds, with limits that are used at all steps that orders can be in, one unit at a time and a few at once. */
static hz_status refine_trial(planning *p, hz_error *err)
{
    hz_episode_roster fine;
    bool is_least;
    hz_status status = hz_episode_roster_make(&fine, p->run->settings.step_bp, p->rows, p->table, prices_of(p), p->trial, false, err);

    if (!status && !(status = settle_trial(p, &fine, err)) &&
        !(status = hz_episode_settle_together(p->trial, &p->trial_fen, &p->does_trial_hold, &is_least, &fine, err)))
        status = settle_trial(p, &fine, err);
    hz_episode_roster_clear(&fine);
    if (!status)
        keep_trial(p);
    return status;
}

/* From nothing, at so many times the prices of the program or, NULL, of those that are used without. */
static hz_status settle_from_nothing(planning *p, const hz_proof *proof, double times, hz_error *err)
{
    hz_episode_roster roster;
    hz_status status = hz_episode_roster_make(&roster, p->run->settings.step_bp, p->rows, p->table, proof, NULL, false, err);

    begin_trial(p);
    for (size_t i = 0; i < p->rows->n_rows && !status; i++)
        roster.roster.price[i] *= times;
    if (!status)
        status = settle_trial(p, &roster, err);
    hz_episode_roster_clear(&roster);
    return !status && p->does_trial_hold ? refine_trial(p, err) : status;
}

/* All schedules in all steps, where there are few units. */
static hz_status settle_outright(planning *p, hz_error *err)
{
    hz_episode_roster all;
    hz_status status = HZ_OK;

    if (p->roster->has_linked || p->roster->roster.n_units > HZ_MOST_TOGETHER)
        return HZ_OK;
    status = hz_episode_roster_make(&all, p->run->settings.step_bp, p->rows, p->table, prices_of(p), NULL, true, err);
    begin_trial(p);
    if (p->does_hold)
        memcpy(p->trial, p->plan->schedules, p->plan->scenario->n_units * sizeof *p->trial);
    p->does_trial_hold = p->does_hold;
    p->trial_fen = p->does_hold ? p->cost_fen : cost_of_trial(p);
    if (!status)
        status = hz_episode_settle_together(p->trial, &p->trial_fen, &p->does_trial_hold, &p->is_least, &all, err);
    hz_episode_roster_clear(&all);
    if (!status)
        keep_trial(p);
    return status;
}

/* Orders of the program, rounded. Where rounding finds none, `failure` says so. */
static hz_status round_orders(planning *p, hz_error *failure, hz_error *err)
{
    uint16_t *places = NULL;
    hz_status status = hz_derive_places(&places, p->run->scenario, p->from->program.model, p->from->solution,
                                        p->from->proof, p->run->settings.step_bp, failure);

    if (status && status != HZ_ERR_SOLVER)
        return hz_error_set(err, status, "%s", failure->message);
    begin_trial(p);
    if (places)
        take_places(p->trial, &p->from->program, p->table, places);
    take_begun(p->trial, p->plan);
    p->does_trial_hold = places != NULL;
    p->trial_fen = cost_of_trial(p);
    free(places);
    if ((status = settle_trial(p, p->roster, err)) || !p->does_trial_hold)
        return status;
    p->settled_fen = p->trial_fen;
    return refine_trial(p, err);
}

/* ---- the search ---- */

/* A point as schedules. Only rounding keeps what links hold; else settling mends all. */
static hz_status take_point(planning *p, bool *is_any, const uint16_t *at_bp, const double *exact_bp, hz_error *err)
{
    uint16_t *places = NULL;
    hz_status status = HZ_OK;

    if (p->roster->has_linked)
        status = hz_run_places_at(&places, p->run, p->from->program.model, p->from->proof, exact_bp, false, err);
    *is_any = places || !p->roster->has_linked;
    memset(p->trial, 0, p->plan->scenario->n_units * sizeof *p->trial);
    if (!status && *is_any)
        take_places(p->trial, &p->from->program, p->table, places ? places : at_bp);
    take_begun(p->trial, p->plan);
    free(places);
    return status;
}

/* solve/branch.h, hz_accept_point: of a point the nearest orders that hold; those that are cheaper than of the points before are refined. */
static hz_status accept(void *context, bool *is_accepted, __int128 *cost, const uint16_t *at_bp, const double *exact_bp, hz_error *err)
{
    planning *p = context;
    bool is_any;
    hz_status status = take_point(p, &is_any, at_bp, exact_bp, err);

    *is_accepted = p->does_trial_hold = false;
    if (status || !is_any || (status = settle_trial(p, p->roster, err)) || !p->does_trial_hold)
        return status;
    if (p->trial_fen < p->settled_fen) {
        p->settled_fen = p->trial_fen;
        status = refine_trial(p, err);
    }
    *is_accepted = true;
    *cost = (__int128)(p->trial_fen - p->begun_fen) * HZ_SHARE_ONE;
    return status;
}

static long nodes_of(const hz_episode_rows *rows)
{
    size_t n = NODES_ROWS / (rows->n_rows * rows->n_rows);

    return n > MOST_NODES ? MOST_NODES : n < LEAST_NODES ? LEAST_NODES : (long)n;
}

static hz_status search_orders(planning *p, hz_error *err)
{
    hz_branch_settings settings = {
        .accept = accept, .context = p, .goes_deep = true, .has_upper = p->does_hold, .time_limit_s = p->from->search_s};

    settings.upper = (__int128)(p->cost_fen - p->begun_fen) * HZ_SHARE_ONE;
    if (!hz_run_has_modes(p->from->program.model))
        return HZ_OK;
    return hz_run_search_with(p->run, &settings, nodes_of(p->rows), p->from->program.model, p->from->solution,
                              p->from->proof, err);
}

/* ---- orders that hold ---- */

/* What the linear programs say, once there are prices of all schedules. */
static hz_status go_by_program(planning *p, hz_error *failure, hz_error *err)
{
    size_t n_starts = p->roster->roster.n_units < MANY_UNITS ? sizeof start_prices / sizeof *start_prices : 1;
    hz_status status = round_orders(p, failure, err);

    for (size_t i = 0; i < n_starts && !status; i++)
        status = settle_from_nothing(p, p->from->proof, start_prices[i], err);
    return status ? status : search_orders(p, err);
}

/* All schedules of all units were looked at, in the steps of the orders. */
static hz_status say_none_in_steps(int step_bp, hz_error *err)
{
    return hz_error_set(err, HZ_ERR_SOLVER,
                        _("the episode: the demands can be met in shares of modes and of steps; that no schedules meet them, each unit in one mode "
                          "and in steps of %1$d.%2$02d %%, is proved over all of them; a demand that is a little less strict leaves more room"),
                        step_bp / 100, step_bp % 100);
}

/* Whether it is modes or steps that leave nothing: of the schedules that were listed, which proves nothing of all of them. */
static hz_status say_no_orders(planning *p, const char *said, hz_error *err)
{
    hz_no_orders *why = &p->run->no_orders;
    hz_status status = HZ_OK;

    if (p->from->is_out_of_time)
        return hz_error_set(err, HZ_ERR_LIMIT, "%s", _("the time limit was reached before there was a plan; give a longer one"));
    *why = (hz_no_orders){.why = HZ_NO_ORDERS_STEPS};
    if (hz_run_has_modes(p->from->program.model))
        status = hz_run_look_whole(why, p->from->program.model, p->from->solution, p->from->proof, err);
    why->is_proved = false;
    if (status)
        return status;
    if (p->is_least)
        return say_none_in_steps(p->run->settings.step_bp, err);
    return why->why == HZ_NO_ORDERS_MODES ? hz_run_say_no_modes(_("the episode"), why->n_nodes, err)
                                          : hz_error_set(err, HZ_ERR_SOLVER, "%s", said);
}

/* Each way of finding orders adds to those before, and whatever takes time by the clock comes last: more time never makes them dearer. */
static hz_status find_orders(planning *p, hz_error *err)
{
    hz_error failure = HZ_ERROR_NONE;
    double since = hz_run_clock();
    hz_status status = settle_from_nothing(p, NULL, 1, err);

    if (status || (status = keep_bound(p->plan, p->from->bound, p->begun_fen, err)) || (status = settle_outright(p, err)))
        return status;
    if (!p->from->is_out_of_time && !(p->is_least && p->does_hold))
        status = go_by_program(p, &failure, err);
    hz_run_note_time(p->run, "derive", &since);
    return status || p->does_hold ? status : say_no_orders(p, failure.message, err);
}

static hz_status find_orders_of(planning *p, hz_error *err)
{
    hz_episode_roster roster;
    hz_status status =
        hz_episode_roster_make(&roster, p->run->settings.step_bp, p->rows, p->table, prices_of(p), NULL, false, err);

    p->roster = &roster;
    p->settled_fen = INT64_MAX;
    if (!status && !(p->trial = hz_calloc(p->plan->scenario->n_units + 1, sizeof *p->trial)))
        status = hz_error_memory(err);
    if (!status)
        status = find_orders(p, err);
    free(p->trial);
    hz_episode_roster_clear(&roster);
    return status;
}

/* Nothing is left to look at only where that is so of all schedules; the search looks at those that were listed. */
static hz_search_end end_of_search(const planning *p, hz_search_end of_listed)
{
    __int128 above = (__int128)(p->cost_fen - p->plan->bound_fen) * 1000000;

    if (p->cost_fen <= p->plan->bound_fen)
        return HZ_SEARCH_EXHAUSTED;
    if (p->from->is_out_of_time)
        return HZ_SEARCH_TIME;
    if (of_listed == HZ_SEARCH_NODES || of_listed == HZ_SEARCH_TIME)
        return of_listed;
    return above <= (__int128)p->cost_fen * p->run->settings.gap_ppm ? HZ_SEARCH_GAP : HZ_SEARCH_LISTED;
}

/* What was proved of all schedules one by one is the bound, too. */
static hz_status raise_bound(const planning *p, hz_error *err)
{
    mpq_t least;
    hz_status status;

    if (!p->is_least || p->cost_fen <= p->plan->bound_fen)
        return HZ_OK;
    free(p->plan->bound_exact);
    mpq_init(least);
    mpq_set_si(least, p->cost_fen, 1);
    status = keep_bound(p->plan, least, 0, err);
    mpq_clear(least);
    return status;
}

static hz_status make_plan(planning *p, const hz_episode_task *task, hz_error *err)
{
    hz_episode_plan *plan = p->plan;
    hz_searched search;
    hz_status status;

    plan->scenario = p->run->scenario;
    plan->settings = p->run->settings;
    if (!(status = copy_task(plan, task, err)) && !(status = find_orders_of(p, err)))
        status = raise_bound(p, err);
    search = hz_run_take_search(p->run);
    plan->search_end = end_of_search(p, search.end);
    plan->n_nodes = p->from->n_rounds + search.n_nodes;
    free(search.bound_exact); /* it is that of the schedules that were listed; all of them have another */
    if (status)
        return status;
    return (status = hz_reckon_episode(plan, err)) ? status : hz_run_check_bound(plan->cost_fen, plan->bound_fen, err);
}

/* ---- there is none ---- */

/* All that a row can be brought on its day: of columns of the day, and of each unit's schedules. */
static hz_status find_most(int64_t *out, const hz_episode_rows *rows, size_t row, const hz_episode_program *program,
                           const hz_timetable *table, hz_error *err)
{
    const hz_model *m = program->model;
    hz_common price = {0};
    pricing p = {rows, &price};
    hz_status status = HZ_OK;
    mpz_t nothing, weight;

    *out = 0;
    if (!hz_common_make(&price, rows->n_rows))
        return hz_error_memory(err);
    mpz_set_ui(price.numerator[row], 1);
    mpz_inits(nothing, weight, NULL);
    for (size_t j = 0; j < m->n_columns; j++)
        for (uint64_t k = m->start[j]; program->day[j] < HZ_COURSE_DAYS && k < m->start[j + 1]; k++)
            if (m->row[k] == row)
                *out += hz_div_floor((__int128)m->value[k] * m->columns[j].hi_bp, HZ_SHARE_ONE);
    for (size_t i = 0; i < table->n_units && !status; i++) {
        hz_schedule schedule;
        bool is_any = false;

        status = hz_cheapest_schedule(&schedule, weight, &is_any, &table->units[i].choice, nothing, weigh_by_prices, &p,
                                      err);
        if (!status && is_any)
            *out -= mpz_get_si(weight);
    }
    mpz_clears(nothing, weight, NULL);
    hz_common_clear(&price);
    return status;
}

static int day_of(const hz_episode_rows *rows, size_t row)
{
    int t = 0;

    while (rows->first_row[t + 1] <= row)
        t++;
    return t;
}

/* What is ordered now must be in place when the day begins. */
static void find_refused(hz_day_clash *clash, const hz_episode_rows *rows)
{
    hz_scenario of_day = *rows->scenario;
    int64_t hours = (hz_course_start(rows->course, clash->day) - rows->course->now) / 60;

    of_day.has_ahead = true;
    of_day.ahead_h = (uint16_t)(hours < 0 ? 0 : hours < HZ_MAX_HOURS ? hours : HZ_MAX_HOURS);
    hz_find_refused(clash->refused, &of_day, &(hz_claim){clash->row.demand, clash->row.group, clash->row.product, clash->row.target},
                    rows->has_failed);
}

static hz_status list_clashes(hz_day_clash **clashes, size_t *n_clashes, const hz_episode_rows *rows, const hz_episode_program *program,
                              const hz_timetable *table, const hz_proof *proof, hz_error *err)
{
    hz_status status = HZ_OK;

    if (!(*clashes = hz_calloc(rows->n_rows + 1, sizeof **clashes)))
        return hz_error_memory(err);
    for (size_t i = 0; i < rows->n_rows && !status; i++) {
        hz_day_clash *clash = &(*clashes)[*n_clashes];

        if (mpq_sgn(proof->price[i]) == 0 || rows->rows[i].kind == HZ_ROW_PLAN_COST)
            continue;
        *clash = (hz_day_clash){.day = day_of(rows, i), .row = rows->rows[i]};
        if (clash->row.sense == HZ_AT_LEAST && clash->row.target == HZ_NONE)
            find_refused(clash, rows);
        if (clash->row.sense == HZ_AT_LEAST)
            status = find_most(&clash->most, rows, i, program, table, err);
        (*n_clashes)++;
    }
    return status;
}

/* ---- the verbs ---- */

void hz_run_begin_episode(hz_scenario *scenario)
{
    scenario->is_once_apart = true;
    for (int level = 0; level < HZ_N_LEVELS; level++)
        scenario->response_h[level] = 0;
}

hz_status hz_run_prepare_episode(hz_scenario *scenario, const hz_settings *settings, const hz_course *course, hz_error *err)
{
    hz_settings whole = *settings;

    whole.duration_h = (uint16_t)(course->n_days * 24);
    scenario->is_once_apart = true;
    return hz_run_prepare_modes(scenario, &whole, err);
}

/* Who brings nothing on days that can be planned; *out NULL: nobody. */
static hz_status list_failing(uint8_t **out, const hz_scenario *s, const hz_episode_task *task, hz_error *err)
{
    int64_t first = hz_course_start(task->course, hz_course_begun(task->course));

    *out = NULL;
    if (!task->failures || task->failures->n == 0)
        return HZ_OK;
    if (!(*out = hz_calloc(s->n_enterprises + 1, 1)))
        return hz_error_memory(err);
    for (size_t e = 0; e < s->n_enterprises; e++)
        (*out)[e] = hz_has_failed_since(task->failures, e, first);
    return HZ_OK;
}

hz_status hz_run_plan_episode(hz_run *run, hz_episode_plan **plan, hz_day_clash **clashes, size_t *n_clashes,
                              const hz_episode_task *task, hz_error *err)
{
    hz_episode_rows rows = {0};
    hz_timetable table = {0};
    hz_generated from;
    uint8_t *has_failed = NULL;
    hz_status status;

    *plan = NULL;
    *clashes = NULL;
    *n_clashes = 0;
    hz_generated_init(&from);
    if (!(status = list_failing(&has_failed, run->scenario, task, err)) &&
        !(status = hz_episode_rows_make(&rows, run->scenario, task->course, has_failed, task->kept, err)) &&
        !(status = hz_timetable_make(&table, run->scenario, task->course, task->kept, err)) &&
        !(status = hz_run_generate(run, &from, &rows, &table, err))) {
        if (!from.is_out_of_time && from.proof->outcome == HZ_OUTCOME_INFEASIBLE)
            status = list_clashes(clashes, n_clashes, &rows, &from.program, &table, from.proof, err);
        else if (!(*plan = hz_calloc(1, sizeof **plan)))
            status = hz_error_memory(err);
        else if (!(status = make_plan(&(planning){.run = run, .plan = *plan, .rows = &rows, .table = &table, .from = &from}, task, err)))
            status = hz_reckon_uniform_days(*plan, (const hz_model *const *)rows.levels, err);
    }
    if (status) {
        hz_episode_plan_free(*plan);
        *plan = NULL;
    }
    hz_generated_clear(&from);
    hz_timetable_clear(&table);
    hz_episode_rows_clear(&rows);
    free(has_failed);
    return status;
}

/* What it was made from, as of any plan. */
static void keep_sources(hz_run *run, const hz_request *request, hz_episode_question *question)
{
    hz_episode_plan *plan = run->episode;

    plan->alert = run->alert;
    plan->rules = run->rules;
    plan->in_force = run->in_force;
    plan->index = run->index;
    plan->has_own_forecast = run->own_forecast != NULL;
    if (!request->has_lang)
        plan->settings.lang = run->scenario->lang;
    snprintf(plan->solver, sizeof plan->solver, "%s", hz_solver_name());
    plan->earlier = question->earlier;
    question->earlier = (hz_issued){0};
}

hz_status hz_run_episode(hz_run *run, const hz_request *request, hz_error *err)
{
    hz_episode_question question;
    hz_status status = hz_run_ask_episode(&question, run, request, err);
    hz_episode_task task = {&question.course, question.kept, &question.failures};

    run->course = question.course;
    if (!status && !run->is_not_due && !hz_run_has_wrong_orders(run) && !(status = hz_run_prepare_episode(run->scenario, &run->settings, task.course, err)) &&
        !(status = hz_run_plan_episode(run, &run->episode, &run->clashes, &run->n_clashes, &task, err))) {
        run->reached = run->episode ? HZ_STAGE_RECKONED : HZ_STAGE_PROVED;
        if (run->episode)
            keep_sources(run, request, &question);
    }
    hz_episode_question_clear(&question);
    return status;
}

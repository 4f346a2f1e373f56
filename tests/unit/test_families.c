/* test_families.c - pools, groups, least contributions, weighted sums, stopped lines, caps and safety: worked examples, and what must hold always
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "small_city.h"
#include "solve/robust.h"

enum { SEEDS = 16 };

static bool is_planned(const hz_run *run)
{
    return run->reached == HZ_STAGE_RECKONED;
}

/* ---- worked by hand, in the comments of the scenarios ---- */

static const struct {
    const char *name, *optimum[3]; /* yellow, orange, red, fen/d */
} examples[] = {
    {"pool", {"20000", "10000", "25000"}},  {"groups", {"1000", "2000", "2000"}},
    {"caps", {"3000", "4000", "10000/3"}},  {"weighted", {"500", "64000/9", "81500/9"}},
    {"safety", {"1000", "3000", "1500"}},   {"supply", {"500", "1700", "1800"}},
    {"fairness", {"3000", "4500", "4600"}}, {"lines", {"2200", "8840", "10240"}},
};

START_TEST(examples_come_out_as_worked_by_hand)
{
    const char *source = getenv("srcdir");
    char path[4096];

    snprintf(path, sizeof path, "%s/scenarios/example-%s.xml", source ? source : ".", examples[_i].name);
    for (int l = 0; l < 3; l++) {
        hz_request request = {.settings = {.level = (hz_level)(HZ_YELLOW + l), .step_bp = 100},
                              .alert = HZ_ALERT_REQUEST_NONE};
        hz_run run = {0};
        hz_error err = HZ_ERROR_NONE;

        ck_assert_msg(hz_run_plan(&run, path, &request, &err) == HZ_OK, "%s", err.message);
        ck_assert(is_planned(&run));
        ck_assert_str_eq(run.plan->bound_exact, examples[_i].optimum[l]);
        ck_assert(run.plan->reckoning->is_met);
        hz_run_free(&run);
    }
}
END_TEST

/* ---- small cities with one demand more ---- */

/* Plan the city at orange with `demand`, whose one %d is `percent`, among its demands. */
static void plan_with(hz_run *run, const city *c, const char *demand, int percent, uint16_t step_bp)
{
    hz_request request = {.settings = {.level = HZ_ORANGE, .step_bp = step_bp}, .alert = HZ_ALERT_REQUEST_NONE};
    static const char groups[] =
        "<groups><group id=\"g\" en=\"g\"><member district=\"d1\" sector=\"s1\"/><member enterprise=\"E003\"/>"
        "<member district=\"d2\" grade=\"C\" sector=\"s2\"/></group></groups>";
    char path[] = "/tmp/hazeplan-family-XXXXXX", *text = NULL, *pollutants, *society, *end;
    size_t size;
    FILE *memory = open_memstream(&text, &size), *file;
    hz_error err = HZ_ERROR_NONE;

    put_city(memory, c);
    ck_assert_int_eq(fclose(memory), 0);
    pollutants = strstr(text, "<pollutants>");
    society = strstr(text, "<society>");
    end = strstr(text, "</demands>");
    file = fdopen(mkstemp(path), "w");
    fwrite(text, 1, (size_t)(pollutants - text), file);
    fputs("<sources><source id=\"s\" text=\"t\" confidence=\"invented\"/></sources>", file);
    fwrite(pollutants, 1, (size_t)(society - pollutants), file);
    fputs(groups, file);
    fwrite(society, 1, (size_t)(end - society), file);
    fprintf(file, demand, percent);
    fputs(end, file);
    ck_assert_int_eq(fclose(file), 0);
    free(text);
    *run = (hz_run){0};
    ck_assert_msg(hz_run_plan(run, path, &request, &err) == HZ_OK, "seed %d, %s, %d: %s", (int)c->seed, demand, percent,
                  err.message);
    ck_assert_msg(hz_findings_count(run->findings, HZ_SEVERITY_ERROR) == 0, "seed %d, %s: the city has errors",
                  (int)c->seed, demand);
    unlink(path);
}

/* A family, and how much of it is nothing; `step` is the way to more of it. */
static const struct {
    const char *demand;
    int nothing, step;
} families[] = {
    {"<pool levels=\"orange\" pollutants=\"SO2 NOx\" value=\"%d\" unit=\"%%\" reason=\"r\"/>", 0, 15},
    {"<pool levels=\"orange\" pollutants=\"SO2 NOx PM\" value=\"%d\" unit=\"%%\" reason=\"r\"/>", 0, 18},
    {"<reduction levels=\"orange\" pollutant=\"SO2\" group=\"g\" value=\"%d\" unit=\"%%\"/>", 0, 13},
    {"<reduction levels=\"orange\" pollutant=\"NOx\" each=\"sector\" value=\"%d\" unit=\"%%\"/>", 0, 9},
    {"<reduction levels=\"orange\" pollutant=\"SO2\" each=\"district\" value=\"%d\" unit=\"%%\"/>", 0, 9},
    {"<floor levels=\"orange\" product=\"ware\" group=\"g\" value=\"%d\" unit=\"kg/d\"/>", 0, 900},
    {"<weighted levels=\"orange\" en=\"equivalent\" value=\"%d\" unit=\"%%\" source=\"s\"><weight pollutant=\"SO2\" "
     "value=\"0.54\"/><weight pollutant=\"PM\" value=\"1.0007\" source=\"s\"/></weighted>",
     0, 11},
    {"<weighted levels=\"orange\" zh=\"当量\" value=\"%d\" unit=\"kg/d\" source=\"s\"><weight pollutant=\"NOx\" "
     "value=\"0.88\"/></weighted>",
     0, 1300},
    {"<cap levels=\"orange\" of=\"cost\" each=\"district\" value=\"%d\" unit=\"%%\"/>", 100, -14},
    {"<cap levels=\"orange\" of=\"cost\" group=\"g\" value=\"%d\" unit=\"%%\"/>", 100, -19},
    {"<cap levels=\"orange\" of=\"cost\" each=\"enterprise\" value=\"%d\" unit=\"%%\"/>", 100, -14},
    {"<cap levels=\"orange\" of=\"output\" each=\"sector\" value=\"%d\" unit=\"%%\"/>", 100, -14},
    {"<cap levels=\"orange\" of=\"output\" each=\"grade\" value=\"%d\" unit=\"%%\"/>", 100, -14},
    {"<cap levels=\"orange\" of=\"plan-cost\" each=\"sector\" value=\"%d\" unit=\"%%\"/>", 100, -9},
    {"<cap levels=\"orange\" of=\"plan-cost\" each=\"enterprise\" value=\"%d\" unit=\"%%\"/>", 100, -17},
    {"<alike levels=\"orange\" value=\"%d\" unit=\"%%\"/>", 100, -19},
    {"<stopped levels=\"orange\" value=\"%d\" unit=\"%%\"/>", 0, 9},
    {"<stopped levels=\"orange\" value=\"%d\" unit=\"%%\" each=\"district\" reason=\"r\"/>", 0, 4},
    {"<stopped levels=\"orange\" value=\"%d\" unit=\"%%\" group=\"g\"/>", 0, 7},
    {"<safety levels=\"orange\" value=\"%d\" unit=\"%%\"/>", 0, 11},
};
enum { N_FAMILIES = sizeof families / sizeof *families };

static city city_of(int seed)
{
    return (city){.seed = (uint64_t)seed, .n_enterprises = 10 + seed, .percent = 22, .has_floor = seed % 2};
}

static mpq_t *cost(const hz_run *run)
{
    return &run->proof->cost_fen_d;
}

static bool is_possible(const hz_run *run)
{
    return run->proof->outcome == HZ_OUTCOME_OPTIMAL;
}

static bool is_of(size_t family, const char *tag)
{
    return strncmp(families[family].demand + 1, tag, strlen(tag)) == 0;
}

/* What a family costs is held against the same city without it; who asks for none is told of none. */
static void check_cost_of(const hz_run *run, const hz_run *plain, size_t family)
{
    const bool is_asked[HZ_N_WITHOUT] = {
        [HZ_WITHOUT_SAFETY] = is_of(family, "safety"),
        [HZ_WITHOUT_FAIRNESS] = is_of(family, "cap") || is_of(family, "alike"),
    };

    for (int w = 0; w < HZ_N_WITHOUT && is_possible(run); w++) {
        ck_assert_int_eq(run->plan->without[w].is_known, is_asked[w]);
        if (is_asked[w])
            ck_assert_int_eq(run->plan->without[w].bound_fen_d, plain->plan->bound_fen_d);
    }
}

/* Nothing of a family changes nothing; and each step to more of it is never cheaper, and never brings back what was impossible. */
START_TEST(a_tighter_family_is_never_cheaper_and_none_changes_nothing)
{
    city c = city_of(_i);
    hz_run plain;

    plan_with(&plain, &c, "<!-- %d -->", 0, 100);
    for (size_t f = 0; f < N_FAMILIES; f++) {
        hz_run last, next;

        plan_with(&last, &c, families[f].demand, families[f].nothing, 100);
        ck_assert_int_eq(is_possible(&last), is_possible(&plain));
        if (is_possible(&plain))
            ck_assert_msg(mpq_equal(*cost(&last), *cost(&plain)), "seed %d: nothing of family %zu changes something",
                          _i, f);
        for (int k = 1; k <= 5; k++) {
            plan_with(&next, &c, families[f].demand, families[f].nothing + k * families[f].step, 100);
            ck_assert_msg(!is_possible(&next) || (is_possible(&last) && mpq_cmp(*cost(&next), *cost(&last)) >= 0),
                          "seed %d: family %zu, tighter at step %d, is cheaper", _i, f, k);
            check_cost_of(&next, &plain, f);
            hz_run_free(&last);
            last = next;
        }
        hz_run_free(&last);
    }
    hz_run_free(&plain);
}
END_TEST

static void assert_kept(const hz_run *run, int seed, size_t family)
{
    const hz_reckoning *r = run->plan->reckoning;

    ck_assert(r->is_met);
    for (size_t b = 0; b < r->n_balances; b++)
        ck_assert_msg(r->balances[b].slack >= 0, "seed %d: family %zu: balance %zu", seed, family, b);
    ck_assert_int_ge(r->total.cost_fen_d, run->plan->bound_fen_d);
}

/* Coarse steps too: what was rounded still holds, and each has its balance. */
START_TEST(orders_keep_every_family)
{
    city c = city_of(_i);

    for (size_t f = 0; f < N_FAMILIES; f++)
        for (int k = 0; k <= 3; k++) {
            hz_run run;

            plan_with(&run, &c, families[f].demand, families[f].nothing + k * families[f].step, k % 2 ? 100 : 50);
            if (is_planned(&run))
                assert_kept(&run, _i, f);
            hz_run_free(&run);
        }
}
END_TEST

/* The sum of ratios, from the orders, with nothing shared with the reckoning but the units. */
START_TEST(a_pool_is_reckoned_exactly)
{
    city c = city_of(_i);
    hz_run run;
    mpq_t sum, term;

    plan_with(&run, &c, "<pool levels=\"orange\" pollutants=\"SO2 NOx\" value=\"%d\" unit=\"%%\" reason=\"r\"/>", 60,
              100);
    mpq_inits(sum, term, NULL);
    for (size_t b = 0; is_planned(&run) && b < run.plan->reckoning->n_balances; b++) {
        const hz_balance *balance = &run.plan->reckoning->balances[b];
        const hz_demand *d = &run.scenario->demands[balance->demand];

        if (d->kind != HZ_DEMAND_POOL)
            continue;
        for (size_t p = 0; p < run.scenario->n_pollutants; p++)
            if (d->pollutants >> p & 1) {
                mpq_set_si(term, run.plan->reckoning->total.cut_g_d[p], (unsigned long)hz_society_g_d(run.scenario, p));
                mpq_canonicalize(term);
                mpq_add(sum, sum, term);
            }
        ck_assert_int_ge(mpq_cmp_si(sum, 6, 10), 0);
        mpq_set_ui(term, 1000000000000, 1);
        mpq_mul(sum, sum, term);
        mpq_set_si(term, balance->reached, 1);
        ck_assert_int_ge(mpq_cmp(sum, term), 0);
        mpq_set_si(term, balance->reached + 1, 1);
        ck_assert_int_lt(mpq_cmp(sum, term), 0);
    }
    mpq_clears(sum, term, NULL);
    hz_run_free(&run);
}
END_TEST

/* ---- safety against enterprises that fail ---- */

/* The next set of k numbers below n, in order; false behind the last. */
static bool next_set(uint32_t *set, uint32_t k, uint32_t n)
{
    uint32_t i = k;

    while (i > 0 && set[i - 1] == n - k + i - 1)
        i--;
    if (i == 0)
        return false;
    set[i - 1]++;
    for (; i < k; i++)
        set[i] = set[i - 1] + 1;
    return true;
}

static void guard(hz_model *m, uint32_t n_owners, uint32_t n_failing)
{
    m->n_owners = n_owners;
    m->owner = calloc(m->n_columns, sizeof *m->owner);
    for (size_t j = 0; j < m->n_columns; j++)
        m->owner[j] = (uint32_t)(j % n_owners);
    m->guards = calloc(2, sizeof *m->guards);
    m->n_guards = 2;
    for (uint32_t g = 0; g < 2; g++)
        m->guards[g] = (hz_guard){.row = g, .demand = 100, .n_failing = n_failing};
}

static void solve_and_prove(hz_solution **solution, hz_proof **proof, const hz_model *m)
{
    hz_error err = HZ_ERROR_NONE;
    hz_solution *finished;

    ck_assert_int_eq(hz_solve(solution, m, NULL, &err), HZ_OK);
    ck_assert_int_eq(hz_finish(&finished, m, *solution, &err), HZ_OK);
    hz_solution_free(*solution);
    *solution = finished;
    ck_assert_int_eq(hz_verify(proof, m, *solution, &err), HZ_OK);
    ck_assert_ptr_null((*proof)->fault);
}

/* Rows that are found one after the other end where all rows, written down, do. */
START_TEST(guards_agree_with_all_sets_written_down)
{
    enum { OWNERS = 7 };

    for (uint32_t k = 1; k <= 3; k++) {
        hz_model *few = random_model((uint64_t)_i * 31 + k, 30, 45), *all = random_model((uint64_t)_i * 31 + k, 30, 45);
        uint32_t set[3] = {0, 1, 2};
        hz_solution *a, *b;
        hz_proof *p, *q;
        int n_rounds;
        hz_error err = HZ_ERROR_NONE;

        guard(few, OWNERS, k);
        guard(all, OWNERS, k);
        do {
            const hz_failing_set sets[] = {{0, set, k}, {1, set, k}};

            ck_assert_int_eq(hz_guard_add_rows(all, sets, 2, &err), HZ_OK);
        } while (next_set(set, k, OWNERS));
        solve_and_prove(&a, &p, few);
        if (p->outcome == HZ_OUTCOME_OPTIMAL)
            ck_assert_int_eq(hz_solve_guarded(few, &a, &p, &n_rounds, &err), HZ_OK);
        solve_and_prove(&b, &q, all);
        ck_assert_int_eq(p->outcome, q->outcome);
        ck_assert(mpq_equal(p->cost_fen_d, q->cost_fen_d));
        ck_assert_uint_le(few->n_rows, all->n_rows);
        hz_solution_free(a);
        hz_solution_free(b);
        hz_proof_free(p);
        hz_proof_free(q);
        hz_model_free(few);
        hz_model_free(all);
    }
}
END_TEST

/* What is left of each target without those who bring most, from the orders alone; and more who may fail is never cheaper. */
START_TEST(orders_are_safe_whoever_fails)
{
    city c = city_of(_i);
    hz_run last;

    c.percent = 12;
    plan_with(&last, &c, "<!-- %d -->", 0, 100);
    for (int k = 1; k <= 4; k++) {
        hz_run run;

        plan_with(&run, &c, "<safety levels=\"orange\" enterprises=\"%d\"/>", k, 100);
        if (is_planned(&run)) {
            assert_kept(&run, _i, 0);
            for (size_t b = 0; b < run.plan->reckoning->n_balances; b++) {
                const hz_balance *balance = &run.plan->reckoning->balances[b];
                size_t p;

                if (balance->n_failing == 0)
                    continue;
                p = run.scenario->demands[balance->target].pollutant;
                ck_assert_uint_eq(balance->n_failing, (size_t)k);
                for (size_t i = 0; i < balance->n_failing; i++) {
                    uint32_t e = run.plan->reckoning->failing[balance->first_failing + i];

                    for (uint32_t u = 0; e != HZ_NONE && u < run.scenario->enterprises[e].n_units; u++) {
                        size_t unit = run.scenario->enterprises[e].first_unit + u;

                        ck_assert_int_le(hz_order_cut_g_d(run.scenario, unit, p, &run.plan->orders[unit]),
                                         run.plan->reckoning->total.cut_g_d[p] - balance->reached);
                    }
                }
            }
        }
        ck_assert(!is_possible(&run) || (is_possible(&last) && mpq_cmp(*cost(&run), *cost(&last)) >= 0));
        hz_run_free(&last);
        last = run;
    }
    hz_run_free(&last);
}
END_TEST

/* ---- coefficients of either sign ---- */

/* A cap on the share of a third of the columns in the cost of all, as formulate.c writes it. */
static hz_model *capped_model(uint64_t seed, size_t n_columns, int64_t part, int64_t whole)
{
    hz_model *plain = random_model(seed, n_columns, 40), *m = calloc(1, sizeof *m);
    uint64_t n = 0, most = plain->start[n_columns] + n_columns;

    *m = *plain;
    m->rows = calloc(plain->n_rows + 1, sizeof *m->rows);
    memcpy(m->rows, plain->rows, plain->n_rows * sizeof *m->rows);
    m->rows[m->n_rows++] = (hz_row){.kind = HZ_ROW_CAP, .sense = HZ_AT_MOST, .product = HZ_NONE};
    m->start = calloc(n_columns + 1, sizeof *m->start);
    m->row = calloc(most, sizeof *m->row);
    m->value = calloc(most, sizeof *m->value);
    for (size_t j = 0; j < n_columns; j++) {
        for (uint64_t k = plain->start[j]; k < plain->start[j + 1]; k++, n++) {
            m->row[n] = plain->row[k];
            m->value[n] = plain->value[k];
        }
        m->row[n] = (uint32_t)plain->n_rows;
        m->value[n] = m->columns[j].cost_fen_d * ((j % 3 ? 0 : whole) - part);
        n += m->value[n] != 0;
        m->start[j + 1] = n;
    }
    plain->columns = NULL;
    hz_model_free(plain);
    return m;
}

static int64_t sifted_cost(const hz_model *m, size_t direct_below, bool *is_optimal)
{
    hz_solve_settings settings = {.direct_below = direct_below};
    hz_error err = HZ_ERROR_NONE;
    hz_solution *solution, *finished;
    hz_proof *proof;
    int64_t cost;

    ck_assert_int_eq(hz_solve(&solution, m, &settings, &err), HZ_OK);
    ck_assert_int_eq(hz_finish(&finished, m, solution, &err), HZ_OK);
    ck_assert_int_eq(hz_verify(&proof, m, finished, &err), HZ_OK);
    ck_assert_msg(!proof->fault, "%s", proof->fault);
    *is_optimal = proof->outcome == HZ_OUTCOME_OPTIMAL;
    cost = (int64_t)mpq_get_d(proof->cost_fen_d);
    /* the solver's own answer is already the optimum */
    if (*is_optimal && solution->outcome == HZ_OUTCOME_OPTIMAL)
        ck_assert_double_eq_tol(solution->cost_fen_d, mpq_get_d(proof->cost_fen_d), 1e-6 * (1 + (double)cost));
    hz_proof_free(proof);
    hz_solution_free(solution);
    hz_solution_free(finished);
    return cost;
}

START_TEST(coefficients_of_either_sign_are_solved_and_proved)
{
    for (int64_t part = 1; part <= 9; part += 2) {
        hz_model *m = capped_model((uint64_t)_i + 77, 9000, part, 20);
        bool is_optimal, is_optimal_sifted;
        int64_t direct = sifted_cost(m, 0, &is_optimal), sifted = sifted_cost(m, 1, &is_optimal_sifted);

        ck_assert_int_eq(is_optimal, is_optimal_sifted);
        ck_assert_int_eq(direct, sifted);
        hz_model_free(m);
    }
}
END_TEST

/* One column has the cap for itself, at a cost that nothing else can raise: no plan, by that row alone. */
START_TEST(an_impossible_row_of_either_sign_is_seen)
{
    static const int64_t costs[] = {10, 10}, a[] = {1, 1, 5, -5};
    static const hz_sense senses[] = {HZ_AT_LEAST, HZ_AT_MOST};
    static const int64_t rhs[] = {1, -6};
    hz_model *m = dense_model(2, 2, costs, a, senses, rhs);
    bool is_optimal;

    sifted_cost(m, 0, &is_optimal);
    ck_assert(!is_optimal);
    m->rows[1].rhs = -5; /* the second column alone */
    ck_assert_int_eq(sifted_cost(m, 0, &is_optimal), 10);
    ck_assert(is_optimal);
    hz_model_free(m);
}
END_TEST

/* ---- the canonical form ---- */

static const char *canonical(hz_sink *sink, const hz_scenario *s)
{
    hz_write_canonical(sink, s);
    return hz_sink_text(sink, NULL);
}

/* Read back, it is the same, whatever the order of the file was. */
START_TEST(one_form_for_one_content)
{
    city c = city_of(_i);

    for (size_t f = 0; f < N_FAMILIES; f++) {
        char path[] = "/tmp/hazeplan-family-XXXXXX";
        hz_run run, shuffled;
        hz_sink *once = hz_sink_to_memory(), *twice = hz_sink_to_memory(), *again = hz_sink_to_memory();
        hz_findings *findings = hz_findings_new("again", 0);
        hz_scenario *s;
        hz_error err = HZ_ERROR_NONE;
        FILE *file = fdopen(mkstemp(path), "w");

        c.is_shuffled = false;
        plan_with(&run, &c, families[f].demand, families[f].nothing + families[f].step, 100);
        c.is_shuffled = true;
        plan_with(&shuffled, &c, families[f].demand, families[f].nothing + families[f].step, 100);
        fputs(canonical(once, run.scenario), file);
        ck_assert_int_eq(fclose(file), 0);
        ck_assert_int_eq(hz_read_scenario(&s, findings, path, HZ_SCENARIO_CAP, &err), HZ_OK);
        ck_assert_uint_eq(hz_findings_count(findings, HZ_SEVERITY_ERROR), 0);
        ck_assert_str_eq(canonical(twice, s), canonical(again, shuffled.scenario));
        ck_assert_int_eq(
            strncmp(hz_sink_text(twice, NULL), hz_sink_text(once, NULL), strlen(hz_sink_text(twice, NULL))), 0);
        hz_sink_close(once, "memory", NULL);
        hz_sink_close(twice, "memory", NULL);
        hz_sink_close(again, "memory", NULL);
        hz_scenario_free(s);
        hz_findings_free(findings);
        hz_run_free(&run);
        hz_run_free(&shuffled);
        unlink(path);
    }
}
END_TEST

/* ---- members ---- */

START_TEST(members_are_found_by_all_that_they_say)
{
    city c = city_of(_i);
    hz_run run;

    plan_with(&run, &c, "<!-- %d -->", 0, 100);
    for (size_t e = 0; e < run.scenario->n_enterprises; e++) {
        const hz_enterprise *x = &run.scenario->enterprises[e];
        bool is_first = strcmp(run.scenario->districts[x->district].id, "d1") == 0;
        bool is_one = strcmp(run.scenario->sectors[x->sector].id, "s1") == 0;

        ck_assert_int_eq(hz_enterprise_in_scope(run.scenario, x, HZ_SCOPE_GROUP, 0),
                         (is_first && is_one) || (!is_first && !is_one) || strcmp(x->id, "E003") == 0);
    }
    hz_run_free(&run);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("families");
    TCase *hand = tcase_create("by hand"), *always = tcase_create("always"), *safety = tcase_create("safety"),
          *signs = tcase_create("signs");
    SRunner *runner;
    int n_failed;

    hz_lang_init();
    tcase_add_loop_test(hand, examples_come_out_as_worked_by_hand, 0, (int)(sizeof examples / sizeof *examples));
    tcase_add_loop_test(hand, members_are_found_by_all_that_they_say, 0, 4);
    tcase_add_loop_test(always, a_tighter_family_is_never_cheaper_and_none_changes_nothing, 0, SEEDS);
    tcase_add_loop_test(always, orders_keep_every_family, 0, SEEDS);
    tcase_add_loop_test(always, one_form_for_one_content, 0, 6);
    tcase_add_loop_test(always, a_pool_is_reckoned_exactly, 0, SEEDS);
    tcase_add_loop_test(safety, guards_agree_with_all_sets_written_down, 0, 2 * SEEDS);
    tcase_add_loop_test(safety, orders_are_safe_whoever_fails, 0, SEEDS);
    tcase_add_loop_test(signs, coefficients_of_either_sign_are_solved_and_proved, 0, 3);
    tcase_add_test(signs, an_impossible_row_of_either_sign_is_seen);
    tcase_set_timeout(hand, 60);
    tcase_set_timeout(always, 120);
    tcase_set_timeout(safety, 120);
    tcase_set_timeout(signs, 120);
    suite_add_tcase(suite, hand);
    suite_add_tcase(suite, always);
    suite_add_tcase(suite, safety);
    suite_add_tcase(suite, signs);
    runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    n_failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return n_failed == 0 ? 0 : 1;
}

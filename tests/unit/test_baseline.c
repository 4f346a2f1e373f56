/* test_baseline.c - what a plan is held against: small cities worked by hand, and what must hold for any
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "export/as_baselines.h"
#include "plan/baseline.h"
#include "plan/loss.h"
#include "small_city.h"

enum { SEEDS = 30 };

/* ---- a town worked by hand ----
 *
 *      district  trade  SO2, kg/d  stop, CNY/d  cut, %    CNY/kg
 *   A  d1        s1     100        1000         0 .. 100  10
 *   B  d1        s2     100        3000         0 .. 50   30     makes 100 GJ/d of heat
 *   C  d2        s1     200        2000        10 .. 100  10
 *   D  d2        s2     100        500          exempt
 *
 * Nothing else emits: the base is 500 kg/d. */

typedef struct {
    const char *demands;
    uint16_t step_bp;
    const hz_old_plan *earlier;
} question;

static const char THIRTY_PERCENT[] = "<reduction levels=\"orange\" pollutant=\"SO2\" value=\"30\" unit=\"%\"/>";
static const char WITH_HEAT[] = "<reduction levels=\"orange\" pollutant=\"SO2\" value=\"30\" unit=\"%\"/>"
                                "<floor levels=\"orange\" product=\"heat\" value=\"70\" unit=\"GJ/d\"/>";
static const char TWENTY_FOUR_PERCENT[] = "<reduction levels=\"orange\" pollutant=\"SO2\" value=\"24\" unit=\"%\"/>";
static const char EIGHTY_PERCENT[] = "<reduction levels=\"orange\" pollutant=\"SO2\" value=\"80\" unit=\"%\"/>";

static void put_works(FILE *f, const char *id, const char *where, const char *output, int kg, int cost, const char *cut)
{
    fprintf(f,
            "<enterprise id=\"%s\" name=\"%s\" %s grade=\"C\" status=\"operating\">%s<unit id=\"u\" name=\"u\" "
            "kind=\"line\">"
            "<output product=\"%s\" value=\"100\" unit=\"GJ/d\" basis=\"permit\"/>"
            "<emission pollutant=\"SO2\" value=\"%d\" unit=\"kg/d\" basis=\"cems\"/>"
            "<cost value=\"%d\" unit=\"CNY/d\" basis=\"filing\"/>",
            id, id, where, cut ? "" : "<exemption levels=\"orange\" reason=\"r\" document=\"d\"/>", output, kg, cost);
    if (cut)
        fprintf(f, "<cut levels=\"orange\" %s unit=\"%%\"/>", cut);
    fputs("</unit></enterprise>\n", f);
}

static void put_town(FILE *f, const char *demands)
{
    fprintf(
        f,
        "<scenario xmlns=\"urn:hazeplan:scenario\" version=\"1\" id=\"town\" lang=\"en\" standing=\"test\" "
        "currency=\"CNY\" country=\"CN\"><title en=\"a town\"/><pollutants><pollutant id=\"SO2\" "
        "en=\"SO2\"/></pollutants>"
        "<districts><district id=\"d1\" en=\"d1\" body=\"b\"/><district id=\"d2\" en=\"d2\" body=\"b\"/></districts>"
        "<sectors><sector id=\"s1\" en=\"s1\" body=\"b\"/><sector id=\"s2\" en=\"s2\" body=\"b\"/></sectors>"
        "<society><unlisted pollutant=\"SO2\" value=\"0\" "
        "unit=\"kg/d\"/></society><demands>%s</demands><enterprises>\n",
        demands);
    put_works(f, "A", "sector=\"s1\" district=\"d1\"", "ware", 100, 1000, "min=\"0\" max=\"100\"");
    put_works(f, "B", "sector=\"s2\" district=\"d1\"", "heat", 100, 3000, "min=\"0\" max=\"50\"");
    put_works(f, "C", "sector=\"s1\" district=\"d2\"", "ware", 200, 2000, "min=\"10\" max=\"100\"");
    put_works(f, "D", "sector=\"s2\" district=\"d2\"", "ware", 100, 500, NULL);
    fputs("</enterprises></scenario>\n", f);
}

/* The caller frees the run. */
static void plan_town(hz_run *run, const question *q)
{
    hz_request request = {.settings = {.level = HZ_ORANGE, .step_bp = q->step_bp}, .earlier = q->earlier};
    char path[] = "/tmp/hazeplan-town-XXXXXX";
    FILE *f = fdopen(mkstemp(path), "w");
    hz_error err = HZ_ERROR_NONE;

    ck_assert_ptr_nonnull(f);
    put_town(f, q->demands);
    ck_assert_int_eq(fclose(f), 0);
    *run = (hz_run){0};
    ck_assert_msg(hz_run_plan(run, path, &request, &err) == HZ_OK, "%s", err.message);
    ck_assert_uint_eq(hz_findings_count(run->findings, HZ_SEVERITY_ERROR), 0);
    unlink(path);
}

static const hz_baseline *baseline_of(const hz_run *run, hz_baseline_kind kind)
{
    ck_assert_uint_gt(run->plan->n_baselines, kind);
    ck_assert_int_eq(run->plan->baselines[kind].kind, kind);
    return &run->plan->baselines[kind];
}

/* Of 400 kg/d that may be cut as far as a half, 150 must be: 37.5 %. */
START_TEST(the_uniform_cut_is_exact_and_comes_in_steps)
{
    static const struct {
        uint16_t step_bp, share_bp;
        int64_t cost_fen_d;
    } known[] = {{1, 3750, 225000}, {100, 3800, 228000}, {500, 4000, 240000}, {2500, 5000, 300000}};

    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        hz_run run;
        const hz_baseline *b;

        plan_town(&run, &(question){THIRTY_PERCENT, known[i].step_bp, NULL});
        b = baseline_of(&run, HZ_BASELINE_UNIFORM);
        ck_assert(b->is_reached && b->is_met);
        ck_assert_uint_eq(b->share_bp, known[i].share_bp);
        ck_assert_int_eq(b->total.cost_fen_d, known[i].cost_fen_d);
        ck_assert_uint_eq(b->total.n_touched, 3);
        ck_assert_uint_eq(b->total.n_actions[HZ_ACTION_EXEMPT], 1);
        hz_run_free(&run);
    }
}
END_TEST

/* Of 350 kg/d that may be cut at all, 150 must be: 42.857 %; of which B, which may be cut by half, takes half, rounded up. */
START_TEST(pro_rata_takes_the_same_part_of_what_each_may_cut)
{
    hz_run run;
    const hz_baseline *b;

    plan_town(&run, &(question){THIRTY_PERCENT, 1, NULL});
    b = baseline_of(&run, HZ_BASELINE_PRO_RATA);
    ck_assert_uint_eq(b->share_bp, 4286);
    ck_assert_int_eq(b->total.cut_g_d[0], 42860 + 21430 + 85720);
    ck_assert_int_eq(b->total.cost_fen_d, 42860 + 64290 + 85720);
    hz_run_free(&run);
    /* in steps of 1 %: 43 %, of which B takes 21.5 %, that is 22 % */
    plan_town(&run, &(question){THIRTY_PERCENT, 100, NULL});
    b = baseline_of(&run, HZ_BASELINE_PRO_RATA);
    ck_assert_uint_eq(b->share_bp, 4300);
    ck_assert_int_eq(b->total.cut_g_d[0], 43000 + 22000 + 86000);
    hz_run_free(&run);
}
END_TEST

/* C must cut 20 kg/d anyway. A and C cost the same per kilogram: A goes first by its id, and does not suffice; C follows whole. */
START_TEST(the_cheapest_go_first_and_whole_and_ties_by_id)
{
    hz_run run;
    const hz_baseline *b;

    plan_town(&run, &(question){THIRTY_PERCENT, 100, NULL});
    b = baseline_of(&run, HZ_BASELINE_GREEDY);
    ck_assert(b->is_reached && b->is_met);
    ck_assert_int_eq(b->total.cut_g_d[0], 300000);
    ck_assert_int_eq(b->total.cost_fen_d, 300000);
    ck_assert_uint_eq(b->total.n_touched, 2);
    ck_assert_int_eq(run.plan->reckoning->total.cost_fen_d, 150000); /* the plan: 150 kg/d at 10 each */
    hz_run_free(&run);
}
END_TEST

/* C must cut 20 kg/d anyway; A brings the other 100 of 120 to the gram, and nobody else is asked. */
START_TEST(the_cheapest_that_suffice_to_the_gram_are_enough)
{
    hz_run run;

    plan_town(&run, &(question){TWENTY_FOUR_PERCENT, 100, NULL});
    ck_assert_int_eq(baseline_of(&run, HZ_BASELINE_GREEDY)->total.cut_g_d[0], 120000);
    ck_assert_int_eq(baseline_of(&run, HZ_BASELINE_GREEDY)->total.cost_fen_d, 120000);
    hz_run_free(&run);
}
END_TEST

/* Half of one gram is no whole gram: however cheap, cutting it would be for nothing. */
START_TEST(what_brings_nothing_is_not_cut)
{
    static const int64_t costs[] = {0, 100}, a[] = {1, 100}, rhs[] = {50};
    static const hz_sense senses[] = {HZ_AT_LEAST};
    hz_model *m = dense_model(1, 2, costs, a, senses, rhs);
    hz_error err = HZ_ERROR_NONE;
    uint16_t cut_bp[2], share_bp;
    bool is_reached;

    m->columns[0].hi_bp = 5000;
    ck_assert_int_eq(hz_make_baseline_cuts(cut_bp, &share_bp, &is_reached, HZ_BASELINE_GREEDY, m, 100, &err), HZ_OK);
    ck_assert(is_reached);
    ck_assert_uint_eq(cut_bp[0], 0);
    ck_assert_uint_eq(cut_bp[1], 10000);
    hz_model_free(m);
}
END_TEST

/* At 38 %, B still makes 62 of the 70 GJ/d that are needed; the plan leaves B alone. */
START_TEST(a_broken_floor_is_shown)
{
    hz_run run;
    const hz_baseline *b;

    plan_town(&run, &(question){WITH_HEAT, 100, NULL});
    b = baseline_of(&run, HZ_BASELINE_UNIFORM);
    ck_assert(b->is_reached && !b->is_met);
    ck_assert_uint_eq(run.plan->reckoning->n_balances, 2);
    for (size_t i = 0; i < 2; i++)
        if (run.scenario->demands[b->balances[i].demand].kind == HZ_DEMAND_FLOOR)
            ck_assert_int_eq(b->balances[i].slack, -8000000);
        else
            ck_assert_int_eq(b->balances[i].slack, 2000);
    ck_assert(baseline_of(&run, HZ_BASELINE_GREEDY)->is_met);
    hz_run_free(&run);
}
END_TEST

/* At 38 %: d1 bears (380 + 1140) of 4000, d2 760 of 2500, where D operates too; s1 (380 + 760) of 3000, s2 1140 of 3500. */
START_TEST(the_worst_hit_bear_the_largest_part_of_a_full_stop)
{
    hz_run run;
    const hz_baseline *b;

    plan_town(&run, &(question){THIRTY_PERCENT, 100, NULL});
    b = baseline_of(&run, HZ_BASELINE_UNIFORM);
    ck_assert_uint_eq(b->district.group, 0);
    ck_assert_uint_eq(b->district.share_bp, 3800);
    ck_assert_uint_eq(b->sector.group, 0);
    ck_assert_uint_eq(b->sector.share_bp, 3800);
    /* cheapest first: d1 1000 of 4000, d2 2000 of 2500; s1 all of it */
    b = baseline_of(&run, HZ_BASELINE_GREEDY);
    ck_assert_uint_eq(b->district.group, 1);
    ck_assert_uint_eq(b->district.share_bp, 8000);
    ck_assert_uint_eq(b->sector.share_bp, 10000);
    hz_run_free(&run);
}
END_TEST

/* If stopping D cost nothing, both districts would bear 38 %: the first by its id is named. */
START_TEST(of_two_hit_alike_the_first_is_named)
{
    hz_error err = HZ_ERROR_NONE;
    hz_run run;

    plan_town(&run, &(question){THIRTY_PERCENT, 100, NULL});
    hz_baselines_free(run.plan->baselines, run.plan->n_baselines);
    run.scenario->units[3].cost_fen_d = 0;
    ck_assert_int_eq(hz_reckon_baselines(run.plan, run.model, &err), HZ_OK);
    ck_assert_uint_eq(baseline_of(&run, HZ_BASELINE_UNIFORM)->district.group, 0);
    ck_assert_uint_eq(baseline_of(&run, HZ_BASELINE_UNIFORM)->district.share_bp, 3800);
    hz_run_free(&run);
}
END_TEST

/* 400 kg/d are demanded, 350 can be cut: all that can be is, and it is said that this is not enough. */
START_TEST(what_cannot_be_reached_is_said)
{
    static const uint16_t deepest[] = {10000, 5000, 10000};
    hz_error err = HZ_ERROR_NONE;
    hz_run run;

    plan_town(&run, &(question){EIGHTY_PERCENT, 100, NULL});
    ck_assert_int_eq(run.proof->outcome, HZ_OUTCOME_INFEASIBLE);
    ck_assert_uint_eq(run.model->n_columns, 3);
    for (int kind = HZ_BASELINE_UNIFORM; kind <= HZ_BASELINE_GREEDY; kind++) {
        uint16_t cut_bp[3], share_bp;
        bool is_reached = true;

        ck_assert_int_eq(
            hz_make_baseline_cuts(cut_bp, &share_bp, &is_reached, (hz_baseline_kind)kind, run.model, 100, &err), HZ_OK);
        ck_assert(!is_reached);
        ck_assert_mem_eq(cut_bp, deepest, sizeof deepest);
    }
    hz_run_free(&run);
}
END_TEST

/* ---- an earlier plan ---- */

/* B was cut by 80 %, which is too much now; X is gone, and a unit of A; C was not in the list, and D was let alone as it is now. */
static hz_old_order old_orders[] = {
    {"A", "A", "u", "u", 50000, 5000, HZ_ACTION_LIMIT, NULL, NULL},  {"A", "A", "v", "v", 0, 0, HZ_ACTION_NONE, NULL, NULL},
    {"B", "B", "u", "u", 240000, 8000, HZ_ACTION_LIMIT, NULL, NULL}, {"D", "D", "u", "u", 0, 0, HZ_ACTION_EXEMPT, NULL, NULL},
    {"X", "X & Co", "u", "u", 100, 10000, HZ_ACTION_STOP, NULL, NULL},
};
static const hz_old_plan old_plan = {.id = "red-0123456789ab",
                                     .standing = HZ_STANDING_TEST,
                                     .currency = "CNY",
                                     .scenario_id = "village",
                                     .scenario_digest = "00",
                                     .title_en = "a village",
                                     .hazeplan = "0.0.1",
                                     .solver = "GLPK 5.0",
                                     .settings = {.level = HZ_RED, .step_bp = 100, .start = "2016-09-24T00:00"},
                                     .cost_fen_d = 290100,
                                     .bound_fen_d = 290000,
                                     .orders = old_orders,
                                     .n_orders = 5};

START_TEST(an_earlier_plan_is_taken_over_as_far_as_it_fits)
{
    hz_run run;
    const hz_baseline *b;

    plan_town(&run, &(question){THIRTY_PERCENT, 100, &old_plan});
    b = baseline_of(&run, HZ_BASELINE_EARLIER);
    ck_assert_uint_eq(b->gone.n, 2);
    ck_assert_str_eq(b->gone.first[0].unit, "v");
    ck_assert_str_eq(b->gone.first[1].enterprise, "X");
    ck_assert_uint_eq(b->unknown.n, 1);
    ck_assert_str_eq(b->unknown.first[0].enterprise, "C");
    ck_assert_uint_eq(b->bounded.n, 1);
    ck_assert_str_eq(b->bounded.first[0].enterprise, "B");
    /* A 50, B 50, C its least 20: 30 kg/d short of 150 */
    ck_assert_int_eq(b->total.cut_g_d[0], 120000);
    ck_assert_int_eq(b->total.cost_fen_d, 50000 + 150000 + 20000);
    ck_assert(!b->is_reached && !b->is_met);
    ck_assert_int_eq(b->balances[0].slack, -30000);
    hz_run_free(&run);
}
END_TEST

static char *written(const hz_old_plan *plan)
{
    hz_sink *sink = hz_sink_to_memory();
    char *text;

    hz_write_old_plan(sink, plan);
    text = strdup(hz_sink_text(sink, NULL));
    ck_assert_int_eq(hz_sink_close(sink, "memory", NULL), HZ_OK);
    return text;
}

START_TEST(what_is_kept_of_an_earlier_plan_reads_back)
{
    char path[] = "/tmp/hazeplan-old-XXXXXX", *text = written(&old_plan), *again;
    FILE *f = fdopen(mkstemp(path), "w");
    hz_error err = HZ_ERROR_NONE;
    hz_old_plan *back;

    fputs(text, f);
    ck_assert_int_eq(fclose(f), 0);
    ck_assert_msg(hz_read_action_list(&back, path, 0, &err) == HZ_OK, "%s", err.message);
    again = written(back);
    ck_assert_str_eq(again, text);
    ck_assert_uint_eq(back->n_orders, 5);
    ck_assert_str_eq(back->orders[4].enterprise_name, "X & Co");
    ck_assert_int_eq(back->settings.level, HZ_RED);
    hz_old_plan_free(back);
    unlink(path);
    free(again);
    free(text);
}
END_TEST

/* The question is another one: so is its id. */
START_TEST(an_earlier_plan_is_part_of_the_question)
{
    hz_run with, without;

    plan_town(&with, &(question){THIRTY_PERCENT, 100, &old_plan});
    plan_town(&without, &(question){THIRTY_PERCENT, 100, NULL});
    ck_assert_str_ne(with.plan->id, without.plan->id);
    ck_assert_uint_eq(without.plan->n_baselines, HZ_BASELINE_EARLIER);
    hz_run_free(&with);
    hz_run_free(&without);
}
END_TEST

/* Nothing limits the ids in a file that somebody else has written: on the page they are cut. */
START_TEST(endless_ids_are_cut)
{
    enum { LENGTH = 20000 };
    static char endless[LENGTH + 1];
    hz_old_order orders[HZ_N_NAMED + 1];
    hz_old_plan old = old_plan;
    hz_sink *sink = hz_sink_to_memory();
    hz_run run;

    memset(endless, 'x', LENGTH);
    for (int i = 0; i <= HZ_N_NAMED; i++)
        orders[i] = (hz_old_order){endless, endless, endless, endless, 0, 0, HZ_ACTION_NONE, NULL, NULL};
    old.orders = orders;
    old.n_orders = HZ_N_NAMED + 1;
    old.id = old.scenario_id = endless;
    plan_town(&run, &(question){THIRTY_PERCENT, 100, &old});
    ck_assert_uint_eq(baseline_of(&run, HZ_BASELINE_EARLIER)->gone.n, HZ_N_NAMED + 1);
    hz_text_baselines(sink, run.plan);
    ck_assert_uint_lt(hz_sink_count(sink), LENGTH);
    ck_assert_ptr_nonnull(strstr(hz_sink_text(sink, NULL), "left out: 6 (xxx"));
    ck_assert_int_eq(hz_sink_close(sink, "memory", NULL), HZ_OK);
    hz_run_free(&run);
}
END_TEST

/* ---- worst losses ---- */

/* Seven works that are stopped, the last three in the second district; 300 kg/d of 380 are demanded of all, 40 of 90 there. */
START_TEST(the_largest_five_are_found)
{
    enum { N = 7 };
    static int64_t emission[N] = {50000, 70000, 100000, 70000, 40000, 30000, 20000};
    static uint32_t all[] = {2, 1, 3, 0, 4}, second[] = {4, 5, 6};
    static hz_pollutant pollutant = {.id = "SO2", .has_unlisted = true};
    static hz_group groups[2];
    static hz_demand demands[] = {
        {.kind = HZ_DEMAND_REDUCTION, .level = HZ_ORANGE, .group = HZ_NONE, .product = HZ_NONE, .amount = 300000},
        {.kind = HZ_DEMAND_REDUCTION,
         .level = HZ_ORANGE,
         .scope = HZ_SCOPE_DISTRICT,
         .group = 1,
         .product = HZ_NONE,
         .amount = 40000}};
    hz_enterprise works[N];
    hz_unit units[N];
    hz_order orders[N];
    hz_scenario s = {.pollutants = &pollutant,
                     .n_pollutants = 1,
                     .districts = groups,
                     .n_districts = 2,
                     .sectors = groups,
                     .n_sectors = 2,
                     .demands = demands,
                     .n_demands = 2,
                     .enterprises = works,
                     .n_enterprises = N,
                     .units = units,
                     .n_units = N,
                     .emission_g_d = emission};
    hz_reckoning *reckoning;
    hz_worst_loss *losses;
    size_t n_losses;
    hz_error err = HZ_ERROR_NONE;

    for (uint32_t i = 0; i < N; i++) {
        works[i] = (hz_enterprise){.district = i >= 4, .first_unit = i, .n_units = 1};
        units[i] = (hz_unit){.enterprise = i, .product = HZ_NONE16};
        orders[i] = (hz_order){.cut_bp = 10000, .action = HZ_ACTION_STOP};
    }
    ck_assert_int_eq(hz_reckon(&reckoning, &s, HZ_ORANGE, orders, &err), HZ_OK);
    ck_assert_int_eq(hz_find_worst_losses(&losses, &n_losses, &s, orders, reckoning, &err), HZ_OK);
    ck_assert_uint_eq(n_losses, 2);
    ck_assert_uint_eq(losses[0].n_largest, 5);
    ck_assert_mem_eq(losses[0].largest, all, sizeof all);
    ck_assert_int_eq(losses[0].cut_g_d[0], 100000);
    ck_assert_int_eq(losses[0].cut_g_d[4], 40000);
    ck_assert_uint_eq(losses[1].n_largest, 3);
    ck_assert_mem_eq(losses[1].largest, second, sizeof second);
    free(losses);
    hz_reckoning_free(reckoning);
}
END_TEST

/* ---- what must hold for any city ---- */

static city city_of(int seed, int percent)
{
    return (city){.seed = (uint64_t)seed, .n_enterprises = 8 + seed, .percent = percent, .has_floor = seed % 2};
}

START_TEST(no_baseline_that_breaks_nothing_is_cheaper_than_the_bound)
{
    for (int percent = 5; percent <= 65; percent += 12) {
        city c = city_of(_i, percent);
        hz_error err = HZ_ERROR_NONE;
        hz_run run;

        ck_assert_int_eq(plan_city(&run, &c, 100, &err), HZ_OK);
        for (size_t i = 0; run.plan && i < run.plan->n_baselines; i++) {
            const hz_baseline *b = &run.plan->baselines[i];

            ck_assert(b->is_reached); /* where the plan gets, the deepest cuts get */
            if (b->is_met)
                ck_assert_int_ge(b->total.cost_fen_d, run.plan->bound_fen_d);
        }
        hz_run_free(&run);
    }
}
END_TEST

static int64_t order_at(const hz_column *column, hz_baseline_kind kind, int64_t share_bp, int64_t step_bp)
{
    int64_t cut = kind == HZ_BASELINE_UNIFORM
                      ? share_bp
                      : (share_bp * column->hi_bp + step_bp * 10000 - 1) / (step_bp * 10000) * step_bp;

    return cut < column->lo_bp ? column->lo_bp : cut > column->hi_bp ? column->hi_bp : cut;
}

static bool holds_at(const hz_model *m, hz_baseline_kind kind, int64_t share_bp, int64_t step_bp)
{
    for (size_t i = 0; i < m->n_rows; i++) {
        int64_t sum = 0;

        for (size_t j = 0; j < m->n_columns; j++)
            for (uint64_t k = m->start[j]; k < m->start[j + 1]; k++)
                if (m->row[k] == i)
                    sum += m->value[k] * order_at(&m->columns[j], kind, share_bp, step_bp) / 10000;
        if (m->rows[i].sense == HZ_AT_LEAST && sum < m->rows[i].rhs)
            return false;
    }
    return true;
}

/* Each share against all the smaller ones, one after the other. */
START_TEST(one_step_less_misses_a_target)
{
    static const uint16_t steps[] = {10, 50, 100, 250, 1000};
    hz_error err = HZ_ERROR_NONE;

    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        for (int kind = HZ_BASELINE_UNIFORM; kind <= HZ_BASELINE_PRO_RATA; kind++) {
            hz_model *m = random_model((uint64_t)_i, 60, 10 + _i * 3);
            uint16_t *cut_bp = calloc(m->n_columns, sizeof *cut_bp), share_bp;
            hz_baseline_kind k = (hz_baseline_kind)kind;
            bool is_reached;
            int64_t least = 0;

            ck_assert_int_eq(hz_make_baseline_cuts(cut_bp, &share_bp, &is_reached, k, m, steps[i], &err), HZ_OK);
            while (least < 10000 && !holds_at(m, k, least, steps[i]))
                least += steps[i];
            ck_assert_int_eq(share_bp, least);
            ck_assert_int_eq(is_reached, holds_at(m, k, least, steps[i]));
            for (size_t j = 0; j < m->n_columns; j++)
                ck_assert_int_eq(cut_bp[j], order_at(&m->columns[j], k, least, steps[i]));
            free(cut_bp);
            hz_model_free(m);
        }
}
END_TEST

/* The rule of greedy.c once more, in the slowest way: look through all for the cheapest each time. */
static void cut_slowly(uint16_t *cut_bp, const hz_model *m)
{
    for (size_t j = 0; j < m->n_columns; j++)
        cut_bp[j] = m->columns[j].lo_bp;
    for (size_t i = 0; i < m->n_rows; i++)
        while (m->rows[i].sense == HZ_AT_LEAST) {
            int64_t sum = 0, best_value = 0;
            size_t best = SIZE_MAX;

            for (size_t j = 0; j < m->n_columns; j++)
                for (uint64_t k = m->start[j]; k < m->start[j + 1]; k++) {
                    const hz_column *c = &m->columns[j];

                    if (m->row[k] != i)
                        continue;
                    sum += m->value[k] * cut_bp[j] / 10000;
                    if (m->value[k] * c->hi_bp / 10000 > m->value[k] * cut_bp[j] / 10000 &&
                        (best == SIZE_MAX ||
                         (__int128)c->cost_fen_d * best_value < (__int128)m->columns[best].cost_fen_d * m->value[k])) {
                        best = j;
                        best_value = m->value[k];
                    }
                }
            if (sum >= m->rows[i].rhs || best == SIZE_MAX)
                break;
            cut_bp[best] = m->columns[best].hi_bp;
        }
}

START_TEST(splitting_takes_the_same_units_as_looking_through_all)
{
    hz_error err = HZ_ERROR_NONE;

    for (int share = 5; share <= 95; share += 15) {
        hz_model *m = random_model((uint64_t)_i, 90, share);
        uint16_t *cut_bp = calloc(m->n_columns, sizeof *cut_bp), *slow_bp = calloc(m->n_columns, sizeof *slow_bp);
        uint16_t share_bp;
        bool is_reached;

        for (size_t j = 0; j < m->n_columns; j += 3) /* ties */
            m->columns[j].cost_fen_d = 0;
        ck_assert_int_eq(hz_make_baseline_cuts(cut_bp, &share_bp, &is_reached, HZ_BASELINE_GREEDY, m, 100, &err),
                         HZ_OK);
        cut_slowly(slow_bp, m);
        ck_assert_mem_eq(cut_bp, slow_bp, m->n_columns * sizeof *cut_bp);
        free(slow_bp);
        free(cut_bp);
        hz_model_free(m);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("baseline");
    TCase *hand = tcase_create("worked by hand"), *any = tcase_create("any city");
    SRunner *runner;
    int n_failed;

    hz_lang_init();
    tcase_add_test(hand, the_uniform_cut_is_exact_and_comes_in_steps);
    tcase_add_test(hand, pro_rata_takes_the_same_part_of_what_each_may_cut);
    tcase_add_test(hand, the_cheapest_go_first_and_whole_and_ties_by_id);
    tcase_add_test(hand, the_cheapest_that_suffice_to_the_gram_are_enough);
    tcase_add_test(hand, what_brings_nothing_is_not_cut);
    tcase_add_test(hand, a_broken_floor_is_shown);
    tcase_add_test(hand, the_worst_hit_bear_the_largest_part_of_a_full_stop);
    tcase_add_test(hand, of_two_hit_alike_the_first_is_named);
    tcase_add_test(hand, what_cannot_be_reached_is_said);
    tcase_add_test(hand, an_earlier_plan_is_taken_over_as_far_as_it_fits);
    tcase_add_test(hand, what_is_kept_of_an_earlier_plan_reads_back);
    tcase_add_test(hand, an_earlier_plan_is_part_of_the_question);
    tcase_add_test(hand, endless_ids_are_cut);
    tcase_add_test(hand, the_largest_five_are_found);
    tcase_add_loop_test(any, no_baseline_that_breaks_nothing_is_cheaper_than_the_bound, 0, SEEDS);
    tcase_add_loop_test(any, one_step_less_misses_a_target, 0, SEEDS);
    tcase_add_loop_test(any, splitting_takes_the_same_units_as_looking_through_all, 0, SEEDS);
    suite_add_tcase(suite, hand);
    suite_add_tcase(suite, any);
    runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    n_failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return n_failed == 0 ? 0 : 1;
}

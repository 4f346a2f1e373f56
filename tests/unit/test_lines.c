/* test_lines.c - lines that must stop: small scenarios against everything that could be ordered in them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "hand_models.h"
#include "hazeplan.h"
#include "scenario/claims.h"
#include "scenario/modes.h"

enum { N_DEMANDS = 6, MOST_STATES = 6, STEP_BP = 5000 };

/* A small scenario of one seed. */
typedef struct {
    uint64_t seed;
    int demand;    /* of demands[] */
    bool is_loose; /* what may be cut by 60 % may be stopped */
    bool is_free;  /* nothing is said of lines */
} small;

static const char *const demands[N_DEMANDS] = {
    "<stopped levels=\"orange\" value=\"50\" unit=\"%\"/>",
    "<stopped levels=\"orange\" value=\"340\" unit=\"‰\" each=\"enterprise\"/>",
    "<stopped levels=\"orange\" lines=\"2\"/>",
    "<stopped levels=\"orange\" value=\"0.5\" unit=\"1\" sector=\"s1\" reason=\"r\"/>",
    "<stopped levels=\"orange\" lines=\"1\" each=\"grade\"/>",
    "<stopped levels=\"orange\" value=\"25\" unit=\"%\" each=\"district\"/><stopped levels=\"orange\" lines=\"1\" sector=\"s0\"/>",
};

static void put_unit(FILE *f, const small *c, unsigned e, unsigned u)
{
    static const char *const kinds[] = {"line", "process", "line", "dust"};
    uint64_t seed = c->seed * 7919 + e * 31 + u + 1, kind = next_random(&seed) % 4, modes = next_random(&seed) % 3;
    unsigned emission = 1 + (unsigned)(next_random(&seed) % 40), cost = 1 + (unsigned)(next_random(&seed) % 90);
    bool is_tight = next_random(&seed) % 3 == 0 && !c->is_loose;

    fprintf(f, "<unit id=\"u%u\" name=\"u\" kind=\"%s\">", u, kinds[kind]);
    if (kind < 3)
        fputs("<output product=\"ware\" value=\"10\" unit=\"t/d\" basis=\"permit\"/>", f);
    fprintf(f,
            "<emission pollutant=\"PM\" value=\"%u\" unit=\"kg/d\" basis=\"cems\"/><cost value=\"%u\" unit=\"CNY/d\" basis=\"filing\"/>"
            "<cut levels=\"orange\" min=\"0\" max=\"%d\" unit=\"%%\"/><check by=\"on-site\"/>",
            emission, cost, is_tight ? 60 : 100);
    if (modes == 0 && kind < 3) {
        fputs("<mode id=\"half\" kind=\"cycle\" levels=\"orange\" off=\"12\" on=\"12\" unit=\"h\"/>", f);
        if (next_random(&seed) % 3)
            fprintf(f,
                    "<mode id=\"hot\" kind=\"kept-hot\" levels=\"orange\"><leaves pollutant=\"PM\" value=\"20\" unit=\"%%\"/>"
                    "<cost value=\"%u\" unit=\"CNY/d\" basis=\"estimate\"/></mode>",
                    1 + cost * 3 / 4);
    }
    fputs("</unit>\n", f);
}

static void put_small(FILE *f, const small *c)
{
    uint64_t seed = c->seed + 17;
    unsigned n_enterprises = 2 + (unsigned)(next_random(&seed) % 2), percent = 10 + 10 * (unsigned)(next_random(&seed) % 9);

    fprintf(f,
            "<scenario xmlns=\"urn:hazeplan:scenario\" version=\"1\" id=\"small\" lang=\"en\" standing=\"test\" currency=\"CNY\" "
            "country=\"CN\"><title en=\"t\"/><pollutants><pollutant id=\"PM\" en=\"PM\"/></pollutants>"
            "<districts><district id=\"d0\" en=\"d0\" body=\"b\"/><district id=\"d1\" en=\"d1\" body=\"b\"/></districts>"
            "<sectors><sector id=\"s0\" en=\"s0\" body=\"b\"/><sector id=\"s1\" en=\"s1\" body=\"b\"/></sectors>"
            "<society><unlisted pollutant=\"PM\" value=\"0\" unit=\"kg/d\"/></society><demands>"
            "<reduction levels=\"orange\" pollutant=\"PM\" value=\"%u\" unit=\"%%\"/>%s</demands><enterprises>\n",
            percent, c->is_free ? "" : demands[c->demand]);
    for (unsigned e = 0; e < n_enterprises; e++) {
        unsigned n_units = 1 + (unsigned)(next_random(&seed) % 3), sector = (unsigned)(next_random(&seed) % 2);

        fprintf(f, "<enterprise id=\"E%u\" name=\"E\" sector=\"s%u\" district=\"d%u\" grade=\"%s\" status=\"operating\">", e,
                sector, e % 2, next_random(&seed) % 2 ? "B" : "C");
        for (unsigned u = 0; u < n_units; u++)
            put_unit(f, c, e, u);
        fputs("</enterprise>\n", f);
    }
    fputs("</enterprises></scenario>\n", f);
}

/* False: the scenario itself has an error. */
static bool plan_small(hz_run *run, const small *c)
{
    hz_request request = {.settings = {.level = HZ_ORANGE, .step_bp = STEP_BP}, .alert = HZ_ALERT_REQUEST_NONE};
    char path[] = "/tmp/hazeplan-lines-XXXXXX";
    FILE *file = fdopen(mkstemp(path), "w");
    hz_error err = HZ_ERROR_NONE;
    hz_status status;

    put_small(file, c);
    ck_assert_int_eq(fclose(file), 0);
    *run = (hz_run){0};
    status = hz_run_plan(run, path, &request, &err);
    unlink(path);
    ck_assert_msg(status == HZ_OK || status == HZ_ERR_LIMIT, "seed %d, demand %d: %s", (int)c->seed, c->demand, err.message);
    return hz_findings_count(run->findings, HZ_SEVERITY_ERROR) == 0;
}

/* ---- everything that could be ordered ---- */

typedef struct {
    const hz_scenario *s;
    const hz_claim *claims;
    size_t n_claims;
    hz_state state[16];
    bool with_target; /* else only lines are looked at */
    int64_t least;    /* -1: nothing holds */
} trial;

static size_t states_of(hz_state states[MOST_STATES], const hz_scenario *s, size_t unit)
{
    uint16_t most_bp = hz_max_cut_bp(s, unit, HZ_ORANGE);
    size_t n = 0;

    states[n++] = (hz_state){0};
    for (uint8_t m = 1; m <= s->units[unit].n_modes; m++)
        if (hz_mode_of(s, unit, m)->cut_bp <= most_bp)
            states[n++] = (hz_state){.cut_bp = hz_mode_of(s, unit, m)->cut_bp, .mode = m};
    if (s->units[unit].n_modes > 0)
        return n;
    for (uint16_t bp = STEP_BP; bp < most_bp; bp += STEP_BP)
        states[n++] = (hz_state){.cut_bp = bp};
    states[n++] = (hz_state){.cut_bp = most_bp};
    return n;
}

/* What the format says, said once more. */
static bool has_enough_lines(const trial *t, const hz_demand *d, uint32_t group)
{
    int64_t n = 0, n_stopped = 0, n_needed;

    for (size_t u = 0; u < t->s->n_units; u++) {
        if (t->s->units[u].kind > HZ_UNIT_PROCESS || !hz_unit_in_scope(t->s, u, d->scope, group))
            continue;
        n++;
        n_stopped += t->state[u].cut_bp == HZ_SHARE_ONE;
    }
    n_needed = d->is_ratio ? (n * d->ratio_ppm + HZ_RATIO_ONE - 1) / HZ_RATIO_ONE : d->amount;
    return n_stopped >= n_needed;
}

static bool holds(const trial *t)
{
    for (size_t i = 0; i < t->n_claims; i++) {
        const hz_demand *d = &t->s->demands[t->claims[i].demand];
        int64_t cut = 0, needed = hz_div_ceil((__int128)hz_society_g_d(t->s, 0) * d->ratio_ppm, HZ_RATIO_ONE);

        if (d->kind == HZ_DEMAND_LINES && !has_enough_lines(t, d, t->claims[i].group))
            return false;
        for (size_t u = 0; u < t->s->n_units; u++)
            cut += hz_state_cut_g_d(t->s, u, t->state[u], 0);
        if (t->with_target && d->kind == HZ_DEMAND_REDUCTION && cut < needed)
            return false;
    }
    return true;
}

static void try_all(trial *t, size_t unit)
{
    hz_state states[MOST_STATES];
    size_t n;
    int64_t cost = 0;

    if (unit == t->s->n_units) {
        for (size_t u = 0; u < t->s->n_units; u++)
            cost += hz_state_cost_fen_d(t->s, u, t->state[u], HZ_ORANGE);
        if ((t->least < 0 || cost < t->least) && holds(t))
            t->least = cost;
        return;
    }
    n = states_of(states, t->s, unit);
    for (size_t i = 0; i < n; i++) {
        t->state[unit] = states[i];
        try_all(t, unit + 1);
    }
}

/* The least cost of all orders in which everything holds; -1: there are none. */
static int64_t least_of_all(const hz_scenario *s, bool with_target)
{
    hz_claim *claims;
    trial t = {.s = s, .with_target = with_target, .least = -1};
    hz_error err = HZ_ERROR_NONE;

    ck_assert_uint_le(s->n_units, sizeof t.state / sizeof *t.state);
    ck_assert_int_eq(hz_list_claims(&claims, &t.n_claims, s, HZ_ORANGE, &err), HZ_OK);
    t.claims = claims;
    try_all(&t, 0);
    free(claims);
    return t.least;
}

static bool is_planned(const hz_run *run)
{
    return run->reached == HZ_STAGE_RECKONED;
}

/* Orders are found where there are any, they hold, and the bound is below all of them; who asks for more than can stop is told so. */
START_TEST(plans_against_everything_that_could_be_ordered)
{
    small c = {.seed = (uint64_t)(_i / N_DEMANDS), .demand = _i % N_DEMANDS};
    hz_run run;
    bool is_right = plan_small(&run, &c);
    int64_t least = least_of_all(run.scenario, is_right);

    if (!is_right) {
        ck_assert_int_eq(least, -1);
    } else if (least < 0) {
        ck_assert_msg(!is_planned(&run), "seed %d, demand %d", (int)c.seed, c.demand);
    } else {
        ck_assert_msg(is_planned(&run), "seed %d, demand %d: there are orders for %lld", (int)c.seed, c.demand, (long long)least);
        ck_assert(run.plan->reckoning->is_met);
        ck_assert_int_ge(run.plan->reckoning->total.cost_fen_d, least);
        ck_assert_int_le(run.plan->bound_fen_d, least);
    }
    hz_run_free(&run);
}
END_TEST

/* Without the demand it is never dearer; nor where more may be cut, since the base is the same. */
START_TEST(to_ask_less_or_to_allow_more_is_never_dearer)
{
    small c = {.seed = (uint64_t)(_i / N_DEMANDS), .demand = _i % N_DEMANDS};
    small others[] = {c, c};
    hz_run run;

    others[0].is_loose = true;
    others[1].is_free = true;
    if (plan_small(&run, &c) && run.proof && run.proof->outcome == HZ_OUTCOME_OPTIMAL)
        for (size_t i = 0; i < 2; i++) {
            hz_run other;

            ck_assert(plan_small(&other, &others[i]));
            ck_assert_int_eq(other.proof->outcome, HZ_OUTCOME_OPTIMAL);
            ck_assert_int_le(mpq_cmp(other.proof->cost_fen_d, run.proof->cost_fen_d), 0);
            hz_run_free(&other);
        }
    hz_run_free(&run);
}
END_TEST

/* ---- what is written ---- */

START_TEST(it_is_read_and_written_back)
{
    for (int d = 0; d < N_DEMANDS; d++) {
        small c = {.seed = 3, .demand = d, .is_loose = true};
        char path[] = "/tmp/hazeplan-lines-XXXXXX";
        hz_sink *once = hz_sink_to_memory(), *twice = hz_sink_to_memory();
        hz_findings *findings = hz_findings_new("again", 0);
        hz_scenario *s;
        hz_run run;
        hz_error err = HZ_ERROR_NONE;
        FILE *file = fdopen(mkstemp(path), "w");

        plan_small(&run, &c);
        hz_write_canonical(once, run.scenario);
        fputs(hz_sink_text(once, NULL), file);
        ck_assert_int_eq(fclose(file), 0);
        ck_assert_int_eq(hz_read_scenario(&s, findings, path, HZ_SCENARIO_CAP, &err), HZ_OK);
        ck_assert_uint_eq(hz_findings_count(findings, HZ_SEVERITY_ERROR), 0);
        hz_write_canonical(twice, s);
        ck_assert_str_eq(hz_sink_text(once, NULL), hz_sink_text(twice, NULL));
        ck_assert_ptr_nonnull(strstr(hz_sink_text(once, NULL), "<stopped levels=\"orange\" "));
        hz_sink_close(once, "memory", NULL);
        hz_sink_close(twice, "memory", NULL);
        hz_scenario_free(s);
        hz_findings_free(findings);
        hz_run_free(&run);
        unlink(path);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("lines");
    TCase *all = tcase_create("lines");
    SRunner *runner;
    int n_failed;

    hz_lang_init();
    tcase_add_loop_test(all, plans_against_everything_that_could_be_ordered, 0, 40 * N_DEMANDS);
    tcase_add_loop_test(all, to_ask_less_or_to_allow_more_is_never_dearer, 0, 15 * N_DEMANDS);
    tcase_add_test(all, it_is_read_and_written_back);
    tcase_set_timeout(all, 120);
    suite_add_tcase(suite, all);
    runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    n_failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return n_failed == 0 ? 0 : 1;
}

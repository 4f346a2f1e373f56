/* test_validate.c - findings, credit codes and validation, on scenarios made by hand
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <check.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/lang.h"
#include "scenario/fits_units.h"
#include "scenario/inventory.h"
#include "scenario/likely.h"
#include "scenario/scenario.h"
#include "scenario/twins.h"
#include "scenario/credit_code.h"
#include "scenario/validate.h"

/* ---- a scenario without fault: two districts, one sector, three enterprises with two units each ---- */

enum { N_E = 3, N_U = 6, N_P = 2, N_D = 3, N_M = 3, ALL_CODES = 1000 };
enum { ORANGE_RED = 1 << HZ_ORANGE | 1 << HZ_RED };

typedef struct {
    hz_scenario s;
    hz_pollutant pollutants[N_P];
    hz_group districts[2], sectors[1];
    hz_product products[1];
    hz_demand demands[N_D];
    hz_enterprise enterprises[N_E];
    hz_unit units[N_U];
    hz_contact contacts[N_E];
    int64_t emission[N_U * N_P];
    uint16_t cuttable[N_U * N_P];
    uint8_t basis[N_U * N_P];
    hz_mode modes[N_M];
    uint16_t leaves[N_M * N_P];
} world;

static void make_units(world *w)
{
    static const char *const IDS[2] = {"kiln-1", "kiln-2"};

    for (uint32_t u = 0; u < N_U; u++) {
        w->units[u] = (hz_unit){.id = IDS[u % 2], .name = "kiln", .output = 1000, .cost_fen_d = 100000};
        w->units[u].enterprise = u / 2;
        w->units[u].line = (int)(31 + u / 2 * 10 + u % 2 * 4);
        w->units[u].cut_levels = ORANGE_RED;
        w->units[u].max_cut_bp[HZ_ORANGE] = 5000;
        w->units[u].max_cut_bp[HZ_RED] = 10000;
        for (int p = 0; p < N_P; p++) {
            w->emission[u * N_P + (unsigned)p] = 10000;
            w->cuttable[u * N_P + (unsigned)p] = HZ_SHARE_ONE;
        }
    }
}

static void make_enterprises(world *w)
{
    static const char *const IDS[N_E] = {"JZ0001", "JZ0002", "JZ0003"};
    static const char *const CODES[N_E] = {"91350100M000100Y43", "91440300708461136T", "91330100799655058B"};

    for (uint32_t e = 0; e < N_E; e++) {
        w->contacts[e] = (hz_contact){HZ_ROLE_RESPONSIBLE, "name", "phone"};
        w->enterprises[e] = (hz_enterprise){.id = IDS[e],
                                            .name = "works",
                                            .credit_code = CODES[e],
                                            .district = e == 2,
                                            .n_contacts = 1,
                                            .longitude_udeg = 113060000,
                                            .latitude_udeg = 35160000,
                                            .source = HZ_NONE,
                                            .first_unit = e * 2,
                                            .n_units = 2,
                                            .first_contact = e,
                                            .line = (int)(30 + e * 10)};
    }
}

static void make_demands(world *w)
{
    for (int i = 0; i < 2; i++)
        w->demands[i + 1] = w->demands[0] = (hz_demand){.kind = HZ_DEMAND_REDUCTION,
                                                        .level = HZ_ORANGE,
                                                        .scope = HZ_SCOPE_ALL,
                                                        .group = HZ_NONE,
                                                        .product = HZ_NONE,
                                                        .is_ratio = true,
                                                        .ratio_ppm = 200000,
                                                        .line = 20};
    w->demands[1].pollutant = 1;
    w->demands[1].line = 21;
    w->demands[2] = (hz_demand){.kind = HZ_DEMAND_FLOOR,
                                .level = HZ_ORANGE,
                                .scope = HZ_SCOPE_DISTRICT,
                                .group = 0,
                                .pollutant = HZ_NONE,
                                .product = 0,
                                .amount = 3000,
                                .line = 22};
}

static world *make_world(void)
{
    world *w = calloc(1, sizeof *w);

    ck_assert_ptr_nonnull(w);
    w->pollutants[0] = (hz_pollutant){.id = "NOx", .has_unlisted = true, .unlisted_g_d = 5, .line = 5};
    w->pollutants[1] = (hz_pollutant){.id = "SO2", .stated_g_d = 60000, .line = 6, .society_line = 15};
    w->pollutants[0].society_line = 14;
    w->districts[0] = (hz_group){.id = "boai", .line = 8};
    w->districts[1] = (hz_group){.id = "wuzhi", .line = 9};
    w->sectors[0] = (hz_group){.id = "cement", .line = 11};
    w->products[0] = (hz_product){.name = "clinker", .dimension = HZ_DIM_MASS};
    make_demands(w);
    make_enterprises(w);
    make_units(w);
    w->s = (hz_scenario){.path = "a.xml",
                         .id = "world",
                         .standing = HZ_STANDING_ILLUSTRATIVE,
                         .currency = "CNY",
                         .country = "CN",
                         .pollutants = w->pollutants,
                         .n_pollutants = N_P,
                         .districts = w->districts,
                         .n_districts = 2,
                         .sectors = w->sectors,
                         .n_sectors = 1,
                         .products = w->products,
                         .n_products = 1,
                         .demands = w->demands,
                         .n_demands = N_D,
                         .enterprises = w->enterprises,
                         .n_enterprises = N_E,
                         .units = w->units,
                         .n_units = N_U,
                         .emission_g_d = w->emission,
                         .cuttable_bp = w->cuttable,
                         .emission_basis = w->basis,
                         .contacts = w->contacts,
                         .n_contacts = N_E};
    return w;
}

/* Everything that is written, to be freed. */
static char *written(hz_findings *findings, bool as_json)
{
    hz_error err = HZ_ERROR_NONE;
    hz_sink *sink = hz_sink_to_memory();
    size_t length = 0;

    if (as_json)
        hz_findings_write_json(findings, sink);
    else
        hz_findings_write(findings, sink);
    char *text = strdup(hz_sink_text(sink, &length));
    ck_assert_int_eq(hz_sink_close(sink, "memory", &err), HZ_OK);
    return text;
}

static hz_findings *validated(const world *w)
{
    hz_error err = HZ_ERROR_NONE;
    hz_findings *findings = hz_findings_new("a.xml", 0);

    ck_assert_int_eq(hz_validate_scenario(findings, &w->s, &err), HZ_OK);
    return findings;
}

/* The findings of the world are exactly this text. Frees the world. */
static void expect(world *w, const char *text)
{
    hz_findings *findings = validated(w);
    char *found = written(findings, false);

    ck_assert_str_eq(found, text);
    free(found);
    hz_findings_free(findings);
    free(w);
}

/* Only this code is found, in these many findings, the first in this line. Frees the world. */
static void expect_code(world *w, hz_finding_code code, size_t n, int line)
{
    hz_findings *findings = validated(w);
    char *found = written(findings, false);
    size_t all = hz_findings_count(findings, HZ_SEVERITY_ERROR) + hz_findings_count(findings, HZ_SEVERITY_WARNING);
    int first = 0;

    for (int c = 0; c < ALL_CODES; c++)
        ck_assert_msg(hz_findings_has(findings, (hz_finding_code)c) == (c == (int)code), "HZ%d: %s", c, found);
    ck_assert_msg(all == n, "%s", found);
    ck_assert_int_eq(sscanf(found, "a.xml:%d:", &first), 1);
    ck_assert_msg(first == line, "%s", found);
    free(found);
    hz_findings_free(findings);
    free(w);
}

static void no_cut(hz_unit *unit)
{
    unit->cut_levels = 0;
    unit->max_cut_bp[HZ_ORANGE] = unit->max_cut_bp[HZ_RED] = 0;
}

START_TEST(a_sound_scenario_has_no_findings)
{
    expect(make_world(), "");
}
END_TEST

/* ---- credit codes ---- */

/* By hand: values 9 1 3 5 0 1 0 0 21 0 0 0 1 0 0 0 30 (M = 21, Y = 30) times weights 1 3 9 27 19 26 16 17 20 29 25 13
 * 8 24 10 30 28. The places that are not zero:
 *
 *     code   9  1  3   5   0  1   0 0  M    0 0 0  1  0 0  Y    4
 *     place  1  2  3   4      6        9           13      16   17
 *
 *     9*1 + 1*3 + 3*9 + 5*27 + 1*26 + 21*20 + 1*8 + 30*30 + 4*28 = 1640 = 52*31 + 28; 31 - 28 = 3. */
START_TEST(published_credit_codes_are_right)
{
    static const char *const CODES[] = {"91350100M000100Y43", "91440300708461136T", "91330100799655058B",
                                        "914403001922038216", "91110108551385082Q", "91110108562144110X"};

    for (size_t i = 0; i < sizeof CODES / sizeof CODES[0]; i++)
        ck_assert_ptr_null(hz_credit_code_fault(CODES[i]));
}
END_TEST

START_TEST(every_wrong_character_of_a_credit_code_shows)
{
    static const char ALPHABET[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    char code[] = "91350100M000100Y43";

    for (int i = 0; i < 18; i++) {
        char right = code[i];

        for (const char *c = ALPHABET; *c; c++) {
            code[i] = *c;
            ck_assert_int_eq(hz_credit_code_fault(code) == NULL, *c == right);
        }
        for (const char *c = "IOSVZabxyz -\xe7"; *c; c++) {
            code[i] = *c;
            ck_assert_ptr_nonnull(strstr(hz_credit_code_fault(code), "I, O, S, V and Z"));
        }
        code[i] = right;
    }
}
END_TEST

START_TEST(every_exchange_in_a_credit_code_shows)
{
    char code[] = "91350100M000100Y43";

    for (int i = 0; i < 17; i++)
        for (int j = 0; j < i; j++) {
            char a = code[i], b = code[j];

            code[i] = b;
            code[j] = a;
            ck_assert_int_eq(hz_credit_code_fault(code) == NULL, a == b);
            code[i] = a;
            code[j] = b;
        }
}
END_TEST

START_TEST(a_credit_code_has_18_characters)
{
    static const char *const CODES[] = {"", "9", "91350100M000100Y4", "91350100M000100Y430",
                                        "91350100M000100Y4391350100M000100Y43"};

    for (size_t i = 0; i < sizeof CODES / sizeof CODES[0]; i++)
        ck_assert_ptr_nonnull(strstr(hz_credit_code_fault(CODES[i]), "18 characters"));
}
END_TEST

/* ---- the list of findings ---- */

START_TEST(the_definitions_are_in_order)
{
    int code, before = 100;
    hz_severity severity;
    const char *message, *advice;

    for (size_t i = 0; hz_finding_at(i, &code, &severity, &message, &advice); i++) {
        ck_assert_int_gt(code, before);
        ck_assert_int_lt(code, ALL_CODES);
        if (code < 600) /* 6xx are of both kinds */
            ck_assert_int_eq(severity == HZ_SEVERITY_WARNING, code >= 500);
        ck_assert_uint_gt(strlen(message), 0);
        ck_assert_uint_gt(strlen(advice), 0);
        before = code;
    }
    ck_assert_int_gt(before, 500);
}
END_TEST

START_TEST(findings_are_sorted_by_line_code_and_text)
{
    hz_findings *findings = hz_findings_new("dir/a b.xml", 0);

    hz_findings_add(findings, HZ_503, 12, "late", NULL);
    hz_findings_add(findings, HZ_412, 7, "b", NULL);
    hz_findings_add(findings, HZ_412, 7, "a", NULL);
    hz_findings_add(findings, HZ_301, 7, "z", NULL);
    hz_findings_add(findings, HZ_413, 0, NULL);
    ck_assert_uint_eq(hz_findings_count(findings, HZ_SEVERITY_ERROR), 4);
    ck_assert_uint_eq(hz_findings_count(findings, HZ_SEVERITY_WARNING), 1);
    char *text = written(findings, false);
    ck_assert_str_eq(
        text,
        "dir/a b.xml: error: HZ413: the scenario demands no reduction at any level; give at least one <reduction> "
        "under "
        "<demands>\n"
        "dir/a b.xml:7: error: HZ301: id 'z' is not usable; use 1 to 64 letters, digits, '.', '_' or '-', starting "
        "with "
        "a letter or digit: ids become file names\n"
        "dir/a b.xml:7: error: HZ412: enterprise 'a' has no unit; give its production lines, processes, dust sites or "
        "fleets as <unit>, or remove it\n"
        "dir/a b.xml:7: error: HZ412: enterprise 'b' has no unit; give its production lines, processes, dust sites or "
        "fleets as <unit>, or remove it\n"
        "dir/a b.xml:12: warning: HZ503: enterprise 'late' has no credit code; give credit-code: the order must name "
        "its addressee\n");
    free(text);
    hz_findings_free(findings);
}
END_TEST

START_TEST(findings_over_the_cap_are_counted)
{
    hz_findings *findings = hz_findings_new("a.xml", 2);

    for (int i = 0; i < 5; i++)
        hz_findings_add(findings, HZ_503, 10 + i, "e", NULL);
    for (int i = 0; i < 3; i++)
        hz_findings_add(findings, HZ_413, 1 + i, NULL);
    ck_assert_uint_eq(hz_findings_count(findings, HZ_SEVERITY_WARNING), 5);
    char *text = written(findings, false);
    int lines = 0;
    for (const char *c = text; *c; c++)
        lines += *c == '\n';
    ck_assert_int_eq(lines, 5); /* two of each kind, and the summary: warnings do not crowd errors out */
    ck_assert_ptr_nonnull(strstr(text, "a.xml: 1 more errors and 3 more warnings are not listed"));
    free(text);
    hz_findings_free(findings);
}
END_TEST

START_TEST(arguments_are_cut_and_cleaned)
{
    hz_findings *findings = hz_findings_new("a.xml", 0);
    char long_name[1000] = "";

    for (int i = 0; i < 200; i++)
        strcat(long_name, "厂");
    hz_findings_add(findings, HZ_412, 1, "a\nb\x1b[31m\xc2\x9b\xe2\x80\xa8\xe2\x80\xae\xe2\x81\xa6 %s%n %1$s", NULL);
    hz_findings_add(findings, HZ_412, 2, long_name, NULL);
    char *text = written(findings, false);
    ck_assert_ptr_nonnull(strstr(text, "enterprise 'a?b?[31m???? %s%n %1$s' has no unit"));
    long_name[133 * 3] = '\0'; /* 399 bytes: the 134th character would pass 400 */
    char *place = strstr(text, long_name);
    ck_assert_ptr_nonnull(place);
    ck_assert(strncmp(place + 133 * 3, "…' has no unit", strlen("…' has no unit")) == 0);
    free(text);
    hz_findings_free(findings);
}
END_TEST

START_TEST(templates_may_leave_arguments_out)
{
    hz_findings *findings = hz_findings_new("a.xml", 0);

    hz_findings_add(findings, HZ_206, 1, "lb/d", "kg/d, t/d", NULL);
    hz_findings_add(findings, HZ_209, 2, "max", "cut", "0.123", NULL);
    char *text = written(findings, false);
    ck_assert_ptr_nonnull(strstr(text, "HZ206: unit 'lb/d' is not known; use one of: kg/d, t/d\n"));
    ck_assert_ptr_nonnull(strstr(text, "0.01 % at the finest\n"));
    free(text);
    hz_findings_free(findings);
}
END_TEST

START_TEST(findings_as_json)
{
    hz_findings *findings = hz_findings_new("a\".xml", 0);
    char *text = written(findings, true);

    ck_assert_str_eq(text, "[]");
    free(text);
    hz_findings_add(findings, HZ_503, 9, "e", NULL);
    hz_findings_add(findings, HZ_410, 3, "floor", "q", "red", "2", NULL);
    text = written(findings, true);
    ck_assert_str_eq(text, "[{\"file\":\"a\\\".xml\",\"line\":3,\"severity\":\"error\",\"code\":\"HZ410\",\"message\":"
                           "\"the \\u003cfloor\\u003e of 'q' is demanded twice for level red and the same scope (first "
                           "in line 2)\",\"advice\":\"keep one\"},\n"
                           "{\"file\":\"a\\\".xml\",\"line\":9,\"severity\":\"warning\",\"code\":\"HZ503\",\"message\":"
                           "\"enterprise 'e' has no credit code\",\"advice\":\"give credit-code: the order must name "
                           "its addressee\"}]");
    free(text);
    hz_findings_free(findings);
}
END_TEST

/* ---- twins ---- */

static void count_twin(void *self, const hz_twin *first, const hz_twin *again)
{
    size_t *counts = self; /* sum of the first ones, sum of the others, calls */

    ck_assert_int_lt(first->line, again->line);
    counts[0] += first->item;
    counts[1] += again->item;
    counts[2]++;
}

START_TEST(twins_are_found_without_regard_to_case)
{
    static const char *const NAMES[] = {"b", "Kiln-1", "a", "kiln-1", "A", "KILN-1", "kiln-10", "ä", "Ä", "[", "{"};
    hz_twin entries[11];
    size_t counts[3] = {0};
    hz_error err = HZ_ERROR_NONE;

    for (size_t i = 0; i < 11; i++)
        entries[i] = (hz_twin){NAMES[i], (int)(100 + i), i};
    ck_assert_int_eq(hz_twins_find(entries, 11, count_twin, counts, &err), HZ_OK);
    ck_assert_uint_eq(counts[2], 3);
    ck_assert_uint_eq(counts[0], 1 + 1 + 2);
    ck_assert_uint_eq(counts[1], 3 + 5 + 4);
    ck_assert_int_eq(hz_twins_find(entries, 0, count_twin, counts, &err), HZ_OK);
}
END_TEST

START_TEST(twins_are_found_among_many)
{
    enum { N = 20000, APART = 7919 };
    static char names[N][12];
    static hz_twin entries[N];
    size_t counts[3] = {0};
    hz_error err = HZ_ERROR_NONE;

    for (size_t i = 0; i < N; i++) {
        snprintf(names[i], sizeof names[i], i % 2 ? "x%zu" : "X%zu", i % (N - APART));
        entries[i] = (hz_twin){names[i], (int)i + 1, i};
    }
    ck_assert_int_eq(hz_twins_find(entries, N, count_twin, counts, &err), HZ_OK);
    ck_assert_uint_eq(counts[2], APART);
    ck_assert_uint_eq(counts[1] - counts[0], (size_t)APART * (N - APART));
}
END_TEST

/* ---- identity ---- */

START_TEST(ids_are_unique_without_regard_to_case)
{
    world *w = make_world();

    w->enterprises[2].id = "jz0001"; /* behind JZ0002 in order of bytes */
    expect(
        w,
        "a.xml:50: error: HZ302: enterprise 'jz0001' is given twice (first in line 30); keep one, or rename it; names "
        "that differ only in capital and small letters count as the same\n");
    w = make_world();
    w->units[3].id = "KILN-1";
    w->units[2].id = "kiln-1";
    w->units[3].line = 39; /* the first in the file is not the first in order */
    expect(
        w,
        "a.xml:41: error: HZ302: unit 'JZ0002/kiln-1' is given twice (first in line 39); keep one, or rename it; names "
        "that differ only in capital and small letters count as the same\n");
    w = make_world();
    w->pollutants[1].id = "NOX";
    expect_code(w, HZ_302, 1, 6);
    w = make_world();
    w->districts[1].id = "boai";
    expect_code(w, HZ_302, 1, 9);
}
END_TEST

START_TEST(ids_of_units_may_recur_in_other_enterprises_and_missing_ids_are_no_twins)
{
    world *w = make_world();

    w->enterprises[0].id = w->enterprises[1].id = "";
    expect(w, "");
}
END_TEST

START_TEST(credit_codes_are_right_and_unique)
{
    world *w = make_world();

    w->enterprises[2].credit_code = w->enterprises[0].credit_code;
    expect(w,
           "a.xml:50: error: HZ303: credit code '91350100M000100Y43' of enterprise 'JZ0003' is also that of 'JZ0001' "
           "(line 30); one enterprise, one entry: merge them, or correct the code\n");
    w = make_world();
    w->enterprises[1].credit_code = "91350100M000100Y42";
    expect_code(w, HZ_304, 1, 40);
}
END_TEST

/* ---- demands ---- */

START_TEST(a_demand_is_given_once)
{
    world *w = make_world();

    w->demands[1].pollutant = 0;
    w->demands[0].line = 25;
    expect(w, "a.xml:25: error: HZ410: the <reduction> of 'NOx' is demanded twice for level orange and the same scope "
              "(first in line 21); keep one\n");
    w = make_world();
    w->demands[0] = w->demands[1] = w->demands[2];
    w->demands[0].level = w->demands[1].level = w->demands[2].level = HZ_ORANGE;
    w->demands[1].group = 1; /* another district: not the same */
    w->demands[1].amount = 2000;
    w->s.n_demands = 2;
    expect_code(w, HZ_413, 1, 1);
}
END_TEST

START_TEST(floors_are_held_against_what_operates_in_their_scope)
{
    world *w = make_world();

    w->demands[2].amount = 4000; /* all that two enterprises in boai make */
    expect(w, "");
    w = make_world();
    w->demands[2].amount = 4001;
    expect(w, "a.xml:22: error: HZ402: the floor of product 'clinker' at level orange is 4.001 kg/d, but all operating "
              "units in its scope make only 4 kg/d; lower the floor, or correct the outputs; a floor cannot be above "
              "what is made without any cut\n");
    w = make_world();
    w->demands[2].scope = HZ_SCOPE_ALL;
    w->demands[2].group = HZ_NONE;
    w->demands[2].amount = 6001;
    expect_code(w, HZ_402, 1, 22);
    w = make_world();
    w->demands[2].scope = HZ_SCOPE_SECTOR;
    w->demands[2].amount = 6000;
    expect(w, "");
    w = make_world();
    w->enterprises[0].operation = HZ_IDLE; /* does not make anything, and gives nothing to cut */
    for (int u = 0; u < 2; u++)
        no_cut(&w->units[u]);
    expect_code(w, HZ_402, 1, 22);
}
END_TEST

START_TEST(the_product_of_a_floor_is_made_in_its_scope)
{
    world *w = make_world();

    for (int u = 0; u < N_U; u++)
        w->units[u].product = u < 4 ? HZ_NONE16 : 0;
    expect(w, "a.xml:22: error: HZ311: the floor at level orange is for product 'clinker', which no operating unit in "
              "'boai' makes; correct the product or its scope, or remove the floor\n");
}
END_TEST

START_TEST(what_is_reduced_is_emitted_in_the_scope)
{
    world *w = make_world();

    w->demands[1].scope = HZ_SCOPE_DISTRICT;
    w->demands[1].group = 1;
    w->emission[4 * N_P + 1] = HZ_NOT_REPORTED;
    w->emission[5 * N_P + 1] = 0;
    hz_findings *findings = validated(w);
    char *text = written(findings, false);
    ck_assert_str_eq(text, "a.xml:6: warning: HZ505: 1 of 6 units in operation do not report SO2; complete the "
                           "inventory; until then no reduction of it is counted for them\n"
                           "a.xml:21: warning: HZ507: a reduction of SO2 is demanded at level orange, but no operating "
                           "unit in 'wuzhi' reports any; correct the pollutant or the scope of the demand, or complete "
                           "the inventory\n");
    free(text);
    hz_findings_free(findings);
    free(w);
}
END_TEST

START_TEST(totals_are_given_and_not_below_the_list)
{
    world *w = make_world();

    w->pollutants[1].stated_g_d = 59999;
    expect(w, "a.xml:15: error: HZ403: the stated total of SO2 is 59.999 kg/d, but the listed sources alone emit 60 "
              "kg/d; correct the total or the list, units of measurement included: the part cannot exceed the whole\n");
    w = make_world();
    w->pollutants[0].society_line = 0;
    expect_code(w, HZ_409, 1, 5);
}
END_TEST

/* ---- units ---- */

START_TEST(bounds_of_cuts_are_in_order)
{
    world *w = make_world();

    w->units[1].min_cut_bp[HZ_ORANGE] = w->units[1].min_cut_bp[HZ_RED] = 8050;
    w->units[1].max_cut_bp[HZ_RED] = 5000;
    expect(w, "a.xml:35: error: HZ401: the least cut of unit 'JZ0001/kiln-2' at level orange red is 80.5%, above its "
              "most of 50%; correct min or max of the <cut>\n");
    w = make_world();
    w->units[1].min_cut_bp[HZ_ORANGE] = 5001;
    w->units[1].min_cut_bp[HZ_RED] = 10001;
    expect_code(w, HZ_401, 2, 35);
    w = make_world();
    w->units[1].min_cut_bp[HZ_ORANGE] = 5000;
    expect(w, "");
}
END_TEST

START_TEST(what_does_not_run_claims_no_reduction)
{
    world *w = make_world();

    w->enterprises[2].operation = HZ_CLOSED;
    no_cut(&w->units[5]);
    expect(w, "a.xml:51: error: HZ404: the enterprise of unit 'JZ0003/kiln-1' has the status closed, and yet the unit "
              "claims a reduction (level: orange red); what does not run cannot be cut: remove its <cut> or set max to "
              "0, or correct the status\n");
    w = make_world();
    w->enterprises[2].operation = HZ_IDLE;
    w->units[4].max_cut_bp[HZ_ORANGE] = w->units[4].max_cut_bp[HZ_RED] = 0; /* <cut> of 0 is allowed */
    expect_code(w, HZ_404, 1, 55);
}
END_TEST

START_TEST(what_emits_or_makes_nothing_claims_no_reduction)
{
    world *w = make_world();

    w->emission[0] = w->emission[1] = 0;
    expect_code(w, HZ_405, 1, 31);
    w = make_world();
    w->units[5].output = 0;
    expect_code(w, HZ_405, 1, 55);
    w = make_world();
    w->emission[0] = 0; /* one of two: not zero */
    expect(w, "");
    w = make_world();
    w->emission[0] = 0;
    w->emission[1] = HZ_NOT_REPORTED; /* not known is not zero */
    expect_code(w, HZ_505, 1, 6);
    w = make_world();
    w->emission[0] = w->emission[1] = 0;
    w->units[0].max_cut_bp[HZ_ORANGE] = w->units[0].max_cut_bp[HZ_RED] = 0;
    expect(w, "");
}
END_TEST

START_TEST(every_level_with_a_demand_has_a_cut)
{
    world *w = make_world();

    w->units[2].cut_levels = 1 << HZ_RED;
    w->units[2].max_cut_bp[HZ_ORANGE] = 0;
    expect_code(w, HZ_406, 1, 41);
    w = make_world();
    w->units[2].cut_levels = 1 << HZ_ORANGE; /* nothing is demanded at red */
    w->units[2].max_cut_bp[HZ_RED] = 0;
    expect(w, "");
    w = make_world();
    w->units[2].cut_levels = 1 << HZ_RED;
    w->units[2].max_cut_bp[HZ_ORANGE] = 0;
    w->enterprises[1].exempt_levels = 1 << HZ_ORANGE;
    w->units[3].max_cut_bp[HZ_ORANGE] = 0;
    expect(w, "");
}
END_TEST

START_TEST(the_exempt_are_not_cut)
{
    world *w = make_world();

    w->enterprises[1].exempt_levels = 1 << HZ_ORANGE;
    expect_code(w, HZ_408, 2, 41);
    w = make_world();
    w->enterprises[1].exempt_levels = 1 << HZ_BLUE;
    expect(w, "");
}
END_TEST

START_TEST(stricter_levels_cut_no_less)
{
    world *w = make_world();

    w->units[0].max_cut_bp[HZ_RED] = 2500;
    expect(w,
           "a.xml:31: warning: HZ506: unit 'JZ0001/kiln-1' can be cut at level red by at most 25%, but at the milder "
           "level orange by 50%; a stricter level should allow at least the same cut; check max\n");
}
END_TEST

/* JZ0001/kiln-1 runs in modes: as before, or it stops; at every level, since no bounds are given. Responses last 72 h. */
static world *make_world_with_modes(size_t n)
{
    static const char *const IDS[N_M] = {"a", "b", "c"};
    world *w = make_world();

    for (size_t m = 0; m < n; m++) {
        w->modes[m] = (hz_mode){.id = IDS[m],
                                .kind = HZ_MODE_STOP,
                                .levels = ORANGE_RED,
                                .cut_bp = HZ_SHARE_ONE,
                                .cost_fen_d = HZ_NOT_REPORTED,
                                .line = 32 + (int)m};
        w->leaves[m * N_P] = w->leaves[m * N_P + 1] = HZ_NONE16;
    }
    w->units[0].n_modes = (uint8_t)n;
    w->units[0].cut_levels = 0;
    for (int l = 0; l < HZ_N_LEVELS; l++) {
        w->units[0].max_cut_bp[l] = HZ_SHARE_ONE;
        w->s.response_h[l] = 72;
    }
    w->s.modes = w->modes;
    w->s.n_modes = n;
    w->s.mode_leaves_bp = w->leaves;
    return w;
}

START_TEST(a_unit_with_modes_needs_no_cut)
{
    world *w = make_world_with_modes(1);

    expect(w, "");
    w = make_world_with_modes(1); /* and claims nothing that it may not have */
    w->enterprises[0].exempt_levels = ORANGE_RED;
    no_cut(&w->units[1]);
    expect(w, "");
    w = make_world_with_modes(1);
    w->enterprises[0].operation = HZ_IDLE;
    no_cut(&w->units[1]);
    w->demands[2].amount = 2000;
    expect(w, "");
}
END_TEST

START_TEST(modes_of_one_unit_have_ids_of_their_own)
{
    world *w = make_world_with_modes(3);

    expect(w, "");
    w = make_world_with_modes(3);
    w->modes[2].id = "A";
    expect(w, "a.xml:34: error: HZ302: mode 'JZ0001/kiln-1/A' is given twice (first in line 32); keep one, or rename it; names that "
              "differ only in capital and small letters count as the same\n");
    w = make_world_with_modes(2);
    w->modes[1].id = "a";
    w->modes[1].line = w->modes[0].line;
    expect_code(w, HZ_302, 1, 32);
}
END_TEST

START_TEST(what_does_not_fall_with_output_must_be_said)
{
    static const hz_mode_kind SAY[] = {HZ_MODE_TREATMENT, HZ_MODE_BANKED, HZ_MODE_KEPT_HOT};
    world *w;

    for (size_t i = 0; i < sizeof SAY / sizeof *SAY; i++) {
        w = make_world_with_modes(1);
        w->modes[0].kind = (uint8_t)SAY[i];
        w->leaves[0] = 500;
        expect(w, "a.xml:32: error: HZ422: mode 'JZ0001/kiln-1/a' does not say how much SO2 it leaves, and its unit emits some; give "
                  "<leaves pollutant=\"SO2\" …/>; a missing value is not zero\n");
        w = make_world_with_modes(1);
        w->modes[0].kind = (uint8_t)SAY[i];
        w->leaves[0] = 500;
        w->emission[1] = 0;
        expect(w, "");
    }
}
END_TEST

START_TEST(a_limit_leaves_something_to_run_at)
{
    static const uint16_t CUTS[] = {0, 99, 10000}, RIGHT[] = {100, 9999};
    world *w;

    for (size_t i = 0; i < sizeof CUTS / sizeof *CUTS; i++) {
        w = make_world_with_modes(1);
        w->modes[0].kind = HZ_MODE_LIMIT;
        w->modes[0].cut_bp = CUTS[i];
        expect_code(w, HZ_423, 1, 32);
    }
    for (size_t i = 0; i < sizeof RIGHT / sizeof *RIGHT; i++) {
        w = make_world_with_modes(1);
        w->modes[0].kind = HZ_MODE_LIMIT;
        w->modes[0].cut_bp = RIGHT[i];
        expect(w, "");
    }
}
END_TEST

/* At least 20 % at orange: a limit reaches it, a cycle of 10 % does not, and no bound holds where nothing is demanded. */
START_TEST(bounds_leave_a_mode)
{
    world *w = make_world_with_modes(2);

    w->modes[0].kind = HZ_MODE_LIMIT;
    w->modes[0].cut_bp = 2000;
    w->units[0].min_cut_bp[HZ_ORANGE] = 2000;
    expect(w, "");
    w = make_world_with_modes(1);
    w->modes[0].kind = HZ_MODE_CYCLE;
    w->modes[0].cut_bp = 1000;
    w->units[0].min_cut_bp[HZ_ORANGE] = 2000;
    expect(w, "a.xml:31: error: HZ424: unit 'JZ0001/kiln-1' must be cut by 20% to 100% at level orange, and none of its modes does that; "
              "correct its <cut>, the <max-load> or the modes: with modes it runs in one of them, or as before\n"
              "a.xml:32: warning: HZ515: mode 'JZ0001/kiln-1/a' can be used at no level at which something is demanded of its unit; "
              "correct its levels or figures, or the <cut> of the unit, or remove it\n");
    w = make_world_with_modes(1);
    w->units[0].min_cut_bp[HZ_RED] = 10000;
    w->modes[0].levels = 1 << HZ_ORANGE;
    expect(w, "");
}
END_TEST

START_TEST(an_order_names_what_its_mode_has)
{
    world *w = make_world_with_modes(2);

    w->modes[0].order.en = "{unit} {load} {cut} {from} {until} {checks}";
    w->modes[1].kind = HZ_MODE_CYCLE;
    w->modes[1].order.zh = "{off} {on}";
    expect(w, "");
    w = make_world_with_modes(1);
    w->modes[0].order = (hz_bilingual){"{off}", "{hours-to} {off}"};
    expect_code(w, HZ_425, 2, 32);
}
END_TEST

START_TEST(a_mode_costs_no_more_than_to_stop)
{
    world *w = make_world_with_modes(1);

    w->modes[0].cost_fen_d = 100000;
    expect(w, "");
    w = make_world_with_modes(1);
    w->modes[0].cost_fen_d = 100001;
    expect(w, "a.xml:32: warning: HZ513: a day in mode 'JZ0001/kiln-1/a' costs 1000.01 CNY, more than the 1000 CNY of stopping its unit; "
              "check both, units of measurement included\n");
}
END_TEST

START_TEST(what_takes_longer_to_undo_than_the_response_lasts_is_refused)
{
    world *w = make_world_with_modes(1);

    w->modes[0].restart_h = 72;
    expect(w, "");
    w = make_world_with_modes(1);
    w->modes[0].restart_h = 73;
    expect(w, "a.xml:32: warning: HZ514: the unit is back from mode 'JZ0001/kiln-1/a' no sooner than 73 h after the response, longer than the "
              "response lasts (level: orange); a plan does not choose it there unless it is asked for by name; check its <time> and the <duration>\n");
    w = make_world_with_modes(1);
    w->modes[0].restart_h = 73;
    w->modes[0].is_asked = true;
    expect(w, "");
    w = make_world_with_modes(1); /* then nothing is left */
    w->modes[0].restart_h = 73;
    w->units[0].min_cut_bp[HZ_ORANGE] = 1;
    hz_findings *findings = validated(w);
    ck_assert(hz_findings_has(findings, HZ_424) && hz_findings_has(findings, HZ_514));
    hz_findings_free(findings);
    free(w);
}
END_TEST

START_TEST(what_lasts_longer_than_the_response_is_told)
{
    world *w = make_world_with_modes(1);

    w->modes[0].least_h = 72;
    expect(w, "");
    w = make_world_with_modes(1);
    w->modes[0].least_h = 96;
    w->modes[0].restart_h = 48;
    expect(w, "a.xml:32: warning: HZ518: mode 'JZ0001/kiln-1/a' lasts at least 96 h, longer than the response (level: orange); a plan that "
              "chooses it counts what it costs behind the end of the response, too; check its <time> and the <duration>\n");
    w = make_world_with_modes(1);
    w->modes[0].least_h = 96;
    w->modes[0].restart_h = 49;
    expect_code(w, HZ_514, 1, 32);
    w = make_world_with_modes(1);
    w->modes[0].least_h = 96;
    w->s.response_h[HZ_ORANGE] = 0; /* who knows? */
    expect_code(w, HZ_516, 1, 32);
    w = make_world_with_modes(1);
    w->modes[0].least_h = 96;
    w->s.response_h[HZ_ORANGE] = 0;
    w->s.is_once_apart = true; /* an episode does */
    expect(w, "");
}
END_TEST

START_TEST(a_mode_is_of_use_where_something_is_demanded)
{
    world *w = make_world_with_modes(1);

    w->modes[0].levels = 1 << HZ_RED;
    expect_code(w, HZ_515, 1, 32);
    w = make_world_with_modes(1);
    w->units[0].max_cut_bp[HZ_ORANGE] = 9999;
    expect_code(w, HZ_515, 1, 32);
    w = make_world_with_modes(1); /* nothing is demanded of the exempt */
    w->modes[0].levels = 1 << HZ_RED;
    w->enterprises[0].exempt_levels = 1 << HZ_ORANGE;
    no_cut(&w->units[1]);
    expect(w, "");
}
END_TEST

START_TEST(costs_once_and_restarts_ask_how_long_a_response_lasts)
{
    world *w = make_world_with_modes(3);

    w->s.response_h[HZ_RED] = 0; /* nothing is demanded there */
    w->modes[1].once_fen = 1;
    expect(w, "");
    w = make_world_with_modes(3);
    w->s.response_h[HZ_ORANGE] = 0;
    expect(w, "");
    w = make_world_with_modes(3);
    w->s.response_h[HZ_ORANGE] = 0;
    w->modes[1].once_fen = 1;
    w->modes[2].restart_h = 1;
    w->units[0].min_cut_bp[HZ_ORANGE] = 1; /* which is not refused for that */
    expect(w, "a.xml:33: warning: HZ516: how long the response at level orange lasts is not known, and 2 modes cost something once, last "
              "more than a day or take time to come back from, 'JZ0001/kiln-1/b' first; give a <duration> under <demands>; otherwise a plan must be told "
              "--duration, or --start and --until\n");
}
END_TEST

/* What kiln-1 adds to the most that can be cut at orange, g/d of 10,000. */
static void expect_most(world *w, int64_t first, int64_t second, int64_t made)
{
    hz_error err = HZ_ERROR_NONE;
    hz_inventory *inv;

    for (size_t u = 1; u < N_U; u++)
        no_cut(&w->units[u]);
    ck_assert_int_eq(hz_take_inventory(&inv, &w->s, &err), HZ_OK);
    ck_assert_int_eq(inv->total.most_g_d[HZ_ORANGE * N_P], first);
    ck_assert_int_eq(inv->total.most_g_d[HZ_ORANGE * N_P + 1], second);
    ck_assert_int_eq(inv->demands[2].most, made); /* of 4,000 in the district */
    ck_assert_uint_eq(inv->n_with_modes, 1);
    hz_inventory_free(inv);
    free(w);
}

/* A treatment that leaves 60 % and 90 %, a limit down to a half, and a stop. */
START_TEST(the_inventory_counts_the_mode_that_takes_away_most)
{
    world *w = make_world_with_modes(1);

    expect_most(w, 10000, 10000, 4000);
    w = make_world_with_modes(3);
    w->modes[0].kind = HZ_MODE_TREATMENT;
    w->modes[0].cut_bp = 0;
    w->leaves[0] = 6000;
    w->leaves[1] = 9000;
    w->modes[1].kind = HZ_MODE_LIMIT;
    w->modes[1].cut_bp = 5000;
    w->units[0].max_cut_bp[HZ_ORANGE] = 3000; /* so no stop, and 30 % of the limit */
    expect_most(w, 4000, 3000, 4000);
    w = make_world_with_modes(2);
    w->modes[0].kind = HZ_MODE_LIMIT;
    w->modes[0].cut_bp = 5000;
    w->modes[1].restart_h = 73; /* too long */
    w->units[0].min_cut_bp[HZ_ORANGE] = 2500; /* a quarter of its 1,000 at least */
    expect_most(w, 5000, 5000, 3750);
    w = make_world_with_modes(1);
    w->modes[0].restart_h = 73;
    w->s.response_h[HZ_ORANGE] = 0; /* who knows? */
    w->units[0].min_cut_bp[HZ_ORANGE] = 2500;
    expect_most(w, 10000, 10000, 3000);
}
END_TEST

START_TEST(an_enterprise_has_units)
{
    world *w = make_world();

    w->enterprises[2].n_units = 0;
    w->s.n_units = 4;
    w->pollutants[1].stated_g_d = 40000;
    expect_code(w, HZ_412, 1, 50);
}
END_TEST

/* ---- what is unlikely ---- */

START_TEST(positions_lie_inside_the_country)
{
    static const struct {
        const char *country;
        int lon, lat; /* hundredths of a degree */
        bool is_inside;
    } PLACES[] = {
        {"CN", 11306, 3516, true},                               /* Jiaozuo */
        {"CN", 3516, 11306, false},                              /* exchanged */
        {"CN", 13476, 4836, true},                               /* Fuyuan */
        {"CN", 12234, 5299, true},                               /* Mohe */
        {"CN", 7525, 3972, true},                                /* Wuqia */
        {"CN", 11234, 1683, true},                               /* Sansha */
        {"CN", 0, 0, false},         {"CN", 13969, 3569, false}, /* Tokyo */
        {"US", -8765, 4185, true},                               /* Chicago */
        {"US", 8765, 4185, false},                               /* the sign is lost */
        {"US", -15678, 7129, true},                              /* Utqiagvik */
        {"US", 17412, 5272, true},                               /* Shemya, beyond 180 degrees */
        {"US", -6611, 1847, true},                               /* San Juan */
        {"US", 14479, 1347, true},                               /* Guam */
        {"US", -17070, -1428, true},                             /* Pago Pago */
        {"US", 11306, 3516, false},  {"FR", 0, 0, true},         /* a country without a box */
    };

    for (size_t i = 0; i < sizeof PLACES / sizeof PLACES[0]; i++)
        ck_assert_msg(hz_likely_position(PLACES[i].country, PLACES[i].lon * 10000, PLACES[i].lat * 10000) ==
                          PLACES[i].is_inside,
                      "place %zu", i);

    world *w = make_world();
    w->enterprises[0].longitude_udeg = 35160000;
    w->enterprises[0].latitude_udeg = 113060000;
    expect(w,
           "a.xml:30: warning: HZ502: enterprise 'JZ0001' lies outside the country (CN): lon 35.16, lat 113.06; check "
           "the position in degrees; longitude and latitude may be exchanged\n");
    w = make_world();
    w->enterprises[0].longitude_udeg = w->enterprises[0].latitude_udeg = INT32_MIN;
    expect(w, "");
}
END_TEST

START_TEST(orders_have_an_addressee)
{
    world *w = make_world();

    w->enterprises[0].credit_code = NULL;
    expect_code(w, HZ_503, 1, 30);
    w = make_world();
    w->contacts[1].role = HZ_ROLE_GRID;
    expect_code(w, HZ_504, 1, 40);
    w = make_world();
    w->contacts[1].role = HZ_ROLE_GRID;
    w->enterprises[0].credit_code = NULL;
    w->s.standing = HZ_STANDING_TEST;
    expect(w, "");
    w = make_world();
    w->enterprises[0].credit_code = NULL;
    w->enterprises[0].longitude_udeg = w->enterprises[1].longitude_udeg = w->enterprises[2].longitude_udeg = -87650000;
    w->s.country = "US";
    expect(w, "");
}
END_TEST

/* `n` units of one sector in one enterprise, all at 100000 fen for 20 kg (50 CNY/kg) but the first, at `cost`. */
static char *costs(size_t n, int64_t cost)
{
    world *w = make_world();
    hz_error err = HZ_ERROR_NONE;
    hz_unit *units = calloc(n, sizeof *units);
    int64_t *emission = calloc(n * N_P, sizeof *emission);
    uint16_t *cuttable = calloc(n * N_P, sizeof *cuttable);

    for (size_t u = 0; u < n; u++) {
        units[u] = w->units[0];
        for (size_t p = 0; p < N_P; p++) {
            emission[u * N_P + p] = 10000;
            cuttable[u * N_P + p] = HZ_SHARE_ONE;
        }
    }
    units[0].cost_fen_d = cost;
    w->s.units = units;
    w->s.n_units = n;
    w->s.emission_g_d = emission;
    w->s.cuttable_bp = cuttable;
    w->enterprises[0].n_units = (uint32_t)n;
    hz_findings *findings = hz_findings_new("a.xml", 0);
    ck_assert_int_eq(hz_likely_costs(findings, &w->s, &err), HZ_OK);
    char *text = written(findings, false);
    hz_findings_free(findings);
    free(units);
    free(emission);
    free(cuttable);
    free(w);
    return text;
}

START_TEST(costs_are_held_against_the_median_of_the_sector)
{
    static const struct {
        size_t n;
        int64_t cost;
        bool is_found;
    } CASES[] = {{8, 10000000, false}, {8, 10000100, true}, {8, 1000, false},          {8, 999, true},
                 {8, 0, true},         {7, 0, false},       {7, HZ_AMOUNT_MAX, false}, {1000, HZ_AMOUNT_MAX, true}};

    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        char *text = costs(CASES[i].n, CASES[i].cost);

        ck_assert_msg((strstr(text, "HZ501") != NULL) == CASES[i].is_found, "case %zu: %s", i, text);
        free(text);
    }
    char *text = costs(8, 10000100);
    ck_assert_str_eq(text, "a.xml:31: warning: HZ501: stopping unit 'JZ0001/kiln-1' costs 5000.05 CNY per kg of all "
                           "pollutants, but the median of sector 'cement' is 50 CNY; check its cost and its emissions, "
                           "units of measurement included; the plan takes what looks cheapest first\n");
    free(text);
}
END_TEST

/* ---- after errors of the reader ---- */

static char *validated_after(world *w, hz_finding_code code, int line)
{
    hz_error err = HZ_ERROR_NONE;
    hz_findings *findings = hz_findings_new("a.xml", 0);

    hz_findings_add(findings, code, line, "x", "y", "z", NULL);
    ck_assert_int_eq(hz_validate_scenario(findings, &w->s, &err), HZ_OK);
    char *text = written(findings, false);
    hz_findings_free(findings);
    return text;
}

START_TEST(what_was_misread_is_not_reported_as_missing)
{
    world *w = make_world();

    w->units[0].cut_levels = 0; /* JZ0001, lines 30 to 39 */
    w->units[2].cut_levels = 0; /* JZ0002, lines 40 to 49 */
    w->units[4].cut_levels = 0; /* JZ0003, lines 50 to the end */
    w->pollutants[0].society_line = 0;
    w->enterprises[1].credit_code = w->enterprises[0].credit_code;
    static const struct {
        int line;
        bool is_judged[3];
    } CASES[] = {{40, {true, false, true}}, {49, {true, false, true}}, {50, {true, true, false}},
                 {99, {true, true, false}}, {29, {true, true, true}},  {30, {false, true, true}}};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        char *text = validated_after(w, HZ_308, CASES[i].line);

        ck_assert_int_eq(strstr(text, "'JZ0001/kiln-1' has no <cut>") != NULL, CASES[i].is_judged[0]);
        ck_assert_int_eq(strstr(text, "'JZ0002/kiln-1' has no <cut>") != NULL, CASES[i].is_judged[1]);
        ck_assert_int_eq(strstr(text, "'JZ0003/kiln-1' has no <cut>") != NULL, CASES[i].is_judged[2]);
        ck_assert_ptr_null(strstr(text, "HZ409"));
        ck_assert_ptr_nonnull(strstr(text, "HZ303"));
        free(text);
    }
    free(w);
}
END_TEST

START_TEST(a_file_that_was_cut_short_is_not_judged)
{
    static const hz_finding_code CODES[] = {HZ_101, HZ_102, HZ_103, HZ_104, HZ_112, HZ_113};
    world *w = make_world();

    w->s.n_demands = 0;
    w->enterprises[1].credit_code = "1";
    for (size_t i = 0; i < sizeof CODES / sizeof CODES[0]; i++) {
        char *text = validated_after(w, CODES[i], 12);

        ck_assert_ptr_null(strstr(text, "HZ304"));
        ck_assert_ptr_null(strstr(text, "HZ413"));
        free(text);
    }
    free(w);
}
END_TEST

START_TEST(an_empty_scenario_is_not_a_crash)
{
    world *w = make_world();

    w->s = (hz_scenario){.path = "a.xml", .id = "", .country = "CN", .currency = "CNY"};
    expect_code(w, HZ_413, 1, 1);
}
END_TEST

START_TEST(every_failing_allocation_is_an_error)
{
    world *w = make_world();
    int n_failures = 0;

    w->units[3].id = "KILN-1";
    w->enterprises[2].credit_code = w->enterprises[0].credit_code;
    for (long nth = 1; nth < 1000; nth++) {
        hz_error err = HZ_ERROR_NONE;
        hz_findings *findings = hz_findings_new("a.xml", 0);

        hz_memory_fail_at(nth);
        hz_status status = hz_validate_scenario(findings, &w->s, &err);
        hz_memory_fail_at(0);
        hz_findings_free(findings);
        if (status == HZ_OK)
            break;
        ck_assert_int_eq(status, HZ_ERR_MEMORY);
        ck_assert_int_eq(err.status, HZ_ERR_MEMORY);
        n_failures++;
    }
    ck_assert_int_gt(n_failures, 10);
    ck_assert_int_lt(n_failures, 900);
    free(w);
}
END_TEST

static void add_list_tests(Suite *suite)
{
    TCase *credit = tcase_create("credit code"), *list = tcase_create("findings"), *twins = tcase_create("twins");

    tcase_add_test(credit, published_credit_codes_are_right);
    tcase_add_test(credit, every_wrong_character_of_a_credit_code_shows);
    tcase_add_test(credit, every_exchange_in_a_credit_code_shows);
    tcase_add_test(credit, a_credit_code_has_18_characters);
    tcase_add_test(list, the_definitions_are_in_order);
    tcase_add_test(list, findings_are_sorted_by_line_code_and_text);
    tcase_add_test(list, findings_over_the_cap_are_counted);
    tcase_add_test(list, arguments_are_cut_and_cleaned);
    tcase_add_test(list, templates_may_leave_arguments_out);
    tcase_add_test(list, findings_as_json);
    tcase_add_test(twins, twins_are_found_without_regard_to_case);
    tcase_add_test(twins, twins_are_found_among_many);
    suite_add_tcase(suite, credit);
    suite_add_tcase(suite, list);
    suite_add_tcase(suite, twins);
}

static void add_scenario_tests(Suite *suite)
{
    TCase *fits = tcase_create("fits"), *likely = tcase_create("likely"), *after = tcase_create("after errors");

    tcase_add_test(fits, a_sound_scenario_has_no_findings);
    tcase_add_test(fits, ids_are_unique_without_regard_to_case);
    tcase_add_test(fits, ids_of_units_may_recur_in_other_enterprises_and_missing_ids_are_no_twins);
    tcase_add_test(fits, credit_codes_are_right_and_unique);
    tcase_add_test(fits, a_demand_is_given_once);
    tcase_add_test(fits, floors_are_held_against_what_operates_in_their_scope);
    tcase_add_test(fits, the_product_of_a_floor_is_made_in_its_scope);
    tcase_add_test(fits, what_is_reduced_is_emitted_in_the_scope);
    tcase_add_test(fits, totals_are_given_and_not_below_the_list);
    tcase_add_test(fits, bounds_of_cuts_are_in_order);
    tcase_add_test(fits, what_does_not_run_claims_no_reduction);
    tcase_add_test(fits, what_emits_or_makes_nothing_claims_no_reduction);
    tcase_add_test(fits, every_level_with_a_demand_has_a_cut);
    tcase_add_test(fits, the_exempt_are_not_cut);
    tcase_add_test(fits, stricter_levels_cut_no_less);
    tcase_add_test(fits, a_unit_with_modes_needs_no_cut);
    tcase_add_test(fits, modes_of_one_unit_have_ids_of_their_own);
    tcase_add_test(fits, what_does_not_fall_with_output_must_be_said);
    tcase_add_test(fits, a_limit_leaves_something_to_run_at);
    tcase_add_test(fits, bounds_leave_a_mode);
    tcase_add_test(fits, an_order_names_what_its_mode_has);
    tcase_add_test(fits, a_mode_costs_no_more_than_to_stop);
    tcase_add_test(fits, what_takes_longer_to_undo_than_the_response_lasts_is_refused);
    tcase_add_test(fits, what_lasts_longer_than_the_response_is_told);
    tcase_add_test(fits, a_mode_is_of_use_where_something_is_demanded);
    tcase_add_test(fits, costs_once_and_restarts_ask_how_long_a_response_lasts);
    tcase_add_test(fits, the_inventory_counts_the_mode_that_takes_away_most);
    tcase_add_test(fits, an_enterprise_has_units);
    tcase_add_test(likely, positions_lie_inside_the_country);
    tcase_add_test(likely, orders_have_an_addressee);
    tcase_add_test(likely, costs_are_held_against_the_median_of_the_sector);
    tcase_add_test(after, what_was_misread_is_not_reported_as_missing);
    tcase_add_test(after, a_file_that_was_cut_short_is_not_judged);
    tcase_add_test(after, an_empty_scenario_is_not_a_crash);
    tcase_add_test(after, every_failing_allocation_is_an_error);
    suite_add_tcase(suite, fits);
    suite_add_tcase(suite, likely);
    suite_add_tcase(suite, after);
}

int main(void)
{
    Suite *suite = suite_create("validate");

    add_list_tests(suite);
    add_scenario_tests(suite);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int n_failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return n_failed > 0;
}

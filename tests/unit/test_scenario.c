/* test_scenario.c - words, names, reading, canonical order and form of a scenario
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <check.h>
#include <iconv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "scenario/canonical.h"
#include "input/names.h"
#include "scenario/read.h"

/* ---- one content, written in two ways ---- */

#define HEAD                                                                                                           \
    "<scenario xmlns=\"urn:hazeplan:scenario\" version=\"1\" id=\"two-ways\" lang=\"zh-CN\" standing=\"test\"\n"       \
    " currency=\"CNY\" country=\"CN\">\n"

static const char PLAIN[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" HEAD "<title zh=\"试验\" en=\"A trial\"/>\n"
    "<rules title=\"应急预案\" number=\"1\" issuer=\"市政府\" effective=\"2016-09-30\"/>\n"
    "<sources><source id=\"s1\" text=\"A &amp; B\" confidence=\"quoted\"/>\n"
    "<source id=\"s2\" text=\"C\" confidence=\"invented\"/></sources>\n"
    "<pollutants><pollutant id=\"NOx\" zh=\"氮氧化物\" en=\"nitrogen oxides\"/>\n"
    "<pollutant id=\"SO2\" zh=\"二氧化硫\"/></pollutants>\n"
    "<districts><district id=\"d1\" zh=\"一区\" en=\"First\" code=\"410822\" body=\"甲\" phone=\"1\"/>\n"
    "<district id=\"d2\" zh=\"二区\" body=\"乙\"/></districts>\n"
    "<sectors><sector id=\"cement\" zh=\"水泥\" code=\"C3011\" body=\"丙\"/>\n"
    "<sector id=\"heat\" zh=\"供热\" body=\"丁\"/></sectors>\n"
    "<society><total pollutant=\"NOx\" value=\"8000\" unit=\"kg/d\" source=\"s2\"/>\n"
    "<unlisted pollutant=\"SO2\" value=\"1000\" unit=\"kg/d\" source=\"s1\"/></society>\n"
    "<demands><reduction levels=\"orange red\" pollutant=\"SO2\" value=\"12.3456\" unit=\"%\" source=\"s1\"/>\n"
    "<reduction levels=\"orange\" pollutant=\"NOx\" value=\"25.5\" unit=\"kg/d\" district=\"d2\"/>\n"
    "<floor levels=\"red\" product=\"heat\" value=\"360\" unit=\"GJ/d\" sector=\"heat\"/>"
    "<duration levels=\"orange red\" value=\"72\" unit=\"h\" source=\"s2\"/></demands>\n"
    "<enterprises>\n"
    "<enterprise id=\"E1\" name=\"甲厂\" credit-code=\"91350100M000100Y43\" permit=\"P1\" sector=\"cement\"\n"
    " district=\"d1\" town=\"镇\" address=\"路1号\" grade=\"B-\" status=\"operating\" lon=\"113.06\" lat=\"35.1625\"\n"
    " source=\"s1\">\n"
    "<contact role=\"responsible\" name=\"李\" phone=\"9\"/><contact role=\"grid\" name=\"张\" phone=\"2\"/>\n"
    "<exemption levels=\"blue yellow\" reason=\"民生\" document=\"文1\"/>\n"
    "<unit id=\"k1\" name=\"1号窑\" kind=\"line\" days=\"300\">\n"
    "<output product=\"clinker\" value=\"4500\" unit=\"t/d\" basis=\"permit\"/>\n"
    "<emission pollutant=\"NOx\" value=\"120.5\" unit=\"kg/d\" basis=\"cems\" cuttable-percent=\"90.25\"/>\n"
    "<emission pollutant=\"SO2\" value=\"40\" unit=\"kg/d\" basis=\"factor\"/>\n"
    "<cost value=\"352000\" unit=\"CNY/d\" basis=\"sector\"/>\n"
    "<cut levels=\"orange red\" min=\"10\" max=\"100\" unit=\"%\"/>\n"
    "<check by=\"electricity\" value=\"3.6\" unit=\"GJ/d\"/><check by=\"on-site\"/>" /* its modes, deepest last */
    "<mode id=\"clean\" kind=\"treatment\" levels=\"blue yellow\" zh=\"强化脱硝\" en=\"more ammonia\">"
    "<leaves pollutant=\"NOx\" value=\"60\" unit=\"%\"/><leaves pollutant=\"SO2\" value=\"100\" unit=\"%\"/>"
    "<cost value=\"3000\" unit=\"CNY/d\" basis=\"estimate\"/></mode>"
    "<mode id=\"trucks\" kind=\"transport\" levels=\"orange\" cut=\"0.5\" unit=\"%\"/>"
    "<mode id=\"less\" kind=\"limit\" levels=\"yellow orange red\" load=\"62.5\" unit=\"%\" source=\"s1\">"
    "<once value=\"80\" unit=\"CNY\" basis=\"estimate\"/></mode>"
    "<mode id=\"slow\" kind=\"longer\" levels=\"red\" from=\"24\" to=\"36\" unit=\"h\"/>"
    "<mode id=\"turns\" kind=\"cycle\" levels=\"orange\" off=\"48\" on=\"12\" unit=\"h\">"
    "<time lead=\"12\" unit=\"h\"/><check by=\"ledger\"/></mode>"
    "<mode id=\"bank\" kind=\"banked\" levels=\"red\" cut=\"90\" unit=\"%\">"
    "<leaves pollutant=\"NOx\" value=\"10\" unit=\"%\"/><leaves pollutant=\"SO2\" value=\"12.5\" unit=\"%\"/>"
    "<cost value=\"350000\" unit=\"CNY/d\" basis=\"sector\"/><time lead=\"24\" least=\"48\" restart=\"36\" unit=\"h\"/></mode>"
    "<mode id=\"hot\" kind=\"kept-hot\" levels=\"red\">"
    "<leaves pollutant=\"NOx\" value=\"5\" unit=\"%\"/><leaves pollutant=\"SO2\" value=\"5\" unit=\"%\"/>"
    "<cost value=\"360000\" unit=\"CNY/d\" basis=\"sector\"/>"
    "<order zh=\"{unit}停产保窑,{from}至{until}\" en=\"stop {unit}, keep it hot: {checks}\"/>"
    "<check by=\"gas\" value=\"10\" unit=\"m3/d\"/><check by=\"dcs\"/></mode>"
    "<mode id=\"stop\" kind=\"stop\" levels=\"red\"><once value=\"120000\" unit=\"CNY\" basis=\"estimate\"/></mode></unit>\n"
    "<unit id=\"k2\" name=\"2号窑\" kind=\"dust\">\n"
    "<emission pollutant=\"NOx\" status=\"not-reported\"/>\n"
    "<emission pollutant=\"SO2\" value=\"0\" unit=\"g/d\" basis=\"estimate\"/>\n"
    "<cost value=\"0.5\" unit=\"CNY/d\" basis=\"filing\"/>\n"
    "<cut levels=\"orange\" min=\"0\" max=\"50\" unit=\"%\"/><cut levels=\"red\" min=\"0\" max=\"75.25\" unit=\"%\"/>\n"
    "</unit></enterprise>\n"
    "<enterprise id=\"E2\" name=\"乙厂\" sector=\"heat\" district=\"d2\" grade=\"none\" status=\"operating\">\n"
    "<unit id=\"b1\" name=\"锅炉\" kind=\"process\">\n"
    "<output product=\"heat\" value=\"720\" unit=\"GJ/d\" basis=\"last-year\"/>\n"
    "<emission pollutant=\"NOx\" value=\"60\" unit=\"kg/d\" basis=\"cems\"/>\n"
    "<emission pollutant=\"SO2\" value=\"30\" unit=\"kg/d\" basis=\"cems\"/>\n"
    "<cost value=\"100\" unit=\"CNY/d\" basis=\"sector\"/>\n"
    "<cut levels=\"orange red\" min=\"0\" max=\"100\" unit=\"%\"/></unit></enterprise>\n"
    "</enterprises></scenario>\n";

/* Everything that has no order in another one, other units, lists of levels apart or together, comments and blanks. */
static const char OTHERWISE[] = HEAD
    "<!-- the same -->\n"
    "<title en=\"A trial\" zh=\"试验\"></title>\n"
    "<rules effective=\"2016-09-30\" issuer=\"市政府\" number=\"1\" title=\"应急预案\"/>\n"
    "<sources><source confidence=\"invented\" text=\"C\" id=\"s2\"/><source id='s1' text='A &#38; B' "
    "confidence='quoted'/>"
    "</sources>\n"
    "<pollutants><pollutant id=\"SO2\" zh=\"二氧化硫\"/><pollutant en=\"nitrogen oxides\" id=\"NOx\" zh=\"氮氧化物\"/>"
    "</pollutants>\n"
    "<districts><district id=\"d2\" zh=\"二区\" body=\"乙\"/>\n"
    "<district id=\"d1\" zh=\"一区\" en=\"First\" code=\"410822\" body=\"甲\" phone=\"1\"/></districts>\n"
    "<sectors><sector id=\"heat\" zh=\"供热\" body=\"丁\"/>\n"
    "<sector id=\"cement\" zh=\"水泥\" code=\"C3011\" body=\"丙\"/></sectors>\n"
    "<society><unlisted pollutant=\"SO2\" value=\"300\" unit=\"t/a\" days=\"300\" source=\"s1\"/>\n"
    "<total pollutant=\"NOx\" value=\"8\" unit=\"t/d\" source=\"s2\"/></society>\n"
    "<demands><duration levels=\"red\" value=\"3\" unit=\"d\" source=\"s2\"/>"
    "<floor levels=\"red\" product=\"heat\" value=\"100\" unit=\"MWh/d\" sector=\"heat\"/>\n"
    "<reduction levels=\"orange\" pollutant=\"NOx\" value=\"0.0255\" unit=\"t/d\" district=\"d2\"/>\n"
    "<reduction levels=\"red\" pollutant=\"SO2\" value=\"123.456\" unit=\"‰\" source=\"s1\"/>\n"
    "<reduction levels=\"orange\" pollutant=\"SO2\" value=\"0.123456\" unit=\"1\" source=\"s1\"/>\n"
    "<duration levels=\"orange\" value=\"72.0\" unit=\"h\" source=\"s2\"/></demands>\n"
    "<enterprises>\n"
    "<enterprise id=\"E2\" name=\"乙厂\" sector=\"heat\" district=\"d2\" grade=\"none\" status=\"operating\">\n"
    "<unit id=\"b1\" name=\"锅炉\" kind=\"process\">\n"
    "<cut levels=\"red\" min=\"0\" max=\"1\" unit=\"1\"/><cut levels=\"orange\" min=\"0\" max=\"100.00\" unit=\"%\"/>\n"
    "<cost value=\"0.01\" unit=\"万元/d\" basis=\"sector\"/>\n"
    "<emission pollutant=\"SO2\" value=\"0.03\" unit=\"t/d\" basis=\"cems\" cuttable-percent=\"100\"/>\n"
    "<emission pollutant=\"NOx\" value=\"0.06\" unit=\"t/d\" basis=\"cems\"/>\n"
    "<output product=\"heat\" value=\"200\" unit=\"MWh/d\" basis=\"last-year\"/></unit></enterprise>\n"
    "<enterprise id=\"E1\" name=\"甲厂\" credit-code=\"91350100M000100Y43\" permit=\"P1\" sector=\"cement\"\n"
    " district=\"d1\" town=\"镇\" address=\"路1号\" grade=\"B-\" status=\"operating\" lon=\"113.0600000\" "
    "lat=\"35.1625\"\n"
    " source=\"s1\">\n"
    "<unit id=\"k2\" name=\"2号窑\" kind=\"dust\">\n"
    "<cut levels=\"red\" min=\"0\" max=\"752.5\" unit=\"‰\"/><cut levels=\"orange\" min=\"0\" max=\"50\" unit=\"%\"/>\n"
    "<cost value=\"50\" unit=\"fen/d\" basis=\"filing\"/>\n"
    "<emission pollutant=\"SO2\" value=\"0.0\" unit=\"t/d\" basis=\"estimate\"/>\n"
    "<emission pollutant=\"NOx\" status=\"not-reported\"/></unit>\n"
    "<unit id=\"k1\" name=\"1号窑\" kind=\"line\" days=\"300\">\n"
    "<mode id=\"stop\" kind=\"stop\" levels=\"red\" cut=\"1\" unit=\"1\">"
    "<once value=\"12\" unit=\"万元\" basis=\"estimate\"/></mode><check by=\"on-site\"/>\n"
    "<mode id=\"turns\" kind=\"cycle\" levels=\"orange\" off=\"2\" on=\"0.5\" unit=\"d\">\n"
    "<check by=\"ledger\"/><time lead=\"0.5\" restart=\"0\" unit=\"d\"/></mode>\n"
    "<mode id=\"hot\" kind=\"kept-hot\" levels=\"red\"><check by=\"dcs\"/><check by=\"gas\" value=\"10000\" unit=\"L/d\"/>\n"
    "<order en=\"stop {unit}, keep it hot: {checks}\" zh=\"{unit}停产保窑,{from}至{until}\"/>\n"
    "<cost value=\"36\" unit=\"万元/d\" basis=\"sector\"/><leaves pollutant=\"SO2\" value=\"50\" unit=\"‰\"/>\n"
    "<leaves pollutant=\"NOx\" value=\"0.05\" unit=\"1\"/></mode>\n"
    "<mode id=\"slow\" kind=\"longer\" levels=\"red\" from=\"1\" to=\"1.5\" unit=\"d\"/>\n"
    "<check by=\"electricity\" value=\"1000\" unit=\"kWh/d\"/>\n"
    "<mode id=\"bank\" kind=\"banked\" levels=\"red\" cut=\"0.9\" unit=\"1\">"
    "<time least=\"2\" restart=\"1.5\" lead=\"1\" unit=\"d\"/><cost value=\"10500\" unit=\"万元/a\" basis=\"sector\"/>\n"
    "<leaves pollutant=\"SO2\" value=\"12.50\" unit=\"%\"/><leaves pollutant=\"NOx\" value=\"10\" unit=\"%\"/></mode>\n"
    "<mode id=\"less\" kind=\"limit\" levels=\"red yellow orange\" load=\"625\" unit=\"‰\" source=\"s1\">"
    "<once value=\"8000\" unit=\"fen\" basis=\"estimate\"/></mode>\n"
    "<mode id=\"trucks\" kind=\"transport\" levels=\"orange\" cut=\"0.5\" unit=\"%\"/>\n"
    "<mode en=\"more ammonia\" zh=\"强化脱硝\" id=\"clean\" kind=\"treatment\" levels=\"yellow blue\">\n"
    "<cost value=\"0.3\" unit=\"万元/d\" basis=\"estimate\"/><leaves pollutant=\"SO2\" value=\"1\" unit=\"1\"/>"
    "<leaves pollutant=\"NOx\" value=\"60\" unit=\"%\"/></mode>\n"
    "<cut levels=\"red orange\" min=\"10\" max=\"100\" unit=\"%\"/>\n"
    "<cost value=\"10560\" unit=\"万元/a\" basis=\"sector\"/>\n"
    "<emission pollutant=\"SO2\" value=\"12\" unit=\"t/a\" basis=\"factor\"/>\n"
    "<emission pollutant=\"NOx\" value=\"120500\" unit=\"g/d\" basis=\"cems\" cuttable-percent=\"90.25\"/>\n"
    "<output product=\"clinker\" value=\"135\" unit=\"万t/a\" basis=\"permit\"/></unit>\n"
    "<exemption levels=\"yellow\" reason=\"民生\" document=\"文1\"/>\n"
    "<exemption levels=\"blue\" reason=\"民生\" document=\"文1\"/>\n"
    "<contact role=\"grid\" name=\"张\" phone=\"2\"/><contact role=\"responsible\" name=\"李\" phone=\"9\"/>\n"
    "</enterprise>\n"
    "</enterprises></scenario>\n";

/* ---- from text to scenario and back ---- */

static hz_scenario *scenario; /* what the test read last; freed behind each test */
static hz_findings *findings;

static void forget(void)
{
    hz_scenario_free(scenario);
    hz_findings_free(findings);
    scenario = NULL;
    findings = NULL;
}

static hz_status read_bytes(const char *bytes, size_t length, hz_error *err)
{
    char path[] = "/tmp/test_scenario-XXXXXX";
    int fd = mkstemp(path);
    hz_status status;

    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(write(fd, bytes, length), (ssize_t)length);
    close(fd);
    hz_findings_free(findings);
    findings = hz_findings_new("file", 0);
    ck_assert_ptr_nonnull(findings);
    hz_scenario_free(scenario);
    status = hz_read_scenario(&scenario, findings, path, HZ_SCENARIO_CAP, err);
    unlink(path);
    return status;
}

/* The findings, as they are printed; the caller frees the text. */
static char *said(void)
{
    hz_sink *sink = hz_sink_to_memory();
    char *text;

    hz_findings_write(findings, sink);
    text = strdup(hz_sink_text(sink, NULL));
    hz_sink_close(sink, "memory", NULL);
    return text;
}

static void read_text(const char *text)
{
    hz_error err = HZ_ERROR_NONE;

    ck_assert_int_eq(read_bytes(text, strlen(text), &err), HZ_OK);
}

static void read_soundly(const char *bytes, size_t length)
{
    hz_error err = HZ_ERROR_NONE;
    char *text;

    ck_assert_int_eq(read_bytes(bytes, length, &err), HZ_OK);
    text = said();
    ck_assert_str_eq(text, "");
    free(text);
}

static char *canonical(void)
{
    hz_sink *sink = hz_sink_to_memory();
    char *text;

    hz_write_canonical(sink, scenario);
    text = strdup(hz_sink_text(sink, NULL));
    ck_assert_int_eq(hz_sink_close(sink, "memory", NULL), HZ_OK);
    return text;
}

/* `text` with every `from` replaced by `to`; the caller frees it. */
static char *replaced(const char *text, const char *from, const char *to)
{
    size_t n = 0, room = strlen(text) * (strlen(to) + 1) + 1;
    char *out = calloc(room, 1);

    ck_assert_ptr_nonnull(strstr(text, from));
    for (const char *at; (at = strstr(text, from)); text = at + strlen(from)) {
        memcpy(out + n, text, (size_t)(at - text));
        n += (size_t)(at - text);
        memcpy(out + n, to, strlen(to));
        n += strlen(to);
    }
    strcpy(out + n, text);
    return out;
}

/* The plain text with one change: its findings must be `expected`, or begin a line of theirs. */
static void change_and_expect(const char *from, const char *to, const char *expected)
{
    char *text = replaced(PLAIN, from, to), *findings_text;

    read_text(text);
    findings_text = said();
    ck_assert_msg(strncmp(findings_text, expected, strlen(expected)) == 0 && findings_text[0], "%s -> %s: %s", from, to,
                  findings_text);
    free(findings_text);
    free(text);
}

/* ---- words ---- */

START_TEST(every_word_is_found_again)
{
    static const hz_words lists[] = {&hz_level_words,     &hz_standing_words,  &hz_grade_words, &hz_operation_words,
                                     &hz_unit_kind_words, &hz_basis_words,     &hz_check_words, &hz_role_words,
                                     &hz_reporting_words, &hz_currency_words,  &hz_lang_words,  &hz_confidence_words,
                                     &hz_mode_kind_words, &hz_placeholder_words};

    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        hz_words words = lists[i];
        const char *word;
        int n = 0;

        for (; (word = hz_word_at(words, n)); n++) {
            ck_assert_int_eq(hz_word_index(words, word, strlen(word)), n);
            ck_assert_int_eq(hz_word_index(words, word, strlen(word) - 1) == n, 0);
        }
        ck_assert_int_ge(n, 1);
        ck_assert_int_eq(hz_word_index(words, "", 0), -1);
        ck_assert_int_eq(hz_word_index(words, "no such word", 12), -1);
        ck_assert_ptr_null(hz_word_at(words, -1));
    }
}
END_TEST

/* The lists are as long as the enumerations, and each has a name for people. */
START_TEST(every_enumeration_has_words)
{
#define CHECK_WORDS(words, n, id_of, name_of)                                                                          \
    do {                                                                                                               \
        for (int i = 0; i < (n); i++) {                                                                                \
            ck_assert_str_eq(hz_word_at(words, i), id_of(i));                                                          \
            ck_assert_str_ne(name_of(i), "");                                                                          \
        }                                                                                                              \
        ck_assert_ptr_null(hz_word_at(words, n));                                                                      \
    } while (0)
    CHECK_WORDS(&hz_level_words, HZ_N_LEVELS, hz_level_id, hz_level_name);
    CHECK_WORDS(&hz_level_words, HZ_N_LEVELS, hz_level_id, hz_response_name);
    CHECK_WORDS(&hz_standing_words, HZ_N_STANDINGS, hz_standing_id, hz_standing_name);
    CHECK_WORDS(&hz_grade_words, HZ_N_GRADES, hz_grade_id, hz_grade_name);
    CHECK_WORDS(&hz_operation_words, HZ_N_STATUSES, hz_operation_id, hz_operation_name);
    CHECK_WORDS(&hz_unit_kind_words, HZ_N_UNIT_KINDS, hz_unit_kind_id, hz_unit_kind_name);
    CHECK_WORDS(&hz_basis_words, HZ_N_BASES, hz_basis_id, hz_basis_name);
    CHECK_WORDS(&hz_check_words, HZ_N_CHECKS, hz_check_id, hz_check_name);
    CHECK_WORDS(&hz_role_words, HZ_N_ROLES, hz_role_id, hz_role_name);
    CHECK_WORDS(&hz_mode_kind_words, HZ_N_MODE_KINDS, hz_mode_kind_id, hz_mode_kind_name);
#undef CHECK_WORDS
    ck_assert_str_eq(hz_word_at(&hz_lang_words, HZ_LANG_ZH), hz_lang_tag(HZ_LANG_ZH));
    ck_assert_str_eq(hz_word_at(&hz_lang_words, HZ_LANG_EN), hz_lang_tag(HZ_LANG_EN));
}
END_TEST

/* One attribute of PLAIN through every word of its list, to the canonical form and back. */
static void go_round(const char *attribute, const char *now, hz_words words)
{
    const char *word;
    char from[64], to[64];

    snprintf(from, sizeof from, "%s=\"%s\"", attribute, now);
    for (int i = 0; (word = hz_word_at(words, i)); i++) {
        char *text, *first, *second;

        snprintf(to, sizeof to, "%s=\"%s\"", attribute, word);
        text = replaced(PLAIN, from, to);
        read_text(text);
        first = canonical();
        ck_assert_ptr_nonnull(strstr(first, to));
        read_text(first);
        second = canonical();
        ck_assert_str_eq(first, second);
        free(text);
        free(first);
        free(second);
    }
}

START_TEST(every_word_goes_round)
{
    go_round("levels", "red", &hz_level_words);
    go_round("standing", "test", &hz_standing_words);
    go_round("grade", "B-", &hz_grade_words);
    go_round("status", "operating", &hz_operation_words);
    go_round("kind", "line", &hz_unit_kind_words);
    go_round("basis", "cems", &hz_basis_words);
    go_round("by", "on-site", &hz_check_words);
    go_round("role", "grid", &hz_role_words);
    go_round("confidence", "quoted", &hz_confidence_words);
    go_round("lang", "zh-CN", &hz_lang_words);
}
END_TEST

/* ---- names ---- */

START_TEST(names_keep_the_first_index)
{
    static char ids[2000][8];
    hz_names names = {0};

    ck_assert_uint_eq(hz_names_find(&names, "x", 1), HZ_NONE);
    for (uint32_t i = 0; i < 2000; i++) {
        size_t length = (size_t)snprintf(ids[i], sizeof ids[i], "id%u", i);

        ck_assert(hz_names_add(&names, ids[i], length, i));
        ck_assert(hz_names_add(&names, ids[i], length, i + 5000));
    }
    for (uint32_t i = 0; i < 2000; i++)
        ck_assert_uint_eq(hz_names_find(&names, ids[i], strlen(ids[i])), i);
    ck_assert_uint_eq(hz_names_find(&names, "id", 2), HZ_NONE);
    ck_assert_uint_eq(hz_names_find(&names, "id2000", 6), HZ_NONE);
    hz_names_free(&names);
}
END_TEST

START_TEST(the_memo_recalls_what_reads_the_same)
{
    static hz_names_memo memo;
    static const char kept[] = "一个相当长的名字, longer than eight bytes";

    ck_assert_ptr_null(hz_names_recall(&memo, kept, strlen(kept)));
    hz_names_remember(&memo, kept, strlen(kept));
    for (size_t length = 0; length < strlen(kept); length++)
        ck_assert_ptr_null(hz_names_recall(&memo, kept, length));
    ck_assert_ptr_eq(hz_names_recall(&memo, kept, strlen(kept)), kept);
}
END_TEST

/* ---- reading ---- */

START_TEST(a_scenario_is_read_in_base_units)
{
    const hz_unit *k1, *k2, *b1;

    read_soundly(PLAIN, strlen(PLAIN));
    ck_assert_str_eq(scenario->id, "two-ways");
    ck_assert_str_eq(scenario->rules_effective, "2016-09-30");
    ck_assert_str_eq(scenario->sources[0].text, "A & B");
    ck_assert_uint_eq(scenario->n_pollutants, 2);
    ck_assert(!scenario->pollutants[0].has_unlisted);
    ck_assert_int_eq(scenario->pollutants[0].stated_g_d, 8000000);
    ck_assert_int_eq(scenario->pollutants[1].unlisted_g_d, 1000000);
    ck_assert_ptr_null(scenario->districts[1].code);
    ck_assert_uint_eq(scenario->n_units, 3);
    k1 = &scenario->units[0];
    k2 = &scenario->units[1];
    b1 = &scenario->units[2];
    ck_assert_int_eq(k1->output, INT64_C(4500000000));
    ck_assert_int_eq(k1->cost_fen_d, 35200000);
    ck_assert_int_eq(k1->operating_days, 300);
    ck_assert_int_eq(k1->min_cut_bp[HZ_RED], 1000);
    ck_assert_int_eq(k1->cut_levels, 1 << HZ_ORANGE | 1 << HZ_RED);
    ck_assert_int_eq(hz_emission(scenario, 0, 0), 120500);
    ck_assert_int_eq(scenario->cuttable_bp[0], 9025);
    ck_assert_int_eq(hz_cuttable_g_d(scenario, 0, 0), 108751); /* 108751.25 */
    ck_assert_int_eq(k2->product, HZ_NONE16);
    ck_assert_int_eq(hz_emission(scenario, 1, 0), HZ_NOT_REPORTED);
    ck_assert_int_eq(hz_emission(scenario, 1, 1), 0);
    ck_assert_int_eq(k2->max_cut_bp[HZ_RED], 7525);
    ck_assert_str_eq(scenario->products[b1->product].name, "heat");
    ck_assert_int_eq(b1->output, 720000000);
    ck_assert_uint_eq(b1->enterprise, 1);
    ck_assert_int_eq(scenario->checks[0].value, 3600000);
    ck_assert_int_eq(scenario->enterprises[0].latitude_udeg, 35162500);
    ck_assert_int_eq(scenario->enterprises[1].longitude_udeg, INT32_MIN);
    ck_assert_ptr_null(scenario->enterprises[1].credit_code);
}
END_TEST

START_TEST(demands_are_stored_level_by_level)
{
    const hz_demand *d;

    read_soundly(PLAIN, strlen(PLAIN));
    d = scenario->demands;
    ck_assert_uint_eq(scenario->n_demands, 4);
    ck_assert(d[0].level == HZ_ORANGE && d[0].scope == HZ_SCOPE_ALL && d[0].is_ratio);
    ck_assert_int_eq(d[0].ratio_ppm, 123456);
    ck_assert(d[1].level == HZ_ORANGE && d[1].scope == HZ_SCOPE_DISTRICT && d[1].group == 1 && !d[1].is_ratio);
    ck_assert_int_eq(d[1].amount, 25500);
    ck_assert(d[2].level == HZ_RED && d[2].kind == HZ_DEMAND_REDUCTION);
    ck_assert(d[3].level == HZ_RED && d[3].kind == HZ_DEMAND_FLOOR && d[3].scope == HZ_SCOPE_SECTOR);
    ck_assert_int_eq(d[3].amount, 360000000);
}
END_TEST

START_TEST(what_stands_still_is_neither_cut_nor_counted)
{
    char *text;

    read_soundly(PLAIN, strlen(PLAIN));
    ck_assert_int_eq(hz_listed_g_d(scenario, 1, HZ_SCOPE_ALL, HZ_NONE), 70000);
    ck_assert_int_eq(hz_listed_g_d(scenario, 1, HZ_SCOPE_DISTRICT, 1), 30000);
    ck_assert_int_eq(hz_listed_g_d(scenario, 0, HZ_SCOPE_SECTOR, 0), 120500);
    ck_assert_int_eq(hz_society_g_d(scenario, 0), 8000000);
    ck_assert_int_eq(hz_society_g_d(scenario, 1), 1070000);
    ck_assert_int_eq(hz_baseline_output(scenario, 1, HZ_SCOPE_SECTOR, 1), 720000000);
    ck_assert_int_eq(hz_baseline_output(scenario, 1, HZ_SCOPE_SECTOR, 0), 0);
    ck_assert_int_eq(hz_max_cut_bp(scenario, 0, HZ_ORANGE), 10000);
    text = replaced(PLAIN, "levels=\"blue yellow\"", "levels=\"orange\"");
    read_text(text);
    ck_assert_int_eq(hz_max_cut_bp(scenario, 0, HZ_ORANGE), 0);
    ck_assert_int_eq(hz_min_cut_bp(scenario, 0, HZ_ORANGE), 0);
    ck_assert_int_eq(hz_min_cut_bp(scenario, 0, HZ_RED), 1000);
    ck_assert_int_eq(scenario->units[0].max_cut_bp[HZ_ORANGE], 10000); /* as given, for the findings */
    free(text);
    text = replaced(PLAIN, "status=\"operating\"", "status=\"idle\"");
    read_text(text);
    ck_assert_int_eq(hz_max_cut_bp(scenario, 0, HZ_RED), 0);
    ck_assert_int_eq(hz_listed_g_d(scenario, 1, HZ_SCOPE_ALL, HZ_NONE), 0);
    ck_assert_int_eq(hz_baseline_output(scenario, 1, HZ_SCOPE_ALL, HZ_NONE), 0);
    free(text);
}
END_TEST

START_TEST(two_languages_stand_in_for_each_other)
{
    hz_bilingual both = {"中文", "English"}, zh = {"中文", NULL}, en = {NULL, "English"};

    ck_assert_str_eq(hz_bilingual_text(both), "English");
    ck_assert_str_eq(hz_bilingual_text(zh), "中文");
    ck_assert_str_eq(hz_bilingual_text(en), "English");
}
END_TEST

/* ---- one content, one form ---- */

START_TEST(the_canonical_form_is_that_of_the_content)
{
    char *plain, *otherwise;

    read_soundly(PLAIN, strlen(PLAIN));
    plain = canonical();
    read_soundly(OTHERWISE, strlen(OTHERWISE));
    otherwise = canonical();
    ck_assert_str_eq(plain, otherwise);
    free(plain);
    free(otherwise);
}
END_TEST

START_TEST(the_canonical_form_reads_back_as_itself)
{
    char *first, *second, before[HZ_DIGEST_HEX], after[HZ_DIGEST_HEX];
    hz_error err = HZ_ERROR_NONE;

    read_soundly(PLAIN, strlen(PLAIN));
    first = canonical();
    ck_assert_int_eq(hz_scenario_digest(before, scenario, &err), HZ_OK);
    read_soundly(first, strlen(first));
    second = canonical();
    ck_assert_int_eq(hz_scenario_digest(after, scenario, &err), HZ_OK);
    ck_assert_str_eq(first, second);
    ck_assert_str_eq(before, after);
    ck_assert_ptr_nonnull(strstr(first, "<cut levels=\"orange red\" min=\"10\" max=\"100\" unit=\"%\"/>"));
    ck_assert_ptr_nonnull(
        strstr(first, "<reduction levels=\"orange red\" pollutant=\"SO2\" value=\"12.3456\" unit=\"%\""));
    ck_assert_ptr_nonnull(strstr(first, "<check by=\"electricity\" value=\"3.6\" unit=\"GJ/d\"/>"));
    free(first);
    free(second);
}
END_TEST

START_TEST(parts_stand_in_their_order)
{
    read_soundly(OTHERWISE, strlen(OTHERWISE));
    ck_assert_int_eq(scenario->contacts[0].role, HZ_ROLE_RESPONSIBLE);
    ck_assert_int_eq(scenario->contacts[1].role, HZ_ROLE_GRID);
    ck_assert_int_eq(scenario->checks[0].by, HZ_CHECK_ELECTRICITY);
    ck_assert_int_eq(scenario->checks[1].by, HZ_CHECK_ON_SITE);
    ck_assert_uint_eq(scenario->n_exemptions, 1);
    ck_assert_int_eq(scenario->exemptions[0].levels, 1 << HZ_BLUE | 1 << HZ_YELLOW);
    ck_assert_str_eq(scenario->products[0].name, "clinker");
}
END_TEST

/* 48 hours of 60 off: 80 %. 24 hours' work in 36: a third less, rounded down. */
START_TEST(modes_are_read_as_what_they_take_away)
{
    static const struct {
        const char *id;
        uint16_t cut_bp, hours[2];
        int32_t leaves_bp[2];
        int64_t cost_fen_d, once_fen;
    } modes[] = {{"clean", 0, {0, 0}, {6000, 10000}, 300000, 0},
                 {"trucks", 50, {0, 0}, {HZ_NONE16, HZ_NONE16}, HZ_NOT_REPORTED, 0},
                 {"less", 3750, {0, 0}, {HZ_NONE16, HZ_NONE16}, HZ_NOT_REPORTED, 8000},
                 {"slow", 3333, {24, 36}, {HZ_NONE16, HZ_NONE16}, HZ_NOT_REPORTED, 0},
                 {"turns", 8000, {48, 12}, {HZ_NONE16, HZ_NONE16}, HZ_NOT_REPORTED, 0},
                 {"bank", 9000, {0, 0}, {1000, 1250}, 35000000, 0},
                 {"hot", 10000, {0, 0}, {500, 500}, 36000000, 0},
                 {"stop", 10000, {0, 0}, {HZ_NONE16, HZ_NONE16}, HZ_NOT_REPORTED, 12000000}};
    const size_t n = sizeof modes / sizeof *modes;

    read_soundly(OTHERWISE, strlen(OTHERWISE));
    ck_assert_uint_eq(scenario->n_modes, n);
    ck_assert_uint_eq(scenario->units[0].n_modes, n);
    for (size_t i = 0; i < n; i++) {
        const hz_mode *mode = &scenario->modes[scenario->units[0].first_mode + i];

        ck_assert_str_eq(mode->id, modes[i].id);
        ck_assert_int_eq(mode->cut_bp, modes[i].cut_bp);
        ck_assert(mode->hours[0] == modes[i].hours[0] && mode->hours[1] == modes[i].hours[1]);
        ck_assert_int_eq(scenario->mode_leaves_bp[2 * i], modes[i].leaves_bp[0]);
        ck_assert_int_eq(scenario->mode_leaves_bp[2 * i + 1], modes[i].leaves_bp[1]);
        ck_assert_int_eq(mode->cost_fen_d, modes[i].cost_fen_d);
        ck_assert_int_eq(mode->once_fen, modes[i].once_fen);
    }
    ck_assert_int_eq(scenario->modes[0].levels, 1 << HZ_BLUE | 1 << HZ_YELLOW);
    ck_assert_uint_eq(scenario->modes[5].lead_h, 24);
    ck_assert_uint_eq(scenario->modes[5].least_h, 48);
    ck_assert_uint_eq(scenario->modes[5].restart_h, 36);
    ck_assert_uint_eq(scenario->response_h[HZ_RED], 72);
    ck_assert_uint_eq(scenario->response_h[HZ_YELLOW], 0);
}
END_TEST

START_TEST(checks_of_a_unit_and_of_its_modes_are_kept_apart)
{
    const hz_mode *turns, *hot;

    read_soundly(OTHERWISE, strlen(OTHERWISE));
    turns = &scenario->modes[4];
    hot = &scenario->modes[6];
    ck_assert_uint_eq(scenario->n_checks, 5);
    ck_assert_uint_eq(scenario->units[0].n_checks, 2);
    ck_assert_uint_eq(turns->n_checks, 1);
    ck_assert_int_eq(scenario->checks[turns->first_check].by, HZ_CHECK_LEDGER);
    ck_assert_uint_eq(hot->n_checks, 2);
    ck_assert_int_eq(scenario->checks[hot->first_check].value, 10000);
    ck_assert_int_eq(scenario->checks[hot->first_check + 1].by, HZ_CHECK_DCS);
}
END_TEST

/* Without a <cut> the modes are all there is; with one it holds. */
START_TEST(a_unit_with_modes_needs_no_bounds)
{
    read_soundly(PLAIN, strlen(PLAIN));
    ck_assert_uint_eq(scenario->units[0].cut_levels, 1 << HZ_ORANGE | 1 << HZ_RED);
    ck_assert_uint_eq(scenario->units[0].min_cut_bp[HZ_YELLOW], 0);
    ck_assert_uint_eq(scenario->units[0].max_cut_bp[HZ_YELLOW], HZ_SHARE_ONE);
    ck_assert_uint_eq(scenario->units[0].min_cut_bp[HZ_RED], 1000);
    ck_assert_uint_eq(scenario->units[1].max_cut_bp[HZ_YELLOW], 0);
}
END_TEST

/* ---- modes in any order ---- */

enum { N_SHUFFLED = 9, N_SHUFFLED_PARTS = 5 };

/* The parts of a unit; of modes, their start and their parts. */
static const char *const shuffled[N_SHUFFLED][N_SHUFFLED_PARTS + 1] = {
    {"<mode id=\"m1\" kind=\"kept-hot\" levels=\"red\">", "<leaves pollutant=\"NOx\" value=\"5\" unit=\"%\"/>",
     "<leaves pollutant=\"SO2\" value=\"0\" unit=\"%\"/>", "<cost value=\"9\" unit=\"CNY/d\" basis=\"eia\"/>",
     "<check by=\"gas\"/>", "<check by=\"dcs\"/>"},
    {"<mode id=\"m2\" kind=\"kept-hot\" levels=\"orange\">", "<cost value=\"8\" unit=\"CNY/d\" basis=\"eia\"/>",
     "<leaves pollutant=\"SO2\" value=\"7\" unit=\"%\"/>", "<time lead=\"3\" unit=\"h\"/>"},
    {"<mode id=\"m3\" kind=\"stop\" levels=\"red\">", "<once value=\"1\" unit=\"CNY\" basis=\"eia\"/>", "<check by=\"ledger\"/>"},
    {"<mode id=\"m4\" kind=\"limit\" levels=\"red\" load=\"70\" unit=\"%\">", "<check by=\"dcs\"/>", "<check by=\"ledger\"/>"},
    {"<mode id=\"m5\" kind=\"limit\" levels=\"red\" load=\"99.5\" unit=\"%\">"},
    {"<mode id=\"m6\" kind=\"cycle\" levels=\"red\" off=\"1\" on=\"99\" unit=\"h\">"},
    {"<check by=\"gas\" value=\"4\" unit=\"m3/d\"/>"},
    {"<check by=\"electricity\"/>"},
    {"<cut levels=\"blue\" min=\"0\" max=\"30\" unit=\"%\"/>"},
};

/* 0 .. n - 1 in an order that hangs on *state (Knuth's 64-bit generator); the first order is as it is. */
static void shuffle(int *order, int n, uint64_t *state)
{
    for (int i = 0; i < n; i++)
        order[i] = i;
    for (int i = n - 1; i > 0 && *state; i--) {
        int j, kept = order[i];

        *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        j = (int)(*state >> 33) % (i + 1);
        order[i] = order[j];
        order[j] = kept;
    }
}

/* PLAIN with these parts in its second unit. */
static char *with_shuffled(uint64_t seed)
{
    char parts[4096] = "";
    int order[N_SHUFFLED], inner[N_SHUFFLED_PARTS];

    shuffle(order, N_SHUFFLED, &seed);
    for (int i = 0; i < N_SHUFFLED; i++) {
        const char *const *part = shuffled[order[i]];

        strcat(parts, part[0]);
        shuffle(inner, N_SHUFFLED_PARTS, &seed);
        for (int k = 0; k < N_SHUFFLED_PARTS; k++)
            strcat(parts, part[1 + inner[k]] ? part[1 + inner[k]] : "");
        strcat(parts, strncmp(part[0], "<mode", 5) == 0 ? "</mode>" : "");
    }
    strcat(parts, "<emission pollutant=\"NOx\" status=\"not-reported\"/>");
    return replaced(PLAIN, "<emission pollutant=\"NOx\" status=\"not-reported\"/>", parts);
}

START_TEST(the_order_of_modes_and_of_their_parts_does_not_matter)
{
    char *first = NULL, *again;

    for (uint64_t seed = 0; seed < 300; seed++) {
        char *text = with_shuffled(seed), *form;

        read_soundly(text, strlen(text));
        form = canonical();
        if (!first)
            first = strdup(form);
        ck_assert_str_eq(form, first);
        free(form);
        free(text);
    }
    read_soundly(first, strlen(first));
    again = canonical();
    ck_assert_str_eq(again, first);
    free(again);
    ck_assert_str_eq(scenario->modes[scenario->units[1].first_mode].id, "m5"); /* from 0.5 % */
    ck_assert_str_eq(scenario->modes[scenario->units[1].first_mode + 1].id, "m4"); /* from 1 %, a limit before a cycle */
    ck_assert_str_eq(scenario->modes[scenario->units[1].first_mode + 2].id, "m6");
    ck_assert_uint_eq(scenario->units[1].max_cut_bp[HZ_BLUE], 3000);
    free(first);
}
END_TEST

START_TEST(a_kind_of_mode_takes_what_is_its_own)
{
    static const char *const wrong[][3] = {
        {"<mode id=\"stop\" kind=\"stop\"", "<mode id=\"stop\" kind=\"stop\" load=\"50\"",
         "HZ108: attribute 'load' of 'mode kind=\"stop\"' is not known"},
        {"kind=\"treatment\"", "kind=\"treatment\" unit=\"%\"", "HZ108: attribute 'unit' of 'mode kind=\"treatment\"'"},
        {"load=\"62.5\" ", "", "HZ109: attribute 'load' of 'mode kind=\"limit\"' is missing"},
        {"off=\"48\" on=\"12\" unit=\"h\"", "off=\"48\" unit=\"h\"", "HZ109: attribute 'on' of 'mode kind=\"cycle\"'"},
        {"cut=\"90\" unit=\"%\"", "unit=\"%\"", "HZ109: attribute 'cut' of 'mode kind=\"banked\"' is missing"},
        {"cut=\"0.5\"", "cut=\"0\"", "HZ210: 'cut' of 'mode' is outside more than 0 to 100 %: 0"},
        {"to=\"36\"", "to=\"24\"", "HZ210: 'to' of 'mode' is outside the times longer than 'from': 24"},
        {"off=\"48\"", "off=\"0.5\"", "HZ210: 'off' of 'mode' is outside the whole hours 1 to 8784: 0.5"},
        {"restart=\"36\"", "restart=\"8785\"", "HZ210: 'restart' of 'time' is outside the whole hours 0 to 8784: 8785"},
        {"<cost value=\"3000\" unit=\"CNY/d\" basis=\"estimate\"/>", "", "HZ110: element 'cost' is missing in 'mode kind=\"treatment\"'"},
        {"<once value=\"80\"", "<leaves pollutant=\"SO2\" value=\"1\" unit=\"%\"/><once value=\"80\"",
         "HZ105: element 'leaves' is not known inside 'mode kind=\"limit\"'"},
        {"<once value=\"80\"", "<cost value=\"1\" unit=\"CNY/d\" basis=\"cems\"/><once value=\"80\"",
         "HZ105: element 'cost' is not known inside 'mode kind=\"limit\"'"},
        {"value=\"80\" unit=\"CNY\"", "value=\"80\" unit=\"CNY/d\"", "HZ207: unit 'CNY/d' does not measure 'once'"},
        {"value=\"80\" unit=\"CNY\"", "value=\"80\" unit=\"USD\"", "HZ414: the currency is CNY, but this cost is in 'USD'"},
        {"<leaves pollutant=\"SO2\" value=\"12.5\"", "<leaves pollutant=\"NOx\" value=\"12.5\"", "HZ302: leaves 'NOx' is given twice"},
        {"<time lead=\"12\"", "<time", "HZ109: attribute 'lead' of 'time' is missing"},
        {"{checks}", "{check}", "HZ211: word '{check}' is not known for 'order'"},
        {"{checks}", "checks}", "HZ211: word '}' is not known for 'order'"},
        {"{checks}", "{{checks}", "HZ211: word '{' is not known for 'order'"},
    };

    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        char *text = replaced(PLAIN, wrong[i][0], wrong[i][1]), *lines;

        read_text(text);
        lines = said();
        ck_assert_msg(strstr(lines, wrong[i][2]) != NULL, "%s: %s", wrong[i][2], lines);
        ck_assert_msg(strchr(lines, '\n') == strrchr(lines, '\n'), "%s", lines);
        free(lines);
        free(text);
    }
    change_and_expect("<duration levels=\"orange red\"", "<duration levels=\"red\" value=\"1\" unit=\"d\"/><duration levels=\"orange red\"",
                      "file:18: error: HZ302: duration 'red' is given twice (first in line 18)");
}
END_TEST

START_TEST(another_content_has_another_digest)
{
    char before[HZ_DIGEST_HEX], after[HZ_DIGEST_HEX];
    char *text = replaced(PLAIN, "name=\"乙厂\"", "name=\"丙厂\"");
    hz_error err = HZ_ERROR_NONE;

    read_text(PLAIN);
    ck_assert_int_eq(hz_scenario_digest(before, scenario, &err), HZ_OK);
    read_text(text);
    ck_assert_int_eq(hz_scenario_digest(after, scenario, &err), HZ_OK);
    ck_assert_str_ne(before, after);
    free(text);
}
END_TEST

/* The same text in another encoding, by iconv, with that encoding's name in the declaration. */
static void same_in_encoding(const char *iconv_name, const char *declared)
{
    char declaration[64], *text, *plain, *encoded, *in, *out;
    size_t left_in, room, left_out;
    iconv_t to = iconv_open(iconv_name, "UTF-8");

    ck_assert_ptr_ne((void *)to, (void *)-1);
    snprintf(declaration, sizeof declaration, "encoding=\"%s\"", declared);
    text = replaced(PLAIN, "encoding=\"UTF-8\"", declaration);
    left_in = strlen(text);
    left_out = room = 4 * left_in;
    in = text;
    out = encoded = malloc(room);
    ck_assert_int_eq((int)iconv(to, &in, &left_in, &out, &left_out), 0);
    iconv_close(to);
    read_soundly(PLAIN, strlen(PLAIN));
    plain = canonical();
    read_soundly(encoded, room - left_out);
    in = canonical();
    ck_assert_str_eq(in, plain);
    free(in);
    free(plain);
    free(text);
    free(encoded);
}

START_TEST(the_encoding_does_not_matter)
{
    same_in_encoding("UTF-16", "UTF-16");
    same_in_encoding("GB18030", "GB18030");
    same_in_encoding("GBK", "GBK");
    same_in_encoding("GB2312", "GB2312");
}
END_TEST

/* ---- findings ---- */

START_TEST(all_findings_come_at_once_each_with_its_line)
{
    static const char *const wrong[][2] = {
        {"value=\"1000\" unit=\"kg/d\" source=\"s1\"", "value=\"1e3\" unit=\"kg/d\" source=\"s1\""},
        {"district=\"d2\"/>", "district=\"d9\"/>"},
        {"grade=\"B-\"", "grade=\"Z\""},
        {"value=\"40\" unit=\"kg/d\"", "value=\"-40\" unit=\"kg\""},
        {"max=\"75.25\"", "max=\"75.255\""},
        {"<cost value=\"100\" unit=\"CNY/d\" basis=\"sector\"/>", "<cots/>text"},
    };
    static const char expected[] = "file:15: error: HZ202|file:17: error: HZ307|file:20: error: HZ309|"
                                   "file:28: error: HZ203|file:28: error: HZ206|file:36: error: HZ209|"
                                   "file:39: error: HZ110|file:43: error: HZ105|file:43: error: HZ111|";
    char *text = strdup(PLAIN), *lines, got[1024] = "";

    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        char *next = replaced(text, wrong[i][0], wrong[i][1]);

        free(text);
        text = next;
    }
    read_text(text);
    lines = said();
    for (char *line = strtok(lines, "\n"); line; line = strtok(NULL, "\n")) {
        strncat(got, line, strlen("file:15: error: HZ202"));
        strcat(got, "|");
    }
    ck_assert_str_eq(got, expected);
    ck_assert_uint_eq(scenario->n_units, 3);
    ck_assert_int_eq(hz_emission(scenario, 0, 1), HZ_NOT_REPORTED);
    free(lines);
    free(text);
}
END_TEST

START_TEST(a_date_is_a_day_that_exists)
{
    static const char *const dates[] = {"2016-02-29", "2000-02-29", "2017-12-31"};
    static const char *const others[] = {"-016-09-30", "2016-9-300", "2016--9-30", "2016-09--1", "2016-13-01",
                                         "2016-00-01", "2016-01-00", "2017-02-29", "1900-02-29", "2016-04-31",
                                         "2016/09/30", "20160930",   "+016-09-30", "2016-09-301"};

    for (size_t i = 0; i < sizeof dates / sizeof dates[0]; i++) {
        char *text = replaced(PLAIN, "2016-09-30", dates[i]);

        read_soundly(text, strlen(text));
        free(text);
    }
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        change_and_expect("2016-09-30", others[i], "file:5: error: HZ210");
}
END_TEST

START_TEST(a_section_out_of_place_is_one_finding)
{
    char *early = replaced(PLAIN, "<society>", "<enterprises/><society>"), *text;

    read_text(early);
    text = said();
    ck_assert_msg(strncmp(text, "file:14: error: HZ106: element 'society'", 40) == 0, "%s", text);
    ck_assert_uint_eq(scenario->n_units, 3);
    free(text);
    free(early);
    change_and_expect("<sectors>", "<pollutants/><sectors>", "file:12: error: HZ107: element 'pollutants'");
    ck_assert_uint_eq(hz_findings_count(findings, HZ_SEVERITY_ERROR), 1);
}
END_TEST

START_TEST(unknown_ids_of_a_misplaced_section_are_explained_by_one_finding)
{
    static const char sectors[] = "<sectors><sector id=\"cement\" zh=\"水泥\" code=\"C3011\" body=\"丙\"/>\n"
                                  "<sector id=\"heat\" zh=\"供热\" body=\"丁\"/></sectors>\n";
    char *without = replaced(PLAIN, sectors, "\n\n"), *late, with_tail[512], *text;

    snprintf(with_tail, sizeof with_tail, "</enterprises>%s</scenario>", sectors);
    late = replaced(without, "</enterprises></scenario>", with_tail);
    read_text(late);
    text = said();
    ck_assert_msg(strncmp(text, "file:45: error: HZ106: element 'sectors'", 40) == 0, "%s", text);
    ck_assert_uint_eq(hz_findings_count(findings, HZ_SEVERITY_ERROR), 1);
    free(text);
    free(late);
    read_text(without);
    text = said();
    ck_assert_msg(strncmp(text, "file:2: error: HZ110: element 'sectors'", 39) == 0, "%s", text);
    ck_assert_uint_eq(hz_findings_count(findings, HZ_SEVERITY_ERROR), 1);
    free(text);
    free(without);
}
END_TEST

START_TEST(figures_that_exclude_each_other_are_found)
{
    change_and_expect("status=\"not-reported\"", "status=\"not-reported\" value=\"1\" unit=\"kg/d\"",
                      "file:33: error: HZ114: attributes 'status' and 'unit'");
    change_and_expect("district=\"d2\"/>", "district=\"d2\" sector=\"heat\"/>",
                      "file:17: error: HZ114: attributes 'district' and 'sector'");
    change_and_expect("<cut levels=\"red\" ", "<cut levels=\"orange red\" ",
                      "file:36: error: HZ302: cut 'orange' is given twice (first in line 36)");
    change_and_expect("unit=\"GJ/d\" basis", "unit=\"t/d\" basis",
                      "file:40: error: HZ411: product 'heat' is measured in 't/d' here and in 'GJ/d' in line 18");
    change_and_expect("unit=\"CNY/d\" basis=\"filing\"", "unit=\"USD/d\" basis=\"filing\"",
                      "file:35: error: HZ414: the currency is CNY");
}
END_TEST

START_TEST(a_unit_that_leaves_out_a_pollutant_is_found)
{
    change_and_expect("<emission pollutant=\"NOx\" status=\"not-reported\"/>", "",
                      "file:32: error: HZ407: unit 'k2' gives no emission of NOx");
    ck_assert_uint_eq(hz_findings_count(findings, HZ_SEVERITY_ERROR), 1);
}
END_TEST

/* ---- what must never happen ---- */

/* PLAIN with the `length` bytes at `from` replaced; the caller frees it. */
static char *spliced(const char *from, size_t length, const char *instead)
{
    size_t before = (size_t)(from - PLAIN);
    char *text = calloc(sizeof PLAIN + strlen(instead), 1);

    memcpy(text, PLAIN, before);
    strcpy(text + before, instead);
    strcat(text, from + length);
    return text;
}

static void read_and_forget(char *text)
{
    read_text(text);
    free(canonical());
    free(text);
}

/* Each attribute in turn is left out, made empty, and made nonsense: findings, and never a crash. */
START_TEST(every_attribute_may_be_wrong)
{
    const char *equals = strstr(PLAIN, "<scenario");
    int n = 0;

    while ((equals = strstr(equals, "=\""))) {
        const char *value = equals + 2, *end = strchr(value, '"'), *name = equals;

        while (name[-1] != ' ' && name[-1] != '\n')
            name--;
        read_and_forget(spliced(name, (size_t)(end + 1 - name), ""));
        read_and_forget(spliced(value, (size_t)(end - value), ""));
        ck_assert_msg(hz_findings_count(findings, HZ_SEVERITY_ERROR) > 0, "%.20s", name);
        read_and_forget(spliced(value, (size_t)(end - value), "?"));
        equals = end;
        n++;
    }
    ck_assert_int_gt(n, 100);
    change_and_expect(" currency=\"CNY\"", "", "file:2: error: HZ109: attribute 'currency' of 'scenario' is missing");
}
END_TEST

START_TEST(a_file_that_breaks_off_gives_a_whole_scenario)
{
    for (size_t length = 0; length < strlen(PLAIN) - 2; length += 5) {
        hz_error err = HZ_ERROR_NONE;
        uint64_t n_units = 0;

        ck_assert_int_eq(read_bytes(PLAIN, length, &err), HZ_OK);
        ck_assert(hz_findings_has(findings, HZ_101));
        ck_assert_uint_eq(hz_findings_count(findings, HZ_SEVERITY_ERROR), 1);
        for (size_t e = 0; e < scenario->n_enterprises; e++)
            n_units += scenario->enterprises[e].n_units;
        ck_assert_uint_eq(n_units, scenario->n_units);
        free(canonical());
    }
}
END_TEST

START_TEST(every_failing_allocation_is_an_error)
{
    hz_status status = HZ_ERR_MEMORY;
    hz_error none = HZ_ERROR_NONE;
    char whole[HZ_DIGEST_HEX];

    read_soundly(OTHERWISE, strlen(OTHERWISE));
    ck_assert_int_eq(hz_scenario_digest(whole, scenario, &none), HZ_OK);
    for (long nth = 1; status != HZ_OK; nth++) {
        char path[] = "/tmp/test_scenario-XXXXXX", digest[HZ_DIGEST_HEX];
        hz_findings *list = hz_findings_new("file", 0);
        hz_error err = HZ_ERROR_NONE;
        hz_scenario *s = NULL;
        int fd = mkstemp(path);

        ck_assert_int_lt(nth, 10000);
        ck_assert_int_eq(write(fd, OTHERWISE, strlen(OTHERWISE)), (ssize_t)strlen(OTHERWISE));
        close(fd);
        hz_memory_fail_at(nth);
        status = hz_read_scenario(&s, list, path, HZ_SCENARIO_CAP, &err);
        if (status == HZ_OK)
            status = hz_scenario_digest(digest, s, &err);
        hz_memory_fail_at(0);
        unlink(path);
        ck_assert(status == HZ_OK || status == HZ_ERR_MEMORY);
        ck_assert_int_eq(err.status, status);
        if (status == HZ_OK)
            ck_assert_str_eq(digest, whole); /* not a part of it */
        hz_scenario_free(s);
        hz_findings_free(list);
    }
}
END_TEST

START_TEST(what_cannot_be_read_is_an_error_of_the_machine)
{
    hz_error err = HZ_ERROR_NONE;

    findings = hz_findings_new("file", 0);
    ck_assert_int_eq(hz_read_scenario(&scenario, findings, "/nonexistent/x.xml", HZ_SCENARIO_CAP, &err), HZ_ERR_IO);
    ck_assert_ptr_null(scenario);
    ck_assert_ptr_nonnull(strstr(err.message, "/nonexistent/x.xml"));
}
END_TEST

static void add_tests(TCase *words, TCase *reading, TCase *safety)
{
    tcase_add_test(words, every_word_is_found_again);
    tcase_add_test(words, every_enumeration_has_words);
    tcase_add_test(words, every_word_goes_round);
    tcase_add_test(words, names_keep_the_first_index);
    tcase_add_test(words, the_memo_recalls_what_reads_the_same);
    tcase_add_test(words, two_languages_stand_in_for_each_other);
    tcase_add_test(reading, a_scenario_is_read_in_base_units);
    tcase_add_test(reading, demands_are_stored_level_by_level);
    tcase_add_test(reading, what_stands_still_is_neither_cut_nor_counted);
    tcase_add_test(reading, the_canonical_form_is_that_of_the_content);
    tcase_add_test(reading, the_canonical_form_reads_back_as_itself);
    tcase_add_test(reading, parts_stand_in_their_order);
    tcase_add_test(reading, modes_are_read_as_what_they_take_away);
    tcase_add_test(reading, checks_of_a_unit_and_of_its_modes_are_kept_apart);
    tcase_add_test(reading, a_unit_with_modes_needs_no_bounds);
    tcase_add_test(reading, the_order_of_modes_and_of_their_parts_does_not_matter);
    tcase_add_test(reading, a_kind_of_mode_takes_what_is_its_own);
    tcase_add_test(reading, another_content_has_another_digest);
    tcase_add_test(reading, the_encoding_does_not_matter);
    tcase_add_test(reading, all_findings_come_at_once_each_with_its_line);
    tcase_add_test(reading, a_date_is_a_day_that_exists);
    tcase_add_test(reading, a_section_out_of_place_is_one_finding);
    tcase_add_test(reading, unknown_ids_of_a_misplaced_section_are_explained_by_one_finding);
    tcase_add_test(reading, figures_that_exclude_each_other_are_found);
    tcase_add_test(reading, a_unit_that_leaves_out_a_pollutant_is_found);
    tcase_add_test(safety, every_attribute_may_be_wrong);
    tcase_add_test(safety, a_file_that_breaks_off_gives_a_whole_scenario);
    tcase_add_test(safety, every_failing_allocation_is_an_error);
    tcase_add_test(safety, what_cannot_be_read_is_an_error_of_the_machine);
}

int main(void)
{
    Suite *suite = suite_create("scenario");
    TCase *cases[] = {tcase_create("words"), tcase_create("reading"), tcase_create("safety")};
    SRunner *runner;
    int n_failed;

    hz_lang_init();
    hz_lang_use(HZ_LANG_EN, NULL);
    add_tests(cases[0], cases[1], cases[2]);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        tcase_add_checked_fixture(cases[i], NULL, forget);
        suite_add_tcase(suite, cases[i]);
    }
    runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    n_failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return n_failed > 0;
}

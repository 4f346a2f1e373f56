/* test_import.c - mappings and tables made by hand: what is kept, what is rejected and why, and what it becomes
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/folder.h"
#include "base/outfile.h"
#include "base/sink.h"
#include "import/estimate.h"
#include "import/import.h"
#include "import/slug.h"
#include "import/write_import.h"
#include "scenario/read.h"
#include "scenario/validate.h"

/* ---- a folder of its own for each test ---- */

enum { PATH_SIZE = 256, TEXT = 8192 };

static char work[PATH_SIZE];
static hz_error err;

static void set_up(void)
{
    const char *tmp = getenv("TMPDIR");

    snprintf(work, sizeof work, "%s/test_import-XXXXXX", tmp && *tmp ? tmp : "/tmp");
    ck_assert_ptr_nonnull(mkdtemp(work));
    err = HZ_ERROR_NONE;
}

static void tear_down(void)
{
    hz_memory_fail_at(0);
    err = HZ_ERROR_NONE;
    ck_assert_int_eq(hz_folder_remove(work, &err), HZ_OK);
}

/* The path of a file in the folder; four can be held at once. */
static const char *in_work(const char *name)
{
    static char paths[4][2 * PATH_SIZE];
    static int next;

    next = (next + 1) % 4;
    snprintf(paths[next], sizeof paths[next], "%s/%s", work, name);
    return paths[next];
}

static const char *put_file(const char *name, const char *text)
{
    const char *path = in_work(name);
    FILE *f = fopen(path, "wb");

    ck_assert_ptr_nonnull(f);
    ck_assert_uint_eq(fwrite(text, 1, strlen(text), f), strlen(text));
    ck_assert_int_eq(fclose(f), 0);
    return path;
}

/* ---- a mapping ---- */

#define HEAD                                                                                                           \
    "<mapping xmlns='urn:hazeplan:mapping' version='1'>\n"                                                             \
    "<table missing='n.d. -'/>\n"                                                                                      \
    "<join table='sectors' key='{Code}' column='code' match='longest-prefix'/>\n"                                      \
    "<scenario id='t' lang='en' standing='test' currency='USD' country='US'>\n"                                        \
    "<title en='test {literally}'/>\n"                                                                                 \
    "<pollutants><pollutant id='A' en='a'/><pollutant id='B' en='b'/></pollutants>\n"                                  \
    "<districts><district id='{County}' en='{County} County' body='office of {County}'/>"                              \
    "<district id='Abroad' en='abroad' body='nobody'/></districts>\n"                                                  \
    "<sectors><sector id='{Code}' en='{sectors:name}' body='office'/></sectors>\n"                                     \
    "<society><unlisted pollutant='A' value='0' unit='kg/d'/><unlisted pollutant='B' value='0' "                       \
    "unit='kg/d'/></society>\n"                                                                                        \
    "<demands><reduction levels='orange' pollutant='A' value='10' unit='%'/></demands>\n"
#define UNIT_HEAD "<unit id='{Line}' name='line {Line}' kind='line' days='{Days}'>\n"
#define UNIT_BODY                                                                                                      \
    "<output product='work' value='1' unit='piece/d' basis='estimate'/>\n"                                             \
    "<emission pollutant='A' value='{A}' unit='kg/a' basis='filing'/>\n"                                               \
    "<emission pollutant='B' value='{B}' unit='t/a' basis='filing'/>\n"                                                \
    "<cost rule='value-added-by-emission' share='{sectors:share}' unit='USD/a' basis='sector'>\n"                      \
    "<by emission='{A}' unit='kg/a' intensity='{sectors:a}' intensity-unit='kg/USD'/>\n"                               \
    "<by emission='{B}' unit='t/a' intensity='{sectors:b}' intensity-unit='kg/USD'/></cost>\n"                         \
    "<cut levels='orange red' min='0' max='{Most}' unit='%'/>\n"                                                       \
    "<check by='electricity' value='{kWh}' unit='kWh/d'/>\n"                                                           \
    "</unit>"
#define ENTERPRISE                                                                                                     \
    "<enterprise id='{ID}' name='{Name}' credit-code='{Credit}' sector='{Code}' district='{Place}' grade='{Grade}' "   \
    "status='{Status}' lon='{Lon}' lat='{Lat}' address='{Name}, {County}'>\n"                                          \
    "<contact role='responsible' name='{Person}' phone='{Phone}'/>\n"                                                  \
    "<exemption levels='{Exempt}' reason='heating' document='no. 1'/>\n" UNIT_HEAD UNIT_BODY "</enterprise>"
/* held to a load that the column of the most holds, however the exemption stands to it */
#define HELD_ENTERPRISE                                                                                                \
    "<enterprise id='{ID}' name='{Name}' sector='{Code}' district='{Place}' grade='{Grade}' status='{Status}'>\n"      \
    "<max-load levels='orange red' value='{Most}' unit='%' reason='heat' document='no. 2' note='{Person} heats'/>\n"   \
    "<exemption levels='{Exempt}' reason='heating' document='no. 1' note='{Person} heats'/>\n"                         \
    UNIT_HEAD UNIT_BODY "</enterprise>"
#define TAIL "</scenario>\n</mapping>\n"
#define MAPPING HEAD "<enterprises>" ENTERPRISE "</enterprises>\n" TAIL
#define HELD_MAPPING HEAD "<enterprises>" HELD_ENTERPRISE "</enterprises>\n" TAIL

#define HEADING "ID,Name,Credit,Code,County,Place,Grade,Status,Lon,Lat,Person,Phone,Exempt,Line,Days,A,B,Most,kWh\n"
#define SECTORS "code,name,share,a,b\n31,iron,0.5,0.1,0.02\n311,steel,0.25,0.3,\n9,other,0.5,0,0\n"

/* A row without fault and without anything optional. */
#define ROW(id, line, a, b) id ",works,,31,Cook,Cook,none,operating,,,,,," line ",365," a "," b ",100,\n"

static hz_import *imported(const char *mapping_text, const char *table, hz_mapping **mapping)
{
    hz_import_source sectors = {"sectors", put_file("sectors.csv", SECTORS)};
    hz_import *import = NULL;

    if (!hz_read_mapping(mapping, put_file("map.xml", mapping_text), &err))
        hz_import_table(&import, *mapping, put_file("table.csv", table), NULL, &sectors, 1, &err);
    return import;
}

/* The scenario that a table becomes, to be freed; it must be one that the scenario's own check accepts. */
static char *scenario_by(const char *mapping_text, const char *table)
{
    hz_mapping *mapping;
    hz_import *import = imported(mapping_text, table, &mapping);
    hz_sink *sink = hz_sink_to_memory();
    hz_scenario *scenario = NULL;
    hz_findings *findings;
    const char *path;
    char *text;

    ck_assert_msg(import != NULL, "%s", err.message);
    hz_write_import(sink, mapping, import);
    text = strdup(hz_sink_text(sink, NULL));
    hz_sink_close(sink, "", NULL);
    hz_import_free(import);
    hz_mapping_free(mapping);

    path = put_file("scenario.xml", text);
    findings = hz_findings_new(path, 0);
    ck_assert_int_eq(hz_read_scenario(&scenario, findings, path, HZ_SCENARIO_CAP, &err), HZ_OK);
    ck_assert_int_eq(hz_validate_scenario(findings, scenario, &err), HZ_OK);
    sink = hz_sink_to_memory();
    hz_findings_write(findings, sink);
    ck_assert_msg(hz_findings_count(findings, HZ_SEVERITY_ERROR) == 0, "%s\n%s", hz_sink_text(sink, NULL), text);
    hz_sink_close(sink, "", NULL);
    hz_scenario_free(scenario);
    hz_findings_free(findings);
    return text;
}

static char *scenario_of(const char *table)
{
    return scenario_by(MAPPING, table);
}

static void assert_holds(const char *text, const char *piece)
{
    ck_assert_msg(strstr(text, piece) != NULL, "'%s' is not in\n%s", piece, text);
}

static void assert_lacks(const char *text, const char *piece)
{
    ck_assert_msg(strstr(text, piece) == NULL, "'%s' is in\n%s", piece, text);
}

/* ---- numbers ---- */

START_TEST(numbers_of_any_length)
{
    static const struct {
        const char *text;
        uint64_t digits;
        int scale;
        bool is_shortened;
        hz_number_status status;
    } cases[] = {
        {"1394.5243823280002", 13945243823280002, 13, false, HZ_NUMBER_OK},
        {" 7.337e-05 ", 7337, 8, false, HZ_NUMBER_OK},
        {"0.1234567890123456785", 123456789012345678, 18, true, HZ_NUMBER_OK}, /* a tie, to even */
        {"0.1234567890123456775", 123456789012345678, 18, true, HZ_NUMBER_OK},
        {"0.12345678901234567851", 123456789012345679, 18, true, HZ_NUMBER_OK}, /* above the tie */
        {"999999999999999999.9", 1, -18, true, HZ_NUMBER_OK},
        {"1234567890123456789e-3", 123456789012345679, 2, true, HZ_NUMBER_OK},
        {"-0.0000000012345678901234567895", 0, 0, true, HZ_NUMBER_OK},
        {"1.2345678901234567890e+000001", 123456789012345679, 16, true, HZ_NUMBER_OK},
        {"1234567890123456789e99999999999999999999", 0, 0, true, HZ_NUMBER_TOO_LONG},
        {"1e40", 0, 0, false, HZ_NUMBER_TOO_LONG},
        {"1,5", 0, 0, false, HZ_NUMBER_NOT_A_NUMBER},
        {"inf", 0, 0, false, HZ_NUMBER_NOT_FINITE},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        hz_decimal value;
        bool is_shortened;

        ck_assert_msg(hz_estimate_number(&value, &is_shortened, cases[i].text) == cases[i].status, "%s", cases[i].text);
        ck_assert_msg(is_shortened == cases[i].is_shortened, "%s", cases[i].text);
        if (cases[i].digits > 0 && cases[i].scale >= 0) {
            ck_assert_msg(value.digits == cases[i].digits && value.scale == cases[i].scale, "%s: %llu %d",
                          cases[i].text, (unsigned long long)value.digits, value.scale);
        }
    }
}
END_TEST

static hz_decimal number(const char *text)
{
    hz_decimal value;
    bool is_shortened;

    ck_assert_int_eq(hz_estimate_number(&value, &is_shortened, text), HZ_NUMBER_OK);
    return value;
}

/* By hand, or with bc. */
START_TEST(value_added_is_exact)
{
    static const struct {
        const char *emission, *unit, *intensity, *share;
        int64_t fen; /* -1: none */
    } cases[] = {
        {"100", "kg/a", "0.1", "0.5", 50000},                            /* 1000 x 0.5 = 500.00 */
        {"994.50217840974", "kg/a", "0.000596003", "0.56251", 93861511}, /* 938615.1143... */
        {"0.1", "t/a", "0.1", "0.5", 50000},                             /* tonnes */
        {"100000", "g/d", "0.1", "0.5", 50000},
        {"1", "kg/a", "3", "1", 33},    /* 33.33 fen */
        {"0.05", "kg/a", "10", "1", 0}, /* half a fen, to even */
        {"0.15", "kg/a", "10", "1", 2}, /* one and a half, to even */
        {"0.25", "kg/a", "10", "1", 2}, /* two and a half, to even */
        {"0.250000000000000001", "kg/a", "10", "1", 3},
        {"0.005", "kg/a", "1", "1", 0}, /* the same ties, digits cut off instead of added */
        {"0.015", "kg/a", "1", "1", 2},
        {"0.0050000001", "kg/a", "1", "1", 1},
        {"999999999999999999", "kg/a", "999999999999999999", "1", 100},
        {"123456789.123456789", "kg/a", "0.000000000000000001", "1", -1}, /* beyond 10^17 */
        {"1", "kg/a", "0", "1", -1},
        {"0", "kg/a", "1", "1", 0},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t fen = -1;
        bool is_given =
            hz_estimate_value_added(&fen, number(cases[i].emission), hz_unit_find(cases[i].unit, strlen(cases[i].unit)),
                                    number(cases[i].intensity), number(cases[i].share));

        ck_assert_msg(is_given == (cases[i].fen >= 0) && fen == cases[i].fen, "case %zu: %lld", i, (long long)fen);
    }
    ck_assert_int_eq(hz_estimate_places(hz_unit_find("USD/a", 5)), 2);
    ck_assert_int_eq(hz_estimate_places(hz_unit_find("万元/d", strlen("万元/d"))), 6);
}
END_TEST

START_TEST(slugs_are_safe)
{
    static const struct {
        const char *text, *slug;
    } cases[] = {
        {"Cook", "cook"},
        {"La Salle", "la-salle"},
        {"St. Clair", "st-clair"},
        {"博爱", "u535a-u7231"},
        {"../../etc", "etc"},
        {"212312", "212312"},
        {"---", "x"},
        {"Jo 'Daviess'", "jo-daviess"},
        {"R\xC3\xA9"
         "al",
         "r-ue9-al"},
    };
    char slug[HZ_SLUG_MAX + 1], other[HZ_SLUG_MAX + 1];
    char name[101];

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ck_assert(hz_slug(slug, cases[i].text));
        ck_assert_str_eq(slug, cases[i].slug);
        ck_assert(hz_tag_is_id(slug, strlen(slug)));
    }
    memset(name, 'n', 100);
    name[100] = '\0';
    ck_assert(hz_slug(slug, name));
    name[99] = 'm';
    ck_assert(hz_slug(other, name));
    ck_assert_str_ne(slug, other);
    ck_assert(hz_tag_is_id(slug, strlen(slug)));
}
END_TEST

/* ---- faults of the mapping ---- */

#define WITH(enterprise) HEAD "<enterprises>" enterprise "</enterprises>" TAIL
#define SIMPLE "<enterprise id='{ID}' name='n' sector='s' district='d' grade='none' status='operating'>"

START_TEST(mapping_faults)
{
    static const struct {
        const char *text, *fault;
    } cases[] = {
        {"<mapping", "not well-formed"},
        {"<scenario xmlns='urn:hazeplan:scenario'/>", "begin with <mapping"},
        {"<mapping xmlns='urn:hazeplan:mapping' version='2'/>", "'version' of <mapping> cannot be '2'"},
        {"<mapping xmlns='urn:hazeplan:mapping' version='焦焦焦焦焦焦焦焦焦焦焦焦焦焦焦焦焦焦焦焦焦焦焦焦焦焦焦焦焦焦'/>",
         "焦焦'; give 1"}, /* cut between characters */
        {"<mapping xmlns='urn:hazeplan:mapping' version='1'/>", "parts are missing"},
        {"<mapping xmlns='urn:hazeplan:mapping' version='1'>x</mapping>", "text between the elements"},
        {"<mapping xmlns='urn:hazeplan:mapping' version='1'><table separator='|'/></mapping>",
         "comma, semicolon or tab"},
        {"<mapping xmlns='urn:hazeplan:mapping' version='1'><table encoding=''/></mapping>", "name of an encoding"},
        {"<mapping xmlns='urn:hazeplan:mapping' version='1'><table/><table/></mapping>", "stands once"},
        {"<mapping xmlns='urn:hazeplan:mapping' version='1'><join table='a' key='{x}' column='b'/></mapping>",
         "'match'"},
        {"<mapping xmlns='urn:hazeplan:mapping' version='1'><join table='a' key='{x}' column='b' match='x'/></mapping>",
         "exact or longest-prefix"},
        {"<mapping xmlns='urn:hazeplan:mapping' version='1'><join table='a' key='{x}' column='b' match='exact'/>"
         "<join table='a' key='{x}' column='b' match='exact'/></mapping>",
         "joined twice"},
        {WITH(SIMPLE "<unit id='{' name='n' kind='dust'/></enterprise>"), "'{' without a column"},
        {WITH(SIMPLE "<unit id='}' name='n' kind='dust'/></enterprise>"), "'}' without '{'"},
        {WITH(SIMPLE "<unit id='u' name='n'/></enterprise>"), "<unit> needs the attribute 'kind'"},
        {WITH(SIMPLE "<unit id='u' name='n' kind='dust' colour='red'/></enterprise>"), "no attribute 'colour'"},
        {WITH(SIMPLE "<unit id='u' name='n' kind='dust'/></enterprise>"), "exactly one <cost>"},
        {WITH(SIMPLE "<unit id='u' name='n' kind='dust'/><unit id='u' name='n' kind='dust'/></enterprise>"),
         "a second <unit>"},
        {WITH(SIMPLE
              "<unit id='u' name='n' kind='dust'><emission pollutant='A' status='not-reported'/></unit></enterprise>"),
         "no attribute 'status'"},
        {WITH(SIMPLE
              "<unit id='u' name='n' kind='dust'><cost rule='guess' share='1' unit='USD/a' basis='sector'/></unit>"
              "</enterprise>"),
         "give value-added-by-emission"},
        {WITH(SIMPLE
              "<unit id='u' name='n' kind='dust'><cost rule='value-added-by-emission' share='1' unit='USD/d' "
              "basis='sector'><by emission='{A}' unit='kg/a' intensity='1' intensity-unit='kg/USD'/></cost></unit>"
              "</enterprise>"),
         "both be per year"},
        {WITH(SIMPLE
              "<unit id='u' name='n' kind='dust'><cost rule='value-added-by-emission' share='1' unit='USD/a' "
              "basis='sector'><by emission='{A}' unit='kg/a' intensity='1' intensity-unit='kg/CNY'/></cost></unit>"
              "</enterprise>"),
         "give kg/USD"},
        {WITH("<kiln/>"), "<kiln> does not belong here"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        hz_mapping *mapping = NULL;

        err = HZ_ERROR_NONE;
        ck_assert_msg(hz_read_mapping(&mapping, put_file("map.xml", cases[i].text), &err) == HZ_ERR_INPUT, "case %zu",
                      i);
        ck_assert_ptr_null(mapping);
        assert_holds(err.message, cases[i].fault);
        assert_holds(err.message, "map.xml:");
    }
}
END_TEST

START_TEST(table_faults)
{
    static const struct {
        const char *mapping, *table, *fault;
    } cases[] = {
        {MAPPING, "", "no heading"},
        {MAPPING, "ID,Name\n", "has no column"},
        {MAPPING, "ID," HEADING, "twice in the heading"},
        {MAPPING, HEADING "\"", "no end"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        hz_mapping *mapping = NULL;

        err = HZ_ERROR_NONE;
        ck_assert_msg(!imported(cases[i].mapping, cases[i].table, &mapping), "case %zu", i);
        assert_holds(err.message, cases[i].fault);
        hz_mapping_free(mapping);
    }
}
END_TEST

START_TEST(joined_table_faults)
{
    static const struct {
        const char *name, *text, *fault;
        hz_status status;
    } cases[] = {
        {"sectors", "code,name,share,a,b\n31,x,1,1,1\n31,y,1,1,1\n", "'31' is in line 2 already", HZ_ERR_INPUT},
        {"sectors", "code,name,share,a,b\n31,x\n", "2 cells, but the heading has 5", HZ_ERR_INPUT},
        {"sectors", "code,name,share,a\n31,x,1,1\n", "no column 'b'", HZ_ERR_INPUT},
        {"trades", SECTORS, "table 'trades' is given", HZ_ERR_USAGE},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        hz_import_source source = {cases[i].name, put_file("other.csv", cases[i].text)};
        hz_mapping *mapping;
        hz_import *import;

        err = HZ_ERROR_NONE;
        ck_assert_int_eq(hz_read_mapping(&mapping, put_file("map.xml", MAPPING), &err), HZ_OK);
        ck_assert_int_eq(hz_import_table(&import, mapping, put_file("table.csv", HEADING), NULL, &source, 1, &err),
                         cases[i].status);
        ck_assert_ptr_null(import);
        assert_holds(err.message, cases[i].fault);
        err = HZ_ERROR_NONE;
        ck_assert_int_eq(hz_import_table(&import, mapping, in_work("table.csv"), NULL, NULL, 0, &err), HZ_ERR_USAGE);
        assert_holds(err.message, "add sectors=FILE.csv");
        hz_mapping_free(mapping);
    }
}
END_TEST

/* ---- rows ---- */

#define GOOD ROW("G1", "k1", "10", "")

/* One row, or several, for each reason: a new reason without one fails. */
static const struct {
    hz_import_reason reason;
    const char *rows;
} bad_rows[] = {
    {HZ_REASON_CELLS, "X1,works\n"},
    {HZ_REASON_EMPTY, "X1,,,31,Cook,Cook,none,operating,,,,,,k1,365,1,1,100,\n"},
    {HZ_REASON_EMPTY, "X1,works,,,Cook,Cook,none,operating,,,,,,k1,365,1,1,100,\n"},
    {HZ_REASON_NO_ROW, "X1,works,,77,Cook,Cook,none,operating,,,,,,k1,365,1,1,100,\n"},
    {HZ_REASON_ID, ROW("../x", "k1", "1", "1")},
    {HZ_REASON_ID, ROW("X1", "1号窑", "1", "1")},
    {HZ_REASON_TEXT, "X1,w\xE2\x80\xAEks,,31,Cook,Cook,none,operating,,,,,,k1,365,1,1,100,\n"},
    {HZ_REASON_NUMBER, ROW("X1", "k1", "1 000", "1")},
    {HZ_REASON_NUMBER, ROW("X1", "k1", "NaN", "1")},
    {HZ_REASON_NEGATIVE, ROW("X1", "k1", "-1", "1")},
    {HZ_REASON_RANGE, ROW("X1", "k1", "1", "1e12")},
    {HZ_REASON_RANGE, "X1,works,,31,Cook,Cook,none,operating,200,40,,,,k1,365,1,1,100,\n"},
    {HZ_REASON_RANGE, "X1,works,,31,Cook,Cook,none,operating,,,,,,k1,400,1,1,100,\n"},
    {HZ_REASON_RANGE, "X1,works,,31,Cook,Cook,none,operating,,,,,,k1,365,1,1,101,\n"},
    {HZ_REASON_WORD, "X1,works,,31,Cook,Cook,E,operating,,,,,,k1,365,1,1,100,\n"},
    {HZ_REASON_WORD, "X1,works,,31,Cook,Cook,none,operating,,,,,orage,k1,365,1,1,100,\n"},
    {HZ_REASON_CREDIT_CODE, "X1,works,91350100M000100Y44,31,Cook,Cook,none,operating,,,,,,k1,365,1,1,100,\n"},
    {HZ_REASON_DAYS, "X1,works,,31,Cook,Cook,none,operating,,,,,,k1,,1,1,100,\n"},
    {HZ_REASON_GROUP, "X1,works,,31,Cook,Mars,none,operating,,,,,,k1,365,1,1,100,\n"},
    {HZ_REASON_NO_EMISSION, ROW("X1", "k1", "", " - ")},
    {HZ_REASON_ZERO, ROW("X1", "k1", "0", "")},
    {HZ_REASON_ZERO, ROW("X1", "k1", "0.0001", "")},
    {HZ_REASON_NO_COST, "X1,works,,9,Cook,Cook,none,operating,,,,,,k1,365,1,1,100,\n"},
    {HZ_REASON_NO_COST, "X1,works,,311,Cook,Cook,none,operating,,,,,,k1,365,,1,100,\n"},
    {HZ_REASON_REPEATED, ROW("X1", "k1", "1", "1") ROW("x1", "K1", "1", "1")},
    {HZ_REASON_DIFFERS, ROW("X1", "k1", "1", "1") "X1,mills,,31,Cook,Cook,none,operating,,,,,,k2,365,1,1,100,\n"},
};

START_TEST(rows_are_rejected_for_a_reason)
{
    bool is_seen[HZ_N_REASONS] = {[HZ_REASON_KEPT] = true, [HZ_REASON_UNIT] = true /* see units_of_the_mapping */};

    for (size_t i = 0; i < sizeof bad_rows / sizeof *bad_rows; i++) {
        char table[TEXT];
        hz_mapping *mapping;
        hz_import *import;

        snprintf(table, sizeof table, "%s%s%s", HEADING, bad_rows[i].rows, GOOD);
        import = imported(MAPPING, table, &mapping);
        ck_assert_msg(import != NULL, "%s", err.message);
        for (size_t r = 0; r + 1 < import->n_rows; r++) {
            ck_assert_msg(import->rows[r].reason == bad_rows[i].reason, "case %zu: '%s', %s", i,
                          hz_import_row_reason(import->rows[r].reason), import->rows[r].why);
            ck_assert_ptr_nonnull(import->rows[r].why);
            ck_assert_int_eq(import->rows[r].line, (int)r + 2);
        }
        ck_assert_uint_eq(import->n_kept, 1);
        ck_assert_uint_eq(import->n_by_reason[bad_rows[i].reason], import->n_rows - 1);
        ck_assert_str_eq(import->kept[0]->id, "G1");
        is_seen[bad_rows[i].reason] = true;
        hz_import_free(import);
        hz_mapping_free(mapping);
    }
    for (int r = 0; r < HZ_N_REASONS; r++)
        ck_assert_msg(is_seen[r], "no row is rejected as '%s'", hz_import_row_reason((hz_import_reason)r));
}
END_TEST

START_TEST(units_of_the_mapping)
{
    hz_mapping *mapping;
    hz_import *import = imported(WITH("<enterprise id='{ID}' name='n' sector='{Code}' district='Abroad' grade='none' "
                                      "status='operating'><unit id='u' name='n' kind='dust' days='300'><emission "
                                      "pollutant='A' value='{A}' unit='{Grade}' basis='filing'/><cost value='1' "
                                      "unit='USD/d' basis='filing'/></unit></enterprise>"),
                                 HEADING GOOD, &mapping);

    ck_assert_msg(import != NULL, "%s", err.message);
    ck_assert_uint_eq(import->n_by_reason[HZ_REASON_UNIT], 1);
    hz_import_free(import);
    hz_mapping_free(mapping);
}
END_TEST

START_TEST(missing_stays_missing)
{
    char *text = scenario_of(HEADING ROW("G1", "k1", "10", "") ROW("G2", "k1", "n.d.", "2.50")
                                 ROW("G3", "k1", "0", "1e-2") ROW("G4", "k1", "0.0001", "1"));

    assert_holds(text, "<emission pollutant=\"B\" status=\"not-reported\"/>");
    assert_holds(text, "<emission pollutant=\"A\" status=\"not-reported\"/>");
    assert_holds(text, "<emission pollutant=\"B\" value=\"2.5\" unit=\"t/a\" basis=\"filing\"/>");
    assert_holds(text, "<emission pollutant=\"A\" value=\"0\" unit=\"kg/a\" basis=\"filing\"/>");
    assert_holds(text, "<emission pollutant=\"B\" value=\"0.01\" unit=\"t/a\" basis=\"filing\"/>");
    assert_lacks(text, "0.0001");
    assert_lacks(text, "contact");
    assert_lacks(text, "exemption");
    assert_lacks(text, "credit-code");
    assert_lacks(text, "lon=");
    assert_holds(text, "<check by=\"electricity\"/>");
    assert_holds(text, "<title en=\"test {literally}\"/>");
    free(text);
}
END_TEST

START_TEST(everything_is_taken)
{
    char *text = scenario_of(HEADING "G1,\"Smith & Sons, \"\"Works\"\"\",91350100M000100Y43,31,Cook,Cook,B-,operating,"
                                     "-87.5,41.250,A. Smith,555 0100,red,k1,310,12.0,0.5,50,12e3\n");

    assert_holds(text, "name=\"Smith &amp; Sons, &quot;Works&quot;\" credit-code=\"91350100M000100Y43\" grade=\"B-\"");
    assert_holds(text, "lon=\"-87.5\" lat=\"41.25\" address=\"Smith &amp; Sons, &quot;Works&quot;, Cook\"");
    assert_holds(text, "<contact role=\"responsible\" name=\"A. Smith\" phone=\"555 0100\"/>");
    assert_holds(text, "<exemption levels=\"red\" reason=\"heating\" document=\"no. 1\"/>");
    assert_holds(text, "<unit id=\"k1\" name=\"line k1\" kind=\"line\" days=\"310\">");
    assert_holds(text, "<cut levels=\"orange\" min=\"0\" max=\"50\" unit=\"%\"/>"); /* red is exempt */
    assert_holds(text, "<check by=\"electricity\" value=\"12000\" unit=\"kWh/d\"/>");
    assert_holds(text, "<cost value=\"12500\" unit=\"USD/a\" basis=\"sector\"/>"); /* 500 kg / 0.02 x 0.5, not 60 */
    free(text);
}
END_TEST

START_TEST(approved_loads_are_taken)
{
    char *text = scenario_by(HELD_MAPPING, HEADING "G1,w,,31,Cook,Cook,none,operating,,,A. Smith,,red,k1,310,1,1,60.5,\n"
                                                   "G2,w,,31,Cook,Cook,none,operating,,,,,orange red,k1,310,1,1,60,\n"
                                                   "G3,w,,31,Cook,Cook,none,operating,,,,,,k1,310,1,1,70,\n");

    assert_holds(text, "<max-load levels=\"orange\" value=\"60.5\" unit=\"%\" reason=\"heat\" document=\"no. 2\" "
                       "note=\"A. Smith heats\"/>"); /* red is exempt */
    assert_holds(text, "<exemption levels=\"red\" reason=\"heating\" document=\"no. 1\" note=\"A. Smith heats\"/>");
    assert_lacks(text, "value=\"60\""); /* never cut: not held either */
    assert_holds(text, "<max-load levels=\"orange red\" value=\"70\" unit=\"%\" reason=\"heat\" document=\"no. 2\"/>");
    free(text);
}
END_TEST

START_TEST(rows_of_one_enterprise_are_its_units)
{
    char *text = scenario_of(HEADING ROW("G2", "k2", "1", "") ROW("G1", "k1", "1", "") ROW("G2", "k1", "1", ""));
    const char *second = strstr(text, "id=\"G2\"");

    ck_assert_ptr_nonnull(second);
    ck_assert_ptr_null(strstr(second + 1, "<enterprise id="));
    ck_assert(strstr(second, "<unit id=\"k1\"") < strstr(second, "<unit id=\"k2\""));
    free(text);
}
END_TEST

START_TEST(closed_is_not_cut)
{
    char *text = scenario_of(HEADING ROW("G1", "k1", "1", "") "G2,w,,31,Cook,Cook,none,closed,,,,,,k1,365,1,,100,\n");
    const char *closed = strstr(text, "id=\"G2\"");

    ck_assert_ptr_null(strstr(closed, "<cut"));
    free(text);
}
END_TEST

/* "St. Clair" and "St Clair" are two; "abroad" is taken by one that the mapping gives. */
START_TEST(groups_are_told_apart)
{
    char *text = scenario_of(HEADING "G1,w,,31,St. Clair,St. Clair,none,operating,,,,,,k,365,1,,100,\n"
                                     "G2,w,,31,St Clair,St Clair,none,operating,,,,,,k,365,1,,100,\n"
                                     "G3,w,,31,abroad,abroad,none,operating,,,,,,k,365,1,,100,\n"
                                     "G4,w,,31,Cook,Abroad,none,operating,,,,,,k,365,1,,100,\n");

    assert_holds(text, "<district id=\"st-clair\" en=\"St Clair County\"");
    assert_holds(text, "<district id=\"st-clair-2\" en=\"St. Clair County\"");
    assert_holds(text, "<district id=\"abroad-2\" en=\"abroad County\"");
    assert_holds(text, "id=\"G1\" sector=\"31\" district=\"st-clair-2\"");
    assert_holds(text, "id=\"G3\" sector=\"31\" district=\"abroad-2\"");
    assert_holds(text, "id=\"G4\" sector=\"31\" district=\"Abroad\"");
    assert_lacks(text, "id=\"cook\""); /* nobody refers to it */
    free(text);
}
END_TEST

/* As many names as you like may give the same id. */
START_TEST(many_groups_alike)
{
    enum { N_ALIKE = 16384, ROW_ROOM = 160 };
    static const char signs[] = "!?.;:*~^"; /* eight, so that the octal digits of i become a name */
    char *table = calloc(N_ALIKE + 1, ROW_ROOM), *to = stpcpy(table, HEADING);
    hz_mapping *mapping;
    hz_import *import;

    for (unsigned i = 0; i < N_ALIKE; i++) {
        char name[6] = "";

        for (unsigned k = 0; k < sizeof name - 1; k++)
            name[k] = signs[i >> 3 * k & 7];
        to += sprintf(to, "G%u,w,,31,%s,%s,none,operating,,,,,,k,365,1,,100,\n", i, name, name);
    }
    import = imported(MAPPING, table, &mapping);
    ck_assert_msg(import != NULL, "%s", err.message);
    ck_assert_uint_eq(import->n_groups[HZ_IMPORT_DISTRICT], N_ALIKE);
    ck_assert_str_eq(import->groups[HZ_IMPORT_DISTRICT][0].id, "x");
    ck_assert_str_eq(import->groups[HZ_IMPORT_DISTRICT][1].id, "x-2");
    ck_assert_str_eq(import->groups[HZ_IMPORT_DISTRICT][N_ALIKE - 1].id, "x-16384");
    hz_import_free(import);
    hz_mapping_free(mapping);
    free(table);
}
END_TEST

START_TEST(the_longest_beginning_counts)
{
    hz_mapping *mapping;
    hz_import *import = imported(MAPPING, HEADING "G1,w,,3119,Cook,Cook,none,operating,,,,,,k,365,3,,100,\n", &mapping);

    ck_assert_msg(import != NULL, "%s", err.message);
    ck_assert_uint_eq(import->n_kept, 1);
    ck_assert_int_eq((int)import->rows[0].cost_fen, 250); /* 3 / 0.3 x 0.25 */
    ck_assert_str_eq(import->rows[0].cost_from, "A");
    assert_holds(import->rows[0].note, "'311' of table 'sectors' stands for '3119'");
    hz_import_free(import);
    hz_mapping_free(mapping);
}
END_TEST

/* Cells of any length: neither is half a character reported, nor every beginning of a key looked for. */
START_TEST(long_cells)
{
    static const char own_body[] = "body='office of {County}'", other_body[] = "body='body   of {Name}'  ";
    char name[1000 * 3 + 1] = "", county[40 * 3 + 1] = "", key[HZ_MAX_TEXT + 2], table[2 * TEXT];
    char map[] = MAPPING;
    hz_mapping *mapping;
    hz_import *import;

    for (int i = 0; i < 1000; i++)
        memcpy(name + 3 * i, "焦", 4);
    for (int i = 0; i < 40; i++)
        memcpy(county + 3 * i, "焦", 4);
    memset(key, '3', sizeof key - 1);
    key[sizeof key - 1] = '\0';
    memcpy(strstr(map, own_body), other_body, sizeof other_body - 1);
    snprintf(table, sizeof table,
             HEADING "G1,%s,,31,Cook,Cook,none,operating,,,,,,k,365,3,,100,\n"
                     "G2,w,,%s,Cook,Cook,none,operating,,,,,,k,365,3,,100,\n"
                     "G3,a,,31,%s,%s,none,operating,,,,,,k,365,3,,100,\n"
                     "G4,b,,31,%s,%s,none,operating,,,,,,k,365,3,,100,\n",
             name, key, county, county, county, county);
    import = imported(map, table, &mapping);
    ck_assert_msg(import != NULL, "%s", err.message);
    for (int r = 0; r < 2; r++) {
        ck_assert_int_eq(import->rows[r].reason, HZ_REASON_TEXT);
        ck_assert(hz_text_is_clean(import->rows[r].why, strlen(import->rows[r].why)));
    }
    assert_holds(import->rows[3].note, "焦' differently");
    hz_import_free(import);
    hz_mapping_free(mapping);
}
END_TEST

START_TEST(an_error_need_not_be_asked_for)
{
    hz_import_source sectors = {"sectors", put_file("sectors.csv", SECTORS)};
    hz_mapping *mapping;
    hz_import *import;

    ck_assert_int_eq(hz_read_mapping(&mapping, put_file("map.xml", MAPPING), NULL), HZ_OK);
    ck_assert_int_eq(hz_import_table(&import, mapping, put_file("table.csv", "ID\n"), NULL, &sectors, 1, NULL),
                     HZ_ERR_INPUT);
    sectors.path = put_file("sectors.csv", "name\n");
    ck_assert_int_eq(hz_import_table(&import, mapping, put_file("table.csv", HEADING), NULL, &sectors, 1, NULL),
                     HZ_ERR_INPUT);
    hz_mapping_free(mapping);
}
END_TEST

/* All rows that are good or bad in some way, forwards and backwards. */
START_TEST(the_order_of_rows_does_not_matter)
{
    static const char *const rows[] = {
        ROW("G3", "k1", "1", "2"),
        ROW("G1", "k2", "1", ""),
        ROW("G1", "k1", "1", ""),
        ROW("X1", "k1", "1", "1"),
        ROW("x1", "k1", "2", "1"),
        "G4,w,,31,St. Clair,St. Clair,none,operating,,,,,,k,365,1,,100,\n",
        "G5,w,,311,St Clair,St Clair,none,operating,,,,,,k,365,1,,100,\n",
        "G6,w,,3112,St Clair,St Clair,none,operating,,,,,,k,365,1,,100,\n",
        "Y1,other,,31,Cook,Cook,none,operating,,,,,,a,365,1,,100,\n",
        ROW("Y1", "b", "1", ""),
    };
    enum { N = sizeof rows / sizeof *rows };
    char forwards[TEXT] = HEADING, backwards[TEXT] = HEADING;
    char *a, *b;

    for (size_t i = 0; i < N; i++) {
        strcat(forwards, rows[i]);
        strcat(backwards, rows[N - 1 - i]);
    }
    a = scenario_of(forwards);
    b = scenario_of(backwards);
    ck_assert_str_eq(a, b);
    assert_holds(a, "<!-- hazeplan import: 6 of 10 rows");
    free(a);
    free(b);
}
END_TEST

START_TEST(the_report_says_what_became_of_each_row)
{
    hz_mapping *mapping;
    hz_import *import = imported(MAPPING, HEADING ROW("G1", "k1", "10", "") ROW("=X1", "k1", "1", ""), &mapping);
    hz_sink *sink = hz_sink_to_memory();
    const char *text;

    ck_assert_msg(import != NULL, "%s", err.message);
    hz_write_import_report(sink, mapping, import);
    text = hz_sink_text(sink, NULL);
    assert_holds(text, "\xEF\xBB\xBFline,enterprise,unit,result,reason,why,note,cost,cost_unit,cost_from\r\n");
    assert_holds(text, "\r\n2,G1,k1,kept,,,,50,USD/a,A\r\n");
    assert_holds(text, "\r\n3,,,rejected,id,\"'=X1' cannot be an id");
    hz_sink_close(sink, "", NULL);
    hz_import_free(import);
    hz_mapping_free(mapping);
}
END_TEST

START_TEST(out_of_memory)
{
    for (long nth = 1, is_done = 0; !is_done && nth < 5000; nth++) {
        hz_mapping *mapping = NULL;
        hz_import *import;

        err = HZ_ERROR_NONE;
        hz_memory_fail_at(nth);
        import = imported(MAPPING, HEADING ROW("G1", "k1", "10", "") ROW("G1", "k2", "1", ""), &mapping);
        is_done = import != NULL;
        hz_memory_fail_at(0);
        if (!import)
            ck_assert_msg(err.status == HZ_ERR_MEMORY, "request %ld: %s", nth, err.message);
        hz_import_free(import);
        hz_mapping_free(mapping);
        ck_assert_int_lt(nth, 4999);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("import");
    TCase *tcase = tcase_create("import");
    SRunner *runner;
    int n_failed;

    suite_add_tcase(suite, tcase);
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, numbers_of_any_length);
    tcase_add_test(tcase, value_added_is_exact);
    tcase_add_test(tcase, slugs_are_safe);
    tcase_add_test(tcase, mapping_faults);
    tcase_add_test(tcase, table_faults);
    tcase_add_test(tcase, joined_table_faults);
    tcase_add_test(tcase, rows_are_rejected_for_a_reason);
    tcase_add_test(tcase, units_of_the_mapping);
    tcase_add_test(tcase, missing_stays_missing);
    tcase_add_test(tcase, everything_is_taken);
    tcase_add_test(tcase, approved_loads_are_taken);
    tcase_add_test(tcase, rows_of_one_enterprise_are_its_units);
    tcase_add_test(tcase, closed_is_not_cut);
    tcase_add_test(tcase, groups_are_told_apart);
    tcase_add_test(tcase, many_groups_alike);
    tcase_add_test(tcase, the_longest_beginning_counts);
    tcase_add_test(tcase, long_cells);
    tcase_add_test(tcase, an_error_need_not_be_asked_for);
    tcase_add_test(tcase, the_order_of_rows_does_not_matter);
    tcase_add_test(tcase, the_report_says_what_became_of_each_row);
    tcase_add_test(tcase, out_of_memory);
    runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    n_failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return n_failed != 0;
}

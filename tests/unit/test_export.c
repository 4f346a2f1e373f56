/* test_export.c - the plan folder's formats, settings, and comparing: hostile names, missing figures, exact numbers
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cancel.h"
#include "base/file.h"
#include "base/folder.h"
#include "base/lang.h"
#include "export/as_comparison.h"
#include "export/as_csv.h"
#include "export/as_json.h"
#include "export/as_sheet.h"
#include "export/as_text.h"
#include "export/as_xml.h"
#include "export/folder.h"
#include "export/show.h"
#include "plan/compare.h"
#include "plan/reckon.h"

/* --- a small scenario by hand: one of each kind of order, and names as strangers write them --- */

enum { N_POLLUTANTS = 2, N_UNITS = 6 };

static hz_source sources[] = {{"s1", "a source", HZ_INVENTED, 1}};
static hz_pollutant pollutants[] = {
    {.id = "NOx",
     .name = {"氮氧化物", "nitrogen oxides"},
     .has_unlisted = true,
     .unlisted_g_d = 100000,
     .stated_g_d = HZ_NOT_REPORTED,
     .society_source = HZ_NONE,
     .line = 1,
     .society_line = 1},
    {.id = "SO2",
     .name = {"二氧化硫", "sulphur dioxide"},
     .has_unlisted = false,
     .unlisted_g_d = HZ_NOT_REPORTED,
     .stated_g_d = 900000,
     .society_source = 0,
     .line = 1,
     .society_line = 1},
};
static hz_group districts[] = {
    {.id = "boai",
     .name = {"博爱县", "Bo'ai"},
     .code = "410822",
     .body = "博爱县人民政府",
     .phone = "0391-0000001",
     .line = 1},
    {.id = "wen", .name = {"温县", "Wen, the \"other\" one"}, .body = "温县人民政府", .line = 1},
};
static hz_group sectors[] = {
    {.id = "cement", .name = {"水泥", "cement"}, .code = "C3011", .body = "b", .line = 1},
    {.id = "power", .name = {"火电", "power"}, .body = "b", .line = 1},
};
static hz_product products[] = {{.name = "clinker", .dimension = HZ_DIM_MASS}, {.name = "heat", .dimension = HZ_DIM_ENERGY}};
static hz_demand demands[] = {
    {.kind = HZ_DEMAND_REDUCTION,
     .level = HZ_ORANGE,
     .scope = HZ_SCOPE_ALL,
     .group = HZ_NONE,
     .pollutant = 0,
     .product = HZ_NONE,
     .is_ratio = true,
     .ratio_ppm = 200000,
     .source = HZ_NONE,
     .line = 1},
    {.kind = HZ_DEMAND_REDUCTION,
     .level = HZ_ORANGE,
     .scope = HZ_SCOPE_DISTRICT,
     .group = 0,
     .pollutant = 1,
     .product = HZ_NONE,
     .amount = 12345,
     .source = 0,
     .line = 1},
    {.kind = HZ_DEMAND_FLOOR,
     .level = HZ_ORANGE,
     .scope = HZ_SCOPE_ALL,
     .group = HZ_NONE,
     .pollutant = HZ_NONE,
     .product = 1,
     .amount = 500000000,
     .source = HZ_NONE,
     .line = 1},
};
static hz_contact contacts[] = {
    {HZ_ROLE_RESPONSIBLE, "=HYPERLINK(\"http://x\")", "+86 391 0000002"},
    {HZ_ROLE_GRID, "王五\n第二行", "13800000000"},
};
static hz_exemption exemptions[] = {{1 << HZ_ORANGE, "民生供热 <以热定产>", "焦政办〔2016〕\"1\"号", NULL, 1},
                                    {1 << HZ_RED, "not this level", NULL, NULL, 1}};
static hz_enterprise enterprises[] = {
    {.id = "E1",
     .name = "=cmd|' /C calc'!A0",
     .credit_code = "91410800X17000000A",
     .town = "../../etc",
     .address = "a,b\r\nc",
     .sector = 0,
     .district = 0,
     .grade = HZ_GRADE_C,
     .operation = HZ_OPERATING,
     .n_contacts = 2,
     .source = HZ_NONE,
     .first_unit = 0,
     .n_units = 2},
    {.id = "E2",
     .name = "</enterprise><script>alert('x')</script>&",
     .sector = 1,
     .district = 1,
     .grade = HZ_GRADE_A,
     .operation = HZ_OPERATING,
     .n_exemptions = 2,
     .exempt_levels = 1 << HZ_ORANGE | 1 << HZ_RED,
     .source = HZ_NONE,
     .first_unit = 2,
     .n_units = 1,
     .first_contact = 2},
    {.id = "E3",
     .name = "博爱\t水泥\n有限公司\xe2\x80\xae",
     .permit = "-1+1",
     .sector = 0,
     .district = 0,
     .grade = HZ_GRADE_B_MINUS,
     .operation = HZ_IDLE,
     .source = HZ_NONE,
     .first_unit = 3,
     .n_units = 1,
     .first_contact = 2,
     .first_exemption = 2},
    {.id = "E4",
     .name = "\"quoted\", 'x'",
     .sector = 1,
     .district = 1,
     .grade = HZ_GRADE_LEADING,
     .operation = HZ_OPERATING,
     .source = HZ_NONE,
     .first_unit = 4,
     .n_units = 2,
     .first_contact = 2,
     .first_exemption = 2},
};
static hz_check checks[] = {
    {432000000, HZ_CHECK_ELECTRICITY, HZ_DIM_ENERGY}, /* 120000 kWh */
    {1234500, HZ_CHECK_GAS, HZ_DIM_VOLUME},           /* 1234.5 m3 */
    {HZ_NOT_REPORTED, HZ_CHECK_LEDGER, HZ_DIM_COUNT},
    {20000, HZ_CHECK_TRIPS, HZ_DIM_COUNT}, /* 20 trips */
};
static hz_unit units[N_UNITS] = {
    {.id = "kiln-1",
     .name = "1号窑",
     .output = 4500000000,
     .cost_fen_d = 35200000,
     .enterprise = 0,
     .first_check = 0,
     .product = 0,
     .n_checks = 3,
     .kind = HZ_UNIT_LINE,
     .output_basis = HZ_BASIS_PERMIT,
     .cost_basis = HZ_BASIS_SECTOR,
     .max_cut_bp = {0, 0, 10000, 10000},
     .cut_levels = 12},
    {.id = "mill",
     .name = "@SUM(1)",
     .output = 1000001,
     .cost_fen_d = 1001,
     .enterprise = 0,
     .first_check = 3,
     .product = 0,
     .n_checks = 1,
     .kind = HZ_UNIT_PROCESS,
     .max_cut_bp = {0, 0, 5000, 5000},
     .cut_levels = 12},
    {.id = "boiler",
     .name = "热电锅炉",
     .output = 600000000,
     .cost_fen_d = 10,
     .enterprise = 1,
     .first_check = 4,
     .product = 1,
     .kind = HZ_UNIT_LINE,
     .output_basis = HZ_BASIS_EIA},
    {.id = "k", .name = "旧窑", .output = 0, .enterprise = 2, .first_check = 4, .product = 0},
    {.id = "fleet",
     .name = "货车",
     .cost_fen_d = 500000,
     .enterprise = 3,
     .first_check = 4,
     .product = HZ_NONE16,
     .kind = HZ_UNIT_FLEET,
     .max_cut_bp = {0, 0, 10000, 10000},
     .cut_levels = 12},
    {.id = "yard",
     .name = "料场",
     .cost_fen_d = 100,
     .enterprise = 3,
     .first_check = 4,
     .product = HZ_NONE16,
     .kind = HZ_UNIT_DUST,
     .max_cut_bp = {0, 0, 10000, 10000},
     .cut_levels = 12},
};
static int64_t emissions[N_UNITS * N_POLLUTANTS] = {
    120500, 60250, 1001, HZ_NOT_REPORTED, 50000, 70000, 7000, HZ_NOT_REPORTED, 30000, 0, 0, 5};
static uint16_t cuttable[N_UNITS * N_POLLUTANTS] = {10000, 9000,  10000, 10000, 10000, 10000,
                                                    10000, 10000, 10000, 10000, 10000, 10000};
static uint8_t emission_basis[N_UNITS * N_POLLUTANTS];
static hz_scenario scenario = {.path = "x",
                               .id = "test-1",
                               .lang = HZ_LANG_EN,
                               .standing = HZ_STANDING_ILLUSTRATIVE,
                               .currency = "CNY",
                               .country = "CN",
                               .title = {"测试<标题>", "A <title> & more"},
                               .rules_title = "预案, \"A\"",
                               .rules_number = "〔2016〕1号",
                               .rules_issuer = "政府",
                               .rules_effective = "2016-09-30",
                               .sources = sources,
                               .n_sources = 1,
                               .pollutants = pollutants,
                               .n_pollutants = N_POLLUTANTS,
                               .districts = districts,
                               .n_districts = 2,
                               .sectors = sectors,
                               .n_sectors = 2,
                               .products = products,
                               .n_products = 2,
                               .demands = demands,
                               .n_demands = 3,
                               .enterprises = enterprises,
                               .n_enterprises = 4,
                               .units = units,
                               .n_units = N_UNITS,
                               .emission_g_d = emissions,
                               .cuttable_bp = cuttable,
                               .emission_basis = emission_basis,
                               .checks = checks,
                               .n_checks = 4,
                               .contacts = contacts,
                               .n_contacts = 2,
                               .exemptions = exemptions,
                               .n_exemptions = 2};

/* The caller frees it with hz_plan_free(). */
static hz_plan *make_plan(void)
{
    static const hz_order given[N_UNITS] = {{10000, HZ_ACTION_STOP, 0}, {3300, HZ_ACTION_LIMIT, 0}, {0, HZ_ACTION_EXEMPT, 0},
                                            {0, HZ_ACTION_DOWN, 0},     {0, HZ_ACTION_NONE, 0},     {10000, HZ_ACTION_STOP, 0}};
    hz_plan *plan = calloc(1, sizeof *plan);
    size_t n;

    ck_assert_ptr_nonnull(plan);
    plan->scenario = &scenario;
    plan->settings = (hz_settings){.level = HZ_ORANGE, .lang = HZ_LANG_EN, .step_bp = 100, .start = "2016-09-24T00:00"};
    memset(plan->scenario_digest, 'a', HZ_DIGEST_HEX - 1);
    strcpy(plan->id, "orange-0123456789ab");
    strcpy(plan->solver, "GLPK 5.0");
    plan->orders = malloc(sizeof given);
    memcpy(plan->orders, given, sizeof given);
    ck_assert_int_eq(hz_reckon(&plan->reckoning, &scenario, HZ_ORANGE, plan->orders, NULL), HZ_OK);
    n = plan->reckoning->n_balances;
    ck_assert_uint_eq(n, 3);
    plan->bound_fen_d = 35200000;
    plan->bound_exact = strdup("105600000/3");
    plan->price = calloc(n, sizeof *plan->price);
    plan->price_exact = calloc(n, sizeof *plan->price_exact);
    for (size_t i = 0; i < n; i++)
        plan->price_exact[i] = strdup("5/2");
    plan->price[0] = 2.5;
    plan->price[2] = -0.001;
    return plan;
}

/* --- helpers --- */

typedef void writer(hz_sink *, const hz_plan *);

/* The text of a writer; free(). */
static char *text_of(writer *write, const hz_plan *plan)
{
    hz_sink *sink = hz_sink_to_memory();
    char *text;

    write(sink, plan);
    text = strdup(hz_sink_text(sink, NULL));
    ck_assert_int_eq(hz_sink_close(sink, "memory", NULL), HZ_OK);
    return text;
}

static void csv_of_plan(hz_sink *sink, const hz_plan *plan)
{
    ck_assert_int_eq(hz_csv_actions(sink, plan, NULL), HZ_OK);
}

static void sheet_1(hz_sink *sink, const hz_plan *plan)
{
    hz_sheet_enterprise(sink, plan, 0);
}

static void sheet_2(hz_sink *sink, const hz_plan *plan)
{
    hz_sheet_enterprise(sink, plan, 1);
}

static void sheet_3(hz_sink *sink, const hz_plan *plan)
{
    hz_sheet_enterprise(sink, plan, 2);
}

static void district_1(hz_sink *sink, const hz_plan *plan)
{
    static const uint32_t list[] = {0, 2};

    hz_sheet_district(sink, plan, 0, list, 2);
}

static void has(const char *text, const char *part)
{
    ck_assert_msg(strstr(text, part) != NULL, "not found: %s\nin:\n%s", part, text);
}

static void has_not(const char *text, const char *part)
{
    ck_assert_msg(strstr(text, part) == NULL, "found: %s\nin:\n%s", part, text);
}

/* --- orders --- */

START_TEST(orders_round_to_the_safe_side)
{
    ck_assert_int_eq(hz_order_cut_g_d(&scenario, 1, 0, &(hz_order){.cut_bp = 3300}), 330); /* 1001 * 0.33 = 330.33 */
    ck_assert_int_eq(hz_order_cut_g_d(&scenario, 0, 1, &(hz_order){.cut_bp = 10000}), 54225);
    ck_assert_int_eq(hz_order_cut_g_d(&scenario, 1, 1, &(hz_order){.cut_bp = 10000}), 0);  /* not reported */
    ck_assert_int_eq(hz_order_cost_fen_d(&scenario, 1, HZ_ORANGE, &(hz_order){.cut_bp = 3300}), 331); /* 330.33 */
    ck_assert_int_eq(hz_order_cost_fen_d(&scenario, 1, HZ_ORANGE, &(hz_order){.cut_bp = 0}), 0);
    ck_assert_int_eq(hz_order_output(&scenario, 1, &(hz_order){.cut_bp = 3300}), 670000); /* 670000.67 */
}
END_TEST

START_TEST(prices_are_per_kilogram_and_per_unit_of_product)
{
    hz_plan *plan = make_plan();

    ck_assert_int_eq(hz_show_price(plan, 0), 2500); /* 2.5 fen/g = 25 yuan/kg */
    ck_assert_int_eq(hz_show_price(plan, 1), 0);
    ck_assert_int_eq(hz_show_price(plan, 2), 1000); /* 0.001 fen/kJ = 10 yuan/GJ */
    hz_plan_free(plan);
}
END_TEST

START_TEST(the_law_follows_the_date)
{
    has(hz_show_law("CN", "2016-09-24T00:00"), "2007");
    has_not(hz_show_law("CN", "2024-10-31T23:59"), "2024");
    has(hz_show_law("CN", "2024-11-01T00:00"), "2024, Article 10");
    has(hz_show_law("CN", ""), "2007");
    has(hz_show_law("CN", ""), "2024");
    ck_assert_ptr_null(hz_show_law("US", ""));
}
END_TEST

START_TEST(texts_stay_on_one_line)
{
    char buf[64];

    ck_assert_str_eq(hz_show_line(buf, sizeof buf,
                                  "a\r\nb\tc\xe2\x80\xa8"
                                  "d\xc2\x85"
                                  "e\x7f"),
                     "a  b c d e");
    ck_assert_str_eq(hz_show_line(buf, sizeof buf, "\xe2\x80\xae\xe2\x81\xa6x"), "  x");
    ck_assert_str_eq(hz_show_line(buf, 5, "水泥"), "水");
    ck_assert_str_eq(hz_show_line(buf, sizeof buf, "a\xe6\xb0"), "a"); /* cut off inside a character */
    ck_assert_str_eq(hz_show_line(buf, sizeof buf, "a\xff\x80" "b\xe6" "c\xc3"), "a  b c"); /* not UTF-8 at all */
    ck_assert_str_eq(hz_show_line(buf, sizeof buf, NULL), "");
}
END_TEST

START_TEST(units_are_words_for_people)
{
    ck_assert_str_eq(hz_show_unit("piece/d"), "piece/d");
    ck_assert_int_eq(hz_lang_use(HZ_LANG_ZH, NULL), HZ_OK);
    ck_assert_str_eq(hz_show_unit("piece/d"), "件/天");
    ck_assert_str_eq(hz_show_unit("trip/d"), "车次/天");
    ck_assert_str_eq(hz_show_unit("GJ/d"), "GJ/d");
    ck_assert_int_eq(hz_lang_use(HZ_LANG_EN, NULL), HZ_OK);
}
END_TEST

/* --- CSV --- */

START_TEST(csv_is_safe_in_a_spreadsheet)
{
    hz_plan *plan = make_plan();
    char *csv = text_of(csv_of_plan, plan);

    ck_assert_int_eq(strncmp(csv,
                             "\xEF\xBB\xBF"
                             "standing of the data,plan,",
                             29),
                     0);
    has(csv, "\r\nillustrative data,orange-0123456789ab,aaaaaaaa");
    has(csv, ",'=cmd|' /C calc'!A0,");
    has(csv, ",'@SUM(1),");
    has(csv, ",\"'=HYPERLINK(\"\"http://x\"\")\",");
    has(csv, ",'+86 391 0000002,");
    has(csv, ",\"\"\"quoted\"\", 'x'\",");
    has(csv, ",\"a,b\r\nc\",");
    has(csv, ",\"预案, \"\"A\"\"\",");
    has(csv, ",until further notice,");
    free(csv);
    hz_plan_free(plan);
}
END_TEST

START_TEST(csv_numbers_are_exact_and_missing_ones_empty)
{
    hz_plan *plan = make_plan();
    char *csv = text_of(csv_of_plan, plan);

    /* cut, load, product, unit, baseline, allowed, NOx, NOx cut, SO2, SO2 cut, cost, readings */
    has(csv, ",stop,100,0,clinker,t/d,4500,0,120.5,120.5,60.25,54.225,352000.00,120000,0,1234.5,0,,,");
    has(csv, ",limit,33,67,clinker,t/d,1.000001,0.67,1.001,0.33,,,3.31,,,,,20,13.4,");
    has(csv, ",exempt,0,100,heat,GJ/d,600,600,50,0,70,0,0.00,");
    has(csv, ",\"民生供热 <以热定产> (焦政办〔2016〕\"\"1\"\"号)\",,,\"热电锅炉: is exempt at this level");
    has(csv, "stays shut,0,0,clinker,t/d,0,0,0,0,,,0.00,");
    has(csv, ",as before,0,100,,,,,30,0,0,0,0.00,");
    free(csv);
    hz_plan_free(plan);
}
END_TEST

START_TEST(csv_of_a_district_has_its_rows_only)
{
    static const uint32_t list[] = {1, 3};
    hz_plan *plan = make_plan();
    hz_sink *sink = hz_sink_to_memory();
    const char *csv;

    ck_assert_int_eq(hz_csv_enterprises(sink, plan, list, 2, NULL), HZ_OK);
    csv = hz_sink_text(sink, NULL);
    has(csv, ",E2,");
    has(csv, ",E4,");
    has_not(csv, ",E1,");
    has_not(csv, ",E3,");
    hz_sink_close(sink, "memory", NULL);
    hz_plan_free(plan);
}
END_TEST

/* --- XML, JSON --- */

START_TEST(xml_holds_names_as_data)
{
    hz_plan *plan = make_plan();
    char *xml = text_of(hz_xml_actions, plan);

    has(xml, "standing=\"illustrative\" stamp=\"illustrative data\"");
    has(xml, "name=\"&lt;/enterprise&gt;&lt;script&gt;");
    has(xml, "<emission pollutant=\"SO2\" status=\"not-reported\"/>");
    has(xml, "<emission pollutant=\"NOx\" baseline=\"1.001\" cut=\"0.33\" unit=\"kg/d\"/>");
    has(xml, "action=\"limit\" cut-percent=\"33\" load-percent=\"67\" cost=\"3.31\"");
    has(xml, "<output product=\"heat\" baseline=\"600\" allowed=\"600\" unit=\"GJ/d\" basis=\"eia\"/>");
    has(xml, "<check by=\"electricity\" baseline=\"120000\" expected=\"0\" unit=\"kWh/d\"/>");
    has(xml, "<check by=\"ledger\"/>");
    has(xml, "<reduction pollutant=\"SO2\" district=\"boai\" base=\"");
    has_not(xml, "not this level");
    has_not(xml, "until=");
    has_not(xml, "<script>");
    free(xml);
    hz_plan_free(plan);
}
END_TEST

START_TEST(json_says_null_for_what_is_missing)
{
    hz_plan *plan = make_plan();
    char *json = text_of(hz_json_plan, plan);

    has(json, "{\"format\":\"hazeplan-plan\",\"version\":1,\"plan\":\"orange-0123456789ab\"");
    has(json, "\"stamp\":\"illustrative data\"");
    has(json, "{\"pollutant\":\"SO2\",\"baseline_kg_d\":null,\"cut_kg_d\":null}");
    has(json, "\"start\":\"2016-09-24T00:00\",\"in_place\":null,\"until\":null");
    has(json, "\"bound_d\":352000.00,\"above_bound_d\":4.31");
    has(json, "\"price\":25,\"price_exact_fen\":\"5/2\"");
    has(json, "\"output\":null");
    has(json, "\\u003cscript\\u003e");
    free(json);
    json = text_of(hz_json_plan_head, plan);
    has_not(json, "\"enterprises\":[");
    free(json);
    hz_plan_free(plan);
}
END_TEST

/* --- pages --- */

START_TEST(summary_answers_first_and_shows_every_demand)
{
    hz_plan *plan = make_plan();
    char *text = text_of(hz_text_summary, plan);

    ck_assert_int_eq(strncmp(text, "*** illustrative data: ", 23), 0);
    has(text, "Cost 352,004.31 yuan/d. Enterprises that must cut: 2 of 4. Units: 2 stop, 1 run at limited load, 3 run "
              "as before "
              "or stay shut.");
    has(text, "No plan can cost less than 352,000.00 yuan/d (proved). These orders cost 4.31 yuan/d more");
    has(text, "CHECK THE RULES"); /* they came into force on 30 September */
    has(text, "nitrogen oxides, whole society");
    has(text, "sulphur dioxide, Bo'ai");
    has(text, "heat, everywhere");
    has(text, "2007, Article 11");
    has(text, "105600000/3 fen");
    has(text, "sulphur dioxide: 2 of 6 units do not report it");
    free(text);
    hz_plan_free(plan);
}
END_TEST

START_TEST(sheets_say_what_may_not_grow)
{
    hz_plan *plan = make_plan();
    char *text = text_of(sheet_1, plan);

    has(text, "*** illustrative data");
    has(text, "Units that are not cut may not emit more than before the warning.");
    has(text, "1. [kiln-1] 1号窑 (production line): stop");
    has(text, "(process step): limit: run at 67 % at most (cut 33 %)");
    has(text, "checked by electricity use: about 0 kWh/d expected (baseline 120,000 kWh/d)");
    has(text, "sulphur dioxide: not reported");
    has(text, "王五 第二行  13800000000");
    has(text, "In place by             ____-__-__");
    free(text);
    text = text_of(sheet_2, plan);
    has(text, "exempt at this level");
    has(text, "It may not emit more than before the warning.");
    has(text, "exempt because: 民生供热 <以热定产> (焦政办〔2016〕\"1\"号)");
    free(text);
    text = text_of(sheet_3, plan);
    has(text, "may not start while the response lasts");
    has(text, "nitrogen oxides: none (7 kg/d in the inventory; counted neither as baseline nor as a reduction)");
    has(text, "博爱 水泥 有限公司\n");
    free(text);
    text = text_of(district_1, plan);
    has(text, "[ ] seen in place at");
    has(text, "E3                stays shut        博爱 水泥 有限公司\n");
    free(text);
    hz_plan_free(plan);
}
END_TEST

/* The longest name widens its column: all lines of the table, which ends on the right, stay equally long. */
START_TEST(tables_stay_aligned)
{
    const char *name = districts[0].name.en;
    hz_plan *plan = make_plan();
    char *text, *line;
    size_t length;

    districts[0].name.en = "a district with a name that is far longer than anybody would have thought of";
    text = text_of(hz_text_summary, plan);
    line = strstr(text, "\ndemand ") + 1;
    length = strcspn(line, "\n");
    for (int i = 0; i < 4; i++, line += length + 1)
        ck_assert_msg(strcspn(line, "\n") == length, "%s", text);
    has(text, "far longer than anybody would have thought of  ");
    districts[0].name.en = name;
    free(text);
    hz_plan_free(plan);
}
END_TEST

/* No name can push the order off the sheet, and no fraction is cut. */
START_TEST(long_texts_hide_nothing)
{
    const char *name = units[0].name;
    hz_plan *plan = make_plan();
    char *text, long_name[HZ_MAX_TEXT + 1];

    memset(long_name, 'n', HZ_MAX_TEXT);
    long_name[HZ_MAX_TEXT] = '\0';
    units[0].name = long_name;
    text = text_of(sheet_1, plan);
    has(text, "nnn (production line): stop\n");
    free(text);
    units[0].name = name;
    free(plan->bound_exact);
    plan->bound_exact = strdup(long_name);
    text = text_of(hz_text_summary, plan);
    has(text, "nnn fen (exact fraction)\n");
    free(text);
    hz_plan_free(plan);
}
END_TEST

START_TEST(official_pages_bear_no_stamp)
{
    hz_plan *plan = make_plan();
    char *text;

    scenario.standing = HZ_STANDING_OFFICIAL;
    strcpy(plan->settings.start, "2016-09-30T00:00");
    text = text_of(hz_text_summary, plan);
    ck_assert_int_eq(strncmp(text, "Emission reduction plan", 23), 0);
    has_not(text, "CHECK THE RULES");
    has_not(text, "***");
    free(text);
    scenario.standing = HZ_STANDING_ILLUSTRATIVE;
    hz_plan_free(plan);
}
END_TEST

/* --- settings --- */

static char folder_path[64];

static void make_folder(void)
{
    strcpy(folder_path, "export-test-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder_path));
}

static void write_text(const char *name, const char *text)
{
    char path[128];
    FILE *file;

    snprintf(path, sizeof path, "%s/%s", folder_path, name);
    file = fopen(path, "wb");
    ck_assert_ptr_nonnull(file);
    fputs(text, file);
    fclose(file);
}

static void remove_folder(void)
{
    ck_assert_int_eq(hz_folder_remove(folder_path, NULL), HZ_OK);
}

static hz_status read_settings(hz_settings *out, const char *text, hz_error *err)
{
    char path[128];

    write_text("settings.xml", text);
    snprintf(path, sizeof path, "%s/settings.xml", folder_path);
    *err = HZ_ERROR_NONE;
    return hz_read_settings(out, path, err);
}

START_TEST(settings_come_back_as_they_went)
{
    hz_settings set = {
        .level = HZ_RED, .lang = HZ_LANG_ZH, .step_bp = 250, .start = "2016-09-24T00:00", .until = "2016-09-27T12:00"};
    hz_settings back;
    hz_sink *sink = hz_sink_to_memory();
    hz_error err;

    make_folder();
    hz_write_settings(sink, &set);
    ck_assert_int_eq(read_settings(&back, hz_sink_text(sink, NULL), &err), HZ_OK);
    hz_sink_close(sink, "memory", NULL);
    ck_assert_int_eq(back.level, HZ_RED);
    ck_assert_int_eq(back.lang, HZ_LANG_ZH);
    ck_assert_int_eq(back.step_bp, 250);
    ck_assert_str_eq(back.start, set.start);
    ck_assert_str_eq(back.in_place, "");
    ck_assert_str_eq(back.until, set.until);
    remove_folder();
}
END_TEST

#define SETTINGS(rest) "<settings xmlns=\"urn:hazeplan:settings\" version=\"1\" " rest

START_TEST(settings_are_read_strictly)
{
    static const struct {
        const char *text, *says;
    } bad[] = {
        {SETTINGS("level=\"red\" lang=\"en\" step-percent=\"1\">"), "not well-formed"},
        {"<scenario xmlns=\"urn:hazeplan:scenario\"/>", "does not belong here"},
        {SETTINGS("level=\"orange\" lang=\"en\"/>"), "'step-percent' of 'settings' is missing"},
        {SETTINGS("level=\"mauve\" lang=\"en\" step-percent=\"1\"/>"), "'level' of 'settings' cannot be used: 'mauve'"},
        {SETTINGS("level=\"red\" lang=\"fr\" step-percent=\"1\"/>"), "'lang'"},
        {SETTINGS("level=\"red\" lang=\"en\" step-percent=\"0\"/>"), "'step-percent'"},
        {SETTINGS("level=\"red\" lang=\"en\" step-percent=\"0.001\"/>"), "'step-percent'"},
        {SETTINGS("level=\"red\" lang=\"en\" step-percent=\"1e2\"/>"), "'step-percent'"},
        {SETTINGS("level=\"red\" lang=\"en\" step-percent=\"1\" start=\"soon\"/>"), "'start'"},
        {SETTINGS("level=\"red\" lang=\"en\" step-percent=\"1\" colour=\"x\"/>"),
         "'colour' of 'settings' is not known"},
        {SETTINGS("level=\"red\" lang=\"en\" step-percent=\"1\"><x/></settings>"), "element 'x'"},
        {SETTINGS("level=\"red\" lang=\"en\" step-percent=\"1\">\nx</settings>"), ":2: text"},
        {"<settings xmlns=\"urn:hazeplan:settings\" version=\"2\" level=\"red\" lang=\"en\" step-percent=\"1\"/>",
         "'version'"},
    };
    hz_settings set;
    hz_error err;

    make_folder();
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        ck_assert_msg(read_settings(&set, bad[i].text, &err) == HZ_ERR_INPUT, "taken: %s", bad[i].text);
        has(err.message, bad[i].says);
        has(err.message, "settings.xml");
    }
    remove_folder();
}
END_TEST

/* --- reading a plan back, and comparing --- */

static hz_old_plan *read_back(const hz_plan *plan)
{
    hz_old_plan *old = NULL;
    hz_error err = HZ_ERROR_NONE;
    char *xml = text_of(hz_xml_actions, plan);

    write_text("actions.xml", xml);
    free(xml);
    ck_assert_msg(hz_read_plan(&old, folder_path, 0, &err) == HZ_OK, "%s", err.message);
    return old;
}

START_TEST(a_plan_is_read_back_whole)
{
    hz_plan *plan = make_plan();
    hz_old_plan *old;

    make_folder();
    old = read_back(plan);
    ck_assert_str_eq(old->id, plan->id);
    ck_assert_int_eq(old->standing, HZ_STANDING_ILLUSTRATIVE);
    ck_assert_int_eq(old->cost_fen_d, 35200431);
    ck_assert_int_eq(old->bound_fen_d, plan->bound_fen_d);
    ck_assert_str_eq(old->rules_title, scenario.rules_title);
    ck_assert_str_eq(old->settings.start, plan->settings.start);
    ck_assert_uint_eq(old->n_orders, N_UNITS);
    ck_assert_str_eq(old->orders[0].enterprise_name, enterprises[0].name);
    ck_assert_str_eq(old->orders[3].enterprise_name, enterprises[2].name);
    ck_assert_int_eq(old->orders[1].cut_bp, 3300);
    ck_assert_int_eq(old->orders[1].cost_fen_d, 331);
    ck_assert_int_eq(old->orders[2].action, HZ_ACTION_EXEMPT);
    ck_assert_uint_eq(old->n_cuts, N_POLLUTANTS);
    ck_assert_int_eq(old->cuts[0].cut_g_d, 120830);
    ck_assert_int_eq(hz_old_plan_check(old, NULL), HZ_OK);
    hz_old_plan_free(old);
    remove_folder();
    hz_plan_free(plan);
}
END_TEST

/* Replace the first `from` in the list by `to`. */
static void change_list(const char *xml, const char *from, const char *to)
{
    const char *at = strstr(xml, from);
    char *changed = calloc(1, strlen(xml) + strlen(to) + 1);

    ck_assert_msg(at != NULL, "not in the list: %s", from);
    memcpy(changed, xml, (size_t)(at - xml));
    strcat(changed, to);
    strcat(changed, at + strlen(from));
    write_text("actions.xml", changed);
    free(changed);
}

/* The list is well formed, but its totals are not those of its units. */
static void does_not_add_up(const char *xml, const char *from, const char *to, const char *says)
{
    hz_old_plan *old = NULL;
    hz_error err = HZ_ERROR_NONE;

    change_list(xml, from, to);
    ck_assert_msg(hz_read_plan(&old, folder_path, 0, &err) == HZ_OK, "%s", err.message);
    ck_assert_msg(hz_old_plan_check(old, &err) == HZ_ERR_INPUT, "taken: %s -> %s", from, to);
    has(err.message, says);
    hz_old_plan_free(old);
}

static void refused(const char *xml, const char *from, const char *to, const char *says)
{
    hz_old_plan *old = NULL;
    hz_error err = HZ_ERROR_NONE;

    change_list(xml, from, to);
    ck_assert_msg(hz_read_plan(&old, folder_path, 0, &err) == HZ_ERR_INPUT, "taken: %s -> %s", from, to);
    has(err.message, says);
    ck_assert_ptr_null(old);
}

START_TEST(totals_are_the_sums_of_the_units)
{
    hz_plan *plan = make_plan();
    char *xml = text_of(hz_xml_actions, plan);

    make_folder();
    does_not_add_up(xml, "<result cost=\"352004.31\"", "<result cost=\"352004.30\"", "352,004.30");
    does_not_add_up(xml, "cut=\"120.83\"", "cut=\"120.84\"", "120.840");
    does_not_add_up(xml, "cost=\"3.31\"", "cost=\"3.32\"", "352,004.32");
    refused(xml, "cost=\"3.31\"", "cost=\"92233720368547758.07\"", "'cost'");
    remove_folder();
    free(xml);
    hz_plan_free(plan);
}
END_TEST

START_TEST(what_is_not_a_plan_is_refused)
{
    hz_plan *plan = make_plan();
    char *xml = text_of(hz_xml_actions, plan);

    make_folder();
    refused(xml, "urn:hazeplan:actions", "urn:hazeplan:other", "does not belong here");
    refused(xml, "version=\"1\" plan", "version=\"2\" plan", "'version'");
    refused(xml, "<made ", "<maid ", "parts are missing");
    refused(xml, "cut-percent=\"33\"", "cut-percent=\"133\"", "'cut-percent'");
    refused(xml, "action=\"limit\"", "action=\"dance\"", "'action'");
    refused(xml, "<enterprise id=\"E2\"", "<enterprise id=\"E0\"", "'id'");
    refused(xml, "unit id=\"mill\"", "unit id=\"kiln-1\"", "'id'");
    refused(xml, " cost=\"3.31\"", "", "'cost' of 'unit' is missing");
    refused(xml, "</actions>", "", "not well-formed");
    free(xml);
    remove_folder();
    hz_plan_free(plan);
}
END_TEST

/* Two plans of the same scenario: the mill is tightened, the fleet added, the yard released. */
static hz_comparison *compare_two(hz_old_plan **a, hz_old_plan **b)
{
    hz_plan *plan = make_plan();
    hz_comparison *c = NULL;

    make_folder();
    *a = read_back(plan);
    plan->orders[1].cut_bp = 5000;
    plan->orders[4] = (hz_order){.cut_bp = 10000, .action = HZ_ACTION_STOP};
    plan->orders[5] = (hz_order){.cut_bp = 0, .action = HZ_ACTION_NONE};
    plan->settings.step_bp = 500;
    hz_reckoning_free(plan->reckoning);
    ck_assert_int_eq(hz_reckon(&plan->reckoning, &scenario, HZ_ORANGE, plan->orders, NULL), HZ_OK);
    *b = read_back(plan);
    ck_assert_int_eq(hz_compare(&c, *a, *b, NULL), HZ_OK);
    remove_folder();
    hz_plan_free(plan);
    return c;
}

START_TEST(a_comparison_names_every_change)
{
    hz_old_plan *a, *b;
    hz_comparison *c = compare_two(&a, &b);

    ck_assert_int_eq(c->cost_change_fen_d, 501 - 331 + 500000 - 100);
    ck_assert_uint_eq(c->n_differences, 1);
    ck_assert_str_eq(c->differences[0].what, "step-percent");
    ck_assert_uint_eq(c->n_units, 3);
    ck_assert_int_eq(c->units[0].change, HZ_CHANGE_TIGHTENED);
    ck_assert_int_eq(c->units[1].change, HZ_CHANGE_ADDED);
    ck_assert_int_eq(c->units[2].change, HZ_CHANGE_RELEASED);
    ck_assert_uint_eq(c->n_enterprises, 2);
    ck_assert_int_eq(c->enterprises[0].change, HZ_CHANGE_TIGHTENED);
    ck_assert_int_eq(c->enterprises[1].change, HZ_CHANGE_SHIFTED);
    ck_assert_uint_eq(c->enterprises[1].first_unit, 1);
    ck_assert_uint_eq(c->enterprises[1].n_units, 2);
    ck_assert_int_eq(c->cuts[0].after_g_d - c->cuts[0].before_g_d, 500 - 330 + 30000);
    hz_comparison_free(c);
    hz_old_plan_free(a);
    hz_old_plan_free(b);
}
END_TEST

START_TEST(a_comparison_is_told_in_words_and_json)
{
    hz_old_plan *a, *b;
    hz_comparison *c = compare_two(&a, &b);
    hz_sink *sink = hz_sink_to_memory();

    hz_text_comparison(sink, c);
    has(hz_sink_text(sink, NULL), "*** illustrative data");
    has(hz_sink_text(sink, NULL), "+5,000.70");
    has(hz_sink_text(sink, NULL), "steps of orders, %");
    has(hz_sink_text(sink, NULL), "cut 33.00 %");
    hz_sink_close(sink, "memory", NULL);
    sink = hz_sink_to_memory();
    hz_json_comparison(sink, c);
    has(hz_sink_text(sink, NULL), "\"cost_change_d\":5000.70");
    has(hz_sink_text(sink, NULL), "{\"what\":\"step-percent\",\"before\":\"1\",\"after\":\"5\"}");
    has(hz_sink_text(sink, NULL), "\"shifted\":1");
    hz_sink_close(sink, "memory", NULL);
    hz_comparison_free(c);
    hz_old_plan_free(a);
    hz_old_plan_free(b);
}
END_TEST

/* Two lists by hand: B and D only in one of them. */
START_TEST(inventories_may_differ)
{
    hz_old_order first[] = {{"A", "a", "u", "u", 0, 0, HZ_ACTION_NONE, NULL, NULL},
                            {"B", "b", "u", "u", 7, 100, HZ_ACTION_LIMIT, NULL, NULL}};
    hz_old_order second[] = {{"A", "a", "u", "u", 0, 0, HZ_ACTION_NONE, NULL, NULL},
                             {"D", "d", "u", "u", 0, 0, HZ_ACTION_NONE, NULL, NULL}};
    hz_old_cut cut_a = {"NOx", 5, 5}, cut_b = {"SO2", 6, 6};
    hz_old_plan a = {
        .folder = "a", .id = "x", .currency = "CNY", .cuts = &cut_a, .n_cuts = 1, .orders = first, .n_orders = 2};
    hz_old_plan b = {
        .folder = "b", .id = "x", .currency = "CNY", .cuts = &cut_b, .n_cuts = 1, .orders = second, .n_orders = 2};
    hz_comparison *c = NULL;
    hz_error err = HZ_ERROR_NONE;

    ck_assert_int_eq(hz_compare(&c, &a, &b, NULL), HZ_OK);
    ck_assert_uint_eq(c->n_enterprises, 2);
    ck_assert_int_eq(c->enterprises[0].change, HZ_CHANGE_UNLISTED);
    ck_assert_int_eq(c->enterprises[1].change, HZ_CHANGE_LISTED);
    ck_assert_uint_eq(c->n_cuts, 2);
    ck_assert(c->cuts[0].has_before && !c->cuts[0].has_after);
    ck_assert(!c->cuts[1].has_before && c->cuts[1].has_after);
    hz_comparison_free(c);
    b.currency = "USD";
    ck_assert_int_eq(hz_compare(&c, &a, &b, &err), HZ_ERR_USAGE);
    ck_assert_ptr_null(c);
}
END_TEST

/* --- the folder --- */

static bool folder_has(const char *name)
{
    char path[192];

    snprintf(path, sizeof path, "%s/plan/%s", folder_path, name);
    return access(path, R_OK) == 0;
}

START_TEST(the_folder_is_whole)
{
    static const char *const names[] = {"summary.txt",        "actions.csv",        "actions.xml",
                                        "plan.json",          "enterprises/E1.txt", "enterprises/E4.txt",
                                        "districts/boai.txt", "districts/wen.csv",  "input/scenario.xml",
                                        "input/settings.xml", "SHA256SUMS"};
    hz_plan *plan = make_plan();
    hz_error err = HZ_ERROR_NONE;
    char path[128];

    make_folder();
    snprintf(path, sizeof path, "%s/plan", folder_path);
    ck_assert_msg(hz_export_folder(plan, path, false, &err) == HZ_OK, "%s", err.message);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        ck_assert_msg(folder_has(names[i]), "%s is missing", names[i]);
    ck_assert_int_eq(hz_export_folder(plan, path, false, &err), HZ_ERR_IO);
    err = HZ_ERROR_NONE;
    ck_assert_int_eq(hz_export_folder(plan, path, true, &err), HZ_OK);
    remove_folder();
    hz_plan_free(plan);
}
END_TEST

/* The lists are in the language of the plan, what goes wrong is told in the user's. */
START_TEST(lists_and_errors_have_each_their_language)
{
    hz_plan *plan = make_plan();
    hz_error err = HZ_ERROR_NONE;
    char path[128], *text;
    size_t length;

    make_folder();
    plan->settings.lang = HZ_LANG_ZH;
    snprintf(path, sizeof path, "%s/plan", folder_path);
    ck_assert_msg(hz_export_folder(plan, path, false, &err) == HZ_OK, "%s", err.message);
    ck_assert_int_eq(hz_lang_now(), HZ_LANG_EN);
    snprintf(path, sizeof path, "%s/plan/summary.txt", folder_path);
    ck_assert_int_eq(hz_file_read(&text, &length, path, 1 << 20, &err), HZ_OK);
    has(text, "元/天");
    free(text);
    hz_cancel_request();
    snprintf(path, sizeof path, "%s/other", folder_path);
    ck_assert_int_eq(hz_export_folder(plan, path, false, &err), HZ_ERR_INTERRUPTED);
    ck_assert_str_eq(err.message, "interrupted; nothing was written");
    ck_assert_int_eq(hz_lang_now(), HZ_LANG_EN);
    hz_cancel_install();
    remove_folder();
    hz_plan_free(plan);
}
END_TEST

/* --- out of memory: every request fails once, and each failure is told --- */

static hz_status csv_once(const hz_plan *plan, hz_error *err)
{
    hz_sink *sink = hz_sink_to_memory();
    hz_status status, closed;

    if (!sink)
        return HZ_ERR_MEMORY;
    status = hz_csv_actions(sink, plan, err);
    closed = hz_sink_close(sink, "memory", err);
    return status == HZ_OK ? closed : status;
}

START_TEST(csv_tells_when_memory_is_out)
{
    hz_plan *plan = make_plan();
    hz_status status = HZ_ERR_MEMORY;
    int n = 0;

    while (status != HZ_OK) {
        hz_error err = HZ_ERROR_NONE;

        hz_memory_fail_at(++n);
        status = csv_once(plan, &err);
        ck_assert(status == HZ_OK || status == HZ_ERR_MEMORY);
        ck_assert_int_lt(n, 1000);
    }
    ck_assert_int_gt(n, 5);
    hz_memory_fail_at(0);
    hz_plan_free(plan);
}
END_TEST

static hz_status compare_once(hz_error *err)
{
    hz_old_plan *a = NULL, *b = NULL;
    hz_comparison *c = NULL;
    hz_status status;

    status = hz_read_plan(&a, folder_path, 0, err);
    if (status == HZ_OK)
        status = hz_read_plan(&b, folder_path, 0, err);
    if (status == HZ_OK)
        status = hz_compare(&c, a, b, err);
    hz_comparison_free(c);
    hz_old_plan_free(a);
    hz_old_plan_free(b);
    return status;
}

START_TEST(comparing_tells_when_memory_is_out)
{
    hz_plan *plan = make_plan();
    hz_status status = HZ_ERR_MEMORY;
    int n = 0;

    make_folder();
    hz_old_plan_free(read_back(plan));
    while (status != HZ_OK) {
        hz_error err = HZ_ERROR_NONE;

        hz_memory_fail_at(++n);
        status = compare_once(&err);
        ck_assert(status == HZ_OK || status == HZ_ERR_MEMORY);
        ck_assert_int_lt(n, 1000);
    }
    ck_assert_int_gt(n, 20);
    hz_memory_fail_at(0);
    remove_folder();
    hz_plan_free(plan);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("export");
    TCase *orders = tcase_create("orders"), *formats = tcase_create("formats"), *settings = tcase_create("settings"),
          *compare = tcase_create("compare"), *folder = tcase_create("folder"), *memory = tcase_create("memory");

    tcase_add_test(orders, orders_round_to_the_safe_side);
    tcase_add_test(orders, prices_are_per_kilogram_and_per_unit_of_product);
    tcase_add_test(orders, the_law_follows_the_date);
    tcase_add_test(orders, texts_stay_on_one_line);
    tcase_add_test(orders, units_are_words_for_people);
    tcase_add_test(formats, csv_is_safe_in_a_spreadsheet);
    tcase_add_test(formats, csv_numbers_are_exact_and_missing_ones_empty);
    tcase_add_test(formats, csv_of_a_district_has_its_rows_only);
    tcase_add_test(formats, xml_holds_names_as_data);
    tcase_add_test(formats, json_says_null_for_what_is_missing);
    tcase_add_test(formats, summary_answers_first_and_shows_every_demand);
    tcase_add_test(formats, sheets_say_what_may_not_grow);
    tcase_add_test(formats, tables_stay_aligned);
    tcase_add_test(formats, long_texts_hide_nothing);
    tcase_add_test(formats, official_pages_bear_no_stamp);
    tcase_add_test(settings, settings_come_back_as_they_went);
    tcase_add_test(settings, settings_are_read_strictly);
    tcase_add_test(compare, a_plan_is_read_back_whole);
    tcase_add_test(compare, what_is_not_a_plan_is_refused);
    tcase_add_test(compare, totals_are_the_sums_of_the_units);
    tcase_add_test(compare, a_comparison_names_every_change);
    tcase_add_test(compare, a_comparison_is_told_in_words_and_json);
    tcase_add_test(compare, inventories_may_differ);
    tcase_add_test(folder, the_folder_is_whole);
    tcase_add_test(folder, lists_and_errors_have_each_their_language);
    tcase_add_test(memory, csv_tells_when_memory_is_out);
    tcase_add_test(memory, comparing_tells_when_memory_is_out);
    suite_add_tcase(s, orders);
    suite_add_tcase(s, formats);
    suite_add_tcase(s, settings);
    suite_add_tcase(s, compare);
    suite_add_tcase(s, folder);
    suite_add_tcase(s, memory);
    return s;
}

int main(void)
{
    SRunner *runner = srunner_create(suite());
    int n_failed;

    hz_lang_init();
    srunner_run_all(runner, CK_ENV);
    n_failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return n_failed > 0;
}

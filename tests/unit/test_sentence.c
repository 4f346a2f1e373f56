/* test_sentence.c - an order as a sentence: every action in both languages, and modes in all that a plan folder holds
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cancel.h"
#include "base/folder.h"
#include "base/lang.h"
#include "export/as_changes.h"
#include "export/as_comparison.h"
#include "export/as_csv.h"
#include "export/as_json.h"
#include "export/as_levels.h"
#include "export/as_sheet.h"
#include "export/as_text.h"
#include "export/as_xml.h"
#include "export/sentence.h"
#include "export/show.h"
#include "plan/compare.h"
#include "plan/reckon.h"

/* --- a kiln with a mode of each kind, a mill, a dust site and a fleet without; a boiler that is exempt, a kiln that is shut --- */

enum { KILN, MILL, SITE, FLEET, BOILER, OLD_KILN, N_UNITS, N_POLLUTANTS = 2 };
enum { TREATMENT = 1, TRANSPORT, LIMIT, LONGER, CYCLE, BANKED, KEPT_HOT, STOP, N_MODES = STOP };

static hz_pollutant pollutants[N_POLLUTANTS] = {
    {.id = "NOx", .name = {"氮氧化物", "nitrogen oxides"}, .unlisted_g_d = HZ_NOT_REPORTED, .stated_g_d = 1000000, .society_source = HZ_NONE},
    {.id = "SO2", .name = {"二氧化硫", "sulphur dioxide"}, .unlisted_g_d = HZ_NOT_REPORTED, .stated_g_d = 1000000, .society_source = HZ_NONE},
};
static hz_group districts[] = {{.id = "boai", .name = {"博爱县", "Bo'ai"}, .body = "b", .line = 1}};
static hz_group sectors[] = {{.id = "lime", .name = {"石灰", "lime"}, .body = "b", .line = 1}};
static hz_product products[] = {{.name = "lime", .dimension = HZ_DIM_MASS}};
static hz_contact contacts[] = {{HZ_ROLE_RESPONSIBLE, "张三", "13900000001"}};
static hz_enterprise enterprises[] = {
    {.id = "A",
     .name = "甲厂",
     .operation = HZ_OPERATING,
     .grade = HZ_GRADE_C,
     .source = HZ_NONE,
     .first_unit = KILN,
     .n_units = 4,
     .n_contacts = 1},
    {.id = "B",
     .name = "乙厂",
     .operation = HZ_OPERATING,
     .grade = HZ_GRADE_A,
     .exempt_levels = 1 << HZ_ORANGE,
     .source = HZ_NONE,
     .first_unit = BOILER,
     .n_units = 1,
     .first_contact = 1},
    {.id = "C",
     .name = "丙厂",
     .operation = HZ_IDLE,
     .grade = HZ_GRADE_D,
     .source = HZ_NONE,
     .first_unit = OLD_KILN,
     .n_units = 1,
     .first_contact = 1},
};
enum { UNIT_CHECKS, MODE_CHECKS = 2 };
static hz_check checks[] = {
    {432000000, HZ_CHECK_ELECTRICITY, HZ_DIM_ENERGY}, /* 120,000 kWh */
    {HZ_NOT_REPORTED, HZ_CHECK_LEDGER, HZ_DIM_COUNT},
    {11520000, HZ_CHECK_ELECTRICITY, HZ_DIM_ENERGY}, /* 3,200 kWh */
    {12000, HZ_CHECK_CEMS, HZ_DIM_MASS},
};
static hz_mode modes[N_MODES] = {
    {.id = "wet", .kind = HZ_MODE_TREATMENT, .cost_fen_d = 100000, .source = HZ_NONE},
    {.id = "no-trucks", .kind = HZ_MODE_TRANSPORT, .cut_bp = 2500, .cost_fen_d = HZ_NOT_REPORTED, .source = HZ_NONE},
    {.id = "less", .kind = HZ_MODE_LIMIT, .cut_bp = 5000, .cost_fen_d = HZ_NOT_REPORTED, .source = HZ_NONE},
    {.id = "slow", .kind = HZ_MODE_LONGER, .cut_bp = 5000, .cost_fen_d = HZ_NOT_REPORTED, .hours = {18, 36}, .source = HZ_NONE},
    {.id = "turns", .kind = HZ_MODE_CYCLE, .cut_bp = 8000, .cost_fen_d = HZ_NOT_REPORTED, .hours = {48, 12}, .source = HZ_NONE},
    {.id = "banked", .kind = HZ_MODE_BANKED, .cut_bp = 10000, .cost_fen_d = HZ_NOT_REPORTED, .source = HZ_NONE},
    {.id = "hot",
     .kind = HZ_MODE_KEPT_HOT,
     .cut_bp = 10000,
     .cost_fen_d = 300000,
     .once_fen = 600000,
     .lead_h = 12,
     .source = HZ_NONE},
    {.id = "cold",
     .kind = HZ_MODE_STOP,
     .cut_bp = 10000,
     .cost_fen_d = 400000,
     .lead_h = 24,
     .least_h = 72,
     .restart_h = 48,
     .source = HZ_NONE},
};
static uint16_t mode_leaves_bp[N_MODES * N_POLLUTANTS];
static hz_unit units[N_UNITS] = {
    {.id = "kiln", .name = "1号回转窑", .enterprise = 0, .n_modes = N_MODES},
    {.id = "mill", .name = "磨机", .enterprise = 0},
    {.id = "site", .name = "料场", .enterprise = 0, .product = HZ_NONE16, .kind = HZ_UNIT_DUST},
    {.id = "trucks", .name = "车队", .enterprise = 0, .product = HZ_NONE16, .kind = HZ_UNIT_FLEET},
    {.id = "boiler", .name = "热电锅炉", .enterprise = 1},
    {.id = "kiln", .name = "旧窑", .enterprise = 2},
};
static int64_t emissions[N_UNITS * N_POLLUTANTS];
static hz_order orders[N_UNITS];
static hz_scenario scenario = {.path = "x",
                               .id = "test",
                               .lang = HZ_LANG_EN,
                               .standing = HZ_STANDING_TEST,
                               .currency = "CNY",
                               .country = "CN",
                               .title = {"测试", "A test"},
                               .pollutants = pollutants,
                               .n_pollutants = N_POLLUTANTS,
                               .districts = districts,
                               .n_districts = 1,
                               .sectors = sectors,
                               .n_sectors = 1,
                               .products = products,
                               .n_products = 1,
                               .response_h = {72, 72, 72, 72},
                               .enterprises = enterprises,
                               .n_enterprises = 3,
                               .units = units,
                               .n_units = N_UNITS,
                               .emission_g_d = emissions,
                               .modes = modes,
                               .n_modes = N_MODES,
                               .mode_leaves_bp = mode_leaves_bp,
                               .checks = checks,
                               .n_checks = 4,
                               .contacts = contacts,
                               .n_contacts = 1};
static hz_plan plan;

/* All as it is above, every unit without order, and no times. */
static void set_up(void)
{
    memset(mode_leaves_bp, 0xff, sizeof mode_leaves_bp);
    for (size_t u = 0; u < N_UNITS; u++) {
        emissions[u * N_POLLUTANTS] = 60000;
        emissions[u * N_POLLUTANTS + 1] = HZ_NOT_REPORTED;
        units[u].output = 500000000;
        units[u].cost_fen_d = 1000000;
        units[u].max_cut_bp[HZ_ORANGE] = 10000;
        orders[u] = hz_order_make(&scenario, u, HZ_ORANGE, 0);
    }
    plan = (hz_plan){.scenario = &scenario, .orders = orders, .id = "orange-0123456789ab", .solver = "GLPK 5.0"};
    plan.settings = (hz_settings){.level = HZ_ORANGE, .lang = HZ_LANG_EN, .step_bp = 100};
    ck_assert_int_eq(hz_lang_use(HZ_LANG_EN, NULL), HZ_OK);
}

static void set_times(void)
{
    strcpy(plan.settings.start, "2026-01-03T00:00");
    strcpy(plan.settings.in_place, "2026-01-03T08:00");
    strcpy(plan.settings.until, "2026-01-06T12:30");
}

static void order(size_t unit, uint8_t mode, uint16_t cut_bp)
{
    orders[unit] = mode ? hz_order_in_mode(&scenario, unit, mode, cut_bp) : hz_order_make(&scenario, unit, HZ_ORANGE, cut_bp);
}

static void says_in(hz_lang lang, size_t unit, const char *expected)
{
    hz_sentences *sentences;

    ck_assert_int_eq(hz_lang_use(lang, NULL), HZ_OK);
    sentences = hz_sentences_new(&plan);
    ck_assert_str_eq(hz_sentence(sentences, unit), expected);
    ck_assert_int_eq(hz_sentences_free(sentences), HZ_OK);
    ck_assert_int_eq(hz_lang_use(HZ_LANG_EN, NULL), HZ_OK);
}

static void says(size_t unit, const char *en, const char *zh)
{
    says_in(HZ_LANG_EN, unit, en);
    says_in(HZ_LANG_ZH, unit, zh);
}

/* --- sentences --- */

START_TEST(those_who_are_not_asked_may_not_emit_more)
{
    set_times();
    says(MILL, "磨机: runs as before, and may not emit more than before the warning; responsible: 张三, phone 13900000001.",
         "磨机：照常运行，排放量不得高于预警前；责任人张三，电话13900000001。");
    says(BOILER, "热电锅炉: is exempt at this level: it runs as before, and may not emit more than before the warning.",
         "热电锅炉：本级别响应下免予停限产，照常运行，排放量不得高于预警前。");
    says(OLD_KILN, "旧窑: stays shut, and may not start while the response lasts.", "旧窑：保持停产，响应期间不得恢复生产。");
}
END_TEST

START_TEST(units_without_modes_stop_or_are_limited)
{
    enterprises[0].n_contacts = 0;
    order(MILL, 0, 4000);
    says(MILL,
         "磨机: limit production: run at 60 % of the baseline at most (cut by 40 %), until the warning is lifted.",
         "磨机：限产40%，生产负荷不超过基准的60%，至预警解除。");
    order(MILL, 0, 10000);
    says(MILL, "磨机: stop production, with no output, until the warning is lifted.", "磨机：停产，产量为零，至预警解除。");
    order(SITE, 0, 5000);
    says(SITE, "料场: limit the work on the site to 50 % of the baseline at most (cut by 50 %), until the warning is lifted.",
         "料场：作业量压减50%，不超过基准的50%，至预警解除。");
    order(SITE, 0, 10000);
    says(SITE, "料场: stop all work on the site, until the warning is lifted.", "料场：停止作业，至预警解除。");
    order(FLEET, 0, 2550);
    says(FLEET, "车队: limit the transport to 74.5 % of the baseline at most (cut by 25.5 %), until the warning is lifted.",
         "车队：运输量压减25.5%，不超过基准的74.5%，至预警解除。");
    order(FLEET, 0, 10000);
    says(FLEET, "车队: take all vehicles out of service, until the warning is lifted.", "车队：车辆全部停运，至预警解除。");
    enterprises[0].n_contacts = 1;
}
END_TEST

START_TEST(every_mode_has_its_sentence)
{
    set_times();
    enterprises[0].n_contacts = 0;
    mode_leaves_bp[(TREATMENT - 1) * N_POLLUTANTS] = 2000;
    order(KILN, TREATMENT, 0);
    says(KILN,
         "1号回转窑: from 00:00 on 3 January 2026, tighten the treatment of emissions, while output may stay as it is, emitting at most "
         "nitrogen oxides 12 kg/d, until the warning is lifted (expected at 12:30 on 6 January); to be in place by 08:00 on 3 January.",
         "1号回转窑：自2026年1月3日0时起强化污染治理，产量可维持不变，排放量不高于：氮氧化物每日12千克，至预警解除（预计1月6日12时30分）；"
         "须于1月3日8时前到位。");
    plan.settings.in_place[0] = plan.settings.until[0] = '\0';
    order(KILN, TRANSPORT, 0);
    says(KILN,
         "1号回转窑: from 00:00 on 3 January 2026, stop the transport of materials and products, with at most 75 % of the baseline "
         "output, until the warning is lifted.",
         "1号回转窑：自2026年1月3日0时起停运，停止物料和产品运输，产量不超过基准的75%，至预警解除。");
    modes[TRANSPORT - 1].name = (hz_bilingual){"国四及以下货车停运", "no trucks of stage IV or below"};
    says(KILN,
         "1号回转窑: from 00:00 on 3 January 2026, ban transport (no trucks of stage IV or below), with at most 75 % of the baseline output, "
         "until the warning is lifted.",
         "1号回转窑：自2026年1月3日0时起实行运输管控（国四及以下货车停运），产量不超过基准的75%，至预警解除。");
    modes[TRANSPORT - 1].name = (hz_bilingual){NULL, NULL};
    order(KILN, LIMIT, 4000);
    says(KILN,
         "1号回转窑: from 00:00 on 3 January 2026, limit production: run at 60 % of the baseline at most (cut by 40 %), until the warning "
         "is lifted.",
         "1号回转窑：自2026年1月3日0时起限产40%，生产负荷不超过基准的60%，至预警解除。");
    order(KILN, LONGER, 0);
    says(KILN,
         "1号回转窑: from 00:00 on 3 January 2026, lengthen the process time from 18 to 36 h at least, with at most 50 % of the "
         "baseline output, until the warning is lifted.",
         "1号回转窑：自2026年1月3日0时起将工序时间由18小时延长至不少于36小时，产量不超过基准的50%，至预警解除。");
    order(KILN, CYCLE, 0);
    says(KILN,
         "1号回转窑: from 00:00 on 3 January 2026, stop and run in turns: 48 h off before every 12 h on, with at most 20 % of the "
         "baseline output, until the warning is lifted.",
         "1号回转窑：自2026年1月3日0时起轮停，每停48小时方可运行12小时，产量不超过基准的20%，至预警解除。");
    order(KILN, BANKED, 0);
    says(KILN, "1号回转窑: from 00:00 on 3 January 2026, bank the furnace, with no output, until the warning is lifted.",
         "1号回转窑：自2026年1月3日0时起焖炉，产量为零，至预警解除。");
    enterprises[0].n_contacts = 1;
}
END_TEST

/* A fleet that still carries has not stopped; whatever its product is. */
START_TEST(a_ban_says_what_and_how_much_is_left)
{
    enterprises[0].n_contacts = 0;
    units[KILN].kind = HZ_UNIT_FLEET;
    order(KILN, TRANSPORT, 0);
    says(KILN, "1号回转窑: stop part of the transport, carrying at most 75 % of the baseline, until the warning is lifted.",
         "1号回转窑：停止部分运输，运输量不超过基准的75%，至预警解除。");
    modes[TRANSPORT - 1].name = (hz_bilingual){"国四及以下货车停运", "no trucks of stage IV or below"};
    says(KILN,
         "1号回转窑: ban transport (no trucks of stage IV or below), carrying at most 75 % of the baseline, until the warning is lifted.",
         "1号回转窑：实行运输管控（国四及以下货车停运），运输量不超过基准的75%，至预警解除。");
    modes[TRANSPORT - 1].cut_bp = 0;
    order(KILN, TRANSPORT, 0);
    says(KILN,
         "1号回转窑: ban transport (no trucks of stage IV or below), while as much may be carried as before, until the warning is lifted.",
         "1号回转窑：实行运输管控（国四及以下货车停运），运输量可维持不变，至预警解除。");
    modes[TRANSPORT - 1].cut_bp = 10000;
    modes[TRANSPORT - 1].name = (hz_bilingual){NULL, NULL};
    order(KILN, TRANSPORT, 0);
    says(KILN, "1号回转窑: stop the transport of materials and products, until the warning is lifted.",
         "1号回转窑：停运，停止物料和产品运输，至预警解除。");
    modes[TRANSPORT - 1].cut_bp = 2500;
    units[KILN].kind = HZ_UNIT_LINE;
    enterprises[0].n_contacts = 1;
}
END_TEST

/* Of an episode the minimum duration of a limit is not that of its depth on these days; of a response both are the same. */
START_TEST(a_limit_lasts_as_it_is_ordered)
{
    hz_sentences *sentences;

    enterprises[0].n_contacts = 0;
    modes[LIMIT - 1].least_h = 48;
    order(KILN, LIMIT, 4000);
    says(KILN,
         "1号回转窑: limit production: run at 60 % of the baseline at most (cut by 40 %), until the warning is lifted; for at least 48 h.",
         "1号回转窑：限产40%，生产负荷不超过基准的60%，至预警解除；持续时间不少于48小时。");
    strcpy(plan.settings.start, "2026-01-03T00:00");
    strcpy(plan.settings.until, "2026-01-04T00:00");
    sentences = hz_sentences_of_stretch(&plan, HZ_DAY_MIN);
    ck_assert_str_eq(hz_sentence(sentences, KILN),
                     "1号回转窑: from 00:00 on 3 January 2026, limit production: run at 60 % of the baseline at most (cut by 40 %), until 00:00 on "
                     "4 January; under a limit, of each day as it is ordered, for at least 48 h.");
    ck_assert_int_eq(hz_sentences_free(sentences), HZ_OK);
    modes[LIMIT - 1].least_h = 0;
    enterprises[0].n_contacts = 1;
}
END_TEST

/* One linear program is not several. */
START_TEST(what_was_given_up_is_counted)
{
    hz_sink *sink = hz_sink_to_memory();

    hz_text_given_up(sink, HZ_SEARCH_NODES, 1);
    hz_text_given_up(sink, HZ_SEARCH_TIME, 2);
    ck_assert_str_eq(hz_sink_text(sink, NULL), "The search gave up after 1 linear program: cheaper orders may exist.\n"
                                               "The time limit ended the search after 2 linear programs: cheaper orders may exist; give it more time "
                                               "(--time-limit).\n");
    ck_assert_int_eq(hz_sink_close(sink, "memory", NULL), HZ_OK);
}
END_TEST

START_TEST(a_mode_is_called_by_its_name)
{
    enterprises[0].n_contacts = 0;
    modes[TREATMENT - 1].name = (hz_bilingual){"提高脱硝效率", "more ammonia {unit}"};
    order(KILN, TREATMENT, 0);
    says(KILN,
         "1号回转窑: tighten the treatment of emissions (more ammonia {unit}), while output may stay as it is, until the warning is lifted.",
         "1号回转窑：强化污染治理（提高脱硝效率），产量可维持不变，至预警解除。");
    modes[TREATMENT - 1].name = (hz_bilingual){"强化污染治理", "treatment"};
    says(KILN, "1号回转窑: tighten the treatment of emissions, while output may stay as it is, until the warning is lifted.",
         "1号回转窑：强化污染治理，产量可维持不变，至预警解除。");
    modes[TREATMENT - 1].name = (hz_bilingual){NULL, NULL};
    enterprises[0].n_contacts = 1;
}
END_TEST

START_TEST(what_is_slow_is_begun_in_time)
{
    set_times();
    order(KILN, KEPT_HOT, 0);
    modes[KEPT_HOT - 1].first_check = MODE_CHECKS;
    modes[KEPT_HOT - 1].n_checks = 1;
    says(KILN,
         "1号回转窑: from 00:00 on 3 January 2026, stop production and keep the kiln hot, holding its temperature only, with no output, "
         "until the warning is lifted (expected at 12:30 on 6 January); to be in place by 08:00 on 3 January, and to be begun by 20:00 on "
         "2 January (it takes 12 h); checked by electricity use (at most 3,200 kWh/d); responsible: 张三, phone 13900000001.",
         "1号回转窑：自2026年1月3日0时起停产保窑，仅维持窑温，产量为零，至预警解除（预计1月6日12时30分）；须于1月3日8时前到位，应于1月2日20时前"
         "着手（需12小时）；核查方式：用电量（不高于每日3,200千瓦时）；责任人张三，电话13900000001。");
    modes[KEPT_HOT - 1].n_checks = 0;
    plan.settings.in_place[0] = '\0';
    order(KILN, STOP, 0);
    says(KILN,
         "1号回转窑: from 00:00 on 3 January 2026, stop production, with no output, until the warning is lifted (expected at 12:30 on "
         "6 January); to be begun by 00:00 on 2 January (it takes 24 h); for at least 72 h; back in operation 48 h after the "
         "warning is lifted; responsible: 张三, phone 13900000001.",
         "1号回转窑：自2026年1月3日0时起停产，产量为零，至预警解除（预计1月6日12时30分）；应于1月2日0时前着手（需24小时）；持续时间不少于72小时；"
         "预警解除后恢复正常运行需48小时；责任人张三，电话13900000001。");
    plan.settings.start[0] = plan.settings.until[0] = '\0';
    says(KILN,
         "1号回转窑: stop production, with no output, until the warning is lifted; to be begun 24 h ahead; for at least 72 h; back "
         "in operation 48 h after the warning is lifted; responsible: 张三, phone 13900000001.",
         "1号回转窑：停产，产量为零，至预警解除；应提前24小时着手；持续时间不少于72小时；预警解除后恢复正常运行需48小时；责任人张三，电话"
         "13900000001。");
}
END_TEST

/* Its 72 h are longer than 60 h of response: of those it says when they end, if it is known when they begin. */
START_TEST(what_must_last_longer_than_the_response_says_so)
{
    scenario.response_h[HZ_ORANGE] = 60;
    strcpy(plan.settings.start, "2026-01-03T00:00");
    order(KILN, STOP, 0);
    enterprises[0].n_contacts = 0;
    says(KILN,
         "1号回转窑: from 00:00 on 3 January 2026, stop production, with no output, until the warning is lifted; to be begun by 00:00 on 2 "
         "January (it takes 24 h); for at least 72 h; not ending before 00:00 on 6 January, even if the warning is lifted; back in "
         "operation 48 h after that.",
         "1号回转窑：自2026年1月3日0时起停产，产量为零，至预警解除；应于1月2日0时前着手（需24小时）；持续时间不少于72小时；即使预警解除，也不早于"
         "1月6日0时结束；此后恢复正常运行需48小时。");
    plan.settings.start[0] = '\0';
    says(KILN,
         "1号回转窑: stop production, with no output, until the warning is lifted; to be begun 24 h ahead; for at least 72 h; not ending "
         "sooner, even if the warning is lifted; back in operation 48 h after that.",
         "1号回转窑：停产，产量为零，至预警解除；应提前24小时着手；持续时间不少于72小时；即使预警解除，也不提前结束；此后恢复正常运行需48小时。");
    scenario.response_h[HZ_ORANGE] = 72;
    enterprises[0].n_contacts = 1;
}
END_TEST

/* The year is said again where it is another one. */
START_TEST(a_response_may_begin_with_the_year)
{
    char begin[HZ_TIME_TEXT];

    strcpy(plan.settings.start, "2026-01-01T06:05");
    order(KILN, KEPT_HOT, 0);
    ck_assert_str_eq(hz_show_begin(begin, &plan, KILN), "2025-12-31T18:05");
    says(KILN,
         "1号回转窑: from 06:05 on 1 January 2026, stop production and keep the kiln hot, holding its temperature only, with no output, "
         "until the warning is lifted; to be begun by 18:05 on 31 December 2025 (it takes 12 h); responsible: 张三, phone 13900000001.",
         "1号回转窑：自2026年1月1日6时05分起停产保窑，仅维持窑温，产量为零，至预警解除；应于2025年12月31日18时05分前着手（需12小时）；责任人张三，"
         "电话13900000001。");
}
END_TEST

/* --- how it is checked --- */

START_TEST(readings_are_expected_only_where_they_are_known)
{
    enterprises[0].n_contacts = 0;
    units[KILN].n_checks = 2;
    order(KILN, LIMIT, 4000);
    says(KILN,
         "1号回转窑: limit production: run at 60 % of the baseline at most (cut by 40 %), until the warning is lifted; checked by "
         "electricity use (at most 72,000 kWh/d) and production ledger.",
         "1号回转窑：限产40%，生产负荷不超过基准的60%，至预警解除；核查方式：用电量（不高于每日72,000千瓦时）、生产台账。");
    order(KILN, BANKED, 0);
    says(KILN, "1号回转窑: bank the furnace, with no output, until the warning is lifted; checked by electricity use and production ledger.",
         "1号回转窑：焖炉，产量为零，至预警解除；核查方式：用电量、生产台账。");
    order(KILN, STOP, 0);
    modes[STOP - 1].lead_h = modes[STOP - 1].least_h = modes[STOP - 1].restart_h = 0;
    says(KILN,
         "1号回转窑: stop production, with no output, until the warning is lifted; checked by electricity use (none) and production ledger.",
         "1号回转窑：停产，产量为零，至预警解除；核查方式：用电量（应为零）、生产台账。");
    modes[STOP - 1].lead_h = 24;
    modes[STOP - 1].least_h = 72;
    modes[STOP - 1].restart_h = 48;
    modes[TREATMENT - 1].first_check = MODE_CHECKS;
    modes[TREATMENT - 1].n_checks = 2;
    order(KILN, TREATMENT, 0);
    says_in(HZ_LANG_EN, KILN,
            "1号回转窑: tighten the treatment of emissions, while output may stay as it is, until the warning is lifted; checked by "
            "electricity use (about 3,200 kWh/d) and continuous emission monitoring (at most 0.012 t/d).");
    modes[TREATMENT - 1].n_checks = 0;
    units[KILN].n_checks = 0;
    enterprises[0].n_contacts = 1;
}
END_TEST

START_TEST(checks_of_a_mode_go_before_those_of_the_unit)
{
    hz_shown_check check;

    units[KILN].n_checks = 2;
    order(KILN, KEPT_HOT, 0);
    ck_assert_uint_eq(hz_show_n_checks(&scenario, KILN, &orders[KILN]), 2);
    check = hz_show_check(&scenario, KILN, &orders[KILN], 0);
    ck_assert(check.has_before && !check.has_expected);
    modes[KEPT_HOT - 1].first_check = MODE_CHECKS;
    modes[KEPT_HOT - 1].n_checks = 2;
    check = hz_show_check(&scenario, KILN, &orders[KILN], 0);
    ck_assert(check.has_before && check.has_expected);
    ck_assert_int_eq(check.before.value, 120000000);
    ck_assert_int_eq(check.expected.value, 3200000);
    check = hz_show_check(&scenario, KILN, &orders[KILN], 1);
    ck_assert_int_eq(check.by, HZ_CHECK_CEMS);
    ck_assert(!check.has_before && check.has_expected);
    check = hz_show_check_by(&scenario, KILN, &orders[KILN], HZ_CHECK_GAS);
    ck_assert(!check.has_before && !check.has_expected);
    order(KILN, LIMIT, 5000);
    check = hz_show_check_by(&scenario, KILN, &orders[KILN], HZ_CHECK_ELECTRICITY);
    ck_assert_int_eq(check.expected.value, 60000000);
    units[KILN].n_checks = modes[KEPT_HOT - 1].n_checks = 0;
}
END_TEST

/* --- own words --- */

START_TEST(a_mode_may_have_its_own_words)
{
    hz_mode *mode = &modes[KEPT_HOT - 1];

    set_times();
    mode->order = (hz_bilingual){"停产保窑，窑温不低于800℃，负荷降至{load}%。", "keep at 800 C, load {load} %"};
    order(KILN, KEPT_HOT, 0);
    says(KILN,
         "1号回转窑: from 00:00 on 3 January 2026, keep at 800 C, load 0 %, until the warning is lifted (expected at 12:30 on 6 January); to "
         "be in place by 08:00 on 3 January, and to be begun by 20:00 on 2 January (it takes 12 h); responsible: 张三, phone "
         "13900000001.",
         "1号回转窑：自2026年1月3日0时起停产保窑，窑温不低于800℃，负荷降至0%，至预警解除（预计1月6日12时30分）；须于1月3日8时前到位，应于"
         "1月2日20时前着手（需12小时）；责任人张三，电话13900000001。");
    mode->order = (hz_bilingual){"{from}起，{unit}保窑，{begin}前降温，由{who}负责，{until}止。", NULL};
    says_in(HZ_LANG_ZH, KILN,
            "2026年1月3日0时起，1号回转窑保窑，1月2日20时前降温，由张三，电话13900000001负责，1月6日12时30分止；须于1月3日8时前到位。");
    mode->order = (hz_bilingual){NULL, "{cut} {off} {on} {hours-from} {hours-to} {lead} {least} {restart} {leaves} {in-place} {checks} "
                                       "{nonsense} {"};
    says_in(HZ_LANG_EN, KILN,
            "1号回转窑: from 00:00 on 3 January 2026, 100 0 0 0 0 12 0 0 nitrogen oxides 0 kg/d 08:00 on 3 January no means that is given "
            "{nonsense} {, until the warning is lifted (expected at 12:30 on 6 January); to be begun by 20:00 on 2 January (it takes 12 "
            "h); responsible: 张三, phone 13900000001.");
    plan.settings.start[0] = plan.settings.in_place[0] = plan.settings.until[0] = '\0';
    enterprises[0].n_contacts = 0;
    mode->order = (hz_bilingual){"自{from}起保窑，至{until}；{in-place}前到位，{begin}着手；责任人{who}", NULL};
    says_in(HZ_LANG_ZH, KILN, "1号回转窑：自响应启动起保窑，至预警解除；响应启动前到位，响应启动前12小时着手；责任人未指定。");
    enterprises[0].n_contacts = 1;
    mode->order = (hz_bilingual){NULL, NULL};
}
END_TEST

START_TEST(braces_in_names_mean_nothing)
{
    const char *name = units[KILN].name, *who = contacts[0].name;

    units[KILN].name = "{who} %s {load}\n{";
    contacts[0].name = "{unit}";
    order(KILN, BANKED, 0);
    says_in(HZ_LANG_EN, KILN,
            "{who} %s {load} {: bank the furnace, with no output, until the warning is lifted; responsible: {unit}, phone 13900000001.");
    units[KILN].name = name;
    contacts[0].name = who;
}
END_TEST

START_TEST(lack_of_memory_is_told)
{
    int n_failed = 0;

    order(KILN, KEPT_HOT, 0);
    for (int n = 1; n < 20; n++) {
        hz_sentences *sentences;

        hz_memory_fail_at(n);
        sentences = hz_sentences_new(&plan);
        for (int i = 0; sentences && i < 20; i++)
            hz_sentence(sentences, KILN);
        n_failed += hz_sentences_free(sentences) == HZ_ERR_MEMORY;
    }
    hz_memory_fail_at(0);
    ck_assert_int_ge(n_failed, 2);
}
END_TEST

/* --- in the files of a plan --- */

typedef void writer(hz_sink *, const hz_plan *);

/* The text of a writer about the orders as they are; free(). */
static char *text_of(writer *write)
{
    hz_sink *sink = hz_sink_to_memory();
    char *text;

    hz_reckoning_free(plan.reckoning);
    ck_assert_int_eq(hz_reckon(&plan.reckoning, &scenario, HZ_ORANGE, orders, NULL), HZ_OK);
    plan.bound_exact = (char[]){"0"};
    write(sink, &plan);
    text = strdup(hz_sink_text(sink, NULL));
    ck_assert_int_eq(hz_sink_close(sink, "memory", NULL), HZ_OK);
    hz_reckoning_free(plan.reckoning);
    plan.reckoning = NULL;
    return text;
}

static void csv(hz_sink *sink, const hz_plan *p)
{
    ck_assert_int_eq(hz_csv_actions(sink, p, NULL), HZ_OK);
}

static void sheet(hz_sink *sink, const hz_plan *p)
{
    hz_sheet_enterprise(sink, p, 0);
}

static void district(hz_sink *sink, const hz_plan *p)
{
    static const uint32_t list[] = {0, 1, 2};

    hz_sheet_district(sink, p, 0, list, 3);
}

static void has(const char *text, const char *part)
{
    ck_assert_msg(strstr(text, part) != NULL, "not found: %s\nin:\n%.3500s", part, text);
}

static void has_not(const char *text, const char *part)
{
    ck_assert_msg(strstr(text, part) == NULL, "found: %s\nin:\n%.3500s", part, text);
}

/* The kiln kept hot, checked by electricity; the mill limited. */
static void make_orders(void)
{
    set_times();
    units[KILN].n_checks = 2;
    modes[KEPT_HOT - 1].first_check = MODE_CHECKS;
    modes[KEPT_HOT - 1].n_checks = 1;
    order(KILN, KEPT_HOT, 0);
    order(MILL, 0, 4000);
}

START_TEST(the_table_names_the_mode)
{
    char *text;

    make_orders();
    text = text_of(csv);
    has(text, ",mode id,mode,the order in words,begin by,\"cost once, yuan\"\r\n");
    has(text, ",\"stopped, kept hot\",100,0,lime,t/d,500,0,60,60,,,5000.00,120000,3200,,,,,张三,13900000001,,,electricity use,");
    has(text, ",hot,\"stopped, kept hot\",\"1号回转窑: from 00:00 on 3 January 2026, stop production");
    has(text, "phone 13900000001.\",2026-01-02 20:00,6000.00\r\n");
    has(text, ",,,\"磨机: from 00:00 on 3 January 2026, limit production");
    has(text, "phone 13900000001.\",,\r\n");
    free(text);
    order(KILN, BANKED, 0);
    text = text_of(csv);
    has(text, ",120000,,,,,,张三,"); /* nobody knows what a banked kiln uses */
    free(text);
    units[MILL].name = "=SUM(1)";
    text = text_of(csv);
    has(text, ",,,\"'=SUM(1): from 00:00");
    units[MILL].name = "磨机";
    free(text);
}
END_TEST

START_TEST(xml_and_json_name_the_mode)
{
    char *text;

    make_orders();
    text = text_of(hz_xml_actions);
    has(text, " cost=\"5000.00\" mode=\"hot\" mode-name=\"stopped, kept hot\" begin-by=\"2026-01-02T20:00\" "
              "once=\"6000.00\" sentence=\"1号回转窑: ");
    has(text, "<check by=\"electricity\" baseline=\"120000\" expected=\"3200\" unit=\"kWh/d\"/>");
    has(text, " cost=\"4000.00\" sentence=\"磨机: ");
    free(text);
    text = text_of(hz_json_plan);
    has(text, "\"mode\":\"hot\",\"mode_name\":\"stopped, kept hot\",\"begin_by\":\"2026-01-02T20:00\","
              "\"once\":6000.00,\"beyond_h\":0,\"beyond_d\":0.00,\"sentence\":\"1号回转窑: ");
    has(text, "\"mode\":null,\"mode_name\":null,\"begin_by\":null,\"once\":null,\"beyond_h\":0,\"beyond_d\":0.00,\"sentence\":\"磨机: ");
    has(text, "\"kept-hot\":1");
    free(text);
    order(KILN, BANKED, 0);
    text = text_of(hz_json_plan);
    has(text, "\"by\":\"electricity\",\"baseline\":120000,\"expected\":null,\"unit\":\"kWh/d\"");
    free(text);
    text = text_of(hz_xml_actions);
    has(text, "<check by=\"electricity\" baseline=\"120000\" unit=\"kWh/d\"/>");
    free(text);
}
END_TEST

START_TEST(pages_count_units_in_modes)
{
    char *text;

    make_orders();
    text = text_of(hz_text_summary);
    has(text, "Units: 0 stop, 1 run at limited load, 1 run in another mode, 4 run as before or stay shut.\n"
              "Units in modes: 1. stopped, kept hot: 1.\n"
              "What modes cost once: 6,000.00 yuan, of which spread over the response: 2,000.00 yuan/d. The cost contains it.\n");
    has(text, "   stop    limit     mode          cost a day");
    has(text, "Bo'ai                               3          1        0        1        1            9,000.00     100.00     100.00");
    free(text);
    text = text_of(sheet);
    has(text, "Units: 4 in all; 0 stop, 1 run at limited load, 1 run in another mode, 2 are not cut.");
    has(text, "1. [kiln] 1号回转窑 (production line): stopped, kept hot\n    1号回转窑: from 00:00 on 3 January 2026, stop production and keep");
    has(text, "    checked by electricity use: about 3,200 kWh/d expected (baseline 120,000 kWh/d)\n");
    has(text, "    of that 2,000.00 yuan/d for what it costs once: 6,000.00 yuan, spread over the response");
    free(text);
    text = text_of(district);
    has(text, "1 run at limited load, 1 run in another mode. Cost 9,000.00 yuan/d.");
    has(text, "  [kiln] 1号回转窑: stopped, kept hot\n");
    free(text);
    order(KILN, LIMIT, 4000);
    text = text_of(hz_text_summary);
    has(text, "Units: 0 stop, 2 run at limited load, 4 run as before or stay shut.\nUnits in modes: 1. limit: 1.\n");
    has_not(text, "What modes cost once");
    free(text);
}
END_TEST

START_TEST(an_order_in_a_mode_in_few_words)
{
    char buf[256];

    order(KILN, LIMIT, 4000);
    ck_assert_str_eq(hz_show_order(buf, sizeof buf, &scenario, KILN, &orders[KILN]), "limit: run at 60 % at most (cut 40 %)");
    modes[LIMIT - 1].name.en = "one line of two";
    ck_assert_str_eq(hz_show_order(buf, sizeof buf, &scenario, KILN, &orders[KILN]), "one line of two: run at 60 % at most (cut 40 %)");
    modes[LIMIT - 1].name.en = NULL;
    order(KILN, CYCLE, 0);
    ck_assert_str_eq(hz_show_order(buf, sizeof buf, &scenario, KILN, &orders[KILN]), "time cycle: run at 20 % at most (cut 80 %)");
    order(KILN, TREATMENT, 0);
    ck_assert_str_eq(hz_show_order(buf, sizeof buf, &scenario, KILN, &orders[KILN]), "tighter treatment");
}
END_TEST

/* --- read back, and compared --- */

static hz_old_plan *read_back(void)
{
    char path[] = "sentence-test-XXXXXX", file[64];
    char *xml = text_of(hz_xml_actions);
    hz_old_plan *old = NULL;
    hz_error err = HZ_ERROR_NONE;
    FILE *out;

    ck_assert_ptr_nonnull(mkdtemp(path));
    snprintf(file, sizeof file, "%s/actions.xml", path);
    ck_assert_ptr_nonnull(out = fopen(file, "wb"));
    fputs(xml, out);
    fclose(out);
    free(xml);
    ck_assert_msg(hz_read_plan(&old, path, 0, &err) == HZ_OK, "%s", err.message);
    ck_assert_int_eq(hz_folder_remove(path, NULL), HZ_OK);
    return old;
}

START_TEST(a_mode_is_read_back)
{
    hz_sink *sink = hz_sink_to_memory();
    hz_old_plan *old;

    make_orders();
    plan.settings.lang = HZ_LANG_EN;
    old = read_back();
    ck_assert_str_eq(old->orders[0].mode, "hot");
    ck_assert_str_eq(old->orders[0].mode_name, "stopped, kept hot");
    ck_assert_int_eq(old->orders[0].action, HZ_ACTION_KEPT_HOT);
    ck_assert_ptr_null(old->orders[1].mode);
    hz_write_old_plan(sink, old);
    has(hz_sink_text(sink, NULL), "cost=\"5000.00\" mode=\"hot\" mode-name=\"stopped, kept hot\"/>");
    hz_sink_close(sink, "memory", NULL);
    hz_old_plan_free(old);
}
END_TEST

/* From banked to kept hot nothing changes in the output; from tighter treatment to nothing a unit is released. */
START_TEST(another_mode_is_a_change)
{
    hz_old_plan *before, *after, *released;
    hz_comparison *c = NULL;
    hz_sink *sink = hz_sink_to_memory();

    order(KILN, BANKED, 0);
    before = read_back();
    order(KILN, KEPT_HOT, 0);
    after = read_back();
    ck_assert_int_eq(hz_compare(&c, before, after, NULL), HZ_OK);
    ck_assert_uint_eq(c->n_units, 1);
    ck_assert_int_eq(c->units[0].change, HZ_CHANGE_SHIFTED);
    ck_assert_int_eq(c->enterprises[0].change, HZ_CHANGE_SHIFTED);
    hz_text_comparison(sink, c);
    has(hz_sink_text(sink, NULL), "furnace banked    stopped, kept hot  1号回转窑");
    hz_json_comparison(sink, c);
    has(hz_sink_text(sink, NULL), "\"before\":{\"action\":\"banked\",\"mode\":\"banked\",\"cut_percent\":100");
    hz_comparison_free(c);
    order(KILN, TREATMENT, 0);
    hz_old_plan_free(before);
    before = read_back();
    order(KILN, 0, 0);
    released = read_back();
    ck_assert_int_eq(hz_compare(&c, before, released, NULL), HZ_OK);
    ck_assert_int_eq(c->units[0].change, HZ_CHANGE_RELEASED);
    ck_assert_int_eq(c->enterprises[0].change, HZ_CHANGE_RELEASED);
    hz_comparison_free(c);
    ck_assert_int_eq(hz_compare(&c, released, after, NULL), HZ_OK);
    ck_assert_int_eq(c->units[0].change, HZ_CHANGE_ADDED);
    hz_comparison_free(c);
    hz_sink_close(sink, "memory", NULL);
    hz_old_plan_free(before);
    hz_old_plan_free(after);
    hz_old_plan_free(released);
}
END_TEST

/* --- from level to level --- */

START_TEST(a_step_says_the_modes)
{
    static const uint32_t list[] = {0};
    hz_levels levels = {.scenario = &scenario, .id = "all-0123456789ab", .n_levels = 2};
    hz_order stricter[N_UNITS];
    hz_plan red;
    hz_sink *sink = hz_sink_to_memory();

    order(KILN, CYCLE, 0);
    memcpy(stricter, orders, sizeof stricter);
    stricter[KILN] = hz_order_in_mode(&scenario, KILN, KEPT_HOT, 0);
    red = plan;
    red.orders = stricter;
    red.settings.level = HZ_RED;
    levels.levels[0].plan = &plan;
    levels.levels[1].plan = &red;
    hz_csv_changes(sink, &levels, (hz_step){0, 1});
    has(hz_sink_text(sink, NULL), ",tightened,time cycle,80,20,8000.00,\"stopped, kept hot\",100,0,5000.00,");
    hz_text_changes(sink, &levels, (hz_step){0, 1}, 0, list, 1);
    has(hz_sink_text(sink, NULL),
        "tightened: [kiln] 1号回转窑: stopped, kept hot (until now: time cycle: run at 20 % at most (cut 80 %))\n");
    hz_sink_close(sink, "memory", NULL);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("sentence");
    TCase *sentences = tcase_create("sentences"), *files = tcase_create("files"), *compare = tcase_create("compare");

    tcase_add_checked_fixture(sentences, set_up, NULL);
    tcase_add_test(sentences, those_who_are_not_asked_may_not_emit_more);
    tcase_add_test(sentences, units_without_modes_stop_or_are_limited);
    tcase_add_test(sentences, every_mode_has_its_sentence);
    tcase_add_test(sentences, a_ban_says_what_and_how_much_is_left);
    tcase_add_test(sentences, a_mode_is_called_by_its_name);
    tcase_add_test(sentences, a_limit_lasts_as_it_is_ordered);
    tcase_add_test(sentences, what_was_given_up_is_counted);
    tcase_add_test(sentences, what_is_slow_is_begun_in_time);
    tcase_add_test(sentences, what_must_last_longer_than_the_response_says_so);
    tcase_add_test(sentences, a_response_may_begin_with_the_year);
    tcase_add_test(sentences, readings_are_expected_only_where_they_are_known);
    tcase_add_test(sentences, checks_of_a_mode_go_before_those_of_the_unit);
    tcase_add_test(sentences, a_mode_may_have_its_own_words);
    tcase_add_test(sentences, braces_in_names_mean_nothing);
    tcase_add_test(sentences, lack_of_memory_is_told);
    tcase_add_checked_fixture(files, set_up, NULL);
    tcase_add_test(files, the_table_names_the_mode);
    tcase_add_test(files, xml_and_json_name_the_mode);
    tcase_add_test(files, pages_count_units_in_modes);
    tcase_add_test(files, an_order_in_a_mode_in_few_words);
    tcase_add_checked_fixture(compare, set_up, NULL);
    tcase_add_test(compare, a_mode_is_read_back);
    tcase_add_test(compare, another_mode_is_a_change);
    tcase_add_test(compare, a_step_says_the_modes);
    suite_add_tcase(s, sentences);
    suite_add_tcase(s, files);
    suite_add_tcase(s, compare);
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

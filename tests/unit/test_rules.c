/* test_rules.c - the shipped rule sets and indices, the index of a day, and what each rule set says to known weather
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The answers were worked out by hand from the clauses of scenarios/rules/, which are said beside them. Figures of Jiaozuo, November
 * 2016 to January 2017: China National Environmental Monitoring Centre. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rules/alert.h"
#include "rules/read_index.h"
#include "rules/read_ruleset.h"
#include "rules/rulebook.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

enum { UG = 1000, MG = 1000000, DAY_H = 24, NOT_GIVEN = -1 };

/* ---- what is shipped ---- */

typedef enum { HENAN_2014, UNIFIED_2016, HENAN_2016, NATIONAL_2017, NATIONAL_2018, HENAN_2019, HENAN_2023, NATIONAL_2024, N_SETS } set_id;

static const char *const SETS[N_SETS] = {"henan-2014",    "unified-2016", "henan-2016", "national-2017",
                                         "national-2018", "henan-2019",   "henan-2023", "national-2024"};
static hz_ruleset *rules[N_SETS];
static hz_index *hj2012, *hj2026;

static const char *path_of(const char *name)
{
    static char path[4096];
    const char *source = getenv("srcdir");

    snprintf(path, sizeof path, "%s/scenarios/rules/%s.xml", source ? source : ".", name);
    return path;
}

static void assert_none(hz_findings *findings, const char *what)
{
    ck_assert_msg(hz_findings_count(findings, HZ_SEVERITY_ERROR) + hz_findings_count(findings, HZ_SEVERITY_WARNING) == 0,
                  "findings in %s", what);
    hz_findings_free(findings);
}

static hz_index *read_index(const char *name)
{
    hz_findings *findings = hz_findings_new(name, 0);
    hz_error err = HZ_ERROR_NONE;
    hz_index *index;

    ck_assert_msg(hz_read_index(&index, findings, path_of(name), &err) == HZ_OK, "%s: %s", name, err.message);
    assert_none(findings, name);
    return index;
}

static hz_ruleset *read_rules(const char *name)
{
    hz_findings *findings = hz_findings_new(name, 0);
    hz_error err = HZ_ERROR_NONE;
    hz_ruleset *set;

    ck_assert_msg(hz_read_ruleset(&set, findings, path_of(name), &err) == HZ_OK, "%s: %s", name, err.message);
    assert_none(findings, name);
    return set;
}

static void read_all(void)
{
    for (int s = 0; s < N_SETS; s++)
        rules[s] = read_rules(SETS[s]);
    hj2012 = read_index("hj633-2012");
    hj2026 = read_index("hj633-2026");
}

static void free_all(void)
{
    for (int s = 0; s < N_SETS; s++)
        hz_ruleset_free(rules[s]);
    hz_index_free(hj2012);
    hz_index_free(hj2026);
}

static int32_t date(const char *text)
{
    int32_t day;

    ck_assert(hz_date_parse(&day, text, strlen(text)));
    return day;
}

START_TEST(sets_are_read_without_findings)
{
    for (int s = 0; s < N_SETS; s++) {
        ck_assert_str_eq(rules[s]->id, SETS[s]);
        ck_assert_ptr_nonnull(rules[s]->title.zh);
        ck_assert_ptr_nonnull(rules[s]->title.en);
        for (int l = HZ_YELLOW; l < HZ_N_LEVELS; l++)
            ck_assert(rules[s]->levels[l].is_defined && rules[s]->levels[l].clause.zh && rules[s]->levels[l].clause.en);
        ck_assert_int_eq(rules[s]->levels[HZ_BLUE].is_defined, s < NATIONAL_2018); /* abolished in 2018 */
        ck_assert_int_eq(rules[s]->is_any_24h, s >= NATIONAL_2017);
        ck_assert_int_eq(rules[s]->lift.hours, s >= NATIONAL_2018 ? 36 : 0);
    }
}
END_TEST

/* The set in force: the most specific one. */
static int in_force(const char *place, int32_t day, int *n_best)
{
    int best = -1, best_fit = -1;

    *n_best = 0;
    for (int s = 0; s < N_SETS; s++) {
        int fit = hz_ruleset_fits(rules[s], place, day);

        if (fit > best_fit) {
            best = s;
            best_fit = fit;
            *n_best = 0;
        }
        *n_best += fit >= 0 && fit == best_fit;
    }
    return best;
}

START_TEST(sets_in_force_by_place_and_day)
{
    static const struct {
        const char *place, *day;
        int set;
    } CASES[] = {
        {"410800", "2014-09-30", -1},
        {"410800", "2014-10-01", HENAN_2014},
        {"410800", "2016-02-05", HENAN_2014},
        {"410800", "2016-09-24", HENAN_2014},    /* the day of the order that hazeplan starts from */
        {"410800", "2016-09-29", HENAN_2014},
        {"410800", "2016-09-30", HENAN_2016},
        {"410800", "2016-10-01", HENAN_2016},
        {"410800", "2018-01-28", HENAN_2016},    /* more specific than national-2017 */
        {"410800", "2018-09-30", HENAN_2016},
        {"410800", "2018-10-01", NATIONAL_2018}, /* revised in that month, whose first day stands */
        {"410800", "2018-11-25", NATIONAL_2018}, /* Henan's own revision of 2018 is not a set of its own */
        {"410800", "2019-11-06", NATIONAL_2018},
        {"410800", "2019-11-07", HENAN_2019},
        {"410800", "2023-11-14", HENAN_2023},
        {"410800", "2024-02-01", HENAN_2023},
        {"130200", "2016-02-03", -1},
        {"130200", "2016-02-04", UNIFIED_2016},
        {"130200", "2016-03-31", UNIFIED_2016},
        {"130200", "2016-04-01", -1},
        {"130100", "2016-02-05", -1},            /* Shijiazhuang was not one of the six */
        {"110000", "2016-03-01", UNIFIED_2016},
        {"130200", "2017-09-20", NATIONAL_2017},
        {"130200", "2018-07-31", NATIONAL_2017},
        {"130200", "2018-08-01", NATIONAL_2018},
        {"130200", "2024-01-22", NATIONAL_2018},
        {"130200", "2024-01-23", NATIONAL_2024},
    };
    int n;

    for (size_t i = 0; i < COUNT(CASES); i++)
        ck_assert_msg(in_force(CASES[i].place, date(CASES[i].day), &n) == CASES[i].set, "%s %s", CASES[i].place, CASES[i].day);
    /* in Henan there is one on every day, and no two that fit equally well */
    for (int32_t day = date("2014-10-01"); day <= date("2026-12-31"); day++) {
        ck_assert_int_ge(in_force("410800", day, &n), 0);
        ck_assert_int_eq(n, 1);
    }
}
END_TEST

static int n_ratios(set_id s, hz_level level, bool with_unconfirmed, bool is_pooled)
{
    const hz_rule_level *rule = &rules[s]->levels[level];
    int n = 0;

    for (size_t i = 0; i < rule->n_ratios; i++)
        if (rule->ratios[i].is_pooled == is_pooled && hz_rule_counts(rules[s], rule->ratios[i].source, with_unconfirmed)) {
            ck_assert_int_eq(rule->ratios[i].ratio_ppm, (is_pooled ? 200000 : 100000) * (int)level);
            n++;
        }
    return n;
}

/* What was only remembered or inferred is there, and off. */
START_TEST(sets_leave_the_unconfirmed_off)
{
    for (int s = 0; s < N_SETS; s++) {
        ck_assert_int_eq(rules[s]->bridge.hours, s >= NATIONAL_2017 ? 36 : 0);
        ck_assert(!rules[s]->bridge.hours || !hz_rule_counts(rules[s], rules[s]->bridge.source, false));
        ck_assert_uint_eq(rules[s]->levels[HZ_BLUE].n_ratios, 0);
        for (int l = HZ_YELLOW; l < HZ_N_LEVELS; l++) {
            bool is_read = s == HENAN_2023 || (s == HENAN_2019 && l == HZ_ORANGE);

            ck_assert_int_eq(n_ratios((set_id)s, (hz_level)l, false, false), is_read ? 4 : 0);
            ck_assert_int_eq(n_ratios((set_id)s, (hz_level)l, true, false), s >= NATIONAL_2017 ? 4 : 0);
            ck_assert_int_eq(n_ratios((set_id)s, (hz_level)l, false, true), 0);
            ck_assert_int_eq(n_ratios((set_id)s, (hz_level)l, true, true), s == NATIONAL_2018 || s == HENAN_2019);
            ck_assert(hz_rule_counts(rules[s], rules[s]->levels[l].source, false));
        }
    }
}
END_TEST

/* ---- HJ 633-2012 ---- */

enum { N_POINTS = 8 };

/* The table once more, in the unit that it is written in; a row ends with -1. */
static const struct {
    hz_air air;
    int hours;
    bool is_hourly;
    int64_t unit;
    int points[N_POINTS];
} TABLE[] = {
    {HZ_AIR_SO2, 24, false, UG, {0, 50, 150, 475, 800, 1600, 2100, 2620}},
    {HZ_AIR_NO2, 24, false, UG, {0, 40, 80, 180, 280, 565, 750, 940}},
    {HZ_AIR_PM10, 24, false, UG, {0, 50, 150, 250, 350, 420, 500, 600}},
    {HZ_AIR_CO, 24, false, MG, {0, 2, 4, 14, 24, 36, 48, 60}},
    {HZ_AIR_O3_1H, 1, false, UG, {0, 160, 200, 300, 400, 800, 1000, 1200}},
    {HZ_AIR_O3_8H, 8, false, UG, {0, 100, 160, 215, 265, 800, -1, -1}},
    {HZ_AIR_PM25, 24, false, UG, {0, 35, 75, 115, 150, 250, 350, 500}},
    {HZ_AIR_SO2, 1, true, UG, {0, 150, 500, 650, 800, -1, -1, -1}},
    {HZ_AIR_NO2, 1, true, UG, {0, 100, 200, 700, 1200, 2340, 3090, 3840}},
    {HZ_AIR_CO, 1, true, MG, {0, 5, 10, 35, 60, 90, 120, 150}},
    {HZ_AIR_O3, 1, true, UG, {0, 160, 200, 300, 400, 800, 1000, 1200}},
};
static const int IAQI[N_POINTS] = {0, 50, 100, 150, 200, 300, 400, 500};

START_TEST(index_is_the_table)
{
    ck_assert_uint_eq((size_t)hj2012->n_averages, COUNT(TABLE));
    for (size_t r = 0; r < COUNT(TABLE); r++)
        for (int i = 0; i < N_POINTS && TABLE[r].points[i] >= 0; i++) {
            int iaqi;

            ck_assert_int_eq(hz_iaqi(&iaqi, hj2012, TABLE[r].air, TABLE[r].hours, TABLE[r].is_hourly,
                                     TABLE[r].points[i] * TABLE[r].unit), HZ_IAQI_OK);
            ck_assert_int_eq(iaqi, IAQI[i]);
        }
    ck_assert_int_eq(hj2012->from_day, date("2012-02-29"));
    ck_assert_int_eq(hj2012->to_day, date("2026-02-28"));
    ck_assert(hj2012->is_complete);
}
END_TEST

/* The smallest whole n for which n is not below the straight line between the breakpoints, found by counting. -1: no IAQI. */
static int slow_iaqi(size_t row, int64_t ng)
{
    const int *b = TABLE[row].points;
    int64_t unit = TABLE[row].unit;
    int n;

    for (int i = 1; i < N_POINTS && b[i] >= 0; i++)
        if (ng <= b[i] * unit) {
            for (n = IAQI[i - 1]; (n - IAQI[i - 1]) * (b[i] - b[i - 1]) * unit < (IAQI[i] - IAQI[i - 1]) * (ng - b[i - 1] * unit);)
                n++;
            return n;
        }
    return b[N_POINTS - 1] >= 0 ? 500 : -1;
}

START_TEST(index_agrees_with_counting)
{
    for (size_t r = 0; r < COUNT(TABLE); r++)
        for (int64_t ng = 0; ng <= 4000 * UG * (TABLE[r].unit == MG ? 50 : 1); ng += TABLE[r].unit == MG ? 10 * UG : UG) {
            int iaqi, expected = slow_iaqi(r, ng);
            hz_iaqi_status status = hz_iaqi(&iaqi, hj2012, TABLE[r].air, TABLE[r].hours, TABLE[r].is_hourly, ng);

            ck_assert_int_eq(status, expected < 0 ? HZ_IAQI_BEYOND : HZ_IAQI_OK);
            ck_assert(expected < 0 || iaqi == expected);
        }
}
END_TEST

static int pm25(int ug)
{
    int iaqi;

    ck_assert_int_eq(hz_iaqi(&iaqi, hj2012, HZ_AIR_PM25, 24, false, ug * UG), HZ_IAQI_OK);
    return iaqi;
}

START_TEST(index_rounds_up)
{
    int iaqi;

    ck_assert_int_eq(pm25(36), 52);   /* 50 + 50/40 = 51.25 */
    ck_assert_int_eq(pm25(76), 102);  /* 100 + 50/40 = 101.25 */
    ck_assert_int_eq(pm25(116), 152); /* 150 + 50/35 = 151.43 */
    ck_assert_int_eq(pm25(151), 201); /* 200 + 100/100 */
    ck_assert_int_eq(pm25(251), 301);
    ck_assert_int_eq(pm25(351), 401); /* 400 + 100/150 */
    ck_assert_int_eq(pm25(500), 500);
    ck_assert_int_eq(pm25(501), 500); /* the cap */
    ck_assert_int_eq(hz_iaqi(&iaqi, hj2012, HZ_AIR_PM25, 24, false, 150 * UG + 1), HZ_IAQI_OK);
    ck_assert_int_eq(iaqi, 201); /* 200.00001 */
    ck_assert_int_eq(hz_iaqi(&iaqi, hj2012, HZ_AIR_SO2, 1, true, 800 * UG), HZ_IAQI_OK);
    ck_assert_int_eq(iaqi, 200);
    ck_assert_int_eq(hz_iaqi(&iaqi, hj2012, HZ_AIR_SO2, 1, true, 800 * UG + 1), HZ_IAQI_BEYOND);
    ck_assert_int_eq(hz_iaqi(&iaqi, hj2012, HZ_AIR_O3_8H, 8, false, 800 * UG + 1), HZ_IAQI_BEYOND);
    ck_assert_int_eq(hz_iaqi(&iaqi, hj2012, HZ_AIR_PM25, 1, true, UG), HZ_IAQI_NO_AVERAGE);
}
END_TEST

/* The index of a day of which a few quantities are known; -1: none. `ug` ends with a pair of zeros. */
typedef struct {
    hz_air air;
    int ug;
} amount;

static int index_of_day(uint16_t *primary, const amount *amounts)
{
    int64_t ng[HZ_N_AIR];
    int aqi;

    for (int a = 0; a < HZ_N_AIR; a++)
        ng[a] = -1;
    for (; amounts->ug > 0; amounts++)
        ng[amounts->air] = (int64_t)amounts->ug * UG;
    return hz_index_of_day(&aqi, primary, hj2012, ng) ? aqi : -1;
}

#define DAY(...) (const amount[]){__VA_ARGS__, {HZ_AIR_AQI, 0}}

START_TEST(index_of_a_day)
{
    uint16_t primary;

    ck_assert_int_eq(index_of_day(&primary, DAY({HZ_AIR_PM25, 151}, {HZ_AIR_PM10, 200})), 201);
    ck_assert_uint_eq(primary, 1U << HZ_AIR_PM25);
    /* a tie names both: PM2.5 150 and PM10 350 are 200 */
    ck_assert_int_eq(index_of_day(&primary, DAY({HZ_AIR_PM25, 150}, {HZ_AIR_PM10, 350}, {HZ_AIR_SO2, 60})), 200);
    ck_assert_uint_eq(primary, 1U << HZ_AIR_PM25 | 1U << HZ_AIR_PM10);
    /* also one of two indices that only rounding makes equal: PM2.5 151 is 201, PM10 350.5 would be 200.7 */
    ck_assert_int_eq(index_of_day(&primary, DAY({HZ_AIR_CO, 24120}, {HZ_AIR_PM25, 151})), 201);
    ck_assert_uint_eq(primary, 1U << HZ_AIR_PM25 | 1U << HZ_AIR_CO);
    /* up to 50 no primary pollutant is named */
    ck_assert_int_eq(index_of_day(&primary, DAY({HZ_AIR_PM25, 35})), 50);
    ck_assert_uint_eq(primary, 0);
    ck_assert_int_eq(index_of_day(&primary, DAY({HZ_AIR_PM10, 51})), 51); /* 50 + 50/100 = 50.5 */
    ck_assert_uint_eq(primary, 1U << HZ_AIR_PM10);
    ck_assert_int_eq(index_of_day(&primary, DAY({HZ_AIR_PM25, 800}, {HZ_AIR_PM10, 900})), 500);
    ck_assert_uint_eq(primary, 1U << HZ_AIR_PM25 | 1U << HZ_AIR_PM10);
    ck_assert_int_eq(index_of_day(&primary, (const amount[]){{HZ_AIR_AQI, 0}}), -1);
}
END_TEST

/* Ozone above 800 over 8 hours has no index: that over 1 hour decides, and without it the index of the day is not known; what
 * the other pollutants give would be too low. */
START_TEST(index_of_a_day_with_much_ozone)
{
    uint16_t primary;

    ck_assert_int_eq(index_of_day(&primary, DAY({HZ_AIR_O3_8H, 800}, {HZ_AIR_PM25, 35})), 300);
    ck_assert_int_eq(index_of_day(&primary, DAY({HZ_AIR_O3_8H, 801}, {HZ_AIR_O3_1H, 900}, {HZ_AIR_PM25, 35})), 350);
    ck_assert_uint_eq(primary, 1U << HZ_AIR_O3_1H);
    ck_assert_int_eq(index_of_day(&primary, DAY({HZ_AIR_O3_8H, 801}, {HZ_AIR_PM25, 35})), -1);
    ck_assert_int_eq(index_of_day(&primary, DAY({HZ_AIR_O3_8H, 801}, {HZ_AIR_PM25, 500})), 500); /* it cannot be higher */
}
END_TEST

START_TEST(index_has_classes)
{
    static const struct {
        int aqi;
        const char *id;
    } CASES[] = {{0, "I"}, {50, "I"}, {51, "II"}, {100, "II"}, {101, "III"}, {150, "III"}, {151, "IV"},
                 {200, "IV"}, {201, "V"}, {300, "V"}, {301, "VI"}, {500, "VI"}};

    for (size_t i = 0; i < COUNT(CASES); i++)
        ck_assert_str_eq(hz_index_class_of(hj2012, CASES[i].aqi)->id, CASES[i].id);
}
END_TEST

START_TEST(index_of_2026_has_no_table)
{
    int64_t ng[HZ_N_AIR] = {0};
    uint16_t primary;
    int aqi;

    ck_assert_str_eq(hj2026->id, "HJ633-2026");
    ck_assert_int_eq(hj2026->from_day, date("2026-03-01"));
    ck_assert_int_eq(hj2026->from_day, hj2012->to_day + 1);
    ck_assert(!hj2026->is_complete);
    ck_assert(!hz_index_of_day(&aqi, &primary, hj2026, ng));
}
END_TEST

/* ---- forecasts by hand ---- */

enum { MANY = 512 };
static hz_air_value values[MANY];
static hz_forecast forecast;
static hz_series *series;
static hz_alert *alert;

static void new_forecast(void)
{
    forecast = (hz_forecast){.issued = HZ_INSTANT_NONE, .cause = -1, .values = values};
}

static void put(hz_air of, bool is_hour, int64_t begin, int64_t low, int64_t high)
{
    ck_assert_uint_lt(forecast.n_values, MANY);
    values[forecast.n_values++] = (hz_air_value){.of = of, .is_hour = is_hour, .begin = begin, .low = low, .high = high};
}

/* Daily AQI from `first` on, NOT_GIVEN where there is none. */
static void put_days(const char *first, const int *aqi, int n)
{
    for (int i = 0; i < n; i++)
        if (aqi[i] >= 0)
            put(HZ_AIR_AQI, false, hz_day_instant(date(first) + i), aqi[i], aqi[i]);
}

/* Hourly AQI, hours from..to after the beginning of `first`. */
static void put_hours(const char *first, int from, int to, int aqi)
{
    for (int h = from; h < to; h++)
        put(HZ_AIR_AQI, true, hz_day_instant(date(first)) + h * 60, aqi, aqi);
}

static void forget(void)
{
    hz_alert_free(alert);
    hz_series_free(series);
    alert = NULL;
    series = NULL;
}

/* Puts the values in order, as reading would, and judges. */
static const hz_alert *judge(set_id s, bool with_unconfirmed)
{
    hz_alert_settings settings = {.with_unconfirmed = with_unconfirmed};
    hz_findings *findings = hz_findings_new("forecast", 0);
    hz_error err = HZ_ERROR_NONE;
    hz_index *indices[] = {hj2012, hj2026};
    hz_rulebook book = {.indices = indices, .n_indices = COUNT(indices)};

    forget();
    hz_forecast_finish(&forecast, findings);
    assert_none(findings, "the forecast");
    ck_assert_int_eq(hz_series_make(&series, &forecast, &book, NULL, &err), HZ_OK);
    ck_assert_int_eq(hz_alert_make(&alert, rules[s], &forecast, series, &settings, &err), HZ_OK);
    return alert;
}

static char letter(int level)
{
    return level == HZ_NO_LEVEL ? '-' : "byor"[level];
}

/* One letter for each day: - none, b y o r. */
static const char *levels(const hz_alert *a, bool possible)
{
    static char text[MANY];

    for (int i = 0; i < a->n_days; i++)
        text[i] = letter(possible ? a->days[i].possible : a->days[i].level);
    text[a->n_days] = '\0';
    return text;
}

static void expect(set_id s, const char *expected)
{
    const char *found = levels(judge(s, false), false);

    ck_assert_msg(strcmp(found, expected) == 0, "%s: %s instead of %s", SETS[s], found, expected);
}

static void expect_each(const char *const expected[N_SETS])
{
    for (int s = 0; s < N_SETS; s++)
        expect((set_id)s, expected[s]);
}

#define DAYS(...) DAYS_OF(__VA_ARGS__)
#define DAYS_OF(first, ...)                                                                                             \
    do {                                                                                                               \
        static const int aqi_[] = {__VA_ARGS__};                                                                       \
        new_forecast();                                                                                                \
        put_days(first, aqi_, (int)COUNT(aqi_));                                                                       \
    } while (0)

/* ---- known weather ---- */

START_TEST(january_2018)
{
    static const char *const EXPECTED[N_SETS] = {
        [HENAN_2014] = "yyy",    /* three days above 200, only one of them above 300: not orange */
        [UNIFIED_2016] = "ooo",  /* above 200 for 3 days, and one above 300; red needs a fourth day */
        [HENAN_2016] = "ooo",    /* the same */
        [NATIONAL_2017] = "ooo", /* the same, 72 hours */
        [NATIONAL_2018] = "ooo", /* above 200 for 72 hours; red needs 96 */
        [HENAN_2019] = "ooo",    /* the same */
        [HENAN_2023] = "rrr",    /* above 200 for 72 hours, above 300 for 24 */
        [NATIONAL_2024] = "rrr", /* the same */
    };

    DAYS("2018-01-28", 210, 260, 320);
    expect_each(EXPECTED);
    DAYS("2018-01-28", 210, 260, 300); /* 300 is not above 300 */
    expect(HENAN_2016, "yyy");
    expect(NATIONAL_2017, "yyy");
    expect(NATIONAL_2018, "ooo");
    expect(NATIONAL_2024, "ooo");
    DAYS("2018-01-28", 200, 260, 320); /* 200 is not above 200: two days */
    expect(HENAN_2014, "-bb");
    expect(HENAN_2016, "-yy");
    expect(NATIONAL_2018, "-yy");
    expect(NATIONAL_2024, "ooo"); /* above 150 for 72 hours */
}
END_TEST

/* Jiaozuo, 16 to 22 December 2016. */
START_TEST(december_2016)
{
    static const char *const EXPECTED[N_SETS] = {
        [HENAN_2014] = "-yoooy-",    /* above 300 for three days, 18 to 20; nothing reaches 500 */
        [UNIFIED_2016] = "-rrrrr-",  /* above 200 for 5 days, above 300 for 3 of them */
        [HENAN_2016] = "-rrrrr-",
        [NATIONAL_2017] = "-rrrrr-",
        [NATIONAL_2018] = "-rrrrr-",
        [HENAN_2019] = "-rrrrr-",
        [HENAN_2023] = "orrrrr-",    /* the 16th: above 150 since then, for 144 hours */
        [NATIONAL_2024] = "orrrrr-",
    };

    DAYS("2016-12-16", 155, 201, 355, 472, 495, 290, 59);
    expect_each(EXPECTED);
    DAYS("2016-12-20", 500, 59); /* reaches 500 */
    expect(HENAN_2014, "r-");
    expect(UNIFIED_2016, "r-");
    expect(NATIONAL_2018, "r-");
    expect(NATIONAL_2024, "y-"); /* the clause of 500 is gone */
    DAYS("2016-12-20", 499, 59);
    expect(HENAN_2014, "b-");
    expect(UNIFIED_2016, "b-");
    expect(NATIONAL_2018, "--");
}
END_TEST

/* Jiaozuo, 27 December 2016 to 12 January 2017: ten days, one below, four days; over the end of the year. */
#define TEN_DAYS "2016-12-27", 91, 224, 267, 296, 331, 373, 264, 265, 218, 237, 232, 180, 290, 232, 290, 201, 70

START_TEST(turn_of_the_year_2016)
{
    static const char *const EXPECTED[N_SETS] = {
        [HENAN_2014] = "-yyyyyyyyyy-yyyy-",    /* above 300 on 31 December and 1 January only */
        [UNIFIED_2016] = "-rrrrrrrrrr-yyyy-",  /* 4 days above 200, 2 above 300; then 4 days without one above 300 */
        [HENAN_2016] = "-rrrrrrrrrr-yyyy-",
        [NATIONAL_2017] = "-rrrrrrrrrr-yyyy-",
        [NATIONAL_2018] = "-rrrrrrrrrr-oooo-", /* 72 hours above 200 are orange by themselves */
        [HENAN_2019] = "-rrrrrrrrrr-oooo-",
        [HENAN_2023] = "-rrrrrrrrrrooooo-",    /* 180 is above 150 */
        [NATIONAL_2024] = "-rrrrrrrrrrooooo-",
    };
    char day[HZ_DATE_TEXT];

    DAYS(TEN_DAYS);
    expect_each(EXPECTED);
    ck_assert_str_eq(hz_date_format(day, alert->first_day + 5), "2017-01-01");
    /* without a rule for lifting, each run is an episode; with one, a day below does not end it */
    judge(HENAN_2016, false);
    ck_assert_uint_eq(alert->n_episodes, 2);
    ck_assert_int_eq(alert->episodes[0].from_h, 1 * DAY_H);
    ck_assert_int_eq(alert->episodes[0].to_h, 11 * DAY_H);
    ck_assert_int_eq(alert->episodes[1].level, HZ_YELLOW);
    judge(NATIONAL_2018, false);
    ck_assert_uint_eq(alert->n_episodes, 1);
    ck_assert_int_eq(alert->episodes[0].to_h, 16 * DAY_H);
    ck_assert_int_eq(alert->days[11].episode, 0);
    ck_assert_int_eq(alert->days[11].level, HZ_NO_LEVEL);
}
END_TEST

/* Two episodes whose interval is too short to lift the warning count as one: 24 hours are less than 36. */
START_TEST(bridging_counts_through_a_day_below)
{
    DAYS(TEN_DAYS);
    for (int s = NATIONAL_2017; s <= HENAN_2019; s++) {
        ck_assert_str_eq(levels(judge((set_id)s, true), false), "-rrrrrrrrrrrrrrr-");
        ck_assert(alert->spans[alert->episodes[0].decisive].is_bridged);
        judge((set_id)s, false);
        for (size_t i = 0; i < alert->n_spans; i++)
            ck_assert(!alert->spans[i].is_bridged);
    }
    ck_assert_str_eq(levels(judge(HENAN_2016, true), false), "-rrrrrrrrrr-yyyy-"); /* has no such rule */
    DAYS("2018-12-01", 210, 150, 220); /* two days that one below holds together: 72 hours */
    ck_assert_str_eq(levels(judge(NATIONAL_2018, false), false), "---");
    ck_assert_str_eq(levels(judge(NATIONAL_2018, true), false), "ooo");
    DAYS("2018-12-01", 210, 150, 150, 220); /* 48 hours are not less than 36 */
    ck_assert_str_eq(levels(judge(NATIONAL_2018, true), false), "----");
}
END_TEST

/* By the hour a break is as long as it is, not a whole number of days. */
START_TEST(bridging_by_the_hour)
{
    new_forecast();
    put_hours("2018-12-01", 0, 24, 210);
    put_hours("2018-12-01", 24, 54, 10); /* 30 hours */
    put_hours("2018-12-01", 54, 78, 210);
    judge(NATIONAL_2018, false);
    ck_assert_uint_eq(alert->n_episodes, 0);
    judge(NATIONAL_2018, true);
    ck_assert_uint_eq(alert->n_episodes, 1);
    ck_assert_int_eq(alert->episodes[0].level, HZ_ORANGE); /* 78 hours */
    ck_assert_int_eq(alert->episodes[0].from_h, 0);
    ck_assert_int_eq(alert->episodes[0].to_h, 78);
    new_forecast();
    put_hours("2018-12-01", 0, 24, 210);
    /* (23 * 210 + 10) / 24 is 201.7, two hours less 193.3: 36 hours lie between the blocks */
    put_hours("2018-12-01", 24, 62, 10);
    put_hours("2018-12-01", 62, 86, 210);
    judge(NATIONAL_2018, true);
    ck_assert_uint_eq(alert->n_episodes, 0);
}
END_TEST

/* Jiaozuo, single days with their neighbours. */
START_TEST(single_days_2016)
{
    static const char *const NOV_29[N_SETS] = {"-b--", "-b--", "-b--", "-b--", "----", "----", "-yy-", "-yy-"};
    static const char *const DEC_2[N_SETS] = {"-b--", "-b--", "-b--", "-b--", "----", "----", "-yy-", "-yy-"};
    static const char *const DEC_5[N_SETS] = {"-b-", "-b-", "-b-", "-b-", "---", "---", "-y-", "-y-"};
    static const char *const DEC_13[N_SETS] = {"--b-", "--b-", "--b-", "--b-", "----", "----", "-yy-", "-yy-"};

    /* blue until 2017; from 2018 on one day is none; from 2023 on one day is yellow, and so are two above 150 */
    DAYS("2016-11-28", 119, 204, 195, 102);
    expect_each(NOV_29);
    DAYS("2016-12-01", 102, 202, 159, 109);
    expect_each(DEC_2);
    DAYS("2016-12-04", 109, 241, 124);
    expect_each(DEC_5);
    DAYS("2016-12-11", 133, 151, 224, 87);
    expect_each(DEC_13);
}
END_TEST

START_TEST(leap_day)
{
    char day[HZ_DATE_TEXT];

    DAYS("2016-02-28", 210, 220, 320);
    expect(UNIFIED_2016, "ooo"); /* 28 and 29 February, 1 March: three days in a row */
    ck_assert_str_eq(hz_date_format(day, alert->first_day + 1), "2016-02-29");
    ck_assert_str_eq(hz_date_format(day, alert->first_day + 2), "2016-03-01");
}
END_TEST

/* The upper bound of a range decides. */
START_TEST(ranges)
{
    new_forecast();
    for (int i = 0; i < 3; i++)
        put(HZ_AIR_AQI, false, hz_day_instant(date("2016-12-01") + i), 180, 201 + (i == 1 ? 100 : 0));
    expect(HENAN_2016, "ooo"); /* up to 201, 301, 201 */
    expect(HENAN_2014, "yyy");
    new_forecast();
    put(HZ_AIR_PM25, false, hz_day_instant(date("2016-12-01")), 100 * UG, 151 * UG);
    expect(HENAN_2016, "b"); /* 151 ug/m3: 201 */
    ck_assert_int_eq(alert->days[0].index.low, 132); /* 100 ug/m3: 100 + 25 * 50/40 = 131.25 */
    ck_assert_int_eq(alert->days[0].index.high, 201);
}
END_TEST

/* A day that is left out is neither good nor bad. */
START_TEST(gaps)
{
    DAYS("2016-12-01", 210, NOT_GIVEN, 260);
    expect(HENAN_2014, "b-b");
    ck_assert_str_eq(levels(alert, true), "yry"); /* above 500 it would be red by itself; with it three days above 200 */
    expect(NATIONAL_2024, "y-y");
    ck_assert_str_eq(levels(alert, true), "rrr"); /* 72 hours above 200, 24 above 300 */
    DAYS("2016-12-01", 80, NOT_GIVEN, 90);
    expect(NATIONAL_2024, "---");
    ck_assert_str_eq(levels(alert, true), "-y-"); /* one day can be yellow, no more */
    DAYS("2016-12-01", 80, 210, 90);
    expect(HENAN_2014, "-b-");
    ck_assert_str_eq(levels(alert, true), "-b-"); /* what is before and behind is not asked for */
}
END_TEST

/* ---- what rules look at beside the index ---- */

static hz_when pm25_48h = {
    .kind = HZ_WHEN_RUN, .metric = HZ_AIR_PM25, .threshold = 115 * UG, .hours = 48, .source = HZ_NONE};

/* Red above 115 ug/m3 of PM2.5 for 48 hours, and nothing else. */
static const hz_alert *judge_pm25(void)
{
    hz_ruleset set = *rules[NATIONAL_2018], *shipped = rules[NATIONAL_2018];

    for (int l = 0; l < HZ_N_LEVELS; l++)
        set.levels[l].is_defined = l == HZ_RED;
    set.levels[HZ_RED].when = &pm25_48h;
    rules[NATIONAL_2018] = &set;
    judge(NATIONAL_2018, false);
    rules[NATIONAL_2018] = shipped;
    alert->rules = shipped;
    return alert;
}

START_TEST(a_metric_that_is_not_given_is_not_clean_air)
{
    hz_alert_gap gap = {0};

    DAYS("2018-12-01", 80, 80, 80);
    judge_pm25();
    ck_assert_uint_eq(alert->metrics, 1U << HZ_AIR_PM25);
    ck_assert_uint_eq(alert->absent, 1U << HZ_AIR_PM25);
    ck_assert(hz_alert_is_open(alert));
    ck_assert_int_eq(hz_alert_level(alert), HZ_NO_LEVEL);
    ck_assert_int_eq(hz_alert_possible(alert), HZ_RED);
    /* one day of it */
    put(HZ_AIR_PM25, false, hz_day_instant(date("2018-12-01")), 60 * UG, 60 * UG);
    judge_pm25();
    ck_assert_uint_eq(alert->absent, 0);
    ck_assert(hz_alert_next_gap(alert, &gap));
    ck_assert_int_eq(gap.from, 1); /* the second and third day could be 48 hours */
    ck_assert_int_eq(gap.to, 3);
    ck_assert(!alert->days[0].missing);
    /* two days of it, of which the level cannot hang on the third */
    put(HZ_AIR_PM25, false, hz_day_instant(date("2018-12-02")), 60 * UG, 60 * UG);
    judge_pm25();
    ck_assert(!hz_alert_is_open(alert));
}
END_TEST

/* ---- hours ---- */

/* Twelve hours of 90, twenty-four of 300, twelve of 90: each calendar day has 195, the 24 hours across midnight 300. */
START_TEST(hours_across_midnight)
{
    static const char *const EXPECTED[N_SETS] = {"--", "--", "--", "bb", "--", "--", "yy", "yy"};

    new_forecast();
    put_hours("2017-12-30", 0, 12, 90);
    put_hours("2017-12-30", 12, 36, 300);
    put_hours("2017-12-30", 36, 48, 90);
    expect_each(EXPECTED);
    judge(NATIONAL_2017, false);
    ck_assert_uint_eq(alert->n_episodes, 1);
    /* (11 * 90 + 13 * 300) / 24 = 203.75: the first 24 hours above 200 begin at 01:00, the last end at 23:00 */
    ck_assert_int_eq(alert->episodes[0].from_h, 1);
    ck_assert_int_eq(alert->episodes[0].to_h, 47);
}
END_TEST

/* The same with concentrations: PM2.5 of 100 and 200; the mean is reckoned first, then its index. */
START_TEST(hours_of_concentrations)
{
    hz_block block;

    new_forecast();
    for (int h = 0; h < 48; h++)
        put(HZ_AIR_PM25, true, hz_day_instant(date("2017-12-30")) + h * 60, 0, (h < 12 || h >= 36 ? 90 : 200) * UG);
    expect(HENAN_2016, "--"); /* 145 ug/m3: 193 */
    expect(NATIONAL_2017, "bb");
    block = hz_series_block(series, HZ_AIR_AQI, 0);
    ck_assert_int_eq(block.high, 193); /* 150 + 30 * 50/35 = 192.86 */
    ck_assert_int_eq(block.low, 0);
    ck_assert_uint_eq(block.primary, 1U << HZ_AIR_PM25);
    block = hz_series_block(series, HZ_AIR_AQI, 12);
    ck_assert_int_eq(block.high, 250);
    ck_assert_int_eq(hz_series_block(series, HZ_AIR_PM25, 12).high, 200 * UG);
    ck_assert(!hz_series_block(series, HZ_AIR_AQI, 25).is_known);
}
END_TEST

/* Above 200 for 72 hours from 05:00 on, and inside above 300 for 24 hours from 12:00 on: these need not begin a whole number of
 * days behind the others. */
START_TEST(hours_inside_a_run_begin_anywhere)
{
    new_forecast();
    put_hours("2024-02-01", 0, 5, 50);
    put_hours("2024-02-01", 5, 12, 210);
    put_hours("2024-02-01", 12, 36, 310);
    put_hours("2024-02-01", 36, 77, 210);
    put_hours("2024-02-01", 77, 96, 50);
    expect(NATIONAL_2024, "rrrr");
    expect(NATIONAL_2017, "oooo");
    expect(HENAN_2016, "yyy-"); /* by the calendar: (5 * 50 + 7 * 210 + 12 * 310) / 24 = 226.7, 260, 210, 83.3 */
}
END_TEST

/* Hours for one day, values of a day for the next: hours that are not given are as the days that they lie in. */
START_TEST(hours_and_days)
{
    new_forecast();
    put_hours("2018-12-01", 0, 24, 50);
    put(HZ_AIR_AQI, false, hz_day_instant(date("2018-12-02")), 60, 60);
    put(HZ_AIR_AQI, false, hz_day_instant(date("2018-12-03")), 70, 70);
    expect(NATIONAL_2018, "---");
    ck_assert_str_eq(levels(alert, true), "---");
    new_forecast();
    put_hours("2018-12-01", 0, 24, 210);
    put(HZ_AIR_AQI, false, hz_day_instant(date("2018-12-02")), 220, 220);
    put(HZ_AIR_AQI, false, hz_day_instant(date("2018-12-03")), 230, 230);
    expect(NATIONAL_2018, "ooo");
    ck_assert_str_eq(levels(alert, true), "ooo");
}
END_TEST

/* A forecast by the hour begins and ends at any hour; what lies before and behind is not a gap, what is missing inside is. */
START_TEST(hours_that_begin_in_the_afternoon)
{
    new_forecast();
    put_hours("2018-12-01", 17, 65, 210);
    expect(NATIONAL_2018, "yyy"); /* 48 hours from 17:00 on */
    ck_assert_str_eq(levels(alert, true), "yyy");
    ck_assert_int_eq(alert->episodes[0].from_h, 17);
    ck_assert_int_eq(alert->episodes[0].to_h, 65);
    expect(HENAN_2016, "-b-"); /* one whole calendar day */
    ck_assert_str_eq(levels(alert, true), "-b-");
    new_forecast();
    put_hours("2018-12-01", 17, 40, 60);
    /* 16:00 of the second day is missing; at 500 the mean were (23 * 60 + 500) / 24 = 78.3 */
    put_hours("2018-12-01", 41, 65, 60);
    expect(NATIONAL_2018, "---");
    ck_assert_str_eq(levels(alert, true), "---");
}
END_TEST

/* A calendar day of which only part is given is above 200 when that part alone makes it so. */
START_TEST(part_days_that_are_heavy_for_sure)
{
    new_forecast();
    put_hours("2016-12-01", 13, 36, 500); /* 11 * 500 / 24 = 229, 12 * 500 / 24 = 250 */
    expect(HENAN_2016, "yy");
    ck_assert(alert->episodes[0].is_open);
    new_forecast();
    put_hours("2016-12-01", 15, 33, 500); /* 9 * 500 / 24 = 187.5 */
    expect(HENAN_2016, "--");
}
END_TEST

/* A mean of 24 hours of which some are missing lies between that with them at 0 and that with them at the cap. */
START_TEST(missing_hours_are_bounded)
{
    hz_block block;
    hz_alert_gap gap = {0};

    /* (23 * 220 + 0) / 24 = 210.8 and (23 * 220 + 500) / 24 = 231.7: above 200 whatever the hour was */
    new_forecast();
    put_hours("2018-12-01", 0, 30, 220);
    put_hours("2018-12-01", 31, 72, 220);
    expect(NATIONAL_2018, "ooo");
    ck_assert_str_eq(levels(alert, true), "ooo");
    ck_assert(!hz_alert_next_gap(alert, &gap));
    block = hz_series_block(series, HZ_AIR_AQI, 24);
    ck_assert(!block.is_known && block.is_partial);
    ck_assert_int_eq(block.least, 211);
    ck_assert_int_eq(block.most, 232);
    ck_assert_uint_eq(hz_series_missing_hours(series, HZ_AIR_AQI, 1), 1U << 6);
    /* (23 * 195 + 500) / 24 = 207.7: it hangs on the one hour */
    new_forecast();
    put_hours("2016-12-01", 0, 30, 195);
    put_hours("2016-12-01", 31, 72, 195);
    expect(HENAN_2016, "---");
    ck_assert_str_eq(levels(alert, true), "-b-");
    gap = (hz_alert_gap){0};
    ck_assert(hz_alert_next_gap(alert, &gap));
    ck_assert_int_eq(gap.from, 1);
    ck_assert_int_eq(gap.to, 2);
    ck_assert_int_eq(gap.possible, HZ_BLUE);
}
END_TEST

static unsigned draw(unsigned *seed, unsigned below)
{
    *seed = *seed * 1664525U + 1013904223U;
    return (*seed >> 8) % below;
}

enum { DRAWN_H = 5 * DAY_H };

/* Hourly AQI of five days in blocks of weather; -1 where an hour is left out, never the first or the last one. */
static void draw_hours(int aqi[DRAWN_H], unsigned *seed)
{
    int level = 0;

    for (int h = 0; h < DRAWN_H; h++) {
        if (h % 12 == 0)
            level = 150 + (int)draw(seed, 200);
        aqi[h] = h > 0 && h < DRAWN_H - 1 && draw(seed, 30) == 0 ? NOT_GIVEN : level + (int)draw(seed, 40);
    }
}

static void judge_hours(const int aqi[DRAWN_H], set_id s)
{
    new_forecast();
    for (int h = 0; h < DRAWN_H; h++)
        if (aqi[h] != NOT_GIVEN)
            put(HZ_AIR_AQI, true, hz_day_instant(date("2024-02-01")) + h * 60, aqi[h], aqi[h]);
    judge(s, false);
}

/* Whatever the hours turn out to be, the level of each day is not below the sure one nor above the possible one. */
START_TEST(what_is_left_out_stays_between_the_bounds)
{
    int aqi[DRAWN_H], filled[DRAWN_H], sure[DRAWN_H], possible[DRAWN_H];
    unsigned seed = 20240201;

    for (int round = 0; round < 240; round++) {
        set_id s = (set_id)(round % N_SETS);

        draw_hours(aqi, &seed);
        judge_hours(aqi, s);
        for (int day = 0; day < alert->n_days; day++) {
            sure[day] = alert->days[day].level;
            possible[day] = alert->days[day].possible;
        }
        for (int fill = 0; fill < 4; fill++) {
            for (int h = 0; h < DRAWN_H; h++)
                filled[h] = aqi[h] != NOT_GIVEN ? aqi[h] : fill == 0 ? 0 : fill == 1 ? 500 : (int)draw(&seed, 501);
            judge_hours(filled, s);
            for (int day = 0; day < alert->n_days; day++)
                ck_assert(sure[day] <= alert->days[day].level && alert->days[day].level <= possible[day]);
        }
    }
}
END_TEST

/* Concentrations are bounded by the highest breakpoint: PM2.5 500, an hour of ozone 1200. */
START_TEST(missing_hours_of_concentrations_are_bounded)
{
    hz_block block;

    new_forecast();
    for (int h = 0; h < 24; h++) {
        if (h != 5)
            put(HZ_AIR_PM25, true, hz_day_instant(date("2018-12-01")) + h * 60, 48 * UG, 48 * UG);
        if (h != 12)
            put(HZ_AIR_O3, true, hz_day_instant(date("2018-12-01")) + h * 60, 80 * UG, 80 * UG);
    }
    judge(NATIONAL_2018, false);
    block = hz_series_block(series, HZ_AIR_PM25, 0);
    ck_assert(block.is_partial);
    ck_assert_int_eq(block.least, 46 * UG);                      /* 23 * 48 / 24 */
    ck_assert_int_eq(block.most, (23 * 48 + 500) * UG / 24 + 1); /* 66.83, rounded up to a whole ng */
    block = hz_series_block(series, HZ_AIR_O3_8H, 0);
    ck_assert_int_eq(block.least, 80 * UG);                 /* the 8 hours from 00:00 on */
    ck_assert_int_eq(block.most, (7 * 80 + 1200) / 8 * UG); /* 220 */
    block = hz_series_block(series, HZ_AIR_AQI, 0);
    ck_assert(!block.is_known && block.is_partial);
    ck_assert_int_eq(block.least, 64); /* 46: 50 + 11 * 50/40 = 63.75; ozone 80 is 40 */
    ck_assert_int_eq(block.most, 500); /* an hour of ozone at 1200 */
}
END_TEST

/* Of a pollutant that is given on other days, a day without it has no index. */
START_TEST(pollutants_that_are_left_out_on_a_day)
{
    new_forecast();
    for (int day = 0; day < 3; day++) {
        put(HZ_AIR_PM10, false, hz_day_instant(date("2018-12-01") + day), 100 * UG, 100 * UG);
        if (day != 1)
            put(HZ_AIR_PM25, false, hz_day_instant(date("2018-12-01") + day), 160 * UG, 160 * UG);
    }
    expect(NATIONAL_2018, "---");
    ck_assert_str_eq(levels(alert, true), "oro"); /* 500 is red by itself, 72 hours above 200 are orange */
    ck_assert_int_eq(hz_series_block(series, HZ_AIR_AQI, DAY_H).least, 75); /* PM10 100: 50 + 50/2 */
    ck_assert_int_eq(hz_series_block(series, HZ_AIR_AQI, DAY_H).most, 500);
    ck_assert_uint_eq(hz_series_missing_pollutants(series, 1), 1U << HZ_AIR_PM25);
    /* unless the forecast says that another one is the primary one */
    for (size_t i = 0; i < forecast.n_values; i++)
        if (values[i].begin == hz_day_instant(date("2018-12-01") + 1))
            values[i].primary = 1U << HZ_AIR_PM10;
    expect(NATIONAL_2018, "---");
    ck_assert_str_eq(levels(alert, true), "---");
}
END_TEST

/* Hours that do not fill a day behind an episode do not show its end. */
START_TEST(forecast_that_breaks_off_inside_a_day)
{
    new_forecast();
    put_hours("2016-12-01", 0, 82, 220); /* until 10:00 of the fourth day */
    expect(HENAN_2016, "yyy-");
    ck_assert(alert->episodes[0].is_open);
    ck_assert_int_eq(alert->episodes[0].to_h, 72);
    ck_assert_int_eq(alert->episodes[0].end_h, 82);
    new_forecast();
    put_hours("2016-12-01", 0, 72, 220);
    put_hours("2016-12-01", 72, 96, 60); /* the whole day */
    expect(HENAN_2016, "yyy-");
    ck_assert(!alert->episodes[0].is_open);
    new_forecast();
    put_hours("2016-12-01", 0, 72, 220);
    put_hours("2016-12-01", 72, 93, 60); /* 3 * 500 + 21 * 60 over 24 is 115: its end is sure */
    expect(HENAN_2016, "yyy-");
    ck_assert(!alert->episodes[0].is_open);
}
END_TEST

/* By the hour a mean of indices is rounded up to a whole number, as every index is: 499.04 reaches 500, and 200.04 is above 200. */
START_TEST(means_of_indices_are_rounded_up)
{
    new_forecast();
    put_hours("2018-12-01", 0, 23, 499);
    put_hours("2018-12-01", 23, 24, 500);
    expect(NATIONAL_2018, "r");
    ck_assert_int_eq(alert->days[0].index.high, 500);
    new_forecast();
    put_hours("2024-02-01", 0, 23, 200);
    put_hours("2024-02-01", 23, 24, 201);
    expect(NATIONAL_2024, "y");
    ck_assert_int_eq(alert->days[0].index.high, 201);
}
END_TEST

/* ---- rules of our own ---- */

/* What a rule set with this condition for orange says to the forecast. */
static void expect_of(const char *condition, bool with_unconfirmed, const char *expected)
{
    hz_alert_settings settings = {.with_unconfirmed = with_unconfirmed};
    hz_findings *findings = hz_findings_new("own.xml", 0);
    const hz_rulebook book = {0};
    hz_error err = HZ_ERROR_NONE;
    hz_ruleset *own;
    char text[2000];

    snprintf(
        text, sizeof text,
        "<rules xmlns='urn:hazeplan:rules' version='1' id='own'><title en='own'/><sources>"
        "<source id='s' text='made up' confidence='invented'/><source id='u' text='heard' "
        "confidence='unconfirmed'/></sources>"
        "<in-force from='2016-01-01' source='s'/><day is='calendar'/><level id='orange' source='s'><clause en='own'/>%s"
        "</level></rules>",
        condition);
    ck_assert_int_eq(hz_parse_ruleset(&own, findings, "own.xml", text, strlen(text), &err), HZ_OK);
    assert_none(findings, condition);
    forget();
    findings = hz_findings_new("forecast", 0);
    hz_forecast_finish(&forecast, findings);
    assert_none(findings, "the forecast");
    ck_assert_int_eq(hz_series_make(&series, &forecast, &book, hj2012, &err), HZ_OK);
    ck_assert_int_eq(hz_alert_make(&alert, own, &forecast, series, &settings, &err), HZ_OK);
    ck_assert_msg(strcmp(levels(alert, false), expected) == 0, "%s: %s instead of %s", condition, levels(alert, false),
                  expected);
    hz_ruleset_free(own);
}

/* The innermost run must lie inside the one around it. */
START_TEST(runs_inside_runs_inside_runs)
{
    const char *nested = "<run metric='AQI' above='200' days='4'><run metric='AQI' above='240' days='2'>"
                         "<run metric='AQI' above='300' days='1'/></run></run>";

    DAYS("2016-12-01", 210, 310, 210, 250, 260, 210); /* 310 has no second day above 240 beside it */
    expect_of(nested, false, "------");
    DAYS("2016-12-01", 210, 250, 210, 250, 310, 210);
    expect_of(nested, false, "oooooo");
}
END_TEST

START_TEST(an_unconfirmed_choice_inside_a_run_does_not_count)
{
    const char *condition =
        "<run metric='AQI' above='200' days='2'><any source='u'><run metric='AQI' above='200' days='1'/></any></run>";

    DAYS("2016-12-01", 210, 210);
    expect_of(condition, false, "--");
    expect_of(condition, true, "oo");
}
END_TEST

START_TEST(no_memory_for_a_rulebook_is_an_error)
{
    char set[4096];
    hz_status status = HZ_ERR_MEMORY;

    snprintf(set, sizeof set, "%s", path_of("henan-2014"));
    for (long n = 1; status; n++) {
        hz_error err = HZ_ERROR_NONE;
        hz_rulebook *book;

        hz_memory_fail_at(n);
        status = hz_rulebook_load(&book, NULL, set, path_of("hj633-2012"), &err);
        hz_memory_fail_at(0);
        ck_assert(status == HZ_OK || (status == HZ_ERR_MEMORY && !book));
        if (!status)
            ck_assert(book->own_set == book->sets[0] && book->own_index == book->indices[0]);
        hz_rulebook_free(book);
    }
}
END_TEST

/* ---- issuing and lifting ---- */

static const hz_lift *lift(hz_level level)
{
    return &alert->episodes[0].lift[level];
}

START_TEST(lead_times)
{
    DAYS("2018-12-01", 210, 260, 320);
    judge(NATIONAL_2018, false);
    ck_assert_int_eq(alert->episodes[0].lead_h, 24); /* at every level */
    judge(HENAN_2016, false);
    ck_assert_int_eq(alert->episodes[0].level, HZ_ORANGE);
    ck_assert_int_eq(alert->episodes[0].lead_h, -1); /* named for red only */
    judge(NATIONAL_2024, false);
    ck_assert_int_eq(alert->episodes[0].lead_h, -1); /* not read in this text */
    judge(NATIONAL_2024, true);
    ck_assert_int_eq(alert->episodes[0].lead_h, 24);
    judge(HENAN_2019, false);
    ck_assert_int_eq(alert->episodes[0].lead_h, 24); /* both from Henan's revision of 2018 */
    judge(HENAN_2023, false);
    ck_assert_int_eq(alert->episodes[0].lead_h, 24);
    DAYS("2016-12-20", 500);
    judge(HENAN_2016, false);
    ck_assert_int_eq(alert->episodes[0].lead_h, 24);
    judge(HENAN_2014, false);
    ck_assert_int_eq(alert->episodes[0].lead_h, -1);
}
END_TEST

START_TEST(lifting)
{
    /* two days below are 36 hours: from the end of the third day on */
    DAYS("2018-12-01", 210, 260, 320, 120, 110);
    judge(NATIONAL_2018, false);
    ck_assert_int_eq(lift(HZ_ORANGE)->kind, HZ_LIFT_KNOWN);
    ck_assert_int_eq(lift(HZ_ORANGE)->at_h, 3 * DAY_H);
    ck_assert_int_eq(lift(HZ_YELLOW)->at_h, 3 * DAY_H);
    /* one day below is not: the forecast has to show 12 hours more */
    DAYS("2018-12-01", 210, 260, 320, 120);
    judge(NATIONAL_2018, false);
    ck_assert_int_eq(lift(HZ_ORANGE)->kind, HZ_LIFT_BEYOND);
    ck_assert_int_eq(lift(HZ_ORANGE)->until_h, 3 * DAY_H + 36);
    /* a single day above 200 is no level by itself, but the air does not stay below */
    DAYS("2018-12-01", 210, 260, 320, 120, 250, 100, 100);
    judge(NATIONAL_2018, false);
    ck_assert_int_eq(lift(HZ_ORANGE)->kind, HZ_LIFT_KNOWN);
    ck_assert_int_eq(lift(HZ_ORANGE)->at_h, 5 * DAY_H);
    /* lowered before it is lifted: no longer above 200 from the fourth day on, above 150 until the fifth */
    DAYS("2024-02-01", 260, 260, 320, 180, 160, 100, 100);
    ck_assert_str_eq(levels(judge(NATIONAL_2024, false), false), "rrroo--");
    ck_assert_int_eq(lift(HZ_RED)->kind, HZ_LIFT_KNOWN);
    ck_assert_int_eq(lift(HZ_RED)->at_h, 3 * DAY_H);
    ck_assert_int_eq(lift(HZ_ORANGE)->kind, HZ_LIFT_KNOWN);
    ck_assert_int_eq(lift(HZ_ORANGE)->at_h, 5 * DAY_H);
    ck_assert_int_eq(lift(HZ_YELLOW)->at_h, 5 * DAY_H);
    /* the rules of 2016 do not say */
    judge(HENAN_2016, false);
    ck_assert_int_eq(lift(HZ_ORANGE)->kind, HZ_LIFT_NO_RULE);
    ck_assert_int_eq(lift(HZ_ORANGE)->at_h, 3 * DAY_H);
    ck_assert(!alert->episodes[0].is_open);
    /* the run reaches the end of the forecast */
    DAYS("2018-12-01", 210, 260, 320);
    judge(NATIONAL_2018, false);
    ck_assert(alert->episodes[0].is_open);
    ck_assert_int_eq(lift(HZ_ORANGE)->kind, HZ_LIFT_BEYOND);
}
END_TEST

/* By the hour: exactly 36 hours below are enough. */
START_TEST(lifting_by_the_hour)
{
    new_forecast();
    put_hours("2018-12-01", 0, 48, 250);
    put_hours("2018-12-01", 48, 96, 50);
    judge(NATIONAL_2018, false);
    ck_assert_int_eq(alert->episodes[0].level, HZ_YELLOW);
    /* a run from 05:00 on still has a mean of 208 in its second day: (19 * 250 + 5 * 50) / 24; from 06:00 on it is exactly 200 */
    ck_assert_int_eq(alert->episodes[0].to_h, 53);
    ck_assert_int_eq(lift(HZ_YELLOW)->kind, HZ_LIFT_KNOWN);
    ck_assert_int_eq(lift(HZ_YELLOW)->at_h, 53);
    ck_assert_int_eq(lift(HZ_YELLOW)->until_h, 53 + 36);
    new_forecast();
    put_hours("2018-12-01", 0, 48, 250);
    put_hours("2018-12-01", 48, 53 + 36, 50); /* not an hour more */
    judge(NATIONAL_2018, false);
    ck_assert_int_eq(lift(HZ_YELLOW)->kind, HZ_LIFT_KNOWN);
    new_forecast();
    put_hours("2018-12-01", 0, 48, 250);
    put_hours("2018-12-01", 48, 53 + 35, 50); /* an hour less */
    judge(NATIONAL_2018, false);
    ck_assert_int_eq(lift(HZ_YELLOW)->kind, HZ_LIFT_BEYOND);
}
END_TEST

START_TEST(current_episode)
{
    DAYS("2016-12-01", 210, 80, 220, 320, 230, 80);
    judge(HENAN_2016, false);
    ck_assert_uint_eq(alert->n_episodes, 2);
    ck_assert_int_eq(alert->current, 0);
    ck_assert_int_eq(hz_alert_level(alert), HZ_BLUE);
    forecast.issued = hz_day_instant(date("2016-12-02")) - 1;
    judge(HENAN_2016, false);
    ck_assert_int_eq(alert->current, 0);
    forecast.issued++; /* the first one is over */
    judge(HENAN_2016, false);
    ck_assert_int_eq(alert->current, 1);
    ck_assert_int_eq(hz_alert_level(alert), HZ_ORANGE);
    forecast.issued = hz_day_instant(date("2016-12-07"));
    judge(HENAN_2016, false);
    ck_assert_int_eq(alert->current, -1);
    ck_assert_int_eq(hz_alert_level(alert), HZ_NO_LEVEL);
}
END_TEST

/* ---- the cause ---- */

static hz_cuts cuts(set_id s, int cause, bool with_unconfirmed)
{
    forecast.cause = cause;
    return judge(s, with_unconfirmed)->cuts;
}

START_TEST(causes)
{
    static const int NOT_2016[] = {HZ_CAUSE_DUST, HZ_CAUSE_STRAW, HZ_CAUSE_FIREWORKS};
    static const int NOT_2024[] = {HZ_CAUSE_O3, HZ_CAUSE_DUST, HZ_CAUSE_WILDFIRE, HZ_CAUSE_TRANSPORT};
    const uint16_t not_dust = 1U << HZ_CAUSE_DUST; /* all that was read of Henan from 2019 on */
    uint16_t not_2016 = 0, not_2024 = 0, not_henan;

    for (size_t i = 0; i < COUNT(NOT_2016); i++)
        not_2016 |= (uint16_t)(1U << NOT_2016[i]);
    for (size_t i = 0; i < COUNT(NOT_2024); i++)
        not_2024 |= (uint16_t)(1U << NOT_2024[i]);
    not_henan = not_2016 | not_2024; /* what is unconfirmed: the clause of 2016, and the national one */
    DAYS("2024-02-01", 210, 260, 320);
    for (int cause = 0; cause < HZ_N_CAUSES; cause++) {
        for (set_id s = HENAN_2019; s <= HENAN_2023; s++) {
            ck_assert_int_eq(cuts(s, cause, false), not_dust >> cause & 1 ? HZ_CUTS_NOT_FOR_CAUSE : HZ_CUTS_ALLOWED);
            ck_assert_int_eq(cuts(s, cause, true), not_henan >> cause & 1 ? HZ_CUTS_NOT_FOR_CAUSE : HZ_CUTS_ALLOWED);
        }
        ck_assert_int_eq(cuts(HENAN_2014, cause, false), HZ_CUTS_ALLOWED);
        ck_assert_int_eq(cuts(NATIONAL_2018, cause, false), HZ_CUTS_ALLOWED);
        ck_assert_int_eq(cuts(HENAN_2016, cause, false), not_2016 >> cause & 1 ? HZ_CUTS_NOT_FOR_CAUSE : HZ_CUTS_ALLOWED);
        ck_assert_int_eq(cuts(NATIONAL_2024, cause, false), not_2024 >> cause & 1 ? HZ_CUTS_NOT_FOR_CAUSE : HZ_CUTS_ALLOWED);
        ck_assert_int_eq(hz_alert_level(alert), not_2024 >> cause & 1 ? HZ_NO_LEVEL : HZ_RED);
        ck_assert(alert->is_cause_given);
    }
    ck_assert_int_eq(cuts(HENAN_2014, -1, false), HZ_CUTS_ALLOWED); /* asks for no cause */
    ck_assert_int_eq(cuts(HENAN_2023, -1, false), HZ_CUTS_UNKNOWN);
    ck_assert_int_eq(cuts(NATIONAL_2024, -1, false), HZ_CUTS_UNKNOWN);
    ck_assert_int_eq(hz_alert_level(alert), HZ_RED);
}
END_TEST

START_TEST(causes_that_the_primary_pollutants_show)
{
    DAYS("2024-02-01", 210, 260, 320, 80);
    for (int i = 0; i < 3; i++)
        values[i].primary = 1U << HZ_AIR_PM25;
    values[3].primary = 1U << HZ_AIR_PM10; /* outside the episode */
    ck_assert_int_eq(cuts(NATIONAL_2024, -1, false), HZ_CUTS_ALLOWED);
    ck_assert_int_eq(alert->cause, HZ_CAUSE_PM25);
    ck_assert(!alert->is_cause_given);
    for (int i = 0; i < 3; i++)
        values[i].primary = 1U << HZ_AIR_O3_8H;
    ck_assert_int_eq(cuts(NATIONAL_2024, -1, false), HZ_CUTS_NOT_FOR_CAUSE);
    for (int cause = 0; cause < HZ_N_CAUSES; cause++) { /* fires and what is carried in may show as anything */
        cuts(NATIONAL_2024, cause, false);
        ck_assert_int_eq(hz_alert_contradicts_cause(alert), cause == HZ_CAUSE_PM25 || cause == HZ_CAUSE_DUST);
    }
    values[1].primary = 1U << HZ_AIR_PM25; /* on one day is enough */
    cuts(NATIONAL_2024, HZ_CAUSE_PM25, false);
    ck_assert(!hz_alert_contradicts_cause(alert));
    values[1].primary = 1U << HZ_AIR_PM10; /* dust, or not */
    ck_assert_int_eq(cuts(NATIONAL_2024, -1, false), HZ_CUTS_UNKNOWN);
    /* from concentrations: 260 ug/m3 of PM2.5 beside 100 of PM10 */
    new_forecast();
    put(HZ_AIR_PM25, false, hz_day_instant(date("2024-02-01")), 260 * UG, 260 * UG);
    put(HZ_AIR_PM10, false, hz_day_instant(date("2024-02-01")), 100 * UG, 100 * UG);
    ck_assert_int_eq(cuts(NATIONAL_2024, -1, false), HZ_CUTS_ALLOWED);
    ck_assert_int_eq(alert->cause, HZ_CAUSE_PM25);
}
END_TEST

/* ---- a forecast that contradicts itself ---- */

START_TEST(stated_and_reckoned)
{
    int64_t stated, reckoned;

    new_forecast();
    put(HZ_AIR_AQI, false, hz_day_instant(date("2016-12-18")), 140, 150);
    put(HZ_AIR_PM25, false, hz_day_instant(date("2016-12-18")), 251 * UG, 251 * UG);
    expect(HENAN_2016, "b"); /* the higher one counts: 301 */
    hz_series_both(series, 0, &stated, &reckoned);
    ck_assert_int_eq(stated, 150);
    ck_assert_int_eq(reckoned, 301);
    ck_assert_int_eq(alert->days[0].index.low, 140);
    ck_assert_int_eq(alert->days[0].index.high, 301);
}
END_TEST

START_TEST(stated_for_the_day_and_for_its_hours)
{
    int64_t stated, mean;

    DAYS("2016-12-18", 90, 90);
    put_hours("2016-12-18", 0, 47, 260);
    expect(HENAN_2016, "yy"); /* the higher one counts, also where it is only known to be higher */
    hz_series_both_indices(series, 0, &stated, &mean);
    ck_assert_int_eq(stated, 90);
    ck_assert_int_eq(mean, 260);
    hz_series_both_indices(series, 1, &stated, &mean);
    ck_assert_int_eq(stated, 90);
    ck_assert_int_eq(mean, -1);
}
END_TEST

/* ---- the suite ---- */

int main(void)
{
    const TTest *const TESTS[] = {
        sets_are_read_without_findings,
        sets_in_force_by_place_and_day,
        sets_leave_the_unconfirmed_off,
        index_is_the_table,
        index_agrees_with_counting,
        index_rounds_up,
        index_of_a_day,
        index_of_a_day_with_much_ozone,
        index_has_classes,
        index_of_2026_has_no_table,
        january_2018,
        december_2016,
        turn_of_the_year_2016,
        bridging_counts_through_a_day_below,
        single_days_2016,
        leap_day,
        bridging_by_the_hour,
        ranges,
        gaps,
        a_metric_that_is_not_given_is_not_clean_air,
        hours_across_midnight,
        hours_of_concentrations,
        hours_inside_a_run_begin_anywhere,
        hours_and_days,
        hours_that_begin_in_the_afternoon,
        part_days_that_are_heavy_for_sure,
        missing_hours_are_bounded,
        what_is_left_out_stays_between_the_bounds,
        missing_hours_of_concentrations_are_bounded,
        pollutants_that_are_left_out_on_a_day,
        forecast_that_breaks_off_inside_a_day,
        means_of_indices_are_rounded_up,
        runs_inside_runs_inside_runs,
        an_unconfirmed_choice_inside_a_run_does_not_count,
        no_memory_for_a_rulebook_is_an_error,
        lead_times,
        lifting,
        lifting_by_the_hour,
        current_episode,
        causes,
        causes_that_the_primary_pollutants_show,
        stated_and_reckoned,
        stated_for_the_day_and_for_its_hours,
    };
    Suite *suite = suite_create("rules");
    TCase *tcase = tcase_create("rules");

    tcase_add_unchecked_fixture(tcase, read_all, free_all);
    tcase_add_checked_fixture(tcase, NULL, forget);
    for (size_t i = 0; i < COUNT(TESTS); i++)
        tcase_add_test(tcase, TESTS[i]);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int n_failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return n_failed > 0;
}

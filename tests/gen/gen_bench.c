/* gen_bench.c - a valid scenario of any size, for measuring
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Usage: gen_bench -n UNITS [-s SEED] [-d DISTRICTS | --districts DISTRICTS] [-p POLLUTANTS] [FAMILY...] > scenario.xml
 *
 * Emissions are heavy-tailed and correlated within a trade, costs follow them with a spread of a factor of 30. Targets
 * of 10, 20 and 30 %. Each family of demands comes on top of them:
 *
 *   --districts N          targets and heat floors of each of N districts
 *   --pool                 SO2 and NOx together: a tenth more than their targets added up
 *   --caps                 no district bears much of what stopping it would cost, no trade much of the plan's cost
 *   --floors               of every product a part must still be made
 *   --graded SPREAD        the order of the grades, and alike treatment within SPREAD points, with targets that leave room for them
 *   --failing N            targets hold although any N enterprises fail
 *   --failing-percent N    targets hold although N % of every cut fails
 *   --modes                units run in modes: tighter treatment, limits, time cycles or longer process times, kept hot or banked, stop
 *   --all                  all of these but --graded, --failing and --modes
 *
 * The inventory is drawn twice from the same seed: once to add it up, so that the targets can be met, and once to write
 * it; nothing is kept in memory but sums per district. Modes are drawn from the numbers of their unit, so that the rest of the inventory
 * is the same with and without them. The caps alone are not part of what is added up: they were tried. */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "gen.h"

enum { YELLOW, ORANGE, RED, N_LEVELS };
/* With fewer pollutants some trades would emit nothing. */
enum { MIN_POLLUTANTS = 3, MAX_POLLUTANTS = 6 };
enum { MAX_DISTRICTS = 5000, DEFAULT_DISTRICTS = 16, MAX_UNITS_PER_ENTERPRISE = 6 };
enum { MAX_UNITS = 8000000, MAX_FAILING = 100 };
/* What must still be made, %, and what a unit counts with among what can be reached then, %. */
enum { HEAT_FLOOR = 70, HEAT_REACH = 25, FLOOR = 50, FLOOR_REACH = 45 };

static const char *const level_ids[N_LEVELS] = {"yellow", "orange", "red"};
static const char every_level[] = "yellow orange red";
/* At most: of the cost of stopping a district; of the cost of the plan, for a trade; %. */
static const int district_cap[N_LEVELS] = {20, 25, 45}, trade_cap[N_LEVELS] = {25, 25, 35};
static const char *const pollutants[MAX_POLLUTANTS][3] = {
    {"SO2", "二氧化硫", "sulphur dioxide"}, {"NOx", "氮氧化物", "nitrogen oxides"},
    {"PM", "颗粒物", "particulate matter"}, {"VOCs", "挥发性有机物", "volatile organic compounds"},
    {"CO", "一氧化碳", "carbon monoxide"},  {"NH3", "氨", "ammonia"},
};

/* What a trade emits, per cent of its size, and what a gram of it costs; the figures are invented. */
typedef struct {
    const char *id, *zh, *unit_name, *product, *product_unit;
    int percent[MAX_POLLUTANTS];
    int fen_per_kg;
    const char *idle; /* the mode between its limit and its stop; NULL: none */
} bench_trade;

static const bench_trade trades[] = {
    {"chp", "热电联产", "号锅炉", "heat", "GJ/d", {80, 100, 15, 2, 60, 4}, 6000, NULL},
    {"cement", "水泥", "号窑", "clinker", "t/d", {12, 100, 20, 0, 90, 3}, 8000, "kept-hot"},
    {"brick", "砖瓦", "号隧道窑", "brick", "piece/d", {100, 70, 45, 0, 80, 0}, 3000, "kept-hot"},
    {"lime", "石灰", "号石灰窑", "lime", "t/d", {60, 80, 100, 0, 100, 0}, 4000, "kept-hot"},
    {"ceramics", "陶瓷", "号辊道窑", "tile", "m2/d", {70, 100, 40, 5, 30, 0}, 9000, "kept-hot"},
    {"refractory", "耐火材料", "号高温窑", "refractory", "t/d", {50, 100, 60, 0, 30, 0}, 15000, "kept-hot"},
    {"aluminium", "有色冶炼", "号系列", "metal", "t/d", {100, 20, 40, 2, 100, 0}, 40000, "kept-hot"},
    {"carbon", "炭素", "号焙烧炉", "anode", "t/d", {100, 50, 30, 25, 40, 0}, 20000, "banked"},
    {"casting", "铸造", "号熔炼炉", "castings", "t/d", {10, 15, 100, 60, 80, 0}, 25000, "banked"},
    {"glass", "玻璃", "号熔窑", "glass", "t/d", {40, 100, 15, 2, 10, 6}, 18000, "kept-hot"},
    {"chemicals", "化工", "号装置", "chemicals", "t/d", {15, 30, 15, 100, 10, 40}, 17000, NULL},
    {"fertiliser", "化肥", "号合成线", "fertiliser", "t/d", {30, 60, 40, 20, 20, 100}, 9000, NULL},
    {"coating", "表面涂装", "号涂装线", "machine", "piece/d", {0, 4, 30, 100, 0, 0}, 60000, NULL},
    {"printing", "包装印刷", "号印刷机组", "film", "t/d", {0, 2, 1, 100, 0, 0}, 45000, NULL},
    {"furniture", "家具", "号喷漆线", "furniture", "piece/d", {0, 0, 35, 100, 0, 0}, 50000, NULL},
    {"paper", "造纸", "号锅炉", "paper", "t/d", {80, 100, 20, 15, 30, 10}, 22000, NULL},
};
enum { N_TRADES = sizeof trades / sizeof trades[0], CHP = 0 };

typedef struct {
    long n_units;
    int n_districts, n_pollutants;
    int n_failing, failing_percent; /* 0: nobody fails */
    bool has_district_demands, has_pool, has_caps, has_floors;
    bool has_modes;
    int spread; /* points; -1: neither grade order nor alike treatment */
    uint64_t seed;
} bench_options;

typedef struct {
    int number; /* 1 .. in its enterprise */
    int64_t output, cost_fen_d, reading;
    int64_t emission_g_d[MAX_POLLUTANTS];
    bool is_slow; /* cannot be stopped wholly */
} bench_unit;

typedef struct {
    int serial; /* from 1 */
    int trade, district, grade, n_units;
    int exempt_from; /* lowest level it is not exempt at; N_LEVELS: exempt at all */
    bool is_closed;
    bench_unit units[MAX_UNITS_PER_ENTERPRISE];
} bench_enterprise;

static const char *const grades[] = {"A", "B", "B-", "C", "D", "leading", "none"};
enum { N_GRADES = 7 };

/* Most that may be cut, % per grade and level; a better grade is called on later. */
static const int most[N_GRADES][N_LEVELS] = {{0, 20, 50},     {20, 50, 80}, {30, 60, 90},  {50, 100, 100},
                                             {100, 100, 100}, {0, 30, 60},  {50, 100, 100}};

/* ---- drawing ---- */

static void draw_unit(gen_rng *rng, bench_unit *u, int number, const bench_trade *trade, int n_pollutants)
{
    int64_t size = gen_heavy_tail(rng, 2000, 14); /* g/d of its main pollutant */
    int64_t all = 0;

    u->number = number;
    for (int p = 0; p < n_pollutants; p++) {
        u->emission_g_d[p] = size * trade->percent[p] * gen_between(rng, 50, 150) / 10000;
        all += u->emission_g_d[p];
    }
    u->cost_fen_d = 100 + all * trade->fen_per_kg / 1000 * gen_log_uniform(rng, 20, 600) / 100;
    u->output = 1 + size / gen_between(rng, 50, 200);
    u->reading = u->output * gen_between(rng, 20, 90);
    u->is_slow = gen_chance(rng, 15);
}

static void draw_enterprise(gen_rng *rng, bench_enterprise *e, const bench_options *options, long units_left)
{
    static const int n_units_weights[MAX_UNITS_PER_ENTERPRISE] = {25, 25, 22, 14, 9, 5}; /* 2.72 on average */
    static const int grade_weights[N_GRADES] = {3, 14, 8, 40, 20, 3, 12};
    int chance;

    e->trade = (int)gen_between(rng, 0, N_TRADES - 1);
    e->district = (int)gen_between(rng, 0, options->n_districts - 1);
    e->grade = (int)gen_weighted(rng, grade_weights, N_GRADES);
    chance = (int)gen_between(rng, 0, 99);
    e->exempt_from = chance < 2 ? N_LEVELS : chance < 5 ? RED : YELLOW;
    e->is_closed = chance >= 98;
    e->n_units = 1 + (int)gen_weighted(rng, n_units_weights, MAX_UNITS_PER_ENTERPRISE);
    if (e->n_units > units_left)
        e->n_units = (int)units_left;
    for (int i = 0; i < e->n_units; i++)
        draw_unit(rng, &e->units[i], i + 1, &trades[e->trade], options->n_pollutants);
}

/* What may be cut of a unit at a level, %. */
static int most_of(const bench_enterprise *e, const bench_unit *u, int level)
{
    int limit = most[e->grade][level];

    if (e->is_closed || level < e->exempt_from)
        return 0;
    return u->is_slow && limit > 60 ? 60 : limit;
}

/* ---- modes ---- */

enum { MAX_MODES = 5, MAX_LEAVES = 100 };

/* What is 0 or NULL is not written. */
typedef struct {
    const char *id, *kind;
    unsigned levels; /* bits; 0: it does not have this mode */
    const char *attributes[2];
    int figures[2];
    const char *figures_unit; /* of both */
    int leaves[MAX_POLLUTANTS]; /* % */
    bool has_leaves;
    int64_t cost_fen_d, once_fen;
    int lead_h, restart_h;
} bench_mode;

/* A number from lo to hi that hangs on the unit and on what it is for alone. */
static int drawn(const bench_options *options, const bench_enterprise *e, const bench_unit *u, int what, int lo, int hi)
{
    gen_rng rng = {options->seed ^ ((uint64_t)e->serial << 24 | (uint64_t)u->number << 16 | (uint64_t)what << 8)};

    return (int)gen_between(&rng, lo, hi);
}

/* The levels at which it may be cut by so many per cent. */
static unsigned levels_for(const bench_enterprise *e, const bench_unit *u, int percent)
{
    unsigned levels = 0;

    for (int l = e->exempt_from; l < N_LEVELS; l++)
        levels |= (unsigned)(most_of(e, u, l) >= percent) << l;
    return levels;
}

/* Down to 60 to 80 % of its load. */
static int limit_of(const bench_options *options, const bench_enterprise *e, const bench_unit *u)
{
    return drawn(options, e, u, 0, 20, 40);
}

static bench_mode make_treatment(const bench_options *options, const bench_enterprise *e, const bench_unit *u)
{
    bench_mode mode = {.id = "clean", .kind = "treatment", .levels = levels_for(e, u, 0), .has_leaves = true};
    int first = drawn(options, e, u, 1, 0, options->n_pollutants - 1), second = drawn(options, e, u, 2, 0, options->n_pollutants - 1);

    for (int p = 0; p < options->n_pollutants; p++)
        mode.leaves[p] = p == first || p == second ? drawn(options, e, u, 10 + p, 60, 85) : MAX_LEAVES;
    mode.cost_fen_d = 1 + u->cost_fen_d * drawn(options, e, u, 3, 3, 8) / 100;
    mode.lead_h = 1;
    return mode;
}

static bench_mode make_limit(const bench_options *options, const bench_enterprise *e, const bench_unit *u)
{
    return (bench_mode){.id = "less",
                        .kind = "limit",
                        .levels = levels_for(e, u, 1),
                        .attributes = {"load"},
                        .figures = {100 - limit_of(options, e, u)},
                        .figures_unit = "%"};
}

/* Half of the time off, or a process that takes a quarter longer: a fifth less is made. */
static bench_mode make_slower(const bench_options *options, const bench_enterprise *e, const bench_unit *u)
{
    if (drawn(options, e, u, 4, 0, 1))
        return (bench_mode){.id = "turns",
                            .kind = "cycle",
                            .levels = levels_for(e, u, 50),
                            .attributes = {"off", "on"},
                            .figures = {12, 12},
                            .figures_unit = "h"};
    return (bench_mode){.id = "slow",
                        .kind = "longer",
                        .levels = levels_for(e, u, 20),
                        .attributes = {"from", "to"},
                        .figures = {24, 30},
                        .figures_unit = "h"};
}

static bench_mode make_idle(const bench_options *options, const bench_enterprise *e, const bench_unit *u)
{
    bench_mode mode = {.id = "idle", .kind = trades[e->trade].idle, .has_leaves = true};

    if (!mode.kind)
        return mode;
    mode.levels = levels_for(e, u, 100);
    for (int p = 0; p < options->n_pollutants; p++)
        mode.leaves[p] = drawn(options, e, u, 20 + p, 5, 20);
    mode.cost_fen_d = 1 + u->cost_fen_d * drawn(options, e, u, 5, 85, 98) / 100;
    mode.lead_h = 6;
    mode.restart_h = 12;
    return mode;
}

static bench_mode make_stop(const bench_options *options, const bench_enterprise *e, const bench_unit *u)
{
    return (bench_mode){.id = "stop",
                        .kind = "stop",
                        .levels = levels_for(e, u, 100),
                        .once_fen = 1 + u->cost_fen_d * drawn(options, e, u, 6, 30, 120) / 100,
                        .lead_h = 12,
                        .restart_h = drawn(options, e, u, 7, 12, 36)};
}

/* ---- first pass: sums ---- */

typedef struct {
    int64_t listed[MAX_POLLUTANTS], reach[N_LEVELS][MAX_POLLUTANTS], made[N_TRADES];
} bench_sums;

/* The largest parts of what can be reached that one enterprise has, in descending order. */
typedef int64_t bench_largest[MAX_FAILING];

typedef struct {
    bench_sums *districts; /* [n_districts] */
    bench_largest largest[N_LEVELS][MAX_POLLUTANTS];
} bench_survey;

/* What a unit counts with among what can be reached, %: where all are cut by as much, the floors hold. In modes it stops, or it is
 * limited. */
static int reach_of(const bench_enterprise *e, const bench_unit *u, int level, const bench_options *options)
{
    int limit = most_of(e, u, level), all = e->trade == CHP ? HEAT_REACH : options->has_floors ? FLOOR_REACH : 100;

    if (options->has_modes && (limit < 100 || all < 100) && limit > limit_of(options, e, u))
        limit = limit_of(options, e, u);
    return limit < all ? limit : all;
}

static void add_enterprise(bench_sums *sums, const bench_enterprise *e, const bench_options *options)
{
    for (int i = 0; i < e->n_units && !e->is_closed; i++) {
        const bench_unit *u = &e->units[i];

        sums->made[e->trade] += u->output;
        for (int p = 0; p < options->n_pollutants; p++) {
            sums->listed[p] += u->emission_g_d[p];
            for (int l = 0; l < N_LEVELS; l++)
                sums->reach[l][p] += u->emission_g_d[p] / 100 * reach_of(e, u, l, options);
        }
    }
}

static void keep_largest(bench_largest largest, int n, int64_t value)
{
    for (int i = 0; i < n; i++)
        if (value > largest[i]) {
            int64_t smaller = largest[i];

            largest[i] = value;
            value = smaller;
        }
}

typedef void visitor(const bench_enterprise *e, const bench_options *options, void *context);

static void visit_all(const bench_options *options, visitor *visit, void *context)
{
    gen_rng rng = {options->seed};
    bench_enterprise e = {.serial = 0};

    for (long left = options->n_units; left > 0; left -= e.n_units) {
        e.serial++;
        draw_enterprise(&rng, &e, options, left);
        visit(&e, options, context);
    }
}

/* context: the survey */
static void visit_survey(const bench_enterprise *e, const bench_options *options, void *context)
{
    bench_survey *survey = (bench_survey *)context;
    bench_sums own = {.listed = {0}};

    add_enterprise(&survey->districts[e->district], e, options);
    if (options->n_failing == 0)
        return;
    add_enterprise(&own, e, options);
    for (int l = 0; l < N_LEVELS; l++)
        for (int p = 0; p < options->n_pollutants; p++)
            keep_largest(survey->largest[l][p], options->n_failing, own.reach[l][p]);
}

/* What can be reached although some fail. */
static int64_t safe_reach(int64_t reach, const bench_largest largest, const bench_options *options)
{
    int64_t without = reach, less = reach / 100 * (100 - options->failing_percent);

    for (int i = 0; i < options->n_failing; i++)
        without -= largest[i];
    return without < less ? without : less;
}

static void add_up(bench_sums *whole, const bench_survey *survey, const bench_options *options)
{
    memset(whole, 0, sizeof *whole);
    for (int d = 0; d < options->n_districts; d++) {
        for (int p = 0; p < options->n_pollutants; p++) {
            whole->listed[p] += survey->districts[d].listed[p];
            for (int l = 0; l < N_LEVELS; l++)
                whole->reach[l][p] += survey->districts[d].reach[l][p];
        }
        for (int t = 0; t < N_TRADES; t++)
            whole->made[t] += survey->districts[d].made[t];
    }
    for (int l = 0; l < N_LEVELS; l++)
        for (int p = 0; p < options->n_pollutants; p++)
            whole->reach[l][p] = safe_reach(whole->reach[l][p], survey->largest[l][p], options);
}

/* ---- second pass: the file ---- */

static void put_id(gen_out *out, const char *attribute, const char *stem, int number, int width)
{
    char text[64];
    size_t n = strlen(stem);

    memcpy(text, stem, n);
    for (int i = width; i-- > 0; number /= 10)
        text[n + (size_t)i] = (char)('0' + number % 10);
    text[n + (size_t)width] = '\0';
    gen_attr(out, attribute, text);
}

static void put_head(gen_out *out, const bench_options *options)
{
    gen_put(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    gen_tag(out, "scenario");
    gen_attr(out, "xmlns", "urn:hazeplan:scenario");
    gen_attr(out, "version", "1");
    gen_attr(out, "id", "bench");
    gen_attr(out, "lang", "zh-CN");
    gen_attr(out, "standing", "test");
    gen_attr(out, "currency", "CNY");
    gen_attr(out, "country", "CN");
    gen_start(out);
    gen_tag(out, "title");
    gen_attr(out, "zh", "性能测试数据");
    gen_attr(out, "en", "data for measuring");
    gen_empty(out);
    gen_tag(out, "sources");
    gen_start(out);
    gen_tag(out, "source");
    gen_attr(out, "id", "s-bench");
    gen_attr(out, "text", "random numbers");
    gen_attr(out, "confidence", "invented");
    gen_empty(out);
    gen_end(out, "sources");
    gen_tag(out, "pollutants");
    gen_start(out);
    for (int p = 0; p < options->n_pollutants; p++) {
        gen_tag(out, "pollutant");
        gen_attr(out, "id", pollutants[p][0]);
        gen_attr(out, "zh", pollutants[p][1]);
        gen_attr(out, "en", pollutants[p][2]);
        gen_empty(out);
    }
    gen_end(out, "pollutants");
}

static void put_groups(gen_out *out, const bench_options *options)
{
    gen_tag(out, "districts");
    gen_start(out);
    for (int d = 0; d < options->n_districts; d++) {
        gen_tag(out, "district");
        put_id(out, "id", "d", d + 1, 4);
        put_id(out, "zh", "示例区", d + 1, 4);
        put_id(out, "body", "示例区政府", d + 1, 4);
        gen_empty(out);
    }
    gen_end(out, "districts");
    gen_tag(out, "sectors");
    gen_start(out);
    for (int t = 0; t < N_TRADES; t++) {
        gen_tag(out, "sector");
        gen_attr(out, "id", trades[t].id);
        gen_attr(out, "zh", trades[t].zh);
        gen_attr(out, "body", "示例市环境保护局");
        gen_empty(out);
    }
    gen_end(out, "sectors");
}

/* A quarter of the whole-society emission is not listed; less where the list could not reach 36 % of it. */
static int64_t unlisted_g_d(const bench_sums *whole, int p)
{
    int64_t usual = whole->listed[p] / 3;
    int64_t room = whole->listed[p];

    for (int l = 0; l < N_LEVELS; l++) {
        int64_t total = whole->reach[l][p] / (12 * (l + 1)) * 100;

        if (total - whole->listed[p] < room)
            room = total - whole->listed[p];
    }
    return room < 0 ? 0 : room < usual ? room : usual;
}

static void put_society(gen_out *out, const bench_sums *whole, const bench_options *options)
{
    gen_tag(out, "society");
    gen_start(out);
    for (int p = 0; p < options->n_pollutants; p++) {
        gen_tag(out, "unlisted");
        gen_attr(out, "pollutant", pollutants[p][0]);
        gen_attr_decimal(out, "value", unlisted_g_d(whole, p), 3);
        gen_attr(out, "unit", "kg/d");
        gen_empty(out);
    }
    gen_end(out, "society");
}

static void put_percent(gen_out *out, int64_t percent)
{
    gen_attr_decimal(out, "value", percent, 0);
    gen_attr(out, "unit", "%");
}

static void put_reduction(gen_out *out, int level, int pollutant, int64_t percent, int district)
{
    gen_tag(out, "reduction");
    gen_attr(out, "levels", level_ids[level]);
    gen_attr(out, "pollutant", pollutants[pollutant][0]);
    put_percent(out, percent);
    if (district >= 0)
        put_id(out, "district", "d", district + 1, 4);
    gen_empty(out);
}

/* The percentage that is wanted, or what can be reached with a tenth to spare, if that is less: a few large units may
 * decide a small inventory. */
static int64_t reachable(int64_t wanted, int64_t reach, int64_t base)
{
    int64_t most_percent = base == 0 || reach < 0 ? 0 : reach * 90 / base;

    return wanted > most_percent ? most_percent : wanted;
}

/* Of the whole society. */
static int64_t target_percent(const bench_sums *whole, int level, int p)
{
    return reachable(10 * (level + 1), whole->reach[level][p], whole->listed[p] + unlisted_g_d(whole, p));
}

static void put_whole_demands(gen_out *out, const bench_sums *whole, int n_pollutants)
{
    for (int l = 0; l < N_LEVELS; l++)
        for (int p = 0; p < n_pollutants; p++)
            if (target_percent(whole, l, p) > 0)
                put_reduction(out, l, p, target_percent(whole, l, p), -1);
}

static void put_floor(gen_out *out, int trade, int64_t value, int district)
{
    gen_tag(out, "floor");
    gen_attr(out, "levels", every_level);
    gen_attr(out, "product", trades[trade].product);
    gen_attr_decimal(out, "value", value, 0);
    gen_attr(out, "unit", trades[trade].product_unit);
    if (district >= 0)
        put_id(out, "district", "d", district + 1, 4);
    gen_empty(out);
}

/* District `d`: a little more than the whole must cut, and most of its heat must still be given. */
static void put_district_demands(gen_out *out, const bench_sums *sums, int d, int n_pollutants)
{
    for (int l = 0; l < N_LEVELS; l++)
        for (int p = 0; p < n_pollutants; p++) {
            int64_t percent = reachable(12 * (l + 1) + 4, sums->reach[l][p], sums->listed[p]);

            if (percent > 0)
                put_reduction(out, l, p, percent, d);
        }
    if (sums->made[CHP] > 0)
        put_floor(out, CHP, sums->made[CHP] * HEAT_FLOOR / 100, d);
}

/* The first two pollutants; what all targets leave over can be reached together. */
static void put_pool(gen_out *out, const bench_sums *whole)
{
    for (int l = 0; l < N_LEVELS; l++) {
        int64_t targets = 0, most_percent = 0;

        for (int p = 0; p < 2; p++) {
            targets += target_percent(whole, l, p);
            most_percent += reachable(100, whole->reach[l][p], whole->listed[p] + unlisted_g_d(whole, p));
        }
        targets += (targets + 9) / 10;
        if (most_percent == 0)
            continue;
        gen_tag(out, "pool");
        gen_attr(out, "levels", level_ids[l]);
        gen_attr(out, "pollutants", "NOx SO2");
        put_percent(out, targets < most_percent ? targets : most_percent);
        gen_attr(out, "reason", "性能测试");
        gen_empty(out);
    }
}

static void put_floors(gen_out *out, const bench_sums *whole)
{
    for (int t = 0; t < N_TRADES; t++)
        if (whole->made[t] > 0)
            put_floor(out, t, whole->made[t] * (t == CHP ? HEAT_FLOOR : FLOOR) / 100, -1);
}

static void put_caps(gen_out *out, const char *of, const int percent[N_LEVELS], const char *each)
{
    for (int l = 0; l < N_LEVELS; l++) {
        gen_tag(out, "cap");
        gen_attr(out, "levels", level_ids[l]);
        gen_attr(out, "of", of);
        put_percent(out, percent[l]);
        gen_attr(out, "each", each);
        gen_empty(out);
    }
}

static void put_safety(gen_out *out, const bench_options *options)
{
    if (options->n_failing > 0) {
        gen_tag(out, "safety");
        gen_attr(out, "levels", every_level);
        gen_attr_decimal(out, "enterprises", options->n_failing, 0);
        gen_empty(out);
    }
    if (options->failing_percent > 0) {
        gen_tag(out, "safety");
        gen_attr(out, "levels", every_level);
        put_percent(out, options->failing_percent);
        gen_empty(out);
    }
}

static void put_fairness(gen_out *out, int spread)
{
    gen_tag(out, "grade-order");
    gen_attr(out, "levels", "yellow orange red");
    gen_empty(out);
    gen_tag(out, "alike");
    gen_attr(out, "levels", "yellow orange red");
    gen_attr_decimal(out, "value", spread, 0);
    gen_attr(out, "unit", "%");
    gen_empty(out);
}

static void put_duration(gen_out *out)
{
    gen_tag(out, "duration");
    gen_attr(out, "levels", every_level);
    gen_attr(out, "value", "72");
    gen_attr(out, "unit", "h");
    gen_empty(out);
}

static void put_demands(gen_out *out, const bench_sums *whole, const bench_sums *districts,
                        const bench_options *options)
{
    gen_tag(out, "demands");
    gen_start(out);
    put_whole_demands(out, whole, options->n_pollutants);
    for (int d = 0; options->has_district_demands && d < options->n_districts; d++)
        put_district_demands(out, &districts[d], d, options->n_pollutants);
    if (options->has_pool)
        put_pool(out, whole);
    if (options->has_floors)
        put_floors(out, whole);
    if (options->has_caps) {
        put_caps(out, "cost", district_cap, "district");
        put_caps(out, "plan-cost", trade_cap, "sector");
    }
    put_safety(out, options);
    if (options->spread >= 0)
        put_fairness(out, options->spread);
    if (options->has_modes)
        put_duration(out);
    gen_end(out, "demands");
}

static void put_contact(gen_out *out, const char *role, const char *name, int number)
{
    gen_tag(out, "contact");
    gen_attr(out, "role", role);
    put_id(out, "name", name, number % 10000, 4);
    put_id(out, "phone", "0000-0", number % 1000000, 6);
    gen_empty(out);
}

static void put_levels(gen_out *out, unsigned bits)
{
    char levels[32] = "";

    for (int l = 0; l < N_LEVELS; l++)
        if (bits >> l & 1) {
            if (levels[0] != '\0')
                strcat(levels, " ");
            strcat(levels, level_ids[l]);
        }
    gen_attr(out, "levels", levels);
}

/* Equal bounds share one element, and exempt levels have none. */
static void put_cuts(gen_out *out, const bench_enterprise *e, const bench_unit *u)
{
    for (int l = e->exempt_from; l < N_LEVELS && !e->is_closed;) {
        int limit = most_of(e, u, l);
        unsigned levels = 0;

        for (; l < N_LEVELS && most_of(e, u, l) == limit; l++)
            levels |= 1U << l;
        gen_tag(out, "cut");
        put_levels(out, levels);
        gen_attr(out, "min", "0");
        gen_attr_decimal(out, "max", limit, 0);
        gen_attr(out, "unit", "%");
        gen_empty(out);
    }
}

static void put_money(gen_out *out, const char *element, int64_t fen, const char *unit)
{
    if (fen == 0)
        return;
    gen_tag(out, element);
    gen_attr_decimal(out, "value", fen, 2);
    gen_attr(out, "unit", unit);
    gen_attr(out, "basis", "sector");
    gen_empty(out);
}

static void put_times(gen_out *out, const bench_mode *mode)
{
    if (mode->lead_h == 0)
        return;
    gen_tag(out, "time");
    gen_attr_decimal(out, "lead", mode->lead_h, 0);
    if (mode->restart_h > 0)
        gen_attr_decimal(out, "restart", mode->restart_h, 0);
    gen_attr(out, "unit", "h");
    gen_empty(out);
}

static void put_mode(gen_out *out, const bench_mode *mode, int n_pollutants)
{
    if (!mode->levels)
        return;
    gen_tag(out, "mode");
    gen_attr(out, "id", mode->id);
    gen_attr(out, "kind", mode->kind);
    put_levels(out, mode->levels);
    for (int i = 0; i < 2 && mode->attributes[i]; i++)
        gen_attr_decimal(out, mode->attributes[i], mode->figures[i], 0);
    if (mode->figures_unit)
        gen_attr(out, "unit", mode->figures_unit);
    gen_start(out);
    for (int p = 0; p < n_pollutants && mode->has_leaves; p++) {
        gen_tag(out, "leaves");
        gen_attr(out, "pollutant", pollutants[p][0]);
        put_percent(out, mode->leaves[p]);
        gen_empty(out);
    }
    put_money(out, "cost", mode->cost_fen_d, "CNY/d");
    put_money(out, "once", mode->once_fen, "CNY");
    put_times(out, mode);
    gen_end(out, "mode");
}

static void put_modes(gen_out *out, const bench_enterprise *e, const bench_unit *u, const bench_options *options)
{
    const bench_mode modes[MAX_MODES] = {make_treatment(options, e, u), make_limit(options, e, u), make_slower(options, e, u),
                                         make_idle(options, e, u), make_stop(options, e, u)};

    for (int m = 0; m < MAX_MODES; m++)
        put_mode(out, &modes[m], options->n_pollutants);
}

static void put_unit(gen_out *out, const bench_enterprise *e, const bench_unit *u, const bench_options *options)
{
    const bench_trade *trade = &trades[e->trade];
    char name[64] = "0";

    name[0] = (char)('0' + u->number);
    strcpy(name + 1, trade->unit_name);
    gen_tag(out, "unit");
    put_id(out, "id", "line-", u->number, 1);
    gen_attr(out, "name", name);
    gen_attr(out, "kind", "line");
    gen_start(out);
    gen_tag(out, "output");
    gen_attr(out, "product", trade->product);
    gen_attr_decimal(out, "value", u->output, 0);
    gen_attr(out, "unit", trade->product_unit);
    gen_attr(out, "basis", "permit");
    gen_empty(out);
    for (int p = 0; p < options->n_pollutants; p++) {
        gen_tag(out, "emission");
        gen_attr(out, "pollutant", pollutants[p][0]);
        gen_attr_decimal(out, "value", u->emission_g_d[p], 3);
        gen_attr(out, "unit", "kg/d");
        gen_attr(out, "basis", "factor");
        gen_empty(out);
    }
    gen_tag(out, "cost");
    gen_attr_decimal(out, "value", u->cost_fen_d, 2);
    gen_attr(out, "unit", "CNY/d");
    gen_attr(out, "basis", "sector");
    gen_empty(out);
    put_cuts(out, e, u);
    gen_tag(out, "check");
    gen_attr(out, "by", "electricity");
    gen_attr_decimal(out, "value", u->reading, 0);
    gen_attr(out, "unit", "kWh/d");
    gen_empty(out);
    if (options->has_modes && !e->is_closed)
        put_modes(out, e, u, options);
    gen_end(out, "unit");
}

static void put_identity(gen_out *out, const bench_enterprise *e)
{
    char code[GEN_CREDIT_CODE], permit[GEN_CREDIT_CODE + 4];

    put_id(out, "id", "E", e->serial, 7);
    put_id(out, "name", "示例市测试工业有限公司", e->serial, 7);
    gen_credit_code(code, (unsigned)e->serial);
    gen_attr(out, "credit-code", code);
    memcpy(permit, code, GEN_CREDIT_CODE - 1);
    memcpy(permit + GEN_CREDIT_CODE - 1, "001P", 5);
    gen_attr(out, "permit", permit);
    gen_attr(out, "sector", trades[e->trade].id);
    put_id(out, "district", "d", e->district + 1, 4);
    gen_attr(out, "grade", grades[e->grade]);
    gen_attr(out, "status", e->is_closed ? "closed" : "operating");
    gen_attr(out, "source", "s-bench");
}

/* context: the output */
static void visit_write(const bench_enterprise *e, const bench_options *options, void *context)
{
    static const char *const exempt_levels[] = {"", "yellow", "yellow orange", "yellow orange red"};
    gen_out *out = (gen_out *)context;

    gen_tag(out, "enterprise");
    put_identity(out, e);
    gen_start(out);
    put_contact(out, "responsible", "张某", e->serial);
    put_contact(out, "grid", "李某", e->serial / 7 + 1);
    if (e->exempt_from > YELLOW) {
        gen_tag(out, "exemption");
        gen_attr(out, "levels", exempt_levels[e->exempt_from]);
        gen_attr(out, "reason", "保障类");
        gen_attr(out, "document", "示例文〔2017〕1号(虚构)");
        gen_empty(out);
    }
    for (int i = 0; i < e->n_units; i++)
        put_unit(out, e, &e->units[i], options);
    gen_end(out, "enterprise");
}

static bool write_scenario(FILE *file, const bench_options *options, const bench_survey *survey)
{
    static gen_out out;
    bench_sums whole;

    add_up(&whole, survey, options);
    gen_out_init(&out, file);
    put_head(&out, options);
    put_groups(&out, options);
    put_society(&out, &whole, options);
    put_demands(&out, &whole, survey->districts, options);
    gen_tag(&out, "enterprises");
    gen_start(&out);
    visit_all(options, visit_write, &out);
    gen_end(&out, "enterprises");
    gen_end(&out, "scenario");
    return gen_out_flush(&out);
}

/* ---- command line ---- */

static bool parse_number(long *out, const char *text, long lo, long hi)
{
    char *end;

    *out = strtol(text, &end, 10);
    return end != text && *end == '\0' && *out >= lo && *out <= hi;
}

static void set_all(bench_options *options)
{
    options->has_district_demands = options->has_pool = options->has_caps = options->has_floors = true;
    options->failing_percent = 5;
}

enum { POOL = 256, CAPS, FLOORS, FAILING, FAILING_PERCENT, MODES, ALL };

static bool parse_family(bench_options *options, int code)
{
    long value = 0;
    bool is_right = true;

    switch (code) {
    case POOL:
        options->has_pool = true;
        break;
    case CAPS:
        options->has_caps = true;
        break;
    case FLOORS:
        options->has_floors = true;
        break;
    case FAILING:
        is_right = parse_number(&value, optarg, 1, MAX_FAILING);
        options->n_failing = (int)value;
        break;
    case FAILING_PERCENT:
        is_right = parse_number(&value, optarg, 1, 50);
        options->failing_percent = (int)value;
        break;
    case MODES:
        options->has_modes = true;
        break;
    case ALL:
        set_all(options);
        break;
    default:
        is_right = false;
    }
    return is_right;
}

static bool parse_options(bench_options *options, int argc, char **argv)
{
    static const struct option names[] = {{"districts", required_argument, NULL, 'd'},
                                          {"graded", required_argument, NULL, 'g'},
                                          {"pool", no_argument, NULL, POOL},
                                          {"caps", no_argument, NULL, CAPS},
                                          {"floors", no_argument, NULL, FLOORS},
                                          {"failing", required_argument, NULL, FAILING},
                                          {"failing-percent", required_argument, NULL, FAILING_PERCENT},
                                          {"modes", no_argument, NULL, MODES},
                                          {"all", no_argument, NULL, ALL},
                                          {NULL, 0, NULL, 0}};
    bool is_right = true;
    long value;
    int letter;

    *options = (bench_options){.n_districts = DEFAULT_DISTRICTS, .n_pollutants = 4, .spread = -1, .seed = 1};
    while (is_right && (letter = getopt_long(argc, argv, "n:s:d:p:", names, NULL)) != -1)
        switch (letter) {
        case 'n':
            is_right = parse_number(&options->n_units, optarg, 1, MAX_UNITS);
            break;
        case 's':
            is_right = parse_number(&value, optarg, 0, INT32_MAX);
            options->seed = (uint64_t)value;
            break;
        case 'd':
            is_right = parse_number(&value, optarg, 1, MAX_DISTRICTS);
            options->n_districts = (int)value;
            options->has_district_demands = true;
            break;
        case 'p':
            is_right = parse_number(&value, optarg, MIN_POLLUTANTS, MAX_POLLUTANTS);
            options->n_pollutants = (int)value;
            break;
        case 'g':
            is_right = parse_number(&value, optarg, 0, 100);
            options->spread = (int)value;
            break;
        default:
            is_right = parse_family(options, letter);
        }
    return is_right && optind == argc && options->n_units > 0;
}

int main(int argc, char **argv)
{
    static bench_survey survey;
    bench_options options;
    bool is_written;

    if (!parse_options(&options, argc, argv)) {
        fprintf(stderr,
                "usage: gen_bench -n UNITS [-s SEED] [--districts 1..%d] [-p %d..%d] [--pool] [--caps] [--floors]\n"
                "                 [--graded 0..100] [--failing 1..%d] [--failing-percent 1..50] [--modes] [--all] > scenario.xml\n",
                MAX_DISTRICTS, MIN_POLLUTANTS, MAX_POLLUTANTS, MAX_FAILING);
        return 2;
    }
    survey.districts = calloc((size_t)options.n_districts, sizeof *survey.districts);
    if (survey.districts == NULL) {
        perror("gen_bench");
        return EXIT_FAILURE;
    }
    visit_all(&options, visit_survey, &survey);
    is_written = write_scenario(stdout, &options, &survey);
    if (!is_written)
        perror("gen_bench: cannot write");
    free(survey.districts);
    return is_written ? EXIT_SUCCESS : EXIT_FAILURE;
}

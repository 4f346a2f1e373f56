/* gen_jiaozuo.c - writes scenarios/jiaozuo.xml: an illustrative inventory of the size and the trades of Jiaozuo
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Usage: gen_jiaozuo > jiaozuo.xml. No enterprise in it exists. The figures are in jiaozuo.def; one fixed seed, so that
 * the file is the same to the byte wherever it is made. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "jiaozuo.h"

static const char *const level_ids[N_LEVELS] = {"yellow", "orange", "red"};
static const char *const pollutant_ids[N_POLLUTANTS] = {"SO2", "NOx", "PM", "VOCs"};
static const char *const grade_ids[N_GRADES] = {"A", "B", "B-", "C", "D", "leading", "none"};
static const char *const status_ids[] = {"operating", "idle", "closed"};

static const char *const bodies[] = {
    [BODY_ENVIRONMENT] = "焦作市环境保护局",   [BODY_REFORM] = "焦作市发展和改革委员会",
    [BODY_HOUSING] = "焦作市住房和城乡建设局", [BODY_LAND] = "焦作市国土资源局",
    [BODY_STREETS] = "焦作市城市管理局",       [BODY_TRANSPORT] = "焦作市交通运输局",
};

/* ---- the file: head ---- */

static void put_title(gen_out *out)
{
    gen_put(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                 "<!-- 示意数据 / illustrative data: none of these enterprises exists.\n"
                 "     Made by tests/gen/gen_jiaozuo.c; change it there, not here. -->\n");
    gen_tag(out, "scenario");
    gen_attr(out, "xmlns", "urn:hazeplan:scenario");
    gen_attr(out, "version", "1");
    gen_attr(out, "id", "jiaozuo");
    gen_attr(out, "lang", "zh-CN");
    gen_attr(out, "standing", "illustrative");
    gen_attr(out, "currency", "CNY");
    gen_attr(out, "country", "CN");
    gen_start(out);
    gen_tag(out, "title");
    gen_attr(out, "zh", "焦作市重污染天气应急减排清单(示意数据)");
    gen_attr(out, "en", "Jiaozuo emergency emission-reduction list (illustrative data)");
    gen_empty(out);
    gen_tag(out, "rules");
    gen_attr(out, "title", "《重污染天气预警分级标准和应急减排措施修订工作方案》及其后各地预案的减排比例");
    gen_attr(out, "number", "环大气〔2017〕86号");
    gen_attr(out, "issuer", "环境保护部");
    gen_empty(out);
}

static void put_source(gen_out *out, const char *id, const char *confidence, const char *text)
{
    gen_tag(out, "source");
    gen_attr(out, "id", id);
    gen_attr(out, "confidence", confidence);
    gen_attr(out, "text", text);
    gen_empty(out);
}

/* What the rules and totals rest on. */
static void put_general_sources(gen_out *out)
{
    static const char *const sources[][3] = {
#define SOURCE(...) {__VA_ARGS__},
#include "jiaozuo.def"
    };

    for (size_t i = 0; i < sizeof sources / sizeof sources[0]; i++)
        put_source(out, sources[i][0], sources[i][1], sources[i][2]);
}

static void put_trade_source(gen_out *out, const jz_trade *trade)
{
    char id[64], cost[512], text[1400];
    int64_t permille = jz_value_added_permille(trade);

    snprintf(id, sizeof id, "s-%s", trade->id);
    if (trade->output == 0)
        snprintf(cost, sizeof cost, "停产一日的费用为编造。");
    else
        snprintf(cost, sizeof cost,
                 "停产一日的费用 = 日产量 × 示意单价 × 增加值率 %" PRId64 ".%" PRId64
                 " %%(s-value-added 第%d部门 %s:增加值 %" PRId64 " 万元,总产出 %" PRId64
                 " 万元)× 绩效等级系数 0.90–1.15 × 随机系数 0.70–1.40。",
                 permille / 10, permille % 10, trade->sector, trade->sector_name, trade->value_added, trade->output);
    snprintf(text, sizeof text, "示意:企业、名称、代码、位置、联系人、规模均为虚构。%s%s", trade->note, cost);
    put_source(out, id, "invented", text);
}

static void put_bilingual(gen_out *out, const char *tag, const char *id, const char *zh, const char *en)
{
    gen_tag(out, tag);
    gen_attr(out, "id", id);
    gen_attr(out, "zh", zh);
    gen_attr(out, "en", en);
}

/* A number that no telephone has: local numbers do not begin with 0. */
static void put_phone(gen_out *out, int number)
{
    char phone[24];

    snprintf(phone, sizeof phone, "0391-000%04d", number % 10000);
    gen_attr(out, "phone", phone);
}

static void put_groups(gen_out *out)
{
    gen_tag(out, "districts");
    gen_start(out);
    for (int d = 0; d < N_DISTRICTS; d++) {
        put_bilingual(out, "district", jz_districts[d].id, jz_districts[d].zh, jz_districts[d].en);
        if (jz_districts[d].code != NULL)
            gen_attr(out, "code", jz_districts[d].code);
        gen_attr(out, "body", jz_districts[d].body);
        put_phone(out, d + 1);
        gen_empty(out);
    }
    gen_end(out, "districts");
    gen_tag(out, "sectors");
    gen_start(out);
    for (int t = 0; t < N_TRADES; t++) {
        put_bilingual(out, "sector", jz_trades[t].id, jz_trades[t].zh, jz_trades[t].en);
        if (jz_trades[t].code != NULL)
            gen_attr(out, "code", jz_trades[t].code);
        gen_attr(out, "body", bodies[jz_trades[t].body]);
        put_phone(out, 50 + jz_trades[t].body);
        gen_empty(out);
    }
    gen_end(out, "sectors");
}

/* ---- the file: society and demands ---- */

/* What sources emit that are not on the list, in 0.1 t/d: s-society. */
static const int64_t unlisted[N_POLLUTANTS] = {340, 1150, 520, 600};

static void put_society(gen_out *out)
{
    gen_tag(out, "society");
    gen_start(out);
    for (int p = 0; p < N_POLLUTANTS; p++) {
        gen_tag(out, "unlisted");
        gen_attr(out, "pollutant", pollutant_ids[p]);
        gen_attr_decimal(out, "value", unlisted[p], 1);
        gen_attr(out, "unit", "t/d");
        gen_attr(out, "source", "s-society");
        gen_empty(out);
    }
    gen_end(out, "society");
}

static void put_reduction(gen_out *out, int level, int pollutant, int percent, const char *district)
{
    gen_tag(out, "reduction");
    gen_attr(out, "levels", level_ids[level]);
    gen_attr(out, "pollutant", pollutant_ids[pollutant]);
    gen_attr_decimal(out, "value", percent, 0);
    gen_attr(out, "unit", "%");
    if (district != NULL)
        gen_attr(out, "district", district);
    gen_attr(out, "source", district != NULL ? "s-district" : "s-ratio");
    gen_empty(out);
}

static void put_floor(gen_out *out, const char *levels, const char *product, int64_t value, const char *unit,
                      const char *district)
{
    gen_tag(out, "floor");
    gen_attr(out, "levels", levels);
    gen_attr(out, "product", product);
    gen_attr_decimal(out, "value", value, 0);
    gen_attr(out, "unit", unit);
    if (district != NULL)
        gen_attr(out, "district", district);
    gen_attr(out, "source", "s-rule-exempt");
    gen_empty(out);
}

/* Heat: 85 % of what each district's plants give must still be given; electricity: 85 % of the city's. */
static void put_floors(gen_out *out, const jz_inventory *inv)
{
    for (size_t d = 0; d < N_DISTRICTS; d++) {
        int64_t heat = jz_product(inv, "heat", d);

        if (heat > 0)
            put_floor(out, "yellow orange red", "heat", heat * 85 / 100 / 10 * 10, "GJ/d", jz_districts[d].id);
    }
    put_floor(out, "red", "electricity", jz_product(inv, "electricity", N_DISTRICTS) * 85 / 100, "MWh/d", NULL);
}

static void put_demands(gen_out *out, const jz_inventory *inv)
{
    static const struct {
        const char *district;
        int pollutant, percent[N_LEVELS];
    } targets[] = {{"zhongzhan", SO2, {18, 30, 48}}, {"macun", NOX, {6, 12, 32}}, {"qinyang", PM, {15, 30, 45}}};

    gen_tag(out, "demands");
    gen_start(out);
    for (int l = 0; l < N_LEVELS; l++) {
        for (int p = 0; p < N_POLLUTANTS; p++)
            put_reduction(out, l, p, 10 * (l + 1), NULL);
        for (size_t k = 0; k < sizeof targets / sizeof targets[0]; k++)
            put_reduction(out, l, targets[k].pollutant, targets[k].percent[l], targets[k].district);
    }
    put_floors(out, inv);
    gen_end(out, "demands");
}

/* ---- the file: enterprises ---- */

/* Family name, "so-and-so", and a cyclical sign: the Chinese John Doe. */
static void put_contact(gen_out *out, const char *role, int person)
{
    static const char *const families[] = {"王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙",
                                           "马", "朱", "胡", "郭", "何", "林", "高", "罗", "郑", "梁", "谢"};
    static const char *const signs[] = {"甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸"};
    char name[32];

    snprintf(name, sizeof name, "%s某%s", families[person % 23], signs[person / 23 % 10]);
    gen_tag(out, "contact");
    gen_attr(out, "role", role);
    gen_attr(out, "name", name);
    put_phone(out, 1000 + person);
    gen_empty(out);
}

static void put_levels(gen_out *out, int levels)
{
    char text[32] = "";

    for (int l = 0; l < N_LEVELS; l++)
        if (levels & 1 << l) {
            if (text[0] != '\0')
                strcat(text, " ");
            strcat(text, level_ids[l]);
        }
    gen_attr(out, "levels", text);
}

static bool is_same_cut(jz_cut a, jz_cut b)
{
    return a.min == b.min && a.max == b.max;
}

/* One <cut> for each different pair of bounds; none for exempt levels and for what does not run. */
static void put_cuts(gen_out *out, const jz_enterprise *e, const jz_unit *u)
{
    const jz_cut *cuts = jz_cuts_of(u->line->rule, e->grade);
    int left = e->status == OPERATING ? ~e->exempt_levels & (YELLOW | ORANGE | RED) : 0;

    for (int l = 0; l < N_LEVELS; l++) {
        int same = 0;

        for (int m = l; m < N_LEVELS; m++)
            if (left & 1 << m && is_same_cut(cuts[l], cuts[m]))
                same |= 1 << m;
        if (!(left & 1 << l))
            continue;
        left &= ~same;
        gen_tag(out, "cut");
        put_levels(out, same);
        gen_attr_decimal(out, "min", cuts[l].min, 0);
        gen_attr_decimal(out, "max", cuts[l].max, 0);
        gen_attr(out, "unit", "%");
        gen_empty(out);
    }
}

/* A unit with CEMS reports a year's tonnes, the others kilograms a day. */
static void put_emission(gen_out *out, const jz_unit *u, int pollutant)
{
    int64_t g_d = u->emission_g_d[pollutant];

    gen_tag(out, "emission");
    gen_attr(out, "pollutant", pollutant_ids[pollutant]);
    if (g_d < 0) {
        gen_attr(out, "status", "not-reported");
        gen_empty(out);
        return;
    }
    if (strcmp(u->line->basis, "cems") == 0) {
        gen_attr_decimal(out, "value", g_d * u->line->days / 1000, 3);
        gen_attr(out, "unit", "t/a");
    } else {
        gen_attr_decimal(out, "value", g_d, 3);
        gen_attr(out, "unit", "kg/d");
    }
    gen_attr(out, "basis", g_d == 0 ? "estimate" : u->line->basis);
    if (g_d > 0 && u->line->cuttable < 100)
        gen_attr_decimal(out, "cuttable-percent", u->line->cuttable, 0);
    gen_empty(out);
}

static void put_cost(gen_out *out, const jz_unit *u)
{
    gen_tag(out, "cost");
    if (u->cost_yuan_d >= 10000) {
        gen_attr_decimal(out, "value", u->cost_yuan_d / 100, 2);
        gen_attr(out, "unit", "万元/d");
    } else {
        gen_attr_decimal(out, "value", u->cost_yuan_d, 0);
        gen_attr(out, "unit", "元/d");
    }
    gen_attr(out, "basis", jz_trades[u->line->trade].output == 0 ? "estimate" : "sector");
    gen_empty(out);
}

static void put_check(gen_out *out, const jz_unit *u)
{
    gen_tag(out, "check");
    gen_attr(out, "by", u->line->check_by);
    if (u->line->check_per_million > 0) {
        gen_attr_decimal(out, "value", jz_nice(u->output * u->line->check_per_million / 1000000), 0);
        gen_attr(out, "unit", u->line->check_unit);
    }
    gen_empty(out);
}

static void put_unit(gen_out *out, const jz_enterprise *e, const jz_unit *u)
{
    char id[40], name[96];

    snprintf(id, sizeof id, "%s-%d", u->line->id, u->number);
    snprintf(name, sizeof name, "%d%s", u->number, u->line->name);
    gen_tag(out, "unit");
    gen_attr(out, "id", id);
    gen_attr(out, "name", name);
    gen_attr(out, "kind", u->line->kind);
    if (u->line->days > 0)
        gen_attr_decimal(out, "days", u->line->days, 0);
    gen_start(out);
    if (u->line->product != NULL) {
        gen_tag(out, "output");
        gen_attr(out, "product", u->line->product);
        gen_attr_decimal(out, "value", u->output, 0);
        gen_attr(out, "unit", u->line->unit);
        gen_attr(out, "basis", u->output_basis);
        gen_empty(out);
    }
    for (int p = 0; p < N_POLLUTANTS; p++)
        put_emission(out, u, p);
    put_cost(out, u);
    put_cuts(out, e, u);
    put_check(out, u);
    gen_end(out, "unit");
}

/* Construction sites, roads and hauliers hold no discharge permit. */
static bool has_permit(int trade)
{
    return trade != SITES && trade != ROADS && trade != TRANSPORT;
}

static void put_identity(gen_out *out, const jz_enterprise *e, int serial)
{
    const jz_district *d = &jz_districts[e->district];
    char code[GEN_CREDIT_CODE], text[160];

    snprintf(text, sizeof text, "JZ%04d", serial);
    gen_attr(out, "id", text);
    snprintf(text, sizeof text, "焦作示例%s%02d", jz_trades[e->trade].stem, e->number);
    gen_attr(out, "name", text);
    gen_credit_code(code, (unsigned)serial);
    gen_attr(out, "credit-code", code);
    if (has_permit(e->trade)) {
        snprintf(text, sizeof text, "%s001P", code);
        gen_attr(out, "permit", text);
    }
    gen_attr(out, "sector", jz_trades[e->trade].id);
    gen_attr(out, "district", d->id);
    snprintf(text, sizeof text, "示例%s%02d", d->is_county ? "镇" : "街道", 1 + e->house % 6);
    gen_attr(out, "town", text);
    snprintf(text, sizeof text, "%s示例路%d号", d->zh, e->house);
    gen_attr(out, "address", text);
}

static void put_enterprise(gen_out *out, const jz_inventory *inv, int serial)
{
    const jz_enterprise *e = &inv->enterprises[serial - 1];
    char text[64];

    gen_tag(out, "enterprise");
    put_identity(out, e, serial);
    gen_attr(out, "grade", grade_ids[e->grade]);
    gen_attr(out, "status", status_ids[e->status]);
    gen_attr_decimal(out, "lon", e->longitude, 4);
    gen_attr_decimal(out, "lat", e->latitude, 4);
    snprintf(text, sizeof text, "s-%s", jz_trades[e->trade].id);
    gen_attr(out, "source", text);
    gen_start(out);
    put_contact(out, "responsible", 2 * serial);
    put_contact(out, "environment", 2 * serial + 1);
    put_contact(out, "grid", 2000 + (int)e->district * 6 + e->house % 6);
    if (e->exempt_levels != 0) {
        gen_tag(out, "exemption");
        put_levels(out, e->exempt_levels);
        gen_attr(out, "reason", e->reason);
        snprintf(text, sizeof text, "示例豁免文〔2017〕%d号(虚构)", serial);
        gen_attr(out, "document", text);
        gen_empty(out);
    }
    for (size_t i = e->first_unit; i < e->first_unit + e->n_units; i++)
        put_unit(out, e, &inv->units[i]);
    gen_end(out, "enterprise");
}

/* ---- the whole ---- */

static void put_sources(gen_out *out)
{
    gen_tag(out, "sources");
    gen_start(out);
    put_general_sources(out);
    for (int t = 0; t < N_TRADES; t++)
        put_trade_source(out, &jz_trades[t]);
    gen_end(out, "sources");
}

static void put_pollutants(gen_out *out)
{
    static const char *const names[N_POLLUTANTS][2] = {{"二氧化硫", "sulphur dioxide"},
                                                       {"氮氧化物", "nitrogen oxides"},
                                                       {"颗粒物", "particulate matter"},
                                                       {"挥发性有机物", "volatile organic compounds"}};

    gen_tag(out, "pollutants");
    gen_start(out);
    for (int p = 0; p < N_POLLUTANTS; p++) {
        put_bilingual(out, "pollutant", pollutant_ids[p], names[p][0], names[p][1]);
        gen_empty(out);
    }
    gen_end(out, "pollutants");
}

static void put_products(gen_out *out)
{
    static const char *const products[][3] = {
#define PRODUCT(...) {__VA_ARGS__},
#include "jiaozuo.def"
    };

    gen_tag(out, "products");
    gen_start(out);
    for (size_t i = 0; i < sizeof products / sizeof products[0]; i++) {
        gen_tag(out, "product");
        gen_attr(out, "name", products[i][0]);
        gen_attr(out, "zh", products[i][1]);
        gen_attr(out, "en", products[i][2]);
        gen_empty(out);
    }
    gen_end(out, "products");
}

static void put_scenario(gen_out *out, const jz_inventory *inv)
{
    put_title(out);
    put_sources(out);
    put_pollutants(out);
    put_products(out);
    put_groups(out);
    put_society(out);
    put_demands(out, inv);
    gen_tag(out, "enterprises");
    gen_start(out);
    for (size_t k = 0; k < inv->n_enterprises; k++)
        put_enterprise(out, inv, (int)k + 1);
    gen_end(out, "enterprises");
    gen_end(out, "scenario");
}

int main(void)
{
    static jz_inventory inv;
    static gen_out out;

    jz_draw(&inv);
    gen_out_init(&out, stdout);
    put_scenario(&out, &inv);
    if (!gen_out_flush(&out)) {
        perror("gen_jiaozuo: cannot write");
        return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
}

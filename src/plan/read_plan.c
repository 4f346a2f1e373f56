/* read_plan.c - the actions.xml of a plan folder into a plain noun
 *
 * Only what a comparison needs is kept; the rest of the file is passed over. The orders stand in the order of
 * enterprise and unit ids, which is checked, because comparing walks through two of them side by side.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "plan/read_plan.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/xml.h"
#include "plan/attrs.h"

#define NAMESPACE "urn:hazeplan:actions"
#define DEFAULT_CAP (UINT64_C(8) << 30)

/* The elements without which the file is no action list. */
enum { SEEN_ROOT = 1, SEEN_MADE = 2, SEEN_RESPONSE = 4, SEEN_RESULT = 8, SEEN_ENTERPRISES = 16, SEEN_ALL = 31 };

typedef struct {
    hz_old_plan *plan;
    const char *path;
    hz_error *err;
    unsigned seen;
    bool in_totals, in_demands;
    const char *enterprise, *enterprise_name; /* the current one */
    size_t order_capacity, cut_capacity, range_capacity;
    size_t next_cut; /* of plan->cuts: the pollutant that a unit will probably name next */
} reader;

static void keep(reader *r, const hz_xml_attr *attr, const char **out)
{
    *out = NULL;
    if (!attr)
        return;
    *out = hz_arena_copy(r->plan->arena, attr->value, attr->length);
    if (!*out)
        hz_error_memory(r->err);
}

static void keep_needed(reader *r, const hz_attrs *attrs, const char *name, const char **out)
{
    keep(r, hz_attrs_need(attrs, name), out);
}

static void read_root(reader *r, const hz_attrs *attrs)
{
    const hz_xml_attr *version = hz_attrs_need(attrs, "version");
    int standing = 0;

    if (version && !hz_attr_is(version, "1"))
        hz_attrs_fault(attrs, "version");
    keep_needed(r, attrs, "plan", &r->plan->id);
    keep_needed(r, attrs, "currency", &r->plan->currency);
    if (hz_attrs_word(attrs, "standing", &hz_standing_words, &standing))
        r->plan->standing = (hz_standing)standing;
    r->seen |= SEEN_ROOT;
}

static void read_made(reader *r, const hz_attrs *attrs)
{
    keep_needed(r, attrs, "scenario", &r->plan->scenario_id);
    keep_needed(r, attrs, "scenario-digest", &r->plan->scenario_digest);
    keep(r, hz_attrs_find(attrs, "forecast-digest"), &r->plan->forecast_digest);
    keep(r, hz_attrs_find(attrs, "rules-digest"), &r->plan->rules_digest);
    keep(r, hz_attrs_find(attrs, "index-digest"), &r->plan->index_digest);
    keep_needed(r, attrs, "hazeplan", &r->plan->hazeplan);
    keep_needed(r, attrs, "solver", &r->plan->solver);
    r->seen |= SEEN_MADE;
}

static void read_title(reader *r, const hz_attrs *attrs)
{
    keep(r, hz_attrs_find(attrs, "zh"), &r->plan->title_zh);
    keep(r, hz_attrs_find(attrs, "en"), &r->plan->title_en);
}

static void read_rules(reader *r, const hz_attrs *attrs)
{
    keep(r, hz_attrs_find(attrs, "title"), &r->plan->rules_title);
    keep(r, hz_attrs_find(attrs, "number"), &r->plan->rules_number);
    keep(r, hz_attrs_find(attrs, "issuer"), &r->plan->rules_issuer);
    keep(r, hz_attrs_find(attrs, "effective"), &r->plan->rules_effective);
}

static void read_response(reader *r, const hz_attrs *attrs)
{
    hz_settings_take(&r->plan->settings, attrs);
    r->seen |= SEEN_RESPONSE;
}

static void read_searched(reader *r, const hz_attrs *attrs, hz_searched *out)
{
    const hz_xml_attr *end = hz_attrs_find(attrs, "search-ended"), *nodes = hz_attrs_find(attrs, "search-nodes");
    const char *exact = NULL;
    uint64_t n_nodes = 0;

    while (end && out->end < HZ_SEARCH_LISTED && /* which only episodes know */
           !hz_attr_is(end, hz_search_end_id(out->end)))
        out->end++;
    if (out->end == HZ_SEARCH_LISTED) {
        hz_attrs_fault(attrs, "search-ended");
        out->end = HZ_SEARCH_NONE;
    }
    if (out->end == HZ_SEARCH_NONE)
        return;
    if (nodes && !hz_parse_uint(&n_nodes, nodes->value, nodes->length, LONG_MAX))
        hz_attrs_fault(attrs, "search-nodes");
    out->n_nodes = (long)n_nodes;
    hz_attrs_fixed(attrs, "search-bound", 2, &out->bound_fen_d);
    keep_needed(r, attrs, "search-bound-exact-fen", &exact);
    out->bound_exact = (char *)exact;
}

static void read_others(const hz_attrs *attrs, hz_others *out)
{
    const hz_xml_attr *attr = hz_attrs_find(attrs, "other-optima");

    *out = attr && hz_attr_is(attr, "yes") ? HZ_OTHERS_SOME : attr && hz_attr_is(attr, "no") ? HZ_OTHERS_NONE : HZ_OTHERS_UNKNOWN;
}

static void read_result(reader *r, const hz_attrs *attrs)
{
    hz_stated *stated = &r->plan->stated;

    read_searched(r, attrs, &stated->search);
    read_others(attrs, &stated->others);
    for (int w = 0; w < HZ_N_WITHOUT; w++)
        if ((stated->without[w].is_known = hz_attrs_find(attrs, hz_without_attr((hz_without)w)) != NULL))
            hz_attrs_fixed(attrs, hz_without_attr((hz_without)w), 2, &stated->without[w].bound_fen_d);
    hz_attrs_fixed(attrs, "cost", 2, &r->plan->cost_fen_d);
    hz_attrs_fixed(attrs, "bound", 2, &r->plan->bound_fen_d);
    r->seen |= SEEN_RESULT;
}

static void read_totals(reader *r, const hz_attrs *attrs)
{
    (void)attrs;
    r->in_totals = true;
}

static void read_total(reader *r, const hz_attrs *attrs)
{
    hz_old_plan *plan = r->plan;
    hz_old_cut cut = {.sum_g_d = 0};

    keep_needed(r, attrs, "pollutant", &cut.pollutant);
    if (!hz_attrs_fixed(attrs, "cut", 3, &cut.cut_g_d) || !cut.pollutant)
        return;
    if (plan->n_cuts > 0 && strcmp(plan->cuts[plan->n_cuts - 1].pollutant, cut.pollutant) >= 0)
        hz_attrs_fault(attrs, "pollutant");
    else if (!hz_grow((void **)&plan->cuts, &r->cut_capacity, plan->n_cuts + 1, sizeof *plan->cuts))
        hz_error_memory(r->err);
    else
        plan->cuts[plan->n_cuts++] = cut;
}

/* What one unit cuts of one pollutant is added to its sum. The units name the pollutants in the order of the totals, so the
 * next one is nearly always the right one. */
static void add_emission(reader *r, const hz_attrs *attrs)
{
    const hz_xml_attr *pollutant = hz_attrs_need(attrs, "pollutant");
    hz_old_plan *plan = r->plan;
    int64_t cut_g_d;

    if (!pollutant || hz_attrs_find(attrs, "status") || !hz_attrs_fixed(attrs, "cut", 3, &cut_g_d))
        return;
    for (size_t i = 0; i < plan->n_cuts; i++) {
        hz_old_cut *cut = &plan->cuts[(r->next_cut + i) % plan->n_cuts];

        if (!hz_attr_is(pollutant, cut->pollutant))
            continue;
        r->next_cut = (r->next_cut + i + 1) % plan->n_cuts;
        if (__builtin_add_overflow(cut->sum_g_d, cut_g_d, &cut->sum_g_d))
            hz_attrs_fault(attrs, "cut");
        return;
    }
    hz_attrs_fault(attrs, "pollutant");
}

static void read_emission(reader *r, const hz_attrs *attrs)
{
    (r->in_totals ? read_total : add_emission)(r, attrs);
}

/* How far a price holds; negative: it is not said. */
static int64_t read_way(const hz_attrs *attrs, const char *name)
{
    const hz_xml_attr *attr = hz_attrs_find(attrs, name);
    int64_t units = -1;

    if (attr && hz_attr_is(attr, "-"))
        return INT64_MAX;
    if (attr && (!hz_attrs_fixed(attrs, name, 0, &units) || units < 0))
        hz_attrs_fault(attrs, name);
    return units;
}

static void read_demand(reader *r, const hz_attrs *attrs)
{
    hz_stated *stated = &r->plan->stated;

    if (!hz_grow((void **)&stated->ranges, &r->range_capacity, stated->n_ranges + 1, sizeof *stated->ranges))
        hz_error_memory(r->err);
    else
        stated->ranges[stated->n_ranges++] = (hz_range){read_way(attrs, "price-holds-tighter"), read_way(attrs, "price-holds-looser")};
}

static void read_demands(reader *r, const hz_attrs *attrs)
{
    (void)attrs;
    r->in_demands = true;
}

static void read_enterprises(reader *r, const hz_attrs *attrs)
{
    (void)attrs;
    r->seen |= SEEN_ENTERPRISES;
}

static void read_enterprise(reader *r, const hz_attrs *attrs)
{
    const char *previous = r->enterprise;

    keep_needed(r, attrs, "id", &r->enterprise);
    keep_needed(r, attrs, "name", &r->enterprise_name);
    if (previous && r->enterprise && strcmp(previous, r->enterprise) >= 0)
        hz_attrs_fault(attrs, "id");
}

static bool is_in_order(const hz_old_plan *plan, const hz_old_order *next)
{
    const hz_old_order *last = plan->n_orders ? &plan->orders[plan->n_orders - 1] : NULL;

    return !last || last->enterprise != next->enterprise || strcmp(last->id, next->id) < 0;
}

static bool read_action(const hz_attrs *attrs, uint8_t *out)
{
    const hz_xml_attr *attr = hz_attrs_need(attrs, "action");

    for (uint8_t action = 0; attr && action < HZ_N_ACTIONS; action++)
        if (hz_attr_is(attr, hz_action_id((hz_action)action))) {
            *out = action;
            return true;
        }
    hz_attrs_fault(attrs, "action");
    return false;
}

/* Both or none: a mode that nobody can name is no order. */
static bool read_mode(reader *r, const hz_attrs *attrs, hz_old_order *order)
{
    keep(r, hz_attrs_find(attrs, "mode"), &order->mode);
    if (order->mode)
        keep_needed(r, attrs, "mode-name", &order->mode_name);
    return r->err->status == HZ_OK;
}

static void read_unit(reader *r, const hz_attrs *attrs)
{
    hz_old_plan *plan = r->plan;
    hz_old_order order = {.enterprise = r->enterprise, .enterprise_name = r->enterprise_name};
    int64_t cut_bp = 0;

    keep_needed(r, attrs, "id", &order.id);
    keep_needed(r, attrs, "name", &order.name);
    if (!read_action(attrs, &order.action) || !read_mode(r, attrs, &order) ||
        !hz_attrs_fixed(attrs, "cut-percent", 2, &cut_bp) || !hz_attrs_fixed(attrs, "cost", 2, &order.cost_fen_d) ||
        r->err->status != HZ_OK)
        return;
    order.cut_bp = (uint16_t)cut_bp;
    if (cut_bp < 0 || cut_bp > HZ_SHARE_ONE)
        hz_attrs_fault(attrs, "cut-percent");
    else if (!order.enterprise || !is_in_order(plan, &order))
        hz_attrs_fault(attrs, "id");
    else if (__builtin_add_overflow(plan->sum_fen_d, order.cost_fen_d, &plan->sum_fen_d))
        hz_attrs_fault(attrs, "cost");
    else if (!hz_grow((void **)&plan->orders, &r->order_capacity, plan->n_orders + 1, sizeof *plan->orders))
        hz_error_memory(r->err);
    else
        plan->orders[plan->n_orders++] = order;
}

static const struct {
    const char *name;
    void (*read)(reader *, const hz_attrs *);
} elements[] = {
    {"unit", read_unit},
    {"emission", read_emission},
    {"enterprise", read_enterprise},
    {"actions", read_root},
    {"made", read_made},
    {"title", read_title},
    {"rules", read_rules},
    {"response", read_response},
    {"result", read_result},
    {"demands", read_demands},
    {"totals", read_totals},
    {"enterprises", read_enterprises},
};

static bool start_element(void *self, const char *name, const char *uri, const hz_xml_attr *items, int n_items,
                          int line)
{
    reader *r = self;
    hz_attrs attrs = {r->path, name, line, items, n_items, r->err};

    if (!uri || strcmp(uri, NAMESPACE) != 0 || (r->seen == 0) != (strcmp(name, "actions") == 0)) {
        hz_error_set(r->err, HZ_ERR_INPUT,
                     _("%1$s:%2$d: element '%3$s' does not belong here; this is not an action list of "
                       "hazeplan"),
                     r->path, line, name);
        return false;
    }
    if (r->in_demands)
        read_demand(r, &attrs);
    for (size_t i = 0; i < sizeof elements / sizeof *elements && !r->in_demands; i++)
        if (strcmp(elements[i].name, name) == 0) {
            elements[i].read(r, &attrs);
            break;
        }
    return r->err->status == HZ_OK;
}

static bool end_element(void *self, const char *name, int line)
{
    reader *r = self;

    (void)line;
    if (strcmp(name, "totals") == 0)
        r->in_totals = false;
    else if (strcmp(name, "demands") == 0)
        r->in_demands = false;
    return true;
}

static void form_problem(void *self, hz_xml_problem kind, const char *message, int line)
{
    reader *r = self;

    (void)kind; /* the message says it */
    hz_error_set(r->err, HZ_ERR_INPUT, _("%1$s:%2$d: not well-formed XML: %3$s"), r->path, line, message);
}

/* FOLDER/actions.xml; NULL when out of memory. */
static char *list_path(const char *folder)
{
    size_t size = strlen(folder) + sizeof "/actions.xml";
    char *path = hz_calloc(1, size);

    if (path)
        snprintf(path, size, "%s/actions.xml", folder);
    return path;
}

static hz_status read_list(hz_old_plan *plan, const char *path, uint64_t cap, hz_error *err)
{
    static const hz_xml_handler handler = {start_element, NULL, end_element, form_problem};
    hz_error own = HZ_ERROR_NONE;
    reader r = {.plan = plan, .path = path, .err = &own};
    hz_status status = hz_xml_parse(path, cap ? cap : DEFAULT_CAP, &handler, &r, &own);

    if (own.status == HZ_OK && status == HZ_OK && r.seen != SEEN_ALL)
        hz_error_set(&own, HZ_ERR_INPUT, _("%s: parts are missing; this is not an action list of hazeplan"), path);
    return own.status == HZ_OK ? status : hz_error_set(err, own.status, "%s", own.message);
}

static hz_status read_named(hz_old_plan **out, const char *name, const char *path, uint64_t cap, hz_error *err)
{
    hz_old_plan *plan = hz_calloc(1, sizeof *plan);
    hz_status status;

    *out = plan;
    if (!plan || !path || !(plan->arena = hz_arena_new()) ||
        !(plan->folder = hz_arena_copy(plan->arena, name, strlen(name))))
        status = hz_error_memory(err);
    else
        status = read_list(plan, path, cap, err);
    if (status != HZ_OK) {
        hz_old_plan_free(plan);
        *out = NULL;
    }
    return status;
}

hz_status hz_read_plan(hz_old_plan **out, const char *folder, uint64_t cap, hz_error *err)
{
    char *path = list_path(folder);
    hz_status status = read_named(out, folder, path, cap, err);

    free(path);
    return status;
}

hz_status hz_read_action_list(hz_old_plan **out, const char *path, uint64_t cap, hz_error *err)
{
    return read_named(out, path, path, cap, err);
}

/* ---- and as a list again ---- */

static void put_fixed(hz_sink *sink, const char *name, int64_t value, int places)
{
    hz_putf(sink, " %s=\"", name);
    hz_put_fixed(sink, value, 2, places);
    hz_putc(sink, '"');
}

static void put_made(hz_sink *sink, const hz_old_plan *plan)
{
    hz_puts(sink, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<actions");
    hz_put_attr(sink, "xmlns", NAMESPACE);
    hz_put_attr(sink, "version", "1");
    hz_put_attr(sink, "plan", plan->id);
    hz_put_attr(sink, "standing", hz_standing_id(plan->standing));
    hz_put_attr(sink, "currency", plan->currency);
    hz_puts(sink, ">\n <made");
    hz_put_attr(sink, "scenario", plan->scenario_id);
    hz_put_attr(sink, "scenario-digest", plan->scenario_digest);
    hz_put_attr(sink, "hazeplan", plan->hazeplan);
    hz_put_attr(sink, "solver", plan->solver);
    hz_puts(sink, "/>\n <title");
    hz_put_attr(sink, "zh", plan->title_zh);
    hz_put_attr(sink, "en", plan->title_en);
    hz_puts(sink, "/>\n <response");
    hz_put_settings(sink, &plan->settings);
    hz_puts(sink, "/>\n <result");
    put_fixed(sink, "cost", plan->cost_fen_d, 2);
    put_fixed(sink, "bound", plan->bound_fen_d, 2);
    hz_puts(sink, "/>\n");
}

static void put_order(hz_sink *sink, const hz_old_order *order)
{
    hz_puts(sink, "   <unit");
    hz_put_attr(sink, "id", order->id);
    hz_put_attr(sink, "name", order->name);
    hz_put_attr(sink, "action", hz_action_id((hz_action)order->action));
    put_fixed(sink, "cut-percent", order->cut_bp, -1);
    put_fixed(sink, "cost", order->cost_fen_d, 2);
    hz_put_attr(sink, "mode", order->mode);
    hz_put_attr(sink, "mode-name", order->mode_name);
    hz_puts(sink, "/>\n");
}

void hz_write_old_plan(hz_sink *sink, const hz_old_plan *plan)
{
    put_made(sink, plan);
    hz_puts(sink, " <enterprises>\n");
    for (size_t i = 0; i < plan->n_orders; i++) {
        const hz_old_order *order = &plan->orders[i];

        if (i == 0 || strcmp(order->enterprise, order[-1].enterprise) != 0) {
            hz_puts(sink, i == 0 ? "  <enterprise" : "  </enterprise>\n  <enterprise");
            hz_put_attr(sink, "id", order->enterprise);
            hz_put_attr(sink, "name", order->enterprise_name);
            hz_puts(sink, ">\n");
        }
        put_order(sink, order);
    }
    hz_puts(sink, plan->n_orders ? "  </enterprise>\n </enterprises>\n</actions>\n" : " </enterprises>\n</actions>\n");
}

static hz_status not_the_sum(const hz_old_plan *plan, const char *what, int64_t stated, int64_t sum, int scale,
                             hz_error *err)
{
    char a[HZ_FIXED_MAX], b[HZ_FIXED_MAX];

    hz_format_grouped(a, stated, scale, scale);
    hz_format_grouped(b, sum, scale, scale);
    return hz_error_set(
        err, HZ_ERR_INPUT,
        _("%1$s/actions.xml states %2$s as the total of %3$s, but its units add up to %4$s; it was changed"),
        plan->folder, a, what, b);
}

hz_status hz_old_plan_check(const hz_old_plan *plan, hz_error *err)
{
    if (plan->cost_fen_d != plan->sum_fen_d)
        return not_the_sum(plan, _("the cost"), plan->cost_fen_d, plan->sum_fen_d, 2, err);
    for (size_t i = 0; i < plan->n_cuts; i++)
        if (plan->cuts[i].cut_g_d != plan->cuts[i].sum_g_d)
            return not_the_sum(plan, plan->cuts[i].pollutant, plan->cuts[i].cut_g_d, plan->cuts[i].sum_g_d, 3, err);
    return HZ_OK;
}

bool hz_old_order_is_asking(const hz_old_order *order)
{
    return order->cut_bp > 0 || order->mode;
}

void hz_old_plan_free(hz_old_plan *plan)
{
    if (!plan)
        return;
    free(plan->cuts);
    free(plan->stated.ranges);
    free(plan->orders);
    hz_arena_free(plan->arena);
    free(plan);
}

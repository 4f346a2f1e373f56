/* scenario.c - the words of the enumerations, the sums that everybody needs, and the end of a scenario
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "scenario/scenario.h"

#include <stdlib.h>
#include <string.h>

/* ---- words: as the format writes them, and as people read them ---- */

static const hz_word STANDINGS[] = {
    [HZ_STANDING_OFFICIAL] = HZ_WORD("official", N_("official data")),
    [HZ_STANDING_ILLUSTRATIVE] = HZ_WORD("illustrative", N_("illustrative data")),
    [HZ_STANDING_TEST] = HZ_WORD("test", N_("test data")),
};
const struct hz_word_list hz_standing_words = HZ_WORD_LIST(STANDINGS);

static const hz_word GRADES[] = {
    [HZ_GRADE_A] = HZ_WORD("A", N_("grade A")),
    [HZ_GRADE_B] = HZ_WORD("B", N_("grade B")),
    [HZ_GRADE_B_MINUS] = HZ_WORD("B-", N_("grade B-")),
    [HZ_GRADE_C] = HZ_WORD("C", N_("grade C")),
    [HZ_GRADE_D] = HZ_WORD("D", N_("grade D")),
    [HZ_GRADE_LEADING] = HZ_WORD("leading", N_("leading in performance")),
    [HZ_GRADE_NONE] = HZ_WORD("none", N_("not graded")),
};
const struct hz_word_list hz_grade_words = HZ_WORD_LIST(GRADES);

static const hz_word OPERATIONS[] = {
    [HZ_OPERATING] = HZ_WORD("operating", N_("operating")),
    [HZ_CLOSED] = HZ_WORD("closed", N_("closed")),
    [HZ_IDLE] = HZ_WORD("idle", N_("idle")),
};
const struct hz_word_list hz_operation_words = HZ_WORD_LIST(OPERATIONS);

static const hz_word UNIT_KINDS[] = {
    [HZ_UNIT_LINE] = HZ_WORD("line", N_("production line")),
    [HZ_UNIT_PROCESS] = HZ_WORD("process", N_("process step")),
    [HZ_UNIT_DUST] = HZ_WORD("dust", N_("dust site")),
    [HZ_UNIT_FLEET] = HZ_WORD("fleet", N_("vehicle fleet")),
};
const struct hz_word_list hz_unit_kind_words = HZ_WORD_LIST(UNIT_KINDS);

static const hz_word BASES[] = {
    [HZ_BASIS_CEMS] = HZ_WORD("cems", N_("continuous emission monitoring")),
    [HZ_BASIS_MONITORING] = HZ_WORD("monitoring", N_("supervisory monitoring")),
    [HZ_BASIS_BALANCE] = HZ_WORD("balance", N_("material balance")),
    [HZ_BASIS_FACTOR] = HZ_WORD("factor", N_("emission factor")),
    [HZ_BASIS_EIA] = HZ_WORD("eia", N_("environmental impact assessment")),
    [HZ_BASIS_PERMIT] = HZ_WORD("permit", N_("pollutant discharge permit")),
    [HZ_BASIS_LAST_YEAR] = HZ_WORD("last-year", N_("last year's actual output")),
    [HZ_BASIS_FILING] = HZ_WORD("filing", N_("filed by the enterprise")),
    [HZ_BASIS_SECTOR] = HZ_WORD("sector", N_("ratio of the sector")),
    [HZ_BASIS_ESTIMATE] = HZ_WORD("estimate", N_("estimate")),
};
const struct hz_word_list hz_basis_words = HZ_WORD_LIST(BASES);

static const hz_word CHECKS[] = {
    [HZ_CHECK_ELECTRICITY] = HZ_WORD("electricity", N_("electricity use")),
    [HZ_CHECK_GAS] = HZ_WORD("gas", N_("gas use")),
    [HZ_CHECK_CEMS] = HZ_WORD("cems", N_("continuous emission monitoring")),
    [HZ_CHECK_LEDGER] = HZ_WORD("ledger", N_("production ledger")),
    [HZ_CHECK_GATE_VIDEO] = HZ_WORD("gate-video", N_("gate access system")),
    [HZ_CHECK_DCS] = HZ_WORD("dcs", N_("process control records")),
    [HZ_CHECK_TRIPS] = HZ_WORD("trips", N_("vehicle trips")),
    [HZ_CHECK_ON_SITE] = HZ_WORD("on-site", N_("on-site inspection")),
};
const struct hz_word_list hz_check_words = HZ_WORD_LIST(CHECKS);

static const hz_word ROLES[] = {
    [HZ_ROLE_RESPONSIBLE] = HZ_WORD("responsible", N_("responsible person")),
    [HZ_ROLE_ENVIRONMENT] = HZ_WORD("environment", N_("environment manager")),
    [HZ_ROLE_LEGAL] = HZ_WORD("legal", N_("legal representative")),
    [HZ_ROLE_GRID] = HZ_WORD("grid", N_("grid supervisor")),
};
const struct hz_word_list hz_role_words = HZ_WORD_LIST(ROLES);

static const hz_word MODE_KINDS[] = {
    [HZ_MODE_TREATMENT] = HZ_WORD("treatment", N_("tighter treatment")),
    [HZ_MODE_TRANSPORT] = HZ_WORD("transport", N_("transport ban")),
    [HZ_MODE_LIMIT] = HZ_WORD("limit", N_("limit")),
    [HZ_MODE_LONGER] = HZ_WORD("longer", N_("longer process time")),
    [HZ_MODE_CYCLE] = HZ_WORD("cycle", N_("time cycle")),
    [HZ_MODE_BANKED] = HZ_WORD("banked", N_("furnace banked")),
    [HZ_MODE_KEPT_HOT] = HZ_WORD("kept-hot", N_("stopped, kept hot")),
    [HZ_MODE_STOP] = HZ_WORD("stop", N_("stop")),
};
const struct hz_word_list hz_mode_kind_words = HZ_WORD_LIST(MODE_KINDS);

static const hz_word PLACEHOLDERS[] = {
    [HZ_PLACE_UNIT] = HZ_WORD("unit", NULL),       [HZ_PLACE_LOAD] = HZ_WORD("load", NULL),
    [HZ_PLACE_CUT] = HZ_WORD("cut", NULL),         [HZ_PLACE_FROM] = HZ_WORD("from", NULL),
    [HZ_PLACE_UNTIL] = HZ_WORD("until", NULL),     [HZ_PLACE_OFF] = HZ_WORD("off", NULL),
    [HZ_PLACE_ON] = HZ_WORD("on", NULL),           [HZ_PLACE_HOURS_FROM] = HZ_WORD("hours-from", NULL),
    [HZ_PLACE_HOURS_TO] = HZ_WORD("hours-to", NULL), [HZ_PLACE_CHECKS] = HZ_WORD("checks", NULL),
    [HZ_PLACE_WHO] = HZ_WORD("who", NULL),         [HZ_PLACE_LEAVES] = HZ_WORD("leaves", NULL),
    [HZ_PLACE_IN_PLACE] = HZ_WORD("in-place", NULL), [HZ_PLACE_BEGIN] = HZ_WORD("begin", NULL),
    [HZ_PLACE_LEAD] = HZ_WORD("lead", NULL),       [HZ_PLACE_LEAST] = HZ_WORD("least", NULL),
    [HZ_PLACE_RESTART] = HZ_WORD("restart", NULL),
};
const struct hz_word_list hz_placeholder_words = HZ_WORD_LIST(PLACEHOLDERS);

static const hz_word SCOPES[] = {
    [HZ_SCOPE_ALL] = HZ_WORD("all", NULL),
    [HZ_SCOPE_DISTRICT] = HZ_WORD("district", NULL),
    [HZ_SCOPE_SECTOR] = HZ_WORD("sector", NULL),
    [HZ_SCOPE_GRADE] = HZ_WORD("grade", NULL),
    [HZ_SCOPE_ENTERPRISE] = HZ_WORD("enterprise", NULL),
    [HZ_SCOPE_GROUP] = HZ_WORD("group", NULL),
};

static const hz_word EACH[] = {HZ_WORD("district", NULL), HZ_WORD("sector", NULL), HZ_WORD("grade", NULL),
                               HZ_WORD("enterprise", NULL)};
const struct hz_word_list hz_each_words = HZ_WORD_LIST(EACH);

static const hz_word CAPS[] = {
    [HZ_CAP_COST] = HZ_WORD("cost", NULL),
    [HZ_CAP_OUTPUT] = HZ_WORD("output", NULL),
    [HZ_CAP_PLAN_COST] = HZ_WORD("plan-cost", NULL),
};
const struct hz_word_list hz_cap_words = HZ_WORD_LIST(CAPS);

static const char *const DEMANDS[] = {
    [HZ_DEMAND_REDUCTION] = "reduction", [HZ_DEMAND_FLOOR] = "floor",   [HZ_DEMAND_POOL] = "pool",
    [HZ_DEMAND_WEIGHTED] = "weighted",   [HZ_DEMAND_CAP] = "cap",       [HZ_DEMAND_ORDER] = "grade-order",
    [HZ_DEMAND_ALIKE] = "alike",         [HZ_DEMAND_LINES] = "stopped", [HZ_DEMAND_SAFETY] = "safety",
};

static const hz_word REPORTING[] = {HZ_WORD("not-reported", NULL)};
const struct hz_word_list hz_reporting_words = HZ_WORD_LIST(REPORTING);

static const hz_word CURRENCIES[] = {HZ_WORD("CNY", NULL), HZ_WORD("USD", NULL)};
const struct hz_word_list hz_currency_words = HZ_WORD_LIST(CURRENCIES);

const char *hz_standing_id(hz_standing standing)
{
    return STANDINGS[standing].id;
}

const char *hz_grade_id(hz_grade grade)
{
    return GRADES[grade].id;
}

int hz_grade_rank(hz_grade grade)
{
    return grade == HZ_GRADE_LEADING ? HZ_GRADE_A : (int)grade;
}

const char *hz_operation_id(hz_operation operation)
{
    return OPERATIONS[operation].id;
}

const char *hz_unit_kind_id(hz_unit_kind kind)
{
    return UNIT_KINDS[kind].id;
}

const char *hz_basis_id(hz_basis basis)
{
    return BASES[basis].id;
}

const char *hz_check_id(hz_check_by by)
{
    return CHECKS[by].id;
}

const char *hz_role_id(hz_role role)
{
    return ROLES[role].id;
}

const char *hz_standing_name(hz_standing standing)
{
    return _(STANDINGS[standing].name);
}

const char *hz_grade_name(hz_grade grade)
{
    return _(GRADES[grade].name);
}

const char *hz_operation_name(hz_operation operation)
{
    return _(OPERATIONS[operation].name);
}

const char *hz_unit_kind_name(hz_unit_kind kind)
{
    return _(UNIT_KINDS[kind].name);
}

const char *hz_basis_name(hz_basis basis)
{
    return _(BASES[basis].name);
}

const char *hz_check_name(hz_check_by by)
{
    return _(CHECKS[by].name);
}

const char *hz_mode_kind_id(hz_mode_kind kind)
{
    return MODE_KINDS[kind].id;
}

const char *hz_mode_kind_name(hz_mode_kind kind)
{
    return _(MODE_KINDS[kind].name);
}

const char *hz_role_name(hz_role role)
{
    return _(ROLES[role].name);
}

/* ---- sums ---- */

static bool is_counted(const hz_scenario *s, size_t unit, hz_scope scope, uint32_t group)
{
    return s->enterprises[s->units[unit].enterprise].operation == HZ_OPERATING &&
           hz_unit_in_scope(s, unit, scope, group);
}

int64_t hz_listed_g_d(const hz_scenario *s, size_t pollutant, hz_scope scope, uint32_t group)
{
    int64_t sum = 0;

    for (size_t u = 0; u < s->n_units; u++)
        if (hz_emission(s, u, pollutant) != HZ_NOT_REPORTED && is_counted(s, u, scope, group))
            sum += hz_emission(s, u, pollutant);
    return sum;
}

const char *hz_product_text(const hz_product *product)
{
    return product->title.zh || product->title.en ? hz_bilingual_text(product->title) : product->name;
}

int64_t hz_baseline_output(const hz_scenario *s, size_t product, hz_scope scope, uint32_t group)
{
    int64_t sum = 0;

    for (size_t u = 0; u < s->n_units; u++)
        if (s->units[u].product == product && is_counted(s, u, scope, group))
            sum += s->units[u].output;
    return sum;
}

int64_t hz_society_g_d(const hz_scenario *s, size_t pollutant)
{
    const hz_pollutant *p = &s->pollutants[pollutant];

    if (!p->has_unlisted)
        return p->stated_g_d;
    return p->unlisted_g_d + hz_listed_g_d(s, pollutant, HZ_SCOPE_ALL, HZ_NONE);
}

/* ---- scopes ---- */

size_t hz_groups_of(const hz_scenario *s, size_t enterprise, hz_scope scope, uint32_t *one, const uint32_t **groups)
{
    const hz_enterprise *e = &s->enterprises[enterprise];

    *groups = one;
    switch (scope) {
    case HZ_SCOPE_DISTRICT:
        *one = e->district;
        return 1;
    case HZ_SCOPE_SECTOR:
        *one = e->sector;
        return 1;
    case HZ_SCOPE_GRADE:
        *one = e->grade;
        return 1;
    case HZ_SCOPE_ENTERPRISE:
        *one = (uint32_t)enterprise;
        return 1;
    case HZ_SCOPE_GROUP:
        if (!s->group_of)
            return 0;
        *groups = s->group_of + s->first_group_of[enterprise];
        return s->first_group_of[enterprise + 1] - s->first_group_of[enterprise];
    default:
        *one = 0;
        return 1;
    }
}

bool hz_enterprise_in_scope(const hz_scenario *s, const hz_enterprise *e, hz_scope scope, uint32_t group)
{
    uint32_t one;
    const uint32_t *groups;
    size_t n = scope == HZ_SCOPE_ALL ? 0 : hz_groups_of(s, (size_t)(e - s->enterprises), scope, &one, &groups);

    for (size_t i = 0; i < n; i++)
        if (groups[i] == group)
            return true;
    return scope == HZ_SCOPE_ALL;
}

bool hz_unit_in_scope(const hz_scenario *s, size_t unit, hz_scope scope, uint32_t group)
{
    return hz_enterprise_in_scope(s, &s->enterprises[s->units[unit].enterprise], scope, group);
}

size_t hz_scope_size(const hz_scenario *s, hz_scope scope)
{
    const size_t sizes[HZ_N_SCOPES] = {1, s->n_districts, s->n_sectors, HZ_N_GRADES, s->n_enterprises, s->n_groups};

    return sizes[scope];
}

const char *hz_scope_word(hz_scope scope)
{
    return scope == HZ_SCOPE_ALL ? NULL : SCOPES[scope].id;
}

const char *hz_group_id(const hz_scenario *s, hz_scope scope, uint32_t group)
{
    switch (scope) {
    case HZ_SCOPE_DISTRICT:
        return s->districts[group].id;
    case HZ_SCOPE_SECTOR:
        return s->sectors[group].id;
    case HZ_SCOPE_GRADE:
        return hz_grade_id((hz_grade)group);
    case HZ_SCOPE_ENTERPRISE:
        return s->enterprises[group].id;
    case HZ_SCOPE_GROUP:
        return s->groups[group].id;
    default:
        return NULL;
    }
}

const char *hz_group_name(const hz_scenario *s, hz_scope scope, uint32_t group)
{
    switch (scope) {
    case HZ_SCOPE_DISTRICT:
        return hz_bilingual_text(s->districts[group].name);
    case HZ_SCOPE_SECTOR:
        return hz_bilingual_text(s->sectors[group].name);
    case HZ_SCOPE_GRADE:
        return hz_grade_name((hz_grade)group);
    case HZ_SCOPE_ENTERPRISE:
        return s->enterprises[group].name;
    case HZ_SCOPE_GROUP:
        return hz_bilingual_text(s->groups[group].name);
    default:
        return NULL;
    }
}

const char *hz_demand_word(hz_demand_kind kind)
{
    return DEMANDS[kind];
}

hz_demand_family hz_demand_family_of(const hz_demand *demand)
{
    static const hz_demand_family families[HZ_N_DEMAND_KINDS] = {
        [HZ_DEMAND_FLOOR] = HZ_FAMILY_FLOORS,       [HZ_DEMAND_POOL] = HZ_FAMILY_POOLS,
        [HZ_DEMAND_WEIGHTED] = HZ_FAMILY_WEIGHTED,  [HZ_DEMAND_ORDER] = HZ_FAMILY_GRADES,
        [HZ_DEMAND_ALIKE] = HZ_FAMILY_GRADES,       [HZ_DEMAND_LINES] = HZ_FAMILY_LINES,
        [HZ_DEMAND_SAFETY] = HZ_FAMILY_SAFETY,
    };
    static const hz_demand_family caps[] = {[HZ_CAP_COST] = HZ_FAMILY_COST_CAPS,
                                     [HZ_CAP_OUTPUT] = HZ_FAMILY_OUTPUT_CAPS,
                                     [HZ_CAP_PLAN_COST] = HZ_FAMILY_PLAN_COST_CAPS};

    if (demand->kind == HZ_DEMAND_CAP)
        return caps[demand->cap_of];
    if (demand->kind != HZ_DEMAND_REDUCTION)
        return families[demand->kind];
    return demand->is_each                   ? HZ_FAMILY_CONTRIBUTIONS
           : demand->scope == HZ_SCOPE_ALL ? HZ_FAMILY_TARGETS
                                             : HZ_FAMILY_GROUP_TARGETS;
}

const char *hz_demand_family_id(hz_demand_family family)
{
    static const char *const ids[HZ_N_FAMILIES] = {
        [HZ_FAMILY_TARGETS] = "targets",
        [HZ_FAMILY_GROUP_TARGETS] = "group-targets",
        [HZ_FAMILY_CONTRIBUTIONS] = "contributions",
        [HZ_FAMILY_POOLS] = "pools",
        [HZ_FAMILY_WEIGHTED] = "weighted",
        [HZ_FAMILY_LINES] = "stopped-lines",
        [HZ_FAMILY_SAFETY] = "safety",
        [HZ_FAMILY_FLOORS] = "floors",
        [HZ_FAMILY_COST_CAPS] = "cost-caps",
        [HZ_FAMILY_OUTPUT_CAPS] = "output-caps",
        [HZ_FAMILY_PLAN_COST_CAPS] = "plan-cost-caps",
        [HZ_FAMILY_GRADES] = "grades",
        [HZ_FAMILY_LEAST_CUTS] = "least-cuts",
        [HZ_FAMILY_MOST_CUTS] = "most-cuts",
    };

    return ids[family];
}

/* ---- the end ---- */

void hz_scenario_free(hz_scenario *scenario)
{
    if (!scenario)
        return;
    free(scenario->first_group_of);
    free(scenario->group_of);
    free(scenario->enterprises);
    free(scenario->units);
    free(scenario->emission_g_d);
    free(scenario->cuttable_bp);
    free(scenario->emission_basis);
    free(scenario->modes);
    free(scenario->mode_leaves_bp);
    free(scenario->checks);
    free(scenario->contacts);
    free(scenario->exemptions);
    free(scenario->loads);
    hz_arena_free(scenario->arena);
    free(scenario);
}

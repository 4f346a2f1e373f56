/* scenario.h - the inventory and the demands on it, as data: what a scenario file says, in base units
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Made by hz_read_scenario(), in canonical order: pollutants, districts, sectors, sources in the order of their ids;
 * enterprises by id; the units of an enterprise by id. Ids compare byte by byte. Nothing in it depends on the order of the
 * input. All strings are UTF-8, clean (base/text.h) and owned by the scenario; an optional text that is not given is NULL.
 * Indices are 0-based; HZ_NONE means "not given". Lines are 1-based lines of the file that was read. */
#ifndef HZ_SCENARIO_SCENARIO_H
#define HZ_SCENARIO_SCENARIO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/lang.h"
#include "base/quantity.h"
#include "input/words.h"
#include "rules/forecast.h"
#include "rules/level.h"

#define HZ_NONE16 UINT16_MAX
/* HZ_NOT_REPORTED is an emission that the inventory does not report: not zero. It is counted nowhere as a reduction, and shown
 * as missing. */

enum {
    HZ_MAX_POLLUTANTS = 32,
    HZ_MAX_UNITS = 8000000, /* and as many enterprises, demands and sources */
    HZ_MAX_GROUPS = 20000,  /* districts, sectors, products: each */
    HZ_RATIO_ONE = 1000000, /* ratio_ppm of the whole */
    HZ_MAX_PARTS = 255,     /* contacts and exemptions of one enterprise, checks of one unit */
    HZ_MAX_MODES = 12,      /* of one unit */
    HZ_MAX_HOURS = 8784,    /* of any time of a mode, and of a response: a year */
};

typedef enum { HZ_STANDING_OFFICIAL, HZ_STANDING_ILLUSTRATIVE, HZ_STANDING_TEST, HZ_N_STANDINGS } hz_standing;

/* Performance grades; HZ_GRADE_LEADING is 绩效引领性. */
typedef enum {
    HZ_GRADE_A,
    HZ_GRADE_B,
    HZ_GRADE_B_MINUS,
    HZ_GRADE_C,
    HZ_GRADE_D,
    HZ_GRADE_LEADING,
    HZ_GRADE_NONE,
    HZ_N_GRADES
} hz_grade;

typedef enum { HZ_OPERATING, HZ_CLOSED, HZ_IDLE, HZ_N_STATUSES } hz_operation;

typedef enum { HZ_UNIT_LINE, HZ_UNIT_PROCESS, HZ_UNIT_DUST, HZ_UNIT_FLEET, HZ_N_UNIT_KINDS } hz_unit_kind;

/* What a figure rests on. */
typedef enum {
    HZ_BASIS_CEMS,       /* continuous emission monitoring */
    HZ_BASIS_MONITORING, /* supervisory monitoring */
    HZ_BASIS_BALANCE,    /* material balance */
    HZ_BASIS_FACTOR,     /* emission factor */
    HZ_BASIS_EIA,        /* capacity approved in the environmental impact assessment */
    HZ_BASIS_PERMIT,     /* capacity in the discharge permit */
    HZ_BASIS_LAST_YEAR,  /* last year's actual output */
    HZ_BASIS_FILING,     /* filed by the enterprise */
    HZ_BASIS_SECTOR,     /* ratio of the sector */
    HZ_BASIS_ESTIMATE,   /* an estimate */
    HZ_N_BASES
} hz_basis;

typedef enum {
    HZ_CHECK_ELECTRICITY,
    HZ_CHECK_GAS,
    HZ_CHECK_CEMS,
    HZ_CHECK_LEDGER,
    HZ_CHECK_GATE_VIDEO,
    HZ_CHECK_DCS,
    HZ_CHECK_TRIPS,
    HZ_CHECK_ON_SITE,
    HZ_N_CHECKS
} hz_check_by;

/* Ways in which a unit can be told to run (equation 9), in the order of how deep they reach where output is cut by as much. */
typedef enum {
    HZ_MODE_TREATMENT, /* 强化治理: tighter treatment; emission falls, output does not */
    HZ_MODE_TRANSPORT, /* 停运: transport ban */
    HZ_MODE_LIMIT,     /* 限产: any load down to the least that is stable */
    HZ_MODE_LONGER,    /* 延长工序时间: longer process time, such as coking */
    HZ_MODE_CYCLE,     /* 轮停: hours off, hours on */
    HZ_MODE_BANKED,    /* 焖炉: furnace banked */
    HZ_MODE_KEPT_HOT,  /* 停产保窑: stopped, the kiln kept hot */
    HZ_MODE_STOP,      /* 停产 */
    HZ_N_MODE_KINDS
} hz_mode_kind;

/* What the template of an order may name in braces: "{unit}". */
typedef enum {
    HZ_PLACE_UNIT,
    HZ_PLACE_LOAD,       /* of output that is left, */
    HZ_PLACE_CUT,        /* and that falls away */
    HZ_PLACE_FROM,       /* when it begins and ends */
    HZ_PLACE_UNTIL,
    HZ_PLACE_OFF,        /* hours, of a cycle */
    HZ_PLACE_ON,
    HZ_PLACE_HOURS_FROM, /* hours, of a longer process time */
    HZ_PLACE_HOURS_TO,
    HZ_PLACE_CHECKS,
    HZ_PLACE_WHO,        /* who answers for it */
    HZ_PLACE_LEAVES,     /* what it may still emit */
    HZ_PLACE_IN_PLACE,   /* by when it must be in place, */
    HZ_PLACE_BEGIN,      /* and begun, */
    HZ_PLACE_LEAD,       /* hours that this takes, */
    HZ_PLACE_LEAST,      /* that it lasts at least, */
    HZ_PLACE_RESTART,    /* and until the unit is back where it was */
    HZ_N_PLACES
} hz_placeholder;

typedef enum {
    HZ_ROLE_RESPONSIBLE, /* 责任人 */
    HZ_ROLE_ENVIRONMENT, /* 环保负责人 */
    HZ_ROLE_LEGAL,       /* 法定代表人 */
    HZ_ROLE_GRID,        /* 网格员 */
    HZ_N_ROLES
} hz_role;

/* The words of the enumerations as the format writes them ("B-", "leading", "last-year" ...). */
const char *hz_standing_id(hz_standing standing);
const char *hz_grade_id(hz_grade grade);
const char *hz_operation_id(hz_operation operation);
const char *hz_unit_kind_id(hz_unit_kind kind);
const char *hz_basis_id(hz_basis basis);
const char *hz_check_id(hz_check_by by);
const char *hz_role_id(hz_role role);
const char *hz_mode_kind_id(hz_mode_kind kind); /* "kept-hot" */
/* And for people, in the current language (_()): "grade B-" / "B-级" ... */
const char *hz_standing_name(hz_standing standing);
const char *hz_grade_name(hz_grade grade);
const char *hz_operation_name(hz_operation operation);
const char *hz_unit_kind_name(hz_unit_kind kind);
const char *hz_basis_name(hz_basis basis);
const char *hz_check_name(hz_check_by by);
const char *hz_role_name(hz_role role);
const char *hz_mode_kind_name(hz_mode_kind kind);
/* 0 is the best; A and leading, both first-class, are of one rank. Not of HZ_GRADE_NONE. */
int hz_grade_rank(hz_grade grade);
/* The same words as lists. Of an emission that is not reported: "not-reported" alone. */
extern const struct hz_word_list hz_standing_words, hz_grade_words, hz_operation_words, hz_unit_kind_words,
    hz_basis_words, hz_check_words, hz_role_words, hz_mode_kind_words, hz_placeholder_words, hz_reporting_words, hz_currency_words,
    hz_each_words, hz_cap_words;

typedef struct {
    const char *id;
    hz_bilingual name;
    bool has_unlisted;      /* else the total is stated */
    int64_t unlisted_g_d;   /* emission of sources that are not listed; HZ_NOT_REPORTED when a total is stated */
    int64_t stated_g_d;     /* stated whole-society emission; HZ_NOT_REPORTED when unlisted is given */
    uint32_t society_source; /* index of sources, or HZ_NONE */
    int line, society_line; /* society_line 0: neither was given (a finding) */
} hz_pollutant;

/* A district or a sector. */
typedef struct {
    const char *id;
    hz_bilingual name;
    const char *code;  /* administrative division code, or GB/T 4754 trade code; NULL when not given */
    const char *body;  /* the responsible body */
    const char *phone; /* NULL when not given */
    int line;
} hz_group;

/* One condition of a named group: what meets all that is given belongs to it. HZ_NONE: not asked for. */
typedef struct {
    uint32_t district, sector, enterprise, grade;
    const char *enterprise_id; /* as written; NULL when not given */
    int line;
} hz_member;

/* A named group: the enterprises that meet one of its members. */
typedef struct {
    const char *id;
    hz_bilingual name;
    uint32_t first_member, n_members;
    int line;
} hz_named_group;

typedef enum {
    HZ_DEMAND_REDUCTION, /* equations (2) and (5): cut at least a ratio or a mass */
    HZ_DEMAND_FLOOR,     /* equation (6): still make at least an amount of a product */
    HZ_DEMAND_POOL,      /* equation (4): the ratios of several pollutants add up to at least so much */
    HZ_DEMAND_WEIGHTED,  /* equation (13): a weighted sum of reductions, which is an estimate */
    HZ_DEMAND_CAP,       /* equation (7): nobody bears more than a share of the cost or of an output */
    HZ_DEMAND_ORDER,     /* equation (8): in one trade and district a better grade is never cut deeper than a worse one */
    HZ_DEMAND_ALIKE,     /* equation (15): in one trade and district the cuts of one grade lie within a spread */
    HZ_DEMAND_LINES,     /* equation (9b): at least so many lines stop altogether */
    HZ_DEMAND_SAFETY,    /* equation (12): the whole-society targets hold although some do not do their part */
    HZ_N_DEMAND_KINDS
} hz_demand_kind;

/* How long a level is expected to be in force; line 0: not given. */
typedef struct {
    int64_t milli_days; /* thousandths of a day, a year: 1 .. 366000 */
    uint32_t source;    /* index of sources, or HZ_NONE */
    int line;
} hz_expected_days;

/* What must be cut at least. */
static inline bool hz_is_target(hz_demand_kind kind)
{
    return kind == HZ_DEMAND_REDUCTION || kind == HZ_DEMAND_POOL || kind == HZ_DEMAND_WEIGHTED;
}

/* What the cuts of different units are held against each other by. */
static inline bool hz_is_fairness(hz_demand_kind kind)
{
    return kind == HZ_DEMAND_ORDER || kind == HZ_DEMAND_ALIKE;
}

/* What an office would loosen together: families of demands, and behind them the bounds of the units. */
typedef enum {
    HZ_FAMILY_TARGETS,        /* reductions of the whole society, */
    HZ_FAMILY_GROUP_TARGETS,  /* of a district, trade or named group, */
    HZ_FAMILY_CONTRIBUTIONS,  /* of each district, trade, grade or enterprise by itself */
    HZ_FAMILY_POOLS,
    HZ_FAMILY_WEIGHTED,
    HZ_FAMILY_LINES,          /* lines that stop */
    HZ_FAMILY_SAFETY,
    HZ_FAMILY_FLOORS,
    HZ_FAMILY_COST_CAPS,      /* of what it would cost to stop all, */
    HZ_FAMILY_OUTPUT_CAPS,    /* of what is made, */
    HZ_FAMILY_PLAN_COST_CAPS, /* of what the plan costs */
    HZ_FAMILY_GRADES,         /* grade order and alike treatment: arcs */
    HZ_N_DEMAND_FAMILIES,
    HZ_FAMILY_LEAST_CUTS = HZ_N_DEMAND_FAMILIES, /* min, approved loads */
    HZ_FAMILY_MOST_CUTS,      /* max, exemptions */
    HZ_N_FAMILIES
} hz_demand_family;

/* Families of demands as bits: those that are there for fairness, those for somebody who fails. */
enum {
    HZ_FAMILIES_OF_FAIRNESS =
        1 << HZ_FAMILY_COST_CAPS | 1 << HZ_FAMILY_OUTPUT_CAPS | 1 << HZ_FAMILY_PLAN_COST_CAPS | 1 << HZ_FAMILY_GRADES,
    HZ_FAMILIES_OF_SAFETY = 1 << HZ_FAMILY_SAFETY
};

/* What a demand is laid upon. Of all but the first, one group or each. */
typedef enum {
    HZ_SCOPE_ALL,
    HZ_SCOPE_DISTRICT,
    HZ_SCOPE_SECTOR,
    HZ_SCOPE_GRADE, /* the group is an hz_grade */
    HZ_SCOPE_ENTERPRISE,
    HZ_SCOPE_GROUP, /* a named group */
    HZ_N_SCOPES
} hz_scope;

/* Of what a cap limits the share. */
typedef enum {
    HZ_CAP_COST,     /* of what it would cost to stop all of the group */
    HZ_CAP_OUTPUT,   /* of what the group makes of each product */
    HZ_CAP_PLAN_COST /* of what the whole plan costs */
} hz_cap_of;

/* One pollutant in a weighted sum. */
typedef struct {
    uint32_t pollutant;
    int64_t weight; /* 1/HZ_WEIGHT_ONE of the unit that is summed for each unit of the pollutant */
    uint32_t source;
} hz_weight;

enum { HZ_WEIGHT_ONE = 10000, HZ_WEIGHT_MAX = 100 };

typedef struct {
    hz_bilingual name; /* what is summed: "PM2.5 equivalent" */
    uint32_t first_weight, n_weights;
    int line;
} hz_weighting;

/* What a plan must achieve at one level. A demand for several levels is stored once per level. */
typedef struct {
    hz_demand_kind kind;
    hz_level level;
    hz_scope scope;
    bool is_each;        /* every group of the scope by itself; group is HZ_NONE */
    uint32_t group;      /* index of district, sector ...; HZ_NONE for HZ_SCOPE_ALL */
    uint32_t pollutant;  /* reductions; else HZ_NONE */
    uint32_t pollutants; /* pools: bit p set, pollutant p counts; else 0 */
    uint32_t product;    /* floors: index of products; else HZ_NONE */
    uint32_t weighting;  /* weighted sums: index of weightings; else HZ_NONE */
    hz_cap_of cap_of;    /* caps */
    uint32_t n_failing;  /* safety: so many enterprises may fail; 0: a share of each cut may */
    bool is_ratio;       /* reductions, weighted sums: ratio_ppm of the baseline (whole-society for HZ_SCOPE_ALL, listed
                            for a group), stopped lines: of those that count (scenario/lines.h); always of pools, caps, alike treatment
                            and shares that fail */
    int64_t ratio_ppm;   /* 0 .. 1000000; alike: the spread, whole bp */
    int64_t amount;      /* else: g/d to cut, base units a day of the product still to be made, or lines to be stopped */
    uint32_t source;     /* index of sources, or HZ_NONE */
    const char *reason;  /* why it is less than the rules ask for, or is there; NULL when not given */
    int line;
} hz_demand;

hz_demand_family hz_demand_family_of(const hz_demand *demand);
/* "floors", "cost-caps" ...: the word for machines. */
const char *hz_demand_family_id(hz_demand_family family);

/* Must the target hold although what the safety says fails? Targets of the whole society at its level must. */
static inline bool hz_is_made_safe(const hz_demand *target, const hz_demand *safety)
{
    return target->level == safety->level && target->scope == HZ_SCOPE_ALL &&
           (target->kind == HZ_DEMAND_REDUCTION || target->kind == HZ_DEMAND_POOL);
}

/* Less is demanded at a level than the rules ask for, and why. */
typedef struct {
    const char *pollutants; /* of the rules, which must outlive it: an id, or several whose ratios are added up */
    int64_t demanded_ppm, asked_ppm;
    const char *reason; /* NULL: not given */
    int line;           /* of the first demand; 0: there is none */
} hz_lax_demand;

/* Contacts and checks are packed: there are as many as units, and a third of each would be padding. */
typedef struct __attribute__((packed)) {
    uint8_t role;            /* hz_role */
    const char *name;
    const char *phone;
} hz_contact;

typedef struct {
    uint8_t levels;         /* bit l set: exempt at level l */
    const char *reason;
    const char *document;
    const char *note; /* what alone it may do: the scope that is guaranteed; NULL when not given */
    int line;
} hz_exemption;

/* An approved load, above which no unit of the enterprise may run: output is set by the heat, or the orders, that must be supplied. */
typedef struct {
    uint8_t levels;
    uint16_t load_bp; /* of the baseline output */
    const char *reason;
    const char *document;
    const char *note; /* as above */
    int line;
} hz_max_load;

typedef struct {
    const char *name;       /* the word that the scenario uses for a product of units, e.g. "heat" */
    hz_bilingual title;     /* what people read; both NULL: the word itself */
    hz_dimension dimension; /* of its output: MASS, ENERGY, VOLUME, AREA or COUNT */
} hz_product;

typedef struct {
    const char *id;
    const char *name;
    const char *credit_code; /* unified social credit code, GB 32100-2015; NULL when not given */
    const char *permit;      /* discharge permit number; NULL when not given */
    const char *town;        /* NULL when not given */
    const char *address;     /* NULL when not given */
    uint16_t sector, district;
    uint8_t grade, operation; /* hz_grade, hz_operation */
    uint8_t n_contacts, n_exemptions;
    uint8_t exempt_levels;   /* bits: any exemption of that level */
    uint8_t n_loads;
    int32_t longitude_udeg, latitude_udeg; /* 10^-6 degree, WGS 84; INT32_MIN when not given */
    uint32_t source;         /* index of sources, or HZ_NONE */
    uint32_t first_unit, n_units;
    uint32_t first_contact, first_exemption, first_load;
    int line;
} hz_enterprise;

/* One way in which a unit can be told to run. What it is in numbers says scenario/modes.h. */
typedef struct {
    const char *id;          /* unique within its unit */
    hz_bilingual name;       /* both NULL: that of its kind */
    hz_bilingual order;      /* the sentence of the order, a template (export/sentence.h); NULL: that of its kind */
    int64_t cost_fen_d;      /* of a day in it, as given; HZ_NOT_REPORTED: in proportion to the output that it cuts */
    int64_t once_fen;        /* to enter it and to leave it again, once: stop, restart */
    uint32_t source;         /* index of sources, or HZ_NONE */
    uint32_t first_check;    /* its own checks; without any, those of the unit hold */
    int line;
    uint16_t cut_bp;         /* of output, at its deepest; 0: output does not fall */
    uint16_t lead_h;         /* until it takes effect */
    uint16_t least_h;        /* minimum duration, */
    uint16_t restart_h;      /* and until the unit is back where it was */
    uint16_t hours[2];       /* cycle: off, on; longer process time: from, to; else 0 */
    uint8_t kind;            /* hz_mode_kind */
    uint8_t levels;          /* bits: it may be used there */
    uint8_t n_checks, cost_basis, once_basis;
    bool is_asked;           /* it was asked for by name: then it may be used although its restart takes longer than the response */
} hz_mode;

/* How long a response at a level is expected to last; line 0: not given. */
typedef struct {
    uint16_t hours;
    uint32_t source; /* index of sources, or HZ_NONE */
    int line;
} hz_duration;

typedef struct {
    const char *id;          /* unique within its enterprise */
    const char *name;
    int64_t output;          /* baseline output per day, base units of its product's dimension */
    int64_t cost_fen_d;      /* of stopping it for one day */
    uint32_t enterprise;
    int line;
    uint32_t first_check;
    uint16_t product;        /* HZ_NONE16: makes nothing that is counted (a dust site) */
    uint16_t operating_days; /* per year; 0 when not given */
    uint8_t n_checks, kind, output_basis, cost_basis;
    uint16_t min_cut_bp[HZ_N_LEVELS]; /* the least and most that may be cut, hundredths of a per cent of output, as in */
    uint16_t max_cut_bp[HZ_N_LEVELS]; /* the file; what holds is hz_min_cut_bp() and hz_max_cut_bp() */
    uint8_t cut_levels;      /* bits: bounds were given for that level in the file */
    uint8_t n_modes;         /* 0: it may run at any load between its bounds */
    uint32_t first_mode;     /* index of modes; those of a unit stand in the order of their rungs */
} hz_unit;

typedef struct __attribute__((packed)) {
    int64_t value;           /* reading at baseline, base units of `dimension`; HZ_NOT_REPORTED when not given */
    uint8_t by;              /* hz_check_by */
    uint8_t dimension;       /* hz_dimension */
} hz_check;

typedef struct hz_scenario {
    const char *path;        /* as opened; for messages only */
    const char *id;          /* [A-Za-z0-9][A-Za-z0-9._-]* */
    hz_lang lang;
    hz_standing standing;
    const char *currency;    /* "CNY" or "USD" */
    const char *country;     /* ISO 3166-1 alpha-2 */
    hz_bilingual title;
    /* the rule set that the demands rest on, for the header of every list */
    const char *rules_title, *rules_number, *rules_issuer, *rules_effective; /* NULL when not given */
    const char *rules_set;   /* id of the rule set that holds; NULL: the one that is in force */
    const char *place;       /* division code of the place, GB/T 2260; NULL when not given */
    hz_forecast *forecast;   /* NULL when the scenario has none */

    hz_source *sources;
    size_t n_sources;
    hz_pollutant *pollutants;
    size_t n_pollutants;
    hz_group *districts;
    size_t n_districts;
    hz_group *sectors;
    size_t n_sectors;
    hz_product *products; /* by name */
    size_t n_products;
    hz_named_group *groups; /* by id */
    size_t n_groups;
    hz_member *members; /* those of group g are groups[g].first_member .. */
    size_t n_members;
    hz_weighting *weightings;
    size_t n_weightings;
    hz_weight *weights;
    size_t n_weights;
    hz_demand *demands; /* by level, kind, scope, each, group, and by what they are about */
    size_t n_demands;
    hz_expected_days expected_days[HZ_N_LEVELS];
    hz_duration durations[HZ_N_LEVELS]; /* as given; a plan may go by others: see response_h */
    uint16_t response_h[HZ_N_LEVELS];   /* how long the response lasts that is planned for; 0: not known */
    bool has_ahead;                     /* it is known how long before they must be in place orders are issued: */
    uint16_t ahead_h;                   /* so many whole hours */
    bool is_once_apart;                 /* what modes cost once is no part of their days: an episode adds it up by itself */
    /* the named groups that enterprise e belongs to: group_of[first_group_of[e]] .. group_of[first_group_of[e + 1] - 1],
     * ascending; both NULL when there are no groups */
    uint32_t *first_group_of;
    uint32_t *group_of;

    hz_enterprise *enterprises;
    size_t n_enterprises;
    hz_unit *units;       /* n_units; those of enterprise e are first_unit .. first_unit + n_units - 1 */
    size_t n_units;
    int64_t *emission_g_d;   /* [n_units * n_pollutants] unit-major: baseline emission, or HZ_NOT_REPORTED */
    uint16_t *cuttable_bp;   /* same shape: phi, the share of that emission which falls with output; NULL: all of each */
    uint8_t *emission_basis; /* same shape: hz_basis */
    hz_mode *modes; /* those of a unit are units[u].first_mode .. */
    size_t n_modes;
    uint16_t *mode_leaves_bp; /* [n_modes * n_pollutants] mode-major: share of the baseline emission that is left; HZ_NONE16: what
                                 falls with output falls with it */
    hz_check *checks;         /* of units, and of their modes */
    size_t n_checks;
    hz_contact *contacts;
    size_t n_contacts;
    hz_exemption *exemptions;
    size_t n_exemptions;
    hz_max_load *loads;
    size_t n_loads;

    hz_arena *arena; /* owns strings and the arrays up to `demands`; those behind it are malloc'ed */
} hz_scenario;

void hz_scenario_free(hz_scenario *scenario); /* NULL-safe */

/* Baseline emission, g/d, or HZ_NOT_REPORTED. */
static inline int64_t hz_emission(const hz_scenario *s, size_t unit, size_t pollutant)
{
    return s->emission_g_d[unit * s->n_pollutants + pollutant];
}

/* phi of equation (2), bp. */
static inline uint16_t hz_cuttable_share_bp(const hz_scenario *s, size_t unit, size_t pollutant)
{
    return s->cuttable_bp ? s->cuttable_bp[unit * s->n_pollutants + pollutant] : HZ_SHARE_ONE;
}

/* May the unit be cut at the level at all: its enterprise operates and is not exempt? */
static inline bool hz_may_be_cut(const hz_scenario *s, size_t unit, hz_level level)
{
    const hz_enterprise *e = &s->enterprises[s->units[unit].enterprise];

    return e->operation == HZ_OPERATING && !(e->exempt_levels >> level & 1);
}

/* The next exemption of an enterprise that holds at a level, behind `last`; NULL: the first. NULL when there is none. */
static inline const hz_exemption *hz_next_exemption(const hz_scenario *s, const hz_enterprise *e, hz_level level,
                                                    const hz_exemption *last)
{
    uint32_t k = last ? (uint32_t)(last - s->exemptions) + 1 : e->first_exemption;

    while (k < e->first_exemption + e->n_exemptions && !(s->exemptions[k].levels >> level & 1))
        k++;
    return k < e->first_exemption + e->n_exemptions ? &s->exemptions[k] : NULL;
}

/* The same of approved loads. */
static inline const hz_max_load *hz_next_load(const hz_scenario *s, const hz_enterprise *e, hz_level level, const hz_max_load *last)
{
    uint32_t k = last ? (uint32_t)(last - s->loads) + 1 : e->first_load;

    while (k < e->first_load + e->n_loads && !(s->loads[k].levels >> level & 1))
        k++;
    return k < e->first_load + e->n_loads ? &s->loads[k] : NULL;
}

/* The least cut that the lowest of the enterprise's approved loads at a level leaves, bp; 0: it has none. */
static inline uint16_t hz_held_bp(const hz_scenario *s, const hz_enterprise *e, hz_level level)
{
    uint16_t held_bp = 0;

    for (uint32_t i = e->first_load; i < e->first_load + e->n_loads; i++)
        if (s->loads[i].levels >> level & 1 && HZ_SHARE_ONE - s->loads[i].load_bp > held_bp)
            held_bp = (uint16_t)(HZ_SHARE_ONE - s->loads[i].load_bp);
    return held_bp;
}

/* lo and hi of equation (3), bp: what the file says, lo not below what the enterprise's approved load leaves, and 0 where it is
 * exempt, closed or idle. */
static inline uint16_t hz_min_cut_bp(const hz_scenario *s, size_t unit, hz_level level)
{
    uint16_t held_bp = hz_held_bp(s, &s->enterprises[s->units[unit].enterprise], level);
    uint16_t own_bp = s->units[unit].min_cut_bp[level];

    return !hz_may_be_cut(s, unit, level) ? 0 : own_bp > held_bp ? own_bp : held_bp;
}

static inline uint16_t hz_max_cut_bp(const hz_scenario *s, size_t unit, hz_level level)
{
    return hz_may_be_cut(s, unit, level) ? s->units[unit].max_cut_bp[level] : 0;
}

/* phi * b of equation (2): what a full cut of the unit takes away, whole grams per day, rounded down to the safe side; 0 when
 * not reported. */
static inline int64_t hz_cuttable_g_d(const hz_scenario *s, size_t unit, size_t pollutant)
{
    int64_t b = hz_emission(s, unit, pollutant), share = hz_cuttable_share_bp(s, unit, pollutant);

    return b <= 0 ? 0 : b / HZ_SHARE_ONE * share + b % HZ_SHARE_ONE * share / HZ_SHARE_ONE;
}

/* Sum of the listed emissions that are reported, of operating enterprises (what is closed or idle emits nothing), g/d. */
int64_t hz_listed_g_d(const hz_scenario *s, size_t pollutant, hz_scope scope, uint32_t group);
/* What a product is called in the current language. */
const char *hz_product_text(const hz_product *product);

/* Baseline output of a product by operating enterprises in a scope, base units a day: Q of equation (6). */
int64_t hz_baseline_output(const hz_scenario *s, size_t product, hz_scope scope, uint32_t group);
/* Whole-society emission B[p], g/d: stated, or listed + unlisted. */
int64_t hz_society_g_d(const hz_scenario *s, size_t pollutant);
/* Is the unit inside a scope? */
bool hz_unit_in_scope(const hz_scenario *s, size_t unit, hz_scope scope, uint32_t group);
bool hz_enterprise_in_scope(const hz_scenario *s, const hz_enterprise *e, hz_scope scope, uint32_t group);
/* The groups of a scope that an enterprise belongs to: `*groups` points at them, the number is returned. `one` is room for a
 * single one. */
size_t hz_groups_of(const hz_scenario *s, size_t enterprise, hz_scope scope, uint32_t *one, const uint32_t **groups);
/* How many groups a scope has; HZ_SCOPE_ALL: 1. */
size_t hz_scope_size(const hz_scenario *s, hz_scope scope);
/* The attribute by which the format names a group of the scope ("district"), NULL for HZ_SCOPE_ALL; the group's id; and its
 * name in the current language (NULL, and the whole society, for HZ_SCOPE_ALL). */
const char *hz_scope_word(hz_scope scope);
const char *hz_group_id(const hz_scenario *s, hz_scope scope, uint32_t group);
const char *hz_group_name(const hz_scenario *s, hz_scope scope, uint32_t group);
/* "reduction", "pool" ...: the element. */
const char *hz_demand_word(hz_demand_kind kind);

#endif

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
    HZ_MAX_PARTS = 255,     /* contacts and exemptions of one enterprise, checks of one unit */
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
/* And for people, in the current language (_()): "grade B-" / "B-级" ... */
const char *hz_standing_name(hz_standing standing);
const char *hz_grade_name(hz_grade grade);
const char *hz_operation_name(hz_operation operation);
const char *hz_unit_kind_name(hz_unit_kind kind);
const char *hz_basis_name(hz_basis basis);
const char *hz_check_name(hz_check_by by);
const char *hz_role_name(hz_role role);
/* The same words as lists. Of an emission that is not reported: "not-reported" alone. */
extern const struct hz_word_list hz_standing_words, hz_grade_words, hz_operation_words, hz_unit_kind_words, hz_basis_words,
    hz_check_words, hz_role_words, hz_reporting_words, hz_currency_words;

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

typedef enum {
    HZ_DEMAND_REDUCTION, /* equations (2) and (5): cut at least a ratio or a mass */
    HZ_DEMAND_FLOOR      /* equation (6): still make at least an amount of a product */
} hz_demand_kind;

/* How long a level is expected to be in force; line 0: not given. */
typedef struct {
    int64_t milli_days; /* thousandths of a day, a year: 1 .. 366000 */
    uint32_t source;    /* index of sources, or HZ_NONE */
    int line;
} hz_expected_days;

typedef enum { HZ_SCOPE_ALL, HZ_SCOPE_DISTRICT, HZ_SCOPE_SECTOR } hz_scope;

/* What a plan must achieve at one level. A demand for several levels is stored once per level. */
typedef struct {
    hz_demand_kind kind;
    hz_level level;
    hz_scope scope;
    uint32_t group;     /* index of district or sector; HZ_NONE for HZ_SCOPE_ALL */
    uint32_t pollutant; /* reductions; else HZ_NONE */
    uint32_t product;   /* floors: index of products; else HZ_NONE */
    bool is_ratio;      /* reductions: ratio_ppm of the baseline (whole-society for HZ_SCOPE_ALL, listed for a group) */
    int64_t ratio_ppm;  /* 0 .. 1000000 */
    int64_t amount;     /* else: g/d to cut, or base units a day of the product still to be made */
    uint32_t source;    /* index of sources, or HZ_NONE */
    const char *reason; /* why it is less than the rules ask for; NULL when not given */
    int line;
} hz_demand;

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
    int line;
} hz_exemption;

typedef struct {
    const char *name;       /* a product of units, e.g. "heat" */
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
    int32_t longitude_udeg, latitude_udeg; /* 10^-6 degree, WGS 84; INT32_MIN when not given */
    uint32_t source;         /* index of sources, or HZ_NONE */
    uint32_t first_unit, n_units;
    uint32_t first_contact, first_exemption;
    int line;
} hz_enterprise;

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
    hz_demand *demands;   /* by level, kind, scope, group, pollutant, product */
    size_t n_demands;
    hz_expected_days expected_days[HZ_N_LEVELS];

    hz_enterprise *enterprises;
    size_t n_enterprises;
    hz_unit *units;       /* n_units; those of enterprise e are first_unit .. first_unit + n_units - 1 */
    size_t n_units;
    int64_t *emission_g_d;   /* [n_units * n_pollutants] unit-major: baseline emission, or HZ_NOT_REPORTED */
    uint16_t *cuttable_bp;   /* same shape: phi, the share of that emission which falls with output; NULL: all of each */
    uint8_t *emission_basis; /* same shape: hz_basis */
    hz_check *checks;
    size_t n_checks;
    hz_contact *contacts;
    size_t n_contacts;
    hz_exemption *exemptions;
    size_t n_exemptions;

    hz_arena *arena;         /* owns strings and the arrays up to `demands`; those from `enterprises` on are malloc'ed */
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

/* lo and hi of equation (3), bp: what the file says, and 0 where the enterprise is exempt, closed or idle. */
static inline uint16_t hz_min_cut_bp(const hz_scenario *s, size_t unit, hz_level level)
{
    return hz_may_be_cut(s, unit, level) ? s->units[unit].min_cut_bp[level] : 0;
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
/* Baseline output of a product by operating enterprises in a scope, base units a day: Q of equation (6). */
int64_t hz_baseline_output(const hz_scenario *s, size_t product, hz_scope scope, uint32_t group);
/* Whole-society emission B[p], g/d: stated, or listed + unlisted. */
int64_t hz_society_g_d(const hz_scenario *s, size_t pollutant);
/* Is the unit inside a scope? */
bool hz_unit_in_scope(const hz_scenario *s, size_t unit, hz_scope scope, uint32_t group);

#endif

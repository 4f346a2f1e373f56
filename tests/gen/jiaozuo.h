/* jiaozuo.h - the illustrative inventory of Jiaozuo as data, and how it is drawn
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The tables are those of jiaozuo.def. */
#ifndef HZ_TESTS_JIAOZUO_H
#define HZ_TESTS_JIAOZUO_H

#include "gen.h"

enum { YELLOW = 1, ORANGE = 2, RED = 4, N_LEVELS = 3 };
enum { SO2, NOX, PM, VOCS, N_POLLUTANTS };
enum { GRADE_A, GRADE_B, GRADE_B_MINUS, GRADE_C, GRADE_D, GRADE_LEADING, GRADE_NONE, N_GRADES };
enum { UNGRADED, GRADED, LEADING_OR_NOT }; /* which grades a trade knows */
enum { OPERATING, IDLE, CLOSED };
enum {
    BODY_ENVIRONMENT,
    BODY_REFORM,
    BODY_HOUSING,
    BODY_LAND,
    BODY_STREETS,
    BODY_TRANSPORT,
};

enum {
    N_DISTRICTS = 0
#define DISTRICT(...) +1
#include "jiaozuo.def"
};
enum {
#define TRADE(name, ...) name,
#include "jiaozuo.def"
    N_TRADES
};
enum {
    N_LINES = 0
#define LINE(...) +1
#include "jiaozuo.def"
};
enum { N_GRADE_ROWS = N_GRADES - 1 }; /* grade A is exempt */

/* ---- tables ---- */

typedef struct {
    const char *id, *zh, *en, *code, *body;
    bool is_county;
    int longitude, latitude; /* 10^-4 degree */
} jz_district;

typedef struct {
    const char *id, *zh, *en, *code;
    int body;
    const char *stem;
    int n;
    int scheme;
    const char *weights;
    int sector;
    const char *sector_name;
    int64_t value_added, output; /* 10000 yuan, 2012; 0: none */
    const char *note;
} jz_trade;

/* The least and most that may be cut, per grade and level. */
typedef struct {
    int min, max; /* % */
} jz_cut;

typedef struct {
    int n_rows; /* 1: the same for every grade */
    jz_cut rows[N_GRADE_ROWS][N_LEVELS];
} jz_rule;

typedef struct {
    int trade;
    const char *id, *name, *kind, *product, *unit;
    int64_t from, to;
    int n_from, n_to;
    int64_t mg[N_POLLUTANTS]; /* per unit of output; below 0: not reported */
    int cuttable;             /* % */
    int64_t value_fen;        /* per unit of output */
    int rule;
    const char *basis;
    int days;
    const char *check_by;
    int64_t check_per_million;
    const char *check_unit;
} jz_line;

extern const jz_district jz_districts[N_DISTRICTS];
extern const jz_trade jz_trades[N_TRADES];

/* Share of value added in output of the trade, per mille; 1000 where it has none and the value is itself a cost. */
int64_t jz_value_added_permille(const jz_trade *trade);
/* Bounds at yellow, orange and red. A guaranteed enterprise of grade A is exempt at the levels of its guarantee only, and
 * is otherwise as grade B. */
const jz_cut *jz_cuts_of(int rule, int grade);

/* ---- the inventory ---- */

typedef struct {
    const jz_line *line;
    int number; /* 1 .. of its kind in its enterprise */
    int64_t output;
    int64_t emission_g_d[N_POLLUTANTS]; /* below 0: not reported */
    int64_t cost_yuan_d;
    const char *output_basis;
} jz_unit;

typedef struct {
    int trade, number; /* the number-th of its trade, from 1 */
    size_t district;
    int grade, status;
    int longitude, latitude, house;
    int exempt_levels;
    const char *reason;
    size_t first_unit, n_units;
} jz_enterprise;

enum { MAX_ENTERPRISES = 600, MAX_UNITS = 2400 };

typedef struct {
    jz_enterprise enterprises[MAX_ENTERPRISES];
    size_t n_enterprises;
    jz_unit units[MAX_UNITS];
    size_t n_units;
} jz_inventory;

/* Two significant digits and a 0 or 5: what a permit would say. */
int64_t jz_nice(int64_t value);

/* `inventory` is empty (all zero). */
void jz_draw(jz_inventory *inventory);
/* What operating units of a district (N_DISTRICTS: of all) make of a product, in its unit a day. */
int64_t jz_product(const jz_inventory *inventory, const char *product, size_t district);

#endif

/* model.h - a sparse linear program in whole numbers, with the reason of each row and column
 *
 *     minimise    sum_j cost[j] X[j] / 10000
 *     subject to  sum_j a[i,j] X[j]  >=  or  <=  10000 rhs[i]     each row i
 *                 lo[j] <= X[j] <= hi[j]                           each column j
 *                 X[before] - X[after] <= slack                    each arc
 *
 * X is the decision x of docs/MODEL.md in basis points (hundredths of a per cent), so that every number is whole: costs
 * in fen/d, coefficients in the base unit of their row (g/d of a pollutant, or of a product), bounds in bp.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_MODEL_MODEL_H
#define HZ_MODEL_MODEL_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/sink.h"
#include "scenario/scenario.h"

typedef enum {
    HZ_ROW_TARGET,       /* (2): whole-society reduction target */
    HZ_ROW_GROUP_TARGET, /* (5): target of a district, a sector or a named group */
    HZ_ROW_FLOOR,        /* (6): sum q x <= Q - D, supply floor */
    HZ_ROW_POOL,         /* (4): sum_p cut[p] / B[p] >= R, in 1/HZ_POOL_ONE of the whole-society emissions */
    HZ_ROW_WEIGHTED,     /* (13): sum_p w[p] cut[p] >= R, in 1/HZ_WEIGHT_ONE g/d of what is summed */
    HZ_ROW_CAP,          /* (7): sum c x <= s sum c, sum q x <= s Q, or sum c x over a group <= s T */
    HZ_ROW_PLAN_COST,    /* (7): T <= sum c x over all, which makes T the cost of the plan; behind the rows of all demands */
    HZ_ROW_LINES,        /* (9b): sum of what is stopped >= so many lines */
    HZ_ROW_SAFETY,       /* (12): a target although some fail: a share of every cut, or certain enterprises */
    HZ_ROW_ARC           /* an arc as a row: model/flatten.h */
} hz_row_kind;

#define HZ_POOL_ONE INT64_C(1000000000000)

typedef enum { HZ_AT_LEAST, HZ_AT_MOST } hz_sense;

/* Coupling row: the demand that it stands for, in numbers. */
typedef struct {
    hz_row_kind kind;
    hz_sense sense;
    uint32_t demand;                   /* index of scenario->demands: the reason (HZ_NONE: an arc; plan cost: the first cap of it), */
    uint32_t group;                    /* of its scope, or HZ_NONE, */
    uint32_t product;                  /* caps of output: index of scenario->products, */
    uint32_t target;                   /* safety: the demand that must hold all the same; else HZ_NONE, */
    uint32_t first_failing, n_failing; /* and of model->failing who does nothing for it */
    int64_t base;      /* emission (whole-society or of the group), baseline output or lines that the demand refers to */
    int64_t rhs;       /* what must be cut at least, or may be cut at most, base units a day, or lines; may be negative */
} hz_row;

/* What must be cut at least: no limit, and no count of lines. */
static inline bool hz_is_target_row(const hz_row *row)
{
    return row->sense == HZ_AT_LEAST && row->kind != HZ_ROW_LINES;
}

/* A target that must hold when any so many enterprises do nothing for it: solve/robust.h adds the rows that matter. */
typedef struct {
    uint32_t row;    /* of the target */
    uint32_t demand; /* index of scenario->demands: the safety */
    uint32_t n_failing;
} hz_guard;

/* Column: the share cut of one unit at one level; one rung of a unit that has modes (scenario/rungs.h): how far it has gone from the
 * rung below it to this one; a link, which many units of a group are held against; or the plan cost T of a level, as a share of what
 * it costs to stop everything that may be cut. */
typedef struct {
    int64_t cost_fen_d; /* of a full cut, or of the whole way between two rungs, times the weight of its level; 0 for a link and a plan cost */
    uint32_t unit;      /* index of scenario->units: the reason; HZ_NONE: a link, a plan cost */
    uint16_t lo_bp, hi_bp;
    uint16_t from_bp, to_bp; /* of a rung: the cut of output at 0 and at 10000 */
    uint8_t level;      /* hz_level */
    uint8_t from_mode, mode; /* of a rung: 1 + the numbers of the modes among those of the unit at 0 and at 10000; 0: none */
    bool is_whole;      /* in orders 0 or 10000, nothing between */
} hz_column;

typedef enum {
    HZ_ARC_NESTED, /* (10): a level cuts at least what the level below it cuts */
    HZ_ARC_RUNG,   /* (9): the way to a rung goes through those below it */
    HZ_ARC_GRADE,  /* (8): a better grade is never cut deeper than a worse one */
    HZ_ARC_ALIKE   /* (15): alike treatment within a spread */
} hz_arc_kind;

/* Local row: X[before] - X[after] <= slack. There can be very many of them, and few bind; what they join is a block. */
typedef struct {
    uint32_t before, after; /* columns of one block */
    uint16_t slack_bp;
    uint8_t kind;           /* hz_arc_kind: the reason */
} hz_arc;

/* What a link stands for: (8) between two grades, (15) the least cut of one grade, or its most; in one trade and district. */
typedef struct {
    uint32_t column, demand; /* index of scenario->demands */
    uint16_t sector, district;
    uint8_t better, worse;   /* hz_grade; the same for (15) */
    bool is_most;            /* (15): the most, not the least */
} hz_link;

typedef struct {
    hz_level level;               /* the one that is planned, or the mildest of several */
    hz_level levels[HZ_N_LEVELS]; /* [n_levels] ascending: what is planned jointly */
    size_t n_levels;
    hz_row *rows;
    size_t n_rows;
    /* by unit, then by level, ascending; a unit that may not be cut (hi = 0) at a level has none there. Where links join units of a
     * trade and district, these follow one another, and the links them. Plan costs come last. */
    hz_column *columns;
    size_t n_columns;
    /* the matrix by column: entries start[j] .. start[j+1]-1, rows ascending, no zeros */
    uint64_t *start;    /* [n_columns + 1] */
    uint32_t *row;      /* [start[n_columns]] */
    int64_t *value;     /* [start[n_columns]] of either sign */
    hz_guard *guards;   /* NULL when there are none; the following then, too */
    size_t n_guards;
    uint32_t *owner; /* [n_columns] enterprise, below n_owners */
    size_t n_owners;
    uint32_t *failing; /* [n_failing] enterprises: see hz_row */
    size_t n_failing;
    /* columns that arcs join stand side by side: block b has columns block_column[b] .. block_column[b+1]-1 and arcs
     * block_arc[b] .. block_arc[b+1]-1. All three are NULL when there are no arcs: then each column is a block. */
    hz_arc *arcs;
    size_t n_arcs;
    uint32_t *block_column; /* [n_blocks + 1] */
    uint32_t *block_arc;    /* [n_blocks + 1] */
    size_t n_blocks;
    hz_link *links; /* [n_links] by column; NULL when there are none */
    size_t n_links;
} hz_model;

void hz_model_free(hz_model *model); /* NULL-safe */
/* The same model once more, the caller's to free. HZ_ERR_MEMORY. */
hz_status hz_model_copy(hz_model **out, const hz_model *model, hz_error *err);

/* Find the blocks: columns that arcs join must stand side by side; sorts the arcs by block. HZ_ERR_MEMORY. */
hz_status hz_model_find_blocks(hz_model *model, hz_error *err);

/* The bounds of its ends take over what they leave each other: true when one of them changed. Nothing may be left between them then. */
bool hz_fold_arc(hz_model *model, const hz_arc *arc);

/* part / whole in lowest terms: the share that a cap allows. */
typedef struct {
    int64_t part, whole;
} hz_fraction;

hz_fraction hz_cap_fraction(const hz_demand *cap);
/* The columns of the unit of column j at its level, of which j is the first: a unit without modes has one. */
size_t hz_columns_of_unit(const hz_model *model, size_t column);
/* Is the column a plan cost? Its last entry is then in its HZ_ROW_PLAN_COST, the others in the caps that refer to it. */
bool hz_is_plan_cost(const hz_model *model, size_t column);
/* What a unit brings to rows (4) and (13) by what it takes away of each pollutant, cut_g_d[n_pollutants]: shares of the base, each rounded down, or
 * (is_up) up; a weighted sum. */
int64_t hz_pool_share(const hz_scenario *s, const hz_demand *pool, const int64_t *cut_g_d, const int64_t *society_g_d, bool is_up);
int64_t hz_weighted_sum(const hz_scenario *s, const hz_demand *weighted, const int64_t *cut_g_d);

/* The coefficient of column j in a row, 0 when it has none. */
int64_t hz_coefficient(const hz_model *model, size_t j, size_t row);

/* Exact activity of a row for cuts X[j] (bp): sum a X, in 1/10000 of the row's base unit. */
__int128 hz_row_activity(const hz_model *model, size_t row, const uint16_t *cut_bp);

#endif

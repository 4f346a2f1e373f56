/* compare.h - two plans side by side: what each costs and cuts, who changes, and what they were made from
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_PLAN_COMPARE_H
#define HZ_PLAN_COMPARE_H

#include "plan/read_plan.h"

/* What becomes of a unit or an enterprise, from the first plan to the second. */
typedef enum {
    HZ_CHANGE_NONE,
    HZ_CHANGE_ADDED,     /* nothing was asked for before, something is now */
    HZ_CHANGE_TIGHTENED, /* cut deeper */
    HZ_CHANGE_RELAXED,   /* cut less deep */
    HZ_CHANGE_RELEASED,  /* the other way round */
    HZ_CHANGE_SHIFTED,   /* a unit: another mode that cuts as much of its output; an enterprise: some units deeper, others less */
    HZ_CHANGE_LISTED,    /* only in the second inventory */
    HZ_CHANGE_UNLISTED,  /* only in the first inventory */
    HZ_N_CHANGES
} hz_change;

const char *hz_change_id(hz_change change);   /* "added" */
const char *hz_change_name(hz_change change); /* in the current language */

typedef struct {
    const char *enterprise, *enterprise_name, *id, *name;
    const hz_old_order *before, *after; /* NULL: not in that inventory */
    hz_change change;
} hz_unit_change;

typedef struct {
    const char *id, *name;
    int64_t before_fen_d, after_fen_d;
    size_t first_unit, n_units; /* of hz_comparison.units */
    hz_change change;
} hz_enterprise_change;

typedef struct {
    const char *pollutant;
    bool has_before, has_after;
    int64_t before_g_d, after_g_d;
} hz_cut_change;

/* One fact of the two headers that differs. `what` is a stable id ("level", "scenario-digest", "rules-number" ...). */
typedef struct {
    const char *what;
    const char *before, *after; /* NULL: not given */
} hz_difference;

enum { HZ_MAX_DIFFERENCES = 40 };

typedef struct {
    const hz_old_plan *before, *after;
    int64_t cost_change_fen_d;
    hz_difference differences[HZ_MAX_DIFFERENCES];
    size_t n_differences;
    hz_cut_change *cuts; /* by pollutant id */
    size_t n_cuts;
    hz_unit_change *units; /* only those that change, by enterprise id, then unit id */
    size_t n_units;
    hz_enterprise_change *enterprises; /* only those of which a unit changes */
    size_t n_enterprises;
    size_t n_by_change[HZ_N_CHANGES]; /* enterprises */
    hz_arena *arena;
} hz_comparison;

/* Compare. The two plans are borrowed and must outlive *out; HZ_ERR_USAGE when their currencies differ. The caller
 * frees *out with hz_comparison_free(). */
hz_status hz_compare(hz_comparison **out, const hz_old_plan *before, const hz_old_plan *after, hz_error *err);
void hz_comparison_free(hz_comparison *comparison); /* NULL-safe */

#endif

/* count.h - the cuts of a plan in the making, and every row counted along in whole base units
 *
 * Each column's part is rounded against the plan: what the rows say here is what the reckoning finds.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_PLAN_COUNT_H
#define HZ_PLAN_COUNT_H

#include "model/effect.h"
#include "plan/shares.h"

typedef struct {
    const hz_scenario *scenario;
    const hz_model *model;
    hz_effects effects;
    uint8_t place[HZ_N_LEVELS];             /* of each level among those of the model */
    uint16_t *cut_bp;                       /* [n_columns] where each stands; of a plan-cost column always 0: the orders make its sum */
    int64_t *reached;                       /* [n_rows] base units */
    __int128 cost_of[HZ_N_LEVELS];          /* sum c X of the columns of the k-th level, 1/10000 fen/d */
    uint32_t *lacking;                      /* [n_lacking] rows that do not hold, in no order; shares have their own */
    uint32_t *lacking_at;                   /* [n_rows] place in `lacking`, or HZ_NONE */
    size_t n_lacking;
    hz_shares shares;
} hz_count;

/* HZ_ERR_MEMORY. To be cleared in any case. */
hz_status hz_count_make(hz_count *count, const hz_scenario *scenario, const hz_model *model, hz_error *err);
void hz_count_clear(hz_count *count);

/* Count every row for the cuts in cut_bp. HZ_ERR_INTERRUPTED. */
hz_status hz_count_all(hz_count *count, hz_error *err);
/* Back to cuts that were counted before. */
void hz_count_restore(hz_count *count, const uint16_t *cut_bp, const int64_t *reached, const __int128 *cost_of);

void hz_count_move(hz_count *count, size_t column, uint16_t to_bp);
/* Put back what a row reached before. */
void hz_count_set_row(hz_count *count, size_t row, int64_t reached);

/* What the orders of the level of a family of shares cost, fen/d. */
int64_t hz_plan_cost(const hz_count *count, const hz_family *family);
/* By how much a row fails to hold; 0 or less when it holds. */
int64_t hz_lack(const hz_count *count, size_t row);
/* The first row of a family, from `row` of it on, that would fail at another cost of the plan; HZ_NONE: none. */
uint32_t hz_share_lacking(const hz_family *family, size_t row, int64_t plan_cost);
bool hz_all_hold(const hz_count *count);
__int128 hz_count_cost(const hz_count *count); /* 1/10000 fen/d */

/* By how much a row would reach more if a column were cut otherwise; `entry` is that of the column in the row. */
int64_t hz_count_change(const hz_count *count, size_t column, uint64_t entry, uint16_t to_bp);
/* The least cut at which the column brings more to the row of an entry, which it serves; above HZ_SHARE_ONE: none. */
int64_t hz_cut_for_more(const hz_count *count, size_t column, uint64_t entry);

#endif

/* read_plan.h - a plan that was written: the actions.xml of a plan folder, as a plain noun that needs no scenario
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_PLAN_READ_PLAN_H
#define HZ_PLAN_READ_PLAN_H

#include "base/arena.h"
#include "base/sink.h"
#include "plan/plan.h"

/* What was ordered of one unit. */
typedef struct {
    const char *enterprise; /* id; the same pointer for all units of an enterprise */
    const char *enterprise_name;
    const char *id; /* within the enterprise */
    const char *name;
    int64_t cost_fen_d;
    uint16_t cut_bp;
    uint8_t action; /* hz_action */
    const char *mode, *mode_name; /* id and name of its mode; NULL: it has none */
} hz_old_order;

/* Does it ask for anything? As hz_order_is_asking(). */
bool hz_old_order_is_asking(const hz_old_order *order);

typedef struct {
    const char *pollutant;
    int64_t cut_g_d; /* as the list states it */
    int64_t sum_g_d; /* of its units */
} hz_old_cut;

/* What a list states that neither its orders nor its certificate prove again. */
typedef struct {
    hz_searched search; /* bound_exact is the arena's */
    hz_others others;
    hz_bound_without without[HZ_N_WITHOUT];
    hz_range *ranges; /* [n_ranges] of the demands, in their order */
    size_t n_ranges;
} hz_stated;

typedef struct hz_old_plan {
    const char *folder; /* as opened */
    const char *id;
    hz_standing standing;
    const char *currency;
    const char *scenario_id, *scenario_digest;
    const char *forecast_digest, *rules_digest, *index_digest;               /* NULL: there is none */
    const char *title_zh, *title_en;                                         /* either may be NULL */
    const char *rules_title, *rules_number, *rules_issuer, *rules_effective; /* NULL when not given */
    const char *hazeplan, *solver;                                           /* versions */
    hz_settings settings;
    int64_t cost_fen_d, bound_fen_d; /* as the list states them */
    hz_stated stated;
    int64_t sum_fen_d;               /* cost of its units */
    hz_old_cut *cuts; /* [n_cuts] by pollutant id */
    size_t n_cuts;
    hz_old_order *orders; /* [n_orders] by enterprise id, then unit id */
    size_t n_orders;
    hz_arena *arena; /* owns the strings */
} hz_old_plan;

/* Read FOLDER/actions.xml, at most `cap` bytes (0 = 8 GiB). HZ_ERR_IO when it cannot be read, HZ_ERR_INPUT with file
 * and line when it is not such a list. The caller frees *out with hz_old_plan_free(). */
hz_status hz_read_plan(hz_old_plan **out, const char *folder, uint64_t cap, hz_error *err);
/* The same of the list itself; plan->folder is then its path. */
hz_status hz_read_action_list(hz_old_plan **out, const char *path, uint64_t cap, hz_error *err);
/* What is known of it as such a list again, which reads back as the same plan and writes the same bytes: who made it, under which
 * settings, and the order of every unit. */
void hz_write_old_plan(hz_sink *sink, const hz_old_plan *plan);
/* Are the stated totals the sums of the units? HZ_ERR_INPUT says which is not. */
hz_status hz_old_plan_check(const hz_old_plan *plan, hz_error *err);
void hz_old_plan_free(hz_old_plan *plan); /* NULL-safe */

#endif

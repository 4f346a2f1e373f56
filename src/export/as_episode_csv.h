/* as_episode_csv.h - an episode as tables: what each unit does on each day, and every order
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_EXPORT_AS_EPISODE_CSV_H
#define HZ_EXPORT_AS_EPISODE_CSV_H

#include "base/sink.h"
#include "plan/episode.h"

/* A row for each unit, a column for each day. */
void hz_csv_schedule(hz_sink *sink, const hz_episode_plan *plan);
/* A row for each order, with the sentence that goes on the notice; the costs of all add up to that of the plan. HZ_ERR_MEMORY. */
hz_status hz_csv_orders(hz_sink *sink, const hz_episode_plan *plan, hz_error *err);
/* The same of some enterprises, given by index: by enterprise and unit. */
hz_status hz_csv_orders_of(hz_sink *sink, const hz_episode_plan *plan, const uint32_t *enterprises, size_t n_enterprises, hz_error *err);

#endif

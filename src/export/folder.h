/* folder.h - a whole plan folder: it appears complete, with its checksums, or not at all
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_EXPORT_FOLDER_H
#define HZ_EXPORT_FOLDER_H

#include "base/error.h"
#include "base/sink.h"
#include "plan/episode.h"
#include "plan/levels.h"
#include "plan/plan.h"

/* The files by which a folder is known to be a plan folder: the plan, and the sums of all the others. */
#define HZ_PLAN_MARKER "plan.json"
#define HZ_PLAN_MANIFEST "SHA256SUMS"
/* The proof, for other checkers: certificate/write_certificate.h. */
#define HZ_PLAN_CERTIFICATE "certificate.vipr"
/* In that of an episode, the orders from which a later day is planned again. */
#define HZ_EPISODE_ORDERS "orders.xml"

/* Write the plan into `path`, in the language of its settings; errors are told in the current one. An existing folder is
 * replaced only with `may_replace`, and only if it is empty or a plan folder as it was written. HZ_ERR_IO, HZ_ERR_MEMORY, HZ_ERR_INTERRUPTED:
 * then nothing was changed. */
hz_status hz_export_folder(const hz_plan *plan, const char *path, bool may_replace, hz_error *err);
/* The same of several levels: the overview, who changes in each step, a whole plan folder for each level, and the sums of all. */
hz_status hz_export_levels(const hz_levels *levels, const char *path, bool may_replace, hz_error *err);
/* The same of an episode: the overview, the schedules and orders as tables and for machines. */
hz_status hz_export_episode(const hz_episode_plan *episode, const char *path, bool may_replace, hz_error *err);
/* That there is no plan, as a folder: `none` is what was asked for, with its proof; what is said of it is put by the two, in the language of its
 * settings. */
typedef void hz_put_refusal(hz_sink *sink, const void *context);
hz_status hz_export_refusal(const hz_plan *none, hz_put_refusal *text, hz_put_refusal *json, const void *context, const char *path,
                            bool may_replace, hz_error *err);
/* The tables of actions alone, in the same languages. Failures of the sink are told when it is closed. */
hz_status hz_export_list(hz_sink *sink, const hz_plan *const *plans, size_t n_plans, hz_error *err);

#endif

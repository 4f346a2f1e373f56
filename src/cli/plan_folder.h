/* plan_folder.h - an earlier plan from its folder: only what is still as it was written, and only what adds up
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_CLI_PLAN_FOLDER_H
#define HZ_CLI_PLAN_FOLDER_H

#include "plan/read_plan.h"

/* What a folder holds, by the lists that are in it. */
typedef enum { HZ_FOLDER_PLAN, HZ_FOLDER_LEVELS, HZ_FOLDER_EPISODE, HZ_FOLDER_OTHER } hz_folder_kind;

hz_folder_kind hz_plan_folder_kind(const char *folder);
/* HZ_ERR_USAGE, with what to give instead, where it holds a plan of one level or of several; HZ_OK of anything else. */
hz_status hz_plan_folder_need_episode(const char *folder, hz_error *err);

/* Read the folder of a plan of one level; of another kind it is HZ_ERR_USAGE. HZ_ERR_INPUT when a file in it is not what its checksum
 * says, or its totals are not the sums of its units; that something was added is only noted. The caller frees *out with
 * hz_old_plan_free(), whatever is returned. */
hz_status hz_plan_folder_read(hz_old_plan **out, const char *folder, hz_error *err);
/* Is it as it was written? HZ_ERR_INPUT where it is not, or is no plan folder. */
hz_status hz_plan_folder_check(const char *folder, hz_error *err);

#endif

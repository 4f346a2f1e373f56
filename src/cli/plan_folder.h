/* plan_folder.h - an earlier plan from its folder: only what is still as it was written, and only what adds up
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_CLI_PLAN_FOLDER_H
#define HZ_CLI_PLAN_FOLDER_H

#include "plan/read_plan.h"

/* Read a plan folder. HZ_ERR_INPUT when a file in it is not what its checksum says, or its totals are not the sums of its units;
 * that something was added is only noted. The caller frees *out with hz_old_plan_free(), whatever is returned. */
hz_status hz_plan_folder_read(hz_old_plan **out, const char *folder, hz_error *err);
/* Is it as it was written? HZ_ERR_INPUT where it is not, or is no plan folder. */
hz_status hz_plan_folder_check(const char *folder, hz_error *err);

#endif

/* again.h - a plan folder that is made again, and held against what was written
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_CLI_AGAIN_H
#define HZ_CLI_AGAIN_H

#include <limits.h>

#include "base/folder_diff.h"
#include "cli/rules_check.h"
#include "plan/read_plan.h"
#include "run.h"

enum { HZ_FAULT_BYTES = 1024 };

typedef struct {
    const char *folder;
    hz_arena *arena;
    char *temporary; /* our own folder for the second copy; NULL: not made */
    hz_folder_diff diff, sums;
    bool has_sums;
    char sums_fault[HZ_FAULT_BYTES]; /* why the checksums could not be read */
    hz_old_plan *then;     /* of several levels, that of the first; NULL: the list could not be read */
    hz_old_plan *earlier;  /* that the plan was held against; NULL: none */
    char fault[HZ_FAULT_BYTES]; /* why its input gives no plan any more; empty: it does */
    hz_rules_check rules;  /* its own, by which it is planned again, against those that are installed */
} hz_again;

/* What the folder says of itself. That it cannot be read is part of the answer, no error: HZ_ERR_MEMORY, HZ_ERR_INTERRUPTED. The caller
 * calls hz_again_close() in any case. */
hz_status hz_again_open(hz_again *again, const char *folder, hz_error *err);
void hz_again_close(hz_again *again, hz_error *err);

/* What its own settings ask for, and the path of its scenario, the arena's. HZ_ERR_INPUT, HZ_ERR_IO. */
hz_status hz_again_request(hz_request *request, char **scenario, hz_again *again, hz_error *err);
/* HZ_ERR_INPUT with the first error where its input has any. */
hz_status hz_again_check_findings(const hz_run *run, hz_error *err);
/* Is it the folder that is at fault, and not the machine? */
bool hz_again_is_fault_of_folder(const hz_again *again, hz_status status);
/* Its rules against those that are installed, into again->rules. */
hz_status hz_again_check_rules(hz_again *again, const hz_run *run, hz_error *err);
/* What the run has made as a folder, and that against the one that was written, into again->diff. */
hz_status hz_again_compare(hz_again *again, const hz_run *run, hz_error *err);

/* What was changed since it was written, which comes first since it is the reason for the rest; then what differs. */
void hz_again_put_changes(hz_sink *sink, const hz_again *again);
void hz_again_json_changes(hz_sink *sink, const hz_again *again);

#endif

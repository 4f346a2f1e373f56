/* cmd_compare.c - hazeplan compare: what two plans cost, and which enterprises change between them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/lang.h"
#include "cli/commands.h"
#include "cli/plan_folder.h"
#include "cli/talk.h"
#include "export/as_comparison.h"
#include "plan/compare.h"

static void print(const hz_comparison *comparison, bool is_json, hz_error *err)
{
    hz_sink *sink = hz_talk_open(err);

    if (!sink)
        return;
    (is_json ? hz_json_comparison : hz_text_comparison)(sink, comparison);
    hz_talk_close(sink, err);
}

/* ---- the command ---- */

int hz_cmd_compare(const hz_options *options, hz_error *err)
{
    hz_old_plan *before = NULL, *after = NULL;
    hz_comparison *comparison = NULL;

    hz_talk_progress(_("reading …"));
    if (!hz_plan_folder_read(&before, options->operands[0], err) &&
        !hz_plan_folder_read(&after, options->operands[1], err) && !hz_compare(&comparison, before, after, err)) {
        hz_talk_progress(NULL);
        print(comparison, options->values[HZ_OPTION_JSON].is_given, err);
    }
    hz_comparison_free(comparison);
    hz_old_plan_free(after);
    hz_old_plan_free(before);
    return 0;
}

/* cmd_compare.c - hazeplan compare: what two plans cost, and which enterprises change between them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/folder_diff.h"
#include "base/lang.h"
#include "cli/commands.h"
#include "cli/talk.h"
#include "export/as_json.h"
#include "export/as_text.h"
#include "export/folder.h"
#include "plan/compare.h"
#include "plan/read_plan.h"

static void print(const hz_comparison *comparison, bool is_json, hz_error *err)
{
    hz_sink *sink = hz_talk_open(err);

    if (!sink)
        return;
    (is_json ? hz_json_comparison : hz_text_comparison)(sink, comparison);
    hz_talk_close(sink, err);
}

/* ---- the folders ---- */

enum { SENTENCE = 512 }; /* bytes of names in a message */

static hz_status check_sums(const char *folder, hz_arena *arena, hz_error *err)
{
    const unsigned harmless = 1U << HZ_DIFF_EXTRA;
    char names[SENTENCE];
    hz_folder_diff diff;
    hz_status status = hz_folder_diff_sums(&diff, folder, HZ_PLAN_MANIFEST, arena, err);

    if (status)
        return status;
    /* what is read is not harmless, even if it is not in the list */
    for (size_t i = 0; i < diff.n_items; i++)
        if (strcmp(diff.items[i].name, "actions.xml") == 0)
            diff.items[i].kind = HZ_DIFF_CONTENT;
    if (hz_folder_diff_some(names, sizeof names, &diff, ~harmless) > 0)
        return hz_error_set(
            err, HZ_ERR_INPUT,
            _("%1$s is not as it was written: %2$s; so it is not compared; 'hazeplan replay %1$s' tells more"), folder,
            names);
    if (hz_folder_diff_some(names, sizeof names, &diff, harmless) > 0)
        hz_talk_note(_("%1$s holds what hazeplan did not write there: %2$s; that is not compared"), folder, names);
    return HZ_OK;
}

/* A folder that is there, but without checksums, is none of ours. */
static hz_status look_for_sums(const char *folder, hz_error *err)
{
    char *path;
    bool has_sums;

    if (asprintf(&path, "%s/%s", folder, HZ_PLAN_MANIFEST) < 0)
        return hz_error_memory(err);
    has_sums = hz_file_exists(path) || !hz_file_exists(folder);
    free(path);
    if (has_sums)
        return HZ_OK;
    return hz_error_set(err, HZ_ERR_INPUT,
                        _("%1$s is not a plan folder: it has no %2$s; give a folder that 'plan -o' has made"), folder,
                        HZ_PLAN_MANIFEST);
}

/* Only what is still as it was written is compared, and only what adds up. */
static hz_status read_folder(hz_old_plan **out, const char *folder, hz_error *err)
{
    hz_arena *arena = hz_arena_new();
    hz_status status = arena ? look_for_sums(folder, err) : hz_error_memory(err);

    if (!status)
        status = check_sums(folder, arena, err);
    hz_arena_free(arena);
    if (status || (status = hz_read_plan(out, folder, 0, err)))
        return status;
    return hz_old_plan_check(*out, err);
}

/* ---- the command ---- */

int hz_cmd_compare(const hz_options *options, hz_error *err)
{
    hz_old_plan *before = NULL, *after = NULL;
    hz_comparison *comparison = NULL;

    hz_talk_progress(_("reading …"));
    if (!read_folder(&before, options->operands[0], err) && !read_folder(&after, options->operands[1], err) &&
        !hz_compare(&comparison, before, after, err)) {
        hz_talk_progress(NULL);
        print(comparison, options->values[HZ_OPTION_JSON].is_given, err);
    }
    hz_comparison_free(comparison);
    hz_old_plan_free(after);
    hz_old_plan_free(before);
    return 0;
}

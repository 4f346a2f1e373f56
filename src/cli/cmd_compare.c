/* cmd_compare.c - hazeplan compare: what two plans cost, and which enterprises change between them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "base/arena.h"
#include "base/lang.h"
#include "cli/commands.h"
#include "cli/plan_folder.h"
#include "cli/talk.h"
#include "export/as_comparison.h"
#include "export/as_episode_comparison.h"
#include "export/folder.h"
#include "pipeline.h"
#include "plan/compare.h"
#include "run_episode.h"

/* ---- two plans of one level ---- */

static void print(const hz_comparison *comparison, bool is_json, hz_error *err)
{
    hz_sink *sink = hz_talk_open(err);

    if (!sink)
        return;
    (is_json ? hz_json_comparison : hz_text_comparison)(sink, comparison);
    hz_talk_close(sink, err);
}

static void compare_plans(const hz_options *options, hz_error *err)
{
    hz_old_plan *before = NULL, *after = NULL;
    hz_comparison *comparison = NULL;

    if (!hz_plan_folder_read(&before, options->operands[0], err) &&
        !hz_plan_folder_read(&after, options->operands[1], err) && !hz_compare(&comparison, before, after, err)) {
        hz_talk_progress(NULL);
        print(comparison, options->values[HZ_OPTION_JSON].is_given, err);
    }
    hz_comparison_free(comparison);
    hz_old_plan_free(after);
    hz_old_plan_free(before);
}

/* ---- two episodes ---- */

/* What the folder of an episode holds: its orders say nothing of costs, so these are added up again from its scenario. */
typedef struct {
    hz_run run;
    hz_settings settings;
    hz_issued issued;
    hz_findings *findings;
    hz_arena *arena;
} episode;

static hz_status has_errors(const hz_findings *findings, const char *path, hz_error *err)
{
    if (hz_findings_count(findings, HZ_SEVERITY_ERROR) == 0)
        return HZ_OK;
    return hz_error_set(err, HZ_ERR_INPUT, _("%s has errors; 'hazeplan replay' of its folder tells more"), path);
}

static hz_status read_orders(episode *e, const char *path, hz_error *err)
{
    hz_status status;

    if (!(e->findings = hz_findings_new(path, 0)))
        return hz_error_memory(err);
    if ((status = hz_read_issued(&e->issued, e->findings, path, e->run.scenario, err)))
        return status;
    return has_errors(e->findings, path, err);
}

static hz_status read_episode(episode *e, const char *folder, hz_error *err)
{
    const char *scenario, *settings, *orders;
    hz_status status = hz_plan_folder_check(folder, err);

    if (status)
        return status;
    if (!(e->arena = hz_arena_new()) || !(scenario = hz_arena_path(e->arena, folder, "input/scenario.xml")) ||
        !(settings = hz_arena_path(e->arena, folder, "input/settings.xml")) ||
        !(orders = hz_arena_path(e->arena, folder, HZ_EPISODE_ORDERS)))
        return hz_error_memory(err);
    if ((status = hz_read_settings(&e->settings, settings, err)) || (status = hz_run_check(&e->run, scenario, 0, err)) ||
        (status = has_errors(e->run.findings, scenario, err)) || (status = read_orders(e, orders, err)))
        return status;
    return hz_run_prepare_episode(e->run.scenario, &e->settings, &e->issued.course, err);
}

static void clear(episode *e)
{
    hz_issued_clear(&e->issued);
    hz_findings_free(e->findings);
    hz_run_free(&e->run);
    hz_arena_free(e->arena);
}

static void print_episodes(const hz_episode_comparison *comparison, bool is_json, hz_error *err)
{
    hz_sink *sink = hz_talk_open(err);

    if (!sink)
        return;
    (is_json ? hz_json_episode_comparison : hz_text_episode_comparison)(sink, comparison);
    hz_talk_close(sink, err);
}

static void compare_episodes(const hz_options *options, hz_error *err)
{
    episode before = {0}, after = {0};
    hz_episode_comparison *comparison = NULL;

    if (!read_episode(&before, options->operands[0], err) && !read_episode(&after, options->operands[1], err)) {
        const hz_told_episode a = {options->operands[0], before.run.scenario, &before.issued};
        const hz_told_episode b = {options->operands[1], after.run.scenario, &after.issued};

        if (!hz_compare_episodes(&comparison, &a, &b, err)) {
            hz_talk_progress(NULL);
            print_episodes(comparison, options->values[HZ_OPTION_JSON].is_given, err);
        }
    }
    hz_episode_comparison_free(comparison);
    clear(&before);
    clear(&after);
}

/* ---- the command ---- */

int hz_cmd_compare(const hz_options *options, hz_error *err)
{
    hz_talk_progress(_("reading …"));
    if (hz_plan_folder_kind(options->operands[0]) == HZ_FOLDER_EPISODE && hz_plan_folder_kind(options->operands[1]) == HZ_FOLDER_EPISODE)
        compare_episodes(options, err);
    else
        compare_plans(options, err);
    return 0;
}

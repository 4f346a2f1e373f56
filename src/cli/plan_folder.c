/* plan_folder.c - an earlier plan from its folder: only what is still as it was written, and only what adds up
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/plan_folder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/folder_diff.h"
#include "base/lang.h"
#include "cli/talk.h"
#include "export/folder.h"

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
        if (strcmp(diff.items[i].name, "actions.xml") == 0 || strcmp(diff.items[i].name, HZ_EPISODE_ORDERS) == 0)
            diff.items[i].kind = HZ_DIFF_CONTENT;
    if (hz_folder_diff_some(names, sizeof names, &diff, ~harmless) > 0)
        return hz_error_set(
            err, HZ_ERR_INPUT,
            _("%1$s is not as it was written: %2$s; so it is not used; 'hazeplan replay %1$s' tells more"), folder,
            names);
    if (hz_folder_diff_some(names, sizeof names, &diff, harmless) > 0)
        hz_talk_note(_("%1$s holds what hazeplan did not write there: %2$s; that is not looked at"), folder, names);
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

static bool has_file(const char *folder, const char *inside, const char *name)
{
    char *path;
    bool has;

    if (asprintf(&path, "%s/%s/%s", folder, inside, name) < 0)
        return false;
    has = hz_file_exists(path);
    free(path);
    return has;
}

/* The level of whose own folder the folder of several levels has a list: the strictest; HZ_NO_LEVEL: it is none such. */
static int level_inside(const char *folder)
{
    int level = HZ_N_LEVELS - 1;

    while (level >= 0 && !has_file(folder, hz_level_id((hz_level)level), "actions.xml"))
        level--;
    return level < 0 ? HZ_NO_LEVEL : level;
}

hz_folder_kind hz_plan_folder_kind(const char *folder)
{
    if (has_file(folder, ".", "actions.xml"))
        return HZ_FOLDER_PLAN;
    if (has_file(folder, ".", HZ_EPISODE_ORDERS))
        return HZ_FOLDER_EPISODE;
    return level_inside(folder) == HZ_NO_LEVEL ? HZ_FOLDER_OTHER : HZ_FOLDER_LEVELS;
}

/* Only the plan of one level has a list to read. */
static hz_status need_plan(const char *folder, hz_error *err)
{
    hz_folder_kind kind = hz_plan_folder_kind(folder);

    if (kind == HZ_FOLDER_LEVELS)
        return hz_error_set(err, HZ_ERR_USAGE, _("%1$s holds the plans of several levels; give one of them, such as %1$s/%2$s"), folder,
                            hz_level_id((hz_level)level_inside(folder)));
    if (kind == HZ_FOLDER_EPISODE)
        return hz_error_set(err, HZ_ERR_USAGE,
                            _("%s holds the plan of an episode, and a plan of one level is needed; give a folder that 'plan --level' has "
                              "made"),
                            folder);
    return HZ_OK;
}

hz_status hz_plan_folder_need_episode(const char *folder, hz_error *err)
{
    hz_folder_kind kind = hz_plan_folder_kind(folder);

    if (kind == HZ_FOLDER_PLAN)
        return hz_error_set(err, HZ_ERR_USAGE,
                            _("%s holds a plan of one level, and the plan of an episode is needed; give a folder that 'plan --episode' has "
                              "made"),
                            folder);
    if (kind == HZ_FOLDER_LEVELS)
        return hz_error_set(err, HZ_ERR_USAGE,
                            _("%s holds the plans of several levels, and the plan of an episode is needed; give a folder that "
                              "'plan --episode' has made"),
                            folder);
    return HZ_OK;
}

hz_status hz_plan_folder_check(const char *folder, hz_error *err)
{
    hz_arena *arena = hz_arena_new();
    hz_status status = arena ? look_for_sums(folder, err) : hz_error_memory(err);

    if (!status)
        status = check_sums(folder, arena, err);
    hz_arena_free(arena);
    return status;
}

hz_status hz_plan_folder_read(hz_old_plan **out, const char *folder, hz_error *err)
{
    hz_status status = hz_plan_folder_check(folder, err);

    *out = NULL;
    if (!status)
        status = need_plan(folder, err);
    if (status || (status = hz_read_plan(out, folder, 0, err)))
        return status;
    return hz_old_plan_check(*out, err);
}

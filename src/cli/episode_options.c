/* episode_options.c - the options of 'plan' about an episode
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/episode_options.h"

#include <stdio.h>
#include <string.h>

#include "base/lang.h"
#include "input/tag.h"
#include "scenario/course.h"

bool hz_episode_is_asked(const hz_options *options)
{
    return options->values[HZ_OPTION_EPISODE].is_given;
}

/* What an episode decides day by day, or has no file for. */
static hz_status refuse_others(const hz_option_value *values, hz_error *err)
{
    static const hz_option_id others[] = {HZ_OPTION_LEVEL,     HZ_OPTION_OVERRIDE, HZ_OPTION_REASON,   HZ_OPTION_BY,    HZ_OPTION_DAYS,
                                          HZ_OPTION_DURATION,  HZ_OPTION_START,    HZ_OPTION_IN_PLACE, HZ_OPTION_UNTIL, HZ_OPTION_LIST,
                                          HZ_OPTION_WRITE_MPS, HZ_OPTION_WRITE_LP, HZ_OPTION_BASELINE};

    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (values[others[i]].is_given)
            return hz_error_set(err, HZ_ERR_USAGE, _("--%s does not go together with --episode; leave one of them out"),
                                hz_option_defs[others[i]].name);
    return HZ_OK;
}

/* Settings have blanks between days, the command line commas. */
static hz_status take_course(hz_settings *settings, const char *text, hz_error *err)
{
    const char *day = text;
    size_t length = strlen(text);
    hz_course_fault fault = strcmp(text, "auto") == 0 ? HZ_COURSE_RIGHT : hz_course_find_fault(&day, &length, text, length, ',');

    if (fault)
        return hz_error_set(err, HZ_ERR_USAGE, _("--episode: '%2$.*1$s' %3$s"), (int)length, day, hz_course_fault_text(fault));
    snprintf(settings->episode, sizeof settings->episode, "%s", text);
    for (char *at = settings->episode; (at = strchr(at, ',')) != NULL;)
        *at = ' ';
    return HZ_OK;
}

static hz_status take_ids(char out[HZ_ASKED_TEXT], hz_option_id option, const hz_option_value *values, hz_error *err)
{
    const char *text = values[option].text;

    if (!values[option].is_given)
        return HZ_OK;
    if (strlen(text) >= HZ_ASKED_TEXT || !hz_tag_is_text(text, strlen(text)))
        return hz_error_set(err, HZ_ERR_USAGE, _("'--%s' must be ids of enterprises with commas between them, at most %d bytes"),
                            hz_option_defs[option].name, HZ_ASKED_TEXT - 1);
    snprintf(out, HZ_ASKED_TEXT, "%s", text);
    return HZ_OK;
}

hz_status hz_episode_options(hz_settings *settings, const hz_options *options, hz_error *err)
{
    const hz_option_value *values = options->values;
    hz_status status;

    settings->extent = HZ_EXTENT_EPISODE;
    if ((status = refuse_others(values, err)) || (status = take_course(settings, values[HZ_OPTION_EPISODE].text, err)))
        return status;
    if (values[HZ_OPTION_NOW].is_given)
        snprintf(settings->now, sizeof settings->now, "%s", values[HZ_OPTION_NOW].text);
    if ((status = take_ids(settings->failed, HZ_OPTION_FAILED, values, err)))
        return status;
    return take_ids(settings->recovered, HZ_OPTION_RECOVERED, values, err);
}

hz_status hz_episode_refuse(const hz_options *options, hz_error *err)
{
    static const hz_option_id own[] = {HZ_OPTION_FROM_PLAN, HZ_OPTION_FAILED, HZ_OPTION_RECOVERED};

    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        if (options->values[own[i]].is_given)
            return hz_error_set(err, HZ_ERR_USAGE, _("--%s is for --episode; give that, or leave it out"), hz_option_defs[own[i]].name);
    return HZ_OK;
}

/* episode_options.h - the options of 'plan' about an episode
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_CLI_EPISODE_OPTIONS_H
#define HZ_CLI_EPISODE_OPTIONS_H

#include "cli/options.h"
#include "plan/settings.h"

/* Is an episode planned? */
bool hz_episode_is_asked(const hz_options *options);
/* The days, the time and those who failed, into settings. HZ_ERR_USAGE where they are not right, or other options do not go with them. */
hz_status hz_episode_options(hz_settings *settings, const hz_options *options, hz_error *err);
/* HZ_ERR_USAGE where one of them is given without an episode. */
hz_status hz_episode_refuse(const hz_options *options, hz_error *err);

#endif

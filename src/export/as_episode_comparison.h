/* as_episode_comparison.h - two episodes side by side, for people and as JSON
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_EXPORT_AS_EPISODE_COMPARISON_H
#define HZ_EXPORT_AS_EPISODE_COMPARISON_H

#include "base/sink.h"
#include "plan/compare_episodes.h"

void hz_text_episode_comparison(hz_sink *sink, const hz_episode_comparison *comparison);
void hz_json_episode_comparison(hz_sink *sink, const hz_episode_comparison *comparison);

#endif

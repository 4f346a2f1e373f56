/* as_refused.h - modes that were refused and could have helped, where there is no plan
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_EXPORT_AS_REFUSED_H
#define HZ_EXPORT_AS_REFUSED_H

#include "base/sink.h"
#include "plan/plan.h"
#include "scenario/modes.h"

/* What is told of. */
typedef struct {
    const hz_scenario *scenario;
    const char *target; /* its name, as in the sentence before */
    hz_balance balance; /* demand, group, product, target and base */
    bool is_day;        /* of a day of an episode: then other things help */
} hz_refused_of;

/* A sentence for each reason: how many modes, the first by name, how much they could bring, and what to do. */
void hz_text_refused(hz_sink *sink, const hz_refused_of *of, const hz_refused refused[HZ_N_REFUSALS]);
/* A list as JSON. */
void hz_json_refused(hz_sink *sink, const hz_refused_of *of, const hz_refused refused[HZ_N_REFUSALS]);

#endif

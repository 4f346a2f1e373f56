/* run_course.h - which days an episode has, what of it is settled, and who has failed
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_RUN_COURSE_H
#define HZ_RUN_COURSE_H

#include "run.h"

typedef struct {
    hz_course course;
    hz_issued earlier;   /* its schedules are NULL: nothing was ordered before */
    hz_kept *kept;       /* [n_units] or NULL */
    hz_failures failures; /* those that the earlier plan knew of, and what is reported now */
} hz_episode_question;

/* Is something wrong with the orders that stay (run->issued_findings)? Then nothing is planned. */
bool hz_run_has_wrong_orders(const hz_run *run);

/* From the settings of the run, its alert and the orders that stay (request->issued). Days and time as they hold go into the settings, and
 * run->is_not_due is set when the forecast calls for none. HZ_ERR_USAGE, HZ_ERR_INPUT, HZ_ERR_MEMORY. To be cleared in any case. */
hz_status hz_run_ask_episode(hz_episode_question *question, hz_run *run, const hz_request *request, hz_error *err);
void hz_episode_question_clear(hz_episode_question *question);

#endif

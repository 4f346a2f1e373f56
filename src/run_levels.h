/* run_levels.h - all levels in one run, each inside the next
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_RUN_LEVELS_H
#define HZ_RUN_LEVELS_H

#include "pipeline.h"

/* Plan every level at which the scenario demands a reduction, each inside the next, and each by itself, to say what that costs.
 * run->levels when there are plans; with HZ_EXTENT_WITHIN also run->plan, that of settings.level, which is one of them. Else
 * run->model and run->proof are those of the first level that has no plan by itself, or of all of them together. HZ_ERR_USAGE where
 * there are not two levels, or settings.level is none of them. */
hz_status hz_run_levels(hz_run *run, const hz_request *request, hz_error *err);

#endif

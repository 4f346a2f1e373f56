/* run_modes.h - what the settings of a run make of the modes of a scenario
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_RUN_MODES_H
#define HZ_RUN_MODES_H

#include "run.h"

/* Orders of a level cannot be issued before its forecast was, unless somebody says when they are: settings.now. Left alone where no mode
 * takes time to be in place, or nobody says by when it must be. */
void hz_run_take_issue(hz_run *run);

/* How long the response lasts that is planned for, which spreads what modes cost once and refuses what takes longer to undo; what
 * was asked for by name all the same; and how long there is to get modes in place. Sets response_h, is_asked, has_ahead and ahead_h of the
 * scenario. HZ_ERR_INPUT where a mode hangs on how long the
 * response lasts and nothing says it; HZ_ERR_USAGE where a name is no mode's. */
hz_status hz_run_prepare_modes(hz_scenario *scenario, const hz_settings *settings, hz_error *err);

#endif

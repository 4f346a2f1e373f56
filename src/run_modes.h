/* run_modes.h - what the settings of a run make of the modes of a scenario
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_RUN_MODES_H
#define HZ_RUN_MODES_H

#include "run.h"

/* How long the response lasts that is planned for, which spreads what modes cost once and refuses what takes longer to undo; and what
 * was asked for by name all the same. Sets response_h and is_asked of the scenario. HZ_ERR_INPUT where a mode hangs on how long the
 * response lasts and nothing says it; HZ_ERR_USAGE where a name is no mode's. */
hz_status hz_run_prepare_modes(hz_scenario *scenario, const hz_settings *settings, hz_error *err);

#endif

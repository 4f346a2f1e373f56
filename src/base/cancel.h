/* cancel.h - Ctrl-C and the time limit: asked for from anywhere, acted on at the next check
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_BASE_CANCEL_H
#define HZ_BASE_CANCEL_H

#include "base/error.h"

/* Install the handlers of SIGINT and SIGTERM (a second signal ends the process at once); an earlier request and
 * limit are forgotten. */
void hz_cancel_install(void);
/* Ask for an end, as the signal handler does. */
void hz_cancel_request(void);
/* A limit in milliseconds from now for everything that follows; 0 = none. */
void hz_cancel_set_limit(long milliseconds);
/* Seconds until it; 0: there is none, or it is over. */
double hz_cancel_left_s(void);
/* HZ_OK, HZ_ERR_INTERRUPTED or HZ_ERR_LIMIT (err is set). Cheap enough to be asked every few thousand steps. */
hz_status hz_cancel_check(hz_error *err);
/* For callbacks that may not fail: true when hz_cancel_check would fail. */
int hz_cancel_pending(void);

#endif

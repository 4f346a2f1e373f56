/* cancel.c - Ctrl-C and the time limit: asked for from anywhere, acted on at the next check
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/cancel.h"

#include <libintl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

/* One process has one terminal and one clock: the only state here, lock-free so that a signal handler may set it. */
static atomic_bool is_requested;
static _Atomic int64_t deadline_ns; /* CLOCK_MONOTONIC; 0 = none */

static int64_t now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* The first signal of either kind asks; the next of either kind finds the default action, which ends the process. */
static void on_signal(int number)
{
    (void)number;
    signal(SIGINT, SIG_DFL);
    signal(SIGTERM, SIG_DFL);
    hz_cancel_request();
}

void hz_cancel_install(void)
{
    atomic_store(&is_requested, false);
    atomic_store(&deadline_ns, 0);
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

void hz_cancel_request(void)
{
    atomic_store(&is_requested, true);
}

void hz_cancel_set_limit(long milliseconds)
{
    int64_t wait_ns = 0;
    int64_t deadline = 0;
    if (milliseconds > 0 && !__builtin_mul_overflow((int64_t)milliseconds, 1000000, &wait_ns) &&
        __builtin_add_overflow(now_ns(), wait_ns, &deadline))
        deadline = 0; /* beyond the end of the clock: as good as none */
    atomic_store(&deadline_ns, deadline);
}

static bool is_late(void)
{
    int64_t deadline = atomic_load_explicit(&deadline_ns, memory_order_relaxed);
    return deadline != 0 && now_ns() >= deadline;
}

double hz_cancel_left_s(void)
{
    int64_t deadline = atomic_load_explicit(&deadline_ns, memory_order_relaxed), left = deadline - now_ns();

    return deadline != 0 && left > 0 ? 1e-9 * (double)left : 0;
}

int hz_cancel_pending(void)
{
    return atomic_load_explicit(&is_requested, memory_order_relaxed) || is_late();
}

hz_status hz_cancel_check(hz_error *err)
{
    if (atomic_load_explicit(&is_requested, memory_order_relaxed))
        return hz_error_set(err, HZ_ERR_INTERRUPTED, "%s", gettext("interrupted; nothing was written"));
    if (is_late())
        return hz_error_set(err, HZ_ERR_LIMIT, "%s",
                            gettext("the time limit was reached before there was a plan; give a longer one"));
    return HZ_OK;
}

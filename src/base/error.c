/* error.c - the error of the machine: the caller's object, the first failure wins
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"

#include <libintl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

hz_status hz_error_set(hz_error *err, hz_status status, const char *format, ...)
{
    if (err == NULL)
        return status;
    if (err->status != HZ_OK)
        return err->status;
    err->status = status;
    va_list args;
    va_start(args, format);
    int length = vsnprintf(err->message, sizeof err->message, format, args);
    va_end(args);
    if (length < 0)
        err->message[0] = '\0';
    else if ((size_t)length >= sizeof err->message)
        hz_text_mend_cut(err->message);
    return status;
}

hz_status hz_error_memory(hz_error *err)
{
    return hz_error_set(err, HZ_ERR_MEMORY, "%s",
                        gettext("out of memory; close other programs, or split the scenario, and run it again"));
}

hz_status hz_error_cannot_read(hz_error *err, const char *path, int number)
{
    return hz_error_set(err, HZ_ERR_IO, gettext("cannot read %1$s: %2$s"), path, strerror(number));
}

hz_status hz_error_cannot_write(hz_error *err, const char *path, int number)
{
    return hz_error_set(err, HZ_ERR_IO, gettext("cannot write %1$s: %2$s"), path, strerror(number));
}

int hz_error_exit_code(hz_status status)
{
    switch (status) {
    case HZ_OK:
        return 0;
    case HZ_ERR_INPUT:
        return 1;
    case HZ_ERR_USAGE:
        return 2;
    case HZ_ERR_IO:
        return 3;
    case HZ_ERR_MEMORY:
    case HZ_ERR_SOLVER:
    case HZ_ERR_LIMIT:
    case HZ_ERR_VERIFY:
    case HZ_ERR_INTERNAL:
        return 5;
    case HZ_ERR_INTERRUPTED:
        return 130;
    }
    return 5;
}

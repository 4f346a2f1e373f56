/* file.h - a file that is read whole
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_BASE_FILE_H
#define HZ_BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

/* The whole file as bytes with a NUL behind them (not counted in *length). At most `cap` bytes, else HZ_ERR_INPUT. The
 * caller frees *bytes with free(). */
hz_status hz_file_read(char **bytes, size_t *length, const char *path, size_t cap, hz_error *err);

/* The same of a regular file in an open folder, of which `folder` is a descriptor; `path` is for messages. */
hz_status hz_file_read_in(char **bytes, size_t *length, int folder, const char *name, const char *path, size_t cap,
                          hz_error *err);
/* Open it for reading. -1: errno says why; ELOOP: it is a link, or something else that is not a regular file. */
int hz_file_open_in(int folder, const char *name);

/* Something of that name is there, be it a link that leads nowhere. */
bool hz_file_exists(const char *path);
bool hz_file_is_regular(const char *path); /* or a link to one */

#endif

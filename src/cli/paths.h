/* paths.h - what a command reads and what it writes: no output may be the input, or another output
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_CLI_PATHS_H
#define HZ_CLI_PATHS_H

#include <stddef.h>

#include "base/error.h"

typedef enum {
    HZ_PATH_READ,
    HZ_PATH_FILE,  /* written */
    HZ_PATH_FOLDER /* written, and all that was in it before is gone */
} hz_path_use;

typedef struct {
    const char *path; /* NULL: not given, passed over */
    const char *name; /* how people know it: "--list", "SCENARIO" */
    hz_path_use use;
} hz_path;

/* Would one of the paths be written over another, or away with it? They are compared by what they lead to, not by how they
 * are spelled. HZ_ERR_USAGE names the two. Devices and pipes are written to as they stand and harm nobody. */
hz_status hz_paths_check(const hz_path *paths, size_t n_paths, hz_error *err);

#endif

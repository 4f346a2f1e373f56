/* folder.h - what is in a folder, and its removal
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_BASE_FOLDER_H
#define HZ_BASE_FOLDER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"

/* Everything below a folder but its folders: relative names with '/', sorted by byte; symbolic links are listed, not
 * followed. A folder with nothing in it is listed as "NAME/". Arena-owned. */
hz_status hz_folder_list(const char *path, const char ***names, size_t *n_names, hz_arena *arena, hz_error *err);
/* Without what is in its folders, which are listed as "NAME/". */
hz_status hz_folder_list_flat(const char *path, const char ***names, size_t *n_names, hz_arena *arena, hz_error *err);
/* Everything below an open folder, of which `folder` is a descriptor; `path` is for messages. */
hz_status hz_folder_list_open(int folder, const char *path, const char ***names, size_t *n_names, hz_arena *arena,
                              hz_error *err);
/* Remove a folder that hazeplan itself made, with all that is in it; links are not followed. */
hz_status hz_folder_remove(const char *path, hz_error *err);
/* The same by its name in an open folder. False: errno says why. */
bool hz_folder_remove_at(int parent, const char *name);

#endif

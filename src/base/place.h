/* place.h - where something is to be written: an open folder and a name in it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_BASE_PLACE_H
#define HZ_BASE_PLACE_H

#include <stdbool.h>
#include <sys/stat.h>

#include "base/error.h"

enum { HZ_PLACE_NAME = 256 }; /* bytes of a file name with its NUL */

typedef struct {
    char *path;               /* as given, for messages */
    char *name;               /* last part of the path */
    int parent;               /* the folder that it is in, open; -1: none */
    char temp[HZ_PLACE_NAME]; /* name of the temporary beside it; empty: none */
} hz_place;

/* The caller frees *out with hz_place_free(), if HZ_OK. HZ_ERR_IO, HZ_ERR_MEMORY. */
hz_status hz_place_find(hz_place *out, const char *path, bool is_folder, hz_error *err);
void hz_place_free(hz_place *p);

/* Where a file of ours is open, as /dev/fd/1 is: another descriptor of it, which the caller closes. Else -1. */
int hz_place_descriptor(const hz_place *p);
/* Go to where the symbolic link leads that is there. False: nowhere, or it is not to be trusted; then nothing has changed. */
bool hz_place_follow(hz_place *p, const struct stat *link);

/* Make the temporary and open it. -1: errno says why. */
int hz_place_make(hz_place *p, bool is_folder);
/* Move the temporary into its place, where nothing may be. False: errno says why, EEXIST if something is. */
bool hz_place_move_new(hz_place *p);
/* Put the temporary where something is, so that at every moment one of the two is there whole; afterwards the temporary
 * name is that of the old one. False: errno says why, and all is as it was. */
bool hz_place_exchange(hz_place *p);
/* What was moved survives a power failure. False: errno says why. */
bool hz_place_sync(const hz_place *p);

/* HZ_ERR_IO in the words of the house: something is there; a link is there. */
hz_status hz_place_exists(const hz_place *p, hz_error *err);
hz_status hz_place_is_a_link(const hz_place *p, hz_error *err);

#endif

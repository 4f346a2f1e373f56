/* outfile.h - a file that appears whole or not at all: temporary, fsync, rename
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_BASE_OUTFILE_H
#define HZ_BASE_OUTFILE_H

#include <stdbool.h>

#include "base/digest.h"
#include "base/error.h"
#include "base/sink.h"

/* A file that appears whole or not at all: written beside its place under a temporary name, fsynced, renamed. A device, a
 * pipe and what is open already (/dev/stdout) are written to as they stand. A symbolic link is never replaced, but the file
 * that it leads to; one that leads to nothing is refused. */
typedef struct hz_outfile hz_outfile;

/* Is it a device, a pipe, or open already? */
bool hz_outfile_is_stream(const char *path);

/* Without `may_replace` an existing path is HZ_ERR_IO ("... exists; give --force to replace it"). `digest` may be NULL. */
hz_status hz_outfile_open(hz_outfile **out, const char *path, bool may_replace, hz_digest *digest, hz_error *err);
hz_sink *hz_outfile_sink(hz_outfile *file);
/* All is written, and safe on the disk; what stands at the path is as before until hz_outfile_commit(). */
hz_status hz_outfile_finish(hz_outfile *file, hz_error *err);
/* Put it in its place; frees the handle in every case. */
hz_status hz_outfile_commit(hz_outfile *file, hz_error *err);
/* Remove the temporary; NULL-safe. */
void hz_outfile_abort(hz_outfile *file);

#endif

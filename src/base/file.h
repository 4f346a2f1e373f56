/* file.h - read whole, write whole: temporary, fsync, rename
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_BASE_FILE_H
#define HZ_BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/sink.h"

/* The whole file as bytes with a NUL behind them (not counted in *length). At most `cap` bytes, else HZ_ERR_INPUT. The
 * caller frees *bytes with free(). */
hz_status hz_file_read(char **bytes, size_t *length, const char *path, size_t cap, hz_error *err);

bool hz_file_exists(const char *path);
bool hz_is_folder(const char *path);

/* A file that appears whole or not at all: written beside its place under a temporary name, fsynced, renamed. A device
 * or pipe (/dev/stdout) is written to as it stands; a symbolic link to a file is never replaced. */
typedef struct hz_outfile hz_outfile;

/* Without `may_replace` an existing path is HZ_ERR_IO ("... exists; give --force to replace it"). `digest` may be NULL. */
hz_status hz_outfile_open(hz_outfile **out, const char *path, bool may_replace, hz_digest *digest, hz_error *err);
hz_sink *hz_outfile_sink(hz_outfile *file);
/* Put it in its place; frees the handle in every case. */
hz_status hz_outfile_commit(hz_outfile *file, hz_error *err);
/* Remove the temporary; NULL-safe. */
void hz_outfile_abort(hz_outfile *file);

/* A folder that appears whole or not at all. Files are written into a hidden sibling; commit moves it into place. An
 * existing folder is replaced only with `may_replace`, and only if it is empty or bears `marker` (a file name that says the
 * folder is ours); so a mistyped -o can never delete somebody's documents. Every file's SHA-256 is kept for the
 * manifest. Temporaries of an interrupted run are removed by hz_outfolder_abort(). */
typedef struct hz_outfolder hz_outfolder;

hz_status hz_outfolder_open(hz_outfolder **out, const char *path, bool may_replace, const char *marker, hz_error *err);
/* Start the next file; `name` is relative, with '/' between parts, each part [A-Za-z0-9._-]+ and not starting with '.'
 * (anything else is HZ_ERR_INTERNAL); parent folders are made. The sink belongs to the folder and is closed by the next
 * call of hz_outfolder_file, by _manifest, _commit or _abort. NULL on failure (err is set). */
hz_sink *hz_outfolder_file(hz_outfolder *folder, const char *name, hz_error *err);
/* Write `name` in the form of sha256sum: every file so far, sorted by name. */
hz_status hz_outfolder_manifest(hz_outfolder *folder, const char *name, hz_error *err);
hz_status hz_outfolder_commit(hz_outfolder *folder, hz_error *err);
void hz_outfolder_abort(hz_outfolder *folder); /* NULL-safe */

/* Every regular file below a folder, relative names with '/', sorted by byte; symbolic links are listed, not followed.
 * Arena-owned. */
hz_status hz_folder_list(const char *path, const char ***names, size_t *n_names, hz_arena *arena, hz_error *err);
/* Remove a folder that hazeplan itself made, with all that is in it; links are not followed. */
hz_status hz_folder_remove(const char *path, hz_error *err);

#endif

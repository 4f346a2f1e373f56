/* outfolder.h - a folder that appears whole or not at all: hidden sibling, syncfs, rename
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_BASE_OUTFOLDER_H
#define HZ_BASE_OUTFOLDER_H

#include <stdbool.h>

#include "base/error.h"
#include "base/sink.h"

/* A folder that appears whole or not at all. Files are written into a hidden sibling; commit moves it into place. An
 * existing folder is replaced only with `may_replace`, and only if nothing of anybody else's is lost: it is empty, or it
 * bears `marker` (a file name that says the folder is ours) and `manifest` (the sums of all its files, in the form of
 * sha256sum), holds nothing that the manifest does not list, and every file has its sum. So neither a mistyped -o nor a
 * hurried --force can delete somebody's documents. Every file's SHA-256 is kept for the manifest. Temporaries of an
 * interrupted run are removed by hz_outfolder_abort(). */
typedef struct hz_outfolder hz_outfolder;

/* Of what is there only the names are looked at now; the sums are held against the files at the end, once it has been moved
 * out of everybody's reach. */
hz_status hz_outfolder_open(hz_outfolder **out, const char *path, bool may_replace, const char *marker,
                            const char *manifest, hz_error *err);
/* Could it be written, and may what is there be replaced, sums and all? Nothing stays changed. */
hz_status hz_outfolder_try(const char *path, bool may_replace, const char *marker, const char *manifest, hz_error *err);
/* Start the next file; `name` is relative, with '/' between parts, each part [A-Za-z0-9._-]+ and not starting with '.'
 * (anything else is HZ_ERR_INTERNAL); parent folders are made. The sink belongs to the folder and is closed by the next
 * call of hz_outfolder_file, by _manifest, _commit or _abort. NULL on failure (err is set). */
hz_sink *hz_outfolder_file(hz_outfolder *folder, const char *name, hz_error *err);
/* Write the manifest of a folder inside, which is then whole by itself: what has been written below `inside`, a name that ends with
 * '/', by the names that it has in there. */
hz_status hz_outfolder_manifest_of(hz_outfolder *folder, const char *inside, hz_error *err);
/* Write the manifest: every file so far, sorted by name. */
hz_status hz_outfolder_manifest(hz_outfolder *folder, hz_error *err);
hz_status hz_outfolder_commit(hz_outfolder *folder, hz_error *err);
void hz_outfolder_abort(hz_outfolder *folder); /* NULL-safe */

#endif

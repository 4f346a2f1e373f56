/* folder_diff.h - a plan folder held against its replay and against its own checksums
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_BASE_FOLDER_DIFF_H
#define HZ_BASE_FOLDER_DIFF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"

typedef enum {
    HZ_DIFF_CONTENT,   /* both have it, with other bytes */
    HZ_DIFF_MISSING,   /* the folder lacks it */
    HZ_DIFF_EXTRA,     /* only the folder has it */
    HZ_DIFF_NOT_A_FILE /* a symbolic link or the like stands in its place */
} hz_diff_kind;

typedef struct {
    const char *name; /* relative to the folder; "NAME/" is a folder with nothing in it */
    hz_diff_kind kind;
    uint64_t line, byte; /* HZ_DIFF_CONTENT: of the first difference, 1-based; 0 when not known */
} hz_file_diff;

typedef struct {
    hz_file_diff *items; /* by name */
    size_t n_items;
    size_t n_equal;   /* files */
    uint64_t n_bytes; /* in the equal ones */
} hz_folder_diff;

/* Compare everything below two folders, files byte by byte. Arena-owned. HZ_ERR_IO, HZ_ERR_MEMORY, HZ_ERR_INTERRUPTED. */
hz_status hz_folder_diff_make(hz_folder_diff *out, const char *folder, const char *replay, hz_arena *arena,
                              hz_error *err);
/* Compare every file of a folder with the sums that `path`/`manifest` gives, in the form of sha256sum; `line` is then
 * that of the manifest. The manifest itself, and only it, need not be listed. HZ_ERR_IO when it cannot be read,
 * HZ_ERR_INPUT when it is not of that form. */
hz_status hz_folder_diff_sums(hz_folder_diff *out, const char *path, const char *manifest, hz_arena *arena,
                              hz_error *err);
/* The same of an open folder, of which `folder` is a descriptor. Without `with_content` only names are held against the
 * list: no file is read, and none counts as equal. */
hz_status hz_folder_diff_sums_open(hz_folder_diff *out, int folder, const char *path, const char *manifest,
                                   bool with_content, hz_arena *arena, hz_error *err);
/* "a.csv, b.txt, c.txt and 4 more": those whose kind is in `kinds`, bits 1 << hz_diff_kind; how many there are. */
size_t hz_folder_diff_some(char *out, size_t size, const hz_folder_diff *diff, unsigned kinds);

/* "content", "missing", "extra", "not-a-file" */
const char *hz_folder_diff_id(hz_diff_kind kind);

#endif

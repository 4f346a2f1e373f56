/* outfolder.c - a folder that appears whole or not at all: hidden sibling, syncfs, rename
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/outfolder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/digest.h"
#include "base/folder.h"
#include "base/folder_diff.h"
#include "base/lang.h"
#include "base/place.h"

enum { SENTENCE = 512 }; /* bytes of names in a message */

typedef struct {
    char *name;
    char hex[HZ_DIGEST_HEX];
} written;

struct hz_outfolder {
    hz_place at;
    int fd; /* the temporary folder */
    bool may_replace;
    char *marker, *manifest;
    written *files; /* closed files, and behind them the one that is open */
    size_t n_files, capacity;
    hz_sink *sink; /* of the open file; NULL: none */
    hz_digest *digest;
    int file_fd;
    hz_error failure; /* the first; nothing is committed after it */
};

/* ---- may it be replaced? ---- */

static hz_status not_ours(const hz_outfolder *folder, const char *lacks, hz_error *err)
{
    return hz_error_set(err, HZ_ERR_IO,
                        _("%1$s is not empty and has no %2$s, so hazeplan did not make it; it is left as it is; "
                          "give another folder"),
                        folder->at.path, lacks);
}

static bool has_file(int fd, const char *name)
{
    struct stat st;

    return fstatat(fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(st.st_mode);
}

/* What is in it, and is it all as it was written? That something is missing harms nobody. */
static hz_status judge(const hz_outfolder *folder, const hz_folder_diff *diff, hz_error *err)
{
    char names[SENTENCE];

    if (hz_folder_diff_some(names, sizeof names, diff, 1U << HZ_DIFF_EXTRA) > 0)
        return hz_error_set(err, HZ_ERR_IO,
                            _("%1$s holds what hazeplan did not write there: %2$s; it is left as it is; move that "
                              "elsewhere, or give another folder"),
                            folder->at.path, names);
    if (hz_folder_diff_some(names, sizeof names, diff, 1U << HZ_DIFF_CONTENT | 1U << HZ_DIFF_NOT_A_FILE) > 0)
        return hz_error_set(
            err, HZ_ERR_IO,
            _("%1$s was changed after hazeplan wrote it: %2$s; an edited list may be the signed one, so "
              "it is left as it is; move the folder elsewhere, or give another one"),
            folder->at.path, names);
    return HZ_OK;
}

static hz_status look_inside_open(const hz_outfolder *folder, int fd, bool with_content, hz_arena *arena, hz_error *err)
{
    hz_error own = HZ_ERROR_NONE;
    hz_folder_diff diff;
    const char **names;
    size_t n_names;
    hz_status s;

    if (!has_file(fd, folder->marker) || !has_file(fd, folder->manifest)) {
        if ((s = hz_folder_list_open(fd, folder->at.path, &names, &n_names, arena, err)) || n_names == 0)
            return s;
        return not_ours(folder, has_file(fd, folder->marker) ? folder->manifest : folder->marker, err);
    }
    s = hz_folder_diff_sums_open(&diff, fd, folder->at.path, folder->manifest, with_content, arena, &own);
    if (s == HZ_ERR_INPUT || s == HZ_ERR_IO)
        return hz_error_set(err, HZ_ERR_IO, _("%1$s is left as it is: %2$s"), folder->at.path, own.message);
    return s ? hz_error_set(err, s, "%s", own.message) : judge(folder, &diff, err);
}

/* Is the folder ours to replace: empty, or a folder that bears the marker and holds nothing but what its manifest lists, and
 * that with its sums? Without `with_content` the sums are left alone: a country's lists take seconds to read. */
static hz_status look_inside(const hz_outfolder *folder, const char *name, bool with_content, hz_error *err)
{
    int fd = openat(folder->at.parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    hz_arena *arena = hz_arena_new();
    hz_status s = fd < 0   ? hz_error_cannot_read(err, folder->at.path, errno)
                  : !arena ? hz_error_memory(err)
                           : look_inside_open(folder, fd, with_content, arena, err);

    if (fd >= 0)
        close(fd);
    hz_arena_free(arena);
    return s;
}

static hz_status look_at_folder(const hz_outfolder *folder, bool with_content, hz_error *err)
{
    struct stat st;
    const char *path = folder->at.path;

    if (fstatat(folder->at.parent, folder->at.name, &st, AT_SYMLINK_NOFOLLOW) != 0)
        return errno == ENOENT ? HZ_OK : hz_error_cannot_write(err, path, errno);
    if (S_ISLNK(st.st_mode))
        return hz_place_is_a_link(&folder->at, err);
    if (!S_ISDIR(st.st_mode))
        return hz_error_set(err, HZ_ERR_IO, _("%s exists and is not a folder; give another name"), path);
    if (!folder->may_replace)
        return hz_place_exists(&folder->at, err);
    return look_inside(folder, folder->at.name, with_content, err);
}

/* ---- opening ---- */

static hz_status make_ready(hz_outfolder *folder, const char *marker, const char *manifest, bool with_content,
                            hz_error *err)
{
    hz_status s;

    if (!(folder->marker = strdup(marker)) || !(folder->manifest = strdup(manifest)))
        return hz_error_memory(err);
    if ((s = look_at_folder(folder, with_content, err)))
        return s;
    folder->fd = hz_place_make(&folder->at, true);
    return folder->fd < 0 ? hz_error_cannot_write(err, folder->at.path, errno) : HZ_OK;
}

static hz_status open_folder(hz_outfolder **out, const char *path, bool may_replace, const char *marker,
                             const char *manifest, bool with_content, hz_error *err)
{
    hz_outfolder *folder = hz_calloc(1, sizeof *folder);
    hz_status s;

    *out = NULL;
    if (!folder)
        return hz_error_memory(err);
    folder->may_replace = may_replace;
    folder->fd = folder->file_fd = -1;
    if ((s = hz_place_find(&folder->at, path, true, err))) {
        free(folder);
        return s;
    }
    if ((s = make_ready(folder, marker, manifest, with_content, err)))
        hz_outfolder_abort(folder);
    else
        *out = folder;
    return s;
}

hz_status hz_outfolder_open(hz_outfolder **out, const char *path, bool may_replace, const char *marker,
                            const char *manifest, hz_error *err)
{
    return open_folder(out, path, may_replace, marker, manifest, false, err);
}

hz_status hz_outfolder_try(const char *path, bool may_replace, const char *marker, const char *manifest, hz_error *err)
{
    hz_outfolder *folder;
    hz_status s = open_folder(&folder, path, may_replace, marker, manifest, true, err);

    hz_outfolder_abort(folder);
    return s;
}

/* ---- its files ---- */

/* Give the caller the first failure, whichever call it came from. */
static hz_status failed(const hz_outfolder *folder, hz_error *err)
{
    return hz_error_set(err, folder->failure.status, "%s", folder->failure.message);
}

/* Close the open file, if there is one, and keep its digest. */
static hz_status close_file(hz_outfolder *folder)
{
    const char *name;

    if (!folder->sink)
        return folder->failure.status;
    name = folder->files[folder->n_files - 1].name;
    hz_sink_close(folder->sink, name, &folder->failure);
    folder->sink = NULL;
    hz_digest_finish(folder->digest, folder->files[folder->n_files - 1].hex);
    folder->digest = NULL;
    if (close(folder->file_fd) != 0)
        hz_error_cannot_write(&folder->failure, name, errno);
    folder->file_fd = -1;
    return folder->failure.status;
}

/* "a/b.txt": parts of [A-Za-z0-9._-]+ that do not start with '.'. Whatever the caller makes names from, none leads out
 * of the folder. */
static bool is_good_name(const char *name)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";

    for (;;) {
        size_t n = strspn(name, letters);

        if (n == 0 || n >= HZ_PLACE_NAME || *name == '.')
            return false;
        if (name[n] == '\0')
            return true;
        if (name[n] != '/')
            return false;
        name += n + 1;
    }
}

/* Make the folders that lead to `name` and create it. */
static int create_file(const hz_outfolder *folder, const char *name)
{
    int at = dup(folder->fd), next, number;
    const char *slash;
    char part[HZ_PLACE_NAME];

    for (; at >= 0 && (slash = strchr(name, '/')) != NULL; name = slash + 1) {
        snprintf(part, sizeof part, "%.*s", (int)(slash - name), name);
        next = mkdirat(at, part, 0777) != 0 && errno != EEXIST
                   ? -1
                   : openat(at, part, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        number = errno;
        close(at);
        errno = number;
        at = next;
    }
    if (at < 0)
        return -1;
    next = openat(at, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    number = errno;
    close(at);
    errno = number;
    return next;
}

static hz_status start_file(hz_outfolder *folder, const char *name)
{
    hz_error *err = &folder->failure;
    written *file;

    if (!is_good_name(name))
        return hz_error_set(err, HZ_ERR_INTERNAL, _("'%s' is not a file name for a plan"), name);
    if (!hz_grow((void **)&folder->files, &folder->capacity, folder->n_files + 1, sizeof *folder->files))
        return hz_error_memory(err);
    if ((folder->file_fd = create_file(folder, name)) < 0)
        return hz_error_cannot_write(err, name, errno);
    file = &folder->files[folder->n_files];
    file->name = strdup(name);
    folder->digest = hz_digest_new();
    if (file->name && folder->digest)
        folder->sink = hz_sink_to_fd(folder->file_fd, folder->digest);
    if (!folder->sink) {
        free(file->name);
        return hz_error_memory(err);
    }
    folder->n_files++;
    return HZ_OK;
}

hz_sink *hz_outfolder_file(hz_outfolder *folder, const char *name, hz_error *err)
{
    if (close_file(folder) == HZ_OK && start_file(folder, name) == HZ_OK)
        return folder->sink;
    failed(folder, err);
    return NULL;
}

static int compare_written(const void *a, const void *b)
{
    return strcmp(((const written *)a)->name, ((const written *)b)->name);
}

/* The first n files, sorted by name; only those below `inside`, by what follows it. */
static void put_sums(hz_sink *sink, const hz_outfolder *folder, size_t n, const char *inside)
{
    size_t length = strlen(inside);

    for (size_t i = 0; i < n; i++) {
        if (strncmp(folder->files[i].name, inside, length) != 0)
            continue;
        hz_puts(sink, folder->files[i].hex);
        hz_puts(sink, "  ");
        hz_puts(sink, folder->files[i].name + length);
        hz_putc(sink, '\n');
    }
}

hz_status hz_outfolder_manifest_of(hz_outfolder *folder, const char *inside, hz_error *err)
{
    char name[HZ_PLACE_NAME];
    size_t n = folder->n_files;
    hz_sink *sink;

    if (close_file(folder) != HZ_OK)
        return failed(folder, err);
    if (n > 0)
        qsort(folder->files, n, sizeof *folder->files, compare_written);
    snprintf(name, sizeof name, "%s%s", inside, folder->manifest);
    if (!(sink = hz_outfolder_file(folder, name, err)))
        return folder->failure.status;
    put_sums(sink, folder, n, inside);
    return close_file(folder) == HZ_OK ? HZ_OK : failed(folder, err);
}

hz_status hz_outfolder_manifest(hz_outfolder *folder, hz_error *err)
{
    return hz_outfolder_manifest_of(folder, "", err);
}

/* ---- into its place ---- */

/* The disk has not confirmed that the new folder is in its place: the old one comes back there, or stays beside it. */
static hz_status take_back(hz_place *at, int number, hz_error *err)
{
    if (hz_place_exchange(at))
        return hz_error_cannot_write(err, at->path, number);
    hz_error_set(err, HZ_ERR_IO, _("%1$s may not be safe on the disk: %2$s; what it replaces is now %3$s beside it"),
                 at->path, strerror(number), at->temp);
    at->temp[0] = '\0'; /* not ours to remove */
    return HZ_ERR_IO;
}

/* What was replaced is looked at once more under its new name, where nobody else puts anything; only then is it
 * removed. */
static hz_status replace_old(hz_outfolder *folder, hz_error *err)
{
    hz_place *at = &folder->at;
    hz_status s;

    if (!hz_place_exchange(at))
        return hz_error_cannot_write(err, at->path, errno);
    if ((s = look_inside(folder, at->temp, true, err))) {
        if (!hz_place_exchange(at))
            at->temp[0] = '\0'; /* not ours to remove */
        return s;
    }
    if (!hz_place_sync(at))
        return take_back(at, errno, err);
    if (hz_folder_remove_at(at->parent, at->temp))
        return HZ_OK;
    hz_error_set(err, HZ_ERR_IO,
                 _("%1$s is written, but what it replaces cannot be removed and is now %2$s beside it: %3$s"), at->path,
                 at->temp, strerror(errno));
    at->temp[0] = '\0';
    return HZ_ERR_IO;
}

static hz_status move_folder(hz_outfolder *folder, hz_error *err)
{
    hz_place *at = &folder->at;
    hz_status s;

    if (hz_place_move_new(at)) {
        s = hz_place_sync(at) ? HZ_OK : hz_error_cannot_write(err, at->path, errno);
    } else if (errno != EEXIST) {
        return hz_error_cannot_write(err, at->path, errno);
    } else if ((s = look_at_folder(folder, false, err)) || (s = replace_old(folder, err))) {
        return s;
    }
    at->temp[0] = '\0';
    return s;
}

hz_status hz_outfolder_commit(hz_outfolder *folder, hz_error *err)
{
    hz_status s;

    /* A plan has hundreds of small files: one syncfs() writes them all at once, where an fsync() for each would wait
     * for the disk hundreds of times. Since Linux 5.8 it also tells of write errors. The files must be safe before the
     * rename, else a power failure may leave a folder of empty files under the final name. */
    if (close_file(folder) != HZ_OK)
        s = failed(folder, err);
    else if (syncfs(folder->fd) != 0)
        s = hz_error_cannot_write(err, folder->at.path, errno);
    else
        s = move_folder(folder, err);
    hz_outfolder_abort(folder);
    return s;
}

void hz_outfolder_abort(hz_outfolder *folder)
{
    char hex[HZ_DIGEST_HEX];

    if (!folder)
        return;
    hz_sink_close(folder->sink, folder->at.path, NULL);
    hz_digest_finish(folder->digest, hex);
    if (folder->file_fd >= 0)
        close(folder->file_fd);
    if (folder->fd >= 0)
        close(folder->fd);
    if (folder->at.temp[0])
        hz_folder_remove_at(folder->at.parent, folder->at.temp);
    hz_place_free(&folder->at);
    for (size_t i = 0; i < folder->n_files; i++)
        free(folder->files[i].name);
    free(folder->files);
    free(folder->marker);
    free(folder->manifest);
    free(folder);
}

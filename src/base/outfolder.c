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
#include "base/lang.h"
#include "base/place.h"

typedef struct {
    char *name;
    char hex[HZ_DIGEST_HEX];
} written;

struct hz_outfolder {
    hz_place at;
    int fd; /* the temporary folder */
    bool may_replace;
    char *marker;
    written *files; /* closed files, and behind them the one that is open */
    size_t n_files, capacity;
    hz_sink *sink; /* of the open file; NULL: none */
    hz_digest *digest;
    int file_fd;
    hz_error failure; /* the first; nothing is committed after it */
};

/* Is the folder ours to replace: empty, or bearing the marker as a regular file? */
static bool is_replaceable(const hz_outfolder *folder, const char *name)
{
    int fd = openat(folder->at.parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    hz_arena *arena = hz_arena_new();
    const char **names;
    size_t n_names;
    struct stat st;
    bool is_ours = fd >= 0 && fstatat(fd, folder->marker, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(st.st_mode);

    if (!is_ours && fd >= 0 && arena)
        is_ours = hz_folder_list_at(folder->at.parent, name, &names, &n_names, arena, NULL) == HZ_OK && n_names == 0;
    if (fd >= 0)
        close(fd);
    hz_arena_free(arena);
    return is_ours;
}

static hz_status not_ours(const hz_outfolder *folder, hz_error *err)
{
    return hz_error_set(err, HZ_ERR_IO,
                        _("%1$s is not empty and has no %2$s, so hazeplan did not make it; it is left as it is; "
                          "give another folder"),
                        folder->at.path, folder->marker);
}

static hz_status look_at_folder(const hz_outfolder *folder, hz_error *err)
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
    return is_replaceable(folder, folder->at.name) ? HZ_OK : not_ours(folder, err);
}

hz_status hz_outfolder_open(hz_outfolder **out, const char *path, bool may_replace, const char *marker, hz_error *err)
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
    if (!(folder->marker = strdup(marker))) {
        s = hz_error_memory(err);
        goto fail;
    }
    if ((s = look_at_folder(folder, err)))
        goto fail;
    if ((folder->fd = hz_place_make(&folder->at, true)) < 0) {
        s = hz_error_cannot_write(err, path, errno);
        goto fail;
    }
    *out = folder;
    return HZ_OK;
fail:
    hz_outfolder_abort(folder);
    return s;
}

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

hz_status hz_outfolder_manifest(hz_outfolder *folder, const char *name, hz_error *err)
{
    size_t n = folder->n_files;
    hz_sink *sink;

    if (close_file(folder) != HZ_OK)
        return failed(folder, err);
    if (n > 0)
        qsort(folder->files, n, sizeof *folder->files, compare_written);
    if (!(sink = hz_outfolder_file(folder, name, err)))
        return folder->failure.status;
    for (size_t i = 0; i < n; i++) {
        hz_puts(sink, folder->files[i].hex);
        hz_puts(sink, "  ");
        hz_puts(sink, folder->files[i].name);
        hz_putc(sink, '\n');
    }
    return close_file(folder) == HZ_OK ? HZ_OK : failed(folder, err);
}

/* What was replaced is looked at once more under its new name, where nobody else puts anything; only then is it
 * removed. */
static hz_status replace_old(hz_outfolder *folder, hz_error *err)
{
    hz_place *at = &folder->at;

    if (!hz_place_exchange(at))
        return hz_error_cannot_write(err, at->path, errno);
    if (!is_replaceable(folder, at->temp)) {
        if (!hz_place_exchange(at))
            at->temp[0] = '\0'; /* not ours to remove */
        return not_ours(folder, err);
    }
    if (!hz_place_sync(at))
        return hz_error_cannot_write(err, at->path, errno);
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
    } else if ((s = look_at_folder(folder, err)) || (s = replace_old(folder, err))) {
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
    free(folder);
}

/* outfile.c - a file that appears whole or not at all: temporary, fsync, rename
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/outfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/lang.h"
#include "base/place.h"

enum { MOST_LINKS = 40 }; /* one behind the other: as many as Linux follows */

struct hz_outfile {
    hz_place at;
    int fd;
    bool may_replace;
    bool is_direct; /* a device, a pipe, an open file: written to as it stands, never replaced */
    hz_sink *sink;
};

static bool is_stream(mode_t mode)
{
    return S_ISCHR(mode) || S_ISFIFO(mode) || S_ISSOCK(mode);
}

/* What stands at the path may be replaced, or is written to directly. A link stays, and what it leads to is replaced; but
 * standard output is no path, whatever it is directed to: who opened it may have written there, and go on behind us. */
static hz_status look_at_file(hz_outfile *file, hz_error *err)
{
    struct stat st;
    const char *path = file->at.path;

    if (stat(path, &st) == 0 && is_stream(st.st_mode)) {
        file->is_direct = true;
        return HZ_OK;
    }
    for (int n_links = 0; n_links < MOST_LINKS; n_links++) {
        if ((file->fd = hz_place_descriptor(&file->at)) >= 0) {
            file->is_direct = true;
            return HZ_OK;
        }
        if (fstatat(file->at.parent, file->at.name, &st, AT_SYMLINK_NOFOLLOW) != 0)
            return errno != ENOENT ? hz_error_cannot_write(err, path, errno)
                   : n_links == 0  ? HZ_OK
                                   : hz_place_is_a_link(&file->at, err);
        if (S_ISDIR(st.st_mode))
            return hz_error_cannot_write(err, path, EISDIR);
        if (!S_ISLNK(st.st_mode))
            return file->may_replace ? HZ_OK : hz_place_exists(&file->at, err);
        if (!hz_place_follow(&file->at, &st))
            return hz_place_is_a_link(&file->at, err);
    }
    return hz_error_cannot_write(err, path, ELOOP);
}

bool hz_outfile_is_stream(const char *path)
{
    hz_outfile file = {.fd = -1};
    hz_error err = HZ_ERROR_NONE;

    if (hz_place_find(&file.at, path, false, &err))
        return false;
    look_at_file(&file, &err);
    if (file.fd >= 0)
        close(file.fd);
    hz_place_free(&file.at);
    return file.is_direct;
}

/* What is there by now may be something else than what was looked at. */
static int open_stream(const char *path)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
    struct stat st;

    if (fd < 0 || (fstat(fd, &st) == 0 && is_stream(st.st_mode)))
        return fd;
    close(fd);
    errno = EEXIST;
    return -1;
}

hz_status hz_outfile_open(hz_outfile **out, const char *path, bool may_replace, hz_digest *digest, hz_error *err)
{
    hz_outfile *file = hz_calloc(1, sizeof *file);
    hz_status s;

    *out = NULL;
    if (!file)
        return hz_error_memory(err);
    file->may_replace = may_replace;
    file->fd = -1;
    if ((s = hz_place_find(&file->at, path, false, err))) {
        free(file);
        return s;
    }
    if ((s = look_at_file(file, err)))
        goto fail;
    if (file->fd < 0)
        file->fd = file->is_direct ? open_stream(path) : hz_place_make(&file->at, false);
    if (file->fd < 0) {
        s = hz_error_cannot_write(err, path, errno);
        goto fail;
    }
    if (!(file->sink = hz_sink_to_fd(file->fd, digest))) {
        s = hz_error_memory(err);
        goto fail;
    }
    *out = file;
    return HZ_OK;
fail:
    hz_outfile_abort(file);
    return s;
}

hz_sink *hz_outfile_sink(hz_outfile *file)
{
    return file->sink;
}

/* fsync before rename: else a power failure may leave the new name with an empty file. */
hz_status hz_outfile_finish(hz_outfile *file, hz_error *err)
{
    const char *path = file->at.path;
    int fd = file->fd, number = 0;
    hz_status s = hz_sink_close(file->sink, path, err);

    file->sink = NULL;
    file->fd = -1;
    if (fd < 0)
        return s;
    if (s == HZ_OK && !file->is_direct && fsync(fd) != 0)
        number = errno;
    if (close(fd) != 0 && number == 0)
        number = errno;
    return s || number == 0 ? s : hz_error_cannot_write(err, path, number);
}

/* Something else than a file may have come there since we looked. */
static bool is_no_file(const hz_place *at)
{
    struct stat st;

    return fstatat(at->parent, at->name, &st, AT_SYMLINK_NOFOLLOW) == 0 && !S_ISREG(st.st_mode);
}

static hz_status put_in_place(hz_outfile *file, hz_error *err)
{
    hz_place *at = &file->at;
    bool is_moved;

    if (file->is_direct)
        return HZ_OK;
    if (file->may_replace && is_no_file(at))
        return hz_error_cannot_write(err, at->path, EEXIST);
    is_moved = file->may_replace ? renameat(at->parent, at->temp, at->parent, at->name) == 0 : hz_place_move_new(at);
    if (!is_moved)
        return errno == EEXIST ? hz_place_exists(at, err) : hz_error_cannot_write(err, at->path, errno);
    at->temp[0] = '\0';
    return hz_place_sync(at) ? HZ_OK : hz_error_cannot_write(err, at->path, errno);
}

hz_status hz_outfile_commit(hz_outfile *file, hz_error *err)
{
    hz_status s = hz_outfile_finish(file, err);

    if (s == HZ_OK)
        s = put_in_place(file, err);
    hz_outfile_abort(file);
    return s;
}

void hz_outfile_abort(hz_outfile *file)
{
    if (!file)
        return;
    hz_sink_close(file->sink, file->at.path, NULL);
    if (file->fd >= 0)
        close(file->fd);
    if (file->at.temp[0])
        unlinkat(file->at.parent, file->at.temp, 0);
    hz_place_free(&file->at);
    free(file);
}

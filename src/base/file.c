/* file.c - read whole, write whole: temporary, fsync, rename
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Everything is done relative to an open parent folder (openat and its kin), so that nobody who renames a folder or
 * puts a symbolic link in the way while we write can lead us elsewhere. */
#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/cancel.h"
#include "base/lang.h"

enum {
    NAME_SIZE = 256,   /* a file name with its NUL */
    NAME_KEPT = 200,   /* bytes of a name that its temporary keeps; the rest of NAME_SIZE is for the affixes */
    N_TRIES = 100,     /* for a temporary name that is free */
    DEPTH_MAX = 64,    /* of folders that are listed or removed */
    READ_FIRST = 65536 /* bytes */
};

/* ---- small ones ---------------------------------------------------------------------------------------------- */

static hz_status cannot_read(hz_error *err, const char *path, int number)
{
    return hz_error_set(err, HZ_ERR_IO, _("cannot read %1$s: %2$s"), path, strerror(number));
}

static hz_status cannot_write(hz_error *err, const char *path, int number)
{
    return hz_error_set(err, HZ_ERR_IO, _("cannot write %1$s: %2$s"), path, strerror(number));
}

/* A folder's entries become durable with the folder; some file systems have no fsync for it and say EINVAL. */
static bool sync_folder(int fd)
{
    return fsync(fd) == 0 || errno == EINVAL;
}

static bool is_dot(const char *name)
{
    return !strcmp(name, ".") || !strcmp(name, "..");
}

bool hz_file_exists(const char *path)
{
    struct stat st;

    return lstat(path, &st) == 0;
}

bool hz_is_folder(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* ---- reading ------------------------------------------------------------------------------------------------- */

/* read() until the end. One byte more than `cap` is asked for, to see that it is there. */
static hz_status read_all(char **bytes, size_t *length, int fd, const char *path, size_t cap, hz_error *err)
{
    size_t capacity = 0, want = READ_FIRST;
    hz_status s;

    for (;;) {
        ssize_t n;

        if (*length + 1 >= capacity && !hz_grow((void **)bytes, &capacity, want, 1))
            return hz_error_memory(err);
        n = read(fd, *bytes + *length, capacity - *length - 1);
        if (n == 0)
            break;
        if (n > 0)
            *length += (size_t)n;
        else if (errno != EINTR)
            return cannot_read(err, path, errno);
        else if ((s = hz_cancel_check(err)) != HZ_OK)
            return s;
        if (*length > cap)
            return hz_error_set(err, HZ_ERR_INPUT, _("%1$s is larger than the cap of %2$zu bytes"), path, cap);
        want = capacity + 1;
    }
    (*bytes)[*length] = '\0';
    return HZ_OK;
}

hz_status hz_file_read(char **bytes, size_t *length, const char *path, size_t cap, hz_error *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    hz_status s;

    *bytes = NULL;
    *length = 0;
    if (fd < 0)
        return cannot_read(err, path, errno);
    s = read_all(bytes, length, fd, path, cap, err);
    close(fd);
    if (s != HZ_OK) {
        free(*bytes);
        *bytes = NULL;
        *length = 0;
    }
    return s;
}

/* ---- a place: an open folder and a name in it ------------------------------------------------------------------ */

typedef struct {
    char *path;           /* as given, for messages */
    char *name;           /* last part of the path */
    int parent;           /* the folder that it is in, open; -1: none */
    char temp[NAME_SIZE]; /* name of the temporary beside it; empty: none */
} place;

static void place_free(place *p)
{
    if (p->parent >= 0)
        close(p->parent);
    free(p->path);
    free(p->name);
}

static hz_status place_find(place *out, const char *path, bool is_folder, hz_error *err)
{
    char *copy = strdup(path), *slash;
    size_t n = strlen(path);
    hz_status s = HZ_OK;

    *out = (place){strdup(path), NULL, -1, ""};
    if (!copy || !out->path) {
        s = hz_error_memory(err);
        goto done;
    }
    while (is_folder && n > 1 && copy[n - 1] == '/')
        copy[--n] = '\0';
    slash = strrchr(copy, '/');
    if (!(out->name = strdup(slash ? slash + 1 : copy))) {
        s = hz_error_memory(err);
        goto done;
    }
    if (!*out->name || is_dot(out->name)) {
        s = hz_error_set(err, HZ_ERR_IO, _("cannot write '%s': give the name of a new file or folder"), path);
        goto done;
    }
    if (slash)
        slash[slash == copy ? 1 : 0] = '\0';
    out->parent = open(slash ? copy : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (out->parent < 0)
        s = cannot_write(err, path, errno);
done:
    free(copy);
    if (s != HZ_OK)
        place_free(out);
    return s;
}

/* A new name beside `name`, hidden: ".NAME.partial-xxxxxx". */
static bool temporary_name(char out[NAME_SIZE], const char *name)
{
    static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz234567";
    unsigned char r[6];
    char tail[sizeof r + 1] = "";

    if (getrandom(r, sizeof r, 0) != (ssize_t)sizeof r)
        return false;
    for (size_t i = 0; i < sizeof r; i++)
        tail[i] = alphabet[r[i] % 32];
    snprintf(out, NAME_SIZE, ".%.*s.partial-%s", NAME_KEPT, name, tail);
    return true;
}

/* Make the temporary and open it. Not mkstemp(): the result shall have the permissions that the umask gives. */
static int place_make(place *p, bool is_folder)
{
    int fd = -1;

    for (int i = 0; i < N_TRIES && fd < 0; i++) {
        if (!temporary_name(p->temp, p->name))
            break;
        if (!is_folder)
            fd = openat(p->parent, p->temp, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
        else if (mkdirat(p->parent, p->temp, 0777) == 0)
            return openat(p->parent, p->temp, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (fd < 0 && errno != EEXIST)
            break;
    }
    if (fd < 0)
        p->temp[0] = '\0';
    return fd;
}

/* Move the temporary into its place, where nothing may be. */
static bool place_move_new(place *p)
{
    struct stat st;

    if (renameat2(p->parent, p->temp, p->parent, p->name, RENAME_NOREPLACE) == 0)
        return true;
    if (errno != EINVAL && errno != ENOSYS)
        return false;
    /* a file system that cannot do both at once: look, then move */
    if (fstatat(p->parent, p->name, &st, AT_SYMLINK_NOFOLLOW) == 0) {
        errno = EEXIST;
        return false;
    }
    return renameat(p->parent, p->temp, p->parent, p->name) == 0;
}

static hz_status already_exists(hz_error *err, const char *path)
{
    return hz_error_set(err, HZ_ERR_IO, _("%s exists; give --force to replace it"), path);
}

static hz_status is_a_link(hz_error *err, const char *path)
{
    return hz_error_set(err, HZ_ERR_IO,
                        _("%s is a symbolic link, which is not replaced; give the path that it leads to"), path);
}

/* ---- a file -------------------------------------------------------------------------------------------------- */

struct hz_outfile {
    place at;
    int fd;
    bool may_replace;
    bool is_direct; /* a device or pipe: written to as it stands, never replaced */
    hz_sink *sink;
};

static bool is_stream(mode_t mode)
{
    return S_ISCHR(mode) || S_ISFIFO(mode) || S_ISSOCK(mode);
}

/* What stands at the path may be replaced, or is written to directly. */
static hz_status look_at_file(hz_outfile *file, hz_error *err)
{
    struct stat st;
    const char *path = file->at.path;

    if (stat(path, &st) == 0 && is_stream(st.st_mode)) {
        file->is_direct = true;
        return HZ_OK;
    }
    if (fstatat(file->at.parent, file->at.name, &st, AT_SYMLINK_NOFOLLOW) != 0)
        return errno == ENOENT ? HZ_OK : cannot_write(err, path, errno);
    if (S_ISDIR(st.st_mode))
        return cannot_write(err, path, EISDIR);
    if (!file->may_replace)
        return already_exists(err, path);
    return S_ISLNK(st.st_mode) ? is_a_link(err, path) : HZ_OK;
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
    if ((s = place_find(&file->at, path, false, err))) {
        free(file);
        return s;
    }
    if ((s = look_at_file(file, err)))
        goto fail;
    file->fd = file->is_direct ? open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY) : place_make(&file->at, false);
    if (file->fd < 0) {
        s = cannot_write(err, path, errno);
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
static hz_status put_in_place(hz_outfile *file, hz_error *err)
{
    place *at = &file->at;
    int fd = file->fd;
    bool is_moved;

    file->fd = -1;
    if (!file->is_direct && fsync(fd) != 0) {
        int number = errno;

        close(fd);
        return cannot_write(err, at->path, number);
    }
    if (close(fd) != 0)
        return cannot_write(err, at->path, errno);
    if (file->is_direct)
        return HZ_OK;
    is_moved = file->may_replace ? renameat(at->parent, at->temp, at->parent, at->name) == 0 : place_move_new(at);
    if (!is_moved)
        return errno == EEXIST ? already_exists(err, at->path) : cannot_write(err, at->path, errno);
    at->temp[0] = '\0';
    return sync_folder(at->parent) ? HZ_OK : cannot_write(err, at->path, errno);
}

hz_status hz_outfile_commit(hz_outfile *file, hz_error *err)
{
    hz_status s = hz_sink_close(file->sink, file->at.path, err);

    file->sink = NULL;
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
    place_free(&file->at);
    free(file);
}

/* ---- walking and removing folders ------------------------------------------------------------------------------ */

/* Open a folder for reading its entries, not through a link. NULL: errno is set. */
static DIR *open_entries(int parent, const char *name, int flags)
{
    int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | flags);
    DIR *dir = fd < 0 ? NULL : fdopendir(fd);

    if (fd >= 0 && !dir) {
        int number = errno;

        close(fd);
        errno = number;
    }
    return dir;
}

/* The next entry but "." and ".."; NULL at the end (errno 0) or on failure. */
static const char *next_entry(DIR *dir)
{
    struct dirent *entry;

    do {
        errno = 0;
        entry = readdir(dir);
    } while (entry && is_dot(entry->d_name));
    return entry ? entry->d_name : NULL;
}

static bool remove_tree(int parent, const char *name, dev_t device, int depth);

static bool remove_entries(DIR *dir, dev_t device, int depth)
{
    const char *name;

    while ((name = next_entry(dir)) != NULL) {
        struct stat st;

        if (fstatat(dirfd(dir), name, &st, AT_SYMLINK_NOFOLLOW) != 0)
            return false;
        if (S_ISDIR(st.st_mode) ? !remove_tree(dirfd(dir), name, device, depth + 1)
                                : unlinkat(dirfd(dir), name, 0) != 0)
            return false;
    }
    return errno == 0;
}

/* Remove a folder and what is in it; neither links nor mounts are entered. False: errno says why. */
static bool remove_tree(int parent, const char *name, dev_t device, int depth)
{
    DIR *dir = open_entries(parent, name, O_NOFOLLOW);
    struct stat st;
    int number = 0;

    if (!dir)
        return false;
    if (depth > DEPTH_MAX)
        number = ELOOP;
    else if (fstat(dirfd(dir), &st) != 0)
        number = errno;
    else if (depth > 0 && st.st_dev != device)
        number = EXDEV;
    else if (!remove_entries(dir, st.st_dev, depth))
        number = errno;
    closedir(dir);
    if (number == 0)
        return unlinkat(parent, name, AT_REMOVEDIR) == 0;
    errno = number;
    return false;
}

hz_status hz_folder_remove(const char *path, hz_error *err)
{
    place at;
    hz_status s = place_find(&at, path, true, err);

    if (s != HZ_OK)
        return s;
    if (!remove_tree(at.parent, at.name, 0, 0))
        s = hz_error_set(err, HZ_ERR_IO, _("cannot remove %1$s: %2$s"), path, strerror(errno));
    place_free(&at);
    return s;
}

typedef struct {
    const char **names;
    size_t n, capacity;
    hz_arena *arena;
    int depth;
} listing;

/* List one entry. `prefix` is "" or ends with '/'. */
static hz_status list_tree(listing *list, DIR *dir, const char *prefix, hz_error *err);

static hz_status list_entry(listing *list, DIR *dir, const char *prefix, const char *name, hz_error *err)
{
    size_t n_prefix = strlen(prefix), n_name = strlen(name);
    char *full = hz_arena_alloc(list->arena, n_prefix + n_name + 2);
    struct stat st;
    DIR *sub;
    hz_status s;

    if (!full)
        return hz_error_memory(err);
    memcpy(full, prefix, n_prefix);
    memcpy(full + n_prefix, name, n_name);
    if (fstatat(dirfd(dir), name, &st, AT_SYMLINK_NOFOLLOW) != 0)
        return cannot_read(err, full, errno);
    if (S_ISREG(st.st_mode) || S_ISLNK(st.st_mode)) {
        if (!hz_grow((void **)&list->names, &list->capacity, list->n + 1, sizeof *list->names))
            return hz_error_memory(err);
        list->names[list->n++] = full;
    }
    if (!S_ISDIR(st.st_mode))
        return HZ_OK;
    if (list->depth >= DEPTH_MAX)
        return cannot_read(err, full, ELOOP);
    if (!(sub = open_entries(dirfd(dir), name, O_NOFOLLOW)))
        return cannot_read(err, full, errno);
    full[n_prefix + n_name] = '/';
    list->depth++;
    s = list_tree(list, sub, full, err);
    list->depth--;
    closedir(sub);
    return s;
}

static hz_status list_tree(listing *list, DIR *dir, const char *prefix, hz_error *err)
{
    const char *name;
    hz_status s;

    while ((name = next_entry(dir)) != NULL)
        if ((s = list_entry(list, dir, prefix, name, err)))
            return s;
    return errno == 0 ? HZ_OK : cannot_read(err, prefix, errno);
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

hz_status hz_folder_list(const char *path, const char ***names, size_t *n_names, hz_arena *arena, hz_error *err)
{
    listing list = {.arena = arena};
    DIR *dir = open_entries(AT_FDCWD, path, 0);
    hz_status s;

    *names = NULL;
    *n_names = 0;
    if (!dir)
        return cannot_read(err, path, errno);
    s = list_tree(&list, dir, "", err);
    closedir(dir);
    if (s == HZ_OK && list.n > 0) {
        qsort(list.names, list.n, sizeof *list.names, compare_names);
        if ((*names = hz_arena_array(arena, list.n, sizeof *list.names)) != NULL) {
            memcpy(*names, list.names, list.n * sizeof *list.names);
            *n_names = list.n;
        } else {
            s = hz_error_memory(err);
        }
    }
    free(list.names);
    return s;
}

/* ---- a folder ------------------------------------------------------------------------------------------------ */

typedef struct {
    char *name;
    char hex[HZ_DIGEST_HEX];
} written;

struct hz_outfolder {
    place at;
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
    DIR *dir = open_entries(folder->at.parent, name, O_NOFOLLOW);
    struct stat st;
    bool is_ours;

    if (!dir)
        return false;
    is_ours = fstatat(dirfd(dir), folder->marker, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(st.st_mode);
    if (!is_ours)
        is_ours = !next_entry(dir) && errno == 0;
    closedir(dir);
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
        return errno == ENOENT ? HZ_OK : cannot_write(err, path, errno);
    if (S_ISLNK(st.st_mode))
        return is_a_link(err, path);
    if (!S_ISDIR(st.st_mode))
        return hz_error_set(err, HZ_ERR_IO, _("%s exists and is not a folder; give another name"), path);
    if (!folder->may_replace)
        return already_exists(err, path);
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
    if ((s = place_find(&folder->at, path, true, err))) {
        free(folder);
        return s;
    }
    if (!(folder->marker = strdup(marker))) {
        s = hz_error_memory(err);
        goto fail;
    }
    if ((s = look_at_folder(folder, err)))
        goto fail;
    if ((folder->fd = place_make(&folder->at, true)) < 0) {
        s = cannot_write(err, path, errno);
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
        cannot_write(&folder->failure, name, errno);
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

        if (n == 0 || n >= NAME_SIZE || *name == '.')
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
    char part[NAME_SIZE];

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
        return cannot_write(err, name, errno);
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

/* Put the new folder where an old one is, so that at every moment one of them is there whole; afterwards the temporary
 * name is that of the old one. */
static bool exchange(place *at)
{
    char aside[NAME_SIZE];

    if (renameat2(at->parent, at->temp, at->parent, at->name, RENAME_EXCHANGE) == 0)
        return true;
    if ((errno != EINVAL && errno != ENOSYS) || !temporary_name(aside, at->name))
        return false;
    /* a file system that cannot exchange: the old one aside, the new one in, and back again if that fails */
    if (renameat(at->parent, at->name, at->parent, aside) != 0)
        return false;
    if (renameat(at->parent, at->temp, at->parent, at->name) != 0) {
        int number = errno;

        renameat(at->parent, aside, at->parent, at->name);
        errno = number;
        return false;
    }
    memcpy(at->temp, aside, sizeof aside);
    return true;
}

/* What was replaced is looked at once more under its new name, where nobody else puts anything; only then is it
 * removed. */
static hz_status replace_old(hz_outfolder *folder, hz_error *err)
{
    place *at = &folder->at;

    if (!exchange(at))
        return cannot_write(err, at->path, errno);
    if (!is_replaceable(folder, at->temp)) {
        if (!exchange(at))
            at->temp[0] = '\0'; /* not ours to remove */
        return not_ours(folder, err);
    }
    if (!sync_folder(at->parent))
        return cannot_write(err, at->path, errno);
    if (remove_tree(at->parent, at->temp, 0, 0))
        return HZ_OK;
    hz_error_set(err, HZ_ERR_IO,
                 _("%1$s is written, but what it replaces cannot be removed and is now %2$s beside it: %3$s"), at->path,
                 at->temp, strerror(errno));
    at->temp[0] = '\0';
    return HZ_ERR_IO;
}

static hz_status move_folder(hz_outfolder *folder, hz_error *err)
{
    place *at = &folder->at;
    hz_status s;

    if (place_move_new(at)) {
        s = sync_folder(at->parent) ? HZ_OK : cannot_write(err, at->path, errno);
    } else if (errno != EEXIST) {
        return cannot_write(err, at->path, errno);
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
        s = cannot_write(err, folder->at.path, errno);
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
        remove_tree(folder->at.parent, folder->at.temp, 0, 0);
    place_free(&folder->at);
    for (size_t i = 0; i < folder->n_files; i++)
        free(folder->files[i].name);
    free(folder->files);
    free(folder->marker);
    free(folder);
}

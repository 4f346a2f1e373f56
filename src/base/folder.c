/* folder.c - what is in a folder, and its removal
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/lang.h"
#include "base/place.h"

enum { DEPTH_MAX = 64 }; /* of folders that are listed or removed */

static bool is_dot(const char *name)
{
    return !strcmp(name, ".") || !strcmp(name, "..");
}

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

bool hz_folder_remove_at(int parent, const char *name)
{
    return remove_tree(parent, name, 0, 0);
}

hz_status hz_folder_remove(const char *path, hz_error *err)
{
    hz_place at;
    hz_status s = hz_place_find(&at, path, true, err);

    if (s != HZ_OK)
        return s;
    if (!hz_folder_remove_at(at.parent, at.name))
        s = hz_error_set(err, HZ_ERR_IO, _("cannot remove %1$s: %2$s"), path, strerror(errno));
    hz_place_free(&at);
    return s;
}

typedef struct {
    const char **names;
    size_t n, capacity;
    hz_arena *arena;
    int depth;
    bool is_flat; /* folders are not entered */
} listing;

static hz_status add_name(listing *list, const char *name, hz_error *err)
{
    if (!hz_grow((void **)&list->names, &list->capacity, list->n + 1, sizeof *list->names))
        return hz_error_memory(err);
    list->names[list->n++] = name;
    return HZ_OK;
}

static hz_status list_tree(listing *list, DIR *dir, const char *prefix, hz_error *err);

/* `full` ends with '/'. A folder with nothing in it stands for itself: it is something, too. */
static hz_status list_folder_in(listing *list, DIR *dir, const char *name, const char *full, hz_error *err)
{
    size_t before = list->n;
    DIR *sub = list->depth < DEPTH_MAX ? open_entries(dirfd(dir), name, O_NOFOLLOW) : NULL;
    hz_status s;

    if (!sub)
        return hz_error_cannot_read(err, full, list->depth < DEPTH_MAX ? errno : ELOOP);
    list->depth++;
    s = list_tree(list, sub, full, err);
    list->depth--;
    closedir(sub);
    return s || list->n > before ? s : add_name(list, full, err);
}

/* List one entry. `prefix` is "" or ends with '/'. */
static hz_status list_entry(listing *list, DIR *dir, const char *prefix, const char *name, hz_error *err)
{
    size_t n_prefix = strlen(prefix), n_name = strlen(name);
    char *full = hz_arena_alloc(list->arena, n_prefix + n_name + 2);
    struct stat st;

    if (!full)
        return hz_error_memory(err);
    memcpy(full, prefix, n_prefix);
    memcpy(full + n_prefix, name, n_name);
    if (fstatat(dirfd(dir), name, &st, AT_SYMLINK_NOFOLLOW) != 0)
        return hz_error_cannot_read(err, full, errno);
    if (!S_ISDIR(st.st_mode))
        return add_name(list, full, err);
    full[n_prefix + n_name] = '/';
    if (list->is_flat)
        return add_name(list, full, err);
    return list_folder_in(list, dir, name, full, err);
}

static hz_status list_tree(listing *list, DIR *dir, const char *prefix, hz_error *err)
{
    const char *name;
    hz_status s;

    while ((name = next_entry(dir)) != NULL)
        if ((s = list_entry(list, dir, prefix, name, err)))
            return s;
    return errno == 0 ? HZ_OK : hz_error_cannot_read(err, prefix, errno);
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Sorted, and into the arena. */
static hz_status hand_out(listing *list, const char ***names, size_t *n_names, hz_error *err)
{
    if (list->n == 0)
        return HZ_OK;
    qsort(list->names, list->n, sizeof *list->names, compare_names);
    if (!(*names = hz_arena_array(list->arena, list->n, sizeof *list->names)))
        return hz_error_memory(err);
    memcpy(*names, list->names, list->n * sizeof *list->names);
    *n_names = list->n;
    return HZ_OK;
}

static hz_status list_folder(const char *path, DIR *dir, bool is_flat, const char ***names, size_t *n_names,
                             hz_arena *arena, hz_error *err)
{
    listing list = {.arena = arena, .is_flat = is_flat};
    hz_status s;

    *names = NULL;
    *n_names = 0;
    if (!dir)
        return hz_error_cannot_read(err, path, errno);
    if (!(s = list_tree(&list, dir, "", err)))
        s = hand_out(&list, names, n_names, err);
    closedir(dir);
    free(list.names);
    return s;
}

hz_status hz_folder_list(const char *path, const char ***names, size_t *n_names, hz_arena *arena, hz_error *err)
{
    return list_folder(path, open_entries(AT_FDCWD, path, 0), false, names, n_names, arena, err);
}

hz_status hz_folder_list_flat(const char *path, const char ***names, size_t *n_names, hz_arena *arena, hz_error *err)
{
    return list_folder(path, open_entries(AT_FDCWD, path, 0), true, names, n_names, arena, err);
}

hz_status hz_folder_list_open(int folder, const char *path, const char ***names, size_t *n_names, hz_arena *arena,
                              hz_error *err)
{
    return list_folder(path, open_entries(folder, ".", 0), false, names, n_names, arena, err);
}

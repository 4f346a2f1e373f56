/* place.c - where something is to be written: an open folder and a name in it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Everything is done relative to an open parent folder (openat and its kin), so that nobody who renames a folder or
 * puts a symbolic link in the way while we write can lead us elsewhere. */
#include "base/place.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "base/lang.h"

enum {
    NAME_KEPT = 200, /* bytes of a name that its temporary keeps; the rest of HZ_PLACE_NAME is for the affixes */
    N_TRIES = 100,   /* for a temporary name that is free */
    MOST_DIGITS = 9  /* of a descriptor, so that it fits into an int */
};

static bool is_dot(const char *name)
{
    return !strcmp(name, ".") || !strcmp(name, "..");
}

void hz_place_free(hz_place *p)
{
    if (p->parent >= 0)
        close(p->parent);
    free(p->path);
    free(p->name);
}

hz_status hz_place_find(hz_place *out, const char *path, bool is_folder, hz_error *err)
{
    char *copy = strdup(path), *slash;
    size_t n = strlen(path);
    hz_status s = HZ_OK;

    *out = (hz_place){strdup(path), NULL, -1, ""};
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
        s = hz_error_cannot_write(err, path, errno);
done:
    free(copy);
    if (s != HZ_OK)
        hz_place_free(out);
    return s;
}

/* ---- what is there already ---- */

/* A name as /proc writes a descriptor: digits only, where strtol would take a sign or blanks too; else -1. */
static int number_in(const char *name)
{
    size_t n = strspn(name, "0123456789");

    if (n == 0 || n > MOST_DIGITS || name[n] || (n > 1 && name[0] == '0'))
        return -1;
    return (int)strtol(name, NULL, 10);
}

int hz_place_descriptor(const hz_place *p)
{
    struct stat here, ours;
    int number = number_in(p->name);

    if (number < 0 || fstat(p->parent, &here) != 0 || stat("/proc/self/fd", &ours) != 0 || here.st_dev != ours.st_dev ||
        here.st_ino != ours.st_ino)
        return -1;
    return fcntl(number, F_DUPFD_CLOEXEC, 0);
}

/* In a folder where everybody may put links, as /tmp, only one's own and those of the owner of the folder are trusted, which is
 * what Linux does when it follows them itself (fs.protected_symlinks). What /proc calls a link is an open file of somebody. */
static bool is_trusted(const hz_place *p, const struct stat *link)
{
    struct stat folder;
    struct statfs system;
    bool is_shared;

    if (fstat(p->parent, &folder) != 0 || fstatfs(p->parent, &system) != 0 || system.f_type == PROC_SUPER_MAGIC)
        return false;
    is_shared = (folder.st_mode & S_ISVTX) && (folder.st_mode & S_IWOTH);
    return !is_shared || link->st_uid == geteuid() || link->st_uid == folder.st_uid;
}

bool hz_place_follow(hz_place *p, const struct stat *link)
{
    char to[PATH_MAX], *slash, *name;
    ssize_t n = is_trusted(p, link) ? readlinkat(p->parent, p->name, to, sizeof to - 1) : -1;
    int parent;

    if (n < 0)
        return false;
    to[n] = '\0';
    slash = strrchr(to, '/');
    name = strdup(slash ? slash + 1 : to);
    if (slash)
        slash[slash == to ? 1 : 0] = '\0';
    parent =
        name && *name && !is_dot(name) ? openat(p->parent, slash ? to : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    if (parent < 0) {
        free(name);
        return false;
    }
    close(p->parent);
    free(p->name);
    p->parent = parent;
    p->name = name;
    return true;
}

/* ---- the temporary ---- */

/* A new name beside `name`, hidden: ".NAME.partial-xxxxxx". */
static bool temporary_name(char out[HZ_PLACE_NAME], const char *name)
{
    static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz234567";
    unsigned char r[6];
    char tail[sizeof r + 1] = "";

    if (getrandom(r, sizeof r, 0) != (ssize_t)sizeof r)
        return false;
    for (size_t i = 0; i < sizeof r; i++)
        tail[i] = alphabet[r[i] % 32];
    snprintf(out, HZ_PLACE_NAME, ".%.*s.partial-%s", NAME_KEPT, name, tail);
    return true;
}

/* Make the temporary and open it. Not mkstemp(): the result shall have the permissions that the umask gives. */
int hz_place_make(hz_place *p, bool is_folder)
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
bool hz_place_move_new(hz_place *p)
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

/* Put the new folder where an old one is, so that at every moment one of them is there whole; afterwards the temporary
 * name is that of the old one. */
bool hz_place_exchange(hz_place *at)
{
    char aside[HZ_PLACE_NAME];

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

/* A folder's entries become durable with the folder; some file systems have no fsync for it and say EINVAL. */
bool hz_place_sync(const hz_place *at)
{
    return fsync(at->parent) == 0 || errno == EINVAL;
}

hz_status hz_place_exists(const hz_place *at, hz_error *err)
{
    return hz_error_set(err, HZ_ERR_IO, _("%s exists; give --force to replace it"), at->path);
}

hz_status hz_place_is_a_link(const hz_place *at, hz_error *err)
{
    return hz_error_set(err, HZ_ERR_IO,
                        _("%s is a symbolic link, which is not replaced; give the path that it leads to"), at->path);
}

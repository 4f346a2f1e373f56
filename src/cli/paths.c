/* paths.c - what a command reads and what it writes: no output may be the input, or another output
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/paths.h"

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/lang.h"

/* Where a path leads: its absolute form without links, and the identity of what is there. */
typedef struct {
    char path[PATH_MAX];
    bool is_there, is_stream;
    dev_t device;
    ino_t inode;
} target;

/* ---- where it leads ---- */

static void identify(target *t)
{
    struct stat st;

    t->is_there = stat(t->path, &st) == 0;
    if (!t->is_there)
        return;
    t->is_stream = S_ISCHR(st.st_mode) || S_ISFIFO(st.st_mode) || S_ISSOCK(st.st_mode);
    t->device = st.st_dev;
    t->inode = st.st_ino;
}

/* What is there by its real path; what is not there yet by that of the nearest folder that is, and the rest as it is spelled.
 * False: it leads nowhere that could be written to. */
static bool resolve(char out[PATH_MAX], const char *path)
{
    char head[PATH_MAX], *slash;
    const char *rest;
    size_t n = strlen(path), used;

    if (realpath(path, out))
        return true;
    while (n > 1 && path[n - 1] == '/')
        n--;
    if (n == 0 || n >= sizeof head)
        return false;
    memcpy(head, path, n);
    head[n] = '\0';
    do {
        slash = strrchr(head, '/');
        rest = slash ? path + (slash - head) + 1 : path;
        if (slash)
            *slash = '\0';
    } while (!realpath(!slash ? "." : slash == head ? "/" : head, out) && slash);
    used = strcmp(out, "/") ? strlen(out) : 0;
    return snprintf(out + used, PATH_MAX - used, "/%.*s", (int)(path + n - rest), rest) < (int)(PATH_MAX - used);
}

static void look_at(target *t, const char *path)
{
    *t = (target){.is_there = false};
    if (!path || !resolve(t->path, path))
        t->path[0] = '\0'; /* what is wrong with it is told when it is opened */
    else
        identify(t);
}

/* ---- two of them ---- */

static bool is_same(const target *a, const target *b)
{
    if (a->is_there && b->is_there)
        return a->device == b->device && a->inode == b->inode;
    return a->is_there == b->is_there && strcmp(a->path, b->path) == 0;
}

/* Is one of the folders that lead to `t` this one? */
static bool is_inside(const target *t, const target *folder)
{
    target up = *t;
    char *slash;

    while (up.path[1] && (slash = strrchr(up.path, '/')) != NULL) {
        slash[slash == up.path ? 1 : 0] = '\0';
        identify(&up);
        if (is_same(&up, folder))
            return true;
    }
    return false;
}

static hz_status same(const hz_path *a, const hz_path *b, hz_error *err)
{
    if (a->use == HZ_PATH_READ)
        return hz_error_set(err, HZ_ERR_USAGE,
                            _("'%1$s %2$s' would be written over %3$s, which is read: %4$s; give another path"),
                            b->name, b->path, a->name, a->path);
    return hz_error_set(err, HZ_ERR_USAGE, _("'%1$s %2$s' and '%3$s %4$s' are the same place; give each its own"),
                        a->name, a->path, b->name, b->path);
}

static hz_status inside(const hz_path *in, const hz_path *folder, hz_error *err)
{
    if (in->use == HZ_PATH_READ)
        return hz_error_set(
            err, HZ_ERR_USAGE,
            _("%1$s, which is read, lies in the folder that '%2$s %3$s' would replace: %4$s; give another "
              "folder"),
            in->name, folder->name, folder->path, in->path);
    return hz_error_set(
        err, HZ_ERR_USAGE,
        _("'%1$s %2$s' lies in the folder of '%3$s %4$s', which holds the plan and nothing else; give a path "
          "outside"),
        in->name, in->path, folder->name, folder->path);
}

/* `a` stands before `b` in the list: what is read stands first. */
static hz_status check_two(const hz_path *a, const target *at_a, const hz_path *b, const target *at_b, hz_error *err)
{
    if (b->use == HZ_PATH_READ || !at_a->path[0] || !at_b->path[0] || at_a->is_stream || at_b->is_stream)
        return HZ_OK;
    if (is_same(at_a, at_b))
        return same(a, b, err);
    if (b->use == HZ_PATH_FOLDER && is_inside(at_a, at_b))
        return inside(a, b, err);
    if (a->use == HZ_PATH_FOLDER && is_inside(at_b, at_a))
        return inside(b, a, err);
    return HZ_OK;
}

hz_status hz_paths_check(const hz_path *paths, size_t n_paths, hz_error *err)
{
    target *targets = hz_calloc(n_paths + 1, sizeof *targets);
    hz_status status = targets ? HZ_OK : hz_error_memory(err);

    for (size_t i = 0; i < n_paths && !status; i++) {
        look_at(&targets[i], paths[i].path);
        for (size_t k = 0; k < i && !status; k++)
            status = check_two(&paths[k], &targets[k], &paths[i], &targets[i], err);
    }
    free(targets);
    return status;
}

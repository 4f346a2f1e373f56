/* file.c - a file that is read whole
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/cancel.h"
#include "base/lang.h"

enum { READ_FIRST = 65536 /* bytes */ };

bool hz_file_exists(const char *path)
{
    struct stat st;

    return lstat(path, &st) == 0;
}

bool hz_file_is_regular(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

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
            return hz_error_cannot_read(err, path, errno);
        else if ((s = hz_cancel_check(err)) != HZ_OK)
            return s;
        if (*length > cap)
            return hz_error_set(err, HZ_ERR_INPUT, _("%1$s is larger than the cap of %2$zu bytes"), path, cap);
        want = capacity + 1;
    }
    (*bytes)[*length] = '\0';
    return HZ_OK;
}

static hz_status read_open(char **bytes, size_t *length, int fd, const char *path, size_t cap, hz_error *err)
{
    hz_status s = read_all(bytes, length, fd, path, cap, err);

    close(fd);
    if (s != HZ_OK) {
        free(*bytes);
        *bytes = NULL;
        *length = 0;
    }
    return s;
}

hz_status hz_file_read(char **bytes, size_t *length, const char *path, size_t cap, hz_error *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);

    *bytes = NULL;
    *length = 0;
    return fd < 0 ? hz_error_cannot_read(err, path, errno) : read_open(bytes, length, fd, path, cap, err);
}

int hz_file_open_in(int folder, const char *name)
{
    int fd = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    struct stat st;

    if (fd < 0) {
        errno = errno == ENXIO ? ELOOP : errno; /* a socket */
        return fd;
    }
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
        return fd;
    close(fd);
    errno = ELOOP;
    return -1;
}

hz_status hz_file_read_in(char **bytes, size_t *length, int folder, const char *name, const char *path, size_t cap,
                          hz_error *err)
{
    int fd = hz_file_open_in(folder, name);

    *bytes = NULL;
    *length = 0;
    return fd < 0 ? hz_error_cannot_read(err, path, errno) : read_open(bytes, length, fd, path, cap, err);
}

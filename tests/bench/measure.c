/* measure.c - run a command and say what it took: wall seconds, processor seconds, peak memory
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * measure FILE COMMAND [ARGUMENT...] appends one line "wall cpu kilobytes status" to FILE. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double seconds(struct timeval t)
{
    return (double)t.tv_sec + 1e-6 * (double)t.tv_usec;
}

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

int main(int argc, char **argv)
{
    struct rusage usage;
    double start = now();
    int status = 0;
    pid_t child;
    FILE *file;

    if (argc < 3) {
        fputs("usage: measure FILE COMMAND [ARGUMENT...]\n", stderr);
        return 2;
    }
    if ((child = fork()) == 0) {
        execvp(argv[2], argv + 2);
        perror(argv[2]);
        _exit(127);
    }
    if (child < 0 || wait4(child, &status, 0, &usage) < 0 || !(file = fopen(argv[1], "a"))) {
        perror("measure");
        return 3;
    }
    fprintf(file, "%.4f %.4f %ld %d\n", now() - start, seconds(usage.ru_utime) + seconds(usage.ru_stime),
            usage.ru_maxrss, WIFEXITED(status) ? WEXITSTATUS(status) : 128);
    fclose(file);
    return 0;
}

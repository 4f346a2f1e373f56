/* error.h - the error of the machine: the caller's object, the first failure wins
 *
 * Three things are never mixed: findings about the input (input/findings.h), the outcome of the mathematics
 * (solve/solution.h; infeasible is an answer and returns HZ_OK), and this, the error of the machine.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_BASE_ERROR_H
#define HZ_BASE_ERROR_H

typedef enum {
    HZ_OK = 0,
    HZ_ERR_USAGE,       /* the command line or a setting cannot be understood */
    HZ_ERR_INPUT,       /* a file that is not a scenario cannot be used as it is */
    HZ_ERR_IO,          /* cannot read or write */
    HZ_ERR_MEMORY,      /* out of memory, or a size cap was reached */
    HZ_ERR_SOLVER,      /* the solver failed; no plan given */
    HZ_ERR_LIMIT,       /* the time limit was reached; no plan given */
    HZ_ERR_VERIFY,      /* an answer did not stand up to verification; no plan given */
    HZ_ERR_INTERRUPTED, /* Ctrl-C */
    HZ_ERR_INTERNAL     /* a mistake in hazeplan itself */
} hz_status;

typedef struct {
    hz_status status; /* HZ_OK until the first failure */
    char message[1024]; /* UTF-8, without a full stop or newline at the end */
} hz_error;

#define HZ_ERROR_NONE ((hz_error){HZ_OK, {0}})

/* Record a failure and return its status. The first failure wins: later calls on the same object only return the first
 * status. `err` may be NULL. The format is already translated by the caller. */
hz_status hz_error_set(hz_error *err, hz_status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Out of memory, in the words of the house. */
hz_status hz_error_memory(hz_error *err);

/* HZ_ERR_IO: a path cannot be read or written, and why: `number` is an errno. */
hz_status hz_error_cannot_read(hz_error *err, const char *path, int number);
hz_status hz_error_cannot_write(hz_error *err, const char *path, int number);

/* The exit status of the command line for `status`: see the table in docs/FORMATS.md. */
int hz_error_exit_code(hz_status status);

#endif

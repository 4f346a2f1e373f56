/* read_certificate.h - the reader of VIPR 1.0 files
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_CERTIFICATE_READ_CERTIFICATE_H
#define HZ_CERTIFICATE_READ_CERTIFICATE_H

#include "base/error.h"
#include "certificate/certificate.h"

/* Read a file of at most `cap` bytes (0 = 8 GiB). HZ_ERR_IO; HZ_ERR_INPUT with file and line where it is no such file;
 * HZ_ERR_MEMORY, HZ_ERR_INTERRUPTED. The caller frees *out with hz_certificate_free(). */
hz_status hz_read_certificate(hz_certificate **out, const char *path, size_t cap, hz_error *err);
/* The same of bytes, NUL-terminated, that have been read; `path` is for messages. The bytes are changed. */
hz_status hz_parse_certificate(hz_certificate **out, char *bytes, size_t length, const char *path, hz_error *err);

#endif

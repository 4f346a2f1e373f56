/* digest.h - SHA-256 (FIPS 180-4), by libcrypto
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_BASE_DIGEST_H
#define HZ_BASE_DIGEST_H

#include <stddef.h>

#include "base/error.h"

enum { HZ_DIGEST_HEX = 65 }; /* 64 lower-case hexadecimal digits and the NUL */

typedef struct hz_digest hz_digest;

hz_digest *hz_digest_new(void); /* NULL when out of memory */
void hz_digest_add(hz_digest *digest, const void *bytes, size_t length);
/* Finish, write the hex form, and free. NULL-safe. */
void hz_digest_finish(hz_digest *digest, char hex[HZ_DIGEST_HEX]);
/* All at once. HZ_ERR_MEMORY. */
hz_status hz_digest_bytes(char hex[HZ_DIGEST_HEX], const void *bytes, size_t n_bytes, hz_error *err);

#endif

/* digest.c - SHA-256 (FIPS 180-4), by libcrypto
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The plain functions are called, not the EVP interface before them: that reads openssl.cnf and sets up providers, which
 * takes 2 MB, and what a machine's configuration says of algorithms shall not decide whether a plan has an identity.
 * libcrypto 3 has them, but deprecates them; hence the level of the interface. */
#define OPENSSL_API_COMPAT 10101
#include "base/digest.h"

#include <openssl/sha.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/arena.h"

struct hz_digest {
    SHA256_CTX context;
    bool is_failed; /* libcrypto refused a step; the hex form is then empty and equals no digest */
};

hz_digest *hz_digest_new(void)
{
    hz_digest *digest = hz_calloc(1, sizeof *digest);
    if (digest != NULL)
        digest->is_failed = SHA256_Init(&digest->context) != 1;
    return digest;
}

void hz_digest_add(hz_digest *digest, const void *bytes, size_t length)
{
    if (length > 0 && SHA256_Update(&digest->context, bytes, length) != 1)
        digest->is_failed = true;
}

void hz_digest_finish(hz_digest *digest, char hex[HZ_DIGEST_HEX])
{
    static const char digits[] = "0123456789abcdef";
    hex[0] = '\0';
    if (digest == NULL)
        return;
    unsigned char bytes[SHA256_DIGEST_LENGTH];
    if (SHA256_Final(bytes, &digest->context) == 1 && !digest->is_failed) {
        for (size_t i = 0; i < SHA256_DIGEST_LENGTH; i++) {
            hex[2 * i] = digits[bytes[i] >> 4];
            hex[2 * i + 1] = digits[bytes[i] & 15U];
        }
        hex[HZ_DIGEST_HEX - 1] = '\0';
    }
    free(digest);
}

hz_status hz_digest_bytes(char hex[HZ_DIGEST_HEX], const void *bytes, size_t n_bytes, hz_error *err)
{
    hz_digest *digest = hz_digest_new();

    if (!digest)
        return hz_error_memory(err);
    hz_digest_add(digest, bytes, n_bytes);
    hz_digest_finish(digest, hex);
    return HZ_OK;
}

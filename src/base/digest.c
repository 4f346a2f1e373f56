/* digest.c - SHA-256 (FIPS 180-4), by libcrypto
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/digest.h"

#include <openssl/evp.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/arena.h"

enum { DIGEST_BYTES = 32 };

struct hz_digest {
    EVP_MD_CTX *context;
    bool is_failed; /* libcrypto refused a step; the hex form is then empty and equals no digest */
};

static void free_digest(hz_digest *digest)
{
    EVP_MD_CTX_free(digest->context);
    free(digest);
}

hz_digest *hz_digest_new(void)
{
    hz_digest *digest = hz_calloc(1, sizeof *digest);
    if (digest == NULL)
        return NULL;
    digest->context = EVP_MD_CTX_new();
    if (digest->context == NULL || EVP_DigestInit_ex(digest->context, EVP_sha256(), NULL) != 1) {
        free_digest(digest);
        return NULL;
    }
    return digest;
}

void hz_digest_add(hz_digest *digest, const void *bytes, size_t length)
{
    if (length > 0 && EVP_DigestUpdate(digest->context, bytes, length) != 1)
        digest->is_failed = true;
}

void hz_digest_finish(hz_digest *digest, char hex[HZ_DIGEST_HEX])
{
    static const char digits[] = "0123456789abcdef";
    hex[0] = '\0';
    if (digest == NULL)
        return;
    unsigned char bytes[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    if (EVP_DigestFinal_ex(digest->context, bytes, &length) == 1 && length == DIGEST_BYTES && !digest->is_failed) {
        for (size_t i = 0; i < DIGEST_BYTES; i++) {
            hex[2 * i] = digits[bytes[i] >> 4];
            hex[2 * i + 1] = digits[bytes[i] & 15U];
        }
        hex[HZ_DIGEST_HEX - 1] = '\0';
    }
    free_digest(digest);
}

/* read_index.h - an air-quality index from its file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_RULES_READ_INDEX_H
#define HZ_RULES_READ_INDEX_H

#include "input/findings.h"
#include "rules/index.h"

/* Read and check. What is wrong goes to `findings`; *out is usable only when they hold no error, and is freed with
 * hz_index_free() in any case. HZ_ERR_IO, HZ_ERR_MEMORY, HZ_ERR_INTERRUPTED. */
hz_status hz_read_index(hz_index **out, hz_findings *findings, const char *path, hz_error *err);
/* The same of a file that was read already (NULL: it could not be kept); `path` is its name. */
hz_status hz_parse_index(hz_index **out, hz_findings *findings, const char *path, const char *bytes, size_t n_bytes,
                         hz_error *err);

#endif

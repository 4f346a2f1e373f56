/* check_certificate.h - a certificate is followed, step by step, in rational arithmetic; no solver is asked
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef HZ_CERTIFICATE_CHECK_CERTIFICATE_H
#define HZ_CERTIFICATE_CHECK_CERTIFICATE_H

#include "base/error.h"
#include "certificate/certificate.h"

enum { HZ_FAULT_TEXT = 512 };

/* The first thing that does not hold; empty: all holds. */
typedef struct {
    int line; /* of the file */
    char text[HZ_FAULT_TEXT];
} hz_fault;

/* Does every point satisfy every constraint of the program, and does the best of them reach what is claimed? HZ_ERR_MEMORY,
 * HZ_ERR_INTERRUPTED. */
hz_status hz_check_points(hz_fault *fault, const hz_certificate *certificate, hz_error *err);
/* Does every derived constraint follow from those before it, and is the last one, under no assumption, what is claimed? The same
 * errors. */
hz_status hz_check_derivations(hz_fault *fault, const hz_certificate *certificate, hz_error *err);

#endif

/* hazeplan.c - which hazeplan this is
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "hazeplan.h"

const char *hz_version(void)
{
    return PACKAGE_VERSION;
}
